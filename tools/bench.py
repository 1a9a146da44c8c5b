"""Measures speeds on one generated class, beside nbgrader, otter-grader and plain pytest: ratios, and their spread.

Run it as ``make bench``: half an hour. ``python tools/bench.py --write`` also writes the table and the plot that the
docs show. Machines are noisy: whatever is compared runs in turn, several times. otter-grader is installed, from the
network, in an environment of its own; where that fails its row says so.
"""

import argparse
import contextlib
import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import student_side  # noqa: E402
from graders import Otter  # noqa: E402
from made_class import make_class  # noqa: E402

from deltarule.authoring.building.recorder import recording_of  # noqa: E402
from deltarule.core.checking.checks import check_all, load_checks  # noqa: E402
from deltarule.core.checking.recording import Recording  # noqa: E402
from deltarule.core.code.cells import cells_of_python  # noqa: E402
from deltarule.core.code.pure import known_text  # noqa: E402
from deltarule.core.code.student import load_file, local_student  # noqa: E402
from deltarule.core.course import Course  # noqa: E402
from deltarule.door.outside.probe import open_zygote  # noqa: E402
from deltarule.door.outside.readers import Readers  # noqa: E402
from deltarule.door.outside.remote import RemoteSubmission  # noqa: E402
from deltarule.door.outside.workers import Worker  # noqa: E402
from deltarule.door.outside.zygotes import Zygote  # noqa: E402
from deltarule.grading.cohort import find_submissions  # noqa: E402
from deltarule.grading.station import Station  # noqa: E402
from deltarule.grading.store import STORE  # noqa: E402

ROOT = HERE.parent
BIN = Path(sys.executable).parent
FIGURES, PLOT = ROOT / "docs" / "figures.md", ROOT / "docs" / "bench.svg"
UNITS = 7
STALLED = 300.0
"""Seconds for which nbclient waits for what it has missed."""
FEW, STOCK, MORE = UNITS, 3 * UNITS, 9 * UNITS
"""Notebooks that nbgrader grades in a round: one of each unit, and three; by this executor, which is quicker, nine."""


@dataclass
class Table:
    """What was measured: rows of a name and a ratio in each round."""

    rows: dict[str, list[float]] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def add(self, what: str, ratio: float, unit: str = "x") -> None:
        """Take down a ratio, and tell it."""
        self.rows.setdefault(what, []).append(ratio)
        self.said[what] = unit
        print(f"{what}: {ratio:.3g} {unit}", flush=True)

    def lines(self) -> list[str]:
        """Lay it out: the median, the least and the most of each row."""
        lines = ["| what | median | of all rounds |", "| --- | --- | --- |"]
        for what, found in self.rows.items():
            unit, spread = self.said[what], f"{min(found):.3g} to {max(found):.3g}"
            lines.append(f"| {what} | {statistics.median(found):.3g} {unit} | {spread} |")
        return lines


def lay_out(folder: Path, stock: bool) -> Path:
    """Make a course, graded by nbgrader's own executor or by this project's; give its ``instructor/``."""
    for part in ("exercises", "solutions"):
        shutil.copytree(ROOT / part, folder / part)
    instructor = folder / "instructor"
    instructor.mkdir()
    shutil.copy(ROOT / "instructor" / "course.toml", instructor)
    settings = (ROOT / "instructor" / "nbgrader_config.py").read_text("utf-8")
    (instructor / "nbgrader_config.py").write_text(
        settings.split("# Notebooks run in isolated")[0] if stock else settings
    )
    run(BIN / "deltarule", "build", cwd=folder)
    return instructor


def run(*command: str | Path, cwd: Path) -> float:
    """Run a command; give the seconds that it took."""
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"  # nbgrader starts alembic by name
    start = time.perf_counter()
    subprocess.run(command, cwd=cwd, check=True, capture_output=True, env={**os.environ, "PATH": path})
    return time.perf_counter() - start


