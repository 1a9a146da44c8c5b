import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.formats import Person
from autograder.collecting.roster import Line, folder_name, read_roster, student_ids, updated, write_roster
from autograder.errors import UserError

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)


def moodle(name, number, **more):
    return Person("moodle", number, name, **more)


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
        st.builds(Person, st.sampled_from(["canvas", "moodle"]), TEXT, TEXT),
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


def test_moodle_namesakes_are_kept_apart():
    ids, lines = enrol([], [moodle("Li Na", "1"), moodle("Li Na", "2")], "2_ann")
    assert ids == ["li-na-1", "li-na-2"]
    assert student_ids(lines, [moodle("Li Na", "7")], "4_rnn") == ["li-na"], "which of the two can't be told"
    ids, lines = enrol([], [moodle("Li Na", "1")], "2_ann")
    ids, lines = enrol(lines, [moodle("Li Na", "2")], "2_ann")
    assert ids == ["li-na-2"]
    assert student_ids([], [moodle("Ann-Lee", "1"), moodle("Ann Lee", "2")], "2_ann") == ["ann-lee", "ann-lee-2"]


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
        ("a,b\n1,2\n", "has no student_id"),
        ("student_id,assignment,source,source_id\n../x,2_ann,canvas,1\n", "no folder's name"),
        ("student_id,assignment,source,source_id\n,2_ann,canvas,1\n", "has no student_id"),
        ('student_id\n"open', "cannot be read"),
    ],
)
def test_a_damaged_roster_is_said_so(tmp_path, text, reason):
    (tmp_path / "roster.csv").write_text(text)
    with pytest.raises(UserError, match=reason):
        read_roster(tmp_path / "roster.csv")
