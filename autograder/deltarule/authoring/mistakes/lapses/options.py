"""Slips about conditions and options: what is passed in and not looked at, comparisons, guards, sizes, types."""

import ast
import re
from collections.abc import Iterator
from typing import TypeGuard

from .routine import Lapse, Routine, called, expression, is_number, is_text, statements, text
from .steps import counters_of


def ignored(routine: Routine) -> Iterator[Lapse]:
    """Use the default, or each of the choices that there are, whatever is passed in."""
    given = routine.node.args
    defaults = dict(zip(reversed(routine.parameters), reversed(given.defaults), strict=False))
    first = routine.node.body[0]
    texts = sorted({str(node.value) for node in routine.all(ast.Constant) if is_text(node)} & set(_quoted(routine)))
    for name in routine.parameters:
        values = [defaults[name]] if name in defaults else []
        if re.search(rf"\b{name}\b[^\n]*:[^\n]*\"", routine.docstring) or (values and is_text(values[0])):
            values += [ast.Constant(text) for text in (texts or _quoted(routine))]
        counts = name in ("stride", "size", "batch_size") or re.search(
            rf"\b{name}:[^\n]*learning rate", routine.docstring
        )
        if counts and not values:
            values.append(ast.Constant(1))
        for value in {text(value): value for value in values}.values():
            fixed = statements(f"{name} = V", V=value)
            rule = "choice_ignored" if is_text(value) else "option_ignored"
            slots = {"option": name, "given": ast.literal_eval(value) if is_text(value) else text(value)}
            yield Lapse(rule, {first: [*fixed, first]}, slots)
    if {"stride", "size"} <= set(routine.parameters):
        for one, other in (("stride", "size"), ("size", "stride")):
            slots = {"option": one, "given": other}
            yield Lapse("option_for_option", {first: [*statements(f"{one} = {other}"), first]}, slots)


def _quoted(routine: Routine) -> list[str]:
    return list(dict.fromkeys(re.findall(r'"(\w+)"', routine.docstring)))


def text_for_text(routine: Routine) -> Iterator[Lapse]:
    """Hand another choice to a function; do for one choice what is to be done for another."""
    pairs = {
        "same": ["valid"],
        "valid": ["same"],
        "max": ["average", "sum"],
        "average": ["sum", "max"],
        "sum": ["average"],
    }
    for call in routine.all(ast.Call):
        if called(call) in routine.own:
            for value in call.args:
                if isinstance(value, ast.Constant) and is_text(value):
                    for other in pairs.get(str(value.value), ()):
                        slots = {"where": routine.where(call), "called": called(call), "given": other}
                        yield Lapse("other_choice", {value: ast.Constant(other)}, slots)
    for node in routine.all(ast.Dict):
        if isinstance(routine.parent(node), ast.Subscript):
            entries = [
                (str(key.value), value)
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant)
            ]
            for name, value in entries:
                for other, instead in entries:
                    if other != name:
                        slots = {"choice": name, "given": other}
                        yield Lapse("choice_as_other", {value: instead}, slots)


