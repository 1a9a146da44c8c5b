"""Graders are workers of a Dask cluster: real processes, started here, some of which are lost or can't grade."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest
from support import TINY, copy_course, deltarule

import deltarule as package
from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.door.walls import missing
from deltarule.grading.cohort import Grading, find_submissions, grade_cohort, records_of
from deltarule.grading.records import read_records

psutil = pytest.importorskip("psutil")  # Dask needs it
distributed = pytest.importorskip("distributed", reason="pip install 'deltarule[cluster]'")

from deltarule.grading.dask_graders import DaskGraders, connect  # noqa: E402

RIGHT = (TINY / "solutions/1_double/double.py").read_text()
PLAIN = (RIGHT, RIGHT.replace("2 * x", "3 * x"), "def double(x)\n", RIGHT.replace("2 * x", "x + x"))
# A worker notes whom it grades; it ends at a submission of `deadly`, and is held up at the first of `held`.
MEDDLE = """
import os, signal, time
from pathlib import Path
from deltarule.grading import station

notes = Path(os.environ["NOTES"])
graded = getattr(station, "graded", station.Station._graded)
station.graded = graded  # Dask may read this file twice

def meddled(self, hand_in, exam):
    with (notes / str(os.getpid())).open("a", errors="surrogateescape") as file:
        file.write(hand_in.student + "\\n")
    if hand_in.student == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if hand_in.student == "held" and not (mark := notes / "held").exists():
        mark.with_suffix(".new").write_text(str(os.getpid()))
        mark.with_suffix(".new").rename(mark)
        time.sleep(600)
    return graded(self, hand_in, exam)

station.Station._graded = meddled
"""


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Start a scheduler for the tests of this file; give its address."""
    with started_scheduler(tmp_path_factory.mktemp("scheduler")) as address:
        yield address


@contextlib.contextmanager
def started(*command, **environment):
    """Start one of Dask's programs."""
    env = {**os.environ, "DASK_DISTRIBUTED__LOGGING__DISTRIBUTED": "error", **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{command[0]}", *map(str, command[1:]), "--no-dashboard"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(3)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def started_scheduler(folder, *options):
    """Start a scheduler; give its address."""
    place = folder / "scheduler.json"
    command = ("scheduler", "--host", "127.0.0.1", "--port", 0, "--scheduler-file", place, *options)
    with started(*command) as process:
        while not place.exists():
            assert process.poll() is None
            time.sleep(0.05)
        yield until(lambda: address_in(place))


def address_in(place):
    try:
        return json.loads(place.read_text())["address"]
    except ValueError:  # it is being written
        return None


def until(seen, seconds=60):
    """Wait for something to be there."""
    deadline = time.monotonic() + seconds
    while not (found := seen()):
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)
    return found


@contextlib.contextmanager
def workers(scheduler, tmp_path, *environments, nanny=False):
    """Start a worker in each environment, and wait until they are known; give where they note whom they graded."""
    notes = tmp_path / "notes"
    notes.mkdir(exist_ok=True)
    meddle = tmp_path / "meddle.py"
    meddle.write_text(MEDDLE)
    with contextlib.ExitStack() as stack:
        client = stack.enter_context(distributed.Client(scheduler, set_as_default=False))
        until(lambda: not client.nthreads())
        for environment in environments:
            more = ["--preload", meddle] if "PYTHONPATH" not in environment else []
            command = ["worker", scheduler, "--nthreads", 1, "--nanny" if nanny else "--no-nanny", *more]
            stack.enter_context(
                started(
                    *command,
                    "--local-directory",
                    tmp_path,
                    **{"NOTES": str(notes), "TMPDIR": str(tmp_path), **environment},
                )
            )
        until(lambda: len(client.nthreads()) == len(environments))
        yield notes


@pytest.fixture
def course(tmp_path):
    root = copy_course(tmp_path / "course", TINY, ["1_double"])
    (root / "instructor/course.toml").write_text("[grading]\nfresh_seed = true\n")
    for number in range(12):
        hand_in(root, f"student{number:02}", PLAIN[number % len(PLAIN)])
    return Course(root)


def hand_in(root, student, text=RIGHT):
    folder = root / "instructor/submitted" / student / "1_double"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "double.py").write_text(text)


def submissions_of(course):
    return find_submissions(course, course.instructor / "submitted").submissions


def graded(course, scheduler, isolation="none"):
    """Grade all on the cluster: the records, after nothing came twice."""
    begin = partial(DaskGraders, client=connect(scheduler))
    with Grading(course, submissions_of(course), isolation, begin=begin) as grading:
        found = list(grading.records())
    assert sorted(item.number for item in found) == list(range(len(found)))
    return records_of(found, (item.unit for item in submissions_of(course)))


def noted(notes):
    """Tell whom each process has graded."""
    return {
        path.name: path.read_text(errors="surrogateescape").split() for path in notes.iterdir() if path.name.isdigit()
    }


def test_marks_are_those_of_this_machine_and_nothing_stays(course, scheduler, tmp_path):
    hand_in(course.root, os.fsdecode(b"m\xfcller"))
    (course.root / "instructor/submitted/empty/1_double").mkdir(parents=True)
    here = grade_cohort(course, submissions_of(course), "none")
    with workers(scheduler, tmp_path, {}, {}) as notes, distributed.Client(scheduler, set_as_default=False) as client:
        assert graded(course, scheduler) == here
        assert {record.score for record in here.submissions} == {0.0, 2.0}
        assert len(noted(notes)) == 2, "both have graded"
        until(lambda: not any(client.run(lambda: len(psutil.Process().children())).values()))
        assert not [*tmp_path.glob("deltarule-scratch-*")]


