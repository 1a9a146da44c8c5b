"""The checks of unit 6: convolution, pooling and a whole network.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k conv_forward``.
"""

from functools import partial

import numpy as np

from deltarule import agree, array_of, asks, case, check, expect, fits_the_slope, fulfils, steady, untouched

GRADIENTS, LEARNT, TRAINED = ("dx", "dw", "db"), ("loss", "grads"), ("params", "losses")
MODES = ("max", "average", "sum")
KINDS = {"usual": (-2, 2), "large": (100, 300), "tiny": (1e-6, 5e-6), "negative": (-2, -1)}  # from where to where

# A convolution: N, H, W, C, FH, FW, K, stride, and what comes out: H', W'.
VALID = [
    (2, 5, 4, 3, 3, 2, 4, 1, 3, 3),
    (1, 7, 6, 2, 2, 3, 3, 2, 3, 2),  # a row and a column are left over
    (3, 6, 7, 1, 2, 2, 2, 3, 2, 2),  # the stride is larger than the filter
    (1, 3, 5, 2, 3, 5, 1, 2, 1, 1),  # the filter is as large as the picture
    (2, 4, 1, 1, 3, 1, 2, 1, 2, 1),  # one column
    (3, 3, 3, 3, 2, 2, 3, 1, 2, 2),  # all is square
    (1, 3, 4, 1, 3, 2, 2, 1, 1, 3),  # one row
]
SAME = [
    (2, 4, 5, 2, 3, 2, 3, 1, 4, 5),  # an even filter: the odd zero comes after
    (1, 6, 5, 3, 3, 5, 2, 2, 3, 3),  # an odd filter at stride 2: here, too
    (2, 7, 6, 1, 1, 2, 2, 3, 3, 2),  # the stride is larger than the filter: no rim at all
    (1, 5, 7, 2, 4, 3, 1, 3, 2, 3),  # zeros on each side of one, none on a side of the other
    (1, 2, 3, 2, 4, 5, 3, 1, 2, 3),  # the filter is larger than the picture
    (3, 3, 3, 3, 3, 3, 3, 1, 3, 3),  # all is square
]
# Pooling: N, H, W, C, size, stride, and what comes out: H', W'.
POOLS = [
    (2, 4, 6, 3, 2, 2, 2, 3),
    (1, 5, 8, 2, 3, 2, 2, 3),  # windows overlap, a column is left over
    (3, 6, 4, 1, 2, 1, 5, 3),  # every inner pixel is in four windows
    (2, 6, 9, 2, 2, 3, 2, 3),  # pixels between the windows are in none
    (4, 4, 4, 4, 3, 1, 2, 2),
]

# What the examples by hand are about: pictures, weights, and a network of one filter.
FOUR = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1)
EIGHT = np.array([[1.0, 3.0, 2.0, 0.0], [5.0, 3.0, 4.0, 2.0]]).reshape(1, 2, 4, 1)
DENSE = np.array([[1.0, 0.0, -1.0], [3.0, 0.5, 0.0]])
CORNERS = np.array([[1.0, -2.0], [3.0, 0.0]]).reshape(1, 2, 2, 1)
SMALL = {
    "Wc": np.ones((1, 1, 1, 1)),
    "bc": np.zeros(1),
    "Wd": np.array([[2.0, 0.0]]),
    "bd": np.array([0.0, 6.0]),
}


def numbers(rng, shape, kind="usual"):
    """Draw numbers of a kind: those of KINDS, "whole" ones, or "halves", with zeros among them."""
    if kind in KINDS:
        return rng.uniform(*KINDS[kind], shape)
    whole = rng.permutation(np.arange(np.prod(shape)) % 5 - 2).reshape(shape)
    return whole if kind == "whole" else whole / 2


def distinct(rng, shape):
    """Draw numbers above and below zero, no two of them near each other."""
    size = int(np.prod(shape))
    return (rng.permutation(size) - 0.6 * size + rng.uniform(0, 0.5, size)).reshape(shape) / 4


