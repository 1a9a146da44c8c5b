"""When a submission came: ``timestamp.txt``, read as ``nbgrader autograde`` reads it, and what is odd about it."""

import warnings
from dataclasses import dataclass
from datetime import datetime

from dateutil import parser, tz  # type: ignore[import-untyped]
from nbgrader.utils import parse_utc

from deltarule.core.limits import MAX_TIMESTAMP
from deltarule.core.text import one_line
from deltarule.grading.handin import Unreadable, read_regular_file
from deltarule.grading.strangers import Place

TIMESTAMP = "timestamp.txt"
"""The file's name beside a submission, as nbgrader has it."""

_OTHER_DAYS = (datetime(2000, 1, 1), datetime(2001, 2, 2))
_EXAMPLE = "write it in UTC, as 2026-11-23 09:30:00 UTC"


@dataclass(frozen=True)
class Timestamp:
    """What lies beside a submission.

    Attributes:
        time: when it came, in UTC and without a zone, if the file says so.
        text: how the file says it.
        odd: what is odd about the file, for a person, or nothing.
    """

    time: datetime | None = None
    text: str = ""
    odd: str = ""

    def told(self, booked: datetime | None) -> str:
        """Say what a person should know of the file, and what counts, where the gradebook has had `booked` so far.

        Where the file says no time, what the gradebook has stays there: somebody may have written it.
        """
        if self.time is not None:
            return self.odd
        if booked is None:
            return f"{self.odd}; the submission counts as in time" if self.odd else ""
        what = self.odd or "is not there"
        return f"{what}; what the gradebook has, {booked:%Y-%m-%d %H:%M:%S} UTC, counts until the file says another"


def read_timestamp(folder: Place) -> Timestamp:
    """Read when a submission came."""
    path = folder / TIMESTAMP
    if not path.exists():
        return Timestamp()
    try:
        text = read_regular_file(path).decode("utf-8-sig").strip()
    except (Unreadable, UnicodeDecodeError):
        return Timestamp(odd=f"cannot be read: {_EXAMPLE}")
    if not text:
        return Timestamp(odd=f"is empty: {_EXAMPLE}")
    try:
        if len(text) > MAX_TIMESTAMP:
            raise ValueError(text)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            time: datetime = parse_utc(text)
    except Exception:  # dateutil has its own ways to stumble over a date that is none
        return Timestamp(odd=f"holds no time ({one_line(text[:40])}): {_EXAMPLE}")
    return Timestamp(time, text, _oddity(text))


def _oddity(text: str) -> str:
    """Say what nbgrader guesses, or takes for something else than most people would."""
    day, _, rest = text.partition(" ")
    hour, _, zone = rest.partition(" ")
    named = zone and " " not in zone  # nbgrader looks at the third of three words itself
    if named and _is_number(zone):
        return f"says {one_line(zone)}, which nbgrader takes for seconds: {_EXAMPLE}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", parser.UnknownTimezoneWarning)
            if named and tz.gettz(zone) is None:
                raise parser.UnknownTimezoneWarning
            plain = f"{day} {hour}" if named else text
            days = {parser.parse(plain, default=default).date() for default in _OTHER_DAYS}
    except parser.UnknownTimezoneWarning:
        return f"is in a zone that nobody here knows ({one_line(text)}) and counts as UTC: {_EXAMPLE}"
    return f"holds no whole date ({one_line(text)}), and today's fills it up: {_EXAMPLE}" if len(days) > 1 else ""


def _is_number(zone: str) -> bool:
    try:
        int(zone)
    except ValueError:
        return False
    return True
