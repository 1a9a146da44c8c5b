"""The student's own text of what lost points."""

from deltarule.core.code.cells import Cell
from deltarule.core.limits import MAX_EXCERPT_LINE, MAX_EXCERPT_LINES
from deltarule.grading.excerpts import Excerpt, excerpts_of


def test_a_function_ends_where_something_else_begins():
    cell = Cell("import os\ndef f(x):\n    # a comment\n\n    return x\n\n\nprint(1)\ndef g(): ...\n", "a/ann.py", 10)
    assert excerpts_of([cell], {"f"}) == [Excerpt("f", "ann.py", 12, "def f(x):\n    # a comment\n\n    return x")]


def test_parameters_that_close_at_the_margin_do_not_end_it():
    [found] = excerpts_of([Cell("def f(\n    x,\n):\n    return x\n", "ann.py")], {"f"})
    assert found.text == "def f(\n    x,\n):\n    return x"


def test_of_a_function_that_is_written_twice_the_last_one_counts():
    cells = [Cell("def f(): return 1", "n cell 1"), Cell("def f(): return 2", "n cell 2")]
    cells += [
        Cell("def f(): return 3", "n cell 3", left_out="a Markdown cell"),
        Cell("if 1:\n  def f(): return 4", "n"),
    ]
    assert [item.file for item in excerpts_of(cells, {"f", "g"})] == ["n cell 2"]


def test_long_ones_are_capped():
    [found] = excerpts_of([Cell("def f():\n\t" + "x" * 10_000 + "\n" + "    y\n" * 10_000, "ann.py")], {"f"})
    lines = found.text.split("\n")
    assert len(lines) == MAX_EXCERPT_LINES
    assert max(map(len, lines)) <= MAX_EXCERPT_LINE + 4


def test_what_cannot_be_parsed_is_shown_all_the_same():
    [found] = excerpts_of([Cell("def f(x:\n    return (\ndef g(): ...", "ann.py")], {"f"})
    assert found.text == "def f(x:\n    return ("
