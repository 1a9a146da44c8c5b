"""Wrong answers to the questions of a quiz: how its mistakes are written down."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from deltarule.authoring.solution import Solution
from deltarule.core.authored import noted
from deltarule.core.errors import UserError


@dataclass(frozen=True)
class WrongAnswer:
    """What a student answered, and the sentence for this student.

    Attributes:
        function: the question, a function without arguments.
        answer: the wrong answer; of a dict, the entries that are wrong.
        sentence: what the student reads.
        place: the file and the line that it is written in.
    """

    function: str
    answer: Any
    sentence: str
    place: str

    def body(self, solution: Solution) -> Callable[[], Any]:
        """Give a function that answers so, and is right in all that is left out.

        Raises:
            UserError: the right answer has other entries.
        """
        if self.function not in solution.definitions:
            raise UserError(f"{self.place}: {solution.path} has no function {self.function}.")
        right, answer = solution.in_time(self.function, solution.function(self.function)), self.answer
        if isinstance(right, dict) and isinstance(answer, dict):
            if unknown := [key for key in answer if key not in right]:
                raise UserError(f"{self.place}: the answer to {self.function} has no entry {unknown[0]!r}.")
            answer = {**right, **answer}
        return lambda: answer


class wrong_answers:  # noqa: N801 - read as a word: of = wrong_answers("equilibrium")
    """Wrong answers to one question: ``of = wrong_answers("equilibrium")``, then ``name = of(answer, sentence)``."""

    def __init__(self, question: str) -> None:
        """Answer `question`."""
        self._question = question

    def __call__(self, answer: Any, sentence: str) -> WrongAnswer:
        """Write down one; of an answer that is a dict, only the entries that are wrong."""
        caller = sys._getframe(1)
        place = f"{caller.f_code.co_filename}, line {caller.f_lineno}"
        return noted(WrongAnswer(self._question, answer, sentence, place))
