"""The cells of a unit's notebook by their names: nbgrader's ``grade_id``, and the notebook format's own ``id``.

A function's own cell is called as the function is, its check ``check_<function>``, a free answer ``answer_<question>``.
A function whose own name reads like one of these stands in ``function_<function>``.
"""

import re
import zlib
from collections.abc import Collection, Mapping, Sequence
from typing import Any

_CHECK, _ANSWER, _FUNCTION = "check_", "answer_", "function_"
_MAX_ID = 64  # of the notebook format

CHECK = "check"
"""A cell that grades by itself, beside the notebook format's types."""


def of_function(function: str) -> str:
    """Name the cell that a student writes `function` in."""
    return f"{_FUNCTION}{function}" if function.startswith((_CHECK, _ANSWER, _FUNCTION)) else function


def function_in(grade_id: str) -> str:
    """Name the function that stands in the cell; see :func:`of_function`."""
    return grade_id.removeprefix(_FUNCTION)


def of_check(function: str) -> str:
    """Name the cell that checks `function`."""
    return f"{_CHECK}{function}"


def checked_by(grade_id: str) -> str | None:
    """Name the function that the cell checks; none where it is no check's name."""
    return grade_id.removeprefix(_CHECK) if grade_id.startswith(_CHECK) else None


def of_answer(question: str) -> str:
    """Name the cell of a free answer."""
    return f"{_ANSWER}{question}"


def subject_of(grade_id: str) -> str:
    """Name what the cell is about: the function that stands or is checked in it, or the question."""
    for prefix in (_CHECK, _ANSWER, _FUNCTION):
        if grade_id.startswith(prefix):
            return grade_id.removeprefix(prefix)
    return grade_id


def cell_id(grade_id: str) -> str:
    """Give the notebook format's id of a cell, which has fewer characters to choose from."""
    plain = re.sub(r"[^A-Za-z0-9_-]", "-", grade_id)
    if plain == grade_id and len(plain) <= _MAX_ID:
        return plain
    digest = f"-{zlib.crc32(grade_id.encode()):08x}"
    return plain[: _MAX_ID - len(digest)] + digest


def marks_in(cell: Mapping[str, Any]) -> dict[str, Any]:
    """Give what nbgrader notes in a cell, whatever shape a student's notebook has."""
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return marks if isinstance(marks, dict) else {}


def grade_id_of(cell: Mapping[str, Any]) -> str:
    """Name a cell, or give nothing where it has no name."""
    name = marks_in(cell).get("grade_id")
    return name if isinstance(name, str) else ""


def type_of(cell: Mapping[str, Any]) -> Any:
    """Give the type that a cell was handed out with, where nbgrader notes it; else the one that it has."""
    noted = marks_in(cell).get("cell_type") if grade_id_of(cell) else None
    return noted if noted in ("code", "markdown") else cell["cell_type"]


def kinds_of(cells: Sequence[Mapping[str, Any]], asked: Collection[str] | None = None) -> list[Any]:
    """Give what each cell of a student's notebook is: :data:`CHECK`, ``code``, ``markdown`` or ``raw``.

    A cell is what was handed out under its name, as nbgrader restores it: of copies, the last, and those that say the
    same. What else is noted in it is the student's to change.

    Args:
        cells: the notebook's.
        asked: the functions that are asked for; by default, any may be.
    """
    known = None if asked is None else _types_of(asked)
    last = {grade_id_of(cell): cell["source"] for cell in cells}
    return [_kind(cell, known) if cell["source"] == last[grade_id_of(cell)] else cell["cell_type"] for cell in cells]


def _types_of(functions: Collection[str]) -> dict[str, str]:
    checks = {of_check(function): CHECK for function in functions}
    return checks | {of_function(function): "code" for function in functions}


def _kind(cell: Mapping[str, Any], known: Mapping[str, str] | None) -> Any:
    name = grade_id_of(cell)
    if name.startswith(_ANSWER):
        return "markdown"
    if known is None:
        return CHECK if name.startswith(_CHECK) else type_of(cell)
    return known.get(name, cell["cell_type"])


def is_check(cell: Mapping[str, Any]) -> bool:
    """Whether it is marked as a cell that grades by itself: a student writes nothing in it."""
    marks = marks_in(cell)
    return bool(marks.get("grade")) and not marks.get("solution")


def is_free_answer(cell: Mapping[str, Any]) -> bool:
    """Whether it is marked as a cell that a student writes in and a person gives points for."""
    marks = marks_in(cell)
    return bool(marks.get("grade")) and bool(marks.get("solution"))
