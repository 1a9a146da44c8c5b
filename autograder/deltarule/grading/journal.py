"""Which submissions are being graded just now: a run that dies leaves their names for the next one."""

import contextlib
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

JOURNAL = "grading.journal"
"""The file's name in ``instructor/``."""

_BEGUN, _ENDED, _ASIDE = "begun", "ended", "aside"


class Journal:
    """The submissions in hand, in a file; a context manager, which holds the file for as long as a run lasts.

    It is a line of JSON for each thing that happens, and each line is written at once: whatever becomes of the grader,
    the lines before stay. Leaving it, be it by Ctrl-C, ends whatever was begun.

    Attributes:
        left: the folders that were in hand when the last run died, and that this one hasn't come to.
        certain: whether it was one alone, so that the run died of it.
    """

    def __init__(self, path: Path) -> None:
        """Keep the journal at `path`; where another run does, or nothing can be written, there is none."""
        self.left: set[str] = set()
        self.certain = False
        self._aside: dict[str, str] = {}
        self._file: int | None = None
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self._take_up(Path(f"/proc/self/fd/{file}").read_text("utf-8", "replace"))
                self._file = file
            except OSError:
                os.close(file)

    def _take_up(self, text: str) -> None:
        for line in text.splitlines():
            with contextlib.suppress(ValueError):  # a disk may have been full
                happened, folder, contents = json.loads(line)
                self.left.discard(folder)
                self._aside.pop(folder, None)
                if happened == _BEGUN:
                    self.left.add(folder)
                elif happened == _ASIDE:
                    self._aside[folder] = contents
        self.certain = len(self.left) == 1

    def __enter__(self) -> "Journal":
        """Give the journal."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Keep what is set aside, and what the last run left and this one hasn't come to."""
        if self._file is None:
            return
        with contextlib.suppress(OSError):
            os.ftruncate(self._file, 0)
            for folder, contents in self._aside.items():
                self._write(_ASIDE, folder, contents)
            for folder in self.left:
                self._write(_BEGUN, folder)
        os.close(self._file)
        self._file = None

    @contextlib.contextmanager
    def in_hand(self, folder: str) -> Iterator[None]:
        """Note that a submission is being graded, while the body lasts."""
        self.left.discard(folder)
        self._aside.pop(folder, None)
        self._write(_BEGUN, folder)
        try:
            yield
        finally:
            self._write(_ENDED, folder)

    def concerns(self, folder: str) -> bool:
        """Whether a run died while a submission was in hand, be it the last one or one before."""
        return folder in self.left or folder in self._aside

    def is_aside(self, folder: str, contents: list[bytes]) -> bool:
        """Whether a submission was set aside, and is the same as it was then."""
        return self._aside.get(folder) == _digest(contents)

    def set_aside(self, folder: str, contents: list[bytes]) -> None:
        """Pass a submission over from now on, until it holds something else."""
        self.left.discard(folder)
        self._aside[folder] = _digest(contents)
        self._write(_ASIDE, folder, self._aside[folder])

    def _write(self, happened: str, folder: str, contents: str = "") -> None:
        if self._file is not None:
            with contextlib.suppress(OSError):  # grading goes on where the disk is full
                os.write(self._file, json.dumps([happened, folder, contents]).encode() + b"\n")


def _digest(contents: list[bytes]) -> str:
    return hashlib.sha256(b"".join(hashlib.sha256(content).digest() for content in contents)).hexdigest()
