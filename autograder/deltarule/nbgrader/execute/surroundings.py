"""The files that lie beside a notebook, for its worker to have them too. The folder may be hostile."""

import fnmatch
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from deltarule.core.limits import MAX_COMPANIONS, MAX_COMPANIONS_BYTES, MAX_FILE_BYTES
from deltarule.grading.strangers import read_file


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
            try:
                content = read_file(path, MAX_FILE_BYTES)
            except OSError:
                notes.append(f"{relative} is no regular file of up to {MAX_FILE_BYTES // 2**20} MB that can be read")
                continue
            if size + len(content) > MAX_COMPANIONS_BYTES or len(files) >= MAX_COMPANIONS or not _is_text(relative):
                notes.append(f"{relative} is beyond what a worker takes, {MAX_COMPANIONS_BYTES // 2**20} MB in all")
            else:
                files[relative] = content
                size += len(content)
    return files, notes


def merged(students: Mapping[str, bytes], instructors: Mapping[str, bytes]) -> dict[str, bytes]:
    """Put the instructor's files in place of the student's of the same names, as nbgrader does."""
    return dict(sorted({**students, **instructors}.items()))


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in patterns)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