def each(shapes, *more):
    """Give every shape with usual numbers, and the first with all other kinds of them."""
    return [*((shape, "usual") for shape in shapes), *((shapes[0], kind) for kind in [*KINDS, "halves", *more])]


@asks("output_size", points=1)
def test_output_size_valid(rng):
    """With "valid", the default: floor((n - f) / stride) + 1, an int; the default stride is 1."""
    yield case(6, 3, stride=2)
    yield from [case(5, 3), case(7, 7), case(8, 3, 2), case(9, 1, 4), case(28, 5, 3, "valid"), case(10, 2, stride=3)]
    n, f, stride = (int(rng.integers(*ends)) for ends in ((20, 99), (2, 9), (2, 7)))
    yield from [case(n, f, stride, padding="valid"), case(5001 + f, f)]


@asks("output_size", points=1)
def test_output_size_same(rng):
    """With "same": n / stride, rounded up, an int, whatever the filter's length."""
    n, f, stride = (int(rng.integers(*ends)) for ends in ((20, 99), (2, 9), (2, 7)))
    for size in [(5, 3, 1), (7, 3, 2), (8, 3, 2), (7, 2, 3), (9, 1, 4), (2, 5, 1), (28, 28, 5), (n, f, stride)]:
        yield from [case(*size, "same"), case(*size[:2], padding="same")]


@asks("pad_same", points=3, untouched=1)
def test_pad_same_values(rng):
    """Zeros all around, as many as each side needs; an odd one goes after; where none is missing, none is added."""
    yield case(FOUR, 3, 2, 1)
    for (N, H, W, C, FH, FW, _, stride, _, _), kind in each([*SAME, *VALID]):
        yield case(numbers(rng, (N, H, W, C), kind), FH, FW, stride)


@asks("convolve2d", points=3, untouched=1)
def test_convolve2d_values(rng):
    """Slide, multiply, sum, with the kernel as it is: any shapes, stride 1 and more, pixels left over at the end."""
    yield case(np.array([[1.0, 2.0, 0.0], [3.0, 1.0, 2.0], [0.0, 2.0, 1.0]]), np.array([[1.0, 0.0], [2.0, -1.0]]))
    for (_, H, W, _, FH, FW, _, stride, _, _), kind in each(VALID, "whole"):
        yield case(numbers(rng, (H, W), kind), numbers(rng, (FH, FW)), stride=stride)
    yield case(numbers(rng, (1, 4)), numbers(rng, (1, 3)))  # by default the stride is 1
    yield case(numbers(rng, (4, 3)), numbers(rng, (2, 2), "whole"))
    yield case(1000 * FOUR[0, :, :, 0], np.ones((1, 2)))


def convolution_cases(rng, shapes, padding):
    """Draw the arguments of conv_forward."""
    for (N, H, W, C, FH, FW, K, stride, _, _), kind in each(shapes, "whole"):
        x, b = numbers(rng, (N, H, W, C), kind), numbers(rng, K, kind)
        yield case(x, numbers(rng, (FH, FW, C, K)), b, stride, padding)


@asks("conv_forward", points=2, untouched=1)
def test_conv_forward_valid(rng):
    """Without padding: K filters over all channels, plus each filter's bias; any stride, N = 1 and more."""
    yield case(FOUR, np.array([[1.0, 1.0], [1.0, -1.0]]).reshape(1, 2, 1, 2), np.array([0.0, 10.0]))
    yield from convolution_cases(rng, VALID, "valid")
    yield case(numbers(rng, (1, 4, 3, 2)), numbers(rng, (2, 2, 2, 3)), numbers(rng, 3))  # so it is by default
    yield case(numbers(rng, (1, 4, 3, 1)), numbers(rng, (2, 2, 1, 3), "whole"), np.array([-1, 0, 1]))


