"""The checks of unit 5: an LSTM, forward and backward.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k lstm_step``.
"""

import numpy as np

from deltarule import asks, case, fits_the_slope

STEP, SEQUENCE = ("h_t", "c_t", "gates"), ("h", "c", "gates")
STEP_INPUTS, INPUTS = ("x_t", "h_prev", "c_prev"), ("x", "h_init", "c_init")
STEP_BACKWARD, BACKWARD = ((*(f"d{name}" for name in names), "grads") for names in (STEP_INPUTS, INPUTS))
# A shape of equal sizes lets a product with a transposed matrix, or a sum along the wrong axis, go through unnoticed.
STEPS = [(4, 2, 3), (1, 3, 4), (3, 3, 3), (5, 4, 2), (2, 1, 3), (2, 3, 1)]  # N, D, H
SEQUENCES = [(2, 4, 1, 3), (1, 3, 2, 4), (2, 2, 2, 2), (4, 1, 3, 2), (3, 2, 4, 1), (1, 30, 2, 3)]  # N, T, D, H
ONE = np.ones((1, 1))
SEVERAL = np.array([[[1.0], [-1.0]]])  # one sequence of two steps


def by_hand(**weights):
    """Give the parameters of one cell that reads one input: zero, but for some `weights`."""
    params = {part + k: np.zeros(1 if part == "b" else (1, 1)) for k in "figo" for part in "UWb"}
    return params | {name: weight * ONE for name, weight in weights.items()}


def run_case(rng, *shape, x=None, weights=1.0, memory=1.0, bias=0.0):
    """Draw the arguments of lstm_step, for N, D and H, or of lstm_forward, for N, T, D and H.

    None is zero, and no weighted sum leads far into a flat part. `weights` scales those of the inputs, `memory` the
    cell state before; `bias` shuts the output gates.
    """
    N, D, H = shape[0], *shape[-2:]
    shapes = {"U": (D, H), "W": (H, H), "b": (H,)}
    params = {part + k: 0.6 * rng.standard_normal(shape) for k in "figo" for part, shape in shapes.items()}
    params.update({f"U{k}": weights * params[f"U{k}"] for k in "figo"}, bo=params["bo"] + bias)
    x = rng.standard_normal(shape[:-1]) if x is None else x
    inputs = x, rng.uniform(-1, 1, (N, H)), memory * rng.standard_normal((N, H))
    if H > 1:
        return case(*inputs, params)
    # A single neuron's gradients are few numbers: where all is positive none cancels, whatever the precision.
    return case(*map(np.abs, inputs), {name: np.abs(weight) / 3 for name, weight in params.items()})


def run_cases(rng, shapes, *unusual):
    """Draw calls of lstm_step or lstm_forward: of some shapes; and, of one shape, with unusual numbers."""
    yield from (run_case(rng, *shape) for shape in shapes)
    inputs = unusual[:-1]
    yield run_case(rng, *unusual, x=np.resize(np.eye(inputs[-1], dtype=int), inputs))  # one-hot, in whole numbers
    yield run_case(rng, *unusual, x=-rng.uniform(0.5, 1, inputs), memory=3000.0)
    yield run_case(rng, *unusual, x=200 * rng.standard_normal(inputs), weights=1 / 200)
    yield run_case(rng, *unusual, x=1e-4 * rng.standard_normal(inputs), memory=1e-5, bias=-12.0)


def layer_cases(rng):
    """Draw calls of one of the four layers; the first is the example of their docstrings."""
    U, W, b = np.array([[1.0, 10.0]]), np.array([[3.0, 2.0], [4.0, -3.0]]), np.array([-1.0, -5.0])
    yield case(np.array([[2.0]]), np.array([[1.0, -1.0]]), U, W, b)
    for run in run_cases(rng, STEPS, 3, 2, 4):
        x_t, h_prev, _, params = run.args
        arguments = x_t, h_prev, *(params[part + "o"] for part in "UWb")
        yield case(*arguments)
    yield case(*(1e-6 * value for value in arguments))


@asks("forget_gate", points=1, untouched=1)
def test_forget_gate_values(rng):
    """The sigmoid of x_t Uf + h_prev Wf + bf, of shape (N, H), for N = 1 and more."""
    return layer_cases(rng)


@asks("input_gate", points=1, untouched=1)
def test_input_gate_values(rng):
    """The sigmoid of x_t Ui + h_prev Wi + bi, of shape (N, H), for N = 1 and more."""
    return layer_cases(rng)


@asks("candidate_state", points=1, untouched=1)
def test_candidate_state_values(rng):
    """The tanh of x_t Ug + h_prev Wg + bg, of shape (N, H), for N = 1 and more."""
    return layer_cases(rng)


@asks("output_gate", points=1, untouched=1)
def test_output_gate_values(rng):
    """The sigmoid of x_t Uo + h_prev Wo + bo, of shape (N, H), for N = 1 and more."""
    return layer_cases(rng)


