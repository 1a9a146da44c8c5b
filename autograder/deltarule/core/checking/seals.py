"""Seals: answers by which one can compare and that one can't read.

Numbers, and lists and arrays of numbers, count by their values to six digits; text without regard to case, spaces, a
full stop, and brackets around it.
A seal shows the form of what it seals, which is no secret: the first of its digits stands for that.
"""

import hashlib
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from deltarule.core.comparison import TINY
from deltarule.core.limits import MAX_SEALED

_ROUNDS = 2_000  # a millisecond or two: seals keep answers from being read, not from being guessed

_NOISE = 1e-14
"""Numbers as small as this share of the largest beside them are zero, as those below ``TINY`` are."""


_FORMS = (
    "a number",
    "True or False",
    "a string",
    "a list of numbers",
    "a list of strings",
    "a set",
    "something else",
    "a list of rows of numbers",
)


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
    if _is_truth(value):
        return "True or False"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, set | frozenset):
        return "a set"
    if _is_list(value) and _holds_text(value):
        return "a list of strings"
    numbers = _numbers(value)
    if numbers is None:
        return "something else"
    return ("a number", "a list of numbers", "a list of rows of numbers")[min(numbers.ndim, 2)]


def _short(value: Any) -> str:
    """Write an answer in a form that is fit to be kept."""
    text = _canonical(value)
    return text if len(text) <= MAX_SEALED else hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _canonical(value: Any) -> str:
    if _is_truth(value):
        return str(bool(value))
    if isinstance(value, str):
        return "".join(value.casefold().split()).removesuffix(".").strip("()")
    if isinstance(value, set | frozenset):
        return "{" + ", ".join(sorted(map(_canonical, value))) + "}"
    if _is_list(value) and _holds_text(value):
        return "[" + ", ".join(_canonical(item) for item in value) + "]"
    numbers = _numbers(value)
    if numbers is None:
        return repr(value)
    if numbers.size > MAX_SEALED:  # no question asks for so many
        return f"{numbers.shape} {hashlib.sha256(numbers.tobytes()).hexdigest()}"
    return f"{numbers.shape} {_rounded(numbers)}"


def _rounded(numbers: np.ndarray) -> list[float]:
    """Round numbers to six digits, however small they are.

    The noise of floats goes first: what is left where numbers cancel is 0, and what lies half way, as 2 ** -10 does,
    goes one way, however it was computed.
    """
    finite = np.abs(numbers[np.isfinite(numbers)])
    nothing = max(TINY, _NOISE * float(finite.max(initial=0.0)))
    without_noise = (0.0 if abs(number) < nothing else float(f"{number:.12g}") for number in numbers.ravel())
    return [float(f"{number:.6g}") for number in without_noise]


def _is_truth(value: Any) -> bool:
    return isinstance(value, bool) or (isinstance(value, np.ndarray) and value.dtype == bool and not value.ndim)


def _numbers(value: Any) -> np.ndarray | None:
    """Give a number, or a list or an array of numbers, of whatever kind, as floats; None for anything else."""
    if not isinstance(value, int | float | Fraction | Decimal | list | tuple | np.ndarray):
        return None
    if isinstance(value, np.ndarray) and value.dtype.kind == "c":
        return None
    try:
        return np.asarray(value, dtype=float)
    except (ValueError, TypeError):
        return None
    except OverflowError:  # an integer that is larger than any float
        return np.full(np.shape(np.asarray(value, dtype=object)), np.inf)


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _holds_text(value: Any) -> bool:
    return isinstance(value, str) or (_is_list(value) and any(map(_holds_text, value)))


@lru_cache(maxsize=4096)
def _digest(text: str, salt: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", text.encode("utf-8", "replace"), salt.encode(), _ROUNDS).hex()[:32]
