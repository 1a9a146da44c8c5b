"""How another system counts an assignment, and marks written as it counts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from deltarule.grading.records import SubmissionRecord

from .worksheet import Worksheet

_AMOUNT = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Scale:
    """How the other system counts an assignment.

    Attributes:
        points: how many there are; None where it doesn't say. Scores stay as they are where there are none.
        mark: its decimal mark.
    """

    points: float | None
    mark: str

    @classmethod
    def of(cls, text: str) -> "Scale | None":
        """Read what a worksheet says is the most; None where that is no number."""
        text = text.strip()
        if not text:
            return cls(None, ".")
        if not _AMOUNT.fullmatch(text):
            return None
        # The last mark is the decimal one, as Canvas reads it; both systems always write decimals.
        before, mark, after = re.fullmatch(r"(?:(.*)([.,]))?(\d+)", text).groups()  # type: ignore[union-attr]
        points = float(re.sub("[.,]", "", before) + "." + after) if mark else float(after)
        return cls(points, mark or ".")

    def write(self, record: SubmissionRecord, places: int) -> str:
        """Write a record's score on this scale."""
        score = record.score
        if self.points and record.max_score:
            score = score * self.points / record.max_score
        return f"{score:.{places}f}".rstrip("0").rstrip(".").replace(".", self.mark)

    def notes(self, records: Iterable[SubmissionRecord], sheet: Worksheet) -> list[str]:
        """Say where the other system counts otherwise."""
        if not self.points:
            says = "does not say how many points there are" if self.points is None else "says that there are 0 points"
            return [f"{sheet.name} {says}, so that scores are written as they are."]
        most = sorted({record.max_score for record in records if record.max_score != self.points})
        return [
            f"Scores out of {points:g} are written out of {self.points:g}, as {sheet.name} has it." for points in most
        ]
