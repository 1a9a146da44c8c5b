"""When a worker has used up its time: it is charged with what it did, not with what the machine was busy with."""

import contextlib
import os
import select
import socket
import time
from collections.abc import Callable
from pathlib import Path

from deltarule.core.limits import LOOK_SECONDS, MAX_HELD_UP_SECONDS, MAX_KEPT_WAITING

_CPU_CLOCK = 2  # a process's time on processors, all threads together; see clock_getcpuclockid(3)
_SOON = 0.005


class Usage:
    """The time of a process's, read from outside of it.

    Attributes:
        pid: its number here, which may be another where it runs; 0 where it can't be seen.
    """

    def __init__(self, handle: int) -> None:
        """Watch the process of a pidfd, which must not have been reaped."""
        self.pid = 0
        self._clock: int | None = None
        self._schedule: int | None = None
        with contextlib.suppress(OSError, StopIteration):
            said = Path(f"/proc/self/fdinfo/{handle}").read_text().splitlines()
            self.pid = max(0, int(next(line.split()[1] for line in said if line.startswith("Pid:"))))
            if self.pid:
                self._clock = ~self.pid << 3 | _CPU_CLOCK
                self._schedule = os.open(f"/proc/{self.pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC)

    def read(self) -> tuple[float, float, float]:
        """Give seconds: on the wall, on processors, and of its first thread's waiting for one."""
        cpu = waited = 0.0
        with contextlib.suppress(OSError):  # it is gone
            if self._clock is not None:
                cpu = time.clock_gettime(self._clock)
        with contextlib.suppress(OSError, IndexError, ValueError):  # or this kernel doesn't count
            if self._schedule is not None:
                waited = int(os.pread(self._schedule, 100, 0).split()[1]) / 1e9
        return time.monotonic(), cpu, waited

    def close(self) -> None:
        """Stop watching."""
        descriptor, self._schedule, self._clock = self._schedule, None, None
        if descriptor is not None:
            os.close(descriptor)


class Allowance:
    """The seconds that all of a submission's code together may use.

    Attributes:
        seconds: how many there were.
        left: how many are left.
    """

    def __init__(self, seconds: float) -> None:
        """Allow `seconds`."""
        self.seconds = self.left = seconds

    def spend(self, seconds: float) -> None:
        """Take away what was used."""
        self.left -= seconds


class Deadline:
    """What waits for a worker, until that has used its time; calling it waits for the next piece.

    Used is the time on processors, or asleep. What the worker waited for a processor isn't, nor what its grader had
    other things to do; but neither puts the deadline off without end.
    """

    def __init__(
        self, connection: socket.socket, usage: Usage, seconds: float, meanwhile: Callable[[], None] = lambda: None
    ) -> None:
        """Begin.

        Args:
            connection: where its answer comes.
            usage: its time.
            seconds: that it may use.
            meanwhile: called now and then.
        """
        self._connection = connection
        self._usage = usage
        self._seconds = seconds
        self._meanwhile = meanwhile
        self._begun = usage.read()
        self._last, self._busy = self._begun[0], time.thread_time()
        self._held_up = 0.0
        self._late = False

    def used(self) -> float:
        """Give the seconds that the worker has used so far."""
        now, cpu, waited = (after - before for after, before in zip(self._usage.read(), self._begun, strict=True))
        wall = now - self._held_up
        return min(wall, max(cpu, wall - waited, wall / MAX_KEPT_WAITING))

    def __call__(self, writing: bool = False) -> None:
        """Wait until something has come, or can be sent.

        Raises:
            TimeoutError: the time is used up.
        """
        while True:
            now, busy = time.monotonic(), time.thread_time()
            self._hold_up((now - self._last) - (busy - self._busy))
            self._last, self._busy = now, busy
            left = self._seconds - (now - self._begun[0] - self._held_up)
            if left <= 0:
                left = self._seconds - self.used()
            if left <= 0:
                if self._late or not self._ready(writing, 0):
                    raise TimeoutError
                # It was this side that was late: another thread held the interpreter while the answer came.
                self._seconds, self._late = self.used() + LOOK_SECONDS, True
                return
            self._meanwhile()
            longest = max(min(left, LOOK_SECONDS), _SOON)
            ready = self._ready(writing, longest)
            self._last, self._busy = time.monotonic(), time.thread_time()
            self._hold_up(self._last - now - longest)
            if ready:
                return

    def _hold_up(self, seconds: float) -> None:
        """Count what this side was late: it waited for a processor, or another of its threads was at work.

        What it computed for the worker, to answer its callbacks, is the worker's time.
        """
        self._held_up = min(self._held_up + max(0.0, seconds), MAX_HELD_UP_SECONDS)

    def _ready(self, writing: bool, seconds: float) -> bool:
        wanted = [self._connection]
        return any(select.select([] if writing else wanted, wanted if writing else [], [], seconds))
