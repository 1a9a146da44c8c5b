"""Write the marks as other systems read them."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.files import refuse_to_replace, write_output
from deltarule.core.text import counted, noun, one_line
from deltarule.grading.records import Records, read_records
from deltarule.lms.registry import formats
from deltarule.lms.request import Request, told_of
from deltarule.lms.roster import absent, known_as
from deltarule.nbgrader.book.holdings import booked


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("format", metavar="FORMAT", help=f"one of {', '.join(formats())}")
    parser.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    parser.add_argument(
        "--records", type=Path, metavar="FILE", help="what `deltarule grade --results` wrote; default: the gradebook"
    )
    parser.add_argument("--assignment", metavar="A", help="this assignment alone")
    parser.add_argument("--student", metavar="S", help="this student alone")
    parser.add_argument(
        "--roster", type=Path, metavar="FILE", help="the file exported there, for formats that fill one in"
    )
    parser.add_argument("--column", metavar="HEADING", help="the column to fill in, where it cannot be told")


def run(options: argparse.Namespace) -> int:
    """Write the records in another system's format."""
    known = formats()
    if options.format not in known:
        raise UserError(f"There is no format {options.format!r}; the formats are {', '.join(known)}.")
    if course := Course.around():
        course.refuse_to_write(options.out, f"deltarule export {options.format} OUT [--assignment UNIT]")
    refuse_to_replace(options.out, options.records, options.roster)
    system = known[options.format]
    flags = [flag for flag, given in (("--roster", options.roster), ("--column", options.column)) if given]
    if flags and not system.fills_in:
        filling = ", ".join(name for name, item in known.items() if item.fills_in)
        raise UserError(f"{options.format} fills in no file: leave out {' and '.join(flags)}, for {filling} alone.")
    if system.package:
        if not options.assignment:
            raise UserError("An autograder is for one assignment; name it with --assignment.")
        course = Course.with_solutions()
        write_output(options.out, system.package(course, course.unit(options.assignment)), private=True)
    elif system.export:
        if options.records:
            records, students = read_records(options.records), list[str]()
        else:
            records, students = _gradebook(options.assignment)
        wanted = Request(
            records, options.assignment, options.student, options.roster, options.column, booked=not options.records
        )
        kept = booked(course) if options.records else ()  # else the marks are the gradebook's
        missing = absent(wanted.handed_in(), students, wanted.student, kept)
        wanted = replace(wanted, known_as=known_as(system.name, wanted), absent=missing)
        made = system.export(wanted)
        write_output(options.out, made.content)
        for note in [*(_besides(wanted) if options.records else _waiting(wanted) + _above(wanted)), *made.notes]:
            print(f"note: {one_line(note)}", file=sys.stderr)
    if options.out.is_file():  # not into what goes on through a pipe
        print(f"wrote {options.out}")
    return 0


def _besides(wanted: Request) -> list[str]:
    """Say where the marks that are wanted aren't all that there is."""
    names = dict.fromkeys(assignment for _, assignment in wanted.handed_in())
    told = {name: besides for name in names if (besides := wanted.records.besides(name))}
    return [f"{name}: the points are what the checks found; {besides}" for name, besides in told.items()]


def _waiting(wanted: Request) -> list[str]:
    """Say how many of the marks that are wanted still wait for a person, as the gradebook has it."""
    from deltarule.nbgrader.book.extract import WAITS

    waiting = sum(check.message.startswith(WAITS) for record in wanted.submissions() for check in record.checks)
    if not waiting:
        return []
    as_now = noun(waiting, "waits for a person and counts as it is", "wait for a person and count as they are")
    return [f"{counted(waiting, 'mark')} still {as_now}"]


def _above(wanted: Request) -> list[str]:
    """Say whose marks are above what there is to earn, which nbgrader lets a person give."""
    above: dict[tuple[str, str, float], list[str]] = {}
    for record in wanted.submissions():
        for check in record.checks:
            if check.earned > check.points:
                above.setdefault((record.assignment, check.name, check.points), []).append(record.student)
    as_is = "by hand or as extra credit, and it counts; change it in the formgrader where it isn't meant"
    return [
        note
        for (assignment, name, points), who in above.items()
        for of in [f"more than the {counted(points, 'point')} of {name} in {assignment}, {as_is}"]
        for note in told_of(who, f"has {of}", f"have {of}")
    ]


def _gradebook(assignment: str | None) -> tuple[Records, list[str]]:
    """Read the gradebook's records, and its students."""
    # A second to import, where it is needed.
    from deltarule.nbgrader.book.extract import records_of, students_of, unknown_assignments

    course = Course.with_solutions()
    records = records_of(course, course.unit(assignment).assignment if assignment else None)
    if not assignment:
        for name in unknown_assignments(course):
            print(f"note: {name} is no unit of this course (any more): its marks are left out", file=sys.stderr)
    return records, students_of(course)
