"""Grading on this machine: processes that have a station each, as many as there are processors.

What is to be graded lies unit by unit, and each grader begins somewhere else, so that it prepares few exams; one that
has nothing left takes over of another's. A grader that ends by itself is replaced. What it had in hand is graded once
more, alone; a submission that grader after grader dies of is set aside.
"""

import contextlib
import gc
import itertools
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from types import FrameType
from typing import Any, cast

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.interrupts import end_with_parent, undisturbed
from deltarule.core.limits import (
    CLOSE_SECONDS,
    COLLECT_AFTER,
    FIRST_MARK_SECONDS,
    MAX_ASKED_AGAIN,
    MAX_GRADERS_LOST,
    MAX_LOST_ALONE,
)
from deltarule.door.walls import Level, need_linux

from .engine import set_aside
from .handin import HandIn, Submission
from .records import SubmissionRecord
from .seeds import adopt_seeds
from .station import Station

_IN_HAND = 2
"""Submissions that a grader has at a time: the one that it grades, and the next."""

_STOPPED = threading.Event()
"""Whether this grader is to end."""


class _Stopped(BaseException):
    """This grader is to end. A check that exits is its author's error, and this is no exit of a check's."""


_NO_ROOM = "is there memory left (`free -m`), or does something kill them (`dmesg`)?"

_WORTH_A_GRADER = 8
"""Submissions that it is worth to start another grader for: to get ready takes as long as to grade them."""


