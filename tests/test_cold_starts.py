"""The installed commands as a shell starts them: elsewhere the tests fork them from a process that is warm."""

import shutil

import pytest
from support import TINY, copy_course, run


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    course = copy_course(tmp_path_factory.mktemp("cold") / "course", TINY, ["1_double"])
    submitted = course / "instructor/submitted/ada/1_double"
    submitted.mkdir(parents=True)
    shutil.copy(course / "solutions/1_double/double.py", submitted)
    assert run("deltarule", "build", cwd=course).returncode == 0
    (course / "exercises/1_double/double.ipynb").unlink()
    return course


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("build", "wrote exercises/1_double/double.ipynb"),
        ("grade --no-gradebook", "ada"),
        ("audit", "1_double"),
        ("check 1", "0 of"),
        ("report --help", "usage: deltarule report"),
    ],
)
def test_a_command_starts_cold_and_says_what_a_warm_one_says(course, command, said):
    cold = run("deltarule", *command.split(), cwd=course, cold=True)
    assert said in cold.stdout
    if "build" not in command:  # which has nothing left to do
        warm = run("deltarule", *command.split(), cwd=course)
        assert (warm.returncode, warm.stdout, warm.stderr) == (cold.returncode, cold.stdout, cold.stderr)
