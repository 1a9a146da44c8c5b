"""What is graded already: a run takes up where the last one stopped, and grades only what changed."""

import contextlib
import hashlib
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType

import msgspec

from deltarule.core.errors import UserError
from deltarule.core.files import has_file, unwritable
from deltarule.door.walls import Level

from .records import SubmissionRecord, written

STORE = "grading.sqlite"
"""The file's name in ``instructor/``."""

_TABLE = """
CREATE TABLE IF NOT EXISTS graded (
    folder BLOB PRIMARY KEY,  -- the submission's, as the system spells it
    of BLOB NOT NULL,         -- a digest of all that the record is made of
    record BLOB NOT NULL,     -- behind a digest of the row
    level TEXT NOT NULL,      -- how student code was walled off
    booked BLOB,              -- a digest of what was entered of it in nbgrader's gradebook
    told BLOB                 -- the answers in it that were not found where they belong, as JSON
) WITHOUT ROWID"""

_SEAL = 32
"""How long a row's digest is."""


class Store:
    """The records of earlier runs, in a file. A context manager.

    Each record is kept as soon as it is there, whatever becomes of the run.
    """

    def __init__(self, path: Path) -> None:
        """Open the file, or begin one.

        Raises:
            UserError: it can't be written, or is something else.
        """
        self._path = path
        if not has_file(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.touch(mode=0o600)
            except OSError as error:
                raise unwritable(path, error) from error
        try:
            self._database = sqlite3.connect(path, timeout=60.0, isolation_level=None)
            self._database.execute(_TABLE)
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def __enter__(self) -> "Store":
        """Give the store."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Close the file."""
        self._database.close()

    def is_empty(self) -> bool:
        """Whether nothing has been kept yet."""
        with self._told():
            return self._database.execute("SELECT 1 FROM graded LIMIT 1").fetchone() is None

    def has_graded(self, assignment: str) -> bool:
        """Whether a submission of an assignment has been graded."""
        ending = os.fsencode(f"{os.sep}{assignment}")
        with self._told():
            query = "SELECT 1 FROM graded WHERE substr(folder, ?) = ? LIMIT 1"
            return self._database.execute(query, (-len(ending), ending)).fetchone() is not None

    def find(self, folder: str, of: bytes, student: str) -> tuple[SubmissionRecord, Level] | None:
        """Give the record of the submission in `folder`, where it is made of what `of` is the digest of.

        With it goes how the student's code was walled off.
        """
        with self._told():
            query = "SELECT record, level FROM graded WHERE folder = ? AND of = ?"
            row = self._database.execute(query, (os.fsencode(folder), of)).fetchone()
        if row is None or (content := _unsealed(of, *row)) is None:
            return None  # it is graded anew
        record = msgspec.msgpack.decode(content, type=SubmissionRecord)
        return msgspec.structs.replace(record, student=student), row[1]

    def keep(self, folder: str, of: bytes, record: SubmissionRecord, level: Level) -> None:
        """Keep a record."""
        content = written(record, msgspec.msgpack.encode)
        with self._told():
            command = "INSERT OR REPLACE INTO graded (folder, of, record, level) VALUES (?, ?, ?, ?)"
            self._database.execute(command, (os.fsencode(folder), of, _seal(of, content, level) + content, level))

    def booked(self, folder: str) -> tuple[bytes, list[str]] | None:
        """Give the digest of what was entered of a submission in the gradebook, and the answers that weren't found.

        None where nothing of its record has been entered.
        """
        with self._told():
            query = "SELECT booked, told FROM graded WHERE folder = ? AND booked IS NOT NULL"
            row = self._database.execute(query, (os.fsencode(folder),)).fetchone()
        try:
            return None if row is None else (bytes(row[0]), msgspec.json.decode(row[1], type=list[str]))
        except (msgspec.DecodeError, TypeError):  # it is entered anew
            return None

    def has_booked(self) -> bool:
        """Whether a gradebook, this or an earlier one, has had anything of it."""
        with self._told():
            query = "SELECT 1 FROM graded WHERE booked IS NOT NULL LIMIT 1"
            return self._database.execute(query).fetchone() is not None

    def book(self, booked: Iterable[tuple[str, bytes, Sequence[str]]]) -> None:
        """Note what was entered: of each folder a digest, and the answers that weren't found in their place."""
        rows = [(of, msgspec.json.encode(list(lost)), os.fsencode(folder)) for folder, of, lost in booked]
        with self._told():
            self._database.execute("BEGIN")
            self._database.executemany("UPDATE graded SET booked = ?, told = ? WHERE folder = ?", rows)
            self._database.execute("COMMIT")

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise self._broken(error) from error

    def _broken(self, error: sqlite3.Error) -> UserError:
        return UserError(
            f"{self._path}, which keeps what is graded already, can't be used ({error}); {_advice(error)}."
        )


def _seal(of: bytes, content: bytes, level: str) -> bytes:
    """Digest a row: what a failing disk makes of one reads like a mark, and SQLite has no checksums."""
    return hashlib.sha256(b"\0".join((of, level.encode(), content))).digest()


def _unsealed(of: bytes, sealed: object, level: object) -> bytes | None:
    """Give a record as it was kept; None where its row has changed since."""
    if not isinstance(sealed, bytes) or not isinstance(level, str):
        return None
    seal, content = sealed[:_SEAL], sealed[_SEAL:]
    return content if seal == _seal(of, content, level) else None


def _advice(error: sqlite3.Error) -> str:
    """Say what to do: a file that is whole isn't to be deleted, for what it keeps costs an hour to grade."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the kind, without what SQLite says of it besides
    if code == sqlite3.SQLITE_FULL:
        return "make room, and run the command again, which goes on from there"
    if code == sqlite3.SQLITE_BUSY:
        return "wait until the other program has finished, and run the command again"
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN):
        return "give yourself the right to write it and its folder"
    return "delete it: everything is then graded anew, and no mark is lost"
