"""A command that does more than tell goes on where nobody listens any more, as in ``deltarule grade | head``."""

import io
import os
import stat
import sys
from typing import Any


class _Unheard(io.FileIO):
    """The end of a pipe that leads nowhere once the other end is closed."""

    def write(self, content: Any, /) -> int:
        """Write as ever, and nowhere where nobody reads."""
        try:
            return super().write(content)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            return super().write(content)


def go_on_unheard() -> None:
    """Let what is printed into a pipe that closes be lost from now on, in place of an error where it is printed."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if not isinstance(stream, io.TextIOWrapper) or not _is_pipe(stream):
            continue
        stream.flush()
        kept = io.TextIOWrapper(
            io.BufferedWriter(_Unheard(stream.fileno(), "w", closefd=False)),
            stream.encoding,
            stream.errors,
            line_buffering=stream.line_buffering,
            write_through=stream.write_through,
        )
        setattr(sys, name, kept)


def _is_pipe(stream: io.TextIOWrapper) -> bool:
    try:
        mode = os.fstat(stream.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
