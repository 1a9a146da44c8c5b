"""The checks of unit 4: a recurrent network from scratch.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k rnn_forward``.
"""

import numpy as np

from deltarule import array_of, asks, case, check, expect, fits_the_slope, fulfils

STATES = ("h", "y_hat")
GRADIENTS = ("dU", "dW", "dV")
# N, T, D, H, K
SHAPES = [(2, 5, 3, 4, 6), (1, 4, 2, 5, 3), (3, 1, 4, 2, 5), (1, 1, 5, 3, 2), (4, 3, 1, 6, 2), (3, 3, 3, 3, 3)]


def draw_classes(rng, N, T, K):
    """Draw a class, one-hot, for every step of every sequence."""
    return np.eye(K)[rng.integers(K, size=(N, T))]


def draw_probabilities(rng, *shape, least=0.1):
    """Draw probabilities, none of them close to 0: along the last axis they add up to 1."""
    raw = rng.uniform(least, 1, shape)
    return raw / raw.sum(axis=-1, keepdims=True)


def draw_sequences(rng, N, T, D, H, K, *, inputs=1.0, highest=1.0, classes=False):
    """Draw the arguments of rnn_forward: weights large enough for memory to last, small enough for tanh to bend.

    The inputs are numbers up to `highest`, scaled by `inputs` and U the other way; or `classes` in whole numbers.
    """
    U, W, V = (rng.normal(0, 0.7, shape) for shape in ((D, H), (H, H), (H, K)))
    x = draw_classes(rng, N, T, D).astype(int) if classes else inputs * rng.uniform(-1, highest, (N, T, D))
    return case(x, rng.uniform(-0.9, 0.9, (N, H)), U / inputs, W, V)


@asks("one_hot", points=1, untouched=1)
def test_one_hot_values(rng):
    """A 1 at the class's own place, 0 elsewhere, along a new last axis, for indices of one, two or three axes."""
    yield case(np.array([2, 0]), 3)
    yield case(np.array([0, 2, 1, 1]), 7)  # classes that don't occur have their places, too
    for shape, num_classes in [((5,), 4), ((2, 3), 6), ((3, 1), 2), ((2, 4, 3), 5), ((1, 3), 3), ((4, 4), 40)]:
        indices = rng.integers(num_classes, size=shape)
        indices.flat[:3] = rng.permutation(num_classes)[[0, 1, -1]]  # not all of one class
        yield case(indices, num_classes)
    yield case(np.array([[38, 0], [31, 2]]), 41)


@asks("one_hot", points=1, fixed="the shapes are what is odd; test_one_hot_values draws the indices")
def test_one_hot_odd_shapes(rng):
    """An array of no axes gives (K,); an axis of length 0 stays one: (0,) gives (0, K)."""
    yield case(np.array(2), 4)
    for shape in [(0,), (2, 0), (0, 3)]:
        yield case(np.zeros(shape, dtype=int), 4)


@asks("rnn_step", points=2, untouched=1)
def test_rnn_step_values(rng):
    """tanh(x_t U + h_prev W), for N = 1 and more."""
    weights = np.array([[1.0, 0.5]]), np.array([[1.0, 0.0], [3.0, 2.0]])
    yield case(np.array([[2.0]]), np.array([[0.5, -0.5]]), *weights)
    drawn = [draw_sequences(rng, N, 1, D, H, 1) for N, D, H in [(3, 2, 4), (1, 5, 3), (4, 3, 1), (2, 1, 5), (3, 3, 3)]]
    drawn += [draw_sequences(rng, 3, 1, 2, 4, 1, **how) for how in ({"inputs": 300.0}, {"classes": True})]
    for x, h_prev, U, W, _ in (item.args for item in drawn):
        yield case(x[:, 0], h_prev, U, W)
    for scale in (1e-5, -1e-5):
        yield case(scale * rng.uniform(0.1, 1, (3, 2)), scale * rng.uniform(0.1, 1, (3, 4)), U, W)


