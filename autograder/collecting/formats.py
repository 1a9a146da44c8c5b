"""Who handed in what, by the names that Canvas, Moodle and Gradescope give.

The names are read off what each system writes:

- Canvas (``lib/content_zipper.rb``): ``lovelaceada_LATE_1001_555_ann-1.ipynb``: name, late mark, user, upload, file;
  with anonymous grading ``anon_x7Ab3_555_ann.ipynb``; for text and links ``lovelaceada_1001_text.html``;
- Moodle (``mod/assign/classes/downloader.php``): ``Ada Lovelace_345_assignsubmission_file_/ann.ipynb``, or the same
  without a folder; with blind marking everyone's name is ``Participant``. The number is a new one in each assignment;
- Gradescope: ``assignment_77_export/submission_88/ann.ipynb``, and ``submission_metadata.yml``, which says whose it is.

The times of the entries are those of the download in Canvas and in recent versions of Moodle: they are no submission's.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from autograder.errors import UserError

from .archive import Archive, Budget, Entry, Refused

METADATA = "submission_metadata.yml"
"""The file in which Gradescope says who handed in what."""

_CANVAS = re.compile(
    r"(?:(?P<name>(?!LATE_|anon_)\w+?)_)?(?:(?P<late>LATE)_)?(?P<user>\d+|anon_[A-Za-z0-9]+)_"
    r"(?:(?P<upload>\d+)_(?P<file>.+)|(?P<page>text|link)\.html)",
    re.DOTALL,
)
_MOODLE = re.compile(
    r"(?P<name>[^_]*)(?:_(?P<id>\d+))?_assignsubmission_(?P<plugin>[a-z0-9]+)(?:_(?P<file>.*))?", re.DOTALL
)
_GRADESCOPE = re.compile(r"submission_\d+")

BLIND = {
    *("participant", "participante", "partecipante", "deelnemer", "teilnehmer", "teilnehmerin", "teilnehmer-in"),
    *("deltaker", "deltagare", "deltager", "uczestnik", "účastník", "участник", "учасник", "résztvevő"),
    *("katılımcı", "参与者", "參與者", "参加者", "참여자"),  # noqa: RUF001 - Turkish has a dotless i
}
"""What Moodle calls everyone where marking is blind, in the languages most used."""

_DAY = 86_400
_LONGEST = 300


@dataclass(frozen=True)
class Person:
    """A student, or a group, as a system names them.

    Attributes:
        source: ``canvas``, ``moodle`` or ``gradescope``.
        source_id: Canvas' user id, Moodle's participant number, Gradescope's e-mail address.
        name: as the system writes it; empty where it gives none.
        email: where the system tells it.
        sid: the school's number, where the system tells it.
        anonymous: whether the name says nothing, because marking is blind.
    """

    source: str
    source_id: str
    name: str = ""
    email: str = ""
    sid: str = ""
    anonymous: bool = False

    @property
    def called(self) -> str:
        """What to call them in a sentence."""
        return f"{self.name or 'student'} ({self.source_id})" if self.source_id else self.name


@dataclass(frozen=True)
class Upload:
    """A file that a student handed in: its name as they knew it, and its place among their uploads."""

    name: str
    entry: Entry
    number: int = 0


@dataclass
class Handed:
    """What one student handed in.

    Attributes:
        person: the student.
        uploads: their files.
        revision: grows from one download to the next where the student handed in anew.
        submitted: when, where the system tells.
        late: whether the system calls it late.
    """

    person: Person
    uploads: list[Upload] = field(default_factory=list)
    revision: float = 0.0
    submitted: datetime | None = None
    late: bool = False


@dataclass
class Cohort:
    """What everyone handed in, and a sentence for each entry that is nobody's."""

    handed: list[Handed] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)


