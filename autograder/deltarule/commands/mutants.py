"""Change the reference a little at a time: do the checks notice?"""

import argparse

from deltarule.authoring.building.slips import slips_of
from deltarule.authoring.proofs.distortions import judge_distortions
from deltarule.authoring.proofs.mutation import judge_mutants
from deltarule.authoring.proofs.purposes import judge_checks, told_of_idle
from deltarule.core.course import Course
from deltarule.core.errors import refuse
from deltarule.core.text import counted, noun

ONLY_TELLS = True
"""It stops where nobody listens any more: there is nothing else to it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("unit", nargs="?", metavar="UNIT", help="a unit; all by default")


def run(options: argparse.Namespace) -> int:
    """Change the reference's functions, a little at a time, and see that the checks notice."""

    course, holds = Course.with_solutions(), True
    units = course.units_named(options.unit)
    refuse([*course.misnamed(), *(slip for unit in units for slip in slips_of(unit))])
    for unit in units:
        verdicts = judge_mutants(unit)
        for verdict in verdicts:
            if not verdict.holds:
                print(f"SURVIVED in {verdict.mutant.function}: {verdict.mutant.was}  ->  {verdict.mutant.line}")
        caught = sum(verdict.caught_by is not None for verdict in verdicts)
        same = sum(verdict.caught_by is None and verdict.equivalent is not None for verdict in verdicts)
        print(
            f"{unit.assignment}: {caught} of {counted(len(verdicts), 'mutant')} caught, "
            f"{same} the same function in other words"
        )
        distorted = judge_distortions(unit)
        for item in distorted:
            if not item.holds:
                print(f"SURVIVED in {item.function}: {item.distortion}")
        caught = sum(item.caught_by is not None for item in distorted)
        hidden = sum(item.caught_by is None and item.holds for item in distorted)
        of_all = counted(len(distorted), "distortion")
        print(f"{unit.assignment}: {caught} of {of_all} caught, {hidden} can't show")
        purposes = judge_checks(unit)
        for purpose in purposes:
            if not purpose.holds:
                print(told_of_idle(unit, purpose))
        useful = sum(purpose.found for purpose in purposes)
        of_all = f"{counted(len(purposes), 'check')} {noun(useful, 'catches', 'catch')}"
        print(f"{unit.assignment}: {useful} of {of_all} something")
        judged = (verdicts, distorted, purposes)
        holds = holds and all(item.holds for items in judged for item in items)
    return 0 if holds else 1
