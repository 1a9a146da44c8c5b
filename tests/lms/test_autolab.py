import msgspec
from hostile import graded
from schemas import Autoresult, autolab


def test_autolab_gets_one_problem_and_a_table_of_the_checks():
    tests, result = autolab(graded("ann", 2))
    assert result == Autoresult({"2_ann": 3})
    assert {stage: {name: test.passed for name, test in rows.items()} for stage, rows in tests.items()} == {
        "f()": {"test_f_values": True, "test_f_shape": True},
        "g()": {"test_g": False},
    }


def test_why_the_score_is_less_than_the_checks_is_said():
    late = msgspec.structs.replace(graded("ann"), score=3.0, message="Late: 1 point of 4 is taken off.")
    tests, result = autolab(late)
    assert result == Autoresult({"2_ann": 3})
    assert tests["submission"]["2_ann"].hint == late.message
    assert not tests["submission"]["2_ann"].passed
