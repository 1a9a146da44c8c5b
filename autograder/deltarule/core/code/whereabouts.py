"""Where a function is written, when it isn't there to be called, or is there twice.

Found by looking for its ``def``, so that cells that can't be read tell as much as others.
"""

import os
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from .cells import Cell

_DEF = re.compile(r"^([ \t]*)(?:async[ \t]+)?(?:def|class)[ \t]+([^\W\d]\w*)", re.MULTILINE)
_MIN_NEAR = 4  # of shorter names, too many are nearly alike


@dataclass(frozen=True)
class Definition:
    """A ``def`` (or a class) of a cell: at the left margin, or inside something else."""

    name: str
    cell: Cell
    line: int
    inside: bool

    @property
    def place(self) -> str:
        """Name the file, or its cell, and the line."""
        return f"{os.path.basename(self.cell.filename)}, line {self.line}"


def definitions_in(cells: Sequence[Cell]) -> Iterator[Definition]:
    """Find every ``def`` of `cells`, in order."""
    for cell in cells:
        line, seen = cell.lines_before + 1, 0
        for match in _DEF.finditer(cell.source):
            line += cell.source.count("\n", seen, match.start())
            seen = match.start()
            yield Definition(match[2], cell, line, bool(match[1]))


def looked_for(name: str, cells: Sequence[Cell], title: str) -> str:
    """Say where the function `name` is, which what was run of `cells` hasn't defined; nothing where it isn't found.

    Args:
        name: the function.
        cells: all of the submission, with what is left out of it.
        title: what the student calls it.
    """
    found = list(definitions_in(cells))
    for item in found:
        if item.name == name and item.cell.left_out:
            kind = item.cell.left_out
            return f"{name} is written in {kind} ({item.place}), which is not run; put it into a code cell"
    for item in found:
        if item.name == name and item.inside:
            return f"{name} is written inside something else ({item.place}); put its def at the left margin"
    for item in found:
        if item.name == name:
            return f"{name} is written in {item.place}, but is gone after that; look for what takes it away"
    for item in found:
        if not item.inside and not item.cell.left_out and _is_nearly(item.name, name):
            return f"{title} has no function {name}, but a {item.name} ({item.place}); call it {name}"
    return ""


def written_twice(names: Collection[str], cells: Sequence[Cell]) -> list[str]:
    """Say of each of `names` that is defined more than once which of them counts."""
    found: dict[str, list[Definition]] = {}
    for item in definitions_in(cells):
        if item.name in names and not item.inside and not item.cell.left_out:
            found.setdefault(item.name, []).append(item)
    return [
        f"{name} is written {len(all_)} times; the last one counts ({all_[-1].place}), not that in {all_[0].place}."
        for name, all_ in found.items()
        if len(all_) > 1
    ]


def _is_nearly(one: str, other: str) -> bool:
    """Whether two names differ by capitals and underscores, or by one letter (wrong, left out, too many, swapped)."""
    if _plain(one) == _plain(other):
        return True
    short, long = sorted((_plain(one), _plain(other)), key=len)
    if len(short) < _MIN_NEAR or len(long) - len(short) > 1 or re.sub(r"\D", "", one) != re.sub(r"\D", "", other):
        return False
    at = next((i for i, pair in enumerate(zip(short, long, strict=False)) if pair[0] != pair[1]), len(short))
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    swapped = short[at + 1 : at + 2] + short[at : at + 1] == long[at : at + 2]
    return short[at + 1 :] == long[at + 1 :] or (swapped and short[at + 2 :] == long[at + 2 :])


def _plain(name: str) -> str:
    return name.replace("_", "").casefold()
