"""The search for mistakes that nobody wrote down: derived ones, and two listed ones at once.

It makes them one after the other, and goes on with one only while it answers as the student did: most are out by the
first case. It runs where the solution is at hand: in grading, not in a kit.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from deltarule.core.calls import Outcome
from deltarule.core.course import Unit
from deltarule.core.diagnosis import Evidence, goes_wrong
from deltarule.core.fingerprints import fingerprint
from deltarule.core.recording import FurtherSearch
from deltarule.core.reference import Question

from .blanks import blanks_of
from .combined import pairs_of
from .derivations import derived_mistakes
from .listed import mistakes_of
from .solution import Solution

Candidate = tuple[Mapping[str, str], Callable[..., Any]]
"""The sentences of a wrong version of a function, by the names of its mistakes, and the version."""


def search_in(unit: Unit) -> FurtherSearch:
    """Give what looks for the mistakes in a function of a unit."""

    @lru_cache
    def candidates(function: str) -> list[Candidate]:
        return list(_candidates(unit, function))

    def search(function: str, asked: Sequence[Evidence]) -> Mapping[str, str]:
        solution = Solution.of(unit)
        calls = _calls(function, asked)
        if not calls:
            return {}
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for sentences, body in candidates(function):
                if all(_answers_so(solution, body, *call) for call in calls):
                    return sentences
        return {}

    return search


def _candidates(unit: Unit, function: str) -> Iterator[Candidate]:
    solution = Solution.of(unit)
    if function not in solution.functions:
        return
    listed = [item for item in mistakes_of(unit, solution) if item.function == function]
    for _, body in blanks_of(solution, function):
        yield {}, body
    for item in derived_mistakes(solution, function):
        yield {item.name: item.sentence}, item.body
    changes = {item.name: item.change for item in listed if item.change}
    for names, body in pairs_of(function, changes, solution):
        yield {name: changes[name].sentence for name in names}, body


def _calls(function: str, asked: Sequence[Evidence]) -> list[tuple[Question, Outcome]]:
    """Give every call that was made, one by one, those first that went wrong."""
    calls = [
        (goes_wrong(given, want), Question(function, [item], evidence.frozen), given)
        for evidence in asked
        for item, given, want in zip(evidence.cases, evidence.given, evidence.right, strict=True)
        if evidence.parameters
    ]
    return [(question, given) for wrong, question, given in sorted(calls, key=lambda call: not call[0])]


def _answers_so(solution: Solution, body: Callable[..., Any], question: Question, given: Outcome) -> bool:
    (outcome,) = solution.outcomes(question, body)
    return fingerprint(outcome).matches(fingerprint(given))
