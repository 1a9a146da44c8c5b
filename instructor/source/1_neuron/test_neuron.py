"""The checks of unit 1: a single neuron and the activation functions.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k weighted_sum``.
"""

import numpy as np

from autograder.checking import (
    agree,
    case,
    check,
    compare,
    recognising,
    untouched,
)

SHAPES = [(5,), (1,), (3, 4), (1, 6), (2, 3, 4)]
STEP = 1e-5

# The function that each of these may be built on.
PARTS = {
    "neuron": "weighted_sum",
    "sigmoid_derivative": "sigmoid",
    "tanh_derivative": "tanh",
    "softmax_jacobian": "softmax",
}


def check_built(student, reference, name, cases, *, frozen=False):
    """Fail unless the function `name` does what the reference does, but for errors in the part that it is built on."""
    agree(getattr(student, name), getattr(reference, name), cases, frozen=frozen, uses=[PARTS[name]])


def slopes_hold(reference, name, cases, slopes):
    """Fail unless the reference's derivative `name` is what was measured, so that an answer like it fits the slopes."""
    for arguments, slope in zip(cases, slopes, strict=True):
        compare(getattr(reference, name)(*arguments.args), slope, name)


def measured(function, z):
    """Measure the slope of an elementwise `function` at every entry of `z`."""
    return (function(z + STEP) - function(z - STEP)) / (2 * STEP)


def draw(rng, shape, *, low=0.2, high=3.0):
    """Draw numbers of both signs, none of them near zero: the first is negative, the second (if any) positive."""
    signs = rng.choice([-1.0, 1.0], int(np.prod(shape, dtype=int)))
    signs[:2] = (-1.0, 1.0)[: signs.size]
    return rng.uniform(low, high, shape) * signs.reshape(shape)


def both_signs(inputs):
    """Give each input and its opposite, a case each: an odd and an even function both show."""
    opposites = ((z, np.asarray(-z) if isinstance(z, np.ndarray) else -z) for z in inputs)
    return [case(z) for pair in opposites for z in pair]


def shaped(rng):
    """Draw arrays of many shapes."""
    return both_signs(draw(rng, shape) for shape in SHAPES)


def plain_numbers(rng):
    """Draw plain numbers, arrays without axes, and an array of whole numbers."""
    numbers = [float(draw(rng, ())), np.array(draw(rng, ())), 3.0]
    return both_signs([*numbers, np.array([[-2.0, 1.0, 0.0], [4.0, -1.0, 2.0]])])


def large(rng):
    """Draw inputs as large as 1000, of both signs, alone and among ordinary ones."""
    mixed = draw(rng, (3, 4))
    mixed[0, 1], mixed[1, 3], mixed[2, 0] = 1000.0, -1000.0, rng.uniform(710, 990)
    return both_signs([mixed, np.array([1000.0, 900.0]), 1000.0, np.array([1000.0, -1000.0])])


# --- weighted_sum ------------------------------------------------------------------------------------------------


def draw_neuron(rng, *shape):
    """Draw samples of a shape, one weight for each input, and a bias; no weighted sum is near zero."""
    while True:
        x, w, b = (rng.uniform(0.2, 2, size) * rng.choice([-1, 1], size) for size in (shape, shape[-1:], ()))
        if np.abs(x @ w + b).min() > 0.1:
            return x, w, float(b)


@check("weighted_sum", points=2)
def test_weighted_sum_of_samples(student, reference, rng):
    """z = x1 w1 + ... + xD wD + b for each of N samples: x is (N, D), z is (N,), also where N or D is 1."""
    shapes = [(4, 3), (3, 3), (2, 5), (1, 4), (6, 1), (1, 1)]
    agree(student.weighted_sum, reference.weighted_sum, [case(*draw_neuron(rng, *shape)) for shape in shapes])


@check("weighted_sum", points=1)
def test_weighted_sum_of_one_sample(student, reference, rng):
    """A single sample x of shape (D,) gives a single number, also where D is 1."""
    cases = [case(*draw_neuron(rng, D)) for D in (4, 2, 1)]
    agree(student.weighted_sum, reference.weighted_sum, cases)


@check("weighted_sum", points=1)
def test_weighted_sum_leaves_its_arguments(student, reference, rng):
    """x and w stay as they are."""
    cases = [case(*draw_neuron(rng, *shape)) for shape in [(3, 2), (4,)]]
    untouched(student.weighted_sum, reference.weighted_sum, cases)


# --- neuron ------------------------------------------------------------------------------------------------------


def softsign(z):
    """Give an activation that NumPy doesn't have."""
    return np.asarray(z) / (1 + np.abs(z))


def leaky(z):
    """Give an activation with a corner."""
    return np.where(np.asarray(z) > 0, z, 0.1 * np.asarray(z))


