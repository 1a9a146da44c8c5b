"""Report on a class from the records of its grading."""

import argparse
from pathlib import Path

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.files import refuse_to_replace
from deltarule.grading.records import read_records
from deltarule.lms.roster import absent
from deltarule.nbgrader.book.holdings import booked, looked_at
from deltarule.reports.figures import figures_of, latest
from deltarule.reports.pages import write_report


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "results",
        nargs="+",
        type=Path,
        metavar="RESULTS",
        help="what `deltarule grade --results` wrote, from old to new: of each submission the last counts",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("report.html"), metavar="FILE", help="the page; default report.html"
    )


def run(options: argparse.Namespace) -> int:
    """Report on a class from the records of its grading: a page, and its tables as CSV beside it."""
    if course := Course.around():
        course.refuse_to_write(options.out, "deltarule report RESULTS --out FILE")
    refuse_to_replace(options.out, *options.results)
    runs = [read_records(path) for path in options.results]
    if not any(run.submissions for run in runs):
        raise UserError(f"{options.results[-1]} holds no submission; there is nothing to report on.")
    missing = absent(list(latest(runs)[0]), booked=booked(course))
    for path in write_report(figures_of(runs, missing, looked_at(course)), options.out):
        print(f"wrote {path}")
    return 0
