"""The checks of unit 6: convolution, pooling and a whole network.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k conv_forward``.
"""

from itertools import combinations

import numpy as np

from autograder.checking import (
    CheckFailed,
    agree,
    case,
    check,
    compare,
    expect,
    gradient_agrees,
    recognising,
    untouched,
)
from autograder.student.calling import Raised

GRADIENTS = ("dx", "dw", "db")
SIZES = ("output_size", "pad_same")
FORWARD = (*SIZES, "conv_forward", "pool_forward", "flatten", "fully_connected_forward")
NETWORK = (*FORWARD, "cnn_forward", "conv_backward", "pool_backward", "fully_connected_backward")

# A convolution: N, H, W, C, FH, FW, K, stride, and what comes out: H', W'.
VALID = [
    (2, 5, 4, 3, 3, 2, 4, 1, 3, 3),
    (1, 7, 6, 2, 2, 3, 3, 2, 3, 2),  # a row and a column are left over
    (3, 6, 7, 1, 1, 2, 2, 3, 2, 2),  # the stride is larger than the filter
    (1, 3, 5, 2, 3, 5, 1, 2, 1, 1),  # the filter is as large as the picture
]
SAME = [
    (2, 4, 5, 2, 3, 2, 3, 1, 4, 5),  # an even filter: the odd zero comes after
    (1, 6, 5, 3, 3, 5, 2, 2, 3, 3),  # an odd filter at stride 2: here, too
    (2, 7, 6, 1, 1, 2, 2, 3, 3, 2),  # the stride is larger than the filter: no rim at all
    (1, 5, 7, 2, 4, 3, 1, 3, 2, 3),  # zeros on each side of one, none on a side of the other
    (1, 2, 3, 2, 4, 5, 3, 1, 2, 3),  # the filter is larger than the picture
]
# Pooling: N, H, W, C, size, stride, and what comes out: H', W'.
POOLS = [
    (2, 4, 6, 3, 2, 2, 2, 3),
    (1, 5, 8, 2, 3, 2, 2, 3),  # windows overlap, a column is left over
    (3, 6, 4, 1, 2, 1, 5, 3),  # every inner pixel is in four windows
    (2, 6, 9, 2, 2, 3, 2, 3),  # pixels between the windows are in none
    (1, 3, 4, 2, 3, 1, 1, 2),
]
MODES = ("max", "average", "sum")
# A network: N, H, W, C, FH, FW, F, K.
NETWORKS = [(2, 3, 5, 2, 3, 3, 3, 4), (1, 5, 6, 1, 2, 3, 2, 3), (3, 3, 2, 3, 3, 4, 2, 2)]


def answers(student, reference, cases, uses=()):
    """Check the student's answers, and give the reference's: slopes are measured more finely than float32 can tell."""
    right = [reference(*arguments.args) for arguments in cases]
    agree(student, reference, cases, uses=uses)
    return right


def named(gradients):
    """Put names to (dx, dw, db)."""
    expect(isinstance(gradients, list | tuple) and len(gradients) == 3, "three values should come back: dx, dw, db")
    return dict(zip(GRADIENTS, gradients, strict=True))


def fails(outcome, expected):
    """Whether a call gave anything but what was expected."""
    try:
        expect(not isinstance(outcome, Raised), "it raised")
        compare(outcome.value, expected, "the result")
    except CheckFailed:
        return True
    return False


@check("output_size", points=1)
def test_output_size_valid(student, reference, rng):
    """With "valid", the default: floor((n - f) / stride) + 1, an int; the default stride is 1."""
    cases = [case(5, 3), case(7, 7), case(8, 3, 2), case(9, 1, 4), case(28, 5, 3, "valid"), case(10, 2, stride=3)]
    n, f = int(rng.integers(20, 99)), int(rng.integers(2, 9))
    agree(student.output_size, reference.output_size, [*cases, case(n, f, int(rng.integers(2, 7)), padding="valid")])


