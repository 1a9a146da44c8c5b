"""Which folder is whose: ``instructor/roster.csv``, a line for each student of each assignment.

nbgrader knows a student by one id for the whole course; here that is the folder's name. Canvas and Gradescope have
such an id, Moodle has a new number for each assignment, so its students are known by name. The roster keeps every id
that was seen, so that an export finds the student again; who wants other folders' names changes them there, in every
line.
"""

import csv
import glob
import io
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.files import bytes_of, has_file, has_folder, unreadable, write_atomically
from deltarule.core.limits import MAX_FOLDER_NAME
from deltarule.core.text import one_line, spelt_out

from .deposit import receipt_in
from .download import Person
from .formulas import guarded, literal, read_literal, unguarded
from .request import Absence, Request
from .worksheet import without_separator

ROSTER = "roster.csv"
"""Its name in the instructor's folder."""


@dataclass(frozen=True)
class Line:
    """A student of an assignment.

    Attributes:
        student_id: the folder's name, nbgrader's student id.
        assignment: such as ``2_ann``.
        source: the system's name, as ``deltarule collect --from`` has it.
        source_id: their id there: Canvas' user id, Moodle's participant number, Gradescope's e-mail address.
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
        whole = bytes_of(path).decode("utf-8-sig") if has_file(path) else ""
        # A spreadsheet in which it was looked at may have saved it with other marks between.
        text, delimiter = without_separator(whole)
        delimiter = delimiter or max(",;\t", key=text.partition("\n")[0].count)
        table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        above = whole.count("\n") - text.count("\n")
        rows, headings = [(above + table.line_num, row) for row in table], table.fieldnames or []
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is no text in UTF-8; save it as CSV in UTF-8.") from error
    except OSError as error:
        raise unreadable(path, error) from error
    except csv.Error as error:
        raise UserError(f"{path} cannot be read ({error}); restore it, or delete it to start a new one.") from error
    if text.strip() and (missing := [name for name in _COLUMNS[:4] if name not in headings]):
        raise UserError(
            f"{path} has no column {', '.join(missing)} in its first line; it is not the list that deltarule collect "
            "keeps there: put that back, or move this one away to start a new one."
        )
    lines, accounts = list[Line](), dict[tuple[str, str, str], tuple[int, str]]()
    for number, row in rows:
        values = {name: unguarded(read_literal(row.get(name) or "")) for name in _COLUMNS}
        if not any(values.values()):
            continue  # a spreadsheet writes such lines of what was deleted
        if empty := next((name for name in _COLUMNS[:2] if not values[name]), None):
            raise UserError(f"{path} has no {empty} in line {number}; fill it in, or delete the line.")
        if folder_name(values["student_id"]) != values["student_id"]:
            raise UserError(
                f"{path} line {number}: {values['student_id']!r} is no folder's name; put back the one that this "
                "student's submissions lie in, which a spreadsheet may have changed."
            )
        line = Line(**values)
        if line.source_id:
            account = line.assignment, line.source, line.source_id
            first, student = accounts.setdefault(account, (number, line.student_id))
            if student != line.student_id:
                raise UserError(
                    f"{path}, lines {first} and {number}: {line.source}'s {one_line(line.source_id)} can't be both "
                    f"{one_line(student)} and {one_line(line.student_id)} in {line.assignment}; delete the wrong line."
                )
        lines.append(line)
    return lines


def write_roster(path: Path, lines: Iterable[Line]) -> None:
    """Write the roster; what a spreadsheet would take for a formula, or change, gets an apostrophe in front.

    Raises:
        UserError: it cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)  # a name may hold a line's end
    writer.writerow(_COLUMNS)
    for line in sorted(lines, key=lambda line: (line.assignment, line.student_id, line.source)):
        writer.writerow([literal(guarded(getattr(line, name).replace("\0", ""))) for name in _COLUMNS])
    write_atomically(path, text.getvalue().encode(), private=True)


