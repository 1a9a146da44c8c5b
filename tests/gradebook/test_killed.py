"""Killed at any moment, each submission is as it was or complete, in the database and in ``autograded/``."""

import json
import os
import random
import signal
import sys
import time

import pytest
from gradebooks import RIGHT, WRONG, book_of, hand_in, make_course
from support import deltarule

from deltarule.core.course import Course
from deltarule.grading.cohort import find_submissions, grade_cohort
from deltarule.nbgrader.book.book import Book

STUDENTS = [f"student{number}" for number in range(8)]
KILLS = 9
MAKING = 20_000
"""Calls that it takes at least to make a gradebook."""


def graded(folder, code):
    """Hand in the same code for everybody, and grade it."""
    course = Course(folder)
    for student in STUDENTS:
        hand_in(folder, student, code)
    cohort = find_submissions(course, course.instructor / "submitted")
    return list(zip(cohort.submissions, grade_cohort(course, cohort.submissions).submissions, strict=True))


class ReadersHere:
    """What reads files, in this process: the number of calls doesn't hang on the machine's speed."""

    def close(self):
        pass

    def apply(self, function, content, *arguments):
        return function(content, *arguments)


BATCH = 2


@pytest.fixture(scope="module", autouse=True)
def readers_here():
    """Let the gradebook read files in the process that is killed, and write few at a time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deltarule.nbgrader.book.book.BATCH", BATCH)
        patch.setattr("deltarule.nbgrader.book.book.readers_at", lambda level: ReadersHere())
        yield


@pytest.fixture(scope="module")
def versions(db_url, tmp_path_factory):
    """A course, and its cohort graded twice; what is handed in lies in a folder of each version's own."""
    folder = make_course(tmp_path_factory.mktemp("killed") / "course", db_url)
    wrong = graded(folder, WRONG)
    (folder / "instructor/submitted").rename(folder / "instructor/handed_in_wrong")
    right = graded(folder, RIGHT)
    return folder, wrong, right


def write(folder, cohort):
    book = Book(Course(folder))
    book.prepare([submission.unit for submission, _ in cohort[:1]])
    book.write(cohort, "none")
    book.close()


class Moments:
    """Counts calls, and at the last of them kills the process: a moment that doesn't hang on the machine's speed."""

    def __init__(self, last=None):
        self.calls, self.last = 0, last

    def __call__(self, frame, event, argument):
        self.calls += 1
        if self.calls == self.last:
            die()


def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)


def calls_of(folder, cohort):
    """Count the calls and returns of writing a cohort."""
    moments = Moments()
    sys.setprofile(moments)
    try:
        write(folder, cohort)
    finally:
        sys.setprofile(None)
    return moments.calls


def write_and_be_killed(folder, cohort, call=None):
    """Write in a process of its own that kills itself at a call; tell whether it was still at work."""
    process = os.fork()
    if not process:
        try:
            sys.setprofile(Moments(call))
            write(folder, cohort)
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


def in_database(folder):
    """Give each student's marks and comments as the database has them, or nothing."""
    with book_of(folder) as book:
        found = {}
        for student in book.students:
            notebook = book.find_submission_notebook("double", "1_double", student.id)
            scores = {item.name: item.auto_score for item in notebook.grades if item.name != "answer_why"}
            commented = any(item.auto_comment for item in notebook.comments if item.name == "double")
            found[student.id] = (scores["check_double"], scores["check_halve"], commented)
        return found


def on_disk(folder, student):
    """Give what the placed notebook shows: marks, and whose code."""
    path = folder / "instructor/autograded" / student / "1_double/double.ipynb"
    if not path.exists():
        return None
    cells = {cell["id"]: cell for cell in json.loads(path.read_text())["cells"]}
    assert "test_double.py" in os.listdir(path.parent)
    points = [float(cells[name]["outputs"][1]["data"]["text/plain"]) for name in ("check_double", "check_halve")]
    return (*points, "3 * x" in cells["double"]["source"])


