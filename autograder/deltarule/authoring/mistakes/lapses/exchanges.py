"""Slips between values: results, arguments, keys and names in each other's place, and what is handed back."""

import ast
import re
from collections.abc import Iterator
from itertools import combinations

from .layers import is_bias
from .routine import Lapse, Routine, called, exchanged, expression, is_text, listed, same, statements, text


def results_exchanged(routine: Routine) -> Iterator[Lapse]:
    """Return two results in each other's place, under each other's name; fewer of them; others' names."""
    for value in routine.returned:
        if isinstance(value, ast.Tuple):
            named = [(part, routine.results.get(part) or f"result {i}") for i, part in enumerate(value.elts, 1)]
            for (one, first), (other, second) in combinations(named, 2):
                slots = {"first": first, "second": second}
                yield Lapse("results_exchanged", exchanged(one, other), slots)
            turned = ast.Tuple([part for part, _ in reversed(named)], ast.Load())
            yield Lapse("results_turned", {value: turned}, {"function": routine.name})
        for whole in [value, *(value.elts if isinstance(value, ast.Tuple) else ())]:
            if isinstance(whole, ast.Dict):
                entries = [
                    (key, item, str(key.value))
                    for key, item in zip(whole.keys, whole.values, strict=True)
                    if isinstance(key, ast.Constant)
                ]
                for (_, one, first), (_, other, second) in combinations(entries, 2):
                    if bool(_BIASES.match(first)) == bool(_BIASES.match(second)):
                        slots = {"first": first, "second": second}
                        yield Lapse("results_exchanged", exchanged(one, other), slots)
                        yield Lapse("same_result", {one: other}, {"where": first, "other": second})
                        yield Lapse("same_result", {other: one}, {"where": second, "other": first})
                biases = [name for _, _, name in entries if _BIASES.match(name)]
                if biases and len(biases) < len(entries):
                    kept = [(key, item) for key, item, name in entries if name not in biases]
                    fewer = ast.Dict([key for key, _ in kept], [item for _, item in kept])
                    yield Lapse("biases_left_out", {whole: fewer}, {"names": listed(biases)})
                keys = [ast.Constant(name.removeprefix("d")) for _, _, name in entries]
                if all(name.startswith("d") for _, _, name in entries):
                    plain = ast.Dict(list(keys), whole.values)
                    yield Lapse("keys_without_d", {whole: plain}, {"function": routine.name})


_BIASES = re.compile("d?b")


def unpacked_exchanged(routine: Routine) -> Iterator[Lapse]:
    """Take what a function gives in another order; take another one of what it gives."""
    for statement in routine.all(ast.Assign):
        target, value = statement.targets[0], statement.value
        if isinstance(target, ast.Tuple) and isinstance(value, ast.Call) and called(value) in routine.own:
            for one, other in combinations(target.elts, 2):
                slots = {"called": called(value), "function": routine.name}
                yield Lapse("unpacked_exchanged", exchanged(one, other), slots)
    for index in routine.all(ast.Subscript):
        if called(index.value) in routine.own and isinstance(index.slice, ast.Constant):
            for i in range(4):
                if i != index.slice.value:
                    slots = {"where": routine.where(index), "called": called(index.value), "given": str(i)}
                    yield Lapse("other_of_results", {index.slice: ast.Constant(i)}, slots)


def arguments_exchanged(routine: Routine) -> Iterator[Lapse]:
    """Hand a function two arguments in each other's place; they are named if each is one value that a student knows."""
    for call in routine.all(ast.Call):
        name = called(call)
        if name == routine.name or (name not in routine.own and name not in routine.parameters):
            continue  # an alternative that calls itself, say in float32: no student does
        for one, other in combinations(call.args, 2):
            words, others = routine.named(one), routine.named(other)
            if (
                words
                and others
                and words != others
                and not same(one, other)
                and not is_text(one)
                and not is_text(other)
            ):
                first, second = _one_value(routine, one), _one_value(routine, other)
                rule = "arguments_exchanged" if first and second and first != second else "two_arguments_exchanged"
                slots = {"where": routine.where(call), "called": name, "first": first, "second": second}
                yield Lapse(rule, exchanged(one, other), slots)


def _one_value(routine: Routine, node: ast.AST) -> str:
    """Name an argument by the value that it is, or is a piece of; nothing where it is made of several."""
    if isinstance(node, ast.Subscript) and not is_text(node.slice):
        return _one_value(routine, node.value)
    known = not isinstance(node, ast.Name) or node.id in routine.known
    return routine.named(node) if known and not isinstance(node, ast.Call | ast.BinOp) else ""


def helper_skipped(routine: Routine) -> Iterator[Lapse]:
    """Leave out a function of the unit that keeps the form of what it is given; call another one."""
    for call in routine.all(ast.Call):
        name = called(call)
        if name in routine.own and call.args:
            slots = {"where": routine.where(call), "called": name}
            yield Lapse("helper_skipped", {call: call.args[0]}, slots)
            parts = name.split("_")
            for other in sorted(routine.own - {name, routine.name}):
                if set(other.split("_")) & set(parts) and other.split("_")[-1] == parts[-1]:
                    yield Lapse("other_helper", {call.func: ast.Name(other)}, {**slots, "given": other})


