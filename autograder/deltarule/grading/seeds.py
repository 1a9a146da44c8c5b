"""Secret seeds: one an assignment, drawn when it is first graded and kept for every regrade."""

import json
import secrets

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.files import write_atomically


def secret_seed(course: Course, assignment: str) -> int:
    """Give the assignment's seed out of ``instructor/seeds.json``, drawing it where there is none yet.

    Raises:
        UserError: the file is damaged or cannot be written.
    """
    path = course.instructor / "seeds.json"
    try:
        seeds = json.loads(path.read_text("utf-8")) if path.exists() else {}
        valid = isinstance(seeds, dict) and all(type(seed) is int and seed >= 0 for seed in seeds.values())
    except (OSError, ValueError) as error:
        raise UserError(f"{path} cannot be read ({error}). Restore it, or delete it to draw new seeds.") from error
    if not valid:
        raise UserError(f"{path} should map assignments to seeds. Restore it, or delete it to draw new seeds.")
    if assignment not in seeds:
        seeds[assignment] = secrets.randbits(62)
        write_atomically(path, (json.dumps(seeds, indent=1) + "\n").encode(), private=True)
    return int(seeds[assignment])
