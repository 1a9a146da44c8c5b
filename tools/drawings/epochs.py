"""The drawing of unit 3: what batches, iterations and epochs are."""

from .card import HIDDEN, INPUT, NEUTRAL, OUTPUT, Card


def epoch_and_batches() -> Card:
    """One epoch of 12,000 samples in batches of 6,000."""
    card = Card(
        740,
        400,
        "Batches, iterations and an epoch",
        "A data set of 12,000 samples is cut into two batches of 6,000. Batch 1 goes forward through the network, the"
        " gradients come back, and the weights are updated: that is iteration 1. Batch 2 does the same with the new"
        " weights: iteration 2. Then every sample has been seen once: one epoch. The next epoch begins with"
        " the set shuffled anew.",
    )
    card.text(370, 34, "the data set: 12,000 samples", 16, INPUT.line, bold=True)
    for k in range(2):
        left = 30.0 + 345 * k
        middle = left + 167
        card.box(middle, 82, 335, 56, look=INPUT, corner=4)
        card.text(middle, 72, f"batch {k + 1}", 16, INPUT.line, bold=True)
        card.text(middle, 95, ("the first 6,000 samples", "the other 6,000")[k], 14, INPUT.line)
        card.arrow((middle - 110, 112), (middle - 110, 158))
        for i, (name, look) in enumerate((("forward\npass", HIDDEN), ("backward\npass", HIDDEN), ("update", OUTPUT))):
            x = middle + 110 * (i - 1)
            card.box(x, 188, 88, 56, name, look, 15)
            if i:
                card.arrow((x - 65, 188), (x - 46, 188))
        bracket(card, left, left + 334, 232)
        card.text(middle, 252, f"iteration {k + 1}", 16, HIDDEN.line, bold=True)
    card.arrow((353, 188), (386, 188), colour=OUTPUT.line)
    bracket(card, 30, 709, 282)
    card.text(370, 304, "one epoch: every sample has been seen once", 16, bold=True)
    card.bend((690, 320), (680, 366), (60, 372), (50, 320), NEUTRAL.line)
    card.text(370, 378, "the next epoch: shuffle, and begin again", 15, NEUTRAL.line)
    return card


def bracket(card: Card, left: float, right: float, y: float) -> None:
    """Draw a bracket under what is between `left` and `right`."""
    card.line((left, y - 7), (left, y), (right, y), (right, y - 7), colour=NEUTRAL.line)


DRAWINGS = [epoch_and_batches]
