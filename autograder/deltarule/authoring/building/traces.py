"""Traces: what a piece of work leaves behind in the process, and on the disk, for whatever runs next.

Python keeps much that all code shares: NumPy's ways, random states, the working folder. It is compared before and
after, and put back. Files are told of by an audit hook.
"""

import os
import random
import sys
import tempfile
import warnings
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Trace:
    """Something that was left: what was done, what to do about it, and the line of an author's file, if it is known."""

    did: str
    remedy: str
    file: str = ""
    line: int = 0


@dataclass(frozen=True)
class _Shared:
    """Something that all code of a process shares: what changing it is called, what to do, and how it is kept.

    What there is none of, since nobody has imported it, is read as None.
    """

    did: str
    remedy: str
    read: Callable[[], Any]
    restore: Callable[[Any], object]


def _of_matplotlib(which: str = "rcParams") -> dict[str, Any] | None:
    """Give matplotlib's settings, but for what draws: that is chosen when the first figure is made."""
    settings = getattr(sys.modules.get("matplotlib"), which, None)
    return settings and {name: dict.__getitem__(settings, name) for name in settings if name != "backend"}


def _set_matplotlib(settings: dict[str, Any]) -> None:
    dict.update(sys.modules["matplotlib"].rcParams, settings)


def _figures() -> list[int]:
    found: list[int] = sys.modules["matplotlib.pyplot"].get_fignums() if "matplotlib.pyplot" in sys.modules else []
    return found


def _close_but(figures: Collection[int]) -> None:
    for number in set(_figures()).difference(figures):
        sys.modules["matplotlib.pyplot"].close(number)


def _numpys_state() -> tuple[Any, ...]:
    name, key, *rest = np.random.get_state()
    return (name, np.asarray(key).tobytes(), *rest)


def _set_numpys_state(state: tuple[Any, ...]) -> None:
    name, key, *rest = state
    np.random.set_state((name, np.frombuffer(key, np.uint32), *rest))


def _set_environment(environment: dict[str, str]) -> None:
    for name in os.environ.keys() - environment.keys():
        del os.environ[name]
    os.environ.update(environment)


def _set_filters(filters: list[Any]) -> None:
    warnings.filters[:] = filters  # type: ignore[index]
    warnings._filters_mutated()  # type: ignore[attr-defined]


_SHARED = (
    _Shared("changes the working folder", "name files by their paths in place of it", os.getcwd, os.chdir),
    _Shared("changes the environment", "leave os.environ as it is", lambda: dict(os.environ), _set_environment),
    _Shared(
        "changes what NumPy does about overflow and the like (np.seterr)",
        "write `with np.errstate(...):`",
        np.geterr,
        lambda kept: np.seterr(**kept),
    ),
    _Shared(
        "changes how NumPy prints (np.set_printoptions)",
        "write `with np.printoptions(...):`",
        np.get_printoptions,
        lambda kept: np.set_printoptions(**kept),
    ),
    _Shared(
        "seeds NumPy's own random numbers, or draws from them",
        "draw from a generator, np.random.default_rng(...)",
        _numpys_state,
        _set_numpys_state,
    ),
    _Shared(
        "seeds Python's own random numbers, or draws from them",
        "draw from a generator, np.random.default_rng(...)",
        random.getstate,
        random.setstate,
    ),
    _Shared(
        "changes which warnings are shown",
        "write `with warnings.catch_warnings():`",
        lambda: list(warnings.filters),
        _set_filters,
    ),
    _Shared(
        "changes sys.path",
        "write what is needed into the file",
        lambda: list(sys.path),
        lambda kept: sys.path.__setitem__(slice(None), kept),
    ),
    _Shared(
        "changes how deep calls may go (sys.setrecursionlimit)",
        "do with fewer calls",
        sys.getrecursionlimit,
        sys.setrecursionlimit,
    ),
    _Shared("opens a figure", "close it, plt.close(figure)", _figures, _close_but),
    _Shared("changes matplotlib's settings", "write `with plt.rc_context(...):`", _of_matplotlib, _set_matplotlib),
)


