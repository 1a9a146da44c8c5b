"""What the autograder has to say on each cell of a submission, from its record."""

from dataclasses import dataclass

from autograder.grading.records import SubmissionRecord
from autograder.notebook import findings
from autograder.reports.text import visible

from .placing import Placed, earned
from .source import Source

UNREADABLE = "Nothing could be graded: "
"""What the comment on a submission begins with that nobody could read."""


@dataclass
class Mark:
    """What the autograder has to say on one cell."""

    score: float | None = None
    needs_person: bool = False
    comment: str | None = None


def marks_of(source: Source, record: SubmissionRecord, placed: Placed) -> dict[str, Mark]:
    """Decide what the autograder says on each cell.

    A submission that nobody could read scores nothing, says why in its first comment, and wants a person's eye in its
    first graded cell: one to resolve, rather than one a function.
    """
    marks = {cell.name: Mark() for cell in source.cells}
    for cell in source.cells:
        mark = marks[cell.name]
        if cell.checked:
            results = [result for result in record.checks if result.function == cell.checked]
            mark.score = earned(cell, results)
            solution = source.solution_of(cell.checked)
            if solution and any(result.status != "passed" for result in results):
                said = [marks[solution].comment, _shown(findings(cell.checked, results))]
                marks[solution].comment = "\n\n".join(part for part in said if part)
        elif cell.name in placed.unanswered:
            mark.score, mark.comment = 0.0, "No response."
        elif cell.by_hand:
            mark.needs_person = True
    if record.status == "unreadable":
        graded = [cell.name for cell in source.cells if "GradeCell" in cell.kinds]
        written = [cell.name for cell in source.cells if "SolutionCell" in cell.kinds]
        for name in graded[:1]:
            marks[name].needs_person = True
        for name in written[:1]:
            marks[name].comment = _shown(f"{UNREADABLE}{record.message}")
    return marks


def _shown(text: str) -> str:
    """Indent, so that Markdown, which the feedback makes of comments, takes it for code and changes nothing."""
    return "\n".join(f"    {line}" for line in visible(text).split("\n"))
