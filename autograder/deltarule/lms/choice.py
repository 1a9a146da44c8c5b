"""Which of a student's files is the unit's. What cannot be told is said, never guessed."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from deltarule.core.course import Unit
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_ARCHIVES

from .archive import Budget, Refused, open_nested
from .download import Cohort, Handed, Upload

SUFFIXES = (".py", ".ipynb")
"""What can be graded."""

_OTHER_ARCHIVES = (".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz")
_SHOWN = 5

# Each branch takes another first character, so that no name makes this slow.
_RENAMED = r"(?:[\s_.\-]|\(\d{1,3}\)|\[\d{1,3}\]|copy|final|version|v|submission|solution|done|fixed|updated|new|\d)*"
_KITS_OWN = re.compile(r"(?:test_.*|conftest|setup|__init__|mistakes|alternatives)", re.DOTALL)
_LITTER = {"__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git", ".venv", "venv", "node_modules"}


@dataclass(frozen=True)
class Chosen:
    """A file that is the unit's.

    Attributes:
        content: its bytes.
        original: what the student called it.
    """

    content: bytes
    original: str


@dataclass
class Choice:
    """The unit's files among a student's, by suffix, and a sentence for each of their files that isn't taken."""

    files: dict[str, Chosen] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)


def find_unit(units: list[Unit], cohort: Cohort) -> Unit:
    """Tell which unit a download is of, by the names of the files in it.

    Raises:
        UserError: the names fit none, or several.
    """
    votes = Counter[str]()
    for handed in cohort.handed:
        fitting = {unit.assignment for unit in units for upload in handed.uploads if _votes_for(upload, unit)}
        votes.update(fitting)
    if len(votes) == 1:
        (name,) = votes
        return next(unit for unit in units if unit.assignment == name)
    if not votes:
        raise UserError("No file is named after a unit of this course; name the unit with --assignment.")
    found = ", ".join(f"{name} ({count})" for name, count in votes.most_common())
    raise UserError(f"The files are of several units, {found}; name the right one with --assignment.")


def choose(handed: Handed, unit: Unit, units: Iterable[Unit]) -> Choice:
    """Choose a student's files for a unit: its ``.py``, its notebook or both.

    A file by the unit's name comes before a renamed one, that before a zip file's, and a single code file of whatever
    name is taken where there is nothing else.
    """

    def level(upload: Upload) -> int | None:
        return _level(upload.name, unit, handed.numbered)

    choice, budget = Choice(), Budget()
    others = [other for other in units if other != unit]
    seen = [upload for upload in handed.uploads if not _is_litter(upload)]
    code = [upload for upload in seen if _suffix(upload) in SUFFIXES]
    zips = [upload for upload in seen if _suffix(upload) == ".zip"]
    with ExitStack() as opened:
        named = [upload for upload in code if level(upload) is not None]
        closed = bool(named)
        if not closed:
            code += _unpacked(zips, budget, choice, opened)
            named = [upload for upload in code if level(upload) is not None]
        candidates = named or _single(code, others, choice)
        for suffix in SUFFIXES:
            fitting = [upload for upload in candidates if _suffix(upload) == suffix]
            _pick(fitting, level, handed.numbered, suffix, budget, choice)
    if not choice.files and not choice.ignored:
        choice.ignored.append(_nothing(handed, unit, seen))
    else:
        # What remains gets a line, too: whoever looks for a file should learn what became of it.
        rest = [upload for upload in seen if upload not in candidates and (upload not in zips or closed)]
        if rest:
            choice.ignored.append(f"{_listing(rest)} not taken")
    return choice


def _nothing(handed: Handed, unit: Unit, seen: list[Upload]) -> str:
    wanted = f"no {unit.exercise.name} and no {unit.notebook.name}"
    if any(_suffix(upload) in _OTHER_ARCHIVES for upload in seen):
        return f"{wanted}, only {_listing(seen)}; of archives, only .zip is opened"
    if any(upload.typed for upload in handed.uploads):
        return f"{wanted}, only a text or a link typed into the form"
    return f"{wanted}, only {_listing(seen)}" if seen else f"{wanted}, nothing at all"


