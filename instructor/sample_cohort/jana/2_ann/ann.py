
"""My own version, written from the docstrings: no cells, plain loops."""
import math
import numpy as np

def s(z):
    return 1 / (1 + math.exp(-z))

def initialize_parameters(num_input, num_hidden, num_output, rng):
    why = rng.normal(size=(num_hidden, num_output))
    wxh = rng.normal(size=(num_input, num_hidden))
    return dict(Wxh=wxh, Why=why, bh=np.zeros((1, num_hidden)), by=np.zeros((1, num_output)))

def layer(A, W, b):
    z = np.array([[sum(a[i] * W[i, j] for i in range(len(a))) + b[0, j] for j in range(W.shape[1])] for a in A])
    return z, np.array([[s(v) for v in row] for row in z])

def forward_prop(X, params):
    z1, a1 = layer(X, params["Wxh"], params["bh"])
    z2, y_hat = layer(a1, params["Why"], params["by"])
    return [z1, a1, z2, y_hat]

def cost_function(y, y_hat):
    return sum((a - b) ** 2 for a, b in zip(y.flat, y_hat.flat)) / 2

def mean_squared_error(y, y_hat):
    return np.float32(2 * cost_function(y, y_hat) / len(y))

def backward_prop(X, y, params, z1, a1, z2, y_hat):
    d2 = (y_hat - y) * y_hat * (1 - y_hat)
    d1 = np.dot(d2, params["Why"].T) * a1 * (1 - a1)
    one = np.ones((1, len(X)))
    return {"dWxh": np.dot(X.T, d1), "dbh": one @ d1, "dWhy": np.dot(a1.T, d2), "dby": one @ d2}

def update_parameters(params, grads, alpha):
    return {k: params[k] - alpha * grads["d" + k] for k in params}

def numerical_gradient(f, w, eps=1e-5):
    flat = w.ravel()
    g = []
    for i in range(flat.size):
        up, down = flat.copy(), flat.copy()
        up[i] += eps
        down[i] -= eps
        g.append((f(up.reshape(w.shape)) - f(down.reshape(w.shape))) / (2 * eps))
    return np.array(g).reshape(w.shape)

def train(X, y, num_hidden, alpha, num_iterations, rng):
    params, costs = initialize_parameters(X.shape[1], num_hidden, y.shape[1], rng), []
    while len(costs) < num_iterations:
        layers = forward_prop(X, params)
        costs.append(cost_function(y, layers[-1]))
        params = update_parameters(params, backward_prop(X, y, params, *layers), alpha)
    return params, costs

def predict(X, params):
    return np.where(forward_prop(X, params)[3] >= 0.5, 1, 0)
