"""What a download holds: who handed in what, by the names that a system gives."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from .archive import Entry


@dataclass(frozen=True)
class Person:
    """A student, or a group, as a system names them.

    Attributes:
        source: the system's name.
        source_id: their id there; empty where it gives none.
        name: as the system writes it; empty where it gives none.
        email: where the system tells it.
        sid: the school's number, where the system tells it.
        anonymous: whether the name says nothing, because marking is blind.
        lasting: whether the id is theirs in every assignment; where not, the name has to do.
    """

    source: str
    source_id: str
    name: str = ""
    email: str = ""
    sid: str = ""
    anonymous: bool = False
    lasting: bool = True

    @property
    def called(self) -> str:
        """What to call them in a sentence."""
        return f"{self.name or 'student'} ({self.source_id})" if self.source_id else self.name


@dataclass(frozen=True)
class Upload:
    """A file that a student handed in.

    Attributes:
        name: as the student knew it.
        entry: where it is in the archive.
        number: its place among their uploads.
        typed: whether it is what they typed into a form, not a file of theirs.
    """

    name: str
    entry: Entry
    number: int = 0
    typed: bool = False


@dataclass
class Handed:
    """What one student handed in.

    Attributes:
        person: the student.
        uploads: their files.
        revision: grows from one download to the next where the student handed in anew.
        submitted: when, where the system tells.
        late: whether the system calls it late.
        numbered: whether the system numbers uploads of one name, as in ``ann-1.py``, and so tells which came last.
    """

    person: Person
    uploads: list[Upload] = field(default_factory=list)
    revision: float = 0.0
    submitted: datetime | None = None
    late: bool = False
    numbered: bool = False


@dataclass
class Cohort:
    """What everyone handed in, and a sentence for each entry that is nobody's."""

    handed: list[Handed] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def first_match(pattern: re.Pattern[str], entry: Entry) -> tuple[re.Match[str], int] | None:
    """Match the outermost folder, or the file: what lies further in has a name of the student's choice.

    Returns:
        the match, and how many folders are above what it matched.
    """
    for depth, part in enumerate(entry.parts):
        if found := pattern.fullmatch(part):
            return found, depth
    return None


def nobodys(entry: Entry, title: str) -> str:
    """Say that an entry has no name that the system `title` gives."""
    return f"{entry.path} is not named as {title} names a submission"
