"""The check cells of a course's own notebooks: filled in by the grader's checks, whatever the notebook printed."""

import json
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.checking.checks import CheckResult
from autograder.checking.running import check_all
from autograder.course import Course, Unit
from autograder.errors import UserError
from autograder.grading.cohort import Exam
from autograder.grading.seeds import secret_seed
from autograder.grading.submission import Unreadable, cells_of
from autograder.notebook import findings
from autograder.worker.isolation import Level
from autograder.worker.remote import RemoteStudent

from .placing import check_outputs
from .zygotes import shared_zygote

_lock = threading.Lock()
_exams: dict[Any, Exam] = {}


def unit_of(root: Path, assignment: str, notebook: str) -> tuple[Course, Unit] | None:
    """Find the unit that a notebook belongs to, given nbgrader's root; none where it is another kind of course."""
    try:
        course = Course.find(root)
        unit = course.unit(assignment)
    except UserError:
        return None
    own = course.has_solutions and unit.assignment == assignment and unit.name == notebook
    return (course, unit) if own else None


def function_of(cell: NotebookNode) -> str | None:
    """Name the function that a check cell checks; none for any other cell."""
    marks = cell.metadata.get("nbgrader", {})
    name = str(marks.get("grade_id", ""))
    if cell.cell_type == "code" and marks.get("grade") and not marks.get("solution") and name.startswith("check_"):
        return name.removeprefix("check_")
    return None


def put_back_check_cells(notebook: NotebookNode, unit: Unit) -> None:
    """Append the check cells that the student took out, so that their marks have a place."""
    present = {function_of(cell) for cell in notebook.cells}
    for cell in nbformat.read(unit.notebook, as_version=4).cells:
        function = function_of(cell)
        if function is not None and function not in present:
            notebook.cells.append(cell)


def check(course: Course, unit: Unit, notebook: NotebookNode, isolation: Level | None) -> list[CheckResult] | str:
    """Run a unit's checks on a student's notebook; or say why it can't be read.

    Raises:
        UserError: the course is broken, or workers cannot be had here.
    """
    exam = _exam(course, unit)
    try:
        cells = cells_of(json.dumps(notebook).encode(), unit.notebook.name)
    except Unreadable as error:
        return str(error)
    zygote = shared_zygote(course.limits(), isolation, notebooks=False)
    with RemoteStudent(zygote, cells, unit.notebook.name, exam.forbidden) as student:
        return check_all(exam.checks, student, exam.recording, exam.seed)


def fill_in(cell: NotebookNode, function: str, results: Sequence[CheckResult] | str) -> None:
    """Give a check cell the outputs that nbgrader reads a mark from: the reasons, printed, and the points as value."""
    own = [result for result in results if isinstance(result, CheckResult) and result.function == function]
    said = findings(function, own) if own else str(results)
    cell.outputs = [nbformat.from_dict(output) for output in check_outputs(said, sum(item.earned for item in own))]


def _exam(course: Course, unit: Unit) -> Exam:
    """Prepare the unit's exam once, and again where its files change."""
    parts = (unit.solution, unit.checks, unit.mistakes, course.settings_file)
    with _lock:
        seed = secret_seed(course, unit.assignment)
        key = (unit, seed, *(path.stat().st_mtime_ns for path in parts if path.exists()))
        if key not in _exams:
            _exams[key] = Exam.prepare(course, unit)
        return _exams[key]
