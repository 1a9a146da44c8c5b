import tracemalloc
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import HASHED, NUMBERS, arrays

from deltarule.core.comparison import difference
from deltarule.core.disclosure import hiding
from deltarule.core.kinds import Member, Record, Stream
from deltarule.core.values import Opaque, plain


def lists_for_tuples(value):
    if isinstance(value, dict):
        return {key: lists_for_tuples(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [lists_for_tuples(item) for item in value]
        return items if isinstance(value, tuple) else tuple(items)
    return value


@given(NUMBERS)
def test_a_value_does_not_differ_from_itself(value):
    assert difference(plain(value), value) is None


@given(arrays(["?", "b", "Q", "e", "f", "d"], 3))
def test_an_array_does_not_differ_from_itself_whatever_its_dtype(array):
    if array.ndim or array.dtype.kind != "b":
        assert difference(array.copy(), array) is None


@pytest.mark.parametrize("actual", [True, np.array(True)], ids=repr)
@pytest.mark.parametrize("expected", [np.array(True), np.True_], ids=repr)
def test_a_truth_value_may_be_numpys_or_pythons(actual, expected):
    assert difference(actual, expected) is None


def test_a_numpy_truth_value_will_do_for_a_bool():
    assert difference(np.array(True), True) is None
    assert difference(np.array(False), True) is not None


def test_a_complex_array_does_not_differ_from_itself():
    assert difference(np.array([1j]), np.array([1j])) is None


@given(NUMBERS)
def test_lists_and_tuples_are_the_same_to_a_check(value):
    assert difference(lists_for_tuples(value), value) is None


@given(arrays("d", 3, elements=st.floats(-1e3, 1e3)).filter(lambda array: array.size), st.data())
def test_a_perturbed_entry_is_found_and_its_place_named(expected, data):
    actual = expected.copy()
    where = data.draw(st.sampled_from(list(np.ndindex(expected.shape))))
    off = 1e-3 * (1 + np.abs(expected).max()) * data.draw(st.sampled_from([-1, 1]))
    actual[where] += off
    problem = difference(actual, expected, name="W")
    place = f"W at {list(where)}" if where else "W"
    assert problem.startswith(f"{place} is {actual[where]:.6g}, too {'large' if off > 0 else 'small'} by ")


@given(NUMBERS.filter(lambda value: isinstance(value, list | tuple | dict) and value), st.data())
def test_a_change_deep_inside_is_found(expected, data):
    def changed(value):
        if isinstance(value, dict) and value:
            key = data.draw(st.sampled_from(list(value)))
            return {**value, key: changed(value[key])}
        if isinstance(value, list | tuple) and value:
            i = data.draw(st.integers(0, len(value) - 1))
            return type(value)([*value[:i], changed(value[i]), *value[i + 1 :]])
        return data.draw(st.sampled_from([None, "word", Opaque("a set"), 1j, [0, 1, 2, 3]]))

    assert isinstance(difference(changed(expected), expected), str)


@pytest.mark.parametrize("dtype", ["f8", "f4"])
@pytest.mark.parametrize(("off", "right"), [(1e-5, True), (5e-5, True), (3e-4, False), (1e-2, False)])
def test_an_entry_may_be_off_by_a_little_whatever_its_dtype(dtype, off, right):
    expected = np.linspace(1, 2, 5)
    assert (difference((expected * (1 + off)).astype(dtype), expected) is None) is right


@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_what_was_computed_in_float32_is_right_in_whatever_it_comes_back(dtype):
    expected = np.linspace(0.1, 1, 7) / 3
    assert difference(expected.astype("f4").astype(dtype), expected) is None


def test_what_is_rounded_to_float16_or_to_a_few_digits_is_wrong():
    expected = np.linspace(0.1, 1, 7) / 3
    assert difference(expected.astype("f2"), expected) is not None
    assert difference(np.round(expected, 3), expected) is not None


def test_an_expected_float32_gives_no_more_room():
    assert difference(np.array([1.0003]), np.array([1], "f4")) is not None


def test_small_entries_may_carry_the_rounding_of_large_ones_but_no_more():
    expected = np.array([1e6, 0.0])
    assert difference(np.array([1e6, 0.5]), expected) is None
    assert difference(np.array([1e6, 5.0]), expected) is not None


def test_where_all_is_zero_nothing_but_zero_will_do():
    assert difference(np.array([0, 1e-13]), np.zeros(2)) is None
    assert (
        difference(np.array([0, 1e-9]), np.zeros(2))
        == "the result at [1] is 1e-09, too large by 1e-09 (1 of 2 entries differ)"
    )


@pytest.mark.parametrize("actual", [2, 2.0, np.array(2), np.array(2.0, "f4")], ids=repr)
@pytest.mark.parametrize("expected", [2.0, np.array(2.0), np.float64(2)], ids=repr)
def test_a_number_may_be_pythons_or_numpys(actual, expected):
    assert difference(actual, expected) is None


@pytest.mark.parametrize("special", [np.nan, np.inf, -np.inf])
def test_nan_and_infinity_are_right_where_they_are_expected(special):
    expected = np.array([1.0, special])
    assert difference(expected.copy(), expected) is None
    assert "is not a finite number" in difference(expected, np.array([1.0, 2.0]))


@pytest.mark.parametrize(
    "expected",
    [
        np.nan,
        *(x for x in (np.inf, -np.inf)),
    ],
)
def test_another_number_is_wrong_where_nan_or_infinity_is_expected(expected):
    assert difference(np.array([1.0, 5.0]), np.array([1.0, expected])) is not None
    assert difference(np.array([1.0, -expected]), np.array([1.0, expected])) is not None or np.isnan(expected)


def test_integers_are_compared_exactly():
    assert difference(np.array([100_001]), np.array([100_000])) is not None


def test_integers_are_asked_where_integers_are_expected():
    assert (
        difference(np.array([0.0, 1.0]), np.array([0, 1]))
        == "the result should hold integers, but its dtype is float64"
    )
    assert difference(np.array([0, 1], "u1"), np.array([0, 1])) is None
    assert difference(np.array([0, 1]), np.array([0.0, 1.0])) is None


ROW = np.zeros((1, 3))


@pytest.mark.parametrize(
    ("actual", "expected", "problem"),
    [
        (None, ROW, "the result is None: is a `return` missing?"),
        (None, [1], "the result is None: is a `return` missing?"),
        (np.zeros(3), ROW, "the result should be an array of shape (1, 3), but is an array of shape (3,)"),
        (np.zeros((3, 1)), ROW, "the result should be an array of shape (1, 3), but is an array of shape (3, 1)"),
        (0.0, ROW, "the result should be an array of shape (1, 3), but is a float"),
        ([[0, 0, 0]], ROW, "the result should be an array of shape (1, 3), but is a list; make it one with np.array"),
        (ROW, 0.0, "the result should be a single number, but is an array of shape (1, 3)"),
        ([0.0], 0.0, "the result should be a single number, but is a list of 1: are its [ ] too many?"),
        ((0.0,), 0.0, "the result should be a single number, but is a tuple of 1: is a comma too many behind it?"),
        (("a",), "a", "the result should be a string, but is a tuple of 1: is a comma too many behind it?"),
        ([0.0, 1.0], 0.0, "the result should be a single number, but is a list of 2"),
        (ROW > 0, ROW + 1, "the result at [0, 0] is False, where a number was asked (3 of 3 entries differ)"),
        (ROW > 0, ROW == 0, "the result at [0, 0] is False, and should be True (3 of 3 entries differ)"),
        (False, True, "the result is False, and should be True"),
        ("yes", True, "the result should be True or False, but is a string"),
        (ROW, ROW > 0, "the result should hold True and False, but its dtype is float64"),
        (2.0, 2, "the result should be a whole number, but is a float"),
        ("0", 0.0, "the result should be a single number, but is a string"),
        (True, 1.0, "the result should be a single number, but is a bool"),
        (np.array(True), 1.0, "the result should be a single number, but is a bool"),
        (ROW > 0, 1.0, "the result should be a single number, but is an array of shape (1, 3)"),
        (Opaque("a set"), ROW, "the result should be an array of shape (1, 3), but is a set"),
        (ROW + 0j, ROW, "the result holds complex numbers; real ones were asked"),
        (ROW, {"a": 1, "b": 2}, "the result should be a dict with the keys a, b, but is an array of shape (1, 3)"),
        ({"a": 1}, {"a": 1, "b": 2}, "the result lacks the key 'b'; it is a dict with the key a"),
        (1, (1, 2), "the result should be 2 values, but is an int"),
        ((1, 2, 3), (1, 2), "the result should be 2 values, but there are 3"),
        ((1, 3), (1, 2), "item 1 of the result is 3, too large by 1"),
        ({"a": (1, 3.0)}, {"a": (1, 2.0)}, "item 1 of a is 3, too large by 1"),
        (ROW + np.nan, ROW, "the result at [0, 0] is nan, which is not a finite number (3 of 3 entries differ)"),
        (np.ones(1) + 1, np.ones(1), "the result at [0] is 2, too large by 1"),
        (1, None, "the result is an int, which is not what was asked"),
        (1, True, "the result should be True or False, but is an int"),
        ("b", "a", "the result has 'b' at character 1, where 'a' should be"),
        ("abcd", "abxd", "the result has 'cd' at character 3, where 'xd' should be"),
        ("one\ntwo", "one\ntoo", "the result has 'wo' at line 2, character 2, where 'oo' should be"),
        ("ab", "abc", "the result ends at character 3, where 'c' should follow"),
        ("abc", "ab", "the result goes on with 'c' at character 3, where it should end"),
        (b"ab", b"ac", "the result has b'b' at byte 2, where b'c' should be"),
        (b"ab", "ab", "the result should be a string, but is bytes"),
        (2**80, 2**80 + 1, "the result is 1208925819614629174706176, too small"),
        (2.0**80, 2**80, "the result should be an int, but is a float"),
        (2**10_000, 2**10_000 - 1, "the result is an integer of 10,001 bits, too large"),
        (2**10_000, 3, "the result is an integer of 10,001 bits, too large"),
        (-(10**20), np.array(3), "the result is -100000000000000000000, too small"),
        (2**10_000, np.zeros(3), "the result should be an array of shape (3,), but is an integer of 10,001 bits"),
        (2**10_000, 1.0, "the result is inf, which is not a finite number"),
        ({1, 2, 5}, {1, 2, 3}, "the result holds 5, which does not belong there"),
        ({1, 2}, {1, 2, 3}, "the result lacks 1 of its items"),
        ([1, 2], {1, 2}, "the result should be a set, but is a list of 2; make it one with set(...)"),
        ({1: 2.0}, {1: 2.5}, "the result at 1 is 2, too small by 0.5"),
        ({(1, 2): 3}, {(2, 1): 3}, "the result lacks the key (2, 1); it is a dict with the key (1, 2)"),
        (0.5, Fraction(1, 2), "the result should be a Fraction, but is a float"),
        (Fraction(1, 3), Fraction(1, 2), "the result is 1/3, which is not what was asked"),
        (Decimal("2.5"), Decimal("2.6"), "the result is 2.5, which is not what was asked"),
        (date(2024, 2, 29), date(2024, 3, 1), "the result is 2024-02-29, too early"),
        (timedelta(2), timedelta(1), "the result is 2 days, 0:00:00, too long"),
        (datetime(2024, 1, 1), date(2024, 1, 1), "the result should be a date, but is a datetime"),
        (Record("P", (("x", 1.0),)), Record("P", (("x", 2.0),)), "x is 1, too small by 1"),
        (Record("P", (("y", 1.0),)), Record("P", (("x", 2.0),)), "the result lacks the field x; it is a P with y"),
        (Record("Q", (("x", 1.0),)), Record("P", (("x", 1.0),)), "the result should be a P with x, but is a Q with x"),
        (Member("Suit", "A"), Member("Suit", "B"), "the result is Suit.A, which is not what was asked"),
        (Stream((1, 2)), [1, 3], "item 1 of the result is 2, too small by 1"),
        (1j, 2j, "the result is 0+1j, which is not what was asked"),
    ],
)  # fmt: skip
def test_a_difference_is_said_in_words(actual, expected, problem):
    assert difference(actual, expected) == problem


@pytest.mark.parametrize(
    ("actual", "told"),
    [
        ((0, 1, 0), "a tuple of 3, which makes one of shape (3,)"),
        ((ROW,), "a tuple of 1: is a comma too many behind it?"),
        ((ROW[0],), "a tuple; make it one with np.array"),
        ([ROW], "a list of 1: are its [ ] too many?"),
        ([], "a list of 0, which makes one of shape (0,)"),
        (["a", "b"], "a list of 2 whose items aren't all numbers"),
        ([[1], []], "a list of 2 whose rows aren't equally long"),
        ([[1, 2, []]], "a list of 1 whose rows aren't equally long"),
    ],
)
def test_an_array_is_to_be_made_of_a_list_only_where_that_gives_what_was_asked(actual, told):
    assert difference(actual, ROW) == f"the result should be an array of shape (1, 3), but is {told}"


def test_parts_have_the_names_of_the_unit():
    parts = ("z1", "a1")
    assert difference((1.0, 3.0), (1.0, 2.0), parts=parts) == "a1 is 3, too large by 1"
    assert difference(1.0, (1.0, 2.0), parts=parts) == "the result should be 2 values (z1, a1), but is a float"


def test_the_words_never_hold_the_expected_numbers():
    expected = np.array([0.123456, 7.891011])
    assert "123" not in difference(np.zeros(2), expected).replace("by 0.123", "")
    assert "7.89" not in difference(np.zeros(2), expected)


def test_extra_keys_are_no_mistake():
    assert difference({"a": 1, "cache": None}, {"a": 1}) is None


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        ({"a": 1, "b": 2}, {"a": 1}),
        ([1, 2], (1, 2)),
        ({"a": [(1,)]}, {"a": [[1]]}),
        (np.array([1, 2]), [1, 2]),
        (range(2), [0, 1]),
        ([0, 1], Stream((0, 1))),
        (frozenset([1]), {1}),
        ((1, 2), Record("P", (("x", 1), ("y", 2)), True)),
        (Record("P", (("x", 1), ("y", 2)), True), (1, 2)),
        (3, Fraction(3)),
    ],
    ids=repr,
)
def test_forms_count_where_exactness_is_asked_and_nowhere_else(actual, expected):
    assert difference(actual, expected) is None
    assert difference(actual, expected, exact=True)
    assert difference(expected, expected, exact=True) is None


