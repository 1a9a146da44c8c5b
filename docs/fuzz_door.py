"""Sends a million damaged frames to the grader's end of the door: each must give a value, or one of three exceptions.

Run it as ``make fuzz``. Frames of every kind a worker may send are damaged: bytes changed, cut out, doubled, lengths
made huge, one frame put into another. ``tests/worker/test_fuzz.py`` is the short run in the suite.
"""

import random
import struct
import sys
import time
from collections import Counter

import msgspec
import numpy as np

from autograder.student.calling import Raised, Returned
from autograder.worker import wire

EXPECTED = (wire.WireError, EOFError, TimeoutError)
SEED = 1943


class Bytes:
    """A connection that gives some bytes and ends."""

    def __init__(self, content: bytes) -> None:
        """Give `content`."""
        self.content = content

    def recv(self, size: int) -> bytes:
        """Give the next bytes."""
        part, self.content = self.content[:size], self.content[size:]
        return part


def valid_frames() -> list[bytes]:
    """Write frames of every kind that a worker sends, with values of every kind."""
    values = [
        None,
        [1, 2.5, "text", True],
        {"a": (1 + 2j, np.arange(6.0).reshape(2, 3)), "b": np.zeros((0, 3), "f4")},
        np.random.default_rng(1),
        [[[[np.ones(3, "?"), np.arange(3, dtype="i2")]]]],
    ]
    frames = []
    for value in values:
        packer = wire.Packer()
        for outcome in (Returned(value, ("X",)), Raised("error", "ValueError", "message", "line 1")):
            frames.append(_frame(wire.Told(1, [packer.outcome(outcome)], "printed"), packer.buffers))
        packer = wire.Packer()
        frames.append(_frame(wire.Callback(1, 0, packer.pack((value,)), packer.pack({})), packer.buffers))
    return [*frames, _frame(wire.Loaded(), [])]


def damaged(frame: bytes, frames: list[bytes], rng: random.Random) -> bytes:
    """Damage a frame in one to four ways."""
    content = bytearray(frame)
    for _ in range(rng.randint(1, 4)):
        place = rng.randrange(len(content) + 1)
        match rng.randrange(7):
            case 0 if place < len(content):
                content[place] = rng.randrange(256)
            case 1:
                del content[place : place + rng.randint(1, 8)]
            case 2:
                content[place:place] = rng.randbytes(rng.randint(1, 8))
            case 3:
                content[place:place] = content[place : place + rng.randint(1, 40)]
            case 4:
                content[:4] = struct.pack(">I", rng.choice([0, 1, len(content), 2**24, 2**32 - 1]))
            case 5:
                content[4:8] = struct.pack(">I", rng.choice([0, 8, len(content), 2**26, 2**32 - 1]))
            case 6:
                content[place:place] = rng.choice(frames)
    # As often as not with the lengths right, so that what is inside gets its share.
    if rng.random() < 0.5 and len(content) > 8:
        header = min(struct.unpack(">I", frame[:4])[0], len(content) - 8)
        content[:8] = struct.pack(">II", header, len(content) - 8 - header)
    return bytes(content)


def feed(content: bytes) -> str:
    """Read a frame as the grader does; say what became of it."""
    try:
        message, buffers = wire.receive(wire.Reader(Bytes(content)))  # type: ignore[arg-type]
        unpacker = wire.Unpacker(buffers)
        if isinstance(message, wire.Told):
            for outcome in message.outcomes:
                unpacker.outcome(outcome)
        elif isinstance(message, wire.Callback):
            unpacker.unpack(message.args), unpacker.unpack(message.kwargs)
        unpacker.finish()
    except EXPECTED as error:
        return type(error).__name__
    return "read"


def _frame(message: wire.Message, buffers: list[bytes]) -> bytes:
    header = msgspec.msgpack.encode(message)
    body = b"".join(buffers)
    return struct.pack(">II", len(header), len(body)) + header + body


def main() -> None:
    """Feed as many frames as are asked for, a million by default."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rng, frames, ends, begun = random.Random(SEED), valid_frames(), Counter[str](), time.monotonic()
    for number in range(count):
        content = damaged(rng.choice(frames), frames, rng)
        try:
            ends[feed(content)] += 1
        except BaseException:
            print(f"frame {number} of seed {SEED} got through as an exception of another kind: {content!r}")
            raise
    said = ", ".join(f"{number:,} {end}" for end, number in ends.items())
    print(f"{count:,} frames in {time.monotonic() - begun:.0f} s: {said}")


if __name__ == "__main__":
    main()
