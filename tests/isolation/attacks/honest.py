"""The honest work in every attack: seven functions right, one wrong, one not started, one not there."""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(z):
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


def initialize_parameters(num_input, num_hidden, num_output, rng):
    return {
        "Wxh": rng.standard_normal((num_input, num_hidden)),
        "bh": np.zeros((1, num_hidden)),
        "Why": rng.standard_normal((num_hidden, num_output)),
        "by": np.zeros((1, num_output)),
    }


def forward_prop(X, params):
    z1 = X @ params["Wxh"] + params["bh"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["Why"] + params["by"]
    return z1, a1, z2, sigmoid(z2)


def cost_function(y, y_hat):
    return 0.5 * np.sum((y - y_hat) ** 2)


def mean_squared_error(y, y_hat):
    y -= y_hat
    return np.sum(y**2)


def backward_prop(X, y, params, z1, a1, z2, y_hat):
    delta2 = -(y - y_hat) * sigmoid_derivative(z2)
    delta1 = (delta2 @ params["Why"].T) * sigmoid_derivative(z1)
    return {
        "dWxh": X.T @ delta1,
        "dbh": delta1.sum(axis=0, keepdims=True),
        "dWhy": a1.T @ delta2,
        "dby": delta2.sum(axis=0, keepdims=True),
    }


def update_parameters(params, grads, alpha):
    return {name: weight - alpha * grads["d" + name] for name, weight in params.items()}


def numerical_gradient(f, w, eps=1e-5):
    raise NotImplementedError()


def train(X, y, params, alpha, num_iterations):
    costs = []
    for _ in range(num_iterations):
        z1, a1, z2, y_hat = forward_prop(X, params)
        costs.append(cost_function(y, y_hat))
        grads = backward_prop(X, y, params, z1, a1, z2, y_hat)
        params = update_parameters(params, grads, alpha)
    return params, costs


def predict(X, params):
    return (forward_prop(X, params)[3] >= 0.5).astype(int)
