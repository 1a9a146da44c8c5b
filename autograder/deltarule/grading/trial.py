"""A submission graded by a grader of its own, which may die of it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from deltarule.core.errors import UserError
from deltarule.door.walls import Level

from .records import SubmissionRecord, read_records


def graded_alone(course: Path, folder: Path, assignment: str, level: Level) -> SubmissionRecord | None:
    """Grade the submission in `folder` in a process of its own; none where that dies.

    Args:
        course: the folder of the course.
        folder: ``<somewhere>/<student>/<assignment>``.
        assignment: the unit.
        level: how its workers are to be walled off.
    """
    with tempfile.TemporaryDirectory(prefix="deltarule-trial-") as place:
        results = Path(place) / "records.json"
        command = [sys.executable, "-m", "deltarule", "grade", str(folder.parent.parent), "--no-gradebook"]
        command += ["--assignment", assignment, f"--student={folder.parent.name}", "--isolation", level]
        command += ["--results", str(results)]
        try:
            subprocess.run(command, cwd=course, stdin=subprocess.DEVNULL, capture_output=True, check=True)
            (record,) = read_records(results).submissions
        except (OSError, ValueError, UserError, subprocess.CalledProcessError):
            return None
    record.student = os.fspath(folder.parent.name)  # records spell out what is no text
    return record
