"""Grading every submission in a folder."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from deltarule.authoring.building.kept import digest_of
from deltarule.core.code import grade_ids
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.files import has_folder
from deltarule.core.text import counted
from deltarule.door.walls import Level, weakest

from .engine import Begin
from .graders import LocalGraders
from .handin import Submission
from .records import PackedRecords, Records, SubmissionRecord
from .seeds import secret_seed
from .store import Store
from .strangers import Held

__all__ = ["Cohort", "Graded", "Grading", "Submission", "find_submissions", "grade_cohort", "records_of"]


@dataclass
class Cohort:
    """The submissions found under a folder, and what lies there besides."""

    submissions: list[Submission]
    ignored: list[str] = field(default_factory=list)


def find_submissions(course: Course, folder: Path, assignment: str | None = None) -> Cohort:
    """Find the submissions under `folder`, laid out as nbgrader has them: ``<student>/<assignment>/``.

    Raises:
        UserError: the folder cannot be read, or holds none.
    """
    units = [course.unit(assignment)] if assignment else course.units()
    known = {unit.assignment for unit in course.units()}
    left_out, elsewhere = course.units_left_out(), dict[str, list[str]]()
    cohort = Cohort([], course.misnamed())
    has_folder(folder)
    try:
        held = Held(folder)
        students = sorted(place for place in folder.iterdir() if not place.name.startswith("."))
    except OSError as error:
        raise UserError(f"{folder} cannot be read ({error.strerror}); name the folder of the submissions.") from error
    for place in students:
        if not place.is_dir():
            cohort.ignored.append(f"{place.name} is no student's folder")
            continue
        try:
            inside = sorted(item.name for item in place.iterdir() if not item.name.startswith("."))
        except OSError as error:
            cohort.ignored.append(f"{place.name} cannot be read ({error.strerror}); give yourself the right to read it")
            continue
        for name in inside:
            if name not in known:
                elsewhere.setdefault(name, []).append(place.name)
        cohort.submissions += [
            Submission(place.name, unit, held / place.name / unit.assignment)
            for unit in units
            if unit.assignment in inside
        ]
    said = f"left out: {course.settings_file.name} has it under [leave_out]"
    for name, whose in elsewhere.items():
        what = f"{whose[0]}/{name}" if len(whose) == 1 else f"{name} of {counted(len(whose), 'student')}"
        moved = next((unit.assignment for unit in course.units() if unit.name == name.partition("_")[2]), "")
        none = "no assignment of this course" + (f"; call the folder {moved} if that is meant" if moved else "")
        cohort.ignored.append(f"{what} is {said if name in left_out else none}")
    if not cohort.submissions:
        wanted = units[0].assignment if assignment else "<assignment>"
        more = f", and {len(cohort.ignored) - 1} more" if cohort.ignored[1:] else ""
        ignored = f" Ignored: {cohort.ignored[0]}{more}." if cohort.ignored else ""
        there = f"{folder}/<student>/{wanted}/"
        raise UserError(f"{folder} holds no submission to grade; they should lie in {there}.{ignored}")
    return cohort


@dataclass(frozen=True)
class Graded:
    """A submission's record, as it comes.

    Attributes:
        number: the submission's place in the cohort.
        record: what came of it.
        of: a digest of all that it is made of: the submission, the unit, the seed and the grader.
        level: how student code was walled off.
        fresh: whether it was graded just now.
    """

    number: int
    record: SubmissionRecord
    of: bytes
    level: Level
    fresh: bool = True


class Grading:
    """A run over a cohort. A context manager, in which graders are at work from the start.

    Attributes:
        known: how many submissions an earlier run has graded, that are what they were.
    """

    def __init__(
        self,
        course: Course,
        submissions: Sequence[Submission],
        isolation: Level | None = None,
        store: Store | None = None,
        *,
        anew: bool = False,
        begin: Begin = LocalGraders,
    ) -> None:
        """See what has to be graded, and begin.

        Args:
            course: the course; its limits, rules and secret seeds are used.
            submissions: what to grade.
            isolation: how workers are to be walled off; by default as strongly as this machine can.
            store: what is graded already, and keeps what will be.
            anew: whether all is graded, whatever is known.
            begin: makes what grades it; by default processes of this machine.

        Raises:
            UserError: the course is broken.
        """
        self._submissions, self._store = submissions, store
        units = {item.unit.assignment: item.unit for item in submissions}
        self._exams = {
            name: digest_of(unit, secret_seed(course, name), isolation).encode() for name, unit in units.items()
        }
        self._known: dict[int, tuple[bytes, Level]] = {}
        self._before = PackedRecords([] if store is None or anew or store.is_empty() else self._graded_before(store))
        self.known = len(self._known)
        self._left = [number for number in range(len(submissions)) if number not in self._known]
        self._engine = begin(course, [submissions[number] for number in self._left], isolation)

    def __enter__(self) -> "Grading":
        """Give the run."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End the graders."""
        self._engine.close()

    def records(self) -> Iterator[Graded]:
        """Give each record as it comes: those that are known, and then the others.

        Raises:
            UserError: the course is broken or grading cannot be done here; never for what is in a submission.
        """
        for (number, (of, level)), record in zip(self._known.items(), self._before, strict=True):
            yield Graded(number, record, of, level, fresh=False)
        for place, record, level in self._engine.graded():
            number = self._left[place]
            of = self._of(self._submissions[number], self._engine.taken[place])
            if self._store:
                self._store.keep(folder_of(self._submissions[number]), of, record, level)
            yield Graded(number, record, of, level)

    def _graded_before(self, store: Store) -> Iterator[tuple[int, SubmissionRecord]]:
        for number, item in enumerate(self._submissions):
            of = self._of(item, item.take().digest())
            if found := store.find(folder_of(item), of, item.student):
                record, level = found
                self._known[number] = of, level
                yield number, record

    def _of(self, submission: Submission, taken: bytes) -> bytes:
        """Digest all that a submission's record is made of, where `taken` is the digest of what was handed in."""
        return hashlib.sha256(self._exams[submission.assignment] + taken).digest()


