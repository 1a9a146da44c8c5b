"""Reading files, writing them whole or not at all, and working where files of data lie."""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .errors import UserError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""What a system says where a disk, or what somebody may have of it, is full."""

_WRONG_KIND = (errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ENOENT, errno.ELOOP)


def working_in(folder: Path | None) -> contextlib.AbstractContextManager[None]:
    """Work in `folder` for a block, if there is one: student code opens files of data by their names alone."""
    return contextlib.chdir(folder) if folder else contextlib.nullcontext()


def bytes_of(path: Path) -> bytes:
    """Read a file whole; a pipe or a device is none, for it may wait for ever, or have no end.

    Raises:
        OSError: it can't be read.
    """
    with open(path, "rb", opener=_unwaiting) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "a pipe or a device, and no file", str(path))
        return file.read()


def _unwaiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def has_file(path: Path) -> bool:
    """Whether a file lies at `path`; where nothing does, there is none yet.

    Raises:
        UserError: something else has its place, and what belongs there may be elsewhere, or lost.
    """
    try:
        if path.is_file():
            return True
        said = in_the_way(path)
    except OSError as error:
        raise unreadable(path, error) from error
    if said:
        raise UserError(f"{said}, and put back what was there.")
    return False


def has_folder(path: Path) -> bool:
    """Whether a folder lies at `path`; where nothing does, there is none yet.

    Raises:
        UserError: something else has its place; see :func:`has_file`.
    """
    try:
        if path.is_dir():
            return True
        said = in_the_way(path / "any")
    except OSError as error:
        raise unreadable(path, error) from error
    if said:
        raise UserError(f"{said}, and put back what was there.")
    return False


def in_the_way(path: Path) -> str:
    """Say what has the place of a file, or of a folder above it, and what to do about that; nothing where nothing has.

    Raises:
        OSError: that can't be seen.
    """
    for folder in reversed(path.absolute().parents):
        if os.path.lexists(folder) and not folder.is_dir():
            return _leading_nowhere(folder) or f"{folder} is a file, where a folder belongs: move it away"
    if not os.path.lexists(path) or path.is_file():
        return ""
    kind = "a folder" if path.is_dir() else "a pipe or a device"
    return _leading_nowhere(path) or f"{path} is {kind}, where a file belongs: move it away"


def _leading_nowhere(path: Path) -> str:
    return f"{path} is a link that leads nowhere: mend it, or delete it" if not path.exists() else ""


def unreadable(path: Path, error: OSError) -> UserError:
    """Say why a file can't be read, and what to do about that."""
    otherwise = "name a file that is there" if error.errno == errno.ENOENT else "put a file there that can"
    return UserError(f"{path} cannot be read ({error.strerror}); {_remedy(error, otherwise)}.")


def unwritable(path: Path, error: OSError) -> UserError:
    """Say why a file can't be written, and what to do about that."""
    remedy = _remedy(error, "see to that, and run the command again")
    if error.errno in _WRONG_KIND:
        with contextlib.suppress(OSError):
            if said := in_the_way(path):
                said = said.replace(f"{path} is ", "it is ", 1)
                return UserError(f"{path} cannot be written: {said}, and run the command again.")
    return UserError(f"{path} cannot be written: {error.strerror}; {remedy}.")


def _remedy(error: OSError, otherwise: str) -> str:
    if error.errno in NO_ROOM:
        return "make room, and run the command again"
    if error.errno in (errno.EACCES, errno.EPERM):
        return "give yourself the right to"
    return otherwise


def text_of(path: Path) -> str:
    """Read a text that an author wrote.

    Raises:
        FileNotFoundError: there is none.
        UserError: it can't be read, or is no text in UTF-8; told with its line.
    """
    try:
        text = bytes_of(path).decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
        place = text.find("\0")
    except FileNotFoundError:
        has_file(path)  # a link that leads nowhere isn't nothing
        raise
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UserError(f"{path}, line {line}: this is no UTF-8; save the file in that encoding.") from error
    except OSError as error:
        raise unreadable(path, error) from error
    if place >= 0:
        line = text.count("\n", 0, place) + 1
        raise UserError(f"{path}, line {line}: a NUL character stands here, which no text has; take it out.")
    return text


def write_atomically(path: Path, content: bytes | Iterable[bytes], *, private: bool = False) -> None:
    """Write `content` to `path`; if anything fails, what was there before stays. A `private` file is its owner's alone.

    It may come in pieces, of which one is in memory at a time.

    Raises:
        UserError: the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
            if not private:
                os.chmod(temporary, 0o666 & ~_umask())
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise unwritable(path, error) from error


def write_output(path: Path, content: bytes | Iterable[bytes], *, private: bool = False) -> None:
    """Write what a command was told to write to `path`: where a link leads, and into a device or a pipe as it is.

    See :func:`write_atomically`.

    Raises:
        UserError: it cannot be written.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):  # /dev/stdout, which may lead to no name at all
            with path.open("wb") as file:
                file.writelines([content] if isinstance(content, bytes) else content)
            return
        place = path.resolve()
    except (OSError, RuntimeError) as error:
        raise UserError(f"{path} cannot be written: {error}.") from error
    write_atomically(place, content, private=private)


def refuse_unwritable(path: Path) -> None:
    """Fail where :func:`write_output` would: before the work that is to be written, not after it.

    Raises:
        UserError: a file can't be written there.
    """
    try:
        if path.exists() and not (path.is_file() or path.is_dir()):
            return
        place = path.resolve()
        if place.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place.parent):
            pass
    except OSError as error:
        raise unwritable(path, error) from error
    except RuntimeError as error:  # links in a circle
        raise UserError(f"{path} cannot be written: {error}.") from error


def refuse_to_replace(out: Path, *sources: Path | None) -> None:
    """See that what is written doesn't take the place of what it is made from.

    Raises:
        UserError: it would.
    """
    for source in filter(None, sources):
        if source.is_file() and os.path.realpath(source) == os.path.realpath(out):
            raise UserError(f"{out} is what this is made from, and would be lost; name another file to write.")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
