import types

import pytest
from samples import loaded

from deltarule.core.code.calls import case
from deltarule.core.code.cells import Cell
from deltarule.core.code.loader import load
from deltarule.core.code.whereabouts import written_twice


def told(cells, name="forward"):
    (found,) = load(cells, types.ModuleType("ann"), "ann.ipynb").observe(name, [case()])
    return found.message


@pytest.mark.parametrize("kind", ["a Markdown cell", "a check cell", "a raw cell"])
def test_a_function_in_a_cell_that_is_not_run_is_found_there(kind):
    cells = [Cell("x = 1", "ann.ipynb cell 1"), Cell("# text\n\ndef forward():\n    pass", "ann.ipynb cell 4", 0, kind)]
    assert told(cells) == (
        f"forward is written in {kind} (ann.ipynb cell 4, line 3), which is not run; put it into a code cell"
    )


def test_what_is_left_out_is_not_run():
    code = load([Cell("x = 1", "a", left_out="a check cell")], types.ModuleType("a"), "a.ipynb")
    assert not hasattr(code.module, "x")


def test_a_function_inside_another_is_told_to_come_out():
    assert told([Cell("def other():\n    x = 1\n\n    def forward():\n        pass", "ann.py", 10)]) == (
        "forward is written inside something else (ann.py, line 14); put its def at the left margin"
    )


def test_a_function_that_was_taken_away_again_is_told_so():
    assert told([Cell("def forward(): pass\ndel forward", "ann.py")]).startswith("forward is written in ann.py, line 1")


@pytest.mark.parametrize(
    "near", ["Forward", "foward", "forwad", "forwards", "fowrard", "for_ward", "forwarb", "FORWARD"]
)
def test_a_name_that_is_nearly_the_right_one_is_told_to_be_changed(near):
    said = told([Cell(f"\ndef {near}(): pass", "ann.py")])
    assert said == f"ann.ipynb has no function forward, but a {near} (ann.py, line 2); call it forward"


@pytest.mark.parametrize(
    ("name", "other"),
    [("conv_forward", "cnn_forward"), ("q1", "q2"), ("part_1", "part_2"), ("relu", "relu_derivative"), ("f", "g")],
)
def test_a_name_of_something_else_is_not_taken_for_it(name, other):
    assert told([Cell(f"def {other}(): pass", "ann.py")], name).endswith("put it back under that name")


def test_a_function_that_is_written_twice_is_told_with_the_one_that_counts():
    cells = loaded("def f(): return 1\n\nx = 2\n\ndef f(): return 2\n\ndef g(): pass\n\ndef g(): pass\n").cells
    assert written_twice(["f", "h"], cells) == [
        "f is written 2 times; the last one counts (ann.py, line 5), not that in ann.py, line 1."
    ]


def test_a_method_and_a_cell_that_is_not_run_make_no_second_one():
    method = Cell("class A:\n    def f(self): pass\n", "a")
    cells = [method, Cell("def f(): pass", "b"), Cell("def f(): pass", "c", 0, "a check cell")]
    assert written_twice(["f"], cells) == []
