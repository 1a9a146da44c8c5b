"""A function is judged with the student's own helpers where these are right, and waits where they aren't."""

import types

import numpy as np
import pytest

from deltarule.authoring.building.recorder import record
from deltarule.core.checking.checks import PUBLIC_SEED, Check, check_all, load_checks
from deltarule.core.checking.recording import Recording, prints_of_call
from deltarule.core.checking.trust import Trust
from deltarule.core.code.calls import case
from deltarule.core.code.loader import LoadedCode
from deltarule.core.code.student import local_student
from deltarule.core.course import Unit

SOLUTION = '''
# %%
import numpy as np

# %%
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %%
def rows(x):
    """Twice each row of x."""
    ### BEGIN SOLUTION
    return np.array([double(row) for row in x])
    ### END SOLUTION
'''
CHECKS = '''
from deltarule import asks, case


@asks("double", points=2)
def test_double(rng):
    """Twice x."""
    for size in (3, 4):
        yield case(rng.standard_normal(size))


@asks("double")
def test_double_of_one_number(rng):
    """Twice a number."""
    yield case(float(rng.standard_normal()))


@asks("rows", points=3)
def test_rows(rng):
    """Twice each row."""
    for shape in [(2, 3), (4, 2)]:
        yield case(rng.standard_normal(shape))
'''
RIGHT_DOUBLE = "def double(x):\n    return x + x\n"
WRONG_DOUBLE = "def double(x):\n    return 3 * x\n"
AS_THE_REFERENCE = "def rows(x):\n    return np.array([double(row) for row in x])\n"
IN_ONE_CALL = "def rows(x):\n    return double(x)\n"  # the reference never asks for a whole matrix
WRONG_IN_ONE_CALL = "def rows(x):\n    return double(x) + 1\n"


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    for part, name, text in [("solutions", "pair.py", SOLUTION), ("exercises", "test_pair.py", CHECKS)]:
        (root / part / "1_pair").mkdir(parents=True)
        (root / part / "1_pair" / name).write_text(text)
    return Unit(root, "1_pair")


@pytest.fixture(scope="module")
def checks(unit):
    return load_checks(unit.checks)


@pytest.fixture(scope="module")
def recording(unit):
    return Recording(record(unit, PUBLIC_SEED), "of pairs")


@pytest.fixture
def status(checks, recording):
    """Give a way to judge `rows` of a student's file, as a kit does or with what answers unknown calls."""

    def judge(text, otherwise=None):
        module = types.ModuleType("pair")
        exec("import numpy as np\n" + text, vars(module))
        student = local_student(LoadedCode(module, "pair.py"))
        known = otherwise or Trust(checks, student, recording, PUBLIC_SEED).otherwise
        return check_all(checks, student, recording, PUBLIC_SEED, otherwise=known)[-1]

    return judge


def test_a_right_function_keeps_its_points_beside_a_wrong_helper_called_as_the_reference_calls_it(status):
    assert status(WRONG_DOUBLE + AS_THE_REFERENCE).status == "passed"


def test_a_function_that_calls_a_wrong_helper_in_another_form_waits_and_is_not_accused(status):
    result = status(WRONG_DOUBLE + IN_ONE_CALL)
    assert (result.status, result.earned, result.mistake) == ("waiting", 0, None)
    assert "Mend double first" in result.message


def test_a_wrong_function_is_told_so_where_its_helpers_are_right(status):
    assert status(RIGHT_DOUBLE + WRONG_IN_ONE_CALL).status == "failed"
    assert status(RIGHT_DOUBLE + IN_ONE_CALL).status == "passed"


def test_a_handler_for_every_exception_does_not_end_the_waiting(status):
    caught = "def rows(x):\n    try:\n        return double(x)\n    except Exception:\n        return 2 * x\n"
    assert status(WRONG_DOUBLE + caught).status == "waiting"


def test_whoever_knows_the_right_answers_lets_no_right_function_wait(status):
    def otherwise(name):
        return {"double": lambda x: 2 * x}[name]

    assert status(WRONG_DOUBLE + IN_ONE_CALL, otherwise).status == "passed"
    assert status(WRONG_DOUBLE + WRONG_IN_ONE_CALL, otherwise).status == "failed"


def test_two_calls_that_differ_in_tiny_numbers_beside_large_ones_are_two():
    large, one, other = np.full((3, 3), 1e3), np.full(4, 1e-6), np.full(4, 2e-6)
    first, second = (prints_of_call(case(large, tiny, {"W": large, "b": tiny})) for tiny in (one, other))
    assert [a.matches(b) for a, b in zip(first, second, strict=True)] == [True, False, True, False]


@pytest.mark.parametrize(
    ("double", "run"), [(WRONG_DOUBLE, ["test_double"]), (RIGHT_DOUBLE, ["test_double", "test_double_of_one_number"])]
)
def test_the_checks_of_a_helper_are_run_until_one_fails(checks, recording, monkeypatch, double, run):
    module, asked, run_check = types.ModuleType("pair"), [], Check.run
    exec(double, vars(module))
    monkeypatch.setattr(Check, "run", lambda self, *more: asked.append(self.name) or run_check(self, *more))
    monkeypatch.setattr(Recording, "diagnose", None)  # nobody reads what would be found
    student = local_student(LoadedCode(module, "pair.py"))
    trust = Trust(checks, student, recording, PUBLIC_SEED)
    assert trust.is_right("double") == trust.is_right("double") == (double == RIGHT_DOUBLE)
    assert asked == run


def test_a_helper_that_is_known_is_not_asked(status, checks, recording, monkeypatch):
    monkeypatch.setattr(Check, "run", None)
    trust = Trust(checks, local_student(LoadedCode(types.ModuleType("pair"), "")), recording, 1, {"double": True})
    assert trust.otherwise("double")(1) is NotImplemented
