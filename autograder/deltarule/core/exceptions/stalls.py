"""Calls that don't come back: ended when their time is over, and where they were.

A thread watches, and has Python raise :class:`Stalled` in the thread that it watches. That takes no signal and no other
process, so that it works on every system; but it takes effect between two of Python's instructions alone: one long
operation of NumPy's is over first.
"""

import contextlib
import math
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from types import FrameType, TracebackType
from typing import Any, TypeVar

from deltarule.core.limits import ASLEEP, MAX_STALL_ATTEMPTS, STALL_RETRY_SECONDS, WATCH_SECONDS, WATCHER_IDLE_SECONDS

from .spots import function_name, is_own, loop_at

T = TypeVar("T")
_DEBUGGERS = ("pdb", "bdb", "cmd", "debugpy", "pydevd", "_pydevd_bundle", "IPython.core.debugger")


class Stalled(BaseException):
    """A call was ended because its time was over; no ``Exception``, so that ``except Exception`` lets it through.

    Attributes:
        stack: where the thread was by then, the outermost frame first; empty where the traceback says so.
    """

    stack: Sequence[tuple[FrameType, int]] = ()


def within(seconds: float, work: Callable[[], T], stubborn: Callable[[FrameType], None], *, strict: bool = False) -> T:
    """Do some work in this thread, for so many seconds at most; without end where they are 0, or a debugger is at work.

    Args:
        seconds: what it may take.
        work: what is done.
        stubborn: is told, from another thread, where the work is if it doesn't let itself be ended.
        strict: whether it is over, too, where the work took its end for that of a call of its own, and went on.

    Raises:
        Stalled: it took longer. It is raised in the work itself.
    """
    if not seconds or sys.gettrace() is not None:
        return work()
    watch = _Watch(seconds, stubborn)
    try:
        try:
            _WATCHER.begin(watch)
            return work()
        finally:
            _WATCHER.end(watch)
            if strict and watch.attempts:
                raise watch.stalled()
    except Stalled:
        _WATCHER.end(watch)  # it may have come while the watch was being called off
        raise


@contextlib.contextmanager
def uncounted() -> Iterator[None]:
    """Let what this thread does in a block count for no watch that was begun before."""
    watches = _WATCHER.rest()
    try:
        yield
    finally:
        _WATCHER.resume(watches)


class _Watch:
    """What a thread does, from now until its time is over."""

    def __init__(self, seconds: float, stubborn: Callable[[FrameType], None]) -> None:
        self.thread = threading.get_ident()
        self.attempts = 0
        self._seconds = seconds
        self._clock = _clock_of_this_thread()
        self._begun, self._used = time.monotonic(), self._clock()
        self._again = 0.0
        self._stubborn = stubborn
        self._stack: list[tuple[FrameType, int]] = []
        self._rested: tuple[float, float] | None = None

    def rest(self) -> None:
        """Stop the clock."""
        self._rested = time.monotonic(), self._clock()

    def resume(self) -> None:
        """Let the clock go on."""
        if self._rested:
            self._begun += time.monotonic() - self._rested[0]
            self._used += self._clock() - self._rested[1]
            self._rested = None

    @property
    def is_resting(self) -> bool:
        """Whether the clock is stopped."""
        return self._rested is not None

    def stalled(self) -> Stalled:
        """Give what says where the thread was when its time was over."""
        error = Stalled()
        error.stack = self._stack
        return error

    def look(self) -> None:
        """End it if it is due, unless somebody debugs it; and where it goes on then, say so."""
        frame = sys._current_frames().get(self.thread)
        if _is_debugged(frame):
            self._seconds = math.inf
        if frame is None or self.is_resting or self.attempts == MAX_STALL_ATTEMPTS or not self._is_due():
            return
        if self.attempts == 1:
            self._stubborn(frame)
        self._stack = self._stack or _stack_of(frame)
        self.attempts += 1
        self._again = time.monotonic() + STALL_RETRY_SECONDS
        _raise_in(self.thread, Stalled)

    def _is_due(self) -> bool:
        """Whether so many seconds of a processor's time were used, or passed while it slept: not by others' work."""
        passed, used = time.monotonic() - self._begun, self._clock() - self._used
        used = min(used, passed)  # of one thread it can't be more, where others are counted, too
        asleep = passed >= self._seconds and used < ASLEEP * passed
        return (used >= self._seconds or asleep) and time.monotonic() >= self._again


def _clock_of_this_thread() -> Callable[[], float]:
    """Give what tells the processor's time that this thread has used; where a system doesn't know, all threads have.

    A linear algebra library has as many as there are processors, which turn while they wait for one another.
    """
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.process_time
    return partial(time.clock_gettime, time.pthread_getcpuclockid(threading.get_ident()))


