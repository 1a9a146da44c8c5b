import csv
import io

import pytest
from hostile import NAMES, graded, unreadable

from deltarule.core.errors import UserError
from deltarule.grading.records import Records
from deltarule.lms.canvas import to_canvas
from deltarule.lms.request import Request

HEAD = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Notes,1 Neuron (100),Ann (101),Assignments Current Score,Final Grade\n"
)
HIDDEN = ",,,,,,,Manual Posting,,\n"
POINTS = "    Points Possible,,,,,,10.0,4.0,(read only),(read only)\n"
GRADEBOOK = (
    HEAD
    + HIDDEN
    + POINTS
    + '"Doe, Jane",7,S07,jane@uni.edu,"A, B and C",,"5.0",,90,A\n'
    + '"Wang, 小明",8,S08,wang,A,"said ""hi""",5.0,1.0,90,A\n'
    + '"Student, Test",9,,abc,A,,,,,\n'
)


@pytest.fixture
def fill(tmp_path):
    def fill(text, *records, column=None):
        (tmp_path / "canvas.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        made = to_canvas(Request(Records(list(records)), None, None, tmp_path / "canvas.csv", column))
        return made.content.decode(), made.notes

    return fill


def test_the_assignments_column_is_filled_in_and_everything_else_stays(fill):
    content, notes = fill(GRADEBOOK, graded("S07", 1), graded("wang", 2))
    assert content == GRADEBOOK.replace('"5.0",,90', '"5.0",2,90').replace("5.0,1.0,90", "5.0,3,90")
    assert notes == ["Row 6 (Student, Test) has no record: it is left as it was."]


@pytest.mark.parametrize(
    "name", ["7", "S07", "s07", "jane@uni.edu", "JANE@uni.edu", "Doe, Jane", "jane doe", "\u200fDoe,  Jane"]
)
def test_a_student_is_found_by_any_column_that_identifies(fill, name):
    content, notes = fill(GRADEBOOK, graded(name))
    assert '"5.0",4,90' in content
    assert not [note for note in notes if "match" in note]


def test_a_student_missing_on_either_side_is_reported(fill):
    content, notes = fill(GRADEBOOK, graded("S07"), graded("nobody, I"))
    assert notes == [
        "nobody, I has a record and no row: no match in canvas.csv in ID, SIS User ID, SIS Login ID, Student.",
        "Row 5 (Wang, 小明), Row 6 (Student, Test) have no record: they are left as they were.",
    ]
    assert ",5.0,1.0,90" in content


@pytest.mark.parametrize(
    ("number", "became"),
    [
        ("12345", "1.2345E+04"),
        ("12345", '"1,2345E+04"'),
        ("12345", "12345.0"),
        ("0012345", "12345"),
        ("123456789012", "1.23457E+11"),
    ],
)
def test_a_number_that_a_spreadsheet_changed_is_told_with_the_reason(fill, number, became):
    content, notes = fill(GRADEBOOK.replace("S07", became), graded(number))
    assert content == GRADEBOOK.replace("S07", became)
    assert notes[1] == (
        f"Row 4 (Doe, Jane) has {became.strip(chr(34)).lower()} where {number} may have stood: a "
        "spreadsheet changes numbers as it opens a file; export it anew and don't open it in between."
    )


@pytest.mark.parametrize(("number", "other"), [("12345", "12346"), ("12345", "1.2346E+04"), ("12345", "12300")])
def test_another_number_is_no_changed_one(fill, number, other):
    _, notes = fill(GRADEBOOK.replace("S07", other), graded(number))
    assert not [note for note in notes if "spreadsheet" in note]


def test_two_rows_for_one_student_and_two_students_for_one_row_are_reported_and_left(fill):
    twins = GRADEBOOK + '"Roe, Max",10,S10,max1,A,,,,,\n"Roe, Max",11,S11,max2,A,,,,,\n'
    content, notes = fill(twins, graded("Roe, Max"), graded("S07"), graded("7"), graded("S08"), graded("9"))
    assert content == twins.replace("5.0,1.0,90", "5.0,4,90").replace("abc,A,,,,,", "abc,A,,,4,,")
    assert notes == [
        "Roe, Max could be Row 7 (Roe, Max) or Row 8 (Roe, Max): neither is filled in.",
        "Row 4 (Doe, Jane) could be S07 or 7: it is left as it was.",
    ]


def test_a_name_counts_only_where_nothing_identifies(fill):
    text = GRADEBOOK + '"wang",10,S10,other,A,,,,,\n'
    content, _ = fill(text, graded("wang"))
    assert "other,A,,,,," in content
    assert ",5.0,4,90" in content


def test_points_are_scaled_to_canvas_and_it_is_said(fill):
    content, notes = fill(GRADEBOOK.replace("10.0,4.0", "10.0,10.0"), graded("7", 2))
    assert '"5.0",7.5,90' in content
    assert notes[0] == "Scores out of 4 are written out of 10, as canvas.csv has it."


@pytest.mark.parametrize(
    ("points", "says"), [("", "does not say how many points there are"), ("0.0", "says that there are 0 points")]
)
def test_without_points_possible_the_score_is_written_as_it_is(fill, points, says):
    content, notes = fill(GRADEBOOK.replace("10.0,4.0", f"10.0,{points}"), graded("7", 2))
    assert '"5.0",3,90' in content
    assert notes[0] == f"canvas.csv {says}, so that scores are written as they are."


def test_semicolons_decimal_commas_and_the_byte_order_mark_stay(fill):
    text = '\ufeffStudent;ID;SIS Login ID;Section;Ann (101)\r\n    Points Possible;;;;1.000,00\r\n"Å, B";1;å;A;\r\n'
    content, _ = fill(text, graded("å", 2))
    assert content == text.replace("å;A;", "å;A;750")
    content, _ = fill(text.replace("1.000,00", "5,00"), graded("å", 2))
    assert content.endswith("å;A;3,75\r\n")


def test_what_canvas_excuses_or_does_not_assign_stays(fill):
    text = GRADEBOOK.replace('"5.0",,90', '"5.0",EX,90').replace("5.0,1.0,90", "5.0,N/A,90")
    content, notes = fill(text, graded("7"), graded("8"), graded("9"))
    assert content == text.replace("abc,A,,,,,", "abc,A,,,4,,")
    assert notes == [
        "7 is excused in Canvas. Row 4 (Doe, Jane) is left as it was.",
        "8 is not given the assignment in Canvas. Row 5 (Wang, 小明) is left as it was.",
    ]


def test_a_submission_that_could_not_be_read_gets_its_nought_and_a_word(fill):
    content, notes = fill(GRADEBOOK, unreadable("7"), graded("8"), graded("9"))
    assert '"5.0",0,90' in content
    assert notes[0].startswith("7 gets 0, as the submission could not be read: ")


def test_first_and_last_names_in_columns_of_their_own(fill):
    text = "LastName,FirstName,ID,SIS Login ID,Section,Ann (101)\n    Points Possible,,,,,4.0\nDoe,Jane,7,x,A,\n"
    for name in ("Jane Doe", "Doe, Jane", "7"):
        content, notes = fill(text, graded(name))
        assert content.endswith("Doe,Jane,7,x,A,4\n")
        assert not notes


def test_the_column_can_be_named_by_title_by_id_and_by_heading(fill):
    text = HEAD.replace("Ann (101)", "Ann (101),Ann (102)") + '"Doe, Jane",7,,,,,,,,,\n'
    for column, cell in (("101", 7), ("102", 8), ("Ann (102)", 8), ("1 neuron", 6)):
        content, _ = fill(text, graded("7"), column=column)
        (row,) = list(csv.reader(io.StringIO(content)))[1:]
        assert [place for place, value in enumerate(row) if value == "4"] == [cell]
    with pytest.raises(UserError, match=r"has 2 columns titled 2_ann or ann; name one with --column: Ann \(101\), Ann"):
        fill(text, graded("7"))
    with pytest.raises(UserError, match=r"has 2 columns titled ann; name one with --column: Ann \(101\), Ann"):
        fill(text, graded("7"), column="ann")


def test_every_hostile_name_finds_its_row(fill):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Student", "ID", "SIS Login ID", "Section", "Ann (101)"])
    writer.writerow(["    Points Possible", "", "", "", "4.00"])
    writer.writerows([["x", 100 + number, name, "A", ""] for number, name in enumerate(NAMES)])
    content, notes = fill(text.getvalue(), *(graded(name) for name in NAMES))
    assert notes == []
    assert [row[2:] for row in csv.reader(io.StringIO(content, newline=""))][2:] == [[name, "A", "4"] for name in NAMES]


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("a,b\n1,2\n", None, "is no gradebook of Canvas'"),
        (HEAD, "Rnn", "has no column 'Rnn'; there are Notes, 1 Neuron"),
        (HEAD.replace("Ann", "Rnn"), None, r"has no column titled 2_ann or ann; .*: 1 Neuron \(100\), Rnn \(101\)"),
        (HEAD + POINTS, "Final Grade", "Canvas lets nobody fill in 'Final Grade'"),
    ],
)
def test_a_file_that_cannot_be_filled_in_says_why(fill, text, column, sentence):
    with pytest.raises(UserError, match=sentence):
        fill(text, graded("7"), column=column)


