"""A Python file of an author's, read and not run: where its names stand, so that slips are told with their line."""

import ast
import builtins
import contextlib
import inspect
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import TypeGuard

import deltarule
from deltarule.core.checking.cases import name_of_untouched
from deltarule.core.code.bindings import bound_by
from deltarule.core.errors import UserError
from deltarule.core.files import text_of
from deltarule.core.text import meant_by

GUARD = 'if __name__ == "__main__":\n'
"""What a cell of a solution file begins with if it is there to look at: it runs as a script and in a notebook, where
the guard is left out, but not when the file is imported."""

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_USED = {
    "alternative": '@alternative("function")',
    "mistake": '@mistake("function", "the sentence that helps")',
    "asks": '@asks("function", points=2)',
    "check": '@check("function", points=2)',
    "fits_the_slope": '@fits_the_slope("function", points=2, output=..., at=...)',
    "answer": 'answer("question", "what is asked")',
    "changes": 'of = changes("function")',
    "wrong_answers": 'of = wrong_answers("question")',
}
"""How that is used of this package's which lists and checks are made of."""
_GIVEN = {
    *dir(builtins),
    *("__annotations__", "__builtins__", "__class__", "__file__", "__module__", "__qualname__"),
    *("get_ipython", "display"),
}
"""The names that have values without the file's doing: Python's, a module's or class's, and a notebook's."""


_GENERATORS = {"numpy.random.default_rng", "numpy.random.RandomState", "numpy.random.Generator", "random.Random"}


_MISSING = {"ImportError", "ModuleNotFoundError", "Exception"}
"""What catches that a module isn't there."""

_SIDES = {"student", "reference"}
"""What a check is given whose attributes are a unit's functions."""


