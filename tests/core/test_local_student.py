import sys

import numpy as np
import pytest
from samples import student_of

from deltarule.core.code.calls import CallFailed, Returned, case
from deltarule.core.code.student import load_file, local_student


@pytest.fixture
def load_text(tmp_path, monkeypatch):
    def load(content, name="homework_of_a_test.py"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_file(path)

    return load


def test_a_students_functions_are_its_attributes():
    student = student_of("def f(x, y=1): return x + y")
    assert student.f(2) == 3
    assert student.f(2, y=5) == 7
    assert student.f.name == "f"
    assert student.f.observe([case(1), case(2)]) == [Returned(2), Returned(3)]


def test_a_function_that_nobody_wrote_fails_when_it_is_called():
    missing = student_of("").missing
    with pytest.raises(CallFailed, match=r"ann\.py has no function missing"):
        missing(1)


def test_frozen_and_stand_ins_are_passed_on():
    student = student_of("def g(x): return 0\n\ndef f(x):\n    x.append(g(x))\n    return x")
    (found,) = student.f.observe([case([1])], frozen=True, stand_ins={"g": lambda x: 7})
    assert found == Returned([1, 7], ("x",))


def test_a_file_is_a_module_of_its_own_name(load_text):
    code = load_text(
        "from dataclasses import dataclass\n\n@dataclass\nclass Point:\n    x: 'int'\n\nwhere = __file__\n"
    )
    assert sys.modules[code.module.Point.__module__] is code.module  # dataclasses and pickle look there
    assert code.module.Point(3).x == 3
    assert code.module.where.endswith("homework_of_a_test.py")
    assert code.title == "homework_of_a_test.py"


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfdef f(): return 1\n", b"def f():\r\n    return 1\r\n"])
def test_marks_and_line_ends_of_windows_are_no_trouble(load_text, content):
    assert local_student(load_text(content)).f() == 1


def test_a_file_that_is_no_text_is_told_apart_from_one_that_is_not_there(load_text, tmp_path):
    with pytest.raises(UnicodeDecodeError):
        load_text(b"\xff\xfe")
    with pytest.raises(FileNotFoundError):
        load_file(tmp_path / "absent.py")


def test_messages_name_the_file_without_its_folders(load_text):
    (found,) = load_text("def f():\n    return 1 / 0").observe("f", [case()])
    assert found.where == "homework_of_a_test.py, line 2, in f: return 1 / 0"


def test_numpy_warnings_and_values_pass_as_in_any_module():
    with np.errstate(all="ignore"):
        assert np.isinf(student_of("import numpy as np\ndef f(): return np.exp(1000.0)").f())
