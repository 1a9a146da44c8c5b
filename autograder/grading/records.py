"""The records: what grading gives, as JSON. Every report, gradebook and export reads these and nothing else."""

from pathlib import Path
from typing import Literal

import msgspec

from autograder.checking.checks import CheckResult
from autograder.errors import UserError
from autograder.files import write_atomically


class SubmissionRecord(msgspec.Struct):
    """One submission, graded or unreadable.

    Attributes:
        student: the name of the student's folder.
        assignment: the unit's folder, such as ``2_ann``.
        status: ``unreadable`` where no check could be run; ``message`` then says why.
        score: points earned.
        max_score: points there are.
        checks: one result for each check; none where it is unreadable.
        message: a sentence about the submission as a whole, or empty.
        file: the file that was graded, or empty.
    """

    student: str
    assignment: str
    status: Literal["graded", "unreadable"]
    score: float
    max_score: float
    checks: list[CheckResult]
    message: str = ""
    file: str = ""


class Records(msgspec.Struct):
    """A cohort's records, by assignment and student."""

    submissions: list[SubmissionRecord]


def write_records(records: Records, path: Path) -> None:
    """Write records as JSON.

    Raises:
        UserError: the file cannot be written.
    """
    write_atomically(path, msgspec.json.format(msgspec.json.encode(records), indent=1) + b"\n")


def read_records(path: Path) -> Records:
    """Read records that :func:`write_records` wrote.

    Raises:
        UserError: the file cannot be read, or holds something else.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=Records)
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror}.") from error
    except msgspec.DecodeError as error:
        raise UserError(f"{path} holds no records of `deltarule grade --results`: {error}.") from error
