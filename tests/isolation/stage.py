"""A stage: a machine of its own for one run of a grader, on which an attack can do what it likes.

What runs on it sees the whole disk, but writes into memory (an overlay), in namespaces of its own for processes,
mounts, network and IPC. A hole in a grader's walls is then found, not suffered: every file written, every process
left and every message that a listener got is in the report. :func:`run_on_stage` is the one entry.
"""

import contextlib
import ctypes
import fcntl
import functools
import hashlib
import importlib
import json
import os
import pwd
import resource
import secrets
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
STAGE = Path("/deltarule-stage")
"""Where the run's files are, on the stage."""

TCP_PORT, UDP_PORT, ABSTRACT = 47113, 47114, "\0deltarule-canary"
"""Where canaries listen; attacks call there."""

MARK = b"pwned"
"""What an attack calls whatever it writes."""


@dataclass(frozen=True)
class Play:
    """What is to be run.

    Attributes:
        build: ``module:function`` of this folder; called with ``STAGE`` and `options` to lay the files out.
        options: passed to it.
        command: what is run, in ``STAGE / cwd``.
        cwd: where, under ``STAGE``.
        seconds: when it is stopped.
        ordinary: run it as an ordinary user even where this is root.
        processes: how many the user may have; None for no bound of ours.
        may_change: what the command may write, under ``STAGE``, as long as nothing in it is an attack's.
        may_hold: where an attack's own text is in its place: a report quotes it, a copy holds it.
    """

    build: str
    options: dict
    command: list[str]
    cwd: str = "course"
    seconds: float = 900
    ordinary: bool = False
    processes: int | None = None
    may_change: tuple[str, ...] = ("out", "home/.cache", "home/.config", "course/instructor/grading.sqlite")
    may_hold: tuple[str, ...] = ("out", "course/instructor/grading.sqlite")


@dataclass
class Report:
    """What became of it.

    Attributes:
        status: the exit status, or None where it was stopped.
        seconds: how long it took.
        output: what it printed, stdout and stderr.
        out: the text of every file under ``STAGE / "out"``, by its path there.
        changed: what was written, changed or deleted elsewhere: the path, and the beginning of what it holds.
        processes: the command lines of those left.
        heard: what arrived at a listener.
        leaked: which secrets are in `output` or `out`.
        victim: what happened to another process of the same user, or empty.
        disk: bytes left on the disk outside ``STAGE / "out"``.
        ipc: System V and POSIX objects left.
    """

    status: int | None = None
    seconds: float = 0.0
    output: str = ""
    out: dict[str, str] = field(default_factory=dict)
    changed: dict[str, str] = field(default_factory=dict)
    processes: list[str] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    leaked: list[str] = field(default_factory=list)
    victim: str = ""
    disk: int = 0
    ipc: list[str] = field(default_factory=list)


@functools.cache
def no_stage() -> str:
    """Say why there can be no stage here, or nothing."""
    if sys.platform != "linux":
        return "a stage needs Linux"
    tried = subprocess.run([*_unshare(), sys.executable, __file__, "--try"], capture_output=True, text=True)
    problem = (tried.stderr.strip().splitlines() or ["no reason given"])[-1]
    return "" if tried.returncode == 0 else f"no namespaces of its own for the attacks to run in: {problem}"


def run_on_stage(play: Play) -> Report:
    """Run `play` on a stage."""
    done = subprocess.run(
        [*_unshare(), sys.executable, __file__],
        input=json.dumps(asdict(play)),
        capture_output=True,
        text=True,
        timeout=play.seconds + 120,
    )
    if done.returncode != 0:
        raise RuntimeError(f"the stage broke down: {done.stderr[-2000:]}")
    return Report(**json.loads(done.stdout))


def _unshare() -> list[str]:
    spaces = ["--mount", "--pid", "--net", "--ipc", "--uts", "--mount-proc", "--kill-child"]
    own = [] if os.geteuid() == 0 else ["--user", "--map-current-user", "--keep-caps"]
    return ["unshare", *own, *spaces, "--"]


# --- from here on, on the stage ------------------------------------------------------------------------------------


