import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support import TINY, copy_course

from deltarule.core.errors import UserError
from deltarule.grading.records import Records, SubmissionRecord
from deltarule.lms.canvas import to_canvas
from deltarule.lms.download import Person
from deltarule.lms.request import Absence, Request
from deltarule.lms.roster import (
    Line,
    absent,
    folder_name,
    known_as,
    read_roster,
    student_ids,
    updated,
    write_roster,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


def moodle(name, number, **more):
    return Person("moodle", number, name, lasting=False, **more)


def enrol(lines, people, assignment):
    ids = student_ids(lines, people, assignment)
    new = [Line(i, assignment, p.source, p.source_id, p.name) for i, p in zip(ids, people, strict=True)]
    return ids, updated(lines, new)


@given(name=TEXT | st.text(st.sampled_from("=+-@'\t\r\n\",")), email=TEXT, sid=TEXT)
def test_every_id_survives_the_roster_and_none_is_a_formula(tmp_path_factory, name, email, sid):
    path = tmp_path_factory.mktemp("r") / "roster.csv"
    lines = [Line("1001", "2_ann", "canvas", "1001", name, email, sid, "yes")]
    write_roster(path, lines)
    assert read_roster(path) == lines
    with path.open(newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and cell]


def as_saved(cell):
    """Write a cell as a spreadsheet saves it: numbers and dates as it shows them, everything else as it was."""
    if re.fullmatch(r"\d+-\d+", cell):
        return "03. Apr"
    try:
        return f"{float(cell.replace(',', '')):.6g}" if len(cell) > 11 or not cell.isdigit() else str(int(cell))
    except ValueError:
        return cell


@pytest.mark.parametrize(
    "number", ["007", "1E5", "3-4", "12.0", "1,234", "112300000000123", "'007", "7", "12345678901"]
)
def test_no_id_is_changed_where_a_spreadsheet_saves_the_roster(tmp_path, number):
    path = tmp_path / "roster.csv"
    lines = [Line(folder_name(number), "2_ann", "gradescope", number, number, "a@x.org", number)]
    write_roster(path, lines)
    with path.open(newline="") as file:
        rows = [[as_saved(cell) for cell in row] for row in csv.reader(file)]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    assert read_roster(path) == lines


@pytest.mark.parametrize(("delimiter", "first"), [(";", ""), ("\t", ""), (";", "sep=;\r\n")])
def test_a_roster_that_a_spreadsheet_saved_with_other_marks_between_is_read(tmp_path, delimiter, first):
    path = tmp_path / "roster.csv"
    lines = [Line("1001", "2_ann", "canvas", "1001", "Lovelace, Ada; Countess", "", "007", "yes")]
    write_roster(path, lines)
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        file.write(first)
        csv.writer(file, delimiter=delimiter).writerows(rows)
    assert read_roster(path) == lines


@given(st.text(max_size=80))
def test_a_folders_name_is_safe_and_stays_itself(text):
    name = folder_name(text)
    assert 0 < len(name) <= 60
    assert len(name.encode()) <= 255
    assert name[0] not in ".-"
    assert name.isprintable()
    assert not set(name) & set("/\\+* \0")
    assert folder_name(name) == name


@given(
    st.lists(
        st.builds(Person, st.just("canvas"), TEXT, TEXT) | st.builds(moodle, TEXT, TEXT),
        unique_by=lambda p: (p.source, p.source_id),
    )
)
def test_two_people_never_share_a_folder_and_keep_theirs(people):
    ids, lines = enrol([], people, "2_ann")
    assert len({item.casefold() for item in ids}) == len(people)
    again = [person for person in people if person.source_id]
    assert student_ids(lines, again, "2_ann") == [i for i, p in zip(ids, people, strict=True) if p.source_id]


def test_canvas_students_are_known_by_their_user_id_in_every_assignment():
    ids, lines = enrol([], [Person("canvas", "1001", "lovelaceada")], "2_ann")
    assert ids == ["1001"]
    assert student_ids(lines, [Person("canvas", "1001", "kingada")], "4_rnn") == ["1001"]


def test_gradescope_students_are_known_by_their_schools_number_or_their_address():
    people = [Person("gradescope", "a@x.org", "A", "a@x.org", "1815"), Person("gradescope", "b@x.org", "B", "b@x.org")]
    ids, lines = enrol([], people, "2_ann")
    assert ids == ["1815", "b@x.org"]
    later = [Person("gradescope", "b@x.org", "B", "b@x.org", "99")]
    assert student_ids(lines, later, "4_rnn") == ["b@x.org"]


def test_moodle_students_are_known_by_name_as_their_number_changes():
    ids, lines = enrol([], [moodle("Ada Lovelace", "345"), moodle("张伟", "346")], "2_ann")
    assert ids == ["ada-lovelace", "张伟"]
    assert student_ids(lines, [moodle("张伟", "902"), moodle("Ada Lovelace", "901")], "4_rnn") == [
        "张伟",
        "ada-lovelace",
    ]


def test_moodle_students_are_known_however_the_roster_writes_their_accents():
    ids, lines = enrol([], [moodle("Jose\u0301", "345")], "2_ann")
    assert student_ids(lines, [moodle("Jos\u00e9", "902")], "4_rnn") == ids


def test_moodle_namesakes_are_kept_apart():
    ids, lines = enrol([], [moodle("Li Na", "1"), moodle("Li Na", "2")], "2_ann")
    assert ids == ["li-na-1", "li-na-2"]
    assert student_ids(lines, [moodle("Li Na", "7")], "4_rnn") == ["li-na"], "which of the two can't be told"
    ids, lines = enrol([], [moodle("Li Na", "1")], "2_ann")
    ids, lines = enrol(lines, [moodle("Li Na", "2")], "2_ann")
    assert ids == ["li-na-2"]
    assert student_ids([], [moodle("Ann-Lee", "1"), moodle("Ann Lee", "2")], "2_ann") == ["ann-lee", "ann-lee-2"]


def test_a_group_that_is_called_as_a_student_is_not_the_student():
    ids, lines = enrol([], [moodle("Ada Lovelace", "345")], "2_ann")
    assert ids == ["ada-lovelace"]
    assert student_ids(lines, [moodle("Ada Lovelace", "")], "4_rnn") == ["ada-lovelace-2"]


def test_a_name_is_no_claim_to_a_folder_that_is_there_already():
    assert student_ids([], [moodle("Ada", "5")], "2_ann", ["ada"]) == ["ada-5"]
    lines = [Line("ada", "2_ann", "moodle", "5", "Ada")]
    assert student_ids(lines, [moodle("Ada", "5")], "2_ann", ["ada"]) == ["ada"]


def test_a_number_that_two_write_is_neither_s_folder():
    people = [Person("gradescope", f"{name}@x.org", name, f"{name}@x.org", "1815") for name in ("eve", "ada")]
    assert student_ids([], people, "2_ann") == ["eve@x.org", "ada@x.org"]


def test_blind_marking_never_makes_one_student_of_two():
    ids, lines = enrol([], [moodle("Participant", "5", anonymous=True)], "2_ann")
    assert ids == ["participant-5"]
    assert student_ids(lines, [moodle("Participant", "6", anonymous=True)], "4_rnn") == ["participant-6"]


def test_a_folder_renamed_in_the_roster_is_used_from_then_on():
    lines = [Line("ada", "2_ann", "canvas", "1001", "lovelaceada")]
    assert student_ids(lines, [Person("canvas", "1001", "lovelaceada")], "4_rnn") == ["ada"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a,b\n1,2\n", "no column student_id, assignment, source, source_id in its first line"),
        ("student_id,assignment,name\n", "no column source, source_id in its first line"),
        ("student_id,assignment,source,source_id\n../x,2_ann,canvas,1\n", "no folder's name"),
        ("student_id,assignment,source,source_id\n,2_ann,canvas,1\n", "has no student_id in line 2"),
        ("sep=,\nstudent_id,assignment,source,source_id\n\n\nada,,canvas,1\n", "has no assignment in line 5"),
        ("student_id,assignment,source,source_id\nzoé,2_ann,canvas,1\n", "is no text in UTF-8"),
        ('student_id\n"open', "cannot be read"),
    ],
)
def test_a_damaged_roster_is_said_so(tmp_path, text, reason):
    (tmp_path / "roster.csv").write_text(text, "latin-1")
    with pytest.raises(UserError, match=reason):
        read_roster(tmp_path / "roster.csv")


