"""Running a unit's checks: on its own reference, which records the answers, and on a submission, which they judge."""

from collections.abc import Callable
from dataclasses import replace

from autograder.course import Unit
from autograder.errors import UserError
from autograder.student.loading import LoadedCode
from autograder.student.local import LocalStudent

from .checks import Check, CheckResult, load_checks
from .mistakes import Mistake
from .recording import Recorder, Recording
from .reference import LiveReference, listed_in, load_solution


def record(unit: Unit, seed: int) -> bytes:
    """Run a unit's checks on its reference and give the answers' archive.

    Raises:
        UserError: the reference fails a check, which is then wrong, or the reference is.
    """
    module = load_solution(unit.solution)
    recorder = Recorder(LiveReference(module, listed_in(unit.mistakes, Mistake)))
    student = LocalStudent(LoadedCode(module, unit.solution.name))
    for check in load_checks(unit.checks):
        result = check.run(student, recorder.begin(check.name), seed)
        if result.status != "passed":
            raise UserError(f"The reference fails {check.name} of {unit.checks} with seed {seed}: {result.message}")
    return recorder.save()


def recording_of(unit: Unit, seed: int) -> Recording:
    """Give a unit's answers for `seed`, recorded now.

    Raises:
        UserError: see :func:`record`.
    """
    return Recording(record(unit, seed), f"of {unit.assignment}")


def check_all(
    checks: list[Check],
    student: object,
    recording: Recording,
    seed: int,
    printed: Callable[[], str] = str,
) -> list[CheckResult]:
    """Run checks on one submission, in order; `printed` gives what it printed since it was last asked."""
    results = []
    for check in checks:
        result = check.run(student, recording.begin(check.name), seed)
        results.append(replace(result, output=printed()))
    return results
