import re
import shutil
import sys

import pytest
from samples import write_unit
from support import TINY, copy_course, deltarule

from deltarule.authoring.building.recorder import recording_of
from deltarule.authoring.proofs import purposes
from deltarule.authoring.proofs.purposes import idle_checks, judge_checks
from deltarule.core.checking.checks import PUBLIC_SEED
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


def test_the_command_asks_what_a_check_is_for_that_catches_nothing(tmp_path):
    copy_course(tmp_path, TINY, units=["1_double"])
    path = tmp_path / "exercises/1_double/test_double.py"
    path.write_text(path.read_text().replace("import asks, case", "import asks, case, check, expect") + TOOTHLESS)
    found = deltarule("mutants", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (1, "")
    of = r"test_double\.py, line \d+: test_shape catches none of the"
    said = re.search(rf"{of} (\d+) wrong versions of double; ask more, drop it, or list it in", found.stdout, re.M)
    assert said
    assert int(said[1]) > 10
    assert "1_double: 1 of 2 checks catches something" in found.stdout


HELPED = SOLUTION.replace(
    "def top",
    '''def halved(v):
    """Half of v."""
    return v / 2

def top''',
)
IDLE = {
    "asks nothing": "expect(student.length is not None, 'x')",
    "expects what always holds": "expect((student.length(rng.standard_normal(3)) > 0, 'it is'), 'x')",
    "asks another function": "expect(student.halved(2.0) == 1, 'x')",
    "compares an answer with itself": "v = student.length(rng.standard_normal(3)); expect(v is v, 'x')",
}
BUSY = {
    "positive": "expect(student.length(rng.standard_normal(3)) > 0, 'x')",
    "the same again": "v = rng.standard_normal(3); expect(student.length(v) == student.length(v), 'x')",
    "not the same": "expect(student.length(rng.random(3)) != student.length(rng.random(3)), 'x')",
    "of a shape": "expect(np.ndim(student.length(rng.standard_normal(3))) == 0, 'x')",
    "of a kind": "expect(isinstance(student.length(rng.standard_normal(3)), float | np.ndarray), 'x')",
    "untouched": "leaves_arguments(student.length, [case(rng.standard_normal(3))])",
}


def idle(root, body):
    checks = f'''import numpy as np
from deltarule import case, check, expect, leaves_arguments

@check("length")
def test_length(student, rng):
    """Asked."""
    {body}
'''
    unit = write_unit(root, solution=HELPED, checks=checks, mistakes="", alternatives="")
    return list(idle_checks(unit, recording_of(unit, PUBLIC_SEED)))


@pytest.mark.parametrize("body", IDLE.values(), ids=IDLE)
def test_a_check_that_gives_its_points_to_any_answer_is_told_with_its_place(tmp_path, body):
    (said,) = idle(tmp_path, body)
    assert re.search(r"test_\w+\.py, line \d+: test_length catches none of the \d+ wrong versions of length; ask", said)


@pytest.mark.parametrize("body", BUSY.values(), ids=BUSY)
def test_a_check_of_a_property_is_told_of_by_nobody_where_some_answer_fails(tmp_path, body):
    assert idle(tmp_path, body) == []


GIVEN = '''
from dataclasses import dataclass

import numpy as np

@dataclass
class Sound:
    rate: int

def told(x=1.5):
    """What it is."""
    return f"{x}" * 2

def seven():
    """The number."""
    return np.arange(7)
'''
DRAWN = """from dataclasses import dataclass

import numpy as np
from deltarule import asks, case, check, expect

@dataclass
class Sound:
    rate: int

"""
UNTOUCHED = (
    DRAWN
    + '''@asks("told", untouched=1)
def test_told(rng):
    """What it is."""
    for n in rng.integers(1, 99, 4):
        yield case({})
'''
)


def idle_of(root, checks):
    unit = write_unit(root, solution=GIVEN, checks=checks, mistakes="", alternatives="")
    return list(idle_checks(unit, recording_of(unit, PUBLIC_SEED)))


@pytest.mark.parametrize(
    "given", ["", "int(n)", "x=n / 7", "'text' * int(n)", "(int(n), (n / 3, None))", "bytes(int(n))"]
)
def test_what_can_not_be_written_into_is_no_check_that_arguments_stay(tmp_path, given):
    (said,) = idle_of(tmp_path, UNTOUCHED.format(given))
    line = DRAWN.count("\n") + 1
    told = "test_told_leaves_its_arguments can't fail, for its cases hold nothing that told could write into; take"
    assert re.search(rf"test_\w+\.py, line {line}: {told} `untouched` away, or draw arrays first\.$", said)


@pytest.mark.parametrize(
    "given", ["np.arange(n)", "[int(n)]", "(1, {'n': n})", "{int(n)}", "Sound(int(n))", "x=[Sound(1)]"]
)
def test_what_can_be_written_into_is_told_of_by_nobody(tmp_path, given):
    assert idle_of(tmp_path, UNTOUCHED.format(given)) == []


@pytest.mark.parametrize(
    ("made", "body", "is_told"),
    [
        ('"seven"', "student.seven()", True),
        ('"seven"', "expect(len(student.seven()) == 7, 'x')", False),
        ('"told", whole="all of it"', "student.told(rng.random())", True),
        ('"told", whole="all of it"', "expect(student.told(2.5) == '2.52.5', 'x')", False),
    ],
)
def test_a_check_of_no_arguments_or_of_a_whole_file_has_to_be_able_to_fail(tmp_path, made, body, is_told):
    checks = f'{DRAWN}@check({made})\ndef test_more(student, rng):\n    """Asked."""\n    {body}\n'
    said = idle_of(tmp_path, checks)
    assert len(said) == is_told
    assert all(re.search(r"line \d+: test_more catches none of the \d+ wrong versions of", one) for one in said)


def test_build_refuses_a_check_that_gives_its_points_to_any_answer(tmp_path):
    copy_course(tmp_path, TINY, units=["1_double"])
    path = tmp_path / "exercises/1_double/test_double.py"
    path.write_text(path.read_text().replace("import asks, case", "import asks, case, check, expect") + TOOTHLESS)
    found = deltarule("build", cwd=tmp_path)
    assert found.returncode == 2
    assert "test_shape catches none of the" in found.stderr
    listed = '[[check]]\nname = "test_shape"\nreason = "a warm welcome"\n'
    (tmp_path / "solutions/1_double/equivalents.toml").write_text(listed)
    assert deltarule("build", cwd=tmp_path).returncode == 0


def test_a_needless_reason_in_one_unit_hides_no_slip_of_another(tmp_path):
    copy_course(tmp_path, TINY, units=["1_double"])
    path = tmp_path / "exercises/1_double/test_double.py"
    right = TOOTHLESS.replace('expect(True, "it should be as long")', 'expect(student.double(1.0) == 2, "x")')
    path.write_text(path.read_text().replace("import asks, case", "import asks, case, check, expect") + right)
    listed = '[[check]]\nname = "test_shape"\nreason = "So."\n'
    (tmp_path / "solutions/1_double/equivalents.toml").write_text(listed)
    shutil.copytree(tmp_path / "solutions/1_double", tmp_path / "solutions/2_double")
    found = deltarule("build", cwd=tmp_path)
    assert found.returncode == 2
    assert "lists the check test_shape, which does catch something" in found.stderr
    assert "2_double" in found.stderr


def test_build_asks_no_mutant_so_that_an_author_needs_no_maker_of_mutants(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "cosmic_ray", None)
    monkeypatch.delitem(sys.modules, "deltarule.authoring.proofs.mutation", raising=False)
    assert len(idle(tmp_path, IDLE["asks nothing"])) == 1


def test_a_reason_is_not_needless_for_a_check_that_finds_mutants_alone(tmp_path, monkeypatch):
    """`build`, which knows none, would ask for it again."""
    monkeypatch.setattr(purposes, "_versions", lambda *given: iter(()))
    found = {
        purpose.check: purpose for purpose in judged(tmp_path, listed='[[check]]\nname = "test_top"\nreason = "So."\n')
    }
    assert (found["test_top"].found, found["test_top"].holds) == (False, True)
    assert found["test_length"].found
