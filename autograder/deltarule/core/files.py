"""Reading files, writing them whole or not at all, and working where files of data lie."""

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .errors import UserError


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
        raise
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UserError(f"{path}, line {line}: this is no UTF-8; save the file in that encoding.") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); put a file there that can.") from error
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
        _make_folder(path)
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
        raise UserError(f"{path} cannot be written: {error.strerror}.") from error


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
        _make_folder(place)
        with tempfile.TemporaryFile(dir=place.parent):
            pass
    except (OSError, RuntimeError) as error:
        said = error.strerror if isinstance(error, OSError) else error
        raise UserError(f"{path} cannot be written: {said}.") from error


def _make_folder(path: Path) -> None:
    """Make the folder that a file is to lie in.

    Raises:
        UserError: a file has its place.
        OSError: it can't be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        taken = next((folder for folder in path.parents if folder.exists()), path.parent)
        raise UserError(f"{path} cannot be written: {taken} is a file and no folder; name another place.") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
