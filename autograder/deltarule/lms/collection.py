"""Collecting a download: everyone in it gets a submission, or a reason why not."""

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.files import has_folder
from deltarule.core.text import counted, one_line
from deltarule.grading.lock import Lock

from .archive import Archive, open_archive
from .choice import choose, find_unit
from .deposit import Outcome, Receipt, earlier_of, place
from .download import Cohort
from .registry import recognise, sources
from .roster import ROSTER, Line, folders, read_roster, refuse_changed, student_ids, updated, write_roster


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
        title: what to call the system that it is from.
        unit: the unit that it is of.
        people: how many students are in it.
        collected: one item for each of them who has a submission.
        ignored: a sentence for everything that was not taken.
    """

    title: str
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
        download: the zip file as a system hands it out, or the folder that it was unpacked to.
        into: where to put submissions; nbgrader's is ``instructor/submitted``.
        source: the system's name; by the names in the download if left out.
        assignment: the unit; by the files' names if left out.

    Raises:
        UserError: the download as a whole can't be read or told, a folder can't be written, or another process is
            collecting.
    """
    units = course.units()
    unit = course.unit(assignment) if assignment else None
    course.refuse_to_fill(into, but="submitted")
    has_folder(into)
    has_folder(earlier_of(into))
    # Each would write a roster without the other's lines.
    alone = Lock(course.root, "deltarule is collecting for this course")
    with closing(alone), open_archive(download) as archive:
        source = source or recognise(archive)
        title, cohort = read_cohort(archive, source)
        unit = unit or find_unit(units, cohort)
        collection = Collection(title, unit, len(cohort.handed), [], [*archive.refused, *cohort.ignored])
        # Where nobody has a file of the unit, another one is meant: its roster is no list of who should have.
        meant = any(choose(handed, unit, units).files for handed in cohort.handed)
        students = _enrol(course.instructor / ROSTER, cohort, unit, into, keep=meant)
        sharing = Counter(map(str.casefold, students))
        for student, handed in zip(students, cohort.handed, strict=True):
            if sharing[student.casefold()] > 1:
                several = counted(sharing[student.casefold()], "submission")
                said = f"{several} are of this student; which one counts can't be told"
                collection.ignored.append(f"{student}, {handed.person.called}: {said}, so that none is taken")
                continue
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


def read_cohort(archive: Archive, name: str) -> tuple[str, Cohort]:
    """Sort an archive's entries by student.

    Args:
        archive: the archive.
        name: of the system that it is from.

    Returns:
        what to call the system, and what everyone handed in.

    Raises:
        UserError: nothing in it is named as the system names submissions.
    """
    system, source = sources()[name]
    cohort = source.read(archive)
    if not cohort.handed:
        told = f": {one_line(cohort.ignored[0])}" if cohort.ignored else ""
        raise UserError(f"{archive.name} holds nothing named as {system.title} names submissions; check --from{told}.")
    return system.title, cohort


_STAYED = {
    "older": "what is there is newer, and stays",
    "unclear": "what is there differs, and which is newer can't be told; move it away to collect this one",
}


def _enrol(path: Path, cohort: Cohort, unit: Unit, into: Path, *, keep: bool) -> list[str]:
    """Give everyone their folder, and write the roster, if it is to `keep` that, before anything is put there."""
    roster = read_roster(path)
    refuse_changed(path, roster, into)
    students = student_ids(roster, [handed.person for handed in cohort.handed], unit.assignment, folders(into))
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
    if keep and new != roster:
        write_roster(path, new)
    return students
