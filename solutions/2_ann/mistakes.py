"""What students of unit 2 get wrong, and the sentence that helps each of them."""

import numpy as np

from autograder.checking import mistake

from .ann import (
    backward_prop,
    cost_function,
    forward_prop,
    initialize_parameters,
    sigmoid,
    sigmoid_derivative,
    update_parameters,
)

# --- initialize_parameters ---------------------------------------------------------------------------------------


@mistake(
    "initialize_parameters", "All weights are zero, so every hidden neuron learns the same thing. Draw them at random."
)
def weights_zero(num_input, num_hidden, num_output, rng):
    return {
        "Wxh": np.zeros((num_input, num_hidden)),
        "bh": np.zeros((1, num_hidden)),
        "Why": np.zeros((num_hidden, num_output)),
        "by": np.zeros((1, num_output)),
    }


@mistake(
    "initialize_parameters", "A uniform distribution was used. The normal one has a method of its own on the generator."
)
def weights_uniform(num_input, num_hidden, num_output, rng):
    return {
        "Wxh": rng.random((num_input, num_hidden)),
        "bh": np.zeros((1, num_hidden)),
        "Why": rng.random((num_hidden, num_output)),
        "by": np.zeros((1, num_output)),
    }


@mistake("initialize_parameters", "The weights are scaled down; here they are standard normal, with variance 1.")
def weights_scaled_down(num_input, num_hidden, num_output, rng):
    return {
        "Wxh": 0.01 * rng.standard_normal((num_input, num_hidden)),
        "bh": np.zeros((1, num_hidden)),
        "Why": 0.01 * rng.standard_normal((num_hidden, num_output)),
        "by": np.zeros((1, num_output)),
    }


@mistake(
    "initialize_parameters", "The weight matrices lie on their side: rows belong to the layer that a weight comes from."
)
def weights_transposed(num_input, num_hidden, num_output, rng):
    return {
        "Wxh": rng.standard_normal((num_hidden, num_input)),
        "bh": np.zeros((1, num_hidden)),
        "Why": rng.standard_normal((num_output, num_hidden)),
        "by": np.zeros((1, num_output)),
    }


@mistake("initialize_parameters", "The biases are random. They start at zero.")
def biases_random(num_input, num_hidden, num_output, rng):
    return {
        "Wxh": rng.standard_normal((num_input, num_hidden)),
        "bh": rng.standard_normal((1, num_hidden)),
        "Why": rng.standard_normal((num_hidden, num_output)),
        "by": rng.standard_normal((1, num_output)),
    }


@mistake("initialize_parameters", "The biases are vectors; as a row of a matrix each needs a first axis of length 1.")
def biases_flat(num_input, num_hidden, num_output, rng):
    return {
        "Wxh": rng.standard_normal((num_input, num_hidden)),
        "bh": np.zeros(num_hidden),
        "Why": rng.standard_normal((num_hidden, num_output)),
        "by": np.zeros(num_output),
    }


@mistake(
    "initialize_parameters", "The generator that was passed in is not used, so no state of it gives other weights."
)
def fixed_seed(num_input, num_hidden, num_output, rng):
    return initialize_parameters(num_input, num_hidden, num_output, np.random.default_rng(0))


# --- forward_prop ------------------------------------------------------------------------------------------------


@mistake(
    "forward_prop", "The hidden layer has no activation: a1 is z1 itself, and two linear layers are no more than one."
)
def hidden_not_activated(X, params):
    z1 = X @ params["Wxh"] + params["bh"]
    z2 = z1 @ params["Why"] + params["by"]
    return z1, z1, z2, sigmoid(z2)


@mistake("forward_prop", "The output layer is built on z1. What the hidden layer sends on is its activation, a1.")
def output_from_z1(X, params):
    z1 = X @ params["Wxh"] + params["bh"]
    z2 = z1 @ params["Why"] + params["by"]
    return z1, sigmoid(z1), z2, sigmoid(z2)


