"""Answers that are no attempt at one: noise, zeros, an argument handed back, what another function answers.

No mistake is recognised in them. A derived change that answers like one of these says nothing about who gave it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from deltarule.authoring.solution import Solution
from deltarule.core.code.calls import Outcome, Returned
from deltarule.core.comparison import numbers_in
from deltarule.core.values import map_leaves

Body = Callable[..., Any]


def blanks_of(solution: Solution, function: str) -> Iterator[tuple[str, Body]]:
    """Give functions that answer without an attempt, each with what it answers."""
    right, parameters = solution.function(function), solution.parameters(function)
    for what, change in _FILLED.items():
        yield what, _filled(right, change)
    yield "nothing", lambda *args, **kwargs: None
    for i, name in enumerate(parameters):
        yield f"the argument {name}", _argument(i, name)
    for other in solution.functions:
        if other != function and len(solution.parameters(other)) == len(parameters):
            yield f"what {other} answers", solution.function(other)


def is_blank(given: Sequence[Outcome], right: Sequence[Outcome]) -> bool:
    """Whether answers are one number throughout, where the right ones are several."""
    return _alone(given) and not _alone(right)


def _alone(outcomes: Sequence[Outcome]) -> bool:
    numbers = [numbers_in(outcome.value) for outcome in outcomes if isinstance(outcome, Returned)]
    return bool(numbers) and np.unique(np.concatenate(numbers)).size <= 1


def _noise(array: np.ndarray) -> np.ndarray:
    return np.random.default_rng(array.size).standard_normal(array.shape)


_FILLED: Mapping[str, Callable[[np.ndarray], np.ndarray]] = {
    "noise": _noise,
    "zeros": np.zeros_like,
    "ones": np.ones_like,
    "nan": lambda array: np.full(array.shape, np.nan),
    "inf": lambda array: np.full(array.shape, np.inf),
    "a constant": lambda array: np.full(array.shape, 0.731),
}
"""Numbers that are no answer, in the form of the right one."""


def _filled(right: Body, change: Callable[[np.ndarray], np.ndarray]) -> Body:
    def leaf(value: Any) -> Any:
        numeric = isinstance(value, np.ndarray | np.number | float | int) and not isinstance(value, bool)
        return change(np.asarray(value, dtype=float)) if numeric else value

    return lambda *args, **kwargs: map_leaves(leaf, right(*args, **kwargs))


def _argument(i: int, name: str) -> Body:
    return lambda *args, **kwargs: kwargs[name] if name in kwargs else args[i] if i < len(args) else None
