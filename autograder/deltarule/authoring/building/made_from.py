"""What the pictures and texts in ``seen/`` were made from: a digest of the code above each, which tells whether that is
still the code that made it."""

import ast
import contextlib
import hashlib
import json
from collections.abc import Iterator

from deltarule.core.course import Unit
from deltarule.core.files import write_atomically

from .illustrations import MADE_FROM, links_in
from .products import CLAIM, solved


def digests(unit: Unit) -> dict[str, str]:
    """Give, for all that a unit shows as what one should see, the digest of the code above it, by its path.

    Comments, docstrings, blank lines and claims make no difference.

    Raises:
        UserError: the solution or the checks cannot be read.
    """
    code, found = hashlib.sha256(), dict[str, str]()
    for cell in solved(unit).cells:
        if cell.cell_type == "markdown":
            links = (link.path for link in links_in(cell.source))
            found.update({path: code.hexdigest()[:16] for path in links if path.startswith("seen/")})
        elif CLAIM not in cell.metadata.get("tags", []) and not cell.metadata.get("nbgrader", {}).get("grade"):
            code.update("".join(f"{line}\n" for line in _lines_that_run(cell.source)).encode())
    return found


def write_digests(unit: Unit) -> None:
    """Write down that all that a unit shows was made by the code that is there now; nothing where it shows nothing.

    Raises:
        UserError: see :func:`digests`; or the file cannot be written.
    """
    path = unit.solution.parent / MADE_FROM
    if found := digests(unit):
        write_atomically(path, (json.dumps(found, indent=2, sort_keys=True) + "\n").encode())
    else:
        path.unlink(missing_ok=True)


def outdated(unit: Unit) -> list[str]:
    """Name what was made by other code than that above it now; nothing of what was put there by hand.

    Raises:
        UserError: see :func:`digests`.
    """
    with contextlib.suppress(OSError, ValueError):
        written = json.loads((unit.solution.parent / MADE_FROM).read_text("utf-8"))
        if isinstance(written, dict):
            return [path for path, digest in digests(unit).items() if written.get(path, digest) != digest]
    return []


def _lines_that_run(source: str) -> Iterator[str]:
    """Give a cell's lines but for comments, docstrings and blank ones; not an unparsed tree, for Pythons differ."""
    silent = set[int]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for part in node.body[:1]:
                if isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant):
                    silent.update(range(part.lineno, (part.end_lineno or part.lineno) + 1))
    for number, line in enumerate(source.split("\n"), 1):
        if number not in silent and line.strip() and not line.lstrip().startswith("#"):
            yield line.rstrip()
