"""Makes a class of any size, the same each time: notebooks of units 1 to 7, each function right, mistaken or not begun.

``python tools/made_class.py FOLDER COUNT [SEED]`` lays them out as nbgrader does. A mistake is one that the unit
lists; how much a student has right differs from student to student. Where two are to have nothing in common, each
function that a student has begun has a line of the student's own.
"""

import ast
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


def make_class(folder: Path, count: int, seed: int = 0, *, alike: bool = True) -> list[str]:
    """Write `count` submissions, a student each, the units in turn; give the units' assignments.

    Where they aren't to be `alike`, no two students have a function of the same text.
    """
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
            else:
                continue
            if not alike:
                cell.source = with_a_line_of_its_own(cell.source, number)
        place = folder / f"student{number:06d}" / unit.assignment
        place.mkdir(parents=True)
        (place / unit.notebook.name).write_text(nbformat.writes(notebook), "utf-8")
    return [unit.assignment for unit in units]


def with_a_line_of_its_own(source: str, number: int) -> str:
    """Let the functions of a cell begin with a line that nobody else has, and that changes nothing."""
    lines = source.split("\n")
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.FunctionDef):
            first = node.body[1 if ast.get_docstring(node) is not None and node.body[1:] else 0]
            lines.insert(first.lineno - 1, f"{' ' * first.col_offset}_mine = {number}")
    return "\n".join(lines)


def _wrong(unit: Unit, solution: Solution) -> dict[str, list[str]]:
    """Give the texts of the mistakes that are changes, by function."""
    found: dict[str, list[str]] = {}
    for item in mistakes_of(unit, solution):
        if item.change is not None:
            found.setdefault(item.function, []).append(item.change.source(solution))
    return found


if __name__ == "__main__":
    make_class(Path(sys.argv[1]), int(sys.argv[2]), *map(int, sys.argv[3:]))
