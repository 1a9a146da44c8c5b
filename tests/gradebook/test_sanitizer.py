import html
import json
import re
from html.parser import HTMLParser

import pytest
from effort import costs_at_most
from gradebooks import RIGHT, answered, book_of, grade, hand_in, make_course
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from support import run

from deltarule.core.course import Course
from deltarule.core.text import one_line, spelt_out, visible
from deltarule.lms.formulas import guarded, guarded_html, unguarded
from deltarule.nbgrader.book.graded_notebook import check_outputs
from deltarule.nbgrader.book.settings import load_settings
from deltarule.nbgrader.book.source import read_source
from deltarule.nbgrader.book.verdicts import shown
from deltarule.nbgrader.sanitizer import Room, harmless_markdown, harmless_outputs, joined

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


REMOTE = [
    "![x](http://evil.example/a.png)",
    "![x](HTTPS://evil.example/a.png 'title')",
    "![x][1]\n\n[1]: https://evil.example/a.png",
    "<img src=//evil.example/a.png> <img src='\\\\evil.example/a'> <img src=/\\evil.example/a>",
    "<img src=http://evil.example/a.png alt='a > b' title='src=\"x\"'>",
    "<img src=a.png srcset='https://evil.example/a.png 2x' lowsrc=//evil.example dynsrc=//evil.example>",
    "<picture><source srcset=//evil.example/a><img src=x></picture>",
    "<video src=//evil.example/a poster=//evil.example/a><track src=//evil.example></video><audio src=//evil.example>",
    "<iframe src=//evil.example srcdoc='<img src=//evil.example>'></iframe><embed src=//evil.example>",
    "<object data=//evil.example></object><input type=image src=//evil.example><portal src=//evil.example>",
    "<link rel=prefetch href=//evil.example><link rel=dns-prefetch href=//evil.example><base href=//evil.example>",
    "<meta http-equiv=refresh content='0; url=//evil.example'><script src=//evil.example></script>",
    "<div style='background: url(//evil.example/a)'>x</div><style>@import '//evil.example';</style>",
    "<table background=//evil.example><td background=//evil.example>x</td></table><body background=//evil.example>",
    "<svg><image href=//evil.example/a /><use xlink:href=//evil.example/a#x /></svg>",
    "<a href=x ping=//evil.example>x</a> <blockquote cite=//evil.example>x</blockquote>",
    "![x](data:image/svg+xml;base64,PHN2Zz48aW1hZ2UgaHJlZj0iLy9ldmlsLmV4YW1wbGUiLz48L3N2Zz4=)",
    "$\\bbox[background: url(//evil.example/a)]{x}$ $\\fcolorbox{red; background: url(//evil.example)}{white}{x}$",
    "$\\includegraphics{//evil.example/a.png} \\unicode[a; background: url(//evil.example)]{65}$",
    "[![x](http://evil.example/a.png)](http://evil.example/b)",
    "`<img src=//evil.example/a>`<img\nsrc\n=\n//evil.example/a\n>",
    "<img src=ftp://evil.example/a> <img src=file:///etc/passwd> <img src=a.png> ![x](../../gradebook.db)",
]


def fetched(page):
    """List the addresses that a browser would fetch by itself on a page, and what styles and formulas could."""

    class Fetching(HTMLParser):
        def handle_starttag(self, tag, attrs):
            for name, value in attrs:
                clicked = (tag, name) in {("a", "href"), ("a", "rel")} or name in ("title", "alt")
                if not clicked and not re.fullmatch(r"data:image/(png|jpeg|gif);base64,[\w+/=]*", value or ""):
                    self.found.append((tag, name, value))

    parser = Fetching()
    parser.found = []
    parser.feed(page)
    return parser.found + re.findall(r"\\(?:bbox|fcolorbox|includegraphics|unicode)\b", page)


@pytest.mark.parametrize("text", [*REMOTE, *ATTACKS])
def test_nothing_in_a_text_makes_a_browser_fetch_anything(text):
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    assert fetched(markdown2html_mistune(harmless_markdown(text))) == []