def draw_gate(rng, *shape):
    """Draw the values of a gate."""
    return rng.uniform(0.05, 0.95, shape)


def draw_memory(rng, *shape, size=1.0):
    """Draw a cell state, two gates and a candidate state."""
    c, g = 2 * size * rng.uniform(-1, 1, shape), min(size, 1) * rng.uniform(-1, 1, shape)
    return c, draw_gate(rng, *shape), draw_gate(rng, *shape), g


def draw_memories(rng):
    """Draw them of several shapes and sizes; and gates that are quite shut or open, in whole numbers."""
    yield from (draw_memory(rng, *shape) for shape in [(4, 3), (1, 5), (3, 3), (2, 1), (6,), (2, 4, 3)])
    yield from (draw_memory(rng, 4, 3, size=size) for size in (300.0, 1e-5))
    yield -rng.uniform(0.5, 1, (2, 2)), np.array([[0, 1], [0, 1]]), np.array([[0, 0], [1, 1]]), rng.random((2, 2))


@asks("cell_state", points=1, untouched=0.5)
def test_cell_state_values(rng):
    """f_t c_prev + i_t g_t, entry by entry, for arrays of any shape and size; a gate may be quite shut or open."""
    yield case(np.array([4.0, -2.0]), np.array([0.5, 1.0]), np.array([1.0, 0.0]), np.array([-1.0, 0.5]))
    yield from (case(*memory) for memory in draw_memories(rng))


@asks("cell_state", points=0.5)
def test_cell_state_of_numbers(rng):
    """Four numbers give a number, whether they are NumPy's numbers or arrays without an axis."""
    return [case(*map(kind, draw_memory(rng))) for kind in (np.float64, np.array)]


@asks("hidden_state", points=1, untouched=0.5)
def test_hidden_state_values(rng):
    """o_t tanh(c_t), entry by entry, for arrays of any shape and size; a gate may be quite shut or open."""
    yield case(np.array([0.0, 20.0, -20.0]), np.array([1.0, 0.5, 1.0]))
    yield from (case(c_t, o_t) for c_t, o_t, *_ in draw_memories(rng))


@asks("hidden_state", points=0.5)
def test_hidden_state_of_numbers(rng):
    """Two numbers give a number, whether they are NumPy's numbers or arrays without an axis."""
    return [case(*map(kind, draw_memory(rng)[:2])) for kind in (np.float64, np.array)]


@asks("lstm_step", points=3, untouched=1, parts=STEP)
def test_lstm_step_values(rng):
    """The new hidden state, the new cell state and the four layers' values, for N = 1 and more."""
    yield case(ONE, 0.5 * ONE, 39 * ONE, by_hand(Ug=20))
    yield from run_cases(rng, STEPS, 3, 2, 4)


@asks("lstm_step", points=1, parts=STEP, only="c_t")
def test_lstm_step_cell_state(rng):
    """Of the three values, the cell state c_t alone, for N = 1 and more."""
    return run_cases(rng, STEPS[:3], 4, 3, 2)


@asks("lstm_forward", points=3, untouched=1, parts=SEQUENCE)
def test_lstm_forward_values(rng):
    """The states and the gates after every step, (N, T, H) each, for T = 1 and more, and N = 1 and more."""
    yield case(SEVERAL, 0.5 * ONE, 79 * ONE, by_hand(Ug=20))
    yield from run_cases(rng, SEQUENCES, 2, 3, 2, 3)


@asks("lstm_forward", points=2, parts=SEQUENCE, only="h")
def test_lstm_forward_hidden_states(rng):
    """Of the three values, the hidden states h alone, (N, T, H)."""
    return run_cases(rng, SEQUENCES[:3], 3, 2, 3, 2)


def back_case(reference, rng, *shape, loss=None):
    """Draw the arguments of lstm_step_backward or lstm_backward; what the way forward gave is the reference's.

    Where `loss` is given, the gradients that arrive have its sign and its size.
    """
    *inputs, params = run_case(rng, *shape).args
    N, *T, _, H = shape
    arriving = (1, N, *T, H) if T else (2, N, H)  # dh, or dh_t and dc_t
    given = reference.lstm_forward(*inputs, params) if T else reference.lstm_step(*inputs, params)[1:]
    gradients = rng.standard_normal(arriving) if loss is None else loss * rng.uniform(0.5, 1, arriving)
    return case(*(gradients if H > 1 else np.abs(gradients)), *inputs, *given, params)


def back_cases(reference, rng, *shapes):
    """Draw calls of lstm_step_backward or lstm_backward, of some shapes."""
    return [back_case(reference, rng, *shape) for shape in shapes]


def by_name(names, values):
    """Give the inputs and the parameters, or their gradients, by name; the parameters are the last of the values."""
    return {**dict(zip(names, values, strict=False)), **values[-1]}


