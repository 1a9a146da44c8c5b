"""Mutants: the reference's functions with one small thing changed, by Cosmic Ray's operators and two of our own.

A mutant that no check catches is either a gap in the checks or the same function in other words. The latter are listed,
with the reason, in ``solutions/<unit>/equivalents.toml``.
"""

import ast
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, Self

from cosmic_ray.mutating import mutate_code
from cosmic_ray.operators.operator import Example, Operator
from cosmic_ray.plugins import get_operator, operator_names

from deltarule.authoring.building.recorder import recording_of
from deltarule.authoring.equivalents import equivalents_of
from deltarule.core.checking.checks import PUBLIC_SEED, Check, CheckResult, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.code.cells import cells_of_python
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.limits import MUTANT_SECONDS, Limits
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.zygotes import Zygote

_ARITHMETIC = ("Add", "Sub", "Mul", "Div", "Pow")
_COMPARISONS = ("Lt", "LtE", "Gt", "GtE", "Eq", "NotEq")


class DropOperand(Operator):
    """Leaves one operand out of a sum or a product."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        """Find the operands."""
        if node.type in ("arith_expr", "term"):
            for operand in node.children[::2]:
                yield (operand.start_pos, operand.end_pos)

    def mutate(self, node: Any, index: int) -> Any:
        """Take out the operand and the operator that joins it to its neighbour."""
        start = max(0, 2 * index - 1)
        del node.children[start : start + 2]
        node.children[0].get_first_leaf().prefix = " "
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """Show what it does."""
        return (Example("x = a + b", "x = b"), Example("x = a + b", "x = a", occurrence=1))


class DropKeyword(Operator):
    """Leaves one keyword argument out of a call, such as ``keepdims=True``."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        """Find the keyword arguments that follow another argument."""
        if node.type == "arglist":
            for child in node.children[2::2]:
                if child.type == "argument" and child.children[1] == "=":
                    yield (child.start_pos, child.end_pos)

    def mutate(self, node: Any, index: int) -> Any:
        """Take out the argument and the comma before it."""
        keywords = [
            i
            for i, child in enumerate(node.children)
            if i >= 2 and child.type == "argument" and child.children[1] == "="
        ]
        del node.children[keywords[index] - 1 : keywords[index] + 1]
        return node

    @classmethod
    def examples(cls) -> tuple[Example, ...]:
        """Show what it does."""
        return (Example("x = f(a, axis=0)", "x = f(a)"),)


@dataclass(frozen=True)
class Mutant:
    """A function with one line changed."""

    function: str
    was: str
    line: str
    source: str


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant: the check that caught it, or the reason why it is the same function."""

    mutant: Mutant
    caught_by: str | None
    equivalent: str | None

    @property
    def holds(self) -> bool:
        """Whether it was caught, or is listed as the same function."""
        return self.caught_by is not None or self.equivalent is not None


def mutants_of(unit: Unit, functions: Iterable[str]) -> Iterator[Mutant]:
    """Make every mutant of the named functions and classes of a unit's solution.

    A quiz's questions are left out: functions without arguments, whose bodies are a sum in other words.
    """
    text = unit.solution.read_text("utf-8")
    lines, wanted = text.split("\n"), set(functions)
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in wanted and _takes_something(node):
            first = min(item.lineno for item in (node, *node.decorator_list))
            yield from _mutants(node.name, "\n".join([*lines[first - 1 : node.end_lineno], ""]))


def _takes_something(node: ast.FunctionDef | ast.ClassDef) -> bool:
    return isinstance(node, ast.ClassDef) or bool(ast.unparse(node.args))


def _by_place_or_name(tree: ast.AST) -> list[tuple[int, int]]:
    """Count the parameters that are given by place alone, and by name alone, of each function in a text."""
    every = [node for node in ast.walk(tree) if isinstance(node, ast.arguments)]
    return [(len(found.posonlyargs), len(found.kwonlyargs)) for found in every]


