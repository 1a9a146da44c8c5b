"""From a solution file to what is derived from it: stub, notebooks, illustrations, recorded answers.

Jupytext reads and writes the percent cells, nbgrader's own preprocessors clear the solutions and lock the cells,
so that a notebook built here and one released by ``nbgrader generate_assignment`` are the same.
"""

import ast
import hashlib
import importlib.metadata
import re
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)

from deltarule.authoring.authors_file import GUARD
from deltarule.authoring.hint_lines import hints_in, without_hints
from deltarule.authoring.overrides import course_toml, given_functions, refuse_unknown_names
from deltarule.core.checking.checks import PUBLIC_SEED, Check, load_checks
from deltarule.core.checking.marks import points_of
from deltarule.core.checking.recording import Recording
from deltarule.core.code import grade_ids
from deltarule.core.course import ANSWERS, DEMONSTRATION, SETTINGS, Course, Unit
from deltarule.core.errors import UserError, refuse
from deltarule.core.files import refuse_unwritable, write_atomically
from deltarule.core.selfcheck.hints import pack
from deltarule.core.text import counted

from .illustrations import copies, embedded, illustrations_of
from .kept import digest_of, kept, note_right, was_right
from .percent import cells_of, text_of_cells
from .recorder import Tell, record, silent
from .rerun import unsettled
from .slips import slips_of

PROVES = "proves"
"""What a cell's first line gives the claim that its asserts prove; see :func:`solved`."""

CLAIM = "claim"
"""The tag of such a cell in a solved notebook."""

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def build(unit: Unit, tell: Tell = silent) -> dict[Path, bytes]:
    """Derive a unit's files from its solution and its checks; `tell` is told of what may take minutes.

    Returns:
        What each file should hold; one that should hold nothing should not be there. Nothing is written.

    Raises:
        UserError: the solution or the checks cannot be used; it says where.
    """
    refuse(slips_of(unit))
    cells = _handed_out(unit)
    source = _source(unit, cells)
    answers = kept(unit, lambda: _recorded(unit, tell), "for students")
    return {
        unit.rubric: _rubric(cells).encode(),
        unit.exercise: _stub(cells).encode(),
        unit.notebook: _written(_released(source)),
        unit.answers: answers,
        unit.hints: pack(hints_in(unit)),
        **copies(unit),
        # nbgrader hands out and grades with what lies beside its source notebook. That comes last, so that where it is
        # new, all is.
        unit.source / SETTINGS: _settings(unit),
        unit.source / unit.answers.name: answers,
        unit.source / unit.checks.name: unit.checks.read_bytes(),
        **_data(unit),
        unit.source / unit.notebook.name: _written(source),
    }


def _recorded(unit: Unit, tell: Tell) -> bytes:
    """Record a unit's answers, and see that they are the same in other processes."""
    answers = record(unit, PUBLIC_SEED, tell=tell)
    refuse(unsettled(unit, answers))
    return answers


def renew_source(unit: Unit, *, answers: bool = False) -> None:
    """Write nbgrader's source of a unit, where it is missing or stale: it is derived, and not kept with the course.

    Args:
        unit: the unit.
        answers: look at the recorded answers, too, which takes as long as recording them; else they are taken to be
            right where the notebook and the checks are.

    Raises:
        UserError: see :func:`build`; or a file cannot be written.
    """
    if not answers and was_right(_digest_with_source(unit)):
        return
    notebook = _written(_source(unit, _handed_out(unit)))
    seen = {
        unit.source / SETTINGS: _settings(unit),
        unit.source / unit.notebook.name: notebook,
        unit.source / unit.checks.name: unit.checks.read_bytes(),
        **_data(unit),
    }
    if answers or stale(seen) or not (unit.source / unit.answers.name).is_file():
        write({path: content for path, content in build(unit).items() if path.parent == unit.source})
    note_right(_digest_with_source(unit))


def _digest_with_source(unit: Unit) -> str:
    """Digest nbgrader's source of a unit as it lies there, and all that it is derived from and by."""
    programs = [importlib.metadata.version(name) for name in ("jupytext", "nbformat")]
    there = {path.name: path.read_bytes() for path in sorted(unit.source.glob("*")) if path.is_file()}
    files = [(name, hashlib.sha256(content).digest()) for name, content in {**illustrations_of(unit), **there}.items()]
    return digest_of(unit, "source", programs, files)


