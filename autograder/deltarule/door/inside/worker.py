"""A worker: runs one submission's cells, then serves calls until its grader hangs up."""

import builtins
import contextlib
import io
import os
import signal
import socket
import sys
import types
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

import deltarule
from deltarule.core.code.calls import Case, Outcome, Raised, built_in
from deltarule.core.code.cells import RUN_THEIR_CELL
from deltarule.core.code.definitions import definitions
from deltarule.core.code.loader import LoadedCode, empty_module, load
from deltarule.core.exceptions.stalls import Stalled
from deltarule.core.limits import MAX_ANSWER_NUMBERS, MAX_BROKEN, MAX_CALLBACK_NUMBERS
from deltarule.door.forms import Packer, Unpacker, WireError
from deltarule.door.frames import Answer, Ask, Callback, Load, Loaded, Open, Reader, Told, receive, send


class CappedOutput(io.TextIOBase):
    """Where print goes: what comes first is kept, what comes after the cap counted."""

    def __init__(self, limit: int) -> None:
        """Keep up to `limit` characters."""
        self._limit = limit
        self._kept: list[str] = []
        self._length = 0

    def writable(self) -> bool:
        """Say that one can print here."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of what is written to :attr:`buffer`."""
        return "utf-8"

    @property
    def buffer(self) -> "_Bytes":
        """Take bytes, as a terminal's output does."""
        return _Bytes(self)

    def reconfigure(self, **options: object) -> None:
        """Take no notice."""

    def write(self, text: str) -> int:
        """Keep the text as far as there is room."""
        text = str.__str__(text)  # a class of the student's may lie about its length
        room = self._limit - self._length
        if room > 0 and text:
            self._kept.append(text[:room])
        self._length += len(text)
        return len(text)

    def take(self) -> str:
        """Give what was printed since the last time, saying so where it was capped."""
        text = "".join(self._kept).encode("utf-8", "replace").decode()
        if self._length > self._limit:
            text += f"\n... capped: {self._length:,} characters were printed"
        self._kept.clear()
        self._length = 0
        return text


class _Bytes(io.RawIOBase):
    """The output for bytes."""

    def __init__(self, output: CappedOutput) -> None:
        self._output = output

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        content = bytes(data)
        self._output.write(content.decode("utf-8", "replace"))
        return len(content)


def serve(connection: socket.socket, output_characters: int) -> None:
    """Be a worker: run what the grader sends, until it hangs up."""
    output = CappedOutput(output_characters)
    sys.stdout = sys.stderr = output
    code = LoadedCode(types.ModuleType("submission"), "the file")
    reader = Reader(connection)
    while True:
        try:
            message, buffers = receive(reader)
        except (EOFError, OSError):
            return
        with contextlib.suppress(Exception):  # its class is within the student's reach
            output.take()
        if isinstance(message, Load):
            warnings.simplefilter("ignore")
            module = empty_module(message.title.split(".")[0])
            vars(builtins)["get_ipython"] = partial(_NoShell, vars(module))  # where IPython has it, too
            vars(deltarule)["self_check"] = _leave_to_the_grader
            cells = message.cells
            lay_out(message.files, buffers)
            if message.definitions_alone:
                cells = [replace(cell, source=definitions(cell.source)) for cell in cells]
            code = load(cells, module, message.title, message.forbidden, interruptible=False)
            with contextlib.suppress(Exception):
                problems = [item.problem for item in code.broken[:MAX_BROKEN]]
                told = Loaded([(item.kind, item.message, item.where, item.explanation) for item in problems])
                send(connection, told, [], answers=True)
        elif isinstance(message, Ask):
            _Call(connection, reader, message, buffers, output).answer(code)
        elif isinstance(message, Open):
            from .shell import serve_notebook  # warm where the zygote was started for notebooks

            serve_notebook(connection, reader, message, buffers, output_characters)
            return


def lay_out(files: Iterable[tuple[str, int]], content: memoryview) -> None:
    """Write files, each a name and how many bytes of the `content` are its own, that can be read and not written."""
    for name, size in files:
        path = Path(name)
        path.write_bytes(content[:size])
        path.chmod(0o444)
        content = content[size:]


@dataclass
class _Call:
    """One question of the grader's."""

    connection: socket.socket
    reader: Reader
    message: Ask
    buffers: memoryview
    output: CappedOutput

    def answer(self, code: LoadedCode) -> None:
        """Call the student's function and tell what became of it."""
        unpacker = Unpacker(self.buffers, self._function)
        cases = [unpacker.case(packed) for packed in self.message.cases]
        stand_ins = {name: self._function(number) for name, number in self.message.stand_ins}
        me = os.getpid()
        before = signal.signal(signal.SIGINT, _stall)  # so asks the grader where a call is whose time is over
        try:
            outcomes = code.observe(self.message.function, cases, self.message.frozen, stand_ins)
        finally:
            signal.signal(signal.SIGINT, before)
        outcomes = [_told_stall(outcome) for outcome in outcomes]
        if os.getpid() != me:  # a fork of the student's: one answer is enough
            os._exit(0)
        try:
            self._tell(outcomes)
        except WireError as error:
            self._tell([Raised("error", "ValueError", f"it returned {error}")] * len(cases))

    def _tell(self, outcomes: list[Outcome]) -> None:
        packer = Packer(numbers=MAX_ANSWER_NUMBERS)
        told = Told(self.message.id, [packer.outcome(outcome) for outcome in outcomes], self.output.take())
        send(self.connection, told, packer.buffers, answers=True)

    def _function(self, number: int) -> Callable[..., Any]:
        """Give the grader's function of that number: calling it asks the grader."""

        def function(*args: Any, **kwargs: Any) -> Any:
            packer = Packer(numbers=MAX_CALLBACK_NUMBERS)
            try:
                call = Callback(self.message.id, number, packer.case(Case(args, kwargs)))
                send(self.connection, call, packer.buffers, answers=True)
            except WireError as error:  # nothing was sent
                raise ValueError(
                    f"a function that was passed in, or that another is built on, is given {error}"
                ) from None
            answer, buffers = receive(self.reader)
            if not isinstance(answer, Answer):
                raise WireError("the grader answered out of turn")
            if answer.error is not None:
                raise built_in(answer.kind, answer.error) or RuntimeError(f"{answer.kind}: {answer.error}")
            generators = [arg for arg in [*args, *kwargs.values()] if isinstance(arg, np.random.Generator)]
            for generator, state in zip(generators, answer.generators, strict=True):
                state.move(generator)
            return Unpacker(buffers).unpack(answer.value) if answer.known else NotImplemented

        return function


def _stall(number: int, frame: FrameType | None) -> None:
    raise Stalled


def _told_stall(outcome: Outcome) -> Outcome:
    """Tell of a call whose time is over as of an error; what is a timeout, the grader says."""
    if isinstance(outcome, Raised) and outcome.trouble == "timeout":
        return replace(outcome, trouble="error", kind=Stalled.__name__)
    return outcome


def _leave_to_the_grader(function: object = "") -> float:
    """Be the self-check of a student's own cell: the checks that count are asked from outside."""
    return 0.0


class _NoShell:
    """What a notebook's magics get in place of IPython: cell magics that time or capture run their cell."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name in RUN_THEIR_CELL:
            exec(compile(cell, "<cell>", "exec"), self._namespace)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None
