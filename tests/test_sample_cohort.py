import json
import sys

import pytest
from support import ROOT, deltarule

sys.path.insert(0, str(ROOT / "instructor"))
from make_sample_cohort import COHORT, main


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample")
    result = deltarule("grade", COHORT, "--results", folder / "r.json", "--pages", folder / "pages", cwd=ROOT)
    assert result.returncode == 0, result.stderr
    records = json.loads((folder / "r.json").read_text())["submissions"]
    return {record["student"]: record for record in records}, folder / "pages"


def test_the_committed_cohort_is_what_its_script_makes(tmp_path):
    main(tmp_path / "cohort")
    made = {path.relative_to(tmp_path / "cohort"): path.read_bytes() for path in (tmp_path / "cohort").rglob("*.*")}
    kept = {path.relative_to(COHORT): path.read_bytes() for path in COHORT.rglob("*.*")}
    assert made == kept


def lost(record):
    return {check["function"]: check["status"] for check in record["checks"] if check["status"] != "passed"}


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("ada", {}),
        ("bela", {}),
        ("jana", {}),
        ("emil", {"backward_prop": "failed"}),
        ("fatma", {"update_parameters": "error"}),
        ("gio", {"forward_prop": "error"}),
        ("hana", {"numerical_gradient": "timeout"}),
        ("igor", {"cost_function": "crashed"}),
        ("kofi", {"train": "error", "predict": "error"}),
        ("mara", {"update_parameters": "failed"}),
        ("nils", {"forward_prop": "failed", "cost_function": "failed", "mean_squared_error": "failed"}),
    ],
)
def test_each_trouble_costs_its_own_function_alone(graded, student, expected):
    assert lost(graded[0][student]) == expected


def test_what_cannot_be_read_has_a_reason(graded):
    record = graded[0]["lena"]
    assert (record["status"], record["score"], record["max_score"]) == ("unreadable", 0, 38)
    assert "not a notebook that can be read" in record["message"]


def test_there_is_a_page_for_each_submission_and_one_for_the_class(graded):
    records, pages = graded
    assert {path.stem for path in (pages / "2_ann").iterdir()} == set(records)
    assert "fatma" in (pages / "index.html").read_text()
    assert "chapter&#39;s first listing" in (pages / "2_ann/fatma.html").read_text()
