"""Graders are processes: one that ends costs nobody a mark, and a run that ends is taken up by the next."""

import contextlib
import multiprocessing.process
import os
import shlex
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from support import TINY, copy_course, deltarule

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_ASKED_AGAIN, MAX_GRADERS_LOST
from deltarule.grading import station
from deltarule.grading.cohort import Grading, Submission, find_submissions, folder_of, records_of
from deltarule.grading.graders import LocalGraders
from deltarule.grading.records import SubmissionRecord
from deltarule.grading.store import STORE, Store

RIGHT = (TINY / "solutions/1_double/double.py").read_text()
STUDENTS = ("ada", "bob", "cem", "eve", "fay")


@pytest.fixture
def course(tmp_path):
    root = copy_course(tmp_path / "course", TINY, ["1_double"])
    for student in STUDENTS:
        hand_in(root, student)
    return Course(root)


def hand_in(root, student, text=RIGHT):
    folder = root / "instructor/submitted" / student / "1_double"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "double.py").write_text(text)


def graded(course, **more):
    """Grade all without walls: each student's record, and who was graded just now."""
    submissions = find_submissions(course, course.instructor / "submitted").submissions
    with Store(course.instructor / STORE) as store, Grading(course, submissions, "none", store, **more) as grading:
        found = list(grading.records())
    records = {record.student: record for record in records_of(found).submissions}
    return records, {item.record.student for item in found if item.fresh}


def points(records):
    return {name: record.score for name, record in records.items() if record.status == "graded"}


def grading_as(monkeypatch, meddle):
    """Let graders call `meddle` with what they are about to grade.

    They are forked, so that they have it, though other tests may have left a thread behind that doesn't end.
    """
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    graded = station.Station._graded

    def meddled(self, hand_in, exam):
        meddle(hand_in)
        return graded(self, hand_in, exam)

    monkeypatch.setattr(station.Station, "_graded", meddled)


def die():
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_submission_that_graders_die_of_is_set_aside_and_can_be_tried_again(course, monkeypatch):
    with monkeypatch.context() as patch:
        grading_as(patch, lambda item: die() if item.student == "eve" else None)
        records, _ = graded(course)
    assert points(records) == dict.fromkeys(set(STUDENTS) - {"eve"}, 2.0)
    eve = records["eve"]
    assert (eve.aside, eve.max_score) == (True, 2.0)
    assert "The grader ended while it was grading this, so it was set aside" in eve.message
    records, fresh = graded(course)
    assert records["eve"].aside, "it stays aside"
    assert not fresh
    _, told, _ = eve.message.split("`")
    again = deltarule(*shlex.split(told)[1:], "--isolation", "none", "--no-gradebook", cwd=course.root)
    assert again.returncode == 0, again.stderr
    assert points(graded(course)[0]) == dict.fromkeys(STUDENTS, 2.0)


def test_a_grader_that_is_killed_costs_nothing_but_time(course, monkeypatch, tmp_path):
    def once(item):
        if item.student in ("bob", "fay") and not (mark := tmp_path / item.student).exists():
            mark.touch()
            die()

    grading_as(monkeypatch, once)
    assert points(graded(course)[0]) == dict.fromkeys(STUDENTS, 2.0)


def test_a_grader_that_is_to_end_tells_nothing_of_what_that_did_to_a_solution(course, monkeypatch, tmp_path):
    """What is asked of a solution takes any exception for an answer, also the one that is to end the process."""

    def once(item):
        if item.student == "bob" and not (mark := tmp_path / "bob").exists():
            mark.touch()
            with contextlib.suppress(BaseException):
                os.kill(os.getpid(), signal.SIGTERM)
                time.sleep(9)
            raise UserError("The reference raised what ends a grader.")

    grading_as(monkeypatch, once)
    assert points(graded(course)[0]) == dict.fromkeys(STUDENTS, 2.0)


