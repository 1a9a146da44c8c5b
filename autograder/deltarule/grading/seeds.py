"""Secret seeds: one an assignment, drawn when it is first graded and kept for every regrade, or drawn for every run."""

import contextlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.files import bytes_of, has_file, unreadable, write_atomically

from .lock import Lock

SEEDS = "seeds.json"
"""The file's name in ``instructor/``."""

_of_this_run = set[tuple[Path, str]]()
"""The assignments whose seeds were drawn, or read, by this process: one run has one seed."""


def secret_seed(course: Course, assignment: str) -> int:
    """Give the assignment's seed out of ``instructor/seeds.json``, drawing it where there is none yet.

    In a course whose every run has a fresh seed, it is drawn the first time that this process asks for it.

    Raises:
        UserError: the file, or the course's settings, are damaged, or it cannot be written.
    """
    path, fresh = course.instructor / SEEDS, course.fresh_seed()
    seeds = _read(path)
    if not _has_seed(seeds, path, assignment, fresh):
        # Two that draw at once would each keep their own alone.
        with contextlib.closing(Lock(course.root, "deltarule is drawing a seed", waits=True)):
            seeds = _read(path)
            if not _has_seed(seeds, path, assignment, fresh):
                seeds[assignment] = secrets.randbits(62)
                write_atomically(path, (json.dumps(seeds, indent=1) + "\n").encode(), private=True)
                _of_this_run.add((path, assignment))
    _of_this_run.add((path, assignment))
    return seeds[assignment]


def _read(path: Path) -> dict[str, int]:
    try:
        seeds = json.loads(bytes_of(path)) if has_file(path) else {}
    except OSError as error:
        raise unreadable(path, error) from error
    except ValueError as error:
        raise UserError(f"{path} cannot be read ({error}). Restore it, or delete it to draw new seeds.") from error
    if not isinstance(seeds, dict) or not all(type(seed) is int and seed >= 0 for seed in seeds.values()):
        raise UserError(f"{path} should map assignments to seeds. Restore it, or delete it to draw new seeds.")
    return seeds


def _has_seed(seeds: Mapping[str, int], path: Path, assignment: str, fresh: bool) -> bool:
    return assignment in seeds and not (fresh and (path, assignment) not in _of_this_run)


def is_lost(course: Course, assignment: str) -> bool:
    """Whether there is no seed (any more) of an assignment whose seed is meant to last.

    Raises:
        UserError: the file, or the course's settings, are damaged.
    """
    return not course.fresh_seed() and assignment not in _read(course.instructor / SEEDS)


def adopt_seeds(course: Course) -> None:
    """Take the seeds that lie there for those of this process's run: whatever process began the run has drawn them."""
    path = course.instructor / SEEDS
    if path.exists():
        _of_this_run.update((path, assignment) for assignment in json.loads(path.read_text("utf-8")))