@asks("conv_forward", points=2)
def test_conv_forward_same(rng):
    """With "same" padding: as many stops as output_size says, even and odd filters, at stride 1 and more."""
    yield from convolution_cases(rng, SAME, "same")


def convolution_backward_case(rng, shape, padding, kind="usual"):
    """Draw the arguments of conv_backward."""
    N, H, W, C, FH, FW, K, stride, rows, columns = shape
    dout, x = numbers(rng, (N, rows, columns, K), kind), numbers(rng, (N, H, W, C), kind)
    return case(dout, x, numbers(rng, (FH, FW, C, K)), stride, padding)


@asks("conv_backward", points=3, untouched=1, parts=GRADIENTS)
def test_conv_backward_valid(rng):
    """Without padding: (dx, dw, db), each of the shape of what it belongs to; pixels that no stop covers have 0."""
    yield case(np.array([1.0, 2.0]).reshape(1, 2, 1, 1), FOUR, np.array([1.0, -1.0]).reshape(1, 2, 1, 1))
    yield from (convolution_backward_case(rng, shape, "valid", kind) for shape, kind in each(VALID))
    yield case(*convolution_backward_case(rng, VALID[0], "valid").args[:3])  # so it is by default


@asks("conv_backward", points=4, parts=GRADIENTS)
def test_conv_backward_same(rng):
    """With "same" padding: dx without the rim, however wide that is on each side, or where there is none."""
    yield from (convolution_backward_case(rng, shape, "same", kind) for shape, kind in each(SAME))


@fits_the_slope(
    "conv_backward",
    points=2,
    output=lambda reference, at, dout, x, w, *how: (dout * reference.conv_forward(*at.values(), *how)).sum(),
    at=lambda rng, dout, x, w, *_: {"x": x, "w": w, "b": numbers(rng, dout.shape[-1])},
    named=lambda gradients: dict(zip(GRADIENTS, gradients, strict=True)),
    parts=GRADIENTS,
)
def test_conv_backward_fits_the_slope(rng):
    """The gradients predict how the output changes when x, w and b are nudged in a random direction."""
    yield convolution_backward_case(rng, (2, 4, 5, 2, 2, 3, 2, 2, 2, 2), "valid")
    yield convolution_backward_case(rng, (1, 5, 4, 1, 3, 2, 2, 2, 3, 2), "same")


@asks("pool_forward", points=1)
def test_pool_forward_max(rng):
    """The largest of each window, below zero too: windows that overlap, that leave pixels out, that don't fit."""
    yield case(EIGHT, 2, 2, "max")
    for *shape, size, stride, _, _ in POOLS:
        yield case(distinct(rng, shape), size, stride, "max")
    for kind in [*KINDS, "halves"]:
        yield case(numbers(rng, (1, 4, 5, 2), kind), 2, 2, mode="max")
    yield case(1e6 * numbers(rng, (1, 4, 4, 1), "negative"), 2, 2, "max")


@asks("pool_forward", points=2)
def test_pool_forward_average_and_sum(rng):
    """The average and the sum of each window: windows that overlap, that leave pixels out, that don't fit."""
    for mode in ("average", "sum"):
        for (*shape, size, stride, _, _), kind in each(POOLS):
            yield case(numbers(rng, shape, kind), size, stride, mode)
    yield case(numbers(rng, (2, 4, 4, 1), "whole"), 2, 2, "average")


@check("pool_forward", points=1)
def test_pool_forward_leaves_its_arguments(student, reference, rng):
    """The arguments stay as they are, all the time, in each of the modes."""
    cases = [case(distinct(rng, (2, 5, 4, 3)), 2, 2, mode) for mode in MODES]
    untouched(student.pool_forward, reference.pool_forward, cases)