def perform(play: Play) -> Report:
    """Lay out, run, and look at what is left. This process is the first of its process namespace."""
    upper = _set_up()
    builder, function = play.build.split(":")
    sys.path[:0] = [str(HERE), str(HERE.parent.parent / "tools")]
    getattr(importlib.import_module(builder), function)(STAGE, **play.options)
    secret = _secrets(play)
    user = _user(play)
    for folder, folders, files in os.walk(STAGE):
        for name in [folder, *(os.path.join(folder, name) for name in folders + files)]:
            if user and not os.path.islink(name):
                os.chown(name, *user)
    if user:
        _let_through(user)
    heard: list[str] = []
    _listen(heard)
    as_user = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
    drop = [] if user or os.geteuid() == 0 else ["setpriv", "--ambient-caps=-all", "--inh-caps=-all", "--"]
    victim = subprocess.Popen(["sleep", "100000"], env={"TOKEN": secret["victim's environment"]}, **as_user)
    before = _files(upper)
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "HOME": str(STAGE / "home"),
        "TMPDIR": str(STAGE / "tmp"),
        "LANG": "C.UTF-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "TOKEN": secret["grader's environment"],
        "USER": "instructor",
        "COLUMNS": "200",
    }
    report = Report()
    start = time.monotonic()
    with tempfile.TemporaryFile() as said:

        def limit() -> None:
            if play.processes is not None:
                resource.setrlimit(resource.RLIMIT_NPROC, (play.processes, play.processes))

        grader = subprocess.Popen(
            [*drop, *play.command],
            cwd=STAGE / play.cwd,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            preexec_fn=limit,
            start_new_session=True,
            **as_user,
        )
        try:
            report.status = grader.wait(play.seconds)
        except subprocess.TimeoutExpired:
            os.killpg(grader.pid, signal.SIGKILL)
            grader.wait()
        report.seconds = time.monotonic() - start
        said.seek(0)
        report.output = said.read(4 << 20).decode("utf-8", "backslashreplace")
    report.processes = _left({os.getpid(), victim.pid})
    state = _settled(victim.pid)
    unharmed = state == "S" and os.getpriority(os.PRIO_PROCESS, victim.pid) == os.nice(0)
    report.victim = "" if unharmed else f"is {state or 'dead'}"
    report.heard = heard
    report.ipc = _ipc()
    outs = STAGE / "out"
    for path in sorted(outs.rglob("*")) if outs.is_dir() else []:
        if path.is_file() and not path.is_symlink() and path.stat().st_size < 16 << 20:
            report.out[str(path.relative_to(outs))] = path.read_bytes().decode("utf-8", "backslashreplace")
    everything = report.output + "".join(report.out.values())
    report.leaked = [name for name, value in secret.items() if value and value in everything]
    after = _files(upper)
    allowed, holding = (tuple(str(STAGE / name) for name in part) for part in (play.may_change, play.may_hold))
    for path in sorted(set(before) | set(after)):
        if before.get(path) != after.get(path):
            holds = _beginning(path)
            legitimate = path.startswith(allowed) or (path.endswith(".pyc") and not path.startswith(str(STAGE)))
            marked = MARK in path.encode("utf-8", "surrogateescape") or MARK in holds
            if not legitimate or (marked and not path.startswith(holding)):
                report.changed[path.encode("utf-8", "backslashreplace").decode()] = (
                    "deleted"
                    if after.get(path, ("deleted",))[0] == "deleted"
                    else holds[:200].decode("utf-8", "backslashreplace")
                )
            if not path.startswith(allowed) and path in after:
                report.disk += after[path][1]
    return report


