"""Checks that are sets of cases: a function of `rng` draws inputs, and one machine does the rest.

The rest is: the student's answers are the reference's; errors in other functions of the unit cost nothing here; a
mistake that was made before is named; and, in a check of its own, the arguments stay as they are.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from .calls import Case, Function, Functions
from .checks import Check, holding, place_in
from .errors import UserError
from .gradients import gradient_agrees
from .questions import agree, untouched
from .reference import ReferenceFunction

Draw = Callable[..., Iterable[Case]]
"""Draws the cases of a check from ``rng``, and from ``reference`` where it asks for it, too."""

FROZEN = 3
"""How many of the cases are asked again to see that arguments stay as they are."""


def asks(
    function: str,
    points: float = 1,
    *,
    untouched: float = 0,
    parts: Sequence[str] = (),
    only: str | None = None,
    fixed: str = "",
) -> Callable[[Draw], Callable[..., None]]:
    """Make a function that draws cases a check: on each, the student's answer is the reference's.

    Its docstring is what the student reads::

        @asks("polar", points=3, untouched=1, parts=("radius", "angle"))
        def test_polar_values(rng):
            \"""The distance from the origin, and the angle to the first axis.\"""
            return [case(rng.standard_normal(2)) for _ in range(4)]

    Args:
        function: the student's function.
        points: what the check is worth.
        untouched: what a second check is worth, that the first cases' arguments stay as they are.
        parts: what to call the values, where the function returns several.
        only: the one of `parts` that the check is about.
        fixed: why the cases are the same on every seed, if they are: there may be no others.

    Raises:
        UserError: the function has no docstring, or asks for something else than ``rng`` and ``reference``; or the
            points are no number above zero, or `only` is none of `parts`.
    """

    def decorate(draw: Draw) -> Callable[..., None]:
        asked = _asked(draw, parts, only)

        def test(
            student: Functions[Function], reference: Functions[ReferenceFunction], rng: np.random.Generator
        ) -> None:
            agree(
                getattr(student, function),
                getattr(reference, function),
                _cases(draw, reference, rng),
                parts=parts,
                only=only,
            )

        test.__name__, test.__doc__ = draw.__name__, draw.__doc__
        values = Check(test.__name__, function, points, asked, test, fixed)
        return (
            holding(test, values, _leaves_arguments(function, untouched, draw)) if untouched else holding(test, values)
        )

    return decorate


def _leaves_arguments(function: str, points: float, draw: Draw) -> Check:
    def test(student: Functions[Function], reference: Functions[ReferenceFunction], rng: np.random.Generator) -> None:
        """The arguments stay as they are, all the time."""
        cases = list(islice(_cases(draw, reference, rng), FROZEN))
        untouched(getattr(student, function), getattr(reference, function), cases)

    test.__name__ = f"test_{function}_leaves_its_arguments"
    fixed = "what is drawn is told from what isn't by the check of the values"
    return Check(test.__name__, function, points, inspect.getdoc(test) or "", test, fixed)


def fits_the_slope(
    function: str,
    points: float = 1,
    *,
    output: Callable[..., float],
    at: Callable[..., Mapping[str, np.ndarray]],
    named: Callable[[Any], Mapping[str, np.ndarray]] = dict,
    parts: Sequence[str] = (),
    only: str | None = None,
    fixed: str = "",
) -> Callable[[Draw], Callable[..., None]]:
    """Make a function that draws cases a check of gradients: they predict how an output changes along any direction.

    The reference's gradients are held against slopes, the student's against the reference's.

    Args:
        function: the student's function, which gives gradients.
        points: what the check is worth.
        output: what the gradients are of: ``output(reference, inputs, *arguments)``, one number.
        at: gives the inputs that it depends on: ``at(rng, *arguments)``, arrays by name.
        named: puts the names of those inputs, each with a ``d`` in front, to what the function returns.
        parts: what to call the values, where the function returns several.
        only: the one of `parts` that the check is about.
        fixed: why the cases are the same on every seed, if they are.

    Raises:
        UserError: see :func:`asks`.
    """

    def decorate(draw: Draw) -> Callable[..., None]:
        asked = _asked(draw, parts, only)

        def test(
            student: Functions[Function], reference: Functions[ReferenceFunction], rng: np.random.Generator
        ) -> None:
            cases = _cases(draw, reference, rng)
            ours = getattr(reference, function)
            for item in cases:

                def cost(nudged: Mapping[str, np.ndarray], item: Case = item) -> float:
                    return output(reference, nudged, *item.args)

                inputs = at(rng, *item.args)
                gradient_agrees(named(ours(*item.args, **item.kwargs)), cost, inputs, rng, directions=2)
            agree(getattr(student, function), ours, cases, parts=parts, only=only)

        test.__name__, test.__doc__ = draw.__name__, draw.__doc__
        return holding(test, Check(test.__name__, function, points, asked, test, fixed))

    return decorate


def _asked(draw: Draw, parts: Sequence[str], only: str | None) -> str:
    asked = " ".join((inspect.getdoc(draw) or "").split())
    if not asked:
        raise UserError(f"{draw.__name__} has no docstring; write in it what the student is asked.")
    unknown = [name for name in inspect.signature(draw).parameters if name not in ("rng", "reference")]
    if unknown:
        raise UserError(f"{draw.__name__} asks for {unknown[0]!r}; what draws cases can have rng and reference.")
    if isinstance(parts, str) or not all(isinstance(part, str) for part in parts):
        raise UserError(f"{draw.__name__} has the parts {parts!r}; write a name for each value, such as ('z', 'a').")
    if only is not None and only not in parts:
        raise UserError(f"{draw.__name__} is about {only!r} alone, which is none of its parts {tuple(parts)!r}.")
    return asked


def _cases(draw: Draw, reference: Functions[ReferenceFunction], rng: np.random.Generator) -> list[Case]:
    """Draw a check's cases.

    Raises:
        UserError: there is none, or something else than a case.
    """
    available = {"reference": reference, "rng": rng}
    try:
        cases = list(draw(**{name: available[name] for name in inspect.signature(draw).parameters}))
    except UserError:
        raise
    except Exception as error:  # no student's code has run yet
        place = place_in(Path(draw.__code__.co_filename), error)
        raise UserError(f"{place}: {draw.__name__} raised {type(error).__name__}: {error}. Mend the check.") from error
    if not cases or not all(isinstance(item, Case) for item in cases):
        raise UserError(f"{draw.__name__} should give cases: case(...) once for each call.")
    return cases
