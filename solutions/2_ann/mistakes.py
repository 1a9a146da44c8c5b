"""What students of unit 2 get wrong, and the sentence that helps each of them."""

from deltarule import changes

# --- initialize_parameters ---------------------------------------------------------------------------------------
of = changes("initialize_parameters")
WEIGHTS = ("rng.standard_normal((num_input, num_hidden))", "rng.standard_normal((num_hidden, num_output))")

weights_zero = of(
    {WEIGHTS[0]: "np.zeros((num_input, num_hidden))", WEIGHTS[1]: "np.zeros((num_hidden, num_output))"},
    "All weights are zero, so every hidden neuron learns the same thing. Draw them at random.",
)
weights_uniform = of(
    "rng.standard_normal",
    "rng.random",
    "A uniform distribution was used. The normal one has a method of its own on the generator.",
)
weights_scaled_down = of(
    "rng.standard_normal",
    "0.01 * rng.standard_normal",
    "The weights are scaled down; here they are standard normal, with variance 1.",
)
weights_transposed = of(
    {"(num_input, num_hidden)": "(num_hidden, num_input)", "(num_hidden, num_output)": "(num_output, num_hidden)"},
    "The weight matrices lie on their side: rows belong to the layer that a weight comes from.",
)
biases_random = of("np.zeros", "rng.standard_normal", "The biases are random. They start at zero.")
biases_flat = of(
    {"np.zeros((1, num_hidden))": "np.zeros(num_hidden)", "np.zeros((1, num_output))": "np.zeros(num_output)"},
    "The biases are vectors; as a row of a matrix each needs a first axis of length 1.",
)
fixed_seed = of(
    'return {\n    "Wxh"',
    'rng = np.random.default_rng(0)\nreturn {\n    "Wxh"',
    "The generator that was passed in is not used, so no state of it gives other weights.",
)

# --- forward_prop ------------------------------------------------------------------------------------------------
of = changes("forward_prop")

hidden_not_activated = of(
    "sigmoid(z1)",
    "z1",
    "The hidden layer has no activation: a1 is z1 itself, and two linear layers are no more than one.",
)
output_from_z1 = of(
    "a1 @", "z1 @", "The output layer is built on z1. What the hidden layer sends on is its activation, a1."
)
output_not_activated = of("sigmoid(z2)", "z2", "The output layer has no activation: y_hat is z2 itself.")
hidden_bias_missing = of(' + params["bh"]', "", "The hidden layer's bias bh is missing.")
output_bias_missing = of(' + params["by"]', "", "The output layer's bias by is missing.")
biases_missing = of({' + params["bh"]': "", ' + params["by"]': ""}, "Both biases are missing.")
only_prediction = of(
    "return z1, a1, z2, y_hat",
    "return y_hat",
    "Only the prediction is returned. The way back needs z1, a1 and z2 as well.",
)
tanh_hidden = of("sigmoid(z1)", "np.tanh(z1)", "tanh was used; both layers of this network have the sigmoid.")
products_entrywise = of(
    "@", "*", "The weighted sums multiply entry by entry; a layer needs the matrix product, @ or np.dot."
)
order_reversed = of(
    "return z1, a1, z2, y_hat",
    "return y_hat, z2, a1, z1",
    "The values come in another order than z1, a1, z2, y_hat.",
)

# --- cost_function -----------------------------------------------------------------------------------------------
of = changes("cost_function")

half_missing = of("0.5 * ", "", "The factor one half is missing.")
cost_is_mean = of("0.5 * np.sum", "np.mean", "This is a mean; the cost here is half the sum.")
cost_is_half_mean = of("np.sum", "np.mean", "This is half the mean; the cost here is half the sum.")
cost_over_samples = of("** 2)", "** 2) / len(y)", "The sum is divided by the number of samples; it shouldn't be.")
builtin_sum = of("np.sum", "sum", "Python's own sum adds up rows only and leaves an array. np.sum adds up everything.")
errors_not_squared = of("(y - y_hat) ** 2", "y - y_hat", "The errors are not squared.")
errors_absolute = of("(y - y_hat) ** 2", "np.abs(y - y_hat)", "These are absolute errors; squared ones were asked.")
sum_squared = of(
    "np.sum((y - y_hat) ** 2)", "np.sum(y - y_hat) ** 2", "The sum is squared. Square each error first, then add up."
)

# --- mean_squared_error ------------------------------------------------------------------------------------------
of = changes("mean_squared_error")

mse_is_sum = of("np.mean", "np.sum", "This is a sum; divide by the number of samples.")
mse_halved = of(
    "np.mean", "0.5 * np.mean", "The factor one half belongs to cost_function; the mean squared error has none."
)
mse_rooted = of(
    "np.mean((y - y_hat) ** 2)",
    "np.sqrt(np.mean((y - y_hat) ** 2))",
    "This is the root of the mean squared error; leave the root out.",
)
mse_absolute = of("(y - y_hat) ** 2", "np.abs(y - y_hat)", "These are absolute errors; squared ones were asked.")
mean_is_squared = of(
    "np.mean((y - y_hat) ** 2)",
    "np.mean(y - y_hat) ** 2",
    "The mean is squared. Square each error first, then take the mean.",
)

