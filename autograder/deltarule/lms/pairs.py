"""Records and the rows of another system's students, paired."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal

from deltarule.core.errors import UserError
from deltarule.core.text import counted, one_line
from deltarule.grading.records import SubmissionRecord

from .request import names_in_words, told_of
from .worksheet import Worksheet

_BY_A_SPREADSHEET = "a spreadsheet changes numbers as it opens a file; export it anew and don't open it in between."
_NUMBER = re.compile(r"[0-9]{1,40}(?:[.,][0-9]{1,40})?(?:e[+]?[0-9]{1,2})?")


@dataclass(frozen=True)
class Listed:
    """A student's row.

    Attributes:
        row: the row's number in the worksheet, from 0.
        label: what to call the student.
        keys: what identifies them.
        names: what they are called, which counts where nothing identifies a student.
    """

    row: int
    label: str
    keys: frozenset[str]
    names: frozenset[str]

    def __str__(self) -> str:
        """Say which row it is, as a spreadsheet numbers it."""
        return f"Row {self.row + 1} ({self.label})"


def pair(
    records: Sequence[SubmissionRecord],
    listed: Sequence[Listed],
    where: str,
    known_as: Mapping[str, Sequence[str]],
) -> tuple[list[tuple[SubmissionRecord, Listed]], list[str]]:
    """Pair records with rows, and say of those that are left over why.

    Args:
        records: one assignment's records.
        listed: the rows that are students'.
        where: the file, and the columns that were looked in.
        known_as: what else a student may be called there.
    """
    by_key, by_name = defaultdict[str, list[Listed]](list), defaultdict[str, list[Listed]](list)
    for row in listed:
        for key in {fold(key) for key in row.keys} - {""}:
            by_key[key].append(row)
        for name in {fold(name) for name in row.names} - {""}:
            by_name[name].append(row)
    by_value = defaultdict[tuple[Decimal, bool], list[str]](list)
    for key in filter(_NUMBER.fullmatch, by_key):
        by_value[Decimal(key.replace(",", ".")), "e" in key].append(key)
    claims, notes, told = defaultdict[int, list[SubmissionRecord]](list), list[str](), set[int]()
    rowless, unclaimed, changed = list[str](), list[str](), list[str]()
    for record in records:
        called = [fold(name) for name in (*known_as.get(record.student, ()), record.student)]
        # What the system itself calls them comes first: a folder's name may be made of one that they chose.
        rows = next((found[name] for name in called for found in (by_key, by_name) if name in found), [])
        if not rows:
            rowless.append(record.student)
            changed += [
                f"{row} has {one_line(key)} where {whose} may have stood"
                for name in dict.fromkeys(called)
                for whose in [name if name == fold(record.student) else f"{name}, of {record.student},"]
                for key in {key: None for value in _made_of(name) for key in by_value.get(value, ())}
                for row in by_key[key]
            ]
        elif len(rows) > 1:
            notes.append(f"{record.student} could be {' or '.join(map(str, rows))}: neither is filled in.")
            told.update(row.row for row in rows)
        for row in rows[:1] if len(rows) == 1 else []:
            claims[row.row].append(record)
    pairs = []
    for row in listed:
        claiming = claims[row.row]
        if len(claiming) == 1:
            pairs.append((claiming[0], row))
        elif claiming:
            students = " or ".join(record.student for record in claiming)
            notes.append(f"{row} could be {students}: it is left as it was.")
        elif row.row not in told:
            unclaimed.append(str(row))
    no_row = f"and no row: no match in {where}."
    return pairs, [
        *told_of(rowless, f"has a record {no_row}", f"have records {no_row}"),
        *([f"{'; '.join(changed)}: {_BY_A_SPREADSHEET}"] if changed else []),
        *notes,
        *told_of(unclaimed, "has no record: it is left as it was.", "have no record: they are left as they were."),
    ]


def _made_of(name: str) -> Iterator[tuple[Decimal, bool]]:
    """List what a spreadsheet makes of a number, and whether it writes that as a power of ten, with fewer digits."""
    if name.isascii() and name.isdecimal():
        value = Decimal(name)
        yield value, False
        yield from ((Context(prec=digits, rounding=ROUND_HALF_UP).plus(value), True) for digits in range(1, 16))


def fold(text: str) -> str:
    """Leave out what does not tell names apart: case, marks of direction, ways to write an accent."""
    shown = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return " ".join(unicodedata.normalize("NFC", shown).casefold().split())


def headed(headings: Sequence[str], *names: str) -> int | None:
    """Find the first column under one of `names`."""
    wanted = {fold(name) for name in names}
    return next((column for column, heading in enumerate(headings) if fold(heading) in wanted), None)


def named_column(sheet: Worksheet, heading: str, columns: Iterable[int]) -> int:
    """Find the column that the user named.

    Raises:
        UserError: there is none, or more than one.
    """
    columns = list(columns)
    found = [column for column in columns if fold(sheet.headings[column]) == fold(heading)]
    if len(found) != 1:
        there = names_in_words(sheet.headings[column] for column in columns)
        how_many = "no column" if not found else counted(len(found), "column")
        raise UserError(f"{sheet.name} has {how_many} {heading!r}; there are {there}.")
    return found[0]


def unreadable(records: Iterable[SubmissionRecord]) -> list[str]:
    """Say whose mark is 0 because nothing could be graded; where it is more, a person gave it."""
    reasons: dict[str, list[str]] = {}
    for record in records:
        if record.status == "unreadable" and not record.score:
            reasons.setdefault(record.message, []).append(record.student)
    return [
        note
        for reason, who in reasons.items()
        for note in told_of(
            who,
            f"gets 0, as the submission could not be read: {reason}",
            f"get 0, as their submissions could not be read: {reason}",
        )
    ]
