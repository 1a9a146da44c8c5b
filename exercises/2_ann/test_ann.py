"""The checks of unit 2: a two-layer network from scratch.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k forward_prop``.
"""

import numpy as np

from deltarule import (
    array_of,
    asks,
    case,
    check,
    compare,
    describe,
    expect,
    fits_the_slope,
    generator,
    leaves_arguments,
    not_standard_normal,
    recognising,
)

LAYERS = ("z1", "a1", "z2", "y_hat")
SHAPES = [(4, 2, 5, 1), (1, 3, 2, 4), (5, 4, 3, 2), (7, 1, 6, 3), (3, 2, 1, 2), (3, 3, 3, 3)]  # N, D, H, K
# Each first case of values is the docstring's example: here one sample, and one neuron in each layer.
SAMPLE, TARGET, HALF, ZERO = (np.array([[number]]) for number in (3.0, 1.0, 0.5, 0.0))
BY_HAND = {"Wxh": np.array([[1.0]]), "bh": np.array([[-3.0]]), "Why": np.array([[8.0]]), "by": np.array([[-4.0]])}


def draw(rng, *shape):
    """Draw numbers of either sign between 0.2 and 2: one near zero hides that it was forgotten, or says too little."""
    return rng.uniform(0.2, 2, shape) * rng.choice([-1.0, 1.0], shape)


def draw_parameters(rng, D, H, K):
    """Draw parameters."""
    return {"Wxh": draw(rng, D, H), "bh": draw(rng, 1, H), "Why": draw(rng, H, K), "by": draw(rng, 1, K)}


def draw_targets(rng, N, K):
    """Draw targets between 0 and 1."""
    return rng.uniform(0.05, 0.95, (N, K))


def drawing_cases(rng):
    """Draw calls by which a wrong way of drawing is recognised."""
    return [case(3, 4, 2, generator(rng)), case(5, 1, 3, generator(rng))]


@check("initialize_parameters", points=1)
def test_initialize_parameters_shapes(student, reference, rng):
    """Four arrays: Wxh (D, H), bh (1, H), Why (H, K), by (1, K). Both biases are zero, the weights are not."""
    with recognising(student.initialize_parameters, reference.initialize_parameters, drawing_cases(rng)):
        for D, H, K in [(2, 5, 1), (3, 4, 2), (1, 6, 3), (5, 1, 7), (4, 4, 4)]:
            params = student.initialize_parameters(D, H, K, generator(rng))
            for name, weights in weights_of(params, D, H, K).items():
                expect(np.all(weights != 0), f"{name} holds zeros; the standard normal distribution gives none")
            compare(params, {"bh": np.zeros((1, H)), "by": np.zeros((1, K))}, "the result")


def weights_of(params, D, H, K):
    """Give the weights out of what initialize_parameters returned; fail unless they are there, of the right shapes."""
    shapes = {"Wxh": (D, H), "bh": (1, H), "Why": (H, K), "by": (1, K)}
    expect(
        isinstance(params, dict),
        f"the result should be a dict with the keys {', '.join(shapes)}, but is {describe(params)}",
    )
    for name in shapes:
        expect(name in params, f"the result lacks the key {name!r}")
    sizes = f"for D = {D}, H = {H}, K = {K}"
    return {name: array_of(params[name], shapes[name], f"{name} {sizes}") for name in ("Wxh", "Why")}


@check("initialize_parameters", points=1)
def test_initialize_parameters_distribution(student, reference, rng):
    """The weights come from the standard normal distribution: mean 0, variance 1, and its bell shape."""
    with recognising(student.initialize_parameters, reference.initialize_parameters, drawing_cases(rng)):
        params = student.initialize_parameters(150, 200, 160, generator(rng))
        for name, weights in weights_of(params, 150, 200, 160).items():
            several = np.unique(weights).size > 0.9 * weights.size  # in float32 some are alike by chance
            expect(several, f"many weights of {name} are alike; each is a draw of its own")
            problem = not_standard_normal(weights)
            expect(not problem, f"{name} holds thousands of weights: {problem}")


