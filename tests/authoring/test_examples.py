"""Examples in docstrings: evaluated, held against the solution, and the first thing that the function is asked."""

import re

import pytest
from support import TINY, copy_course

from deltarule.authoring.building.products import build
from deltarule.authoring.building.rehearsal import rehearse
from deltarule.authoring.building.slips import slips_of
from deltarule.core.course import Course

RIGHT = ">>> double(np.array([1.0, -2.0]))\n        array([2., -4.])"


@pytest.fixture
def tiny(tmp_path):
    return Course(copy_course(tmp_path, TINY, ["1_double"])).unit("double")


def showing(unit, example, first=""):
    text = unit.solution.read_text().replace(
        "An array like `x`.\n", f"An array like `x`.\n\n    Example:\n        {example}\n"
    )
    unit.solution.write_text(text)
    if first:
        checks = unit.checks.read_text().replace("    for shape", f"    yield case({first})\n    for shape")
        unit.checks.write_text(checks.replace("from deltarule", "import numpy as np\n\nfrom deltarule"))
    return unit


def rehearsed(unit):
    made = build(unit)
    return list(rehearse(unit, made[unit.exercise].decode(), made[unit.answers], None))


@pytest.mark.parametrize(
    "example",
    [
        RIGHT,
        ">>> double(3)\n        6.0",
        ">>> double(np.array([[1.0, np.inf]]))\n        array([[2., inf]])",
        ">>> x = np.array([1.0,\n        ...               2.0])\n        >>> double(x).sum()\n        6.0",
        ">>> double(x=np.array([[0.5], [1 / 3]]))\n        array([[1.        ],\n               [0.66666667]])",
        ">>> rng = np.random.default_rng(0)\n        >>> double(rng.random(3)).shape\n        (3,)",
    ],
)
def test_an_example_that_is_right_is_no_slip(tiny, example):
    assert list(slips_of(showing(tiny, example))) == []


@pytest.mark.parametrize(
    ("example", "sentence"),
    [
        (RIGHT.replace("-4", "4"), r"says array\(\[2., 4.\]\), and double\(np.array\(\[1.0, -2.0\]\)\) gives array"),
        (RIGHT.replace("-4.", "-4.0001"), "says array"),
        (f">>> double(1)\n        3\n        {RIGHT}", r"says 3, and double\(1\) gives 2"),
        (">>> double(np.ones(2))\n        2.0", "says 2.0"),
        (">>> double((1, 2))\n        (2, 4)", "says"),
        (">>> double(y)\n        2.0", "can't be evaluated .NameError: name 'y'"),
        (">>> double(1)\n        two", "can't be evaluated .NameError: name 'two'"),
        (">>> double(1)", "can't be read: no value stands below"),
        (">>> x = 1\n        2", "can't be read: 'x = 1' is no Python expression"),
        (">>> double(1)\n        two.", "can't be read: 'two.' is no Python expression"),
        (">>>double(1)\n        2", "can't be read: "),
    ],
)
def test_an_example_that_is_wrong_is_told_with_its_line(tiny, example, sentence):
    (said,) = slips_of(showing(tiny, example))
    line = 1 + next(i for i, text in enumerate(tiny.solution.read_text().split("\n")) if ">>>" in text)
    assert said.startswith(f"{tiny.solution}, line {line}: the example of double ")
    assert re.search(sentence, said), said


def test_the_example_of_a_method_is_held_against_it_too(tiny):
    shown = '"""Once.\n\n        >>> Number(3).once()\n        4\n        """'
    number = f"class Number(int):\n    def once(self):\n        {shown}\n        return self\n"
    tiny.solution.write_text(f"{tiny.solution.read_text()}\n\n# %%\n{number}")
    (said,) = slips_of(tiny)
    assert "the example of Number.once says 4, and Number(3).once() gives 3" in said


@pytest.mark.parametrize("first", ["np.array([1.0, -2.0])", "x=np.array([1, -2])"])
def test_a_check_that_begins_with_the_example_is_no_slip(tiny, first):
    assert rehearsed(showing(tiny, RIGHT, first)) == []


@pytest.mark.parametrize("first", ["", "np.array([1.0, 2.0])", "np.array([1.0, -2.0, 0.0])"])
def test_a_check_that_begins_with_another_case_is_told_with_its_line(tiny, first):
    (said,) = rehearsed(showing(tiny, RIGHT, first))
    assert re.search(r"test_double\.py, line \d+: test_double_values doesn't begin with the example of double", said)


def test_an_example_about_the_result_need_not_be_a_case(tiny):
    assert rehearsed(showing(tiny, ">>> double(np.ones(3)).shape\n        (3,)")) == []
