"""The sample cohort, as tools/sample_cohort.py makes it, graded."""

import json
import re

import numpy as np
import pytest
from sample_cohort import main
from support import ROOT, deltarule

from deltarule.authoring.solution import Solution
from deltarule.core.code.calls import Returned
from deltarule.core.code.loader import LoadedCode
from deltarule.core.code.student import local_student
from deltarule.core.values import map_leaves
from deltarule.grading.exam import Exam


@pytest.fixture(scope="module")
def cohort(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sample") / "cohort"
    main(folder)
    return folder


@pytest.fixture(scope="module")
def graded(cohort, tmp_path_factory):
    folder = tmp_path_factory.mktemp("graded")
    result = deltarule("grade", cohort, "--results", folder / "r.json", "--pages", folder / "pages", cwd=ROOT)
    assert result.returncode == 0, result.stderr
    records = json.loads((folder / "r.json").read_text())["submissions"]
    return {record["student"]: record for record in records}, folder / "pages"


def files_in(folder):
    return {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*.*")}


def test_the_cohort_is_the_same_bytes_each_time(cohort, tmp_path):
    main(tmp_path / "again")
    assert files_in(tmp_path / "again") == files_in(cohort)
    assert len(files_in(cohort)) == 15


def test_nobody_hands_in_what_marks_a_solution(cohort):
    assert not [path for path, content in files_in(cohort).items() if b"SOLUTION" in content]


def lost(record):
    first = {}
    for check in record["checks"]:
        if check["status"] != "passed":
            first.setdefault(check["function"], check["status"])
    return first


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        ("ada", {}),
        ("bela", {}),
        ("jana", {}),
        ("emil", {"backward_prop": "failed"}),
        ("fatma", {"update_parameters": "failed"}),
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
    assert (record["status"], record["score"]) == ("unreadable", 0)
    assert "not a notebook that can be read" in record["message"]


def test_there_is_a_page_for_each_submission_and_one_for_the_class(graded):
    records, pages = graded
    assert {path.stem for path in (pages / "2_ann").iterdir()} == set(records)
    assert "fatma" in (pages / "index.html").read_text()
    assert "chapter&#39;s first listing" in (pages / "2_ann/fatma.html").read_text()


def hidden_numbers(unit):
    """Give what the cases of the unit's secret seed hold and what is right, of numbers that nobody hits by chance."""
    exam, found = Exam.prepare(unit), set()
    student = local_student(LoadedCode(Solution.of(unit).module, ""))

    def keep(leaf):
        if isinstance(leaf, float | np.ndarray) and np.asarray(leaf).dtype.kind == "f":
            found.update(np.ravel(leaf).tolist())
        return leaf

    for check in exam.checks:
        evidence = []
        check.run(student, exam.recording.begin(check.name, None, evidence.append), exam.seed)
        for asked in evidence:
            for item in asked.cases:
                map_leaves(keep, [*item.args, *item.kwargs.values()])
            map_leaves(keep, [outcome.value for outcome in asked.right if isinstance(outcome, Returned)])
    return {match[0] for number in found if (match := re.search(r"[1-9]\d{4}", repr(abs(number)).replace(".", "")))}


def test_no_page_has_a_number_of_a_hidden_case(graded, ann):
    records, pages = graded
    hidden = hidden_numbers(ann)
    assert len(hidden) > 500
    printed = " ".join(check["output"] for record in records.values() for check in record["checks"])
    assert [number for number in hidden if number in printed.replace(".", "")]  # somebody's code prints them
    for page in [*pages.rglob("*.html"), *pages.glob("*.csv")]:
        text = re.sub(r"(?s)<style>.*?</style>", "", page.read_text())
        assert [
            number for number in re.findall(r"\d{5,}", text.replace(".", "")) if number.lstrip("0")[:5] in hidden
        ] == []
