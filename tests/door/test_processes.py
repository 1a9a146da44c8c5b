"""What becomes of processes: none is left, and none takes another with it."""

import errno
import os
import signal
import time
from pathlib import Path

import pytest
from samples import outcome, remote

from deltarule.core.code.calls import Returned, case
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_ASKED_AGAIN, Limits
from deltarule.door.outside import workers
from deltarule.door.outside.readers import Overtaxed, Readers
from deltarule.door.outside.zygotes import Zygote
from deltarule.grading import contents

STARTING = '''
import ctypes, os, subprocess, time
def fine(x): return x
def pid(): return os.getpid()
def here(): return os.getcwd(), os.getppid()
def starts(): return subprocess.Popen(["/bin/sleep", "60"]).pid
def escapes(mark): subprocess.Popen(["/bin/sleep", mark], start_new_session=True)
def segfaults(): ctypes.string_at(0)
def exits(): os._exit(1)
def forks(): os.fork(); return 1
def kills_its_parent():
    os.kill(os.getppid(), 9)
    time.sleep(2)
def thread():
    import threading
    threading.Thread(target=time.sleep, args=(60,)).start()
    return os.getpid()
def hangs(path):
    with open(path, "w") as file: file.write(str(os.getpid()))
    while True: pass
'''  # fmt: skip


def running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def gone(pid):
    """Whether a process ends within a moment."""
    end = time.monotonic() + 30
    while running(pid) and time.monotonic() < end:
        time.sleep(0.01)
    return not running(pid)


def processes(command):
    """Find processes by their whole command line."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if (folder / "cmdline").read_bytes() == command:
                found.append(int(folder.name))
        except OSError:
            continue
    return found


@pytest.mark.parametrize("name", ["pid", "thread"])
def test_no_worker_is_left_when_its_submission_is_closed(zygote, name):
    with remote(zygote, STARTING) as submission:
        pid = outcome(getattr(submission.functions, name)).value
        assert running(pid)
    assert gone(pid)


@pytest.mark.parametrize("name", ["segfaults", "exits"])
def test_a_worker_that_ended_is_replaced_by_another(zygote, name):
    with remote(zygote, STARTING) as submission:
        first = outcome(submission.functions.pid).value
        outcome(getattr(submission.functions, name))
        second = outcome(submission.functions.pid).value
        assert gone(first)
        assert running(second)
        assert outcome(submission.functions.pid).value == second != first


def test_a_worker_that_hangs_is_killed_and_its_function_not_asked_again(zygote, tmp_path):
    with remote(zygote, STARTING) as submission:
        first = outcome(submission.functions.hangs, str(tmp_path / "pid"))
        assert (first.trouble, first.message) == ("timeout", "1 second")
        assert gone(int((tmp_path / "pid").read_text()))
        (tmp_path / "pid").unlink()
        assert outcome(submission.functions.hangs, str(tmp_path / "pid")) == first
        assert not (tmp_path / "pid").exists()
        assert outcome(submission.functions.fine, 1) == Returned(1)


def test_what_a_worker_started_ends_with_it(zygote):
    with remote(zygote, STARTING) as submission:
        child = outcome(submission.functions.starts).value
        assert running(child)
    assert gone(child)


def test_what_a_worker_started_in_a_session_of_its_own_ends_with_it_too(zygote):
    mark = f"60.{os.getpid()}"
    try:
        with remote(zygote, STARTING) as submission:
            outcome(submission.functions.escapes, mark)
            assert processes(f"/bin/sleep\0{mark}\0".encode())
        assert not processes(f"/bin/sleep\0{mark}\0".encode())
    finally:
        for pid in processes(f"/bin/sleep\0{mark}\0".encode()):
            os.kill(pid, 9)


def test_a_function_that_forks_costs_no_other_call(zygote):
    with remote(zygote, STARTING) as submission:
        outcome(submission.functions.forks)
        assert outcome(submission.functions.fine, 1) == Returned(1)


def test_a_function_that_kills_the_zygote_costs_its_own_call():
    with Zygote(Limits(check_seconds=1), "none") as zygote, remote(zygote, STARTING) as submission:
        outcome(submission.functions.kills_its_parent)
        assert outcome(submission.functions.fine, 1) == Returned(1)


KILLED = """
import os
def ends(place, times, how):
    path = os.path.join(place, str(len(os.listdir(place))))
    if len(os.listdir(place)) < times:
        open(path, "w").close()
        os.kill(os.getpid(), how)
    return 1
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGSEGV])
def test_a_worker_that_is_killed_costs_no_answer(zygote, tmp_path, how):
    with remote(zygote, KILLED) as submission:
        assert outcome(submission.functions.ends, str(tmp_path), MAX_ASKED_AGAIN, int(how)) == Returned(1)


def test_a_function_that_kills_its_worker_each_time_is_asked_a_few_times_and_told_so(zygote, tmp_path):
    with remote(zygote, KILLED) as submission:
        found = outcome(submission.functions.ends, str(tmp_path), 9, int(signal.SIGKILL))
    assert (found.trouble, found.message) == ("crashed", "signal SIGKILL")
    assert len(list(tmp_path.iterdir())) == MAX_ASKED_AGAIN + 1


def test_a_function_that_has_killed_its_worker_each_time_takes_no_more_of_the_submissions_time(zygote, tmp_path):
    with remote(zygote, KILLED) as submission:
        call = (submission.functions.ends, str(tmp_path), 99, int(signal.SIGSEGV))
        assert outcome(*call) == outcome(*call)
        assert len(list(tmp_path.iterdir())) == MAX_ASKED_AGAIN + 1
        submission.functions.ends.observe([case(*call[1:])], stand_ins={"other": len})
        assert len(list(tmp_path.iterdir())) == MAX_ASKED_AGAIN + 2
        assert outcome(submission.functions.ends, str(tmp_path), 0, 0).message == "signal SIGSEGV"


