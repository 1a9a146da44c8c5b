"""What an export is asked for, and what it gives."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from deltarule.core.checking.checks import CheckResult
from deltarule.core.errors import UserError
from deltarule.core.files import bytes_of, unreadable
from deltarule.core.text import noun, one_line
from deltarule.grading.accounts import for_student
from deltarule.grading.records import Records, SubmissionRecord

from .worksheet import Worksheet


@dataclass(frozen=True)
class Export:
    """A file's content, and sentences on what the instructor should know of it."""

    content: bytes
    notes: list[str] = field(default_factory=list)


class Absence(NamedTuple):
    """A student without a record of an assignment that others have one of.

    Attributes:
        student: the student.
        assignment: the assignment.
        handed_in: whether a submission of theirs lies in the course all the same, and isn't graded.
        booked: whether the gradebook has a mark of theirs all the same.
    """

    student: str
    assignment: str
    handed_in: bool = False
    booked: bool = False


@dataclass(frozen=True)
class Request:
    """Which records are wanted, and what they go into.

    Attributes:
        records: the records.
        assignment: the unit's folder or its name; all there are where it is None.
        student: the name of the student's folder; all there are where it is None.
        roster: the file that the other system exported, for formats that fill one in.
        column: the heading of the column to fill in, where it cannot be told.
        known_as: for a student, what else the other system may know them as: ids, addresses, names.
        absent: who of the course has no record of what others have one of.
        booked: whether the records are the gradebook's.
    """

    records: Records
    assignment: str | None = None
    student: str | None = None
    roster: Path | None = None
    column: str | None = None
    known_as: Mapping[str, Sequence[str]] = field(default_factory=dict)
    absent: Sequence[Absence] = ()
    booked: bool = False

    def told(self, check: CheckResult) -> str:
        """Give what a check says as its student may read it: what the gradebook has is for students, or a person's."""
        return check.message if self.booked else for_student(check)

    def submissions(self) -> list[SubmissionRecord]:
        """List the records that were asked for.

        Raises:
            UserError: there are none.
        """
        return list(self._each())

    def handed_in(self) -> list[tuple[str, str]]:
        """List who handed in what: the student and the assignment of each record that was asked for.

        Raises:
            UserError: there are none.
        """
        return [(record.student, record.assignment) for record in self._each()]

    def _each(self) -> Iterator[SubmissionRecord]:
        none = True
        for record in self.records.submissions:
            named = self.assignment in (None, record.assignment, record.assignment.partition("_")[2])
            if named and self.student in (None, record.student):
                none = False
                yield record
        if none:
            wanted = (f" of {self.assignment}" if self.assignment else "") + (
                f" by {self.student}" if self.student else ""
            )
            there = [f"{record.assignment} by {record.student}" for record in self.records.submissions]
            advice = f"there is {names_in_words(there)}" if there else "grade it first, with deltarule grade"
            raise UserError(f"There is no graded submission{wanted}; {advice}.")

    def one_assignment(self) -> list[SubmissionRecord]:
        """List the records that were asked for, which must be of one assignment.

        Raises:
            UserError: there are none, or of more than one assignment.
        """
        found = self.submissions()
        names = list(dict.fromkeys(record.assignment for record in found))
        if len(names) > 1:
            raise UserError(f"There are marks of {names_in_words(names)}; name one of them with --assignment.")
        return found

    def one_submission(self) -> SubmissionRecord:
        """Give the one record that was asked for.

        Raises:
            UserError: there is none, or more than one.
        """
        found = self.one_assignment()
        if len(found) > 1:
            students = names_in_words(record.student for record in found)
            raise UserError(f"This format holds one submission and there are those of {students}; name --student.")
        return found[0]

    def worksheet(self) -> Worksheet:
        """Read the file to fill in.

        Raises:
            UserError: none was named, or it cannot be read.
        """
        if self.roster is None:
            raise UserError("This format fills in a file that you exported there; name it with --roster.")
        try:
            content = bytes_of(self.roster)
        except OSError as error:
            raise unreadable(self.roster, error) from error
        return Worksheet.parse(content, self.roster.name)


def whole(number: float) -> float:
    """Give an int where it is one, and no more digits than are meant (0.1 + 0.2)."""
    return int(number) if number == int(number) else round(number, 6)


def names_in_words(names: Iterable[str]) -> str:
    """List names in a sentence, the first of them where there are many."""
    several = list(dict.fromkeys(map(one_line, names)))
    return ", ".join(several[:12]) + (f" and {len(several) - 12} more" if len(several) > 12 else "") or "nothing"


def told_of(names: Iterable[str], one: str, more: str) -> list[str]:
    """Say of all that a note is for in one line, which names them: a line each would hide the other notes.

    Args:
        names: what it is said of; where there is none, nothing is said.
        one: what is said of one.
        more: what is said of several.
    """
    several = list(names)
    return [f"{', '.join(map(one_line, several))} {noun(len(several), one, more)}"] if several else []
