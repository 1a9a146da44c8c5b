"""Grading every submission in a folder."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from autograder.checking.checks import Check, CheckResult, load_checks
from autograder.checking.recording import Recording
from autograder.checking.running import check_all, recording_of
from autograder.course import Course, Unit
from autograder.errors import UserError
from autograder.marks import points_of
from autograder.worker.client import Zygote
from autograder.worker.isolation import Level
from autograder.worker.remote import RemoteStudent

from .probe import open_zygote
from .records import Records, SubmissionRecord
from .seeds import secret_seed
from .submission import Unreadable, read_cells, submitted_files


@dataclass(frozen=True)
class Submission:
    """A folder that a student handed in for a unit."""

    student: str
    unit: Unit
    folder: Path


@dataclass
class Cohort:
    """The submissions found under a folder, and what lies there besides."""

    submissions: list[Submission]
    ignored: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Exam:
    """What every submission of a unit is asked: its checks, their answers, the seed of both, and what is forbidden."""

    checks: list[Check]
    recording: Recording
    seed: int
    forbidden: tuple[str, ...] = ()

    @classmethod
    def prepare(cls, course: Course, unit: Unit) -> "Exam":
        """Record the answers for the unit's secret seed.

        Raises:
            UserError: the unit's checks or solution are broken, or the course's settings are.
        """
        seed = secret_seed(course, unit.assignment)
        return cls(load_checks(unit.checks), recording_of(unit, seed), seed, course.forbidden(unit.assignment))


def find_submissions(course: Course, folder: Path, assignment: str | None = None) -> Cohort:
    """Find the submissions under `folder`, laid out as nbgrader has them: ``<student>/<assignment>/``.

    Raises:
        UserError: the folder cannot be read, or holds none.
    """
    units = [course.unit(assignment)] if assignment else course.units()
    known = {unit.assignment for unit in course.units()}
    cohort = Cohort([])
    try:
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
            Submission(place.name, unit, place / unit.assignment) for unit in units if unit.assignment in inside
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
) -> Records:
    """Grade submissions, as many at a time as there are processors, each in worker processes of its own.

    Args:
        course: the course; its limits, rules and secret seeds are used.
        submissions: what to grade.
        isolation: how workers are to be walled off; by default as strongly as this machine can.
        told: called with each record as it comes.

    Raises:
        UserError: the course is broken or grading cannot be done here; never for what is in a submission.
    """
    submissions, exams = list(submissions), dict[str, Exam]()
    # Threads do: the students' share of the work is in processes anyway.
    with open_zygote(course.limits(), isolation, course) as zygote, ThreadPoolExecutor(os.cpu_count()) as pool:
        records = Records([], zygote.level)
        for unit in {submission.unit.assignment: submission.unit for submission in submissions}.values():
            exams[unit.assignment] = Exam.prepare(course, unit)
        waiting = [pool.submit(grade_submission, item, exams[item.unit.assignment], zygote) for item in submissions]
        try:
            for graded in waiting:
                record = graded.result()
                records.submissions.append(record)
                told(record)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return records


def grade_submission(submission: Submission, exam: Exam, zygote: Zygote) -> SubmissionRecord:
    """Grade one submission. Where both the file and the notebook were handed in, the better one counts."""
    unit, most = submission.unit, float(points_of(exam.checks))

    def unreadable(reason: str) -> SubmissionRecord:
        return SubmissionRecord(submission.student, unit.assignment, "unreadable", 0.0, most, [], reason)

    try:
        files = submitted_files(submission.folder, unit)
    except Unreadable as error:
        return unreadable(str(error))
    graded: list[tuple[float, Path, list[CheckResult], list[str]]] = []
    reasons: list[str] = []
    for path in files:
        try:
            cells = read_cells(path)
        except Unreadable as error:
            reasons.append(str(error))
            continue
        with RemoteStudent(zygote, cells, path.name, exam.forbidden) as student:
            results = check_all(exam.checks, student, exam.recording, exam.seed, student.take_printed)
            graded.append((sum(result.earned for result in results), path, results, student.notes()))
    if not graded:
        return unreadable(" ".join(reasons))
    score, path, results, notes = max(graded, key=lambda item: item[0])
    return SubmissionRecord(
        submission.student, unit.assignment, "graded", score, most, results, " ".join([*reasons, *notes]), path.name
    )
