"""A student's work beside the checks: the ``.py`` file, or the notebook where that alone holds any."""

import ast
import json
import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from deltarule.core.course import DEMONSTRATION, Unit
from deltarule.core.errors import UserError

from . import grade_ids
from .cells import Cell, cells_of_python, parsed, pieces
from .definitions import without_demonstrations
from .loader import LoadedCode, empty_module, load
from .repairs import left_at_home
from .strays import placed, strays
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
        astray = _astray(unit, functions, _begun(in_notebook, functions))
        return _loaded(notebook, in_notebook, unit, said, astray)
    if not file.exists() and (astray := _astray(unit, functions, {})):
        raise UserError(f"There is no {file.name}. {astray}")
    cells = cells_of_python(_text(file), str(file))
    here, there = _begun(cells, functions), _begun(in_notebook, functions)
    if damaged and not here:
        raise UserError(f"{damaged}.")
    astray = _astray(unit, functions, {**there, **here})
    if len(there) > len(here) and here.items() <= there.items():
        reason = "holds nothing else" if here else "is as it came"
        said = f"{notebook.name}, as saved, was looked at: {file.name} {reason}."
        return _loaded(notebook, in_notebook, unit, said, astray)
    note = f"{file.name} was looked at: {damaged}." if damaged else ""
    if only := [name for name in there if name not in here]:
        note = f"{file.name} was looked at. {notebook.name} alone holds {_listed(only)}: copy it into {file.name}, or"
        note += " go on in the notebook and run its check cells."
    elif differ := [name for name in there if there[name] != here[name]]:
        note = f"{file.name} was looked at. {_listed(differ)} in {notebook.name} differs: its check cells look at that."
    code = _loaded(file, cells, unit, note, astray)
    code.beside = [*([f"{damaged}."] if damaged else []), *code.beside]
    return code


def written_in(path: Path, functions: Collection[str]) -> list[str]:
    """Name those of `functions` that are written in a file, a notebook or another; none where it can't be read."""
    return list(_written(path, functions))


def _written(path: Path, functions: Collection[str]) -> dict[str, str]:
    if path.suffix.lower() == ".ipynb":
        return _begun(_opened(path, functions)[0], functions)
    try:
        return _begun(cells_of_python(_text(path), path.name), functions)
    except UserError:
        return {}


def _astray(unit: Unit, functions: Collection[str], written: Mapping[str, str]) -> str:
    """Say which other file holds functions that aren't written in those that are looked at, and what to do."""
    missing = [name for name in functions if name not in {known.split(".")[0] for known in written}]
    found = {path: names for path in strays(unit) if missing and (names := written_in(path, missing))}
    if not found:
        return ""
    path, names = max(found.items(), key=lambda item: len(item[1]))
    return f"{place_of(path, unit)} isn't looked at, but holds {_listed(names)}: {way_home(path, unit, written)}."


def place_of(path: Path, unit: Unit) -> str:
    """Name a file as seen from the kit."""
    file, root = placed(path), unit.root.resolve()
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else str(path)


def way_home(path: Path, unit: Unit, written: Collection[str]) -> str:
    """Say what to do with a file that isn't looked at, where so much is `written` in those that are."""
    home = unit.notebook if path.suffix.lower() == ".ipynb" else unit.exercise
    if written:
        return f"copy what counts into {place_of(home, unit)}"
    what = "put it in the place of" if home.exists() else "call it"
    return f"{what} {place_of(home, unit)}"


def _loaded(path: Path, cells: Sequence[Cell], unit: Unit, note: str, astray: str) -> LoadedCode:
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
    code.beside = [astray] if astray else []
    code.remarks = [*([note] if note else []), *code.beside, *left_at_home(cells, path.parent, path.name, given)]
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
