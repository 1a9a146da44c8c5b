"""What unit tests are made of: student code, references and units, written on the spot."""

import textwrap
import types

from autograder.checking.mistakes import Mistake
from autograder.checking.reference import LiveReference, Reference
from autograder.course import Unit
from autograder.student.calling import case
from autograder.student.loading import cells_of_python, load
from autograder.student.local import LocalStudent
from autograder.worker.remote import RemoteStudent


def loaded(source, filename="ann.py"):
    """Run a student's file."""
    return load(cells_of_python(textwrap.dedent(source), filename), types.ModuleType("ann"), filename)


def student_of(source):
    """Give the student who wrote `source`."""
    return LocalStudent(loaded(source))


def remote(zygote, source):
    """Give the student who wrote `source`, behind the door."""
    return RemoteStudent(zygote, cells_of_python(source, "ann.py"), "ann.py")


def outcome(function, *args, **options):
    """Say what became of one call."""
    (found,) = function.observe([case(*args)], **options)
    return found


def reference_of(source, *mistakes):
    """Give the reference of a solution `source`, with mistakes as (name, function, body)."""
    listed = [Mistake(name, function, f"Hint at {name}.", body) for name, function, body in mistakes]
    return Reference(LiveReference(loaded(source).module, listed))


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
from autograder.checking import agree, case, check

@check("double", points=2)
def test_double(student, reference, rng):
    """Every entry is doubled."""
    agree(student.double, reference.double, [case(rng.standard_normal(n)) for n in (2, 3)])

@check("quadruple")
def test_quadruple(student, reference, rng):
    """Doubled twice."""
    agree(student.quadruple, reference.quadruple, [case(rng.standard_normal(3))], uses=["double"])
'''

MISTAKES = """
from autograder.checking import mistake

@mistake("double", "This is the square.")
def squared(x):
    return x * x
"""

ALTERNATIVES = """
from autograder.checking import alternative

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
