"""Write the digits of unit 9 that students learn from, by the hand that draws the hidden ones: ``tools/digits.py``."""

import runpy
from pathlib import Path

import numpy as np

UNIT = Path(__file__).resolve().parent.parent / "exercises" / "9_capstone"
COUNT = 1000


def main() -> None:
    """Draw them and write a line for each: what it is, and its pixels from 0 to 9, row by row."""
    draw_digits = runpy.run_path(str(UNIT / "test_capstone.py"))["draw_digits"]
    pictures, labels = draw_digits(np.random.default_rng(0), COUNT)
    order = np.random.default_rng(1).permutation(COUNT)
    lines = (f"{labels[i]} {''.join(map(str, pictures[i].ravel()))}\n" for i in order)
    (UNIT / "digits.txt").write_text("".join(lines), "ascii")


if __name__ == "__main__":
    main()
