"""Free answers: which is there, and what may be one whose cell can't be found.

Only an answer's cell that is there and reads as it was handed out is no answer. Cells lose their marks by copying,
splitting and merging, and an answer is often written into a new cell: whatever may be one is pointed to, for a person.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import dropwhile, takewhile
from typing import Any

from deltarule.core.code import grade_ids
from deltarule.core.limits import MAX_POINTERS, MAX_QUOTE
from deltarule.core.text import one_line

_TELLING = 10
"""Characters of a line that is nobody else's: shorter ones may be anything."""


@dataclass(frozen=True)
class Written:
    """A cell as a student handed it in.

    Attributes:
        cell_type: ``code`` or ``markdown``.
        source: its text.
        name: the name of the cell that it is, or nothing.
        words: whether it is somebody's words: no Python, or comments alone.
    """

    cell_type: str
    source: str
    name: str = ""
    words: bool = True


@dataclass(frozen=True)
class Handout:
    """What was handed out: every cell's name, or nothing, and text, in order; and which of them are free answers."""

    cells: Sequence[tuple[str, str]]
    questions: frozenset[str]


@dataclass(frozen=True)
class Answers:
    """What became of the free answers.

    Attributes:
        unanswered: the names of those whose cell is there, unchanged, and nothing else may be the answer.
        lost: a sentence for each that a person has to look for, by its name.
    """

    unanswered: frozenset[str]
    lost: Mapping[str, str]


def handed_out(texts: Iterable[str]) -> dict[str, str]:
    """Give texts by their digests; white space around them makes no difference."""
    return {digest_of(text): text for text in texts}


def digest_of(text: str) -> str:
    """Tell a text from others, but for white space around it."""
    return hashlib.sha256(text.strip().encode("utf-8", "surrogatepass")).hexdigest()


def handout_of(cells: Sequence[Mapping[str, Any]]) -> Handout:
    """Read what was handed out, from a notebook's cells whose sources are text."""
    questions = frozenset(grade_ids.grade_id_of(cell) for cell in cells if grade_ids.is_free_answer(cell))
    return Handout([(grade_ids.grade_id_of(cell), cell["source"]) for cell in cells], questions)


def find_answers(handout: Handout, files: Mapping[str, Sequence[Written]]) -> Answers:
    """Find the free answers in a submission's files, by their names, the graded one first."""
    if not handout.questions:
        return Answers(frozenset(), {})
    sheets = [_Sheet(file, cells, handout) for file, cells in files.items()]
    unanswered, lost = set[str](), dict[str, str]()
    for name, asked in handout.cells:
        there = [cell for cells in files.values() for cell in cells if cell.name == name]
        if name not in handout.questions or any(not _same(cell.source, asked) for cell in there):
            continue
        pointers = [pointer for sheet in sheets for pointer in sheet.pointers(name, asked)]
        if not pointers and sheets and any(cell.name == name for cell in sheets[0].cells):
            unanswered.add(name)
            continue
        what = "was left as it was handed out" if there else "can't be found in the submission"
        where = "; ".join(pointers[:MAX_POINTERS]) or "no text of the student's own"
        lost[name] = f"This answer's cell {what}. What may be the answer: {where}."
    return Answers(frozenset(unanswered), lost)


class _Sheet:
    """A file of a submission, and which of its cells the student made."""

    def __init__(self, file: str, cells: Sequence[Written], handout: Handout) -> None:
        self.cells = cells
        self._file = file
        self._handout = handout
        known = {text.strip() for _, text in handout.cells} | {""}
        self._own = [number for number, cell in enumerate(cells, 1) if cell.source.strip() not in known]
        self._lines = {number: _telling_lines(cells[number - 1].source) for number in self._own}
        self._places = {
            **{cell.source.strip(): number for number, cell in enumerate(cells, 1)},
            **{cell.name: number for number, cell in enumerate(cells, 1) if cell.name},
        }

    @cached_property
    def _texts(self) -> set[int]:
        names = {name for name, _ in self._handout.cells if name}
        unnamed = (number for number in self._own if self.cells[number - 1].name not in names)
        return {number for number in unnamed if self.cells[number - 1].words}

    def pointers(self, name: str, asked: str) -> list[str]:
        """Point to what may be the answer: what repeats its question, stands in its place, or is any other text."""
        others = {line for known, text in self._handout.cells if known != name for line in _telling_lines(text)}
        telling = set(_telling_lines(asked)) - others
        repeating = [number for number in self._own if not telling.isdisjoint(self._lines[number])]
        return [
            f"cell {number} of {self._file}, {self._quoted(number, asked)}"
            for number in repeating or self._in_place(name) or self._anywhere(name)
        ]

    def _in_place(self, name: str) -> list[int]:
        """Number the student's own texts that follow the cell, or the last one before it that is still there."""
        before = [known for known, _ in self._handout.cells].index(name) + 1
        for known, text in reversed(self._handout.cells[:before]):
            at = self._places.get(known or text.strip())
            if at is not None:
                return list(takewhile(self._texts.__contains__, range(at + 1, len(self.cells) + 1)))
        return []

    def _anywhere(self, name: str) -> list[int]:
        """Number all of the student's own texts, where the answer's cell is not there."""
        return [] if any(cell.name == name for cell in self.cells) else sorted(self._texts)

    def _quoted(self, number: int, asked: str) -> str:
        """Quote a cell's first words that aren't the question's, from where that stands."""
        lines = self._lines[number] or [self.cells[number - 1].source.strip()]
        begun = list(dropwhile(lambda line: line not in asked, lines)) or lines
        words = one_line(next((line for line in begun if line not in asked), lines[0]))
        return f"“{words[:MAX_QUOTE]}{'...' if len(words) > MAX_QUOTE else ''}”"


def _telling_lines(text: str) -> list[str]:
    lines = (line.strip().lstrip("#").strip() for line in text.splitlines())
    return [line for line in lines if len(line) >= _TELLING and line.upper() != line]


def _same(text: str, handed_out: str) -> bool:
    return text.strip() == handed_out.strip()
