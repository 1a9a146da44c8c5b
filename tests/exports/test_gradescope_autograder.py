import json
import os
import shutil
import subprocess
import sysconfig
import tomllib
import venv
import zipfile

import msgspec
import pytest
from support import ROOT, copy_course, deltarule
from test_one_submission import GradescopeResults

COHORT = ROOT / "instructor" / "sample_cohort"


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
            (unpacked / "submission" / name).write_bytes(content)
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
    submission = COHORT / student / "2_ann" / name
    results = grade({name: submission.read_bytes()})

    shutil.copytree(COHORT / student, tmp_path / "cohort" / student)
    here = deltarule("grade", tmp_path / "cohort", "--results", tmp_path / "r.json", cwd=course)
    assert here.returncode == 0, here.stderr
    (record,) = json.loads((tmp_path / "r.json").read_text())["submissions"]
    assert results.score == record["score"] > 30
    assert [(test.score, test.output) for test in results.tests] == [
        (check["earned"], check["message"]) for check in record["checks"]
    ]


def test_a_submission_without_the_file_is_told_which_one_is_missing(grade):
    results = grade({"homework.txt": b"done"})
    assert (results.score, results.tests) == (0, [])
    assert "There is no ann.py and no ann.ipynb in the folder, only homework.txt." in results.output


def test_code_that_kills_its_process_still_gets_its_results(grade):
    code = b"import os, signal\ndef sigmoid(x):\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    assert grade({"ann.py": code}).score == 0


def test_the_zip_has_both_scripts_at_its_root_and_one_assignment_alone(archive, course):
    with zipfile.ZipFile(archive) as package:
        modes = {entry.filename: entry.external_attr >> 16 for entry in package.infolist()}
        seeds = json.loads(package.read("instructor/seeds.json"))
    assert modes["setup.sh"] & modes["run_autograder"] & 0o111
    assert not [name for name in modes if "1_neuron" in name or "__pycache__" in name]
    assert {"solutions/2_ann/ann.py", "exercises/2_ann/test_ann.py", "instructor/course.toml"} < set(modes)
    assert seeds == {"2_ann": json.loads((course / "instructor" / "seeds.json").read_text())["2_ann"]}
    assert archive.stat().st_mode & 0o077 == 0


def test_the_same_autograder_is_the_same_bytes(archive, course):
    deltarule("export", "gradescope-autograder", "again.zip", "--assignment", "2_ann", cwd=course)
    assert (course / "again.zip").read_bytes() == archive.read_bytes()


def test_it_installs_what_grading_needs_and_no_more(unpacked):
    project = tomllib.loads((unpacked / "source" / "pyproject.toml").read_text())["project"]
    names = {item.partition(">")[0] for item in project["dependencies"]}
    assert {"numpy", "msgspec", "nbgrader", "pytest", "scikit-learn"} <= names
    assert not names & {"deltarule", "mypy", "ruff"}


@pytest.mark.parametrize("script", ["setup.sh", "run_autograder"])
def test_the_scripts_are_bash(unpacked, script):
    assert subprocess.run(["bash", "-n", unpacked / "source" / script]).returncode == 0


def test_the_graders_own_python_is_the_zips(unpacked):
    python = unpacked / "venv" / "bin" / "python"
    code = "import autograder; print(autograder.__file__)"
    found = subprocess.run([python, "-I", "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert found == str(unpacked / "source" / "autograder" / "__init__.py")
