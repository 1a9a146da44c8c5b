"""Measures how quick a student's kit is, each figure as a ratio to a bare pytest run of ten trivial tests.

A kit is unpacked as a student has it, and run with its own copy of the package, whose bytecode is kept after the first
run. What is compared runs in turn, so that a machine that is slow for a while is so for both. Alone, it measures the
unit that is named, or ann, in a kit of all units, or of those named, too: ``python tools/student_side.py [UNIT ...]``.
"""

import ast
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deltarule.core.course import Course, Unit

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
KIT = (PYTHON, "-m", "deltarule")
"""The kit's own package: Python looks in the working folder first."""

TRIVIAL = "import numpy as np\n" + "".join(
    f"def test_{i}():\n    assert np.allclose(np.ones(3), 1)\n" for i in range(10)
)
_BARE = [
    f"-pno:{name}"
    for name in ("deltarule.core.selfcheck.plugin", "hypothesispytest", "xdist", "anyio", "cacheprovider")
]
_WRONG = '''

def _wrong(value):
    """Give something else than `value`, of its kind."""
    if isinstance(value, (tuple, list)):
        return type(value)(_wrong(item) for item in value)
    if isinstance(value, dict):
        return {key: _wrong(item) for key, item in value.items()}
    return not value if isinstance(value, bool) else value * 1.1 + 0.1 if hasattr(value, "__mul__") else value
'''

Run = Callable[[], float]
"""Does something once, and gives how many seconds it took."""


@dataclass(frozen=True)
class Place:
    """Where a student works, and where pytest has nothing but trivial tests."""

    kit: Path
    trivial: Path

    def units(self) -> list[Unit]:
        """List the units of the kit."""
        return Course(self.kit).units()

    def unit(self, name: str) -> Unit:
        """Find a unit of the kit."""
        return Course(self.kit).unit(name)


