"""A ``^`` where a power is meant: of whole numbers it raises nothing, and gives another one."""

import ast
import os
from collections.abc import Collection, Iterator, Sequence

from .cells import Cell, parsed


def carets(names: Collection[str], cells: Sequence[Cell]) -> list[str]:
    """Say of each of the functions `names` of `cells` where a ``^`` stands beside a number that is written out."""
    return [
        f"`^` is no power in Python, in {item.name} ({_place(cell, node)}): write `**`."
        for cell in cells
        if not cell.left_out and "^" in cell.source
        for item in _functions(cell)
        if item.name in names
        for node in list(_in(item))[:1]
    ]


def _place(cell: Cell, node: ast.BinOp | ast.AugAssign) -> str:
    return f"{os.path.basename(cell.filename)}, line {cell.lines_before + node.lineno}"


def _functions(cell: Cell) -> list[ast.FunctionDef]:
    try:
        return [item for item in parsed(cell.source).body if isinstance(item, ast.FunctionDef)]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _in(function: ast.FunctionDef) -> Iterator[ast.BinOp | ast.AugAssign]:
    for node in ast.walk(function):
        match node:
            case ast.BinOp(op=ast.BitXor(), right=ast.Constant()) | ast.BinOp(op=ast.BitXor(), left=ast.Constant()):
                yield node
            case ast.AugAssign(op=ast.BitXor(), value=ast.Constant()):
                yield node
