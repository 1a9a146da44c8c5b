"""Frames: two lengths, a msgpack header, raw array buffers.

Both ends use this module, and the grader trusts nothing that it reads: lengths are capped before anything is read,
dtypes come from a list, shapes must fit the bytes that follow, and what is not in the format is a :class:`WireError`.
"""

import math
import socket
import struct
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from autograder.student.calling import Case, Outcome, Raised, Returned, Trouble
from autograder.student.values import MAX_DEPTH, Opaque, plain

MAX_HEADER = 16 * 2**20
MAX_BUFFERS = 64 * 2**20
MAX_ANSWER_HEADER = 2 * 2**20
MAX_ANSWER = 16 * 2**20
"""What a student's function returns, and what it says, may take less room: many times as much is needed to read it."""
MAX_ARGUMENTS = 2**20
"""What it calls the grader's functions with, less still: they compute with it on the grader's side."""
MAX_NDIM = 8
_AS_THEY_ARE = (type(None), bool, int, float, str)
_LENGTHS = struct.Struct(">II")
_DTYPES = {
    dtype.str: dtype for dtype in map(np.dtype, ["?", "b", "B", "h", "H", "i", "I", "q", "Q", "e", "f", "d", "F", "D"])
}


class WireError(Exception):
    """A frame is not in the format, or too large for it."""


class Load(msgspec.Struct, tag=True):
    """To the worker: run these cells, each a source, a file name and the lines before it."""

    cells: list[tuple[str, str, int]]
    title: str
    forbidden: list[str] = []


class Loaded(msgspec.Struct, tag=True):
    """To the grader: the cells were run."""


class Ask(msgspec.Struct, tag=True):
    """To the worker: call a function once a case. ``stand_ins`` pairs names with callbacks."""

    id: int
    function: str
    cases: list[Any]
    frozen: bool
    stand_ins: list[tuple[str, int]]


class Told(msgspec.Struct, tag=True):
    """To the grader: what became of the calls, and what they printed."""

    id: int
    outcomes: list[Any]
    printed: str = ""


class Callback(msgspec.Struct, tag=True):
    """To the grader: call one of its functions, which a call was given."""

    id: int
    callback: int
    args: Any
    kwargs: Any


class Answer(msgspec.Struct, tag=True):
    """To the worker: what the callback gave: a value, an error's text, or neither where it has no answer.

    ``generators`` holds the states to which the callback moved the generators among its arguments.
    """

    value: Any
    error: str | None
    known: bool
    generators: list[Any]


class Open(msgspec.Struct, tag=True):
    """To the worker: run a notebook, with these files (names and sizes of the buffers) in the working folder."""

    files: list[tuple[str, int]]
    environment: dict[str, str]
    unwritten_calmly: bool


class Opened(msgspec.Struct, tag=True):
    """To the grader: the notebook's files are laid out, and its shell runs."""


class Run(msgspec.Struct, tag=True):
    """To the worker: run a cell, as number ``count`` of the notebook."""

    id: int
    source: str
    count: int


class Ran(msgspec.Struct, tag=True):
    """To the grader: what a cell showed, as the JSON of ``outputs``, and name, text and traceback of what ended it."""

    id: int
    outputs: str
    error: tuple[str, str, list[str]] | None


Message = Load | Loaded | Ask | Told | Callback | Answer | Open | Opened | Run | Ran
_decoder: msgspec.msgpack.Decoder[Message] = msgspec.msgpack.Decoder(Message)


