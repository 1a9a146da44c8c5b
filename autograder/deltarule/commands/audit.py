"""Grade the grader: mistakes caught, alternatives accepted, and demonstrations that run."""

import argparse

from deltarule.authoring.building.slips import slips_of
from deltarule.authoring.proofs.demonstrations import broken_demonstrations
from deltarule.authoring.proofs.naming import Naming, naming
from deltarule.authoring.proofs.trials import Audit, audit, crossings, unsteady
from deltarule.core.course import Course, Unit
from deltarule.core.errors import refuse
from deltarule.core.text import counted, visible

ONLY_TELLS = True
"""It stops where nobody listens any more: there is nothing else to it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("unit", nargs="?", metavar="UNIT", help="a unit; all by default")
    parser.add_argument(
        "--seeds", type=int, default=1, metavar="N", help="also with N - 1 other seeds: the same points?"
    )
    parser.add_argument("--crossings", action="store_true", help="also: does a right function pay for a wrong helper?")
    parser.add_argument(
        "--names", action="store_true", help="also: what are wrong functions called that nobody listed?"
    )
    parser.add_argument(
        "--siblings", action="store_true", help="also: which slips could be listed for which functions?"
    )
    parser.add_argument("--failures", action="store_true", help="print only what does not hold or has no name")


def run(options: argparse.Namespace) -> int:
    """Grade the grader: every mistake must be caught, every alternative accepted, every demonstration run."""

    course, holds = Course.with_solutions(), True
    units = course.units_named(options.unit)
    refuse([*course.misnamed(), *(slip for unit in units for slip in slips_of(unit))])
    for unit in units:
        result = audit(unit)
        _print_audit(result, options.failures)
        holds = holds and result.holds
        further = [*broken_demonstrations(unit), *unsteady(unit, range(1, options.seeds))]
        further += crossings(unit) if options.crossings else ()
        for finding in further:
            print(finding)
        holds = holds and not further
        if options.names or options.siblings:
            names = naming(unit)
            if options.names:
                _print_names(unit, names)
                holds = holds and names.holds
            if options.siblings:
                _print_siblings(names)
    return 0 if holds else 1


def _print_names(unit: Unit, names: Naming) -> None:
    for line in names.misnamed:
        print(f"NO MISTAKE: {line}")
    for line in names.unfound:
        print(f"only by its list: {line}")
    for line in names.doubles:
        print(f"two names for one answer: {line}")
    found, blanks = f"{names.found} of {names.listed}", f"{len(names.misnamed)} of {names.blanks}"
    print(
        f"{unit.assignment}: of {names.derived} derived changes {names.caught} are caught, {names.named} of these "
        f"named, {names.placed} placed; {found} listed mistakes would be named without a list; "
        f"named of what is no attempt: {blanks}"
    )


def _print_siblings(names: Naming) -> None:
    rules = dict.fromkeys(gap.rule for gap in names.gaps)
    for rule in rules:
        gaps = [gap for gap in names.gaps if gap.rule == rule]
        print(f"{rule}, which no listed mistake of these is like:")
        for gap in gaps:
            print(f"    {gap.function}: {gap.sentence}")


def _print_audit(result: Audit, failures: bool) -> None:
    for line in result.mistakes:
        if failures and line.holds and line.named:
            continue
        verdict = f"caught by {', '.join(line.caught_by)}" if line.caught_by else "MISSED"
        costs = f"; COSTS {', '.join(line.cost_others)} A POINT, TOO" if line.cost_others else ""
        named = "named" if line.named else f"told as {line.told_as}" if line.told_as else "not named"
        print(f"{line.mistake.function} / {line.mistake.name}: {verdict}, {named}{costs}")
    for item in result.alternatives:
        if failures and item.holds:
            continue
        reasons = "".join(f"\n    {lost.name}: {visible(lost.message)}" for lost in item.lost)
        print(
            f"{item.alternative.function} / {item.alternative.name}: {'accepted' if item.holds else 'REFUSED'}{reasons}"
        )
    if any(line.cost_others for line in result.mistakes):
        print(
            "A check of the function that pays takes the student's other functions as they are: ask with `agree` or "
            'with `fulfils`, or say why an error there should count: `@check(..., whole="why")`.'
        )
    caught = sum(bool(line.caught_by) for line in result.mistakes)
    named_count = sum(line.named for line in result.mistakes)
    accepted = sum(item.holds for item in result.alternatives)
    print(
        f"{result.unit.assignment}: {caught} of {counted(len(result.mistakes), 'mistake')} caught, "
        f"{named_count} named; {accepted} of {counted(len(result.alternatives), 'alternative')} accepted"
    )
