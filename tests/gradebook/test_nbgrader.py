import csv
import json
import re
import shutil

import nbformat
import pytest
from support import BIN, copy_course, deltarule, run, solution

pytestmark = pytest.mark.skipif(not (BIN / "nbgrader").exists(), reason="nbgrader is not installed")

EDITS = {
    "right": [],
    "sign": [("delta2 = -(y - y_hat)", "delta2 = (y - y_hat)"), (">= 0.5).astype", "> 0.5).astype")],
    # a correct answer that makes NumPy warn: stock nbgrader takes anything on stderr for a failure
    "warns": [("    return 0.5 * np.sum(", "    np.log(np.zeros(1))\n    return 0.5 * np.sum(")],
    "raises": [("    a1 = sigmoid(z1)", "    a1 = sigmoid(z)")],
    "prints": [("    return np.mean(", "    print('<script>alert(1)</script>')\n    return np.sum(")],
}


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """A course taken through nbgrader's own commands, from release to export."""
    course = copy_course(tmp_path_factory.mktemp("term") / "course")
    instructor = course / "instructor"
    assert deltarule("build", cwd=instructor).returncode == 0
    assert run("nbgrader", "generate_assignment", "2_ann", cwd=instructor).returncode == 0
    for student, edits in EDITS.items():
        hand_in(instructor, student, solve(instructor, edits))
    hand_in(instructor, "stub", nbformat.read(instructor / "release/2_ann/ann.ipynb", as_version=4))
    for command in (["autograde", "2_ann"], ["generate_feedback", "2_ann"], ["export"]):
        result = run("nbgrader", *command, cwd=instructor, timeout=300)
        assert result.returncode == 0, result.stderr
    return course


def solve(instructor, edits):
    notebook = nbformat.read(instructor / "release/2_ann/ann.ipynb", as_version=4)
    source = nbformat.read(instructor / "source/2_ann/ann.ipynb", as_version=4)
    solutions = {cell.id: cell.source for cell in source.cells}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = solutions[cell.id]
            for old, new in edits:
                cell.source = cell.source.replace(old, new)
    return notebook


def hand_in(instructor, student, notebook):
    folder = instructor / "submitted" / student / "2_ann"
    shutil.copytree(instructor / "release" / "2_ann", folder)
    nbformat.write(notebook, folder / "ann.ipynb")


def test_nbgrader_releases_the_notebook_that_build_derives(term):
    released = (term / "instructor/release/2_ann/ann.ipynb").read_text()
    assert json.loads(released) == json.loads((term / "exercises/2_ann/ann.ipynb").read_text())
    assert sorted(path.name for path in (term / "instructor/release/2_ann").iterdir()) == [
        "ann.ipynb",
        "answers.npz",
        "test_ann.py",
    ]


def test_a_released_assignment_reaches_the_exchange(term, tmp_path):
    instructor = term / "instructor"
    result = run("nbgrader", "release_assignment", "2_ann", f"--Exchange.root={tmp_path}", cwd=instructor)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "deltarule/outbound/2_ann/ann.ipynb").is_file()


def test_nbgrader_and_deltarule_give_the_same_marks(term, tmp_path):
    with (term / "instructor/grades.csv").open() as file:
        by_nbgrader = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    result = deltarule("grade", "--no-gradebook", "--results", tmp_path / "records.json", cwd=term)
    assert result.returncode == 0, result.stderr
    records = json.loads((tmp_path / "records.json").read_text())["submissions"]
    assert {record["student"]: record["score"] for record in records} == by_nbgrader
    (most,) = {record["max_score"] for record in records}
    assert by_nbgrader["right"] == by_nbgrader["warns"] == most
    assert by_nbgrader["stub"] == 0
    assert 0 < by_nbgrader["sign"] < most


def test_a_check_cell_prints_the_reasons_as_ordinary_output_and_gives_a_partial_mark(term):
    notebook = nbformat.read(term / "instructor/autograded/sign/2_ann/ann.ipynb", as_version=4)
    (cell,) = [cell for cell in notebook.cells if cell.id == "check_predict"]
    kinds = [output.output_type if output.output_type != "stream" else output.name for output in cell.outputs]
    assert kinds == ["stdout", "execute_result"]
    assert "An output of exactly 0.5 counts as 1" in cell.outputs[0].text
    told = re.search(r"predict: (\d+) of (\d+) points", cell.outputs[0].text)
    assert 0 < int(told[1]) < int(told[2])
    assert cell.outputs[1].data["text/plain"] == f"{int(told[1])}.0"


def test_an_unwritten_function_reads_as_not_started_and_never_as_a_traceback(term):
    notebook = nbformat.read(term / "instructor/autograded/stub/2_ann/ann.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    shown = [output.traceback for output in outputs if output.output_type == "error"]
    assert all(len(lines) == 1 for lines in shown)
    told = "\n".join(line for (line,) in shown)
    assert re.search(r"^Not yet: \w+ is not started\.$", told, re.MULTILINE)
    assert re.search(r"^Not yet: name '\w+' is not defined, because \w+ is not started\.$", told, re.MULTILINE)
    said = [output.get("text", "") for output in outputs]
    assert any(re.search(r"forward_prop is not started: 0 of \d+ points", text) for text in said)


def test_feedback_shows_the_reasons(term):
    page = (term / "instructor/feedback/sign/2_ann/ann.html").read_text()
    assert "this gradient points downhill" in page


def test_every_demonstration_runs_with_the_reference(term):
    notebook = nbformat.read(term / "instructor/autograded/right/2_ann/ann.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= len(
        list((term / "exercises/2_ann/seen").glob("*.png"))
    )


def test_the_solution_file_and_its_notebook_are_graded_alike(term, tmp_path):
    for name, text in {"file": solution(), "stub": (term / "exercises/2_ann/ann.py").read_text()}.items():
        folder = tmp_path / "cohort" / name / "2_ann"
        folder.mkdir(parents=True)
        (folder / "ann.py").write_text(text)
    result = deltarule("grade", tmp_path / "cohort", "--results", tmp_path / "r.json", cwd=term)
    assert result.returncode == 0, result.stderr
    records = json.loads((tmp_path / "r.json").read_text())["submissions"]
    assert [record["score"] for record in records] == [records[0]["max_score"], 0]
