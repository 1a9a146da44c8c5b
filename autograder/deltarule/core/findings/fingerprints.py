"""Fingerprints: wrong answers recognised by a digest of them.

A mistake is recognised by fingerprints of its outcomes, not by the outcomes, so that a student's kit can name
mistakes without carrying them.
"""

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from deltarule.core.code.calls import Outcome, Raised
from deltarule.core.kinds import KINDS, Stream, kind_of, order
from deltarule.core.limits import MAX_FINGERPRINTED, MAX_KEPT_WEIGHTS
from deltarule.core.values import Opaque

MATCH = 1e-5
"""Relative distance within which two fingerprints are the same."""

ROUNDED = 1e-10
"""The same for what was computed in two ways from the same numbers: it is less than a numerical derivative's step."""

NOTHING = 1e-15
"""Numbers as small as this are zero."""


@dataclass(frozen=True)
class Fingerprint:
    """A digest of an outcome: its structure, and a few sums over its numbers.

    Attributes:
        shape: the nesting, keys and array shapes; for an exception, its class and message.
        sums: the largest number's size and, as shares of it, the numbers' length as a vector and two weighted sums.
    """

    shape: str
    sums: tuple[float, ...] = ()

    def matches(self, other: "Fingerprint", within: float = MATCH) -> bool:
        """Whether the two outcomes are the same, up to rounding."""
        if self.shape != other.shape or len(self.sums) != len(other.sums):
            return False
        if not self.sums:
            return True
        (size, *mine), (other_size, *theirs) = self.sums, other.sums
        if max(size, other_size) <= NOTHING:
            return True
        near = all(abs(a - b) <= within * max(mine[0], 1.0) for a, b in zip(mine, theirs, strict=True))
        return near and abs(size - other_size) <= within * max(size, other_size)


@dataclass(frozen=True)
class Digest:
    """The fingerprints of several outcomes, put together: a few bytes, however many there are.

    Attributes:
        shape: a hash of all their structures.
        sums: how large the numbers are together that go into the sums, and two weighted sums of them.
    """

    shape: str
    sums: tuple[float, float, float]

    def matches(self, other: "Digest") -> bool:
        """Whether all the outcomes are the same, up to rounding."""
        if self.shape != other.shape:
            return False
        room = MATCH * max(self.sums[0], 1.0)
        return all(abs(a - b) <= room for a, b in zip(self.sums, other.sums, strict=True))


Printed = TypeVar("Printed", Fingerprint, Digest)


def all_match(one: Sequence[Printed], other: Sequence[Printed]) -> bool:
    """Whether two rows are of the same answers, or questions, one by one and up to rounding."""
    return len(one) == len(other) and all(mine.matches(theirs) for mine, theirs in zip(one, other, strict=True))


def digest(prints: Sequence[Fingerprint], title: str = "") -> Digest:
    """Put fingerprints together; each counts as much as any other, however large its numbers are.

    The hash of their structures follows a `title`.
    """
    shape = zlib.crc32("\n".join(item.shape for item in prints).encode())
    rows = [_scaled(item.sums) for item in prints if item.sums]
    numbers = np.array(rows, dtype=float).ravel()
    one, other = _weights(numbers.size)
    return Digest(
        f"{title}{shape:08x}", (float(np.abs(numbers).sum()), float(numbers @ (2 + one)), float(numbers @ (2 + other)))
    )


def _scaled(sums: tuple[float, ...]) -> tuple[float, ...]:
    """Give a fingerprint's sums, sizes by their logarithm."""
    size, *shares = sums
    return (0.0, 0.0, 0.0, 0.0) if size <= NOTHING else (math.log(size), *shares)


def fingerprint(outcome: Outcome) -> Fingerprint:
    """Digest what became of a call."""
    if isinstance(outcome, Raised):
        return Fingerprint(f"{outcome.trouble} {outcome.kind} {outcome.message}")
    found = fingerprint_of_values(outcome.value)
    return Fingerprint(" ".join([found.shape, *outcome.modified]), found.sums)


