"""Which functions of a file call which, by name."""

import ast

from deltarule.core.code.call_graph import calls_in, calls_of, names_in, reached
from deltarule.core.code.cells import Cell

FILE = """
import numpy as np
BASE = 2

def first(x):
    return BASE * np.sum(x)

def second(x):
    return [first(item) for item in x]

class Third:
    def value(self):
        return (lambda: second([1]))()

def second(x):
    return fourth(x)

def fourth(x, value=print):
    return second(x) if x else unknown(x)
"""


def test_what_a_text_names_of_its_file_is_called_and_all_texts_of_a_name_count():
    assert calls_in(ast.parse(FILE).body) == {
        "first": set(),
        "second": {"first", "fourth"},
        "Third": {"second"},
        "fourth": {"second"},
    }


OTHERWISE_DEFINED = """
squashed = lambda x: sigmoid(x)
gentle: object = np.vectorize(lambda x: squashed(x))
alias = gentle
y = sigmoid(2)

try:
    import scipy
except ImportError:
    def fallback(y):
        return alias(y)
else:
    async def sigmoid(x):
        return 1
"""


def test_what_a_lambda_another_name_or_a_branch_defines_is_a_function_and_a_value_is_none():
    calls = calls_in(ast.parse(OTHERWISE_DEFINED).body)
    assert calls == {
        "squashed": {"sigmoid"},
        "gentle": {"squashed"},
        "alias": {"gentle"},
        "fallback": {"alias"},
        "sigmoid": set(),
    }


HELD = """
import numpy as np

def f(x): return x
def g(x): return x

STEPS = [f]
STEPS.append(g)
timed_f = timed(f)
MODEL: dict = {}
MODEL["forward"], X = timed_f, np.sum(f(1))
np.testing.assert_array_equal(g, g)

class Net:
    forward = staticmethod(f)

def by_list(x): return STEPS[0](x)
def by_default(x, forward=f): return forward(x)
def by_dict(x): return MODEL["forward"](x)
def by_wrapper(x): return timed_f(x)
def by_class(x): return Net.forward(x)
def by_itself(X): return np.sum(X)
"""


def test_what_holds_or_wraps_a_function_calls_it_and_a_variable_of_the_same_name_does_not():
    calls = calls_in(ast.parse(HELD).body)
    found = {name: reached(name, calls) & {"f", "g"} for name in calls if name.startswith("by_")}
    assert found == {
        "by_list": {"f", "g"},
        "by_default": {"f"},
        "by_dict": {"f"},
        "by_wrapper": {"f"},
        "by_class": {"f"},
        "by_itself": set(),
    }


def test_what_cannot_be_read_takes_nothing_else_of_its_cell_with_it():
    cells = [
        Cell("def f():\n    return g()\n\ndef broken(:\n\ndef g():\n    pass\n", "a.py"),
        Cell("def h():\n    return f()\n", "b", left_out="a Markdown cell"),
        Cell("\0", "c"),
    ]
    assert calls_of(cells) == {"f": {"g"}, "g": set()}


def test_what_is_called_through_others_is_reached_and_circles_end():
    calls = calls_in(ast.parse(FILE).body)
    assert reached("Third", calls) == {"second", "first", "fourth"}
    assert reached("fourth", calls) == {"second", "first", "fourth"}
    assert reached("first", calls) == reached("unknown", calls) == set()


def test_compiled_code_names_what_it_takes_from_outside_of_it():
    def function(x, local=1):
        return [ast.parse(item) for item in sorted(x)] + (lambda: reached(local, {}))()

    assert {"sorted", "reached", "ast"} <= names_in(function.__code__)
    assert not {"x", "local", "item"} & names_in(function.__code__)