def pooling_case(rng, shape, mode, kind="usual"):
    """Draw the arguments of pool_backward, without ties."""
    N, H, W, C, size, stride, rows, columns = shape
    return case(numbers(rng, (N, rows, columns, C), kind), distinct(rng, (N, H, W, C)), size, stride, mode)


@asks("pool_backward", points=2)
def test_pool_backward_max(rng):
    """In "max", each slope goes to the largest of its window; where windows overlap, slopes add up."""
    yield case(np.array([10.0, 20.0]).reshape(1, 1, 2, 1), EIGHT, 2, 2, "max")
    for shape, kind in each(POOLS, "whole"):
        yield pooling_case(rng, shape, "max", kind)
    x = distinct(rng, (1, 3, 3, 1)) + 9.0 * np.eye(9)[4].reshape(1, 3, 3, 1)  # the pixel in all windows is the largest
    yield case(numbers(rng, (1, 2, 2, 1)), x, 2, 1, "max")


@asks("pool_backward", points=2)
def test_pool_backward_average_and_sum(rng):
    """In "average" and "sum", every pixel of a window gets its share; where windows overlap, shares add up."""
    for mode in ("average", "sum"):
        for shape, kind in each(POOLS, "whole"):
            yield pooling_case(rng, shape, mode, kind)


@asks("pool_backward", points=2)
def test_pool_backward_ties(rng):
    """Where several pixels are the largest, the first in row-major order gets all."""
    for window in ([[1, 3], [3, 2]], [[2, 2], [2, 1]], [[-2, -1], [-1, -1]], [[-3, -3], [-3, -3]]):
        x = np.tile(np.array(window)[:, :, None] / 2, (2, 2, 3, 2))
        yield case(numbers(rng, (2, 2, 3, 2)), x, 2, 2, "max")
    for N, H, W, C, size, stride, rows, columns in POOLS:
        x = (rng.permutation(N * H * W * C) % 3).reshape(N, H, W, C) - 1.0
        yield case(numbers(rng, (N, rows, columns, C)), x, size, stride, "max")


@fits_the_slope(
    "pool_backward",
    points=1,
    output=lambda reference, at, dout, x, *how: (dout * reference.pool_forward(at["x"], *how)).sum(),
    at=lambda rng, dout, x, *_: {"x": x},
    named=lambda dx: {"dx": dx},
)
def test_pool_backward_fits_the_slope(rng):
    """The gradient predicts how the output changes when x is nudged in a random direction, in each of the modes."""
    return [pooling_case(rng, (1, 5, 4, 2, 3, 1, 3, 2), mode) for mode in MODES]


@check("pool_backward", points=1)
def test_pool_backward_leaves_its_arguments(student, reference, rng):
    """The arguments stay as they are, all the time, in each of the modes."""
    cases = [pooling_case(rng, POOLS[1], mode) for mode in MODES]
    untouched(student.pool_backward, reference.pool_backward, cases)


@asks("flatten", points=1, untouched=0.5)
def test_flatten_values(rng):
    """(N, H W C): each picture's numbers in row-major order, for N = 1 and more."""
    yield case(np.arange(1.0, 9.0).reshape(2, 2, 1, 2))
    for shape, kind in each([(2, 3, 4, 5), (1, 4, 2, 3), (5, 2, 3, 1), (3, 1, 1, 4), (3, 3, 3, 3)]):
        yield case(numbers(rng, shape, kind))


def dense_cases(rng, *names):
    """Draw the arguments of the fully connected functions, by their names."""
    for (N, D, K), kind in each([(3, 5, 2), (1, 4, 3), (6, 2, 5), (2, 3, 1), (4, 1, 4), (3, 3, 3)]):
        shapes = {"dout": (N, K), "x": (N, D), "w": (D, K), "b": K}
        yield case(*(numbers(rng, shapes[name], kind) for name in names))


