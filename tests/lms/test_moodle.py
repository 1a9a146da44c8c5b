import csv
import io
from dataclasses import replace

import pytest
from archives import NOON
from hostile import NAMES, graded, unreadable

from deltarule.core.errors import UserError
from deltarule.grading.records import Records, SubmissionRecord
from deltarule.lms.moodle import to_moodle
from deltarule.lms.request import Request

HEAD = (
    'Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade","Grade can be changed",'
    '"Last modified (submission)","Last modified (grade)","Feedback comments"\n'
)
DATES = 'Yes,"Monday, 2 November 2026, 9:00 AM",-,'
WORKSHEET = (
    HEAD
    + f'"Participant 17","Jane Doe",S07,jane@uni.edu,"Submitted for grading",,4.00,{DATES}\n'
    + f'"Participant 18","Wang, 小明",S08,wang@uni.edu,"Submitted for grading","1.00",4.00,{DATES}"old, ""words"""\n'
    + f'"Participant 19","Max Roe",S09,max@uni.edu,"No submission",,4.00,{DATES}\n'
)


@pytest.fixture
def fill(tmp_path):
    def fill(text, *records, column=None, **more):
        (tmp_path / "moodle.csv").write_bytes(text.encode())
        made = to_moodle(Request(Records(list(records)), None, None, tmp_path / "moodle.csv", column, **more))
        return made.content.decode(), made.notes

    return fill


def cells(content):
    return list(csv.reader(io.StringIO(content.removeprefix("\ufeff"), newline="")))


def test_grade_and_comment_are_filled_in_and_everything_else_stays(fill):
    content, notes = fill(WORKSHEET, graded("S07", 3), graded("S08", 3))
    assert content == WORKSHEET.replace(
        f'grading",,4.00,{DATES}\n', f'grading",4,4.00,{DATES}<p>All checks passed.</p>\n'
    ).replace(f'"1.00",4.00,{DATES}"old, ""words"""', f'"4",4.00,{DATES}"<p>All checks passed.</p>"')
    assert notes == ["Row 4 (Max Roe) has no record: it is left as it was."]


@pytest.mark.parametrize("name", ["Participant 17", "17", "S07", "s07", "jane@uni.edu", "Jane Doe", "\u200fjane  doe"])
def test_a_student_is_found_by_any_column_that_identifies(fill, name):
    content, _ = fill(WORKSHEET, graded(name))
    assert [row[5] for row in cells(content)] == ["Grade", "4", "1.00", ""]


def test_a_groups_number_is_no_participants(fill):
    content, notes = fill(WORKSHEET, graded("group-a"), known_as={"group-a": ["17", "Group A"]})
    assert content == WORKSHEET
    assert notes[-1].startswith("group-a has the number of Row 2 (Jane Doe), who is called otherwise")


def test_a_student_who_is_called_by_a_number_is_no_group(fill):
    known_as = {"0007": ["18", "0007"], "seven": ["17", "0071"]}
    sheet = WORKSHEET.replace('"Wang, 小明"', "0007").replace('"Jane Doe"', "0018")
    content, notes = fill(sheet, graded("0007"), graded("seven"), known_as=known_as)
    assert [row[5] for row in cells(content)] == ["Grade", "", "4", ""]
    assert notes[-1].startswith("seven has the number of Row 2 (0018), who is called otherwise")


def test_a_comment_says_that_checks_passed_only_where_they_did(fill):
    silent = [replace(check, earned=0.0, status="failed", message="") for check in graded("S07").checks]
    record = SubmissionRecord("S07", "2_ann", "graded", 1.5, 4.0, silent)
    content, _ = fill(WORKSHEET, record, booked=True)
    assert cells(content)[1][-1] == "<p>1.5 of 4 points.</p>"


@pytest.mark.parametrize("name", ["Jane Doe", "jane@uni.edu", "Jane-Doe", "Participant"])
def test_a_number_counts_where_the_name_agrees_or_marking_is_blind(fill, name):
    content, _ = fill(WORKSHEET, graded("jd"), known_as={"jd": ["17", name]})
    assert [row[5] for row in cells(content)] == ["Grade", "4", "1.00", ""]


def test_a_name_made_to_look_like_another_s_number_is_no_key_to_their_row(fill):
    text = WORKSHEET.replace('"Wang, 小明"', "S07")
    content, _ = fill(text, graded("s07"), known_as={"s07": ["18", "S07"]})
    assert [row[5] for row in cells(content)] == ["Grade", "", "4", ""]