@mistake("forward_prop", "The output layer has no activation: y_hat is z2 itself.")
def output_not_activated(X, params):
    z1, a1, z2, _ = forward_prop(X, params)
    return z1, a1, z2, z2


@mistake("forward_prop", "The hidden layer's bias bh is missing.")
def hidden_bias_missing(X, params):
    return forward_prop(X, {**params, "bh": np.zeros_like(params["bh"])})


@mistake("forward_prop", "The output layer's bias by is missing.")
def output_bias_missing(X, params):
    return forward_prop(X, {**params, "by": np.zeros_like(params["by"])})


@mistake("forward_prop", "Both biases are missing.")
def biases_missing(X, params):
    return forward_prop(X, {**params, "bh": np.zeros_like(params["bh"]), "by": np.zeros_like(params["by"])})


@mistake("forward_prop", "Only the prediction is returned. The way back needs z1, a1 and z2 as well.")
def only_prediction(X, params):
    return forward_prop(X, params)[3]


@mistake("forward_prop", "tanh was used; both layers of this network have the sigmoid.")
def tanh_hidden(X, params):
    z1 = X @ params["Wxh"] + params["bh"]
    a1 = np.tanh(z1)
    z2 = a1 @ params["Why"] + params["by"]
    return z1, a1, z2, sigmoid(z2)


@mistake("forward_prop", "The weighted sums multiply entry by entry; a layer needs the matrix product, @ or np.dot.")
def products_entrywise(X, params):
    z1 = X * params["Wxh"] + params["bh"]
    a1 = sigmoid(z1)
    z2 = a1 * params["Why"] + params["by"]
    return z1, a1, z2, sigmoid(z2)


@mistake("forward_prop", "The values come in another order than z1, a1, z2, y_hat.")
def order_reversed(X, params):
    return forward_prop(X, params)[::-1]


# --- cost_function -----------------------------------------------------------------------------------------------


@mistake("cost_function", "The factor one half is missing.")
def half_missing(y, y_hat):
    return np.sum((y - y_hat) ** 2)


@mistake("cost_function", "This is a mean; the cost here is half the sum.")
def cost_is_mean(y, y_hat):
    return np.mean((y - y_hat) ** 2)


@mistake("cost_function", "This is half the mean; the cost here is half the sum.")
def cost_is_half_mean(y, y_hat):
    return 0.5 * np.mean((y - y_hat) ** 2)


@mistake("cost_function", "The sum is divided by the number of samples; it shouldn't be.")
def cost_over_samples(y, y_hat):
    return 0.5 * np.sum((y - y_hat) ** 2) / len(y)


@mistake("cost_function", "Python's own sum adds up rows only and leaves an array. np.sum adds up everything.")
def builtin_sum(y, y_hat):
    return 0.5 * sum((y - y_hat) ** 2)


@mistake("cost_function", "The errors are not squared.")
def errors_not_squared(y, y_hat):
    return 0.5 * np.sum(y - y_hat)


@mistake("cost_function", "These are absolute errors; squared ones were asked.")
def errors_absolute(y, y_hat):
    return 0.5 * np.sum(np.abs(y - y_hat))


@mistake("cost_function", "The sum is squared. Square each error first, then add up.")
def sum_squared(y, y_hat):
    return 0.5 * np.sum(y - y_hat) ** 2


# --- mean_squared_error ------------------------------------------------------------------------------------------


@mistake("mean_squared_error", "This is a sum; divide by the number of samples.")
def mse_is_sum(y, y_hat):
    return np.sum((y - y_hat) ** 2)


@mistake("mean_squared_error", "The factor one half belongs to cost_function; the mean squared error has none.")
def mse_halved(y, y_hat):
    return 0.5 * np.mean((y - y_hat) ** 2)


@mistake("mean_squared_error", "This is the root of the mean squared error; leave the root out.")
def mse_rooted(y, y_hat):
    return np.sqrt(np.mean((y - y_hat) ** 2))


