"""Feedback pages: one for each submission, and the class's overview."""

import hashlib
import re
from collections import Counter
from pathlib import Path

import jinja2

from deltarule.core.files import write_atomically
from deltarule.core.limits import MAX_PAGE_NAME
from deltarule.core.marks import by_function
from deltarule.core.text import one_line, visible
from deltarule.grading.records import Records, SubmissionRecord

from .terminal import remark


def write_pages(records: Records, folder: Path) -> Path:
    """Write ``<folder>/<assignment>/<student>.html`` for each submission, and ``index.html``; give the latter.

    Raises:
        UserError: a page cannot be written.
    """
    pages = jinja2.Environment(
        loader=jinja2.PackageLoader("deltarule.reports", ""), autoescape=True, undefined=jinja2.StrictUndefined
    )
    pages.filters.update(visible=visible, one_line=one_line)
    pages.globals.update(remark=remark, address=_address)
    for record in records.submissions:
        page = pages.get_template("submission.html").render(record=record, marks=by_function(record.checks))
        write_atomically(folder / _address(record), page.encode())
    overview = pages.get_template("overview.html").render(records=records.submissions, lost=_lost(records))
    write_atomically(folder / "index.html", overview.encode())
    return folder / "index.html"


def _lost(records: Records) -> list[tuple[str, str, int, int, list[tuple[str, int]]]]:
    """Count, function by function, how many submissions lost points there, and by which listed mistakes."""
    graded, lost, mistakes = (
        Counter[tuple[str, str]](),
        Counter[tuple[str, str]](),
        dict[tuple[str, str], Counter[str]](),
    )
    for record in records.submissions:
        for mark in by_function(record.checks):
            key = record.assignment, mark.function
            graded[key] += 1
            lost[key] += not mark.complete
            named = {check.mistake for check in mark.results if check.mistake}
            mistakes.setdefault(key, Counter()).update(named)
    return [(*key, lost[key], graded[key], mistakes[key].most_common(3)) for key in graded]


def _address(record: SubmissionRecord) -> str:
    """Name a submission's page: by the student where that is a plain name, by a digest where it isn't.

    No plain name begins as a digest's does here, so that no two students have one page.
    """
    encoded = record.student.encode("utf-8", "surrogateescape")
    plain = re.fullmatch(r"\w[\w.@+-]*", record.student) and len(encoded) <= MAX_PAGE_NAME
    return f"{record.assignment}/{record.student if plain else f'~{hashlib.sha256(encoded).hexdigest()}'}.html"
