"""The checks of a unit with one function."""

from deltarule import asks, case


@asks("double", points=2)
def test_double_values(rng):
    """Every entry is doubled."""
    for shape in [(3,), (2, 4)]:
        yield case(rng.standard_normal(shape))
