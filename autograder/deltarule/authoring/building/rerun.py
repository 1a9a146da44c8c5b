"""A unit's checks run once more, in processes of their own: the order of a set of texts is another one in each.

What goes by it was recorded in one order, and would meet students in all others.
"""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from deltarule.authoring.authors_file import AuthorsFile
from deltarule.authoring.solution import Solution, hushed
from deltarule.core.checking.checks import PUBLIC_SEED, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.code.student import local_student
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.text import one_line

_SALTS = ("1", "2", "3", "4")
"""What Python hashes texts with in each process: two texts come in one order or the other, so that one is too few."""

_UNORDERED = {"set", "frozenset", "hash"}

_REMEDY = "; sort what has no order of its own, such as a set, or write a list."


def unsettled(unit: Unit, answers: bytes) -> Iterator[str]:
    """Find checks that ask something else in another process, and functions that answer otherwise.

    Args:
        unit: the unit.
        answers: the recorded answers of the public seed, of this process.
    """
    if _may_be_unordered(unit.checks):
        salts: tuple[str, ...] = _SALTS
    elif _may_be_unordered(unit.solution):
        salts = _SALTS[:1]  # what it answers is asked behind the door, too, which is another process
    else:
        return
    command = [sys.executable, "-P", "-W", "ignore", "-m", __name__, str(unit.course.root), unit.assignment]
    for salt in salts:
        environment = {**os.environ, "PYTHONHASHSEED": salt}
        done = subprocess.run(command, input=answers, env=environment, capture_output=True, check=False)
        if done.returncode:
            last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:] or ["it ended"]
            yield f"{unit.checks}: the checks run here, and not where Python is started anew: {one_line(last[0])}"
            continue
        for asks, check, function in json.loads(done.stdout.splitlines()[-1]):
            said = "asks something else" if asks else f"finds that {function} of the solution answers otherwise"
            yield AuthorsFile(unit.checks).about(check, f"{check} {said} whenever Python is started anew{_REMEDY}")


def _may_be_unordered(path: Path) -> bool:
    """Whether a file has anything in it that comes in another order in each process: few have, and are run again."""
    return any(
        isinstance(node, ast.Set | ast.SetComp) or (isinstance(node, ast.Name) and node.id in _UNORDERED)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
    )


def _found(unit: Unit, recording: Recording) -> Iterator[tuple[bool, str, str]]:
    """Give the checks that the recording isn't of, each with its function, and whether it asks otherwise itself."""
    solution = Solution.of(unit)
    student = local_student(solution.loaded(unit.solution.name))
    for check in load_checks(unit.checks):
        if check.whole:  # trains for minutes
            continue
        try:
            result = solution.patient(check).run(student, recording.begin(check.name), PUBLIC_SEED)
        except UserError:  # what can't be asked there was asked here
            yield True, check.name, check.function
        else:
            if result.status != "passed":
                yield False, check.name, check.function


def main(root: str, assignment: str) -> None:
    """Print what is found of a unit, as JSON in the last line; its recording comes in by standard input."""
    unit = Course(Path(root)).unit(assignment)
    with hushed():
        found = [*_found(unit, Recording(sys.stdin.buffer.read(), f"of {assignment}"))]
    print(f"\n{json.dumps(found)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
