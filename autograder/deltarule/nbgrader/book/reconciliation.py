"""The gradebook's cells, brought in line with the source: at the first time, and after every edit.

nbgrader refuses to add or remove a cell once there are submissions. Here marks and comments of the cells that stay are
kept, submissions get what is new, and a cell that is gone takes only what the autograder wrote with it.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Course,
    Grade,
    GradeCell,
    Notebook,
    SolutionCell,
    SourceCell,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    TaskCell,
)
from sqlalchemy import Connection, Table, or_, select

from deltarule.core.checking.checks import read_checks
from deltarule.core.code import grade_ids
from deltarule.core.course import Unit
from deltarule.core.errors import UserError

from .source import KeptCell, Kind, Source

# Core's tables rather than nbgrader's objects: those compute every score on every load.
STUDENTS: Table = Student.__table__
COURSES: Table = Course.__table__
ASSIGNMENTS: Table = Assignment.__table__
NOTEBOOKS: Table = Notebook.__table__
BASE_CELLS: Table = BaseCell.__table__
SOURCE_CELLS: Table = SourceCell.__table__
SUBMISSIONS: Table = SubmittedAssignment.__table__
SUBMITTED: Table = SubmittedNotebook.__table__
GRADES: Table = Grade.__table__
COMMENTS: Table = Comment.__table__
KINDS: dict[Kind, Table] = {
    "GradeCell": GradeCell.__table__,
    "SolutionCell": SolutionCell.__table__,
    "TaskCell": TaskCell.__table__,
}
MARKED_BY_A_PERSON = or_(GRADES.c.manual_score.is_not(None), GRADES.c.extra_credit.is_not(None))


class Losses(UserError):  # noqa: N818 - it says what would be
    """Cells of a unit are gone that people gave marks or comments in."""


@dataclass
class Changes:
    """What an edit of the source meant for the gradebook.

    Attributes:
        assignment: whose source it is.
        added: cells that are new.
        removed: cells that are gone.
        worth: cells whose points changed.
        submissions: how many submissions it met.
    """

    assignment: str
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    worth: list[str] = field(default_factory=list)
    submissions: int = 0

    @property
    def told(self) -> str:
        """What there is to say in a line, or nothing."""
        parts = [
            f"{what} {', '.join(names)}"
            for what, names in (("added", self.added), ("removed", self.removed), ("other points for", self.worth))
            if names
        ]
        return f"{self.assignment}: {'; '.join(parts)}" if self.submissions and parts else ""


def reconcile(connection: Connection, course_id: str, source: Source) -> Changes:
    """Make the gradebook's cells of a notebook those of its source.

    Raises:
        Losses: a cell is gone that people gave marks or comments in; nothing is changed.
    """
    notebook_id = _notebook(connection, course_id, source)
    submitted = list(connection.scalars(select(SUBMITTED.c.id).where(SUBMITTED.c.notebook_id == notebook_id)))
    changes = Changes(source.unit.assignment, submissions=len(submitted))
    wanted = {(cell.name, kind): cell for cell in source.cells for kind in cell.kinds}
    rows = connection.execute(
        select(BASE_CELLS.c.id, BASE_CELLS.c.name, BASE_CELLS.c.type).where(BASE_CELLS.c.notebook_id == notebook_id)
    )
    present = {(row.name, row.type): row.id for row in rows}
    gone = {key: cell_id for key, cell_id in present.items() if key not in wanted}
    _refuse_losses(connection, source, gone)
    for (_, kind), cell_id in gone.items():
        for table in (GRADES, COMMENTS):
            connection.execute(table.delete().where(table.c.cell_id == cell_id))
        connection.execute(KINDS[kind].delete().where(KINDS[kind].c.id == cell_id))
        connection.execute(BASE_CELLS.delete().where(BASE_CELLS.c.id == cell_id))
    for (name, kind), cell in wanted.items():
        if (name, kind) not in present:
            _add(connection, notebook_id, cell, kind, submitted)
        elif kind != "SolutionCell" and _update(connection, present[name, kind], cell, kind):
            changes.worth.append(name)
    changes.added = sorted({name for name, kind in wanted.keys() - present.keys()})
    changes.removed = sorted({name for name, kind in gone})
    _write_source_cells(connection, notebook_id, source)
    return changes


def _notebook(connection: Connection, course_id: str, source: Source) -> str:
    """Find the notebook's row; make it, its assignment's and its course's where they are missing."""
    if connection.scalar(select(COURSES.c.id).where(COURSES.c.id == course_id)) is None:
        connection.execute(COURSES.insert().values(id=course_id))
    name = source.unit.assignment
    assignment_id = connection.scalar(select(ASSIGNMENTS.c.id).where(ASSIGNMENTS.c.name == name))
    if assignment_id is None:
        assignment_id = uuid4().hex
        connection.execute(ASSIGNMENTS.insert().values(id=assignment_id, name=name, course_id=course_id))
    kernelspec = json.dumps(source.metadata.get("kernelspec", {}))
    same = (NOTEBOOKS.c.assignment_id == assignment_id) & (NOTEBOOKS.c.name == source.name)
    notebook_id = connection.scalar(select(NOTEBOOKS.c.id).where(same))
    if notebook_id is None:
        notebook_id = uuid4().hex
        row = {"id": notebook_id, "name": source.name, "assignment_id": assignment_id, "kernelspec": kernelspec}
        connection.execute(NOTEBOOKS.insert().values(row))
        handed_in = connection.scalars(select(SUBMISSIONS.c.id).where(SUBMISSIONS.c.assignment_id == assignment_id))
        _insert(connection, SUBMITTED, [{"notebook_id": notebook_id, "assignment_id": item} for item in handed_in])
    else:
        connection.execute(NOTEBOOKS.update().where(NOTEBOOKS.c.id == notebook_id).values(kernelspec=kernelspec))
    return str(notebook_id)


