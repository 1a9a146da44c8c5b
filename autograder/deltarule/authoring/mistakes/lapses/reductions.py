"""Slips in adding up: sums and means, axes, what is divided by, and arrays that grow on the way."""

import ast
from collections.abc import Iterator

from .routine import Lapse, Routine, called, expression, is_number, text

ADDING = {"sum": "mean", "mean": "sum"}
REDUCING = frozenset({"sum", "mean", "max", "min", "prod", "argmax"})


def _reductions(routine: Routine) -> Iterator[tuple[ast.Call, str]]:
    """Find what adds up, averages or picks along axes."""
    for call in routine.all(ast.Call):
        kind = called(call).removeprefix("np").removeprefix(".")
        if called(call).startswith(("np.", ".")) and kind in REDUCING:
            yield call, kind


def sum_for_mean(routine: Routine) -> Iterator[Lapse]:
    """Add up where a mean is meant, and average where a sum is."""
    biases, everywhere = "gradient" in routine.docstring, dict[ast.AST, ast.AST]()
    for call, kind in _reductions(routine):
        if kind in ADDING and isinstance(call.func, ast.Attribute):
            other = ast.Call(ast.Attribute(call.func.value, ADDING[kind]), call.args, call.keywords)
            where = routine.where(call)
            rule = "mean_for_sum" if kind == "sum" else "sum_for_mean"
            if kind == "sum" and biases and where.startswith("db"):
                rule, everywhere[call] = "bias_averaged", other
            yield Lapse(rule, {call: other}, {"where": where})
    if len(everywhere) > 1:
        yield Lapse("biases_averaged", everywhere, {"function": routine.name})


def division(routine: Routine) -> Iterator[Lapse]:
    """Leave out a division by how many there are; divide once more; divide by how many there are of others."""
    found = [node for node in routine.all(ast.BinOp) if isinstance(node.op, ast.Div) and _counts(node.right)]
    for node in found:
        slots = {"where": routine.where(node), "number": _number(routine, node.right)}
        yield Lapse("not_divided", {node: node.left}, slots)
        yield Lapse("divided_twice", {node: expression("A / B", A=node, B=node.right)}, slots)
        named = node.right.args[0] if isinstance(node.right, ast.Call) else None
        if isinstance(named, ast.Name):
            for axis, what in enumerate(routine.shape(named.id)[1:], 1):
                other = expression(f"X.shape[{axis}]", X=named)
                yield Lapse("divided_by_others", {node.right: other}, {**slots, "given": what})
                both = expression(f"(A) / X.shape[{axis}]", A=node, X=named)
                yield Lapse("divided_by_more", {node: both}, {**slots, "given": what})
    if len(found) > 1:
        yield Lapse("nothing_divided", {node: node.left for node in found}, {"function": routine.name})
    if routine.batched and not found:
        first = routine.batched[0]
        everything = dict[ast.AST, ast.AST]()
        for value, name in routine.results.items():
            if name.startswith("d") or name == routine.name:
                everything[value] = expression("(A) / len(X)", A=value, X=ast.Name(first))
                yield Lapse("averaged", {value: everything[value]}, {"where": name})
        if len(everything) > 1:
            yield Lapse("all_averaged", everything, {"function": routine.name})
        if routine.shape(first)[1:2] == ("T",):
            for value, name in routine.results.items():
                if name.startswith("d") or name == routine.name:
                    shared = expression("(A) / X.shape[1]", A=value, X=ast.Name(first))
                    yield Lapse("averaged_over_steps", {value: shared}, {"where": name})


def error_averaged(routine: Routine) -> Iterator[Lapse]:
    """Divide the error that a gradient begins with by the number of samples, double or halve it."""
    if "gradient" in routine.docstring and routine.batched:
        for node in routine.all(ast.BinOp):
            if isinstance(node.op, ast.Sub) and isinstance(node.left, ast.Name) and isinstance(node.right, ast.Name):
                where = {"where": routine.where(node)}
                by = expression("(E) / len(X)", E=node, X=ast.Name(routine.batched[0]))
                yield Lapse("averaged", {node: by}, where)
                yield Lapse("doubled", {node: expression("2 * (E)", E=node)}, where)
                yield Lapse("halved", {node: expression("0.5 * (E)", E=node)}, where)
                yield Lapse("error_squared", {node: expression("(E) ** 2", E=node)}, where)