@check("initialize_parameters", points=1)
def test_initialize_parameters_generator(student, reference, rng):
    """All randomness comes from rng: the same state gives the same weights, another state gives other ones."""
    with recognising(student.initialize_parameters, reference.initialize_parameters, drawing_cases(rng)):
        one, another, square = (generator(rng) for _ in range(3))
        leaves_arguments(student.initialize_parameters, [case(4, 6, 3, one)])
        first, again, other = (
            weights_of(student.initialize_parameters(4, 6, 3, state), 4, 6, 3) for state in (one, one, another)
        )
        for name in ("Wxh", "Why"):
            same = np.array_equal(first[name], again[name])
            expect(same, f"{name} differs between two runs of one state: draw from rng alone")
            alike = first[name] == other[name]
            amount = "is" if np.all(alike) else "is in part"
            expect(not np.any(alike), f"{name} {amount} the same in two states of rng: draw all of it from rng")
        weights = weights_of(student.initialize_parameters(5, 5, 5, square), 5, 5, 5)
        expect(not np.array_equal(weights["Wxh"], weights["Why"]), "Wxh and Why are the same draw; draw each anew")


def scaled(params, scale):
    """Give parameters times a number."""
    return {name: scale * weight for name, weight in params.items()}


def turned(by_name):
    """Give the same dict from its end to its beginning: what is in it goes by its names."""
    return dict(reversed(by_name.items()))


@asks("forward_prop", points=3, untouched=1, parts=LAYERS)
def test_forward_prop_values(rng):
    """Both layers: z1 = X Wxh + bh, a1 = sigmoid(z1), z2 = a1 Why + by, y_hat = sigmoid(z2), for N = 1 and more."""
    yield case(SAMPLE, BY_HAND)
    for N, D, H, K in SHAPES:
        yield case(draw(rng, N, D), draw_parameters(rng, D, H, K))
    yield case(rng.integers(-2, 3, (4, 3)), draw_parameters(rng, 3, 2, 2))  # samples of whole numbers
    yield case(-0.01 * np.abs(draw(rng, 3, 2)), scaled(draw_parameters(rng, 2, 4, 3), 1e-5))
    yield case(draw(rng, 3, 2), turned(draw_parameters(rng, 2, 4, 3)))
    large = draw_parameters(rng, 3, 4, 2)
    large["Wxh"] = np.abs(large["Wxh"]) * [1, -1, 1, -1]  # hidden neurons at either end of the sigmoid
    yield case(np.abs(draw(rng, 2, 3)) * 40, {**large, "by": np.array([[1500.0, -0.1]])})


def error_cases(rng, *shapes):
    """Draw targets and predictions: ordinary, large, tiny, negative ones, whole numbers and none that is wrong."""
    for shape in shapes:
        yield case(draw_targets(rng, *shape), draw_targets(rng, *shape))
    for y_scale, scale in [(1e-3, -1e-3), (300, -300), (-1, 1)]:
        yield case(y_scale * draw_targets(rng, *shapes[0]), scale * draw_targets(rng, *shapes[0]))
    yield case(rng.integers(0, 2, shapes[0]), rng.integers(2, 4, shapes[0]))
    yield case(same := draw_targets(rng, *shapes[0]), same.copy())


@asks("cost_function", points=1, untouched=1)
def test_cost_function_values(rng):
    """Half the sum of squared errors over all samples and all outputs, as one number."""
    yield case(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.5, 0.5], [1.0, 1.0]]))
    yield from error_cases(rng, (4, 1), (1, 1), (1, 3), (5, 2), (2, 6), (3, 3))


@asks("mean_squared_error", points=1, untouched=1)
def test_mean_squared_error_values(rng):
    """The mean over the N samples of the squared error, as one number."""
    yield case(np.array([[1.0], [0.0]]), np.array([[0.5], [1.0]]))
    yield from error_cases(rng, (4, 1), (1, 1), (7, 1), (12, 1))


def backward_case(reference, rng, N, D, H, K, *, inputs=1.0, errors=0.0):
    """Draw the arguments of backward_prop; what forward_prop returned for them is the reference's.

    `inputs` scales X and, the other way, its weights; `errors` puts all targets far above what is predicted.
    """
    X, y, params = inputs * draw(rng, N, D), draw_targets(rng, N, K), draw_parameters(rng, D, H, K)
    params["Wxh"] /= inputs
    return case(X, y + errors, params, *reference.forward_prop(X, params))


