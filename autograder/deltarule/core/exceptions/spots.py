"""The spot where a student's code stopped: the operation, and what the names in it stand for.

Nothing of the student's is run to find out: names are looked up, and shapes follow from shapes.
"""

import ast
import builtins
import dis
import inspect
import linecache
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from types import (
    CodeType,
    FrameType,
    FunctionType,
    ModuleType,
    TracebackType,
)
from typing import Any, Final, TypeGuard

import numpy as np

from deltarule.core.limits import MAX_SHOWN
from deltarule.core.text import read_code
from deltarule.core.values import FUNCTIONS

from .comprehensions import names_in

Shape = tuple[int, ...]
UNKNOWN: Final = object()
"""What an expression stands for, where that can't be said without running it."""
STANDING_IN = "<standing in>"
"""The file of code that stands in a student's function: nothing of theirs."""
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError, IndexError)
_BLOCK = "block"
"""What a node keeps the text under that it is a piece of."""
_DEF = re.compile(r"([ \t]*)(?:async[ \t]+)?def\b")
_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")
"""What Python calls the code of one; from 3.12 on, only generators have code of their own."""


def is_own(frame: FrameType, namespace: Mapping[str, Any]) -> bool:
    """Whether a frame is the student's own, whose code has that `namespace`."""
    return frame.f_globals is namespace and frame.f_code.co_filename != STANDING_IN


def is_part_of(code: CodeType, around: CodeType) -> bool:
    """Whether code is that of a comprehension which stands in the code `around`."""
    return code.co_name in _COMPREHENSIONS and code in around.co_consts


def function_name(code: CodeType) -> str:
    """Name the function that a student wrote code in: of a comprehension's, that which it stands in."""
    names = [name for name in code.co_qualname.split(".") if name not in ("<locals>", *_COMPREHENSIONS)]
    return (names or ["<module>"])[-1] if code.co_name in _COMPREHENSIONS else code.co_name


