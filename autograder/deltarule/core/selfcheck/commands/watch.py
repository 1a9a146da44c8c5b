"""Check a unit again whenever you save it; Ctrl-C ends it."""

import argparse

from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.selfcheck.console import Console
from deltarule.core.selfcheck.guesses import meant
from deltarule.core.selfcheck.lesson import Lesson
from deltarule.core.selfcheck.overview import next_unit
from deltarule.core.selfcheck.progress import Memory, look, standings
from deltarule.core.selfcheck.saves import saves


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("unit", nargs="?", metavar="UNIT", help="a unit to begin with; by default the one you are at")


def run(options: argparse.Namespace) -> int:
    """Show a unit's screen, and that of whichever unit is saved then, until it is interrupted."""
    course, console = Course.find(), Console()
    units = course.units()
    files = {path: unit for unit in units for path in (unit.exercise, unit.notebook)}
    watched = saves(files)
    memory = Memory()
    wanted = meant(course, [options.unit] if options.unit else [])
    unit = wanted.unit or _unit_to_go_on_in(course)
    try:
        _show(unit, console, memory)
        for changed in watched:
            unit = files[next(path for path in files if path in changed)]
            _show(unit, console, memory)
    except KeyboardInterrupt as stop:
        said = f"{stop}" if stop.args else "the watch has ended"
        console.say([f"\ndeltarule: {said}." if console.is_terminal else f"deltarule: {said}."])
    return 0


def _unit_to_go_on_in(course: Course) -> Unit:
    found = list(standings(course))
    if not found:
        raise UserError("This course has no unit yet.")
    return (next_unit(found) or found[-1])[0]


def _show(unit: Unit, console: Console, memory: Memory) -> None:
    try:
        lines = Lesson(look(unit, memory=memory), console).screen()
    except UserError as error:  # a file that is being written, perhaps
        lines = console.wrapped(str(error))
    console.clear()
    console.say([console.paint(f"{unit.assignment}, as saved", "faint"), *lines])
