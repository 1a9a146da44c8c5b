"""Workers' own folders, from the grader's side: what lies in them, and that nothing stays of them."""

import contextlib
import os
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_SCRATCH_FILES

_PREFIX = "deltarule-scratch-"


class Room:
    """A temporary folder for as long as this process lives; what a killed one left, the next to make one removes.

    Attributes:
        path: the folder. Every user can get into it, nobody else can list it.
    """

    def __init__(self) -> None:
        """Make it, and remove what killed graders of this user's left.

        Raises:
            UserError: there is no room for it, or no right to make it.
        """
        self._lock: int | None = None
        with making_room():
            _remove_forsaken(Path(tempfile.gettempdir()))
            while self._lock is None:  # until it is locked, another grader takes it for forsaken
                self.path = Path(tempfile.mkdtemp(prefix=_PREFIX))
                self._lock = _locked(self.path)
            self.path.chmod(0o711)

    def close(self) -> None:
        """Remove it, with all that is in it; a second time does nothing."""
        remove(self.path)
        lock, self._lock = self._lock, None
        if lock is not None:
            os.close(lock)


@contextlib.contextmanager
def making_room() -> Iterator[None]:
    """Say what it is that fails where nothing temporary can be made in the block.

    Raises:
        UserError: it failed.
    """
    try:
        yield
    except OSError as error:
        where = f" at {error.filename}" if error.filename else ""
        why = f"Nothing temporary can be made{where} ({error.strerror})"
        raise UserError(f"{why}; make room there, or let TMPDIR name another folder.") from error


def _remove_forsaken(place: Path) -> None:
    for folder in place.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):  # another grader may be removing it, too
            if folder.lstat().st_uid == os.getuid() and (lock := _locked(folder)) is not None:
                remove(folder)
                os.close(lock)


def _locked(folder: Path) -> int | None:
    """Lock a folder until this process ends; None where a living process holds it, or has removed it."""
    import fcntl

    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), folder.lstat()):
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


def overflows(folder: Path, most: int) -> bool:
    """Whether more than `most` bytes, or too many files, lie in a folder that somebody may be writing in."""
    files = used = 0
    waiting = [str(folder)]
    while waiting:
        try:
            entries = os.scandir(waiting.pop())
        except FileNotFoundError:
            continue
        except OSError:  # a name longer than any path may be
            return True
        with entries:
            for entry in entries:
                files += 1
                with contextlib.suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        used += entry.stat(follow_symlinks=False).st_blocks * 512
                if files > MAX_SCRATCH_FILES or used > most:
                    return True
    return False


def unlinked(pid: int, folder: Path) -> int:
    """Count the bytes that a process keeps in files of `folder` whose names it has removed, as far as can be seen.

    Args:
        pid: the process's number here; 0 where it can't be seen.
        folder: its folder, as it is called here.
    """
    kept: dict[tuple[int, int], int] = {}
    with contextlib.suppress(OSError):  # it may have ended, or not be ours to look at
        process = Path("/proc") / str(pid)
        mapped = [line.split(maxsplit=5) for line in (process / "maps").read_text().splitlines()]
        places = [process / "fd" / name for name in os.listdir(process / "fd")]
        places += [
            process / "map_files" / parts[0]
            for parts in mapped
            if len(parts) == 6 and parts[5].startswith(f"{folder}/") and parts[5].endswith(" (deleted)")
        ]
        for place in places:
            with contextlib.suppress(OSError):
                status = place.stat()
                if stat.S_ISREG(status.st_mode) and status.st_nlink == 0:
                    kept[status.st_dev, status.st_ino] = status.st_blocks * 512
    return sum(kept.values())


def is_empty(folder: Path) -> bool:
    """Whether it is a folder with nothing in it."""
    try:
        return not os.listdir(folder)
    except OSError:
        return False


def remove(folder: Path) -> None:
    """Remove a worker's folder, however deep it was made."""
    try:
        folder.rmdir()  # nearly always empty
    except FileNotFoundError:
        return
    except OSError:
        # PATH may lead to an environment alone, as where a service is started with one of its own.
        found = {**os.environ, "PATH": os.pathsep.join([os.defpath, os.environ.get("PATH") or os.defpath])}
        for command in (["chmod", "-R", "u+rwx"], ["rm", "-rf"]):  # it may have folders that can't be listed
            subprocess.run([*command, "--", str(folder)], env=found, stderr=subprocess.DEVNULL, check=False)
