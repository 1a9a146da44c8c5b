"""Grading every submission in a folder."""

import contextlib
import os
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from deltarule.authoring.recorder import recording_by_need
from deltarule.core.cells import Cell
from deltarule.core.checks import Check, CheckResult, check_all, load_checks
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_EXCEPTION_MESSAGE
from deltarule.core.loader import cells_of_python, definitions
from deltarule.core.marks import by_function, earned_in, points_of
from deltarule.core.recording import Recording
from deltarule.core.text import one_line
from deltarule.door.outside.assistant import Assistant
from deltarule.door.outside.deadlines import Allowance
from deltarule.door.outside.probe import open_zygote
from deltarule.door.outside.readers import Readers
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.zygotes import Zygote
from deltarule.door.walls import Level

from .contents import Reading
from .excerpts import Excerpt, excerpts_of
from .handin import Unreadable, read_regular_file, read_submitted, readers_beside, submitted_files
from .journal import JOURNAL, Journal
from .records import Records, SubmissionRecord
from .seeds import secret_seed
from .strangers import Held, Place
from .trial import graded_alone

_COMMENT = re.compile(r"^[ \t]*#.*", re.MULTILINE)
_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True)
class Submission:
    """A folder that a student handed in for a unit."""

    student: str
    unit: Unit
    folder: Place


@dataclass
class Cohort:
    """The submissions found under a folder, and what lies there besides."""

    submissions: list[Submission]
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Exam:
    """What every submission of a unit is asked: its checks, their answers, the seed of both, and what is forbidden.

    Attributes:
        reference: the solution's cells, which answer what the recording doesn't know.
        data: the files that student code may open, by name.
    """

    checks: list[Check]
    recording: Recording
    seed: int
    forbidden: tuple[str, ...] = ()
    reference: Sequence[Cell] = ()
    data: Mapping[str, bytes] = field(default_factory=dict)

    @classmethod
    def prepare(cls, unit: Unit) -> "Exam":
        """Record the answers for the unit's secret seed.

        Raises:
            UserError: the unit's checks or solution are broken, or the course's settings are.
        """
        seed = secret_seed(unit.course, unit.assignment)
        reference = [
            replace(cell, source=definitions(cell.source))
            for cell in cells_of_python(unit.solution.read_text("utf-8"), unit.solution.name)
        ]
        return cls(
            load_checks(unit.checks),
            recording_by_need(unit, seed),
            seed,
            unit.forbidden(),
            reference,
            unit.data_files(),
        )

    def judge(
        self, reading: Reading, title: str, zygote: Zygote, allowance: Allowance | None = None
    ) -> tuple[list[CheckResult], list[str]]:
        """Run every check on a submission, in workers of `zygote`: the results, and notes on the whole.

        Args:
            reading: the submission.
            title: what the student calls the file.
            zygote: what forks the workers.
            allowance: what its code may use, where that isn't all that the limits allow.
        """
        with (
            RemoteSubmission(zygote, reading.cells, title, self.forbidden, allowance, self.data) as handed_in,
            Assistant(zygote, self.reference, "the reference", self.data) as assistant,
        ):
            results = check_all(
                self.checks,
                handed_in.functions,
                self.recording,
                self.seed,
                handed_in.take_printed,
                assistant.stand_in,
            )
            return results, [*reading.remarks, *handed_in.notes()]


def find_submissions(course: Course, folder: Path, assignment: str | None = None) -> Cohort:
    """Find the submissions under `folder`, laid out as nbgrader has them: ``<student>/<assignment>/``.

    Raises:
        UserError: the folder cannot be read, or holds none.
    """
    units = [course.unit(assignment)] if assignment else course.units()
    known = {unit.assignment for unit in course.units()}
    cohort = Cohort([], course.misnamed())
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
        cohort.ignored += [
            f"{place.name}/{name} is no assignment of this course" for name in inside if name not in known
        ]
        cohort.submissions += [
            Submission(place.name, unit, held / place.name / unit.assignment)
            for unit in units
            if unit.assignment in inside
        ]
    if not cohort.submissions:
        wanted = units[0].assignment if assignment else "<assignment>"
        raise UserError(f"{folder} holds no submission; they should lie in {folder}/<student>/{wanted}/.")
    return cohort


