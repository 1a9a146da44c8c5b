"""The questions that a check asks of a student's function."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from autograder.errors import UserError
from autograder.student.calling import CallFailed, Case, Function, Outcome, Raised, Returned
from autograder.student.values import describe, summarise

from .checks import CheckFailed
from .compare import difference
from .mistakes import recognise
from .reference import Answers, ReferenceFunction
from .sealing import seal

MAX_KEYS = 100
"""More answers than any question has parts: each takes a while to seal."""


def agree(
    student: Function,
    reference: ReferenceFunction,
    cases: Sequence[Case],
    *,
    parts: Sequence[str] = (),
    only: str | None = None,
    frozen: bool = False,
    uses: Sequence[str] | Mapping[str, Sequence[Case]] = (),
) -> list[Any]:
    """Fail unless the student's function returns what the reference does, on every case; give what it returned.

    The cases cross to the student's side in one message.

    Args:
        student: the student's function.
        reference: the reference's.
        cases: the arguments of each call.
        parts: what to call the values, where the function returns several.
        only: the one of `parts` to compare, where a check is about that one alone.
        frozen: also fail where an argument is changed, even for a moment.
        uses: other functions of the unit that this one may call. Where the student's answers differ, they are asked
            again with right versions of these in place of their own: an error costs its own function's points.
            A right version knows the calls that the reference makes; a dict adds further calls that students make.
    """
    known = uses if isinstance(uses, Mapping) else dict.fromkeys(uses, ())
    answers = reference.answer(cases, frozen=frozen, uses=known)
    actual = student.observe(cases, frozen=frozen)
    judge = _Judge(student.name, reference, cases, answers, parts, only, frozen)
    failure = judge.first_failure(actual)
    if failure and uses and failure.status != "not_started":
        # What is left then is this function's own error.
        actual = student.observe(cases, frozen=frozen, stand_ins=answers.stand_ins())
        failure = judge.first_failure(actual)
    if failure:
        raise failure
    return [outcome.value for outcome in actual if isinstance(outcome, Returned)]


@contextmanager
def recognising(
    student: Function, reference: ReferenceFunction, cases: Sequence[Case], *, frozen: bool = False
) -> Iterator[None]:
    """Name the mistake when a check of properties fails inside this block.

    Where no single answer is the right one (a function may draw its random numbers in any order, say), a check
    looks at properties. If one fails, the student's answers to `cases` (asked with `frozen` arguments, where a
    check is about those) are held against the listed mistakes'.
    """
    answers = reference.answer(cases, frozen=frozen)
    try:
        yield
    except (CheckFailed, CallFailed) as error:
        failure = CheckFailed.from_call(error.name, error.outcome) if isinstance(error, CallFailed) else error
        if failure.mistake is None and failure.status in ("failed", "error"):
            failure.mistake, failure.hint = recognise(student.observe(cases, frozen=frozen), answers.mistakes()) or (
                None,
                None,
            )
        raise failure from failure.__cause__


def untouched(
    student: Function, reference: ReferenceFunction, cases: Sequence[Case], *, parts: Sequence[str] = ()
) -> None:
    """Fail unless the function leaves its arguments as they were, all the time, and still answers right."""
    agree(student, reference, cases, parts=parts, frozen=True)


def leaves_arguments(student: Function, cases: Sequence[Case]) -> None:
    """Fail where the function changes an argument, whatever it returns: for functions with many right answers."""
    for got in student.observe(cases, frozen=True):
        failure = _trouble(student.name, got, frozen=True)
        if failure:
            raise failure


def same_answer(student: Function, reference: ReferenceFunction, part: str | None = None) -> None:
    """Fail unless a function without arguments, a question of a quiz, returns the right answer.

    The answer is known here by its seal alone, so that a student's kit can say right or wrong without holding it.

    Args:
        student: the student's function.
        reference: the reference's.
        part: the key of the answer to look at, where the answer is a dict.
    """
    answers = reference.sealed()
    (want,) = answers.outcomes
    (got,) = student.observe([Case(())])
    if isinstance(want, Raised):
        raise UserError(f"The reference {reference.name} raised {want.kind}: {want.message}.")
    if isinstance(got, Raised):
        raise CheckFailed.from_call(student.name, got)
    if isinstance(got.value, dict) and len(got.value) > MAX_KEYS:
        raise CheckFailed(f"{student.name} should be a dict of a few answers, but has {len(got.value):,} keys")
    name, sealed, right, given = student.name, seal(got.value, student.name), want.value, got.value
    if part is not None:
        if not isinstance(got.value, dict) or part not in got.value:
            raise CheckFailed(f"{name} should return a dict with the key {part!r}, but is {describe(got.value)}")
        name, sealed, right, given = f"{name}: the answer to {part!r}", sealed[part], right[part], given[part]
    if sealed != right:
        known = recognise([Returned(seal(got.value, student.name))], answers.mistakes()) or (None, None)
        raise CheckFailed(f"{name} is not right: {summarise(given)}", mistake=known[0], hint=known[1])


def compare(actual: Any, expected: Any, name: str, *, parts: Sequence[str] = (), details: Sequence[str] = ()) -> None:
    """Fail unless `actual` is `expected`, within the tolerance of its dtype; `name` says what it is."""
    problem = difference(actual, expected, name=name, parts=parts)
    if problem:
        raise CheckFailed(problem, details=details)


def expect(condition: Any, problem: str, *, details: Sequence[str] = ()) -> None:
    """Fail with the sentence `problem` unless `condition` holds."""
    if not condition:
        raise CheckFailed(problem, details=details)


@dataclass(frozen=True)
class _Judge:
    """Holds a function's outcomes against the reference's answers."""

    name: str
    reference: ReferenceFunction
    cases: Sequence[Case]
    answers: Answers
    parts: Sequence[str]
    only: str | None
    frozen: bool

    def first_failure(self, actual: Sequence[Outcome]) -> CheckFailed | None:
        """Describe the first case that went wrong."""
        for i, (got, want, arguments) in enumerate(zip(actual, self.answers.outcomes, self.cases, strict=True), 1):
            if isinstance(want, Raised):
                raise UserError(f"The reference {self.name} raised {want.kind}: {want.message}.")
            failure = self._failure(got, want.value)
            if failure:
                of = f", case {i} of {len(self.cases)}" if len(self.cases) > 1 else ""
                failure.details.insert(0, f"Input{of}: {self.reference.describe(arguments)}")
                failure.mistake, failure.hint = recognise(actual, self.answers.mistakes()) or (None, None)
                return failure
        return None

    def _failure(self, got: Outcome, want: Any) -> CheckFailed | None:
        if isinstance(got, Raised) or got.modified:
            return _trouble(self.name, got, self.frozen)
        if self.only and isinstance(got.value, list | tuple) and len(got.value) == len(self.parts):
            index = list(self.parts).index(self.only)
            problem = difference(got.value[index], want[index], name=self.only)
        else:
            problem = difference(got.value, want, parts=self.parts)
        return CheckFailed(f"{self.name}: {problem}") if problem else None


def _trouble(name: str, got: Outcome, frozen: bool) -> CheckFailed | None:
    """Describe a call that gave no value or that changed an argument."""
    if isinstance(got, Raised):
        failure = CheckFailed.from_call(name, got)
        if frozen and got.kind == "ValueError" and "read-only" in got.message:
            failure.status, failure.problem = "failed", f"{name} changes an argument; work on a copy instead"
        return failure
    if got.modified:
        return CheckFailed(f"{name} changes its argument {got.modified[0]}; work on a copy instead")
    return None
