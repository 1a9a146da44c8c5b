"""Right answers to unit 9 in other forms: each must keep every point."""

import numpy as np

from deltarule import alternative

from .capstone import (
    adam,
    batches,
    conv_backward,
    conv_forward,
    first_params,
    pool_backward,
    pool_forward,
    reader_loss_and_gradients,
    shifted,
)


@alternative("read_digits")
def line_by_line(lines, side):
    x, y = np.zeros((len(lines), side, side, 1)), np.zeros((len(lines), 10))
    for i, line in enumerate(lines):
        y[i, int(line[0])] = 1
        for k in range(side * side):
            x[i, k // side, k % side, 0] = int(line[2 + k]) / 9
    return x, y


@alternative("read_digits")
def by_character_codes(lines, side):
    codes = np.array([np.frombuffer(line.replace(" ", "").strip().encode(), np.uint8) for line in lines]) - 48
    return [codes[:, 1:].reshape(-1, side, side, 1) / np.float32(9), (codes[:, :1] == range(10)).astype(int)]


@alternative("batches")
def split(order, batch_size):
    return np.split(order, range(batch_size, len(order), batch_size))


@alternative("batches")
def taken_off(order, batch_size):
    found, left = [], list(order)
    while left:
        found.append(np.array(left[:batch_size]))
        left = left[batch_size:]
    return tuple(found)


@alternative("shifted")
def cut_out_of_a_rim(x, moves):
    (_, height, width, _), rim = x.shape, np.abs(moves).max()
    padded = np.pad(x, [(0, 0), (rim, rim), (rim, rim), (0, 0)])
    return np.stack(
        [
            one[rim - down : rim - down + height, rim - right : rim - right + width]
            for one, (down, right) in zip(padded, moves, strict=True)
        ]
    )


@alternative("shifted")
def pixel_by_pixel(x, moves):
    moved = np.zeros_like(x, dtype=np.float32)
    for n, i, j in np.ndindex(x.shape[:3]):
        down, right = i + moves[n, 0], j + moves[n, 1]
        if 0 <= down < x.shape[1] and 0 <= right < x.shape[2]:
            moved[n, down, right] = x[n, i, j]
    return moved


@alternative("reader_loss_and_gradients")
def layer_by_layer(x, y, params):
    kept, grads = [], {}
    for layer in "12":
        z = conv_forward(x, params[f"W{layer}"], params[f"b{layer}"])
        kept.append((layer, x, z))
        x = pool_forward(np.where(z > 0, z, 0))
    scores = x.reshape(len(x), -1) @ params["Wd"] + params["bd"]
    scores = scores - scores.max(axis=1, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=1, keepdims=True))
    d = (np.exp(logs) - y) / len(y)
    grads["dWd"], grads["dbd"] = np.einsum("nd,nk->dk", x.reshape(len(x), -1), d), d.sum(axis=0)
    d = (d @ params["Wd"].T).reshape(x.shape)
    for layer, inputs, z in reversed(kept):
        d = pool_backward(d, np.where(z > 0, z, 0)) * (z > 0)
        d, grads[f"dW{layer}"], grads[f"db{layer}"] = conv_backward(d, inputs, params[f"W{layer}"])
    return -(y * logs).sum(axis=1).mean(), grads


@alternative("reader_loss_and_gradients")
def in_float32(x, y, params):
    single = {name: weight.astype(np.float32) for name, weight in params.items()}
    return reader_loss_and_gradients(x.astype(np.float32), y, single)


@alternative("count_parameters")
def by_shapes(params):
    return sum(int(np.prod(params[name].shape)) for name in params)


@alternative("count_parameters")
def one_by_one(params):
    return len([entry for weight in params.values() for entry in np.ravel(weight)])


@alternative("accuracy")
def picked(y_hat, y):
    return np.count_nonzero(y[np.arange(len(y)), y_hat.argmax(axis=1)]) / len(y)


@alternative("accuracy")
def counted_up(y_hat, y):
    right = 0
    for said, truth in zip(y_hat.tolist(), y.tolist(), strict=True):
        right += said.index(max(said)) == truth.index(max(truth))
    return right / len(y)


@alternative("early_stop")
def walked_through(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
    return best, epoch - best >= patience


@alternative("early_stop")
def looked_up(losses, patience):
    best = losses.index(min(losses))
    return [best, len(losses[best + 1 :]) >= patience]


@alternative("train_reader")
def all_twelve_epochs(x, y, rng):
    params, memory = first_params(x.shape[1:], 8, 24, 3, rng), {}
    for epoch in range(12):
        for batch in batches(rng.permutation(len(x)), 20):
            moved = shifted(x[batch], rng.integers(-1, 2, (len(batch), 2)))
            params, memory = adam(
                params, reader_loss_and_gradients(moved, y[batch], params)[1], memory, 0.012 - epoch / 1e3
            )
    return params


@alternative("train_reader")
def by_momentum(x, y, rng):
    params = first_params(x.shape[1:], 8, 24, 3, rng)
    speed = dict.fromkeys(params, 0.0)
    for epoch in range(14):
        for batch in batches(rng.permutation(len(x)), 16):
            moved = shifted(x[batch], rng.integers(-1, 2, (len(batch), 2)))
            _, grads = reader_loss_and_gradients(moved, y[batch], params)
            speed = {name: 0.9 * past + grads["d" + name] for name, past in speed.items()}
            params = {name: weight - 0.03 * (1 - epoch / 14) * speed[name] for name, weight in params.items()}
    return params