COMPLETE = [(0.0, 1.0, True), (2.0, 1.0, False)]


def test_killed_at_random_moments(versions):
    folder, wrong, right = versions
    write(folder, right)
    calls = calls_of(folder, wrong)
    moments = random.Random(5)
    states = []
    for number in range(KILLS):
        # The first two thirds of the calls open the gradebook.
        moment = calls * 6 // 10 + moments.randrange(calls * 3 // 10)
        assert write_and_be_killed(folder, [right, wrong][number % 2], moment)
        database = in_database(folder)
        assert set(database) == set(STUDENTS)
        assert all(state in COMPLETE for state in database.values())
        assert all(on_disk(folder, student) in COMPLETE for student in STUDENTS)
        Book(Course(folder)).close()  # the next run's first step
        assert {student: on_disk(folder, student) for student in STUDENTS} == in_database(folder) == database
        states.append(tuple(database[student] for student in STUDENTS))
    assert all(len(set(state[start : start + BATCH])) == 1 for state in states for start in range(0, len(state), BATCH))
    assert sum(len(set(state)) > 1 for state in states) >= KILLS // 2  # killed in the middle of the cohort


@pytest.mark.parametrize(("moment", "finished"), [("before the commit", False), ("after the commit", True)])
def test_killed_between_the_two_halves(versions, monkeypatch, moment, finished):
    folder, wrong, right = versions
    write(folder, right)
    monkeypatch.setattr(*((Book, "put") if finished else (Book, "write_time")), die)
    assert write_and_be_killed(folder, wrong)
    monkeypatch.undo()
    assert in_database(folder)[STUDENTS[0]] == COMPLETE[0 if finished else 1]
    assert on_disk(folder, STUDENTS[0]) == COMPLETE[1]
    Book(Course(folder)).close()
    assert on_disk(folder, STUDENTS[0]) == in_database(folder)[STUDENTS[0]] == COMPLETE[0 if finished else 1]
    assert os.listdir(folder / "instructor/autograded/.pending") == []


def test_killed_while_the_gradebook_is_made(db_url, tmp_path, request, versions):
    folder, wrong, _ = versions
    if db_url:
        db_url = request.getfixturevalue("postgresql")()
        with (folder / "instructor/nbgrader_config.py").open("a") as file:
            file.write(f"c.CourseDirectory.db_url = {db_url!r}\n")
    else:
        (folder / "instructor/gradebook.db").unlink(missing_ok=True)
    moments = random.Random(6)
    for _ in range(6):
        assert write_and_be_killed(folder, wrong, moments.randrange(1, MAKING))
    write(folder, wrong)
    assert set(in_database(folder).values()) == {COMPLETE[0]}
    with book_of(folder) as book:
        from sqlalchemy import text

        assert len(book.db.execute(text("SELECT version_num FROM alembic_version")).all()) == 1


def test_the_installed_command_killed(tmp_path):
    import subprocess

    from support import BIN

    folder = make_course(tmp_path / "course")
    for student in STUDENTS:
        hand_in(folder, student, WRONG)
    start = time.monotonic()
    assert deltarule("grade", cwd=folder).returncode == 0
    long = time.monotonic() - start
    moments = random.Random(7)
    for code in (WRONG, RIGHT):
        for student in STUDENTS:
            hand_in(folder, student, code)
        process = subprocess.Popen([BIN / "deltarule", "grade"], cwd=folder, stdout=subprocess.DEVNULL)
        time.sleep(moments.uniform(0.5 * long, long))
        process.kill()
        process.wait()
        assert all(state in COMPLETE for state in in_database(folder).values())
    assert deltarule("grade", cwd=folder).returncode == 0
    assert set(in_database(folder).values()) == {COMPLETE[1]}
    assert {on_disk(folder, student) for student in STUDENTS} == {COMPLETE[1]}
