"""What the records of a class say of each assignment: marks, functions, mistakes, and what came of it since."""

import re
import statistics
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from deltarule.core.checking.marks import FunctionMark, by_function
from deltarule.grading.accounts import Account, accounts_of
from deltarule.grading.excerpts import Excerpt
from deltarule.grading.records import Records, SubmissionRecord
from deltarule.lms.request import Absence

from .terminal import remark

BINS = 10
"""Bars of the distribution of marks."""

MIN_CORRELATED = 3
"""Submissions below which nothing is said of how a function goes with the rest."""


@dataclass(frozen=True)
class Place:
    """Where a record is: many are too large to be held all at once."""

    submissions: Sequence[SubmissionRecord]
    number: int

    @property
    def record(self) -> SubmissionRecord:
        """The record."""
        return self.submissions[self.number]


Places = Mapping[tuple[str, str], Place]
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


@dataclass
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
    students: list[str] = field(default_factory=list)
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
class Row:
    """A submission in the table of marks: what a record says, and what it lacks, in a line."""

    student: str
    assignment: str
    status: str
    score: float
    max_score: float
    message: str
    flagged: bool
    lacks: str


@dataclass(frozen=True)
class Figures:
    """An assignment in numbers.

    Attributes:
        assignment: its folder.
        rows: its submissions, by student.
        counts: how many have 0 to 10 per cent of the points, 10 to 20, and so on.
        mean: the mean share of the points, of those that could be read; ``median``: the middle one.
        functions: each function.
        mistakes: what was recognised, the commonest first.
        unnamed: what was not, in groups.
        timeouts: functions that ran into the time limit; ``crashes``: that ended their process.
        tripped: where a check's own code raised.
        absent: who handed in nothing.
        ungraded: who handed in something of which there is no record.
        gone: whose submission isn't there any more, while the gradebook has a mark of it.
        besides: what points there are besides those of the checks, in a sentence, or nothing.
        progress: since the run before, where there was one.
        seen: what a person has looked at already, by student and assignment.
    """

    assignment: str
    rows: list[Row]
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
    ungraded: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    besides: str = ""
    progress: Progress | None = None
    seen: Collection[tuple[str, str]] = ()

    @property
    def graded(self) -> list[Row]:
        """What could be read."""
        return [row for row in self.rows if row.status == "graded"]

    @property
    def for_person(self) -> list[Row]:
        """What a person should look at, and hasn't."""
        return [row for row in self.rows if needs_person(row) and (row.student, row.assignment) not in self.seen]


def needs_person(record: SubmissionRecord | Row) -> bool:
    """Whether a person should look at a submission."""
    return record.status == "unreadable" or record.flagged


def latest(runs: Sequence[Records]) -> tuple[Places, Places]:
    """Say where each student's last record of each assignment is, over `runs` from old to new, and the one before."""
    now, before = dict[tuple[str, str], Place](), dict[tuple[str, str], Place]()
    for run in runs:
        for number, record in enumerate(run.submissions):
            key = record.student, record.assignment
            if key in now:
                before[key] = now[key]
            now[key] = Place(run.submissions, number)
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


def figures_of(
    runs: Sequence[Records], absent: Iterable[Absence] = (), seen: Collection[tuple[str, str]] = ()
) -> list[Figures]:
    """Count what `runs` hold, assignment by assignment.

    Args:
        runs: records, from old to new: of each submission the last one counts, and the one before it for progress.
        absent: who has no record of an assignment.
        seen: what a person has looked at already, by student and assignment.
    """
    now, before = latest(runs)
    missing = sorted(absent)
    counts = dict[str, _Count]()
    for key in sorted(now):
        counts.setdefault(key[1], _Count()).add(now[key].record, before[key].record if key in before else None)
    return [
        counts[name].figures(
            name,
            [item for item in missing if item.assignment == name],
            next((run.besides(name) for run in reversed(runs) if name in run.by_hand), ""),
            seen,
        )
        for name in sorted(counts)
    ]


