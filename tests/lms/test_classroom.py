import msgspec
import pytest
from hostile import MESSAGE, graded, unreadable
from schemas import classroom


@pytest.mark.parametrize(("earned", "status"), [(3, "pass"), (2, "fail"), (0, "fail")])
def test_classroom_adds_up_to_the_score(earned, status):
    record = graded("ann", earned)
    results = classroom(record)
    assert (results.status, results.max_score) == (status, 4)
    assert sum(test.score for test in results.tests) == record.score
    assert [test.status for test in results.tests] == ["pass"] * earned + ["fail"] * (3 - earned)


def test_a_message_gives_githubs_runner_no_orders():
    assert any(line.lstrip().startswith("::") for line in MESSAGE.splitlines())
    for record in (graded("ann", 0), unreadable("ann")):
        for test in classroom(record).tests:
            assert not [line for line in test.message.splitlines() if line.lstrip().startswith("::")]
            assert "##[" not in test.message.replace("\\##[", "")


def test_why_the_score_is_less_than_the_checks_is_said():
    late = msgspec.structs.replace(graded("ann"), score=3.0, message="Late: 1 point of 4 is taken off.")
    *_, test = classroom(late).tests
    assert (test.score, test.message) == (-1, late.message)
