"""Slips in a formula: a term, a factor, a sign, a power, a root or a number that is missing or another."""

import ast
from collections.abc import Iterator

from .layers import is_bias
from .routine import Lapse, Routine, called, expression, is_number, statements, text

_OPERATIONS: dict[type[ast.operator], str] = {ast.Add: "added", ast.Mult: "multiplied", ast.Div: "divided"}


def _formulas(routine: Routine) -> Iterator[ast.BinOp]:
    """Find sums, differences, products and fractions of values; places and sizes are none."""
    for node in routine.all(ast.BinOp):
        if not routine.is_index(node) and not isinstance(node.left, ast.JoinedStr) and not _holds_text(node):
            yield node


def _holds_text(node: ast.BinOp) -> bool:
    return any(isinstance(side, ast.Constant) and isinstance(side.value, str) for side in (node.left, node.right))


def term_missing(routine: Routine) -> Iterator[Lapse]:
    """Leave out each term of a sum."""
    for node in _formulas(routine):
        if isinstance(node.op, ast.Add | ast.Sub) and not _is_slope(node):
            minus = ast.UnaryOp(ast.USub(), node.right) if isinstance(node.op, ast.Sub) else node.right
            for term, rest in ((node.right, node.left), (node.left, minus)):
                if is_bias(routine, term):
                    continue
                if is_number(term):
                    if isinstance(node.op, ast.Sub) and term is node.left:
                        if name := routine.named(node.right):
                            rule = "complement_missing" if is_number(term, 1) else "number_missing"
                            slots = {"part": name} if is_number(term, 1) else {"number": text(term)}
                            yield Lapse(rule, {node: node.right}, _at(routine, node, **slots))
                    else:
                        yield Lapse("number_missing", {node: rest}, _at(routine, node, number=text(term)))
                elif (name := routine.told(term)) and not _is_own_sum(routine, node, term):
                    yield Lapse("term_missing", {node: rest}, _at(routine, node, part=name))
                    if rest is minus and isinstance(node.op, ast.Sub):
                        yield Lapse("term_missing", {node: node.right}, _at(routine, node, part=name))


def factor_missing(routine: Routine) -> Iterator[Lapse]:
    """Leave out each factor of a product and each divisor."""
    for node in _formulas(routine):
        if isinstance(node.op, ast.Mult):
            for factor, rest in ((node.left, node.right), (node.right, node.left)):
                yield Lapse("factor_missing", {node: rest}, _at(routine, node, factor=routine.told(factor)))
        elif isinstance(node.op, ast.Div):
            yield Lapse("divisor_missing", {node: node.left}, _at(routine, node, divisor=routine.told(node.right)))
        elif isinstance(node.op, ast.MatMult):
            for factor, rest in ((node.left, node.right), (node.right, node.left)):
                yield Lapse("product_missing", {node: rest}, _at(routine, node, factor=routine.told(factor)))


def sign(routine: Routine) -> Iterator[Lapse]:
    """Turn the sign of each term, and of each result."""
    for node in _formulas(routine):
        if isinstance(node.op, ast.Add | ast.Sub) and not _is_slope(node):
            added = isinstance(node.op, ast.Sub)
            turned = ast.BinOp(node.left, ast.Add() if added else ast.Sub(), node.right)
            if name := routine.told(node.right):
                yield Lapse("added" if added else "subtracted", {node: turned}, _at(routine, node, part=name))
    for minus in routine.all(ast.UnaryOp):
        if isinstance(minus.op, ast.USub) and not is_number(minus.operand) and not routine.is_index(minus):
            yield Lapse("minus_missing", {minus: minus.operand}, _at(routine, minus))
    for statement in routine.all(ast.Assign):
        if isinstance(statement.value, ast.BinOp) and not routine.is_index(statement.value):
            negative = {statement.value: ast.UnaryOp(ast.USub(), statement.value)}
            yield Lapse("sign_turned", negative, _at(routine, statement.value))
    for value, name in routine.results.items():
        if isinstance(value, ast.BinOp | ast.Call):
            yield Lapse("sign_turned", {value: ast.UnaryOp(ast.USub(), value)}, {"where": name})


