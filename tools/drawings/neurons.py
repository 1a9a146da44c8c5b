"""The drawings of unit 1: the neuron of a brain, the one of this course, and why it has an activation function."""

from .card import HIDDEN, INK, INPUT, NEUTRAL, OUTPUT, PALE, Card, Look, Point, number_of

MINUS = "\N{MINUS SIGN}"


def biological_neuron() -> Card:
    """A nerve cell, and what each of its parts became in the artificial neuron."""
    card = Card(
        740,
        430,
        "A biological neuron",
        "A nerve cell. On the left, branching dendrites receive signals from other neurons, through small gaps called"
        " synapses, which make a signal stronger or weaker. The cell body, the soma, adds the signals up. The long axon"
        " carries the answer to the right, where it branches and ends at the synapses of the next neurons. Below each"
        " part stands what it became in the artificial neuron: inputs, weights, sum and activation, output.",
    )
    trees: list[tuple[Point, Point, list[Point]]] = [
        ((356, 128), (232, 86), [(150, 46), (138, 104)]),
        ((346, 150), (226, 152), [(126, 146), (146, 186)]),
        ((358, 172), (240, 226), [(146, 228), (176, 266)]),
    ]
    for root, fork, twigs in trees:
        card.line(root, fork, colour=INPUT.line, width=8)
        for x, y in twigs:
            card.line(fork, (x, y), colour=INPUT.line, width=4)
            card.circle(x - 19, y - 2, 9, look=NEUTRAL)  # another neuron's end
            card.line((x - 29, y - 3), (x - 74, y - 10), colour=PALE, width=3)
    card.line((430, 150), (610, 150), colour=OUTPUT.line, width=8)
    for x, y in ((672, 88), (692, 150), (672, 212)):
        card.line((610, 150), (x - 8, y), colour=OUTPUT.line, width=4)
        card.circle(x, y, 9, look=OUTPUT)
    card.path(
        "M338 150 C338 120 352 104 380 102 C412 100 436 122 436 150 C436 178 412 200 380 198 C352 196 338 180 338 150",
        HIDDEN.line,
        2.5,
        HIDDEN.fill,
    )
    card.circle(388, 150, 16, look=Look(HIDDEN.line, "#f3c99b"))
    card.arrow((480, 126), (580, 126), colour=INK)
    for x, look, part, does, became in (
        (92, NEUTRAL, "synapses", "make a signal\nstronger or weaker", "weights $w$"),
        (238, INPUT, "dendrites", "receive signals\nfrom other neurons", "inputs $x$"),
        (388, HIDDEN, "cell body (soma)", "adds the signals up", "weighted sum $z$"),
        (590, OUTPUT, "axon", "carries the answer\nto the next neurons", "answer $y = f(z)$"),
    ):
        card.text(x, 302, part, 16, look.line, bold=True)
        card.text(x, 336, does, 14)
        card.text(x, 408, became, 16, look.line)
    card.line((24, 366), (716, 366), colour=PALE, width=1)
    card.text(24, 382, "in the artificial neuron:", 13, NEUTRAL.line, anchor="start")
    return card


