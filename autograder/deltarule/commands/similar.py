"""List submissions that are suspiciously alike: something to look at, and no verdict."""

import argparse
import csv
import io
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.files import refuse_unwritable, write_output
from deltarule.core.text import one_line
from deltarule.door.outside.probe import open_zygote
from deltarule.door.outside.readers import Readers
from deltarule.door.walls import LEVELS
from deltarule.grading import contents, likeness
from deltarule.grading.cohort import find_submissions
from deltarule.lms.formulas import guarded

_LEAST = 60

ONLY_TELLS = True
"""It stops where nobody listens any more: there is nothing else to it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="DIR",
        help="holds <student>/<assignment>/; default instructor/submitted",
    )
    parser.add_argument("--assignment", metavar="A", help="compare the work on this assignment alone")
    parser.add_argument(
        "--least", type=int, default=_LEAST, metavar="PERCENT", help=f"list what is alike to so much ({_LEAST})"
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write the pairs to FILE, too")
    parser.add_argument("--isolation", choices=LEVELS, help="how what is read is walled off; see deltarule grade")


def run(options: argparse.Namespace) -> int:
    """Compare each submission of an assignment with each other, and list the pairs that are alike."""
    if not 0 < options.least <= 100:
        raise UserError(f"--least is {options.least}; name a share from 1 to 100 per cent.")
    course = Course.with_solutions()
    if options.csv:
        course.refuse_to_write(options.csv, "deltarule similar --csv FILE")
        refuse_unwritable(options.csv)
    cohort = find_submissions(course, options.folder or course.instructor / "submitted", options.assignment)
    rows = list[list[str]]()
    with (
        open_zygote(course.limits(), options.isolation, course) as zygote,
        Readers.beside(zygote, (contents.__name__, likeness.__name__), contents.ON_DEMAND) as readers,
    ):
        for unit in {item.unit.assignment: item.unit for item in cohort.submissions}.values():
            folders = [(item.student, item.folder) for item in cohort.submissions if item.unit == unit]
            for pair in likeness.alike_in(unit, folders, readers, options.least / 100):
                shares = " and ".join(f"{share:.0%}" for share in pair.shares)
                rows.append([unit.assignment, *map(one_line, pair.students), shares, ", ".join(pair.functions)])
    titles = ["assignment", "student", "and", "alike", "in"]
    if options.csv:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([titles, *([guarded(cell) for cell in row] for row in rows)])
        write_output(options.csv, text.getvalue().encode())
    console = Console(highlight=False, markup=False)
    if not rows:
        console.print(f"No two submissions are alike to {options.least} % in what is their own.")
        return 0
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in titles:
        table.add_column(title, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print("What the stub, the solution and the listed mistakes have, too, is left out. Look before you judge.")
    return 0