def comparison(routine: Routine) -> Iterator[Lapse]:
    """Compare strictly or not, the other way round; ask for the opposite; don't ask."""
    for node in routine.all(ast.Compare):
        operator = type(node.ops[0])
        where = {"where": routine.where(node)}
        choice = routine.parent(node)
        if isinstance(choice, ast.IfExp) and isinstance(node.left, ast.Name) and node.left.id in counters_of(routine):
            yield from _branches(routine, choice)
            continue
        for other, rule in _COMPARED.get(operator, ()):
            changed = ast.Compare(node.left, [other()], node.comparators)
            yield Lapse(rule, {node: changed}, where)
        if not isinstance(routine.parent(node), ast.If | ast.IfExp | ast.Call):
            whole = routine.parent(routine.parent(node) or node)
            yield Lapse("comparison_missing", {node: node.left}, where)
            if called(whole or node) == ".astype":
                yield Lapse("comparison_missing", {whole: node.left}, where)
        if isinstance(routine.parent(node), ast.If | ast.IfExp):
            about = routine.named(node.left)
            if about:
                slots = {"where": routine.where(node), "about": about}
                yield Lapse("always", {node: ast.Constant(True)}, slots)
                yield Lapse("never", {node: ast.Constant(False)}, slots)
    for choice in routine.all(ast.IfExp):
        if not isinstance(choice.test, ast.Compare) and (about := routine.named(choice.test)):
            slots = {"where": routine.where(choice), "about": about}
            yield Lapse("always", {choice: choice.body}, slots)
            yield Lapse("never", {choice: choice.orelse}, slots)
    for call in routine.all(ast.Call):
        if called(call) == "np.where" and len(call.args) == 3:
            condition, yes, no = call.args
            where = {"where": routine.where(call)}
            yield Lapse("where_turned", {call: ast.Call(call.func, [condition, no, yes], [])}, where)
            yield Lapse("where_missing", {call: yes}, where)
            yield Lapse("where_missing", {call: no}, where)


def _branches(routine: Routine, choice: ast.IfExp) -> Iterator[Lapse]:
    """Take in every round what some rounds take: a count that is compared the other way round does the same."""
    for branch in (choice.body, choice.orelse):
        if value := routine.named(branch):
            yield Lapse("in_every_round", {choice: branch}, {"where": routine.where(choice), "value": value})


_COMPARED: dict[type[ast.cmpop], list[tuple[type[ast.cmpop], str]]] = {
    ast.Gt: [(ast.GtE, "not_strict"), (ast.Lt, "comparison_turned")],
    ast.GtE: [(ast.Gt, "strict"), (ast.Lt, "comparison_turned")],
    ast.Lt: [(ast.LtE, "not_strict"), (ast.Gt, "comparison_turned")],
    ast.LtE: [(ast.Lt, "strict"), (ast.Gt, "comparison_turned")],
    ast.Eq: [(ast.NotEq, "comparison_turned")],
    ast.NotEq: [(ast.Eq, "comparison_turned")],
}


def guard_missing(routine: Routine) -> Iterator[Lapse]:
    """Leave out what keeps a value in bounds; bound it on the other side; move scores not at all, or all by one."""
    for call in routine.all(ast.Call):
        where = {"where": routine.where(call)}
        if (
            called(call) in ("np.maximum", "np.minimum", "max", "min")
            and len(call.args) == 2
            and not routine.is_index(call)
        ):
            first, second = call.args
            value, bound = (second, first) if is_number(first) else (first, second)
            if is_number(bound):
                yield Lapse("bound_missing", {call: value}, where)
                other = {"np.maximum": "np.minimum", "np.minimum": "np.maximum", "max": "min", "min": "max"}[
                    called(call)
                ]
                yield Lapse("bound_turned", {call: expression(f"{other}(A, B)", A=value, B=bound)}, where)
                yield Lapse("size_for_bound", {call: expression("np.abs(A)", A=value)}, where)
        elif called(call) == "np.clip":
            yield Lapse("bound_missing", {call: call.args[0]}, where)
    for node in routine.all(ast.BinOp):
        if isinstance(node.op, ast.Sub) and called(node.right) == ".max":
            yield Lapse("scores_not_moved", {node: node.left}, {"where": routine.where(node)})
            clipped = expression("np.clip(A, -500, 500)", A=node.left)
            yield Lapse("scores_clipped", {node: clipped}, {"where": routine.where(node)})


