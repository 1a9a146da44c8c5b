"""A Python file of an author's, read and not run: where its names stand, so that slips are told with their line."""

import ast
from collections.abc import Collection, Iterator
from pathlib import Path

from deltarule.core.errors import UserError

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class AuthorsFile:
    """A Python file of an author's, read and not run."""

    def __init__(self, path: Path) -> None:
        """Read the file at `path`.

        Raises:
            UserError: it is missing, or no Python.
        """
        self.path = path
        try:
            self.text = path.read_text("utf-8")
            self.body = ast.parse(self.text).body
        except FileNotFoundError as error:
            what = "are no checks" if path.stem.startswith("test_") else "is no solution"
            raise UserError(f"There {what} at {path}.") from error
        except SyntaxError as error:
            raise UserError(f"{path}, line {error.lineno}: this cannot be read ({error.msg}).") from error
        except (OSError, UnicodeDecodeError, ValueError) as error:
            raise UserError(f"{path} cannot be read: {error}.") from error

    def at(self, line: int, sentence: str) -> str:
        """Say a sentence about one of its lines; about the whole file where the line is 0."""
        return f"{self.path}, line {line}: {sentence}" if line else f"{self.path}: {sentence}"

    def about(self, name: str, sentence: str) -> str:
        """Say a sentence about the line in which a name is bound last."""
        return self.at(next((line for found, line in reversed(self._bound()) if found == name), 0), sentence)

    def vanishing(self) -> Iterator[str]:
        """Find what is written in vain: bound to a name that something else takes, or to none."""
        first, makers = dict[str, int](), self._makers()
        for name, line in self._bound(makers):
            if name in first:
                said = f"there is another {name} in line {first[name]}, and only one would count; rename one."
                yield self.at(line, said)
            first[name] = line
        for node in self.body:
            if isinstance(node, ast.Expr) and _called(node.value) in makers:
                yield self.at(node.lineno, "this mistake has no name, and would not count; write `name = ` before it.")

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


def _called(value: ast.expr) -> str | None:
    return value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else None