@given(HASHED)
def test_a_value_of_any_kind_does_not_differ_from_itself(value):
    assert difference(value, value) is None
    assert difference({value}, {value}, exact=True) is None
    assert difference({value: 1}, {value: 1}, exact=True) is None


def test_items_of_sets_may_be_off_by_rounding():
    assert difference({0.1 + 0.2, "a"}, {0.3, "a"}) is None
    assert difference({0.1 + 0.3, "a"}, {0.3, "a"})


def test_where_cases_are_hidden_no_text_and_no_amount_is_told():
    with hiding(True):
        assert difference("b", "secret") == "the result has 'b' at character 1, where something else should be"
        assert difference("sec", "secret") == "the result ends at character 4, where more should follow"
        assert difference(1.0, 2.0) == "the result is 1, too small"
        assert difference({1}, {1, 2}) == "the result lacks some of its items"


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (np.ones((3000, 1)), np.ones((1, 3000))),
        (np.ones(2**22, "i1"), np.ones(())),
        (np.ones((2**11, 2**11), "i1"), np.ones((2**11, 1))),
        (np.ones((2**10, 2**12), "i1"), [1.0] * 2**12),
        (np.ones(2**22, "i1"), [1.0]),
    ],
    ids=["rows and columns", "a number", "a column", "a list", "a short list"],
)
def test_what_has_another_shape_costs_nothing_to_compare(actual, expected):
    tracemalloc.start()
    assert difference(actual, expected)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2**21


def test_comparing_takes_a_few_copies_of_what_was_expected():
    actual, expected = np.ones((2**10, 2**10), "i1"), np.ones((2**10, 2**10))
    tracemalloc.start()
    assert difference(actual, expected) is None
    assert difference(actual, 2 * expected)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6 * expected.nbytes
