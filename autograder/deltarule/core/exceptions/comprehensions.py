"""What the names of a comprehension stood for when something was raised in it.

From Python 3.12 on, comprehensions of lists, sets and dicts have no frame of their own: their names are a function's
while they last, and gone from its frame once an exception has left them. Python says of each exception, in each frame
that it passes, when that is; what the frame's names stand for by then is kept with the exception.
"""

import dis
import sys
from collections.abc import Mapping
from types import CodeType, FrameType
from typing import Any

_BEGINS = dis.opmap.get("LOAD_FAST_AND_CLEAR", -1)
"""What sets a function's own name aside for a comprehension's."""
_TOOLS = (4, 3)
"""The numbers that Python leaves to tools like this: others are a debugger's, a profiler's and the like."""
_NAME = "deltarule"
_KEPT = "__deltarule_names__"
_attributes = BaseException.__dict__["__dict__"].__get__
"""Gives an exception's attributes, whatever its class says that they are."""


def keep_names() -> None:
    """Keep from now on, in this process, what will be gone; nothing is where comprehensions have frames."""
    if sys.version_info >= (3, 12):
        tools = [sys.monitoring.get_tool(number) for number in _TOOLS]
        if _NAME not in tools and None in tools:
            number = _TOOLS[tools.index(None)]
            sys.monitoring.use_tool_id(number, _NAME)
            sys.monitoring.register_callback(number, sys.monitoring.events.RAISE, _keep)
            sys.monitoring.set_events(number, sys.monitoring.events.RAISE)


def names_in(frame: FrameType, error: BaseException) -> Mapping[str, Any]:
    """Give what the names in a frame stood for when an exception passed it, as far as that is known."""
    found: Mapping[str, Any] = _attributes(error).get(_KEPT, {}).get(frame, frame.f_locals)
    return found


def forget_names(error: BaseException) -> None:
    """Let go what is kept with an exception."""
    _attributes(error).pop(_KEPT, None)


def _keep(code: CodeType, instruction: int, error: BaseException) -> None:
    """Keep what the names in a frame stand for, where an exception is raised in it, or passes it."""
    if _BEGINS in code.co_code[::2]:
        frame = sys._getframe(1)
        _attributes(error).setdefault(_KEPT, {})[frame] = dict(frame.f_locals)
