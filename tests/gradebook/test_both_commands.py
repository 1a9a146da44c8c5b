"""``deltarule grade`` and ``nbgrader autograde`` on the same notebooks: the same marks, and nothing is 0 in silence."""

import json
import re
from copy import deepcopy

import nbformat
import pytest
from gradebooks import RIGHT, book_of, grade, make_course
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell
from sidebyside import nbgrader_finds_alembic, released, twin  # noqa: F401
from support import run

ANSWER = "Because two halves make a whole."
ASKED = "**Why?** Say why, in your own words."
FUNCTIONS = ("check_double", "check_halve")


def cell_of(notebook, name):
    return next(cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == name)


def answered(notebook):
    cell = cell_of(notebook, "answer_why")
    cell.source = cell.source.replace("YOUR ANSWER HERE", ANSWER)


def nothing(notebook):
    """Leave it as it was handed out, but for the functions."""


def loses_its_marks(notebook):
    answered(notebook)
    cell_of(notebook, "answer_why").metadata = {}


def loses_its_marks_and_question(notebook):
    cell = cell_of(notebook, "answer_why")
    cell.metadata, cell.source = {}, ANSWER


def unanswered_loses_its_marks(notebook):
    cell_of(notebook, "answer_why").metadata = {}


def is_deleted(notebook):
    notebook.cells.remove(cell_of(notebook, "answer_why"))


def is_renamed(notebook):
    answered(notebook)
    cell_of(notebook, "answer_why").metadata.nbgrader.grade_id = "answer_other"


def is_moved(notebook):
    answered(notebook)
    notebook.cells.insert(0, notebook.cells.pop(notebook.cells.index(cell_of(notebook, "answer_why"))))


def is_merged(notebook):
    answered(notebook)
    cell = cell_of(notebook, "answer_why")
    notebook.cells.remove(cell)
    notebook.cells.insert(0, new_markdown_cell(f"My notes\n\n{cell.source}"))


def is_split(notebook):
    cell = cell_of(notebook, "answer_why")
    question, answer = cell.source.replace("YOUR ANSWER HERE", ANSWER).rsplit("\n\n", 1)
    cell.source = question
    notebook.cells.append(new_markdown_cell(answer))


def is_answered_below(notebook):
    at = notebook.cells.index(cell_of(notebook, "answer_why"))
    notebook.cells.insert(at + 1, new_markdown_cell(ANSWER))


def is_answered_in_code(notebook):
    at = notebook.cells.index(cell_of(notebook, "answer_why"))
    notebook.cells.insert(at + 1, new_code_cell(ANSWER))


def is_answered_in_a_copy(notebook):
    copy = deepcopy(cell_of(notebook, "answer_why"))
    answered(notebook)
    copy.id = "copy"
    notebook.cells.append(copy)


def becomes(kind):
    def change(notebook):
        answered(notebook)
        cell = cell_of(notebook, "answer_why")
        cell.pop("outputs", None)
        cell.cell_type = kind
        if kind == "code":
            cell.outputs, cell.execution_count = [], None

    change.__name__ = f"becomes_{kind}"
    return change


def function_becomes(kind):
    def change(notebook):
        answered(notebook)
        cell = cell_of(notebook, "double")
        cell.cell_type = kind
        del cell["outputs"], cell["execution_count"]

    change.__name__ = f"function_becomes_{kind}"
    return change


def check_becomes_text(notebook):
    answered(notebook)
    cell = cell_of(notebook, "check_double")
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def function_is_indented(notebook):
    cell = cell_of(notebook, "double")
    cell.source = "".join(f"  {line}" for line in cell.source.splitlines(True))


def function_is_from_a_session(notebook):
    cell = cell_of(notebook, "double")
    cell.source = ">>> " + "... ".join(cell.source.strip().splitlines(True))


def function_loses_its_marks(notebook):
    answered(notebook)
    cell_of(notebook, "double").metadata = {}


def check_is_doubled(notebook):
    answered(notebook)
    copy = deepcopy(cell_of(notebook, "check_double"))
    copy.id = "again"
    notebook.cells.append(copy)


def copied_check_holds_the_function(notebook):
    cell, check = cell_of(notebook, "double"), cell_of(notebook, "check_double")
    copy = deepcopy(check)
    copy.id, copy.source, cell.source = "copy", cell.source, ""
    notebook.cells.insert(notebook.cells.index(check), copy)