@contextmanager
def place(units: Sequence[str] = ()) -> Iterator[Place]:
    """Unpack an untouched kit, of all units or of those that are named, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder, "kit.zip")
        subprocess.run([*KIT, "kit", archive, *units], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        shutil.unpack_archive(archive, folder)
        found = Place(Path(folder, "kit"), Path(folder, "trivial"))
        found.trivial.mkdir()
        (found.trivial / "test_trivial.py").write_text(TRIVIAL)
        yield found


def answer(unit: Unit, change: Callable[[str], str] = str) -> None:
    """Write the solution, or what `change` makes of it, into the student's file of a kit's unit."""
    solution = Course.find(ROOT).unit(unit.assignment).solution.read_text("utf-8")
    unit.exercise.write_text(change(solution), "utf-8")


def with_every_function_wrong(text: str) -> str:
    """Let each function of a solution return something else, of the same kind."""

    class Wrong(ast.NodeTransformer):
        def visit_Return(self, node: ast.Return) -> ast.Return:
            return ast.Return(ast.Call(ast.Name("_wrong"), [node.value], [])) if node.value else node

    return ast.unparse(ast.fix_missing_locations(Wrong().visit(ast.parse(text)))) + _WRONG


def timed(folder: Path, *command: str, before: Callable[[], object] = bool) -> Run:
    """Give what runs a command in `folder`, after `before`."""

    def run() -> float:
        before()
        start = time.perf_counter()
        done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True)
        taken = time.perf_counter() - start
        if done.returncode not in (0, 1) or done.stderr:
            raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return taken

    return run


def bare(where: Place) -> Run:
    """Give what runs pytest on ten trivial tests, without the plugins that happen to be installed."""
    return timed(where.trivial, PYTHON, "-m", "pytest", "-q", *_BARE)


def in_turn(runs: Mapping[str, Run], times: int) -> dict[str, list[float]]:
    """Run each in turn so many times, after one round that is not counted; give the seconds of each."""
    rounds = [{name: run() for name, run in runs.items()} for _ in range(times + 1)][1:]
    return {name: [taken[name] for taken in rounds] for name in runs}


def tell(found: Mapping[str, list[float]]) -> None:
    """Print a line for each, against the first."""
    (first, base), *others = found.items()
    print(f"{first}: {_spread(base)} s")
    for name, seconds in others:
        ratios = [one / other for one, other in zip(seconds, base, strict=True)]
        print(f"{name}: {_spread(seconds)} s, {_spread(ratios)} x {first}")


def check_of_a_unit(where: Place, name: str, times: int = 7) -> dict[str, list[float]]:
    """Measure ``deltarule check UNIT``, and pytest, of a unit that is solved."""
    unit = where.unit(name)
    answer(unit)
    folder = str(unit.exercise.parent)
    runs = {
        "bare pytest": bare(where),
        f"check {name}, solved": timed(where.kit, *KIT, "check", name),
        f"pytest of {name}, solved": timed(where.kit, PYTHON, "-m", "pytest", "-q", *_BARE[1:], folder),
    }
    return in_turn(runs, times)


def check_of_a_wrong_unit(where: Place, name: str, times: int = 5) -> dict[str, list[float]]:
    """Measure the same where every function of the unit gives something wrong."""
    unit = where.unit(name)
    answer(unit, with_every_function_wrong)
    folder = str(unit.exercise.parent)
    runs = {
        "bare pytest": bare(where),
        f"check {name}, all wrong": timed(where.kit, *KIT, "check", name),
        f"pytest of {name}, all wrong": timed(where.kit, PYTHON, "-m", "pytest", "-q", *_BARE[1:], folder),
    }
    return in_turn(runs, times)


def untouched(where: Place, times: int = 5) -> dict[str, list[float]]:
    """Measure what a kit says that nobody has written in: the first time, and once it knows."""

    def forget() -> None:
        shutil.rmtree(where.kit / ".deltarule", ignore_errors=True)

    count = len(where.units())
    runs = {
        "bare pytest": bare(where),
        f"check, {count} untouched units": timed(where.kit, *KIT, "check", before=forget),
        f"deltarule, {count} untouched units": timed(where.kit, *KIT, before=forget),
        "deltarule, nothing new": timed(where.kit, *KIT),
    }
    return in_turn(runs, times)


def watch(where: Place, name: str, times: int = 7) -> dict[str, list[float]]:
    """Measure how long ``deltarule watch`` takes from a save to the end of the new answer.

    Each save lets the file's last function raise something else; with a line more on top, by which all others move, or
    without.
    """
    unit = where.unit(name)
    answer(unit)
    text, number = unit.exercise.read_text("utf-8"), 0
    place = text.rindex("\n    return ") + 1
    command = [*KIT, "watch", name]
    process = subprocess.Popen(command, cwd=where.kit, env=_environment(), stdout=subprocess.PIPE, text=True)

    def save(lines_above: int) -> float:
        nonlocal number
        number += 1
        time.sleep(number * 0.037 % 0.3)  # it looks for saves now and then, and is met at any moment
        said = f"this is save {number}"
        changed = "\n" * lines_above + f"{text[:place]}    raise ValueError({said!r})\n{text[place:]}"
        start = time.perf_counter()
        unit.exercise.write_text(changed, "utf-8")
        _read_until(process, said)
        _read_until(process, "Next: ")
        return time.perf_counter() - start

    try:
        _read_until(process, " is done.")
        runs = {
            "bare pytest": bare(where),
            f"watch {name}, a function changed": lambda: save(0),
            f"watch {name}, all moved": lambda: save(number + 1),
        }
        return in_turn(runs, times)
    finally:
        process.kill()
        process.communicate()


def _read_until(process: "subprocess.Popen[str]", said: str) -> None:
    """Read what a command says, to a line that holds `said`."""
    assert process.stdout is not None
    for line in process.stdout:
        if said in line:
            return
    raise SystemExit(f"It ended with {process.wait()}, and never said {said!r}.")


def _environment() -> dict[str, str]:
    """Give the environment of a student, whose Python keeps bytecode."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST"))}


def _spread(found: list[float]) -> str:
    return f"{statistics.median(found):.2f} ({min(found):.2f} to {max(found):.2f})"


def main() -> None:
    """Measure everything on one unit, the first that is named or ann."""
    named = sys.argv[1:]
    name = named[0] if named else "ann"
    with place(named) as where:
        tell(untouched(where))
        tell(check_of_a_unit(where, name))
        tell(watch(where, name))
        tell(check_of_a_wrong_unit(where, name))


if __name__ == "__main__":
    main()
