"""What a submission is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A piece of code: its text, the file that it is in, and how many lines stand before it there.

    ``left_out`` says what kind of cell it is (``a Markdown cell``) where that is none whose code is run.
    """

    source: str
    filename: str
    lines_before: int = 0
    left_out: str = ""
