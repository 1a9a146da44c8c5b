"""What students of unit 5 get wrong, and the sentence that helps each of them."""

import numpy as np

from autograder.checking import mistake

from .lstm import (
    cell_state,
    forget_gate,
    hidden_state,
    input_gate,
    lstm_backward,
    lstm_forward,
    lstm_step,
    lstm_step_backward,
    memory_retention,
    output_gate,
    sigmoid,
)

LAYERS = ("f", "i", "g", "o")


# --- forget_gate -------------------------------------------------------------------------------------------------


@mistake("forget_gate", "The bias bf is missing.")
def forget_bias_missing(x_t, h_prev, Uf, Wf, bf):
    return sigmoid(x_t @ Uf + h_prev @ Wf)


@mistake("forget_gate", "The previous hidden state plays no part; the gate looks at it as well as at the input.")
def forget_without_state(x_t, h_prev, Uf, Wf, bf):
    return sigmoid(x_t @ Uf + bf)


@mistake("forget_gate", "The input plays no part; the gate looks at it as well as at the previous hidden state.")
def forget_without_input(x_t, h_prev, Uf, Wf, bf):
    return sigmoid(h_prev @ Wf + bf)


@mistake("forget_gate", "This is a tanh. A gate is a share between 0 and 1.")
def forget_by_tanh(x_t, h_prev, Uf, Wf, bf):
    return np.tanh(x_t @ Uf + h_prev @ Wf + bf)


@mistake("forget_gate", "There is no activation, so the gate isn't between 0 and 1.")
def forget_not_activated(x_t, h_prev, Uf, Wf, bf):
    return x_t @ Uf + h_prev @ Wf + bf


@mistake("forget_gate", "In spite of its name this gate says how much is kept, not how much is lost.")
def forget_is_share_lost(x_t, h_prev, Uf, Wf, bf):
    return 1 - forget_gate(x_t, h_prev, Uf, Wf, bf)


@mistake("forget_gate", "Wf is transposed; its rows belong to the entries of h_prev, as they are.")
def forget_transposed(x_t, h_prev, Uf, Wf, bf):
    return sigmoid(x_t @ Uf + h_prev @ Wf.T + bf)


@mistake("forget_gate", "The products are taken entry by entry; weights need the matrix product, @ or np.dot.")
def forget_entrywise(x_t, h_prev, Uf, Wf, bf):
    return sigmoid(x_t * Uf + h_prev * Wf + bf)


@mistake("forget_gate", "The bias is added outside the sigmoid; it belongs to the weighted sum.")
def forget_bias_outside(x_t, h_prev, Uf, Wf, bf):
    return sigmoid(x_t @ Uf + h_prev @ Wf) + bf


@mistake("forget_gate", "bf itself is changed: += writes into the array that was passed in. Build a new one.")
def forget_bias_overwritten(x_t, h_prev, Uf, Wf, bf):
    value = forget_gate(x_t, h_prev, Uf, Wf, bf)
    bf += h_prev[0]
    return value


# --- input_gate --------------------------------------------------------------------------------------------------


@mistake("input_gate", "The bias bi is missing.")
def input_bias_missing(x_t, h_prev, Ui, Wi, bi):
    return sigmoid(x_t @ Ui + h_prev @ Wi)


@mistake("input_gate", "The previous hidden state plays no part; the gate looks at it as well as at the input.")
def input_without_state(x_t, h_prev, Ui, Wi, bi):
    return sigmoid(x_t @ Ui + bi)


@mistake("input_gate", "This is a tanh. What comes through a gate is a share between 0 and 1.")
def input_by_tanh(x_t, h_prev, Ui, Wi, bi):
    return np.tanh(x_t @ Ui + h_prev @ Wi + bi)


@mistake("input_gate", "There is no activation, so the gate isn't between 0 and 1.")
def input_not_activated(x_t, h_prev, Ui, Wi, bi):
    return x_t @ Ui + h_prev @ Wi + bi


@mistake("input_gate", "Each part has a sigmoid of its own. Add up the whole weighted sum first.")
def input_by_two_sigmoids(x_t, h_prev, Ui, Wi, bi):
    return sigmoid(x_t @ Ui) + sigmoid(h_prev @ Wi) + bi


@mistake("input_gate", "Wi is transposed; its rows belong to the entries of h_prev, as they are.")
def input_transposed(x_t, h_prev, Ui, Wi, bi):
    return sigmoid(x_t @ Ui + h_prev @ Wi.T + bi)


@mistake("input_gate", "This is a softmax: the entries share out 1 among them. Each entry has a gate of its own.")
def input_by_softmax(x_t, h_prev, Ui, Wi, bi):
    power = np.exp(x_t @ Ui + h_prev @ Wi + bi)
    return power / power.sum(axis=1, keepdims=True)


@mistake("input_gate", "The gate is turned round: 1 means that all comes in.")
def input_turned_round(x_t, h_prev, Ui, Wi, bi):
    return 1 - input_gate(x_t, h_prev, Ui, Wi, bi)


# --- candidate_state ---------------------------------------------------------------------------------------------


@mistake("candidate_state", "This is a sigmoid. The candidate is content, no gate: it may be negative.")
def candidate_by_sigmoid(x_t, h_prev, Ug, Wg, bg):
    return sigmoid(x_t @ Ug + h_prev @ Wg + bg)


@mistake("candidate_state", "The bias bg is missing.")
def candidate_bias_missing(x_t, h_prev, Ug, Wg, bg):
    return np.tanh(x_t @ Ug + h_prev @ Wg)


@mistake("candidate_state", "The previous hidden state plays no part; what is new depends on it, too.")
def candidate_without_state(x_t, h_prev, Ug, Wg, bg):
    return np.tanh(x_t @ Ug + bg)


