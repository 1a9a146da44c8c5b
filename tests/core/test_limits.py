import ast
import re
import tomllib
from dataclasses import fields

from support import ROOT

from deltarule.core import limits

TEXT = (ROOT / "autograder/deltarule/core/limits.py").read_text()


def test_every_bound_has_its_reason():
    body = ast.parse(TEXT).body
    bounds = [
        (node, after) for node, after in zip(body, [*body[1:], None], strict=True) if isinstance(node, ast.Assign)
    ]
    assert len(bounds) > 30
    for node, after in bounds:
        is_reason = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
        assert is_reason, f"{ast.unparse(node.targets[0])} has no reason under it"


def test_every_bound_is_said_once_and_is_somebodys():
    names = [node.targets[0].id for node in ast.parse(TEXT).body if isinstance(node, ast.Assign)]
    files = [path for path in (ROOT / "autograder").rglob("*.py") if path.name != "limits.py"]
    used = {word for path in files for word in re.findall(r"\b[A-Z][A-Z_]+\b", path.read_text("utf-8"))}
    assert [name for name in names if names.count(name) > 1 or name not in used] == []


def test_bounds_need_nothing_but_the_standard_library():
    imported = [node for node in ast.walk(ast.parse(TEXT)) if isinstance(node, ast.Import | ast.ImportFrom)]
    assert [ast.unparse(node) for node in imported] == ["from dataclasses import dataclass"]


def test_what_a_course_may_set_is_in_this_courses_file(this_course):
    table = tomllib.loads(this_course.settings_file.read_text())["limits"]
    assert set(table) == {field.name for field in fields(limits.Limits)}
    assert this_course.limits() == limits.Limits()
