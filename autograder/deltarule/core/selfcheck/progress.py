"""How far a student is in a unit: its checks run on the work as it is saved, and what became of that kept beside it.

What is kept lies in a folder of its own that git ignores, ``.deltarule`` in the kit: marks with a digest of the files
that they were made from, so that only a unit that has changed is run again.
"""

import ast
import contextlib
import hashlib
import io
import json
import os
import re
import sys
import warnings
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NoReturn

from deltarule.core.checking.checks import PUBLIC_SEED, Check, CheckResult, called_before, check_all, load_checks
from deltarule.core.checking.marks import FunctionMark, by_function, earned_in, points_of
from deltarule.core.checking.recording import Recording
from deltarule.core.checking.trust import Trust
from deltarule.core.code.call_graph import calls_of
from deltarule.core.code.calls import CallFailed
from deltarule.core.code.carets import carets
from deltarule.core.code.cells import Cell, parsed
from deltarule.core.code.given import changed_given, told_of_given
from deltarule.core.code.loader import LoadedCode
from deltarule.core.code.strays import strays
from deltarule.core.code.student import local_student
from deltarule.core.code.whereabouts import definitions_in, written_twice
from deltarule.core.code.work import load_work
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.files import write_atomically
from deltarule.core.limits import MAX_PRINTED

from .debugger import breakpoints

FOLDER = ".deltarule"
State = Literal["done", "wrong", "waiting", "not started"]


@dataclass(frozen=True)
class Progress:
    """What the checks of a unit found, all of them or those of some functions.

    Attributes:
        unit: the unit.
        results: what became of each check, with what was printed meanwhile.
        code: the student's code.
        whole: whether all its checks were run.
        changed: the given functions that were changed, of those that each function that isn't right calls.
    """

    unit: Unit
    results: list[CheckResult]
    code: LoadedCode
    whole: bool = True
    changed: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def marks(self) -> list[FunctionMark]:
        """The marks, function by function."""
        return by_function(self.results)

    @property
    def notes(self) -> list[str]:
        """What did not go as the student meant it, apart from any function."""
        twice = written_twice({item.function for item in self.results}, self.code.cells)
        failed = {item.function for item in self.results if item.status == "failed"}
        given = told_of_given(self.changed, self.code.cells)
        return [*given, *self.code.notes(), *twice, *carets(failed, self.code.cells)]

    @property
    def complete(self) -> bool:
        """Whether every check passed."""
        return all(item.status == "passed" for item in self.results)

    def place(self, function: str) -> str:
        """Say where a function is written: file, or cell of the notebook, and line; nothing where it isn't."""
        found = [item for item in definitions_in(self.code.cells) if item.name == function and not item.inside]
        return found[-1].place if found else ""


@dataclass(frozen=True)
class Standing:
    """How far a student is in a unit, in short.

    Attributes:
        earned: points.
        points: those that there are.
        states: how far each function is, in order.
        trouble: why that can't be said, if it can't.
        beside: a sentence each on files that aren't looked at: one that can't be read, one that holds what is missing.
    """

    earned: float
    points: float
    states: Mapping[str, State] = field(default_factory=dict)
    trouble: str = ""
    beside: Sequence[str] = ()

    def named(self, *states: State) -> list[str]:
        """Name the functions that are so far."""
        return [name for name, state in self.states.items() if state in states]

    @property
    def complete(self) -> bool:
        """Whether all of the unit is done."""
        return set(self.states.values()) == {"done"}

    @property
    def begun(self) -> bool:
        """Whether anything is written."""
        return bool(self.trouble) or set(self.states.values()) != {"not started"}


def state_of(mark: FunctionMark) -> State:
    """Say how far a function is."""
    statuses = {item.status for item in mark.results}
    if statuses == {"passed"}:
        return "done"
    if "not_started" in statuses:
        return "not started"
    return "waiting" if statuses <= {"passed", "waiting"} else "wrong"


def standing_of(progress: Progress) -> Standing:
    """Put a unit's whole progress in short."""
    states = {mark.function: state_of(mark) for mark in progress.marks}
    return Standing(earned_in(progress.results), points_of(progress.results), states, beside=progress.code.beside)


