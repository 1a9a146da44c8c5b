import subprocess
import sys
import types
from dataclasses import replace
from importlib import import_module

import pytest
from effort import costs_at_most
from samples import loaded

from deltarule.core.code.calls import Returned, Step, case
from deltarule.core.code.cells import Cell, cells_of_python, pieces
from deltarule.core.code.loader import load


def outcome(code, name="f", *args):
    (found,) = code.observe(name, [case(*args)])
    return found


def test_a_syntax_error_in_one_cell_keeps_the_others():
    code = loaded("# %%\ndef a(): return 1\n# %%\ndef b(: return 2\n# %%\ndef c(): return a() + 2\n")
    assert outcome(code, "a").value == 1
    assert outcome(code, "c").value == 3
    problem = outcome(code, "b")
    assert (problem.trouble, problem.kind) == ("error", "SyntaxError")
    assert problem.where == "ann.py, line 4: def b(: return 2"


def test_a_file_without_cells_is_cut_at_its_functions():
    code = loaded(
        "x = 1\n\ndef a():\n    return x\n\ndef b():\n    return (\n\nclass C:\n    y = 2\n\ndef c(): return C.y"
    )
    assert outcome(code, "a").value == 1
    assert outcome(code, "c").value == 2
    assert outcome(code, "b").kind == "SyntaxError"
    assert outcome(code, "b").where.startswith("ann.py, line 7:")
    assert len(code.broken) == 1


STRAY = ["this is my answer", "%matplotlib inline", "!pip install numpy", "print 3", "x = = 2"]


@pytest.mark.parametrize("stray", STRAY)
@pytest.mark.parametrize("place", range(6))
def test_a_line_between_functions_that_cannot_be_read_costs_itself_alone(stray, place):
    lines = [
        "import math\n",
        "K = [\n    2,\n]\n",
        "@staticmethod\ndef f(\n    x,\n):\n    # twice\n    return K[0] * x\n",
        "if K:\n    T = 1\nelse:\n    T = 2\n",
        "\ndef g(x):\n    return math.sqrt(f(x)) + T\n\n",
        'S = """\ntext\n"""\n',
    ]
    code = loaded("".join([*lines[:place], f"{stray}\n", *lines[place:]]))
    assert outcome(code, "g", 8).value == 5.0
    assert code.module.S == "\ntext\n"
    (broken,) = code.broken
    assert broken.problem.where.endswith(f": {stray}")


def test_a_function_whose_lines_have_lost_their_indentation_is_lost_with_them():
    for text in ("def f(x):\n    a = 1\nb = 2\n    return a + b\n", "def f(x):\nreturn x\n"):
        code = loaded(f"K = 3\n\n{text}\ndef g(x):\n    return K\n")
        assert not hasattr(code.module, "f")
        assert outcome(code, "g", 1).value == 3
        assert len(code.broken) == 1


def test_a_file_of_nothing_that_can_be_read_is_looked_at_but_so_often():
    assert costs_at_most(110, lambda: pieces(Cell("what is this now\n" * 100_000, "ann.py")))


def test_a_line_that_holds_nothing_to_be_seen_is_named_without_a_text():
    (broken,) = loaded("def f(): return 1\n\0").broken
    assert broken.problem.where == "ann.py, line 2"


def test_a_decorated_function_beside_a_syntax_error_keeps_its_decorator():
    code = loaded("import functools\n\n@functools.lru_cache\ndef f():\n    return []\n\ndef g(:\n    pass\n")
    assert len(code.broken) == 1
    assert code.module.f() is code.module.f()


