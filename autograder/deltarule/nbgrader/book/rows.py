"""A submission's rows in nbgrader's database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, Table, bindparam, select

from .reconciliation import (
    ASSIGNMENTS,
    BASE_CELLS,
    COMMENTS,
    GRADES,
    NOTEBOOKS,
    STUDENTS,
    SUBMISSIONS,
    SUBMITTED,
    tables_of,
)
from .verdicts import Mark

State = dict[str, Any]
"""All that the autograder writes of a submission, as JSON has it."""


def points_given(grade: Any) -> float:
    """Give a cell's points as nbgrader counts them: a person's, else the autograder's, and extra credit."""
    given = grade.manual_score if grade.manual_score is not None else grade.auto_score
    return 0.0 if given is None else float(given + (grade.extra_credit or 0.0))


@dataclass(frozen=True)
class Row:
    """A submission's notebook in the database."""

    submission_id: str
    notebook_id: str
    source_id: str

    @classmethod
    def find(cls, connection: Connection, assignment: str, notebook: str, student: str) -> "Row | None":
        """Find the rows of a student's submission, if there are any."""
        found = connection.execute(
            select(SUBMISSIONS.c.id, SUBMITTED.c.id, NOTEBOOKS.c.id)
            .join(ASSIGNMENTS, ASSIGNMENTS.c.id == SUBMISSIONS.c.assignment_id)
            .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSIONS.c.id)
            .join(NOTEBOOKS, NOTEBOOKS.c.id == SUBMITTED.c.notebook_id)
            .where(ASSIGNMENTS.c.name == assignment, NOTEBOOKS.c.name == notebook, SUBMISSIONS.c.student_id == student)
        ).first()
        return cls(*found) if found else None

    @classmethod
    def find_or_create(cls, connection: Connection, assignment: str, notebook: str, student: str) -> "Row":
        """Find the rows; where the submission is new, make them all, as nbgrader's ``add_submission`` does."""
        row = cls.find(connection, assignment, notebook, student)
        if row:
            return row
        if connection.scalar(select(STUDENTS.c.id).where(STUDENTS.c.id == student)) is None:
            connection.execute(STUDENTS.insert().values(id=student))
        assignment_id = connection.scalar(select(ASSIGNMENTS.c.id).where(ASSIGNMENTS.c.name == assignment))
        submission_id = uuid4().hex
        row_of = {"id": submission_id, "assignment_id": assignment_id, "student_id": student}
        connection.execute(SUBMISSIONS.insert().values(row_of))
        notebooks = list(connection.scalars(select(NOTEBOOKS.c.id).where(NOTEBOOKS.c.assignment_id == assignment_id)))
        for source_id in notebooks:
            notebook_id = uuid4().hex
            connection.execute(
                SUBMITTED.insert().values(id=notebook_id, notebook_id=source_id, assignment_id=submission_id)
            )
            cells = connection.execute(
                select(BASE_CELLS.c.id, BASE_CELLS.c.type).where(BASE_CELLS.c.notebook_id == source_id)
            )
            rows: dict[Table, list[dict[str, str]]] = {}
            for cell in cells:
                for table in tables_of(cell.type):
                    rows.setdefault(table, []).append({"cell_id": cell.id, "notebook_id": notebook_id})
            for table, values in rows.items():
                connection.execute(table.insert(), values)
        row = cls.find(connection, assignment, notebook, student)
        assert row is not None
        return row

    def write(self, connection: Connection, marks: Mapping[str, Mark], changed: Mapping[str, bool]) -> None:
        """Write what the autograder says; what a person gave stays, and is flagged where the work has changed."""
        rows = []
        for grade in self._grades(connection):
            mark = marks.get(grade.name, Mark(needs_person=True))
            needs = mark.needs_person
            if grade.manual_score is not None:
                needs = grade.needs_manual_grade or changed.get(grade.name, True) or grade.auto_score != mark.score
            if (grade.auto_score, grade.needs_manual_grade) != (mark.score, needs):
                rows.append({"row": grade.id, "auto_score": mark.score, "needs_manual_grade": needs})
        if rows:
            connection.execute(GRADES.update().where(GRADES.c.id == bindparam("row")), rows)
        for comment in self._comments(connection):
            said = marks.get(comment.name, Mark()).comment
            if said != comment.auto_comment:
                connection.execute(COMMENTS.update().where(COMMENTS.c.id == comment.id).values(auto_comment=said))

    def time(self, connection: Connection) -> datetime | None:
        """Tell when the submission came."""
        time: datetime | None = connection.scalar(
            select(SUBMISSIONS.c.timestamp).where(SUBMISSIONS.c.id == self.submission_id)
        )
        return time

    def came(self, connection: Connection, timestamp: datetime) -> None:
        """Write when the submission came."""
        connection.execute(
            SUBMISSIONS.update().where(SUBMISSIONS.c.id == self.submission_id).values(timestamp=timestamp)
        )

    def penalise(self, connection: Connection, points: float | None) -> None:
        """Write what lateness costs."""
        connection.execute(
            SUBMITTED.update().where(SUBMITTED.c.id == self.notebook_id).values(late_submission_penalty=points)
        )

    def score(self, connection: Connection) -> float:
        """Add up the points of all cells."""
        return sum(map(points_given, self._grades(connection)))

    def seconds_late(self, connection: Connection) -> float:
        """Tell how long after the due date, with the student's extension, the submission came."""
        timestamp, extension, due = connection.execute(
            select(SUBMISSIONS.c.timestamp, SUBMISSIONS.c.extension, ASSIGNMENTS.c.duedate)
            .join(ASSIGNMENTS, ASSIGNMENTS.c.id == SUBMISSIONS.c.assignment_id)
            .where(SUBMISSIONS.c.id == self.submission_id)
        ).one()
        if timestamp is None or due is None:
            return 0.0
        return max(0.0, float((timestamp - due - (extension or timedelta())).total_seconds()))

    def state(self, connection: Connection) -> State:
        """Give all that the autograder writes of a submission, as JSON has it."""
        timestamp = self.time(connection)
        penalty = connection.scalar(
            select(SUBMITTED.c.late_submission_penalty).where(SUBMITTED.c.id == self.notebook_id)
        )
        return {
            "timestamp": timestamp.isoformat() if timestamp else None,
            "penalty": penalty,
            "grades": {item.name: [item.auto_score, item.needs_manual_grade] for item in self._grades(connection)},
            "comments": {item.name: item.auto_comment for item in self._comments(connection)},
        }

    def doubt(self, connection: Connection) -> None:
        """Have a person look at all marks that people gave."""
        given = (GRADES.c.notebook_id == self.notebook_id) & GRADES.c.manual_score.is_not(None)
        connection.execute(GRADES.update().where(given).values(needs_manual_grade=True))

    def _grades(self, connection: Connection) -> Sequence[Any]:
        return self._of(connection, GRADES)

    def _comments(self, connection: Connection) -> Sequence[Any]:
        return self._of(connection, COMMENTS)

    def _of(self, connection: Connection, table: Table) -> Sequence[Any]:
        return connection.execute(
            select(table, BASE_CELLS.c.name)
            .join(BASE_CELLS, BASE_CELLS.c.id == table.c.cell_id)
            .where(table.c.notebook_id == self.notebook_id)
            .order_by(BASE_CELLS.c.name)
        ).all()
