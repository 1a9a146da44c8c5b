"""Slips in a layer: its bias, its matrix product, its activation, and the slope of that on the way back."""

import ast
import re
from collections.abc import Iterator

from .routine import Lapse, Routine, called, expression, is_number, same, text

BIAS = re.compile(r"(bias(es)?|b[a-z0-9]?)$")
"""What biases are called."""

ACTIVATIONS = {"sigmoid": "sigmoid", "np.tanh": "tanh", "tanh": "tanh", "softmax": "softmax", "relu": "ReLU"}
"""What functions are called that an activation is written by, and what they are."""

_FORMS = {
    "sigmoid": "1 / (1 + np.exp(-(Z)))",
    "tanh": "np.tanh(Z)",
    "ReLU": "np.maximum(0.0, Z)",
    "softmax": "np.exp(Z) / np.exp(Z).sum(axis=-1, keepdims=True)",
}
_SLOPES = {
    "sigmoid": "A * (1 - A)",
    "tanh": "1 - (A) ** 2",
    "ReLU": "(A) > 0",
}
"""Slopes by the activation's value A."""


def bias_missing(routine: Routine) -> Iterator[Lapse]:
    """Leave out each bias, and all of them."""
    removed = dict[ast.AST, ast.AST]()
    for node in routine.all(ast.BinOp):
        if isinstance(node.op, ast.Add) and is_bias(routine, node.right):
            removed[node] = node.left
            yield Lapse("bias_missing", {node: node.left}, _at(routine, node, bias=routine.named(node.right)))
    for call in routine.all(ast.Call):
        if called(call) in routine.own:
            for value in call.args:
                if is_bias(routine, value):
                    without = expression("0 * B", B=value)
                    removed[value] = without
                    yield Lapse("bias_missing", {value: without}, _at(routine, call, bias=routine.named(value)))
    if len(removed) > 1:
        yield Lapse("biases_missing", removed, {"function": routine.name})


def bias_summed(routine: Routine) -> Iterator[Lapse]:
    """Add all of a bias everywhere, or subtract it; all of them."""
    summed, subtracted = dict[ast.AST, ast.AST](), dict[ast.AST, ast.AST]()
    for node in routine.all(ast.BinOp):
        if isinstance(node.op, ast.Add) and is_bias(routine, node.right):
            summed[node.right] = expression("np.sum(B)", B=node.right)
            subtracted[node] = ast.BinOp(node.left, ast.Sub(), node.right)
            slots = _at(routine, node, bias=routine.named(node.right))
            yield Lapse("bias_summed", {node.right: summed[node.right]}, slots)
    if len(subtracted) > 1:
        yield Lapse("biases_subtracted", subtracted, {"function": routine.name})


def bias_outside(routine: Routine) -> Iterator[Lapse]:
    """Add a bias after the activation."""
    for call in routine.all(ast.Call):
        value = call.args[0] if len(call.args) == 1 else None
        if called(call) in ACTIVATIONS and isinstance(value, ast.BinOp) and is_bias(routine, value.right):
            outside = ast.BinOp(ast.Call(call.func, [value.left], []), ast.Add(), value.right)
            slots = _at(routine, call, bias=routine.named(value.right), activation=ACTIVATIONS[called(call)])
            yield Lapse("bias_outside", {call: outside}, slots)
        elif called(call) in ACTIVATIONS and isinstance(value, ast.Name):
            for made in routine.definitions.get(value.id, ()):
                if isinstance(made, ast.BinOp) and isinstance(made.op, ast.Add) and is_bias(routine, made.right):
                    edits = {made: made.left, call: ast.BinOp(call, ast.Add(), made.right)}
                    slots = _at(routine, call, bias=routine.named(made.right), activation=ACTIVATIONS[called(call)])
                    yield Lapse("bias_outside", edits, slots)


