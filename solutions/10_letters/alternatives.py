"""Right answers to unit 10 in other forms: each must keep every point."""

import math
from itertools import pairwise

import numpy as np

from deltarule import alternative

from .letters import (
    adam,
    bits_per_letter,
    clipped,
    first_params,
    letter_loss_and_gradients,
    lstm_backward,
    lstm_forward,
    passages,
    softmax,
)


@alternative("letters_to_numbers")
def by_a_table(text, alphabet):
    number = {letter: place for place, letter in enumerate(alphabet)}
    return np.fromiter((number[letter] for letter in text), int)


@alternative("letters_to_numbers")
def compared_with_all(text, alphabet):
    return (np.array(list(text))[:, None] == np.array(list(alphabet))).argmax(axis=1)


@alternative("passages")
def one_by_one(numbers, length):
    x, y = [], []
    for start in range(0, len(numbers) - length, length):
        x.append(numbers[start : start + length])
        y.append(numbers[start + 1 : start + length + 1])
    return np.array(x), np.array(y)


@alternative("passages")
def by_places(numbers, length):
    places = np.arange((len(numbers) - 1) // length)[:, None] * length + np.arange(length)
    return [numbers[places], numbers[places + 1]]


@alternative("bits_per_letter")
def change_of_base(probabilities):
    return np.log(1 / probabilities).sum() / probabilities.size / np.log(2)


@alternative("bits_per_letter")
def added_up(probabilities):
    bits = [-math.log2(p) for p in probabilities.ravel()]
    return sum(bits) / len(bits)


@alternative("bigram_bits")
def pair_by_pair(seen, new, num_letters):
    counts = [[1] * num_letters for _ in range(num_letters)]
    for before, after in pairwise(seen):
        counts[before][after] += 1
    chances = [counts[before][after] / sum(counts[before]) for before, after in pairwise(new)]
    return bits_per_letter(np.array(chances))


@alternative("bigram_bits")
def by_one_hot_rows(seen, new, num_letters):
    rows = np.eye(num_letters)
    counts = rows[seen[:-1]].T @ rows[seen[1:]] + 1
    totals = counts.sum(axis=1)
    return np.mean(np.log2(totals[new[:-1]]) - np.log2(counts[new[:-1], new[1:]]))


@alternative("letter_loss_and_gradients")
def added_at_places(x, y, params):
    N, T = x.shape
    h, kept = lstm_forward(params["U"][x] + params["b"], params["W"])
    scores = h @ params["V"] + params["bv"]
    scores = scores - scores.max(axis=2, keepdims=True)
    logs = scores - np.log(np.exp(scores).sum(axis=2, keepdims=True))
    places = (*np.indices(x.shape), y)
    d = np.exp(logs)
    d[places] -= 1
    d /= N * T
    dz, dW = lstm_backward(np.einsum("ntk,hk->nth", d, params["V"]), kept, params["W"])
    dU = np.zeros(params["U"].shape)
    np.add.at(dU, x, dz)
    grads = {"dU": dU, "dW": dW, "db": dz.sum(axis=(0, 1)), "dV": np.einsum("nth,ntk->hk", h, d)}
    return -logs[places].mean(), {**grads, "dbv": d.sum(axis=(0, 1))}


@alternative("letter_loss_and_gradients")
def step_by_step(x, y, params):
    K, H = params["U"].shape[0], params["W"].shape[0]
    h, kept = lstm_forward(params["U"][x] + params["b"], params["W"])
    loss, dh = 0.0, np.zeros(h.shape)
    dU, dV, dbv = np.zeros((K, 4 * H)), np.zeros((H, K)), np.zeros(K)
    for n, t in np.ndindex(x.shape):
        y_hat = softmax(h[n, t] @ params["V"] + params["bv"])
        loss -= np.log(max(y_hat[y[n, t]], 1e-12)) / x.size
        y_hat[y[n, t]] -= 1
        dV += np.outer(h[n, t], y_hat) / x.size
        dbv += y_hat / x.size
        dh[n, t] = params["V"] @ y_hat / x.size
    dz, dW = lstm_backward(dh, kept, params["W"])
    for n, t in np.ndindex(x.shape):
        dU[x[n, t]] += dz[n, t]
    return loss, {"dU": dU, "dW": dW, "db": dz.sum(axis=(0, 1)), "dV": dV, "dbv": dbv}


@alternative("letter_loss_and_gradients")
def in_float32(x, y, params):
    return letter_loss_and_gradients(x, y, {name: weight.astype(np.float32) for name, weight in params.items()})


@alternative("sharpened")
def by_logarithms(probabilities, temperature):
    with np.errstate(divide="ignore"):
        return softmax(np.log(probabilities) / temperature)


@alternative("sharpened")
def row_by_row(probabilities, temperature):
    rows = probabilities.reshape(-1, probabilities.shape[-1])
    powers = [[(p / max(row)) ** (1 / temperature) for p in row] for row in rows.tolist()]
    return np.array([np.divide(row, sum(row)) for row in powers]).reshape(probabilities.shape)


@alternative("train_writer")
def longer_passages_and_no_split(numbers, num_letters, rng):
    x, y = passages(numbers, 40)
    params, memory = first_params(num_letters, 36, rng), {}
    for epoch in range(25):
        for batch in np.array_split(rng.permutation(len(x)), max(1, len(x) // 8)):
            grads = letter_loss_and_gradients(x[batch], y[batch], params)[1]
            params, memory = adam(params, clipped(grads, 2.0), memory, 0.015 * (1 - epoch / 25))
    return params


@alternative("train_writer")
def by_momentum(numbers, num_letters, rng):
    x, y = passages(numbers, 20)
    params = first_params(num_letters, 32, rng)
    speed = dict.fromkeys(params, 0.0)
    for epoch in range(30):
        for batch in np.array_split(rng.permutation(len(x)), max(1, len(x) // 8)):
            grads = clipped(letter_loss_and_gradients(x[batch], y[batch], params)[1], 1.0)
            speed = {name: 0.9 * past + grads["d" + name] for name, past in speed.items()}
            params = {name: weight - 0.3 * (1 - epoch / 30) * speed[name] for name, weight in params.items()}
    return params
