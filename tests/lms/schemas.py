"""The formats that hold one submission: their schemas, as the systems' documentation gives them, and their readers."""

import base64
import json
from typing import Annotated, Literal

import msgspec

from deltarule.grading.records import Records
from deltarule.lms.registry import formats
from deltarule.lms.request import Request

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
    made = formats()[name].export(Request(Records([record])))
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
