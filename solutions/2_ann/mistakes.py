"""What students of unit 2 get wrong, and the sentence that helps each of them."""

from deltarule import changes

NAMES = "Wxh", "bh", "Why", "by"

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
weights_all_one = of(
    "rng.standard_normal", "np.ones", "All weights are alike, so all neurons learn the same. Draw them at random."
)
weights_uniform_around_zero = of(
    "rng.standard_normal(", "rng.uniform(-1, 1, ", "A uniform distribution was used; the normal one has no ends."
)
weights_scaled_to_a_tenth = of(
    "rng.standard_normal", "0.1 * rng.standard_normal", "The weights are scaled down; their variance should be 1."
)
biases_all_one = of("np.zeros", "np.ones", "The biases are 1. They start at zero.")
biases_columns = of(
    {"(1, num_hidden)": "(num_hidden, 1)", "(1, num_output)": "(num_output, 1)"},
    "The biases are columns. A row of outputs is one sample, so a bias is a row, too.",
)
biases_not_drawn = of(
    {'"bh": np.zeros((1, num_hidden)),': "", '"by": np.zeros((1, num_output)),': ""}, "The two biases are missing."
)
output_weights_from_input = of(
    "(num_hidden, num_output)", "(num_input, num_output)", "Why starts at the input; it leads from hidden to output."
)
weights_of_one_row = of(
    WEIGHTS[0],
    "np.tile(rng.standard_normal(num_hidden), (num_input, 1))",
    "All rows of Wxh are one draw; each weight is drawn by itself.",
)
weights_scaled_by_inputs = of(
    {WEIGHTS[0]: f"{WEIGHTS[0]} / np.sqrt(num_input)", WEIGHTS[1]: f"{WEIGHTS[1]} / np.sqrt(num_hidden)"},
    "The weights are scaled by how many neurons they come from, as is often done; here their variance is 1.",
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
parameters_by_place = of(
    {"z1 = X": "Wxh, bh, Why, by = params.values()\nz1 = X"} | {f'params["{name}"]': name for name in NAMES},
    "The parameters are taken in the order in which they stand in the dict; take each by its name.",
)
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
    "return z1, a1, z2, y_hat", "return y_hat, z2, a1, z1", "The values come in another order than z1, a1, z2, y_hat."
)
no_layer_activated = of("sigmoid", "", "Neither layer has its activation: two linear layers are no more than one.")
tanh_output = of("sigmoid(z2)", "np.tanh(z2)", "The output goes through a tanh; both layers have the sigmoid.")
tanh_in_both_layers = of("sigmoid", "np.tanh", "tanh was used in both layers; this network has the sigmoid.")
relu_hidden = of("sigmoid(z1)", "np.maximum(0, z1)", "The hidden layer has a ReLU; both layers have the sigmoid.")
slopes_for_activations = of(
    "sigmoid", "sigmoid_derivative", "The slope of the sigmoid was taken; that is for the way back."
)
biases_subtracted = of({' + params["bh"]': ' - params["bh"]', ' + params["by"]': ' - params["by"]'}, "Add biases.")
hidden_bias_one_number = of('params["bh"]', 'params["bh"].sum()', "bh is summed; each neuron has a bias of its own.")
output_bias_one_number = of('params["by"]', 'params["by"].sum()', "by is summed; each output has a bias of its own.")
hidden_bias_outside = of(
    {' + params["bh"]': "", "sigmoid(z1)": 'sigmoid(z1) + params["bh"]'},
    "The bias bh is added after the sigmoid; it belongs to the weighted sum z1.",
)
output_bias_outside = of(
    {' + params["by"]': "", "sigmoid(z2)": 'sigmoid(z2) + params["by"]'},
    "The bias by is added after the sigmoid; it belongs to the weighted sum z2.",
)
sums_after_activations = of(
    "return z1, a1, z2, y_hat", "return a1, z1, y_hat, z2", "Each sum comes before its activation: z1, then a1."
)
parameters_never_set = of(
    {f'params["{name}"]': name for name in NAMES}, "Nobody set Wxh and the others as names: they are in params."
)
keys_unpacked = of(
    {"z1 = ": "Wxh, bh, Why, by = params\nz1 = ", **{f'params["{name}"]': name for name in NAMES}},
    "A dict that is unpacked gives its keys, so Wxh is a text; look each array up by its key.",
)
biases_outside = of(
    {
        ' + params["bh"]': "",
        "sigmoid(z1)": 'sigmoid(z1) + params["bh"]',
        ' + params["by"]': "",
        "sigmoid(z2)": 'sigmoid(z2) + params["by"]',
    },
    "Both biases are added after the sigmoids; each belongs to its layer's weighted sum.",
)
output_activated_twice = of(
    'z2 = a1 @ params["Why"] + params["by"]',
    'z2 = sigmoid(a1 @ params["Why"] + params["by"])',
    "The output layer's sum goes through the sigmoid twice: z2 is the sum as it is.",
)
softmax_output = of(
    "sigmoid(z2)",
    "(lambda powers: powers / powers.sum(axis=1, keepdims=True))(np.exp(z2 - z2.max(axis=1, keepdims=True)))",
    "The output layer has a softmax; here every output is a sigmoid of its own sum.",
)
output_from_inputs = of(
    "a1 @", "X @", "The output layer is built on X. What the hidden layer sends on is its activation, a1."
)
hidden_activation_of_inputs = of("sigmoid(z1)", "sigmoid(X)", "a1 is the sigmoid of X; it is that of the sum z1.")
sigmoid_turned = of(
    {"sigmoid(z1)": "sigmoid(-z1)", "sigmoid(z2)": "sigmoid(-z2)"},
    "The activation falls where z grows: a minus is missing, or one too many.",
)

