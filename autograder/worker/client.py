"""The grader's end of the door: a student whose functions are calls into a worker."""

import contextlib
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Any

import numpy as np

from autograder.course import Limits
from autograder.errors import UserError
from autograder.student.calling import Case, Outcome, Raised, StandIn, Trouble, value_of
from autograder.student.loading import Cell

from . import wire
from .zygote import END, FORK, PID, STATUS

START_SECONDS = 60.0


class Zygote:
    """The process that forks workers, from the grader's side. A context manager: leaving it ends them all.

    Several threads may use one, each with workers of its own.

    Raises:
        UserError: it could not be started here.
    """

    def __init__(self, limits: Limits) -> None:
        """Start it; the first fork waits until it is warm."""
        if not hasattr(os, "pidfd_open"):
            raise UserError("Grading needs Linux; self-checks (`deltarule check`) work here.")
        self.limits = limits
        self._scratch = tempfile.mkdtemp(prefix="deltarule-")
        self._turn = threading.Lock()  # a request and its answer belong together
        self._start()

    def _start(self) -> None:
        self._control, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-I", "-m", "autograder.worker.zygote", str(other.fileno())),
                    f"{self.limits.memory_mb},{self.limits.output_characters}",
                ],
                pass_fds=[other.fileno()],
                cwd=self._scratch,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={
                    "PATH": os.defpath,
                    "HOME": os.environ.get("HOME", self._scratch),  # where matplotlib keeps its list of fonts
                    "OPENBLAS_NUM_THREADS": "1",  # a fork inherits a thread pool without its threads
                    "OMP_NUM_THREADS": "1",
                },
            )
        self._warm = False

    def _wait_until_warm(self) -> None:
        self._control.settimeout(START_SECONDS)
        try:
            ready = self._control.recv(1)
        except OSError:
            ready = b""
        if ready != b"R":
            self.close()
            raise UserError("The process that runs submissions did not start; reinstall deltarule and numpy.")
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
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        shutil.rmtree(self._scratch, ignore_errors=True)

    def fork(self) -> "Worker":
        """Fork a worker."""
        mine, its = socket.socketpair()
        with its, self._turn:
            try:
                reply, descriptors = self._ask_for_worker(its)
            except OSError:  # a worker may have killed it
                self._control.close()
                self._process.kill()
                self._process.wait()
                self._start()
                reply, descriptors = self._ask_for_worker(its)
        return Worker(self, mine, PID.unpack(reply)[0], descriptors[0])

    def _ask_for_worker(self, its: socket.socket) -> tuple[bytes, list[int]]:
        if not self._warm:
            self._wait_until_warm()
        socket.send_fds(self._control, [FORK + bytes(PID.size)], [its.fileno()])
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

    def __init__(self, zygote: Zygote, connection: socket.socket, pid: int, handle: int) -> None:
        """Hold the process `pid` by its pidfd `handle`, and talk to it over `connection`."""
        self._zygote = zygote
        self._connection = connection
        self._reader = wire.Reader(connection)
        self._pid = pid
        self._handle = handle
        self._calls = 0

    def load(self, cells: Sequence[Cell], title: str, seconds: float) -> Raised | None:
        """Run a submission's cells; give the trouble where that ended the worker."""
        message = wire.Load([(cell.source, cell.filename, cell.lines_before) for cell in cells], title)
        try:
            wire.send(self._connection, message, [])
            reply, _ = wire.receive(self._reader, self._deadline(seconds))
            if not isinstance(reply, wire.Loaded):
                raise wire.WireError("it answered out of turn")
        except (OSError, EOFError, wire.WireError) as error:
            return self._over(error, seconds)
        return None

    def ask(
        self,
        function: str,
        cases: Sequence[Case],
        frozen: bool,
        stand_ins: Mapping[str, StandIn],
        seconds: float,
    ) -> list[Outcome] | Raised:
        """Call a function once a case; give the trouble where that ended the worker."""
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
            deadline()
            wire.send(self._connection, question, packer.buffers)
            while True:
                reply, buffers = wire.receive(self._reader, deadline)
                if isinstance(reply, wire.Callback) and reply.id == self._calls:
                    self._call_back(reply, buffers, callbacks)
                elif isinstance(reply, wire.Told) and reply.id == self._calls and len(reply.outcomes) == len(cases):
                    unpacker = wire.Unpacker(buffers)
                    outcomes = [unpacker.outcome(packed) for packed in reply.outcomes]
                    unpacker.finish()
                    return outcomes
                elif not (isinstance(reply, wire.Told | wire.Callback) and reply.id < self._calls):
                    raise wire.WireError("it answered out of turn")  # but for what is left of an earlier call
        except (OSError, EOFError, wire.WireError) as error:
            return self._over(error, seconds)

    def close(self) -> int:
        """Kill the worker, whatever it is doing, and give its wait status."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        os.close(self._handle)
        self._connection.close()
        return self._zygote.end(self._pid)

    def _call_back(self, call: wire.Callback, buffers: memoryview, callbacks: list[Callable[..., Any]]) -> None:
        unpacker = wire.Unpacker(buffers)
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
        end = time.monotonic() + seconds

        def wait() -> None:
            left = end - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self._connection.settimeout(left)

        return wait

    def _over(self, error: Exception, seconds: float) -> Raised:
        """End the worker and say what was the matter with it."""
        gone = isinstance(error, EOFError | ConnectionError)
        if gone:  # let a process that is ending end by itself, so that its status is its own
            select.select([self._handle], [], [], 1.0)
        status = self.close()
        trouble: Trouble = "timeout" if isinstance(error, TimeoutError) else "crashed"
        if trouble == "timeout":
            return Raised(trouble, "", f"{seconds:g} seconds")
        if not gone:
            return Raised(trouble, "", f"what came back could not be read ({error})")
        if os.WIFSIGNALED(status):
            return Raised(trouble, "", f"signal {signal.Signals(os.WTERMSIG(status)).name}")
        return Raised(trouble, "", f"exit code {os.WEXITSTATUS(status)}")


class RemoteStudent:
    """A student whose functions are attributes, each call of which crosses into a worker.

    A worker that dies or hangs is replaced, so that one function costs no other its marks.
    """

    def __init__(self, zygote: Zygote, cells: Iterable[Cell], title: str) -> None:
        """Grade `cells` in workers of `zygote`; `title` is what the student calls the file."""
        self._zygote = zygote
        self._cells = list(cells)
        self._title = title
        self._worker: Worker | None = None
        self._unloadable: Raised | None = None
        self._hung: dict[str, Raised] = {}

    def __getattr__(self, name: str) -> "RemoteFunction":
        """Give the function `name`, whether or not the student has written one."""
        return RemoteFunction(name, self)

    def __enter__(self) -> "RemoteStudent":
        """Give the student."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def _ask(
        self,
        name: str,
        cases: Sequence[Case],
        frozen: bool,
        stand_ins: Mapping[str, StandIn],
        *,
        again: bool = False,
    ) -> list[Outcome]:
        if name in self._hung and not stand_ins:
            return [self._hung[name]] * len(cases)  # it would again
        limits = self._zygote.limits
        if self._worker is None and self._unloadable is None:
            worker = self._zygote.fork()
            trouble = worker.load(self._cells, self._title, limits.load_seconds)
            if trouble and trouble.trouble == "crashed" and not self._zygote.alive() and not again:
                return self._ask(name, cases, frozen, stand_ins, again=True)
            self._unloadable = trouble
            self._worker = worker if trouble is None else None
        if self._unloadable is not None:
            said = f"{self._unloadable.message}, while the cells of {self._title} were run"
            return [Raised(self._unloadable.trouble, "", said)] * len(cases)
        assert self._worker is not None
        outcomes = self._worker.ask(name, cases, frozen, stand_ins, limits.check_seconds)
        if isinstance(outcomes, Raised):
            self._worker = None
            if outcomes.trouble == "crashed" and not self._zygote.alive() and not again:
                # Somebody's code killed the zygote, and all workers with it. Whoever's it was, ask once more.
                return self._ask(name, cases, frozen, stand_ins, again=True)
            if outcomes.trouble == "timeout" and not stand_ins:
                self._hung[name] = outcomes
            return [outcomes] * len(cases)
        return outcomes


class RemoteFunction:
    """One function of a :class:`RemoteStudent`."""

    def __init__(self, name: str, student: RemoteStudent) -> None:
        """Name the function `name` of `student`."""
        self.name = name
        self._student = student

    def observe(
        self, cases: Sequence[Case], *, frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        """See :meth:`autograder.student.calling.Function.observe`."""
        return self._student._ask(self.name, cases, frozen, stand_ins or {})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """See :func:`autograder.student.calling.value_of`."""
        return value_of(self, args, kwargs)
