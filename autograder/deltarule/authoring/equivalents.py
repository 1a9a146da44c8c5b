"""What a unit lists as no error at all: mutants and distortions that are the same function, each with the reason.

``solutions/<unit>/equivalents.toml`` has ``[[mutant]]`` tables with ``function``, ``was``, ``line`` and ``reason``,
``[[distortion]]`` tables with ``name``, ``functions`` and ``reason``, and ``[[check]]`` tables with ``name`` and
``reason``, for checks that catch nothing.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import msgspec.structs

from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.files import text_of


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


def equivalents_of(unit: Unit) -> Equivalents:
    """Read a unit's list; an empty one where there is no file.

    Raises:
        UserError: the list cannot be read, or gives no reason somewhere.
    """
    path = unit.solution.with_name("equivalents.toml")
    if not path.exists():
        return Equivalents(str(path))
    try:
        tables = msgspec.convert(tomllib.loads(text_of(path).removeprefix("\ufeff")), _Tables)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} cannot be read: {error}. Mend that line.") from error
    except msgspec.ValidationError as error:
        raise UserError(
            f"{path} should list mutants with function, was, line and reason, distortions with name, functions and "
            f"reason, and checks with name and reason: {error}."
        ) from error
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
