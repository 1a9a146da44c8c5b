"""Modules that a unit forbids: found in a submission before it is run, and not to be had while it runs."""

import ast
import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any

from deltarule.core.limits import MAX_BROKEN_RULES
from deltarule.core.text import counted

from .cells import Cell, parsed

FORBIDDEN = "may not be used in this unit"


def broken_rules(cells: Sequence[Cell], forbidden: Sequence[str]) -> list[str]:
    """Say, in a sentence each, where `cells` import what is forbidden; found by reading, nothing is run."""
    found = [
        f"A rule of this unit: {rule} may not be used. The import in {os.path.basename(file)}, line {line} is not run."
        for rule, file, line in forbidden_imports(cells, forbidden)
    ]
    found = list(dict.fromkeys(found))
    more = (
        [f"So it is in {counted(len(found) - MAX_BROKEN_RULES, 'more place')}."]
        if len(found) > MAX_BROKEN_RULES
        else []
    )
    return found[:MAX_BROKEN_RULES] + more


def forbidden_modules(namespace: dict[str, Any], forbidden: Sequence[str]) -> list[str]:
    """Say, in a sentence each, which forbidden modules stand in a namespace that has been run already."""
    names = [value.__name__ for value in list(namespace.values()) if isinstance(value, ModuleType)]
    rules = dict.fromkeys(rule for name in names if (rule := _forbidding(name, forbidden)))
    return [f"A rule of this unit: {rule} may not be used. Take its import out." for rule in rules]


def forbidden_imports(cells: Sequence[Cell], forbidden: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """Give what is forbidden and imported all the same in `cells`, with the file and the line of the import."""
    words = [rule.rpartition(".")[2] for rule in forbidden]
    for cell in cells:
        if cell.left_out or not any(word in cell.source for word in words):
            continue
        try:
            tree = parsed(cell.source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # what can't be read can't be run
        for node in ast.walk(tree):
            for name in _imported(node):
                if rule := _forbidding(name, forbidden):
                    yield rule, cell.filename, cell.lines_before + getattr(node, "lineno", 0)


@contextlib.contextmanager
def enforced(forbidden: Sequence[str]) -> Iterator[None]:
    """Let imports of what is forbidden fail, saying so, while the body lasts."""
    if not forbidden:
        yield
        return
    finder = _Forbidder(forbidden)
    hidden = {}
    if any(rule in sys.modules for rule in forbidden):  # something else has loaded it
        hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if _forbidding(name, forbidden)}
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):
            sys.meta_path.remove(finder)
        sys.modules.update(hidden)


class _Forbidder(MetaPathFinder):
    """Stands before all other finders of modules."""

    def __init__(self, forbidden: Sequence[str]) -> None:
        self._forbidden = forbidden

    def find_spec(self, fullname: str, path: object, target: object = None) -> None:
        if rule := _forbidding(fullname, self._forbidden):
            raise ImportError(f"{rule} {FORBIDDEN}")


def _imported(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from (f"{module}.{alias.name}" for alias in names)
        case ast.Call(
            func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(module)), *_],
        ):
            yield module


def _forbidding(name: str, forbidden: Sequence[str]) -> str | None:
    """Give the entry of `forbidden` that covers the module `name`: the module itself, or a package it is in."""
    return next((rule for rule in forbidden if name == rule or name.startswith(rule + ".")), None)
