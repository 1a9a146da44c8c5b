"""Where the drawings of each unit lie, and the writing of them."""

from collections.abc import Callable
from pathlib import Path

from . import cells, descents, epochs, games, kernels, neurons, recurrences
from .card import Card

ROOT = Path(__file__).resolve().parent.parent.parent
DRAWINGS: dict[str, list[Callable[[], Card]]] = {
    "1_neuron": neurons.DRAWINGS,
    "2_ann": descents.DRAWINGS,
    "3_optimizers": epochs.DRAWINGS,
    "4_rnn": recurrences.DRAWINGS,
    "5_lstm": cells.DRAWINGS,
    "6_cnn": kernels.DRAWINGS,
    "7_gan": games.DRAWINGS,
}


def files() -> dict[Path, Callable[[], Card]]:
    """Give each drawing's file and the function, of the same name, that draws it."""
    return {
        ROOT / "solutions" / unit / "drawings" / f"{draw.__name__}.svg": draw
        for unit, drawings in DRAWINGS.items()
        for draw in drawings
    }


def write() -> None:
    """Draw everything anew."""
    for path, draw in files().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(draw().svg(), encoding="utf-8")
