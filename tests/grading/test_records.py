import json
import tracemalloc
from dataclasses import replace

import msgspec
import pytest
from support import TINY, copy_course

from deltarule.core.checking.checks import CheckResult
from deltarule.core.course import Course
from deltarule.core.errors import UserError
from deltarule.grading.cohort import records_of
from deltarule.grading.records import PackedRecords, Records, SubmissionRecord, read_records, write_records

CHECK = CheckResult("test_f", "f", 2, 0.0, "failed", "f: it is <b>wrong</b>\nü", "swapped")
RECORDS = Records(
    [
        SubmissionRecord("ada", "2_ann", "graded", 1.5, 3.0, [CHECK], file="ann.py"),
        SubmissionRecord("bela", "2_ann", "unreadable", 0.0, 3.0, [], "It is a link."),
    ],
    by_hand={"2_ann": 1.5},
)


def test_records_come_back_as_they_were_written(tmp_path):
    write_records(RECORDS, tmp_path / "new" / "r.json")
    assert read_records(tmp_path / "new" / "r.json") == RECORDS


@pytest.mark.parametrize("content", [None, "", "<<<<<<< HEAD", "[]", "{}", '{"cells": [1]}', '{"cells": 5}'])
def test_a_notebook_that_is_damaged_or_not_made_yet_keeps_no_records_back(tmp_path, content):
    unit = Course(copy_course(tmp_path, TINY, ["1_double"])).unit("double")
    if content is not None:
        unit.notebook.parent.mkdir(parents=True, exist_ok=True)
        unit.notebook.write_text(content)
    assert records_of([], [unit]).by_hand == {"1_double": 0.0}


def test_the_file_is_what_others_rely_on(tmp_path):
    write_records(RECORDS, tmp_path / "r.json")
    first, second = json.loads((tmp_path / "r.json").read_text("utf-8"))["submissions"]
    assert {key: first[key] for key in ("student", "assignment", "status", "score", "max_score")} == {
        "student": "ada",
        "assignment": "2_ann",
        "status": "graded",
        "score": 1.5,
        "max_score": 3.0,
    }
    assert first["checks"] == [
        {
            "name": "test_f",
            "function": "f",
            "points": 2,
            "earned": 0.0,
            "status": "failed",
            "message": "f: it is <b>wrong</b>\nü",
            "mistake": "swapped",
            "output": "",
            "tripped": "",
            "finding": None,
            "answers": [],
        }
    ]
    assert (second["status"], second["checks"], second["message"]) == ("unreadable", [], "It is a link.")


@pytest.mark.parametrize("records", [RECORDS, Records([], "kernel")])
def test_records_are_laid_out_one_by_one_as_they_would_be_as_a_whole(tmp_path, records):
    write_records(records, tmp_path / "r.json")
    whole = msgspec.json.format(msgspec.json.encode(records), indent=1) + b"\n"
    assert (tmp_path / "r.json").read_bytes() == whole


def test_records_of_nobody_are_records(tmp_path):
    write_records(Records([]), tmp_path / "r.json")
    assert read_records(tmp_path / "r.json") == Records([])


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path):
    with pytest.raises(UserError, match=r"r\.json cannot be read \(No such file.*; name a file that is there"):
        read_records(tmp_path / "r.json")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b"{}",
        b'{"submissions": [{}]}',
        b'{"submissions": [{"student": 3}]}',
        b'{"submissions": [{"student": "a", "assignment": "b", "status": "lost", "score": 0, "max_score": 1}]}',
    ],
)
def test_a_file_that_holds_no_records_is_refused(tmp_path, content):
    (tmp_path / "r.json").write_bytes(content)
    with pytest.raises(UserError, match="holds no records of `deltarule grade --results`"):
        read_records(tmp_path / "r.json")


def test_records_that_cannot_be_written_say_where(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"r\.json cannot be written"):
        write_records(RECORDS, tmp_path / "file" / "r.json")


@pytest.mark.parametrize("field", ["student", "message"])
def test_a_name_that_is_no_text_costs_nobody_a_record(tmp_path, field):
    record = SubmissionRecord("ada", "2_ann", "unreadable", 0.0, 1.0, [], "")
    write_records(Records([msgspec.structs.replace(record, **{field: "\udcff"})]), tmp_path / "r.json")


def test_packed_records_are_what_they_were_in_the_order_of_their_numbers_and_in_a_fraction_of_the_room():
    spelt = msgspec.structs.replace(RECORDS.submissions[0], file="caf\udce9.py")  # bytes that are no text
    checks = [replace(CHECK, message=f"{at}: {CHECK.message * 20}") for at in range(20)]
    alike = [SubmissionRecord(f"s{at}", "2_ann", "graded", 1.0, 3.0, checks) for at in range(50)]
    given = [*RECORDS.submissions, spelt, *alike]
    packed = PackedRecords((number, given[number]) for number in reversed(range(len(given))))
    assert packed == given
    assert (len(packed), packed[2], packed[-1], packed[1:3]) == (len(given), spelt, given[-1], given[1:3])
    tracemalloc.start()
    try:
        kept = PackedRecords((number, msgspec.structs.replace(item, student="x")) for number, item in enumerate(alike))
        room = tracemalloc.get_traced_memory()[0]
        unpacked = list(kept)
        assert room < (tracemalloc.get_traced_memory()[0] - room) / 10
    finally:
        tracemalloc.stop()
    assert len(unpacked) == 50
