"""The ``deltarule`` command. Each subcommand is a call into the module that does the work.

Parsed with argparse: a student's kit then needs nothing but NumPy, matplotlib and pytest.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .course import Course, Unit
from .errors import UserError
from .reports.text import one_line, visible
from .worker.isolation import LEVELS

if TYPE_CHECKING:
    from .audit import Audit
    from .gradebook.book import Book
    from .grading.records import Records

INSTRUCTOR = "nbgrader jupytext msgspec jinja2 rich yaml"
"""What the instructor's commands import beyond a student's installation."""


def build(options: argparse.Namespace) -> int:
    """Write the generated files, or fail where one is stale."""
    _needs(INSTRUCTOR, "instructor")
    from . import build as building

    course = _course_with_solutions()
    found = []
    for unit in course.units():
        products = building.build(unit)
        for path in building.stale(products) if options.check else building.write(products):
            found.append(path)
            done = "wrote" if path.exists() else "removed"
            print(f"{'stale' if options.check else done} {path.relative_to(course.root)}")
    if options.check and found:
        raise UserError("These files are derived, not edited: run `deltarule build` and commit what it writes.")
    return 0


def check(options: argparse.Namespace) -> int:
    """Run the checks of a unit, or of one function, with pytest."""
    import pytest

    course = Course.find()
    targets = [str(unit.checks) for unit in _units(course, options.unit)]
    if options.function:
        from .checking.checks import load_checks

        checks = load_checks(Path(targets[0]))
        targets = [f"{targets[0]}::{item.name}" for item in checks if item.function == options.function]
        if not targets:
            known = ", ".join(dict.fromkeys(item.function for item in checks))
            raise UserError(f"{options.unit} has no function {options.function!r}; it has {known}.")
    # The plugin is already imported where deltarule is installed, which pytest would warn about.
    quiet = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    return int(pytest.main(["-q", "--rootdir", str(course.root), "-p", "autograder.plugin", *quiet, *targets]))


def collect(options: argparse.Namespace) -> int:
    """Collect what Canvas, Moodle or Gradescope handed out."""
    _needs(INSTRUCTOR, "instructor")
    from .collecting.collect import collect as collect_download

    course = _course_with_solutions()
    into = (options.into or course.instructor / "submitted").absolute()
    collection = collect_download(course, options.download, into, source=options.source, assignment=options.assignment)
    for reason in collection.ignored:
        print(f"ignored: {one_line(reason)}", file=sys.stderr)
    for item in collection.collected:
        if item.kept:
            print(f"{item.student}: a newer submission; the earlier one is kept in {one_line(str(item.kept))}")
        if item.late and item.submitted is None:
            print(
                f"{item.student}: late, but {collection.source.capitalize()} doesn't say how late: no time, no penalty"
            )
    counts = {"new": 0, "replaced": 0, "same": 0, "older": 0, "unclear": 0}
    for item in collection.collected:
        counts[item.outcome] += 1
    print(
        f"{collection.unit.assignment}, from {collection.source.capitalize()}: {counts['new']} collected, "
        f"{counts['replaced']} replaced by newer, {counts['same']} the same as before, "
        f"{counts['older'] + counts['unclear']} left as they were, "
        f"{collection.people - len(collection.collected)} without a submission; {collection.people} students"
    )
    timed = sum(item.submitted is not None for item in collection.collected)
    if timed < len(collection.collected):
        print(
            f"handed in when: known of {timed} of {len(collection.collected)}; nbgrader takes the others to be in time"
        )
    return 0


def grade(options: argparse.Namespace) -> int:
    """Grade every submission, each in a process of its own."""
    _needs(INSTRUCTOR, "instructor")
    from rich.console import Console
    from rich.progress import Progress

    from .grading.cohort import find_submissions, grade_cohort
    from .grading.records import write_records
    from .reports.pages import write_pages
    from .reports.terminal import marks_table

    course = _course_with_solutions()
    cohort = find_submissions(course, options.folder or course.instructor / "submitted", options.assignment)
    for note in cohort.ignored:
        print(f"ignored: {one_line(note)}", file=sys.stderr)
    book = _book(course, options)
    if book:
        for changes in book.prepare({item.unit.assignment: item.unit for item in cohort.submissions}.values()):
            if changes.told:
                print(f"gradebook: {changes.told}")
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("grading", total=len(cohort.submissions))
        records = grade_cohort(course, cohort.submissions, options.isolation, lambda record: progress.advance(task))
    if options.results:
        write_records(records, options.results)
    Console(highlight=False).print(marks_table(records))
    print(f"isolation: {records.isolation}")
    if records.isolation != options.isolation and records.isolation != next(iter(LEVELS)):
        print(f"note: {next(iter(LEVELS))} can't be had here; `deltarule doctor` says why", file=sys.stderr)
    if options.results:
        print(f"records: {options.results}")
    if book:
        written = book.write(list(zip(cohort.submissions, records.submissions, strict=True)))
        book.close()
        for note in written.notes:
            print(f"gradebook: {one_line(note)}", file=sys.stderr)
        print(f"gradebook: {book.place}, {written.submissions} submissions")
    if options.pages:
        print(f"feedback: {write_pages(records, options.pages)}")
    return 0


def doctor(options: argparse.Namespace) -> int:
    """Find out, by trying, what isolation this machine gives."""
    _needs(INSTRUCTOR, "instructor")
    from rich.console import Console

    from .grading.probe import examine
    from .reports.terminal import isolation_tables

    try:
        course: Course | None = Course.find()
    except UserError:
        course = None  # it works anywhere; the course's own files are then not among what is tried
    with Console(stderr=True).status("trying ..."):
        diagnosis = examine(course)
    for part in isolation_tables(diagnosis):
        Console(highlight=False).print(part)
    return 0 if diagnosis.level else 1


def audit(options: argparse.Namespace) -> int:
    """Grade the grader: every mistake must be caught, every alternative accepted."""
    from .audit import audit as audit_unit

    holds = True
    for unit in _units(_course_with_solutions(), options.unit):
        result = audit_unit(unit)
        _print_audit(result, options.failures)
        holds = holds and result.holds
    return 0 if holds else 1


def mutants(options: argparse.Namespace) -> int:
    """Change the reference's functions, a little at a time, and see that the checks notice."""
    _needs("cosmic_ray", "dev")
    from .mutants import judge_mutants

    course, holds = _course_with_solutions(), True
    for unit in _units(course, options.unit):
        verdicts = judge_mutants(unit)
        for verdict in verdicts:
            if not verdict.holds:
                print(f"SURVIVED in {verdict.mutant.function}: {verdict.mutant.was}  ->  {verdict.mutant.line}")
        caught = sum(verdict.caught_by is not None for verdict in verdicts)
        same = sum(verdict.caught_by is None and verdict.equivalent is not None for verdict in verdicts)
        print(f"{unit.assignment}: {caught} of {len(verdicts)} mutants caught, {same} the same function in other words")
        holds = holds and all(verdict.holds for verdict in verdicts)
    return 0 if holds else 1


