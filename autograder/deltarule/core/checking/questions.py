"""The questions that a check asks of a student's function."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from deltarule.core.code.calls import CallFailed, Case, Function, Outcome, Raised, Returned, StandIn, value_in
from deltarule.core.comparison import difference, numbers_in, same_form
from deltarule.core.disclosure import is_hidden
from deltarule.core.errors import UserError
from deltarule.core.kinds import Record
from deltarule.core.limits import MAX_HEARD, MAX_QUOTED, MAX_SEALED_KEYS
from deltarule.core.text import listed
from deltarule.core.values import describe, duplicate, no_array, plain, summarise

from .checks import CheckFailed
from .reference import Answers, ReferenceFunction, describe_case, told_step, unasked
from .seals import form_of, seal


def agree(
    student: Function,
    reference: ReferenceFunction,
    cases: Sequence[Case],
    *,
    parts: Sequence[str] = (),
    only: str | None = None,
    exact: bool = False,
) -> list[Any]:
    """Fail unless the student's function returns what the reference does, on every case; give what it returned.

    The cases cross to the student's side in one message. Where the answers differ and the function calls other graded
    functions of the unit, they are asked again with right versions of these in place of the student's: an error costs
    its own function's points.

    Args:
        student: the student's function.
        reference: the reference's.
        cases: the arguments of each call.
        parts: what to call the values, where the function returns several.
        only: the one of `parts` to compare, where a check is about that one alone.
        exact: whether forms count, too; see :func:`~deltarule.core.comparison.difference`.
    """
    answers = reference.answer(cases)
    if any(item.changes for item in cases):
        cases = [_by_place(item, answers.parameters) for item in cases]
    _see_that_parts_fit(reference.name, answers, parts)
    judge = _Judge(student.name, cases, answers, parts, only, exact)
    actual = _asked_fairly(
        student,
        cases,
        answers,
        judge.first_failure,
        failing=judge.first_failing,
        names=parts,
        only=only,
        compared=only is None,
    )
    return [outcome.value for outcome in actual if isinstance(outcome, Returned)]


def _by_place(item: Case, parameters: Sequence[str]) -> Case:
    """Name the arguments that are to be changed by place: a student may call them otherwise."""
    places = (
        parameters.index(str(name)) if name in parameters and name not in item.kwargs else name for name in item.changes
    )
    return replace(item, changes=tuple(places)) if item.changes else item


def _see_that_parts_fit(name: str, answers: Answers, parts: Sequence[str]) -> None:
    """Fail where there is not one name for each value that the reference returns: the check's author's to mend."""
    for want in answers.outcomes if parts else ():
        if isinstance(want, Returned) and not _has_parts(want.value, parts):
            raise UserError(f"The parts {', '.join(parts)} should name each value that {name} returns; mend the check.")


def _has_parts(value: Any, parts: Sequence[str]) -> bool:
    """Whether a value is a tuple, a named one or not, or a list, with as many values as there are parts."""
    is_tuple = isinstance(value, list | tuple) or (isinstance(value, Record) and value._ordered)
    return is_tuple and len(value) == len(parts)


def untouched(student: Function, reference: ReferenceFunction, cases: Sequence[Case]) -> None:
    """Fail where the function changes an argument, even for a moment, whatever it returns.

    An error in the values costs nothing here. But where what comes back is no attempt at an answer (nothing, another
    form than was asked, the same numbers whatever went in), the check waits.
    """
    answers = reference.answer(cases, frozen=True)

    def failure_of(outcomes: Sequence[Outcome]) -> CheckFailed | None:
        return _touches(student.name, outcomes, answers)

    _asked_fairly(student, cases, answers, failure_of, failing=_first_touching, frozen=True)


def fulfils(
    student: Function,
    reference: ReferenceFunction,
    cases: Sequence[Case],
    judge: Callable[[Sequence[Any]], None],
) -> None:
    """Fail unless `judge` is content with what all calls returned: for properties that several answers share.

    It raises where it isn't. As in :func:`agree`, an error in a function that this one calls costs no point here, and a
    listed mistake is named.
    """
    answers = reference.answer(cases)

    def failure_of(outcomes: Sequence[Outcome]) -> CheckFailed | None:
        try:
            judge([value_in(outcome, student.name) for outcome in outcomes])
        except (CheckFailed, CallFailed) as error:
            return CheckFailed.from_call(error.name, error.outcome) if isinstance(error, CallFailed) else error
        return None

    _asked_fairly(student, cases, answers, failure_of, judged=True)


def _asked_fairly(
    student: Function,
    cases: Sequence[Case],
    answers: Answers,
    failure_of: Callable[[Sequence[Outcome]], CheckFailed | None],
    *,
    failing: Callable[[Sequence[Outcome]], int | None] = lambda outcomes: None,
    frozen: bool = False,
    names: Sequence[str] = (),
    only: str | None = None,
    compared: bool = False,
    judged: bool = False,
) -> list[Outcome]:
    """Ask a function, and where it fails and calls others, ask it again with right ones: give what became of the calls.

    With right ones of all of them, so that what comes of it is its own; where none has lost points, only if a case that
    fails doesn't then: what is right in its own checks may be called with more than it can do. If it fails all the
    same, with those that have lost points alone: the student's others may have a way of their own with each other.

    Where marks are given, two answers are not two guesses: the second counts only if one of the student's own
    functions, called by itself with what it was called with meanwhile, is wrong. Of a function that only computes, that
    goes without saying; where one that it calls has lost points, it is asked with right ones first. What is told are
    the words of what it did with the student's own: others might carry what the right ones said.

    What it gave is evidence of its own errors where right ones took part, or all that it calls is right, or all of it
    is `compared` with what is right: else it may be another's error that is to be seen. What is `judged` by a property
    is no more than that: by it a listed mistake may be known.

    Raises:
        CheckFailed: it fails by an error of its own.
    """
    lost = answers.helpers(False)
    outcomes, failure, told, helped = list[Outcome](), None, None, False
    for helpers in _ways(student, answers, lost):
        unsure = outcomes and helpers and (helpers is lost or not lost)
        if unsure and _fails_anyway(student, cases, outcomes, helpers, failing, frozen):
            continue
        guess = helpers and is_hidden() and not student.only_computes(helpers)
        heard = _Heard(student, helpers, lost) if guess else None
        given = student.observe(cases, frozen=frozen, stand_ins=heard.stand_ins if heard else helpers)
        failure = failure_of(given)
        if helpers or not helped:
            outcomes, helped = given, bool(helpers)
        if not helpers:
            told = failure
        if heard and not failure and not heard.wrong():
            failure = told
            break
        if not failure or failure.status == "not_started":
            break
    if helped or compared or not lost:
        answers.saw(outcomes, names, judged, only)
    if failure:
        raise (told or failure) if is_hidden() else failure
    return outcomes


def _ways(student: Function, answers: Answers, lost: Mapping[str, StandIn]) -> Iterator[Mapping[str, StandIn]]:
    """Give the right versions with which to ask a function, until it is content: none are the student's own."""
    if not lost:
        yield {}
        if every := answers.helpers(True):
            yield every
        return
    every = answers.helpers(True)
    yield from ((every, {}) if student.only_computes(every) else ({}, every))
    if len(lost) < len(every):
        yield lost


