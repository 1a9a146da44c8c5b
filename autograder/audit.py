"""The grader graded: every listed mistake must be caught, every listed alternative must keep its points."""

import types
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .checking.checks import PUBLIC_SEED, CheckResult, load_checks
from .checking.mistakes import Alternative, Mistake
from .checking.reference import listed_in, load_solution
from .checking.running import check_all, recording_of
from .course import Unit
from .errors import UserError
from .student.loading import LoadedCode
from .student.local import LocalStudent


@dataclass(frozen=True)
class MistakeAudit:
    """What the checks made of one listed mistake.

    Attributes:
        caught_by: the checks of its own function that failed.
        named: whether one of them told the student this mistake's sentence.
        cost_others: functions besides its own that lost a point.
    """

    mistake: Mistake
    caught_by: list[str]
    named: bool
    cost_others: list[str]

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


def audit(unit: Unit, seed: int = PUBLIC_SEED) -> Audit:
    """Grade every listed mistake and alternative of a unit.

    Each is graded as a student's file would be that is right but for this one function.

    Raises:
        UserError: the unit's solution, checks or lists cannot be loaded, or name a function that is not there.
    """
    checks = load_checks(unit.checks)
    recording = recording_of(unit, seed)
    reference = load_solution(unit.solution)

    def results(listed: Mistake | Alternative) -> list[CheckResult]:
        if not hasattr(reference, listed.function):
            raise UserError(f"{listed.name} is listed for {listed.function}, which {unit.solution} does not have.")
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a wrong version's overflow is nobody's concern
            return check_all(checks, _submission(reference, listed.function, listed.body), recording, seed)

    mistakes = []
    for mistake in listed_in(unit.mistakes, Mistake):
        failed = [result for result in results(mistake) if result.status != "passed"]
        own = [result for result in failed if result.function == mistake.function]
        others = sorted({result.function for result in failed} - {mistake.function})
        named = any(result.mistake == mistake.name for result in own)
        mistakes.append(MistakeAudit(mistake, [result.name for result in own], named, others))
    alternatives = [
        AlternativeAudit(item, [result for result in results(item) if result.status != "passed"])
        for item in listed_in(unit.alternatives, Alternative)
    ]
    return Audit(unit, mistakes, alternatives)


def _submission(reference: types.ModuleType, function: str, body: Callable[..., Any]) -> LocalStudent:
    """Give the reference's file as a student's whose `function` is `body`, so that the others call that one."""
    module = types.ModuleType(reference.__name__)
    module.__file__ = reference.__file__
    for name, value in vars(reference).items():
        if isinstance(value, types.FunctionType) and value.__module__ == reference.__name__:
            copy = types.FunctionType(value.__code__, vars(module), name, value.__defaults__, value.__closure__)
            copy.__kwdefaults__ = value.__kwdefaults__
            value = copy
        if not name.startswith("__"):
            setattr(module, name, value)
    setattr(module, function, body)
    return LocalStudent(LoadedCode(module, "the submission"))
