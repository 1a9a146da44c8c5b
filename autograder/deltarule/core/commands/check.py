"""Check your own work, as pytest does."""

import argparse
from pathlib import Path

import pytest

from deltarule.core.checks import load_checks
from deltarule.core.course import Course
from deltarule.core.errors import UserError


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("unit", nargs="?", metavar="UNIT", help="a unit, with its number or without; all by default")
    parser.add_argument("function", nargs="?", metavar="FUNCTION", help="one function of it")


def run(options: argparse.Namespace) -> int:
    """Run the checks of a unit, or of one function, with pytest."""

    course = Course.find()
    targets = [str(unit.checks) for unit in course.units_named(options.unit)]
    if options.function:
        checks = load_checks(Path(targets[0]))
        targets = [f"{targets[0]}::{item.name}" for item in checks if item.function == options.function]
        if not targets:
            known = ", ".join(dict.fromkeys(item.function for item in checks))
            raise UserError(f"{options.unit} has no function {options.function!r}; it has {known}.")
    # The plugin is already imported where deltarule is installed, which pytest would warn about.
    quiet = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main(["-q", "--rootdir", str(course.root), "-p", "deltarule.core.plugin", *quiet, *targets]))
