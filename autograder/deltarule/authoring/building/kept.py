"""Recordings of the public seed, kept from one build to the next: most units are as they were.

One is kept under a digest of all that it is made of: the unit's files, the course's settings, this package, Python and
NumPy. Where any of it changes, it is made anew. Recordings of secret seeds are never kept.
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
from deltarule.core.files import write_atomically
from deltarule.core.limits import MAX_KEPT_RECORDINGS


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
        for old in sorted(place.parent.glob("*.npz"), key=lambda path: path.stat().st_mtime)[:-MAX_KEPT_RECORDINGS]:
            old.unlink(missing_ok=True)
    return content


def _place(unit: Unit, kind: str) -> Path:
    folder = platformdirs.user_cache_path("deltarule", appauthor=False) / "recordings"
    return folder / f"{digest_of(unit, kind, PUBLIC_SEED)}.npz"


def digest_of(unit: Unit, *more: object) -> str:
    """Digest all that a unit's answers and marks are made of, and `more`: its files, this package, Python and NumPy."""
    found = hashlib.sha256(repr((more, unit.assignment, np.__version__, sys.version, _package())).encode())
    for path in sources(unit):
        content = path.read_bytes()
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
