"""The grader's end of a worker: what it is asked, until something goes wrong with it."""

import contextlib
import hashlib
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import msgspec
import numpy as np

from deltarule.core.code.calls import Case, Outcome, Raised, StandIn, Trouble, takes
from deltarule.core.code.cells import Cell
from deltarule.core.errors import UserError
from deltarule.core.exceptions.stalls import Stalled
from deltarule.core.limits import (
    ANSWER_SIZE,
    END_SECONDS,
    LOOK_SECONDS,
    MAX_ANSWER_NUMBERS,
    MAX_BROKEN,
    MAX_CALLBACK_BUFFERS,
    MAX_CALLBACK_NUMBERS,
    MAX_EXCEPTION_MESSAGE,
    MAX_EXCEPTION_NAME,
    MAX_MESSAGE,
    MAX_SCRATCH_FILES,
    STALL_GRACE_SECONDS,
    Limits,
)
from deltarule.core.recent import Recent
from deltarule.core.text import counted
from deltarule.door import frames
from deltarule.door.forms import GeneratorForm, Packer, RaisedForm, Unpacker, WireError

from .deadlines import Deadline, Usage
from .scratch import overflows, unlinked


class ScratchFull(Exception):  # noqa: N818 - it reports what a worker did, it is no defect
    """A worker wrote more than it may."""


Asked = tuple[str, frozenset[str]]
"""A function that was asked, and those of which right versions answered it meanwhile."""

Answered = Recent[bytes, tuple[frames.Answer, list[bytes]]]
"""What right versions have answered, by all that they were asked, to the last bit."""


def _digest(name: str, call: frames.Callback, buffers: memoryview) -> bytes:
    """Tell what a function is asked from all else that any is asked."""
    found = hashlib.blake2b(name.encode() + b"\0" + msgspec.msgpack.encode(call.case), digest_size=24)
    found.update(buffers)
    return found.digest()