def _fails_anyway(
    student: Function,
    cases: Sequence[Case],
    outcomes: Sequence[Outcome],
    helpers: Mapping[str, StandIn],
    failing: Callable[[Sequence[Outcome]], int | None],
    frozen: bool,
) -> bool:
    """Whether the first case that fails fails with right `helpers`, too: then nothing else need be asked."""
    place = failing(outcomes)
    if place is None:
        return False
    (outcome,) = student.observe([cases[place]], frozen=frozen, stand_ins=helpers)
    return failing([*outcomes[:place], outcome, *outcomes[place + 1 :]]) == place


class _Heard:
    """What right versions of other functions were asked, and said."""

    def __init__(self, student: Function, helpers: Mapping[str, StandIn], lost: Collection[str]) -> None:
        self._student = student
        self._lost = lost
        self._calls: dict[str, list[tuple[Case, Any]]] = {}
        self._room = MAX_HEARD
        self.stand_ins = {name: partial(self._answer, name, helper) for name, helper in helpers.items()}

    def _answer(self, name: str, helper: StandIn, *args: Any, **kwargs: Any) -> Any:
        asked = Case(*duplicate((args, kwargs)))  # it may draw from a generator, or change an array
        value, error = None, None
        try:
            value = helper(*args, **kwargs)
        except Exception as raised:
            error = raised
        size = 1 + numbers_in([args, list(kwargs.values()), value]).size
        if value is not NotImplemented and size <= self._room:
            self._room -= size
            self._calls.setdefault(name, []).append((asked, error or duplicate(value)))
        if error:
            raise error
        return value

    def wrong(self) -> bool:
        """Whether the student's own function, by itself, answers a call otherwise, or changes its arguments."""
        for name in sorted(self._calls, key=lambda name: name not in self._lost):
            calls = self._calls[name]
            own = self._student.beside(name).observe([asked for asked, _ in calls], frozen=True)
            for outcome, (_, value) in zip(own, calls, strict=True):
                if isinstance(value, Exception):
                    if not isinstance(outcome, Raised) or outcome.kind != type(value).__name__:
                        return True
                elif not isinstance(outcome, Returned) or outcome.modified or difference(outcome.value, plain(value)):
                    return True
        return False


