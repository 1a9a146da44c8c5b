"""Distortions: the reference's functions spoilt by program, so that tame cases show.

Each is right nearly everywhere: it gives other answers where numbers are large or tiny, where a matrix is square,
for one sample, for whole numbers. A unit's cases have to hold each of these where it can occur; where it can't, or
where the distorted function is the same one, ``equivalents.toml`` says why.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from deltarule.authoring.building.recorder import recording_of
from deltarule.authoring.equivalents import equivalents_of
from deltarule.authoring.solution import Solution
from deltarule.core.checking.checks import PUBLIC_SEED, Check, load_checks
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.values import map_leaves

Function = Callable[..., Any]


@dataclass(frozen=True)
class Verdict:
    """What became of a distorted function: the check that caught it, or the reason why it is the same function."""

    function: str
    distortion: str
    caught_by: str | None
    equivalent: str | None

    @property
    def holds(self) -> bool:
        """Whether it was caught, or is listed as the same function."""
        return self.caught_by is not None or self.equivalent is not None


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
        right = getattr(solution.module, function)
        own = [check for check in checks if check.function == function]

        def caught(body: Function, function: str = function, own: Sequence[Check] = own) -> str | None:
            results = solution.graded({function: body}, own, recording)
            return next((result.name for result in results if result.status != "passed"), None)

        distorted = {name: _changed(right, change) for name, change in _CHANGES.items()}
        if caught(_wrong_where(right, bool)):  # some call has arrays among its arguments
            distorted |= {f"wrong for {name}": _wrong_where(right, given) for name, given in _CONDITIONS.items()}
        for name, body in distorted.items():
            verdict = Verdict(function, name, caught(body), reasons.pop((function, name), None))
            if verdict.caught_by and verdict.equivalent:
                raise UserError(f"{known.title} lists {name!r} of {function}, but {verdict.caught_by} catches it.")
            verdicts.append(verdict)
            told(verdict)
    if reasons:
        function, name = next(iter(reasons))
        raise UserError(f"{known.title} lists the distortion {name!r} of {function}, which there is not.")
    return verdicts


def _changed(function: Function, change: Callable[[np.ndarray], np.ndarray]) -> Function:
    """Change all numbers that a function gives; those of whole numbers stay whole."""

    def leaf(value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, np.ndarray | np.number | float | int):
            return value
        array = np.asarray(value)
        return change(array).astype(array.dtype) if array.dtype.kind in "iuf" else value

    return lambda *args, **kwargs: map_leaves(leaf, function(*args, **kwargs))


def _wrong_where(function: Function, condition: Callable[[list[np.ndarray]], bool]) -> Function:
    """Give wrong numbers where the arrays among the arguments fulfil a condition."""
    wrong = _changed(function, lambda array: 2 * array + 1)

    def distorted(*args: Any, **kwargs: Any) -> Any:
        arrays = [np.asarray(value) for value in _leaves([args, kwargs]) if isinstance(value, np.ndarray | np.number)]
        return (wrong if condition(arrays) else function)(*args, **kwargs)

    return distorted


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value


def _sizes(arrays: Sequence[np.ndarray]) -> np.ndarray:
    """Give the sizes of all numbers."""
    return np.asarray(np.abs(np.concatenate([np.zeros(0), *(array.ravel() for array in arrays)]).astype(float)))


_CHANGES: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "clipped at 10": lambda array: np.clip(array, -10, 10),
    "saturating": lambda array: 1e3 * np.tanh(array / 1e3),
    "rounded to float16": lambda array: array.astype(np.float16),
    "rounded to 4 decimals": lambda array: np.round(array, 4),
    "truncated": np.trunc,
    "zero where tiny": lambda array: np.where(np.abs(array) < 1e-4, 0, array),
}
"""What becomes of the numbers that a function gives."""

_CONDITIONS: dict[str, Callable[[list[np.ndarray]], bool]] = {
    "a square matrix": lambda arrays: any(a.ndim >= 2 and 1 < len(a) == a.shape[1] for a in arrays),
    "one sample": lambda arrays: next((len(a) for a in arrays if a.ndim >= 2), None) == 1,
    "an axis of one": lambda arrays: any(1 in a.shape[1:] for a in arrays),
    "whole numbers": lambda arrays: any(a.dtype.kind in "iu" for a in arrays),
    "large numbers": lambda arrays: bool((_sizes(arrays) > 30).any()),
    "tiny numbers": lambda arrays: any(0 < _sizes([a]).max(initial=0) < 1e-2 for a in arrays),
    "negative numbers alone": lambda arrays: bool(arrays) and arrays[0].size > 0 and bool((arrays[0] < 0).all()),
    "numbers with a zero": lambda arrays: bool((_sizes(arrays) == 0).any()),
}
"""Where a function goes wrong: a question about the arrays among its arguments."""
