"""Answers to a quiz's questions that stand in what a student may read: a kit holds them by seals alone.

A text or a number tells nothing where the question has it, too, as what may be chosen, or what is given.
"""

import ast
import contextlib
import re
from collections.abc import Iterator, Sequence

import numpy as np

from deltarule.authoring.authors_file import AuthorsFile
from deltarule.authoring.hint_lines import hints_in
from deltarule.authoring.mistakes.listed import Mistake
from deltarule.authoring.solution import Solution, hushed
from deltarule.core.checking.checks import Check
from deltarule.core.checking.quiz import quiz
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.values import map_leaves

_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?!\w)")
_STATEMENT = re.compile(r"[.:;!?](?:\W|$)|[()]|\n\s*\n")
_SAYS_SO = re.compile(r"\b(?:answer|solution)\b", re.IGNORECASE)
_OTHERS = re.compile(r"""[`"']\w[^`"'\n]*[`"']|\b(?:or|and|among)\b|,""")
"""What shows that a statement speaks of several things, among which one may choose."""
_LONGEST = 5
"""How many words an answer may have that is looked for."""


def giveaways_of(unit: Unit, checks: Sequence[Check], mistakes: Sequence[Mistake], solution: Solution) -> Iterator[str]:
    """Find what holds the answer to a quiz's question: hints, sentences, itself; each a sentence with its place.

    Args:
        unit: the unit.
        checks: its checks.
        mistakes: the mistakes that it lists.
        solution: its solution.
    """
    hints = dict[str, list[str]]()
    with contextlib.suppress(UserError):  # told where they are read
        hints = hints_in(unit)
    said = [
        (name, unit.solution, name, f"hint {number} on {name}", text)
        for name, texts in hints.items()
        for number, text in enumerate(texts, 1)
    ]
    said += [(item.function, unit.checks, item.name, f"the sentence of {item.name}", item.asked) for item in checks]
    said += [
        (item.function, unit.mistakes, item.name, f"the sentence of {item.name}", str(item.sentence))
        for item in mistakes
    ]
    for name in dict.fromkeys(check.function for check in checks if check.body.__module__ == quiz.__module__):
        if name in solution.functions:
            question = ast.get_docstring(solution.functions[name]) or ""
            every = _answers_to(name, solution)
            answers = every - _sayings_in(question)
            if own := _told_by(question, name, every):
                said_so = f"the docstring of {name} holds its own answer, {own}; take that out."
                yield AuthorsFile(unit.solution).about(name, said_so)
            for function, path, about, what, text in said:
                if function == name and (told := answers & _sayings_in(text)):
                    yield AuthorsFile(path).about(about, f"{what} holds an answer, {min(told)}; say what to think of.")


def _told_by(question: str, name: str, answers: set[str]) -> str:
    """Give the answer that a question's text gives away: by an example of itself, or by a statement that follows it.

    What is given, or may be chosen, stands before the question mark, or beside others of its kind.
    """
    if example := re.search(rf">>> *{name}\(.*\n *(\S.*)", question):
        return example[1]
    text = re.sub(r"^ *- .*(\n  +\S.*)*", "", question, flags=re.MULTILINE)  # what stands in a list may be chosen
    begins = text.rfind("?") if "?" in text else len(text)
    statements = _STATEMENT.split(text[begins:])
    for statement in [*filter(_SAYS_SO.search, _STATEMENT.split(text[:begins])), *statements]:
        numbers, others = _NUMBER.findall(statement), _OTHERS.findall(statement)
        found = answers.intersection(_sayings_in(statement))
        for answer in sorted(found, key=len, reverse=True):
            if len(numbers) == 1 if _NUMBER.fullmatch(answer) else len(others) < 2:
                return answer
    return ""


def _answers_to(question: str, solution: Solution) -> set[str]:
    """Give the texts and numbers of a question's answer, but for those that stand in many a sentence, as 2 does."""
    found = set[str]()

    def note(leaf: object) -> object:
        if isinstance(leaf, str) and len(leaf) > 2:
            found.add(" ".join(re.findall(r"[^\W\d]\w*", leaf.lower())))
        elif isinstance(leaf, int | float | np.number) and not isinstance(leaf, bool | np.complexfloating):
            number = float(leaf)
            if number % 1 or abs(number) > 9:
                found.add(f"{number:.6g}")
        return leaf

    with hushed(), contextlib.suppress(Exception):  # what it raises, or that it doesn't end, is told where it is asked
        map_leaves(note, solution.in_time(question, solution.function(question)))
    return found - {""}


def _sayings_in(text: str) -> set[str]:
    """Give the numbers of a text, to six digits, and its words, some together."""
    words = re.findall(r"[^\W\d]\w*", text.lower())
    lengths = range(1, _LONGEST + 1)
    together = {" ".join(words[start : start + length]) for start in range(len(words)) for length in lengths}
    return together | {f"{float(number):.6g}" for number in _NUMBER.findall(text)}
