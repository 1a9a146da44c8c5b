"""Writes down what the solution answers to the checks, while they run on it.

What reads it is :mod:`deltarule.core.checking.recording`.
"""

import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from deltarule.authoring.authors_file import AuthorsFile
from deltarule.authoring.mistakes.blanks import blanks_of
from deltarule.authoring.mistakes.listed import Mistake, mistakes_of
from deltarule.authoring.mistakes.lookup import ListedMistakes
from deltarule.authoring.mistakes.search import search_in
from deltarule.authoring.overrides import given_functions, refuse_unknown_names
from deltarule.authoring.solution import Solution, unheard
from deltarule.core.checking.checks import PUBLIC_SEED, Check, CheckResult, load_checks
from deltarule.core.checking.recording import (
    Recording,
    by_position,
    print_of_cases,
    prints_of_call,
    write_digests,
    write_print,
)
from deltarule.core.checking.reference import Answers, Question, ReferenceFunction, Source, reference_of
from deltarule.core.code.calls import Case, Functions, Outcome, Raised, Returned, StandIn, case, expected_error
from deltarule.core.code.student import local_student
from deltarule.core.comparison import difference
from deltarule.core.course import Unit
from deltarule.core.errors import UserError, refuse
from deltarule.core.exceptions.patience import warn
from deltarule.core.exceptions.stalls import Stalled, uncounted
from deltarule.core.findings.diagnosis import Evidence, Known, Print, prints_of
from deltarule.core.kinds import KINDS, Member, kind_of
from deltarule.core.limits import MANY_NUMBERS, MAX_DERIVED_RECORDED, MAX_QUESTIONS
from deltarule.core.text import counted, meant_by
from deltarule.core.values import Opaque, describe, map_leaves, opaque_in, plain

from .kept import kept
from .regions import BEGIN

Tell = Callable[[str], None]
"""Is told in a few words what is done now, again and again while that takes long."""


def silent(doing: str) -> None:
    """Tell nobody."""


def record(unit: Unit, seed: int, *, mistakes: bool = True, derived: bool = True, tell: Tell = silent) -> bytes:
    """Run a unit's checks on its reference and give the answers' archive.

    Args:
        unit: the unit.
        seed: what its checks draw from.
        mistakes: whether what listed mistakes answer is written down, too.
        derived: whether what derived ones answer is, with them.
        tell: is told which check is recorded, and how many wrong versions have answered it.

    Raises:
        UserError: the reference fails checks, which are then wrong, or the reference is; a line for each.
    """
    checks = load_checks(unit.checks)
    solution = Solution.of(unit)
    refuse_unknown_names(unit)
    refuse(_helpers_checked_later(unit, solution, checks))
    graded = [*(check.function for check in checks), *given_functions(unit)]  # what is given may be spoilt all the same
    recorder = Recorder(solution, mistakes_of(unit, solution) if mistakes else [], graded, derived, tell)
    student = local_student(solution.loaded(unit.solution.name))
    slips = list[str]()
    for check in checks:
        try:
            with unheard():
                result = solution.patient(check).run(student, recorder.begin(check.name), seed)
        except UserError as error:
            slips.append(_placed(error, check, unit.checks))
            if isinstance(error.__cause__, Stalled):  # nobody is to wait for each of the others, too
                break
        else:
            if result.status != "passed":
                slips.append(AuthorsFile(unit.checks).about(check.name, _told_of_failure(result, seed)))
    refuse(slips)
    return recorder.save()


def _told_of_failure(result: CheckResult, seed: int) -> str:
    """Say that the reference fails a check, and why."""
    indented = result.message.replace("\n", "\n    ")
    why = (
        f": the check itself raised, in {result.tripped}{_told_of_opaque(result.tripped)}; mend it"
        if result.tripped
        else "; mend one of them, and let the solution answer alike whenever it is asked, without drawing from "
        f"anything of its own: {indented}"
    )
    return f"the reference fails {result.name} with seed {seed}{why}"


