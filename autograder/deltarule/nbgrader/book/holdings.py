"""What the gradebook holds marks of, for commands that do without one."""

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

from deltarule.core.course import Course
from deltarule.core.errors import UserError

if TYPE_CHECKING:
    from sqlalchemy import Connection

Holdings = set[tuple[str, str]]
"""Submissions, by student and assignment."""


def booked(course: Course | None) -> Holdings:
    """Name what has marks in the gradebook: nothing where none can be read."""
    return _held(course, _with_marks)


def looked_at(course: Course | None) -> Holdings:
    """Name what a person had to look at as a whole, and has: nothing where no gradebook can be read."""
    return _held(course, _done_with)


def _held(course: Course | None, find: "Callable[[Connection], Holdings]") -> Holdings:
    if course is None or not course.nbgrader_config.is_file():
        return set()
    # A second to import, where it is needed, and nbgrader may not be installed where it isn't.
    try:
        from .database import Database
        from .settings import load_settings

        with (
            contextlib.closing(Database(load_settings(course), create=False)) as database,
            database.transaction() as connection,
        ):
            return find(connection)
    except (UserError, ImportError):  # whoever wants its marks is told
        return set()


def _with_marks(connection: "Connection") -> Holdings:
    from sqlalchemy import select

    from .reconciliation import ASSIGNMENTS, SUBMISSIONS

    wanted = select(SUBMISSIONS.c.student_id, ASSIGNMENTS.c.name).join(
        ASSIGNMENTS, ASSIGNMENTS.c.id == SUBMISSIONS.c.assignment_id
    )
    return {(row.student_id, row.name) for row in connection.execute(wanted)}


def _done_with(connection: "Connection") -> Holdings:
    from .extract import flagged_in

    return {key for key, waits in flagged_in(connection).items() if not waits}
