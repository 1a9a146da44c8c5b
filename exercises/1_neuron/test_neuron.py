"""The checks of unit 1: a single neuron and the activation functions.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k weighted_sum``.
"""

import numpy as np

from deltarule import asks, case, check, compare, fits_the_slope, fulfils

SHAPES = [(5,), (3, 4), (1, 6), (4, 1), (2, 3, 4), (3, 3), (1,)]
# Small and large answers side by side, whichever of the curves they lie on.
TAILS = np.array([5e-5, -11.0, 11.0, 6.0, 0.5, 0.0, -0.0])
# Each first case of values is the docstring's example: samples and weights, and numbers whose exponentials are whole.
BY_HAND = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0.5, 2.0])
LOGS_OF_1_3_9, LOGS_OF_1_2_3 = np.log(np.array([1.0, 3.0, 9.0])), np.log(np.array([1.0, 2.0, 3.0]))


def draw(rng, shape, *, low=0.2, high=3.0):
    """Draw numbers of both signs, none of them near zero: the first is negative, the second (if any) positive."""
    signs = rng.choice([-1.0, 1.0], int(np.prod(shape, dtype=int)))
    signs[:2] = (-1.0, 1.0)[: signs.size]
    return rng.uniform(low, high, shape) * signs.reshape(shape)


def both_signs(inputs):
    """Give each input and its opposite, a case each: an odd and an even function both show."""
    return [case(either) for z in inputs for either in (z, np.negative(z))]


def shaped(rng):
    """Draw arrays of many shapes."""
    return both_signs(draw(rng, shape) for shape in SHAPES)


def special(rng):
    """Draw arrays of whole numbers, of tiny ones, and of those where a curve has its centre or its tails."""
    whole = np.array([[-2, 1, 3], [4, -1, 2]]) * rng.integers(1, 3)
    return both_signs([whole, 3e-4 * draw(rng, (2, 3)), TAILS, np.zeros((2, 2))])


def numbers(rng):
    """Draw single numbers, as NumPy's scalars and as arrays without axes."""
    return both_signs([np.float64(draw(rng, ())), np.array(draw(rng, ())), np.float64(3), np.array(0.5)])


def large(rng):
    """Draw inputs as large as 1000, of both signs, alone and among ordinary ones."""
    mixed = draw(rng, (3, 4))
    mixed[0, 1], mixed[1, 3], mixed[2, 0] = 1000.0, -1000.0, rng.uniform(710, 990)
    return both_signs([mixed, np.array([1000.0, 900.0]), np.float64(1000), np.array([1000, -1000])])


def draw_neuron(rng, *shape):
    """Draw samples of a shape, one weight for each input, and a bias; no weighted sum is near zero."""
    while True:
        x, w, b = (rng.uniform(0.2, 2, size) * rng.choice([-1, 1], size) for size in (shape, shape[-1:], ()))
        if np.abs(x @ w + b).min() > 0.1:
            return x, w, np.float64(b)


def special_neurons(rng):
    """Draw samples of large negative numbers, of tiny ones, and of whole ones, a zero among them."""
    w, b = rng.uniform(0.5, 2, 4), np.float64(rng.uniform(0.5, 2))
    return [
        (-rng.uniform(50, 200, (3, 4)), w, b),
        (1e-5 * rng.uniform(0.1, 1, (2, 4)), w, 1e-5 * b),
        (np.array([[3, -1, 2, 1], [0, 4, 1, -2]]), rng.integers(1, 4, 4), b),
    ]


@asks("weighted_sum", points=2, untouched=1)
def test_weighted_sum_of_samples(rng):
    """z = x1 w1 + ... + xD wD + b for each of N samples: x is (N, D), z is (N,), also where N or D is 1."""
    ordinary = [draw_neuron(rng, *shape) for shape in [(4, 3), (3, 3), (2, 5), (1, 4), (6, 1), (1, 1)]]
    return [case(*drawn) for drawn in ((*BY_HAND, np.float64(1)), *ordinary, *special_neurons(rng))]


@asks("weighted_sum", points=1)
def test_weighted_sum_of_one_sample(rng):
    """A single sample x of shape (D,) gives a single number, also where D is 1."""
    return [case(*draw_neuron(rng, D)) for D in (4, 2, 1)]


def softsign(z):
    """Give an activation that NumPy doesn't have."""
    return np.asarray(z) / (1 + np.abs(z))


def leaky(z):
    """Give an activation with a corner."""
    return np.where(np.asarray(z) > 0, z, 0.1 * np.asarray(z))


ACTIVATIONS = [np.tanh, softsign, leaky, lambda z: np.asarray(z) ** 2 / 2, lambda z: 1.5 + np.cos(z), lambda z: z]


