"""Moodle: submissions read by the names in its download, and its grading worksheet filled in for its own import.

Names are those of Moodle's ``mod/assign/classes/downloader.php``:
``Ada Lovelace_345_assignsubmission_file_/ann.ipynb``, or the same without a folder; with blind marking everyone's name
is ``Participant``. The number is a new one in each assignment. In recent versions the times of the entries are those of
the download: they are no submission's.

The columns of the offline grading worksheet are those of ``mod/assign/gradingtable.php``: an identifier
("Participant 17"), the full name, what identifies students on that site, the status, the grade, the maximum right of
it, ..., when the grade was last modified, which Moodle reads to see whether its own grade is newer and which therefore
stays, and the feedback right of that. Headings are in the language of whoever exported the file.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from deltarule.core.checking.checks import CheckResult
from deltarule.core.errors import UserError
from deltarule.core.text import counted, visible
from deltarule.grading.records import SubmissionRecord

from .archive import Archive
from .download import Cohort, Handed, Person, Upload, first_match, nobodys
from .formulas import guarded_html
from .pairs import Listed, fold, headed, named_column, pair, unreadable
from .request import Export, Request, names_in_words
from .scale import Scale
from .system import Source, System
from .worksheet import Worksheet

_NAME = re.compile(
    r"(?P<name>[^_]*)(?:_(?P<id>\d+))?_assignsubmission_(?P<plugin>[a-z0-9]+)(?:_(?P<file>.*))?", re.DOTALL
)
_BLIND = {
    *("participant", "participante", "partecipante", "deelnemer", "teilnehmer", "teilnehmerin", "teilnehmer-in"),
    *("deltaker", "deltagare", "deltager", "uczestnik", "účastník", "участник", "учасник", "résztvevő"),
    *("katılımcı", "参与者", "參與者", "参加者", "참여자"),  # noqa: RUF001 - Turkish has a dotless i
}
"""What Moodle calls everyone where marking is blind, in the languages most used."""

_DAY = 86_400

_IDENTIFIER = re.compile(r"\D*?(\d+)")
_GRADE = (
    *("Grade", "Bewertung", "Note", "Calificación", "Valutazione", "Avaliação", "Nota", "Cijfer", "Оценка", "Známka"),
    *("Betyg", "Arvosana", "Ocena", "成绩", "成績", "分數", "評点", "성적"),
)
_MODIFIED = (
    *("Last modified (grade)", "Zuletzt geändert (Bewertung)", "Dernière modification (note)"),
    *("Última modificación (calificación)", "Ultima modifica (valutazione)", "Última modificação (nota)"),
    *("Laatst gewijzigd (cijfer)", "Последнее изменение оценки", "Poslední změna (hodnocení)"),
    *("最后修改（教师）", "最後修改（老師）"),  # noqa: RUF001 - as Moodle writes them
)
_FEEDBACK = (
    "Feedback comments",
    "Feedback als Kommentar",
    "Feedback par commentaires",
    "Comentarios de retroalimentación",
)


def is_download(archive: Archive) -> bool:
    """Whether anything in an archive is named as Moodle names submissions."""
    return any(first_match(_NAME, entry) for entry in archive.entries)


def read_download(archive: Archive) -> Cohort:
    """Sort the entries of "Download all submissions" by student."""
    cohort, by_key = Cohort(), dict[tuple[str, str], Handed]()
    timed = _times_are_uploads(archive)
    for entry in archive.entries:
        match = first_match(_NAME, entry)
        if match is None:
            cohort.ignored.append(nobodys(entry, SYSTEM.title))
            continue
        found, depth = match
        inside = depth < len(entry.parts) - 1
        # A Mac may have unpacked it, and written accents apart.
        name, number = unicodedata.normalize("NFC", found["name"]).strip(), found["id"] or ""
        person = Person("moodle", number, name, anonymous=name.casefold() in _BLIND, lasting=False)
        handed = by_key.setdefault((number, name), Handed(person))
        if found["plugin"] != "file":
            cohort.ignored.append(f"{entry.path} is {found['plugin']}, not a file that was handed in")
            continue
        handed.uploads.append(Upload(entry.name if inside else found["file"] or entry.name, entry))
        handed.revision = max(handed.revision, entry.modified or 0.0)
        if timed and handed.revision:
            handed.submitted = datetime.fromtimestamp(handed.revision, UTC)
    cohort.handed = list(by_key.values())
    return cohort


def _times_are_uploads(archive: Archive) -> bool:
    """Whether a zip's times are the uploads': those of the download lie minutes apart, not days."""
    times = [entry.modified for entry in archive.entries if entry.modified is not None]
    return archive.packed and bool(times) and max(times) - min(times) > _DAY


def to_moodle(request: Request) -> Export:
    """Fill in grades and, where the worksheet has a column for them, comments.

    Raises:
        UserError: the file is no grading worksheet, or its columns cannot be told.
    """
    records, sheet = request.one_assignment(), request.worksheet()
    rows = [row for row in range(1, len(sheet.rows)) if any(map(str.strip, sheet.rows[row]))]
    if not rows or not all(_IDENTIFIER.fullmatch(sheet.value(row, 0).strip()) for row in rows):
        raise UserError(
            f"{sheet.name} is no grading worksheet: its first column should identify participants by number."
        )
    grade = _grade(request, sheet)
    scales = {Scale.of(sheet.value(row, grade + 1)) for row in rows}
    scale = scales.pop()
    if scales or scale is None or not scale.points:
        raise UserError(
            f"Right of {sheet.headings[grade]!r}, {sheet.name} should say for all the same how many points there are, "
            "and more than 0; an assignment that Moodle grades by a scale cannot be filled in."
        )
    feedback = _feedback(sheet)

    identifying = [column for column in range(2, grade) if _identifies(sheet, rows, column)]
    looked_in = ", ".join(sheet.headings[column] for column in (0, 1, *identifying))
    students = [_listed(sheet, row, identifying) for row in rows]
    pairs, notes = pair(records, students, f"{sheet.name} in {looked_in}", request.known_as)
    groups = [(record, row) for record, row in pairs if _is_a_groups(record, row, request.known_as)]
    notes += [
        f"{record.student} has the number of {row}, who is called otherwise: perhaps a group's number. "
        "No row is filled in for it; give the marks of a group's members by hand."
        for record, row in groups
    ]
    pairs = [item for item in pairs if item not in groups]
    if feedback is None:
        notes.append(f"{sheet.name} has no column known to be for comments, so that it gets grades alone.")
    for record, row in pairs:
        sheet.put(row.row, grade, scale.write(record, 5))
        if feedback is not None:
            sheet.put(row.row, feedback, _comment(record, request.told))
    return Export(sheet.encode(), [*scale.notes(records, sheet), *notes, *unreadable(record for record, _ in pairs)])


def _grade(request: Request, sheet: Worksheet) -> int:
    columns = range(1, len(sheet.headings))
    if request.column:
        return named_column(sheet, request.column, columns)
    found = headed(sheet.headings, *_GRADE)
    if found is None:
        raise UserError(
            f"{sheet.name} has no column called Grade in a language known here; "
            f"name it with --column: {names_in_words(sheet.headings)}."
        )
    return found


def _feedback(sheet: Worksheet) -> int | None:
    found, modified = headed(sheet.headings, *_FEEDBACK), headed(sheet.headings, *_MODIFIED)
    if found is None and modified is not None and modified + 1 < len(sheet.headings):
        return modified + 1
    return found


def _identifies(sheet: Worksheet, rows: list[int], column: int) -> bool:
    """Tell numbers and addresses, which no two students share, from a status, a team or a marker."""
    values = [value for row in rows if (value := sheet.value(row, column).strip())]
    return len(set(values)) == len(values) > 0


def _listed(sheet: Worksheet, row: int, identifying: list[int]) -> Listed:
    identifier, name = sheet.value(row, 0).strip(), sheet.value(row, 1).strip()
    number = _IDENTIFIER.fullmatch(identifier)
    keys = {identifier, *(sheet.value(row, column) for column in identifying)}
    return Listed(row, name or identifier, frozenset(keys), frozenset({name, number[1] if number else ""}))


def _is_a_groups(record: SubmissionRecord, row: Listed, known_as: Mapping[str, Sequence[str]]) -> bool:
    """Whether nothing but a number pairs them, and names are there to say that it shouldn't.

    Where students hand in as groups, Moodle puts the group's number where the participant's would be.
    """
    known = [record.student, *known_as.get(record.student, ())]
    names = [name for name in known if not name.isdigit()]
    if not known_as.get(record.student) or any(name.casefold() in _BLIND for name in names):
        return False
    rows = {_plain(name) for name in (*row.keys, *row.names)}
    # Somebody may be called by a number, too.
    return not any(_plain(name) in rows for name in names) and fold(row.label) not in map(fold, known)


def _plain(name: str) -> str:
    """Keep what survives in a file's name."""
    return "".join(filter(str.isalnum, fold(name)))


def _comment(record: SubmissionRecord, told: Callable[[CheckResult], str]) -> str:
    """Write what the student should read: Moodle keeps comments as HTML."""
    paragraphs = dict.fromkeys([record.message, *map(told, record.checks)])  # what several checks say, once
    lines = (guarded_html(html.escape(visible(text))).replace("\n", "<br />") for text in paragraphs if text)
    if said := "".join(f"<p>{line}</p>" for line in lines):
        return said
    if all(check.status == "passed" for check in record.checks):
        return "<p>All checks passed.</p>"
    return f"<p>{record.score:g} of {counted(record.max_score, 'point')}.</p>"  # by a person, who has said no more


SYSTEM = System("moodle", "Moodle", Source(is_download, read_download), export=to_moodle, fills_in=True)