class Spot:
    """Where a frame of the student's was when something happened.

    Attributes:
        frame: the frame; of a comprehension that has its own, that of the function which it stands in.
        line: the line.
        innermost: whether nothing else was called there.
        locals: the names of its own, with a comprehension's.
        node: the operation; None where it can't be found.
        around: what it is part of, from the inside out, as far as its function or statement.
    """

    def __init__(self, error: BaseException, entries: Sequence[TracebackType]) -> None:
        """Find the operation at the last of some `entries` of an exception's traceback."""
        last = entries[-1]
        frames = _of_one_function([entry.tb_frame for entry in entries])
        self.frame = frames[0]
        self.line = last.tb_lineno
        self.innermost = last.tb_next is None
        self.locals = {name: value for frame in frames for name, value in names_in(frame, error).items()}
        self.node, self.around = _node_at(last.tb_frame.f_code, last.tb_lasti)
        self._bound = {name for frame in frames for name in (*frame.f_code.co_varnames, *frame.f_code.co_cellvars)}

    def value(self, node: ast.AST | None) -> Any:
        """Give what a name, a constant, an attribute or an item stands for; UNKNOWN where that has to be computed."""
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name):
                outside = () if name in self._bound else (self.frame.f_globals, vars(builtins))
                for names in (self.locals, *outside):
                    if name in names:
                        return names[name]
            case ast.Attribute(value=base, attr=name):
                return _attribute(self.value(base), name)
            case ast.Subscript(value=base, slice=index):
                return _item(self.value(base), self.value(index))
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                number = self.value(operand)
                return -number if type(number) in (int, float) else UNKNOWN
        return UNKNOWN

    def shape(self, node: ast.AST | None) -> Shape | None:
        """Give the shape that an expression has, () for one number; None where it can't be told."""
        value = self.value(node)
        if value is not UNKNOWN:
            return shape_of(value)
        match node:
            case ast.Attribute(value=base, attr="T"):
                shape = self.shape(base)
                return None if shape is None else shape[::-1]
            case ast.UnaryOp(operand=operand):
                return self.shape(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return together(self.shape(left), self.shape(right), isinstance(op, ast.MatMult))
            case ast.Compare(left=left, comparators=[right]):
                return together(self.shape(left), self.shape(right))
            case ast.Call(func=function, args=[argument], keywords=[]):
                called = self.value(function)
                if any(called is kind for kind in (len, int, float)):
                    return ()
                return self.shape(argument) if isinstance(called, np.ufunc) and called.nin == 1 else None
            case ast.Subscript(value=base, slice=index):
                shape, entries = self.shape(base), self._index(index)
                return None if not shape or entries is UNKNOWN else _shape_at(shape, entries)
        return None

    def _index(self, node: ast.AST | None) -> Any:
        """Give what numbers entries: whole numbers, slices, None and ... by themselves or in a tuple; or UNKNOWN."""
        match node:
            case ast.Tuple(elts=parts):
                found = tuple(map(self._index, parts))
                return UNKNOWN if UNKNOWN in found else found
            case ast.Slice(lower=lower, upper=upper, step=step):
                bounds = [None if bound is None else self._index(bound) for bound in (lower, upper, step)]
                return UNKNOWN if UNKNOWN in bounds else slice(*bounds)
        value = self.value(node)
        if isinstance(value, np.integer) or type(value) is int:
            return int(value)
        return value if value is None or value is ... else UNKNOWN

    def called(self, node: ast.AST | None) -> str:
        """Give the last name of a function that is called: ``concatenate`` of ``np.concatenate``."""
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                return name
        return ""

    def is_numpy(self, function: ast.AST) -> bool:
        """Whether a function is one of NumPy's, by its module."""
        match function:
            case ast.Attribute(value=base):
                module = self.value(base)
                return isinstance(module, ModuleType) and module.__name__.partition(".")[0] == "numpy"
        return isinstance(self.value(function), np.ufunc)

    def names(self, node: ast.AST) -> Iterator[ast.expr]:
        """Give the names, and the items and attributes that can be looked up, of which an expression is made."""
        found = set[str]()
        waiting = [node]
        while waiting:
            item = waiting.pop(0)
            if isinstance(item, ast.Name | ast.Attribute | ast.Subscript) and self.value(item) is not UNKNOWN:
                if (text := source(item)) not in found:
                    found.add(text)
                    yield item
                continue
            if isinstance(item, ast.Lambda | ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp):
                continue
            waiting += ast.iter_child_nodes(item)

    def holder(self, name: str, key: object) -> str | None:
        """Name a dict with this key, which a name stands for as if it were the item; None where there is none.

        Whoever goes through ``.items()`` or ``.keys()`` knows that the name is a key.
        """
        bound = [loop for loop in ast.walk(_block_of(self.frame.f_code)[0]) if _gives_first(loop, name)]
        if any(self.called(loop.iter) in ("items", "keys") for loop in bound):
            return None
        around = [loop for loop in self._generators() if _gives_first(loop, name)]
        goes_through_keys = type(self.locals.get(".0")) is type(iter({}))  # of a comprehension that has a frame
        for loop in around:
            if goes_through_keys or type(self.value(loop.iter)) is dict:
                return source(loop.iter)
        return next((held for held, value in self.locals.items() if type(value) is dict and key in value), None)

    def items_behind(self, name: str) -> str | None:
        """Give the ``.items()`` whose pairs a name alone stands for; None where there is none."""
        for loop in ast.walk(_block_of(self.frame.f_code)[0]):
            match loop:
                case (
                    ast.For(target=ast.Name(id=bound), iter=gone)
                    | ast.comprehension(target=ast.Name(id=bound), iter=gone)
                ) if bound == name and self.called(gone) == "items":
                    return source(gone)
        return None

    def unpacked_keys(self, name: str) -> str | None:
        """Name the dict whose keys, letter by letter, are shared out to a name and others; None where there is none."""
        letter = self.locals.get(name)
        if type(letter) is not str or len(letter) != 1:
            return None
        for loop in ast.walk(_block_of(self.frame.f_code)[0]):
            match loop:
                case (
                    ast.For(target=ast.Tuple() as target, iter=gone)
                    | ast.comprehension(target=ast.Tuple() as target, iter=gone)
                ) if any(isinstance(item, ast.Name) and item.id == name for item in target.elts):
                    if type(self.value(gone)) is dict:
                        return source(gone)
        return None

    def _generators(self) -> list[ast.comprehension]:
        """Give what the expressions around go through first."""
        kinds = ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp
        return [item.generators[0] for item in self.around if isinstance(item, kinds)]

    def function(self, node: ast.AST | None) -> ast.FunctionDef | None:
        """Give the text of the student's own function that is called; None where it is none of theirs."""
        if not isinstance(node, ast.Call):
            return None
        called = self.value(node.func)
        if not isinstance(called, FunctionType) or called.__globals__ is not self.frame.f_globals:
            return None
        return function_of(called.__code__)

    def assigned(self, name: str) -> ast.Assign | None:
        """Give the last statement above this line that gives a local name its value, where it is a plain one."""
        tree, shift = _block_of(self.frame.f_code)
        found = None
        for node in ast.walk(tree):
            match node:
                case ast.Assign(targets=[ast.Name(id=bound)]) if bound == name and node.lineno + shift <= self.line:
                    found = node if found is None or node.lineno > found.lineno else found
        return found

    def line_of(self, node: ast.stmt) -> int:
        """Give the line, in its file, of a statement of this frame's function."""
        return node.lineno + _block_of(self.frame.f_code)[1]


def _of_one_function(frames: Sequence[FrameType]) -> Sequence[FrameType]:
    """Give the last of some frames that led to one another, and before it those that its comprehension stands in."""
    first = len(frames) - 1
    while first and is_part_of(frames[first].f_code, frames[first - 1].f_code):
        first -= 1
    return frames[first:]


def above_in_loop(code: CodeType, name: str, line: int) -> tuple[int, int] | None:
    """Say where above a line of a function a loop gives a name its first value, and where that loop begins.

    The innermost such loop counts, and what it does at each turn, or goes through.
    """
    tree, shift = _block_of(code)
    found = None
    for loop in ast.walk(tree):
        if isinstance(loop, ast.While | ast.For) and (loop.end_lineno or 0) + shift < line:
            targets = [item for statement in loop.body for item in _targets(statement)] + _targets(loop)
            names = (node for item in targets for node in ast.walk(item) if isinstance(node, ast.Name))
            named = [node.lineno for node in names if node.id == name and isinstance(node.ctx, ast.Store)]
            found = (min(named) + shift, loop.lineno + shift) if named else found
    return found


def _gives_first(node: ast.AST, name: str) -> TypeGuard[ast.For | ast.comprehension]:
    """Whether a loop gives a name its values, alone or as the first of several."""
    match node:
        case ast.For(target=target) | ast.comprehension(target=target):
            first = target.elts[0] if isinstance(target, ast.Tuple) and target.elts else target
            return isinstance(first, ast.Name) and first.id == name
    return False


def _targets(statement: ast.stmt) -> list[ast.expr]:
    """Give what a statement itself gives values to."""
    match statement:
        case ast.Assign(targets=targets):
            return targets
        case ast.For(target=target) | ast.AnnAssign(target=target):
            return [target]
    return []


def loop_at(code: CodeType, line: int) -> tuple[str, int] | None:
    """Say in which loop a line of a function is, ``while`` before ``for``, and where that begins."""
    tree, shift = _block_of(code)
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.While | ast.For)]
    found = [node for node in loops if node.lineno <= line - shift <= (node.end_lineno or 0)]
    if not found:
        return None
    loop = max(found, key=lambda node: (isinstance(node, ast.While), node.lineno))
    return ("while" if isinstance(loop, ast.While) else "for"), loop.lineno + shift


