"""The grader's end of the zygote: the process that forks workers, started and asked."""

import base64
import contextlib
import itertools
import math
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import msgspec

from deltarule.core.errors import UserError
from deltarule.core.limits import CLOSE_SECONDS, END_SECONDS, MAX_ASKED_AGAIN, START_SECONDS, Limits
from deltarule.door.control import END, FORK, LEARN, PID, PLOTTING, SHOW, STATUS, WARM, Settings
from deltarule.door.seccomp import program
from deltarule.door.walls import LEVELS, Layer, Level, all_but, beyond, bubblewrap, hidden, need_linux, nobody

from .scratch import Room, is_empty, making_room, remove
from .workers import Worker

FIRST_USER = 1_900_000_000
"""The first number of a worker's user where root grades: above those that systems give to users and containers."""

_REPAIR = "run `deltarule doctor`, and reinstall deltarule with its [instructor] extra if it doesn't tell."


class Zygote:
    """The process that forks workers, from the grader's side. A context manager: leaving it ends them all.

    Several threads may use one, each with workers of its own.

    Raises:
        UserError: it could not be started here.
    """

    def __init__(
        self,
        limits: Limits,
        level: Level,
        without: frozenset[Layer] = frozenset(),
        *,
        notebooks: bool = False,
        modules: tuple[str, ...] = (),
        on_demand: tuple[str, ...] = (),
        unwanted: Sequence[str] = (),
        processor: int | None = None,
    ) -> None:
        """Start it; the first fork waits until it is warm.

        Args:
            limits: what a submission may use.
            level: how its workers are walled off.
            without: layers of that level to leave out, because the machine lacks them or to see what the others do.
            notebooks: whether to load IPython, too.
            modules: what its workers read with, if they are to read and not to run submissions.
            on_demand: what it loads besides where :meth:`warm` says so; where it runs submissions, that is plotting.
            unwanted: modules that some submissions may not have; it loads none of them.
            processor: the one that it and its workers have to themselves; by default they take any.
        """
        need_linux()
        self.limits = limits
        self.level = level
        self.layers = LEVELS[level] - without
        self._settings = Settings(
            layers=self.layers,
            user=nobody() if "user" in self.layers else None,
            memory_mb=limits.memory_mb,
            cpu_seconds=math.ceil(limits.submission_seconds) + 1,
            file_mb=limits.scratch_mb,
            output_characters=limits.output_characters,
            notebooks=notebooks,
            filter=base64.b64encode(program()).decode() if "seccomp" in self.layers else "",
            modules=modules,
            on_demand=on_demand if modules else (PLOTTING,),
            unwanted=tuple(name for name in unwanted if not beyond([name])),
            processor=processor,
        )
        self._room = Room()
        self._folder = self._room.path
        self._turn = threading.Lock()  # a request and its answer belong together
        self._folders = itertools.count()
        self._spare: list[Path] = []
        self._hidden: tuple[Path, ...] = ()
        self._learnt: list[bytes] = []
        self._start()

    @property
    def processor(self) -> int | None:
        """The one that it and its workers have to themselves, if they have."""
        return self._settings.processor

    def get_ready(self) -> None:
        """Do what its first fork needs while it gets warm: find what workers may not have, in all that is installed."""
        with self._turn, contextlib.suppress(OSError):  # one that is gone is found out at the first fork
            self._hide(self._settings.unwanted)

    def _hide(self, modules: Sequence[str]) -> None:
        """Let it forget modules for the workers that follow; it reads this as soon as it is warm."""
        unreadable = hidden(tuple(modules)) if "landlock" in self.layers else ()
        if unreadable != self._hidden:
            paths = msgspec.json.encode([str(path) for path in all_but(unreadable)])
            self._control.sendall(SHOW + PID.pack(len(paths)) + paths)
            self._hidden = unreadable

    def _start(self) -> None:
        self._control, other = socket.socketpair()
        with making_room():
            self._said = tempfile.TemporaryFile()  # noqa: SIM115 - the process keeps it
        fonts = Path(os.environ.get("MPLCONFIGDIR") or Path.home() / ".cache" / "matplotlib")
        environment = {
            "PATH": os.defpath,
            "HOME": str(self._folder),
            # Where matplotlib keeps its list of fonts.
            "MPLCONFIGDIR": str(fonts if os.path.isdir(fonts) else self._folder),
            "OPENBLAS_NUM_THREADS": "1",  # a fork inherits a thread pool without its threads
            "OMP_NUM_THREADS": "1",
        }
        with other:
            command = [sys.executable, "-I", "-m", "deltarule.door.inside.zygote", str(other.fileno())]
            command.append(msgspec.json.encode(self._settings).decode())
            if "bubblewrap" in self.layers:
                seen = [fonts] if os.path.isdir(fonts) else []
                command = bubblewrap(command, self._folder, environment, seen)
            try:
                self._process = subprocess.Popen(
                    command,
                    pass_fds=[other.fileno()],
                    cwd=self._folder,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=self._said,
                    env=environment,
                )
            except OSError as error:
                raise UserError(f"{command[0]} could not be started ({error.strerror}); {_REPAIR}") from error
        self._warm = False
        self._loaded = set[str]()
        self._hidden = ()

    def _wait_until_warm(self) -> None:
        self._control.settimeout(START_SECONDS)
        try:
            ready = self._control.recv(1)
        except OSError:
            ready = b""
        if ready != b"R":
            with contextlib.suppress(subprocess.TimeoutExpired):
                status = self._process.wait(END_SECONDS)
                if status in (-signal.SIGKILL, 128 + signal.SIGKILL):  # as bubblewrap tells what became of it
                    raise ConnectionError("the zygote was killed")
            self._said.seek(0)
            last = (self._said.read().decode("utf-8", "replace").strip() or "it said nothing").splitlines()[-1]
            raise self._not_started(last)
        self._warm = True
        for call in self._learnt:  # by one that was killed
            self._teach(call)

    def _not_started(self, why: str) -> UserError:
        self.close()
        return UserError(
            f"The process that runs submissions did not start (isolation {self.level}: {why[:200]}); {_REPAIR}"
        )

    def __enter__(self) -> "Zygote":
        """Give the zygote."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End it."""
        self.close()

    def close(self) -> None:
        """Hang up, which ends the zygote and its workers, and clear what they left."""
        self._control.close()
        self._said.close()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._room.close()

    def fork(self, forbidden: Sequence[str] = ()) -> Worker:
        """Fork a worker, with an empty folder to write in; it can't read the `forbidden` modules.

        Raises:
            UserError: the zygote can't be started again after it was killed, or there is no room for the folder.
        """
        scratch = self._spare.pop() if self._spare else self._new_folder()
        number = int(scratch.name)
        mine, its = socket.socketpair()
        with its, self._turn:
            reply, descriptors = self._asked_for_worker(its, number, forbidden)
        return Worker(mine, PID.unpack(reply)[0], descriptors[0], scratch, self.limits, self.end)

    def warm(self, module: str) -> None:
        """Load one of the modules on demand, so that later workers have it.

        Raises:
            UserError: it can't be started here.
            ValueError: it is none of them.
        """
        number = self._settings.on_demand.index(module)
        with self._turn, contextlib.suppress(OSError):  # one that was killed is started at the next fork
            if not self._warm:
                self._wait_until_warm()
            if module not in self._loaded:
                self._control.sendall(WARM + PID.pack(number))
                self._control.recv(1)
                self._loaded.add(module)

    def learn(self, function: str, content: bytes, arguments: Sequence[str]) -> None:
        """Call a function there with what is ours, for what stays of it in memory, before anything else is forked."""
        call = msgspec.msgpack.encode((function, content, list(arguments)))
        with self._turn, contextlib.suppress(OSError):  # one that was killed is started at the next fork
            self._learnt.append(call)
            if self._warm:
                self._teach(call)

    def _teach(self, call: bytes) -> None:
        self._control.sendall(LEARN + PID.pack(len(call)) + call)

    def _give_away(self, scratch: Path, number: int) -> None:
        """Give a worker's folder to the user that it will become: one of its own, whose threads are counted alone.

        Raises:
            UserError: root may not do that here.
        """
        assert self._settings.user is not None
        user, group = self._settings.user
        try:
            os.chown(scratch, FIRST_USER + number % 60_000, group)
        except OSError:  # a container may have few users
            try:
                os.chown(scratch, user, group)
            except OSError as error:  # or take from root what makes it root
                raise UserError(
                    f"Root can't give a worker a user of its own here (chown to {user}: {error.strerror}); grade as an "
                    "ordinary user, or start the container with the capabilities CHOWN, SETUID and SETGID."
                ) from error

    def _asked_for_worker(self, its: socket.socket, number: int, forbidden: Sequence[str]) -> tuple[bytes, list[int]]:
        """Ask for a worker; where the zygote was killed, by one of them or from outside, ask another."""
        for _ in range(MAX_ASKED_AGAIN):
            with contextlib.suppress(OSError):
                return self._ask_for_worker(its, number, forbidden)
            self._control.close()
            self._said.close()
            self._process.kill()
            self._process.wait()
            self._start()
        try:
            return self._ask_for_worker(its, number, forbidden)
        except OSError as error:
            raise self._not_started("it was killed") from error

    def _ask_for_worker(self, its: socket.socket, number: int, forbidden: Sequence[str]) -> tuple[bytes, list[int]]:
        if not self._warm:
            self._wait_until_warm()
        self._hide(forbidden)
        socket.send_fds(self._control, [FORK + PID.pack(number)], [its.fileno()])
        reply, descriptors, _, _ = socket.recv_fds(self._control, PID.size, 1)
        if not descriptors:
            raise OSError("the zygote is gone")
        return reply, descriptors

    def _new_folder(self) -> Path:
        number = next(self._folders)
        folder = self._folder / str(number)
        with making_room():  # a full disk costs nobody a mark: the run ends, and goes on from there
            folder.mkdir()
            if self._settings.user:
                self._give_away(folder, number)
            folder.chmod(0o711)
        return folder

    def end(self, pid: int, scratch: Path) -> int:
        """Kill and reap the worker `pid`, and clear the folder that it had; give its wait status."""
        status = self._reaped(pid)
        if self._settings.modules and is_empty(scratch):
            self._spare.append(scratch)  # what reads is ours: the next one may have it
        else:
            remove(scratch)
        return status

    def _reaped(self, pid: int) -> int:
        with self._turn:
            try:
                self._control.sendall(END + PID.pack(pid))
                status: int = STATUS.unpack(self._control.recv(STATUS.size))[0]
            except (OSError, struct.error):  # a zygote that was killed has taken its workers with it
                return int(signal.SIGKILL)
        return status