def grade_cohort(
    course: Course,
    submissions: Iterable[Submission],
    isolation: Level | None = None,
    told: Callable[[SubmissionRecord], None] = lambda record: None,
    *,
    again: bool = False,
) -> Records:
    """Grade submissions, as many at a time as there are processors, each in worker processes of its own.

    Args:
        course: the course; its limits, rules and secret seeds are used.
        submissions: what to grade.
        isolation: how workers are to be walled off; by default as strongly as this machine can.
        told: called with each record as it comes.
        again: whether to grade also what was set aside because a grader died of it.

    Raises:
        UserError: the course is broken or grading cannot be done here; never for what is in a submission.
    """
    submissions, exams = list(submissions), dict[str, Exam]()
    # Threads do: the students' share of the work is in processes anyway.
    with (
        open_zygote(course.limits(), isolation, course) as zygote,
        readers_beside(zygote) as readers,
        Journal(course.instructor / JOURNAL) as journal,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        records = Records([], zygote.level)
        for unit in {submission.unit.assignment: submission.unit for submission in submissions}.values():
            exams[unit.assignment] = Exam.prepare(unit)
        grader = _Grader(course, exams, zygote, readers, journal, again)
        waiting = [pool.submit(grader.grade, item) for item in submissions]
        try:
            for graded in waiting:
                record = graded.result()
                records.submissions.append(record)
                told(record)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return records


@dataclass(frozen=True)
class _Grader:
    """What grades the submissions of a cohort, and outlives each of them."""

    course: Course
    exams: Mapping[str, Exam]
    zygote: Zygote
    readers: Readers
    journal: Journal
    again: bool

    def grade(self, submission: Submission) -> SubmissionRecord:
        """Grade one submission, unless a grader has died of it."""
        folder, exam = os.path.abspath(str(submission.folder)), self.exams[submission.unit.assignment]
        if not self.again and self.journal.concerns(folder):
            record = self._tried(submission, folder)
            if record is not None:
                return record
        try:
            with self.journal.in_hand(folder):
                return grade_submission(submission, exam, self.zygote, self.readers)
        except UserError:
            raise
        except Exception as error:  # what nobody thought of costs nobody else their marks
            problem = f"{type(error).__name__}: {error}"[:MAX_EXCEPTION_MESSAGE]
            return _unreadable(submission, exam, f"The grader could not cope with this ({problem}).")

    def _tried(self, submission: Submission, folder: str) -> SubmissionRecord | None:
        """Grade what a grader may have died of in another one; none where it is not what it was then."""
        contents = _contents(submission)
        if folder in self.journal.left:
            if not self.journal.certain:
                level: Level = self.zygote.level
                record = graded_alone(self.course.root, Path(folder), submission.unit.assignment, level)
                if record is not None:
                    self.journal.left.discard(folder)
                    return record
            self.journal.set_aside(folder, contents)
        if not self.journal.is_aside(folder, contents):
            return None
        student, assignment = submission.student, submission.unit.assignment
        again = f"deltarule grade {shlex.quote(f'--student={one_line(student)}')} --assignment {assignment}"
        said = f"The grader ended while it was grading this, so it was set aside for a person to look at; `{again}`"
        record = _unreadable(submission, self.exams[assignment], f"{said} tries it again.")
        return msgspec.structs.replace(record, aside=True)


def grade_submission(submission: Submission, exam: Exam, zygote: Zygote, readers: Readers) -> SubmissionRecord:
    """Grade one submission. Where both the file and the notebook were handed in, the better one counts."""
    unit = submission.unit
    try:
        files = submitted_files(submission.folder, unit)
    except Unreadable as error:
        return _unreadable(submission, exam, str(error))
    graded: list[tuple[float, Place, list[CheckResult], list[str], list[Excerpt]]] = []
    reasons, empty = list[str](), list[str]()
    allowance = Allowance(zygote.limits.submission_seconds)
    for path in files:
        try:
            reading = read_submitted(path, readers, exam.forbidden)
        except Unreadable as error:
            reasons.append(str(error))
            continue
        results, notes = exam.judge(reading, path.name, zygote, allowance)
        empty += nothing_asked_for((cell.source for cell in reading.cells if not cell.left_out), results, path.name)
        lost = {mark.function for mark in by_function(results) if not mark.complete and not mark.not_started}
        graded.append((earned_in(results), path, results, notes, excerpts_of(reading.cells, lost)))
    if not graded:
        return _unreadable(submission, exam, " ".join(reasons))
    score, path, results, notes, excerpts = max(graded, key=lambda item: item[0])
    reasons += empty if not score else []
    message = " ".join([*reasons, *notes])
    most = float(points_of(exam.checks))
    return SubmissionRecord(
        submission.student, unit.assignment, "graded", score, most, results, message, path.name, bool(reasons), excerpts
    )


def _unreadable(submission: Submission, exam: Exam, reason: str) -> SubmissionRecord:
    most = float(points_of(exam.checks))
    return SubmissionRecord(submission.student, submission.unit.assignment, "unreadable", 0.0, most, [], reason)


def _contents(submission: Submission) -> list[bytes]:
    """Read what a submission holds, as far as it can be read."""
    found = list[bytes]()
    with contextlib.suppress(Unreadable):
        for path in submitted_files(submission.folder, submission.unit):
            with contextlib.suppress(Unreadable):
                found.append(read_regular_file(path))
    return found


def nothing_asked_for(sources: Iterable[str], results: Sequence[CheckResult], title: str) -> list[str]:
    """Say that a file has nothing of what is graded in it, if that is so: a person should see what became of it.

    Args:
        sources: its code.
        results: what the checks found.
        title: what the student calls it.
    """
    words = {word for source in sources for word in _WORD.findall(_COMMENT.sub("", source))}
    wanted = list(dict.fromkeys(result.function for result in results))
    if not wanted or earned_in(results) or not words.isdisjoint(wanted):
        return []
    what = "has none of the functions that are graded" if words else "has no code in it"
    return [f"{title} {what} ({', '.join(wanted[:3])}{', ...' if wanted[3:] else ''}); is it the right file, as saved?"]
