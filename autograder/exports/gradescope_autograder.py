"""The autograder that Gradescope runs: a zip file of the grader and what one assignment is graded with.

Gradescope unpacks it to ``/autograder/source`` and runs ``setup.sh`` once, then ``run_autograder`` for each submission.
Source: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

import importlib.metadata
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

from autograder.course import Course, Unit
from autograder.grading.seeds import secret_seed

_PACKAGE = Path(__file__).parent.parent
_SCRIPTS = Path(__file__).parent / "gradescope_scripts"


def autograder_zip(course: Course, unit: Unit) -> bytes:
    """Pack what grades `unit`. It holds the solution and the secret seed: it is for Gradescope and nobody else.

    Raises:
        UserError: the course's seeds cannot be read.
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in _files(course, unit):
            # A ZipInfo of its own has a fixed date, so that the same autograder is the same bytes.
            entry = zipfile.ZipInfo(path)
            entry.external_attr = (0o755 if path in ("setup.sh", "run_autograder") else 0o644) << 16
            package.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _files(course: Course, unit: Unit) -> Iterator[tuple[str, bytes]]:
    yield "setup.sh", (_SCRIPTS / "setup.sh").read_bytes()
    script = (_SCRIPTS / "run_autograder").read_text("utf-8")
    yield "run_autograder", script.replace("@ASSIGNMENT@", unit.assignment).encode()
    yield "pyproject.toml", _pyproject().encode()
    for folder, to in ((_PACKAGE, "autograder"), (unit.solution.parent, f"solutions/{unit.assignment}")):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield f"{to}/{path.relative_to(folder).as_posix()}", path.read_bytes()
    yield f"exercises/{unit.assignment}/{unit.checks.name}", unit.checks.read_bytes()
    limits = course.instructor / "course.toml"
    if limits.is_file():
        yield "instructor/course.toml", limits.read_bytes()
    # With the seed of this machine, a submission gets the same mark there as here.
    seed = secret_seed(course, unit.assignment)
    yield "instructor/seeds.json", json.dumps({unit.assignment: seed}).encode()


def _pyproject() -> str:
    """Give the grader a pyproject.toml of its own, which installs it with all that grading needs."""
    metadata = importlib.metadata.metadata("deltarule")
    extras = ("", "pictures", "instructor")
    needed = {
        f"{item.name}{item.specifier}"
        for item in map(Requirement, metadata.get_all("Requires-Dist") or [])
        if item.name != "deltarule"
        and (item.marker is None or any(item.marker.evaluate({"extra": extra}) for extra in extras))
    }
    return f"""[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "deltarule"
version = "{metadata["Version"]}"
requires-python = "{metadata["Requires-Python"]}"
dependencies = {json.dumps(sorted(needed))}

[project.scripts]
deltarule = "autograder.cli:main"

[tool.setuptools.packages.find]
include = ["autograder*"]

[tool.setuptools.package-data]
autograder = ["**/*.html", "*.md"]
"""
