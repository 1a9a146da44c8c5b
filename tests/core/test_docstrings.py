import numpy as np
import pytest

from deltarule.core.selfcheck.docstrings import example_in

SHOWN = """Weigh.

    Example:
        >>> w = np.array([2.0, -1.0])
        >>> weigh(np.array([1.0,
        ...                 3.0]), w=w)
        array([[1., 2.],
               [3., 4.]])

    Your own `weigh` may be used.
"""


def test_an_example_is_set_up_called_and_given_a_value():
    found = example_in(SHOWN)
    assert (found.line, found.setup) == (4, "w = np.array([2.0, -1.0])\n")
    asked = found.arguments("weigh", {})
    assert asked.args[0].tolist() == [1, 3]
    assert asked.kwargs["w"].tolist() == [2, -1]
    assert found.written({}).tolist() == [[1, 2], [3, 4]]
    assert found.given({"weigh": lambda x, w: x @ w}) == -1


def test_what_an_example_sets_up_stays_its_own():
    namespace = {"weigh": lambda x, w: 0}
    example_in(SHOWN).given(namespace)
    assert list(namespace) == ["weigh"]


@pytest.mark.parametrize("call", ["weigh(x).shape", "other(x)", "[weigh(x)]"])
def test_an_expression_that_is_more_than_the_call_has_no_arguments(call):
    assert example_in(f">>> x = 1\n>>> {call}\n2\n").arguments("weigh", {}) is None


def test_arguments_may_be_unpacked():
    asked = example_in(">>> f(*(1, 2), **{'c': np.inf})\n2\n").arguments("f", {})
    assert (asked.args, asked.kwargs) == ((1, 2), {"c": np.inf})


@pytest.mark.parametrize("docstring", [None, "", "Weigh: w >> x."])
def test_no_example_is_none(docstring):
    assert example_in(docstring) is None
