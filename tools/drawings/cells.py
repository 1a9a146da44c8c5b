"""The drawings of unit 5: one LSTM cell that grows, and a row of cells."""

# ruff: noqa: RUF001 -- Greek letters and crosses are what these labels are to show.

from .card import HIDDEN, INK, INPUT, OUTPUT, PALE, Card, Look

MEMORY, INNER, RAIL = 110.0, 188.0, 318.0  # the heights of the cell state, of the gated parts and of what comes in
GATES = {"f": 190.0, "i": 300.0, "g": 404.0, "o": 508.0}
NAMES = {"f": "forget gate", "i": "input gate", "g": "candidate", "o": "output gate"}
NEW, OLD = HIDDEN, Look("#777777", "#f4f4f4")
SHOWN = 588.0  # where the hidden state is taken off the memory


def gate(card: Card, name: str, look: Look) -> None:
    """Draw one of the four small layers, with the way that what comes in takes to it."""
    x = GATES[name]
    card.arrow((x, RAIL), (x, 288), colour=look.line)
    card.box(x, 262, 92, 50, look=look)
    card.text(x, 252, NAMES[name], 14, look.line)
    card.text(x, 272, "tanh" if name == "g" else "$σ$", 15, look.line)


def times(card: Card, x: float, y: float, look: Look, sign: str = "⊙") -> None:
    """Draw an operation on two values, entry by entry."""
    card.circle(x, y, 15, sign, look, 20)


def cell(stage: int, title: str, description: str, caption: str) -> Card:
    """Draw the cell as far as it has grown: `stage` 1 to 3 adds to it, 4 shows it whole."""
    card = Card(740, 440, title, description)
    looks = [NEW if stage in (k, 4) else OLD for k in (1, 2, 3)]
    forget, write, show = looks
    card.box(358, 202, 556, 296, look=Look(PALE, "#fcfcfc"), stroke=1.5, corner=16)
    card.arrow((78, MEMORY), (662, MEMORY), colour=OUTPUT.line if stage in (1, 4) else OLD.line, width=4)
    last = {1: "f", 2: "g"}.get(stage, "o")
    card.line((78, RAIL), (GATES[last], RAIL), colour=INPUT.line, width=2.5)
    card.arrow((136, 398), (136, RAIL + 2), colour=INPUT.line, width=2.5)
    card.text(50, MEMORY, "$c_{t\N{MINUS SIGN}1}$", 20, OUTPUT.line)
    card.text(50, RAIL, "$h_{t\N{MINUS SIGN}1}$", 20, INPUT.line)
    card.text(136, 414, "$x_t$", 20, INPUT.line)
    card.text(690, MEMORY, "$c_t$", 20, OUTPUT.line)
    card.text(358, 76, "cell state: the long memory", 14, OUTPUT.line)

    gate(card, "f", forget)
    card.arrow((GATES["f"], 236), (GATES["f"], MEMORY + 16), colour=forget.line)
    card.text(GATES["f"] - 12, INNER, "$f_t$", 18, forget.line, anchor="end")
    times(card, GATES["f"], MEMORY, forget)
    if stage >= 2:
        middle = (GATES["i"] + GATES["g"]) / 2
        for name, side in (("i", -1), ("g", 1)):
            gate(card, name, write)
            x = GATES[name]
            card.arrow((x, 236), (x, INNER), (middle + 16 * side, INNER), colour=write.line)
            card.text(x + 12 * side, 212, f"${name}_t$", 18, write.line, anchor="end" if side < 0 else "start")
        card.arrow((middle, INNER), (middle, MEMORY + 16), colour=write.line)
        times(card, middle, INNER, write)
        times(card, middle, MEMORY, write, "+")
    if stage >= 3:
        gate(card, "o", show)
        x = GATES["o"]
        card.arrow((x, 236), (x, 208), (SHOWN - 16, 208), colour=show.line)
        card.text(x - 12, 212, "$o_t$", 18, show.line, anchor="end")
        card.line((SHOWN, MEMORY), (SHOWN, 208), colour=show.line)
        card.arrow((SHOWN, 208), (SHOWN, RAIL), (662, RAIL), colour=show.line, width=2.5)
        card.box(SHOWN, 158, 54, 30, "tanh", show, 15)
        times(card, SHOWN, 208, show)
        card.text(690, RAIL, "$h_t$", 20, show.line)
    card.text(176, 394, caption, 16, anchor="start")
    return card


