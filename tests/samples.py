"""What unit tests are made of: student code, references and units, written on the spot."""

import tempfile
import textwrap
import types
from pathlib import Path

from deltarule.authoring.building.recorder import Recorder
from deltarule.authoring.mistakes.listed import Mistake
from deltarule.authoring.solution import Solution
from deltarule.core.code.calls import case
from deltarule.core.code.cells import cells_of_python
from deltarule.core.code.loader import load
from deltarule.core.code.student import local_student
from deltarule.core.course import Unit
from deltarule.door.outside.remote import RemoteSubmission


def loaded(source, filename="ann.py"):
    """Run a student's file."""
    return load(cells_of_python(textwrap.dedent(source), filename), types.ModuleType("ann"), filename)


def student_of(source):
    """Give the functions of the student who wrote `source`."""
    return local_student(loaded(source))


def remote(zygote, source, title="ann.py", forbidden=()):
    """Give the submission of the student who wrote `source`, behind the door."""
    return RemoteSubmission(zygote, cells_of_python(source, title), title, forbidden)


def outcome(function, *args, **options):
    """Say what became of one call."""
    (found,) = function.observe([case(*args)], **options)
    return found


def solution_of(source):
    """Give a solution `source`; its file is gone by then."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "ann.py")
        path.write_text(textwrap.dedent(source))
        return Solution(path)


def recorder_of(source, *mistakes):
    """Give what answers from a solution `source` and writes that down, with mistakes as (name, function, body)."""
    solution = solution_of(source)
    listed = [Mistake(name, function, f"Hint at {name}.", body) for name, function, body in mistakes]
    return Recorder(solution, listed, list(solution.functions))


def reference_of(source, *mistakes, witness=lambda seen: None):
    """Give the reference of a solution `source`; see :func:`recorder_of`."""
    return recorder_of(source, *mistakes).begin("test_of_a_test", witness)


SOLUTION = '''
import numpy as np

def double(x):
    """Twice x."""
    return 2 * x

def quadruple(x):
    """Twice x, twice."""
    return double(double(x))
'''

CHECKS = '''
from deltarule import agree, case, check

@check("double", points=2)
def test_double(student, reference, rng):
    """Every entry is doubled."""
    agree(student.double, reference.double, [case(rng.standard_normal(n)) for n in (2, 3)])

@check("quadruple")
def test_quadruple(student, reference, rng):
    """Doubled twice."""
    agree(student.quadruple, reference.quadruple, [case(rng.standard_normal(3))])
'''

MISTAKES = """
from deltarule import mistake

@mistake("double", "This is the square.")
def squared(x):
    return x * x
"""

ALTERNATIVES = """
from deltarule import alternative

@alternative("double")
def added(x):
    return x + x
"""


def write_unit(root, solution=SOLUTION, checks=CHECKS, mistakes=MISTAKES, alternatives=ALTERNATIVES):
    """Write a unit of two functions under `root`."""
    unit = Unit(root, "1_tiny")
    texts = {unit.solution: solution, unit.checks: checks, unit.mistakes: mistakes, unit.alternatives: alternatives}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return unit
