"""CSV for a spreadsheet: a row for each student and assignment."""

import codecs
import csv
import io

from deltarule.core.text import one_line
from deltarule.grading.records import SubmissionRecord

from .formulas import guarded
from .request import Absence, Export, Request, whole
from .system import System

_HEADINGS = ("student", "assignment", "status", "score", "max_score", "file", "message")


def to_csv(request: Request) -> Export:
    """Write the records; where they are of one assignment, with a column for each check. Then who has none.

    Raises:
        UserError: there are none.
    """
    records = request.submissions()
    several = len({record.assignment for record in records}) > 1
    checks = [] if several else list(dict.fromkeys(check.name for record in records for check in record.checks))
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*_HEADINGS, *map(_safe, checks)])
    for record in records:
        writer.writerow([*_about(record), *_earned(record, checks)])
    most = {record.assignment: whole(record.max_score) for record in records}
    for student, assignment, handed_in in request.absent:
        status = "ungraded" if handed_in else "missing"
        writer.writerow(
            [_safe(student), _safe(assignment), status, "", most[assignment], "", "", *("" for _ in checks)]
        )
    notes = [_without(item) for item in request.absent]
    # Excel takes a file without this mark for one in the machine's old code page.
    return Export(codecs.BOM_UTF8 + text.getvalue().encode(), notes)


def _without(item: Absence) -> str:
    """Say why somebody has no score."""
    if item.handed_in:
        return (
            f"{item.student} has a submission of {item.assignment} that is not among these marks: no score; "
            "run deltarule grade."
        )
    return f"{item.student} has no submission of {item.assignment}: no score."


def _about(record: SubmissionRecord) -> list[object]:
    score, most = whole(record.score), whole(record.max_score)
    texts = (record.student, record.assignment, record.status)
    return [*map(_safe, texts), score, most, _safe(record.file), _safe(record.message)]


def _earned(record: SubmissionRecord, checks: list[str]) -> list[object]:
    earned = {check.name: whole(check.earned) for check in record.checks}
    return [earned.get(check, "") for check in checks]


def _safe(text: str) -> str:
    return guarded(one_line(text))


SYSTEM = System("csv", "CSV", export=to_csv)