def cell_1() -> Card:
    """The line of memory, and forgetting."""
    return cell(
        1,
        "The LSTM cell, 1: a memory that can be thinned out",
        "A thick line, the cell state, runs straight through the cell from c of the step before to c of this step. The"
        " forget gate, a small layer with a sigmoid, looks at the input x_t and the hidden state h of the step before."
        " Its answer f_t multiplies the cell state entry by entry.",
        "Where $f_t$ is 1 the memory stays, where it is 0 it is wiped out:\n$f_t ⊙ c_{t\N{MINUS SIGN}1}$",
    )


def cell_2() -> Card:
    """The input gate and the candidate as well."""
    return cell(
        2,
        "The LSTM cell, 2: something new is written down",
        "As before, and in colour what is new: the input gate with a sigmoid and the candidate with a tanh look at the"
        " same two inputs. Their answers i_t and g_t are multiplied entry by entry, and the product is added to the"
        " cell state.",
        "The candidate $g_t$ is what is new; $i_t$ says how much of it comes in:\n"
        "$c_t = f_t ⊙ c_{t\N{MINUS SIGN}1} + i_t ⊙ g_t$",
    )


def cell_3() -> Card:
    """The output gate and the hidden state as well."""
    return cell(
        3,
        "The LSTM cell, 3: a part of the memory is shown",
        "As before, and in colour what is new: the output gate with a sigmoid answers o_t. The cell state goes through"
        " a tanh and is multiplied with o_t entry by entry. That is the hidden state h_t, which leaves the cell.",
        "The cell state stays inside; $h_t$ is the part of it that is shown:\n$h_t = o_t ⊙ tanh(c_t)$",
    )


def cell_4() -> Card:
    """The whole cell with all its names."""
    card = cell(
        4,
        "The LSTM cell, 4: the whole",
        "The whole cell. On the thick line of the cell state: times f_t, then plus the product of i_t and g_t. Below it"
        " the forget gate, the input gate, the candidate and the output gate, all with the inputs x_t and h of the step"
        " before. On the right the hidden state h_t: the tanh of the cell state times o_t.",
        "$c_t = f_t ⊙ c_{t\N{MINUS SIGN}1} + i_t ⊙ g_t$\n$h_t = o_t ⊙ tanh(c_t)$",
    )
    layers = "$f_t = σ(x_t U_f + h_{t\N{MINUS SIGN}1} W_f + b_f)$,\nand so on; only $g_t$ with tanh"
    card.text(420, 394, layers, 16, anchor="start")
    return card


def network_of_cells() -> Card:
    """Three cells in a row."""
    card = Card(
        740,
        380,
        "A network of LSTM cells",
        "Three LSTM cells in a row, one for each step. Two lines run from cell to cell: the cell state c above and the"
        " hidden state h below it. Each cell reads its input x from below. What leaves it at the top is its hidden"
        " state, from which the prediction is read.",
    )
    for t in range(3):
        x = 190.0 + 180 * t
        card.arrow((x - 180 + 54 if t else 76, 160), (x - 55, 160), colour=OUTPUT.line, width=4)
        card.arrow((x - 180 + 54 if t else 76, 214), (x - 55, 214), colour=INK)
        before = "init" if t == 0 else str(t - 1)
        card.text(
            x - 90 if t else 66, 140 if t else 160, f"$c_{{{before}}}$", 17, OUTPUT.line, "middle" if t else "end"
        )
        card.text(x - 90 if t else 66, 234 if t else 214, f"$h_{{{before}}}$", 17, INK, "middle" if t else "end")
        card.arrow((x, 296), (x, 242), colour=INPUT.line)
        card.arrow((x, 134), (x, 90))
        card.text(x + 12, 112, f"$h_{t}$", 17, anchor="start")
        card.box(x, 188, 106, 106, "LSTM", HIDDEN, 20, bold=True)
        card.circle(x, 317, 21, f"$x_{t}$", INPUT, 17)
        card.circle(x, 68, 21, f"$ŷ_{t}$", OUTPUT, 17)
    card.arrow((604, 160), (660, 160), colour=OUTPUT.line, width=4)
    card.arrow((604, 214), (660, 214))
    card.text(670, 160, "$c_2$", 17, OUTPUT.line, "start")
    card.text(670, 214, "$h_2$", 17, INK, "start")
    card.text(370, 358, "Two memories go from step to step: $c$, the long one, and $h$, which is shown.", 15)
    return card


DRAWINGS = [cell_1, cell_2, cell_3, cell_4, network_of_cells]