@asks("rnn_output", points=1, untouched=1)
def test_rnn_output_values(rng):
    """softmax(h_t V): the scores of each row become probabilities that add up to 1, for N = 1 and more."""
    yield case(np.array([[0.0], [1.0]]), np.array([[1.0, 0.0]]))
    for N, H, K in [(3, 4, 5), (1, 3, 2), (4, 1, 6), (2, 5, 3), (3, 3, 3), (2, 3, 1)]:
        yield case(rng.uniform(-0.9, 0.9, (N, H)), rng.standard_normal((H, K)))
    yield case(-rng.uniform(0.1, 0.9, (2, 3)), 1e-3 * rng.standard_normal((3, 2)))
    yield case(np.array([[0.5], [-0.5]]), np.array([[0, -20, 19, 4]]))  # probabilities of less than 1e-4
    yield case(np.zeros((2, 3)), rng.standard_normal((3, 4)))


@asks("rnn_output", points=1)
def test_rnn_output_of_large_scores(rng):
    """Finite and right for scores around 1000 and -1000, also where they meet in one row or in one batch."""
    h_t = np.array([[1], [-1], [1 / 64]]) * rng.integers(5, 8, (3, 3)) / 8  # float32 holds these exactly, too
    for signs in ([1, 1, 1, 1], [1, -2, 1, -2], [-1, -1, 2, -1]):
        yield case(h_t, 512 * np.array(signs) + rng.integers(-16, 17, (3, 4)) / 8)


@asks("rnn_forward", points=3, untouched=1, parts=STATES)
def test_rnn_forward_values(rng):
    """The hidden state and the output of every step, each state the memory of the next; N and T may be 1."""
    weights = np.array([[2.0]]), np.array([[-4.0]]), np.array([[1.0, 1.0]])
    yield case(np.array([[[1.0], [0.5]]]), np.array([[0.5]]), *weights)
    for shape in SHAPES:
        yield draw_sequences(rng, *shape)
    yield draw_sequences(rng, 2, 4, 3, 2, 3, inputs=300.0)
    yield draw_sequences(rng, 2, 3, 2, 4, 3, classes=True)
    x, h_init, *weights = draw_sequences(rng, 3, 1, 2, 5, 4, highest=-0.1).args
    yield case(1e-5 * x, 1e-5 * h_init, *weights)


@asks("rnn_forward", points=1, parts=STATES)
def test_rnn_forward_single_step(rng):
    """Sequences of length 1: the only step starts from h_init, and the time axis stays, with length 1."""
    return [draw_sequences(rng, *shape) for shape in [(3, 1, 2, 4, 5), (1, 1, 3, 2, 4)]]


@asks("cross_entropy", points=1, untouched=1)
def test_cross_entropy_values(rng):
    """-sum(y log(y_hat)) over time and classes, averaged over the N sequences, as one number."""
    yield case(np.array([[[1.0, 0.0], [1.0, 0.0]]]), np.array([[[0.5, 0.5], [0.25, 0.75]]]))
    for N, T, K in [(3, 4, 5), (1, 6, 3), (5, 1, 2), (1, 1, 4), (2, 7, 3), (4, 3, 6), (3, 3, 3), (1, 150, 4)]:
        yield case(draw_classes(rng, N, T, K), draw_probabilities(rng, N, T, K))
    yield case(draw_classes(rng, 2, 3, 4).astype(int), draw_probabilities(rng, 2, 3, 4))
    yield case(draw_classes(rng, 2, 2, 180), draw_probabilities(rng, 2, 2, 180, least=0.9))
    # Probabilities of 0 at classes that are not the true ones, and of 1 at those that are.
    y, y_hat, sure = draw_classes(rng, 2, 5, 4), draw_probabilities(rng, 2, 5, 4), draw_classes(rng, 2, 2, 4)
    yield case(*(np.concatenate([np.zeros((2, 5, 2)), array], axis=2) for array in (y, y_hat)))
    yield case(*(np.concatenate([array, sure], axis=1) for array in (y, y_hat)))


