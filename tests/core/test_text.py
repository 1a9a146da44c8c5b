"""Sentences: counts agree with their nouns, and a capital begins them."""

import ast
import re

import pytest
from support import ROOT

from deltarule.core.text import capitalised, counted, noun

COUNTED = (
    "answers|arguments|arrays|assignments|cells|columns|distortions|files|functions|items|lengths|lines|"
    "mistakes|mutants|notes|others|places|points|seconds|students|submissions|values"
)
"""What sentences of the package count, and may find one of. What is thousands, characters and bytes, needs no care."""


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("the bias b is missing.", "The bias"),
        ("a sum is missing.", "A sum"),
        ("a has lost its second axis.", "a has"),
        ("then_b is dropped.", "then_b"),
        ("dW is dropped.", "dW is"),
        ("np.exp is left out.", "np.exp"),
    ],
)
def test_a_sentence_begins_with_a_capital_or_with_a_name(said, begins):
    assert capitalised(said).startswith(begins)


def test_a_noun_agrees_with_its_number():
    assert [counted(number, "point") for number in (0, 1, 1.0, 2.5, 1234)] == [
        "0 points",
        "1 point",
        "1 point",
        "2.5 points",
        "1,234 points",
    ]
    assert (counted(1, "entry", "entries"), noun(2, "is", "are")) == ("1 entry", "are")


def miscounted(path):
    """Find numbers, other than constants, that stand before a noun which is always in the plural."""
    for text in (node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.JoinedStr)):
        for value, after in zip(text.values, text.values[1:], strict=False):
            if not isinstance(value, ast.FormattedValue) or not isinstance(after, ast.Constant):
                continue
            what = ast.unparse(value.value)
            form = ast.unparse(value.format_spec) if value.format_spec else ""
            is_count = (
                value.conversion < 0
                and "," not in form
                and not what.isupper()
                and not what.endswith(("name", "function", "other", "most"))
            )
            if is_count and re.match(rf" (more )?({COUNTED})\b", after.value):
                yield f"{path.name}, line {text.lineno}: {ast.unparse(text)}"


@pytest.mark.parametrize(
    "room", sorted(path.name for path in (ROOT / "autograder/deltarule").iterdir() if path.is_dir())
)
def test_what_may_be_one_is_never_said_to_be_several(room):
    files = (ROOT / "autograder/deltarule" / room).rglob("*.py")
    assert [said for path in files for said in miscounted(path)] == []
