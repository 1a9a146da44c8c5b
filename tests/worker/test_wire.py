import socket
import struct

import msgspec
import numpy as np
import pytest
from frames import fed, frame
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import VALUES, same

from autograder.student.calling import Raised, Returned, case
from autograder.student.values import MAX_DEPTH, Opaque
from autograder.worker.wire import (
    MAX_ANSWER,
    MAX_ARGUMENTS,
    MAX_BUFFERS,
    MAX_HEADER,
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
    generator_state,
    receive,
    send,
)


@pytest.fixture
def ends():
    near, far = socket.socketpair()
    far.settimeout(0.2)
    with near, far:
        yield near, far


def crossed(value):
    packer = Packer()
    content = frame(Told(1, [packer.pack(value)]), packer.buffers)
    near, far = socket.socketpair()
    with near, far:
        near.sendall(content)
        message, buffers = receive(Reader(far))
    unpacker = Unpacker(buffers)
    found = unpacker.unpack(message.outcomes[0])
    unpacker.finish()
    return found


@given(VALUES)
@settings(max_examples=150)
def test_values_come_back_equal_with_their_dtypes_and_shapes(value):
    assert same(crossed(value), value)


@given(st.lists(VALUES, max_size=3), st.dictionaries(st.text(max_size=3), VALUES, max_size=2))
def test_the_arguments_of_a_call_come_back_equal(args, kwargs):
    packer = Packer()
    packed = msgspec.msgpack.decode(msgspec.msgpack.encode(packer.case(case(*args, **kwargs))))
    found = Unpacker(memoryview(b"".join(packer.buffers))).case(packed)
    assert same(list(found.args), args)
    assert same(found.kwargs, kwargs)


@pytest.mark.parametrize(
    "outcome",
    [
        Returned(1.5),
        Returned(None, ("X", "params")),
        Returned(Opaque("a set")),
        Raised("error", "ValueError", "why", "ann.py, line 3"),
        Raised("not_started", "NotImplementedError", ""),
    ],
)
def test_outcomes_come_back_equal(outcome):
    assert Unpacker(memoryview(b"")).outcome(Packer().outcome(outcome)) == outcome


@pytest.mark.parametrize(
    "message",
    [
        Load([("x = 1", "ann.py", 3)], "ann.py"),
        Loaded(),
        Ask(1, "f", [], True, [("g", 0)]),
        Told(2, []),
        Callback(1, 0, None, None),
        Answer(None, "why", False, []),
    ],
    ids=lambda message: type(message).__name__,
)
def test_messages_come_back_equal(message):
    assert fed(frame(message)) == message or isinstance(message, Callback | Answer)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(message), type=type(message)) == message


def test_frames_that_follow_one_another_are_told_apart(ends):
    near, reader = ends[0], Reader(ends[1])
    send(near, Told(1, []), [b"one"])
    send(near, Told(2, []), [b"tw", b"o!"])
    assert [(message.id, bytes(buffers)) for message, buffers in (receive(reader), receive(reader))] == [
        (1, b"one"),
        (2, b"two!"),
    ]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(1.5), np.array(1.5)),
        (np.bool_(True), np.array(True)),
        (np.arange(3, dtype=">i4"), np.arange(3, dtype="i4")),
        (np.zeros((1,) * 9), Opaque("an array of dtype float64 with 9 axes")),
        (np.array(["a"]), Opaque("an array of dtype <U1 with 1 axes")),
        ({1, 2}, Opaque("a set")),
        (len, Opaque("a builtin_function_or_method")),
        (np.arange(6.0).reshape(2, 3).T, np.arange(6.0).reshape(2, 3).T),
    ],
    ids=repr,
)
def test_what_is_not_in_the_format_crosses_as_what_comes_nearest(value, expected):
    if isinstance(expected, Opaque) and isinstance(value, np.ndarray):
        assert isinstance(crossed(value), Opaque)
    else:
        assert same(crossed(value), expected)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_generator_comes_back_in_its_state(seed):
    rng = np.random.default_rng(seed)
    rng.integers(10, dtype=np.int32)  # half of a 64-bit draw is kept for the next
    found = crossed(rng)
    assert [found.random(), found.integers(99)] == [rng.random(), rng.integers(99)]


def test_a_generator_of_another_kind_cannot_cross():
    with pytest.raises(WireError, match="MT19937"):
        generator_state(np.random.Generator(np.random.MT19937(0)))


def test_functions_cross_as_numbers_where_there_may_be_any():
    functions = []
    packed = Packer(functions).pack([max, {"f": min}])
    assert functions == [max, min]
    found = Unpacker(memoryview(b""), functions.__getitem__).unpack(packed)
    assert found == [max, {"f": min}]
    with pytest.raises(WireError):
        Unpacker(memoryview(b"")).unpack(packed)


STATE = generator_state(np.random.default_rng(0))
DEEP = None
for _ in range(MAX_DEPTH + 4):
    DEEP = ["list", [DEEP]]


