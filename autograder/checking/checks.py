"""A check, and the judgement of one: the same whether pytest, a notebook cell or the grader runs it."""

import importlib.util
import inspect
import sys
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from autograder.errors import UserError
from autograder.student.calling import CallFailed, Raised

Status = Literal["passed", "failed", "error", "not_started", "timeout", "crashed"]
FIXTURES = ("student", "reference", "rng")
PUBLIC_SEED = 1943
"""The seed of every self-check. Grading draws its own, and keeps it."""

MAX_MESSAGE = 6000
"""Characters kept of what a check says."""


class CheckFailed(AssertionError):  # noqa: N818 - it says what happened to a check, as pytest's own Failed does
    """A check did not pass.

    Attributes:
        status: the check's status in the record.
        problem: one sentence: what is wrong.
        details: further lines: the input, the place in the student's code.
        mistake: the name of the listed mistake that the student made, where it was recognised.
        hint: that mistake's sentence.
    """

    def __init__(
        self,
        problem: str,
        *,
        status: Status = "failed",
        details: Sequence[str] = (),
        mistake: str | None = None,
        hint: str | None = None,
    ) -> None:
        """Keep what happened (`problem`, `details`) apart from how to mend it (`hint`)."""
        super().__init__(problem)
        self.problem = problem
        self.status = status
        self.details = list(details)
        self.mistake = mistake
        self.hint = hint

    @classmethod
    def from_call(cls, name: str, outcome: Raised, **more: Any) -> "CheckFailed":
        """Turn a call that gave no value into the failure of the check that made it."""
        said = f": {outcome.message}" if outcome.message else ""
        problem = {
            "not_started": f"{name} is not started",
            "timeout": f"{name} ran into the time limit{said}",
            "crashed": f"{name} ended the process it ran in{said}",
            "error": f"{name} raised {outcome.kind}{said}",
        }[outcome.trouble]
        details = [*more.pop("details", ()), *outcome.where.splitlines()]
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

    def rng(self, seed: int) -> np.random.Generator:
        """Give this check's own stream of `seed`, whichever checks are run besides."""
        return np.random.default_rng([seed, zlib.crc32(self.name.encode())])

    def run(self, student: Any, reference: Any, seed: int) -> "CheckResult":
        """Run the check and judge it. Nothing that the student's code did gets past this call."""
        available = {"student": student, "reference": reference, "rng": self.rng(seed)}
        wanted = {name: available[name] for name in inspect.signature(self.body).parameters}
        try:
            self.body(**wanted)
        except UserError:
            raise
        except Exception as error:
            return self.result(error)
        return self.result(None)

    def result(self, error: BaseException | None) -> "CheckResult":
        """Judge how the check's body ended."""
        if error is None:
            return CheckResult(self.name, self.function, self.points, self.points, "passed", "", None)
        if isinstance(error, CallFailed):
            error = CheckFailed.from_call(error.name, error.outcome)
        elif not isinstance(error, CheckFailed):
            # A check that trips over an odd value (None + 1, say) has found it wrong.
            error = CheckFailed(f"{self.function} gave something that the check could not use ({type(error).__name__})")
        lines = [error.problem]
        if error.status != "not_started":
            lines += [f"Asked: {self.asked}", *error.details]
        if error.hint:
            lines.append(f"Hint: {error.hint}")
        message = "\n".join(lines)
        if len(message) > MAX_MESSAGE:  # a student's names, keys and texts may be of any length
            message = f"{message[:MAX_MESSAGE]}\n... capped: the message has {len(message):,} characters"
        return CheckResult(self.name, self.function, self.points, 0.0, error.status, message, error.mistake)


@dataclass(frozen=True)
class CheckResult:
    """What became of one check of one submission: the record that every reader of results is given.

    ``output`` is what the student's code printed meanwhile, capped; empty where somebody else shows it.
    """

    name: str
    function: str
    points: float
    earned: float
    status: Status
    message: str
    mistake: str | None
    output: str = ""


def check(function: str, points: float = 1) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a pytest test a check of `function`, worth `points`; its docstring is what the student reads.

    Raises:
        UserError: the test has no docstring, or asks for a fixture that grading does not have.
    """

    def decorate(body: Callable[..., None]) -> Callable[..., None]:
        asked = " ".join((inspect.getdoc(body) or "").split())
        if not asked:
            raise UserError(f"{body.__name__} has no docstring; write in it what the student is asked.")
        unknown = [name for name in inspect.signature(body).parameters if name not in FIXTURES]
        if unknown:
            raise UserError(f"{body.__name__} asks for {unknown[0]!r}; a check can have {', '.join(FIXTURES)}.")
        body.check = Check(body.__name__, function, points, asked, body)  # type: ignore[attr-defined]
        return body

    return decorate


def load_checks(path: Path) -> list[Check]:
    """Read the checks of a file, in the order in which they stand.

    Raises:
        UserError: the file is not there, cannot be run, or holds no check.
    """
    name = f"deltarule_checks_{path.stem}_{zlib.crc32(str(path).encode()):x}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.is_file():
        raise UserError(f"There are no checks at {path}.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except UserError:
        raise
    except Exception as error:
        raise UserError(f"{path} could not be loaded: {type(error).__name__}: {error}") from error
    checks = [value.check for value in vars(module).values() if isinstance(getattr(value, "check", None), Check)]
    if not checks:
        raise UserError(f"{path} holds no check; mark its tests with @check(function, points=...).")
    return checks
