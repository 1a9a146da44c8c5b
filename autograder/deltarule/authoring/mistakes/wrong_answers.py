"""Wrong answers to the questions of a quiz: how its mistakes are written down."""

import inspect
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
            UserError: it is no question, the solution has no answer, or one with other entries.
        """
        if self.function not in solution.definitions:
            raise UserError(f"{self.place}: {solution.path} has no function {self.function}.")
        parameters = inspect.signature(solution.function(self.function)).parameters.values()
        if any(item.default is item.empty and item.kind is item.POSITIONAL_OR_KEYWORD for item in parameters):
            said = f"{self.function} has arguments, so that it is no question of a quiz"
            raise UserError(f'{self.place}: {said}; write what is wrong with changes("{self.function}").')
        right, answer = self._right(solution), self.answer
        if isinstance(right, dict) and isinstance(answer, dict):
            if unknown := [key for key in answer if key not in right]:
                raise UserError(f"{self.place}: the answer to {self.function} has no entry {unknown[0]!r}.")
            answer = {**right, **answer}
        return lambda: answer

    def _right(self, solution: Solution) -> Any:
        try:
            return solution.in_time(self.function, solution.function(self.function))
        except UserError:
            raise
        except Exception as error:
            said = f"{self.function} in {solution.path} raises {type(error).__name__} ({error}); mend that"
            raise UserError(f"{self.place}: {said}.") from error


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
