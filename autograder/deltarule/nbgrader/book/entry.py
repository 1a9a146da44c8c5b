"""Records entered in the gradebook as they come, in batches; what it has already is left as it is.

To open a gradebook takes seconds: nbgrader is loaded, and the units' sources are read as nbgrader reads them. So that
is done aside, while the first submissions are graded.
"""

import contextlib
import hashlib
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from types import TracebackType
from typing import TYPE_CHECKING

from deltarule.core.course import Course, Unit
from deltarule.grading.cohort import Graded, Submission, folder_of
from deltarule.grading.lock import Lock
from deltarule.grading.store import Store

if TYPE_CHECKING:
    from .book import Book, Writer, Written
    from .reconciliation import Changes

MOST_WAITING = 500
"""Records that are held while the gradebook is being opened."""

_AT_ONCE = 2
"""Records that are entered for one that comes. All that waited, at once, would keep the graders waiting for work."""


class Entry:
    """Enters the records of one run. A context manager, which enters what is left and closes the book.

    Attributes:
        written: what came of it; None until the book is open.
        place: where the gradebook is, for people to read; empty until it is open.
        refused: what there is to say of units that aren't entered, for marks that people gave would be lost.
    """

    def __init__(
        self, course: Course, submissions: Sequence[Submission], store: Store, tell: Callable[[str], None] = print
    ) -> None:
        """Know what to open: that is begun with the first record, which has the processors before.

        Args:
            course: whose it is.
            submissions: what is graded.
            store: knows what the gradebook has.
            tell: is told what became of the gradebook's cells.
        """
        self._submissions, self._store, self._tell = submissions, store, tell
        self._course, self._units = course, {item.unit.assignment: item.unit for item in submissions}.values()
        self._aside = ThreadPoolExecutor(1, "gradebook")
        self._lock: Lock | None = None
        self._book: Book | None = None
        self._sources: dict[str, bytes] = {}
        self._writer: Writer | None = None
        self._waiting = deque[Graded]()
        self._batch: list[tuple[Graded, bytes]] = []
        self._left_out = set[str]()
        self.written: Written | None = None
        self.place = ""
        self.refused: list[str] = []

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes out of the gradebook from now on: nobody grades for an hour and is refused then.

        Raises:
            UserError: another one is writing in it.
        """
        with contextlib.closing(Lock(self._course.instructor)) as self._lock:
            yield

    def __enter__(self) -> "Entry":
        """Give the entry."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Enter what is left, unless something went wrong, and close the book."""
        try:
            book = self._open()
        except Exception:
            if error is None:
                raise
            return  # one thing went wrong already
        with contextlib.closing(book):
            try:
                if error is None or isinstance(error, KeyboardInterrupt):
                    self._enter_all(book)
            finally:
                if self._writer:
                    self._writer.close()

    def take(self, item: Graded) -> None:
        """Enter a record, now or with those that follow.

        Raises:
            UserError: the gradebook cannot be opened or written; what is written already stays.
        """
        self._waiting.append(item)
        if self._opening.done() or len(self._waiting) >= MOST_WAITING:
            book = self._open()
            for _ in range(min(_AT_ONCE, len(self._waiting))):
                self._enter(book, self._waiting.popleft())

    @cached_property
    def _opening(self) -> "Future[tuple[Book, list[Changes], dict[str, str]]]":
        return self._aside.submit(_opened, self._course, self._units, self._lock)

    def _open(self) -> "Book":
        """Wait until the book is open."""
        if self._book is None:
            self._book, changes, refused = self._opening.result()
            self._aside.shutdown()
            from .book import Written  # it is loaded now

            self.written, self.place = Written(), self._book.place
            if self._store.has_booked() and self._book.database.is_empty():
                self.written.notes.append(
                    f"there was none, or an empty one, at {self.place}, and it is made anew: marks and comments that "
                    "people gave are in the one before alone; to keep them, put that one back and run the command again"
                )
            self._left_out = set(refused)
            self.refused = [
                f"{said} Until then the gradebook keeps what it has of {name}; what was graded of other units is in it."
                for name, said in refused.items()
            ]
            for change in changes:
                if change.told:
                    self._tell(f"gradebook: {change.told}")
        return self._book

    def _enter_all(self, book: "Book") -> None:
        while self._waiting:
            self._enter(book, self._waiting.popleft())
        if self._batch:
            self._write()

    def _enter(self, book: "Book", item: Graded) -> None:
        """Enter a record, together with those before it once they are a batch."""
        from .book import BATCH

        submission = self._submissions[item.number]
        name = submission.unit.assignment
        if name in self._left_out:
            return
        if name not in self._sources:
            self._sources[name] = book.source(submission.unit).digest()
        made_of = hashlib.sha256(b"".join([item.of, self._sources[name], self.place.encode()])).digest()
        if self._is_there(book, item, made_of):
            return
        self._batch.append((item, made_of))
        if self._writer is None:
            self._writer = book.writer(item.level)
        if len(self._batch) >= BATCH:
            self._write()

    def _is_there(self, book: "Book", item: Graded, made_of: bytes) -> bool:
        """Whether the gradebook has a record as it was entered; what has changed around it is brought up to date."""
        submission = self._submissions[item.number]
        booked = None if item.fresh else self._store.booked(folder_of(submission))
        if booked is None or not booked[0].startswith(made_of):
            return False
        assert self.written
        from .book import Entered  # it is loaded now

        digest, lost = booked
        refreshed = book.refresh(submission, item.record, Entered(lost, digest.removeprefix(made_of)))
        if refreshed is None:
            return False
        self.written.add(refreshed)
        return refreshed.submissions > 0

    def _write(self) -> None:
        assert self._writer
        assert self.written
        batch, self._batch = self._batch, []
        pairs = [(self._submissions[item.number], item.record) for item, _ in batch]
        entered = self._writer.write(pairs)
        self._store.book(
            (folder_of(submission), made_of + item.digest, item.lost)
            for (submission, _), (_, made_of), item in zip(pairs, batch, entered, strict=True)
            if item is not None
        )
        self.written.add(self._writer.take_written())


def _opened(
    course: Course, units: Collection[Unit], lock: "Lock | None"
) -> "tuple[Book, list[Changes], dict[str, str]]":
    """Open a course's gradebook, which is this process's by `lock`, and make its cells those of `units`.

    With it goes what that changed and, of units in which marks that people gave would be lost, what there is to say.

    Raises:
        UserError: it can't be opened or written.
    """
    from .book import Book  # it loads nbgrader
    from .reconciliation import Losses

    book = Book(course, lock)
    changes, refused = list["Changes"](), dict[str, str]()
    try:
        for unit in units:
            try:
                changes += book.prepare([unit])
            except Losses as error:
                refused[unit.assignment] = str(error)
    except BaseException:
        book.close()
        raise
    return book, changes, refused
