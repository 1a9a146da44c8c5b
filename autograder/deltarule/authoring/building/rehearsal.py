"""A unit rehearsed: slips that only a run of its checks shows, found before any student meets them.

The checks are run on the stub, which must earn nothing; on the reference, where they must begin with the example of
their function and ask something else with another seed; and on the reference behind the door, where what can't cross
shows.
"""

import contextlib
import inspect
import os
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from types import FunctionType
from typing import Any

import numpy as np

from deltarule.authoring.authors_file import AuthorsFile
from deltarule.authoring.mistakes.listed import mistakes_of
from deltarule.authoring.solution import Solution, hushed, unheard
from deltarule.core.checking.checks import PUBLIC_SEED, Check, check_all, load_checks
from deltarule.core.checking.recording import AskedOtherwise, Recording, print_of_cases
from deltarule.core.checking.reference import Answers, Question
from deltarule.core.code.calls import Case
from deltarule.core.code.cells import cells_of_python
from deltarule.core.code.loader import empty_module, load
from deltarule.core.code.student import local_student
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.exceptions.patience import warn
from deltarule.core.findings.fingerprints import Digest, Fingerprint, all_match
from deltarule.core.limits import MAX_FINGERPRINTED
from deltarule.core.values import map_leaves, plain
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.zygotes import Zygote

from .examples import misplaced_examples
from .recorder import Recorder
from .repetition import left_behind

SEEDS = (PUBLIC_SEED, PUBLIC_SEED + 1)
"""The seed of self-checks, and one that stands for all those of grading."""


def stage(course: Course) -> AbstractContextManager[Zygote | None]:
    """Give what forks workers to rehearse in, with the course's limits; none where no grading is possible."""
    return Zygote(course.limits(), "none") if hasattr(os, "pidfd_open") else contextlib.nullcontext()


def rehearse(
    unit: Unit, stub: str, answers: bytes, zygote: Zygote | None, note: Callable[[str], None] = warn
) -> Iterator[str]:
    """Find the slips of a unit that its checks' run shows.

    Args:
        unit: the unit.
        stub: the students' file.
        answers: the recorded answers of the public seed.
        zygote: forks workers; see :func:`stage`.
        note: is told what may be meant so.
    """
    recording = Recording(answers, f"of {unit.assignment}")
    try:
        yield from _earned_by_the_stub(unit, stub, recording)
        yield from _asked_on_every_seed(unit, note)
        yield from _not_shown_first(unit)
        yield from _mistakes_that_are_none(unit, recording)
        yield from left_behind(unit, answers)
        if zygote:
            yield from _lost_behind_the_door(unit, recording, zygote)
    except AskedOtherwise as error:  # though they were recorded a moment ago
        said = f"{error.check} asks something else whenever it runs, with the same seed, too; draw from its rng alone."
        yield AuthorsFile(unit.checks).about(error.check, said)
    except UserError as error:
        yield str(error)


def _checks_of(unit: Unit) -> list[Check]:
    """Give a unit's checks, each with an author's patience."""
    return list(map(Solution.of(unit).patient, load_checks(unit.checks)))


def _earned_by_the_stub(unit: Unit, stub: str, recording: Recording) -> Iterator[str]:
    file = unit.exercise.name
    student = local_student(
        load(cells_of_python(stub, file), empty_module(f"stub_of_{unit.name}"), file, folder=unit.working_folder)
    )
    with hushed():
        results = check_all(_checks_of(unit), student, recording, PUBLIC_SEED)
    for result in results:
        if result.earned > 0:
            said = f"{result.name} is passed before anything is written; ask what {result.function} gives, too."
            yield AuthorsFile(unit.checks).about(result.name, said)


def _asked_on_every_seed(unit: Unit, note: Callable[[str], None] = warn) -> Iterator[str]:
    """Find checks whose questions are the same for self-checks and in grading: a table of answers would pass them.

    One that asks a case again is noted, and no more: it may be there to see that a function remembers nothing.
    """
    checks, file = [check for check in _checks_of(unit) if not check.whole], AuthorsFile(unit.checks)
    listener = _Listener.of(unit, checks)
    for check in checks:
        first = [listener.asked(check, seed, 1) for seed in SEEDS]
        rows = _cases_of(*first)
        if len(rows) > 1 and all(rows[0]) and set(rows) == {rows[0]}:
            yield file.about(
                check.name, f"all {len(rows)} cases of {check.name} are one; draw each anew, or ask it once."
            )
        elif again := _asked_again(rows):
            note(f"note: {file.about(check.name, f'{check.name} asks {again}, on every seed; draw another case.')}")
        # Nearly always the first question differs, and the others need no answer.
        same = any(first) and not check.fixed and _alike(*first)
        if same and _alike(*(listener.asked(check, seed, None) for seed in SEEDS)):
            said = (
                f"{check.name} asks the same on every seed, so that a table of its answers would pass; draw from rng, "
                "or say why there is nothing to draw, by fixed=."
            )
            yield file.about(check.name, said)


def _cases_of(*seeds: list[Question]) -> list[tuple[bytes, ...]]:
    """Write down the cases of the first question, each with each of the seeds."""
    written = [[*map(_written, question.cases)] for questions in seeds for question in questions if not question.frozen]
    return [*zip(*written, strict=False)]


def _asked_again(rows: Sequence[tuple[bytes, ...]]) -> str:
    """Name a case that is an earlier one again; nothing if none is."""
    for number, row in enumerate(rows, 1):
        if all(row) and row in rows[: number - 1]:
            return f"case {rows.index(row) + 1} again as case {number}"
    return ""


