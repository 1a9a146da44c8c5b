"""What may be told of a check's cases: in self-checks everything, in grading no digits.

A student who may hand in again could fit answers to digits of hidden ones, try by try. Where cases are hidden, what a
check says holds directions, places and shapes, and no number that may have come of a right answer.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_hidden: ContextVar[bool] = ContextVar("hidden", default=False)

# Places and shapes stay; so do whole numbers of one or two digits, which count rows and cases.
_DIGITS = re.compile(
    r"(?P<place>[(\[][\d, ]*[)\]])|(?<![\w.])[-+]?(?:\d[\d,]*\.\d+(?:e[-+]?\d+)?|\d+e[-+]?\d+|\d[\d,]{2,})(?![\w])"
)


@contextmanager
def hiding(hidden: bool) -> Iterator[None]:
    """Say for a block whether the cases that are asked in it are hidden from the student."""
    token = _hidden.set(hidden)
    try:
        yield
    finally:
        _hidden.reset(token)


def is_hidden() -> bool:
    """Whether the cases that are asked now are hidden from the student."""
    return _hidden.get()


def told(sentence: str) -> str:
    """Give a sentence as a student may read it: without digits where the cases are hidden."""
    if not is_hidden():
        return sentence
    return _DIGITS.sub(lambda found: found["place"] or "...", sentence).replace(" is ..., too ", " is too ")


_NUMBER = re.compile(r"(?P<kept>\(\d[\d, ]*\)|\bline \d+)|\.?\d(?:[\d.,_]*[\d._])?(?:e[-+]?\d+)?j?")


def without_numbers(text: str) -> str:
    """Leave out of what student code printed or raised, on hidden cases, what may be a number of one of them.

    Lines, shapes, and whole numbers of one or two digits stay.
    """
    return _NUMBER.sub(lambda found: found[0] if found["kept"] or _is_small(found[0]) else "...", text)


def _is_small(number: str) -> bool:
    return len(number) < 3 and number.isdigit()
