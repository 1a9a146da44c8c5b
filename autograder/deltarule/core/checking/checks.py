"""A check, and the judgement of one: the same whether pytest, a notebook cell or the grader runs it."""

import hashlib
import importlib.util
import inspect
import os
import re
import sys
import traceback
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from deltarule.core.authored import nameless, noted, said_of_nameless
from deltarule.core.code.call_graph import reached
from deltarule.core.code.calls import CallFailed, Raised
from deltarule.core.course import Unit, trouble_with_points
from deltarule.core.disclosure import hiding, told
from deltarule.core.distributions import CheckGenerator
from deltarule.core.errors import UserError
from deltarule.core.exceptions.patience import CHECKS, in_time
from deltarule.core.findings.diagnosis import Evidence, Finding, answers_of
from deltarule.core.findings.fingerprints import Digest
from deltarule.core.limits import AUTHORS_LOADING_SECONDS, MAX_MESSAGE
from deltarule.core.values import shown

if TYPE_CHECKING:
    from .recording import Otherwise, Recording

Status = Literal["passed", "failed", "error", "not_started", "waiting", "timeout", "crashed"]
FIXTURES = ("student", "reference", "rng")
_NOT_THERE = ("", "SyntaxError", "IndentationError", "TabError")
"""The kinds of outcome of a function that could not be called at all."""
_PACKAGE = Path(__file__).resolve().parents[2]
PUBLIC_SEED = 1943
"""The seed of every self-check. Grading draws its own, and keeps it."""
UNPACKED_AGAIN = "in a kit, unpack that file again"
"""What to do where a file of checks is lost or damaged: a student hasn't written it."""


_WAITS = re.compile(r"\w+ waits: it calls (\w+),")  # as :meth:`CheckFailed.from_call` says it


class CheckFailed(AssertionError):  # noqa: N818 - it says what happened to a check, as pytest's own Failed does
    """A check did not pass.

    Attributes:
        status: the check's status in the record.
        problem: one sentence: what is wrong.
        details: further lines: the input, the place in the student's code.
    """

    def __init__(
        self,
        problem: str,
        *,
        status: Status = "failed",
        details: Sequence[str] = (),
    ) -> None:
        """Keep what happened, and further lines on it."""
        super().__init__(problem)
        self.problem = problem
        self.status = status
        self.details = list(details)

    @classmethod
    def from_call(cls, name: str, outcome: Raised, **more: Any) -> "CheckFailed":
        """Turn a call that gave no value into the failure of the check that made it."""
        said = f": {outcome.message}" if outcome.message else ""
        problem = {
            "not_started": f"{outcome.message or name} is not started",
            "timeout": "; ".join(filter(None, [f"{name} ran into the time limit{said}", outcome.explanation])),
            "crashed": f"{name} ended the process it ran in{said}",
            "waiting": f"{name} waits: it calls {outcome.message}, which isn't right yet. Mend {outcome.message} first",
            "error": f"{name} raised {outcome.kind}{': ' if outcome.reason else ''}{outcome.reason}"
            if outcome.kind
            else outcome.message,
        }[outcome.trouble]
        shown = more.pop("details", ())
        if outcome.trouble == "error" and outcome.kind in _NOT_THERE:  # whatever it was called with
            shown = ()
        details = [*shown, *outcome.where.splitlines()]
        failure = cls(problem, status=outcome.trouble, details=details, **more)
        failure.__cause__ = outcome.exception
        return failure


