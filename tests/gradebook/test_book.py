import base64
import contextlib
import csv
import datetime
import errno
import io
import itertools
import multiprocessing
import os
import re
import shutil
import sqlite3
import subprocess
import threading
import time
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from gradebooks import RIGHT, WRONG, book_of, copy_graded, grade, hand_in, make_course
from support import BIN, deltarule, run

from deltarule.core.course import KEPT, Course
from deltarule.core.errors import UserError
from deltarule.grading.cohort import find_submissions
from deltarule.grading.lock import Lock
from deltarule.grading.records import read_records
from deltarule.nbgrader.book import entry
from deltarule.nbgrader.book.book import Book, Writer, Written
from deltarule.nbgrader.book.database import _advice
from deltarule.nbgrader.book.extract import records_of, standings

LATE = """
from nbgrader.plugins import LateSubmissionPlugin

class PointADay(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return total_seconds_late / 86400

c.AssignLatePenalties.plugin_class = PointADay
"""


@pytest.fixture(scope="module")
def term(db_url, tmp_path_factory):
    """A graded cohort; nbgrader's own commands have never been run."""
    course = make_course(tmp_path_factory.mktemp("book") / "course", db_url, LATE)
    hand_in(course, "ada", RIGHT, "Because it is so.")
    hand_in(course, "bela", WRONG, "**Why?** Say why.\n#\n# YOUR ANSWER HERE")
    hand_in(course, "chen")
    folder = course / "instructor/submitted/dina/1_double"
    folder.mkdir(parents=True)
    (folder / "double.ipynb").write_text("{")
    grade(course, "--results", course / "records.json")
    return course


@pytest.fixture
def changing(term, db_url, tmp_path, request):
    """A copy of a graded course with its gradebook in either kind of database, to change."""
    return copy_graded(term, tmp_path / "course", db_url, request)


@pytest.fixture
def again(term, tmp_path):
    """A copy of a graded course with a SQLite gradebook, to change."""
    if not (term / "instructor/gradebook.db").is_file():
        pytest.skip("the same with any database")
    return shutil.copytree(term, tmp_path / "course")


def grades(course, student):
    with book_of(course) as book:
        notebook = book.find_submission_notebook("double", "1_double", student)
        return {item.name: (item.auto_score, item.manual_score, item.needs_manual_grade) for item in notebook.grades}


def comments(course, student):
    with book_of(course) as book:
        notebook = book.find_submission_notebook("double", "1_double", student)
        return {item.name: item.auto_comment for item in notebook.comments}


def mark(course, student, cell="answer_why", score=2.0, **more):
    """Mark by hand, as the formgrader does."""
    with book_of(course) as book:
        item = book.find_grade(cell, "double", "1_double", student)
        item.manual_score, item.needs_manual_grade = score, False
        for name, value in more.items():
            setattr(item, name, value)
        book.db.commit()


def test_each_check_cell_has_its_marks_and_free_answers_wait_for_a_person(term):
    assert grades(term, "ada") == {
        "check_double": (2.0, None, False),
        "check_halve": (1.0, None, False),
        "answer_why": (None, None, True),
    }
    assert grades(term, "bela") == {
        "check_double": (0.0, None, False),
        "check_halve": (1.0, None, False),
        "answer_why": (0.0, None, False),
    }


def test_comments_say_the_reasons(term):
    assert comments(term, "ada") == {"double": None, "halve": None, "answer_why": None}
    said = comments(term, "bela")
    assert "Asked: Every entry is doubled." in said["double"]
    assert all(line.startswith("    ") for line in said["double"].split("\n"))
    assert said["answer_why"] == "No response."
    assert "This answer's cell can't be found" in comments(term, "chen")["answer_why"]


def test_what_nobody_can_read_scores_nothing_says_why_and_wants_a_person_once_and_for_each_answer(term):
    assert grades(term, "dina") == {
        "check_double": (0.0, None, True),
        "check_halve": (0.0, None, False),
        "answer_why": (None, None, True),
    }
    assert "not a notebook that can be read" in comments(term, "dina")["double"]
    notebook = nbformat.read(term / "instructor/autograded/dina/1_double/double.ipynb", as_version=4)
    assert "Nothing could be graded" in notebook.cells[0].source


def test_the_course_is_the_only_one_in_the_gradebook(again):
    import sqlite3

    with sqlite3.connect(again / "instructor/gradebook.db") as database:
        assert database.execute("SELECT id FROM course").fetchall() == [("deltarule",)]


@pytest.mark.parametrize("lost", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["gone", "empty"])
def test_a_gradebook_that_is_lost_is_made_anew_and_that_is_told_once(again, lost):
    mark(again, "ada")
    lost(again / "instructor/gradebook.db")
    said = grade(again).stderr
    assert "gradebook.db, and it is made anew: marks and comments that people gave are in the one before" in said
    assert grades(again, "ada")["answer_why"] == (None, None, True)
    assert "made anew" not in grade(again).stderr