@contextmanager
def recognising(
    student: Function, reference: ReferenceFunction, cases: Sequence[Case], *, frozen: bool = False
) -> Iterator[None]:
    """Name the mistake when a check of properties fails inside this block.

    Where no single answer is the right one (a function may draw its random numbers in any order, say), a check
    looks at properties. If one fails, the student's answers to `cases` (asked with `frozen` arguments, where a
    check is about those) are held against the listed mistakes'. Where something that the function calls has lost
    points, right versions of that take part, so that the answers show its own error.
    """
    answers = reference.answer(cases, frozen=frozen)
    try:
        yield
    except (CheckFailed, CallFailed) as error:
        failure = CheckFailed.from_call(error.name, error.outcome) if isinstance(error, CallFailed) else error
        if failure.status in ("failed", "error"):
            helpers = answers.helpers(True) if answers.helpers(False) else {}
            answers.saw(student.observe(cases, frozen=frozen, stand_ins=helpers), judged=True)
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

    The answer is known here by its seal alone, so that a student's kit can say right or wrong without holding it. An
    answer of another form is told as that, and nothing of its value.

    Args:
        student: the student's function.
        reference: the reference's.
        part: the key of the answer to look at, where the answer is a dict.

    Raises:
        UserError: the right answer has no such key.
    """
    answers = reference.sealed()
    (want,) = answers.outcomes
    (got,) = student.observe([Case(())])
    if isinstance(want, Raised):
        raise unasked(reference.name, want)
    if part is not None and not (isinstance(want.value, dict) and part in want.value):
        has = f"the entries {', '.join(map(repr, want.value))}" if isinstance(want.value, dict) else "no entries"
        raise UserError(f"A check asks for {part!r} of {reference.name}, and the solution's answer has {has}; mend it.")
    if isinstance(got, Raised):
        raise CheckFailed.from_call(student.name, got)
    if isinstance(got.value, dict) and len(got.value) > MAX_SEALED_KEYS:
        raise CheckFailed(f"{student.name} should be a dict of a few answers, but has {len(got.value):,} keys")
    name, sealed, right, given = student.name, seal(got.value, student.name), want.value, got.value
    if given is None and form_of(right) != form_of(sealed):
        raise CheckFailed(f"{name} is None: is a `return` missing?")
    if part is not None:
        if not isinstance(got.value, dict) or part not in got.value:
            raise CheckFailed(f"{name} should return a dict with the key {part!r}, but returns {describe(got.value)}")
        name, sealed, right, given = f"{name}: the answer to {part!r}", sealed[part], right[part], given[part]
    answers.saw([Returned(seal(got.value, student.name))])
    if (form := form_of(right)) != form_of(sealed):
        raise CheckFailed(f"{name} should be {form}, but is {_form_given(given, sealed, form)}")
    if sealed != right:
        raise CheckFailed(f"{name} is not right: {_quoted(given)}")


def _form_given(answer: Any, sealed: Any, asked: str) -> str:
    """Say of which form an answer is that was sealed: where a list was `asked`, what another list holds."""
    if asked == "a number" and isinstance(answer, tuple) and [type(item) for item in answer] == [int, int]:
        return f"{describe(answer)}: is a point meant in place of the comma?"
    if not isinstance(answer, list | tuple) or not asked.startswith("a list"):
        return describe(answer)
    form = form_of(sealed)
    return form if form.startswith("a list") else f"{describe(answer)} {no_array(answer)}".rstrip()


def _quoted(answer: Any) -> str:
    """Quote an answer to a question: arrays, too, for their shapes may be right."""
    if isinstance(answer, np.ndarray) and answer.ndim:
        return describe(answer) if answer.size > MAX_QUOTED else f"np.array({answer.tolist()})"
    return summarise(answer)


def compare(actual: Any, expected: Any, name: str, *, parts: Sequence[str] = (), details: Sequence[str] = ()) -> None:
    """Fail unless `actual` is `expected`, within the tolerance of its dtype; `name` says what it is."""
    problem = difference(actual, expected, name=name, parts=parts)
    if problem:
        raise CheckFailed(problem, details=details)


def array_of(value: Any, shape: tuple[int, ...], name: str) -> np.ndarray:
    """Give a student's value as an array of floats; fail unless it is of that shape, or one number where that is ().

    What a check computes with goes through this first: a student's arrays may be of any size, and two of them may make
    a third that is larger than both.
    """
    number = isinstance(value, np.ndarray | np.generic | int | float) and not isinstance(value, bool)
    if not (number and np.shape(value) == shape and np.asarray(value).dtype.kind in "biuf"):
        compare(value, np.zeros(shape), name)
    return np.asarray(value, dtype=float)


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
    exact: bool

    def first_failure(self, actual: Sequence[Outcome]) -> CheckFailed | None:
        """Describe the first case that went wrong; one that waits for another function only where none did."""
        waiting: CheckFailed | None = None
        for i, (got, want, arguments) in enumerate(zip(actual, self.answers.outcomes, self.cases, strict=True), 1):
            if isinstance(want, Raised):
                raise unasked(self.name, want)
            failure = self._failure(got, want.value, arguments)
            if failure and failure.status == "waiting":
                waiting = waiting or failure
            elif failure:
                of = f", case {i} of {len(self.cases)}" if len(self.cases) > 1 else ""
                failure.details.insert(0, f"Input{of}: {describe_case(self.answers.parameters, arguments)}")
                return failure
        return waiting

    def first_failing(self, actual: Sequence[Outcome]) -> int | None:
        """Give the place of the first case that went wrong."""
        triples = enumerate(zip(actual, self.answers.outcomes, self.cases, strict=True))
        return next(
            (
                i
                for i, (got, want, asked) in triples
                if isinstance(want, Returned) and self._failure(got, want.value, asked)
            ),
            None,
        )

    def _failure(self, got: Outcome, want: Any, asked: Case) -> CheckFailed | None:
        if isinstance(got, Raised):
            return CheckFailed.from_call(self.name, got)
        problem = self._problem(got.value, want, asked)
        return CheckFailed(f"{self.name}: {problem}") if problem else None

    def _problem(self, got: Any, want: Any, asked: Case) -> str | None:
        exact = self.exact
        if asked.raises:
            return None if got == want else f"{asked.raises} should be raised, but the result is {describe(got)}"
        if asked.printed:
            got, want = (got, want) if exact else (_tidy(got), _tidy(want))
            return difference(got, want, name="what is printed") if got or not want else "nothing is printed"
        if asked.changes:
            if want[0] is None and not exact:  # what a function gives beside what it does is its own affair
                got = [None, *got[1:]]
            named = (self.answers.parameters[place] if isinstance(place, int) else place for place in asked.changes)
            result, *after = zip(["the result", *(f"{name} after the call" for name in named)], got, want, strict=True)
            problem = difference(result[1], result[2], exact=exact)
            return problem or next(
                filter(None, (difference(one, other, name=name, exact=True) for name, one, other in after)), None
            )
        if asked.steps:
            return difference(got, want, parts=[told_step(step) for step in asked.steps], exact=exact)
        if self.only and _has_parts(got, self.parts):
            index = list(self.parts).index(self.only)
            return difference([*got][index], [*want][index], name=self.only, exact=exact)
        return difference(got, want, parts=self.parts, exact=exact)


def _tidy(text: str) -> str:
    """Leave out white space that nobody sees: at the ends of lines, and lines below the last."""
    return "\n".join(line.rstrip() for line in text.rstrip().split("\n"))


def _touches(name: str, outcomes: Sequence[Outcome], answers: Answers) -> CheckFailed | None:
    """Describe the first call that changed an argument; or why that can't be judged."""
    for got in outcomes:
        if isinstance(got, Returned) and got.modified:
            return _changed(name, got.modified)
        if isinstance(got, Raised) and got.trouble != "error":
            return CheckFailed.from_call(name, got)
    if not _attempted(outcomes, answers.outcomes):
        return CheckFailed(
            f"Whether {name} leaves its arguments as they are is looked at once it gives what it should",
            status="waiting",
        )
    return None


def _first_touching(outcomes: Sequence[Outcome]) -> int | None:
    """Give the place of the first call that changed an argument, or raised."""
    return next((i for i, got in enumerate(outcomes) if isinstance(got, Raised) or got.modified), None)


def _changed(name: str, modified: Sequence[str]) -> CheckFailed:
    return CheckFailed(f"{name} changes {listed(modified)}; work on a copy instead")


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
    numbers = np.concatenate(answers)
    if not numbers.size or ((numbers == numbers[0]) | (np.isnan(numbers) & np.isnan(numbers[0]))).all():
        return True
    return len(answers) > 1 and all(np.array_equal(answer, answers[0], equal_nan=True) for answer in answers)
