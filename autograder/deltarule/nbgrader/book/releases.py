"""Releasing an assignment: what ``nbgrader generate_assignment`` does, without losing what was released before.

nbgrader empties the release folder first, and leaves it so when it finds that it cannot go on. Here the gradebook is
brought in line first; then each file is replaced as a whole, and at last what is no longer part of it is removed.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from nbgrader.utils import find_all_files

from deltarule.authoring.building.products import renew_source
from deltarule.core.course import Course, Unit
from deltarule.core.files import unwritable, write_atomically

from .book import Book
from .reconciliation import Changes


@dataclass(frozen=True)
class Released:
    """Where the assignment now lies, and what that meant for the gradebook."""

    folder: Path
    changes: Changes


def release(course: Course, unit: Unit) -> Released:
    """Write ``release/<assignment>/``.

    Raises:
        UserError: the source cannot be derived or used, marks that people gave would be lost, or the folder cannot be
            written.
    """
    book = Book(course)
    try:
        renew_source(unit, answers=True)  # with the answers: students get them
        (changes,) = book.prepare([unit])
        source = book.source(unit)
    finally:
        book.close()
    settings = book.settings
    origin, target = settings.folder("source", ".", unit.assignment), settings.folder("release", ".", unit.assignment)
    ignored = settings.app.coursedir.ignore
    try:
        files = {
            Path(name).relative_to(origin): Path(name) for name in find_all_files(str(origin), [*ignored, "*.ipynb"])
        }
        for place, path in files.items():
            write_atomically(target / place, path.read_bytes())
        write_atomically(target / unit.notebook.name, source.released)
        for name in find_all_files(str(target)):
            place = Path(name).relative_to(target)
            if place not in files and place != Path(unit.notebook.name):
                os.remove(name)
    except OSError as error:
        raise unwritable(Path(error.filename or target), error) from error
    return Released(target.resolve(), changes)