@asks("backward_prop", points=5, untouched=1)
def test_backward_prop_values(reference, rng):
    """The gradient of cost_function for Wxh, bh, Why and by, each of its parameter's shape, for N = 1 and more."""
    yield case(SAMPLE, TARGET, BY_HAND, ZERO, HALF, ZERO, HALF)
    for shape in SHAPES:
        yield backward_case(reference, rng, *shape)
    yield backward_case(reference, rng, 60, 2, 3, 2, errors=5.0)  # large gradients, whatever the layer
    yield backward_case(reference, rng, 3, 2, 4, 1, inputs=20.0)
    yield backward_case(reference, rng, 1, 2, 4, 1, inputs=3e-3)
    X, y, params = (
        np.array([[0, 1], [1, 0], [1, 1], [0, 0]]),
        np.array([[1], [1], [0], [0]]),
        draw_parameters(rng, 2, 3, 1),
    )
    yield case(X, y, turned(params), *reference.forward_prop(X, params))


@fits_the_slope(
    "backward_prop",
    points=3,
    output=lambda reference, params, X, y, *_: reference.cost_function(y, reference.forward_prop(X, params)[3]),
    at=lambda rng, X, y, params, *_: params,
)
def test_backward_prop_fits_the_slope(reference, rng):
    """The gradients predict how the cost changes when the parameters are nudged in a random direction."""
    return [backward_case(reference, rng, *shape) for shape in [(1, 2, 4, 3), (6, 3, 2, 1)]]


@asks("update_parameters", points=1, untouched=1)
def test_update_parameters_values(rng):
    """Each of the four: weight - alpha x its own gradient, as new arrays in a new dict."""
    slopes = (np.array([[slope]]) for slope in (-0.75, -0.25, -0.0625, -0.125))
    yield case(BY_HAND, dict(zip(("dWxh", "dbh", "dWhy", "dby"), slopes, strict=True)), 2.0)
    for (D, H, K), scale in [((3, 3, 3), 1), ((2, 5, 1), -1), ((4, 3, 6), 300), ((1, 2, 2), 1e-5)]:
        params, slopes = (scaled(draw_parameters(rng, D, H, K), scale) for _ in range(2))
        params["Wxh"] = -np.abs(params["Wxh"])
        slopes["bh"][0, 0] = 0
        grads = {f"d{name}": slope for name, slope in slopes.items()}
        yield case(params, grads, float(rng.uniform(1.1, 2)))
    yield case(params, turned(grads), float(rng.uniform(1.1, 2)))


def draw_function(rng, shape):
    """Draw a scalar function whose slope differs along every axis and bends: no slope can be had by luck."""
    a, b = rng.standard_normal(shape), rng.uniform(0.5, 2, shape)
    return lambda w: float(np.sum(a * np.sin(b * w)) + np.sum(b * w) ** 2 + np.sum(a * w**3))


@asks("numerical_gradient", points=3, untouched=1)
def test_numerical_gradient_values(rng):
    """The slope of f along every entry of w, whatever w's shape: a vector, a matrix, more axes, or none at all.

    w stays as it is, even while f is being measured.
    """
    yield case(lambda w: np.sum(w**2), np.array([1.0, -2.0]))
    for shape in [(2, 3), (), (4,), (1,), (1, 3), (2, 2), (3, 1, 2)]:
        yield case(draw_function(rng, shape), rng.uniform(0.2, 1.5, shape))
        yield case(draw_function(rng, shape), rng.uniform(-1.5, -0.2, shape))
    yield case(
        lambda w: float(np.exp(30 * w).sum()), rng.uniform(0.1, 0.3, (3, 2))
    )  # it bends: one side says too little
    yield case(lambda w: 1e-6 * float((w**2).sum()), rng.uniform(1e-4, 1e-3, 3))
    yield case(draw_function(rng, (2, 2)), np.array([[1, -2], [3, 0]]))
    yield case(draw_function(rng, (3,)), rng.uniform(40, 60, 3))
    others = rng.uniform(1, 2, 3)  # the slope hangs on the sum alone: an entry that stays nudged shows in all others
    yield case(lambda w: float(np.sum(w) ** 2), np.append(others, 0.01 - others.sum()))


@asks("numerical_gradient", points=2)
def test_numerical_gradient_is_central(rng):
    """The slope is measured on both sides, eps away: (f(w + eps) - f(w - eps)) / (2 eps), with the eps passed in."""
    yield case(draw_function(rng, (3, 2)), rng.standard_normal((3, 2)), 0.1)
    yield case(draw_function(rng, (4,)), rng.standard_normal(4), eps=0.03)


def training_case(rng, N, D, H, K, alpha, iterations):
    """Draw a small problem to train on."""
    return case(draw(rng, N, D), draw_targets(rng, N, K), draw_parameters(rng, D, H, K), alpha, iterations)


