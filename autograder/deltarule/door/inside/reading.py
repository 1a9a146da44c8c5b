"""A worker that reads: calls one of our functions with a stranger's bytes. It runs no student code."""

import contextlib
import gc
import socket
import sys
from collections.abc import Callable
from importlib import import_module
from types import ModuleType

from deltarule.core.limits import MAX_EXCEPTION_MESSAGE
from deltarule.door.forms import WireError
from deltarule.door.frames import Applied, Apply, Declined, Message, Reader, Wanted, receive, send
from deltarule.door.refusals import Refused

_asks_for_modules = False


class _NotLoaded(BaseException):  # it asks for something, and is nobody's error
    """A module that is loaded on demand, and isn't yet."""


def at_hand(module: str) -> ModuleType:
    """Import a module that takes long to import and that few files need.

    In a worker it is asked for, so that the next ones have it from their birth.
    """
    if _asks_for_modules and module not in sys.modules:
        raise _NotLoaded(module)
    return import_module(module)


def learn(function: str, content: bytes, arguments: list[str]) -> None:
    """Call one of our functions with what is ours: what it keeps in memory of that, those forked later have."""
    with contextlib.suppress(Exception):
        _found(function)(content, *arguments)


def _found(function: str) -> Callable[..., bytes]:
    module, _, name = function.partition(":")
    found: Callable[..., bytes] = getattr(sys.modules[module], name)
    return found


def serve_reading(connection: socket.socket) -> None:
    """Answer one :class:`~deltarule.door.frames.Apply`."""
    global _asks_for_modules
    _asks_for_modules = True
    gc.disable()  # it would look through the parts of a large file again and again, and this process lives for one
    try:
        message, buffers = receive(Reader(connection))
        if isinstance(message, Apply):
            _tell(connection, *_applied(message, bytes(buffers)))
    except (EOFError, OSError):  # the grader has hung up
        return


def _applied(message: Apply, content: bytes) -> tuple[Message, list[bytes]]:
    try:
        return Applied(), [_found(message.function)(content, *message.arguments)]
    except Refused as error:
        return Declined(said=str(error)), []
    except _NotLoaded as error:
        return Wanted(str(error)), []
    except Exception as error:
        return Declined(raised=f"{type(error).__name__}: {error}"[:MAX_EXCEPTION_MESSAGE]), []


def _tell(connection: socket.socket, message: Message, buffers: list[bytes]) -> None:
    try:
        send(connection, message, buffers)
    except WireError as error:
        send(connection, Declined(raised=str(error)), [])
