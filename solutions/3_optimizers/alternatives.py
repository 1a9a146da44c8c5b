"""Right answers to unit 3 in other forms: each must keep every point."""

import math

import numpy as np

from deltarule import alternative

from .optimizers import (
    adam_step,
    gradient_descent_step,
    iterations_per_epoch,
    minibatches,
    momentum_step,
    rmsprop_step,
)


@alternative("iterations_per_epoch")
def iterations_by_ceil(num_samples, batch_size):
    return math.ceil(num_samples / batch_size)


@alternative("iterations_per_epoch")
def iterations_by_numpy(num_samples, batch_size):
    return np.ceil(num_samples / batch_size).astype(int)


@alternative("iterations_per_epoch")
def iterations_rounding_up(num_samples, batch_size):
    return (num_samples + batch_size - 1) // batch_size


@alternative("iterations_per_epoch")
def iterations_by_counting(num_samples, batch_size):
    seen = iterations = 0
    while seen < num_samples:
        seen += batch_size
        iterations += 1
    return iterations


@alternative("iterations_per_epoch")
def iterations_of_a_range(num_samples, batch_size):
    return len(range(0, num_samples, batch_size))


@alternative("minibatches")
def batches_by_slicing(X, y, batch_size, rng):
    order = rng.permutation(X.shape[0])
    X, y = X[order], y[order]
    return [(X[i : i + batch_size], y[i : i + batch_size]) for i in range(0, X.shape[0], batch_size)]


@alternative("minibatches")
def batches_by_shuffled_indices(X, y, batch_size, rng):
    order = np.arange(len(y))
    rng.shuffle(order)
    return [[X[rows], y[rows]] for rows in np.split(order, range(batch_size, len(y), batch_size))]


@alternative("minibatches")
def batches_full_ones_first(X, y, batch_size, rng):
    num_samples = X.shape[0]
    order = list(rng.permutation(num_samples))
    shuffled_X, shuffled_y = X[order], y[order]
    batches = []
    num_complete = math.floor(num_samples / batch_size)
    for k in range(num_complete):
        place = slice(k * batch_size, (k + 1) * batch_size)
        batches.append((shuffled_X[place], shuffled_y[place]))
    if num_samples % batch_size != 0:
        batches.append((shuffled_X[num_complete * batch_size :], shuffled_y[num_complete * batch_size :]))
    return batches


@alternative("minibatches")
def batches_from_the_back(X, y, batch_size, rng):
    left = sorted(range(len(X)), key=dict(enumerate(rng.random(len(X)))).get)
    batches = []
    while left:
        rows = [left.pop() for _ in range(min(batch_size, len(left)))]
        batches.append((np.stack([X[i] for i in rows]), np.array([y[i] for i in rows])))
    return tuple(batches)


@alternative("minibatches")
def batches_drawn_without_replacement(X, y, batch_size, rng):
    left, batches = np.arange(len(X)), []
    while len(left):
        rows = rng.choice(left, size=min(batch_size, len(left)), replace=False)
        left = np.setdiff1d(left, rows)
        batches.append((X.take(rows, axis=0), y.take(rows, axis=0)))
    return batches


@alternative("minibatches")
def batches_of_permuted_rows(X, y, batch_size, rng):
    # Of one state, two generators shuffle X and y alike.
    state = rng.integers(2**32)
    X, y = (np.random.default_rng(state).permutation(array) for array in (X, y))
    counted = range(iterations_per_epoch(num_samples=X.shape[0], batch_size=batch_size))
    starts = [batch_size * i for i in counted]
    return list(zip([X[i : i + batch_size] for i in starts], [y[i : i + batch_size] for i in starts], strict=True))


@alternative("minibatches")
def batches_shuffled_as_a_list(X, y, batch_size, rng):
    pairs = list(zip(X, y, strict=True))
    order = rng.permutation(len(pairs)).tolist()
    pairs = [pairs[k] for k in order]
    batches = []
    while len(pairs) > 0:
        batch, pairs = pairs[:batch_size], pairs[batch_size:]
        batches.append((np.array([x for x, _ in batch]), np.array([target for _, target in batch])))
    return batches


@alternative("minibatches")
def batches_in_float32(X, y, batch_size, rng):
    return minibatches(X.astype(np.float32), y.astype(np.float32), batch_size, rng)


@alternative("gradient_descent_step")
def descent_entry_by_entry(w, dw, alpha):
    new = np.empty(w.shape)
    for i in np.ndindex(w.shape):
        new[i] = w[i] - alpha * dw[i]
    return new


@alternative("gradient_descent_step")
def descent_on_a_copy(w, dw, alpha):
    new = w.copy()
    new -= np.multiply(alpha, dw)
    return new


