"""The grader's end of a worker: what it is asked, until something goes wrong with it."""

import contextlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import numpy as np

from deltarule.core.calls import Case, Outcome, Raised, StandIn, Trouble, takes
from deltarule.core.cells import Cell
from deltarule.core.errors import UserError
from deltarule.core.limits import (
    END_SECONDS,
    LOOK_SECONDS,
    MAX_BROKEN,
    MAX_CALLBACK_BUFFERS,
    MAX_EXCEPTION_MESSAGE,
    MAX_EXCEPTION_NAME,
    MAX_HELD_UP_SECONDS,
    MAX_MESSAGE,
    MAX_SCRATCH_FILES,
    Limits,
)
from deltarule.door import frames
from deltarule.door.forms import GeneratorForm, Packer, Unpacker, WireError

from .scratch import overflows, remove, unlinked


class ScratchFull(Exception):  # noqa: N818 - it reports what a worker did, it is no defect
    """A worker wrote more than it may."""


class Worker:
    """One worker process. It never outlives the first thing that goes wrong with it."""

    def __init__(
        self,
        connection: socket.socket,
        pid: int,
        handle: int,
        scratch: Path,
        limits: Limits,
        end: Callable[[int], int],
    ) -> None:
        """Hold a process.

        Args:
            connection: where to talk to it.
            pid: its number.
            handle: its pidfd.
            scratch: the folder that it may write in.
            limits: what it may use.
            end: has its zygote kill and reap the process of a number, and gives the wait status.
        """
        self._limits = limits
        self._end = end
        self._scratch = scratch
        self._made = scratch.stat().st_mtime_ns
        self._looked = time.monotonic()
        self._connection = connection
        self._reader = frames.Reader(connection)
        self._pid = pid
        self._handle = handle
        self._calls = 0

    def load(
        self, cells: Sequence[Cell], title: str, forbidden: Sequence[str], seconds: float
    ) -> Sequence[Raised] | Raised:
        """Run a submission's cells, without `forbidden` modules: what became of those that broke.

        Gives the trouble where that ended the worker.
        """
        message = frames.Load([astuple(cell) for cell in cells], title, list(forbidden))
        try:
            self._connection.settimeout(seconds)
            frames.send(self._connection, message, [])
            reply, _ = frames.receive(self._reader, self._deadline(seconds), answers=True)
            if not isinstance(reply, frames.Loaded):
                raise WireError("it answered out of turn")
        except (OSError, EOFError, WireError, ScratchFull) as error:
            return self._over(error, seconds)
        return [
            Raised("error", kind[:MAX_EXCEPTION_NAME], message[:MAX_EXCEPTION_MESSAGE], where[:MAX_MESSAGE])
            for kind, message, where in reply.broken[:MAX_BROKEN]
        ]

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
        packer = Packer(callbacks)
        question = frames.Ask(
            self._calls,
            function,
            [packer.case(item) for item in cases],
            frozen,
            list(zip(stand_ins, range(len(stand_ins)), strict=True)),
        )
        deadline = self._deadline(seconds)
        try:
            self._connection.settimeout(seconds)
            frames.send(self._connection, question, packer.buffers)
            while True:
                reply, buffers = frames.receive(self._reader, deadline, answers=True)
                if isinstance(reply, frames.Callback) and reply.id == self._calls:
                    self._call_back(reply, buffers, callbacks)
                elif isinstance(reply, frames.Told) and reply.id == self._calls and len(reply.outcomes) == len(cases):
                    unpacker = Unpacker(buffers)
                    outcomes = [unpacker.outcome(packed) for packed in reply.outcomes]
                    unpacker.finish()
                    if self._scratch.stat().st_mtime_ns != self._made:
                        self._look_at_scratch()
                    return outcomes, reply.printed[: self._limits.output_characters + 100]
                elif not (isinstance(reply, frames.Told | frames.Callback) and reply.id < self._calls):
                    raise WireError("it answered out of turn")  # but for what is left of an earlier call
        except (OSError, EOFError, WireError, ScratchFull) as error:
            return self._over(error, seconds)

    def connection(self) -> socket.socket:
        """Give another handle of this end of the connection."""
        return self._connection.dup()

    def exchange(
        self, message: frames.Message, buffers: list[bytes], seconds: float, grace: float = 0.0
    ) -> tuple[frames.Message, bool] | Raised:
        """Send a message and wait for its answer; where there is none in time, interrupt the worker and wait `grace`.

        Gives the answer and whether it took an interrupt, or the trouble that ended the worker.
        """
        deadline, interrupted = self._deadline(seconds), False
        try:
            self._connection.settimeout(seconds)
            frames.send(self._connection, message, buffers)
            while True:
                try:
                    reply, _ = frames.receive(self._reader, deadline)
                    return reply, interrupted
                except TimeoutError:
                    if interrupted or not grace:
                        raise
                    deadline, interrupted = self._deadline(grace), True
                    signal.pidfd_send_signal(self._handle, signal.SIGINT)
        except (OSError, EOFError, WireError, ScratchFull) as error:
            return self._over(error, seconds)

    def close(self) -> int:
        """Kill the worker, whatever it is doing, and give its wait status."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        os.close(self._handle)
        self._connection.close()
        status = self._end(self._pid)
        remove(self._scratch)
        return status

    def _call_back(self, call: frames.Callback, buffers: memoryview, callbacks: list[Callable[..., Any]]) -> None:
        if len(buffers) > MAX_CALLBACK_BUFFERS:
            raise WireError("a callback's arguments are too large")
        if not 0 <= call.callback < len(callbacks):
            raise WireError("there is no callback of that number")
        unpacker = Unpacker(buffers)
        arguments = unpacker.case(call.case)
        unpacker.finish()
        packer = Packer()
        value, error = None, None
        try:
            with np.errstate(all="ignore"):
                value = callbacks[call.callback](*arguments.args, **arguments.kwargs)
            packed = None if value is NotImplemented else packer.pack(value)
        except UserError:
            raise
        except Exception as problem:  # what it was called with is the student's
            packed, error = None, f"{type(problem).__name__}: {problem}"[:MAX_EXCEPTION_MESSAGE]
            if said := takes(callbacks[call.callback], len(arguments.args)):
                error = f"the function that it was given {said}"
        given = [*arguments.args, *arguments.kwargs.values()]
        generators = [GeneratorForm.pack(item) for item in given if isinstance(item, np.random.Generator)]
        answer = frames.Answer(packed, error, value is not NotImplemented, generators)
        frames.send(self._connection, answer, packer.buffers)

    def _deadline(self, seconds: float) -> Callable[[], None]:
        """Give what waits for the worker, at most until then, and looks after its folder meanwhile."""
        last = time.monotonic()
        end, late, held_up = last + seconds, False, MAX_HELD_UP_SECONDS

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
        most = self._limits.scratch_mb * 2**20
        if overflows(self._scratch, most) or unlinked(self._handle, self._scratch) > most:
            raise ScratchFull(f"it wrote more than {self._limits.scratch_mb} MB, or {MAX_SCRATCH_FILES} files")
        self._looked = time.monotonic()

    def _over(self, error: Exception, seconds: float) -> Raised:
        """End the worker and say what was the matter with it."""
        gone = isinstance(error, EOFError | ConnectionError)
        if gone:  # let a process that is ending end by itself, so that its status is its own
            select.select([self._handle], [], [], END_SECONDS)
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
