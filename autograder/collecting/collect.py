"""Collecting a download: everyone in it gets a submission, or a reason why not."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from autograder.course import Course, Unit

from .archive import open_archive
from .choosing import choose, find_unit
from .formats import Cohort, read_cohort, recognise
from .placing import Outcome, Receipt, place
from .roster import Line, read_roster, student_ids, updated, write_roster

ROSTER = "roster.csv"
"""The roster's name in the instructor's folder."""


@dataclass(frozen=True)
class Collected:
    """What became of one student's submission.

    Attributes:
        student: the folder's name.
        outcome: new, replaced, or why what was there stayed.
        files: the unit's files that were taken.
        submitted: when it was handed in, where that is known.
        late: whether the system calls it late.
        kept: where the submission that it replaced lies now.
    """

    student: str
    outcome: Outcome
    files: list[str]
    submitted: datetime | None = None
    late: bool = False
    kept: Path | None = None


@dataclass
class Collection:
    """What a download held.

    Attributes:
        source: the system that it is from.
        unit: the unit that it is of.
        people: how many students are in it.
        collected: one item for each of them who has a submission.
        ignored: a sentence for everything that was not taken.
    """

    source: str
    unit: Unit
    people: int = 0
    collected: list[Collected] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def collect(
    course: Course, download: Path, into: Path, *, source: str | None = None, assignment: str | None = None
) -> Collection:
    """Collect a download into ``<into>/<student>/<assignment>/``.

    Args:
        course: the course; its roster is kept up.
        download: the zip file as Canvas, Moodle or Gradescope hand it out, or the folder that it was unpacked to.
        into: where to put submissions; nbgrader's is ``instructor/submitted``.
        source: ``canvas``, ``moodle`` or ``gradescope``; by the names in the download if left out.
        assignment: the unit; by the files' names if left out.

    Raises:
        UserError: the download as a whole can't be read or told, or a folder can't be written.
    """
    units = course.units()
    unit = course.unit(assignment) if assignment else None
    with open_archive(download) as archive:
        source = source or recognise(archive)
        cohort = read_cohort(archive, source)
        unit = unit or find_unit(units, cohort)
        collection = Collection(source, unit, len(cohort.handed), [], [*archive.refused, *cohort.ignored])
        students = _enrol(course.instructor / ROSTER, cohort, unit)
        for student, handed in zip(students, cohort.handed, strict=True):
            choice = choose(handed, unit, units)
            collection.ignored += [f"{student}, {handed.person.called}: {reason}" for reason in choice.ignored]
            if not choice.files:
                continue
            files = {f"{unit.name}{suffix}": chosen.content for suffix, chosen in choice.files.items()}
            originals = {f"{unit.name}{suffix}": chosen.original for suffix, chosen in choice.files.items()}
            receipt = Receipt(source, handed.person.source_id, handed.revision, handed.late, archive.name, originals)
            outcome, kept = place(into / student / unit.assignment, files, receipt, handed.submitted)
            if outcome in ("older", "unclear"):
                collection.ignored.append(f"{student}, {handed.person.called}: {_STAYED[outcome]}")
            collection.collected.append(Collected(student, outcome, sorted(files), handed.submitted, handed.late, kept))
    return collection


_STAYED = {
    "older": "what is there is newer, and stays",
    "unclear": "what is there differs, and which is newer can't be told; move it away to collect this one",
}


def _enrol(path: Path, cohort: Cohort, unit: Unit) -> list[str]:
    """Give everyone their folder, and write the roster before anything is put there."""
    roster = read_roster(path)
    students = student_ids(roster, [handed.person for handed in cohort.handed], unit.assignment)
    lines = [
        Line(
            student,
            unit.assignment,
            handed.person.source,
            handed.person.source_id,
            handed.person.name,
            handed.person.email,
            handed.person.sid,
            "yes" if handed.late else "",
        )
        for student, handed in zip(students, cohort.handed, strict=True)
    ]
    new = updated(roster, lines)
    if new != roster:
        write_roster(path, new)
    return students
