"""Grade every submission, each in a process of its own."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rich.console import Console

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.text import one_line
from deltarule.door.walls import LEVELS, Level, beyond
from deltarule.grading.cohort import find_submissions, grade_cohort
from deltarule.grading.records import Records, read_records, write_records
from deltarule.lms.request import Request
from deltarule.lms.roster import absent
from deltarule.reports.agenda import agenda
from deltarule.reports.pages import write_pages
from deltarule.reports.terminal import marks_table, progress_on

if TYPE_CHECKING:
    from deltarule.nbgrader.book.book import Book


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="holds <student>/<assignment>/; default instructor/submitted",
    )
    parser.add_argument("--assignment", metavar="A", help="grade this assignment alone")
    parser.add_argument(
        "--student", metavar="S", help="grade this student's work alone, also where a grader has died of it"
    )
    parser.add_argument("--results", type=Path, metavar="FILE", help="write the records to FILE, as JSON")
    parser.add_argument("--pages", type=Path, metavar="DIR", help="write feedback pages and a class report to DIR")
    parser.add_argument(
        "--isolation",
        choices=LEVELS,
        help="how student code is walled off; by default as strongly as this machine can (see doctor)",
    )
    parser.add_argument(
        "--gradebook",
        action=argparse.BooleanOptionalAction,
        help="write nbgrader's gradebook; by default for instructor/submitted alone",
    )


def run(options: argparse.Namespace) -> int:
    """Grade every submission, each in a process of its own."""

    course = Course.with_solutions()
    cohort = find_submissions(course, options.folder or course.instructor / "submitted", options.assignment)
    if options.student is not None:
        # By the folder's name, or as the tables show it where that can't be typed.
        cohort.submissions = [
            item for item in cohort.submissions if options.student in (item.student, one_line(item.student))
        ]
        if not cohort.submissions:
            raise UserError(f"There is no submission of {one_line(options.student)}; name the folder of a student.")
    for note in cohort.ignored:
        print(f"ignored: {one_line(note)}", file=sys.stderr)
    for unit in {item.unit.assignment: item.unit for item in cohort.submissions}.values():
        if names := beyond(unit.forbidden()):
            said = "its imports are refused, but no wall can keep what is a part of Python, of NumPy or of a worker"
            print(f"note: {', '.join(names)} may not be used in {unit.assignment}: {said}", file=sys.stderr)
    book = _book(course, options)
    if book:
        for changes in book.prepare({item.unit.assignment: item.unit for item in cohort.submissions}.values()):
            if changes.told:
                print(f"gradebook: {changes.told}")
    before = _earlier(options.results) if options.results and options.pages else None
    with progress_on(Console(stderr=True)) as progress:
        task = progress.add_task("grading", total=len(cohort.submissions))
        records = grade_cohort(
            course,
            cohort.submissions,
            options.isolation,
            lambda record: progress.advance(task),
            again=options.student is not None,
        )
    if options.results:
        write_records(records, options.results)
    console = Console(highlight=False)
    console.print(marks_table(records))
    print(f"isolation: {records.isolation}")
    if records.isolation != options.isolation and records.isolation != next(iter(LEVELS)):
        print(f"note: {next(iter(LEVELS))} can't be had here; `deltarule doctor` says why", file=sys.stderr)
    if options.results:
        print(f"records: {options.results}")
    waiting, notes = list[str](), [f"ignored: {note}" for note in cohort.ignored]
    if book:
        graded = list(zip(cohort.submissions, records.submissions, strict=True))
        written = book.write(graded, cast(Level, records.isolation))
        book.close()
        for note in written.notes:
            print(f"gradebook: {one_line(note)}", file=sys.stderr)
        print(f"gradebook: {book.place}, {written.submissions} submissions")
        waiting, notes = written.waiting, [*notes, *(f"gradebook: {note}" for note in written.notes)]
    if options.pages:
        missing = absent(Request(records), ()) if _is_own(course, options) and options.student is None else []
        print(f"feedback: {write_pages(records, options.pages, before, missing)}")
    where = options.results or (options.pages and options.pages / "index.html") or ""
    for line in agenda(records, waiting, notes, one_line(str(where))):
        console.print(line, no_wrap=True, overflow="ellipsis")
    return 0


def _earlier(path: Path) -> Records | None:
    """Give the records of the run before, which these take the place of; none where there are none."""
    try:
        return read_records(path) if path.is_file() else None
    except UserError:
        return None


def _is_own(course: Course, options: argparse.Namespace) -> bool:
    """Whether it is the course's own submissions that are graded."""
    return options.folder is None or options.folder.resolve() == (course.instructor / "submitted").resolve()


def _book(course: Course, options: argparse.Namespace) -> "Book | None":
    """Open the gradebook: by default where the course's own submissions are graded and nbgrader is set up."""
    own = _is_own(course, options)
    wanted = options.gradebook if options.gradebook is not None else own and course.nbgrader_config.is_file()
    if own and options.gradebook is None and not wanted:
        print(f"gradebook: none is written, for there is no {course.nbgrader_config}", file=sys.stderr)
    if not wanted:
        return None
    from deltarule.nbgrader.book.book import Book  # a second to import

    return Book(course)
