"""The checks of unit 5: an LSTM, forward and backward.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k lstm_step``.
"""

import numpy as np

from autograder.checking import agree, case, check, gradient_agrees, untouched

LAYERS = ("f", "i", "g", "o")
STEP = ("h_t", "c_t", "gates")
SEQUENCE = ("h", "c", "gates")
STEP_BACKWARD = ("dx_t", "dh_prev", "dc_prev", "grads")
BACKWARD = ("dx", "dh_init", "dc_init", "grads")
PIECES = ("forget_gate", "input_gate", "candidate_state", "output_gate", "cell_state", "hidden_state")
# A shape of equal sizes lets a product with a transposed matrix, or a sum along the wrong axis, go through unnoticed.
STEP_SHAPES = [(4, 2, 3), (1, 3, 4), (5, 4, 2), (3, 3, 3), (2, 1, 3)]  # N, D, H
SEQUENCE_SHAPES = [(2, 4, 1, 3), (1, 3, 2, 4), (4, 1, 3, 2), (2, 2, 2, 2), (3, 2, 4, 1)]  # N, T, D, H


def draw_layer(rng, N, D, H):
    """Draw the arguments of one layer: none is zero, and no weighted sum leads far into a flat part."""
    return case(
        rng.standard_normal((N, D)),
        rng.uniform(-1, 1, (N, H)),
        0.7 * rng.standard_normal((D, H)),
        0.7 * rng.standard_normal((H, H)),
        0.7 * rng.standard_normal(H),
    )


def draw_parameters(rng, D, H):
    """Draw the parameters of all four layers."""
    params = {}
    for k in LAYERS:
        params[f"U{k}"] = 0.6 * rng.standard_normal((D, H))
        params[f"W{k}"] = 0.6 * rng.standard_normal((H, H))
        params[f"b{k}"] = 0.6 * rng.standard_normal(H)
    return params


def draw_gate(rng, *shape):
    """Draw the values of a gate."""
    return rng.uniform(0.05, 0.95, shape)


def step_case(rng, N, D, H):
    """Draw the arguments of lstm_step."""
    x_t, h_prev, c_prev = rng.standard_normal((N, D)), rng.uniform(-1, 1, (N, H)), rng.standard_normal((N, H))
    return case(x_t, h_prev, c_prev, draw_parameters(rng, D, H))


def sequence_case(rng, N, T, D, H):
    """Draw the arguments of lstm_forward."""
    x, h_init, c_init = rng.standard_normal((N, T, D)), rng.uniform(-1, 1, (N, H)), rng.standard_normal((N, H))
    return case(x, h_init, c_init, draw_parameters(rng, D, H))


def check_layer(student, reference, rng):
    """Check the values of one of the four layers, for N = 1 and more."""
    agree(student, reference, [draw_layer(rng, *shape) for shape in STEP_SHAPES])


@check("forget_gate", points=2)
def test_forget_gate_values(student, reference, rng):
    """The sigmoid of x_t Uf + h_prev Wf + bf, of shape (N, H), for N = 1 and more."""
    check_layer(student.forget_gate, reference.forget_gate, rng)


@check("forget_gate", points=1)
def test_forget_gate_leaves_its_arguments(student, reference, rng):
    """None of the five arguments is changed."""
    untouched(student.forget_gate, reference.forget_gate, [draw_layer(rng, 3, 2, 4), draw_layer(rng, 2, 3, 3)])


@check("input_gate", points=2)
def test_input_gate_values(student, reference, rng):
    """The sigmoid of x_t Ui + h_prev Wi + bi, of shape (N, H), for N = 1 and more."""
    check_layer(student.input_gate, reference.input_gate, rng)


@check("input_gate", points=1)
def test_input_gate_leaves_its_arguments(student, reference, rng):
    """None of the five arguments is changed."""
    untouched(student.input_gate, reference.input_gate, [draw_layer(rng, 3, 2, 4), draw_layer(rng, 2, 3, 3)])


@check("candidate_state", points=2)
def test_candidate_state_values(student, reference, rng):
    """The tanh of x_t Ug + h_prev Wg + bg, of shape (N, H), for N = 1 and more."""
    check_layer(student.candidate_state, reference.candidate_state, rng)


@check("candidate_state", points=1)
def test_candidate_state_leaves_its_arguments(student, reference, rng):
    """None of the five arguments is changed."""
    untouched(student.candidate_state, reference.candidate_state, [draw_layer(rng, 3, 2, 4), draw_layer(rng, 2, 3, 3)])


