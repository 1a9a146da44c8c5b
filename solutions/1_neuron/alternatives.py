"""Right answers to unit 1 in other forms: each must keep every point."""

import math

import numpy as np

from deltarule import alternative

from .neuron import relu, sigmoid, softmax, softmax_jacobian, tanh, weighted_sum


@alternative("weighted_sum")
def sum_by_loop(x, w, b):
    if x.ndim == 2:
        return np.array([sum_by_loop(row, w, b) for row in x])
    total = b
    for value, weight in zip(x, w, strict=True):
        total += value * weight
    return float(total)


@alternative("weighted_sum")
def sum_along_last_axis(x, w, b):
    return np.multiply(x, w).sum(axis=-1) + b


@alternative("weighted_sum")
def sum_by_einsum(x, w, b):
    return np.einsum("...d,d->...", x, w) + b


@alternative("weighted_sum")
def sum_with_weights_first(x, w, b):
    return b + np.dot(w, x.T)


@alternative("weighted_sum")
def sum_in_float32(x, w, b):
    return x.astype(np.float32) @ w.astype(np.float32) + np.float32(b)


@alternative("weighted_sum")
def sum_with_bias_as_weight(x, w, b):
    ones = np.ones((*x.shape[:-1], 1))
    return np.concatenate([x, ones], axis=-1) @ np.append(w, b)


@alternative("weighted_sum")
def sum_input_by_input(x, w, b):
    z = np.zeros(x.shape[:-1])
    for i in range(len(w)):
        z = z + x[..., i] * w[i]
    return z + b


@alternative("weighted_sum")
def sum_in_float32_inside(x, w, b):
    z = x.astype(np.float32) @ w.astype(np.float32) + np.float32(b)
    return z.astype(float)


@alternative("neuron")
def neuron_in_one_line(x, w, b, activation):
    return activation(np.dot(x, w) + b)


@alternative("neuron")
def neuron_sample_by_sample(x, w, b, activation):
    if x.ndim == 1:
        return float(activation(weighted_sum(x, w, b)))
    return np.array([activation(weighted_sum(row, w, b)) for row in x])


@alternative("neuron")
def neuron_asking_twice(x, w, b, activation):
    z = np.inner(x, w) + b
    activation(z)
    return np.copy(activation(z))


@alternative("neuron")
def neuron_with_keywords(x, w, b, activation):
    return activation(weighted_sum(x=x, w=w, b=b))


@alternative("neuron")
def neuron_through_a_matrix(x, w, b, activation):
    z = np.atleast_2d(x) @ w[:, None] + b
    y = activation(z)[:, 0]
    return y[0] if x.ndim == 1 else y


@alternative("neuron")
def neuron_into_an_array(x, w, b, activation):
    if x.ndim == 1:
        return activation(np.sum(x * w) + b)
    y = np.empty(len(x))
    for n in range(len(x)):
        y[n] = activation(np.sum(x[n] * w) + b)
    return y


@alternative("sigmoid")
def sigmoid_plain(z):
    return 1 / (1 + np.exp(-np.array(z)))  # overflows to inf, and 1 / inf is 0


@alternative("sigmoid")
def sigmoid_by_tanh(z):
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))


