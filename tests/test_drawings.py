"""The drawings of the course, as tools/drawings makes them."""

import re
import xml.etree.ElementTree as ET
from functools import cache
from itertools import combinations

import pytest
from drawings.card import INK, SMALLEST_TEXT, WIDEST, Card
from drawings.folder import files
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font
from support import ROOT

SVG = "{http://www.w3.org/2000/svg}"
FILES = files()
LARGEST = 25_000  # bytes: a drawing travels in every notebook that shows it
SHAPES = {"svg", "title", "desc", "g", "rect", "circle", "path", "polygon", "text", "tspan"}


@cache
def advance(letter, bold):
    """Measure a letter of size 1 in the widest font that a page may fall back to; matplotlib ships it."""
    font = FT2Font(findfont(FontProperties(family="DejaVu Sans", weight="bold" if bold else "normal")))
    font.set_size(100, 72)
    return font.load_char(ord(letter)).linearHoriAdvance / 65536 / 100


def labels(svg):
    """Give the text of each label and the box that it takes: left, top, right, bottom."""
    parents = {child: parent for parent in svg.iter() for child in parent}
    for label in svg.iter(SVG + "text"):
        size = float(label.get("font-size") or parents[label].get("font-size"))
        anchor = label.get("text-anchor") or parents[label].get("text-anchor")
        pieces = [(label.text, size)]
        for piece in label:
            pieces += [(piece.text, float(piece.get("font-size", size))), (piece.tail, size)]
        bold = label.get("font-weight") == "bold"
        length = sum(size * advance(letter, bold) for text, size in pieces for letter in text or "")
        left = float(label.get("x")) - {"start": 0, "middle": length / 2, "end": length}[anchor]
        base = float(label.get("y"))
        yield "".join(label.itertext()), (left, base - 0.72 * size, left + length, base + 0.1 * size)


def read(path):
    return ET.fromstring(path.read_text(encoding="utf-8"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def path(request):
    return request.param


def test_drawing_anew_changes_nothing(path):
    assert path.read_text(encoding="utf-8") == FILES[path]().svg(), "run `make drawings`"


def test_every_drawing_that_lies_in_a_units_folder_is_drawn_here():
    assert sorted(ROOT.glob("solutions/*/drawings/*")) == sorted(FILES)


def test_a_drawing_fits_a_notebook_and_its_texts_can_be_read(path):
    svg = read(path)
    assert svg.get("viewBox") == f"0 0 {svg.get('width')} {svg.get('height')}"
    assert int(svg.get("width")) <= WIDEST
    sizes = [float(element.get("font-size")) for element in svg.iter() if element.get("font-size")]
    assert min(sizes) >= SMALLEST_TEXT


def test_a_drawing_says_what_it_shows_to_those_who_cant_see_it(path):
    svg = read(path)
    assert len(svg.find(SVG + "title").text) > 10
    assert len(svg.find(SVG + "desc").text) > 100


def test_a_drawing_holds_nothing_but_shapes_and_text(path):
    svg = read(path)
    assert path.stat().st_size <= LARGEST
    assert {element.tag.removeprefix(SVG) for element in svg.iter()} <= SHAPES
    names = {name for element in svg.iter() for name in element.attrib}
    assert not {name for name in names if re.match(r"on|style|class|id$|.*href", name)}
    assert "url(" not in path.read_text(encoding="utf-8")


def test_no_label_leaves_its_card_or_covers_another(path):
    svg = read(path)
    boxes = list(labels(svg))
    right, bottom = float(svg.get("width")) - 6, float(svg.get("height")) - 6
    outside = [text for text, box in boxes if min(box[:2]) < 6 or box[2] > right or box[3] > bottom]
    assert outside == []
    covering = [
        (one, other)
        for (one, a), (other, b) in combinations(boxes, 2)
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]
    assert covering == []


def drawn(text):
    card = Card(300, 100, "A card", "For a test.")
    card.text(50, 50, text, 20)
    return read_text(card.svg()).find(SVG + "text")


def read_text(svg):
    return ET.fromstring(svg)


def test_indices_are_lowered_and_what_follows_stands_where_it_stood():
    pieces = list(drawn("$x_{t-1} + b^2_i$ here"))
    assert [piece.text for piece in pieces if piece.get("dy")] == ["t", " ", "2", "i", " here"]
    assert sum(float(piece.get("dy", 0)) for piece in pieces) == pytest.approx(0)


def test_names_are_in_italics_and_words_and_numbers_are_not():
    italic = [piece.text for piece in drawn("$2 W_{xh} + tanh h_{init}$ a") if piece.get("font-style")]
    assert italic == ["W", "xh", "h"]


def test_what_is_no_markup_is_written_as_it_is():
    assert "".join(drawn("a < b & $c_1$").itertext()) == "a < b & c1"


def test_an_arrow_ends_at_its_tip():
    card = Card(300, 100, "A card", "For a test.")
    card.arrow((10, 50), (100, 50), colour=INK, width=2)
    head = read_text(card.svg()).find(SVG + "polygon")
    assert head.get("points").split()[0] == "100,50"