@dataclass(frozen=True)
class Check:
    """A check: a function of some of ``student``, ``reference`` and ``rng`` that raises where something is wrong."""

    name: str
    function: str
    points: float
    asked: str
    body: Callable[..., None]
    fixed: str = ""
    """Why its cases are the same on every seed, where an author says that they are."""
    whole: str = ""
    """Why an error in another function of the file costs points here, too: where it measures what all do together."""

    def __post_init__(self) -> None:
        """See that the function is a name, that the points can be added up, and that reasons are texts.

        Raises:
            UserError: it is none, they are no number above zero, or they say nothing.
        """
        if not isinstance(self.function, str):
            named = getattr(self.function, "__name__", self.function)
            raise UserError(f"{self.name} is about {named} itself; write the function's name in quotes.")
        if trouble := trouble_with_points(self.points):
            worth = shown(self.points) if isinstance(self.points, int) else repr(self.points)
            raise UserError(f"{self.name} is worth {worth!s} points; write {trouble}.")
        for word, reason in (("fixed", self.fixed), ("whole", self.whole)):
            if reason != "" and not (isinstance(reason, str) and reason.strip()):
                raise UserError(f'{self.name} has {word}={reason!r}; write the reason in quotes: {word}="...".')

    def rng(self, seed: int) -> np.random.Generator:
        """Give this check's own stream of `seed`, whichever checks are run besides; `seed` can't be had from it."""
        digest = hashlib.sha256(f"{seed} {self.name}".encode()).digest()
        return CheckGenerator(np.random.PCG64(int.from_bytes(digest)))

    def run(self, student: Any, reference: Any, seed: int) -> "CheckResult":
        """Run the check and judge it. Nothing that the student's code did gets past this call.

        With another seed than the public one its cases are hidden: see :mod:`deltarule.core.disclosure`.
        """
        available = {"student": student, "reference": reference, "rng": self.rng(seed)}
        wanted = given_to(self.body, available)
        with hiding(seed != PUBLIC_SEED):
            try:
                self.body(**wanted)
            except UserError:
                raise
            except (Exception, SystemExit) as error:  # a check that exits would end the whole run, as if all were well
                return self.result(error)
            return self.result(None)

    def result(self, error: BaseException | None) -> "CheckResult":
        """Judge how the check's body ended."""
        points = float(self.points)
        if error is None:
            return CheckResult(self.name, self.function, points, points, "passed", "", None)
        if isinstance(error, CallFailed):
            error = CheckFailed.from_call(error.name, error.outcome)
        tripped = ""
        if isinstance(error, NameError | ImportError):  # nothing that a student gives leads to these
            tripped = _place_of(error)
            error = CheckFailed(f"The check itself is wrong, not {self.function}: tell its author ({tripped})")
        elif not isinstance(error, CheckFailed):
            # A check that trips over an odd value (None + 1, say) has found it wrong.
            tripped = _place_of(error)
            error = CheckFailed(f"{self.function} gave something that the check could not use ({type(error).__name__})")
        # What a student's exception says is their own.
        lines = [self._of_function(told(error.problem)) if error.status == "failed" else error.problem]
        if error.status not in ("not_started", "waiting"):
            lines += [f"Asked: {self.asked}", *error.details]
        message = "\n".join(lines)
        if len(message) > MAX_MESSAGE:
            message = f"{message[:MAX_MESSAGE]}\n... capped: the message has {len(message):,} characters"
        return CheckResult(self.name, self.function, points, 0.0, error.status, message, None, tripped=tripped)

    def _of_function(self, problem: str) -> str:
        """Say which function a problem is one of, where the check's author left that out."""
        named = re.search(rf"\b{re.escape(self.function)}\b", problem)
        return problem if named else f"{self.function}: {problem}"


@dataclass(frozen=True)
class CheckResult:
    """What became of one check of one submission: the record that every reader of results is given.

    ``mistake`` is the name of the mistake that was recognised in the function, or the first of two. ``output`` is what
    the student's code printed meanwhile, capped; empty where somebody else shows it. ``tripped`` is for instructors:
    where the check's own code raised, and what, if it did. ``finding`` is what all checks of the function found
    together; the first that failed has it, and tells it in its message, and has a digest of the function's ``answers``
    to each question, where any is wrong.
    """

    name: str
    function: str
    points: float
    earned: float
    status: Status
    message: str
    mistake: str | None
    output: str = ""
    tripped: str = ""
    finding: Finding | None = None
    answers: tuple[Digest, ...] = ()

    @property
    def waits_for(self) -> str:
        """The function that is to be mended first, if the check waits for one."""
        found = _WAITS.match(self.message) if self.status == "waiting" else None
        return found[1] if found else ""