def autograde(instructor: Path, units: Sequence[str], classes: Path, most: int, count: int) -> float:
    """Grade classes of `FEW` and of `most` by ``nbgrader autograde``: the seconds a notebook that `count` would take.

    What is started once a unit would count once there, too. A unit's two runs follow one another, for the machine may
    be another in a minute. The first runs, which make a gradebook, aren't counted.
    """
    seconds = {FEW: 0.0, most: 0.0}
    hand_in(classes / f"class{FEW}", instructor)
    for unit in units:
        autograde_unit(instructor, unit)
    for unit in units:
        for size in seconds:
            hand_in(classes / f"class{size}", instructor)
            seconds[size] += autograde_unit(instructor, unit)
    more = (seconds[most] - seconds[FEW]) / (most - FEW)
    if more <= 0:
        raise SystemExit(f"{most} notebooks took less than {FEW}: this machine is too busy to measure anything.")
    return (seconds[FEW] + more * (count - FEW)) / count


def autograde_unit(instructor: Path, unit: str) -> float:
    """Grade a unit by ``nbgrader autograde``: the seconds that it takes.

    nbclient misses a kernel's announcement now and then, and waits for its whole time; that is no run to compare with.
    """
    command = (BIN / "nbgrader", "autograde", unit, "--force")
    while (seconds := run(*command, cwd=instructor)) >= STALLED:
        print(f"{unit}: a run that stood still is left out", flush=True)
    return seconds


def hand_in(made: Path, instructor: Path) -> None:
    """Put a class's submissions where they are graded, in place of those that are there."""
    shutil.rmtree(instructor / "submitted", ignore_errors=True)
    shutil.copytree(made, instructor / "submitted")


@dataclass(frozen=True)
class Run:
    """A run of ``deltarule grade``: seconds in all and until the first mark, and MiB of the command's own memory."""

    seconds: float
    first: float
    memory: float


