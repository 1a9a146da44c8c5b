"""The formats that hold one submission, against their schemas as the systems' documentation gives them."""

import base64
import json
from typing import Annotated, Literal

import msgspec
import pytest
from hostile import HOSTILE, MESSAGE, NAMES, graded, unreadable

from autograder.errors import UserError
from autograder.exports import FORMATS
from autograder.exports.request import Request
from autograder.grading.records import Records

Format = Literal["text", "html", "simple_format", "md", "ansi"]
Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]


class GradescopeTest(msgspec.Struct, forbid_unknown_fields=True):
    """A test case of results.json."""

    score: float
    max_score: float
    name: str
    status: Literal["passed", "failed"] | None = None
    name_format: Format = "text"
    number: Annotated[str, msgspec.Meta(pattern=r"^\d+(\.\d+)*$")] = "1"
    output: str = ""
    output_format: Format = "text"
    tags: list[str] = []
    visibility: Visibility = "visible"
    extra_data: dict = {}


class GradescopeResults(msgspec.Struct, forbid_unknown_fields=True):
    """results.json: https://gradescope-autograders.readthedocs.io/en/latest/specs/."""

    score: float
    tests: list[GradescopeTest]
    execution_time: float = 0
    output: str = ""
    output_format: Format = "text"
    test_output_format: Format = "text"
    test_name_format: Format = "text"
    visibility: Visibility = "visible"
    stdout_visibility: Visibility = "hidden"
    extra_data: dict = {}
    leaderboard: list[dict] = []


class AutolabTest(msgspec.Struct, forbid_unknown_fields=True):
    """A row of Autolab's formatted feedback."""

    passed: bool
    hint: str = ""


class Autoresult(msgspec.Struct, forbid_unknown_fields=True):
    """Autolab's last line."""

    scores: dict[str, float]
    scoreboard: list = []


class ClassroomTest(msgspec.Struct, forbid_unknown_fields=True):
    """A test as GitHub's autograding-python-grader reports it."""

    name: str
    status: Literal["pass", "fail", "error"]
    score: float
    message: str | None
    test_code: str
    line_no: int


class ClassroomResults(msgspec.Struct, forbid_unknown_fields=True):
    """What GitHub's autograding-grading-reporter decodes."""

    status: Literal["pass", "fail", "error"]
    max_score: float
    tests: list[ClassroomTest]


def export(name, record):
    made = FORMATS[name](Request(Records([record])))
    assert made.notes == []
    return made.content


def gradescope(record):
    return msgspec.json.decode(export("gradescope", record), type=GradescopeResults)


def autolab(record):
    feedback, result, end = export("autolab", record).decode("ascii").split("\n")
    assert end == ""
    table = json.loads(feedback)
    assert table.pop("_presentation") == "semantic"
    stages = table.pop("stages")
    assert set(stages) == set(table)
    tests = msgspec.convert(table, dict[str, dict[str, AutolabTest]])
    # Autolab passes over what begins so.
    assert not [name for stage in tests.values() for name in stage if name.startswith("_")]
    return tests, msgspec.json.decode(result, type=Autoresult)


def classroom(record):
    return msgspec.json.decode(base64.b64decode(export("classroom", record), validate=True), type=ClassroomResults)


def test_gradescope_gets_a_test_for_each_check_numbered_by_function():
    results = gradescope(graded("ann", 2))
    assert results.score == 3
    assert [(test.number, test.name, test.score, test.max_score, test.status) for test in results.tests] == [
        ("1.1", "f: test_f_values", 2, 2, "passed"),
        ("1.2", "f: test_f_shape", 1, 1, "passed"),
        ("2.1", "g: test_g", 0, 1, "failed"),
    ]
    assert results.score == sum(test.score for test in results.tests)


def test_autolab_gets_one_problem_and_a_table_of_the_checks():
    tests, result = autolab(graded("ann", 2))
    assert result == Autoresult({"2_ann": 3})
    assert {stage: {name: test.passed for name, test in rows.items()} for stage, rows in tests.items()} == {
        "f()": {"test_f_values": True, "test_f_shape": True},
        "g()": {"test_g": False},
    }


@pytest.mark.parametrize(("earned", "status"), [(3, "pass"), (2, "fail"), (0, "fail")])
def test_classroom_adds_up_to_the_score(earned, status):
    record = graded("ann", earned)
    results = classroom(record)
    assert (results.status, results.max_score) == (status, 4)
    assert sum(test.score for test in results.tests) == record.score
    assert [test.status for test in results.tests] == ["pass"] * earned + ["fail"] * (3 - earned)


@pytest.mark.parametrize(("score", "status"), [(1.5, "fail"), (3.5, "pass")])
def test_marks_from_elsewhere_count_in_every_format(score, status):
    record = graded("ann", 2)
    record.score = score
    assert gradescope(record).score == score
    assert autolab(record)[1].scores == {"2_ann": score}
    tests = classroom(record).tests
    assert sum(test.score for test in tests) == score
    assert (len(tests), tests[-1].status) == (4, status)


def test_a_submission_that_could_not_be_read_says_so_everywhere():
    record = unreadable("ann")
    assert (gradescope(record).score, gradescope(record).tests) == (0, [])
    tests, result = autolab(record)
    assert result.scores == {"2_ann": 0}
    results = classroom(record)
    assert (results.status, results.max_score, results.tests[0].status) == ("error", 4, "error")
    for said in (gradescope(record).output, tests["submission"]["2_ann"].hint, results.tests[0].message):
        assert "HYPERLINK" in said
        assert said.replace("\n", "").isprintable()


@pytest.mark.parametrize("read", [gradescope, autolab, classroom])
def test_every_hostile_record_is_in_the_schema(read):
    for record in HOSTILE.submissions:
        assert read(record)


def test_what_a_terminal_or_a_browser_would_act_on_is_spelt_out():
    record = graded("ann", 0)
    tests, _ = autolab(record)
    outputs = [*(test.output for test in gradescope(record).tests), *(test.message for test in classroom(record).tests)]
    for said in [*outputs, tests["g()"]["test_g"].hint]:
        assert said.replace("\n", "").isprintable()
        assert "王" in said
    assert {test.output_format for test in gradescope(record).tests} == {"text"}


def test_a_message_gives_githubs_runner_no_orders():
    assert any(line.lstrip().startswith("::") for line in MESSAGE.splitlines())
    for record in (graded("ann", 0), unreadable("ann")):
        for test in classroom(record).tests:
            assert not [line for line in test.message.splitlines() if line.lstrip().startswith("::")]
            assert "##[" not in test.message.replace("\\##[", "")


def test_points_that_do_not_add_up_in_binary_are_written_as_they_are_meant():
    record = graded("ann")
    record.score = 0.1 + 0.2
    assert b'"score": 0.3,' in export("gradescope", record)


@pytest.mark.parametrize("name", ["gradescope", "autolab", "classroom"])
def test_one_submission_of_many_is_picked_by_its_student(name):
    with pytest.raises(UserError, match=r"those of Doe, Jane, .*two\\nlines, .*; name --student"):
        FORMATS[name](Request(HOSTILE))
    for student in NAMES:
        assert FORMATS[name](Request(HOSTILE, student=student)).content
    with pytest.raises(UserError, match="no graded submission by nobody"):
        FORMATS[name](Request(HOSTILE, student="nobody"))
