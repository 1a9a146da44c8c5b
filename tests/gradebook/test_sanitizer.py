import html
import json
import re
from html.parser import HTMLParser

import pytest
from gradebooks import RIGHT, answered, book_of, grade, hand_in, make_course
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from support import run

from deltarule.core.course import Course
from deltarule.nbgrader.book.settings import load_settings
from deltarule.nbgrader.book.source import read_source
from deltarule.nbgrader.sanitizer import harmless_markdown

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


@pytest.mark.parametrize("text", ["n<m>k", "if a<n>c", "<math>x</math>", "a <u-x> b", "<!DOCTYPE html>", "</script>"])
def test_a_tag_that_is_not_rendered_is_shown_as_it_was_typed(text):
    assert html.escape(text, quote=False) in harmless_markdown(text)


def test_a_comment_is_not_shown():
    assert "secret" not in harmless_markdown("before <!-- secret --> after")


def test_links_stay_and_tell_nobody_where_they_were_clicked():
    page = harmless_markdown("[there](https://example.org/x) and [mail](mailto:a@example.org)")
    assert '<a href="https://example.org/x" rel="noopener noreferrer">there</a>' in page
    assert 'href="mailto:a@example.org"' in page


def test_tags_that_multiply_are_shown_as_they_were_typed():
    text = "".join(f"<b title={number}><p>" for number in range(400))
    assert len(harmless_markdown(text)) < 10 * len(text)


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