def function_of(code: CodeType) -> ast.FunctionDef | None:
    """Read the function that was compiled to `code`; None where that can't be had."""
    for node in ast.walk(_block_of(code)[0]):
        if isinstance(node, ast.FunctionDef) and node.name == code.co_name:
            return node
    return None


def gives_nothing(function: ast.FunctionDef) -> bool:
    """Whether no ``return`` of a function has a value."""
    return not any(
        isinstance(node, ast.Yield | ast.YieldFrom) or (isinstance(node, ast.Return) and node.value is not None)
        for node in ast.walk(function)
    )


def together(left: Shape | None, right: Shape | None, product: bool = False) -> Shape | None:
    """Give the shape of two operands' result, elementwise or the matrix `product`; None where they don't fit."""
    if left is None or right is None:
        return None
    if not product:
        try:
            return np.broadcast_shapes(left, right)
        except ValueError:
            return None
    if not left or not right or left[-1] != right[-2 if len(right) > 1 else 0]:
        return None
    stacked = together(left[:-2], right[:-2])
    return None if stacked is None else stacked + left[-2:-1] + right[-1:] * (len(right) > 1)


def _shape_at(shape: Shape, index: Any) -> Shape | None:
    """Give the shape of what an array of this shape holds at an index, of which no array is part."""
    try:
        return shape_of(np.broadcast_to(np.False_, shape)[index])
    except (IndexError, TypeError, ValueError):
        return None


