"""``breakpoint()`` in a student's function while its checks run: it talks past what is captured; ``q`` ends all."""

import bdb
import contextlib
import io
import os
import pdb
import sys
from collections.abc import Iterator
from types import FrameType, FunctionType, TracebackType
from typing import Any

from deltarule.core.code.calls import Case
from deltarule.core.code.loader import LoadedCode


class Debugger(pdb.Pdb):
    """A debugger that ends the command when it is left, as Ctrl-C does, and not this call alone."""

    def trace_dispatch(self, frame: FrameType, event: str, arg: Any) -> Any:
        """See :class:`bdb.Bdb`."""
        try:
            return super().trace_dispatch(frame, event, arg)
        except bdb.BdbQuit:
            raise KeyboardInterrupt from None

    def interaction(self, *args: Any, **kwargs: Any) -> None:
        """Talk to the person at the keyboard, where what is printed goes, too."""
        with contextlib.redirect_stdout(sys.__stdout__):
            super().interaction(*args, **kwargs)


def last_line(code: LoadedCode, function: str, arguments: Case) -> TracebackType | None:
    """Call a student's function again, and give the place where it returned, its variables at hand; None if nowhere."""
    own = getattr(code.module, function, None)
    ends: list[FrameType] = []

    def look(frame: FrameType, event: str, arg: Any) -> Any:
        if isinstance(own, FunctionType) and frame.f_code is own.__code__:
            if event == "return":
                ends.append(frame)
            return look
        return None

    before = sys.gettrace()
    sys.settrace(look)
    try:
        code.observe(function, [arguments])
    finally:
        sys.settrace(before)
    return TracebackType(None, ends[0], ends[0].f_lasti, ends[0].f_lineno) if ends else None


@contextlib.contextmanager
def breakpoints() -> Iterator[None]:
    """Let ``breakpoint()`` open this debugger for a block, unless somebody has chosen another.

    The keyboard is the debugger's: an ``input`` whose question is captured would wait for an answer unseen.
    """
    before, keyboard = sys.breakpointhook, sys.stdin

    def stop(*args: Any, **kwargs: Any) -> None:
        Debugger(stdin=keyboard, stdout=sys.__stdout__).set_trace(sys._getframe(1))

    if before is sys.__breakpointhook__ and "PYTHONBREAKPOINT" not in os.environ:
        sys.breakpointhook = stop
        sys.stdin = io.StringIO()
    try:
        yield
    finally:
        sys.breakpointhook, sys.stdin = before, keyboard