def grade(instructor: Path, count: int) -> Run:
    """Grade `count` submissions by ``deltarule grade``, gradebook and feedback pages included, from the beginning."""
    for name in ("gradebook.db", STORE, f"{STORE}-wal", f"{STORE}-shm"):
        (instructor / name).unlink(missing_ok=True)
    shutil.rmtree(instructor / "autograded", ignore_errors=True)
    begun, first, memory = time.perf_counter(), 0.0, 0.0
    command = [BIN / "deltarule", "grade", "--pages", "reports/pages", "--results", "reports/records.json"]
    process = subprocess.Popen(command, cwd=instructor, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        with contextlib.suppress(OSError, AttributeError):
            said = re.search(r"VmHWM:\s*(\d+)", Path(f"/proc/{process.pid}/status").read_text())
            memory = max(memory, int(said[1]) / 1024 if said else 0.0)
        if not first and is_one_kept(instructor / STORE):
            first = time.perf_counter() - begun
        time.sleep(0.02)
    seconds = time.perf_counter() - begun
    assert process.returncode == 0
    assert len(list((instructor / "autograded").glob("*/*"))) == count
    return Run(seconds, first, memory)


def is_one_kept(store: Path) -> bool:
    """Whether a first record is there."""
    if not store.exists():
        return False
    try:
        with contextlib.closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as database:
            return database.execute("SELECT 1 FROM graded LIMIT 1").fetchone() is not None
    except sqlite3.Error:
        return False


def otter_run(folder: Path, notebooks: Sequence[Path]) -> float | None:
    """Give the seconds that ``otter run`` takes for a notebook of ``2_ann``; None where it can't be had."""
    grader = Otter()
    try:
        grader.prepare(folder)
    except (subprocess.CalledProcessError, OSError):
        return None
    command = ["env", f"PATH={folder}/otter/bin:/usr/bin:/bin", "otter", "run", "--no-logo", "-a", folder / "otter.zip"]
    (folder / "out").mkdir(exist_ok=True)
    return statistics.median(run(*command, "-o", folder / "out", path, cwd=folder) for path in notebooks)


def through_the_door(table: Table, rounds: int) -> None:
    """Compare a right submission through a walled worker with the same checks in one process, unit by unit."""
    course = Course.find(ROOT)
    units = [unit for unit in course.units() if 1 <= int(unit.assignment.split("_")[0]) <= UNITS]
    with open_zygote(course.limits(), None, course) as zygote, np.errstate(all="ignore"):
        for unit in units:
            checks, recording = load_checks(unit.checks), recording_of(unit, 1)
            cells = cells_of_python(unit.solution.read_text("utf-8"), unit.exercise.name)
            known = known_text(cells)  # a reader's work

            def walled() -> None:
                with RemoteSubmission(zygote, cells, unit.exercise.name, known=known) as handed_in:  # noqa: B023
                    check_all(checks, handed_in.functions, recording, 1, handed_in.take_printed)  # noqa: B023

            def bare() -> None:
                check_all(checks, local_student(load_file(unit.solution)), recording, 1)  # noqa: B023

            for _ in range(rounds):
                ratio = median(walled) / median(bare)
                table.add(f"a right `{unit.assignment}` through the door, against its checks in one process", ratio)


def median(function: Callable[[], object], times: int = 7) -> float:
    """Time a function: the median of several calls, in seconds, after one that isn't counted."""
    function()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def profile(before: Path, submitted: Path) -> dict[str, float]:
    """Say where the time of a submission goes: the share of each part, once another class has been graded."""
    course = Course.find(ROOT)
    met, work = ([item.take() for item in find_submissions(course, place).submissions] for place in (before, submitted))
    spent: dict[str, float] = {}
    parts = [
        ("reading what was handed in", Readers, "apply"),
        ("forking workers", Zygote, "fork"),
        ("running the cells", Worker, "load"),
        ("asking functions", Worker, "ask"),
        ("ending workers", Worker, "close"),
        ("finding what went wrong", Recording, "diagnose"),
    ]
    with Station(course) as station:
        for hand_in in met:
            station.grade(hand_in)
        with contextlib.ExitStack() as stack:
            inside = [0]
            for what, kind, name in parts:
                stack.enter_context(timed(kind, name, what, spent, inside))
            start = time.perf_counter()
            for hand_in in work:
                station.grade(hand_in)
            whole = time.perf_counter() - start
    spent["drawing cases, comparing, the rest"] = whole - sum(spent.values())
    return {what: seconds / whole for what, seconds in spent.items()}


@contextlib.contextmanager
def timed(kind: type, name: str, what: str, spent: dict[str, float], inside: list[int]) -> Iterator[None]:
    """Add up the time of a method's calls while the body lasts, but for calls inside of another that is timed."""
    method = getattr(kind, name)

    def measured(*args: object, **kwargs: object) -> object:
        inside[0] += 1
        start = time.perf_counter()
        try:
            return method(*args, **kwargs)
        finally:
            inside[0] -= 1
            if not inside[0]:
                spent[what] = spent.get(what, 0.0) + time.perf_counter() - start

    setattr(kind, name, measured)
    try:
        yield
    finally:
        setattr(kind, name, method)


def plot(path: Path, sizes: Sequence[int], runs: Sequence[float], others: dict[str, float]) -> None:
    """Draw what a class costs against its size; what others take is drawn on from what a notebook takes them."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "deltarule"
    import matplotlib.pyplot as plt

    figure, axis = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    axis.plot(sizes, runs, "o-", color="#1769aa", label="deltarule grade")
    for (name, each), style in zip(others.items(), ("--", ":", "-."), strict=False):
        axis.plot(sizes, [each * size for size in sizes], style, color="#777777", label=name)
    axis.set(xscale="log", yscale="log", xlabel="notebooks", ylabel="seconds, start to end")
    axis.grid(alpha=0.3)
    axis.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def write(lines: Sequence[str], title: str) -> None:
    """Put a table into the docs, in the place of that title. Rows of it that weren't measured this time stay."""
    text = FIGURES.read_text("utf-8")
    begin, end = f"<!-- figures: {title} -->", "<!-- end of figures -->"
    before, _, rest = text.partition(begin)
    stood, _, after = rest.partition(end)
    rows = {line.split("|")[1].strip(): line for line in (*stood.strip().splitlines(), *lines)}
    FIGURES.write_text("\n".join([before + begin, *rows.values(), end]) + after, "utf-8")


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="notebooks in the class (200)")
    parser.add_argument("--sizes", type=int, nargs="*", default=[], help="further sizes, for the plot")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured (3)")
    parser.add_argument("--seed", type=int, default=0, help="of the class (0)")
    parser.add_argument("--only", nargs="*", default=[], help="of: class, door, students, profile; all by default")
    parser.add_argument("--write", action="store_true", help="write docs/figures.md and docs/bench.svg")
    options = parser.parse_args()
    wanted = options.only or ["class", "door", "students", "profile"]
    table = Table()
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        if "class" in wanted:
            measure_class(table, folder, options)
        if "door" in wanted:
            through_the_door(table, options.rounds)
        if "students" in wanted:
            with student_side.place() as where:
                for found in (student_side.untouched(where), student_side.check_of_a_unit(where, "ann")):
                    student_side.tell(found)
                student_side.tell(student_side.watch(where, "ann"))
        print("\n".join(table.lines()))
        if options.write:
            write(table.lines(), "speed")
        if "profile" in wanted:
            for name, seed in (("before", options.seed + 1), ("profiled", options.seed)):
                make_class(folder / name, 4 * UNITS, seed)
            shares = profile(folder / "before", folder / "profiled")
            lines = ["| part of a submission's time | share |", "| --- | --- |"]
            lines += [f"| {what} | {share:.0%} |" for what, share in sorted(shares.items(), key=lambda item: -item[1])]
            print("\n".join(lines))
            if options.write:
                write(lines, "profile")


