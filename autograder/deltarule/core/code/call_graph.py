"""Which functions of a file call which, by what their texts name."""

import ast
import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import CodeType

from .bindings import bound_by
from .cells import Cell, parsed, pieces


def calls_of(cells: Iterable[Cell]) -> dict[str, set[str]]:
    """Name, for each function of a submission, those that its text names; see :func:`calls_in`.

    What can't be read calls nothing.
    """
    return calls_in(statement for cell in cells if not cell.left_out for statement in _statements(cell))


def calls_in(statements: Iterable[ast.stmt]) -> dict[str, set[str]]:
    """Name, for each function and class that `statements` define at their top, those of them that its text names.

    Of one that is defined more than once, all texts count. A variable of the file that was given one of them, to keep
    or to wrap, calls that, too; and who uses the variable, and has none of that name inside, calls the variable.
    """
    statements = list(statements)
    own = [(name, item) for statement in statements for name, item in _defined_by(statement)]
    calls = {name: set[str]() for name, _ in own}
    for name, item in own:
        calls[name] |= _names(item) & calls.keys()
    held = dict[str, set[str]]()
    for name, named in _given_by(statements):
        if name not in calls:
            held.setdefault(name, set()).update(named - {name})
    holders = {name: reached(name, held) & calls.keys() for name in held}
    holders = {name: functions for name, functions in holders.items() if functions}
    for name, item in own if holders else ():
        calls[name] |= (_names(item) & holders.keys()) - _bound_inside(item)
    return calls | holders


def names_in(code: CodeType) -> set[str]:
    """Name what compiled code takes from outside of it, the functions inside included."""
    inner = (item for item in code.co_consts if isinstance(item, CodeType))
    return {*code.co_names}.union(*map(names_in, inner))


def reached(name: str, calls: Mapping[str, Collection[str]], without: Collection[str] = ()) -> set[str]:
    """Name what one of them calls, itself or through others, but for those that it goes `without`."""
    found, waiting = set[str](), [name]
    while waiting:
        further = {*calls.get(waiting.pop(), ())}.difference(found, without)
        found |= further
        waiting += further
    return found


def _names(node: ast.AST) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def _bound_inside(item: ast.AST) -> set[str]:
    """Name what is an argument or a variable somewhere inside of a function."""
    return {name for node in ast.walk(item) for name in bound_by(node)}


def _given_by(statements: Sequence[ast.stmt]) -> Iterator[tuple[str, set[str]]]:
    """Find the variables to which statements at the top may give something: ``steps = [f]``, ``steps.append(f)``.

    With each come the names in its statement that aren't just called there: what came of a call is a value.
    """
    imported = {
        alias.asname or alias.name.split(".")[0]
        for statement in statements
        if isinstance(statement, ast.Import | ast.ImportFrom)
        for alias in statement.names
    }
    for statement in statements:
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for node in ast.walk(statement):
            given: list[ast.expr]
            match node:
                case ast.Assign(targets=targets):
                    given = list(targets)
                case ast.AnnAssign(target=target) | ast.AugAssign(target=target):
                    given = [target]
                case ast.Expr(value=ast.Call(func=ast.Attribute(value=receiver))):
                    given = [receiver]
                case _:
                    continue
            called = {id(part.func) for part in ast.walk(node) if isinstance(part, ast.Call)}
            named = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and id(part) not in called}
            yield from ((name, named) for target in given for name in _names(target) - imported)


def _statements(cell: Cell) -> Iterator[ast.stmt]:
    for piece in pieces(cell):
        with contextlib.suppress(SyntaxError, ValueError, MemoryError, RecursionError):
            yield from parsed(piece.source).body


def _defined_by(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """Find what a statement defines, in branches too, with its text: ``f = lambda x: ...`` and ``f = g`` as well."""
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name, node
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            if isinstance(value, ast.Name) or any(isinstance(part, ast.Lambda) for part in ast.walk(value)):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))
        case ast.stmt() | ast.ExceptHandler():
            for inner in ast.iter_child_nodes(node):
                yield from _defined_by(inner)