class LocalGraders:
    """The graders of one run, until they are closed.

    Attributes:
        taken: see :attr:`deltarule.grading.engine.Engine.taken`.
    """

    def __init__(
        self, course: Course, work: Sequence[Submission], isolation: Level | None = None, count: int | None = None
    ) -> None:
        """Start them; they begin at once.

        Args:
            course: the course.
            work: what is to be graded.
            isolation: how workers are to be walled off; by default as strongly as this machine can.
            count: how many graders there are to be; by default as many as processors, and fewer for little work.

        Raises:
            UserError: this system can't grade.
        """
        need_linux()
        self._course, self._isolation = course, isolation
        self._work = work
        self.taken: dict[int, bytes] = {}
        by_unit = sorted(range(len(work)), key=lambda number: work[number].assignment)
        count = min(count or min(os.cpu_count() or 1, -(-len(work) // _WORTH_A_GRADER)), len(work))
        ends = [len(work) * place // max(count, 1) for place in range(count + 1)]
        self._suspects: deque[int] = deque()
        self._lost_alone = Counter[int]()
        self._lost_in_a_row = 0
        self._all_begun = False
        gc.freeze()  # a fork that collects garbage copies what it looks at
        self._collected_after = gc.get_threshold()
        gc.set_threshold(COLLECT_AFTER)  # much is made for a while, nearly none of it in circles
        runs = [deque(by_unit[start:end]) for start, end in pairwise(ends)]
        processors = sorted(os.sched_getaffinity(0)) if len(runs) > 1 else [None]
        self._graders: list[_Grader] = []
        try:
            for run, processor in zip(runs, itertools.cycle(processors), strict=False):
                with undisturbed():  # that each is known is what ends it
                    self._graders.append(_Grader(run, processor, *self._started(processor)))
            self._feed_all()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End them, whatever they are doing."""
        for grader in self._graders:
            grader.hang_up()  # all at once: each has processes of its own to end
        for grader in self._graders:
            grader.end()
        gc.unfreeze()
        gc.set_threshold(*self._collected_after)

    def graded(self) -> Iterator[tuple[int, SubmissionRecord, Level]]:
        """Give each submission's number, its record and how its code was walled off, as they come.

        Raises:
            UserError: the course is broken, or grading cannot be done here.
        """
        left = len(self._work)
        while left:
            seconds = None if self._all_begun else FIRST_MARK_SECONDS
            arrived = wait([grader.connection for grader in self._graders], seconds)
            if not arrived and self._graders[0].level:
                self._all_begun = True
                self._feed_all()
            for connection in arrived:
                grader = next(grader for grader in self._graders if grader.connection is connection)
                try:
                    told = grader.connection.recv()
                except (EOFError, OSError):
                    for lost in self._replace(grader):
                        left -= 1
                        yield lost
                    continue
                if isinstance(told, UserError):
                    raise told
                if grader.level is None:  # it is ready
                    grader.level, self._lost_in_a_row = cast(Level, told), 0
                    continue
                number = grader.in_hand.popleft()
                self._all_begun = True
                self._feed_all()
                left -= 1
                yield number, told, grader.level

    def _started(self, processor: int | None) -> "tuple[BaseProcess, Connection[Any, Any]]":
        # A process with threads is never forked: another one, started for that, forks in its place.
        context: Any = multiprocessing.get_context("fork" if threading.active_count() == 1 else "forkserver")
        for left in reversed(range(MAX_ASKED_AGAIN + 1)):
            connection, other = context.Pipe()
            process: BaseProcess = context.Process(
                target=_serve, args=(other, self._course, self._isolation, processor), name="grader", daemon=True
            )  # whoever ends without having ended it isn't kept waiting by it
            try:
                process.start()
            except (OSError, EOFError) as error:  # what forks was killed; another takes its place
                connection.close()
                if not left:
                    why = error.strerror if isinstance(error, OSError) else "what starts it was killed"
                    raise UserError(f"No process that grades could be started ({why}); {_NO_ROOM}") from error
            else:
                break
            finally:
                other.close()
        return process, connection

    def _feed_all(self) -> None:
        """Hand on work: first to one of them alone, so that the first mark doesn't wait for the others' start."""
        for grader in self._graders if self._all_begun else self._graders[:1]:
            self._feed(grader)

    def _feed(self, grader: "_Grader") -> None:
        """Hand on work: a suspect alone, anything else while another is still being graded."""
        while len(grader.in_hand) < _IN_HAND and not (grader.in_hand and (grader.alone or self._suspects)):
            grader.alone = bool(self._suspects)
            number = self._suspects.popleft() if grader.alone else self._next(grader)
            if number is None:
                return
            grader.in_hand.append(number)
            taken = self._work[number].take()
            with contextlib.suppress(OSError):  # it is gone, which is found out when it is listened to
                grader.connection.send(taken)
            self.taken[number] = taken.digest()

    def _next(self, grader: "_Grader") -> int | None:
        """Take what is next for a grader; where it has nothing left, the last of whoever has most."""
        if grader.waiting:
            return grader.waiting.popleft()
        longest = max((other.waiting for other in self._graders), key=len)
        return longest.pop() if longest else None

    def _replace(self, grader: "_Grader") -> Iterator[tuple[int, SubmissionRecord, Level]]:
        """Take the work of a grader that is gone out of its hands, and start another in its place.

        Gives a record of what was set aside, if it was alone with that.

        Raises:
            UserError: no grader stays.
        """
        grader.end()
        if grader.level is None:  # it hasn't come to anything of it
            grader.waiting.extendleft(reversed(grader.in_hand))
            self._lost_in_a_row += 1
            if self._lost_in_a_row > MAX_GRADERS_LOST:
                raise UserError(
                    f"{MAX_GRADERS_LOST} processes that grade ended one after the other before they could begin; "
                    f"{_NO_ROOM}"
                )
        else:
            self._lost_alone.update(grader.in_hand if grader.alone else ())
            for number in grader.in_hand:
                if self._lost_alone[number] >= MAX_LOST_ALONE:
                    yield number, set_aside(self._course, self._work[number]), grader.level
                else:
                    self._suspects.append(number)
        grader.in_hand.clear()
        grader.alone, grader.level = False, None
        with undisturbed():
            grader.process, grader.connection = self._started(grader.processor)
        self._feed(grader)


@dataclass
class _Grader:
    """One of the processes, from the outside.

    Attributes:
        waiting: the numbers of what it will grade.
        processor: the one that it has for itself, if it has.
        in_hand: of what it was given.
        alone: whether that is a suspect.
        level: how its workers are walled off; None until it is ready.
    """

    waiting: deque[int]
    processor: int | None
    process: BaseProcess
    connection: "Connection[Any, Any]"
    in_hand: deque[int] = field(default_factory=deque)
    alone: bool = False
    level: Level | None = None

    def hang_up(self) -> None:
        """Let it end."""
        self.connection.close()
        self.process.terminate()

    def end(self) -> None:
        """End it, and wait until it is gone."""
        self.hang_up()
        self.process.join(CLOSE_SECONDS)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(connection: "Connection[Any, Any]", course: Course, isolation: Level | None, processor: int | None) -> None:
    """Be a grader: grade what comes, until there is an end of it.

    Several have a `processor` each, with their workers: a grader waits while its worker works, so that nobody waits for
    another's, and none lies idle. It gets ready when it is given something, and on any processor.
    """
    end_with_parent(signal.SIGTERM)
    for number in (signal.SIGINT, signal.SIGHUP):  # Ctrl-C, and the end of a terminal, is for whoever started this one
        signal.signal(number, signal.SIG_IGN)
    gc.freeze()
    adopt_seeds(course)

    def tell(message: SubmissionRecord | UserError | Level) -> None:
        if _STOPPED.is_set():  # what a solution is asked takes any exception, an end of this process, for an answer
            raise _Stopped
        connection.send(message)

    with contextlib.suppress(EOFError, OSError, _Stopped):
        signal.signal(signal.SIGTERM, _stop)
        try:
            inbox = SimpleQueue[HandIn | None]()
            threading.Thread(target=_receive, args=(connection, inbox), daemon=True).start()
            if (first := inbox.get()) is None:
                return
            with Station(course, isolation, first=[first.assignment], processor=processor) as station:
                if processor is not None:
                    os.sched_setaffinity(0, {processor})
                tell(station.level)
                met = set[str]()
                for hand_in in itertools.chain([first], iter(inbox.get, None)):
                    tell(station.grade(hand_in))
                    if hand_in.assignment not in met:
                        met.add(hand_in.assignment)
                        gc.freeze()  # an exam stays to the end, and needn't be looked through again and again
        except UserError as error:
            tell(error)
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)  # nothing catches what it raises from here on


def _receive(connection: "Connection[Any, Any]", inbox: "SimpleQueue[HandIn | None]") -> None:
    """Take what comes while something is graded: whoever sends a large notebook doesn't wait for that."""
    with contextlib.suppress(EOFError, OSError):
        while True:
            inbox.put(connection.recv())
    inbox.put(None)


def _stop(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # it comes for every thread that was there; one is enough to clear up
    _STOPPED.set()
    raise _Stopped
