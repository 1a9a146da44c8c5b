"""What the gradebook holds marks of, for commands that do without one where there is none."""

from deltarule.core.course import Course


def booked(course: Course | None) -> set[tuple[str, str]]:
    """Name what has marks in the gradebook, by student and assignment: nothing where there is no gradebook.

    Raises:
        UserError: it cannot be read.
    """
    if course is None or not course.nbgrader_config.is_file():
        return set()
    # A second to import, where it is needed, and nbgrader may not be installed where it isn't.
    from sqlalchemy import select

    from .database import Database, NoGradebook
    from .reconciliation import ASSIGNMENTS, SUBMISSIONS
    from .settings import load_settings

    try:
        database = Database(load_settings(course), create=False)
    except NoGradebook:
        return set()
    try:
        with database.transaction() as connection:
            of = ASSIGNMENTS.c.id == SUBMISSIONS.c.assignment_id
            rows = connection.execute(select(SUBMISSIONS.c.student_id, ASSIGNMENTS.c.name).join(ASSIGNMENTS, of))
            return {(row.student_id, row.name) for row in rows}
    finally:
        database.close()
