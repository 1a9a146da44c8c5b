"""Writing a cohort's records into nbgrader's gradebook, a transaction for each batch of submissions.

A submission is two things, rows in the database and a notebook in ``autograded/``, and no transaction spans both.
So the notebooks of a batch are written aside first, each with a note of what the database will say once it is
committed; then the database commits; then the notebooks are renamed into their places. A process that is killed before
the commit leaves all as it was. One that is killed between the commit and a renaming leaves notebooks aside: whoever
opens the book next finds that the database says what their notes say, and renames them then.
"""

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from nbgrader.utils import find_all_files
from sqlalchemy import Connection

from deltarule.authoring.building.products import renew_source
from deltarule.core.checking.checks import load_checks
from deltarule.core.code import grade_ids
from deltarule.core.course import Course, Unit
from deltarule.core.files import unwritable, write_atomically
from deltarule.core.limits import MAX_FILE_BYTES, MAX_STUDENT_NAME
from deltarule.core.text import one_line
from deltarule.door.outside.readers import Readers
from deltarule.door.walls import Level
from deltarule.grading.cohort import Submission
from deltarule.grading.handin import Unreadable, read_regular_file
from deltarule.grading.lock import Lock
from deltarule.grading.records import SubmissionRecord
from deltarule.grading.strangers import Place
from deltarule.nbgrader.apart import readers_at

from .database import Database
from .graded_notebook import Placed, place
from .reconciliation import Changes, reconcile
from .rows import Row, State
from .settings import load_settings
from .source import Source, read_source
from .timestamp import TIMESTAMP, Timestamp, read_timestamp
from .verdicts import Mark, marks_of

SECRET = "submission_secret.txt"
"""What nbgrader's exchange puts beside a submission; ``release_feedback`` names the feedback by it."""

BATCH = 10
"""Submissions that go into one transaction."""

_OTHERS = (
    "it had other marks than were entered here, by nbgrader autograde or from an older copy put back: they are entered "
    "anew, and what people gave there waits for another look"
)
_PENDING = ".pending"
_NOTE = "state.json"


@dataclass
class Written:
    """What came of writing a cohort.

    Attributes:
        submissions: how many were written.
        notes: what could not be written or was odd.
        waiting: what waits for a person's marks.
        seen: students and assignments that a person had to look at, and has.
    """

    submissions: int = 0
    notes: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    seen: set[tuple[str, str]] = field(default_factory=set)

    def add(self, other: "Written") -> None:
        """Add what came of others."""
        self.submissions += other.submissions
        self.notes = list(dict.fromkeys([*self.notes, *other.notes]))  # what is true of a student is told once
        self.waiting += other.waiting
        self.seen |= other.seen


@dataclass(frozen=True)
class Entered:
    """A submission that was entered.

    Attributes:
        lost: the answers in it that were not found where they belong.
        digest: of what the gradebook has of it from then on, but for what people give and when it came.
    """

    lost: list[str]
    digest: bytes