class Worker:
    """One worker process. It never outlives the first thing that goes wrong with it.

    Attributes:
        used: the seconds that it has used for the last thing that it was asked.
        killed: whether a signal has ended it, which its own code may have had no part in.
        asked: what it was asked.
    """

    def __init__(
        self,
        connection: socket.socket,
        pid: int,
        handle: int,
        scratch: Path,
        limits: Limits,
        end: Callable[[int, Path], int],
    ) -> None:
        """Hold a process.

        Args:
            connection: where to talk to it.
            pid: its number.
            handle: its pidfd.
            scratch: the folder that it may write in.
            limits: what it may use.
            end: has its zygote kill and reap the process of a number, clears its folder, and gives the wait status.
        """
        self._limits = limits
        self._end = end
        self._scratch = scratch
        self._made = scratch.stat().st_mtime_ns
        self._looked = time.monotonic()
        connection.setblocking(False)  # a deadline waits, where anything has to be waited for
        self._connection = connection
        self._reader = frames.Reader(connection)
        self._pid = pid
        self._handle = handle
        self._usage = Usage(handle)
        self._calls = 0
        self.used = 0.0
        self.killed = False
        self.asked = set[Asked]()

    def load(
        self,
        cells: Sequence[Cell],
        title: str,
        forbidden: Sequence[str],
        seconds: float,
        definitions_alone: bool = False,
        data: Mapping[str, bytes] = MappingProxyType({}),
    ) -> Sequence[Raised] | Raised:
        """Run a submission's cells, without `forbidden` modules: what became of those that broke.

        Where it is their `definitions_alone`, what they do besides is left out. Files of `data` are laid out for them.
        Gives the trouble where that ended the worker.
        """
        files = [(name, len(content)) for name, content in data.items()]
        message = frames.Load([*cells], title, list(forbidden), definitions_alone, files)
        try:
            with self._deadline(seconds) as deadline:
                frames.send(self._connection, message, list(data.values()), wait=deadline)
                reply, _ = frames.receive(self._reader, deadline, answers=True)
            if not isinstance(reply, frames.Loaded):
                raise WireError("it answered out of turn")
        except (OSError, EOFError, WireError, ScratchFull) as error:
            return self._over(error, seconds)
        return [
            Raised(
                "error",
                kind[:MAX_EXCEPTION_NAME],
                message[:MAX_EXCEPTION_MESSAGE],
                where[:MAX_MESSAGE],
                explanation=explanation[:MAX_EXCEPTION_MESSAGE],
            )
            for kind, message, where, explanation in reply.broken[:MAX_BROKEN]
        ]

    def ask(
        self,
        function: str,
        cases: Sequence[Case],
        frozen: bool,
        stand_ins: Mapping[str, StandIn],
        seconds: float,
        answered: Answered | None = None,
    ) -> tuple[list[Outcome], str] | Raised:
        """Call a function once a case: what became of each, and what they printed.

        Stand-ins that have `answered` the very same before aren't asked again. Gives the trouble where that ended the
        worker.
        """
        self._calls += 1
        callbacks: list[Callable[..., Any]] = list(stand_ins.values())
        names = list(stand_ins)
        packer = Packer(callbacks)
        question = frames.Ask(
            self._calls,
            function,
            [packer.case(item) for item in cases],
            frozen,
            list(zip(stand_ins, range(len(stand_ins)), strict=True)),
        )
        try:
            with self._deadline(seconds) as deadline:
                frames.send(self._connection, question, packer.buffers, wait=deadline)
                while True:
                    reply, buffers = frames.receive(self._reader, deadline, answers=True)
                    if isinstance(reply, frames.Callback) and reply.id == self._calls:
                        if answered is not None and 0 <= reply.callback < len(stand_ins):
                            key = _digest(names[reply.callback], reply, buffers)
                            answer = answered.find(key) or self._called_back(reply, buffers, callbacks)
                            if answer[0].known:
                                answered.keep(key, answer, ANSWER_SIZE + sum(map(len, answer[1])))
                        else:
                            answer = self._called_back(reply, buffers, callbacks)
                        frames.send(self._connection, *answer, wait=deadline)
                    elif isinstance(reply, frames.Told) and reply.id == self._calls:
                        break
                    elif not (isinstance(reply, frames.Told | frames.Callback) and reply.id < self._calls):
                        raise WireError("it answered out of turn")  # but for what is left of an earlier call
            if len(reply.outcomes) != len(cases):
                raise WireError("it answered out of turn")
            unpacker = Unpacker(buffers, numbers=MAX_ANSWER_NUMBERS)
            outcomes = [unpacker.outcome(packed) for packed in reply.outcomes]
            unpacker.finish()
            if self._scratch.stat().st_mtime_ns != self._made:
                self._look_at_scratch()
            return outcomes, reply.printed[: self._limits.output_characters + 100]
        except TimeoutError as error:
            place = self._place_of_stall()
            over = self._over(error, seconds)
            return replace(over, explanation=place.explanation, where=place.where) if place else over
        except (OSError, EOFError, WireError, ScratchFull) as error:
            return self._over(error, seconds)

    def connection(self) -> socket.socket:
        """Give another handle of this end of the connection."""
        return self._connection.dup()

    def exchange(
        self, message: frames.Message, buffers: list[bytes], seconds: float, grace: float = 0.0
    ) -> tuple[frames.Message, memoryview, bool] | Raised:
        """Send a message and wait for its answer; where there is none in time, interrupt the worker and wait `grace`.

        Gives the answer, its buffers and whether it took an interrupt, or the trouble that ended the worker.
        """
        try:
            with self._deadline(seconds) as deadline:
                frames.send(self._connection, message, buffers, wait=deadline)
                try:
                    return *frames.receive(self._reader, deadline), False
                except TimeoutError:
                    if not grace:
                        raise
            with self._deadline(grace) as deadline:
                signal.pidfd_send_signal(self._handle, signal.SIGINT)
                return *frames.receive(self._reader, deadline), True
        except (OSError, EOFError, WireError, ScratchFull) as error:
            return self._over(error, seconds)

    def close(self) -> int:
        """Kill the worker, whatever it is doing, and give its wait status."""
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._handle, signal.SIGKILL)
        os.close(self._handle)
        self._usage.close()
        self._connection.close()
        return self._end(self._pid, self._scratch)

    def _place_of_stall(self) -> Raised | None:
        """Ask a worker whose time is over where it is; None where it doesn't say."""
        used = self.used
        try:
            with self._deadline(STALL_GRACE_SECONDS) as deadline:
                signal.pidfd_send_signal(self._handle, signal.SIGINT)
                while True:
                    reply, _ = frames.receive(self._reader, deadline, answers=True)
                    if isinstance(reply, frames.Told) and reply.id == self._calls:
                        break
        except (OSError, EOFError, WireError, ScratchFull):
            return None
        finally:
            self.used += used
        for told in reply.outcomes:
            if isinstance(told, RaisedForm) and told.kind == Stalled.__name__:
                explanation = told.explanation[:MAX_EXCEPTION_MESSAGE]
                return Raised("timeout", "", "", told.where[:MAX_EXCEPTION_MESSAGE], explanation=explanation)
        return None

    def _called_back(
        self, call: frames.Callback, buffers: memoryview, callbacks: list[Callable[..., Any]]
    ) -> tuple[frames.Answer, list[bytes]]:
        if len(buffers) > MAX_CALLBACK_BUFFERS:
            raise WireError("a callback's arguments are too large")
        if not 0 <= call.callback < len(callbacks):
            raise WireError("there is no callback of that number")
        unpacker = Unpacker(buffers, numbers=MAX_CALLBACK_NUMBERS)
        arguments = unpacker.case(call.case)
        unpacker.finish()
        packer = Packer()
        value, error, kind = None, None, ""
        try:
            with np.errstate(all="ignore"):
                value = callbacks[call.callback](*arguments.args, **arguments.kwargs)
            packed = None if value is NotImplemented else packer.pack(value)
        except UserError:
            raise
        except Exception as problem:  # what it was called with is the student's
            packed, error, kind = None, str(problem)[:MAX_EXCEPTION_MESSAGE], type(problem).__name__
            if said := takes(callbacks[call.callback], len(arguments.args)):
                error = f"the function that it was given {said}"
        given = [*arguments.args, *arguments.kwargs.values()]
        generators = [GeneratorForm.pack(item) for item in given if isinstance(item, np.random.Generator)]
        return frames.Answer(packed, error, kind, value is not NotImplemented, generators), packer.buffers

    @contextlib.contextmanager
    def _deadline(self, seconds: float) -> Iterator[Deadline]:
        """Give what waits for the worker until it has used so much, and looks after its folder meanwhile."""
        deadline = Deadline(self._connection, self._usage, seconds, self._look_now_and_then)
        try:
            yield deadline
        finally:
            self.used = deadline.used()

    def _look_now_and_then(self) -> None:
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self._look_at_scratch()

    def _look_at_scratch(self) -> None:
        most = self._limits.scratch_mb * 2**20
        if overflows(self._scratch, most) or unlinked(self._usage.pid, self._scratch) > most:
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
            return Raised(trouble, "", counted(seconds, "second"))
        if isinstance(error, ScratchFull):
            return Raised(trouble, "", str(error))
        if not gone:
            return Raised(trouble, "", f"what came back could not be read ({error})")
        if os.WIFSIGNALED(status):
            self.killed = True
            return Raised(trouble, "", f"signal {signal.Signals(os.WTERMSIG(status)).name}")
        return Raised(trouble, "", f"exit code {os.WEXITSTATUS(status)}")
