"""The checks of unit 4: a recurrent network from scratch.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k rnn_forward``.
"""

import numpy as np

from autograder.checking import (
    agree,
    case,
    check,
    compare,
    expect,
    gradient_agrees,
    recognising,
    untouched,
)

STATES = ("h", "y_hat")
GRADIENTS = ("dU", "dW", "dV")
# N, T, D, H, K
SHAPES = [(2, 5, 3, 4, 6), (1, 4, 2, 5, 3), (3, 1, 4, 2, 5), (1, 1, 5, 3, 2), (4, 3, 1, 6, 2), (3, 3, 3, 3, 3)]


def draw_weights(rng, D, H, K):
    """Draw U, W and V, large enough that memory lasts and small enough that tanh bends rather than breaks."""
    return [rng.normal(0, 0.7, shape) for shape in ((D, H), (H, H), (H, K))]


def draw_classes(rng, N, T, K):
    """Draw a one-hot answer for every step of every sequence."""
    return rng.multinomial(1, np.full(K, 1 / K), size=(N, T)).astype(float)


def draw_probabilities(rng, *shape):
    """Draw probabilities, none of them close to 0: along the last axis they add up to 1."""
    raw = rng.uniform(0.1, 1, shape)
    return raw / raw.sum(axis=-1, keepdims=True)


def draw_sequences(rng, N, T, D, H, K):
    """Draw the arguments of rnn_forward; the first memory isn't zero."""
    x, h_init = rng.uniform(-1, 1, (N, T, D)), rng.uniform(-0.9, 0.9, (N, H))
    return case(x, h_init, *draw_weights(rng, D, H, K))


# --- one_hot -----------------------------------------------------------------------------------------------------


@check("one_hot", points=2)
def test_one_hot_values(student, reference, rng):
    """A 1 at the class's own place, 0 elsewhere, along a new last axis, for indices of one, two or three axes."""
    shapes = [((5,), 4), ((2, 3), 6), ((3, 1), 2), ((2, 4, 3), 5), ((1,), 1), ((4, 4), 4)]
    cases = [case(rng.integers(num_classes, size=shape), num_classes) for shape, num_classes in shapes]
    # Classes that don't occur have their places, too.
    cases += [case(np.array([0, 2, 1, 1]), 7), case(np.array([[3, 1]]), 5)]
    agree(student.one_hot, reference.one_hot, cases)


@check("one_hot", points=1)
def test_one_hot_odd_shapes(student, reference, rng):
    """An array of no axes gives (K,); an axis of length 0 stays one: (0,) gives (0, K)."""
    cases = [case(np.array(int(rng.integers(num_classes))), num_classes) for num_classes in (4, 3)]
    cases += [case(np.zeros(shape, dtype=int), 4) for shape in ((0,), (2, 0), (0, 3))]
    agree(student.one_hot, reference.one_hot, cases)


@check("one_hot", points=1)
def test_one_hot_leaves_its_arguments(student, reference, rng):
    """The indices stay as they are."""
    untouched(student.one_hot, reference.one_hot, [case(rng.integers(5, size=(3, 2)), 5)])


# --- rnn_step and rnn_output -------------------------------------------------------------------------------------


def draw_step(rng, N, D, H):
    """Draw the arguments of rnn_step."""
    U, W, _ = draw_weights(rng, D, H, 1)
    return case(rng.uniform(-1, 1, (N, D)), rng.uniform(-0.9, 0.9, (N, H)), U, W)


@check("rnn_step", points=2)
def test_rnn_step_values(student, reference, rng):
    """tanh(x_t U + h_prev W), for N = 1 and more."""
    cases = [draw_step(rng, *shape) for shape in [(3, 2, 4), (1, 5, 3), (4, 3, 1), (2, 1, 5), (3, 3, 3)]]
    agree(student.rnn_step, reference.rnn_step, cases)


@check("rnn_step", points=1)
def test_rnn_step_leaves_its_arguments(student, reference, rng):
    """None of the four arguments is changed."""
    untouched(student.rnn_step, reference.rnn_step, [draw_step(rng, 2, 3, 4)])


def draw_state(rng, N, H, K):
    """Draw the arguments of rnn_output."""
    return case(rng.uniform(-0.9, 0.9, (N, H)), rng.standard_normal((H, K)))


@check("rnn_output", points=2)
def test_rnn_output_values(student, reference, rng):
    """softmax(h_t V): the scores of each row become probabilities that add up to 1, for N = 1 and more."""
    cases = [draw_state(rng, *shape) for shape in [(3, 4, 5), (1, 3, 2), (4, 1, 6), (2, 5, 3), (3, 3, 3)]]
    agree(student.rnn_output, reference.rnn_output, cases)


