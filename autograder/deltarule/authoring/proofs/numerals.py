"""The numbers of a value, however they are written: in arrays, as Python's own numbers of any kind, or in a text."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

Change = Callable[[np.ndarray], np.ndarray]
"""Changes numbers, each by itself."""

_IN_TEXT = re.compile(r"(?<![\w.])-?\d+(?:\.(?P<decimals>\d+))?(?P<exponent>e[+-]?\d+)?(?!\w)", re.IGNORECASE)
_ALL_SORTS = np.array([1e-7, 3e-5, 0.123456789, 1.6, 12345.678])
"""Numbers of which any change changes some, unless they are written in a way that has no room for that."""
_EXACT = 15
"""Decimals of numbers that aren't rounded."""


def changed(leaf: Any, change: Change) -> Any:
    """Change the numbers of a leaf of a value; what is written with whole numbers or a few decimals stays so.

    What a change leaves as it is stays as it was, to the last bit and digit.
    """
    found = _numerals_in(leaf)
    return found.changed(change) if found else leaf


def is_within_reach(leaf: Any, change: Change) -> bool:
    """Whether a leaf of a value has numbers that are written as some that the change does change are."""
    found = _numerals_in(leaf)
    if found is None or not found.numbers.size:
        return False
    some = found.rounded(_ALL_SORTS)
    return bool((found.rounded(change(some)) != some).any())


@dataclass(frozen=True)
class _Numerals:
    """The numbers of a leaf.

    Attributes:
        leaf: the leaf.
        numbers: its numbers, real ones.
        rounded: makes of any numbers such as can be written in their place.
        written: makes a leaf of other numbers.
    """

    leaf: Any
    numbers: np.ndarray
    rounded: Change
    written: Callable[[np.ndarray], Any]

    def changed(self, change: Change) -> Any:
        new = change(self.numbers)
        same = (new == self.numbers) | (np.isnan(new) & np.isnan(self.numbers))
        return self.leaf if same.all() else self.written(np.where(same, self.numbers, new))


def _numerals_in(leaf: Any) -> _Numerals | None:
    """Find the numbers of a leaf; None where there can be none. A truth value is no number."""
    if isinstance(leaf, bool):
        return None
    if isinstance(leaf, np.ndarray | np.generic):
        return _in_array(np.asarray(leaf))
    if isinstance(leaf, complex):
        return _Numerals(leaf, np.array([leaf.real, leaf.imag]), _as_they_are, lambda new: complex(*map(float, new)))
    if isinstance(leaf, float | int | Fraction | Decimal):
        kind = type(leaf)
        rounded = np.trunc if kind is int else _as_they_are
        return _Numerals(leaf, np.array([_as_float(leaf)]), rounded, lambda new: kind(_finite(new[0])))
    if isinstance(leaf, range):
        return _Numerals(leaf, np.array(leaf, dtype=float), np.trunc, lambda new: [int(_finite(each)) for each in new])
    return _in_text(leaf) if isinstance(leaf, str) else None


def _in_array(array: np.ndarray) -> _Numerals | None:
    kind = array.dtype
    if kind.kind in "iuf":
        return _Numerals(array, array, lambda some: some.astype(kind), lambda new: new.astype(kind))
    if kind.kind == "c":
        pairs = np.stack([array.real, array.imag])
        return _Numerals(array, pairs, _as_they_are, lambda new: (new[0] + 1j * new[1]).astype(kind))
    return None


def _in_text(text: str) -> _Numerals:
    places = list(_IN_TEXT.finditer(text))
    room = max((_decimals(place) for place in places), default=0)

    def written(new: np.ndarray) -> str:
        pairs = iter(zip(new, numbers, strict=True))
        return _IN_TEXT.sub(lambda place: _rewritten(place, *next(pairs)), text)

    numbers = np.array([float(place[0]) for place in places])
    return _Numerals(text, numbers, lambda some: np.round(some, room), written)


def _decimals(place: re.Match[str]) -> int:
    return _EXACT if place["exponent"] else len(place["decimals"] or "")


def _rewritten(place: re.Match[str], new: float, old: float) -> str:
    """Write a number as the one in its place is."""
    if new == old:
        return place[0]
    return f"{new:.{len(place['decimals'] or '')}{'e' if place['exponent'] else 'f'}}"


def _as_they_are(numbers: np.ndarray) -> np.ndarray:
    return numbers


def _as_float(number: float | Fraction | Decimal) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _finite(number: np.floating[Any]) -> float:
    return float(np.nan_to_num(number))
