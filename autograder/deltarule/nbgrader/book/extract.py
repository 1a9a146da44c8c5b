"""Records out of the gradebook: what the formgrader shows, and what exports should say."""

from typing import Any, Literal

from sqlalchemy import Connection, or_, select

from deltarule.core.checking.checks import CheckResult
from deltarule.core.checking.marks import earned_in, points_of
from deltarule.core.code import grade_ids
from deltarule.core.course import Course
from deltarule.core.text import counted, noun
from deltarule.grading.records import Records, SubmissionRecord

from .database import Database
from .reconciliation import (
    ASSIGNMENTS,
    BASE_CELLS,
    COMMENTS,
    GRADES,
    KINDS,
    MARKED_BY_A_PERSON,
    STUDENTS,
    SUBMISSIONS,
    SUBMITTED,
)
from .rows import points_given
from .settings import load_settings
from .verdicts import FLAGGED, UNREADABLE, parted

WAITS = "Waits for a person."
"""What the message of a cell begins with whose points are still to be given."""

_GRADE_CELLS, _TASK_CELLS = KINDS["GradeCell"], KINDS["TaskCell"]


def records_of(course: Course, assignment: str | None = None) -> Records:
    """Read records from the gradebook: every submission in it, or those of one assignment.

    A record's checks are the gradebook's graded cells. What a person gave stands in place of what the autograder did,
    extra credit is added, and a late penalty is taken off the score, never below zero, as nbgrader's export does.

    Raises:
        UserError: there is no gradebook, or it cannot be read.
    """
    wanted = [course.unit(assignment)] if assignment else course.units()
    order = {unit.assignment: number for number, unit in enumerate(wanted)}
    database = Database(load_settings(course), create=False)
    try:
        with database.transaction() as connection:
            rows = connection.execute(
                select(SUBMISSIONS.c.id, SUBMISSIONS.c.student_id, ASSIGNMENTS.c.name)
                .join(ASSIGNMENTS, ASSIGNMENTS.c.id == SUBMISSIONS.c.assignment_id)
                .where(ASSIGNMENTS.c.name.in_(order))
            ).all()
            checks = _checks(connection)
            penalties, reasons = _penalties(connection), _reasons(connection)
    finally:
        database.close()
    records = [
        _record(row, checks.get(row.id, []), penalties.get(row.id, 0.0), reasons.get(row.id, ("", ""))) for row in rows
    ]
    return Records(sorted(records, key=lambda record: (record.student, order[record.assignment])))


def unknown_assignments(course: Course) -> list[str]:
    """List the assignments in the gradebook that have submissions and are no units of the course (any more).

    Raises:
        UserError: there is no gradebook, or it cannot be read.
    """
    known = {unit.assignment for unit in course.units()}
    database = Database(load_settings(course), create=False)
    try:
        with database.transaction() as connection:
            names = connection.scalars(
                select(ASSIGNMENTS.c.name).distinct().join(SUBMISSIONS, ASSIGNMENTS.c.id == SUBMISSIONS.c.assignment_id)
            )
            return sorted(set(names) - known)
    finally:
        database.close()


def students_of(course: Course) -> list[str]:
    """List the students in the gradebook, with submissions or without.

    Raises:
        UserError: there is no gradebook, or it cannot be read.
    """
    database = Database(load_settings(course), create=False)
    try:
        with database.transaction() as connection:
            return list(connection.scalars(select(STUDENTS.c.id).order_by(STUDENTS.c.id)))
    finally:
        database.close()


def _record(row: Any, checks: list[CheckResult], penalty: float, said: tuple[str, str]) -> SubmissionRecord:
    score, most = earned_in(checks), float(points_of(checks))
    taken = max(0.0, min(penalty, score))  # a person may have left less since than lateness cost
    late = f"Late: {counted(taken, 'point')} of {score:g} {noun(taken, 'is', 'are')} taken off." if taken else ""
    status: Literal["graded", "unreadable"] = "unreadable" if said[0] == UNREADABLE else "graded"
    message = " ".join(filter(None, [said[1], late]))
    return SubmissionRecord(row.student_id, row.name, status, max(0.0, score - taken), most, checks, message)


def _reasons(connection: Connection) -> dict[str, tuple[str, str]]:
    """Say why nobody could read a submission, or a person should look at it, by its row's id, with how that begins.

    It is so whatever a person wrote beside that.
    """
    said = COMMENTS.c.auto_comment
    rows = connection.execute(
        select(SUBMITTED.c.assignment_id, said)
        .join(COMMENTS, COMMENTS.c.notebook_id == SUBMITTED.c.id)
        .where(or_(*(said.contains(beginning, autoescape=True) for beginning in (UNREADABLE, FLAGGED))))
    )
    found = [(row.assignment_id, parted(row.auto_comment)) for row in rows]
    return {of: (beginning, reason) for of, (beginning, reason, _) in found if beginning}


