"""Grading on a cluster of dask.distributed: an outpost in each of its workers, and the run's one writer here.

This side hands out the work: a few chunks to each worker, so that neither the scheduler nor a worker holds much of it,
and it knows who has what. What a worker had that is gone is graded once more elsewhere, each submission alone; one that
workers die of again and again is set aside. A worker that can't grade as this machine would is given none.
"""

import contextlib
import operator
import pickle
import pkgutil
import time
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field
from queue import Empty, Queue
from typing import Any

from deltarule.authoring.building.kept import versions
from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.limits import CLOSE_SECONDS, MAX_GRADERS_LOST, MAX_LOST_ALONE
from deltarule.door.walls import Level

from .bundle import bundle_of_course, bundle_of_submissions
from .engine import set_aside
from .handin import HandIn, Submission
from .records import SubmissionRecord

try:
    from dask.typing import Key
    from distributed import Client, Future, KilledWorker
except ImportError as error:
    raise UserError("Grading on a cluster needs dask.distributed: pip install 'deltarule[cluster]'.") from error

_CONNECT_SECONDS = 5.0
"""How long the scheduler may take to answer."""

_LOOK_SECONDS = 1.0
"""How often this side asks which workers there are."""

_GATHER_SECONDS = 10.0
"""How long records may take to come from their worker, before it is asked whether that is still there."""

_PATIENCE_SECONDS = 60.0
"""How long a cluster may have no worker that can grade: one that was lost takes a while to be replaced."""

_IN_HAND = 2
"""Chunks that a worker has at a time: the one that it grades, and the next."""

_CHUNK = 16
"""Submissions in a chunk: they take a second or a few, beside which what Dask does for each task is nothing."""

_CHUNK_BYTES = 4 * 2**20
"""Bytes in a chunk, but for a single large submission: chunks pass through the scheduler's memory."""

_SHOWN = 3
"""Reasons that a sentence gives."""


class _Client(Client):
    """A client that has nothing to close where it never came to a scheduler: Dask's waits, and shows a traceback."""

    def __del__(self) -> None:
        """Close it, where it was ever open."""
        if self.status != "connecting":
            super().__del__()  # type: ignore[no-untyped-call]


def connect(scheduler: str) -> Client:
    """Connect to a scheduler; TLS is set up by Dask's own configuration.

    Raises:
        UserError: there is none at that address, or it doesn't want to talk to us.
    """
    try:
        return _Client(  # type: ignore[no-untyped-call]
            scheduler, timeout=_CONNECT_SECONDS, set_as_default=False, name="deltarule"
        )
    except (OSError, RuntimeError, TypeError, ValueError) as error:
        raise UserError(
            f"The scheduler {scheduler} can't be reached ({error}); give the address that `dask scheduler` prints, "
            "such as tcp://10.0.0.1:8786, and for tls:// name the certificates in Dask's configuration."
        ) from error


@dataclass
class _Chunk:
    """Submissions that were sent together; `alone` is one that a worker may have died of."""

    numbers: list[int]
    alone: bool
    future: "Future[Any]"


@dataclass
class _Worker:
    """A worker of the cluster.

    Attributes:
        address: names it.
        station: its outpost, which stays there.
        told: what it says of that.
        level: how submissions are walled off there; None until it has said so.
        unit: the unit that it has graded last, whose exam is prepared.
        in_hand: what it was given, by the futures' keys.
    """

    address: str
    station: "Future[Any]"
    told: "Future[Any]"
    level: Level | None = None
    unit: str = ""
    in_hand: dict[Key, _Chunk] = field(default_factory=dict)

    @property
    def alone(self) -> bool:
        """Whether it has a suspect."""
        return any(chunk.alone for chunk in self.in_hand.values())