def refuse_changed(path: Path, lines: Iterable[Line], submitted: Path) -> None:
    """Fail where the roster names other folders than students have, who would get two: a spreadsheet makes 7 of 007.

    Args:
        path: the roster's, to tell.
        lines: its lines.
        submitted: where the students' folders are.

    Raises:
        UserError: a folder that it doesn't name holds what is missing in one that it does.
    """
    lines = list(lines)
    named = {line.student_id.casefold() for line in lines}
    by_person = {(line.assignment, line.source, line.source_id.lstrip("0")): line for line in lines}
    by_folder = {(line.assignment, line.student_id.lstrip("0")): line for line in lines}
    assignments = {line.assignment for line in lines}
    for folder in sorted(folders(submitted)):
        if folder.startswith(".") or folder.casefold() in named:
            continue
        for assignment in sorted(assignments):
            if not (submitted / folder / assignment).is_dir():
                continue
            receipt = receipt_in(submitted / folder / assignment)
            line = (
                by_person.get((assignment, receipt.source, receipt.source_id.lstrip("0")))
                if receipt
                else by_folder.get((assignment, folder.lstrip("0")))
            )
            if line and not (submitted / line.student_id / assignment).exists():
                raise UserError(
                    f"{path} has {one_line(line.name or line.source_id)} as {line.student_id}, and their {assignment} "
                    f"lies in {one_line(str(submitted / folder))}: put {one_line(folder)} back in every line of "
                    "theirs, which a spreadsheet may have changed, or rename the folder."
                )


def folders(submitted: Path) -> list[str]:
    """List the folders that are there already, whosever they are."""
    try:
        return os.listdir(submitted)
    except OSError:  # there are none yet; or it will be said when one is to be made
        return []


def folder_name(text: str) -> str:
    """Make `text` safe as a folder's name: letters of any script, digits and ``@ . _ -``, no more than 60 of them."""
    kept = "".join(char if _is_plain(char) else "-" for char in unicodedata.normalize("NFKC", text))
    return re.sub("-+", "-", kept)[:MAX_FOLDER_NAME].strip("-._") or "student"


def _is_plain(char: str) -> bool:
    return char in "@._-" or unicodedata.category(char)[0] in "LN" or unicodedata.category(char) in ("Mn", "Mc")


def student_ids(
    lines: Iterable[Line], people: Iterable[Person], assignment: str, there: Iterable[str] = ()
) -> list[str]:
    """Give each of `people` their folder's name, the one that they have in the roster if they are in it.

    Two people never get the same, however alike their names are; and nobody gets by a name, which they may have
    chosen, one of the folders that are `there` already without the roster's saying that it is theirs.
    """
    known, people, there = list(lines), list(people), {name.casefold() for name in there}
    namesakes = Counter(person.name for person in people if not person.lasting)
    numbers = Counter(person.sid for person in people)  # a student may be able to write another's
    given = []
    for person in people:
        found = _known(known, person, assignment, namesakes[person.name] > 1)
        if found is None:
            twice = namesakes[person.name] > 1 or bool(person.sid and numbers[person.sid] > 1)
            found = _free(known, person, twice, set() if person.lasting else there)
            known.append(Line(found, assignment, person.source, person.source_id, person.name))
        given.append(found)
    return given


def _known(lines: list[Line], person: Person, assignment: str, has_namesake: bool) -> str | None:
    for line in lines:
        if (line.source, line.source_id) == (person.source, person.source_id) and (
            person.source_id or _is_called(line, person)
        ):
            return line.student_id
    if person.lasting or person.anonymous or has_namesake:
        return None
    # They have a new id in each assignment: there the name has to do.
    # A group has a name and no id.
    there = [line for line in lines if line.source == person.source and bool(line.source_id) == bool(person.source_id)]
    same_name = {line.student_id for line in there if _is_called(line, person)}
    taken = {line.student_id for line in there if line.assignment == assignment}
    return same_name.pop() if len(same_name) == 1 and not same_name & taken else None


