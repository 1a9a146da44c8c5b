"""Slips in loops and in time: a step early or late, what is carried on, what is added up, the order of doing."""

import ast
from collections.abc import Iterator

from .routine import Lapse, Routine, called, exchanged, expression, is_number, statements, text


def bounds(routine: Routine) -> Iterator[Lapse]:
    """Start or stop a loop one early or late, run it the other way, end it after one round."""
    for loop in routine.all(ast.For):
        calls = [item for item in ast.walk(loop.iter) if isinstance(item, ast.Call)]
        for call in calls:
            where = {"where": routine.where(loop)}
            if called(call) == "range":
                yield from _ranges(call, where, _reversed(routine, call))
                turned = call if called(loop.iter) == "reversed" else ast.Call(ast.Name("reversed"), [call], [])
                if turned is not loop.iter and not _is_anonymous(loop):
                    yield Lapse("loop_turned", {loop.iter: turned}, where)
            elif called(call) == "np.ndindex" and len(call.args) > 1:
                fewer = [expression("A - 1", A=size) for size in call.args]
                yield Lapse("windows_short", {call: ast.Call(call.func, list[ast.expr](fewer), [])}, where)
                for i, told in enumerate(("row", "column")[: len(call.args)]):
                    sizes = [fewer[i] if i == j else size for j, size in enumerate(call.args)]
                    slots = {**where, "line": told}
                    yield Lapse("windows_short_along", {call: ast.Call(call.func, sizes, [])}, slots)
        if isinstance(loop.iter, ast.Name):
            yield Lapse(
                "loop_stops_early", {loop.iter: expression("A[:-1]", A=loop.iter)}, {"where": routine.where(loop)}
            )
        yield Lapse("one_round", {loop: [_with_break(loop)]}, {"where": routine.where(loop)})
    for returned in routine.all(ast.Return):
        if len(routine.node.body) > 1 and isinstance(routine.node.body[-2], ast.For) and returned in routine.node.body:
            loop = routine.node.body[-2]
            inside = ast.For(loop.target, loop.iter, [*loop.body, ast.Return(returned.value)], [])
            yield Lapse("returned_early", {loop: [inside]}, {"where": routine.where(loop)})
            yield Lapse("returned_early", {loop: [inside], returned: []}, {"where": routine.where(loop)})


def _ranges(call: ast.Call, where: dict[str, str], backwards: bool) -> Iterator[Lapse]:
    start, stop = (call.args[0], call.args[1]) if len(call.args) > 1 else (ast.Constant(0), call.args[0])
    step = call.args[2:]
    less, more = (expression(f"A {sign} 1", A=stop) for sign in "-+")
    early, late = ("loop_starts_late", "loop_stops_early") if backwards else ("loop_stops_early", "loop_starts_late")
    yield Lapse(early, {call: ast.Call(call.func, [start, less, *step], [])}, where)
    yield Lapse(late, {call: ast.Call(call.func, [expression("A + 1", A=start), stop, *step], [])}, where)
    yield Lapse("loop_too_long", {call: ast.Call(call.func, [start, more, *step], [])}, where)
    if step:
        whole = expression("A - S + 1", A=stop, S=step[0])
        yield Lapse("last_batch_dropped", {call: ast.Call(call.func, [start, whole, *step], [])}, where)


def _reversed(routine: Routine, call: ast.Call) -> bool:
    return called(routine.parent(call) or call) == "reversed"


def _is_anonymous(loop: ast.For) -> bool:
    return isinstance(loop.target, ast.Name) and loop.target.id == "_"


def _with_break(loop: ast.For) -> ast.For:
    return ast.For(loop.target, loop.iter, [*loop.body, ast.Break()], [])


def other_step(routine: Routine) -> Iterator[Lapse]:
    """Take a value of the step before or after."""
    for index in routine.all(ast.Subscript):
        if not isinstance(index.ctx, ast.Load):
            continue
        name = routine.named(index.value)
        slots = {"where": routine.where(index), "value": name}
        parts = index.slice.elts if isinstance(index.slice, ast.Tuple) else [index.slice]
        for part in parts:
            inner = part.left if isinstance(part, ast.BinOp) and is_number(part.right, 1) else part
            if not name or not isinstance(inner, ast.Name) or inner.id not in counters_of(routine):
                continue
            if inner is part:
                yield Lapse("step_before", {part: expression("T - 1", T=inner)}, slots)
                yield Lapse("step_before", {part: expression("max(T - 1, 0)", T=inner)}, slots)
                size = expression(f"V.shape[{parts.index(part)}]", V=index.value)
                yield Lapse("step_after", {part: expression("(T + 1) % S", T=inner, S=size)}, slots)
                yield Lapse("step_after", {part: expression("min(T + 1, S - 1)", T=inner, S=size)}, slots)
                yield Lapse("first_step", {part: ast.Constant(0)}, slots)
                yield Lapse("last_step", {part: expression("-1")}, slots)
            else:
                yield Lapse("same_step", {part: inner}, slots)