def test_a_status_identifies_nobody(fill):
    content, notes = fill(WORKSHEET.replace("Submitted for grading", "Eingereicht"), graded("Eingereicht"))
    assert notes[0] == (
        "Eingereicht has a record and no row: "
        "no match in moodle.csv in Identifier, Full name, ID number, Email address."
    )
    assert [row[5] for row in cells(content)] == ["Grade", "", "1.00", ""]


def test_what_identifies_comes_before_a_participants_mere_number(fill):
    content, _ = fill(WORKSHEET.replace("S08", "17"), graded("17"))
    assert [row[5] for row in cells(content)] == ["Grade", "", "4", ""]


def test_a_student_missing_on_either_side_and_twins_are_reported(fill):
    twins = WORKSHEET.replace("Jane Doe", "Max Roe")
    content, notes = fill(twins, graded("nobody"), graded("Max Roe"), graded("S08"), graded("wang@uni.edu"))
    assert content == twins
    assert notes == [
        "nobody has a record and no row: no match in moodle.csv in Identifier, Full name, ID number, Email address.",
        "Max Roe could be Row 2 (Max Roe) or Row 4 (Max Roe): neither is filled in.",
        "Row 3 (Wang, 小明) could be S08 or wang@uni.edu: it is left as it was.",
    ]


def test_a_comment_is_text_to_moodle_whatever_the_student_had_it_say(fill):
    content, _ = fill(WORKSHEET, graded("S07", 0), unreadable("S08"))
    (_, failed, unread, _) = cells(content)
    for comment in (failed[10], unread[10]):
        assert comment.startswith("<p>=HYPERLINK(&quot;http://x&quot;)<br />&lt;script&gt;")
        assert "<script" not in comment
        assert comment.isprintable()
    assert failed[10].count("<p>") == 1  # three checks say the same


def test_a_comment_is_no_formula_where_a_spreadsheet_cuts_it(fill):
    said = [replace(check, message="x <=cmd|calc'!A0") for check in graded("S07", 0).checks]
    content, _ = fill(WORKSHEET, SubmissionRecord("S07", "2_ann", "graded", 0.0, 4.0, said), booked=True)
    assert cells(content)[1][10] == "<p>x &lt;&#61;cmd|calc&#x27;!A0</p>"


def test_grades_are_scaled_to_the_maximum_and_written_with_its_decimal_mark(fill):
    content, notes = fill(WORKSHEET.replace("4.00", "100.00"), graded("S07", 2))
    assert cells(content)[1][5:7] == ["75", "100.00"]
    assert notes[0] == "Scores out of 4 are written out of 100, as moodle.csv has it."
    content, _ = fill(WORKSHEET.replace("4.00", '"5,00"'), graded("S07", 2))
    assert cells(content)[1][5] == "3,75"


GERMAN = (
    '\ufeffID,"Vollständiger Name",E-Mail-Adresse,Status,Bewertung,Bestwertung,"Bewertung kann geändert werden",'
    '"Zuletzt geändert (Abgabe)","Zuletzt geändert (Bewertung)","Feedback als Kommentar"\r\n'
    'Teilnehmer/in1234567,"Max Mustermann",max@mail.de,"Keine Abgabe",,"100,00",Ja,-,-,\r\n'
)
CHINESE = (
    "识别码,全名,状态,成绩,最高成绩,可以更改成绩,最后修改（学生）,最后修改（教师）,评语\n"  # noqa: RUF001 - as Moodle has it
    "参与者12,王小明,没有提交,,100.00,是,-,-,\n"
)


@pytest.mark.parametrize(("text", "name", "grade"), [(GERMAN, "max@mail.de", 4), (CHINESE, "王小明", 3)])
def test_headings_may_be_in_another_language(fill, text, name, grade):
    content, _ = fill(text, graded(name, 1))
    heading, row = cells(content)
    assert row[grade] == "50"
    assert row[-1].startswith("<p>")
    assert heading == cells(text)[0]
    assert content.startswith("\ufeff") == text.startswith("\ufeff")


def test_in_a_language_not_known_here_the_grades_heading_is_named(fill):
    text = CHINESE.replace("成绩,最高成绩", "marko,maksimumo").replace("最后修改", "?")
    with pytest.raises(
        UserError, match="no column called Grade in a language known here; name it with --column: 识别码"
    ):
        fill(text, graded("王小明"))
    content, notes = fill(text, graded("王小明"), column="Marko")
    assert cells(content)[1][3] == "100"
    assert notes[-1] == "moodle.csv has no column known to be for comments, so that it gets grades alone."