def test_a_gradebook_that_is_lost_is_told_of_also_where_a_release_has_made_it_anew(again):
    (again / "instructor/gradebook.db").unlink()
    assert deltarule("release", "double", cwd=again).returncode == 0
    assert "made anew: marks and comments that people gave are in the one before" in grade(again).stderr


@pytest.mark.parametrize("name", KEPT)
@pytest.mark.parametrize("kind", ["folder", "link"])
def test_what_is_in_the_place_of_a_file_that_there_is_once_is_not_taken_for_none(again, name, kind):
    path = again / "instructor" / name
    if path.exists():
        path.unlink()
    path.mkdir() if kind == "folder" else path.symlink_to(again / "nowhere")
    refused = deltarule("grade", "--pages", "pages", cwd=again)
    said = {"folder": "is a folder, where a file belongs: move it away", "link": "leads nowhere: mend"}
    assert refused.returncode == 2
    assert re.search(rf"deltarule: {path} .*{said[kind]}", refused.stderr), refused.stderr
    assert "a new one is drawn" not in refused.stderr
    assert path.is_dir() if kind == "folder" else path.is_symlink()


@pytest.mark.parametrize(
    ("lose", "said"),
    [
        (shutil.rmtree, "There is no solution at {0}/double.py; put it back."),
        (lambda folder: (folder / "mistakes.py").mkdir(), "{0}/mistakes.py cannot be read (Is a directory); put a"),
        (lambda folder: (folder / "more.py").symlink_to("nowhere"), "{0}/more.py cannot be read (No such file or d"),
    ],
    ids=["gone", "folder", "link"],
)
def test_what_a_unit_is_made_of_is_told_where_it_cannot_be_read(again, lose, said):
    folder = again / "solutions/1_double"
    (folder / "mistakes.py").unlink()
    lose(folder)
    refused = deltarule("grade", cwd=again)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"deltarule: {said.format(folder)}" in refused.stderr


def test_nbgrader_takes_it_up_and_agrees(term):
    instructor = term / "instructor"
    for command in (["generate_feedback", "1_double"], ["export"]):
        result = run("nbgrader", *command, cwd=instructor)
        assert result.returncode == 0, result.stderr
    with (instructor / "grades.csv").open() as file:
        exported = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
    records = read_records(term / "records.json").submissions
    assert exported == {record.student: record.score for record in records}
    assert exported == {"ada": 3, "bela": 1, "chen": 3, "dina": 0}
    page = (instructor / "feedback/bela/1_double/double.html").read_text()
    assert "Every entry is doubled." in page
    assert "(Score: 1.0 / 6.0)" in page


def test_records_read_back_are_what_was_written(term):
    read = {record.student: record for record in records_of(Course(term)).submissions}
    assert {name: (record.score, record.max_score) for name, record in read.items()} == {
        "ada": (3, 6),
        "bela": (1, 6),
        "chen": (3, 6),
        "dina": (0, 6),
    }
    assert {check.name: check.earned for check in read["bela"].checks} == {
        "check_double": 0,
        "check_halve": 1,
        "answer_why": 0,
    }
    assert "Every entry is doubled." in next(c.message for c in read["bela"].checks if c.function == "double")
    assert {name for name, record in read.items() if record.status == "unreadable"} == {"dina"}
    assert "is not a notebook that can be read" in read["dina"].message


def test_a_course_that_was_never_graded_has_no_records_to_read(tmp_path):
    from deltarule.core.errors import UserError

    (tmp_path / "instructor").mkdir()
    (tmp_path / "instructor/nbgrader_config.py").write_text(
        "c = get_config()\nfrom pathlib import Path\nc.CourseDirectory.root = str(Path(__file__).parent)\n"
    )
    with pytest.raises(UserError, match="run deltarule grade"):
        records_of(Course(tmp_path))
    assert not (tmp_path / "instructor/gradebook.db").exists()


def test_what_a_person_gave_survives_a_regrade(changing):
    mark(changing, "ada", extra_credit=0.5)
    with book_of(changing) as book:
        book.find_comment("answer_why", "double", "1_double", "ada").manual_comment = "Nearly."
        book.db.commit()
    grade(changing)
    assert grades(changing, "ada")["answer_why"] == (None, 2.0, False)
    with book_of(changing) as book:
        assert book.find_grade("answer_why", "double", "1_double", "ada").extra_credit == 0.5
        assert book.find_comment("answer_why", "double", "1_double", "ada").manual_comment == "Nearly."
    (ada,) = [record for record in records_of(Course(changing)).submissions if record.student == "ada"]
    assert ada.score == 5.5