def is_bias(routine: Routine, node: ast.AST) -> bool:
    """Whether a value is a bias, by its name."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return bool(BIAS.match(node.slice.value))
    return isinstance(node, ast.Name) and node.id in routine.parameters and bool(BIAS.match(node.id))


def transposed(routine: Routine) -> Iterator[Lapse]:
    """Transpose a factor of a matrix product that stands as it is, and leave one as it is that is transposed."""
    for node in routine.all(ast.BinOp):
        if isinstance(node.op, ast.MatMult):
            for factor in (node.left, node.right):
                slots = _at(routine, node, factor=routine.told(factor))
                if isinstance(factor, ast.Attribute) and factor.attr == "T":
                    yield Lapse("not_transposed", {factor: factor.value}, slots)
                elif isinstance(factor, ast.Name | ast.Subscript):
                    yield Lapse("transposed", {factor: expression("W.T", W=factor)}, slots)
            turned = expression("(B).T @ (A).T", A=node.left, B=node.right)
            yield Lapse("on_its_side", {node: turned}, _at(routine, node))
            exchanged = ast.BinOp(node.right, ast.MatMult(), node.left)
            yield Lapse("factors_exchanged", {node: exchanged}, _at(routine, node, factors=routine.told(node)))


def other_product(routine: Routine) -> Iterator[Lapse]:
    """Multiply entry by entry for a matrix product, and the other way round, each by itself and all of them."""
    everywhere = dict[ast.AST, ast.AST]()
    for node in routine.all(ast.BinOp):
        if isinstance(node.op, ast.MatMult):
            everywhere[node] = ast.BinOp(node.left, ast.Mult(), node.right)
            yield Lapse("entry_by_entry", {node: everywhere[node]}, _at(routine, node))
    if len(everywhere) > 1:
        yield Lapse("all_entry_by_entry", everywhere, {"function": routine.name})
    for node in routine.all(ast.BinOp):
        plain = not (is_number(node.left) or is_number(node.right) or routine.is_index(node))
        if isinstance(node.op, ast.Mult) and plain:
            yield Lapse("matrix_product", {node: ast.BinOp(node.left, ast.MatMult(), node.right)}, _at(routine, node))


def other_activation(routine: Routine) -> Iterator[Lapse]:
    """Leave out each activation, and put another one in its place."""
    found = [*_activated(routine)]
    for node, z, kind in found:
        yield Lapse("not_activated", {node: z}, _at(routine, node, activation=kind))
        for other, form in _FORMS.items():
            if other != kind:
                slots = _at(routine, node, given=other, activation=kind)
                yield Lapse("other_activation", {node: expression(form, Z=z)}, slots)
        yield Lapse("activated_twice", {node: expression(_FORMS[kind], Z=node)}, _at(routine, node, activation=kind))
        if isinstance(z, ast.BinOp) and isinstance(z.op, ast.Mult | ast.Add):
            each = [expression(_FORMS[kind], Z=part) for part in (z.left, z.right)]
            yield Lapse(
                "activated_apart", {node: ast.BinOp(each[0], z.op, each[1])}, _at(routine, node, activation=kind)
            )
    if len(found) > 1:
        yield Lapse("nothing_activated", {node: z for node, z, _ in found}, {"function": routine.name})


def activation_too_many(routine: Routine) -> Iterator[Lapse]:
    """Put an activation where a weighted sum is given as it is."""
    for value, name in routine.results.items():
        products = [
            item for item in ast.walk(value) if isinstance(item, ast.BinOp) and isinstance(item.op, ast.MatMult)
        ]
        if isinstance(value, ast.BinOp) and products and "gradient" not in routine.docstring:
            for kind, form in _FORMS.items():
                yield Lapse("activation_too_many", {value: expression(form, Z=value)}, {"where": name, "given": kind})
        elif isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and "gradient" not in routine.docstring:
            slots = {"where": name, "given": "tanh"}
            yield Lapse("activation_too_many", {value: expression(_FORMS["tanh"], Z=value)}, slots)


def _activated(routine: Routine) -> Iterator[tuple[ast.expr, ast.expr, str]]:
    """Find what is activated: the whole, the weighted sum, and by what."""
    for call in routine.all(ast.Call):
        name = called(call)
        if name in ACTIVATIONS and len(call.args) == 1:
            yield call, call.args[0], ACTIVATIONS[name]
        elif name == "np.maximum" and len(call.args) == 2:
            first, second = call.args
            if is_number(first, 0):
                yield call, second, "ReLU"
            elif is_number(second, 0):
                yield call, first, "ReLU"


def other_slope(routine: Routine) -> Iterator[Lapse]:
    """Leave out each slope of an activation, take it elsewhere, or take another one."""
    everywhere, at_the_value = dict[ast.AST, ast.AST](), dict[ast.AST, ast.AST]()
    for whole, rest, slope, kind, value in _slopes(routine):
        slots = _at(routine, whole, activation=kind)

        def instead(form: str, value: ast.expr = value, rest: ast.expr = rest) -> ast.expr:
            return ast.BinOp(rest, ast.Mult(), expression(form, A=value))

        everywhere[whole] = rest
        yield Lapse("slope_missing", {whole: rest}, slots)
        if isinstance(slope, ast.Call):  # a function of the weighted sum, z
            function = text(slope.func)
            at_the_value[whole] = instead(f"{function}({_FORMS[kind].replace('Z', 'A')})")
            yield Lapse("slope_at_value", {whole: at_the_value[whole]}, slots)
            yield Lapse("slope_by_value", {whole: instead(_SLOPES[kind])}, slots)
            for other, form in _SLOPES.items():
                if other != kind:
                    at_z = form.replace("A", f"({_FORMS[other].replace('Z', 'A')})")
                    yield Lapse("other_slope", {whole: instead(at_z)}, {**slots, "given": other})
            yield Lapse("activation_for_slope", {whole: instead(_FORMS[kind].replace("Z", "A"))}, slots)
        elif kind == "ReLU":
            yield Lapse("activation_for_slope", {whole: instead("np.maximum(A, 0)")}, slots)
            if not isinstance(rest, ast.Constant):
                at = ast.Compare(rest, [ast.Gt()], [ast.Constant(0)])
                yield Lapse("slope_of_gradient", {whole: ast.BinOp(rest, ast.Mult(), at)}, slots)
        else:  # by the activation's value, a
            yield Lapse("activation_for_slope", {whole: instead("A")}, slots)
            again = {"sigmoid": "sigmoid", "tanh": "np.tanh"}[kind]
            again = _FORMS[kind].replace("Z", "A") if again not in routine.own else f"{again}(A)"
            at_the_value[whole] = instead(_SLOPES[kind].replace("A", f"({again})"))
            yield Lapse("slope_at_value", {whole: at_the_value[whole]}, slots)
        for other, form in _SLOPES.items():
            if other != kind and not isinstance(slope, ast.Call):
                yield Lapse("other_slope", {whole: instead(form)}, {**slots, "given": other})
        if kind != "ReLU" and not isinstance(slope, ast.Call):
            yield Lapse("slope_root", {whole: instead("1 - A")}, slots)
        yield Lapse("slope_twice", {whole: ast.BinOp(whole, ast.Mult(), slope)}, slots)
        yield Lapse("slope_divides", {whole: ast.BinOp(rest, ast.Div(), slope)}, slots)
    if len(everywhere) > 1:
        yield Lapse("all_slopes_missing", everywhere, {"function": routine.name})
    if len(at_the_value) > 1:
        yield Lapse("all_slopes_at_value", at_the_value, {"function": routine.name})


def slope_too_many(routine: Routine) -> Iterator[Lapse]:
    """Multiply the slope of the output's activation into an error that holds it already."""
    if "gradient" in routine.docstring:
        for node in routine.all(ast.BinOp):
            left, right = node.left, node.right
            if isinstance(node.op, ast.Sub) and isinstance(left, ast.Name) and isinstance(right, ast.Name):
                for a in (left, right):
                    if a.id.endswith("hat"):
                        slope = expression("E * A * (1 - A)", E=node, A=a)
                        yield Lapse("slope_too_many", {node: slope}, _at(routine, node, value=a.id))


