"""Sees that the reference earns every point on a hundred different seeds, unit by unit.

Run it as ``make seeds``. It stops, with the seed and the check, where the reference fails one.
"""

import time
from pathlib import Path

from deltarule.authoring.building.recorder import record
from deltarule.core.course import Course

SEEDS = range(100)


def main() -> None:
    """Run every unit's checks on its reference."""
    for unit in Course.find(Path(__file__)).units():
        start = time.perf_counter()
        for seed in SEEDS:
            record(unit, seed)
        print(f"{unit.assignment}: full marks on {len(SEEDS)} seeds ({time.perf_counter() - start:.0f} s)")


if __name__ == "__main__":
    main()
