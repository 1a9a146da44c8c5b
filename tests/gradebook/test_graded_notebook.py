import json

import nbformat
import pytest
from effort import costs_at_most
from gradebooks import RIGHT, answered, make_course
from nbformat.v4 import new_code_cell, new_notebook, new_output

from deltarule.core.checking.checks import CheckResult
from deltarule.core.course import Course
from deltarule.core.findings.diagnosis import Finding, Named
from deltarule.grading.records import SubmissionRecord
from deltarule.nbgrader.book.graded_notebook import place
from deltarule.nbgrader.book.settings import load_settings
from deltarule.nbgrader.book.source import read_source
from deltarule.nbgrader.book.verdicts import marks_of
from deltarule.nbgrader.sheet import _pieces

MARKED = """# %%
import math

# %% [markdown]
# # Doubling, my way

# %%
FACTOR = 2

def helper(x):
    return FACTOR * x

def double(x):
    return helper(x)

# %%
def double(x):
    # the last one counts
    return helper(x)

# %%
def halve(x) syntax error
"""


READING = []


@pytest.fixture(scope="module", autouse=True)
def reading(readers):
    """Have the submissions read by the readers of all tests."""
    READING[:] = [readers]


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    course = Course(make_course(tmp_path_factory.mktemp("graded") / "course"))
    return read_source(load_settings(course), course.unit("double"))


def placed(source, folder, text, name="double.py"):
    (folder / name).write_text(text)
    record = SubmissionRecord("ada", "1_double", "graded", 0.0, 6.0, [], "", name)
    result = place(source, folder, record, READING[0])
    nbformat.validate(nbformat.from_dict(result.notebook))
    return result


def notebook_text(cells):
    return nbformat.writes(new_notebook(cells=cells))


def test_a_file_without_cells_is_cut_at_its_functions(source, tmp_path):
    result = placed(source, tmp_path, RIGHT)
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in result.notebook["cells"]]
    assert names == ["double", "check_double", "halve", "check_halve", "answer_why"]
    assert result.sources["double"] == "import numpy as np\n\ndef double(x):\n    return 2 * x"
    assert result.sources["halve"] == "def halve(x):\n    return x / 2"
    assert set(result.answers.lost) == {"answer_why"}


def test_nothing_of_a_file_is_invisible(source, tmp_path):
    result = placed(source, tmp_path, MARKED)
    shown = "\n".join(cell["source"] for cell in result.notebook["cells"])
    for line in MARKED.splitlines():
        if not line.startswith("#"):
            assert line in shown
    assert "Doubling, my way" in shown
    assert "the last one counts" in result.sources["double"]
    assert "syntax error" in result.sources["halve"]


def test_a_notebook_keeps_the_students_cells_and_gets_the_instructors_checks(source, tmp_path):
    kept = {cell.name: cell for cell in source.cells}
    check = new_code_cell("check = lambda name: 99", metadata=kept["check_double"].metadata)
    copies = [new_code_cell(f"def double(x): return {n}", metadata=kept["double"].metadata) for n in (1, 2)]
    own = new_code_cell("mine = 1", outputs=[new_output("stream", name="stderr", text="a warning")])
    result = placed(source, tmp_path, notebook_text([own, *copies, check]), "double.ipynb")
    assert [cell["source"] for cell in result.notebook["cells"]] == [
        "mine = 1",
        "def double(x): return 1",
        "def double(x): return 2",
        kept["check_double"].source,
        "# This cell is missing from the submission.",
        kept["check_halve"].source,
        "*This cell is missing from the submission.*",
    ]
    assert result.notebook["cells"][0]["outputs"][0]["text"] == "a warning"


def test_a_free_answer_is_taken_from_whichever_file_has_it(source, tmp_path):
    (tmp_path / "double.ipynb").write_text(notebook_text([answered(source, "Because.")]))
    result = placed(source, tmp_path, RIGHT)
    assert not result.answers.unanswered
    assert not result.answers.lost
    assert "Because." in result.notebook["cells"][-1]["source"]


@pytest.mark.parametrize(
    "cells",
    [
        "null",
        "{}",
        '[1, null, "x", {}, {"cell_type": []}]',
        '[{"cell_type": "code", "source": 3, "metadata": 7, "outputs": {"a": 1}}]',
        '[{"cell_type": "code", "source": ["a", 3, "\\ud800"], "metadata": {"nbgrader": {"grade_id": ["double"]}}}]',
        '[{"cell_type": "markdown", "source": "x", "attachments": {"a": 3, "b": {"image/png": 4}}}]',
        '[{"cell_type": "code", "source": "x", "outputs": [3, {"output_type": "error", "traceback": "x"},'
        ' {"output_type": "display_data", "data": {"image/png": "\\"><script>", "text/plain": 3}}]}]',
        json.dumps([{"cell_type": "code", "source": "x", "metadata": {}}] * 5000),
    ],
)
def test_a_notebook_of_any_shape_becomes_one_that_nbgrader_reads(source, tmp_path, cells):
    result = placed(source, tmp_path, f'{{"nbformat": 4, "cells": {cells}}}', "double.ipynb")
    assert {cell.name for cell in source.cells} == {
        cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in result.notebook["cells"]
    } - {None}
    assert len(result.notebook["cells"]) < 600


