"""Every unit of this course, held to what the course promises."""

import re

import nbformat
import pytest
from nbclient import NotebookClient
from support import ROOT

from autograder.audit import audit
from autograder.checking.checks import PUBLIC_SEED, load_checks
from autograder.checking.recording import Recording
from autograder.checking.running import check_all, record
from autograder.course import Course
from autograder.mutants import judge_mutants
from autograder.student.local import LocalStudent, load_file

COURSE = Course(ROOT)
EVERY_UNIT = pytest.mark.parametrize("unit", COURSE.units(), ids=lambda unit: unit.assignment)


def promised(unit):
    """Read a unit's row of the table in the README."""
    (row,) = re.findall(rf"^\| `{unit.assignment}`.*$", (ROOT / "README.md").read_text(), re.MULTILINE)
    return [int(number) for cell in row.split("|")[2:] for number in re.findall(r"\d+", cell)]


@EVERY_UNIT
def test_the_untouched_stub_earns_nothing_and_reads_as_not_started(unit):
    student = LocalStudent(load_file(unit.exercise))
    results = check_all(load_checks(unit.checks), student, Recording.read(unit.answers), PUBLIC_SEED)
    assert {(result.status, result.earned) for result in results} == {("not_started", 0.0)}


@EVERY_UNIT
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_reference_earns_everything_whatever_the_seed(unit, seed):
    record(unit, seed)  # raises where the reference fails a check


@EVERY_UNIT
def test_the_audit_holds_and_gives_the_figures_of_the_readme(unit):
    result = audit(unit)
    assert [f"{item.mistake.name}: {item.cost_others}" for item in result.mistakes if not item.holds] == []
    assert [item.alternative.name for item in result.alternatives if not item.holds] == []
    for function in {check.function for check in load_checks(unit.checks)}:
        assert sum(item.alternative.function == function for item in result.alternatives) >= 2, function
    named, accepted = sum(item.named for item in result.mistakes), len(result.alternatives)
    assert [len(result.mistakes), len(result.mistakes), named, accepted, accepted] == promised(unit)[:5]
    assert named >= 0.9 * len(result.mistakes)


def test_every_mutant_is_caught_or_listed_as_the_same_function():
    unit = COURSE.unit("ann")  # the others are a job of their own: make mutants
    verdicts = judge_mutants(unit)
    assert [verdict.mutant.line for verdict in verdicts if not verdict.holds] == []
    assert [sum(verdict.caught_by is not None for verdict in verdicts), len(verdicts)] == promised(unit)[5:]


@EVERY_UNIT
def test_the_notebook_runs_from_top_to_bottom_with_the_reference(unit):
    notebook = nbformat.read(unit.source / unit.notebook.name, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(unit.exercise.parent)}}).execute()
    for cell in notebook.cells:
        if cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade"):
            value = next(output for output in cell.outputs if output.output_type == "execute_result")
            assert float(value.data["text/plain"]) == cell.metadata.nbgrader.points, cell.outputs
