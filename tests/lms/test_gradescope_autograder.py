import io
import json
import os
import re
import shutil
import subprocess
import sysconfig
import tomllib
import venv
import zipfile

import msgspec
import pytest
from sample_cohort import UNIT, submissions
from schemas import GradescopeResults
from support import copy_course, deltarule

from deltarule.lms.gradescope_autograder import ROOMS


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return copy_course(tmp_path_factory.mktemp("course"), units=("1_neuron", "2_ann"))


@pytest.fixture(scope="module")
def archive(course):
    result = deltarule("export", "gradescope-autograder", "autograder.zip", "--assignment", "ann", cwd=course)
    assert result.returncode == 0, result.stderr
    return course / "autograder.zip"


@pytest.fixture(scope="module")
def unpacked(archive, tmp_path_factory):
    """What Gradescope makes of the zip, in a folder of its own for /autograder."""
    folder = tmp_path_factory.mktemp("autograder")
    with zipfile.ZipFile(archive) as package:
        for entry in package.infolist():
            os.chmod(package.extract(entry, folder / "source"), entry.external_attr >> 16)
    shutil.copy2(folder / "source" / "run_autograder", folder / "run_autograder")
    # In place of setup.sh, which fetches the same from a package index: the zip's grader, the libraries of these tests.
    venv.create(folder / "venv", with_pip=False)
    (site,) = folder.glob("venv/lib/python*/site-packages")
    (site / "grader.pth").write_text(f"{folder / 'source'}\n{sysconfig.get_path('purelib')}\n")
    return folder


@pytest.fixture
def grade(unpacked):
    def grade(files):
        for name in ("submission", "results"):
            shutil.rmtree(unpacked / name, ignore_errors=True)
        (unpacked / "submission").mkdir()
        for name, content in files.items():
            path = unpacked / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        environment = {"PATH": os.environ["PATH"], "AUTOGRADER": str(unpacked)}
        done = subprocess.run(
            [unpacked / "run_autograder"], cwd=unpacked, env=environment, capture_output=True, text=True, timeout=100
        )
        assert done.returncode == 0, done.stderr
        return msgspec.json.decode((unpacked / "results" / "results.json").read_bytes(), type=GradescopeResults)

    return grade


@pytest.mark.parametrize("name", ["ann.py", "ann.ipynb"])
def test_gradescope_gives_the_marks_that_grading_here_gives(grade, course, tmp_path, name):
    student = {"ann.py": "emil", "ann.ipynb": "bela"}[name]
    submission = submissions(UNIT)[student][name].encode()
    results = grade({name: submission})

    folder = tmp_path / "cohort" / student / "2_ann"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(submission)
    here = deltarule("grade", tmp_path / "cohort", "--results", tmp_path / "r.json", cwd=course)
    assert here.returncode == 0, here.stderr
    (record,) = json.loads((tmp_path / "r.json").read_text())["submissions"]
    assert results.score == record["score"] > 30
    assert [(test.score, test.output) for test in results.tests] == [
        (check["earned"], check["message"]) for check in record["checks"]
    ]


def zip_of(name, content):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ann (1).py", "ann (1).py was graded as ann.py."),
        ("hw2/ann.py", ""),
        ("hw2/my_solution.py", "my_solution.py was graded as ann.py."),
        ("work.zip", "ann (2).py was graded as ann.py."),
    ],
)
def test_what_collect_would_take_is_graded(grade, name, said):
    content = submissions(UNIT)["emil"]["ann.py"].encode()
    results = grade({name: zip_of("hw/ann (2).py", content) if name.endswith(".zip") else content})
    assert results.score > 30
    assert results.output.startswith(said)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no ann.py and no ann.ipynb, nothing at all"),
        ({"homework.txt": b"done"}, "no ann.py and no ann.ipynb, only homework.txt"),
        ({"a.py": b"x = 1", "b.py": b"x = 2"}, "none of a.py, b.py is named after the unit"),
        ({"ann.rar": b"?"}, "of archives, only .zip is opened"),
        ({"ann.zip": b"?"}, "ann.zip is not a whole zip file"),
    ],
)
def test_what_cannot_be_told_is_said_with_what_to_hand_in(grade, files, said):
    results = grade(files)
    assert (results.score, results.tests) == (0, [])
    assert results.output.startswith("Nothing could be graded: ")
    assert said in results.output
    assert results.output.endswith("Hand in ann.py or ann.ipynb.")