@mistake("candidate_state", "There is no activation: the candidate can be of any size.")
def candidate_not_activated(x_t, h_prev, Ug, Wg, bg):
    return x_t @ Ug + h_prev @ Wg + bg


@mistake("candidate_state", "The bias is added outside the tanh; it belongs to the weighted sum.")
def candidate_bias_outside(x_t, h_prev, Ug, Wg, bg):
    return np.tanh(x_t @ Ug + h_prev @ Wg) + bg


@mistake("candidate_state", "Wg is transposed; its rows belong to the entries of h_prev, as they are.")
def candidate_transposed(x_t, h_prev, Ug, Wg, bg):
    return np.tanh(x_t @ Ug + h_prev @ Wg.T + bg)


@mistake(
    "candidate_state", "This is a ReLU, which leaves out all that is negative; the candidate's activation is the tanh."
)
def candidate_by_relu(x_t, h_prev, Ug, Wg, bg):
    return np.maximum(0, x_t @ Ug + h_prev @ Wg + bg)


# --- output_gate -------------------------------------------------------------------------------------------------


@mistake("output_gate", "The bias bo is missing.")
def output_bias_missing(x_t, h_prev, Uo, Wo, bo):
    return sigmoid(x_t @ Uo + h_prev @ Wo)


@mistake("output_gate", "The previous hidden state plays no part; the gate looks at it as well as at the input.")
def output_without_state(x_t, h_prev, Uo, Wo, bo):
    return sigmoid(x_t @ Uo + bo)


@mistake(
    "output_gate", "This is a tanh. The tanh of an LSTM's output is that of the cell state; the gate is a sigmoid."
)
def output_by_tanh(x_t, h_prev, Uo, Wo, bo):
    return np.tanh(x_t @ Uo + h_prev @ Wo + bo)


@mistake("output_gate", "The weighted sum goes through a tanh before the sigmoid; the gate has the sigmoid alone.")
def output_by_both(x_t, h_prev, Uo, Wo, bo):
    return sigmoid(np.tanh(x_t @ Uo + h_prev @ Wo + bo))


@mistake("output_gate", "This is a softmax. The gate is no prediction: each entry is a share of its own.")
def output_by_softmax(x_t, h_prev, Uo, Wo, bo):
    power = np.exp(x_t @ Uo + h_prev @ Wo + bo)
    return power / power.sum(axis=1, keepdims=True)


@mistake("output_gate", "There is no activation, so the gate isn't between 0 and 1.")
def output_not_activated(x_t, h_prev, Uo, Wo, bo):
    return x_t @ Uo + h_prev @ Wo + bo


@mistake("output_gate", "Wo is transposed; its rows belong to the entries of h_prev, as they are.")
def output_transposed(x_t, h_prev, Uo, Wo, bo):
    return sigmoid(x_t @ Uo + h_prev @ Wo.T + bo)


# --- cell_state --------------------------------------------------------------------------------------------------


@mistake("cell_state", "The two gates have changed places: the old memory is kept by f_t, the candidate let in by i_t.")
def gates_exchanged(c_prev, f_t, i_t, g_t):
    return i_t * c_prev + f_t * g_t


@mistake("cell_state", "The input gate is not used: the whole candidate comes in.")
def input_gate_unused(c_prev, f_t, i_t, g_t):
    return f_t * c_prev + g_t


@mistake("cell_state", "The forget gate is not used: the old memory stays whole.")
def forget_gate_unused(c_prev, f_t, i_t, g_t):
    return c_prev + i_t * g_t


@mistake("cell_state", "The forget gate closes on the new as well; it is for the old memory alone.")
def everything_forgotten(c_prev, f_t, i_t, g_t):
    return f_t * (c_prev + i_t * g_t)


@mistake("cell_state", "The old memory is lost: f_t has to be multiplied by c_prev.")
def old_memory_lost(c_prev, f_t, i_t, g_t):
    return f_t + i_t * g_t


@mistake("cell_state", "The old memory is multiplied by 1 - f_t; f_t is the share that stays.")
def share_lost(c_prev, f_t, i_t, g_t):
    return (1 - f_t) * c_prev + i_t * g_t


@mistake(
    "cell_state", "The candidate is let in by 1 - f_t, as in another kind of cell; the LSTM has an input gate for it."
)
def gates_coupled(c_prev, f_t, i_t, g_t):
    return f_t * c_prev + (1 - f_t) * g_t


@mistake("cell_state", "A tanh squeezes the memory at every step. The way along the cell state has no activation.")
def memory_squeezed(c_prev, f_t, i_t, g_t):
    return np.tanh(f_t * c_prev + i_t * g_t)


@mistake("cell_state", "A tanh is taken of the candidate; it has been through one already.")
def candidate_squeezed_twice(c_prev, f_t, i_t, g_t):
    return f_t * c_prev + i_t * np.tanh(g_t)


@mistake("cell_state", "These are matrix products; each entry of the memory has gates of its own, entry by entry.")
def memory_by_matrix_products(c_prev, f_t, i_t, g_t):
    return f_t @ c_prev + i_t @ g_t


@mistake("cell_state", "c_prev itself is overwritten: *= and += work in place. Build a new array.")
def memory_overwritten(c_prev, f_t, i_t, g_t):
    c_prev *= f_t
    c_prev += i_t * g_t
    return c_prev


# --- hidden_state ------------------------------------------------------------------------------------------------


@mistake("hidden_state", "The tanh of the cell state is missing.")
def tanh_missing(c_t, o_t):
    return o_t * c_t


@mistake("hidden_state", "The output gate is not used: all of the cell state is shown.")
def output_gate_unused(c_t, o_t):
    return np.tanh(c_t)


