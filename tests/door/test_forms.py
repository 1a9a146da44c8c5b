"""Values come back as they went, and what is not in the format is refused."""

import re

import msgspec
import numpy as np
import pytest
from frames import fed, frame, framed, received
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import VALUES, same

from deltarule.core.code.calls import Raised, Returned, case
from deltarule.core.limits import MAX_ANSWER_NUMBERS, MAX_DEPTH, MAX_ITEMS
from deltarule.core.values import Opaque
from deltarule.door.forms import GeneratorForm, Packer, Unpacker, WireError
from deltarule.door.frames import Ask, Told


def told(outcome):
    """Let the outcome of a call cross."""
    packer = Packer()
    _, (found,) = fed(frame(Told(1, [packer.outcome(outcome)]), packer.buffers))
    return found


def crossed(value):
    """Let a value cross."""
    return told(Returned(value)).value


def read(packed, buffers=b"12345678"):
    """Read a value that is written like `packed`, a list or whatever else; bytes may be left."""
    outcome = {"type": "Told", "id": 1, "outcomes": [["returned", packed, []]]}
    message, buffers = received(framed(msgspec.msgpack.encode(outcome), buffers))
    return Unpacker(buffers, lambda number: max).outcome(message.outcomes[0]).value


@given(VALUES)
@settings(max_examples=150)
def test_values_come_back_equal_with_their_dtypes_and_shapes(value):
    assert same(crossed(value), value)


@given(st.lists(VALUES, max_size=3), st.dictionaries(st.text(max_size=3), VALUES, max_size=2))
def test_the_arguments_of_a_call_come_back_equal(args, kwargs):
    packer = Packer()
    _, (found,) = fed(frame(Ask(1, "f", [packer.case(case(*args, **kwargs))], False, []), packer.buffers))
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
    assert told(outcome) == outcome


class Titled(dict):
    """A dict of a student's own class."""


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.float64(1.5), np.float64(1.5)),
        (np.bool_(True), np.bool_(True)),
        (np.complex64(1j), np.complex64(1j)),
        (np.arange(3, dtype=">i4"), np.arange(3, dtype="i4")),
        (np.arange(3, dtype="f8").astype(np.longdouble), np.arange(3.0)),
        (np.arange(3.0).view(np.recarray), np.arange(3.0)),
        (Titled(a=(1, [2])), {"a": (1, [2])}),
        (np.arange(6.0).reshape(2, 3).T, np.arange(6.0).reshape(2, 3).T),
        (np.zeros((1,) * 9), "an array of dtype float64 with 9 axes"),
        (np.zeros((1,) * 9, ">i2"), "an array of dtype >i2 with 9 axes"),
        (np.array(["a"]), "an array of dtype <U1"),
        pytest.param(2**2**21, "an integer of more than 1,048,576 bits", id="a large integer"),
        (len, "a function that wasn't called"),
        (np.tanh, "a function that wasn't called"),
        pytest.param(np.zeros(3).max, "a function that wasn't called", id="a method"),
        pytest.param(lambda: 1, "a function that wasn't called", id="a lambda"),
        (np.float64, "a class"),
    ],
    ids=repr,
)
def test_what_is_not_in_the_format_crosses_as_what_comes_nearest(value, expected):
    assert same(crossed(value), Opaque(expected) if isinstance(expected, str) else expected)


@pytest.mark.parametrize("seed", [0, 1])
def test_a_generator_comes_back_in_its_state(seed):
    rng = np.random.default_rng(seed)
    rng.integers(10, dtype=np.int32)  # half of a 64-bit draw is kept for the next
    found = crossed(rng)
    assert [found.random(), found.integers(9, dtype=np.int32)] == [rng.random(), rng.integers(9, dtype=np.int32)]


def test_of_what_is_many_and_is_made_of_few_each_counts():
    one, several = range(MAX_ITEMS), [range(MAX_ITEMS)] * 20
    packed = Packer(numbers=MAX_ANSWER_NUMBERS).pack(one)
    assert Unpacker(memoryview(b""), numbers=MAX_ANSWER_NUMBERS).unpack(packed) == one
    with pytest.raises(WireError, match="more than 1,048,576 numbers"):
        Packer(numbers=MAX_ANSWER_NUMBERS).pack(several)
    with pytest.raises(WireError, match="more than 1,048,576 numbers"):  # a worker may say anything
        Unpacker(memoryview(b""), numbers=MAX_ANSWER_NUMBERS).unpack(Packer().pack(several))


def test_a_generator_of_another_kind_cannot_cross():
    with pytest.raises(WireError, match="MT19937"):
        GeneratorForm.pack(np.random.Generator(np.random.MT19937(0)))


def test_functions_cross_as_numbers_where_there_may_be_any():
    functions = []
    packed = Packer(functions).pack([max, {"f": min}])
    assert functions == [max, min]
    found = Unpacker(memoryview(b""), functions.__getitem__).unpack(packed)
    assert found == [max, {"f": min}]
    with pytest.raises(WireError, match="function"):
        Unpacker(memoryview(b"")).unpack(packed)


def nested(depth):
    packed = 1
    for _ in range(depth):
        packed = ["list", [packed]]
    return packed


STATE = ["generator", bytes(16), bytes(16), 0, 0]