class AuthorsFile:
    """A Python file of an author's, read and not run."""

    def __init__(self, path: Path) -> None:
        """Read the file at `path`.

        Raises:
            UserError: it is missing, or no Python.
        """
        self.path = path
        try:
            self.text = text_of(path)
            if self.text.startswith("\ufeff"):
                raise UserError(f"{path}, line 1: a byte order mark stands here; save the file as UTF-8 without BOM.")
            self.body = ast.parse(self.text).body
        except FileNotFoundError as error:
            what = "are no checks" if path.stem.startswith("test_") else "is no solution"
            raise UserError(f"There {what} at {path}.") from error
        except SyntaxError as error:
            raise UserError(f"{path}, line {error.lineno}: this cannot be read ({error.msg}){_mend(error)}") from error
        except (ValueError, RecursionError, MemoryError) as error:
            raise UserError(f"{path} cannot be read: {error}.") from error

    def at(self, line: int, sentence: str) -> str:
        """Say a sentence about one of its lines; about the whole file where the line is 0."""
        return f"{self.path}, line {line}: {sentence}" if line else f"{self.path}: {sentence}"

    def about(self, name: str, sentence: str) -> str:
        """Say a sentence about the line in which a name is bound last, or in which what makes a check so called begins.

        Where none can be read, a row of a quiz whose name is worked out may have made it.
        """
        places = [*self._rows(), *self._added(), *self._bound()]
        lines = dict(places)
        return self.at(lines.get(name, lines.get("", 0)), sentence)

    def _rows(self) -> list[tuple[str, int]]:
        """Give the names of the checks that rows of quizzes make, with their lines; none where one is worked out."""
        return [
            ("_".join(["test", *filter(None, parts)]) if None not in parts else "", line)
            for given, line in self._calls_of("answer")
            for parts in [[_text(given[word]) for word in ("question", "name") if word in given]]
        ]

    def _added(self) -> list[tuple[str, int]]:
        """Give the names of the checks that `untouched` adds, with the lines of their decorators."""
        return [
            (name_of_untouched(_text(given["function"]) or ""), line)
            for given, line in self._calls_of("asks")
            if "untouched" in given
        ]

    def _calls_of(self, name: str) -> Iterator[tuple[dict[str, ast.expr], int]]:
        """Give the calls of something of this package's that fit it: their arguments by name, and their lines."""
        names, signature = self._names_of_ours(), inspect.signature(getattr(deltarule, name))
        for node in (node for top in self.body for node in ast.walk(top)):
            if isinstance(node, ast.Call) and _of_ours(node.func, names) == name:
                with contextlib.suppress(TypeError):  # what doesn't fit is told elsewhere
                    yield (
                        signature.bind(*node.args, **{str(item.arg): item.value for item in node.keywords}).arguments,
                        node.lineno,
                    )

    def vanishing(self) -> Iterator[str]:
        """Find what is written in vain: bound to a name that something else takes, or to none."""
        first, makers = dict[str, int](), self._makers()
        for name, line in self._bound(makers):
            if name in first:
                said = f"there is another {name} in line {first[name]}, and only one would count; rename one."
                yield self.at(line, said)
            first[name] = line
        rows = dict[str, int]()
        for name, line in self._rows():
            if name and rows.setdefault(name, line) != line:
                said = f"there is another row for {name} in line {rows[name]}; give each a `name` of its own."
                yield self.at(line, said)
        added = dict[str, int]()
        for name, line in self._added():
            if added.setdefault(name, line) != line:
                yield self.at(line, f"`untouched` makes {name} in line {added[name]}, too; take one of them away.")
        for node in self.body:
            if isinstance(node, ast.Expr) and _called(node.value) in makers:
                yield self.at(node.lineno, "this mistake has no name, and would not count; write `name = ` before it.")

    def undefined(self) -> Iterator[str]:
        """Find names that nothing in the file gives a value: a run meets those alone that it comes to.

        A demonstration is never run by a check, and a check's own words for a wrong answer never by the right one.
        """
        whole = ast.Module(self.body, [])
        known = {*_GIVEN, *names_bound_in(whole)}
        for node in _undefined(whole, ()):
            yield self.at(node.lineno, f"nothing defines {node.id}{meant_by(node.id, known)}")

    def early(self, unseen: Collection[int]) -> Iterator[str]:
        """Find names that a demonstration uses before anything gives them a value.

        Args:
            unseen: the lines of cells that students don't get; what these define is there for each other alone.
        """
        nodes = [node for top in self.body for node in ast.walk(top)]
        places = dict.fromkeys(chain.from_iterable(map(bound_by, nodes)), 0)
        for statement, _ in reversed([*self._in_turn()]):
            places.update(dict.fromkeys(_bound_at_once(statement), statement.lineno))
        everybodys = _GIVEN | {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
        ours = set(everybodys)
        for statement, is_shown in self._in_turn():
            is_unseen, own = statement.lineno in unseen, _bound_at_once(statement)
            before = (ours if is_unseen else everybodys) | own
            if is_shown and "*" not in before:
                yield from (self.at(line, said) for line, said in _too_early(statement, before, places))
            ours |= own
            everybodys |= set() if is_unseen else own

    def premature(self, functions: Collection[str]) -> Iterator[str]:
        """Find calls of `functions` that are made while the file is loaded: in a stub, nothing is written there yet."""
        for statement, is_shown in self._in_turn():
            for node in () if is_shown else _at_once(statement):
                if isinstance(node, ast.Call) and (name := _called(node)) in functions:
                    said = f"{name} is called while the file is loaded, where students have written nothing yet"
                    yield self.at(node.lineno, f"{said}; begin a cell with `{GUARD.strip()}` for it.")

    def _in_turn(self) -> Iterator[tuple[ast.stmt, bool]]:
        """Give the statements at its top in the order in which they run, and whether they are a demonstration's."""
        for node in self.body:
            if is_guard(node):
                yield from ((statement, True) for statement in node.body)
            else:
                yield node, False

    def misused(self) -> Iterator[str]:
        """Find what lists and checks are made of where it is written otherwise than :data:`_USED`."""
        names = self._names_of_ours()
        for node in (found for top in self.body for found in ast.walk(top)):
            for made in getattr(node, "decorator_list", ()):
                if (name := _of_ours(made, names)) in _USED:
                    yield self._misuse(made, name, "it lacks its call")
            called = _of_ours(node.func, names) if isinstance(node, ast.Call) else ""
            if isinstance(node, ast.Call) and called in _USED and (trouble := _unfitting(node, called)):
                yield self._misuse(node, called, trouble)

    def unmade(self, made: Collection[str]) -> Iterator[str]:
        """Find checks and whole versions that aren't among those `made`: what they stand in was never run."""
        names = self._names_of_ours()
        for node in (found for top in self.body for found in ast.walk(top)):
            if isinstance(node, ast.FunctionDef) and node.name not in made:
                makers = [item.func for item in node.decorator_list if isinstance(item, ast.Call)]
                if any(_of_ours(maker, names) in _USED for maker in makers):
                    said = f"{node.name} would not count, for what it stands in isn't run; write it at the margin."
                    yield self.at(node.lineno, said)

    def unlisted(self, made: Collection[str]) -> Iterator[str]:
        """Find functions of a list that aren't among those `made`, and that nothing there uses, a decorator neither."""
        used = {
            node.id
            for top in self.body
            for node in ast.walk(top)
            if isinstance(node, ast.Name) and node.id != getattr(top, "name", "")  # to call itself is no use
        }
        for node in self.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or node.decorator_list:
                continue
            if node.name not in {*made, *used}:
                with_what = '@alternative("...")' if self.path.stem == "alternatives" else '@mistake("...", "...")'
                said = f"{node.name} would not count, and nothing uses it; write {with_what} above it, or take it away."
                yield self.at(node.lineno, said)

    def asked_in_vain(self, known: Collection[str]) -> Iterator[str]:
        """Find what a check asks of ``student`` or ``reference`` by a name that is none of those `known`."""
        for test in self.body:
            if not isinstance(test, ast.FunctionDef) or not test.decorator_list:
                continue
            sides = _SIDES & {parameter.arg for parameter in test.args.args}
            for node in ast.walk(test):
                match node:
                    case ast.Attribute(value=ast.Name(id=side), attr=name) if side in sides and name not in known:
                        said = f"{side}.{name} is nothing that the solution defines{meant_by(name, known)}"
                        yield self.at(node.lineno, said)

    def shared_randomness(self) -> Iterator[str]:
        """Find draws from a state that outlives a check: what one gets hangs on what was drawn before."""
        nodes = [node for top in self.body for node in ast.walk(top)]
        modules = dict(chain.from_iterable(map(_modules_of, nodes)))
        for node in nodes:
            if isinstance(node, ast.Call) and (drawn := _of_shared_state(_dotted(node.func, modules))):
                said = (
                    f"{drawn} draws from a state that all share, and gives others each time; draw from the check's rng."
                )
                yield self.at(node.lineno, said)
        used = {
            node.id
            for top in nodes
            if isinstance(top, ast.FunctionDef | ast.Lambda)
            for node in ast.walk(top)
            if isinstance(node, ast.Name)
        }
        for made in self.body:
            if not isinstance(made, ast.Assign) or not isinstance(made.value, ast.Call):
                continue
            if _dotted(made.value.func, modules) in _GENERATORS:
                for target in made.targets:
                    if isinstance(target, ast.Name) and target.id in used:
                        said = (
                            f"{target.id} outlives a check, so that what is drawn from it hangs on which checks ran "
                            "before; draw from the check's rng."
                        )
                        yield self.at(made.lineno, said)

    def imported(self) -> Iterator[tuple[int, str]]:
        """Give the modules that it imports with their lines, a dot where one is relative; not what may be missing."""
        nodes = [node for top in self.body for node in ast.walk(top)]
        foreseen = set(chain.from_iterable(_foreseen(node, _MISSING) for node in nodes))
        for node in nodes:
            if isinstance(node, ast.ImportFrom) and node not in foreseen:
                yield node.lineno, "." if node.level else str(node.module).partition(".")[0]
            elif isinstance(node, ast.Import) and node not in foreseen:
                yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)

    def _names_of_ours(self) -> dict[str, str]:
        """Give the names under which the file has what it imports of this package, each with the name there."""
        return {
            alias.asname or alias.name: alias.name
            for node in self.body
            if isinstance(node, ast.ImportFrom) and node.module == deltarule.__name__
            for alias in node.names
        }

    def _misuse(self, node: ast.expr, name: str, trouble: str) -> str:
        return self.at(node.lineno, f"{name} isn't used so: {trouble}; write `{_USED[name]}`.")

    def _makers(self) -> set[str]:
        """Name what makes changes: ``of = changes("double")``."""
        return {
            target.id
            for node in self.body
            if isinstance(node, ast.Assign) and _called(node.value) == "changes"
            for target in node.targets
            if isinstance(target, ast.Name)
        }

    def _bound(self, makers: Collection[str] | None = None) -> list[tuple[str, int]]:
        """Give the names that are bound at its top, with lines: definitions and all (or some) calls' values."""
        found = []
        for node in self.body:
            if isinstance(node, _DEFINITIONS):
                found.append((node.name, node.lineno))
            elif isinstance(node, ast.ImportFrom) and node.level:
                found += [(alias.asname or alias.name, node.lineno) for alias in node.names]
            elif isinstance(node, ast.Assign) and (makers is None or _called(node.value) in makers):
                found += [(target.id, node.lineno) for target in node.targets if isinstance(target, ast.Name)]
        return found


