"""How a worker shuts itself in, between its fork and the first line of student code."""

import base64
import contextlib
import ctypes
import os
import resource
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from deltarule.core.limits import MAX_DESCRIPTORS, MAX_PROCESSES
from deltarule.door.control import Settings
from deltarule.door.walls import readable

if TYPE_CHECKING:
    from landlockpy import Ruleset

_PR_SET_PDEATHSIG = 1
_PR_SET_KEEPCAPS = 8
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_CAP_DAC_READ_SEARCH = 2
_CAPABILITY_VERSION = 0x20080522


class _FilterProgram(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


@dataclass
class Confinement:
    """What can be made ready once, in the zygote, for every worker."""

    settings: Settings

    def __post_init__(self) -> None:
        """Look up what workers may read, and load what builds their walls."""
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._showing: dict[tuple[str, ...], Ruleset] = {}
        self._readable = readable()
        self._all_can_read = all(map(_open_to_all, self._readable))
        if "landlock" in self.settings.layers:
            from landlockpy import AccessFS

            file, folder = AccessFS.READ_FILE, AccessFS.READ_FILE | AccessFS.READ_DIR
            self._rights = [(path, folder if path.is_dir() else file) for path in self._readable]
            self._ruleset(Path.cwd()).close()  # once here: what Python makes of sets of flags is kept for every worker
        self._task_limit = _tasks(os.getuid()) + MAX_PROCESSES
        program = base64.b64decode(self.settings.filter)
        self._instructions = ctypes.create_string_buffer(program, len(program))
        self._program = _FilterProgram(len(program) // 8, ctypes.cast(self._instructions, ctypes.c_void_p))

    def prepare(self, shown: tuple[str, ...]) -> None:
        """Make a wall ready that leaves nothing but `shown` readable; a second time does nothing."""
        if shown and shown not in self._showing and "landlock" in self.settings.layers:
            from landlockpy import AccessFS, Ruleset

            ruleset = Ruleset(handled_fs=AccessFS.READ_FILE)
            for path in shown:
                with contextlib.suppress(FileNotFoundError):  # an outer wall may have left it out
                    ruleset.allow_path(path, AccessFS.READ_FILE)
            # The workers' folders; each worker's other wall leaves it its own.
            for place in (os.devnull, "/dev/urandom", Path.cwd()):
                ruleset.allow_path(place, AccessFS.READ_FILE)
            self._showing[shown] = ruleset

    def show(self, shown: tuple[str, ...]) -> None:
        """Put that wall up around the calling process; it is one more, and the first.

        Raises:
            OSError: it can't be put up.
        """
        if ruleset := self._showing.get(shown):
            ruleset.restrict()

    def enter(self, scratch: Path) -> None:
        """Shut the calling process in; `scratch` becomes its working folder.

        Raises:
            OSError: a wall can't be put up. The process must then not run student code.
        """
        os.chdir(scratch)
        os.environ.clear()
        os.environ.update(
            {
                "PATH": "/usr/bin:/bin",
                "HOME": str(scratch),
                "TMPDIR": str(scratch),
                "USER": "student",
                "LANG": "C.UTF-8",
                "MPLBACKEND": "Agg",
            }
        )
        tempfile.tempdir = None  # matplotlib may have had it looked up in the zygote
        self._take_limits()
        self._prctl(_PR_SET_NO_NEW_PRIVS, 1)
        if "landlock" in self.settings.layers:
            with self._ruleset(scratch) as ruleset:
                ruleset.restrict()
        if self.settings.user is not None:
            self._become(scratch.stat().st_uid, self.settings.user[1])
        self._prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)  # a change of user would clear it
        if "seccomp" in self.settings.layers:
            self._prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(self._program))

    def _take_limits(self) -> None:
        mb = 2**20
        memory, file = self.settings.memory_mb * mb, self.settings.file_mb * mb
        seconds = self.settings.cpu_seconds
        for limit, value in (
            (resource.RLIMIT_AS, memory),
            (resource.RLIMIT_FSIZE, file),
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
            (resource.RLIMIT_NOFILE, MAX_DESCRIPTORS),
            (resource.RLIMIT_MEMLOCK, 0),
            (resource.RLIMIT_MSGQUEUE, 0),
            # It counts all threads of a user's, who may have others of their own.
            (resource.RLIMIT_NPROC, MAX_PROCESSES if self.settings.user else self._task_limit),
        ):
            hard = resource.getrlimit(limit)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(limit, (value, value))

    def _ruleset(self, scratch: Path) -> "Ruleset":
        from landlockpy import AccessFS, Ruleset, Scope

        read = AccessFS.READ_FILE | AccessFS.READ_DIR
        write = AccessFS.WRITE_FILE | AccessFS.TRUNCATE
        ruleset = Ruleset(scoped=Scope.SIGNAL | Scope.ABSTRACT_UNIX_SOCKET)
        for path, right in self._rights:
            ruleset.allow_path(path, right)
        ruleset.allow_path(os.devnull, AccessFS.READ_FILE | AccessFS.WRITE_FILE)
        ruleset.allow_path("/dev/urandom", AccessFS.READ_FILE)
        ruleset.allow_path(
            scratch,
            read | write | AccessFS.MAKE_REG | AccessFS.MAKE_DIR | AccessFS.REMOVE_FILE | AccessFS.REMOVE_DIR,
        )
        return ruleset

    def _become(self, user: int, group: int) -> None:
        """Give up root. Where Python lies out of others' reach, keep the right to read, which Landlock confines."""
        keep = "landlock" in self.settings.layers and not self._all_can_read
        self._prctl(_PR_SET_KEEPCAPS, int(keep))
        os.setgroups([])
        os.setresgid(group, group, group)
        os.setresuid(user, user, user)
        if keep:
            self._keep_reading()

    def _keep_reading(self) -> None:
        bit = 1 << _CAP_DAC_READ_SEARCH
        data = (ctypes.c_uint32 * 6)(bit, bit, 0, 0, 0, 0)
        if self._libc.capset(ctypes.byref(_CapabilityHeader(_CAPABILITY_VERSION, 0)), data) != 0:
            # A container may have withheld it; then nothing is kept.
            self._libc.capset(ctypes.byref(_CapabilityHeader(_CAPABILITY_VERSION, 0)), (ctypes.c_uint32 * 6)())

    def _prctl(self, option: int, first: int, second: Any = None) -> None:
        none = ctypes.c_void_p(None)
        if self._libc.prctl(option, ctypes.c_ulong(first), second or none, none, none) != 0:
            error = ctypes.get_errno()
            raise OSError(error, f"{os.strerror(error)} (prctl {option})")


def _tasks(user: int) -> int:
    """Count the threads of a user's."""
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):  # it may be gone
            count += len(os.listdir(process / "task")) if process.stat().st_uid == user else 0
    return count


def _open_to_all(path: Path) -> bool:
    """Whether every user can get to `path` and read it."""
    if not path.stat().st_mode & 0o004:
        return False
    return all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents)
