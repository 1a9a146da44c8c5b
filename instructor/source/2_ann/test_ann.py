"""The checks of unit 2: a two-layer network from scratch.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k forward_prop``.
"""

import numpy as np

from autograder.checking import (
    CallFailed,
    CheckFailed,
    agree,
    case,
    check,
    compare,
    expect,
    gradient_agrees,
    leaves_arguments,
    recognising,
    untouched,
)

LAYERS = ("z1", "a1", "z2", "y_hat")
SHAPES = [(4, 2, 5, 1), (1, 3, 2, 4), (5, 4, 3, 2), (7, 1, 6, 3), (3, 3, 3, 3)]  # N, D, H, K
NETWORK = ("initialize_parameters", "forward_prop", "cost_function", "backward_prop", "update_parameters")


def draw_parameters(rng, D, H, K):
    """Draw parameters, none of them zero: a bias of zero hides that it was forgotten."""
    shapes = {"Wxh": (D, H), "bh": (1, H), "Why": (H, K), "by": (1, K)}
    return {name: rng.standard_normal(shape) for name, shape in shapes.items()}


def draw_targets(rng, N, K):
    """Draw targets between 0 and 1."""
    return rng.uniform(0.05, 0.95, (N, K))


@check("initialize_parameters", points=1)
def test_initialize_parameters_shapes(student, reference, rng):
    """Four arrays: Wxh (D, H), bh (1, H), Why (H, K), by (1, K). Both biases are zero, the weights are not."""
    sizes = [(2, 5, 1), (3, 4, 2), (1, 6, 3), (5, 1, 7)]
    with recognising(student.initialize_parameters, reference.initialize_parameters, draws(rng)):
        for D, H, K in sizes:
            params = student.initialize_parameters(D, H, K, rng)
            shapes = {"Wxh": (D, H), "bh": (1, H), "Why": (H, K), "by": (1, K)}
            expect(
                isinstance(params, dict) and set(shapes) <= set(params),
                "initialize_parameters should return a dict with the keys Wxh, bh, Why, by",
            )
            for name, shape in shapes.items():
                expect(
                    isinstance(params[name], np.ndarray) and params[name].shape == shape,
                    f"{name} should be an array of shape {shape} for {D} inputs, {H} hidden neurons and {K} outputs",
                )
            for name in ("bh", "by"):
                compare(params[name], np.zeros(shapes[name]), name)
            for name in ("Wxh", "Why"):
                expect(np.all(params[name] != 0), f"{name} holds zeros; weights are drawn at random")


@check("initialize_parameters", points=1)
def test_initialize_parameters_distribution(student, reference, rng):
    """The weights come from the standard normal distribution: mean 0, variance 1, and its bell shape."""
    with recognising(student.initialize_parameters, reference.initialize_parameters, draws(rng)):
        params = student.initialize_parameters(150, 200, 160, rng)
        for name in ("Wxh", "Why"):
            problem = not_standard_normal(params[name])
            expect(not problem, f"{name}: {problem}")


@check("initialize_parameters", points=1)
def test_initialize_parameters_generator(student, reference, rng):
    """All randomness comes from rng: the same state gives the same weights, another state gives other ones."""
    with recognising(student.initialize_parameters, reference.initialize_parameters, draws(rng)):
        first, again, other = (
            student.initialize_parameters(4, 6, 3, np.random.default_rng(seed)) for seed in (11, 11, 12)
        )
        for name in ("Wxh", "Why"):
            expect(
                np.array_equal(first[name], again[name]), f"{name} differs between two runs of one seed: use rng alone"
            )
            expect(not np.any(first[name] == other[name]), f"{name} is the same whatever rng's state: draw it from rng")
        square = student.initialize_parameters(5, 5, 5, np.random.default_rng(13))
        expect(not np.array_equal(square["Wxh"], square["Why"]), "Wxh and Why are the same draw; draw each anew")


