"""What isolation is made of, and what this machine has of it."""

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

Layer = Literal["bubblewrap", "user", "landlock", "seccomp"]
Level = Literal["bubblewrap", "kernel", "none"]

LAYERS: dict[Layer, str] = {
    "bubblewrap": "namespaces: no network, no other process, a read-only view of Python alone",
    "user": "a user who owns nothing, or whoever started the grader if that isn't root",
    "landlock": "no file but Python's to read, none but its own scratch folder's to write",
    "seccomp": "a list of system calls that compute; no process, socket, signal or mount",
}
"""What can stand between a worker and the machine. Resource limits, a clean environment and closed descriptors go
without saying: no worker is without them."""

LEVELS: dict[Level, frozenset[Layer]] = {
    "bubblewrap": frozenset(LAYERS),
    "kernel": frozenset(LAYERS) - {"bubblewrap"},
    "none": frozenset(),
}
"""The strongest first."""


def missing() -> dict[Layer, str]:
    """Give the layers that this machine can't have, each with what to do about it."""
    found: dict[Layer, str] = {}
    if shutil.which("bwrap") is None:
        found["bubblewrap"] = "install bubblewrap (Debian, Ubuntu: apt install bubblewrap)"
    try:
        from .seccomp import program

        program()
    except Exception as error:
        found["seccomp"] = str(error)
    try:
        import landlockpy

        landlockpy.abi_version()
    except Exception:
        found["landlock"] = (
            "run Linux 5.13 or later with Landlock on (`landlock` in the kernel's lsm= line), "
            "and install deltarule with its [instructor] extra"
        )
    return found


def nobody() -> tuple[int, int] | None:
    """Give the user of root's workers, where each can't have one of its own, and their group.

    None where the grader is an ordinary user's.
    """
    if os.getuid() != 0:
        return None
    import pwd

    try:
        entry = pwd.getpwnam("nobody")
    except KeyError:  # a bare container
        return 65534, 65534
    return entry.pw_uid, entry.pw_gid


def readable() -> list[Path]:
    """List what code needs to read to run: Python's library, what is installed in it, shared libraries, fonts."""
    found = {path for path in _readable() if path.exists()}
    return sorted(path for path in found if found.isdisjoint(path.parents))  # a folder stands for what is in it


def _readable() -> Iterator[Path]:
    for name in ("stdlib", "platstdlib", "purelib", "platlib"):
        yield Path(sysconfig.get_path(name))
    yield from (Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages", "lib-dynload")))
    if library := sysconfig.get_config_var("LIBDIR"):
        yield from Path(library).glob("libpython*")
    for place in ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib"):
        yield Path(place)
    for place in ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts", "/usr/share/zoneinfo", "/usr/share/fonts"):
        yield Path(place)


def bubblewrap(command: list[str], scratch: Path, environment: dict[str, str], also_readable: list[Path]) -> list[str]:
    """Put the outer wall around a command that starts Python: namespaces, and a view of Python and `scratch` alone.

    Args:
        command: what to run inside, with this process's Python.
        scratch: the one folder that can be written.
        environment: the environment inside.
        also_readable: what else can be read inside.
    """
    package = Path(__file__).resolve().parent.parent.parent
    python = Path(sys.executable)
    seen = [*readable(), *also_readable, package, python, python.resolve()]
    seen += [path for path in (Path(sys.prefix) / "pyvenv.cfg", Path(sys.base_prefix) / "bin") if path.exists()]
    wall = [
        shutil.which("bwrap") or "bwrap",
        "--unshare-ipc",
        "--unshare-pid",
        "--unshare-net",
        "--unshare-uts",
        "--unshare-cgroup-try",
    ]
    if os.getuid() == 0:
        # What the zygote needs to make its workers nobody's.
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_KILL"):
            wall += ["--cap-add", capability]
    else:
        wall += ["--unshare-user"]
    wall += ["--new-session", "--clearenv"]
    for name, value in environment.items():
        wall += ["--setenv", name, value]
    # Parents first: a bind inside another bind must come after it.
    for path in sorted(set(seen)):
        wall += ["--ro-bind", str(path), str(path)]
    wall += ["--proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    wall += ["--bind", str(scratch), str(scratch), "--remount-ro", "/", "--chdir", str(scratch), "--"]
    return [*wall, *command]