def neuron() -> Card:
    """An artificial neuron with three inputs, with numbers."""
    x, w, b = (2, 3, 1), (1, -1, 2), 1
    z = sum(a * c for a, c in zip(x, w, strict=True)) + b
    card = Card(
        740,
        360,
        "An artificial neuron",
        "Three inputs on the left, 2, 3 and 1. Each is multiplied with its weight, 1, minus 1 and 2. The neuron adds"
        " the products and the bias 1 up: z is 2. The activation function f turns z into the answer y, on the right.",
    )
    middle = 165.0
    for i in range(3):
        y = 65 + 100.0 * i
        end = middle + 18 * (i - 1)
        card.arrow((94, y), (301, end))
        card.circle(70, y, 26, f"$x_{i + 1}$", INPUT, 19)
        card.text(34, y, number_of(x[i]), 17, INPUT.line, anchor="end", bold=True)
        halfway = y + (end - y) * (190 - 94) / (301 - 94)
        card.box(190, halfway, 78, 30, look=Look(PALE, "#ffffff"), stroke=1.5)
        card.text(190, halfway, f"$w_{i + 1}$ = {number_of(w[i])}", 15)
    card.arrow((345, 72), (345, 121))
    card.box(345, 56, 78, 30, look=Look(PALE, "#ffffff"), stroke=1.5)
    card.text(345, 56, f"$b$ = {b}", 15)
    card.circle(345, middle, 42, "$Σ$", HIDDEN, 26)
    card.arrow((388, middle), (478, middle))
    card.text(430, middle - 18, f"$z$ = {z}", 16, HIDDEN.line)
    card.box(520, middle, 78, 66, "$f$", OUTPUT, 26)
    card.arrow((560, middle), (640, middle))
    card.text(652, middle, "$y = f(z)$", 17, OUTPUT.line, "start")
    card.text(70, 310, "inputs", 15, INPUT.line, bold=True)
    card.text(190, 310, "weights", 15, bold=True)
    card.text(345, 310, "added up, with the bias", 15, HIDDEN.line, bold=True)
    card.text(520, 310, "activation", 15, OUTPUT.line, bold=True)
    card.text(672, 310, "answer", 15, OUTPUT.line, bold=True)
    products = " + ".join(f"{a}·{c}" if c >= 0 else f"{a}·({MINUS}{-c})" for a, c in zip(x, w, strict=True))
    card.text(345, 338, f"{products} + {b} = {z}", 16, HIDDEN.line)
    return card


def linear_layers_collapse() -> Card:
    """Two linear layers are one; with ReLU between them they are more."""
    card = Card(
        740,
        450,
        "Why a network needs activation functions",
        "On the left, a number goes through two layers without activation: times 2 plus 1, then times 3 minus 4. That"
        " is the same as a single layer, times 6 minus 1, and its graph is one straight line. On the right, ReLU stands"
        " between the same two layers: the graph has a bend, which no single layer has.",
    )
    for k, relu in enumerate((False, True)):
        left = 24 + 360 * k
        look = OUTPUT if relu else HIDDEN
        title = "with ReLU between them" if relu else "two layers without activation"
        card.text(left + 166, 34, title, 16, look.line, bold=True)
        stops = [(70, "·2 + 1", HIDDEN)] + [(168, "ReLU", OUTPUT)] * relu + [(262, f"·3 {MINUS} 4", HIDDEN)]
        card.text(left + 8, 82, "$x$", 18)
        card.text(left + 326, 82, "$z$", 18)
        ends = [20.0, *(x + side for x, _, _ in stops for side in (-36, 36)), 314.0]
        for start, end in zip(ends[::2], ends[1::2], strict=True):
            card.arrow((left + start, 82), (left + end - 1, 82))
        for x, label, shade in stops:
            card.box(left + x, 82, 72, 36, label, shade, 15)
        below = "no single layer does the same" if relu else "the same as one layer: $z = 6x \N{MINUS SIGN} 1$"
        card.text(left + 166, 134, below, 15)
        origin = (left + 166.0, 330.0)
        card.arrow((left + 40, origin[1]), (left + 300, origin[1]), colour=PALE, width=1.5)
        card.arrow((origin[0], 430), (origin[0], 164), colour=PALE, width=1.5)
        card.text(left + 308, origin[1], "$x$", 15, anchor="start")
        card.text(origin[0] + 10, 168, "$z$", 15, anchor="start")
        points = [
            (origin[0] + 48 * x, origin[1] - 11 * (3 * (max(2 * x + 1, 0) if relu else 2 * x + 1) - 4))
            for x in (-2.4 if relu else -1.3, -0.5, 2.3)
        ]
        card.line(*points, colour=look.line, width=3)
        card.text(left + 60, 182, "a bend" if relu else "one straight\nline", 15, look.line)
    return card


DRAWINGS = [biological_neuron, neuron, linear_layers_collapse]
