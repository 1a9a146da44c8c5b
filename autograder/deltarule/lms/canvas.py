"""Canvas: submissions read by the names in its download, and its gradebook filled in for its own import.

Names are those of Canvas' ``lib/content_zipper.rb``: ``lovelaceada_LATE_1001_555_ann-1.ipynb``: name, late mark, user,
upload, file; with anonymous grading ``anon_x7Ab3_555_ann.ipynb``; for text and links ``lovelaceada_1001_text.html``.
The times of the entries are those of the download: they are no submission's.

The gradebook's columns are those of ``lib/gradebook_exporter.rb`` and ``gradebook_importer.rb``: the student's name in
one column or two, ID, SIS User ID, SIS Login ID, Integration ID, Root Account, Section, custom columns, then
assignments as ``Title (id)``, under which the row "Points Possible" stands.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from deltarule.core.errors import UserError
from deltarule.core.text import is_of_a_word

from .archive import Archive, Entry
from .download import Cohort, Handed, Person, Upload, nobodys
from .pairs import Listed, fold, headed, named_column, pair, unreadable
from .request import Export, Request, names_in_words
from .scale import Scale
from .system import Source, System
from .worksheet import Worksheet

_NUMBERS = re.compile(
    r"(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[A-Za-z0-9]+)_(?:(?P<upload>\d+)_(?P<file>.+)|(?P<page>text|link)\.html)",
    re.DOTALL,
)
_AS_LARGE = 10
"""Canvas numbers uploads one after another: those of one download aren't so many times larger than others."""

_KEYS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_ASSIGNMENT = re.compile(r"(.*\S)\s*\((\d+)\)\s*", re.DOTALL)
_NOT_TO_BE_FILLED = {"ex": "is excused", "n/a": "is not given the assignment"}


@dataclass(frozen=True)
class _Reading:
    """One way to read an entry's name; an upload's number is 0 for what was typed into a form."""

    name: str
    late: bool
    user: str
    upload: int
    file: str

    def __str__(self) -> str:
        """Say whose it would be."""
        return f"{self.name or 'somebody'} ({self.user})"


def _readings(text: str) -> list[_Reading]:
    """Read a name in every way: a student chooses what stands before Canvas' numbers and after, numbers included."""
    found = []
    for start in [0, *(place.end() for place in re.finditer("_", text))]:
        name = text[: max(0, start - 1)]
        if (match := _NUMBERS.fullmatch(text, start)) and not name.endswith("LATE") and _is_a_name(name, match["user"]):
            file = match["file"] or f"{match['page']}.html"
            found.append(_Reading(name, bool(match["late"]), match["user"], int(match["upload"] or 0), file))
    return found


def _is_a_name(name: str, user: str) -> bool:
    """Whether Canvas could have written a name before such a user: of letters alone, and none where it is hidden."""
    if user.startswith("anon_"):
        return not name
    # What Ruby's [[:word:]] has, which is what Canvas keeps.
    return all(map(is_of_a_word, name)) and not (name.startswith("anon_") and name != name.lower())


def _first_readings(entry: Entry) -> tuple[list[_Reading], int]:
    """Read the outermost part of a path that can be read, and give how many folders are above it."""
    readings = ((_readings(part), depth) for depth, part in enumerate(entry.parts))
    return next((found for found in readings if found[0]), ([], 0))


def is_download(archive: Archive) -> bool:
    """Whether anything in an archive is named as Canvas names submissions."""
    return any(_first_readings(entry)[0] for entry in archive.entries)


def read_download(archive: Archive) -> Cohort:
    """Sort the entries of "Download Submissions" by student.

    Whose an entry is rests on Canvas' numbers alone. One that can be read in several ways, because a student's name or
    a file's has numbers in it, is nobody's, but where all but one way has an upload's number that none can have here.
    """
    cohort, by_user, unsure = Cohort(), dict[str, Handed](), list[tuple[list[_Reading], int, Entry]]()
    uploads = list[int]()

    def take(reading: _Reading, depth: int, entry: Entry) -> None:
        name = entry.name if depth < len(entry.parts) - 1 else reading.file
        person = Person("canvas", reading.user, reading.name, anonymous=reading.user.startswith("anon_"))
        handed = by_user.setdefault(reading.user, Handed(person, numbered=True))
        handed.uploads.append(Upload(name, entry, reading.upload, typed=not reading.upload))
        handed.revision = max(handed.revision, float(reading.upload))
        handed.late = handed.late or reading.late

    for entry in archive.entries:
        readings, depth = _first_readings(entry)
        if len(readings) == 1:
            uploads += filter(None, [readings[0].upload])
            take(readings[0], depth, entry)
        elif readings:
            unsure.append((readings, depth, entry))
        else:
            cohort.ignored.append(nobodys(entry, SYSTEM.title))
    for readings, depth, entry in unsure:
        possible = [reading for reading in readings if not uploads or _is_among(reading.upload, uploads)]
        if len(possible) == 1:
            take(possible[0], depth, entry)
        else:
            cohort.ignored.append(_unclear(entry, possible or readings, by_user))
    cohort.handed = list(by_user.values())
    return cohort