def flagged_in(connection: Connection) -> dict[tuple[str, str], bool]:
    """Give what a person has to look at as a whole, by student and assignment: whether it waits for that still."""
    waiting = select(SUBMITTED.c.assignment_id).join(GRADES, GRADES.c.notebook_id == SUBMITTED.c.id)
    waits = set(connection.scalars(waiting.where(GRADES.c.needs_manual_grade)))
    flagged = _reasons(connection)
    rows = connection.execute(
        select(SUBMISSIONS.c.id, SUBMISSIONS.c.student_id, ASSIGNMENTS.c.name).join(
            ASSIGNMENTS, ASSIGNMENTS.c.id == SUBMISSIONS.c.assignment_id
        )
    )
    return {(row.student_id, row.name): row.id in waits for row in rows if row.id in flagged}


def _penalties(connection: Connection) -> dict[str, float]:
    penalties: dict[str, float] = {}
    for row in connection.execute(select(SUBMITTED.c.assignment_id, SUBMITTED.c.late_submission_penalty)):
        penalties[row.assignment_id] = penalties.get(row.assignment_id, 0.0) + (row.late_submission_penalty or 0.0)
    return penalties


def _checks(connection: Connection) -> dict[str, list[CheckResult]]:
    """Give each submission's graded cells, by its row's id, with what is said of them, and not of the whole."""
    comments = {
        (row.notebook_id, row.name): row.manual_comment or parted(row.auto_comment or "")[2]
        for row in connection.execute(
            select(COMMENTS, BASE_CELLS.c.name).join(BASE_CELLS, BASE_CELLS.c.id == COMMENTS.c.cell_id)
        )
    }
    rows = connection.execute(
        select(
            SUBMITTED.c.assignment_id,
            GRADES,
            BASE_CELLS.c.name,
            _GRADE_CELLS.c.max_score.label("grade_points"),
            _TASK_CELLS.c.max_score.label("task_points"),
        )
        .join(GRADES, GRADES.c.notebook_id == SUBMITTED.c.id)
        .join(BASE_CELLS, BASE_CELLS.c.id == GRADES.c.cell_id)
        .outerjoin(_GRADE_CELLS, _GRADE_CELLS.c.id == BASE_CELLS.c.id)
        .outerjoin(_TASK_CELLS, _TASK_CELLS.c.id == BASE_CELLS.c.id)
        .order_by(BASE_CELLS.c.name)
    )
    checks: dict[str, list[CheckResult]] = {}
    for row in rows:
        points = float(row.grade_points if row.task_points is None else row.task_points)
        earned = points_given(row)
        function = grade_ids.checked_by(row.name)
        said = comments.get((row.notebook_id, grade_ids.of_function(function) if function else row.name), "")
        if row.needs_manual_grade:
            said = f"{WAITS}\n{said}".strip()
        status = "passed" if earned >= points else "failed"
        result = CheckResult(row.name, function or row.name, points, earned, status, said, None)  # type: ignore[arg-type]
        checks.setdefault(row.assignment_id, []).append(result)
    return checks


def standings(course: Course) -> dict[tuple[str, str], tuple[float, float, str]]:
    """Give, by student and assignment, the points that count, those that there are, and a sentence on both.

    Raises:
        UserError: there is no gradebook, or it cannot be read.
    """
    marked = _marked_by_people(course)
    return {
        key: _standing(record, key in marked)
        for record in records_of(course).submissions
        for key in [(record.student, record.assignment)]
    }


def _marked_by_people(course: Course) -> set[tuple[str, str]]:
    """Name the submissions, by student and assignment, in which points are a person's, or extra credit."""
    database = Database(load_settings(course), create=False)
    try:
        with database.transaction() as connection:
            rows = connection.execute(
                select(SUBMISSIONS.c.student_id, ASSIGNMENTS.c.name)
                .distinct()
                .join(ASSIGNMENTS, ASSIGNMENTS.c.id == SUBMISSIONS.c.assignment_id)
                .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSIONS.c.id)
                .join(GRADES, GRADES.c.notebook_id == SUBMITTED.c.id)
                .where(MARKED_BY_A_PERSON)
            )
            return {(row.student_id, row.name) for row in rows}
    finally:
        database.close()


def _standing(record: SubmissionRecord, marked: bool) -> tuple[float, float, str]:
    late = round(earned_in(record.checks) - record.score, 6)  # a difference of floats
    waiting = sum(check.message.startswith(WAITS) for check in record.checks)
    parts = ["with what a person gave"] if marked else []
    parts += [f"without {counted(late, 'point')} for lateness"] if late > 0 else []
    said = f"What counts: {record.score:g} of {counted(record.max_score, 'point')}"
    said += f", {' and '.join(parts)}" if parts else ""
    said += f"; {counted(waiting, 'mark')} still {noun(waiting, 'waits', 'wait')} for a person" if waiting else ""
    return record.score, record.max_score, f"{said}."
