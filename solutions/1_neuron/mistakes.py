"""What students of unit 1 get wrong, and the sentence that helps each of them."""

from deltarule import changes

ONE_NUMBER = "A single number should come back as a single number, not as an array of one."
IN_PLACE = "z is changed in place. Work on a copy, or build a new array."
WHOLE = "An array of whole numbers, as np.zeros_like(z) may be, cuts off all decimals: add dtype=float."
INTO = "result = np.zeros_like(z)\nresult[...] ="

# --- weighted_sum ------------------------------------------------------------------------------------------------
of = changes("weighted_sum")

bias_missing = of(" + b", "", "The bias b is missing.")
bias_subtracted = of("+ b", "- b", "The bias is subtracted; it is added.")
bias_for_each_input = of(
    "x @ w + b", "np.sum(x * w + b, axis=-1)", "The bias goes in once for every input. Add it once, after adding up."
)
bias_on_inputs = of(
    "x @ w + b", "(x + b) @ w", "The bias is added to the inputs, so the weights act on it, too. Add it at the end."
)
not_added_up = of("x @ w", "x * w", "The products are not added up yet: each sample should end as one number.")
samples_added_together = of(
    "x @ w", "np.sum(x * w)", "All samples are added up together; each sample has a sum of its own."
)
added_over_samples = of(
    "x @ w",
    "np.sum(x * w, axis=0)",
    "This adds up over the samples (axis 0). The inputs of a sample lie along the last axis.",
)
samples_for_inputs = of(
    "return x @ w + b",
    "s = 0\nfor i in range(len(w)):\n    s += x[i] * w[i]\nreturn s + b",
    "x[i] is a sample, not an input: the inputs of a sample lie along the last axis.",
)
samples_for_inputs_of_x = of(
    "return x @ w + b",
    "s = 0\nfor i in range(len(x)):\n    s += x[i] * w[i]\nreturn s + b",
    "The loop runs over the samples, x[i]; the inputs of a sample lie along the last axis.",
)
axis_one = of(
    "x @ w", "np.sum(x * w, axis=1)", "This adds up along axis 1, which a single sample of shape (D,) doesn't have."
)
weights_first = of("x @ w", "w @ x", "The order of the product is the wrong way round: samples first, then weights.")
always_an_array = of(
    "x @ w", "np.atleast_2d(x) @ w", "A single sample of shape (D,) should give a scalar, not an array of one."
)
column = of(
    "x @ w",
    "x @ w.reshape(-1, 1)",
    "The result is a column, (N, 1); it should be (N,). w needs no second axis, and a sum no keepdims.",
)
squeezed = of(
    "x @ w + b",
    "np.squeeze(x @ w + b)",
    "One sample in a row of its own, (1, D), still gives an array of shape (1,), not a scalar.",
)
last_input_alone = of("x @ w", "x[..., -1] * w[-1]", "Only the last input counts: add the products up (+=).")
last_input_left_out = of(
    "return x @ w + b",
    "z = 0\nfor i in range(len(w) - 1):\n    z += x[..., i] * w[i]\nreturn z + b",
    "The last input is left out: range(n) ends before n.",
)
mean_for_sum = of(
    "x @ w", "np.mean(x * w, axis=-1)", "This is the mean of the weighted inputs; it is their sum that is asked."
)
activated = of("x @ w + b", "sigmoid(x @ w + b)", "There is an activation in here already. It belongs into neuron.")
inputs_overwritten = of(
    "return x @ w",
    "x *= w\nreturn x.sum(axis=-1)",
    "x is changed in place (x *= w). Compute x * w or x @ w, which make a new array.",
)
bias_added_twice = of("+ b", "+ b + b", "The bias is added twice; it is added once.")
bias_multiplied = of("+ b", "* b", "The bias multiplies the sum; it is added to it.")
sum_into_whole_numbers = of("return x @ w + b", "z = np.zeros_like(x[..., 0])\nz[...] = x @ w + b\nreturn z", WHOLE)

# --- neuron ------------------------------------------------------------------------------------------------------
of = changes("neuron")
SUM = "weighted_sum(x, w, b)"