def test_a_worker_that_is_killed_while_it_runs_the_cells_costs_nothing(zygote, tmp_path):
    with remote(zygote, f"{KILLED}\nx = ends({str(tmp_path)!r}, 1, 9)\ndef f(): return x") as submission:
        assert outcome(submission.functions.f) == Returned(1)
        assert not submission.notes()


@pytest.mark.parametrize("times", [MAX_ASKED_AGAIN, MAX_ASKED_AGAIN + 1])
def test_a_reader_that_is_killed_costs_nobody_what_was_handed_in(monkeypatch, times):
    left = [times]
    with Readers("none", (contents.__name__,)) as readers:
        fork = readers._zygote.fork

        def killed():
            worker = fork()
            if left[0]:
                left[0] -= 1
                os.kill(worker._pid, signal.SIGKILL)
            return worker

        monkeypatch.setattr(readers._zygote, "fork", killed)
        if times <= MAX_ASKED_AGAIN:
            assert readers.apply(contents.read, b"x = 1", "ann.py")
        else:
            with pytest.raises(Overtaxed, match="signal SIGKILL"):
                readers.apply(contents.read, b"x = 1", "ann.py")


def test_a_zygote_that_is_killed_as_it_starts_is_started_again_a_few_times(monkeypatch):
    """Here at once; a machine without memory does that again and again."""
    start, left = Zygote._start, [MAX_ASKED_AGAIN]

    def started(self):
        start(self)
        if left[0]:
            left[0] -= 1
            self._process.kill()

    monkeypatch.setattr(Zygote, "_start", started)
    with Zygote(Limits(check_seconds=1), "none") as zygote, remote(zygote, STARTING) as submission:
        assert outcome(submission.functions.fine, 1) == Returned(1)
    left[0] = 9
    with pytest.raises(UserError, match=r"did not start \(isolation none: it was killed\)"):
        Zygote(Limits(), "none").fork()


def test_closing_a_zygote_ends_its_workers_and_clears_its_folder():
    with Zygote(Limits(check_seconds=1), "none") as zygote:
        submissions = [remote(zygote, STARTING) for _ in range(2)]
        pids = [outcome(submission.functions.pid).value for submission in submissions]
        folder, parent = outcome(submissions[0].functions.here).value
        assert Path(folder).is_dir()
    assert all(map(gone, [*pids, parent]))
    assert not Path(folder).exists()


def test_submissions_have_workers_of_their_own(zygote):
    source = "seen = []\ndef f(x):\n    seen.append(x)\n    return seen"
    with remote(zygote, source) as one, remote(zygote, source) as other:
        asked = [(one, 1), (other, 2), (one, 3)]
        assert [outcome(submission.functions.f, x).value for submission, x in asked] == [[1], [2], [1, 3]]


def test_where_there_is_no_pidfd_one_is_told_what_works(monkeypatch):
    monkeypatch.delattr(os, "pidfd_open")
    with pytest.raises(UserError, match="Grading needs Linux"):
        Zygote(Limits(), "none")


def test_memory_is_bounded_and_running_out_of_it_is_the_functions_own(zygote):
    with remote(zygote, "def f():\n    kept = []\n    while True: kept.append(bytes(2**30))") as submission:
        (found,) = submission.functions.f.observe([case()])
        assert (found.trouble, found.kind) == ("error", "MemoryError")


def test_an_array_that_is_one_too_many_is_not_said_to_be_too_large(zygote):
    source = "import numpy as np\ndef f():\n    kept = []\n    while True: kept.append(np.zeros(10**6))"
    with remote(zygote, source) as submission:
        (found,) = submission.functions.f.observe([case()])
    assert found.explanation.startswith("no memory is left at `np.zeros(10**6)`: what is kept grows")


def test_an_answer_that_came_in_time_counts_also_where_the_grader_looks_late(zygote, monkeypatch):
    with remote(zygote, STARTING) as submission:
        assert outcome(submission.functions.fine, 1) == Returned(1)
        sending = workers.frames.send

        def send_and_oversleep(*given, **more):
            sending(*given, **more)
            time.sleep(1.5)  # as if another thread had held the interpreter for longer than check_seconds

        monkeypatch.setattr(workers.frames, "send", send_and_oversleep)
        assert outcome(submission.functions.fine, 2) == Returned(2)


def test_a_worker_has_one_processor(zygote):
    with remote(zygote, "import os\ndef f(): return len(os.sched_getaffinity(0))") as submission:
        assert outcome(submission.functions.f) == Returned(1)


def test_a_list_of_fonts_that_cannot_be_looked_for_is_done_without(monkeypatch):
    monkeypatch.setenv("MPLCONFIGDIR", "x" * 300)  # as with a home folder of somebody else's
    with Zygote(Limits(), "none") as zygote, remote(zygote, "def f(x): return x") as submission:
        assert outcome(submission.functions.f, 1) == Returned(1)


def test_root_that_may_give_nothing_away_is_told_what_to_do(monkeypatch):
    def refused(path, user, group):
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM), str(path))

    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(os, "chown", refused)
    with (
        Zygote(Limits(), "kernel", frozenset(("landlock", "seccomp"))) as zygote,
        pytest.raises(UserError, match=r"^Root can't give a worker .* \(chown to .*\); grade as an ordinary user"),
    ):
        zygote.fork(())