@mistake("mean_squared_error", "These are absolute errors; squared ones were asked.")
def mse_absolute(y, y_hat):
    return np.mean(np.abs(y - y_hat))


@mistake("mean_squared_error", "The mean is squared. Square each error first, then take the mean.")
def mean_is_squared(y, y_hat):
    return np.mean(y - y_hat) ** 2


# --- backward_prop -----------------------------------------------------------------------------------------------


def gradients(X, y, params, z1, a1, z2, y_hat, error=None, slope1=None, slope2=None):
    """The right gradients, but for the parts that a mistake puts in place of them."""
    delta2 = (y_hat - y if error is None else error) * (sigmoid_derivative(z2) if slope2 is None else slope2)
    delta1 = (delta2 @ params["Why"].T) * (sigmoid_derivative(z1) if slope1 is None else slope1)
    return {
        "dWxh": X.T @ delta1,
        "dbh": delta1.sum(axis=0, keepdims=True),
        "dWhy": a1.T @ delta2,
        "dby": delta2.sum(axis=0, keepdims=True),
    }


@mistake("backward_prop", "The sign is wrong: this gradient points downhill. The error enters as -(y - y_hat).")
def sign_flipped(X, y, params, z1, a1, z2, y_hat):
    return gradients(X, y, params, z1, a1, z2, y_hat, error=y - y_hat)


@mistake("backward_prop", "The slope of the output's sigmoid is missing from delta2.")
def output_slope_missing(X, y, params, z1, a1, z2, y_hat):
    return gradients(X, y, params, z1, a1, z2, y_hat, slope2=np.ones_like(z2))


@mistake("backward_prop", "The slope of the hidden layer's sigmoid is missing from delta1.")
def hidden_slope_missing(X, y, params, z1, a1, z2, y_hat):
    return gradients(X, y, params, z1, a1, z2, y_hat, slope1=np.ones_like(z1))


@mistake("backward_prop", "sigmoid_derivative takes z, not the activation: its argument is already inside a sigmoid.")
def slope_of_activation(X, y, params, z1, a1, z2, y_hat):
    return gradients(X, y, params, z1, a1, z2, y_hat, slope1=sigmoid_derivative(a1), slope2=sigmoid_derivative(y_hat))


@mistake("backward_prop", "The sigmoid itself stands where its slope should.")
def sigmoid_for_slope(X, y, params, z1, a1, z2, y_hat):
    return gradients(X, y, params, z1, a1, z2, y_hat, slope1=a1, slope2=y_hat)


@mistake("backward_prop", "The gradients are averaged over the samples, but the cost is a sum.")
def averaged(X, y, params, z1, a1, z2, y_hat):
    return {name: grad / len(X) for name, grad in backward_prop(X, y, params, z1, a1, z2, y_hat).items()}


@mistake("backward_prop", "The gradients are twice too large: the one half in the cost cancels the 2 of the square.")
def doubled(X, y, params, z1, a1, z2, y_hat):
    return {name: 2 * grad for name, grad in backward_prop(X, y, params, z1, a1, z2, y_hat).items()}


@mistake("backward_prop", "The two weight gradients are under each other's name.")
def gradients_swapped(X, y, params, z1, a1, z2, y_hat):
    grads = backward_prop(X, y, params, z1, a1, z2, y_hat)
    return {**grads, "dWxh": grads["dWhy"], "dWhy": grads["dWxh"]}


@mistake("backward_prop", "The bias gradients have one row a sample; sum them over the samples.")
def bias_not_summed(X, y, params, z1, a1, z2, y_hat):
    delta2 = (y_hat - y) * sigmoid_derivative(z2)
    delta1 = (delta2 @ params["Why"].T) * sigmoid_derivative(z1)
    return {"dWxh": X.T @ delta1, "dbh": delta1, "dWhy": a1.T @ delta2, "dby": delta2}