def release(options: argparse.Namespace) -> int:
    """Write what students get of an assignment, and bring the gradebook's cells in line with it."""
    _needs(INSTRUCTOR, "instructor")
    from .gradebook.releasing import release as write_release

    course = _course_with_solutions()
    released = write_release(course, course.unit(options.assignment))
    if released.changes.told:
        print(f"gradebook: {released.changes.told}; run deltarule grade")
    print(f"released: {released.folder}")
    return 0


def kit(options: argparse.Namespace) -> int:
    """Write the students' archive."""
    _needs(INSTRUCTOR, "instructor")
    from .kit import write_kit

    course = _course_with_solutions()
    units = [course.unit(name) for name in dict.fromkeys(options.units)] or course.units()
    print(f"wrote {write_kit(units, options.archive)}")
    return 0


def export(options: argparse.Namespace) -> int:
    """Write the records in another system's format."""
    _needs(INSTRUCTOR, "instructor")
    from .exports import AUTOGRADER, FORMATS
    from .exports.enrolled import absent, known_as
    from .exports.gradescope_autograder import autograder_zip
    from .exports.request import Request
    from .files import write_output
    from .grading.records import read_records

    if options.format == AUTOGRADER:
        if not options.assignment:
            raise UserError("An autograder is for one assignment; name it with --assignment.")
        course = _course_with_solutions()
        write_output(options.out, autograder_zip(course, course.unit(options.assignment)), private=True)
    elif options.format in FORMATS:
        if options.records:
            records, students = read_records(options.records), list[str]()
        else:
            records, students = _gradebook(options.assignment)
        wanted = Request(records, options.assignment, options.student, options.roster, options.column)
        wanted = replace(wanted, known_as=known_as(options.format, wanted), absent=absent(wanted, students))
        made = FORMATS[options.format](wanted)
        write_output(options.out, made.content)
        for note in made.notes:
            print(f"note: {one_line(note)}", file=sys.stderr)
    else:
        raise UserError(f"There is no format {options.format!r}; the formats are {', '.join([*FORMATS, AUTOGRADER])}.")
    if options.out.is_file():  # not into what goes on through a pipe
        print(f"wrote {options.out}")
    return 0


