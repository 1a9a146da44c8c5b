"""Adding up the results of checks."""

from collections.abc import Iterable
from dataclasses import dataclass

from .checking.checks import Check, CheckResult


@dataclass
class FunctionMark:
    """The marks of one function."""

    function: str
    earned: float = 0.0
    points: float = 0.0
    not_started: bool = False

    @property
    def complete(self) -> bool:
        """Whether no point is missing."""
        return self.earned == self.points


def by_function(results: Iterable[CheckResult]) -> list[FunctionMark]:
    """Add up results function by function, in the order in which the functions first come."""
    marks: dict[str, FunctionMark] = {}
    for result in results:
        mark = marks.setdefault(result.function, FunctionMark(result.function))
        mark.earned += result.earned
        mark.points += result.points
        mark.not_started |= result.status == "not_started"
    return list(marks.values())


def points_of(checks: Iterable[Check]) -> float:
    """Add up what checks are worth: an int where it is whole, as nbgrader writes points."""
    total = sum(check.points for check in checks)
    return int(total) if total == int(total) else total
