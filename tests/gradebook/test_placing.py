import html
import json
import re
import time
from html.parser import HTMLParser

import nbformat
import pytest
from gradebooks import RIGHT, book_of, grade, hand_in, make_course
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from support import run

from autograder.course import Course
from autograder.gradebook.harmless import harmless_markdown
from autograder.gradebook.placing import _pieces, place
from autograder.gradebook.settings import load_settings
from autograder.gradebook.source import read_source
from autograder.grading.records import SubmissionRecord

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


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    course = Course(make_course(tmp_path_factory.mktemp("placing") / "course"))
    return read_source(load_settings(course), course.unit("double"))


def placed(source, folder, text, name="double.py"):
    (folder / name).write_text(text)
    record = SubmissionRecord("ada", "1_double", "graded", 0.0, 6.0, [], "", name)
    result = place(source, folder, record)
    nbformat.validate(nbformat.from_dict(result.notebook))
    return result


def notebook_text(cells):
    return nbformat.writes(new_notebook(cells=cells))


def answered(source, text, **more):
    cell = next(cell for cell in source.cells if cell.name == "answer_why")
    return new_markdown_cell(text, metadata=cell.metadata, **more)


def test_a_file_without_cells_is_cut_at_its_functions(source, tmp_path):
    result = placed(source, tmp_path, RIGHT)
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in result.notebook["cells"]]
    assert names == ["double", "check_double", "halve", "check_halve", "answer_why"]
    assert result.sources["double"] == "import numpy as np\n\ndef double(x):\n    return 2 * x"
    assert result.sources["halve"] == "def halve(x):\n    return x / 2"
    assert result.unanswered == {"answer_why"}


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
    assert result.unanswered == set()
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


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<scr<script>ipt>alert(1)</script>",
    "[x](javascript:alert(1)) [y](&#x6A;avascript:alert(1)) [z]\n\n[z]: JaVaScRiPt:alert(1)",
    "![x](data:text/html;base64,PHNjcmlwdD4=) <a href='data:text/html,1'>x</a>",
    '![a" onerror="alert(1)](x "t" onerror=alert(1))',
    "<div>\n\n<svg onload=alert(1)>\n\n</div></div></div><iframe src=//evil>",
    "$$<img src=x onerror=alert(1)>$$ \\begin{a}<script>x</script>\\end{a}",
    "$\\href{javascript:alert(1)}{x} \\require{html} \\style{x}{y}$",
    "```mermaid\n&lt;img src=x onerror=alert(1)&gt;\n```",
    "```<script>\n<script>alert(1)</script>\n```",
    "    </code></pre><script>alert(1)</script>",
    "<style>*{display:none}</style><form action=//evil><input name=x></form><base href=//evil>",
    "<math href=javascript:alert(1)>x</math><!--><script>alert(1)</script-->",
    "![x](attachment:none.png)",
]