def not_standard_normal(weights):
    """Say what speaks against thousands of `weights` being standard normal; bounds are ten standard errors wide."""
    if weights.size < 10_000:
        return f"there are only {weights.size} weights where there should be thousands"
    error = 10 / np.sqrt(weights.size)
    within = np.mean(np.abs(weights) < 1)
    if not abs(weights.mean()) < error:
        return f"the mean of the weights is {weights.mean():.3f}, not near 0"
    if not abs(weights.std() - 1) < error:
        return f"the standard deviation of the weights is {weights.std():.3f}, not near 1"
    if not abs(within - 0.6827) < error:
        return f"{within:.0%} of the weights lie within 1 of zero; a bell curve has 68 % there"
    return None


def draws(rng):
    """Calls by which a wrong way of drawing is recognised."""
    return [case(3, 4, 2, np.random.default_rng(int(rng.integers(1000)))) for _ in range(2)]


@check("forward_prop", points=3)
def test_forward_prop_values(student, reference, rng):
    """Both layers: z1 = X Wxh + bh, a1 = sigmoid(z1), z2 = a1 Why + by, y_hat = sigmoid(z2), for N = 1 and more."""
    cases = [case(rng.standard_normal((N, D)), draw_parameters(rng, D, H, K)) for N, D, H, K in SHAPES]
    agree(student.forward_prop, reference.forward_prop, cases, parts=LAYERS)


@check("forward_prop", points=1)
def test_forward_prop_leaves_its_arguments(student, reference, rng):
    """X and params stay as they are."""
    cases = [case(rng.standard_normal((3, 2)), draw_parameters(rng, 2, 4, 3))]
    untouched(student.forward_prop, reference.forward_prop, cases, parts=LAYERS)


@check("cost_function", points=2)
def test_cost_function_values(student, reference, rng):
    """Half the sum of squared errors over all samples and all outputs, as one number."""
    cases = [
        case(draw_targets(rng, N, K), draw_targets(rng, N, K)) for N, K in [(4, 1), (1, 1), (1, 3), (5, 2), (2, 6)]
    ]
    same = draw_targets(rng, 3, 2)
    agree(student.cost_function, reference.cost_function, [*cases, case(same, same.copy())])


@check("cost_function", points=1)
def test_cost_function_leaves_its_arguments(student, reference, rng):
    """y and y_hat stay as they are."""
    cases = [case(draw_targets(rng, 3, 2), draw_targets(rng, 3, 2))]
    untouched(student.cost_function, reference.cost_function, cases)


@check("mean_squared_error", points=2)
def test_mean_squared_error_values(student, reference, rng):
    """The mean over the N samples of the squared error, as one number."""
    cases = [case(rng.standard_normal((N, 1)), rng.standard_normal((N, 1))) for N in (4, 1, 7, 12)]
    agree(student.mean_squared_error, reference.mean_squared_error, cases)


@check("mean_squared_error", points=1)
def test_mean_squared_error_leaves_its_arguments(student, reference, rng):
    """y and y_hat stay as they are."""
    cases = [case(rng.standard_normal((5, 1)), rng.standard_normal((5, 1)))]
    untouched(student.mean_squared_error, reference.mean_squared_error, cases)


def backward_case(reference, rng, N, D, H, K):
    """Draw the arguments of backward_prop; what forward_prop returned for them is the reference's."""
    X, y, params = rng.standard_normal((N, D)), draw_targets(rng, N, K), draw_parameters(rng, D, H, K)
    return case(X, y, params, *reference.forward_prop(X, params))


@check("backward_prop", points=4)
def test_backward_prop_values(student, reference, rng):
    """The gradient of cost_function for Wxh, bh, Why and by, each of its parameter's shape, for N = 1 and more."""
    cases = [backward_case(reference, rng, *shape) for shape in SHAPES]
    agree(student.backward_prop, reference.backward_prop, cases)


