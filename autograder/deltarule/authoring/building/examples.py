"""Examples in a solution's docstrings, held against the solution and against the checks; see :mod:`..core.docstrings`.

What a student can check on paper is right, and is the first thing that the function is asked.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from deltarule.authoring.solution import Solution, hushed
from deltarule.core.checking.checks import Check
from deltarule.core.checking.recording import by_position, prints_of_call
from deltarule.core.code.calls import Case
from deltarule.core.comparison import difference, numbers_in
from deltarule.core.errors import UserError
from deltarule.core.files import working_in
from deltarule.core.findings.fingerprints import Fingerprint, all_match
from deltarule.core.selfcheck.docstrings import Worked, example_in, examples_in
from deltarule.core.values import map_leaves, plain

TOLERANCE = (1e-6, 1e-9)
"""What a number of an example may be off, relative and absolute: it is written with all the digits that it has."""


def wrong_examples(solution: Solution) -> Iterator[tuple[int, str]]:
    """Find examples that can't be read or aren't right: their line in the solution file, and what to do."""
    for name, node in _documented(solution):
        start, docstring = node.body[0].lineno, ast.get_docstring(node, clean=False) or ""
        try:
            shown = examples_in(docstring)
        except ValueError as error:
            line = start + docstring.split(">>>")[0].count("\n")
            yield line, f"the example of {name} can't be read: {error}; write >>> {name}(...), and its value below."
            continue
        for found in shown:
            if trouble := _trouble_with(found, solution):
                yield start + found.line, f"the example of {name} {trouble}"


def _documented(solution: Solution) -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """Give the functions and classes of a solution, and the methods of these."""
    for name, node in solution.definitions.items():
        yield name, node
        for method in node.body if isinstance(node, ast.ClassDef) else ():
            if isinstance(method, ast.FunctionDef):
                yield f"{name}.{method.name}", method


def misplaced_examples(
    solution: Solution, checks: Sequence[Check], cases_of: Callable[[Check], Sequence[Case]]
) -> Iterator[tuple[str, str]]:
    """Find checks that don't begin with the example of their function, where that is a call with plain values.

    Args:
        solution: the solution, whose examples are right.
        checks: the unit's checks.
        cases_of: gives the cases that a check wants answered by its function; none where it asks otherwise.
    """
    for name, node in solution.definitions.items():
        found = example_in(ast.get_docstring(node, clean=False))
        if not found or (shown := _arguments(found, name, solution)) is None:
            continue
        for check in (item for item in checks if item.function == name):
            if cases := cases_of(check):
                if not all_match(_prints(solution, name, shown), _prints(solution, name, cases[0])):
                    said = f"{check.name} doesn't begin with the example of {name}; let its first case be {found.call}."
                    yield check.name, said
                break


def _trouble_with(found: Worked, solution: Solution) -> str | None:
    try:
        with hushed(), working_in(solution.folder):
            wanted = plain(found.written(vars(solution.module)))
            given = solution.in_time(found.call, lambda: plain(found.given(vars(solution.module))))
    except UserError:
        raise
    except Exception as error:
        return f"can't be evaluated ({type(error).__name__}: {error}); mend it."
    if difference(given, wanted, exact=True) or not _close(given, wanted):
        return f"says {_short(wanted)}, and {found.call} gives {_short(given)}; mend one of them."
    return None


def _close(given: Any, wanted: Any) -> bool:
    relative, absolute = TOLERANCE
    return np.allclose(numbers_in(given), numbers_in(wanted), rtol=relative, atol=absolute, equal_nan=True)


def _arguments(found: Worked, name: str, solution: Solution) -> Case | None:
    """Give the arguments of an example; None where they aren't plain values, or it isn't a call alone."""
    with hushed(), working_in(solution.folder):
        shown = found.arguments(name, vars(solution.module))
    leaves = list[Any]()
    if shown:
        map_leaves(leaves.append, [shown.args, shown.kwargs])
    return (
        shown if shown and not any(callable(leaf) or isinstance(leaf, np.random.Generator) for leaf in leaves) else None
    )


def _prints(solution: Solution, name: str, asked: Case) -> list[Fingerprint]:
    return prints_of_call(by_position(asked, solution.parameters(name), solution.defaults(name)))


def _short(value: Any) -> str:
    return " ".join(repr(value.item() if isinstance(value, np.ndarray) and not value.ndim else value).split())