def _listing(uploads: list[Upload]) -> str:
    more = f" and {len(uploads) - _SHOWN} more" if len(uploads) > _SHOWN else ""
    return ", ".join(upload.name for upload in uploads[:_SHOWN]) + more


def _suffix(upload: Upload) -> str:
    return PurePosixPath(upload.name).suffix.lower()


def _is_litter(upload: Upload) -> bool:
    return upload.name.startswith(("._", ".DS_Store")) or not _LITTER.isdisjoint(upload.entry.parts)


def _votes_for(upload: Upload, unit: Unit) -> bool:
    return _suffix(upload) in (*SUFFIXES, ".zip") and _level(upload.name, unit, True) is not None


def _level(name: str, unit: Unit, numbered: bool) -> int | None:
    """How well a name fits: 0 as it should be, with a number where uploads are `numbered`; 1 renamed; not at all."""
    stem = name.rpartition(".")[0]
    own = re.escape(unit.name)
    if re.fullmatch(rf"{own}(?:-\d+)?" if numbered else own, stem):
        return 0
    number = re.escape(unit.assignment.split("_")[0])
    return 1 if re.fullmatch(rf"(?:copy of )?(?:{number}_)?{own}{_RENAMED}", stem[:200], re.IGNORECASE) else None


def _single(code: list[Upload], others: list[Unit], choice: Choice) -> list[Upload]:
    """Take the only code file there is, or the file and the notebook of one name."""
    free = [
        upload
        for upload in code
        if not _KITS_OWN.fullmatch(upload.name.rpartition(".")[0])
        and all(_level(upload.name, other, False) is None for other in others)
    ]
    stems = {upload.name.rpartition(".")[0].casefold() for upload in free}
    if len(stems) == 1:
        return free
    if stems:
        choice.ignored.append(f"none of {_listing(free)} is named after the unit, and one can't be told from another")
    return []


def _pick(
    uploads: list[Upload],
    level: Callable[[Upload], int | None],
    numbered: bool,
    suffix: str,
    budget: Budget,
    choice: Choice,
) -> None:
    """Take the best of several files, or say that there is no best."""
    if not uploads:
        return
    levels = [found for upload in uploads if (found := level(upload)) is not None]
    best = [upload for upload in uploads if level(upload) == min(levels)] if levels else uploads
    worse = [upload for upload in uploads if upload not in best]
    if numbered and len(best) > 1 and levels and min(levels) == 0:
        latest = max(upload.number for upload in best)
        earlier = [upload for upload in best if upload.number < latest]
        best = [upload for upload in best if upload.number == latest]
        if earlier:
            choice.ignored.append(f"{_listing(earlier)} not taken: {best[0].name} was uploaded later")
    if worse:
        choice.ignored.append(f"{_listing(worse)} not taken: {best[0].name} is named better")
    contents = dict[bytes, Upload]()
    for upload in best[: _SHOWN + 1]:
        try:
            contents.setdefault(upload.entry.read(budget), upload)
        except Refused as error:
            choice.ignored.append(f"{upload.name} {error}")
    if len(contents) == 1:
        ((content, upload),) = contents.items()
        choice.files[suffix] = Chosen(content, upload.name)
    elif contents:
        choice.ignored.append(f"{_listing(best)} differ, and which of them counts can't be told")


def _unpacked(zips: list[Upload], budget: Budget, choice: Choice, opened: ExitStack) -> Iterator[Upload]:
    """List the code in the zip files that a student handed in; a zip file in one of those stays shut."""
    for upload in zips[:MAX_ARCHIVES]:
        try:
            archive = opened.enter_context(open_nested(upload.entry.read(budget), upload.name))
        except Refused as error:
            choice.ignored.append(f"{upload.name} {error}")
            continue
        choice.ignored += [f"{upload.name}: {sentence}" for sentence in archive.refused[:_SHOWN]]
        inner = [Upload(entry.name, entry, upload.number) for entry in archive.entries]
        code = [item for item in inner if _suffix(item) in SUFFIXES and not _is_litter(item)]
        if not code:
            choice.ignored.append(f"{upload.name} holds no .py and no .ipynb")
        yield from code
    if zips[MAX_ARCHIVES:]:
        choice.ignored.append(f"{_listing(zips[MAX_ARCHIVES:])} not opened: {MAX_ARCHIVES} zip files are enough")
