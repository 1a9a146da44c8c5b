"""The drawings of unit 7: the two networks of a GAN, and how they take turns."""

# ruff: noqa: RUF001 -- Greek letters and crosses are what these labels are to show.

from .card import GRADIENT, HIDDEN, INK, INPUT, NEUTRAL, OUTPUT, Card, Look

FIXED = Look("#8a8a8a", "#f4f4f4")
DOTS = ((0, 0), (16, -9), (-15, 8), (9, 14), (-8, -15), (20, 8), (-21, -6), (2, -22), (-4, 22))


def cloud(card: Card, x: float, y: float, look: Look, spread: float = 1.0) -> None:
    """Draw a handful of samples around (x, y)."""
    for dx, dy in DOTS:
        card.circle(x + spread * dx, y + spread * dy, 4, look=Look(look.line, look.line), width=1)


def two_players() -> Card:
    """Who hands what to whom in a GAN."""
    card = Card(
        740,
        380,
        "The two players of a GAN",
        "Noise z, drawn from P_z, goes into the generator G, the forger, which makes a fake sample of it. Real samples,"
        " drawn from P_r, come from the training set. The discriminator D, the police, is handed either and answers"
        " with a probability: near 1 for real, near 0 for fake.",
    )
    cloud(card, 70, 262, NEUTRAL)
    card.text(70, 310, "noise", 15, bold=True)
    card.text(70, 334, "$z$ ~ $P_z$", 16)
    card.arrow((102, 262), (168, 262))
    card.box(226, 262, 112, 74, "", HIDDEN)
    card.text(226, 252, "$G$", 24, HIDDEN.line)
    card.text(226, 280, "generator", 14, HIDDEN.line)
    card.text(226, 322, "the forger", 15, HIDDEN.line)
    card.arrow((283, 262), (344, 262))
    cloud(card, 380, 262, HIDDEN)
    card.text(380, 310, "fake samples", 15, HIDDEN.line, bold=True)
    card.text(380, 334, "$G(z)$ ~ $P_g$", 16)
    cloud(card, 380, 96, INPUT)
    card.text(380, 36, "real samples", 15, INPUT.line, bold=True)
    card.text(380, 142, "$x$ ~ $P_r$", 16)
    card.box(212, 96, 140, 58, "", INPUT)
    card.text(212, 96, "training set", 16, INPUT.line)
    card.arrow((283, 96), (344, 96))
    card.arrow((414, 104), (482, 154))
    card.arrow((414, 254), (482, 204))
    card.box(542, 179, 116, 80, "", OUTPUT)
    card.text(542, 168, "$D$", 24, OUTPUT.line)
    card.text(542, 197, "discriminator", 14, OUTPUT.line)
    card.text(542, 240, "the police", 15, OUTPUT.line)
    card.arrow((601, 179), (648, 179))
    card.line((664, 96), (664, 262), colour=INK, width=3)
    for y, label in ((96, "1: real"), (179, "½: who\nknows"), (262, "0: fake")):
        card.line((657, y), (671, y), width=3)
        card.text(678, y, label, 14, anchor="start")
    card.text(664, 64, "$D(x)$", 17, OUTPUT.line)
    return card


def two_loops() -> Card:
    """The two turns of a game: who learns, who stays as it is, and where the gradients go."""
    card = Card(
        740,
        480,
        "The two loops of a GAN",
        "Above, the discriminator's turn: real samples and fakes go into D; the gradient of the value V goes back into"
        " D only, and D takes a step uphill. G stays as it is. Below, the generator's turn: noise goes through G and D;"
        " the gradient of V goes back through D, which stays as it is, into G, and G takes a step downhill. Then it"
        " begins again.",
    )
    for turn, top in ((1, 30.0), (2, 262.0)):
        y = top + 118
        generator, judge = (FIXED, OUTPUT) if turn == 1 else (HIDDEN, FIXED)
        learner, look = ("discriminator", OUTPUT) if turn == 1 else ("generator", HIDDEN)
        card.text(64, top + 6, f"{turn}. The {learner} learns", 17, look.line, "start", bold=True)
        card.text(92, y, "$z$", 20)
        card.arrow((106, y), (158, y))
        card.box(206, y, 94, 60, "$G$", generator, 24, dashed=turn == 1)
        card.arrow((254, y), (304, y))
        card.text(344, y, "$G(z)$", 18, HIDDEN.line)
        card.arrow((382, y), (430, y))
        card.box(478, y, 94, 60, "$D$", judge, 24, dashed=turn == 2)
        card.arrow((526, y), (596, y))
        card.box(630, y, 66, 50, "$V$", NEUTRAL, 22)
        if turn == 1:
            card.text(344, y - 62, "real $x$", 18, INPUT.line)
            card.arrow((382, y - 58), (432, y - 32))
            card.text(206, y - 46, "stays as it is", 14, NEUTRAL.line)
            card.bend((626, y + 26), (610, y + 70), (500, y + 74), (480, y + 32), GRADIENT.line, 2.5, True)
            rule = "uphill:  $θ_d = θ_d + α ∇V$"
        else:
            card.text(478, y - 46, "stays as it is", 14, NEUTRAL.line)
            card.bend((626, y + 26), (600, y + 84), (240, y + 90), (208, y + 32), GRADIENT.line, 2.5, True)
            rule = "downhill:  $θ_g = θ_g \N{MINUS SIGN} α ∇V$"
        card.text(630, y - 46, "value", 14)
        card.text(700, top + 6, rule, 16, look.line, "end")
        card.text(660, y + 62, "gradient", 14, GRADIENT.line)
    card.bend((52, 372), (14, 330), (14, 200), (52, 158), INK, 2)
    card.text(34, 224, "and\nagain", 14, anchor="start")
    return card


DRAWINGS = [two_players, two_loops]
