"""Derive stubs, notebooks and recorded answers from solutions/."""

import argparse
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.status import Status

from deltarule.authoring.building import products
from deltarule.authoring.building.made_from import outdated
from deltarule.authoring.building.rehearsal import rehearse, stage
from deltarule.authoring.proofs.purposes import idle_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError, refuse


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("unit", nargs="?", metavar="UNIT", help="a unit; all by default")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is stale")


def run(options: argparse.Namespace) -> int:
    """Write the generated files, or fail where one is stale; write none where an author's slip is found in any unit.

    nbgrader's source is kept with no course: where there is none yet, none is stale.
    """
    course = Course.with_solutions()
    course.refuse_odd_settings()
    derived, slips = list[tuple[Unit, dict[Path, bytes]]](), course.misnamed()
    products.record_ahead(course.units_named(options.unit))
    with stage(course) as zygote, Console(stderr=True).status("") as status:
        for unit in course.units_named(options.unit):
            tell = partial(_say, status, unit)
            tell("reading")
            try:
                made = products.build(unit, tell)
            except UserError as error:
                slips.append(str(error))
            else:
                derived.append((unit, made))
                tell("rehearsing")
                found_here = [*rehearse(unit, made[unit.exercise].decode(), made[unit.answers], zygote)]
                slips += found_here or _idle(unit, made[unit.answers])
    refuse(slips)
    found, old = list[Path](), list[str]()
    for unit, made in derived:
        old += [f"{unit.solution.parent.relative_to(course.root)}/{path}" for path in outdated(unit)]
        if options.check and not unit.source.exists():
            made = {path: content for path, content in made.items() if path.parent != unit.source}
        for path in products.stale(made) if options.check else products.write(made):
            found.append(path)
            done = "wrote" if path.exists() else "removed"
            print(f"{'stale' if options.check else done} {path.relative_to(course.root)}")
    if options.check and found:
        raise UserError("These files are derived, not edited: run `deltarule build` and commit what it writes.")
    for folder in products.left_over(course):
        said = "is of no unit that the course has now, and nbgrader goes on listing it; remove the folder."
        print(f"note: {folder.relative_to(course.root)} {said}")
    if old:
        said = f"{', '.join(old)}: the code above has changed since; let Deltarule's tools/seen.py write it anew."
        if options.check:
            raise UserError(said)
        print(f"note: {said}")
    return 0


def _idle(unit: Unit, answers: bytes) -> list[str]:
    """Find a unit's checks that give their points to any answer, or what keeps that from being found."""
    try:
        return list(idle_checks(unit, Recording(answers, f"of {unit.assignment}")))
    except UserError as error:
        return [str(error)]


def _say(status: Status, unit: Unit, doing: str) -> None:
    """Say at a terminal what is done with a unit now."""
    status.update(f"{unit.assignment}: {doing} ...")