@alternative("gradient_descent_step")
def descent_in_float32(w, dw, alpha):
    return gradient_descent_step(w.astype(np.float32), dw.astype(np.float32), np.float32(alpha))


@alternative("gradient_descent_step")
def descent_in_single_precision(w, dw, alpha):
    return np.float64(np.float32(w) - np.float32(alpha) * np.float32(dw))


@alternative("momentum_step")
def momentum_entry_by_entry(w, dw, v, alpha, beta=0.9):
    new_w, new_v = np.zeros_like(w), np.zeros_like(v)
    for i in np.ndindex(w.shape):
        new_v[i] = beta * v[i] + dw[i]
        new_w[i] = w[i] - alpha * new_v[i]
    return [new_w, new_v]


@alternative("momentum_step")
def momentum_written_out(w, dw, v, alpha, beta=0.9):
    return w - alpha * beta * v - alpha * dw, dw + v * beta


@alternative("momentum_step")
def momentum_in_float32(w, dw, v, alpha, beta=0.9):
    return momentum_step(w.astype(np.float32), dw.astype(np.float32), v.astype(np.float32), alpha, beta)


@alternative("momentum_step")
def momentum_by_descent(w, dw, v, alpha, beta=0.9):
    v = np.add(np.multiply(beta, v), dw)
    return gradient_descent_step(w, v, alpha), v


@alternative("momentum_step")
def momentum_in_copies(w, dw, v, alpha, beta=0.9):
    new_w, new_v = w.copy(), v.copy()
    new_v *= beta
    new_v += dw
    new_w -= alpha * new_v
    return new_w, new_v


@alternative("rmsprop_step")
def rmsprop_entry_by_entry(w, dw, s, alpha, beta=0.9, eps=1e-8):
    new_w, new_s = np.zeros_like(w), np.zeros_like(s)
    for i in np.ndindex(w.shape):
        new_s[i] = beta * s[i] + (1 - beta) * dw[i] * dw[i]
        new_w[i] = w[i] - alpha / (math.sqrt(new_s[i]) + eps) * dw[i]
    return new_w, new_s


@alternative("rmsprop_step")
def rmsprop_moving_towards(w, dw, s, alpha, beta=0.9, eps=1e-8):
    new = s + (1 - beta) * (np.square(dw) - s)
    rate = alpha / (new**0.5 + eps)
    return [w - rate * dw, new]


@alternative("rmsprop_step")
def rmsprop_by_descent(w, dw, s, alpha, beta=0.9, eps=1e-8):
    s = np.average([s, dw * dw], axis=0, weights=[beta, 1 - beta])
    return gradient_descent_step(w, dw / (np.sqrt(s) + eps), alpha), s


@alternative("rmsprop_step")
def rmsprop_in_float32(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rmsprop_step(w.astype(np.float32), dw.astype(np.float32), s.astype(np.float32), alpha, beta, eps)


@alternative("adam_step")
def adam_entry_by_entry(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    new = [np.zeros_like(w) for _ in range(3)]
    for i in np.ndindex(w.shape):
        new[1][i] = beta1 * m[i] + (1 - beta1) * dw[i]
        new[2][i] = beta2 * v[i] + (1 - beta2) * dw[i] ** 2
        corrected = new[1][i] / (1 - math.pow(beta1, t)), new[2][i] / (1 - math.pow(beta2, t))
        new[0][i] = w[i] - alpha * corrected[0] / (math.sqrt(corrected[1]) + eps)
    return new


@alternative("adam_step")
def adam_with_corrected_rate(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = m * beta1 + dw * (1 - beta1)
    v = v * beta2 + np.square(dw) * (1 - beta2)
    root = math.sqrt(1 - beta2**t)
    rate = alpha * root / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + eps * root), m, v


@alternative("adam_step")
def adam_moving_towards(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m = m + (1 - beta1) * (dw - m)
    v = v + (1 - beta2) * (dw * dw - v)
    step = m / -np.expm1(t * np.log(beta1)) / (np.sqrt(v / -np.expm1(t * np.log(beta2))) + eps)
    return w - alpha * step, m, v


@alternative("adam_step")
def adam_of_the_others(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    _, m = momentum_step(w, (1 - beta1) * dw, m, alpha, beta1)
    _, v = rmsprop_step(w, dw, v, alpha, beta2, eps)
    return gradient_descent_step(w, m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps), alpha), m, v


@alternative("adam_step")
def adam_in_float32(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    single = [array.astype(np.float32) for array in (w, dw, m, v)]
    return adam_step(*single, t, alpha, beta1, beta2, eps)


@alternative("adam_step")
def adam_in_single_precision(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return tuple(array.astype(float) for array in adam_in_float32(w, dw, m, v, t, alpha, beta1, beta2, eps))
