"""A student's work beside the checks: the ``.py`` file, or the notebook where that alone holds any."""

import ast
import json
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from deltarule.core.course import DEMONSTRATION, Unit
from deltarule.core.errors import UserError

from . import grade_ids
from .cells import Cell, cells_of_python, parsed, pieces
from .definitions import without_demonstrations
from .loader import LoadedCode, empty_module, load
from .repairs import left_at_home
from .stubs import is_stub

_DEFINES = re.compile(r"\b(?:def|class)\b")
_DAMAGED = (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError)
_MAGIC = re.compile(r"^[ \t]*[%!].*", re.MULTILINE)


def load_work(unit: Unit, functions: Collection[str]) -> LoadedCode:
    """Load what a student wrote for `unit`, whose checks ask for `functions`; it has a note on which file that is.

    That is the file, unless it is gone, or the notebook holds all that is written in it and more.

    Raises:
        UserError: the file cannot be read; or nothing is written in it, and the notebook beside it is damaged.
    """
    file, notebook = unit.exercise, unit.notebook
    in_notebook, damaged = _opened(notebook, functions)
    if damaged and not file.is_file():
        raise UserError(f"{damaged}.")
    if not file.is_file() and in_notebook:
        said = f"There is no {file.name}: {notebook.name} was looked at, as saved."
        return _loaded(notebook, in_notebook, unit, said)
    cells = cells_of_python(_text(file), str(file))
    here, there = _begun(cells, functions), _begun(in_notebook, functions)
    if damaged and not here:
        raise UserError(f"{damaged}.")
    if len(there) > len(here) and here.items() <= there.items():
        said = "holds nothing else" if here else "is as it came"
        return _loaded(notebook, in_notebook, unit, f"{notebook.name}, as saved, was looked at: {file.name} {said}.")
    note = f"{file.name} was looked at: {damaged}." if damaged else ""
    if only := [name for name in there if name not in here]:
        note = f"{file.name} was looked at. {notebook.name} alone holds {_listed(only)}: copy it into {file.name}, or"
        note += " go on in the notebook and run its check cells."
    elif differ := [name for name in there if there[name] != here[name]]:
        note = f"{file.name} was looked at. {_listed(differ)} in {notebook.name} differs: its check cells look at that."
    code = _loaded(file, cells, unit, note)
    code.damaged = damaged
    return code


def _loaded(path: Path, cells: Sequence[Cell], unit: Unit, note: str) -> LoadedCode:
    module, limits = empty_module(path.stem, str(path)), unit.course.limits()
    code = load(
        cells,
        module,
        path.name,
        unit.forbidden(),
        folder=unit.working_folder,
        seconds=limits.check_seconds,
        memory_mb=limits.memory_mb,
    )
    given = [file.name for file in unit.data()]
    code.remarks = [*([note] if note else []), *left_at_home(cells, path.parent, path.name, given)]
    return code


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise UserError(f"{path} cannot be read; put your file there.") from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not a text file in UTF-8; save it as one.") from error


def cells_of_notebook(path: Path) -> list[Cell]:
    """Read a student's own notebook, the cells that aren't run left out; none where there is nothing to read."""
    return _opened(path)[0]


def _opened(notebook: Path, asked: Collection[str] | None = None) -> tuple[list[Cell], str]:
    """Read a notebook; where it is there and can't be read, say so, and what to do."""
    try:
        return _read(notebook, asked), ""
    except FileNotFoundError:
        return [], ""
    except _DAMAGED:
        again = "save it again where it is still open, or put an earlier copy in its place"
        said = f"{notebook.name} is damaged, and none of it was read; {again}"
        return [], f"{said} (or delete it, if nothing of yours is in it)"


def _read(path: Path, asked: Collection[str] | None) -> list[Cell]:
    found = json.loads(path.read_text("utf-8-sig"))["cells"]
    names = [f"{path.name} cell {i}" for i in range(1, len(found) + 1)]
    shown = [
        name
        for name, cell in zip(names, found, strict=True)
        if DEMONSTRATION in cell.get("metadata", {}).get("tags", [])
    ]
    cells = map(_cell, found, names, grade_ids.kinds_of(found, asked))
    return without_demonstrations([*cells], shown, asked)


def _cell(cell: dict[str, Any], name: str, kind: Any) -> Cell:
    source = _MAGIC.sub("", "".join(cell["source"]))
    return Cell(source, name, left_out="" if kind == "code" else f"a {str(kind).replace('markdown', 'Markdown')} cell")


def _begun(cells: Sequence[Cell], functions: Collection[str]) -> dict[str, str]:
    """Give those of `functions` that are no stubs any more, with what makes two of them the same."""
    found = dict[str, str]()
    defining = (cell for cell in cells if not cell.left_out and _DEFINES.search(cell.source))
    for piece in (piece for cell in defining for piece in pieces(cell)):
        try:
            body = parsed(piece.source).body
            defined = [(item.name, item) for item in body if isinstance(item, ast.FunctionDef)]
            for made in (item for item in body if isinstance(item, ast.ClassDef)):
                methods = (item for item in made.body if isinstance(item, ast.FunctionDef))
                defined += [(f"{made.name}.{item.name}", item) for item in methods]
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # work that can't be read is work
            found |= dict.fromkeys(re.findall(r"^(?:def|class) (\w+)", piece.source, re.MULTILINE), piece.source)
            continue
        asked = [(name, item) for name, item in defined if name.split(".")[0] in functions]
        found |= {name: ast.dump(item) for name, item in asked if not is_stub(item)}
    return {name: found[name] for function in functions for name in found if name.split(".")[0] == function}


def _listed(names: Sequence[str]) -> str:
    shown = [*names[:3], f"{len(names) - 3} more"] if len(names) > 4 else list(names)
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
