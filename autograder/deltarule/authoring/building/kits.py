"""The students' archive: what they work in, and the core of the grader to check it with; nothing to copy from."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from string import Template

from packaging.requirements import Requirement

from deltarule.authoring.overrides import course_toml
from deltarule.core.checking.checks import load_checks
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.files import write_output

from .illustrations import illustrations_of
from .packages import kit_requirements, package_files, pyproject, zipped
from .products import build

_CONFTEST = '''"""Lets pytest find the checks' plugin in this folder."""

pytest_plugins = ["deltarule.core.selfcheck.plugin"]
'''
_PYTEST = '\n[tool.pytest.ini_options]\ntestpaths = ["exercises"]\n'


def write_kit(units: Sequence[Unit], archive: Path) -> Path:
    """Write the kit of `units` as a zip file, derived anew from their solutions, and give its path.

    Raises:
        UserError: a unit cannot be built, or the archive not be written.
    """
    archive = archive if archive.suffix == ".zip" else archive.with_name(archive.name + ".zip")
    if archive.is_dir():
        raise UserError(f"{archive} is a folder; name a file to write.")
    write_output(archive, zipped((f"{archive.stem}/{path}", content) for path, content in kit_files(units)))
    return archive


def kit_files(units: Sequence[Unit]) -> Iterator[tuple[str, bytes]]:
    """Give the kit's files: paths inside it, and contents.

    Raises:
        UserError: there is no unit, or one cannot be built, or the course's settings are broken.
    """
    if not units:
        raise UserError("A kit holds units, and this course has none: deltarule new unit NAME begins one.")
    course = units[0].course
    for unit in units:
        products = build(unit)
        folder = f"exercises/{unit.assignment}"
        for path in (unit.exercise, unit.notebook, unit.answers, unit.hints):
            if products[path]:
                yield f"{folder}/{path.name}", products[path]
        yield f"{folder}/{unit.checks.name}", unit.checks.read_bytes()
        for name, content in {**illustrations_of(unit), **unit.data_files()}.items():
            yield f"{folder}/{name}", content
    yield from package_files(["core"])
    needed = kit_requirements(course)
    yield "README.md", _readme(course, units[0], needed).encode()
    yield "conftest.py", _CONFTEST.encode()
    yield "pyproject.toml", (pyproject(needed) + _PYTEST).encode()
    yield "course.toml", course_toml(units).encode()


def _readme(course: Course, unit: Unit, needed: Sequence[str]) -> str:
    names = [f"`{Requirement(item).name}`" for item in needed]
    rules = any(course.forbidden(item.assignment) for item in course.units())
    return (
        Template(Path(__file__).with_name("kit_readme.md").read_text("utf-8"))
        .substitute(
            unit=unit.name,
            function=load_checks(unit.checks)[0].function,
            packages=f"{', '.join(names[:-1])} and {names[-1]}",
            rules="\n`course.toml` lists the modules that a unit forbids. A check tells you where you import one.\n"
            if rules
            else "",
            note=f"\n{note}\n" if (note := course.kit_note()) else "",
        )
        .rstrip()
        + "\n"
    )