@asks("neuron", points=2, untouched=1)
def test_neuron_of_samples(rng):
    """y = activation(z) for each of N samples, with whatever activation is passed in; x is (N, D), y is (N,)."""
    yield case(*BY_HAND, np.float64(-3), np.abs)
    for shape, activation in zip([(4, 3), (3, 3), (1, 4), (5, 1), (2, 6), (3, 2)], ACTIVATIONS, strict=True):
        yield case(*draw_neuron(rng, *shape), activation)
    for drawn in special_neurons(rng):
        yield case(*drawn, leaky)


@asks("neuron", points=1)
def test_neuron_of_one_sample(rng):
    """A single sample x of shape (D,) gives a single number."""
    return [case(*draw_neuron(rng, D), f) for D, f in zip((3, 1, 5, 2, 4, 6), ACTIVATIONS, strict=True)]


@asks("sigmoid", points=2, untouched=1)
def test_sigmoid_values(rng):
    """1 / (1 + exp(-z)) at every entry, for arrays of any shape, of whole numbers, too."""
    return [case(LOGS_OF_1_3_9), *shaped(rng), *special(rng)]


@asks("sigmoid", points=1)
def test_sigmoid_of_numbers(rng):
    """A single number, be it a NumPy scalar or an array without axes, gives one number."""
    return numbers(rng)


@asks("sigmoid", points=1)
def test_sigmoid_of_large_numbers(rng):
    """Finite and right at z = 1000 and z = -1000."""
    return large(rng)


def slope_of(function):
    """Say, for fits_the_slope, that a derivative is how fast an elementwise function rises."""
    return {
        "output": lambda reference, inputs, z: float(np.sum(getattr(reference, function)(inputs["z"]))),
        "at": lambda rng, z: {"z": z},
        "named": lambda slopes: {"dz": slopes},
    }


@asks("sigmoid_derivative", points=1, untouched=1)
def test_sigmoid_derivative_values(rng):
    """The slope of the sigmoid at every entry, for arrays of any shape, of whole numbers, too, and for one number."""
    return [case(LOGS_OF_1_3_9), *shaped(rng), *special(rng), *numbers(rng)]


@fits_the_slope("sigmoid_derivative", points=1, **slope_of("sigmoid"))
def test_sigmoid_derivative_fits_the_slope(rng):
    """What it gives is how fast the sigmoid rises when z is nudged."""
    return both_signs([draw(rng, (2, 4)), draw(rng, 3)])


@asks("sigmoid_derivative", points=1)
def test_sigmoid_derivative_of_large_numbers(rng):
    """Finite and right at z = 1000 and z = -1000."""
    return large(rng)


@asks("tanh", points=2, untouched=1)
def test_tanh_values(rng):
    """(1 - exp(-2z)) / (1 + exp(-2z)) at every entry, for arrays of any shape, of whole numbers, too."""
    return [case(LOGS_OF_1_2_3), *shaped(rng), *special(rng)]


@asks("tanh", points=1)
def test_tanh_of_numbers(rng):
    """A single number, be it a NumPy scalar or an array without axes, gives one number."""
    return numbers(rng)


@asks("tanh", points=1)
def test_tanh_of_large_numbers(rng):
    """Finite and right at z = 1000 and z = -1000."""
    return large(rng)


@asks("tanh_derivative", points=1, untouched=1)
def test_tanh_derivative_values(rng):
    """The slope of tanh at every entry, for arrays of any shape, of whole numbers, too, and for one number."""
    return [case(LOGS_OF_1_2_3), *shaped(rng), *special(rng), *numbers(rng)]


@fits_the_slope("tanh_derivative", points=1, **slope_of("tanh"))
def test_tanh_derivative_fits_the_slope(rng):
    """What it gives is how fast tanh rises when z is nudged."""
    return both_signs([draw(rng, (2, 4)), draw(rng, 3)])


@asks("tanh_derivative", points=1)
def test_tanh_derivative_of_large_numbers(rng):
    """Finite and right at z = 1000 and z = -1000."""
    return large(rng)


@asks("relu", points=1, untouched=1)
def test_relu_values(rng):
    """max(0, z) at every entry, for arrays of any shape, for whole numbers, zeros and large numbers, too."""
    far = both_signs([draw(rng, (2, 3), low=30, high=1000)])
    return [case(np.array([-1.0, 0.0, 2.0])), *shaped(rng), *special(rng), *far]


@asks("relu", points=1)
def test_relu_of_numbers(rng):
    """A single number, be it a NumPy scalar or an array without axes, gives one number."""
    return [*numbers(rng), case(np.float64(0)), case(np.float64(-1000))]


@fits_the_slope("relu_derivative", points=1, **slope_of("relu"))
def test_relu_derivative_fits_the_slope(rng):
    """1 where z is positive, 0 where it is negative, for arrays of any shape: how fast ReLU rises when z is nudged."""
    small, big = draw(rng, (2, 3), low=0.001, high=0.009), draw(rng, (4,), low=30, high=1000)
    return [case(np.array([-1.0, 0.5, 2.0])), *shaped(rng), *both_signs([small, big])]


