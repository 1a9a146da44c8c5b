import json

import pytest
from samples import write_unit
from support import deltarule

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


@pytest.fixture
def check(tmp_path):
    """Say what a student is told whose folder holds these files."""
    unit = write_unit(tmp_path, checks=CHECKS)

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
    assert "there is code now, but line 3 still says raise NotImplementedError(): delete it" in told
    assert "double not started" not in " ".join(told.split())