not_activated = of("activation(z)", "z", "This is the weighted sum; the activation has not been applied to it.")
bias_after_activation = of(
    {SUM: "x @ w", "(z)": "(z) + b"}, "The bias is added after the activation. It is part of z, so it comes before."
)
neuron_without_bias = of(SUM, "x @ w", "The bias is missing from the weighted sum.")
inputs_activated = of(
    {"activation(z)": "z", "(x, w, b)\nreturn": "(activation(x), w, b)\nreturn"},
    "The inputs are activated; it is their weighted sum that should be.",
)
always_sigmoid = of(
    "activation(z)", "sigmoid(z)", "The sigmoid is always used. Call the function that was passed in as activation."
)
always_tanh = of("activation(z)", "tanh(z)", "tanh is always used. Call the function that was passed in as activation.")
always_relu = of("activation(z)", "relu(z)", "ReLU is always used. Call the function that was passed in as activation.")
activated_twice = of("(z)", "(activation(z))", "The activation is applied twice.")
activation_not_called = of("(z)", "", "The activation itself is returned; call it, with z in the brackets.")
activation_times_sum = of(
    "return ", "return z * ", "The activation is multiplied with z; the answer is activation(z) alone."
)
sum_and_answer = of("return ", "return z, ", "Both z and y are returned; y alone is asked.")
activated_before_adding = of(
    {SUM: "x * w + b", "activation(z)": "np.sum(activation(z), axis=-1)"},
    "The weighted inputs are activated one by one. Add them up first, then activate the sum.",
)
neuron_overwrites_inputs = of(
    f"z = {SUM}",
    "x *= w\nz = x.sum(axis=-1) + b",
    "x is changed in place (x *= w). Compute x * w or x @ w, which make a new array.",
)
neuron_weights_activated = of(
    {SUM: "x @ activation(w) + b", "activation(z)": "z"},
    "The weights are activated; it is the weighted sum that should be.",
)
neuron_bias_activated = of(
    {SUM: "x @ w", "activation(z)": "z + activation(b)"},
    "Only the bias is activated; all of the weighted sum should be.",
)
neuron_bias_subtracted = of(SUM, "x @ w - b", "The bias is subtracted; in the weighted sum it is added.")
neuron_bias_for_each_input = of(
    SUM, "np.sum(x * w + b, axis=-1)", "The bias goes in once for every input. Add it once, after adding up."
)
neuron_bias_on_inputs = of(SUM, "(x + b) @ w", "The bias is added to the inputs, so the weights act on it, too.")
neuron_not_added_up = of(SUM, "x * w + b", "The weighted inputs are not added up: each sample ends as one number.")
neuron_samples_added_together = of(
    SUM, "np.sum(x * w) + b", "All samples are added up together; each sample has a sum of its own."
)
neuron_added_over_samples = of(
    SUM, "np.sum(x * w, axis=0) + b", "This adds up over the samples. The inputs of a sample lie along the last axis."
)
neuron_mean_for_sum = of(
    SUM, "np.mean(x * w, axis=-1) + b", "This is the mean of the weighted inputs; it is their sum that is activated."
)
neuron_column = of(SUM, "np.sum(x * w, axis=-1, keepdims=True) + b", "An axis too many: y has the shape of z, (N,).")
neuron_answers_by_steps = of(
    "activation(z)", "np.where(z > 0, 1.0, 0.0)", "This answers 0 or 1. How strongly to answer, activation decides."
)

# --- sigmoid -----------------------------------------------------------------------------------------------------
of = changes("sigmoid")
SMALL = "small = np.exp(-np.abs(z))"
CURVE = "np.where(z >= 0, 1, small) / (1 + small)"