def test_a_mark_wants_another_look_where_the_work_has_changed(again):
    mark(again, "ada")
    mark(again, "bela", "check_double", 1.5)
    mark(again, "chen", "check_double", 1.5)
    hand_in(again, "ada", RIGHT, "On second thoughts, otherwise.")
    hand_in(again, "bela", RIGHT)
    grade(again)
    assert grades(again, "ada")["answer_why"] == (None, 2.0, True)
    assert grades(again, "bela")["check_double"] == (2.0, 1.5, True)
    assert grades(again, "chen")["check_double"] == (2.0, 1.5, False)


def test_marks_that_an_older_copy_of_the_gradebook_brings_back_are_entered_anew(again):
    mark(again, "ada")
    mark(again, "chen")
    copy = (again / "instructor/gradebook.db").read_bytes()
    hand_in(again, "ada", WRONG, "On second thoughts, otherwise.")
    grade(again)
    (again / "instructor/gradebook.db").write_bytes(copy)
    told = grade(again)
    assert "graded before, and unchanged" in told.stdout
    assert told.stderr.count("it had other marks than were entered here") == 1
    assert grades(again, "ada")["check_double"] == (0.0, None, False)
    assert grades(again, "ada")["answer_why"] == (None, 2.0, True)  # given for another answer
    assert grades(again, "chen")["answer_why"] == (None, 2.0, False)
    assert "it had other marks" not in grade(again).stderr


def test_deltarule_grade_has_the_last_word_after_nbgrader_autograde(again):
    released = deltarule("release", "double", cwd=again)
    assert released.returncode == 0, released.stderr
    for student in ("bela", "chen"):
        work = again / "instructor/submitted" / student / "1_double"
        shutil.copy(again / "instructor/release/1_double/double.ipynb", work)
    grade(again)
    mine = {student: (grades(again, student), comments(again, student)) for student in ("bela", "chen")}
    done = run("nbgrader", "autograde", "1_double", "--student=chen", "--force", cwd=again / "instructor")
    assert done.returncode == 0, done.stderr
    assert grades(again, "chen")["check_double"][0] == 0.0  # it sees the notebook alone
    grade(again)
    assert {student: (grades(again, student), comments(again, student)) for student in mine} == mine


def test_lateness_costs_what_the_configured_plugin_says(changing):
    with book_of(changing) as book:
        book.update_or_create_assignment("1_double", duedate=datetime.datetime(2026, 3, 1, 12))
    hand_in(changing, "ada", RIGHT, "Because it is so.", "2026-03-02 14:00:00+02:00")  # a day late
    hand_in(changing, "bela", WRONG, None, "2026-03-09 12:00:00.000000 UTC")  # more days than points
    hand_in(changing, "chen", RIGHT, None, "2026-03-01 11:59:59.000000 UTC")
    grade(changing)
    scores = {record.student: (record.score, record.message) for record in records_of(Course(changing)).submissions}
    assert scores["ada"] == (2, "Late: 1 point of 3 is taken off.")
    assert scores["bela"][0] == 0
    assert scores["chen"] == (3, "")
    with book_of(changing) as book:
        assert book.find_submission("1_double", "bela").late_submission_penalty == 1
        book.grant_extension("1_double", "ada", days=2)
    grade(changing)
    with book_of(changing) as book:
        assert not book.find_submission("1_double", "ada").late_submission_penalty


def test_a_timestamp_that_is_none_is_told_and_costs_nothing(again):
    hand_in(again, "ada", RIGHT, None, "yesterday, I think")
    stamp = again / "instructor/submitted/chen/1_double/timestamp.txt"
    stamp.unlink(missing_ok=True)
    stamp.symlink_to("/dev/zero")
    told = grade(again).stderr
    assert "ada/1_double/timestamp.txt holds no time" in told
    assert "chen/1_double/timestamp.txt cannot be read" in told


@pytest.mark.parametrize(
    ("points", "said"),
    [("float('nan')", "ValueError: it gave"), ("-1", "ValueError: it gave"), ("exit(3)", "SystemExit: 3")],
)
def test_a_penalty_that_is_none_is_told_and_not_taken_for_nothing(again, points, said):
    with book_of(again) as book:
        book.update_or_create_assignment("1_double", duedate=datetime.datetime(2026, 3, 1, 12))
    config = again / "instructor/nbgrader_config.py"
    config.write_text(config.read_text().replace("total_seconds_late / 86400", points))
    hand_in(again, "ada", RIGHT, None, "2026-03-02 12:00 UTC")
    told = deltarule("grade", cwd=again)
    assert told.returncode == 2
    assert f"failed on ada: {said}" in told.stderr


@pytest.mark.parametrize("flag", ["--results", "--pages"])
def test_what_cannot_be_written_is_told_before_anything_is_graded(again, flag):
    (again / "file").write_text("")
    told = deltarule("grade", "--regrade", flag, "file/below" if flag == "--results" else "file", cwd=again)
    assert (told.returncode, told.stdout) == (2, "")
    assert f"{again}/file is a file, where a folder belongs: move it away" in told.stderr


