"""Ctrl-C at a moment when it would do harm: it waits for a better one."""

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Let Ctrl-C come after a block, and not within: for what is short and may not be left half done.

    Python raises it wherever it is: where a class is made it comes out as another error, and between a fork and the
    hooks that follow it, it is lost, with a lock that nobody opens any more.

    Raises:
        KeyboardInterrupt: it came meanwhile, and the block has ended well.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield  # nothing is raised here
        return
    came = list[int]()

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)

    signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if came:
        raise KeyboardInterrupt
