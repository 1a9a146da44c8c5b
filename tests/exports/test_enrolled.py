"""Students who were collected under another name are found again."""

from support import TINY, copy_course

from autograder.collecting.roster import Line, write_roster
from autograder.exports.canvas import to_canvas
from autograder.exports.enrolled import absent, known_as
from autograder.exports.request import Request
from autograder.grading.records import Records, SubmissionRecord


def record(student, assignment):
    return SubmissionRecord(student, assignment, "graded", 1.0, 2.0, [])


def test_only_what_the_system_itself_calls_them_for_this_assignment_counts(tmp_path, monkeypatch):
    course = copy_course(tmp_path, TINY, ["1_double"])
    write_roster(
        course / "instructor" / "roster.csv",
        [
            Line("ada-lovelace", "1_double", "moodle", "101", "Ada Lovelace", "ada@x.org"),
            Line("ada-lovelace", "2_ann", "moodle", "305", "Ada Lovelace"),
            Line("ada-lovelace", "1_double", "canvas", "77", "Lovelace, Ada"),
        ],
    )
    monkeypatch.chdir(course)
    request = Request(Records([record("ada-lovelace", "1_double"), record("ada-lovelace", "2_ann")]), "1_double")
    assert known_as("moodle", request) == {"ada-lovelace": ["101", "ada@x.org", "Ada Lovelace"]}
    assert known_as("canvas", request) == {"ada-lovelace": ["77", "Lovelace, Ada"]}


def test_whoever_is_in_the_course_and_has_no_record_is_absent(tmp_path, monkeypatch):
    course = copy_course(tmp_path, TINY, ["1_double"])
    write_roster(
        course / "instructor" / "roster.csv",
        [
            Line("ada", "1_double", "canvas", "1", "Ada"),
            Line("bea", "1_double", "canvas", "2", "Bea"),
            Line("eve", "2_ann", "canvas", "3", "Eve"),
        ],
    )
    monkeypatch.chdir(course)
    records = Records([record("ada", "1_double"), record("kim", "2_ann")])
    assert absent(Request(records, "double"), []) == [("bea", "1_double")]
    assert absent(Request(records), ["ada", "kim"]) == [
        *(("bea", "1_double"), ("kim", "1_double")),
        *(("ada", "2_ann"), ("eve", "2_ann")),
    ]
    assert absent(Request(records, "double", "ada"), ["kim"]) == []


def test_outside_a_course_nobody_is_known(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert known_as("canvas", Request(Records([record("ada", "1_double")]))) == {}


def test_a_roster_row_is_found_by_any_of_the_students_names(tmp_path):
    sheet = tmp_path / "canvas.csv"
    sheet.write_text("Student,ID,SIS User ID,SIS Login ID,Section,Double (5)\n    Points Possible,,,,,2\nB A,77,,,S,\n")
    records = Records([record("renamed", "1_double")])
    request = Request(records, "1_double", roster=sheet, column="Double", known_as={"renamed": ["x", "77"]})
    assert b"B A,77,,,S,1" in to_canvas(request).content
