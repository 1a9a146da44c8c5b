"""The records: what grading gives, as JSON. Every report, gradebook and export reads these and nothing else."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import eq
from pathlib import Path
from typing import Any, Literal, overload

import msgspec

from deltarule.core.checking.checks import CheckResult
from deltarule.core.errors import UserError
from deltarule.core.files import bytes_of, unreadable, write_output
from deltarule.core.text import counted, noun, spelt_out
from deltarule.core.values import map_leaves

from .excerpts import Excerpt


class SubmissionRecord(msgspec.Struct, frozen=True):
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
    """A cohort's records: what its checks found.

    Attributes:
        submissions: a record for each.
        isolation: how student code was walled off while it was graded, or empty where it wasn't run.
        by_hand: the points that a person gives besides, by assignment.
    """

    submissions: Sequence[SubmissionRecord]
    isolation: str = ""
    by_hand: dict[str, float] = {}

    def besides(self, assignment: str) -> str:
        """Say what points there are besides those of the checks, or nothing where there are none."""
        points = self.by_hand.get(assignment, 0.0)
        return f"{counted(points, 'more point')} {noun(points, 'is', 'are')} for a person to give." if points else ""


_Packed = SubmissionRecord | tuple[str, bytes]
"""A record as it is kept: its assignment, and the compressed rest."""


class PackedRecords(Sequence[SubmissionRecord]):
    """Records in little room: a large class's are kept to the end, and most of them are much alike.

    They are unpacked when they are asked for, each time anew.
    """

    def __init__(self, numbered: Iterable[tuple[int, SubmissionRecord]]) -> None:
        """Pack records, one by one as they come; they stand in the order of their numbers."""
        self._first: dict[str, bytes] = {}
        packed = {number: self._pack(record) for number, record in numbered}
        self._items = [packed[number] for number in sorted(packed)]

    def __len__(self) -> int:
        """Count them."""
        return len(self._items)

    def __iter__(self) -> Iterator[SubmissionRecord]:
        """Unpack one after the other."""
        return map(self._unpacked, self._items)

    def __eq__(self, other: object) -> bool:
        """Compare with any other sequence of records."""
        return isinstance(other, Sequence) and len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]

    @overload
    def __getitem__(self, at: int) -> SubmissionRecord: ...

    @overload
    def __getitem__(self, at: slice) -> list[SubmissionRecord]: ...

    def __getitem__(self, at: int | slice) -> SubmissionRecord | list[SubmissionRecord]:
        """Unpack one, or some."""
        return list(map(self._unpacked, self._items[at])) if isinstance(at, slice) else self._unpacked(self._items[at])

    def _pack(self, record: SubmissionRecord) -> _Packed:
        """Compress a record, with the first of its assignment as a dictionary."""
        try:
            content = msgspec.msgpack.encode(record)
        except UnicodeEncodeError:  # a name of a file that is no text
            return record
        packer = zlib.compressobj(1, zdict=self._first.setdefault(record.assignment, content))
        return record.assignment, packer.compress(content) + packer.flush()

    def _unpacked(self, item: _Packed) -> SubmissionRecord:
        if isinstance(item, SubmissionRecord):
            return item
        assignment, content = item
        unpacker = zlib.decompressobj(zdict=self._first[assignment])
        return msgspec.msgpack.decode(unpacker.decompress(content), type=SubmissionRecord)


class _Read(msgspec.Struct):
    """What a file holds, its records not read yet."""

    submissions: list[msgspec.Raw]
    isolation: str = ""
    by_hand: dict[str, float] = {}


def write_records(records: Records, path: Path) -> None:
    """Write records as JSON.

    Raises:
        UserError: the file cannot be written.
    """
    write_output(path, _in_pieces(records))


def _in_pieces(records: Records) -> Iterator[bytes]:
    """Lay records out as JSON, one after the other: all of a large class's take more room than they do in memory."""
    empty = msgspec.structs.replace(records, submissions=[])
    head, tail = msgspec.json.format(msgspec.json.encode(empty), indent=1).split(b"[]")
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
        read = msgspec.json.decode(bytes_of(path), type=_Read)
        each = (msgspec.json.decode(record, type=SubmissionRecord) for record in read.submissions)
        return Records(PackedRecords(enumerate(each)), read.isolation, read.by_hand)
    except OSError as error:
        raise unreadable(path, error) from error
    except msgspec.DecodeError as error:
        raise UserError(f"{path} holds no records of `deltarule grade --results`: {error}.") from error