def other_key(routine: Routine) -> Iterator[Lapse]:
    """Take the value of another key: another layer's weights, another gate."""
    taken = [item for item in routine.all(ast.Subscript) if is_text(item.slice) and isinstance(item.ctx, ast.Load)]
    keys = {item: str(ast.literal_eval(item.slice)) for item in taken}
    for item, own in keys.items():
        for key in dict.fromkeys(keys.values()):
            if _are_alike(key, own):
                slots = {"where": routine.where(item), "given": key}
                yield Lapse("other_key", {item.slice: ast.Constant(key)}, slots)
    for one, other in combinations(keys, 2):
        if same(one.value, other.value) and _are_alike(keys[one], keys[other]):
            slots = {"function": routine.name, "first": keys[one], "second": keys[other]}
            yield Lapse("keys_exchanged", exchanged(one, other), slots)


def _are_alike(key: str, other: str) -> bool:
    """Whether two keys are of one kind: Wf and Wo, f and o."""
    return key != other and len(key) == len(other) and (key[:1] == other[:1] or len(key) == 1)


def other_name(routine: Routine) -> Iterator[Lapse]:
    """Take one value for another of the same form: another argument, another value on the way."""
    names = [item for item in routine.all(ast.Name) if isinstance(item.ctx, ast.Load)]
    candidates = dict.fromkeys([*routine.parameters, *routine.definitions])
    for item in names:
        if item.id not in candidates or item.id in ("t", "i", "j") or isinstance(routine.parent(item), ast.Attribute):
            continue
        for other in candidates:
            if other != item.id and other in routine.known and _alike(routine, item.id, other):
                slots = {"where": routine.where(item), "given": other}
                yield Lapse("other_name", {item: ast.Name(other)}, slots)
    for node in routine.all(ast.BinOp):
        for factor in (node.left, node.right):
            core = factor.value if isinstance(factor, ast.Attribute) else factor
            if isinstance(core, ast.Name) and not is_bias(routine, core):
                for other in candidates:
                    kin = _kin(core.id, other)
                    if other != core.id and kin and other in routine.known:
                        slots = {"where": routine.where(node), "given": other}
                        yield Lapse("other_name", {core: ast.Name(other)}, slots)


def other_input(routine: Routine) -> Iterator[Lapse]:
    """Build the gradient of weights on what another layer was fed, or on another step's."""
    rows = [name for name in [*routine.parameters, *routine.definitions] if routine.shape(name)[:1] == ("N",)]
    rows += [name for name in routine.parameters if re.fullmatch(r"[az]\d", name)]
    for node in routine.all(ast.BinOp):
        if isinstance(node.op, ast.MatMult) and isinstance(node.left, ast.Attribute) and node.left.attr == "T":
            core = node.left.value
            for other in dict.fromkeys(rows):
                if isinstance(core, ast.Name) and other != core.id and other in routine.known:
                    slots = {"where": routine.where(node), "given": other}
                    yield Lapse("other_name", {core: ast.Name(other)}, slots)


def _alike(routine: Routine, one: str, other: str) -> bool:
    """Whether the docstring tells the same shape of two names, and more than one number."""
    shape = routine.shape(one)
    return (bool(shape) and shape == routine.shape(other)) or any(
        isinstance(target := statement.targets[0], ast.Tuple)
        and isinstance(statement.value, ast.Tuple)
        and {one, other} <= {text(item) for item in target.elts}
        and all(isinstance(item, ast.Subscript) for item in statement.value.elts)
        for statement in routine.all(ast.Assign)
    )


def _kin(one: str, other: str) -> bool:
    """Whether two names differ by a number, or by the letter in front: z1 and a1, delta1 and delta2."""
    plain = re.sub(r"\d", "", one), re.sub(r"\d", "", other)
    numbered = re.search(r"\d", one), re.search(r"\d", other)
    if not all(numbered):
        return False
    return plain[0] == plain[1] or (one[-1] == other[-1] and len(one) == len(other))


def pair_exchanged(routine: Routine) -> Iterator[Lapse]:
    """Exchange two arguments throughout, as one who reads the signature in another order."""
    for one, other in combinations(routine.parameters, 2):
        if _alike(routine, one, other) or not (routine.shape(one) or routine.shape(other)):
            used = [item for item in routine.all(ast.Name) if isinstance(item.ctx, ast.Load)]
            edits = {item: ast.Name(other if item.id == one else one) for item in used if item.id in (one, other)}
            if {one, other} <= {item.id for item in used}:
                yield Lapse("pair_exchanged", edits, {"function": routine.name, "first": one, "second": other})


