"""Show a small example of a function: what goes in, what your code gives, and what is right."""

import argparse

from deltarule.core.code.calls import Raised, Returned
from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.findings.diagnosis import goes_wrong
from deltarule.core.limits import MAX_PRINTED_ROWS
from deltarule.core.selfcheck.console import Console
from deltarule.core.selfcheck.example import Example, example_of, lines_of_raised, written
from deltarule.core.selfcheck.guesses import meant
from deltarule.core.selfcheck.overview import nothing_to_go_on_with, to_go_on_with
from deltarule.core.text import counted, listed, visible


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("words", nargs="*", metavar="FUNCTION", help="a function, with its unit or without")


def run(options: argparse.Namespace) -> int:
    """Show the example of a function; without a name, of the next one to mend or to write."""
    course, console = Course.find(), Console()
    wanted = meant(course, options.words)
    unit, name = (wanted.unit, wanted.function) if wanted.function else to_go_on_with(course, wanted.unit)
    if unit is None or name is None:
        raise UserError(nothing_to_go_on_with(course, wanted.unit, "show"))
    console.say(line for remark in wanted.remarks for line in console.wrapped(remark))
    found = example_of(unit, name)
    console.say(line for remark in found.code.remarks for line in console.wrapped(remark))
    console.say(_lines(found, console))
    return 0


def _lines(found: Example, console: Console) -> list[str]:
    lines = [console.paint(f"{found.function} of {found.unit.name} is called with", "bold")]
    for name, value in found.named():
        lines += _block(f"  {name} = " if name else "  ", written(value))
    lines += _given(found, console)
    if said := found.printed.rstrip().splitlines():
        lines.append(console.paint("It printed", "bold"))
        lines += [console.cut(f"  {line}") for line in said[:MAX_PRINTED_ROWS]]
        if len(said) > MAX_PRINTED_ROWS:
            lines.append(f"  ... and {counted(len(said) - MAX_PRINTED_ROWS, 'more line')}")
    lines.append(console.paint("To try it in a Python session in this folder", "bold"))
    lines.append(f'  from deltarule import example; f, args, kwargs = example("{found.unit.name} {found.function}")')
    lines.append("  f(*args, **kwargs)")
    return lines


def _given(found: Example, console: Console) -> list[str]:
    """Say what the student's code gives, and beside it what is right where that is another value."""
    lines = [console.paint("Your code gives", "bold")]
    if isinstance(found.given, Raised):
        said = lines_of_raised(found.given)
        lines += [row for line in said for row in console.wrapped(line, "  ", "    ")]
    elif parts := found.parts():
        for name, mine, right in parts:
            head = f"  {name} = "
            lines += _block(head, written(mine))
            if goes_wrong(Returned(mine), Returned(right)):
                lines += _block(console.paint("right:".rjust(len(head) - 1), "bad") + " ", written(right), len(head))
    else:
        lines += _block("  ", written(found.given.value))
    lines += (row for said in found.changed for row in console.wrapped(said))
    if not found.differs:
        return [*lines, *_verdict(found, console)]
    if isinstance(found.given, Raised) or not found.parts():
        lines += [console.paint("Right is", "bold"), *_block("  ", written(found.right))]
    if found.wrong:
        are, that = ("are", "those") if len(found.wrong) > 1 else ("is", "that")
        first = f"mend {that} first, it may be all there is to it"
        lines += console.wrapped(f"It calls {listed(found.wrong)}, which {are}n't right yet: {first}.")
    return lines


def _verdict(found: Example, console: Console) -> list[str]:
    """Say of a value that isn't wrong what is known of it, by itself and by the checks."""
    if isinstance(found.given, Raised):
        return []
    right = found.right is not None
    if found.passes:
        return [console.paint("That is right." if right else "Its checks pass.", "good")]
    where = f"`deltarule check {found.unit.name} {found.function}` says why."
    return console.wrapped(f"{'That is right, but its' if right else 'Its'} checks don't all pass yet: {where}")


def _block(head: str, text: str, width: int | None = None) -> list[str]:
    """Put a text of several lines behind a head, `width` columns wide, its further lines below its first."""
    first, *rest = visible(text).split("\n")
    return [head + first, *(" " * (len(head) if width is None else width) + line for line in rest)]
