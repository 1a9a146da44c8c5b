"""The drawings of unit 2: a network, the way downhill, and what backpropagation hands back."""

# ruff: noqa: RUF001 -- Greek letters and crosses are what these labels are to show.

import numpy as np

from .card import GRADIENT, HIDDEN, INK, INPUT, NEUTRAL, OUTPUT, PALE, Card, Look, Point, number_of
from .listings import solution

VALUE = INPUT.line  # what a graph works out forwards; backwards it is GRADIENT
WEIGHT = Look(PALE, "#ffffff")


def network() -> Card:
    """A network with two inputs, four hidden neurons and one output."""
    card = Card(
        720,
        420,
        "A network of two layers",
        "Two inputs on the left, four hidden neurons in the middle, one output on the right. Every input is connected"
        " with every hidden neuron, and every hidden neuron with the output. No two neurons of one layer are connected."
        " The connection from the first input to the second hidden neuron is marked: its weight stands in row 1 and"
        " column 2 of the matrix W_xh.",
    )
    inputs = [(110.0, 165.0), (110.0, 265.0)]
    hidden = [(360.0, 95.0 + 80 * k) for k in range(4)]
    output = (610.0, 215.0)
    for i, start in enumerate(inputs):
        for k, end in enumerate(hidden):
            marked = (i, k) == (0, 1)
            card.line(start, end, colour=HIDDEN.line if marked else PALE, width=3 if marked else 1.5)
    for start in hidden:
        card.line(start, output, colour=PALE, width=1.5)
    for i, (x, y) in enumerate(inputs):
        card.circle(x, y, 24, f"$x_{i + 1}$", INPUT, 18)
    for x, y in hidden:
        card.circle(x, y, 24, "$Σ,\u2009σ$", HIDDEN, 17)
    card.circle(*output, 24, "$Σ,\u2009σ$", OUTPUT, 17)
    card.arrow((634, 215), (680, 215), colour=OUTPUT.line)
    card.text(694, 215, "$ŷ$", 19, OUTPUT.line)

    card.text(110, 36, "input layer", 16, INPUT.line, bold=True)
    card.text(360, 36, "hidden layer", 16, HIDDEN.line, bold=True)
    card.text(610, 36, "output layer", 16, OUTPUT.line, bold=True)
    card.text(198, 96, "row 1, column 2\nof $W_{xh}$", 14, HIDDEN.line)
    card.text(110, 386, "computes nothing", 15, INPUT.line)
    card.text(225, 318, "$W_{xh}$", 18)
    card.text(225, 342, "2 × 4 weights", 14, NEUTRAL.line)
    card.text(342, 386, "$z_1 = X\u2009W_{xh} + b_h$,  \u2003$a_1 = σ(z_1)$", 15, HIDDEN.line)
    card.text(500, 318, "$W_{hy}$", 18)
    card.text(500, 343, "4 × 1 weights", 14, NEUTRAL.line)
    card.text(588, 386, "$z_2 = a_1\u2009W_{hy} + b_y$, \u2003$ŷ = σ(z_2)$", 15, OUTPUT.line)
    return card


def minima() -> Card:
    """A cost with two valleys, and where one arrives in them."""
    card = Card(
        720,
        370,
        "A local and the global minimum",
        "The cost J over one weight w is a line with two valleys. A ball that starts on the left goes in small steps"
        " into the first valley, a local minimum, and stays there, although the second valley, the global minimum, is"
        " deeper. On the right an arrow shows a step that is too large: it leaps over the deep valley to the other"
        " side, as high up as before.",
    )

    def place(w: float, above: float = 0) -> Point:
        height = 0.045 * (w + 3.2) * (w + 1.6) * (w - 1.4) * (w - 3.4) + 0.22 * (2 - w) + 2.1
        return 365 + 78 * w, 328 - 62 * height - above

    axes(card, (44, 328), 694, 28)
    card.curve([place(w) for w in np.linspace(-3.6, 3.95, 150)], colour=NEUTRAL.line, width=3)
    steps = [-3.5, -3.24, -3.0, -2.78, -2.42]
    for w in steps:
        card.circle(*place(w, 8), 8, look=HIDDEN if w in (steps[0], steps[-1]) else Look(HIDDEN.line, "#ffffff"))
    (x, y), (deep_x, deep_y) = place(steps[-1]), place(2.68)
    card.circle(deep_x, deep_y - 8, 8, look=OUTPUT)
    card.text(x, y + 24, "a local minimum", 16, HIDDEN.line, bold=True)
    card.text(x, y + 46, "lower than all around it", 14, HIDDEN.line)
    card.text(deep_x, deep_y + 19, "the global minimum: the lowest", 15, OUTPUT.line, bold=True)
    start = place(steps[0], 8)
    card.text(start[0] + 18, start[1] - 6, "start", 15, HIDDEN.line, anchor="start")
    card.text(start[0] + 18, start[1] + 14, "small steps", 15, HIDDEN.line, anchor="start")

    (left, high), (right, _) = place(1.0, 10), place(3.64, 10)
    card.circle(left, high + 2, 8, look=NEUTRAL)
    card.bend(
        (left + 10, high - 6),
        (left + 60, high - 60),
        (right - 70, high - 60),
        (right - 6, high - 2),
        INK,
        2.5,
        True,
    )
    card.text((left + right) / 2 - 4, high - 86, "too large a step leaps\nover the valley", 15, INK)
    return card


