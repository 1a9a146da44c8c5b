"""What a submission is graded without: what could not be read or run of it, and what does not travel with it."""

import ast
import builtins
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from deltarule.core.limits import MAX_BROKEN_RULES
from deltarule.core.text import counted, read_code

from .calls import Raised
from .cells import Cell
from .rules import FORBIDDEN

_MAGIC = re.compile(r"^[ \t]*get_ipython\(\)\.(?!run_line_magic\('matplotlib')", re.MULTILINE)


def repairs(cells: Sequence[Cell], broken: Sequence[Raised], title: str) -> list[str]:
    """Say, in a sentence each, what of `cells` was not run as it was written.

    What only follows from an unwritten function or a name that is missing is not told.

    Args:
        cells: the submission, as it was run.
        broken: what became of the cells and statements that broke.
        title: what the student calls the file.
    """
    said = []
    for item in broken:
        if item.message.endswith(FORBIDDEN):  # told as a rule
            continue
        place = item.where.split("\n")[-1].replace(", in <module>", "") or title
        problem = f"{item.kind}: {item.message}" if item.message else item.kind
        if item.trouble == "timeout":
            said.append(f"Not run to its end: {place}, after {item.message}. The rest was run without it.")
        elif issubclass(_class_of(item.kind), SyntaxError):
            why = f"{item.kind}: {item.explanation}" if item.explanation else problem
            said.append(f"Not read: {place} ({why}). The rest was run without it; mend that line.")
        elif issubclass(_class_of(item.kind), ImportError):
            alone = f"Only {title} is graded: put into it what it needs of other files, and use the course's packages"
            said.append(f"Not imported: {place} ({problem}). {alone}.")
        elif item.kind not in ("NotImplementedError", "NameError", ""):
            said.append(f"Not run: {place} ({problem}). The rest was run without it.")
    said = list(dict.fromkeys(said))
    more = (
        [f"So it is in {counted(len(said) - MAX_BROKEN_RULES, 'more place')}."] if len(said) > MAX_BROKEN_RULES else []
    )
    magics = [cell.filename for cell in cells if not cell.left_out and _MAGIC.search(cell.source)]
    if magics:
        more.append(f"The magics (% and !) in {magics[0]}{' and others' if magics[1:] else ''} were left out.")
    return said[:MAX_BROKEN_RULES] + more


def left_at_home(cells: Sequence[Cell], folder: Path, title: str, handed_out: Collection[str] = ()) -> list[str]:
    """Say which files of the student's own, in `folder`, `cells` use: they aren't there where `title` is graded.

    Those that are `handed_out` with the unit are.
    """
    own = {path.name for path in folder.iterdir() if path.is_file()} - {title, *handed_out}
    words = {name.removesuffix(".py").casefold() for name in own}
    naming = [cell for cell in cells if not cell.left_out and any(word in cell.source.casefold() for word in words)]
    used = dict.fromkeys(name for cell in naming for name in _files(cell.source))
    found = [name for name in used if (folder / name).is_file() and name not in (title, *handed_out)]
    return [
        f"{title} uses {name}, which lies beside it here, but is not handed in with it: put what it needs into {title}."
        for name in found[:MAX_BROKEN_RULES]
    ]


def _class_of(kind: str) -> type:
    """Give the built-in exception of that name; Exception where there is none."""
    found = vars(builtins).get(kind)
    return found if isinstance(found, type) else Exception


def _files(source: str) -> Iterator[str]:
    """Give the names of files that code may use: a module's, or any that is written out."""
    try:
        tree = read_code(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (f"{alias.name.split('.')[0]}.py" for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield f"{module.split('.')[0]}.py"
            case ast.Constant(value=str(text)) if re.fullmatch(r"[\w -]+\.\w{1,5}", text):
                yield text
