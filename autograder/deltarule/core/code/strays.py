"""Files that a student's work may have got into, and that aren't looked at: copies, and files renamed or moved."""

import re
from collections.abc import Iterator
from pathlib import Path

from deltarule.core.course import Course, Unit
from deltarule.core.limits import MAX_FILE_BYTES

_KINDS = (".py", ".ipynb")


def strays(unit: Unit) -> list[Path]:
    """List the files in a unit's folder that aren't a unit's own, and those elsewhere in the kit that are called so.

    Raises:
        UserError: the course's settings can't be read.
    """
    folder, exercises = unit.exercise.parent, unit.root / "exercises"
    named = re.compile(rf"(?<![a-z]){re.escape(unit.name)}(?![a-z])", re.IGNORECASE)
    inside = (path for place in (folder, *_folders(folder)) for path in _files(place))
    around = (path for place in (unit.root, exercises, *_folders(exercises)) for path in _files(place))
    found = dict.fromkeys([*inside, *(path for path in around if named.search(path.stem))])
    own = looked_at(unit.course)
    return [path for path in found if path not in own]


def looked_at(course: Course) -> dict[Path, Unit]:
    """Give the files that are looked at, and those of the checks beside them, with their units.

    Raises:
        UserError: the course's settings can't be read.
    """
    return {path: unit for unit in course.units() for path in (unit.exercise, unit.notebook, unit.checks)}


def is_looked_at(path: Path, course: Course) -> bool:
    """Whether a file, however its folder is named, is one of those.

    Raises:
        UserError: the course's settings can't be read.
    """
    return placed(path) in map(placed, looked_at(course))


def placed(path: Path) -> Path:
    """Give a file's path with the real one of its folder: a file that is a link is at home where it is linked."""
    return path.parent.resolve() / path.name


def _folders(folder: Path) -> Iterator[Path]:
    """Give the folders in a folder, but for hidden ones: there Jupyter keeps what was saved earlier."""
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if path.is_dir() and path.name[0] not in "._")


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        is_work = path.suffix.lower() in _KINDS and not path.name.startswith((".", "test_", "conftest"))
        if is_work and path.is_file() and path.stat().st_size <= MAX_FILE_BYTES:
            yield path
