import csv
import json
import zipfile
from contextlib import closing
from datetime import timedelta

import pytest
from archives import METADATA, NOON, with_link, zipped
from support import ROOT, TINY, copy_course, deltarule, solution

from deltarule.core.course import Course
from deltarule.grading.cohort import find_submissions
from deltarule.grading.lock import Lock

NOTEBOOK = (ROOT / "exercises/2_ann/ann.ipynb").read_bytes()


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return copy_course(tmp_path_factory.mktemp("term") / "course", units=("2_ann", "4_rnn"))


@pytest.fixture
def collect(course, tmp_path):
    """Collect `content` with the installed command: what it printed, and the folder it collected into."""
    (course / "instructor/roster.csv").unlink(missing_ok=True)
    into = tmp_path / "term" / "submitted"

    def collect(content, *options, name="download.zip", code=0):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        result = deltarule("collect", path, "--into", into, *options, cwd=course)
        assert result.returncode == code, result.stdout + result.stderr
        assert "Traceback" not in result.stderr
        return result, into

    return collect


def tree(into):
    return {
        str(path.relative_to(into)): path.read_bytes() for path in into.rglob("*") if path.suffix in (".py", ".ipynb")
    }


def roster(course):
    with (course / "instructor/roster.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_canvas_download_becomes_a_cohort(collect, course):
    right = solution().encode()
    result, into = collect(
        zipped(
            {
                "lovelaceada_1001_555_ann.py": b"raise SystemExit",
                "lovelaceada_1001_561_ann-1.py": right,
                "张伟_LATE_1002_556_ann.ipynb": NOTEBOOK,
                "kinga_1003_557_homework.zip": zipped({"homework/whatever.py": right}),
                "emil_1004_text.html": b"I had no time",
                "fatma_1005_558_one.py": b"",
                "fatma_1005_559_two.py": b"",
            }
        )
    )
    assert tree(into) == {
        "1001/2_ann/ann.py": right,
        "1002/2_ann/ann.ipynb": NOTEBOOK,
        "1003/2_ann/ann.py": right,
    }
    assert "2_ann, from Canvas: 3 collected" in result.stdout
    assert "2 without a submission; 5 students" in result.stdout
    assert "1002: late, but Canvas doesn't say how late: no time, no penalty" in result.stdout
    assert "ann.py not taken: ann-1.py was uploaded later" in result.stderr
    assert "1004, emil (1004): no ann.py and no ann.ipynb, only a text or a link typed into the form" in result.stderr
    assert "1005, fatma (1005): none of one.py, two.py" in result.stderr
    assert [(row["student_id"], row["source_id"], row["name"], row["late"]) for row in roster(course)][:2] == [
        ("1001", "1001", "lovelaceada", ""),
        ("1002", "1002", "张伟", "yes"),
    ]


def test_what_was_collected_can_be_graded(tmp_path):
    course = copy_course(tmp_path / "course", TINY, ["1_double"])
    assert deltarule("build", cwd=course).returncode == 0
    right = (course / "solutions/1_double/double.py").read_bytes()
    files = {"ada_1001_1_double.py": right, "bo_1002_2_double.py": b"def double(x):\n    return x\n"}
    (course / "download.zip").write_bytes(zipped(files))
    assert deltarule("collect", "download.zip", cwd=course).returncode == 0
    graded = deltarule("grade", "--results", "r.json", cwd=course)
    assert graded.returncode == 0, graded.stderr
    records = json.loads((course / "r.json").read_text())["submissions"]
    assert {record["student"]: record["score"] for record in records} == {"1001": 2, "1002": 0}


def test_collecting_twice_changes_nothing_and_a_newer_download_replaces_and_keeps(collect):
    first = {"ada_1_10_ann.py": b"one", "bo_2_11_ann.py": b"bo"}
    collect(zipped(first))
    result, into = collect(zipped(first))
    assert "0 collected, 0 replaced by newer, 2 the same as before" in result.stdout
    result, into = collect(zipped({"ada_1_20_ann-1.py": b"two", "bo_2_11_ann.py": b"bo"}))
    assert tree(into) == {"1/2_ann/ann.py": b"two", "2/2_ann/ann.py": b"bo"}
    assert tree(into.parent / "submitted_earlier") == {"1/2_ann/1/ann.py": b"one"}
    result, into = collect(zipped(first))
    assert tree(into)["1/2_ann/ann.py"] == b"two"
    assert "what is there is newer, and stays" in result.stderr


def test_moodle_students_keep_their_folder_from_unit_to_unit(collect, course):
    late = NOON + timedelta(days=3)
    _, into = collect(
        zipped(
            {
                "Ada Lovelace_345_assignsubmission_file_/ann.py": (b"ada", NOON),
                "张伟_346_assignsubmission_file_ann (1).ipynb": (NOTEBOOK, late),
                "Emil_347_assignsubmission_onlinetext_/onlinetext.html": b"",
            }
        )
    )
    result, into = collect(zipped({"Ada Lovelace_901_assignsubmission_file_/rnn.py": b"ada"}))
    assert set(tree(into)) == {"ada-lovelace/2_ann/ann.py", "ada-lovelace/4_rnn/rnn.py", "张伟/2_ann/ann.ipynb"}
    stamp = (into / "张伟/2_ann/timestamp.txt").read_text()
    assert stamp.startswith("2026-11-2")
    assert stamp.endswith(" UTC")
    assert not (into / "ada-lovelace/4_rnn/timestamp.txt").exists()
    assert "handed in when: known of 0 of 1" in result.stdout
    numbers = {(row["student_id"], row["assignment"]): row["source_id"] for row in roster(course)}
    assert numbers[("ada-lovelace", "2_ann")] == "345"
    assert numbers[("ada-lovelace", "4_rnn")] == "901"


def test_a_gradescope_export_gives_a_pair_a_submission_each_with_its_time(collect, course):
    result, into = collect(
        zipped(
            {
                "assignment_77_export/submission_metadata.yml": METADATA.encode(),
                "assignment_77_export/submission_88/ann.py": b"ada",
                "assignment_77_export/submission_89/ann.py": b"pair",
            }
        )
    )
    assert tree(into) == {
        "1815/2_ann/ann.py": b"ada",
        "wei@example.org/2_ann/ann.py": b"pair",
        "7/2_ann/ann.py": b"pair",
    }
    assert (into / "7/2_ann/timestamp.txt").read_text() == "2026-11-21 07:00:00.000000 UTC"
    assert "3, Nobody (nobody@example.org): no ann.py and no ann.ipynb, nothing at all" in result.stderr
    text = (course / "instructor/roster.csv").read_text()
    assert '"\'=cmd()"' in text
    assert {row["email"] for row in roster(course)} >= {"ada@example.org", "wei@example.org", "'+x@example.org"}


def test_a_unit_of_which_nobody_has_a_file_gets_no_list_of_students(collect, course):
    files = {f"{name}_{1001 + number}_{555 + number}_ann.py": b"1" for number, name in enumerate(("ada", "bo"))}
    result, _ = collect(zipped(files), "--assignment", "rnn")
    assert "4_rnn, from Canvas: 0 collected" in result.stdout
    assert result.stderr.count("no rnn.py and no rnn.ipynb, only ann.py") == 2
    assert not (course / "instructor/roster.csv").exists()
    collect(zipped(files))
    assert {row["assignment"] for row in roster(course)} == {"2_ann"}


def test_submissions_that_are_of_one_student_are_set_aside(collect):
    told = [
        f":submission_{number}:\n  :submitters:\n  - :name: {name}\n    :email: {email}\n    :sid: '{sid}'\n"
        for number, (name, email, sid) in enumerate(
            [("Ada", "ada@x.org", ""), ("Bo", "bo@x.org", ""), ("Eve", "", "ada@x.org")], 1
        )
    ]
    files = {f"export/submission_{number}/ann.py": b"%d" % number for number in (1, 2, 3)}
    files["export/submission_metadata.yml"] = "".join(told).replace(":submission_", "submission_").encode()
    result, into = collect(zipped(files))
    assert tree(into) == {"bo@x.org/2_ann/ann.py": b"2"}
    assert result.stderr.count("2 submissions are of this student; which one counts can't be told") == 2


def test_a_download_that_was_unpacked_is_collected_like_the_zip_file(collect, tmp_path):
    folder = tmp_path / "unpacked"
    files = {"Ada_345_assignsubmission_file_/ann.py": b"ada", "Bo_346_assignsubmission_file_/ann.py": b"bo"}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(content)
    (folder / "Eve_347_assignsubmission_file_").symlink_to("/etc")
    result, into = collect(None, name="unpacked")
    assert tree(into) == {"ada/2_ann/ann.py": b"ada", "bo/2_ann/ann.py": b"bo"}
    assert "ignored: Eve_347_assignsubmission_file_ is a link, not a file" in result.stderr
    with zipfile.ZipFile(tmp_path / "again.zip", "w") as archive:
        for name in files:
            archive.write(folder / name, name)
    result, into = collect(None, name="again.zip")
    assert "2 the same as before" in result.stdout


def test_a_hostile_download_costs_its_authors_their_own_submissions_and_writes_nowhere_else(collect, tmp_path):
    files = {
        "../../escaped.py": b"evil",
        "/tmp/escaped.py": b"evil",
        "good_1_2_ann.py": b"good",
        "bomb_2_3_ann.py": b"\0" * (40 * 2**20),
        "bad\x1b[31m\u202e_3_4_ann.py": b"evil",
        "zip_4_5_ann.zip": zipped({"ann.py": b"\0" * (40 * 2**20)}),
    }
    result, into = collect(with_link("link_5_6_ann.py", "/etc/passwd", files))
    assert tree(into) == {"1/2_ann/ann.py": b"good"}
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == [
        "ann.py",
        "collected.json",
        "download.zip",
    ]
    for said in (
        "../../escaped.py climbs out",
        "/tmp/escaped.py has an absolute path",
        "2, bomb (2): ann.py unpacks to more than 200 times its size",
        "\\u001b[31m\\u202e",
        "4, zip (4): ann.py unpacks to more than 200 times its size",
        "5, link (5): ann.py is a link, not a file",
    ):
        assert said in result.stderr
    assert "\x1b" not in result.stdout + result.stderr


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (b"no zip", [], "is not a whole zip file"),
        (zipped({"ann.py": b""}), [], "nothing named as these systems name submissions"),
        (zipped({"ada_1_2_x.py": b""}), [], "name the unit with --assignment"),
        (zipped({"ada_1_2_ann.py": b"", "bo_2_3_rnn.py": b""}), [], "several units"),
        (zipped({"ada_1_2_ann.py": b""}), ["--from", "moodle"], "check --from"),
        (zipped({"ada_1_2_ann.py": b""}), ["--assignment", "x"], "There is no unit 'x'"),
    ],
)
def test_what_cannot_be_collected_at_all_is_said_in_one_sentence(collect, content, options, said):
    result, into = collect(content, *options, code=2)
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert not into.exists()