@check("output_size", points=1)
def test_output_size_same(student, reference, rng):
    """With "same": n / stride, rounded up, an int, whatever the filter's length."""
    cases = [case(5, 3, 1, "same"), case(7, 3, 2, "same"), case(8, 3, 2, "same"), case(7, 2, 3, "same")]
    cases += [
        case(9, 1, 4, "same"),
        case(2, 5, padding="same"),
        case(28, 28, stride=5, padding="same"),
        case(9, 3, 2, "valid"),
    ]
    n, f = int(rng.integers(20, 99)), int(rng.integers(2, 9))
    agree(student.output_size, reference.output_size, [*cases, case(n, f, int(rng.integers(2, 7)), "same")])


def padding_cases(rng):
    """Draw pictures, and filter sizes and strides for them."""
    return [
        case(rng.standard_normal((N, H, W, C)), FH, FW, stride)
        for N, H, W, C, FH, FW, _, stride, _, _ in [*SAME, *VALID[:2]]
    ]


@check("pad_same", points=2)
def test_pad_same_values(student, reference, rng):
    """Zeros all around, as many as each side needs; an odd one goes after; where nothing is missing, nothing is added.

    Your own output_size may be used; an error in it costs no point here.
    """
    agree(student.pad_same, reference.pad_same, padding_cases(rng), uses=["output_size"])


@check("pad_same", points=1)
def test_pad_same_leaves_its_arguments(student, reference, rng):
    """x stays as it is.

    Your own output_size may be used; an error in it costs no point here.
    """
    agree(student.pad_same, reference.pad_same, padding_cases(rng)[:2], frozen=True, uses=["output_size"])


@check("convolve2d", points=2)
def test_convolve2d_values(student, reference, rng):
    """Slide, multiply, sum, with the kernel as it is: any shapes, stride 1 and more, pixels left over at the end.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [case(rng.standard_normal((5, 4)), rng.standard_normal((3, 2)))]
    for _, H, W, _, FH, FW, _, stride, _, _ in VALID:
        cases.append(case(rng.standard_normal((H, W)), rng.standard_normal((FH, FW)), stride))
    cases.append(case(rng.standard_normal((6, 8)), rng.standard_normal((3, 3)), stride=2))
    agree(student.convolve2d, reference.convolve2d, cases, uses=["output_size"])


@check("convolve2d", points=1)
def test_convolve2d_leaves_its_arguments(student, reference, rng):
    """image and kernel stay as they are.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [case(rng.standard_normal((5, 4)), rng.standard_normal((2, 3)), 2)]
    agree(student.convolve2d, reference.convolve2d, cases, frozen=True, uses=["output_size"])


def convolution_case(rng, shape, padding):
    """Draw the arguments of conv_forward."""
    N, H, W, C, FH, FW, K, stride, _, _ = shape
    return case(
        rng.standard_normal((N, H, W, C)), rng.standard_normal((FH, FW, C, K)), rng.standard_normal(K), stride, padding
    )


@check("conv_forward", points=2)
def test_conv_forward_valid(student, reference, rng):
    """Without padding: K filters over all channels, plus each filter's bias, at stride 1 and more, for N = 1 and more.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [convolution_case(rng, shape, "valid") for shape in VALID]
    cases.append(case(*cases[0].args[:3]))  # by default the stride is 1, without padding
    agree(student.conv_forward, reference.conv_forward, cases, uses=SIZES)


@check("conv_forward", points=2)
def test_conv_forward_same(student, reference, rng):
    """With "same" padding: as many stops as output_size says, even and odd filters, at stride 1 and more.

    Your own output_size and pad_same may be used; an error in those costs no point here.
    """
    agree(
        student.conv_forward,
        reference.conv_forward,
        [convolution_case(rng, shape, "same") for shape in SAME],
        uses=SIZES,
    )


@check("conv_forward", points=1)
def test_conv_forward_leaves_its_arguments(student, reference, rng):
    """x, w and b stay as they are.

    Your own output_size and pad_same may be used; an error in those costs no point here.
    """
    cases = [convolution_case(rng, VALID[0], "valid"), convolution_case(rng, SAME[0], "same")]
    agree(student.conv_forward, reference.conv_forward, cases, frozen=True, uses=SIZES)


def convolution_backward_case(rng, shape, padding):
    """Draw the arguments of conv_backward."""
    N, H, W, C, FH, FW, K, stride, rows, columns = shape
    dout = rng.standard_normal((N, rows, columns, K))
    return case(dout, rng.standard_normal((N, H, W, C)), rng.standard_normal((FH, FW, C, K)), stride, padding)


@check("conv_backward", points=3)
def test_conv_backward_valid(student, reference, rng):
    """Without padding: (dx, dw, db), each of the shape of what it belongs to; pixels that no stop covers have 0.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [convolution_backward_case(rng, shape, "valid") for shape in VALID]
    cases.append(case(*cases[0].args[:3]))
    agree(student.conv_backward, reference.conv_backward, cases, parts=GRADIENTS, uses=SIZES)