def test_a_wall_of_decorators_takes_no_time():
    text = '"""\n' + "@\n" * 20_000 + '"""\n@a\n@b\ndef f(): pass\n@c\ndef g(): pass\n'
    cut = lambda: list(_pieces(text, {"f": "f", "g": "g"}))  # noqa: E731
    assert cut()[-1].source == "@c\ndef g(): pass"
    assert costs_at_most(10, cut)


def test_a_pictures_attachment_stays(source, tmp_path):
    pixel = "iVBORw0KGgo="
    cell = answered(source, "![photo](attachment:p.png)", attachments={"p.png": {"image/png": pixel}})
    result = placed(source, tmp_path, notebook_text([cell]), "double.ipynb")
    shown = next(cell["source"] for cell in result.notebook["cells"] if "photo" in cell["source"])
    assert f'src="data:image/png;base64,{pixel}"' in shown


def told(source, folder, *files):
    """What is said of the free answer where these files were handed in, the first of them graded."""
    for name, text in files:
        (folder / name).write_text(text)
    record = SubmissionRecord("ada", "1_double", "graded", 0.0, 6.0, [], "", files[0][0])
    answers = place(source, folder, record, READING[0]).answers
    return "0" if "answer_why" in answers.unanswered else answers.lost.get("answer_why", "by hand")


ASKED = "\n# %% [markdown]\n# **Why?** Say why.\n#\n# "
MARKED_ASKED = ASKED.replace("]\n", '] question="why"\n', 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (MARKED_ASKED + "YOUR ANSWER HERE\n", "0"),
        (MARKED_ASKED + "Because.\n", "by hand"),
        (MARKED_ASKED + "\n", "by hand"),
        (ASKED + "Because it is so.\n", "can't be found in the submission. What may be the answer: cell 3 of"),
        (ASKED.replace("%% [markdown]", "") + "Because it is so.\n", "“Because it is so.”"),
        (MARKED_ASKED.replace('"why"', '"whi"') + "Because it is so.\n", "“Because it is so.”"),
        (MARKED_ASKED + "YOUR ANSWER HERE\n\n# %% [markdown]\n# Because it is so.\n", "was left as it was handed out."),
        ("\n# %% [markdown]\n# I am sorry.\n", "“I am sorry.”"),
        ("", "no text of the student's own"),
    ],
)
def test_only_an_answer_that_is_there_and_unchanged_is_none(source, tmp_path, text, said):
    assert said in told(source, tmp_path, ("double.py", RIGHT + text))


def test_an_answer_in_a_cell_of_another_name_is_pointed_to(source, tmp_path):
    cell = answered(source, "Because it is so.")
    cell.metadata = {"nbgrader": {**cell.metadata["nbgrader"], "grade_id": "answer_else"}}
    said = told(source, tmp_path, ("double.ipynb", notebook_text([new_code_cell(RIGHT), cell])))
    assert said.endswith("cell 2 of double.ipynb, “Because it is so.”.")


def test_an_answer_that_lost_its_name_in_one_file_is_not_none_for_the_other(source, tmp_path):
    untouched = answered(source, next(cell.source for cell in source.cells if cell.name == "answer_why"))
    files = ("double.ipynb", notebook_text([untouched])), ("double.py", RIGHT + ASKED + "Because it is so.\n")
    assert "of double.py, “Because it is so.”" in told(source, tmp_path, *files)
    assert "of double.py, “Because it is so.”" in told(source, tmp_path, *files[::-1])


def test_thousands_of_cells_are_searched_in_little_time(source, tmp_path):
    cells = [{"cell_type": "code", "source": f"text {number} of mine" * 20, "metadata": {}} for number in range(5000)]
    text = json.dumps({"nbformat": 4, "cells": cells})  # reading has limits of its own, in another process
    assert costs_at_most(50, lambda: told(source, tmp_path, ("double.ipynb", text)))


def test_what_was_found_is_told_once_with_the_function_and_its_points_with_the_check(source, tmp_path):
    named = Finding("double", mistakes=[Named("tripled", "It is tripled. " + "So it is. " * 20)])
    message = "\n".join(["double: <b>it</b> is \x1b[2J wrong", "Asked: Twice.", *named.lines()])
    checks = [
        CheckResult("test_double", "double", 2, 0.0, "failed", message, "tripled", finding=named),
        CheckResult("test_double_twice", "double", 1, 0.0, "failed", "double: its twin is wrong", "tripled"),
        CheckResult("test_halve", "halve", 1, 1.0, "passed", "", None),
    ]
    (tmp_path / "double.py").write_text(RIGHT)
    record = SubmissionRecord("ada", "1_double", "graded", 1.0, 4.0, checks, "", "double.py")
    result = place(source, tmp_path, record, READING[0])
    outputs = {cell["id"]: cell["outputs"] for cell in result.notebook["cells"] if cell["cell_type"] == "code"}
    assert outputs["check_double"][0]["text"] == "double: 0 of 3 points\n"
    comment = marks_of(source, record, result)["double"].comment
    assert comment.startswith("    double: <b>it</b> is \\u001b[2J wrong\n    Hint: It is tripled.")
    assert comment.count("It is tripled.") == 1
    assert "twin" not in comment
    assert max(map(len, comment.split("\n"))) <= 84
    assert marks_of(source, record, result)["halve"].comment is None
