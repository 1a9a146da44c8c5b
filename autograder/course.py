"""A course on disk: where it keeps its units, and the limits it sets."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

from .errors import UserError

DEMONSTRATION = "demonstration"
"""The tag of a notebook's cell that is there to look at."""

_UNIT_FOLDER = re.compile(r"\d+_([a-z][a-z0-9_]*)")


@dataclass(frozen=True)
class Limits:
    """What one submission may use while it is graded.

    Attributes:
        check_seconds: for each check.
        load_seconds: for running a submission's cells, before any check.
        memory_mb: address space, in MiB.
        output_characters: printed, in any one check.
    """

    check_seconds: float = 10.0
    load_seconds: float = 20.0
    memory_mb: int = 2048
    output_characters: int = 1_000_000


@dataclass(frozen=True)
class Unit:
    """One unit of a course, an nbgrader assignment: its folder's name, and its files."""

    root: Path
    assignment: str

    @property
    def name(self) -> str:
        """The unit's name without its number: ``ann`` for ``2_ann``."""
        return self.assignment.split("_", 1)[1]

    @property
    def exercise(self) -> Path:
        """The student's file: a stub, until they write in it."""
        return self.root / "exercises" / self.assignment / f"{self.name}.py"

    @property
    def notebook(self) -> Path:
        """The student's notebook."""
        return self.exercise.with_suffix(".ipynb")

    @property
    def checks(self) -> Path:
        """The checks."""
        return self.exercise.with_name(f"test_{self.name}.py")

    @property
    def answers(self) -> Path:
        """The recorded answers."""
        return self.exercise.with_name("answers.npz")

    @property
    def solution(self) -> Path:
        """The source of all: reference functions and text in percent cells."""
        return self.root / "solutions" / self.assignment / f"{self.name}.py"

    @property
    def mistakes(self) -> Path:
        """The listed wrong versions."""
        return self.solution.with_name("mistakes.py")

    @property
    def alternatives(self) -> Path:
        """The listed right versions in other forms."""
        return self.solution.with_name("alternatives.py")

    @property
    def source(self) -> Path:
        """The folder of nbgrader's source notebook."""
        return self.root / "instructor" / "source" / self.assignment

    @property
    def rubric(self) -> Path:
        """Model answers and rubrics of the questions that a person grades, where the unit asks any."""
        return self.root / "instructor" / "rubrics" / f"{self.assignment}.md"


@dataclass(frozen=True)
class Course:
    """A folder with ``exercises/`` in it: a whole course, or a student's kit."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> "Course":
        """Find the course that `start` (by default the working folder) lies in.

        Raises:
            UserError: it lies in none.
        """
        start = (start or Path.cwd()).absolute()
        for folder in (start, *start.parents):
            if (folder / "exercises").is_dir() and _unit_folders(folder):
                return cls(folder)
        raise UserError(f"{start} is in no course: go to the folder that holds exercises/.")

    @property
    def has_solutions(self) -> bool:
        """Whether the reference is at hand: true for a course, false for a student's kit."""
        return (self.root / "solutions").is_dir()

    @property
    def instructor(self) -> Path:
        """The instructor's folder."""
        return self.root / "instructor"

    def units(self) -> list[Unit]:
        """List the units in their order."""
        return [Unit(self.root, name) for name in sorted(_unit_folders(self.root), key=lambda n: int(n.split("_")[0]))]

    def unit(self, name: str) -> Unit:
        """Find a unit by its name, with or without its number.

        Raises:
            UserError: there is none of that name.
        """
        units = self.units()
        for unit in units:
            if name in (unit.name, unit.assignment):
                return unit
        raise UserError(f"There is no unit {name!r}; the units are {', '.join(unit.name for unit in units)}.")

    def limits(self) -> Limits:
        """Read the limits that ``instructor/course.toml`` sets; what it leaves out has its default.

        Raises:
            UserError: the file cannot be read, or sets what is not a limit.
        """
        path = self.instructor / "course.toml"
        try:
            table = tomllib.loads(path.read_text("utf-8")).get("limits", {}) if path.is_file() else {}
            if not isinstance(table, dict):
                raise UserError(f"{path} sets limits to {table!r}; write [limits] and a line for each.")
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UserError(f"{path} cannot be read: {error}. Mend that line.") from error
        known = set(Limits.__dataclass_fields__)
        for key, value in table.items():
            if key not in known:
                raise UserError(f"{path} sets the limit {key!r}; the limits are {', '.join(sorted(known))}.")
            whole = Limits.__dataclass_fields__[key].type is int
            kinds = int if whole else int | float
            if isinstance(value, bool) or not isinstance(value, kinds) or not 0 < value < float("inf"):
                number = "whole number" if whole else "number"
                raise UserError(f"{path} sets {key} to {value!r}; it must be a {number} above zero.")
        return Limits(**table)


def _unit_folders(root: Path) -> set[str]:
    return {
        folder.name
        for part in ("exercises", "solutions")
        for folder in (root / part).glob("*_*")
        if folder.is_dir() and _UNIT_FOLDER.fullmatch(folder.name)
    }
