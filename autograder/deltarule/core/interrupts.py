"""What stops a command: Ctrl-C, and what ends a process from elsewhere, each at a moment when it does no harm."""

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType

_FROM_ELSEWHERE = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
"""What a system sends that shuts down, a batch system whose time is over, and a terminal that is closed."""

_noted = list[int]()

_PR_SET_PDEATHSIG = 1


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Let what ends a process from elsewhere stop a block as Ctrl-C does: it says how far it is, and clears up.

    What whoever started this process has it ignore (``nohup``) stays ignored, and what it forks isn't concerned.
    """
    before = {number: signal.getsignal(number) for number in _FROM_ELSEWHERE}
    ours = [number for number, handler in before.items() if handler is signal.SIG_DFL and _is_main_thread()]
    for number in ours:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, before[number])


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let what stops a command come after a block, and not within: for what is short and may not be left half done.

    Python raises it wherever it is: where a class is made it comes out as another error, and between a fork and the
    hooks that follow it, it is lost, with a lock that nobody opens any more.

    Raises:
        KeyboardInterrupt: it came meanwhile, and the block has ended well.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, *_FROM_ELSEWHERE)}
    raising = {
        number: handler
        for number, handler in before.items()
        if handler in (signal.default_int_handler, _stop) and _is_main_thread()  # else nothing is raised here
    }
    for number in raising:
        signal.signal(number, _note)
    try:
        yield
    finally:
        for number, handler in raising.items():
            signal.signal(number, _pass_over if handler is _stop and number in _noted else handler)
        came = raising and _noted.copy()
        if raising:
            _noted.clear()
    if came:
        raise KeyboardInterrupt


def _stop(number: int, frame: FrameType | None) -> None:
    signal.signal(number, _pass_over)  # a terminal and its shell both send it; one is enough to clear up
    _leave_what_is_gone()
    raise KeyboardInterrupt


def _leave_what_is_gone() -> None:
    """Let go nowhere what would be said to a terminal that is closed: it would be an error amid the clearing up."""
    for descriptor in (1, 2):
        try:
            os.write(descriptor, b"")
        except OSError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, descriptor)
            os.close(nowhere)


def _pass_over(number: int, frame: FrameType | None) -> None:
    pass  # unlike what is ignored, it is no business of the processes that are started


def _note(number: int, frame: FrameType | None) -> None:
    _noted.append(number)


def _is_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


def _let_go() -> None:
    for number in _FROM_ELSEWHERE:
        if signal.getsignal(number) in (_stop, _pass_over, _note):
            signal.signal(number, signal.SIG_DFL)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def end_with_parent(number: signal.Signals) -> None:
    """Have the system send this process a signal when the one that forked it ends, however that ends: on Linux."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, number)