@check("rnn_output", points=1)
def test_rnn_output_leaves_its_arguments(student, reference, rng):
    """h_t and V stay as they are."""
    untouched(student.rnn_output, reference.rnn_output, [draw_state(rng, 2, 4, 3)])


# --- rnn_forward -------------------------------------------------------------------------------------------------


def check_forward(student, reference, cases, *, frozen=False):
    """Fail unless rnn_forward does what the reference does, with right steps if its own are wrong."""
    whole = []  # some give rnn_output the states of all steps at once
    for arguments in cases:
        h, _ = reference.rnn_forward(*arguments.args)
        V = arguments.args[-1]
        whole += [case(h, V), case(h.reshape(-1, h.shape[-1]), V)]
    uses = {"rnn_step": (), "rnn_output": whole}
    agree(student.rnn_forward, reference.rnn_forward, cases, parts=STATES, frozen=frozen, uses=uses)


@check("rnn_forward", points=3)
def test_rnn_forward_values(student, reference, rng):
    """The hidden state and the output of every step, each state the memory of the next; N and T may be 1.

    Your own rnn_step and rnn_output may be used; an error in those costs no point here.
    """
    check_forward(student, reference, [draw_sequences(rng, *shape) for shape in SHAPES])


@check("rnn_forward", points=1)
def test_rnn_forward_single_step(student, reference, rng):
    """Sequences of length 1: the only step starts from h_init, and the time axis stays, with length 1.

    Your own rnn_step and rnn_output may be used; an error in those costs no point here.
    """
    check_forward(student, reference, [draw_sequences(rng, *shape) for shape in [(3, 1, 2, 4, 5), (1, 1, 3, 2, 4)]])


@check("rnn_forward", points=1)
def test_rnn_forward_leaves_its_arguments(student, reference, rng):
    """None of the five arguments is changed, h_init above all.

    Your own rnn_step and rnn_output may be used; an error in those costs no point here.
    """
    check_forward(student, reference, [draw_sequences(rng, 2, 4, 3, 5, 2)], frozen=True)


# --- cross_entropy -----------------------------------------------------------------------------------------------


def draw_answers(rng, N, T, K):
    """Draw true classes and the probabilities that were given."""
    return case(draw_classes(rng, N, T, K), draw_probabilities(rng, N, T, K))


@check("cross_entropy", points=2)
def test_cross_entropy_values(student, reference, rng):
    """-sum(y log(y_hat)) over time and classes, averaged over the N sequences, as one number."""
    cases = [draw_answers(rng, *shape) for shape in [(3, 4, 5), (1, 6, 3), (5, 1, 2), (1, 1, 4), (2, 7, 3), (4, 3, 6)]]
    agree(student.cross_entropy, reference.cross_entropy, cases)


@check("cross_entropy", points=2)
def test_cross_entropy_of_certainty(student, reference, rng):
    """Certain and right costs 0; a true class with probability 0 costs at least 10, but never infinity."""
    y, y_hat = draw_answers(rng, 2, 5, 4).args
    never = [np.concatenate([np.zeros((2, 5, 2)), array], axis=2) for array in (y, y_hat)]
    sure = draw_classes(rng, 2, 2, 4)
    partly = [np.concatenate([array, sure], axis=1) for array in (y, y_hat)]
    agree(student.cross_entropy, reference.cross_entropy, [case(*never), case(*partly)])
    wrong_hat = np.roll(y, 1, axis=2)
    with recognising(student.cross_entropy, reference.cross_entropy, [case(y, y), case(y, wrong_hat)]):
        right = number(student.cross_entropy(y, y))
        expect(abs(right) < 1e-4, f"answers that are certain and right cost {right:.3g}, not 0")
        last = 0.0
        for wrong in (1, 3, 10):
            answers = np.where(np.arange(10).reshape(2, 5, 1) < wrong, wrong_hat, y)
            cost = number(student.cross_entropy(y, answers))
            expect(np.isfinite(cost), f"the loss is {cost} where a true class was given the probability 0")
            expect(
                cost >= 10 * wrong / 2,
                f"{wrong} answers in 2 sequences were certain and wrong; the loss is {cost:.3g}, "
                f"where it should be at least {10 * wrong / 2:g}",
            )
            expect(cost > last, "the more answers are certain and wrong, the larger the loss should be")
            last = cost


def number(loss):
    """Give a loss as one number, finite or not."""
    expect(np.ndim(loss) == 0 and isinstance(loss, int | float | np.ndarray), "the loss should be a single number")
    return float(loss)


