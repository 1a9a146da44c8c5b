"""Gradescope: submissions read from its export, and the ``results.json`` of one submission.

In an export, ``assignment_77_export/submission_88/ann.ipynb`` is a submission's file, and ``submission_metadata.yml``
says whose it is. Source of the results: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec

from deltarule.core.checking.checks import CheckResult
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_TOLD
from deltarule.core.text import visible

from .archive import Archive, Budget, Entry, Refused
from .download import Cohort, Handed, Person, Upload, nobodys
from .request import Export, Request, whole
from .system import Source, System

METADATA = "submission_metadata.yml"
"""The file in which Gradescope says who handed in what."""

_SUBMISSION = re.compile(r"submission_\d+")


def is_export(archive: Archive) -> bool:
    """Whether an archive has Gradescope's metadata in it."""
    return _metadata(archive) is not None


def read_export(archive: Archive) -> Cohort:
    """Sort the entries of "Export Submissions" by student; each of a pair has what both handed in.

    Raises:
        UserError: the metadata is missing, or cannot be read.
    """
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
            cohort.ignored.append(nobodys(entry, SYSTEM.title))
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
            if not parent or not _SUBMISSION.fullmatch(parent[-1]):
                return entry if parent in beside or not beside else None
    return None


def _is_submission(entry: Entry, depth: int) -> bool:
    return len(entry.parts) > depth + 1 and bool(_SUBMISSION.fullmatch(entry.parts[depth]))


def _load_metadata(entry: Entry) -> dict[str, Any]:
    import yaml

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
        """Reads Ruby's objects as the plain values they are written as."""

        def flatten_mapping(self, node: Any) -> None:
            """Merge no mappings: each may double the last, and Gradescope writes none."""

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
    return str(value).strip()[:MAX_TOLD] if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _submitters(folder: str, told: Any) -> Iterator[Person]:
    found = False
    for item in told if isinstance(told, list) else []:
        name, email, sid = (_text(_field(item, key)) for key in ("name", "email", "sid"))
        email, sid = (text if len(text) < MAX_TOLD else "" for text in (email, sid))  # cut short, it could be two's
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


def to_gradescope(request: Request) -> Export:
    """Write one submission's results.

    Raises:
        UserError: there is no such submission, or more than one.
    """
    record = request.one_submission()
    functions = list(dict.fromkeys(check.function for check in record.checks))
    numbers = dict.fromkeys(functions, 0)
    tests = []
    for check in record.checks:
        numbers[check.function] += 1
        tests.append(
            _test(check, request.told(check), f"{functions.index(check.function) + 1}.{numbers[check.function]}")
        )
    results = {
        # Gradescope adds tests up; said here, it holds where no test could be run, too.
        "score": whole(record.score),
        "output": visible(record.message),
        "output_format": "text",
        "tests": tests,
    }
    return Export(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")


def _test(check: CheckResult, said: str, number: str) -> dict[str, object]:
    return {
        "name": f"{check.function}: {check.name}",
        "name_format": "text",
        "number": number,
        "score": whole(check.earned),
        "max_score": whole(check.points),
        "status": "passed" if check.status == "passed" else "failed",
        "output": visible(said),
        "output_format": "text",
        "visibility": "visible",
    }


SYSTEM = System("gradescope", "Gradescope", Source(is_export, read_export), export=to_gradescope)
