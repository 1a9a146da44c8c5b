"""A submitted file as cells to show: what a browser may have of it, and what was answered.

It is made in a process with limits, which dies alone (:mod:`deltarule.nbgrader.apart`): renderers, parsers and the
notebook format take what time and memory a stranger likes.
"""

import ast
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import msgspec

from deltarule.core.code import grade_ids
from deltarule.core.limits import (
    MAX_ANSWER_PARSED,
    MAX_CODE_SHOWN,
    MAX_GRADE_ID,
    MAX_HIGHLIGHTED,
    MAX_HIGHLIGHTED_LINE,
    MAX_PAGE_HIGHLIGHTED,
    MAX_SHEET_CELLS,
    MAX_SHEET_CHARACTERS,
)
from deltarule.core.text import counted
from deltarule.door.inside.reading import at_hand
from deltarule.grading.contents import notebook_of, reading_of, refusing_what_is_broken

from .book.answers import Written, digest_of
from .sanitizer import Room, harmless_markdown, harmless_outputs, joined

RENDERER = "nbconvert.filters.markdown_mistune"
"""What renders Markdown; it takes longer to load than all else, and most text is as it was handed out."""

UNCOLOURED = {"magics_language": "text"}
"""Metadata of a code cell that nbconvert shows without colours."""

_HEADER = re.compile(r"# %%[^\n]*\n?")
_QUESTION = re.compile(r'question="([^"]*)"')
_DEFINITION = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class HandedIn(Written):
    """A cell of a submission, with what it shows.

    Attributes:
        page: its text as Markdown that runs nothing and fetches nothing, where it is shown as text.
        outputs: what it printed, raised and drew.
        coloured: whether its code may be coloured: some takes long.
        given: where its text is one that was handed out, that one's digest, as long as the text itself is left out.
    """

    page: str = ""
    outputs: list[dict[str, Any]] = field(default_factory=list)
    coloured: bool = True
    given: str = ""

    @property
    def code(self) -> str:
        """Its code as it is shown."""
        more = len(self.source) - MAX_CODE_SHOWN
        return self.source if more <= 0 else f"{self.source[:MAX_CODE_SHOWN]}\n# [{counted(more, 'character')} more]"


@dataclass(frozen=True)
class Purpose:
    """What a sheet is made for.

    Attributes:
        texts: what was handed out, by :func:`~deltarule.nbgrader.book.answers.digest_of` it: it needs no cleaning, and
            doesn't cross again.
        answers: names of the cells that are shown as text, whatever became of them.
        places: names of the cells that functions of a ``.py`` file belong to.
        plain: whether text is shown as it was typed, and code isn't looked into, which takes no time to speak of.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    answers: Sequence[str] = ()
    places: Mapping[str, str | None] = field(default_factory=dict)
    plain: bool = False


def sheet_of(content: bytes, name: str, purpose: str) -> bytes:
    """Give the cells of the file `name`, packed; `purpose` is a :class:`Purpose` as JSON.

    Of texts that were handed out, digests are enough, and only those are given back.

    Raises:
        Refused: the file isn't what its name says.
    """
    wanted = msgspec.json.decode(purpose, type=Purpose)
    found = _cells_of_notebook(content, name) if name.endswith(".ipynb") else _cells_of_file(content, name, wanted)
    return msgspec.msgpack.encode(list(_Page(wanted).cells(found)))


@dataclass(frozen=True)
class _Found:
    """A cell as it stands in the file."""

    cell_type: str
    source: str
    name: str = ""
    outputs: Any = None
    attachments: Mapping[str, Any] = field(default_factory=dict)


class _Page:
    """What is made of a file's cells, within what a page has room for."""

    def __init__(self, wanted: Purpose) -> None:
        self._wanted = wanted
        self._answers = set(wanted.answers)
        self._room = Room()
        self._characters = MAX_SHEET_CHARACTERS
        self._coloured = MAX_PAGE_HIGHLIGHTED

    def cells(self, found: Iterator[_Found]) -> Iterator[HandedIn]:
        for _, cell in zip(range(MAX_SHEET_CELLS), found, strict=False):
            source = cell.source[: self._characters]
            self._characters -= len(source)
            code, digest = cell.cell_type == "code", digest_of(source)
            given = digest if digest in self._wanted.texts else ""
            shown = not given and (not code or cell.name in self._answers)
            yield HandedIn(
                cell.cell_type,
                "" if given else source,
                cell.name,
                not code or (not given and not self._wanted.plain and _is_text(source)),
                self._page(source, cell.attachments) if shown else "",
                harmless_outputs(cell.outputs, self._room),
                not code or self._is_coloured(source),
                given,
            )

    def _page(self, source: str, attachments: Mapping[str, Any]) -> str:
        if not self._wanted.plain:
            at_hand(RENDERER)
        return harmless_markdown(source, attachments, self._room, as_typed=self._wanted.plain)

    def _is_coloured(self, source: str) -> bool:
        if len(source) > min(MAX_HIGHLIGHTED, self._coloured) or _longest_line(source) > MAX_HIGHLIGHTED_LINE:
            return False
        self._coloured -= len(source)
        return True


def _cells_of_notebook(content: bytes, name: str) -> Iterator[_Found]:
    with refusing_what_is_broken(name):
        cells = notebook_of(content, name)["cells"]
    for cell in cells if isinstance(cells, list) else []:
        if not isinstance(cell, dict):
            continue
        attachments = cell.get("attachments")
        yield _Found(
            "code" if cell.get("cell_type") == "code" else "markdown",
            joined(cell.get("source")),
            joined(grade_ids.grade_id_of(cell))[:MAX_GRADE_ID],
            cell.get("outputs"),
            attachments if isinstance(attachments, dict) else {},
        )


def _cells_of_file(content: bytes, name: str, wanted: Purpose) -> Iterator[_Found]:
    for cell in reading_of(content, name).cells:
        header = _HEADER.match(cell.source)
        text = (cell.source[header.end() :] if header else cell.source).strip("\n")
        if header and "[markdown]" in header[0]:
            question = _QUESTION.search(header[0])
            text = "\n".join(re.sub(r"^# ?", "", line) for line in text.split("\n"))
            yield _Found("markdown", text, grade_ids.of_answer(question[1]) if question else "")
            continue
        yield from _pieces(text, wanted.places)


def _with_decorators(text: str, start: int) -> int:
    """Give where the decorators begin that stand above a definition."""
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        if text[above] != "@":
            break
        start = above
    return start


def _pieces(text: str, places: Mapping[str, str | None]) -> Iterator[_Found]:
    """Cut code so that no piece has functions of two cells; what comes before the first goes with it."""
    marks = [(_with_decorators(text, match.start()), places.get(match[1])) for match in _DEFINITION.finditer(text)]
    cuts = [0]
    name = ""
    names = []
    for start, place in marks:
        if place and name and place != name:
            cuts.append(start)
            names.append(name)
        name = place or name
    names.append(name)
    for (start, end), place in zip(pairwise([*cuts, len(text)]), names, strict=True):
        yield _Found("code", text[start:end].strip("\n"), place)


def _is_text(source: str) -> bool:
    """Whether a code cell is somebody's words: no Python, or comments alone."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return len(source) <= MAX_ANSWER_PARSED and not ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError):
        return True


def _longest_line(text: str) -> int:
    return max(map(len, text.splitlines()), default=0)
