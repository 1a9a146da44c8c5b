"""Files that a stranger left: beneath a folder that is held open, no link followed, no pipe waited for.

Names are looked up one at a time from the held folder's descriptor. So whatever is renamed, replaced or linked
meanwhile, what is read lies in that folder; and a file that was read once reads the same ever after, or not at all.
"""

import errno
import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


class NotAFile(OSError):  # noqa: N818 - it says what is wrong
    """A folder, a pipe or a device, where a file should be."""


class NotAFolder(OSError):  # noqa: N818 - it says what is wrong
    """A link or a file, where a folder should be; ``filename`` is its own name."""


class TooLarge(OSError):  # noqa: N818 - it says what is wrong
    """A file of more bytes than are taken."""


class Changed(OSError):  # noqa: N818 - it says what is wrong
    """A file that isn't any more what it was when it was read first."""


class Held:
    """A folder held open for as long as this lives; a link to it is the owner's affair and is followed.

    Attributes:
        path: what it was called when it was opened.
    """

    def __init__(self, path: str | Path) -> None:
        """Open it.

        Raises:
            OSError: it can't be opened, or is no folder.
        """
        self._descriptor = -1
        self._digests: dict[tuple[str, ...], bytes] = {}
        self.path = Path(path)
        self._descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)

    def __del__(self) -> None:
        """Close it."""
        if self._descriptor >= 0:
            os.close(self._descriptor)

    def __truediv__(self, name: str) -> "Place":
        """Give the place of that name beneath it."""
        return Place(self) / name

    def descend(self, parts: tuple[str, ...]) -> int:
        """Open a folder beneath it: a descriptor, for the caller to close.

        Raises:
            NotAFolder: a part of the way is a link, or something else than a folder.
            OSError: it can't be opened.
        """
        descriptor = os.dup(self._descriptor)
        for part in parts:
            above = descriptor
            try:
                descriptor = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=above)
            except OSError as error:
                if error.errno in (errno.ENOTDIR, errno.ELOOP):
                    raise NotAFolder(errno.ENOTDIR, "not a folder of its own", part) from error
                raise
            finally:
                os.close(above)
        return descriptor

    def settle(self, parts: tuple[str, ...], content: bytes) -> None:
        """Take down what a file holds, or compare it with what it held.

        Raises:
            Changed: it held something else when it was read first.
        """
        digest = hashlib.sha256(content).digest()
        if self._digests.setdefault(parts, digest) != digest:
            raise Changed(errno.ESTALE, "it has changed since it was read first", str(self.path.joinpath(*parts)))


@dataclass(frozen=True)
class Place:
    """A file or a folder beneath a folder that is held open, by the names that lead to it. It need not be there.

    Attributes:
        held: the folder.
        parts: the names.
    """

    held: Held
    parts: tuple[str, ...] = ()

    @classmethod
    def of(cls, path: "str | Path | Place", above: int = 1) -> "Place":
        """Give the place of a path, beneath the folder that stands `above` it by that many names.

        Raises:
            OSError: that folder can't be opened.
        """
        if isinstance(path, Place):
            return path
        parts = Path(os.path.abspath(path)).parts  # a link on the way has no say in what ".." is
        return cls(Held(Path(*parts[:-above])), parts[-above:])

    def __truediv__(self, name: str) -> "Place":
        """Give the place of that name in it.

        Raises:
            ValueError: that is no name.
        """
        if name in ("", ".", "..") or "/" in name:
            raise ValueError(f"{name!r} is no file's name")
        return Place(self.held, (*self.parts, name))

    def __str__(self) -> str:
        """Give its path, for people."""
        return str(self.held.path.joinpath(*self.parts))

    @property
    def name(self) -> str:
        """Its own name."""
        return self.parts[-1] if self.parts else self.held.path.name

    @property
    def suffix(self) -> str:
        """The end of its name."""
        return Path(self.name).suffix

    def exists(self) -> bool:
        """Whether anything is there, be it a link."""
        try:
            above = self.held.descend(self.parts[:-1])
        except OSError:
            return False
        try:
            os.stat(self.parts[-1] if self.parts else ".", dir_fd=above, follow_symlinks=False)
        except OSError:
            return False
        finally:
            os.close(above)
        return True

    def names(self) -> list[str]:
        """List what is in it, in order.

        Raises:
            NotAFolder: it is a link or no folder, or lies behind one.
            OSError: it can't be read.
        """
        descriptor = self.held.descend(self.parts)
        try:
            return sorted(os.listdir(descriptor))
        finally:
            os.close(descriptor)

    def open(self) -> BinaryIO:
        """Open a regular file for reading.

        Raises:
            NotAFile: there is something else.
            NotAFolder: it lies behind a link.
            OSError: it can't be opened, or is a link.
        """
        above = self.held.descend(self.parts[:-1])
        try:
            # Neither follow a link nor wait for a pipe's other end.
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            descriptor = os.open(self.name, flags, dir_fd=above)
        finally:
            os.close(above)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise NotAFile(errno.EINVAL, "not a regular file", str(self))
        return open(descriptor, "rb")

    def read(self, most: int) -> bytes:
        """Read a regular file of up to `most` bytes.

        Raises:
            NotAFile: there is something else.
            NotAFolder: it lies behind a link.
            TooLarge: it is larger.
            Changed: it isn't what it was when it was read first.
            OSError: it can't be read, or is a link.
        """
        with self.open() as file:
            content = file.read(most + 1)
        if len(content) > most:
            raise TooLarge(errno.EFBIG, "too large", str(self))
        self.held.settle(self.parts, content)
        return content


def open_file(path: str | Path | Place) -> BinaryIO:
    """Open a regular file for reading; see :meth:`Place.open`.

    Raises:
        OSError: it can't be opened, is a link, or is no regular file.
    """
    return Place.of(path).open()


def read_file(path: str | Path | Place, most: int) -> bytes:
    """Read a regular file of up to `most` bytes; see :meth:`Place.read`.

    Raises:
        OSError: it can't be read, is a link, too large, or no regular file.
    """
    return Place.of(path).read(most)