ACTIVATIONS = [np.tanh, softsign, leaky, lambda z: np.asarray(z) ** 2 / 2, lambda z: 1.5 + np.cos(z), lambda z: z]


def with_rows(cases):
    """Give each case, and each of its samples alone: who takes them one by one calls weighted_sum with those."""
    return [*cases, *(case(row, *rest) for x, *rest in (item.args for item in cases) if x.ndim == 2 for row in x)]


@check("neuron", points=2)
def test_neuron_of_samples(student, reference, rng):
    """y = activation(z) for each of N samples, with whatever activation is passed in; x is (N, D), y is (N,).

    Your own weighted_sum may be used; an error in it costs no point here.
    """
    shapes = [(4, 3), (3, 3), (1, 4), (5, 1), (2, 6), (3, 2)]
    cases = [case(*draw_neuron(rng, *shape), f) for shape, f in zip(shapes, ACTIVATIONS, strict=True)]
    check_built(student, reference, "neuron", with_rows(cases))


@check("neuron", points=1)
def test_neuron_of_one_sample(student, reference, rng):
    """A single sample x of shape (D,) gives a single number.

    Your own weighted_sum may be used; an error in it costs no point here.
    """
    cases = [case(*draw_neuron(rng, D), f) for D, f in zip((3, 1, 5, 2, 4, 6), ACTIVATIONS, strict=True)]
    check_built(student, reference, "neuron", cases)


@check("neuron", points=1)
def test_neuron_leaves_its_arguments(student, reference, rng):
    """x and w stay as they are.

    Your own weighted_sum may be used; an error in it costs no point here.
    """
    cases = [case(*draw_neuron(rng, *shape), np.tanh) for shape in [(3, 2), (4,)]]
    check_built(student, reference, "neuron", with_rows(cases), frozen=True)


# --- sigmoid -----------------------------------------------------------------------------------------------------


@check("sigmoid", points=2)
def test_sigmoid_values(student, reference, rng):
    """1 / (1 + exp(-z)) at every entry, for arrays of any shape."""
    agree(student.sigmoid, reference.sigmoid, [*shaped(rng), case(np.array([0.0, -0.0]))])


@check("sigmoid", points=1)
def test_sigmoid_of_numbers(student, reference, rng):
    """A plain number or an array without axes gives one number."""
    agree(student.sigmoid, reference.sigmoid, plain_numbers(rng))


@check("sigmoid", points=1)
def test_sigmoid_of_large_numbers(student, reference, rng):
    """Finite and right at z = 1000 and z = -1000."""
    agree(student.sigmoid, reference.sigmoid, large(rng))


@check("sigmoid", points=1)
def test_sigmoid_leaves_its_argument(student, reference, rng):
    """z stays as it is."""
    untouched(student.sigmoid, reference.sigmoid, [case(draw(rng, shape)) for shape in [(3, 2), (4,)]])


# --- sigmoid_derivative ------------------------------------------------------------------------------------------


@check("sigmoid_derivative", points=2)
def test_sigmoid_derivative_values(student, reference, rng):
    """The slope of the sigmoid at every entry, for arrays of any shape and for plain numbers.

    Your own sigmoid may be used; an error in it costs no point here.
    """
    check_built(student, reference, "sigmoid_derivative", [*shaped(rng), *plain_numbers(rng)])


@check("sigmoid_derivative", points=1)
def test_sigmoid_derivative_fits_the_slope(student, reference, rng):
    """What it gives is how fast the sigmoid rises when z is nudged.

    Your own sigmoid may be used; an error in it costs no point here.
    """
    cases = both_signs([draw(rng, (2, 4)), draw(rng, 3)])
    slopes = [measured(reference.sigmoid, *arguments.args) for arguments in cases]
    slopes_hold(reference, "sigmoid_derivative", cases, slopes)
    check_built(student, reference, "sigmoid_derivative", cases)


@check("sigmoid_derivative", points=1)
def test_sigmoid_derivative_of_large_numbers(student, reference, rng):
    """Finite and right at z = 1000 and z = -1000.

    Your own sigmoid may be used; an error in it costs no point here.
    """
    check_built(student, reference, "sigmoid_derivative", large(rng))


@check("sigmoid_derivative", points=1)
def test_sigmoid_derivative_leaves_its_argument(student, reference, rng):
    """z stays as it is.

    Your own sigmoid may be used; an error in it costs no point here.
    """
    cases = both_signs([draw(rng, (3, 2)), draw(rng, 4)])
    check_built(student, reference, "sigmoid_derivative", cases, frozen=True)


# --- tanh --------------------------------------------------------------------------------------------------------


@check("tanh", points=2)
def test_tanh_values(student, reference, rng):
    """(1 - exp(-2z)) / (1 + exp(-2z)) at every entry, for arrays of any shape."""
    agree(student.tanh, reference.tanh, [*shaped(rng), case(np.array([0.0, -0.0]))])