class Book:
    """A course's gradebook, opened for writing: by one process at a time."""

    def __init__(self, course: Course, lock: Lock | None = None) -> None:
        """Open it, make it where there is none yet, and finish what a killed process left.

        Where whoever opens it has a `lock` already, that is closed with it.

        Raises:
            UserError: it cannot be opened, or another process is writing in it.
        """
        self.settings = load_settings(course)
        self.settings.late_plugin()  # rather told now than after an hour's grading
        self._sources: dict[str, Source] = {}
        self.aside = self.settings.step("autograded") / _PENDING
        try:
            self.aside.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.aside / _NOTE, error) from error
        self._lock = lock or Lock(course.instructor)
        self.database = Database(self.settings, create=True)
        self._finish_pending()

    @property
    def place(self) -> str:
        """Where it is, for people to read."""
        return self.settings.shown_url

    def close(self) -> None:
        """Let others write."""
        self.database.close()
        self._lock.close()

    def prepare(self, units: Iterable[Unit]) -> list[Changes]:
        """Make the gradebook's cells those of the units' source notebooks: all of them, or none.

        A source notebook that is missing or stale is derived anew.

        Raises:
            Losses: marks that people gave would be lost.
            UserError: a source cannot be derived or read.
        """
        units = list(units)
        for unit in units:
            renew_source(unit)
        sources = [read_source(self.settings, unit) for unit in units]
        for source in sources:
            source.agree(load_checks(source.unit.checks))
        with self.database.transaction() as connection:
            changes = [reconcile(connection, self.settings.course_id, source) for source in sources]
        self._sources.update({source.unit.assignment: source for source in sources})
        return changes

    def source(self, unit: Unit) -> Source:
        """Give a unit's source notebook, once it is prepared."""
        return self._sources[unit.assignment]

    def write(self, graded: Sequence[tuple[Submission, SubmissionRecord]], isolation: Level) -> Written:
        """Write submissions and their records, whose units are prepared; see :meth:`writer`."""
        with closing(self.writer(isolation)) as writer:
            for start in range(0, len(graded), BATCH):
                writer.write(graded[start : start + BATCH])
            return writer.take_written()

    def writer(self, isolation: Level) -> "Writer":
        """Give what writes batches of submissions.

        What students wrote is read and rendered in processes that are walled off as they were graded, by `isolation`.
        """
        return Writer(self, readers_at(isolation))

    def refresh(self, submission: Submission, record: SubmissionRecord, entered: Entered) -> Written | None:
        """Write anew what may have changed around a submission that was `entered`: when it came, what that costs.

        Gives what there is to say of it now; None where the book has nothing of it. Where it has something else, which
        came there since, no submission is counted, and what people gave is to be looked at: it may be for other work.
        """
        source = self.source(submission.unit)
        student, assignment = submission.student, submission.unit.assignment
        try:
            shown = (self.settings.folder("autograded", student, assignment) / source.unit.notebook.name).read_bytes()
        except OSError:
            return None
        stamp = read_timestamp(submission.folder)
        with self.database.transaction() as connection:
            row = Row.find(connection, assignment, source.name, student)
            if row is None:
                return None
            if _digest_of(row.state(connection), shown) != entered.digest:
                row.doubt(connection)
                return Written(0, [_OTHERS])
            odd = self.write_time(connection, row, submission, stamp)
            state = row.state(connection)
        notes = [*odd, *_missed(submission, entered.lost, state)]
        return Written(1, notes, _waiting(submission, record, state), _seen(submission, record, state))

    def write_time(self, connection: Connection, row: Row, submission: Submission, stamp: Timestamp) -> list[str]:
        """Write when a submission came, and what its lateness costs; give what there is to say of that."""
        told = stamp.told(row.time(connection))
        if stamp.time is not None:
            row.came(connection, stamp.time)
        student = submission.student
        late = row.seconds_late(connection)
        penalty = self.settings.late_penalty(student, row.score(connection), late) if late > 0 else None
        row.penalise(connection, penalty)
        return [f"{student}/{submission.unit.assignment}/{TIMESTAMP} {told}"] if told else []

    def put_companions(self, source: Source, target: Path) -> None:
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

    def put(self, aside: Path, target: Path) -> None:
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
        for aside in sorted(self.aside.glob("*/*")):
            try:
                note = json.loads((aside / _NOTE).read_text("utf-8"))
            except (OSError, ValueError):
                note = None  # killed before the commit
            student, assignment = aside.parent.name, aside.name
            with self.database.transaction() as connection:
                row = Row.find(connection, assignment, note["notebook"], student) if note else None
                committed = row is not None and row.state(connection) == note["state"]
            if committed:
                self.put(aside, self.settings.folder("autograded", student, assignment))
            else:
                _discard(aside)


