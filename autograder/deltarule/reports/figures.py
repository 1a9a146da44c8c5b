"""What the records of a class say of each assignment: marks, functions, mistakes, and what came of it since."""

import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from deltarule.core.checking.marks import by_function
from deltarule.core.findings.diagnosis import Named
from deltarule.grading.accounts import Account, accounts_of
from deltarule.grading.excerpts import Excerpt
from deltarule.grading.records import Records, SubmissionRecord

BINS = 10
"""Bars of the distribution of marks."""

MIN_CORRELATED = 3
"""Submissions below which nothing is said of how a function goes with the rest."""

Runs = Mapping[tuple[str, str], SubmissionRecord]
"""Records by student and assignment."""


@dataclass(frozen=True)
class FunctionFigures:
    """A function in numbers.

    Attributes:
        function: its name.
        points: what it is worth.
        graded: submissions in which it was graded.
        complete: those with all points; ``lost``: those with less for what is written; ``not_started``: the rest.
        timeouts: those that ran into the time limit; ``crashes``: those that ended their process.
        earned: the share of its points that was earned, on average.
        discrimination: how having it right goes with the points for the rest, from -1 to 1 (the point-biserial
            correlation); None where one of the two is the same for all.
        complete_before: the share of those with all points in the run before, where there was one.
        counts: how many have 0 to 10 per cent of its points, and so on.
    """

    function: str
    points: float
    graded: int
    complete: int
    lost: int
    not_started: int
    timeouts: int
    crashes: int
    earned: float
    discrimination: float | None
    complete_before: float | None = None
    counts: list[int] = field(default_factory=list)

    @property
    def in_steps(self) -> bool:
        """Whether somebody has some of its points, and not all."""
        return any(self.counts[1:-1])

    @property
    def pass_rate(self) -> float:
        """The share of submissions with all its points."""
        return self.complete / self.graded

    @property
    def difficulty(self) -> float:
        """The share of its points that was lost, on average."""
        return 1 - self.earned


@dataclass(frozen=True)
class Group:
    """Students whose function went wrong in one way.

    Attributes:
        function: the function.
        name: the mistake's name, or empty where it has none.
        said: what is to be said of it.
        students: who.
        sample: the function as one of them wrote it.
    """

    function: str
    name: str
    said: list[str]
    students: list[str]
    sample: Excerpt | None = None


@dataclass(frozen=True)
class Progress:
    """What became of those who are in the run before, too: how many have more, as much and less; and mean shares."""

    more: int
    same: int
    less: int
    before: float
    now: float


@dataclass(frozen=True)
class Figures:
    """An assignment in numbers.

    Attributes:
        assignment: its folder.
        records: its records, by student.
        counts: how many have 0 to 10 per cent of the points, 10 to 20, and so on.
        mean: the mean share of the points, of those that could be read; ``median``: the middle one.
        functions: each function.
        mistakes: what was recognised, the commonest first.
        unnamed: what was not, in groups.
        timeouts: functions that ran into the time limit; ``crashes``: that ended their process.
        tripped: where a check's own code raised.
        absent: who handed in nothing.
        progress: since the run before, where there was one.
    """

    assignment: str
    records: list[SubmissionRecord]
    counts: list[int]
    mean: float
    median: float
    functions: list[FunctionFigures]
    mistakes: list[Group]
    unnamed: list[Group]
    timeouts: list[Group]
    crashes: list[Group]
    tripped: list[str]
    absent: list[str] = field(default_factory=list)
    progress: Progress | None = None

    @property
    def graded(self) -> list[SubmissionRecord]:
        """The records of what could be read."""
        return [record for record in self.records if record.status == "graded"]

    @property
    def for_person(self) -> list[SubmissionRecord]:
        """The records that a person should look at."""
        return [record for record in self.records if needs_person(record)]


def needs_person(record: SubmissionRecord) -> bool:
    """Whether a person should look at a submission."""
    return record.status == "unreadable" or record.flagged


def latest(runs: Sequence[Records]) -> tuple[Runs, Runs]:
    """Give each student's last record of each assignment, over `runs` from old to new, and the one before it."""
    now, before = dict[tuple[str, str], SubmissionRecord](), dict[tuple[str, str], SubmissionRecord]()
    for run in runs:
        for record in run.submissions:
            key = record.student, record.assignment
            if key in now:
                before[key] = now[key]
            now[key] = record
    return now, before


def share(earned: float, points: float) -> float:
    """Give the share of the points that was earned, between 0 and 1."""
    return min(max(earned / points, 0.0), 1.0) if points > 0 else 0.0


def distribution(shares: Iterable[float]) -> list[int]:
    """Count shares from 0 to 1 in bins of one width."""
    counts = [0] * BINS
    for value in shares:
        counts[min(int(value * BINS), BINS - 1)] += 1
    return counts


def figures_of(runs: Sequence[Records], absent: Iterable[tuple[str, str]] = ()) -> list[Figures]:
    """Count what `runs` hold, assignment by assignment.

    Args:
        runs: records, from old to new: of each submission the last one counts, and the one before it for progress.
        absent: students, and the assignments that they handed nothing in for.
    """
    now, before = latest(runs)
    missing = list(absent)
    return [
        _figures(
            name,
            sorted((record for record in now.values() if record.assignment == name), key=lambda item: item.student),
            {key: record for key, record in before.items() if record.assignment == name},
            sorted(student for student, assignment in missing if assignment == name),
        )
        for name in sorted({record.assignment for record in now.values()})
    ]