def check(
    function: str, points: float = 1, *, fixed: str = "", whole: str = ""
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a pytest test a check of `function`, worth `points`; its docstring is what the student reads.

    Args:
        function: the student's function.
        points: what the check is worth, a number above zero.
        fixed: why it asks the same on every seed, if it does.
        whole: why an error in another function costs points here, too, if it does: it measures what comes of all, and
            holds no answer against the reference's.

    Raises:
        UserError: the test is a check already, has no docstring, or asks for a fixture that grading does not have; or
            the points are none.
    """

    def decorate(body: Callable[..., None]) -> Callable[..., None]:
        asked = asked_by(body, FIXTURES, f"a check can have {', '.join(FIXTURES)}")
        return holding(body, Check(body.__name__, function, points, asked, body, fixed, whole))

    return decorate


def asked_by(test: Callable[..., Any], available: Collection[str], can_have: str) -> str:
    """Give what a test's docstring asks the student, in one line.

    Args:
        test: the test, or what draws its cases.
        available: the names of what it can be given.
        can_have: says so to an author whose test asks for something else.

    Raises:
        UserError: the test is a check already, is to be waited for, has no docstring, or asks for something that is
            not available and has no default.
    """
    if checks_in(test):
        raise UserError(
            f"{test.__name__} is a check already, and one decorator makes one; write a test of its own for each."
        )
    if inspect.iscoroutinefunction(test) or inspect.isasyncgenfunction(test):
        raise UserError(f"{test.__name__} is `async def`, and nothing waits for it; write `def`.")
    asked = " ".join((inspect.getdoc(test) or "").split())
    if not asked and sys.flags.optimize > 1:
        raise UserError(
            "Python leaves out docstrings here, which the checks need: run it without -OO (PYTHONOPTIMIZE=2)."
        )
    if not asked:
        raise UserError(f"{test.__name__} has no docstring; write in it what the student is asked.")
    for name, parameter in inspect.signature(test).parameters.items():
        if name not in available and parameter.default is parameter.empty:
            raise UserError(f"{test.__name__} asks for {name!r}; {can_have}.")
    return asked


def given_to(test: Callable[..., Any], available: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a test asks for of what is available, by name; its other parameters have defaults."""
    return {name: available[name] for name in _parameters(test) if name in available}


@cache  # each submission is asked by the very same
def _parameters(test: Callable[..., Any]) -> tuple[str, ...]:
    return tuple(inspect.signature(test).parameters)


def holding(test: Callable[..., None], *checks: Check) -> Callable[..., None]:
    """Let the test of a file hold the checks that it stands for; see :func:`checks_in`."""
    for item in checks:
        item.body.check = noted(item)  # type: ignore[attr-defined]
    test.checks = checks  # type: ignore[attr-defined]
    return test


def checks_in(value: object) -> Sequence[Check]:
    """Give the checks that an object of a file of checks stands for; none where it is something else."""
    found = getattr(value, "checks", ())
    return found if isinstance(found, tuple) and all(isinstance(item, Check) for item in found) else ()


def load_checks(path: Path) -> list[Check]:
    """Read the checks of a file, in the order in which they stand, as the course sets them; see :func:`as_set`.

    Raises:
        UserError: the file is not there, cannot be run, holds no check or two of one name; or the course's settings
            are broken, or leave none of them.
    """
    checks = as_set(read_checks(path), path)
    if not checks:
        raise UserError(
            f"{Unit.at(path.parent).course.settings_file} leaves out every check of {path}; leave out the unit."
        )
    return checks


def as_set(checks: Sequence[Check], path: Path) -> list[Check]:
    """Give those `checks` of the file at `path` that the course's settings leave in, worth what they say.

    Raises:
        UserError: the course's settings are broken.
    """
    overrides = Unit.at(path.parent).overrides()
    return [
        replace(item, points=overrides.points.get(item.name, item.points))
        for item in checks
        if not overrides.left_out & {item.name, item.function}
    ]


def read_checks(path: Path) -> list[Check]:
    """Read the checks of a file as they stand in it.

    Raises:
        UserError: the file is not there, cannot be run, holds no check or two of one name, or makes one in vain.
    """
    name = f"{CHECKS}{path.stem}_{zlib.crc32(os.fsencode(path)):x}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise UserError(f"There are no checks at {path}; {UNPACKED_AGAIN}.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        loading = partial(spec.loader.exec_module, module)
        in_time(AUTHORS_LOADING_SECONDS, "importing it", loading, "let a check do that")
    except UserError as error:
        said = str(error)
        raise UserError(said if str(path) in said else f"{place_in(path, error)}: {said}") from error
    except (Exception, SystemExit) as error:
        said = f"could not be loaded: {type(error).__name__}: {error}"
        raise UserError(f"{place_in(path, error)}: {said}; mend that, or {UNPACKED_AGAIN}.") from error
    checks = [item for value in vars(module).values() for item in checks_in(value)]
    if not checks:
        raise UserError(f"{path} holds no check; mark its tests with @asks or @check(function, points=...).")
    for lost, line in nameless(vars(module), checks):
        raise UserError(f"{path}, line {line}: {said_of_nameless(lost.name)}")
    names = [item.name for item in checks]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise UserError(f"{path} holds two checks called {twice}; what is recorded for one would be the other's.")
    return checks


def place_in(path: Path, error: BaseException) -> str:
    """Name a file, with the line of it that an exception passed last on its way."""
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == str(path)]
    return f"{path}, line {lines[-1]}" if lines else str(path)