@check("backward_prop", points=2)
def test_backward_prop_fits_the_slope(student, reference, rng):
    """The gradients predict how the cost changes when the parameters are nudged in a random direction."""
    with recognising(student.backward_prop, reference.backward_prop, [backward_case(reference, rng, 4, 2, 3, 5)]):
        for shape in [(1, 2, 4, 3), (6, 3, 2, 1)]:
            X, y, params, *layers = backward_case(reference, rng, *shape).args

            def cost(nudged, X=X, y=y):
                return reference.cost_function(y, reference.forward_prop(X, nudged)[3])

            gradient_agrees(student.backward_prop(X, y, params, *layers), cost, params, rng)


@check("backward_prop", points=1)
def test_backward_prop_leaves_its_arguments(student, reference, rng):
    """None of the seven arguments is changed."""
    untouched(student.backward_prop, reference.backward_prop, [backward_case(reference, rng, 4, 2, 3, 2)])


def draw_step(rng, D, H, K):
    """Draw parameters, gradients of their shapes and a learning rate."""
    params = draw_parameters(rng, D, H, K)
    grads = {f"d{name}": gradient for name, gradient in draw_parameters(rng, D, H, K).items()}
    return case(params, grads, float(rng.uniform(0.1, 2)))


@check("update_parameters", points=2)
def test_update_parameters_values(student, reference, rng):
    """Each of the four: weight - alpha x its own gradient."""
    cases = [draw_step(rng, *shape) for shape in [(3, 3, 3), (2, 5, 1), (4, 3, 6), (1, 2, 2)]]
    agree(student.update_parameters, reference.update_parameters, cases)


@check("update_parameters", points=1)
def test_update_parameters_leaves_its_arguments(student, reference, rng):
    """The new parameters come in a new dict of new arrays; params and grads stay as they are."""
    untouched(student.update_parameters, reference.update_parameters, [draw_step(rng, 3, 4, 2)])


def draw_function(rng, shape):
    """Draw a scalar function whose slope differs along every axis and bends: no slope can be had by luck."""
    a, b = rng.standard_normal(shape), rng.uniform(0.5, 2, shape)

    def f(w):
        return float(np.sum(a * np.sin(b * w)) + np.sum(b * w) ** 2 + np.sum(a * w**3))

    return f


@check("numerical_gradient", points=3)
def test_numerical_gradient_values(student, reference, rng):
    """The slope of f along every entry of w, whatever w's shape: a vector, a matrix, more axes, or none at all."""
    shapes = [(4,), (1,), (2, 3), (3, 1, 2), ()]
    cases = [case(draw_function(rng, shape), rng.standard_normal(shape)) for shape in shapes]
    agree(student.numerical_gradient, reference.numerical_gradient, cases)


@check("numerical_gradient", points=2)
def test_numerical_gradient_is_central(student, reference, rng):
    """The slope is measured on both sides, eps away: (f(w + eps) - f(w - eps)) / (2 eps), with the eps passed in."""
    cases = [
        case(draw_function(rng, (3, 2)), rng.standard_normal((3, 2)), 0.1),
        case(draw_function(rng, (4,)), rng.standard_normal(4), eps=0.03),
    ]
    agree(student.numerical_gradient, reference.numerical_gradient, cases)


@check("numerical_gradient", points=1)
def test_numerical_gradient_leaves_its_arguments(student, reference, rng):
    """w stays as it is, even while f is being measured."""
    untouched(
        student.numerical_gradient,
        reference.numerical_gradient,
        [case(draw_function(rng, (2, 3)), rng.standard_normal((2, 3)))],
    )


def training_case(rng, N, D, H, K, alpha, iterations):
    """Draw a small problem to train on."""
    X, y = rng.standard_normal((N, D)), draw_targets(rng, N, K)
    return case(X, y, H, alpha, iterations, np.random.default_rng(int(rng.integers(1000))))


