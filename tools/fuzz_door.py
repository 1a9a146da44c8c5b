"""Sends a million damaged frames to the grader's end of the door: each must give a value, or one of three exceptions.

Run it as ``make fuzz``. Frames of every kind a worker may send are damaged: bytes changed, cut out, doubled, lengths
made huge, one frame put into another; and, in headers that msgpack can read, values put in the place of others.
``tests/door/test_fuzz.py`` is the short run in the suite.
"""

import copy
import random
import struct
import sys
import time
from collections import Counter
from typing import Any

import msgspec
import numpy as np

from deltarule.core.code.calls import Raised, Returned, case
from deltarule.core.values import Opaque
from deltarule.door import outputs
from deltarule.door.forms import Packer, Unpacker, WireError
from deltarule.door.frames import Callback, Loaded, Message, Opened, Ran, Reader, Told, receive

EXPECTED = (WireError, EOFError, TimeoutError)
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
        [[[[np.ones(3, "?"), np.arange(3, dtype="i2"), Opaque("a set")]]]],
    ]
    shown = b",".join(
        outputs.encode(output)
        for output in (outputs.Stream("stdout", "x"), outputs.ExecuteResult({"text/plain": "1"}, {}, 1))
    )
    frames = [
        framed(Loaded()),
        framed(Opened()),
        framed(Ran(1, f"[{shown.decode()}]", ("ValueError", "x", ["line 1"]))),
        framed(Told(1, [Packer().outcome(Raised("error", "ValueError", "message", "line 1"))])),
    ]
    for value in values:
        packer = Packer()
        frames.append(framed(Told(1, [packer.outcome(Returned(value, ("X",)))], "printed"), packer.buffers))
        packer = Packer()
        frames.append(framed(Callback(1, 0, packer.case(case(value, key=value))), packer.buffers))
    return frames


def framed(message: Message | Any, buffers: list[bytes] | None = None) -> bytes:
    """Write a frame."""
    header, body = msgspec.msgpack.encode(message), b"".join(buffers or [])
    return struct.pack(">II", len(header), len(body)) + header + body


def exchanged(frame: bytes, others: list[Any], rng: random.Random) -> bytes:
    """Put other values in the place of some of a frame's header: it can be read, and may not be in the format."""
    size = struct.unpack(">I", frame[:4])[0]
    header = msgspec.msgpack.decode(frame[8 : 8 + size])
    for _ in range(rng.randint(1, 3)):
        container, key = rng.choice(places(header) or [([None], 0)])
        container[key] = copy.deepcopy(rng.choice(others))
    return framed(header, [frame[8 + size :]])


def places(value: Any) -> list[tuple[Any, Any]]:
    """List where values stand in nested lists and dicts: each a container, and an index or a key."""
    keys = range(len(value)) if isinstance(value, list) else list(value) if isinstance(value, dict) else ()
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


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
        message, buffers = receive(Reader(Bytes(content)))  # type: ignore[arg-type]
        unpacker = Unpacker(buffers)
        match message:
            case Told():
                for outcome in message.outcomes:
                    unpacker.outcome(outcome)
            case Callback():
                unpacker.case(message.case)
            case Ran():
                outputs.decode(message.outputs)
        unpacker.finish()
    except EXPECTED as error:
        return type(error).__name__
    return "read"


def main() -> None:
    """Feed as many frames as are asked for, a million by default."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    rng, frames, ends, begun = random.Random(SEED), valid_frames(), Counter[str](), time.monotonic()
    if {feed(frame) for frame in frames} - {"read"}:
        sys.exit("a frame that nobody has damaged was refused")
    headers = [msgspec.msgpack.decode(frame[8 : 8 + struct.unpack(">I", frame[:4])[0]]) for frame in frames]
    odd = [-1, 0, 1, 2**63, 1.5, "", "f8", "list", b"", bytes(16), [], {}, None, True, {1: 2}, [0, 2**26, 2**26]]
    others = odd + [container[key] for header in headers for container, key in places(header)]
    for number in range(count):
        frame = rng.choice(frames)
        content = exchanged(frame, others, rng) if number % 2 else damaged(frame, frames, rng)
        try:
            ends[feed(content)] += 1
        except BaseException:
            print(f"frame {number} of seed {SEED} got through as an exception of another kind: {content!r}")
            raise
    said = ", ".join(f"{number:,} {end}" for end, number in ends.items())
    print(f"{count:,} frames in {time.monotonic() - begun:.0f} s: {said}")


if __name__ == "__main__":
    main()
