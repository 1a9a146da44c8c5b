"""Deltarule: checks written once, run in pytest, in a notebook and over a cohort.

The rooms, and which side of the door each is on:

- ``core``: all that a self-check imports, and all that a student's kit carries;
- ``authoring``: from solutions to what is derived from them; needs ``solutions/``;
- ``door``: between the grader and student code: ``outside`` is the grader's end, ``inside`` runs beside student code;
- ``grading``: what was handed in, one submission, a cohort, and the records that grading gives;
- ``nbgrader``: its gradebook, and an executor for any nbgrader course;
- ``lms``: other systems, what they hand out and what they take back;
- ``reports``: readers of the records;
- ``commands``: the ``deltarule`` command, one file each.

What an author or a notebook imports is named here and loaded when it is asked for, so that a worker, which imports
parts of ``core``, holds no check and no answer.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .authoring.mistakes.changes import changes
    from .authoring.mistakes.listed import alternative, mistake
    from .authoring.mistakes.wrong_answers import wrong_answers
    from .core.checking.cases import asks, fits_the_slope
    from .core.checking.checks import CheckFailed, check
    from .core.checking.gradients import gradient_agrees
    from .core.checking.measured import measured
    from .core.checking.questions import (
        agree,
        array_of,
        compare,
        expect,
        fulfils,
        leaves_arguments,
        recognising,
        untouched,
    )
    from .core.checking.quiz import answer, quiz
    from .core.checking.rounding import steady
    from .core.code.calls import CallFailed, Case, case
    from .core.code.scripts import made
    from .core.distributions import generator, not_standard_normal
    from .core.selfcheck.example import example
    from .core.selfcheck.notebook import self_check
    from .core.values import describe

__version__ = "0.1.0"

# What checks ask is small: several threads of a linear algebra library would mostly wait for one another, and time is
# counted as one processor's. It is so where NumPy isn't loaded yet: in the commands and in pytest.
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_name, "1")

__all__ = [
    "CallFailed",
    "Case",
    "CheckFailed",
    "agree",
    "alternative",
    "answer",
    "array_of",
    "asks",
    "case",
    "changes",
    "check",
    "compare",
    "describe",
    "example",
    "expect",
    "fits_the_slope",
    "fulfils",
    "generator",
    "gradient_agrees",
    "leaves_arguments",
    "made",
    "measured",
    "mistake",
    "not_standard_normal",
    "quiz",
    "recognising",
    "self_check",
    "steady",
    "untouched",
    "wrong_answers",
]

_HOMES = {
    "core.code.calls": ("CallFailed", "Case", "case"),
    "core.checking.cases": ("asks", "fits_the_slope"),
    "core.checking.checks": ("CheckFailed", "check"),
    "core.distributions": ("generator", "not_standard_normal"),
    "core.selfcheck.example": ("example",),
    "core.checking.gradients": ("gradient_agrees",),
    "core.checking.measured": ("measured",),
    "core.selfcheck.notebook": ("self_check",),
    "core.checking.questions": (
        "agree",
        "array_of",
        "compare",
        "expect",
        "fulfils",
        "leaves_arguments",
        "recognising",
        "untouched",
    ),
    "core.checking.quiz": ("answer", "quiz"),
    "core.checking.rounding": ("steady",),
    "core.code.scripts": ("made",),
    "core.values": ("describe",),
    "authoring.mistakes.changes": ("changes",),
    "authoring.mistakes.listed": ("alternative", "mistake"),
    "authoring.mistakes.wrong_answers": ("wrong_answers",),
}


def __getattr__(name: str) -> Any:
    """Load what is asked for from the file that it is in."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f".{home}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