sigmoid_mirrored = of(
    CURVE,
    "1 / (1 + np.exp(z))",
    "The curve falls instead of rising. Look at the sign in the exponent, and at which case is which.",
)
sigmoid_mirrored_overflowing = of(
    CURVE,
    "np.exp(-z) / (1 + np.exp(-z))",
    "The curve falls instead of rising, and for large -z this divides inf by inf. Look at the signs in the exponents.",
)
sigmoid_overflowing = of(
    CURVE,
    "np.exp(z) / (1 + np.exp(z))",
    "For large z this divides inf by inf, which is nan. Use the form with exp(-z) where z is positive.",
)
sigmoid_with_minus = of(
    CURVE, "1 / (1 - np.exp(-z))", "There is a minus where the plus should be: 1 is added to the exponential."
)
sigmoid_without_brackets = of(
    CURVE, "1 / 1 + np.exp(-z)", "Brackets are missing: this divides by 1 and then adds the exponential."
)
sigmoid_without_one = of(CURVE, "1 / np.exp(-z)", "The 1 in the denominator is missing, which leaves exp(z).")
sigmoid_slope = of(CURVE, "small / (1 + small) ** 2", "This is the slope of the sigmoid; the function itself is asked.")
sigmoid_zero_left_out = of(
    CURVE,
    f"np.where(z == 0, 0, {CURVE})",
    "At z = 0 this gives 0, for neither z > 0 nor z < 0 holds there. It should be one half.",
)
sigmoid_is_tanh = of(CURVE, "np.tanh(z)", "This is tanh, which runs from -1 to 1; the sigmoid runs from 0 to 1.")
sigmoid_rounded = of(CURVE, f"np.round({CURVE})", "All answers are 0 or 1. Keep what lies between.")
sigmoid_clipped = of(
    SMALL,
    f"z = np.clip(z, -1, 1)\n{SMALL}",
    "z is clipped so tightly that answers to ordinary inputs change. Clip far outside only.",
)
sigmoid_at_least_1d = of(SMALL, f"z = np.atleast_1d(z)\n{SMALL}", ONE_NUMBER)
sigmoid_in_place = of(f"return {CURVE}", f"z = np.asarray(z, dtype=float)\nz[...] = {CURVE}\nreturn z", IN_PLACE)
sigmoid_into_whole_numbers = of(f"return {CURVE}", f"{INTO} {CURVE}\nreturn result", WHOLE)
sigmoid_without_sign = of(
    CURVE, "1 / (1 + small)", "The sign of z got lost: for negative z the sigmoid lies below one half."
)
sigmoid_too_steep = of(
    "-np.abs(z)", "-2 * np.abs(z)", "This is the sigmoid of 2z, so the curve is twice as steep as it should be."
)
sigmoid_is_softmax = of(
    CURVE,
    "np.exp(z) / np.sum(np.exp(z))",
    "This is the softmax: the entries share out 1. Each has an answer of its own.",
)

# --- sigmoid_derivative ------------------------------------------------------------------------------------------
of = changes("sigmoid_derivative")

slope_from_activation = of(
    "sigmoid(z)", "z", "z is taken for the sigmoid's result. It comes before: apply the sigmoid first."
)
slope_is_sigmoid = of("s * (1 - s)", "s", "This is the sigmoid itself.")
one_minus_z = of("1 - s", "1 - z", "The second factor is missing its sigmoid: 1 - sigmoid(z), not 1 - z.")
one_minus_sigmoid = of("s * ", "", "Only one of the two factors is there; the other is sigmoid(z).")
sigmoid_slope_negative = of(
    "1 - s", "s - 1", "The sign is wrong: the sigmoid only ever rises, so its slope is positive."
)
one_plus_sigmoid = of("1 - s", "1 + s", "There is a plus where the minus should be: 1 - sigmoid(z).")
sigmoid_slope_like_tanh = of(
    "s * (1 - s)", "1 - s**2", "This is the slope of tanh's formula, 1 - s squared; the sigmoid's is another one."
)
sigmoid_slope_of_sigmoid = of("sigmoid(z)", "sigmoid(sigmoid(z))", "The sigmoid is applied twice.")
sigmoid_slope_overflowing = of(
    "s * (1 - s)",
    "np.exp(-z) / (1 + np.exp(-z)) ** 2",
    "For large -z this divides inf by inf, which is nan. Build it from sigmoid(z) instead.",
)
sigmoid_slope_at_least_1d = of("sigmoid(z)", "sigmoid(np.atleast_1d(z))", ONE_NUMBER)
sigmoid_slope_in_place = of("s = sigmoid(z)", "z = np.asarray(z, dtype=float)\nz[...] = sigmoid(z)\ns = z", IN_PLACE)
z_times_one_minus_sigmoid = of("s * ", "z * ", "The first factor is z itself; both are built from sigmoid(z).")
sigmoid_slope_without_brackets = of(
    "(1 - s)", "1 - s", "This is 0 everywhere, as s * 1 - s is without brackets; it is s times (1 - s)."
)
sigmoid_slope_is_that_of_tanh = of("s * (1 - s)", "1 - np.tanh(z) ** 2", "This is the slope of tanh, not of sigmoid.")
sigmoid_slope_overflowing_upwards = of(
    "s * (1 - s)",
    "np.exp(z) / (1 + np.exp(z)) ** 2",
    "For large z this divides inf by inf, which is nan. Build it from sigmoid(z) instead.",
)
sigmoid_slope_negative_overflowing = of(
    "s * (1 - s)",
    "-np.exp(-z) / (1 + np.exp(-z)) ** 2",
    "The sign is wrong: the sigmoid only ever rises. And for large -z this divides inf by inf; use sigmoid(z).",
)
sigmoid_slope_not_squared = of(
    "s * (1 - s)",
    "np.exp(-z) / (1 + np.exp(-z))",
    "The denominator, 1 + exp(-z), should be squared. And for large -z this divides inf by inf; use sigmoid(z).",
)
sigmoid_slope_into_whole_numbers = of("return s * (1 - s)", f"{INTO} s * (1 - s)\nreturn result", WHOLE)

