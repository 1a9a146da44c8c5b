"""What parts the cases that go wrong from those that go right: more than one sample, a stride, a mode, a sign.

Conditions are about arguments, as a student knows them by name: never about a number of a hidden case, but for sizes
and for settings, which are words, truth values and small whole numbers.

A dozen cases are parted by many a condition by chance: an author varies settings and sizes on purpose, and all else as
it comes. So a size is told only where no other one parts them as well, nor an array that is zero throughout, as many
are in an example that is worked out by hand; and what an array holds only of a function of one or two.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

MAX_SETTING = 16
"""Whole numbers above this are no setting, but a number of a case."""
MAX_ARRAYS = 2
"""Arrays among the arguments of a function of which it is told what they hold where it goes wrong."""

Arguments = Mapping[str, Any]
"""The arguments of a call, by name."""

_Condition = tuple[str, Any]
"""A condition in words, and whether it holds of a call's arguments."""


def condition(right: Sequence[Arguments], wrong: Sequence[Arguments]) -> str | None:
    """Say under which condition a function goes wrong, where a plain one parts all cases; None where none does.

    Args:
        right: the arguments of the calls that went right.
        wrong: those of the calls that went wrong.
    """
    if not right or not wrong:
        return None

    def parts(item: _Condition) -> bool:
        _, holds = item
        return all(map(holds, wrong)) and not any(map(holds, right))

    cases = [*right, *wrong]
    names = [name for name in wrong[0] if all(name in arguments for arguments in cases)]
    arrays = [name for name in names if all(isinstance(arguments[name], np.ndarray) for arguments in cases)]
    for plain in (_settings(names, cases), _emptiness(names, cases), _axes(arrays)):
        if found := next(filter(parts, plain), None):
            return found[0]
    sizes = [(item, lengths) for item, lengths in _sizes(arrays, cases) if parts(item)]
    if sizes:
        same = all(lengths == sizes[0][1] for _, lengths in sizes)
        return sizes[0][0][0] if same and not any(map(parts, _zeros(arrays))) else None
    others = [
        *(_contents(arrays, cases) if len(arrays) <= MAX_ARRAYS else ()),
        *_shapes(arrays),
        *_numbers(names, cases),
    ]
    found = next(filter(parts, others), None)
    return found[0] if found else None


def _settings(names: Sequence[str], cases: Sequence[Arguments]) -> Iterator[_Condition]:
    for name in names:
        values = [arguments[name] for arguments in cases]
        settings = dict.fromkeys(value for value in values if _is_setting(value))
        if not all(map(_is_setting, values)) or len(settings) < 2:
            continue
        for value in settings:
            if not isinstance(value, int) or value in (0, 1):  # another number is one of a case like the others
                yield f"where {name} is {value!r}", lambda a, n=name, v=value: type(a[n]) is type(v) and a[n] == v
                if len(settings) > 2:
                    yield f"where {name} is not {value!r}", lambda a, n=name, v=value: a[n] != v
        if any(isinstance(value, int) and not isinstance(value, bool) for value in settings):
            yield f"where {name} is larger than 1", lambda a, n=name: a[n] > 1
            yield f"where {name} is negative", lambda a, n=name: a[n] < 0


def _emptiness(names: Sequence[str], cases: Sequence[Arguments]) -> Iterator[_Condition]:
    for name in names:
        if all(isinstance(arguments[name], list | tuple | np.ndarray) for arguments in cases):
            yield f"where {name} is empty", lambda a, n=name: _is_empty(a[n])
            yield f"where {name} is not empty", lambda a, n=name: not _is_empty(a[n])


def _zeros(arrays: Sequence[str]) -> Iterator[_Condition]:
    for name in arrays:
        yield f"where {name} is zero throughout", lambda a, n=name: _is_zero(a[n])
        yield f"where {name} is not zero throughout", lambda a, n=name: not _is_zero(a[n])


def _axes(arrays: Sequence[str]) -> Iterator[_Condition]:
    for name in arrays:
        yield f"where {name} is one number", lambda a, n=name: np.ndim(a[n]) == 0
        yield f"where {name} is an array", lambda a, n=name: np.ndim(a[n]) > 0
        for count in (1, 2, 3, 4):
            yield (
                f"where {name} has {count} axes" if count > 1 else f"where {name} is a vector",
                (lambda a, n=name, c=count: np.ndim(a[n]) == c),
            )


