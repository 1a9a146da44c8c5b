"""The drawings of unit 6: a picture as numbers, and what a convolutional network does with it."""

# ruff: noqa: RUF001 -- Greek letters and crosses are what these labels are to show.

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .card import HIDDEN, INK, INPUT, NEUTRAL, OUTPUT, PALE, Card, Look, number_of
from .listings import solution

Numbers = NDArray[Any]
WHITE = Look(PALE, "#ffffff")
FULL = Look(OUTPUT.line, OUTPUT.line)
RED, GREEN, BLUE = (204, 51, 17), (0, 140, 60), (0, 90, 200)


def shown(values: Numbers) -> list[list[str]]:
    """Write the numbers of a matrix for people."""
    return [[number_of(float(value)) for value in row] for row in values]


def grey(value: float) -> str:
    """Give the colour of a pixel of a grey picture."""
    return f"#{round(value):02x}{round(value):02x}{round(value):02x}"


def picture_as_numbers() -> Card:
    """A grey and a coloured picture, and the numbers that they are."""
    card = Card(
        760,
        510,
        "A picture is numbers",
        "Above, a grey picture of 6 by 6 pixels shows a bright 7 on black; beside it the same grid with one number for"
        " each pixel, 0 for black up to 255 for white. Below, a picture of 4 by 4 coloured pixels and its three layers:"
        " how much red, how much green and how much blue each pixel has, from 0 to 255.",
    )
    seven = np.array(
        [
            [0, 0, 0, 0, 0, 0],
            [0, 210, 255, 255, 230, 0],
            [0, 0, 0, 60, 240, 0],
            [0, 0, 20, 220, 90, 0],
            [0, 0, 160, 200, 0, 0],
            [0, 0, 250, 80, 0, 0],
        ]
    )
    card.grid(60, 50, [[""] * 6] * 6, 34, fills=[[grey(v) for v in row] for row in seven])
    card.text(162, 28, "what you see", 15, bold=True)
    card.arrow((290, 152), (350, 152), width=3)
    card.grid(
        380,
        50,
        seven.tolist(),
        34,
        size=13,
        fills=[["#ffffff" if v == 0 else INPUT.fill for v in row] for row in seven],
    )
    card.text(482, 28, "what the computer is given", 15, bold=True)
    card.text(604, 112, "0 is black,\n255 is white", 15, anchor="start")
    card.text(604, 180, "shape\n(6, 6, 1)", 15, INPUT.line, anchor="start", bold=True)

    layers = np.zeros((4, 4, 3), dtype=int)
    layers[:] = (120, 190, 250)  # sky
    layers[3] = (60, 160, 40)  # grass
    layers[1:3, 1:3] = (220, 40, 30)  # a house
    layers[0, 3] = (255, 230, 0)  # the sun
    fills = [[f"#{r:02x}{g:02x}{b:02x}" for r, g, b in row] for row in layers.tolist()]
    card.grid(40, 318, [[""] * 4] * 4, 33, fills=fills)
    card.arrow((180, 384), (212, 384), width=3)
    for k, (name, colour) in enumerate((("red", RED), ("green", GREEN), ("blue", BLUE))):
        line = "#" + "".join(f"{c:02x}" for c in colour)
        left = 224 + 142 * k
        fills = [[tinted(v, colour) for v in row] for row in layers[:, :, k].tolist()]
        card.grid(left, 318, layers[:, :, k].tolist(), 33, Look(line, ""), 13, fills=fills)
        card.text(left + 66, 298, name, 15, line, bold=True)
    card.text(654, 352, "three layers,\none a colour", 14, anchor="start")
    card.text(654, 412, "shape\n(4, 4, 3)", 15, INPUT.line, anchor="start", bold=True)
    card.text(380, 482, "A shape names height first, then width, then channels.", 15)
    return card


def tinted(value: int, colour: tuple[int, int, int]) -> str:
    """Mix a colour with white: the more the larger `value`, and never so much that black text can't be read."""
    part = 0.45 * value / 255
    return "#" + "".join(f"{round(255 + part * (c - 255)):02x}" for c in colour)


IMAGE = np.array([[1.0, 2.0, 0.0], [3.0, 1.0, 2.0], [0.0, 2.0, 1.0]])
KERNEL = np.array([[1.0, 0.0], [2.0, -1.0]])