def test_a_picture_elsewhere_is_a_link_to_it():
    page = harmless_markdown("![my plot](https://example.org/plot.png?a=1&b=2)")
    link = '<a href="https://example.org/plot.png?a=1&amp;b=2" rel="noopener noreferrer">'
    assert f"{link}[picture elsewhere: https://example.org/plot.png?a=1&amp;b=2]</a>" in page


def test_a_picture_that_the_text_holds_is_shown():
    assert '<img src="data:image/png;base64,iVBORw0KGgo="' in harmless_markdown(
        '<img src="data:image/png;base64,iVBORw0KGgo="> and ![x](https://example.org/x.png)'
    )


def test_the_words_around_large_pictures_that_a_text_holds_are_rendered():
    dot, drawing = "iVBORw0KGgo" * 3000, "PHN2Zz48L3N2Zz4" * 1000
    text = f'*Mine*: ![a dot](data:image/png;base64,{dot})\n\n<img alt="two" src="data:image/svg+xml;base64,{drawing}">'
    page = harmless_markdown(text)
    assert "<em>Mine</em>" in page
    assert f'src="data:image/png;base64,{dot}"' in page
    assert 'alt="two"' in page
    assert drawing not in page
    assert "<pre>" in harmless_markdown(text, room=Room(pictures=1000))


SLOW = [
    "\\",
    "\\h",
    "*",
    "**a",
    "_",
    "`",
    "[",
    "![",
    "[a](",
    "<",
    "<a",
    "<!--",
    "</",
    "<img ",
    "&",
    "&#",
    "&#92;",
    "$",
    "$$",
]
SLOW += [
    "\\begin{a}",
    "> ",
    "- ",
    "|a|\n",
    "a|b\n-|-\n",
    "\n",
    " ",
    "\t",
    "~~",
    "#",
    "\r\n",
    "(",
    "\u0300",
    "\ud800",
    "\x1b[1m",
]
SLOW += ["a ", '"', "http://", "<div>", "&amp;", "data:image/png;base64,", "\\\\href", "0x", "\u2028", "''", "{", ";"]
CLEANING = {
    "harmless_markdown": harmless_markdown,
    "harmless_markdown, as typed": lambda text: harmless_markdown(text[:9000], as_typed=True),
    "harmless_outputs": lambda text: harmless_outputs(
        [{"output_type": "stream", "text": text}, {"output_type": "error", "traceback": [text] * 1000, "ename": text}]
        + [{"output_type": "display_data", "data": {"image/png": text, "text/plain": [text]}}] * 100
    ),
    "joined": lambda text: joined([text, 3, text]),
    "visible": visible,
    "one_line": one_line,
    "spelt_out": spelt_out,
    "shown": shown,
    "check_outputs": lambda text: check_outputs(text, 1.0),
    "guarded": lambda text: unguarded(guarded(text)),
    "guarded_html": guarded_html,
}


@pytest.mark.parametrize("clean", CLEANING)
def test_no_text_takes_more_than_a_look_from_each_of_its_characters(clean):
    for piece in SLOW:
        text = (piece * 100_000)[:100_000]
        assert costs_at_most(150, lambda text=text: CLEANING[clean](text)), piece


def test_what_is_shown_of_a_long_text_is_rendered_by_nbgrader_in_no_time():
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    for piece in SLOW:
        text = harmless_markdown((piece * 30_000)[:30_000].replace("\ud800", "x"))
        assert costs_at_most(10, lambda text=text: markdown2html_mistune(text)), piece


def test_a_page_has_room_for_so_much_and_says_what_is_left_out():
    room = Room(characters=50_000, pictures=100)
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 20_000}
    picture = {"output_type": "display_data", "data": {"image/png": "A" * 60}}
    shown = [harmless_outputs([output, picture], room) for _ in range(500)]
    assert sum(len(part["text"]) for outputs in shown for part in outputs if "text" in part) < 70_000
    assert shown[-1] == [{"output_type": "stream", "name": "stdout", "text": "\n[20,000 characters more]"}]
    assert len(harmless_markdown("a *b* " * 1000, room=room)) < 100


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