def _written(item: Case) -> bytes:
    """Write a case down, types and all; nothing where a function in it can't be told from others.

    Nor where it holds a generator: whoever hands over one state twice wants to see the same drawn from it.
    """
    if any(isinstance(value, np.random.Generator) for value in (*item.args, *item.kwargs.values())):
        return b""
    try:
        return pickle.dumps(item)
    except (pickle.PicklingError, AttributeError, TypeError):
        return b""


def _alike(one: list[Question], other: list[Question]) -> bool:
    return _large(one) == _large(other) and all_match(
        *([_print_of(question) for question in questions] for questions in (one, other))
    )


def _large(questions: list[Question]) -> list[bytes]:
    """Write down the cases that have more numbers than are digested."""
    written = [_written(item) for question in questions for item in question.cases]
    return [text for text in written if len(text) > MAX_FINGERPRINTED]


def _print_of(question: Question) -> Fingerprint:
    """Digest the arguments of calls, functions by what they hold: a check may draw that alone."""
    held = partial(map_leaves, _held)
    return print_of_cases(
        [replace(item, args=held(list(item.args)), kwargs=held(item.kwargs)) for item in question.cases]
    )


def _held(leaf: Any, depth: int = 3) -> Any:
    """Give what a function holds: its defaults, the names around it, its attributes. Any other leaf is itself."""
    if not depth or not callable(leaf) or isinstance(leaf, type):
        return leaf
    inside: list[Any] = [dict(getattr(leaf, "__dict__", {}))]
    if isinstance(leaf, FunctionType):
        inside += [leaf.__defaults__, leaf.__kwdefaults__, dict(inspect.getclosurevars(leaf).nonlocals)]
    elif isinstance(leaf, partial):
        inside += [leaf.func, leaf.args, leaf.keywords]
    return map_leaves(partial(_held, depth=depth - 1), plain(inside, lent=True))


def _not_shown_first(unit: Unit) -> Iterator[str]:
    """Find checks that don't begin with the example in their function's docstring."""
    checks, file = _checks_of(unit), AuthorsFile(unit.checks)
    listener = _Listener.of(unit, checks)

    def cases_of(check: Check) -> Sequence[Case]:
        asked = listener.asked(check, PUBLIC_SEED, None)
        return next((item.cases for item in asked if item.function == check.function and item.mistakes), ())

    for name, sentence in misplaced_examples(Solution.of(unit), checks, cases_of):
        yield file.about(name, sentence)


class _HeardEnough(BaseException):
    """Ends a check of which no more needs to be heard; no ``Exception``, which a check would be judged by."""


class _Listener(Recorder):
    """A recorder that hears what a check asks with arguments."""

    _heard: list[Question]
    _most: int | None

    @classmethod
    def of(cls, unit: Unit, checks: Sequence[Check]) -> "_Listener":
        """Listen to some checks of a unit."""
        return cls(Solution.of(unit), (), [check.function for check in checks])

    def asked(self, check: Check, seed: int, most: int | None) -> list[Question]:
        """Run a check on the reference and give the questions that it asks, the first `most` of them."""
        self._heard, self._most = [], most
        student = local_student(self._solution.loaded())
        with contextlib.suppress(_HeardEnough), unheard():
            check.run(student, self.begin(check.name), seed)
        return self._heard

    def answer(self, question: Question) -> Answers:
        """See :class:`deltarule.core.checking.reference.Source`."""
        if any(item.args or item.kwargs for item in question.cases):
            self._heard.append(question)
            if len(self._heard) == self._most:
                raise _HeardEnough
        return super().answer(question)


def _mistakes_that_are_none(unit: Unit, recording: Recording) -> Iterator[str]:
    """Find listed mistakes that nobody would make, or that nobody would notice."""
    checks, solution = _checks_of(unit), Solution.of(unit)
    for item in mistakes_of(unit, solution):
        own = [check for check in checks if check.function == item.function]
        prints = recording.prints_of(item.name, item.function)
        said = ""
        if prints and all(isinstance(one, Digest) and one.shape.startswith("TypeError") for one in prints):
            said = f"{item.name} raises a TypeError in every case, which is a slip of its own; mend it."
        elif own and not any(prints):
            results = solution.graded({item.function: item.body}, own, recording)
            if all(result.status == "passed" for result in results):
                said = f"{item.name} answers as {item.function} does in every case; add one that shows it, or drop it."
        if said:
            yield AuthorsFile(unit.mistakes).about(item.name, said)


def _lost_behind_the_door(unit: Unit, recording: Recording, zygote: Zygote) -> Iterator[str]:
    """Grade the solution as a submission is graded."""
    cells = cells_of_python(unit.solution.read_text("utf-8"), unit.exercise.name)
    with RemoteSubmission(zygote, cells, unit.exercise.name, unit.forbidden(), data=unit.data_files()) as submission:
        for check in _checks_of(unit):
            try:
                with unheard():
                    result = check.run(submission.functions, recording.begin(check.name), PUBLIC_SEED)
                trouble = result.message.split("\n")[0] if result.status != "passed" else ""
            except UserError as error:
                trouble = str(error)
            if trouble:
                said = f"{check.name} fails on the solution when it is graded ({trouble}); mend one of them."
                yield AuthorsFile(unit.checks).about(check.name, said)
