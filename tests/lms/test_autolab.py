from hostile import graded
from schemas import Autoresult, autolab


def test_autolab_gets_one_problem_and_a_table_of_the_checks():
    tests, result = autolab(graded("ann", 2))
    assert result == Autoresult({"2_ann": 3})
    assert {stage: {name: test.passed for name, test in rows.items()} for stage, rows in tests.items()} == {
        "f()": {"test_f_values": True, "test_f_shape": True},
        "g()": {"test_g": False},
    }
