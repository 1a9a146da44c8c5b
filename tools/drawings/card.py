"""The card that a drawing stands on, and the few things that one draws on it.

A card is white, so that it can be read on a dark page as well. All places are in pixels at the width at which a card
is shown; a place is where the middle of a thing is. Every look is written beside the element that has it, without
style sheets, names or references, so that two cards on one page can't disturb each other.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

Point = tuple[float, float]

WIDEST = 760  # what a notebook shows without shrinking it
SMALLEST_TEXT = 13
LINE_HEIGHT = 1.3  # of several lines of text, in their size
INK = "#333333"
PALE = "#8a8a8a"
FONT = "Helvetica, Arial, 'DejaVu Sans', sans-serif"
# Where the letters of $...$ stand out from the rest: one letter is a name, several are a word such as tanh.
WORD = re.compile(r"[^\W\d_]+|[^\W_]|[^\w]|_")


@dataclass(frozen=True)
class Look:
    """The colours of a thing: its line and text, and what fills it."""

    line: str
    fill: str


# Colours that people with any kind of colour vision tell apart, each with one meaning throughout the course.
INPUT = Look("#0069a8", "#dcedf8")
HIDDEN = Look("#b85c00", "#fdebd7")
OUTPUT = Look("#007a5e", "#d6f1e9")
GRADIENT = Look("#c2281a", "#fce3df")
NEUTRAL = Look("#595959", "#f1f1f1")


def px(value: float) -> str:
    """Write a coordinate with one decimal at most."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def runs(text: str) -> Iterator[tuple[str, bool, int]]:
    """Part a text with `$...$` in it into pieces: (piece, italic, 1 if raised, -1 if lowered, else 0).

    Within dollars `_` lowers and `^` raises the character or the `{...}` that follows, and single letters are names.
    """
    for i, part in enumerate(text.split("$")):
        if i % 2 == 0:
            if part:
                yield part, False, 0
            continue
        for mark, group, single, plain in re.findall(r"([_^])(?:\{([^}]*)\}|(.))|([^_^]+)", part):
            shift = {"_": -1, "^": 1, "": 0}[mark]
            for piece in WORD.findall(group or single or plain):
                yield piece, piece.isalpha() and len(piece) <= (2 if shift else 1), shift


