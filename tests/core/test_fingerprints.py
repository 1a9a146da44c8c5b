import tracemalloc
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import VALUES, arrays

from deltarule.core.code.calls import Raised, Returned
from deltarule.core.findings.fingerprints import _weights, digest, fingerprint, fingerprint_of_values
from deltarule.core.kinds import Stream
from deltarule.core.limits import MAX_FINGERPRINTED, MAX_KEPT_WEIGHTS
from deltarule.core.values import Opaque

MODERATE = st.floats(-1e100, 1e100)


def alike(one, other):
    return fingerprint_of_values(one).matches(fingerprint_of_values(other))


@given(VALUES)
def test_fingerprints_of_anything_can_be_taken(value):
    fingerprint_of_values(value)


@given(st.lists(arrays(["?", "b", "q", "f"], 3) | arrays("d", 3, elements=MODERATE) | MODERATE, max_size=3))
def test_fingerprints_of_equal_values_match(values):
    assert alike(values, [np.copy(value) if isinstance(value, np.ndarray) else value for value in values])


@given(arrays("d", 3, elements=st.floats(-1e3, 1e3)).filter(lambda array: array.size), st.data())
def test_fingerprints_of_different_values_do_not_match(array, data):
    other = array.copy()
    where = data.draw(st.sampled_from(list(np.ndindex(array.shape))))
    other[where] += 0.01 * (np.linalg.norm(array) + 1)
    assert not alike(array, other)
    assert alike(array, array * (1 + 1e-9))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (np.arange(6.0).reshape(2, 3), np.arange(6.0).reshape(3, 2)),
        (np.arange(6.0), np.arange(6.0)[::-1]),
        (np.array([1.0, -1.0]), np.array([-1.0, 1.0])),
        ({1, 2}, {1, 3}),
        ({1: 2}, {2: 1}),
        (2**70, 2**71),
        (Fraction(1, 3), Fraction(2, 3)),
        (date(2024, 2, 29), date(2024, 3, 1)),
        (np.array([True]), np.array([1])),
        (1.0, np.ones(1)),
        ([1.0, 2.0], [1.0, [2.0]]),
        ({"a": 1.0}, {"b": 1.0}),
        ({"a": 1.0, "b": 2.0}, {"a": 2.0, "b": 1.0}),
        (np.nan, np.inf),
        (np.inf, -np.inf),
        (None, 0),
        (None, "x"),
        (Opaque("a set"), Opaque("a list")),
        (0.0, 1e-3),
        ("relu", "tanh"),
    ],
)
def test_what_differs_in_kind_does_not_match(one, other):
    assert not alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1.0, 2.0), [1.0, 2.0]),
        (1.0, np.array(1.0)),
        (np.array(1, "i2"), 1),
        (np.array(1, "u1"), 1),
        (np.array([0.1], "f4"), np.array([0.1])),
        (np.array([1, 0]), np.array([1.0, 0.0])),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
        ({1: 2, "a": 3}, {"a": 3, 1: 2}),
        ({"ab", "ac", 3, (1, 2)}, frozenset([(1, 2), 3, "ac", "ab"])),
        (range(3), [0, 1, 2]),
        (Stream((1, 2)), (1, 2)),
        (max, min),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        (0.0, -0.0),
    ],
)
def test_what_differs_in_form_alone_matches(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(1j, 2j), (np.array([1j]), np.array([2j])), (np.zeros(2, "D"), np.zeros(3, "D"))],
)
def test_other_complex_numbers_do_not_match(one, other):
    assert not alike(one, other)


@pytest.mark.parametrize("value", [1e200, np.array([1e300, -1e300]), np.finfo(float).max])
def test_very_large_values_match_themselves(value):
    assert alike(value, value)


def test_outcomes_are_told_apart_by_what_they_raise_and_change():
    prints = [
        fingerprint(outcome)
        for outcome in (
            Returned(1.0),
            Returned(1.0, ("X",)),
            Raised("error", "ValueError", "x"),
            Raised("error", "TypeError", "x"),
            Raised("error", "ValueError", "y"),
            Raised("not_started", "NotImplementedError", ""),
        )
    ]
    assert [[a.matches(b) for b in prints] for a in prints] == np.eye(6, dtype=bool).tolist()


def test_where_a_mistake_raised_does_not_matter():
    one = Raised("error", "ValueError", "x", where="line 3", exception=ValueError())
    assert fingerprint(one).matches(fingerprint(Raised("error", "ValueError", "x")))


def digested(*values):
    return digest([fingerprint_of_values(value) for value in values])


@pytest.mark.parametrize(
    "other", [(1.0, 3.0), (2.0, 1.0), (1.0,), (1.0, 2.0, 2.0), (-1.0, 2.0), (1.0, [2.0]), (1.0, np.nan)]
)
def test_a_digest_tells_answers_apart_by_any_one_of_them(other):
    assert not digested(1.0, 2.0).matches(digested(*other))


def test_a_small_answer_counts_beside_a_large_one():
    large = np.full(3, 1e9)
    assert not digested(large, np.array([1e-3, 2e-3])).matches(digested(large, np.array([1e-3, 2.1e-3])))
    assert digested(large, np.array([1e-3, 2e-3])).matches(digested(large * (1 + 1e-8), np.array([1e-3, 2e-3])))


def test_answers_of_any_size_leave_nothing_in_memory():
    before = _weights.cache_info().currsize
    for size in (MAX_KEPT_WEIGHTS + 1, MAX_FINGERPRINTED + 1):
        fingerprint_of_values(np.ones(size, bool))
    assert _weights.cache_info().currsize == before


def test_of_too_many_numbers_the_shapes_count():
    assert fingerprint_of_values(np.ones(MAX_FINGERPRINTED + 1, bool)).sums == ()
    assert fingerprint_of_values([np.ones(MAX_FINGERPRINTED // 2, bool)] * 3).sums == ()


@pytest.mark.parametrize(
    "value",
    [np.ones(2**24, "i1"), [np.ones(2**20, "i1")] * 16, [np.ones((2**19, 2), bool)] * 16, np.ones(2**20, "c8")],
    ids=["one array", "arrays", "truth values", "complex numbers"],
)
def test_a_fingerprint_of_what_crossed_takes_a_few_copies_at_most(value):
    tracemalloc.start()
    fingerprint_of_values(value)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 64 * 2**20
