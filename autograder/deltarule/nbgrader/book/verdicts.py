"""What the autograder has to say on each cell of a submission, from its record."""

from dataclasses import dataclass

from deltarule.core.checking.marks import earned_in
from deltarule.core.text import visible
from deltarule.grading.accounts import feedback
from deltarule.grading.records import SubmissionRecord

from .graded_notebook import Placed
from .source import Source

UNREADABLE = "Nothing could be graded: "
"""What the comment on a submission begins with that nobody could read."""

FLAGGED = "For a person to look at: "
"""What the comment on a submission begins with that a person should look at."""


@dataclass
class Mark:
    """What the autograder has to say on one cell."""

    score: float | None = None
    needs_person: bool = False
    comment: str | None = None


def marks_of(source: Source, record: SubmissionRecord, placed: Placed) -> dict[str, Mark]:
    """Decide what the autograder says on each cell.

    A submission that nobody could read scores nothing, says why in its first comment, and wants a person's eye in its
    first graded cell: one to resolve, rather than one a function. So does one that a person should look at.
    """
    marks = {cell.name: Mark() for cell in source.cells}
    for cell in source.cells:
        mark = marks[cell.name]
        if cell.checked:
            results = [result for result in record.checks if result.function == cell.checked]
            mark.score = cell.capped(earned_in(results))
            solution = source.solution_of(cell.checked)
            if solution and any(result.status != "passed" for result in results):
                said = [marks[solution].comment, shown(feedback(cell.checked, results))]
                marks[solution].comment = "\n\n".join(part for part in said if part)
        elif cell.name in placed.answers.unanswered:
            mark.score, mark.comment = 0.0, "No response."
        elif cell.by_hand:
            mark.needs_person = True
            if cell.name in placed.answers.lost:
                mark.comment = shown(placed.answers.lost[cell.name])
    if record.status == "unreadable" or record.flagged:
        graded = [cell.name for cell in source.cells if "GradeCell" in cell.kinds]
        written = [cell.name for cell in source.cells if "SolutionCell" in cell.kinds]
        reason = shown(f"{UNREADABLE if record.status == 'unreadable' else FLAGGED}{record.message}")
        for name in graded[:1]:
            marks[name].needs_person = True
        for name in written[:1]:
            marks[name].comment = "\n\n".join(part for part in (reason, marks[name].comment) if part)
    return marks


def parted(comment: str) -> tuple[str, str, str]:
    """Part a comment: how what it says of the submission as a whole begins, the rest of that, and what is left."""
    whole, _, rest = comment.partition("\n\n")
    for beginning in (UNREADABLE, FLAGGED):
        if whole.strip().startswith(beginning):
            return beginning, whole.strip().removeprefix(beginning), rest
    return "", "", comment


def shown(text: str) -> str:
    """Indent, so that Markdown, which the feedback makes of comments, takes it for code and changes nothing."""
    return "\n".join(f"    {line}" for line in visible(text).split("\n"))