def sliding_kernel() -> Card:
    """The four stops of a filter of 2 by 2 on a picture of 3 by 3."""
    feature_map = solution("6_cnn").convolve2d(IMAGE, KERNEL)
    card = Card(
        740,
        560,
        "A filter slides over a picture",
        "A filter of 2 by 2 weights stops at four places of a picture of 3 by 3 numbers. At each stop every weight is"
        " multiplied with the number under it, and the four products are added up: "
        + ", ".join(number_of(v) for v in feature_map.ravel())
        + ". These four numbers are the feature map.",
    )
    card.text(60, 50, "picture", 16, INPUT.line, anchor="start", bold=True)
    card.grid(130, 20, shown(IMAGE), 32, INPUT)
    card.text(300, 50, "filter", 16, HIDDEN.line, anchor="start", bold=True)
    card.grid(366, 20, shown(KERNEL), 32, HIDDEN)
    card.text(478, 50, "feature map", 16, OUTPUT.line, anchor="start", bold=True)
    card.grid(602, 20, shown(feature_map), 32, OUTPUT)
    card.text(320, 112, "Lay the filter on, multiply, add up, move on.", 15, anchor="start")
    for stop, (i, j) in enumerate(np.ndindex(2, 2)):
        left, top = 30 + 360 * (stop % 2), 140 + 208 * (stop // 2)
        card.text(left, top + 8, f"stop {stop + 1}", 15, bold=True, anchor="start")
        covered = [[i <= r < i + 2 and j <= c < j + 2 for c in range(3)] for r in range(3)]
        fills = [[HIDDEN.fill if on else "#ffffff" for on in row] for row in covered]
        card.grid(left, top + 26, shown(IMAGE), 44, Look(INPUT.line, ""), fills=fills)
        for u, v in np.ndindex(2, 2):  # the weight in the corner of the pixel that it lies on
            x, y = left + (j + v + 1) * 44 - 4, top + 26 + (i + u + 1) * 44 - 9
            card.text(x, y, "·" + in_brackets(float(KERNEL[u, v])), 13, HIDDEN.line, anchor="end")
        card.frame(left + j * 44, top + 26 + i * 44, 88, 88, HIDDEN.line)
        card.arrow((left + 144, top + 92), (left + 184, top + 92), colour=INK)
        entries = [[number_of(feature_map[r, c]) if 2 * r + c <= stop else "" for c in range(2)] for r in range(2)]
        fills = [[OUTPUT.fill if (r, c) == (i, j) else "#ffffff" for c in range(2)] for r in range(2)]
        card.grid(left + 200, top + 48, entries, 44, Look(OUTPUT.line, ""), 17, fills)
        window = IMAGE[i : i + 2, j : j + 2]
        products = [f"{number_of(p)}·{in_brackets(w)}" for p, w in zip(window.ravel(), KERNEL.ravel(), strict=True)]
        card.text(
            left, top + 178, " + ".join(products) + " = " + number_of(feature_map[i, j]), 15, OUTPUT.line, "start"
        )
    return card


def in_brackets(value: float) -> str:
    """Write a factor, in brackets if it is negative."""
    return f"({number_of(value)})" if value < 0 else number_of(value)


def stride() -> Card:
    """The stops of a filter of 3 by 3 on a picture of 5 by 5, at stride 1 and 2."""
    stops = {s: solution("6_cnn").output_size(5, 3, s, "valid") for s in (1, 2)}
    card = Card(
        740,
        390,
        "Stride: how far the filter moves on",
        "A filter of 3 by 3 on a picture of 5 by 5. With stride 1 it moves on by one pixel: three stops along each"
        " side, so the feature map is 3 by 3. With stride 2 it moves on by two pixels: two stops along each side, and"
        " the feature map is 2 by 2. A dot marks the corner at which each stop begins.",
    )
    for k, (step, count) in enumerate(stops.items()):
        left, top, cell = 36 + 370 * k, 98, 38
        card.text(left, 34, f"stride {step}", 17, anchor="start", bold=True)
        card.text(left + 90, 34, f"{step} pixel{'s' * (step > 1)} to the next stop", 15, HIDDEN.line, "start")
        covered = [[HIDDEN.fill if max(i, j) < 3 else "#ffffff" for j in range(5)] for i in range(5)]
        card.grid(left, top, [[""] * 5] * 5, cell, Look(INPUT.line, ""), fills=covered)
        card.frame(left, top, 3 * cell, 3 * cell, HIDDEN.line)
        card.frame(left + step * cell, top, 3 * cell, 3 * cell, INK, dashed=True)
        card.arrow((left + cell / 2, top - 18), (left + (step + 0.5) * cell, top - 18), colour=HIDDEN.line, width=3)
        for i, j in np.ndindex(count, count):
            x, y = left + (j * step + 0.5) * cell, top + (i * step + 0.5) * cell
            card.circle(x, y, 5, look=Look(OUTPUT.line, OUTPUT.line))
        card.arrow((left + 5 * cell + 10, top + 95), (left + 5 * cell + 40, top + 95))
        side = 30
        card.grid(
            left + 5 * cell + 50,
            top + 95 - side * count / 2,
            [["•"] * count] * count,
            side,
            OUTPUT,
            17,
            colour=OUTPUT.line,
        )
        card.text(left, 316, f"(5 \N{MINUS SIGN} 3) / {step} + 1 = {count} stops along each side", 15, anchor="start")
    card.text(
        36,
        356,
        "Each dot is the corner of a stop, and becomes one number of the feature map.",
        15,
        OUTPUT.line,
        "start",
    )
    return card


def padding() -> Card:
    """Valid and same padding where the filter doesn't fit, and same padding at stride 1."""
    size = solution("6_cnn").output_size
    card = Card(
        760,
        500,
        "Padding: valid and same",
        "A filter of 3 by 3 on a picture of 6 by 6. Valid, stride 2: two stops along each side; the last row and the"
        " last column fit no whole stop and are dropped. Same, stride 2: a row and a column of zeros are added at the"
        " bottom and on the right, and three stops fit. Same, stride 1: a rim of zeros all around, and the feature map"
        " is as large as the picture.",
    )
    cell, top = 25, 78
    panels = (("valid", 2, 30), ("same", 2, 244), ("same", 1, 486))
    texts = (
        "Row and column 6 fit\nno whole stop:\nthey are dropped.",
        "One row and one column of\nzeros are added at the end:\n6 / 2 = 3 stops.",
        "A rim of zeros all around:\nas large as the picture.",
    )
    for (kind, step, left), text in zip(panels, texts, strict=True):
        stops = size(6, 3, step, kind)
        rim = max((stops - 1) * step + 3 - 6, 0) if kind == "same" else 0
        used = (stops - 1) * step + 3
        first, side = rim // 2, 6 + rim
        card.text(left, 32, kind, 17, anchor="start", bold=True)
        card.text(left, 56, f"stride {step}", 15, anchor="start")
        entries, fills = [], []
        for i in range(side):
            real = [first <= i < first + 6 and first <= j < first + 6 for j in range(side)]
            entries.append(["" if on else "0" for on in real])
            fills.append(
                [NEUTRAL.fill if not on else INPUT.fill if max(i, j) < used else "#bdbdbd" for j, on in enumerate(real)]
            )
        card.grid(left, top, entries, cell, Look(INPUT.line, ""), 14, fills, NEUTRAL.line)
        card.frame(left, top, 3 * cell, 3 * cell, HIDDEN.line)
        end = (stops - 1) * step * cell
        card.frame(left + end, top + end, 3 * cell, 3 * cell, HIDDEN.line, dashed=True)
        card.text(left, 318, text, 14, anchor="start") if stops < 6 else card.text(left, 309, text, 14, anchor="start")
        card.arrow((left + 10, 350), (left + 10, 376))
        card.grid(left + 30, 356, [[""] * stops] * stops, 20, OUTPUT)
        card.text(left + 40 + 20 * stops, 356 + 10 * stops, f"{stops} × {stops}", 15, OUTPUT.line, "start")
    return card


def pooling() -> Card:
    """A feature map of 4 by 4, pooled to 2 by 2 in three ways."""
    pool = solution("6_cnn").pool_forward
    numbers = np.array([[1.0, 3.0, 2.0, 0.0], [5.0, 3.0, 4.0, 2.0], [0.0, 1.0, 7.0, 1.0], [2.0, 1.0, 3.0, 5.0]])
    card = Card(
        740,
        330,
        "Pooling: one number for each window",
        "A feature map of 4 by 4 numbers falls into four windows of 2 by 2. Max pooling keeps the largest number of"
        " each: 5, 4, 2, 7. Average pooling keeps their mean: 3, 2, 1, 4. Sum pooling keeps their sum: 12, 8, 4, 16.",
    )
    tints = (INPUT.fill, HIDDEN.fill, OUTPUT.fill, "#e9e4f5")
    card.text(144, 40, "the feature map", 16, bold=True)
    fills = [[tints[2 * (i // 2) + j // 2] for j in range(4)] for i in range(4)]
    card.grid(40, 66, shown(numbers), 52, Look(PALE, ""), 20, fills)
    for i, j in np.ndindex(2, 2):
        card.frame(40 + 104 * j, 66 + 104 * i, 104, 104, INK, 2)
        u, v = np.unravel_index(numbers[2 * i : 2 * i + 2, 2 * j : 2 * j + 2].argmax(), (2, 2))
        x, y = 40 + 52 * (2 * j + int(v)) + 26, 66 + 52 * (2 * i + int(u)) + 26
        card.circle(x, y, 18, look=Look(OUTPUT.line, "none"), width=2.5)
    card.text(144, 300, "ringed: the largest of its window", 15, OUTPUT.line)
    card.arrow((268, 170), (318, 170), width=3)
    for k, mode in enumerate(("max", "average", "sum")):
        left = 340 + 132 * k
        card.text(left + 52, 92, mode, 16, bold=True)
        pooled = pool(numbers[None, :, :, None], 2, 2, mode)[0, :, :, 0]
        card.grid(left, 118, shown(pooled), 52, Look(PALE, ""), 20, [list(tints[:2]), list(tints[2:])])
    card.text(524, 250, "half as high, half as wide", 15)
    return card


def whole_network() -> Card:
    """The network of the unit, from a digit to its probabilities, with all shapes."""
    card = Card(
        760,
        424,
        "The whole convolutional network",
        "From left to right: a picture of 8 by 8 pixels and 1 channel; a convolution with 8 filters and ReLU make 8"
        " feature maps of 8 by 8; max pooling makes them 4 by 4; flatten unrolls them into a row of 128 numbers; a"
        " fully connected layer makes 10 scores; softmax makes 10 probabilities, of which that of the 7 is the largest."
        " The first half finds features, the second half decides.",
    )
    digit = [
        [0, 0, 0, 0, 0, 0, 0, 0],
        [0, 1, 1, 1, 1, 1, 0, 0],
        [0, 0, 0, 0, 0, 1, 0, 0],
        [0, 0, 0, 0, 1, 1, 0, 0],
        [0, 0, 1, 1, 1, 1, 1, 0],
        [0, 0, 0, 1, 0, 0, 0, 0],
        [0, 0, 1, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0, 0, 0],
    ]
    middle = 192.0
    fills = [["#3a3a3a" if on else "#ffffff" for on in row] for row in digit]
    card.grid(20, middle - 36, [[""] * 8] * 8, 9, Look(PALE, ""), fills=fills)
    for left, side in ((192, 72), (396, 36)):
        for k in reversed(range(8)):
            card.box(left + side / 2 + 6 * k, middle + 21 - 6 * k, side, side, look=HIDDEN, stroke=1.5, corner=2)
    for i in range(16):
        card.box(544, middle - 112.5 + 15 * i, 16, 15, look=WHITE, stroke=1, corner=0)
    for i, chance in enumerate([1, 2, 1, 1, 1, 1, 0, 90, 1, 2]):
        y = middle - 108 + 24 * i
        for k in range(0, 16, 3):
            card.line((553, middle - 112.5 + 15 * k), (610, y), colour="#c8c8c8", width=0.5)
        card.circle(618, y, 9, look=OUTPUT, width=1.5)
        card.text(706, y, str(i), 14, OUTPUT.line)
        card.box(717 + 0.16 * chance, y, max(0.32 * chance, 1.5), 12, look=FULL, stroke=0.5, corner=0)
    for start, end, name in (
        (100, 184, "convolution,\nReLU"), (314, 388, "max\npooling"), (482, 528, "flatten"), (634, 694, "softmax"),
    ):  # fmt: skip
        card.arrow((start, middle), (end, middle))
        card.text((start + end) / 2 + (2 if name == "flatten" else 0), middle - (28 if "\n" in name else 16), name, 14)
    card.text(582, 58, "fully connected", 14)
    for x, name, shape in (
        (56, "picture", "(8, 8, 1)"), (249, "8 feature maps", "(8, 8, 8)"), (435, "8 smaller maps", "(4, 4, 8)"),
        (544, "row", "(128,)"), (618, "scores", "(10,)"), (714, "$ŷ$", "(10,)"),
    ):  # fmt: skip
        card.text(x, 330, name, 14)
        card.text(x, 350, shape, 14, bold=True)
    for start, end, look, name in ((20, 478, HIDDEN, "finds features"), (486, 742, OUTPUT, "decides what they mean")):
        card.line((start, 382), (end, 382), colour=look.line, width=3)
        card.text((start + end) / 2, 402, name, 16, look.line, bold=True)
    return card


DRAWINGS = [picture_as_numbers, sliding_kernel, stride, padding, pooling, whole_network]