def test_what_is_told_of_a_time_is_of_what_lies_there_in_each_run(again):
    with book_of(again) as book:
        book.update_or_create_assignment("1_double", duedate=datetime.datetime(2026, 3, 1, 12))
    stamp = again / "instructor/submitted/ada/1_double/timestamp.txt"
    told = {}
    for text in ("2026-03-02 12:00 UTC", "yesterday, I think", None, "2026-03-02 12:00 UTC", "2026-03-02 12:00 PDT"):
        if text is None:
            stamp.unlink()
        else:
            stamp.write_text(text)
        told[text] = [line for line in grade(again).stderr.splitlines() if "ada/1_double/timestamp.txt" in line]
        with book_of(again) as book:
            assert book.find_submission("1_double", "ada").late_submission_penalty == 1
    assert told["2026-03-02 12:00 UTC"] == []
    assert "holds no time" in told["yesterday, I think"][0]
    assert all("the gradebook has, 2026-03-02 12:00:00 UTC" in told[text][0] for text in ("yesterday, I think", None))
    assert "is in a zone that nobody here knows" in told["2026-03-02 12:00 PDT"][0]


def test_an_answer_that_was_not_found_is_told_until_a_person_has_marked_it(again):
    assert "chen/1_double: not found where it belongs, and waits for you: answer_why" in grade(again).stderr
    mark(again, "chen")
    assert "chen/1_double: not found" not in grade(again).stderr


def test_grading_another_folder_leaves_the_gradebook_alone_unless_asked(again):
    before = (again / "instructor/gradebook.db").read_bytes()
    hand_in(again, "ada", WRONG)
    elsewhere = shutil.copytree(again / "instructor/submitted", again / "elsewhere")
    grade(again, elsewhere)
    grade(again, "--no-gradebook")
    assert (again / "instructor/gradebook.db").read_bytes() == before
    grade(again, elsewhere, "--gradebook")
    assert grades(again, "ada")["check_double"] == (0.0, None, False)


def test_a_folder_whose_name_nbgrader_cannot_take_is_told(again):
    for name in ("a" * 200, "<b>x", "new\nline", "o'brien ünï 中"):
        hand_in(again, name)
    result = grade(again)
    assert result.stderr.count("rename the folder") == 3
    assert grades(again, "o'brien ünï 中")["check_double"][0] == 2.0


def test_a_name_that_nbgrader_cannot_take_is_told_once_however_much_was_handed_in():
    written, told = Written(), ["<b>x is not in the gradebook", "ada/1_double: odd"]
    written.add(Written(1, told[:1]))
    written.add(Written(1, [told[0], told[1]]))
    assert (written.submissions, written.notes) == (2, told)


def test_a_stale_source_is_derived_anew_before_anything_is_graded(again):
    path = again / "exercises/1_double/test_double.py"
    path.write_text(path.read_text().replace("points=2", "points=5"))
    hand_in(again, "bela", RIGHT)
    grade(again)
    assert grades(again, "bela")["check_double"][0] == 5.0
    source = again / "instructor/source/1_double"
    assert (source / "test_double.py").read_bytes() == path.read_bytes()


@pytest.mark.parametrize("missing", ["", "double.ipynb", "test_double.py", "answers.npz"])
def test_a_source_that_is_missing_or_in_part_is_derived_anew(again, missing):
    source = again / "instructor/source/1_double"
    whole = {path.name: path.read_bytes() for path in source.iterdir()}
    if missing:
        (source / missing).unlink()
    else:
        shutil.rmtree(source)
    before = grades(again, "ada")
    grade(again)
    assert {path.name: path.read_bytes() for path in source.iterdir()} == whole
    assert grades(again, "ada") == before


def test_a_source_that_cannot_be_derived_is_told_before_anything_is_graded(again):
    path = again / "solutions/1_double/double.py"
    path.write_text(path.read_text().replace("return 2 * x", "return 2 *"))
    before = grades(again, "ada")
    result = deltarule("grade", "--results", again / "kept.json", cwd=again)
    assert (result.returncode, "Traceback" in result.stderr) == (2, False)
    assert "solutions/1_double/double.py" in result.stderr
    assert not (again / "kept.json").exists()
    assert grades(again, "ada") == before


@pytest.mark.parametrize(
    ("config", "told"),
    [
        ("c = get_config()\n1 / 0\n", "ZeroDivisionError"),
        ("c = get_config()\nc.CourseDirectory.db_url = 'nonsense'\n", "no database's address"),
        ("c = get_config()\nc.CourseDirectory.db_url = 'mysql+pymysql://x/y'\n", "a driver that isn't installed"),
        ("c = get_config()\nc.CourseDirectory.db_url = 'sqlite:////proc/g.db'\n", "unable to open database file"),
        (
            "c = get_config()\nc.CourseDirectory.db_url = 'sqlite:////proc/none/g.db'\n",
            "there is no folder /proc/none;",
        ),
        ("c = get_config()\nc.AssignLatePenalties.plugin_class = 'no.Such'\n", "'no.Such' could not be imported"),
    ],
)
def test_a_broken_configuration_is_one_sentence(again, config, told):
    (again / "instructor/nbgrader_config.py").write_text(config)
    result = deltarule("grade", cwd=again)
    assert result.returncode == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert "points" not in result.stdout  # told before grading


