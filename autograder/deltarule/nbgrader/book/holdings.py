"""What the gradebook holds marks of, for commands that do without one."""

import contextlib

from deltarule.core.course import Course
from deltarule.core.errors import UserError


def booked(course: Course | None) -> set[tuple[str, str]]:
    """Name what has marks in the gradebook, by student and assignment: nothing where none can be read."""
    if course is None or not course.nbgrader_config.is_file():
        return set()
    # A second to import, where it is needed, and nbgrader may not be installed where it isn't.
    try:
        from sqlalchemy import select

        from .database import Database
        from .reconciliation import ASSIGNMENTS, SUBMISSIONS
        from .settings import load_settings

        wanted = select(SUBMISSIONS.c.student_id, ASSIGNMENTS.c.name).join(
            ASSIGNMENTS, ASSIGNMENTS.c.id == SUBMISSIONS.c.assignment_id
        )
        with (
            contextlib.closing(Database(load_settings(course), create=False)) as database,
            database.transaction() as connection,
        ):
            return {(row.student_id, row.name) for row in connection.execute(wanted)}
    except (UserError, ImportError):  # whoever wants its marks is told
        return set()
