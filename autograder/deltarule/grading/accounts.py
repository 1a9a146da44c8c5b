"""What went wrong in one function, told once: what pages, reports and gradebooks make of its checks' results."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from deltarule.core.checking.checks import CheckResult, Status
from deltarule.core.checking.marks import FunctionMark, by_function, earned_in, points_of
from deltarule.core.disclosure import without_numbers
from deltarule.core.findings.diagnosis import Named
from deltarule.core.findings.maps import Map
from deltarule.core.text import counted

from .excerpts import Excerpt
from .records import SubmissionRecord

WIDTH = 80
"""Characters of a line where nothing else wraps it."""

_ASKED = "Asked: "
_PLACE = re.compile(r"(?P<file>\S[^\n]*?), line (?P<line>\d{1,7})(?:, in [^\n]*?)?: ")
_NUMBERS = re.compile(r"(?:\d[\d.]*|\.{3})(?:(?:, | )(?:\d[\d.]*|\.{3}))*")
_LINE = re.compile(r"\bline (\d{1,7})\b")


@dataclass(frozen=True)
class Account:
    """A function that lost points.

    No number that a hidden case may have led to is in it, whatever the student's code printed or raised.

    Attributes:
        function: the function.
        status: the status of the first check that failed.
        problem: what that check says, in a sentence.
        asked: what it asks.
        shown: what the failing call was given, in shapes.
        places: lines of the student's code on the way to an exception.
        said: where and how the result is wrong, a sentence each.
        mistakes: what was recognised.
        map: where the result is wrong.
        others: what other checks of the function say, where it is something else.
        waiting: whether further checks wait for this one.
        printed: what the student's code printed.
    """

    function: str
    status: Status
    problem: str
    asked: str = ""
    shown: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    mistakes: list[Named] = field(default_factory=list)
    map: Map | None = None
    others: list[str] = field(default_factory=list)
    waiting: bool = False
    printed: str = ""

    def lines(self) -> list[str]:
        """Tell it, a sentence a line: the finding first where there is one, for it is what helps."""
        hints = [f"Hint: {item.sentence}" for item in self.mistakes]
        asked = [f"{_ASKED}{self.asked}"] if self.asked else []
        return [self.problem, *self.said, *hints, *self.places, *asked, *self.shown, *self.others]

    def lines_in(self, excerpt: Excerpt) -> set[int]:
        """Give the numbers of those lines of an excerpt that are spoken of."""
        found = {int(number) for number in _LINE.findall(_PLACE.sub("", self.problem))}
        for place in self.places:
            named = _PLACE.match(place)
            if named and named["file"] == excerpt.file:
                found.add(int(named["line"]))
        last = excerpt.line + excerpt.text.count("\n")
        return {number for number in found if excerpt.line <= number <= last}


def account_of(mark: FunctionMark) -> Account | None:
    """Tell what went wrong in a function; None where no point is missing, or nothing is written yet."""
    if mark.complete or mark.not_started:
        return None
    failed = [result for result in mark.results if result.status not in ("passed", "waiting")]
    lost = failed or [result for result in mark.results if result.status != "passed"]
    if not lost:
        return None
    first = lost[0]
    finding = next((result.finding for result in mark.results if result.finding), None)
    problem, asked, shown, places = _taken_apart(first.message, finding.lines() if finding else ())
    # A finding speaks of everything that came back wrong; what raised or never came back is something else.
    others = [
        _taken_apart(result.message)[0]
        for result in lost[1:]
        if not (finding and result.status == "failed") and result.status != "not_started"
    ]
    named = finding.mistakes if finding else []
    spoken = [line for line in finding.lines() if not line.startswith("Hint: ")] if finding else []
    return Account(
        mark.function,
        first.status,
        problem,
        asked,
        shown,
        places,
        spoken,
        list(named),
        finding.map if finding else None,
        _different(problem, others),
        bool(failed) and any(result.status == "waiting" for result in mark.results),
        without_numbers("".join(result.output for result in mark.results)),
    )


def _different(problem: str, others: Iterable[str]) -> list[str]:
    """Give what is not said yet: a sentence that differs in its numbers alone, sizes of other cases, is."""
    by_form = {_NUMBERS.sub("#", said): said for said in reversed([problem, *others])}
    return [said for said in dict.fromkeys(others) if said != problem and by_form[_NUMBERS.sub("#", said)] == said]


def accounts_of(record: SubmissionRecord) -> list[Account]:
    """Tell what went wrong in each function of a submission that lost points for what is written."""
    return [told for mark in by_function(record.checks) if (told := account_of(mark))]


def for_student(result: CheckResult) -> str:
    """Give what one check says as its student may read it: no number that a hidden case may have led to is in it.

    What it asks, what was recognised and lines of the student's code stay as they are.
    """
    known = set(result.finding.lines()) if result.finding else set[str]()
    lines = result.message.split("\n")
    known.update([line for line in lines if line.startswith(_ASKED)][:1])
    return "\n".join(line if line in known or _PLACE.match(line) else without_numbers(line) for line in lines)


def feedback(function: str, results: Sequence[CheckResult]) -> str:
    """Say what the checks of one function found, once, in lines that need no wrapping, and its points at the end."""
    earned, points = earned_in(results), points_of(results)
    if all(result.status == "not_started" for result in results):
        return f"{function} is not started: 0 of {counted(points, 'point')}"
    account = account_of(FunctionMark(function, list(results)))
    lines = [part for line in account.lines() for part in _wrapped(line)] if account else []
    return "\n".join([*lines, *[""] * bool(lines), f"{function}: {earned:g} of {counted(points, 'point')}"])


def _wrapped(line: str) -> list[str]:
    """Wrap a line, the rest of it indented; code is cut nowhere but where it is too long for one."""
    return textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_on_hyphens=False) or [""]


def _taken_apart(message: str, found: Iterable[str] = ()) -> tuple[str, str, list[str], list[str]]:
    """Take a check's message apart: what is wrong, what was asked, what was given, and lines of the student's code."""
    known = set(found)
    problem, *more = message.split("\n")
    asked, shown, places = "", list[str](), list[str]()
    for line in more:
        if line.startswith(_ASKED) and not asked:
            asked = line.removeprefix(_ASKED)
        elif _PLACE.match(line):
            places.append(line)
        elif line not in known and line.strip():
            shown.append(without_numbers(line))
    return without_numbers(problem), asked, shown, places
