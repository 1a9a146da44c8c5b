"""Sees that what a unit says of its pictures is so, whatever its demonstrations draw.

Run it as ``python tools/claims.py UNIT --seeds 5``, or as ``make claims`` for every unit: the notebook is run with
``SEED = 0``, ``SEED = 1`` and so on, and which claim failed on which seed is told. ``--first 5`` begins at seed 5.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from demonstrations import broken, demonstrated, draws, tagged

from deltarule.authoring.building.products import CLAIM, solved
from deltarule.core.course import Course
from deltarule.core.errors import UserError

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the claims of one unit, or of all; give 1 where one failed."""
    parser = argparse.ArgumentParser(description="Try what a unit says of its pictures on other seeds.")
    parser.add_argument("unit", nargs="?", metavar="UNIT", help="a unit; all by default")
    parser.add_argument("--seeds", type=int, default=5, metavar="N", help="how many; 5 by default")
    parser.add_argument("--first", type=int, default=0, metavar="SEED", help="the first of them; 0 by default")
    parser.add_argument("--course", type=Path, default=ROOT, metavar="DIR", help="the course; this one by default")
    options = parser.parse_args(arguments)
    failed = False
    try:
        for unit in Course.find(options.course).units_named(options.unit):
            count = sum(tagged(cell, CLAIM) for cell in solved(unit).cells)
            for seed in range(options.first, options.first + options.seeds) if draws(unit) else (None,):
                start = time.perf_counter()
                found = broken(demonstrated(unit, seed))
                drawn = "nothing is drawn" if seed is None else f"seed {seed}"
                print(f"{unit.assignment}, {drawn}: {count} claims, {time.perf_counter() - start:.0f} s", flush=True)
                for what, error in found:
                    print(f"    failed: {what} ({error})", flush=True)
                failed = failed or bool(found)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