# --- tanh --------------------------------------------------------------------------------------------------------
of = changes("tanh")
SMALL = "small = np.exp(-2 * np.abs(z))"
CURVE = "np.sign(z) * (1 - small) / (1 + small)"

tanh_overflowing = of(
    CURVE,
    "(1 - np.exp(-2 * z)) / (1 + np.exp(-2 * z))",
    "For large -z this divides inf by inf, which is nan. Use that tanh(-z) = -tanh(z), or |z|.",
)
tanh_overflowing_upwards = of(
    CURVE,
    "(np.exp(2 * z) - 1) / (np.exp(2 * z) + 1)",
    "For large z this divides inf by inf, which is nan. Use that tanh(-z) = -tanh(z), or |z|.",
)
tanh_overflowing_on_both_sides = of(
    CURVE,
    "(np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))",
    "For large z of either sign this divides inf by inf: nan. Find a form with exp(-2 |z|) alone.",
)
exponent_not_doubled = of("-2 *", "-1 *", "This is tanh of z / 2: a 2 is missing, so the curve is only half as steep.")
tanh_negative_overflowing = of(
    CURVE,
    "(np.exp(-z) - np.exp(z)) / (np.exp(z) + np.exp(-z))",
    "The sign is wrong: tanh rises. And for large z this divides inf by inf: nan; find a form with exp(-2 |z|) alone.",
)
tanh_of_brackets = of(
    CURVE,
    "np.exp(z) - np.exp(-z) / np.exp(z) + np.exp(-z)",
    "Brackets are missing: only what stands beside the / is divided.",
)
tanh_negative = of("np.sign(z)", "-np.sign(z)", "The sign is wrong: tanh rises, and has the sign of z.")
tanh_upside_down = of(
    "(1 - small) / (1 + small)", "(1 + small) / (1 - small)", "Numerator and denominator have changed places."
)
TURNED = "Numerator and denominator have changed places: this is 1 / tanh."
tanh_turned = of(CURVE, "(np.exp(z) + np.exp(-z)) / (np.exp(z) - np.exp(-z))", TURNED)
tanh_turned_falling = of(CURVE, "(1 + np.exp(-2 * z)) / (1 - np.exp(-2 * z))", TURNED)
tanh_turned_rising = of(CURVE, "(np.exp(2 * z) + 1) / (np.exp(2 * z) - 1)", TURNED)
tanh_without_sign = of("np.sign(z) * ", "", "The sign of z got lost: tanh of a negative number is negative.")
tanh_not_centred = of(
    CURVE,
    "sigmoid(2 * z)",
    "This is the sigmoid of 2z, from 0 to 1. Stretch and move it, so that it runs from -1 to 1.",
)
tanh_is_sigmoid = of(CURVE, "sigmoid(z)", "This is the sigmoid.")
tanh_is_sinh = of(CURVE, "(np.exp(z) - np.exp(-z)) / 2", "This is the hyperbolic sine; the denominator is missing.")
tanh_is_arctan = of(CURVE, "np.arctan(z)", "This is the arctangent, np.arctan; the hyperbolic tangent is another one.")
tanh_is_tan = of(CURVE, "np.tan(z)", "This is the tangent of the ordinary kind, np.tan.")
tanh_at_least_1d = of(SMALL, f"z = np.atleast_1d(z)\n{SMALL}", ONE_NUMBER)
tanh_in_place = of(f"return {CURVE}", f"z = np.asarray(z, dtype=float)\nz[...] = {CURVE}\nreturn z", IN_PLACE)
tanh_into_whole_numbers = of(f"return {CURVE}", f"{INTO} {CURVE}\nreturn result", WHOLE)
tanh_mirrored = of(
    CURVE, "(1 - np.exp(2 * z)) / (1 + np.exp(2 * z))", "The minus in the exponents is missing, so the curve falls."
)
tanh_without_brackets = of(
    CURVE, "1 - np.exp(-2 * z) / 1 + np.exp(-2 * z)", "Brackets are missing: only what stands beside the / is divided."
)
tanh_slope = of(CURVE, "1 - np.tanh(z) ** 2", "This is the slope of tanh; the function itself is asked.")
tanh_too_steep = of("-2 *", "-4 *", "The exponent is doubled once too often, so the curve is twice as steep.")
tanh_hard = of(CURVE, "np.clip(z, -1, 1)", "This cuts z off at -1 and 1; tanh only comes near them, on a smooth curve.")
tanh_rounded = of(CURVE, f"np.round({CURVE})", "The answers are rounded to -1, 0 or 1. Keep what lies between.")
tanh_clipped = of(
    SMALL, f"z = np.clip(z, -1, 1)\n{SMALL}", "z is clipped so tightly that answers to ordinary inputs change."
)