def left_over(course: Course) -> list[Path]:
    """Find the folders of nbgrader's source that were derived of what is no unit of the course any more."""
    derived = (course.instructor / "source").glob(f"*/{ANSWERS}")
    return sorted({path.parent for path in derived} - {unit.source for unit in course.units()})


def _data(unit: Unit) -> dict[Path, bytes]:
    return {unit.source / name: content for name, content in unit.data_files().items()}


def _settings(unit: Unit) -> bytes:
    """Give the course's settings to go with a unit that is handed out alone; nothing where its files say all."""
    return course_toml([unit]).encode() if unit.overrides() or unit.data() else b""


def stale(products: dict[Path, bytes]) -> list[Path]:
    """List the files that do not hold what they should."""
    return [path for path, content in products.items() if not _up_to_date(path, content)]


def write(products: dict[Path, bytes]) -> list[Path]:
    """Write the files that are stale, or remove them, and return them; none where one of them can't be written.

    Raises:
        UserError: one can't.
    """
    changed = stale(products)
    for path in changed:
        refuse_unwritable(path)
    for path in changed:
        if products[path]:
            write_atomically(path, products[path])
        else:
            path.unlink()
    return changed


def _up_to_date(path: Path, content: bytes) -> bool:
    if not (path.is_file() and content):
        return not (path.is_file() or content)
    present = path.read_bytes()
    if present == content or path.suffix != ".npz":
        return present == content
    try:  # another machine's last digits are no reason to record anew
        return Recording(present, str(path)).same_answers(Recording(content, str(path)))
    except UserError:
        return False


def solved(unit: Unit) -> NotebookNode:
    """Give a unit's notebook with its solutions and the cells that prove what it says, to be run and not handed out.

    Nothing is recorded for it: its check cells go by the recorded answers that lie beside the exercise. What its text
    shows is named by path.

    Raises:
        UserError: the solution or the checks cannot be read.
    """
    return _notebook(_solution_cells(unit), load_checks(unit.checks))


def _source(unit: Unit, cells: Sequence[NotebookNode]) -> NotebookNode:
    illustrations, shown = illustrations_of(unit), list[NotebookNode]()
    for cell in cells:
        shown.append(nbformat.from_dict(cell))
        if cell.cell_type == "markdown" and "question" not in cell.metadata:
            shown[-1].source = embedded(cell.source, illustrations)
    return _notebook(shown, load_checks(unit.checks))


def _handed_out(unit: Unit) -> list[NotebookNode]:
    """Give the solution's cells that students get."""
    return [cell for cell in _solution_cells(unit) if PROVES not in cell.metadata]


def _solution_cells(unit: Unit) -> list[NotebookNode]:
    try:
        text = unit.solution.read_text("utf-8")
        ast.parse(text)
    except (OSError, UnicodeDecodeError, SyntaxError) as error:
        raise UserError(f"{unit.solution} cannot be read: {error}") from error
    return _as_set(unit, cells_of(without_hints(text)))


def _as_set(unit: Unit, cells: Sequence[NotebookNode]) -> list[NotebookNode]:
    """Give the cells as the course sets them: questions that it leaves in, and functions that it gives to students."""
    refuse_unknown_names(unit)
    overrides, given, kept = unit.overrides(), given_functions(unit), list[NotebookNode]()
    for cell in cells:
        question = cell.metadata.get("question")
        if question in overrides.left_out:
            continue
        if question in overrides.points:
            cell.metadata["points"] = overrides.points[question]
        if given & set(_functions(cell)):
            cell.source = re.sub(r"^[ \t]*### (BEGIN|END) SOLUTION.*\n?", "", cell.source, flags=re.MULTILINE)
        kept.append(cell)
    return kept