def test_records_of_two_assignments_ask_which(fill):
    with pytest.raises(UserError, match="marks of 2_ann, 4_rnn; name one of them with --assignment"):
        fill(GRADEBOOK, graded("7"), graded("7", assignment="4_rnn"))


def test_without_a_file_to_fill_in_it_is_asked_for(tmp_path):
    records = Records([graded("7")])
    with pytest.raises(UserError, match="name it with --roster"):
        to_canvas(Request(records))
    with pytest.raises(UserError, match=r"none\.csv cannot be read \(No such file.*; name a file that is there"):
        to_canvas(Request(records, roster=tmp_path / "none.csv"))


def test_canvas_names_are_read_as_canvas_writes_them(read, people):
    source, cohort = read(
        [
            "lovelaceada_1001_555_ann.ipynb",
            "lovelaceada_1001_561_ann-1.ipynb",
            "张伟_LATE_1002_556_ann.py",
            "group7_1003_557_2_ann.py",
            "late_1004_558_my_late_ann.py",
            "o_neill_mary_LATE_1005_559_ann (1).py",
            "anon_x7Ab3_560_ann.py",
            "LATE_anon_Y8z_562_ann.py",
            "emil_1006_text.html",
            "fatma_LATE_1007_link.html",
            "readme.txt",
        ]
    )
    assert source == "canvas"
    assert people(cohort) == [
        ("lovelaceada", "1001", ["ann.ipynb", "ann-1.ipynb"]),
        ("张伟", "1002", ["ann.py"]),
        ("late", "1004", ["my_late_ann.py"]),
        ("o_neill_mary", "1005", ["ann (1).py"]),
        ("", "anon_x7Ab3", ["ann.py"]),
        ("", "anon_Y8z", ["ann.py"]),
        ("emil", "1006", ["text.html"]),
        ("fatma", "1007", ["link.html"]),
        ("group7", "1003", ["2_ann.py"]),
    ]
    late = [item.person.source_id for item in cohort.handed if item.late]
    assert late == ["1002", "1005", "anon_Y8z", "1007"]
    assert cohort.handed[0].revision == 561
    assert all(item.submitted is None for item in cohort.handed), "Canvas' times are those of the download"
    assert cohort.ignored == ["readme.txt is not named as Canvas names a submission"]