@mistake("hidden_state", "The gate is inside the tanh; squeeze the cell state first, then let it through the gate.")
def gate_inside(c_t, o_t):
    return np.tanh(o_t * c_t)


@mistake("hidden_state", "The tanh is taken of the gate; it belongs to the cell state.")
def tanh_of_the_gate(c_t, o_t):
    return np.tanh(o_t) * c_t


@mistake("hidden_state", "The cell state goes through a sigmoid; what is shown may be negative, so it is the tanh.")
def sigmoid_of_the_cell(c_t, o_t):
    return o_t * sigmoid(c_t)


@mistake("hidden_state", "The gate is added. A gate is a share, so it multiplies.")
def gate_added(c_t, o_t):
    return o_t + np.tanh(c_t)


@mistake("hidden_state", "c_t itself is overwritten; a loop over steps still needs it. Build a new array.")
def cell_overwritten(c_t, o_t):
    shown = o_t * np.tanh(c_t)
    if np.ndim(c_t):
        c_t[...] = np.tanh(c_t)
    return shown


# --- lstm_step ---------------------------------------------------------------------------------------------------


def renamed(params, *pairs):
    """Give the parameters with some layers' weights taken from other layers."""
    return {**params, **{part + to: params[part + source] for to, source in pairs for part in "UWb"}}


@mistake("lstm_step", "The two states come in the wrong order: the hidden state is the first.")
def states_swapped(x_t, h_prev, c_prev, params):
    h_t, c_t, gates = lstm_step(x_t, h_prev, c_prev, params)
    return c_t, h_t, gates


@mistake("lstm_step", "The gates are not returned; the way back needs them.")
def gates_not_returned(x_t, h_prev, c_prev, params):
    return lstm_step(x_t, h_prev, c_prev, params)[:2]


@mistake("lstm_step", "The gates come as a tuple; put them in a dict under f, i, g and o.")
def gates_in_a_tuple(x_t, h_prev, c_prev, params):
    h_t, c_t, gates = lstm_step(x_t, h_prev, c_prev, params)
    return h_t, c_t, tuple(gates.values())


@mistake("lstm_step", "The candidate is missing from the dict of gates.")
def candidate_left_out(x_t, h_prev, c_prev, params):
    h_t, c_t, gates = lstm_step(x_t, h_prev, c_prev, params)
    return h_t, c_t, {k: gates[k] for k in "fio"}


@mistake("lstm_step", "The hidden state shows the old cell state; it shows the new one.")
def old_cell_shown(x_t, h_prev, c_prev, params):
    _, c_t, gates = lstm_step(x_t, h_prev, c_prev, params)
    return hidden_state(c_prev, gates["o"]), c_t, gates


@mistake("lstm_step", "The layers look at c_prev; they look at the hidden state, h_prev.")
def layers_look_at_cell(x_t, h_prev, c_prev, params):
    _, _, gates = lstm_step(x_t, c_prev, c_prev, params)
    c_t = cell_state(c_prev, gates["f"], gates["i"], gates["g"])
    return hidden_state(c_t, gates["o"]), c_t, gates


@mistake("lstm_step", "The cell state is built on h_prev; what the forget gate thins out is c_prev.")
def cell_from_hidden(x_t, h_prev, c_prev, params):
    gates = lstm_step(x_t, h_prev, c_prev, params)[2]
    c_t = cell_state(h_prev, gates["f"], gates["i"], gates["g"])
    return hidden_state(c_t, gates["o"]), c_t, gates


@mistake("lstm_step", "The weights of the forget gate and the input gate have changed places.")
def weights_f_and_i_exchanged(x_t, h_prev, c_prev, params):
    return lstm_step(x_t, h_prev, c_prev, renamed(params, ("f", "i"), ("i", "f")))


@mistake(
    "lstm_step", "The forget and the input gate have changed places in the call of cell_state; look at its signature."
)
def arguments_f_and_i_exchanged(x_t, h_prev, c_prev, params):
    gates = lstm_step(x_t, h_prev, c_prev, params)[2]
    c_t = cell_state(c_prev, gates["i"], gates["f"], gates["g"])
    return hidden_state(c_t, gates["o"]), c_t, gates


@mistake("lstm_step", "The input and the output gate are under each other's name, or have each other's weights.")
def weights_i_and_o_exchanged(x_t, h_prev, c_prev, params):
    return lstm_step(x_t, h_prev, c_prev, renamed(params, ("i", "o"), ("o", "i")))


@mistake("lstm_step", "The candidate goes through a sigmoid, as if it were a gate.")
def candidate_as_gate(x_t, h_prev, c_prev, params):
    gates = lstm_step(x_t, h_prev, c_prev, params)[2]
    gates = {**gates, "g": sigmoid(x_t @ params["Ug"] + h_prev @ params["Wg"] + params["bg"])}
    c_t = cell_state(c_prev, gates["f"], gates["i"], gates["g"])
    return hidden_state(c_t, gates["o"]), c_t, gates


@mistake("lstm_step", "The output gate looks at a hidden state of this step; all four layers look at h_prev.")
def output_gate_looks_at_new(x_t, h_prev, c_prev, params):
    h_t, c_t, gates = lstm_step(x_t, h_prev, c_prev, params)
    gates = {**gates, "o": output_gate(x_t, h_t, params["Uo"], params["Wo"], params["bo"])}
    return hidden_state(c_t, gates["o"]), c_t, gates


@mistake("lstm_step", "c_prev itself is overwritten: *= works in place. Build a new array.")
def step_overwrites_cell(x_t, h_prev, c_prev, params):
    gates = lstm_step(x_t, h_prev, c_prev, params)[2]
    c_prev *= gates["f"]
    c_prev += gates["i"] * gates["g"]
    return hidden_state(c_prev, gates["o"]), c_prev, gates


