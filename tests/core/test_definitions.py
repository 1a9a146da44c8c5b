import ast
from itertools import count

import pytest
from effort import costs_at_most

from deltarule.core.code import definitions as module
from deltarule.core.code.cells import Cell
from deltarule.core.code.definitions import definitions, without_demonstrations

SHOWN = """import math
import matplotlib.pyplot as plt

def drawn(values):
    plt.plot(marked(values))

def marked(values):
    return values

def sigmoid(z):
    return 1 / (1 + math.exp(-z))

for values in [[1, 2]]:
    drawn(values)
"""
"""A demonstration into which somebody has written a function that is asked for."""


def kept(more="", asked=None):
    """Give what stays of the demonstration beside a cell that is `more`."""
    return without_demonstrations([Cell(SHOWN, "shown"), Cell(more, "more")], ["shown"], asked)[0].source


def test_definitions_are_found_in_time_that_grows_with_the_code():
    assert definitions("a\n" * 10_000) == "pass\n" * 10_000
    lengths = count(100_000)  # what was found once is known
    assert costs_at_most(600, lambda: definitions("a\n" * next(lengths)))


@pytest.mark.parametrize(
    "kept",
    [
        "HALF: float = 0.5",
        "HALF = 1 / 2",
        "EPS = 3 * (1.5 - 1) / -7",
        "sigmoid = lambda z: z",
        "x: int",
        "try:\n    import numpy as np\nexcept ImportError:\n    raise",
        "try:\n    import numpy as np\nexcept ImportError:\n    np = None",
    ],
)
def test_what_only_defines_is_kept(kept):
    assert definitions(kept) == kept


@pytest.mark.parametrize(
    "done",
    [
        "x = f()",
        "x: int = f()",
        "x = 10 ** 10",
        "x = 'a' * 9",
        "x = [0] * 9",
        "try:\n    f()\nexcept E:\n    pass",
        "x = a / 2",
    ],
)
def test_what_computes_is_left_out(done):
    assert definitions(done).strip() == "pass"
    assert definitions(f"{done}\nHALF = 0.5").endswith("pass\nHALF = 0.5")
    assert definitions(done).count("\n") == done.count("\n")


@pytest.mark.parametrize("rest", [";", "; HALF = 0.5", ";  # hides what it gives", "  # a comment", ";\nHALF = 0.5"])
def test_what_is_left_out_over_several_lines_leaves_the_rest_of_its_last_one(rest):
    left = definitions(f"plt.plot(x,\n         y){rest}\ndef f(x): pass\n")
    assert left == f"\npass{rest}\ndef f(x): pass\n"
    ast.parse(left)


def test_a_sum_without_end_is_no_trouble():
    for terms in (900, 5000, 50_000):
        definitions("x = " + "+".join(["1"] * terms))


def test_what_a_demonstration_defines_for_itself_is_left_out_with_what_it_imports_for_that():
    left = kept(asked=["sigmoid"])
    assert "import math\npass\n" in left
    assert "def sigmoid" in left
    assert "drawn" not in left
    assert "marked" not in left


def test_what_stays_of_a_demonstration_stands_on_its_lines():
    assert kept(asked=["sigmoid"]).split("\n").index("def sigmoid(z):") == SHOWN.split("\n").index("def sigmoid(z):")


def test_what_others_use_of_a_demonstration_stays_with_all_that_it_uses():
    left = kept("def shown(x): drawn(x)", ["sigmoid"])
    assert "import matplotlib" in left
    assert "def drawn" in left
    assert "def marked" in left


