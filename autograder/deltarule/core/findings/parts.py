"""The parts of a result: the values of a tuple, the entries of a dict, each by the name that a student knows it by."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

Place = tuple[int | str, ...]
"""Where a part lies in a result: positions and keys, from the outside in; nothing where the result is one part."""

MAX_PARTS = 32
"""A result with more parts than these is looked at as one."""


def parts_of(value: Any) -> dict[Place, Any]:
    """Take a result apart: tuples and lists of a few values, dicts with names, and such within such, two deep."""
    found = dict(_walk(value, (), 2))
    return found if 0 < len(found) <= MAX_PARTS else {(): value}


def named(place: Place, names: Sequence[str] = ()) -> str:
    """Name a part, as a check's `names` call the values of a tuple; a key is its own name.

    What nobody has named is an item, counted as in the message on it (:mod:`deltarule.core.comparison`). The
    empty text stands for the whole of a result.
    """
    if not place:
        return ""
    last, first = place[-1], place[0]
    if isinstance(last, str):
        return last
    if len(place) == 1 and isinstance(first, int) and first < len(names):
        return names[first]
    return f"item {last} of {named(place[:-1], names) or 'the result'}"


def _walk(value: Any, place: Place, deep: int) -> Iterator[tuple[Place, Any]]:
    inside: Mapping[Any, Any] | None = None
    if deep and isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
        inside = value
    elif deep and isinstance(value, list | tuple) and 1 < len(value) <= MAX_PARTS and not _is_row(value):
        inside = dict(enumerate(value))
    if inside is None:
        yield place, value
        return
    for key, item in inside.items():
        yield from _walk(item, (*place, key), deep - 1)


def _is_row(values: Sequence[Any]) -> bool:
    """Whether values are numbers, and so one part together."""
    return all(isinstance(value, np.ndarray | int | float) and np.ndim(value) == 0 for value in values)