def windows(routine: Routine) -> Iterator[Lapse]:
    """Leave the stride out of where windows lie; exchange rows and columns; lay them out otherwise."""
    without = dict[ast.AST, ast.AST]()
    for node in routine.all(ast.BinOp):
        by = node.right.id if isinstance(node.right, ast.Name) and isinstance(node.op, ast.Mult) else ""
        if by == "stride" and routine.is_index(node):
            without[node] = node.left
    if without:
        yield Lapse("windows_one_apart", without, {"function": routine.name})
    counters = [
        item for loop in routine.all(ast.For) if isinstance(loop.target, ast.Tuple) for item in loop.target.elts
    ]
    if len(counters) == 2 and all(isinstance(item, ast.Name) for item in counters):
        one, other = (item.id for item in counters if isinstance(item, ast.Name))
        used = [item for item in routine.all(ast.Name) if item.id in (one, other) and isinstance(item.ctx, ast.Load)]
        read = [item for item in used if any(isinstance(above, ast.Slice) for above in routine.around(item))]
        edits = {item: ast.Name(other if item.id == one else one) for item in read}
        yield Lapse("rows_for_columns", edits, {"function": routine.name})
    for index in routine.all(ast.Subscript):
        if isinstance(index.value, ast.Attribute) and index.value.attr == "shape" and is_number(index.slice):
            assert isinstance(index.slice, ast.Constant)
            name, axis = routine.named(index.value), index.slice.value
            for place in {1: (2, 0), 2: (1,), 0: (1,), 3: (0,)}.get(axis if isinstance(axis, int) else -1, ()):
                if name:
                    slots = {"where": routine.where(index), "value": name}
                    yield Lapse("size_of_other_axis", {index.slice: ast.Constant(place)}, slots)
    for name in routine.parameters:
        if routine.shape(name)[:1] in (("FH",),):
            used = [
                item
                for item in routine.all(ast.Name)
                if item.id == name and not isinstance(routine.parent(item), ast.Attribute)
            ]
            turned = {
                item: expression(f"{name}[::-1, ::-1]")
                for item in used
                if called(routine.parent(item) or item) not in routine.own
            }
            if turned:
                yield Lapse("filter_turned", turned, {"value": name})
    for call in routine.all(ast.Call):
        if called(call) == "np.pad":
            yield Lapse("not_padded", {call: call.args[0]}, {"where": routine.where(call)})
            ones = ast.Call(call.func, call.args, [ast.keyword("constant_values", ast.Constant(1))])
            yield Lapse("padded_with_others", {call: ones}, {"where": routine.where(call)})
            edge = ast.Call(call.func, call.args, [ast.keyword("mode", ast.Constant("edge"))])
            yield Lapse("padded_with_others", {call: edge}, {"where": routine.where(call)})
    for pair in routine.all(ast.Tuple):
        if len(pair.elts) == 2 and "// 2" in text(pair) and isinstance(pair.ctx, ast.Load):
            turned_ = ast.Tuple(list(reversed(pair.elts)), ast.Load())
            yield Lapse("odd_one_before", {pair: turned_}, {"function": routine.name})


def sizes(routine: Routine) -> Iterator[Lapse]:
    """Miscount: one too few or too many, rounded the other way, as a float."""
    for value, name in routine.results.items():
        if "// " in text(value) or (called(value) == "" and "int" in _told_results(routine)):
            where = {"where": name}
            if not isinstance(value, ast.Tuple | ast.List | ast.Name):
                yield Lapse("one_more", {value: expression("A + 1", A=value)}, where)
                yield Lapse("one_less", {value: expression("A - 1", A=value)}, where)
    for node in routine.all(ast.BinOp):
        if isinstance(node.op, ast.FloorDiv):
            where = {"where": routine.where(node)}
            yield Lapse("as_float", {node: ast.BinOp(node.left, ast.Div(), node.right)}, where)
            yield Lapse("rounded_up", {node: expression("-(-(A) // B)", A=node.left, B=node.right)}, where)
            above = routine.parent(node)
            if isinstance(above, ast.UnaryOp) and isinstance(node.left, ast.UnaryOp):
                down = ast.BinOp(node.left.operand, ast.FloorDiv(), node.right)
                yield Lapse("rounded_down", {above: down}, where)