def _helpers_checked_later(unit: Unit, solution: Solution, checks: Sequence[Check]) -> Iterator[str]:
    """Find functions checked before one that they may call: nothing may be learnt there about a later check."""
    graded = [check.function for check in checks]
    for function, i in {name: i for i, name in reversed([*enumerate(graded)])}.items():
        if function in solution.definitions:
            for helper in solution.helpers(function, graded):
                if helper in graded[i:]:
                    said = f"{checks[i].name} checks {function}, which calls {helper}; put all checks of {helper} "
                    yield AuthorsFile(unit.checks).about(checks[i].name, f"{said}before it.")


def recording_of(unit: Unit, seed: int) -> Recording:
    """Give a unit's answers for `seed`, with those of its listed mistakes.

    Raises:
        UserError: see :func:`record`.
    """

    def made() -> bytes:
        return record(unit, seed, derived=False)

    archive = kept(unit, made, "with listed mistakes") if seed == PUBLIC_SEED else made()
    return Recording(archive, f"of {unit.assignment}")


def recording_by_need(unit: Unit, seed: int) -> Recording:
    """Give a unit's answers for `seed`, recorded now; what mistakes answer is looked up as it is needed.

    Raises:
        UserError: see :func:`record`.
    """
    archive = record(unit, seed, mistakes=False, derived=False)
    return Recording(archive, f"of {unit.assignment}", ListedMistakes(unit), search_in(unit))