def _place_of(error: BaseException) -> str:
    """Say where an author's code raised, and what: the last line on the way that is no package's."""
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    own = [(path, line) for path, line in frames if _PACKAGE not in path.parents and "site-packages" not in path.parts]
    place = f"{own[-1][0].name}, line {own[-1][1]}: " if own else ""
    return f"{place}{type(error).__name__}: {error}"[:MAX_MESSAGE]


@dataclass(frozen=True)
class Verdict:
    """What became of a check, and of all that it asked."""

    result: CheckResult
    evidence: Sequence[Evidence]


@dataclass(frozen=True)
class Standing:
    """What is known of a student's functions before a check.

    Attributes:
        sound: those that have passed all their checks.
        offered: by function, those that a right version would stand in for though the reference doesn't call them.
    """

    sound: frozenset[str] = frozenset()
    offered: frozenset[tuple[str, frozenset[str]]] = frozenset()


Judge = Callable[[Check, Standing, Callable[[], Verdict]], Verdict]
"""Judges a check, as the functions stand by then: by running it, as the last argument does, or not."""


def called_before(checks: Sequence[Check], calls: Mapping[str, Collection[str]]) -> dict[str, set[str]]:
    """Name what each graded function of a student's calls of those that are graded before it.

    What has lost points among them has a right version stand in for it, whether the reference calls it or not: of two
    functions, one alone can then answer for the other.

    Args:
        checks: all checks of the unit.
        calls: which of the student's functions call which.
    """
    graded = list(dict.fromkeys(item.function for item in checks))
    return {name: reached(name, calls).intersection(graded[:at]) for at, name in enumerate(graded)}


def check_all(
    checks: Sequence[Check],
    student: object,
    recording: "Recording",
    seed: int,
    printed: Callable[[], str] = str,
    otherwise: "Otherwise | None" = None,
    judge: Judge = lambda check, standing, run: run(),
    own: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> list[CheckResult]:
    """Run checks on one submission, in order.

    Args:
        checks: the checks to run.
        student: the student's functions.
        recording: the answers for `seed`.
        seed: what the checks draw from.
        printed: gives what the submission printed since it was last asked.
        otherwise: where right versions of other functions come from; see
            :class:`deltarule.core.checking.recording.Recording`.
        judge: runs each check, or knows what would become of it.
        own: see :func:`called_before`.
    """

    def run(check: Check, standing: Standing) -> Verdict:
        evidence: list[Evidence] = []
        replay = recording.begin(check.name, otherwise, evidence.append, standing.sound, dict(standing.offered))
        return Verdict(replace(check.run(student, replay, seed), output=printed()), evidence)

    results, seen = list[CheckResult](), dict[str, list[Evidence]]()
    left = Counter(item.function for item in checks)  # checks that a function has yet to pass
    begun = set[str]()
    for item in checks:
        sound = frozenset(function for function, count in left.items() if not count)
        unwritten = frozenset(seen.keys() - begun)
        # What isn't begun has nothing of the student's to be replaced: the right one would do their work.
        offered = frozenset((name, frozenset(called) - unwritten) for name, called in own.items())
        standing = Standing(sound, offered)
        verdict = judge(item, standing, partial(run, item, standing))
        seen.setdefault(item.function, []).extend(verdict.evidence)
        left[item.function] -= verdict.result.status == "passed"
        begun |= {item.function} if verdict.result.status != "not_started" else set()
        results.append(verdict.result)
    for function, evidence in seen.items():
        results = with_finding(results, function, evidence, recording)
    return results


def with_finding(
    results: Sequence[CheckResult], function: str, evidence: Sequence[Evidence], recording: "Recording"
) -> list[CheckResult]:
    """Tell what a function's checks found together, once: with the first of them that failed."""
    failed = [result for result in results if result.function == function and result.status in ("failed", "error")]
    if not failed:
        return list(results)
    finding = recording.diagnose(function, evidence)
    told = "\n".join([failed[0].message, *(finding.lines() if finding else ())])
    mistake = finding.mistakes[0].name if finding and finding.mistakes else None
    changed = {result.name: replace(result, mistake=mistake) for result in failed}
    answers = answers_of(evidence)
    changed[failed[0].name] = replace(failed[0], message=told, mistake=mistake, finding=finding, answers=answers)
    return [changed.get(result.name, result) for result in results]