# --- lstm_forward ------------------------------------------------------------------------------------------------


def run(x, h_init, c_init, params, carried=None, steps=None):
    """Run through a sequence, in the order `steps`, with ``carried(h_t, c_t)`` as the states of the next step."""
    states, found = (h_init, c_init), []
    for t in range(x.shape[1]) if steps is None else steps:
        h_t, c_t, gates = lstm_step(x[:, t], *states, params)
        found.append((h_t, c_t, gates))
        states = (h_t, c_t) if carried is None else carried(h_t, c_t)
    h, c, gates = zip(*found, strict=True)
    return np.stack(h, 1), np.stack(c, 1), {k: np.stack([gate[k] for gate in gates], 1) for k in LAYERS}


@mistake("lstm_forward", "No state is carried on: every step starts from h_init and c_init.")
def nothing_carried(x, h_init, c_init, params):
    return run(x, h_init, c_init, params, carried=lambda h_t, c_t: (h_init, c_init))


@mistake("lstm_forward", "The hidden state is not carried on: every step is given h_init.")
def hidden_not_carried(x, h_init, c_init, params):
    return run(x, h_init, c_init, params, carried=lambda h_t, c_t: (h_init, c_t))


@mistake("lstm_forward", "The cell state is not carried on: every step is given c_init.")
def cell_not_carried(x, h_init, c_init, params):
    return run(x, h_init, c_init, params, carried=lambda h_t, c_t: (h_t, c_init))


@mistake("lstm_forward", "The two states change places from one step to the next.")
def states_change_places(x, h_init, c_init, params):
    return run(x, h_init, c_init, params, carried=lambda h_t, c_t: (c_t, h_t))


@mistake("lstm_forward", "Both states start at zero; they start at h_init and c_init.")
def starts_at_zero(x, h_init, c_init, params):
    return lstm_forward(x, np.zeros_like(h_init), np.zeros_like(c_init), params)


@mistake("lstm_forward", "The hidden state starts at zero; it starts at h_init.")
def hidden_starts_at_zero(x, h_init, c_init, params):
    return lstm_forward(x, np.zeros_like(h_init), c_init, params)


@mistake("lstm_forward", "The cell state starts at zero; it starts at c_init.")
def cell_starts_at_zero(x, h_init, c_init, params):
    return lstm_forward(x, h_init, np.zeros_like(c_init), params)


@mistake("lstm_forward", "h_init and c_init are in each other's place.")
def first_states_exchanged(x, h_init, c_init, params):
    return lstm_forward(x, c_init, h_init, params)


@mistake("lstm_forward", "The first axis of the results is time; it should be the sequences, then time.")
def time_first(x, h_init, c_init, params):
    h, c, gates = lstm_forward(x, h_init, c_init, params)
    return h.swapaxes(0, 1), c.swapaxes(0, 1), {k: gate.swapaxes(0, 1) for k, gate in gates.items()}


@mistake("lstm_forward", "The sequence is run from its end to its beginning.")
def backwards_in_time(x, h_init, c_init, params):
    return run(x, h_init, c_init, params, steps=range(x.shape[1])[::-1])


@mistake("lstm_forward", "Only the last step's states and gates are returned; keep those of every step.")
def last_step_only(x, h_init, c_init, params):
    h, c, gates = lstm_forward(x, h_init, c_init, params)
    return h[:, -1], c[:, -1], {k: gate[:, -1] for k, gate in gates.items()}


@mistake(
    "lstm_forward", "The states are returned with the first ones in front; they should start after the first step."
)
def first_states_returned(x, h_init, c_init, params):
    h, c, gates = lstm_forward(x, h_init, c_init, params)
    return np.concatenate([h_init[:, None], h], 1), np.concatenate([c_init[:, None], c], 1), gates


@mistake("lstm_forward", "The gates are those of the last step alone; stack those of every step.")
def gates_of_last_step(x, h_init, c_init, params):
    h, c, gates = lstm_forward(x, h_init, c_init, params)
    return h, c, {k: gate[:, -1] for k, gate in gates.items()}


@mistake("lstm_forward", "The gates are a list of dicts, one a step; make it one dict of arrays (N, T, H).")
def gates_as_list(x, h_init, c_init, params):
    h, c, gates = lstm_forward(x, h_init, c_init, params)
    return h, c, [{k: gate[:, t] for k, gate in gates.items()} for t in range(x.shape[1])]


@mistake("lstm_forward", "The two states come in the wrong order: the hidden states are the first.")
def sequences_swapped(x, h_init, c_init, params):
    h, c, gates = lstm_forward(x, h_init, c_init, params)
    return c, h, gates


@mistake("lstm_forward", "The last step is not taken: T steps are wanted.")
def last_step_missing(x, h_init, c_init, params):
    h, c, gates = lstm_forward(x, h_init, c_init, params)
    h, c, gates = h.copy(), c.copy(), {k: gate.copy() for k, gate in gates.items()}
    for array in (h, c, *gates.values()):
        array[:, -1] = 0
    return h, c, gates


@mistake(
    "lstm_forward", "h_init itself is overwritten, step by step; bind a new array to the name of the state instead."
)
def first_state_overwritten(x, h_init, c_init, params):
    h, c, gates = lstm_forward(x, h_init, c_init, params)
    h_init[...] = h[:, -1]
    return h, c, gates


# --- lstm_step_backward ------------------------------------------------------------------------------------------


