"""One process at a time writes what is one for the whole course: its gradebook, its roster, its seeds."""

import fcntl
import os
from pathlib import Path

from deltarule.core.errors import UserError

GRADEBOOK = "deltarule, or nbgrader autograde, is writing in this gradebook"
"""What is said of a course's gradebook: nbgrader's runs share it with one another, as they always have."""

_held = set[int]()
"""The descriptors of this process's locks: what it forks must not hold them longer than it does."""


class Lock:
    """Keeps other processes out of something, until it is closed or the process ends, however it does."""

    def __init__(self, folder: Path, doing: str = GRADEBOOK, *, waits: bool = False, shared: bool = False) -> None:
        """Lock what `folder` stands for: a course's gradebook where it is the instructor's folder.

        Args:
            folder: it is locked itself, so that no file is left.
            doing: what one process at a time does.
            waits: whether to wait for another process, where each is done in a moment; else it is refused.
            shared: whether others that share it may have it at the same time.

        Raises:
            UserError: another process has, or the folder can't be locked.
        """
        try:
            self._descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        except OSError as error:
            raise UserError(f"{folder} cannot be read: {error.strerror}.") from error
        _held.add(self._descriptor)
        try:
            kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
            fcntl.flock(self._descriptor, kind | (0 if waits else fcntl.LOCK_NB))
        except OSError as error:
            self.close()
            if isinstance(error, BlockingIOError):
                said = f"Another {doing}; wait until it has finished, and run the command again."
                raise UserError(said) from error
            raise UserError(f"{folder} cannot be locked: {error.strerror}.") from error

    def close(self) -> None:
        """Let others write; a second time does nothing."""
        if self._descriptor in _held:
            _held.remove(self._descriptor)
            os.close(self._descriptor)
        self._descriptor = -1


def _let_go() -> None:
    while _held:
        os.close(_held.pop())


os.register_at_fork(after_in_child=_let_go)
