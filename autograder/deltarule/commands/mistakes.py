"""What students get wrong and nobody has listed yet: drafted for mistakes.py.

Every draft holds what a student typed: read it before you put it into mistakes.py, which runs on your machine without
walls. It says TODO where your sentence is to stand; `deltarule build` refuses it until then.
"""

import argparse
import textwrap
from pathlib import Path

from deltarule.core.course import Course, Unit
from deltarule.core.text import counted, noun, one_line, visible
from deltarule.door.outside.probe import open_zygote
from deltarule.door.walls import LEVELS
from deltarule.grading.clusters import clusters_of
from deltarule.grading.cohort import find_submissions, grade_cohort
from deltarule.grading.proposals import Proposal, Proposals
from deltarule.grading.records import read_records

_NAMED = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    kinds = parser.add_subparsers(title="what to do", metavar="WHAT", dest="kind", required=True)
    new = kinds.add_parser(
        "new", help="draft entries for wrong answers that several students gave", description=__doc__
    )
    new.add_argument("unit", nargs="?", metavar="UNIT", help="a unit; all by default")
    new.add_argument(
        "--results",
        nargs="+",
        type=Path,
        metavar="FILE",
        help="what `deltarule grade --results` wrote, of one run or of several; default: grade now, but no gradebook",
    )
    new.add_argument(
        "--submitted",
        type=Path,
        metavar="DIR",
        help="holds <student>/<assignment>/, what was graded; default instructor/submitted",
    )
    new.add_argument(
        "--least", type=int, default=2, metavar="N", help="leave out what fewer than N students answered (2)"
    )
    new.add_argument("--isolation", choices=LEVELS, help="how student code is walled off; see deltarule grade")


def run(options: argparse.Namespace) -> int:
    """Group what is wrong and has no name, and draft an entry for each group."""
    course = Course.with_solutions()
    units = {unit.assignment: unit for unit in course.units_named(options.unit)}
    folder = options.submitted or course.instructor / "submitted"
    if options.results:
        runs = [read_records(path) for path in options.results]
    else:
        cohort = find_submissions(course, folder, options.unit)
        runs = [grade_cohort(course, cohort.submissions, options.isolation)]
    every = [cluster for cluster in clusters_of(runs) if cluster.assignment in units]
    shared = [cluster for cluster in every if len(cluster.students) >= options.least]
    if shared:
        with (
            open_zygote(course.limits(), options.isolation, course) as zygote,
            Proposals(course, folder, zygote) as proposals,
        ):
            for cluster in shared:
                _print(proposals.of(cluster), units[cluster.assignment])
    print(
        f"{counted(len(every), 'wrong function')} {noun(len(every), 'has', 'have')} no name; "
        f"{counted(options.least, 'student')} or more share {len(shared)} of them"
        + ("; read a draft before you take it: it is a student's code" if shared else "")
    )
    return 0


def _print(proposal: Proposal, unit: Unit) -> None:
    cluster, draft = proposal.cluster, proposal.draft
    students = [one_line(name) for name in cluster.students]
    more = f" and {len(students) - _NAMED} more" if len(students) > _NAMED else ""
    print(
        f"{cluster.function} in {unit.assignment}: {len(students)} with one answer "
        f"({', '.join(students[:_NAMED])}{more})"
    )
    for line in cluster.said:
        print(f"    {visible(line)}")
    if draft is None:
        print(f"    no function of theirs could be read: {one_line(proposal.reason)}\n")
        return
    _print_part(f"what {one_line(proposal.student)} wrote:", draft.code)
    if draft.difference:
        _print_part("beside the solution:", "\n".join(draft.difference))
    if proposal.blank:
        print(f"    this is no attempt, and nothing to list: {proposal.blank}")
    elif draft.body:
        fits = "answers as this function does" if proposal.fits else "DOES NOT answer as this function does"
        _print_part(f"for {unit.mistakes.relative_to(unit.course.root)}; it {fits}:", draft.entry(unit.solution.stem))
    print()


def _print_part(title: str, text: str) -> None:
    print(f"    {title}\n{textwrap.indent(visible(text), ' ' * 8)}")
