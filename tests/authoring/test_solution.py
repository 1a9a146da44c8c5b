import sys

import numpy as np
import pytest
from samples import solution_of, write_unit

from deltarule.authoring.solution import Solution
from deltarule.core.checking.reference import Question
from deltarule.core.code.calls import Returned, case
from deltarule.core.course import Unit
from deltarule.core.errors import UserError

SOURCE = """
def a(x, by=2): return by * x

def b(x): return a(x)

def c(x): return [b(item) for item in x]

def alone(x): return x
"""


def test_a_solution_is_a_module_that_a_students_file_of_its_name_never_meets(tmp_path, monkeypatch):
    unit = write_unit(tmp_path)
    monkeypatch.setitem(sys.modules, "tiny", "the student's")
    solution = Solution.of(unit)
    assert solution.module is Solution.of(unit).module
    assert solution.module.double(2) == 4
    assert sys.modules["tiny"] == "the student's"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def f(:", "SyntaxError"),
        ("import absent_module", "ModuleNotFoundError"),
        ("import sys\nsys.exit(3)", "SystemExit: 3"),
        (None, "ModuleNotFound"),
    ],
)
def test_a_solution_that_cannot_be_imported_says_why(tmp_path, text, said):
    unit = Unit(tmp_path, "1_tiny")
    unit.solution.parent.mkdir(parents=True)
    if text is not None:
        unit.solution.write_text(text)
    with pytest.raises(UserError, match=rf"tiny\.py(, line \d+)?: could not be imported: {said}"):
        Solution.of(unit)


def test_what_a_function_calls_is_read_off_its_text():
    solution = solution_of(SOURCE)
    assert solution.helpers("c", ["a", "b", "c", "alone"]) == ["a", "b"]
    assert solution.helpers("c", ["a", "c"]) == ["a"]
    assert solution.helpers("alone", ["a", "b", "c", "alone"]) == []


def test_a_function_that_calls_itself_is_no_helper_of_its_own():
    assert solution_of("def f(x): return f(x - 1) if x else 0").helpers("f", ["f"]) == []


def test_a_functions_parameters_defaults_and_text_are_known():
    solution = solution_of(SOURCE)
    assert solution.parameters("a") == ["x", "by"]
    assert solution.defaults("a") == {"by": 2}
    assert solution.source("b") == "def b(x): return a(x)"


def test_another_body_answers_in_the_place_of_a_function():
    solution = solution_of(SOURCE)
    question = Question("b", [case(3)])
    assert solution.outcomes(question) == [Returned(6)]
    assert solution.outcomes(question, lambda x: 0) == [Returned(0)]


def test_what_is_written_in_c_can_import_for_the_functions_of_a_copy():
    source = """
    from datetime import datetime
    def year(text):
        return datetime.strptime(text, "%Y").year  # in C, which imports by what the function finds around it
    """
    copy = solution_of(source).student({})
    assert copy.year("1943") == 1943


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux alone")
def test_a_wrong_version_gets_no_more_memory_than_a_submission(tmp_path):
    resource = pytest.importorskip("resource")
    unit, question = write_unit(tmp_path), Question("double", [case(2)])

    def hungry(x):
        return np.empty(3 * 2**30, np.uint8).size

    before = resource.getrlimit(resource.RLIMIT_AS)
    (outcome,) = Solution.of(unit).outcomes(question, hungry)
    assert outcome.kind == "MemoryError"
    assert Solution.of(unit).outcomes(question, lambda x: 3 * x) == [Returned(6)]
    assert resource.getrlimit(resource.RLIMIT_AS) == before
