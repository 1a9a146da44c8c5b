"""What code defines, without what it does besides: a training run takes seconds, and earns nothing."""

import ast
import re
from collections import defaultdict
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from deltarule.core.limits import MAX_CELLS_KNOWN
from deltarule.core.text import words_in

from .call_graph import reached
from .cells import Cell, parsed

_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
DEFINITIONS = (*_NAMED, ast.Import, ast.ImportFrom)
"""Statements that do nothing but define."""
_BY_ANY_NAME = frozenset(words_in("globals locals vars __dict__ getattr eval exec"))
"""What may reach a function by a name that no text has in it."""


@dataclass(frozen=True)
class _Optional:
    """A statement that may be left out.

    Attributes:
        start: its first byte.
        end: the one after its last.
        bound: what it imports, or which function or class it defines; empty where it does something.
        words: the words of a function or class.
    """

    start: int
    end: int
    bound: frozenset[str]
    words: frozenset[str] = frozenset()


def definitions(source: str, used: Container[str] | None = None) -> str:
    """Keep what code defines (functions, classes, imports, constants) on its lines, and leave out what it does.

    What can't be read is given back as it is.

    Args:
        source: the code.
        used: names that are needed: what imports or defines none of them is left out, too; by default, all are.
    """
    text = source.encode()
    kept, done = [], 0
    for item in _optional(source):
        if not item.bound or (used is not None and not any(name in used for name in item.bound)):
            # The line on which it ends may go on, with a semicolon.
            kept += [text[done : item.start], b"\n" * text.count(b"\n", item.start, item.end), b"pass"]
            done = item.end
    return b"".join([*kept, text[done:]]).decode()


def without_demonstrations(
    cells: Sequence[Cell], demonstrations: Collection[str], asked: Collection[str] | None = None
) -> list[Cell]:
    """Leave out what some cells do, and what they import and define for that alone.

    Args:
        cells: all cells.
        demonstrations: the file names of those that show something and earn nothing.
        asked: the functions that are asked for, wherever they stand; by default, any may be.
    """
    used, needs = {"*", *(asked or ())}, defaultdict[str, set[str]](set)
    for cell in cells:
        if cell.filename not in demonstrations:
            used |= words_in(cell.source)
            continue
        used |= words_in(definitions(cell.source, ()))
        for item in _optional(cell.source):
            if asked is None:
                used |= item.words
            for name in item.bound:
                needs[name] |= item.words
    needs[""] = used
    used |= reached("", needs)
    needed = None if used & _BY_ANY_NAME else used
    return [
        replace(cell, source=definitions(cell.source, needed)) if cell.filename in demonstrations else cell
        for cell in cells
    ]


@lru_cache(maxsize=MAX_CELLS_KNOWN)
def _optional(source: str) -> list[_Optional]:
    """List the statements that may be left out; none of what can't be read."""
    try:
        statements = parsed(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    text = source.encode()
    starts = [0, *(match.end() for match in re.finditer(rb"\r\n|\r|\n", text))]
    found = list[_Optional]()
    for item in statements:
        first = starts[item.lineno - 1] + item.col_offset
        end = starts[(item.end_lineno or 1) - 1] + (item.end_col_offset or 0)
        bound, words = frozenset[str](), frozenset[str]()
        if isinstance(item, ast.ImportFrom) and item.module == "__future__":
            continue  # what it says holds in the cells below
        if isinstance(item, ast.Import | ast.ImportFrom):
            bound = frozenset(alias.asname or alias.name.split(".")[0] for alias in item.names)
        elif isinstance(item, _NAMED) and not _is_met_elsewhere(item):
            bound, words = frozenset([item.name]), frozenset(words_in(text[first:end].decode()))
        elif _defines(item):
            continue
        found.append(_Optional(first, end, bound, words))
    return found


def _is_met_elsewhere(item: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether somebody else may know a function or class though nobody names it: a decorator, or a base class."""
    return bool(item.decorator_list or (isinstance(item, ast.ClassDef) and (item.bases or item.keywords)))


def _defines(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Assign) and any(map(_is_within, statement.targets)):
        return False  # it changes what something else has defined
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return statement.value is None or isinstance(statement.value, ast.Lambda) or _is_constant(statement.value)
    if isinstance(statement, ast.Try):  # an import that may fail
        handled = [item for handler in statement.handlers for item in handler.body]
        return all(
            isinstance(item, ast.Raise | ast.Pass) or _defines(item)
            for item in [*statement.body, *handled, *statement.orelse, *statement.finalbody]
        )
    return isinstance(statement, DEFINITIONS)


def _is_within(target: ast.expr) -> bool:
    return any(isinstance(node, ast.Subscript) for node in ast.walk(target))


def _is_constant(value: ast.expr) -> bool:
    """Whether it is a literal, or a sum, product or quotient of numbers."""
    try:
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
            return _is_number(value.left) and _is_number(value.right)
        ast.literal_eval(value)
    except Exception:  # {[1]}, 1e999j: many kinds
        return False
    return True


def _is_number(value: ast.expr) -> bool:
    if isinstance(value, ast.Constant):
        return isinstance(value.value, int | float | complex)
    return isinstance(value, ast.BinOp | ast.UnaryOp) and _is_constant(value)
