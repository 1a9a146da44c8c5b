"""Right answers to unit 5 in other forms: each must keep every point."""

import numpy as np

from deltarule import alternative

from .lstm import (
    candidate_state,
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


def single(value):
    """Give arrays, and dicts of arrays, in float32."""
    return {key: single(item) for key, item in value.items()} if isinstance(value, dict) else value.astype(np.float32)


# --- the four layers ---------------------------------------------------------------------------------------------


@alternative("forget_gate")
def forget_of_stacked(x_t, h_prev, Uf, Wf, bf):
    return sigmoid(np.hstack([x_t, h_prev, np.ones((len(x_t), 1))]) @ np.vstack([Uf, Wf, bf]))


@alternative("forget_gate")
def forget_by_loops(x_t, h_prev, Uf, Wf, bf):
    gate = np.empty(h_prev.shape)
    for n in range(h_prev.shape[0]):
        for k in range(h_prev.shape[1]):
            z = bf[k]
            for d in range(x_t.shape[1]):
                z += x_t[n, d] * Uf[d, k]
            for j in range(h_prev.shape[1]):
                z += h_prev[n, j] * Wf[j, k]
            gate[n, k] = 1 / (1 + np.exp(-z))
    return gate


@alternative("forget_gate")
def forget_in_float32(x_t, h_prev, Uf, Wf, bf):
    return forget_gate(single(x_t), single(h_prev), single(Uf), single(Wf), single(bf))


@alternative("input_gate")
def input_by_half_tanh(x_t, h_prev, Ui, Wi, bi):
    return 0.5 + 0.5 * np.tanh((x_t.dot(Ui) + h_prev.dot(Wi) + bi) / 2)


@alternative("input_gate")
def input_by_einsum(x_t, h_prev, Ui, Wi, bi):
    z = np.einsum("nd,dh->nh", x_t, Ui) + np.einsum("nj,jh->nh", h_prev, Wi) + bi[None, :]
    return np.exp(z) / (1 + np.exp(z))


@alternative("input_gate")
def input_again(x_t, h_prev, Ui, Wi, bi):
    return 1 - input_gate(x_t, h_prev, -Ui, -Wi, -bi)


@alternative("candidate_state")
def candidate_by_sigmoid_of_twice(x_t, h_prev, Ug, Wg, bg):
    return 2 * sigmoid(2 * (x_t @ Ug + h_prev @ Wg + bg)) - 1


@alternative("candidate_state")
def candidate_in_columns(x_t, h_prev, Ug, Wg, bg):
    return np.tanh(Ug.T @ x_t.T + Wg.T @ h_prev.T + bg[:, None]).T


@alternative("candidate_state")
def candidate_sample_by_sample(x_t, h_prev, Ug, Wg, bg):
    return np.array([candidate_state(x[None], h[None], Ug, Wg, bg)[0] for x, h in zip(x_t, h_prev, strict=True)])


@alternative("output_gate")
def output_in_place_of_its_own(x_t, h_prev, Uo, Wo, bo):
    z = x_t @ Uo
    z += h_prev @ Wo
    z += bo
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    return 1 / z


@alternative("output_gate")
def output_safely(x_t, h_prev, Uo, Wo, bo):
    z = x_t @ Uo + h_prev @ Wo + bo
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)


@alternative("output_gate")
def output_in_float32(x_t, h_prev, Uo, Wo, bo):
    return output_gate(single(x_t), single(h_prev), single(Uo), single(Wo), single(bo))


# --- the two states ----------------------------------------------------------------------------------------------


@alternative("cell_state")
def memory_by_ufuncs(c_prev, f_t, i_t, g_t):
    return np.add(np.multiply(i_t, g_t), np.multiply(f_t, c_prev))


@alternative("cell_state")
def memory_less_what_is_lost(c_prev, f_t, i_t, g_t):
    return c_prev - (1 - f_t) * c_prev + i_t * g_t


@alternative("cell_state")
def memory_by_loop(c_prev, f_t, i_t, g_t):
    c_prev, f_t, i_t, g_t = (np.asarray(array) for array in (c_prev, f_t, i_t, g_t))
    c_t = np.zeros(c_prev.shape)
    for k in np.ndindex(c_prev.shape):
        c_t[k] = cell_state(c_prev[k], f_t[k], i_t[k], g_t[k])
    return c_t


@alternative("cell_state")
def memory_in_a_copy(c_prev, f_t, i_t, g_t):
    c_t = c_prev.copy()
    c_t *= f_t
    c_t += i_t * g_t
    return c_t


