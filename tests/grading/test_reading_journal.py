"""A submission that takes the grader down is named, set aside and passed over; nobody else pays for it."""

import contextlib
import json
import os
import shlex
import subprocess
import sys

import pytest
from support import TINY, copy_course, deltarule

from deltarule.core.course import Course
from deltarule.grading import cohort as grading
from deltarule.grading.cohort import find_submissions, grade_cohort
from deltarule.grading.journal import JOURNAL, Journal

RIGHT = (TINY / "solutions/1_double/double.py").read_text()
DIES = """
import os, signal, sys
from pathlib import Path
from deltarule.core.course import Course
from deltarule.grading import cohort
grade = cohort.grade_submission
def grade_or_die(submission, *more):
    if submission.student == "eve":
        os.kill(os.getpid(), signal.SIGKILL)
    return grade(submission, *more)
cohort.grade_submission = grade_or_die
course = Course(Path(sys.argv[1]))
submissions = cohort.find_submissions(course, course.instructor / "submitted").submissions
cohort.grade_cohort(course, submissions if len(sys.argv) == 2 else submissions[-1:], "none")
"""


@pytest.fixture
def course(tmp_path, zygote, readers, monkeypatch):
    root = copy_course(tmp_path / "course", TINY, ["1_double"])
    for student in ("ada", "eve", "bob"):
        folder = root / "instructor/submitted" / student / "1_double"
        folder.mkdir(parents=True)
        (folder / "double.py").write_text(RIGHT)
    monkeypatch.setattr(grading, "open_zygote", lambda *given: contextlib.nullcontext(zygote))
    monkeypatch.setattr(grading, "readers_beside", lambda zygote: contextlib.nullcontext(readers))
    return Course(root)


def folder_of(course, student):
    return course.instructor / "submitted" / student / "1_double"


def left(course, *students):
    """Leave a journal as a run does that dies with work of `students` in hand."""
    with (course.instructor / JOURNAL).open("w") as file:
        for student in students:
            print(json.dumps(["begun", str(folder_of(course, student)), ""]), file=file)


def graded(course, **more):
    submissions = find_submissions(course, course.instructor / "submitted").submissions
    return {item.student: item for item in grade_cohort(course, submissions, "none", **more).submissions}


def points(records):
    return {name: record.score for name, record in records.items() if record.status == "graded"}


def test_a_run_that_died_of_a_submission_names_it_and_the_next_grades_the_rest(course):
    died = subprocess.run([sys.executable, "-c", DIES, str(course.root), "alone"], check=False)
    assert died.returncode == -9
    for _ in range(2):  # it stays aside
        records = graded(course)
        assert points(records) == {"ada": 2.0, "bob": 2.0}
        assert "The grader ended while it was grading this, so it was set aside" in records["eve"].message
        assert "`deltarule grade --student=eve --assignment 1_double` tries it again." in records["eve"].message
    again = deltarule(
        "grade", "--student", "eve", "--assignment", "1_double", "--isolation", "none", "--no-gradebook",
        cwd=course.root,
    )  # fmt: skip
    assert again.returncode == 0
    assert points(graded(course)) == {"ada": 2.0, "bob": 2.0, "eve": 2.0}


def test_what_was_in_hand_beside_it_is_tried_by_itself_and_keeps_its_marks(course, monkeypatch):
    left(course, "ada", "eve")
    alone = grading.graded_alone
    monkeypatch.setattr(
        grading,
        "graded_alone",
        lambda root, folder, *more: None if "eve" in str(folder) else alone(root, folder, *more),
    )
    records = graded(course)
    assert points(records) == {"ada": 2.0, "bob": 2.0}
    assert records["eve"].status == "unreadable"


@pytest.mark.parametrize("student", ["-x", os.fsdecode(b"m\xfcller")])
def test_whatever_a_student_is_called_what_was_in_hand_is_tried_and_can_be_tried_again(course, student):
    folder_of(course, "eve").parent.rename(folder_of(course, student).parent)
    left(course, "ada", student)
    assert graded(course)[student].score == 2.0
    left(course, student)
    _, told, _ = graded(course)[student].message.split("`")
    again = deltarule(*shlex.split(told)[1:], "--isolation", "none", "--no-gradebook", cwd=course.root)
    assert again.returncode == 0, again.stderr
    assert points(graded(course)) == {"ada": 2.0, "bob": 2.0, student: 2.0}


def test_what_is_handed_in_anew_is_graded(course):
    left(course, "eve")
    assert graded(course)["eve"].status == "unreadable"
    (folder_of(course, "eve") / "double.py").write_text(RIGHT + "# mended\n")
    assert graded(course)["eve"].score == 2.0


def test_a_run_that_was_stopped_leaves_nobody_behind(course, monkeypatch):
    def stop(*given):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(grading, "grade_submission", stop)
        with pytest.raises(KeyboardInterrupt):
            graded(course)
    assert (course.instructor / JOURNAL).read_text() == ""
    assert points(graded(course)) == {"ada": 2.0, "bob": 2.0, "eve": 2.0}


def test_a_run_that_is_still_alive_has_left_nothing(course):
    with Journal(course.instructor / JOURNAL) as journal, journal.in_hand(str(folder_of(course, "eve"))):
        assert points(graded(course)) == {"ada": 2.0, "bob": 2.0, "eve": 2.0}


def test_what_the_grader_stumbles_over_costs_nobody_else(course, monkeypatch):
    judge = grading.nothing_asked_for
    seen = []

    def stumble(sources, results, title):
        seen.append(title)
        if len(seen) == 1:
            raise RecursionError("too deep")
        return judge(sources, results, title)

    monkeypatch.setattr(grading, "nothing_asked_for", stumble)
    records = graded(course)
    assert len(points(records)) == 2
    (other,) = (record for record in records.values() if record.status == "unreadable")
    assert other.message == "The grader could not cope with this (RecursionError: too deep)."


def test_a_journal_that_is_damaged_or_cannot_be_written_stops_nobody(tmp_path):
    (tmp_path / JOURNAL).write_bytes(b'["begun", "/a", ""]\nnonsense\n\xff\n["ended", "/b"]\n[1, 2, 3')
    with Journal(tmp_path / JOURNAL) as journal:
        assert journal.left == {"/a"}
    with Journal(tmp_path / JOURNAL) as journal:
        assert journal.left == {"/a"}, "what a run didn't come to stays"
    os.mkdir(tmp_path / "folder")
    with Journal(tmp_path / "folder") as journal, journal.in_hand("/a"):
        assert journal.left == set()
