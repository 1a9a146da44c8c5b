"""Arrays that don't fit: operands, what is put into them, indices, and one yes or no that is asked of many.

For what the functions take and give see :mod:`deltarule.core.exceptions.misuses`.
"""

import ast
import math
import re
from collections.abc import Sequence
from itertools import islice

import numpy as np

from deltarule.core.text import counted
from deltarule.core.values import FUNCTIONS

from .misuses import SHAPED, none
from .sayings import MAX_NAMED, say, told_operands, what_is
from .spots import UNKNOWN, Shape, Spot, shape_of, source, together, what

_JOINING = ("concatenate", "hstack", "vstack", "column_stack", "dstack", "append", "stack", "block")
_REDUCING = {"max": "np.maximum", "amax": "np.maximum", "min": "np.minimum", "amin": "np.minimum"}
_LARGE = 2**30
"""Bytes of one array that are too many by themselves: half of what a submission may have, by default."""

_SIGNS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
}


def misfit_operands(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """Two operands, or an array and what is put into it."""
    match spot.node:
        case ast.BinOp(op=ast.MatMult(), left=left, right=right):
            return _product(spot, left, right, own_words)
        case ast.AugAssign(op=ast.MatMult(), target=left, value=right):
            return _product(spot, left, right, own_words)
        case ast.Call(func=function, args=[left, right]) if spot.called(spot.node) in ("dot", "matmul") and (
            spot.is_numpy(function)
        ):
            return _product(spot, left, right, own_words)
        case ast.Call(func=ast.Attribute(value=left, attr="dot"), args=[right]):
            return _product(spot, left, right, own_words)
        case ast.AugAssign(target=target, op=ast.Add(), value=value) if type(spot.value(target)) is list:
            return say("list in place", operation=source(spot.node), target=source(target), value=source(value))
        case ast.AugAssign(target=target, op=op, value=value):
            shape, other = spot.shape(target), spot.shape(value)
            if shape is None or other is None:
                found = _shapes_in(own_words)
                shape, other = found[:2] if len(found) > 1 else (shape, other)
            if shape is None or other is None:
                return None
            if together(shape, other) is not None:
                key = "in place" if together(shape, other) != shape else ""
                named = {"operation": source(spot.node), "target": source(target), "shape": shape, "other": other}
                return say(key, **named) if key else None
            said = f"{source(target)} is {shape}, {source(value)} is {other}"
            operation = f"{source(target)} {_SIGNS.get(type(op), '?')}= {source(value)}"
            return say("operands", operation=operation, operands=said)
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
            return _elementwise(spot, [left, right], own_words)
        case ast.Call(func=function, args=arguments) if spot.is_numpy(function):
            if spot.called(spot.node) in _JOINING:
                return _joined(spot, arguments)
            return _elementwise(spot, arguments, own_words)
        case ast.Subscript(ctx=ast.Store()):
            return _put(spot, own_words)
    return None


def _elementwise(spot: Spot, nodes: Sequence[ast.expr], own_words: str) -> str | None:
    """Operands that are computed with entry by entry."""
    said = _shapes_in(own_words) if "broadcast" in own_words else []
    shapes = said if len(said) == len(nodes) else [spot.shape(node) for node in nodes]
    if None in shapes:
        return None
    try:
        np.broadcast_shapes(*[shape for shape in shapes if shape is not None])
    except ValueError:
        pairs = zip(nodes, shapes, strict=True)
        operands = dict.fromkeys(f"{source(node)} is {shape}" for node, shape in pairs if shape)
        return say("operands", operation=source(spot.node), operands=", ".join(operands))
    return None


def _product(spot: Spot, left: ast.expr, right: ast.expr, own_words: str) -> str | None:
    """Two factors of a matrix product."""
    shapes = spot.shape(left), spot.shape(right)
    slots: dict[str, object] = {"operation": source(spot.node), "left": source(left), "right": source(right)}
    for node, shape in zip((left, right), shapes, strict=True):
        if spot.value(node) is None:
            return none(spot, node)
        if shape == ():
            return say("product of a number", operation=slots["operation"], name=source(node), what="one number")
    first, second = shapes
    if None in shapes and len(said := _shapes_in(own_words)) == 2 and "not aligned" in own_words:
        first, second = said
    if first and second:
        n, m = first[-1], second[-2 if len(second) > 1 else 0]
        if n == m:
            return None
        return say("product", **slots, left_shape=first, right_shape=second, n=n, m=m, which=_summed_axis(second))
    known = [(node, shape) for node, shape in zip((left, right), (first, second), strict=True) if shape]
    if not known:
        return None
    operands = ", ".join(f"{source(node)} is {shape}" for node, shape in known)
    return say("product of shapes", operation=slots["operation"], operands=operands, which=_summed_axis(second))


def _summed_axis(shape: Shape | None) -> str:
    """Say which axis of the second factor of a matrix product is summed over."""
    if shape is None:
        return "first axis (with three: the second)"
    return "last axis but one" if len(shape) > 2 else "first axis" if len(shape) == 2 else "only axis"


def _joined(spot: Spot, arguments: Sequence[ast.expr]) -> str | None:
    """Arrays that are to be joined."""
    operation = source(spot.node)
    match arguments:
        case [ast.List(elts=nodes) | ast.Tuple(elts=nodes), *_] if nodes:
            named = [(source(node), spot.shape(node)) for node in nodes]
        case [given, *_]:
            value = spot.value(given)
            if not isinstance(value, list | tuple):
                return None
            if not len(value):
                return say("nothing to join", operation=operation)
            named = [(f"{source(given)}[{number}]", shape_of(item)) for number, item in enumerate(islice(value, 1000))]
        case _:
            return None
    different = {shape: name for name, shape in reversed(named)}  # the first of each shape
    pairs = [(name, shape) for shape, name in reversed(different.items()) if shape is not None]
    if len(pairs) < 2:
        return None
    operands = ", ".join(f"{name} is {shape}" for name, shape in pairs[:MAX_NAMED])
    return say("stacked" if spot.called(spot.node) == "stack" else "joined", operation=operation, operands=operands)


def _put(spot: Spot, own_words: str) -> str | None:
    """What is put into an array, and has no place there."""
    target, value = spot.node, _assigned_to(spot)
    if value is None or not isinstance(target, ast.Subscript):
        return None
    said = _shapes_in(own_words) if "input array" in own_words else []
    if len(said) == 2:
        shapes = f"{said[0]} into {said[1]}"
        return say("put", value=source(value), target=source(target), shapes=shapes)
    if spot.shape(target.value) is not None and spot.shape(value) != ():
        given = "more than one" if spot.value(value) is UNKNOWN and spot.shape(value) is None else what_is(spot, value)
        return say("place for one", target=source(target), value=source(value), what=given)
    return None


def _assigned_to(spot: Spot) -> ast.expr | None:
    """Give what the statement around a target assigns to it."""
    match spot.around:
        case [ast.Assign(value=value), *_] | [ast.AugAssign(value=value), *_]:
            return value
    return None


def _shapes_in(text: str) -> list[Shape]:
    """Read the shapes that NumPy names, before anything that they are mapped to."""
    found = re.findall(r"\(((?:\d+,)+(?:\d+)?|)\)", text.partition("->")[0])
    return [tuple(int(number) for number in item.split(",") if number) for item in found]


def in_pieces(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """Functions that take one list, or one shape, and are given pieces."""
    match spot.node:
        case ast.Call(func=function, args=[first, second, *_] as arguments):
            name, listed = source(function), ", ".join(map(source, arguments))
            called = spot.called(spot.node)
            if not isinstance(function, ast.Attribute):
                return None
            if called in _JOINING and called != "append" and spot.shape(first) and spot.shape(second):
                return say("one list", function=name, arguments=listed)
            if called in SHAPED and spot.shape(first) == () and spot.shape(second) == ():
                return say("one shape", function=name, arguments=listed)
            if called in _REDUCING and (spot.shape(second) or isinstance(spot.value(second), float)):
                return say("second is axis", function=name, other=_REDUCING[called])
    return None


def too_large(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """An array that no memory holds, or a smaller one that comes on top of too much else."""
    shape = getattr(error, "shape", None)
    match spot.node:
        case ast.Call(args=[given, *_]) if type(shape) is not tuple:
            shape = spot.value(given)
            shape = tuple(map(spot.value, given.elts)) if isinstance(given, ast.Tuple) else shape
    if not isinstance(error, MemoryError) and not re.search("too big|[Mm]aximum allowed", own_words):
        return None
    numbers = shape if isinstance(shape, tuple) else (shape,)
    known = all(type(item) is int for item in numbers)
    if isinstance(error, MemoryError) and not (known and 8 * math.prod(numbers) >= _LARGE):
        return say("memory full", operation=source(spot.node)) if spot.node else None
    if known:
        return say("too large", shape=shape)
    return say("too many entries", operation=source(spot.node)) if spot.node else None


def reshaped(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """An array whose entries fill no such shape."""
    if spot.called(spot.node) != "reshape" or not isinstance(spot.node, ast.Call):
        return None
    function = spot.node.func
    node = function.value if isinstance(function, ast.Attribute) and not spot.is_numpy(function) else None
    node = node or (spot.node.args[0] if spot.node.args else None)
    shape = spot.shape(node)
    if shape is None:
        return None
    size = int(np.prod(shape, dtype=object))
    return say(
        "reshaped", operation=source(spot.node), name=source(node), shape=shape, size=counted(size, "entry", "entries")
    )


def misfit_index(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """An entry that isn't there, or is asked for by something that is no number."""
    node = spot.node
    if isinstance(node, ast.AugAssign):
        node = node.target
    if isinstance(node, ast.Assign):
        node = node.targets[0]
    if not isinstance(node, ast.Subscript):
        return _no_axis(error, own_words, spot)
    base, index, operation = node.value, node.slice, source(node)
    if isinstance(base, ast.Attribute) and base.attr == "shape" and (of := spot.shape(base.value)) is not None:
        return say("no axis", operation=operation, name=source(base.value), shape=of, axis=source(index))
    value, shape, name = spot.value(base), spot.shape(base), source(base)
    parts = list(index.elts) if isinstance(index, ast.Tuple) else [index]
    if any(isinstance(spot.value(part), str) for part in parts):
        given = what_is(spot, base)
        return say("text as index", operation=operation, name=name, what=given)
    if isinstance(value, list | tuple):
        if isinstance(error, IndexError):
            return say("past the end of items", operation=operation, name=name, size=len(value))
        return say("list of lists", operation=operation, name=name) if len(parts) > 1 else _no_number(spot, node, parts)
    if shape == ():
        return say("number indexed", operation=operation, name=name)
    if said := _no_number(spot, node, parts):
        return said
    if found := re.search(r"index (-?\d+) is out of bounds for axis (\d+) with size (\d+)", own_words):
        size = counted(int(found[3]), "entry", "entries")
        return say("past the end", operation=operation, index=found[1], axis=found[2], size=size)
    indices = [part for part in parts if not any(spot.value(part) is other for other in (None, ...))]
    if shape is not None and len(indices) > len(shape):
        return say("too many indices", operation=operation, count=len(indices), name=name, shape=shape)
    if "oolean" in own_words and shape is not None and (mask := spot.shape(index)) is not None:
        return say("mask", operation=operation, name=name, shape=shape, mask=mask)
    return None


def _no_number(spot: Spot, node: ast.Subscript, parts: Sequence[ast.expr]) -> str | None:
    """An index that is no whole number."""
    operation = source(node)
    bounds = [bound for part in parts if isinstance(part, ast.Slice) for bound in (part.lower, part.upper, part.step)]
    for part in [*parts, *bounds]:
        value = spot.value(part)
        divides = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div)
        if isinstance(value, float | np.floating) or (part and divides):
            return say("no whole number", operation=operation, name=source(part))
        if isinstance(value, np.ndarray) and value.dtype.kind == "f":
            return say("float entries", operation=operation, name=source(part))
    return None


def _no_axis(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """An axis that isn't there, as ``axis=1``."""
    if not isinstance(error, np.exceptions.AxisError) or not isinstance(spot.node, ast.Call):
        return None
    function = spot.node.func
    node = spot.node.args[0] if spot.is_numpy(function) and spot.node.args else None
    node = node or (function.value if isinstance(function, ast.Attribute) else None)
    shape = spot.shape(node)
    if shape is None:
        return None
    return say("no axis", operation=source(spot.node), name=source(node), shape=shape, axis=error.axis)


def indexed(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """Something without entries, of which one is asked for or changed."""
    node = spot.node
    if not isinstance(node, ast.Subscript):
        return None
    value, name, operation = spot.value(node.value), source(node.value), source(node)
    if isinstance(value, tuple | str) and isinstance(node.ctx, ast.Store):
        return say("fixed", operation=operation, name=name, what=what(value))
    if isinstance(value, list | tuple | np.ndarray):
        return misfit_index(error, own_words, spot)
    if spot.shape(node.value) == ():
        return say("number indexed", operation=operation, name=name)
    if isinstance(value, dict) and "unhashable" in own_words:
        slots = {"operation": operation, "name": name, "index": source(node.slice)}
        if isinstance(node.slice, ast.Name) and (items := spot.items_behind(node.slice.id)):
            return say("pair as key", items=items, **slots)
        return say("no single key", what=what(spot.value(node.slice)), **slots)
    if isinstance(value, FUNCTIONS) or "method'" in own_words:  # a method of whatever: x.reshape[...]
        return say("function indexed", operation=operation, name=name)
    if isinstance(node.value, ast.Call) and re.search(r"dict_|map|zip|filter|generator|enumerate|reversed", own_words):
        return say("view indexed", operation=operation, call=name)
    if value is not UNKNOWN:
        return say("no item", operation=operation, name=name, what=what(value))
    return None


def truth(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """One yes or no that is asked of an array."""
    if "truth value" not in own_words or spot.node is None:
        return None
    node, around = spot.node, spot.around
    if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):  # in some versions, all of it is blamed
        node, around = node.test, [node, *around]
    if isinstance(node, ast.ListComp | ast.SetComp | ast.DictComp):  # so it is where its `if` asks, in some versions
        tests = [(test, loop) for loop in node.generators for test in loop.ifs]
        if len(tests) == 1:
            node, around = tests[0][0], [tests[0][1], node, *around]
    test = source(node)
    if isinstance(node, ast.Call):
        called, is_plain = spot.called(node), isinstance(node.func, ast.Name)
        if called == ("sorted" if is_plain else "sort"):
            return say("order", operation=test)
        if called in ("index", "count", "remove") and not is_plain:
            return say("in", test=test)
        other = {"max": "maximum", "min": "minimum"}.get(called)
        return say("max", operation=test, other=other) if other and is_plain else None
    if isinstance(node, ast.Compare):
        is_group = any(isinstance(spot.value(item), list | tuple | dict) for item in (node.left, *node.comparators))
        if is_group or any(isinstance(op, ast.In | ast.NotIn) for op in node.ops):
            return say("in", test=test)
        if len(node.ops) > 1:
            return say("between", test=test)
    for outer in around:
        match outer:
            case ast.Compare(ops=[_, _, *_]):
                return say("between", test=source(outer))
            case ast.BoolOp(op=op):
                return say("and", keyword="and" if isinstance(op, ast.And) else "or")
            case ast.UnaryOp(op=ast.Not()):
                return say("not")
    match node:
        case ast.BoolOp(op=op):
            return say("and", keyword="and" if isinstance(op, ast.And) else "or")
        case ast.UnaryOp(op=ast.Not()):
            return say("not")
    for outer in around:
        match outer:
            case ast.If() | ast.IfExp() | ast.comprehension():
                return say("if", keyword="if", test=test)
            case ast.While():
                return say("if", keyword="while", test=test)
            case ast.Assert():
                return say("if", keyword="assert", test=test)
    return say("decides", test=test)


def zero(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """A quotient by zero."""
    match spot.node:
        case ast.BinOp(right=right) | ast.AugAssign(value=right) if not isinstance(right, ast.Constant):
            return say("zero", operation=source(spot.node), name=source(right))
    return None


def casting(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """Whole numbers that others are to be put into."""
    match spot.node:
        case ast.AugAssign(target=target, op=op):
            value = spot.value(target)
            if isinstance(value, np.ndarray) and value.dtype.kind in "iub":
                sign = _SIGNS.get(type(op), "+")
                slots = {"name": source(target), "dtype": value.dtype, "operation": source(spot.node), "sign": sign}
                return say("whole entries", **slots)
    return None


def read_only(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """An array that can't be written into."""
    if "read-only" not in own_words:
        return None
    node = spot.node
    target = node.target if isinstance(node, ast.AugAssign) else node
    base = target.value if isinstance(target, ast.Subscript) else target
    return say("read only", operation=source(node), name=source(base)) if base is not None else None


def ragged(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """Rows that make no array, or an array where a number should stand."""
    if "sequence" not in own_words and "inhomogeneous" not in own_words:
        return None
    if isinstance(spot.node, ast.Subscript):
        return _put(spot, own_words)
    match spot.node:
        case ast.Call(args=[given, *_]):
            value = spot.value(given)
            items = value if isinstance(value, list | tuple) else getattr(given, "elts", ())
            sizes = [what(item if value is not UNKNOWN else spot.value(item)) for item in islice(items, 1000)]
            lengths = list(dict.fromkeys(sizes))[:MAX_NAMED]
            if len(lengths) > 1:
                return say("ragged", operation=source(spot.node), lengths=", ".join(lengths))
        case ast.BinOp(left=left, right=right) if "inhomogeneous" in own_words and any(
            isinstance(spot.value(i), list | tuple) for i in (left, right)
        ):
            operands = told_operands(spot, [left, right], lambda node: what_is(spot, node))
            return say("types", operation=source(spot.node), operands=operands)
    return None
