import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deltarule.lms.formulas import guarded, guarded_html, unguarded

BEGINNINGS = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


@pytest.mark.parametrize("beginning", [*BEGINNINGS, " =", "\u3000+", "\t", "\r"])
def test_what_begins_a_formula_is_made_text(beginning):
    assert guarded(f"{beginning}1") == f"'{beginning}1"


@pytest.mark.parametrize(
    ("text", "safe"), [("a;=1", "a;'=1"), ("a; @x", "a;' @x"), ("\n=", "\n'="), ("a\n+1", "a\n'+1"), (";-'=", ";'-'=")]
)
def test_what_begins_one_where_a_spreadsheet_cuts_is_made_text(text, safe):
    assert guarded(text) == safe


@pytest.mark.parametrize("text", ["", "ann", "2-1", "it's", "'quoted'", " x", "a; b", "x, -1"])
def test_what_begins_none_stays(text):
    assert guarded(text) == text


@given(st.text(st.sampled_from("=+-@'\t\r\n ;,a\uff1d")) | st.text())
def test_every_text_comes_back_and_is_no_formula_where_a_spreadsheet_cuts_it(text):
    assert unguarded(guarded(text)) == text
    for cell in re.split("[;\t\r\n]", guarded(text)):
        assert not cell.lstrip().startswith(tuple(BEGINNINGS))


@given(st.text(st.sampled_from("=+-@\t\n ;,a<\uff1d")))
def test_markup_is_no_formula_where_a_spreadsheet_cuts_it_and_reads_as_it_did(text):
    markup = guarded_html(f"<p>{html.escape(text)}")
    assert html.unescape(markup) == f"<p>{text}"
    for cell in re.split("[,;\t\n]", markup):
        assert not cell.lstrip().startswith(tuple(BEGINNINGS))
