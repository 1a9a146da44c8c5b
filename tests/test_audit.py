import pytest
from samples import ALTERNATIVES, CHECKS, MISTAKES, SOLUTION, write_unit
from support import TINY, copy_course, deltarule

from deltarule.authoring.proofs.trials import audit, crossings
from deltarule.commands.audit import _print_audit
from deltarule.core.course import Course
from deltarule.core.errors import UserError


def audited(tmp_path, **texts):
    return audit(write_unit(tmp_path, **texts))


def test_a_unit_holds_whose_mistakes_are_caught_and_alternatives_accepted(tmp_path):
    found = audited(tmp_path)
    assert found.holds
    (mistake,), (alternative,) = found.mistakes, found.alternatives
    assert (mistake.mistake.name, mistake.caught_by, mistake.named) == ("squared", ["test_double"], True)
    assert (alternative.alternative.name, alternative.lost) == ("added", [])


def test_a_mistake_that_no_check_catches_is_found(tmp_path):
    found = audited(tmp_path, mistakes=MISTAKES.replace("x * x", "x + x"))
    assert found.mistakes[0].caught_by == []
    assert not found.mistakes[0].holds
    assert not found.holds


def test_a_mistake_that_costs_another_function_is_found_and_told_with_what_to_do(tmp_path, capsys):
    found = audited(
        tmp_path,
        checks=CHECKS.replace("agree(student.quadruple", "assert student.quadruple(3) == 12; agree(student.quadruple"),
    )
    assert found.mistakes[0].cost_others == ["quadruple"]
    _print_audit(found, failures=True)
    assert "COSTS quadruple A POINT, TOO\nA check of the function that pays takes" in capsys.readouterr().out
    assert found.mistakes[0].caught_by == ["test_double"]
    assert not found.holds


def test_a_mistake_that_is_caught_but_not_named_still_holds(tmp_path):
    checks = CHECKS.replace("    agree(student.double,", "    assert student.double(3) == 6\n    agree(student.double,")
    (mistake,) = audited(tmp_path, checks=checks).mistakes
    assert mistake.caught_by == ["test_double"]
    assert not mistake.named
    assert mistake.holds


def test_a_mistake_that_answers_as_another_does_is_told_as_that_one(tmp_path, capsys):
    found = audited(tmp_path, mistakes=MISTAKES + MISTAKES.replace("squared", "again").replace("This", "That"))
    assert [(item.named, item.told_as) for item in found.mistakes] == [(True, ""), (False, "squared")]
    _print_audit(found, failures=True)
    assert "double / again: caught by test_double, told as squared\n" in capsys.readouterr().out


def test_an_alternative_that_loses_a_point_is_found_with_its_results(tmp_path):
    found = audited(tmp_path, alternatives=ALTERNATIVES.replace("x + x", "x + x + 1"))
    (result,) = found.alternatives[0].lost
    assert (result.name, result.status) == ("test_double", "failed")
    assert not found.holds


@pytest.mark.parametrize("part", ["mistakes", "alternatives"])
def test_a_list_that_names_an_unknown_function_is_refused(tmp_path, part):
    text = {"mistakes": MISTAKES, "alternatives": ALTERNATIVES}[part].replace('("double"', '("triple"')
    with pytest.raises(UserError, match=r"is listed for triple, which .* does not have"):
        audited(tmp_path, **{part: text})


def test_a_unit_without_lists_holds(tmp_path):
    assert audited(tmp_path, mistakes="", alternatives="").holds


def test_a_unit_whose_reference_fails_is_refused(tmp_path):
    with pytest.raises(UserError, match=r"line 5: the reference fails test_double"):
        audited(
            tmp_path, checks=CHECKS.replace("    agree(student.double,", "    assert False\n    agree(student.double,")
        )


