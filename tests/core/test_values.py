import collections
import dataclasses
import enum
import itertools
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import VALUES, same

from deltarule.core import values
from deltarule.core.code.calls import Raised
from deltarule.core.kinds import Member, Record, Stream, kind_of
from deltarule.core.limits import MAX_DEPTH, MAX_ITEMS
from deltarule.core.values import (
    Opaque,
    describe,
    duplicate,
    exactly,
    handed_over,
    map_leaves,
    opaque_in,
    plain,
    summarise,
)


class AlwaysEqual(np.ndarray):
    def __eq__(self, other):
        return True


class Text(str):
    __slots__ = ()


class Colour(enum.IntEnum):
    RED = 3


def base_types_only(value):
    if isinstance(value, dict):
        return type(value) is dict and all(base_types_only(key) and base_types_only(value[key]) for key in value)
    if isinstance(value, list | tuple):
        return type(value) in (list, tuple) and all(map(base_types_only, value))
    return type(value) in (type(None), bool, int, float, str, np.ndarray, Opaque) or kind_of(value) is not None


@given(VALUES)
def test_plain_values_stay_as_they_are(value):
    assert same(plain(value), value)


ODD = st.one_of(
    st.integers(),
    st.binary(max_size=3),
    st.sets(st.integers(), max_size=3),
    st.fractions(),
    st.datetimes(),
    st.dictionaries(st.integers() | st.text(max_size=2), st.none(), max_size=3),
    st.text(st.characters(codec=None), max_size=5),
    st.sampled_from([object(), object, len, print, ..., np, iter([]), np.random.default_rng(0), np.float32, range(3)]),
    st.sampled_from(["O", "U3", "S2", "M8[s]", "m8[s]", ">f8", ">i2", ">c16", "g", "G"]).map(lambda d: np.zeros(2, d)),
)


@given(st.recursive(ODD | VALUES, lambda inner: st.lists(inner, max_size=3), max_leaves=6))
def test_anything_becomes_base_types_once_and_for_all(value):
    once = plain(value)
    assert base_types_only(once)
    assert same(plain(once), once) or "Opaque" in repr(once)


@pytest.mark.parametrize(
    ("value", "what"),
    [
        pytest.param(2**2**21, "an integer of more than 1,048,576 bits", id="a large integer"),
        pytest.param(Fraction(2**20000, 3), "a fraction of more than 16,384 bits", id="a large fraction"),
        (Decimal("1e999999"), "a decimal of too many digits"),
        (object(), "an object"),
        (len, "a function that wasn't called"),
        (np.tanh, "a function that wasn't called"),
        (np.zeros(3).max, "a function that wasn't called"),
        (lambda: 1, "a function that wasn't called"),
        (np.float64, "a class"),
        (bytearray(b"x"), "a bytearray"),
        (itertools.count(), "a generator of more than 100,000 items"),
        (range(10**9), "a range of more than 100,000 numbers"),
        (set(range(MAX_ITEMS + 1)), "a set of 100,001 items"),
        ({n * (2**61 - 1) for n in range(60)}, "a set of items that are too much alike"),
        ({n * (2**61 - 1): 1 for n in range(60)}, "a dict of items that are too much alike"),
        (np.array([None]), "an array of dtype object"),
        (np.array(["a"]), "an array of dtype <U1"),
        (np.zeros(1, [("x", float)]), "an array of dtype [('x', '<f8')]"),
        ([0] * (MAX_ITEMS + 1), "a list of 100,001 items"),
    ],
)
def test_what_no_check_can_use_says_what_it_is(value, what):
    assert plain(value) == Opaque(what)


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
def test_what_an_async_function_gives_says_which_word_is_too_many():
    async def double(x):
        return 2 * x

    assert plain(double(1)) == Opaque("a coroutine: is the `async` before its def too many?")


def test_integers_of_any_size_are_kept():
    assert plain([2**63, -(10**5000)]) == [2**63, -(10**5000)]


@dataclasses.dataclass(frozen=True)
class Place:
    x: float
    y: float = 0.0


Pair = collections.namedtuple("Pair", "left right")