def _gradebook(assignment: str | None) -> tuple["Records", list[str]]:
    """Read the gradebook's records, and its students."""
    from .gradebook.reading import WAITS, records_of, students_of, unknown_assignments

    course = _course_with_solutions()
    records = records_of(course, course.unit(assignment).assignment if assignment else None)
    if not assignment:
        for name in unknown_assignments(course):
            print(f"note: {name} is no unit of this course (any more): its marks are left out", file=sys.stderr)
    if waiting := sum(check.message.startswith(WAITS) for record in records.submissions for check in record.checks):
        print(f"note: {waiting} answers still wait for a person and count as they are", file=sys.stderr)
    return records, students_of(course)


def _print_audit(result: "Audit", failures: bool) -> None:
    for line in result.mistakes:
        if failures and line.holds and line.named:
            continue
        verdict = f"caught by {', '.join(line.caught_by)}" if line.caught_by else "MISSED"
        costs = f"; COSTS {', '.join(line.cost_others)} A POINT, TOO" if line.cost_others else ""
        named = "named" if line.named else "not named"
        print(f"{line.mistake.function} / {line.mistake.name}: {verdict}, {named}{costs}")
    for item in result.alternatives:
        if failures and item.holds:
            continue
        reasons = "".join(f"\n    {lost.name}: {visible(lost.message)}" for lost in item.lost)
        print(
            f"{item.alternative.function} / {item.alternative.name}: {'accepted' if item.holds else 'REFUSED'}{reasons}"
        )
    caught = sum(bool(line.caught_by) for line in result.mistakes)
    named_count = sum(line.named for line in result.mistakes)
    accepted = sum(item.holds for item in result.alternatives)
    print(
        f"{result.unit.assignment}: {caught} of {len(result.mistakes)} mistakes caught, {named_count} named; "
        f"{accepted} of {len(result.alternatives)} alternatives accepted"
    )


def _needs(modules: str, extra: str) -> None:
    missing = [name for name in modules.split() if find_spec(name) is None]
    if missing:
        raise UserError(f"This needs {', '.join(missing)}: run pip install '.[{extra}]' in the course's folder.")


def _course_with_solutions() -> Course:
    course = Course.find()
    if not course.has_solutions:
        raise UserError(f"{course.root} is a student's kit: it has no solutions/ to work from.")
    return course


def _book(course: Course, options: argparse.Namespace) -> "Book | None":
    """Open the gradebook: by default where the course's own submissions are graded and nbgrader is set up."""
    own = options.folder is None or options.folder.resolve() == (course.instructor / "submitted").resolve()
    wanted = options.gradebook if options.gradebook is not None else own and course.nbgrader_config.is_file()
    if not wanted:
        return None
    from .gradebook.book import Book

    return Book(course)