@check("output_gate", points=2)
def test_output_gate_values(student, reference, rng):
    """The sigmoid of x_t Uo + h_prev Wo + bo, of shape (N, H), for N = 1 and more."""
    check_layer(student.output_gate, reference.output_gate, rng)


@check("output_gate", points=1)
def test_output_gate_leaves_its_arguments(student, reference, rng):
    """None of the five arguments is changed."""
    untouched(student.output_gate, reference.output_gate, [draw_layer(rng, 3, 2, 4), draw_layer(rng, 2, 3, 3)])


def draw_memory(rng, *shape):
    """Draw the arguments of cell_state."""
    return case(
        2 * rng.standard_normal(shape), draw_gate(rng, *shape), draw_gate(rng, *shape), rng.uniform(-1, 1, shape)
    )


@check("cell_state", points=2)
def test_cell_state_values(student, reference, rng):
    """f_t c_prev + i_t g_t, entry by entry, for arrays of any shape."""
    cases = [draw_memory(rng, *shape) for shape in [(4, 3), (1, 5), (3, 3), (2, 1), (6,), (2, 4, 3)]]
    agree(student.cell_state, reference.cell_state, cases)


@check("cell_state", points=1)
def test_cell_state_of_numbers(student, reference, rng):
    """Four numbers give a number, whether they are floats or arrays without an axis."""
    floats = case(*(float(value) for value in draw_memory(rng).args))
    zero_d = case(*(np.array(value) for value in draw_memory(rng).args))
    agree(student.cell_state, reference.cell_state, [floats, zero_d])


@check("cell_state", points=1)
def test_cell_state_leaves_its_arguments(student, reference, rng):
    """None of the four arguments is changed."""
    untouched(student.cell_state, reference.cell_state, [draw_memory(rng, 3, 4), draw_memory(rng, 3, 3)])


def draw_shown(rng, *shape):
    """Draw the arguments of hidden_state."""
    return case(1.5 * rng.standard_normal(shape), draw_gate(rng, *shape))


@check("hidden_state", points=2)
def test_hidden_state_values(student, reference, rng):
    """o_t tanh(c_t), entry by entry, for arrays of any shape."""
    cases = [draw_shown(rng, *shape) for shape in [(4, 3), (1, 5), (3, 3), (2, 1), (6,), (2, 4, 3)]]
    agree(student.hidden_state, reference.hidden_state, cases)


@check("hidden_state", points=1)
def test_hidden_state_of_numbers(student, reference, rng):
    """Two numbers give a number, whether they are floats or arrays without an axis."""
    floats = case(*(float(value) for value in draw_shown(rng).args))
    zero_d = case(*(np.array(value) for value in draw_shown(rng).args))
    agree(student.hidden_state, reference.hidden_state, [floats, zero_d])


@check("hidden_state", points=1)
def test_hidden_state_leaves_its_arguments(student, reference, rng):
    """Neither argument is changed."""
    untouched(student.hidden_state, reference.hidden_state, [draw_shown(rng, 3, 4), draw_shown(rng, 3, 3)])


@check("lstm_step", points=2)
def test_lstm_step_values(student, reference, rng):
    """The new hidden state, the new cell state and the four layers' values, for N = 1 and more.

    Your own gates and states may be used; an error in those costs no point here.
    """
    cases = [step_case(rng, *shape) for shape in STEP_SHAPES]
    agree(student.lstm_step, reference.lstm_step, cases, parts=STEP, uses=PIECES)


@check("lstm_step", points=1)
def test_lstm_step_cell_state(student, reference, rng):
    """Of the three values, the cell state c_t alone, for N = 1 and more.

    Your own gates and states may be used; an error in those costs no point here.
    """
    cases = [step_case(rng, *shape) for shape in [(3, 2, 4), (1, 4, 3), (3, 3, 3)]]
    agree(student.lstm_step, reference.lstm_step, cases, parts=STEP, only="c_t", uses=PIECES)


@check("lstm_step", points=1)
def test_lstm_step_leaves_its_arguments(student, reference, rng):
    """x_t, the two old states and params stay as they are.

    Your own gates and states may be used; an error in those costs no point here.
    """
    cases = [step_case(rng, 3, 2, 4)]
    agree(student.lstm_step, reference.lstm_step, cases, parts=STEP, frozen=True, uses=PIECES)