def _figures(assignment: str, records: list[SubmissionRecord], before: Runs, absent: list[str]) -> Figures:
    graded = [record for record in records if record.status == "graded"]
    shares = [share(record.score, record.max_score) for record in graded]
    told = [(record, account) for record in graded for account in accounts_of(record)]
    return Figures(
        assignment,
        records,
        distribution(shares),
        statistics.fmean(shares) if shares else 0.0,
        statistics.median(shares) if shares else 0.0,
        _functions(graded, [record for record in before.values() if record.status == "graded"]),
        _mistakes(told),
        _unnamed(told),
        _of_status(told, "timeout"),
        _of_status(told, "crashed"),
        sorted({f"{check.name}: {check.tripped}" for record in graded for check in record.checks if check.tripped}),
        absent,
        _progress(records, before),
    )


def _functions(records: Sequence[SubmissionRecord], before: Sequence[SubmissionRecord]) -> list[FunctionFigures]:
    marks = [(record, mark) for record in records for mark in by_function(record.checks)]
    earlier = [mark for record in before for mark in by_function(record.checks)]
    found = []
    for name in dict.fromkeys(mark.function for _, mark in marks):
        own = [(record, mark) for record, mark in marks if mark.function == name]
        was = [mark.complete for mark in earlier if mark.function == name]
        statuses = [{result.status for result in mark.results} for _, mark in own]
        complete = [mark.complete for _, mark in own]
        not_started = sum(mark.not_started and not mark.complete for _, mark in own)
        found.append(
            FunctionFigures(
                name,
                max(mark.points for _, mark in own),
                len(own),
                sum(complete),
                len(own) - sum(complete) - not_started,
                not_started,
                sum("timeout" in status for status in statuses),
                sum("crashed" in status for status in statuses),
                statistics.fmean(share(mark.earned, mark.points) for _, mark in own),
                correlation(complete, [share(record.score - mark.earned, record.max_score) for record, mark in own]),
                sum(was) / len(was) if was else None,
                distribution([share(mark.earned, mark.points) for _, mark in own]),
            )
        )
    return found


def correlation(right: Sequence[bool], rest: Sequence[float]) -> float | None:
    """Correlate having something right with points; None where there is too little to tell."""
    if len(right) < MIN_CORRELATED or len(set(right)) < 2 or len(set(rest)) < 2:
        return None
    return statistics.correlation([float(value) for value in right], rest)


def _mistakes(told: Sequence[tuple[SubmissionRecord, Account]]) -> list[Group]:
    found: dict[tuple[str, Named], list[SubmissionRecord]] = {}
    for record, account in told:
        for item in dict.fromkeys(account.mistakes):
            found.setdefault((account.function, item), []).append(record)
    return _commonest(
        Group(function, item.name, [item.sentence], _students(records), _sample(records, function))
        for (function, item), records in found.items()
    )


def _unnamed(told: Sequence[tuple[SubmissionRecord, Account]]) -> list[Group]:
    """Group what has no name by what was found: which parts, where and how; else by the sentence, without numbers."""
    found: dict[tuple[str, tuple[str, ...]], list[tuple[SubmissionRecord, Account]]] = {}
    for record, account in told:
        if not account.mistakes and account.status in ("failed", "error"):
            alike = tuple(account.said) or (re.sub(r"\d+", "0", account.problem),)
            found.setdefault((account.function, alike), []).append((record, account))
    return _commonest(
        Group(
            function,
            "",
            group[0][1].said or [group[0][1].problem.removeprefix(f"{function}: ")],
            _students([record for record, _ in group]),
            _sample([record for record, _ in group], function),
        )
        for (function, _), group in found.items()
    )


def _of_status(told: Sequence[tuple[SubmissionRecord, Account]], status: str) -> list[Group]:
    found: dict[str, list[SubmissionRecord]] = {}
    for record, account in told:
        if account.status == status:
            found.setdefault(account.function, []).append(record)
    return _commonest(Group(function, "", [], _students(records)) for function, records in found.items())


def _commonest(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: -len(group.students))


def _students(records: Iterable[SubmissionRecord]) -> list[str]:
    return [record.student for record in records]


def _sample(records: Sequence[SubmissionRecord], function: str) -> Excerpt | None:
    """Give the shortest of what they wrote: it has the least besides."""
    texts = [excerpt for record in records for excerpt in record.excerpts if excerpt.function == function]
    return min(texts, key=lambda excerpt: len(excerpt.text), default=None)


def _progress(records: Sequence[SubmissionRecord], before: Runs) -> Progress | None:
    pairs = [
        (share(was.score, was.max_score), share(record.score, record.max_score))
        for record in records
        if (was := before.get((record.student, record.assignment)))
    ]
    if not pairs:
        return None
    return Progress(
        sum(new > old for old, new in pairs),
        sum(new == old for old, new in pairs),
        sum(new < old for old, new in pairs),
        statistics.fmean(old for old, _ in pairs),
        statistics.fmean(new for _, new in pairs),
    )
