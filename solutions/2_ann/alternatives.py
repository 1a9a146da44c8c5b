"""Right answers to unit 2 in other forms: each must keep every point."""

import numpy as np

from deltarule import alternative

from .ann import (
    backward_prop,
    cost_function,
    forward_prop,
    numerical_gradient,
    predict,
    sigmoid,
    sigmoid_derivative,
    update_parameters,
)


@alternative("initialize_parameters")
def drawn_in_another_order(num_input, num_hidden, num_output, rng):
    Why = rng.normal(0, 1, size=(num_hidden, num_output))
    Wxh = rng.normal(loc=0.0, scale=1.0, size=(num_input, num_hidden))
    return {"by": np.zeros([1, num_output]), "Why": Why, "Wxh": Wxh, "bh": np.zeros([1, num_hidden])}


@alternative("initialize_parameters")
def drawn_one_by_one(num_input, num_hidden, num_output, rng):
    draw = [rng.standard_normal() for _ in range(num_input * num_hidden + num_hidden * num_output)]
    cut = num_input * num_hidden
    return {
        "Wxh": np.array(draw[:cut]).reshape(num_input, num_hidden),
        "bh": 0 * np.ones((1, num_hidden)),
        "Why": np.array(draw[cut:]).reshape(num_hidden, num_output),
        "by": 0 * np.ones((1, num_output)),
    }


@alternative("forward_prop")
def forward_by_einsum(X, params):
    z1 = np.einsum("nd,dh->nh", X, params["Wxh"]) + params["bh"]
    a1 = 0.5 * (1 + np.tanh(z1 / 2))
    z2 = np.einsum("nh,hk->nk", a1, params["Why"]) + params["by"]
    return [z1, a1, z2, 0.5 * (1 + np.tanh(z2 / 2))]


@alternative("forward_prop")
def forward_sample_by_sample(X, params):
    rows = []
    for x in X:
        z1 = np.array([sum(x * column) for column in params["Wxh"].T]) + params["bh"][0]
        a1 = np.array([1 / (1 + np.exp(-z)) for z in z1])
        z2 = a1.dot(params["Why"]) + params["by"].ravel()
        rows.append((z1, a1, z2, sigmoid(z2)))
    return tuple(np.array(layer) for layer in zip(*rows, strict=True))


@alternative("forward_prop")
def forward_in_float32(X, params):
    return forward_prop(X.astype(np.float32), {name: value.astype(np.float32) for name, value in params.items()})


@alternative("cost_function")
def cost_by_loop(y, y_hat):
    total = 0.0
    for row, row_hat in zip(y, y_hat, strict=True):
        for target, output in zip(row, row_hat, strict=True):
            total += (target - output) ** 2
    return total / 2


@alternative("cost_function")
def cost_by_dot(y, y_hat):
    error = (y_hat - y).ravel()
    return np.array(error @ error / 2)


@alternative("cost_function")
def cost_in_float32(y, y_hat):
    return np.float32(0.5) * np.sum((y.astype(np.float32) - y_hat.astype(np.float32)) ** 2)


@alternative("mean_squared_error")
def mse_by_loop(y, y_hat):
    return float(sum((a.item() - b.item()) ** 2 for a, b in zip(y, y_hat, strict=True)) / y.shape[0])


@alternative("mean_squared_error")
def mse_by_sum(y, y_hat):
    return np.square(np.subtract(y_hat, y)).sum() / y.shape[0]


@alternative("backward_prop")
def backward_from_activations(X, y, params, z1, a1, z2, y_hat):
    delta2 = (y_hat - y) * y_hat * (1 - y_hat)
    delta1 = delta2.dot(params["Why"].T) * a1 * (1 - a1)
    ones = np.ones((1, X.shape[0]))
    return {"dby": ones @ delta2, "dWhy": a1.T.dot(delta2), "dbh": ones @ delta1, "dWxh": X.T.dot(delta1)}


@alternative("backward_prop")
def backward_sample_by_sample(X, y, params, z1, a1, z2, y_hat):
    grads = {f"d{name}": np.zeros_like(value) for name, value in params.items()}
    for n in range(len(X)):
        delta2 = -(y[n] - y_hat[n]) * sigmoid_derivative(z2[n])
        delta1 = (params["Why"] @ delta2) * sigmoid_derivative(z1[n])
        grads["dWxh"] += np.outer(X[n], delta1)
        grads["dbh"] += delta1
        grads["dWhy"] += np.outer(a1[n], delta2)
        grads["dby"] += delta2
    return grads


@alternative("backward_prop")
def backward_by_measuring(X, y, params, z1, a1, z2, y_hat):
    def cost(name, w):
        return cost_function(y, forward_prop(X, {**params, name: w})[3])

    return {f"d{name}": numerical_gradient(lambda w, name=name: cost(name, w), params[name]) for name in params}


@alternative("backward_prop")
def backward_in_float32(X, y, params, z1, a1, z2, y_hat):
    arguments = [array.astype(np.float32) for array in (z1, a1, z2, y_hat)]
    single = {name: value.astype(np.float32) for name, value in params.items()}
    return backward_prop(X.astype(np.float32), y.astype(np.float32), single, *arguments)