def folder_of(submission: Submission) -> str:
    """Give a submission's folder as the store knows it."""
    return os.path.abspath(str(submission.folder))


def grade_cohort(course: Course, submissions: Sequence[Submission], isolation: Level | None = None) -> Records:
    """Grade submissions on this machine, each in worker processes of its own.

    Args:
        course: the course; its limits, rules and secret seeds are used.
        submissions: what to grade.
        isolation: how workers are to be walled off; by default as strongly as this machine can.

    Raises:
        UserError: the course is broken or grading cannot be done here; never for what is in a submission.
    """
    with Grading(course, submissions, isolation) as grading:
        return records_of(grading.records(), (item.unit for item in submissions))


def records_of(graded: Iterable[Graded], units: Iterable[Unit] = ()) -> Records:
    """Put the records of a run over `units` in the cohort's order, and let them take little room."""
    levels = set[Level]()

    def numbered() -> Iterator[tuple[int, SubmissionRecord]]:
        for item in graded:
            levels.add(item.level)
            yield item.number, item.record

    records = PackedRecords(numbered())
    by_name = {unit.assignment: unit for unit in units}
    return Records(records, weakest(levels) or "", {name: _points_by_hand(by_name[name]) for name in sorted(by_name)})


def _points_by_hand(unit: Unit) -> float:
    """Add up what a unit's notebook has that no check gives the points of: free answers."""
    try:
        marked = [grade_ids.marks_in(cell) for cell in json.loads(unit.notebook.read_bytes())["cells"]]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):  # not built yet, or damaged since
        return 0.0
    graded = [marks for marks in marked if marks.get("task") or (marks.get("grade") and marks.get("solution"))]
    return float(sum(marks.get("points") or 0.0 for marks in graded))
