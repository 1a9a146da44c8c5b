"""The table of marks."""

from rich.table import Table
from rich.text import Text

from autograder.grading.records import Records, SubmissionRecord
from autograder.marks import by_function

from .text import one_line


def marks_table(records: Records) -> Table:
    """Lay out a cohort's marks, a row for each submission."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("student")
    table.add_column("assignment")
    table.add_column("points", justify="right")
    table.add_column("of", justify="right")
    table.add_column("to mend", overflow="fold")
    for record in records.submissions:
        table.add_row(
            Text(one_line(record.student)),
            record.assignment,
            f"{record.score:g}",
            f"{record.max_score:g}",
            Text(remark(record)),
        )
    return table


def remark(record: SubmissionRecord) -> str:
    """Say in a line what a submission lacks."""
    if record.status == "unreadable":
        return one_line(record.message)
    marks = [mark for mark in by_function(record.checks) if not mark.complete]
    wrong = [mark.function for mark in marks if not mark.not_started]
    waiting = len(marks) - len(wrong)
    if not waiting:
        return ", ".join(wrong)
    return ", ".join([*wrong, f"{waiting} not started" if record.score or wrong else "not started"])
