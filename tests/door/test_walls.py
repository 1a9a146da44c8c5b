"""What a walled-off worker may and may not do; the attacks try the same from outside."""

import os

import pytest
from samples import outcome, remote

from deltarule.core.code.calls import Returned, case
from deltarule.core.errors import UserError
from deltarule.core.limits import Limits
from deltarule.door.outside.probe import open_zygote
from deltarule.door.walls import missing

HONEST = """
import fcntl, getpass, os, shutil, signal, socket, sqlite3, tempfile
def copies():
    with tempfile.NamedTemporaryFile("w", suffix=".txt", delete=False) as file: file.write("x")
    shutil.copy2(file.name, "copy.txt")
    shutil.copytree(".", "all", ignore=lambda *_: ["all"])
    os.utime("copy.txt")
    os.chmod("copy.txt", 0o600)
    with tempfile.TemporaryDirectory() as folder: open(os.path.join(folder, "x"), "w").close()
    getpass.getuser()
    return open("copy.txt").read()
def locks():
    with open("lock", "w") as file: fcntl.lockf(file, fcntl.LOCK_EX)
    with sqlite3.connect("data.db") as db: db.execute("create table t (x)")
    return 1
def waits():
    signal.signal(signal.SIGALRM, lambda *_: None)
    signal.setitimer(signal.ITIMER_REAL, 0.01)
    return 1
def allocates():
    with open("room", "wb") as file:
        try: os.posix_fallocate(file.fileno(), 0, 2**40)
        except OSError: return 1
"""
HOSTILE = """
import ctypes, fcntl, os, socket
def dates(path): os.utime(path, (1, 1)); return os.stat(path).st_mtime
def owns(pid):
    read, _ = os.pipe()
    return ctypes.CDLL(None).fcntl(read, fcntl.F_SETOWN, pid)
def datagrams(): socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
def takes_room():
    with open("room", "wb") as file: return ctypes.CDLL(None).fallocate(file.fileno(), 0, 0, 2**20)
"""

pytestmark = pytest.mark.skipif(bool({"landlock", "seccomp"} & set(missing())), reason="walls can't be had here")


@pytest.fixture(scope="module", params=["kernel", "bubblewrap"])
def walled(request):
    try:
        zygote = open_zygote(Limits(), request.param)
    except UserError as error:
        pytest.skip(str(error))
    with zygote:
        yield zygote


@pytest.mark.parametrize(("name", "value"), [("copies", "x"), ("locks", 1), ("waits", 1), ("allocates", 1)])
def test_honest_work_with_files_and_signals_is_not_hindered(walled, name, value):
    with remote(walled, HONEST) as submission:
        assert outcome(getattr(submission.functions, name)) == Returned(value)


def test_another_s_file_keeps_its_time(walled, tmp_path):
    (tmp_path / "work").write_text("")
    before = (tmp_path / "work").stat().st_mtime
    with remote(walled, HOSTILE) as submission:
        submission.functions.dates.observe([case(str(tmp_path / "work"))])
    assert (tmp_path / "work").stat().st_mtime == before


def test_nobody_else_is_signalled_no_datagram_sent_and_no_room_taken_at_once(walled):
    with remote(walled, HOSTILE) as submission:
        assert outcome(submission.functions.owns, 1) == Returned(-1)
        assert outcome(submission.functions.datagrams).kind == "PermissionError"
        assert outcome(submission.functions.takes_room) == Returned(-1)


def test_folders_that_cannot_be_listed_are_cleared(walled):
    with remote(walled, "import os\ndef f(): os.mkdir('d', 0o300); open('d/f', 'w').close()") as submission:
        outcome(submission.functions.f)
        scratch = submission._workers[""]._scratch if submission._workers else None
    assert scratch is None or not scratch.exists()


THREADS = """
import threading, time
def takes_all():
    threading.stack_size(32768)
    started = 0
    try:
        while started < 5000:
            threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
            started += 1
    except RuntimeError:
        pass
    return started
def needs_four():
    threads = [threading.Thread(target=time.sleep, args=(0.01,)) for _ in range(4)]
    for thread in threads: thread.start()
    for thread in threads: thread.join()
    return "done"
"""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give each worker a user of its own")
def test_one_workers_threads_leave_another_its_own():
    with (
        open_zygote(Limits(), None) as zygote,
        remote(zygote, THREADS) as greedy,
        remote(zygote, THREADS) as honest,
    ):
        assert 100 < outcome(greedy.functions.takes_all).value < 600
        assert outcome(honest.functions.needs_four) == Returned("done")
