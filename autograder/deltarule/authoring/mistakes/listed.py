"""What an author lists beside a solution: the mistakes that students make, and right answers in other forms."""

import types
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

from deltarule.authoring.overrides import given_functions
from deltarule.authoring.solution import Solution, load_beside
from deltarule.core.authored import made_in, nameless, noted, said_of_nameless
from deltarule.core.course import Unit
from deltarule.core.errors import together

from .changes import Change
from .wrong_answers import WrongAnswer


@dataclass(frozen=True)
class Mistake:
    """A wrong version of `function`, named for what is wrong, and the sentence for the student who wrote it.

    ``change`` is the change to the solution that makes it, where it is made by one.
    """

    name: str
    function: str
    sentence: str
    body: Callable[..., Any]
    change: Change | None = None


@dataclass(frozen=True)
class Alternative:
    """A right version of `function`, written another way."""

    name: str
    function: str
    body: Callable[..., Any]


def mistake(function: str, sentence: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """List a whole wrong function, where it is no change to the solution but another algorithm.

    A student whose answers equal its answers reads `sentence`.
    """

    def decorate(body: Callable[..., Any]) -> Callable[..., Any]:
        body.listed = noted(Mistake(body.__name__, function, sentence, body))  # type: ignore[attr-defined]
        return body

    return decorate


def alternative(function: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """List a right version of `function` in another form; the audit sees that it loses no point."""

    def decorate(body: Callable[..., Any]) -> Callable[..., Any]:
        body.listed = noted(Alternative(body.__name__, function, body))  # type: ignore[attr-defined]
        return body

    return decorate


def mistakes_of(unit: Unit, solution: Solution) -> list[Mistake]:
    """Read the mistakes that a unit lists and the course leaves in, in their order; none where there is no file.

    Raises:
        UserError: the file cannot be run, or a change or an answer in it doesn't fit the solution (any more).
    """
    left_out, module = _left_out(unit), _run(unit.mistakes)
    found = _made(module, solution) if module else ()
    return [item for item in found if not left_out & {item.name, item.function}]


@cache
def _made(module: types.ModuleType, solution: Solution) -> list[Mistake]:
    """Give the mistakes of a list that was run, each made out of the solution."""
    made = together(partial(_made_of, name, value, solution) for name, value in vars(module).items())
    return [item for item in made if item]


def _made_of(name: str, value: object, solution: Solution) -> Mistake | None:
    if isinstance(value, Change | WrongAnswer):
        change = value if isinstance(value, Change) else None
        return Mistake(name, value.function, value.sentence, value.body(solution), change)
    listed = getattr(value, "listed", None)
    return replace(listed, name=name) if isinstance(listed, Mistake) else None


def alternatives_of(unit: Unit) -> list[Alternative]:
    """Read the right alternatives that a unit lists and the course leaves in, in their order; none without a file.

    Raises:
        UserError: the file cannot be run.
    """
    values = (getattr(value, "listed", None) for _, value in _names_in(unit.alternatives))
    left_out = _left_out(unit)
    return [value for value in values if isinstance(value, Alternative) and not left_out & {value.name, value.function}]


def _left_out(unit: Unit) -> frozenset[str]:
    return unit.overrides().left_out | given_functions(unit)


def strays_of(unit: Unit) -> Iterator[tuple[Path, str, str]]:
    """Find what stands in the list that it isn't for, where it would not count: file, name and a sentence.

    Raises:
        UserError: a file cannot be run.
    """
    for name, value in _names_in(unit.mistakes):
        if isinstance(getattr(value, "listed", None), Alternative):
            yield unit.mistakes, name, f"{name} is an alternative; list it in {unit.alternatives.name}."
    for name, value in _names_in(unit.alternatives):
        if isinstance(value, Change | WrongAnswer) or isinstance(getattr(value, "listed", None), Mistake):
            yield unit.alternatives, name, f"{name} is a mistake; list it in {unit.mistakes.name}."


def nameless_in(path: Path) -> Iterator[tuple[int, str]]:
    """Find what a list makes and gives no name of its own, so that it would not count: the line and a sentence.

    Raises:
        UserError: the file cannot be run.
    """
    found = dict(_names_in(path))
    named = [getattr(value, "listed", value) for value in found.values()]
    for item, line in nameless(found, named):
        what = item.name if isinstance(item, Mistake | Alternative) else f"this mistake of {item.function}"
        yield line, said_of_nameless(what)


def names_made_in(path: Path) -> set[str]:
    """Name the functions that a list made mistakes or alternatives of, under whatever name it keeps them.

    Raises:
        UserError: the file cannot be run.
    """
    made = made_in(dict(_names_in(path)))
    return {item.name for item in made if isinstance(item, Mistake | Alternative)}


def _names_in(path: Path) -> Iterator[tuple[str, Any]]:
    module = _run(path)
    yield from vars(module).items() if module else ()


def _run(path: Path) -> types.ModuleType | None:
    return load_beside(path) if path.is_file() else None