# --- tanh_derivative ---------------------------------------------------------------------------------------------
of = changes("tanh_derivative")

tanh_slope_from_activation = of(
    "tanh(z)", "z", "z is taken for the result of tanh. It comes before the activation: apply tanh first."
)
tanh_not_squared = of(" ** 2", "", "The square is missing: 1 - tanh(z) squared.")
tanh_only_squared = of("1 - ", "", "The square stands alone; it is subtracted from 1.")
tanh_slope_with_plus = of(
    "1 - tanh", "1 + tanh", "There is a plus where the minus should be. Where tanh goes flat, its slope is 0."
)
tanh_slope_negative = of(
    "1 - tanh(z) ** 2", "tanh(z) ** 2 - 1", "The sign is wrong: tanh only ever rises, so its slope is positive."
)
tanh_slope_like_sigmoid = of(
    "1 - tanh(z) ** 2",
    "tanh(z) * (1 - tanh(z))",
    "This has the form of the sigmoid's slope, t (1 - t); that of tanh is another one.",
)
tanh_slope_squared_outside = of(
    "1 - tanh(z) ** 2", "(1 - tanh(z)) ** 2", "All of 1 - tanh(z) is squared; square tanh(z) alone."
)
tanh_of_square = of("tanh(z) ** 2", "tanh(z**2)", "This is tanh of z squared; take tanh first, then the square.")
slope_is_tanh = of("1 - tanh(z) ** 2", "tanh(z)", "This is tanh itself.")
tanh_slope_overflowing = of(
    "tanh(z)",
    "((np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)))",
    "For large z this overflows, and no finite number is left. Build it from tanh(z) instead.",
)
tanh_slope_at_least_1d = of("tanh(z)", "tanh(np.atleast_1d(z))", ONE_NUMBER)
tanh_slope_in_place = of("return 1 - tanh(z) ** 2", "z[...] = tanh(z)\nreturn 1 - z**2", IN_PLACE)
tanh_slope_of_tanh = of("tanh(z)", "tanh(tanh(z))", "tanh is applied twice.")
tanh_slope_is_that_of_sigmoid = of("1 - tanh(z) ** 2", "sigmoid(z) * (1 - sigmoid(z))", "This is the sigmoid's slope.")
tanh_slope_by_cosh = of("1 - tanh(z) ** 2", "1 / np.cosh(z)", "This is 1 over cosh; the slope of tanh is its square.")
tanh_slope_by_sinh = of(
    "1 - tanh(z) ** 2", "1 / np.sinh(z) ** 2", "This is 1 over sinh squared; the slope of tanh is 1 over cosh squared."
)
tanh_slope_into_whole_numbers = of("return 1 - tanh(z) ** 2", f"{INTO} 1 - tanh(z) ** 2\nreturn result", WHOLE)

# --- relu --------------------------------------------------------------------------------------------------------
of = changes("relu")
LARGER = "np.maximum(0.0, z)"

