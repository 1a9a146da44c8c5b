"""Hints as an author writes them, and what becomes of them."""

import zipfile

import pytest
from samples import SOLUTION, write_unit

from deltarule.authoring.building.kits import write_kit
from deltarule.authoring.building.products import build, write
from deltarule.authoring.hint_lines import hints_in, without_hints
from deltarule.core.errors import UserError
from deltarule.core.selfcheck.hints import hints_for, next_hint

MARKED = SOLUTION.replace("    return 2 * x", "    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION").replace(
    "    return double(double(x))", "    ### BEGIN SOLUTION\n    return double(double(x))\n    ### END SOLUTION"
)
MARKED = MARKED.replace("def quadruple", "# %%\ndef quadruple")
HINTS = "# Hint: What is twice a number?\n# Hint: Add it to itself,\n#     or multiply it.\n"


def hinted(text=HINTS):
    return MARKED.replace("def double(", f"{text}def double(")


def test_hints_reach_the_kit_packed_and_neither_stub_nor_notebook_holds_them(tmp_path):
    unit = write_unit(tmp_path, hinted())
    plain = write_unit(tmp_path / "plain", MARKED)
    products = build(unit)
    assert products[unit.exercise] == build(plain)[plain.exercise]
    assert not [path for path, content in products.items() if b"twice a number" in content or b"Hint" in content]
    write(products)
    assert hints_for(unit, "double") == ["What is twice a number?", "Add it to itself, or multiply it."]
    assert hints_for(unit, "quadruple") == []
    with zipfile.ZipFile(write_kit([unit], tmp_path / "kit.zip")) as archive:
        assert "kit/exercises/1_tiny/hints.txt" in archive.namelist()


def test_a_unit_without_hints_has_no_file_of_them(tmp_path):
    unit = write_unit(tmp_path, MARKED)
    write(build(unit))
    assert not unit.hints.exists()


def test_without_hints_a_text_is_as_it_was():
    assert without_hints(hinted()) == MARKED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Hint: a\n" * 4, "up to 3 hints"),
        ("# Hint:\n", "none of them empty"),
        ("# Hint: a\n\n", "right above a function's def"),
        ("# hint: a\n", "is no hint"),
        ("# Hints: a\n", "is no hint"),
        ("    # Hint: a\n", "is no hint"),
    ],
)
def test_what_looks_like_a_hint_and_is_none_stops_the_build_with_its_line(tmp_path, text, said):
    unit = write_unit(tmp_path, hinted(text))
    with pytest.raises(UserError, match=rf"tiny\.py, line \d+: .*{said}"):
        hints_in(unit)


def test_damaged_hints_are_said_to_be_and_no_traceback(tmp_path):
    unit = write_unit(tmp_path, hinted())
    unit.hints.parent.mkdir(parents=True, exist_ok=True)
    for damaged in (b"", b"AAAA", b"\xff", b"eNoDAAAAAAE="):
        unit.hints.write_bytes(damaged)
        with pytest.raises(UserError, match="is damaged"):
            next_hint(unit, "double")
