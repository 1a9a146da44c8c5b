import pytest
from samples import write_unit

from deltarule import alternative, mistake
from deltarule.authoring.mistakes.listed import Alternative, Mistake, alternatives_of, mistakes_of
from deltarule.authoring.solution import Solution
from deltarule.core.course import Unit
from deltarule.core.errors import UserError


def listed(root, mistakes):
    unit = write_unit(root, mistakes=mistakes)
    return mistakes_of(unit, Solution.of(unit))


def test_a_whole_function_is_listed_and_stays_one():
    @mistake("f", "Do it right.")
    def wrong(x):
        return x

    assert wrong.listed == Mistake("wrong", "f", "Do it right.", wrong)
    assert wrong(3) == 3


def test_an_alternative_is_listed_under_its_own_name():
    @alternative("f")
    def other(x):
        return x

    assert other.listed == Alternative("other", "f", other)


def test_changes_and_whole_functions_are_mistakes_in_their_order(tmp_path):
    found = listed(
        tmp_path,
        """
from deltarule import changes, mistake

of = changes("double")
tripled = of("2 * x", "3 * x", "That is three times x.")

@mistake("quadruple", "Only once.")
def once(x):
    return 2 * x

halved = of("2 * x", "x / 2", "That is half of x.")
""",
    )
    assert [(item.name, item.function, item.sentence, item.body(6)) for item in found] == [
        ("tripled", "double", "That is three times x.", 18),
        ("once", "quadruple", "Only once.", 12),
        ("halved", "double", "That is half of x.", 3),
    ]


def test_mistakes_can_import_from_the_solution_beside_them(tmp_path):
    text = "from deltarule import mistake\nfrom .tiny import double\n\n"
    text += "@mistake('quadruple', 'Once more.')\ndef once(x):\n    return double(x)\n"
    (found,) = listed(tmp_path, text)
    assert (found.name, found.function, found.body(3)) == ("once", "quadruple", 6)


def test_alternatives_are_read_too(tmp_path):
    (found,) = alternatives_of(write_unit(tmp_path))
    assert (found.name, found.function, found.body(3)) == ("added", "double", 6)


def test_a_change_that_does_not_fit_the_solution_any_more_says_where_it_is_written(tmp_path):
    text = 'from deltarule import changes\n\nof = changes("double")\nold = of("x + x", "x", "One x is missing.")\n'
    with pytest.raises(UserError, match=r"mistakes\.py, line 4: double in .*tiny\.py doesn't hold \(any more\)"):
        listed(tmp_path, text)


def test_a_unit_need_not_list_anything(tmp_path):
    unit = write_unit(tmp_path)
    unit.mistakes.unlink()
    unit.alternatives.unlink()
    assert mistakes_of(unit, Solution.of(unit)) == alternatives_of(unit) == []


def test_a_list_that_cannot_be_run_says_why(tmp_path):
    with pytest.raises(UserError, match=r"mistakes\.py, line \d+: could not be imported: ZeroDivisionError"):
        listed(tmp_path, "1 / 0\n")


def test_nothing_else_in_a_file_of_mistakes_is_one(tmp_path):
    assert listed(tmp_path, "import numpy as np\nfrom .tiny import double\nX = np.ones(3)\n") == []
    assert mistakes_of(Unit(tmp_path / "absent", "1_tiny"), None) == []
