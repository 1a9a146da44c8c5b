import re

import pytest
from samples import write_unit
from support import TINY, copy_course, deltarule

from deltarule.authoring.proofs.purposes import judge_checks
from deltarule.core.errors import UserError

SOLUTION = '''
import numpy as np

def length(v):
    """The length of v."""
    return np.sqrt(np.sum(v * v))

def top(v):
    """The largest number of v, and an error where there is none."""
    return np.max(v)
'''
CHECKS = '''
from deltarule import asks, case, check, expect

@asks("length", untouched=1)
def test_length(rng):
    """Of any vector."""
    yield from (case(rng.standard_normal(n)) for n in (1, 4))

@asks("top")
def test_top(rng):
    """Of any vector."""
    yield case(rng.standard_normal(4))

@asks("top", raises=ValueError)
def test_top_of_nothing(rng):
    """There is none."""
    yield case(rng.standard_normal(0))

@check("length")
def test_length_that_is_content(student, rng):
    """Whatever comes back."""
    student.length(rng.standard_normal(3))
    expect(True, "x")
'''
TOOTHLESS = '''

@check("double")
def test_shape(student, rng):
    """Whatever its shape."""
    student.double(rng.standard_normal(3))
    expect(True, "it should be as long")
'''
CONTENT = "test_length_that_is_content"


def judged(root, checks=CHECKS, listed=""):
    unit = write_unit(root, solution=SOLUTION, checks=checks, mistakes="", alternatives="")
    unit.solution.with_name("equivalents.toml").write_text(listed)
    return judge_checks(unit)


def test_a_check_that_is_content_with_any_answer_is_found_and_no_other(tmp_path):
    found = judged(tmp_path)
    assert [purpose.check for purpose in found if not purpose.holds] == [CONTENT]
    assert next(purpose.wrong for purpose in found if purpose.check == CONTENT) > 20


def test_a_check_that_fails_of_crashes_alone_has_found_nothing_wrong(tmp_path):
    """Mutants of `length` raise: a check that calls it fails of them, whatever it looks at."""
    checks = CHECKS.replace("student.length(rng.standard_normal(3))", 'student.length([1.0, 2.0])  # "*" of lists')
    solution = SOLUTION.replace("v * v", "np.asarray(v) * v")
    unit = write_unit(tmp_path, solution=solution, checks=checks, mistakes="", alternatives="")
    assert [purpose.check for purpose in judge_checks(unit) if not purpose.holds] == [CONTENT]


def test_a_check_that_arguments_stay_catches_nothing_where_no_argument_can_be_written_into(tmp_path):
    checks = CHECKS.replace("case(rng.standard_normal(n))", "case(float(n))").replace(
        "rng.standard_normal(3)", "rng.standard_normal()"
    )
    found = judged(tmp_path, checks)
    assert "test_length_leaves_its_arguments" in [purpose.check for purpose in found if not purpose.holds]


def test_what_catches_nothing_may_be_listed_with_a_reason(tmp_path):
    entry = '[[check]]\nname = "{}"\nreason = "a warm welcome: whoever begins has a point"\n'
    assert all(purpose.holds for purpose in judged(tmp_path, listed=entry.format(CONTENT)))
    with pytest.raises(UserError, match="lists the check test_top, which does catch something"):
        judged(tmp_path, listed=entry.format("test_top"))
    with pytest.raises(UserError, match="lists the check test_tip, which there is not"):
        judged(tmp_path, listed=entry.format("test_tip"))


def test_the_command_asks_what_a_check_is_for_that_catches_nothing(tmp_path):
    copy_course(tmp_path, TINY, units=["1_double"])
    path = tmp_path / "exercises/1_double/test_double.py"
    path.write_text(path.read_text().replace("import asks, case", "import asks, case, check, expect") + TOOTHLESS)
    found = deltarule("mutants", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (1, "")
    of = r"test_double\.py, line \d+: test_shape catches none of the"
    said = re.search(rf"{of} (\d+) wrong versions of double; ask more, or drop it\.$", found.stdout, re.M)
    assert said
    assert int(said[1]) > 10
    assert "1_double: 1 of 2 checks catches something" in found.stdout