@check("cross_entropy", points=2)
def test_cross_entropy_of_certainty(student, reference, rng):
    """Certain and right costs 0; a true class with probability 0 costs at least 16, but never infinity."""
    y = draw_classes(rng, 2, 5, 4)
    wrong, nearly = np.roll(y, 1, axis=2), np.where(y == 1, 1 - 1e-5, 1e-5 / 3)
    counts = (2, 4, 10)
    cases = [case(y, y), case(y, nearly)]
    cases += [case(y, np.where(np.arange(10).reshape(2, 5, 1) < count, wrong, y)) for count in counts]

    def cost_as_they_should(values):
        losses = [number(value) for value in values]
        for loss, cost, what in zip(losses, (0.0, 5e-5), ("certain", "nearly certain"), strict=False):
            expect(abs(loss - cost) < 2e-6, f"answers that are {what} and right cost {loss:.3g}, not {cost:g}")
        last = 0.0
        for loss, count in zip(losses[2:], counts, strict=True):
            expect(np.isfinite(loss), f"the loss is {loss} where a true class was given the probability 0")
            least = f"at least {8 * count}, as {count} answers in 2 sequences were certain and wrong"
            expect(loss >= 8 * count, f"the loss is {loss:.3g}, where it should be {least}")
            expect(loss > last, "the more answers are certain and wrong, the larger the loss should be")
            last = loss

    fulfils(student.cross_entropy, reference.cross_entropy, cases, cost_as_they_should)


def number(loss):
    """Give a loss as one number, finite or not."""
    return float(array_of(loss, (), "the loss"))


def backward_case(reference, rng, drawn, y=None):
    """Add to the arguments of rnn_forward what rnn_backward takes: the true classes, and what the reference returns."""
    x, h_init, *weights = drawn.args
    if y is None:
        y = draw_classes(rng, *x.shape[:2], weights[-1].shape[1]).astype(x.dtype)
    return case(x, y, h_init, *reference.rnn_forward(x, h_init, *weights), *weights)


def long_case(reference, rng, T=150):
    """Draw a long sequence in which all steps pull the weights the same way, so that all three gradients are large."""
    x, h_init, V = rng.uniform(0.5, 1, (1, T, 2)), rng.uniform(0.1, 0.9, (1, 3)), rng.uniform(1, 1.5, (3, 2)) * [-2, 2]
    drawn = case(x, h_init, rng.uniform(0.1, 0.4, (2, 3)), rng.uniform(0, 0.1, (3, 3)), V)
    return backward_case(reference, rng, drawn, np.tile([1.0, 0.0], (1, T, 1)))


def lasting_case(reference, rng, T=16):
    """Draw a sequence that is remembered to its end: W turns the states, which are small, and doesn't shrink them."""
    turn = np.linalg.qr(rng.standard_normal((4, 4)))[0]
    x, h_init, U = rng.uniform(-1, 1, (1, T, 2)), rng.uniform(0.05, 0.1, (1, 4)), rng.normal(0, 0.05, (2, 4))
    return backward_case(reference, rng, case(x, h_init, U, turn, rng.standard_normal((4, 3))))


@asks("rnn_backward", points=2, parts=GRADIENTS, only="dV")
def test_rnn_backward_of_the_output(reference, rng):
    """dV, the gradient of cross_entropy for the weights to the output."""
    weights = np.array([[2.0]]), np.array([[-4.0]]), np.array([[1.0, 3.0]])
    drawn = case(np.array([[[1.0], [0.0]]]), np.array([[0.5]]), *weights)
    yield backward_case(reference, rng, drawn, np.array([[[1.0, 0.0], [1.0, 0.0]]]))
    for shape in [(3, 4, 2, 5, 4), (1, 3, 4, 2, 5)]:
        yield backward_case(reference, rng, draw_sequences(rng, *shape))
    yield long_case(reference, rng)


