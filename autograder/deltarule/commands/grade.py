"""Grade every submission, each in a process of its own."""

# What tells of a run is imported where it is used, while graders get ready: nobody waits for that with the first mark.

import argparse
import contextlib
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from deltarule.core.course import Course
from deltarule.core.errors import UserError, refuse
from deltarule.core.files import has_file, refuse_unwritable
from deltarule.core.text import counted, one_line
from deltarule.door.walls import LEVELS, beyond, need_linux
from deltarule.grading.cohort import Graded, Grading, Submission, find_submissions, records_of
from deltarule.grading.engine import Begin
from deltarule.grading.graders import LocalGraders
from deltarule.grading.records import Records, read_records, write_records
from deltarule.grading.seeds import SEEDS, is_lost
from deltarule.grading.store import STORE, Store
from deltarule.nbgrader.book.entry import Entry
from deltarule.nbgrader.book.holdings import booked


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
    parser.add_argument("--regrade", action="store_true", help="grade also what is as it was when it was graded")
    parser.add_argument("--results", type=Path, metavar="FILE", help="write the records to FILE, as JSON")
    parser.add_argument("--pages", type=Path, metavar="DIR", help="write feedback pages and a class report to DIR")
    parser.add_argument(
        "--isolation",
        choices=LEVELS,
        help="how student code is walled off; by default as strongly as this machine can (see doctor)",
    )
    parser.add_argument(
        "--engine",
        choices=("local", "dask"),
        default="local",
        help="where submissions are graded: on this machine, or on a cluster of dask.distributed (local)",
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="grade with N processes of this machine; default its processors"
    )
    parser.add_argument("--scheduler", metavar="ADDRESS", help="the cluster's, such as tcp://10.0.0.1:8786")
    parser.add_argument(
        "--gradebook",
        action=argparse.BooleanOptionalAction,
        help="write nbgrader's gradebook; by default for instructor/submitted alone",
    )


def run(options: argparse.Namespace) -> int:
    """Grade every submission, each in a process of its own."""

    course = Course.with_solutions()
    if options.pages:
        course.refuse_to_fill(options.pages)
    for path in filter(None, (options.results, options.pages and options.pages / "index.html")):
        course.refuse_to_write(path, "deltarule grade --results FILE --pages DIR")
        refuse_unwritable(path)
    if options.results and options.pages and options.results.resolve() == (options.pages / "index.html").resolve():
        raise UserError(f"--pages would write {options.results}, too; name another file for the records.")
    begin = _engine(options)
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
    before = _earlier(options.results) if options.results and (options.pages or _narrowed(options)) else None
    with Store(course.instructor / STORE) as store:
        for name in {item.unit.assignment for item in cohort.submissions}:
            if is_lost(course, name) and store.has_graded(name):
                said = (
                    "a new one is drawn, and all is graded anew on other cases; to keep the marks, stop and restore it"
                )
                print(f"note: the seed that {name} was graded with is gone from {SEEDS}: {said}", file=sys.stderr)
        run = _Run(course, options, cohort.submissions, store, begin)
        with run.stopped():
            records = run.graded()
    with run.stopped():
        if options.results:
            write_records(records, options.results)
            if gone := _no_more_in(records, before) if _narrowed(options) else 0:
                flags = " and ".join(_narrowed(options))
                said = (
                    f"it had {counted(gone, 'more submission')}, and has this run's alone; without {flags} it has all"
                )
                print(f"note: {one_line(str(options.results))}: {said}", file=sys.stderr)
        _tell(course, options, cohort.ignored, before, run, records)
    refuse(run.entry.refused if run.entry else ())
    return 0


def _tell(
    course: Course,
    options: argparse.Namespace,
    ignored: list[str],
    before: Records | None,
    run: "_Run",
    records: Records,
) -> None:
    """Write a run's pages, print what came of it, and list what needs a person."""
    from rich.console import Console

    from deltarule.reports.agenda import agenda
    from deltarule.reports.terminal import marks_tables

    written = run.entry.written if run.entry else None
    # Before anything is said: nobody may listen to the end, as in `| head`.
    index = _write_pages(course, options, before, run, records) if options.pages else None
    console = Console(highlight=False)
    for table in marks_tables(records):
        console.print(table)
    for name in records.by_hand:
        if besides := records.besides(name):
            print(f"{name}: the points are what the checks found; {besides}")
    if run.known:
        of = len(records.submissions)
        print(f"{run.known} of {of} graded before, and unchanged since (--regrade grades them, too)")
    print(f"isolation: {records.isolation}")
    if records.isolation not in (options.isolation, next(iter(LEVELS))):
        print(f"note: {next(iter(LEVELS))} can't be had here; `deltarule doctor` says why", file=sys.stderr)
    if options.results:
        print(f"records: {options.results}")
    waiting, seen, notes = list[str](), set[tuple[str, str]](), [f"ignored: {note}" for note in ignored]
    if run.entry and written:
        for note in written.notes:
            print(f"gradebook: {one_line(note)}", file=sys.stderr)
        print(f"gradebook: {run.entry.place}, {counted(written.submissions, 'submission')}")
        waiting, seen = written.waiting, written.seen
        notes += [f"gradebook: {note}" for note in [*written.notes, *run.entry.refused]]
    if index:
        print(f"feedback: {index}")
    where = options.results or (options.pages and options.pages / "index.html") or ""
    for line in agenda(records, waiting, notes, one_line(str(where)), seen):
        console.print(line, no_wrap=True, overflow="ellipsis")


