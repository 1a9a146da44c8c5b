"""What a unit lists as no error at all: mutants and distortions that are the same function, each with the reason.

``solutions/<unit>/equivalents.toml`` has ``[[mutant]]`` tables with ``function``, ``was``, ``line`` and ``reason``, and
``[[distortion]]`` tables with ``name``, ``functions`` and ``reason``.
"""

import tomllib
from dataclasses import dataclass, field

from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.files import text_of


@dataclass
class Equivalents:
    """A unit's list, each entry with its reason; what :meth:`mutant` and :meth:`distortion` don't ask for is left over.

    Attributes:
        mutants: reasons by function, line and changed line.
        distortions: reasons by function and name.
        title: what to call the list.
    """

    title: str
    mutants: dict[tuple[str, str, str], str] = field(default_factory=dict)
    distortions: dict[tuple[str, str], str] = field(default_factory=dict)


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
        if unknown := set(tables) - {"mutant", "distortion"}:
            raise KeyError(f"{min(unknown)} is neither")
        for item in tables.get("mutant", []):
            found.mutants[item["function"], item["was"], item["line"]] = item["reason"]
        for item in tables.get("distortion", []):
            found.distortions.update({(name, item["name"]): item["reason"] for name in item["functions"]})
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"{path} cannot be read: {error}. Mend that line.") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(
            f"{path} should list mutants with function, was, line and reason, and distortions with name, functions and "
            f"reason: {error}."
        ) from error
    return found
