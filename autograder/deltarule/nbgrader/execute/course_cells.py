"""The check cells of a course's own notebooks: filled in by the grader's checks, whatever the notebook printed."""

import json
import threading
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from deltarule.core.checking.checks import CheckResult
from deltarule.core.checking.marks import earned_in
from deltarule.core.code import grade_ids
from deltarule.core.course import Unit
from deltarule.core.text import counted, noun
from deltarule.door.outside.readers import Readers
from deltarule.door.walls import Level
from deltarule.grading.accounts import feedback
from deltarule.grading.exam import Exam
from deltarule.grading.handin import Unreadable, read_content
from deltarule.grading.seeds import secret_seed
from deltarule.grading.station import nothing_asked_for
from deltarule.nbgrader.apart import read_sheet
from deltarule.nbgrader.book.answers import find_answers, handout_of
from deltarule.nbgrader.book.graded_notebook import check_outputs, missing_text
from deltarule.nbgrader.book.verdicts import FLAGGED, UNREADABLE, shown
from deltarule.nbgrader.sheet import Purpose

from .person import ForPerson
from .pool import shared_zygote

_lock = threading.Lock()
_exams: dict[Any, Exam] = {}


def function_of(cell: NotebookNode) -> str | None:
    """Name the function that a check cell checks; none for any other cell."""
    is_check = cell.cell_type == "code" and grade_ids.is_check(cell)
    return grade_ids.checked_by(grade_ids.grade_id_of(cell)) if is_check else None


def put_back(notebook: NotebookNode, unit: Unit) -> None:
    """Append the cells that count and that the student took out, so that marks and comments have a place."""
    present = {grade_ids.grade_id_of(cell) for cell in notebook.cells}
    for cell in handed_out_cells(unit):
        if grade_ids.grade_id_of(cell) not in {"", *present}:
            cell = deepcopy(cell)
            if function_of(cell) is None:
                cell.source = missing_text(cell.cell_type)
            notebook.cells.append(cell)


def for_person(unit: Unit, notebook: NotebookNode, results: Sequence[CheckResult] | str, readers: Readers) -> ForPerson:
    """Say what a person has to look at in a notebook, before anything was put back into it."""
    handed_out, answers = handed_out_cells(unit), dict[str, str]()
    handout = handout_of(handed_out)
    if handout.questions:
        try:
            cells = read_sheet(readers, json.dumps(notebook).encode(), unit.notebook.name, Purpose())
        except Unreadable as error:
            return unread(notebook, str(error))
        lost = find_answers(handout, {unit.notebook.name: cells}).lost
        answers = {name: shown(said) for name, said in lost.items()}
    if isinstance(results, str):
        reasons = [f"{UNREADABLE}{results}"]
    else:
        code = [cell.source for cell in notebook.cells if cell.cell_type == "code" and not grade_ids.is_check(cell)]
        reasons = [f"{FLAGGED}{said}" for said in nothing_asked_for(code, results, unit.notebook.name)]
    if not reasons:
        return ForPerson(answers)
    return _flagged(handed_out, " ".join(reasons), answers)


def unread(notebook: NotebookNode, reason: str) -> ForPerson:
    """Give the cells that grade by themselves no points, in a notebook that stands for one that nobody can read."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and grade_ids.is_check(cell):
            cell.outputs = [nbformat.from_dict(output) for output in check_outputs(f"{UNREADABLE}{reason}", 0.0)]
    return _flagged(notebook.cells, f"{UNREADABLE}{reason}")


def left_out(notebook: NotebookNode, cells: Sequence[NotebookNode], reason: str) -> ForPerson:
    """Have a person look at a notebook of which some cells were not run."""
    graded = [grade_ids.grade_id_of(cell) for cell in cells if grade_ids.is_check(cell)]
    were = noun(len(cells), "was", "were")
    said = f"{counted(len(cells), 'cell')} of this notebook {were} not run, {len(graded)} of them graded: {reason}."
    return replace(_flagged(notebook.cells, f"{FLAGGED}{said}"), flagged=graded[:1]) if graded else ForPerson()


def _flagged(cells: Sequence[NotebookNode], reason: str, answers: Mapping[str, str] | None = None) -> ForPerson:
    """Flag the first graded cell, and give the reason in the first that a student writes in."""
    answers = answers or {}
    graded, written = (
        [grade_ids.grade_id_of(cell) for cell in cells if grade_ids.marks_in(cell).get(kind)]
        for kind in ("grade", "solution")
    )
    said = {name: shown(reason) for name in written[:1] if name not in answers}
    return ForPerson(answers, graded[:1], said)


def check(unit: Unit, notebook: NotebookNode, isolation: Level | None, readers: Readers) -> list[CheckResult] | str:
    """Run a unit's checks on a student's notebook; or say why it can't be read.

    Raises:
        UserError: the course is broken, or workers cannot be had here.
    """
    exam = _exam(unit)
    try:
        reading = read_content(json.dumps(notebook).encode(), unit.notebook.name, readers, exam.asked, exam.forbidden)
    except Unreadable as error:
        return str(error)
    zygote = shared_zygote(unit.course.limits(), isolation, notebooks=False)
    return exam.judge(reading, unit.notebook.name, zygote)[0]


def fill_in(cell: NotebookNode, function: str, results: Sequence[CheckResult] | str) -> None:
    """Give a check cell the outputs that nbgrader reads a mark from: the reasons, printed, and the points as value."""
    own = [result for result in results if isinstance(result, CheckResult) and result.function == function]
    said = feedback(function, own) if own else str(results)
    cell.outputs = [nbformat.from_dict(output) for output in check_outputs(said, earned_in(own))]


def handed_out_cells(unit: Unit) -> Sequence[NotebookNode]:
    """Read the cells that students of a unit are given, which aren't to be changed."""
    return _cells_of(unit.notebook, unit.notebook.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _cells_of(path: Path, changed: int) -> Sequence[NotebookNode]:
    return tuple(nbformat.read(path, as_version=4).cells)


def _exam(unit: Unit) -> Exam:
    """Prepare the unit's exam once, and again where its files change."""
    parts = (unit.solution, unit.checks, unit.mistakes, unit.course.settings_file, *unit.data())
    with _lock:
        seed = secret_seed(unit.course, unit.assignment)
        key = (unit, seed, *(path.stat().st_mtime_ns for path in parts if path.exists()))
        if key not in _exams:
            _exams[key] = Exam.prepare(unit)
        return _exams[key]
