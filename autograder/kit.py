"""The students' archive: what they work in, and the grader to check it with; nothing to copy from."""

import importlib.metadata
import json
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path, PurePosixPath

from .build import build
from .course import Course, Unit
from .errors import UserError
from .files import write_output

_PACKAGE = Path(__file__).parent


def write_kit(units: Sequence[Unit], archive: Path) -> Path:
    """Write the kit of `units` as a zip file, derived anew from their solutions, and give its path.

    Raises:
        UserError: a unit cannot be built, or the archive not be written.
    """
    archive = archive if archive.suffix == ".zip" else archive.with_name(archive.name + ".zip")
    if archive.is_dir():
        raise UserError(f"{archive} is a folder; name a file to write.")
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for path, content in kit_files(units):
            # A ZipInfo of its own has a fixed date, so that the same kit is the same bytes.
            entry = zipfile.ZipInfo(str(PurePosixPath(archive.stem) / path))
            entry.external_attr = 0o644 << 16
            package.writestr(entry, content, zipfile.ZIP_DEFLATED)
    write_output(archive, buffer.getvalue())
    return archive


def kit_files(units: Sequence[Unit]) -> Iterator[tuple[str, bytes]]:
    """Give the kit's files: paths inside it, and contents."""
    for unit in units:
        products = build(unit)
        folder = f"exercises/{unit.assignment}"
        for path in (unit.exercise, unit.notebook, unit.answers):
            yield f"{folder}/{path.name}", products[path]
        yield f"{folder}/{unit.checks.name}", unit.checks.read_bytes()
    for path in sorted(_PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"autograder/{path.relative_to(_PACKAGE).as_posix()}", path.read_bytes()
    yield "README.md", (_PACKAGE / "kit_readme.md").read_bytes()
    yield (
        "conftest.py",
        b'"""Lets pytest find the grader in this folder."""\n\npytest_plugins = ["autograder.plugin"]\n',
    )
    yield "pyproject.toml", _pyproject().encode()
    yield "course.toml", _rules(units).encode()


def _rules(units: Sequence[Unit]) -> str:
    """Give the kit the course's rules, so that a self-check judges by them, too."""
    lines = ["# Modules that may not be imported in a unit.", "[forbidden]"]
    for unit in units:
        lines.append(f"{json.dumps(unit.assignment)} = {json.dumps(Course(unit.root).forbidden(unit.assignment))}")
    return "\n".join(lines) + "\n"


def _pyproject() -> str:
    """Give the kit a pyproject.toml of its own: ``pip install .`` then installs the ``deltarule`` command."""
    metadata = importlib.metadata.metadata("deltarule")
    needed = [item for item in metadata.get_all("Requires-Dist") or [] if "extra ==" not in item]
    listed = ", ".join(f'"{item}"' for item in needed)
    return f"""[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "deltarule"
version = "{metadata["Version"]}"
requires-python = "{metadata["Requires-Python"]}"
dependencies = [{listed}]

[project.scripts]
deltarule = "autograder.cli:main"

[project.entry-points.pytest11]
"autograder.plugin" = "autograder.plugin"

[tool.setuptools.packages.find]
include = ["autograder*"]

[tool.setuptools.package-data]
autograder = ["**/*.html", "*.md"]

[tool.pytest.ini_options]
testpaths = ["exercises"]
"""
