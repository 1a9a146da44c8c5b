"""What grades the submissions of a run: processes of this machine, or a cluster's."""

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

import msgspec

from deltarule.core.checking.checks import load_checks
from deltarule.core.checking.marks import points_of
from deltarule.core.course import Course
from deltarule.core.text import one_line
from deltarule.door.walls import Level

from .handin import Submission
from .records import SubmissionRecord
from .station import unreadable


class Engine(Protocol):
    """Graders that are at work from the moment they are made, until they are closed."""

    @property
    def taken(self) -> Mapping[int, bytes]:
        """What was taken of each submission to be graded, by number: a digest, which what lies there may have no more.

        Whatever a record is kept for, it is this.
        """
        ...

    def graded(self) -> Iterator[tuple[int, SubmissionRecord, Level]]:
        """Give each submission's number, its record and how its code was walled off, as they come: each once.

        Raises:
            UserError: the course is broken, or grading cannot be done here.
        """
        ...

    def close(self) -> None:
        """End them, whatever they are doing."""
        ...


Begin = Callable[[Course, Sequence[Submission], Level | None], Engine]
"""Makes an engine: for a course, what is to be graded, and how its code is to be walled off."""


def set_aside(course: Course, submission: Submission) -> SubmissionRecord:
    """Record a submission that graders died of again and again.

    Raises:
        UserError: the unit's checks are broken.
    """
    student = shlex.quote(f"--student={one_line(submission.student)}")
    said = (
        "The grader ended while it was grading this, so it was set aside for a person to look at; "
        f"`deltarule grade {student} --assignment {submission.assignment}` tries it again."
    )
    most = points_of(load_checks(course.unit(submission.assignment).checks))
    return msgspec.structs.replace(unreadable(submission, most, said), aside=True)
