import json
import re
import shutil
import sys

import pytest
from samples import write_unit
from support import deltarule, run

from deltarule.authoring.building.recorder import record
from deltarule.core.checking.checks import PUBLIC_SEED

CHECKS = """
from deltarule import check, expect

@check("double", points=2)
def test_double(student):
    '''Twice.'''
    assert student.double(2) == 4

@check("double")
def test_double_of_nothing(student):
    '''Nothing.'''
    assert student.double(0) == 0

@check("quadruple")
def test_quadruple(student):
    '''Doubled twice.'''
    assert student.quadruple(1) == 4
""".replace(", expect", "")
STUB = "def double(x):\n    raise NotImplementedError()\n\n\ndef quadruple(x):\n    raise NotImplementedError()\n"


RIGHT = "def double(x):\n    return 2 * x\n\n\ndef quadruple(x):\n    return double(double(x))\n"
AGREEING = """
from deltarule import asks, case

@asks("double")
def test_double(rng):
    '''Twice.'''
    yield case(rng.standard_normal(3))

@asks("quadruple")
def test_quadruple(rng):
    '''Doubled twice.'''
    yield case(rng.standard_normal(3))
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A unit that is recorded once."""
    unit = write_unit(tmp_path_factory.mktemp("tiny"), checks=AGREEING)
    unit.answers.write_bytes(record(unit, PUBLIC_SEED))
    (unit.root / "pytest.ini").write_text("[pytest]\n")
    return unit


@pytest.fixture
def in_pytest(tiny):
    """Say what pytest says of a student's file, with some of its options and some input."""

    def told(text, *options, typed=""):
        tiny.exercise.write_text(text)
        arguments = ("exercises", "-p", "deltarule.core.selfcheck.plugin", *options)
        return run("pytest", *arguments, cwd=tiny.root, input=typed, PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")

    return told


@pytest.fixture
def check(tmp_path):
    """Say what a student is told whose folder holds these files."""
    unit = write_unit(tmp_path, checks=CHECKS)
    unit.answers.write_bytes(record(unit, PUBLIC_SEED))

    def told(**files):
        for ending, text in {"py": STUB, **files}.items():
            if ending == "ipynb":
                cells = [{"cell_type": "code", "metadata": {}, "source": source} for source in text]
                text = json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}})
            unit.exercise.with_suffix(f".{ending}").write_text(text)
        return deltarule("check", "tiny", cwd=tmp_path).stdout

    return told


def test_work_in_the_notebook_alone_earns_its_marks_and_is_named_once(check):
    told = check(ipynb=["def double(x):\n    return 2 * x\n"])
    assert "double        3 of 3\n" in told
    assert told.count("tiny.ipynb, as saved, was looked at: tiny.py is as it came.") == 1


def test_a_forgotten_raise_is_told_with_its_line(check):
    told = check(py="def double(x):\n    y = 2 * x\n    raise NotImplementedError()\n")
    said = "there is code now, but line 3 still says raise NotImplementedError(): delete it"
    assert said in " ".join(told.split())
    assert "double not started" not in " ".join(told.split())


def test_last_failed_leaves_out_what_is_not_started_and_the_exit_code_does_not(in_pytest):
    wrong = STUB.replace("    raise NotImplementedError()", "    return x", 1)
    first = in_pytest(wrong)
    assert "1 failed, 1 not started" in first.stdout
    again = in_pytest(wrong, "--lf")
    assert re.search(r"^=+ 1 failed in", again.stdout, re.MULTILINE)
    unwritten = in_pytest(STUB, "-x")
    assert "2 not started" in unwritten.stdout
    assert unwritten.returncode == 1
    assert in_pytest(RIGHT).returncode == 0


def test_a_check_that_waits_for_another_function_is_shown_as_waiting(in_pytest):
    wrong = RIGHT.replace("2 * x", "3 * x").replace("double(double(x))", "double(double(x) + 1) - 2")
    said = in_pytest(wrong, "-rN").stdout
    assert re.search(r"^\S+ Fw ", said, re.MULTILINE)
    assert "1 failed, 1 waiting" in said


def test_no_traceback_is_made_of_what_is_told_in_words(in_pytest, tiny):
    """Neither of a wrong value, nor of an exception, nor of what isn't started: nobody would see it."""
    (tiny.root / "conftest.py").write_text(
        "from _pytest._code.code import ExceptionInfo, Traceback\n"
        "def made(*args, **more):\n    print('a traceback is made')\n"
        "ExceptionInfo.getrepr = Traceback.filter = made\n"
    )
    try:
        for text in (RIGHT.replace("2 * x", "3 * x"), RIGHT.replace("2 * x", "2 * y"), STUB):
            found = in_pytest(text, "-s")
            assert found.returncode == 1
            assert "a traceback is made" not in found.stdout
    finally:
        (tiny.root / "conftest.py").unlink()


