"""Give the next hint on a function, from vague to concrete: up to three."""

import argparse

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.selfcheck.console import Console
from deltarule.core.selfcheck.guesses import meant
from deltarule.core.selfcheck.hints import hints_for, next_hint
from deltarule.core.selfcheck.overview import nothing_to_go_on_with, to_go_on_with


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("words", nargs="*", metavar="FUNCTION", help="a function, with its unit or without")


def run(options: argparse.Namespace) -> int:
    """Say the hints seen so far and the next; without a name, on the next function to mend or to write."""
    course, console = Course.find(), Console()
    wanted = meant(course, options.words)
    unit, name = (wanted.unit, wanted.function) if wanted.function else to_go_on_with(course, wanted.unit)
    if unit is None or name is None:
        raise UserError(nothing_to_go_on_with(course, wanted.unit, "hint"))
    console.say(line for remark in wanted.remarks for line in console.wrapped(remark))
    shown, new = next_hint(unit, name)
    total = len(hints_for(unit, name))
    lines = [console.paint(f"{name} of {unit.name}", "bold")]
    for number, hint in enumerate(shown, 1):
        lines += console.wrapped(hint, f"  {number}. ", "     ")
    if not new:
        lines.append("There are no more.")
    elif len(shown) < total:
        lines.append(f"{total - len(shown)} more: deltarule hint {name}")
    console.say(lines)
    return 0
