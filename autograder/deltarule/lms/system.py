"""What a system's file offers: the ways between it and this course."""

from collections.abc import Callable
from dataclasses import dataclass

from deltarule.core.course import Course, Unit

from .archive import Archive
from .download import Cohort
from .request import Export, Request


@dataclass(frozen=True)
class Source:
    """How what a system hands out is read.

    Attributes:
        recognises: whether an archive holds anything named as the system names it; :class:`Archive` may hold one entry.
        read: sorts an archive's entries by student: each is somebody's, or has a sentence in ``ignored``. It raises
            ``UserError`` where the archive as a whole cannot be read.
    """

    recognises: Callable[[Archive], bool]
    read: Callable[[Archive], Cohort]


@dataclass(frozen=True)
class System:
    """A learning management system or a format. A way that it doesn't have is None.

    Attributes:
        name: what ``deltarule collect --from``, ``deltarule export`` and the roster call it.
        title: what a sentence calls it.
        source: what it hands out, read.
        export: the records as it takes them; it raises ``UserError`` where they cannot be written so.
        fills_in: whether that fills in a file which the system exported.
        package: what it grades with itself, for one unit; it holds what no student may see.
    """

    name: str
    title: str
    source: Source | None = None
    export: Callable[[Request], Export] | None = None
    fills_in: bool = False
    package: Callable[[Course, Unit], bytes] | None = None
