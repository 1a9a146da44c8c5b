"""Looking ahead: while nbgrader handles one notebook, the next ones are sanitised in memory and run already.

nbgrader converts one notebook after another, and one process writes its database. All that takes long is the running,
which happens in workers anyway. What was run ahead is used only where it turns out to be the very same work.
"""

import logging
import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, TypeVar
from weakref import WeakKeyDictionary

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import Autograde

T = TypeVar("T")
Work = tuple[str, Callable[[], T]]
"""A piece of work: a name for its contents, and how to do it."""

_pool = ThreadPoolExecutor(os.cpu_count(), thread_name_prefix="ahead")
_aheads: "WeakKeyDictionary[Any, LookAhead[Any]]" = WeakKeyDictionary()
_silent = logging.Logger("silent", logging.CRITICAL + 1)


class LookAhead(Generic[T]):
    """The notebooks that a run of ``nbgrader autograde`` has still to come to."""

    def __init__(self, converter: Autograde, width: int) -> None:
        """Look `width` notebooks ahead of `converter`."""
        self._converter = converter
        self._width = width
        with _sanitizing(converter):
            self._left = deque(_notebooks(converter))
        self._begun: dict[tuple[str, str, str], tuple[str, Future[T]]] = {}

    @classmethod
    def of(cls, converter: Autograde, width: int) -> "LookAhead[T]":
        """Give the one of this run."""
        if converter not in _aheads:
            _aheads[converter] = cls(converter, width)
        return _aheads[converter]

    def result(
        self, name: tuple[str, str, str], work: Work[T], prepare: Callable[[NotebookNode, dict[str, Any]], Work[T]]
    ) -> T:
        """Give the result of `work` on the notebook `name` (student, assignment, notebook), and begin the next.

        Args:
            name: which notebook it is.
            work: what to do with it, done now where it was not done ahead.
            prepare: gives the work that a sanitised notebook with these resources will be.
        """
        key, do = work
        begun = self._begun.pop(name, None)
        self._left = deque(item for item in self._left if item[1] != name)
        now = begun[1] if begun and begun[0] == key else _pool.submit(do)
        while self._left and len(self._begun) < self._width:
            path, other = self._left.popleft()
            ahead = self._prepared(path, prepare)
            if ahead is not None:
                self._begun[other] = (ahead[0], _pool.submit(ahead[1]))
        try:
            return now.result()
        except BaseException:
            for _, future in [("", now), *self._begun.values()]:
                future.cancel()
            raise

    def _prepared(self, path: str, prepare: Callable[[NotebookNode, dict[str, Any]], Work[T]]) -> Work[T] | None:
        converter = self._converter
        exporter = converter.exporter_class(parent=converter, config=converter.config)
        exporter.log, exporter.ahead = _silent, True  # nbgrader will say it when it comes to this notebook
        for preprocessor in converter.sanitize_preprocessors:
            exporter.register_preprocessor(preprocessor)
        try:
            with _sanitizing(converter):
                resources = converter.init_single_notebook_resources(path)
                text, resources = exporter.from_filename(path, resources=resources)
            return prepare(nbformat.reads(text, as_version=4), resources)
        except Exception:  # nbgrader will meet it again, and knows how to report it
            return None


def _notebooks(converter: Autograde) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """List what `converter` will convert, in its order, with student, assignment and notebook."""
    pattern = converter._format_source("(?P<assignment>.*)", "(?P<student>.*)", escape=True)
    for folder in sorted(converter.assignments):
        match = re.match(pattern, folder)
        if match and _is_due(converter, match["assignment"], match["student"]):
            for path in sorted(converter.assignments[folder]):
                yield path, (match["student"], match["assignment"], Path(path).stem)


def _is_due(converter: Autograde, assignment: str, student: str) -> bool:
    """Whether nbgrader will convert a submission: it is new, newer than what was graded, or all are to be."""
    courses = converter.coursedir
    if student in (courses.student_id_exclude or "").split(","):
        return False
    graded = converter._format_dest(assignment, student)
    if converter.force or courses.notebook_id != "*" or not os.path.exists(graded):
        return True
    try:
        new, old = map(courses.get_existing_timestamp, (converter._format_source(assignment, student), graded))
        return new is not None and old is not None and bool(new > old)
    except Exception:  # a time that is none: nbgrader will meet it again, where it costs this student alone
        return False


@contextmanager
def _sanitizing(converter: Autograde) -> Iterator[None]:
    """Let the converter name its folders as in its first pass."""
    before, converter._sanitizing = converter._sanitizing, True
    try:
        yield
    finally:
        converter._sanitizing = before
