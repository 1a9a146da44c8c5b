"""An author's patience: their own code, which runs without walls, is ended when it doesn't come back, and told."""

import linecache
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from deltarule.core.errors import UserError
from deltarule.core.text import counted

from .spots import function_name
from .stalls import Stalled, where_it_stays, within

T = TypeVar("T")

SOLUTIONS = "deltarule_solution_"
"""What the packages begin with that the folders of solutions become."""

CHECKS = "deltarule_checks_"
"""What the modules begin with that files of checks become."""


def warn(said: str) -> None:
    """Tell an author at once what can't wait."""
    print(said, file=sys.stderr)


def in_time(seconds: float, name: str, work: Callable[[], T], otherwise: str) -> T:
    """Do some work of an author's, called `name`, for so many seconds at most; without end where they are 0.

    Args:
        seconds: what it may take.
        name: what it is called.
        work: what is done.
        otherwise: says what to do where it needs more.

    Raises:
        UserError: it doesn't come back; with the line, and the loop that stands there.
    """

    def say_stubborn(frame: FrameType) -> None:
        warn(f"{name} has not come back after {counted(seconds, 'second')}, and can't be ended. Ctrl-C may end it.")

    try:
        return within(seconds, work, say_stubborn, strict=True)
    except Stalled as error:
        place, loop = place_of(error) or (name, "code of others'")
        raise UserError(
            f"{place}: {name} has not come back after {counted(seconds, 'second')}; it is in {loop}. "
            f"End that, or {otherwise}."
        ) from error


def place_of(error: BaseException) -> tuple[str, str] | None:
    """Give the file and line in which an author's code didn't come back, and the loop that stands there."""
    passed = error.stack if isinstance(error, Stalled) and error.stack else traceback.walk_tb(error.__traceback__)
    frames = [(frame, line) for frame, line in passed if _is_authors(frame)]
    if not frames:
        return None
    frame, line, kind = where_it_stays(frames)
    file, function = frame.f_code.co_filename, function_name(frame.f_code)
    text = linecache.getline(file, line).strip() or kind or "that line"
    its = "" if function == "<module>" else f"{function}'s "
    return file.strip("<>") if file.startswith("<") else f"{file}, line {line}", f"{its}`{text}`"


def _is_authors(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).startswith((SOLUTIONS, CHECKS))
