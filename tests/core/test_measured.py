"""What several checks measure of a submission is measured once."""

import contextlib
import gc
import weakref

import numpy as np
import pytest

from deltarule.core.checking.checks import CheckFailed
from deltarule.core.checking.measured import measured
from deltarule.core.code.calls import CallFailed, Functions, Raised

RNG = np.random.default_rng(0)


def student():
    return Functions(lambda name: name)


def test_each_submission_is_measured_once_by_each_measure():
    calls = []

    def length(functions, rng):
        calls.append("length")
        return 3.0

    def width(functions, rng):
        calls.append("width")
        return None

    one, other = student(), student()
    assert [measured(one, length, RNG), measured(one, width, RNG), measured(one, length, RNG)] == [3.0, None, 3.0]
    assert measured(one, width, RNG) is None
    assert calls == ["length", "width"]
    assert measured(other, length, RNG) == 3.0
    assert calls == ["length", "width", "length"]


@pytest.mark.parametrize(
    "failure",
    [
        CheckFailed("f: too large", status="error", details=["Input"]),
        CallFailed("f", Raised("timeout", "", "10 seconds")),
    ],
    ids=["check", "call"],
)
def test_what_fails_fails_for_each_check_that_asks(failure):
    calls = []

    def measure(functions, rng):
        calls.append(1)
        raise failure

    one = student()
    for _ in range(2):
        with pytest.raises(type(failure)) as caught:
            measured(one, measure, RNG)
        assert {**vars(caught.value)} == {**vars(failure)}
    assert calls == [1]


def test_nothing_of_a_submission_is_kept_when_it_is_gone():
    def fails(functions, rng):
        raise CheckFailed("no")

    one = student()
    for measure in (lambda functions, rng: 1, fails):
        with contextlib.suppress(CheckFailed):
            measured(one, measure, RNG)
    gone = weakref.ref(one)
    del one
    gc.collect()
    assert gone() is None
