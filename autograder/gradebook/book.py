"""Writing a cohort's records into nbgrader's gradebook, a transaction for each submission.

A submission is two things, rows in the database and a notebook in ``autograded/``, and no transaction spans both.
So the notebook is written aside first, with a note of what the database will say once it is committed; then the
database commits; then the notebook is renamed into its place. A process that is killed before the commit leaves both
as they were. One that is killed between the commit and the renaming, which is the time of one system call, leaves the
notebook aside: whoever opens the book next finds that the database says what the note says, and renames it then.
"""

import contextlib
import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
from nbgrader.api import Student
from nbgrader.utils import find_all_files, parse_utc
from sqlalchemy import Connection, Table, bindparam, select

from autograder.checking.checks import load_checks
from autograder.course import Course, Unit
from autograder.errors import UserError
from autograder.files import write_atomically
from autograder.grading.cohort import Submission
from autograder.grading.records import SubmissionRecord
from autograder.grading.submission import Unreadable, read_regular_file
from autograder.notebook import findings
from autograder.reports.text import one_line, visible

from .cells import (
    ASSIGNMENTS,
    BASE_CELLS,
    COMMENTS,
    GRADES,
    NOTEBOOKS,
    SUBMISSIONS,
    SUBMITTED,
    Changes,
    reconcile,
    tables_of,
)
from .database import Database
from .placing import Placed, earned, place
from .settings import load_settings
from .source import Source, read_source

STUDENTS: Table = Student.__table__
MAX_NAME = 128
"""Characters that a student's name may have in nbgrader's database."""

SECRET = "submission_secret.txt"
"""What nbgrader's exchange puts beside a submission; ``release_feedback`` names the feedback by it."""

_PENDING = ".pending"
_NOTE = "state.json"


@dataclass
class Mark:
    """What the autograder has to say on one cell."""

    score: float | None = None
    needs_person: bool = False
    comment: str | None = None


@dataclass
class Written:
    """What came of writing a cohort: how many submissions, and what could not be written or was odd."""

    submissions: int = 0
    notes: list[str] = field(default_factory=list)


