"""A unit's checks run again, in another order: what they or the solution keep from one run to the next shows there.

A grader asks one submission after another in one process, and a student one check alone, so that each run has to ask
the same, and nothing may be left behind. Checks of what comes of a whole file are left out, for they train for long.
"""

import ast
import contextlib
import io
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import FunctionType
from typing import Any

from deltarule.authoring.authors_file import AuthorsFile
from deltarule.authoring.solution import Solution, unheard
from deltarule.core.checking.checks import PUBLIC_SEED, Check, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.code.calls import Case, Functions, Outcome, StandIn
from deltarule.core.code.cells import cells_of_python
from deltarule.core.code.loader import LoadedCode, empty_module, load
from deltarule.core.code.student import LocalFunction
from deltarule.core.course import Unit
from deltarule.core.errors import UserError

from .traces import Trace, watched

Watch = Callable[[], contextlib.AbstractContextManager[list[Trace]]]
"""Begins to watch what is left behind."""


def left_behind(unit: Unit, answers: bytes) -> Iterator[str]:
    """Find what a unit's checks and functions keep, or leave behind: each a sentence with its place.

    Args:
        unit: the unit.
        answers: the recorded answers of the public seed.
    """
    with unheard(), contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings(record=True):
        found = _Repetition(unit, answers).slips()
    yield from found


class _Repetition:
    """A unit's checks, loaded once, and run twice on a solution of their own, the last one first."""

    def __init__(self, unit: Unit, answers: bytes) -> None:
        self._unit, self._answers = unit, answers
        self._files = {str(path): AuthorsFile(path) for path in (unit.solution, unit.checks)}
        self._found = dict[str, None]()

    def slips(self) -> list[str]:
        """Run all, and give what was found."""
        solution = Solution.of(self._unit)
        with self._watched() as traces:
            code = self._loaded()
        self._tell_of_loading(traces, self._unit.solution)
        with self._watched() as traces:
            checks = load_checks(self._unit.checks)
        self._tell_of_loading(traces, self._unit.checks)
        checks = [solution.patient(check) for check in reversed(checks) if not check.whole]
        for is_last in (False, True):
            recording = Recording(self._answers, f"of {self._unit.assignment}")  # one draws cases once for all
            checks = [check for check in checks if self._runs(check, code, recording, is_last)]
        return list(self._found)

    def _loaded(self) -> LoadedCode:
        path = self._unit.solution
        cells = cells_of_python(path.read_text("utf-8"), str(path))
        return load(
            cells,
            empty_module(f"solution_of_{self._unit.name}", str(path)),
            path.name,
            folder=self._unit.working_folder,
        )

    def _watched(self) -> contextlib.AbstractContextManager[list[Trace]]:
        return watched(self._files, self._unit.course.root)

    def _runs(self, check: Check, code: LoadedCode, recording: Recording, is_last: bool) -> bool:
        """Run a check, and tell what it or a function leaves; whether it passes.

        Before the last run, what is imported on the way may change things.
        """
        seen = dict[str, list[Trace]]()
        student = Functions(partial(_Followed, code=code, watch=self._watched, seen=seen))
        with self._watched() as traces:
            trouble = self._trouble(check, student, code, recording)
        if trouble:
            self._note(self._files[str(self._unit.checks)].about(check.name, trouble))
        elif is_last:
            self._tell(traces, check.name, self._unit.checks)
            for name, found in seen.items():
                self._tell(found, name, self._unit.solution)
        return not trouble

    def _trouble(self, check: Check, student: Functions[LocalFunction], code: LoadedCode, recording: Recording) -> str:
        """Run a check, and say what is otherwise than when it was recorded; nothing where all is as it was."""
        path, module = self._unit.solution, code.module
        try:
            result = check.run(student, recording.begin(check.name), PUBLIC_SEED)
        except UserError:
            said, path = f"{check.name} asks something else", self._unit.checks
            module = next(item for item in [*sys.modules.values()] if getattr(item, "__file__", "") == str(path))
        else:
            if result.status == "passed":
                return ""
            said = f"{check.name} fails on the solution ({result.message.splitlines()[0]})"
        begun, now = _states(self._anew(path)[0]), _states(vars(module))
        kept = [name for name, state in begun.items() if now.get(name, state) != state]
        told = f"what {kept[0]} holds has changed meanwhile" if kept else "something is kept meanwhile"
        return f"{said} when it is run again, or after others; {told}, and each run is to begin with the same."

    def _tell_of_loading(self, traces: Sequence[Trace], path: Path) -> None:
        """Tell of traces that the top of a file leaves, each with its line."""
        for line, trace in self._anew(path)[1] if traces else ():
            self._note(self._files[str(path)].at(trace.line or line, _told_of(trace, "this")))

    def _anew(self, path: Path) -> tuple[Mapping[str, Any], list[tuple[int, Trace]]]:
        """Run the top of a file once more; give its names, and what each statement leaves, with its line."""
        module, left = empty_module(f"{path.stem}_once_more", str(path)), list[tuple[int, Trace]]()
        for node in self._files[str(path)].body:
            with contextlib.suppress(Exception), self._watched() as traces:  # it ran before
                exec(compile(ast.Module([node], []), str(path), "exec"), vars(module))
            left += [(node.lineno, trace) for trace in traces]
        return vars(module), left

    def _tell(self, traces: Sequence[Trace], name: str, path: Path) -> None:
        """Tell of traces that a check or a function leaves."""
        for trace in traces:
            said = _told_of(trace, name)
            file = self._files[trace.file or str(path)]
            self._note(file.at(trace.line, said) if trace.line else file.about(name, said))

    def _note(self, said: str) -> None:
        self._found[said] = None


class _Followed(LocalFunction):
    """A function of the solution: what it leaves is found apart from what its check leaves."""

    def __init__(self, name: str, code: LoadedCode, watch: Watch, seen: dict[str, list[Trace]]) -> None:
        super().__init__(name, code)
        self._watch, self._seen = watch, seen

    def observe(
        self, cases: Sequence[Case], *, frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        """See :meth:`deltarule.core.code.calls.Function.observe`."""
        with self._watch() as traces:
            found = super().observe(cases, frozen=frozen, stand_ins=stand_ins)
        self._seen.setdefault(self.name, []).extend(traces)
        return found


def _told_of(trace: Trace, who: str) -> str:
    return f"{who} {trace.did}, which lasts for all that runs next; {trace.remedy}."


def _states(namespace: Mapping[str, Any]) -> dict[str, bytes]:
    """Write down what the names of a file hold, as far as it can be written: what a function keeps, too."""
    return {name: _written(value) for name, value in namespace.items() if not name.startswith("__")}


def _written(value: Any) -> bytes:
    inside = value
    if isinstance(value, FunctionType | type):
        held = {name: item for name, item in vars(value).items() if not callable(item) and not name.startswith("__")}
        inside = (held, getattr(value, "__defaults__", None), getattr(value, "__kwdefaults__", None))
    elif hasattr(value, "cache_info"):
        inside = tuple(value.cache_info())
    try:
        return pickle.dumps(inside)
    except (pickle.PicklingError, AttributeError, TypeError):
        return b""