def _is_among(upload: int, others: list[int]) -> bool:
    """Whether an upload in the same download as `others` can have that number."""
    return not upload or min(others) / _AS_LARGE <= upload <= max(others) * _AS_LARGE


def _unclear(entry: Entry, readings: list[_Reading], by_user: Mapping[str, Handed]) -> str:
    for reading in readings:
        known = by_user.get(reading.user)
        if known is not None and known.person.name != reading.name:
            return f"{entry.path} claims the Canvas id {reading.user}, which is another student's"
    whose = " or of ".join(map(str, readings))
    return f"{entry.path} could be of {whose}, and is nobody's: see whose it is in Canvas, and put it there yourself"


def to_canvas(request: Request) -> Export:
    """Fill in one assignment's column.

    Raises:
        UserError: the file is no gradebook of Canvas', or its column cannot be told.
    """
    records, sheet = request.one_assignment(), request.worksheet()
    headings = sheet.headings
    identifier, section = headed(headings, "ID"), headed(headings, "Section")
    if identifier is None or section is None or headed(headings, "Student", "LastName") is None:
        raise UserError(f"{sheet.name} is no gradebook of Canvas': it needs the columns Student, ID and Section.")
    column = _column(request, sheet, records[0].assignment, section)
    points = next((row for row in range(1, len(sheet.rows)) if "Points Possible" in sheet.value(row, 0)), None)
    scale = Scale.of(sheet.value(points, column)) if points is not None else Scale(None, ".")
    if scale is None:
        raise UserError(f"Canvas lets nobody fill in {headings[column]!r}; name an assignment's column with --column.")

    students = [_listed(sheet, row) for row in range(1, len(sheet.rows)) if row != points and _is_student(sheet, row)]
    looked_in = [heading for heading in (*_KEYS, "Student", "LastName, FirstName") if _there(headings, heading)]
    pairs, notes = pair(records, students, f"{sheet.name} in {', '.join(looked_in)}", request.known_as)
    for record, row in pairs:
        reason = _NOT_TO_BE_FILLED.get(fold(sheet.value(row.row, column)))
        if reason:
            notes.append(f"{record.student} {reason} in Canvas. {row} is left as it was.")
        else:
            sheet.put(row.row, column, scale.write(record, 2))
    return Export(sheet.encode(), [*scale.notes(records, sheet), *notes, *unreadable(record for record, _ in pairs)])


def _column(request: Request, sheet: Worksheet, assignment: str, section: int) -> int:
    headings = sheet.headings
    after = range(section + 1, len(headings))
    titled = {column: title for column in after if (title := _ASSIGNMENT.fullmatch(headings[column]))}
    wanted = (request.column,) if request.column else (assignment, assignment.partition("_")[2])
    titles = {_plain(title) for title in wanted}
    found = [column for column, title in titled.items() if {_plain(title[1]), title[2]} & titles]
    if len(found) == 1:
        return found[0]
    if request.column and not found:
        return named_column(sheet, request.column, after)
    there = names_in_words(headings[column] for column in found or titled)
    raise UserError(
        f"{sheet.name} has {len(found) or 'no'} column{'s' * bool(found)} titled "
        f"{' or '.join(wanted)}; name one with --column: {there}."
    )


def _plain(title: str) -> str:
    return fold(re.sub(r"[_\W]+", " ", title))


def _there(headings: list[str], heading: str) -> bool:
    return all(headed(headings, part) is not None for part in heading.split(", "))


def _is_student(sheet: Worksheet, row: int) -> bool:
    """Tell students from empty rows and from the one that says which assignments are posted by hand."""
    columns = [headed(sheet.headings, heading) for heading in (*_KEYS, "Student", "LastName")]
    return any(sheet.value(row, column).strip() for column in columns if column is not None)


def _listed(sheet: Worksheet, row: int) -> Listed:
    cells = {
        heading: sheet.value(row, column)
        for heading in (*_KEYS, "Student", "LastName", "FirstName")
        if (column := headed(sheet.headings, heading)) is not None
    }
    name = cells.get("Student") or ", ".join(part for part in (cells.get("LastName"), cells.get("FirstName")) if part)
    last, comma, first = name.partition(",")
    names = {name, f"{first.strip()} {last.strip()}"} if comma else {name}
    return Listed(row, name, frozenset(cells[key] for key in _KEYS if key in cells), frozenset(names))


SYSTEM = System("canvas", "Canvas", Source(is_download, read_download), export=to_canvas, fills_in=True)
