"""What went wrong in one function, told once."""

import pytest

from deltarule.core.checking.checks import CheckResult
from deltarule.core.checking.marks import FunctionMark
from deltarule.core.findings.diagnosis import Finding, Named
from deltarule.grading.accounts import WIDTH, account_of, feedback


def failed(message="f: it is wrong", status="failed", earned=0.0, **more):
    return CheckResult("test_f", "f", 2, earned, status, message, None, **more)


def with_finding(*sentences, **more):
    finding = Finding("f", mistakes=[Named("lost", sentence) for sentence in sentences], **more)
    message = "\n".join(["f: it is wrong", "Asked: A sum.", "Input: x (2, 3)", *finding.lines()])
    return failed(message, finding=finding)


def test_the_finding_comes_before_what_was_asked_and_nothing_twice():
    told = feedback("f", [with_finding("The sign is lost."), failed("f: its slope is too large\nAsked: A slope.")])
    assert told.split("\n") == [
        *("f: it is wrong", "Hint: The sign is lost.", "Asked: A sum.", "Input: x (2, 3)", "", "f: 0 of 4 points"),
    ]


def test_without_a_finding_each_other_sentence_is_told_once():
    told = feedback("f", [failed("f raised A", "error"), failed("f raised A", "error"), failed("f raised B", "error")])
    assert told.split("\n") == ["f raised A", "f raised B", "", "f: 0 of 6 points"]


def test_what_differs_in_numbers_alone_is_told_once():
    wide, long = "f: W for D = 2, H = 5 should be a row", "f: W for D = 150, H = 200 should be a row"
    told = feedback("f", [failed(wide), failed(long, "error"), failed("f: W is a row", "error")])
    assert told.split("\n")[:-1] == [wide, "f: W is a row", ""]


def test_a_number_is_left_out_without_the_comma_after_it():
    assert feedback("f", [failed("f has 150, 12, 1.5e-3, 1., .25 and 1,000.")]).startswith(
        "f has ..., 12, ..., ..., ... and ...\n"
    )


def test_what_waits_says_nothing_of_its_own():
    account = account_of(FunctionMark("f", [failed(), failed("f is looked at once it is right", "waiting")]))
    assert (account.problem, account.others, account.waiting) == ("f: it is wrong", [], True)
    alone = account_of(FunctionMark("f", [failed("f waits: it calls g", "waiting")]))
    assert (alone.problem, alone.waiting) == ("f waits: it calls g", False)


@pytest.mark.parametrize("status", ["passed", "not_started"])
def test_there_is_nothing_to_tell_of_what_is_right_or_not_begun(status):
    assert account_of(FunctionMark("f", [failed("", status, earned=2.0 * (status == "passed"))])) is None


def test_not_started_is_said_in_a_line():
    assert feedback("f", [failed("f is not started", "not_started")] * 2) == "f is not started: 0 of 4 points"
    assert feedback("f", [failed("", "passed", 2.0)]) == "f: 2 of 2 points"


def test_lines_are_wrapped_whatever_is_in_them():
    told = feedback("f", [failed("f raised ValueError: " + "x" * 1000 + " word" * 200, "error")])
    assert max(map(len, told.split("\n"))) <= WIDTH


def test_places_are_told_as_they_are():
    told = feedback("f", [failed("f raised A\nann.py, line 120, in f: x = 0.125 * y", "error")])
    assert "ann.py, line 120, in f: x = 0.125 * y" in told
