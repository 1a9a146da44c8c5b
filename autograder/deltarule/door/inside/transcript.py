"""Keeps what a cell shows, in the order and the pieces in which a Jupyter kernel would send it, up to a cap."""

import io
from typing import Any

from deltarule.core.limits import MAX_OUTPUT_BYTES, MAX_OUTPUTS, MAX_TRACEBACK
from deltarule.door.outputs import (
    DisplayData,
    Error,
    ExecuteResult,
    Output,
    Stream,
    UpdateDisplayData,
    encode,
)


class Transcript:
    """What the running cell has shown so far.

    As in a kernel, printed text waits until something else is shown or the cell ends, and then stdout goes first.
    """

    def __init__(self, characters: int) -> None:
        """Keep up to `characters` of printed text a cell."""
        self._characters = characters
        self.begin()

    def begin(self) -> None:
        """Forget everything: a new cell begins."""
        self._waiting: dict[str, list[str]] = {"stdout": [], "stderr": []}
        self._outputs: list[tuple[str, list[str]] | tuple[None, bytes]] = []  # text of a stream, or an output's JSON
        self._printed = 0
        self._size = 0
        self._clears_later = False

    def print(self, name: str, text: str) -> None:
        """Take printed text; what is beyond the cap is dropped, and that it was is shown."""
        if not text:
            return
        room = self._characters - self._printed
        self._printed += len(text)
        if len(text) <= room:
            self._waiting[name].append(text)
        elif room >= 0:
            self._printed = self._characters + 1
            note = f"\n[... cut: a cell shows up to {self._characters:,} printed characters]\n"
            self._waiting[name].append(text[:room] + note)

    def flush(self, name: str) -> None:
        """Let what was printed take its place among the outputs."""
        if self._waiting[name]:
            self._clear_if_due()
            last = self._outputs[-1] if self._outputs else None
            if last and last[0] == name:
                last[1].extend(self._waiting[name])
            else:
                self._outputs.append((name, self._waiting[name]))
            self._waiting[name] = []

    def show(self, output: Output) -> None:
        """Take anything but printed text; what is beyond the cap is left out, and that it was is shown."""
        self.flush("stdout")
        self.flush("stderr")
        if not isinstance(output, UpdateDisplayData):
            self._clear_if_due()
        if isinstance(output, Error):
            output = _shortened(output)
        try:
            text = encode(output)
        except Exception:  # lone surrogates, a mapping with odd keys, a __repr__ that raises
            return self._left_out("that JSON has no form for")
        if not isinstance(output, Error) and self._size + len(text) > MAX_OUTPUT_BYTES:
            return self._left_out(f"of {len(text):,} bytes: a cell shows up to {MAX_OUTPUT_BYTES // 2**20} MiB")
        if len(self._outputs) >= MAX_OUTPUTS // 2 and not isinstance(output, Error | ExecuteResult):
            return None
        self._size += len(text)
        self._outputs.append((None, text))
        return None

    def clear(self, wait: bool) -> None:
        """Drop what the cell has shown, at once or when it next shows something."""
        self.flush("stdout")
        self.flush("stderr")
        self._clears_later = True
        if not wait:
            self._clear_if_due()

    def take(self) -> str:
        """Give the cell's outputs as JSON."""
        self.flush("stdout")
        self.flush("stderr")
        texts = [
            encode(Stream(kind, sendable("".join(content)))) if kind is not None else content  # type: ignore[arg-type]
            for kind, content in self._outputs
        ]
        return "[" + b",".join(texts).decode() + "]"  # type: ignore[arg-type]

    def _clear_if_due(self) -> None:
        if self._clears_later:
            self._outputs, self._clears_later, self._size = [], False, 0

    def _left_out(self, what: str) -> None:
        self.print("stdout", f"[an output is left out, {what}]\n")
        self.flush("stdout")


class Printer(io.TextIOBase):
    """A ``sys.stdout`` or ``sys.stderr`` that writes into a transcript."""

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, transcript: Transcript, name: str) -> None:
        """Write as the stream `name`."""
        self._transcript = transcript
        self.name = f"<{name}>"
        self._stream = name

    def writable(self) -> bool:
        """Say that one can print here."""
        return True

    def fileno(self) -> int:
        """Give the descriptor that is at the file's place; what is written there is not shown."""
        return 1 if self._stream == "stdout" else 2

    def write(self, text: str) -> int:
        """Take text.

        Raises:
            TypeError: it is no text.
            ValueError: the stream was closed.
        """
        if self.closed:
            raise ValueError("I/O operation on closed file")
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._transcript.print(self._stream, text)
        return len(text)

    def flush(self) -> None:
        """Let what was printed take its place among the outputs."""
        self._transcript.flush(self._stream)


def display(data: dict[str, Any], metadata: dict[str, Any], transient: dict[str, Any], update: bool) -> Output:
    """Make the output of a ``display(...)``."""
    display_id = transient.get("display_id")
    name = None if display_id is None else str(display_id)
    if update:
        return UpdateDisplayData(data, metadata, name or "")
    return DisplayData(data, metadata, name)


def _shortened(error: Error) -> Error:
    lines = [sendable(str(line)) for line in error.traceback]
    if sum(map(len, lines)) > MAX_TRACEBACK:
        half = MAX_TRACEBACK // 2
        whole = "\n".join(lines)
        lines = [whole[:half], f"[... {len(whole) - 2 * half:,} characters are left out ...]", whole[-half:]]
    return Error(sendable(error.ename)[:200], sendable(error.evalue)[:MAX_TRACEBACK], lines)


def sendable(text: str) -> str:
    """Give `text` with question marks for what UTF-8 has no form for."""
    return text.encode("utf-8", "replace").decode()
