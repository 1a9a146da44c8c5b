"""Secret seeds: one an assignment, drawn when it is first graded and kept for every regrade, or drawn for every run."""

import json
import secrets
from pathlib import Path

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.files import write_atomically

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
    try:
        seeds = json.loads(path.read_text("utf-8")) if path.exists() or path.is_symlink() else {}
        valid = isinstance(seeds, dict) and all(type(seed) is int and seed >= 0 for seed in seeds.values())
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read ({error}). Restore it, or delete it to draw new seeds.") from error
    if not valid:
        raise UserError(f"{path} should map assignments to seeds. Restore it, or delete it to draw new seeds.")
    if assignment not in seeds or (fresh and (path, assignment) not in _of_this_run):
        seeds[assignment] = secrets.randbits(62)
        write_atomically(path, (json.dumps(seeds, indent=1) + "\n").encode(), private=True)
    _of_this_run.add((path, assignment))
    return int(seeds[assignment])


def is_lost(course: Course, assignment: str) -> bool:
    """Whether there is no seed (any more) of an assignment whose seed is meant to last."""
    path = course.instructor / SEEDS
    if course.fresh_seed():
        return False
    try:
        return assignment not in json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return True
    except (OSError, ValueError, TypeError):
        return False  # it is refused where it is read


def adopt_seeds(course: Course) -> None:
    """Take the seeds that lie there for those of this process's run: whatever process began the run has drawn them."""
    path = course.instructor / SEEDS
    if path.exists():
        _of_this_run.update((path, assignment) for assignment in json.loads(path.read_text("utf-8")))