def _functions(cell: NotebookNode) -> list[str]:
    if cell.cell_type != "code":
        return []
    return [node.name for node in ast.parse(cell.source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]


def _notebook(cells: Sequence[NotebookNode], checks: Sequence[Check]) -> NotebookNode:
    """Make nbgrader's source notebook: each graded function is followed by the cell that checks it."""
    built = []
    for i, cell in enumerate(cells, 1):
        if cell.cell_type == "markdown":
            built.append(
                _question_cell(cell) if "question" in cell.metadata else new_markdown_cell(cell.source, id=f"text-{i}")
            )
            continue
        functions = [name for name in _functions(cell) if any(check.function == name for check in checks)]
        if functions:
            name = grade_ids.of_function(functions[0])
            metadata = {"nbgrader": _nbgrader(name, solution=True)}
            built.append(new_code_cell(cell.source, id=grade_ids.cell_id(name), metadata=metadata))
        elif cell.source.startswith(GUARD):
            source = textwrap.dedent(cell.source.removeprefix(GUARD))
            if PROVES in cell.metadata:
                proof = {"tags": [CLAIM], PROVES: cell.metadata[PROVES]}
                built.append(new_code_cell(source, id=f"claim-{i}", metadata=proof))
            else:
                built.append(new_code_cell(source, id=f"look-{i}", metadata={"tags": [DEMONSTRATION]}))
        else:
            built.append(new_code_cell(cell.source, id=f"given-{i}"))
        built += [_check_cell(name, checks) for name in functions]
    return new_notebook(cells=built, metadata=_METADATA)


def _question_cell(cell: NotebookNode) -> NotebookNode:
    """Make a cell for a free answer, which a person grades."""
    name = grade_ids.of_answer(cell.metadata["question"])
    metadata = {"nbgrader": _nbgrader(name, solution=True, points=cell.metadata.get("points", 1))}
    return new_markdown_cell(cell.source, id=grade_ids.cell_id(name), metadata=metadata)


def _rubric(cells: Sequence[NotebookNode]) -> str:
    """Gather the questions with their model answers and rubrics, for the person who grades them."""
    questions = [cell for cell in cells if "question" in cell.metadata]
    return "\n".join(
        f"# {cell.metadata['question']} ({counted(cell.metadata.get('points', 1), 'point')})\n\n"
        f"{_without_marks(cell.source)}\n"
        for cell in questions
    )


def _without_marks(source: str) -> str:
    return re.sub(r"^### (BEGIN|END) SOLUTION\n?", "", source, flags=re.MULTILINE).strip()


def _check_cell(function: str, checks: Sequence[Check]) -> NotebookNode:
    points = points_of(check for check in checks if check.function == function)
    source = f'import deltarule\n\ndeltarule.self_check("{function}")'
    name = grade_ids.of_check(function)
    return new_code_cell(source, id=grade_ids.cell_id(name), metadata={"nbgrader": _nbgrader(name, points=points)})


def _nbgrader(grade_id: str, *, solution: bool = False, points: float | None = None) -> dict[str, Any]:
    metadata = {
        "schema_version": 3,
        "grade_id": grade_id,
        "solution": solution,
        "grade": points is not None,
        "locked": points is not None and not solution,
        "task": False,
    }
    return metadata if points is None else {**metadata, "points": points}


def _released(source: NotebookNode) -> NotebookNode:
    """Do to a source notebook what nbgrader does when it releases one."""
    notebook = nbformat.from_dict(source)
    resources: dict[str, Any] = {}
    for preprocessor in (
        LockCells,
        ClearSolutions,
        ClearOutput,
        CheckCellMetadata,
        ComputeChecksums,
        ClearHiddenTests,
        ClearMarkScheme,
        ComputeChecksums,
    ):
        notebook, resources = preprocessor().preprocess(notebook, resources)
    return notebook


def _stub(cells: Sequence[NotebookNode]) -> str:
    """Write the student's ``.py``: the solution file with its solutions taken out."""
    cleared = []
    for i, cell in enumerate(cells):
        cell = nbformat.from_dict(cell)
        question = cell.metadata.get("question")
        cell.metadata = NotebookNode(nbgrader=NotebookNode(_nbgrader(f"cell-{i}", solution=True)))
        notebook = new_notebook(cells=[cell], metadata=_METADATA)
        if "### BEGIN SOLUTION" in cell.source:
            notebook, _ = ClearSolutions().preprocess(notebook, {})
        (cell,) = notebook.cells
        cell.metadata = NotebookNode(question=question) if question else NotebookNode()
        cleared.append(cell)
    plain = new_notebook(
        cells=cleared,
        metadata={"jupytext": {"notebook_metadata_filter": "-all", "cell_metadata_filter": "question,-all"}},
    )
    return text_of_cells(plain)


def _written(notebook: NotebookNode) -> bytes:
    text: str = nbformat.writes(notebook, version=4)
    return (text.rstrip("\n") + "\n").encode()
