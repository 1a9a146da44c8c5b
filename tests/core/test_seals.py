from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from effort import costs_at_most
from samples import reference_of, student_of

from deltarule import CheckFailed
from deltarule.core.checking.questions import same_answer
from deltarule.core.checking.seals import seal
from deltarule.core.findings.diagnosis import diagnose

QUIZ = """def q(): return {'a': 0.123456, 'b': 'Bias'}
def p(): return [1, 2]
def n(): return 5
def m(): return [[1, 2], [3, 4]]
"""
REFERENCE = reference_of(QUIZ, ("swapped", "p", lambda: [2, 1]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (3, 3.0),
        (3, np.array(3)),
        ([1, 2], (1.0, 2.0)),
        ([1, 2], np.array([1, 2])),
        (0.0, -0.0),
        (1 / 3, 0.3333333),
        (2**-10, float(np.nextafter(2**-10, 1))),  # half way between two numbers of six digits
        (0.25**12, 5.960464e-8),
        (0, 1000 * (0.1 + 0.2 - 0.3)),
        ([1e6, 0], [1e6, 1e-10]),
        ("Gradient  Descent ", "gradient descent"),
        (["a", "b"], ("A", " b")),
        ("softmax", "soft max"),
        ("softmax", "Softmax."),
        ("d", "(d)"),
        ("d", "d)."),
        (0.125, Fraction(1, 8)),
        (0.125, Decimal("0.125")),
        (True, np.array(True)),
    ],
    ids=repr,
)
def test_answers_that_mean_the_same_have_the_same_seal(one, other):
    assert seal(one, "q") == seal(other, "q")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 2),
        (1, True),
        (1, [1]),
        ([1, 2], [2, 1]),
        ("1", 1),
        (None, 0),
        (0.3333, 0.33334),
        (0.25**12, 6e-8),
        (0.25**16, 0),
        (1, np.array(1j)),
    ],
    ids=repr,
)
def test_other_answers_have_another_seal(one, other):
    assert seal(one, "q") != seal(other, "q")


def test_a_seal_does_not_show_what_it_seals():
    sealed = seal({"a": "bias", "b": 3}, "q")
    assert set(sealed) == {"a", "b"}
    assert all(set(item) <= set("0123456789abcdef") and len(item) == 32 for item in sealed.values())


def test_the_same_answer_to_another_question_has_another_seal():
    assert seal("bias", "q") != seal("bias", "p")
    assert len(set(seal({"a": 1, "b": 1}, "q").values())) == 2


def test_a_right_answer_passes_whole_or_in_part():
    student = student_of("def q(): return {'a': 0.1234561, 'b': ' bias'}\ndef p(): return (1, 2)")
    same_answer(student.q, REFERENCE.q, "a")
    same_answer(student.q, REFERENCE.q)
    same_answer(student.p, REFERENCE.p)


@pytest.mark.parametrize(
    ("source", "name", "part", "problem", "named"),
    [
        ("def p(): return [2, 1]", "p", None, r"p is not right: \[2, 1\]", ["swapped"]),
        ("def p(): return (2, 1)", "p", None, r"p is not right: \(2, 1\)", ["swapped"]),
        ("def p(): return (7,)", "p", None, r"p is not right: \(7,\)", []),
        (
            "import numpy as np\ndef p(): return np.ones((7, 3))",
            "p",
            None,
            r"^p should be a list of numbers, but is an array of shape \(7, 3\)$",
            None,
        ),
        (
            "def m(): return [1, 2, 3, 4]",
            "m",
            None,
            "^m should be a list of rows of numbers, but is a list of numbers$",
            None,
        ),
        ("def n(): return 10**400", "n", None, "^n is not right: an integer of 1,329 bits$", None),
        ("def q(): return {'a': 10**400, 'b': ''}", "q", "b", "^q: the answer to 'b' is not right: ''$", None),
        (
            "import numpy as np\ndef p(): return np.ones(2)",
            "p",
            None,
            r"p is not right: np\.array\(\[1\.0, 1\.0\]\)",
            None,
        ),
        ("def p(): return [7]", "p", None, "p is not right", []),
        ("def n(): print(5)", "n", None, r"^n is None: is a `return` missing\?$", None),
        ("def n(): return '5'", "n", None, "^n should be a number, but is a string$", None),
        ("def n(): return '6'", "n", None, "^n should be a number, but is a string$", None),
        (
            "def n(): return 0,125",
            "n",
            None,
            "^n should be a number, but is a tuple of 2: is a point meant in place of the comma",
            None,
        ),
        ("def n(): return [5]", "n", None, "^n should be a number, but is a list of 1", None),
        ("def n(): return True", "n", None, "^n should be a number, but is ", None),
        ("def n(): return {'a': 5}", "n", None, "^n should be a number, but is a dict", None),
        ("def n(): return {5}", "n", None, "^n should be a number, but is a set of 1", None),
        ("def n(): return 6.0", "n", None, "^n is not right: 6", None),
        ("def p(): return 1", "p", None, "^p should be a list of numbers, but is an int$", None),
        ("def p(): return ['1', '2']", "p", None, "^p should be a list of numbers, but is a list of strings$", None),
        (
            "def p(): return [[1, 2], [3]]",
            "p",
            None,
            "^p should be a list of numbers, but is a list of 2 whose rows aren't equally long$",
            None,
        ),
        (
            "def p(): return [1, {}]",
            "p",
            None,
            "^p should be a list of numbers, but is a list of 2 whose items aren't all numbers$",
            None,
        ),
        ("def q(): return {'a': '0.1', 'b': 1}", "q", "a", "^q: the answer to 'a' should be a number, but is a", None),
        ("def q(): print(1)", "q", "a", r"^q is None: is a `return` missing\?$", None),
        ("def p(): return 1 / 0", "p", None, "p raised ZeroDivisionError", None),
        ("def q(): return {'a': 1, 'b': 'bias'}", "q", "a", "q: the answer to 'a' is not right: 1", None),
        (
            "def q(): return {'b': 'bias'}",
            "q",
            "a",
            "q should return a dict with the key 'a', but returns a dict",
            None,
        ),
        ("def q(): return 3", "q", "a", "q should return a dict with the key 'a', but returns an int", None),
    ],
)
def test_a_wrong_answer_is_told_and_a_listed_mistake_named(source, name, part, problem, named):
    seen = []
    reference = reference_of(QUIZ, ("swapped", "p", lambda: [2, 1]), witness=seen.append)
    with pytest.raises(CheckFailed, match=problem):
        same_answer(getattr(student_of(source), name), getattr(reference, name), part)
    finding = diagnose(name, seen, str)
    assert [item.name for item in (finding.mistakes if finding else ())] == (named or [])


def test_long_answers_are_sealed_in_little_time_and_room():
    assert seal(np.zeros(2**20, bool), "q") == seal(np.zeros(2**20), "q") != seal(np.ones(2**20), "q")
    assert seal("x" * 10**6, "q") == seal("X" * 10**6, "q")
    for long in (np.ones(2**20), "x" * 10**6):
        assert costs_at_most(10, lambda long=long: seal(long, "q"))