@alternative("update_parameters")
def update_one_by_one(params, grads, alpha):
    new = {}
    new["Wxh"] = params["Wxh"] - alpha * grads["dWxh"]
    new["bh"] = params["bh"] - alpha * grads["dbh"]
    new["Why"] = params["Why"] - alpha * grads["dWhy"]
    new["by"] = params["by"] - alpha * grads["dby"]
    return new


@alternative("update_parameters")
def update_of_copies(params, grads, alpha):
    new = {name: value.copy() for name, value in params.items()}
    for name in new:
        new[name] -= np.multiply(alpha, grads[f"d{name}"])
    return new


@alternative("numerical_gradient")
def numerical_on_a_copy(f, w, eps=1e-5):
    nudged = np.array(w, dtype=float)
    slope = np.zeros(nudged.shape)
    steps = np.nditer(nudged, flags=["multi_index"], op_flags=[["readwrite"]])
    for _ in steps:
        i = steps.multi_index
        value = nudged[i].copy()
        nudged[i] = value + eps
        ahead = f(nudged)
        nudged[i] = value - eps
        behind = f(nudged)
        nudged[i] = value
        slope[i] = (ahead - behind) / (2 * eps)
    return slope


@alternative("numerical_gradient")
def numerical_flat(f, w, eps=1e-5):
    flat = np.ravel(w)
    nudges = eps * np.eye(flat.size)
    slopes = [(f((flat + e).reshape(w.shape)) - f((flat - e).reshape(w.shape))) / (2 * eps) for e in nudges]
    return np.reshape(slopes, w.shape)


@alternative("train")
def train_in_one_piece(X, y, params, alpha, num_iterations):
    Wxh, bh, Why, by = (params[name] for name in ("Wxh", "bh", "Why", "by"))
    costs = []
    for _ in range(num_iterations):
        a1 = 1 / (1 + np.exp(-(X @ Wxh + bh)))
        y_hat = 1 / (1 + np.exp(-(a1 @ Why + by)))
        costs.append(float(((y - y_hat) ** 2).sum() / 2))
        delta2 = (y_hat - y) * y_hat * (1 - y_hat)
        delta1 = (delta2 @ Why.T) * a1 * (1 - a1)
        Why, by = Why - alpha * a1.T @ delta2, by - alpha * delta2.sum(0, keepdims=True)
        Wxh, bh = Wxh - alpha * X.T @ delta1, bh - alpha * delta1.sum(0, keepdims=True)
    return {"Wxh": Wxh, "bh": bh, "Why": Why, "by": by}, costs


@alternative("train")
def train_on_copies(X, y, params, alpha, num_iterations):
    params, costs = {name: weight.copy() for name, weight in params.items()}, np.zeros(num_iterations)
    for i in range(num_iterations):
        layers = forward_prop(X, params)
        costs[i] = cost_function(y, layers[-1])
        for name, gradient in backward_prop(X, y, params, *layers).items():
            params[name[1:]] -= alpha * gradient
    return [params, costs]


@alternative("predict")
def predict_by_where(X, params):
    return np.where(forward_prop(X, params)[-1] < 0.5, 0, 1)


@alternative("predict")
def predict_by_sign(X, params):
    return (forward_prop(X, params)[2] >= 0).astype(np.int8)


@alternative("predict")
def predict_by_loop(X, params):
    return np.array([[int(output >= 0.5) for output in row] for row in forward_prop(X, params)[3]])


@alternative("update_parameters")
def update_by_helper(params, grads, alpha):
    return dict(update_parameters(params, grads, alpha))


@alternative("predict")
def predict_again(X, params):
    return +predict(X, params)


@alternative("repaired_step")
def step_in_one_piece(X, y, params, alpha):
    hidden = sigmoid(X @ params["Wxh"] + params["bh"])
    y_hat = sigmoid(hidden @ params["Why"] + params["by"])
    delta2 = np.multiply(-(y - y_hat), y_hat * (1 - y_hat))
    delta1 = np.dot(delta2, params["Why"].T) * hidden * (1 - hidden)
    return {
        "Wxh": params["Wxh"] - alpha * np.dot(X.T, delta1),
        "bh": params["bh"] - alpha * np.sum(delta1, axis=0, keepdims=True),
        "Why": params["Why"] - alpha * np.dot(hidden.T, delta2),
        "by": params["by"] - alpha * np.sum(delta2, axis=0, keepdims=True),
    }


@alternative("repaired_step")
def step_sample_by_sample(X, y, params, alpha):
    moved = {name: weight.copy() for name, weight in params.items()}
    for x, target in zip(X, y, strict=True):
        row, wanted = x[None, :], target[None, :]
        for name, slope in backward_prop(row, wanted, params, *forward_prop(row, params)).items():
            moved[name[1:]] -= alpha * slope
    return moved


@alternative("repaired_step")
def step_by_own_functions(X, y, params, alpha):
    return update_parameters(params, backward_prop(X, y, params, *forward_prop(X, params)), alpha)
