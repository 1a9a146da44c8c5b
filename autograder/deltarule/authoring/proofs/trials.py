"""The grader graded: every listed mistake must be caught, every listed alternative must keep its points."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from deltarule.authoring.building.recorder import recording_by_need, recording_of
from deltarule.authoring.mistakes.listed import Alternative, Mistake, alternatives_of, mistakes_of
from deltarule.authoring.solution import Solution
from deltarule.core.checking.checks import PUBLIC_SEED, CheckResult, load_checks
from deltarule.core.course import Unit
from deltarule.core.errors import UserError


@dataclass(frozen=True)
class MistakeAudit:
    """What the checks made of one listed mistake.

    Attributes:
        caught_by: the checks of its own function that failed.
        named: whether one of them told the student this mistake's sentence.
        cost_others: functions besides its own that lost a point.
        told_as: the listed mistake whose sentence was told in its place, if one's was: it answers alike.
    """

    mistake: Mistake
    caught_by: list[str]
    named: bool
    cost_others: list[str]
    told_as: str = ""

    @property
    def holds(self) -> bool:
        """Whether the mistake costs its own function a point, and no other."""
        return bool(self.caught_by) and not self.cost_others


@dataclass(frozen=True)
class AlternativeAudit:
    """What the checks made of one listed alternative: the results that cost it a point."""

    alternative: Alternative
    lost: list[CheckResult]

    @property
    def holds(self) -> bool:
        """Whether it kept every point."""
        return not self.lost


@dataclass(frozen=True)
class Audit:
    """A unit's audit."""

    unit: Unit
    mistakes: list[MistakeAudit]
    alternatives: list[AlternativeAudit]

    @property
    def holds(self) -> bool:
        """Whether every mistake was caught and every alternative accepted."""
        return all(item.holds for item in self.mistakes) and all(item.holds for item in self.alternatives)

    @property
    def lost(self) -> dict[str, list[str]]:
        """The checks that each listed function lost, by its function and name."""
        return {
            **{f"{item.mistake.function} / {item.mistake.name}": item.caught_by for item in self.mistakes},
            **{
                f"{item.alternative.function} / {item.alternative.name}": [result.name for result in item.lost]
                for item in self.alternatives
            },
        }


def crossings(unit: Unit) -> Iterator[str]:
    """Say, in a sentence each, where a right function pays for a wrong one that it calls.

    Every listed alternative is graded beside every listed mistake of every function that it calls.
    """
    checks, recording, solution = load_checks(unit.checks), recording_of(unit, PUBLIC_SEED), Solution.of(unit)
    mistakes, graded = mistakes_of(unit, solution), {check.function for check in checks}
    for right in alternatives_of(unit):
        helpers = solution.helpers(right.function, graded, {right.function: right.body})
        asked = [check for check in checks if check.function in {right.function, *helpers} and not check.whole]
        for wrong in (item for item in mistakes if item.function in helpers):
            results = solution.graded({right.function: right.body, wrong.function: wrong.body}, asked, recording)
            lost = [item.name for item in results if item.function == right.function and item.status != "passed"]
            if lost:
                yield f"{right.function} / {right.name} pays for {wrong.function} / {wrong.name}: {', '.join(lost)}"


def unsteady(unit: Unit, seeds: Iterable[int]) -> Iterator[str]:
    """Say, in a sentence each, whose points hang on the seed: what loses other checks than with the public one."""
    expected = audit(unit, own_checks=True).lost
    for seed in seeds:
        for name, lost in audit(unit, seed, own_checks=True).lost.items():
            if lost != expected[name]:
                differing = ", ".join(sorted(set(lost) ^ set(expected[name])))
                yield f"{name}: with seed {seed} not as with the public one: {differing}"


def audit(unit: Unit, seed: int = PUBLIC_SEED, *, own_checks: bool = False, every: int = 1) -> Audit:
    """Grade every listed mistake and alternative of a unit.

    Each is graded as a student's file would be that is right but for this one function: by all checks of the
    function and of those that call it, or by its `own_checks` alone. Of the mistakes
    each `every`-th is looked at.

    Raises:
        UserError: the unit's solution, checks or lists cannot be loaded, or name a function that is not there.
    """
    checks = load_checks(unit.checks)
    # A kit has its answers written down; grading, whose seeds are others, looks mistakes up as it needs them.
    recording = recording_of(unit, seed) if seed == PUBLIC_SEED else recording_by_need(unit, seed)
    solution = Solution.of(unit)
    graded = {check.function for check in checks}
    helpers = {name: solution.helpers(name, graded) for name in graded}

    def results(listed: Mistake | Alternative) -> list[CheckResult]:
        if listed.function not in solution.definitions:
            raise UserError(f"{listed.name} is listed for {listed.function}, which {unit.solution} does not have.")
        callers = {name: not own_checks and listed.function in helpers[name] for name in helpers}
        asked = [
            check
            for check in checks
            if check.function == listed.function or (callers[check.function] and not check.whole)
        ]
        return solution.graded({listed.function: listed.body}, asked, recording, seed)

    mistakes, listed_ones = list[MistakeAudit](), mistakes_of(unit, solution)
    for mistake in listed_ones[::every]:
        failed = [result for result in results(mistake) if result.status != "passed"]
        own = [result for result in failed if result.function == mistake.function]
        others = sorted({result.function for result in failed} - {mistake.function})
        told = {result.mistake for result in own}
        instead = next((item.name for item in listed_ones if item.name in told - {mistake.name}), "")
        caught_by = [result.name for result in own]
        mistakes.append(MistakeAudit(mistake, caught_by, mistake.name in told, others, instead))
    alternatives = [
        AlternativeAudit(item, [result for result in results(item) if result.status != "passed"])
        for item in alternatives_of(unit)
    ]
    return Audit(unit, mistakes, alternatives)