def axes(card: Card, origin: Point, right: float, top: float) -> None:
    """Draw the axes of a cost over one weight."""
    card.arrow(origin, (right, origin[1]), colour=INK)
    card.text(right - 4, origin[1] + 20, "weight $w$", 15, anchor="end")
    card.arrow(origin, (origin[0], top), colour=INK)
    card.text(origin[0] + 12, top + 6, "cost $J$", 15, anchor="start")


def bowl_and_tangent() -> Card:
    """Two steps down a parabola, with the tangent that tells where down is."""
    alpha, starts = 0.25, [2.0, 1.0]
    card = Card(
        720,
        430,
        "Down the slope of the tangent",
        "The cost J = w squared is a bowl. At w = 2 its tangent rises with slope 4; a step of minus 0.25 times 4 leads"
        " to w = 1. There the slope is only 2, so the next step is half as long and leads to w = 0.5. On the other"
        " side, at w = -1.5, the slope is -3: the tangent falls, and the step goes to the right. At the bottom the"
        " slope is 0.",
    )

    def place(w: float, cost: float) -> Point:
        return 350 + 125 * w, 352 - 62 * cost

    axes(card, (44, 352), 694, 28)
    card.curve([place(w, w * w) for w in np.linspace(-2.12, 2.24, 120)], colour=NEUTRAL.line, width=3)
    for w in (-2.0, -1.0, 0.0, 1.0, 2.0):
        x, y = place(w, 0)
        card.line((x, y - 4), (x, y + 4))
        card.text(x, y + 20, number_of(w), 14)
    for w, look in ((2.0, HIDDEN), (1.0, HIDDEN), (-1.5, INPUT)):
        reach = 0.45 if w == 1 else 0.3
        ends = [place(w + d, w * w + 2 * w * d) for d in (-reach, reach)]
        card.line(*ends, colour=GRADIENT.line, width=2.5)
        card.line(place(w, w * w), place(w, 0), colour=PALE, width=1.5, dashed=True)
        card.circle(*place(w, w * w), 8, look=look)
    card.circle(*place(0, 0), 7, look=OUTPUT)
    x, y = place(2, 4)
    card.text(x - 50, y - 28, "slope 4", 16, GRADIENT.line, anchor="end", bold=True)
    card.text(x - 50, y + 6, "the tangent rises:\ngo left", 15, anchor="end")
    card.text(*place(1.17, 1), "slope 2", 16, GRADIENT.line, anchor="start", bold=True)
    x, y = place(-1.5, 2.25)
    card.text(x + 34, y - 44, "slope \N{MINUS SIGN}3", 16, GRADIENT.line, anchor="start", bold=True)
    card.text(x + 34, y - 10, "the tangent falls:\ngo right", 15, anchor="start")
    card.text(place(0, 0)[0], place(0, 0)[1] - 26, "slope 0", 15, OUTPUT.line)
    for w in starts:
        (start, level), (end, _) = place(w, 0), place(w - alpha * 2 * w, 0)
        card.arrow((start - 2, level + 40), (end + 2, level + 40), colour=HIDDEN.line, width=3)
    card.text(
        place(1.05, 0)[0],
        412,
        "$\N{MINUS SIGN}α$ · slope = \N{MINUS SIGN}0.25 · 4 = \N{MINUS SIGN}1",
        15,
        HIDDEN.line,
        anchor="start",
    )
    card.text(place(0.95, 0)[0], 412, "then \N{MINUS SIGN}0.5", 15, HIDDEN.line, anchor="end")
    card.arrow((place(-1.5, 0)[0] + 2, 392), (place(-0.75, 0)[0] - 2, 392), colour=INPUT.line, width=3)
    card.text(place(-1.5, 0)[0], 412, "\N{MINUS SIGN}0.25 · (\N{MINUS SIGN}3) = 0.75", 15, INPUT.line, anchor="start")
    return card


