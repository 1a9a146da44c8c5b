"""The grader's end of the door: the zygote, and the workers that it forks."""

import base64
import contextlib
import itertools
import math
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec
import numpy as np

from autograder.course import Limits
from autograder.errors import UserError
from autograder.student.calling import Case, Outcome, Raised, StandIn, Trouble
from autograder.student.cells import Cell

from . import wire
from .control import END, FORK, PID, STATUS, Settings
from .isolation import LEVELS, Layer, Level, bubblewrap, nobody
from .scratch import MAX_FILES, Room, overflows, remove, unlinked
from .seccomp import program

START_SECONDS = 60.0
LOOK_SECONDS = 0.2
"""How long a worker may write unseen."""
MAX_HELD_UP = 60.0
"""Seconds that a worker's deadline is put off at most, because its grader had other things to do."""
FIRST_USER = 1_900_000_000
"""The first number of a worker's user where root grades: above those that systems give to users and containers."""
_REPAIR = "run `deltarule doctor`, and reinstall deltarule with its [instructor] extra if it doesn't tell."


class ScratchFull(Exception):  # noqa: N818 - it reports what a worker did, it is no defect
    """A worker wrote more than it may."""


class Zygote:
    """The process that forks workers, from the grader's side. A context manager: leaving it ends them all.

    Several threads may use one, each with workers of its own.

    Raises:
        UserError: it could not be started here.
    """

    def __init__(
        self, limits: Limits, level: Level, without: frozenset[Layer] = frozenset(), *, notebooks: bool = False
    ) -> None:
        """Start it; the first fork waits until it is warm.

        Args:
            limits: what a submission may use.
            level: how its workers are walled off.
            without: layers of that level to leave out, because the machine lacks them or to see what the others do.
            notebooks: whether to load IPython, too.
        """
        if not hasattr(os, "pidfd_open"):
            raise UserError(
                "Grading needs Linux, whose kernel walls student code off: use a Linux machine (WSL 2 is one). "
                "Self-checks (`deltarule check`) work here."
            )
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
        )
        self._room = Room()
        self._folder = self._room.path
        self._turn = threading.Lock()  # a request and its answer belong together
        self._folders = itertools.count()
        self._start()

    def _start(self) -> None:
        self._control, other = socket.socketpair()
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
            command = [sys.executable, "-I", "-m", "autograder.worker.zygote", str(other.fileno())]
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

    def _wait_until_warm(self) -> None:
        self._control.settimeout(START_SECONDS)
        try:
            ready = self._control.recv(1)
        except OSError:
            ready = b""
        if ready != b"R":
            self._said.seek(0)
            last = (self._said.read().decode("utf-8", "replace").strip() or "it said nothing").splitlines()[-1]
            self.close()
            raise UserError(
                f"The process that runs submissions did not start (isolation {self.level}: {last[:200]}); {_REPAIR}"
            )
        self._warm = True

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
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._room.close()

    def fork(self) -> "Worker":
        """Fork a worker, with an empty folder to write in.

        Raises:
            UserError: the zygote can't be started again after it was killed.
        """
        number = next(self._folders)
        scratch = self._folder / str(number)
        scratch.mkdir()
        if self._settings.user:
            self._give_away(scratch, number)
        scratch.chmod(0o711)
        mine, its = socket.socketpair()
        with its, self._turn:
            try:
                reply, descriptors = self._ask_for_worker(its, number)
            except OSError:  # a worker may have killed it
                self._control.close()
                self._said.close()
                self._process.kill()
                self._process.wait()
                self._start()
                reply, descriptors = self._ask_for_worker(its, number)
        return Worker(self, mine, PID.unpack(reply)[0], descriptors[0], scratch)

    def _give_away(self, scratch: Path, number: int) -> None:
        """Give a worker's folder to the user that it will become: one of its own, whose threads are counted alone."""
        assert self._settings.user is not None
        user, group = self._settings.user
        try:
            os.chown(scratch, FIRST_USER + number % 60_000, group)
        except OSError:  # a container may have few users
            os.chown(scratch, user, group)

    def _ask_for_worker(self, its: socket.socket, number: int) -> tuple[bytes, list[int]]:
        if not self._warm:
            self._wait_until_warm()
        socket.send_fds(self._control, [FORK + PID.pack(number)], [its.fileno()])
        reply, descriptors, _, _ = socket.recv_fds(self._control, PID.size, 1)
        if not descriptors:
            raise OSError("the zygote is gone")
        return reply, descriptors

    def end(self, pid: int) -> int:
        """Kill and reap the worker `pid`; give its wait status."""
        with self._turn:
            try:
                self._control.sendall(END + PID.pack(pid))
                status: int = STATUS.unpack(self._control.recv(STATUS.size))[0]
            except (OSError, struct.error):  # a zygote that was killed has taken its workers with it
                return int(signal.SIGKILL)
        return status

    def alive(self) -> bool:
        """Whether the zygote is still there. A worker may have killed it; the next fork starts another."""
        return self._process.poll() is None


