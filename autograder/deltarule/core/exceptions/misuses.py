"""What is no number, no collection, no function, or nothing at all, and is taken for one.

Each function here says what an exception at a spot is about, in a beginner's words, or None where it is about
something else: given the exception, its own words, and the spot.
"""

import ast
import builtins
import inspect
import re
from collections.abc import Callable, Iterator, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from deltarule.core.limits import MAX_SHOWN
from deltarule.core.text import counted
from deltarule.core.values import FUNCTIONS

from .sayings import say, told_operands, what_is
from .spots import UNKNOWN, Spot, gives_nothing, shape_of, source, what

SHAPED = ("zeros", "ones", "empty", "full", "standard_normal", "random", "random_sample")


def one_number(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """A function of one number that is given something else."""
    node = spot.node
    if not isinstance(node, ast.Call) or not node.args:
        return None
    called, name = spot.value(node.func), spot.called(node)
    for argument in node.args:
        shape = spot.shape(argument)
        given = what_is(spot, argument)
        slots = {"function": source(node.func), "name": source(argument), "what": given}
        is_many = bool(shape) or isinstance(spot.value(argument), list | tuple)
        if is_many and getattr(called, "__module__", None) == "math":
            instead = f": np.{name} takes arrays" if hasattr(np, name) else ""
            return say("one number", **slots, instead=instead)
        if is_many and any(called is kind for kind in (float, int, complex)):
            return say("one number", **slots, instead=f": {_held(argument)}.astype({name}) takes arrays")
        if called is range and isinstance(spot.value(argument), tuple):
            return say("range of a shape", name=source(argument))
        if called is range and shape != () and spot.value(argument) is not UNKNOWN:
            return say("whole number", **slots)
        if called is len and re.search("no len|unsized", own_words):
            return say("no length", name=source(argument), what=given)
    if called is range or spot.called(node) in SHAPED or "interpreted as an integer" in own_words:
        for part in (part for argument in node.args for part in _computed(argument)):
            divides = isinstance(part, ast.BinOp) and isinstance(part.op, ast.Div)
            if divides or isinstance(spot.value(part), float):
                return say("no whole number", operation=source(node), name=source(part))
    return None


def _held(node: ast.expr) -> str:
    """Give an expression as something can be asked of it: in brackets where it is joined by signs."""
    joined = isinstance(node, ast.BinOp | ast.UnaryOp | ast.Compare | ast.BoolOp | ast.IfExp | ast.Lambda)
    return f"({source(node)})" if joined else source(node)


def _computed(node: ast.expr) -> Iterator[ast.expr]:
    """Give an expression and those that it is computed of, but for what a function makes another number of."""
    yield node
    if not isinstance(node, ast.Call | ast.Subscript):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                yield from _computed(child)


def no_items(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """What is no collection, gone through or shared out."""
    node = spot.node
    if isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Store):
        return _unpacked(error, own_words, spot, node)
    match node:  # the whole loop is blamed where its collection is none, in some versions
        case ast.For(iter=value) | ast.ListComp(generators=[ast.comprehension(iter=value), *_]):
            return _no_collection(own_words, spot, value)
        case ast.GeneratorExp(generators=[ast.comprehension(iter=value), *_]):
            return _no_collection(own_words, spot, value)
    no_sequence = re.search("not (iterable|reversible)|must support iteration", own_words)
    if isinstance(node, ast.Call) and spot.innermost and no_sequence:
        numbers = [argument for argument in node.args if spot.shape(argument) == ()]
        return say("no items", name=source(numbers[0]), what="one number") if numbers else None
    match spot.around:
        case [ast.Assign(targets=[ast.Tuple() | ast.List() as target], value=value), *_] if value is node:
            return _unpacked(error, own_words, spot, target)
        case [ast.For(iter=value) | ast.comprehension(iter=value), *_] if value is node:
            return _no_collection(own_words, spot, value)
    return None


def _no_collection(own_words: str, spot: Spot, node: ast.expr) -> str | None:
    if spot.value(node) is None:
        return none(spot, node)
    if re.search(r"'(numpy\.u?)?int\d*'", own_words):
        return say("loop over a number", name=source(node))
    if spot.shape(node) == ():
        return say("no items", name=source(node), what="one number")
    given = what_is(spot, node)
    return say("no items", name=source(node), what=given) if given != "something else" else None


def _unpacked(error: BaseException, own_words: str, spot: Spot, target: ast.Tuple | ast.List) -> str | None:
    """More or fewer values than names."""
    slots: dict[str, object] = {"target": source(target).strip("()"), "count": len(target.elts)}
    match spot.around:
        case [ast.For(iter=node) | ast.comprehension(iter=node), *_]:
            return say(_item_key(spot, node, len(target.elts)), name=source(node), **slots)
        case [ast.Assign(value=node), *_]:
            pass
        case _:
            return None
    value = spot.value(node)
    if value is None or ((function := spot.function(node)) and gives_nothing(function)):
        return none(spot, node)
    if isinstance(node, ast.Attribute) and node.attr == "shape" and (shape := spot.shape(node.value)) is not None:
        lengths = counted(len(shape), "length")
        return say("unpacked shape", name=source(node.value), shape=shape, given=lengths, **slots)
    if isinstance(error, TypeError):
        given = what_is(spot, node)
        return say("not unpacked", name=source(node), what=given, **slots)
    more = re.search(r"got (\d+)", own_words)
    count = counted(len(value), "value") if isinstance(value, list | tuple | np.ndarray) else None
    if count is None and (function := spot.function(node)):
        sizes = {
            len(item.value.elts)
            for item in ast.walk(function)
            if isinstance(item, ast.Return) and isinstance(item.value, ast.Tuple)
        }
        count = counted(sizes.pop(), "value") if len(sizes) == 1 else None
    count = count or (counted(int(more[1]), "value") if more else f"more than {counted(len(target.elts), 'value')}")
    return say("unpacked", name=source(node), given=count, **slots)


def _item_key(spot: Spot, node: ast.expr, count: int) -> str:
    """Give the key of what is said where the items of a loop don't fit its names."""
    if isinstance(spot.value(node), dict):
        return "key unpacked" if count == 2 else "item unpacked"
    if spot.called(node) in ("zip", "enumerate", "items"):
        return "item unpacked"  # as many as there are arguments, or two
    return "item unpacked, unnumbered"


def nothing(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """Whatever can't be done with None."""
    if "NoneType" not in own_words:
        return None
    node = spot.node
    match node:
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right, *_]):
            suspects: Sequence[ast.expr] = [left, right]
        case ast.AugAssign(target=target, value=value):
            suspects = [target, value]
        case ast.UnaryOp(operand=only) | ast.Attribute(value=only) | ast.Subscript(value=only):
            suspects = [only]
        case ast.Call(func=ast.Attribute(value=base), args=arguments):
            suspects = [base, *arguments]
        case ast.Call(func=function, args=arguments):
            suspects = [function, *arguments]
        case _:
            suspects = []
    for suspect in suspects:
        if spot.value(suspect) is None:
            return none(spot, suspect)
    for suspect in suspects:
        if (function_text := spot.function(suspect)) and gives_nothing(function_text):
            return none(spot, suspect)
    return no_items(error, own_words, spot)


