"""The records: what grading gives, as JSON. Every report, gradebook and export reads these and nothing else."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec

from deltarule.core.checking.checks import CheckResult
from deltarule.core.errors import UserError
from deltarule.core.files import write_output
from deltarule.core.text import spelt_out
from deltarule.core.values import map_leaves

from .excerpts import Excerpt


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
        flagged: whether a person should look at it, for what ``message`` says.
        excerpts: the student's own text of the functions that lost points.
        aside: whether it was not graded because a grader had died of it.
    """

    student: str
    assignment: str
    status: Literal["graded", "unreadable"]
    score: float
    max_score: float
    checks: list[CheckResult]
    message: str = ""
    file: str = ""
    flagged: bool = False
    excerpts: list[Excerpt] = []
    aside: bool = False


class Records(msgspec.Struct):
    """A cohort's records, and how student code was walled off while it was graded (empty where it wasn't run)."""

    submissions: list[SubmissionRecord]
    isolation: str = ""


def write_records(records: Records, path: Path) -> None:
    """Write records as JSON.

    Raises:
        UserError: the file cannot be written.
    """
    write_output(path, _in_pieces(records))


def _in_pieces(records: Records) -> Iterator[bytes]:
    """Lay records out as JSON, one after the other: all of a large class's take more room than they do in memory."""
    head, tail = msgspec.json.format(msgspec.json.encode(Records([], records.isolation)), indent=1).split(b"[]")
    yield head + b"["
    for number, record in enumerate(records.submissions):
        laid_out = msgspec.json.format(written(record, msgspec.json.encode), indent=1)
        yield (b",\n  " if number else b"\n  ") + laid_out.replace(b"\n", b"\n  ")
    yield (b"\n ]" if records.submissions else b"]") + tail + b"\n"


def written(record: SubmissionRecord, encode: Callable[[Any], bytes]) -> bytes:
    """Encode a record, with the bytes of a file's name written out that are no text."""
    try:
        return encode(record)
    except UnicodeEncodeError:
        plain = msgspec.to_builtins(record)
        return encode(map_leaves(lambda leaf: spelt_out(leaf) if isinstance(leaf, str) else leaf, plain))


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