@check("lstm_forward", points=2)
def test_lstm_forward_values(student, reference, rng):
    """The states and the gates after every step, (N, T, H) each, for T = 1 and more, and N = 1 and more.

    Your own lstm_step and its pieces may be used; an error in those costs no point here.
    """
    cases = [sequence_case(rng, *shape) for shape in SEQUENCE_SHAPES]
    agree(student.lstm_forward, reference.lstm_forward, cases, parts=SEQUENCE, uses=("lstm_step", *PIECES))


@check("lstm_forward", points=1)
def test_lstm_forward_hidden_states(student, reference, rng):
    """Of the three values, the hidden states h alone, (N, T, H).

    Your own lstm_step and its pieces may be used; an error in those costs no point here.
    """
    cases = [sequence_case(rng, *shape) for shape in [(3, 2, 1, 3), (1, 3, 3, 2), (2, 2, 2, 2)]]
    agree(student.lstm_forward, reference.lstm_forward, cases, parts=SEQUENCE, only="h", uses=("lstm_step", *PIECES))


@check("lstm_forward", points=1)
def test_lstm_forward_leaves_its_arguments(student, reference, rng):
    """x, the two first states and params stay as they are.

    Your own lstm_step and its pieces may be used; an error in those costs no point here.
    """
    cases = [sequence_case(rng, 2, 3, 1, 3)]
    agree(student.lstm_forward, reference.lstm_forward, cases, parts=SEQUENCE, frozen=True, uses=("lstm_step", *PIECES))


def step_backward_case(reference, rng, N, D, H):
    """Draw the arguments of lstm_step_backward; what lstm_step returned for them is the reference's."""
    x_t, h_prev, c_prev, params = step_case(rng, N, D, H).args
    _, c_t, gates = reference.lstm_step(x_t, h_prev, c_prev, params)
    dh_t, dc_t = rng.standard_normal((N, H)), rng.standard_normal((N, H))
    return case(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)


@check("lstm_step_backward", points=3)
def test_lstm_step_backward_values(student, reference, rng):
    """The gradients at x_t, h_prev and c_prev, and at all twelve parameters, for N = 1 and more."""
    cases = [step_backward_case(reference, rng, *shape) for shape in STEP_SHAPES]
    agree(student.lstm_step_backward, reference.lstm_step_backward, cases, parts=STEP_BACKWARD)


@check("lstm_step_backward", points=1)
def test_lstm_step_backward_along_the_cell_state(student, reference, rng):
    """Of the four values, dc_prev alone: both ways into c_t, and on to the step before."""
    cases = [step_backward_case(reference, rng, *shape) for shape in [(4, 2, 3), (1, 3, 2)]]
    agree(student.lstm_step_backward, reference.lstm_step_backward, cases, parts=STEP_BACKWARD, only="dc_prev")


def fits_the_slope(student, reference, arguments, names, loss, at, rng, parts, uses=()):
    """Fail unless the student's gradients are the reference's, and those predict how `loss` changes."""
    *gradients, weights = reference(*arguments.args)
    agree(student, reference, [arguments], parts=parts, uses=uses)
    gradient_agrees({**dict(zip(names, gradients, strict=True)), **weights}, loss, at, rng, directions=1)


@check("lstm_step_backward", points=2)
def test_lstm_step_backward_fits_the_slope(student, reference, rng):
    """The gradients predict how a loss changes that reads h_t, with the gradient dh_t, and c_t, with dc_t."""
    for shape in [(2, 3, 2), (1, 2, 3)]:
        arguments = step_backward_case(reference, rng, *shape)
        dh_t, dc_t, x_t, h_prev, c_prev, _, _, params = arguments.args

        def loss(at, dh_t=dh_t, dc_t=dc_t, params=params):
            weights = {name: at[name] for name in params}
            h_t, c_t, _ = reference.lstm_step(at["x_t"], at["h_prev"], at["c_prev"], weights)
            return np.sum(dh_t * h_t) + np.sum(dc_t * c_t)

        fits_the_slope(
            student.lstm_step_backward,
            reference.lstm_step_backward,
            arguments,
            ("dx_t", "dh_prev", "dc_prev"),
            loss,
            {"x_t": x_t, "h_prev": h_prev, "c_prev": c_prev, **params},
            rng,
            STEP_BACKWARD,
        )