@alternative("cell_state")
def memory_in_single_precision(c_prev, f_t, i_t, g_t):
    return np.float64(single(f_t) * single(c_prev) + single(i_t) * single(g_t))


@alternative("hidden_state")
def shown_by_exponentials(c_t, o_t):
    return o_t * (np.exp(c_t) - np.exp(-c_t)) / (np.exp(c_t) + np.exp(-c_t))


@alternative("hidden_state")
def shown_in_float32(c_t, o_t):
    return hidden_state(np.float32(c_t), np.float32(o_t))


@alternative("hidden_state")
def shown_by_loop(c_t, o_t):
    return np.vectorize(lambda c, o: float(np.tanh(c)) * o)(c_t, o_t)


@alternative("hidden_state")
def shown_in_an_array_of_its_own(c_t, o_t):
    h_t = np.zeros_like(c_t)
    h_t[...] = np.tanh(c_t)
    return h_t * o_t


# --- lstm_step ---------------------------------------------------------------------------------------------------


@alternative("lstm_step")
def step_in_one_piece(x_t, h_prev, c_prev, params):
    gates = {}
    for k in LAYERS:
        z = x_t @ params["U" + k] + h_prev @ params["W" + k] + params["b" + k]
        gates[k] = np.tanh(z) if k == "g" else 1 / (1 + np.exp(-z))
    c_t = gates["f"] * c_prev + gates["i"] * gates["g"]
    return [gates["o"] * np.tanh(c_t), c_t, gates]


@alternative("lstm_step")
def step_of_one_product(x_t, h_prev, c_prev, params):
    U, W, b = (np.concatenate([params[part + k] for k in "ifog"], axis=-1) for part in "UWb")
    z_i, z_f, z_o, z_g = np.split(x_t @ U + h_prev @ W + b, 4, axis=1)
    i, f, o, g = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o), np.tanh(z_g)
    c_t = cell_state(c_prev, f, i, g)
    return hidden_state(c_t, o), c_t, {"i": i, "f": f, "o": o, "g": g}


@alternative("lstm_step")
def step_by_names(x_t, h_prev, c_prev, params):
    layers = {"o": output_gate, "g": candidate_state, "i": input_gate, "f": forget_gate}
    gates = {k: layer(x_t, h_prev, *(params[part + k] for part in "UWb")) for k, layer in layers.items()}
    c_t = cell_state(c_prev, *(gates[k] for k in "fig"))
    return hidden_state(c_t, gates["o"]), c_t, gates


@alternative("lstm_step")
def step_by_the_forget_gate(x_t, h_prev, c_prev, params):
    # A sigmoid is a sigmoid: one gate's function serves for all three.
    f, i, o = (forget_gate(x_t, h_prev, params["U" + k], params["W" + k], params["b" + k]) for k in "fio")
    g = candidate_state(x_t, h_prev, params["Ug"], params["Wg"], params["bg"])
    c_t = f * c_prev + i * g
    return o * np.tanh(c_t), c_t, {"f": f, "i": i, "g": g, "o": o}


@alternative("lstm_step")
def step_in_float32(x_t, h_prev, c_prev, params):
    return lstm_step(single(x_t), single(h_prev), single(c_prev), single(params))


# --- lstm_forward ------------------------------------------------------------------------------------------------


@alternative("lstm_forward")
def forward_into_arrays(x, h_init, c_init, params):
    N, T, _ = x.shape
    H = h_init.shape[1]
    h, c = np.empty((N, T, H)), np.empty((N, T, H))
    gates = {k: np.empty((N, T, H)) for k in LAYERS}
    h_prev, c_prev = h_init.copy(), c_init.copy()
    for t in range(T):
        h_prev, c_prev, now = lstm_step(x[:, t, :], h_prev, c_prev, params)
        h[:, t, :], c[:, t, :] = h_prev, c_prev
        for k in LAYERS:
            gates[k][:, t, :] = now[k]
    return h, c, gates


@alternative("lstm_forward")
def forward_in_one_piece(x, h_init, c_init, params):
    into = {k: x @ params["U" + k] + params["b" + k] for k in LAYERS}  # all steps' inputs at once
    h, c, gates = [h_init], [c_init], {k: [] for k in LAYERS}
    for t in range(x.shape[1]):
        for k in LAYERS:
            z = into[k][:, t] + h[-1] @ params["W" + k]
            gates[k].append(np.tanh(z) if k == "g" else 1 / (1 + np.exp(-z)))
        c.append(gates["f"][-1] * c[-1] + gates["i"][-1] * gates["g"][-1])
        h.append(gates["o"][-1] * np.tanh(c[-1]))
    return [np.stack(h[1:], 1), np.stack(c[1:], 1), {k: np.stack(gate, 1) for k, gate in gates.items()}]