class Worker:
    """One worker process. It never outlives the first thing that goes wrong with it."""

    def __init__(self, zygote: Zygote, connection: socket.socket, pid: int, handle: int, scratch: Path) -> None:
        """Hold the process `pid` by its pidfd `handle`, and talk to it over `connection`; it writes in `scratch`."""
        self._zygote = zygote
        self._scratch = scratch
        self._made = scratch.stat().st_mtime_ns
        self._looked = time.monotonic()
        self._connection = connection
        self._reader = wire.Reader(connection)
        self._pid = pid
        self._handle = handle
        self._calls = 0

    def load(self, cells: Sequence[Cell], title: str, forbidden: Sequence[str], seconds: float) -> Raised | None:
        """Run a submission's cells, without `forbidden` modules; give the trouble where that ended the worker."""
        message = wire.Load([(cell.source, cell.filename, cell.lines_before) for cell in cells], title, list(forbidden))
        try:
            self._connection.settimeout(seconds)
            wire.send(self._connection, message, [])
            reply, _ = wire.receive(self._reader, self._deadline(seconds), answers=True)
            if not isinstance(reply, wire.Loaded):
                raise wire.WireError("it answered out of turn")
        except (OSError, EOFError, wire.WireError, ScratchFull) as error:
            return self._over(error, seconds)
        return None

    def ask(
        self,
        function: str,
        cases: Sequence[Case],
        frozen: bool,
        stand_ins: Mapping[str, StandIn],
        seconds: float,
    ) -> tuple[list[Outcome], str] | Raised:
        """Call a function once a case: what became of each, and what they printed.

        Gives the trouble where that ended the worker.
        """
        self._calls += 1
        callbacks: list[Callable[..., Any]] = list(stand_ins.values())
        packer = wire.Packer(callbacks)
        question = wire.Ask(
            self._calls,
            function,
            [packer.case(item) for item in cases],
            frozen,
            list(zip(stand_ins, range(len(stand_ins)), strict=True)),
        )
        deadline = self._deadline(seconds)
        try:
            self._connection.settimeout(seconds)
            wire.send(self._connection, question, packer.buffers)
            while True:
                reply, buffers = wire.receive(self._reader, deadline, answers=True)
                if isinstance(reply, wire.Callback) and reply.id == self._calls:
                    self._call_back(reply, buffers, callbacks)
                elif isinstance(reply, wire.Told) and reply.id == self._calls and len(reply.outcomes) == len(cases):
                    unpacker = wire.Unpacker(buffers)
                    outcomes = [unpacker.outcome(packed) for packed in reply.outcomes]
                    unpacker.finish()
                    if self._scratch.stat().st_mtime_ns != self._made:
                        self._look_at_scratch()
                    return outcomes, reply.printed[: self._zygote.limits.output_characters + 100]
                elif not (isinstance(reply, wire.Told | wire.Callback) and reply.id < self._calls):
                    raise wire.WireError("it answered out of turn")  # but for what is left of an earlier call
        except (OSError, EOFError, wire.WireError, ScratchFull) as error:
            return self._over(error, seconds)

    def connection(self) -> socket.socket:
        """Give another handle of this end of the connection."""
        return self._connection.dup()

    def exchange(
        self, message: wire.Message, buffers: list[bytes], seconds: float, grace: float = 0.0
    ) -> tuple[wire.Message, bool] | Raised:
        """Send a message and wait for its answer; where there is none in time, interrupt the worker and wait `grace`.

        Gives the answer and whether it took an interrupt, or the trouble that ended the worker.
        """
        deadline, interrupted = self._deadline(seconds), False
        try:
            self._connection.settimeout(seconds)
            wire.send(self._connection, message, buffers)
            while True:
                try:
                    reply, _ = wire.receive(self._reader, deadline)
                    return reply, interrupted
                except TimeoutError:
                    if interrupted or not grace:
                        raise
                    deadline, interrupted = self._deadline(grace), True
                    signal.pidfd_send_signal(self._handle, signal.SIGINT)
        except (OSError, EOFError, wire.WireError, ScratchFull) as error:
            return self._over(error, seconds)

    def close(self) -> int:
        """Kill the worker, whatever it is doing, and give its wait status."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        os.close(self._handle)
        self._connection.close()
        status = self._zygote.end(self._pid)
        remove(self._scratch)
        return status

    def _call_back(self, call: wire.Callback, buffers: memoryview, callbacks: list[Callable[..., Any]]) -> None:
        unpacker = wire.Unpacker(buffers)
        if len(buffers) > wire.MAX_ARGUMENTS:
            raise wire.WireError("a callback's arguments are too large")
        args, kwargs = unpacker.unpack(call.args), unpacker.unpack(call.kwargs)
        if not (isinstance(args, tuple) and isinstance(kwargs, dict) and 0 <= call.callback < len(callbacks)):
            raise wire.WireError("a callback is not in the format")
        packer = wire.Packer()
        value, error = None, None
        try:
            with np.errstate(all="ignore"):
                value = callbacks[call.callback](*args, **kwargs)
            packed = None if value is NotImplemented else packer.pack(value)
        except UserError:
            raise
        except Exception as problem:  # what it was called with is the student's
            packed, error = None, f"{type(problem).__name__}: {problem}"[:500]
        generators = [
            wire.generator_state(item) for item in [*args, *kwargs.values()] if isinstance(item, np.random.Generator)
        ]
        wire.send(self._connection, wire.Answer(packed, error, value is not NotImplemented, generators), packer.buffers)

    def _deadline(self, seconds: float) -> Callable[[], None]:
        """Give what waits for the worker, at most until then, and looks after its folder meanwhile."""
        last = time.monotonic()
        end, late, held_up = last + seconds, False, MAX_HELD_UP

        def wait() -> None:
            nonlocal last, end, late, held_up
            while True:
                now = time.monotonic()
                # What this side took, with others of its threads at work, is not the worker's time.
                held = min(max(0.0, now - last - LOOK_SECONDS), held_up)
                last, end, held_up = now, end + held, held_up - held
                left = end - now
                if left <= 0:
                    if late or not select.select([self._connection], [], [], 0)[0]:
                        raise TimeoutError
                    # It was this side that was late: another thread held the interpreter while the answer came.
                    end, late = time.monotonic() + LOOK_SECONDS, True
                    return
                self._connection.settimeout(left)
                if time.monotonic() - self._looked > LOOK_SECONDS:
                    self._look_at_scratch()
                if select.select([self._connection], [], [], min(left, LOOK_SECONDS))[0]:
                    return

        return wait

    def _look_at_scratch(self) -> None:
        most = self._zygote.limits.scratch_mb * 2**20
        if overflows(self._scratch, most) or unlinked(self._handle, self._scratch) > most:
            raise ScratchFull(f"it wrote more than {self._zygote.limits.scratch_mb} MB, or {MAX_FILES} files")
        self._looked = time.monotonic()

    def _over(self, error: Exception, seconds: float) -> Raised:
        """End the worker and say what was the matter with it."""
        gone = isinstance(error, EOFError | ConnectionError)
        if gone:  # let a process that is ending end by itself, so that its status is its own
            select.select([self._handle], [], [], 1.0)
        status = self.close()
        trouble: Trouble = "timeout" if isinstance(error, TimeoutError) else "crashed"
        if trouble == "timeout":
            return Raised(trouble, "", f"{seconds:g} seconds")
        if isinstance(error, ScratchFull):
            return Raised(trouble, "", str(error))
        if not gone:
            return Raised(trouble, "", f"what came back could not be read ({error})")
        if os.WIFSIGNALED(status):
            return Raised(trouble, "", f"signal {signal.Signals(os.WTERMSIG(status)).name}")
        return Raised(trouble, "", f"exit code {os.WEXITSTATUS(status)}")