@check("tanh", points=1)
def test_tanh_of_numbers(student, reference, rng):
    """A plain number or an array without axes gives one number."""
    agree(student.tanh, reference.tanh, plain_numbers(rng))


@check("tanh", points=1)
def test_tanh_of_large_numbers(student, reference, rng):
    """Finite and right at z = 1000 and z = -1000."""
    agree(student.tanh, reference.tanh, large(rng))


@check("tanh", points=1)
def test_tanh_leaves_its_argument(student, reference, rng):
    """z stays as it is."""
    untouched(student.tanh, reference.tanh, [case(draw(rng, shape)) for shape in [(3, 2), (4,)]])


# --- tanh_derivative ---------------------------------------------------------------------------------------------


@check("tanh_derivative", points=2)
def test_tanh_derivative_values(student, reference, rng):
    """The slope of tanh at every entry, for arrays of any shape and for plain numbers.

    Your own tanh may be used; an error in it costs no point here.
    """
    check_built(student, reference, "tanh_derivative", [*shaped(rng), *plain_numbers(rng)])


@check("tanh_derivative", points=1)
def test_tanh_derivative_fits_the_slope(student, reference, rng):
    """What it gives is how fast tanh rises when z is nudged.

    Your own tanh may be used; an error in it costs no point here.
    """
    cases = both_signs([draw(rng, (2, 4)), draw(rng, 3)])
    slopes = [measured(reference.tanh, *arguments.args) for arguments in cases]
    slopes_hold(reference, "tanh_derivative", cases, slopes)
    check_built(student, reference, "tanh_derivative", cases)


@check("tanh_derivative", points=1)
def test_tanh_derivative_of_large_numbers(student, reference, rng):
    """Finite and right at z = 1000 and z = -1000.

    Your own tanh may be used; an error in it costs no point here.
    """
    check_built(student, reference, "tanh_derivative", large(rng))


@check("tanh_derivative", points=1)
def test_tanh_derivative_leaves_its_argument(student, reference, rng):
    """z stays as it is.

    Your own tanh may be used; an error in it costs no point here.
    """
    cases = both_signs([draw(rng, (3, 2)), draw(rng, 4)])
    check_built(student, reference, "tanh_derivative", cases, frozen=True)


# --- relu --------------------------------------------------------------------------------------------------------


@check("relu", points=2)
def test_relu_values(student, reference, rng):
    """max(0, z) at every entry, for arrays of any shape, for whole numbers, zeros and large numbers, too."""
    whole = np.array([-3.0, 2.0, 0.0, -0.0, 7.0, -1.0])
    agree(student.relu, reference.relu, [*shaped(rng), *both_signs([whole, draw(rng, (2, 3), low=10, high=1000)])])


@check("relu", points=1)
def test_relu_of_numbers(student, reference, rng):
    """A plain number or an array without axes gives one number."""
    agree(student.relu, reference.relu, [*plain_numbers(rng), case(0.0), case(-1000.0)])


@check("relu", points=1)
def test_relu_leaves_its_argument(student, reference, rng):
    """z stays as it is."""
    untouched(student.relu, reference.relu, [case(draw(rng, shape)) for shape in [(3, 2), (4,)]])


# --- relu_derivative ---------------------------------------------------------------------------------------------


@check("relu_derivative", points=2)
def test_relu_derivative_fits_the_slope(student, reference, rng):
    """1 where z is positive, 0 where it is negative, for arrays of any shape: how fast ReLU rises when z is nudged."""
    cases = [*shaped(rng), *both_signs([draw(rng, (2, 3), low=0.001, high=0.01), draw(rng, (4,), low=10, high=1000)])]
    slopes = [measured(reference.relu, *arguments.args) for arguments in cases]
    slopes_hold(reference, "relu_derivative", cases, slopes)
    agree(student.relu_derivative, reference.relu_derivative, cases)


@check("relu_derivative", points=1)
def test_relu_derivative_at_zero(student, reference, rng):
    """0 at z = 0, where ReLU has its corner."""
    among_others = draw(rng, (3, 4))
    among_others[0, 2], among_others[2, 1] = 0.0, -0.0
    agree(
        student.relu_derivative,
        reference.relu_derivative,
        both_signs([among_others, np.zeros(2), np.array([0.0, 5.0])]),
    )


@check("relu_derivative", points=1)
def test_relu_derivative_of_numbers(student, reference, rng):
    """A plain number or an array without axes gives one number."""
    cases = [*plain_numbers(rng), case(0.0)]
    expected = [reference.relu_derivative(*arguments.args) for arguments in cases]
    with recognising(student.relu_derivative, reference.relu_derivative, cases):
        for arguments, slope in zip(cases, expected, strict=True):
            compare(as_number(student.relu_derivative(*arguments.args)), slope, "relu_derivative")