class Recorder(Source):
    """A source that answers from the solution and writes down what it said, check by check."""

    def __init__(
        self,
        solution: Solution,
        mistakes: Sequence[Mistake],
        graded: Sequence[str],
        further: bool = False,
        tell: Tell = silent,
    ) -> None:
        """Answer from `solution`, and for the listed `mistakes`; `graded` names the functions that have checks, or had.

        With `further`, what rules derive from the solution is known, too. `tell` is told what is answered.
        """
        self._solution = solution
        self._mistakes = mistakes
        self._listed = {item.name for item in mistakes}
        self._further = further
        self._tell = tell
        self._wrong: dict[str, list[tuple[str, Callable[..., Any]]]] = {}
        self._graded = set(graded)
        self._calls: dict[str, list[dict[str, Any]]] = {}
        self._sentences: dict[str, str] = {}
        self._numbers: list[np.ndarray] = []
        self._size = 0
        self._check = ""
        self._large = set[str]()

    def begin(
        self, check: str, witness: Callable[[Evidence], None] = lambda seen: None
    ) -> Functions[ReferenceFunction]:
        """Give the reference for one check; `witness` is told what is given in answer to its questions."""
        self._check = check
        self._witness = witness
        self._calls[check] = []
        self._tell(check)
        return reference_of(self)

    def answer(self, question: Question) -> Answers:
        """See :meth:`deltarule.core.checking.reference.Source.answer`."""
        function, parameters = question.function, self._parameters(question.function)
        if len(self._calls[self._check]) == MAX_QUESTIONS:
            raise UserError(f"{self._check} has asked {MAX_QUESTIONS:,} questions, and goes on; let it come to an end.")
        outcomes = self._solution.outcomes(question)
        self._refuse_what_cannot_cross(question, outcomes)
        self._say_how_large(function, outcomes)
        with uncounted():  # what others answer takes as long as there are many of them
            wrong = self._wrong_answers(question, outcomes)
            self._write_down(question, outcomes, parameters, wrong)
        helpers, witness = self._solution.helpers(function, self._graded), self._witness

        def saw(
            given: Sequence[Outcome], names: Sequence[str] = (), judged: bool = False, only: str | None = None
        ) -> None:
            """See :class:`deltarule.core.checking.reference.Saw`."""
            known = [Known(name, prints) for name, prints in wrong.items()]
            asked, frozen = question.cases, question.frozen
            witness(Evidence(parameters, asked, outcomes, given, lambda: known, names, frozen, judged, only))

        return Answers(
            parameters,
            outcomes,
            saw,
            lambda all_of_them: {name: getattr(self._solution.module, name) for name in helpers},
        )

    def _write_down(
        self, question: Question, outcomes: Sequence[Outcome], parameters: Sequence[str], wrong: Mapping[str, Print]
    ) -> None:
        self._calls[self._check].append(
            {
                "function": question.function,
                "parameters": parameters,
                "asked": write_print(print_of_cases(question.cases)) if question.mistakes else None,
                "values": [self._pack(outcome.value) for outcome in outcomes if isinstance(outcome, Returned)],
                "mistakes": {name: write_digests(prints, outcomes) for name, prints in wrong.items()},
                "helpers": self._asked_of_helpers(question) if question.mistakes and not question.sealed else {},
            }
        )

    def save(self) -> bytes:
        """Give the recording as an ``.npz`` archive, the same bytes for the same answers."""
        index = json.dumps({"calls": self._calls, "sentences": self._sentences, "given": self._given()})
        flat = np.concatenate([array.ravel() for array in self._numbers]) if self._numbers else np.zeros(0)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, index=np.frombuffer(index.encode(), np.uint8), numbers=flat)
        return buffer.getvalue()

    def _given(self) -> dict[str, str]:
        """Give the texts of the functions that students are handed whole."""
        texts = {name: self._solution.source(name) for name in self._solution.functions if name not in self._graded}
        return {name: text for name, text in texts.items() if BEGIN not in text}

    def _parameters(self, function: str) -> list[str]:
        if function not in self._solution.definitions:
            raise UserError(f"{self._check} asks for {function}, which {self._solution.path} does not define.")
        return self._solution.parameters(function)

    def _say_how_large(self, function: str, outcomes: Sequence[Outcome]) -> None:
        """Tell at once, and once of each function, of answers that will take long: nobody knows what is waited for."""
        numbers = sum(_numbers_in(outcome.value) for outcome in outcomes if isinstance(outcome, Returned))
        if self._further and numbers > MANY_NUMBERS and function not in self._large:
            self._large.add(function)
            said = (
                f"what {function} gives in {self._check} has {numbers:,} numbers, which takes long to record and goes "
            )
            placed = AuthorsFile(self._solution.path).about(function, f"{said}into every kit; draw smaller arguments.")
            warn(f"note: {placed}")

    def _refuse_what_cannot_cross(self, question: Question, outcomes: Sequence[Outcome]) -> None:
        """Fail where an argument, or what the reference answers, is nothing that a check can use."""
        function = question.function
        for number, (item, outcome) in enumerate(zip(question.cases, outcomes, strict=True), 1):
            of = f"case {number} of {len(question.cases)}" if len(question.cases) > 1 else "its case"
            given = [*item.args, *item.kwargs.values()]
            given += [part for step in item.steps for part in (*(step.args or ()), *step.kwargs.values())]
            if odd := opaque_in(given):
                raise UserError(
                    f"{self._check}: in {of}, an argument of {function} is {odd.what}, which can't be handed to "
                    "student code; write it as something of docs/authoring.md, 'What may cross'."
                )
            if unknown := [name for name in item.changes if name not in self._parameters(function)]:
                raise UserError(f"{self._check}: {function} has no argument {unknown[0]} to change; see `changes`.")
            if item.raises and (instead := _in_place_of(item.raises, outcome)):
                if item.raises not in (known := _exceptions()):
                    raise UserError(
                        f"{self._check} has raises={item.raises!r}; neither Python nor {self._solution.path} has an "
                        f"exception of that name{meant_by(item.raises, known)}"
                    )
                raise UserError(
                    f"{self._check}: in {of}, {function} of the solution {instead} and raises no "
                    f"{item.raises}; draw other arguments, or take `raises` away."
                )
            if isinstance(outcome, Returned) and (odd := opaque_in(outcome.value)):
                what = f"gives {odd.what}" if outcome.value is odd else f"gives something with {odd.what} in it"
                raise UserError(
                    f"{self._check}: in {of}, {function} of the solution {what}, which can't be compared; "
                    f"let it give something of docs/authoring.md, 'What may cross'{_advice(odd)}."
                )
        self._refuse_looking_in_vain(question, outcomes)

    def _refuse_looking_in_vain(self, question: Question, outcomes: Sequence[Outcome]) -> None:
        """Fail where the reference prints nothing, or changes nothing, and that is what is looked at."""
        found = [
            (item, outcome.value)
            for item, outcome in zip(question.cases, outcomes, strict=True)
            if isinstance(outcome, Returned)
        ]
        if found and all(item.printed and not value for item, value in found):
            raise UserError(f"{self._check}: {question.function} of the solution prints nothing; take `printed` away.")
        parameters = self._parameters(question.function)
        for name in {name for item, _ in found for name in item.changes}:
            if all(_same_after(item, value, str(name), parameters) for item, value in found):
                raise UserError(
                    f"{self._check}: {question.function} of the solution leaves {name} as it is; drop it in `changes`."
                )

    def _wrong_answers(self, question: Question, right: Sequence[Outcome]) -> dict[str, Print]:
        """Give what known mistakes answer, of those that don't answer as the reference, by name.

        Of several that answer alike the first counts: a listed one, no attempt at an answer, which has no sentence and
        so keeps derived ones from being said, or a derived one. One of these that doesn't come back is known no more.

        Raises:
            UserError: a listed one doesn't come back.
        """
        found = dict[str, Print]()
        if question.mistakes:
            known = self._known(question.function, question.sealed)
            for number, (name, body) in enumerate(versions := list(known), 1):
                self._tell(f"{self._check}: {number} of {counted(len(versions), 'wrong version')}")
                asked = self._solution.outcomes if name in self._listed else self._solution.attempted
                given = asked(question, body)
                if given is None:
                    known.remove((name, body))
                    continue
                if prints := prints_of(given, right):
                    found[name] = prints
        return found

    def _known(self, function: str, is_question: bool) -> list[tuple[str, Callable[..., Any]]]:
        """Give the wrong versions of a function, by name."""
        if function not in self._wrong:
            listed = [item for item in self._mistakes if item.function == function]
            found = [(item.name, item.body) for item in listed]
            self._sentences.update({item.name: item.sentence for item in listed})
            if self._further and not is_question:
                from deltarule.authoring.mistakes.derivations import derived_mistakes  # grading records none

                found += [(f"no attempt: {what}", body) for what, body in blanks_of(self._solution, function)]
                derived = derived_mistakes(self._solution, function, MAX_DERIVED_RECORDED)
                self._sentences.update({item.name: item.sentence for item in derived})
                found += [(item.name, item.body) for item in derived]
            self._wrong[function] = found
        return self._wrong[function]

    def _asked_of_helpers(self, question: Question) -> dict[str, Any]:
        """Write down what the function asks of the others while it answers; not what these ask of one another.

        Where one of those is wrong, what calls it is replaced with it.
        """
        solution, busy = self._solution, False
        told: dict[str, list[Any]] = {name: [] for name in solution.helpers(question.function, self._graded)}

        def telling(name: str, function: Callable[..., Any]) -> StandIn:
            parameters, defaults = solution.parameters(name), solution.defaults(name)

            def stand_in(*args: Any, **kwargs: Any) -> Any:
                nonlocal busy
                if busy:
                    return function(*args, **kwargs)
                asked = prints_of_call(by_position(case(*args, **kwargs), parameters, defaults))
                busy = True
                try:
                    value = function(*args, **kwargs)
                finally:
                    busy = False
                told[name].append([[write_print(part) for part in asked], self._pack(plain(value))])
                return value

            return stand_in

        if told:
            telling_ones = {name: telling(name, getattr(solution.module, name)) for name in told}
            solution.loaded().observe(question.function, question.cases, stand_ins=telling_ones)
        return {
            name: {"parameters": solution.parameters(name), "defaults": solution.defaults(name), "told": calls}
            for name, calls in told.items()
        }

    def _pack(self, value: Any) -> Any:
        """Write a value as JSON, its numbers as places in the flat array."""
        if name := kind_of(value):
            return {"kind": [name, self._pack(KINDS[name].parts(value))]}
        if isinstance(value, dict):
            return {"dict": {key: self._pack(item) for key, item in value.items()}}
        if isinstance(value, list | tuple):
            return {type(value).__name__: [self._pack(item) for item in value]}
        if isinstance(value, np.ndarray) and value.dtype.kind == "c":
            pairs = np.ascontiguousarray(value, np.complex128).reshape(-1).view(np.float64)
            return {"complex": [self._pack(pairs), list(value.shape), value.dtype.str]}
        if isinstance(value, np.ndarray) and value.dtype.kind in "iu" and ((value > 2**53) | (value < -(2**53))).any():
            return {"integers": [value.ravel().tolist(), list(value.shape), value.dtype.str]}  # floats have 53 bits
        if isinstance(value, np.ndarray):
            self._numbers.append(value.astype(np.float64))
            start, self._size = self._size, self._size + value.size
            return {"array": [start, list(value.shape), value.dtype.str]}
        return {"is": value}


