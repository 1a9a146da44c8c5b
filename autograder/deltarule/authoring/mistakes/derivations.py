"""Mistakes that nobody listed: changes derived from a solution by rules of this subject; see :mod:`.lapses`."""

import ast
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from deltarule.authoring.hint_lines import without_hints
from deltarule.authoring.solution import Solution, load_beside
from deltarule.core.findings.diagnosis import DERIVED
from deltarule.core.limits import MAX_DERIVED, MAX_DERIVED_BY_RULE, MAX_DERIVED_ROUNDS

from .lapses import exchanges, layers, options, reductions, steps, terms
from .lapses.routine import Lapse, Routine, Rule, called, expression, rebuilt, statements, text, written
from .lapses.sentences import PLACES
from .listed import Mistake

ALTERNATIVES = "alternatives.py"
"""The file beside a solution that lists right functions in other forms."""

RULES: tuple[Rule, ...] = (
    layers.bias_missing,
    layers.other_slope,  # before the rules of terms and factors, which say less
    reductions.division,
    terms.term_missing,
    terms.factor_missing,
    layers.other_activation,
    reductions.sum_for_mean,
    reductions.other_axis,
    terms.sign,
    layers.transposed,
    steps.not_added_up,
    steps.not_carried,
    steps.other_step,
    steps.bounds,
    options.ignored,
    options.comparison,
    exchanges.results_exchanged,
    exchanges.arguments_exchanged,
    exchanges.unpacked_exchanged,
    terms.power,
    terms.function_missing,
    terms.wrong_way_round,
    options.guard_missing,
    options.windows,
    exchanges.other_key,
    steps.begins_otherwise,
    layers.other_product,
    options.text_for_text,
    exchanges.mapped_in_place,
    exchanges.in_place,
    reductions.error_averaged,
    reductions.axes_of_results,
    options.sizes,
    options.whole_numbers,
    exchanges.left_behind,
    layers.bias_outside,
    layers.bias_summed,
    layers.slope_too_many,
    terms.epsilon_inside,
    reductions.lost_axis,
    terms.other_number,
    exchanges.pair_exchanged,
    exchanges.helper_skipped,
    steps.order_of_doing,
    steps.accumulator_placed,
    steps.same_at_each,
    terms.shared_factor,
    layers.activation_too_many,
    options.drawn,
    exchanges.other_input,
    exchanges.other_name,
    terms.scaled,
    terms.argument_changed,
    terms.form_changed,
    terms.other_operation,
)
"""The rules, the commonest slips first: where a function has room for few, it is for these."""


def derived_mistakes(solution: Solution, function: str, most: int = MAX_DERIVED) -> list[Mistake]:
    """Derive what a student may have got wrong in a function of a solution, each with its sentence, `most` at most.

    The same solution gives the same mistakes, of the same names. Two changes of one text are one, the first.

    Raises:
        KeyError: the solution has no such function.
        UserError: the alternatives beside the solution cannot be loaded.
    """
    return [item.mistake(function) for item in derived(solution, function, most)]


@dataclass(frozen=True)
class Derived:
    """A change derived from a function: its name, what it is, and the function's text, changed.

    Attributes:
        code: the text, compiled.
        defines: what the function is called in it.
        namespace: what the text finds around it.
    """

    name: str
    lapse: Lapse
    source: str
    code: types.CodeType
    defines: str
    namespace: Mapping[str, Any]

    def mistake(self, function: str) -> Mistake:
        """Give it as a mistake of `function`."""
        return Mistake(self.name, function, self.lapse.sentence, self.body())

    def body(self) -> Callable[..., Any]:
        """Give the changed function."""
        namespace = {"np": np, **self.namespace}
        exec(self.code, namespace)
        changed: Callable[..., Any] = namespace[self.defines]
        return changed


def derived(solution: Solution, function: str, most: int = MAX_DERIVED) -> Iterator[Derived]:
    """Derive `most` changes of a function: of the solution's, and of the right alternatives that an author lists."""
    seen, names = set[str](), set[str]()
    for routine, namespace in _routines(solution, function):
        if not routine.parameters:  # a quiz's question: its body is a sum in other words
            return
        seen.add(_bounded(routine.node))
        for lapse in _in_turn(routine):
            source = _bounded(routine.changed(lapse))
            if source in seen:
                continue
            name = _free(f"{DERIVED}{function}_{lapse.name}", names)
            if code := _compiled(source, name):
                seen.add(source)
                names.add(name)
                yield Derived(name, lapse, source, code, routine.node.name, namespace)
            if len(names) == most:
                return


def _compiled(source: str, name: str) -> types.CodeType | None:
    """Compile the text of a change; one in an odd place may leave no function."""
    try:
        return compile(source, f"<{name}>", "exec")
    except (SyntaxError, ValueError):
        return None


