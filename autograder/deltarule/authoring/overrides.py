"""What ``course.toml`` says about a unit otherwise than the unit's own files: read against them, and handed on."""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict

from deltarule.core.checking.checks import load_checks, read_checks
from deltarule.core.course import Unit
from deltarule.core.errors import UserError, together
from deltarule.core.limits import Limits
from deltarule.core.text import meant_by

_QUESTION = re.compile(r"""^# %%.*\bquestion=["']([^"'\n]+)["']""", re.MULTILINE)
_LISTED = re.compile(r"^(?:def +)?(\w+) *[(=]", re.MULTILINE)


def given_functions(unit: Unit) -> frozenset[str]:
    """Name the functions whose every check the course leaves out: students get them as they stand in the solution.

    Raises:
        UserError: the checks or the course's settings are broken.
    """
    if not unit.overrides().left_out:
        return frozenset()
    kept = {check.function for check in load_checks(unit.checks)}
    return frozenset(check.function for check in read_checks(unit.checks)) - kept


def refuse_unknown_names(unit: Unit) -> None:
    """Fail where the course sets points of, or leaves out, what the unit hasn't got: a slip, or a name that changed.

    Raises:
        UserError: it does, with the names that there are; or the settings are broken.
    """
    if not (overrides := unit.overrides()):
        return
    checks = read_checks(unit.checks)
    worth = [check.name for check in checks] + _QUESTION.findall(unit.solution.read_text("utf-8"))
    graded, listed = [*worth, *(check.function for check in checks)], list[str]()
    for path in (unit.mistakes, unit.alternatives):
        listed += _LISTED.findall(path.read_text("utf-8")) if path.is_file() else []
    together(
        [
            lambda: _refuse(unit, "sets the points of", overrides.points, worth),
            lambda: _refuse(unit, "leaves out", overrides.left_out, graded, listed),
        ]
    )


def course_toml(units: Sequence[Unit], limits: Limits | None = None) -> str:
    """Write what a course sets for `units`, so that whoever has them judges by the same.

    Args:
        units: the units: their rules, points and omissions.
        limits: what a submission may use, where student code is graded there.
    """
    tables: dict[str, list[str]] = {
        "limits": [],
        "grading": [],
        "forbidden": [],
        "points": [],
        "leave_out": [],
        "data": [],
    }
    tables["limits"] = [f"{key} = {value!r}" for key, value in asdict(limits).items()] if limits else []
    if limits and any(unit.course.fresh_seed() for unit in units):
        tables["grading"] = ["fresh_seed = true"]
    for unit in units:
        name, overrides = json.dumps(unit.assignment), unit.overrides()
        tables["forbidden"].append(f"{name} = {json.dumps(unit.forbidden())}")
        tables["points"] += [f"{name}.{json.dumps(key)} = {worth!r}" for key, worth in overrides.points.items()]
        if data := [path.name for path in unit.data()]:
            tables["data"].append(f"{name} = {json.dumps(data)}")
        if overrides.left_out:
            tables["leave_out"].append(f"{name} = {json.dumps(sorted(overrides.left_out))}")
    told = "# Modules that may not be imported in a unit, and what the course sets otherwise than a unit's files.\n"
    return told + "\n".join("\n".join([f"[{name}]", *lines, ""]) for name, lines in tables.items() if lines)


def _refuse(
    unit: Unit, does: str, names: Collection[str], known: Collection[str], listed: Collection[str] = ()
) -> None:
    """Fail where a name is neither `known` nor among those `listed`, which are too many to be told."""
    there = ", ".join(dict.fromkeys(known))
    besides = ", and what its mistakes and alternatives are called" if listed else ""
    if said := [
        f"{unit.course.settings_file} {does} {name}, which {unit.assignment} hasn't got; "
        f"it has {there}{besides}{meant_by(name, [*known, *listed])}"
        for name in sorted(names)
        if name not in {*known, *listed}
    ]:
        raise UserError("\n".join(said))