@check("conv_backward", points=3)
def test_conv_backward_same(student, reference, rng):
    """With "same" padding: dx without the rim, however wide that is on each side, or where there is none.

    Your own output_size and pad_same may be used; an error in those costs no point here.
    """
    cases = [convolution_backward_case(rng, shape, "same") for shape in SAME]
    agree(student.conv_backward, reference.conv_backward, cases, parts=GRADIENTS, uses=SIZES)


@check("conv_backward", points=2)
def test_conv_backward_fits_the_slope(student, reference, rng):
    """The gradients predict how the output changes when x, w and b are nudged in a random direction.

    Your own output_size and pad_same may be used; an error in those costs no point here.
    """
    cases = [
        convolution_backward_case(rng, (2, 4, 5, 2, 2, 3, 2, 2, 2, 2), "valid"),
        convolution_backward_case(rng, (1, 5, 4, 1, 3, 2, 2, 2, 3, 2), "same"),
    ]
    found = answers(student.conv_backward, reference.conv_backward, cases, SIZES)
    for gradients, arguments in zip(found, cases, strict=True):
        dout, x, w, *how = arguments.args

        def output(at, dout=dout, how=how):
            return (dout * reference.conv_forward(at["x"], at["w"], at["b"], *how)).sum()

        at = {"x": x, "w": w, "b": rng.standard_normal(dout.shape[-1])}
        gradient_agrees(named(gradients), output, at, rng, directions=2)


@check("conv_backward", points=1)
def test_conv_backward_leaves_its_arguments(student, reference, rng):
    """dout, x and w stay as they are.

    Your own output_size and pad_same may be used; an error in those costs no point here.
    """
    cases = [convolution_backward_case(rng, VALID[1], "valid"), convolution_backward_case(rng, SAME[1], "same")]
    agree(student.conv_backward, reference.conv_backward, cases, parts=GRADIENTS, frozen=True, uses=SIZES)


def distinct(rng, shape):
    """Draw numbers above and below zero, no two of them near each other."""
    size = int(np.prod(shape))
    return (rng.permutation(size) - 0.6 * size + rng.uniform(0, 0.5, size)).reshape(shape) / 4


@check("pool_forward", points=1)
def test_pool_forward_max(student, reference, rng):
    """The largest of each window, below zero too: windows that overlap, that leave pixels out, that don't fit.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [case(distinct(rng, shape), size, stride, "max") for *shape, size, stride, _, _ in POOLS]
    cases.append(case(-rng.uniform(1, 2, (1, 4, 5, 2)), 2, 2, mode="max"))
    agree(student.pool_forward, reference.pool_forward, cases, uses=["output_size"])


@check("pool_forward", points=1)
def test_pool_forward_average_and_sum(student, reference, rng):
    """The average and the sum of each window: windows that overlap, that leave pixels out, that don't fit.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [
        case(distinct(rng, shape), size, stride, mode)
        for mode in ("average", "sum")
        for *shape, size, stride, _, _ in POOLS[:4]
    ]
    agree(student.pool_forward, reference.pool_forward, cases, uses=["output_size"])