@pytest.mark.parametrize("name", ["submitted", "submitted_earlier"])
@pytest.mark.parametrize("kind", ["file", "link"])
def test_where_no_folder_can_be_nothing_is_collected_and_nobody_enrolled(collect, course, tmp_path, name, kind):
    (tmp_path / "term").mkdir()
    taken = tmp_path / "term" / name
    taken.write_text("mine") if kind == "file" else taken.symlink_to("nowhere")
    refused, into = collect(zipped({"lovelaceada_1001_555_ann.py": solution().encode()}), code=2)
    said = "is a file, where a folder belongs: move it away" if kind == "file" else "is a link that leads nowhere"
    assert f"{taken} {said}" in refused.stderr
    assert [path.name for path in into.parent.iterdir()] == [name]
    assert not (course / "instructor/roster.csv").exists()


@pytest.mark.parametrize("place", ["", "instructor", "exercises", "solutions/2_ann", "instructor/autograded"])
def test_nothing_is_put_among_what_is_the_courses_own(course, tmp_path, place):
    (tmp_path / "d.zip").write_bytes(zipped({"lovelaceada_1001_555_ann.py": solution().encode()}))
    before = sorted(course.rglob("*"))
    for command in (["collect", tmp_path / "d.zip", "--into"], ["grade", "--pages"]):
        refused = deltarule(*command, course / place, cwd=course)
        assert refused.returncode == 2
        assert f"{course / place} is the course's own; name another folder" in refused.stderr
    assert [path for path in sorted(course.rglob("*")) if path not in before] == []


