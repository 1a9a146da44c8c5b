"""What is known by its text alone, and what is never taken for it."""

import sys

import numpy as np
import pytest

from deltarule.core.code.calls import Returned, case
from deltarule.core.code.cells import Cell
from deltarule.core.code.definitions import definitions
from deltarule.core.code.loader import empty_module, load
from deltarule.core.code.pure import KnownText, known_text

HEAD = "import numpy as np\n"


def known(*sources):
    return known_text([Cell(source, f"nb.ipynb cell {number}") for number, source in enumerate(sources)])


def digest(source, function="f"):
    return known(HEAD + source).of(function)


def test_comments_docstrings_layout_and_names_of_variables_make_no_difference():
    short = digest("def f(x):\n    half = 0.5 * x\n    return half + np.exp(half)\n")
    long = digest(
        'def f(x: np.ndarray) -> float:\n    """Say it."""\n\n    # a comment\n'
        "    h = (0.5 *\n         x)\n    return h + np.exp(h)\n"
    )
    assert short == long is not None


@pytest.mark.parametrize(
    "other",
    [
        "def f(x, y=1):\n    z = 2 * x\n    return z + 1\n",
        "def f(w):\n    z = 2 * w\n    return z + 1\n",  # a call may name its argument
        "def f(x):\n    z = 2 * x\n    return z + 1.0\n",
        "def f(x):\n    z = x * 2\n    return z + 1\n",
        "def f(x):\n    z = 2 * x\n    print(z)\n    return z + 1\n",
        "def f(x):\n    z = 2 * x\n    return x + 1\n",
    ],
)
def test_whatever_makes_a_difference_is_another_text(other):
    assert digest("def f(x):\n    z = 2 * x\n    return z + 1\n") != digest(other) is not None


def test_variables_that_swap_their_names_swap_them_everywhere():
    one = digest("def f(x):\n    a = 2 * x\n    b = 3 * x\n    return a - b\n")
    assert one == digest("def f(x):\n    b = 2 * x\n    a = 3 * x\n    return b - a\n")
    assert one != digest("def f(x):\n    a = 2 * x\n    b = 3 * x\n    return b - a\n")


def test_a_functions_text_is_that_of_all_that_it_calls_too():
    text = "def g(x):\n    return {}\n\ndef f(x):\n    return g(x) + EPS\n\nEPS = {}\n"
    assert digest(text.format("x", "1e-5")) == digest(text.format("x  # itself", "1e-5"))
    assert digest(text.format("x", "1e-5")) != digest(text.format("-x", "1e-5"))
    assert digest(text.format("x", "1e-5")) != digest(text.format("x", "1e-6"))


def test_functions_that_call_each_other_are_known():
    assert set(known("def f(x):\n    return g(x - 1) if x else 0\n\ndef g(x):\n    return f(x)\n").functions) == {
        "f",
        "g",
    }


@pytest.mark.parametrize(
    "body",
    [
        "np.seterr(all='ignore')",
        "np.random.seed(0)",
        "np.random.normal(size=3)",
        "m = np\n    m.exp = np.tanh",
        "m = np",
        "f.count = 1",
        "f.__globals__['g'] = abs",
        "x.tofile('left.bin')",
        "open('left.txt', 'w')",
        "eval('1')",
        "getattr(np, 'seterr')()",
        "global y\n    y = 1",
        "import os",
        "yield x",
        "np = x",
        "np.lib.stride_tricks.as_strided(x, (9,))",
        "class A: pass",
        "print(__builtins__)",
        "setattr(x, 'y', 1)",
        "SEEN.append(x)",
        "h = lambda np: np.seterr(all='raise')",
        "'{0.__class__}'.format(x)",
        "del np.exp",
        "@print\n    def h(): pass",
        "match x:\n        case np: pass",
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        "async def h(): pass",
        "h = SET\n    h.add(x)",
    ],
)
def test_a_function_that_may_do_more_than_compute_is_not_known_and_nor_is_what_calls_it(body):
    others = "def g(x):\n    return f(x)\n\ndef h(x):\n    return x\n"
    found = known(f"{HEAD}SEEN = []\nSET = set()\n\ndef f(x):\n    {body}\n    return x\n\n{others}")
    assert [name for name in "fgh" if found.of(name)] == ["h"]