def _set_up() -> Path:
    """Make this process's disk an overlay in memory; give the folder that holds what differs from the real one."""
    base = Path(tempfile.gettempdir()).resolve()
    _run("mount", "-t", "tmpfs", "-o", "size=2g,mode=755", "none", base)
    for name in ("upper", "work", "new"):
        (base / name).mkdir()
    new = base / "new"
    (base / "upper" / STAGE.name).mkdir()
    if os.geteuid() == 0:
        _overlay(base, Path("."))
    else:  # a user's own namespace has its root's mounts locked: folder by folder, then
        _run("mount", "-t", "tmpfs", "none", new)
        for entry in os.scandir("/"):
            if entry.is_symlink():
                (new / entry.name).symlink_to(os.readlink(entry.path))
            elif entry.is_dir() and entry.name not in ("proc", "dev", "sys"):
                (new / entry.name).mkdir()
                try:
                    _overlay(base, Path(entry.name))
                except subprocess.CalledProcessError:  # it holds another disk
                    _run("mount", "--rbind", f"/{entry.name}", new / entry.name)
        for name in ("proc", "dev", "sys", STAGE.name):
            (new / name).mkdir()
        _run("mount", "--bind", base / "upper" / STAGE.name, new / STAGE.name)
    _run("mount", "-t", "proc", "proc", new / "proc")
    for name in ("dev", "sys"):
        _run("mount", "--rbind", f"/{name}", new / name)
    for path in (new / "dev/shm", new / "dev/mqueue"):
        if path.is_dir():
            _run("mount", "-t", "tmpfs" if path.name == "shm" else "mqueue", "none", path)
    for path in (Path("/.disk"), Path("/.old")):
        (new / path.relative_to("/")).mkdir()
    if os.geteuid() == 0:
        (new / "tmp").chmod(0o1777)
    _run("mount", "--bind", base, new / ".disk")
    os.chdir(new)
    _run("pivot_root", ".", ".old")
    _run("umount", "-l", "/.old")
    os.chdir("/")
    (Path("/.old")).rmdir()
    os.chmod("/.disk", 0o700)
    with socket.socket() as any_socket:  # loopback up
        request = struct.pack("16sh", b"lo", 1)
        fcntl.ioctl(any_socket, 0x8914, request)
    return Path("/.disk/upper")


def _overlay(base: Path, folder: Path) -> None:
    """Mount the real disk's `folder` in the new one, so that what is written goes to memory."""
    upper, work = base / "upper" / folder, base / "work" / folder
    for path in (upper, work):
        path.mkdir(exist_ok=True)
    settings = f"lowerdir=/{folder},upperdir={upper},workdir={work}"
    _run("mount", "-t", "overlay", "overlay", "-o", settings, base / "new" / folder)


def _run(*command: object) -> None:
    subprocess.run(list(map(str, command)), check=True)


def _user(play: Play) -> tuple[int, int] | None:
    """Give the ordinary user to become, if any."""
    if not play.ordinary or os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("daemon")
    except KeyError:
        return 60123, 60123
    return entry.pw_uid, entry.pw_gid


def _let_through(user: tuple[int, int]) -> None:
    """Let others reach this Python and this project, wherever they are; on the stage's disk alone."""
    for start in (HERE, Path(sys.executable), Path(sys.executable).resolve(), Path(os.__file__)):
        for folder in start.parents:
            mode = stat.S_IMODE(folder.stat().st_mode)
            if mode & 0o5 != 0o5:
                folder.chmod(mode | 0o5)


def _secrets(play: Play) -> dict[str, str]:
    """Hide a secret in every place where there is something to steal."""
    made = {}
    for name, path in {
        "ssh key": "home/.ssh/id_ed25519",
        "gradebook": "course/instructor/gradebook.db",
        "another's work": "course/instructor/submitted/zoe/2_ann/notes.txt",
        "mistakes": "course/solutions/2_ann/secret.txt",
    }.items():
        made[name] = f"CANARY-{secrets.token_hex(12)}"
        file = STAGE / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            file.write_text(made[name])
        else:
            with file.open("a") as open_file:
                open_file.write(f"\n{made[name]}")
    (STAGE / "home/.ssh").chmod(0o700)
    made["victim's environment"] = f"CANARY-{secrets.token_hex(12)}"
    made["grader's environment"] = f"CANARY-{secrets.token_hex(12)}"
    try:
        made["/etc/shadow"] = Path("/etc/shadow").read_text().splitlines()[0]
    except OSError:
        made["/etc/shadow"] = ""
    seeds = STAGE / "course/instructor/seeds.json"
    made["seed"] = str(json.loads(seeds.read_text())["2_ann"]) if seeds.exists() else ""
    (STAGE / "tmp").mkdir(exist_ok=True)
    cache = STAGE / "home/.cache/matplotlib"
    cache.mkdir(parents=True)
    (cache / "fontlist-v0.json").write_text("{}")
    return made


