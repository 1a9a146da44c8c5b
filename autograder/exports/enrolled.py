"""Who is in the course: what another system calls them, and who of them has no record."""

from collections.abc import Iterable

from autograder.collecting.collect import ROSTER
from autograder.collecting.roster import Line, read_roster
from autograder.course import Course
from autograder.errors import UserError

from .request import Request


def known_as(source: str, request: Request) -> dict[str, list[str]]:
    """Look up what students are called at `source`, in the roster of the course that the working folder is in.

    Raises:
        UserError: the roster cannot be read.
    """
    known: dict[str, list[str]] = {}
    assignments = {record.assignment for record in request.submissions()}
    for line in _roster():
        # Moodle numbers its participants anew in each assignment: another's number is somebody else's.
        if line.source == source and line.assignment in assignments:
            names = [line.source_id, line.sid, line.email, line.name]
            known.setdefault(line.student_id, []).extend(filter(None, names))
    return known


def absent(request: Request, students: Iterable[str]) -> list[tuple[str, str]]:
    """List students, of the roster or among `students`, and the assignments asked for of which they have no record.

    Raises:
        UserError: the roster cannot be read.
    """
    records, lines, enrolled = request.submissions(), _roster(), set(students)
    found = []
    for assignment in dict.fromkeys(record.assignment for record in records):
        expected = enrolled | {line.student_id for line in lines if line.assignment == assignment}
        if request.student is not None:
            expected &= {request.student}
        there = {record.student for record in records if record.assignment == assignment}
        found += [(student, assignment) for student in sorted(expected - there)]
    return found


def _roster() -> list[Line]:
    """Read the roster of the course that the working folder is in; outside of one, nobody is known."""
    try:
        course = Course.find()
    except UserError:  # records can be exported anywhere
        return []
    return read_roster(course.instructor / ROSTER)
