"""Drawings and pictures of a unit's text: held by its notebooks, copied beside the student's file."""

import base64
import json
import re

import pytest
from support import TINY, copy_course

from deltarule.authoring.building.illustrations import embedded, links_in
from deltarule.authoring.building.kits import kit_files
from deltarule.authoring.building.products import build, solved, stale, write
from deltarule.authoring.building.slips import slips_of
from deltarule.core.course import Course
from deltarule.core.limits import MAX_ILLUSTRATION_BYTES

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20">{}</svg>'
DRAWING = SVG.format("<title>Twice</title>").encode()
PICTURE = b"\x89PNG\r\n\x1a\n and so on"
TEXT = """
# %% [markdown]
# ![An arrow "x", and
# one twice as long](drawings/twice.svg)
# It is *long*.
#
# ![What you should see: a line.](seen/line.png)
#
# ![What it
# prints](seen/words.txt)
# It is *short*.
"""
PRINTED = "2 and *4*\n    6\n"


@pytest.fixture
def tiny(tmp_path):
    return Course(copy_course(tmp_path, TINY, ["1_double"])).unit("double")


@pytest.fixture
def drawn(tiny):
    """A unit that shows a drawing and a picture."""
    tiny.solution.write_text(f"{tiny.solution.read_text()}\n{TEXT}")
    for path, content in (
        ("drawings/twice.svg", DRAWING),
        ("seen/line.png", PICTURE),
        ("seen/words.txt", PRINTED.encode()),
    ):
        (tiny.solution.parent / path).parent.mkdir(exist_ok=True)
        (tiny.solution.parent / path).write_bytes(content)
    return tiny


def last_text(content):
    return "".join(json.loads(content)["cells"][-1]["source"])


def data(content, kind):
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def test_notebooks_hold_what_their_texts_show(drawn):
    made = build(drawn)
    for path in (drawn.notebook, drawn.source / drawn.notebook.name):
        text = last_text(made[path])
        assert f'<img alt="An arrow &quot;x&quot;, and one twice as long" src="{data(DRAWING, "svg+xml")}">' in text
        assert f"![What you should see: a line.]({data(PICTURE, 'png')})" in text
        assert f"What it prints:\n\n```text\n{PRINTED}```\n\nIt is *short*." in text
        assert "drawings/" not in text
        assert "seen/" not in text


def test_a_notebooks_page_shows_them_and_the_markdown_that_follows(drawn):
    from nbconvert.filters import markdown2html

    page = markdown2html(last_text(build(drawn)[drawn.notebook]))
    assert f'src="{data(DRAWING, "svg+xml")}"' in page
    assert f'src="{data(PICTURE, "png")}"' in page
    assert "<em>long</em>" in page


def test_the_students_file_finds_copies_beside_it(drawn):
    write(build(drawn))
    assert "](drawings/twice.svg)" in drawn.exercise.read_text()
    assert (drawn.exercise.parent / "drawings/twice.svg").read_bytes() == DRAWING
    assert (drawn.exercise.parent / "seen/line.png").read_bytes() == PICTURE
    assert stale(build(drawn)) == []


def test_a_copy_that_is_stale_is_told_and_one_that_nothing_shows_is_taken_away(drawn):
    write(build(drawn))
    copy, other = (drawn.exercise.parent / name for name in ("drawings/twice.svg", "seen/line.png"))
    (drawn.solution.parent / "drawings/twice.svg").write_bytes(DRAWING.replace(b"30", b"40"))
    drawn.solution.write_text(
        drawn.solution.read_text().replace("# ![What you should see: a line.](seen/line.png)", "")
    )
    (drawn.solution.parent / "seen/line.png").unlink()
    assert {copy, other} <= set(stale(build(drawn)))
    write(build(drawn))
    assert b"40" in copy.read_bytes()
    assert not other.exists()


def test_a_kit_carries_them(drawn):
    files = dict(kit_files([drawn]))
    assert files["exercises/1_double/drawings/twice.svg"] == DRAWING
    assert files["exercises/1_double/seen/line.png"] == PICTURE


def test_the_solved_notebook_names_them_by_path(drawn):
    assert "](drawings/twice.svg)" in solved(drawn).cells[-1].source


def test_what_is_shown_and_no_picture_is_left_alone():
    text = "[a link](drawings.md), ![elsewhere](pictures/x.png), `x[0](1)`"
    assert links_in(text) == []
    assert embedded(text, {"drawings/x.svg": DRAWING}) == text


def shows(line):
    return lambda unit: unit.solution.write_text(f"{unit.solution.read_text()}\n\n# %% [markdown]\n# {line}\n")


def draws(content):
    return lambda unit: (unit.solution.parent / "drawings/twice.svg").write_bytes(content)


def holds(element):
    return draws(SVG.format(element).encode())


