"""The grader's end of a notebook: its cells run one by one in a worker, which is replaced when a cell ends it."""

from collections.abc import Mapping
from dataclasses import dataclass

from deltarule.core.code.calls import Raised
from deltarule.core.errors import UserError
from deltarule.core.limits import (
    INTERRUPT_GRACE_SECONDS,
    MAX_ASKED_AGAIN,
    MAX_ESSENTIAL,
    MAX_FRESH_STARTS,
    MAX_NOTEBOOK_OUTPUT_BYTES,
    MAX_NOTEBOOK_OUTPUTS,
)
from deltarule.core.text import counted
from deltarule.door import frames
from deltarule.door.forms import WireError
from deltarule.door.outputs import Output, Stream, decode, essential

from .deadlines import Allowance
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
        left_out: why the cell was not run at all, or empty.
    """

    outputs: list[Output]
    error: tuple[str, str, list[str]] | None = None
    timed_out: bool = False
    died: str = ""
    left_out: str = ""


@dataclass(frozen=True)
class _Cell:
    source: str
    count: int
    seconds: float


class RemoteNotebook:
    """A notebook's cells, run in a worker. A context manager: leaving it ends the worker.

    A cell that hangs is interrupted, and what it did stays. Where it can't be, or where it ends the worker, a new
    worker runs the earlier cells again, all but those that did the same, so that a cell costs no other its work. That
    happens a few times; and all that is run, again or not, takes no longer than the zygote's limits allow a submission.
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
        self._killed = False
        self._doubted = set[_Cell]()
        self._allowance = Allowance(zygote.limits.submission_seconds)
        self._fresh_starts = -1
        self._bytes, self._outputs = MAX_NOTEBOOK_OUTPUT_BYTES, MAX_NOTEBOOK_OUTPUTS

    def __enter__(self) -> "RemoteNotebook":
        """Give the notebook."""
        return self

    def __exit__(self, *raised: object) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None

    def run(self, source: str, count: int, seconds: float | None) -> CellRun:
        """Run a cell as number `count`, for up to `seconds`; all cells together have the zygote's limits.

        Raises:
            UserError: no worker can be had.
        """
        cell = _Cell(source, count, seconds or self._allowance.seconds)
        run = self._run(cell)
        for _ in range(MAX_ASKED_AGAIN):
            if self._killed:
                self._fresh_starts -= 1
                run = self._run(cell)
        return run

    def _run(self, cell: _Cell) -> CellRun:
        self._killed = False
        worker = None if self._over() else self._worker or self._replacement()
        if worker is None:
            return CellRun([], left_out=self._over())
        run = self._ask(worker, cell)
        if not run.died and not run.timed_out:
            self._done.append(_Cell(cell.source, cell.count, min(cell.seconds, 2 * worker.used + 5)))
        return run

    def _over(self) -> str:
        """Say why no cell is run any more, if that is so."""
        if self._allowance.left <= 0:
            return f"the notebook has used up its {counted(self._allowance.seconds, 'second')}"
        if self._fresh_starts > MAX_FRESH_STARTS:
            return f"cells before it ended the process that they ran in {MAX_FRESH_STARTS + 1} times"
        return ""

    def _replacement(self) -> Worker | None:
        """Start a worker and bring it to where the last one was; none where the notebook had its share."""
        while not self._over():
            self._fresh_starts += 1
            if self._over():
                break
            worker = self._opened()
            for cell in list(self._done):
                run = self._ask(worker, cell, again=True)
                if run.timed_out or (run.died and (not self._killed or cell in self._doubted)):
                    self._done.remove(cell)
                elif run.died:  # it didn't the first time: it may not have been its doing
                    self._doubted.add(cell)
                if self._worker is None:
                    break
                if self._over():
                    worker.close()
                    self._worker = None
                    return None
            else:
                return worker
        return None

    def _opened(self) -> Worker:
        sizes = [(name, len(content)) for name, content in self._files.items()]
        message = frames.Open(sizes, self._environment, self._calmly)
        reply = self._open(message)
        for _ in range(MAX_ASKED_AGAIN):
            if isinstance(reply, Raised) and self._killed:
                reply = self._open(message)
        if isinstance(reply, Raised):
            raise UserError(f"No worker for notebooks could be started ({reply.message}); see `deltarule doctor`.")
        return reply

    def _open(self, message: frames.Open) -> Worker | Raised:
        worker = self._zygote.fork()
        reply = worker.exchange(message, list(self._files.values()), self._zygote.limits.load_seconds)
        self._killed = worker.killed
        self._worker = None if isinstance(reply, Raised) else worker
        return reply if isinstance(reply, Raised) else worker

    def _ask(self, worker: Worker, cell: _Cell, again: bool = False) -> CellRun:
        self._asked += 1
        asked = frames.Run(self._asked, cell.source, cell.count)
        seconds = min(cell.seconds, self._allowance.left)
        reply = worker.exchange(asked, [], seconds, INTERRUPT_GRACE_SECONDS)
        self._killed = worker.killed
        self._allowance.spend(worker.used)
        if isinstance(reply, Raised):
            self._worker = None
            if reply.trouble == "timeout":
                self._allowance.spend(seconds)
                return CellRun([], timed_out=True, died="it could not be interrupted")
            return CellRun([], died=reply.message)
        message, _, interrupted = reply
        if interrupted:
            self._allowance.spend(seconds)
        try:
            if not isinstance(message, frames.Ran) or message.id != self._asked:
                raise WireError("it answered out of turn")
            outputs = [] if again else self._kept(message.outputs)
        except WireError as error:
            worker.close()
            self._worker = None
            return CellRun([], died=f"what came back could not be read ({error})")
        return CellRun(outputs, _shortened(message.error), interrupted)

    def _kept(self, text: str) -> list[Output]:
        """Read a cell's outputs; where a notebook shows too much, only those that a mark may rest upon."""
        outputs = decode(text)
        self._bytes, self._outputs = self._bytes - len(text), self._outputs - len(outputs)
        if min(self._bytes, self._outputs) >= 0:
            return outputs
        most = f"{MAX_NOTEBOOK_OUTPUT_BYTES // 2**20} MiB and {MAX_NOTEBOOK_OUTPUTS:,} outputs"
        return [Stream("stdout", f"[outputs are left out: a notebook shows up to {most}]\n"), *essential(outputs)]


def _shortened(error: tuple[str, str, list[str]] | None) -> tuple[str, str, list[str]] | None:
    """Give an exception as an honest worker sends it."""
    if error is None:
        return None
    name, text, lines = error
    return name[:MAX_ESSENTIAL], text[:MAX_ESSENTIAL], [line[-MAX_ESSENTIAL:] for line in lines[-1:]]