@check("pool_forward", points=1)
def test_pool_forward_leaves_its_arguments(student, reference, rng):
    """x stays as it is.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [case(distinct(rng, (2, 5, 4, 3)), 2, 2, mode) for mode in MODES]
    agree(student.pool_forward, reference.pool_forward, cases, frozen=True, uses=["output_size"])


def pooling_case(rng, shape, mode):
    """Draw the arguments of pool_backward, without ties."""
    N, H, W, C, size, stride, rows, columns = shape
    return case(rng.standard_normal((N, rows, columns, C)), distinct(rng, (N, H, W, C)), size, stride, mode)


@check("pool_backward", points=2)
def test_pool_backward_max(student, reference, rng):
    """In "max", each slope goes to the largest of its window; where windows overlap, slopes add up.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [pooling_case(rng, shape, "max") for shape in POOLS]
    agree(student.pool_backward, reference.pool_backward, cases, uses=["output_size"])


@check("pool_backward", points=2)
def test_pool_backward_average_and_sum(student, reference, rng):
    """In "average" and "sum", every pixel of a window gets its share; where windows overlap, shares add up.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [pooling_case(rng, shape, mode) for mode in ("average", "sum") for shape in POOLS[:4]]
    agree(student.pool_backward, reference.pool_backward, cases, uses=["output_size"])


@check("pool_backward", points=2)
def test_pool_backward_ties(student, reference, rng):
    """Where several pixels are the largest, the first in row-major order gets all.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = []
    for N, H, W, C, size, stride, rows, columns in POOLS:
        dout = rng.standard_normal((N, rows, columns, C))
        cases.append(case(dout, rng.integers(0, 3, (N, H, W, C)).astype(float), size, stride, "max"))
    cases.append(case(rng.standard_normal((1, 2, 3, 2)), np.full((1, 4, 6, 2), -1.5), 2, 2, "max"))
    # Two of four are the largest: the second in the first row, and the first in the second.
    window = np.array([[1.0, 3.0], [3.0, 2.0]])
    cases.append(case(rng.standard_normal((1, 2, 2, 1)), np.tile(window, (2, 2))[None, :, :, None], 2, 2, "max"))
    agree(student.pool_backward, reference.pool_backward, cases, uses=["output_size"])


@check("pool_backward", points=1)
def test_pool_backward_fits_the_slope(student, reference, rng):
    """The gradient predicts how the output changes when x is nudged in a random direction, in each of the modes.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [pooling_case(rng, (1, 5, 4, 2, 3, 1, 3, 2), mode) for mode in MODES]
    found = answers(student.pool_backward, reference.pool_backward, cases, ["output_size"])
    for dx, arguments in zip(found, cases, strict=True):
        dout, x, *how = arguments.args

        def output(at, dout=dout, how=how):
            return (dout * reference.pool_forward(at["x"], *how)).sum()

        gradient_agrees({"dx": dx}, output, {"x": x}, rng, directions=2)


@check("pool_backward", points=1)
def test_pool_backward_leaves_its_arguments(student, reference, rng):
    """dout and x stay as they are.

    Your own output_size may be used; an error in it costs no point here.
    """
    cases = [pooling_case(rng, POOLS[1], mode) for mode in MODES]
    agree(student.pool_backward, reference.pool_backward, cases, frozen=True, uses=["output_size"])


@check("flatten", points=1)
def test_flatten_values(student, reference, rng):
    """(N, H W C): each picture's numbers in row-major order, for N = 1 and more."""
    cases = [case(rng.standard_normal(shape)) for shape in [(2, 3, 4, 5), (1, 4, 2, 3), (5, 2, 3, 1), (3, 1, 1, 4)]]
    agree(student.flatten, reference.flatten, cases)


@check("flatten", points=1)
def test_flatten_leaves_its_arguments(student, reference, rng):
    """x stays as it is, its shape too."""
    untouched(student.flatten, reference.flatten, [case(rng.standard_normal((2, 3, 2, 4)))])


def dense_cases(rng, *kinds):
    """Draw the arguments of the fully connected functions, by the letters of their shapes."""
    cases = []
    for N, D, K in [(3, 5, 2), (1, 4, 3), (6, 2, 5), (2, 3, 1), (4, 1, 4)]:
        sizes = {"N": N, "D": D, "K": K}
        cases.append(case(*(rng.standard_normal([sizes[letter] for letter in kind]) for kind in kinds)))
    return cases


@check("fully_connected_forward", points=1)
def test_fully_connected_forward_values(student, reference, rng):
    """x w + b, for N = 1 and more."""
    agree(student.fully_connected_forward, reference.fully_connected_forward, dense_cases(rng, "ND", "DK", "K"))


