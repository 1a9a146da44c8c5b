"""The same nbgrader course graded twice: by nbgrader's own ``Execute`` and by ours."""

import os
import re
import shutil
from pathlib import Path

import nbformat
import nbgrader
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from support import BIN
from traitlets.config import Config

from deltarule.nbgrader import PREPROCESSORS, SANITIZERS, PlainNotebooks

USER_GUIDE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide"
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


@pytest.fixture(scope="module", autouse=True)
def nbgrader_finds_alembic():
    """Let nbgrader find the commands of the environment that the tests run in."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", str(BIN), prepend=os.pathsep)
        yield


def configured(root, **more):
    """nbgrader's settings for a course in `root`."""
    config = Config()
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.course_id = "course"
    for name, value in more.items():
        section, trait = name.split("__")
        config[section][trait] = value
    return config


def ours(root, **more):
    """The same, with all of ours."""
    all_of_ours = {
        "Autograde__autograde_preprocessors": PREPROCESSORS,
        "Autograde__sanitize_preprocessors": SANITIZERS,
        "Autograde__exporter_class": PlainNotebooks,
    }
    return configured(root, **{**all_of_ours, **more})


def api(config):
    """Give nbgrader's API."""
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def released(root, assignment):
    """Release an assignment whose source lies in `root`."""
    result = api(configured(root)).generate_assignment(assignment)
    assert result["success"], result
    return root / "release" / assignment


def autograde(config, assignment, students):
    """Grade as the formgrader does, a student at a time; give what nbgrader said of each."""
    grader = api(config)
    return {student: grader.autograde(assignment, student, force=True) for student in students}


def marks(root, assignment, students):
    """Give the marks of every graded cell of every student."""
    with Gradebook(f"sqlite:///{root}/gradebook.db", "course") as book:
        return {
            (student, notebook.name, grade.name): grade.auto_score
            for student in students
            for notebook in book.find_submission(assignment, student).notebooks
            for grade in notebook.grades
        }


def graded(root, assignment, student, notebook):
    """Read an autograded notebook."""
    path = root / "autograded" / student / assignment / f"{notebook}.ipynb"
    return nbformat.read(path, as_version=4)


def shown(notebook):
    """Give what a notebook's code cells show, up to what differs between any two kernels."""
    return [
        (cell.source, cell.execution_count, [plain(output) for output in cell.outputs])
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def plain(output):
    """Give an output without addresses, times and folders, and an error without its traceback."""
    if output.output_type == "stream":
        return output.name, _scrubbed(output.text)
    if output.output_type == "error":
        return "error", output.ename, _scrubbed(output.evalue)
    data = {kind: value if kind == "image/png" else _scrubbed(str(value)) for kind, value in output.data.items()}
    return output.output_type, data, dict(output.metadata)


def _scrubbed(text):
    text = re.sub(r"\x1b\[[0-9;]*m", "", text)
    text = re.sub(r"(?:/[\w.@-]+)*/ipykernel_\d+/\d+\.py|<ipython-input-\d+-\w+>|\b\d+\.py", "CELL", text)
    text = re.sub(r"0x[0-9a-f]{6,}", "0x", text)
    # What `%time` measures, and the lines that it adds where reading a cell took long.
    text = re.sub(r"^(?:Compiler|Parser) *:.*\n", "", text, flags=re.MULTILINE)
    return re.sub(r"^(CPU times|Wall time):.*$", r"\1: TIME", text, flags=re.MULTILINE)


def graded_cell(source, grade_id, points=1):
    """Make a locked test cell."""
    return new_code_cell(source, metadata={"nbgrader": _marks(grade_id, grade=True, locked=True, points=points)})


def solution_cell(source, grade_id):
    """Make a cell for the student's code."""
    return new_code_cell(source, metadata={"nbgrader": _marks(grade_id, solution=True)})


def _marks(grade_id, **more):
    return {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": False,
        "solution": False,
        "locked": False,
        "task": False,
        **more,
    }


def notebook_of(*cells):
    """Make a notebook; text is a plain code cell, and ``# `` begins a text cell."""
    return new_notebook(cells=[_cell(cell) for cell in cells], metadata=KERNEL)


def _cell(cell):
    if not isinstance(cell, str):
        return nbformat.from_dict(cell)
    return new_markdown_cell(cell) if cell.startswith("# ") else new_code_cell(cell)


def write(notebook, path):
    """Write a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def twin(root):
    """Copy a course with its submissions."""
    return Path(shutil.copytree(root, root.with_name(root.name + "_twin")))