def as_number(value):
    """Take True for 1 and False for 0, as arithmetic does."""
    is_truth = isinstance(value, bool) or (isinstance(value, np.ndarray) and value.dtype == bool)
    return np.asarray(value, float) if is_truth else value


@check("relu_derivative", points=1)
def test_relu_derivative_leaves_its_argument(student, reference, rng):
    """z stays as it is."""
    untouched(student.relu_derivative, reference.relu_derivative, [case(draw(rng, shape)) for shape in [(3, 2), (4,)]])


# --- softmax -----------------------------------------------------------------------------------------------------


@check("softmax", points=2)
def test_softmax_values(student, reference, rng):
    """exp(z_i) / sum_j exp(z_j) in every row of z, of shape (N, K), also where N or K is 1."""
    cases = [case(draw(rng, shape)) for shape in [(4, 3), (3, 3), (2, 5), (1, 4), (3, 1)]]
    agree(student.softmax, reference.softmax, [*cases, case(rng.integers(-3, 4, (2, 3)).astype(float))])


@check("softmax", points=1)
def test_softmax_takes_any_shape(student, reference, rng):
    """The scores lie along the last axis, however many axes stand before it: z of shape (K,), (N, T, K) and so on."""
    shapes = [(4,), (1,), (2, 3, 4), (3, 3, 3), (1, 5, 2), (2, 1, 3, 2)]
    agree(student.softmax, reference.softmax, [case(draw(rng, shape)) for shape in shapes])


@check("softmax", points=1)
def test_softmax_of_large_scores(student, reference, rng):
    """Finite and right for scores around 1000 and -1000, also where they meet in one row or in one array."""
    row = draw(rng, 4)
    mixed = row.copy()
    mixed[0], mixed[2] = 1000.0, -1000.0
    rows = draw(rng, (5, 3)) + np.array([[1000.0], [-1000.0], [0.0], [500.0], [-700.0]])
    towards = np.array([[1000.0, 999.0, 0.0], [-1000.0, -1000.0, -999.0], [-1000.0, 1000.0, 1000.0]])
    cases = [row + 1000, row - 1000, mixed, rows, towards, np.stack([rows, -rows]), np.array([1000.0, 998.0, -1000.0])]
    agree(student.softmax, reference.softmax, [case(z) for z in cases])


@check("softmax", points=1)
def test_softmax_leaves_its_argument(student, reference, rng):
    """z stays as it is."""
    untouched(student.softmax, reference.softmax, [case(draw(rng, shape)) for shape in [(3, 4), (5,)]])


# --- softmax_jacobian --------------------------------------------------------------------------------------------


def with_shifted(scores):
    """Give each z, and moved so that its largest score is 0: some call softmax with that."""
    return [case(z) for scores_of_one in scores for z in (scores_of_one, scores_of_one - scores_of_one.max())]


@check("softmax_jacobian", points=2)
def test_softmax_jacobian_values(student, reference, rng):
    """Entry [i, j] is the slope of softmax(z)[i] along z[j], for any number of scores, 1 included.

    Your own softmax may be used; an error in it costs no point here.
    """
    scores = [*(draw(rng, K) for K in (3, 5, 2, 1)), np.array([1.0, 3.0, -2.0, 0.0])]
    check_built(student, reference, "softmax_jacobian", with_shifted(scores))


@check("softmax_jacobian", points=1)
def test_softmax_jacobian_fits_the_slope(student, reference, rng):
    """Column j is how the probabilities change when score j is nudged.

    Your own softmax may be used; an error in it costs no point here.
    """
    cases = with_shifted([draw(rng, 4), draw(rng, 3)])
    slopes = []
    for arguments in cases:
        (z,) = arguments.args
        nudges = STEP * np.eye(len(z))
        slopes.append((reference.softmax(z + nudges) - reference.softmax(z - nudges)).T / (2 * STEP))
    slopes_hold(reference, "softmax_jacobian", cases, slopes)
    check_built(student, reference, "softmax_jacobian", cases)


@check("softmax_jacobian", points=1)
def test_softmax_jacobian_of_large_scores(student, reference, rng):
    """Finite and right for scores around 1000 and -1000.

    Your own softmax may be used; an error in it costs no point here.
    """
    row = draw(rng, 4)
    scores = [row + 1000, row - 1000, np.array([1000.0, 999.0, -1000.0]), np.array([-1000.0, 500.0, 499.0])]
    check_built(student, reference, "softmax_jacobian", with_shifted(scores))


@check("softmax_jacobian", points=1)
def test_softmax_jacobian_leaves_its_argument(student, reference, rng):
    """z stays as it is.

    Your own softmax may be used; an error in it costs no point here.
    """
    check_built(student, reference, "softmax_jacobian", with_shifted([draw(rng, 4), draw(rng, 3)]), frozen=True)
