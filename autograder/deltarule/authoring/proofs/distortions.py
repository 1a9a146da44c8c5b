"""Distortions: the reference's answers spoilt by program, so that tame cases show.

Each is right nearly everywhere: it gives other answers where numbers are large or tiny, where a matrix is square,
for one sample, for whole numbers. A unit's cases have to hold each of these where it can occur; where it can't, or
where the distorted function is the same one, ``equivalents.toml`` says why.

What is spoilt is what a check looks at, whatever that is: what is returned, printed or changed, and what each step
with an object gives. Where that has no number of a kind that a distortion changes, the distortion can't show.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from deltarule.authoring.building.recorder import recording_of
from deltarule.authoring.equivalents import equivalents_of
from deltarule.authoring.solution import Solution, hushed
from deltarule.core.checking.checks import PUBLIC_SEED, Check, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.code.calls import Case, Functions, Outcome, Returned, StandIn
from deltarule.core.code.loader import LoadedCode
from deltarule.core.code.student import LocalFunction
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.kinds import Record, Stream
from deltarule.core.values import Opaque, map_leaves

from .numerals import Change, changed, is_within_reach

Condition = Callable[[list[np.ndarray]], bool]
"""Asks something of the arrays among the arguments of a call."""


@dataclass(frozen=True)
class Verdict:
    """What became of a distorted function: the check that caught it, or the reason why it is the same function.

    ``shows`` is whether anything that the checks look at is of a kind that the distortion changes.
    """

    function: str
    distortion: str
    caught_by: str | None
    equivalent: str | None
    shows: bool = True

    @property
    def holds(self) -> bool:
        """Whether it was caught, or can't show, or is listed as the same function."""
        return self.caught_by is not None or self.equivalent is not None or not self.shows


def judge_distortions(unit: Unit, told: Callable[[Verdict], None] = lambda verdict: None) -> list[Verdict]:
    """Grade every distortion of every function of a unit by that function's own checks.

    A quiz's questions are left out: functions without arguments.

    Raises:
        UserError: the unit is broken, or lists a distortion that there is not or that a check catches.
    """
    checks = [check for check in load_checks(unit.checks) if not check.whole]
    solution, known = Solution.of(unit), equivalents_of(unit)
    recording = recording_of(unit, PUBLIC_SEED)
    reasons, verdicts = dict(known.distortions), list[Verdict]()
    for function in dict.fromkeys(check.function for check in checks):
        if not solution.parameters(function):
            continue
        own = [check for check in checks if check.function == function]
        for distortion in distortions_of(solution, own, recording):
            caught_by = next(distortion.catching(solution, own, recording), None)
            verdict = Verdict(
                function, distortion.name, caught_by, reasons.pop((function, distortion.name), None), distortion.shows
            )
            if verdict.caught_by and verdict.equivalent:
                raise UserError(
                    f"{known.title} lists {verdict.distortion!r} of {function}, but {verdict.caught_by} catches it."
                )
            verdicts.append(verdict)
            told(verdict)
    if reasons := {key: reason for key, reason in reasons.items() if key[0] in {check.function for check in checks}}:
        function, name = next(iter(reasons))
        raise UserError(f"{known.title} lists the distortion {name!r} of {function}, which there is not.")
    return verdicts


class Distortion:
    """A way to spoil what the checks of a function look at.

    Attributes:
        name: what it is called.
        shows: whether something that it could change was looked at so far.
    """

    def __init__(
        self,
        name: str,
        spoil: Callable[[Any], Any],
        condition: Condition = lambda arrays: True,
        reaches: Callable[[Any], bool] = lambda leaf: True,
    ) -> None:
        """Spoil leaves of values, where the arrays among the arguments fulfil a condition; it `reaches` some leaves."""
        self.name, self.shows = name, False
        self._spoil, self._condition, self._reaches = spoil, condition, reaches

    def spoilt(self, asked: Case, outcome: Outcome) -> Outcome:
        """Spoil what became of a call."""
        if not isinstance(outcome, Returned):
            return outcome
        self.shows = self.shows or any(map(self._reaches, _leaves(outcome.value)))
        if not self._condition(_arrays_in(asked)):
            return outcome
        return replace(outcome, value=map_leaves(self._spoil, outcome.value))

    def catching(self, solution: Solution, checks: Sequence[Check], recording: Recording) -> Iterator[str]:
        """Name those checks that fail once what their function gives is spoilt, one by one."""
        students = {name: self._student(name, solution) for name in {check.function for check in checks}}
        for check in checks:
            student = students[check.function]  # what several checks measure of one is measured once
            with hushed():
                result = check.run(student, recording.begin(check.name, solution.function), PUBLIC_SEED)
            # What is no attempt waits, and a check that stumbles over an answer found nothing wrong with it.
            if result.status == "failed" and not result.tripped:
                yield check.name

    def _student(self, spoilt: str, solution: Solution) -> Functions[LocalFunction]:
        return Functions(partial(self._function, spoilt, solution.loaded()))

    def _function(self, spoilt: str, code: LoadedCode, name: str) -> LocalFunction:
        return _Spoilt(name, code, self) if name == spoilt else LocalFunction(name, code)