def test_an_export_says_how_many_marks_still_wait_for_a_person(again):
    result = deltarule("export", "csv", again / "out.csv", cwd=again)
    assert result.returncode == 0, result.stderr
    assert "note: 4 marks still wait for a person and count as they are" in result.stderr


def test_an_export_counts_what_waits_of_what_is_exported_alone(again):
    told = deltarule("export", "csv", again / "out.csv", "--student", "bela", cwd=again).stderr
    assert "still wait" not in told
    told = deltarule("export", "csv", again / "out.csv", "--student", "ada", cwd=again).stderr
    assert "note: 1 mark still waits for a person and counts as it is" in told


def test_an_export_says_whose_marks_are_above_what_there_is(again):
    mark(again, "ada", score=2.0)
    assert "more than" not in deltarule("export", "csv", again / "out.csv", cwd=again).stderr
    mark(again, "ada", score=20.0)
    told = deltarule("export", "csv", again / "out.csv", cwd=again).stderr
    assert "note: ada has more than the 3 points of answer_why in 1_double, by hand or as extra credit" in told
    mark(again, "chen", score=2.0, extra_credit=1.5)
    told = deltarule("export", "csv", again / "out.csv", cwd=again).stderr
    assert "note: ada, chen have more than the 3 points of answer_why in 1_double" in told


@pytest.mark.parametrize("name", ["gradescope", "autolab", "classroom", "moodle"])
def test_what_the_gradebook_says_is_exported_as_it_stands_there(again, name):
    said = "2.5 of 1000 words: see page 117, and 0.125 besides."
    mark(again, "bela", score=1.0)
    with book_of(again) as book:
        book.find_comment("answer_why", "double", "1_double", "bela").manual_comment = said
        book.db.commit()
    (again / "sheet.csv").write_text(
        "Identifier,Full name,Grade,Maximum Grade,Last modified (grade),Feedback comments\nParticipant 1,bela,,6,-,\n"
    )
    more = ("--roster", "sheet.csv") if name == "moodle" else ("--student", "bela")
    assert deltarule("export", name, "out", *more, cwd=again).returncode == 0
    told = (again / "out").read_text()
    assert said in (base64.b64decode(told).decode() if name == "classroom" else told)


def test_a_damaged_gradebook_says_what_to_do(again):
    (again / "instructor/gradebook.db").write_text("junk" * 1000)
    result = deltarule("grade", cwd=again)
    assert result.returncode == 2
    assert "put a copy of it back" in result.stderr
    assert "db upgrade" not in result.stderr


def test_a_server_that_is_away_says_what_to_do(again):
    pytest.importorskip("psycopg")
    with (again / "instructor/nbgrader_config.py").open("a") as file:
        file.write("c.CourseDirectory.db_url = 'postgresql+psycopg://x:secret@/y?host=/nowhere'\n")
    result = deltarule("export", "csv", again / "out.csv", cwd=again)
    assert result.returncode == 2
    assert "start the server" in result.stderr
    assert "secret" not in result.stderr


def test_the_secret_of_the_exchange_is_beside_what_is_placed(again):
    """nbgrader's release_feedback reads it there."""
    handed = again / "instructor/submitted"
    (handed / "ada/1_double/submission_secret.txt").write_text("s3cret")
    (handed / "bela/1_double/submission_secret.txt").symlink_to("/etc/hostname")
    grade(again)
    placed = again / "instructor/autograded"
    assert (placed / "ada/1_double/submission_secret.txt").read_text() == "s3cret"
    assert not (placed / "bela/1_double/submission_secret.txt").exists()


def test_a_seed_that_is_gone_is_told_before_all_is_graded_anew(again):
    assert "the seed that" not in grade(again).stderr
    seeds = again / "instructor/seeds.json"
    seeds.unlink()
    assert "note: the seed that 1_double was graded with is gone from seeds.json" in grade(again).stderr
    seeds.rename(again / "elsewhere.json")
    seeds.symlink_to(again / "nowhere.json")
    refused = deltarule("grade", cwd=again)
    assert (refused.returncode, "seeds.json is a link that leads nowhere" in refused.stderr) == (2, True)