class Book:
    """A course's gradebook, opened for writing: by one process at a time."""

    def __init__(self, course: Course) -> None:
        """Open it, make it where there is none yet, and finish what a killed process left.

        Raises:
            UserError: it cannot be opened, or another process is writing in it.
        """
        self.settings = load_settings(course)
        self.settings.late_plugin()  # rather told now than after an hour's grading
        self._sources: dict[str, Source] = {}
        self._aside = self.settings.step("autograded") / _PENDING
        try:
            self._aside.mkdir(parents=True, exist_ok=True)
            self._lock = os.open(self._aside, os.O_RDONLY | os.O_CLOEXEC)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)  # a killed process holds no lock
        except BlockingIOError as error:
            raise UserError("Another deltarule is writing in this gradebook; wait until it has finished.") from error
        except OSError as error:
            raise UserError(f"{self._aside} cannot be written in: {error.strerror}.") from error
        self._database = Database(self.settings, create=True)
        self._finish_pending()

    @property
    def place(self) -> str:
        """Where it is, for people to read."""
        return self.settings.shown_url

    def close(self) -> None:
        """Let others write."""
        self._database.close()
        os.close(self._lock)

    def prepare(self, units: Iterable[Unit]) -> list[Changes]:
        """Make the gradebook's cells those of the units' source notebooks: all of them, or none.

        Raises:
            UserError: a source cannot be read or is stale, or marks that people gave would be lost.
        """
        sources = [read_source(self.settings, unit) for unit in units]
        for source in sources:
            source.agree(load_checks(source.unit.checks))
        with self._database.transaction() as connection:
            changes = [reconcile(connection, self.settings.course_id, source) for source in sources]
        self._sources.update({source.unit.assignment: source for source in sources})
        return changes

    def source(self, unit: Unit) -> Source:
        """Give a unit's source notebook, once it is prepared."""
        return self._sources[unit.assignment]

    def write(self, graded: Sequence[tuple[Submission, SubmissionRecord]]) -> Written:
        """Write submissions and their records, whose units are prepared.

        Raises:
            UserError: the source is stale, or the gradebook cannot be written; what is written already stays.
        """
        for submission, record in graded:
            if record.checks:
                self.source(submission.unit).agree(record.checks)
        written = Written()
        try:
            for submission, record in graded:
                if _is_a_name(submission.student):
                    self._write_one(submission, record, written)
                    written.submissions += 1
                else:
                    written.notes.append(
                        f"{one_line(submission.student)} is not in the gradebook: nbgrader needs a name of plain "
                        f"text, at most {MAX_NAME} characters, without <, > and quotes; rename the folder"
                    )
        except KeyboardInterrupt as error:
            raise UserError(
                f"Stopped; {written.submissions} of {len(graded)} submissions are in the gradebook, whole: run "
                "deltarule grade again for the others."
            ) from error
        except OSError as error:
            raise UserError(f"{error.filename} cannot be written: {error.strerror}.") from error
        return written

    def _write_one(self, submission: Submission, record: SubmissionRecord, written: Written) -> None:
        source = self.source(submission.unit)
        student, assignment = submission.student, submission.unit.assignment
        target = self.settings.folder("autograded", student, assignment)
        former = _sources_in(target / source.unit.notebook.name)
        placed = place(source, submission.folder, record)
        marks = _marks(source, record, placed)
        timestamp, stamp = _timestamp(submission.folder)
        if stamp is not None and timestamp is None:
            written.notes.append(
                f"{student}/{assignment}/timestamp.txt holds no time; the submission counts as in time"
            )
        aside = self._aside / student / assignment
        _discard(aside)
        aside.mkdir(parents=True)
        text = msgspec.json.format(msgspec.json.encode(placed.notebook), indent=1)
        (aside / source.unit.notebook.name).write_bytes(text + b"\n")
        if stamp is not None and timestamp is not None:
            (aside / "timestamp.txt").write_text(stamp, "utf-8")
        if secret := _secret(submission.folder):
            (aside / SECRET).write_bytes(secret)
        self._put_companions(source, target)
        with self._database.transaction() as connection:
            row = _Row.find_or_create(connection, assignment, source.name, student)
            if timestamp is not None:
                connection.execute(
                    SUBMISSIONS.update().where(SUBMISSIONS.c.id == row.submission_id).values(timestamp=timestamp)
                )
            changed = {cell.name: _has_changed(source, cell.name, former, placed) for cell in source.cells}
            row.write(connection, marks, changed)
            self._write_penalty(connection, row, student)
            # Last before the commit: what the database will say.
            note = {"notebook": source.name, "state": row.state(connection)}
            (aside / _NOTE).write_text(json.dumps(note), "utf-8")
        self._put(aside, target)

    def _write_penalty(self, connection: Connection, row: "_Row", student: str) -> None:
        late = row.seconds_late(connection)
        penalty = self.settings.late_penalty(student, row.score(connection), late) if late > 0 else None
        connection.execute(
            SUBMITTED.update().where(SUBMITTED.c.id == row.notebook_id).values(late_submission_penalty=penalty)
        )

    def _put_companions(self, source: Source, target: Path) -> None:
        """Lay what a check cell reads beside the notebook, as nbgrader does; none of the student's own files."""
        folder = self.settings.folder("source", ".", source.unit.assignment)
        for name in find_all_files(str(folder), [*self.settings.app.coursedir.ignore, "*.ipynb"]):
            file = target / Path(name).relative_to(folder)
            content = Path(name).read_bytes()
            if not (file.is_file() and not file.is_symlink() and file.read_bytes() == content):
                write_atomically(file, content)
                file.chmod(self._mode)

    @property
    def _mode(self) -> int:
        """nbgrader's permissions for what nobody should edit."""
        return 0o664 if self.settings.app.coursedir.groupshared else 0o444

    def _put(self, aside: Path, target: Path) -> None:
        """Rename what was written aside into its place, the notebook first: it is what is shown."""
        target.mkdir(parents=True, exist_ok=True)
        names = sorted(
            (path for path in aside.iterdir() if path.name != _NOTE), key=lambda path: path.suffix != ".ipynb"
        )
        for path in names:
            path.chmod(self._mode)
            os.replace(path, target / path.name)
        _discard(aside)

    def _finish_pending(self) -> None:
        for aside in sorted(self._aside.glob("*/*")):
            try:
                note = json.loads((aside / _NOTE).read_text("utf-8"))
            except (OSError, ValueError):
                note = None  # killed before the commit
            student, assignment = aside.parent.name, aside.name
            with self._database.transaction() as connection:
                row = _Row.find(connection, assignment, note["notebook"], student) if note else None
                committed = row is not None and row.state(connection) == note["state"]
            if committed:
                self._put(aside, self.settings.folder("autograded", student, assignment))
            else:
                _discard(aside)


