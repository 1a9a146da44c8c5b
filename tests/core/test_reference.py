import numpy as np
import pytest
from samples import reference_of

from deltarule.core.checking.reference import describe_case
from deltarule.core.code.calls import case
from deltarule.core.errors import UserError

X = np.ones((2, 3))


def test_the_reference_answers_a_call_with_a_plain_value():
    answer = reference_of("import numpy as np\ndef f(x): return np.float32(x), [x]").f(2)
    assert answer[0].dtype == np.float32
    assert answer[1] == [2]


def test_a_reference_that_raises_is_the_authors_error():
    with pytest.raises(
        UserError, match="The reference f raised ZeroDivisionError: division by zero; mend the solution, draw"
    ):
        reference_of("def f(x): return 1 / x").f(0)


def test_a_function_that_the_solution_does_not_have_is_the_authors_error():
    with pytest.raises(UserError, match=r"test_of_a_test asks for g, which .*ann\.py does not define"):
        reference_of("def f(x): return x").g(0)


def test_any_name_is_one_of_the_references_functions():
    for name in ("answer", "begin", "function", "sealed", "name", "source"):
        assert getattr(reference_of(f"def {name}(x): return x + 1"), name)(1) == 2


def test_arguments_are_described_by_name_and_shape():
    described = describe_case(["X", "params", "alpha"], case(X, {"W": np.ones(4)}, alpha=0.5))
    assert described == "X (2, 3), params {W (4,)}, alpha 0.5"


def test_parameters_are_named_as_the_solution_names_them():
    assert reference_of("def f(X, params, alpha=1): pass").f.answer([case(X, {})]).parameters == [
        "X",
        "params",
        "alpha",
    ]


def test_warnings_of_numpy_are_kept_from_the_author():
    with np.errstate(all="raise"):
        assert reference_of("import numpy as np\ndef f(x): return np.log(x)").f(np.zeros(1))[0] == -np.inf


def test_an_answer_in_seals_can_be_compared_and_not_read():
    (outcome,) = reference_of("def q(): return {'a': 3}").q.sealed().outcomes
    assert set(outcome.value) == {"a"}
    assert outcome.value["a"] != 3
