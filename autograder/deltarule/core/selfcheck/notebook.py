"""The checks in a notebook: ``deltarule.self_check("length")`` in a cell of its own.

The cell prints the reasons as ordinary output and its value is the points earned, which is how nbgrader gives
partial credit. Nothing goes to stderr: nbgrader takes any output there for a failure.
"""

import contextlib
import re
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

from deltarule.core.checking.checks import PUBLIC_SEED, CheckResult, called_before, check_all, load_checks
from deltarule.core.checking.marks import earned_in, points_of
from deltarule.core.checking.recording import Recording
from deltarule.core.checking.trust import Trust
from deltarule.core.code.call_graph import calls_of
from deltarule.core.code.calls import name_cells, raised
from deltarule.core.code.carets import carets
from deltarule.core.code.cells import Cell, parsed
from deltarule.core.code.given import changed_given, told_of_given
from deltarule.core.code.loader import BrokenCell, LoadedCode
from deltarule.core.code.rules import forbidden_modules
from deltarule.core.code.stubs import show_unwritten_functions_calmly
from deltarule.core.code.student import local_student
from deltarule.core.code.whereabouts import definitions_in, looked_for
from deltarule.core.code.work import cells_of_notebook
from deltarule.core.course import ANSWERS, Unit
from deltarule.core.errors import UserError
from deltarule.core.findings.maps import Map
from deltarule.core.text import counted

_DEFINED = re.compile(r"^(?:async\s+)?def\s+(\w+)", re.MULTILINE)
_ASKED = re.compile(r"^(?:Asked|Input(?:, case \d+ of \d+)?): .*\n?", re.MULTILINE)


def self_check(function: str | Callable[..., Any] = "") -> float:
    """Run the checks of one function on this notebook, print what they find, and return the points earned.

    Args:
        function: its name, or the function itself. What is nearly the name of one is taken for it; of anything else
            it is said that nothing of that name is checked.

    Raises:
        UserError: the checks do not lie beside the notebook.
    """
    show_unwritten_functions_calmly()
    paths = next(filter(None, (sorted(folder.glob("test_*.py")) for folder in _folders())), [])
    if len(paths) != 1:
        found = counted(len(paths), "such file") if paths else "none"
        raise UserError(f"One file of checks, test_*.py, should lie beside this notebook; {Path.cwd()} has {found}.")
    checks = load_checks(paths[0])
    known = list(dict.fromkeys(item.function for item in checks))
    if (name := _named(function, known, Unit.at(paths[0].parent))) is None:
        return 0.0
    wanted = [item for item in checks if item.function == name]
    recording = Recording.read(paths[0].with_name(ANSWERS))
    # A copy of the notebook outside the course finds no rules.
    main, forbidden = sys.modules["__main__"], Unit.at(paths[0].parent).forbidden()
    saved = paths[0].with_name(f"{paths[0].stem.removeprefix('test_')}.ipynb")
    code = open_notebook(main, cells_of_notebook(saved), forbidden)
    limits = Unit.at(paths[0].parent).course.limits()
    code.seconds, code.memory_mb = limits.check_seconds, limits.memory_mb
    student = local_student(code)
    for note in [*forbidden_modules(vars(main), forbidden), *code.not_read(name)]:
        print(note)
    with contextlib.redirect_stderr(sys.stdout), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        otherwise = Trust(checks, student, recording, PUBLIC_SEED).otherwise
        own = called_before(checks, calls_of(code.cells))
        results = check_all(wanted, student, recording, PUBLIC_SEED, otherwise=otherwise, own=own)
    if any(result.status in ("failed", "error") for result in results):
        earliest = code.cells[::-1]
        given = told_of_given(changed_given([name], earliest, recording.given), earliest)
        print(*(f"{note}\n" for note in given), sep="", end="")
    if any(result.status == "failed" for result in results):
        latest = [item.cell for item in definitions_in(code.cells) if item.name == name][:1]
        print(*(f"{note}\n" for note in carets({name}, latest)), sep="", end="")
    print(findings(name, results))
    for result in results:
        if result.finding and result.finding.map:
            _draw(result.finding.map)
    return earned_in(results)


def _folders() -> Iterator[Path]:
    """Give the working folder, and the one that the kernel began in: a cell may have gone to another (`%cd`)."""
    yield Path.cwd()
    if "IPython" in sys.modules and (shell := sys.modules["IPython"].get_ipython()) is not None:
        yield Path(shell.starting_dir)