class Suit(enum.Enum):
    HEARTS = "red"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Place(1, 2), Record("Place", (("x", 1), ("y", 2)))),
        (Pair(1, [2]), Record("Pair", (("left", 1), ("right", [2])), True)),
        (Suit.HEARTS, Member("Suit", "HEARTS")),
        ((n * n for n in range(3)), Stream((0, 1, 4))),
        ({"b": 1}.keys(), Stream(("b",))),
        ({np.int64(3), (np.float64(1), "a")}, {3, (1.0, "a")}),
        ({Place(1, 2): 3}, {Record("Place", (("x", 1), ("y", 2))): 3}),
        ({(1, 2): [3], True: 4, None: 5}, {(1, 2): [3], True: 4, None: 5}),
    ],
)
def test_objects_with_fields_and_whatever_can_be_gone_through_become_plain(value, expected):
    found = plain(value)
    assert found == expected
    assert type(found) is type(expected)


def test_the_fields_of_a_record_are_its_attributes():
    place = plain(Place(1, 2))
    assert (place.x, place.y, *place) == (1, 2, 1, 2)
    with pytest.raises(AttributeError, match="Place has no field 'z'"):
        _ = place.z


def test_what_a_generator_raises_is_its_own():
    with pytest.raises(ZeroDivisionError):
        plain([(1 // n for n in [1, 0])])


def test_what_a_generator_yields_is_looked_at_when_it_is_yielded():
    def growing():
        row = []
        for n in range(3):
            row.append(n)
            yield row

    assert plain(growing()) == Stream(([0], [0, 1], [0, 1, 2]))


def test_student_code_gets_objects_of_its_own_classes():
    own = {"Place": dataclasses.make_dataclass("Place", ["x", "y"]), "Suit": enum.Enum("Suit", "HEARTS"), "Pair": Pair}
    assert handed_over(plain(Place(1, 2)), own) == own["Place"](1, 2)
    assert handed_over(plain(Suit.HEARTS), own) is own["Suit"].HEARTS
    assert handed_over(plain(Pair(1, 2)), own) == Pair(1, 2)
    assert list(handed_over(Stream((1, 2)), own)) == [1, 2]
    assert handed_over(plain(Place(1, 2)), {}).x == 1


@pytest.mark.parametrize(
    "value",
    [{object()}, {1: {len: 2}}, [Place(object())], (object() for _ in "a")],
    ids=["set", "dict", "list", "stream"],
)
def test_what_no_check_can_use_is_found_wherever_it_lies(value):
    assert opaque_in(plain(value))


def test_a_class_name_is_shortened_and_holds_no_control_character():
    value = type("\x1b[31m\n" + "x" * 1000, (), {})()
    assert plain(value).what == "a [31m" + "x" * 56


def test_lone_surrogates_become_question_marks_in_strings_and_keys():
    assert plain(["a\ud800b", {"\udfff": 1}]) == ["a?b", {"?": 1}]


def test_deep_nesting_ends_in_an_opaque_value():
    deep = 0
    for _ in range(1000):
        deep = [deep]
    found = plain(deep)
    for _ in range(MAX_DEPTH + 1):
        (found,) = found
    assert found == Opaque("containers nested more than 16 deep")


def test_a_list_that_holds_itself_ends_too():
    loop = []
    loop.append(loop)
    table = {"self": loop}
    loop.append(table)
    assert "nested more than 16 deep" in repr(plain(loop))


def test_a_list_that_holds_itself_many_times_takes_no_longer_than_once():
    deck = list(range(20))
    deck[:10] = [deck] * 10  # 10**16 lists, 16 deep
    itself = Opaque("containers nested more than 16 deep")
    assert plain(deck) == [itself] * 10 + list(range(10, 20))
    twice = [1]
    assert plain([twice, twice]) == [[1], [1]]


def test_lists_that_are_one_and_the_same_many_times_over_end_too(monkeypatch):
    monkeypatch.setattr(values, "MAX_ALL_ITEMS", 1000)
    table = [1]
    for _ in range(14):
        table = [table] * 10  # 10**14 ones
    found = plain(table)
    assert opaque_in(found) == Opaque("more than 1,000 items in all")
    assert plain([[1] * 900]) == [[1] * 900]


def test_where_no_memory_is_left_nothing_is_said_of_the_value(monkeypatch):
    def no_memory(*given, **options):
        raise MemoryError

    monkeypatch.setattr(values, "_plain_array", no_memory)
    with pytest.raises(MemoryError):
        plain([np.ones(3)])
    assert not Raised("error", "MemoryError", "").repeatable


def test_a_subclass_with_its_own_equality_comes_back_as_a_plain_array():
    found = plain(np.arange(3.0).view(AlwaysEqual))
    assert type(found) is np.ndarray
    assert not (found == 7).any()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Colour.RED, 3),
        (Text("word"), "word"),
        (collections.OrderedDict(a=Text("b")), {"a": "b"}),
        (collections.UserList, Opaque("a class")),
    ],
)
def test_subclasses_are_dropped(value, expected):
    assert plain(value) == expected
    assert base_types_only(plain(value))


