"""Hints in a solution file: lines ``# Hint: ...`` right above a function, from vague to concrete, at most three.

Deltarule takes them out of what students get, and packs them into a file of the kit. A longer hint goes on in lines
that begin with ``#`` and two blanks or more.
"""

import re
from collections.abc import Iterator

from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_HINTS

_HINT = re.compile(r"# Hint: *(?P<text>.*)")
_FURTHER = re.compile(r"#  +(?P<text>.*)")
_DEFINITION = re.compile(r"(?:def|class)\s+(?P<name>\w+)")
_NEARLY = re.compile(r"\s*#+\s*hints?\b\s*\d*\s*[:.]", re.IGNORECASE)


def hints_in(unit: Unit) -> dict[str, list[str]]:
    """Give the hints on each function of a unit that has any and that the course leaves in.

    Raises:
        UserError: the solution can't be read, or lines that look like hints are none; it says which.
    """
    try:
        lines = unit.solution.read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{unit.solution} cannot be read: {error}") from error
    found, above, slips = dict[str, list[str]](), list[str](), list[str]()
    for number, line in enumerate(lines, 1):
        place = f"{unit.solution}, line {number}"
        if hint := _HINT.fullmatch(line):
            above.append(hint["text"].strip())
        elif above and (more := _FURTHER.fullmatch(line)):
            above[-1] += f" {more['text'].strip()}"
        elif _NEARLY.match(line):
            slips.append(f"{place}: {line.strip()!r} is no hint; write `# Hint: ...` at the margin, above the def.")
        elif above and (function := _DEFINITION.match(line)):
            if len(above) > MAX_HINTS or not all(above):
                slips.append(f"{place}: {function['name']} should have up to {MAX_HINTS} hints, none of them empty.")
            found[function["name"]], above = above, []
        elif above and not line.startswith("@"):
            slips.append(f"{place}: hints stand right above a function's def; put this line elsewhere.")
            above = []
    if slips:
        raise UserError("\n".join(slips))
    left_out = unit.overrides().left_out
    return {name: hints for name, hints in found.items() if name not in left_out}


def without_hints(text: str) -> str:
    """Take the lines of hints out of a solution's text."""
    return "\n".join(_others(text.split("\n")))


def _others(lines: list[str]) -> Iterator[str]:
    in_hint = False
    for line in lines:
        in_hint = bool(_HINT.fullmatch(line)) or (in_hint and bool(_FURTHER.fullmatch(line)))
        if not in_hint:
            yield line