def _named(function: object, known: Sequence[str], unit: Unit) -> str | None:
    """Give the name of the function that is meant, of those that are `known`; where none is, say so and give None."""
    namespace = vars(sys.modules["__main__"])
    bound = (name for name in known if callable(function) and namespace.get(name) is function)  # a lambda has no name
    word = function if isinstance(function, str) else next(bound, getattr(function, "__name__", ""))
    if word in known:
        return word
    if not isinstance(word, str) or not word.strip():
        print(f'Name a function in quotes: self_check("{known[0]}"); checked are {", ".join(known)}.')
        return None
    from .guesses import in_unit  # a check cell as it was handed out needs none

    try:
        found = in_unit(unit, word)
    except UserError as error:
        print(error)
        return None
    print("".join(f"{remark}\n" for remark in found.remarks), end="")
    return found.function


def _draw(where: Map) -> None:
    """Show a map as a picture, where there is a notebook to show it in."""
    with contextlib.suppress(ImportError):
        from IPython.core.getipython import get_ipython
        from IPython.display import display

        if get_ipython() is not None:
            display({"image/svg+xml": where.drawing(), "text/plain": where.text()}, raw=True)


@dataclass
class OpenNotebook(LoadedCode):
    """A notebook that somebody is at work in: `cells` are those that were run, latest first.

    Attributes:
        saved: the notebook as it was last saved.
    """

    saved: Sequence[Cell] = ()

    def not_read(self, name: str) -> Iterator[str]:
        """Say so where what is defined as `name` isn't what was written last, as that cell can't be read."""
        for cell in self.broken if callable(vars(self.module).get(name)) else ():
            if name in _names_in(cell.source):
                place = cell.problem.where.split(": ")[0]
                yield f"Checked is {name} as it was before {place}, which can't be read: mend that, and run it again"
                return

    def _looked_for(self, name: str) -> str:
        for item in definitions_in(self.cells):
            if item.name == name and not item.inside:
                again = "run it again, and mend what it raises above the def"
                return f"{name} isn't defined, or not any more, though its cell was run ({item.place}): {again}"
        saved = [item for item in definitions_in(self.saved) if item.name == name]
        here = any(not item.inside and not item.cell.left_out for item in saved)
        elsewhere = "" if here else looked_for(name, [*self.saved, *self.cells], self.title)
        return elsewhere or f"{name} isn't defined yet: run the cell with `def {name}`"


def open_notebook(main: ModuleType, saved: Sequence[Cell], forbidden: Sequence[str] = ()) -> OpenNotebook:
    """Give what stands in `main` by now, with what IPython has kept of the cells that were run there."""
    entered = vars(main).get("In")
    ran = [
        Cell(source, f"In [{number}]")
        for number, source in enumerate(entered if isinstance(entered, list) else [])
        if isinstance(source, str)
    ][::-1]
    code = OpenNotebook(main, "this notebook", forbidden, ran, saved=saved)
    read = set[str]()
    name_cells({cell.source.strip(): cell.filename for cell in ran[::-1]})  # of the same text, the last one's
    for cell in ran:
        own = _names_in(cell.source)
        try:
            parsed(cell.source)
            read |= own
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            problem = raised("", error, vars(main))
            where = problem.where.replace("this notebook", cell.filename, 1)
            if not own or not own <= read:  # else all of it was written anew
                code.broken.append(BrokenCell(cell.source, replace(problem, where=where)))
    return code


def _names_in(source: str) -> set[str]:
    """Name the functions that are defined in the text of a cell, which Python may not be able to read."""
    return set(_DEFINED.findall(source))


def findings(function: str, results: Sequence[CheckResult]) -> str:
    """Say what the checks of one function found: what the check cell prints."""
    earned, points = earned_in(results), points_of(results)
    if all(result.status == "not_started" for result in results):
        return f"{function} is not started: 0 of {counted(points, 'point')}"
    messages = [result.message for result in results if result.status != "passed"]
    # What is missing is missing for every check: it is said once, without what each of them asked.
    bare = Counter(_ASKED.sub("", message).rstrip() for message in messages)
    once = [message if bare[short := _ASKED.sub("", message).rstrip()] == 1 else short for message in messages]
    reasons = [f"{message}\n\n" for message in dict.fromkeys(once)]
    return f"{''.join(reasons)}{function}: {earned:g} of {counted(points, 'point')}"