def counters_of(routine: Routine) -> set[str]:
    """Name what loops count by."""
    loops = routine.all(ast.For)
    return {
        loop.target.id
        for loop in loops
        if isinstance(loop.target, ast.Name) and any(called(item) == "range" for item in ast.walk(loop.iter))
    }


def not_added_up(routine: Routine) -> Iterator[Lapse]:
    """Keep the last part alone of what is added up in a loop; begin anew in each round."""
    everywhere = dict[ast.AST, list[ast.stmt]]()
    for node in routine.all(ast.AugAssign):
        alone: list[ast.stmt] = [ast.Assign([node.target], node.value, lineno=0)]
        everywhere[node] = alone
        rule = "windows_not_added_up" if isinstance(node.target, ast.Subscript) else "not_added_up"
        yield Lapse(rule, {node: alone}, {"where": routine.where(node)})
        yield Lapse(
            "parts_subtracted",
            {node: ast.AugAssign(node.target, ast.Sub(), node.value)},
            {"where": routine.where(node)},
        )
    for item in routine.all(ast.Assign):
        target, value = item.targets[0], item.value
        goes_on = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and text(value.left) == text(target)
        if isinstance(value, ast.BinOp) and goes_on and _in_loop(routine, item):
            everywhere[item] = [ast.Assign([target], value.right, lineno=0)]
            yield Lapse("not_added_up", {item: everywhere[item]}, {"where": routine.where(item)})
    if len(everywhere) > 1:
        yield Lapse("nothing_added_up", everywhere, {"function": routine.name})
    for made in routine.all(ast.DictComp):  # grads = {name: grad + new[name] ...}
        if isinstance(made.value, ast.BinOp) and isinstance(made.value.op, ast.Add) and _in_loop(routine, made):
            yield Lapse("not_added_up", {made.value: made.value.right}, {"where": routine.where(made)})


def begins_otherwise(routine: Routine) -> Iterator[Lapse]:
    """Begin a loop at zeros or ones in place of what it should begin at."""
    for first, _ in _carried(routine).values():
        where = {"where": routine.where(first), "first": routine.named(first)}
        if called(first) in ("np.zeros", "np.zeros_like"):
            assert isinstance(first, ast.Call)
            ones = expression("A + 1.0", A=first)
            yield Lapse("begins_at_ones", {first: ones}, {"where": routine.where(first)})
        elif called(first) == "np.ones":
            yield Lapse("begins_at_zeros", {first: expression("0 * A", A=first)}, {"where": routine.where(first)})
        elif isinstance(first, ast.Name) and first.id in routine.parameters and routine.shape(first.id):
            yield Lapse("begins_at_zero", {first: expression("0 * A", A=first)}, where)


def not_carried(routine: Routine) -> Iterator[Lapse]:
    """Give each round what the first one was given; drop what the round before hands on."""
    for name, (first, loop) in _carried(routine).items():
        used = [
            item
            for item in ast.walk(loop)
            if isinstance(item, ast.Name) and item.id == name and isinstance(item.ctx, ast.Load)
        ]
        for item in used:
            parent = routine.parent(item)
            if isinstance(parent, ast.Attribute):  # costs.append
                continue
            if isinstance(parent, ast.Subscript) and isinstance(parent.ctx, ast.Store):  # it is written to, not used
                continue
            if isinstance(parent, ast.BinOp) and text(routine.statement(item)).startswith(f"{name} = {name} +"):
                continue  # added up: that rule has its own
            slots = {"where": routine.where(item), "value": _told(routine, name, first)}
            yield Lapse("not_carried", {item: first}, slots)
            yield Lapse("dropped", {item: expression("0 * A", A=item)}, slots)
        for statement in ast.walk(loop):
            if isinstance(statement, ast.Assign) and _names_of(statement.targets[0]) == [name]:
                lost: list[ast.stmt] = [ast.Expr(statement.value)]
                yield Lapse(
                    "never_changed",
                    {statement: lost},
                    {"where": routine.where(statement), "value": _told(routine, name, first)},
                )


def _told(routine: Routine, name: str, first: ast.expr) -> str:
    return name if name in routine.known else (routine.named(first) or "what a round hands on")


