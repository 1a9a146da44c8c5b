"""What an attack left, read out of the report of a stage: marks, changes outside, what acts on a reader."""

import json
import re

from stage import Report

Marks = dict[str, dict[str, float]]
"""Points by student and function."""


def marks_of_records(report: Report) -> Marks:
    """Read Deltarule's records: points by student and function."""
    try:
        records = json.loads(report.out["records.json"])["submissions"]
    except (KeyError, ValueError):
        return {}
    marks: Marks = {}
    for record in records:
        scores = marks.setdefault(record["student"], {})
        for check in record["checks"]:
            scores[check["function"]] = scores.get(check["function"], 0.0) + check["earned"]
    return marks


def of(marks: Marks, name: str) -> dict[str, float] | None:
    """Find the marks of the student that an attack calls itself, whatever it puts behind its name."""
    for student, scores in marks.items():
        if student == name or student.startswith(f"{name} ") or student == "":
            return scores
    return None


def outside(report: Report) -> list[str]:
    """List what was done outside the submission: to files, processes, listeners, secrets."""
    found = [f"changed {path}: {holds[:60]!r}" for path, holds in list(report.changed.items())[:5]]
    found += [f"left a process: {line[:80]}" for line in report.processes[:5]]
    found += [f"reached a listener: {line}" for line in report.heard[:5]]
    found += [f"read a secret: {name}" for name in report.leaked]
    found += [f"another process {report.victim}"] * bool(report.victim)
    found += [f"left {item}" for item in report.ipc]
    return found + [f"left {report.disk >> 20} MB on the disk"] * (report.disk > 64 << 20)


def shown(report: Report) -> list[str]:
    """List what acts on whoever reads the terminal or the pages."""
    raw = re.compile(r"[\x07\x08\x9b\u202a-\u202e\u2066-\u2069]|\x1b\]|\x1b\[2J")
    found = ["a raw escape in the terminal"] * bool(raw.search(report.output))
    for name, text in report.out.items():
        if name.endswith(".html"):
            found += [f"a raw escape in {name}"] * bool(
                re.search(r"[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text)
            )
            found += [f"a script in {name}"] * bool(re.search(r"<script>(document|alert)|<img src=x", text))
    return found