@pytest.mark.parametrize(
    "name",
    [
        "lovelaceada_1001_2002_555_ann.py",  # Eve calls herself lovelaceada_1001
        "lovelaceada_1001_777_2002_555_ann.py",
        "lovelaceada_LATE_1001_555_LATE_2002_777_ann.py",
        "eve_2002_777_LATE_1001_555_ann.py",  # her file is LATE_1001_555_ann.py
        "eve_2002_777_lovelaceada_1001_555_ann.py",
        "lovelaceada_1001_2002_text.html",
        "anon_x7ab3_2002_555_ann.py",
        "eve_3003_2002_555_ann.py",  # 3003 has handed in nothing
    ],
)
def test_what_could_be_two_students_is_neither_s_and_is_told(read, people, name):
    _, cohort = read([name, "lovelaceada_1001_444_ann.py"])
    assert people(cohort) == [("lovelaceada", "1001", ["ann.py"])]
    (said,) = cohort.ignored
    assert said.startswith(f"{name} could be of ") or "claims the Canvas id" in said


@pytest.mark.parametrize("name", ["प्रियाशर्मा", "สมชายใจดี", "வேலுதம்பி", "نُور", "jose\u0301"])
def test_a_name_whose_script_writes_vowels_or_accents_as_signs_of_their_own_is_a_name(read, people, name):
    found, cohort = read([f"{name}_LATE_1001_555_ann.py", "bo_1002_556_ann.py"])
    assert (found, cohort.ignored) == ("canvas", [])
    assert people(cohort) == [(name, "1001", ["ann.py"]), ("bo", "1002", ["ann.py"])]


def test_a_file_s_own_number_is_no_upload_s_where_uploads_have_others(read, people):
    uploads = ["ada_1001_52555_ann.py", "bo_1002_52556_2_ann.py", "cy_LATE_1003_52557_3_4_ann.py"]
    _, cohort = read(uploads)
    assert [person[:2] for person in people(cohort)] == [("ada", "1001"), ("bo", "1002"), ("cy", "1003")]
    with pytest.raises(UserError, match=r"could be of bo \(1002\) or of bo_1002 \(52556\)"):
        read(uploads[1:])  # nothing to compare with


def test_who_calls_themselves_by_another_students_canvas_id_does_not_become_them(read, people):
    _, cohort = read(["eve_1001_2002_555_ann.py", "lovelaceada_1001_444_ann.py"])
    assert people(cohort) == [("lovelaceada", "1001", ["ann.py"])]
    assert cohort.ignored == ["eve_1001_2002_555_ann.py claims the Canvas id 1001, which is another student's"]