@check("lstm_step_backward", points=1)
def test_lstm_step_backward_leaves_its_arguments(student, reference, rng):
    """None of the eight arguments is changed."""
    cases = [step_backward_case(reference, rng, 3, 2, 4)]
    untouched(student.lstm_step_backward, reference.lstm_step_backward, cases, parts=STEP_BACKWARD)


def backward_case(reference, rng, N, T, D, H):
    """Draw the arguments of lstm_backward; what lstm_forward returned for them is the reference's."""
    x, h_init, c_init, params = sequence_case(rng, N, T, D, H).args
    h, c, gates = reference.lstm_forward(x, h_init, c_init, params)
    return case(rng.standard_normal((N, T, H)), x, h_init, c_init, h, c, gates, params)


@check("lstm_backward", points=3)
def test_lstm_backward_values(student, reference, rng):
    """The gradients at x, h_init and c_init, and at all twelve parameters, for T = 1 and more, and N = 1 and more.

    Your own lstm_step_backward may be used; an error in it costs no point here.
    """
    cases = [backward_case(reference, rng, *shape) for shape in SEQUENCE_SHAPES]
    agree(student.lstm_backward, reference.lstm_backward, cases, parts=BACKWARD, uses=["lstm_step_backward"])


@check("lstm_backward", points=1)
def test_lstm_backward_at_the_inputs(student, reference, rng):
    """Of the four values, dx alone: the gradient at the input of every step.

    Your own lstm_step_backward may be used; an error in it costs no point here.
    """
    cases = [backward_case(reference, rng, *shape) for shape in [(2, 3, 4, 1), (1, 2, 3, 2)]]
    agree(student.lstm_backward, reference.lstm_backward, cases, parts=BACKWARD, only="dx", uses=["lstm_step_backward"])


@check("lstm_backward", points=2)
def test_lstm_backward_fits_the_slope(student, reference, rng):
    """The gradients predict how a loss changes that reads every h_t, with the gradient dh.

    Your own lstm_step_backward may be used; an error in it costs no point here.
    """
    for shape in [(2, 3, 1, 2), (1, 2, 3, 2)]:
        arguments = backward_case(reference, rng, *shape)
        dh, x, h_init, c_init, _, _, _, params = arguments.args

        def loss(at, dh=dh, params=params):
            weights = {name: at[name] for name in params}
            return np.sum(dh * reference.lstm_forward(at["x"], at["h_init"], at["c_init"], weights)[0])

        fits_the_slope(
            student.lstm_backward,
            reference.lstm_backward,
            arguments,
            ("dx", "dh_init", "dc_init"),
            loss,
            {"x": x, "h_init": h_init, "c_init": c_init, **params},
            rng,
            BACKWARD,
            uses=["lstm_step_backward"],
        )


@check("lstm_backward", points=1)
def test_lstm_backward_leaves_its_arguments(student, reference, rng):
    """None of the eight arguments is changed.

    Your own lstm_step_backward may be used; an error in it costs no point here.
    """
    cases = [backward_case(reference, rng, 2, 3, 1, 3)]
    agree(
        student.lstm_backward, reference.lstm_backward, cases, parts=BACKWARD, frozen=True, uses=["lstm_step_backward"]
    )


@check("memory_retention", points=2)
def test_memory_retention_values(student, reference, rng):
    """At each step the product of the forget gates after it, 1 at the last, for T = 1 and more, and N = 1 and more."""
    shapes = [(2, 5, 3), (1, 4, 2), (3, 1, 4), (4, 2, 1), (3, 3, 3)]
    agree(student.memory_retention, reference.memory_retention, [case(draw_gate(rng, *shape)) for shape in shapes])


@check("memory_retention", points=1)
def test_memory_retention_of_shut_and_open_gates(student, reference, rng):
    """A gate of 0 leaves nothing of what came before it, a gate of 1 all of it; what comes after it counts as ever."""
    cases = []
    for N, T, H in [(3, 6, 2), (2, 4, 5)]:
        f = draw_gate(rng, N, T, H)
        n, h = np.arange(N)[:, None], np.arange(H)
        f[n, rng.integers(0, T, (N, H)), h] = 1.0
        f[n, rng.integers(1, T, (N, H)), h] = 0.0
        cases.append(case(f))
    agree(student.memory_retention, reference.memory_retention, cases)


@check("memory_retention", points=1)
def test_memory_retention_leaves_its_arguments(student, reference, rng):
    """The gates stay as they are."""
    untouched(student.memory_retention, reference.memory_retention, [case(draw_gate(rng, 2, 4, 3))])