def _read() -> list[Any]:
    return [shared.read() for shared in _SHARED]


_AT_START = _read()
"""How all of it was before any author's code ran here."""

_DOES = {
    "open": "writes",
    "os.remove": "takes away",
    "os.rmdir": "takes away",
    "shutil.rmtree": "takes away",
    "os.mkdir": "makes",
    "os.rename": "renames",
    "os.link": "makes",
    "os.symlink": "makes",
}
"""What is told of an audit event. See Python's table of these; what else there is for files goes by one of them."""
_MADE_SECOND = {"os.link", "os.symlink"}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


@dataclass(eq=False)
class _Watch:
    """A block that is watched: whose files are the author's, where files may not be written, and what was found."""

    files: Collection[str]
    folders: Collection[Path]
    found: list[Trace] = field(default_factory=list)

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        """Note what is done with a file, if the author's code does it, and it is not there for a while only."""
        if event == "open" and not (isinstance(args[2], int) and args[2] & _WRITING):
            return
        if event != "open" and args[-1] not in (-1, None):  # within a folder that is open: what goes through it is told
            return
        name = args[1] if event in _MADE_SECOND else args[0]
        if not isinstance(name, str | bytes | os.PathLike) or not (frame := self._authors(sys._getframe(2))):
            return
        path = Path(os.path.abspath(os.fsdecode(name)))
        if shown := self._kept(path):
            remedy = "write where tempfile says, or give what it would hold" if "write" in _DOES[event] else "leave it"
            self.found.append(Trace(f"{_DOES[event]} {shown}", remedy, frame.f_code.co_filename, frame.f_lineno))

    def _authors(self, frame: FrameType | None) -> FrameType | None:
        while frame and frame.f_code.co_filename not in self.files:
            frame = frame.f_back
        return frame

    def _kept(self, path: Path) -> str:
        """Give what a path is called in the course, or outside; nothing where nobody minds what happens there."""
        for folder in self.folders:
            if path.is_relative_to(folder):
                inside = path.relative_to(folder)
                return "" if "__pycache__" in inside.parts else str(inside)
        is_away = path.is_relative_to(os.path.abspath(tempfile.gettempdir())) or str(path) == os.devnull
        hidden = any(part.startswith(".") for part in path.parts)  # caches and settings, a library's
        return "" if is_away or hidden or "__pycache__" in path.parts else str(path)


_WATCHES = list[_Watch]()
_HOOKED = list[bool]()


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if _WATCHES and event in _DOES:
        _WATCHES[-1].hear(event, args)


@contextmanager
def watched(files: Collection[str], root: Path) -> Iterator[list[Trace]]:
    """Find the traces that a block leaves, in the list that is given, and take back those in the process.

    It begins with all as it was before any author's code ran, for what that had set would show no more; one within
    another begins with what there is.

    Args:
        files: the author's files, by whose lines those are told apart that write others.
        root: the folder of the course.
    """
    if not _HOOKED:
        sys.addaudithook(_hook)  # there is no way to take it back
        _HOOKED.append(True)
    before = _read()
    if not _WATCHES:
        *others, settings = _AT_START
        _restore([*others, settings or _of_matplotlib("rcParamsOrig")], before)
    begun = _read()
    watch = _Watch(files, (root, Path.cwd()))
    _WATCHES.append(watch)
    try:
        yield watch.found
    finally:
        _WATCHES.pop()
        after = _read()
        for shared, was, now in zip(_SHARED, begun, after, strict=True):
            if was is not None and was != now:
                watch.found.append(Trace(shared.did, shared.remedy))
        _restore(before, after)


def _restore(states: list[Any], now: list[Any]) -> None:
    for shared, state, current in zip(_SHARED, states, now, strict=True):
        if state is not None and state != current:
            shared.restore(state)