def wrong_way_round(routine: Routine) -> Iterator[Lapse]:
    """Take a difference or a fraction the other way round."""
    for node in _formulas(routine):
        if isinstance(node.op, ast.Sub | ast.Div):
            turned = ast.BinOp(node.right, node.op, node.left)
            rule = "difference_turned" if isinstance(node.op, ast.Sub) else "fraction_turned"
            yield Lapse(rule, {node: turned}, _at(routine, node))
        left, right = node.left, node.right
        if isinstance(node.op, ast.Div) and isinstance(left, ast.BinOp) and isinstance(left.op, ast.Sub | ast.Add):
            bare = ast.BinOp(left.left, left.op, ast.BinOp(left.right, node.op, right))
            yield Lapse("brackets_missing", {node: bare}, _at(routine, node))
        if isinstance(node.op, ast.Mult | ast.Div) and isinstance(right, ast.BinOp):
            needs_them = ast.Sub | ast.Add | ast.Mult if isinstance(node.op, ast.Div) else ast.Sub | ast.Add
            if isinstance(right.op, needs_them):
                bare = ast.BinOp(ast.BinOp(node.left, node.op, right.left), right.op, right.right)
                yield Lapse("brackets_missing", {node: bare}, _at(routine, node))


def power(routine: Routine) -> Iterator[Lapse]:
    """Leave out a square or a power; square later; raise to one less or one more."""
    for node in routine.all(ast.BinOp):
        if isinstance(node.op, ast.Pow):
            where, base = {"where": routine.where(node)}, routine.named(node.left) or "what is inside"
            if is_number(node.right):
                yield Lapse("not_squared", {node: node.left}, {**where, "part": base})
                yield Lapse("size_for_square", {node: expression("np.abs(A)", A=node.left)}, {**where, "part": base})
                yield Lapse("doubled_for_square", {node: expression("2 * (A)", A=node.left)}, {**where, "part": base})
                call = next((above for above in routine.around(node) if isinstance(above, ast.Call)), None)
                if call and called(call) in ("np.sum", "np.mean") and call.args[0] is node:
                    late = ast.BinOp(ast.Call(call.func, [node.left], call.keywords), ast.Pow(), node.right)
                    yield Lapse("squared_late", {call: late}, where)
                    if called(routine.parent(call) or call) != "np.sqrt":
                        yield Lapse("rooted", {call: expression("np.sqrt(A)", A=call)}, where)
                if isinstance(node.left, ast.BinOp) and isinstance(node.left.op, ast.Sub | ast.Add):
                    inner = node.left
                    each = [ast.BinOp(side, ast.Pow(), node.right) for side in (inner.left, inner.right)]
                    yield Lapse("squared_apart", {node: ast.BinOp(each[0], inner.op, each[1])}, where)
            else:
                exponent = routine.named(node.right) or "its exponent"
                slots = {**where, "part": base, "exponent": exponent}
                yield Lapse("not_raised", {node: node.left}, slots)
                for form in ("B ** (T - 1)", "B ** (T + 1)"):
                    shifted = expression(form, B=node.left, T=node.right)
                    yield Lapse("raised_otherwise", {node: shifted}, {**slots, "by": "less" if "-" in form else "more"})
                yield Lapse("multiplied_for_raised", {node: ast.BinOp(node.left, ast.Mult(), node.right)}, slots)


def function_missing(routine: Routine) -> Iterator[Lapse]:
    """Leave out a root, a logarithm, an exponential, a size; take another logarithm."""
    for call in routine.all(ast.Call):
        name = called(call)
        if name in _TOLD and len(call.args) == 1:
            slots = _at(routine, call, function=_TOLD[name])
            yield Lapse("function_missing", {call: call.args[0]}, slots)
            if name == "np.log":
                for other in ("log2", "log10"):
                    base = {call.func: ast.Attribute(ast.Name("np"), other)}
                    yield Lapse("other_logarithm", base, _at(routine, call, base=other.removeprefix("log")))
            if name == "np.sqrt":
                yield Lapse("squared_for_root", {call: expression("A ** 2", A=call.args[0])}, _at(routine, call))
        elif name == "np.outer" and len(call.args) == 2:
            product = ast.BinOp(call.args[0], ast.Mult(), call.args[1])
            yield Lapse("entries_for_pairs", {call: product}, _at(routine, call))
        elif name == "np.diag" and len(call.args) == 1:
            yield Lapse("not_on_diagonal", {call: call.args[0]}, _at(routine, call))