def _told_results(routine: Routine) -> str:
    return routine.docstring.partition("Returns:")[2].split("\n\n")[0]


def whole_numbers(routine: Routine) -> Iterator[Lapse]:
    """Cut what comes out down to whole numbers where whole numbers go in; let a type be another."""
    arrays = [name for name in routine.parameters if routine.shape(name) or "shape" in routine.docstring]
    for value, name in routine.results.items():
        if arrays and isinstance(value, ast.BinOp | ast.Call | ast.Name) and name == routine.name:
            kept = "isinstance(value, list | tuple | dict) or np.asarray(X).dtype.kind not in 'iu'"
            form = f"(lambda value: value if {kept} else np.asarray(value).astype(int))(A)"
            cut = expression(form, A=value, X=ast.Name(arrays[0]))
            yield Lapse("whole_numbers", {value: cut}, {"where": name, "value": arrays[0]})
    for call in routine.all(ast.Call):
        where = {"where": routine.where(call)}
        if called(call) == ".astype" and isinstance(call.func, ast.Attribute):
            yield Lapse("type_kept", {call: call.func.value}, where)
            floats = ast.Call(call.func, [ast.Name("float")], [])
            yield Lapse("other_type", {call: floats}, where)
        if called(call) == "int":
            yield Lapse("type_kept", {call: call.args[0]}, where)
        for keyword in call.keywords:
            if keyword.arg == "dtype":
                rest = [item for item in call.keywords if item is not keyword]
                yield Lapse("stays_whole", {call: ast.Call(call.func, call.args, rest)}, where)
    for call in routine.all(ast.Call):
        if called(call) == "np.zeros" and isinstance(call.args[0], ast.Attribute) and call.args[0].attr == "shape":
            like = expression("np.zeros_like(A)", A=call.args[0].value)
            yield Lapse("stays_whole", {call: like}, {"where": routine.where(call)})


def drawn(routine: Routine) -> Iterator[Lapse]:
    """Draw from another distribution, or not at all."""
    calls = [call for call in routine.all(ast.Call) if called(call) == ".standard_normal" and call.args]
    slots = {"function": routine.name}
    if calls:
        method = [call.func for call in calls if isinstance(call.func, ast.Attribute)]
        uniform = {item: ast.Attribute(item.value, "random") for item in method}
        yield Lapse("uniform", uniform, slots)
        yield Lapse("drawn_small", {call: expression("0.01 * A", A=call) for call in calls}, slots)
        yield Lapse("not_drawn", {call: expression("np.zeros(S)", S=call.args[0]) for call in calls}, slots)
        for some in (calls, zeros := [call for call in routine.all(ast.Call) if called(call) == "np.zeros"]):
            turned = {s: ast.Tuple(list(reversed(s.elts)), ast.Load()) for call in some if _is_pair(s := call.args[0])}
            if turned:
                yield Lapse("drawn_on_its_side" if some is calls else "begins_on_its_side", turned, slots)
        flat = {s: s.elts[1] for call in zeros if _is_pair(s := call.args[0]) and is_number(s.elts[0], 1)}
        if flat:
            yield Lapse("begins_flat", flat, slots)
        seeded = statements("rng = np.random.default_rng(0)")
        first = routine.node.body[0]
        yield Lapse("generator_ignored", {first: [*seeded, first]}, slots)
    zeros = [call for call in routine.all(ast.Call) if called(call) == "np.zeros"]
    if calls and zeros:
        random = {call: expression("rng.standard_normal(S)", S=call.args[0]) for call in zeros}
        yield Lapse("drawn_too", random, slots)
    for call in routine.all(ast.Call):
        if called(call) == ".permutation" and call.args:
            ordered = expression("np.arange(A)", A=call.args[0])
            yield Lapse("not_shuffled", {call: ordered}, slots)


def _is_pair(node: ast.AST) -> TypeGuard[ast.Tuple]:
    return isinstance(node, ast.Tuple) and len(node.elts) == 2
