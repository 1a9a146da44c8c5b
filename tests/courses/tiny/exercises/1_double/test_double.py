"""The checks of a unit with one function."""

from autograder.checking import agree, case, check


@check("double", points=2)
def test_double_values(student, reference, rng):
    """Every entry is doubled."""
    agree(student.double, reference.double, [case(rng.standard_normal(shape)) for shape in [(3,), (2, 4)]])
