"""Checks of a quiz: each asks that a function without arguments, a question, gives the right answer.

The right answers are known by their seals alone; see :mod:`deltarule.core.checking.seals`.
"""

from collections.abc import Callable

from deltarule.core.code.calls import Function, Functions
from deltarule.core.errors import UserError

from .checks import Check, holding
from .questions import same_answer
from .reference import ReferenceFunction


def quiz(*checks: Check) -> Callable[[], None]:
    """Let one test of a file of checks stand for all of a quiz's::

    test_quiz = quiz(
        answer("step_by_hand", "The weight after one step of gradient descent."),
        answer("weight_shapes", "the shapes of the biases, each a row.", "bh", "by", name="biases"),
    )
    """

    def test() -> None:
        """Stand for the checks."""

    if odd := [row for row in checks if not isinstance(row, Check)]:
        raise UserError(
            f'A quiz holds {odd[0]!r}, which is no row; write answer("question", "what is asked") for each.'
        )
    holding(test, *checks)
    return test


def answer(question: str, asked: str, *parts: str, name: str = "", points: float = 1) -> Check:
    """Make a check that the answer to a question is right.

    Args:
        question: the student's function.
        asked: what the student reads; the parts' names are put in front.
        parts: the entries of the answer that the check is about, where the answer is a dict.
        name: ends the check's name, where a question has several.
        points: what the check is worth.

    Raises:
        UserError: nothing is written for the student to read.
    """
    if not asked.strip():
        raise UserError(f"A check of {question} has no sentence; write what the student is asked.")

    def test(student: Functions[Function], reference: Functions[ReferenceFunction]) -> None:
        for part in parts or (None,):
            same_answer(getattr(student, question), getattr(reference, question), part)

    *others, last = [f"`{part}`" for part in parts] or [""]
    named = f"{', '.join(others)} and {last}" if others else last
    test.__name__ = f"test_{question}_{name}" if name else f"test_{question}"
    test.__doc__ = f"{named}: {asked}" if parts else asked
    return Check(test.__name__, question, points, test.__doc__, test)
