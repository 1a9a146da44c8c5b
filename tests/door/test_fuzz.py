"""Whatever bytes a worker sends, the grader's end gives a value or one of three exceptions."""

import contextlib

import msgspec
import numpy as np
from frames import fed, frame, framed
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import VALUES

from deltarule.core.code.calls import Raised, Returned, case
from deltarule.door.forms import GeneratorForm, Packer, WireError
from deltarule.door.frames import Answer, Ask, Callback, Told

EXPECTED = (WireError, EOFError, TimeoutError)


def tried(content):
    with contextlib.suppress(*EXPECTED):
        fed(content)


@st.composite
def frames(draw):
    """Valid frames of every kind."""
    packer = Packer()
    value = draw(VALUES)
    message = draw(
        st.sampled_from(
            [
                lambda: Told(1, [packer.outcome(Returned(value, ("X",)))]),
                lambda: Told(1, [packer.outcome(Raised("error", "E", "m", "w"))]),
                lambda: Ask(1, "f", [packer.case(case(value, rng=np.random.default_rng(0)))], False, []),
                lambda: Callback(1, 0, packer.case(case(value))),
                lambda: Answer(packer.pack(value), None, "", True, [GeneratorForm.pack(np.random.default_rng(0))]),
            ]
        )
    )()
    return frame(message, packer.buffers)


@given(st.binary(max_size=200))
@settings(max_examples=120)
@example(b"")
def test_random_bytes(content):
    tried(content)


@given(st.binary(max_size=200), st.binary(max_size=50))
@settings(max_examples=120)
def test_random_headers_and_buffers(header, buffers):
    tried(framed(header, buffers))


@given(frames(), st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=4))
@settings(max_examples=150)
def test_frames_with_other_bytes_in_them(content, changes):
    damaged = bytearray(content)
    for place, byte in changes:
        damaged[8 + place % (len(damaged) - 8)] = byte
    tried(bytes(damaged))


@given(frames(), st.integers(0, 2**16), st.binary(max_size=5))
@settings(max_examples=60)
def test_frames_cut_or_with_more_put_in(content, place, more):
    place %= len(content)
    tried(content[:place])
    tried(content[:place] + more + content[place:])


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 5),
    st.integers(-(2**63), 2**64 - 1),
    st.floats(),
    st.text(max_size=3),
    st.sampled_from(
        ["array", "tuple", "list", "dict", "complex", "opaque", "generator", "function", "returned", "raised"]
    ),
    st.sampled_from(["f8", "b1", "c8", "O", "error", "123"]),
    st.sampled_from([b"", bytes(16), b"x" * 16]),
)
PACKED = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(LEAVES, inner, max_size=2), max_leaves=10
)


@given(PACKED, st.lists(PACKED, max_size=3), st.binary(max_size=30))
@settings(max_examples=150)
def test_values_that_nearly_are_in_the_format(packed, items, buffers):
    for message in (
        {"type": "Told", "id": 1, "outcomes": [packed]},
        {"type": "Told", "id": 1, "outcomes": [["returned", packed, []]]},
        {"type": "Callback", "id": 1, "callback": 0, "case": packed},
        {"type": "Callback", "id": 1, "callback": 0, "case": [items, {}]},
        {"type": "Answer", "value": packed, "error": None, "known": True, "generators": items},
    ):
        tried(framed(msgspec.msgpack.encode(message), buffers))
