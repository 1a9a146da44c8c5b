"""What a student's screen says of a unit: what to mend first, all functions a line each, and the next step."""

import re
from collections.abc import Iterator, Sequence

from deltarule.core.checking.checks import CheckResult
from deltarule.core.checking.marks import FunctionMark, earned_in, points_of
from deltarule.core.limits import MAX_PRINTED_ROWS
from deltarule.core.text import counted, visible

from .console import Console, Style
from .example import takes_something
from .hints import hints_for
from .progress import Progress, State, standing_of, state_of

_STYLES: dict[State, Style] = {"done": "good", "wrong": "bad", "waiting": "faint", "not started": "faint"}
_TROUBLES = ("failed", "error", "timeout", "crashed")
_MIN_BODY = 6  # rows for what is to be mended, however many functions there are


class Lesson:
    """A unit's screen."""

    def __init__(self, progress: Progress, console: Console) -> None:
        """Say it on `console`."""
        self._progress = progress
        self._console = console
        self._said = set[str]()
        self._problems = set[str]()
        self._marks = progress.marks
        wrong = [mark for mark in self._marks if state_of(mark) == "wrong"]
        there = [mark for mark in wrong if progress.place(mark.function)]
        self._first = next(iter([*there, *wrong]), None)

    def screen(self) -> list[str]:
        """Give what fits on one screen: the finding on the first function to mend comes first."""
        shown = self._console
        notes = self._notes()
        steps = [line for step in self.next_steps() for line in shown.wrapped(step, "", "  ")]
        room = shown.rows - len(notes) - len(steps) - 1
        body = self._body(max(_MIN_BODY, room - len(self._marks) - 3)) if self._first else []
        if body:
            body.append("")
        table = [] if body and not self._progress.whole else [*self._table(max(4, room - len(body))), ""]
        return [*notes, *body, *table, *steps]

    def whole(self) -> list[str]:
        """Give every message in full."""
        said = list(self._progress.notes)
        for mark in self._marks:
            for item in mark.results:
                if item.status not in ("passed", "not_started"):
                    problem, *rest = item.message.split("\n")
                    new = self._new([problem, *rest, *_printed(item, whole=True)])
                    if new and problem not in new:  # another check of the function ends in it, too
                        new[0] = re.sub("^Asked", f"{mark.function}: the same, asked", new[0])
                    said += [*new, ""] if new else []
        return [*map(visible, said), *self._table(len(self._marks) + 1), "", *self.next_steps()]

    def next_steps(self) -> Iterator[str]:
        """Say what to do next."""
        unit, standing = self._progress.unit, standing_of(self._progress)
        if self._first:
            name = self._first.function
            given = self._progress.changed.get(name, ())
            put_back = f"put {given[0]} back as it was handed out{self._at(given[0])}" if given else ""
            yield f"Next: {put_back or f'mend {name}{self._at(name)}'}."
            yield from self._helps(name)
        elif unwritten := standing.named("not started"):
            yield f"Next: write {unwritten[0]}{self._at(unwritten[0])}."
            yield from self._helps(unwritten[0])
        elif first := next((item.waits_for for item in self._progress.results if item.waits_for), ""):
            what = "write" if self._progress.code.unwritten(first) else "mend"
            yield f"Next: {what} {first}{self._at(first)}."
            yield from self._helps(first)
        elif standing.complete:
            done = unit.name if self._progress.whole else self._marks[0].function
            yield f"{done} is done. `deltarule` says what is next."

    def _at(self, name: str) -> str:
        place = self._progress.place(name)
        return f" ({place})" if place else ""

    def _helps(self, name: str) -> Iterator[str]:
        helps = [f"deltarule show {name}"] if takes_something(self._progress.code, name) else []
        if hints_for(self._progress.unit, name):
            helps.append(f"deltarule hint {name}")
        if helps:
            yield f"Helps: {', '.join(helps)}"

    def _notes(self) -> list[str]:
        """Give what is to be said of the file, what its functions' messages say themselves left out."""
        messages = [item.message for item in self._progress.results]
        lines = list[str]()
        for note in self._progress.notes:
            place = note.split(": ", 1)[-1].split(" (")[0]
            if note.startswith("Not read") and any(place in message for message in messages):
                continue
            lines += self._new(self._console.wrapped(note, "", "  "))
        shown = lines[:5]
        return [*shown, *(["... (--all shows all)"] if len(lines) > 5 else []), *([""] if shown else [])]

    def _body(self, rows: int) -> list[str]:
        """Say what is wrong in the first function to mend, as far as there is room."""
        assert self._first
        name, results = self._first.function, self._first.results
        bad = [item for item in results if item.status in _TROUBLES]
        main = next((item for item in bad if item.finding), bad[0])
        heading = f"{name}: {self._first.earned:g} of {self._first.points:g}"
        blocks = _blocks(name, main)
        self._once(name, blocks["problem"][0])
        wrapped = {what: [row for line in lines for row in self._shown(line)] for what, lines in blocks.items()}
        wrapped["printed"] = [self._console.cut(f"  {line}") for line in _printed(main)]
        left, kept, more = rows - 1, dict[str, list[str]](), False
        for what in ("problem", "finding", "place", "asked", "input", "printed"):
            lines = wrapped[what]
            fits = lines if len(lines) <= left else lines[: max(0, left - 1)]
            more = more or len(fits) < len(lines)
            kept[what] = fits
            left -= len(fits)
        order = ("problem", "finding", "place", "asked", "input", "printed")
        body = [line for what in order for line in self._new(kept[what])]
        if more:
            body.append(f"  ... (deltarule check {self._progress.unit.name} {name} --all)")
        return [self._console.paint(heading, "bold"), *body]

    def _shown(self, line: str) -> list[str]:
        return self._console.wrapped(line, "  ", "    ")

    def _table(self, rows: int) -> list[str]:
        """Give each function a line; where they are too many, those alike share one."""
        width = max(len(mark.function) for mark in self._marks)
        earned, points = earned_in(self._progress.results), points_of(self._progress.results)
        total = f"{'together':<{width}}  {earned:>4g} of {points:g}"
        if len(self._marks) + 1 > rows:
            return [*self._shared(rows - 1, width), self._console.paint(total, "bold")]
        lines = [self._row(mark, width) for mark in self._marks]
        return [*lines, *([self._console.paint(total, "bold")] if self._progress.whole else [])]

    def _shared(self, rows: int, width: int) -> list[str]:
        wrong = [mark for mark in self._marks if state_of(mark) in ("wrong", "waiting")]
        alike = [
            f"{len(names)} {state}: {', '.join(names)}"
            for state in ("done", "not started")
            if (names := [mark.function for mark in self._marks if state_of(mark) == state])
        ]
        others = [line for text in alike for line in self._console.wrapped(text, "", "  ")]
        if len(others) + len(wrong) > rows:
            others = [self._console.cut(text) for text in alike]
        room = max(1, rows - len(others))
        shown = wrong if len(wrong) <= room else wrong[: room - 1]
        rest = len(wrong) - len(shown)
        return [
            *(self._row(mark, width) for mark in shown),
            *([f"and {rest} more to mend"] if rest else []),
            *others,
        ]

    def _row(self, mark: FunctionMark, width: int) -> str:
        state = state_of(mark)
        points = f"{mark.points:g}"
        line = f"{mark.function:<{width}}  {mark.earned:>4g} of {points:<3} {self._remark(mark, state)}".rstrip()
        return self._console.paint(self._console.cut(line), _STYLES[state])

    def _remark(self, mark: FunctionMark, state: State) -> str:
        if state == "done":
            return ""
        if state == "not started":
            return " not started"
        if mark is self._first:
            return " mend this first"
        bad = next((item for item in mark.results if item.status != "passed"), mark.results[0])
        problem = _without_name(mark.function, bad.message.split("\n")[0])
        if state == "waiting" and bad.waits_for:
            return f" waits for {bad.waits_for}"
        return f" {self._once(mark.function, problem)}"

    def _once(self, name: str, problem: str) -> str:
        """Give what is wrong in a function in one line; "the same", where it was said of another one."""
        alike = re.sub(rf"\b{re.escape(name)}\b", "...", problem)
        if alike in self._problems:
            return "the same"
        self._problems.add(alike)
        return problem.removeprefix(f"{name} ")

    def _new(self, lines: Sequence[str]) -> list[str]:
        """Give what wasn't said yet: nothing is said twice."""
        fresh = [line for line in dict.fromkeys(lines) if line.strip() not in self._said]
        self._said |= {line.strip() for line in fresh}
        return fresh


def _blocks(name: str, result: CheckResult) -> dict[str, list[str]]:
    """Take a message apart."""
    problem, *lines = result.message.split("\n")
    finding = result.finding.lines() if result.finding else []
    blocks: dict[str, list[str]] = {"problem": [_without_name(name, problem)], "finding": finding}
    blocks["asked"] = [line for line in lines if line.startswith("Asked: ")]
    blocks["input"] = [line for line in lines if line.startswith("Input")]
    told = {*finding, *blocks["asked"], *blocks["input"]}
    blocks["place"] = [line for line in lines if line not in told]
    return blocks


def _without_name(name: str, problem: str) -> str:
    return problem.removeprefix(f"{name}: ")


def _printed(result: CheckResult, *, whole: bool = False) -> list[str]:
    lines = result.output.rstrip().split("\n")
    if lines == [""]:
        return []
    shown = [f"It printed: {lines[0]}", *lines[1 : None if whole else MAX_PRINTED_ROWS]]
    return [*shown, *([f"... and {counted(len(lines) - len(shown), 'more line')}"] if len(lines) > len(shown) else [])]