def _listen(heard: list[str]) -> None:
    def serve(listener: socket.socket, name: str) -> None:
        while True:
            if listener.type == socket.SOCK_DGRAM:
                heard.append(f"{name}: {listener.recv(200)!r}")
                continue
            connection, _ = listener.accept()
            connection.settimeout(1)
            try:
                heard.append(f"{name}: {connection.recv(200)!r}")
            except OSError:
                heard.append(f"{name}: a connection")
            connection.close()

    agent, log = STAGE / "home/agent.sock", STAGE / "home/log.sock"
    for family, kind, address in (
        (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", TCP_PORT)),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", UDP_PORT)),
        (socket.AF_UNIX, socket.SOCK_STREAM, ABSTRACT),
        (socket.AF_UNIX, socket.SOCK_STREAM, str(agent)),
        (socket.AF_UNIX, socket.SOCK_DGRAM, str(log)),
    ):
        listener = socket.socket(family, kind)
        listener.bind(address)
        if kind == socket.SOCK_STREAM:
            listener.listen(16)
        threading.Thread(target=serve, args=(listener, str(address)), daemon=True).start()
    agent.chmod(0o777)
    log.chmod(0o777)


def _files(upper: Path) -> dict[str, tuple]:
    """Describe all that differs from the real disk: kind, size, mode, owner, time, and the digest of small files."""
    found = {}
    real = Path("/")
    pending = [(upper, real), *((place, place) for place in (Path("/dev/shm"), Path("/dev/mqueue")))]
    while pending:
        place, shown = pending.pop()
        try:
            entries = list(os.scandir(place))
        except OSError:  # a chain of folders too deep to name is a change all the same
            continue
        for entry in entries:
            path = shown / entry.name
            info = entry.stat(follow_symlinks=False)
            if stat.S_ISCHR(info.st_mode) and info.st_rdev == 0 and place != shown:  # how an overlay says deleted
                found[str(path)] = ("deleted", 0)
                continue
            digest = ""
            if stat.S_ISREG(info.st_mode) and info.st_size < 1 << 20:
                digest = hashlib.sha256(Path(entry.path).read_bytes()).hexdigest()
            kind, size = stat.S_IFMT(info.st_mode), info.st_blocks * 512 if stat.S_ISREG(info.st_mode) else 0
            whole = (kind, size, stat.S_IMODE(info.st_mode), info.st_uid, digest)
            found[str(path)] = whole
            if len(str(path)) < 3000 and entry.is_dir(follow_symlinks=False):
                pending.append((Path(entry.path), path))
    # Folders that the overlay copied because something in them was read or written are no change of their own.
    return {path: facts for path, facts in found.items() if facts[0] != stat.S_IFDIR or path.startswith(str(STAGE))
            or MARK in path.encode("utf-8", "surrogateescape")}  # fmt: skip


def _beginning(path: str) -> bytes:
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return b""
        with open(path, "rb") as file:
            return file.read(1 << 20)
    except OSError:
        return b""


def _left(known: set[int]) -> list[str]:
    """List the processes left on the stage, once those that are ending have ended."""
    end = time.monotonic() + 1.5
    while True:
        try:  # this process is everybody's parent in the end
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            pass
        pids = [int(entry) for entry in os.listdir("/proc") if entry.isdigit() and int(entry) not in known]
        found = []
        for pid in pids:
            if _state(pid) not in ("", "Z", "X"):
                try:
                    line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ")[:300]
                    found.append(line.decode("utf-8", "backslashreplace"))
                except OSError:
                    continue
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.05)


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


def _settled(pid: int) -> str:
    """Give the state of a child that sleeps by itself, once it isn't about to end: who is killed runs for a moment."""
    end = time.monotonic() + 10
    while True:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        state = _state(pid)
        if state not in ("R", "Z") or time.monotonic() > end:
            return state
        time.sleep(0.01)


def _ipc() -> list[str]:
    found = []
    for kind in ("shm", "sem", "msg"):
        lines = Path(f"/proc/sysvipc/{kind}").read_text().splitlines()[1:]
        found += [f"{kind} {' '.join(line.split()[:2])}" for line in lines]
    return found


def main() -> None:
    """Perform the play that is on standard input; its report goes to standard output."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if sys.argv[1:] == ["--try"]:
        _set_up()
        return
    told = os.dup(1)
    os.dup2(2, 1)
    play = json.loads(sys.stdin.read())
    play |= {"may_change": tuple(play["may_change"]), "may_hold": tuple(play["may_hold"])}
    report = perform(Play(**play))
    with os.fdopen(told, "w") as out:
        json.dump(asdict(report), out)
    os._exit(0)


if __name__ == "__main__":
    main()
