"""Nothing of a grader's is left behind: no folder, no process, no mount, however it ended."""

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from support import BIN, TINY, copy_course

from deltarule.door.walls import missing

HANGS = "open('begun', 'w').close()\nwhile True: pass\ndef double(x): return 2 * x\n"
HONEST = "def double(x): return 2 * x\n"

pytestmark = pytest.mark.skipif(bool({"landlock", "seccomp"} & set(missing())), reason="walls can't be had here")


@pytest.fixture
def course(tmp_path):
    made = copy_course(tmp_path / "course", TINY, ["1_double"])
    (made / "instructor/submitted/ada/1_double").mkdir(parents=True)
    (tmp_path / "tmp").mkdir()
    return made


def start(course, code):
    (course / "instructor/submitted/ada/1_double/double.py").write_text(code)
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    return subprocess.Popen(
        [BIN / "deltarule", "grade", "--no-gradebook"],
        cwd=course,
        env={**os.environ, "PATH": path, "TMPDIR": str(course.parent / "tmp")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def until(come, seconds=60.0):
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not (found := come()) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def processes(place):
    """Find the processes that were started with `place` in their environment, our own left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if str(place).encode() in (folder / "environ").read_bytes():
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def kill_all(place):
    """Kill those processes at once, lest one clears up after another: give their numbers. Some end by themselves."""
    stopped = set()
    while fresh := {*processes(place)} - stopped:
        send_all(fresh, signal.SIGSTOP)
        stopped |= fresh
    send_all(stopped, signal.SIGKILL)
    return stopped


def send_all(pids, number):
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def test_a_killed_command_leaves_nothing(course):
    place = course.parent / "tmp"
    with start(course, HANGS) as grader:
        assert until(lambda: list(place.glob("*/*/begun")) or grader.poll() is not None)
        grader.send_signal(signal.SIGKILL)
    assert until(lambda: not processes(place) and not os.listdir(place)), "its graders clear up, and end"


def test_what_killed_graders_left_is_gone_after_the_next_run(course):
    place = course.parent / "tmp"
    with start(course, HANGS) as grader:
        assert until(lambda: list(place.glob("*/*/begun")) or grader.poll() is not None)
        assert len(kill_all(place)) > 2
    assert until(lambda: not processes(place)), "its workers end with it"
    assert os.listdir(place), "nobody was there to clear up"
    with start(course, HONEST) as grader:
        said = grader.communicate()[1]
    assert grader.returncode == 0, said
    assert os.listdir(place) == []
    assert processes(place) == []
    assert str(place) not in Path("/proc/self/mountinfo").read_text()