@asks("train", points=3, untouched=1, parts=("params", "costs"), only="params")
def test_train_follows_gradient_descent(rng):
    """Every iteration takes one step down the gradient of the whole batch, and num_iterations are taken."""
    yield case(SAMPLE, TARGET, BY_HAND, alpha=2.0, num_iterations=1)
    yield case(SAMPLE, 0.6 * TARGET, BY_HAND, 4.0, 4)  # the cost rises at first; that ends nothing
    for shape in [(4, 2, 5, 1, 0.7, 6), (5, 3, 2, 4, 0.2, 3), (1, 2, 3, 2, 0.5, 1), (3, 3, 3, 3, 0.4, 2)]:
        yield training_case(rng, *shape)
    X, y, first, alpha, _ = training_case(rng, 3, 2, 4, 2, 0.5, 1).args
    yield case(X, y, scaled(first, 1e-5), alpha, 0)  # no iteration: the weights as they came
    yield case(X, y + 40, first, 5 * alpha, 2)
    for scale in (1e-3, 40):
        yield case(scale * X, y, first, alpha, 2)
    xor = np.array([[0, 1], [1, 0], [1, 1], [0, 0]])
    yield case(xor, xor[:, :1] ^ xor[:, 1:], draw_parameters(rng, 2, 3, 1), alpha, 3)
    yield training_case(rng, 70, 2, 3, 1, 0.01, 12)  # many samples, and iterations


@asks("train", points=2, parts=("params", "costs"), only="costs")
def test_train_records_the_costs(rng):
    """A list with one cost for each iteration, taken before its update: the first is the untrained network's."""
    for shape in [(6, 3, 4, 2, 0.4, 5), (3, 1, 2, 1, 0.9, 1), (2, 2, 2, 2, 0.5, 3)]:
        X, y, *how = training_case(rng, *shape).args
        yield case(X, y, *how)
        yield case(-np.abs(X), y + 40, *how)
    yield case(SAMPLE, HALF, BY_HAND, 2.0, 12)  # nothing is left to learn; that ends nothing


@asks("predict", points=2, untouched=1)
def test_predict_values(rng):
    """1 where the network's output is at least 0.5, else 0, as an array of integers of shape (N, K)."""
    yield case(np.array([[4.0], [2.0]]), BY_HAND)
    for N, D, H, K in SHAPES:
        params = draw_parameters(rng, D, H, K)
        # All weighted sums are small, some of them below 0 and some above: only the sigmoid's middle parts them.
        params["Why"] = rng.uniform(-0.1, 0.1, (H, K)) / H
        params["by"] = rng.uniform(0.2, 0.3, (1, K)) * np.resize([1, -1, -1, 1], K)
        yield case(draw(rng, N, D), params)
        yield case(draw(rng, N, D), {**params, "by": -params["by"]})
    for X in (rng.integers(-3, 4, (3, D)), 1e-3 * draw(rng, 3, D), 40 * draw(rng, 3, D), -np.abs(draw(rng, 3, D))):
        yield case(X, params)


@asks("predict", points=1)
def test_predict_on_the_edge(rng):
    """An output of exactly 0.5 counts as 1."""
    for by in ([[0.0, -0.25]], [[0.25, 0.0]]):
        yield case(
            rng.standard_normal((4, 2)), {**draw_parameters(rng, 2, 3, 2), "Why": np.zeros((3, 2)), "by": np.array(by)}
        )


@asks("repaired_step", points=3, untouched=1)
def test_repaired_step_values(rng):
    """Each of the four, biases included, goes one step of length alpha down its own gradient."""
    yield case(SAMPLE, TARGET, BY_HAND, 2.0)
    for shape in SHAPES:
        yield stepping_case(rng, *shape)
    X, y, params, alpha = stepping_case(rng, 3, 2, 4, 2).args
    yield case(X, y + 40, params, alpha)  # large steps
    yield case(-np.abs(X), y, params, alpha)
    yield case(40 * X, y, scaled(params, 40), alpha)
    yield case(1e-3 * X, y, scaled(params, 1e-5), 1e-4 * alpha)
    xor = np.array([[0, 1], [1, 0], [1, 1], [0, 0]])
    yield case(xor, xor[:, :1] ^ xor[:, 1:], turned(draw_parameters(rng, 2, 5, 1)), alpha)


def stepping_case(rng, N, D, H, K):
    """Draw a small problem and a learning rate, for one step."""
    alpha = float(rng.uniform(1.1, 2))
    return case(draw(rng, N, D), draw_targets(rng, N, K), draw_parameters(rng, D, H, K), alpha)
