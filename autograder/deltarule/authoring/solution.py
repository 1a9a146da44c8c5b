"""A unit's solution: imported, read as text, and asked."""

import ast
import builtins
import contextlib
import importlib
import inspect
import io
import sys
import types
import warnings
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial, wraps
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import numpy as np

from deltarule.core.checking.checks import PUBLIC_SEED, Check, CheckResult, called_before, check_all, place_in
from deltarule.core.checking.recording import Recording
from deltarule.core.checking.reference import Question
from deltarule.core.checking.seals import seal
from deltarule.core.code.call_graph import calls_in, names_in, reached
from deltarule.core.code.calls import Functions, Outcome, Raised, Returned, call
from deltarule.core.code.loader import LoadedCode
from deltarule.core.code.memory import limited_memory
from deltarule.core.code.student import LocalFunction, local_student
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.exceptions.patience import SOLUTIONS, in_time, place_of, warn
from deltarule.core.exceptions.stalls import Stalled
from deltarule.core.files import working_in
from deltarule.core.limits import AUTHORS_LOADING_SECONDS, AUTHORS_PATIENCE, STALL_RETRY_SECONDS
from deltarule.core.values import map_leaves

T = TypeVar("T")


class Solution:
    """The solution of a unit.

    Attributes:
        path: its file.
        module: the file, imported as an ordinary module.
        text: its text.
    """

    def __init__(self, path: Path, folder: Path | None = None, seconds: float = 0.0, memory_mb: int = 0) -> None:
        """Import and read the file at `path`; it runs in `folder`, if its files of data lie there.

        What is asked of it, or of other versions of its functions, may take so many `seconds`, and other versions so
        many MiB of memory; without end where they are 0.

        Raises:
            UserError: it is missing, cannot be imported or is no text.
        """
        self.path = path
        self.folder = folder
        self.seconds = seconds
        self._memory_mb = memory_mb
        with working_in(folder):
            self.module = load_beside(path)
        self.text = path.read_text("utf-8")

    @classmethod
    def of(cls, unit: Unit) -> "Solution":
        """Read a unit's solution; see :class:`Solution`. While its text stays, it is one, and worked out once."""
        limits = unit.course.limits()
        seconds = AUTHORS_PATIENCE * limits.check_seconds
        found = cls(unit.solution, unit.working_folder, seconds, limits.memory_mb)
        return _READ.setdefault((found.module, found.folder, found.text, seconds, limits.memory_mb), found)

    @cached_property
    def functions(self) -> dict[str, ast.FunctionDef]:
        """The functions that it defines at its top, in order."""
        return {node.name: node for node in ast.parse(self.text).body if isinstance(node, ast.FunctionDef)}

    @cached_property
    def definitions(self) -> dict[str, ast.FunctionDef | ast.ClassDef]:
        """The functions and classes that it defines at its top, in order: a class is asked as a function is."""
        nodes = (node for node in ast.parse(self.text).body if isinstance(node, ast.FunctionDef | ast.ClassDef))
        return {node.name: node for node in nodes}

    def source(self, function: str) -> str:
        """Give the text of one of its functions or classes; what stands above a class makes it what it is."""
        node = self.definitions[function]
        above = [item.lineno for item in node.decorator_list] if isinstance(node, ast.ClassDef) else []
        return "\n".join(self._lines[min([node.lineno, *above]) - 1 : node.end_lineno])

    @cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def helpers(
        self, function: str, graded: Collection[str], bodies: Mapping[str, Callable[..., Any]] = MappingProxyType({})
    ) -> list[str]:
        """Name the `graded` functions before one of its functions that it calls, itself or through others.

        Those that stand before it alone: no two functions can then answer for each other. Some may have other `bodies`.
        """
        found = reached(function, self._calls_with(bodies)) & set(graded)
        before = list(self.definitions)[: list(self.definitions).index(function)]
        return [name for name in before if name in self.functions and name in found]

    @cached_property
    def _calls(self) -> dict[str, set[str]]:
        return calls_in(self.definitions.values())

    def _calls_with(self, bodies: Mapping[str, Callable[..., Any]]) -> dict[str, set[str]]:
        named = {name: names_in(body.__code__) for name, body in bodies.items() if inspect.isfunction(body)}
        return self._calls | {name: found.intersection(self.definitions) for name, found in named.items()}

    def function(self, name: str) -> Callable[..., Any]:
        """Give one of its functions."""
        found: Callable[..., Any] = getattr(self.module, name)
        return found

    def parameters(self, function: str) -> list[str]:
        """Name the parameters of one of its functions."""
        return list(inspect.signature(getattr(self.module, function)).parameters)

    def defaults(self, function: str) -> dict[str, Any]:
        """Give the defaults that a function has for its last parameters, those that JSON can hold."""
        given = inspect.signature(getattr(self.module, function)).parameters.values()
        return {item.name: item.default for item in given if isinstance(item.default, int | float | str)}

    def outcomes(
        self, question: Question, body: Callable[..., Any] | None = None, seconds: float | None = None
    ) -> list[Outcome]:
        """Call the function that is asked about, or `body` in its place, once a case, in so many seconds together.

        Values come as a recording gives them: arrays that can't be written to, or seals. A `body` that wants more
        memory than a submission may have raises MemoryError; what it raises is nobody's to read, and not explained.

        Raises:
            UserError: it doesn't come back.
        """
        name, found = question.function, list[Outcome]()

        def ask() -> None:
            for item in question.cases:
                function, space = body or getattr(self.module, name), vars(self.module)
                outcome = call(name, function, item, question.frozen, space, explain=body is None)
                if isinstance(outcome, Raised) and isinstance(outcome.exception, Stalled):
                    raise outcome.exception
                found.append(outcome)

        quietly, room = (hushed(), self._memory_mb) if body else (np.errstate(all="ignore"), 0)
        with quietly, unheard(), working_in(self.folder), limited_memory(room):
            self.in_time(name, ask, seconds)
        as_recorded = partial(seal, question=name) if question.sealed else partial(map_leaves, _protected)
        return [
            Returned(as_recorded(outcome.value), outcome.modified) if isinstance(outcome, Returned) else outcome
            for outcome in found
        ]

    def attempted(self, question: Question, body: Callable[..., Any]) -> list[Outcome] | None:
        """Give the outcomes of a version that nobody wrote, or None where it doesn't come back: nobody could mend it.

        It has a check's time: those that answered took no longer.
        """
        try:
            return self.outcomes(question, body, self.seconds / AUTHORS_PATIENCE)
        except UserError:
            return None

    def in_time(self, name: str, work: Callable[[], T], seconds: float | None = None) -> T:
        """Do some work with the function `name`, or with a version of it, as long as that may take.

        Raises:
            UserError: it doesn't come back.
        """
        return in_time(seconds or self.seconds, name, work, "give [limits] in course.toml more check_seconds")

    def patient(self, check: Check) -> Check:
        """Give a check that runs as long as what one may ask at once, and a little: a call in it is told first.

        What its functions do meanwhile counts, but for what is :func:`deltarule.core.exceptions.stalls.uncounted`.
        """
        seconds = self.seconds and self.seconds + STALL_RETRY_SECONDS

        @wraps(check.body)
        def body(*args: Any, **kwargs: Any) -> None:
            self.in_time(check.name, partial(check.body, *args, **kwargs), seconds)

        return replace(check, body=body)

    def student(self, bodies: Mapping[str, Callable[..., Any]]) -> Functions[LocalFunction]:
        """Give the solution as a student's file in which some functions have other `bodies`.

        All call each other as they are in that file; but a body that calls the function of its own name means the
        solution's.
        """
        module = types.ModuleType(self.module.__name__)
        module.__file__ = self.module.__file__
        own = self.functions.keys()
        vars(module).update({name: value for name, value in vars(self.module).items() if not name.startswith("__")})
        vars(module).update({name: _rebound(getattr(self.module, name), vars(module)) for name in own})
        for name, body in bodies.items():
            apart = {key: value for key, value in getattr(body, "__globals__", {}).items() if key not in own - {name}}
            setattr(module, name, _rebound(body, _Beside(apart, vars(module))))
        return local_student(_Versions(module, "the submission", **self._bounds))

    def graded(
        self,
        bodies: Mapping[str, Callable[..., Any]],
        checks: Sequence[Check],
        recording: Recording,
        seed: int = PUBLIC_SEED,
    ) -> list[CheckResult]:
        """Grade the solution with other `bodies` by some `checks`, as a student's file is; see :meth:`student`."""
        with hushed():
            return check_all(
                checks,
                self.student(bodies),
                recording,
                seed,
                otherwise=self.function,
                own=called_before(checks, self._calls_with(bodies)),
            )

    def loaded(self, title: str = "") -> LoadedCode:
        """Give the solution as a student's file would be, called `title`."""
        return LoadedCode(self.module, title, **self._bounds)

    @property
    def _bounds(self) -> dict[str, Any]:
        return {"folder": self.folder, "seconds": self.seconds, "memory_mb": self._memory_mb, "tell": warn}