def _routines(solution: Solution, function: str) -> Iterator[tuple[Routine, Mapping[str, Any]]]:
    """Give the forms in which a function can be written rightly, each with what it finds around it."""
    around = vars(solution.module)
    if function not in solution.functions:  # a class
        return
    yield routine_of(solution, function), around
    definition = solution.functions[function]
    if inlined := _inlined(solution, definition):
        yield routine_of(solution, function, inlined), around
    path = solution.path.with_name(ALTERNATIVES)
    if path.is_file():
        beside = vars(load_beside(path))
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef) and _is_alternative(node, function):
                docstring = definition.body[:1] if ast.get_docstring(definition) is not None else []
                yield routine_of(solution, function, _with(node, [*docstring, *node.body], [])), beside


def _is_alternative(node: ast.FunctionDef, function: str) -> bool:
    return any(text(item) == f"alternative({function!r})" for item in node.decorator_list)


def _with(definition: ast.FunctionDef, body: list[ast.stmt], decorators: list[ast.expr]) -> ast.FunctionDef:
    parts = {**dict(ast.iter_fields(definition)), "body": body, "decorator_list": decorators}
    return ast.FunctionDef(**parts)


def _inlined(solution: Solution, definition: ast.FunctionDef) -> ast.FunctionDef | None:
    """Write out the calls of functions that are one expression: a student may not have called them."""
    edits = dict[Any, ast.AST | list[ast.stmt]]()
    for call in written(definition):
        helper = solution.functions.get(called(call))
        if isinstance(call, ast.Call) and helper and helper is not definition:
            returned, parameters = helper.body[-1], [item.arg for item in helper.args.args]
            short = len(helper.body) - (ast.get_docstring(helper) is not None) == 1
            if short and isinstance(returned, ast.Return) and returned.value and len(parameters) == len(call.args):
                given = dict(zip(parameters, call.args, strict=True))
                edits[call] = expression(ast.unparse(returned.value), **given)
    if not edits:
        return None
    (inlined,) = ast.parse(text(rebuilt(definition, edits))).body
    assert isinstance(inlined, ast.FunctionDef)
    return inlined


def _bounded(definition: ast.FunctionDef) -> str:
    """Write a function down, and let every ``while`` raise after so many rounds: many a change never ends."""
    source = text(definition)
    if "while" not in source:
        return source
    loops = [node for node in ast.walk(definition) if isinstance(node, ast.While)]
    (begin,), (count_,) = statements(f"_rounds = iter(range({MAX_DERIVED_ROUNDS}))"), statements("next(_rounds)")
    bounded = rebuilt(definition, {loop: ast.While(loop.test, [count_, *loop.body], loop.orelse) for loop in loops})
    return text(rebuilt(bounded, {bounded.body[0]: [begin, bounded.body[0]]}))


def routine_of(solution: Solution, function: str, definition: ast.FunctionDef | None = None) -> Routine:
    """Give a function of a solution, or another `definition` of it, as the rules see it."""
    others = "\n".join(ast.get_docstring(node) or "" for node in solution.functions.values())
    own, told = list(solution.functions), _told_before(solution, function)
    return Routine(definition or solution.functions[function], own, told, others, function)


def _told_before(solution: Solution, function: str) -> str:
    """Give the text that stands before a function, hints aside: its formulas have names, too."""
    lines, node = solution.text.split("\n"), solution.functions[function]
    start = max(
        [other.end_lineno or 0 for other in solution.functions.values() if other.lineno < node.lineno], default=0
    )
    before = without_hints("\n".join(lines[start : node.lineno - 1])).split("\n")
    return "\n".join(line for line in before if line.startswith("#"))


def _in_turn(routine: Routine) -> Iterator[Lapse]:
    """Give what every rule finds first, then what else they find: no rule takes up all the room."""
    further = list[Lapse]()
    for rule in RULES:
        lapses = _with_everywhere(list(rule(routine)))
        yield from lapses[:MAX_DERIVED_BY_RULE]
        further += lapses[MAX_DERIVED_BY_RULE:]
    yield from further


def _with_everywhere(lapses: list[Lapse]) -> list[Lapse]:
    """Add each slip made wherever it can be: who has a wrong idea has it in every line."""
    alike = dict[tuple[str, ...], list[Lapse]]()
    for lapse in lapses:
        others = (f"{name} {value}" for name, value in sorted(lapse.slots.items()) if name != "where")
        if "where" in lapse.slots:
            alike.setdefault((lapse.rule, *others), []).append(lapse)
    everywhere = [
        Lapse(
            several[0].rule,
            {node: new for lapse in several for node, new in lapse.edits.items()},
            {**several[0].slots, "where": PLACES["several"]},
        )
        for several in alike.values()
        if len({lapse.slots["where"] for lapse in several}) > 1
    ]
    return [*lapses, *everywhere]


def _free(name: str, taken: set[str]) -> str:
    """Give a name, with a number where it is taken."""
    return next(item for n in count(1) if (item := name if n == 1 else f"{name}_{n}") not in taken)
