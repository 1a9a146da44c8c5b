"""Seals: answers by which one can compare and that one can't read.

Numbers, and lists and arrays of numbers, count by their values to six digits; text without regard to case and spacing.
A seal shows the form of what it seals, which is no secret: the first of its digits stands for that.
"""

import hashlib
from functools import lru_cache
from typing import Any

import numpy as np

from deltarule.core.limits import MAX_SEALED

_ROUNDS = 2_000  # a millisecond or two: seals keep answers from being read, not from being guessed


_FORMS = ("a number", "True or False", "a string", "a list of numbers", "a list of strings", "a set", "something else")


def seal(value: Any, question: str) -> Any:
    """Put seals in place of the answer to `question`: one for each key of a dict, one for anything else."""
    if isinstance(value, dict):
        return {key: _sealed(item, f"{question} {key}") for key, item in value.items()}
    return _sealed(value, question)


def form_of(sealed: Any) -> str:
    """Say of which form the answer is that was sealed."""
    return "a dict" if isinstance(sealed, dict) else _FORMS[int(sealed[0])]


def _sealed(value: Any, salt: str) -> str:
    return f"{_FORMS.index(_form(value))}{_digest(_short(value), salt)[1:]}"


def _form(value: Any) -> str:
    if isinstance(value, bool):
        return "True or False"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, set | frozenset):
        return "a set"
    if isinstance(value, list | tuple) and _holds_text(value):
        return "a list of strings"
    if not isinstance(value, int | float | list | tuple | np.ndarray):
        return "something else"
    try:
        return "a list of numbers" if np.ndim(np.asarray(value, dtype=float)) else "a number"
    except (ValueError, TypeError):
        return "something else"


def _short(value: Any) -> str:
    """Write an answer in a form that is fit to be kept."""
    text = _canonical(value)
    return text if len(text) <= MAX_SEALED else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _canonical(value: Any) -> str:
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return " ".join(value.casefold().split())
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(map(_canonical, value))) + "}"
    if isinstance(value, list | tuple) and _holds_text(value):
        return "[" + ", ".join(_canonical(item) for item in value) + "]"
    if isinstance(value, int | float | list | tuple | np.ndarray):
        try:
            numbers = np.asarray(value, dtype=float)
        except (ValueError, TypeError):
            return repr(value)
        if numbers.size > MAX_SEALED:  # no question asks for so many
            return f"{numbers.shape} {hashlib.sha256(numbers.tobytes()).hexdigest()}"
        return f"{numbers.shape} {[round(float(f'{number:.6g}'), 9) + 0.0 for number in numbers.ravel()]}"
    return repr(value)


def _holds_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, list | tuple) and any(map(_holds_text, value)))


@lru_cache(maxsize=4096)
def _digest(text: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", text.encode("utf-8", "replace"), salt.encode(), _ROUNDS).hex()[:32]
