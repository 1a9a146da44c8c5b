"""A zip file or a folder that strangers filled: its entries, read one at a time within strict bounds.

No entry is ever written under its own name, no link is followed, and an entry that breaks a rule costs itself alone.
"""

import os
import re
import stat
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO

from deltarule.core.errors import UserError
from deltarule.core.limits import (
    MAX_ARCHIVE_FILES,
    MAX_DOWNLOAD_FILES,
    MAX_FILE_BYTES,
    MAX_FOLDER_DEPTH,
    MAX_PATH,
    MAX_STUDENT_BYTES,
    MAX_UNPACKED_RATIO,
    MIN_SUSPICIOUS_BYTES,
)
from deltarule.core.text import spelt_out
from deltarule.grading.strangers import Held, NotAFile, Place

_NESTED_DIRECTORY = 100 * MAX_ARCHIVE_FILES
_TAIL = 2**16 + 22
_UTF8_FLAG = 0x800
_ENCRYPTED_FLAG = 0x1
_READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError)


class Refused(Exception):  # noqa: N818 - it is an entry's fate
    """An entry that isn't taken; the message says why."""


@dataclass
class Budget:
    """How many bytes one student's files may still unpack to."""

    left: int = MAX_STUDENT_BYTES

    def spend(self, count: int) -> None:
        """Count bytes that were unpacked.

        Raises:
            Refused: they are more than were left.
        """
        self.left -= count
        if self.left < 0:
            raise Refused(f"unpacks, with the rest of this student's files, to more than {MAX_STUDENT_BYTES >> 20} MB")


@dataclass(frozen=True)
class Entry:
    """A file in an archive.

    Attributes:
        parts: the folders above it and its name; no ``..`` among them.
        modified: the time that the archive gives it, in seconds since 1970, if any.
        read: gives its content, or raises :class:`Refused`.
    """

    parts: tuple[str, ...]
    modified: float | None
    read: Callable[[Budget], bytes]

    @property
    def path(self) -> str:
        """Its path as text."""
        return "/".join(self.parts)

    @property
    def name(self) -> str:
        """Its own name."""
        return self.parts[-1]


@dataclass(frozen=True)
class Archive:
    """What was found in a zip file or a folder.

    Attributes:
        name: of the zip file or folder.
        entries: in the archive's order.
        refused: a sentence for each entry that cannot be one, such as a path that climbs out.
        packed: whether it is a zip file, whose times nothing has touched since.
    """

    name: str
    entries: list[Entry] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    packed: bool = True


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a zip file, or a folder that one was unpacked to.

    Raises:
        UserError: it is neither, or it cannot be read as a whole.
    """
    if path.is_dir():
        yield _folder(path)
        return
    if not path.exists():
        raise UserError(f"{path} does not exist; name the zip file, or the folder that it was unpacked to.")
    if not path.is_file():
        raise UserError(f"{path} is neither a file nor a folder; name the zip file as it was handed out.")
    try:
        with path.open("rb") as file, _opened(file) as packed:
            yield _listed(packed, spelt_out(path.name), MAX_DOWNLOAD_FILES)
    except Refused as error:
        raise UserError(f"{path} cannot be read: it {error}. Download it again.") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); download it again.") from error


@contextmanager
def open_nested(content: bytes, name: str) -> Iterator[Archive]:
    """Open a zip file that a student handed in.

    Raises:
        Refused: it cannot be read, or it holds too many entries.
    """
    _small_directory(content)
    with _opened(BytesIO(content)) as packed:
        yield _listed(packed, name, MAX_ARCHIVE_FILES)


@contextmanager
def _opened(file: IO[bytes]) -> Iterator[zipfile.ZipFile]:
    try:
        packed = zipfile.ZipFile(file)
    except UnicodeDecodeError as error:
        raise Refused("holds names that are not UTF-8, though it says they are") from error
    except (*_BROKEN, struct.error, MemoryError) as error:
        raise Refused("is not a whole zip file") from error
    with packed:
        yield packed


def _small_directory(content: bytes) -> None:
    """Refuse a directory that would take long to read, before anything reads it."""
    tail = content[-_TAIL:]
    if b"PK\x06\x07" in tail:
        raise Refused("is a zip64 file, which nothing of this size needs to be")
    for found in re.finditer(rb"PK\x05\x06", tail):
        record = tail[found.start() : found.start() + 22]
        if len(record) == 22 and struct.unpack("<4s4H2LH", record)[5] > _NESTED_DIRECTORY:
            raise Refused(f"lists more than {MAX_ARCHIVE_FILES} files")


def _listed(packed: zipfile.ZipFile, name: str, most: int) -> Archive:
    if len(packed.infolist()) > most:
        raise Refused(f"lists more than {most} files")
    archive, seen = Archive(name), set[tuple[str, ...]]()
    for info in packed.infolist():
        text = _name(info)
        if text.endswith("/"):
            continue
        try:
            parts = _parts(text)
            if parts in seen:
                raise Refused("comes twice under this name; the first counts")
        except Refused as error:
            archive.refused.append(f"{text[:MAX_PATH]} {error}")
            continue
        seen.add(parts)
        archive.entries.append(Entry(parts, _modified(info), _reader(packed, info)))
    return archive


def _reader(packed: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[Budget], bytes]:
    def read(budget: Budget) -> bytes:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind == stat.S_IFLNK:
            raise Refused("is a link, not a file")
        if kind not in (0, stat.S_IFREG):
            raise Refused("is not a regular file")
        if info.flag_bits & _ENCRYPTED_FLAG:
            raise Refused("is encrypted")
        if info.compress_type not in _READABLE:
            raise Refused("is packed in a way other than zip's usual one")
        try:
            with packed.open(info) as stream:
                return _content(stream, budget, info.compress_size)
        except _BROKEN as error:
            raise Refused("is damaged in the archive") from error

    return read


def _content(stream: IO[bytes], budget: Budget, packed: int | None = None) -> bytes:
    """Read a stream, counting what comes and not what its header promises."""
    content = bytearray()
    while chunk := stream.read(2**16):
        content += chunk
        budget.spend(len(chunk))
        if len(content) > MAX_FILE_BYTES:
            raise Refused(f"is larger than {MAX_FILE_BYTES >> 20} MB")
        if packed is not None and len(content) > max(MIN_SUSPICIOUS_BYTES, MAX_UNPACKED_RATIO * packed):
            raise Refused(f"unpacks to more than {MAX_UNPACKED_RATIO} times its size")
    return bytes(content)


def _name(info: zipfile.ZipInfo) -> str:
    """Give an entry's name. Many programs write UTF-8 and don't say so."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8_FLAG:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return name


