"""What code defines, without what it does besides: a training run takes seconds, and earns nothing."""

import ast
import re
import symtable
from collections import defaultdict
from collections.abc import Collection, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from deltarule.core.limits import MAX_CELLS_KNOWN
from deltarule.core.text import words_in

from .bindings import bound_by
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
        does: the statement, where it does something.
    """

    start: int
    end: int
    bound: frozenset[str]
    words: frozenset[str] = frozenset()
    does: ast.stmt | None = None

    @cached_property
    def given(self) -> frozenset[str]:
        """What it gives a value, or may change, where it does something."""
        return frozenset(_given_by(self.does) if self.does else ())


def definitions(source: str, used: Container[str] | None = None, variables: Collection[str] = ()) -> str:
    """Keep what code defines (functions, classes, imports, constants) on its lines, and leave out what it does.

    What can't be read is given back as it is.

    Args:
        source: the code.
        used: names that are needed: what imports or defines none of them is left out, too; by default, all are.
        variables: those whose values are needed: what gives them any is kept.
    """
    text = source.encode()
    kept, done = [], 0
    for item in _optional(source):
        if item.bound:
            needed = used is None or _any(item.bound, used)
        else:
            needed = bool(variables) and not item.given.isdisjoint(variables)
        if not needed:
            # The line on which it ends may go on, with a semicolon.
            kept += [text[done : item.start], b"\n" * text.count(b"\n", item.start, item.end), b"pass"]
            done = item.end
    return b"".join([*kept, text[done:]]).decode()


def without_demonstrations(
    cells: Sequence[Cell], demonstrations: Collection[str], asked: Collection[str] | None = None
) -> list[Cell]:
    """Leave out what some cells do, and what they import and define for that alone.

    Whoever asks for a function asks for what it takes from outside, too: what gives that a value stays, and is run.

    Args:
        cells: all cells.
        demonstrations: the file names of those that show something and earn nothing.
        asked: the functions that are asked for, wherever they stand; by default, any may be.
    """
    if not demonstrations:
        return [*cells]
    used, needs = {"*", *(asked or ())}, defaultdict[str, set[str]](set)
    variables = _variables(cells, asked or ())
    for cell in cells:
        if cell.filename not in demonstrations:
            used |= words_in(cell.source)
            continue
        used |= words_in(definitions(cell.source, (), variables))
        for item in _optional(cell.source):
            if asked is None:
                used |= item.words
            for name in item.bound:
                needs[name] |= item.words
    needs[""] = used
    used |= reached("", needs)
    needed = None if used & _BY_ANY_NAME else used
    return [
        replace(cell, source=definitions(cell.source, needed, variables)) if cell.filename in demonstrations else cell
        for cell in cells
    ]


def _any(names: Collection[str], used: Container[str]) -> bool:
    return any(name in used for name in names)


def _variables(cells: Sequence[Cell], asked: Collection[str]) -> set[str]:
    """Name what functions that are `asked` for take from outside, themselves or through others, and no `def` defines.

    A function's own name is among it where it is made in another way.
    """
    takes, defined = defaultdict[str, set[str]](set), set[str]()
    for cell in cells if asked else ():
        for statement in () if cell.left_out else _exchanges(cell.source):
            for name in statement.given:
                takes[name] |= statement.taken
            defined |= statement.given if statement.defines else set()
    takes[""] = {*asked}
    return reached("", takes) - defined


@dataclass(frozen=True)
class _Exchange:
    """What a statement gives a value, or may change, and what it takes from outside; whether it is a definition."""

    given: frozenset[str]
    taken: frozenset[str]
    defines: bool


@lru_cache(maxsize=MAX_CELLS_KNOWN)
def _exchanges(source: str) -> list[_Exchange]:
    """Give what each statement exchanges with others; nothing of what can't be read."""
    found = list[_Exchange]()
    for item, _, _, text in _statements(source):
        above = (node for part in getattr(item, "decorator_list", ()) for node in ast.walk(part))
        taken = _taken_by(text.decode()).union(node.id for node in above if isinstance(node, ast.Name))
        found.append(_Exchange(frozenset(_given_by(item)), taken, isinstance(item, DEFINITIONS)))
    return found


def _given_by(statement: ast.stmt) -> Iterator[str]:
    """Name what a statement gives a value, or may change: ``a = 1``, ``a[0] = 1``, ``a.append(1)``."""
    if isinstance(statement, _NAMED):
        yield statement.name
        return
    for node in ast.walk(statement):
        yield from bound_by(node)
        match node:
            case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store() | ast.Del()):
                yield from _root(node)
            case ast.Expr(value=ast.Call(func=ast.Attribute() as method)):
                yield from _root(method)


def _root(node: ast.expr) -> Iterator[str]:
    """Name the variable that something is a part of."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    if isinstance(node, ast.Name):
        yield node.id


def _taken_by(text: str) -> frozenset[str]:
    """Name what a statement, or what is defined in it, takes from outside."""
    try:
        tables = [symtable.symtable(text, "<cell>", "exec")]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset(words_in(text))
    found, top = set[str](), tables[0]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        symbols = (item for item in table.get_symbols() if item.is_referenced())
        found |= {item.get_name() for item in symbols if table is top or item.is_global()}
    return frozenset(found)


@lru_cache(maxsize=MAX_CELLS_KNOWN)
def _optional(source: str) -> list[_Optional]:
    """List the statements that may be left out; none of what can't be read."""
    found = list[_Optional]()
    for item, first, end, text in _statements(source):
        bound, words, does = frozenset[str](), frozenset[str](), None
        if isinstance(item, ast.ImportFrom) and item.module == "__future__":
            continue  # what it says holds in the cells below
        if isinstance(item, ast.Import | ast.ImportFrom):
            bound = frozenset(alias.asname or alias.name.split(".")[0] for alias in item.names)
        elif isinstance(item, _NAMED) and not _is_met_elsewhere(item):
            bound, words = frozenset([item.name]), frozenset(words_in(text.decode()))
        elif _defines(item):
            continue
        else:
            does = item
        found.append(_Optional(first, end, bound, words, does))
    return found


def _statements(source: str) -> Iterator[tuple[ast.stmt, int, int, bytes]]:
    """Give each statement with its first byte, the one after its last, and its text; none of what can't be read."""
    try:
        statements = parsed(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    text = source.encode()
    starts = [0, *(match.end() for match in re.finditer(rb"\r\n|\r|\n", text))]
    for item in statements:
        first = starts[item.lineno - 1] + item.col_offset
        end = starts[(item.end_lineno or 1) - 1] + (item.end_col_offset or 0)
        yield item, first, end, text[first:end]


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
