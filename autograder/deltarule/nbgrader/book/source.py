"""A unit's source notebook, as nbgrader keeps it in the gradebook and as it releases it."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import nbformat
from nbgrader import utils
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells

from deltarule.core.checking.checks import Check, CheckResult
from deltarule.core.checking.marks import points_by_function
from deltarule.core.code import grade_ids
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.files import has_file

from .answers import Handout, handed_out, handout_of
from .settings import Settings

Kind = Literal["GradeCell", "SolutionCell", "TaskCell"]


@dataclass(frozen=True)
class KeptCell:
    """A cell that nbgrader keeps an eye on.

    Attributes:
        name: its ``grade_id``.
        id: its id in the notebook.
        cell_type: ``code`` or ``markdown``.
        kinds: what it is in the gradebook; a free answer is a grade cell and a solution cell.
        source: its text, without the solution, with hidden tests.
        locked: whether a student may not change it.
        points: what it is worth.
        metadata: its metadata in an autograded notebook.
    """

    name: str
    id: str
    cell_type: Literal["code", "markdown"]
    kinds: frozenset[Kind]
    source: str
    locked: bool
    points: float
    metadata: dict[str, Any]

    @cached_property
    def checked(self) -> str | None:
        """The function that it checks, if it is a check cell."""
        return grade_ids.checked_by(self.name) if self.kinds == {"GradeCell"} else None

    def capped(self, earned: float) -> float:
        """Give what was earned in it: never more than the cell is worth."""
        return min(earned, self.points)

    @property
    def free_answer(self) -> bool:
        """Whether a student writes in it and a person gives its points."""
        return self.kinds == {"GradeCell", "SolutionCell"}

    @property
    def by_hand(self) -> bool:
        """Whether a person gives its points."""
        return ("GradeCell" in self.kinds or "TaskCell" in self.kinds) and self.checked is None


@dataclass(frozen=True)
class Source:
    """A source notebook: its cells that count, all its texts, and what students get."""

    unit: Unit
    cells: tuple[KeptCell, ...]
    texts: frozenset[str]
    metadata: dict[str, Any]
    released: bytes
    handout: Handout

    def digest(self) -> bytes:
        """Digest all that a graded notebook takes from it."""
        return hashlib.sha256(repr((self.cells, sorted(self.texts), self.metadata)).encode() + self.released).digest()

    @property
    def name(self) -> str:
        """The notebook's name in the gradebook."""
        return self.unit.name

    @cached_property
    def handed_out(self) -> dict[str, str]:
        """All its texts, and those that students get, by their digests."""
        return handed_out([*self.texts, *(text for _, text in self.handout.cells)])

    def solution_of(self, function: str) -> str | None:
        """Name the cell that a student writes `function` in: the last before its check."""
        return self._solutions.get(function)

    @cached_property
    def _solutions(self) -> dict[str, str | None]:
        found, solution = dict[str, str | None](), None
        for cell in self.cells:
            if cell.checked:
                found.setdefault(cell.checked, solution)
            elif cell.kinds == {"SolutionCell"}:
                solution = cell.name
        return found

    def agree(self, checks: Iterable[Check | CheckResult]) -> None:
        """Make sure that these are the checks, or what came of them.

        Raises:
            UserError: they aren't: the notebook is older or newer than the checks.
        """
        points = points_by_function(checks)
        if points != {cell.checked: cell.points for cell in self.cells if cell.checked}:
            raise UserError(
                f"{self.unit.source} has other check cells or points than {self.unit.checks.name}: run deltarule build."
            )


def read_source(settings: Settings, unit: Unit) -> Source:
    """Read a unit's source notebook and do to it what ``nbgrader generate_assignment`` does.

    Raises:
        UserError: it cannot be read, or nbgrader finds fault with it.
    """
    folder = settings.folder("source", ".", unit.assignment)
    path = folder / unit.notebook.name
    if not has_file(path):
        raise UserError(f"There is no {path}, the source of the gradebook's cells: run deltarule build.")
    converter = GenerateAssignment(coursedir=settings.app.coursedir, parent=settings.app)
    steps = list(converter.preprocessors)
    split = steps.index(SaveCells) if SaveCells in steps else len(steps)
    resources: dict[str, Any] = {
        "nbgrader": {"student": ".", "assignment": unit.assignment, "notebook": unit.name, "db_url": settings.db_url},
        "metadata": {"path": str(folder)},
    }
    try:
        notebook = nbformat.read(path, as_version=4)
        for step in steps[:split]:
            notebook, resources = step(parent=converter)(notebook, resources)
        kept = nbformat.from_dict(notebook)
        for step in steps[split + 1 :]:
            notebook, resources = step(parent=converter)(notebook, resources)
        return Source(
            unit,
            tuple(_kept(cell) for cell in kept.cells if _counts(cell)),
            frozenset(cell.source.strip() for cell in kept.cells if cell.cell_type == "markdown"),
            json.loads(json.dumps(kept.metadata)),
            (nbformat.writes(notebook).rstrip("\n") + "\n").encode(),
            handout_of(kept.cells),
        )
    except Exception as error:  # nbformat's and nbgrader's own, of many kinds
        raise UserError(f"nbgrader cannot use {path}: {type(error).__name__}: {error}. Mend it.") from error


def _counts(cell: Any) -> bool:
    return bool(utils.is_grade(cell) or utils.is_solution(cell) or utils.is_locked(cell) or utils.is_task(cell))


def _kept(cell: Any) -> KeptCell:
    marks = cell.metadata.nbgrader
    kinds: dict[Kind, bool] = {
        "GradeCell": utils.is_grade(cell),
        "SolutionCell": utils.is_solution(cell),
        "TaskCell": utils.is_task(cell),
    }
    return KeptCell(
        marks["grade_id"],
        cell.id,
        cell.cell_type,
        frozenset(kind for kind, holds in kinds.items() if holds),
        cell.source,
        utils.is_locked(cell),
        float(marks.get("points") or 0.0),
        json.loads(json.dumps(cell.metadata)),
    )
