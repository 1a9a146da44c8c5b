"""The terminal that a student looks at: how much fits on it, and whether it wants colours."""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable
from typing import Literal, TextIO

from deltarule.core.limits import MAX_LINE_WIDTH, MIN_LINE_WIDTH
from deltarule.core.text import visible

Style = Literal["bold", "good", "bad", "faint"]
_CODES: dict[Style, str] = {"bold": "1", "good": "32", "bad": "31", "faint": "2"}
_COMMAND = re.compile(r"\bdeltarule(?: \w+)+(?=[`,.]|$)", re.MULTILINE)
_GLUE = "\N{NO-BREAK SPACE}"  # which no text has that was made visible


class Console:
    """Where a command says something.

    Attributes:
        stream: where it goes.
        width: the columns that a line may fill.
        rows: how many rows can be seen at once, the one with the prompt aside.
        is_terminal: whether somebody looks at it as it comes.
        colours: whether it may be coloured.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        """Look at `stream`, the standard output by default, and at what the environment asks for."""
        self.stream = stream or sys.stdout
        columns, rows = shutil.get_terminal_size((80, 24))
        self.width = max(MIN_LINE_WIDTH, min(columns, MAX_LINE_WIDTH))
        self.rows = max(rows, 12) - 1
        self.is_terminal = self.stream.isatty()
        self.colours = self.is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        if hasattr(self.stream, "reconfigure"):  # a student's text may hold what a terminal's encoding hasn't
            self.stream.reconfigure(errors="backslashreplace")

    def paint(self, text: str, style: Style) -> str:
        """Colour a text, where colours are wanted."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colours else text

    def wrapped(self, text: str, indent: str = "", hanging: str | None = None) -> list[str]:
        """Break a text into lines that fit, each line of its own by itself, between words; made safe to show.

        A command that is named in it stays in one line, so that it can be copied.

        Args:
            text: what is said.
            indent: what stands before each line.
            hanging: what stands before those that continue one; `indent` by default.
        """
        whole = _COMMAND.sub(lambda command: command[0].replace(" ", _GLUE), visible(text))
        return [
            line.replace(_GLUE, " ")
            for part in whole.split("\n")
            for line in textwrap.wrap(
                part,
                self.width,
                initial_indent=indent,
                subsequent_indent=indent if hanging is None else hanging,
                break_on_hyphens=False,
                drop_whitespace=True,
            )
        ]

    def cut(self, text: str) -> str:
        """Shorten a text to one line that fits."""
        line = visible(" ".join(text.split("\n"))).rstrip()
        return line if len(line) <= self.width else f"{line[: self.width - 4].rstrip()} ..."

    def say(self, lines: Iterable[str] = ("",)) -> None:
        """Print lines."""
        for line in lines:
            print(line, file=self.stream)
        self.stream.flush()

    def clear(self) -> None:
        """Begin anew at the top, where there is a screen to clear."""
        if self.is_terminal and os.environ.get("TERM") != "dumb":
            self.stream.write("\x1b[2J\x1b[3J\x1b[H")