@asks("fully_connected_forward", points=1, untouched=0.5)
def test_fully_connected_forward_values(rng):
    """x w + b, for N = 1 and more."""
    yield case(np.array([[1.0, 2.0]]), DENSE, np.array([0.0, 1.0, 2.0]))
    yield from dense_cases(rng, "x", "w", "b")
    yield case(numbers(rng, (3, 4), "whole"), numbers(rng, (4, 2)), numbers(rng, 2))


@asks("fully_connected_backward", points=1, untouched=1, parts=GRADIENTS)
def test_fully_connected_backward_values(rng):
    """(dx, dw, db), each of the shape of what it belongs to, for N = 1 and more."""
    yield case(np.array([[1.0, 2.0, 0.0]]), np.array([[1.0, 2.0]]), DENSE)
    yield from dense_cases(rng, "dout", "x", "w")
    yield case(numbers(rng, (3, 2)), numbers(rng, (3, 4), "whole"), numbers(rng, (4, 2)))


@fits_the_slope(
    "fully_connected_backward",
    points=1,
    output=lambda reference, at, dout, x, w: (dout * reference.fully_connected_forward(**at)).sum(),
    at=lambda rng, dout, x, w: {"x": x, "w": w, "b": numbers(rng, dout.shape[1])},
    named=lambda gradients: dict(zip(GRADIENTS, gradients, strict=True)),
    parts=GRADIENTS,
)
def test_fully_connected_backward_fits_the_slope(rng):
    """The gradients predict how the output changes when x, w and b are nudged in a random direction."""
    return list(dense_cases(rng, "dout", "x", "w"))[:2]


