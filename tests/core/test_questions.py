import contextlib

import numpy as np
import pytest
from samples import reference_of, student_of

from deltarule import CheckFailed, agree, case, compare, expect, leaves_arguments, recognising, untouched
from deltarule.core.disclosure import hiding
from deltarule.core.errors import UserError
from deltarule.core.findings.diagnosis import diagnose

REFERENCE = """
from collections import namedtuple

import numpy as np

Pair = namedtuple("Pair", "first second")

def pair(X):
    return Pair(X + 1, np.tanh(X))

def layer(X):
    return np.tanh(X)

def both(X):
    return X + 1, layer(X)

def predict(X):
    return layer(X) * 2
"""
HEAD = "import numpy as np\ndef layer(X): return np.tanh(X)\n"
CASES = [case(np.linspace(-1, 1, 6).reshape(2, 3)), case(np.ones((1, 2)))]
MISTAKES = [("summed", "both", lambda X: (X + 2, np.tanh(X))), ("raising", "both", lambda X: X + "")]
REFERRED = reference_of(REFERENCE, *MISTAKES)


def asked(source, name="both", cases=CASES, **options):
    agree(getattr(student_of(source), name), getattr(REFERRED, name), cases, **options)


def failure(source, name="both", cases=CASES, **options):
    with pytest.raises(CheckFailed) as caught:
        asked(source, name, cases, **options)
    return caught.value


@pytest.mark.parametrize(
    "returned",
    [
        "(X + 1, np.tanh(X))",
        "[X + 1, np.tanh(X)]",
        "np.float32(X + 1), np.tanh(X.astype('f4'))",
        "(1 + X, np.sinh(X) / np.cosh(X))",
    ],
)
def test_the_same_answers_in_another_form_agree(returned):
    asked(f"import numpy as np\ndef both(X): return {returned}")


def test_a_difference_says_the_part_the_case_and_the_input():
    found = failure(HEAD + "def both(X): return X + 1, layer(X) if len(X) > 1 else X", parts=("z", "a"))
    assert found.problem.startswith("both: a at [0, 0] is 1, too large by 0.238")
    assert found.details[0] == "Input, case 2 of 2: X (1, 2)"


def test_one_case_is_not_counted():
    found = failure(HEAD + "def both(X): return None", cases=CASES[:1])
    assert found.problem == "both: the result is None: is a `return` missing?"
    assert found.details[0] == "Input: X (2, 3)"


def mistakes_in(source, ask, mistakes=MISTAKES):
    """Ask a student's function, and give the mistakes that are recognised, if it fails."""
    seen = []
    reference = reference_of(REFERENCE, *mistakes, witness=seen.append)
    with contextlib.suppress(CheckFailed):
        ask(student_of(source).both, reference.both)
    found = diagnose("both", seen, lambda name: f"Hint at {name}.")
    return [item.name for item in found.mistakes] if found else None


@pytest.mark.parametrize(
    ("returned", "named"),
    [("X + 2, layer(X)", ["summed"]), ("X + ''", ["raising"]), ("X + 3, X", []), ("X + 1, layer(X)", None)],
)
def test_a_listed_mistake_is_named(returned, named):
    source = HEAD + f"def both(X): return {returned}"
    assert mistakes_in(source, lambda function, reference: agree(function, reference, CASES)) == named


def test_only_one_part_is_compared_where_only_that_one_is_asked():
    source = HEAD + "def both(X): return X + 1, None"
    asked(source, parts=("z", "a"), only="z")
    assert failure(source, parts=("z", "a"), only="a").problem == "both: a is None: is a `return` missing?"


@pytest.mark.parametrize("made", ["", "Pair"])
def test_parts_name_the_values_of_a_named_tuple_too(made):
    head = "from collections import namedtuple\nPair = namedtuple('Pair', 'first second')\n" + HEAD
    asked(f"{head}def pair(X): return {made}(X + 1, np.tanh(X))", "pair", parts=("z", "a"))
    source = f"{head}def pair(X): return {made}(X + 1, None)"
    asked(source, "pair", parts=("z", "a"), only="z")
    assert failure(source, "pair", parts=("z", "a"), only="a").problem == "pair: a is None: is a `return` missing?"


def test_the_wrong_number_of_parts_is_told_even_where_only_one_is_asked():
    found = failure(HEAD + "def both(X): return X + 1", parts=("z", "a"), only="z")
    assert found.problem == "both: the result should be 2 values (z, a), but is an array of shape (2, 3)"


