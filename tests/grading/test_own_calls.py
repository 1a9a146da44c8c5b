"""A right function that calls another graded one where the reference doesn't: that one's error is that one's."""

import ast

import pytest
from support import copy_course

from deltarule.core.course import Course
from deltarule.grading.handin import HandIn
from deltarule.grading.station import Station

OF_THE_OTHERS = """
    _, m = momentum_step(w, (1 - beta1) * dw, m, alpha, beta1)
    _, v = rmsprop_step(w, dw, v, alpha, beta2, eps)
    return gradient_descent_step(w, m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), alpha), m, v
"""
SIGNATURES = {
    "gradient_descent_step": "w, dw, alpha",
    "momentum_step": "w, dw, v, alpha, beta=0.9",
    "rmsprop_step": "w, dw, s, alpha, beta=0.9, eps=1e-8",
    "adam_step": "w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8",
}
WRONG = {
    "gradient_descent_step": "    return w + alpha * dw\n",
    "momentum_step": "    return w, 0 * v\n",
    "rmsprop_step": "    raise ValueError\n",
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return Course.find(copy_course(tmp_path_factory.mktemp("course"), units=["3_optimizers"]))


@pytest.fixture(scope="module")
def station(course):
    with Station(course, "none") as station:
        yield station


@pytest.fixture(scope="module")
def right(course):
    return course.unit("3_optimizers").solution.read_text("utf-8")


def losers(station, text):
    record = station.grade(HandIn("ada", "3_optimizers", (("optimizers.py", text.encode()),), ()))
    assert record.status == "graded"
    return {check.function for check in record.checks if check.earned < check.points}


def written(right, **bodies):
    """Give the solution with other bodies for some functions."""
    lines = right.splitlines(keepends=True)
    for node in reversed(ast.parse(right).body):
        if isinstance(node, ast.FunctionDef) and node.name in bodies:
            lines[node.lineno - 1 : node.end_lineno] = [
                f"def {node.name}({SIGNATURES[node.name]}):\n{bodies[node.name]}"
            ]
    return "".join(lines)


@pytest.mark.parametrize("first", ["", "    len.__self__  # who knows what that does\n"])
@pytest.mark.parametrize("wrong", WRONG)
def test_it_keeps_its_points_whichever_of_them_is_wrong(station, right, wrong, first):
    adam = f"{first}{OF_THE_OTHERS.lstrip(chr(10))}"
    assert losers(station, written(right, adam_step=adam, **{wrong: WRONG[wrong]})) == {wrong}


def test_it_keeps_its_points_where_it_calls_them_through_a_function_of_the_students_own(station, right):
    through = "\n\ndef average(*given):\n    return momentum_step(*given)\n"
    adam = OF_THE_OTHERS.replace("momentum_step(", "average(")
    text = written(right, adam_step=adam, momentum_step=WRONG["momentum_step"]) + through
    assert losers(station, text) == {"momentum_step"}


def test_what_is_not_written_is_not_written_for_them(station, right):
    """The reference's step of momentum isn't built on the one of plain descent: the right one would do their work."""
    delegating = {"momentum_step": "    return gradient_descent_step(w, beta * v + dw, alpha), beta * v + dw\n"}
    stub, wrong = "    raise NotImplementedError()\n", WRONG["gradient_descent_step"]
    assert losers(station, written(right, **delegating)) == set()
    assert losers(station, written(right, **delegating, gradient_descent_step=wrong)) == {"gradient_descent_step"}
    lost = {"gradient_descent_step", "momentum_step"}
    assert losers(station, written(right, **delegating, gradient_descent_step=stub)) == lost


@pytest.mark.parametrize(
    ("beside", "way"),
    [
        ("STEPS = [momentum_step]", "STEPS[0]"),
        (
            "def timed(function):\n    return lambda *given: function(*given)\n\ntimed_step = timed(momentum_step)",
            "timed_step",
        ),
        ("class Steps:\n    momentum = staticmethod(momentum_step)", "Steps.momentum"),
        ("from functools import partial\n\nof_momentum = partial(momentum_step)", "of_momentum"),
    ],
)
def test_it_keeps_its_points_whatever_it_reaches_them_by(station, right, beside, way):
    adam = OF_THE_OTHERS.replace("momentum_step(", f"{way}(")
    text = written(right, adam_step=adam, momentum_step=WRONG["momentum_step"]) + f"\n\n{beside}\n"
    assert losers(station, text) == {"momentum_step"}


def test_its_own_error_beside_theirs_costs_its_points(station, right):
    adam = OF_THE_OTHERS.replace("(1 - beta1) * dw", "dw")
    wrong = {"momentum_step": WRONG["momentum_step"]}
    assert losers(station, written(right, adam_step=adam, **wrong)) == {"adam_step", "momentum_step"}


def test_of_functions_that_call_each_other_the_first_earns_nothing(station, right):
    """What is graded later never stands in."""
    text = written(
        right,
        gradient_descent_step="    return momentum_step(w, dw, 0 * w, alpha, 0)[0]\n",
        momentum_step="    v = beta * v + dw\n    return gradient_descent_step(w, v, alpha), v\n",
    )
    assert "gradient_descent_step" in losers(station, text)