@pytest.mark.parametrize(
    "statement",
    [
        "np.exp = np.tanh",
        "np.seterr(all='ignore')",
        "import os",
        "from os import *",
        "from numpy import random",
        "from numpy import tolist",
        "exec('1')",
        "f = lambda x: x",
        "f = 1",
        "del f",
        "def f(x):\n    return -x",
        "class A:\n    pass",
        "for f in range(3): pass",
        "@print\ndef h(x):\n    return x",
        "def h(x, seen=[]):\n    return x",
        "def h(x: open('left.txt')):\n    return x",
        "(lambda: open('left.txt'))()",
        "x = [open(name) for name in ('a', 'b')]",
        "get_ipython().run_line_magic('cd', open('x'))",
        "if True:\n    import os",
        "def f(",
        "get_ipython().run_cell_magic('time', '', 'np.exp = np.tanh')",
        "get_ipython(exec('1')).run_line_magic('matplotlib', 'inline')",
        "get_ipython(a=exec('1')).run_line_magic('matplotlib', 'inline')",
        "get_ipython().run_line_magic.run_line_magic('matplotlib', 'inline')",
        "get_ipython().run_line_magic(*'ab', x=exec('1'))",
        "def get_ipython():\n    np.exp = np.tanh\n    return np",
        "def h(get_ipython):\n    return 1",
        "from numpy import sum as get_ipython",
        "__name__ = '__main__'",
        "__name__, x = '__main__', 1",
        "__builtins__ = {'int': 'complex'}",
        "__builtins__ = ()",
        "def h(x):\n    global __name__\n    __name__ = '__main__'",
        "for __name__ in ['__main__']: pass",
        "def set():\n    return open('left.txt')\n\nsizes = set()",
        "def h(x=set()):\n    return x",
        "x = g(1)\n\ndef g(x):\n    return open(x)",
    ],
)
def test_where_a_cell_may_do_more_than_define_and_compute_nothing_is_known(statement):
    assert known(f"{HEAD}def f(x):\n    return x\n", statement) == KnownText()


@pytest.mark.parametrize(
    ("statement", "still"),
    [
        ("EPS = 1e-8", True),
        ("from numpy import exp as power_of_e", True),
        ("a, b = [1]", False),
        ("sizes, costs = [1, 2], {}", True),
        ("'''A note.'''", True),
        ("get_ipython().run_line_magic('matplotlib', 'inline')", True),
        ("import matplotlib.pyplot as plt", True),
        ("if __name__ == '__main__':\n    open('left.txt', 'w')", True),
        ("print(f(np.arange(3)))", False),
        ("y = f(2)\ny[0] = 1", False),
        ("for k in range(3):\n    print(f(k))", False),
    ],
)
def test_cells_that_define_are_still_and_those_that_compute_are_not(statement, still):
    found = known(f"{HEAD}def f(x):\n    return x\n", statement)
    assert set(found.functions) == {"f"}
    assert found.still == still


def test_a_function_that_reads_what_cells_computed_is_not_known():
    assert known(
        "scale = [2]\n", "def f(x):\n    return scale[0] * x\n\ndef g(x):\n    return x\n"
    ).functions.keys() == {"g"}


def test_a_function_that_has_no_text_in_the_file_is_no_hindrance():
    assert digest("def f(x):\n    return helper(x)\n")


def test_cells_that_are_left_out_are_not_looked_at():
    cells = [Cell("def f(x):\n    return x\n", "nb.ipynb cell 1"), Cell("def f(", "nb.ipynb cell 2", 0, "a raw cell")]
    assert known_text(cells).functions


SHADOWED = """
import numpy as np
def f(x):
    return np.mean(x)
"""
TRICKS = [
    "get_ipython().run_cell_magic('time', '', 'f = len')",
    "get_ipython(exec('np.mean = len')).x()",
    "def get_ipython():\n    np.mean = len\n    return np\n\nget_ipython().sum(1)",
    "__name__ = '__main__'\nif __name__ == '__main__':\n    np.mean = len",
    "__name__: str = '__main__'\nif __name__ == '__main__':\n    np.mean = len",
    "def __name__(): pass",
    "np = len\nnp.mean = len",
    "(np := len)",
    "[0 for np in [len]]",
    "import math as np",
    "from math import fsum as mean",
    "try:\n    x = 1 / 0\nexcept Exception as np:\n    pass",
    "def len(x):\n    return 1\n\ndef f(x):\n    return len(x)",
    "del f",
    "if True:\n    def f(x): return 1",
    "match 1:\n    case f: pass",
    "with np.errstate() as f: pass",
    "f: object = len",
    "f, g = len, max",
]