def _refuse_losses(connection: Connection, source: Source, gone: dict[tuple[str, str], str]) -> None:
    names = {cell_id: name for (name, _), cell_id in gone.items()}
    by_people = {
        GRADES: MARKED_BY_A_PERSON,
        COMMENTS: COMMENTS.c.manual_comment.is_not(None),
    }
    lost: list[tuple[str, str]] = []
    for table, given in by_people.items():
        rows = connection.execute(
            select(table.c.cell_id, SUBMISSIONS.c.student_id)
            .join(SUBMITTED, SUBMITTED.c.id == table.c.notebook_id)
            .join(SUBMISSIONS, SUBMISSIONS.c.id == SUBMITTED.c.assignment_id)
            .where(table.c.cell_id.in_(names), given)
        )
        lost += [(names[row.cell_id], row.student_id) for row in rows]
    if lost:
        cells: dict[str, list[str]] = {}
        for name, student in sorted(set(lost)):
            cells.setdefault(name, []).append(student)
        listed = "; ".join(f"{name} ({', '.join(students)})" for name, students in cells.items())
        raise Losses(
            f"{source.unit.assignment} has lost cells in which people gave marks or comments: {listed}. "
            f"{_way_back(source.unit, cells)} and run deltarule build, or clear those marks in the formgrader first."
        )


def _way_back(unit: Unit, cells: Iterable[str]) -> str:
    """Say what brings cells back that are lost: the course leaves them out, or the solution hasn't got them."""
    left_out = unit.overrides().left_out
    functions = {check.name: check.function for check in read_checks(unit.checks)} if left_out else {}
    subjects = {functions.get(name, name) for name in left_out}
    lost = {grade_ids.subject_of(cell) for cell in cells}
    steps = []
    if names := sorted(name for name in left_out if functions.get(name, name) in lost):
        steps.append(
            f'take {", ".join(names)} out of "{unit.assignment}" under [leave_out] in {unit.course.settings_file}'
        )
    if lost - subjects:
        steps.append(f"put the {'other ' if names else ''}cells back into the solution")
    said = ", ".join(steps)
    return said[0].upper() + said[1:]


def _add(connection: Connection, notebook_id: str, cell: KeptCell, kind: Kind, submitted: list[str]) -> None:
    cell_id = uuid4().hex
    connection.execute(BASE_CELLS.insert().values(id=cell_id, name=cell.name, notebook_id=notebook_id, type=kind))
    worth = {} if kind == "SolutionCell" else {"max_score": cell.points, "cell_type": cell.cell_type}
    connection.execute(KINDS[kind].insert().values(id=cell_id, **worth))
    rows = [{"cell_id": cell_id, "notebook_id": item} for item in submitted]
    for table in tables_of(kind):
        _insert(connection, table, rows)


def tables_of(kind: str) -> list[Table]:
    """Name the tables in which a submission has a row for each cell of a kind."""
    return {"GradeCell": [GRADES], "SolutionCell": [COMMENTS], "TaskCell": [GRADES, COMMENTS]}[kind]


def _update(connection: Connection, cell_id: str, cell: KeptCell, kind: Kind) -> bool:
    """Bring a cell's points up to date; marks that people gave for other points want another look."""
    table = KINDS[kind]
    before = connection.scalar(select(table.c.max_score).where(table.c.id == cell_id))
    connection.execute(
        table.update().where(table.c.id == cell_id).values(max_score=cell.points, cell_type=cell.cell_type)
    )
    if before == cell.points:
        return False
    given = (GRADES.c.cell_id == cell_id) & GRADES.c.manual_score.is_not(None)
    connection.execute(GRADES.update().where(given).values(needs_manual_grade=True))
    return True


def _write_source_cells(connection: Connection, notebook_id: str, source: Source) -> None:
    """Write the texts that nbgrader's autograde puts back over what students change: nothing refers to these rows."""
    connection.execute(SOURCE_CELLS.delete().where(SOURCE_CELLS.c.notebook_id == notebook_id))
    rows = [
        {
            "name": cell.name,
            "cell_type": cell.cell_type,
            "locked": cell.locked,
            "source": cell.source,
            "checksum": cell.metadata["nbgrader"].get("checksum"),
            "notebook_id": notebook_id,
        }
        for cell in source.cells
    ]
    _insert(connection, SOURCE_CELLS, rows)


def _insert(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(table.insert(), rows)
