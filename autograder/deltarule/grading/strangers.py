"""Files that a stranger left: no link is followed, no pipe waited for, and nothing read beyond a bound."""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO


class NotAFile(OSError):  # noqa: N818 - it says what is wrong
    """A folder, a pipe or a device, where a file should be."""


class TooLarge(OSError):  # noqa: N818 - it says what is wrong
    """A file of more bytes than are taken."""


def open_file(path: str | Path) -> BinaryIO:
    """Open a regular file for reading.

    Raises:
        NotAFile: there is something else.
        OSError: it cannot be opened, or is a link.
    """
    # Neither follow a link nor wait for a pipe's other end.
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotAFile(errno.EINVAL, "not a regular file", str(path))
    return open(descriptor, "rb")


def read_file(path: str | Path, most: int) -> bytes:
    """Read a regular file of up to `most` bytes.

    Raises:
        NotAFile: there is something else.
        TooLarge: it is larger.
        OSError: it cannot be read, or is a link.
    """
    with open_file(path) as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise TooLarge(errno.EFBIG, "too large", str(path))
    return content
