"""What a submission is made of, and how it is cut."""

import ast
import keyword
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

from deltarule.core.limits import MAX_CELLS_KNOWN, MAX_STATEMENT_PIECES, MAX_TRIED_STATEMENTS
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
# A line that isn't indented: most often a statement begins there.
_AT_THE_MARGIN = re.compile(r"^(?=[^\s#)\]}])(?!(?:else|elif|except|finally)\b)", re.MULTILINE)
_INDENTED = re.compile(r"^[ \t]+[^\s#]", re.MULTILINE)


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
    """Give a cell as it is where it can be read; else cut it, so that little but what can't be read is lost.

    It is cut at its functions and classes, and what stands between these at its statements. A function with a line in
    it that can't be read is lost as a whole.
    """
    if _is_readable(cell.source):
        return [cell]
    parts = _cut(cell, _TOP_LEVEL_DEFINITION.finditer(cell.source))
    return [piece for part in parts for piece in _rescued(part)]


def _rescued(part: Cell) -> Iterator[Cell]:
    """Cut one function with what follows it, or what stands above the first, if that can't be read."""
    if _is_readable(part.source):
        yield part
        return
    lines = _cut(part, _AT_THE_MARGIN.finditer(part.source))
    if not _TOP_LEVEL_DEFINITION.match(part.source):
        yield from _statements(lines)
        return
    function, *rest = _statements(lines)
    # What is indented below a line at the margin, and makes nothing with that, was to be the function's, too.
    astray = (piece for piece in rest if _INDENTED.search(piece.source) and not _is_readable(piece.source))
    yield from [part] if not _is_readable(function.source) or any(astray) else [function, *rest]


def _statements(lines: Sequence[Cell]) -> Iterator[Cell]:
    """Put together what begins at the margin: as many pieces as make something that can be read, one where none do."""
    at, tries = 0, MAX_TRIED_STATEMENTS
    while at < len(lines):
        most = range(at + 1, min(len(lines), at + MAX_STATEMENT_PIECES, at + tries) + 1)
        end = next((end for end in most if _is_readable(_joined(lines[at:end]).source)), 0)
        tries -= (end or most.stop - 1) - at
        if tries <= 0:  # nobody writes so much that can't be read
            end = len(lines)
        yield _joined(lines[at : end or at + 1])
        at = end or at + 1


def _joined(lines: Sequence[Cell]) -> Cell:
    return replace(lines[0], source="".join(line.source for line in lines))


def _is_readable(source: str) -> bool:
    try:
        parsed(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _cut(cell: Cell, marks: Iterable[re.Match[str]]) -> list[Cell]:
    """Cut a cell before each of some `marks` in its text, leaving out pieces without text."""
    text = cell.source
    pieces, lines = [], cell.lines_before
    for start, end in pairwise(sorted({0, len(text), *(match.start() for match in marks)})):
        if text[start:end].strip():
            pieces.append(Cell(text[start:end], cell.filename, lines))
        lines += text.count("\n", start, end)
    return pieces