class _Count:
    """What is counted of an assignment, record by record: none is held."""

    def __init__(self) -> None:
        self._rows: list[Row] = []
        self._functions: dict[str, _FunctionCount] = {}
        self._before: dict[str, list[bool]] = {}
        self._mistakes, self._unnamed, self._timeouts, self._crashes = (_Groups() for _ in range(4))
        self._tripped = set[str]()
        self._since: list[tuple[float, float]] = []

    def add(self, record: SubmissionRecord, before: SubmissionRecord | None) -> None:
        """Count a record, and what it has become of."""
        self._rows.append(
            Row(
                record.student,
                record.assignment,
                record.status,
                record.score,
                record.max_score,
                record.message,
                record.flagged,
                remark(record),
            )
        )
        if record.status == "graded":
            for mark in by_function(record.checks):
                self._functions.setdefault(mark.function, _FunctionCount()).add(mark, record)
            for account in accounts_of(record):
                self._tell(record, account)
            self._tripped |= {f"{check.name}: {check.tripped}" for check in record.checks if check.tripped}
        if before is None:
            return
        self._since.append((share(before.score, before.max_score), share(record.score, record.max_score)))
        for mark in by_function(before.checks) if before.status == "graded" else ():
            self._before.setdefault(mark.function, []).append(mark.complete)

    def _tell(self, record: SubmissionRecord, account: Account) -> None:
        for item in dict.fromkeys(account.mistakes):
            self._mistakes.add((account.function, item), Group(account.function, item.name, [item.sentence]), record)
        if not account.mistakes and account.status in ("failed", "error"):
            # By what was found: which parts, where and how; else by the sentence, without its numbers.
            alike = tuple(account.said) or (re.sub(r"\d+", "0", account.problem),)
            said = account.said or [account.problem.removeprefix(f"{account.function}: ")]
            self._unnamed.add((account.function, alike), Group(account.function, "", said), record)
        for status, groups in (("timeout", self._timeouts), ("crashed", self._crashes)):
            if account.status == status:
                groups.add(account.function, Group(account.function, "", []), record)

    def figures(
        self, assignment: str, missing: Sequence[Absence], besides: str, seen: Collection[tuple[str, str]]
    ) -> Figures:
        """Give what was counted."""
        shares = [share(row.score, row.max_score) for row in self._rows if row.status == "graded"]
        return Figures(
            assignment,
            self._rows,
            distribution(shares),
            statistics.fmean(shares) if shares else 0.0,
            statistics.median(shares) if shares else 0.0,
            [count.figures(name, self._before.get(name, [])) for name, count in self._functions.items()],
            self._mistakes.commonest(),
            self._unnamed.commonest(),
            self._timeouts.commonest(),
            self._crashes.commonest(),
            sorted(self._tripped),
            [item.student for item in missing if not item.handed_in and not item.booked],
            [item.student for item in missing if item.handed_in],
            [item.student for item in missing if item.booked and not item.handed_in],
            besides,
            self._progress(),
            seen,
        )

    def _progress(self) -> Progress | None:
        if not self._since:
            return None
        return Progress(
            sum(new > old for old, new in self._since),
            sum(new == old for old, new in self._since),
            sum(new < old for old, new in self._since),
            statistics.fmean(old for old, _ in self._since),
            statistics.fmean(new for _, new in self._since),
        )


@dataclass
class _FunctionCount:
    """What is counted of a function: numbers alone, of each submission or of all."""

    points: float = 0.0
    complete: list[bool] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)
    rest: list[float] = field(default_factory=list)
    not_started: int = 0
    timeouts: int = 0
    crashes: int = 0

    def add(self, mark: FunctionMark, record: SubmissionRecord) -> None:
        statuses = {result.status for result in mark.results}
        self.points = max(self.points, mark.points)
        self.complete.append(mark.complete)
        self.shares.append(share(mark.earned, mark.points))
        self.rest.append(share(record.score - mark.earned, record.max_score))
        self.not_started += mark.not_started and not mark.complete
        self.timeouts += "timeout" in statuses
        self.crashes += "crashed" in statuses

    def figures(self, name: str, before: Sequence[bool]) -> FunctionFigures:
        return FunctionFigures(
            name,
            self.points,
            len(self.complete),
            sum(self.complete),
            len(self.complete) - sum(self.complete) - self.not_started,
            self.not_started,
            self.timeouts,
            self.crashes,
            statistics.fmean(self.shares),
            correlation(self.complete, self.rest),
            sum(before) / len(before) if before else None,
            distribution(self.shares),
        )


class _Groups:
    """Groups of students, as they fill."""

    def __init__(self) -> None:
        self._found: dict[Hashable, Group] = {}

    def add(self, alike: Hashable, begun: Group, record: SubmissionRecord) -> None:
        """Put a student into the group of those that are `alike`; `begun` is that of the first."""
        group = self._found.setdefault(alike, begun)
        group.students.append(record.student)
        for excerpt in record.excerpts:
            # The shortest of what they wrote: it has the least besides.
            if excerpt.function == group.function and (
                group.sample is None or len(excerpt.text) < len(group.sample.text)
            ):
                group.sample = excerpt

    def commonest(self) -> list[Group]:
        """Give them, those of most students first."""
        return sorted(self._found.values(), key=lambda group: -len(group.students))


def correlation(right: Sequence[bool], rest: Sequence[float]) -> float | None:
    """Correlate having something right with points; None where there is too little to tell."""
    if len(right) < MIN_CORRELATED or len(set(right)) < 2 or len(set(rest)) < 2:
        return None
    return statistics.correlation([float(value) for value in right], rest)
