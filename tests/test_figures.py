"""The tables that ``make figures`` writes."""

import figures
import pytest
from support import ROOT

from deltarule.core.course import Unit
from deltarule.core.errors import UserError

PAGE = """# Figures

<!-- figures: units -->
| unit | mistakes | named | alternatives | mutants |
| --- | --- | --- | --- | --- |
| `1_one` the first | 3 of 3 | 2 | 1 of 1 | 7 of 8 |
| `2_two` the second | 4 of 4 | 4 | 2 of 2 | |
<!-- end of figures -->

The `1_one` of old.
"""


def measured(assignment, mutants=9):
    return figures.Figures(Unit(ROOT, assignment), 5, 4, 2, mutants, mutants and 8)


def test_a_units_row_is_written_in_its_place_and_keeps_its_title():
    page = figures.written(PAGE, "units", measured("1_one"))
    assert page == PAGE.replace(
        "the first | 3 of 3 | 2 | 1 of 1 | 7 of 8 |", "the first | 5 of 5 | 4 | 2 of 2 | 8 of 9 |"
    )


def test_a_new_unit_gets_a_row_after_the_others():
    page = figures.written(PAGE, "units", measured("3_three", mutants=0))
    assert "| 2 of 2 | |\n| `3_three` | 5 of 5 | 4 | 2 of 2 | |\n<!-- end" in page


def test_a_table_of_mutants_has_no_row_for_a_unit_without_any():
    page = PAGE.replace("units", "mutants")
    assert figures.written(page, "mutants", measured("3_three", mutants=0)) == page
    assert "| `3_three` | 9 | 8 | 1 |\n<!-- end" in figures.written(page, "mutants", measured("3_three"))


def test_a_page_without_the_table_is_refused():
    with pytest.raises(UserError, match="no table between"):
        figures.written(PAGE, "mutants", measured("1_one"))


@pytest.mark.parametrize("table", figures.PLACES)
def test_this_courses_pages_have_their_tables(table):
    text = figures.PLACES[table].read_text()
    assert "| `1_neuron`" in figures.written(text, table, measured("1_neuron"))
