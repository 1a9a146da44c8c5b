import codecs
import csv
import io

import pytest
from hostile import HOSTILE, NAMES, graded, unreadable

from deltarule.core.errors import UserError
from deltarule.grading.records import Records
from deltarule.lms.request import Absence, Request
from deltarule.lms.spreadsheet import to_csv


def rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_excel_is_told_that_the_file_is_utf_8():
    content = to_csv(Request(HOSTILE)).content
    assert content.startswith(codecs.BOM_UTF8)
    assert "王小明" in content.decode()


def test_one_assignment_has_a_column_for_each_check_and_numbers_stay_numbers():
    headings, row = rows(to_csv(Request(Records([graded("ann", 1)]))).content)
    assert headings == [
        *("student", "assignment", "status", "score", "max_score", "file", "message"),
        *("test_f_values", "test_f_shape", "test_g"),
    ]
    assert row == ["ann", "2_ann", "graded", "2", "4", "ann.py", "", "2", "0", "0"]


def test_several_assignments_have_a_row_each_and_no_columns_of_checks():
    records = Records([graded("ann"), graded("ann", assignment="4_rnn")])
    headings, *found = rows(to_csv(Request(records)).content)
    assert headings[-1] == "message"
    assert [row[:2] for row in found] == [["ann", "2_ann"], ["ann", "4_rnn"]]
    assert len(rows(to_csv(Request(records, assignment="rnn")).content)) == 2


def test_no_cell_is_a_formula_and_no_name_is_lost():
    _, *found = rows(to_csv(Request(Records([*HOSTILE.submissions, unreadable("x")]))).content)
    texts = [cell for row in found for cell in (row[0], row[6])]
    assert not [text for text in texts if text.lstrip().startswith(tuple("=+-@"))]
    assert not [text for text in texts if not text.isprintable()]
    assert len(found) == len(NAMES) + 1
    assert [row[0] for row in found][:5] == ["Doe, Jane", 'Dwayne "The Rock"', "two\\nlines", "王小明", "'=1+1"]


def test_a_formula_in_full_width_is_none_either():
    _, row = rows(to_csv(Request(Records([graded("\uff1d1+1")]))).content)
    assert row[0] == "'\uff1d1+1"


def test_who_handed_nothing_in_has_a_row_without_a_score():
    records = Records([graded("ann"), graded("bea", assignment="4_rnn")])
    made = to_csv(Request(records, absent=[Absence("bea", "2_ann"), Absence("=1+1", "4_rnn", handed_in=True)]))
    assert [row[:5] for row in rows(made.content)[3:]] == [
        ["bea", "2_ann", "missing", "", "4"],
        ["'=1+1", "4_rnn", "ungraded", "", "4"],
    ]
    assert made.notes == [
        "bea has no submission of 2_ann: no score.",
        "=1+1 has a submission of 4_rnn that is not among these marks: no score; run deltarule grade.",
    ]


def test_who_has_marks_in_the_gradebook_and_no_submission_any_more_is_told_apart():
    made = to_csv(Request(Records([graded("ann")]), absent=[Absence("bea", "2_ann", booked=True)]))
    assert rows(made.content)[2][2] == "removed"
    assert made.notes == [
        "bea has a mark of 2_ann in the gradebook and no submission any more: no score; "
        "an export without --records has it."
    ]


def test_notes_of_one_kind_are_a_line_for_each_assignment():
    absences = [Absence(f"s{number}", name) for number in range(7) for name in ("2_ann", "4_rnn")]
    records = Records([graded("ann"), graded("ann", assignment="4_rnn")])
    made = to_csv(Request(records, absent=[*absences, Absence("zoe", "2_ann", handed_in=True)]))
    assert made.notes == [
        *(f"s0, s1, s2, s3, s4, s5, s6 have no submission of {name}: no score." for name in ("2_ann", "4_rnn")),
        "zoe has a submission of 2_ann that is not among these marks: no score; run deltarule grade.",
    ]
    assert len(rows(made.content)) == 1 + 2 + 15  # where each is named


def test_records_without_the_one_wanted_say_what_there_is():
    with pytest.raises(UserError, match="no graded submission of 9_none by kim; there is 2_ann by Doe, Jane"):
        to_csv(Request(HOSTILE, assignment="9_none", student="kim"))
