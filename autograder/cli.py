"""The ``deltarule`` command. Each subcommand is a call into the module that does the work."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape

from .course import Course, Unit
from .errors import UserError

if TYPE_CHECKING:
    from .audit import Audit

app = typer.Typer(
    help="Deltarule: an auto-graded course kit for the foundations of deep learning in plain NumPy.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
out = Console(highlight=False, soft_wrap=True)

UnitName = Annotated[str | None, typer.Argument(metavar="[UNIT]", help="A unit, such as ann or 2_ann; all by default.")]


@app.command()
def build(check: Annotated[bool, typer.Option("--check", help="Write nothing; fail where a file is stale.")] = False) -> None:
    """Derive stubs, notebooks and recorded answers from solutions/."""
    from . import build as building

    course = _course_with_solutions()
    for unit in course.units():
        products = building.build(unit)
        for path in building.stale(products) if check else building.write(products):
            out.print(f"{'stale' if check else 'wrote'} {escape(str(path.relative_to(course.root)))}")
            if check:
                _failed()
    if _state["failed"]:
        raise UserError("Run `deltarule build` and commit what it writes; these files are derived, not edited.")


@app.command()
def check(
    unit: UnitName = None,
    function: Annotated[str | None, typer.Argument(metavar="[FUNCTION]", help="One function of it.")] = None,
) -> None:
    """Check your own work, as pytest does."""
    import pytest

    course = Course.find()
    units = _units(course, unit)
    arguments = ["-q", *(str(item.checks) for item in units)]
    if function:
        from .checking.checks import load_checks

        names = [item.name for item in load_checks(units[0].checks) if item.function == function]
        if not names:
            known = dict.fromkeys(item.function for item in load_checks(units[0].checks))
            raise UserError(f"{units[0].name} has no function {function!r}; it has {', '.join(known)}.")
        arguments = ["-q", *(f"{units[0].checks}::{name}" for name in names)]
    raise typer.Exit(int(pytest.main(["--rootdir", str(course.root), "-p", "autograder.plugin", *arguments])))


@app.command()
def audit(
    unit: UnitName = None,
    failures: Annotated[bool, typer.Option("--failures", help="Print only what does not hold.")] = False,
) -> None:
    """Grade the grader: every listed mistake must be caught, every alternative accepted."""
    from .audit import audit as audit_unit

    for item in _units(_course_with_solutions(), unit):
        result = audit_unit(item)
        _print_audit(result, failures)
        if not result.holds:
            _failed()
    if _state["failed"]:
        raise typer.Exit(1)


def _print_audit(result: "Audit", failures: bool) -> None:
    for line in result.mistakes:
        by = ", ".join(line.caught_by) or "no check"
        costs = f"; COSTS {', '.join(line.cost_others)} A POINT, TOO" if line.cost_others else ""
        if not (failures and line.holds and line.named):
            verdict = "caught" if line.caught_by else "MISSED"
            named = "named" if line.named else "not named"
            out.print(f"{verdict} by {by}, {named}: {line.mistake.function} / {line.mistake.name}{costs}")
    for item in result.alternatives:
        if not (failures and item.holds):
            reasons = "".join(f"\n    {escape(lost.name)}: {escape(lost.message)}" for lost in item.lost)
            verdict = "accepted" if item.holds else "REFUSED"
            out.print(f"{verdict}: {item.alternative.function} / {item.alternative.name}{reasons}")
    caught = sum(bool(line.caught_by) for line in result.mistakes)
    named = sum(line.named for line in result.mistakes)
    accepted = sum(item.holds for item in result.alternatives)
    out.print(
        f"{result.unit.assignment}: {caught} of {len(result.mistakes)} mistakes caught, {named} named; "
        f"{accepted} of {len(result.alternatives)} alternatives accepted"
    )


_state = {"failed": False}


def _failed() -> None:
    _state["failed"] = True


def _course_with_solutions() -> Course:
    course = Course.find()
    if not course.has_solutions:
        raise UserError(f"{course.root} is a student's kit: it has no solutions/ to work from.")
    return course


def _units(course: Course, name: str | None) -> list[Unit]:
    return [course.unit(name)] if name else course.units()


def main() -> None:
    """Run the command; bad input ends in one sentence and exit code 2."""
    try:
        app()
    except UserError as error:
        print(f"deltarule: {error}", file=sys.stderr)
        sys.exit(2)


__all__ = ["Path", "app", "main"]
