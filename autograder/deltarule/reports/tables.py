"""The class report's tables as CSV, for whoever counts on."""

import csv
import io
from collections.abc import Iterable, Sequence

from deltarule.core.text import one_line
from deltarule.lms.formulas import guarded

from .figures import Figures

_FUNCTIONS = (
    *("assignment", "function", "points", "graded", "complete", "lost", "not_started", "timeouts", "crashes"),
    *("pass_rate", "difficulty", "discrimination", "pass_rate_before"),
)
_MISTAKES = ("assignment", "function", "mistake", "students", "said", "who")


def functions_table(figures: Sequence[Figures]) -> str:
    """Give each function in numbers, a row each."""
    rows = [
        [
            *(of.assignment, item.function, f"{item.points:g}", item.graded, item.complete, item.lost),
            *(item.not_started, item.timeouts, item.crashes, _rounded(item.pass_rate), _rounded(item.difficulty)),
            *(_rounded(item.discrimination), _rounded(item.complete_before)),
        ]
        for of in figures
        for item in of.functions
    ]
    return _csv(_FUNCTIONS, rows)


def mistakes_table(figures: Sequence[Figures]) -> str:
    """Give each mistake with who made it, a row each; those without a name have none."""
    rows = [
        [of.assignment, item.function, item.name, len(item.students), " ".join(item.said), ", ".join(item.students)]
        for of in figures
        for item in [*of.mistakes, *of.unnamed]
    ]
    return _csv(_MISTAKES, rows)


def _rounded(number: float | None) -> str:
    return "" if number is None else f"{number:.3f}"


def _csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([guarded(one_line(cell)) if isinstance(cell, str) else cell for cell in row])
    return text.getvalue()