SLIPS = {
    "no words": (shows("![ ](drawings/twice.svg)"), "has no words for whom can't see it"),
    "brackets in the words": (shows("![x[0] doubled](drawings/twice.svg)"), "this shows no picture; write"),
    "in another folder": (
        shows("![x](pics/twice.svg)"),
        "nobody would get pics/twice.svg; put it into drawings/ beside",
    ),
    "in html": (shows('<img src="drawings/twice.svg">'), "this shows no picture; write"),
    "another kind": (shows("![A](drawings/twice.gif)"), r"drawings/twice\.gif can't be shown"),
    "from elsewhere": (shows("![A](drawings/../../x.svg)"), "can't be shown"),
    "a drawing cut short": (draws(DRAWING[:-4]), "line 32: .*is no well-formed XML"),
    "no drawing": (draws(b"<html/>"), "is no SVG"),
    "one that browsers don't take for a drawing": (draws(b"<svg/>"), "is no SVG"),
    "a script": (holds("<script>1</script>"), "holds <script>"),
    "html inside": (holds("<foreignObject/>"), "holds <foreignObject>"),
    "what moves": (holds('<animate attributeName="x"/>'), "holds <animate>"),
    "a handler": (holds('<g onclick="x()"/>'), "has onclick="),
    "a link": (holds('<a href="http://x.org"/>'), "refers to what is elsewhere"),
    "an old link": (
        draws(
            SVG.replace("<svg", '<svg xmlns:x="http://www.w3.org/1999/xlink"').format('<use x:href="b.svg"/>').encode()
        ),
        "refers to what is elsewhere",
    ),
    "a style from elsewhere": (holds("<style>@import 'x.css';</style>"), "refers to what is elsewhere"),
    "a fill from elsewhere": (holds('<g fill="url(x.svg#a)"/>'), "refers to what is elsewhere"),
    "entities": (draws(b'<!DOCTYPE svg [<!ENTITY a "b">]>' + DRAWING), "declares entities"),
    "too large": (draws(DRAWING + b" " * MAX_ILLUSTRATION_BYTES), "has .* bytes, and may have"),
    "a picture that is none": (
        lambda unit: (unit.solution.parent / "seen/line.png").write_bytes(b"GIF89a"),
        "is no PNG",
    ),
    "a text that nothing printed": (
        lambda unit: (unit.solution.parent / "seen/words.txt").write_text("\n"),
        "seen/words.txt is empty",
    ),
    "a text that ends itself": (
        lambda unit: (unit.solution.parent / "seen/words.txt").write_text("a\n```\n"),
        "has a line of ```",
    ),
    "a text that is none": (
        lambda unit: (unit.solution.parent / "seen/words.txt").write_bytes(b"\xff"),
        "is no text in UTF-8",
    ),
    "a text that is drawn": (shows("![A](drawings/words.txt)"), r"drawings/words\.txt can't be shown"),
    "in a question": (
        lambda unit: unit.solution.write_text(
            f'{unit.solution.read_text()}\n\n# %% [markdown] question="why"\n# ![A](drawings/twice.svg)\n#\n'
            "# ### BEGIN SOLUTION\n# So.\n# ### END SOLUTION\n"
        ),
        "a question's cell is the student's to change",
    ),
}


def test_what_is_shown_rightly_is_no_slip(drawn):
    holds('<defs><g id="a"/></defs><use href="#a"/><g fill="url(#a)"/><image href="data:image/png;base64,AA"/>')(drawn)
    assert list(slips_of(drawn)) == []


@pytest.mark.parametrize(
    "shown", ["![x](https://a.org/b.png)", "![x](data:image/png;base64,AA)", "Write `![x](b.png)`."]
)
def test_a_picture_from_elsewhere_and_what_only_speaks_of_one_are_no_slips(drawn, shown):
    shows(shown)(drawn)
    assert list(slips_of(drawn)) == []


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_its_place(drawn, slip):
    spoil, sentence = SLIPS[slip]
    spoil(drawn)
    (said,) = slips_of(drawn)
    assert said.startswith(f"{drawn.solution}, line ")
    assert re.search(sentence, said), said


def test_all_together_have_an_end_too(drawn, monkeypatch):
    monkeypatch.setattr("deltarule.authoring.building.illustrations.MAX_ILLUSTRATIONS_BYTES", 50)
    (said,) = slips_of(drawn)
    size = len(DRAWING) + len(PICTURE) + len(PRINTED)
    assert f"what its text shows has {size} bytes, and may have 50; make it smaller" in said


def test_what_is_not_there_and_what_is_there_in_vain_are_slips(drawn):
    (drawn.solution.parent / "drawings/twice.svg").rename(drawn.solution.parent / "drawings/thrice.svg")
    missing, in_vain = slips_of(drawn)
    assert missing.startswith(f"{drawn.solution}, line 32: drawings/twice.svg isn't there;")
    assert in_vain.startswith(f"{drawn.solution}: no text shows drawings/thrice.svg;")


def test_of_what_a_demonstration_shows_it_is_said_what_writes_it(drawn):
    (drawn.solution.parent / "seen/words.txt").unlink()
    (said,) = slips_of(drawn)
    assert "seen/words.txt isn't there; let Deltarule's tools/seen.py write it, or put it beside" in said
