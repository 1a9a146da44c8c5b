"""The autograder that Gradescope runs: a zip file of the grader and what one assignment is graded with.

Gradescope unpacks it to ``/autograder/source`` and runs ``setup.sh`` once, then ``run_autograder`` for each submission.
Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

import json
from collections.abc import Iterator
from pathlib import Path

from deltarule.authoring.building.packages import package_files, pyproject, requirements, zipped
from deltarule.authoring.overrides import course_toml
from deltarule.core.course import Course, Unit
from deltarule.grading.seeds import secret_seed

from .system import System

ROOMS = ("authoring", "commands", "core", "door", "grading", "lms", "reports")
"""What grading and the results that Gradescope reads need of the package: all but the gradebook."""

_SCRIPTS = Path(__file__).parent / "gradescope_scripts"


def autograder_zip(course: Course, unit: Unit) -> bytes:
    """Pack what grades `unit`. It holds the solution and the secret seed: it is for Gradescope and nobody else.

    Raises:
        UserError: the course's seeds cannot be read.
    """
    return zipped(_files(course, unit), executable=("setup.sh", "run_autograder"))


def _files(course: Course, unit: Unit) -> Iterator[tuple[str, bytes]]:
    yield "setup.sh", (_SCRIPTS / "setup.sh").read_bytes()
    script = (_SCRIPTS / "run_autograder").read_text("utf-8")
    yield "run_autograder", script.replace("@ASSIGNMENT@", unit.assignment).encode()
    yield "pyproject.toml", pyproject([*requirements(("pictures", "instructor")), *course.kit_requires()]).encode()
    yield from package_files(ROOMS)
    folder = unit.solution.parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"solutions/{unit.assignment}/{path.relative_to(folder).as_posix()}", path.read_bytes()
    yield f"exercises/{unit.assignment}/{unit.checks.name}", unit.checks.read_bytes()
    for name, content in unit.data_files().items():
        yield f"exercises/{unit.assignment}/{name}", content
    yield "instructor/course.toml", course_toml([unit], course.limits()).encode()
    # With the seed of this machine, a submission gets the same mark there as here.
    seed = secret_seed(course, unit.assignment)
    yield "instructor/seeds.json", json.dumps({unit.assignment: seed}).encode()


SYSTEM = System("gradescope-autograder", "Gradescope", package=autograder_zip)
