"""A student whose functions are calls into a worker."""

import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from autograder.student.calling import Case, Outcome, Raised, StandIn, value_of
from autograder.student.cells import Cell
from autograder.student.loading import definitions
from autograder.student.rules import broken_rules

from .client import Worker, Zygote


class RemoteStudent:
    """A student whose functions are attributes, each call of which crosses into a worker.

    A worker that dies or hangs is replaced, so that one function costs no other its marks.
    """

    def __init__(self, zygote: Zygote, cells: Iterable[Cell], title: str, forbidden: Sequence[str] = ()) -> None:
        """Grade `cells` in workers of `zygote`; `title` is what the student calls the file.

        Modules that are `forbidden` can't be imported.
        """
        self._zygote = zygote
        self._cells = list(cells)
        self._title = title
        self._forbidden = forbidden
        self._worker: Worker | None = None
        self._unloadable: Raised | None = None
        self._only_definitions = False
        self._hung: dict[str, Raised] = {}
        self._spent = 0.0
        self._printed: list[str] = []

    def __getattr__(self, name: str) -> "RemoteFunction":
        """Give the function `name`, whether or not the student has written one."""
        return RemoteFunction(name, self)

    def __enter__(self) -> "RemoteStudent":
        """Give the student."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def take_printed(self) -> str:
        """Give what the student's functions printed since the last time, capped."""
        text, most = "".join(self._printed), self._zygote.limits.output_characters
        self._printed.clear()
        return text if len(text) <= 2 * most else text[:most] + f"\n... capped at {most:,} characters"

    def worker_connection(self) -> socket.socket | None:
        """Give another handle of the connection to the present worker, which stays open while anything holds it."""
        return self._worker.connection() if self._worker else None

    def notes(self) -> list[str]:
        """Give a sentence each on what did not go as the student meant it, apart from any check."""
        notes = broken_rules(self._cells, self._forbidden)
        if self._only_definitions:
            said = f"The cells of {self._title} ended the process they ran in, or ran into the time limit"
            notes.append(f"{said}, so that only their imports, constants, functions and classes were run.")
        return notes

    def _ask(
        self,
        name: str,
        cases: Sequence[Case],
        frozen: bool,
        stand_ins: Mapping[str, StandIn],
        *,
        again: bool = False,
    ) -> list[Outcome]:
        if name in self._hung and not stand_ins:
            return [self._hung[name]] * len(cases)  # it would again
        left = self._zygote.limits.submission_seconds - self._spent
        if left <= 0:
            most = self._zygote.limits.submission_seconds
            return [Raised("timeout", "", f"the {most:g} seconds of the whole submission")] * len(cases)
        begun = time.monotonic()
        try:
            return self._ask_worker(name, cases, frozen, stand_ins, left, again)
        finally:
            self._spent += time.monotonic() - begun

    def _ask_worker(
        self,
        name: str,
        cases: Sequence[Case],
        frozen: bool,
        stand_ins: Mapping[str, StandIn],
        left: float,
        again: bool,
    ) -> list[Outcome]:
        worker = self._worker or self._load(left)
        if isinstance(worker, Raised):
            return [worker] * len(cases)
        told = worker.ask(name, cases, frozen, stand_ins, min(left, self._zygote.limits.check_seconds))
        if isinstance(told, Raised):
            self._worker = None
            if told.trouble == "crashed" and not self._zygote.alive() and not again:
                # Somebody's code killed the zygote, and all workers with it. Whoever's it was, ask once more.
                return self._ask(name, cases, frozen, stand_ins, again=True)
            if told.trouble == "timeout" and not stand_ins:
                self._hung[name] = told
            return [told] * len(cases)
        self._worker = worker
        outcomes, printed = told
        self._printed.append(printed)
        return outcomes

    def _load(self, left: float, again: bool = False) -> "Worker | Raised":
        """Give a worker that has run the cells; where they don't let it, one that has run their definitions."""
        if self._unloadable is not None:
            return self._unloadable
        worker = self._zygote.fork()
        trouble = worker.load(self._cells, self._title, self._forbidden, min(left, self._zygote.limits.load_seconds))
        if trouble is None:
            return worker
        if trouble.trouble == "crashed" and not self._zygote.alive() and not again:
            return self._load(left, again=True)
        if not self._only_definitions:
            self._only_definitions = True
            self._cells = [replace(cell, source=definitions(cell.source)) for cell in self._cells]
            return self._load(left)
        said = f"{trouble.message}, while the cells of {self._title} were run"
        self._unloadable = Raised(trouble.trouble, "", said)
        return self._unloadable


class RemoteFunction:
    """One function of a :class:`RemoteStudent`."""

    def __init__(self, name: str, student: RemoteStudent) -> None:
        """Name the function `name` of `student`."""
        self.name = name
        self._student = student

    def observe(
        self, cases: Sequence[Case], *, frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        """See :meth:`autograder.student.calling.Function.observe`."""
        return self._student._ask(self.name, cases, frozen, stand_ins or {})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """See :func:`autograder.student.calling.value_of`."""
        return value_of(self, args, kwargs)