@mistake("backward_prop", "The bias gradients have lost an axis; keepdims=True keeps the shape (1, H).")
def bias_flat(X, y, params, z1, a1, z2, y_hat):
    grads = backward_prop(X, y, params, z1, a1, z2, y_hat)
    return {**grads, "dbh": grads["dbh"][0], "dby": grads["dby"][0]}


@mistake("backward_prop", "The bias gradients are means over the samples; a bias reaches every sample, so they add up.")
def bias_mean(X, y, params, z1, a1, z2, y_hat):
    grads = backward_prop(X, y, params, z1, a1, z2, y_hat)
    return {**grads, "dbh": grads["dbh"] / len(X), "dby": grads["dby"] / len(X)}


@mistake("backward_prop", "The bias gradients are summed over everything; sum over the samples only, axis 0.")
def bias_summed_over_all(X, y, params, z1, a1, z2, y_hat):
    grads = backward_prop(X, y, params, z1, a1, z2, y_hat)
    return {
        **grads,
        "dbh": np.full_like(grads["dbh"], grads["dbh"].sum()),
        "dby": np.full_like(grads["dby"], grads["dby"].sum()),
    }


@mistake("backward_prop", "dWhy is built on z1; what the output layer was fed is a1.")
def output_gradient_from_z1(X, y, params, z1, a1, z2, y_hat):
    grads = backward_prop(X, y, params, z1, a1, z2, y_hat)
    return {**grads, "dWhy": z1.T @ ((y_hat - y) * sigmoid_derivative(z2))}


@mistake("backward_prop", "The gradients for the two biases are missing from the dict.")
def biases_left_out(X, y, params, z1, a1, z2, y_hat):
    grads = backward_prop(X, y, params, z1, a1, z2, y_hat)
    return {"dWxh": grads["dWxh"], "dWhy": grads["dWhy"]}


@mistake("backward_prop", "delta1 is built on the error alone: it must come from delta2, through Why.")
def hidden_delta_from_error(X, y, params, z1, a1, z2, y_hat):
    grads = backward_prop(X, y, params, z1, a1, z2, y_hat)
    delta1 = ((y_hat - y) @ params["Why"].T) * sigmoid_derivative(z1)
    return {**grads, "dWxh": X.T @ delta1, "dbh": delta1.sum(axis=0, keepdims=True)}


# --- update_parameters -------------------------------------------------------------------------------------------


@mistake(
    "update_parameters",
    "Each weight matrix is moved along the other one's gradient, as in the chapter's first listing.",
)
def chapters_swap(params, grads, alpha):
    return update_parameters(params, {**grads, "dWxh": grads["dWhy"], "dWhy": grads["dWxh"]}, alpha)


@mistake("update_parameters", "This climbs: the gradient points uphill, so it is subtracted.")
def ascent(params, grads, alpha):
    return update_parameters(params, grads, -alpha)


@mistake("update_parameters", "The learning rate is not used.")
def rate_unused(params, grads, alpha):
    return update_parameters(params, grads, 1.0)


@mistake("update_parameters", "The biases are not updated.")
def biases_not_updated(params, grads, alpha):
    new = update_parameters(params, grads, alpha)
    return {**new, "bh": params["bh"], "by": params["by"]}


@mistake("update_parameters", "The parameters are changed in place. Build new arrays in a new dict: a - b, not a -= b.")
def changed_in_place(params, grads, alpha):
    for name in params:
        params[name] -= alpha * grads["d" + name]
    return params


@mistake("update_parameters", "The new arrays are put into the dict that was passed in; make a new dict.")
def changed_dict(params, grads, alpha):
    for name in params:
        params[name] = params[name] - alpha * grads["d" + name]
    return params


@mistake("update_parameters", "Only the gradient's sign is used; a step is alpha times the gradient itself.")
def step_of_sign(params, grads, alpha):
    return {name: weight - alpha * np.sign(grads["d" + name]) for name, weight in params.items()}


@mistake("update_parameters", "Only the steps are returned; subtract them from the parameters.")
def only_steps(params, grads, alpha):
    return {name: alpha * grads["d" + name] for name in params}


