"""A worker: runs one submission's cells, then serves calls until its grader hangs up."""

import io
import os
import resource
import socket
import sys
import types
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from autograder.student.calling import Outcome, Raised
from autograder.student.loading import Cell, LoadedCode, load

from .wire import (
    Answer,
    Ask,
    Callback,
    Load,
    Loaded,
    Packer,
    Reader,
    Told,
    Unpacker,
    WireError,
    receive,
    send,
    set_generator_state,
)


@dataclass(frozen=True)
class Bounds:
    """What a worker may use: MiB of address space, and characters printed in any one message."""

    memory_mb: int
    output_characters: int


class TooMuchOutput(Exception):  # noqa: N818 - its name is shown to the student
    """The student's code printed more than anybody would read."""


class CappedOutput(io.TextIOBase):
    """Where print goes: counted, not kept."""

    def __init__(self, limit: int) -> None:
        """Allow `limit` characters."""
        self._limit = limit
        self.written = 0

    def writable(self) -> bool:
        """Say that one can print here."""
        return True

    def write(self, text: str) -> int:
        """Count the characters.

        Raises:
            TooMuchOutput: there are too many.
        """
        self.written += len(text)
        if self.written > self._limit:
            raise TooMuchOutput(f"more than {self._limit:,} characters were printed; take the prints out")
        return len(text)


def serve(connection: socket.socket, bounds: Bounds) -> None:
    """Be a worker: run what the grader sends, until it hangs up."""
    _take_limits(bounds)
    output = CappedOutput(bounds.output_characters)
    sys.stdout = sys.stderr = output
    warnings.simplefilter("ignore")
    code = LoadedCode(types.ModuleType("submission"), "the file")
    reader = Reader(connection)
    while True:
        try:
            message, buffers = receive(reader)
        except (EOFError, OSError):
            return
        output.written = 0
        if isinstance(message, Load):
            module = types.ModuleType(message.title.split(".")[0])
            sys.modules[module.__name__] = module
            vars(module)["get_ipython"] = partial(_NoShell, vars(module))
            code = load([Cell(*cell) for cell in message.cells], module, message.title)
            send(connection, Loaded(), [])
        elif isinstance(message, Ask):
            _Call(connection, reader, message, buffers).answer(code)


@dataclass
class _Call:
    """One question of the grader's."""

    connection: socket.socket
    reader: Reader
    message: Ask
    buffers: memoryview
    _names: dict[int, str] = field(default_factory=dict)

    def answer(self, code: LoadedCode) -> None:
        """Call the student's function and tell what became of it."""
        unpacker = Unpacker(self.buffers, self._function)
        cases = [unpacker.case(packed) for packed in self.message.cases]
        stand_ins = {name: self._function(number) for name, number in self.message.stand_ins}
        me = os.getpid()
        outcomes = code.observe(self.message.function, cases, self.message.frozen, stand_ins)
        if os.getpid() != me:  # a fork of the student's: one answer is enough
            os._exit(0)
        try:
            self._tell(outcomes)
        except WireError as error:
            self._tell([Raised("error", "ValueError", f"it returned {error}")] * len(cases))

    def _tell(self, outcomes: list[Outcome]) -> None:
        packer = Packer()
        send(self.connection, Told(self.message.id, [packer.outcome(outcome) for outcome in outcomes]), packer.buffers)

    def _function(self, number: int) -> Callable[..., Any]:
        """Give the grader's function of that number: calling it asks the grader."""

        def function(*args: Any, **kwargs: Any) -> Any:
            packer = Packer()
            call = Callback(self.message.id, number, packer.pack(args), packer.pack(kwargs))
            send(self.connection, call, packer.buffers)
            answer, buffers = receive(self.reader)
            if not isinstance(answer, Answer):
                raise WireError("the grader answered out of turn")
            if answer.error is not None:
                raise RuntimeError(answer.error)
            generators = [arg for arg in [*args, *kwargs.values()] if isinstance(arg, np.random.Generator)]
            for generator, state in zip(generators, answer.generators, strict=True):
                set_generator_state(generator, state)
            return Unpacker(buffers).unpack(answer.value) if answer.known else NotImplemented

        return function


class _NoShell:
    """What a notebook's magics get in place of IPython: cell magics that time or capture run their cell."""

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    def run_cell_magic(self, name: str, line: str, cell: str) -> None:
        if name in ("time", "timeit", "capture", "prun"):
            exec(compile(cell, "<cell>", "exec"), self._namespace)

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *args, **kwargs: None


def _take_limits(bounds: Bounds) -> None:
    memory = bounds.memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_FSIZE, (32 * 2**20, 32 * 2**20))
    os.environ.clear()
    os.environ.update({"PATH": "/usr/bin:/bin", "HOME": os.getcwd(), "LANG": "C.UTF-8", "MPLBACKEND": "Agg"})