@dataclass(frozen=True)
class _Row:
    """A submission's notebook in the database."""

    submission_id: str
    notebook_id: str
    source_id: str

    @classmethod
    def find(cls, connection: Connection, assignment: str, notebook: str, student: str) -> "_Row | None":
        found = connection.execute(
            select(SUBMISSIONS.c.id, SUBMITTED.c.id, NOTEBOOKS.c.id)
            .join(ASSIGNMENTS, ASSIGNMENTS.c.id == SUBMISSIONS.c.assignment_id)
            .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSIONS.c.id)
            .join(NOTEBOOKS, NOTEBOOKS.c.id == SUBMITTED.c.notebook_id)
            .where(ASSIGNMENTS.c.name == assignment, NOTEBOOKS.c.name == notebook, SUBMISSIONS.c.student_id == student)
        ).first()
        return cls(*found) if found else None

    @classmethod
    def find_or_create(cls, connection: Connection, assignment: str, notebook: str, student: str) -> "_Row":
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

    def score(self, connection: Connection) -> float:
        """Add up the points as nbgrader does: what a person gave, else what the autograder did, and extra credit."""
        total = 0.0
        for grade in self._grades(connection):
            given = grade.manual_score if grade.manual_score is not None else grade.auto_score
            if given is not None:
                total += given + (grade.extra_credit or 0.0)
        return total

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

    def state(self, connection: Connection) -> dict[str, Any]:
        """Give all that the autograder writes of a submission, as JSON has it."""
        timestamp = connection.scalar(select(SUBMISSIONS.c.timestamp).where(SUBMISSIONS.c.id == self.submission_id))
        penalty = connection.scalar(
            select(SUBMITTED.c.late_submission_penalty).where(SUBMITTED.c.id == self.notebook_id)
        )
        return {
            "timestamp": timestamp.isoformat() if timestamp else None,
            "penalty": penalty,
            "grades": {item.name: [item.auto_score, item.needs_manual_grade] for item in self._grades(connection)},
            "comments": {item.name: item.auto_comment for item in self._comments(connection)},
        }

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


def _marks(source: Source, record: SubmissionRecord, placed: Placed) -> dict[str, Mark]:
    """Decide what the autograder says on each cell.

    A submission that nobody could read scores nothing, says why in its first comment, and wants a person's eye in its
    first graded cell: one to resolve, rather than one a function.
    """
    marks = {cell.name: Mark() for cell in source.cells}
    for cell in source.cells:
        mark = marks[cell.name]
        if cell.checked:
            results = [result for result in record.checks if result.function == cell.checked]
            mark.score = earned(cell, results)
            solution = source.solution_of(cell.checked)
            if solution and any(result.status != "passed" for result in results):
                said = [marks[solution].comment, _shown(findings(cell.checked, results))]
                marks[solution].comment = "\n\n".join(part for part in said if part)
        elif cell.name in placed.unanswered:
            mark.score, mark.comment = 0.0, "No response."
        elif cell.by_hand:
            mark.needs_person = True
    if record.status == "unreadable":
        graded = [cell.name for cell in source.cells if "GradeCell" in cell.kinds]
        written = [cell.name for cell in source.cells if "SolutionCell" in cell.kinds]
        for name in graded[:1]:
            marks[name].needs_person = True
        for name in written[:1]:
            marks[name].comment = _shown(f"Nothing could be graded: {record.message}")
    return marks


def _shown(text: str) -> str:
    """Indent, so that Markdown, which the feedback makes of comments, takes it for code and changes nothing."""
    return "\n".join(f"    {line}" for line in visible(text).split("\n"))


def _timestamp(folder: Path) -> tuple[datetime | None, str | None]:
    """Read when a submission came, and the text that says so, from where nbgrader puts it."""
    path = folder / "timestamp.txt"
    if not os.path.lexists(path):
        return None, None
    try:
        text = read_regular_file(path)[:100].decode().strip()
        return (parse_utc(text), text) if text else (None, None)
    except (Unreadable, ValueError, OverflowError, TypeError):
        return None, ""


def _secret(folder: Path) -> bytes:
    """Read the secret of a submission that came by nbgrader's exchange; none where it came otherwise."""
    path = folder / SECRET
    try:
        return read_regular_file(path)[:1000] if os.path.lexists(path) else b""
    except Unreadable:
        return b""


def _sources_in(path: Path) -> dict[str, str] | None:
    """Read the texts of a notebook that was placed before, by cell."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        named = [(cell["metadata"].get("nbgrader", {}).get("grade_id"), cell) for cell in cells]
        sources = {name: "".join(cell["source"]) for name, cell in named if name}
        sources[""] = "\n".join("".join(cell["source"]) for _, cell in named if cell["cell_type"] == "code")
        return sources
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _has_changed(source: Source, name: str, former: dict[str, str] | None, placed: Placed) -> bool:
    """Whether what a person judged is no longer what they saw: their answer, or any code."""
    if former is None:
        return True
    cells = placed.notebook["cells"]
    if next(cell for cell in source.cells if cell.name == name).free_answer:
        now = next(cell["source"] for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == name)
        return bool(former.get(name) != now)
    return former[""] != "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")


def _discard(aside: Path) -> None:
    shutil.rmtree(aside, ignore_errors=True)
    with contextlib.suppress(OSError):  # another assignment of the student's, or not there
        aside.parent.rmdir()


def _is_a_name(student: str) -> bool:
    """Whether nbgrader can take it: its formgrader puts names into pages as they are."""
    return student.isprintable() and len(student) <= MAX_NAME and not set(student) & set('<>"')