def recognise(archive: Archive) -> str:
    """Tell which system an archive comes from.

    Raises:
        UserError: from none of the three.
    """
    if _metadata(archive) is not None:
        return "gradescope"
    for source, pattern in (("moodle", _MOODLE), ("canvas", _CANVAS)):
        if any(_first_match(pattern, entry) for entry in archive.entries):
            return source
    raise UserError(
        f"{archive.name} holds nothing named as Canvas, Moodle or Gradescope name submissions; "
        "give the archive as it was handed out."
    )


def read_cohort(archive: Archive, source: str) -> Cohort:
    """Sort an archive's entries by student.

    Raises:
        UserError: nothing in it is named as `source` names submissions.
    """
    readers: dict[str, Callable[[Archive], Cohort]] = {
        "canvas": _read_canvas,
        "moodle": _read_moodle,
        "gradescope": _read_gradescope,
    }
    cohort = readers[source](archive)
    if not cohort.handed:
        raise UserError(f"{archive.name} holds nothing named as {source.capitalize()} names submissions; check --from.")
    return cohort


def names_an_upload(name: str) -> bool:
    """Whether a file is named as Canvas or Moodle name what one student handed in."""
    return bool(_CANVAS.fullmatch(name) or _MOODLE.fullmatch(name))


def _first_match(pattern: re.Pattern[str], entry: Entry) -> tuple[re.Match[str], int] | None:
    """Match the outermost folder, or the file: what lies further in has a name of the student's choice."""
    for depth, part in enumerate(entry.parts):
        if found := pattern.fullmatch(part):
            return found, depth
    return None


def _nobodys(entry: Entry, source: str) -> str:
    return f"{entry.path} is not named as {source.capitalize()} names a submission"


def _read_canvas(archive: Archive) -> Cohort:
    cohort, by_user, unsure = Cohort(), dict[str, Handed](), list[tuple[re.Match[str], Entry, str]]()

    def take(found: re.Match[str], entry: Entry, name: str) -> None:
        number = int(found["upload"] or 0)
        handed = by_user.setdefault(found["user"], Handed(_canvas_person(found)))
        handed.uploads.append(Upload(name, entry, number))
        handed.revision = max(handed.revision, float(number))
        handed.late = handed.late or bool(found["late"])

    for entry in archive.entries:
        match = _first_match(_CANVAS, entry)
        if match is None:
            cohort.ignored.append(_nobodys(entry, "canvas"))
            continue
        found, depth = match
        name = entry.name if depth < len(entry.parts) - 1 else found["file"] or f"{found['page']}.html"
        # A name that ends in a number can't be told from an id, and a student may choose it: those wait.
        if found["file"] and re.match(r"\d+_", found["file"]):
            unsure.append((found, entry, name))
        else:
            take(found, entry, name)
    for found, entry, name in unsure:
        known = by_user.get(found["user"])
        if known is not None and known.person.name != (found["name"] or ""):
            cohort.ignored.append(f"{entry.path} claims the Canvas id {found['user']}, which is another student's")
        else:
            take(found, entry, name)
    cohort.handed = list(by_user.values())
    return cohort


def _canvas_person(found: re.Match[str]) -> Person:
    return Person("canvas", found["user"], found["name"] or "", anonymous=found["user"].startswith("anon_"))


def _read_moodle(archive: Archive) -> Cohort:
    cohort, by_key = Cohort(), dict[tuple[str, str], Handed]()
    timed = _times_are_uploads(archive)
    for entry in archive.entries:
        match = _first_match(_MOODLE, entry)
        if match is None:
            cohort.ignored.append(_nobodys(entry, "moodle"))
            continue
        found, depth = match
        inside = depth < len(entry.parts) - 1
        name, number = found["name"].strip(), found["id"] or ""
        person = Person("moodle", number, name, anonymous=name.casefold() in BLIND)
        handed = by_key.setdefault((number, name), Handed(person))
        if found["plugin"] != "file":
            cohort.ignored.append(f"{entry.path} is {found['plugin']}, not a file that was handed in")
            continue
        handed.uploads.append(Upload(entry.name if inside else found["file"] or entry.name, entry))
        handed.revision = max(handed.revision, entry.modified or 0.0)
        if timed and handed.revision:
            handed.submitted = datetime.fromtimestamp(handed.revision, UTC)
    cohort.handed = list(by_key.values())
    return cohort


