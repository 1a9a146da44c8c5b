"""Right answers to unit 4 in other forms: each must keep every point."""

import math

import numpy as np

from deltarule import alternative

from .rnn import (
    clip_gradients,
    cross_entropy,
    generate,
    hidden_gradient_norms,
    one_hot,
    rnn_backward,
    rnn_forward,
    rnn_output,
    rnn_step,
)


def single(*arrays):
    """Convert to float32."""
    return [np.asarray(array, dtype=np.float32) for array in arrays]


# --- one_hot -----------------------------------------------------------------------------------------------------


@alternative("one_hot")
def arrays_only(indices, num_classes):
    out = np.zeros((*indices.shape, num_classes))
    for i in np.ndindex(indices.shape):
        out[(*i, indices[i])] = 1
    return out


@alternative("one_hot")
def one_hot_by_loop(indices, num_classes):
    indices = np.asarray(indices)
    out = np.zeros((*indices.shape, num_classes))
    for i in np.ndindex(indices.shape):
        out[(*i, indices[i])] = 1
    return out


@alternative("one_hot")
def one_hot_by_comparing(indices, num_classes):
    return (np.asarray(indices)[..., None] == np.arange(num_classes)).astype(np.float32)


@alternative("one_hot")
def one_hot_flat(indices, num_classes):
    flat = np.ravel(indices)
    out = np.zeros((flat.size, num_classes), dtype=int)
    out[np.arange(flat.size), flat] = 1
    return out.reshape([*np.shape(indices), num_classes])


@alternative("one_hot")
def one_hot_put_along(indices, num_classes):
    out = np.zeros((*np.shape(indices), num_classes))
    np.put_along_axis(out, np.expand_dims(indices, -1), 1, axis=-1)
    return out


# --- rnn_step ----------------------------------------------------------------------------------------------------


@alternative("rnn_step")
def step_stacked(x_t, h_prev, U, W):
    return np.tanh(np.hstack([x_t, h_prev]) @ np.vstack([U, W]))


@alternative("rnn_step")
def step_by_loop(x_t, h_prev, U, W):
    N, H = h_prev.shape
    h_t = np.empty((N, H))
    for n in range(N):
        for j in range(H):
            total = 0.0
            for i in range(x_t.shape[1]):
                total += x_t[n, i] * U[i, j]
            for i in range(H):
                total += h_prev[n, i] * W[i, j]
            h_t[n, j] = math.tanh(total)
    return h_t


@alternative("rnn_step")
def step_in_float32(x_t, h_prev, U, W):
    return rnn_step(*single(x_t, h_prev, U, W))


@alternative("rnn_step")
def step_into_an_array(x_t, h_prev, U, W):
    h_t = h_prev.copy()
    h_t[:] = h_t @ W
    h_t += x_t @ U
    return np.tanh(h_t, out=h_t)


@alternative("rnn_step")
def step_in_float32_inside(x_t, h_prev, U, W):
    return rnn_step(*single(x_t, h_prev, U, W)).astype(float)


@alternative("rnn_step")
def step_by_exponentials(x_t, h_prev, U, W):
    a = np.exp(2 * (np.dot(U.T, x_t.T) + np.dot(W.T, h_prev.T))).T
    return (a - 1) / (a + 1)


# --- rnn_output --------------------------------------------------------------------------------------------------


@alternative("rnn_output")
def output_shifted(h_t, V):
    scores = h_t.dot(V)
    e = np.exp(scores - np.max(scores, axis=1, keepdims=True))
    return e / np.sum(e, axis=1, keepdims=True)


@alternative("rnn_output")
def output_row_by_row(h_t, V):
    rows = []
    for h in h_t:
        scores = [sum(h * column) for column in V.T]
        e = [math.exp(score - max(scores)) for score in scores]
        rows.append([value / sum(e) for value in e])
    return np.array(rows)


@alternative("rnn_output")
def output_of_differences(h_t, V):
    scores = h_t @ V
    return 1 / np.exp(scores[:, np.newaxis, :] - scores[:, :, np.newaxis]).sum(axis=-1)


@alternative("rnn_output")
def output_in_float32(h_t, V):
    return rnn_output(*single(h_t, V))


@alternative("rnn_output")
def output_in_float32_inside(h_t, V):
    return rnn_output(*single(h_t, V)).astype(float)


# --- rnn_forward -------------------------------------------------------------------------------------------------


