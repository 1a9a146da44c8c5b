"""Grade the grader: mistakes caught, alternatives accepted."""

import argparse

from deltarule.authoring.slips import refuse, slips_of
from deltarule.authoring.trials import Audit, audit, crossings, unsteady
from deltarule.core.course import Course
from deltarule.core.text import visible


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("unit", nargs="?", metavar="UNIT", help="a unit; all by default")
    parser.add_argument(
        "--seeds", type=int, default=1, metavar="N", help="also with N - 1 other seeds: the same points?"
    )
    parser.add_argument("--crossings", action="store_true", help="also: does a right function pay for a wrong helper?")
    parser.add_argument("--failures", action="store_true", help="print only what does not hold or has no name")


def run(options: argparse.Namespace) -> int:
    """Grade the grader: every mistake must be caught, every alternative accepted."""

    course, holds = Course.with_solutions(), True
    units = course.units_named(options.unit)
    refuse([*course.misnamed(), *(slip for unit in units for slip in slips_of(unit))])
    for unit in units:
        result = audit(unit)
        _print_audit(result, options.failures)
        holds = holds and result.holds
        further = [*unsteady(unit, range(1, options.seeds)), *(crossings(unit) if options.crossings else ())]
        for finding in further:
            print(finding)
        holds = holds and not further
    return 0 if holds else 1


def _print_audit(result: Audit, failures: bool) -> None:
    for line in result.mistakes:
        if failures and line.holds and line.named:
            continue
        verdict = f"caught by {', '.join(line.caught_by)}" if line.caught_by else "MISSED"
        costs = f"; COSTS {', '.join(line.cost_others)} A POINT, TOO" if line.cost_others else ""
        named = "named" if line.named else "not named"
        print(f"{line.mistake.function} / {line.mistake.name}: {verdict}, {named}{costs}")
    for item in result.alternatives:
        if failures and item.holds:
            continue
        reasons = "".join(f"\n    {lost.name}: {visible(lost.message)}" for lost in item.lost)
        print(
            f"{item.alternative.function} / {item.alternative.name}: {'accepted' if item.holds else 'REFUSED'}{reasons}"
        )
    caught = sum(bool(line.caught_by) for line in result.mistakes)
    named_count = sum(line.named for line in result.mistakes)
    accepted = sum(item.holds for item in result.alternatives)
    print(
        f"{result.unit.assignment}: {caught} of {len(result.mistakes)} mistakes caught, {named_count} named; "
        f"{accepted} of {len(result.alternatives)} alternatives accepted"
    )