def xor_graph() -> Card:
    """One sample of XOR through a network of two hidden neurons, and the gradients back."""
    ann = solution("2_ann")
    x, y = np.array([[1.0, 0.0]]), np.array([[1.0]])
    params = {
        "Wxh": np.array([[1.0, -1.0], [2.0, 1.0]]),
        "bh": np.array([[0.0, 1.0]]),
        "Why": np.array([[2.0], [-1.0]]),
        "by": np.array([[-0.5]]),
    }
    z1, a1, z2, y_hat = ann.forward_prop(x, params)
    grads = ann.backward_prop(x, y, params, z1, a1, z2, y_hat)
    # A bias is added as it is, so its gradient on one sample is that of the weighted sum.
    dz1, dz2 = grads["dbh"], grads["dby"]
    card = Card(
        760,
        500,
        "The XOR network on one sample",
        "The inputs 1 and 0 go from left to right through a network with two hidden neurons to the prediction"
        f" {number_of(y_hat[0, 0])} and, as the target is 1, to the cost {number_of(ann.cost_function(y, y_hat), 3)}."
        " Every weight, bias and sum shows its value and below it its gradient, which is worked out from right to left."
        " The second input is 0, so the gradients of its two weights are 0.",
    )
    columns = {"x": 52, "Wxh": 152, "z1": 262, "a1": 370, "Why": 462, "z2": 548, "y_hat": 632, "J": 714}
    rows, middle = (168.0, 368.0), 268.0

    def cell(at: Point, value: float, gradient: float | None, look: Look, width: float = 66, digits: int = 2) -> None:
        x, y = at
        card.box(x, y, width, 48 if gradient is not None else 30, look=look, stroke=1.5)
        card.text(x, y - (11 if gradient is not None else 0), number_of(value, digits), 15, VALUE, bold=True)
        if gradient is not None:
            card.text(x, y + 12, number_of(gradient, 3), 14, GRADIENT.line)

    for name, label in (
        ("x", "$x$"), ("Wxh", "$W_{xh}$"), ("z1", "$z_1$"), ("a1", "$a_1 = σ(z_1)$"),
        ("Why", "$W_{hy}$"), ("z2", "$z_2$"), ("y_hat", "$ŷ = σ(z_2)$"), ("J", "$J$"),
    ):  # fmt: skip
        card.text(columns[name], 34, label, 16)
    for i, row in enumerate(rows):
        for end in rows:
            card.line((columns["x"], row), (columns["z1"], end), colour=PALE, width=1.5)
        card.arrow((columns["z1"] + 33, row), (columns["a1"] - 34, row))
        card.line((columns["a1"], row), (columns["z2"], middle), colour=PALE, width=1.5)
        bias = (columns["z1"], row + (-78 if i == 0 else 78))
        card.line(bias, (columns["z1"], row), colour=PALE, width=1.5)
        card.text(bias[0] - 46, bias[1], "$b_h$", 16)
        cell(bias, params["bh"][0, i], grads["dbh"][0, i], WEIGHT)
    card.line((columns["z2"], middle - 88), (columns["z2"], middle), colour=PALE, width=1.5)
    card.text(columns["z2"] + 46, middle - 88, "$b_y$", 16)
    cell((columns["z2"], middle - 88), params["by"][0, 0], grads["dby"][0, 0], WEIGHT)
    card.arrow((columns["z2"] + 33, middle), (columns["y_hat"] - 34, middle))
    card.arrow((columns["y_hat"] + 33, middle), (columns["J"] - 34, middle))
    for i, row in enumerate(rows):
        cell((columns["x"], row), x[0, i], None, INPUT, 48)
        for k, end in enumerate(rows):  # on the way, where no two lines meet
            part = 0.46 if i == k else 0.33
            at = (columns["x"] + part * (columns["z1"] - columns["x"]), row + part * (end - row))
            cell(at, params["Wxh"][i, k], grads["dWxh"][i, k], WEIGHT)
        cell((columns["z1"], row), z1[0, i], dz1[0, i], HIDDEN)
        cell((columns["a1"], row), a1[0, i], (dz2 @ params["Why"].T)[0, i], HIDDEN)
        cell(
            ((columns["a1"] + columns["z2"]) / 2, (row + middle) / 2), params["Why"][i, 0], grads["dWhy"][i, 0], WEIGHT
        )
    cell((columns["z2"], middle), z2[0, 0], dz2[0, 0], OUTPUT)
    cell((columns["y_hat"], middle), y_hat[0, 0], -(y - y_hat)[0, 0], OUTPUT)
    cell((columns["J"], middle), ann.cost_function(y, y_hat), 1.0, NEUTRAL, digits=3)
    card.text(748, middle + 48, "$J = ½(y \N{MINUS SIGN} ŷ)^2$\nwith $y = 1$", 14, anchor="end")
    card.arrow((390, 448), (440, 448), colour=VALUE, width=3)
    card.text(452, 448, "values, worked out forwards", 15, VALUE, anchor="start", bold=True)
    card.arrow((440, 474), (390, 474), colour=GRADIENT.line, width=3)
    card.text(452, 474, "gradients of $J$, worked out backwards", 15, GRADIENT.line, anchor="start")
    return card


DRAWINGS = [network, minima, bowl_and_tangent, xor_graph]