class _Versions(LoadedCode):
    """A student's file whose functions may stand in other files."""

    def in_seconds(self, problem: Raised) -> Raised:
        """See :meth:`deltarule.core.code.loader.LoadedCode.in_seconds`; say where it is, too, in which file."""
        told = super().in_seconds(problem)
        if not isinstance(told.exception, Stalled) or told.explanation or not (found := place_of(told.exception)):
            return told
        return replace(told, explanation=f"it is in {found[1]} of {found[0]}")


class _Beside(dict[str, Any]):
    """The namespace of a function that was written elsewhere: what isn't there is looked for in the file's own.

    It is looked for at each call, for right versions may stand in for what is there.
    """

    def __init__(self, apart: Mapping[str, Any], file: Mapping[str, Any]) -> None:
        """Put the namespace of a `file` behind one `apart`."""
        super().__init__(apart)
        self._file = file

    def __missing__(self, name: str) -> Any:
        return self._file[name]


_READ: dict[tuple[types.ModuleType, Path | None, str, float, int], Solution] = {}


class _Nowhere(io.TextIOBase):
    """Where what is printed goes that nobody reads."""

    def write(self, text: str) -> int:
        """Let a text go."""
        return len(text)


def unheard() -> contextlib.AbstractContextManager[Any]:
    """Let go what is printed in a block: a command's own lines would be lost in what checked functions print."""
    return contextlib.redirect_stdout(_Nowhere())