def _units(course: Course, name: str | None) -> list[Unit]:
    return [course.unit(name)] if name else course.units()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="deltarule",
        description="Deltarule: an auto-graded course kit for the foundations of deep learning in plain NumPy.",
    )
    parser.add_argument("--version", action="version", version=f"deltarule {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    command = commands.add_parser("check", help="check your own work, as pytest does")
    command.add_argument("unit", nargs="?", metavar="UNIT", help="a unit, such as ann or 2_ann; all by default")
    command.add_argument("function", nargs="?", metavar="FUNCTION", help="one function of it")
    command.set_defaults(run=check)

    command = commands.add_parser("collect", help="sort what Canvas, Moodle or Gradescope hand out by student")
    command.add_argument(
        "download", type=Path, metavar="DOWNLOAD", help="the zip file, or the folder it was unpacked to"
    )
    command.add_argument(
        "--from", dest="source", choices=["canvas", "moodle", "gradescope"], help="default: by its names"
    )
    command.add_argument("--assignment", metavar="A", help="the unit that it is of; default: by its files' names")
    command.add_argument("--into", type=Path, metavar="DIR", help="where to put them; default instructor/submitted")
    command.set_defaults(run=collect)

    command = commands.add_parser("grade", help="grade every submission, each in a process of its own")
    command.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="holds <student>/<assignment>/; default instructor/submitted",
    )
    command.add_argument("--assignment", metavar="A", help="grade this assignment alone")
    command.add_argument("--results", type=Path, metavar="FILE", help="write the records to FILE, as JSON")
    command.add_argument("--pages", type=Path, metavar="DIR", help="write feedback pages and an overview to DIR")
    command.add_argument(
        "--isolation",
        choices=LEVELS,
        help="how student code is walled off; by default as strongly as this machine can (see doctor)",
    )
    command.add_argument(
        "--gradebook",
        action=argparse.BooleanOptionalAction,
        help="write nbgrader's gradebook; by default for instructor/submitted alone",
    )
    command.set_defaults(run=grade)

    command = commands.add_parser("doctor", help="what isolation this machine gives, found out by trying")
    command.set_defaults(run=doctor)

    command = commands.add_parser("release", help="write instructor/release/, as nbgrader generate_assignment does")
    command.add_argument("assignment", metavar="ASSIGNMENT", help="a unit, such as ann or 2_ann")
    command.set_defaults(run=release)

    command = commands.add_parser("build", help="derive stubs, notebooks and recorded answers from solutions/")
    command.add_argument("--check", action="store_true", help="write nothing; fail where a file is stale")
    command.set_defaults(run=build)

    command = commands.add_parser("audit", help="grade the grader: mistakes caught, alternatives accepted")
    command.add_argument("unit", nargs="?", metavar="UNIT", help="a unit; all by default")
    command.add_argument("--failures", action="store_true", help="print only what does not hold or has no name")
    command.set_defaults(run=audit)

    command = commands.add_parser("mutants", help="change the reference a little at a time: do the checks notice?")
    command.add_argument("unit", nargs="?", metavar="UNIT", help="a unit; all by default")
    command.set_defaults(run=mutants)

    command = commands.add_parser("kit", help="write the students' archive: exercises and checks, no solutions")
    command.add_argument("archive", type=Path, metavar="OUT", help="the .zip file to write")
    command.add_argument("units", nargs="*", metavar="UNIT", help="units to release; all by default")
    command.set_defaults(run=kit)

    command = commands.add_parser("export", help="write the marks as Canvas, Moodle, Gradescope and others read them")
    command.add_argument(
        "format",
        metavar="FORMAT",
        help="csv, canvas, moodle, gradescope, autolab, classroom or gradescope-autograder",
    )
    command.add_argument("out", type=Path, metavar="OUT", help="the file to write")
    command.add_argument(
        "--records", type=Path, metavar="FILE", help="what `deltarule grade --results` wrote; default: the gradebook"
    )
    command.add_argument("--assignment", metavar="A", help="this assignment alone")
    command.add_argument("--student", metavar="S", help="this student alone")
    command.add_argument("--roster", type=Path, metavar="FILE", help="the file exported there, for canvas and moodle")
    command.add_argument("--column", metavar="HEADING", help="the column to fill in, where it cannot be told")
    command.set_defaults(run=export)
    return parser


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit; bad input ends in one sentence and exit code 2."""
    options = _parser().parse_args(arguments)
    # nbformat's schema checker builds dozens of parsers, for addresses that no notebook has, if it finds this module:
    # three seconds of every command.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    try:
        sys.exit(options.run(options))
    except UserError as error:
        print(f"deltarule: {visible(str(error))}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        print("deltarule: stopped; nothing was written.", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:  # `deltarule audit | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