class DaskGraders:
    """The graders of one run on a cluster, until they are closed.

    Attributes:
        taken: see :attr:`deltarule.grading.engine.Engine.taken`.
    """

    def __init__(self, course: Course, work: Sequence[Submission], isolation: Level | None, client: Client) -> None:
        """Bundle the course; workers begin when they are listened to.

        Args:
            course: the course.
            work: what is to be graded.
            isolation: how workers are to be walled off; by default as strongly as each machine can.
            client: a connection to the scheduler, which is closed in the end.

        Raises:
            UserError: the course is broken.
        """
        self._course, self._work, self._isolation, self._client = course, work, isolation, client
        self._scheduler = client.scheduler_info()["address"]
        self._bundle = bundle_of_course(course, {item.assignment for item in work})
        self._waiting: dict[str, deque[int]] = {}
        for number, item in enumerate(work):
            self._waiting.setdefault(item.assignment, deque()).append(number)
        self._suspects: deque[int] = deque()
        self._lost_alone = Counter[int]()
        self._lost_in_a_row = 0
        self._workers: dict[str, _Worker] = {}
        self._refused: dict[str, str] = {}
        self._done: Queue[Future[Any]] = Queue()
        self._looked = 0.0
        self._able = time.monotonic()
        self._lost = False
        self.taken: dict[int, bytes] = {}

    def close(self) -> None:
        """Let go of the workers, which end their outposts, and of the scheduler."""
        self._workers.clear()
        with contextlib.suppress(OSError):
            self._client.close(timeout=CLOSE_SECONDS)

    def graded(self) -> Iterator[tuple[int, SubmissionRecord, Level]]:
        """Give each submission's number, its record and how its code was walled off, as they come.

        Raises:
            UserError: the course is broken, or there is nobody who can grade.
        """
        left = len(self._work)
        while left:
            for found in self._step():
                left -= 1
                yield found

    def _step(self) -> Iterator[tuple[int, SubmissionRecord, Level]]:
        """Go on until something has come, or for a while."""
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            yield from self._look_around()
            self._looked = time.monotonic()
        for worker in self._workers.values():
            self._feed(worker)
        with contextlib.suppress(Empty):
            yield from self._heard(self._done.get(timeout=_LOOK_SECONDS))

    def _look_around(self) -> Iterator[tuple[int, SubmissionRecord, Level]]:
        """See which workers have come and gone.

        Raises:
            UserError: there is none that can grade, nor is one to be expected; or the scheduler is gone.
        """
        try:
            there = self._client.nthreads()
        except (OSError, RuntimeError, ValueError) as error:
            raise UserError(
                f"The scheduler {self._scheduler} is gone ({error}); start it and its workers, and run the same "
                "command again: what is graded is kept."
            ) from error
        for address in [address for address in self._workers if address not in there]:
            yield from self._lose(address)
        for address in [address for address in self._refused if address not in there]:
            del self._refused[address]  # another worker may come to have that address
        for address in there:
            if address not in self._workers and address not in self._refused:
                self._workers[address] = self._settled(address)
        if self._workers:
            self._able = time.monotonic()
        elif (self._refused and not self._lost) or time.monotonic() - self._able > _PATIENCE_SECONDS:
            raise self._nobody()

    def _nobody(self) -> UserError:
        if not self._refused:
            return UserError(
                f"The scheduler {self._scheduler} has had no worker for {_PATIENCE_SECONDS:.0f} seconds; start some "
                f"(`dask worker {self._scheduler}`), and run the same command again: what is graded is kept."
            )
        reasons = list({reason: f"{address}: {reason}" for address, reason in self._refused.items()}.values())
        more = f" (and {len(reasons) - _SHOWN} more)" if reasons[_SHOWN:] else ""
        return UserError(f"No worker of the cluster can grade. {' '.join(reasons[:_SHOWN])}{more}")

    def _settled(self, address: str) -> _Worker:
        """Set up an outpost in a worker."""
        # What is scattered is lost with its holders; what a task gives is made again.
        course = self._client.submit(bytes, self._bundle.content, key=f"deltarule-course-{self._bundle.digest}")
        # Python's own functions call ours by name: a worker that can't unpickle what it is sent ends.
        settle = self._sent("outpost", address, pkgutil.resolve_name, "deltarule.grading.outpost:settle")
        station = self._sent(
            "station", address, operator.call, settle, self._bundle.digest, course, versions(), self._isolation
        )
        told = self._sent("level", address, operator.attrgetter("level"), station)
        told.add_done_callback(self._done.put)
        return _Worker(address, station, told)

    def _sent(self, what: str, address: str, task: Callable[..., object], *arguments: object) -> "Future[Any]":
        """Send a task to a worker, and to no other."""
        key = f"deltarule-{what}-{uuid.uuid4()}"
        return self._client.submit(task, *arguments, key=key, workers=[address], pure=False)

    def _feed(self, worker: _Worker) -> None:
        """Hand on work: a suspect alone, anything else while more is still being graded."""
        if worker.level is None:
            return
        while len(worker.in_hand) < _IN_HAND and not worker.alone:
            alone = bool(self._suspects)
            if alone and worker.in_hand:
                return
            taken = self._taken([self._suspects.popleft()]) if alone else self._next(worker)
            if not taken:
                return
            self.taken |= {number: item.digest() for number, item in taken.items()}
            numbers, bundle = list(taken), bundle_of_submissions(taken.values())
            future = self._sent(
                "grade", worker.address, operator.methodcaller("grade", bundle.digest, bundle.content), worker.station
            )
            worker.in_hand[future.key] = _Chunk(numbers, alone, future)
            future.add_done_callback(self._done.put)

    def _taken(self, numbers: Sequence[int]) -> dict[int, HandIn]:
        return {number: self._work[number].take() for number in numbers}

    def _next(self, worker: _Worker) -> dict[int, HandIn]:
        """Take what is next for a worker: of the unit whose exam it has, or of the one that most is left of."""
        if worker.unit not in self._waiting:
            at_it = Counter(other.unit for other in self._workers.values())
            worker.unit = max(self._waiting, key=lambda unit: len(self._waiting[unit]) / (1 + at_it[unit]), default="")
            if not worker.unit:
                return {}
        waiting = self._waiting[worker.unit]
        left = sum(map(len, self._waiting.values()))
        # Smaller ones in the end, lest the last be waited for.
        most = min(_CHUNK, -(-left // (_IN_HAND * len(self._workers))))
        taken, size = dict[int, HandIn](), 0
        while waiting and len(taken) < most and size < _CHUNK_BYTES:
            number = waiting.popleft()
            taken[number] = self._work[number].take()
            size += sum(len(content) for _, content in taken[number].files)
        if not waiting:
            del self._waiting[worker.unit]
        return taken

    def _heard(self, future: "Future[Any]") -> Iterator[tuple[int, SubmissionRecord, Level]]:
        """Take what a worker has told.

        Raises:
            UserError: the course is broken.
        """
        for worker in self._workers.values():
            if future.key == worker.told.key or future.key in worker.in_hand:
                break
        else:
            return  # what it was about has been given to others
        try:
            result = future.result(timeout=_GATHER_SECONDS)
        except TimeoutError as error:
            if future.status == "error":
                self._refuse(worker, error)
            else:
                self._done.put(future)  # where its worker is gone, that will be seen
        except (KilledWorker, CancelledError):
            yield from self._lose(worker.address)
        except Exception as error:  # whatever it is, this worker can't, and others may
            self._refuse(worker, error)
        else:
            if worker.level is None:
                worker.level = result
                return
            self._lost_in_a_row = 0
            records: list[SubmissionRecord] = pickle.loads(result)
            for number, record in zip(worker.in_hand.pop(future.key).numbers, records, strict=True):
                yield number, record, worker.level

    def _refuse(self, worker: _Worker, error: Exception) -> None:
        """Give a worker no more work, and what it had to others.

        Raises:
            UserError: another one has said the same while it graded: it is not the machine's fault.
        """
        reason = str(error) if isinstance(error, UserError) else f"{type(error).__name__}: {error}"
        if worker.level and reason in self._refused.values():
            raise UserError(reason) from error
        self._refused[worker.address] = reason
        del self._workers[worker.address]
        for chunk in worker.in_hand.values():
            self._waiting.setdefault(self._work[chunk.numbers[0]].assignment, deque()).extend(chunk.numbers)

    def _lose(self, address: str) -> Iterator[tuple[int, SubmissionRecord, Level]]:
        """Take the work of a worker that is gone out of its hands.

        Gives what was set aside, if it was alone with something that others were lost with.

        Raises:
            UserError: no worker stays.
        """
        worker, self._lost = self._workers.pop(address), True
        if worker.level is None:
            self._lost_in_a_row += 1
            if self._lost_in_a_row > MAX_GRADERS_LOST:
                raise UserError(
                    f"{MAX_GRADERS_LOST} workers of the cluster ended one after the other, before they had graded "
                    f"anything, the last at {address}: what do their logs say?"
                )
            return
        for chunk in worker.in_hand.values():
            if chunk.alone:
                number = chunk.numbers[0]
                self._lost_alone[number] += 1
                if self._lost_alone[number] >= MAX_LOST_ALONE:
                    yield number, set_aside(self._course, self._work[number]), worker.level
                    continue
            self._suspects.extend(chunk.numbers)
