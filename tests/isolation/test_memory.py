"""What the grader's own process computes with is bounded, whatever a student's function gives or asks for."""

import tracemalloc

import numpy as np
import pytest
from samples import outcome, remote
from support import ROOT

from deltarule import array_of, case
from deltarule.authoring.building.recorder import Recorder
from deltarule.authoring.solution import Solution
from deltarule.core.checking.checks import PUBLIC_SEED, CheckFailed, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.code.calls import Functions, Returned
from deltarule.core.code.loader import LoadedCode
from deltarule.core.code.student import local_student
from deltarule.core.course import Course
from deltarule.core.limits import ITEM_WEIGHT, MAX_ANSWER_NUMBERS, MAX_CALLBACK_NUMBERS, Limits
from deltarule.core.values import map_leaves
from deltarule.door.outside.zygotes import Zygote

MOST = 128 * 2**20
"""Bytes that a check may take: a dozen copies of the largest answer, as floats."""

N = 2**14
"""Numbers in each array: two of them that are broadcast make 256 MiB of truth values, 2 GiB of numbers."""

HOSTILE = {
    "columns and rows by turns": lambda turn, like: np.ones((N, 1) if turn % 2 else (1, N)),
    "a vector, the shape at other times": lambda turn, like: np.ones(N) if turn % 3 else like,
    "whole numbers of a byte": lambda turn, like: np.ones((N, *np.shape(like)[1:2]), np.int8),
    "complex numbers": lambda turn, like: np.ones(N, complex),
    "one number": lambda turn, like: np.array(turn / 2),
    "an empty axis": lambda turn, like: np.ones((0, N)),
    "as many axes as there may be": lambda turn, like: np.ones((2, 1, 2, 1, 2, 1, 2, N // 16)),
    "a list": lambda turn, like: [1.0] * 64,
    "the right first axis": lambda turn, like: np.ones((*np.shape(like)[:1], N)),
    "the right last axis": lambda turn, like: np.ones((N, *np.shape(like)[-1:])),
}


class Hostile:
    """A function that gives what the right one does, with other arrays in it."""

    def __init__(self, right, make, known):
        self.name, self._right, self._make, self._known = right.name, right, make, known
        self._turn = self._calls = self._room = 0

    def observe(self, cases, *, frozen=False, stand_ins=None):
        self._calls, self._room = self._calls + 1, MAX_ANSWER_NUMBERS
        if self._calls not in self._known:
            self._known[self._calls] = self._right.observe(cases)
        return [Returned(map_leaves(self._leaf, right.value)) for right in self._known[self._calls]]

    def __call__(self, *args, **kwargs):
        return self.observe([case(*args, **kwargs)])[0].value

    def beside(self, name):
        return self

    def _leaf(self, leaf):
        self._turn += 1
        given = self._make(self._turn, leaf)
        self._room -= np.size(given) * (1 if isinstance(given, np.ndarray) else ITEM_WEIGHT)
        return given if self._room > 0 else leaf  # no more crosses


def plain_checks():
    """Give the checks that compute with a student's answers themselves, by unit."""
    for unit in Course(ROOT).units():
        own = [check for check in load_checks(unit.checks) if check.body.__code__.co_filename == str(unit.checks)]
        if own:
            yield unit, own


@pytest.mark.parametrize(("unit", "checks"), list(plain_checks()), ids=lambda item: getattr(item, "assignment", ""))
def test_no_answer_makes_a_plain_check_compute_with_more_than_it_asked_for(unit, checks):
    solution = Solution.of(unit)
    recorder = Recorder(solution, (), [check.function for check in load_checks(unit.checks)])
    right = local_student(LoadedCode(solution.module, ""))
    for check in checks:
        assert check.run(right, recorder.begin(check.name), PUBLIC_SEED).status == "passed"
    recording = Recording(recorder.save(), "of a test")
    found = []
    for check in checks:
        known = {}  # a check asks the same whatever it is given, as far as it gets
        for what, make in HOSTILE.items():
            function = Hostile(getattr(right, check.function), make, known)
            student = Functions(lambda name, function=function: function)
            tracemalloc.start()
            result = check.run(student, recording.begin(check.name), PUBLIC_SEED)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            if peak > MOST:
                found.append(f"{check.name}, {what}: {peak / 2**20:.0f} MiB, {result.status}")
    assert found == []


@pytest.fixture(scope="module")
def zygote():
    with Zygote(Limits(), "none") as zygote:
        yield zygote


@pytest.mark.parametrize(
    "returned",
    [
        f"np.ones({MAX_ANSWER_NUMBERS + 1}, np.int8)",
        f"[np.ones({MAX_ANSWER_NUMBERS // 2}, bool)] * 3",
        f"[[0] * {MAX_ANSWER_NUMBERS // 32}] * 5",
    ],
)
def test_an_answer_has_a_bound_whatever_its_bytes(zygote, returned):
    with remote(zygote, f"import numpy as np\ndef f(): return {returned}") as submission:
        assert f"it returned more than {MAX_ANSWER_NUMBERS:,} numbers" in outcome(submission.functions.f).message


def test_a_function_that_is_passed_in_refuses_what_is_too_large_as_an_ordinary_exception(zygote):
    source = f"""
import numpy as np
def f(activation):
    try:
        activation(np.ones({MAX_CALLBACK_NUMBERS + 1}, np.int8))
    except ValueError as error:
        return [str(error), activation(np.ones(3))]
"""
    with remote(zygote, source) as submission:
        said, again = outcome(submission.functions.f, np.tanh).value
    assert f"is given more than {MAX_CALLBACK_NUMBERS:,} numbers" in said
    assert np.allclose(again, np.tanh(1))


def test_a_right_version_of_a_function_refuses_what_is_too_large_too(zygote):
    source = f"""
import numpy as np
def f(): return helper(np.ones({MAX_CALLBACK_NUMBERS + 1}, bool))
def helper(x): return 0
"""
    asked = []
    with remote(zygote, source) as submission:
        found = outcome(submission.functions.f, stand_ins={"helper": asked.append})
    assert found.kind == "ValueError"
    assert asked == []


@pytest.mark.parametrize("value", [np.ones((9, 1)), np.ones(2), [1.0] * 3, np.ones(3, complex), None, {"a": 1}])
def test_an_array_of_another_shape_is_no_array_to_compute_with(value):
    with pytest.raises(CheckFailed, match="the noise "):
        array_of(value, (3,), "the noise")


@pytest.mark.parametrize("value", [True, np.ones(1), "1", None, 1j])
def test_what_is_no_number_is_none_to_compute_with(value):
    with pytest.raises(CheckFailed, match="the loss "):
        array_of(value, (), "the loss")


def test_an_array_to_compute_with_is_of_floats():
    assert array_of(np.ones(3, np.int8), (3,), "w").dtype == float
    assert array_of(2, (), "w") == 2.0
