"""Seals: answers by which one can compare and that one can't read.

Numbers, and lists and arrays of numbers, count by their values to six digits; text without regard to case and spacing.
"""

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np

_ROUNDS = 20_000  # some milliseconds: a table of all likely answers is not worth its time


def seal(value: Any) -> Any:
    """Put seals in place of an answer: one for each key of a dict, one for anything else."""
    if isinstance(value, dict):
        return {key: _digest(_canonical(item)) for key, item in value.items()}
    return _digest(_canonical(value))


def _canonical(value: Any) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    if isinstance(value, list | tuple) and any(isinstance(item, str) for item in value):
        return "[" + ", ".join(_canonical(item) for item in value) + "]"
    if isinstance(value, int | float | list | tuple | np.ndarray):
        try:
            numbers = np.asarray(value, dtype=float)
        except (ValueError, TypeError):
            return repr(value)
        return f"{numbers.shape} {[float(f'{number:.6g}') + 0.0 for number in numbers.ravel()]}"
    return repr(value)


@lru_cache(maxsize=4096)
def _digest(text: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", text.encode("utf-8", "replace"), b"deltarule", _ROUNDS).hex()[:32]
