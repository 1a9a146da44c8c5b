"""What a check is made of: everything that the author of one imports.

A check is a pytest test with a docstring that the student reads, the function that it grades and its points::

    @check("forward_prop", points=2)
    def test_forward_prop_values(student, reference, rng):
        \"""Both layers are weighted sums through a sigmoid.\"""
        cases = [case(rng.standard_normal((n, 3)), params(rng)) for n in (1, 4)]
        agree(student.forward_prop, reference.forward_prop, cases, parts=("z1", "a1", "z2", "y_hat"))
"""

from autograder.student.calling import CallFailed, Case, case

from .asking import agree, compare, expect, leaves_arguments, recognising, same_answer, untouched
from .checks import Check, CheckFailed, check
from .gradients import gradient_agrees
from .mistakes import alternative, mistake

__all__ = [
    "CallFailed",
    "Case",
    "Check",
    "CheckFailed",
    "agree",
    "alternative",
    "case",
    "check",
    "compare",
    "expect",
    "gradient_agrees",
    "leaves_arguments",
    "mistake",
    "recognising",
    "same_answer",
    "untouched",
]