def _carried(routine: Routine) -> dict[str, tuple[ast.expr, ast.For]]:
    """Find what a loop's rounds hand on: by name, what it begins with, and the loop."""
    found = dict[str, tuple[ast.expr, ast.For]]()
    before = dict[str, ast.expr]({name: ast.Name(name) for name in routine.parameters})
    for statement in routine.node.body:
        if isinstance(statement, ast.Assign):
            before |= dict(_pairs(statement.targets[0], statement.value))
        elif isinstance(statement, ast.For):
            inner = [item for item in ast.walk(statement) if isinstance(item, ast.Assign | ast.AugAssign)]
            for item in inner:
                targets = item.targets if isinstance(item, ast.Assign) else [item.target]
                written = targets[0].value if isinstance(targets[0], ast.Subscript) else targets[0]
                for name in _names_of(written):
                    if name in before:
                        found[name] = before[name], statement
    return found


def _pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for item, part in zip(target.elts, value.elts, strict=True):
            yield from _pairs(item, part)


def _names_of(target: ast.expr) -> list[str]:
    parts = target.elts if isinstance(target, ast.Tuple) else [target]
    return [part.id for part in parts if isinstance(part, ast.Name)]


def _in_loop(routine: Routine, node: ast.AST) -> bool:
    return any(isinstance(above, ast.For) for above in routine.around(node))


def order_of_doing(routine: Routine) -> Iterator[Lapse]:
    """Do two things in the other order: the one then uses what is old, or what is new."""
    blocks = [routine.node.body, *(loop.body for loop in routine.all(ast.For))]
    for block in blocks:
        for i in range(len(block) - 1):
            for j in range(i + 1, min(i + 3, len(block))):
                one, other = block[i], block[j]
                if isinstance(one, ast.Assign | ast.AugAssign | ast.Expr) and isinstance(
                    other, ast.Assign | ast.AugAssign | ast.Expr
                ):
                    if not _can_change_places(routine, block, one, other):
                        continue
                    if (names := _told_of(routine, one)) and (others := _told_of(routine, other)) and names != others:
                        slots = {"function": routine.name, "first": names, "second": others}
                        yield Lapse("order_of_doing", exchanged(one, other), slots)


def _can_change_places(routine: Routine, block: list[ast.stmt], one: ast.stmt, other: ast.stmt) -> bool:
    """Whether the second needs what the first makes, and can do without: there is one from before."""
    made = {item.id for item in ast.walk(one) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)}
    needed = made & {
        item.id for item in ast.walk(other) if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load)
    }
    before = {*routine.parameters}
    for statement in [*routine.node.body[: -1 if block is not routine.node.body else block.index(one)]]:
        if not any(item is one for item in ast.walk(statement)):
            before |= {
                item.id
                for item in ast.walk(statement)
                if isinstance(item, ast.Name) and isinstance(item.ctx, ast.Store)
            }
    return bool(needed) and needed <= before


def _told_of(routine: Routine, statement: ast.stmt) -> str:
    """Name what a statement makes, where a student knows it."""
    if isinstance(statement, ast.Expr):
        name = (
            statement.value.func.value
            if isinstance(statement.value, ast.Call) and isinstance(statement.value.func, ast.Attribute)
            else None
        )
        return routine.named(name) if name else ""
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]  # type: ignore[attr-defined]
    names = [name for name in _names_of(targets[0]) if name in routine.known]
    return " and ".join(names)


def same_at_each(routine: Routine) -> Iterator[Lapse]:
    """Work on what went in before a loop: the whole, for the round's own part."""
    for loop in routine.all(ast.For):
        for index in ast.walk(loop):
            if (
                isinstance(index, ast.Subscript)
                and isinstance(index.ctx, ast.Load)
                and isinstance(index.slice, ast.Name)
            ):
                value = index.value
                if isinstance(value, ast.Name) and value.id in routine.parameters:
                    slots = {"where": routine.where(index), "value": value.id}
                    yield Lapse("whole_for_part", {index: value}, slots)


def accumulator_placed(routine: Routine) -> Iterator[Lapse]:
    """Begin what is added up once for all rounds of an outer loop, or keep the last in place of all."""
    for loop in routine.all(ast.For):
        first = loop.body[0]
        if isinstance(first, ast.Assign) and isinstance(first.value, ast.Constant):
            moved: list[ast.stmt] = [first, ast.For(loop.target, loop.iter, loop.body[1:], [])]
            yield Lapse("begun_once", {loop: moved}, {"where": routine.where(first)})
    for call in routine.all(ast.Call):
        if (
            called(call) == ".append"
            and call.args
            and isinstance(call.func, ast.Attribute)
            and isinstance(call.func.value, ast.Name)
        ):
            statement = routine.statement(call)
            name = call.func.value.id
            alone = statements("L = [V]".replace("L", name), V=call.args[0])
            yield Lapse("last_alone", {statement: alone}, {"where": routine.where(statement)})