def test_a_worker_that_is_killed_costs_nothing_but_time(course, scheduler, tmp_path):
    hand_in(course.root, "held")
    here = grade_cohort(course, submissions_of(course), "none")
    with workers(scheduler, tmp_path, {}, {}) as notes:
        killer = threading.Thread(target=kill_who_is_held, args=(notes / "held",))
        killer.start()
        assert graded(course, scheduler) == here
        killer.join()
        assert [students.count("held") for students in noted(notes).values()] == [1, 1]


def kill_who_is_held(mark):
    until(mark.exists)
    os.kill(int(mark.read_text()), signal.SIGKILL)


def test_a_submission_that_workers_die_of_is_set_aside(course, scheduler, tmp_path):
    hand_in(course.root, "deadly")
    with workers(scheduler, tmp_path, {}, {}, nanny=True):
        records = {record.student: record for record in graded(course, scheduler).submissions}
    deadly = records.pop("deadly")
    assert (deadly.aside, deadly.max_score) == (True, 2.0)
    assert "The grader ended while it was grading this, so it was set aside" in deadly.message
    assert [record.score for record in records.values()] == [2.0, 0.0, 0.0, 2.0] * 3


@pytest.mark.skipif("bubblewrap" in missing(), reason="bubblewrap isn't here")
def test_a_worker_that_cannot_grade_as_this_machine_takes_no_work(course, scheduler, tmp_path):
    (tmp_path / "bin").mkdir()
    for name in ("chmod", "rm"):  # and no bwrap
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    (tmp_path / "none").mkdir()
    (tmp_path / "none/deltarule.py").write_text("raise ImportError('there is no deltarule here')\n")
    shutil.copytree(Path(package.__file__).parent, tmp_path / "other/deltarule")
    with (tmp_path / "other/deltarule/grading/station.py").open("a") as file:
        file.write("# another version\n")
    cannot = (
        {"PATH": str(tmp_path / "bin")},
        {"PYTHONPATH": str(tmp_path / "none")},
        {"PYTHONPATH": str(tmp_path / "other")},
    )
    with workers(scheduler, tmp_path, *cannot) as notes, pytest.raises(UserError) as refusal:
        graded(course, scheduler, "bubblewrap")
    assert "No worker of the cluster can grade." in str(refusal.value)
    assert "install bubblewrap" in str(refusal.value)
    assert "there is no deltarule here" in str(refusal.value)
    assert "It has deltarule " in str(refusal.value)
    assert not noted(notes)
    with workers(scheduler, tmp_path, cannot[0], {}) as notes:
        records = graded(course, scheduler, "bubblewrap")
    assert records.isolation == "bubblewrap"
    assert [len(students) for students in noted(notes).values()] == [12], "one worker has graded all"


def test_what_is_wrong_with_the_course_is_said_as_on_this_machine(course, scheduler, tmp_path):
    solution = course.root / "solutions/1_double/double.py"
    solution.write_text(RIGHT.replace("2 * x", "2 * y"))
    with pytest.raises(UserError) as here:
        grade_cohort(course, submissions_of(course), "none")
    with workers(scheduler, tmp_path, {}), pytest.raises(UserError) as there:
        graded(course, scheduler)
    assert str(there.value).endswith(str(here.value).replace(f"{course.root}/", ""))


def test_the_command_grades_over_tls(course, tmp_path):
    pytest.importorskip("cryptography")
    security = distributed.Security.temporary()
    files = {"ca-file": security.tls_ca_file, "cert": security.tls_client_cert, "key": security.tls_client_key}
    options, settings = list[str](), dict[str, str]()
    for name, content in files.items():
        place = tmp_path / name
        place.write_text(content)
        options += [f"--tls-{name}", str(place)]
        role = "" if name == "ca-file" else "CLIENT__"
        settings[f"DASK_DISTRIBUTED__COMM__TLS__{role}{name.replace('-', '_').upper()}"] = str(place)
    command = ("grade", "--engine", "dask", "--isolation", "none", "--no-gradebook", "--results", "records.json")
    with started_scheduler(tmp_path, "--protocol", "tls", *options) as address:
        assert address.startswith("tls://")
        with started("worker", address, "--nthreads", 1, "--no-nanny", "--local-directory", tmp_path, *options):
            without = deltarule(*command, "--scheduler", address, cwd=course.root)
            done = deltarule(*command, "--scheduler", address, cwd=course.root, **settings)
    assert without.returncode == 2
    assert "in Dask's configuration" in without.stderr
    assert done.returncode == 0, done.stderr
    assert len(read_records(course.root / "records.json").submissions) == 12


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine", "dask"], "say which: --scheduler ADDRESS"),
        (["--scheduler", "tcp://127.0.0.1:1"], "say --engine dask with it"),
        (["--jobs", "0"], "one grader or more"),
        (["--engine", "dask", "--scheduler", "tcp://127.0.0.1:1"], "The scheduler tcp://127.0.0.1:1 can't be reached"),
        (["--engine", "dask", "--scheduler", "nonsense://1"], "The scheduler nonsense://1 can't be reached"),
        (["--engine", "dask", "--scheduler", "nonsense"], "The scheduler nonsense can't be reached"),
        (["--engine", "dask", "--scheduler", "tls://127.0.0.1:1"], "name the certificates in Dask's configuration"),
    ],
)
def test_a_cluster_that_is_not_there_is_told_in_a_sentence(course, options, said):
    done = deltarule(
        "grade", *options, cwd=course.root, cold=True, timeout=120
    )  # cold: what Python says at its end, too
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
