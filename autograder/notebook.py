"""The checks in a notebook: ``check("forward_prop")`` in a cell of its own.

The cell prints the reasons as ordinary output and its value is the points earned, which is how nbgrader gives
partial credit. Nothing goes to stderr: nbgrader takes any output there for a failure.
"""

import contextlib
import sys
import warnings
from collections.abc import Sequence
from pathlib import Path

from .checking.checks import PUBLIC_SEED, CheckResult, load_checks
from .checking.recording import Recording
from .checking.running import check_all
from .course import Course, Unit
from .errors import UserError
from .student.loading import LoadedCode
from .student.local import LocalStudent
from .student.rules import forbidden_modules
from .student.unwritten import show_unwritten_functions_calmly


def check(function: str) -> float:
    """Run the checks of one function on this notebook, print what they find, and return the points earned.

    Raises:
        UserError: the checks do not lie beside the notebook, or none is for this function.
    """
    show_unwritten_functions_calmly()
    paths = sorted(Path.cwd().glob("test_*.py"))
    if len(paths) != 1:
        raise UserError(f"The checks (a file test_*.py) should lie beside this notebook, in {Path.cwd()}.")
    checks = load_checks(paths[0])
    wanted = [item for item in checks if item.function == function]
    if not wanted:
        raise UserError(f"{paths[0].name} checks no function {function!r}.")
    recording = Recording.read(paths[0].with_name("answers.npz"))
    main, forbidden = sys.modules["__main__"], _forbidden(paths[0])
    student = LocalStudent(LoadedCode(main, "this notebook", forbidden))
    for note in forbidden_modules(vars(main), forbidden):
        print(note)
    with contextlib.redirect_stderr(sys.stdout), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_all(wanted, student, recording, PUBLIC_SEED)
    print(findings(function, results))
    return float(sum(result.earned for result in results))


def findings(function: str, results: Sequence[CheckResult]) -> str:
    """Say what the checks of one function found: what the check cell prints."""
    earned = sum(result.earned for result in results)
    points = sum(result.points for result in results)
    if all(result.status == "not_started" for result in results):
        return f"{function} is not started: 0 of {points:g} points"
    reasons = [f"{result.message}\n\n" for result in results if result.status != "passed"]
    return f"{''.join(reasons)}{function}: {earned:g} of {points:g} points"


def _forbidden(checks: Path) -> tuple[str, ...]:
    """Give the unit's rules, which a copy of the notebook outside the course does not find."""
    unit = Unit(checks.parent.parent.parent, checks.parent.name)
    return Course(unit.root).forbidden(unit.assignment)