def test_nothing_that_collecting_leaves_is_taken_for_a_student(collect, course):
    collect(zipped({"ada_1_10_ann.py": b"one"}))
    _, into = collect(zipped({"ada_1_20_ann.py": b"two"}))
    cohort = find_submissions(Course(course), into)
    assert [item.student for item in cohort.submissions] == ["1"]
    assert cohort.ignored == []


@pytest.mark.parametrize("receipts", [True, False])
def test_a_student_whose_id_a_spreadsheet_has_changed_in_the_roster_gets_no_second_folder(collect, course, receipts):
    def export(number, day):
        told = f":submission_{number}:\n  :submitters:\n  - :name: Bo\n    :email: b@x.org\n    :sid: '007'\n"
        told += f"  :created_at: 2026-11-{day} 12:00:00 Z\n"
        files = {f"e/submission_{number}/ann.py": f"# {day}\n".encode() + solution().encode()}
        return zipped({"e/submission_metadata.yml": told.replace(":submission", "submission", 1).encode(), **files})

    path = course / "instructor/roster.csv"
    _, into = collect(export(1, 20))
    path.write_text(path.read_text().replace("'007", "7"))
    if not receipts:
        (into / "007/2_ann/collected.json").unlink()
    result, _ = collect(export(1, 21), code=2)
    assert "has Bo as 7, and their 2_ann lies in" in result.stderr
    assert "put 007 back in every line of theirs" in result.stderr
    assert [place.name for place in into.iterdir()] == ["007"]
    (into / "007").rename(into / "7")
    if receipts:
        collect(export(1, 21))
        assert b"# 21" in (into / "7/2_ann/ann.py").read_bytes()


def test_two_collect_one_after_the_other_as_each_would_write_the_roster_without_the_others_lines(collect, course):
    download = zipped({"lovelaceada_1001_555_ann.py": solution().encode()})
    with closing(Lock(course, "collecting for this course")):
        refused, into = collect(download, code=2)
    assert refused.stderr == (
        "deltarule: Another deltarule is collecting for this course; wait until it has finished, and run the command "
        "again.\n"
    )
    assert not into.exists()
    collect(download)
    assert [row["student_id"] for row in roster(course)] == ["1001"]