def look(unit: Unit, functions: Collection[str] | None = None, memory: "Memory | None" = None) -> Progress:
    """Run a unit's checks on the student's work, those of `functions` alone if they are named.

    What `memory` knows of functions that haven't changed isn't run again, and nothing is asked of those that aren't
    written.

    Raises:
        UserError: the work, the checks or the recorded answers can't be read.
    """
    known = memory or Memory()
    checks = known.checks(unit)
    printed = _Printed()
    said, complained = sys.stdout, sys.stderr
    with contextlib.ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(contextlib.redirect_stdout(printed))
        stack.enter_context(contextlib.redirect_stderr(printed))
        stack.enter_context(breakpoints())
        stack.enter_context(staying())
        code = load_work(unit, dict.fromkeys(item.function for item in checks))
        code.tell = lambda sentence: print(sentence, file=complained or said, flush=True)
        wanted = [item for item in checks if functions is None or item.function in functions]
        found = {**known.results(unit, code.cells), **_not_started(checks, code)}
        made = {item.name: item for results in found.values() for item in results}
        if fresh := [item for item in wanted if item.name not in made]:
            student, recording = local_student(code), known.recording(unit)
            right = {name: all(item.status == "passed" for item in results) for name, results in found.items()}
            otherwise = Trust(checks, student, recording, PUBLIC_SEED, right).otherwise
            printed.taken()
            own = called_before(checks, calls_of(code.cells))
            results = check_all(fresh, student, recording, PUBLIC_SEED, printed.taken, otherwise, own=own)
            made |= {item.name: item for item in results}
    results = [made[item.name] for item in wanted]
    changed = changed_beside(results, code, lambda: known.recording(unit))
    progress = Progress(unit, results, code, functions is None, changed)
    if memory:
        memory.learn(progress)
    if functions is None:
        _keep(unit, standing_of(progress))
    return progress


def changed_beside(
    results: Sequence[CheckResult], code: LoadedCode, recording: Callable[[], Recording]
) -> dict[str, list[str]]:
    """Name, for each function that isn't right, the given functions that it calls and that were changed."""
    wrong = {item.function for item in results if item.status in ("failed", "error")}
    return changed_given(wrong, code.cells, recording().given) if wrong else {}


def _not_started(checks: Sequence[Check], code: LoadedCode) -> dict[str, list[CheckResult]]:
    """Give the results of functions that aren't written, by function: whatever a check asks, that is what it finds."""
    functions = dict.fromkeys(item.function for item in checks)
    unwritten = {name: CallFailed(name, outcome) for name in functions if (outcome := code.unwritten(name))}
    return {name: [item.result(error) for item in checks if item.function == name] for name, error in unwritten.items()}


class Memory:
    """What is known of functions from earlier looks in this process, by all that they depend on in the file."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._checks: dict[Unit, list[Check]] = {}
        self._recordings: dict[Unit, Recording] = {}
        self._results: dict[tuple[Unit, str, str], list[CheckResult]] = {}

    def checks(self, unit: Unit) -> list[Check]:
        """Give a unit's checks, read once: they are no student's to change."""
        if unit not in self._checks:
            self._checks[unit] = load_checks(unit.checks)
        return self._checks[unit]

    def recording(self, unit: Unit) -> Recording:
        """Give the right answers, read once, and only where they are asked for: that takes long."""
        if unit not in self._recordings:
            self._recordings[unit] = Recording.read(unit.answers)
        return self._recordings[unit]

    def results(self, unit: Unit, cells: Sequence[Cell]) -> dict[str, list[CheckResult]]:
        """Give the results, by function, of functions of `cells` that are as they were."""
        if not self._results:
            return {}
        texts = texts_of(cells)
        functions = dict.fromkeys(item.function for item in self.checks(unit))
        return {name: found for name in functions if (found := self._results.get((unit, name, _needs(name, texts))))}

    def learn(self, progress: Progress) -> None:
        """Remember what was found."""
        texts = texts_of(progress.code.cells)
        for mark in progress.marks:
            key = (progress.unit, mark.function, _needs(mark.function, texts))
            self._results[key] = list(mark.results)


def texts_of(cells: Sequence[Cell]) -> dict[str, str]:
    """Give the text of each top-level function of `cells` with the line it stands in; under "" all that is none.

    What can't be read is no function's.
    """
    texts: dict[str, str] = {"": ""}
    for cell in cells:
        try:
            body = parsed(cell.source).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            texts[""] += cell.source
            continue
        lines = re.split(r"\r\n|\r|\n", cell.source)  # as Python counts them
        for item in body:
            if isinstance(item, ast.If) and "__name__" in ast.dump(item.test):
                continue  # not run here
            decorators = item.decorator_list if isinstance(item, ast.FunctionDef | ast.ClassDef) else []
            first = min([item.lineno, *(node.lineno for node in decorators)])
            text = "\n".join(lines[first - 1 : item.end_lineno])
            name = item.name if isinstance(item, ast.FunctionDef) else ""
            texts[name] = f"{texts.get(name, '')}\n{cell.lines_before + item.lineno if name else ''} {text}"
    return texts


def _needs(function: str, texts: Mapping[str, str]) -> str:
    """Give all text that a function's results may depend on: its own, what it calls, and what is no function."""
    found, ahead = set[str](), [function, ""]
    while ahead:
        name = ahead.pop()
        if name in texts and name not in found:
            found.add(name)
            ahead += [word for word in set(re.findall(r"\w+", texts[name])) if word in texts]
    return "\0".join(texts[name] for name in sorted(found))