relu_minimum = of("maximum", "minimum", "This is the smaller of 0 and z; the larger one is asked.")
relu_absolute = of(LARGER, "np.abs(z)", "Negative numbers come out positive. They should become 0.")
relu_step = of(
    LARGER, "np.where(z > 0, 1.0, 0.0)", "This gives 1 for what is positive. The number itself should come through."
)
relu_leaky = of(LARGER, "np.where(z > 0, z, 0.01 * z)", "Negative numbers leak through. They should become 0.")
relu_identity = of(LARGER, "z", "z comes back unchanged. Negative numbers should become 0.")
relu_one_number = of(
    LARGER, "np.max([0.0, np.max(z)])", "np.max finds one number in a whole array. np.maximum compares entry by entry."
)
relu_cut_off = of(LARGER, "np.clip(z, 0.0, 1.0)", "Large numbers are cut off at 1; ReLU has no upper bound.")
relu_cut_off_at_six = of(LARGER, "np.clip(z, 0.0, 6.0)", "Large numbers are cut off at 6; ReLU has no upper bound.")
relu_left_out = of(LARGER, "z[z > 0]", "The negative numbers are left out. They stay in their places, as 0.")
relu_softplus = of(LARGER, "np.logaddexp(0.0, z)", "This is softplus, a smooth relative of ReLU, which has a corner.")
relu_truncated = of(
    LARGER,
    "np.vectorize(lambda entry: max(0, entry))(z)",
    "np.vectorize takes the type of its first answer for all: an integer 0 there cuts off all decimals.",
)
relu_arrays_only = of(
    f"return {LARGER}",
    "result = z.copy()\nresult[z < 0] = 0\nreturn result",
    "A plain number has no entries to overwrite: z[z < 0] = 0 needs an array.",
)
relu_in_place = of(
    f"return {LARGER}",
    "z[z < 0] = 0\nreturn z",
    "z is changed in place (z[z < 0] = 0). Work on a copy, or use np.maximum.",
)
relu_at_least_1d = of("0.0, z", "0.0, np.atleast_1d(z)", ONE_NUMBER)
relu_mirrored = of(
    "0.0, z", "0.0, -z", "This lets the negative numbers through, without their sign, and stops the others."
)
relu_corner_at_one = of(LARGER, "np.where(z > 1, z, 0.0)", "Numbers from 0 to 1 are stopped, too; the corner is at 0.")
relu_elu = of(LARGER, "np.where(z > 0, z, np.exp(z) - 1)", "This is ELU, which bends below 0. There ReLU is 0.")

# --- relu_derivative ---------------------------------------------------------------------------------------------
of = changes("relu_derivative")
STEP = "np.where(z > 0, 1.0, 0.0)"

one_at_zero = of("> 0", ">= 0", "At z = 0 this gives 1. The slope there is 0 by our choice: only z above 0 gives 1.")
true_at_zero = of(
    STEP, "z >= 0", "At z = 0 this gives True. The slope there is 0 by our choice, so z has to be above 0."
)
half_at_zero = of(STEP, "np.heaviside(z, 0.5)", "At z = 0 this gives one half. The slope there is 0 by our choice.")
zero_by_zero = of(STEP, "relu(z) / z", "At z = 0 this divides 0 by 0, which is nan. Compare z with 0 instead.")
slope_is_relu = of(STEP, "relu(z)", "This is ReLU itself; its slope is 1 wherever z is positive.")
slope_is_sign = of(STEP, "np.sign(z)", "This gives -1 for what is negative. There ReLU is flat: its slope is 0.")
slope_inverted = of("1.0, 0.0", "0.0, 1.0", "Zeros and ones have changed places.")
slope_one_everywhere = of(
    STEP, "np.ones_like(z, dtype=float)", "The slope is 1 everywhere; where z is negative, ReLU is flat."
)
slope_without_sign = of(
    STEP, "np.abs(np.sign(z))", "This gives 1 for what is negative, too. There ReLU is flat: its slope is 0."
)
slope_leaky = of("0.0)", "0.01)", "This is the slope of a leaky ReLU; where z is negative, ReLU is flat.")
corner_at_one = of("> 0", "> 1", "z is compared with 1; the corner of ReLU is at 0.")
slope_smooth = of(STEP, "sigmoid(z)", "This is the sigmoid, the slope of softplus; ReLU's slope jumps from 0 to 1.")
relu_slope_arrays_only = of(
    f"return {STEP}",
    "result = z.copy()\nresult[z <= 0] = 0\nresult[z > 0] = 1\nreturn result",
    "A plain number has no entries to overwrite: z[z > 0] = 1 needs an array.",
)
relu_slope_in_place = of(
    f"return {STEP}", "z[z <= 0] = 0\nz[z > 0] = 1\nreturn z", "z is changed in place. Build a new array instead."
)
relu_slope_at_least_1d = of("z > 0", "np.atleast_1d(z) > 0", ONE_NUMBER)
slope_minus_one = of("1.0, 0.0", "1.0, -1.0", "This gives -1 where z is not positive. There the slope is 0.")
slope_one_number = of(
    STEP, "1.0 if np.max(z) > 0 else 0.0", "This finds one slope for a whole array. Each entry has its own."
)
slope_left_out = of(STEP, "np.ones_like(z[z > 0])", "The negative numbers are left out. They keep their places.")
slope_ends_at_one = of("z > 0", "(z > 0) & (z < 1)", "The slope ends at 1; ReLU rises on and on.")

