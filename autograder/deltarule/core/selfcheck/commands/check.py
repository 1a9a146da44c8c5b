"""Check your own work: what to mend first, and how far you are."""

import argparse

from deltarule.core.course import Course
from deltarule.core.selfcheck.console import Console
from deltarule.core.selfcheck.guesses import meant
from deltarule.core.selfcheck.lesson import Lesson
from deltarule.core.selfcheck.overview import path
from deltarule.core.selfcheck.progress import look


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("unit", nargs="?", metavar="UNIT", help="a unit, by its number, its name or its file")
    parser.add_argument("function", nargs="?", metavar="FUNCTION", help="one function of it, or alone")
    parser.add_argument("--all", action="store_true", help="show every message in full")


def run(options: argparse.Namespace) -> int:
    """Check a unit, or one function; without a name all units."""
    course, console = Course.find(), Console()
    wanted = meant(course, [word for word in (options.unit, options.function) if word])
    console.say(line for remark in wanted.remarks for line in console.wrapped(remark))
    if wanted.unit is None and len(course.units()) != 1:
        return path(course, console, whole=options.all)
    progress = look(wanted.unit or course.units()[0], {wanted.function} if wanted.function else None)
    lesson = Lesson(progress, console)
    console.say(lesson.whole() if options.all else lesson.screen())
    return 0 if progress.complete else 1
