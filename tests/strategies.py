"""Values as hypothesis draws them, and when two of them are the same."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from deltarule.core.kinds import Member, Record, Stream, order

DTYPES = ["?", "b", "B", "h", "H", "i", "I", "q", "Q", "e", "f", "d", "F", "D"]


def arrays(dtypes=DTYPES, max_dims=8, **more):
    """Arrays of the dtypes that cross the wire, from 0 to 8 axes, empty ones among them."""
    shapes = hnp.array_shapes(min_dims=0, max_dims=max_dims, min_side=0, max_side=2)
    return st.sampled_from(dtypes).flatmap(lambda dtype: hnp.arrays(dtype, shapes, **more))


def nested(leaves, max_leaves=8):
    """Lists, tuples and dicts of `leaves`."""
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.lists(inner, max_size=3).map(tuple)
            | st.dictionaries(st.text(max_size=5), inner, max_size=3)
        ),
        max_leaves=max_leaves,
    )


INTEGERS = st.integers(-(2**63) + 1, 2**63 - 1)
SCALARS = st.none() | st.booleans() | INTEGERS | st.floats() | st.complex_numbers() | st.text(max_size=20)

FINITE = {"allow_nan": False, "allow_infinity": False}
HASHED = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**80), 2**80) | st.floats(**FINITE) | st.text(max_size=5)
    | st.binary(max_size=5) | st.dates() | st.timedeltas()
    | (st.datetimes() | st.times()).map(lambda time: time.replace(fold=0))
    | st.fractions() | st.decimals(-1000, 1000, **FINITE) | st.complex_numbers(max_magnitude=9)
    | st.builds(range, st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 3))
    | st.builds(Member, st.just("Suit"), st.sampled_from("ab")),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.frozensets(inner, max_size=3)
        | st.lists(inner, max_size=2).map(lambda found: Record("Pair", tuple(zip("xy", found, strict=False)), True))
    ),
    max_leaves=4,
)  # fmt: skip
"""What a set may hold: values of every kind that can be hashed."""

VALUES = nested(
    SCALARS
    | arrays()
    | HASHED
    | st.decimals(-1000, 1000)
    | st.sets(HASHED, max_size=3)
    | st.dictionaries(HASHED, SCALARS, max_size=3)
    | st.lists(SCALARS, max_size=2).map(lambda items: Stream(tuple(items)))
    | arrays(max_dims=1).map(lambda array: Record("Box", (("content", array),)))
)

NUMBERS = nested(st.floats(-1e6, 1e6) | st.integers(-(10**6), 10**6) | arrays("d", 3, elements=st.floats(-1e6, 1e6)))
"""What exercises return: floats, integers and float arrays of a sane size."""


def same(one, other):
    """Whether two values are the same to the last bit, in types, dtypes and shapes."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, set | frozenset):
        return len(one) == len(other) and all(map(same, sorted(one, key=order), sorted(other, key=order)))
    if isinstance(one, Record | Stream):
        return one.__class__ is other.__class__ and len(one) == len(other) and all(map(same, one, other))
    return repr(one) == repr(other)  # tells -0.0 from 0.0, and nan is nan
