"""A submission as the notebook that nbgrader's formgrader and feedback show.

A notebook keeps the student's cells in the student's order, as ``nbgrader autograde`` would: locked cells as the
instructor wrote them, what a student answers as the student wrote it. A ``.py`` file is cut into such cells first:
a function goes into the cell that defines it, and everything else of the file stays visible where it stood.
"""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from autograder.checking.checks import CheckResult
from autograder.grading.records import SubmissionRecord
from autograder.grading.submission import Unreadable, read_cells, read_notebook
from autograder.notebook import findings
from autograder.reports.text import visible

from .harmless import harmless_markdown, harmless_outputs, joined
from .source import KeptCell, Source

MAX_CELLS = 500
"""Cells of the student's own that are shown; a page can take no more."""

MAX_SHOWN = 100_000
"""Characters of a code cell that are shown."""

_HEADER = re.compile(r"# %%[^\n]*\n?")
_QUESTION = re.compile(r'question="([^"]*)"')
_DEFINITION = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class HandedIn:
    """A cell of a submission: text, and whose place it takes."""

    cell_type: str
    source: str
    name: str = ""
    outputs: Any = None
    attachments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """An autograded notebook.

    Attributes:
        notebook: as JSON has it.
        sources: what the student wrote in each cell that counts; a cell that is missing is not there.
        unanswered: free answers that are missing or still read as they were handed out.
    """

    notebook: dict[str, Any]
    sources: dict[str, str]
    unanswered: frozenset[str]


def place(source: Source, folder: Path, record: SubmissionRecord) -> Placed:
    """Make the autograded notebook of the submission in `folder`, graded as `record` says."""
    cells, reason = _handed_in(source, folder, record)
    taken = {cell.name: number for number, cell in enumerate(cells)}  # of a cell's copies, the last one counts
    kept = {cell.name: cell for cell in source.cells}
    results = _by_function(record.checks)
    placed: list[tuple[str, dict[str, Any]]] = []
    sources: dict[str, str] = {}
    own = 0
    for number, cell in enumerate(cells):
        known = kept.get(cell.name)
        if known and taken[cell.name] == number:
            if not known.locked:
                sources[known.name] = cell.source
            placed.append((known.name, _kept_cell(known, cell, source, results)))
        elif own < MAX_CELLS and cell.source.strip():
            own += 1
            placed.append(("", _own_cell(cell, source)))
    for previous, known in pairwise([None, *source.cells]):
        if known and known.name not in taken:
            at = [name for name, _ in placed].index(previous.name) + 1 if previous else 0
            placed.insert(at, (known.name, _kept_cell(known, None, source, results)))
    built = [cell for _, cell in placed]
    if reason:
        note = f"<div><pre>{_escaped(f'Nothing could be graded: {reason}')}</pre></div>"
        built.insert(0, _cell("markdown", note))
    for number, json_cell in enumerate(built, 1):
        json_cell.setdefault("id", f"handed-in-{number}")
    unanswered = frozenset(
        cell.name for cell in source.cells if cell.free_answer and _is_unanswered(cell, sources.get(cell.name))
    )
    notebook = {"cells": built, "metadata": source.metadata, "nbformat": 4, "nbformat_minor": 5}
    return Placed(notebook, sources, unanswered)


def _handed_in(source: Source, folder: Path, record: SubmissionRecord) -> tuple[list[HandedIn], str]:
    """Read the file that was graded; free answers that it lacks may be in the other one."""
    if record.status == "unreadable":
        return [], record.message
    names = {source.unit.exercise.name, source.unit.notebook.name}
    try:
        cells = _read(source, folder / record.file)
    except Unreadable as error:  # it has changed since it was graded
        return [], str(error)
    wanted = {cell.name: cell for cell in source.cells if cell.free_answer}
    if not wanted:
        return cells, ""
    answered = {
        cell.name for cell in cells if cell.name in wanted and not _is_unanswered(wanted[cell.name], cell.source)
    }
    for name in names - {record.file}:
        try:
            others = _read(source, folder / name)
        except Unreadable:
            continue
        fills = [cell for cell in others if cell.name in wanted.keys() - answered]
        cells = [cell for cell in cells if cell.name not in {cell.name for cell in fills}] + fills
    return cells, ""


def _is_unanswered(cell: KeptCell, text: str | None) -> bool:
    return text is None or text.strip() == cell.source.strip()


def _read(source: Source, path: Path) -> list[HandedIn]:
    cells = _cells_of_notebook(path) if path.suffix == ".ipynb" else _cells_of_file(source, path)
    return list(cells)


