"""Entries of ``mistakes.py``, drafted from what a student wrote."""

import ast
import textwrap

import pytest

from deltarule.authoring.mistakes.changes import bare_source, replaced
from deltarule.authoring.mistakes.drafts import Asked, draft_of
from deltarule.authoring.mistakes.listed import mistakes_of
from deltarule.authoring.solution import Solution
from deltarule.core.limits import MAX_DRAFTED
from deltarule.door.refusals import Refused

ORIGINAL = """
def layer(x, w, b, squash=True):
    z = x @ w + b
    if squash:
        y = np.tanh(z)
    else:
        y = z
    for i in range(3):
        y = 2 * (y + i)
    return z, y
""".lstrip()


def drafted(written, original=ORIGINAL, function="layer"):
    cells = [written] if isinstance(written, str) else written
    return draft_of(Asked(original, ["sigmoid", "layer"], [textwrap.dedent(cell) for cell in cells]), function)


def swapped(*pairs):
    text = ORIGINAL
    for was, becomes in pairs:
        assert was in text
        text = text.replace(was, becomes)
    return text


@pytest.mark.parametrize(
    ("pairs", "pieces"),
    [
        ([("x @ w + b", "x @ w")], {"x @ w + b": "x @ w"}),
        ([("x @ w", "w @ x")], {"x @ w": "w @ x"}),
        ([("tanh", "sin")], {"np.tanh": "np.sin"}),
        ([("2 * (y + i)", "2 * y + i")], {"2 * (y + i)": "2 * y + i"}),
        ([("2 * (y + i)", "2 * (y - i)")], {"y + i": "y - i"}),
        ([("range(3)", "range(1, 3)")], {"range(3)": "range(1, 3)"}),
        ([("if squash", "if not squash")], {"if squash:": "if not squash:"}),
        ([("squash=True", "squash=False")], {"True": "False"}),
        ([("        y = z\n", "        y = z + 1\n")], {"y = z": "y = z + 1"}),
        ([("return z, y", "return y, z")], {"z, y": "(y, z)"}),
        ([("x @ w + b", "w @ x + c")], {"x @ w + b": "w @ x + c"}),
        ([("2 * (y + i)", "3 * (y - i)")], {"2 * (y + i)": "3 * (y - i)"}),
        ([("x @ w + b", "x @ w"), ("tanh", "sin")], {"x @ w + b": "x @ w", "np.tanh": "np.sin"}),
    ],
)
def test_a_difference_is_a_piece_no_larger_than_need_be(pairs, pieces):
    draft = drafted(swapped(*pairs))
    assert ast.dump(ast.parse(replaced(ORIGINAL, draft.pieces))) == ast.dump(ast.parse(swapped(*pairs)))
    assert draft.pieces == pieces


@pytest.mark.parametrize(
    "pairs",
    [
        [("    z = x @ w + b\n", "    z = x @ w + b\n    z = z / 2\n")],
        [("        y = np.tanh(z)\n", "        y = np.tanh(z)\n        z = 0 * z\n")],
        [("        y = 2 * (y + i)\n", "        y = 2 * (y + i)\n        print(y)\n")],
        [("    z = x", "    x = x.T\n    z = x")],
        [("    for i in range(3):\n        y = 2 * (y + i)\n", "")],
    ],
)
def test_lines_that_are_more_or_are_missing_are_pieces_too(pairs):
    draft = drafted(swapped(*pairs))
    assert draft.pieces
    assert ast.dump(ast.parse(draft.source(ORIGINAL))) == ast.dump(ast.parse(swapped(*pairs)))


def test_a_long_statement_that_differs_in_two_places_is_two_pieces():
    original = (
        "def layer(x):\n    return {'first': np.exp(x).sum(axis=0, keepdims=True), "
        "'second': np.log(1 + x).mean(axis=0, keepdims=True)}\n"
    )
    written = original.replace("np.exp(x)", "x").replace("1 + x", "x")
    assert drafted(written, original).pieces == {"np.exp(x)": "x", "1 + x": "x"}
    every = drafted(original.replace("axis=0", "axis=1"), original)
    assert every.pieces == {"axis=0": "axis=1"}


def test_what_a_student_calls_things_comments_and_types_are_no_difference():
    draft = drafted(
        '''
        def layer(x: "array", weights, b, squash=True) -> tuple:
            """Mine."""
            total = x @ weights + b  # the sum
            if squash:
                out = np.tanh(total)
            else: out = total
            for i in range(3):
                out = 2 * (out - i)
            return (total, out)
        '''
    )
    assert draft.pieces == {"y + i": "y - i"}
    assert draft.difference == ["-         y = 2 * (y + i)", "+         y = 2 * (y - i)"]
    assert "total = x @ weights + b  # the sum" in draft.code
    assert "Mine." not in draft.code


def test_another_algorithm_is_a_whole_function_with_what_it_needs():
    draft = drafted("@cached\ndef layer(x, w, b, squash=True):\n    'Mine.'\n    return sigmoid(x), sigmoid(w * b)\n")
    assert draft.pieces == {}
    assert draft.entry("ann") == (
        "from .ann import sigmoid\n\n\n"
        '@mistake("layer", "TODO: say what is wrong.")\n'
        "def name_me(x, w, b, squash=True):\n    return (sigmoid(x), sigmoid(w * b))"
    )
    assert draft.source(ORIGINAL).startswith("def layer(x, w, b, squash=True):")


def test_an_entry_is_what_an_author_would_write():
    one, two = (
        drafted(swapped(("tanh", "sin"))),
        drafted(swapped(("tanh", "sin"), ("x @ w + b", 'x @ w + "\u0430\x1b"'))),
    )
    assert one.entry("ann") == ('of = changes("layer")\nname_me = of("np.tanh", "np.sin", "TODO: say what is wrong.")')
    assert two.entry("ann").isascii()  # what looks like an `a` and what clears a screen are spelt out
    assert "of({" in two.entry("ann")
    ast.parse(two.entry("ann"))


def test_the_function_that_counts_is_the_last_one_that_can_be_read():
    cells = [swapped(("tanh", "cos")), swapped(("tanh", "sin")), "def layer(x, w:\n", "(" * 5000, "layer2 = layer"]
    assert drafted(cells).pieces == {"np.tanh": "np.sin"}


def test_a_student_without_the_function_is_told_of():
    with pytest.raises(Refused, match="there is no def layer"):
        drafted("layer = 3")


def test_a_very_long_function_is_shown_in_part_and_not_drafted():
    draft = drafted("def layer(x):\n" + "    x = x + 1\n" * MAX_DRAFTED)
    assert len(draft.code) < MAX_DRAFTED + 100
    assert (draft.pieces, draft.body, draft.difference) == ({}, "", [])


def test_a_change_that_an_author_listed_is_found_again_from_the_text_that_it_makes(ann):
    solution = Solution.of(ann)
    changes = [item.change for item in mistakes_of(ann, solution) if item.change][::3]
    found = 0
    for change in changes:
        original, changed = bare_source(solution, change.function), change.source(solution)
        draft = draft_of(Asked(original, [], [changed]), change.function)
        found += bool(draft.pieces)
        if draft.pieces:
            assert ast.dump(_plain(draft.source(original))) == ast.dump(_plain(changed)), change.place
    assert found > 0.9 * len(changes) > 15


def _plain(source):
    (node,) = ast.parse(source).body
    node.returns = None
    for item in ast.walk(node):
        if isinstance(item, ast.arg):
            item.annotation = None
    return node