def test_code_that_kills_its_process_still_gets_its_results(grade):
    code = b"import os, signal\ndef sigmoid(x):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    assert grade({"ann.py": code}).score == 0


def test_what_keeps_a_submission_from_being_graded_is_one_sentence(unpacked, tmp_path):
    source = unpacked / "source"
    command = [unpacked / "venv/bin/python", "-m", "deltarule.lms.gradescope_submission"]
    (tmp_path / "ann.py").write_bytes(b"")
    for folder in (tmp_path / "none", tmp_path / "ann.py"):
        arguments = [folder, "2_ann", tmp_path / "results.json"]
        done = subprocess.run([*command, *arguments], cwd=source, capture_output=True, text=True, timeout=100)
        said = f"run_autograder: There is no folder {folder}, where a student's files should be; put them there.\n"
        assert (done.returncode, done.stderr) == (2, said)


def test_the_zip_has_both_scripts_at_its_root_and_one_assignment_alone(archive, course):
    with zipfile.ZipFile(archive) as package:
        modes = {entry.filename: entry.external_attr >> 16 for entry in package.infolist()}
        seeds = json.loads(package.read("instructor/seeds.json"))
    assert modes["setup.sh"] & modes["run_autograder"] & 0o111
    assert not [name for name in modes if "1_neuron" in name or "__pycache__" in name]
    rooms = {name.split("/")[1] for name in modes if name.startswith("deltarule/")}
    assert rooms == {*ROOMS, "__init__.py", "__main__.py"}
    assert {"solutions/2_ann/ann.py", "exercises/2_ann/test_ann.py", "instructor/course.toml"} < set(modes)
    assert seeds == {"2_ann": json.loads((course / "instructor" / "seeds.json").read_text())["2_ann"]}
    assert archive.stat().st_mode & 0o077 == 0


def test_the_same_autograder_is_the_same_bytes(archive, course):
    deltarule("export", "gradescope-autograder", "again.zip", "--assignment", "2_ann", cwd=course)
    assert (course / "again.zip").read_bytes() == archive.read_bytes()


def test_it_installs_what_grading_needs_and_no_more(unpacked):
    project = tomllib.loads((unpacked / "source" / "pyproject.toml").read_text())["project"]
    names = {re.split(r"[<>=!~;]", item)[0] for item in project["dependencies"]}
    assert {"numpy", "msgspec", "nbgrader", "pytest", "scikit-learn"} <= names
    assert not names & {"deltarule", "mypy", "ruff"}


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_are_bash(unpacked, script):
    assert subprocess.run(["bash", "-n", unpacked / "source" / script]).returncode == 0


def test_the_graders_own_python_is_the_zips(unpacked):
    python = unpacked / "venv" / "bin" / "python"
    code = "import deltarule; print(deltarule.__file__)"
    found = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert found == str(unpacked / "source" / "deltarule" / "__init__.py")


SHADOWS = ("deltarule.py", "deltarule/__init__.py", "numpy.py", "sitecustomize.py", "usercustomize.py", "conftest.py")
SHADOWS += ("ann/__init__.py", "source/deltarule/__init__.py", "venv/pyvenv.cfg", "results.json", "run_autograder")


def test_files_that_are_named_as_the_graders_are_run_by_nobody(grade, unpacked):
    runs = b"import pathlib\npathlib.Path(__file__).with_suffix('.ran').touch()\nraise SystemExit('mine ran')\n"
    right = submissions(UNIT)["emil"]["ann.py"].encode()
    results = grade({"ann.py": right, **dict.fromkeys(SHADOWS, runs)})
    assert results.score > 30
    assert not list(unpacked.rglob("*.ran"))
