"""The bytes of frames, written and read."""

import socket
import struct

import numpy as np

from deltarule.door.forms import Unpacker
from deltarule.door.frames import Answer, Ask, Callback, Reader, Told, receive, send


def frame(message, buffers=()):
    """Give the bytes of a frame, as an end of the door writes it."""
    near, far = socket.socketpair()
    with near, far:
        send(near, message, list(buffers))
        near.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: far.recv(2**16), b""))


def framed(header, buffers=b""):
    """Give the bytes of a frame, whatever is in it."""
    return struct.pack(">II", len(header), len(buffers)) + header + buffers


def received(content):
    """Read bytes as an end of the door reads them: give the message and its buffers."""
    near, far = socket.socketpair()
    with near, far:
        far.settimeout(0.5)
        near.sendall(content)
        near.shutdown(socket.SHUT_WR)
        return receive(Reader(far))


def fed(content):
    """Read bytes, and all that is in them: give the message and its values."""
    message, buffers = received(content)
    unpacker = Unpacker(buffers, lambda number: max)
    match message:
        case Told(outcomes=outcomes):
            values = [unpacker.outcome(packed) for packed in outcomes]
        case Ask(cases=cases):
            values = [unpacker.case(packed) for packed in cases]
        case Callback(case=packed):
            values = [unpacker.case(packed)]
        case Answer(value=packed, generators=states):
            values = [unpacker.unpack(packed)]
            for state in states:
                state.move(np.random.default_rng(0))
        case _:
            values = []
    unpacker.finish()
    return message, values
