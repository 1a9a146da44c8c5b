"""The questions that a check asks of a student's function."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np

from .calls import CallFailed, Case, Function, Outcome, Raised, Returned
from .checks import CheckFailed
from .comparison import difference, numbers_in, same_form
from .errors import UserError
from .fingerprints import recognise
from .limits import MAX_SEALED_KEYS
from .reference import Answers, ReferenceFunction, describe_case
from .seals import seal
from .values import describe, summarise


def agree(
    student: Function,
    reference: ReferenceFunction,
    cases: Sequence[Case],
    *,
    parts: Sequence[str] = (),
    only: str | None = None,
) -> list[Any]:
    """Fail unless the student's function returns what the reference does, on every case; give what it returned.

    The cases cross to the student's side in one message. Where the answers differ and the reference calls other graded
    functions of the unit, they are asked again with right versions of these in place of the student's: an error costs
    its own function's points.

    Args:
        student: the student's function.
        reference: the reference's.
        cases: the arguments of each call.
        parts: what to call the values, where the function returns several.
        only: the one of `parts` to compare, where a check is about that one alone.
    """
    answers = reference.answer(cases)
    _see_that_parts_fit(reference.name, answers, parts)
    judge = _Judge(student.name, cases, answers, parts, only)
    actual = student.observe(cases)
    failure = judge.first_failure(actual)
    if failure and failure.status != "not_started" and (helpers := answers.helpers()):
        # What is left then is this function's own error.
        actual = student.observe(cases, stand_ins=helpers)
        failure = judge.first_failure(actual)
    if failure:
        raise failure
    return [outcome.value for outcome in actual if isinstance(outcome, Returned)]


def _see_that_parts_fit(name: str, answers: Answers, parts: Sequence[str]) -> None:
    """Fail where there is not one name for each value that the reference returns: the check's author's to mend."""
    for want in answers.outcomes if parts else ():
        if isinstance(want, Returned) and not (isinstance(want.value, list | tuple) and len(want.value) == len(parts)):
            raise UserError(f"The parts {', '.join(parts)} should name each value that {name} returns; mend the check.")


def untouched(student: Function, reference: ReferenceFunction, cases: Sequence[Case]) -> None:
    """Fail where the function changes an argument, even for a moment, whatever it returns.

    An error in the values costs nothing here. But where what comes back is no attempt at an answer (nothing, another
    form than was asked, the same numbers whatever went in), the check waits.
    """
    answers = reference.answer(cases, frozen=True)
    outcomes = student.observe(cases, frozen=True)
    failure = _touches(student.name, outcomes, answers)
    if failure and failure.status != "not_started" and (helpers := answers.helpers()):
        outcomes = student.observe(cases, frozen=True, stand_ins=helpers)
        failure = _touches(student.name, outcomes, answers)
    if failure:
        raise failure


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


def leaves_arguments(student: Function, cases: Sequence[Case]) -> None:
    """Fail where the function changes an argument, whatever it returns: for functions with many right answers."""
    for got in student.observe(cases, frozen=True):
        if isinstance(got, Raised):
            raise CheckFailed.from_call(student.name, got)
        if got.modified:
            raise _changed(student.name, got.modified)


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
    if isinstance(got.value, dict) and len(got.value) > MAX_SEALED_KEYS:
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
    cases: Sequence[Case]
    answers: Answers
    parts: Sequence[str]
    only: str | None

    def first_failure(self, actual: Sequence[Outcome]) -> CheckFailed | None:
        """Describe the first case that went wrong; one that waits for another function only where none did."""
        waiting: CheckFailed | None = None
        for i, (got, want, arguments) in enumerate(zip(actual, self.answers.outcomes, self.cases, strict=True), 1):
            if isinstance(want, Raised):
                raise UserError(f"The reference {self.name} raised {want.kind}: {want.message}.")
            failure = self._failure(got, want.value)
            if failure and failure.status == "waiting":
                waiting = waiting or failure
            elif failure:
                of = f", case {i} of {len(self.cases)}" if len(self.cases) > 1 else ""
                failure.details.insert(0, f"Input{of}: {describe_case(self.answers.parameters, arguments)}")
                failure.mistake, failure.hint = recognise(actual, self.answers.mistakes()) or (None, None)
                return failure
        return waiting

    def _failure(self, got: Outcome, want: Any) -> CheckFailed | None:
        if isinstance(got, Raised):
            return CheckFailed.from_call(self.name, got)
        if self.only and isinstance(got.value, list | tuple) and len(got.value) == len(self.parts):
            index = list(self.parts).index(self.only)
            problem = difference(got.value[index], want[index], name=self.only)
        else:
            problem = difference(got.value, want, parts=self.parts)
        return CheckFailed(f"{self.name}: {problem}") if problem else None


def _touches(name: str, outcomes: Sequence[Outcome], answers: Answers) -> CheckFailed | None:
    """Describe the first call that changed an argument; or why that can't be judged."""
    for got in outcomes:
        if isinstance(got, Returned) and got.modified:
            failure = _changed(name, got.modified)
            failure.mistake, failure.hint = recognise(outcomes, answers.mistakes()) or (None, None)
            return failure
        if isinstance(got, Raised) and got.trouble != "error":
            return CheckFailed.from_call(name, got)
    if not _attempted(outcomes, answers.outcomes):
        return CheckFailed(f"This is looked at once {name} gives what it should", status="waiting")
    return None


def _changed(name: str, modified: Sequence[str]) -> CheckFailed:
    return CheckFailed(f"{name} changes {' and '.join(modified)}; work on a copy instead")


def _attempted(outcomes: Sequence[Outcome], right: Sequence[Outcome]) -> bool:
    """Whether answers have the form of the right ones and are made of what went in, be they right or wrong."""
    given, wanted = list[np.ndarray](), list[np.ndarray]()
    for got, want in zip(outcomes, right, strict=True):
        if not (isinstance(got, Returned) and isinstance(want, Returned) and same_form(got.value, want.value)):
            return False
        given.append(numbers_in(got.value))
        wanted.append(numbers_in(want.value))
    return not _constant(given) or _constant(wanted)


def _constant(answers: Sequence[np.ndarray]) -> bool:
    """Whether answers, a case each, are one number throughout, or all the same."""
    if np.unique(np.concatenate(answers)).size <= 1:
        return True
    return len(answers) > 1 and all(np.array_equal(answer, answers[0], equal_nan=True) for answer in answers)