def _cells_of_notebook(path: Path) -> Iterator[HandedIn]:
    cells = read_notebook(path).get("cells")
    for cell in cells if isinstance(cells, list) else []:
        if not isinstance(cell, dict):
            continue
        metadata = cell.get("metadata")
        marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
        name = marks.get("grade_id") if isinstance(marks, dict) else None
        attachments = cell.get("attachments")
        yield HandedIn(
            "code" if cell.get("cell_type") == "code" else "markdown",
            joined(cell.get("source")),
            name if isinstance(name, str) else "",
            cell.get("outputs"),
            attachments if isinstance(attachments, dict) else {},
        )


def _cells_of_file(source: Source, path: Path) -> Iterator[HandedIn]:
    solutions = {cell.name for cell in source.cells if cell.kinds == {"SolutionCell"}}
    places = {cell.checked: source.solution_of(cell.checked) for cell in source.cells if cell.checked}
    places |= {name: name for name in solutions}
    for cell in read_cells(path):
        header = _HEADER.match(cell.source)
        text = (cell.source[header.end() :] if header else cell.source).strip("\n")
        if header and "[markdown]" in header[0]:
            question = _QUESTION.search(header[0])
            text = "\n".join(re.sub(r"^# ?", "", line) for line in text.split("\n"))
            yield HandedIn("markdown", text, f"answer_{question[1]}" if question else "")
            continue
        yield from _pieces(text, places)


def _with_decorators(text: str, start: int) -> int:
    """Give where the decorators begin that stand above a definition."""
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        if text[above] != "@":
            break
        start = above
    return start


def _pieces(text: str, places: dict[str, str | None]) -> Iterator[HandedIn]:
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
        yield HandedIn("code", text[start:end].strip("\n"), place)


def _by_function(results: Iterable[CheckResult]) -> dict[str, list[CheckResult]]:
    functions: dict[str, list[CheckResult]] = {}
    for result in results:
        functions.setdefault(result.function, []).append(result)
    return functions


def earned(cell: KeptCell, results: Sequence[CheckResult]) -> float:
    """Add up what a check cell's function earned: never more than the cell is worth."""
    return min(float(sum(result.earned for result in results if result.function == cell.checked)), cell.points)


def _kept_cell(
    known: KeptCell, cell: HandedIn | None, source: Source, results: dict[str, list[CheckResult]]
) -> dict[str, Any]:
    if known.locked:
        text = known.source
    elif cell is None:
        missing = "This cell is missing from the submission."
        text = f"# {missing}" if known.cell_type == "code" else f"*{missing}*"
    else:
        text = _text(known.cell_type, cell, source, known.source)
    outputs = []
    if known.checked:
        own = results.get(known.checked, [])
        said = findings(known.checked, own) if own else f"{known.checked}: nothing could be graded"
        outputs = check_outputs(said, earned(known, own))
    elif cell and not known.locked:
        outputs = harmless_outputs(cell.outputs)
    return _cell(known.cell_type, text, outputs, known.metadata) | {"id": known.id}


def _own_cell(cell: HandedIn, source: Source) -> dict[str, Any]:
    return _cell(cell.cell_type, _text(cell.cell_type, cell, source), harmless_outputs(cell.outputs))


def _text(cell_type: str, cell: HandedIn, source: Source, handed_out: str = "") -> str:
    """Give a cell's text to show; what the instructor wrote needs no cleaning."""
    if cell_type == "code":
        more = len(cell.source) - MAX_SHOWN
        return cell.source if more <= 0 else f"{cell.source[:MAX_SHOWN]}\n# [{more} characters more]"
    if cell.source.strip() in source.texts or cell.source.strip() == handed_out.strip():
        return cell.source
    return harmless_markdown(cell.source, cell.attachments)


def check_outputs(said: str, points: float) -> list[dict[str, Any]]:
    """Give a check cell what it would have printed and returned; nbgrader reads the points off the latter."""
    return [
        {"output_type": "stream", "name": "stdout", "text": f"{visible(said)}\n"},
        {
            "output_type": "execute_result",
            "execution_count": 1,
            "data": {"text/plain": repr(float(points))},
            "metadata": {},
        },
    ]


def _cell(
    cell_type: str, source: str, outputs: list[dict[str, Any]] | None = None, metadata: dict[str, Any] | None = None
) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": cell_type, "metadata": metadata or {}, "source": source}
    if cell_type == "code":
        cell |= {"execution_count": 1 if outputs else None, "outputs": outputs or []}
    return cell


def _escaped(text: str) -> str:
    return html.escape(visible(text)).replace("\n", "&#10;")
