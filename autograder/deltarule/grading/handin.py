"""From a student's folder to cells that can be run, or to the reason why not.

The folder is hostile: nothing but regular files of a sane size is opened, no link is followed, and what a file holds
is parsed, never run, on this side.
"""

import ast
import codecs
import json
import os
import re
import tokenize
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from deltarule.core import grade_ids
from deltarule.core.cells import Cell
from deltarule.core.course import DEMONSTRATION, Unit
from deltarule.core.limits import (
    MAX_CODE,
    MAX_FILE_BYTES,
    MAX_MAGIC_CHARACTERS,
    MAX_MAGIC_LINE,
    MAX_NOTEBOOK_MARKS,
    MAX_OLD_CELLS,
)
from deltarule.core.loader import cells_of_python, definitions
from deltarule.core.text import spelt_out

from .strangers import NotAFile, TooLarge, read_file

# Its repetitions give nothing back, so that no line takes more than one look.
_MAGIC = re.compile(r"^[ \t]*+(?:[%!?]|[,;/](?=\S)|\w++[ \t]*+=[ \t]*+[%!]|[^\n]*\?[ \t]*+$)", re.MULTILINE)

_DEF = re.compile(r"^[ \t]*+def ", re.MULTILINE)  # somebody's code, wherever it stands

_SLOW_CODECS = ("punycode", "idna")
"""They are written in Python, and take the square of a text's length."""


class Unreadable(Exception):  # noqa: N818 - it is a submission's status
    """A submission that no check can be run on; the message is for the student."""


def submitted_files(folder: Path, unit: Unit) -> list[Path]:
    """List the files of a submission that could be graded: the unit's ``.py``, its notebook, or both.

    Raises:
        Unreadable: there is none, or the folder is not one.
    """
    for place in (folder.parent, folder):
        if os.path.islink(place) or (os.path.lexists(place) and not os.path.isdir(place)):
            raise Unreadable(
                f"{place.name} is not a folder of its own; hand in a folder with {unit.exercise.name} in it."
            )
    try:
        there = sorted(os.listdir(folder))
    except OSError as error:
        raise Unreadable(f"The folder {folder.name} cannot be read ({error.strerror}).") from error
    files = [folder / name for name in (unit.exercise.name, unit.notebook.name) if name in there]
    if not files:
        names = [spelt_out(name) for name in there[:5]]
        found = ", ".join(names) or "nothing"
        raise Unreadable(f"There is no {unit.exercise.name} and no {unit.notebook.name} in the folder, only {found}.")
    return files


def read_cells(path: Path) -> list[Cell]:
    """Read a submitted file as cells.

    Raises:
        Unreadable: it is no regular file, too large, or not what its name says.
    """
    return cells_of(read_regular_file(path), path.name)


def cells_of(content: bytes, name: str) -> list[Cell]:
    """Read the content of a submitted file as cells.

    Raises:
        Unreadable: it is too large, or not what its name says.
    """
    read = _cells_of_notebook if name.endswith(".ipynb") else _cells_of_file
    cells = list(read(content, name))
    if sum(len(cell.source) for cell in cells) > MAX_CODE:
        raise _too_large(name)
    return cells


def _too_large(name: str) -> Unreadable:
    return Unreadable(f"The code in {name} is larger than {MAX_CODE // 2**10} KB; take out what isn't code.")


def read_notebook(path: Path) -> dict[str, Any]:
    """Read a submitted notebook as it is; nothing in it need have the shape that a notebook's should.

    Raises:
        Unreadable: it is no regular file, too large, or no JSON.
    """
    content = read_regular_file(path)
    try:
        return _notebook(content)
    except Exception as error:  # whatever a broken notebook makes json or nbformat stumble over
        raise Unreadable(f"{path.name} is not a notebook that can be read; save it again in Jupyter.") from error


def read_regular_file(path: Path) -> bytes:
    """Read a file that a student handed in, following no link.

    Raises:
        Unreadable: it is no regular file, or too large.
    """
    try:
        return read_file(path, MAX_FILE_BYTES)
    except NotAFile as error:
        raise Unreadable(f"{path.name} is not a file; hand in the file itself.") from error
    except TooLarge as error:
        raise Unreadable(
            f"{path.name} is larger than {MAX_FILE_BYTES // 2**20} MB; clear its outputs and hand it in again."
        ) from error
    except OSError as error:
        reason = "it is a link" if os.path.islink(path) else error.strerror
        raise Unreadable(f"{path.name} cannot be read ({reason}); hand in the file itself.") from error


