"""Frames are told apart, bounded before they are read, and nothing but the messages."""

import socket
import struct

import msgspec
import pytest
from frames import fed, frame, framed

from deltarule.core.code.cells import Cell
from deltarule.core.limits import MAX_ANSWER_BUFFERS, MAX_CALLBACK_BUFFERS, MAX_FRAME_BUFFERS, MAX_FRAME_HEADER
from deltarule.door.forms import CaseForm, WireError
from deltarule.door.frames import Answer, Ask, Callback, Load, Loaded, Reader, Told, receive, send


@pytest.fixture
def ends():
    near, far = socket.socketpair()
    near.settimeout(5)
    far.settimeout(0.2)
    with near, far:
        yield near, far


@pytest.mark.parametrize(
    "message",
    [
        Load([Cell("x = 1", "ann.py", 3)], "ann.py"),
        Loaded(),
        Ask(1, "f", [], True, [("g", 0)]),
        Told(2, []),
        Callback(1, 0, CaseForm([], {})),
        Answer(None, "why", "ValueError", False, []),
    ],
    ids=lambda message: type(message).__name__,
)
def test_messages_come_back_equal(message):
    assert fed(frame(message))[0] == message


def test_frames_that_follow_one_another_are_told_apart(ends):
    near, reader = ends[0], Reader(ends[1])
    send(near, Told(1, []), [b"one"])
    send(near, Told(2, []), [b"tw", b"o!"])
    assert [(message.id, bytes(buffers)) for message, buffers in (receive(reader), receive(reader))] == [
        (1, b"one"),
        (2, b"two!"),
    ]


def test_where_there_is_no_room_it_is_waited_for_and_nowhere_else(ends):
    near, far = ends
    near.setblocking(False)
    arrived, waited = bytearray(), []

    def wait(writing):
        waited.append(writing)
        arrived.extend(far.recv(2**20))

    send(near, Told(1, []), [b"short"], wait=wait)
    assert not waited
    send(near, Told(2, []), [bytes(2**22)], wait=wait)
    near.close()
    arrived.extend(b"".join(iter(lambda: far.recv(2**20), b"")))
    assert set(waited) == {True}
    short, long = (len(frame(Told(number, []))) + size for number, size in [(1, 5), (2, 2**22)])
    assert len(arrived) == short + long


@pytest.mark.parametrize("lengths", [(MAX_FRAME_HEADER + 1, 0), (0, MAX_FRAME_BUFFERS + 1), (2**32 - 1, 2**32 - 1)])
def test_a_frame_that_claims_to_be_too_large_is_refused_before_it_is_read(ends, lengths):
    ends[0].sendall(struct.pack(">II", *lengths))
    with pytest.raises(WireError, match="larger than frames may be"):
        receive(Reader(ends[1]))


@pytest.mark.parametrize(
    ("message", "buffers"),
    [
        (Told(1, []), [bytes(MAX_FRAME_BUFFERS // 2), bytes(MAX_FRAME_BUFFERS // 2 + 1)]),
        (Load([Cell("x" * (MAX_FRAME_HEADER + 1), "")], ""), []),
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


@pytest.mark.parametrize(
    ("message", "answers", "size"),
    [
        (Told(1, []), True, MAX_ANSWER_BUFFERS),
        (Callback(1, 0, CaseForm([], {})), False, MAX_CALLBACK_BUFFERS),
    ],
)
def test_what_student_code_sends_is_held_to_less(message, answers, size):
    with socket.socketpair()[0] as connection, pytest.raises(WireError, match=f"more than {size // 2**20} MiB"):
        send(connection, message, [bytes(size + 1)], answers=answers)


def test_what_student_code_sends_is_read_up_to_less(ends):
    near, far = ends
    near.sendall(struct.pack(">II", 1, MAX_ANSWER_BUFFERS + 1))
    with pytest.raises(WireError, match="larger than frames may be"):
        receive(Reader(far), answers=True)


@pytest.mark.parametrize(
    "header",
    [
        {"type": "Loaded", "more": 1},
        {"type": "Told", "id": 1},
        {"type": "Told", "id": "1", "outcomes": []},
        {"type": "Told", "id": 1.0, "outcomes": []},
        {"type": "Answered", "id": 1},
        {"id": 1, "outcomes": []},
        ["Told", 1, []],
        None,
    ],
    ids=repr,
)
def test_a_header_that_is_no_message_is_refused(header):
    with pytest.raises(WireError, match="a header is not in the format"):
        fed(framed(msgspec.msgpack.encode(header)))