@alternative("rnn_forward")
def forward_in_one_piece(x, h_init, U, W, V):
    N, T, _ = x.shape
    h, y_hat = np.zeros((N, T, W.shape[0])), np.zeros((N, T, V.shape[1]))
    h_prev = h_init.copy()
    for t in range(T):
        h_prev = np.tanh(x[:, t, :].dot(U) + h_prev.dot(W))
        e = np.exp(h_prev.dot(V))
        h[:, t, :], y_hat[:, t, :] = h_prev, e / e.sum(axis=1)[:, None]
    return h, y_hat


@alternative("rnn_forward")
def forward_outputs_at_once(x, h_init, U, W, V):
    h = [h_init]
    for x_t in x.swapaxes(0, 1):
        h.append(rnn_step(x_t, h[-1], U, W))
    h = np.array(h[1:]).transpose(1, 0, 2)
    return h, rnn_output(h, V)


@alternative("rnn_forward")
def forward_sequence_by_sequence(x, h_init, U, W, V):
    def one(sequence, h_t):
        states = []
        for x_t in sequence:
            h_t = rnn_step(x_t, h_t, U, W)
            states.append(h_t)
        return states, [rnn_output(h_t, V) for h_t in states]

    pairs = [one(sequence, h_t) for sequence, h_t in zip(x, h_init)]
    return [np.array([pair[0] for pair in pairs]), np.array([pair[1] for pair in pairs])]


@alternative("rnn_forward")
def forward_recursive(x, h_init, U, W, V):
    h_t = rnn_step(x[:, 0], h_init, U=U, W=W)
    first = h_t[:, None], rnn_output(h_t=h_t, V=V)[:, None]
    if x.shape[1] == 1:
        return first
    return tuple(np.concatenate(pair, axis=1) for pair in zip(first, forward_recursive(x[:, 1:], h_t, U, W, V)))


@alternative("rnn_forward")
def forward_into_arrays(x, h_init, U, W, V):
    N, T, _ = x.shape
    h, y_hat = np.zeros((N, T + 1, len(W))), np.zeros((N, T, V.shape[1]))
    h[:, -1] = h_init  # h[:, t - 1] finds it at the first step
    for t in range(T):
        h[:, t] = rnn_step(x[:, t], h[:, t - 1], U, W)
        y_hat[:, t] = rnn_output(h[:, t], V)
    return h[:, :-1], y_hat


@alternative("rnn_forward")
def forward_in_float32_inside(x, h_init, U, W, V):
    return tuple(array.astype(float) for array in rnn_forward(*single(x, h_init, U, W, V)))


@alternative("rnn_forward")
def forward_in_float32(x, h_init, U, W, V):
    return rnn_forward(*single(x, h_init, U, W, V))


# --- cross_entropy -----------------------------------------------------------------------------------------------


@alternative("cross_entropy")
def entropy_of_true_classes(y, y_hat):
    true = np.sum(y * y_hat, axis=2)
    return np.mean(np.sum(-np.log(np.clip(true, 1e-15, 1.0)), axis=1))


@alternative("cross_entropy")
def entropy_with_added_epsilon(y, y_hat):
    return -(y * np.log(y_hat + 1e-8)).sum() / y.shape[0]


@alternative("cross_entropy")
def entropy_by_loop(y, y_hat):
    total = 0.0
    for n in range(y.shape[0]):
        for t in range(y.shape[1]):
            total -= math.log(max(y_hat[n, t, int(np.argmax(y[n, t]))], 1e-300))
    return total / y.shape[0]


@alternative("cross_entropy")
def entropy_clipped_on_both_sides(y, y_hat):
    eps = 1e-10
    return np.einsum("ntk,ntk->", y, -np.log(np.clip(y_hat, eps, 1 - eps))) / len(y)


@alternative("cross_entropy")
def entropy_with_the_largest_guard_added(y, y_hat):
    return -np.sum(y * np.log(y_hat + 1e-7)) / len(y)


@alternative("cross_entropy")
def entropy_with_the_largest_guard_clipped(y, y_hat):
    return -np.mean(np.sum(y * np.log(np.clip(y_hat, 1e-7, 1 - 1e-7)), axis=(1, 2)))


@alternative("cross_entropy")
def entropy_with_the_smallest_guard_added(y, y_hat):
    return np.sum(-y * np.log(y_hat + 1e-15)) / y.shape[0]


@alternative("cross_entropy")
def entropy_of_picked_classes(y, y_hat):
    picked = np.maximum(y_hat[y == 1], np.finfo(float).tiny)
    return -np.log(picked).sum() / len(y)


