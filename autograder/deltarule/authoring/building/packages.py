"""The package handed on, some of its rooms alone: in a student's kit, and in what another system grades with."""

import importlib.metadata
import json
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import cache
from io import BytesIO
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import deltarule
from deltarule.core.course import Course

_PACKAGE = Path(deltarule.__file__).parent
_CORE_NEEDS = ("numpy", "pytest")


def zipped(files: Iterable[tuple[str, bytes]], executable: Collection[str] = ()) -> bytes:
    """Pack files, each a path and what it holds, into a zip archive: the same bytes whenever it is made.

    Args:
        files: what to pack.
        executable: the paths of those that can be run.
    """
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path, content in files:
            entry = zipfile.ZipInfo(path)  # one of its own has a fixed date
            entry.external_attr = (0o755 if path in executable else 0o644) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def package_files(rooms: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """Give the files of the package with these of its rooms: paths, ``deltarule/`` and on, and contents."""
    places = [_PACKAGE / "__init__.py", _PACKAGE / "__main__.py"]
    places += [path for room in sorted(rooms) for path in sorted((_PACKAGE / room).rglob("*"))]
    for path in places:
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(_PACKAGE.parent).as_posix(), path.read_bytes()


def requirements(extras: Collection[str] = ()) -> list[str]:
    """List what the package itself needs, with the named extras."""
    return sorted(
        f"{item.name}{item.specifier}"
        for item in map(Requirement, importlib.metadata.metadata("deltarule").get_all("Requires-Dist") or [])
        if item.name != "deltarule"
        and (item.marker is None or any(item.marker.evaluate({"extra": extra}) for extra in ("", *extras)))
    )


def kit_requirements(course: Course) -> list[str]:
    """List what a course's kit needs: what the core of the grader does, and what the course says.

    Raises:
        UserError: the course's settings are broken.
    """
    wanted = {Requirement(item).name: item for item in requirements() if Requirement(item).name in _CORE_NEEDS}
    for item in course.kit_requires():
        wanted[Requirement(item).name.lower()] = item
    return sorted(wanted.values())


def modules_in_kit(course: Course) -> set[str]:
    """Name the modules that whoever installs a course's kit can import, besides Python's own and this package.

    What the kit needs brings more with it, as far as that is installed here.

    Raises:
        UserError: the course's settings are broken.
    """
    waiting, brought = [Requirement(item) for item in kit_requirements(course)], set[str]()
    while waiting:
        item = waiting.pop()
        name = canonicalize_name(item.name)
        if name not in brought and (item.marker is None or item.marker.evaluate({"extra": ""})):
            brought.add(name)
            with suppress(importlib.metadata.PackageNotFoundError):
                waiting += map(Requirement, importlib.metadata.requires(name) or ())
    return _modules_of(brought)


def modules_told_of(course: Course) -> set[str]:
    """Name the modules of packages that the note of a course's kit names: who installs these can import them, too.

    Raises:
        UserError: the course's settings are broken.
    """
    return _modules_of(set(map(canonicalize_name, re.findall(r"\w[\w.-]*\w", course.kit_note()))))


def _modules_of(packages: Collection[str]) -> set[str]:
    return {module for module, names in _installed().items() if not names.isdisjoint(packages)}


@cache  # it takes a second to look through all that is installed
def _installed() -> dict[str, set[str]]:
    """Give the packages of each module that is installed here."""
    found = importlib.metadata.packages_distributions().items()
    return {module: set(map(canonicalize_name, names)) for module, names in found}


def pyproject(needed: Collection[str]) -> str:
    """Write the pyproject.toml that installs the package beside it, and what is `needed` besides."""
    metadata = importlib.metadata.metadata("deltarule")
    return f"""[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "deltarule"
version = "{metadata["Version"]}"
requires-python = "{metadata["Requires-Python"]}"
dependencies = {json.dumps(sorted(set(needed)))}

[project.scripts]
deltarule = "deltarule.core.selfcheck.command:main"

[project.entry-points.pytest11]
"deltarule.core.selfcheck.plugin" = "deltarule.core.selfcheck.plugin"

[tool.setuptools.packages.find]
include = ["deltarule*"]

[tool.setuptools.package-data]
deltarule = ["**/*"]
"""