def test_a_page_says_what_counts_where_the_gradebook_has_other_points(again):
    mark(again, "ada", extra_credit=0.5)
    with book_of(again) as book:
        book.update_or_create_assignment("1_double", duedate=datetime.datetime(2026, 3, 1, 12))
    stamp = again / "instructor/submitted/ada/1_double/timestamp.txt"
    stamp.write_text("2026-03-02 12:00 UTC")
    grade(again, "--pages", again / "pages")
    page = (again / "pages/1_double/ada.html").read_text()
    assert "What counts: 4.5 of 6 points, with what a person gave and without 1 point for lateness." in page
    chen = (again / "pages/1_double/chen.html").read_text()
    assert "What counts: 3 of 6 points; 1 mark still waits for a person." in chen
    grade(again, "--no-gradebook", "--pages", again / "alone")
    assert "What counts" not in (again / "alone/1_double/ada.html").read_text()


def test_what_counts_tells_of_a_person_only_where_one_gave_points(again):
    with book_of(again) as book:
        book.update_or_create_assignment("1_double", duedate=datetime.datetime(2026, 3, 1, 12))
    (again / "instructor/submitted/bela/1_double/timestamp.txt").write_text("2026-03-01 18:00 UTC")
    mark(again, "chen", "check_double", score=None, extra_credit=0.5)
    grade(again)
    said = {student: said for (student, _), (*_, said) in standings(Course(again)).items()}
    assert said["ada"] == "What counts: 3 of 6 points; 1 mark still waits for a person."
    assert said["bela"] == "What counts: 0.75 of 6 points, without 0.25 points for lateness."
    assert said["chen"] == "What counts: 3.5 of 6 points, with what a person gave; 1 mark still waits for a person."


def test_what_a_person_writes_or_takes_leaves_true_what_an_export_says(again):
    with book_of(again) as book:
        book.update_or_create_assignment("1_double", duedate=datetime.datetime(2026, 3, 1, 12))
        book.find_comment("double", "double", "1_double", "dina").manual_comment = "Handed in by mail."
        book.db.commit()
    (again / "instructor/submitted/chen/1_double/timestamp.txt").write_text("2026-03-09 12:00 UTC")
    grade(again)
    cost = records_of(Course(again)).submissions
    assert [item.message for item in cost if item.student == "chen"] == ["Late: 3 points of 3 are taken off."]
    mark(again, "chen", "check_double", score=0.5)
    mark(again, "chen", "check_halve", score=0.0)
    mark(again, "chen", "answer_why", score=0.0)
    read = {item.student: item for item in records_of(Course(again)).submissions}
    assert (read["chen"].score, read["chen"].message) == (0.0, "Late: 0.5 points of 0.5 are taken off.")
    assert (read["dina"].status, read["dina"].checks[1].message) == (
        "unreadable",
        "Waits for a person.\nHanded in by mail.",
    )
    assert read["dina"].message.startswith("double.ipynb ")


def test_one_process_writes_at_a_time(again):
    from deltarule.nbgrader.book.book import Book

    book = Book(Course(again))
    result = deltarule("grade", cwd=again)
    book.close()
    assert result.returncode == 2
    assert "Another deltarule" in result.stderr


def test_nbgrader_autograde_keeps_deltarule_out_and_the_reverse(again):
    """nbgrader fails at a notebook that another has put in its place meanwhile, and removes what was graded."""
    from deltarule.nbgrader.book.book import Book

    with contextlib.closing(Book(Course(again))):
        refused = run("nbgrader", "autograde", "1_double", "--force", cwd=again / "instructor")
    assert refused.returncode == 1
    assert "Another deltarule, or nbgrader autograde, is writing in this gradebook; wait" in refused.stderr
    assert "Traceback" not in refused.stderr
    with (again / "instructor/nbgrader_config.py").open("a") as settings:
        settings.write(WHILE_IT_RUNS.format(command=[str(BIN / "deltarule"), "grade"]))
    released = deltarule("release", "double", cwd=again)
    assert released.returncode == 0, released.stderr
    shutil.copy(again / "instructor/release/1_double/double.ipynb", again / "instructor/submitted/chen/1_double")
    done = run("nbgrader", "autograde", "1_double", "--student=chen", "--force", cwd=again / "instructor")
    assert done.returncode == 0, done.stderr
    assert (again / "meanwhile.txt").read_text().startswith("2 deltarule: Another deltarule, or nbgrader autograde, is")


WHILE_IT_RUNS = """
def meanwhile(**_):
    import subprocess
    done = subprocess.run({command}, cwd="..", capture_output=True, text=True)
    open("../meanwhile.txt", "w").write(f"{{done.returncode}} {{done.stderr}}")

c.Autograde.pre_convert_hook = meanwhile
"""