def _sizes(arrays: Sequence[str], cases: Sequence[Arguments]) -> Iterator[tuple[_Condition, Sequence[int]]]:
    """Give conditions on the lengths of axes, and with each its axis' length in every case."""
    for axis in range(4):
        for name in arrays:
            one = _words_for(axis, {arguments[name].ndim for arguments in cases})
            lengths = [_length(arguments[name], axis) for arguments in cases]
            yield (f"where {name} has more than one {one}", lambda a, n=name, x=axis: _length(a[n], x) > 1), lengths
            yield (f"where {name} has one {one} only", lambda a, n=name, x=axis: _length(a[n], x) == 1), lengths


def _words_for(axis: int, counts: set[int]) -> str:
    """Say what lies along an axis of arrays that have so many axes."""
    if counts == {2}:
        return ("row", "column", "", "")[axis]
    return "entry" if counts <= {0, 1} else f"entry along axis {axis}"


def _contents(arrays: Sequence[str], cases: Sequence[Arguments]) -> Iterator[_Condition]:
    for name in arrays:
        whole = all(arguments[name].dtype.kind in "iu" for arguments in cases)  # numbers of classes, say
        yield f"where {name} holds integers", lambda a, n=name: a[n].dtype.kind in "iu"
        yield f"where {name} is zero throughout", lambda a, n=name: _is_zero(a[n])
        yield f"where {name} holds negative numbers", lambda a, n=name: _real(a[n]) and bool((a[n] < 0).any())
        yield f"where {name} holds no positive number", lambda a, n=name: _real(a[n]) and not (a[n] > 0).any()
        if not whole:
            yield f"where {name} holds zeros", lambda a, n=name: _real(a[n]) and bool((a[n] == 0).any())
        yield f"where {name} holds equal numbers", lambda a, n=name: _real(a[n]) and np.unique(a[n]).size < a[n].size
        yield f"where {name} holds large numbers", lambda a, n=name: _real(a[n]) and bool((np.abs(a[n]) > 30).any())


def _shapes(arrays: Sequence[str]) -> Iterator[_Condition]:
    for name in arrays:
        yield f"where {name} is square", lambda a, n=name: _square(a[n])
        yield f"where {name} is not square", lambda a, n=name: np.ndim(a[n]) == 2 and not _square(a[n])
    for axis in (1, 2, 3):
        for name in arrays:
            for other in arrays:
                if name != other:
                    yield (
                        f"where {name} and {other} differ in length along axis {axis}",
                        lambda a, n=name, o=other, x=axis: _length(a[n], x) != _length(a[o], x),
                    )


def _numbers(names: Sequence[str], cases: Sequence[Arguments]) -> Iterator[_Condition]:
    for name in names:
        if all(isinstance(arguments[name], float) for arguments in cases):
            yield f"where {name} is zero", lambda a, n=name: a[n] == 0
            yield f"where {name} is not zero", lambda a, n=name: a[n] != 0
            yield f"where {name} is negative", lambda a, n=name: a[n] < 0
        yield f"where {name} is left out", lambda a, n=name: a[n] is None
        yield f"where {name} is given", lambda a, n=name: a[n] is not None


def _is_setting(value: Any) -> bool:
    if isinstance(value, bool | str):
        return not isinstance(value, str) or len(value) <= MAX_SETTING
    return isinstance(value, int) and abs(value) <= MAX_SETTING


def _length(array: np.ndarray, axis: int) -> int:
    return array.shape[axis] if array.ndim > axis else 0


def _square(array: np.ndarray) -> bool:
    return array.ndim == 2 and array.shape[0] == array.shape[1]


def _is_empty(value: Any) -> bool:
    return value.size == 0 if isinstance(value, np.ndarray) else not value


def _is_zero(array: np.ndarray) -> bool:
    return _real(array) and array.size > 0 and not array.any()


def _real(array: np.ndarray) -> bool:
    return array.dtype.kind in "biuf"