_TOLD = {"np.sqrt": "square root", "np.log": "logarithm", "np.exp": "exponential", "np.abs": "absolute value"}


def epsilon_inside(routine: Routine) -> Iterator[Lapse]:
    """Add the small number that keeps a divisor from zero under the root."""
    for node in _formulas(routine):
        if isinstance(node.op, ast.Add) and called(node.left) == "np.sqrt" and isinstance(node.left, ast.Call):
            inside = ast.Call(node.left.func, [ast.BinOp(node.left.args[0], ast.Add(), node.right)], [])
            if name := routine.named(node.right):
                yield Lapse("inside_root", {node: inside}, _at(routine, node, part=name))
        elif (
            isinstance(node.op, ast.Div) and isinstance(node.right, ast.BinOp) and called(node.right.left) == "np.sqrt"
        ):
            split = expression("A / R + E", A=node.left, R=node.right.left, E=node.right.right)
            if name := routine.named(node.right.right):
                yield Lapse("outside_fraction", {node: split}, _at(routine, node, part=name))


def other_number(routine: Routine) -> Iterator[Lapse]:
    """Put another number in the place of one that a formula holds."""
    for node in routine.all(ast.Constant):
        parent = routine.parent(node)
        if not is_number(node) or isinstance(parent, ast.Subscript | ast.Slice | ast.keyword | ast.UnaryOp):
            continue
        if isinstance(parent, ast.BinOp) and not routine.is_index(node) and not isinstance(parent.op, ast.Pow):
            number = node.value
            assert isinstance(number, int | float)
            for other in dict.fromkeys([2 * number, number / 2 if number != 2 else 1, number + 1]):
                if other != number:
                    slots = _at(routine, parent, given=f"{other:g}")
                    yield Lapse("other_number", {node: ast.Constant(other)}, slots)
        elif isinstance(parent, ast.Compare) and not is_number(node, 0):
            yield Lapse("other_bound", {node: ast.Constant(0)}, _at(routine, parent, given="0"))
        elif isinstance(parent, ast.Call) and called(parent) in routine.own:
            for other in (1, 2, 3):
                if other != node.value:
                    slots = _at(routine, parent, given=str(other), called=called(parent))
                    yield Lapse("other_number_handed", {node: ast.Constant(other)}, slots)


def scaled(routine: Routine) -> Iterator[Lapse]:
    """Double, halve, square, root, turn over a result, or take it from 1."""
    for value, name in routine.results.items():
        if name == routine.name and isinstance(value, ast.Call | ast.BinOp | ast.Name | ast.IfExp):
            for rule, form in _WHOLE.items():
                yield Lapse(rule, {value: expression(form, A=value)}, {"where": name})


_WHOLE = {
    "result_complement": "1 - (A)",
    "result_doubled": "2 * (A)",
    "result_halved": "0.5 * (A)",
    "result_squared": "(A) ** 2",
    "result_rooted": "np.sqrt(A)",
    "result_inverse": "1 / (A)",
    "result_rounded": "np.round(A)",
}


def argument_changed(routine: Routine) -> Iterator[Lapse]:
    """Let the one argument of a function go in with another sign, or larger, or smaller, or cut off."""
    if len(routine.parameters) == 1:
        (name,), first = routine.parameters, routine.node.body[0]
        for rule, form in _GOES_IN.items():
            yield Lapse(rule, {first: [*statements(f"{name} = {form}", A=ast.Name(name)), first]}, {"value": name})


_GOES_IN = {
    "goes_in_turned": "-(A)",
    "goes_in_doubled": "2 * (A)",
    "goes_in_halved": "(A) / 2",
    "goes_in_squared": "(A) ** 2",
    "goes_in_absolute": "np.abs(A)",
    "goes_in_clipped": "np.clip(A, -1, 1)",
}