def test_one_account_is_not_two_students_of_an_assignment(tmp_path):
    path = tmp_path / "roster.csv"
    write_roster(path, [Line("ada", "1_double", "canvas", "1", "Ada"), Line("ada", "2_other", "canvas", "1", "Ada")])
    assert len(read_roster(path)) == 2
    path.write_text(path.read_text() + "bea,1_double,canvas,1,Bea,,\n")
    said = "roster.csv, lines 2 and 4: canvas's 1 can't be both ada and bea in 1_double; delete the wrong line."
    with pytest.raises(UserError, match=re.escape(said)):
        read_roster(path)


def test_lines_that_a_spreadsheet_has_left_empty_are_nobodys(tmp_path):
    head = "student_id,assignment,source,source_id\n"
    (tmp_path / "roster.csv").write_text(f"{head}\n,,,\nada,2_ann,canvas,1\n,,,,,\n")
    assert read_roster(tmp_path / "roster.csv") == [Line("ada", "2_ann", "canvas", "1")]


def record(student, assignment):
    return SubmissionRecord(student, assignment, "graded", 1.0, 2.0, [])


def test_only_what_the_system_itself_calls_them_for_this_assignment_counts(tmp_path, monkeypatch):
    course = copy_course(tmp_path, TINY, ["1_double"])
    write_roster(
        course / "instructor" / "roster.csv",
        [
            Line("ada-lovelace", "1_double", "moodle", "101", "Ada Lovelace", "ada@x.org"),
            Line("ada-lovelace", "2_ann", "moodle", "305", "Ada Lovelace"),
            Line("ada-lovelace", "1_double", "canvas", "77", "Lovelace, Ada"),
        ],
    )
    monkeypatch.chdir(course)
    request = Request(Records([record("ada-lovelace", "1_double"), record("ada-lovelace", "2_ann")]), "1_double")
    assert known_as("moodle", request) == {"ada-lovelace": ["101", "ada@x.org", "Ada Lovelace"]}
    assert known_as("canvas", request) == {"ada-lovelace": ["77", "Lovelace, Ada"]}