@asks("rnn_backward", points=5, untouched=1, parts=GRADIENTS)
def test_rnn_backward_values(reference, rng):
    """dU, dW and dV, through all of time and back to h_init, each of its weights' shape; N and T may be 1."""
    for shape in SHAPES:
        yield backward_case(reference, rng, draw_sequences(rng, *shape))
    for T, how in [(4, {"inputs": 60.0}), (1, {"inputs": 1e-3, "highest": -0.1}), (3, {"classes": True})]:
        yield backward_case(reference, rng, draw_sequences(rng, 1, T, 3, 4, 2, **how))
    yield long_case(reference, rng)
    yield lasting_case(reference, rng)


@fits_the_slope(
    "rnn_backward",
    points=2,
    output=lambda reference, weights, x, y, h_init, *_: reference.cross_entropy(
        y, reference.rnn_forward(x, h_init, weights["U"], weights["W"], weights["V"])[1]
    ),
    at=lambda rng, *arguments: dict(zip("UWV", arguments[-3:], strict=True)),
    named=lambda gradients: dict(zip(GRADIENTS, gradients, strict=True)),
    parts=GRADIENTS,
)
def test_rnn_backward_fits_the_slope(reference, rng):
    """The gradients predict how cross_entropy changes when the weights are nudged in a random direction."""
    shapes = [(1, 3, 2, 4, 3), (3, 5, 4, 2, 6)]
    return [backward_case(reference, rng, draw_sequences(rng, *shape)) for shape in shapes]


def norms_case(rng, N, T, H, scale=0.7, size=1.0):
    """Draw the arguments of hidden_gradient_norms."""
    return case(rng.uniform(-0.9, 0.9, (N, T, H)), rng.normal(0, scale, (H, H)), size * rng.standard_normal((N, H)))


@asks("hidden_gradient_norms", points=3, untouched=1)
def test_hidden_gradient_norms_values(rng):
    """The L2 norm of dL/dh_t over the whole batch, for t from 0 to T - 1; N and T may be 1."""
    h, W = np.array([[[0.5, 0.0], [0.0, 0.5]]]), np.array([[1.0, 0.5], [2.0, 0.0]])
    yield case(h, W, np.array([[3.0, 4.0]]))
    for shape in [(2, 5, 3), (1, 6, 4), (3, 4, 2), (3, 1, 4), (1, 1, 3), (4, 3, 1), (3, 3, 3)]:
        yield norms_case(rng, *shape)
    for size in (300.0, 1e-5, 0.0):
        yield norms_case(rng, 2, 4, 3, size=size)
    h, _, dh_last = norms_case(rng, 2, 4, 3).args
    yield case(-np.abs(h), np.triu(rng.integers(1, 3, (3, 3))), dh_last)


@asks("hidden_gradient_norms", points=1)
def test_hidden_gradient_norms_far_back(rng):
    """The same over many steps, for a small W, which makes the gradient vanish, and for a large one."""
    return [norms_case(rng, 2, 25, 8, scale) for scale in (0.1, 1.2)]


def draw_gradients(rng, shapes, norm):
    """Draw gradients of one joint norm."""
    grads = [rng.standard_normal(shape) for shape in shapes]
    return [norm / np.sqrt(sum((grad**2).sum() for grad in grads)) * grad for grad in grads]


