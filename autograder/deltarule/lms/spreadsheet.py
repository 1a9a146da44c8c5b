"""CSV for a spreadsheet: a row for each student and assignment."""

import codecs
import csv
import io

from deltarule.core.text import one_line
from deltarule.grading.records import SubmissionRecord

from .formulas import guarded
from .request import Export, Request, told_of, whole
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
    groups: dict[tuple[str, str], list[str]] = {}
    for item in request.absent:
        status = "ungraded" if item.handed_in else "removed" if item.booked else "missing"
        about = [_safe(item.student), _safe(item.assignment), status]
        writer.writerow([*about, "", most[item.assignment], "", "", *("" for _ in checks)])
        groups.setdefault((item.assignment, status), []).append(item.student)
    notes = [note for (assignment, status), who in groups.items() for note in _without(who, assignment, status)]
    # Excel takes a file without this mark for one in the machine's old code page.
    return Export(codecs.BOM_UTF8 + text.getvalue().encode(), notes)


def _without(students: list[str], assignment: str, status: str) -> list[str]:
    """Say why students have no score."""
    one, more, advice = {
        "ungraded": (
            f"a submission of {assignment} that is not among these marks",
            f"submissions of {assignment} that are not among these marks",
            "; run deltarule grade",
        ),
        "removed": (
            f"a mark of {assignment} in the gradebook and no submission any more",
            f"marks of {assignment} in the gradebook and no submissions any more",
            "; an export without --records has it",
        ),
        "missing": (f"no submission of {assignment}", f"no submission of {assignment}", ""),
    }[status]
    return told_of(students, f"has {one}: no score{advice}.", f"have {more}: no score{advice}.")


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
