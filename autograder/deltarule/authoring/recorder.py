"""Writes down what the solution answers to the checks, while they run on it; see :mod:`deltarule.core.recording`."""

import io
import json
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from deltarule.core.calls import Case, Functions, Returned, StandIn
from deltarule.core.checks import Check, load_checks
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.fingerprints import fingerprint
from deltarule.core.loader import LoadedCode
from deltarule.core.recording import Recording, by_position, print_of_cases, prints_of_call, write_print
from deltarule.core.reference import Answers, Listed, Question, ReferenceFunction, reference_of
from deltarule.core.student import local_student
from deltarule.core.values import plain

from .listed import Mistake, mistakes_of
from .overrides import refuse_unknown_names
from .solution import Solution


def record(unit: Unit, seed: int) -> bytes:
    """Run a unit's checks on its reference and give the answers' archive.

    Raises:
        UserError: the reference fails a check, which is then wrong, or the reference is.
    """
    checks = load_checks(unit.checks)
    solution = Solution.of(unit)
    refuse_unknown_names(unit)
    _see_that_helpers_come_first(unit, solution, checks)
    recorder = Recorder(solution, mistakes_of(unit, solution), [check.function for check in checks])
    student = local_student(LoadedCode(solution.module, unit.solution.name))
    for check in checks:
        result = check.run(student, recorder.begin(check.name), seed)
        if result.status != "passed":
            why = f"the check itself raised, in {result.tripped}; mend it" if result.tripped else result.message
            raise UserError(f"The reference fails {check.name} of {unit.checks} with seed {seed}: {why}")
    return recorder.save()


def _see_that_helpers_come_first(unit: Unit, solution: Solution, checks: Sequence[Check]) -> None:
    """Fail where a function is checked before one that it may call: nothing may be learnt there about a later check."""
    graded = [check.function for check in checks]
    for i, check in enumerate(checks):
        if check.function in solution.functions:
            for helper in solution.helpers(check.function, graded):
                if helper in graded[i:]:
                    raise UserError(
                        f"{unit.checks}: {check.name} checks {check.function}, which calls {helper}; "
                        f"put the checks of {helper} before it."
                    )


def recording_of(unit: Unit, seed: int) -> Recording:
    """Give a unit's answers for `seed`, recorded now.

    Raises:
        UserError: see :func:`record`.
    """
    return Recording(record(unit, seed), f"of {unit.assignment}")


class Recorder:
    """A source that answers from the solution and writes down what it said, check by check."""

    def __init__(self, solution: Solution, mistakes: Sequence[Mistake], graded: Sequence[str]) -> None:
        """Answer from `solution`, and for the listed `mistakes`; `graded` names the functions that have checks."""
        self._solution = solution
        self._mistakes = mistakes
        self._graded = set(graded)
        self._calls: dict[str, list[dict[str, Any]]] = {}
        self._sentences: dict[str, str] = {}
        self._numbers: list[np.ndarray] = []
        self._size = 0
        self._check = ""

    def begin(self, check: str) -> Functions[ReferenceFunction]:
        """Give the reference for one check."""
        self._check = check
        self._calls[check] = []
        return reference_of(self)

    def answer(self, question: Question) -> Answers:
        """See :class:`deltarule.core.reference.Source`."""
        function, parameters = question.function, self._parameters(question.function)
        outcomes = self._solution.outcomes(question)
        wrong = self._wrong_answers(question, [fingerprint(outcome) for outcome in outcomes])
        self._sentences.update({name: sentence for name, sentence, _ in wrong})
        self._calls[self._check].append(
            {
                "function": function,
                "parameters": parameters,
                "asked": write_print(print_of_cases(question.cases)) if question.mistakes else None,
                "values": [self._pack(outcome.value) for outcome in outcomes if isinstance(outcome, Returned)],
                "mistakes": {name: [write_print(item) for item in prints] for name, _, prints in wrong},
                "helpers": self._asked_of_helpers(question) if question.mistakes and not question.sealed else {},
            }
        )
        helpers = self._solution.helpers(function, self._graded)
        return Answers(
            parameters,
            outcomes,
            lambda: wrong,
            lambda: {name: getattr(self._solution.module, name) for name in helpers},
        )

    def save(self) -> bytes:
        """Give the recording as an ``.npz`` archive, the same bytes for the same answers."""
        index = json.dumps({"calls": self._calls, "sentences": self._sentences})
        flat = np.concatenate([array.ravel() for array in self._numbers]) if self._numbers else np.zeros(0)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, index=np.frombuffer(index.encode(), np.uint8), numbers=flat)
        return buffer.getvalue()

    def _parameters(self, function: str) -> list[str]:
        if function not in self._solution.functions:
            raise UserError(f"{self._check} asks for {function}, which {self._solution.path} does not define.")
        return self._solution.parameters(function)

    def _wrong_answers(self, question: Question, right: list[Any]) -> list[Listed]:
        """Give what listed mistakes answer, those that answer otherwise than the reference."""
        found: list[Listed] = []
        for item in self._mistakes:
            if item.function == question.function and question.mistakes:
                prints = [fingerprint(outcome) for outcome in self._solution.outcomes(question, item.body)]
                if not all(a.matches(b) for a, b in zip(prints, right, strict=True)):
                    found.append((item.name, item.sentence, prints))
        return found

    def _asked_of_helpers(self, question: Question) -> dict[str, Any]:
        """Write down what the function asks of the others while it answers."""
        solution = self._solution
        told: dict[str, list[Any]] = {name: [] for name in solution.helpers(question.function, self._graded)}

        def telling(name: str, function: Callable[..., Any]) -> StandIn:
            parameters, defaults = solution.parameters(name), solution.defaults(name)

            def stand_in(*args: Any, **kwargs: Any) -> Any:
                asked = by_position(Case(args, kwargs), parameters, defaults)
                value = function(*args, **kwargs)
                told[name].append([[write_print(part) for part in prints_of_call(asked)], self._pack(plain(value))])
                return value

            return stand_in

        if told:
            telling_ones = {name: telling(name, getattr(solution.module, name)) for name in told}
            LoadedCode(solution.module, "").observe(question.function, question.cases, stand_ins=telling_ones)
        return {
            name: {"parameters": solution.parameters(name), "defaults": solution.defaults(name), "told": calls}
            for name, calls in told.items()
        }

    def _pack(self, value: Any) -> Any:
        """Write a value as JSON, its numbers as places in the flat array."""
        if isinstance(value, dict):
            return {"dict": {key: self._pack(item) for key, item in value.items()}}
        if isinstance(value, list | tuple):
            return {type(value).__name__: [self._pack(item) for item in value]}
        if isinstance(value, np.ndarray):
            self._numbers.append(value.astype(np.float64))
            start, self._size = self._size, self._size + value.size
            return {"array": [start, list(value.shape), value.dtype.str]}
        return {"is": value}
