"""What a unit lists as no error at all: mutants and distortions that are the same function, each with the reason.

``solutions/<unit>/equivalents.toml`` has ``[[mutant]]`` tables with ``function``, ``was``, ``line`` and ``reason``,
``[[distortion]]`` tables with ``name``, ``functions`` and ``reason``, and ``[[check]]`` tables with ``name`` and
``reason``, for checks that catch nothing.
"""

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import msgspec.structs

from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.files import text_of
from deltarule.core.text import meant_by


@dataclass
class Equivalents:
    """A unit's list, each entry with its reason.

    Attributes:
        mutants: reasons by function, line and changed line.
        distortions: reasons by function and name.
        checks: reasons by the check's name.
        title: what to call the list.
    """

    title: str
    mutants: dict[tuple[str, str, str], str] = field(default_factory=dict)
    distortions: dict[tuple[str, str], str] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)


class _Mutant(msgspec.Struct, forbid_unknown_fields=True):
    function: str
    was: str
    line: str
    reason: str


class _Distortion(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    functions: list[str]
    reason: str


class _Check(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    reason: str


class _Tables(msgspec.Struct, forbid_unknown_fields=True):
    """What the file holds."""

    mutant: list[_Mutant] = []
    distortion: list[_Distortion] = []
    check: list[_Check] = []


def stale_in(unit: Unit, checks: Collection[str], lines: Mapping[str, Collection[str]]) -> Iterator[str]:
    """Find entries of a unit's list about what is not there (any more), each a sentence with its line.

    Args:
        unit: the unit.
        checks: the names of its checks.
        lines: the lines of each graded function, without what they are indented by.

    Raises:
        UserError: see :func:`equivalents_of`.
    """
    path = _path_of(unit)
    tables = _tables(path)

    def told(kind: str, place: int, said: str) -> str:
        headers = [*re.finditer(rf"^[ \t]*\[\[[ \t]*{kind}[ \t]*\]\]", text_of(path), re.MULTILINE)]
        at = f", line {text_of(path).count(chr(10), 0, headers[place].end()) + 1}" if place < len(headers) else ""
        return f"{path}{at}: this {kind} is {said}"

    def ungraded(name: str) -> str:
        return f"of {name}, which is no graded function{meant_by(name, lines)}"

    for place, mutant in enumerate(tables.mutant):
        if mutant.function not in lines:
            yield told("mutant", place, ungraded(mutant.function))
        elif mutant.was.strip() not in lines[mutant.function]:
            yield told(
                "mutant", place, f"of `{mutant.was}`, no line of {mutant.function} (any more); mend it, or drop it."
            )
    for place, distortion in enumerate(tables.distortion):
        for name in distortion.functions:
            if name not in lines:
                yield told("distortion", place, ungraded(name))
    for place, check in enumerate(tables.check):
        if check.name not in checks:
            yield told("check", place, f"of {check.name}, which there is not{meant_by(check.name, checks)}")


def equivalents_of(unit: Unit) -> Equivalents:
    """Read a unit's list; an empty one where there is no file.

    Raises:
        UserError: the list cannot be read, or gives no reason somewhere.
    """
    path = _path_of(unit)
    tables = _tables(path)
    listed: Mapping[str, Sequence[_Mutant | _Distortion | _Check]] = msgspec.structs.asdict(tables)
    for kind, entries in listed.items():
        for number, entry in enumerate(entries, 1):
            if not entry.reason.strip():
                raise UserError(f"{path}: [[{kind}]] number {number} has an empty reason; write why it is no error.")
    return Equivalents(
        str(path),
        {(item.function, item.was, item.line): item.reason for item in tables.mutant},
        {(name, item.name): item.reason for item in tables.distortion for name in item.functions},
        {item.name: item.reason for item in tables.check},
    )


def _path_of(unit: Unit) -> Path:
    return unit.solution.with_name("equivalents.toml")


def _tables(path: Path) -> _Tables:
    if not path.exists():
        return _Tables()
    try:
        return msgspec.convert(tomllib.loads(text_of(path).removeprefix("\ufeff")), _Tables)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} cannot be read: {error}. Mend that line.") from error
    except msgspec.ValidationError as error:
        raise UserError(
            f"{path} should list mutants with function, was, line and reason, distortions with name, functions and "
            f"reason, and checks with name and reason: {error}."
        ) from error
