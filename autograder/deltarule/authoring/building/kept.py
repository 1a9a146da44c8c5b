"""What is kept from one command to the next: recordings of the public seed, and what was seen to be right.

Most units are as they were. A recording is kept under a digest of all that it is made of: the unit's files, the
course's settings, this package, Python and NumPy. Where any of it changes, it is made anew. Recordings of secret seeds
are never kept.
"""

import contextlib
import hashlib
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import platformdirs

import deltarule
from deltarule.core.checking.checks import PUBLIC_SEED
from deltarule.core.checking.recording import Recording
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.files import bytes_of, has_file, unreadable, write_atomically
from deltarule.core.limits import MAX_KEPT_NOTES, MAX_KEPT_RECORDINGS


def kept(unit: Unit, made: Callable[[], bytes], kind: str) -> bytes:
    """Give a unit's recording of the public seed: the one that was kept, or the one that `made` gives.

    Args:
        unit: the unit.
        made: makes it; what it raises is raised.
        kind: what is in it, where there are several kinds.
    """
    place = _place(unit, kind)
    with contextlib.suppress(OSError, UserError):
        content = place.read_bytes()
        Recording(content, str(place))
        place.touch()
        return content
    content = made()
    with contextlib.suppress(OSError, UserError):  # nothing is lost but time
        write_atomically(place, content, private=True)
        _forget_all_but(MAX_KEPT_RECORDINGS, place.parent)
    return content


def _place(unit: Unit, kind: str) -> Path:
    return _folder("recordings") / f"{digest_of(unit, kind, PUBLIC_SEED)}.npz"


def was_right(digest: str) -> bool:
    """Whether :func:`note_right` was told of this digest: of something, and of all that says what it has to be."""
    return (_folder("right") / digest).is_file()


def note_right(digest: str) -> None:
    """Remember that what has this digest needs no second look."""
    with contextlib.suppress(OSError, UserError):  # nothing is lost but time
        write_atomically(_folder("right") / digest, b"", private=True)
        _forget_all_but(MAX_KEPT_NOTES, _folder("right"))


def _folder(what: str) -> Path:
    return platformdirs.user_cache_path("deltarule", appauthor=False) / what


def _forget_all_but(most: int, folder: Path) -> None:
    """Remove the oldest files of a folder, if it has more than so many."""
    for old in sorted(folder.glob("[!.]*"), key=lambda path: path.stat().st_mtime)[:-most]:
        old.unlink(missing_ok=True)


def digest_of(unit: Unit, *more: object) -> str:
    """Digest all that a unit's answers and marks are made of, and `more`: its files, this package, Python and NumPy.

    Raises:
        UserError: there is no solution, or a file can't be read.
    """
    if not has_file(unit.solution):
        raise UserError(f"There is no solution at {unit.solution}; put it back.")
    found = hashlib.sha256(repr((more, unit.assignment, np.__version__, sys.version, _package())).encode())
    for path in sources(unit):
        try:
            content = bytes_of(path)
        except OSError as error:
            raise unreadable(path, error) from error
        found.update(f"{path.name} {len(content)} ".encode() + content)
    return found.hexdigest()


def versions() -> dict[str, str]:
    """Give the versions of the programs that answers and marks are made by: Python's, NumPy's and this package's."""
    return {"Python": sys.version, "NumPy": np.__version__, "deltarule": _package()[:12]}


def sources(unit: Unit) -> Iterator[Path]:
    """Find the files that a unit's answers and marks are made of."""
    yield from sorted(path for path in unit.solution.parent.iterdir() if path.suffix in (".py", ".toml"))
    yield from (path for path in (unit.checks, unit.course.settings_file, *unit.data()) if path.is_file())


@cache
def _package() -> str:
    """Digest this package: what it says and does is in every recording."""
    found = hashlib.sha256()
    for path in sorted(Path(deltarule.__file__).parent.rglob("*.py")):
        found.update(path.read_bytes())
    return found.hexdigest()