# --- numerical_gradient ------------------------------------------------------------------------------------------


def differences(w, slope_along):
    """Fill an array like `w` with ``slope_along(nudge)``, entry by entry; nudges have length 1."""
    slope = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        nudge = np.zeros_like(w)
        nudge[i] = 1.0
        slope[i] = slope_along(nudge)
    return slope


@mistake("numerical_gradient", "The slope is measured on one side only; measure on both, eps to either side.")
def forward_difference(f, w, eps=1e-5):
    return differences(w, lambda nudge: (f(w + eps * nudge) - f(w)) / eps)


@mistake("numerical_gradient", "The slope is measured below w only; measure on both sides.")
def backward_difference(f, w, eps=1e-5):
    return differences(w, lambda nudge: (f(w) - f(w - eps * nudge)) / eps)


@mistake("numerical_gradient", "The two points lie 2 eps apart, but the difference is divided by eps.")
def divided_by_eps(f, w, eps=1e-5):
    return differences(w, lambda nudge: (f(w + eps * nudge) - f(w - eps * nudge)) / eps)


@mistake("numerical_gradient", "The sign is wrong: subtract the value behind from the value ahead.")
def difference_reversed(f, w, eps=1e-5):
    return differences(w, lambda nudge: (f(w - eps * nudge) - f(w + eps * nudge)) / (2 * eps))


@mistake("numerical_gradient", "eps is fixed inside; use the one that was passed in.")
def eps_ignored(f, w, eps=1e-5):
    return differences(w, lambda nudge: (f(w + 1e-5 * nudge) - f(w - 1e-5 * nudge)) / 2e-5)


@mistake(
    "numerical_gradient", "All entries are nudged at once. The slope along one entry needs that entry nudged alone."
)
def all_at_once(f, w, eps=1e-5):
    return np.full_like(w, (f(w + eps) - f(w - eps)) / (2 * eps))


@mistake(
    "numerical_gradient", "An entry stays nudged while the next one is measured; put it back, or nudge a fresh copy."
)
def nudges_pile_up(f, w, eps=1e-5):
    w, slope = w.copy(), np.zeros_like(w)
    for i in np.ndindex(w.shape):
        w[i] += eps
        ahead = f(w)
        w[i] -= 2 * eps
        slope[i] = (ahead - f(w)) / (2 * eps)
    return slope


@mistake("numerical_gradient", "w itself is nudged and put back. f may be looking at it: nudge a copy.")
def nudged_in_place(f, w, eps=1e-5):
    slope = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        value = w[i]
        w[i] = value + eps
        ahead = f(w)
        w[i] = value - eps
        slope[i] = (ahead - f(w)) / (2 * eps)
        w[i] = value
    return slope


# --- train -------------------------------------------------------------------------------------------------------


def descend(X, y, num_hidden, alpha, num_iterations, rng, cost_first=True, grads_of=backward_prop):
    """The right training loop, but for the parts that a mistake changes."""
    params, costs = initialize_parameters(X.shape[1], num_hidden, y.shape[1], rng), []
    for _ in range(num_iterations):
        layers = forward_prop(X, params)
        if cost_first:
            costs.append(cost_function(y, layers[3]))
        params = update_parameters(params, grads_of(X, y, params, *layers), alpha)
        if not cost_first:
            costs.append(cost_function(y, forward_prop(X, params)[3]))
    return params, costs


@mistake("train", "The cost is taken after the update; take it before, from the same forward pass as the gradients.")
def cost_after_update(X, y, num_hidden, alpha, num_iterations, rng):
    return descend(X, y, num_hidden, alpha, num_iterations, rng, cost_first=False)


@mistake("train", "The parameters never change: what update_parameters returns has to be kept.")
def update_dropped(X, y, num_hidden, alpha, num_iterations, rng):
    return descend(X, y, num_hidden, 0.0, num_iterations, rng)


