"""Functions that were handed out whole, and are no longer as they were: what calls them is blamed for it."""

import ast
from collections.abc import Collection, Mapping, Sequence

from .call_graph import calls_of, reached
from .cells import Cell, parsed, pieces
from .whereabouts import definitions_in


def changed_given(functions: Collection[str], cells: Sequence[Cell], given: Mapping[str, str]) -> dict[str, list[str]]:
    """Name, for each of `functions` of a submission, what it calls of what was `given` and was changed.

    Args:
        functions: those that are asked about.
        cells: the submission.
        given: the texts of the functions that were handed out, by name.
    """
    now, calls = _texts(cells), calls_of(cells)
    changed = {name for name in given.keys() & now.keys() if _plain(now[name]) not in (None, _plain(given[name]))}
    if not changed:
        return {}
    found = {name: sorted(reached(name, calls) & changed) for name in functions}
    return {name: names for name, names in found.items() if names}


def told_of_given(changed: Mapping[str, Sequence[str]], cells: Sequence[Cell]) -> list[str]:
    """Say, in a sentence each, which given functions are to be put back; see :func:`changed_given`."""
    callers: dict[str, list[str]] = {}
    for function, names in changed.items():
        for name in names:
            callers.setdefault(name, []).append(function)
    places = {item.name: item.place for item in definitions_in(cells) if not item.inside}
    return [
        f"{name} is given, and was changed ({places.get(name, 'in your file')}): put it back first, "
        f"as {_listed(functions)} {'calls' if len(functions) == 1 else 'call'} it."
        for name, functions in callers.items()
    ]


def _listed(names: Sequence[str]) -> str:
    *most, last = names if len(names) < 4 else [*names[:3], "others"]
    return f"{', '.join(most)} and {last}" if most else last


def _texts(cells: Sequence[Cell]) -> dict[str, str]:
    """Give the text of each function at the top of `cells`; of one that is written twice, the last."""
    found = dict[str, str]()
    for piece in (piece for cell in cells if not cell.left_out for piece in pieces(cell)):
        try:
            body = parsed(piece.source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        found |= {item.name: ast.unparse(item) for item in body if isinstance(item, ast.FunctionDef)}
    return found


def _plain(text: str) -> str | None:
    """Give what a function does, without what is said of it; None where it can't be read."""
    try:
        (function,) = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(function, ast.FunctionDef):
        return None
    said = ast.get_docstring(function, clean=False) is not None
    kept = function.body[1:] if said else function.body
    return "\n".join([ast.unparse(function.args), *map(ast.unparse, kept)])