@pytest.mark.parametrize("option", ["-O", "-OO"])
def test_code_is_run_as_it_is_graded_however_python_was_started(option):
    """Without asserts and docstrings, it would pass here, and not there."""
    lines = (
        "from deltarule.core.code.calls import case",
        "from deltarule.core.code.cells import cells_of_python",
        "from deltarule.core.code.loader import empty_module, load",
        "text = 'def f(x):\\n    \"What.\"\\n    assert x > 3, f.__doc__\\n'",
        "(found,) = load(cells_of_python(text, 'u.py'), empty_module('u'), 'u.py').observe('f', [case(1)])",
        "print(found.kind, found.message)",
    )
    said = subprocess.run([sys.executable, option, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    assert said.stdout == "AssertionError What.\n"


def test_a_future_import_holds_for_later_cells():
    cells = "# %%\nfrom __future__ import annotations\n# %%\ndef f(x: what): return f.__annotations__['x']\n"
    assert outcome(loaded(cells), "f", 1).value == "what"
    assert outcome(loaded(cells.replace("annotations\n", "annotations\ndef g(:\n")), "f", 1).value == "what"
    assert "what" in outcome(loaded(cells.split("\n", 2)[2])).message


def test_the_graders_own_future_imports_do_not_leak_in():
    code = load([Cell("def f(): return print.__name__", "a.py")], types.ModuleType("a"), "a.py")
    assert outcome(code).value == "print"


def test_line_numbers_are_those_of_the_file():
    code = loaded("# %% one\n\nx = 1\n\n# %% two\ndef f():\n    return x / 0\n")
    assert outcome(code).where == "ann.py, line 7, in f: return x / 0"


def test_line_numbers_of_a_file_cut_at_its_functions_are_those_of_the_file():
    code = loaded("def broken(:\n    pass\n\n\ndef f():\n    x = 1\n    return x / 0\n")
    assert outcome(code).where == "ann.py, line 7, in f: return x / 0"


def test_a_notebooks_cells_count_lines_from_their_own_tops():
    cells = [Cell("x = 1", "ann.ipynb cell 1"), Cell("\ndef f():\n    return x / 0", "ann.ipynb cell 4")]
    code = load(cells, types.ModuleType("ann"), "ann.ipynb")
    assert outcome(code).where == "ann.ipynb cell 4, line 3, in f: return x / 0"


@pytest.mark.parametrize("line", ["1 / 0", "import sys; sys.exit(3)", "exit()", "raise BaseException", "undefined"])
def test_a_line_that_raises_keeps_the_rest(line):
    code = loaded(f"# %%\ndef a(): return 1\n{line}\ndef b(): return 2\n# %%\ndef c(): return a() + b()\n")
    assert outcome(code, "c").value == 3


def test_a_definition_that_raises_says_why_and_where():
    code = loaded("# %%\ndef a(): return 1\n\ndef f(x=1 / 0):\n    return x\n\n# %%\ndef b(): return 2\n")
    found = outcome(code)
    assert (found.kind, found.where) == ("ZeroDivisionError", "ann.py, line 4, in <module>: def f(x=1 / 0):")
    assert [outcome(code, name).value for name in "ab"] == [1, 2]


def test_a_definition_that_calls_a_stub_says_so():
    code = loaded("def stub():\n    raise NotImplementedError()\n\ndef f(x=stub()): pass\n")
    assert outcome(code).message == "it calls stub, which is not started"


def test_a_cell_that_raises_not_implemented_itself_calls_nothing():
    assert "<module>" not in outcome(loaded("if 1:\n    raise NotImplementedError()\n    def f(): pass\n")).message


@pytest.mark.parametrize("text", ["def f(): '\0'", "def f(): return " + "(" * 500, "def f():\n" + "".join(
    " " * i + "if 1:\n" for i in range(1, 200)
)], ids=["nul", "parentheses", "indents"])  # fmt: skip
def test_what_the_compiler_refuses_costs_its_own_cell(text):
    code = loaded(f"# %%\ndef a(): return 1\n# %%\n{text}\n# %%\ndef b(): return 2\n")
    assert [outcome(code, name).value for name in "ab"] == [1, 2]
    assert outcome(code).trouble == "error"


def test_a_missing_function_is_told_to_be_put_back():
    found = outcome(loaded("def forward(): pass"), "forward_prop")
    assert (found.kind, found.message) == (
        "",
        "ann.py has no function forward_prop; put it back under that name",
    )


def test_a_name_that_is_no_function_says_what_it_is():
    found = outcome(loaded("f = 3"))
    assert (found.kind, found.message) == ("TypeError", "f is not a function but a value of type int")


def test_a_function_is_not_taken_for_missing_because_another_cell_with_its_name_broke():
    assert outcome(loaded("# %%\ndef f(): return 1\n# %%\ndef f(: return 2")).value == 1


@pytest.mark.parametrize("head", ["dfe f(x):", "Def f(x):", "f(x):", "deff(x):", "function f(x): # sum", "  dfe f(x):"])
def test_a_function_whose_def_is_mistyped_is_told_by_the_line_that_can_not_be_read(head):
    found = outcome(loaded(f"# %%\nx = 1\n# %%\n{head}\n    return x\n"))
    assert found.kind in ("SyntaxError", "IndentationError")
    assert head.strip() in found.where


@pytest.mark.parametrize("head", ["dfe f(x):", "Def f(x):", "f(x):", "deff(x):", "function f(x): # sum"])
def test_a_function_whose_def_is_mistyped_costs_its_own_alone(head):
    code = loaded(f"def a(): return 1\n\n{head}\n    return x\n\ndef b(): return 2\n")
    assert [outcome(code, name).value for name in "ab"] == [1, 2]
    assert outcome(code).kind == "SyntaxError"
    assert head in outcome(code).where


@pytest.mark.parametrize("line", ["if f(x):", "while not f(x):", "y = (f(x)", "f(x", "print f(x)"])
def test_a_line_that_can_not_be_read_and_only_calls_a_function_is_not_blamed_for_it(line):
    found = outcome(loaded(f"# %%\nx = 1\n# %%\n{line}\n"))
    assert "has no function f;" in found.message


def test_a_name_that_only_begins_alike_is_not_blamed():
    assert "has no function for;" in outcome(loaded("def forward(:\n  pass"), "for").message


HELPED = "def helper(x):\n    return -x\n\ndef f(x):\n    return helper(x)\n"


def test_stand_ins_take_the_place_of_helpers_and_leave_it_again():
    code = loaded(HELPED)
    (found,) = code.observe("f", [case(2)], stand_ins={"helper": lambda x: 10 * x})
    assert found.value == 20
    assert outcome(code, "f", 2).value == -2


@pytest.mark.parametrize("shared", ["", "h = g\n"])
def test_what_stands_in_does_so_under_every_name_and_goes_again(shared):
    code = loaded(f"def g(x):\n    return x\n\nother = g\n{shared}\ndef f(x):\n    return other(x)\n")
    assert [item.value for item in code.observe("f", [case(1)])] == [1]
    stand_ins = {"g": lambda x: 10 * x, "h": lambda x: 100 * x}
    assert [item.value for item in code.observe("f", [case(1)], stand_ins=stand_ins)] == [10]
    assert [item.value for item in code.observe("f", [case(1)])] == [1]
    assert ("h" in vars(code.module)) == bool(shared)


def test_a_stand_in_leaves_again_when_the_function_raises():
    code = loaded(HELPED)
    (found,) = code.observe("f", [case(2)], stand_ins={"helper": lambda x: 1 / 0})
    assert found.kind == "ZeroDivisionError"
    assert outcome(code, "f", 2).value == -2


def test_where_a_stand_in_has_no_answer_the_students_own_is_used():
    (found,) = loaded(HELPED).observe("f", [case(2)], stand_ins={"helper": lambda x: NotImplemented})
    assert found.value == -2


def test_a_stand_in_is_asked_by_place_where_the_students_parameters_have_other_names():
    def stand_in(*args, **kwargs):
        try:
            return (lambda x, by: 10 * x + by)(*args, **kwargs)
        except TypeError:
            return NotImplemented

    source = "def helper(value, by=3):\n    return -value\n\ndef f(x):\n    return helper(by=4, value=x)\n"
    (found,) = loaded(source).observe("f", [case(2)], stand_ins={"helper": stand_in})
    assert found.value == 24


@pytest.mark.parametrize("helper", ["", "def helper(x):\n    return -x\n"])
def test_a_stand_in_is_never_asked_with_less_than_it_was_given(helper):
    asked = []

    def stand_in(*args, **kwargs):
        asked.append((args, kwargs))
        return NotImplemented

    code = loaded(f"{helper}\ndef f(x):\n    return helper(x, by=3)\n")
    code.observe("f", [case(2)], stand_ins={"helper": stand_in})
    assert asked == [((2,), {"by": 3})]


def test_a_stand_in_helps_where_the_student_has_no_such_function():
    code = loaded("def f(x): return helper(x)")
    (found,) = code.observe("f", [case(2)], stand_ins={"helper": lambda x: 10 * x})
    assert found.value == 20
    assert outcome(code, "f", 2).trouble == "error"


def test_a_helper_that_is_missing_reads_as_missing_where_the_stand_in_has_no_answer():
    code = loaded("def f(): return g()\n")
    (found,) = code.observe("f", [case()], stand_ins={"g": lambda: NotImplemented})
    assert (found.kind, found.message) == ("NameError", "name 'g' is not defined")


def test_a_stand_in_leaves_no_name_behind():
    code = loaded("def f(x): return helper(x)")
    code.observe("f", [case(2)], stand_ins={"helper": lambda x: 10 * x})
    assert "has no function helper" in outcome(code, "helper").message


def test_cells_are_split_at_their_marks_and_empty_ones_left_out():
    cells = cells_of_python("import a\n# %% [markdown]\n# text\n# %%\n\n# %%\nb = 1\n", "x.py")
    assert [(cell.lines_before, cell.source) for cell in cells] == [
        (0, "import a\n"),
        (1, "# %% [markdown]\n# text\n"),
        (3, "# %%\n\n"),
        (5, "# %%\nb = 1\n"),
    ]


@pytest.mark.parametrize(
    "inside",
    [
        'def f(x):\n    """Double.\n# %% in words\n    """\n    return 2 * x\n',
        "def f(x):\n    y = 2 * x\n# %% what is left\n    return y\n",
        "@(lambda function: function)\n# %%\ndef f(x):\n    return 2 * x\n",
        "def f(x):\n    return 2 * x\n\nNOTE = (\n    'a'\n# %%\n    'b')\n",
        "NOTE = '''\nget_ipython().run_cell_magic('time', '', 'f = None')\n'''\ndef f(x):\n    return 2 * x\n",
    ],
)
def test_a_mark_inside_of_a_statement_that_can_be_read_cuts_nothing(inside):
    code = loaded(f"# %%\nimport os\n# %%\n{inside}# %%\ndef g(x):\n    return f(x) + 1\n")
    assert not code.broken
    assert [cell.lines_before for cell in code.cells] == [0, 2, 3 + inside.count("\n")]
    assert outcome(code, "g", 3).value == 7


def test_a_mark_cuts_what_cannot_be_read_wherever_it_stands():
    code = loaded("# %%\ndef f(x):\n    '''Never closed.\n# %%\ndef g(x):\n    return x + 1\n")
    assert outcome(code, "g", 3).value == 4


def test_a_file_without_text_has_no_cells():
    assert cells_of_python("\n  \n", "x.py") == []


@pytest.fixture
def counted(monkeypatch):
    """Count the calls of a function, by its place."""

    def counted(place):
        home, _, name = place.rpartition(".")
        original, calls = getattr(import_module(home), name), []
        monkeypatch.setattr(place, lambda *args: calls.append(args) or original(*args))
        return calls

    return counted


def test_a_function_that_is_not_written_is_looked_at_once_for_all_questions(counted):
    read = counted("deltarule.core.code.stubs._source_of")
    code = loaded("def f(x):\n    raise NotImplementedError()\n")
    found = [*code.observe("f", [case(1)] * 4), *code.observe("f", [case(2)] * 4)]
    assert [item.trouble for item in found] == ["not_started"] * 8
    assert len(read) == 1


def test_a_function_that_is_written_in_part_is_called_for_every_case():
    code = loaded("def f(x):\n    if x:\n        raise NotImplementedError()\n    return x\n")
    assert [type(item).__name__ for item in code.observe("f", [case(1), case(0)])] == ["Raised", "Returned"]


def test_a_class_whose_method_is_not_written_is_asked_for_the_others():
    source = "class f:\n    def one(self):\n        raise NotImplementedError()\n    def two(self):\n        return 2\n"
    found = loaded(source).observe("f", [case().followed_by(Step(name, ())) for name in ("one", "two")])
    assert [type(item).__name__ for item in found] == ["Raised", "Returned"]


def test_what_an_exception_is_about_is_said_of_the_first_that_a_question_raises(counted):
    explained = counted("deltarule.core.exceptions.crashes._explained")
    code = loaded("def f(x):\n    return 1 if x == 0 else lenght\n")
    _, first, *others = code.observe("f", [case(0), case(1), case(2), case(3)])
    assert first.explanation
    assert [item.kind for item in others] == ["NameError"] * 2
    assert len(explained) == 1
    (again,) = code.observe("f", [case(4)])
    assert again.explanation == first.explanation


@pytest.mark.parametrize(
    ("source", "unwritten"),
    [
        ('def f(x):\n    """Twice."""\n    raise NotImplementedError()\n', True),
        ("def f(x):\n    raise NotImplementedError\n", True),
        ("def f(x):\n    pass\n", False),
        ("def f(x):\n    y = 2 * x\n    raise NotImplementedError()\n", False),
        ("async def f(x):\n    raise NotImplementedError()\n", False),
        ("class f:\n    def __init__(self):\n        raise NotImplementedError()\n", False),
        ("import functools\n@functools.cache\ndef f(x):\n    raise NotImplementedError()\n", False),
        ("def g(x):\n    raise NotImplementedError()\n", False),
    ],
)
def test_a_function_that_does_nothing_but_say_so_is_known_to_be_unwritten(source, unwritten):
    code = loaded(source)
    found = code.unwritten("f")
    assert bool(found) is unwritten
    if unwritten:
        assert found == replace(code.observe("f", [case(1)])[0], exception=None)


@pytest.mark.parametrize("sign", ["\x0c", "\x0b", "\x1c", "\x85", "\u2028"])
def test_a_sign_that_ends_no_line_of_pythons_moves_none(sign):
    """What of a function is begun is read in its lines."""
    code = loaded(f"# {3 * sign}\ndef f(x):\n    if x:\n        raise NotImplementedError\n    return 1\n")
    (outcome,) = code.observe("f", [case(3)])
    assert (outcome.trouble, code.observe("f", [case(0)])) == ("error", [Returned(1)])


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_what_filled_the_memory_is_let_go_before_the_next_call():
    code = loaded(
        "import numpy as np\n\ndef f(mb):\n    kept = np.ones(mb * 2**17)\n    return kept @ np.ones(mb * 2**17)\n"
    )
    code.seconds, code.memory_mb = 10.0, 256
    full, well = code.observe("f", [case(160), case(40)])
    assert (full.kind, full.explanation) == (
        "MemoryError",
        "no memory is left at `np.ones(mb * 2**17)`: what is kept grows at each step, or is too large",
    )
    assert well == Returned(40.0 * 2**17)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_a_statement_of_a_cell_may_not_fill_the_memory_either():
    text = "kept = []\nwhile True:\n    kept.append(bytearray(2**24))\n\ndef f():\n    return 1\n"
    cells = cells_of_python(text, "ann.py")
    code = load(cells, types.ModuleType("ann"), "ann.py", seconds=60.0, memory_mb=256)
    assert [item.problem.kind for item in code.broken] == ["MemoryError"]
    assert outcome(code).value == 1