def test_whoever_is_in_the_course_and_has_no_record_is_absent(tmp_path, monkeypatch):
    course = copy_course(tmp_path, TINY, ["1_double"])
    write_roster(
        course / "instructor" / "roster.csv",
        [
            Line("ada", "1_double", "canvas", "1", "Ada"),
            Line("bea", "1_double", "canvas", "2", "Bea"),
            Line("eve", "2_ann", "canvas", "3", "Eve"),
        ],
    )
    monkeypatch.chdir(course)
    records = Records([record("ada", "1_double"), record("kim", "2_ann")])
    assert absent(Request(records, "double").handed_in()) == [Absence("bea", "1_double")]
    assert absent(Request(records).handed_in(), ["ada", "kim"]) == [
        *(Absence("bea", "1_double"), Absence("kim", "1_double")),
        *(Absence("ada", "2_ann"), Absence("eve", "2_ann")),
    ]
    assert absent(Request(records, "double", "ada").handed_in(), ["kim"], "ada") == []


def test_whoever_has_a_submission_that_is_not_graded_has_handed_it_in(tmp_path, monkeypatch):
    course = copy_course(tmp_path, TINY, ["1_double"])
    write_roster(course / "instructor/roster.csv", [Line("bea", "1_double", "canvas", "2", "Bea")])
    for student in ("ada", "bea", 'jo "jo"', "b\udce9", ".trash"):
        (course / "instructor/submitted" / student / "1_double").mkdir(parents=True)
    (course / "instructor/submitted/kim/2_other").mkdir(parents=True)
    monkeypatch.chdir(course)
    records = Records([record("ada", "1_double"), record("b\udce9", "1_double")])
    found = [Absence("bea", "1_double", handed_in=True), Absence('jo "jo"', "1_double", handed_in=True)]
    assert absent(Request(records).handed_in()) == found
    assert absent([("ada", "1_double"), ("b\\udce9", "1_double")]) == found  # as a file of records has that name


def test_whoever_has_marks_in_the_gradebook_is_told_apart_from_who_handed_in_nothing(tmp_path, monkeypatch):
    course = copy_course(tmp_path, TINY, ["1_double"])
    (course / "instructor/submitted/bea/1_double").mkdir(parents=True)
    monkeypatch.chdir(course)
    kept = [("ada", "1_double"), ("bea", "1_double"), ("kim", "1_double"), ("kim", "2_other")]
    assert absent([("ada", "1_double")], booked=kept) == [
        Absence("bea", "1_double", handed_in=True, booked=True),
        Absence("kim", "1_double", booked=True),
    ]


def test_outside_a_course_nobody_is_known(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert known_as("canvas", Request(Records([record("ada", "1_double")]))) == {}


def test_a_roster_row_is_found_by_any_of_the_students_names(tmp_path):
    sheet = tmp_path / "canvas.csv"
    sheet.write_text("Student,ID,SIS User ID,SIS Login ID,Section,Double (5)\n    Points Possible,,,,,2\nB A,77,,,S,\n")
    records = Records([record("renamed", "1_double")])
    request = Request(records, "1_double", roster=sheet, column="Double", known_as={"renamed": ["x", "77"]})
    assert b"B A,77,,,S,1" in to_canvas(request).content
