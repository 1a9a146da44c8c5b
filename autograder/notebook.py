"""The checks in a notebook: ``check("forward_prop")`` in a cell of its own.

The cell prints the reasons as ordinary output and its value is the points earned, which is how nbgrader gives
partial credit. Nothing goes to stderr: nbgrader takes any output there for a failure.
"""

import contextlib
import sys
import warnings
from pathlib import Path
from traceback import walk_tb
from typing import Any

from .checking.checks import PUBLIC_SEED, load_checks
from .checking.recording import Recording
from .checking.running import check_all
from .course import Course, Unit
from .errors import UserError
from .student.loading import LoadedCode
from .student.local import LocalStudent
from .student.rules import forbidden_modules


def check(function: str) -> float:
    """Run the checks of one function on this notebook, print what they find, and return the points earned.

    Raises:
        UserError: the checks do not lie beside the notebook, or none is for this function.
    """
    _show_unwritten_functions_calmly()
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
    earned = sum(result.earned for result in results)
    points = sum(result.points for result in results)
    if all(result.status == "not_started" for result in results):
        print(f"{function} is not started: 0 of {points:g} points")
        return 0.0
    reasons = [f"{result.message}\n\n" for result in results if result.status != "passed"]
    print(f"{''.join(reasons)}{function}: {earned:g} of {points:g} points")
    return float(earned)


def _forbidden(checks: Path) -> tuple[str, ...]:
    """Give the unit's rules, which a copy of the notebook outside the course does not find."""
    unit = Unit(checks.parent.parent.parent, checks.parent.name)
    return Course(unit.root).forbidden(unit.assignment)


def _show_unwritten_functions_calmly() -> None:
    """Where a cell runs into an unwritten function, say so in a line instead of a traceback.

    So do the cells below it that miss what it would have computed.
    """
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return
    unwritten: list[str] = []

    def say(shell: Any, kind: Any, error: Any, traceback: Any, tb_offset: Any = None) -> None:
        *_, (frame, _) = walk_tb(traceback)
        line = None
        if isinstance(error, NotImplementedError):
            unwritten.append(frame.f_code.co_name)
            line = f"Not yet: {unwritten[-1]} is not started."
        elif unwritten and frame.f_code.co_name == "<module>":
            line = f"Not yet: {error}, because {unwritten[-1]} is not started."
        if line:
            vars(error)["_render_traceback_"] = lambda: [line]  # IPython shows this in place of a traceback
        shell.showtraceback((kind, error, traceback), tb_offset=1)

    shell.set_custom_exc((NotImplementedError, NameError), say)