class Active(HTMLParser):
    """Gathers what a browser would act on."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "iframe", "svg", "style", "form", "base", "object", "embed", "link", "math"):
            self.found.append(tag)
        for name, value in attrs:
            harmful = name in ("href", "src") and re.match(r"(javascript|vbscript|data:text)", (value or "").lower())
            if name.startswith("on") or harmful:
                self.found.append(f"{tag} {name}")


def active(page):
    parser = Active()
    parser.feed(page)
    return sorted(parser.found)


@pytest.mark.parametrize("text", ATTACKS)
def test_hostile_markdown_renders_to_nothing_active(text):
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    page = markdown2html_mistune(harmless_markdown(text))
    assert active(page) == []
    assert "\\href" not in page


def test_honest_markdown_renders_as_before():
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    text = "# Why\n\n*Because* $a<b$:\n\n- one\n- two\n\n```python\nx = 1\n\n\ny = 2\n```\n\n| a |\n|---|\n| 1 |"
    page = markdown2html_mistune(harmless_markdown(text))
    for part in ("<h1>Why</h1>", "<em>Because</em>", "$a&lt;b$", "<li>two</li>", "<pre>", "<td>1</td>"):
        assert part in page
    assert markdown2html_mistune(harmless_markdown(page)) is not None


@pytest.mark.parametrize(
    "text",
    [
        r"$\\href{javascript:alert(1)}{x}$",
        r"$\\\href{javascript:alert(1)}{x}$",
        r"<div>$&#92;href{javascript:alert(1)}{x}$</div>",
        r"<div>$&bsol;href{javascript:alert(1)}{x}$</div>",
        r"<div>$\&#104;ref{javascript:alert(1)}{x}$</div>",
        r"$\mmlToken{mi}[href=javascript:alert(1)]{x}$",
    ],
)
def test_mathjax_finds_no_link(text):
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    shown = html.unescape(html.unescape(markdown2html_mistune(harmless_markdown(text))))
    assert not re.search(r"\\(href|mmlToken)", shown)


def test_tags_that_multiply_are_shown_as_they_were_typed():
    text = "".join(f"<b title={number}><p>" for number in range(400))
    assert len(harmless_markdown(text)) < 10 * len(text)


def test_a_wall_of_decorators_takes_no_time():
    text = '"""\n' + "@\n" * 20_000 + '"""\n@a\n@b\ndef f(): pass\n@c\ndef g(): pass\n'
    begun = time.monotonic()
    pieces = list(_pieces(text, {"f": "f", "g": "g"}))
    assert time.monotonic() - begun < 1
    assert pieces[-1].source == "@c\ndef g(): pass"


def test_no_script_of_a_students_reaches_the_feedback(tmp_path):
    folder = make_course(tmp_path / "course")
    hand_in(folder, "plain", RIGHT, "Because.")
    source = read_source(load_settings(Course(folder)), Course(folder).unit("double"))
    rich = [
        new_output(
            "display_data", {"text/html": "<script>alert(1)</script>", "image/svg+xml": "<svg onload=alert(1)>"}
        ),
        new_output("display_data", {"application/javascript": "alert(1)", "text/latex": "<script>"}),
        new_output("stream", text="<script>alert(1)</script>\x1b[31m<img src=x onerror=alert(1)>"),
        new_output("error", ename="<script>", evalue="<script>", traceback=["<script>alert(1)</script>"]),
    ]
    double = next(cell for cell in source.cells if cell.name == "double")
    raises = "def double(x):\n    raise ValueError('<script>alert(1)</script> ![x](attachment:a) </pre>\\n$$<script>')"
    cells = [
        *(new_markdown_cell(text, attachments={"a": {'image/png"><script>': "x"}}) for text in ATTACKS),
        answered(source, "\n\n".join(ATTACKS)),
        new_raw_cell("<script>alert(1)</script>", metadata={"raw_mimetype": "text/html"}),
        new_code_cell(raises, metadata=double.metadata, outputs=rich),
        new_code_cell("'</pre><script>alert(1)</script>'", outputs=rich),
    ]
    hostile = folder / "instructor/submitted/hostile/1_double"
    hostile.mkdir(parents=True)
    notebook = new_notebook(cells=cells, metadata={"title": "<script>", "widgets": {"x": "<script>"}})
    (hostile / "double.ipynb").write_text(json.dumps(notebook))
    (hostile / "page.html").write_text("<script>alert(1)</script>")
    grade(folder)
    result = run("nbgrader", "generate_feedback", "1_double", cwd=folder / "instructor")
    assert result.returncode == 0, result.stderr
    pages = {name: folder / "instructor/feedback" / name / "1_double/double.html" for name in ("plain", "hostile")}
    assert active(pages["hostile"].read_text()) == active(pages["plain"].read_text())  # what the page itself brings
    assert not (folder / "instructor/autograded/hostile/1_double/page.html").exists()
    with book_of(folder) as book:
        assert "<script>" in book.find_comment("double", "double", "1_double", "hostile").auto_comment


def test_a_pictures_attachment_stays(source, tmp_path):
    pixel = "iVBORw0KGgo="
    cell = answered(source, "![photo](attachment:p.png)", attachments={"p.png": {"image/png": pixel}})
    result = placed(source, tmp_path, notebook_text([cell]), "double.ipynb")
    shown = next(cell["source"] for cell in result.notebook["cells"] if "photo" in cell["source"])
    assert f'src="data:image/png;base64,{pixel}"' in shown