# --- backward_prop -----------------------------------------------------------------------------------------------
of = changes("backward_prop")
BIAS_SUMS = "delta1.sum(axis=0, keepdims=True)", "delta2.sum(axis=0, keepdims=True)"

sign_flipped = of(
    "-(y - y_hat)",
    "(y - y_hat)",
    "The sign is wrong: this gradient points downhill. The error enters as -(y - y_hat).",
)
output_slope_missing = of(" * sigmoid_derivative(z2)", "", "The slope of the output's sigmoid is missing from delta2.")
hidden_slope_missing = of(
    " * sigmoid_derivative(z1)", "", "The slope of the hidden layer's sigmoid is missing from delta1."
)
slope_of_activation = of(
    {"sigmoid_derivative(z2)": "sigmoid_derivative(y_hat)", "sigmoid_derivative(z1)": "sigmoid_derivative(a1)"},
    "sigmoid_derivative takes z, not the activation: its argument is already inside a sigmoid.",
)
sigmoid_for_slope = of("sigmoid_derivative", "sigmoid", "The sigmoid itself stands where its slope should.")
averaged = of(
    "-(y - y_hat)", "-(y - y_hat) / len(X)", "The gradients are averaged over the samples, but the cost is a sum."
)
doubled = of(
    "-(y - y_hat)",
    "-2 * (y - y_hat)",
    "The gradients are twice too large: the one half in the cost cancels the 2 of the square.",
)
gradients_swapped = of(
    {'"dWxh": X.T @ delta1': '"dWhy": X.T @ delta1', '"dWhy": a1.T @ delta2': '"dWxh": a1.T @ delta2'},
    "The two weight gradients are under each other's name.",
)
bias_not_summed = of(
    ".sum(axis=0, keepdims=True)", "", "The bias gradients have one row a sample; sum them over the samples."
)
bias_flat = of(", keepdims=True", "", "The bias gradients have lost an axis; keepdims=True keeps the shape (1, H).")
bias_mean = of(
    ".sum(axis=0, keepdims=True)",
    ".mean(axis=0, keepdims=True)",
    "The bias gradients are means over the samples; a bias reaches every sample, so they add up.",
)
bias_summed_over_all = of(
    {
        BIAS_SUMS[0]: "np.full((1, delta1.shape[1]), delta1.sum())",
        BIAS_SUMS[1]: "np.full((1, delta2.shape[1]), delta2.sum())",
    },
    "The bias gradients are summed over everything; sum over the samples only, axis 0.",
)
output_gradient_from_z1 = of(
    "a1.T @ delta2", "z1.T @ delta2", "dWhy is built on z1; what the output layer was fed is a1."
)
biases_left_out = of(
    {f'"dbh": {BIAS_SUMS[0]},': "", f'"dby": {BIAS_SUMS[1]},': ""},
    "The gradients for the two biases are missing from the dict.",
)
hidden_delta_from_error = of(
    "(delta2 @", "(-(y - y_hat) @", "delta1 is built on the error alone: it must come from delta2, through Why."
)

# --- update_parameters -------------------------------------------------------------------------------------------
of = changes("update_parameters")
STEPS = 'return {name: weight - alpha * grads["d" + name] for name, weight in params.items()}'

chapters_swap = of(
    STEPS,
    """
    return {
        "Wxh": params["Wxh"] - alpha * grads["dWhy"],
        "bh": params["bh"] - alpha * grads["dbh"],
        "Why": params["Why"] - alpha * grads["dWxh"],
        "by": params["by"] - alpha * grads["dby"],
    }
    """,
    "Each weight matrix is moved along the other one's gradient, as in the chapter's first listing.",
)
ascent = of("weight - alpha", "weight + alpha", "This climbs: the gradient points uphill, so it is subtracted.")
rate_unused = of("alpha * ", "", "The learning rate is not used.")
biases_not_updated = of(
    STEPS,
    """
    new = dict(params)
    for name in ("Wxh", "Why"):
        new[name] = params[name] - alpha * grads["d" + name]
    return new
    """,
    "The biases are not updated.",
)
changed_in_place = of(
    STEPS,
    """
    for name in params:
        params[name] -= alpha * grads["d" + name]
    return params
    """,
    "The parameters are changed in place. Build new arrays in a new dict: a - b, not a -= b.",
)
changed_dict = of(
    STEPS,
    """
    for name in params:
        params[name] = params[name] - alpha * grads["d" + name]
    return params
    """,
    "The new arrays are put into the dict that was passed in; make a new dict.",
)
step_of_sign = of(
    'grads["d" + name]',
    'np.sign(grads["d" + name])',
    "Only the gradient's sign is used; a step is alpha times the gradient itself.",
)
only_steps = of("weight - ", "", "Only the steps are returned; subtract them from the parameters.")

# --- numerical_gradient ------------------------------------------------------------------------------------------
of = changes("numerical_gradient")
MEASURED = "slope[i] = (f(w + nudge) - f(w - nudge)) / (2 * eps)"
NUDGED = f"nudge = np.zeros_like(w)\nnudge[i] = eps\n{MEASURED}"