def step_gradients(
    dh_t,
    dc_t,
    x_t,
    h_prev,
    c_prev,
    c_t,
    gates,
    params,
    *,
    joined=None,
    sent_back=None,
    factors=None,
    slopes=None,
    do=None,
):
    """The right gradients of a step, but for the parts that a mistake puts in place of them."""
    f, i, g, o = (gates[k] for k in LAYERS)
    dc = dc_t + dh_t * o * (1 - np.tanh(c_t) ** 2) if joined is None else joined
    down = {"f": c_prev, "i": g, "g": i, **(factors or {})}
    slope = {"f": f * (1 - f), "i": i * (1 - i), "g": 1 - g**2, "o": o * (1 - o), **(slopes or {})}
    deltas = {k: dc * down[k] * slope[k] for k in "fig"}
    deltas["o"] = (dh_t * np.tanh(c_t) if do is None else do) * slope["o"]
    return from_deltas(deltas, x_t, h_prev, params, dc * (f if sent_back is None else sent_back))


def from_deltas(deltas, x_t, h_prev, params, dc_prev):
    """Carry the four deltas on to inputs, states and weights."""
    dx_t = sum(delta @ params["U" + k].T for k, delta in deltas.items())
    dh_prev = sum(delta @ params["W" + k].T for k, delta in deltas.items())
    grads = {}
    for k, delta in deltas.items():
        grads.update({f"dU{k}": x_t.T @ delta, f"dW{k}": h_prev.T @ delta, f"db{k}": delta.sum(axis=0)})
    return dx_t, dh_prev, dc_prev, grads


@mistake(
    "lstm_step_backward",
    "What comes from the next step and what comes through h_t don't join: the second is missing in dc.",
)
def path_through_h_missing(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, joined=dc_t)


