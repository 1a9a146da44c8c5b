"""Feedback pages and the class report, as they are looked at: on a phone, at a desk, in the dark, on paper, aloud."""

import sys
from pathlib import Path

import pytest

from deltarule.grading.records import Records
from deltarule.reports.pages import write_pages

sys.path.append(str(Path(__file__).parent.parent / "reports"))

from pagereader import full_record, hostile_records, record, result, wrong

WIDTHS = {"phone": 390, "desk": 1280}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A class of four, one of them hostile: what each is given back, and the report on all."""
    folder = tmp_path_factory.mktemp("pages")
    right = record("bo", *(result(name, 2.0, "passed") for name in "fghkmn"))
    half = record("cy", wrong("f", ("lost", "The sign is lost.")), result("g", 2.0, "passed"))
    records = Records([full_record(), right, half, *hostile_records().submissions])
    write_pages(records, folder)
    return folder


@pytest.fixture(params=["index", "ada"])
def page(request, pages):
    found = [path for path in pages.rglob("*.html") if path.stem.startswith(request.param)]
    return found[0]


def seen(browser, page, *, width=1280, scheme="light", medium="screen"):
    """Open a page as one of its readers has it."""
    browser.driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": medium, "features": features})
    browser.open(page.as_uri())
    return browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_axe_finds_nothing_that_keeps_anybody_from_reading(browser, page, width, scheme):
    axe = pytest.importorskip("axe_core_python.selenium", reason="axe is not installed (pip install '.[dev]')").Axe()
    found = axe.run(seen(browser, page, width=width, scheme=scheme).driver)
    assert [(item["id"], [node["html"][:200] for node in item["nodes"][:3]]) for item in found["violations"]] == []
    assert found["passes"]


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_a_page_is_as_wide_as_its_window(browser, page, width):
    seen(browser, page, width=width)
    assert browser.javascript("return document.documentElement.scrollWidth") <= width


def test_on_paper_a_page_is_dark_on_white_and_as_wide_as_the_sheet(browser, page):
    seen(browser, page, width=720, scheme="dark", medium="print")
    background, text = browser.javascript(
        "const style = getComputedStyle(document.body); return [style.backgroundColor, style.color]"
    )
    assert background in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert sum(int(part) for part in text[text.index("(") + 1 : -1].split(",")[:3]) < 300
    assert browser.javascript("return document.documentElement.scrollWidth") <= 720


def test_on_paper_nothing_is_folded_away(browser, page):
    seen(browser, page, width=720, medium="print")
    hidden = browser.javascript(
        "return [...document.querySelectorAll('details > :not(summary)')]"
        ".filter(each => !each.checkVisibility({contentVisibilityAuto: true})).map(each => each.outerHTML)"
    )
    assert hidden == []
