import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deltarule import CheckFailed, gradient_agrees

SHAPES = [(3,), (2, 2), (1, 3), ()]


class Polynomial:
    """A random cubic of two arrays, with its gradient."""

    def __init__(self, seed, shape):
        rng = np.random.default_rng(seed)
        self.at = {"W": rng.standard_normal(shape), "b": rng.standard_normal(2)}
        self.factors = {key: [rng.standard_normal(value.shape) for _ in range(3)] for key, value in self.at.items()}

    def __call__(self, at):
        terms = [c * at[key] ** k for key, factors in self.factors.items() for k, c in enumerate(factors, 1)]
        return float(sum(term.sum() for term in terms) + at["W"].sum() * at["b"].sum())

    def gradients(self):
        slopes = {
            key: sum(k * c * self.at[key] ** (k - 1) for k, c in enumerate(factors, 1))
            for key, factors in self.factors.items()
        }
        return {
            "dW": np.asarray(slopes["W"] + self.at["b"].sum()),
            "db": np.asarray(slopes["b"] + self.at["W"].sum()),
        }


def ask(gradients, cost, **more):
    gradient_agrees(gradients, cost, cost.at, np.random.default_rng(0), **more)


polynomials = st.builds(Polynomial, st.integers(0, 2**32), st.sampled_from(SHAPES))


@given(polynomials)
def test_the_gradient_of_a_polynomial_agrees(cost):
    ask(cost.gradients(), cost)


@given(polynomials, st.sampled_from(["dW", "db"]), st.data())
def test_a_gradient_with_one_wrong_entry_does_not(cost, name, data):
    gradients = cost.gradients()
    where = data.draw(st.sampled_from(list(np.ndindex(gradients[name].shape))))
    gradients[name][where] += 0.01 * (1 + np.abs(gradients[name]).max())
    with pytest.raises(CheckFailed, match=f"{name} does not fit the slope of the cost"):
        ask(gradients, cost)


@given(polynomials)
def test_a_gradient_in_float32_agrees(cost):
    ask({name: gradient.astype(np.float32) for name, gradient in cost.gradients().items()}, cost)


COST = Polynomial(1, (2, 2))
RIGHT = COST.gradients()


@pytest.mark.parametrize(
    ("gradients", "problem"),
    [
        (None, "the result is None: is a `return` missing"),
        ([RIGHT["dW"], RIGHT["db"]], "the result should be a dict with the keys dW, db, but is a list of 2"),
        ({"dW": RIGHT["dW"]}, "db is None"),
        (
            {**RIGHT, "db": RIGHT["db"][None]},
            r"db should be an array of shape \(2,\), but is an array of shape \(1, 2\)",
        ),
        ({**RIGHT, "db": RIGHT["db"].tolist()}, "db should be an array .* make it one with np.array"),
        ({**RIGHT, "db": RIGHT["db"] + 0j}, "db holds complex numbers"),
        ({**RIGHT, "dW": -RIGHT["dW"]}, "dW does not fit the slope"),
        ({**RIGHT, "dW": RIGHT["dW"].T}, "dW does not fit the slope"),
        ({**RIGHT, "dW": RIGHT["dW"] * np.nan}, "dW does not fit the slope"),
    ],
)
def test_what_is_no_gradient_is_said_so(gradients, problem):
    with pytest.raises(CheckFailed, match=problem):
        ask(gradients, COST)


def test_gradients_may_have_other_names():
    ask({"grad_W": RIGHT["dW"], "slope": RIGHT["db"]}, COST, parts={"W": "grad_W", "b": "slope"})
    with pytest.raises(CheckFailed, match="slope is None"):
        ask({"grad_W": RIGHT["dW"]}, COST, parts={"W": "grad_W", "b": "slope"})


def test_the_slope_may_be_zero_everywhere():
    at = {"W": np.ones((2, 2))}
    gradient_agrees({"dW": np.zeros((2, 2))}, lambda at: 1.0, at, np.random.default_rng(0))
    with pytest.raises(CheckFailed):
        gradient_agrees({"dW": np.full((2, 2), 1e-3)}, lambda at: 1.0, at, np.random.default_rng(0))


def test_a_gradient_of_one_number_may_be_a_python_float():
    at = {"w": np.array(3.0)}
    gradient_agrees({"dw": 6.0}, lambda at: float(at["w"] ** 2), at, np.random.default_rng(0))