@alternative("sigmoid")
def sigmoid_by_masks(z):
    z = np.asarray(z, dtype=float)
    result = np.empty(z.shape)
    up = z >= 0
    result[up] = 1 / (1 + np.exp(-z[up]))
    result[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
    return result


@alternative("sigmoid")
def sigmoid_entry_by_entry(z):
    def one(entry):
        return 1 / (1 + math.exp(-entry)) if entry >= 0 else math.exp(entry) / (1 + math.exp(entry))

    return np.vectorize(one, otypes=[float])(z)


@alternative("sigmoid")
def sigmoid_of_clipped(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


@alternative("sigmoid")
def sigmoid_by_where(z):
    return np.where(np.greater_equal(z, 0), 1 / (1 + np.exp(-1.0 * z)), np.exp(1.0 * z) / (1 + np.exp(1.0 * z)))


@alternative("sigmoid")
def sigmoid_by_logarithm(z):
    return np.exp(-np.logaddexp(0, -np.asarray(z)))


@alternative("sigmoid")
def sigmoid_in_float32(z):
    return sigmoid(z).astype(np.float32)


@alternative("sigmoid")
def sigmoid_in_float32_inside(z):
    return sigmoid(np.asarray(z, dtype=np.float32)).astype(float)


@alternative("sigmoid")
def sigmoid_into_an_array(z):
    result = np.zeros_like(z, dtype=float)
    for i in np.ndindex(result.shape):
        result[i] = 1 / (1 + np.exp(-np.asarray(z)[i]))
    return result


@alternative("sigmoid_derivative")
def slope_of_both_sides(z):
    return sigmoid(z) * sigmoid(-np.asarray(z))


@alternative("sigmoid_derivative")
def slope_in_one_piece(z):
    e = np.exp(-np.abs(z))
    return e / (1 + e) ** 2


@alternative("sigmoid_derivative")
def slope_by_cosh(z):
    return 0.25 / np.cosh(np.clip(z, -1000, 1000) / 2) ** 2


@alternative("sigmoid_derivative")
def slope_minus_square(z):
    s = sigmoid(np.asarray(z, dtype=float))
    return s - s**2


@alternative("sigmoid_derivative")
def slope_in_float32_inside(z):
    s = sigmoid(np.asarray(z, dtype=np.float32))
    return (s * (1 - s)).astype(float)


@alternative("sigmoid_derivative")
def slope_on_a_copy(z):
    s = np.array(sigmoid(z))
    s *= 1 - s
    return s


@alternative("sigmoid_derivative")
def slope_in_float32(z):
    s = np.float32(sigmoid(z))
    return s * (np.float32(1) - s)


@alternative("tanh")
def tanh_ready_made(z):
    return np.tanh(z)


@alternative("tanh")
def tanh_by_sigmoid(z):
    return 2 * sigmoid(2 * np.asarray(z)) - 1


@alternative("tanh")
def tanh_by_where(z):
    z = np.asarray(z, dtype=float)
    down, up = np.exp(-2 * np.abs(z)), np.expm1(-2 * np.abs(z))
    return np.where(z < 0, up, -up) / (1 + down)


@alternative("tanh")
def tanh_in_float32_inside(z):
    return np.tanh(np.asarray(z, dtype=np.float32)).astype(float)


@alternative("tanh")
def tanh_by_masks(z):
    z = np.asarray(z, dtype=float)
    result = np.empty(z.shape)
    up, down = np.exp(-2 * z[z >= 0]), np.exp(2 * z[z < 0])
    result[z >= 0], result[z < 0] = (1 - up) / (1 + up), (down - 1) / (down + 1)
    return result


@alternative("tanh")
def tanh_entry_by_entry(z):
    return np.vectorize(math.tanh, otypes=[float])(z)


@alternative("tanh")
def tanh_of_clipped(z):
    z = np.clip(z, -300, 300)
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


@alternative("tanh_derivative")
def tanh_slope_ready_made(z):
    return 1 - np.square(np.tanh(z))


@alternative("tanh_derivative")
def tanh_slope_in_factors(z):
    return (1 - tanh(z)) * (1 + tanh(z))


@alternative("tanh_derivative")
def tanh_slope_on_a_copy(z):
    slope = np.array(tanh(z))
    slope *= -slope
    slope += 1
    return slope


@alternative("tanh_derivative")
def tanh_slope_in_one_piece(z):
    e = np.exp(-2 * np.abs(z))
    return 4 * e / (1 + e) ** 2


@alternative("tanh_derivative")
def tanh_slope_by_sigmoid(z):
    s = sigmoid(2 * np.asarray(z))
    return 4 * s * (1 - s)


@alternative("relu")
def relu_by_where(z):
    z = np.asarray(z)
    return np.where(z > 0, z, 0)


@alternative("relu")
def relu_by_product(z):
    return z * (np.asarray(z) > 0)


@alternative("relu")
def relu_by_absolute(z):
    return (np.abs(z) + z) / 2


@alternative("relu")
def relu_entry_by_entry(z):
    if np.ndim(z) == 0:
        return max(0.0, float(z))
    return np.array([relu_entry_by_entry(part) for part in z])


@alternative("relu")
def relu_of_copy(z):
    result = np.array(z, dtype=np.float32)
    result[result < 0] = 0
    return result


@alternative("relu")
def relu_by_clip(z):
    return np.clip(z, 0, None)


@alternative("relu")
def relu_in_float32_inside(z):
    return np.maximum(0, np.asarray(z, dtype=np.float32)).astype(float)


@alternative("relu")
def relu_of_whole_and_other_numbers(z):
    result = np.array(z)  # a copy of its type
    result[result < 0] = 0
    return result


@alternative("relu_derivative")
def relu_slope_as_floats(z):
    return (np.asarray(z) > 0).astype(float)


@alternative("relu_derivative")
def relu_slope_as_integers(z):
    return np.where(np.greater(z, 0), 1, 0)


@alternative("relu_derivative")
def relu_slope_as_truth(z):
    return z > 0


@alternative("relu_derivative")
def relu_slope_by_heaviside(z):
    return np.heaviside(z, 0)


@alternative("relu_derivative")
def relu_slope_by_sign(z):
    return np.sign(relu(z))


@alternative("relu_derivative")
def relu_slope_into_an_array(z):
    slope = np.zeros_like(z)
    slope[z > 0] = 1
    return slope


@alternative("relu_derivative")
def relu_slope_entry_by_entry(z):
    return np.vectorize(lambda entry: 1 if entry > 0 else 0)(z)


@alternative("softmax")
def softmax_row_by_row(z):
    if z.ndim > 1:
        return np.stack([softmax_row_by_row(part) for part in z])
    largest = max(z)
    powers = [math.exp(score - largest) for score in z]
    return np.array([power / sum(powers) for power in powers])


@alternative("softmax")
def softmax_flattened(z):
    rows = z.reshape(-1, z.shape[-1])
    e = np.exp(rows - rows.max(axis=1)[:, np.newaxis])
    return (e / e.sum(axis=1)[:, np.newaxis]).reshape(z.shape)


@alternative("softmax")
def softmax_last_axis_first(z):
    columns = np.moveaxis(z, -1, 0)
    e = np.exp(columns - columns.max(axis=0))
    return np.moveaxis(e / e.sum(axis=0), 0, -1)


@alternative("softmax")
def softmax_by_logarithm(z):
    return np.exp(z - np.logaddexp.reduce(z, axis=-1, keepdims=True))


@alternative("softmax")
def softmax_of_differences(z):
    with np.errstate(over="ignore"):
        return 1 / np.exp(z[..., np.newaxis, :] - z[..., :, np.newaxis]).sum(axis=-1)


@alternative("softmax")
def softmax_in_float32_inside(z):
    return softmax(z.astype(np.float32)).astype(float)


@alternative("softmax")
def softmax_in_float32(z):
    return softmax(z).astype(np.float32)


@alternative("softmax_jacobian")
def jacobian_by_loops(z):
    s = softmax(z)
    K = len(s)
    return np.array([[s[i] * ((1.0 if i == j else 0.0) - s[j]) for j in range(K)] for i in range(K)])


@alternative("softmax_jacobian")
def jacobian_into_a_table(z):
    s = softmax(z)
    table = np.zeros((z.size, z.size))
    for i in range(z.size):
        for j in range(z.size):
            table[i, j] = s[i] * (1 - s[i]) if i == j else -s[i] * s[j]
    return table


@alternative("softmax_jacobian")
def jacobian_by_broadcasting(z):
    s = softmax(z)[:, np.newaxis]
    return s * (np.eye(len(z)) - s.T)


@alternative("softmax_jacobian")
def jacobian_in_one_piece(z):
    e = np.exp(z - np.max(z))
    s = (e / e.sum()).reshape(-1, 1)
    return np.diagflat(s) - s @ s.T


@alternative("softmax_jacobian")
def jacobian_of_one_row(z):
    s = softmax(z[np.newaxis, :])[0]
    return np.diag(s) - np.einsum("i,j->ij", s, s)


@alternative("softmax_jacobian")
def jacobian_of_shifted_scores(z):
    s = softmax(z - z.max())
    table = -np.outer(s, s)
    table[np.diag_indices(len(s))] += s
    return table


@alternative("softmax_jacobian")
def jacobian_in_float32(z):
    return softmax_jacobian(z).astype(np.float32)
