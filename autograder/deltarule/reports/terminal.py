"""The table of marks, what isolation there is, and how far grading is."""

from collections.abc import Iterator
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from deltarule.core.checking.marks import by_function
from deltarule.core.text import one_line
from deltarule.door.outside.probe import Diagnosis
from deltarule.grading.records import Records, SubmissionRecord

_HEADINGS = ("student", "assignment", "points", "of")
_ROWS = 100
"""Rows that are laid out at a time: of a large class all of them take more room than its records do."""

_MOST = {"student": 32, "assignment": 18}
"""What a name may take of a row: a longer one is folded, so that it pushes nobody's points out of a terminal of 80."""


def marks_tables(records: Records) -> Iterator[Table]:
    """Lay out a cohort's marks, a row for each submission, in tables that go on from one another."""
    widths = list(map(len, _HEADINGS))
    for record in records.submissions:
        widths = list(map(max, widths, map(cell_len, _cells(record))))
    for start in range(0, max(len(records.submissions), 1), _ROWS):
        table = Table(box=None, pad_edge=False, header_style="bold", show_header=not start)
        for heading, width in zip(_HEADINGS, widths, strict=True):
            most = min(width, _MOST.get(heading, width))
            justify: Literal["right", "left"] = "left" if heading in _MOST else "right"
            table.add_column(heading, justify=justify, overflow="fold", min_width=most, max_width=most)
        table.add_column("to mend", overflow="fold")
        for record in records.submissions[start : start + _ROWS]:
            table.add_row(*map(Text, _cells(record)), Text(remark(record)))
        yield table


def _cells(record: SubmissionRecord) -> tuple[str, ...]:
    return one_line(record.student), one_line(record.assignment), f"{record.score:g}", f"{record.max_score:g}"


class _Rate(ProgressColumn):
    """How many are done in a second, or a minute."""

    def render(self, task: Task) -> Text:
        """Say it."""
        rate = task.finished_speed or task.speed
        if rate is None:
            return Text("")
        return Text(f"{rate:.1f} a second" if rate >= 1 else f"{60 * rate:.1f} a minute")


def progress_on(console: Console) -> Progress:
    """Show how many are done, how fast that goes, and what time is left."""
    left = TimeRemainingColumn(compact=True)
    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), _Rate(), left, TextColumn("left")]
    return Progress(*columns, console=console, transient=True, speed_estimate_period=120)


def isolation_tables(found: Diagnosis) -> list[Table | Text]:
    """Lay out what isolation a machine gives."""
    tried = Table(box=None, pad_edge=False, header_style="bold")
    tried.add_column("a worker tried to")
    tried.add_column("and was")
    tried.add_column("stopped, each alone, by", overflow="fold")
    needs = Table(box=None, pad_edge=False, header_style="bold")
    needs.add_column("honest work needs to")
    needs.add_column("and can")
    for finding in found.findings:
        if finding.harmful:
            stopped = Text("stopped", "green") if finding.holds else Text("NOT STOPPED", "bold red")
            tried.add_row(finding.tried, stopped, ", ".join(found.stopped_by.get(finding.tried, [])))
        else:
            needs.add_row(finding.tried, Text("yes", "green") if finding.holds else Text(one_line(finding.said), "red"))
    parts: list[Table | Text] = [tried, Text(), needs, Text()]
    parts += [Text(f"no {layer}: {what_to_do}") for layer, what_to_do in found.lacking.items()]
    parts += [Text(one_line(reason)) for reason in found.reasons]
    level = f"isolation: {found.level}" if found.level else "Untrusted work can't be graded here."
    return [*parts, Text(level, "bold")]


def remark(record: SubmissionRecord) -> str:
    """Say in a line what a submission lacks."""
    if record.status == "unreadable":
        return one_line(record.message)
    marks = [mark for mark in by_function(record.checks) if not mark.complete]
    wrong = [one_line(mark.function) for mark in marks if not mark.not_started]
    waiting = len(marks) - len(wrong)
    if not waiting:
        return ", ".join(wrong)
    return ", ".join([*wrong, f"{waiting} not started" if record.score or wrong else "not started"])