# --- softmax -----------------------------------------------------------------------------------------------------
of = changes("softmax")
LARGEST = "z.max(axis=-1, keepdims=True)"
DIVIDED = "e / e.sum(axis=-1, keepdims=True)"

softmax_overflowing = of(
    f" - {LARGEST}", "", "For large scores this divides inf by inf, which is nan. Move each sample's scores first."
)
softmax_moved_together = of(
    LARGEST, "z.max()", "The largest score of all is subtracted. Each sample needs its own: along the last axis."
)
softmax_moved_by_absolute = of(
    LARGEST,
    "np.abs(z).max(axis=-1, keepdims=True)",
    "The sign of the scores got lost: subtract the largest score, not the largest absolute value.",
)
softmax_moved_by_mean = of(
    "z.max", "z.mean", "With the mean subtracted, a score far above it still overflows. Subtract the largest."
)
softmax_clipped = of(
    f"z - {LARGEST}",
    "np.clip(z, -500, 500)",
    "Clipping changes the distances between large scores. Moving all scores of a sample doesn't.",
)
softmax_over_everything = of(
    {LARGEST: "z.max()", DIVIDED: "e / e.sum()"},
    "All rows share one sum. Each sample's probabilities should add up to 1: sum along the last axis.",
)
softmax_of_one_sum = of(
    DIVIDED,
    "e / e.sum()",
    "All rows share one sum. Each sample's probabilities should add up to 1: sum along the last axis.",
)
softmax_row_after_row = of(
    {
        LARGEST: "np.array([row.max() for row in z]).reshape(-1, *[1] * (z.ndim - 1))",
        DIVIDED: "e / np.array([row.sum() for row in e]).reshape(-1, *[1] * (z.ndim - 1))",
    },
    "This goes along the first axis, row after row, which fits (N, K) only. The scores of a sample lie along the last.",
)
softmax_over_first_axis = of(
    "axis=-1, keepdims=True",
    "axis=0",
    "This adds up along the first axis. The scores of one sample lie along the last.",
)
softmax_over_axis_one = of(
    "axis=-1", "axis=1", "The axis is fixed to 1, which fits (N, K) only. The last axis is -1, however many there are."
)
softmax_axis_lost = of(
    DIVIDED,
    "e / e.sum(axis=-1)",
    "The sums have lost their axis, so they are divided along the wrong one. keepdims=True keeps it.",
)
softmax_without_exp = of(f"np.exp(z - {LARGEST})", "z", "The exponential is missing: scores are divided by their sum.")
softmax_not_divided = of(DIVIDED, "e", "The exponentials are not divided by their sum yet.")
softmax_of_negative = of(
    {"(z -": "(-z -", "z.max": "(-z).max"},
    "There is a minus in the exponent, so the highest score gets the smallest share.",
)
softmax_logarithm = of(DIVIDED, f"np.log({DIVIDED})", "This is the logarithm of softmax.")
softmax_is_sigmoid = of(
    DIVIDED, "sigmoid(z)", "Each score goes through the sigmoid on its own; these don't add up to 1."
)
softmax_winner_takes_all = of(
    DIVIDED, f"(z == {LARGEST}).astype(float)", "This gives all to the winner. The others have a share, too."
)
softmax_divided_by_largest = of("z - z", "z / z", "The scores are divided by the largest one; subtract it instead.")
softmax_moved_once = of(
    DIVIDED,
    "e / np.exp(z).sum(axis=-1, keepdims=True)",
    "The largest score is subtracted above the line alone; the sum is of the same exponentials.",
)
softmax_clipped_closely = of(
    f"z - {LARGEST}",
    "np.clip(z, -100, 100)",
    "Clipping changes the distances between large scores. Moving all scores of a sample doesn't.",
)
softmax_twice = of(
    DIVIDED, f"np.exp({DIVIDED}) / np.exp({DIVIDED}).sum(axis=-1, keepdims=True)", "The softmax is taken twice."
)
softmax_in_place = of(
    f"e = np.exp(z - {LARGEST})",
    f"z -= {LARGEST}\ne = np.exp(z)",
    "z is changed in place (z -= ...). Write z - ..., which makes a new array.",
)
softmax_moved_by_lost_axis = of(
    LARGEST, "z.max(axis=-1)", "The largest scores have lost their axis; keepdims=True keeps it."
)
softmax_moved_by_smallest = of("z.max", "z.min", "With the smallest subtracted, scores far above it still overflow.")
softmax_moved_up = of("z - z", "z + z", "The largest score is added, so large scores overflow all the more.")
softmax_divided_by_mean = of("e.sum", "e.mean", "The exponentials are divided by their mean; divide by their sum.")