def _counts(node: ast.AST) -> bool:
    """Whether a value says how many there are of something."""
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute):
        return node.value.attr == "shape"
    return called(node) == "len" or (isinstance(node, ast.Attribute) and node.attr == "size")


def _number(routine: Routine, node: ast.AST) -> str:
    named = routine.named(node)
    shape = routine.shape(named)
    return f"the number of rows of {named}" if not shape else f"{shape[0]}"


def other_axis(routine: Routine) -> Iterator[Lapse]:
    """Work along another axis, along all of them, or along none; drop or keep the axis that is worked along."""
    for call, _ in _reductions(routine):
        where = {"where": routine.where(call)}
        value = _reduced(call)
        for keyword in call.keywords:
            if keyword.arg == "axis":
                without = [item for item in call.keywords if item.arg == "keepdims"]
                yield Lapse("not_reduced", {call: value}, where)
                yield Lapse("all_axes", {call: ast.Call(call.func, call.args, without)}, where)
                if without:
                    yield Lapse("all_axes", {call: ast.Call(call.func, call.args, [])}, where)
                spread = expression("0 * A + B", A=call, B=ast.Call(call.func, call.args, []))
                yield Lapse("all_axes", {call: spread}, where)
                for other in _other_axes(keyword.value):
                    edited = ast.keyword("axis", expression(other))
                    yield Lapse("other_axis", {keyword: edited}, {**where, "axis": other})
                if not without:
                    kept = ast.Call(call.func, call.args, [*call.keywords, ast.keyword("keepdims", ast.Constant(True))])
                    yield Lapse("axis_kept", {call: kept}, where)
            elif keyword.arg == "keepdims":
                rest = [item for item in call.keywords if item is not keyword]
                yield Lapse("axis_lost", {call: ast.Call(call.func, call.args, rest)}, where)
        if not any(item.arg == "axis" for item in call.keywords) and called(call).startswith("np."):
            yield Lapse("not_reduced", {call: value}, where)
            for axis in ("0", "-1"):
                along = ast.Call(call.func, call.args, [*call.keywords, ast.keyword("axis", expression(axis))])
                yield Lapse("one_axis_only", {call: along}, {**where, "axis": axis})


def axes_of_results(routine: Routine) -> Iterator[Lapse]:
    """Put what is stacked or joined along another axis; lay a result on its side."""
    for call in routine.all(ast.Call):
        if called(call) in ("np.stack", "np.concatenate", "np.argmax"):
            for keyword in call.keywords:
                if keyword.arg == "axis":
                    for other in _other_axes(keyword.value):
                        edited = ast.keyword("axis", expression(other))
                        yield Lapse("stacked_otherwise", {keyword: edited}, {"where": routine.where(call)})
    for value, name in routine.results.items():
        made = [value, *(routine.definitions.get(value.id, []) if isinstance(value, ast.Name) else ())]
        product = any(isinstance(item, ast.MatMult) for part in made for item in ast.walk(part))  # told already
        if not product and not isinstance(value, ast.Constant | ast.ListComp | ast.DictComp | ast.Dict):
            yield Lapse("on_its_side", {value: expression("np.swapaxes(A, 0, -1)", A=value)}, {"where": name})


def lost_axis(routine: Routine) -> Iterator[Lapse]:
    """Let a column become a row, so that an N x N array arises."""
    for node in routine.all(ast.BinOp):
        if isinstance(node.op, ast.Sub | ast.Mult | ast.Add | ast.Div):
            for side in (node.left, node.right):
                if isinstance(side, ast.Name) and routine.shape(side.id)[-1:] == ("1",):
                    flat = {side: expression("A.ravel()", A=side)}
                    yield Lapse("lost_axis", flat, {"where": routine.where(node), "value": side.id})


def _reduced(call: ast.Call) -> ast.expr:
    if called(call).startswith("np."):
        return call.args[0]
    assert isinstance(call.func, ast.Attribute)
    return call.func.value


def _other_axes(axis: ast.expr) -> list[str]:
    """Name other axes: for one the other of a matrix, for several fewer of them."""
    if isinstance(axis, ast.Tuple):
        rest = [[text(x) for x in axis.elts if x is not left] for left in axis.elts]
        return [f"({', '.join(axes)})" if len(axes) > 1 else "".join(axes) for axes in rest]
    if is_number(axis):
        return {"0": ["1"], "1": ["0", "2"], "-1": ["0", "1"]}.get(text(axis), ["0"])
    return ["0", "-1"] if text(axis) == "-1" else ["0"]
