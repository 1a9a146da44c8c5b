"""What listed mistakes answer, found out when it is asked: in grading, where the solution is at hand."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from deltarule.authoring.solution import Solution
from deltarule.core.checking.reference import Question
from deltarule.core.code.calls import Outcome
from deltarule.core.course import Unit
from deltarule.core.findings.diagnosis import Known, Print, prints_of

from .listed import Mistake, mistakes_of


class ListedMistakes:
    """A unit's mistakes. What one has answered is kept: all submissions are asked the same."""

    def __init__(self, unit: Unit) -> None:
        """Read the unit's list.

        Raises:
            UserError: it can't be read, or doesn't fit the solution (any more).
        """
        self._solution = Solution.of(unit)
        self._listed = {item.name: item for item in mistakes_of(unit, self._solution)}
        self._known: dict[tuple[str, int], list[Known]] = {}

    def known(self, question: Question, right: Sequence[Outcome], at: tuple[str, int]) -> Sequence[Known]:
        """See :class:`deltarule.core.checking.recording.Lookup`."""
        if at not in self._known:
            mistakes = [item for item in self._listed.values() if item.function == question.function]
            self._known[at] = [Known(item.name, partial(self._prints, item, question, right)) for item in mistakes]
        return self._known[at]

    def sentence(self, name: str) -> str | None:
        """Give the sentence for a mistake."""
        return self._listed[name].sentence if name in self._listed else None

    def _prints(self, item: Mistake, question: Question, right: Sequence[Outcome], place: int | None) -> Print:
        if place is not None:
            question, right = replace(question, cases=[question.cases[place]]), [right[place]]
        given = self._solution.attempted(question, item.body)  # with this seed it may never come back
        return {} if given is None else prints_of(given, right)
