"""Saves of files: told by the system where ``watchfiles`` is installed, looked for now and then elsewhere."""

import contextlib
import time
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from deltarule.core.limits import SAVE_LOOK_SECONDS, SAVE_SETTLES_SECONDS

_GONE = (0, 0)


def saves(paths: Collection[Path]) -> Iterator[set[Path]]:
    """Wait for files to be saved, from now on, and give those that were, each time; without end."""
    return _saves(paths, stamps(paths))


def _saves(paths: Collection[Path], seen: Mapping[Path, tuple[int, int]]) -> Iterator[set[Path]]:
    for _ in _ticks(paths):
        now = _settled(paths, seen)
        # One that is gone is being written anew, as some editors do.
        changed = {path for path in paths if now[path] not in (seen[path], _GONE)}
        seen = now
        if changed:
            yield changed


def _settled(paths: Collection[Path], seen: Mapping[Path, tuple[int, int]]) -> Mapping[Path, tuple[int, int]]:
    """Give the stamps of files, once nobody is writing them, if they aren't as `seen`."""
    now = stamps(paths)
    while now != seen:
        time.sleep(SAVE_SETTLES_SECONDS)
        seen, now = now, stamps(paths)
    return now


def stamps(paths: Collection[Path]) -> Mapping[Path, tuple[int, int]]:
    """Give what changes when a file is saved, of each; nothing where there is no file."""
    found = dict.fromkeys(paths, _GONE)
    for path in paths:
        with contextlib.suppress(OSError):
            status = path.stat()
            found[path] = (status.st_mtime_ns, status.st_size)
    return found


def _ticks(paths: Collection[Path]) -> Iterator[None]:
    """Give a moment to look at the files, whenever it may be time."""
    try:
        from watchfiles import watch
    except ImportError:
        while True:
            time.sleep(SAVE_LOOK_SECONDS)
            yield
    folders = {path.parent for path in paths}
    for _ in watch(*folders, debounce=50, step=20, recursive=False, raise_interrupt=True, watch_filter=None):
        yield