def standings(course: Course) -> Iterator[tuple[Unit, Standing]]:
    """Say of every unit how far the student is; only what has changed since it was last looked at is run."""
    for unit in course.units():
        kept = read_kept(course.root, "progress").get(unit.assignment, {})
        try:
            if kept["digest"] == digest_of(unit):
                yield unit, Standing(kept["earned"], kept["points"], kept["states"], beside=kept["beside"])
                continue
        except (LookupError, TypeError):  # none, or another version's
            pass
        try:
            yield unit, standing_of(look(unit))
        except UserError as error:
            yield unit, Standing(0, 0, trouble=str(error))


def digest_of(unit: Unit) -> str:
    """Digest what a unit's marks depend on: its files, the course's settings, and the grader."""
    digest = hashlib.sha256(sys.version.encode())
    own = [unit.exercise, unit.notebook, unit.checks, unit.answers, unit.course.settings_file, *unit.data()]
    for path in [*own, *strays(unit)]:
        with contextlib.suppress(OSError):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        digest.update(os.fsencode(path.name))
    for path in sorted(Path(__file__).parents[1].rglob("*.py")):
        digest.update(f"{path.name} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()


def read_kept(root: Path, name: str) -> dict[str, Any]:
    """Read what is kept under a name in the kit's own folder; nothing where it can't be read."""
    try:
        found = json.loads((root / FOLDER / f"{name}.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def keep(root: Path, name: str, content: Mapping[str, Any]) -> bool:
    """Keep something under a name in the kit's own folder, where that can be written; say whether it was."""
    folder = root / FOLDER
    with contextlib.suppress(UserError, OSError):
        if not (folder / ".gitignore").is_file():
            write_atomically(folder / ".gitignore", b"*\n")
        write_atomically(folder / f"{name}.json", json.dumps(content, indent=1).encode())
        return True
    return False


@contextlib.contextmanager
def staying() -> Iterator[None]:
    """Let what a student's code ends the process with be an exception for a block: it would end in silence, as done."""

    def leave(status: int) -> NoReturn:
        raise SystemExit(status)

    before, os._exit = os._exit, leave
    try:
        yield
    finally:
        os._exit = before


def _keep(unit: Unit, standing: Standing) -> None:
    known = read_kept(unit.root, "progress")
    known[unit.assignment] = {
        "digest": digest_of(unit),
        "earned": standing.earned,
        "points": standing.points,
        "states": dict(standing.states),
        "beside": list(standing.beside),
    }
    keep(unit.root, "progress", known)


class _Printed(io.StringIO):
    """What a student's code prints, as far as there is room."""

    def write(self, text: str) -> int:
        """Take a text."""
        super().write(str.__str__(text)[: max(0, MAX_PRINTED - self.tell())])
        return len(text)

    def taken(self) -> str:
        """Give what was printed since this was last asked."""
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text
