"""Pages to look at: one of feedback for each submission, and the report on the class."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

import jinja2
from markupsafe import Markup, escape

from deltarule.core.checking.marks import by_function
from deltarule.core.files import write_atomically, write_output
from deltarule.core.limits import MAX_PAGE_NAME, MAX_PAGE_PRINTED
from deltarule.core.text import is_of_a_word, one_line, visible
from deltarule.grading.accounts import account_of
from deltarule.grading.records import PackedRecords, Records, SubmissionRecord
from deltarule.lms.request import Absence

from .figures import Figures, Row, figures_of, share
from .tables import functions_table, mistakes_table


def write_pages(
    records: Records,
    folder: Path,
    before: Records | None = None,
    absent: Iterable[Absence] = (),
    counts: Mapping[tuple[str, str], str] = MappingProxyType({}),
    seen: Collection[tuple[str, str]] = (),
) -> Path:
    """Write ``<folder>/<assignment>/<student>.html`` for each submission, and the report as ``index.html``; give that.

    Args:
        records: the records.
        folder: where to.
        before: those of the run before, for what has become of it.
        absent: who has no record of an assignment.
        counts: by student and assignment, what counts besides what the checks found, in a sentence.
        seen: what a person has looked at already, by student and assignment.

    Raises:
        UserError: a page cannot be written.
    """
    for record in records.submissions:
        write_atomically(
            folder / _address(record),
            submission_page(
                record, counts.get((record.student, record.assignment), records.besides(record.assignment))
            ).encode(),
        )
    runs = [_of(before, records), records] if before else [records]
    write_report(figures_of(runs, absent, seen), folder / "index.html", linked=True)
    return folder / "index.html"


def write_report(figures: Sequence[Figures], path: Path, *, linked: bool = False) -> list[Path]:
    """Write the report on the class to `path`, and its tables as CSV beside it; give the files.

    Args:
        figures: each assignment's.
        path: the page.
        linked: whether the pages of the submissions lie beside it.

    Raises:
        UserError: something cannot be written.
    """
    page = _pages().get_template("class.html").generate(figures=figures, linked=linked)
    write_output(path, (piece.encode() for piece in page))
    if not path.is_file():  # it went on through a pipe
        return []
    tables = {"functions": functions_table(figures), "mistakes": mistakes_table(figures)}
    for name, text in tables.items():
        write_output(path.with_name(f"{path.stem}_{name}.csv"), text.encode())
    return [path, *(path.with_name(f"{path.stem}_{name}.csv") for name in tables)]


def submission_page(record: SubmissionRecord, counts: str = "") -> str:
    """Make the page of a submission: what a student is given back, with a sentence on what counts besides."""
    marks = [(mark, account_of(mark)) for mark in by_function(record.checks)]
    return (
        _pages()
        .get_template("submission.html")
        .render(
            record=record,
            counts=counts,
            marks=marks,
            numbers={mark.function: number for number, (mark, _) in enumerate(marks, 1)},
            excerpts={mark.function: None for mark, _ in marks} | {item.function: item for item in record.excerpts},
            most_printed=MAX_PAGE_PRINTED,
        )
    )


@cache
def _pages() -> jinja2.Environment:
    pages = jinja2.Environment(
        loader=jinja2.PackageLoader("deltarule.reports", ""),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=_spelt_out,
        trim_blocks=True,
    )
    pages.filters.update(one_line=one_line, breakable=_breakable)
    pages.globals.update(address=_address, share=share, spoken=_spoken)
    return pages


def _spelt_out(value: object) -> object:
    """Spell out what a browser would act on in whatever comes into a page, lest a place be forgotten."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _breakable(name: str) -> Markup:
    """Let a long name go on in the next line after an underscore, on a phone."""
    return escape(one_line(name)).replace("_", Markup("_<wbr>"))


def _spoken(counts: Sequence[int]) -> str:
    """Say a distribution in words."""
    width = 100 // len(counts)
    parts = [f"{count} from {at * width} to {(at + 1) * width} per cent" for at, count in enumerate(counts) if count]
    return f"Submissions by their share of the points: {', '.join(parts) or 'none'}"


def _of(before: Records, records: Records) -> Records:
    """Leave out of an earlier run who isn't in this one."""
    there = {(record.student, record.assignment) for record in records.submissions}
    numbered = enumerate(before.submissions)
    return Records(PackedRecords(item for item in numbered if (item[1].student, item[1].assignment) in there))


def _address(record: SubmissionRecord | Row) -> str:
    """Name a submission's page: by the student where that is a plain name, by a digest where it isn't."""
    return f"{_plain(record.assignment)}/{_plain(record.student)}.html"


def _plain(name: str) -> str:
    """Give a name as a file's: no plain name begins as a digest's does here, so that no two have one."""
    encoded = name.encode("utf-8", "surrogateescape")
    plain = re.match(r"\w", name) and all(char in ".@+-" or is_of_a_word(char) for char in name)
    # Some disks take two ways to write an accent for one.
    plain = plain and unicodedata.normalize("NFC", name) == name and len(encoded) <= MAX_PAGE_NAME
    return name if plain else f"~{hashlib.sha256(encoded).hexdigest()}"