@asks("lstm_step_backward", points=4, untouched=1, parts=STEP_BACKWARD)
def test_lstm_step_backward_values(reference, rng):
    """The gradients at x_t, h_prev and c_prev, and at all twelve parameters, for N = 1 and more."""
    inputs, params = (2 * ONE, ONE, 0 * ONE), by_hand(Ug=1, Wg=-2)
    yield case(4 * ONE, 6 * ONE, *inputs, *reference.lstm_step(*inputs, params)[1:], params)
    yield from back_cases(reference, rng, *STEPS)
    for loss in (-3000.0, 1e-6, np.array([[3000.0], [0.0], [-1.0]])):
        yield back_case(reference, rng, 3, 2, 4, loss=loss)


@asks("lstm_step_backward", points=2, parts=STEP_BACKWARD, only="dc_prev")
def test_lstm_step_backward_along_the_cell_state(reference, rng):
    """Of the four values, dc_prev alone: both ways into c_t, and on to the step before."""
    return back_cases(reference, rng, (4, 2, 3), (1, 3, 2), (2, 2, 2))


@fits_the_slope(
    "lstm_step_backward",
    points=2,
    output=lambda reference, at, dh_t, dc_t, *_: np.sum(
        np.multiply((dh_t, dc_t), reference.lstm_step(*map(at.get, STEP_INPUTS), at)[:2])
    ),
    at=lambda rng, dh_t, dc_t, *arguments: by_name(STEP_INPUTS, arguments),
    named=lambda found: by_name(STEP_BACKWARD, found),
    parts=STEP_BACKWARD,
)
def test_lstm_step_backward_fits_the_slope(reference, rng):
    """The gradients predict how a loss changes that reads h_t, with the gradient dh_t, and c_t, with dc_t."""
    return back_cases(reference, rng, (2, 3, 2), (1, 2, 3))


@asks("lstm_backward", points=5, untouched=1, parts=BACKWARD)
def test_lstm_backward_values(reference, rng):
    """The gradients at x, h_init and c_init, and at all twelve parameters, for T = 1 and more, and N = 1 and more."""
    inputs, params = (SEVERAL + 1, ONE, 0 * ONE), by_hand(Ug=1, Wg=-2)
    yield case(SEVERAL + 5, *inputs, *reference.lstm_forward(*inputs, params), params)
    yield from back_cases(reference, rng, *SEQUENCES)
    for loss in (-3000.0, 1e-6, np.array([[0.0], [0.0], [3000.0]])):  # the last is read at the last step alone
        yield back_case(reference, rng, 2, 3, 1, 4, loss=loss)


@asks("lstm_backward", points=2, parts=BACKWARD, only="dx")
def test_lstm_backward_at_the_inputs(reference, rng):
    """Of the four values, dx alone: the gradient at the input of every step."""
    return back_cases(reference, rng, (2, 3, 4, 1), (1, 2, 3, 2), (2, 2, 2, 2))


@fits_the_slope(
    "lstm_backward",
    points=2,
    output=lambda reference, at, dh, *_: np.sum(dh * reference.lstm_forward(*map(at.get, INPUTS), at)[0]),
    at=lambda rng, dh, *arguments: by_name(INPUTS, arguments),
    named=lambda found: by_name(BACKWARD, found),
    parts=BACKWARD,
)
def test_lstm_backward_fits_the_slope(reference, rng):
    """The gradients predict how a loss changes that reads every h_t, with the gradient dh."""
    return back_cases(reference, rng, (2, 3, 1, 2), (1, 2, 3, 2))


@asks("memory_retention", points=2, untouched=1)
def test_memory_retention_values(rng):
    """At each step the product of the forget gates after it, 1 at the last, for T = 1 and more, and N = 1 and more."""
    yield case(np.array([[[0.25], [0.5], [1.0], [0.5]]]))
    for shape in [(2, 5, 3), (1, 4, 2), (3, 3, 3), (3, 1, 4), (4, 2, 1)]:
        yield case(draw_gate(rng, *shape))
    yield case(1e-3 * draw_gate(rng, 2, 3, 4))
    yield case(0.8 + 0.2 * draw_gate(rng, 2, 30, 2))  # a long memory


@asks("memory_retention", points=1)
def test_memory_retention_of_shut_and_open_gates(rng):
    """A gate of 0 leaves nothing of what came before it, a gate of 1 all of it; what comes after it counts as ever."""
    for N, T, H in [(3, 6, 2), (2, 4, 5)]:
        f = draw_gate(rng, N, T, H)
        f[:, 1, 1:] = f[-1, 2, 0] = 1.0
        f[:, 2, 1] = f[0, T - 1, 0] = f[:, 0, 0] = 0.0
        yield case(f)
    yield case(np.resize([0, 1, 1, 0, 1, 1, 1], (2, 4, 3)))