@alternative("cross_entropy")
def entropy_in_float32_inside(y, y_hat):
    return float(cross_entropy(*single(y, y_hat)))


@alternative("cross_entropy")
def entropy_in_float32(y, y_hat):
    return cross_entropy(*single(y, y_hat))


# --- rnn_backward ------------------------------------------------------------------------------------------------


@alternative("rnn_backward")
def backward_by_einsum(x, y, h_init, h, y_hat, U, W, V):
    ds = (y_hat - y) / y.shape[0]
    da, later = np.empty_like(h), 0
    for t in range(h.shape[1] - 1, -1, -1):
        da[:, t] = (ds[:, t].dot(V.T) + later) * (1 - h[:, t] * h[:, t])
        later = da[:, t].dot(W.T)
    before = np.insert(h, 0, h_init, axis=1)[:, :-1]
    return np.einsum("ntd,nth->dh", x, da), np.einsum("ntg,nth->gh", before, da), np.einsum("nth,ntk->hk", h, ds)


@alternative("rnn_backward")
def backward_sequence_by_sequence(x, y, h_init, h, y_hat, U, W, V):
    N, T, _ = x.shape
    dU, dW, dV = 0 * U, 0 * W, 0 * V
    for n in range(N):
        dh_next = np.zeros(W.shape[0])
        for t in range(T)[::-1]:
            ds = y_hat[n, t] - y[n, t]
            dV += np.outer(h[n, t], ds)
            dh = V @ ds + dh_next
            draw = (1 - h[n, t] ** 2) * dh
            dU += np.outer(x[n, t], draw)
            dW += np.outer(h[n, t - 1] if t > 0 else h_init[n], draw)
            dh_next = W @ draw
    return [dU / N, dW / N, dV / N]


@alternative("rnn_backward")
def backward_from_every_step(x, y, h_init, h, y_hat, U, W, V):
    """For each step's loss on its own, the whole way back: the textbooks' double sum."""
    N, T, _ = x.shape
    dU, dW, dV = np.zeros(U.shape), np.zeros(W.shape), np.zeros(V.shape)
    for t in range(T):
        ds = (y_hat[:, t] - y[:, t]) / N
        dV += h[:, t].T @ ds
        da = (ds @ V.T) * (1 - h[:, t] ** 2)
        for step in range(t, -1, -1):
            before = h[:, step - 1] if step else h_init
            dU += x[:, step].T @ da
            dW += before.T @ da
            da = (da @ W.T) * (1 - before**2)
    return dU, dW, dV


@alternative("rnn_backward")
def backward_by_measuring(x, y, h_init, h, y_hat, U, W, V):
    weights = {"U": U, "W": W, "V": V}

    def slope(name, i):
        nudge = np.zeros_like(weights[name])
        nudge[i] = 1e-5
        ahead, behind = (
            cross_entropy(y, rnn_forward(x, h_init, **{**weights, name: weights[name] + sign * nudge})[1])
            for sign in (1, -1)
        )
        return (ahead - behind) / 2e-5

    slopes = {name: [slope(name, i) for i in np.ndindex(w.shape)] for name, w in weights.items()}
    return tuple(np.array(slopes[name]).reshape(w.shape) for name, w in weights.items())


@alternative("rnn_backward")
def backward_in_float32_inside(x, y, h_init, h, y_hat, U, W, V):
    return [array.astype(float) for array in rnn_backward(*single(x, y, h_init, h, y_hat, U, W, V))]


@alternative("rnn_backward")
def backward_in_float32(x, y, h_init, h, y_hat, U, W, V):
    return rnn_backward(*single(x, y, h_init, h, y_hat, U, W, V))


# --- hidden_gradient_norms ---------------------------------------------------------------------------------------


@alternative("hidden_gradient_norms")
def norms_by_linalg(h, W, dh_last):
    norms, dh = [np.linalg.norm(dh_last)], dh_last
    for t in range(h.shape[1] - 1, 0, -1):
        dh = np.dot(W, (dh * (1 - np.square(h[:, t]))).T).T
        norms.insert(0, np.linalg.norm(dh))
    return np.array(norms)


@alternative("hidden_gradient_norms")
def norms_by_jacobians(h, W, dh_last):
    N, T, _ = h.shape
    squares = np.zeros(T)
    for n in range(N):
        dh = dh_last[n]
        squares[T - 1] += dh @ dh
        for t in range(T - 1, 0, -1):
            dh = W @ np.diag(1 - h[n, t] ** 2) @ dh
            squares[t - 1] += dh @ dh
    return squares**0.5


