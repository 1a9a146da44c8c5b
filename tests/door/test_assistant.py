"""Right versions of functions that a submission gets wrong, from a worker of their own."""

import numpy as np
import pytest

from deltarule.core.code.calls import case
from deltarule.core.code.cells import Cell
from deltarule.core.disclosure import hiding
from deltarule.core.limits import Limits
from deltarule.door.outside.assistant import Assistant
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.zygotes import Zygote

REFERENCE = (
    "def double(x):\n    return 2 * x\n\n\ndef fails(x):\n    return x[0]\n\n\n"
    "def refuses(x):\n    if x < 0:\n        raise ValueError('below 0')\n    return x\n"
)
SUBMISSION = """
def double(x):
    return 3 * x


def whole(x):
    return double(x)


def risky(x):
    return fails(x)


def fails(x):
    return x


def refuses(x):
    return x


def careful(x):
    try:
        return refuses(x)
    except ValueError as error:
        return str(error)
"""


@pytest.fixture(scope="module")
def zygote():
    with Zygote(Limits(), "none") as started:
        yield started


@pytest.fixture
def submission(zygote):
    with RemoteSubmission(zygote, [Cell(SUBMISSION, "pair.py")], "pair.py") as handed_in:
        yield handed_in


@pytest.fixture
def assistant(zygote):
    with Assistant(zygote, [Cell(REFERENCE, "reference.py")], "the reference") as started:
        yield started


def test_a_call_of_a_wrong_helper_is_answered_by_the_reference(submission, assistant):
    x = np.arange(6.0).reshape(2, 3)
    (outcome,) = submission.functions.whole.observe([case(x)], stand_ins={"double": assistant.stand_in("double")})
    np.testing.assert_array_equal(outcome.value, 2 * x)


def test_where_the_reference_cannot_answer_the_students_own_does(submission, assistant):
    (outcome,) = submission.functions.risky.observe([case(4)], stand_ins={"fails": assistant.stand_in("fails")})
    assert outcome.value == 4


def test_what_the_reference_refuses_is_refused(submission, assistant):
    cases, stand_ins = [case(-1), case(4), case("a")], {"refuses": assistant.stand_in("refuses")}
    refused, taken, odd = submission.functions.careful.observe(cases, stand_ins=stand_ins)
    assert (refused.value, taken.value) == ("below 0", 4)
    assert odd.value == "a"  # that it can't be compared is no statement of the reference's: the student's own answers


def test_no_worker_is_started_for_an_assistant_that_nobody_asks(zygote):
    with Assistant(zygote, [Cell("raise SystemExit", "reference.py")], "the reference"):
        pass


def test_one_worker_answers_whatever_is_asked_of_an_assistant(zygote, monkeypatch):
    forked = []
    fork = zygote.fork
    monkeypatch.setattr(zygote, "fork", lambda *given: forked.append(1) or fork(*given))
    with hiding(True), Assistant(zygote, [Cell(REFERENCE, "reference.py")], "the reference") as assistant:
        assert assistant.stand_in("double")(2.0) == 4.0
        assert assistant.stand_in("refuses")(4) == 4
    assert len(forked) == 1
