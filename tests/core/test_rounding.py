import numpy as np
import pytest
from samples import recorder_of

from deltarule.core.checking.recording import Recording
from deltarule.core.checking.rounding import steady
from deltarule.core.code.calls import case
from deltarule.core.errors import UserError

TOTAL = "import numpy as np\ndef total(x): return x.sum(), {'n': len(x), 'name': 'x'}\n"
CANCELS, STAYS = np.array([1.0, 1e-7, -1.0]), np.array([1.0, 2.0, 1 / 3])


def drawing(*arrays):
    left = list(arrays)
    return lambda: case(left.pop(0))


def test_a_case_that_rounding_spoils_is_drawn_anew():
    reference = recorder_of(TOTAL).begin("check")
    assert steady(reference.total, drawing(CANCELS, CANCELS, STAYS)).args[0].tolist() == STAYS.tolist()


def test_a_result_of_many_parts_is_looked_at_as_one():
    reference = recorder_of("def parts(x): return [{'n': [x[0], 'a']} for _ in range(40)], x\n").begin("check")
    assert steady(reference.parts, drawing(STAYS)).args[0].tolist() == STAYS.tolist()


def test_where_rounding_spoils_all_the_author_is_told():
    reference = recorder_of(TOTAL).begin("check")
    with pytest.raises(UserError, match="drawn for total, float32 gets none right; draw smaller numbers"):
        steady(reference.total, lambda: case(CANCELS))


def test_what_draws_something_else_than_a_case_is_told_to_the_author():
    reference = recorder_of(TOTAL).begin("check")
    with pytest.raises(UserError, match=r"draws for total gives .* tuple.*; let it give case\(...\)"):
        steady(reference.total, lambda: (STAYS,))


def test_a_replay_draws_what_was_drawn_when_it_was_recorded():
    recorder = recorder_of(TOTAL)
    steady(recorder.begin("check").total, drawing(CANCELS, STAYS))
    replay = Recording(recorder.save(), "").begin("check")
    assert steady(replay.total, drawing(CANCELS, STAYS)).args[0].tolist() == STAYS.tolist()


def test_what_is_drawn_with_comes_to_the_function_that_draws():
    reference = recorder_of(TOTAL).begin("check")
    drawn = steady(reference.total, lambda rng, size, scale: case(scale * rng.uniform(1, 2, size)), rng(), 3, scale=2.0)
    assert drawn.args[0].shape == (3,)
    assert (drawn.args[0] > 2).all()


def rng():
    return np.random.default_rng(0)
