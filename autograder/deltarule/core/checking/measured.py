"""What several checks ask of a submission and takes long, such as training: it is done once."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import numpy as np

from deltarule.core.code.calls import CallFailed, Function, Functions

from .checks import CheckFailed

T = TypeVar("T")
Measure = Callable[[Functions[Function], np.random.Generator], T]
_found: WeakKeyDictionary[Functions[Any], dict[Callable[..., Any], Callable[[], Any]]] = WeakKeyDictionary()
"""What was found of each submission, as what gives it or fails, by what measured it."""


def measured(student: Functions[Function], measure: Measure[T], rng: np.random.Generator) -> T:
    """Give ``measure(student, rng)``, called once for each submission, however many checks ask for it.

    Args:
        student: the student's functions.
        measure: a function of the file of checks.
        rng: the check's own; the first that asks decides what is drawn.

    Raises:
        CheckFailed: the measurement did, for each check that asks.
        CallFailed: it did by a call that gave no value.
    """
    found = _found.setdefault(student, {})
    if measure not in found:
        # An exception would keep what it passed on its way, the submission too.
        try:
            found[measure] = partial(_given, measure(student, rng))
        except CallFailed as error:
            found[measure] = partial(_failed, CallFailed, error.name, error.outcome)
        except CheckFailed as error:
            found[measure] = partial(_failed, CheckFailed, error.problem, status=error.status, details=error.details)
    value: T = found[measure]()
    return value


def _given(value: T) -> T:
    return value


def _failed(kind: type[Exception], *what: Any, **more: Any) -> None:
    raise kind(*what, **more)
