"""Records entered in the gradebook as they come, in batches; what it has already is left as it is."""

import hashlib
from collections.abc import Sequence
from contextlib import closing
from types import TracebackType

from deltarule.core.course import Course
from deltarule.grading.cohort import Graded, Submission, folder_of
from deltarule.grading.store import Store

from .book import BATCH, Book, Writer, Written
from .reconciliation import Changes


class Entry:
    """Enters the records of one run. A context manager, which closes the book and enters what is left first.

    Attributes:
        changes: what became of the gradebook's cells.
        written: what came of it.
        place: where the gradebook is, for people to read.
    """

    def __init__(self, course: Course, submissions: Sequence[Submission], store: Store) -> None:
        """Open the gradebook, and make its cells those of the submissions' units.

        Raises:
            UserError: it can't be opened or written, or marks that people gave would be lost.
        """
        self._submissions, self._store = submissions, store
        self._book = Book(course)
        units = {item.unit.assignment: item.unit for item in submissions}.values()
        try:
            self.changes: list[Changes] = self._book.prepare(units)
        except BaseException:
            self._book.close()
            raise
        self._sources = {unit.assignment: self._book.source(unit).digest() for unit in units}
        self._writer: Writer | None = None
        self._batch: list[tuple[Graded, bytes]] = []
        self.written = Written()
        self.place = self._book.place

    def __enter__(self) -> "Entry":
        """Give the entry."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Enter what is left, and close the book."""
        with closing(self._book):
            try:
                if self._writer and (error is None or isinstance(error, KeyboardInterrupt)):
                    self._enter(self._writer)
            finally:
                if self._writer:
                    self._writer.close()

    def take(self, item: Graded) -> None:
        """Enter a record, now or with those that follow.

        Raises:
            UserError: the gradebook cannot be written; what is written already stays.
        """
        submission = self._submissions[item.number]
        source = self._sources[submission.unit.assignment]
        booked = hashlib.sha256(b"".join([item.of, source, self.place.encode()])).digest()
        told = None if item.fresh else self._store.told_of(folder_of(submission), booked)
        if told is not None and (refreshed := self._book.refresh(submission)):
            self.written.add(refreshed)
            self.written.notes += told
            return
        self._batch.append((item, booked))
        if self._writer is None:
            self._writer = self._book.writer(item.level)
        if len(self._batch) >= BATCH:
            self._enter(self._writer)

    def _enter(self, writer: Writer) -> None:
        batch, self._batch = self._batch, []
        pairs = [(self._submissions[item.number], item.record) for item, _ in batch]
        entered = writer.write(pairs)
        self._store.book(
            (folder_of(submission), booked, told)
            for (submission, _), (_, booked), told in zip(pairs, batch, entered, strict=True)
            if told is not None
        )
        self.written.add(writer.take_written())