@pytest.mark.parametrize(
    ("shown", "function"),
    [
        ("table = make()", "def f(x):\n    return table[x]"),
        ("table = {}\ntable[1] = make()", "def f(x):\n    return table[x]"),
        ("table = []\ntable.append(make())", "def f(x):\n    return table[x]"),
        ("count = 1\ncount += 1", "def f(x):\n    return count * x"),
        ("if make():\n    count = 2", "def g():\n    return count\n\ndef f(x):\n    return g() * x"),
        ("start = make()\nscale = start + 1", "def f(x):\n    return scale * x"),
        ("timed = make()", "@timed\ndef f(x):\n    return x"),
        ("def g(x):\n    return x\n\nf = g", "h = f"),
        ("if True:\n    def f(x):\n        return x", "h = f"),
        ("def g(k):\n    return lambda x: k * x\n\nf = g(2)", ""),
    ],
)
def test_what_gives_a_value_to_what_a_function_takes_from_outside_is_run(shown, function):
    cells = [Cell(f"{shown}\nprint(make())\ntrained = make()\n", "shown"), Cell(function, "more")]
    assert without_demonstrations(cells, ["shown"], ["f"])[0].source == f"{shown}\npass\npass\n"


@pytest.mark.parametrize(
    "shown",
    [
        "x = make()",  # an argument of the function's
        "f = f(1)",  # the function is defined, and is meant
        "y = f(1)",
        "np.random.seed(0)",  # no module changes
        "local = make()",
        "other = make()",  # which no function that is asked for takes
    ],
)
def test_what_no_function_that_is_asked_for_takes_from_outside_is_not_run(shown):
    function = "import numpy as np\n\ndef f(x):\n    local = np.exp(x)\n    return local\n\nprint(other)\n"
    cells = [Cell(function, "more"), Cell(shown, "shown")]
    assert without_demonstrations(cells, ["shown"], ["f"])[1].source == "pass"


def test_a_constant_that_holds_a_function_of_a_demonstration_keeps_it():
    text = "import math\ndef f(x):\n    return math.pi\n\ng = lambda x: f(x)\n"
    assert without_demonstrations([Cell(text, "shown")], ["shown"], ["g"])[0].source == text


def test_a_decorated_function_of_a_demonstration_stays():
    text = "import functools\n@functools.cache\ndef f(x):\n    return x\n"
    assert without_demonstrations([Cell(text, "shown")], ["shown"], ["g"])[0].source == text


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("\u00b5", "\u00b5"),
        ("\u03f5", "\u03f5"),
        ("y\u0302", "y\u0302"),
        ("x\u0302", "x\u0302"),
        ("y\u0302", "\u0177"),
        ("l", "\uff4c"),
    ],
    ids=ascii,
)
def test_a_name_is_known_however_its_letters_are_typed(name, called):
    text = f"def {name}(x):\n    return x\n"
    cells = [Cell(text, "shown"), Cell(f"def f(x):\n    return {called}(x)\n", "more")]
    assert without_demonstrations(cells, ["shown"], ["f"])[0].source == text


@pytest.mark.parametrize("how", ["globals()[f'la{1}']", "getattr(me, 'l' + 'a')", "eval('l' + 'a')", "vars()[x]"])
def test_where_names_may_be_put_together_all_that_is_defined_stays(how):
    assert "def drawn" in kept(f"def f(x): return {how}", ["f"])


def test_a_class_stays_that_its_base_class_knows():
    text = "from enum import Enum\nclass Colour(Enum):\n    RED = 1\n"
    assert without_demonstrations([Cell(text, "shown")], ["shown"], ["f"])[0].source == text


def test_what_the_cells_below_are_read_by_stays():
    text = "from __future__ import annotations\n"
    assert without_demonstrations([Cell(text, "shown")], ["shown"], ["f"])[0].source == text


def test_where_it_is_not_known_what_is_asked_for_all_that_is_defined_stays():
    assert kept() == SHOWN.replace("for values in [[1, 2]]:\n    drawn(values)\n", "\npass\n")


def test_what_a_cell_defines_is_found_once_for_all_that_have_it():
    cells = [Cell(f"import numpy as np\nx = {number}\nprint(x)", "ann.py") for number in (7, 7)]
    module._optional.cache_clear()
    for cell in cells:
        without_demonstrations([cell], ["ann.py"])
    assert module._optional.cache_info().misses == 1