def _mend(error: SyntaxError) -> str:
    """Say what to do about a line that is no Python."""
    is_magic = re.match(r"\s*[%!]", error.text or "")
    return "; take the magic out, for this file is plain Python." if is_magic else "; mend that line."


def names_bound_in(tree: ast.AST) -> set[str]:
    """Give the names that something in a text gives a value."""
    return set(chain.from_iterable(map(bound_by, ast.walk(tree))))


def undefined_in(tree: ast.AST, around: Collection[str]) -> list[str]:
    """Give the names in a text to which nothing gives a value, neither there nor `around` it."""
    return list(dict.fromkeys(node.id for node in _undefined(tree, around)))


def _undefined(tree: ast.AST, around: Collection[str]) -> Iterator[ast.Name]:
    nodes = [*ast.walk(tree)]
    known = {*_GIVEN, *around, *names_bound_in(tree)}
    foreseen = set(chain.from_iterable(map(_foreseen, nodes)))
    for node in nodes:
        if isinstance(node, ast.Name) and node.id not in known and "*" not in known and node not in foreseen:
            yield node


def _text(node: ast.expr) -> str | None:
    """Give a text that is written out; None where it is worked out."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _called(value: ast.expr) -> str | None:
    return value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else None


def is_guard(node: ast.AST) -> TypeGuard[ast.If]:
    """Whether a statement runs what it holds where the file is run, and not where it is imported, however written."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "__name__ == '__main__'"