@pytest.mark.parametrize(
    "packed",
    [
        [],
        {},
        {"a": 1},
        b"bytes",
        ["unknown", []],
        ["list", {}],
        ["list"],
        ["list", []] * 2,
        ["list", [[]]],
        ["dict", []],
        ["dict", {1: None}],
        ["kind", "complex", ["list", ["a", 2.0]]],
        ["kind", "complex", 1.0],
        ["kind", "complex"],
        ["kind", "eval", "1"],
        ["kind", "int", 3],
        ["kind", "bytes", "\u20ac"],
        ["kind", "set", ["list", [["list", []]]]],
        ["kind", "set", ["list", [["kind", "int", hex(n * (2**61 - 1))] for n in range(60)]]],
        ["kind", "dict", ["list", [["tuple", [1]]]]],
        ["kind", "dict", ["list", [1]]],
        ["kind", "range", ["list", [0, 2**40, 1]]],
        ["kind", "range", ["list", [0, 5, 0]]],
        ["kind", "fraction", ["list", [1, 0]]],
        ["kind", "fraction", ["list", [1, ["kind", "int", "f" * 5000]]]],
        ["kind", "decimal", "1e999999"],
        ["kind", "decimal", "one"],
        ["kind", "datetime", "yesterday"],
        ["kind", "date", 3],
        ["kind", "timedelta", ["list", [1e300, 0, 0]]],
        ["kind", "record", ["list", ["P", False, ["list", ["x"]], ["list", []]]]],
        ["kind", "record", ["list", [1, False, ["list", []], ["list", []]]]],
        ["kind", "member", ["list", ["P"]]],
        ["opaque", 3],
        ["function", "0"],
        ["function", -1],
        ["returned", 1, []],
        ["array", "f8"],
        ["array", "O", [0]],
        ["array", "<f8", [0]],
        ["array", "U1", [0]],
        ["array", "f8", [3]],
        ["array", "f8", [-1]],
        ["array", "b1", [True]],
        ["array", "f8", [1.0]],
        ["array", "f8", [2**62, 4]],
        ["array", "f8", [0] * 9],
        ["array", "f8", [0, 2**26, 2**26, 2**26]],
        ["array", "x" * 1000, []],
        ["generator"],
        [*STATE, 0],
        [*STATE[:1], "1", *STATE[2:]],
        [*STATE[:1], bytes(15), *STATE[2:]],
        [*STATE[:1], bytes(17), *STATE[2:]],
        [*STATE[:3], 2, 0],
        [*STATE[:4], -1],
        [*STATE[:4], 2**32],
        nested(4 * MAX_DEPTH + 2),
        pytest.param(msgspec.msgpack.Ext(1, b""), id="an extension"),
    ],
    ids=lambda packed: repr(packed)[:40],
)
def test_what_is_not_in_the_format_is_refused(packed):
    with pytest.raises(WireError):
        read(packed)


@pytest.mark.parametrize("packed", [["array", "f8", []], ["array", "f4", [2, 1]], ["array", "b1", [8]]], ids=repr)
def test_what_just_fits_is_read(packed):
    assert read(packed).nbytes == 8


def test_a_state_and_the_deepest_lists_are_read():
    assert read(STATE, b"").random() >= 0
    assert repr(read(nested(MAX_DEPTH + 3), b"")).count("[") == MAX_DEPTH + 3


def test_an_empty_array_has_no_long_axes():
    with pytest.raises(WireError, match="empty"):
        read(["array", "f8", [2**26, 16, 0]], b"")
    assert read(["array", "f8", [2**20, 0]], b"").shape == (2**20, 0)


@pytest.mark.parametrize(
    "packed",
    [
        [],
        ["returned", 1],
        ["returned", 1, [2]],
        ["returned", 1, "X"],
        ["returned", 1, [], 1],
        ["raised", "error", "E", "m"],
        ["raised", "passed", "E", "m", "w"],
        ["raised", "timeout", "E", "m", "w"],
        ["raised", "error", "E", None, "w"],
        ["list", []],
        "returned",
        None,
    ],
    ids=repr,
)
def test_an_outcome_that_is_none_is_refused(packed):
    with pytest.raises(WireError):
        fed(framed(msgspec.msgpack.encode({"type": "Told", "id": 1, "outcomes": [packed]})))


@pytest.mark.parametrize("packed", [[], [[]], [[], {}, 1], [["tuple", []], {}], [[], {1: 1}], {}], ids=repr)
def test_arguments_that_are_none_are_refused(packed):
    with pytest.raises(WireError):
        fed(framed(msgspec.msgpack.encode({"type": "Callback", "id": 1, "callback": 0, "case": packed})))


def test_bytes_left_over_are_refused():
    content = frame(Told(1, [Packer().outcome(Returned(1))]), [b"1"])
    with pytest.raises(WireError, match="more bytes than arrays"):
        fed(content)


def test_an_array_may_be_written_to_and_is_no_view_of_the_frame():
    found = crossed(np.zeros(3))
    found += 1
    assert found.flags.owndata
    assert found.tolist() == [1, 1, 1]


def test_no_dtype_that_crosses_holds_objects():
    for code in re.findall(r"'(\w+)'", str(msgspec.json.schema(type(Packer().pack(np.zeros(1))))["$defs"])):
        if re.fullmatch(r"[a-z]\d+", code):
            assert not np.dtype(code).hasobject