@check("fully_connected_forward", points=1)
def test_fully_connected_forward_leaves_its_arguments(student, reference, rng):
    """x, w and b stay as they are."""
    cases = dense_cases(rng, "ND", "DK", "K")[:2]
    untouched(student.fully_connected_forward, reference.fully_connected_forward, cases)


@check("fully_connected_backward", points=2)
def test_fully_connected_backward_values(student, reference, rng):
    """(dx, dw, db), each of the shape of what it belongs to, for N = 1 and more."""
    cases = dense_cases(rng, "NK", "ND", "DK")
    agree(student.fully_connected_backward, reference.fully_connected_backward, cases, parts=GRADIENTS)


@check("fully_connected_backward", points=1)
def test_fully_connected_backward_fits_the_slope(student, reference, rng):
    """The gradients predict how the output changes when x, w and b are nudged in a random direction."""
    cases = dense_cases(rng, "NK", "ND", "DK")[:2]
    found = answers(student.fully_connected_backward, reference.fully_connected_backward, cases)
    for gradients, arguments in zip(found, cases, strict=True):
        dout, x, w = arguments.args

        def output(at, dout=dout):
            return (dout * reference.fully_connected_forward(at["x"], at["w"], at["b"])).sum()

        at = {"x": x, "w": w, "b": rng.standard_normal(dout.shape[1])}
        gradient_agrees(named(gradients), output, at, rng, directions=2)


@check("fully_connected_backward", points=1)
def test_fully_connected_backward_leaves_its_arguments(student, reference, rng):
    """dout, x and w stay as they are."""
    cases = dense_cases(rng, "NK", "ND", "DK")[:2]
    untouched(student.fully_connected_backward, reference.fully_connected_backward, cases, parts=GRADIENTS)


