"""The search for mistakes that nobody wrote down: derived ones, and two listed ones at once.

It makes them one after the other, and goes on with one only while it answers as the student did: most are out by the
first case. It runs where the solution is at hand: in grading, not in a kit.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from deltarule.authoring.solution import Solution
from deltarule.core.checking.recording import FurtherSearch, print_of_cases
from deltarule.core.checking.reference import Question
from deltarule.core.code.calls import Outcome, Returned
from deltarule.core.course import Unit
from deltarule.core.findings.diagnosis import Evidence, goes_wrong
from deltarule.core.findings.fingerprints import Fingerprint, fingerprint
from deltarule.core.limits import MAX_DERIVED_SEARCHED

from .blanks import blanks_of
from .combined import pairs_of
from .listed import mistakes_of

Candidate = tuple[Mapping[str, str], Callable[..., Any]]
"""The sentences of a wrong version of a function, by the names of its mistakes, and the version."""


def search_in(unit: Unit) -> FurtherSearch:
    """Give what looks for the mistakes in a function of a unit."""
    solution = Solution.of(unit)

    @lru_cache
    def searched(function: str) -> "_Searched":
        return _Searched(solution, list(_candidates(unit, solution, function)))

    def search(function: str, asked: Sequence[Evidence]) -> Mapping[str, str]:
        calls = _calls(function, asked)
        if function not in solution.functions or not any(isinstance(call.given, Returned) for call in calls):
            return {}  # crashes speak for themselves
        return searched(function).found(calls)

    return search


class _Searched:
    """The candidates of one function, and what each has answered so far: all submissions are asked the same.

    One that doesn't come back is none any more: nobody wrote it, so that nobody could mend it. Where they have used up
    an author's patience together, none is: whoever made what has no name needn't wait for it.
    """

    def __init__(self, solution: Solution, candidates: Sequence[Candidate]) -> None:
        self._solution, self._candidates = solution, dict(enumerate(candidates))
        self._answers: dict[tuple[int, bool, Fingerprint], tuple[Fingerprint, bool]] = {}
        self._left = solution.seconds

    def found(self, calls: Sequence["_Call"]) -> Mapping[str, str]:
        """Give the sentences of the first candidate that answers every call so, and wrong where that is wrong."""
        asked = [(call, print_of_cases(call.question.cases), fingerprint(call.given)) for call in calls]
        for number, (sentences, _) in [*self._candidates.items()]:
            if self._left > 0 and all(self._is_as(number, call, key, given) for call, key, given in asked):
                return sentences
        return {}

    def _is_as(self, number: int, call: "_Call", asked: Fingerprint, given: Fingerprint) -> bool:
        """Whether a candidate answers as was given: a fingerprint tells a float from no whole number."""
        key = (number, call.question.frozen, asked)
        if key not in self._answers:
            begun = time.thread_time()  # however busy the machine is
            found = self._solution.attempted(call.question, self._candidates[number][1])
            self._left -= time.thread_time() - begun
            if found is None:
                del self._candidates[number]
                return False
            self._answers[key] = fingerprint(found[0]), goes_wrong(found[0], call.right)
        answer, wrong = self._answers[key]
        return wrong == call.wrong and answer.matches(given)


@dataclass(frozen=True)
class _Call:
    """One call: its question, what was given and what is right, and whether that is wrong."""

    question: Question
    given: Outcome
    right: Outcome
    wrong: bool


def _candidates(unit: Unit, solution: Solution, function: str) -> Iterator[Candidate]:
    from .derivations import derived_mistakes  # many a run looks for none, and it takes long to load

    listed = [item for item in mistakes_of(unit, solution) if item.function == function]
    for _, body in blanks_of(solution, function):
        yield {}, body
    for item in derived_mistakes(solution, function, MAX_DERIVED_SEARCHED):
        yield {item.name: item.sentence}, item.body
    changes = {item.name: item.change for item in listed if item.change}
    for names, body in pairs_of(function, changes, solution):
        yield {name: changes[name].sentence for name in names}, body


def _calls(function: str, asked: Sequence[Evidence]) -> list[_Call]:
    """Give every call that was made, one by one, those first that went wrong."""
    calls = [
        _Call(Question(function, [item], evidence.frozen), given, want, goes_wrong(given, want))
        for evidence in asked
        for item, given, want in zip(evidence.cases, evidence.given, evidence.right, strict=True)
        if evidence.parameters
    ]
    return sorted(calls, key=lambda call: not call.wrong)
