"""Names as people type them: ``2``, ``WAVES``, ``waves.py``, a function's alone; a near miss is guessed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from deltarule.core.checking.checks import load_checks
from deltarule.core.code.cells import cells_of_python
from deltarule.core.code.strays import is_looked_at
from deltarule.core.code.whereabouts import definitions_in
from deltarule.core.code.work import cells_of_notebook, place_of, way_home, written_in
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.limits import MIN_LIKENESS


@dataclass(frozen=True)
class Meant:
    """What somebody meant: a unit, or a function of it; nothing of both where nothing was named.

    Attributes:
        unit: the unit.
        function: the function.
        remarks: a sentence for each name that was guessed.
    """

    unit: Unit | None = None
    function: str | None = None
    remarks: list[str] = field(default_factory=list)


def meant(course: Course, words: Sequence[str]) -> Meant:
    """Find out which unit and which function are meant by the words of a command, in either order.

    Raises:
        UserError: there is nothing of such a name, and nothing nearly of it; or it is a file that isn't looked at.
    """
    words = [word for word in words if word.strip()]
    for word in words:
        _see_that_it_is_looked_at(course, word)
    if not words:
        return Meant()
    if len(words) > 2:
        raise UserError(f"Name a unit, and one function of it: {' '.join(words[:2])}.")
    units = course.units()
    known = [unit_called(units, word) for word in words]
    if known[0] is None and len(known) == 2 and known[1] is not None:
        words, known = words[::-1], known[::-1]
    first, *rest = words
    if unit := known[0]:
        return in_unit(unit, rest[0]) if rest else Meant(unit)
    names = {unit: functions_of(unit) for unit in units}
    if rest:
        unit, remark = _guessed_unit(units, first)
        found = in_unit(unit, rest[0])
        return Meant(unit, found.function, [remark, *found.remarks])
    return _alone(units, names, first)


def is_named(course: Course, word: str) -> bool:
    """Whether a unit or a function of the course has that name, in whatever letters.

    Raises:
        UserError: the checks of a unit can't be read.
    """
    units = course.units()
    names = (name for unit in units for name in functions_of(unit))
    return unit_called(units, word) is not None or any(_plain(name) == _plain(word) for name in names)


def functions_of(unit: Unit) -> list[str]:
    """List the functions that a unit's checks ask for, in order."""
    return list(dict.fromkeys(item.function for item in load_checks(unit.checks)))


def unit_called(units: Sequence[Unit], word: str) -> Unit | None:
    """Find the unit that a word names: its number, its name in whatever letters, its folder or one of its files."""
    plain = re.split(r"[/\\]", word.strip().rstrip("/\\"))[-1].casefold()
    plain = re.sub(r"\.(py|ipynb)$", "", plain)
    for unit in units:
        number = unit.assignment.split("_")[0]
        names = {unit.name, unit.assignment, f"test_{unit.name}", number, f"unit{number}", f"unit {number}"}
        if plain in names or (plain.isdigit() and int(plain) == int(number)) or plain == f"{number}-{unit.name}":
            return unit
    return None


def _alone(units: Sequence[Unit], names: dict[Unit, list[str]], word: str) -> Meant:
    """Find what one word means, which is no unit's name."""
    plain = _plain(word)
    holders = [(unit, name) for unit in units for name in names[unit] if _plain(name) == plain]
    if not holders:
        checks = [(unit, item) for unit in units for item in load_checks(unit.checks)]
        holders = [(unit, item.function) for unit, item in checks if item.name == word]
    if holders:
        unit, name = holders[0]
        others = [other.name for other, _ in holders[1:]]
        said = (
            f"{name} of {unit.name}; there is one in {', '.join(others)}, too: `{others[0]} {name}`." if others else ""
        )
        return Meant(unit, name, [said] if said else [])
    for unit in units:
        _see_that_it_is_checked(unit, word)
    candidates = [_plain(unit.name) for unit in units] + [_plain(name) for own in names.values() for name in own]
    near = _nearest(plain, candidates)
    for unit in units:
        if _plain(unit.name) == near:
            return Meant(unit, None, [f"There is no {word}; {unit.name} is taken for it."])
        for name in names[unit]:
            if _plain(name) == near:
                return Meant(unit, name, [f"There is no {word}; {name} of {unit.name} is taken for it."])
    raise UserError(
        f"There is no unit {word!r} and no function of that name; the units are "
        f"{', '.join(unit.name for unit in units)}."
    )


