"""Makes a class of any size, the same each time: notebooks of units 1 to 7, each function right, mistaken or not begun.

``python tools/made_class.py FOLDER COUNT [SEED]`` lays them out as nbgrader does. A mistake is one that the unit
lists; how much a student has right differs from student to student.
"""

import copy
import random
import sys
from pathlib import Path

import nbformat

from deltarule.authoring.mistakes.listed import mistakes_of
from deltarule.authoring.solution import Solution
from deltarule.core.course import Course, Unit

if __package__:
    from .sample_cohort import without_marks
else:
    from sample_cohort import without_marks

ROOT = Path(__file__).resolve().parent.parent
NOT_BEGUN = 0.08
"""The share of functions that the weakest student hasn't begun."""


def make_class(folder: Path, count: int, seed: int = 0) -> list[str]:
    """Write `count` submissions, a student each, the units in turn; give the units' assignments."""
    rng = random.Random(seed)
    units = [unit for unit in Course.find(ROOT).units() if 1 <= int(unit.assignment.split("_")[0]) <= 7]
    solutions = [Solution.of(unit) for unit in units]
    handouts = [nbformat.read(unit.notebook, as_version=4) for unit in units]
    wrong = [_wrong(*pair) for pair in zip(units, solutions, strict=True)]
    for number in range(count):
        turn = number % len(units)
        unit, solution, notebook = units[turn], solutions[turn], copy.deepcopy(handouts[turn])
        skill = rng.uniform(0.6, 1.0)
        for cell in notebook.cells:
            if not (cell.metadata.get("nbgrader", {}).get("solution") and cell.id in solution.functions):
                continue
            luck = rng.random()
            if luck < skill:
                cell.source = without_marks(solution.source(cell.id))
            elif luck < 1 - NOT_BEGUN * (1 - skill) and (texts := wrong[turn].get(cell.id)):
                cell.source = rng.choice(texts).rstrip()
        place = folder / f"student{number:06d}" / unit.assignment
        place.mkdir(parents=True)
        (place / unit.notebook.name).write_text(nbformat.writes(notebook), "utf-8")
    return [unit.assignment for unit in units]


def _wrong(unit: Unit, solution: Solution) -> dict[str, list[str]]:
    """Give the texts of the mistakes that are changes, by function."""
    found: dict[str, list[str]] = {}
    for item in mistakes_of(unit, solution):
        if item.change is not None:
            found.setdefault(item.function, []).append(item.change.source(solution))
    return found


if __name__ == "__main__":
    make_class(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:]))
