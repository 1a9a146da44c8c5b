"""Mutants: of what they are made, and of what not."""

import pytest
from support import TINY, copy_course

from deltarule.authoring.proofs.mutation import mutants_of
from deltarule.core.course import Course


def mutated(tmp_path, text, name="f"):
    """Give the lines that mutants change, and their texts."""
    unit = Course(copy_course(tmp_path, TINY, ["1_double"])).unit("double")
    unit.solution.write_text(text)
    return [(mutant.was, mutant.line, mutant.source) for mutant in mutants_of(unit, [name])]


@pytest.mark.parametrize("parameters", ["x", "x, /", "*x", "*, x", "**x"])
def test_a_function_has_mutants_however_its_arguments_are_given(tmp_path, parameters):
    assert mutated(tmp_path, f"def f({parameters}):\n    return x == 3\n")


def test_a_question_without_arguments_has_none(tmp_path):
    assert mutated(tmp_path, "def f():\n    return 3 * (lambda x: x + 4)(2)\n") == []


def test_a_class_has_mutants_in_its_methods(tmp_path):
    found = mutated(tmp_path, "class f:\n    def grown(self):\n        return self.size + 1\n")
    assert ("return self.size + 1", "return self.size - 1") in [(was, line) for was, line, _ in found]


def test_a_mutant_keeps_its_decorators(tmp_path):
    found = mutated(tmp_path, "@staticmethod\n@print\ndef f(x):\n    return x + 1\n")
    assert found
    assert all(source.startswith("@staticmethod\n@print\ndef f(x)") for *_, source in found)


def test_the_star_that_only_names_follow_is_no_product(tmp_path):
    found = mutated(tmp_path, "def f(x, *, k):\n    return x * k\n")
    assert {was for was, *_ in found} == {"return x * k"}