def check_training(student, reference, cases, *, only=None, frozen=False):
    """Fail unless train does what the reference does, or, from other first weights, what its own parts do."""
    try:
        agree(student.train, reference.train, cases, parts=("params", "costs"), only=only, frozen=frozen, uses=NETWORK)
    except CheckFailed as failure:
        if failure.mistake or failure.status != "failed" or not starts_at_random(student):
            raise
        try:
            for arguments in cases:
                follow_training(student, arguments, only)
            leaves_arguments(student.train, cases if frozen else [])
        except (CheckFailed, CallFailed):
            raise failure from None


def starts_at_random(student):
    """Whether training starts at standard normal weights, others for each state of rng: a rate of zero shows them."""
    X, y = np.ones((2, 60)), np.full((2, 50), 0.5)
    params, again, other = (student.train(X, y, 300, 0.0, 1, np.random.default_rng(seed))[0] for seed in (5, 5, 6))
    if np.any(params["Wxh"] != again["Wxh"]) or np.any(params["Wxh"] == other["Wxh"]):
        return False
    return not any(
        params["bh"].any() or params["by"].any() or not_standard_normal(params[name]) for name in ("Wxh", "Why")
    )


def follow_training(student, arguments, only):
    """Train for one iteration more each time, and hold each step against the student's own functions."""
    X, y, H, alpha, iterations, rng = arguments.args

    def trained(rate, steps):
        return student.train(X, y, H, rate, steps, rng)

    params, expected_costs = trained(0.0, 1)[0], []
    for step in range(1, iterations + 1):
        layers = student.forward_prop(X, params)
        expected_costs.append(student.cost_function(y, layers[3]))
        expected = student.update_parameters(params, student.backward_prop(X, y, params, *layers), alpha)
        params, costs = trained(alpha, step)
        if only != "costs":
            compare(params, expected, "params")
        if only != "params":
            compare(costs, expected_costs, "costs")


@check("train", points=3)
def test_train_follows_gradient_descent(student, reference, rng):
    """Every iteration takes one step down the gradient of the whole batch, and num_iterations are taken.

    Your own functions may be used; an error in those costs no point here.
    """
    shapes = [(4, 2, 5, 1, 0.7, 6), (5, 3, 2, 4, 0.2, 3), (1, 2, 3, 2, 0.5, 1)]
    check_training(student, reference, [training_case(rng, *shape) for shape in shapes], only="params")


@check("train", points=2)
def test_train_records_the_costs(student, reference, rng):
    """A list with one cost for each iteration, taken before its update: the first is the untrained network's.

    Your own functions may be used; an error in those costs no point here.
    """
    shapes = [(6, 3, 4, 2, 0.4, 5), (3, 1, 2, 1, 0.9, 1)]
    check_training(student, reference, [training_case(rng, *shape) for shape in shapes], only="costs")


@check("train", points=1)
def test_train_leaves_its_arguments(student, reference, rng):
    """X and y stay as they are.

    Your own functions may be used; an error in those costs no point here.
    """
    check_training(student, reference, [training_case(rng, 4, 2, 3, 1, 0.5, 2)], frozen=True)


@check("predict", points=2)
def test_predict_values(student, reference, rng):
    """1 where the network's output is at least 0.5, else 0, as an array of integers of shape (N, K).

    Your own forward_prop may be used; an error in it costs no point here.
    """
    cases = [case(rng.standard_normal((N, D)), draw_parameters(rng, D, H, K)) for N, D, H, K in SHAPES]
    agree(student.predict, reference.predict, cases, uses=["forward_prop"])


@check("predict", points=1)
def test_predict_on_the_edge(student, reference, rng):
    """An output of exactly 0.5 counts as 1.

    Your own forward_prop may be used; an error in it costs no point here.
    """
    cases = []
    for by in ([[0.0, -0.25]], [[0.25, 0.0]]):
        params = {**draw_parameters(rng, 2, 3, 2), "Why": np.zeros((3, 2)), "by": np.array(by)}
        cases.append(case(rng.standard_normal((4, 2)), params))
    agree(student.predict, reference.predict, cases, uses=["forward_prop"])
