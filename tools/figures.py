"""Writes the tables that say what the checks are worth, in README.md and docs/figures.md, from what it measures.

Run it as ``make figures``, or as ``python tools/figures.py [UNIT ...]`` for some units: the rows of the others stay.
Each table stands between two comments, ``<!-- figures: NAME -->`` and ``<!-- end of figures -->``. Where something does
not hold (a mistake that no check catches, a right alternative refused, a mutant that survives) it says so and stops.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path

from deltarule.authoring.proofs.mutation import judge_mutants
from deltarule.authoring.proofs.trials import audit
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError

COURSE = Course.find(Path(__file__))
PLACES = {"units": COURSE.root / "README.md", "mutants": COURSE.root / "docs" / "figures.md"}


@dataclass(frozen=True)
class Figures:
    """What was measured of a unit: how many mistakes are caught and named, alternatives accepted, mutants caught.

    Attributes:
        unit: the unit.
        mistakes: how many are listed, and caught.
        named: how many of them are named to the student.
        alternatives: how many are listed, and accepted.
        mutants: how many there are.
        caught: how many of them the checks catch; the others are the same function in other words.
    """

    unit: Unit
    mistakes: int
    named: int
    alternatives: int
    mutants: int
    caught: int

    def row(self, table: str, title: str) -> str:
        """Give the unit's row of a table; `title` is what its first cell says after the name."""
        if table == "mutants":
            return (
                f"| `{self.unit.assignment}`{title} | {self.mutants} | {self.caught} | {self.mutants - self.caught} |"
            )
        caught = f"{self.caught} of {self.mutants} " if self.mutants else ""
        return (
            f"| `{self.unit.assignment}`{title} | {self.mistakes} of {self.mistakes} | {self.named} "
            f"| {self.alternatives} of {self.alternatives} | {caught}|"
        )


def measure(unit: Unit) -> Figures:
    """Audit a unit, and judge its mutants.

    Raises:
        UserError: the unit is broken, or something does not hold.
    """
    found, verdicts = audit(unit), judge_mutants(unit)
    missed = [f"the mistake {item.mistake.name}" for item in found.mistakes if not item.holds]
    missed += [f"the alternative {item.alternative.name}" for item in found.alternatives if not item.holds]
    missed += [f"the mutant {item.mutant.line!r}" for item in verdicts if not item.holds]
    if missed:
        raise UserError(f"{unit.assignment} does not hold: {', '.join(missed)}. Mend its checks, or the list.")
    named = sum(item.named for item in found.mistakes)
    caught = sum(item.caught_by is not None for item in verdicts)
    return Figures(unit, len(found.mistakes), named, len(found.alternatives), len(verdicts), caught)


def written(text: str, table: str, figures: Figures) -> str:
    """Give a page with the unit's row of a table as it was measured: in the row's place, or after the last row.

    Raises:
        UserError: the page has no such table.
    """
    begin, end = f"<!-- figures: {table} -->\n", "<!-- end of figures -->"
    if begin not in text or end not in text:
        raise UserError(f"The page has no table between {begin.strip()} and {end}; put both there.")
    before, rest = text.split(begin, 1)
    rows, after = rest.split(end, 1)
    row = re.compile(rf"^\| `{figures.unit.assignment}`([^|]*?) \|.*$", re.MULTILINE)
    found = row.search(rows)
    if found:
        rows = rows[: found.start()] + figures.row(table, found[1]) + rows[found.end() :]
    elif figures.mutants or table == "units":
        rows += figures.row(table, "") + "\n"
    return f"{before}{begin}{rows}{end}{after}"


def main(names: list[str]) -> None:
    """Measure units, all by default, and write each one's rows as soon as they are known."""
    for unit in [COURSE.unit(name) for name in names] or COURSE.units():
        figures = measure(unit)
        print(figures.row("units", ""), flush=True)
        for table, path in PLACES.items():
            path.write_text(written(path.read_text("utf-8"), table, figures), "utf-8")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except UserError as error:
        sys.exit(str(error))