@alternative("hidden_gradient_norms")
def norms_on_a_copy(h, W, dh_last):
    norms, dh = [], dh_last.copy()
    for t in range(1, h.shape[1] + 1):
        norms.append(float(np.linalg.norm(dh)))
        dh *= 1 - h[:, -t] ** 2
        dh = dh.dot(W.T)
    return np.flip(norms)


@alternative("hidden_gradient_norms")
def norms_in_float32_inside(h, W, dh_last):
    return hidden_gradient_norms(*single(h, W, dh_last)).astype(float)


@alternative("hidden_gradient_norms")
def norms_in_float32(h, W, dh_last):
    return hidden_gradient_norms(*single(h, W, dh_last)).astype(np.float32)


# --- clip_gradients ----------------------------------------------------------------------------------------------


@alternative("clip_gradients")
def clip_joined(grads, max_norm):
    norm = np.linalg.norm(np.concatenate([np.ravel(grad) for grad in grads]))
    if norm <= max_norm:
        return grads
    return [grad / norm * max_norm for grad in grads]


@alternative("clip_gradients")
def clip_with_small_number(grads, max_norm):
    total = math.sqrt(sum(float(np.linalg.norm(grad)) ** 2 for grad in grads))
    factor = min(1.0, max_norm / (total + 1e-6))
    return tuple(grad * factor for grad in grads)


@alternative("clip_gradients")
def clip_by_max(grads, max_norm):
    norm = np.sqrt(sum((grad * grad).sum() for grad in grads))
    return [np.array(grad) * max_norm / max(norm, max_norm) for grad in grads]


@alternative("clip_gradients")
def clip_copies(grads, max_norm):
    clipped = [grad.copy() for grad in grads]
    norm = np.sqrt(np.sum([np.sum(np.square(grad)) for grad in clipped]))
    if norm > max_norm:
        for grad in clipped:
            grad *= max_norm / norm
    return clipped


@alternative("clip_gradients")
def clip_in_float32_inside(grads, max_norm):
    return [grad.astype(float) for grad in clip_gradients(single(*grads), max_norm)]


@alternative("clip_gradients")
def clip_in_float32(grads, max_norm):
    return clip_gradients(single(*grads), np.float32(max_norm))


# --- generate ----------------------------------------------------------------------------------------------------


@alternative("generate")
def generate_in_one_piece(start, length, h_init, U, W, V):
    classes, k, h = [], start, h_init[0]
    while len(classes) < length:
        h = np.tanh(U[k] + h @ W)
        k = (h @ V).argmax()
        classes.append(k)
    return classes


@alternative("generate")
def generate_by_rnn_forward(start, length, h_init, U, W, V):
    classes, h_t, current = [], h_init, start
    for _ in range(length):
        h, y_hat = rnn_forward(one_hot([[current]], len(U)), h_t, U, W, V)
        h_t, current = h[:, -1], int(y_hat[0, -1].argmax())
        classes += [current]
    return classes


@alternative("generate")
def generate_from_the_whole_past(start, length, h_init, U, W, V):
    past = [start]
    for _ in range(length):
        past.append(np.argmax(rnn_forward(one_hot(np.array([past]), len(U)), h_init, U, W, V)[1][0, -1]))
    return past[1:]


@alternative("generate")
def generate_from_a_single_integer(start, length, h_init, U, W, V):
    classes, h_t = (), h_init
    for _ in range(length):
        x_t = one_hot(classes[-1] if classes else start, U.shape[0]).reshape(1, -1)
        h_t = rnn_step(x_t, h_t, U, W)
        classes += (np.argmax(rnn_output(h_t, V), axis=1)[0],)
    return classes


@alternative("generate")
def generate_recursive(start, length, h_init, U, W, V):
    if length == 0:
        return []
    h_t = rnn_step(one_hot(start, len(U))[None, :], h_init, U, W)
    first = rnn_output(h_t, V).argmax().item()
    return [first, *generate(first, length - 1, h_t, U, W, V)]


@alternative("generate")
def generate_into_an_array(start, length, h_init, U, W, V):
    classes, h_t = np.zeros(length, dtype=int), h_init
    for t in range(length):
        h_t = np.tanh(U[[classes[t - 1] if t else start]] + h_t @ W)
        classes[t] = np.argmax(h_t @ V)
    return classes
