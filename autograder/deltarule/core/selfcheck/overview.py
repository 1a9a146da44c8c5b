"""The path through the units: how far a student is in each, and the one next step."""

from collections.abc import Sequence

from deltarule.core.course import Course, Unit

from .console import Console, Style
from .lesson import Lesson
from .progress import Standing, look, standings


def path(course: Course, console: Console, *, whole: bool = False) -> int:
    """Say how far the student is in each unit, and what to do next; 0 where all is done.

    Args:
        course: the course.
        console: where it is said.
        whole: whether all messages of every unit are told, too.
    """
    found = list(standings(course))
    if whole:
        for unit, standing in found:
            if standing.begun and not standing.trouble:
                console.say([console.paint(unit.assignment, "bold"), *Lesson(look(unit), console).whole(), ""])
    beside = dict.fromkeys(said for _, standing in found for said in standing.beside)
    console.say(line for said in beside for line in console.wrapped(said))
    console.say(overview(found, console))
    return 0 if all(standing.complete for _, standing in found) else 1


def overview(found: Sequence[tuple[Unit, Standing]], console: Console) -> list[str]:
    """Give a line for each unit, the sum, and the next step."""
    if not found:
        return ["This course has no unit yet."]
    width = max(len(unit.assignment) for unit, _ in found)
    lines = []
    for unit, standing in found:
        if standing.trouble:
            lines.append(console.paint(console.cut(f"{unit.assignment:<{width}}  can't be looked at"), "bad"))
            continue
        style, said = _said(standing)
        line = f"{unit.assignment:<{width}}  {standing.earned:>4g} of {standing.points:<3g}  {said}"
        lines.append(console.paint(console.cut(line), style))
    earned, points = (sum(getattr(item, what) for _, item in found) for what in ("earned", "points"))
    lines.append(console.paint(f"{'together':<{width}}  {earned:>4g} of {points:g}", "bold"))
    return [*lines, "", *console.wrapped(_next(found))]


def next_unit(found: Sequence[tuple[Unit, Standing]]) -> tuple[Unit, Standing] | None:
    """Choose the unit to go on in: the first that is begun and not done, else the first that isn't begun."""
    open_ = [item for item in found if not item[1].complete]
    return next((item for item in open_ if item[1].begun), open_[0] if open_ else None)


def next_function(standing: Standing) -> str:
    """Choose the function to go on with: the first that is wrong, else the first that isn't written."""
    return next(iter([*standing.named("wrong"), *standing.named("not started"), *standing.named("waiting")]), "")


def _said(standing: Standing) -> tuple[Style, str]:
    if standing.complete:
        return "good", "done"
    if not standing.begun:
        return "faint", "not started"
    wrong, unwritten = standing.named("wrong", "waiting"), standing.named("not started")
    parts = [f"{len(names)} {what}" for names, what in ((wrong, "to mend"), (unwritten, "to write")) if names]
    return "bad" if wrong else "bold", f"begun: {', '.join(parts)}"


def _next(found: Sequence[tuple[Unit, Standing]]) -> str:
    chosen = next_unit(found)
    if chosen is None:
        return "All units are done."
    unit, standing = chosen
    if standing.trouble:
        return f"Next: {standing.trouble}"
    name = next_function(standing)
    folder = unit.exercise.relative_to(unit.root).as_posix()
    if name in standing.named("not started"):
        return f"Next: write {name} in {folder} (or in the notebook), then `deltarule check {unit.name}`."
    return f"Next: mend {name} in {unit.assignment}: `deltarule check {unit.name} {name}` says what is wrong."


def to_go_on_with(course: Course, unit: Unit | None = None) -> tuple[Unit | None, str | None]:
    """Choose the function to go on with, of a unit or of the course; None where all is done."""
    found = [item for item in standings(course) if unit is None or item[0] == unit]
    chosen = next_unit(found)
    return (chosen[0], next_function(chosen[1]) or None) if chosen else (unit, None)


def nothing_to_go_on_with(course: Course, unit: Unit | None, command: str) -> str:
    """Say why a command without a function's name has none to choose, and how to name one."""
    found = [item for item in standings(course) if unit is None or item[0] == unit]
    if (chosen := next_unit(found)) and chosen[1].trouble:
        return chosen[1].trouble
    done = "This course has no unit yet" if not found else f"{unit.name} is done" if unit else "All units are done"
    return f"{done}; to choose a function, name it: deltarule {command} FUNCTION."
