"""Grading every submission in a folder."""

import os
import re
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from deltarule.authoring.recorder import recording_of
from deltarule.core.cells import Cell
from deltarule.core.checks import Check, CheckResult, check_all, load_checks
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.loader import cells_of_python, definitions
from deltarule.core.marks import earned_in, points_of
from deltarule.core.recording import Recording
from deltarule.door.outside.assistant import Assistant
from deltarule.door.outside.probe import open_zygote
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.zygotes import Zygote
from deltarule.door.walls import Level

from .handin import Unreadable, read_cells, submitted_files
from .records import Records, SubmissionRecord
from .seeds import secret_seed

_COMMENT = re.compile(r"^[ \t]*#.*", re.MULTILINE)
_WORD = re.compile(r"[^\W\d]\w*")


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
    """What every submission of a unit is asked: its checks, their answers, the seed of both, and what is forbidden.

    Attributes:
        reference: the solution's cells, which answer what the recording doesn't know.
    """

    checks: list[Check]
    recording: Recording
    seed: int
    forbidden: tuple[str, ...] = ()
    reference: Sequence[Cell] = ()

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
        return cls(load_checks(unit.checks), recording_of(unit, seed), seed, unit.forbidden(), reference)

    def judge(self, cells: Sequence[Cell], title: str, zygote: Zygote) -> tuple[list[CheckResult], list[str]]:
        """Run every check on a submission's `cells`, in workers of `zygote`: the results, and notes on the whole.

        `title` is what the student calls the file.
        """
        with (
            RemoteSubmission(zygote, cells, title, self.forbidden) as handed_in,
            Assistant(zygote, self.reference, "the reference") as assistant,
        ):
            results = check_all(
                self.checks,
                handed_in.functions,
                self.recording,
                self.seed,
                handed_in.take_printed,
                assistant.stand_in,
            )
            return results, handed_in.notes()


def find_submissions(course: Course, folder: Path, assignment: str | None = None) -> Cohort:
    """Find the submissions under `folder`, laid out as nbgrader has them: ``<student>/<assignment>/``.

    Raises:
        UserError: the folder cannot be read, or holds none.
    """
    units = [course.unit(assignment)] if assignment else course.units()
    known = {unit.assignment for unit in course.units()}
    cohort = Cohort([], course.misnamed())
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
            exams[unit.assignment] = Exam.prepare(unit)
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
    reasons, empty = list[str](), list[str]()
    for path in files:
        try:
            cells = read_cells(path)
        except Unreadable as error:
            reasons.append(str(error))
            continue
        results, notes = exam.judge(cells, path.name, zygote)
        empty += nothing_asked_for((cell.source for cell in cells if not cell.left_out), results, path.name)
        graded.append((earned_in(results), path, results, notes))
    if not graded:
        return unreadable(" ".join(reasons))
    score, path, results, notes = max(graded, key=lambda item: item[0])
    reasons += empty if not score else []
    message = " ".join([*reasons, *notes])
    return SubmissionRecord(
        submission.student, unit.assignment, "graded", score, most, results, message, path.name, bool(reasons)
    )


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