def test_what_starts_graders_may_be_killed_and_if_it_always_is_the_run_ends_with_a_sentence(course, monkeypatch):
    start, left = multiprocessing.process.BaseProcess.start, [MAX_ASKED_AGAIN]

    def started(self):
        if left[0]:
            left[0] -= 1
            raise EOFError("unexpected EOF")
        start(self)

    monkeypatch.setattr(multiprocessing.process.BaseProcess, "start", started)
    assert points(graded(course)[0]) == dict.fromkeys(STUDENTS, 2.0)
    left[0] = 9
    with pytest.raises(UserError, match=r"No process that grades could be started .*`free -m`"):
        graded(course, anew=True)


def test_what_a_grader_has_beside_a_suspect_of_anothers_is_no_suspect_yet(course, monkeypatch, tmp_path):
    """Two graders: one dies of eve with fay beside it; the other has bob when it hears of that, and then dies once."""
    submissions = [named(course, student) for student in ("eve", "fay", "ada", "bob")]

    def meddle(item):
        again = tmp_path / item.student
        if item.student == "eve":
            if again.exists():
                until(lambda: "ada" in kept(course))  # fay waits for this grader
            again.touch()
            die()
        if item.student == "ada":
            until((tmp_path / "eve").exists)
        if item.student == "bob" and not again.exists():
            until(lambda: "ada" in kept(course))
            again.touch()
            die()

    grading_as(monkeypatch, meddle)
    with (
        Store(course.instructor / STORE) as store,
        Grading(course, submissions, "none", store, begin=partial(LocalGraders, count=2)) as grading,
    ):
        records = {item.record.student: item.record for item in grading.records()}
    assert points(records) == {"fay": 2.0, "ada": 2.0, "bob": 2.0}
    assert records["eve"].aside


def named(course, student):
    found = find_submissions(course, course.instructor / "submitted").submissions
    return next(item for item in found if item.student == student)


def until(happened):
    """Wait for something; a minute is for what will never be."""
    for _ in range(3000):
        if happened():
            return
        time.sleep(0.02)
    raise TimeoutError


def test_as_many_submissions_as_like_may_kill_their_graders(course, monkeypatch):
    for number in range(MAX_GRADERS_LOST):
        hand_in(course.root, f"eve{number}")
    grading_as(monkeypatch, lambda item: die() if item.student.startswith("eve") else None)
    records, _ = graded(course)
    assert points(records) == dict.fromkeys(set(STUDENTS) - {"eve"}, 2.0)
    assert sum(record.aside for record in records.values()) == MAX_GRADERS_LOST + 1


def test_nobody_waits_for_a_grader_to_take_a_large_notebook(course, monkeypatch, tmp_path):
    """What is sent to a grader that is at work is more than a pipe holds; the other's work goes on meanwhile."""
    submissions = [named(course, student) for student in ("ada", "bob", "cem", "fay")]
    hand_in(course.root, "bob", "TEXT = " + repr("x" * 2**18) + "\n" + RIGHT)
    grading_as(monkeypatch, lambda item: until(lambda: "fay" in kept(course)) if item.student == "ada" else None)
    with (
        Store(course.instructor / STORE) as store,
        Grading(course, submissions, "none", store, begin=partial(LocalGraders, count=2)) as grading,
    ):
        records = {item.record.student: item.record for item in grading.records()}
    assert points(records) == {"ada": 2.0, "bob": 2.0, "cem": 2.0, "fay": 2.0}


def test_graders_that_never_stay_end_the_run_with_a_sentence(course, monkeypatch):
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(station.Station, "__init__", lambda *given, **more: die())
    with pytest.raises(UserError, match="processes that grade ended one after the other"):
        graded(course)