@check("cross_entropy", points=1)
def test_cross_entropy_leaves_its_arguments(student, reference, rng):
    """y and y_hat stay as they are."""
    untouched(student.cross_entropy, reference.cross_entropy, [draw_answers(rng, 3, 2, 4)])


# --- rnn_backward ------------------------------------------------------------------------------------------------


def backward_case(reference, rng, N, T, D, H, K):
    """Draw the arguments of rnn_backward; what rnn_forward returned for them is the reference's."""
    x, h_init, *weights = draw_sequences(rng, N, T, D, H, K).args
    y = draw_classes(rng, N, T, K)
    return case(x, y, h_init, *reference.rnn_forward(x, h_init, *weights), *weights)


@check("rnn_backward", points=1)
def test_rnn_backward_of_the_output(student, reference, rng):
    """dV, the gradient of cross_entropy for the weights to the output."""
    cases = [backward_case(reference, rng, *shape) for shape in [(3, 4, 2, 5, 4), (1, 3, 4, 2, 5)]]
    agree(student.rnn_backward, reference.rnn_backward, cases, parts=GRADIENTS, only="dV")


@check("rnn_backward", points=4)
def test_rnn_backward_values(student, reference, rng):
    """dU, dW and dV, through all of time and back to h_init, each of its weights' shape; N and T may be 1."""
    cases = [backward_case(reference, rng, *shape) for shape in SHAPES]
    agree(student.rnn_backward, reference.rnn_backward, cases, parts=GRADIENTS)


@check("rnn_backward", points=2)
def test_rnn_backward_fits_the_slope(student, reference, rng):
    """The gradients predict how cross_entropy changes when the weights are nudged in a random direction."""
    with recognising(student.rnn_backward, reference.rnn_backward, [backward_case(reference, rng, 2, 4, 3, 5, 2)]):
        for shape in [(1, 3, 2, 4, 3), (3, 5, 4, 2, 6)]:
            x, y, h_init, h, y_hat, *weights = backward_case(reference, rng, *shape).args

            def cost(nudged, x=x, y=y, h_init=h_init):
                _, y_hat = reference.rnn_forward(x, h_init, nudged["U"], nudged["W"], nudged["V"])
                return reference.cross_entropy(y, y_hat)

            gradients = student.rnn_backward(x, y, h_init, h, y_hat, *weights)
            if not isinstance(gradients, list | tuple) or len(gradients) != 3:
                compare(gradients, tuple(weights), "the result", parts=GRADIENTS)
            named = dict(zip(GRADIENTS, gradients, strict=True))
            gradient_agrees(named, cost, dict(zip("UWV", weights, strict=True)), rng)


@check("rnn_backward", points=1)
def test_rnn_backward_leaves_its_arguments(student, reference, rng):
    """None of the eight arguments is changed."""
    cases = [backward_case(reference, rng, 2, 3, 4, 5, 3)]
    untouched(student.rnn_backward, reference.rnn_backward, cases, parts=GRADIENTS)


# --- hidden_gradient_norms ---------------------------------------------------------------------------------------


def norms_case(reference, rng, N, T, H, scale=0.7):
    """Draw the arguments of hidden_gradient_norms; the hidden states are ones that a network went through."""
    x, h_init, U, _, V = draw_sequences(rng, N, T, 3, H, 2).args
    W = rng.normal(0, scale, (H, H))
    return case(reference.rnn_forward(x, h_init, U, W, V)[0], W, rng.standard_normal((N, H)))


@check("hidden_gradient_norms", points=3)
def test_hidden_gradient_norms_values(student, reference, rng):
    """The L2 norm of dL/dh_t over the whole batch, for t from 0 to T - 1; N and T may be 1."""
    shapes = [(2, 5, 3), (1, 6, 4), (3, 4, 2), (3, 1, 4), (1, 1, 3), (4, 3, 1), (3, 3, 3)]
    cases = [norms_case(reference, rng, *shape) for shape in shapes]
    agree(student.hidden_gradient_norms, reference.hidden_gradient_norms, cases)


@check("hidden_gradient_norms", points=1)
def test_hidden_gradient_norms_far_back(student, reference, rng):
    """The same over many steps, for a small W, which makes the gradient vanish, and for a large one."""
    cases = [norms_case(reference, rng, 2, 25, 8, scale) for scale in (0.1, 1.2)]
    agree(student.hidden_gradient_norms, reference.hidden_gradient_norms, cases)


@check("hidden_gradient_norms", points=1)
def test_hidden_gradient_norms_leaves_its_arguments(student, reference, rng):
    """h, W and dh_last stay as they are."""
    untouched(student.hidden_gradient_norms, reference.hidden_gradient_norms, [norms_case(reference, rng, 2, 3, 4)])


