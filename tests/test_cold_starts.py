"""The installed commands as a shell starts them: elsewhere the tests fork them from a process that is warm."""

import shutil
import subprocess
import sys

import pytest
from support import TINY, copy_course, run

from deltarule.core.selfcheck.progress import FOLDER

HEAVY = (
    *("IPython", "asyncio", "importlib.metadata", "jupytext", "matplotlib", "multiprocessing", "nbformat", "nbgrader"),
    *("pytest", "rich", "scipy", "sqlalchemy", "unittest"),
    *("deltarule.authoring", "deltarule.commands", "deltarule.door", "deltarule.grading"),
)
"""What no self-check needs, and would be waited for."""


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
        ("grade --no-gradebook --regrade", "ada"),
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


@pytest.mark.parametrize("words", [["check", "1"], ["check"], []])
def test_a_self_check_imports_nothing_that_it_does_not_need(course, words):
    solved = course / "exercises/1_double/double.py"
    before = solved.read_text()
    shutil.rmtree(course / FOLDER, ignore_errors=True)
    shutil.copy(course / "solutions/1_double/double.py", solved)
    code = (
        "import sys\nfrom deltarule.core.selfcheck.command import main\n"
        f"try: main({words})\nexcept SystemExit: print(*sys.modules)\n"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=course, capture_output=True, text=True, check=True)
    solved.write_text(before)
    *_, imported = found.stdout.splitlines()
    assert "deltarule.core.checking.recording" in imported.split()
    assert [name for name in imported.split() if name.startswith(HEAVY)] == []