@mistake("train", "One iteration is missing.")
def one_iteration_short(X, y, num_hidden, alpha, num_iterations, rng):
    return descend(X, y, num_hidden, alpha, num_iterations - 1, rng)


@mistake("train", "One iteration too many was taken.")
def one_iteration_more(X, y, num_hidden, alpha, num_iterations, rng):
    return descend(X, y, num_hidden, alpha, num_iterations + 1, rng)


@mistake(
    "train", "The forward pass is made once, before the loop; it has to be made anew with each new set of weights."
)
def stale_forward(X, y, num_hidden, alpha, num_iterations, rng):
    params, costs = initialize_parameters(X.shape[1], num_hidden, y.shape[1], rng), []
    layers = forward_prop(X, params)
    for _ in range(num_iterations):
        costs.append(cost_function(y, layers[3]))
        params = update_parameters(params, backward_prop(X, y, params, *layers), alpha)
    return params, costs


@mistake("train", "The weights are drawn anew in each iteration, so nothing is ever learnt.")
def drawn_each_iteration(X, y, num_hidden, alpha, num_iterations, rng):
    params, costs = {}, []
    for _ in range(num_iterations):
        params = initialize_parameters(X.shape[1], num_hidden, y.shape[1], rng)
        layers = forward_prop(X, params)
        costs.append(cost_function(y, layers[3]))
        params = update_parameters(params, backward_prop(X, y, params, *layers), alpha)
    return params, costs


@mistake("train", "The generator that was passed in is not used, so every training starts at the same weights.")
def train_with_fixed_seed(X, y, num_hidden, alpha, num_iterations, rng):
    return descend(X, y, num_hidden, alpha, num_iterations, np.random.default_rng(0))


@mistake("train", "The mean squared error is recorded; the cost that is minimised is cost_function.")
def other_cost_recorded(X, y, num_hidden, alpha, num_iterations, rng):
    params, costs = descend(X, y, num_hidden, alpha, num_iterations, rng)
    return params, [2 * cost / y.size for cost in costs]


@mistake("train", "Only the last cost is returned; keep a list with one for each iteration.")
def only_last_cost(X, y, num_hidden, alpha, num_iterations, rng):
    params, costs = descend(X, y, num_hidden, alpha, num_iterations, rng)
    return params, costs[-1]


@mistake("train", "params and costs come in the wrong order.")
def results_swapped(X, y, num_hidden, alpha, num_iterations, rng):
    return descend(X, y, num_hidden, alpha, num_iterations, rng)[::-1]


# --- predict -----------------------------------------------------------------------------------------------------


@mistake("predict", "An output of exactly 0.5 counts as 1; > makes it 0, and so does np.round.")
def strictly_above(X, params):
    return (forward_prop(X, params)[3] > 0.5).astype(int)


@mistake("predict", "These are True and False; the answer is an array of integers.")
def boolean(X, params):
    return forward_prop(X, params)[3] >= 0.5


@mistake("predict", "The right classes, but as floats; the answer is an array of integers.")
def floats(X, params):
    return (forward_prop(X, params)[3] >= 0.5).astype(float)


@mistake("predict", "These are the probabilities; cut them at 0.5.")
def probabilities(X, params):
    return forward_prop(X, params)[3]


@mistake("predict", "z2 is cut at 0.5; it is the output y_hat that lies between 0 and 1.")
def cut_before_activation(X, params):
    return (forward_prop(X, params)[2] >= 0.5).astype(int)


@mistake("predict", "The hidden layer's activation is cut; the prediction is the output layer's.")
def cut_hidden_layer(X, params):
    return (forward_prop(X, params)[1] >= 0.5).astype(int)


@mistake("predict", "Zeros and ones are the wrong way round.")
def classes_inverted(X, params):
    return (forward_prop(X, params)[3] < 0.5).astype(int)


@mistake("predict", "Every output neuron answers for itself; argmax picks one of them.")
def argmax_of_outputs(X, params):
    return np.argmax(forward_prop(X, params)[3], axis=1)
