"""Proposals: what an author could list of the mistakes that a cohort made, each tried before it is shown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType

import msgspec

from deltarule.authoring.building.recorder import record
from deltarule.authoring.mistakes import drafts
from deltarule.authoring.mistakes.blanks import blanks_of
from deltarule.authoring.mistakes.changes import bare_source
from deltarule.authoring.mistakes.drafts import Asked, Draft
from deltarule.authoring.solution import Solution
from deltarule.core.checking.checks import Check, CheckResult
from deltarule.core.checking.recording import Recording
from deltarule.core.code.cells import Cell
from deltarule.core.course import Course, Unit
from deltarule.core.findings.fingerprints import Digest, all_match
from deltarule.core.limits import MAX_COMPARED
from deltarule.core.text import spelt_out
from deltarule.door.outside.readers import Overtaxed, Readers, Refused
from deltarule.door.outside.zygotes import Zygote

from . import contents
from .clusters import Cluster
from .cohort import Submission, find_submissions
from .contents import Reading
from .exam import Exam
from .handin import Unreadable, read_submitted, submitted_files
from .records import SubmissionRecord


@dataclass(frozen=True)
class Proposal:
    """What could be listed for a cluster.

    Attributes:
        cluster: whose answers it is about.
        student: the one whose function is nearest to the solution; nobody, where no function could be read.
        draft: what it is made of.
        fits: whether the entry was seen to answer as this student's function does.
        blank: what the answers are, where they are no attempt at one: zeros, or an argument handed back.
        reason: why there is no draft.
    """

    cluster: Cluster
    student: str = ""
    draft: Draft | None = None
    fits: bool = False
    blank: str = ""
    reason: str = ""


class Proposals:
    """Makes proposals for the clusters of a cohort. A context manager.

    A drafted function holds what a student typed. It is tried as a submission is graded: in a worker behind walls, of
    which nothing comes back but whether its answers are the same.
    """

    def __init__(self, course: Course, folder: Path, zygote: Zygote) -> None:
        """Read the submissions in `folder`, laid out as for ``deltarule grade``; try drafts in workers of `zygote`."""
        self._course = course
        self._folder = folder
        self._units = dict[str, _Trial]()
        self._zygote = zygote
        self._readers = Readers.beside(zygote, (contents.__name__, drafts.__name__), contents.ON_DEMAND)

    def __enter__(self) -> "Proposals":
        """Give the proposals."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End what reads."""
        self._readers.close()

    def of(self, cluster: Cluster) -> Proposal:
        """Propose what to list for a cluster.

        Raises:
            UserError: the folder holds no submissions, or the unit is broken.
        """
        trial = self._trial(cluster.assignment)
        if cluster.function not in trial.solution.functions:
            return Proposal(cluster, reason=f"{trial.solution.path} has no function {cluster.function} (any more)")
        found, reasons = list[tuple[str, Reading, Draft]](), list[str]()
        for record_, submission in trial.submissions(cluster)[:MAX_COMPARED]:
            try:
                reading = self._read(record_, submission, trial.exam)
                found.append((submission.student, reading, self._draft(reading, cluster.function, trial.solution)))
            except (Unreadable, Refused, Overtaxed) as error:
                reasons.append(f"{spelt_out(submission.student)}: {error}")
        if not found:
            return Proposal(cluster, reason="; ".join(reasons) or f"none of their files is in {self._folder}")
        student, reading, draft = min(found, key=lambda item: _size(item[2]))
        given = self._answers(trial, cluster.function, reading.cells) if draft.body else ()
        fits = bool(given) and all_match(given, self._answers(trial, cluster.function, trial.with_draft(draft)))
        return Proposal(cluster, student, draft, fits, trial.blank(cluster.function, given))

    def _trial(self, assignment: str) -> "_Trial":
        if assignment not in self._units:
            unit = self._course.unit(assignment)
            self._units[assignment] = _Trial.of(
                unit, find_submissions(self._course, self._folder, assignment).submissions
            )
        return self._units[assignment]

    def _read(self, graded: SubmissionRecord, submission: Submission, exam: Exam) -> Reading:
        """Read the file that counted."""
        for path in submitted_files(submission.folder, submission.unit):
            if path.name == graded.file:
                return read_submitted(path, self._readers, exam.asked, exam.forbidden)
        raise Unreadable(f"{graded.file} isn't there any more")

    def _draft(self, reading: Reading, function: str, solution: Solution) -> Draft:
        cells = [cell.source for cell in reading.cells if not cell.left_out]
        asked = Asked(bare_source(solution, function), list(solution.definitions), cells)
        packed = self._readers.apply(drafts.draft, msgspec.msgpack.encode(asked), function)
        try:
            return msgspec.msgpack.decode(packed, type=Draft)
        except msgspec.DecodeError as error:
            raise Overtaxed(str(error)) from error

    def _answers(self, trial: "_Trial", function: str, cells: Iterable[Cell]) -> tuple[Digest, ...]:
        """Give what code answers to the checks of a function; nothing where it is right, or wasn't called."""
        exam = replace(trial.exam, checks=trial.checks(function))
        results, _ = exam.judge(Reading(list(cells)), trial.solution.path.name, self._zygote)
        return _given(results)


@dataclass(frozen=True)
class _Trial:
    """What is needed of a unit."""

    solution: Solution
    exam: Exam
    handed_in: dict[str, Submission]

    @classmethod
    def of(cls, unit: Unit, submissions: Sequence[Submission]) -> "_Trial":
        exam = Exam.prepare(unit)
        unnamed = record(unit, exam.seed, mistakes=False, derived=False)  # nobody asks for a name
        exam = replace(exam, recording=Recording(unnamed, f"of {unit.assignment}"))
        return cls(Solution.of(unit), exam, {spelt_out(item.student): item for item in submissions})

    def submissions(self, cluster: Cluster) -> list[tuple[SubmissionRecord, Submission]]:
        """Find the cluster's submissions, the last of each student's."""
        last = {spelt_out(member.student): member for member in cluster.members}
        return [(member, self.handed_in[name]) for name, member in last.items() if name in self.handed_in]

    def checks(self, function: str) -> list[Check]:
        """Give the checks of a function."""
        return [item for item in self.exam.checks if item.function == function]

    def blank(self, function: str, given: Sequence[Digest]) -> str:
        """Say what answers are that are no attempt at one; nothing where they are one."""
        for what, body in blanks_of(self.solution, function) if given else ():
            checks = self.checks(function)
            results = self.solution.graded({function: body}, checks, self.exam.recording, self.exam.seed)
            if all_match(given, _given(results)):
                return what
        return ""

    def with_draft(self, draft: Draft) -> Iterator[Cell]:
        """Give the reference's cells with one more, in which the function is as drafted."""
        yield from self.exam.reference
        yield Cell(draft.source(bare_source(self.solution, draft.function)), "draft.py")


def _given(results: Sequence[CheckResult]) -> tuple[Digest, ...]:
    """Give what a function answered; nothing where it is right, or wasn't called."""
    return next((result.answers for result in results if result.answers), ())


def _size(draft: Draft) -> tuple[bool, int]:
    """Say how far a draft is from the solution; what is too long for one is farthest."""
    return not draft.body, len(draft.difference)