def test_a_second_run_is_refused_before_it_grades_anything_and_the_first_is_let_be(again):
    """Whoever comes first has the gradebook to the end, however long the first mark takes."""
    settings = again / "instructor/course.toml"
    settings.write_text("[grading]\nfresh_seed = true\n")  # a run that begins draws another seed
    hand_in(again, "ada", "import time\ntime.sleep(3)\n" + RIGHT)
    first = subprocess.Popen([BIN / "deltarule", "grade"], cwd=again, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    seeds, before = again / "instructor/seeds.json", (again / "instructor/seeds.json").read_bytes()
    while seeds.read_bytes() == before:
        assert first.poll() is None
        time.sleep(0.01)
    drawn, second = seeds.read_bytes(), deltarule("grade", cwd=again)
    assert (second.returncode, second.stdout) == (2, "")
    assert "Another deltarule" in second.stderr
    assert seeds.read_bytes() == drawn
    assert first.wait(60) == 0, first.stderr.read()
    assert b"4 submissions" in first.stdout.read()


def test_a_killed_run_leaves_the_gradebook_to_the_next_at_once(again):
    lock = Lock(again / "instructor")
    holder = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,), daemon=True)
    holder.start()  # a grader that is left for a moment
    lock.close()
    try:
        grade(again)
    finally:
        holder.kill()
        holder.join()


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("database or disk is full", "make room"),
        ("database is locked", "wait until the other program"),
        ("[Errno -2] failed to resolve host 'nowhere'", "mend the server's name"),
        ("no such column: submitted_assignment.extension", "nbgrader db upgrade"),
        ("terminating connection due to administrator command", "start the server"),
    ],
)
def test_the_advice_is_about_what_the_database_said(said, advice):
    assert advice in _advice(said)


def test_a_full_disk_is_told_with_the_place(again, monkeypatch):
    course = Course(again)
    submission, *_ = find_submissions(course, again / "instructor/submitted").submissions
    with contextlib.closing(Book(course)) as book, monkeypatch.context() as patch:
        book.prepare([submission.unit])
        patch.setattr(Writer, "_ready", fails)
        with pytest.raises(UserError, match=rf"^{book.aside} cannot be written: No space left on device"):
            book.write([(submission, read_records(again / "records.json").submissions[0])], "none")