def _times_are_uploads(archive: Archive) -> bool:
    """Whether a zip's times are the uploads': those of the download lie minutes apart, not days."""
    times = [entry.modified for entry in archive.entries if entry.modified is not None]
    return archive.packed and bool(times) and max(times) - min(times) > _DAY


def _read_gradescope(archive: Archive) -> Cohort:
    place = _metadata(archive)
    if place is None:
        raise UserError(f"{archive.name} has no {METADATA} beside its submissions; export them from Gradescope again.")
    folders: dict[str, list[Entry]] = {}
    cohort = Cohort()
    depth = len(place.parts) - 1
    for entry in archive.entries:
        if entry is place:
            continue
        if entry.parts[:depth] == place.parts[:depth] and len(entry.parts) > depth + 1:
            folders.setdefault(entry.parts[depth], []).append(entry)
        else:
            cohort.ignored.append(_nobodys(entry, "gradescope"))
    for folder, told in _load_metadata(place).items():
        submitted = _time(_field(told, "created_at"))
        for person in _submitters(folder, _field(told, "submitters")):
            uploads = [Upload(entry.name, entry) for entry in folders.get(folder, [])]
            revision = submitted.timestamp() if submitted else 0.0
            cohort.handed.append(Handed(person, uploads, revision, submitted))
        folders.pop(folder, None)
    cohort.ignored += [f"{folder} is named by no student in {METADATA}" for folder in folders]
    return cohort


def _metadata(archive: Archive) -> Entry | None:
    """Find the metadata that lies beside submissions; a student may have handed in a file of that name."""
    beside = {entry.parts[:i] for entry in archive.entries for i in (0, 1) if _is_submission(entry, i)}
    for entry in archive.entries:
        if entry.name == METADATA and len(entry.parts) <= 2:
            parent = entry.parts[:-1]
            if not parent or not _GRADESCOPE.fullmatch(parent[-1]):
                return entry if parent in beside or not beside else None
    return None


def _is_submission(entry: Entry, depth: int) -> bool:
    return len(entry.parts) > depth + 1 and bool(_GRADESCOPE.fullmatch(entry.parts[depth]))


def _load_metadata(entry: Entry) -> dict[str, Any]:
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Reads Ruby's objects as the plain values they are written as."""

    def plain(loader: Any, tag: str, node: Any) -> Any:
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_scalar(node)

    Loader.add_multi_constructor("!", plain)
    try:
        told = yaml.load(entry.read(Budget()), Loader)
    except (yaml.YAMLError, Refused, ValueError, RecursionError, TypeError, AttributeError) as error:
        reason = f"it {error}" if isinstance(error, Refused) else "it is not whole"
        raise UserError(f"{METADATA} cannot be read: {reason}. Export the submissions again.") from error
    if not isinstance(told, dict):
        raise UserError(f"{METADATA} lists no submissions; export them from Gradescope again.")
    return {str(key): value for key, value in told.items()}


def _field(told: Any, name: str) -> Any:
    """Look a field up; Ruby writes its symbols with a colon."""
    return told.get(f":{name}", told.get(name)) if isinstance(told, dict) else None


def _text(value: Any) -> str:
    return str(value).strip()[:_LONGEST] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _submitters(folder: str, told: Any) -> Iterator[Person]:
    found = False
    for item in told if isinstance(told, list) else []:
        name, email, sid = (_text(_field(item, key)) for key in ("name", "email", "sid"))
        if name or email or sid:
            found = True
            yield Person("gradescope", email or sid or folder, name, email, sid)
    if not found:
        yield Person("gradescope", folder, anonymous=True)


def _time(value: Any) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.replace(" UTC", "+00:00").strip())
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