@mistake("lstm_step_backward", "dc_t is not used: what reaches the cell state from the next step is lost.")
def next_cell_ignored(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    return step_gradients(dh_t, 0 * dc_t, x_t, h_prev, c_prev, c_t, gates, params)


@mistake("lstm_step_backward", "The slope of the tanh is missing on the way from h_t into the cell state.")
def cell_slope_missing(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    joined = dc_t + dh_t * gates["o"]
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, joined=joined)


@mistake("lstm_step_backward", "The tanh's slope is taken as 1 - c_t^2: square the tanh of c_t, not c_t.")
def cell_slope_of_c(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    joined = dc_t + dh_t * gates["o"] * (1 - c_t**2)
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, joined=joined)


@mistake("lstm_step_backward", "The slope of h_t's tanh is built on h_t or on o_t tanh(c_t); it is 1 - tanh(c_t)^2.")
def cell_slope_of_h(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    joined = dc_t + dh_t * gates["o"] * (1 - (gates["o"] * np.tanh(c_t)) ** 2)
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, joined=joined)


@mistake("lstm_step_backward", "The output gate is missing on the way from h_t into the cell state.")
def output_gate_missing(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    joined = dc_t + dh_t * (1 - np.tanh(c_t) ** 2)
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, joined=joined)


@mistake("lstm_step_backward", "The slope and the output gate are applied to dc_t, too; it has come to c_t already.")
def next_cell_through_h(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    joined = (dc_t + dh_t) * gates["o"] * (1 - np.tanh(c_t) ** 2)
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, joined=joined)


@mistake("lstm_step_backward", "The candidate's slope is taken as a sigmoid's, g(1 - g); its activation is the tanh.")
def candidate_slope_of_sigmoid(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    slopes = {"g": gates["g"] * (1 - gates["g"])}
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, slopes=slopes)


@mistake("lstm_step_backward", "g is already a tanh: its slope is 1 - g^2, without another tanh.")
def candidate_slope_of_tanh_g(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    slopes = {"g": 1 - np.tanh(gates["g"]) ** 2}
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, slopes=slopes)


@mistake("lstm_step_backward", "The candidate's slope is missing: from g_t the way goes on through its tanh.")
def candidate_slope_missing(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, slopes={"g": 1.0})


@mistake("lstm_step_backward", "The slopes of the three sigmoids are missing.")
def gate_slopes_missing(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    slopes = {"f": 1.0, "i": 1.0, "o": 1.0}
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, slopes=slopes)


@mistake("lstm_step_backward", "The slopes of all four activations are missing: the gradients stop at the gates.")
def all_slopes_missing(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    slopes = {"f": 1.0, "i": 1.0, "g": 1.0, "o": 1.0}
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, slopes=slopes)


@mistake(
    "lstm_step_backward", "The gates are put through the sigmoid once more; their slope is s(1 - s) of the gate itself."
)
def gate_slopes_of_sigmoid_of_gate(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    slopes = {k: sigmoid(gates[k]) * (1 - sigmoid(gates[k])) for k in "fio"}
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, slopes=slopes)


@mistake("lstm_step_backward", "The gates' slope is taken as a tanh's, 1 - s^2; their activation is the sigmoid.")
def gate_slopes_of_tanh(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    slopes = {k: 1 - gates[k] ** 2 for k in "fio"}
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, slopes=slopes)


@mistake("lstm_step_backward", "The forget gate's gradient is built on c_t; what it was multiplied by is c_prev.")
def forget_from_new_cell(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, factors={"f": c_t})


@mistake("lstm_step_backward", "The candidate's gradient is built on f; the gate that lets the candidate in is i.")
def candidate_through_forget_gate(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, factors={"g": gates["f"]})


@mistake(
    "lstm_step_backward", "i and g have changed places: in a product, each factor's gradient is built on the other one."
)
def own_factor_kept(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    factors = {"i": gates["i"], "g": gates["g"]}
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, factors=factors)


@mistake("lstm_step_backward", "The forget and the input gate's gradients are built on each other's factor.")
def factors_of_f_and_i_exchanged(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    factors = {"f": gates["g"], "i": c_prev}
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, factors=factors)


@mistake("lstm_step_backward", "What goes back to c_prev is multiplied by i; the old memory came in through f.")
def sent_back_by_input_gate(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, sent_back=gates["i"])


@mistake("lstm_step_backward", "What goes back to c_prev isn't multiplied by the forget gate.")
def sent_back_unforgotten(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, sent_back=1.0)


@mistake(
    "lstm_step_backward", "dc_prev is built on dc_t alone; the way through h_t has joined by then, and goes back, too."
)
def sent_back_before_joining(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dx_t, dh_prev, _, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    return dx_t, dh_prev, dc_t * gates["f"], grads


@mistake("lstm_step_backward", "The output gate's gradient is built on c_t; what it was multiplied by is tanh(c_t).")
def output_from_bare_cell(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, do=dh_t * c_t)


@mistake(
    "lstm_step_backward", "The output gate's gradient is built on the gradient at c_t; it is reached from h_t alone."
)
def output_from_cell_gradient(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    shown = np.tanh(c_t)
    do = (dc_t + dh_t * gates["o"] * (1 - shown**2)) * shown
    return step_gradients(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params, do=do)


@mistake("lstm_step_backward", "The bias gradients have one row a sample; sum them over the samples.")
def bias_not_summed(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dx_t, dh_prev, dc_prev, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    ones = lstm_step_backward_rows(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    return dx_t, dh_prev, dc_prev, {**grads, **ones}


def lstm_step_backward_rows(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    """Give the bias gradients of each sample."""
    rows = []
    for n in range(len(x_t)):
        one = {k: gate[n : n + 1] for k, gate in gates.items()}
        arrays = (array[n : n + 1] for array in (dh_t, dc_t, x_t, h_prev, c_prev, c_t))
        rows.append(lstm_step_backward(*arrays, one, params)[3])
    return {f"db{k}": np.array([row[f"db{k}"] for row in rows]) for k in LAYERS}


@mistake(
    "lstm_step_backward", "The bias gradients are means over the samples; a bias reaches every sample, so they add up."
)
def bias_mean(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dx_t, dh_prev, dc_prev, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    return dx_t, dh_prev, dc_prev, {**grads, **{f"db{k}": grads[f"db{k}"] / len(x_t) for k in LAYERS}}


@mistake(
    "lstm_step_backward", "The bias gradients have an axis too many: a bias has the shape (H,), so leave keepdims out."
)
def bias_keeps_an_axis(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dx_t, dh_prev, dc_prev, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    return dx_t, dh_prev, dc_prev, {**grads, **{f"db{k}": grads[f"db{k}"][None] for k in LAYERS}}


@mistake(
    "lstm_step_backward",
    "The weights' gradients are averaged over the samples; dh_t and dc_t have any average in them already.",
)
def averaged_over_samples(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dx_t, dh_prev, dc_prev, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    return dx_t, dh_prev, dc_prev, {name: grad / len(x_t) for name, grad in grads.items()}


@mistake("lstm_step_backward", "The gradients of W are built on h_t; the layers looked at h_prev.")
def weights_from_new_state(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dx_t, dh_prev, dc_prev, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    late = lstm_step_backward(dh_t, dc_t, x_t, gates["o"] * np.tanh(c_t), c_prev, c_t, gates, params)[3]
    return dx_t, dh_prev, dc_prev, {**grads, **{f"dW{k}": late[f"dW{k}"] for k in LAYERS}}


@mistake("lstm_step_backward", "The gradients of W are transposed: rows belong to h_prev, columns to the delta.")
def recurrent_gradients_transposed(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dx_t, dh_prev, dc_prev, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    return dx_t, dh_prev, dc_prev, {**grads, **{f"dW{k}": grads[f"dW{k}"].T for k in LAYERS}}


@mistake("lstm_step_backward", "On the way back to h_prev the matrices W have to be transposed.")
def recurrent_weights_not_transposed(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    turned = {name: weight.T if name[0] == "W" else weight for name, weight in params.items()}
    return lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, turned)


@mistake(
    "lstm_step_backward",
    "dx_t and dh_prev come from one layer only; all four looked at x_t and h_prev, so four terms add up.",
)
def only_one_layer_sent_back(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    _, _, dc_prev, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    delta = dh_t * np.tanh(c_t) * gates["o"] * (1 - gates["o"])
    return delta @ params["Uo"].T, delta @ params["Wo"].T, dc_prev, grads


@mistake(
    "lstm_step_backward",
    "The candidate's term is missing in dx_t and dh_prev: four layers looked at x_t and h_prev, not three.",
)
def candidate_not_sent_back(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    _, _, dc_prev, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    without = {name: 0 * weight if name in ("Ug", "Wg") else weight for name, weight in params.items()}
    dx_t, dh_prev, _, _ = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, without)
    return dx_t, dh_prev, dc_prev, grads


@mistake("lstm_step_backward", "dx_t and dh_prev are in each other's place.")
def inputs_and_states_swapped(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dx_t, dh_prev, dc_prev, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    return dh_prev, dx_t, dc_prev, grads


@mistake("lstm_step_backward", "dh_prev and dc_prev are in each other's place.")
def states_gradients_swapped(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dx_t, dh_prev, dc_prev, grads = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    return dx_t, dc_prev, dh_prev, grads


@mistake("lstm_step_backward", "dc_t itself is changed: += writes into the array that was passed in. Build a new one.")
def next_cell_overwritten(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    answer = lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params)
    dc_t += dh_t * gates["o"] * (1 - np.tanh(c_t) ** 2)
    return answer


# --- lstm_backward -----------------------------------------------------------------------------------------------


def back_through_time(
    dh, x, h_init, c_init, h, c, gates, params, *, arriving=None, carried=None, previous=None, steps=None, sums=True
):
    """The right gradients of a sequence, but for the parts that a mistake changes."""
    T = x.shape[1]
    dx, dh_next, dc_next = np.zeros(x.shape), np.zeros(h_init.shape), np.zeros(c_init.shape)
    grads = {"d" + name: np.zeros(weight.shape) for name, weight in params.items()}
    for t in range(T)[::-1] if steps is None else steps:
        h_prev, c_prev = (h[:, t - 1], c[:, t - 1]) if t > 0 else (h_init, c_init)
        if previous is not None:
            h_prev, c_prev = previous(t, h_prev, c_prev)
        gates_t = {k: gate[:, t] for k, gate in gates.items()}
        dh_t = dh[:, t] + dh_next if arriving is None else arriving(t, dh_next)
        dx[:, t], dh_next, dc_next, grads_t = lstm_step_backward(
            dh_t, dc_next, x[:, t], h_prev, c_prev, c[:, t], gates_t, params
        )
        if carried is not None:
            dh_next, dc_next = carried(dh_next, dc_next, dh_t, gates_t)
        grads = {name: (grad if sums else 0) + grads_t[name] for name, grad in grads.items()}
    return dx, dh_next, dc_next, grads


@mistake(
    "lstm_backward", "What the next step sends back to h_t is not added: the loss reaches h_t through later steps, too."
)
def next_hidden_not_added(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(dh, x, h_init, c_init, h, c, gates, params, arriving=lambda t, dh_next: dh[:, t])


@mistake("lstm_backward", "The loss's own gradient is used at the last step only; the loss reads h at every step.")
def only_last_loss(dh, x, h_init, c_init, h, c, gates, params):
    last = x.shape[1] - 1
    return back_through_time(
        dh, x, h_init, c_init, h, c, gates, params, arriving=lambda t, dh_next: dh_next + (t == last) * dh[:, t]
    )


@mistake("lstm_backward", "The gradient along the cell state isn't passed on: every step is given zero for dc_t.")
def next_cell_not_passed(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh,
        x,
        h_init,
        c_init,
        h,
        c,
        gates,
        params,
        carried=lambda dh_next, dc_next, dh_t, gates_t: (dh_next, 0 * dc_next),
    )


@mistake("lstm_backward", "Neither gradient is passed on: each step is treated as if no other came after it.")
def nothing_passed_on(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh,
        x,
        h_init,
        c_init,
        h,
        c,
        gates,
        params,
        carried=lambda dh_next, dc_next, dh_t, gates_t: (0 * dh_next, 0 * dc_next),
    )


@mistake("lstm_backward", "The forget gate is applied to dc once more; lstm_step_backward has done it already.")
def forget_gate_twice(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh,
        x,
        h_init,
        c_init,
        h,
        c,
        gates,
        params,
        carried=lambda dh_next, dc_next, dh_t, gates_t: (dh_next, dc_next * gates_t["f"]),
    )


@mistake("lstm_backward", "The gradient along the cell state is passed on without its multiplication by f.")
def passed_on_unforgotten(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh,
        x,
        h_init,
        c_init,
        h,
        c,
        gates,
        params,
        carried=lambda dh_next, dc_next, dh_t, gates_t: (dh_next, dc_next / gates_t["f"]),
    )


@mistake("lstm_backward", "The gradients of the two states change places on the way back.")
def passed_on_swapped(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh, x, h_init, c_init, h, c, gates, params, carried=lambda dh_next, dc_next, dh_t, gates_t: (dc_next, dh_next)
    )


@mistake("lstm_backward", "The steps are taken from the first to the last; back means from the last to the first.")
def forward_in_time(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(dh, x, h_init, c_init, h, c, gates, params, steps=range(x.shape[1]))


@mistake(
    "lstm_backward", "The weights' gradients are the first step's alone: = overwrites where the steps should add up."
)
def not_summed_over_time(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(dh, x, h_init, c_init, h, c, gates, params, sums=False)


@mistake("lstm_backward", "The weights' gradients are averaged over the steps; they add up.")
def averaged_over_time(dh, x, h_init, c_init, h, c, gates, params):
    *states, grads = lstm_backward(dh, x, h_init, c_init, h, c, gates, params)
    return *states, {name: grad / x.shape[1] for name, grad in grads.items()}


@mistake("lstm_backward", "The weights' gradients are averaged over the sequences; dh has any average in it already.")
def averaged_over_sequences(dh, x, h_init, c_init, h, c, gates, params):
    *states, grads = lstm_backward(dh, x, h_init, c_init, h, c, gates, params)
    return *states, {name: grad / x.shape[0] for name, grad in grads.items()}


@mistake(
    "lstm_backward", "Each step is given its own h_t where it should be given the hidden state of the step before."
)
def own_hidden_for_previous(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh, x, h_init, c_init, h, c, gates, params, previous=lambda t, h_prev, c_prev: (h[:, t], c_prev)
    )


@mistake("lstm_backward", "Each step is given its own c_t where it should be given the cell state of the step before.")
def own_cell_for_previous(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh, x, h_init, c_init, h, c, gates, params, previous=lambda t, h_prev, c_prev: (h_prev, c[:, t])
    )


@mistake("lstm_backward", "Each step is given its own states where it should be given those of the step before.")
def own_states_for_previous(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh, x, h_init, c_init, h, c, gates, params, previous=lambda t, h_prev, c_prev: (h[:, t], c[:, t])
    )


@mistake(
    "lstm_backward",
    "At the first step, index t - 1 is -1: the last step. The states before the first are h_init and c_init.",
)
def wraps_around(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh, x, h_init, c_init, h, c, gates, params, previous=lambda t, h_prev, c_prev: (h[:, t - 1], c[:, t - 1])
    )


@mistake(
    "lstm_backward", "The first step is treated as if it had started from zeros; it started from h_init and c_init."
)
def started_from_zeros(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh,
        x,
        h_init,
        c_init,
        h,
        c,
        gates,
        params,
        previous=lambda t, h_prev, c_prev: (h_prev, c_prev) if t else (0 * h_init, 0 * c_init),
    )


@mistake("lstm_backward", "Every step is given h_init and c_init; only the first one started from those.")
def first_states_everywhere(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(
        dh, x, h_init, c_init, h, c, gates, params, previous=lambda t, h_prev, c_prev: (h_init, c_init)
    )


@mistake("lstm_backward", "The first step is left out: range(T - 1, 0, -1) ends before 0.")
def first_step_left_out(dh, x, h_init, c_init, h, c, gates, params):
    return back_through_time(dh, x, h_init, c_init, h, c, gates, params, steps=range(x.shape[1] - 1, 0, -1))


@mistake(
    "lstm_backward", "The steps of dx stand in the order in which they were found, the last first; turn them round."
)
def inputs_in_reverse(dh, x, h_init, c_init, h, c, gates, params):
    dx, *others = lstm_backward(dh, x, h_init, c_init, h, c, gates, params)
    return dx[:, ::-1], *others


@mistake("lstm_backward", "The first axis of dx is time; it should be the sequences, then time.")
def inputs_time_first(dh, x, h_init, c_init, h, c, gates, params):
    dx, *others = lstm_backward(dh, x, h_init, c_init, h, c, gates, params)
    return dx.swapaxes(0, 1), *others


@mistake("lstm_backward", "dh_init and dc_init are in each other's place.")
def first_gradients_swapped(dh, x, h_init, c_init, h, c, gates, params):
    dx, dh_init, dc_init, grads = lstm_backward(dh, x, h_init, c_init, h, c, gates, params)
    return dx, dc_init, dh_init, grads


@mistake("lstm_backward", "dh_init is what reaches the first step's own h; it should be what that step sends back.")
def hidden_gradient_of_first_step(dh, x, h_init, c_init, h, c, gates, params):
    dx, _, dc_init, grads = lstm_backward(dh, x, h_init, c_init, h, c, gates, params)
    first = dh[:, 0]
    if x.shape[1] > 1:
        later = {k: gate[:, 1:] for k, gate in gates.items()}
        sent = lstm_backward(dh[:, 1:], x[:, 1:], h[:, 0], c[:, 0], h[:, 1:], c[:, 1:], later, params)[1]
        first = first + sent
    return dx, first, dc_init, grads


@mistake("lstm_backward", "dh itself is changed: += writes into the array that was passed in. Add up in a new one.")
def loss_gradient_overwritten(dh, x, h_init, c_init, h, c, gates, params):
    def arriving(t, dh_next):
        dh[:, t] += dh_next
        return dh[:, t]

    return back_through_time(dh, x, h_init, c_init, h, c, gates, params, arriving=arriving)


# --- memory_retention --------------------------------------------------------------------------------------------


@mistake(
    "memory_retention",
    "The gate of step t itself is in the product; it acts before c_t is there. Only later gates count.",
)
def own_gate_counted(f):
    return np.cumprod(f[:, ::-1], axis=1)[:, ::-1]


@mistake(
    "memory_retention", "This multiplies the gates up to step t; what is left at the end depends on those after it."
)
def gates_before(f):
    return np.cumprod(f, axis=1)


@mistake(
    "memory_retention",
    "This is the share of the first memory that is left before each step; the product should run to the end.",
)
def left_of_first(f):
    return np.concatenate([np.ones_like(f[:, :1]), np.cumprod(f[:, :-1], axis=1)], axis=1)


@mistake("memory_retention", "Only the next step's gate is counted; every one until the end takes its share.")
def next_gate_alone(f):
    return np.concatenate([f[:, 1:], np.ones_like(f[:, :1])], axis=1)


@mistake(
    "memory_retention", "Every step has the product of all gates; those up to t had no hand in what was written at t."
)
def all_gates(f):
    return np.broadcast_to(np.prod(f, axis=1, keepdims=True), f.shape).copy()


@mistake("memory_retention", "The gates are added up; shares of shares multiply.")
def gates_added(f):
    return np.concatenate([np.cumsum(f[:, :0:-1], axis=1)[:, ::-1], np.ones_like(f[:, :1])], axis=1)


@mistake("memory_retention", "The product runs over the sequences, the first axis; time is the second.")
def along_the_sequences(f):
    return memory_retention(f.swapaxes(0, 1)).swapaxes(0, 1)


@mistake("memory_retention", "The product runs over the entries of the state, the last axis; time is the second.")
def along_the_entries(f):
    return memory_retention(f.swapaxes(1, 2)).swapaxes(1, 2)


@mistake("memory_retention", "The steps are the wrong way round: turn the product back after turning the gates.")
def not_turned_back(f):
    return memory_retention(f)[:, ::-1]


@mistake("memory_retention", "The last step is 0. Nothing is forgotten after it, and the product of nothing is 1.")
def nothing_at_the_end(f):
    retention = memory_retention(f)
    retention[:, -1] = 0
    return retention


@mistake(
    "memory_retention",
    "Dividing one product by another fails where a gate is 0: that gives nan. Multiply from the end instead.",
)
def by_division(f):
    product = np.cumprod(f, axis=1)
    with np.errstate(all="ignore"):
        return product[:, -1:] / product


@mistake(
    "memory_retention", "A constant is put in place of small gates, so a gate of 0 no longer wipes everything out."
)
def gates_clipped(f):
    return memory_retention(np.maximum(f, 1e-3))


@mistake("memory_retention", "The average over the entries is returned; each entry has a share of its own.")
def averaged_over_entries(f):
    return memory_retention(f).mean(axis=2)


@mistake("memory_retention", "f itself is changed. Collect the products in a new array.")
def gates_overwritten(f):
    retention = memory_retention(f)
    f[...] = retention
    return retention