def _slopes(routine: Routine) -> Iterator[tuple[ast.expr, ast.expr, ast.expr, str, ast.expr]]:
    """Find slopes in products: the product, what is left without, the slope, of what, and what it is taken at."""
    for node in routine.all(ast.BinOp):
        if isinstance(node.op, ast.Mult):
            left, right = node.left, node.right
            name = called(right)
            if name.endswith("_derivative") and isinstance(right, ast.Call):
                kind = ACTIVATIONS.get(name.removesuffix("_derivative"))
                if kind in _SLOPES:
                    yield node, left, right, kind, right.args[0]
            elif (
                isinstance(right, ast.Compare)
                and isinstance(right.ops[0], ast.Gt)
                and is_number(right.comparators[0], 0)
            ):
                yield node, left, right, "ReLU", right.left
            elif isinstance(right, ast.BinOp) and isinstance(right.op, ast.Sub) and is_number(right.left, 1):
                a = right.right
                if isinstance(a, ast.BinOp) and isinstance(a.op, ast.Pow) and is_number(a.right, 2):
                    yield node, left, right, "tanh", a.left
                elif isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult) and same(left.right, a):
                    yield node, left.left, ast.BinOp(a, ast.Mult(), right), "sigmoid", a
                elif same(left, a):
                    yield node, ast.Constant(1), node, "sigmoid", a


def _at(routine: Routine, node: ast.AST, **slots: str) -> dict[str, str]:
    return {"where": routine.where(node), **slots}
