import pytest
from archives import METADATA, NOON, zipped
from hypothesis import given
from hypothesis import strategies as st

from autograder.collecting.archive import open_archive
from autograder.collecting.formats import read_cohort, recognise
from autograder.errors import UserError


@pytest.fixture
def read(tmp_path):
    def read(files, source=None):
        path = tmp_path / "download.zip"
        path.write_bytes(zipped(files if isinstance(files, dict) else dict.fromkeys(files, b"")))
        with open_archive(path) as archive:
            found = recognise(archive)
            cohort = read_cohort(archive, source or found)
        return found, cohort

    return read


def people(cohort):
    return [
        (item.person.name, item.person.source_id, [upload.name for upload in item.uploads]) for item in cohort.handed
    ]


def test_canvas_names_are_read_as_canvas_writes_them(read):
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


def test_who_calls_themselves_by_another_students_canvas_id_does_not_become_them(read):
    _, cohort = read(["eve_1001_2002_555_ann.py", "lovelaceada_1001_444_ann.py"])
    assert people(cohort) == [("lovelaceada", "1001", ["ann.py"])]
    assert cohort.ignored == ["eve_1001_2002_555_ann.py claims the Canvas id 1001, which is another student's"]


@pytest.mark.parametrize("prefix", ["", "download/"])
def test_moodle_folders_and_flat_files_are_read_as_moodle_writes_them(read, prefix):
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


def test_gradescopes_metadata_says_whose_a_submission_is_and_when_it_came(read):
    source, cohort = read(
        {
            "assignment_77_export/submission_metadata.yml": METADATA.encode(),
            "assignment_77_export/submission_88/ann.py": b"",
            "assignment_77_export/submission_88/submission_metadata.yml": b"evil",
            "assignment_77_export/submission_89/deep/ann.ipynb": b"",
            "assignment_77_export/submission_99/ann.py": b"",
        }
    )
    assert source == "gradescope"
    assert people(cohort) == [
        ("Ada Lovelace", "ada@example.org", ["ann.py", "submission_metadata.yml"]),
        ("张伟", "wei@example.org", ["ann.ipynb"]),
        ("=cmd()", "+x@example.org", ["ann.ipynb"]),
        ("Nobody", "nobody@example.org", []),
    ]
    assert [item.person.sid for item in cohort.handed] == ["1815", "", "-7", "3"]
    assert cohort.handed[0].submitted.isoformat() == "2026-11-19T22:30:01.250000+00:00"
    assert cohort.handed[1].submitted.isoformat() == "2026-11-21T07:00:00+00:00"
    assert cohort.ignored == ["submission_99 is named by no student in submission_metadata.yml"]


@pytest.mark.parametrize(
    "metadata",
    [b"\xff\xfe", b"- a list", b"{", b"a: [" * 3000, b"? {a: b}\n: c", b"!!python/object/apply:os.system [true]"],
)
def test_metadata_that_is_none_is_said_in_one_sentence(read, metadata):
    with pytest.raises(UserError, match="xport"):
        read({"submission_metadata.yml": metadata, "submission_1/ann.py": b""})


def test_metadata_with_strange_values_costs_only_what_they_would_have_told(read):
    _, cohort = read(
        {
            "submission_metadata.yml": b"submission_1: 7\nsubmission_2: {':submitters': [7, {':name': [1]}]}",
            "submission_1/ann.py": b"",
            "submission_2/ann.py": b"",
        }
    )
    assert people(cohort) == [("", "submission_1", ["ann.py"]), ("", "submission_2", ["ann.py"])]


def test_what_no_system_made_is_said_so(read):
    with pytest.raises(UserError, match="nothing named as Canvas, Moodle or Gradescope"):
        read(["ann.py", "notes.txt"])
    with pytest.raises(UserError, match="nothing named as Moodle names submissions; check --from"):
        read(["ada_1_2_ann.py"], "moodle")
    with pytest.raises(UserError, match=r"no submission_metadata\.yml"):
        read(["ada_1_2_ann.py"], "gradescope")


PIECES = st.lists(
    st.sampled_from(
        ["ada", "_", "LATE", "1", "22", "anon", "assignsubmission", "file", "/", "submission", ".py", "张", "\u202e"]
    ),
    min_size=1,
    max_size=12,
).map("".join)


@given(names=st.lists(PIECES, min_size=1, max_size=6, unique=True))
def test_every_entry_is_somebodys_or_reported(tmp_path_factory, names):
    path = tmp_path_factory.mktemp("a") / "download.zip"
    path.write_bytes(zipped(dict.fromkeys(names, b"")))
    with open_archive(path) as archive:
        try:
            cohort = read_cohort(archive, recognise(archive))
        except UserError:
            return
    uploads = sum(len(item.uploads) for item in cohort.handed)
    assert uploads + len(cohort.ignored) == len(archive.entries)