def network(rng, shape, kind="usual", features=1.0):
    """Draw pictures, and a network whose features are as large as is said; its scores are moderate.

    The first filter lies below zero everywhere, so that the ReLU shuts it out; the last one lies above zero.
    """
    N, H, W, C, FH, FW, F, K = shape
    x, D = numbers(rng, (N, H, W, C), kind), (H // 2) * (W // 2) * F
    Wc, Wd = numbers(rng, (FH, FW, C, F)), numbers(rng, (D, K))
    Wc *= features / np.abs(x).max() / np.sqrt(FH * FW * C)
    largest = 1.1 * np.abs(x).max() * np.abs(Wc).sum(axis=(0, 1, 2))  # no weighted sum is as large
    bc = largest * [-1, *rng.uniform(-0.1, 0.1, F - 2), 1]
    Wd /= np.abs(Wd).sum(axis=0).max() * largest.max()
    return x, {"Wc": Wc, "bc": bc, "Wd": Wd, "bd": rng.uniform(-1, 1, K)}


def in_a_corner(rng):
    """Draw pictures that are black but for a corner, and no biases: where a sum is exactly 0, the ReLU has no slope."""
    x, params = network(rng, (2, 6, 6, 1, 3, 3, 2, 3))
    return x * np.outer(np.arange(6) < 3, np.arange(6) < 3)[:, :, None], {**params, "bc": np.zeros(2)}


def draws():
    """Give what draws pictures and networks for them, of all shapes and kinds, with small and with large features."""
    shapes = [(2, 3, 5, 2, 3, 3, 3, 4), (1, 5, 6, 1, 2, 3, 2, 3), (3, 3, 2, 3, 3, 4, 2, 2), (4, 4, 4, 4, 2, 2, 4, 4)]
    yield from (partial(network, shape=shape, kind=kind) for shape, kind in each(shapes, "whole"))
    yield from (partial(network, shape=(3, 4, 5, 2, 2, 3, 3, 3), features=features) for features in (1e-4, 1e4))
    yield in_a_corner


@asks("cnn_forward", points=3, untouched=1)
def test_cnn_forward_values(rng):
    """Convolution (same), ReLU, max pooling, flatten, fully connected, softmax; odd sizes and even filters, too."""
    yield case(CORNERS, SMALL)
    for draw in draws():
        x, params = draw(rng)
        yield case(x, params)
    yield case(x, {**params, "bd": np.array([0.5, 0.0, -9.5])})  # the last class is hardly probable
    yield case(x, dict(reversed(params.items())))


@asks("cnn_forward", points=1)
def test_cnn_forward_large_scores(rng):
    """Scores in the hundreds and thousands, of either sign, give the right probabilities, all of them finite."""
    for shift in (900.0, -900.0, np.array([900.0, -3000.0, 899.0, 500.0])):
        x, params = network(rng, (2, 2, 3, 2, 3, 3, 2, 4))
        yield case(x, {**params, "bd": params["bd"] + shift})
    # Weights that lift all scores of a picture together: a bright one's by thousands, a dark one's by little.
    x, params = network(rng, (4, 2, 4, 1, 3, 2, 3, 4), "negative")
    x = -x * np.array([3.0, 0.01, 0.01, 3.0])[:, None, None, None]
    lifting = {"Wc": np.abs(params["Wc"]), "bc": 0.01 * params["bc"], "Wd": 150 + params["Wd"]}
    yield case(x, {**lifting, "bd": np.array([-7.0, 7.0, 0.0, -14.0])})


def problem(rng, draw):
    """Draw pictures, a network for them, and classes: neighbours are of different ones."""
    x, params = draw(rng)
    K = len(params["bd"])
    return case(x, np.eye(K)[(np.arange(len(x)) + rng.integers(K)) % K], params)


def loss_cases(reference, rng):
    """Draw pictures, classes and networks of all shapes and kinds."""
    for draw in draws():
        yield steady(reference.cnn_loss_and_gradients, problem, rng, draw)
    x, params = network(rng, (2, 4, 3, 1, 2, 2, 2, 3))
    yield case(x, np.eye(3, dtype=int)[[2, 0]], {name: 1e-5 * weight for name, weight in reversed(params.items())})


@asks("cnn_loss_and_gradients", points=2, parts=LEARNT, only="loss")
def test_cnn_loss(reference, rng):
    """The loss: the cross-entropy of the true classes, averaged over the N pictures, as one number."""
    yield case(CORNERS, np.array([[1.0, 0.0]]), SMALL)
    yield from loss_cases(reference, rng)


@asks("cnn_loss_and_gradients", points=4, untouched=1, parts=LEARNT, only="grads")
def test_cnn_gradients(reference, rng):
    """The gradients of the loss for Wc, bc, Wd and bd, each of its parameter's shape, for N = 1 and more."""
    yield from loss_cases(reference, rng)


@fits_the_slope(
    "cnn_loss_and_gradients",
    points=2,
    output=lambda reference, at, x, y, _: -np.log((y * reference.cnn_forward(x, at)).sum(axis=1)).mean(),
    at=lambda rng, x, y, params: params,
    named=lambda result: result[1],
    parts=LEARNT,
    only="grads",
)
def test_cnn_gradients_fit_the_slope(reference, rng):
    """The gradients predict how the loss changes when the parameters are nudged in a random direction."""
    smooth = False
    while not smooth:  # a number near the kink of the ReLU, or two near a tie, have no slope
        x, params = network(rng, (2, 4, 4, 2, 3, 2, 3, 3))
        maps = np.sort(reference.conv_forward(x, params["Wc"], params["bc"], 1, "same").ravel())
        smooth = np.abs(maps).min() > 1e-3 and np.diff(maps).min() > 1e-4
    yield case(x, np.eye(3)[[2, 0]], params)


def costs_much(values):
    """Fail unless the loss is large, and a number, of true classes with a probability of 0."""
    for value in values:
        loss = float(array_of(value[0], (), "the loss"))
        expect(np.isfinite(loss), f"the loss is {loss} where the true classes have a probability of 0")
        expect(loss > 15.9, f"the loss is {loss:.3g} where the true classes of both pictures have a probability of 0")


@check("cnn_loss_and_gradients", points=1)
def test_cnn_loss_is_finite(student, reference, rng):
    """A true class with a probability of 0 makes the loss large, not infinite and not small; gradients stay right."""
    x, params = network(rng, (2, 4, 6, 2, 2, 2, 4, 3))
    cases = [case(x, np.eye(3)[[2, 1]], {**params, "bd": np.array([5000.0, 0.0, -5000.0])})]
    function, right = student.cnn_loss_and_gradients, reference.cnn_loss_and_gradients
    agree(function, right, cases, parts=LEARNT, only="grads")
    fulfils(function, right, cases, costs_much)


def training_case(rng, N, num_epochs, batch_size, kind="usual", features=1.0):
    """Draw a problem to train on; each epoch goes round from a sample of its own, and none from the first."""
    x, params = network(rng, (N, 2, 3, 1, 2, 2, 3, 3), kind, features)
    y = np.eye(3)[rng.permutation(3)[np.arange(N) % 3]]
    starts = rng.permutation(np.arange(1, N))[:num_epochs] if N > 1 else [0] * num_epochs
    orders = np.array([np.roll(np.arange(N), -start) for start in starts])
    return case(x, y, params, 1.0, orders, batch_size)


@asks("train_cnn", points=2, untouched=1, parts=TRAINED, only="params")
def test_train_cnn_follows_gradient_descent(reference, rng):
    """One step down the gradient of each batch in turn, epoch after epoch; without any, the weights as they came."""
    yield case(CORNERS, np.array([[1.0, 0.0]]), SMALL, 1.0, [np.array([0])], 1)
    for sizes in [(3, 1, 1), (3, 2, 3), (1, 2, 1)]:
        yield steady(reference.train_cnn, training_case, rng, *sizes)
    yield steady(reference.train_cnn, training_case, rng, 6, 1, 6)
    yield from (training_case(rng, 2, 1, 2, kind) for kind in [*KINDS, "whole"])
    yield from (training_case(rng, 3, 1, 3, features=features) for features in (1e-4, 1e4))
    x, y, params, _, orders, _ = training_case(rng, 3, 1, 3).args
    yield case(x, y, {name: 1e-5 * weight for name, weight in params.items()}, 1e-6, orders, 3)
    yield case(x, y.astype(int), params, 0.5, [], 2)


@asks("train_cnn", points=1, parts=TRAINED, only="params")
def test_train_cnn_takes_the_orders(reference, rng):
    """Each epoch takes pictures and classes in its own order, cut into batches; orders is a list or one array."""
    train = reference.train_cnn
    yield from (steady(train, training_case, rng, *sizes) for sizes in [(3, 1, 1), (5, 2, 1), (7, 2, 3)])
    *others, orders, batch_size = steady(train, training_case, rng, 5, 3, 2).args
    yield case(*others, list(orders), batch_size)


@asks("train_cnn", points=1, parts=TRAINED, only="params")
def test_train_cnn_uses_the_last_batch(reference, rng):
    """The last batch of an epoch has what is left; a batch_size larger than N makes one batch of all samples."""
    for sizes in [(5, 1, 3), (5, 2, 4), (3, 2, 2), (3, 2, 7)]:
        yield steady(reference.train_cnn, training_case, rng, *sizes)


@asks("train_cnn", points=2, parts=TRAINED, only="losses")
def test_train_cnn_records_the_losses(reference, rng):
    """A list with a number for each epoch: the mean over samples of the batch losses, each taken before its update."""
    for sizes in [(5, 3, 3), (5, 2, 2), (3, 1, 3), (1, 2, 1)]:
        yield steady(reference.train_cnn, training_case, rng, *sizes)
    x, _, params, _, orders, _ = training_case(rng, 3, 2, 3).args
    knowing = {**params, "bd": np.array([9.0, 0.0, 0.0])}
    yield case(x, np.eye(3)[[0, 0, 0]], knowing, 1e-9, np.tile(orders, (6, 1)), 3)  # little is left to learn