def test_where_moodle_hides_names_the_number_tells(fill):
    text = "Identifier,Status,Grade,Maximum,Last modified (grade)\nParticipant 3,x,,4.00,-\nParticipant 4,x,,4.00,-\n"
    content, notes = fill(text, graded("Participant 3"), graded("4"))
    assert [row[2] for row in cells(content)] == ["Grade", "4", "4"]
    assert not [note for note in notes if "row" in note.lower()]


def test_every_hostile_name_finds_its_row(fill):
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["Identifier", "Full name", "Status", "Grade", "Maximum Grade", "Last modified (grade)"])
    writer.writerows([[f"Participant {number}", name, "", "", "4.00", "-"] for number, name in enumerate(NAMES, 100)])
    content, notes = fill(text.getvalue(), *(graded(name) for name in NAMES))
    assert [row[3] for row in cells(content)][1:] == ["4"] * len(NAMES)
    assert [row[1] for row in cells(content)][1:] == NAMES
    assert len(notes) == 1


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        ("a,b\nx,2\n", None, "is no grading worksheet: its first column"),
        (HEAD, None, "is no grading worksheet: its first column"),
        (WORKSHEET, "Mark", "has no column 'Mark'; there are Full name, ID number"),
        (WORKSHEET.replace("4.00", '"poor\ngood"'), None, "an assignment that Moodle grades by a scale"),
        (WORKSHEET.replace("4.00", "0.00"), None, "how many points there are, and more than 0"),
        (WORKSHEET.replace("4.00", "5.00", 1), None, "should say for all the same how many points"),
    ],
)
def test_a_file_that_cannot_be_filled_in_says_why(fill, text, column, sentence):
    with pytest.raises(UserError, match=sentence):
        fill(text, graded("S07"), column=column)


@pytest.mark.parametrize("prefix", ["", "download/"])
def test_moodle_folders_and_flat_files_are_read_as_moodle_writes_them(read, people, prefix):
    source, cohort = read(
        [
            prefix + "Ada Lovelace_345_assignsubmission_file_/ann.ipynb",
            prefix + "Ada Lovelace_345_assignsubmission_file_/sub/ann.py",
            prefix + "张伟_346_assignsubmission_file/ann.py",
            prefix + "O'Neill Mary-Jo_347_assignsubmission_file_my_ann_final.py",
            prefix + "Emil_348_assignsubmission_onlinetext_/onlinetext.html",
            prefix + "Participant_349_assignsubmission_file_ann.py",
            prefix + "Default group_assignsubmission_file_/ann.py",
            prefix + "Eve_350_assignsubmission_file_/Ada Lovelace_345_assignsubmission_file_/ann.py",
        ]
    )
    assert source == "moodle"
    assert people(cohort) == [
        ("Ada Lovelace", "345", ["ann.ipynb", "ann.py"]),
        ("张伟", "346", ["ann.py"]),
        ("O'Neill Mary-Jo", "347", ["my_ann_final.py"]),
        ("Emil", "348", []),
        ("Participant", "349", ["ann.py"]),
        ("Default group", "", ["ann.py"]),
        ("Eve", "350", ["ann.py"]),
    ]
    assert [item.person.name for item in cohort.handed if item.person.anonymous] == ["Participant"]
    assert cohort.ignored == [
        f"{prefix}Emil_348_assignsubmission_onlinetext_/onlinetext.html is onlinetext, not a file that was handed in"
    ]


def test_a_name_is_the_same_however_its_accents_are_written(read, people):
    _, cohort = read({f"Jose\u0301 N\u0303_{number}_assignsubmission_file_/ann.py": b"" for number in (7, 8)})
    assert people(cohort) == [("José Ñ", "7", ["ann.py"]), ("José Ñ", "8", ["ann.py"])]


def test_moodles_times_count_only_where_they_cannot_be_the_downloads(read):
    def files(*times):
        return {f"S{i}_{i}_assignsubmission_file_/ann.py": (b"", time) for i, time in enumerate(times)}

    _, cohort = read(files(NOON, NOON.replace(minute=9)))
    assert [item.submitted for item in cohort.handed] == [None, None]
    _, cohort = read(files(NOON, NOON.replace(day=22)))
    assert [item.submitted.timestamp() for item in cohort.handed] == [
        NOON.timestamp(),
        NOON.replace(day=22).timestamp(),
    ]
