"""A submission on the other side: its functions are calls into a worker."""

import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any

from deltarule.core.calls import Case, Functions, Outcome, Raised, StandIn, value_of
from deltarule.core.cells import Cell
from deltarule.core.loader import definitions
from deltarule.core.repairs import repairs
from deltarule.core.rules import broken_rules
from deltarule.core.whereabouts import written_twice

from .workers import Worker
from .zygotes import Zygote


class RemoteSubmission:
    """A submission in a worker.

    A worker that dies or hangs is replaced, so that one function costs no other its marks.

    Attributes:
        functions: the student's functions, each call of which crosses: ``functions.forward_prop``.
    """

    def __init__(self, zygote: Zygote, cells: Iterable[Cell], title: str, forbidden: Sequence[str] = ()) -> None:
        """Grade `cells` in workers of `zygote`; `title` is what the student calls the file.

        Modules that are `forbidden` can't be imported.
        """
        self.functions = Functions(lambda name: RemoteFunction(name, self))
        self._zygote = zygote
        self._cells = list(cells)
        self._title = title
        self._forbidden = forbidden
        self._worker: Worker | None = None
        self._unloadable: Raised | None = None
        self._only_definitions = False
        self._broken: Sequence[Raised] = ()
        self._asked: dict[str, None] = {}
        self._hung: dict[str, Raised] = {}
        self._spent = 0.0
        self._printed: list[str] = []

    def __enter__(self) -> "RemoteSubmission":
        """Give the submission."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End the worker."""
        self.close()

    def close(self) -> None:
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
        twice = written_twice(self._asked, self._cells)
        return [*notes, *repairs(self._cells, self._broken, self._title), *twice]

    def ask(
        self,
        name: str,
        cases: Sequence[Case],
        frozen: bool,
        stand_ins: Mapping[str, StandIn],
        *,
        again: bool = False,
    ) -> list[Outcome]:
        """Call the function `name`; see :meth:`deltarule.core.calls.Function.observe`.

        Where the zygote was killed meanwhile, it is asked once more: `again` says that this is that time.
        """
        self._asked[name] = None
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
                return self.ask(name, cases, frozen, stand_ins, again=True)
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
        begun = time.monotonic()
        worker = self._zygote.fork()
        self._spent -= time.monotonic() - begun  # a zygote that must be started first is not the student's
        trouble = worker.load(self._cells, self._title, self._forbidden, min(left, self._zygote.limits.load_seconds))
        if not isinstance(trouble, Raised):
            self._broken = trouble
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
    """One function of a :class:`RemoteSubmission`."""

    def __init__(self, name: str, submission: RemoteSubmission) -> None:
        """Name the function `name` of `submission`."""
        self.name = name
        self._submission = submission

    def observe(
        self, cases: Sequence[Case], *, frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        """See :meth:`deltarule.core.calls.Function.observe`."""
        return self._submission.ask(self.name, cases, frozen, stand_ins or {})

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """See :func:`deltarule.core.calls.value_of`."""
        return value_of(self, args, kwargs)