def form_changed(routine: Routine) -> Iterator[Lapse]:
    """Give a result more axes or fewer; a number has none to be added up along."""
    for value, name in routine.results.items():
        if name == routine.name and isinstance(value, ast.Call | ast.BinOp | ast.Name | ast.IfExp):
            for rule, form in _FORMED.items():
                yield Lapse(rule, {value: expression(form, A=value)}, {"where": name})


_UNLESS_A_LIST = "lambda value: value if isinstance(value, list | tuple) else"  # an array of one is another slip
_FORMED = {
    "at_least_1d": f"({_UNLESS_A_LIST} np.atleast_1d(value))(A)",
    "flat": "np.ravel(A)",
    "squeezed": f"({_UNLESS_A_LIST} np.squeeze(value))(A)",
    "column": "np.reshape(A, (-1, 1))",
    "one_sum": "np.sum(np.swapaxes(A, 0, -1))",
    "one_mean": "np.mean(np.swapaxes(A, 0, -1))",
}


def other_operation(routine: Routine) -> Iterator[Lapse]:
    """Add what is multiplied, multiply what is added, divide or multiply by what is multiplied or divided."""
    for node in _formulas(routine):
        if any(is_number(side) or _only_numbers(side) for side in (node.left, node.right)):
            continue
        for wanted, told in _OPERATIONS.items():
            taken = _instead(node.op, wanted)
            if taken and (names := routine.named(node)):
                other = ast.BinOp(node.left, wanted(), node.right)
                slots = _at(routine, node, parts=names, given=told)
                yield Lapse("other_operation", {node: other}, slots)
                if wanted is ast.Div:
                    turned = ast.BinOp(node.right, ast.Div(), node.left)
                    yield Lapse("other_operation", {node: turned}, slots)


def _only_numbers(node: ast.AST) -> bool:
    """Whether a value is a number in other words: np.float32(0.5)."""
    return isinstance(node, ast.Call) and bool(node.args) and all(is_number(item) for item in node.args)


def _instead(operation: ast.operator, wanted: type[ast.operator]) -> bool:
    pairs = {(ast.Mult, ast.Add), (ast.Mult, ast.Div), (ast.Add, ast.Mult), (ast.Div, ast.Mult), (ast.Sub, ast.Mult)}
    return (type(operation), wanted) in pairs


def shared_factor(routine: Routine) -> Iterator[Lapse]:
    """Close brackets too late: a f + b g as f (a + b g)."""
    for node in _formulas(routine):
        for side, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(node.op, ast.Add | ast.Sub) and isinstance(side, ast.BinOp) and isinstance(side.op, ast.Mult):
                for factor, rest in ((side.left, side.right), (side.right, side.left)):
                    if name := routine.named(factor):
                        pair = (rest, other) if side is node.left else (other, rest)
                        closed = ast.BinOp(factor, ast.Mult(), ast.BinOp(pair[0], node.op, pair[1]))
                        yield Lapse("factor_of_all", {node: closed}, _at(routine, node, factor=name))
                    complement = expression("1 - (F)", F=factor)
                    if name and not is_number(factor):
                        yield Lapse("complement_for_factor", {factor: complement}, _at(routine, node, factor=name))


def _is_own_sum(routine: Routine, node: ast.AST, term: ast.expr) -> bool:
    """Whether a sum goes on with what it was, as in ``x = x + y``."""
    statement = routine.parent(node)
    return isinstance(statement, ast.Assign) and isinstance(term, ast.Name) and text(statement.targets[0]) == term.id


def _is_slope(node: ast.BinOp) -> bool:
    """Whether this is 1 - a^2, the slope of the tanh, of which other rules speak."""
    square = isinstance(node.right, ast.BinOp) and isinstance(node.right.op, ast.Pow)
    return isinstance(node.op, ast.Sub) and is_number(node.left, 1) and square


def _at(routine: Routine, node: ast.AST, **slots: str) -> dict[str, str]:
    return {"where": routine.where(node), **slots}