# --- cost_function -----------------------------------------------------------------------------------------------
of = changes("cost_function")

half_missing = of("0.5 * ", "", "The factor one half is missing.")
cost_is_mean = of("0.5 * np.sum", "np.mean", "This is a mean; the cost here is half the sum.")
cost_is_half_mean = of("np.sum", "np.mean", "This is half the mean; the cost here is half the sum.")
cost_over_samples = of("** 2)", "** 2) / len(y)", "The sum is divided by the number of samples; it shouldn't be.")
builtin_sum = of(
    "np.sum",
    "sum",
    "One cost for each output is left. np.sum without an axis adds up all; Python's own sum adds rows only.",
)
errors_not_squared = of("(y - y_hat) ** 2", "y - y_hat", "The errors are not squared.")
errors_absolute = of("(y - y_hat) ** 2", "np.abs(y - y_hat)", "These are absolute errors; squared ones were asked.")
sum_squared = of(
    "np.sum((y - y_hat) ** 2)", "np.sum(y - y_hat) ** 2", "The sum is squared. Square each error first, then add up."
)
cost_of_each_sample = of("** 2)", "** 2, axis=1)", "There is one cost for each sample. Add up over both axes.")
cost_rooted = of(
    "0.5 * np.sum((y - y_hat) ** 2)",
    "np.sqrt(np.sum((y - y_hat) ** 2))",
    "This is the root of the sum, the length of the error; the cost has no root.",
)
cost_half_rooted = of(
    "np.sum((y - y_hat) ** 2)",
    "np.linalg.norm(y - y_hat)",
    "np.linalg.norm takes a root: it is the length of the error. The cost is half its square.",
)
cost_negative = of("0.5 *", "-0.5 *", "The sign is wrong: squares are positive, and so is the cost.")
cost_is_mean_over_samples = of(
    "0.5 * np.sum((y - y_hat) ** 2)",
    "np.sum((y - y_hat) ** 2) / len(y)",
    "The sum is divided by the number of samples; the cost is half the sum.",
)
cost_quartered = of(
    "0.5 * np.sum((y - y_hat) ** 2)", "np.sum((0.5 * (y - y_hat)) ** 2)", "The one half is squared with the error."
)
cost_of_squares = of("(y - y_hat) ** 2", "y**2 - y_hat**2", "Each is squared alone. First subtract, then square.")
cross_entropy = of(
    "0.5 * np.sum((y - y_hat) ** 2)",
    "-np.sum(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))",
    "This is the cross-entropy; the cost here is made of squared errors.",
)
cost_of_total = of("y - y_hat", "y + y_hat", "Target and prediction are added; an error is their difference.")
ERRORS = "(y - y_hat) ** 2"
cost_doubled = of("0.5", "2", "This is twice the sum; the cost is half of it.")
cost_without_fraction = of(
    f"0.5 * np.sum({ERRORS})",
    f"np.sum({ERRORS}) // 2",
    "What comes after the point is lost: // and int leave it out; / divides.",
)
cost_of_each_error = of(f"np.sum({ERRORS})", ERRORS, "There is one cost for each error. Add them up, over both axes.")
cost_of_first_output = of(
    ERRORS, f"({ERRORS})[:, :1]", "Only the first output of each sample is counted; add up over all of them."
)
cost_of_first_sample = of(
    ERRORS, f"({ERRORS})[:1]", "Only the first sample is counted: does a `return` stand inside a loop?"
)
cost_of_last_sample = of(
    ERRORS, f"({ERRORS})[-1:]", "Only the last sample is counted: in a loop += adds up, = doesn't."
)
cost_without_first_sample = of(ERRORS, f"({ERRORS})[1:]", "The first sample is left out: counting starts at 0.")
cost_by_matrix_product = of(
    f"np.sum({ERRORS})",
    "(y - y_hat).T @ (y - y_hat)",
    "This matrix product is a table, of every output with every other. Square entry by entry, and add up.",
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
mse_not_squared = of("(y - y_hat) ** 2", "y - y_hat", "The errors are not squared.")
mse_negative = of("np.mean", "-np.mean", "The sign is wrong: squares are positive, and so is their mean.")
mse_of_squares = of("(y - y_hat) ** 2", "y**2 - y_hat**2", "Each is squared alone. First subtract, then square.")
mse_of_total = of("y - y_hat", "y + y_hat", "Target and prediction are added; an error is their difference.")
mse_divided_twice = of("** 2)", "** 2) / len(y)", "np.mean has divided by the number of samples already.")
mse_over_table = of(
    "y - y_hat", "y.ravel() - y_hat", "There is an N x N table inside: one of the two has lost its second axis."
)
mse_of_each_output = of("** 2)", "** 2, axis=0)", "This is an array of one; take the mean over everything.")
mse_of_each_sample = of("** 2)", "** 2, axis=1)", "There is one number for each sample. Take their mean.")
MEAN = "np.mean((y - y_hat) ** 2)"
mse_over_one_less = of(MEAN, "np.sum((y - y_hat) ** 2) / (len(y) - 1)", "The sum is divided by N - 1; divide by N.")
mse_is_variance = of(
    MEAN, "np.var(y - y_hat)", "np.var takes the errors' mean off before it squares; square the errors as they are."
)
mse_of_norm = of(MEAN, "np.linalg.norm(y - y_hat) / len(y)", "np.linalg.norm takes a root; this error has none.")
mse_without_fraction = of(
    MEAN,
    "np.sum((y - y_hat) ** 2) // len(y)",
    "What comes after the point is lost: // and int leave it out; / divides.",
)
mse_without_last_sample = of(
    MEAN, "np.sum(((y - y_hat) ** 2)[:-1]) / len(y)", "The last sample is left out: range(N) ends with N - 1 already."
)

# --- backward_prop -----------------------------------------------------------------------------------------------
of = changes("backward_prop")
BIAS_SUMS = "delta1.sum(axis=0, keepdims=True)", "delta2.sum(axis=0, keepdims=True)"

sign_flipped = of(
    "-(y - y_hat)", "(y - y_hat)", "The sign is wrong: this gradient points downhill. The error enters as -(y - y_hat)."
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
output_slope_of_activation = of(
    "sigmoid_derivative(z2)", "sigmoid_derivative(y_hat)", "The output's slope is taken at y_hat; it belongs at z2."
)
hidden_slope_of_activation = of("sigmoid_derivative(z1)", "sigmoid_derivative(a1)", "a1 is taken for z1 in the slope.")
slope_built_on_z = of(
    {"sigmoid_derivative(z2)": "z2 * (1 - z2)", "sigmoid_derivative(z1)": "z1 * (1 - z1)"},
    "In s (1 - s), s is the sigmoid's result; here z stands in its place.",
)
hidden_slope_of_tanh = of(
    "sigmoid_derivative(z1)", "(1 - a1**2)", "The hidden layer's slope is that of tanh; its activation is the sigmoid."
)
both_slopes_missing = of(
    {" * sigmoid_derivative(z2)": "", " * sigmoid_derivative(z1)": ""}, "The slopes of both sigmoids are missing."
)
halved = of(
    "-(y - y_hat)", "-0.5 * (y - y_hat)", "The gradients are half as large: the square's 2 cancels the cost's one half."
)
error_squared = of("-(y - y_hat)", "-((y - y_hat) ** 2)", "The error is squared, as in the cost; its slope is wanted.")
weights_averaged = of(
    {"X.T @ delta1": "X.T @ delta1 / len(X)", "a1.T @ delta2": "a1.T @ delta2 / len(X)"},
    "The weights' gradients are averaged over the samples, but the cost is a sum.",
)
weights_gradients_on_their_side = of(
    {"X.T @ delta1": "delta1.T @ X", "a1.T @ delta2": "delta2.T @ a1"}, "The weights' gradients lie on their side."
)
hidden_gradient_from_delta2 = of("X.T @ delta1", "X.T @ delta2", "dWxh is built on delta2; it led to the hidden layer.")
output_gradient_from_input = of("a1.T @ delta2", "X.T @ delta2", "dWhy is built on X; the output layer was fed a1.")
bias_one_number = of(
    ".sum(axis=0, keepdims=True)", ".sum()", "Each bias gradient is one number; add up the samples, keep neurons apart."
)
bias_summed_over_neurons = of("axis=0", "axis=1", "The bias gradients are summed over the neurons; sum over samples.")
gradients_without_d = of({f'"d{name}"': f'"{name}"' for name in NAMES}, "The keys lack a d in front, as in dWxh.")
error_in_place = of(
    "delta2 = -(y - y_hat)", "y_hat -= y\ndelta2 = y_hat", "y_hat is changed in place: write a - b, not a -= b."
)
weights_never_set = of('params["Why"]', "Why", "Nobody set the name Why: the weights are in params.")
weights_moved_already = of(
    {'params["Why"]': "Why", "return {": "Why = Why - X.T @ delta1\nreturn {"},
    "Why gets its value here after it was used. Leave the weights alone, and take them from params.",
)
two_gradients = of("return {", "return X.T @ delta1, a1.T @ delta2\nreturn {", "Return a dict of all four gradients.")
both_slopes_of_tanh = of(
    {"sigmoid_derivative(z2)": "(1 - y_hat**2)", "sigmoid_derivative(z1)": "(1 - a1**2)"},
    "Both slopes are those of tanh; the activation of both layers is the sigmoid.",
)
last_sample_alone = of(
    {
        "X.T @ delta1": "X[-1:].T @ delta1[-1:]",
        "a1.T @ delta2": "a1[-1:].T @ delta2[-1:]",
        BIAS_SUMS[0]: "delta1[-1:]",
        BIAS_SUMS[1]: "delta2[-1:]",
    },
    "Only the last sample counts: in a loop += adds up, = doesn't.",
)
first_sample_left_out = of(
    {
        "X.T @ delta1": "X[1:].T @ delta1[1:]",
        "a1.T @ delta2": "a1[1:].T @ delta2[1:]",
        BIAS_SUMS[0]: BIAS_SUMS[0].replace("delta1", "delta1[1:]"),
        BIAS_SUMS[1]: BIAS_SUMS[1].replace("delta2", "delta2[1:]"),
    },
    "The first sample is left out: counting starts at 0.",
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
gradients_by_place = of(
    STEPS,
    "return {name: weight - alpha * slope for (name, weight), slope in zip(params.items(), grads.values())}",
    "The gradients are taken in the order in which they stand in the dict; take each by its name.",
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
    "The parameters are changed in place: a - b makes a new array, a -= b doesn't. (params.copy() keeps the arrays.)",
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
rate_divides = of(
    'alpha * grads["d" + name]', 'grads["d" + name] / alpha', "The learning rate divides; it should multiply."
)
change_alone = of("weight - alpha", "-alpha", "This is the change of each parameter; the new parameters were asked.")
difference_turned = of(
    'weight - alpha * grads["d" + name]', 'alpha * grads["d" + name] - weight', "The difference is the wrong way round."
)
bracket_misplaced = of(
    'weight - alpha * grads["d" + name]',
    'alpha * (weight - grads["d" + name])',
    "The learning rate multiplies the parameters, too; a bracket is in the wrong place.",
)
keys_of_gradients = of("{name: ", '{"d" + name: ', "The keys are those of the gradients; they are Wxh, bh, Why, by.")
RATE_FIXED = "The learning rate is a fixed number; use the alpha that was passed in."
rate_fixed_at_a_hundredth = of("alpha *", "0.01 *", RATE_FIXED)
rate_fixed_at_a_tenth = of("alpha *", "0.1 *", RATE_FIXED)
biases_without_rate = of(
    "alpha *", '(alpha if name[0] == "W" else 1) *', "The biases move without the learning rate; it is for all four."
)
biases_climb = of("alpha *", '(alpha if name[0] == "W" else -alpha) *', "The biases climb; they go downhill, too.")
gradient_for_weight = of(
    'weight - alpha * grads["d" + name]',
    'grads["d" + name] - alpha * weight',
    "Each parameter and its gradient are in each other's place.",
)
returned_inside_loop = of(
    STEPS,
    """
    new = {}
    for name, weight in params.items():
        new[name] = weight - alpha * grads["d" + name]
        return new
    """,
    "Only Wxh is in the new dict: is `return` inside the loop?",
)

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
nudge_grows = of(
    {
        "slope = np.zeros_like(w)": "slope, nudge = np.zeros_like(w), np.zeros_like(w)",
        "nudge = np.zeros_like(w)\nnudge[i]": "nudge[i]",
    },
    "The nudge is begun once, so that it grows from entry to entry; one entry is nudged at a time.",
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
forward_over_two_eps = of(
    "f(w - nudge)", "f(w)", "The slope is measured on one side, and divided by 2 eps as if it were on both."
)
difference_not_divided = of(" / (2 * eps)", "", "This is the difference alone; divide by how far apart the points are.")
slopes_flat = of("return slope", "return slope.ravel()", "The slopes have lost their axes; they are shaped like w.")
rows_nudged = of(
    "np.ndindex(w.shape)", "range(len(w))", "The loop sees the first axis only, so a whole row is nudged at once."
)
whole_numbers_nudged = of(
    "w = np.asarray(w, dtype=float)",
    "w = np.asarray(w)",
    "Where w holds whole numbers, np.zeros_like(w) does, too, and a small nudge is cut to 0. Ask for floats.",
)
FLOATS = "w = np.asarray(w, dtype=float)"
PILED = "w[i] += eps\nahead = f(w)\nw[i] -= 2 * eps\nslope[i] = (ahead - f(w)) / (2 * eps)"
NOT_BACK = (
    "An entry stays nudged while the next one is measured, and the caller's w for good. Nudge a copy; put it back."
)

nudges_left_in_w = of({f"{FLOATS}\nslope =": "slope =", NUDGED: PILED}, NOT_BACK)
nudged_in_w = of(
    {f"{FLOATS}\nslope =": "slope =", NUDGED: f"{PILED}\nw[i] += eps"},
    "w itself is nudged and put back. f may be looking at it, and whole numbers can't be: take a copy in floats.",
)
nudges_left_in_floats = of(NUDGED, PILED, NOT_BACK)
nudges_left_in_copy = of(
    {FLOATS: "w = w.copy()", NUDGED: PILED},
    "An entry stays nudged while the next is measured; put it back. And whole numbers can't be nudged: ask for floats.",
)
SAVED = """
value = w[i]
w[i] = value + eps
ahead = f(w)
w[i] = value - eps
slope[i] = (ahead - f(w)) / (2 * eps)
w[i] = value
"""
value_put_back_in_w = of(
    {f"{FLOATS}\nslope = np.zeros_like(w)": "slope = np.zeros(w.shape)", NUDGED: SAVED},
    "w itself is nudged and put back. f may be looking at it, and whole numbers can't be: take a copy in floats.",
)
second_name_nudged = of(
    NUDGED,
    """
    ahead = w
    ahead[i] += eps
    behind = w
    behind[i] -= eps
    slope[i] = (f(ahead) - f(behind)) / (2 * eps)
    """,
    "Both points are w itself, nudged there and back: b = a makes no second array, a.copy() does.",
)
half_a_nudge = of(
    {"nudge[i] = eps": "nudge[i] = eps / 2", "(2 * eps)": "eps"}, "The points are eps / 2 away from w; go eps each way."
)
values_added = of(
    "f(w + nudge) - f(", "f(w + nudge) + f(", "The two values are added; a slope is made of a difference."
)
eps_multiplies = of("/ (2 * eps)", "/ 2 * eps", "This divides by 2 and multiplies by eps; mind the brackets.")
one_slope_for_all = of(
    "slope = np.zeros_like(w)",
    "return (f(w + eps) - f(w - eps)) / (2 * eps)\nslope = np.zeros_like(w)",
    "All entries are nudged at once, which gives one number. Nudge them one by one.",
)
second_value_divided = of(
    "(f(w + nudge) - f(w - nudge)) /",
    "f(w + nudge) - f(w - nudge) /",
    "The second value alone is divided: the difference needs brackets.",
)
nudged_by_one = of("nudge[i] = eps", "nudge[i] = 1", "The nudge is 1; it is eps, as what it is divided by says.")
slopes_begun_anew = of(
    {"slope = np.zeros_like(w)": "", "nudge = np.zeros_like(w)": "slope, nudge = np.zeros_like(w), np.zeros_like(w)"},
    "The slopes are begun anew for each entry, so that the last one alone stays: make their array above the loop.",
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
ended_where_the_cost_rises = of(
    COST,
    f"{COST}\nif len(costs) > 1 and costs[-1] > costs[-2]:\n    break",
    "Training ends where the cost rises; num_iterations were asked, whatever the cost does.",
)
ended_where_it_learns_little = of(
    UPDATE,
    f"{UPDATE}\nif len(costs) > 1 and abs(costs[-1] - costs[-2]) < 1e-6:\n    break",
    "Training ends where the cost hardly changes; num_iterations were asked, whatever the cost does.",
)
ten_iterations_at_most = of(
    "range(num_iterations)",
    "range(min(num_iterations, 10))",
    "No more than 10 iterations are made, however many are asked.",
)
one_sample_at_a_time = of(
    f"grads = backward_prop(X, y, params, z1, a1, z2, y_hat)\n{UPDATE}",
    """
    for n in range(len(X)):
        x_n, y_n = X[n : n + 1], y[n : n + 1]
        grads = backward_prop(x_n, y_n, params, *forward_prop(x_n, params))
        params = update_parameters(params, grads, alpha)
    """,
    "A step is taken for each sample; an iteration is one step, down the gradient of the whole batch.",
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
trained_uphill = of("grads, alpha)", "grads, -alpha)", "This climbs: the cost grows with every iteration.")
trained_without_rate = of("grads, alpha)", "grads, 1.0)", "The learning rate is not used; hand it on.")
gradients_averaged = of("grads, alpha)", "grads, alpha / len(X))", "The step is divided by the number of samples.")
costs_averaged = of(
    "cost_function(y, y_hat)", "cost_function(y, y_hat) / len(X)", "The costs are divided by the number of samples."
)
first_iteration_only = of(
    UPDATE, f"{UPDATE}\nreturn params, costs", "Only one iteration is made: the `return` stands inside the loop."
)
one_cost_more = of(
    "return params, costs",
    "costs.append(cost_function(y, forward_prop(X, params)[3]))\nreturn params, costs",
    "There is one cost too many, that of the trained network; each is taken before an update.",
)
never_carried_on = of(
    {UPDATE: f"new = {UPDATE.removeprefix('params = ')}", "return params, costs": "return new, costs"},
    "Each iteration starts from the first parameters; it starts from what the one before gave.",
)
two_steps_each = of(UPDATE, f"{UPDATE}\n{UPDATE}", "Each iteration takes two steps down one gradient; one was asked.")

# --- predict -----------------------------------------------------------------------------------------------------
of = changes("predict")

strictly_above = of(">= 0.5", "> 0.5", "An output of exactly 0.5 counts as 1; > makes it 0, and so does np.round.")
boolean = of(".astype(int)", "", "These are True and False; the answer is an array of integers.")
floats = of(".astype(int)", ".astype(float)", "The right classes, but as floats; the answer is an array of integers.")
probabilities = of("(y_hat >= 0.5).astype(int)", "y_hat", "These are the probabilities; cut them at 0.5.")
cut_before_activation = of("[3]", "[2]", "z2 is cut at 0.5; what is compared with 0.5 is the output.")
cut_hidden_layer = of("[3]", "[1]", "The hidden layer is cut; the prediction is the output layer's.")
classes_inverted = of(">= 0.5", "< 0.5", "Zeros and ones are the wrong way round.")
argmax_of_outputs = of(
    "(y_hat >= 0.5).astype(int)",
    "np.argmax(y_hat, axis=1)",
    "Every output neuron answers for itself; argmax picks one of them.",
)
predict_flat = of(".astype(int)", ".astype(int).ravel()", "The classes have lost an axis; the answer is (N, K).")
cut_at_zero = of(
    ">= 0.5",
    ">= 0",
    "All are 1: every output is above 0, and a sigmoid of it above 0.5. Cut the output itself, in the middle.",
)
cut_at_mean = of(">= 0.5", ">= y_hat.mean()", "The cut is at the mean of the outputs; it is at 0.5, whatever they are.")
classes_with_sign = of(
    "(y_hat >= 0.5).astype(int)", "np.where(y_hat >= 0.5, 1, -1)", "The classes are 1 and -1; they should be 1 and 0."
)
largest_is_one = of(
    "y_hat >= 0.5",
    "y_hat == y_hat.max(axis=1, keepdims=True)",
    "The largest output of each sample is 1 and all others 0; every output answers for itself.",
)

# --- repaired_step -----------------------------------------------------------------------------------------------
of = changes("repaired_step")

samples_never_set = of("_prop(X", "_prop(x", "x is a name that nobody set: the samples that come in are called X.")
gradients_crossed = of(
    "params, grads", 'params, {**grads, "dWxh": grads["dWhy"], "dWhy": grads["dWxh"]}', "Two gradients are swapped."
)
biases_stay = of("params, grads", 'params, {**grads, "dbh": 0, "dby": 0}', "The biases never move; update them, too.")
hidden_bias_stays = of("params, grads", 'params, {**grads, "dbh": 0}', "bh never moves; each bias has a step.")
output_bias_stays = of("params, grads", 'params, {**grads, "dby": 0}', "by never moves; each bias has a step.")
bias_steps_summed = of(
    "params, grads",
    'params, {**grads, "dbh": grads["dbh"].sum(), "dby": grads["dby"].sum()}',
    "All biases of a layer move by one number; each neuron's has a slope of its own, so keep an axis in the sum.",
)
rate_of_the_listing = of("grads, alpha", "grads, 0.01", "The rate is 0.01, as listed. It should be alpha.")
weights_moved_in_between = of(
    "return ",
    'Why = params["Why"] - alpha * grads["dWhy"]\nmoved = {**params, "Why": Why}\n'
    'grads["dWxh"] = backward_prop(X, y, moved, z1, a1, z2, y_hat)["dWxh"]\nreturn ',
    "Why is moved before the error goes back through it: take all gradients first.",
)
weights_moved_before_the_way_back = of(
    "grads = backward_prop(X, y, params, z1, a1, z2, y_hat)\nreturn update_parameters(params, grads, alpha)",
    """
    delta2 = -(y - y_hat) * sigmoid_derivative(z2)
    Why = params["Why"] - alpha * a1.T @ delta2
    by = params["by"] - alpha * delta2.sum(axis=0, keepdims=True)
    delta1 = (delta2 @ Why.T) * sigmoid_derivative(z1)
    Wxh = params["Wxh"] - alpha * X.T @ delta1
    bh = params["bh"] - alpha * delta1.sum(axis=0, keepdims=True)
    return {"Wxh": Wxh, "bh": bh, "Why": Why, "by": by}
    """,
    "delta1 is built on the Why that has moved already; the error goes back through the weights it came by.",
)
step_not_kept = of(
    "return update_parameters(params, grads, alpha)",
    "update_parameters(params, grads, alpha)\nreturn params",
    "The step is taken and lost: update_parameters leaves params as they are, and returns the new ones.",
)
step_climbs = of(
    "grads, alpha", "grads, -alpha", "This climbs: a sign is wrong, that of the error or that of the step."
)
step_averaged = of("grads, alpha", "grads, alpha / len(X)", "The step is divided by the number of samples.")
step_of_the_listing = of(
    "params, grads, alpha",
    'params, {**grads, "dbh": 0, "dby": 0}, 0.01',
    "The biases never move, and the rate is 0.01, as listed. It should be alpha.",
)
slopes_of_activations = of(
    "z1, a1, z2, y_hat)\nreturn",
    "a1, a1, y_hat, y_hat)\nreturn",
    "The slopes are taken at the activations, not at z1 and z2.",
)
hidden_slope_left_out = of(
    "grads = backward_prop(X, y, params, z1, a1, z2, y_hat)",
    """
    delta2 = -(y - y_hat) * sigmoid_derivative(z2)
    delta1 = delta2 @ params["Why"].T
    grads = {"dWxh": X.T @ delta1, "dbh": delta1.sum(axis=0, keepdims=True)}
    grads |= {"dWhy": a1.T @ delta2, "dby": delta2.sum(axis=0, keepdims=True)}
    """,
    "The slope of the hidden layer's sigmoid is missing on the way back.",
)