def _see_that_it_is_looked_at(course: Course, word: str) -> None:
    """Say so where a word names a file that is there, but is none of a unit's own."""
    path = Path(word)
    if path.suffix.lower() not in (".py", ".ipynb") or not path.is_file() or is_looked_at(path, course):
        return
    units = {unit: len(written_in(path, functions_of(unit))) for unit in course.units()}
    unit = max(units, key=lambda item: units[item])
    if not units[unit]:
        raise UserError(f"{word} isn't looked at, and holds no function of a unit; name the unit to check.")
    home = place_of(unit.exercise, unit)
    known = {name for path in (unit.exercise, unit.notebook) for name in written_in(path, functions_of(unit))}
    raise UserError(
        f"{word} isn't looked at: {unit.name} is checked in {home}, or the notebook beside it; "
        f"{way_home(path, unit, known)}, then `deltarule check {unit.name}`."
    )


def _nearest(word: str, names: Sequence[str]) -> str | None:
    """Find the name that a word was meant for: the only one that it begins, or one that is spelt nearly so."""
    begun = {name for name in names if name.startswith(word)}
    if word and len(begun) == 1:
        return begun.pop()
    return next(iter(get_close_matches(word, names, 1, MIN_LIKENESS)), None)


def _guessed_unit(units: Sequence[Unit], word: str) -> tuple[Unit, str]:
    near = _nearest(_plain(word), [_plain(unit.name) for unit in units])
    for unit in units:
        if _plain(unit.name) == near:
            return unit, f"There is no unit {word}; {unit.name} is taken for it."
    raise UserError(f"There is no unit {word!r}; the units are {', '.join(unit.name for unit in units)}.")


def in_unit(unit: Unit, word: str) -> Meant:
    """Find the function of a unit that a word names.

    Raises:
        UserError: there is none of such a name that is checked, and none nearly of it.
    """
    known = functions_of(unit)
    by_plain = {_plain(name): name for name in known} | {
        _plain(item.name): item.function for item in load_checks(unit.checks)
    }
    if name := by_plain.get(_plain(word)):
        return Meant(unit, name)
    _see_that_it_is_checked(unit, word)
    for other in unit.course.units():
        if name := next((name for name in functions_of(other) if _plain(name) == _plain(word)), None):
            raise UserError(f"{unit.name} has no function {word!r}; {other.name} has: write `{other.name} {name}`.")
    if near := _nearest(_plain(word), list(by_plain)):
        name = by_plain[near]
        return Meant(unit, name, [f"{unit.name} has no function {word}; {name} is taken for it."])
    raise UserError(f"{unit.name} has no function {word!r}; it has {', '.join(known)}.")


def _see_that_it_is_checked(unit: Unit, word: str) -> None:
    """Say so where a function is written in the student's work, and no check asks for it."""
    try:
        cells = [*cells_of_python(unit.exercise.read_text("utf-8-sig"), unit.exercise.name)]
    except (OSError, UnicodeDecodeError):
        cells = []
    for item in definitions_in([*cells, *cells_of_notebook(unit.notebook)]):
        if not item.inside and not item.cell.left_out and _plain(item.name) == _plain(word):
            asked = ", ".join(functions_of(unit))
            raise UserError(f"{item.name} of {unit.name} is given, or your own, and not checked; it checks {asked}.")


def _plain(name: str) -> str:
    """Strip a name of what people mistype: capitals, underscores and hyphens, brackets, the file's name in front."""
    return re.sub(r"[\W_]+", "", re.sub(r"\(.*|^.*(?<=\w)\.(?=\w)", "", name)).casefold()