@asks("relu_derivative", points=1, untouched=1)
def test_relu_derivative_at_zero(rng):
    """0 at z = 0, where ReLU has its corner."""
    among_others = draw(rng, (3, 4))
    among_others[0, 2], among_others[2, 1] = 0.0, -0.0
    return both_signs([among_others, np.zeros(2), np.array([0.0, 0.5, 5.0]), np.array([[0, 3], [-2, 0]])])


@check("relu_derivative", points=1)
def test_relu_derivative_of_numbers(student, reference, rng):
    """A single number, be it a NumPy scalar or an array without axes, gives one number; True does for 1."""
    cases = [*numbers(rng), case(np.float64(0))]
    expected = [reference.relu_derivative(*item.args) for item in cases]

    def are_numbers(values):
        for given, slope in zip(values, expected, strict=True):
            is_truth = isinstance(given, bool) or (isinstance(given, np.ndarray) and given.dtype == bool)
            compare(np.float64(given) if is_truth and np.ndim(given) == 0 else given, slope, "relu_derivative")

    fulfils(student.relu_derivative, reference.relu_derivative, cases, are_numbers)


@asks("softmax", points=4, untouched=1)
def test_softmax_values(rng):
    """exp(z_i) / sum_j exp(z_j) in every row of z, of shape (N, K), also where N or K is 1."""
    yield case(np.log(np.array([[1.0, 2.0, 1.0], [3.0, 3.0, 2.0]])))
    for shape in [(4, 3), (3, 3), (2, 5), (1, 4), (3, 1)]:
        yield case(draw(rng, shape))
    yield case(np.array([[-3, 2, 0], [1, 1, 4]]) + rng.integers(-1, 2, (2, 3)))  # whole numbers
    yield case(np.array([[0.0, -10.5, 2.0], [-11.0, 0.0, 0.0]]))
    yield case(-3e-4 * rng.uniform(0.1, 3, (2, 4)))


@asks("softmax", points=1)
def test_softmax_takes_any_shape(rng):
    """The scores lie along the last axis, however many axes stand before it: z of shape (K,), (N, T, K) and so on."""
    return [case(draw(rng, shape)) for shape in [(4,), (1,), (2, 3, 4), (3, 3, 3), (1, 5, 2), (2, 1, 3, 2)]]


@asks("softmax", points=1)
def test_softmax_of_large_scores(rng):
    """Finite and right for scores around 1000 and -1000, also where they meet in one row or in one array."""
    row = draw(rng, 4)
    mixed = np.where([True, False, True, False], [1000.0, 0.0, -1000.0, 0.0], row)
    rows = draw(rng, (5, 3)) + np.array([[1000.0], [-1000.0], [0.0], [500.0], [-700.0]])
    towards = np.array([[1000.0, 999.0, 0.0], [-1000.0, -1000.0, -999.0], [-1000.0, 1000.0, 1000.0]])
    whole = np.array([1000, 998, -1000])
    return [case(z) for z in (row + 1000, row - 1000, mixed, rows, towards, np.stack([rows, -rows]), whole)]


@asks("softmax_jacobian", points=4, untouched=1)
def test_softmax_jacobian_values(rng):
    """Entry [i, j] is the slope of softmax(z)[i] along z[j], for any number of scores, 1 included; two may be equal."""
    drawn = [draw(rng, K) for K in (3, 5, 2, 1)]
    whole, far, tiny = np.array([1, 3, -2, 0]), np.array([0.0, -10.5, 2.0]), -1e-4 * np.abs(drawn[1])
    tied = drawn[0][[0, 1, 0, 2]]
    return [case(z) for z in (np.log(np.array([1.0, 3.0])), *drawn, whole, far, tiny, tied)]


@fits_the_slope(
    "softmax_jacobian",
    points=1,
    output=lambda reference, inputs, z: float(reference.softmax(inputs["z"]) @ np.arange(len(z))),
    at=lambda rng, z: {"z": z},
    named=lambda table: {"dz": np.arange(len(table)) @ table},
)
def test_softmax_jacobian_fits_the_slope(rng):
    """Column j is how the probabilities change when score j is nudged."""
    return [case(draw(rng, 4)), case(draw(rng, 3))]


@asks("softmax_jacobian", points=1)
def test_softmax_jacobian_of_large_scores(rng):
    """Finite and right for scores around 1000 and -1000."""
    row = draw(rng, 4)
    apart = np.array([1000.0, 999.0, -1000.0]), np.array([-1000.0, 500.0, 499.0])
    return [case(z) for z in (row + 1000, row - 1000, *apart)]