@alternative("lstm_forward")
def forward_sequence_by_sequence(x, h_init, c_init, params):
    found = [lstm_forward(x[n : n + 1], h_init[n : n + 1], c_init[n : n + 1], params) for n in range(len(x))]
    h, c, gates = zip(*found, strict=True)
    return np.concatenate(h), np.concatenate(c), {k: np.concatenate([gate[k] for gate in gates]) for k in LAYERS}


@alternative("lstm_forward")
def forward_by_recursion(x, h_init, c_init, params):
    h_t, c_t, now = lstm_step(x[:, 0], h_init, c_init, params)
    first = h_t[:, None], c_t[:, None], {k: gate[:, None] for k, gate in now.items()}
    if x.shape[1] == 1:
        return first
    rest = forward_by_recursion(x[:, 1:], h_t, c_t, params)
    gates = {k: np.concatenate([first[2][k], rest[2][k]], axis=1) for k in LAYERS}
    return np.concatenate([first[0], rest[0]], axis=1), np.concatenate([first[1], rest[1]], axis=1), gates


# --- lstm_step_backward ------------------------------------------------------------------------------------------


@alternative("lstm_step_backward")
def step_backward_of_one_product(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    H = h_prev.shape[1]
    dc = dc_t + dh_t * gates["o"] / np.cosh(c_t) ** 2
    delta = np.hstack(
        [
            dc * c_prev * (gates["f"] - gates["f"] ** 2),
            dc * gates["g"] * (gates["i"] - gates["i"] ** 2),
            dc * gates["i"] * (1 + gates["g"]) * (1 - gates["g"]),
            dh_t * np.tanh(c_t) * (gates["o"] - gates["o"] ** 2),
        ]
    )
    U, W = (np.hstack([params[part + k] for k in LAYERS]) for part in "UW")
    grads = {}
    for part, whole in (("U", x_t.T @ delta), ("W", h_prev.T @ delta), ("b", np.ones(len(x_t)) @ delta)):
        grads.update({f"d{part}{k}": whole[..., H * n : H * (n + 1)] for n, k in enumerate(LAYERS)})
    return [delta @ U.T, delta @ W.T, dc * gates["f"], grads]


@alternative("lstm_step_backward")
def step_backward_sample_by_sample(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dx_t, dh_prev, dc_prev = np.zeros(x_t.shape), np.zeros(h_prev.shape), np.zeros(c_prev.shape)
    grads = {f"d{name}": np.zeros(weight.shape) for name, weight in params.items()}
    for n in range(len(x_t)):
        f, i, g, o = (gates[k][n] for k in LAYERS)
        dc = dc_t[n] + dh_t[n] * o * (1 - np.tanh(c_t[n]) ** 2)
        deltas = {
            "f": dc * c_prev[n] * f * (1 - f),
            "i": dc * g * i * (1 - i),
            "g": dc * i * (1 - g * g),
            "o": dh_t[n] * np.tanh(c_t[n]) * o * (1 - o),
        }
        dc_prev[n] = dc * f
        for k, delta in deltas.items():
            grads[f"dU{k}"] += np.outer(x_t[n], delta)
            grads[f"dW{k}"] += np.outer(h_prev[n], delta)
            grads[f"db{k}"] += delta
            dx_t[n] += params[f"U{k}"] @ delta
            dh_prev[n] += params[f"W{k}"] @ delta
    return dx_t, dh_prev, dc_prev, grads


@alternative("lstm_step_backward")
def step_backward_layer_by_layer(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    dc = dc_t.copy()
    dc += dh_t * gates["o"] * (1 - np.tanh(c_t) ** 2)
    through = {"f": dc * c_prev, "i": dc * gates["g"], "g": dc * gates["i"], "o": dh_t * np.tanh(c_t)}
    dx_t, dh_prev, grads = np.zeros_like(x_t), np.zeros_like(h_prev), {}
    for k in LAYERS:
        slope = 1 - gates[k] ** 2 if k == "g" else gates[k] * (1 - gates[k])
        delta = through[k] * slope
        grads["dU" + k], grads["dW" + k] = np.dot(x_t.T, delta), np.dot(h_prev.T, delta)
        grads["db" + k] = np.sum(delta, axis=0)
        dx_t += np.dot(delta, params["U" + k].T)
        dh_prev += np.dot(delta, params["W" + k].T)
    return dx_t, dh_prev, dc * gates["f"], grads


@alternative("lstm_step_backward")
def step_backward_in_float32(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    arrays = (single(value) for value in (dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params))
    return lstm_step_backward(*arrays)


@alternative("lstm_step_backward")
def step_backward_in_single_precision(*arguments):
    *found, grads = step_backward_in_float32(*arguments)
    return *(np.float64(array) for array in found), {name: np.float64(grad) for name, grad in grads.items()}


def complex_slope(loss, at):
    """Differentiate by a step along the imaginary axis, entry by entry: exact but for rounding."""
    slope = np.zeros(at.shape)
    for k in np.ndindex(at.shape):
        nudged = at.astype(complex)
        nudged[k] += 1e-30j
        slope[k] = loss(nudged).imag / 1e-30
    return slope


@alternative("lstm_step_backward")
def step_backward_by_measuring(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    def loss(x_t=x_t, h_prev=h_prev, c_prev=c_prev, **nudged):
        h_new, c_new, _ = step_in_one_piece(x_t, h_prev, c_prev, {**params, **nudged})
        return np.sum(dh_t * h_new + dc_t * c_new)

    states = [
        complex_slope(lambda nudged, name=name: loss(**{name: nudged}), at)
        for name, at in (("x_t", x_t), ("h_prev", h_prev), ("c_prev", c_prev))
    ]
    grads = {
        f"d{name}": complex_slope(lambda nudged, name=name: loss(**{name: nudged}), weight)
        for name, weight in params.items()
    }
    return *states, grads


@alternative("lstm_step_backward")
def step_backward_from_inputs(dh_t, dc_t, x_t, h_prev, c_prev, c_t, gates, params):
    # Trusts nothing that it was given: c_t and the gates are worked out anew.
    _, c_new, fresh = step_in_one_piece(x_t, h_prev, c_prev, params)
    return lstm_step_backward(dh_t, dc_t, x_t, h_prev, c_prev, c_new, fresh, params)


# --- lstm_backward -----------------------------------------------------------------------------------------------


@alternative("lstm_backward")
def backward_in_one_piece(dh, x, h_init, c_init, h, c, gates, params):
    T = x.shape[1]
    before_h = np.concatenate([h_init[:, None], h[:, :-1]], axis=1)
    before_c = np.concatenate([c_init[:, None], c[:, :-1]], axis=1)
    deltas = {k: np.zeros(h.shape) for k in LAYERS}
    dh_next, dc_next = 0, 0
    for t in range(T - 1, -1, -1):
        f, i, g, o = (gates[k][:, t] for k in LAYERS)
        dh_t = dh[:, t] + dh_next
        dc = dc_next + dh_t * o * (1 - np.tanh(c[:, t]) ** 2)
        deltas["f"][:, t] = dc * before_c[:, t] * f * (1 - f)
        deltas["i"][:, t] = dc * g * i * (1 - i)
        deltas["g"][:, t] = dc * i * (1 - g**2)
        deltas["o"][:, t] = dh_t * np.tanh(c[:, t]) * o * (1 - o)
        dh_next = sum(deltas[k][:, t] @ params["W" + k].T for k in LAYERS)
        dc_next = dc * f
    grads = {}
    for k in LAYERS:
        grads["dU" + k] = np.einsum("ntd,nth->dh", x, deltas[k])
        grads["dW" + k] = np.einsum("ntj,nth->jh", before_h, deltas[k])
        grads["db" + k] = deltas[k].sum(axis=(0, 1))
    return [sum(deltas[k] @ params["U" + k].T for k in LAYERS), dh_next, dc_next, grads]


@alternative("lstm_backward")
def backward_by_lists(dh, x, h_init, c_init, h, c, gates, params):
    T = x.shape[1]
    dx, dh_next, dc_next, all_grads = [None] * T, np.zeros_like(h_init), np.zeros_like(c_init), []
    for t in range(T - 1, -1, -1):
        h_prev = h_init if t == 0 else h[:, t - 1, :]
        c_prev = c_init if t == 0 else c[:, t - 1, :]
        now = {k: gates[k][:, t, :] for k in "ofig"}
        dx[t], dh_next, dc_next, grads = lstm_step_backward(
            dh_next + dh[:, t, :], dc_next, x[:, t, :], h_prev, c_prev, c[:, t, :], now, params
        )
        all_grads.append(grads)
    grads = {name: np.sum([grads[name] for grads in all_grads], axis=0) for name in all_grads[0]}
    return np.array(dx).transpose(1, 0, 2), dh_next, dc_next, grads


@alternative("lstm_backward")
def backward_like_the_arguments(dh, x, h_init, c_init, h, c, gates, params):
    dx, dh_next, dc_next = np.zeros_like(x), np.zeros_like(h_init), np.zeros_like(c_init)
    grads = {f"d{name}": np.zeros_like(weight) for name, weight in params.items()}
    all_h, all_c = np.concatenate([h_init[:, None], h], axis=1), np.concatenate([c_init[:, None], c], axis=1)
    arriving = dh.copy()
    for t in range(x.shape[1] - 1, -1, -1):
        arriving[:, t] += dh_next
        now = {k: gates[k][:, t] for k in LAYERS}
        dx[:, t], dh_next, dc_next, step = lstm_step_backward(
            arriving[:, t], dc_next, x[:, t], all_h[:, t], all_c[:, t], all_c[:, t + 1], now, params
        )
        for name in grads:
            grads[name] += step[name]
    return dx, dh_next, dc_next, grads


@alternative("lstm_backward")
def backward_by_recursion(dh, x, h_init, c_init, h, c, gates, params):
    now = {k: gate[:, 0] for k, gate in gates.items()}
    if x.shape[1] == 1:
        dx, dh_init, dc_init, grads = lstm_step_backward(
            dh[:, 0], np.zeros_like(c_init), x[:, 0], h_init, c_init, c[:, 0], now, params
        )
        return dx[:, None], dh_init, dc_init, grads
    later = {k: gate[:, 1:] for k, gate in gates.items()}
    dx_rest, dh_0, dc_0, rest = backward_by_recursion(
        dh[:, 1:], x[:, 1:], h[:, 0], c[:, 0], h[:, 1:], c[:, 1:], later, params
    )
    dx, dh_init, dc_init, grads = lstm_step_backward(
        dh[:, 0] + dh_0, dc_0, x[:, 0], h_init, c_init, c[:, 0], now, params
    )
    grads = {name: grad + rest[name] for name, grad in grads.items()}
    return np.concatenate([dx[:, None], dx_rest], axis=1), dh_init, dc_init, grads


@alternative("lstm_backward")
def backward_sequence_by_sequence(dh, x, h_init, c_init, h, c, gates, params):
    found = []
    for n in range(len(x)):
        one = slice(n, n + 1)
        own = {k: gate[one] for k, gate in gates.items()}
        found.append(lstm_backward(dh[one], x[one], h_init[one], c_init[one], h[one], c[one], own, params))
    dx, dh_init, dc_init, grads = zip(*found, strict=True)
    total = {name: sum(grad[name] for grad in grads) for name in grads[0]}
    return np.concatenate(dx), np.concatenate(dh_init), np.concatenate(dc_init), total


@alternative("lstm_backward")
def backward_by_measuring(dh, x, h_init, c_init, h, c, gates, params):
    def loss(x=x, h_init=h_init, c_init=c_init, **nudged):
        return np.sum(dh * forward_in_one_piece(x, h_init, c_init, {**params, **nudged})[0])

    states = [
        complex_slope(lambda nudged, name=name: loss(**{name: nudged}), at)
        for name, at in (("x", x), ("h_init", h_init), ("c_init", c_init))
    ]
    grads = {
        f"d{name}": complex_slope(lambda nudged, name=name: loss(**{name: nudged}), weight)
        for name, weight in params.items()
    }
    return *states, grads


# --- memory_retention --------------------------------------------------------------------------------------------


@alternative("memory_retention")
def retention_by_cumprod(f):
    turned = np.cumprod(f[:, :0:-1], axis=1)[:, ::-1]
    return np.concatenate([turned, np.ones((f.shape[0], 1, f.shape[2]))], axis=1)


@alternative("memory_retention")
def retention_by_products(f):
    return np.stack([np.prod(f[:, t + 1 :], axis=1) for t in range(f.shape[1])], axis=1)


@alternative("memory_retention")
def retention_by_one_product(f):
    retention = np.ones_like(f)
    left = np.ones(f[:, 0].shape)
    for t in range(f.shape[1] - 1, 0, -1):
        left = left * f[:, t]
        retention[:, t - 1] = left
    return retention


@alternative("memory_retention")
def retention_by_logarithms(f):
    with np.errstate(divide="ignore"):
        logarithms = np.log(f)
    return np.exp([[logarithms[n, t + 1 :].sum(axis=0) for t in range(f.shape[1])] for n in range(len(f))])


@alternative("memory_retention")
def retention_in_float32(f):
    return memory_retention(single(f)).astype(np.float32)


@alternative("memory_retention")
def retention_in_single_precision(f):
    return memory_retention(single(f)).astype(float)