class Packer:
    """Turns values into what a header can hold, and keeps their buffers.

    Functions are numbered in ``callbacks``, if there may be any.
    """

    def __init__(self, callbacks: list[Callable[..., Any]] | None = None) -> None:
        """Start without buffers; functions among the values are appended to `callbacks`."""
        self.buffers: list[bytes] = []
        self._callbacks = callbacks

    def pack(self, value: Any) -> Any:
        """Pack one value."""
        if type(value) in _AS_THEY_ARE:
            return value
        if type(value) is np.ndarray and value.dtype.str in _DTYPES and value.ndim <= MAX_NDIM:
            self.buffers.append(value.tobytes())
            return ["array", value.dtype.str, list(value.shape)]
        if isinstance(value, np.random.Generator):
            return generator_state(value)
        if isinstance(value, list | tuple):
            return ["tuple" if isinstance(value, tuple) else "list", [self.pack(item) for item in value]]
        if isinstance(value, dict):
            return ["dict", {key: self.pack(item) for key, item in value.items()}]
        if isinstance(value, complex):
            return ["complex", value.real, value.imag]
        if isinstance(value, Opaque):
            return ["opaque", value.what]
        if isinstance(value, np.ndarray) and value.ndim > MAX_NDIM:
            return ["opaque", f"an array of dtype {value.dtype} with {value.ndim} axes"]
        if self._callbacks is not None and callable(value):
            self._callbacks.append(value)
            return ["function", len(self._callbacks) - 1]
        return self.pack(plain(value))

    def case(self, arguments: Case) -> Any:
        """Pack the arguments of a call."""
        return [self.pack(arguments.args), self.pack(arguments.kwargs)]

    def outcome(self, outcome: Outcome) -> Any:
        """Pack what became of a call."""
        if isinstance(outcome, Returned):
            return ["returned", self.pack(outcome.value), list(outcome.modified)]
        return ["raised", outcome.trouble, outcome.kind, outcome.message, outcome.where]


class Unpacker:
    """Turns packed values back, checking each against the buffers that came with them."""

    def __init__(self, buffers: memoryview, function: Callable[[int], Callable[..., Any]] | None = None) -> None:
        """Read arrays from `buffers`, in order; `function` gives the function of a number, where there may be any."""
        self._rest = buffers
        self._function = function

    def unpack(self, packed: Any, depth: int = 0) -> Any:
        """Unpack one value.

        Raises:
            WireError: it is not in the format.
        """
        if packed is None or isinstance(packed, bool | int | float | str):
            return packed
        if depth > MAX_DEPTH + 2:
            raise WireError("values are nested too deep")
        if not isinstance(packed, list) or not packed:
            raise WireError("a value is not in the format")
        # By far the commonest first: a match statement over all forms costs as much as the rest of a call.
        tag, *content = packed
        if tag == "array" and len(content) == 2:
            return self._array(*content)
        if tag in ("list", "tuple") and len(content) == 1 and isinstance(content[0], list):
            items = [self.unpack(item, depth + 1) for item in content[0]]
            return tuple(items) if tag == "tuple" else items
        if tag == "dict" and len(content) == 1 and isinstance(content[0], dict) and all(map(_is_text, content[0])):
            return {key: self.unpack(item, depth + 1) for key, item in content[0].items()}
        match packed:
            case ["complex", float(real), float(imaginary)]:
                return complex(real, imaginary)
            case ["opaque", str(what)]:
                return Opaque(what)
            case ["generator", *state]:
                return _generator(state)
            case ["function", int(number)] if self._function is not None:
                return self._function(number)
        raise WireError("a value is not in the format")

    def case(self, packed: Any) -> Case:
        """Unpack the arguments of a call."""
        match packed:
            case [args, kwargs]:
                unpacked = self.unpack(args), self.unpack(kwargs)
                if isinstance(unpacked[0], tuple) and isinstance(unpacked[1], dict):
                    return Case(*unpacked)
        raise WireError("the arguments of a call are not in the format")

    def outcome(self, packed: Any) -> Outcome:
        """Unpack what became of a call."""
        match packed:
            case ["returned", value, list(modified)] if all(isinstance(name, str) for name in modified):
                return Returned(self.unpack(value), tuple(modified))
            case ["raised", ("error" | "not_started") as trouble, str(kind), str(message), str(where)]:
                known: Trouble = trouble
                return Raised(known, kind, message, where)
        raise WireError("the outcome of a call is not in the format")

    def finish(self) -> None:
        """Fail where buffers are left over."""
        if len(self._rest):
            raise WireError("there are more bytes than arrays")

    def _array(self, dtype: Any, shape: Any) -> np.ndarray:
        if not (isinstance(dtype, str) and dtype in _DTYPES and isinstance(shape, list) and len(shape) <= MAX_NDIM):
            raise WireError("an array's dtype or number of axes is not in the format")
        if not all(type(length) is int and 0 <= length <= MAX_BUFFERS for length in shape):
            raise WireError("an array's shape is not in the format")
        size = math.prod(shape) * _DTYPES[dtype].itemsize
        if size > len(self._rest):
            raise WireError("an array is larger than the bytes that came with it")
        if size == 0 and math.prod(filter(None, shape)) > MAX_ARGUMENTS:  # a sum over its empty axis would be as large
            raise WireError("an empty array's other axes are too long")
        data, self._rest = self._rest[:size], self._rest[size:]
        try:
            return np.frombuffer(data, _DTYPES[dtype]).reshape(shape).copy()
        except ValueError as error:  # an empty array whose other axes are beyond all bounds
            raise WireError("an array's shape is not in the format") from error