@pytest.mark.parametrize(
    ("value", "dtype"),
    [
        (np.float32(1.5), "<f4"),
        (np.bool_(True), "|b1"),
        (np.longdouble(1.5), "<f8"),
        (np.clongdouble(1 + 2j), "<c16"),
        (np.arange(3, dtype=">f8"), "<f8"),
        (np.arange(3, dtype=">i2"), "<i2"),
        (np.arange(3, dtype=">c8"), "<c8"),
        (np.arange(3, dtype=np.longdouble), "<f8"),
        (np.ma.masked_array([1.0, 2.0], [True, False]), "<f8"),
    ],
)
def test_numbers_become_native_arrays_of_at_most_64_bits(value, dtype):
    found = plain(value)
    assert type(found) is np.ndarray
    assert (found.dtype.str, found.shape) == (dtype, np.shape(value))
    assert np.array_equal(found, np.asarray(value))


def test_an_array_is_copied_so_that_nobody_changes_it_later():
    array = np.zeros(2)
    found = plain([array])
    array[0] = 7
    assert found[0][0] == 0


class Untold:
    @property
    def __class__(self):
        return dict


class Unlistable(list):
    def __iter__(self):
        raise ValueError("no")


class Uncountable(int):
    def __int__(self):
        raise ValueError("no")


@pytest.mark.parametrize("value", [Untold(), Unlistable([1]), Uncountable(3)], ids=lambda value: type(value).__name__)
def test_a_value_whose_own_methods_raise_is_no_trouble(value):
    assert base_types_only(plain(value))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "None"),
        (True, "a bool"),
        (1, "an int"),
        (1.0, "a float"),
        (1j, "a complex number"),
        ("x", "a string"),
        ([1, 2], "a list of 2"),
        ((), "a tuple of 0"),
        ({}, "an empty dict"),
        ({"b": 1}, "a dict with the key b"),
        ({"b": 1, "a": 2}, "a dict with the keys a, b"),
        (np.zeros((2, 0)), "an array of shape (2, 0)"),
        (np.array(1, "i4"), "a scalar (int32)"),
        (Opaque("a set"), "a set"),
    ],
)
def test_a_value_is_described_in_a_few_words(value, words):
    assert describe(value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.123456789, "0.123457"),
        (np.array(2.5), "2.5"),
        (3, "3"),
        ("relu", "'relu'"),
        (np.zeros((3, 1)), "(3, 1)"),
        (np.random.default_rng(0), "a generator"),
        ({"W": np.zeros((2, 3)), "b": 1}, "{W (2, 3), b 1}"),
        ([1, 2, 3, 4, 5], "[1, 2, 3, 4, ...]"),
        (max, "a function"),
    ],
)
def test_an_argument_is_summarised_by_shape_or_value(value, words):
    assert summarise(value) == words


def test_a_function_is_applied_to_leaves_and_the_nesting_kept():
    assert map_leaves(lambda leaf: leaf + 1, {"a": [1, (2, 3)], "b": 4}) == {"a": [2, (3, 4)], "b": 5}


def test_a_duplicate_can_be_changed_and_drawn_from_alone():
    rng, array = np.random.default_rng(1), np.zeros(2)
    first, (second, _) = duplicate({"a": array})["a"], duplicate((rng, [array]))
    first[:] = 1
    second.random()
    assert array.tolist() == [0, 0]
    assert rng.random() == np.random.default_rng(1).random()


def test_values_are_exactly_the_same_or_not():
    one = {"a": [np.arange(2.0), 1], "b": ("x", None)}
    assert exactly(one) == exactly(duplicate(one))
    others = [
        {"a": [np.arange(2.0), 1.0], "b": ("x", None)},
        {"a": [np.arange(2.0), True], "b": ("x", None)},
        {"a": [np.arange(2), 1], "b": ("x", None)},
        {"a": (np.arange(2.0), 1), "b": ("x", None)},
        {"a": [np.nextafter(np.arange(2.0), 1), 1], "b": ("x", None)},
    ]
    assert exactly(one) not in [exactly(other) for other in others]
    rng = np.random.default_rng(1)
    assert exactly(rng) != exactly(rng)
