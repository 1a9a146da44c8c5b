"""Comparing what a function returned with what was expected, in words.

Correct is judged on meaning: a scalar may be a Python number or a 0-d array, several values a tuple or a list,
and what was computed in float32 is right. The words never hold the expected array.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from .values import Opaque, describe

TOLERANCE = (1e-4, 1e-6)
"""What an entry may be off: relative to itself, or to the array's largest entry, because entries that are small where
larger ones cancel carry the larger ones' rounding. It leaves room for what was computed in float32, whatever dtype it
comes back in, and none for rounding to float16 or to four digits."""

TINY = 1e-12
"""Absolute tolerance where everything expected is zero."""


def difference(actual: Any, expected: Any, *, name: str = "the result", parts: Sequence[str] = ()) -> str | None:
    """Say how `actual` differs from `expected`, or return None where it does not.

    Args:
        actual: what the student's function returned, in plain values.
        expected: what it should have returned: a scalar, an array, or a list, tuple or dict of such.
        name: what to call the value in the sentence.
        parts: what to call the items, where `expected` is a tuple.
    """
    if actual is None and expected is not None:
        return f"{name} is None: is a `return` missing?"
    if isinstance(expected, dict):
        return _dict_difference(actual, expected, name)
    if isinstance(expected, list | tuple):
        return _sequence_difference(actual, expected, name, parts)
    if isinstance(expected, np.ndarray | np.generic | float | int | complex):
        return _numeric_difference(actual, np.asarray(expected), name)
    if type(actual) is not type(expected) or actual != expected:
        return f"{name} is {describe(actual)}, which is not what was asked"
    return None


def same_form(actual: Any, expected: Any) -> bool:
    """Whether a value is built as `expected` is: the same keys, as many items, arrays of the same shapes."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            key in actual and same_form(actual[key], value) for key, value in expected.items()
        )
    if isinstance(expected, list | tuple):
        if isinstance(actual, np.ndarray) and actual.ndim:
            actual = list(actual)
        return (
            isinstance(actual, list | tuple) and len(actual) == len(expected) and all(map(same_form, actual, expected))
        )
    if isinstance(expected, np.ndarray | np.generic | float | int | complex):
        is_number = isinstance(actual, np.ndarray | np.generic | float | int | complex)
        return is_number and np.shape(actual) == np.shape(expected)
    return type(actual) is type(expected)


def numbers_in(value: Any) -> np.ndarray:
    """Give all numbers of nested values, in a row; what is no number is left out."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return np.concatenate([np.zeros(0), *map(numbers_in, value)])
    is_number = isinstance(value, np.ndarray | np.generic | float | int | complex)
    return np.ravel(np.asarray(value)) if is_number else np.zeros(0)


def _dict_difference(actual: Any, expected: dict[str, Any], name: str) -> str | None:
    if not isinstance(actual, dict):
        return f"{name} should be a dict with the keys {', '.join(expected)}, but is {describe(actual)}"
    missing = [key for key in expected if key not in actual]
    if missing:
        return f"{name} lacks the key {missing[0]!r}; it is {describe(actual)}"
    return _first(difference(actual[key], value, name=key) for key, value in expected.items())


def _sequence_difference(actual: Any, expected: Sequence[Any], name: str, parts: Sequence[str]) -> str | None:
    if isinstance(actual, np.ndarray) and actual.ndim and all(np.ndim(item) == 0 for item in expected):
        actual = list(actual)  # an array of numbers does where a list of numbers was asked
    listed = f" ({', '.join(parts)})" if parts else ""
    if not isinstance(actual, list | tuple):
        return f"{name} should be {len(expected)} values{listed}, but is {describe(actual)}"
    if len(actual) != len(expected):
        return f"{name} should be {len(expected)} values{listed}, but there are {len(actual)}"
    names = parts or [f"item {i} of {name}" for i in range(len(expected))]
    return _first(difference(got, want, name=part) for got, want, part in zip(actual, expected, names, strict=True))


def _numeric_difference(actual: Any, expected: np.ndarray, name: str) -> str | None:
    wanted = f"an array of shape {expected.shape}" if expected.ndim else "a single number"
    problem = _not_numeric(actual, expected, name, wanted)
    if problem:
        return problem
    array = np.asarray(actual)
    if array.shape != expected.shape:
        return f"{name} should be {wanted}, but is {describe(actual)}"
    if expected.dtype.kind in "iu" and array.dtype.kind not in "iu":
        return f"{name} should hold integers, but its dtype is {array.dtype}"
    return _value_difference(array, expected, name)


def _not_numeric(actual: Any, expected: np.ndarray, name: str, wanted: str) -> str | None:
    if isinstance(actual, list | tuple) and expected.ndim:
        return f"{name} should be {wanted}, but is a {type(actual).__name__}; make it one with np.array"
    if isinstance(actual, str | list | tuple | dict | Opaque):
        return f"{name} should be {wanted}, but is {describe(actual)}"
    kind = np.asarray(actual).dtype.kind
    if kind == "c" and expected.dtype.kind != "c":
        return f"{name} holds complex numbers; real ones were asked"
    if kind == "b" and expected.dtype.kind != "b" and not expected.ndim:
        return f"{name} should be {wanted}, but is a bool"
    if kind != "b" and expected.dtype.kind == "b":
        return f"{name} should hold True and False, but its dtype is {np.asarray(actual).dtype}"
    return None


def _value_difference(actual: np.ndarray, expected: np.ndarray, name: str) -> str | None:
    right = _equal(actual, expected)
    theirs, mine = (array.astype(complex if expected.dtype.kind == "c" else float) for array in (actual, expected))
    if right.all():
        return None
    where = tuple(int(index) for index in np.argwhere(~right)[0])
    place = f"{name} at {list(where)}" if where else name
    count = int((~right).sum())
    rest = f" ({count} of {right.size} entries differ)" if where else ""
    got, off = theirs[where], theirs[where] - mine[where]
    if not np.isfinite(got):
        return f"{place} is {got}, which is not a finite number{rest}"
    if not np.isfinite(off) or expected.dtype.kind == "c":
        return f"{place} is {got:.6g}, which is not what was asked{rest}"
    return f"{place} is {got:.6g}, too {'large' if off > 0 else 'small'} by {abs(off):.3g}{rest}"


def _equal(actual: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Say of each entry whether it is right; integers and truth values are exactly, or not at all."""
    if expected.dtype.kind in "biu":
        return np.asarray(actual == expected)
    rtol, atol = TOLERANCE
    finite = np.abs(expected[np.isfinite(expected)])
    scale = float(finite.max()) if finite.size else 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(actual - expected) <= rtol * np.abs(expected) + atol * scale + (TINY if scale == 0 else 0.0)
        same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
    return np.asarray((near & np.isfinite(expected)) | same)


def _first(problems: Any) -> str | None:
    return next((problem for problem in problems if problem), None)