def fingerprint_of_values(value: Any) -> Fingerprint:
    """Digest nested values; a generator counts by its state, a function by being one.

    Whole numbers and others count by their value alone. What is kept meanwhile is bounded, whatever `value` holds.
    """
    found = _Numbers()
    shape = "".join(_walk(value, found))
    if found.size > MAX_FINGERPRINTED:
        return Fingerprint(shape)  # more than any check asks for
    if not found.any:
        return Fingerprint(shape)
    flat = found.parts[0] if len(found.parts) == 1 else np.concatenate(found.parts)
    found.parts.clear()
    size = _largest(flat)
    if not math.isfinite(size):
        np.nan_to_num(flat, copy=False, nan=1.234e5, posinf=2.345e5, neginf=-3.456e5)
        size = _largest(flat)
    if size:
        flat /= size
    one, other = (_weights if flat.size <= MAX_KEPT_WEIGHTS else _weights.__wrapped__)(flat.size)
    return Fingerprint(shape, (size, math.sqrt(flat @ flat), float(flat @ one), float(flat @ other)))


def _largest(numbers: np.ndarray) -> float:
    """Give the largest size among numbers; it is none where one of them is none."""
    most, least = float(numbers.max(initial=0.0)), float(numbers.min(initial=0.0))
    return max(most, -least) if most == most and least == least else math.nan


class _Numbers:
    """The numbers of a value, as far as they are few enough to be digested.

    Attributes:
        parts: the numbers, in rows.
        size: how many there are, those that aren't kept included.
        any: whether there is an array, be it without numbers.
    """

    def __init__(self) -> None:
        self.parts: list[np.ndarray] = []
        self.size = 0
        self.any = False

    def add(self, array: np.ndarray) -> None:
        """Keep an array's numbers, unless there are too many by now."""
        self.any = True
        self.size += array.size * (2 if array.dtype.kind == "c" else 1)
        if self.size > MAX_FINGERPRINTED:
            self.parts.clear()
        elif array.dtype.kind == "c":
            self.parts.append(array.astype(complex).ravel().view(float))
        else:
            self.parts.append(array.astype(float).ravel())


@lru_cache(maxsize=512)
def _weights(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Give two fixed sets of weights that tell apart any two vectors that a student is likely to return."""
    index = np.arange(1, size + 1)
    return np.cos(0.7 * index), np.sin(1.3 * index)


def _walk(value: Any, numbers: _Numbers) -> Iterator[str]:
    if isinstance(value, dict) and kind_of(value) is None:
        yield "{"
        for key in sorted(value):
            yield f"{key}:"
            yield from _walk(value[key], numbers)
        yield "}"
    elif isinstance(value, list | tuple | range | Stream):
        yield "("
        for item in value:
            yield from _walk(item, numbers)
        yield ")"
    elif isinstance(value, np.ndarray | np.generic | int | float | complex) and _is_numeric(array := np.asarray(value)):
        yield f"{_LETTERS.get(array.dtype.kind, 'n')}{list(array.shape)}"
        numbers.add(array)
    elif isinstance(value, Opaque):
        yield value.what
    elif isinstance(value, str):
        yield repr(value)
    elif name := kind_of(value):
        yield f"{_ALIKE.get(name, name)} "
        parts = KINDS[name].parts(value)
        yield from _walk(sorted(parts, key=_by_key) if name == "dict" else parts, numbers)
    elif isinstance(value, np.random.Generator):
        yield f"generator {value.bit_generator.state['state']}"
    elif callable(value):
        yield "function"
    else:
        yield type(value).__name__


_LETTERS = {"b": "b", "c": "c"}
"""What arrays of truth values and of complex numbers are called; all other numbers are one kind."""

_ALIKE = {"frozenset": "set"}
"""Kinds that count as others."""


def _is_numeric(array: np.ndarray) -> bool:
    return array.dtype.kind in "biufc"


def _by_key(pair: tuple[Any, Any]) -> tuple[Any, ...]:
    return order(pair[0])
