"""The pytest plugin: gives checks their fixtures, says what failed in words, and adds up the marks.

It needs nothing but pytest and NumPy, so that a student's kit works where nothing else is installed.
"""

import warnings
from collections.abc import Generator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deltarule.core.checking.checks import (
    PUBLIC_SEED,
    Check,
    CheckResult,
    as_set,
    called_before,
    checks_in,
    load_checks,
    with_finding,
)
from deltarule.core.checking.marks import FunctionMark, by_function, earned_in, points_of
from deltarule.core.checking.recording import Otherwise, Recording
from deltarule.core.checking.reference import ReferenceFunction
from deltarule.core.checking.trust import Trust
from deltarule.core.code.call_graph import calls_of
from deltarule.core.code.calls import Functions
from deltarule.core.code.student import LocalFunction, local_student
from deltarule.core.code.work import load_work
from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.findings.diagnosis import Evidence, goes_wrong
from deltarule.core.text import counted

from .console import Console
from .debugger import last_line
from .progress import Progress, changed_beside

_JUDGED = pytest.StashKey[list["_Judged"]]()
_EVIDENCE = pytest.StashKey[dict[tuple[Path, str], list[Evidence]]]()
_WORKS = pytest.StashKey[dict[Path, "_Work"]]()

_NOTHING_RAN = (
    "No check was run: `pytest` in a unit's folder runs all of the unit, "
    "`pytest -k NAME` those checks whose names hold NAME."
)
_SENT = ("name", "function", "points", "earned", "status", "message", "mistake")
_SHOWN = {"not_started": ("not started", "-", "NOT STARTED"), "waiting": ("waiting", "w", "WAITING")}


class _Work:
    """A student's work of a unit, and what it is judged by, each read once somebody asks for it."""

    def __init__(self, unit: Unit) -> None:
        """Load it.

        Raises:
            UserError: it or its checks can't be read.
        """
        self.unit, self.checks = unit, load_checks(unit.checks)
        self.code = load_work(unit, dict.fromkeys(item.function for item in self.checks))
        self.student = local_student(self.code)
        self._answers = unit.answers

    @cached_property
    def recording(self) -> Recording:
        """The right answers."""
        return Recording.read(self._answers)

    @cached_property
    def otherwise(self) -> Otherwise:
        """What answers calls that aren't recorded."""
        return Trust(self.checks, self.student, self.recording, PUBLIC_SEED).otherwise

    @cached_property
    def own(self) -> dict[str, set[str]]:
        """What its functions call of those graded before them."""
        return called_before(self.checks, calls_of(self.code.cells))

    def notes(self, results: list[CheckResult]) -> list[str]:
        """Say what did not go as the student meant it, apart from any function, after these results."""
        changed = changed_beside(results, self.code, lambda: self.recording)
        return Progress(self.unit, results, self.code, changed=changed).notes


@dataclass
class _Judged:
    """A check of the file at `path` that was judged, and pytest's report of it."""

    path: Path
    result: CheckResult
    report: pytest.TestReport


def pytest_configure(config: pytest.Config) -> None:
    """Make room for what a session gathers."""
    config.stash[_JUDGED] = []
    config.stash[_EVIDENCE] = {}
    config.stash[_WORKS] = {}


@pytest.fixture
def student(request: pytest.FixtureRequest) -> Functions[LocalFunction]:
    """The student's file beside the checks, its functions as attributes."""
    unit, works = Unit.at(request.path.parent), request.config.stash[_WORKS]
    if any(action == "error" for action, *_ in warnings.filters):  # `pytest -W error`: grading has no such thing
        warnings.simplefilter("default")  # until pytest ends this test
    if unit.checks not in works:
        works[unit.checks] = work = _Work(unit)
        if (terminal := request.config.pluginmanager.get_plugin("terminalreporter")) is not None:
            work.code.tell = lambda said: terminal.write_line(f"\n{said}")  # past what pytest captures
    return works[unit.checks].student


@pytest.fixture
def reference(request: pytest.FixtureRequest, student: Functions[LocalFunction]) -> Functions[ReferenceFunction]:
    """The right answers, as they were recorded."""
    path = Unit.at(request.path.parent).checks
    work, check = request.config.stash[_WORKS][path], _check(request.node)
    recording = work.recording
    evidence = request.config.stash[_EVIDENCE].setdefault((path, check.function if check else ""), [])
    return recording.begin(request.node.name, work.otherwise, evidence.append, own=work.own)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """A generator of the check's own, the same in every self-check."""
    check = _check(request.node)
    return check.rng(PUBLIC_SEED) if check else np.random.default_rng(PUBLIC_SEED)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(collector: pytest.Collector, name: str, obj: object) -> list[pytest.Function] | None:
    """Make an item of each check that a test stands for, but for those that the course leaves out."""
    if not (checks := checks_in(obj)):
        return None
    try:
        kept = as_set(checks, collector.path)
    except UserError as error:
        raise collector.CollectError(str(error)) from error
    for check in kept:
        check.body.check = check  # type: ignore[attr-defined]
    return [_Item.from_parent(collector, name=check.name, callobj=check.body) for check in kept]


