import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deltarule.core.code import grade_ids

NAMES = ["f", "forward_prop", "check", "check_f", "answer_why", "function_f", "function_check_f", "check_check_f", "ß"]


@pytest.mark.parametrize("name", NAMES)
def test_a_function_is_found_again_by_the_name_of_its_cells(name):
    assert grade_ids.function_in(grade_ids.of_function(name)) == name
    assert grade_ids.checked_by(grade_ids.of_check(name)) == name


def test_no_two_cells_have_one_name_whatever_the_functions_and_questions_are_called():
    made = [grade_ids.of_function(name) for name in NAMES] + [grade_ids.of_check(name) for name in NAMES]
    made += [grade_ids.of_answer(name) for name in NAMES]
    assert len(set(made)) == len(made)
    assert len({grade_ids.cell_id(name) for name in made}) == len(made)


def test_cells_are_named_as_they_always_were():
    assert grade_ids.of_function("forward_prop") == "forward_prop"
    assert grade_ids.of_check("forward_prop") == "check_forward_prop"
    assert grade_ids.of_answer("why") == "answer_why"
    assert grade_ids.cell_id("check_forward_prop") == "check_forward_prop"


@pytest.mark.parametrize("name", ["f", "answer_why", "function_check_f", "", "checked"])
def test_the_name_of_another_cell_is_no_checks(name):
    assert grade_ids.checked_by(name) is None


@given(st.text(max_size=100), st.text(max_size=100))
def test_ids_are_what_the_notebook_format_allows_and_differ_where_names_do(one, other):
    ids = [grade_ids.cell_id(f"check_{name}") for name in (one, other)]
    assert all(re.fullmatch("[A-Za-z0-9_-]{1,64}", item) for item in ids)
    assert (ids[0] == ids[1]) is (one == other)


@pytest.mark.parametrize(
    "cell",
    [
        {},
        {"metadata": None},
        {"metadata": []},
        {"metadata": {"nbgrader": 3}},
        {"metadata": {"nbgrader": {}}},
        {"metadata": {"nbgrader": {"grade_id": 7}}},
    ],
)
def test_a_cell_of_any_shape_has_no_name_and_checks_nothing(cell):
    assert grade_ids.grade_id_of(cell) == ""
    assert not grade_ids.is_check(cell)


def test_a_check_is_graded_and_no_students_to_write():
    def cell(**marks):
        return {"metadata": {"nbgrader": {"grade_id": "check_f", **marks}}}

    assert grade_ids.grade_id_of(cell()) == "check_f"
    assert grade_ids.is_check(cell(grade=True, solution=False))
    assert not grade_ids.is_check(cell(grade=True, solution=True))
    assert not grade_ids.is_check(cell(grade=False))


def a_cell(grade_id, source="x", cell_type="code", **claims):
    return {"cell_type": cell_type, "source": source, "metadata": {"nbgrader": {"grade_id": grade_id, **claims}}}


@pytest.mark.parametrize(
    ("cells", "kinds"),
    [
        ([a_cell("check_f", grade=False), a_cell("f", grade=True, solution=False)], [grade_ids.CHECK, "code"]),
        ([a_cell("mine", grade=True), a_cell("check_mine", grade=True)], ["code", "code"]),
        ([a_cell("f", cell_type="raw"), a_cell("mine", cell_type="raw", points=3)], ["code", "raw"]),
        ([a_cell("check_f", "def f(): pass"), a_cell("check_f")], ["code", grade_ids.CHECK]),
        ([a_cell("check_f"), a_cell("check_f")], [grade_ids.CHECK, grade_ids.CHECK]),
        ([a_cell("answer_why"), {"cell_type": "raw", "source": "x", "metadata": {}}], ["markdown", "raw"]),
    ],
    ids=[
        "claims",
        "names of nobody's",
        "types",
        "copies that differ",
        "copies that say the same",
        "answers and no name",
    ],
)
def test_a_cell_is_what_its_name_says_and_not_what_it_claims(cells, kinds):
    assert grade_ids.kinds_of(cells, ["f"]) == kinds
