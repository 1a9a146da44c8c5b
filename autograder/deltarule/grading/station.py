"""Where submissions are graded: walls that were tried, what reads beside them, and the exams of the units."""

import contextlib
import re
from collections.abc import Iterable, Sequence
from types import TracebackType

from deltarule.core.checking.checks import CheckResult
from deltarule.core.checking.marks import by_function, earned_in, points_of
from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_EXCEPTION_MESSAGE
from deltarule.core.text import words_in
from deltarule.door.outside.deadlines import Allowance
from deltarule.door.outside.probe import open_zygote
from deltarule.door.outside.zygotes import Zygote
from deltarule.door.walls import Level

from .exam import Exam
from .excerpts import Excerpt, excerpts_of
from .handin import HandIn, Submission, Unreadable, know_handout, read_content, readers_beside
from .records import SubmissionRecord

_COMMENT = re.compile(r"^[ \t]*#.*", re.MULTILINE)


class Station:
    """Grades one submission after the other, each in worker processes of its own. A context manager.

    Attributes:
        level: how its workers are walled off.
    """

    def __init__(
        self,
        course: Course,
        isolation: Level | None = None,
        *,
        first: Sequence[str] = (),
        processor: int | None = None,
    ) -> None:
        """Try the walls, and start what submissions need.

        Args:
            course: its limits, rules and secret seeds are used.
            isolation: how workers are to be walled off; by default as strongly as this machine can.
            first: the assignments to prepare exams for while processes get warm.
            processor: the one that student code is to run on; by default any.

        Raises:
            UserError: the course is broken, or submissions can't be walled off here.
        """
        self._course = course
        self._exams: dict[str, Exam] = {}
        with contextlib.ExitStack() as stack:

            def meanwhile(zygote: Zygote) -> None:
                self._readers = stack.enter_context(readers_beside(zygote))
                for assignment in first:
                    self._exam(assignment)

            self._zygote = stack.enter_context(
                open_zygote(course.limits(), isolation, course, processor=processor, meanwhile=meanwhile)
            )
            self._open = stack.pop_all()
        self.level: Level = self._zygote.level

    def __enter__(self) -> "Station":
        """Give the station."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End its processes."""
        self._open.close()

    def grade(self, hand_in: HandIn) -> SubmissionRecord:
        """Grade one submission.

        Raises:
            UserError: the course is broken; never for what is in a submission.
        """
        exam = self._exam(hand_in.assignment)
        try:
            return self._graded(hand_in, exam)
        except UserError:
            raise
        except Exception as error:  # what nobody thought of costs nobody else their marks
            problem = f"{type(error).__name__}: {error}"[:MAX_EXCEPTION_MESSAGE]
            return unreadable(hand_in, points_of(exam.checks), f"The grader could not cope with this ({problem}).")

    def _exam(self, assignment: str) -> Exam:
        if assignment not in self._exams:
            unit = self._course.unit(assignment)
            self._exams[assignment] = Exam.prepare(unit)
            know_handout(unit, self._readers, self._exams[assignment].asked)
        return self._exams[assignment]

    def _graded(self, hand_in: HandIn, exam: Exam) -> SubmissionRecord:
        """Grade a submission. Where both the file and the notebook were handed in, the better one counts."""
        most = float(points_of(exam.checks))
        graded: list[tuple[float, str, list[CheckResult], list[str], list[Excerpt]]] = []
        reasons, empty = [*hand_in.refused], list[str]()
        allowance = Allowance(self._zygote.limits.submission_seconds)
        for name, content in hand_in.files:
            try:
                reading = read_content(content, name, self._readers, exam.asked, exam.forbidden)
            except Unreadable as error:
                reasons.append(str(error))
                continue
            results, notes = exam.judge(reading, name, self._zygote, allowance)
            empty += nothing_asked_for((cell.source for cell in reading.cells if not cell.left_out), results, name)
            lost = {mark.function for mark in by_function(results) if not mark.complete and not mark.not_started}
            graded.append((earned_in(results), name, results, notes, excerpts_of(reading.cells, lost)))
        if not graded:
            return unreadable(hand_in, most, " ".join(reasons))
        score, name, results, notes, excerpts = max(graded, key=lambda item: item[0])
        reasons += empty if not score else []
        return SubmissionRecord(
            hand_in.student,
            hand_in.assignment,
            "graded",
            score,
            most,
            results,
            message=" ".join([*reasons, *notes]),
            file=name,
            flagged=bool(reasons),
            excerpts=excerpts,
        )


def unreadable(handed_in: HandIn | Submission, most: float, reason: str) -> SubmissionRecord:
    """Record a submission that no check was run on, out of `most` points."""
    return SubmissionRecord(handed_in.student, handed_in.assignment, "unreadable", 0.0, float(most), [], reason)


def nothing_asked_for(sources: Iterable[str], results: Sequence[CheckResult], title: str) -> list[str]:
    """Say that a file has nothing of what is graded in it, if that is so: a person should see what became of it.

    Args:
        sources: its code.
        results: what the checks found.
        title: what the student calls it.
    """
    words = {word for source in sources for word in words_in(_COMMENT.sub("", source))}
    wanted = list(dict.fromkeys(result.function for result in results))
    if not wanted or earned_in(results) or not words.isdisjoint(wanted):
        return []
    what = "has none of the functions that are graded" if words else "has no code in it"
    return [f"{title} {what} ({', '.join(wanted[:3])}{', ...' if wanted[3:] else ''}); is it the right file, as saved?"]
