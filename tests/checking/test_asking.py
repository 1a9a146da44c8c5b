import numpy as np
import pytest
from samples import reference_of, student_of

from autograder.checking import (
    CheckFailed,
    agree,
    case,
    compare,
    expect,
    leaves_arguments,
    recognising,
    untouched,
)
from autograder.errors import UserError

REFERENCE = """
import numpy as np

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
    assert found.mistake is None


def test_one_case_is_not_counted():
    found = failure(HEAD + "def both(X): return None", cases=CASES[:1])
    assert found.problem == "both: the result is None: is a `return` missing?"
    assert found.details[0] == "Input: X (2, 3)"


def test_a_listed_mistake_is_named():
    found = failure(HEAD + "def both(X): return X + 2, layer(X)")
    assert (found.mistake, found.hint) == ("summed", "Hint at summed.")


def test_a_listed_mistake_that_raises_is_named_too():
    found = failure(HEAD + "def both(X): return X + ''")
    assert (found.status, found.mistake) == ("error", "raising")


def test_only_one_part_is_compared_where_only_that_one_is_asked():
    source = HEAD + "def both(X): return X + 1, None"
    asked(source, parts=("z", "a"), only="z")
    assert failure(source, parts=("z", "a"), only="a").problem == "both: a is None: is a `return` missing?"


def test_the_wrong_number_of_parts_is_told_even_where_only_one_is_asked():
    found = failure(HEAD + "def both(X): return X + 1", parts=("z", "a"), only="z")
    assert found.problem == "both: the result should be 2 values (z, a), but is an array of shape (2, 3)"


@pytest.mark.parametrize("layer", ["return X * 5", "raise NotImplementedError()", "return 1 / 0", "return None"])
def test_a_wrong_helper_costs_no_point_of_the_function_that_uses_it(layer):
    source = f"def layer(X): {layer}\ndef predict(X): return layer(X) * 2"
    asked(source, "predict", uses=["layer"])
    failure(source, "predict")


def test_a_missing_helper_costs_no_point_either():
    asked("def predict(X): return layer(X) * 2", "predict", uses=["layer"])


def test_a_functions_own_error_remains_with_right_helpers():
    found = failure("def layer(X): return 1 / 0\ndef predict(X): return layer(X) * 3", "predict", uses=["layer"])
    assert "predict: the result at [0, 0]" in found.problem


def test_a_function_that_does_without_a_wrong_helper_agrees():
    asked(
        "import numpy as np\ndef layer(X): return 0\ndef predict(X): return np.tanh(X) * 2", "predict", uses=["layer"]
    )


def test_a_function_that_is_not_started_is_not_asked_twice():
    student = student_of("def predict(X): raise NotImplementedError()").predict
    asked_with = []
    observe = student.observe
    student.observe = lambda cases, **more: asked_with.append(more) or observe(cases, **more)
    with pytest.raises(CheckFailed) as caught:
        agree(student, REFERRED.predict, CASES, uses=["layer"])
    assert caught.value.status == "not_started"
    assert len(asked_with) == 1


def test_a_reference_that_raises_is_no_students_fault():
    with pytest.raises(UserError, match="The reference both raised TypeError"):
        asked(HEAD + "def both(X): return X + ''", cases=[case("no array")])


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("X += 1", "both changes an argument; work on a copy instead"),
        ("X.flags.writeable = True; X += 1", "both changes its argument X; work on a copy instead"),
    ],
)
def test_an_argument_changed_is_found_out_where_that_is_asked(change, problem):
    source = HEAD + f"def both(X):\n    Y = X.copy()\n    {change}\n    return Y + 1, layer(Y)"
    student = student_of(source).both
    agree(student, REFERRED.both, CASES)
    for ask in (lambda: untouched(student, REFERRED.both, CASES), lambda: leaves_arguments(student, CASES)):
        with pytest.raises(CheckFailed) as caught:
            ask()
        assert (caught.value.problem, caught.value.status) == (problem, "failed")


def test_untouched_asks_for_right_answers_too():
    with pytest.raises(CheckFailed, match="too large"):
        untouched(student_of("def both(X): return X + 5, X").both, REFERRED.both, CASES)


def test_leaving_arguments_alone_is_enough_where_there_is_no_one_right_answer():
    leaves_arguments(student_of("def both(X): return 'anything'").both, CASES)


def test_a_failed_property_is_traced_to_a_mistake():
    student = student_of(HEAD + "def both(X): return X + 2, layer(X)").both
    with pytest.raises(CheckFailed) as caught, recognising(student, REFERRED.both, CASES):
        expect(False, "no")
    assert (caught.value.problem, caught.value.mistake, caught.value.hint) == ("no", "summed", "Hint at summed.")


def test_a_call_that_raises_is_traced_to_a_mistake_and_keeps_its_cause():
    student = student_of("def both(X): return X + ''").both
    with pytest.raises(CheckFailed) as caught, recognising(student, REFERRED.both, CASES):
        student(np.ones(2))
    assert (caught.value.status, caught.value.mistake) == ("error", "raising")
    assert isinstance(caught.value.__cause__, TypeError)


def test_a_mistake_that_is_not_listed_stays_unnamed():
    with (
        pytest.raises(CheckFailed) as caught,
        recognising(student_of("def both(X): return 1").both, REFERRED.both, CASES),
    ):
        expect(False, "no")
    assert caught.value.mistake is None


def test_a_mistake_named_already_is_kept():
    student = student_of(HEAD + "def both(X): return X + 2, layer(X)").both
    with pytest.raises(CheckFailed) as caught, recognising(student, REFERRED.both, CASES):
        raise CheckFailed("no", mistake="mine", hint="Mine.")
    assert (caught.value.mistake, caught.value.hint) == ("mine", "Mine.")


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
