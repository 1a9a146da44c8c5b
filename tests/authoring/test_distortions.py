from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from samples import write_unit
from support import ROOT, TINY, copy_course, deltarule

from deltarule.authoring.proofs.distortions import judge_distortions
from deltarule.authoring.proofs.numerals import changed, is_within_reach
from deltarule.core.course import Unit

KINDS_COURSE = ROOT / "tests" / "courses" / "kinds"
EACH = '@asks("f")\ndef test_f(rng):\n    """Inverted."""\n    yield from map(case, NUMBERS)'
KINDS = {
    "a dataclass": (
        "@dataclass\nclass Point:\n    x: float\n\n",
        "Point(1 / x)",
        EACH,
    ),
    "a complex number": (
        "",
        "1j / x",
        EACH,
    ),
    "a generator": (
        "",
        "(1 / each for each in [x])",
        EACH,
    ),
    "a function": (
        "",
        "lambda y: y / x",
        '@asks("f")\ndef test_f(rng):\n    """Inverted."""\n    yield from (case(x).then(1.0) for x in NUMBERS)',
    ),
    "print": (
        "",
        'print(f"It is {1 / x:.5f}")',
        '@asks("f", printed=True)\ndef test_f(rng):\n    """Inverted."""\n    yield from map(case, NUMBERS)',
    ),
    "an argument": (
        "",
        "x.append(1 / x.pop())",
        '@asks("f", changes=("x",))\n'
        'def test_f(rng):\n    """Inverted."""\n    yield from (case([n]) for n in NUMBERS)',
    ),
    "an object": (
        "class f:\n"
        "    def __init__(self, x):\n        self.x = x\n\n"
        "    def inverted(self):\n        return 1 / self.x\n\n",
        "",
        '@asks("f")\ndef test_f(rng):\n    """Inverted."""\n    yield from (made(x).inverted() for x in NUMBERS)',
    ),
}


def judged(tmp_path, kind, numbers):
    """Judge the distortions of a function that gives 1 / x in one way or another."""
    above, given, check = KINDS[kind]
    function = f"def f(x):\n    return {given}\n" if given else ""
    unit = write_unit(
        tmp_path,
        solution=f"from dataclasses import dataclass\n\n{above}\n{function}",
        checks=f"from deltarule import asks, case, made\n\nNUMBERS = {numbers}\n\n\n{check}\n",
        mistakes="",
        alternatives="",
    )
    return {verdict.distortion: verdict for verdict in judge_distortions(unit)}


@pytest.mark.parametrize("kind", KINDS)
def test_a_distortion_reaches_whatever_a_check_looks_at(tmp_path, kind):
    found = judged(tmp_path, kind, "[1e-6, 0.37, 3e-5, 81237.1, 34567.8]")
    assert [name for name, verdict in found.items() if not verdict.caught_by] == []


@pytest.mark.parametrize("kind", KINDS)
def test_cases_that_are_too_tame_are_told_of_every_kind(tmp_path, kind):
    found = judged(tmp_path, kind, "[1.0, 0.5]")
    assert {name for name, verdict in found.items() if not verdict.holds} == set(found)


def test_inputs_that_no_case_has_are_told_however_tame_the_others_are(tmp_path):
    copy_course(tmp_path, TINY, units=["1_double"])
    found = deltarule("mutants", cwd=tmp_path).stdout
    assert "SURVIVED in double: wrong for one sample\n" in found
    assert "1_double: 4 of 14 distortions caught, 0 can't show" in found


@pytest.mark.parametrize(
    ("drawn", "asked"), [("rng.normal()", False), ("np.float64(2)", False), ("rng.random(3)", True)]
)
def test_shapes_are_asked_for_where_an_argument_has_an_axis(tmp_path, drawn, asked):
    unit = write_unit(
        tmp_path,
        solution="def f(x):\n    return 2 * x\n",
        checks="import numpy as np\n\nfrom deltarule import asks, case\n\n\n"
        f'@asks("f")\ndef test_f(rng):\n    """Twice."""\n    yield case(np.multiply({drawn}, 1))\n',
        mistakes="",
        alternatives="",
    )
    named = {verdict.distortion for verdict in judge_distortions(unit)}
    shapes = {"wrong for a square matrix", "wrong for one sample", "wrong for an axis of one"}
    assert named & shapes == (shapes if asked else set())
    assert "wrong for large numbers" in named


def test_what_holds_no_number_that_a_distortion_changes_cannot_show(tmp_path):
    unit = write_unit(
        tmp_path,
        solution="def even(n):\n    return n % 2 == 0\n\n\ndef half(n):\n    return n // 2\n",
        checks="from deltarule import asks, case\n\n\n"
        '@asks("even")\ndef test_even(rng):\n    """Whether n is even."""\n    yield from map(case, (3, 4))\n\n\n'
        '@asks("half")\ndef test_half(rng):\n    """Half of n."""\n    yield from map(case, (9, 8 * 12345))\n',
        mistakes="",
        alternatives="",
    )
    found = judge_distortions(unit)
    hidden = {"rounded to 4 decimals", "truncated", "zero where tiny"}
    assert all(verdict.holds for verdict in found)
    assert not any(verdict.shows for verdict in found if verdict.function == "even")
    assert {verdict.distortion for verdict in found if verdict.function == "half" and not verdict.shows} == hidden


def test_a_course_of_every_kind_hears_what_its_cases_let_pass_and_of_nothing_that_cannot_show(tmp_path):
    found = judge_distortions(Unit(copy_course(tmp_path, KINDS_COURSE, units=["1_ledger"]), "1_ledger"))
    survived = {(verdict.function, verdict.distortion) for verdict in found if not verdict.holds}
    assert ("withdrawn", "clipped at 10") in survived  # what is left is 3 at most
    assert not {"words", "side", "heading", "packed", "span"} & {function for function, _ in survived}


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        (12, 10),
        (10**400, 10),
        (-(2**80), -10),
        (1.5, 1.5),
        (float("nan"), float("nan")),
        (3 + 40j, 3 + 10j),
        (Fraction(31, 2), Fraction(10)),
        (Decimal("-12.5"), Decimal(-10)),
        (range(0, 15, 6), [0, 6, 10]),
        ("12.50 of 3 at 1.2e+01, x14 and 2024-01-02", "10.00 of 3 at 1.0e+01, x14 and 10-01-02"),
        (True, True),
        (b"12", b"12"),
        (None, None),
    ],
)
def test_numbers_are_changed_however_they_are_written(leaf, expected):
    found = changed(leaf, lambda numbers: np.clip(numbers, -10, 10))
    assert type(found) is type(expected)
    assert found == expected or found != found
    assert found is leaf or found != leaf


def test_what_is_written_with_few_decimals_has_no_room_for_more():
    assert is_within_reach("0.123456", lambda numbers: np.round(numbers, 4))
    assert not is_within_reach("0.12", lambda numbers: np.round(numbers, 4))
    assert not is_within_reach("none", lambda numbers: 2 * numbers)
    assert not is_within_reach(np.zeros(0), lambda numbers: 2 * numbers)
