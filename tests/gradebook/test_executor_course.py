"""This course's own notebooks under nbgrader: check cells are marked by the grader's checks, whatever was printed."""

import json

import pytest
from sidebyside import autograde, graded, marks, nbgrader_finds_alembic, released  # noqa: F401
from support import copy_course, deltarule
from test_nbgrader import hand_in, solve
from traitlets.config import Config

from deltarule.nbgrader import PREPROCESSORS

SIGN = [("delta2 = -(y - y_hat)", "delta2 = (y - y_hat)"), (">= 0.5).astype", "> 0.5).astype")]
CHEATS = {
    "patches": "import deltarule.core.selfcheck.notebook\nautograder.notebook.check = lambda function: 99.0",
    "empties": "get_ipython().ast_transformers.append(__import__('ast').NodeTransformer())\n%autocall 0",
    "ends": "import os\nos._exit(0)",
}


@pytest.fixture(scope="module")
def term(tmp_path_factory):
    """A course graded by nbgrader with our executor, and by ``deltarule grade``."""
    course = copy_course(tmp_path_factory.mktemp("course") / "course")
    instructor = course / "instructor"
    assert deltarule("build", cwd=instructor).returncode == 0
    released(instructor, "2_ann")
    submissions = {"right": solve(instructor, []), "sign": solve(instructor, SIGN)}
    for name, source in CHEATS.items():
        submissions[name] = solve(instructor, [("def predict(", f"{source}\n\ndef predict(")])
        for cell in submissions[name].cells:
            cell.source = cell.source.replace("a1 = sigmoid(z1)", "a1 = 0 * sigmoid(z1)")
    submissions["deletes"] = solve(instructor, [])
    submissions["deletes"].cells = [
        cell for cell in submissions["deletes"].cells if cell.metadata.get("nbgrader", {}).get("grade") is not True
    ]
    for student, notebook in submissions.items():
        hand_in(instructor, student, notebook)
    config = Config()
    config.CourseDirectory.root = str(instructor)
    config.CourseDirectory.course_id = "course"
    config.Autograde.autograde_preprocessors = PREPROCESSORS
    results = autograde(config, "2_ann", submissions)
    assert all(result["success"] for result in results.values()), results
    records = deltarule("grade", "--no-gradebook", "--results", course / "records.json", cwd=course, timeout=300)
    assert records.returncode == 0, records.stderr
    return course, json.loads((course / "records.json").read_text())["submissions"]


@pytest.mark.parametrize("student", ["right", "sign", *CHEATS, "deletes"])
def test_nbgrader_gives_the_marks_of_the_records(term, student):
    course, records = term
    (record,) = [record for record in records if record["student"] == student]
    expected = dict.fromkeys((f"check_{check['function']}" for check in record["checks"]), 0.0)
    for check in record["checks"]:
        expected[f"check_{check['function']}"] += check["earned"]
    assert {cell: mark for (_, _, cell), mark in marks(course / "instructor", "2_ann", [student]).items()} == expected
    assert (sum(expected.values()) == record["max_score"]) == (student in ("right", "deletes"))


def test_a_check_cell_shows_the_reason_and_the_points(term):
    notebook = graded(term[0] / "instructor", "2_ann", "sign", "ann")
    (cell,) = [cell for cell in notebook.cells if cell.id == "check_predict"]
    assert "An output of exactly 0.5 counts as 1" in cell.outputs[0].text
    (record,) = [record for record in term[1] if record["student"] == "sign"]
    checks = [check for check in record["checks"] if check["function"] == "predict"]
    earned, points = (sum(check[key] for check in checks) for key in ("earned", "points"))
    assert cell.outputs[1].data["text/plain"] == f"{float(earned)}"
    assert 0 < earned < points


def test_demonstrations_are_run_and_their_plots_shown(term):
    notebook = graded(term[0] / "instructor", "2_ann", "right", "ann")
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error"]
    seen = list((term[0] / "exercises/2_ann/seen").glob("*.png"))
    assert sum("image/png" in output.get("data", {}) for output in outputs) >= len(seen)
