"""What a submitted file holds: its cells, what is forbidden in them, and what was put right. Nothing of it is run.

A grader has it read in a process of its own (:mod:`deltarule.door.outside.readers`), for reading takes what time and
memory a stranger likes.
"""

import contextlib
import json
import re
import tokenize
from collections.abc import Collection, Iterator, Sequence
from io import BytesIO
from typing import Any

import msgspec

from deltarule.core.code import grade_ids
from deltarule.core.code.call_graph import calls_of
from deltarule.core.code.cells import RUN_THEIR_CELL, Cell, cells_of_python, parsed
from deltarule.core.code.definitions import without_demonstrations
from deltarule.core.code.pure import KnownText, known_text
from deltarule.core.code.rules import broken_rules
from deltarule.core.course import DEMONSTRATION
from deltarule.core.limits import MAX_BROKEN_RULES, MAX_CODE, MAX_MAGIC_CHARACTERS, MAX_MAGIC_LINE
from deltarule.core.text import counted
from deltarule.door.inside.reading import at_hand
from deltarule.door.refusals import Refused

ON_DEMAND = ("IPython.core.inputtransformer2", "nbformat")
"""Modules that few files need: for magics, and for notebooks of ten years ago."""

# Its repetitions give nothing back, so that no line takes more than one look.
_MAGIC = re.compile(r"^[ \t]*+(?:[%!?]|[,;/](?=\S)|\w++[ \t]*+=[ \t]*+[%!]|[^\n]*\?[ \t]*+$)", re.MULTILINE)

_PASTED = re.compile(r"\s*^(?:[ \t]+\S|>>>|In \[\d+\]: )", re.MULTILINE)
"""How a cell begins that is indented as a whole, or has the prompts of a session in it: IPython takes that away."""

_RUNS_ITS_CELL = re.compile(rf"((?:[ \t]*+\n)*+)%%(?:{'|'.join(RUN_THEIR_CELL)})\b[^\r\n]*+")
"""A cell magic that runs its cell, and above it what IPython takes away."""

_DEF = re.compile(r"^[ \t]*+def ", re.MULTILINE)  # somebody's code, wherever it stands


class Reading(msgspec.Struct, frozen=True):
    """A file, read.

    Attributes:
        cells: what is in it.
        remarks: a sentence each on what a rule forbids, and on what was put right before it was graded.
        known: what is known of it by its text.
        calls: which of its functions call which.
    """

    cells: list[Cell]
    remarks: list[str] = []
    known: KnownText = KnownText()
    calls: dict[str, list[str]] = {}


def read(content: bytes, name: str, asked: str = "", *forbidden: str) -> bytes:
    """Read the content of a file as a packed :class:`Reading`; see :func:`reading_of`.

    The functions that are asked for come as one text: what crosses to a process that reads is a list of texts.

    Raises:
        Refused: it is too large, or not what its name says.
    """
    return msgspec.msgpack.encode(reading_of(content, name, asked.split() or None, forbidden))


def reading_of(
    content: bytes, name: str, asked: Collection[str] | None = None, forbidden: Sequence[str] = ()
) -> Reading:
    """Read the content of a file.

    Args:
        content: what is in it.
        name: its name.
        asked: the functions that are asked for; by default, any may be.
        forbidden: modules that are remarked upon.

    Raises:
        Refused: it is too large, or not what its name says.
    """
    if name.endswith(".ipynb"):
        notebook = _Notebook(content, name, asked)
        cells, restored = notebook.cells(), notebook.restored
    else:
        cells, restored = _cells_of_file(content, name), []
    if sum(len(cell.source) for cell in cells) > MAX_CODE:
        raise _too_large(name)
    broken = broken_rules(cells, forbidden)
    known = KnownText() if broken else known_text(cells)
    calls = {name: sorted(others) for name, others in calls_of(cells).items() if others}
    return Reading(cells, [*broken, *restored], known, calls)


@contextlib.contextmanager
def refusing_what_is_broken(name: str) -> Iterator[None]:
    """Refuse the notebook `name` where it makes the body stumble.

    Raises:
        Refused: it does, or the body refuses it itself.
    """
    try:
        yield
    except (MemoryError, Refused):
        raise
    except Exception as error:  # whatever json, nbformat or a loop over cells makes of it
        raise Refused(f"{name} is not a notebook that can be read; save it again in Jupyter.") from error


def notebook_of(content: bytes, name: str) -> dict[str, Any]:
    """Parse the notebook `name`; one of an older format is brought up to date.

    Nothing in it need have the shape it should have: see :func:`refusing_what_is_broken`.

    Raises:
        Refused: it is of a format newer than 4.
        Exception: whatever a broken notebook makes json or nbformat stumble over.
    """
    notebook: dict[str, Any] = json.loads(content.decode("utf-8-sig"))
    if notebook["nbformat"] > 4:
        file = f"{name.removesuffix('.ipynb')}.py"
        raise Refused(f"{name} is in a newer format than can be read here; export it as a Python file, {file}.")
    if notebook["nbformat"] != 4:
        for cell in _old_cells(notebook):  # they take the square of their number to bring up to date
            if cell.get("outputs"):
                cell["outputs"] = []
        notebook = at_hand("nbformat").reads(json.dumps(notebook), as_version=4)
    return notebook


