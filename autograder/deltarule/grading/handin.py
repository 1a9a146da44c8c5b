"""From a student's folder to cells that can be run, or to the reason why not.

The folder is hostile: nothing but regular files of a sane size is opened, no link is followed, and what a file holds
is read in a process of its own, with limits, never on this side.
"""

import contextlib
import errno
import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from deltarule.core.course import Unit
from deltarule.core.limits import MAX_FILE_BYTES, MAX_READ_AT_ONCE, READING_MEMORY_MB, READING_SECONDS
from deltarule.core.text import spelt_out
from deltarule.door.outside.readers import Overtaxed, Readers, Refused
from deltarule.door.outside.zygotes import Zygote

from . import contents
from .contents import Reading
from .strangers import NotAFile, NotAFolder, Place, TooLarge, read_file

_SHOWN = 5
"""Names of files that a sentence gives."""

_on_their_way = threading.BoundedSemaphore(MAX_READ_AT_ONCE)


class Unreadable(Exception):  # noqa: N818 - it is a submission's status
    """A submission that no check can be run on; the message is for the student."""


@dataclass(frozen=True)
class HandIn:
    """What a student handed in for a unit, taken off the disk: it may be graded anywhere.

    Attributes:
        student: the name of the student's folder.
        assignment: the unit.
        files: the name and the content of each file that could be graded.
        refused: a sentence for each file that couldn't be taken, or on the folder as a whole.
    """

    student: str
    assignment: str
    files: tuple[tuple[str, bytes], ...]
    refused: tuple[str, ...] = ()

    def digest(self) -> bytes:
        """Digest what was handed in; the student's name isn't part of it."""
        found = hashlib.sha256(repr((self.assignment, self.refused)).encode("utf-8", "surrogateescape"))
        for name, content in self.files:
            found.update(name.encode() + hashlib.sha256(content).digest())
        return found.digest()


@dataclass(frozen=True)
class Submission:
    """A folder that a student handed in for a unit."""

    student: str
    unit: Unit
    folder: Place

    @property
    def assignment(self) -> str:
        """The unit's name."""
        return self.unit.assignment

    def take(self) -> HandIn:
        """Take off the disk what was handed in; nothing of it is read as anything.

        A class's notebooks are more than need be held at once: this is done where one is graded.
        """
        taken, refused = list[tuple[str, bytes]](), list[str]()
        try:
            for path in submitted_files(self.folder, self.unit):
                try:
                    taken.append((path.name, read_regular_file(path)))
                except Unreadable as error:
                    refused.append(str(error))
        except Unreadable as error:
            refused.append(str(error))
        return HandIn(self.student, self.assignment, tuple(taken), tuple(refused))


def submitted_files(folder: Path | Place, unit: Unit) -> list[Place]:
    """List the files of a submission that could be graded: the unit's ``.py``, its notebook, or both.

    Raises:
        Unreadable: there is none, or the folder is not one.
    """
    try:
        place = Place.of(folder, 2)
        there = place.names()
    except NotAFolder as error:
        raise Unreadable(
            f"{error.filename} is not a folder of its own; hand in a folder with {unit.exercise.name} in it."
        ) from error
    except OSError as error:
        raise Unreadable(f"The folder {folder.name} cannot be read ({error.strerror}).") from error
    files = [place / name for name in (unit.exercise.name, unit.notebook.name) if name in there]
    if not files:
        more = f" and {len(there) - _SHOWN} more" if there[_SHOWN:] else ""
        found = ", ".join(map(spelt_out, there[:_SHOWN])) + more
        what = f"has no {unit.exercise.name} and no {unit.notebook.name} in it, only {found}" if found else "is empty"
        wanted = f"hand in your code as {unit.exercise.name} or {unit.notebook.name}"
        raise Unreadable(f"The folder {place.name} {what}; {wanted}.")
    return files


def readers_beside(zygote: Zygote) -> Readers:
    """Start what reads submissions, behind the walls of `zygote`, which are tried before it reads any."""
    return Readers.beside(zygote, (contents.__name__,), contents.ON_DEMAND)


def know_handout(unit: Unit, readers: Readers, asked: Sequence[str]) -> None:
    """Let `readers` know what students of a unit, who are `asked` for functions, were given: most is still that."""
    for path in (unit.notebook, unit.exercise):
        with contextlib.suppress(OSError):  # a course may not have been built
            readers.learn(contents.read, path.read_bytes(), path.name, " ".join(asked))


def read_submitted(
    path: Path | Place, readers: Readers, asked: Sequence[str] = (), forbidden: Sequence[str] = ()
) -> Reading:
    """Read a submitted file; see :func:`deltarule.grading.contents.reading_of`.

    Raises:
        Unreadable: it is no regular file, too large, or not what its name says.
        UserError: there are no workers to be had.
    """
    with _on_their_way:
        return read_content(read_regular_file(path), path.name, readers, asked, forbidden)


def read_content(
    content: bytes, name: str, readers: Readers, asked: Sequence[str] = (), forbidden: Sequence[str] = ()
) -> Reading:
    """Read the content of a submitted file that is called `name`; see :func:`read_submitted`.

    Raises:
        Unreadable: it is too large, or not what its name says.
        UserError: there are no workers to be had.
    """
    try:
        packed = readers.apply(contents.read, content, name, " ".join(asked), *forbidden)
        return msgspec.msgpack.decode(packed, type=Reading)
    except Refused as error:
        raise Unreadable(str(error)) from error
    except (Overtaxed, msgspec.DecodeError) as error:
        raise Unreadable(
            f"{name} could not be read in {READING_SECONDS:g} seconds and {READING_MEMORY_MB} MB ({error}); "
            f"put your code alone into a new file."
        ) from error


def read_regular_file(path: Path | Place) -> bytes:
    """Read a file that a student handed in, following no link.

    Raises:
        Unreadable: it is no regular file, or too large.
    """
    try:
        return read_file(path, MAX_FILE_BYTES)
    except NotAFile as error:
        raise Unreadable(f"{path.name} is not a file; hand in the file itself.") from error
    except TooLarge as error:
        raise Unreadable(
            f"{path.name} is larger than {MAX_FILE_BYTES // 2**20} MB; clear its outputs and hand it in again."
        ) from error
    except OSError as error:
        reason = "it is a link" if error.errno == errno.ELOOP else error.strerror
        raise Unreadable(f"{path.name} cannot be read ({reason}); hand in the file itself.") from error