def _is_called(line: Line, person: Person) -> bool:
    """Whether a line has a person's name, however its accents are written."""
    return unicodedata.normalize("NFC", line.name) == unicodedata.normalize("NFC", person.name)


def _free(lines: list[Line], person: Person, has_namesake: bool, there: set[str]) -> str:
    taken = {line.student_id.casefold() for line in lines} | there
    number = folder_name(person.source_id) if person.source_id else ""
    if not person.lasting:
        name = folder_name(person.name.casefold())
        wanted = f"{name}-{number}" if number and (person.anonymous or has_namesake) else name
    else:
        wanted = folder_name(person.source_id if has_namesake else person.sid or person.source_id)
    tries = [wanted, f"{wanted[: MAX_FOLDER_NAME - len(number) - 1]}-{number}" if number else wanted]
    tries += [f"{wanted[: MAX_FOLDER_NAME - 6]}-{i}" for i in range(2, len(taken) + 3)]
    return next(item for item in tries if item.casefold() not in taken)


def updated(lines: Iterable[Line], new: Iterable[Line]) -> list[Line]:
    """Give the roster with `new` lines in it, in place of older ones of the same student and assignment."""
    by_key = {(line.student_id, line.assignment, line.source): line for line in [*lines, *new]}
    return list(by_key.values())


def known_as(source: str, request: Request) -> dict[str, list[str]]:
    """Look up what students are called at `source`, in the roster of the course that the working folder is in.

    Raises:
        UserError: the roster cannot be read.
    """
    known: dict[str, list[str]] = {}
    assignments = {assignment for _, assignment in request.handed_in()}
    for line in _here():
        # Where a system numbers students anew in each assignment, another's number is somebody else's.
        if line.source == source and line.assignment in assignments:
            names = [line.source_id, line.sid, line.email, line.name]
            known.setdefault(line.student_id, []).extend(filter(None, names))
    return known


def absent(
    graded: Sequence[tuple[str, str]],
    students: Iterable[str] = (),
    only: str | None = None,
    booked: Iterable[tuple[str, str]] = (),
) -> list[Absence]:
    """List who has no record of an assignment that others have one of, and whether they handed it in all the same.

    Args:
        graded: of what there are records: student and assignment.
        students: whom there is besides those of the roster and those whose submissions lie in the course.
        only: the one student that it is about, if it is about one.
        booked: what has marks in the gradebook: student and assignment.

    Raises:
        UserError: the roster cannot be read.
    """
    lines, enrolled, kept = _here(), set(students), set(booked)
    found = []
    for assignment in dict.fromkeys(name for _, name in graded):
        handed_in = _handed_in(assignment)
        has_marks = {student for student, name in kept if name == assignment}
        listed = {line.student_id for line in lines if line.assignment == assignment}
        expected = enrolled | handed_in | has_marks | listed
        if only is not None:
            expected &= {only}
        there = {student for student, name in graded if name == assignment}
        without = sorted(expected - there - {spelt_out(student) for student in there})
        found += [Absence(student, assignment, student in handed_in, student in has_marks) for student in without]
    return found


def _handed_in(assignment: str) -> set[str]:
    """Name the students of whom something lies among the submissions of the course that the working folder is in."""
    course = Course.around()
    if course is None or not has_folder(submitted := course.instructor / "submitted"):
        return set()
    return {spelt_out(place.parent.name) for place in submitted.glob(f"[!.]*/{glob.escape(assignment)}")}


def _here() -> list[Line]:
    """Read the roster of the course that the working folder is in; outside of one, nobody is known."""
    course = Course.around()
    if course is None:
        return []
    lines = read_roster(course.instructor / ROSTER)
    refuse_changed(course.instructor / ROSTER, lines, course.instructor / "submitted")
    return lines
