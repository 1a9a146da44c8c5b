"""The files that lie beside a notebook, for its worker to have them too. The folder may be hostile."""

import fnmatch
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

MAX_FILE = 32 * 2**20
"""Bytes of one file: no worker may write a larger one."""

MAX_FILES = 60 * 2**20
"""Bytes of all files together: they cross in one frame."""

MAX_COUNT = 2_000


def files_in(folder: Path, left_out: Iterable[str] = ()) -> tuple[dict[str, bytes], list[str]]:
    """Read the regular files under `folder`, by their names in it; and say which had to be left out.

    Notebooks are not among them, nor what matches `left_out` (patterns of names, as nbgrader's ``ignore``), nor links:
    one could lead to the gradebook.
    """
    patterns = ["*.ipynb", *left_out]
    files: dict[str, bytes] = {}
    notes: list[str] = []
    size = 0
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not _matches(name, patterns))
        for name in sorted(names):
            path = Path(place, name)
            relative = path.relative_to(folder).as_posix()
            if _matches(name, patterns):
                continue
            content = _content(path)
            if content is None:
                notes.append(f"{relative} is no regular file of up to {MAX_FILE // 2**20} MB that can be read")
            elif size + len(content) > MAX_FILES or len(files) >= MAX_COUNT or not _is_text(relative):
                notes.append(f"{relative} is beyond what a worker takes, {MAX_FILES // 2**20} MB in all")
            else:
                files[relative] = content
                size += len(content)
    return files, notes


def merged(students: Mapping[str, bytes], instructors: Mapping[str, bytes]) -> dict[str, bytes]:
    """Put the instructor's files in place of the student's of the same names, as nbgrader does."""
    return dict(sorted({**students, **instructors}.items()))


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def _content(path: Path) -> bytes | None:
    try:
        # Neither follow a link nor wait for a pipe's other end.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with open(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size > MAX_FILE:
            return None
        content = file.read(MAX_FILE + 1)
    return content if len(content) <= MAX_FILE else None


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
