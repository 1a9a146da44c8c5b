"""A map of a result: which of its entries are right, and which aren't. It holds no number of theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import numpy as np

from deltarule.core.comparison import equal_entries
from deltarule.core.limits import MAX_MAP_SIDE
from deltarule.core.text import counted, noun, one_line

RIGHT, WRONG = ".", "x"
_SIDE = 14
"""Pixels of an entry's square in the drawing."""


@dataclass(frozen=True)
class Map:
    """Where one part of a result is wrong in one case.

    Attributes:
        part: the part, or empty where the result is one.
        shape: its shape; of more than two axes, the last two are shown, and what is wrong anywhere along the others.
        rows: a text for each row, a sign for each entry: :data:`RIGHT` or :data:`WRONG`.
    """

    part: str
    shape: list[int]
    rows: list[str]

    @property
    def caption(self) -> str:
        """What the map shows, in words."""
        wrong, size = sum(row.count(WRONG) for row in self.rows), sum(map(len, self.rows))
        said = f"{wrong} of {counted(size, 'entry', 'entries')} {noun(wrong, 'is', 'are')} wrong"
        axes = ", along its last two axes" if len(self.shape) > 2 else ""
        shape = ", ".join(map(str, self.shape)) + ("," if len(self.shape) == 1 else "")
        return f"{one_line(self.part) or 'The result'}, ({shape}){axes}: {said}"

    def text(self) -> str:
        """Show it in signs."""
        return "\n".join([self.caption, *self.rows])

    def drawing(self) -> str:
        """Draw it, as SVG: what is right is an outline, what is wrong is filled and crossed out."""
        wide, tall = len(self.rows[0]) * _SIDE + 2, len(self.rows) * _SIDE + 2
        squares = (
            _square(x * _SIDE + 1, y * _SIDE + 1, sign == WRONG)
            for y, row in enumerate(self.rows)
            for x, sign in enumerate(row)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}" '
            f'role="img" aria-label="{escape(self.caption)}"><rect width="{wide}" height="{tall}" fill="#fff"/>'
            f"{''.join(squares)}</svg>"
        )


def _square(x: int, y: int, wrong: bool) -> str:
    side = _SIDE - 2
    if not wrong:
        return f'<rect x="{x + 1}" y="{y + 1}" width="{side}" height="{side}" fill="#eef3f8" stroke="#9db2c6"/>'
    cross = f"M{x + 4} {y + 4}l{side - 6} {side - 6}m0 {6 - side}l{6 - side} {side - 6}"
    return (
        f'<rect x="{x + 1}" y="{y + 1}" width="{side}" height="{side}" fill="#b3261e" stroke="#7f1d16"/>'
        f'<path d="{cross}" stroke="#fff" stroke-width="1.5"/>'
    )


def map_of(part: str, given: object, right: object) -> Map | None:
    """Map a part of a result; None where that shows nothing: of another shape, too large, wrong or right throughout."""
    mine, theirs = np.asarray(given), np.asarray(right)
    if (
        not theirs.ndim
        or mine.shape != theirs.shape
        or mine.dtype.kind not in "iufc"
        or theirs.dtype.kind not in "iufc"
    ):
        return None
    wrong = ~equal_entries(mine, theirs)
    wrong = np.atleast_2d(wrong.any(axis=tuple(range(wrong.ndim - 2))))
    if not 0 < wrong.sum() < wrong.size or max(wrong.shape) > MAX_MAP_SIDE:
        return None
    rows = ["".join(WRONG if entry else RIGHT for entry in row) for row in wrong.tolist()]
    return Map(part, list(theirs.shape), rows)


def first_map(parts: Iterable[tuple[str, object, object]]) -> Map | None:
    """Map the first part of which a map shows something: of its name, what is given, and what is right."""
    return next((found for part in parts if (found := map_of(*part))), None)
