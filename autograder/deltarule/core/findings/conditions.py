"""What parts the cases that go wrong from those that go right: more than one sample, a stride, a mode, a sign.

Conditions are about arguments, as a student knows them by name: never about a number of a hidden case, but for sizes
and for settings, which are words, truth values and small whole numbers.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

MAX_SETTING = 16
"""Whole numbers above this are no setting, but a number of a case."""

Arguments = Mapping[str, Any]
"""The arguments of a call, by name."""


def condition(right: Sequence[Arguments], wrong: Sequence[Arguments]) -> str | None:
    """Say under which condition a function goes wrong, where a plain one parts all cases; None where none does.

    Args:
        right: the arguments of the calls that went right.
        wrong: those of the calls that went wrong.
    """
    if not right or not wrong:
        return None
    names = [name for name in wrong[0] if all(name in arguments for arguments in [*right, *wrong])]
    for sentence, holds in _questions(names, [*right, *wrong]):
        if all(holds(arguments) for arguments in wrong) and not any(holds(arguments) for arguments in right):
            return sentence
    return None


def _questions(names: Sequence[str], cases: Sequence[Arguments]) -> Iterator[tuple[str, Any]]:
    """Give conditions, the plainest first."""
    for name in names:
        values = [arguments[name] for arguments in cases]
        settings = dict.fromkeys(value for value in values if _is_setting(value))
        if all(map(_is_setting, values)) and len(settings) > 1:
            for value in settings:
                yield f"where {name} is {value!r}", lambda a, n=name, v=value: type(a[n]) is type(v) and a[n] == v
            for value in settings:
                if len(settings) > 2:
                    yield f"where {name} is not {value!r}", lambda a, n=name, v=value: a[n] != v
            numbers = [value for value in settings if isinstance(value, int) and not isinstance(value, bool)]
            for value in sorted(numbers)[:-1]:
                yield f"where {name} is larger than {value}", lambda a, n=name, v=value: a[n] > v
                yield f"where {name} is {value} or smaller", lambda a, n=name, v=value: a[n] <= v
    arrays = [name for name in names if all(isinstance(arguments[name], np.ndarray) for arguments in cases)]
    for name in arrays:
        yield f"where {name} is one number", lambda a, n=name: np.ndim(a[n]) == 0
        yield f"where {name} is an array", lambda a, n=name: np.ndim(a[n]) > 0
        for count in (1, 2, 3, 4):
            yield (
                f"where {name} has {count} axes" if count > 1 else f"where {name} is a vector",
                (lambda a, n=name, c=count: np.ndim(a[n]) == c),
            )
    for axis in range(4):
        for name in arrays:
            flat = all(np.ndim(arguments[name]) <= 2 for arguments in cases)
            one, more = {0: ("row", "rows"), 1: ("column", "columns")}.get(axis, ("", "")) if flat else ("", "")
            one, more = one or f"entry along axis {axis}", more or f"entries along axis {axis}"
            yield f"where {name} has more than one {one}", lambda a, n=name, x=axis: _length(a[n], x) > 1
            yield f"where {name} has one {one} only", lambda a, n=name, x=axis: _length(a[n], x) == 1
            yield f"where {name} has more than two {more}", lambda a, n=name, x=axis: _length(a[n], x) > 2
    for name in arrays:
        yield f"where {name} holds integers", lambda a, n=name: a[n].dtype.kind in "iu"
        yield f"where {name} is square", lambda a, n=name: _square(a[n])
        yield f"where {name} is not square", lambda a, n=name: np.ndim(a[n]) > 1 and not _square(a[n])
        yield f"where {name} holds negative numbers", lambda a, n=name: _real(a[n]) and bool((a[n] < 0).any())
        yield f"where {name} holds no positive number", lambda a, n=name: _real(a[n]) and not (a[n] > 0).any()
        yield f"where {name} holds zeros", lambda a, n=name: _real(a[n]) and bool((a[n] == 0).any())
        yield f"where {name} holds equal numbers", lambda a, n=name: _real(a[n]) and np.unique(a[n]).size < a[n].size
        yield f"where {name} holds large numbers", lambda a, n=name: _real(a[n]) and bool((np.abs(a[n]) > 30).any())
        yield f"where {name} is zero throughout", lambda a, n=name: _real(a[n]) and a[n].size > 0 and not a[n].any()
    for axis in (1, 2, 3):
        for name in arrays:
            for other in arrays:
                if name != other:
                    yield (
                        f"where {name} and {other} differ in length along axis {axis}",
                        lambda a, n=name, o=other, x=axis: _length(a[n], x) != _length(a[o], x),
                    )
    for name in names:
        numbers = [arguments[name] for arguments in cases]
        if all(isinstance(value, float) for value in numbers):
            yield f"where {name} is zero", lambda a, n=name: a[n] == 0
            yield f"where {name} is not zero", lambda a, n=name: a[n] != 0
            yield f"where {name} is negative", lambda a, n=name: a[n] < 0
            yield f"where {name} is 1 or larger", lambda a, n=name: a[n] >= 1
        yield f"where {name} is left out", lambda a, n=name: a[n] is None
        yield f"where {name} is given", lambda a, n=name: a[n] is not None


def _is_setting(value: Any) -> bool:
    if isinstance(value, bool | str):
        return not isinstance(value, str) or len(value) <= MAX_SETTING
    return isinstance(value, int) and abs(value) <= MAX_SETTING


def _length(array: np.ndarray, axis: int) -> int:
    return array.shape[axis] if array.ndim > axis else 0


def _square(array: np.ndarray) -> bool:
    return array.ndim > 1 and array.shape[-1] == array.shape[-2]


def _real(array: np.ndarray) -> bool:
    return array.dtype.kind in "biuf"