@contextlib.contextmanager
def hushed() -> Iterator[None]:
    """Keep quiet about what NumPy warns of in a block, and what is printed: what wrong versions do interests nobody."""
    with np.errstate(all="ignore"), warnings.catch_warnings(), unheard():
        warnings.simplefilter("ignore")
        yield


def _rebound(function: Callable[..., Any], namespace: dict[str, Any]) -> Callable[..., Any]:
    """Copy a function into another namespace, in which it finds what it calls."""
    if not isinstance(function, types.FunctionType):
        return function
    namespace.setdefault("__builtins__", builtins)  # what is written in C imports by it, NumPy's first calls too
    code, closure = function.__code__, function.__closure__
    copy = types.FunctionType(code, namespace, function.__name__, function.__defaults__, closure)
    copy.__kwdefaults__ = function.__kwdefaults__
    return copy


def _protected(leaf: Any) -> Any:
    if isinstance(leaf, np.ndarray):
        leaf.flags.writeable = False
    return leaf


def load_beside(path: Path) -> types.ModuleType:
    """Import a file of a solution's folder as an ordinary module.

    Its folder becomes a package of a private name, so that a solution and a student's file of the same name
    never meet in ``sys.modules``, and mistakes can say ``from .ann import sigmoid``.

    Raises:
        UserError: the file is missing or cannot be imported.
    """
    package = f"{SOLUTIONS}{zlib.crc32(str(path.parent).encode()):x}"
    if package not in sys.modules:
        parent = types.ModuleType(package)
        parent.__path__ = [str(path.parent)]
        sys.modules[package] = parent
    try:
        return in_time(
            AUTHORS_LOADING_SECONDS,
            "importing it",
            partial(importlib.import_module, f"{package}.{path.stem}"),
            "let a function do that",
        )
    except UserError:
        raise
    except (Exception, SystemExit) as error:
        said = f"could not be imported: {type(error).__name__}: {error}"
        raise UserError(f"{place_in(path, error)}: {said}; mend that line.") from error