def _cells_of_file(content: bytes, name: str) -> list[Cell]:
    if len(content) > 4 * MAX_CODE:  # no encoding takes more bytes
        raise _too_large(name)
    try:
        encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
        if codecs.lookup(encoding).name in _SLOW_CODECS:
            raise LookupError(encoding)
        text = content.decode(encoding)
        text.encode()  # some codecs give what is no text
    except (SyntaxError, UnicodeError, LookupError) as error:
        raise Unreadable(f"{name} is not a text file in UTF-8; save it as one and hand it in again.") from error
    return cells_of_python(text.replace("\r\n", "\n").replace("\r", "\n"), name)


def _cells_of_notebook(content: bytes, name: str) -> Iterator[Cell]:
    try:
        cells = [
            (number, cell, "".join(cell["source"]))
            for number, cell in enumerate(_restored(_notebook(content)["cells"]), 1)
            if cell["cell_type"] == "code" or _DEF.search("".join(cell["source"]))
        ]
        "".join(source for _, _, source in cells).encode()  # lone surrogates are no text
    except Exception as error:  # whatever a broken notebook makes json or nbformat stumble over
        raise Unreadable(f"{name} is not a notebook that can be read; save it again in Jupyter.") from error
    if sum(len(source) for _, _, source in cells) > MAX_CODE:
        raise _too_large(name)
    room = MAX_MAGIC_CHARACTERS
    for number, cell, source in cells:
        kind = "a check cell" if grade_ids.is_check(cell) else f"a {cell['cell_type']} cell"
        if kind != "a code cell":  # the checks that count are the grader's own
            if _DEF.search(source):
                yield Cell(source, f"{name} cell {number}", left_out=kind.replace("markdown", "Markdown"))
        else:
            room -= (cost := _cost_of_magics(source))
            if cost:
                source = _without_magics(source) if room >= 0 else _without_magic_lines(source)
            if DEMONSTRATION in _tags(cell):
                source = definitions(source)  # training runs and plots earn nothing
            yield Cell(source, f"{name} cell {number}")


def _notebook(content: bytes) -> dict[str, Any]:
    """Parse a notebook; one of an older format is brought up to date."""
    if sum(map(content.count, (b'"', b"[", b"{"))) > MAX_NOTEBOOK_MARKS:
        raise ValueError("too much structure")
    text = content.decode("utf-8-sig")
    notebook: dict[str, Any] = json.loads(text)
    if notebook["nbformat"] != 4:
        if len(list(_old_cells(notebook))) > MAX_OLD_CELLS:
            raise ValueError("too many cells to bring up to date")
        for cell in _old_cells(notebook):  # they take the square of their number to bring up to date
            if cell.get("outputs"):
                cell["outputs"] = []
        import nbformat  # a second to import, for notebooks of ten years ago

        notebook = nbformat.reads(json.dumps(notebook), as_version=4)
    return notebook


def _old_cells(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for sheet in [notebook, *notebook.get("worksheets", [])]:
        yield from sheet.get("cells", [])


def _restored(cells: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give cells the type again that they were handed out with, as nbgrader does: of a cell's copies, to the last."""
    last = {grade_ids.grade_id_of(cell): number for number, cell in enumerate(cells)}
    return [
        {**cell, "cell_type": grade_ids.type_of(cell)} if last[grade_ids.grade_id_of(cell)] == number else cell
        for number, cell in enumerate(cells)
    ]


def _tags(cell: dict[str, Any]) -> list[Any]:
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    return tags if isinstance(tags, list) else []


def _cost_of_magics(source: str) -> int:
    """Count a cell's magics times its characters; more than there may ever be where a line is too long."""
    lines = source.splitlines()  # as IPython does: at every kind of line end
    magics = len(_MAGIC.findall("\n".join(lines)))
    if magics and max(map(len, lines)) > MAX_MAGIC_LINE:
        return MAX_MAGIC_CHARACTERS + 1
    return magics * len(source)


def _without_magic_lines(source: str) -> str:
    """Leave the lines out that look like magics, where this is no Python as it is."""
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return "\n".join("" if _MAGIC.match(line) else line for line in source.split("\n"))
    return source


def _without_magics(source: str) -> str:
    """Turn IPython's magics into Python, as IPython does."""
    from IPython.core.inputtransformer2 import TransformerManager  # half a second, where there are magics

    try:
        transformed: str = TransformerManager().transform_cell(source)
    except Exception:  # what IPython can't make sense of, the worker will say of what kind it is
        return source
    return transformed
