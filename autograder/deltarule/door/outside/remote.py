"""A submission on the other side: its functions are calls into a worker."""

import socket
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType, TracebackType
from typing import Any

from deltarule.core.code.calls import Case, Functions, Outcome, Raised, StandIn, value_of
from deltarule.core.code.cells import Cell
from deltarule.core.code.pure import KnownText
from deltarule.core.code.repairs import repairs
from deltarule.core.code.whereabouts import written_twice
from deltarule.core.disclosure import is_hidden
from deltarule.core.exceptions.stalls import of_a_caller
from deltarule.core.limits import MAX_ASKED_AGAIN
from deltarule.core.text import counted
from deltarule.door.control import PLOTTING

from .deadlines import Allowance
from .rehearsed import Rehearsed
from .workers import Answered, Asked, Worker
from .zygotes import Zygote

_DRAWING = ("matplotlib", "pylab")

_WITH_STAND_INS = "with stand-ins"
"""The worker that right versions of other functions have spoken in; nothing that is printed there is passed on."""


class RemoteSubmission:
    """A submission in workers.

    A worker that dies or hangs is replaced, so that one function costs no other its marks. Beside it there is one for
    calls with stand-ins, and in grading one for each function that a check calls beside its own: none can know what
    another was asked meanwhile, or what right versions said. Where what becomes of a check is kept for others, those
    that it asks have workers to themselves: NumPy has ways into memory that no text gives away.

    Attributes:
        functions: the student's functions, each call of which crosses: ``functions.forward_prop``.
        known: what is known of it by its text, as long as none of its functions was run that may do anything, and all
            cells were run as they stand: what others do from then on is anybody's guess.
    """

    def __init__(
        self,
        zygote: Zygote,
        cells: Iterable[Cell],
        title: str,
        forbidden: Sequence[str] = (),
        allowance: Allowance | None = None,
        data: Mapping[str, bytes] = MappingProxyType({}),
        known: KnownText | None = None,
        rehearsed: Rehearsed | None = None,
        ours: bool = False,
    ) -> None:
        """Grade `cells` in workers of `zygote`.

        Args:
            zygote: what forks them.
            cells: the submission; nothing of it is parsed on this side.
            title: what the student calls the file.
            forbidden: modules that can't be imported.
            allowance: what its code may use, where that isn't all that the limits allow.
            data: files that its code may open, by name.
            known: what is known of the cells by their text.
            rehearsed: what came of questions with stand-ins, in other submissions of the unit.
            ours: whether the cells are no stranger's: one worker then serves all calls.
        """
        self.known = known or KnownText()
        self._rehearsed = rehearsed or Rehearsed()
        self._ours = ours
        self._data = data
        self.functions = Functions(lambda name: RemoteFunction(name, self))
        self._zygote = zygote
        self._cells = list(cells)
        self._title = title
        self._forbidden = forbidden
        self._workers: dict[str, Worker] = {}
        self._first = ""
        self._unloadable: Raised | None = None
        self._only_definitions = False
        self._broken: Sequence[Raised] = ()
        self._asked: dict[str, None] = {}
        self._asked_lately: set[Asked] = set()
        self._asked_in_check: set[Asked] = set()
        self._alone = self._mixed = False
        self._hung: dict[str, Raised] = {}
        self._ended: dict[str, Raised] = {}  # what a signal has ended each time
        self._allowance = allowance or Allowance(zygote.limits.submission_seconds)
        self._printed: list[str] = []

    def __enter__(self) -> "RemoteSubmission":
        """Give the submission."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End the workers."""
        self.close()

    def close(self) -> None:
        """End the workers."""
        while self._workers:
            self._workers.popitem()[1].close()

    def begin(self, alone: bool) -> None:
        """Begin a check, of which others may learn; `alone` has a new worker take the place of one that was asked."""
        self._asked_lately, self._asked_in_check = set(), set()
        self._alone, self._mixed = alone, False

    @property
    def asked(self) -> frozenset[Asked]:
        """What was asked in this check."""
        return frozenset(self._asked_lately)

    def take_printed(self) -> str:
        """End a check: give what the student's functions printed since the last one, capped."""
        self._first = ""
        text, most = "".join(self._printed), self._zygote.limits.output_characters
        self._printed.clear()
        return text if len(text) <= 2 * most else text[:most] + f"\n... capped at {most:,} characters"

    def worker_connection(self) -> socket.socket | None:
        """Give another handle of the connection to the present worker, which stays open while anything holds it."""
        return self._workers[""].connection() if "" in self._workers else None

    @property
    def is_exemplary(self) -> bool:
        """Whether what functions that are known answer here, they answer everywhere.

        Cells that do more than define may leave next to no memory: who catches what comes of that answers otherwise.
        And what a worker was asked before this check may have changed what lies in its memory, whatever its text.
        """
        return self.known.still and not self._mixed

    def load(self) -> None:
        """Run the cells, where no call has needed that yet: there may be something to say of them."""
        if not self._workers:
            self._load("")

    def notes(self) -> list[str]:
        """Give a sentence each on what did not go as the student meant it, apart from any check."""
        notes = []
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
        apart: bool = False,
    ) -> list[Outcome]:
        """Call a function, `apart` if need be; see :meth:`deltarule.core.code.calls.Function.observe`."""
        self._asked[name] = None
        if not stand_ins:
            self._first = self._first or name
            if would_again := self._hung.get(name) or self._ended.get(name):
                self._asked_lately.add((name, frozenset()))
                return [would_again] * len(cases)
        text = self.known.of(name, stand_ins) if stand_ins else None
        key = self._rehearsed.key(name, text, cases, frozen, stand_ins) if text else None
        if key and (known := self._rehearsed.again(key)) is not None:
            self._asked_lately.add((name, frozenset(stand_ins)))
            return known
        this = (name, frozenset(stand_ins))
        self._asked_in_check.add(this)
        role = self._role_for(name, apart, bool(stand_ins))
        self._prepare(role)
        if not self.known.functions:
            text = key = None
        left = set[str]()
        noted = {helper: _noting(helper, stand_in, left) for helper, stand_in in stand_ins.items()}
        answered = self._rehearsed.answered if text else None
        outcomes, printed = self._ask(name, cases, frozen, noted, role=role, answered=answered)
        if key and not left and not printed:
            if self.known.still and role in self._workers and self._workers[role].asked == {this}:
                self._rehearsed.keep(key, outcomes)
            self._asked_lately.add((name, frozenset(stand_ins)))
            return outcomes
        # The student's own may have taken part, or what can't be passed on may have been printed.
        self._asked_lately.add((name, frozenset()))
        if self.known.of(name) is None:
            self.known = KnownText()
        return outcomes

    def _prepare(self, role: str) -> None:
        """Have a worker run the cells: after that, less may be known."""
        if role in self._workers and not self._workers[role].asked <= self._asked_in_check:
            if self._alone:
                self._workers.pop(role).close()
            else:
                self._mixed = True
        if role not in self._workers:
            self._load(role)

    def _role_for(self, name: str, apart: bool, stand_ins: bool) -> str:
        """Say which worker a call of the function `name` is for."""
        if self._ours:
            return ""
        if stand_ins:
            return _WITH_STAND_INS
        return name if apart or (is_hidden() and name != self._first) else ""

    def _ask(
        self,
        name: str,
        cases: Sequence[Case],
        frozen: bool,
        stand_ins: Mapping[str, StandIn],
        *,
        role: str,
        answered: Answered | None = None,
        again: int = 0,
    ) -> tuple[list[Outcome], str]:
        """Call a function in a worker: what became of the calls, and what they printed.

        Where the worker was killed, it is asked once more: `again` counts that.
        """
        worker = self._workers.get(role) or self._load(role)
        if isinstance(worker, Raised):
            return [worker] * len(cases), ""
        if self._allowance.left <= 0:
            return [self._used_up()] * len(cases), ""
        seconds = min(self._allowance.left, self._zygote.limits.check_seconds)
        met = list[str]()
        stuck = {} if stand_ins else {other: partial(_missed, other, met) for other in self._hung}
        worker.asked.add((name, frozenset(stand_ins)))
        told = worker.ask(name, cases, frozen, stand_ins or stuck, seconds, answered)
        self._allowance.spend(worker.used)
        if met:  # who calls what doesn't come back needn't wait for it again
            known = self._hung[met[0]]
            self._hung[name] = replace(known, explanation=of_a_caller(known.explanation, met[0]))
            if isinstance(told, Raised):
                del self._workers[role]
            return [self._hung[name]] * len(cases), ""
        if isinstance(told, Raised):
            del self._workers[role]
            if worker.killed and again < MAX_ASKED_AGAIN and name not in self._ended:
                return self._ask(name, cases, frozen, stand_ins, role=role, answered=answered, again=again + 1)
            if worker.killed and not stand_ins:
                self._ended[name] = told
            if told.trouble == "timeout" and not stand_ins:
                self._hung[name] = told
            return [told] * len(cases), ""
        outcomes, printed = told
        if not stand_ins:
            self._printed.append(printed)
        return outcomes, printed

    def _load(self, role: str, again: int = 0) -> "Worker | Raised":
        """Give a worker that has run the cells; where they don't let it, one that has run their definitions."""
        if self._unloadable is not None:
            return self._unloadable
        if self._allowance.left <= 0:
            return self._used_up()
        if any(name in cell.source for cell in self._cells for name in _DRAWING):
            self._zygote.warm(PLOTTING)
        worker = self._zygote.fork(self._forbidden)
        seconds = min(self._allowance.left, self._zygote.limits.load_seconds)
        trouble = worker.load(self._cells, self._title, self._forbidden, seconds, self._only_definitions, self._data)
        self._allowance.spend(worker.used)
        if not isinstance(trouble, Raised):
            self._broken = trouble
            if trouble or self._only_definitions:  # a cell may have been cut, and what stood in a text been defined
                self.known = KnownText()
            self._workers[role] = worker
            return worker
        if worker.killed and again < MAX_ASKED_AGAIN:
            return self._load(role, again + 1)
        if not self._only_definitions:
            self._only_definitions = True
            return self._load(role)
        said = f"{trouble.message}, while the cells of {self._title} were run"
        self._unloadable = Raised(trouble.trouble, "", said)
        return self._unloadable

    def _used_up(self) -> Raised:
        return Raised("timeout", "", f"the {counted(self._allowance.seconds, 'second')} of the whole submission")