# --- softmax_jacobian --------------------------------------------------------------------------------------------
of = changes("softmax_jacobian")
TABLE = "np.diag(s) - np.outer(s, s)"

jacobian_from_probabilities = of(
    "softmax(z)", "z", "z is taken for the probabilities. It holds the scores: apply softmax first."
)
jacobian_diagonal_vector = of(TABLE, "s * (1 - s)", "This is the diagonal alone, as a vector. A (K, K) table is asked.")
jacobian_diagonal_only = of(
    TABLE, "np.diag(s * (1 - s))", "Off the diagonal there are zeros. But each score moves every probability."
)
jacobian_with_plus = of(
    "- np.outer", "+ np.outer", "There is a plus where the minus should be: what one class wins, the others lose."
)
jacobian_negative = of(
    TABLE, "np.outer(s, s) - np.diag(s)", "The sign is wrong: raising a score raises its own probability."
)
jacobian_without_diagonal = of(
    "np.diag(s) - ", "-", "The diagonal should be s_i - s_i squared; its first part is missing."
)
jacobian_squares = of(
    "np.outer(s, s)", "s * s", "s * s is a vector of squares. Every s_i times every s_j is a table: np.outer."
)
jacobian_dot = of(
    "np.outer(s, s)", "s @ s.T", "s @ s.T of two vectors is one number. Every s_i times every s_j is a table: np.outer."
)
jacobian_of_identity = of(
    "np.diag(s)", "np.eye(len(s))", "The diagonal should be s_i - s_i squared, not 1 - s_i squared."
)
jacobian_one_minus_everywhere = of(
    TABLE, "np.outer(s, 1 - s)", "The diagonal is right. Elsewhere the entries are -s_i s_j, not s_i (1 - s_j)."
)
jacobian_off_diagonal_positive = of(
    f"return {TABLE}",
    "table = np.outer(s, s)\nnp.fill_diagonal(table, s * (1 - s))\nreturn table",
    "Off the diagonal the sign is wrong: -s_i s_j.",
)
jacobian_is_softmax = of(TABLE, "s", "These are the probabilities; how they change with the scores is asked.")
jacobian_of_exponentials = of(
    "softmax(z)", "np.exp(z - z.max())", "The exponentials are not divided by their sum: s must be probabilities."
)
jacobian_overflowing = of(
    "softmax(z)",
    "np.exp(z) / np.exp(z).sum()",
    "For large scores this gives nan. Call your softmax, or subtract the largest score first.",
)
jacobian_in_place = of(
    "s = softmax(z)",
    "z -= z.max()\ns = softmax(z)",
    "z is changed in place (z -= ...). Write z - ..., which makes a new array.",
)
jacobian_diagonal_by_value = of(
    TABLE,
    "np.where(s[:, None] == s, s * (1 - s), -np.outer(s, s))",
    "Equal probabilities are taken for the diagonal; that is where i and j are equal, the places and not the values.",
)
jacobian_of_softmax_twice = of("softmax(z)", "softmax(softmax(z))", "The softmax is applied twice.")
jacobian_products_alone = of(
    TABLE, "np.outer(s, s)", "These are the products s_i s_j; they are subtracted from a diagonal."
)
jacobian_without_diagonal_matrix = of("np.diag(s)", "s", "s is put into every row. It belongs on the diagonal alone.")
jacobian_diagonal_zero = of("np.diag(s)", "np.diag(s * s)", "The diagonal is 0; it should be s_i - s_i squared.")
