"""What a function asks of right versions, and answers, follows from its text: the next of the same text isn't asked."""

import numpy as np
import pytest

from deltarule.core.code.calls import case
from deltarule.core.code.cells import Cell
from deltarule.core.code.pure import KnownText, known_text
from deltarule.core.disclosure import hiding
from deltarule.core.limits import Limits
from deltarule.door.outside.rehearsed import Rehearsed
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.zygotes import Zygote

CALLER = (
    "def whole(x):\n    total = 0\n    for part in x:\n        total = total + double(part)\n    return total\n\n\n"
)
CASES = [case(np.arange(3.0)), case(np.ones(2))]


def wrong(body):
    return f"import numpy as np\n\n\n{CALLER}def double(x):\n    return {body}\n"


@pytest.fixture(scope="module")
def zygote():
    with Zygote(Limits(), "none") as started:
        yield started


@pytest.fixture
def rehearsed():
    return Rehearsed()


@pytest.fixture
def asked(zygote, rehearsed, monkeypatch):
    """Give what asks ``whole`` of a file with a stand-in: the answers, what that was asked, and the workers it took."""
    forked = []
    fork = zygote.fork
    monkeypatch.setattr(zygote, "fork", lambda *given: forked.append(1) or fork(*given))

    def ask(source, stand_in=lambda x: 2 * x, cases=CASES):
        cells, heard = [Cell(source, "pair.py")], []
        forked.clear()

        def double(x):
            heard.append(float(x))
            return stand_in(x)

        with RemoteSubmission(zygote, cells, "pair.py", known=known_text(cells), rehearsed=rehearsed) as submission:
            outcomes = submission.functions.whole.observe(cases, stand_ins={"double": double})
            return outcomes, heard, len(forked), submission.known

    return ask


def test_a_function_of_the_same_text_is_not_asked_again(asked):
    first, heard, workers, _ = asked(wrong("3 * x"))
    assert [outcome.value for outcome in first] == [6.0, 4.0]
    assert (heard, workers) == ([0.0, 1.0, 2.0], 1)
    assert asked(wrong("x"))[:3] == (first, [], 0)
    assert asked(wrong("open(x)"))[:3] == (first, [], 0)  # it isn't called


def test_another_text_and_another_question_are_asked(asked):
    asked(wrong("x"))
    assert asked(wrong("x").replace("total = 0", "total = 1"))[2] == 1
    assert asked(wrong("x"), cases=CASES[:1])[2] == 1


def test_what_the_students_own_took_part_in_is_not_kept(asked):
    outcomes, _, _, _ = asked(wrong("3 * x"), lambda x: NotImplemented)
    assert outcomes[0].value == 9.0
    outcomes, _, workers, _ = asked(wrong("x"), lambda x: NotImplemented)
    assert (outcomes[0].value, workers) == (3.0, 1)


def test_a_function_that_may_do_anything_leaves_nothing_known_of_its_file(asked):
    assert asked(wrong("x"))[3] != KnownText()
    assert asked(wrong("x").replace("total = 0", "total = len(open.__name__) - 4"))[3] == KnownText()
    other = wrong("int.from_bytes(b'')").replace("total = 0", "total = 1")
    assert asked(other, lambda x: NotImplemented, [case(np.ones(2) * 7)])[3] == KnownText()


def test_what_is_kept_cannot_be_changed_by_whoever_has_it(asked, rehearsed):
    source = wrong("x").replace("total = 0", "total = np.zeros(1)")
    first = asked(source)[0]
    first[0].value[:] = 7
    assert asked(source)[0][0].value == 6.0


def test_a_function_that_prints_is_asked_each_time(asked):
    printing = wrong("x").replace("total = 0", "total = 0\n    print(total)")
    first, _, _, _ = asked(printing)
    again, _, workers, _ = asked(printing)
    assert (again, workers) == (first, 1)


def test_what_a_right_version_has_answered_it_is_not_asked_again(asked):
    """To the last bit: by another function, too. What it left to the student's own, it is."""
    asked(wrong("x"))
    other = wrong("x").replace("total = 0", "total = 1")
    outcomes, heard, workers, _ = asked(other)
    assert [outcome.value for outcome in outcomes] == [7.0, 5.0]
    assert (heard, workers) == ([], 1)
    nearly = [case(np.array([np.nextafter(1.0, 2.0), 2.0]))]
    assert asked(other, cases=nearly)[1] == [np.nextafter(1.0, 2.0)]
    for _ in range(2):
        assert asked(other.replace("total = 1", "total = 2"), lambda x: NotImplemented, [case(np.ones(2) * 5)])[1] == [
            5,
            5,
        ]


def test_a_right_version_that_refuses_refuses_again(asked):
    def refusing(x):
        raise ValueError("not that")

    caught = wrong("x").replace("total = total + double(part)", "total = total + (double(part) if part else 0)")
    first = asked(caught, refusing, [case(np.ones(1))])[0]
    again = asked(caught.replace("total = 0", "total = 1"), cases=[case(np.ones(1))])[0]
    assert (first[0].kind, first[0].message) == (again[0].kind, again[0].message) == ("ValueError", "not that")


@pytest.mark.parametrize("known", [True, False])
def test_calls_with_stand_ins_and_functions_beside_have_workers_of_their_own(zygote, monkeypatch, known):
    forked = []
    fork = zygote.fork
    monkeypatch.setattr(zygote, "fork", lambda *given: forked.append(1) or fork(*given))

    def workers(source):
        cells = [Cell(source, "pair.py")]
        forked.clear()
        with (
            hiding(True),
            RemoteSubmission(zygote, cells, "pair.py", known=known_text(cells) if known else None) as submission,
        ):
            submission.functions.whole.observe(CASES)
            submission.functions.double.observe(CASES)
            submission.functions.whole.beside("double").observe(CASES)
            submission.functions.whole.observe(CASES, stand_ins={"double": lambda x: 2 * x})
            return len(forked)

    assert workers(wrong("x")) == 3


@pytest.mark.parametrize(("alone", "forks"), [(False, 1), (True, 2)])
def test_what_was_asked_before_a_check_is_no_example_but_from_a_worker_of_its_own(zygote, monkeypatch, alone, forks):
    forked = []
    fork = zygote.fork
    monkeypatch.setattr(zygote, "fork", lambda *given: forked.append(1) or fork(*given))
    cells = [Cell(wrong("x"), "pair.py")]
    with RemoteSubmission(zygote, cells, "pair.py", known=known_text(cells)) as submission:
        for _ in range(2):  # of its own past, a function is an example
            submission.begin(alone=alone)
            submission.functions.double.observe(CASES)
            assert submission.is_exemplary
        submission.begin(alone=alone)
        submission.functions.whole.observe(CASES)
        submission.functions.double.observe(CASES)
        assert submission.is_exemplary == alone
        assert submission.asked == {("whole", frozenset()), ("double", frozenset())}
    assert len(forked) == forks


def test_answers_with_stand_ins_are_kept_only_from_a_worker_that_was_asked_nothing_else(zygote, rehearsed, asked):
    cells = [Cell(wrong("x") + "\n\ndef other(x):\n    return double(x)\n", "pair.py")]
    with RemoteSubmission(zygote, cells, "pair.py", known=known_text(cells), rehearsed=rehearsed) as submission:
        submission.functions.other.observe(CASES, stand_ins={"double": lambda x: 2 * x})
        submission.functions.whole.observe(CASES, stand_ins={"double": lambda x: 2 * x})
    assert asked(wrong("x"))[2] == 1
    assert asked(wrong("x"))[2] == 0
