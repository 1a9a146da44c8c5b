"""What a unit lists as no error at all: mutants and distortions that are the same function, each with the reason.

``solutions/<unit>/equivalents.toml`` has ``[[mutant]]`` tables with ``function``, ``was``, ``line`` and ``reason``,
``[[distortion]]`` tables with ``name``, ``functions`` and ``reason``, and ``[[check]]`` tables with ``name`` and
``reason``, for checks that catch nothing.
"""

import tomllib
from dataclasses import dataclass, field

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


def equivalents_of(unit: Unit) -> Equivalents:
    """Read a unit's list; an empty one where there is no file.

    Raises:
        UserError: the list cannot be read.
    """
    path = unit.solution.with_name("equivalents.toml")
    found = Equivalents(str(path))
    if not path.exists():
        return found
    try:
        tables = tomllib.loads(text_of(path).removeprefix("\ufeff"))
        if unknown := set(tables) - {"mutant", "distortion", "check"}:
            raise KeyError(f"{min(unknown)} is none of them")
        for item in tables.get("mutant", []):
            found.mutants[item["function"], item["was"], item["line"]] = item["reason"]
        for item in tables.get("distortion", []):
            found.distortions.update({(name, item["name"]): item["reason"] for name in item["functions"]})
        for item in tables.get("check", []):
            found.checks[item["name"]] = item["reason"]
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} cannot be read: {error}. Mend that line.") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{path} should list mutants with function, was, line and reason, distortions with name, functions and "
            f"reason, and checks with name and reason: {error}."
        ) from error
    return found