def _missed(name: str, met: list[str], *args: Any, **kwargs: Any) -> Any:
    """Answer for a function that doesn't come back: whatever is made of that, what comes of the call is known."""
    met.append(name)
    raise RuntimeError(f"{name} doesn't come back")


def _noting(name: str, stand_in: StandIn, left: set[str]) -> StandIn:
    """Give a stand-in that puts the `name` into `left` where it has no answer."""

    def function(*args: Any, **kwargs: Any) -> Any:
        value = stand_in(*args, **kwargs)
        if value is NotImplemented:
            left.add(name)
        return value

    return function


class RemoteFunction:
    """One function of a :class:`RemoteSubmission`."""

    def __init__(self, name: str, submission: RemoteSubmission, apart: bool = False) -> None:
        """Name the function `name` of `submission`; one `apart` is called where no other is."""
        self.name = name
        self._submission = submission
        self._apart = apart

    def observe(
        self, cases: Sequence[Case], *, frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        """See :meth:`deltarule.core.code.calls.Function.observe`."""
        return self._submission.ask(self.name, cases, frozen, stand_ins or {}, apart=self._apart)

    def beside(self, name: str) -> "RemoteFunction":
        """See :meth:`deltarule.core.code.calls.Function.beside`."""
        return RemoteFunction(name, self._submission, apart=True)

    def only_computes(self, without: Collection[str]) -> bool:
        """See :meth:`deltarule.core.code.calls.Function.only_computes`."""
        return self._submission.known.of(self.name, without) is not None

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """See :func:`deltarule.core.code.calls.value_of`."""
        return value_of(self, args, kwargs)