def judge_mutants(unit: Unit, told: Callable[[Verdict], None] = lambda verdict: None) -> list[Verdict]:
    """Grade every mutant of a unit by its own function's checks, in workers.

    Raises:
        UserError: the unit is broken, or lists an equivalent mutant that there is not.
    """
    checks = [check for check in load_checks(unit.checks) if not check.whole]
    known = equivalents_of(unit)
    reasons = dict(known.mutants)
    verdicts = []
    with Workshop(unit) as workshop:
        for mutant in mutants_of(unit, dict.fromkeys(check.function for check in checks)):
            own = [check for check in checks if check.function == mutant.function]
            reason = reasons.pop((mutant.function, mutant.was, mutant.line), None)
            with closing(workshop.results(mutant, own)) as results:
                caught_by = next((result.name for result in results if result.status != "passed"), None)
            verdict = Verdict(mutant, caught_by, reason)
            verdicts.append(verdict)
            told(verdict)
    if reasons := {key: reason for key, reason in reasons.items() if key[0] in {check.function for check in checks}}:
        function, was, line = next(iter(reasons))
        raise UserError(f"{known.title} lists a mutant of {function} that there is not: {was!r} as {line!r}.")
    return verdicts


class Workshop:
    """Where mutants of a unit run: in workers, for many a one never ends. Workers are there from the first on."""

    def __init__(self, unit: Unit) -> None:
        """Prepare for the mutants of a `unit`."""
        self._unit = unit
        self._open = ExitStack()

    def __enter__(self) -> Self:
        """Open it."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the workers."""
        self._open.close()

    def results(self, mutant: Mutant, checks: Sequence[Check]) -> Generator[CheckResult, None, None]:
        """Run checks on the solution with a mutant in it, one by one, as far as is asked."""
        text = self._unit.solution.read_text("utf-8")
        # The later definition counts, as it would in a notebook.
        cells = cells_of_python(f"{text}\n# %%\n{mutant.source}\n", self._unit.exercise.name)
        with RemoteSubmission(
            self._zygote, cells, self._unit.exercise.name, data=self._unit.data_files()
        ) as submission:
            for check in checks:
                yield check.run(submission.functions, self._recording.begin(check.name), PUBLIC_SEED)

    @cached_property
    def _recording(self) -> Recording:
        return recording_of(self._unit, PUBLIC_SEED)

    @cached_property
    def _zygote(self) -> Zygote:
        limits = Limits(check_seconds=MUTANT_SECONDS, load_seconds=MUTANT_SECONDS)
        return self._open.enter_context(Zygote(limits, "none"))


def _mutants(function: str, original: str) -> Iterator[Mutant]:
    whole = ast.parse(original)
    seen = {ast.dump(whole)}
    for operator in _operators():
        for occurrence in count():
            source = mutate_code(original, operator, occurrence)
            if source is None:
                break
            try:
                changed = ast.parse(source)
            except SyntaxError:  # an operator of another Python's grammar
                continue
            # The `*` of `f(x, *, y)` is no product.
            if (tree := ast.dump(changed)) not in seen and _by_place_or_name(changed) == _by_place_or_name(whole):
                seen.add(tree)
                yield Mutant(function, *_changed_line(original, source), source)


def _changed_line(original: str, source: str) -> tuple[str, str]:
    pairs = zip(original.splitlines(), source.splitlines(), strict=False)
    return next(((was.strip(), line.strip()) for was, line in pairs if was != line), ("", ""))


def _operators() -> list[Operator]:
    chosen = []
    for name in operator_names():
        kind, _, detail = name.removeprefix("core/").partition("_")
        change = tuple(detail.split("_"))
        if (
            (kind == "ReplaceBinaryOperator" and set(change) <= set(_ARITHMETIC))
            or (kind == "ReplaceComparisonOperator" and set(change) <= set(_COMPARISONS))
            or (kind == "ReplaceUnaryOperator" and change in {("USub", "UAdd"), ("Delete", "USub"), ("Delete", "Not")})
            or kind
            in ("ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd", "AddNot")
            or kind in ("NumberReplacer", "ZeroIterationForLoop", "ReplaceBreakWithContinue")
        ):
            chosen.append(get_operator(name)())
    return [*chosen, DropOperand(), DropKeyword()]
