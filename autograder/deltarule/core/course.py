"""A course on disk: where it keeps its units, and the limits it sets."""

import keyword
import os
import re
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from .errors import UserError, together
from .files import bytes_of, has_file, text_of
from .limits import LEAST, MAX_DATA_BYTES, MOST, MOST_POINTS, Limits
from .text import meant_by

ANSWERS = "answers.npz"
"""The file of a unit's recorded answers."""

DEMONSTRATION = "demonstration"
"""The tag of a notebook's cell that is there to look at."""

EVERY_UNIT = "every_unit"
INSTRUCTOR = "instructor"
SETTINGS = "course.toml"

KEPT = (SETTINGS, "nbgrader_config.py", "gradebook.db", "grading.sqlite", "seeds.json", "roster.csv")
"""What the instructor's folder has only once: marks that people gave, whose a folder is, what cases are drawn from."""

_UNITS = "lines for units, each called as its folder is"
_TABLES: dict[str, Collection[str]] = {
    "limits": Limits.__dataclass_fields__,
    "grading": ("fresh_seed",),
    "forbidden": (EVERY_UNIT, _UNITS),
    "data": (_UNITS,),
    "kit": ("requires", "note"),
    "points": (_UNITS,),
    "leave_out": ("units", _UNITS),
}
"""The tables that settings may hold, and what each of them may."""

_UNIT_FOLDER = re.compile(r"\d+_([a-z][a-z0-9_]*)")
# A unit's file lies where these are imported from, or beside a file that is called like this.
_TAKEN = {*sys.stdlib_module_names, "numpy", "matplotlib", "pytest", "scipy", "pandas", "deltarule", "IPython"}
_TAKEN |= {"conftest", "mistakes", "alternatives"}


def trouble_with_name(assignment: str) -> str | None:
    """Say in a sentence why a unit's folder can't be called like that; None where it can."""
    if not (found := _UNIT_FOLDER.fullmatch(assignment)):
        return (
            f"{assignment} is no unit's folder: call it by a number, an underscore and a name of small letters, digits "
            "and underscores, such as 2_waves."
        )
    if found[1] in _TAKEN or keyword.iskeyword(found[1]) or found[1].startswith("test_"):
        return (
            f"{assignment}: a unit can't be called {found[1]}, because Python or a tool has that name; choose another."
        )
    return None


def trouble_with_points(worth: object) -> str | None:
    """Say what points have to be where they are none that can be added up; None where they are.

    Args:
        worth: what an author wrote as what a check or a question counts.
    """
    if isinstance(worth, bool) or not isinstance(worth, int | float) or not worth > 0:
        return "a number above zero"
    return None if worth <= MOST_POINTS else f"a number above zero, {MOST_POINTS:,} at most"