def _at_once(node: ast.AST) -> Iterator[ast.AST]:
    """Give a node and what runs with it: not what a function's body holds, which waits for a call."""
    yield node
    if not isinstance(node, ast.Lambda):
        waits = node.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else []
        for child in ast.iter_child_nodes(node):
            if child not in waits and not isinstance(child, ast.arguments):
                yield from _at_once(child)


def _bound_at_once(node: ast.AST) -> set[str]:
    return set(chain.from_iterable(map(bound_by, _at_once(node))))


def _too_early(statement: ast.stmt, before: Collection[str], places: Mapping[str, int]) -> Iterator[tuple[int, str]]:
    """Find names in a statement that have no value before it.

    Of all that have one somewhere, `places` has the line that gives it first; 0 where only a function does, to its own.
    """
    foreseen = set(chain.from_iterable(map(_foreseen, ast.walk(statement))))
    for node in _at_once(statement):
        if isinstance(node, ast.Name) and node.id in places and node.id not in before and node not in foreseen:
            line = places[node.id]
            more = f", and line {line} does; move one of them." if line else "; what a function calls so is its own."
            yield node.lineno, f"nothing above defines {node.id}{more}"


def _foreseen(node: ast.AST, kinds: Collection[str] = (NameError.__name__,)) -> Iterator[ast.AST]:
    """Give what may meet a name without a value, or another of some `kinds`, where a node is a ``try`` for that."""
    if isinstance(node, ast.Try):
        caught = [item for handler in node.handlers if handler.type for item in ast.walk(handler.type)]
        if any(isinstance(item, ast.Name) and item.id in kinds for item in caught):
            yield from chain.from_iterable(map(ast.walk, node.body))


def _modules_of(node: ast.AST) -> Iterator[tuple[str, str]]:
    """Give the names that an import binds, each with the full name of what it stands for."""
    match node:
        case ast.Import(names=names):
            for alias in names:
                yield (alias.asname, alias.name) if alias.asname else 2 * (alias.name.partition(".")[0],)
        case ast.ImportFrom(module=str(module), names=names, level=0):
            yield from ((alias.asname or alias.name, f"{module}.{alias.name}") for alias in names)


def _dotted(node: ast.expr, modules: Mapping[str, str]) -> str:
    """Give the full name of what a module holds; nothing where it is something else."""
    match node:
        case ast.Name(id=name):
            return modules.get(name, "")
        case ast.Attribute(value=base, attr=attr) if found := _dotted(base, modules):
            return f"{found}.{attr}"
    return ""


def _of_shared_state(name: str) -> str:
    """Give the name of a function where it draws from NumPy's or Python's own state; what makes a state doesn't."""
    module, _, function = name.rpartition(".")
    draws = module in ("numpy.random", "random") and function[:1].islower() and function != "default_rng"
    return name if draws else ""


def _of_ours(used: ast.expr, names: Mapping[str, str]) -> str:
    """Give this package's name of what is used; nothing where it is something else."""
    match used:
        case ast.Name(id=name):
            return names.get(name, "")
        case ast.Attribute(value=ast.Name(id=deltarule.__name__), attr=name):
            return name
    return ""


def _unfitting(call: ast.Call, name: str) -> str:
    """Say why a call of something of this package's doesn't fit it; nothing where it does, or that can't be read."""
    if any(isinstance(item, ast.Starred) for item in call.args) or any(item.arg is None for item in call.keywords):
        return ""
    if call.args and isinstance(call.args[0], ast.Constant) and not isinstance(call.args[0].value, str):
        return "a name in quotes comes first"
    signature = inspect.signature(getattr(deltarule, name))
    given = [str(item.arg) for item in call.keywords]
    if unknown := [item for item in given if item not in signature.parameters]:
        return f"there is no {unknown[0]}={meant_by(unknown[0], signature.parameters).rstrip('.').replace(';', ',')}"
    try:
        signature.bind(*call.args, **dict.fromkeys(given))
    except TypeError as error:
        return str(error)
    return ""