@pytest.mark.parametrize("layer", ["return X * 5", "raise NotImplementedError()", "return 1 / 0", "return None"])
def test_a_wrong_helper_costs_no_point_of_the_function_that_uses_it(layer):
    source = f"def layer(X): {layer}\ndef predict(X): return layer(X) * 2"
    asked(source, "predict")
    assert failure(source, "layer").status in ("failed", "error", "not_started")


def test_a_missing_helper_costs_no_point_either():
    asked("def predict(X): return layer(X) * 2", "predict")


def test_a_functions_own_error_remains_with_right_helpers():
    found = failure("def layer(X): return 1 / 0\ndef predict(X): return layer(X) * 3", "predict")
    assert "predict: the result at [0, 0]" in found.problem


def test_a_function_that_does_without_a_wrong_helper_agrees():
    asked("import numpy as np\ndef layer(X): return 0\ndef predict(X): return np.tanh(X) * 2", "predict")


def test_a_function_that_is_not_started_is_not_asked_twice():
    student = student_of("def predict(X): raise NotImplementedError()").predict
    asked_with = []
    observe = student.observe
    student.observe = lambda cases, **more: asked_with.append(more) or observe(cases, **more)
    with pytest.raises(CheckFailed) as caught:
        agree(student, REFERRED.predict, CASES)
    assert caught.value.status == "not_started"
    assert len(asked_with) == 1


def test_a_reference_that_raises_is_no_students_fault():
    with pytest.raises(
        UserError, match=r"The reference both raised TypeError: .*[^.]; mend the solution, draw other arguments"
    ):
        asked(HEAD + "def both(X): return X + ''", cases=[case("no array")])


LEFT = "the arguments are left alone"


def touches(source, name="both", cases=CASES):
    """Give the status and the problem of the check that arguments are left alone."""
    try:
        untouched(getattr(student_of(source), name), getattr(REFERRED, name), cases)
    except CheckFailed as failure:
        return failure.status, failure.problem
    return "passed", LEFT


@pytest.mark.parametrize("change", ["X += 1", "X += 1; X -= 1", "X.flags.writeable = True; X += 1"])
def test_an_argument_changed_even_for_a_moment_is_found_out_where_that_is_asked(change):
    source = HEAD + f"def both(X):\n    Y = X.copy()\n    {change}\n    return Y + 1, layer(Y)"
    student = student_of(source).both
    agree(student, REFERRED.both, CASES)
    problem = "both changes X; work on a copy instead"
    assert touches(source) == ("failed", problem)
    with pytest.raises(CheckFailed) as caught:
        leaves_arguments(student, CASES)
    assert caught.value.problem == problem


def test_three_arguments_that_are_changed_are_named_as_one_says_it():
    reference = reference_of("def f(a, b, c): return a + b + c")
    with pytest.raises(CheckFailed, match="f changes a, b and c; work on a copy instead"):
        untouched(
            student_of("def f(a, b, c):\n    b += 1\n    c += 1\n    a += b + c\n    return a").f,
            reference.f,
            [case(np.ones(2), np.ones(2), np.ones(2))],
        )


def test_all_arguments_that_are_changed_are_named():
    reference = reference_of("def f(a, b): return a + b.sum()")
    with pytest.raises(CheckFailed, match="f changes a and b; work on a copy instead"):
        untouched(
            student_of("def f(a, b):\n    b += 1\n    a += b.sum()\n    return a").f,
            reference.f,
            [case(np.ones(2), np.ones(2))],
        )


@pytest.mark.parametrize("returned", ["X + 5, X", "X * 0, X", "(1 - X, X * X)"])
def test_an_error_in_the_values_costs_nothing_where_arguments_are_left_alone(returned):
    assert touches(f"def both(X): return {returned}") == ("passed", LEFT)


@pytest.mark.parametrize(
    "returned",
    [
        "None",
        "X",
        "(X,)",
        "(X, X, X)",
        "(X[:1], X)",
        "(1.0, 2.0)",
        "'word'",
        "{'z': X, 'a': X}",
        "(X * 0, X * 0)",
        "(X * 0 + 7, X * 0 + 7)",
        "(X * np.nan, X * np.nan)",
    ],
)
def test_what_is_no_attempt_at_an_answer_waits(returned):
    status, problem = touches(f"import numpy as np\ndef both(X): return {returned}")
    assert (status, problem) == (
        "waiting",
        "Whether both leaves its arguments as they are is looked at once it gives what it should",
    )


