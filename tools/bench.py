"""Measures the speeds that docs/figures.md quotes, as ratios in one run.

Run it as ``make bench``. Machines are noisy: trust the ratios, and those to a fifth or so.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from deltarule.authoring.recorder import recording_of
from deltarule.core.checks import check_all, load_checks
from deltarule.core.course import Course, Unit
from deltarule.core.loader import cells_of_python
from deltarule.core.student import load_file, local_student
from deltarule.door.outside.probe import open_zygote
from deltarule.door.outside.remote import RemoteSubmission

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
TRIVIAL = "import numpy as np\n" + "".join(
    f"def test_{i}():\n    assert np.allclose(np.ones(3), 1)\n" for i in range(10)
)


def median(function: Callable[[], object], times: int) -> float:
    """Time `function` and give the median of `times` runs, in seconds, after one that is not counted."""
    function()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def self_check(unit: Unit, folder: Path) -> None:
    """Compare a self-check of a solved kit with pytest on ten trivial tests."""
    kit = folder / "kit.zip"
    subprocess.run([BIN / "deltarule", "kit", kit, unit.name], cwd=ROOT, check=True, capture_output=True)
    shutil.unpack_archive(kit, folder)
    shutil.copy(unit.solution, folder / "kit" / "exercises" / unit.assignment / unit.exercise.name)
    (folder / "trivial").mkdir()
    (folder / "trivial" / "test_trivial.py").write_text(TRIVIAL)

    def pytest(place: str, *options: str) -> Callable[[], object]:
        command = [sys.executable, "-m", "pytest", "-q", *options]
        return lambda: subprocess.run(command, cwd=folder / place, capture_output=True)

    without = [f"-p{name}" for name in ("no:deltarule.core.plugin", "no:hypothesispytest", "no:xdist", "no:anyio")]
    checked, bare = median(pytest("kit", *without[1:]), 7), median(pytest("trivial", *without), 7)
    ratio = checked / bare
    print(f"self-check of {unit.assignment}: {checked:.2f} s, {ratio:.1f} x pytest on ten trivial tests ({bare:.2f} s)")


def isolation(unit: Unit) -> float:
    """Compare grading through a worker with the same checks in one process; give the former's seconds."""
    checks, recording = load_checks(unit.checks), recording_of(unit, 1)
    cells = cells_of_python(unit.solution.read_text(), unit.exercise.name)
    with open_zygote(Course.find(ROOT).limits(), None) as zygote:

        def graded() -> None:
            with RemoteSubmission(zygote, cells, unit.exercise.name) as handed_in:
                check_all(checks, handed_in.functions, recording, 1)

        def bare() -> None:
            check_all(checks, local_student(load_file(unit.solution)), recording, 1)

        with np.errstate(all="ignore"):
            through_worker, in_process = median(graded, 15), median(bare, 15)
    print(
        f"grading {unit.assignment} through a worker: {1000 * through_worker:.0f} ms, "
        f"{through_worker / in_process:.1f} x the same checks in one process ({1000 * in_process:.0f} ms)"
    )
    return through_worker


def nbgrader(unit: Unit, folder: Path, count: int = 4) -> None:
    """Compare ``deltarule grade`` with ``nbgrader autograde`` on the same notebooks."""

    def run(*command: str, cwd: Path) -> float:
        path = f"{BIN}{os.pathsep}{os.environ['PATH']}"  # nbgrader starts alembic by name
        start = time.perf_counter()
        subprocess.run(command, cwd=cwd, check=True, capture_output=True, env={**os.environ, "PATH": path})
        return time.perf_counter() - start

    instructor = folder / "course" / "instructor"
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part / unit.assignment, folder / "course" / part / unit.assignment)
    instructor.mkdir()
    # nbgrader's own executor, not this project's.
    settings = (ROOT / "instructor" / "nbgrader_config.py").read_text().split("# Notebooks run in isolated")[0]
    (instructor / "nbgrader_config.py").write_text(settings)
    source = instructor / "source" / unit.assignment / unit.notebook.name
    run("deltarule", "build", cwd=folder / "course")
    for i in range(count):
        place = instructor / "submitted" / f"student{i}" / unit.assignment
        place.mkdir(parents=True)
        shutil.copy(source, place)

    run("nbgrader", "generate_assignment", unit.assignment, cwd=instructor)
    stock = run("nbgrader", "autograde", unit.assignment, cwd=instructor) / count
    for i in range(count, 10 * count):
        shutil.copytree(instructor / "submitted" / "student0", instructor / "submitted" / f"student{i}")
    ours = run("deltarule", "grade", cwd=folder / "course") / (10 * count)
    print(
        f"deltarule grade on {unit.assignment} notebooks: {1000 * ours:.0f} ms each with start-up, "
        f"{stock / ours:.0f} x faster than nbgrader autograde ({1000 * stock:.0f} ms each)"
    )


def main() -> None:
    """Measure everything on one unit, the one named or ann."""
    unit = Course.find(ROOT).unit(sys.argv[1] if len(sys.argv) > 1 else "ann")
    with tempfile.TemporaryDirectory() as folder:
        self_check(unit, Path(folder))
        isolation(unit)
        nbgrader(unit, Path(folder))


if __name__ == "__main__":
    main()
