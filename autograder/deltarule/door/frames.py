"""Frames: two lengths, a msgpack header, raw array buffers.

Both ends use this module, and the grader trusts nothing that it reads: lengths are capped before anything is read, and
the decoder refuses what is not one of the messages. What values look like in them is in :mod:`deltarule.door.forms`.
"""

import socket
import struct
from collections.abc import Callable

import msgspec

from deltarule.core.code.cells import Cell
from deltarule.core.limits import (
    MAX_ANSWER_BUFFERS,
    MAX_ANSWER_HEADER,
    MAX_CALLBACK_BUFFERS,
    MAX_FRAME_BUFFERS,
    MAX_FRAME_HEADER,
)

from .forms import CaseForm, GeneratorForm, OutcomeForm, Packed, WireError

_LENGTHS = struct.Struct(">II")
_SMALL = 2**20  # such buffers are sent in one piece; larger ones aren't copied for it


class _Message(msgspec.Struct, tag=True, forbid_unknown_fields=True):
    """A map of a type and its fields."""


class Load(_Message):
    """To the worker: run these cells.

    ``definitions_alone`` leaves out what they do besides. ``files`` names those of data that lie in the buffers.
    """

    cells: list[Cell]
    title: str
    forbidden: list[str] = []
    definitions_alone: bool = False
    files: list[tuple[str, int]] = []


class Loaded(_Message):
    """To the grader: the cells were run; of each that broke, the exception's kind and message, the place, and why."""

    broken: list[tuple[str, str, str, str]] = []


class Ask(_Message):
    """To the worker: call a function once a case. ``stand_ins`` pairs names with callbacks."""

    id: int
    function: str
    cases: list[CaseForm]
    frozen: bool
    stand_ins: list[tuple[str, int]]


class Told(_Message):
    """To the grader: what became of the calls, and what they printed."""

    id: int
    outcomes: list[OutcomeForm]
    printed: str = ""


class Callback(_Message):
    """To the grader: call one of its functions, which a call was given."""

    id: int
    callback: int
    case: CaseForm


class Answer(_Message):
    """To the worker: what the callback gave: a value, an error's text and class, or neither where it has no answer.

    ``generators`` holds the states to which the callback moved the generators among its arguments.
    """

    value: Packed
    error: str | None
    kind: str
    known: bool
    generators: list[GeneratorForm]


class Open(_Message):
    """To the worker: run a notebook, with these files (names and sizes of the buffers) in the working folder."""

    files: list[tuple[str, int]]
    environment: dict[str, str]
    unwritten_calmly: bool


class Opened(_Message):
    """To the grader: the notebook's files are laid out, and its shell runs."""


class Run(_Message):
    """To the worker: run a cell, as number ``count`` of the notebook."""

    id: int
    source: str
    count: int


class Ran(_Message):
    """To the grader: what a cell showed, as the JSON of ``outputs``, and name, text and traceback of what ended it."""

    id: int
    outputs: str
    error: tuple[str, str, list[str]] | None


class Apply(_Message):
    """To a worker that reads: call a function of ours (``module:name``) with the buffer's bytes and these arguments."""

    function: str
    arguments: list[str]


class Applied(_Message):
    """To the grader: the function gave the buffer's bytes."""


class Declined(_Message):
    """To the grader: the function gave none; it ``said`` a sentence for the student, or raised what is named here."""

    said: str = ""
    raised: str = ""


class Wanted(_Message):
    """To the grader: the function needs this module; load it where workers are forked, and ask again."""

    module: str


Message = (
    Load | Loaded | Ask | Told | Callback | Answer | Open | Opened | Run | Ran | Apply | Applied | Declined | Wanted
)
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


def send(
    connection: socket.socket,
    message: Message,
    buffers: list[bytes],
    answers: bool = False,
    wait: Callable[[bool], None] | None = None,
) -> None:
    """Send a frame; one that `answers` an :class:`Ask` is held to what the grader reads of those.

    Args:
        connection: where to send it.
        message: its header.
        buffers: what follows.
        answers: see above.
        wait: called with True where there is no room, to wait for some; the connection mustn't block then.

    Raises:
        WireError: the frame is too large; nothing was sent.
        TimeoutError: `wait` did.
    """
    try:
        header = msgspec.msgpack.encode(message)
    except (OverflowError, ValueError, RecursionError, UnicodeEncodeError) as error:
        raise WireError(f"a message cannot be written: {error}") from error
    size = sum(map(len, buffers))
    most_header, most = _most(answers, isinstance(message, Callback))
    if len(header) > most_header or size > most:
        raise WireError(f"more than {most // 2**20} MiB")
    pieces = [_LENGTHS.pack(len(header), size), header, *buffers]
    for piece in [b"".join(pieces)] if size <= _SMALL else pieces:
        if wait is None:
            connection.sendall(piece)
            continue
        rest = memoryview(piece)
        while rest:
            try:
                rest = rest[connection.send(rest) :]
            except BlockingIOError:
                wait(True)


def _most(answers: bool, callback: bool = False) -> tuple[int, int]:
    """Give how large a header and its buffers may be."""
    if callback:
        return MAX_ANSWER_HEADER, MAX_CALLBACK_BUFFERS
    return (MAX_ANSWER_HEADER, MAX_ANSWER_BUFFERS) if answers else (MAX_FRAME_HEADER, MAX_FRAME_BUFFERS)


class Reader:
    """What arrives on a connection, in the pieces that are asked for."""

    def __init__(self, connection: socket.socket) -> None:
        """Read from `connection`."""
        self._connection = connection
        self._arrived = bytearray()

    def read(self, size: int, wait: Callable[[], None]) -> bytes:
        """Read `size` bytes, however few come at a time; `wait` is called whenever there are too few.

        Raises:
            EOFError: the other end is gone.
        """
        while len(self._arrived) < size:
            wait()
            part = self._connection.recv(2**16)
            if not part:
                raise EOFError
            self._arrived += part
        piece = bytes(self._arrived[:size])
        del self._arrived[:size]
        return piece


def receive(
    reader: Reader, wait: Callable[[], None] = lambda: None, *, answers: bool = False
) -> tuple[Message, memoryview]:
    """Read a frame: its message, and its buffers.

    Args:
        reader: where to read.
        wait: called before each read, to wait until something has come.
        answers: whether what is expected answers an :class:`Ask`.

    Raises:
        WireError: what came is no frame.
        EOFError: the other end is gone.
        TimeoutError: `wait` did.
    """
    header_size, size = _LENGTHS.unpack(reader.read(_LENGTHS.size, wait))
    most_header, most = _most(answers)
    if header_size > most_header or size > most:
        raise WireError("a frame claims to be larger than frames may be")
    header = reader.read(header_size, wait)
    buffers = memoryview(reader.read(size, wait))
    try:
        return _decoder.decode(header), buffers
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        raise WireError(f"a header is not in the format: {error}") from error