def test_the_same_numbers_whatever_went_in_wait():
    cases = [case(np.ones((1, 2))), case(np.zeros((1, 2)))]
    assert (
        touches("import numpy as np\nA = np.arange(2.0)[None]\ndef both(X): return A, A", cases=cases)[0] == "waiting"
    )
    assert touches("def both(X): return X, X", cases=cases)[0] == "passed"


def test_where_the_right_answers_are_all_one_number_such_are_an_attempt():
    reference = reference_of("def f(X): return 0.0 * X")
    untouched(student_of("def f(X): return 0 * X + 1").f, reference.f, CASES)


@pytest.mark.parametrize(
    ("body", "status"), [("return 1 / 0", "waiting"), ("raise NotImplementedError()", "not_started")]
)
def test_a_function_that_gives_nothing_earns_nothing_for_leaving_arguments_alone(body, status):
    assert touches(f"def both(X): {body}")[0] == status


@pytest.mark.parametrize("layer", ["return 1 / 0", "return None", "raise NotImplementedError()"])
def test_a_wrong_helper_costs_nothing_where_arguments_are_left_alone(layer):
    source = f"def layer(X): {layer}\ndef predict(X): return layer(X) * 2"
    assert touches(source, "predict") == ("passed", LEFT)


def test_an_argument_that_a_helper_changes_is_the_helpers_matter():
    source = "import numpy as np\ndef layer(X):\n    X += 0\n    return np.tanh(X)\ndef predict(X): return layer(X) * 2"
    assert touches(source, "predict") == ("passed", LEFT)
    assert touches(source, "layer")[0] == "failed"


def test_a_listed_mistake_is_named_by_what_it_changes():
    def spoils(X):
        X += 1
        return X, np.tanh(X - 1)

    source = HEAD + "def both(X):\n    X += 1\n    return X, layer(X - 1)"
    ask = lambda function, reference: untouched(function, reference, CASES)  # noqa: E731
    assert mistakes_in(source, ask, [("spoilt", "both", spoils)]) == ["spoilt"]


def test_leaving_arguments_alone_is_enough_where_there_is_no_one_right_answer():
    leaves_arguments(student_of("def both(X): return 'anything'").both, CASES)


@pytest.mark.parametrize(("returned", "named"), [("X + 2, layer(X)", ["summed"]), ("X + ''", ["raising"]), ("1", None)])
def test_a_failed_property_is_traced_to_a_mistake(returned, named):
    def ask(function, reference):
        with recognising(function, reference, CASES):
            function(np.ones(2))
            expect(False, "no")

    assert mistakes_in(HEAD + f"def both(X): return {returned}", ask) == named
    beside_another = HEAD.replace("np.tanh(X)", "np.tanh(X) + 1") + f"def both(X): return {returned}"
    assert mistakes_in(beside_another, ask) == named


def test_a_call_that_raises_in_a_property_keeps_its_cause():
    student = student_of("def both(X): return X + ''").both
    with pytest.raises(CheckFailed) as caught, recognising(student, REFERRED.both, CASES):
        student(np.ones(2))
    assert isinstance(caught.value.__cause__, TypeError)


def test_nothing_is_recognised_where_nothing_failed():
    with recognising(student_of("").both, REFERRED.both, CASES):
        expect(True, "no")


@pytest.mark.parametrize("condition", [False, 0, None, np.False_, []])
def test_what_does_not_hold_fails_with_its_sentence(condition):
    with pytest.raises(CheckFailed, match="said so") as caught:
        expect(condition, "said so", details=["more"])
    assert caught.value.details == ["more"]


def test_a_comparison_names_what_it_compares():
    compare(1.0, np.array(1.0), "the mean")
    with pytest.raises(CheckFailed, match="the mean is 2, too large by 1"):
        compare(2.0, 1.0, "the mean")


REFUSING = """
def root(x):
    if x < 0:
        raise ValueError("below 0")
    return x ** 0.5

def safe(x):
    try:
        return root(x)
    except ValueError:
        return -1.0
"""
ROOTS = [case(4.0), case(-4.0), case(9.0)]


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("refusal", ["", "if x < 0: raise TypeError()"])
def test_a_wrong_helper_that_does_not_refuse_costs_no_point_of_the_function_that_counts_on_it(hidden, refusal):
    wrong, safe = f"def root(x):\n    {refusal or 'pass'}\n    return abs(x) ** 0.5\n", REFUSING.split("def safe")[1]
    student = student_of(f"{wrong}\ndef safe{safe}")
    with hiding(hidden):
        agree(student.safe, reference_of(REFUSING).safe, ROOTS)
