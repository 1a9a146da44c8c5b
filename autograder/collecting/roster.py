"""Which folder is whose: ``instructor/roster.csv``, a line for each student of each assignment.

nbgrader knows a student by one id for the whole course; here that is the folder's name. Canvas and Gradescope have
such an id, Moodle has a new number for each assignment, so its students are known by name. The roster keeps every id
that was seen, so that an export finds the student again; who wants other folders' names changes them there, in every
line.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

from autograder.errors import UserError
from autograder.files import write_atomically

from .formats import Person

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_LONGEST = 60


@dataclass(frozen=True)
class Line:
    """A student of an assignment.

    Attributes:
        student_id: the folder's name, nbgrader's student id.
        assignment: such as ``2_ann``.
        source: ``canvas``, ``moodle`` or ``gradescope``.
        source_id: Canvas' user id, Moodle's participant number, Gradescope's e-mail address.
        name: as the system writes it.
        email: where the system tells it.
        sid: the school's number, where the system tells it.
        late: ``yes`` where the system calls the submission late.
    """

    student_id: str
    assignment: str
    source: str
    source_id: str
    name: str = ""
    email: str = ""
    sid: str = ""
    late: str = ""


_COLUMNS = [item.name for item in fields(Line)]


def read_roster(path: Path) -> list[Line]:
    """Read the roster; where there is none yet, it is empty.

    Raises:
        UserError: it cannot be read, or it names a folder that cannot be one.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig") if path.exists() else ""
        rows = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path} cannot be read ({error}); restore it, or delete it to start a new one.") from error
    lines = []
    for number, row in enumerate(rows, 2):
        values = {name: _unguarded(row.get(name) or "") for name in _COLUMNS}
        if any(name not in row for name in _COLUMNS[:4]) or not values["student_id"]:
            raise UserError(f"{path} has no {', '.join(_COLUMNS[:4])} in line {number}; fill them in.")
        if folder_name(values["student_id"]) != values["student_id"]:
            wanted = folder_name(values["student_id"])
            raise UserError(f"{path} line {number}: {values['student_id']!r} is no folder's name; {wanted!r} would be.")
        lines.append(Line(**values))
    return lines


def write_roster(path: Path, lines: Iterable[Line]) -> None:
    """Write the roster; what a spreadsheet would take for a formula gets an apostrophe in front.

    Raises:
        UserError: it cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)  # a name may hold a line's end
    writer.writerow(_COLUMNS)
    for line in sorted(lines, key=lambda line: (line.assignment, line.student_id, line.source)):
        writer.writerow([_guarded(getattr(line, name)) for name in _COLUMNS])
    write_atomically(path, text.getvalue().encode(), private=True)


def _guarded(value: str) -> str:
    value = value.replace("\0", "")
    return f"'{value}" if _FORMULA.match(value) else value


def _unguarded(value: str) -> str:
    return value[1:] if value.startswith("'") and _FORMULA.match(value) else value


def folder_name(text: str) -> str:
    """Make `text` safe as a folder's name: letters of any script, digits and ``@ . _ -``, no more than 60 of them."""
    kept = "".join(char if _is_plain(char) else "-" for char in unicodedata.normalize("NFKC", text))
    return re.sub("-+", "-", kept)[:_LONGEST].strip("-._") or "student"


def _is_plain(char: str) -> bool:
    return char in "@._-" or unicodedata.category(char)[0] in "LN" or unicodedata.category(char) in ("Mn", "Mc")


def student_ids(lines: Iterable[Line], people: Iterable[Person], assignment: str) -> list[str]:
    """Give each of `people` their folder's name, the one that they have in the roster if they are in it.

    Two people never get the same, however alike their names are.
    """
    known, people = list(lines), list(people)
    namesakes = Counter(person.name for person in people if person.source == "moodle")
    given = []
    for person in people:
        found = _known(known, person, assignment, namesakes[person.name] > 1)
        if found is None:
            found = _free(known, person, namesakes[person.name] > 1)
            known.append(Line(found, assignment, person.source, person.source_id, person.name))
        given.append(found)
    return given


def _known(lines: list[Line], person: Person, assignment: str, has_namesake: bool) -> str | None:
    for line in lines:
        if (line.source, line.source_id) == (person.source, person.source_id) and (
            person.source_id or line.name == person.name
        ):
            return line.student_id
    if person.source != "moodle" or person.anonymous or has_namesake:
        return None
    # Moodle numbers its participants anew in each assignment: there the name has to do.
    same_name = {line.student_id for line in lines if line.source == "moodle" and line.name == person.name}
    taken = {line.student_id for line in lines if line.source == "moodle" and line.assignment == assignment}
    return same_name.pop() if len(same_name) == 1 and not same_name & taken else None


def _free(lines: list[Line], person: Person, has_namesake: bool) -> str:
    taken = {line.student_id.casefold() for line in lines}
    number = folder_name(person.source_id) if person.source_id else ""
    if person.source == "moodle":
        name = folder_name(person.name.casefold())
        wanted = f"{name}-{number}" if number and (person.anonymous or has_namesake) else name
    else:
        wanted = folder_name(person.sid or person.source_id)
    tries = [wanted, f"{wanted[: _LONGEST - len(number) - 1]}-{number}" if number else wanted]
    tries += [f"{wanted[: _LONGEST - 6]}-{i}" for i in range(2, len(taken) + 3)]
    return next(item for item in tries if item.casefold() not in taken)


def updated(lines: Iterable[Line], new: Iterable[Line]) -> list[Line]:
    """Give the roster with `new` lines in it, in place of older ones of the same student and assignment."""
    by_key = {(line.student_id, line.assignment, line.source): line for line in [*lines, *new]}
    return list(by_key.values())
