import csv
import io
import json

import pytest
from hostile import graded, unreadable
from support import deltarule

from deltarule.grading.records import Records, write_records
from deltarule.lms.registry import formats

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,ann (101)\r\n"
    "    Points Possible,,,,,4.00\r\n"
    '"Lovelace, 小爱达",1,S1,ada,"A, B",\r\n'
    '"Roe, ""Max""",2,S2,max,A,\r\n'
)
MOODLE = (
    "Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,Last modified (grade),Feedback comments\n"
    "Participant 7,Emil E,emil,emil@uni.edu,Submitted,,100.00,-,\n"
    "Participant 8,Ada L,ada,ada@uni.edu,Submitted,,100.00,-,\n"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the records of three submissions, and with two rosters."""
    folder = tmp_path_factory.mktemp("export")
    write_records(Records([graded("ada", 3), graded("emil", 2), unreadable("lena")]), folder / "records.json")
    (folder / "canvas.csv").write_text(CANVAS, newline="")
    (folder / "moodle.csv").write_text(MOODLE, newline="")
    return folder


def export(folder, *arguments):
    return deltarule("export", *arguments, cwd=folder)


def scores(folder):
    records = json.loads((folder / "records.json").read_text())["submissions"]
    return {record["student"]: f"{record['score']:g}" for record in records}


def test_the_class_goes_into_a_spreadsheet(folder):
    result = export(folder, "csv", "marks.csv", "--records", "records.json")
    assert (result.returncode, result.stderr, result.stdout) == (0, "", "wrote marks.csv\n")
    rows = list(csv.DictReader(io.StringIO((folder / "marks.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert {row["student"]: row["score"] for row in rows} == scores(folder)
    assert {row["student"]: row["status"] for row in rows}["lena"] == "unreadable"


def test_canvas_gets_its_own_file_back_with_the_marks_and_stderr_says_who_is_missing(folder):
    result = export(folder, "canvas", "out.csv", "--records", "records.json", "--roster", "canvas.csv")
    assert result.returncode == 0, result.stderr
    filled = CANVAS.replace('"A, B",', f'"A, B",{scores(folder)["ada"]}')
    assert (folder / "out.csv").read_bytes().decode() == filled
    assert result.stderr.splitlines() == [
        "note: emil, lena have records and no row: no match in canvas.csv in ID, SIS User ID, SIS Login ID, Student.",
        'note: Row 4 (Roe, "Max") has no record: it is left as it was.',
    ]


def test_moodle_gets_its_own_file_back_with_marks_and_comments(folder):
    result = export(folder, "moodle", "out.csv", "--records", "records.json", "--roster", "moodle.csv")
    assert result.returncode == 0, result.stderr
    emil, ada = csv.DictReader(io.StringIO((folder / "out.csv").read_text()))
    assert float(emil["Grade"]) == pytest.approx(100 * float(scores(folder)["emil"]) / 4)
    assert "<p>=HYPERLINK(&quot;http://x&quot;)" in emil["Feedback comments"]
    assert (ada["Grade"], ada["Feedback comments"]) == ("100", "<p>All checks passed.</p>")


@pytest.mark.parametrize("name", ["gradescope", "autolab", "classroom"])
def test_one_submission_goes_into_each_format_that_holds_one(folder, name):
    result = export(folder, name, "out", "--records", "records.json", "--student", "emil", "--assignment", "ann")
    assert result.returncode == 0, result.stderr
    assert (folder / "out").stat().st_size > 300


def test_help_lists_every_format(folder):
    shown = " ".join(export(folder, "--help").stdout.split())
    assert f"one of {', '.join(formats())}" in shown


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["excel", "kept"],
            "There is no format 'excel'; the formats are csv, gradescope, ",
        ),
        (["csv", "kept"], "is in no course"),
        (["csv", "kept", "--records", "none.json"], "none.json cannot be read"),
        (["csv", "kept", "--records", "records.json", "--student", "x"], "no graded submission by x; there is 2_ann"),
        (["gradescope", "kept", "--records", "records.json"], "there are those of ada, emil, lena; name --student"),
        (["canvas", "kept", "--records", "records.json"], "name it with --roster"),
        (["moodle", "kept", "--records", "records.json", "--roster", "canvas.csv"], "is no grading worksheet"),
        (["gradescope-autograder", "kept"], "name it with --assignment"),
        (
            ["csv", "kept", "--records", "records.json", "--roster", "canvas.csv"],
            "csv fills in no file: leave out --roster",
        ),
        (["gradescope-autograder", "kept", "--column", "x"], "fills in no file: leave out --column"),
        (["gradescope-autograder", "kept", "--assignment", "ann"], "is in no course"),
    ],
)
def test_bad_input_gets_one_sentence_and_leaves_what_was_there(folder, arguments, sentence):
    (folder / "kept").write_text("as it was")
    result = export(folder, *arguments)
    assert sentence in result.stderr
    assert len(result.stderr.splitlines()) == 1
    assert (result.returncode, (folder / "kept").read_text()) == (2, "as it was")