def function_is_marked_as_a_check(notebook):
    cell_of(notebook, "double").metadata.nbgrader.update(grade=True, solution=False)


def own_cell_is_marked_as_a_check(notebook):
    cell = cell_of(notebook, "double")
    marks = {**cell.metadata.nbgrader, "grade_id": "cell-1", "grade": True, "solution": False, "points": 99}
    notebook.cells.insert(1, new_code_cell(cell.source, metadata={"nbgrader": marks}))
    cell.source = ""


def type_is_noted_otherwise(notebook):
    cell = cell_of(notebook, "double")
    cell.metadata.nbgrader.cell_type = "markdown"


def is_emptied(notebook):
    notebook.cells = []


def holds_only_text(notebook):
    notebook.cells = [new_markdown_cell("I did it on paper."), new_raw_cell("x")]


def holds_only_checks(notebook):
    notebook.cells = [cell_of(notebook, name) for name in FUNCTIONS]


def holds_empty_cells(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = "# nothing\n" if len(cell.source) % 2 else ""


def is_another_units(notebook):
    notebook.cells = [new_code_cell("def triple(x):\n    return 3 * x")]


def is_of_a_future_format(notebook):
    return json.dumps({**notebook, "nbformat": 5})


def is_no_json(notebook):
    return json.dumps(notebook)[:-40]


def has_no_cells(notebook):
    return json.dumps({key: value for key, value in notebook.items() if key != "cells"})


def has_a_cell_that_is_none(notebook):
    return json.dumps({**notebook, "cells": [*notebook.cells, 3]})


def is_nested_without_end(notebook):
    return '{"nbformat": 4, "cells": [{"cell_type": "markdown", "source": "x", "metadata": ' + "[" * 10**6


def is_of_a_future_minor_format(notebook):
    notebook.cells.append({"cell_type": "hologram", "source": ["x"], "metadata": {}, "shape": []})
    return json.dumps({**notebook, "nbformat_minor": 99, "theme": {"dark": True}})


def is_of_a_future_nbgrader(notebook):
    for name in ("double", *FUNCTIONS):
        cell_of(notebook, name).metadata.nbgrader["schema_version"] = 4
    return json.dumps(notebook)


def is_of_an_older_nbgrader(notebook):
    cell_of(notebook, "double").metadata["nbgrader"] = {"grade_id": "double", "solution": True}
    return json.dumps(notebook)


def has_odd_marks(notebook):
    cell_of(notebook, "check_double").metadata.nbgrader.update(points="many", locked=[], grade="no", checksum=7)
    return json.dumps(notebook)


def has_odd_metadata(notebook):
    for cell in notebook.cells:
        cell.id = '"><img src=//evil>' if cell.cell_type == "markdown" else "same"
        cell.metadata.update({"tags": [3, "a,b", "a", "a"], "jupyter": 3, "name": "", "x": [[["deep"]]] * 10**4})
    notebook.metadata.update({"kernelspec": "R", "language_info": {"name": "R"}, "title": "<script>"})
    return json.dumps(notebook)


def has_half_a_sign(notebook):
    cell_of(notebook, "double").source += "# \ud83d"
    return json.dumps(notebook)


def has_a_wall_of_backslashes(notebook):
    notebook.cells += [new_markdown_cell("\\" * 100_000), new_code_cell("# " + "*" * 90_000)]
    return json.dumps(notebook)


WAITS = [
    loses_its_marks,
    loses_its_marks_and_question,
    unanswered_loses_its_marks,
    is_deleted,
    is_renamed,
    is_moved,
    is_merged,
    is_split,
    is_answered_below,
    is_answered_in_code,
    is_answered_in_a_copy,
    becomes("code"),
    becomes("raw"),
]
POINTED_TO = [
    loses_its_marks,
    loses_its_marks_and_question,
    is_renamed,
    is_merged,
    is_answered_below,
    is_answered_in_code,
]
SAME = [
    function_becomes("markdown"),
    function_becomes("raw"),
    function_is_indented,
    function_is_from_a_session,
    check_becomes_text,
    function_loses_its_marks,
    check_is_doubled,
    copied_check_holds_the_function,
    function_is_marked_as_a_check,
    own_cell_is_marked_as_a_check,
    type_is_noted_otherwise,
    is_of_a_future_minor_format,
    is_of_a_future_nbgrader,
    is_of_an_older_nbgrader,
    has_odd_marks,
    has_odd_metadata,
    has_half_a_sign,
    has_a_wall_of_backslashes,
]
UNREADABLE = [is_of_a_future_format, is_no_json, has_no_cells, has_a_cell_that_is_none, is_nested_without_end]
EMPTY = [is_emptied, holds_only_text, holds_only_checks, holds_empty_cells, is_another_units]


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Each submission's grades and comments, as `deltarule grade` and as `nbgrader autograde` leave them."""
    course = make_course(tmp_path_factory.mktemp("both") / "course")
    instructor = course / "instructor"
    handed_out = nbformat.read(course / "exercises/1_double/double.ipynb", as_version=4)
    cell_of(handed_out, "double").source = RIGHT.split("def halve")[0]
    cell_of(handed_out, "halve").source = "def halve" + RIGHT.split("def halve")[1]
    students = {change.__name__: change for change in [nothing, *WAITS, *SAME, *EMPTY, *UNREADABLE]}
    for student, change in students.items():
        notebook = deepcopy(handed_out)
        text = change(notebook)
        folder = instructor / "submitted" / student / "1_double"
        folder.mkdir(parents=True)
        (folder / "double.ipynb").write_text(text or nbformat.writes(notebook))
    released(instructor, "1_double")
    other = twin(course)
    said = grade(course).stderr
    result = run("nbgrader", "autograde", "1_double", "--force", cwd=other / "instructor", timeout=500)
    assert result.returncode == 0, result.stderr[-2000:]
    return said, *(given(folder, students) for folder in (course, other)), result.stderr


def given(course, students):
    with book_of(course) as gradebook:
        return {
            student: (
                {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades},
                {comment.name: comment.auto_comment or "" for comment in notebook.comments},
            )
            for student in students
            for notebook in gradebook.find_submission("1_double", student).notebooks
        }


@pytest.mark.parametrize("change", [nothing, *WAITS, *SAME, *EMPTY, *UNREADABLE])
def test_both_commands_give_the_same_marks_and_let_the_same_wait(both, change):
    _, ours, nbgraders, _ = both
    assert ours[change.__name__][0] == nbgraders[change.__name__][0]


@pytest.mark.parametrize("change", WAITS)
def test_an_answer_that_is_not_where_it_was_waits_for_a_person(both, change):
    for marks, _ in (both[1][change.__name__], both[2][change.__name__]):
        assert marks["answer_why"] == (None, True)
        assert [marks[name] for name in FUNCTIONS] == [(2.0, False), (1.0, False)]


@pytest.mark.parametrize("change", POINTED_TO)
def test_what_may_be_the_answer_is_pointed_to(both, change):
    for _, comments in (both[1][change.__name__], both[2][change.__name__]):
        assert "What may be the answer: cell" in comments["answer_why"]
        assert ANSWER in comments["answer_why"] or "My notes" in comments["answer_why"]
    assert f"{change.__name__}/1_double: not found where it belongs, and waits for you: answer_why" in both[0]


def test_only_an_answer_that_is_there_and_unchanged_is_nothing(both):
    for marks, comments in (both[1]["nothing"], both[2]["nothing"]):
        assert marks["answer_why"] == (0.0, False)
        assert comments["answer_why"] == "No response."


@pytest.mark.parametrize("change", SAME)
def test_a_cell_of_another_type_or_without_its_marks_costs_no_function_its_points(both, change):
    for marks, _ in (both[1][change.__name__], both[2][change.__name__]):
        assert [marks[name] for name in FUNCTIONS] == [(2.0, False), (1.0, False)]


@pytest.mark.parametrize("change", EMPTY)
def test_a_notebook_with_nothing_to_grade_in_it_is_flagged_with_the_reason(both, change):
    for marks, comments in (both[1][change.__name__], both[2][change.__name__]):
        assert marks["check_double"] == (0.0, True)
        assert "double.ipynb has no" in comments["double"]


@pytest.mark.parametrize("change", UNREADABLE)
def test_a_notebook_that_nobody_can_read_is_named_and_waits_and_ends_no_run(both, change):
    for marks, comments in (both[1][change.__name__], both[2][change.__name__]):
        assert [marks[name] for name in FUNCTIONS] == [(0.0, True), (0.0, False)]
        assert marks["answer_why"] == (None, True)
        told = (
            r"Nothing could be graded: double\.ipynb is (not a notebook that can be|in a newer format than can be) read"
        )
        assert re.search(told, comments["double"])
    assert f"{change.__name__}/1_double/double.ipynb: nothing could be graded, and it waits for you" in both[3]
