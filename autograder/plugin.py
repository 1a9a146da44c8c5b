"""The pytest plugin: gives checks their fixtures, says what failed in words, and adds up the marks.

It needs nothing but pytest and NumPy, so that a student's kit works where nothing else is installed.
"""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from .checking.checks import PUBLIC_SEED, Check, CheckResult
from .checking.recording import Recording
from .checking.reference import Reference
from .checking.running import recording_of
from .course import Course, Unit
from .errors import UserError
from .marks import by_function
from .student.local import LocalStudent, load_file

_RESULTS = pytest.StashKey[list[CheckResult]]()
_STUDENTS = pytest.StashKey[dict[Path, LocalStudent]]()
_RECORDINGS = pytest.StashKey[dict[Path, Recording]]()


def pytest_configure(config: pytest.Config) -> None:
    """Make room for what a session gathers."""
    config.stash[_RESULTS] = []
    config.stash[_STUDENTS] = {}
    config.stash[_RECORDINGS] = {}


@pytest.fixture
def student(request: pytest.FixtureRequest) -> LocalStudent:
    """The student's file beside the checks, its functions as attributes."""
    path = _unit(request).exercise
    students = request.config.stash[_STUDENTS]
    if path not in students:
        try:
            students[path] = LocalStudent(load_file(path, _forbidden(request)))
        except OSError as error:
            raise UserError(f"{path} cannot be read; put your file there.") from error
        except UnicodeDecodeError as error:
            raise UserError(f"{path} is not a text file in UTF-8; save it as one.") from error
    return students[path]


@pytest.fixture
def reference(request: pytest.FixtureRequest) -> Reference:
    """The right answers: recorded now where the solutions are at hand, read from the kit's recording otherwise."""
    unit = _unit(request)
    recordings = request.config.stash[_RECORDINGS]
    if unit.checks not in recordings:
        live = unit.solution.is_file()
        recordings[unit.checks] = recording_of(unit, PUBLIC_SEED) if live else Recording.read(unit.answers)
    return recordings[unit.checks].begin(request.node.name)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A generator of the check's own, the same in every self-check."""
    check = _check(request.node)
    return check.rng(PUBLIC_SEED) if check else np.random.default_rng(PUBLIC_SEED)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Judge a check as the grader does, and put its message in place of a traceback."""
    report = yield
    error = call.excinfo.value if call.excinfo else None
    check = _check(item)
    if check is None:
        return report
    if isinstance(error, UserError):
        report.longrepr = str(error)
    if call.when != "call" or report.skipped:
        return report
    result = check.result(error if report.failed else None)
    item.config.stash[_RESULTS].append(result)
    report.user_properties.append(("earned", f"{result.earned:g} of {result.points:g}"))
    report.deltarule_status = result.status  # type: ignore[attr-defined]
    if report.failed and not isinstance(error, UserError):
        report.longrepr = result.message
        if call.excinfo and call.excinfo.value.__cause__ is not None:
            # Let --pdb open where the student's code raised, not where the check noticed.
            call.excinfo = pytest.ExceptionInfo.from_exception(call.excinfo.value.__cause__)
    return report


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Show a function that nobody has written yet as just that."""
    if getattr(report, "deltarule_status", None) == "not_started":
        return "not started", "-", "NOT STARTED"
    return None


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Add up the marks, a line for each function."""
    results = config.stash[_RESULTS]
    if not results:
        return
    terminalreporter.section("marks")
    for student in config.stash[_STUDENTS].values():
        for note in student.notes():
            terminalreporter.line(note)
    marks = by_function(results)
    width = max(len(mark.function) for mark in marks)
    for mark in marks:
        note = "not started" if mark.not_started else "" if mark.complete else "see above"
        terminalreporter.line(f"{mark.function:<{width}}  {mark.earned:>4g} of {mark.points:g}  {note}".rstrip())
    earned, points = sum(mark.earned for mark in marks), sum(mark.points for mark in marks)
    terminalreporter.line(f"{'together':<{width}}  {earned:>4g} of {points:g}")


def _unit(request: pytest.FixtureRequest) -> Unit:
    folder = request.path.parent
    return Unit(folder.parent.parent, folder.name)


def _forbidden(request: pytest.FixtureRequest) -> tuple[str, ...]:
    unit = _unit(request)
    return Course(unit.root).forbidden(unit.assignment)


def _check(item: Any) -> Check | None:
    found = getattr(getattr(item, "function", None), "check", None)
    return found if isinstance(found, Check) else None
