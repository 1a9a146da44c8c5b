"""A submission as the notebook that nbgrader's formgrader and feedback show.

A notebook keeps the student's cells in the student's order, as ``nbgrader autograde`` would: locked cells as the
instructor wrote them, what a student answers as the student wrote it. A ``.py`` file is cut into such cells first:
a function goes into the cell that defines it, and everything else of the file stays visible where it stood.
"""

import contextlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from deltarule.core import grade_ids
from deltarule.core.checks import CheckResult
from deltarule.core.limits import MAX_CODE_SHOWN, MAX_OWN_CELLS
from deltarule.core.marks import by_function, earned_in
from deltarule.core.notebook import findings
from deltarule.core.text import visible
from deltarule.grading.handin import Unreadable, read_cells, read_notebook
from deltarule.grading.records import SubmissionRecord
from deltarule.nbgrader.sanitizer import harmless_markdown, harmless_outputs, joined

from .answers import Answers, Written, find_answers
from .source import KeptCell, Source

_HEADER = re.compile(r"# %%[^\n]*\n?")
_QUESTION = re.compile(r'question="([^"]*)"')
_DEFINITION = re.compile(r"^(?:async )?def (\w+)", re.MULTILINE)


@dataclass(frozen=True)
class HandedIn(Written):
    """A cell of a submission, with what it shows."""

    outputs: Any = None
    attachments: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Placed:
    """An autograded notebook.

    Attributes:
        notebook: as JSON has it.
        sources: what the student wrote in each cell that counts; a cell that is missing is not there.
        answers: what became of the free answers.
    """

    notebook: dict[str, Any]
    sources: dict[str, str]
    answers: Answers


def place(source: Source, folder: Path, record: SubmissionRecord) -> Placed:
    """Make the autograded notebook of the submission in `folder`, graded as `record` says."""
    files, reason = _handed_in(source, folder, record)
    cells = _with_answers(source, list(files.values()))
    taken = {cell.name: number for number, cell in enumerate(cells)}  # of a cell's copies, the last one counts
    kept = {cell.name: cell for cell in source.cells}
    results = {mark.function: mark.results for mark in by_function(record.checks)}
    placed: list[tuple[str, dict[str, Any]]] = []
    sources: dict[str, str] = {}
    own = 0
    for number, cell in enumerate(cells):
        known = kept.get(cell.name)
        if known and taken[cell.name] == number:
            if not known.locked:
                sources[known.name] = cell.source
            placed.append((known.name, _kept_cell(known, cell, source, results)))
        elif own < MAX_OWN_CELLS and cell.source.strip():
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
    notebook = {"cells": built, "metadata": source.metadata, "nbformat": 4, "nbformat_minor": 5}
    return Placed(notebook, sources, find_answers(source.handout, files))


def _handed_in(source: Source, folder: Path, record: SubmissionRecord) -> tuple[dict[str, list[HandedIn]], str]:
    """Read the file that was graded, and the other one, which may have free answers that the first one lacks."""
    if record.status == "unreadable":
        return {}, record.message
    try:
        files = {record.file: _read(source, folder / record.file)}
    except Unreadable as error:  # it has changed since it was graded
        return {}, str(error)
    if any(cell.free_answer for cell in source.cells):
        for name in {source.unit.exercise.name, source.unit.notebook.name} - {record.file}:
            with contextlib.suppress(Unreadable):
                files[name] = _read(source, folder / name)
    return files, ""


def _with_answers(source: Source, files: list[list[HandedIn]]) -> list[HandedIn]:
    """Give the cells of the first file, and answers that only another one has."""
    cells = files[0] if files else []
    wanted = {cell.name: cell.source.strip() for cell in source.cells if cell.free_answer}

    def answers(file: list[HandedIn]) -> list[HandedIn]:
        return [cell for cell in file if cell.name in wanted and cell.source.strip() != wanted[cell.name]]

    for other in files[1:]:
        answered = {cell.name for cell in answers(cells)}
        fills = [cell for cell in answers(other) if cell.name not in answered]
        cells = [cell for cell in cells if cell.name not in {cell.name for cell in fills}] + fills
    return cells


def _read(source: Source, path: Path) -> list[HandedIn]:
    cells = _cells_of_notebook(path) if path.suffix == ".ipynb" else _cells_of_file(source, path)
    return list(cells)


def _cells_of_notebook(path: Path) -> Iterator[HandedIn]:
    cells = read_notebook(path).get("cells")
    for cell in cells if isinstance(cells, list) else []:
        if not isinstance(cell, dict):
            continue
        attachments = cell.get("attachments")
        yield HandedIn(
            "code" if cell.get("cell_type") == "code" else "markdown",
            joined(cell.get("source")),
            grade_ids.grade_id_of(cell),
            cell.get("outputs"),
            attachments if isinstance(attachments, dict) else {},
        )


def _cells_of_file(source: Source, path: Path) -> Iterator[HandedIn]:
    places = {cell.checked: source.solution_of(cell.checked) for cell in source.cells if cell.checked}
    places |= {grade_ids.function_in(cell.name): cell.name for cell in source.cells if cell.kinds == {"SolutionCell"}}
    for cell in read_cells(path):
        header = _HEADER.match(cell.source)
        text = (cell.source[header.end() :] if header else cell.source).strip("\n")
        if header and "[markdown]" in header[0]:
            question = _QUESTION.search(header[0])
            text = "\n".join(re.sub(r"^# ?", "", line) for line in text.split("\n"))
            yield HandedIn("markdown", text, grade_ids.of_answer(question[1]) if question else "")
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


def _kept_cell(
    known: KeptCell, cell: HandedIn | None, source: Source, results: dict[str, list[CheckResult]]
) -> dict[str, Any]:
    if known.locked:
        text = known.source
    elif cell is None:
        text = missing_text(known.cell_type)
    else:
        text = _text(known.cell_type, cell, source, known.source)
    outputs = []
    if known.checked:
        own = results.get(known.checked, [])
        said = findings(known.checked, own) if own else f"{known.checked}: nothing could be graded"
        outputs = check_outputs(said, known.capped(earned_in(own)))
    elif cell and not known.locked:
        outputs = harmless_outputs(cell.outputs)
    return _cell(known.cell_type, text, outputs, known.metadata) | {"id": known.id}


def missing_text(cell_type: str) -> str:
    """Give what stands in the place of a cell that is missing."""
    missing = "This cell is missing from the submission."
    return f"# {missing}" if cell_type == "code" else f"*{missing}*"


def _own_cell(cell: HandedIn, source: Source) -> dict[str, Any]:
    return _cell(cell.cell_type, _text(cell.cell_type, cell, source), harmless_outputs(cell.outputs))


def _text(cell_type: str, cell: HandedIn, source: Source, handed_out: str = "") -> str:
    """Give a cell's text to show; what the instructor wrote needs no cleaning."""
    if cell_type == "code":
        more = len(cell.source) - MAX_CODE_SHOWN
        return cell.source if more <= 0 else f"{cell.source[:MAX_CODE_SHOWN]}\n# [{more} characters more]"
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