def shape_of(value: Any) -> Shape | None:
    """Give an array's shape, () for a number; None for anything else."""
    if isinstance(value, np.ndarray):
        shape: Shape = np.ndarray.shape.__get__(value)
        return shape
    return () if isinstance(value, bool | int | float | complex | np.generic) else None


def what(value: Any) -> str:
    """Say in a few words what a value is, without any of its numbers."""
    shape = shape_of(value)
    if value is None:
        return "None"
    if shape:
        return f"an array of shape {shape}"
    if shape is not None:
        return "one number"
    if isinstance(value, str):
        return "a text"
    if isinstance(value, list | tuple | set | frozenset):
        return f"a {type(value).__name__[:MAX_SHOWN]} of {len(value)}"
    if isinstance(value, dict):
        return "a dict"
    if isinstance(value, FUNCTIONS):
        return "a function"
    if isinstance(value, type):
        return "a class"
    name = str.__str__(type(value).__name__)[:MAX_SHOWN]
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def source(node: ast.AST | None) -> str:
    """Write an expression as the student did, in one line; a long one is cut."""
    if node is None:
        return ""
    text = _written(node)
    return text if len(text) <= MAX_SHOWN else text[:MAX_SHOWN] + " ..."


def _written(node: ast.AST) -> str:
    """Give the student's own text of an expression, brackets and all, where it reads the same in one line."""
    plain = ast.unparse(node)
    lines = (ast.get_source_segment(getattr(node, _BLOCK, ""), node) or "").splitlines()
    text = " ".join(line.strip().removesuffix("\\").rstrip() for line in lines)
    try:
        return text if ast.unparse(read_code(text)) == plain else plain
    except _UNREADABLE:
        return plain


def _parsed(text: str) -> ast.Module:
    """Read a text; each node keeps the text that it is a piece of."""
    tree = read_code(text)
    for node in ast.walk(tree):
        setattr(node, _BLOCK, text)
    return tree


def _attribute(base: Any, name: str) -> Any:
    if base is UNKNOWN:
        return UNKNOWN
    if isinstance(base, ModuleType):
        return vars(base).get(name, UNKNOWN)
    if type(base) is np.ndarray and name in ("T", "shape", "size", "ndim"):
        return getattr(base, name)
    if isinstance(base, list | tuple | dict | str | np.ndarray | np.generic | int | float | type(None) | type):
        return UNKNOWN
    try:
        own = object.__getattribute__(base, "__dict__")
    except AttributeError:
        return UNKNOWN
    return own.get(name, UNKNOWN) if type(own) is dict else UNKNOWN


