"""Canvas: fills in the gradebook that Canvas exported, for its own import.

The columns are those of Canvas' ``lib/gradebook_exporter.rb`` and ``gradebook_importer.rb``: the student's name in one
column or two, ID, SIS User ID, SIS Login ID, Integration ID, Root Account, Section, custom columns, then assignments as
``Title (id)``, under which the row "Points Possible" stands.
"""

import re

from autograder.errors import UserError

from .request import Export, Request, names_in_words
from .roster import Listed, Scale, fold, headed, named_column, pair, unreadable
from .worksheet import Worksheet

_KEYS = ("ID", "SIS User ID", "SIS Login ID", "Integration ID")
_ASSIGNMENT = re.compile(r"(.*\S)\s*\((\d+)\)\s*", re.DOTALL)
_NOT_TO_BE_FILLED = {"ex": "is excused", "n/a": "is not given the assignment"}


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
