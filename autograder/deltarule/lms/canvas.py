"""Canvas: submissions read by the names in its download, and its gradebook filled in for its own import.

Names are those of Canvas' ``lib/content_zipper.rb``: ``lovelaceada_LATE_1001_555_ann-1.ipynb``: name, late mark, user,
upload, file; with anonymous grading ``anon_x7Ab3_555_ann.ipynb``; for text and links ``lovelaceada_1001_text.html``.
The times of the entries are those of the download: they are no submission's.

The gradebook's columns are those of ``lib/gradebook_exporter.rb`` and ``gradebook_importer.rb``: the student's name in
one column or two, ID, SIS User ID, SIS Login ID, Integration ID, Root Account, Section, custom columns, then
assignments as ``Title (id)``, under which the row "Points Possible" stands.
"""

import re

from deltarule.core.errors import UserError

from .archive import Archive, Entry
from .download import Cohort, Handed, Person, Upload, first_match, nobodys
from .pairs import Listed, fold, headed, named_column, pair, unreadable
from .request import Export, Request, names_in_words
from .scale import Scale
from .system import Source, System
from .worksheet import Worksheet

_NAME = re.compile(
    r"(?:(?P<name>(?!LATE_|anon_)\w+?)_)?(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[A-Za-z0-9]+)_"
    r"(?:(?P<upload>\d+)_(?P<file>.+)|(?P<page>text|link)\.html)",
    re.DOTALL,
)

_KEYS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_ASSIGNMENT = re.compile(r"(.*\S)\s*\((\d+)\)\s*", re.DOTALL)
_NOT_TO_BE_FILLED = {"ex": "is excused", "n/a": "is not given the assignment"}


def is_download(archive: Archive) -> bool:
    """Whether anything in an archive is named as Canvas names submissions."""
    return any(first_match(_NAME, entry) for entry in archive.entries)


def read_download(archive: Archive) -> Cohort:
    """Sort the entries of "Download Submissions" by student."""
    cohort, by_user, unsure = Cohort(), dict[str, Handed](), list[tuple[re.Match[str], Entry, str]]()

    def take(found: re.Match[str], entry: Entry, name: str) -> None:
        number = int(found["upload"] or 0)
        handed = by_user.setdefault(found["user"], Handed(_person(found), numbered=True))
        handed.uploads.append(Upload(name, entry, number, typed=bool(found["page"])))
        handed.revision = max(handed.revision, float(number))
        handed.late = handed.late or bool(found["late"])

    for entry in archive.entries:
        match = first_match(_NAME, entry)
        if match is None:
            cohort.ignored.append(nobodys(entry, SYSTEM.title))
            continue
        found, depth = match
        name = entry.name if depth < len(entry.parts) - 1 else found["file"] or f"{found['page']}.html"
        # A name that ends in a number can't be told from an id, and a student may choose it: those wait.
        if found["file"] and re.match(r"\d+_", found["file"]):
            unsure.append((found, entry, name))
        else:
            take(found, entry, name)
    for found, entry, name in unsure:
        known = by_user.get(found["user"])
        if known is not None and known.person.name != (found["name"] or ""):
            cohort.ignored.append(f"{entry.path} claims the Canvas id {found['user']}, which is another student's")
        else:
            take(found, entry, name)
    cohort.handed = list(by_user.values())
    return cohort


def _person(found: re.Match[str]) -> Person:
    return Person("canvas", found["user"], found["name"] or "", anonymous=found["user"].startswith("anon_"))


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


SYSTEM = System("canvas", "Canvas", Source(is_download, read_download), export=to_canvas)