def fails(*_):
    """Fail as a write to an open file does: no name is in what it raises."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_grading_ends_with_what_needs_a_person(again):
    told = grade(again).stdout.split("For you, of 4 submissions")[1].splitlines()
    assert "1 could not be read" in told
    assert [line for line in told if line.startswith("  dina, 1_double: double.ipynb")]
    assert "  ada, 1_double: answer_why" in told  # waits for marks
    assert not [line for line in told if line.startswith("  bela, ")]


def test_points_of_the_checks_alone_are_said_to_be_that_wherever_they_are_shown(again):
    said = "the points are what the checks found; 3 more points are for a person to give."
    shown = grade(again, "--no-gradebook", "--pages", "pages", "--results", "r.json").stdout
    assert f"1_double: {said}" in shown
    assert said.replace("the", "The", 1) in (again / "pages/index.html").read_text()
    assert "3 more points are for a person to give." in (again / "pages/1_double/ada.html").read_text()
    assert f"note: 1_double: {said}" in deltarule("export", "csv", "m.csv", "--records", "r.json", cwd=again).stderr
    assert said not in deltarule("export", "csv", "m.csv", cwd=again).stderr  # the gradebook has them


def test_whose_submission_is_gone_while_the_gradebook_has_the_mark_has_not_handed_in_nothing(again):
    shutil.rmtree(again / "instructor/submitted/bela")
    grade(again, "--pages", "pages", "--results", "r.json")
    assert deltarule("report", "r.json", cwd=again).returncode == 0
    for page in ("pages/index.html", "report.html"):
        text = (again / page).read_text()
        assert "<h3>Not here any more, with a mark in the gradebook</h3>\n<p>bela</p>" in text
        assert "Handed in nothing" not in text
    told = deltarule("export", "csv", "m.csv", "--records", "r.json", cwd=again).stderr
    assert "bela has a mark of 1_double in the gradebook and no submission any more" in told


def test_an_export_of_the_gradebook_says_why_a_person_should_look_at_a_submission(again):
    hand_in(again, "ada", "# nothing\n")
    grade(again, "--results", "r.json")
    (kept,) = [record.message for record in read_records(again / "r.json").submissions if record.student == "ada"]
    assert kept.startswith("double.py has no code in it")
    assert comments(again, "ada")["double"].startswith(f"    For a person to look at: {kept}\n\n    ")
    (read,) = [record for record in records_of(Course(again)).submissions if record.student == "ada"]
    assert (read.status, read.message) == ("graded", kept)
    assert not [check.message for check in read.checks if kept in check.message]  # once is enough


def test_what_could_not_be_read_needs_a_person_until_one_has_given_its_marks(again):
    for cell in ("check_double", "check_halve", "answer_why"):
        mark(again, "dina", cell)
    told = grade(again, "--results", "r.json", "--pages", "pages").stdout.split("For you, of 4 submissions")[1]
    assert "could not be read" not in told
    assert "dina" not in told
    deltarule("report", "r.json", cwd=again)
    pages = [again / "pages/index.html", again / "report.html"]
    assert not any("<strong>dina</strong>" in page.read_text() for page in pages)
    hand_in(again, "dina", answer="Now as a file.")  # the notebook still can't be read
    assert "dina" in grade(again, "--pages", "pages").stdout.split("For you, of 4 submissions")[1]
    deltarule("report", "r.json", cwd=again)
    assert all("<strong>dina</strong>" in page.read_text() for page in pages)


def test_an_export_says_of_no_mark_that_a_person_gave_that_nothing_could_be_read(again):
    (again / "canvas.csv").write_text("Student,ID,Section,double (5)\n    Points Possible,,,6\ndina,1,S,\n")
    command = ("export", "canvas", "filled.csv", "--roster", "canvas.csv")
    assert "dina gets 0, as the submission could not be read" in deltarule(*command, cwd=again).stderr
    mark(again, "dina")
    assert "could not be read" not in deltarule(*command, cwd=again).stderr
    assert (again / "filled.csv").read_text().endswith("dina,1,S,2\n")


def test_the_gradebook_is_opened_with_the_first_record_and_not_before(monkeypatch):
    begun = threading.Event()

    def opened(course, units, lock):
        begun.set()
        raise UserError("It is another's.")

    monkeypatch.setattr(entry, "_opened", opened)
    entered = entry.Entry(None, [], None)
    assert not begun.is_set()
    with contextlib.suppress(UserError):  # it may be known by then
        entered.take(None)
    assert begun.wait(10)
    with pytest.raises(UserError, match="It is another's"):
        entered.__exit__(None, None, None)


def test_no_more_than_so_many_records_are_held_while_the_gradebook_is_opened(monkeypatch):
    release, waited_for = threading.Event(), []

    def opened(course, units, lock):
        release.wait(10)
        raise UserError("It is another's.")

    monkeypatch.setattr(entry, "_opened", opened)
    monkeypatch.setattr(entry, "MOST_WAITING", 3)
    monkeypatch.setattr(entry.Entry, "_open", lambda self: waited_for.append(len(self._waiting)))
    monkeypatch.setattr(entry.Entry, "_enter", lambda self, book, item: None)
    entered = entry.Entry(None, [], None)
    try:
        for _ in range(7):
            entered.take(None)
    finally:
        release.set()
    assert set(waited_for) == {3}


def test_what_waited_for_the_gradebook_is_entered_bit_by_bit_so_that_graders_have_work_meanwhile(monkeypatch):
    release, entered = threading.Event(), list[list[int]]()
    monkeypatch.setattr(entry, "_opened", lambda course, units, lock: release.wait(10))
    monkeypatch.setattr(entry.Entry, "_open", lambda self: io.BytesIO())
    monkeypatch.setattr(entry.Entry, "_enter", lambda self, book, item: entered[-1].append(item))
    with entry.Entry(None, [], None) as records:
        for number in range(30):
            if number == 20:
                release.set()
                assert records._opening.result(10)
            entered.append([])
            records.take(number)
    assert [*itertools.chain.from_iterable(entered)] == [*range(30)]
    assert [len(items) for items in entered[:-1]] == [0] * 20 + [2] * 9


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "submitted_assignment SET timestamp = 'soon'",
            "its table submitted_assignment is 'soon', and no time",
        ),
        ("grade SET manual_score = 'two'", "manual_score in row 1 of its table grade is 'two', and no number"),
        ("grade SET extra_credit = 9e999", "extra_credit in row 1 of its table grade is inf, and no number"),
        ("comment SET auto_comment = x'ff00'", "and no text"),
    ],
)
def test_a_damaged_gradebook_is_told_with_the_place(again, change, said):
    with closing(sqlite3.connect(again / "instructor/gradebook.db")) as book, book:
        book.execute(f"UPDATE {change}")
    told = deltarule("export", "csv", "marks.csv", cwd=again)
    assert told.returncode == 2
    assert said in told.stderr
    assert told.stderr.endswith("; put a copy of it back.\n")


def unheard(*arguments, cwd):
    """Run the command with both its streams into a pipe that nobody reads, and give its exit code."""
    reading, writing = os.pipe()
    os.close(reading)
    try:
        return subprocess.run([BIN / "deltarule", *arguments], cwd=cwd, stdout=writing, stderr=writing).returncode
    finally:
        os.close(writing)


def test_a_run_that_nobody_listens_to_goes_on_to_its_end(again):
    hand_in(again, "ada", RIGHT)
    (again / "instructor/submitted/ada/9_none").mkdir()  # which is told before anything is graded
    assert unheard("grade", "--results", "r.json", "--pages", "pages", cwd=again) == 0
    assert read_records(again / "r.json").submissions
    assert (again / "pages/index.html").is_file()
    assert unheard("export", "csv", "marks.csv", cwd=again) == 0
    assert "ada" in (again / "marks.csv").read_text()
    assert unheard("export", "csv", ".", cwd=again) == 2