forward_difference = of(
    {"f(w - nudge)": "f(w)", "(2 * eps)": "eps"},
    "The slope is measured on one side only; measure on both, eps to either side.",
)
backward_difference = of(
    {"f(w + nudge)": "f(w)", "(2 * eps)": "eps"}, "The slope is measured below w only; measure on both sides."
)
divided_by_eps = of("(2 * eps)", "eps", "The two points lie 2 eps apart, but the difference is divided by eps.")
difference_reversed = of(
    "f(w + nudge) - f(w - nudge)",
    "f(w - nudge) - f(w + nudge)",
    "The sign is wrong: subtract the value behind from the value ahead.",
)
eps_ignored = of(
    "slope = np.zeros_like(w)",
    "eps = 1e-5\nslope = np.zeros_like(w)",
    "eps is fixed inside; use the one that was passed in.",
)
all_at_once = of(
    "nudge[i] = eps",
    "nudge[...] = eps",
    "All entries are nudged at once. The slope along one entry needs that entry nudged alone.",
)
nudges_pile_up = of(
    {
        "w = np.asarray(w, dtype=float)": "w = np.array(w, dtype=float)",
        NUDGED: "w[i] += eps\nahead = f(w)\nw[i] -= 2 * eps\nslope[i] = (ahead - f(w)) / (2 * eps)",
    },
    "An entry stays nudged while the next one is measured; put it back, or nudge a fresh copy.",
)
nudged_in_place = of(
    NUDGED,
    """
    value = w[i]
    w[i] = value + eps
    ahead = f(w)
    w[i] = value - eps
    slope[i] = (ahead - f(w)) / (2 * eps)
    w[i] = value
    """,
    "w itself is nudged and put back. f may be looking at it: nudge a copy.",
)

# --- train -------------------------------------------------------------------------------------------------------
of = changes("train")
FORWARD = "z1, a1, z2, y_hat = forward_prop(X, params)"
COST = "costs.append(cost_function(y, y_hat))"
UPDATE = "params = update_parameters(params, grads, alpha)"

cost_after_update = of(
    {COST: "", UPDATE: f"{UPDATE}\ncosts.append(cost_function(y, forward_prop(X, params)[3]))"},
    "The cost is taken after the update; take it before, from the same forward pass as the gradients.",
)
update_dropped = of(
    "params = update_parameters",
    "update_parameters",
    "The parameters never change: what update_parameters returns has to be kept.",
)
one_iteration_short = of("range(num_iterations)", "range(num_iterations - 1)", "One iteration is missing.")
one_iteration_more = of("range(num_iterations)", "range(num_iterations + 1)", "One iteration too many was taken.")
stale_forward = of(
    f"for _ in range(num_iterations):\n    {FORWARD}",
    f"{FORWARD}\nfor _ in range(num_iterations):",
    "The forward pass is made once, before the loop; it has to be made anew with each new set of weights.",
)
other_cost_recorded = of(
    "cost_function(y, y_hat)",
    "mean_squared_error(y, y_hat)",
    "The mean squared error is recorded; the cost that is minimised is cost_function.",
)
only_last_cost = of(
    "return params, costs",
    "return params, costs[-1]",
    "Only the last cost is returned; keep a list with one for each iteration.",
)
results_swapped = of("return params, costs", "return costs, params", "params and costs come in the wrong order.")
weights_drawn_anew = of(
    "costs = []",
    """
    rng = np.random.default_rng(0)
    params, costs = initialize_parameters(X.shape[1], params["Wxh"].shape[1], y.shape[1], rng), []
    """,
    "The training starts at weights of its own; it is to start at the params that were passed in.",
)
first_weights_changed = of(
    UPDATE,
    """
    for name in params:
        params[name] -= alpha * grads["d" + name]
    """,
    "The first weights are changed in place (-=), lost to whoever passed them in: update_parameters makes new ones.",
)

# --- predict -----------------------------------------------------------------------------------------------------
of = changes("predict")

strictly_above = of(">= 0.5", "> 0.5", "An output of exactly 0.5 counts as 1; > makes it 0, and so does np.round.")
boolean = of(".astype(int)", "", "These are True and False; the answer is an array of integers.")
floats = of(".astype(int)", ".astype(float)", "The right classes, but as floats; the answer is an array of integers.")
probabilities = of("(y_hat >= 0.5).astype(int)", "y_hat", "These are the probabilities; cut them at 0.5.")
cut_before_activation = of("[3]", "[2]", "z2 is cut at 0.5; it is the output y_hat that lies between 0 and 1.")
cut_hidden_layer = of("[3]", "[1]", "The hidden layer's activation is cut; the prediction is the output layer's.")
classes_inverted = of(">= 0.5", "< 0.5", "Zeros and ones are the wrong way round.")
argmax_of_outputs = of(
    "(y_hat >= 0.5).astype(int)",
    "np.argmax(y_hat, axis=1)",
    "Every output neuron answers for itself; argmax picks one of them.",
)
