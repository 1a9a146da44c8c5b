"""A submission's page: what a student is given back."""

import pytest
from pagereader import NASTY, Page, acts, colours, contrast, faults, full_record, hostile_records, record, result, wrong

from deltarule.core.findings.maps import Map
from deltarule.grading.excerpts import Excerpt
from deltarule.grading.records import SubmissionRecord
from deltarule.reports.pages import submission_page

EXCERPT = Excerpt("f", "ann.py", 40, "def f(x):\n    y = x\n    return y")


def test_marks_stand_by_function_with_a_bar_each():
    page = Page(submission_page(record("ada", result("f", 2.0, "passed"), wrong("g"), wrong("g", earned=1.0))))
    assert page.texts("td", **{"class": "points"}) == ["2 of 2", "1 of 4"]
    widths = [item["width"] for item in page.attributes("rect") if item["class"] != "track"]
    assert widths == ["100.0", "25.0"]


def test_what_was_found_is_told_once_a_function():
    checks = [wrong("f", ("lost", "The sign is lost.")), result("f", message="f: its twin is too large")]
    text = Page(submission_page(record("ada", *checks))).text
    assert text.count("The sign is lost.") == 1
    assert "too large" not in text


def test_what_raised_besides_is_told_too():
    checks = [wrong("f", ("lost", "The sign is lost.")), result("f", status="error", message="f raised TypeError: no")]
    assert "It also loses points for this f raised TypeError: no" in Page(submission_page(record("ada", *checks))).text


@pytest.mark.parametrize(
    ("message", "marked"),
    [
        ("f raised TypeError: no\nAsked: x\nann.py, line 41, in f: y = x", ["41"]),
        ("f raised TypeError: no\nann.py, line 3, in g: f(2)\nann.py, line 42, in f: return y", ["42"]),
        ("f ran into the time limit: 10 seconds; it is in its `while`, line 41", ["41"]),
        ("f raised SyntaxError: no\nann.py, line 41: y = x", ["41"]),
        ("f raised TypeError: no\nother.py, line 41, in f: y = x", []),
        ("f: it is wrong", []),
    ],
)
def test_the_students_own_code_stands_beside_it_and_lines_that_are_named_are_marked(message, marked):
    page = Page(submission_page(record("ada", result("f", status="error", message=message), excerpts=[EXCERPT])))
    assert [words.removeprefix("look at line ") for words in page.texts("span", **{"class": "aloud"})[1:]] == [
        f"{number}:" for number in marked
    ]
    assert page.texts("span", **{"class": "place"}) == ["40", "41", "42"]
    assert "def f(x):" in page.text


def test_no_number_of_a_hidden_case_comes_by_what_was_printed_or_raised():
    said = "f raised ValueError: [[0.4711 -1.5e-07]\n [815 1.]] in (128, 64) at line 300"
    shown = result("f", status="error", message=said, output="x = 0.4711, 2471, .471, 1., 0x1.f3p+2 and row 12\n")
    text = Page(submission_page(record("ada", shown))).text
    assert not [number for number in ("4711", "1.5e", "815", "471", "1.", "f3p1") if number in text]
    assert "(128, 64)" in text
    assert "line 300" in text
    assert "row 12" in text


def test_what_is_not_started_is_said_and_not_explained():
    page = Page(submission_page(record("ada", result("f", status="not_started", message="f is not started"))))
    assert "not started" in page.text
    assert page.texts("h2") == []


def test_what_cannot_be_read_says_why():
    page = Page(submission_page(SubmissionRecord("ada", "2_ann", "unreadable", 0.0, 3.0, [], "It is a link.")))
    assert page.texts("p", **{"class": "notice"}) == ["It is a link."]


@pytest.mark.parametrize("number", [0, 1])
def test_nothing_that_a_student_wrote_acts_on_who_reads_the_page(number):
    text = submission_page(hostile_records().submissions[number])
    assert acts(text) == []
    assert faults(text) == []
    plain = submission_page(hostile_records("x\r\ny").submissions[number])
    here, there = ([tag for tag, _ in Page(page).tags if tag not in ("li", "wbr")] for page in (text, plain))
    assert here == there  # no element but the page's own
    assert "49" not in Page(text).texts("h1")[0]
    assert "<script>alert(1)</script>" in Page(text).text


def test_a_page_is_for_everybody():
    assert faults(submission_page(full_record())) == []


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_colours_can_be_told_from_what_they_lie_on(mode):
    text = submission_page(full_record())
    found = colours(text)[mode]
    words = [(name, on) for name in ("ink", "soft", "link", "good", "part", "bad") for on in ("paper", "card")]
    words += [("ink", "mark")]
    drawn = [("good", "track"), ("part", "track"), ("link", "paper"), ("calm", "paper"), ("bad", "paper")]
    assert [pair for pair in words if contrast(*(found[name] for name in pair)) < 4.5] == []
    assert [pair for pair in drawn if contrast(*(found[name] for name in pair)) < 3] == []


def test_what_is_printed_without_end_is_capped():
    text = submission_page(record("ada", result("f", output="a\n" * 100_000)))
    assert len(text) < 40_000


def test_the_nasty_text_is_nasty():
    assert acts(f"<!doctype html><html><body><pre>{NASTY}</pre></body></html>".replace("</title></style></pre>", ""))


def test_a_map_shows_where_a_result_is_wrong_and_says_it_aloud():
    page = Page(submission_page(record("ada", wrong("f", map=Map("y", [2, 3], ["..x", "x.."])))))
    assert "y, (2, 3): 2 of 6 entries are wrong" in page.texts("figcaption")
    [drawing] = [item for item in page.attributes("svg") if item.get("role") == "img"]
    assert drawing["aria-label"] == "y, (2, 3): 2 of 6 entries are wrong"
    assert (
        sum(
            "aria-label" not in item and item["fill"] == "#b3261e" for item in page.attributes("rect") if "fill" in item
        )
        == 2
    )