def _numbers_in(value: Any) -> int:
    """Count the numbers of the arrays in a value."""
    found = 0

    def count(leaf: Any) -> Any:
        nonlocal found
        found += leaf.size if isinstance(leaf, np.ndarray) else 0
        return leaf

    map_leaves(count, value)
    return found


def _in_place_of(raises: str, outcome: Outcome) -> str:
    """Say what came of a call that was to raise an exception; nothing where that came."""
    if isinstance(outcome, Raised):
        return f"raises {outcome.kind}"
    as_it_was_to_be = isinstance(outcome.value, Member) and outcome.value == expected_error(raises)
    return "" if as_it_was_to_be else f"gives {describe(outcome.value)}"


def _exceptions() -> set[str]:
    """Name all exceptions that there are by now: Python's, a solution's, and those of what it imports."""
    found, waiting = set[str](), list[type[BaseException]]([BaseException])
    while waiting:
        kind = waiting.pop()
        if kind.__name__ not in found:
            found.add(kind.__name__)
            waiting += kind.__subclasses__()
    return found


def _same_after(item: Case, value: Any, name: str, parameters: Sequence[str]) -> bool:
    """Whether a call left an argument that it was to change as it was."""
    before = item.kwargs[name] if name in item.kwargs else item.args[parameters.index(name)]
    return difference(value[1 + item.changes.index(name)], before, exact=True) is None


def _placed(error: UserError, check: Check, path: Path) -> str:
    """Say where a check stands about which there is something to say, unless that says where something else does."""
    is_placed = str(path) in str(error) or re.match(r"(\w:)?[^:]+, line \d+: ", str(error))
    return str(error) if is_placed else AuthorsFile(path).about(check.name, str(error))


def _told_of_opaque(tripped: str) -> str:
    """Say what an opaque value is to an author whose check stumbled over one; nothing where it was something else."""
    if f"'{Opaque.__name__}' object" not in tripped:
        return ""
    return (
        ", which is all that arrives of what can't cross (docs/authoring.md, 'What may cross'): a function that is "
        "returned is called by case(...).then(...), an object's methods by made(...)"
    )


def _advice(odd: Opaque) -> str:
    functions = ("a function", "a builtin_function_or_method", "a method")
    return "; a function that is returned is called by case(...).then(...)" if odd.what in functions else ""
