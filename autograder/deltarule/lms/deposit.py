"""A submission put in its place whole, and what it replaces kept.

What is replaced goes to ``submitted_earlier/<student>/<assignment>/<number>/``, beside ``submitted/``. The new folder
is made there and the two change places in one step of the kernel's, so that at any moment there is one whole submission
in ``submitted/``.
"""

import ctypes
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import msgspec

from deltarule.core.files import unwritable
from deltarule.core.limits import MAX_RECEIPT, MAX_TIMESTAMP
from deltarule.grading.strangers import NotAFolder, Place

from .choice import SUFFIXES

RECEIPT = "collected.json"
"""The file that says where a submission came from."""

TIMESTAMP = "timestamp.txt"
"""The file in which nbgrader looks for when it was handed in."""

Outcome = Literal["new", "replaced", "same", "older", "unclear"]
"""What became of a submission: the last three left what was there as it was."""

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


class Receipt(msgspec.Struct, frozen=True):
    """Where a submission came from.

    Attributes:
        source: the system's name.
        source_id: the student's id there.
        revision: grows from one download to the next where the student handed in anew.
        late: whether the system calls it late.
        archive: the file or folder that it was in.
        originals: for each file, what the student had called it.
    """

    source: str
    source_id: str
    revision: float
    late: bool
    archive: str
    originals: dict[str, str]


def place(
    folder: Path, files: dict[str, bytes], receipt: Receipt, submitted: datetime | None
) -> tuple[Outcome, Path | None]:
    """Put a submission into `folder`, unless what is there is the same, newer, or can't be told to be older.

    Args:
        folder: ``<submitted>/<student>/<assignment>``.
        files: the unit's files by name.
        receipt: where they came from.
        submitted: when they were handed in, if that is known.

    Returns:
        what became of it, and where an earlier one was kept.

    Raises:
        UserError: the folder cannot be written.
    """
    try:
        outcome = _compare(folder, files, receipt, submitted)
        if outcome not in ("new", "replaced"):
            return outcome, None
        content = dict(files)
        content[RECEIPT] = msgspec.json.format(msgspec.json.encode(receipt), indent=1) + b"\n"
        if submitted is not None:
            content[TIMESTAMP] = nbgraders_time(submitted).encode()
        kept = None
        if outcome == "new":
            _write_folder(folder, content)
        else:
            kept = _slot(folder)
            _write_folder(kept, content)
            _exchange(kept, folder)
        return outcome, kept
    except OSError as error:
        raise unwritable(folder, error) from error


def receipt_in(folder: Path) -> Receipt | None:
    """Read where the submission in ``<submitted>/<student>/<assignment>`` came from, where that was noted."""
    try:
        return _receipt(Place.of(folder, 2) / RECEIPT)
    except OSError:
        return None


def nbgraders_time(moment: datetime) -> str:
    """Write a time as nbgrader's exchange does."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f UTC")


def _compare(folder: Path, files: dict[str, bytes], receipt: Receipt, submitted: datetime | None) -> Outcome:
    try:
        found = Place.of(folder, 2)
        names = found.names()
    except FileNotFoundError:
        return "new"
    except NotAFolder:
        return "unclear" if folder.parent.is_symlink() or os.path.lexists(folder) else "new"
    if not names:
        return "replaced"
    code = {name for name in names if Path(name).suffix in SUFFIXES}
    if code == set(files) and all(_same(found / name, content) for name, content in files.items()):
        return "same"
    before = _receipt(found / RECEIPT)
    if before is not None and (before.source, before.source_id) == (receipt.source, receipt.source_id):
        if receipt.revision != before.revision:
            return "replaced" if receipt.revision > before.revision else "older"
        return "unclear"
    there = _timestamp(found / TIMESTAMP)
    if there is not None and submitted is not None and there != submitted:
        return "replaced" if submitted > there else "older"
    return "unclear"


def _same(path: Place, content: bytes) -> bool:
    return _read(path, len(content)) == content


def _receipt(path: Place) -> Receipt | None:
    try:
        return msgspec.json.decode(_read(path, MAX_RECEIPT) or b"", type=Receipt)
    except msgspec.DecodeError:
        return None


def _timestamp(path: Place) -> datetime | None:
    """Read a time as nbgrader's exchange writes it; any other is none that can be compared."""
    try:
        text = (_read(path, MAX_TIMESTAMP) or b"").decode().strip()
        return datetime.strptime(text.removesuffix(" UTC"), "%Y-%m-%d %H:%M:%S.%f").replace(tzinfo=UTC)
    except ValueError:
        return None


def _read(path: Place, most: int) -> bytes | None:
    """Read a file that may be a stranger's; give None for one that isn't there, or isn't one to read."""
    try:
        return path.read(most)
    except OSError:
        return None


def _write_folder(folder: Path, content: dict[str, bytes]) -> None:
    """Write a folder that isn't there yet, whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".making-"))
    try:
        for name, text in content.items():
            (making / name).write_bytes(text)
        mask = os.umask(0)
        os.umask(mask)
        making.chmod(0o777 & ~mask)
        making.rename(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise


def _slot(folder: Path) -> Path:
    """Find the first free place for an earlier submission."""
    student, submitted = folder.parent, folder.parent.parent
    earlier = earlier_of(submitted) / student.name / folder.name
    number = 1
    while os.path.lexists(earlier / str(number)):
        number += 1
    return earlier / str(number)


def earlier_of(submitted: Path) -> Path:
    """Give the folder that keeps what was replaced in `submitted`."""
    return submitted.with_name(f"{submitted.name}_earlier")


def _exchange(one: Path, other: Path) -> None:
    """Let two folders change places, in one step where the system can."""
    try:
        done = ctypes.CDLL(None, use_errno=True).renameat2(
            _AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE
        )
    except (AttributeError, OSError):  # neither Linux nor a C library of this decade
        done = -1
    if done == 0:
        return
    between = Path(tempfile.mkdtemp(dir=one.parent, prefix=".between-")) / one.name
    other.rename(between)
    try:
        one.rename(other)
    except BaseException:
        between.rename(other)
        raise
    between.rename(one)
    between.parent.rmdir()
