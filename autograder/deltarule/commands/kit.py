"""Write the students' archive: exercises and checks, no solutions."""

import argparse
from pathlib import Path

from deltarule.authoring.building.kits import write_kit
from deltarule.core.course import Course
from deltarule.core.errors import refuse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("archive", type=Path, metavar="OUT", help="the .zip file to write")
    parser.add_argument("units", nargs="*", default=[], metavar="UNIT", help="units to release; all by default")


def run(options: argparse.Namespace) -> int:
    """Write the students' archive.

    Raises:
        UserError: it can't be written, or is called like a unit.
    """
    course = Course.with_solutions()
    refuse(course.misnamed())
    course.refuse_to_write(options.archive, "deltarule kit OUT.zip [UNIT ...]")
    units = [course.unit(name) for name in dict.fromkeys(options.units)] or course.units()
    print(f"wrote {write_kit(units, options.archive)}")
    return 0
