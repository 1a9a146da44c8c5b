"""The drawings of unit 4: a network with a loop, and the loop drawn out in time."""

from itertools import pairwise

from .card import GRADIENT, HIDDEN, INK, INPUT, NEUTRAL, OUTPUT, PALE, Card


def feedforward_and_recurrent() -> Card:
    """A feedforward network beside a recurrent one."""
    card = Card(
        740,
        400,
        "Feedforward and recurrent",
        "On the left a feedforward network: input, hidden layer, output; each input is answered by itself. On the right"
        " a recurrent network: the same, but the hidden layer is also connected with itself, so that its state comes"
        " back at the next step.",
    )
    for k, (title, below) in enumerate(
        (
            ("feedforward", "Each input is answered on its own:\nnothing is kept."),
            ("recurrent", "The hidden state comes back\nat the next step: a memory."),
        )
    ):
        middle = 180 + 370 * k
        card.text(middle, 34, title, 17, bold=True)
        layers = ((285, 3, INPUT), (185, 4, HIDDEN), (85, 2, OUTPUT))
        places = [[(middle + 56 * (i - (n - 1) / 2), y) for i in range(n)] for y, n, _ in layers]
        for lower, upper in pairwise(places):
            for start in lower:
                for end in upper:
                    card.line(start, end, colour=PALE, width=1.2)
        for row, (_, _, look) in zip(places, layers, strict=True):
            for x, y in row:
                card.circle(x, y, 17, look=look)
        if k:
            x, y = places[1][-1]
            card.bend((x + 10, y - 17), (x + 40, y - 72), (x + 92, y + 60), (x + 14, y + 16), HIDDEN.line, 3)
            card.text(x + 76, y, "$W$", 18, HIDDEN.line)
            card.text(x + 24, y + 50, "$U$", 18, anchor="start")
            card.text(x + 6, y - 62, "$V$", 18, anchor="end")
        card.text(middle - 108, 285, "input", 15, INPUT.line, anchor="end")
        card.text(middle - 108, 185, "hidden", 15, HIDDEN.line, anchor="end")
        card.text(middle - 108, 85, "output", 15, OUTPUT.line, anchor="end")
        card.text(middle, 352, below, 15)
    return card


def step(card: Card, x: float, t: str, word: str, answer: str, width: float = 92) -> None:
    """Draw one step of an unrolled network around `x`: input below, hidden state, output above."""
    card.arrow((x, 284), (x, 222), colour=INK)
    card.arrow((x, 158), (x, 106), colour=INK)
    card.text(x + 14, 256, "$U$", 16, anchor="start")
    card.text(x + 14, 134, "$V$", 16, anchor="start")
    card.box(x, 190, 70, 62, f"$h_{t}$", HIDDEN, 20)
    card.circle(x, 305, 21, f"$x_{t}$", INPUT, 17)
    card.circle(x, 84, 21, f"$ŷ_{t}$", OUTPUT, 17)
    card.text(x, 344, word, 16, INPUT.line, bold=True)
    card.text(x, 44, answer, 16, OUTPUT.line, bold=True)


def unrolled() -> Card:
    """A recurrent network, and the same drawn out over five words."""
    card = Card(
        760,
        400,
        "A recurrent network, unrolled in time",
        "On the left the network with its loop. On the right the same network drawn out, a copy for each word of: The"
        " sun rises in the. Each copy reads its word and the hidden state that the copy before it hands on; the first"
        " one starts from h_init. Each says which word it expects next: sun, rises, in, the, east. All copies have the"
        " same weights U, W and V.",
    )
    card.arrow((70, 284), (70, 222))
    card.arrow((70, 158), (70, 106))
    card.text(58, 256, "$U$", 16, anchor="end")
    card.text(58, 134, "$V$", 16, anchor="end")
    card.box(70, 190, 62, 62, "$h$", HIDDEN, 20)
    card.circle(70, 305, 21, "$x$", INPUT, 18)
    card.circle(70, 84, 21, "$ŷ$", OUTPUT, 18)
    card.bend((101, 176), (136, 150), (136, 230), (103, 206), HIDDEN.line, 2.5)
    card.text(136, 170, "$W$", 16, HIDDEN.line, anchor="start")
    card.text(164, 190, "=", 28)
    words = ("The", "sun", "rises", "in", "the", "east")
    card.text(202, 190, "$h_{init}$", 17, HIDDEN.line)
    for t, (word, answer) in enumerate(pairwise(words)):
        x = 290 + 104 * t
        card.arrow((x - 104 + 36 if t else 222, 190), (x - 37, 190), colour=HIDDEN.line, width=2.5)
        if t:
            card.text(x - 53, 172, "$W$", 15, HIDDEN.line)
        step(card, x, str(t), word, answer)
    card.text(70, 344, "one word", 14, INPUT.line)
    card.text(70, 44, "the next word", 14, OUTPUT.line)
    card.text(498, 376, "The same $U$, $W$ and $V$ at every step.", 15)
    return card


def losses_through_time() -> Card:
    """The losses of all steps add up, and their gradients come back through time."""
    card = Card(
        740,
        430,
        "Losses are added up, gradients come back through time",
        "An unrolled network of four steps. Every output has its own loss, L_0 to L_3, and their sum is the loss L."
        " Dashed red arrows show the way of the gradients: from each loss down into its hidden state, and from each"
        " hidden state back to the one before it. So a hidden state gets a gradient from two sides.",
    )
    card.box(400, 40, 500, 36, "$L = L_0 + L_1 + L_2 + L_3$", NEUTRAL, 17)
    card.text(62, 254, "$h_{init}$", 17, HIDDEN.line)
    for t in range(4):
        x = 196 + 136.0 * t
        card.arrow((x - 136 + 40 if t else 88, 254), (x - 37, 254), colour=HIDDEN.line, width=2.5)
        card.arrow((x - 8, 349), (x - 8, 293))
        card.arrow((x - 8, 232), (x - 8, 187))
        card.arrow((x - 8, 142), (x - 8, 122))
        card.arrow((x - 8, 82), (x - 8, 60))
        card.arrow((x + 12, 60), (x + 12, 80), colour=GRADIENT.line, dashed=True)
        card.arrow((x + 12, 122), (x + 12, 142), colour=GRADIENT.line, dashed=True)
        card.arrow((x + 12, 186), (x + 12, 231), colour=GRADIENT.line, dashed=True)
        if t:
            card.arrow((x - 37, 276), (x - 136 + 40, 276), colour=GRADIENT.line, dashed=True)
        card.box(x, 102, 62, 38, f"$L_{t}$", NEUTRAL, 17)
        card.circle(x, 164, 21, f"$ŷ_{t}$", OUTPUT, 17)
        card.box(x, 262, 72, 58, f"$h_{t}$", HIDDEN, 20)
        card.circle(x, 370, 21, f"$x_{t}$", INPUT, 17)
    card.arrow((440, 410), (400, 410), colour=GRADIENT.line, dashed=True)
    card.text(452, 410, "gradients, from the last step back", 15, GRADIENT.line, "start")
    card.arrow((40, 410), (80, 410))
    card.text(92, 410, "values, from the first step on", 15, anchor="start")
    return card


DRAWINGS = [feedforward_and_recurrent, unrolled, losses_through_time]