# --- clip_gradients ----------------------------------------------------------------------------------------------


def draw_gradients(rng, shapes, norm):
    """Draw gradients of one joint norm."""
    grads = [rng.standard_normal(shape) for shape in shapes]
    length = np.sqrt(sum((grad**2).sum() for grad in grads))
    return [norm / length * grad for grad in grads]


@check("clip_gradients", points=2)
def test_clip_gradients_too_long(student, reference, rng):
    """All arrays are scaled by one factor, so that their joint L2 norm comes down to max_norm."""
    shapes = [(2, 3), (3, 3), (3, 4)], [(4,), (2, 1, 3)], [(3, 2)], [(1,), (5,), (2, 2), (3, 1)]
    cases = [
        case(draw_gradients(rng, shape, norm), max_norm)
        for shape, norm, max_norm in zip(shapes, (7.5, 4.0, 50.0, 3.0), (2.5, 3.5, 1.0, 0.4), strict=True)
    ]
    # Each is short enough alone, but not together.
    cases.append(case([norm * grad for norm in (1.9, 1.7) for grad in draw_gradients(rng, [(2, 4)], 1)], 2.0))
    agree(student.clip_gradients, reference.clip_gradients, cases)


@check("clip_gradients", points=2)
def test_clip_gradients_short_enough(student, reference, rng):
    """Gradients whose joint norm is at most max_norm come back as they were; zeros do, too."""
    cases = [
        case(draw_gradients(rng, [(2, 3), (4,)], 1.5), 2.0),
        case(draw_gradients(rng, [(3, 3), (3, 1), (1, 2)], 0.2), 5.0),
        case(draw_gradients(rng, [(4, 2)], 2.2), 3.1),
        case([np.array([3.0, 0.0]), np.array([[4.0]])], 5.0),
        case([np.zeros((2, 3)), np.zeros(4)], 1.5),
        case([np.zeros(3), draw_gradients(rng, [(2, 2)], 1.2)[0]], 1.7),
    ]
    agree(student.clip_gradients, reference.clip_gradients, cases)


@check("clip_gradients", points=1)
def test_clip_gradients_leaves_its_arguments(student, reference, rng):
    """The list and the arrays in it stay as they are, whether they are too long or not."""
    cases = [case(draw_gradients(rng, [(2, 3), (3,)], norm), 2.0) for norm in (4.5, 1.5)]
    untouched(student.clip_gradients, reference.clip_gradients, cases)


# --- generate ----------------------------------------------------------------------------------------------------


def draw_speaker(rng, length, D, H):
    """Draw the arguments of generate: weights large enough that the network doesn't just repeat itself."""
    U, W, V = rng.normal(0, 2, (D, H)), rng.normal(0, 1.5, (H, H)), rng.normal(0, 0.4, (H, D))
    return case(int(rng.integers(D)), length, rng.uniform(-0.9, 0.9, (1, H)), U, W, V)


def check_generate(student, reference, cases, *, frozen=False):
    """Fail unless generate does what the reference does, with right steps if its own are wrong."""
    hot = []  # the same class may be written as a number, an array of none, one or two axes
    for K in sorted({len(arguments.args[3]) for arguments in cases}):
        for index in range(K):
            hot += [case(kind, K) for kind in (index, np.array(index), np.array([index]), np.array([[index]]))]
    uses = {"one_hot": hot, "rnn_step": (), "rnn_output": ()}
    agree(student.generate, reference.generate, cases, frozen=frozen, uses=uses)


@check("generate", points=3)
def test_generate_values(student, reference, rng):
    """The most likely class of every step, each fed back as the next input while the hidden state is carried on.

    Your own functions may be used; an error in those costs no point here.
    """
    sizes = [(7, 6, 5), (5, 4, 8), (6, 7, 4), (8, 5, 7), (4, 8, 9), (6, 6, 6), (9, 3, 8)]
    check_generate(student, reference, [draw_speaker(rng, *size) for size in sizes])


@check("generate", points=1)
def test_generate_length(student, reference, rng):
    """As many classes as were asked for, without start; none for length 0.

    Your own functions may be used; an error in those costs no point here.
    """
    check_generate(student, reference, [draw_speaker(rng, length, 5, 4) for length in (1, 0, 2, 1, 3)])


@check("generate", points=1)
def test_generate_leaves_its_arguments(student, reference, rng):
    """h_init and the weights stay as they are.

    Your own functions may be used; an error in those costs no point here.
    """
    check_generate(student, reference, [draw_speaker(rng, 4, 5, 6)], frozen=True)
