"""The example in a function's docstring: a call that can be worked out on paper, and its value.

It stands in lines as a Python session has them, set-up first, and its value below, as Python writes it::

    >>> weights = np.array([2.0, -1.0])
    >>> weighted_sum(np.array([1.0, 3.0]), weights, 0.5)
    -0.5
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from deltarule.core.code.calls import Case, case


@dataclass(frozen=True)
class Worked:
    """An example as it is written.

    Attributes:
        setup: the lines that come before, as Python text.
        call: the last expression.
        value: what is written below it.
        line: the line of that expression in the docstring, its first being 0.
    """

    setup: str
    call: str
    value: str
    line: int

    def given(self, namespace: Mapping[str, Any]) -> Any:
        """Evaluate the expression, in a copy of `namespace`; it may raise anything."""
        own = self._prepared(namespace)
        return eval(self.call, own)

    def written(self, namespace: Mapping[str, Any]) -> Any:
        """Evaluate what is written below it; it may raise anything."""
        return eval(self.value, self._known(namespace))

    def arguments(self, function: str, namespace: Mapping[str, Any]) -> Case | None:
        """Give what `function` is called with, where that call is all of the expression; it may raise anything."""
        node = ast.parse(self.call, mode="eval").body
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function):
            return None
        own = self._prepared(namespace)
        args, kwargs = eval(_packing(node), own)
        return case(*args, **kwargs)

    def first_arguments(self, function: str, namespace: Mapping[str, Any]) -> Case | None:
        """Give what the first line that calls `function` calls it with, in whatever; it may raise anything."""
        own, lines = self._known(namespace), ast.parse(f"{self.setup}\n{self.call}").body
        for number, line in enumerate(lines):
            for node in ast.walk(line):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == function:
                    exec(ast.unparse(ast.Module(lines[:number], [])), own)
                    args, kwargs = eval(_packing(node), own)
                    return case(*args, **kwargs)
        return None

    def _prepared(self, namespace: Mapping[str, Any]) -> dict[str, Any]:
        own = self._known(namespace)
        exec(self.setup, own)
        return own

    @staticmethod
    def _known(namespace: Mapping[str, Any]) -> dict[str, Any]:
        return {**namespace, "np": np, "array": np.array, "inf": np.inf, "nan": np.nan}


def examples_in(docstring: str | None) -> list[Worked]:
    """Find every value that a docstring shows, with what gives it.

    Raises:
        ValueError: one can't be read; it says why.
    """
    if not docstring or ">>>" not in docstring:
        return []
    from doctest import DocTestParser  # it brings a debugger and a test framework along

    lines = DocTestParser().get_examples(docstring)
    if lines and not lines[-1].want.strip():
        raise ValueError("no value stands below its last line")
    found = list[Worked]()
    for number, line in enumerate(lines):
        call, value = line.source.strip(), line.want.strip()
        for text in (call, value) if value else ():
            try:
                ast.parse(text, mode="eval")
            except SyntaxError as error:
                raise ValueError(f"{text.splitlines()[0]!r} is no Python expression") from error
        if value:
            found.append(Worked("".join(item.source for item in lines[:number]), call, value, line.lineno))
    return found


def example_in(docstring: str | None) -> Worked | None:
    """Find the example in a docstring, the last where there are several; None where there is none.

    Raises:
        ValueError: see :func:`examples_in`.
    """
    return next(reversed(examples_in(docstring)), None)


def _packing(call: ast.Call) -> Any:
    """Compile what gives a call's arguments: a tuple of those by place, and a dict of those by name."""
    keys: list[ast.expr | None] = [ast.Constant(item.arg) if item.arg else None for item in call.keywords]
    packed = ast.Tuple(
        [ast.Tuple(call.args, ast.Load()), ast.Dict(keys, [item.value for item in call.keywords])], ast.Load()
    )
    return compile(ast.fix_missing_locations(ast.Expression(packed)), "<example>", "eval")
