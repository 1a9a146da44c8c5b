"""What a submission is made of, and how it is cut."""

import ast
import keyword
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from deltarule.core.limits import MAX_CELLS_KNOWN
from deltarule.core.text import read_code

RUN_THEIR_CELL = ("time", "timeit", "capture", "prun")
"""The cell magics below which there is ordinary code."""

_CELL_MARK = re.compile(r"^# %%.*$", re.MULTILINE)
# A cell with such a magic, as Jupyter exports it to a Python file: the code is a string.
_EXPORTED = re.compile(
    rf"^get_ipython\(\)\.run_cell_magic\('(?:{'|'.join(RUN_THEIR_CELL)})', (?P<arguments>.*)\)$", re.MULTILINE
)
# The same, as Colab does: the code is commented out.
_COMMENTED_OUT = re.compile(
    r"^(?P<magic># Commented out IPython magic to ensure Python compatibility\.\n"
    rf"# %%(?:{'|'.join(RUN_THEIR_CELL)})\b.*\n)(?P<code>(?:#.*(?:\n|\Z))+)",
    re.MULTILINE,
)
_MAGICS_ABOVE = re.compile(rf"\A(?:\s*^%%(?:{'|'.join(RUN_THEIR_CELL)})\b.*\n)++", re.MULTILINE)
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
    """Split a ``.py`` file at its ``# %%`` lines; a file without any is one cell.

    Inside of a function or a text of a file that can be read, such a line is a comment, or less, and ends nothing.
    What Jupyter has exported as a string, or Colab as a comment, below a magic that runs its cell is a cell of its own.
    """
    text = _COMMENTED_OUT.sub(lambda cell: cell["magic"] + re.sub("^# ?", "", cell["code"], flags=re.MULTILINE), text)
    cells = _cut(Cell(text, filename), _between_statements(_CELL_MARK, text))
    return [written_out for cell in cells for written_out in _written_out(cell)]


def _between_statements(mark: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Find `mark` where a line begins, and no statement at the top of `text` goes on; anywhere, if it can't be read."""
    found = [*mark.finditer(text)]
    try:
        statements = parsed(text).body if found else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        statements = []
    lines = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]  # where they begin, to Python
    starts = [min(part.lineno for part in (item, *getattr(item, "decorator_list", ()))) for item in statements]
    for match in found:
        line = bisect_right(lines, match.start())
        above = bisect_left(starts, line)
        if not above or (statements[above - 1].end_lineno or 0) < line:
            yield match


def _written_out(cell: Cell) -> Iterator[Cell]:
    """Give a cell, with what stands in strings below magics as the cells that they were."""
    rest, lines = 0, cell.lines_before
    for exported in _between_statements(_EXPORTED, cell.source):
        try:
            _, code = ast.literal_eval(f"({exported['arguments']})")
            code = _MAGICS_ABOVE.sub("", code)
        except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
            continue  # no export of Jupyter's
        before = cell.source[rest : exported.start()]
        yield from [Cell(before, cell.filename, lines)] if before.strip() else []
        lines = cell.lines_before + cell.source.count("\n", 0, exported.start())
        yield Cell(code, cell.filename, lines)
        rest = exported.end()
    if not rest or cell.source[rest:].strip():
        yield Cell(cell.source[rest:], cell.filename, lines)


def pieces(cell: Cell) -> list[Cell]:
    """Give a cell as it is where it can be read, and cut at its functions and classes where it can't."""
    try:
        parsed(cell.source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _cut(cell, _TOP_LEVEL_DEFINITION.finditer(cell.source))
    return [cell]


def _cut(cell: Cell, marks: Iterable[re.Match[str]]) -> list[Cell]:
    """Cut a cell before each of some `marks` in its text, leaving out pieces without text."""
    text = cell.source
    pieces, lines = [], cell.lines_before
    for start, end in pairwise(sorted({0, len(text), *(match.start() for match in marks)})):
        if text[start:end].strip():
            pieces.append(Cell(text[start:end], cell.filename, lines))
        lines += text.count("\n", start, end)
    return pieces
