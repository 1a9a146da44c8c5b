"""The grader's end of a notebook: its cells run one by one in a worker, which is replaced when a cell ends it."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

from deltarule.core.calls import Raised
from deltarule.core.errors import UserError
from deltarule.core.limits import INTERRUPT_GRACE_SECONDS, NO_LIMIT_SECONDS
from deltarule.door import frames
from deltarule.door.forms import WireError
from deltarule.door.outputs import Output, decode

from .workers import Worker
from .zygotes import Zygote


@dataclass(frozen=True)
class CellRun:
    """What became of a cell.

    Attributes:
        outputs: what it showed.
        error: name, text and traceback of the exception that ended it, also where it was not shown.
        timed_out: whether it ran out of time. Where it could be interrupted, ``outputs`` are there all the same.
        died: how the worker ended at this cell, or empty.
    """

    outputs: list[Output]
    error: tuple[str, str, list[str]] | None = None
    timed_out: bool = False
    died: str = ""


@dataclass(frozen=True)
class _Cell:
    source: str
    count: int
    seconds: float


class RemoteNotebook:
    """A notebook's cells, run in a worker. A context manager: leaving it ends the worker.

    A cell that hangs is interrupted, and what it did stays. Where it can't be, or where it ends the worker, a new
    worker runs the earlier cells again, all but those that did the same, so that a cell costs no other its work.
    """

    def __init__(
        self, zygote: Zygote, files: Mapping[str, bytes], environment: Mapping[str, str], *, calmly: bool = False
    ) -> None:
        """Run cells in workers of `zygote`, with `files` in the working folder; see :class:`frames.Open`."""
        self._zygote = zygote
        self._files = dict(files)
        self._environment = dict(environment)
        self._calmly = calmly
        self._worker: Worker | None = None
        self._asked = 0
        self._done: list[_Cell] = []

    def __enter__(self) -> "RemoteNotebook":
        """Give the notebook."""
        return self

    def __exit__(self, *raised: object) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def run(self, source: str, count: int, seconds: float | None) -> CellRun:
        """Run a cell as number `count`, for up to `seconds`.

        Raises:
            UserError: no worker can be had.
        """
        allowed = seconds or NO_LIMIT_SECONDS
        run = self._run(source, count, allowed)
        if run.died and not self._zygote.alive():
            # Somebody's code killed the zygote, and all workers with it. Whoever's it was, try once more.
            run = self._run(source, count, allowed)
        return run

    def _run(self, source: str, count: int, seconds: float) -> CellRun:
        worker = self._worker or self._replacement()
        began = time.monotonic()
        run = self._ask(worker, _Cell(source, count, seconds))
        if not run.died and not run.timed_out:
            took = time.monotonic() - began
            self._done.append(_Cell(source, count, min(seconds, 2 * took + 5)))
        return run

    def _replacement(self) -> Worker:
        """Start a worker and bring it to where the last one was."""
        while True:
            worker = self._opened()
            for cell in list(self._done):
                run = self._ask(worker, cell)
                if run.died or run.timed_out:
                    self._done.remove(cell)
                if self._worker is None:
                    break
            else:
                return worker

    def _opened(self) -> Worker:
        sizes = [(name, len(content)) for name, content in self._files.items()]
        message = frames.Open(sizes, self._environment, self._calmly)
        reply = self._open(message)
        if isinstance(reply, Raised) and not self._zygote.alive():  # see run
            reply = self._open(message)
        if isinstance(reply, Raised):
            raise UserError(f"No worker for notebooks could be started ({reply.message}); see `deltarule doctor`.")
        return reply

    def _open(self, message: frames.Open) -> Worker | Raised:
        worker = self._zygote.fork()
        reply = worker.exchange(message, list(self._files.values()), self._zygote.limits.load_seconds)
        self._worker = None if isinstance(reply, Raised) else worker
        return reply if isinstance(reply, Raised) else worker

    def _ask(self, worker: Worker, cell: _Cell) -> CellRun:
        self._asked += 1
        asked = frames.Run(self._asked, cell.source, cell.count)
        reply = worker.exchange(asked, [], cell.seconds, INTERRUPT_GRACE_SECONDS)
        if isinstance(reply, Raised):
            self._worker = None
            if reply.trouble == "timeout":
                return CellRun([], timed_out=True, died="it could not be interrupted")
            return CellRun([], died=reply.message)
        message, interrupted = reply
        try:
            if not isinstance(message, frames.Ran) or message.id != self._asked:
                raise WireError("it answered out of turn")
            return CellRun(decode(message.outputs), message.error, interrupted)
        except WireError as error:
            worker.close()
            self._worker = None
            return CellRun([], died=f"what came back could not be read ({error})")