def test_another_system_than_linux_is_told_what_works_there(course, monkeypatch):
    command = "from deltarule.core.selfcheck.command import main\nmain()"
    script = f"import os, sys\ndel os.pidfd_open, os.sched_getaffinity\n{command}"
    done = subprocess.run(
        [sys.executable, "-c", script, "grade"], cwd=course.root, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert done.stderr.startswith("deltarule: Grading needs Linux")
    monkeypatch.delattr(os, "pidfd_open")
    with pytest.raises(UserError, match="Grading needs Linux"):
        graded(course)


def test_what_a_grader_stumbles_over_costs_nobody_else(course, monkeypatch):
    def stumble(item):
        if item.student == "ada":
            raise RecursionError("too deep")

    grading_as(monkeypatch, stumble)
    records, _ = graded(course)
    assert points(records) == dict.fromkeys(set(STUDENTS) - {"ada"}, 2.0)
    assert records["ada"].message == "The grader could not cope with this (RecursionError: too deep)."


def test_a_second_run_grades_only_what_changed(course):
    first, fresh = graded(course)
    assert fresh == set(STUDENTS)
    hand_in(course.root, "bob", RIGHT.replace("2 * x", "3 * x"))
    hand_in(course.root, "gil")
    second, fresh = graded(course)
    assert fresh == {"bob", "gil"}
    assert second["bob"].score < 2.0
    assert {name: second[name] for name in STUDENTS if name != "bob"} == {
        name: first[name] for name in STUDENTS if name != "bob"
    }
    assert graded(course, anew=True)[1] == {*STUDENTS, "gil"}


@pytest.mark.parametrize("meddle", [Path.unlink, lambda file: file.with_suffix(".ipynb").write_text("{}")])
def test_what_is_added_or_taken_away_while_a_submission_is_graded_is_graded_next(course, monkeypatch, meddle):
    file = course.instructor / "submitted/bob/1_double/double.py"
    with monkeypatch.context() as patch:
        grading_as(patch, lambda hand_in: meddle(file) if hand_in.student == "bob" else None)
        assert graded(course)[1] == set(STUDENTS)
    assert graded(course)[1] == {"bob"}
    assert graded(course)[1] == set()


def changed_checks(course):
    checks = course.root / "exercises/1_double/test_double.py"
    checks.write_text(checks.read_text() + "\n")


def changed_solution(course):
    solution = course.root / "solutions/1_double/double.py"
    solution.write_text(solution.read_text() + "\n")


def changed_settings(course):
    with (course.instructor / "course.toml").open("a") as file:
        file.write("\n# another word\n")


def another_seed(course):
    (course.instructor / "seeds.json").unlink()


def known(course):
    """Count what needn't be graded."""
    submissions = find_submissions(course, course.instructor / "submitted").submissions
    with Store(course.instructor / STORE) as store, Grading(course, submissions, "none", store) as grading:
        return grading.known


def test_where_what_marks_are_made_of_changes_nothing_is_known(course, monkeypatch):
    for change in (changed_checks, changed_solution, changed_settings, another_seed, None):
        graded(course)
        assert known(Course(course.root)) == len(STUDENTS)
        if change:
            change(course)
        else:
            monkeypatch.setattr("deltarule.authoring.building.kept._package", lambda: "another version")
        assert known(Course(course.root)) == 0


def test_a_fresh_run_reads_no_submission_before_it_begins_and_the_next_run_reads_all(course, monkeypatch):
    taken, take = [], Submission.take
    monkeypatch.setattr(Submission, "take", lambda self: taken.append(self.student) or take(self))
    before = []

    def begin(*arguments):
        before.append(len(taken))
        return LocalGraders(*arguments)

    graded(course, begin=begin)
    taken.clear()
    graded(course, begin=begin)
    assert before == [0, len(STUDENTS)]


def test_a_run_that_is_killed_is_taken_up_where_it_was(course, monkeypatch, tmp_path):
    script = """
import sys, time
from pathlib import Path
from deltarule.grading import station
graded = station.Station._graded
def held_up(self, hand_in, exam):
    while hand_in.student in ("cem", "fay"):
        time.sleep(0.05)
    return graded(self, hand_in, exam)
station.Station._graded = held_up
sys.argv = ["deltarule", "grade", "--isolation", "none", "--no-gradebook"]
from deltarule.core.selfcheck.command import main
sys.exit(main())
"""
    said = {}
    for way, text in ((signal.SIGKILL, RIGHT), (signal.SIGINT, RIGHT + "# mended\n")):
        hand_in(course.root, "ada", text)
        was = kept(course).get("ada")
        with subprocess.Popen(
            [sys.executable, "-c", script], cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as run:
            while kept(course).get("ada") == was:
                assert run.poll() is None, run.stderr.read()
                time.sleep(0.05)
            run.send_signal(way)
            _, said[way] = run.communicate(timeout=60)
        assert run.returncode != 0
    assert "submissions graded, and kept; run the same command again" in said[signal.SIGINT]
    before = set(kept(course))
    records, fresh = graded(course)
    assert points(records) == dict.fromkeys(STUDENTS, 2.0)
    assert "ada" in before
    assert fresh == set(STUDENTS) - before


STOPPED = """
import os, signal, sys
{meddling}
sys.argv = ["deltarule", "grade", "--isolation", "none", "--no-gradebook", "--jobs", "2"]
from deltarule.core.selfcheck.command import main
sys.exit(main())
"""
WHILE_GRADERS_START = """
from multiprocessing.process import BaseProcess
start, started = BaseProcess.start, []
def interrupted(process):
    start(process)
    started.append(process)
    if len(started) == 2:
        os.kill(os.getpid(), signal.{how})
BaseProcess.start = interrupted
"""
WHILE_MARKS_ARE_SHOWN = """
from deltarule.reports import terminal
def interrupted(records):
    os.kill(os.getpid(), signal.{how})
terminal.marks_tables = interrupted
"""


@pytest.mark.parametrize("how", ["SIGINT", "SIGTERM", "SIGHUP"])
@pytest.mark.parametrize(
    ("meddling", "count"), [(WHILE_GRADERS_START, 0), (WHILE_MARKS_ARE_SHOWN, len(STUDENTS))], ids=["start", "end"]
)
def test_a_run_that_is_stopped_ends_at_once_and_says_how_far_it_came(course, meddling, count, how):
    found = subprocess.run(
        [sys.executable, "-c", STOPPED.format(meddling=meddling.format(how=how))],
        cwd=course.root,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert found.returncode == 2
    assert f"Stopped: {count} of 5 submissions graded, and kept; run the same command again" in found.stderr
    assert "Traceback" not in found.stderr
    assert len(kept(course)) == count


def test_graders_that_were_started_end_where_one_can_not_be(course, monkeypatch):
    started, start = [], multiprocessing.process.BaseProcess.start

    def fails_later(process):
        if started:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        started.append(process)
        start(process)

    monkeypatch.setattr(multiprocessing.process.BaseProcess, "start", fails_later)
    submissions = find_submissions(course, course.instructor / "submitted").submissions
    with pytest.raises(UserError, match="No process that grades could be started"):
        LocalGraders(course, submissions, "none", 2)
    assert not started[0].is_alive()


def kept(course):
    """Say of whom there are records, and of what they are made."""
    path = course.instructor / STORE
    if not path.exists():
        return {}
    try:
        rows = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute("SELECT folder, of FROM graded").fetchall()
    except sqlite3.OperationalError:
        return {}
    return {Path(os.fsdecode(folder)).parent.name: of for folder, of in rows}


@pytest.mark.parametrize("student", ["-x", os.fsdecode(b"m\xfcller")])
def test_a_student_of_any_name_is_kept_and_found_again(course, student):
    hand_in(course.root, student)
    records, _ = graded(course)
    again, fresh = graded(course)
    assert again[student] == records[student]
    assert not fresh


def test_a_submission_whose_row_the_disk_has_damaged_is_graded_anew(course):
    records, _ = graded(course)
    with contextlib.closing(sqlite3.connect(course.instructor / STORE)) as store, store:
        store.execute("UPDATE graded SET level = 'zzz' WHERE CAST(folder AS TEXT) LIKE '%ada%'")
        store.execute("UPDATE graded SET record = 5 WHERE CAST(folder AS TEXT) LIKE '%bob%'")
    again, fresh = graded(course)
    assert again == records
    assert fresh == {"ada", "bob"}


@pytest.mark.parametrize("damaged", ["record = 'text'", "record = substr(record, 2)", "level = x'ff'", "record = ?"])
def test_a_mark_that_changed_on_the_disk_is_not_taken(tmp_path, damaged):
    path = tmp_path / STORE
    record = SubmissionRecord("ada", "1_double", "graded", 1.0, 2.0, [])
    with Store(path) as store:
        store.keep("/ada", b"of", record, "none")
        assert store.find("/ada", b"of", "ada") == (record, "none")
        with contextlib.closing(sqlite3.connect(path)) as other, other:
            (content,) = other.execute("SELECT record FROM graded").fetchone()
            better = content.replace(struct.pack(">d", 1.0), struct.pack(">d", 2.0))
            assert better != content
            other.execute(f"UPDATE graded SET {damaged}", (better,) * damaged.count("?"))
        assert store.find("/ada", b"of", "ada") is None


@pytest.mark.parametrize("told", [None, b"\0", b"[1]"])
def test_what_the_gradebook_has_of_a_damaged_row_is_entered_anew(tmp_path, told):
    path = tmp_path / STORE
    with Store(path) as store:
        store.keep("/ada", b"of", SubmissionRecord("ada", "1_double", "graded", 1.0, 2.0, []), "none")
        store.book([("/ada", b"booked", ["answer_why"])])
        assert store.booked("/ada") == (b"booked", ["answer_why"])
        with contextlib.closing(sqlite3.connect(path)) as other, other:
            other.execute("UPDATE graded SET told = ?", (told,))
        assert store.booked("/ada") is None


def test_a_store_that_is_damaged_says_so_and_what_to_do(course):
    (course.instructor / STORE).write_bytes(b"no database" * 1000)
    done = deltarule("grade", "--isolation", "none", "--no-gradebook", cwd=course.root)
    assert done.returncode != 0
    assert STORE in done.stderr
    assert "delete it: everything is then graded anew" in done.stderr


def test_the_store_finds_by_folder_and_digest_alone(course, tmp_path):
    (record, *_), _ = graded(course)[0].values(), None
    submission = find_submissions(course, course.instructor / "submitted").submissions[0]
    with Store(tmp_path / "store") as store:
        store.keep(folder_of(submission), b"one", record, "kernel")
        assert store.find(folder_of(submission), b"one", record.student) == (record, "kernel")
        assert store.find(folder_of(submission), b"other", record.student) is None
        assert store.find("/elsewhere", b"one", record.student) is None


def test_graders_have_the_seed_of_the_run_also_where_it_has_threads(course):
    (course.instructor / "course.toml").write_text("[grading]\nfresh_seed = true\n")
    submissions = find_submissions(course, course.instructor / "submitted").submissions
    done = threading.Event()
    thread = threading.Thread(target=done.wait)  # graders are forked elsewhere then
    thread.start()
    try:
        with Grading(course, submissions, "none") as grading:
            seeds = (course.instructor / "seeds.json").read_text()
            records = records_of(grading.records()).submissions
    finally:
        done.set()
        thread.join()
    assert {record.score for record in records} == {2.0}
    assert (course.instructor / "seeds.json").read_text() == seeds


@pytest.mark.parametrize(
    ("trouble", "advice"), [("full", "make room"), ("locked", "wait until the other program"), ("damaged", "delete it")]
)
def test_what_keeps_records_is_to_be_deleted_only_where_it_is_damaged(tmp_path, trouble, advice):
    path = tmp_path / "store"
    with Store(path) as store, contextlib.closing(sqlite3.connect(path)) as other:
        store._database.execute("PRAGMA busy_timeout = 0")
        if trouble == "full":
            (pages,) = store._database.execute("PRAGMA page_count").fetchone()
            store._database.execute(f"PRAGMA max_page_count = {pages}")
        if trouble == "locked":
            other.execute("BEGIN EXCLUSIVE")
        if trouble == "damaged":
            path.write_bytes(b"no database" * 1000)
        with pytest.raises(UserError, match=advice) as told:
            store.keep("folder", b"one", SubmissionRecord("ada", "1_x", "unreadable", 0, 0, [], "x" * 9999), "none")
        assert ("delete" in str(told.value)) == (trouble == "damaged")


def test_pages_are_written_whether_anybody_listens_to_the_end_or_not(course, tmp_path):
    meddling = """
from deltarule.reports import terminal
def nobody_listens(records):
    raise BrokenPipeError
terminal.marks_tables = nobody_listens
"""
    script = STOPPED.format(meddling=meddling).replace('"2"]', f'"2", "--pages", {str(tmp_path)!r}]')
    found = subprocess.run([sys.executable, "-c", script], cwd=course.root, capture_output=True, text=True, timeout=60)
    assert found.returncode == 1
    assert "Traceback" not in found.stderr
    assert (tmp_path / "index.html").is_file()