def none(spot: Spot, node: ast.expr) -> str:
    """Say what is None, and since when."""
    name = source(node)
    if isinstance(node, ast.Call):
        return say("None from function", name=name, function=spot.called(node))
    if isinstance(node, ast.Name):
        assignment = spot.assigned(node.id)
        match assignment:
            case ast.Assign(value=ast.Call(func=function) as call):
                line = spot.line_of(assignment)
                if (own := spot.function(call)) and gives_nothing(own):
                    return say("None from line", name=name, line=line, function=spot.called(call))
                if isinstance(function, ast.Attribute) and not isinstance(spot.value(function.value), ModuleType):
                    return say("None from method", name=name, line=line, call=source(call))
        code = spot.frame.f_code
        if assignment is None and node.id in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]:
            return say("None by default", name=name)
    return say("None", name=name)


def miscalled(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """A function that is called with other arguments than it takes, or something that is no function."""
    node = spot.node
    if not isinstance(node, ast.Call) or not spot.innermost:
        return None
    called = spot.value(node.func)
    name, operation = source(node.func), source(node)
    shown = what_is(spot, node.func)
    match node:
        case ast.Call(func=ast.Attribute(value=base, attr="append"), args=[_, _, *_]) if type(spot.value(base)) is list:
            return say("one item", operation=operation, name=name, items=", ".join(map(source, node.args)))
    if isinstance(called, np.ufunc) and len(node.args) < called.nin:
        return say("count", name=name, count=called.nin, given=len(node.args))
    if isinstance(node.func, ast.BinOp) and "not callable" in own_words:
        return say("product called", operation=operation, name=name)
    if called is UNKNOWN or callable(called):
        return None if called is UNKNOWN else _mismatch(spot, node, called, name, operation)
    if isinstance(called, ModuleType):
        return say("module called", operation=operation, name=name)
    if isinstance(node.func, ast.Name) and node.func.id in vars(builtins):
        return say("hidden name", operation=operation, name=name, what=shown)
    if isinstance(called, tuple):
        return say("tuple called", operation=operation, name=name)
    if shape_of(called) is not None:
        return say("array called" if shape_of(called) else "number called", operation=operation, name=name, what=shown)
    return say("called", operation=operation, name=name, what=shown)


def _mismatch(spot: Spot, node: ast.Call, called: Callable[..., Any], name: str, operation: str) -> str | None:
    if any(isinstance(argument, ast.Starred) for argument in node.args) or any(not word.arg for word in node.keywords):
        return None
    try:
        signature = inspect.signature(called)
    except (TypeError, ValueError):
        return None
    try:
        signature.bind(*node.args, **{str(word.arg): word for word in node.keywords})
    except TypeError as mismatch:
        names = [str(item).partition("=")[0] for item in signature.parameters.values()]
        written = f"{name.rpartition('.')[2]}({', '.join(names)})"[: 2 * MAX_SHOWN]
        return say("called otherwise", name=name, signature=written, operation=operation, mismatch=mismatch)
    return None


def types(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """Operands that aren't numbers."""
    match spot.node:
        case ast.BinOp(left=left, right=right) | ast.Compare(left=left, comparators=[right]):
            nodes: Sequence[ast.expr] = [left, right]
        case ast.AugAssign(target=target, value=value):
            nodes = [target, value]
        case ast.UnaryOp(operand=only):
            nodes = [only]
        case ast.Call(func=function, args=arguments) if spot.is_numpy(function):
            nodes = arguments
        case ast.Call(func=ast.Attribute(value=left, attr="dot"), args=[right]):
            nodes = [left, right]
        case _:
            return None
    operation = source(spot.node)
    is_product = isinstance(spot.node, ast.BinOp) and isinstance(spot.node.op, ast.MatMult)
    for node in nodes if is_product else ():
        if spot.shape(node) == ():
            return say("product of a number", operation=operation, name=source(node), what="one number")
    for node in nodes:
        value = spot.value(node)
        base = spot.value(node.value) if isinstance(node, ast.Attribute) else UNKNOWN
        is_method = isinstance(base, np.ndarray) and callable(getattr(np.ndarray, getattr(node, "attr", ""), None))
        if isinstance(value, FUNCTIONS) or is_method:
            return say("function in arithmetic", operation=operation, name=source(node))
        if isinstance(value, list) and not isinstance(spot.node, ast.Call):
            return say("list in arithmetic", operation=operation, name=source(node))
    known = [node for node in nodes if what_is(spot, node) != "something else"]
    if all(spot.shape(node) is not None for node in known):
        return None
    key = "objects" if isinstance(spot.node, ast.Call) else "types"
    only_texts = len(known) > 1 and all(isinstance(spot.value(node), str) for node in known)  # so that keys are meant
    operands = told_operands(spot, known, lambda node: what("") if only_texts else what_is(spot, node))
    return say(key, operation=operation, operands=operands)


def bits(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """Signs of Python's that join bits, where a power or a yes-or-no of comparisons is meant."""
    match spot.node:
        case ast.BinOp(op=ast.BitXor()) | ast.AugAssign(op=ast.BitXor()):
            return say("no power", operation=source(spot.node))
        case ast.BinOp(op=ast.BitAnd() | ast.BitOr() as op) if any(isinstance(i, ast.Compare) for i in spot.around[:1]):
            return say("binds first", operation=source(spot.node), sign="&" if isinstance(op, ast.BitAnd) else "|")
    return None


def used_up(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """Items that are gone through once more."""
    return say("used up", operation=source(spot.node)) if spot.called(spot.node) == "next" else None


def asked(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """An ``input`` that nobody answers."""
    return say("asked", operation=source(spot.node)) if spot.called(spot.node) == "input" else None


def ended(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """What ends the program, called in the middle of a function."""
    is_end = isinstance(spot.node, ast.Call) and spot.called(spot.node) in ("exit", "quit", "_exit")
    return say("ended", operation=source(spot.node)) if is_end else None


def asserted(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """An ``assert`` of the student's own."""
    statement = next((item for item in [spot.node, *spot.around] if isinstance(item, ast.Assert)), None)
    return say("asserted", statement=source(statement)) if statement and not own_words else None
