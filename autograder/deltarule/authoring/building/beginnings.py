"""A course's and a unit's first files, from templates: an example that builds, audits and grades as it is."""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from string import Template

import deltarule
from deltarule.core.course import Course, Unit, trouble_with_name
from deltarule.core.errors import UserError
from deltarule.core.files import write_atomically
from deltarule.core.text import spelt_out

FIRST = "vectors"
"""The name of a new course's first unit."""

_TEMPLATES = Path(__file__).with_name("templates")


def new_course(folder: Path) -> list[Path]:
    """Write a course with one small unit into `folder`, which is made where it isn't there, and name its files.

    Raises:
        UserError: something is in the folder already, or it lies in a course, or can't be written; nothing is then.
    """
    folder = Path(os.path.abspath(folder))  # a name to call the course by, of x/.. too
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()) or (folder.is_dir() and any(folder.iterdir())):
        raise UserError(f"{folder} is there already and isn't empty; name a new folder.")
    try:
        around = Course.find(folder)
    except UserError:
        around = None
    if around:
        raise UserError(f"{folder} lies in the course {around.root}; begin a course outside, a unit by new unit NAME.")
    unit = Unit(folder, f"1_{FIRST}")
    return _written({**_filled("course", folder, unit), **_filled("unit", folder, unit)})


def new_unit(course: Course, name: str) -> list[Path]:
    """Write an example of a unit called `name` into a course, under the next free number, and name its files.

    Raises:
        UserError: the name can't be a unit's, or is taken, or a file can't be written; nothing is then.
    """
    folders = [folder.name for part in ("exercises", "solutions") for folder in (course.root / part).glob("*")]
    numbers = [int(found[1]) for folder in folders if (found := re.match(r"([0-9]+)_", folder))]
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UserError(
            f"{name!r} can't be a unit's name: write small letters, digits and underscores, a letter first; "
            "its number comes by itself."
        )
    if taken := next((folder for folder in folders if re.fullmatch(rf"[0-9]+_{name}", folder)), None):
        raise UserError(f"There is a unit {taken} already; choose another name.")
    unit = Unit(course.root, f"{max(numbers, default=0) + 1}_{name}")
    if trouble := trouble_with_name(unit.assignment):
        raise UserError(trouble)
    return _written(_filled("unit", course.root, unit))


def _filled(kind: str, root: Path, unit: Unit) -> dict[Path, bytes]:
    """Fill in the templates of a kind: what each file under `root` should hold."""
    course = spelt_out(root.name)
    words = {
        "course": course,
        "course_id": repr(course),
        "assignment": unit.assignment,
        "title": unit.name.replace("_", " ").capitalize(),
        "version": deltarule.__version__,
    }
    places = {"assignment": unit.assignment, "unit.py": f"{unit.name}.py", "test_unit.py": f"test_{unit.name}.py"}
    # Setuptools passes over what begins with a dot.
    places |= {"gitignore": ".gitignore", "github": ".github"}
    files = {}
    for template in sorted((_TEMPLATES / kind).rglob("*.template")):
        parts = template.relative_to(_TEMPLATES / kind).with_suffix("").parts
        text = Template(template.read_text("utf-8")).substitute(words)
        files[root.joinpath(*(places.get(part, part) for part in parts))] = text.encode()
    return files


def _written(files: Mapping[Path, bytes]) -> list[Path]:
    """Write files, none of which is there, or none at all; see :func:`new_course`."""
    if there := next((path for path in files if path.exists()), None):
        raise UserError(f"{there} is there already; move it away, or choose another name.")
    missing = {folder for path in files for folder in path.parents if not folder.exists()}
    try:
        for path, content in files.items():
            write_atomically(path, content)
    except BaseException:
        for path in files:
            path.unlink(missing_ok=True)
        for folder in sorted(missing, key=lambda place: len(place.parts), reverse=True):
            if folder.is_dir():
                folder.rmdir()
        raise
    return list(files)
