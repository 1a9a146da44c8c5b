"""A submission as the notebook that nbgrader's formgrader and feedback show.

A notebook keeps the student's cells in the student's order, as ``nbgrader autograde`` would: locked cells as the
instructor wrote them, what a student answers as the student wrote it. A ``.py`` file is cut into such cells first:
a function goes into the cell that defines it, and everything else of the file stays visible where it stood.
"""

import contextlib
import html
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from deltarule.core.checking.checks import CheckResult
from deltarule.core.checking.marks import by_function, earned_in, points_of
from deltarule.core.code import grade_ids
from deltarule.core.limits import MAX_OWN_CELLS
from deltarule.core.text import counted, visible
from deltarule.door.outside.readers import Readers
from deltarule.grading.accounts import feedback
from deltarule.grading.handin import Unreadable, read_regular_file
from deltarule.grading.records import SubmissionRecord
from deltarule.grading.strangers import Place
from deltarule.nbgrader.apart import read_sheet
from deltarule.nbgrader.sheet import UNCOLOURED, HandedIn, Purpose

from .answers import Answers, find_answers
from .source import KeptCell, Source


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


def place(source: Source, folder: Place, record: SubmissionRecord, readers: Readers) -> Placed:
    """Make the autograded notebook of the submission in `folder`, graded as `record` says; `readers` read it."""
    files, reason = _handed_in(source, folder, record, readers)
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
            placed.append(("", _own_cell(cell)))
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


def _handed_in(
    source: Source, folder: Place, record: SubmissionRecord, readers: Readers
) -> tuple[dict[str, list[HandedIn]], str]:
    """Read the file that was graded, and the other one, which may have free answers that the first one lacks."""
    if record.status == "unreadable":
        return {}, record.message
    purpose = purpose_of(source)

    def cells(name: str) -> list[HandedIn]:
        return read_sheet(readers, read_regular_file(folder / name), name, purpose)

    try:
        files = {record.file: cells(record.file)}
    except Unreadable as error:  # it has changed since it was graded
        return {}, str(error)
    if any(cell.free_answer for cell in source.cells):
        for name in {source.unit.exercise.name, source.unit.notebook.name} - {record.file}:
            with contextlib.suppress(Unreadable):
                files[name] = cells(name)
    return files, ""


def purpose_of(source: Source) -> Purpose:
    """Say what a submission to this notebook is read for."""
    places = {cell.checked: source.solution_of(cell.checked) for cell in source.cells if cell.checked}
    places |= {grade_ids.function_in(cell.name): cell.name for cell in source.cells if cell.kinds == {"SolutionCell"}}
    return Purpose(
        source.handed_out,
        [cell.name for cell in source.cells if cell.cell_type == "markdown"],
        places,
    )


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


def _kept_cell(
    known: KeptCell, cell: HandedIn | None, source: Source, results: dict[str, list[CheckResult]]
) -> dict[str, Any]:
    if known.locked:
        text = known.source
    elif cell is None:
        text = missing_text(known.cell_type)
    else:
        text = _text(known.cell_type, cell)
    outputs = []
    if known.checked:
        own = results.get(known.checked, [])
        said = _said(known.checked, own, source) if own else f"{known.checked}: nothing could be graded"
        outputs = check_outputs(said, known.capped(earned_in(own)))
    elif cell and not known.locked:
        outputs = cell.outputs
    metadata = known.metadata if known.locked or not cell else _metadata(cell, known.metadata)
    return _cell(known.cell_type, text, outputs, metadata) | {"id": known.id}


def _said(function: str, results: list[CheckResult], source: Source) -> str:
    """Say what a check cell found; the finding itself is the comment on the function's cell, where there is one."""
    if source.solution_of(function):
        return f"{function}: {earned_in(results):g} of {counted(points_of(results), 'point')}"
    return feedback(function, results)


def missing_text(cell_type: str) -> str:
    """Give what stands in the place of a cell that is missing."""
    missing = "This cell is missing from the submission."
    return f"# {missing}" if cell_type == "code" else f"*{missing}*"


def _own_cell(cell: HandedIn) -> dict[str, Any]:
    return _cell(cell.cell_type, _text(cell.cell_type, cell), cell.outputs, _metadata(cell, {}))


def _metadata(cell: HandedIn, known: dict[str, Any]) -> dict[str, Any]:
    return known if cell.coloured else known | UNCOLOURED


def _text(cell_type: str, cell: HandedIn) -> str:
    """Give a cell's text to show."""
    return cell.code if cell_type == "code" else cell.page


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