def measure_class(table: Table, folder: Path, options: argparse.Namespace) -> None:
    """Compare whole runs over one generated class."""
    ours, stock, apart = (lay_out(folder / name, name == "stock") for name in ("ours", "stock", "apart"))
    sizes = sorted({STOCK, options.count, *options.sizes})
    for size in {FEW, MORE, *sizes}:
        units = make_class(folder / f"class{size}", size, options.seed)
    make_class(folder / "unlike", options.count, options.seed, alike=False)
    for place in (stock, apart):
        for unit in units:
            run(BIN / "nbgrader", "generate_assignment", unit, cwd=place)
    notebooks = sorted((folder / f"class{STOCK}").glob("*/2_ann/ann.ipynb"))
    took: dict[int, list[Run]] = {size: [] for size in sizes}
    others: dict[str, list[float]] = {}
    for _ in range(options.rounds):
        for size in sizes:
            hand_in(folder / f"class{size}", ours)
            took[size].append(grade(ours, size))
        many, few = took[sizes[-1]][-1], took[sizes[0]][-1]
        counted = took[options.count][-1]
        each, of = counted.seconds / options.count, f"`deltarule grade` of {options.count} notebooks"
        stock_each = autograde(stock, units, folder, STOCK, options.count)
        others.setdefault("nbgrader autograde", []).append(stock_each)
        table.add(f"{of}, against `nbgrader autograde`, a notebook", stock_each / each, "x faster")
        ratio = stock_each / autograde(apart, units, folder, MORE, options.count)
        table.add(f"`nbgrader autograde` of {options.count} with this executor, against its own", ratio, "x faster")
        if seconds := otter_run(folder, notebooks):
            others.setdefault("otter run", []).append(seconds)
            table.add(f"{of}, against `otter run`, a notebook", seconds / each, "x faster")
        else:
            print("otter-grader can't be had here")
        hand_in(folder / "unlike", ours)
        ratio = stock_each / (grade(ours, options.count).seconds / options.count)
        table.add(f"{of} of which no two have a function alike, against `nbgrader autograde`", ratio, "x faster")
        table.add("the first mark, after", counted.first, "s")
        if len(sizes) > 1:
            marginal = (many.seconds - few.seconds) / (sizes[-1] - sizes[0]) / (many.seconds / sizes[-1])
            table.add(
                f"a notebook more, from {sizes[0]} to {sizes[-1]}, against one of {sizes[-1]} on average", marginal
            )
            table.add(f"the command's memory, {sizes[-1]} notebooks against {sizes[0]}", many.memory / few.memory)
    if options.write:
        means = {name: statistics.median(found) for name, found in others.items()}
        plot(PLOT, sizes, [statistics.median(item.seconds for item in took[size]) for size in sizes], means)


if __name__ == "__main__":
    main()
