"""What a submission is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Cell:
    """A piece of code: its text, the file that it is in, and how many lines stand before it there."""

    source: str
    filename: str
    lines_before: int = 0
