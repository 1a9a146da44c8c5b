"""Derive stubs, notebooks and recorded answers from solutions/."""

import argparse
import contextlib
import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import partial
from multiprocessing import active_children, get_context
from pathlib import Path

from rich.console import Console
from rich.status import Status

from deltarule.authoring.building import products
from deltarule.authoring.building.made_from import outdated
from deltarule.authoring.building.recorder import Tell, silent
from deltarule.authoring.building.rehearsal import rehearse, stage
from deltarule.authoring.proofs.purposes import idle_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError, refuse
from deltarule.core.exceptions.patience import warn
from deltarule.core.interrupts import end_with_parent
from deltarule.core.text import counted


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
    with Console(stderr=True).status("") as status:
        # What isn't stale was tried out when it was built.
        for unit, result in _all_derived(course.units_named(options.unit), status, tried_out=not options.check):
            for note in result.notes:
                warn(note)
            slips += result.slips
            derived.append((unit, result.made))
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


@dataclass(frozen=True)
class _Derived:
    """What comes of a unit: what each of its files should hold, if that can be said, its author's slips, and notes."""

    made: dict[Path, bytes]
    slips: list[str]
    notes: list[str]


def _derived(unit: Unit, tried_out: bool, tell: Tell = silent) -> _Derived:
    """Derive a unit's files, and have them `tried_out`, or not; `tell` is told of what may take minutes."""
    tell("reading")
    notes = list[str]()
    try:
        made = products.build(unit, tell)
        if not tried_out:
            return _Derived(made, [], notes)
        tell("rehearsing")
        with stage(unit.course) as zygote:
            slips = [*rehearse(unit, made[unit.exercise].decode(), made[unit.answers], zygote, notes.append)]
        slips = slips or [*idle_checks(unit, Recording(made[unit.answers], f"of {unit.assignment}"))]
        return _Derived(made, slips, notes)
    except UserError as error:
        return _Derived({}, [str(error)], notes)


def _all_derived(units: Sequence[Unit], status: Status, *, tried_out: bool) -> Iterator[tuple[Unit, _Derived]]:
    """Derive units in their order: several at a time on all processors, the largest of which begin."""
    count = min(len(units), os.cpu_count() or 1)
    if count < 2 or not hasattr(os, "fork"):
        for unit in units:
            yield unit, _derived(unit, tried_out, partial(_say, status, unit))
        return
    by_size = sorted(units, key=lambda unit: unit.solution.stat().st_size if unit.solution.is_file() else 0)
    pool = ProcessPoolExecutor(count, get_context("fork"), end_with_parent, (signal.SIGKILL,))
    with pool, _killed_where_it_fails(pool):
        futures = {
            unit: pool.submit(_derived_of, unit.course.root, unit.assignment, tried_out) for unit in reversed(by_size)
        }
        for number, unit in enumerate(units):
            status.update(f"{number} of {counted(len(units), 'unit')} ...")
            try:
                yield unit, futures[unit].result()
            except BrokenProcessPool:  # something killed one of them; here it is done once more, alone
                yield unit, _derived(unit, tried_out, partial(_say, status, unit))


@contextlib.contextmanager
def _killed_where_it_fails(pool: ProcessPoolExecutor) -> Iterator[None]:
    """Wait for none of a pool's processes where a block is left early, by Ctrl-C say: they write nothing in halves."""
    try:
        yield
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in active_children():
            process.kill()
        raise


def _derived_of(root: Path, assignment: str, tried_out: bool) -> _Derived:
    return _derived(Course(root).unit(assignment), tried_out)


def _say(status: Status, unit: Unit, doing: str) -> None:
    """Say at a terminal what is done with a unit now."""
    status.update(f"{unit.assignment}: {doing} ...")
