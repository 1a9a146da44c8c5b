"""Submitted notebooks as nbgrader gets them: read apart, and replaced where nobody can read them.

nbgrader reads a submission with nbformat, in its own process: what is no notebook ends the submission without a mark,
and one that is hostile takes the time and memory of the whole run.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters import Autograde, NbGraderException

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.text import one_line
from deltarule.grading.handin import Unreadable, read_regular_file
from deltarule.grading.lock import Lock
from deltarule.grading.strangers import Place
from deltarule.nbgrader.apart import read_plain

from .executor import IsolatedExecute
from .replacement import replacement

_ahead: dict[tuple[str, bytes], NotebookNode | Unreadable] = {}
"""What was read ahead, by its place and a digest, until nbgrader comes to it."""


class PlainNotebooks(NotebookExporter):
    """Reads what students submitted in processes with limits.

    In place of a notebook that can't be read there is one that says so in every cell that counts: it scores nothing
    and waits for a person (:class:`~deltarule.nbgrader.execute.executor.IsolatedExecute` sees to that), and nbgrader
    goes on with the next.
    """

    ahead = False
    """Whether it reads what nbgrader hasn't come to yet."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Be made, as nbgrader does at the start of a run: right before it converts its notebooks."""
        super().__init__(*given, **named)
        if isinstance(self.parent, Autograde):
            _apart_from_deltarule(self.parent)

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        """Convert a notebook, as nbconvert does."""
        if not (isinstance(self.parent, Autograde) and self.parent._sanitizing and resources):
            converted: tuple[str, dict[str, Any]] = super().from_filename(filename, resources=resources, **more)
            return converted
        path = Path(filename)
        try:
            notebook = self._read(path, resources)
        except Unreadable as error:
            self.log.error("%s: nothing could be graded, and it waits for you: %s", filename, one_line(str(error)))
            notebook = replacement(resources["nbgrader"], str(error))
        resources["metadata"] = {"name": path.stem, "path": os.path.dirname(filename)}  # as nbconvert has it
        converted = super().from_notebook_node(notebook, resources=resources, **more)
        return converted

    def _read(self, path: Path, resources: dict[str, Any]) -> NotebookNode:
        try:
            place = Place.of(path, 3)  # beneath what holds <student>/<assignment>/
        except OSError as error:
            raise Unreadable(f"{path.name} cannot be read ({error.strerror}).") from error
        content = read_regular_file(place)
        key = str(path), hashlib.sha256(content).digest()
        read = _ahead.pop(key, None)
        if read is None:
            try:
                read = read_plain(IsolatedExecute(parent=self).readers(resources), content, path.name)
            except Unreadable as error:
                read = error
            if self.ahead:
                _ahead[key] = deepcopy(read)
        if isinstance(read, Unreadable):
            raise read
        return read


def _apart_from_deltarule(run: Autograde) -> None:
    """Let nbgrader convert a course's own notebooks while no deltarule writes in the gradebook, and the reverse.

    Each takes a submission's notebook in ``autograded/`` for its own until it is done with it. nbgrader fails at one
    that has become another's meanwhile, and removes it.
    """
    convert = run.convert_notebooks
    if "convert_notebooks" in vars(run):
        return

    def convert_alone() -> None:
        with _shared(run):
            convert()

    run.convert_notebooks = convert_alone


@contextlib.contextmanager
def _shared(run: Autograde) -> Iterator[None]:
    """Keep every deltarule out of the gradebook of the course that a run of nbgrader is in, if it is in one.

    Raises:
        NbGraderException: a deltarule has it; the log says so.
    """
    try:
        instructor = Course.find(Path(run.coursedir.root)).instructor
    except UserError:  # no course of ours
        instructor = None
    try:
        lock = Lock(instructor, shared=True) if instructor and instructor.is_dir() else None
    except UserError as error:
        run.log.error(str(error))
        raise NbGraderException(str(error)) from error
    with contextlib.closing(lock) if lock else contextlib.nullcontext():
        yield
