"""What another system calls a student whose submission was collected from there."""

from autograder.collecting.collect import ROSTER
from autograder.collecting.roster import read_roster
from autograder.course import Course
from autograder.errors import UserError

from .request import Request


def known_as(source: str, request: Request) -> dict[str, list[str]]:
    """Look students up in the roster of the course that the working folder is in; outside of one, none is known.

    Raises:
        UserError: the roster cannot be read.
    """
    try:
        course = Course.find()
    except UserError:  # records can be exported anywhere
        return {}
    known: dict[str, list[str]] = {}
    assignments = {record.assignment for record in request.submissions()}
    for line in read_roster(course.instructor / ROSTER):
        # Moodle numbers its participants anew in each assignment: another's number is somebody else's.
        if line.source == source and line.assignment in assignments:
            names = [line.source_id, line.sid, line.email, line.name]
            known.setdefault(line.student_id, []).extend(filter(None, names))
    return known