class _Item(pytest.Function):
    """A check among pytest's items; what became of it is told in words, so that no traceback is made of it."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> str:
        """Give what :func:`pytest_runtest_makereport` puts a message in place of."""
        return excinfo.exconly()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell what the checks of each function found together, before pytest shows what failed."""
    judged = session.config.stash[_JUDGED] = session.config.stash[_JUDGED] or _judged_elsewhere(session.config)
    works = session.config.stash[_WORKS]
    for (path, function), evidence in session.config.stash[_EVIDENCE].items():
        own = [item for item in judged if (item.path, item.result.function) == (path, function)]
        told = with_finding([item.result for item in own], function, evidence, works[path].recording)
        for item, result in zip(own, told, strict=True):
            if result.message != item.result.message:
                item.report.longrepr = result.message
            item.result = result
    console = Console()
    for item in judged:
        if console.is_terminal and isinstance(item.report.longrepr, str):
            item.report.longrepr = "\n".join(console.wrapped(item.report.longrepr, "", "  "))
    if session.exitstatus == pytest.ExitCode.OK and any(item.result.status != "passed" for item in judged):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED  # what isn't started counts as skipped


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
    item.config.stash[_JUDGED].append(_Judged(item.path, result, report))
    report.user_properties.append(("earned", f"{result.earned:g} of {result.points:g}"))
    report.deltarule_status = result.status  # type: ignore[attr-defined]
    if hasattr(item.config, "workerinput"):  # it crosses to who shows the marks
        plain = {name: getattr(result, name) for name in _SENT}
        place = item.session.items.index(item)
        report.deltarule_judged = {"path": str(item.path), "place": place, "result": plain}  # type: ignore[attr-defined]
    if result.status == "not_started":
        # What isn't started is nothing that failed: --lf leaves it out, and -x goes on to what is.
        report.outcome = "skipped"
        report.longrepr = (str(item.path), item.reportinfo()[1] or 0, f"Skipped: {result.message}")
    elif report.failed and not isinstance(error, UserError):
        report.longrepr = result.message
        if call.excinfo and item.config.getoption("usepdb"):
            call.excinfo = _own_place(item, check, call.excinfo)
    return report


def _judged_elsewhere(config: pytest.Config) -> list[_Judged]:
    """Give what the workers of ``pytest -n`` judged, which comes with their reports, in the order of the checks."""
    found = [report for report in _reports(config) if hasattr(report, "deltarule_judged")]
    found.sort(key=lambda report: report.deltarule_judged["place"])
    told = [report.deltarule_judged for report in found]
    return [
        _Judged(Path(item["path"]), CheckResult(**item["result"]), report)
        for item, report in zip(told, found, strict=True)
    ]


def _reports(config: pytest.Config) -> list[Any]:
    """Give the reports that pytest's terminal has had of tests, whatever became of them."""
    terminal: Any = config.pluginmanager.get_plugin("terminalreporter")
    kinds = terminal.stats.values() if terminal else ()
    return [report for kind in kinds for report in kind if isinstance(report, pytest.TestReport | pytest.CollectReport)]


def _own_place(
    item: pytest.Item, check: Check, seen: pytest.ExceptionInfo[BaseException]
) -> pytest.ExceptionInfo[BaseException]:
    """Let --pdb open in the student's code: where it raised, or at the end of a call that gave a wrong value."""
    if seen.value.__cause__ is not None:
        return pytest.ExceptionInfo.from_exception(seen.value.__cause__)
    path = Unit.at(item.path.parent).checks
    for evidence in item.config.stash[_EVIDENCE].get((path, check.function), [])[::-1]:
        for arguments, given, right in zip(evidence.cases, evidence.given, evidence.right, strict=True):
            code = item.config.stash[_WORKS][path].code
            if goes_wrong(given, right) and (place := last_line(code, check.function, arguments)):
                return pytest.ExceptionInfo.from_exception(seen.value.with_traceback(place))
    return seen


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Show a function that nobody has written yet as just that, and so one that waits for another."""
    status = getattr(report, "deltarule_status", None)
    return _SHOWN.get(status) if report.when == "call" and isinstance(status, str) else None


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Add up the marks, a line for each function."""
    results = [item.result for item in config.stash[_JUDGED]]
    if not results:
        root = config.rootpath
        is_kit = (root / "exercises").is_dir() and not (root / "solutions").is_dir()
        if is_kit and not config.option.collectonly and not _reports(config):
            terminalreporter.line(_NOTHING_RAN)
        return
    terminalreporter.section("marks")
    for path, work in config.stash[_WORKS].items():
        for note in work.notes([item.result for item in config.stash[_JUDGED] if item.path == path]):
            terminalreporter.line(note)
    rows = _rows(config.stash[_JUDGED])
    width = max(len(name) for name, *_ in rows)
    for name, earned, points, note in rows:
        terminalreporter.line(f"{name:<{width}}  {earned:>4g} of {points:g}  {note}".rstrip())
    earned, points = earned_in(results), points_of(results)
    terminalreporter.line(f"{'together':<{width}}  {earned:>4g} of {points:g}")


def _rows(judged: "list[_Judged]") -> list[tuple[str, float, float, str]]:
    """Give a line for each function; among several units, one for each that nobody has begun."""
    units: dict[Path, list[CheckResult]] = {}
    for item in judged:
        units.setdefault(item.path, []).append(item.result)
    rows: list[tuple[str, float, float, str]] = []
    for path, results in units.items():
        marks = by_function(results)
        if len(units) > 1 and all(mark.not_started for mark in marks):
            count = counted(len(marks), "function")
            rows.append((f"{Unit.at(path.parent).assignment}, {count}", 0, points_of(results), "not started"))
            continue
        for mark in marks:
            rows.append((mark.function, mark.earned, mark.points, _note(mark)))
    return rows


def _note(mark: FunctionMark) -> str:
    """Say in short what is left to do."""
    if mark.not_started or mark.complete:
        return "not started" if mark.not_started else ""
    bad = [result for result in mark.results if result.status != "passed"]
    waits = all(result.status == "waiting" for result in bad) and bad[0].waits_for
    return f"waits for {waits}" if waits else "see above"


def _check(item: Any) -> Check | None:
    found = getattr(getattr(item, "function", None), "check", None)
    return found if isinstance(found, Check) else None