@asks("clip_gradients", points=2, untouched=1)
def test_clip_gradients_too_long(rng):
    """All arrays are scaled by one factor, so that their joint L2 norm comes down to max_norm."""
    yield case([np.array([3.0, 0.0]), np.array([[4.0]])], 2.5)
    yield case(draw_gradients(rng, [(2, 3), (3, 3), (3, 4)], 7.5), 2.5)
    yield case(draw_gradients(rng, [(4,), (2, 3)], 4.0), 3.5)
    yield case(draw_gradients(rng, [(3, 2)], 50.0), 1.0)
    yield case(draw_gradients(rng, [(1,), (5,), (2, 2), (3, 1)], 3.0), 0.4)
    yield case(draw_gradients(rng, [(1, 3), (4,)], 2000.0), 300.0)
    # A tiny one and a large one; and two that are short enough alone, but not together.
    yield case([-1e-4 * rng.uniform(0.1, 1, (2, 3)), *draw_gradients(rng, [(3,)], 6.0)], 2.0)
    yield case([norm * grad for norm in (1.9, 1.7) for grad in draw_gradients(rng, [(2, 4)], 1)], 2.0)


@asks("clip_gradients", points=2)
def test_clip_gradients_short_enough(rng):
    """Gradients whose joint norm is at most max_norm come back as they were; zeros do, too."""
    yield case(draw_gradients(rng, [(2, 1, 3), (4,)], 1.5), 2.0)
    yield case(draw_gradients(rng, [(3, 3), (3, 1), (1, 2)], 0.2), 5.0)
    yield case(draw_gradients(rng, [(4, 2)], 1e-4), 3.1)
    yield case(draw_gradients(rng, [(2, 2), (3,)], 400.0), 500.0)
    yield case([np.array([3.0, 0.0]), np.array([[4.0]])], 5.0)
    yield case([np.ones((2, 2)), np.zeros(3)], 3.0)  # short, though the entries add up to more
    yield case([np.zeros((2, 3)), np.zeros(4)], 1.5)
    yield case([np.zeros(3), draw_gradients(rng, [(2, 2)], 1.2)[0]], 1.7)


def ring_case(rng, length, D, *, remembered):
    """Draw a network that goes round all classes in a ring; its place there is `remembered`, or what goes in."""
    ring = rng.permutation(D)
    step, nothing = 3 * np.eye(D)[np.roll(ring, -1)][np.argsort(ring)], np.zeros((D, D))
    if remembered:
        return case(int(ring[2]), length, 0.9 * np.eye(D)[ring[:1]], nothing, step, 2 * np.eye(D))
    return case(int(ring[0]), length, rng.uniform(-0.9, 0.9, (1, D)), 3 * np.eye(D), nothing, step)


def speaker_case(rng, length, D, H, *, start=int, memory=(-0.9, 0.9), inputs=2.0):
    """Draw the arguments of generate: weights large enough that the network doesn't just repeat itself."""
    U, W, V = rng.normal(0, inputs, (D, H)), rng.normal(0, 1.5, (H, H)), rng.normal(0, 0.4, (H, D))
    return case(start(rng.integers(D)), length, rng.uniform(*memory, (1, H)), U, W, V)


@asks("generate", points=3, untouched=1)
def test_generate_values(rng):
    """The most likely class of every step, each fed back as the next input while the hidden state is carried on."""
    weights = np.array([[1.0], [-1.0]]), np.array([[1.5]]), np.array([[-1.0, 1.0]])
    yield case(0, 3, np.array([[0.0]]), *weights)
    yield from (ring_case(rng, 14, 13, remembered=either) for either in (True, False))
    for size in [(6, 6, 6), (7, 6, 5), (5, 4, 8), (6, 7, 4), (8, 5, 7), (4, 8, 9), (9, 3, 8), (6, 5, 1)]:
        yield speaker_case(rng, *size)
    yield speaker_case(rng, 6, 5, 6, start=np.int64, inputs=60.0)
    yield speaker_case(rng, 6, 5, 6, memory=(-1e-3, -1e-4))


@asks("generate", points=1)
def test_generate_length(rng):
    """As many classes as were asked for, without start; none for length 0."""
    return [ring_case(rng, length, 5, remembered=False) for length in (1, 0, 2, 1, 3)]