def _parts(name: str) -> tuple[str, ...]:
    """Split a path; one that would lead anywhere but downwards is refused."""
    if "\0" in name:
        raise Refused("has a null character in its name")
    if "\\" in name:
        raise Refused("has a backslash in its name")
    if name.startswith("/") or re.match(r"[A-Za-z]:", name):
        raise Refused("has an absolute path")
    parts = tuple(part for part in name.split("/") if part not in ("", "."))
    if ".." in parts:
        raise Refused("climbs out of the archive")
    if not parts or len(name) > MAX_PATH or len(parts) > MAX_FOLDER_DEPTH:
        raise Refused("has a name that is no file's")
    return parts


def _modified(info: zipfile.ZipInfo) -> float | None:
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack("<HH", extra[:4])
        if kind == 0x5455 and size >= 5 and len(extra) >= 9 and extra[4] & 1:  # seconds since 1970, in UTC
            return float(struct.unpack("<l", extra[5:9])[0])
        extra = extra[4 + size :]
    try:  # what else there is, is some clock's local time: this machine's, for want of a better
        return time.mktime((*info.date_time, 0, 0, -1))
    except (ValueError, OverflowError):
        return None


def _folder(root: Path) -> Archive:
    archive = Archive(spelt_out(root.absolute().name), packed=False)
    try:
        held = Held(root)
        found = sorted(_walk(root, archive.refused))
    except OSError as error:
        raise UserError(f"{root} cannot be read ({error.strerror}); name a folder that can.") from error
    for parts, names, modified in found:
        archive.entries.append(Entry(parts, modified, _file_reader(Place(held, names))))
    return archive


def _walk(root: Path, refused: list[str]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], float]]:
    waiting: list[tuple[str, ...]] = [()]
    found = 0
    while waiting:
        above = waiting.pop()
        with os.scandir(root.joinpath(*above)) as items:
            for item in items:
                names = (*above, item.name)
                parts = tuple(map(spelt_out, names))
                found += 1
                if found > MAX_DOWNLOAD_FILES:
                    raise UserError(
                        f"{root} holds more than {MAX_DOWNLOAD_FILES} files; name the folder of one download."
                    )
                if item.is_symlink():
                    refused.append(f"{'/'.join(parts)} is a link, not a file")
                elif item.is_dir():
                    if len(parts) < MAX_FOLDER_DEPTH:
                        waiting.append(names)
                    else:
                        refused.append(f"{'/'.join(parts)} lies too deep")
                elif item.is_file():
                    yield parts, names, item.stat().st_mtime
                else:
                    refused.append(f"{'/'.join(parts)} is not a regular file")


def _file_reader(place: Place) -> Callable[[Budget], bytes]:
    def read(budget: Budget) -> bytes:
        try:
            with place.open() as file:
                return _content(file, budget)
        except NotAFile as error:
            raise Refused("is not a regular file") from error
        except OSError as error:
            raise Refused(f"cannot be read ({error.strerror})") from error

    return read
