"""Running a submission's cells, as far as they go, and calling what they define.

A submission is a list of cells, whether it was a notebook or a ``.py`` file. Each cell is read on its own, and each
of its statements run on its own, so that what cannot be read or what raises takes nothing else with it.
"""

import __future__

import ast
import importlib.util
import keyword
import os
import re
import sys
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, TypeGuard, TypeVar

from deltarule.core.exceptions.comprehensions import keep_names
from deltarule.core.exceptions.stalls import Stalled, lines_of, of_a_caller, stopped, whereabouts, within
from deltarule.core.files import working_in
from deltarule.core.text import counted

from .calls import Case, Outcome, Raised, StandIn, call, lines_of_code, raised, remember_source
from .cells import Cell, parsed, pieces
from .definitions import DEFINITIONS
from .memory import limited_memory
from .repairs import repairs
from .rules import broken_rules, enforced
from .stand_ins import standing_in
from .stubs import is_as_handed_out
from .whereabouts import looked_for

T = TypeVar("T")
_FUTURE_FLAGS: int = sum({getattr(__future__, name).compiler_flag for name in __future__.all_feature_names})


@dataclass(frozen=True)
class BrokenCell:
    """A cell that could not be read, or a statement that raised, and why."""

    source: str
    problem: Raised


@dataclass
class LoadedCode:
    """A submission after its cells were run.

    Attributes:
        module: what they defined.
        title: what the student calls the file.
        forbidden: modules that may not be imported.
        cells: what was run, where it was run by :func:`load`.
        interruptible: whether a KeyboardInterrupt is somebody's at the keyboard; the student's own otherwise.
        broken: the cells that broke.
        beside: a sentence each on files beside it: a notebook that can't be read, one that holds what is missing here.
        remarks: a sentence each on which of the student's files this is, and the like.
        folder: where it is run, if that matters: its files of data lie there.
        seconds: what a function's calls in one :meth:`observe` may take, without end where it is 0.
        memory_mb: how many MiB more they may take than this process has by then, without end where it is 0.
        tell: says at once what can't wait.
        settled: what became of the functions that aren't called again: those that didn't come back in that time, and
            those that aren't written, which raise whatever they are called with.
    """

    module: types.ModuleType
    title: str
    forbidden: Sequence[str] = ()
    cells: Sequence[Cell] = ()
    interruptible: bool = True
    broken: list[BrokenCell] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    folder: Path | None = None
    beside: Sequence[str] = ()
    seconds: float = 0.0
    memory_mb: int = 0
    tell: Callable[[str], None] = print
    settled: dict[str, Raised] = field(default_factory=dict)

    def observe(
        self, name: str, cases: Sequence[Case], frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        """Call the function `name` once a case; a function that is not there answers each with the reason.

        While the calls last, `stand_ins` take the place of the other functions of those names.
        """
        namespace = self.module.__dict__
        function = namespace.get(name)
        if not callable(function):
            return [self._missing(name)] * len(cases)
        alone = not stand_ins
        if name in self.settled and alone:
            return [self.settled[name]] * len(cases)
        met = list[str]()
        stand_ins = {other: partial(_stall, other, met) for other in self._stuck(name)} | dict(stand_ins or {})
        try:
            with enforced(self.forbidden), working_in(self.folder), standing_in(stand_ins, namespace):
                outcomes = self._in_time(name, partial(self._called, name, function, cases, frozen), len(cases))
        except KeyboardInterrupt as error:
            stopped(error, name, namespace)
            raise
        outcomes = [self._as_met(outcome, met) for outcome in outcomes]
        if alone and outcomes and _settles(outcomes[-1]):
            self.settled[name] = outcomes[-1]
        return [self._with_cause(outcome) for outcome in outcomes]

    def _stuck(self, name: str) -> list[str]:
        """Name the functions that don't come back, but for `name`: who calls one needn't wait for it again."""
        return [other for other, problem in self.settled.items() if problem.trouble == "timeout" and other != name]

    def _as_met(self, outcome: Outcome, met: Sequence[str]) -> Outcome:
        """Say of a call that `met` one of those what is known of that."""
        if not met or not isinstance(outcome, Raised) or outcome.trouble != "timeout":
            return outcome
        known = self.settled[met[0]]
        return replace(known, explanation=of_a_caller(known.explanation, met[0]))

    def unwritten(self, name: str) -> Raised | None:
        """Give what comes of every call of the function `name`, if it is as it was handed out."""
        function = self.module.__dict__.get(name)
        if type(function) is not types.FunctionType or not is_as_handed_out(function.__code__):
            return None
        return Raised("not_started", "NotImplementedError", "")

    def _called(self, name: str, function: Callable[..., Any], cases: Sequence[Case], frozen: bool) -> list[Outcome]:
        """Call a function once a case, until one call tells what becomes of those that follow."""
        outcomes: list[Outcome] = []
        explain = True
        for arguments in cases:
            outcome = call(name, function, arguments, frozen, self.module.__dict__, self.interruptible, explain)
            outcomes.append(outcome)
            # A check tells the first that failed; the words for those that follow would be thrown away.
            explain = explain and not (isinstance(outcome, Raised) and outcome.trouble == "error")
            if _settles(outcome):
                return outcomes + [outcome] * (len(cases) - len(outcomes))
        return outcomes

    def _in_time(self, name: str, work: Callable[[], list[Outcome]], count: int) -> list[Outcome]:
        """Do what calls the function `name` so often, as long as it may take."""
        try:
            outcomes = self.bounded(name, work)
        except Stalled as error:  # on the way to a call, or from it
            outcomes = [raised(name, error, self.module.__dict__)] * count
        return [self.in_seconds(outcome) if isinstance(outcome, Raised) else outcome for outcome in outcomes]

    def bounded(self, name: str, work: Callable[[], T], *, endless: bool = False) -> T:
        """Do some work with the student's code, which is called `name`, with the memory and the time that it may take.

        Raises:
            Stalled: its time was over; not where it may be `endless`.
        """
        keep_names()
        with limited_memory(self.memory_mb):
            return within(0 if endless else self.seconds, work, partial(self.say_stubborn, name))

    def in_seconds(self, problem: Raised) -> Raised:
        """Say of what didn't come back in time how long that was."""
        return replace(problem, message=counted(self.seconds, "second")) if problem.trouble == "timeout" else problem

    def say_stubborn(self, name: str, frame: FrameType) -> None:
        """Say at once where that is which doesn't come back, and doesn't let itself be ended."""
        place = whereabouts(name, lines_of(frame, self.module.__dict__))
        self.tell(
            f"{name} has not come back after {self.seconds:g} s, and can't be ended; {place}. One operation there "
            "takes that long, or a bare `except:` catches all. Ctrl-C, or Jupyter's stop, may end it."
        )

    def notes(self) -> list[str]:
        """Give a sentence each on what did not go as the student meant it, apart from any function."""
        broken = [item.problem for item in self.broken]
        return [*self.remarks, *broken_rules(self.cells, self.forbidden), *repairs(self.cells, broken, self.title)]

    def _with_cause(self, outcome: Outcome) -> Outcome:
        """Say beside a name that is missing what would have defined it, but broke while the cells were run."""
        if not isinstance(outcome, Raised) or not isinstance(outcome.exception, NameError):
            return outcome
        cause = self._cause(outcome.exception.name, self.broken)
        if cause is None:
            return outcome
        said = f"Before that, {cause.where} raised {cause.kind}: {cause.message}"
        return replace(outcome, where="\n".join(filter(None, [outcome.where, *said.splitlines()])))

    def _cause(self, name: str | None, broken: Sequence[BrokenCell]) -> Raised | None:
        for exactly in (True, False) if name else ():
            for number, item in enumerate(broken):
                if _binds(item.source, str(name), exactly):
                    error = item.problem.exception
                    first = self._cause(error.name, broken[:number]) if isinstance(error, NameError) else None
                    return first or item.problem
        return None

    def _missing(self, name: str) -> Raised:
        for cell in self.broken:
            if _is_meant_to_define(cell.source, name):
                return cell.problem
        if name in self.module.__dict__:
            kind = type(self.module.__dict__[name]).__name__
            return Raised("error", "TypeError", f"{name} is not a function but a value of type {kind}")
        return Raised("error", "", self._looked_for(name))

    def _looked_for(self, name: str) -> str:
        gone = f"{self.title} has no function {name}; put it back under that name"
        return looked_for(name, self.cells, self.title) or gone


def _is_meant_to_define(source: str, name: str) -> bool:
    """Whether a line of code that can't be read begins a function: after ``def``, what was meant for it, or nothing."""
    for line in re.finditer(rf"^[ \t]*((?:\w+[ \t]+)*)(?:def)?{re.escape(name)}\b(.*)$", source, re.MULTILINE):
        words, rest = line[1].split(), line[2].partition("#")[0]
        if "def" in words or (rest.rstrip().endswith(":") and not any(map(keyword.iskeyword, words))):
            return True
    return False


def _settles(outcome: Outcome) -> TypeGuard[Raised]:
    """Whether further calls of the function can be left out: it didn't come back, or isn't written (all of it)."""
    return isinstance(outcome, Raised) and (
        outcome.trouble == "timeout" or (outcome.trouble == "not_started" and not outcome.message)
    )


class Submission(types.ModuleType):
    """The module in which a submission's cells are run."""


def empty_module(name: str, file: str | None = None) -> Submission:
    """Make a submission's module, and let it be found by its name: dataclasses and pickle look a class's module up.

    Where the name is another module's, it gets an underscore: a unit called ``random`` takes ``random`` from nobody.

    Args:
        name: what it is to be called.
        file: where its code stands.
    """
    while _is_anothers(name, file):
        name += "_"
    module = Submission(name)
    if file:
        module.__file__ = file
    sys.modules[name] = module
    return module


def _is_anothers(name: str, file: str | None) -> bool:
    """Whether a module of that name is loaded or could be imported, other than a submission's and that of `file`."""
    if name in sys.modules:
        loaded = sys.modules[name]
        return not isinstance(loaded, Submission) and not _is_file(getattr(loaded, "__file__", None), file)
    spec = importlib.util.find_spec(name) if name.isidentifier() else None
    return spec is not None and not _is_file(spec.origin, file)


def _is_file(found: str | None, file: str | None) -> bool:
    return found is not None and file is not None and os.path.abspath(found) == os.path.abspath(file)


def load(
    cells: Sequence[Cell],
    module: types.ModuleType,
    title: str,
    forbidden: Sequence[str] = (),
    interruptible: bool = True,
    folder: Path | None = None,
    seconds: float = 0.0,
    memory_mb: int = 0,
) -> LoadedCode:
    """Run `cells` in order in `module`'s namespace, where `forbidden` modules can't be imported.

    They are run in `folder`, if there is one, and each of their statements for so many `seconds` at most, and with so
    many more MiB of memory, unless 0.

    Those that are left out aren't run; what is written in them is found when it is missed.
    A cell with a syntax error is cut again at its functions and classes, so that only the unreadable one is lost.
    """
    loaded = LoadedCode(
        module, title, forbidden, cells, interruptible, folder=folder, seconds=seconds, memory_mb=memory_mb
    )
    for filename in {cell.filename for cell in cells}:
        lines = list[str]()
        for cell in cells:
            if cell.filename == filename:
                del lines[cell.lines_before :]
                lines += ["\n"] * (cell.lines_before - len(lines))
                lines += [line if line.endswith("\n") else f"{line}\n" for line in lines_of_code(cell.source)]
        remember_source(filename, "".join(lines))
    flags = 0
    with enforced(forbidden), working_in(folder):
        for cell in cells:
            if not cell.left_out:
                flags |= _run(cell, loaded, flags, whole=True)
    return loaded


def _binds(source: str, name: str, exactly: bool) -> bool:
    """Whether code gives `name` a value; ``import *`` may, where it need not be `exactly` so."""
    try:
        nodes = list(ast.walk(parsed(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return bool(re.search(rf"\b(?:def|class)\s+{re.escape(name)}\b|^{re.escape(name)}\s*=", source, re.MULTILINE))
    for node in nodes:
        match node:
            case ast.alias(name=imported, asname=called):
                if name == (called or imported.split(".")[0]) or (imported == "*" and not exactly):
                    return True
            case ast.FunctionDef(name=bound) | ast.ClassDef(name=bound) | ast.Name(id=bound, ctx=ast.Store()):
                if name == bound:
                    return True
    return False


def _stall(name: str, met: list[str], *args: Any, **kwargs: Any) -> Any:
    """Be a function that doesn't come back, at once."""
    met.append(name)
    raise Stalled


def _placed(error: Exception, cell: Cell) -> Exception:
    """Give an error of a cell that can't be read a place, if it has none: Python says not where a zero byte stands."""
    if isinstance(error, SyntaxError) and error.lineno is None:
        before = cell.source.partition("\0")[0].count("\n")
        error.filename, error.lineno = cell.filename, cell.lines_before + before + 1
        error.text = cell.source.split("\n")[before].replace("\0", "")
    return error


def _run(cell: Cell, loaded: LoadedCode, flags: int, whole: bool) -> int:
    """Run one cell, statement by statement; return the ``__future__`` flags that what follows inherits."""
    namespace = loaded.module.__dict__
    try:
        tree = compile("\n" * cell.lines_before + cell.source, cell.filename, "exec", flags | ast.PyCF_ONLY_AST, True)
    except (SyntaxError, ValueError, OverflowError, MemoryError, RecursionError) as error:
        parts = pieces(cell)
        if whole and len(parts) > 1:
            for piece in parts:
                flags |= _run(piece, loaded, flags, whole=False)
        else:
            loaded.broken.append(BrokenCell(cell.source, raised("", _placed(error, cell), namespace)))
        return flags
    for statement in tree.body:
        try:
            code = compile(ast.Module([statement], []), cell.filename, "exec", flags, dont_inherit=True, optimize=0)
            flags |= int(code.co_flags & _FUTURE_FLAGS)
            defines = isinstance(statement, DEFINITIONS)
            loaded.bounded("A statement", partial(exec, code, namespace), endless=defines)
        except BaseException as error:  # a student's sys.exit() ends its statement, not the grading
            if loaded.interruptible and isinstance(error, KeyboardInterrupt):
                raise
            source = ast.get_source_segment("\n" * cell.lines_before + cell.source, statement) or ""
            loaded.broken.append(BrokenCell(source, loaded.in_seconds(raised("", error, namespace))))
    return flags
