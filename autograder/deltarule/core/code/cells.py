"""What a submission is made of, and how it is cut."""

import ast
import keyword
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from deltarule.core.limits import MAX_CELLS_KNOWN
from deltarule.core.text import read_code

_CELL_MARK = re.compile(r"^# %%.*$", re.MULTILINE)
# How a function begins whose `def` is mistyped or missing: `dfe f(x):`, `f(x):`.
_MEANT_AS_ONE = rf"(?!(?:{'|'.join(keyword.kwlist)})\b)(?:\w+[ \t]+)?\w+[ \t]*\([^\n]*:[ \t]*(?:#[^\n]*)?$"
# Where a function or a class begins, with the decorators that stand above it.
_TOP_LEVEL_DEFINITION = re.compile(rf"^(?:@[^\n]*\n)*(?:@|def |class |async def |{_MEANT_AS_ONE})", re.MULTILINE)


@dataclass(frozen=True)
class Cell:
    """A piece of code: its text, the file that it is in, and how many lines stand before it there.

    ``left_out`` says what kind of cell it is (``a Markdown cell``) where that is none whose code is run.
    """

    source: str
    filename: str
    lines_before: int = 0
    left_out: str = ""


@lru_cache(maxsize=MAX_CELLS_KNOWN)
def parsed(source: str) -> ast.Module:
    """Parse code. Whoever asks again is given the same tree, so it isn't to be changed.

    Raises:
        SyntaxError: it can't be read; ValueError, RecursionError and MemoryError say so, too.
    """
    return read_code(source)


def cells_of_python(text: str, filename: str) -> list[Cell]:
    """Split a ``.py`` file at its ``# %%`` lines; a file without any is one cell."""
    return _cut(Cell(text, filename), _CELL_MARK)


def pieces(cell: Cell) -> list[Cell]:
    """Give a cell as it is where it can be read, and cut at its functions and classes where it can't."""
    try:
        parsed(cell.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _cut(cell, _TOP_LEVEL_DEFINITION)
    return [cell]


def _cut(cell: Cell, mark: re.Pattern[str]) -> list[Cell]:
    """Cut a cell before every match of `mark`, leaving out pieces without text."""
    text = cell.source
    pieces, lines = [], cell.lines_before
    for start, end in pairwise(sorted({0, len(text), *(match.start() for match in mark.finditer(text))})):
        if text[start:end].strip():
            pieces.append(Cell(text[start:end], cell.filename, lines))
        lines += text.count("\n", start, end)
    return pieces
