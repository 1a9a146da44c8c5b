"""A course on disk: where it keeps its units, and the limits it sets."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import UserError

DEMONSTRATION = "demonstration"
"""The tag of a notebook's cell that is there to look at."""

EVERY_UNIT = "every_unit"

_UNIT_FOLDER = re.compile(r"\d+_([a-z][a-z0-9_]*)")


@dataclass(frozen=True)
class Limits:
    """What one submission may use while it is graded.

    Attributes:
        check_seconds: for each check.
        load_seconds: for running a submission's cells, before any check.
        submission_seconds: for all of a submission's code together.
        memory_mb: address space, in MiB.
        scratch_mb: written to files, in MiB.
        output_characters: kept of what is printed in any one check.
    """

    check_seconds: float = 10.0
    load_seconds: float = 20.0
    submission_seconds: float = 180.0
    memory_mb: int = 2048
    scratch_mb: int = 64
    output_characters: int = 2000


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

    @property
    def nbgrader_config(self) -> Path:
        """nbgrader's settings, where the course is an nbgrader course, too."""
        return self.instructor / "nbgrader_config.py"

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

    @property
    def settings_file(self) -> Path:
        """Where the limits and rules are set; a kit has it at its top, with the rules alone."""
        return (self.instructor if self.has_solutions else self.root) / "course.toml"

    def limits(self) -> Limits:
        """Read the limits that ``course.toml`` sets; what it leaves out has its default.

        Raises:
            UserError: the file cannot be read, or sets what is not a limit.
        """
        path, table = self.settings_file, self._table("limits")
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

    def forbidden(self, assignment: str) -> tuple[str, ...]:
        """Read which modules may not be imported in a unit: those of every unit, and its own.

        Raises:
            UserError: the file cannot be read, or names no unit or no modules.
        """
        path, table = self.settings_file, self._table("forbidden")
        for key, names in table.items():
            if key != EVERY_UNIT and not _UNIT_FOLDER.fullmatch(key):
                raise UserError(f"{path} forbids modules in {key!r}; name a unit as its folder is, or {EVERY_UNIT}.")
            if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
                raise UserError(f"{path} forbids {names!r} in {key}; write a list of modules' names.")
        return tuple(dict.fromkeys([*table.get(EVERY_UNIT, []), *table.get(assignment, [])]))

    def _table(self, name: str) -> dict[str, Any]:
        path = self.settings_file
        try:
            table = tomllib.loads(path.read_text("utf-8")).get(name, {}) if path.is_file() else {}
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise UserError(f"{path} cannot be read: {error}. Mend that line.") from error
        if not isinstance(table, dict):
            raise UserError(f"{path} sets {name} to {table!r}; write [{name}] and a line for each.")
        return table


def _unit_folders(root: Path) -> set[str]:
    return {
        folder.name
        for part in ("exercises", "solutions")
        for folder in (root / part).glob("*_*")
        if folder.is_dir() and _UNIT_FOLDER.fullmatch(folder.name)
    }