def draw_network(rng, C, FH, FW, F, H, W, K):
    """Draw the parameters of a network, none of them zero, for probabilities that are not near 0 or 1."""
    D = (H // 2) * (W // 2) * F
    return {
        "Wc": rng.standard_normal((FH, FW, C, F)),
        "bc": rng.standard_normal(F),
        "Wd": rng.standard_normal((D, K)) * 0.5 / np.sqrt(D),
        "bd": rng.uniform(-1, 1, K),
    }


def network_case(rng, shape):
    """Draw pictures and a network for them."""
    N, H, W, C, FH, FW, F, K = shape
    return case(rng.standard_normal((N, H, W, C)), draw_network(rng, C, FH, FW, F, H, W, K))


@check("cnn_forward", points=3)
def test_cnn_forward_values(student, reference, rng):
    """Convolution (same), ReLU, max pooling, flatten, fully connected, softmax; odd sizes and even filters, too.

    Your own functions may be used; an error in those costs no point here.
    """
    cases = [network_case(rng, shape) for shape in NETWORKS]
    agree(student.cnn_forward, reference.cnn_forward, cases, uses=FORWARD)


@check("cnn_forward", points=1)
def test_cnn_forward_large_scores(student, reference, rng):
    """Scores in the thousands, of either sign, give the right probabilities, all of them finite.

    Your own functions may be used; an error in those costs no point here.
    """
    cases = []
    for shift in (1000.0, -1000.0, np.array([2000.0, -3000.0, 1999.0, 500.0])):
        x, params = network_case(rng, (2, 2, 3, 2, 3, 3, 2, 4)).args
        cases.append(case(x, {**params, "bd": params["bd"] + shift}))
    # Weights that lift all scores of a picture together: a bright one's by thousands, a dark one's by little.
    x, params = network_case(rng, (4, 2, 4, 1, 3, 2, 3, 4)).args
    x *= np.array([3.0, 0.01, 0.01, 3.0])[:, None, None, None]
    cases.append(case(x, {**params, "bc": 0.1 * params["bc"], "Wd": 100 + params["Wd"]}))
    agree(student.cnn_forward, reference.cnn_forward, cases, uses=FORWARD)


@check("cnn_forward", points=1)
def test_cnn_forward_leaves_its_arguments(student, reference, rng):
    """x and params stay as they are.

    Your own functions may be used; an error in those costs no point here.
    """
    agree(student.cnn_forward, reference.cnn_forward, [network_case(rng, NETWORKS[0])], frozen=True, uses=FORWARD)


def loss_case(rng, shape):
    """Draw pictures, classes and a network for them."""
    x, params = network_case(rng, shape).args
    return case(x, np.eye(shape[-1])[rng.integers(0, shape[-1], shape[0])], params)


@check("cnn_loss_and_gradients", points=2)
def test_cnn_loss(student, reference, rng):
    """The loss: the cross-entropy of the true classes, averaged over the N pictures, as one number.

    Your own functions may be used; an error in those costs no point here.
    """
    cases = [loss_case(rng, shape) for shape in [(2, 2, 5, 1, 3, 2, 2, 4), (1, 3, 2, 2, 2, 2, 1, 3)]]
    function, answer = student.cnn_loss_and_gradients, reference.cnn_loss_and_gradients
    agree(function, answer, cases, parts=("loss", "grads"), only="loss", uses=NETWORK)


@check("cnn_loss_and_gradients", points=4)
def test_cnn_gradients(student, reference, rng):
    """The gradients of the loss for Wc, bc, Wd and bd, each of its parameter's shape, for N = 1 and more.

    Your own functions may be used; an error in those costs no point here.
    """
    cases = [loss_case(rng, shape) for shape in NETWORKS]
    function, answer = student.cnn_loss_and_gradients, reference.cnn_loss_and_gradients
    agree(function, answer, cases, parts=("loss", "grads"), only="grads", uses=NETWORK)


def smooth_case(reference, rng, shape):
    """Draw a loss_case in which no number is near the kink of ReLU, and no two are near a tie."""
    while True:
        arguments = loss_case(rng, shape)
        x, _, params = arguments.args
        maps = np.sort(reference.conv_forward(x, params["Wc"], params["bc"], 1, "same").ravel())
        if np.abs(maps).min() > 1e-3 and np.diff(maps).min() > 1e-4:
            return arguments


@check("cnn_loss_and_gradients", points=2)
def test_cnn_gradients_fit_the_slope(student, reference, rng):
    """The gradients predict how the loss changes when the parameters are nudged in a random direction.

    Your own functions may be used; an error in those costs no point here.
    """
    arguments = smooth_case(reference, rng, (2, 3, 4, 2, 3, 2, 2, 3))
    (found,) = answers(student.cnn_loss_and_gradients, reference.cnn_loss_and_gradients, [arguments], NETWORK)
    expect(isinstance(found, list | tuple) and len(found) == 2, "two values should come back: loss, grads")
    x, y, params = arguments.args

    def loss(nudged):
        return -np.log((y * reference.cnn_forward(x, nudged)).sum(axis=1)).mean()

    gradient_agrees(found[1], loss, params, rng, directions=2)


@check("cnn_loss_and_gradients", points=1)
def test_cnn_loss_is_finite(student, reference, rng):
    """A true class with a probability of 0 makes the loss large, not infinite and not small; gradients stay right.

    Your own functions may be used; an error in those costs no point here.
    """
    x, y, params = loss_case(rng, (2, 2, 3, 2, 2, 2, 2, 3)).args
    y[0] = [0.0, 0.0, 1.0]
    cases = [case(x, y, {**params, "bd": params["bd"] + np.array([5000.0, 0.0, -5000.0])})]
    function, answer = student.cnn_loss_and_gradients, reference.cnn_loss_and_gradients
    with recognising(function, answer, cases):
        ((loss, _),) = agree(function, answer, cases, parts=("loss", "grads"), only="grads", uses=NETWORK)
        loss = float(loss)
        expect(np.isfinite(loss), f"the loss is {loss} where the true class has a probability of 0")
        expect(loss > 5, f"the loss is {loss:.3g} where the true class of one picture of two has a probability of 0")


@check("cnn_loss_and_gradients", points=1)
def test_cnn_loss_and_gradients_leaves_its_arguments(student, reference, rng):
    """x, y and params stay as they are.

    Your own functions may be used; an error in those costs no point here.
    """
    function, answer = student.cnn_loss_and_gradients, reference.cnn_loss_and_gradients
    agree(
        function, answer, [loss_case(rng, (2, 3, 2, 2, 3, 2, 2, 4))], parts=("loss", "grads"), frozen=True, uses=NETWORK
    )


TRAINING = (*NETWORK, "cnn_loss_and_gradients")


def training_case(rng, N, alpha, num_epochs, batch_size, *, alike=False):
    """Draw a small problem to train on. Where all samples are alike, their order makes no difference.

    Else each order leads elsewhere: bright and dark pictures of different classes, and no ReLU that shuts them out.
    """
    x = rng.uniform(0.5, 1, (N, 2, 3, 1)) * np.linspace(0.5, 1.5, N)[:, None, None, None]
    y = np.eye(3)[rng.permutation(3)[np.arange(N) % 3]]
    params = draw_network(rng, 1, 2, 2, 2, 2, 3, 3)
    params.update(Wc=rng.uniform(0.2, 0.6, (2, 2, 1, 2)), bc=rng.uniform(0.1, 0.5, 2))
    if alike:
        x, y = np.repeat(x[:1], N, axis=0), np.repeat(y[:1], N, axis=0)
    return case(x, y, params, alpha, num_epochs, batch_size, generator(rng))


def generator(rng):
    """Draw a generator."""
    return np.random.default_rng(int(rng.integers(1_000_000)))


@check("train_cnn", points=2)
def test_train_cnn_follows_gradient_descent(student, reference, rng):
    """In each epoch one step down the gradient of each batch, the smaller last one too; num_epochs are taken.

    Your own functions may be used; an error in those costs no point here.
    """
    problems = [(3, 0.5, 2, 2), (2, 0.4, 1, 5), (1, 0.5, 1, 1)]
    cases = [training_case(rng, *problem, alike=True) for problem in problems]
    agree(student.train_cnn, reference.train_cnn, cases, parts=("params", "losses"), only="params", uses=TRAINING)


@check("train_cnn", points=2)
def test_train_cnn_records_the_losses(student, reference, rng):
    """A list with one number for each epoch: the mean over samples of the batch losses, each taken before its update.

    Your own functions may be used; an error in those costs no point here.
    """
    cases = [training_case(rng, 5, 0.5, 2, 3, alike=True)]
    agree(student.train_cnn, reference.train_cnn, cases, parts=("params", "losses"), only="losses", uses=TRAINING)


@check("train_cnn", points=1)
def test_train_cnn_leaves_its_arguments(student, reference, rng):
    """x, y and params stay as they are; the trained parameters come in a new dict of new arrays.

    Your own functions may be used; an error in those costs no point here.
    """
    cases = [training_case(rng, 3, 0.5, 1, 2, alike=True)]
    agree(student.train_cnn, reference.train_cnn, cases, parts=("params", "losses"), frozen=True, uses=TRAINING)


class Descents:
    """All that training can lead to: one outcome for each way of cutting the samples into batches, epoch by epoch."""

    def __init__(self, arguments, loss_and_gradients):
        """Take every way, with the batches' losses and gradients from `loss_and_gradients`."""
        self.x, self.y, params, self.alpha, num_epochs, self.batch_size, _ = arguments.args
        self.known = []
        self._ask = loss_and_gradients
        ways = [(params, [], [])]
        for _ in range(num_epochs):
            ways = [way for before in ways for way in self._epoch(*before)]
        self.ways = ways

    def _epoch(self, params, losses, orders):
        """Take every way through one epoch: the parameters, the losses and the orders of batches so far."""
        partial = [(params, 0.0, [], tuple(range(len(self.x))))]
        while partial[0][3]:
            partial = [step for before in partial for step in self._steps(*before)]
        return [(now, [*losses, total / len(self.x)], [*orders, order]) for now, total, order, _ in partial]

    def _steps(self, params, total, order, left):
        for batch in combinations(left, min(self.batch_size, len(left))):
            x, y = self.x[list(batch)], self.y[list(batch)]
            loss, grads = self._ask(x, y, params)
            self.known.append((x, y, params, (loss, grads)))
            moved = {name: weight - self.alpha * grads[f"d{name}"] for name, weight in params.items()}
            yield moved, total + loss * len(batch), [*order, batch], tuple(i for i in left if i not in batch)

    def answer(self, x, y, params):
        """Stand in for cnn_loss_and_gradients; the samples of a batch may come in any order."""
        for *known, result in self.known:
            if np.shape(x) == known[0].shape and all(
                np.allclose(got, want, rtol=1e-4, atol=1e-6)
                for got, want in zip(
                    [*in_order(x, y), *params.values()], [*in_order(*known[:2]), *known[2].values()], strict=True
                )
            ):
                return result
        return NotImplemented

    def orders_of(self, outcome):
        """Find the orders of batches that lead to what was returned, or raise what speaks against all of them."""
        if isinstance(outcome, Raised):
            raise CheckFailed.from_call("train_cnn", outcome)
        for params, losses, orders in self.ways:
            if not fails(outcome, (params, losses)):
                return orders
        compare(outcome.value, self.ways[0][:2], "the result", parts=("params", "losses"))
        raise AssertionError("unreachable")


def in_order(x, y):
    """Sort samples, so that a batch is known in whatever order it comes."""
    rows = np.column_stack([np.reshape(x, (len(x), -1)), y])
    return (rows[np.lexsort(rows.T[::-1])],)


def orders_taken(student, reference, cases):
    """Find the orders of batches in which the student's training took the samples, case by case.

    The cases are one problem with several generators. What a batch leads to is the reference's answer or,
    throughout, the student's own cnn_loss_and_gradients': an error in that one is its own.
    """
    right = Descents(cases[0], reference.cnn_loss_and_gradients)
    try:
        return [right.orders_of(outcome) for outcome in student.train_cnn.observe(cases)]
    except CheckFailed as failure:
        if failure.status == "not_started":
            raise
    right_one = {"cnn_loss_and_gradients": right.answer}
    try:
        return [right.orders_of(outcome) for outcome in student.train_cnn.observe(cases, stand_ins=right_one)]
    except CheckFailed as failure:
        try:
            own = Descents(cases[0], student.cnn_loss_and_gradients)
            return [own.orders_of(outcome) for outcome in student.train_cnn.observe(cases)]
        except Exception:
            raise failure from None


@check("train_cnn", points=2)
def test_train_cnn_takes_every_sample_once(student, reference, rng):
    """In an epoch each sample is in one batch, together with its own class, however the samples are shuffled.

    Your own functions may be used; an error in those costs no point here.
    """
    problems = [training_case(rng, *problem) for problem in [(3, 0.5, 1, 2), (4, 0.4, 2, 4), (2, 0.3, 2, 7)]]
    with recognising(student.train_cnn, reference.train_cnn, problems[:2]):
        for problem in problems:
            orders_taken(student, reference, [case(*problem.args[:-1], generator(rng)) for _ in range(4)])


@check("train_cnn", points=2)
def test_train_cnn_shuffles_anew(student, reference, rng):
    """The order is drawn from rng, and anew for every epoch; the same state of rng gives the same result.

    Your own functions may be used; an error in those costs no point here.
    """
    problem, larger = training_case(rng, 2, 0.5, 2, 1), training_case(rng, 5, 0.5, 3, 2)
    cases = [case(*problem.args[:-1], generator(rng)) for _ in range(36)]
    with recognising(student.train_cnn, reference.train_cnn, [larger, cases[0]]):
        taken = orders_taken(student, reference, cases)
        first, second = ([orders[epoch] for orders in taken] for epoch in (0, 1))
        for name, orders in (("first", first), ("second", second)):
            same = all(order == orders[0] for order in orders)
            expect(
                not same, f"the order in the {name} epoch is the same whatever the state of rng: shuffle the samples"
            )
        expect(first != second, "both epochs take the samples in the same order: shuffle anew in each epoch")
        seed = int(rng.integers(1_000_000))
        twice = [case(*larger.args[:-1], np.random.default_rng(seed)) for _ in range(2)]
        once, again = student.train_cnn.observe(twice)
        if not isinstance(once, Raised):
            expect(not fails(again, once.value), "two runs from one state of rng differ: draw all randomness from rng")