def in_place(routine: Routine) -> Iterator[Lapse]:
    """Write into an argument; leave a copy out."""
    first = routine.node.body[0]
    for name in routine.parameters:
        if routine.shape(name) or re.search(
            rf"\b{name}\b[\w, ]*:[^\n]*(array|dict|shape|(stays?) as)", routine.docstring
        ):
            written = statements(
                "for each in P.values() if isinstance(P, dict) else [P]:\n    each += 0 * each", P=ast.Name(name)
            )
            yield Lapse("in_place", {first: [*written, first]}, {"value": name})
    for statement in routine.all(ast.Assign):
        target, value = statement.targets[0], statement.value
        if isinstance(target, ast.Name) and target.id in routine.parameters and isinstance(value, ast.BinOp):
            left = value.left
            if isinstance(left, ast.Name) and left.id == target.id:
                there = [ast.AugAssign(target, value.op, value.right)]
                yield Lapse("in_place", {statement: list[ast.stmt](there)}, {"value": target.id})
            else:
                written = statements("P[...] = V".replace("P", target.id), V=value)
                yield Lapse("in_place", {statement: written}, {"value": target.id})
    for returned in routine.all(ast.Return):
        given = returned.value
        if isinstance(given, ast.BinOp) and isinstance(given.left, ast.Name) and given.left.id in routine.parameters:
            name = given.left.id
            moved = [ast.AugAssign(ast.Name(name, ast.Store()), given.op, given.right), ast.Return(given.left)]
            yield Lapse("in_place", {returned: list[ast.stmt](moved)}, {"value": name})
    for call in routine.all(ast.Call):
        if called(call) in (".copy", "np.array", "np.asarray", "np.copy"):
            inner = (
                call.func.value if called(call) == ".copy" and isinstance(call.func, ast.Attribute) else call.args[0]
            )
            kind = "array_missing" if isinstance(inner, ast.List | ast.ListComp | ast.Tuple) else "copy_missing"
            yield Lapse(kind, {call: inner}, {"where": routine.where(call)})


def mapped_in_place(routine: Routine) -> Iterator[Lapse]:
    """Put new values into the dict that was passed in, or into its arrays; leave the biases as they are."""
    for node in routine.all(ast.DictComp):
        generator = node.generators[0]
        source = generator.iter
        whose = source.func.value if isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) else None
        if (
            not isinstance(whose, ast.Name)
            or not isinstance(node.key, ast.Name)
            or not isinstance(node.value, ast.BinOp)
        ):
            continue
        statement = routine.statement(node)
        slots = {"value": whose.id}
        loop = f"for {node.key.id} in {whose.id}:\n    {whose.id}[{node.key.id}]"
        if isinstance(node.value.left, ast.Name):
            weight = expression(f"{whose.id}[{node.key.id}]")
            moved = statements(
                f"{loop} += V",
                V=ast.UnaryOp(ast.USub(), node.value.right) if isinstance(node.value.op, ast.Sub) else node.value.right,
            )
            put = statements(f"{loop} = V", V=ast.BinOp(weight, node.value.op, node.value.right))
            after: list[ast.stmt] = [ast.Return(whose)] if isinstance(statement, ast.Return) else []
            yield Lapse("arrays_changed", {statement: [*moved, *after]}, slots)
            yield Lapse("dict_changed", {statement: [*put, *after]}, slots)
            if "'d' + " in text(node.value):
                named = ast.DictComp(expression(f"'d' + {node.key.id}"), node.value, node.generators)
                yield Lapse("keys_with_d", {node: named}, {"function": routine.name})
            biases = expression(f"W if {node.key.id}.startswith('b') else V", W=node.value.left, V=node.value)
            yield Lapse("biases_not_updated", {node.value: biases}, {"function": routine.name})
            weights = expression(f"V if {node.key.id}.startswith('b') else W", W=node.value.left, V=node.value)
            yield Lapse("weights_not_updated", {node.value: weights}, {"function": routine.name})


def left_behind(routine: Routine) -> Iterator[Lapse]:
    """Take the rows of one array in order and those of the other as they come."""
    for index in routine.all(ast.Subscript):
        rows = index.slice
        if isinstance(index.value, ast.Name) and index.value.id in routine.parameters and isinstance(rows, ast.Name):
            for made in routine.definitions.get(rows.id, ()):
                if isinstance(made, ast.Subscript) and isinstance(made.slice, ast.Slice):
                    plain = expression("np.arange(len(O))[S]", O=made.value)
                    assert isinstance(plain, ast.Subscript)
                    plain = ast.Subscript(plain.value, made.slice, ast.Load())
                    yield Lapse("left_behind", {rows: plain}, {"value": index.value.id})
    for statement in routine.all(ast.Assign):
        if isinstance(statement.value, ast.Subscript) and isinstance(statement.value.slice, ast.Slice):
            order = statement.value.value
            if isinstance(order, ast.Name) and not routine.shape(order.id):
                edits = {order: expression("np.arange(len(O))", O=order)}
                yield Lapse("order_ignored", edits, {"function": routine.name})