class _Spoilt(LocalFunction):
    """A function of the solution, whose answers are spoilt."""

    def __init__(self, name: str, code: LoadedCode, distortion: Distortion) -> None:
        super().__init__(name, code)
        self._distortion = distortion

    def observe(
        self, cases: Sequence[Case], *, frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        """See :meth:`deltarule.core.code.calls.Function.observe`."""
        found = super().observe(cases, frozen=frozen, stand_ins=stand_ins)
        return [self._distortion.spoilt(*pair) for pair in zip(cases, found, strict=True)]


def distortions_of(solution: Solution, checks: Sequence[Check], recording: Recording) -> Iterator[Distortion]:
    """Give the distortions of the function that some `checks` are about."""
    for name, change in _CHANGES.items():
        yield Distortion(name, partial(changed, change=change), reaches=partial(is_within_reach, change=change))
    asked = dict(_CONDITIONS) if any(wrong_throughout(bool).catching(solution, checks, recording)) else {}
    if any(wrong_throughout(_have_an_axis).catching(solution, checks, recording)):
        asked = {**_SHAPES, **asked}
    for name, condition in asked.items():
        yield Distortion(f"wrong for {name}", _wrong, condition)


def wrong_throughout(condition: Condition = lambda arrays: True) -> Distortion:
    """Give the distortion that makes every answer wrong, where the arrays among the arguments fulfil a `condition`."""
    return Distortion("wrong throughout", _wrong, condition)


def wrong_by_kind() -> Iterator[Distortion]:
    """Give distortions for checks that look at something besides values: shapes, or that calls give the same or not."""
    numbers = np.random.default_rng(0)
    yield Distortion("of another shape", _with_an_axis_more)
    yield Distortion("of another kind", lambda leaf: Opaque("something else"))
    yield Distortion("zero throughout", partial(changed, change=np.zeros_like))
    yield Distortion(
        "another answer each time", partial(changed, change=lambda array: array + numbers.uniform(1, 2, array.shape))
    )


def _wrong(leaf: Any) -> Any:
    """Make something else of a leaf of a value; None, which is no answer, stays."""
    if isinstance(leaf, bool):
        return not leaf
    if isinstance(leaf, np.ndarray) and leaf.dtype.kind == "b":
        return ~leaf
    if isinstance(leaf, str):
        return f"{leaf}?"
    other = changed(leaf, lambda numbers: 2 * numbers + 1)
    return (
        Opaque("something else") if other is leaf and leaf is not None and not isinstance(leaf, np.ndarray) else other
    )


def _with_an_axis_more(leaf: Any) -> Any:
    return np.asarray(leaf)[None] if isinstance(leaf, np.ndarray | np.number | int | float) else leaf


def _arrays_in(asked: Case) -> list[np.ndarray]:
    """Give the arrays among the arguments of a call, and of the steps that follow it."""
    given = [asked.args, asked.kwargs, *((step.args, step.kwargs) for step in asked.steps)]
    return [np.asarray(leaf) for leaf in _leaves(given) if isinstance(leaf, np.ndarray | np.number)]


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = [*(key for key in value if not isinstance(key, str)), *value.values()]
    if isinstance(value, list | tuple | set | frozenset | Record | Stream):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _have_an_axis(arrays: Sequence[np.ndarray]) -> bool:
    """Whether one has any: NumPy's numbers are arrays without one."""
    return any(array.ndim for array in arrays)


def _sizes(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Give the sizes of all numbers."""
    return np.asarray(np.concatenate([np.zeros(0), *(np.abs(array.ravel()).astype(float) for array in arrays)]))


_CHANGES: dict[str, Change] = {
    "clipped at 10": lambda array: np.clip(array, -10, 10),
    "saturating": lambda array: 1e3 * np.tanh(array / 1e3),
    "rounded to float16": lambda array: array.astype(np.float16),
    "rounded to 4 decimals": lambda array: np.round(array, 4),
    "truncated": np.trunc,
    "zero where tiny": lambda array: np.where(np.abs(array) < 1e-4, 0, array),
}
"""What becomes of the numbers that a check looks at."""

_SHAPES: dict[str, Condition] = {
    "a square matrix": lambda arrays: any(a.ndim >= 2 and 1 < len(a) == a.shape[1] for a in arrays),
    "one sample": lambda arrays: next((len(a) for a in arrays if a.ndim >= 2), None) == 1,
    "an axis of one": lambda arrays: any(1 in a.shape[1:] for a in arrays),
}
"""Where a function goes wrong that has an argument with an axis."""

_CONDITIONS: dict[str, Condition] = {
    "whole numbers": lambda arrays: any(a.dtype.kind in "iu" for a in arrays),
    "large numbers": lambda arrays: bool((_sizes(arrays) > 30).any()),
    "tiny numbers": lambda arrays: any(0 < _sizes([a]).max(initial=0) < 1e-2 for a in arrays),
    "negative numbers alone": lambda arrays: bool(arrays) and arrays[0].size > 0 and bool((arrays[0].real < 0).all()),
    "numbers with a zero": lambda arrays: bool((_sizes(arrays) == 0).any()),
}
"""Where one goes wrong that has arrays or NumPy's numbers among its arguments: a question about these."""
