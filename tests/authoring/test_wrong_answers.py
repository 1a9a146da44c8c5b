import pytest
from samples import solution_of

from deltarule import wrong_answers
from deltarule.core.errors import UserError

SOLUTION = "def shape(): return {'rows': 3, 'columns': 2}\n\ndef size(): return 6\n"


def answered(wrong):
    return wrong.body(solution_of(SOLUTION))()


def test_a_wrong_answer_is_given_as_it_is():
    of = wrong_answers("size")
    assert answered(of(5, "Multiply.")) == 5


def test_of_a_dict_only_the_wrong_entries_are_written():
    of = wrong_answers("shape")
    assert answered(of({"rows": 2}, "Count the rows.")) == {"rows": 2, "columns": 2}


def test_an_entry_that_the_right_answer_lacks_is_refused_with_its_place():
    of = wrong_answers("shape")
    with pytest.raises(UserError, match=r"test_wrong_answers\.py, line \d+: the answer to shape has no entry 'row'"):
        answered(of({"row": 2}, "Count the rows."))


def test_an_answer_to_an_unknown_question_is_refused():
    of = wrong_answers("sizes")
    with pytest.raises(UserError, match="has no function sizes"):
        answered(of(5, "Multiply."))


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("double", r'double has arguments, so that it is no question of a quiz; write .* changes\("double"\)'),
        ("broken", r"broken in .* raises ZeroDivisionError \(.*\); mend that"),
    ],
)
def test_an_answer_to_what_has_none_is_refused_with_its_place(function, said):
    broken = solution_of("def double(x): return 2 * x\n\ndef broken(): return 1 / 0\n")
    with pytest.raises(UserError, match=rf"test_wrong_answers\.py, line \d+: {said}"):
        wrong_answers(function)(5, "Multiply.").body(broken)