@pytest.mark.parametrize(
    "packed",
    [
        [],
        {},
        ["unknown", []],
        ["list", {}],
        ["list", []] * 2,
        ["dict", []],
        ["dict", {1: None}],
        ["complex", 1, 2],
        ["complex", 1.0],
        ["opaque", 3],
        ["function", 0],
        ["function", "0"],
        ["array", "<f8"],
        ["array", "O", [0]],
        ["array", "<U1", [0]],
        ["array", ">f8", [0]],
        ["array", "<f8", [3]],
        ["array", "<f8", [-1]],
        ["array", "<f8", [True]],
        ["array", "<f8", [1.0]],
        ["array", "<f8", [2**62, 4]],
        ["array", "<f8", [0] * 9],
        ["array", "x" * 1000, []],
        ["generator"],
        [*STATE, 0],
        [*STATE[:1], 1, *STATE[2:]],
        [*STATE[:1], "-1", *STATE[2:]],
        [*STATE[:1], "9" * 39, *STATE[2:]],
        [*STATE[:1], "9" * 10_000, *STATE[2:]],
        [*STATE[:3], 2**70, 0],
        [*STATE[:4], -1],
        DEEP,
        pytest.param(msgspec.msgpack.Ext(1, b""), id="an extension"),
    ],
    ids=lambda packed: repr(packed)[:40],
)
def test_what_is_not_in_the_format_is_refused(packed):
    with pytest.raises(WireError):
        Unpacker(memoryview(b"12345678")).unpack(packed)


def test_an_empty_array_of_absurd_shape_is_refused():
    with pytest.raises(WireError):
        Unpacker(memoryview(b"")).unpack(["array", "<f8", [0, 2**26, 2**26, 2**26]])


@pytest.mark.parametrize(
    "packed",
    [
        [],
        ["returned", 1],
        ["returned", 1, [2]],
        ["returned", 1, "X"],
        ["raised", "error", "E", "m"],
        ["raised", "passed", "E", "m", "w"],
        ["raised", "timeout", "E", "m", "w"],
        ["raised", "error", "E", None, "w"],
        "returned",
        None,
    ],
    ids=repr,
)
def test_an_outcome_that_is_none_is_refused(packed):
    with pytest.raises(WireError):
        Unpacker(memoryview(b"")).outcome(packed)


def test_bytes_left_over_are_refused():
    unpacker = Unpacker(memoryview(b"12345678"))
    unpacker.unpack(["array", "|b1", [7]])
    with pytest.raises(WireError, match="more bytes than arrays"):
        unpacker.finish()


def test_an_array_may_be_written_to_and_is_no_view_of_the_frame():
    found = crossed(np.zeros(3))
    found += 1
    assert found.flags.owndata or found.base.flags.owndata
    assert found.tolist() == [1, 1, 1]


@pytest.mark.parametrize("lengths", [(MAX_HEADER + 1, 0), (0, MAX_BUFFERS + 1), (2**32 - 1, 2**32 - 1)])
def test_a_frame_that_claims_to_be_too_large_is_refused_before_it_is_read(ends, lengths):
    ends[0].sendall(struct.pack(">II", *lengths))
    with pytest.raises(WireError, match="larger than frames may be"):
        receive(Reader(ends[1]))


@pytest.mark.parametrize(
    ("message", "buffers"),
    [
        (Told(1, []), [bytes(MAX_BUFFERS // 2), bytes(MAX_BUFFERS // 2 + 1)]),
        (Load([("x" * (MAX_HEADER + 1), "", 0)], ""), []),
        (Told(1, [2**64]), []),
        (Told(1, ["\ud800"]), []),
    ],
    ids=["buffers", "header", "integer", "surrogate"],
)
def test_a_frame_that_cannot_be_written_is_refused_and_nothing_sent(ends, message, buffers):
    with pytest.raises(WireError):
        send(ends[0], message, buffers)
    with pytest.raises(TimeoutError):
        receive(Reader(ends[1]))


def test_an_end_that_hangs_up_or_says_nothing_is_told_apart(ends):
    near, far = ends
    near.sendall(frame(Told(1, []))[:-1])
    with pytest.raises(TimeoutError):
        receive(Reader(far))
    near.close()
    with pytest.raises(EOFError):
        receive(Reader(far))


def test_the_time_is_looked_at_before_every_read(ends):
    near, far = ends
    near.sendall(frame(Told(1, []), [b"123"]))
    waits = []
    receive(Reader(far), lambda: waits.append(0))
    assert len(waits) == 1


def test_an_empty_array_has_no_long_axes():
    with pytest.raises(WireError, match="empty"):
        Unpacker(memoryview(b"")).unpack(["array", "<f8", [2**26, 16, 0]])


@pytest.mark.parametrize(
    ("message", "answers", "size"), [(Told(1, []), True, MAX_ANSWER), (Callback(1, 0, [], {}), False, MAX_ARGUMENTS)]
)
def test_what_student_code_sends_is_held_to_less(message, answers, size):
    with socket.socketpair()[0] as connection, pytest.raises(WireError, match=f"more than {size // 2**20} MiB"):
        send(connection, message, [bytes(size + 1)], answers=answers)


def test_what_student_code_sends_is_read_up_to_less():
    mine, its = socket.socketpair()
    with mine, its:
        its.sendall(struct.pack(">II", 1, MAX_ANSWER + 1))
        with pytest.raises(WireError, match="larger than frames may be"):
            receive(Reader(mine), answers=True)
