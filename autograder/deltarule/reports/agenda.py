"""What needs a person after grading, on one screen."""

from collections.abc import Collection, Iterable, Sequence

from rich.text import Text

from deltarule.core.text import counted, noun, one_line
from deltarule.grading.records import Records, SubmissionRecord

from .figures import needs_person

ROWS = 20
"""A screen has 24, and the prompt and what was written to where need some."""


def agenda(
    records: Records,
    waiting: Sequence[str] = (),
    notes: Sequence[str] = (),
    where: str = "",
    seen: Collection[tuple[str, str]] = (),
) -> list[Text]:
    """List what needs a person, a line each, no more than a screen: the rest is counted.

    Args:
        records: what was graded.
        waiting: answers that a person is to mark.
        notes: what was told of the run.
        where: what holds all of it, if anything does.
        seen: students and assignments that a person has looked at.
    """
    concerned = [
        record
        for record in records.submissions
        if needs_person(record) and (record.student, record.assignment) not in seen
    ]
    stumbled = {
        f"{check.name}: {check.tripped}": None
        for record in records.submissions
        for check in record.checks
        if check.tripped
    }
    parts = {
        "could not be read": _told(
            record for record in concerned if record.status == "unreadable" and not record.aside
        ),
        "set aside, for a grader died of it": _told(record for record in concerned if record.aside),
        "to look at": _told(record for record in concerned if record.status == "graded"),
        f"{noun(len(stumbled), 'check')} that stumbled": list(stumbled),
        "waiting for your marks": list(waiting),
        noun(len(notes), "note"): list(notes),
    }
    parts = {title: lines for title, lines in parts.items() if lines}
    if not parts:
        return [_line("Nothing waits for a person.")]
    room = _shared_out([len(lines) for lines in parts.values()], ROWS - 1 - 2 * len(parts))
    of = f"For you, of {counted(len(records.submissions), 'submission')}"
    told = [_line(f"{of} (all of it: {where or 'deltarule grade --results FILE'})", "bold")]
    for (title, lines), most in zip(parts.items(), room, strict=True):
        told.append(_line(f"{len(lines)} {title}", "yellow"))
        told += [_line(f"  {one_line(line)}") for line in lines[:most]]
        told += [_line(f"  ... and {len(lines) - most} more")] if lines[most:] else []
    return told


def _told(records: Iterable[SubmissionRecord]) -> list[str]:
    return [f"{record.student}, {record.assignment}: {record.message}" for record in records]


def _line(text: str, style: str = "") -> Text:
    return Text(text, style, no_wrap=True, overflow="ellipsis")


def _shared_out(lengths: Sequence[int], rows: int) -> list[int]:
    """Share rows among lists: the short ones have all that they need, the long ones as much as each other."""
    given = [0] * len(lengths)
    while rows > 0 and given != list(lengths):
        short = min((at for at in range(len(lengths)) if given[at] < lengths[at]), key=lambda at: given[at])
        given[short] += 1
        rows -= 1
    return given