class _Watcher:
    """One thread that looks after all watches now and then, and is gone when there have been none for a while."""

    def __init__(self) -> None:
        self._lock = threading.RLock()  # whoever is interrupted while holding it may take it again
        self._watches: list[_Watch] = []
        self._thread: threading.Thread | None = None

    def begin(self, watch: _Watch) -> None:
        with self._lock:
            self._watches.append(watch)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def end(self, watch: _Watch) -> None:
        """Stop watching: nothing is raised after that."""
        with self._lock:
            if watch in self._watches:
                self._watches.remove(watch)
            if watch.attempts:
                _take_back()

    def rest(self) -> list[_Watch]:
        """Stop the clocks of this thread that go, and give them."""
        with self._lock:
            found = [item for item in self._watches if item.thread == threading.get_ident() and not item.is_resting]
            for watch in found:
                watch.rest()
            return found

    def resume(self, watches: Sequence[_Watch]) -> None:
        """Let clocks go on."""
        with self._lock:
            for watch in watches:
                watch.resume()

    def _run(self) -> None:
        idle = 0.0
        while True:
            time.sleep(WATCH_SECONDS)
            with self._lock:
                for watch in self._watches:
                    watch.look()
                idle = 0.0 if self._watches else idle + WATCH_SECONDS
                if idle > WATCHER_IDLE_SECONDS:
                    self._thread = None
                    return


_WATCHER = _Watcher()


def _raise_in(thread: int, kind: type[BaseException]) -> None:
    """Have an exception raised in a thread, in place of one that is still to be raised there."""
    import ctypes

    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), ctypes.py_object(kind))


def _take_back() -> None:
    """Have what is still to be raised in this thread raised here, and be done with it.

    Python could be told to forget it; but up to 3.11 it then looks for it for good, so that the next function that is
    called under a debugger or a profiler never begins.
    """
    try:
        _raise_in(threading.get_ident(), Stalled)
        while True:
            pass
    except Stalled:
        return


def _stack_of(frame: FrameType | None) -> list[tuple[FrameType, int]]:
    """Give a frame and those that led to it, the outermost first, and the line of each."""
    found = []
    while frame is not None:
        found.append((frame, frame.f_lineno))
        frame = frame.f_back
    return found[::-1]


def _is_debugged(frame: FrameType | None) -> bool:
    """Whether a debugger is at work in a frame, or in one that led to it."""
    while frame is not None:
        name = frame.f_globals.get("__name__")
        if frame.f_trace is not None or (isinstance(name, str) and name.startswith(_DEBUGGERS)):
            return True
        frame = frame.f_back
    return False


def lines_of(frame: FrameType | None, namespace: dict[str, Any]) -> list[tuple[FrameType, int]]:
    """Give the frames of the student's own that led to `frame`, the outermost first, and the line of each."""
    return [(item, line) for item, line in _stack_of(frame) if is_own(item, namespace)]


def whereabouts(name: str, own: Sequence[tuple[FrameType, int]]) -> str:
    """Say where a call of `name` is, from its frames: in which loop, or in which line."""
    if not own:
        return ""
    frame, line, kind = where_it_stays(own)
    if not kind:
        return f"it is in line {line}"
    function = function_name(frame.f_code)
    its = "its" if function in (name, "<module>") else f"{function}'s"
    return f"it is in {its} `{kind}`, line {line}"


def where_it_stays(own: Sequence[tuple[FrameType, int]]) -> tuple[FrameType, int, str]:
    """Give the frame, the line and the kind of the loop that frames are in; without a kind, where they are in none."""
    found = [(frame, loop_at(frame.f_code, line)) for frame, line in own]
    loops = [(frame, loop[1], loop[0]) for frame, loop in found if loop]
    endless = [item for item in loops if item[2] == "while"]
    return endless[-1] if endless else loops[0] if loops else (*own[-1], "")


def of_a_caller(explanation: str, name: str) -> str:
    """Say of what calls the function `name` where that was, as :func:`whereabouts` has said of `name` itself."""
    return explanation.replace("it is in its ", f"it is in {name}'s ", 1)


def stopped(error: KeyboardInterrupt, name: str, namespace: dict[str, Any]) -> None:
    """Let an interrupt say, in one line, where the call of `name` was: in pytest, and in a notebook."""
    last: TracebackType | None = None
    own, entry = [], error.__traceback__
    while entry is not None:
        if is_own(entry.tb_frame, namespace):
            own.append((entry.tb_frame, entry.tb_lineno))
            last = entry
        entry = entry.tb_next
    if last is None:
        return
    last.tb_next = None  # what it called is nobody's code here
    said = f"{name} was stopped; {whereabouts(name, own)}"
    error.args = (said,)
    vars(error)["_render_traceback_"] = lambda: [said]  # IPython shows this in place of a traceback