@dataclass(frozen=True)
class Unit:
    """One unit of a course, an nbgrader assignment: its folder's name, and its files."""

    root: Path
    assignment: str

    @classmethod
    def at(cls, folder: Path) -> "Unit":
        """Give the unit whose exercise lies in `folder`.

        One handed out by nbgrader lies alone, the course's settings beside it where they matter.
        """
        return cls(folder if (folder / SETTINGS).is_file() else folder.parent.parent, folder.name)

    @property
    def course(self) -> "Course":
        """The course that it is a unit of."""
        return Course(self.root)

    def forbidden(self) -> tuple[str, ...]:
        """Read which modules may not be imported in it; see :meth:`Course.forbidden`."""
        return self.course.forbidden(self.assignment)

    def data(self) -> list[Path]:
        """Name the files of data beside the exercise that student code may open; see :meth:`Course.data`."""
        return [self.exercise.with_name(name) for name in self.course.data(self.assignment)]

    @property
    def working_folder(self) -> Path | None:
        """Where its code has to run so as to find its files of data; None where it has none."""
        return self.exercise.parent if self.data() else None

    def data_files(self) -> dict[str, bytes]:
        """Read the unit's files of data, by name.

        Raises:
            UserError: one is missing or can't be read, or they are too large.
        """
        try:
            files = {path.name: bytes_of(path) for path in self.data()}
        except OSError as error:
            raise UserError(
                f"{self.course.settings_file} names {error.filename} in [data], which cannot be read "
                f"({error.strerror}); put it there, or take its name out."
            ) from error
        if (size := sum(map(len, files.values()))) > MAX_DATA_BYTES:
            raise UserError(
                f"The files of data of {self.assignment} have {size:,} bytes; they may have {MAX_DATA_BYTES:,} "
                "together. Make them smaller."
            )
        return files

    def overrides(self) -> "Overrides":
        """Read what the course says otherwise than its files; see :meth:`Course.overrides`."""
        return self.course.overrides(self.assignment)

    @property
    def name(self) -> str:
        """The unit's name without its number: ``waves`` for ``2_waves``.

        Raises:
            UserError: its folder isn't called like that.
        """
        if not (found := _UNIT_FOLDER.fullmatch(self.assignment)):
            raise UserError(f"{self.assignment} is no unit's folder; it should be called like 2_waves.")
        return found[1]

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
        return self.exercise.with_name(ANSWERS)

    @property
    def hints(self) -> Path:
        """The hints on its functions, packed; there need be none."""
        return self.exercise.with_name("hints.txt")

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
class Overrides:
    """What ``course.toml`` says about a unit otherwise than the unit's own files.

    Attributes:
        points: what checks and questions are worth, by name.
        left_out: names of checks, functions, questions, mistakes and alternatives that the course does without.
    """

    points: Mapping[str, float] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.points or self.left_out)


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
            if ((folder / "exercises").is_dir() and _unit_folders(folder)) or (
                folder / INSTRUCTOR / SETTINGS
            ).is_file():
                return cls(folder)
            if (folder / "exercises").is_dir() and (troubles := cls(folder).misnamed()):
                raise UserError(troubles[0])
        raise UserError(f"{start} is in no course: go to the folder that holds exercises/.")

    @classmethod
    def around(cls) -> "Course | None":
        """Give the course that the working folder lies in, if it lies in one: records are read and written anywhere."""
        try:
            return cls.find()
        except UserError:
            return None

    @classmethod
    def with_solutions(cls) -> "Course":
        """Find the course that the working folder lies in, a whole one.

        Raises:
            UserError: it lies in none, or in a student's kit.
        """
        course = cls.find()
        if not course.has_solutions:
            raise UserError(f"{course.root} is a student's kit: it has no solutions/ to work from.")
        return course

    @classmethod
    def own_unit(cls, folder: Path, assignment: str, notebook: str) -> Unit | None:
        """Find the unit that an nbgrader assignment's notebook is, in the whole course that `folder` lies in.

        None where there is no such course, or it has no such unit.

        Raises:
            UserError: the course's settings are broken.
        """
        try:
            course = cls.find(folder)
        except UserError:
            return None
        units = course.units() if course.has_solutions else []
        return next((unit for unit in units if (unit.assignment, unit.name) == (assignment, notebook)), None)

    @property
    def has_solutions(self) -> bool:
        """Whether the reference is at hand: true for a course, false for a student's kit."""
        return (self.root / "solutions").is_dir() or (self.instructor / SETTINGS).is_file()

    @property
    def instructor(self) -> Path:
        """The instructor's folder."""
        return self.root / INSTRUCTOR

    @property
    def nbgrader_config(self) -> Path:
        """nbgrader's settings, where the course is an nbgrader course, too."""
        return self.instructor / "nbgrader_config.py"

    def units(self) -> list[Unit]:
        """List the units in their order, but for those that ``course.toml`` leaves out.

        Raises:
            UserError: ``course.toml`` cannot be read, speaks of a unit that isn't there, or leaves out all.
        """
        left_out, there = self.units_left_out(), self._all_units()
        kept = [unit for unit in there if unit.assignment not in left_out]
        if there and not kept:
            raise UserError(f"{self.settings_file} leaves out every unit under [leave_out]; keep one or more of them.")
        return kept

    def _all_units(self) -> list[Unit]:
        return [
            Unit(self.root, name) for name in sorted(_unit_folders(self.root), key=lambda n: (int(n.split("_")[0]), n))
        ]

    def misnamed(self) -> list[str]:
        """Say in a sentence each which folders would be a unit but for their names, and which names meet."""
        folders = {
            folder.name
            for part in ("exercises", "solutions")
            for folder in (self.root / part).glob("*")
            if folder.is_dir() and (folder.name[0].isdigit() or any(folder.glob("[!.]*.py")))
        }
        said = [trouble for name in sorted(folders) if name[0] not in "._" and (trouble := trouble_with_name(name))]
        units = self.units()
        for i, unit in enumerate(units):
            for other in units[:i]:
                number = int(unit.assignment.split("_")[0])
                if number == int(other.assignment.split("_")[0]):
                    said.append(f"{other.assignment} and {unit.assignment} have one number; give each its own.")
                if unit.name == other.name:
                    said.append(f"{other.assignment} and {unit.assignment} have one name; give each its own.")
        return said

    def unit(self, name: str) -> Unit:
        """Find a unit by its name, with or without its number.

        Raises:
            UserError: there is none of that name, or its folder can't be called like that.
        """
        units = self.units()
        for unit in units:
            if name in (unit.name, unit.assignment):
                return unit
        if (
            name
            and any((self.root / part / name).is_dir() for part in ("exercises", "solutions"))
            and (trouble := trouble_with_name(name))
        ):
            raise UserError(trouble)
        out = [item for item in sorted(self.units_left_out()) if name in (item, item.split("_", 1)[1])]
        why = f"; {self.settings_file} has {', '.join(out)} under [leave_out]" if out else ""
        there = f"the units are {', '.join(unit.name for unit in units)}" if units else "this course has none yet"
        raise UserError(f"There is no unit {name!r}; {there}{why}.")

    def refuse_to_write(self, out: Path, usage: str) -> None:
        """See that a file to write isn't called like a unit, whose name stands there where the file was forgotten.

        Nor may it be of the course's own: what people gave marks in, wrote or handed in is there only once.

        Raises:
            UserError: it is; told with how the command is used.
        """
        if any(str(out) in (unit.name, unit.assignment) for unit in self.units()):
            raise UserError(f"{out} is a unit; name the file to write first: {usage}.")
        place = _real(out)
        lie_in = [self.root / "exercises", self.root / "solutions", self.instructor / "submitted"]
        kept = [self.instructor / name for name in KEPT]
        if place in map(_real, kept) or (place.exists() and any(place.is_relative_to(_real(item)) for item in lie_in)):
            raise UserError(f"{out} is the course's own, and would be lost; name another file to write: {usage}.")

    def units_named(self, name: str | None) -> list[Unit]:
        """Give the unit of that name alone, or all of them where there is no name; see :meth:`unit`."""
        return [self.unit(name)] if name else self.units()

    def refuse_to_fill(self, folder: Path, *, but: str = "") -> None:
        """See that nothing is put where the course has its own, in any of its folders `but` that of the instructor's.

        Raises:
            UserError: it would be.
        """
        place, parts = _real(folder), ("source", "release", "autograded", "submitted", "rubrics")
        own = [self.root / "exercises", self.root / "solutions"]
        own += [self.instructor / part for part in parts if part != but]
        whole = {_real(self.root), _real(self.instructor)}
        if place in whole or any(place.is_relative_to(_real(item)) for item in own):
            raise UserError(f"{folder} is the course's own; name another folder, where nothing of it lies.")

    @property
    def settings_file(self) -> Path:
        """Where the limits and rules are set; a kit has it at its top, with the rules alone."""
        return (self.instructor if self.has_solutions else self.root) / SETTINGS

    def limits(self) -> Limits:
        """Read the limits that ``course.toml`` sets; what it leaves out has its default.

        Raises:
            UserError: the file cannot be read, or sets what is not a limit.
        """
        table = self._table("limits")
        together(partial(self._refuse_odd_limit, key, value) for key, value in table.items())
        return Limits(**table)

    def _refuse_odd_limit(self, key: str, value: object) -> None:
        whole = Limits.__dataclass_fields__[key].type is int
        said = f"{self.settings_file} sets {key} to {value!r}"
        if (
            isinstance(value, bool)
            or not isinstance(value, int if whole else int | float)
            or not 0 < value < float("inf")
        ):
            raise UserError(f"{said}; it must be a {'whole number' if whole else 'number'} above zero.")
        if value < (least := LEAST.get(key, 0)):
            raise UserError(f"{said}, too little for any work; set {least} or more.")
        if value > MOST:
            raise UserError(f"{said}, more than any machine has; set {MOST:,} or less.")

    def refuse_odd_settings(self) -> None:
        """See that the settings can be used, whatever of them is needed first.

        Raises:
            UserError: they can't; told all at once.
        """
        names = [unit.assignment for unit in self._all_units()]
        read = (self.forbidden, self.overrides, self.data)
        each = (partial(table, name) for table in read for name in names)
        together([self.limits, self.units_left_out, self.fresh_seed, *each])

    def forbidden(self, assignment: str) -> tuple[str, ...]:
        """Read which modules may not be imported in a unit: those of every unit, and its own.

        Raises:
            UserError: the file cannot be read, or names no unit or no modules.
        """
        path, table = self.settings_file, self._table("forbidden")
        if said := [
            f"{path} forbids {names!r} in {key}; write a list of modules' names, as `import` takes them."
            for key, names in table.items()
            if not isinstance(names, list) or not all(map(_is_module, names))
        ]:
            raise UserError("\n".join(said))
        return tuple(dict.fromkeys([*table.get(EVERY_UNIT, []), *table.get(assignment, [])]))

    def overrides(self, assignment: str) -> Overrides:
        """Read what the course says about a unit otherwise than the unit's files: ``[points]`` and ``[leave_out]``.

        Raises:
            UserError: the file cannot be read, or holds points or names that are none.
        """
        path = self.settings_file
        points, left_out = self._table("points").get(assignment, {}), self._table("leave_out").get(assignment, [])
        if not isinstance(points, dict):
            raise UserError(f'{path} sets the points of {assignment} to {points!r}; write "{assignment}".test_x = 2.')
        if said := [
            f"{path} makes {name} of {assignment} worth {worth!r}; points are {trouble}, and what counts for nothing "
            "is named in [leave_out]."
            for name, worth in points.items()
            if (trouble := trouble_with_points(worth))
        ]:
            raise UserError("\n".join(said))
        return Overrides(points, frozenset(self._names(left_out, f"leaves out {left_out!r} of {assignment}")))

    def data(self, assignment: str) -> tuple[str, ...]:
        """Read the names of a unit's files of data: ``[data]``.

        Raises:
            UserError: the file cannot be read, or names what is no such file.
        """
        table, unit = self._table("data"), Unit(self.root, assignment)
        names = self._names(table.get(assignment, []), f"names the data {table.get(assignment)!r} of {assignment}")
        own = (
            {path.name for path in (unit.exercise, unit.notebook, unit.checks, unit.answers, unit.hints)}
            if names
            else set()
        )
        for name in names:
            if (
                Path(name).name != name
                or name[0] in ".-"
                or name in {*own, SETTINGS}
                or name.endswith((".py", ".ipynb"))
            ):
                raise UserError(
                    f"{self.settings_file} names the data {name!r} of {assignment}; name files that lie beside the "
                    "exercise, without a folder, and no code."
                )
        return tuple(dict.fromkeys(names))

    def fresh_seed(self) -> bool:
        """Read whether every run of grading draws a new seed: ``fresh_seed`` in ``[grading]``.

        Raises:
            UserError: the file cannot be read, or that is neither true nor false.
        """
        fresh = self._table("grading").get("fresh_seed", False)
        if not isinstance(fresh, bool):
            raise UserError(f"{self.settings_file} sets fresh_seed to {fresh!r}; write true or false.")
        return fresh

    def units_left_out(self) -> frozenset[str]:
        """Read which units the course does without: ``units`` in ``[leave_out]``.

        Raises:
            UserError: the file cannot be read, or speaks of a unit that isn't there.
        """
        units = self._table("leave_out").get("units", [])
        units = self._names(units, f"leaves out the units {units!r}")
        known = [unit.assignment for unit in self._all_units()]
        named = [*units]
        for table, keys in _TABLES.items():
            # A kit's rules are told of every unit, and who has it may take a unit away.
            if _UNITS in keys and (table != "forbidden" or self.has_solutions):
                named += [name for name in self._table(table) if name not in keys]
        if said := [
            f"{self.settings_file} speaks of the unit {name!r}, which isn't there; "
            f"the units' folders are {', '.join(known)}{meant_by(name, known)}"
            for name in dict.fromkeys(named)
            if name not in known
        ]:
            raise UserError("\n".join(said))
        return frozenset(units)

    def kit_requires(self) -> list[str]:
        """Read what the course's kit needs besides NumPy and pytest: ``requires`` in ``[kit]``.

        Raises:
            UserError: the file cannot be read, or that is no list of packages as pip takes them.
        """
        requires: list[str] = self._table("kit").get("requires", [])
        return requires

    def kit_note(self) -> str:
        """Read what the course adds to its kit's README: ``note`` in ``[kit]``.

        Raises:
            UserError: the file cannot be read, or that is no text.
        """
        note: str = self._table("kit").get("note", "")
        return note.strip()

    def _names(self, found: object, said: str) -> list[str]:
        """Give the list that `found` is; `said` tells what the file does with it where it is none."""
        if not isinstance(found, list) or not all(isinstance(name, str) and name for name in found):
            raise UserError(f"{self.settings_file} {said}; write a list of names in quotes.")
        return found

    def _table(self, name: str) -> dict[str, Any]:
        """Give a table of the settings, all of which hold nothing then but what they may."""
        path = self.settings_file
        if not has_file(path):
            return {}
        try:
            settings = _parsed(text_of(path).removeprefix("\ufeff"))
        except ValueError as error:  # no TOML, or a number of more digits than Python reads
            raise UserError(f"{path} cannot be read: {error}. Mend that line.") from error
        self._refuse_unknown(settings)
        self._refuse_odd_kit(settings.get("kit", {}))
        found: dict[str, Any] = settings.get(name, {})
        return found

    def _refuse_odd_kit(self, table: Mapping[str, Any]) -> None:
        """See that what is said of the kit can be used: nobody makes one before all else is done."""
        wanted, note = table.get("requires", []), table.get("note", "")
        for item in self._names(wanted, f"lets the kit require {wanted!r}"):
            if not _is_requirement(item):
                said = f"{self.settings_file} lets the kit require {item!r}"
                raise UserError(f'{said}; write a package as pip takes it: "scipy>=1.11".')
        if not isinstance(note, str):
            raise UserError(f"{self.settings_file} sets the kit's note to {note!r}; write a text in quotes.")

    def _refuse_unknown(self, settings: Mapping[str, Any]) -> None:
        """See that settings hold nothing but what :data:`_TABLES` has a place for: it would be ignored."""
        if said := list(self._unknown_in(settings)):
            raise UserError("\n".join(said))

    def _unknown_in(self, settings: Mapping[str, Any]) -> Iterator[str]:
        path = self.settings_file
        for name, table in settings.items():
            if name not in _TABLES:
                has = f"a table [{name}]" if isinstance(table, dict) else f"{name!r} in no table"
                known = ", ".join(f"[{item}]" for item in _TABLES)
                yield f"{path} has {has}, which means nothing; the tables are {known}{meant_by(name, _TABLES)}"
                continue
            if not isinstance(table, dict):
                yield f"{path} sets {name} to {table!r}; write [{name}] and a line for each."
                continue
            keys = _TABLES[name]
            for key in table:
                if key in keys or (_UNITS in keys and _UNIT_FOLDER.fullmatch(key)):
                    continue
                units = [unit.assignment for unit in self._all_units()] if _UNITS in keys else []
                yield (
                    f"{path} has {key!r} in [{name}], which means nothing there; it may hold "
                    f"{' and '.join(keys) if units else ', '.join(keys)}{meant_by(key, [*keys, *units])}"
                )


def _real(path: Path) -> Path:
    """Follow links as far as they lead: where in a circle, no further."""
    return Path(os.path.realpath(path))


def _is_module(name: object) -> bool:
    """Whether a name is one that a program may import: a package's, `scikit-learn`, may be another."""
    return isinstance(name, str) and all(part.isidentifier() for part in name.split("."))


@cache
def _is_requirement(text: str) -> bool:
    from packaging.requirements import InvalidRequirement, Requirement  # few courses need any

    try:
        Requirement(text)
    except InvalidRequirement:
        return False
    return True


@cache
def _parsed(text: str) -> dict[str, Any]:
    """Parse settings, which a command asks for time and again."""
    return tomllib.loads(text)


def _unit_folders(root: Path) -> set[str]:
    return {
        folder.name
        for part in ("exercises", "solutions")
        for folder in (root / part).glob("*_*")
        if folder.is_dir() and _UNIT_FOLDER.fullmatch(folder.name)
    }