@pytest.mark.parametrize("trick", TRICKS)
def test_what_is_known_to_be_alike_answers_alike_whatever_else_the_file_does(trick, monkeypatch):
    monkeypatch.setattr(np, "mean", np.mean)  # a trick may set it
    honest, other = known(SHADOWED).of("f"), known(SHADOWED, trick).of("f")
    code = load([Cell(SHADOWED, "a.py"), Cell(trick, "b.py")], empty_module("tricky"), "ann.py")
    (outcome,) = code.observe("f", [case([2.0, 4.0, 9.0])])
    assert honest
    assert other != honest or outcome == Returned(5.0)


@pytest.mark.skipif(sys.version_info < (3, 12), reason="type parameters came with Python 3.12")
def test_a_type_parameter_shadows_what_the_function_takes_from_outside():
    assert known(SHADOWED.replace("f(x)", "f[np](x)")).of("f") is None
    assert known(HEAD, "def f(x):\n    type np = x\n    return np\n").of("f") is None


@pytest.mark.parametrize(
    "caught",
    [
        "except:\n        pass",
        "except Exception:\n        pass",
        "except MemoryError:\n        pass",
        "finally:\n        return x",
    ],
)
def test_who_may_go_on_where_no_memory_was_left_is_not_known(caught):
    function = f"def f(x):\n    try:\n        return np.exp(x)\n    {caught}\n"
    assert known(HEAD, function).of("f") is None
    assert known(HEAD, function.replace(caught, "except ValueError:\n        pass")).of("f")


@pytest.mark.parametrize(
    "line",
    [
        "x = np.empty(3)",
        "x = np.empty_like(x)",
        "x = np.log(x, where=x > 0)",
        "x = np.log(x, **{'where': x > 0})",
        "x = np.pad(x, 1, mode='empty')",
        "x = np.pad(x, 1, 'empty')",
        "x = np.pad(x, 1, 'emp' + 'ty')",
        "x = np.pad(x, 1, mode=f\"emp{'ty'}\")",
        "x = np.pad(*[x, 1, 'emp' + 'ty'])",
        "g = np.pad\n    x = g(x, 1, 'emp' + 'ty')",
        "x = np.ndarray((1,), 'O', np.array([5]))[0]",
        "x.resize(9, refcheck=False)",
    ],
)
def test_who_reaches_memory_that_is_not_theirs_is_not_known(line):
    assert known(HEAD, f"def f(x):\n    {line}\n    return x\n").of("f") is None


@pytest.mark.parametrize("line", ["x = np.pad(x, 1)", "x = np.pad(np.pad(x, 1, 'edge'), 2, mode='wrap')"])
def test_who_pads_by_a_mode_that_is_written_out_is_known(line):
    assert known(HEAD, f"def f(x):\n    {line}\n    return x\n").of("f")
    assert known("from numpy import pad\n", f"def f(x):\n    {line.replace('np.', '')}\n    return x\n").of("f") is None


def test_a_hint_that_is_not_there_yet_leaves_the_function_undefined():
    assert known("def f(x: np.ndarray):\n    return x\n", HEAD) == KnownText()
    assert known(HEAD, "def f(x: np.ndarray):\n    return x\n").of("f")


@pytest.mark.parametrize("line", ["x = {[1]}", "x = {[1, 2]: 3}", f"x = {'9' * 320} + 1j", "a, b = {[]}, 1"])
def test_a_literal_that_cannot_be_one_is_no_hindrance_to_reading(line):
    assert known(SHADOWED, line).of("f") in (None, known(SHADOWED).of("f"))
    assert isinstance(definitions(line), str)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # What variables are called is said by an exception.
        (
            "def f(z):\n    try:\n        return {0}\n    except NameError as e:\n        {0} = e\n    return str({0})",
            "z2",
        ),
        # A name that is bound inside of a lambda alone is another one outside.
        ("def f(z):\n    h = lambda: [{0} for {0} in ()]\n    return {0}(z)", "g"),
        ("def f(z):\n    h = [{0} for {0} in ()]\n    return {0}", "g"),
    ],
)
def test_variables_that_make_a_difference_are_told_apart(one, other):
    first, second = (known(HEAD, one.format(name)).of("f") for name in ("a", other))
    assert first is None or first != second


def test_a_modules_name_is_no_part_of_the_language():
    text = "import numpy as Name\n\ndef f(NamedExpr, t, v, o):\n    return lambda t, v, o: [{}]\n"
    two = known(text.format("(t := v) if Name.size else o")), known(text.format("t if NamedExpr.size else v, o"))
    assert two[0].of("f") != two[1].of("f")