def _item(base: Any, index: Any) -> Any:
    if type(base) is dict and type(index) in (str, int):
        return base.get(index, UNKNOWN)
    if type(base) in (list, tuple) and type(index) is int and -len(base) <= index < len(base):
        return base[index]
    return UNKNOWN


@lru_cache(maxsize=64)
def _node_at(code: CodeType, instruction: int) -> tuple[ast.AST | None, list[ast.AST]]:
    """Find the operation of an instruction, and what it is part of."""
    place = next(islice(code.co_positions(), max(instruction, 0) // 2, None), None)
    if place is None or None in place:
        return None, []
    first, last, start, end = (number or 0 for number in place)
    tree, shift = _block_of(code)
    exact, near = list[ast.AST](), list[ast.AST]()
    parents = dict[ast.AST, ast.AST]()
    for node in ast.walk(tree):
        parents |= dict.fromkeys(ast.iter_child_nodes(node), node)
        if not isinstance(node, ast.expr | ast.stmt):
            continue
        if (node.end_lineno, node.end_col_offset) == (last - shift, end):
            if (node.lineno, node.col_offset) == (first - shift, start):
                exact.append(node)
            elif isinstance(node, ast.Call):  # of a method on a line of its own, the name alone counts as the start
                near.append(node)
    if exact or near:
        found = node = (exact or near)[-1]
        if dis.opname[code.co_code[instruction]] == "GET_ITER":
            found = node = _going_through(found, parents)
        around = []
        while (node := parents[node]) is not tree:
            around.append(node)
        return found, around
    return _alone(code.co_filename, first, last, start, end), []


def _going_through(node: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> ast.AST:
    """Give the loop that goes through `node`; from Python 3.13 on, it is known by the place of what it goes through."""
    loop = parents[node]
    if isinstance(loop, ast.comprehension) and loop.iter is node:
        return parents[loop]
    return loop if isinstance(loop, ast.For) and loop.iter is node else node


def _alone(filename: str, first: int, last: int, start: int, end: int) -> ast.AST | None:
    """Read an operation by itself, where what is around it can't be read."""
    lines = [line.encode() for line in linecache.getlines(filename)[first - 1 : last]]
    if not lines:
        return None
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][start:]
    text = b"".join(lines).decode("utf-8", "replace")
    try:
        (statement,) = _parsed(f"({text})").body
    except _UNREADABLE:
        return None
    return statement.value if isinstance(statement, ast.Expr) else None


@lru_cache(maxsize=16)
def _block_of(code: CodeType) -> tuple[ast.Module, int]:
    """Read what stands around `code`: its function, or its statement. What to add to its lines comes with it."""
    lines = linecache.getlines(code.co_filename)
    start = code.co_firstlineno - 1
    try:
        if code.co_name == "<module>":
            numbers = [number for place in code.co_positions() for number in place[:2] if number]
            start = min(numbers) - 1
            block = lines[start : max(numbers)]
        else:
            if code.co_name.startswith("<"):  # a lambda, a comprehension
                start = _def_above(lines, start)
            block = inspect.getblock(lines[start:])
        indented = block[0][:1] in (" ", "\t")
        return _parsed("".join(["if 1:\n", *block] if indented else block)), start - indented
    except _UNREADABLE:
        return ast.Module([], []), 0


def _def_above(lines: list[str], start: int) -> int:
    """Find the ``def`` that a line is in, by its indentation."""
    inside = len(lines[start]) - len(lines[start].lstrip())
    for number in range(start, -1, -1):
        found = _DEF.match(lines[number])
        if found and (len(found[1]) < inside or number == start):
            return number
    return start
