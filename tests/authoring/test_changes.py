from pathlib import Path

import numpy as np
import pytest
from samples import solution_of

from deltarule import changes
from deltarule.core.errors import UserError

SOURCE = '''
import numpy as np

def helper(x):
    return x + 1

def layer(X, W, b):
    """Weighted sums of X."""
    ### BEGIN SOLUTION
    Z = X @ W + b
    if len(X) > 1:
        Z = np.maximum(
            Z,
            0,
        )
    for row in Z:
        row += 0 * helper(1)
    return Z
    ### END SOLUTION

def two(a, b):
    first = a + helper(a)
    second = b - a
    if b:
        second = b - a
    return first, second

def documented(x): return helper(x)
'''
SOLUTION = solution_of(SOURCE)
layer, two = changes("layer"), changes("two")


def source(change):
    return change.source(SOLUTION)


def test_a_change_is_what_a_student_typed_in_place_of_a_piece():
    change = layer("X @ W + b", "X @ W", "The bias is missing.")
    X, W, b = np.ones((1, 2)), np.ones((2, 3)), np.ones(3)
    assert change.body(SOLUTION)(X, W, b).tolist() == [[2, 2, 2]]
    assert (change.function, change.sentence) == ("layer", "The bias is missing.")
    assert SOLUTION.module.layer(X, W, b).tolist() == [[3, 3, 3]]


def test_the_docstring_and_the_marks_are_no_part_of_what_a_student_typed():
    text = source(layer("X @ W + b", "X @ W", "."))
    assert text.startswith("def layer(X, W, b):\n    Z = X @ W\n")
    assert "Weighted" not in text
    assert "SOLUTION" not in text
    with pytest.raises(UserError, match="doesn't hold"):
        source(layer("Weighted sums", "Sums", "."))


def test_everything_else_of_the_solution_is_as_it_is():
    assert two("helper(a)", "helper(helper(a))", ".").body(SOLUTION)(1, 2) == (4, 1)


def test_a_piece_stands_for_every_place_where_it_occurs():
    assert source(two("b - a", "a - b", ".")).count("a - b") == 2
    assert two("b - a", "a - b", ".").body(SOLUTION)(1, 5)[1] == -4


def test_several_pieces_are_changed_at_once():
    change = two({"a + helper(a)": "a", "return first, second": "return second, first"}, ".")
    assert change.body(SOLUTION)(1, 5) == (4, 1)


def test_two_pieces_may_change_places():
    change = two({"first = a": "second = a", "second = b": "first = b"}, ".")
    assert change.body(SOLUTION)(1, 5) == (4, 3)


def test_a_piece_that_holds_another_goes_first():
    change = two({"first = a + helper(a)": "first = a", "a": "b"}, ".")
    assert "first = a\n" in source(change)
    assert "def two(b, b)" not in SOURCE
    assert "second = b - b" in source(change)


@pytest.mark.parametrize(
    "piece",
    [
        "Z = np.maximum(\n    Z,\n    0,\n)",
        """
            Z = np.maximum(
                Z,
                0,
            )
        """,
        "if len(X) > 1:\n    Z = np.maximum(\n        Z,\n        0,\n    )",
        "np.maximum(\n    Z,\n    0,\n)",
    ],
)
def test_a_piece_of_several_lines_is_written_without_its_indentation(piece):
    becomes = "Z = Z / 2" if piece.strip().startswith(("Z", "if")) else "Z / 2"
    changed = layer(piece, becomes, ".")
    assert changed.body(SOLUTION)(np.ones((2, 1)), -np.ones((1, 1)), 0.0).tolist() == [[-0.5], [-0.5]]


def test_several_lines_take_the_indentation_of_the_place():
    change = two("second = b - a", "second = a\nif a > 2:\n    second = b", ".")
    assert "        second = a\n        if a > 2:\n            second = b\n" in source(change)
    assert change.body(SOLUTION)(3, 4)[1] == 4


def test_lines_that_become_nothing_are_taken_out():
    text = source(layer("\n    for row in Z:\n        row += 0 * helper(1)\n", "", "."))
    assert text.endswith("        )\n    return Z\n")


@pytest.mark.parametrize(
    ("function", "pieces", "said"),
    [
        ("layer", ("X @ V", "X"), r"layer in .*ann\.py doesn't hold \(any more\) the piece 'X @ V'"),
        ("layer", ({"X @ W": "X", "X @ V": "X"},), r"doesn't hold \(any more\) the piece 'X @ V'"),
        ("layer", ("", "X"), "doesn't hold"),
        ("layer", ("if len(X) > 1:\nZ", "X"), "doesn't hold"),
        ("two", ({"b - a": "a - b", "b -": "b +"},), r"doesn't hold \(any more\) the piece 'b -'"),
        ("lair", ("X", "Y"), r"ann\.py has no function lair"),
        ("layer", ("X @ W", "X @ ("), r"layer, changed, is no Python \(.*\)"),
        ("layer", ("return Z", "return Z\n  return"), r"layer, changed, is no Python"),
        ("layer", ("X @ W", "X @ W"), "this changes nothing in layer"),
        ("layer", ("X @ W", "X  @  W"), "this changes nothing in layer"),
        ("layer", ("X @ W", "(X @ W)"), "this changes nothing in layer"),
        ("layer", ("len(X) > 1", "len(X) > 0x1"), "this changes nothing in layer"),
        ("layer", ("def layer", "def lair"), "layer has another name when it is changed"),
    ],
    ids=str,
)
def test_a_change_that_does_not_fit_says_in_which_line_of_which_file(function, pieces, said):
    change = changes(function)(*pieces, "Sentence.")
    with pytest.raises(UserError, match=rf"^{__file__}, line \d+: .*{said}"):
        change.source(SOLUTION)
    assert change.place.endswith(f"line {place_of_the_change()}")


@pytest.mark.parametrize("becomes", ["1.0", "True", "(1)[0]", "2"])
def test_another_kind_of_the_same_number_is_a_change(becomes):
    assert becomes in changes("layer")("> 1", f"> {becomes}", "Sentence.").source(SOLUTION)


def place_of_the_change():
    lines = Path(__file__).read_text().splitlines()
    return 1 + lines.index('    change = changes(function)(*pieces, "Sentence.")')


@pytest.mark.parametrize("pieces", [(), ("a",), ("a", "b"), ({"a": "b"},), ("a", "b", "c", "d"), (1, "b", "c")])
def test_a_change_that_is_written_in_another_way_is_refused_at_once(pieces):
    with pytest.raises(
        UserError, match=rf"^{__file__}, line \d+: a change is a piece, what it becomes, and a sentence"
    ):
        layer(*pieces)


def test_a_function_on_one_line_can_be_changed_too():
    assert changes("documented")("helper(x)", "x", ".").body(SOLUTION)(3) == 3


@pytest.mark.parametrize("pieces", [{"X": 3}, {3: "X"}], ids=str)
def test_a_piece_that_is_no_text_is_refused_where_it_is_written(pieces):
    with pytest.raises(
        UserError, match=rf"^{__file__}, line \d+: a change is a piece, what it becomes, and a sentence"
    ):
        changes("layer")(pieces, "Sentence.")
