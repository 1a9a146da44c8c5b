"""What an author's file makes, checks and mistakes, noted while it runs: in the end each needs a name to count."""

import sys
from collections.abc import Iterable, Iterator, Mapping
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")
_NOTED = "_deltarule_made_here"
"""The name under which a file's own namespace has it."""
_OURS = f"{__name__.partition('.')[0]}."


def noted(made: T) -> T:
    """Note in the file that asked for it what was `made`, with the line; give it."""
    frame: FrameType | None = sys._getframe(1)
    while frame and str(frame.f_globals.get("__name__")).startswith(_OURS):
        frame = frame.f_back
    if frame:
        frame.f_globals.setdefault(_NOTED, []).append((made, frame.f_lineno))
    return made


def made_in(namespace: Mapping[str, Any]) -> list[Any]:
    """Give all that was made in a file, in its order."""
    return [made for made, _ in namespace.get(_NOTED, ())]


def nameless(namespace: Mapping[str, Any], named: Iterable[object]) -> Iterator[tuple[Any, int]]:
    """Find what was made in a file and isn't among what its names stand for, with lines: lost in a loop, or a list."""
    kept = {id(item) for item in named}
    yield from ((made, line) for made, line in namespace.get(_NOTED, ()) if id(made) not in kept)


def said_of_nameless(what: str) -> str:
    """Say what to do about it."""
    return f"{what} has no name of its own in the end, and would not count; write each at the margin, under its name."
