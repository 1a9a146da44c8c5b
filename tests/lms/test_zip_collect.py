"""nbgrader's own commands: the exchange, ``zip_collect`` and late penalties, on what was collected."""

import csv
import getpass
import json
import shutil

import pytest
from archives import METADATA, NOON, zipped
from support import BIN, ROOT, copy_course, deltarule, run

pytestmark = pytest.mark.skipif(not (BIN / "nbgrader").exists(), reason="nbgrader is not installed")

NOTEBOOK = (ROOT / "exercises/2_ann/ann.ipynb").read_bytes()


def nbgrader(*arguments, cwd, **more):
    result = run("nbgrader", *arguments, cwd=cwd, timeout=300, **more)
    assert result.returncode == 0, result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = copy_course(tmp_path_factory.mktemp("term") / "course")
    assert deltarule("build", cwd=course).returncode == 0
    nbgrader("generate_assignment", "2_ann", cwd=course / "instructor")
    return course


def test_the_exchange_takes_an_assignment_out_and_a_submission_back(course, tmp_path):
    instructor, home = course / "instructor", tmp_path / "home"
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    home.mkdir()
    root = f"--Exchange.root={exchange}"
    nbgrader("release_assignment", "2_ann", root, cwd=instructor)
    student = [root, "--course", "deltarule", f"--Exchange.cache={tmp_path / 'cache'}"]
    nbgrader("fetch_assignment", "2_ann", *student, cwd=home, HOME=str(home))
    assert (home / "2_ann/ann.ipynb").is_file()
    nbgrader("submit", "2_ann", *student, cwd=home, HOME=str(home))
    nbgrader("collect", "2_ann", root, cwd=instructor)
    folder = instructor / "submitted" / getpass.getuser() / "2_ann"
    first = (folder / "timestamp.txt").read_text()
    (home / "2_ann/ann.py").write_text("later = True\n")
    nbgrader("submit", "2_ann", *student, cwd=home, HOME=str(home))
    nbgrader("collect", "2_ann", "--update", root, cwd=instructor)
    assert (folder / "ann.py").read_text() == "later = True\n"
    assert (folder / "timestamp.txt").read_text() > first
    result = deltarule("grade", "--results", tmp_path / "r.json", cwd=course)
    assert result.returncode == 0, result.stderr
    (record,) = json.loads((tmp_path / "r.json").read_text())["submissions"]
    assert record["student"] == getpass.getuser()
    shutil.rmtree(instructor / "submitted")


DOWNLOADS = {
    "canvas": (
        {"ada_1001_5_ann.ipynb": NOTEBOOK, "bo_LATE_1002_6_ann (1).py": b"bo", "cy_1003_7_x.pdf": b""},
        {"1001", "1002"},
    ),
    "moodle": (
        {
            "Ada Lovelace_345_assignsubmission_file_/ann-2.ipynb": NOTEBOOK,
            "张伟_346_assignsubmission_file_/ann.py": (b"bo", NOON.replace(day=27)),
        },
        {"ada-lovelace", "张伟"},
    ),
    "gradescope": (
        {
            "export/submission_metadata.yml": METADATA.encode(),
            "export/submission_88/work.zip": zipped({"ann.ipynb": NOTEBOOK}),
            "export/submission_89/ann.py": b"bo",
        },
        {"1815", "wei@example.org", "7"},
    ),
}


@pytest.mark.parametrize(
    ("source", "unpacked"), [("canvas", True), ("moodle", False), ("moodle", True), ("gradescope", False)]
)
def test_nbgraders_zip_collect_takes_what_each_system_hands_out(course, source, unpacked):
    files, students = DOWNLOADS[source]
    instructor = course / "instructor"
    archive = instructor / "downloaded/2_ann/archive"
    archive.mkdir(parents=True)
    (archive / "download.zip").write_bytes(zipped(files))
    if unpacked:
        shutil.unpack_archive(archive / "download.zip", archive)
        (archive / "download.zip").unlink()
    try:
        result = nbgrader("zip_collect", "2_ann", cwd=instructor)
        submitted = instructor / "submitted"
        found = {path.parent.parent.name for path in submitted.rglob("ann.*")}
        assert found == students
        assert {path.read_bytes() for path in submitted.rglob("ann.ipynb")} == {NOTEBOOK}
        assert {path.read_bytes() for path in submitted.rglob("ann.py")} == {b"bo"}
        if source == "gradescope":
            assert (submitted / "1815/2_ann/timestamp.txt").read_text() == "2026-11-19 22:30:01.250000"
        if source == "canvas":
            assert "no ann.py and no ann.ipynb, only x.pdf" in result.stderr
    finally:
        for name in ("downloaded", "submitted"):
            shutil.rmtree(instructor / name, ignore_errors=True)
        (instructor / "roster.csv").unlink(missing_ok=True)


def test_a_late_submission_loses_the_points_that_nbgraders_plugin_takes(course, tmp_path):
    instructor = course / "instructor"
    solved = (instructor / "source/2_ann/ann.ipynb").read_bytes()
    export = {
        "export/submission_metadata.yml": METADATA.encode(),
        "export/submission_88/ann.ipynb": solved,
        "export/submission_89/ann.ipynb": solved,
    }
    (tmp_path / "export.zip").write_bytes(zipped(export))
    assert deltarule("collect", tmp_path / "export.zip", cwd=course).returncode == 0
    # submission 88 came before, 89 after
    nbgrader("db", "assignment", "add", "2_ann", "--duedate=2026-11-20 00:00:00 UTC", cwd=instructor)
    shutil.rmtree(instructor / "submitted/wei@example.org")
    nbgrader("autograde", "2_ann", "--LateSubmissionPlugin.penalty_method=zero", cwd=instructor)
    nbgrader("export", cwd=instructor)
    with (instructor / "grades.csv").open() as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert rows["1815"]["timestamp"] == "2026-11-19 22:30:01.250000"
    assert rows["7"]["timestamp"] == "2026-11-21 07:00:00"
    most = float(rows["1815"]["max_score"])
    marks = [(float(rows[student]["raw_score"]), float(rows[student]["score"])) for student in ("1815", "7")]
    assert marks == [(most, most), (most, 0)]
