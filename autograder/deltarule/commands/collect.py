"""Sort what a learning management system hands out by student."""

import argparse
import sys
from pathlib import Path

from deltarule.core.course import Course
from deltarule.core.text import counted, one_line
from deltarule.lms.collection import collect
from deltarule.lms.registry import sources


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "download", type=Path, metavar="DOWNLOAD", help="the zip file, or the folder it was unpacked to"
    )
    parser.add_argument("--from", dest="source", choices=list(sources()), help="the system; default: by its names")
    parser.add_argument("--assignment", metavar="A", help="the unit that it is of; default: by its files' names")
    parser.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="where to put them; default instructor/submitted. The course's roster.csv has whose they are either way",
    )


def run(options: argparse.Namespace) -> int:
    """Collect what a system handed out."""

    course = Course.with_solutions()
    into = (options.into or course.instructor / "submitted").absolute()
    collection = collect(course, options.download, into, source=options.source, assignment=options.assignment)
    for reason in collection.ignored:
        print(f"ignored: {one_line(reason)}", file=sys.stderr)
    for item in collection.collected:
        if item.kept:
            print(f"{item.student}: a newer submission; the earlier one is kept in {one_line(str(item.kept))}")
        if item.late and item.submitted is None:
            print(f"{item.student}: late, but {collection.title} doesn't say how late: no time, no penalty")
    counts = {"new": 0, "replaced": 0, "same": 0, "older": 0, "unclear": 0}
    for item in collection.collected:
        counts[item.outcome] += 1
    print(
        f"{collection.unit.assignment}, from {collection.title}: {counts['new']} collected, "
        f"{counts['replaced']} replaced by newer, {counts['same']} the same as before, "
        f"{counts['older'] + counts['unclear']} left as they were, "
        f"{collection.people - len(collection.collected)} without a submission; {counted(collection.people, 'student')}"
    )
    timed = sum(item.submitted is not None for item in collection.collected)
    if timed < len(collection.collected):
        print(
            f"handed in when: known of {timed} of {len(collection.collected)}; nbgrader takes the others to be in time"
        )
    return 0