def _write_pages(
    course: Course, options: argparse.Namespace, before: Records | None, run: "_Run", records: Records
) -> Path:
    """Write feedback pages and the report on the class, and give where that is."""
    from deltarule.lms.roster import absent
    from deltarule.reports.pages import write_pages

    graded = [(record.student, record.assignment) for record in records.submissions]
    whole = _is_own(course, options) and options.student is None
    missing = absent(graded, booked=booked(course) if run.entry else ()) if whole else []
    counts = _counting(course, records) if run.entry else {}
    seen = run.entry.written.seen if run.entry and run.entry.written else ()
    return write_pages(records, options.pages, before, missing, counts, seen)


def _counting(course: Course, records: Records) -> dict[tuple[str, str], str]:
    """Say what counts in the gradebook of each submission of which that isn't what its checks found."""
    from deltarule.nbgrader.book.extract import standings

    booked = standings(course)
    found = {(item.student, item.assignment): (item.score, item.max_score) for item in records.submissions}
    return {key: said for key, (*points, said) in booked.items() if key in found and tuple(points) != found[key]}


class _Run:
    """Grading as this command does it: shown as it goes on, and entered in the gradebook meanwhile.

    Attributes:
        known: how many submissions an earlier run has graded.
        entry: what is entered in the gradebook, if there is one.
    """

    def __init__(
        self,
        course: Course,
        options: argparse.Namespace,
        submissions: list[Submission],
        store: Store,
        begin: Begin,
    ) -> None:
        self.known = 0
        self.entry: Entry | None = None
        self._course, self._options, self._submissions, self._store = course, options, submissions, store
        self._begin = begin
        self._graded = 0

    @contextlib.contextmanager
    def stopped(self) -> Iterator[None]:
        """Say how far the run is where somebody stops it.

        Raises:
            UserError: it was stopped.
        """
        try:
            yield
        except KeyboardInterrupt as error:
            raise UserError(
                f"Stopped: {self._graded} of {counted(len(self._submissions), 'submission')} graded, and kept; "
                f"{_going_on(self._options)}."
            ) from error

    def graded(self) -> Records:
        """Grade all.

        Raises:
            UserError: the course is broken, grading cannot be done here, or another process has the gradebook.
        """
        anew = bool(_grading_anew(self._options))
        isolation = self._options.isolation
        self.entry = self._gradebook()
        with (
            self.entry.alone() if self.entry else contextlib.nullcontext(),
            Grading(self._course, self._submissions, isolation, self._store, anew=anew, begin=self._begin) as grading,
            self.entry or contextlib.nullcontext(),
        ):
            self.known = grading.known
            return records_of(self._followed(grading), (item.unit for item in self._submissions))

    def _followed(self, grading: Grading) -> Iterator[Graded]:
        from rich.console import Console

        from deltarule.reports.terminal import progress_on

        with progress_on(Console(stderr=True)) as progress:
            task = progress.add_task("grading", total=len(self._submissions))
            for item in grading.records():
                self._graded += 1
                if self.entry:
                    self.entry.take(item)
                progress.advance(task)
                yield item

    def _gradebook(self) -> Entry | None:
        """Give what enters records: by default where the course's own submissions are graded and nbgrader is set up."""
        course, options = self._course, self._options
        own = _is_own(course, options)
        wanted = options.gradebook if options.gradebook is not None else own and has_file(course.nbgrader_config)
        if own and options.gradebook is None and not wanted:
            print(f"gradebook: none is written, for there is no {course.nbgrader_config}", file=sys.stderr)
        return Entry(course, self._submissions, self._store) if wanted else None


def _grading_anew(options: argparse.Namespace) -> list[str]:
    """Name the flags given that have submissions graded whatever is known of them."""
    given = {"--regrade": options.regrade, "--student": options.student is not None}
    return [flag for flag, holds in given.items() if holds]


def _narrowed(options: argparse.Namespace) -> list[str]:
    """Name the flags given that leave submissions out."""
    given = {"--assignment": options.assignment, "--student": options.student}
    return [flag for flag, value in given.items() if value is not None]


def _no_more_in(records: Records, before: Records | None) -> int:
    """Count the submissions of the run before that aren't in this one."""
    there = {(record.student, record.assignment) for record in records.submissions}
    return sum((record.student, record.assignment) not in there for record in before.submissions) if before else 0


def _going_on(options: argparse.Namespace) -> str:
    """Say how a run that was stopped goes on."""
    if not (flags := _grading_anew(options)):
        return "run the same command again, and it goes on from there"
    return (
        f"the same command begins anew, and without {' and '.join(flags)} it grades only what isn't graded yet "
        "or has changed since"
    )


def _engine(options: argparse.Namespace) -> Begin:
    """Say what grades.

    Raises:
        UserError: the options contradict one another, the cluster isn't there, or this system can't grade.
    """
    if options.engine == "local":
        need_linux()
        if options.scheduler:
            raise UserError("--scheduler names a cluster's; say --engine dask with it.")
        if options.jobs is not None and options.jobs < 1:
            raise UserError(f"--jobs {options.jobs}: there has to be one grader or more.")
        return partial(LocalGraders, count=options.jobs)
    if not options.scheduler:
        raise UserError(
            "--engine dask grades on a cluster; say which: --scheduler ADDRESS, as `dask scheduler` prints it."
        )
    if options.jobs is not None:
        raise UserError("--jobs is for this machine; a cluster has as many graders as it has workers.")
    from deltarule.grading.dask_graders import DaskGraders, connect  # with an extra of its own

    return partial(DaskGraders, client=connect(options.scheduler))


def _earlier(path: Path) -> Records | None:
    """Give the records of the run before, which these take the place of; none where there are none."""
    try:
        return read_records(path) if path.is_file() else None
    except UserError:
        return None


def _is_own(course: Course, options: argparse.Namespace) -> bool:
    """Whether it is the course's own submissions that are graded."""
    return options.folder is None or options.folder.resolve() == (course.instructor / "submitted").resolve()