def _old_cells(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for sheet in [notebook, *notebook.get("worksheets", [])]:
        yield from sheet.get("cells", [])


def _too_large(name: str) -> Refused:
    return Refused(f"The code in {name} is larger than {MAX_CODE // 2**10} KB; take out what isn't code.")


def _cells_of_file(content: bytes, name: str) -> list[Cell]:
    if len(content) > 4 * MAX_CODE:  # no encoding takes more bytes
        raise _too_large(name)
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
        text = content.decode(encoding)
        text.encode()  # some codecs give what is no text
        if text.count("\0") > len(text) // 3:  # each letter's other half in UTF-16: that's valid UTF-8, and no text
            raise UnicodeError
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise Refused(f"{name} is not a text file in UTF-8; save it as one and hand it in again.") from error
    return cells_of_python(text.replace("\r\n", "\n").replace("\r", "\n"), name)


class _Notebook:
    """A notebook's cells.

    Attributes:
        restored: a sentence each on those that had become another kind of cell.
    """

    def __init__(self, content: bytes, name: str, asked: Collection[str] | None) -> None:
        """Find those that hold code, or what looks like it; see :func:`reading_of`."""
        self._name, self._asked = name, asked
        with refusing_what_is_broken(name):
            cells = notebook_of(content, name)["cells"]
            self._found = [
                (number, cell, kind, source)
                for number, (cell, kind) in enumerate(zip(cells, grade_ids.kinds_of(cells, asked), strict=True), 1)
                # Lone surrogates are no text: half of a sign that was cut through becomes a question mark.
                for source in ["".join(cell["source"]).encode("utf-8", "replace").decode()]
                if kind == "code" or _DEF.search(source)
            ]
        if sum(len(source) for *_, source in self._found) > MAX_CODE:
            raise _too_large(name)
        restored = [
            f"{name} cell {number} had become {_a_cell(cell['cell_type'])}; it was graded as code."
            for number, cell, kind, source in self._found
            if kind == "code" != cell["cell_type"] and source.strip()
        ]
        more = len(restored) - MAX_BROKEN_RULES
        self.restored = restored[:MAX_BROKEN_RULES] + (
            [f"So it is with {counted(more, 'more cell')}."] if more > 0 else []
        )

    def cells(self) -> list[Cell]:
        """Give them, the magics as Python, without training runs and plots."""
        shown = [f"{self._name} cell {number}" for number, cell, *_ in self._found if DEMONSTRATION in _tags(cell)]
        return without_demonstrations([*self._all_cells()], shown, self._asked)

    def _all_cells(self) -> Iterator[Cell]:
        room = MAX_MAGIC_CHARACTERS
        for number, _, kind, source in self._found:
            place = f"{self._name} cell {number}"
            if kind != "code":  # the checks that count are the grader's own
                if _DEF.search(source):
                    yield Cell(source, place, left_out=_a_cell(kind))
                continue
            room -= (cost := _cost_of_magics(source))
            if cost:
                source = _without_magics(source) if room >= 0 else _without_magic_lines(source)
            yield Cell(source, place)


def _a_cell(kind: Any) -> str:
    names = {grade_ids.CHECK: "a check cell", "code": "a code cell", "markdown": "a Markdown cell", "raw": "a raw cell"}
    return names.get(str(kind), "a cell of no known kind")


def _tags(cell: dict[str, Any]) -> list[Any]:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tags if isinstance(tags, list) else []


def _cost_of_magics(source: str) -> int:
    """Count a cell's magics times its characters; more than there may ever be where a line is too long.

    What was pasted into it with indentation or prompts counts as one.
    """
    lines = source.splitlines()  # as IPython does: at every kind of line end
    magics = len(_MAGIC.findall("\n".join(lines))) + bool(_PASTED.match(source))
    if magics and max(map(len, lines)) > MAX_MAGIC_LINE:
        return MAX_MAGIC_CHARACTERS + 1
    return magics * len(source)


def _without_magic_lines(source: str) -> str:
    """Leave the lines out that look like magics, where this is no Python as it is."""
    try:
        parsed(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return "\n".join("" if _MAGIC.match(line) else line for line in source.split("\n"))
    return source


def _without_magics(source: str) -> str:
    """Turn IPython's magics into Python, as IPython does, and leave every line where it is."""
    while timed := _RUNS_ITS_CELL.match(source):  # IPython runs what is below it as a cell, magics and all
        source = timed[1] + source[timed.end() :]
    transformer = at_hand("IPython.core.inputtransformer2").TransformerManager()
    try:
        transformed: str = transformer.transform_cell(source)
    except Exception:  # what IPython can't make sense of, the worker will say of what kind it is
        return source
    blank = source[: len(source) - len(source.lstrip())]  # IPython takes the lines above the first away
    return "\n" * len(f"{blank}.".splitlines()[1:]) + transformed
