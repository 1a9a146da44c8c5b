"""What each check is for: wrong versions of its function that it finds wrong.

That every wrong version is caught says nothing of a single check: one that is content with any answer gives its points
away, while others catch what there is. A version that crashes shows nothing either, for every check that calls it
fails then. What catches nothing, and is there for a reason all the same, is listed with it in ``equivalents.toml``.
"""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from deltarule.authoring.authors_file import AuthorsFile
from deltarule.authoring.building.recorder import recording_of
from deltarule.authoring.equivalents import equivalents_of
from deltarule.authoring.mistakes.listed import mistakes_of
from deltarule.authoring.solution import Solution
from deltarule.core.checking.cases import name_of_untouched
from deltarule.core.checking.checks import PUBLIC_SEED, Check, load_checks
from deltarule.core.checking.quiz import quiz
from deltarule.core.checking.recording import Recording
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.exceptions.patience import CHECKS
from deltarule.core.text import counted

from .distortions import Distortion, distortions_of, wrong_by_kind, wrong_throughout

if TYPE_CHECKING:
    from .mutation import Mutant

Version = Callable[[Sequence[Check]], list[str]]
"""A wrong version of a function: names those of some checks that find its answers wrong."""


@dataclass(frozen=True)
class Purpose:
    """What a check is for: whether it finds one of the `wrong` versions of its function, or why it needn't."""

    check: str
    function: str
    wrong: int
    found: bool
    reason: str | None

    @property
    def holds(self) -> bool:
        """Whether it finds a wrong version, or is listed as one that needn't."""
        return self.found or self.reason is not None


def judge_checks(unit: Unit) -> list[Purpose]:
    """Ask of each check of a unit whether there is a wrong version of its function that it finds wrong.

    These are one that is wrong throughout, one that writes into its arguments, the listed mistakes, the distortions
    and the mutants, as far as they are needed. A quiz's questions are left out, and checks of what comes of a whole
    file.

    Raises:
        UserError: the unit is broken, or lists a check that finds a wrong version.
    """
    from .mutation import Workshop, mutants_of  # they are Cosmic Ray's, which `deltarule build` does without

    with Workshop(unit) as workshop:

        def found(mutant: "Mutant", asked: Sequence[Check]) -> list[str]:
            return [result.name for result in workshop.results(mutant, asked) if result.status == "failed"]

        def mutated(function: str) -> Iterator[Version]:
            return (partial(found, mutant) for mutant in mutants_of(unit, [function]))

        checks = [check for check in load_checks(unit.checks) if not check.whole]
        return list(_judged(unit, checks, recording_of(unit, PUBLIC_SEED), mutated))


def idle_checks(unit: Unit, recording: Recording) -> Iterator[str]:
    """Find checks that give their points to any answer, each with its place: of those that judge by themselves.

    And those that arguments are left as they are, which can't fail where none can be written into. The others compare
    all that is returned with what is right. No mutant is asked: making them takes minutes.

    Raises:
        UserError: see :func:`judge_checks`.
    """
    checks = load_checks(unit.checks)
    own = [
        check
        for check in checks
        if check.body.__module__.startswith(CHECKS) or _is_of_arguments(check.name, check.function)
    ]
    for purpose in _judged(unit, own, recording):
        if not purpose.holds:
            yield told_of_idle(unit, purpose)


def told_of_idle(unit: Unit, purpose: Purpose) -> str:
    """Say that a check catches nothing, and what to do, with its place."""
    file = AuthorsFile(unit.checks)
    if _is_of_arguments(purpose.check, purpose.function):
        said = f"{purpose.check} can't fail, for its cases hold nothing that {purpose.function} could write into; take "
        return file.about(purpose.check, f"{said}`untouched` away, or draw arrays first.")
    wrong = counted(purpose.wrong, "wrong version")
    listed = unit.solution.with_name("equivalents.toml").name
    said = f"{purpose.check} catches none of the {wrong} of {purpose.function}; ask more, drop it, or list it in "
    return file.about(purpose.check, f"{said}{listed} with the reason.")


def _is_of_arguments(check: str, function: str) -> bool:
    return check == name_of_untouched(function)


def _judged(
    unit: Unit,
    checks: Iterable[Check],
    recording: Recording,
    further: Callable[[str], Iterator[Version]] = lambda function: iter(()),
) -> Iterator[Purpose]:
    """Judge some checks of a unit, function by function; `further` gives more wrong versions of a function.

    These aren't asked of a check that is listed with a reason, lest it be idle where nobody has them.
    """
    checks = [check for check in checks if check.body.__module__ != quiz.__module__]
    solution, known = Solution.of(unit), equivalents_of(unit)
    for function in dict.fromkeys(check.function for check in checks):
        own = [check for check in checks if check.function == function]
        idle, wrong = _idle_after(_versions(unit, solution, own, recording), own)
        if needless := [check for check in own if check not in idle and check.name in known.checks]:
            said = f"lists the check {needless[0].name}, which does catch something; take it out."
            raise UserError(f"{known.title} {said}")
        left, more = _idle_after(further(function), [check for check in idle if check.name not in known.checks])
        for check in own:
            reason = known.checks.get(check.name)
            found = check not in idle or (check not in left and reason is None)
            yield Purpose(check.name, function, wrong + more, found, reason)


def _idle_after(versions: Iterator[Version], checks: Sequence[Check]) -> tuple[list[Check], int]:
    """Give those checks that find none of the wrong versions of their function wrong, and how many were needed."""
    idle, wrong = list(checks), 0
    while idle and (version := next(versions, None)):
        found = version(idle)
        idle, wrong = [check for check in idle if check.name not in found], wrong + 1
    return idle, wrong


def _versions(unit: Unit, solution: Solution, checks: Sequence[Check], recording: Recording) -> Iterator[Version]:
    """Give the wrong versions of the function that some checks are about, the quickest first."""
    function = checks[0].function

    def with_body(body: Callable[..., Any]) -> Version:
        def found(asked: Sequence[Check]) -> list[str]:
            results = solution.graded({function: body}, asked, recording)
            return [result.name for result in results if result.status == "failed"]

        return found

    yield partial(_catching, wrong_throughout(), solution, recording)
    yield with_body(_writing(solution.function(function)))
    for distortion in wrong_by_kind():
        yield partial(_catching, distortion, solution, recording)
    for mistake in mistakes_of(unit, solution):
        if mistake.function == function:
            yield with_body(mistake.body)
    for distortion in distortions_of(solution, checks, recording):
        yield partial(_catching, distortion, solution, recording)


def _catching(distortion: Distortion, solution: Solution, recording: Recording, asked: Sequence[Check]) -> list[str]:
    return list(distortion.catching(solution, asked, recording))


def _writing(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function write into its arguments once it is done."""

    def writing(*args: Any, **kwargs: Any) -> Any:
        found = function(*args, **kwargs)
        _write_into([*args, *kwargs.values()])
        return found

    return writing


def _write_into(values: Sequence[Any]) -> None:
    """Write into every array among nested values, and take all out of the other ones and of objects."""
    for value in values:
        if isinstance(value, np.ndarray):
            value[...] = ~value if value.dtype.kind == "b" else value + 1
        elif isinstance(value, list | tuple | dict):
            _write_into(list(value.values()) if isinstance(value, dict) else value)
            if not isinstance(value, tuple):
                value.clear()
        elif isinstance(value, set):
            value.clear()
        elif fields := getattr(value, "__dict__", None):
            _write_into(list(fields.values()))
            with contextlib.suppress(AttributeError):  # it may be frozen
                for name in list(fields):
                    setattr(value, name, None)