@dataclass(frozen=True)
class _Ready:
    """A submission whose notebook is written aside.

    Attributes:
        former: what each cell held that is in the book so far, or None.
        text: the notebook as it is written.
        lost: the answers in it that were not found where they belong.
    """

    submission: Submission
    record: SubmissionRecord
    source: Source
    placed: Placed
    marks: dict[str, Mark]
    former: dict[str, str] | None
    text: bytes
    stamp: Timestamp
    aside: Path
    target: Path
    lost: list[str]


class Writer:
    """Writes submissions into a book, a transaction for each batch, until it is closed."""

    def __init__(self, book: Book, readers: Readers) -> None:
        """Write into `book` what `readers` read; they are ended with this."""
        self._book = book
        self._readers = readers
        self._written = Written()

    def close(self) -> None:
        """End the readers."""
        self._readers.close()

    def take_written(self) -> Written:
        """Give what came of it since this was last asked."""
        written, self._written = self._written, Written()
        return written

    def write(self, graded: Sequence[tuple[Submission, SubmissionRecord]]) -> list[Entered | None]:
        """Write a batch, all or nothing of it.

        Gives what was entered of each submission; None where it can't be in the book.

        Raises:
            UserError: a unit's source is stale, or the gradebook cannot be written; what is written already stays.
        """
        for submission, record in graded:
            if record.checks:
                self._book.source(submission.unit).agree(record.checks)
        try:
            ready = [None if self._is_out(*item) else self._ready(*item) for item in graded]
            batch = [item for item in ready if item]
            with self._book.database.transaction() as connection:
                rows = [self._write_rows(connection, item) for item in batch]
            entered = []
            for item, (state, odd) in zip(batch, rows, strict=True):
                entered.append(Entered(item.lost, _digest_of(state, item.text)))
                self._book.put(item.aside, item.target)
                self._written.notes += [*odd, *_missed(item.submission, item.lost, state)]
                self._written.waiting += _waiting(item.submission, item.record, state)
                self._written.seen |= _seen(item.submission, item.record, state)
        except OSError as error:
            # A renaming is told of by its end; a write to an open file names none.
            where = error.filename2 or error.filename or self._book.aside
            raise unwritable(Path(where), error) from error
        self._written.submissions += len(batch)
        each = iter(entered)
        return [next(each) if item else None for item in ready]

    def _is_out(self, submission: Submission, record: SubmissionRecord) -> bool:
        """Whether something can't be in the book; then it is said why."""
        if not _is_a_name(submission.student):
            self._written.notes.append(
                f"{one_line(submission.student)} is not in the gradebook: nbgrader needs a name of plain "
                f"text, at most {MAX_STUDENT_NAME} characters, without <, > and quotes; rename the folder"
            )
            return True
        if _has_changed_since(submission, record):
            self._written.notes.append(
                f"{submission.student}/{submission.unit.assignment}: {record.file} has changed since it was "
                "graded, and nothing of it is in the gradebook; run deltarule grade again"
            )
            return True
        return False

    def _ready(self, submission: Submission, record: SubmissionRecord) -> _Ready:
        """Write a submission's notebook aside."""
        book, source = self._book, self._book.source(submission.unit)
        student, assignment = submission.student, submission.unit.assignment
        target = book.settings.folder("autograded", student, assignment)
        former = _sources_in(target / source.unit.notebook.name)
        placed = place(source, submission.folder, record, self._readers)
        lost = list(placed.answers.lost) if record.status == "graded" else []
        stamp = read_timestamp(submission.folder)
        aside = book.aside / student / assignment
        _discard(aside)
        aside.mkdir(parents=True)
        text = msgspec.json.format(msgspec.json.encode(placed.notebook), indent=1) + b"\n"
        (aside / source.unit.notebook.name).write_bytes(text)
        if stamp.time is not None:
            (aside / TIMESTAMP).write_text(stamp.text, "utf-8")
        if secret := _secret(submission.folder):
            (aside / SECRET).write_bytes(secret)
        book.put_companions(source, target)
        marks = marks_of(source, record, placed)
        return _Ready(submission, record, source, placed, marks, former, text, stamp, aside, target, lost)

    def _write_rows(self, connection: Connection, item: _Ready) -> tuple[State, list[str]]:
        """Write a submission's rows, and beside its notebook what they say; give that, and what is odd of its time."""
        source, student = item.source, item.submission.student
        row = Row.find_or_create(connection, item.submission.unit.assignment, source.name, student)
        changed = {cell.name: _has_changed(source, cell.name, item.former, item.placed) for cell in source.cells}
        row.write(connection, item.marks, changed)
        odd = self._book.write_time(connection, row, item.submission, item.stamp)
        # Last before the commit: what the database will say.
        state = row.state(connection)
        (item.aside / _NOTE).write_text(json.dumps({"notebook": source.name, "state": state}), "utf-8")
        return state, odd


