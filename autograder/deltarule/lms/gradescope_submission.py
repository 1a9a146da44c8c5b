"""One submission on Gradescope's machine: what ``deltarule collect`` would take of it is graded, and the rest is said.

``run_autograder`` of the autograder's zip calls this with the folder of the student's files, the assignment, and where
the results belong.
"""

import sys
import tempfile
from pathlib import Path

import msgspec

from deltarule.core.checking.checks import load_checks
from deltarule.core.checking.marks import points_of
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.files import write_output
from deltarule.core.text import one_line, visible
from deltarule.grading.cohort import Submission, grade_cohort
from deltarule.grading.records import Records
from deltarule.grading.station import unreadable
from deltarule.grading.strangers import Place

from .archive import open_archive
from .choice import Choice, choose
from .download import Handed, Person, Upload
from .gradescope import to_gradescope
from .request import Request


def grade_uploads(course: Course, unit: Unit, folder: Path) -> Records:
    """Grade the files in `folder`, chosen as ``deltarule collect`` chooses a student's files.

    Raises:
        UserError: the folder cannot be read, or grading cannot be done here.
    """
    if not folder.is_dir():
        raise UserError(f"There is no folder {folder}, where a student's files should be; put them there.")
    with tempfile.TemporaryDirectory() as work:
        place = Path(work) / "student" / unit.assignment
        place.mkdir(parents=True)
        with open_archive(folder) as archive:
            uploads = [Upload(entry.name, entry) for entry in archive.entries]
            choice = choose(Handed(Person("gradescope", ""), uploads), unit, course.units())
            refused = archive.refused
        submission, said = Submission("student", unit, Place.of(place, 2)), _said(unit, choice, refused)
        if not choice.files:  # there is nothing that anybody would have to get ready for
            return Records([unreadable(submission, points_of(load_checks(unit.checks)), said)])
        for suffix, chosen in choice.files.items():
            (place / f"{unit.name}{suffix}").write_bytes(chosen.content)
        records = grade_cohort(course, [submission])
    (record,) = records.submissions
    message = " ".join(filter(None, [said, record.message]))
    return msgspec.structs.replace(records, submissions=[msgspec.structs.replace(record, message=message)])


def _said(unit: Unit, choice: Choice, refused: list[str]) -> str:
    """Say which files were taken under another name, and what became of the others."""
    taken = [
        f"{one_line(chosen.original)} was graded as {unit.name}{suffix}."
        for suffix, chosen in choice.files.items()
        if chosen.original != f"{unit.name}{suffix}"
    ]
    others = "; ".join(one_line(said) for said in [*choice.ignored, *refused])
    if not choice.files:
        return f"Nothing could be graded: {others}. Hand in {unit.exercise.name} or {unit.notebook.name}."
    return " ".join([*taken, *([f"Of your other files: {others}."] if others else [])])


def main(folder: str, assignment: str, results: str) -> None:
    """Grade one submission and write its results; what keeps that from being done is one sentence and exit code 2."""
    try:
        course = Course.with_solutions()
        records = grade_uploads(course, course.unit(assignment), Path(folder))
        write_output(Path(results), to_gradescope(Request(records)).content)
    except UserError as error:
        print(f"run_autograder: {visible(str(error))}", file=sys.stderr)
        sys.exit(2)
    if records.isolation:
        print(f"isolation: {records.isolation}")


if __name__ == "__main__":
    main(*sys.argv[1:])
