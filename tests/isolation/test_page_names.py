"""Every student has a page of their own, whatever they are called."""

import hashlib
import os

import pytest

from deltarule.core.checking.checks import CheckResult
from deltarule.grading.records import Records, SubmissionRecord
from deltarule.reports.pages import write_pages

ODD = "white space"


def record(student):
    checks = [CheckResult("test_f", "f", 1, 1.0, "passed", "", None)]
    return SubmissionRecord(student, "2_ann", "graded", 1.0, 1.0, checks, f"of {student!r}", "ann.py")


@pytest.mark.parametrize(
    "other",
    [
        hashlib.sha256(ODD.encode()).hexdigest(),
        hashlib.sha256(ODD.encode()).hexdigest()[:16],
        "~" + hashlib.sha256(ODD.encode()).hexdigest(),
        "white  space",
        "white\u00a0space",
        "white\u2028space",
        "\udcff",
        "a" * 250,
        "a" * 251,
        "\U0001d4d0" * 63,
        "..html",
        "-rf",
    ],
)
def test_no_two_students_have_one_page(tmp_path, other):
    students = [ODD, other, "a" * 249]
    write_pages(Records([record(student) for student in students]), tmp_path)
    assert len(os.listdir(tmp_path / "2_ann")) == 3
    assert sorted(os.listdir(tmp_path)) == ["2_ann", "index.html", "index_functions.csv", "index_mistakes.csv"]


@pytest.mark.parametrize("student", ["प्रिया-शर्मा", "สมชาย", "வேலு", "josé", "ada@x.org"])
def test_a_plain_name_of_any_script_is_its_pages_name(tmp_path, student):
    write_pages(Records([record(student), record("jose\u0301"), record("\u0301jo")]), tmp_path)
    there = os.listdir(tmp_path / "2_ann")
    assert f"{student}.html" in there
    assert sum(name.startswith("~") for name in there) == 2  # a disk may take these for another's
