import pytest
from samples import CHECKS, SOLUTION, write_unit

from deltarule.authoring.proofs.naming import naming
from deltarule.commands.audit import _print_names, _print_siblings
from deltarule.core.errors import UserError

CHECKS_OF_DOUBLE = CHECKS.partition('@check("quadruple")')[0]
MISTAKES = """
from deltarule import changes

of = changes("double")
tripled = of("2", "3", "This is three times x.")
turned = of("2 * x", "-2 * x", "The sign is wrong.")
odd = of("2 * x", "x ** 5 + 7", "This is another algorithm.")
"""
SAME_AGAIN = """
thrice = of("2 * x", "x + x + x", "One x too many is added.")
mirrored = of("2 * x", "x * -2", "The sign is wrong.")
"""


@pytest.fixture(scope="module")
def named(tmp_path_factory):
    unit = write_unit(tmp_path_factory.mktemp("unit"), checks=CHECKS_OF_DOUBLE, mistakes=MISTAKES)
    return unit, naming(unit)


def test_derived_changes_are_caught_and_named(named):
    found = named[1]
    assert 10 < found.caught <= found.derived
    assert found.named + found.placed <= found.caught
    assert found.named > 10


def test_a_listed_mistake_is_left_out_to_see_whether_the_rules_find_it(named):
    found = named[1]
    assert found.listed == 3
    assert found.unfound == ["double / odd: This is another algorithm."]
    assert found.found == 2


def test_an_answer_that_is_no_attempt_has_no_name(named):
    found = named[1]
    assert found.blanks > 5
    assert found.misnamed == []
    assert found.holds


def test_a_slip_that_no_listed_mistake_answers_like_is_a_gap(named):
    gaps = {gap.rule: gap for gap in named[1].gaps}
    assert gaps["result_squared"].function == "double"
    assert gaps["result_squared"].sentence == "double: this is the square of what it should be."
    assert "sign_turned" not in gaps
    assert "other_number" not in {gap.rule for gap in named[1].gaps if "number 3 " in gap.sentence}


def test_two_sentences_for_one_answer_are_told_and_two_mistakes_of_one_sentence_are_not(named, tmp_path, capsys):
    unit = write_unit(tmp_path, checks=CHECKS_OF_DOUBLE, mistakes=MISTAKES + SAME_AGAIN)
    found = naming(unit)
    _print_names(unit, found)
    assert "two names for one answer: double / tripled, thrice\n" in capsys.readouterr().out
    assert found.doubles == ["double / tripled, thrice"]
    assert found.holds  # a note
    assert named[1].doubles == []


def test_the_audit_prints_the_figures_and_the_gaps(named, capsys):
    unit, found = named
    _print_names(unit, found)
    _print_siblings(found)
    printed = capsys.readouterr().out
    assert "2 of 3 listed mistakes" in printed
    assert "only by its list: double / odd" in printed
    assert "    double: double: this is the square of what it should be." in printed


def test_a_unit_whose_reference_fails_is_refused(tmp_path):
    with pytest.raises(UserError, match="fails test_double"):
        naming(write_unit(tmp_path, solution=SOLUTION, checks=CHECKS.replace("agree(student.double,", "assert 0, (")))
