"""Fingerprints: wrong answers recognised by a digest of them.

A mistake is recognised by fingerprints of its outcomes, not by the outcomes, so that a student's kit can name
mistakes without carrying them.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from .calls import Outcome, Raised
from .limits import MAX_FINGERPRINTED, MAX_KEPT_WEIGHTS
from .values import Opaque

MATCH = 1e-5
"""Relative distance within which two fingerprints are the same."""

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

    def matches(self, other: "Fingerprint") -> bool:
        """Whether the two outcomes are the same, up to rounding."""
        if self.shape != other.shape or len(self.sums) != len(other.sums):
            return False
        if not self.sums:
            return True
        (size, *mine), (other_size, *theirs) = self.sums, other.sums
        if max(size, other_size) <= NOTHING:
            return True
        near = all(abs(a - b) <= MATCH * max(mine[0], 1.0) for a, b in zip(mine, theirs, strict=True))
        return near and abs(size - other_size) <= MATCH * max(size, other_size)


def fingerprint(outcome: Outcome) -> Fingerprint:
    """Digest what became of a call."""
    if isinstance(outcome, Raised):
        return Fingerprint(f"{outcome.trouble} {outcome.kind} {outcome.message}")
    found = fingerprint_of_values(outcome.value)
    return Fingerprint(" ".join([found.shape, *outcome.modified]), found.sums)


def fingerprint_of_values(value: Any) -> Fingerprint:
    """Digest nested values; a generator counts by its state, a function by being one."""
    numbers: list[np.ndarray] = []
    shape = "".join(_walk(value, numbers))
    if sum(part.size for part in numbers) > MAX_FINGERPRINTED:
        return Fingerprint(shape)  # more than any check asks for
    flat = np.concatenate([part.ravel() for part in numbers]) if numbers else np.zeros(0)
    with np.errstate(all="ignore"):
        if not np.isfinite(flat).all():
            flat = np.nan_to_num(flat, nan=1.234e5, posinf=2.345e5, neginf=-3.456e5)
        size = float(np.abs(flat).max(initial=0.0))
        shares = flat / size if size else flat
        draw = _weights if flat.size <= MAX_KEPT_WEIGHTS else _weights.__wrapped__
        sums = (size, math.sqrt(shares @ shares), *(float(shares @ weights) for weights in draw(flat.size)))
    return Fingerprint(shape, sums if numbers else ())


@lru_cache(maxsize=512)
def _weights(size: int) -> tuple[np.ndarray, np.ndarray]:
    """Give two fixed sets of weights that tell apart any two vectors that a student is likely to return."""
    index = np.arange(1, size + 1)
    return np.cos(0.7 * index), np.sin(1.3 * index)


def recognise(
    outcomes: Sequence[Outcome], listed: Iterable[tuple[str, str, Sequence[Fingerprint]]]
) -> tuple[str, str] | None:
    """Find the listed mistake that answers every case as the student did.

    Args:
        outcomes: the student's, a case each.
        listed: a name, a sentence and the fingerprints, a case each, for every listed mistake.

    Returns:
        The name and the sentence, or None where no listed mistake answers like this.
    """
    seen = [fingerprint(outcome) for outcome in outcomes]
    for name, sentence, prints in listed:
        if len(prints) == len(seen) and all(a.matches(b) for a, b in zip(seen, prints, strict=True)):
            return name, sentence
    return None


def _walk(value: Any, numbers: list[np.ndarray]) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for key in sorted(value):
            yield f"{key}:"
            yield from _walk(value[key], numbers)
        yield "}"
    elif isinstance(value, list | tuple):
        yield "("
        for item in value:
            yield from _walk(item, numbers)
        yield ")"
    elif isinstance(value, np.ndarray | np.generic | int | float | complex) and np.asarray(value).dtype.kind in "biufc":
        array = np.asarray(value)
        yield f"{array.dtype.kind.replace('u', 'i')}{list(array.shape)}"
        if array.size > MAX_FINGERPRINTED:
            return
        is_complex = array.dtype.kind == "c"
        numbers.append(array.astype(complex).ravel().view(float) if is_complex else array.astype(float))
    elif isinstance(value, Opaque):
        yield value.what
    elif isinstance(value, str):
        yield repr(value)
    elif isinstance(value, np.random.Generator):
        yield f"generator {value.bit_generator.state['state']}"
    elif callable(value):
        yield "function"
    else:
        yield type(value).__name__