def test_the_functions_around_a_wrong_one_call_the_wrong_one(tmp_path):
    """A mistake is graded in a file of its own: quadruple, which calls double, then squares."""
    checks = CHECKS.replace(
        "    agree(student.quadruple", "    assert student.quadruple(3) == 12\n    agree(student.quadruple"
    )
    assert audited(tmp_path, checks=checks).mistakes[0].cost_others == ["quadruple"]


def test_a_reference_with_defaults_keywords_and_constants_is_copied_whole(tmp_path):
    solution = SOLUTION + "\nFACTOR = 3\n\ndef triple(x, *, plus=0):\n    return FACTOR * x + plus\n"
    checks = CHECKS + (
        '\n@check("triple")\ndef test_triple(student, reference, rng):\n    """Thrice."""\n'
        "    agree(student.triple, reference.triple, [case(2), case(2, plus=1)])\n"
    )
    found = audited(tmp_path, solution=solution, checks=checks)
    assert found.holds
    assert found.mistakes[0].cost_others == []


def test_a_check_of_the_whole_may_cost_a_point_for_what_another_function_does(tmp_path):
    asserted = "assert student.quadruple(3) == 12; agree(student.quadruple"
    checks = CHECKS.replace("agree(student.quadruple", asserted)
    whole = checks.replace('@check("quadruple"', '@check("quadruple", whole="it is measured"')
    assert whole != checks
    assert audited(tmp_path, checks=whole).holds


CALLING = """
from deltarule import alternative
from .tiny import double

@alternative("thrice")
def once_more(x):
    return double(x) + x
"""
THRICE = SOLUTION + "\ndef thrice(x):\n    return 3 * x\n"
ASKED = "agree(student.thrice, reference.thrice, [case(rng.standard_normal(3))])"


def checks_of_thrice(test):
    return f'{CHECKS}\n@check("thrice")\ndef test_thrice(student, reference, rng):\n    """Thrice."""\n    {test}\n'


def test_a_right_function_may_call_what_the_reference_does_not_and_does_not_pay_for_it(tmp_path):
    unit = write_unit(tmp_path, solution=THRICE, checks=checks_of_thrice(ASKED), alternatives=CALLING)
    assert list(crossings(unit)) == []


def test_a_right_function_that_pays_for_a_wrong_one_that_it_calls_is_found(tmp_path):
    checks = checks_of_thrice(f"assert student.thrice(3) == 9; {ASKED}")
    unit = write_unit(tmp_path, solution=THRICE, checks=checks, alternatives=CALLING)
    assert list(crossings(unit)) == ["thrice / once_more pays for double / squared: test_thrice"]


@pytest.mark.parametrize(
    ("line", "place", "said"),
    [
        ("print(double(np.arange(3)) / [])", ", line {}", "ValueError: operands could not be broadcast"),
        ("raise SystemExit('no picture')", "", "no picture; mend it"),
    ],
)
def test_a_demonstration_that_ends_in_an_error_is_told_with_its_line(tmp_path, line, place, said):
    course = Course(copy_course(tmp_path, TINY, ["1_double"]))
    solution = course.unit("double").solution
    text = solution.read_text().replace("print(double(np.arange(3)))", line)
    solution.write_text(text)
    done = deltarule("audit", "double", cwd=course.root)
    assert done.returncode == 1
    number = text[: text.index(line)].count("\n") + 1
    ends = f"{solution}{place.format(number)}: a demonstration, or a claim of the text's, ends in {said}"
    assert done.stdout.splitlines()[-1].startswith(ends)


def test_a_claim_that_does_not_hold_is_told(tmp_path):
    course = Course(copy_course(tmp_path, TINY, ["1_double"]))
    solution = course.unit("double").solution
    claim = '\n\n# %% proves="Twice one is three."\nif __name__ == "__main__":\n    assert double(1) == 3, double(1)\n'
    solution.write_text(solution.read_text() + claim)
    done = deltarule("audit", "double", cwd=course.root)
    assert done.returncode == 1
    assert done.stdout.endswith("ends in AssertionError: 2; mend it\n")
