"""Checks that are sets of cases: a function of `rng` draws inputs, and one machine does the rest.

The rest is: the student's answers are the reference's; errors in other functions of the unit cost nothing here; a
mistake that was made before is named; and, in a check of its own, the arguments stay as they are.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from deltarule.core.code.calls import Case, Function, Functions
from deltarule.core.code.scripts import as_case
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_QUESTIONS

from .checks import Check, asked_by, given_to, holding, place_in
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
    exact: bool = False,
    printed: bool = False,
    changes: Sequence[str] = (),
    raises: type[BaseException] | str = "",
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
        exact: whether forms count, too: a dict's other keys, a list for a tuple, white space at the end of a line.
        printed: whether what the function prints is looked at in place of what it returns.
        changes: the arguments that the function is to change, by name; they are looked at after the call.
        raises: the exception that the function is to raise, a class or the name of one of the student's own.

    Raises:
        UserError: the function is a check already, has no docstring, or asks for something else than ``rng`` and
            ``reference``; or the points are no number above zero, `only` is none of `parts`, or what is looked at
            doesn't go together.
    """

    def decorate(draw: Draw) -> Callable[..., None]:
        asked = _asked(draw, parts, only)
        for word, given in (("exact", exact), ("printed", printed)):
            if not isinstance(given, bool):
                raise UserError(f"{draw.__name__} has {word}={given!r}; write {word}=True, or leave it out.")
        looking = _looking(draw.__name__, parts, printed, changes, raises)

        def test(
            student: Functions[Function], reference: Functions[ReferenceFunction], rng: np.random.Generator
        ) -> None:
            ours = getattr(reference, function)
            cases = ours.once(lambda: [looking(item) for item in _cases(draw, reference, rng)])
            agree(getattr(student, function), ours, cases, parts=parts, only=only, exact=exact)

        test.__name__, test.__doc__ = draw.__name__, draw.__doc__
        values = Check(test.__name__, function, points, asked, test, fixed)
        return (
            holding(test, values, _leaves_arguments(function, untouched, draw, looking))
            if untouched
            else holding(test, values)
        )

    return decorate


def name_of_untouched(function: str) -> str:
    """Give the name of the check that `untouched` adds to one of a function."""
    return f"test_{function}_leaves_its_arguments"


def _leaves_arguments(function: str, points: float, draw: Draw, looking: Callable[[Case], Case]) -> Check:
    def test(student: Functions[Function], reference: Functions[ReferenceFunction], rng: np.random.Generator) -> None:
        """The arguments stay as they are, all the time."""
        ours = getattr(reference, function)
        cases = ours.once(lambda: [looking(item) for item in islice(_cases(draw, reference, rng), FROZEN)])
        untouched(getattr(student, function), ours, cases)

    test.__name__ = name_of_untouched(function)
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

        def fitting(
            reference: Functions[ReferenceFunction], ours: ReferenceFunction, rng: np.random.Generator
        ) -> list[Case]:
            """Draw the cases, and hold the reference's gradients against slopes."""
            cases = _cases(draw, reference, rng)
            for item in cases:

                def cost(nudged: Mapping[str, np.ndarray], item: Case = item) -> float:
                    return output(reference, nudged, *item.args)

                inputs = at(rng, *item.args)
                gradient_agrees(named(ours(*item.args, **item.kwargs)), cost, inputs, rng, directions=2)
            return cases

        def test(
            student: Functions[Function], reference: Functions[ReferenceFunction], rng: np.random.Generator
        ) -> None:
            ours = getattr(reference, function)
            cases = ours.once(lambda: fitting(reference, ours, rng))
            agree(getattr(student, function), ours, cases, parts=parts, only=only)

        test.__name__, test.__doc__ = draw.__name__, draw.__doc__
        return holding(test, Check(test.__name__, function, points, asked, test, fixed))

    return decorate


def _asked(draw: Draw, parts: Sequence[str], only: str | None) -> str:
    asked = asked_by(draw, ("rng", "reference"), "what draws cases can have rng and reference")
    if isinstance(parts, str) or not all(isinstance(part, str) for part in parts):
        raise UserError(f"{draw.__name__} has the parts {parts!r}; write a name for each value, such as ('z', 'a').")
    if len(set(parts)) < len(parts):
        raise UserError(f"{draw.__name__} has the parts {tuple(parts)!r}; give each a name of its own.")
    if only is not None and only not in parts:
        raise UserError(f"{draw.__name__} is about {only!r} alone, which is none of its parts {tuple(parts)!r}.")
    return asked


def _looking(
    name: str, parts: Sequence[str], printed: bool, changes: Sequence[str], raises: type[BaseException] | str
) -> Callable[[Case], Case]:
    """Give what says of a case what is looked at."""
    if isinstance(changes, str) or not all(isinstance(argument, str) for argument in changes):
        raise UserError(f"{name} has changes={changes!r}; write the arguments' names, such as changes=('x',).")
    if not (isinstance(raises, str) or (isinstance(raises, type) and issubclass(raises, BaseException))):
        raise UserError(f"{name} has raises={raises!r}; write the exception's class, such as raises=ValueError.")
    said = [word for word, given in (("printed", printed), ("changes", changes), ("raises", raises)) if given]
    if len(said + ["parts"] * bool(parts)) > 1:
        together = " and ".join([*said, *["parts"] * bool(parts)])
        raise UserError(f"{name} has {together}, which don't go together; make two checks of it.")
    kind = raises if isinstance(raises, str) else raises.__name__
    return partial(replace, printed=bool(printed), changes=tuple(changes), raises=kind)


def _cases(draw: Draw, reference: Functions[ReferenceFunction], rng: np.random.Generator) -> list[Case]:
    """Draw a check's cases.

    Raises:
        UserError: there is none, or something else than a case.
    """
    available = {"reference": reference, "rng": rng}
    try:
        drawn = draw(**given_to(draw, available))
        cases = [as_case(item) for item in islice(drawn, MAX_QUESTIONS)] if isinstance(drawn, Iterable) else []
    except UserError:
        raise
    except (Exception, SystemExit) as error:  # no student's code has run yet
        place = place_in(Path(draw.__code__.co_filename), error)
        raise UserError(f"{place}: {draw.__name__} raised {type(error).__name__}: {error}. Mend the check.") from error
    if len(cases) == MAX_QUESTIONS:
        raise UserError(f"{draw.__name__} has drawn {MAX_QUESTIONS:,} cases, and goes on; let it come to an end.")
    found = [item for item in cases if isinstance(item, Case)]
    if not found or len(found) < len(cases):
        raise UserError(f"{draw.__name__} should give cases: case(...) once for each call.")
    return found
