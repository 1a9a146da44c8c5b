import pytest
from samples import recorder_of, student_of

from deltarule import answer, quiz
from deltarule.core.checking.checks import PUBLIC_SEED, checks_in
from deltarule.core.errors import UserError

RIGHT = "def shape(): return {'rows': 3, 'columns': 2, 'axes': 2}\n\ndef size(): return 6\n"


def table():
    return quiz(
        answer("shape", "how many there are.", "rows", "columns", name="lengths", points=2),
        answer("shape", "how many there are.", "axes", name="axes"),
        answer("size", "The number of entries."),
    )


def statuses(source):
    recorder, student = recorder_of(RIGHT), student_of(source)
    return [item.run(student, recorder.begin(item.name), PUBLIC_SEED).status for item in checks_in(table())]


def test_each_row_of_a_table_is_a_check():
    lengths, axes, size = checks_in(table())
    assert (lengths.name, lengths.function, lengths.points) == ("test_shape_lengths", "shape", 2)
    assert (axes.name, axes.function, axes.points) == ("test_shape_axes", "shape", 1)
    assert (size.name, size.function, size.points) == ("test_size", "size", 1)


def test_the_student_reads_the_parts_and_the_sentence():
    assert [item.asked for item in checks_in(table())] == [
        "`rows` and `columns`: how many there are.",
        "`axes`: how many there are.",
        "The number of entries.",
    ]
    assert answer("q", "three.", "a", "b", "c").asked == "`a`, `b` and `c`: three."


@pytest.mark.parametrize(
    ("question", "said"),
    [("shape", "has the entries 'rows', 'columns', 'axes'; mend it"), ("size", "has no entries; mend it")],
)
def test_a_part_that_the_right_answer_lacks_is_the_checks_slip(question, said):
    (check,) = checks_in(quiz(answer(question, "it.", "depth")))
    with pytest.raises(UserError, match=f"A check asks for 'depth' of {question}, and the solution's answer {said}"):
        check.run(student_of(RIGHT), recorder_of(RIGHT).begin(check.name), PUBLIC_SEED)


def test_right_answers_pass():
    assert statuses(RIGHT) == ["passed"] * 3


@pytest.mark.parametrize(
    ("wrong", "lost"),
    [("'rows': 3", 0), ("'columns': 2", 0), ("'axes': 2", 1), ("return 6", 2)],
)
def test_a_wrong_part_costs_its_own_check_alone(wrong, lost):
    expected = ["passed"] * 3
    expected[lost] = "failed"
    assert statuses(RIGHT.replace(wrong, wrong[:-1] + "7")) == expected


def test_a_check_without_a_sentence_is_refused():
    with pytest.raises(UserError, match="A check of size has no sentence"):
        answer("size", " ")
