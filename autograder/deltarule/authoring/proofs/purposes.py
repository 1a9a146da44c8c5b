"""What each check is for: wrong versions of its function that it finds wrong.

That every wrong version is caught says nothing of a single check: one that is content with any answer gives its points
away, while others catch what there is. A version that crashes shows nothing either, for every check that calls it
fails then. What catches nothing, and is there for a reason all the same, is listed with it in ``equivalents.toml``.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np

from deltarule.authoring.building.recorder import recording_of
from deltarule.authoring.equivalents import equivalents_of
from deltarule.authoring.mistakes.listed import mistakes_of
from deltarule.authoring.solution import Solution
from deltarule.core.checking.checks import PUBLIC_SEED, Check, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.course import Unit
from deltarule.core.errors import UserError

from .distortions import Distortion, distortions_of, wrong_throughout
from .mutation import Mutant, Workshop, mutants_of

Version = Callable[[Sequence[Check]], list[str]]
"""A wrong version of a function: names those of some checks that find its answers wrong."""


@dataclass(frozen=True)
class Purpose:
    """What a check is for: whether it finds one of the `wrong` versions of its function, or why it needn't."""

    check: str
    function: str
    wrong: int
    found: bool
    reason: str | None

    @property
    def holds(self) -> bool:
        """Whether it finds a wrong version, or is listed as one that needn't."""
        return self.found or self.reason is not None


def judge_checks(unit: Unit) -> list[Purpose]:
    """Ask of each check of a unit whether there is a wrong version of its function that it finds wrong.

    These are the listed mistakes, one that writes into its arguments, one that is wrong throughout, the distortions
    and the mutants, as far as they are needed. A quiz's questions are left out, and checks of what comes of a whole
    file.

    Raises:
        UserError: the unit is broken, or lists a check that there is not or that finds a wrong version.
    """
    checks = [check for check in load_checks(unit.checks) if not check.whole]
    solution, known = Solution.of(unit), equivalents_of(unit)
    reasons, purposes = dict(known.checks), list[Purpose]()
    with Workshop(unit) as workshop:
        for function in dict.fromkeys(check.function for check in checks):
            idle = [check for check in checks if check.function == function]
            if not solution.parameters(function):
                continue
            own, wrong = list(idle), 0
            for version in _versions(unit, solution, function, own, workshop):
                found = version(idle)
                idle, wrong = [check for check in idle if check.name not in found], wrong + 1
                if not idle:
                    break
            purposes += [
                Purpose(check.name, function, wrong, check not in idle, reasons.pop(check.name, None)) for check in own
            ]
    if needless := next((item for item in purposes if item.found and item.reason), None):
        raise UserError(f"{known.title} lists the check {needless.check}, which does catch something; take it out.")
    if reasons:
        raise UserError(f"{known.title} lists the check {next(iter(reasons))}, which there is not.")
    return purposes


def _versions(
    unit: Unit, solution: Solution, function: str, checks: Sequence[Check], workshop: Workshop
) -> Iterator[Version]:
    """Give the wrong versions of a function that some checks are about, the quickest first."""
    recording = recording_of(unit, PUBLIC_SEED)

    def with_body(body: Callable[..., Any]) -> Version:
        def found(asked: Sequence[Check]) -> list[str]:
            results = solution.graded({function: body}, asked, recording)
            return [result.name for result in results if result.status == "failed"]

        return found

    for mistake in mistakes_of(unit, solution):
        if mistake.function == function:
            yield with_body(mistake.body)
    yield with_body(_writing(solution.function(function)))
    for distortion in chain([wrong_throughout()], distortions_of(solution, checks, recording)):
        yield partial(_catching, distortion, solution, recording)
    for mutant in mutants_of(unit, [function]):
        yield partial(_failing, mutant, workshop)


def _catching(distortion: Distortion, solution: Solution, recording: Recording, asked: Sequence[Check]) -> list[str]:
    return list(distortion.catching(solution, asked, recording))


def _failing(mutant: Mutant, workshop: Workshop, asked: Sequence[Check]) -> list[str]:
    return [result.name for result in workshop.results(mutant, asked) if result.status == "failed"]


def _writing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function write into its arguments once it is done."""

    def writing(*args: Any, **kwargs: Any) -> Any:
        found = function(*args, **kwargs)
        _write_into([*args, *kwargs.values()])
        return found

    return writing


def _write_into(values: Sequence[Any]) -> None:
    """Write into every array among nested values, and take all out of the other ones."""
    for value in values:
        if isinstance(value, np.ndarray):
            value[...] = ~value if value.dtype.kind == "b" else value + 1
        elif isinstance(value, list | tuple | dict):
            _write_into(list(value.values()) if isinstance(value, dict) else value)
            if not isinstance(value, tuple):
                value.clear()