def _digest_of(state: State, notebook: bytes) -> bytes:
    """Digest what the autograder says of a submission, and the notebook that shows it: people change neither."""
    scores = {name: score for name, (score, _) in state["grades"].items()}
    said = json.dumps([scores, state["comments"]], sort_keys=True).encode()
    return hashlib.sha256(hashlib.sha256(said).digest() + notebook).digest()


def _waiting(submission: Submission, record: SubmissionRecord, state: State) -> list[str]:
    """Say which cells of a submission wait for a person, unless one has to look at all of it."""
    if _is_for_a_person(record):
        return []
    unmarked = _unmarked(state)
    return [f"{submission.student}, {submission.unit.assignment}: {', '.join(unmarked)}"] if unmarked else []


def _seen(submission: Submission, record: SubmissionRecord, state: State) -> set[tuple[str, str]]:
    """Name a submission that a person had to look at all of, once none of its cells waits any more."""
    seen = _is_for_a_person(record) and not _unmarked(state)
    return {(submission.student, submission.unit.assignment)} if seen else set()


def _is_for_a_person(record: SubmissionRecord) -> bool:
    return record.status != "graded" or record.flagged


def _unmarked(state: State) -> list[str]:
    return [name for name, (_, waits) in state["grades"].items() if waits]


def _missed(submission: Submission, lost: Sequence[str], state: State) -> list[str]:
    """Say which of the answers that were not found where they belong wait for a person still."""
    waiting = [name for name in lost if name not in state["grades"] or state["grades"][name][1]]
    where = f"{submission.student}/{submission.unit.assignment}"
    return [f"{where}: not found where it belongs, and waits for you: {', '.join(waiting)}"] if waiting else []


def _has_changed_since(submission: Submission, record: SubmissionRecord) -> bool:
    """Whether the file that was graded isn't there any more as it was: nobody could see what the marks are for."""
    if record.status == "unreadable":
        return False
    try:
        (submission.folder / record.file).read(MAX_FILE_BYTES)
    except OSError:
        return True
    return False


def _secret(folder: Place) -> bytes:
    """Read the secret of a submission that came by nbgrader's exchange; none where it came otherwise."""
    path = folder / SECRET
    try:
        return read_regular_file(path)[:1000] if path.exists() else b""
    except Unreadable:
        return b""


def _sources_in(path: Path) -> dict[str, str] | None:
    """Read the texts of a notebook that was placed before, by cell."""
    try:
        cells = json.loads(path.read_bytes())["cells"]
        named = [(grade_ids.grade_id_of(cell), cell) for cell in cells]
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
        now = next(cell["source"] for cell in cells if grade_ids.grade_id_of(cell) == name)
        return bool(former.get(name) != now)
    return former[""] != "\n".join(cell["source"] for cell in cells if cell["cell_type"] == "code")


def _discard(aside: Path) -> None:
    shutil.rmtree(aside, ignore_errors=True)
    with contextlib.suppress(OSError):  # another assignment of the student's, or not there
        aside.parent.rmdir()


def _is_a_name(student: str) -> bool:
    """Whether nbgrader can take it: its formgrader puts names into pages as they are."""
    return student.isprintable() and len(student) <= MAX_STUDENT_NAME and not set(student) & set('<>"')