class Card:
    """A drawing that grows by one thing at a time, and is written down with `svg`."""

    def __init__(self, width: int, height: int, title: str, description: str) -> None:
        """Lay an empty card; `title` and `description` are for those who can't see what will be on it."""
        self.width, self.height = width, height
        self.title, self.description = title, description
        self.elements: list[str] = []

    def svg(self) -> str:
        """Give the card as the text of an SVG file."""
        size = f'width="{self.width}" height="{self.height}"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" {size}'
                f' role="img" font-family="{FONT}" stroke-linecap="round" stroke-linejoin="round">',
                f"<title>{escape(self.title)}</title>",
                f"<desc>{escape(self.description)}</desc>",
                f'<rect x="1" y="1" width="{self.width - 2}" height="{self.height - 2}" rx="12" fill="#ffffff"'
                ' stroke="#c8c8c8" stroke-width="1"/>',
                *self.elements,
                "</svg>",
                "",
            ]
        )

    def shape(self, name: str, look: Look, stroke: float, dashed: bool, /, **places: float) -> None:
        """Draw one of SVG's shapes; `places` are its attributes."""
        where = " ".join(f'{key}="{px(value)}"' for key, value in places.items())
        self.elements.append(
            f'<{name} {where} fill="{look.fill}" stroke="{look.line}" stroke-width="{px(stroke)}"{dashes(dashed)}/>'
        )

    def path(
        self,
        commands: str,
        colour: str = INK,
        width: float = 2,
        fill: str = "none",
        dashed: bool = False,
    ) -> None:
        """Draw SVG's path `commands`."""
        self.elements.append(
            f'<path d="{commands}" fill="{fill}" stroke="{colour}" stroke-width="{px(width)}"{dashes(dashed)}/>'
        )

    def line(self, *points: Point, colour: str = INK, width: float = 2, dashed: bool = False) -> None:
        """Draw straight lines from point to point."""
        self.path("M" + " L".join(f"{px(x)} {px(y)}" for x, y in points), colour, width, dashed=dashed)

    def head(self, tip: Point, origin: Point, colour: str, width: float) -> Point:
        """Draw the head of an arrow that comes from `origin`; give the point where its shaft ends."""
        length, half = 5 + 2.5 * width, 2 + 1.5 * width
        angle = math.atan2(tip[1] - origin[1], tip[0] - origin[0])
        along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        neck = (tip[0] - length * along[0], tip[1] - length * along[1])
        wings = [(neck[0] + side * half * across[0], neck[1] + side * half * across[1]) for side in (1, -1)]
        corners = " ".join(f"{px(x)},{px(y)}" for x, y in (tip, *wings))
        self.elements.append(f'<polygon points="{corners}" fill="{colour}"/>')
        return neck

    def arrow(self, *points: Point, colour: str = INK, width: float = 2, dashed: bool = False) -> None:
        """Draw straight lines from point to point with a head at the last one."""
        neck = self.head(points[-1], points[-2], colour, width)
        self.line(*points[:-1], neck, colour=colour, width=width, dashed=dashed)

    def bend(
        self,
        start: Point,
        first: Point,
        second: Point,
        end: Point,
        colour: str = INK,
        width: float = 2,
        dashed: bool = False,
        head: bool = True,
    ) -> None:
        """Draw a curve that leaves `start` towards `first` and reaches `end` from `second`, with a head if wanted."""
        if head:
            end = self.head(end, second, colour, width)
        places = ", ".join(f"{px(x)} {px(y)}" for x, y in (first, second, end))
        self.path(f"M{px(start[0])} {px(start[1])} C{places}", colour, width, dashed=dashed)

    def curve(self, points: Sequence[Point], colour: str = INK, width: float = 2.5) -> None:
        """Draw a function's curve through many points."""
        self.path("M" + " ".join(f"{px(x)},{px(y)}" for x, y in points), colour, width)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 15,
        colour: str = INK,
        anchor: str = "middle",
        bold: bool = False,
    ) -> None:
        """Write text, its lines parted by newlines; `$...$` holds names such as `$W_{xh}$`.

        `anchor` says what of it is at `x`: its "start", its "middle" or its "end".
        """
        lines, weight = text.split("\n"), ' font-weight="bold"' if bold else ""
        for i, line in enumerate(lines):
            middle = y + (i - (len(lines) - 1) / 2) * LINE_HEIGHT * size
            self.elements.append(
                f'<text x="{px(x)}" y="{px(middle + 0.35 * size)}" font-size="{px(size)}" fill="{colour}"'
                f' text-anchor="{anchor}"{weight}>'
                f"{spans(line, size)}</text>"
            )

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        label: str = "",
        look: Look = NEUTRAL,
        size: float = 17,
        width: float = 2,
        dashed: bool = False,
    ) -> None:
        """Draw a circle, a neuron or an operation, with a label inside."""
        self.shape("circle", look, width, dashed, cx=x, cy=y, r=radius)
        if label:
            self.text(x, y, label, size, look.line)

    def box(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        label: str = "",
        look: Look = NEUTRAL,
        size: float = 16,
        stroke: float = 2,
        dashed: bool = False,
        bold: bool = False,
        corner: float = 8,
    ) -> None:
        """Draw a box around the middle (x, y), with a label inside."""
        places = {"x": x - width / 2, "y": y - height / 2, "width": width, "height": height, "rx": corner}
        self.shape("rect", look, stroke, dashed, **places)
        if label:
            self.text(x, y, label, size, look.line, bold=bold)

    def grid(
        self,
        left: float,
        top: float,
        rows: Sequence[Sequence[object]],
        cell: float,
        look: Look = NEUTRAL,
        size: float = 15,
        fills: Sequence[Sequence[str]] | None = None,
        colour: str = INK,
    ) -> None:
        """Draw a grid of square cells with what stands in them; its upper left corner is at (left, top).

        `fills` gives each cell a colour of its own.
        """
        places = [((left + j * cell, top + i * cell), (i, j)) for i, row in enumerate(rows) for j in range(len(row))]
        side = px(cell)
        self.elements.append(f'<g stroke="{look.line}">')
        for (x, y), (i, j) in places:
            fill = fills[i][j] if fills else look.fill
            self.elements.append(f'<rect x="{px(x)}" y="{px(y)}" width="{side}" height="{side}" fill="{fill}"/>')
        self.elements.append(f'</g><g font-size="{px(size)}" fill="{colour}" text-anchor="middle">')
        for (x, y), (i, j) in places:
            if rows[i][j] != "":
                middle = f'x="{px(x + cell / 2)}" y="{px(y + cell / 2 + 0.35 * size)}"'
                self.elements.append(f"<text {middle}>{escape(str(rows[i][j]))}</text>")
        self.elements.append("</g>")

    def frame(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        colour: str,
        stroke: float = 3,
        dashed: bool = False,
    ) -> None:
        """Draw a frame around a part of a grid; its upper left corner is at (left, top)."""
        look = Look(colour, "none")
        self.shape("rect", look, stroke, dashed, x=left, y=top, width=width, height=height, rx=3)


def dashes(dashed: bool) -> str:
    """Give the attribute that dashes a line, if it is to be dashed."""
    return ' stroke-dasharray="6 5"' if dashed else ""


def spans(line: str, size: float) -> str:
    """Write a line of text as SVG's pieces: names in italics, indices smaller and lower."""
    small, pieces, at = max(SMALLEST_TEXT, 0.74 * size), [], 0.0
    for piece, italic, shift in runs(line):
        looks = ' font-style="italic"' if italic else ""
        if shift:
            looks += f' font-size="{px(small)}"'
        height = round({-1: 0.22, 0: 0, 1: -0.36}[shift] * size, 1)
        if height != at:  # from where the last piece stood
            looks += f' dy="{px(height - at)}"'
            at = height
        pieces.append(f"<tspan{looks}>{escape(piece)}</tspan>" if looks else escape(piece))
    return "".join(pieces)


def number_of(value: float, digits: int = 2) -> str:
    """Write a number for people: rounded, with a real minus sign, and whole if it is."""
    rounded = f"{value + 0.0:.{digits}f}"  # 0.0 takes the sign of -0.0 away
    if float(rounded) == round(value, 9) and "." in rounded:
        rounded = rounded.rstrip("0").rstrip(".")
    return rounded.replace("-", "\N{MINUS SIGN}")
