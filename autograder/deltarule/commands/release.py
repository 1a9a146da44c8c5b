"""Write instructor/release/, as nbgrader generate_assignment does."""

import argparse

from deltarule.core.course import Course
from deltarule.nbgrader.book.releases import release


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="a unit, with its number or without")


def run(options: argparse.Namespace) -> int:
    """Write what students get of an assignment, and bring the gradebook's cells in line with it."""

    course = Course.with_solutions()
    released = release(course, course.unit(options.assignment))
    if released.changes.told:
        print(f"gradebook: {released.changes.told}; run deltarule grade")
    print(f"released: {released.folder}")
    return 0
