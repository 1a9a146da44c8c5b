"""The student's own text of the functions that lost points: what is shown beside what was found.

Found by its ``def`` and its indentation, for nothing of a stranger's is parsed here.
"""

import os
from collections.abc import Collection, Sequence

import msgspec

from deltarule.core.code.cells import Cell
from deltarule.core.code.whereabouts import Definition, definitions_in
from deltarule.core.limits import MAX_EXCERPT_LINE, MAX_EXCERPT_LINES

_TAB = 4
_CLOSING = (")", "]", "}")
"""What stands at the left margin and ends no function: the end of a list of parameters."""


class Excerpt(msgspec.Struct, frozen=True):
    """A function's text, as it was handed in.

    Attributes:
        function: its name.
        file: the file, or the cell of it, as messages name it.
        line: the number of its first line there.
        text: its lines, capped.
    """

    function: str
    file: str
    line: int
    text: str


def excerpts_of(cells: Sequence[Cell], functions: Collection[str]) -> list[Excerpt]:
    """Give the text of those `functions` that `cells` define, of each the one that counts: the last."""
    found: dict[str, Definition] = {}
    for item in definitions_in(cells):
        if item.name in functions and not item.inside and not item.cell.left_out:
            found[item.name] = item
    return [_excerpt(item) for item in found.values()]


def _excerpt(item: Definition) -> Excerpt:
    first = item.line - item.cell.lines_before - 1
    lines = item.cell.source.split("\n")[first:]
    end = next((number for number, line in enumerate(lines) if number and _begins_something(line)), len(lines))
    kept = [line[:MAX_EXCERPT_LINE].expandtabs(_TAB) for line in lines[: min(end, MAX_EXCERPT_LINES)]]
    while not kept[-1].strip():
        kept.pop()
    return Excerpt(item.name, os.path.basename(item.cell.filename), item.line, "\n".join(kept))


def _begins_something(line: str) -> bool:
    """Whether a line that follows a ``def`` is no more a part of it."""
    return bool(line.strip()) and not line[0].isspace() and not line.startswith(_CLOSING)