def test_the_debugger_has_the_variables_of_a_call_that_gave_a_wrong_value(in_pytest):
    wrong = RIGHT.replace("return 2 * x", "y = x + 1\n    return y")
    said = in_pytest(wrong, "--pdb", "-x", typed="p sorted(locals())\nq\n").stdout
    assert "-> return y" in said
    assert "['x', 'y']" in said


def test_leaving_a_breakpoint_ends_the_session_at_once(in_pytest):
    stopping = RIGHT.replace("return 2 * x", "breakpoint()\n    return 2 * x")
    found = in_pytest(stopping, typed="p x.shape\nq\n")
    assert found.stdout.count("set_trace") == 1
    assert "(3,)" in found.stdout
    assert "raised Exit" not in found.stdout
    assert found.returncode == 2


def test_leaving_a_breakpoint_ends_a_check_in_one_line(check, tmp_path):
    check()
    (tmp_path / "exercises/1_tiny/tiny.py").write_text("def double(x):\n    breakpoint()\n    return 2 * x\n")
    found = run("deltarule", "check", "tiny", cwd=tmp_path, input="p x + 40\nq\n")
    assert "42" in found.stdout
    at = 2 if sys.version_info >= (3, 13) else 3  # where a debugger stops that is called for
    assert found.stderr == f"deltarule: double was stopped; it is in line {at}.\n"
    assert found.returncode == 130


def test_workers_of_xdist_give_the_same_marks_and_exit_code(in_pytest):
    pytest.importorskip("xdist")
    wrong = RIGHT.replace("2 * x", "3 * x")
    for text in (wrong, RIGHT):
        alone, together = in_pytest(text), in_pytest(text, "-p", "xdist", "-n", "2")
        marks = [re.findall(r"^\w+ +[\d.]+ of .*", found.stdout, re.MULTILINE) for found in (together, alone)]
        assert marks[0] == marks[1]
        assert len(marks[0]) == 3
        assert together.returncode == alone.returncode


def test_what_numpy_warns_of_costs_nothing_where_warnings_are_errors(in_pytest):
    warns = "import numpy as np\n\n\ndef double(x):\n    np.log(np.zeros(1))\n    return 2 * x\n"
    found = in_pytest(RIGHT.replace("def double(x):\n    return 2 * x\n", warns), "-W", "error")
    assert found.returncode == 0, found.stdout


def test_nothing_that_is_typed_answers_an_input_of_a_function(check, tmp_path):
    """Its question is captured, so that nobody would know what a check is waiting for."""
    check()
    (tmp_path / "exercises/1_tiny/tiny.py").write_text("def double(x):\n    return 2 * float(input('x?'))\n")
    found = run("deltarule", "check", "tiny", "double", cwd=tmp_path, input="2\n" * 9)
    assert "`input('x?')` waits for somebody to type" in found.stdout
    assert found.returncode == 1


MEASURING = """
from deltarule import check, expect, measured

def count(student, rng):
    return student.double(2)

@check("double", points=2, whole="it is a measurement")
def test_double(student, rng):
    '''Twice.'''
    expect(measured(student, count, rng) == 4, "no")

@check("double", whole="it is a measurement")
def test_double_again(student, rng):
    '''Twice.'''
    expect(measured(student, count, rng) == 4, "no")
"""


def test_what_is_measured_for_several_checks_is_measured_once_in_a_session(tmp_path):
    unit = write_unit(tmp_path, checks=MEASURING)
    unit.answers.write_bytes(record(unit, PUBLIC_SEED))
    unit.exercise.write_text("def double(x):\n    open('calls', 'a').write('x')\n    return 2 * x\n")
    run(
        "pytest",
        "exercises",
        "-p",
        "deltarule.core.selfcheck.plugin",
        cwd=unit.root,
        PYTEST_DISABLE_PLUGIN_AUTOLOAD="1",
    )
    assert [path.read_text() for path in unit.root.rglob("calls")] == ["x"]


def test_a_unit_that_nobody_has_begun_is_one_line_among_others(in_pytest, tiny):
    other = tiny.root / "exercises/2_more"
    other.mkdir()
    (other / "test_more.py").write_text(tiny.checks.read_text())
    (other / "more.py").write_text(STUB)
    shutil.copy(tiny.answers, other)
    said = in_pytest(RIGHT, "--import-mode=importlib").stdout
    shutil.rmtree(other)
    assert re.search(r"^2_more, 2 functions +0 of 2 +not started$", said, re.MULTILINE)
    assert re.search(r"^together +2 of 4$", said, re.MULTILINE)
