"""Adding up the results of checks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .checks import Check, CheckResult


@dataclass
class FunctionMark:
    """The marks of one function: what became of each of its checks."""

    function: str
    results: list[CheckResult] = field(default_factory=list)

    @property
    def earned(self) -> float:
        """The points earned."""
        return earned_in(self.results)

    @property
    def points(self) -> float:
        """The points that there are."""
        return points_of(self.results)

    @property
    def complete(self) -> bool:
        """Whether no point is missing."""
        return self.earned == self.points

    @property
    def not_started(self) -> bool:
        """Whether a check found nothing written yet."""
        return any(result.status == "not_started" for result in self.results)


def by_function(results: Iterable[CheckResult]) -> list[FunctionMark]:
    """Sort results by function, in the order in which the functions first come."""
    marks: dict[str, FunctionMark] = {}
    for result in results:
        marks.setdefault(result.function, FunctionMark(result.function)).results.append(result)
    return list(marks.values())


def earned_in(results: Iterable[CheckResult]) -> float:
    """Add up what was earned."""
    return float(sum(result.earned for result in results))


def points_by_function(checks: Iterable[Check | CheckResult]) -> dict[str, float]:
    """Add up what checks are worth, function by function, in the order in which the functions first come."""
    points: dict[str, float] = {}
    for check in checks:
        points[check.function] = points.get(check.function, 0.0) + check.points
    return points


def points_of(checks: Iterable[Check | CheckResult]) -> float:
    """Add up what checks are worth: an int where it is whole, as nbgrader writes points."""
    total = sum(check.points for check in checks)
    return int(total) if total == int(total) else total