def send(connection: socket.socket, message: Message, buffers: list[bytes], answers: bool = False) -> None:
    """Send a frame; one that `answers` an :class:`Ask` is held to what the grader reads of those.

    Raises:
        WireError: the frame is too large; nothing was sent.
    """
    try:
        header = msgspec.msgpack.encode(message)
    except (OverflowError, ValueError, RecursionError, UnicodeEncodeError) as error:
        raise WireError(f"a message cannot be written: {error}") from error
    size = sum(map(len, buffers))
    most_header, most = _most(answers, isinstance(message, Callback))
    if len(header) > most_header or size > most:
        raise WireError(f"more than {most // 2**20} MiB")
    connection.sendall(b"".join([_LENGTHS.pack(len(header), size), header, *buffers]))


def _most(answers: bool, callback: bool = False) -> tuple[int, int]:
    """Give how large a header and its buffers may be."""
    if callback:
        return MAX_ANSWER_HEADER, MAX_ARGUMENTS
    return (MAX_ANSWER_HEADER, MAX_ANSWER) if answers else (MAX_HEADER, MAX_BUFFERS)


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
        wait: called before each read; a place to set the connection's timeout.
        answers: whether what is expected answers an :class:`Ask`.

    Raises:
        WireError: what came is no frame.
        EOFError: the other end is gone.
        TimeoutError: the connection's timeout ran out.
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


def generator_state(generator: np.random.Generator) -> list[Any]:
    """Pack a generator as the state of its PCG64, the one that ``default_rng`` gives."""
    state = generator.bit_generator.state
    if state["bit_generator"] != "PCG64":
        raise WireError(f"generators of kind {state['bit_generator']} cannot cross")
    inner = state["state"]
    return ["generator", str(inner["state"]), str(inner["inc"]), state["has_uint32"], state["uinteger"]]


def set_generator_state(generator: np.random.Generator, packed: Any) -> None:
    """Move a generator to a packed state."""
    match packed:
        case ["generator", str(state), str(increment), int(has_uint32), int(uinteger)] if (
            state.isdecimal() and increment.isdecimal() and max(len(state), len(increment)) < 40
        ):
            try:
                generator.bit_generator.state = {
                    "bit_generator": "PCG64",
                    "state": {"state": int(state), "inc": int(increment)},
                    "has_uint32": has_uint32,
                    "uinteger": uinteger,
                }
                return
            except (ValueError, OverflowError, TypeError) as error:
                raise WireError("a generator's state is not in the format") from error
    raise WireError("a generator's state is not in the format")


def _is_text(key: Any) -> bool:
    return isinstance(key, str)


def _generator(state: list[Any]) -> np.random.Generator:
    generator = np.random.Generator(np.random.PCG64(0))
    set_generator_state(generator, ["generator", *state])
    return generator
