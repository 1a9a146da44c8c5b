"""Begin a course of your own, or its next unit.

An example is written that builds, audits and grades as it is: replace it, function by function, by your own.
"""

import argparse
from pathlib import Path

from deltarule.authoring.building.beginnings import new_course, new_unit
from deltarule.core.course import Course


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    kinds = parser.add_subparsers(title="what to begin", metavar="KIND", dest="kind", required=True)
    course = kinds.add_parser("course", help="a course with one small unit, in a new or an empty folder")
    course.add_argument("folder", type=Path, metavar="DIR", help="the folder")
    unit = kinds.add_parser("unit", help="a unit of the course that you are in, under the next free number")
    unit.add_argument("name", metavar="NAME", help="its name: small letters, digits and _")


def run(options: argparse.Namespace) -> int:
    """Write the files, and say what to do next."""
    if options.kind == "course":
        root, files = options.folder.absolute(), new_course(options.folder)
    else:
        course = Course.with_solutions()
        root, files = course.root, new_unit(course, options.name)
    for path in files:
        print(f"wrote {path.relative_to(root)}")
    where = f"cd {options.folder}, then " if options.kind == "course" else ""
    print(f"Next: {where}deltarule build and deltarule audit")
    return 0
