"""Kills processes of a run of ``deltarule grade`` at random moments, and compares its records with a quiet run's.

Run it as ``make kills``: some ten minutes. Workers, readers, zygotes, graders and what forks them are all
among the victims. It fails where any mark, status or sentence is another.
"""

import argparse
import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from bench import BIN, hand_in, lay_out  # noqa: E402
from made_class import make_class  # noqa: E402

from deltarule.grading.records import Records, SubmissionRecord, read_records  # noqa: E402
from deltarule.grading.store import STORE  # noqa: E402


def descendants(pid: int) -> Iterator[int]:
    """Give the processes that a process has started, and those that these have."""
    with contextlib.suppress(OSError):  # it, or a thread of its, is gone
        for path in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in map(int, path.read_text().split()):
                yield child
                yield from descendants(child)


def graded(instructor: Path, chance: random.Random, every: float) -> tuple[Records, int]:
    """Grade what was handed in, from the beginning, and kill a process `every` so many seconds; 0 for none.

    Gives the records, and how many were killed.
    """
    for name in ("gradebook.db", STORE, f"{STORE}-wal", f"{STORE}-shm"):
        (instructor / name).unlink(missing_ok=True)
    shutil.rmtree(instructor / "autograded", ignore_errors=True)
    records, killed = instructor / "reports" / "records.json", 0
    command = [BIN / "deltarule", "grade", "--results", records]
    process = subprocess.Popen(command, cwd=instructor, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None:
        time.sleep(chance.uniform(0.5, 1.5) * every if every else 1.0)
        if every and (victims := list(descendants(process.pid))):
            with contextlib.suppress(ProcessLookupError):  # it ended by itself
                os.kill(chance.choice(victims), signal.SIGKILL)
                killed += 1
    if process.returncode:
        raise SystemExit(f"The run ended with {process.returncode}, {killed} of its processes killed.")
    return read_records(records), killed


def told(record: SubmissionRecord) -> object:
    """Give what anybody is told of a submission: all but digests of answers, which hold the last bits of sums."""
    return msgspec.structs.replace(record, checks=[replace(check, answers=()) for check in record.checks])


def main() -> None:
    """Compare a run with one that is disturbed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000, help="notebooks in the class (2000)")
    parser.add_argument("--every", type=float, default=1.0, help="seconds from one to the next, on average (1)")
    parser.add_argument("--seed", type=int, default=0, help="of the class, and of who is killed when (0)")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as work:
        instructor = lay_out(Path(work) / "course", stock=False)
        make_class(Path(work) / "class", options.count, options.seed)
        hand_in(Path(work) / "class", instructor)
        quiet, _ = graded(instructor, chance, 0)
        disturbed, killed = graded(instructor, chance, options.every)
    others = [
        f"{one.student}, {one.assignment}: {one.score:g}, and {other.score:g} {other.message}"
        for one, other in zip(quiet.submissions, disturbed.submissions, strict=True)
        if told(one) != told(other)
    ]
    print(f"{killed} processes killed, {options.count} submissions graded, {len(others)} of them otherwise")
    raise SystemExit("\n".join(others) if others else 0)


if __name__ == "__main__":
    main()
