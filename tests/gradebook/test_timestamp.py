"""When a submission came is read as nbgrader reads it, and what nbgrader guesses is told."""

from datetime import datetime

import pytest
from nbgrader.coursedir import CourseDirectory

from deltarule.nbgrader.book.timestamp import Timestamp, read_timestamp

PLAIN = [
    "2015-02-02 15:58:23.948203 UTC",
    "2026-11-23 09:30",
    "2026-11-23T09:30:00Z",
    "2026-11-23T09:30:00+02:00",
    "2026-11-22 13:30:00.0 CET",
    "2026-11-22 13:30:00 Europe/Berlin",
    "22/11/2026 12:30",
    "Sun, 22 Nov 2026 12:30",
    "2026-11-22",
]
ODD = {
    "2026-11-22 05:30:00 PDT": "is in a zone that nobody here knows",
    "2026-11-22T13:30:00 CEST": "is in a zone that nobody here knows",
    "2026-01-01 10:00 ZZZZZ": "is in a zone that nobody here knows",
    "2026-11-23 09:30:00.0 +0200": "says +0200, which nbgrader takes for seconds",
}
NONE = {
    "yesterday, I think": "holds no time",
    "2026-11-22-12-30-00-123456": "holds no time",
    "9" * 60 + "m/": "holds no time",
    "9" * 5000: "holds no time",
    "Nov 22 12:30": "holds no time",
    "2026-13-45 99:00": "holds no time",
    "": "is empty",
    "\0": "holds no time",
}


def nbgraders(folder):
    return CourseDirectory().get_existing_timestamp(str(folder))


@pytest.mark.filterwarnings("ignore::dateutil.parser.UnknownTimezoneWarning")
@pytest.mark.parametrize("text", [*PLAIN, *ODD])
def test_a_time_is_what_nbgrader_reads(tmp_path, text):
    (tmp_path / "timestamp.txt").write_text(f"{text}\n")
    stamp = read_timestamp(tmp_path)
    assert (stamp.time, stamp.text) == (nbgraders(tmp_path), text)
    assert bool(stamp.odd) == (text in ODD)


@pytest.mark.parametrize("text", [*ODD, "12:30", "Sunday"])
def test_what_nbgrader_guesses_is_told(tmp_path, text):
    (tmp_path / "timestamp.txt").write_text(text)
    assert ODD.get(text, "holds no whole date") in read_timestamp(tmp_path).told(None)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_time_is_told(tmp_path, text):
    (tmp_path / "timestamp.txt").write_text(text)
    stamp = read_timestamp(tmp_path)
    assert (stamp.time, stamp.text) == (None, "")
    assert NONE[text] in stamp.told(None)
    assert "counts as in time" in stamp.told(None)


def test_a_mark_of_byte_order_is_no_part_of_a_time(tmp_path):
    (tmp_path / "timestamp.txt").write_bytes(b"\xef\xbb\xbf2026-11-22 12:30:00.0 UTC")
    assert read_timestamp(tmp_path).time == datetime(2026, 11, 22, 12, 30)


def test_no_timestamp_is_nothing_odd(tmp_path):
    assert read_timestamp(tmp_path) == Timestamp()
    assert Timestamp().told(None) == ""


@pytest.mark.parametrize("text", ["yesterday, I think", "", None])
def test_a_time_that_the_gradebook_has_counts_where_the_file_says_none_and_that_is_told(tmp_path, text):
    if text is not None:
        (tmp_path / "timestamp.txt").write_text(text)
    told = read_timestamp(tmp_path).told(datetime(2026, 3, 2, 12))
    assert "what the gradebook has, 2026-03-02 12:00:00 UTC, counts until the file says another" in told
    assert "in time" not in told
