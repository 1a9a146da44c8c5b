import pytest
from hypothesis import given
from hypothesis import strategies as st

from deltarule.lms.formulas import guarded, unguarded

BEGINNINGS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


@pytest.mark.parametrize("beginning", [*BEGINNINGS, " =", "\n=", "\u3000+", "\t", "\r"])
def test_what_begins_a_formula_is_made_text(beginning):
    assert guarded(f"{beginning}1") == f"'{beginning}1"


@pytest.mark.parametrize("text", ["", "ann", "2-1", "it's", "'quoted'", " x"])
def test_what_begins_none_stays(text):
    assert guarded(text) == text


@given(st.text(st.sampled_from("=+-@'\t\r\n a\uff1d")) | st.text())
def test_every_text_comes_back(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).lstrip().startswith(tuple(BEGINNINGS))
