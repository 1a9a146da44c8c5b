"""What students of unit 7 get wrong, and the sentence that helps each of them."""

from deltarule import changes

# --- sample_noise ------------------------------------------------------------------------------------------------
of = changes("sample_noise")
NOISE = "rng.standard_normal((num_samples, noise_dim))"

noise_uniform = of("rng.standard_normal", "rng.random", "A uniform distribution was used; normal noise was asked.")
noise_uniform_around_zero = of(
    NOISE,
    "rng.uniform(-1, 1, (num_samples, noise_dim))",
    "A uniform distribution around 0 was used; normal noise has no ends.",
)
noise_transposed = of(
    "(num_samples, noise_dim)", "(noise_dim, num_samples)", "The noise lies on its side: one row is one sample."
)
noise_repeated = of(
    NOISE,
    "np.tile(rng.standard_normal(noise_dim), (num_samples, 1))",
    "There is one row of noise, used for every sample. Each sample needs noise of its own.",
)
noise_one_number_a_row = of(
    NOISE,
    "np.ones((num_samples, noise_dim)) * rng.standard_normal((num_samples, 1))",
    "Each sample has one number, repeated. Draw noise_dim numbers for each.",
)
noise_of_fixed_seed = of("rng.", "np.random.default_rng(0).", "The rng that was passed in is not used; draw from it.")
noise_scaled_down = of(
    "rng.standard_normal", "0.1 * rng.standard_normal", "The noise is scaled down; its variance should be 1."
)
noise_flat = of("(num_samples, noise_dim)", "num_samples * noise_dim", "The noise is flat; one row is one sample.")
noise_off_centre = of("rng.standard_normal", "1 + rng.standard_normal", "The noise is moved to 1; it is around 0.")
noise_spread = of("rng.standard_normal", "2 * rng.standard_normal", "The noise is spread too wide; its variance is 1.")
noise_without_sign = of(NOISE, f"np.abs({NOISE})", "The noise has lost its sign; half of it should be negative.")
noise_cut_off = of(NOISE, f"np.clip({NOISE}, -1, 1)", "The noise is cut off at -1 and 1; normal noise has no ends.")
noise_of_whole_numbers = of(
    NOISE,
    "rng.integers(-1, 2, (num_samples, noise_dim))",
    "The noise is made of whole numbers; normal noise takes any value.",
)
noise_levelled = of(
    f"return {NOISE}",
    f"noise = {NOISE}\nreturn (noise - noise.mean()) / noise.std()",
    "Mean and spread of the draw are brought to exactly 0 and 1; leave the numbers as they are drawn.",
)
noise_of_one_number = of(
    "standard_normal((num_samples, noise_dim))",
    "normal(num_samples, noise_dim)",
    "rng.normal takes the mean and the spread first, and gives one number; standard_normal takes a shape.",
)
noise_squeezed = of(
    "rng.standard_normal((num_samples, noise_dim))",
    "np.tanh(rng.standard_normal((num_samples, noise_dim)))",
    "The noise goes through a tanh; it stays as it is drawn.",
)

# --- generator ---------------------------------------------------------------------------------------------------
of = changes("generator")
HIDDEN = 'np.tanh(z @ theta_g["W1"] + theta_g["b1"])'
OUTPUT = 'h @ theta_g["W2"] + theta_g["b2"]'

generator_linear = of("np.tanh", "", "The hidden layer has no activation, and two linear layers are no more than one.")
generator_output_tanh = of(
    OUTPUT,
    f"np.tanh({OUTPUT})",
    "The output goes through a tanh; here the output layer is linear, for samples of any size.",
)
generator_output_sigmoid = of(
    OUTPUT,
    f"sigmoid({OUTPUT})",
    "The output goes through a sigmoid; that belongs to the discriminator. Samples aren't probabilities.",
)
generator_hidden_sigmoid = of("np.tanh", "sigmoid", "The hidden layer has a sigmoid where a tanh was asked.")
generator_hidden_relu = of(
    HIDDEN, 'np.maximum(0, z @ theta_g["W1"] + theta_g["b1"])', "The hidden layer has a ReLU where a tanh was asked."
)
generator_without_b1 = of(' + theta_g["b1"]', "", "The hidden layer's bias b1 is missing.")
generator_without_b2 = of(' + theta_g["b2"]', "", "The output layer's bias b2 is missing.")
generator_parameters_by_place = of(
    {"h = np": "W1, b1, W2, b2 = theta_g.values()\nh = np"}
    | {f'theta_g["{name}"]': name for name in ("W1", "b1", "W2", "b2")},
    "The parameters are taken in the order in which they stand in the dict; take each by its name.",
)
generator_bias_outside = of(
    ' + theta_g["b1"])', ') + theta_g["b1"]', "The bias b1 is added after the tanh; it belongs inside."
)
generator_hidden_layer = of(OUTPUT, "h", "The hidden layer is returned; the output layer is missing.")
generator_output_relu = of(OUTPUT, f"np.maximum(0, {OUTPUT})", "The output goes through a ReLU; here it is linear.")
generator_biases_missing = of({' + theta_g["b1"]': "", ' + theta_g["b2"]': ""}, "Both biases are missing.")
generator_biases_subtracted = of(
    {' + theta_g["b1"]': ' - theta_g["b1"]', ' + theta_g["b2"]': ' - theta_g["b2"]'}, "Both biases are subtracted."
)
generator_b1_one_number = of('theta_g["b1"]', 'theta_g["b1"].sum()', "b1 is summed; each neuron has a bias of its own.")
generator_b2_one_number = of('theta_g["b2"]', 'theta_g["b2"].sum()', "b2 is summed; each output has a bias of its own.")
generator_hidden_slope = of(f"h = {HIDDEN}", f"h = 1 - {HIDDEN} ** 2", "The slope of the tanh was taken, not the tanh.")
generator_biases_exchanged = of(
    {HIDDEN: HIDDEN.replace("b1", "b2"), OUTPUT: OUTPUT.replace("b2", "b1")}, "b1 and b2 are in each other's place."
)
generator_tanh_overflows = of(
    f"h = {HIDDEN}",
    'a = z @ theta_g["W1"] + theta_g["b1"]\nh = (np.exp(a) - np.exp(-a)) / (np.exp(a) + np.exp(-a))',
    "The tanh is put together of parts that overflow for large sums; np.tanh doesn't.",
)
generator_two_values = of(
    f"return {OUTPUT}", f"return {OUTPUT}, h", "Only the samples are asked, not the hidden layer."
)

# --- discriminator -----------------------------------------------------------------------------------------------
of = changes("discriminator")

discriminator_score = of(
    "sigmoid", "", "This is the score. The discriminator's answer is a probability: put the score through the sigmoid."
)
discriminator_output_tanh = of(
    "sigmoid", "np.tanh", "The output goes through a tanh, which isn't a probability; it needs the sigmoid."
)
discriminator_hidden_sigmoid = of("np.tanh", "sigmoid", "The hidden layer has a sigmoid where a tanh was asked.")
discriminator_hidden_linear = of("np.tanh", "", "The hidden layer has no activation.")
discriminator_without_b1 = of(' + theta_d["b1"]', "", "The hidden layer's bias b1 is missing.")
discriminator_without_b2 = of(' + theta_d["b2"]', "", "The output layer's bias b2 is missing.")
discriminator_inverted = of("return ", "return 1 - ", "The wrong way round: 1 stands for real, 0 for fake.")
discriminator_flat = of(
    ' + theta_d["b2"])', ' + theta_d["b2"])[:, 0]', "The last axis is gone; the answer has the shape (N, 1)."
)
discriminator_parameters_by_place = of(
    {"h = np": "W1, b1, W2, b2 = theta_d.values()\nh = np"}
    | {f'theta_d["{name}"]': name for name in ("W1", "b1", "W2", "b2")},
    "The parameters are taken in the order in which they stand in the dict; take each by its name.",
)
discriminator_cut = of(
    'sigmoid(h @ theta_d["W2"] + theta_d["b2"])',
    '(sigmoid(h @ theta_d["W2"] + theta_d["b2"]) >= 0.5).astype(float)',
    "The probability is cut at one half. Leave it as it is: the logarithm of a 0 or 1 teaches nothing.",
)
discriminator_hidden_relu = of("np.tanh(", "np.maximum(0, ", "The hidden layer has a ReLU where a tanh was asked.")
discriminator_biases_missing = of({' + theta_d["b1"]': "", ' + theta_d["b2"]': ""}, "Both biases are missing.")
discriminator_biases_subtracted = of(
    {' + theta_d["b1"]': ' - theta_d["b1"]', ' + theta_d["b2"]': ' - theta_d["b2"]'}, "Both biases are subtracted."
)
discriminator_b1_one_number = of('theta_d["b1"]', 'theta_d["b1"].sum()', "b1 is summed; each neuron has its own.")
discriminator_b1_outside = of(
    ' + theta_d["b1"])', ') + theta_d["b1"]', "The bias b1 is added after the tanh; it belongs inside."
)
discriminator_b2_outside = of(' + theta_d["b2"])', ') + theta_d["b2"]', "The bias b2 is added outside the sigmoid.")
discriminator_by_softmax = of(
    'sigmoid(h @ theta_d["W2"] + theta_d["b2"])',
    'np.exp(h @ theta_d["W2"]) / np.exp(h @ theta_d["W2"]).sum(axis=1, keepdims=True)',
    "This is 1 everywhere, as a softmax over one output alone is; one yes or no takes the sigmoid.",
)
discriminator_hidden_layer = of('sigmoid(h @ theta_d["W2"] + theta_d["b2"])', "h", "The output layer is missing.")
discriminator_sigmoid_twice = of(
    'sigmoid(h @ theta_d["W2"] + theta_d["b2"])',
    'sigmoid(sigmoid(h @ theta_d["W2"] + theta_d["b2"]))',
    "The sigmoid is taken twice, so that no answer is below one half.",
)
discriminator_mean = of(
    ' + theta_d["b2"])', ' + theta_d["b2"]).mean()', "This is the mean over the samples; each has an answer of its own."
)
discriminator_of_truths = of(
    'sigmoid(h @ theta_d["W2"] + theta_d["b2"])',
    'sigmoid(h @ theta_d["W2"] + theta_d["b2"]) > 0.5',
    "This is true or false; the answer is the probability itself.",
)
discriminator_tanh_halved = of(
    'sigmoid(h @ theta_d["W2"] + theta_d["b2"])',
    '(np.tanh(h @ theta_d["W2"] + theta_d["b2"]) + 1) / 2',
    "A tanh is squeezed between 0 and 1; that is steeper than the sigmoid.",
)
discriminator_softmax_over_samples = of(
    'sigmoid(h @ theta_d["W2"] + theta_d["b2"])',
    'np.exp(h @ theta_d["W2"] + theta_d["b2"]) / np.exp(h @ theta_d["W2"] + theta_d["b2"]).sum()',
    "This is a softmax over the samples; each has a probability of its own, by the sigmoid.",
)
decided = of(
    {"return sigmoid(": "return np.round(sigmoid(", 'theta_d["b2"])': 'theta_d["b2"]))'},
    "The answers are brought to 0 or 1; probabilities lie between.",
)

# --- discriminator_objective -------------------------------------------------------------------------------------
of = changes("discriminator_objective")
SAFE_REAL, SAFE_FAKE = "np.log(np.maximum(d_real, 1e-12))", "np.log(np.maximum(1 - d_fake, 1e-12))"
BOTH = "np.mean(log_real) + np.mean(log_fake)"

discriminator_objective_negative = of(
    BOTH, f"-({BOTH})", "The sign is wrong: this is the loss to be minimised; the objective is maximised."
)
fakes_as_real = of("1 - d_fake", "d_fake", "The fakes enter with log D; they should enter with log(1 - D).")
real_and_fake_swapped = of(
    {"np.maximum(d_real": "np.maximum(d_fake", "1 - d_fake": "1 - d_real"},
    "Real and fake are the wrong way round: D should be high for real samples.",
)
objective_of_real_only = of(BOTH, "np.mean(log_real)", "The half with the fakes is missing.")
objective_of_fake_only = of(BOTH, "np.mean(log_fake)", "The half with the real samples is missing.")
halves_subtracted = of(" + np.mean", " - np.mean", "The two halves are subtracted; they are added.")
objective_sums = of("np.mean", "np.sum", "These are sums over the samples; each half is a mean.")
one_mean_for_all = of(
    BOTH,
    "np.mean(np.concatenate([log_real, log_fake]))",
    "Both halves are thrown together into one mean. Each is a mean over its own samples.",
)
mean_of_the_halves = of(BOTH, f"({BOTH}) / 2", "This is half of it: the two means are added, not averaged.")
log_of_means = of(
    {"d_real, 1e": "np.mean(d_real), 1e", "1 - d_fake, 1e": "1 - np.mean(d_fake), 1e"},
    "The logarithm is taken of the mean; take the mean of the logarithms.",
)
objective_not_safe = of(
    {SAFE_REAL: "np.log(d_real)", SAFE_FAKE: "np.log(1 - d_fake)"},
    "At probabilities of 0 and 1 it is infinite or NaN. Keep the logarithm's argument away from 0.",
)
infinite_made_zero = of(
    {SAFE_REAL: "np.nan_to_num(np.log(d_real), neginf=0)", SAFE_FAKE: "np.nan_to_num(np.log(1 - d_fake), neginf=0)"},
    "Infinite logarithms are made 0, so that a sure and wrong answer looks like a perfect one.",
)
only_real_safe = of(SAFE_FAKE, "np.log(1 - d_fake)", "Only one of the two logarithms is kept away from 0.")
guarded_on_one_side = of(
    SAFE_FAKE,
    "np.log(1 - np.maximum(d_fake, 1e-12))",
    "The fakes' D is kept away from 0, but its logarithm is infinite at D = 1: it is 1 - D that must not be 0.",
)
guard_too_large = of(
    "1e-12", "1e-3", "The guard is far too large: it changes answers that are right. Use at most 1e-7."
)
objective_without_logarithms = of({SAFE_REAL: "d_real", SAFE_FAKE: "1 - d_fake"}, "The logarithms are missing.")
objective_base_two = of("np.log(", "np.log2(", "Logarithms to the base 2 were taken; the natural ones were asked.")
objective_base_ten = of("np.log(", "np.log10(", "Logarithms to the base 10 were taken; the natural ones were asked.")
one_minus_logarithm = of(SAFE_FAKE, "1 - np.log(np.maximum(d_fake, 1e-12))", "1 - log D is not log(1 - D), as asked.")
objective_of_squares = of(
    {SAFE_REAL: "-((d_real - 1) ** 2)", SAFE_FAKE: "-(d_fake**2)"}, "These are squares; here it is logarithms."
)
objective_multiplied = of(" + np.mean", " * np.mean", "The two halves are multiplied; they are added.")
real_enter_both_halves = of("1 - d_fake", "1 - d_real", "The second half is about the fakes, not the real samples.")
guard_added_too_large = of(
    {SAFE_REAL: "np.log(d_real + 1e-5)", SAFE_FAKE: "np.log(1 - d_fake + 1e-5)"},
    "The small number is too large: it changes answers that are right. Use at most 1e-7.",
)
guard_inside_the_difference = of(
    {SAFE_REAL: "np.log(d_real + 1e-12)", SAFE_FAKE: "np.log(1 - (d_fake + 1e-12))"},
    "The small number is added to D: 1 - D falls below 0 at D = 1. Add it to what goes into the logarithm.",
)
guard_subtracted = of(
    {SAFE_REAL: "np.log(d_real - 1e-12)", SAFE_FAKE: "np.log(1 - d_fake - 1e-12)"},
    "The small number is subtracted, which leads below 0; add it.",
)
guard_outside_the_logarithm = of(
    {SAFE_REAL: "np.log(d_real) + 1e-12", SAFE_FAKE: "np.log(1 - d_fake) + 1e-12"},
    "The small number is added to the logarithm; it belongs to what goes in.",
)
objective_halved_and_negative = of(
    BOTH, f"-({BOTH}) / 2", "This is the usual loss of a classifier; here the two means are added, without a minus."
)
fakes_by_number_of_real = of(
    "np.mean(log_fake)",
    "np.sum(log_fake) / len(d_real)",
    "The fakes' half is divided by the number of real samples; it is a mean over the fakes.",
)
large_guard_added = of(
    {"np.maximum(d_real, 1e-12)": "d_real + 1e-3", "np.maximum(1 - d_fake, 1e-12)": "1 - d_fake + 1e-3"},
    "The number that is added is far too large: it changes answers that are right. Use at most 1e-7.",
)
infinity_replaced = of(
    {
        "np.log(np.maximum(d_real, 1e-12))": "np.nan_to_num(np.log(d_real))",
        "np.log(np.maximum(1 - d_fake, 1e-12))": "np.nan_to_num(np.log(1 - d_fake))",
    },
    "np.nan_to_num turns an infinity into the largest number there is; keep 0 from the logarithm instead.",
)

# --- generator_objective -----------------------------------------------------------------------------------------
of = changes("generator_objective")
SAFE = "np.log(np.maximum(1 - d_fake, 1e-12))"

objective_non_saturating = of(
    {"return ": "return -", "1 - d_fake": "d_fake"},
    "This is the non-saturating loss; the objective here is the mean of log(1 - D).",
)
objective_of_log_d = of("1 - d_fake", "d_fake", "This is the mean of log D; the objective is the mean of log(1 - D).")
generator_objective_negative = of(
    "return ", "return -", "The sign is wrong: the generator minimises log(1 - D) itself."
)
generator_objective_sum = of("np.mean", "np.sum", "This is a sum over the samples; a mean was asked.")
generator_log_of_mean = of(
    f"np.mean({SAFE})",
    "np.log(np.maximum(1 - np.mean(d_fake), 1e-12))",
    "The logarithm is taken of the mean; take the mean of the logarithms.",
)
generator_log_missing = of(SAFE, "1 - d_fake", "The logarithm is missing.")
generator_objective_not_safe = of(
    SAFE, "np.log(1 - d_fake)", "At a probability of 1 it is infinite. Keep the logarithm's argument away from 0."
)
generator_objective_not_averaged = of("np.mean", "", "There is one value a sample; take their mean.")
generator_guard_too_large = of(
    "1e-12", "1e-3", "The guard is far too large: it changes answers that are right. Use at most 1e-7."
)
generator_objective_base_two = of("np.log(", "np.log2(", "This logarithm has base 2; the natural one was asked.")
generator_objective_base_ten = of("np.log(", "np.log10(", "This logarithm has base 10; the natural one was asked.")
generator_one_minus_logarithm = of(SAFE, "1 - np.log(np.maximum(d_fake, 1e-12))", "1 - log D is not log(1 - D).")
generator_infinite_made_zero = of(
    SAFE, "np.nan_to_num(np.log(1 - d_fake), neginf=0)", "Infinite logarithms are made 0; they should count most."
)
generator_objective_halved = of("return ", "return 0.5 * ", "This is half of it: the objective is the mean itself.")
generator_objective_of_squares = of(SAFE, "(1 - d_fake) ** 2", "These are squares; here it is a logarithm.")
generator_guard_added_too_large = of(
    SAFE,
    "np.log(1 - d_fake + 1e-3)",
    "The small number is too large: it changes answers that are right. Use at most 1e-7.",
)
generator_guarded_at_the_wrong_end = of(
    SAFE,
    "np.log(1 - np.maximum(d_fake, 1e-12))",
    "D is kept away from 0, but its logarithm is infinite at D = 1: it is 1 - D that must not be 0.",
)
generator_difference_turned = of(SAFE, "np.log(d_fake - 1)", "D - 1 is below 0 and has no logarithm; it is 1 - D.")

# --- non_saturating_generator_loss -------------------------------------------------------------------------------
of = changes("non_saturating_generator_loss")
SAFE = "np.log(np.maximum(d_fake, 1e-12))"

loss_without_minus = of("-np.mean", "np.mean", "The minus is missing: a loss that is minimised must fall as D rises.")
loss_saturating = of(
    {"-np.mean": "np.mean", "d_fake, 1e": "1 - d_fake, 1e"},
    "This is generator_objective, log(1 - D); the non-saturating loss is built on log D.",
)
loss_of_one_minus_d = of(
    "d_fake, 1e", "1 - d_fake, 1e", "This is minus log(1 - D), which grows as the fakes get better; it needs log D."
)
loss_sum = of("np.mean", "np.sum", "This is a sum over the samples; a mean was asked.")
loss_log_of_mean = of(
    f"np.mean({SAFE})",
    "np.log(np.maximum(np.mean(d_fake), 1e-12))",
    "The logarithm is taken of the mean; take the mean of the logarithms.",
)
loss_not_safe = of(
    SAFE, "np.log(d_fake)", "At a probability of 0 it is infinite. Keep the logarithm's argument away from 0."
)
loss_not_averaged = of("np.mean", "", "There is one value a sample; take their mean.")
loss_clipped_early = of(
    "np.maximum(d_fake, 1e-12)",
    "np.clip(d_fake, 0.01, 0.99)",
    "The clip sets in far too early: it should change nothing above 1e-7.",
)
loss_base_two = of("np.log(", "np.log2(", "A logarithm to the base 2 was taken; the natural one was asked.")
loss_base_ten = of("np.log(", "np.log10(", "A logarithm to the base 10 was taken; the natural one was asked.")
loss_without_logarithm = of(SAFE, "d_fake", "The logarithm is missing: this is minus the mean of D.")
loss_infinite_made_zero = of(
    SAFE, "np.nan_to_num(np.log(d_fake), neginf=0)", "Infinite logarithms are made 0; they should count most."
)
loss_of_squares = of(f"-np.mean({SAFE})", "np.mean((d_fake - 1) ** 2)", "These are squares; here it is a logarithm.")
loss_halved = of("-np.mean", "-0.5 * np.mean", "This is half of it: the loss is the mean itself, with a minus.")
loss_guard_subtracted = of(
    SAFE, "np.log(d_fake - 1e-12)", "The small number is subtracted, which leads below 0; add it."
)
loss_minus_inside = of(
    f"-np.mean({SAFE})", "np.mean(np.log(-d_fake))", "The minus is inside the logarithm; it belongs before the mean."
)
loss_clipped_at_a_hundredth = of(
    "1e-12", "0.01", "The guard sets in far too early: it should change nothing above 1e-7."
)

# --- optimal_discriminator ---------------------------------------------------------------------------------------
of = changes("optimal_discriminator")
SHARE = "np.where(nothing, 0.5, p_r / np.where(nothing, 1.0, total))"

share_of_the_fakes = of("p_r / np.where", "p_g / np.where", "This is the fakes' share; D* is that of the real samples.")
nothing_by_nothing = of(SHARE, "p_r / total", "Where both densities are 0 the fraction is 0/0. D* is 0.5 there.")
zero_where_nothing = of("0.5", "0.0", "Where both densities are 0 the answer is 0; it should be 0.5.")
epsilon_below_the_line = of(
    SHARE,
    "p_r / (total + 1e-8)",
    "A small number is added below the line. It gives 0, not 0.5, where both densities are 0.",
)
ratio_of_the_two = of(
    "p_r / np.where(nothing, 1.0, total)", "p_r / p_g", "This is the ratio of the two; D* is a share of their sum."
)
sum_over_all_points = of(
    SHARE, "p_r / np.sum(total)", "The sum runs over all points; D* is worked out at every point alone."
)
decided_by_the_larger = of(
    SHARE,
    "np.where(p_r > p_g, 1.0, np.where(p_r == p_g, 0.5, 0.0))",
    "This is 1 where real samples are likelier, else 0; D* is a probability in between.",
)
always_one_half = of(
    SHARE,
    "np.full(np.shape(p_r), 0.5)",
    "0.5 is what D* is at the end of the game, where p_r = p_g; elsewhere it is a fraction.",
)
one_where_nothing = of("0.5", "1.0", "Where both densities are 0 the answer is 1; it should be 0.5.")
nothing_where_little = of(
    "total == 0", "total < 1e-12", "Very small densities are taken for 0; the fraction holds for them, too."
)
epsilon_on_both_sides = of(
    SHARE, "(p_r + 1e-8) / (total + 2e-8)", "A small number is added to both densities, which may be smaller still."
)
ratio_turned = of(
    "p_r / np.where(nothing, 1.0, total)", "p_g / p_r", "This is the ratio of the two; D* is a share of their sum."
)
density_alone = of(SHARE, "p_r", "This is the real density; D* is its share in the sum of both.")
difference_of_the_two = of(
    "p_r / np.where", "(p_r - p_g) / np.where", "The fakes' density is subtracted above the line."
)
share_of_the_mean = of("p_r / np.where", "2 * p_r / np.where", "This is divided by the mean of the two, not the sum.")
tiny_number_below_the_line = of(
    SHARE,
    "p_r / (total + 1e-12)",
    "A small number is added below the line. It gives 0, not 0.5, where both densities are 0.",
)
sums_of_all_points = of(
    SHARE,
    "p_r / (np.sum(p_r) + np.sum(p_g)) if np.sum(total) else np.full(np.shape(p_r), 0.5)",
    "The sum runs over all points; D* is worked out at every point alone.",
)
one_empty_point_for_all = of(
    SHARE,
    "0.5 if np.any(nothing) else p_r / total",
    "One point where both densities are 0 makes all of it 0.5; only this point has 0.5.",
)
nothing_where_nearly_zero = of(
    "total == 0", "np.isclose(total, 0)", "np.isclose takes small densities for 0; the fraction holds for them, too."
)
share_of_the_product = of(
    "np.add(p_r, p_g)", "np.multiply(p_r, p_g)", "This is divided by the product of the two; it is by their sum."
)
bracket_missing = of(
    "p_r / np.where(nothing, 1.0, total)",
    "1 + p_g",
    "Without brackets, / comes before +: p_r / p_r + p_g is 1 + p_g.",
)
half_where_none_are_real = of(
    "nothing = total == 0",
    "nothing = np.asarray(p_r) == 0",
    "Where p_r is 0 the answer is 0.5; it is 0 there, unless p_g is 0, too.",
)
share_cut_down = of("p_r / np.where", "p_r // np.where", "D* is cut down to whole numbers, 0 or 1; it is a fraction.")
one_by_the_other = of(
    "np.where(nothing, 0.5, p_r / np.where(nothing, 1.0, total))",
    "p_r / p_g",
    "This is p_r divided by p_g; D* is what p_r has of both together.",
)
more_likely_kind = of(
    "p_r / np.where(nothing, 1.0, total)",
    "np.greater(p_r, p_g) * 1.0",
    "This says which is more likely, 1 or 0; D* is a share.",
)
one_half_where_either_is_zero = of(
    "total == 0",
    "np.logical_or(np.equal(p_r, 0), np.equal(p_g, 0))",
    "It is 0.5 where one density alone is 0, too; that is for where both are.",
)

# --- value_at_optimum --------------------------------------------------------------------------------------------
of = changes("value_at_optimum")
REAL, FAKE = "np.sum(p_r * log_real)", "np.sum(p_g * log_fake)"

zeros_not_left_out = of(
    {"np.where(p_r > 0, d_star, 1.0)": "d_star", "np.where(p_g > 0, rest, 1.0)": "1 - d_star"},
    "Points of probability 0 give NaN: 0 times log 0 counts as 0 here.",
)
value_negative = of(f"{REAL} + {FAKE}", f"-({REAL} + {FAKE})", "The sign is wrong: the value of the game is negative.")
logarithms_not_weighted = of(
    {REAL: "np.sum(log_real)", FAKE: "np.sum(log_fake)"},
    "The logarithms are added up without their probabilities: each is weighted with how often its point turns up.",
)
not_weighted = of(
    {REAL: "np.mean(log_real)", FAKE: "np.mean(log_fake)"},
    "The logarithms are averaged without their probabilities: log D* is weighted by p_r, log(1 - D*) by p_g.",
)
value_of_real_only = of(f" + {FAKE}", "", "The half with the fakes is missing.")
both_weighted_by_real = of(
    "p_g * log_fake", "p_r * log_fake", "Both halves are weighted by p_r; the second belongs to the fakes, p_g."
)
value_means = of(
    "np.sum", "np.mean", "These are means over the points; the probabilities already weigh them, so add up."
)
value_base_two = of("np.log(", "np.log2(", "Logarithms to the base 2 were taken; the natural ones were asked.")
always_minus_log_four = of(
    f"{REAL} + {FAKE}", "-np.log(4)", "-log 4 is the value where p_r = p_g; elsewhere it is larger."
)
weights_exchanged = of(
    {REAL: "np.sum(p_g * log_real)", FAKE: "np.sum(p_r * log_fake)"},
    "The logarithms have each other's weights: log D* belongs to p_r, log(1 - D*) to p_g.",
)
value_of_fake_only = of(f"{REAL} + {FAKE}", FAKE, "The half with the real samples is missing.")
value_halves_subtracted = of(f" + {FAKE}", f" - {FAKE}", "The two halves are subtracted; they are added.")
value_halved = of(f"{REAL} + {FAKE}", f"0.5 * ({REAL} + {FAKE})", "This is half of it: the two sums are added.")
value_base_ten = of("np.log(", "np.log10(", "Logarithms to the base 10 were taken; the natural ones were asked.")
both_with_d_star = of("p_g * log_fake", "p_g * log_real", "The fakes enter with log D*; they enter with log(1 - D*).")
value_of_each_point = of(f"{REAL} + {FAKE}", "p_r * log_real + p_g * log_fake", "One value a point is left; add up.")
value_above_its_least = of(f"{REAL} + {FAKE}", f"{REAL} + {FAKE} + np.log(4)", "log 4 is added; the value is below 0.")
value_of_first_point = of(
    f"{REAL} + {FAKE}",
    "p_r[0] * log_real[0] + p_g[0] * log_fake[0]",
    "Only the first point counts: does `return` stand inside the loop?",
)
value_of_last_point = of(
    f"{REAL} + {FAKE}",
    "p_r[-1] * log_real[-1] + p_g[-1] * log_fake[-1]",
    "Only the last point counts: add up with +=.",
)
value_one_minus_logarithm = of(
    "np.log(np.where(p_g > 0, rest, 1.0))",
    "1 - np.log(np.where(p_g > 0, d_star, 1.0))",
    "1 - log D* is not log(1 - D*).",
)
logarithms_of_densities = of(
    {"p_r > 0, d_star": "p_r > 0, p_r", "p_g > 0, rest": "p_g > 0, p_g"},
    "The logarithms are those of the densities; they are of D* and 1 - D*.",
)
value_as_divergence = of(
    f"{REAL} + {FAKE}",
    f"({REAL} + {FAKE} + np.log(4)) / 2",
    "This is the Jensen-Shannon divergence; the value is twice that, minus log 4.",
)
value_guard_too_large = of(
    {
        "np.log(np.where(p_r > 0, d_star, 1.0))": "np.log(d_star + 1e-3)",
        "np.log(np.where(p_g > 0, rest, 1.0))": "np.log(rest + 1e-3)",
    },
    "The small number is too large: it changes the value. Leave out points of probability 0, or use a far smaller one.",
)
plain_means_of_points = of(
    "np.sum(p_r * log_real) + np.sum(p_g * log_fake)",
    "discriminator_objective(d_star, d_star)",
    "discriminator_objective takes plain means; here each point counts as much as it is likely.",
)
divergence = of(
    "np.sum(p_r * log_real) + np.sum(p_g * log_fake)",
    "np.sum(p_r * np.log(p_r / p_g))",
    "This measures how far p_r is from p_g; the value of the game is made of the logarithms of D* and 1 - D*.",
)

# --- discriminator_gradients -------------------------------------------------------------------------------------
of = changes("discriminator_gradients")
REAL, FAKE = "(1 - d_real) / len(x_real)", "-d_fake / len(x_fake)"

gradients_of_d_downhill = of(
    {"(1 - d_real)": "-(1 - d_real)", "-d_fake": "d_fake"},
    "The sign is wrong: these point downhill, as for a loss. The objective is maximised.",
)
gradients_of_real_only = of(
    FAKE, "0 * d_fake", "Only the real samples count here; the fakes belong to the objective too."
)
gradients_of_fake_only = of(
    REAL, "0 * d_real", "Only the fakes count here; the real samples belong to the objective too."
)
fakes_judged_as_real = of(
    FAKE, "(1 - d_fake) / len(x_fake)", "The fakes' half is built as that of real samples; theirs is of log(1 - D)."
)
real_judged_as_fakes = of(
    REAL, "-d_real / len(x_real)", "The real samples' half is built as that of fakes; theirs is of log D."
)
fakes_pushed_up = of("-d_fake", "d_fake", "The half with the fakes has the wrong sign: their scores should go down.")
gradients_of_sums = of(
    {" / len(x_real)": "", " / len(x_fake)": ""},
    "These are gradients of sums; each half of the objective is a mean over its own samples.",
)
both_by_number_of_real = of(
    "len(x_fake)",
    "len(x_real)",
    "Both halves are divided by the number of real samples; there can be more or fewer fakes.",
)
both_by_number_of_all = of(
    {"len(x_real)": "len(x)", "len(x_fake)": "len(x)"},
    "Both halves are divided by the number of all samples; each has a number of its own.",
)
sigmoid_slope_twice = of(
    {"(1 - d_real)": "(1 - d_real) * d_real * (1 - d_real)", "-d_fake": "-d_fake * d_fake * (1 - d_fake)"},
    "The sigmoid's slope enters twice: 1 - D and -D have it in them already.",
)
sigmoid_slope_missing = of(
    {"(1 - d_real) /": "1 / d_real /", "-d_fake": "-1 / (1 - d_fake)"},
    "The sigmoid's slope is missing: these are slopes with respect to D, not to the score before it.",
)
tanh_slope_missing = of(" * (1 - h**2)", "", "The slope of the hidden layer's tanh is missing.")
sigmoid_slope_for_tanh = of(
    "(1 - h**2)", "h * (1 - h)", "The sigmoid's slope stands where the tanh's should: that one is 1 - h^2."
)
tanh_for_its_slope = of("(1 - h**2)", "h", "The tanh stands where its slope should.")
biases_of_d_not_summed = of(".sum(axis=0)", "", "The bias gradients have one row a sample; sum them over the samples.")
biases_of_d_with_an_axis = of(
    "axis=0", "axis=0, keepdims=True", "The bias gradients have kept the axis of the samples; b1 and b2 have one axis."
)
labels_swapped = of(
    {"(1 - d_real)": "-d_real", "-d_fake": "(1 - d_fake)"},
    "D should answer 1 for real samples and 0 for fakes; here it is taught the opposite.",
)
biases_of_d_mean = of(".sum(axis=0)", ".mean(axis=0)", "The bias gradients are means over the samples; they add up.")
biases_of_d_one_number = of(".sum(axis=0)", ".sum()", "Each bias gradient is one number; keep the neurons apart.")
biases_of_d_left_out = of(
    {'"db1": delta1.sum(axis=0),': "", '"db2": delta2.sum(axis=0),': ""}, "The gradients of both biases are missing."
)
gradients_of_d_without_d = of(
    {f'"d{name}"': f'"{name}"' for name in ("W1", "b1", "W2", "b2")}, "The keys lack a d in front, as in dW1."
)
gradients_of_d_on_their_side = of(
    {"x.T @ delta1": "delta1.T @ x", "h.T @ delta2": "delta2.T @ h"}, "The weights' gradients lie on their side."
)
tanh_slope_of_h = of("h**2", "np.tanh(h) ** 2", "The tanh is taken again inside its slope; h is a tanh already.")
tanh_slope_not_squared = of("1 - h**2", "1 - h", "The slope of the tanh is 1 - h^2; here h isn't squared.")
gradients_of_d_without_w2 = of('(delta2 @ theta_d["W2"].T)', "delta2", "The way back into h leaves out W2.")
d_for_its_slope = of(
    {"(1 - d_real)": "d_real * (1 - d_real)", "-d_fake": "-d_fake * (1 - d_fake)"},
    "The sigmoid's slope is there, but not that of the logarithm: log D gives a 1 / D besides.",
)
hidden_gradient_from_delta2 = of("h.T @ delta2", "x.T @ delta2", "dW2 is built on the samples; W2 was fed h.")
real_pushed_down = of(
    "(1 - d_real)", "-(1 - d_real)", "The half with the real samples has the wrong sign: their scores should go up."
)
tanh_slope_of_sums = of(
    "(1 - h**2)",
    '(1 - (x @ theta_d["W1"] + theta_d["b1"]) ** 2)',
    "The slope of tanh is 1 - h^2, of what came out of it; here stands what went in.",
)
biases_of_d_averaged_by_halves = of(
    {
        f"delta{k}.sum(axis=0)": f"delta{k}[: len(x_real)].mean(axis=0) + delta{k}[len(x_real) :].mean(axis=0)"
        for k in (1, 2)
    },
    "The bias gradients are means over the samples; they add up.",
)
layers_of_d_exchanged = of(
    {"x.T @ delta1": "h.T @ delta2", "h.T @ delta2": "x.T @ delta1"}, "dW1 and dW2 are in each other's place."
)
fakes_by_one_minus_d = of(
    "-d_fake",
    "-(1 - d_fake)",
    "The fakes' half starts at D - 1, which belongs to minus log D; theirs is of log(1 - D).",
)
real_slope_along_answer = of(
    "(1 - d_real) / len",
    "1 / d_real / len",
    "For real samples this is the slope along D; the score is one step further.",
)
real_slope_turned = of("(1 - d_real)", "d_real", "For real samples D stands where what it lacks of 1 should.")
samples_in_another_order = of(
    "[x_real, x_fake]", "[x_fake, x_real]", "The samples are put together in another order than their deltas."
)
first_gradients_transposed = of("x.T @ delta1", "delta1.T @ x", "dW1 lies on its side; it has the shape of W1.")

# --- generator_gradients -----------------------------------------------------------------------------------------
of = changes("generator_gradients")
DELTA, SLOPE_D, SLOPE_G = "-d / len(z)", " * (1 - h_d**2)", " * (1 - h_g**2)"

gradients_of_g_downhill = of(
    DELTA, "d / len(z)", "The sign is wrong: along these the objective falls. The minus comes later, in the step."
)
gradients_of_non_saturating_loss = of(
    DELTA, "-(1 - d) / len(z)", "This is the gradient of the non-saturating loss; it should be that of mean log(1 - D)."
)
gradients_of_mean_log_d = of(
    DELTA, "(1 - d) / len(z)", "The scores start at 1 - D, which belongs to log D. The objective has log(1 - D)."
)
gradients_for_theta_d = of(
    {
        "z.T @ delta_g1": "x.T @ delta_d1",
        "delta_g1.sum": "delta_d1.sum",
        "h_g.T @ delta_g2": "h_d.T @ delta_d2",
        "delta_g2.sum": "delta_d2.sum",
    },
    "This is the discriminator's gradient; in the generator's turn theta_g is asked for.",
)
not_through_the_discriminator = of(
    'delta_d1 @ theta_d["W1"].T',
    "delta_d2 * np.ones_like(x)",
    "The way back stops before the discriminator: its hidden layer and W1 still lie between D and x.",
)
gradients_of_g_sum = of(" / len(z)", "", "These are gradients of a sum; the objective is a mean over the samples.")
sigmoid_slope_twice_for_g = of(
    DELTA, "-d * d * (1 - d) / len(z)", "The sigmoid's slope enters twice: -D has it in it already."
)
sigmoid_slope_missing_for_g = of(
    DELTA,
    "-1 / (1 - d) / len(z)",
    "The sigmoid's slope is missing: -1 / (1 - D) is the slope with respect to D, not to its score.",
)
tanh_slope_of_d_missing = of(SLOPE_D, "", "The slope of the tanh in the discriminator's hidden layer is missing.")
tanh_slope_of_g_missing = of(SLOPE_G, "", "The slope of the tanh in the generator's hidden layer is missing.")
tanh_slopes_missing = of({SLOPE_D: "", SLOPE_G: ""}, "The slope of the tanh is missing in both hidden layers.")
tanh_slope_at_the_output = of(
    'delta_d1 @ theta_d["W1"].T',
    'delta_d1 @ theta_d["W1"].T * (1 - x**2)',
    "The generator's output is treated as if it had a tanh; it is linear.",
)
biases_of_g_mean = of(
    ".sum(axis=0)",
    ".mean(axis=0)",
    "The bias gradients are means over the samples; a bias reaches every sample, so they add up.",
)
biases_of_g_with_an_axis = of(
    "axis=0", "axis=0, keepdims=True", "The bias gradients have kept the axis of the samples; b1 and b2 have one axis."
)
biases_of_g_left_out = of(
    {'"db1": delta_g1.sum(axis=0),': "", '"db2": delta_g2.sum(axis=0),': ""},
    "The gradients for the two biases are missing from the dict.",
)
biases_of_g_not_summed = of(".sum(axis=0)", "", "The bias gradients have one row a sample; sum them over the samples.")
biases_of_g_one_number = of(".sum(axis=0)", ".sum()", "Each bias gradient is one number; keep the neurons apart.")
gradients_of_g_without_d = of(
    {f'"d{name}"': f'"{name}"' for name in ("W1", "b1", "W2", "b2")}, "The keys lack a d in front, as in dW1."
)
gradients_of_g_on_their_side = of(
    {"z.T @ delta_g1": "delta_g1.T @ z", "h_g.T @ delta_g2": "delta_g2.T @ h_g"},
    "The weights' gradients lie on their side; each has the shape of its weights.",
)
sigmoid_slopes_for_tanh = of(
    {"(1 - h_d**2)": "h_d * (1 - h_d)", "(1 - h_g**2)": "h_g * (1 - h_g)"}, "Both slopes of tanh are a sigmoid's."
)
tanh_slopes_of_h = of(
    {"h_d**2": "np.tanh(h_d) ** 2", "h_g**2": "np.tanh(h_g) ** 2"}, "In both slopes the tanh is taken again of a tanh."
)
tanh_slopes_not_squared = of({"h_d**2": "h_d", "h_g**2": "h_g"}, "In both slopes of tanh, 1 - h^2, h isn't squared.")
gradients_of_g_for_ones = of(
    DELTA, "np.ones_like(d) / len(z)", "The scores start at 1: the objective's own slope is missing."
)
d_for_its_slope_for_g = of(DELTA, "-d * (1 - d) / len(z)", "The slope of the logarithm is missing from the scores.")
output_gradient_from_noise = of("h_g.T @ delta_g2", "z.T @ delta_g2", "dW2 is built on the noise; W2 was fed h_g.")
tanh_slope_of_d_not_squared = of("h_d**2", "h_d", "In the discriminator's slope of tanh, 1 - h^2, h isn't squared.")
tanh_slope_of_g_not_squared = of("h_g**2", "h_g", "In the generator's slope of tanh, 1 - h^2, h isn't squared.")
biases_of_g_along_the_neurons = of(
    "axis=0", "axis=1", "The bias gradients are summed over the neurons; sum over the samples, axis 0."
)
biases_of_g_exchanged = of(
    {"delta_g1.sum": "delta_g2.sum", "delta_g2.sum": "delta_g1.sum"}, "db1 and db2 are in each other's place."
)
fakes_for_noise = of("z.T @ delta_g1", "x.T @ delta_g1", "dW1 is built on the fakes; W1 weighs the noise.")
bias_from_discriminator = of(
    "delta_g1.sum", "delta_d1.sum", "db1 is summed from the delta of the discriminator's layer, not the generator's."
)
discriminator_left_out = of(
    'delta_g2 = delta_d1 @ theta_d["W1"].T',
    "delta_g2 = delta_d2",
    "The generator's delta is taken straight from the score; the way leads through the whole discriminator.",
)
own_weights_for_discriminators = of(
    'delta_d1 @ theta_d["W1"]', 'delta_d1 @ theta_g["W1"]', "To the fakes it goes through the discriminator's W1."
)
discriminators_layer_for_own = of(
    "h_g.T @ delta_g2",
    "h_d.T @ delta_g2",
    "dW2 is built on the discriminator's hidden layer; W2 weighs the generator's.",
)

# --- discriminator_step and generator_step -----------------------------------------------------------------------
of = changes("discriminator_step")
PAIRS = "(name, parameter), slope in zip({}.items(), grads.values())"
BY_PLACE = "The gradients are taken in the order in which they stand in the dict; take each by its name."
STEP = 'alpha * grads["d" + name]'
STEPS = f"return {{name: parameter + {STEP} for name, parameter in theta_d.items()}}"

discriminator_descends = of(
    "parameter +", "parameter -", "This descends; the discriminator maximises, so its gradient is added."
)
discriminator_rate_unused = of("alpha * ", "", "The learning rate is not used.")
discriminator_biases_not_updated = of(STEP, f'({STEP} if "W" in name else 0)', "The biases are not updated.")
discriminator_changed_in_place = of(
    STEPS,
    f"for name in theta_d:\n    theta_d[name] += {STEP}\nreturn theta_d",
    "The parameters are changed in place. Build new arrays in a new dict: a + b, not a += b.",
)
discriminator_dict_changed = of(
    STEPS,
    f"for name in theta_d:\n    theta_d[name] = theta_d[name] + {STEP}\nreturn theta_d",
    "The new arrays are put into the dict that was passed in; make a new dict.",
)
discriminator_only_steps = of("parameter + ", "", "Only the steps are returned; add them to the parameters.")
discriminator_keys_of_gradients = of(
    "{name: ", '{"d" + name: ', "The new parameters are under the gradients' names; the keys are W1, b1, W2, b2."
)
discriminator_gradients_by_place = of(
    {'grads["d" + name]': "slope", "name, parameter in theta_d.items()": PAIRS.format("theta_d")}, BY_PLACE
)
discriminator_step_of_sign = of(
    'grads["d" + name]', 'np.sign(grads["d" + name])', "Only the gradient's sign is used, not its size."
)
discriminator_rate_divides = of(STEP, 'grads["d" + name] / alpha', "The learning rate divides; it should multiply.")
discriminator_bracket_misplaced = of(
    f"parameter + {STEP}", 'alpha * (parameter + grads["d" + name])', "The rate multiplies the parameters, too."
)
discriminator_rate_added = of(
    "alpha * grads", "alpha + grads", "The learning rate is added to the gradient; it multiplies it."
)
discriminator_biases_left_out = of(
    "theta_d.items()", "theta_d.items() if name[0] == 'W'", "The biases are missing from the new dict."
)
discriminator_first_alone = of(
    "theta_d.items()", "list(theta_d.items())[:1]", "Only W1 is in the new dict: is `return` inside the loop?"
)

of = changes("generator_step")
STEPS = STEPS.replace("theta_d", "theta_g").replace("parameter +", "parameter -")

generator_ascends = of(
    "parameter -", "parameter +", "This climbs; the generator minimises, so its gradient is subtracted."
)
generator_rate_unused = of("alpha * ", "", "The learning rate is not used.")
generator_biases_not_updated = of(STEP, f'({STEP} if "W" in name else 0)', "The biases are not updated.")
generator_changed_in_place = of(
    STEPS,
    f"for name in theta_g:\n    theta_g[name] -= {STEP}\nreturn theta_g",
    "The parameters are changed in place. Build new arrays in a new dict: a - b, not a -= b.",
)
generator_dict_changed = of(
    STEPS,
    f"for name in theta_g:\n    theta_g[name] = theta_g[name] - {STEP}\nreturn theta_g",
    "The new arrays are put into the dict that was passed in; make a new dict.",
)
generator_only_steps = of("parameter - ", "", "Only the steps are returned; subtract them from the parameters.")
generator_gradients_by_place = of(
    {'grads["d" + name]': "slope", "name, parameter in theta_g.items()": PAIRS.format("theta_g")}, BY_PLACE
)
generator_step_of_sign = of(
    'grads["d" + name]',
    'np.sign(grads["d" + name])',
    "Only the gradient's sign is used; a step is alpha times the gradient itself.",
)
generator_keys_of_gradients = of(
    "{name: ", '{"d" + name: ', "The new parameters are under the gradients' names; the keys are W1, b1, W2, b2."
)
generator_rate_divides = of(STEP, 'grads["d" + name] / alpha', "The learning rate divides; it should multiply.")
generator_bracket_misplaced = of(
    f"parameter - {STEP}", 'alpha * (parameter - grads["d" + name])', "The rate multiplies the parameters, too."
)
generator_change_alone = of("parameter -", "-", "This is the change of each parameter; the new parameters were asked.")
generator_rate_added = of(
    "alpha * grads", "alpha + grads", "The learning rate is added to the gradient; it multiplies it."
)
generator_biases_left_out = of(
    "theta_g.items()", "theta_g.items() if name[0] == 'W'", "The biases are missing from the new dict."
)
generator_first_alone = of(
    "theta_g.items()", "list(theta_g.items())[:1]", "Only W1 is in the new dict: is `return` inside the loop?"
)

# --- train_gan ---------------------------------------------------------------------------------------------------
of = changes("train_gan")
STEP_D = "theta_d = discriminator_step(theta_d, discriminator_gradients(x[t], x_fake, theta_d), alpha)"
STEP_G = "theta_g = generator_step(theta_g, generator_gradients(z_g[t], theta_g, theta_d), alpha)"
JUDGED_D = "d_real, d_fake = discriminator(x[t], theta_d), discriminator(x_fake, theta_d)"
JUDGED_G = "d_fake = discriminator(generator(z_g[t], theta_g), theta_d)"
RECORD_D = 'history["discriminator"].append(discriminator_objective(d_real, d_fake))'
RECORD_G = 'history["generator"].append(generator_objective(d_fake))'
TURN_G = f"{JUDGED_G}\n{RECORD_G}\n{STEP_G}"

discriminator_not_updated_first = of(
    {STEP_D: STEP_D.replace("theta_d =", "new_d =", 1), STEP_G: f"{STEP_G}\ntheta_d = new_d"},
    "The generator plays against the old discriminator; hand it the parameters that were just updated.",
)
gradients_through_the_old_discriminator = of(
    {STEP_D: f"old = theta_d\n{STEP_D}", STEP_G: STEP_G.replace("theta_d)", "old)")},
    "The generator's gradients go through the discriminator as it was before its step; it has just moved.",
)
old_judgement_recorded = of(
    JUDGED_G,
    "",
    "The generator's objective is recorded for what was judged in the discriminator's turn: its own step has z_g, and "
    "meets the discriminator that has moved.",
)
generator_first = of(
    {TURN_G: "", "x_fake = generator": f"{TURN_G}\nx_fake = generator"},
    "The generator moves first; the discriminator should.",
)
ascent_and_descent_exchanged = of(
    {
        "theta_d = discriminator_step": "theta_d = generator_step",
        "theta_g = generator_step": "theta_g = discriminator_step",
    },
    "Ascent and descent are exchanged: the discriminator climbs, the generator goes down.",
)
both_ascend = of("= generator_step", "= discriminator_step", "Both networks climb; the generator should go down.")
both_descend = of("= discriminator_step", "= generator_step", "Both networks go down; the discriminator should climb.")
generator_never_updated = of(
    "theta_g = generator_step", "generator_step", "The generator never changes: keep what its step returns."
)
discriminator_never_updated = of(
    "theta_d = discriminator_step", "discriminator_step", "The discriminator never changes: keep what its step returns."
)
recorded_after_the_steps = of(
    {
        f"{JUDGED_D}\n{RECORD_D}\n{STEP_D}": f"{STEP_D}\n{JUDGED_D}\n{RECORD_D}",
        TURN_G: f"{STEP_G}\n{JUDGED_G}\n{RECORD_G}",
    },
    "The objectives are recorded after the steps; each belongs before its own step.",
)
recorded_against_the_old_discriminator = of(
    {f"{JUDGED_G}\n{RECORD_G}": "", RECORD_D: f"{RECORD_D}\n{JUDGED_G}\n{RECORD_G}"},
    "The generator's objective is recorded against the old discriminator; its step meets the updated one.",
)
fakes_of_the_discriminators_step_recorded = of(
    JUDGED_G,
    "d_fake = discriminator(x_fake, theta_d)",
    "The generator's objective is recorded for the discriminator's fakes; its own step has noise of its own, z_g.",
)
other_loss_recorded = of(
    "generator_objective(d_fake)",
    "non_saturating_generator_loss(d_fake)",
    "The non-saturating loss is recorded; what the generator minimises here is generator_objective.",
)
same_noise_again = of(
    "z_g[t]", "z_d[t]", "The generator learns from the discriminator's noise; its own step takes z_g."
)
noise_exchanged = of(
    {"z_g[t]": "z_d[t]", "z_d[t]": "z_g[t]"},
    "The noise is exchanged: z_d is for the discriminator's step, z_g for the generator's.",
)
first_batches_only = of("[t]", "[0]", "Every iteration looks at the first one's samples; iteration t takes those of t.")
real_of_first_iteration = of(
    "x[t]", "x[0]", "Every iteration looks at the same real samples; iteration t takes its own, x[t]."
)
noise_of_first_iteration = of(
    {"z_d[t]": "z_d[0]", "z_g[t]": "z_g[0]"},
    "Every iteration looks at the same noise; iteration t takes its own, z_d[t] and z_g[t].",
)
fakes_handed_over_as_real = of(
    "discriminator_gradients(x[t], x_fake, theta_d)",
    "discriminator_gradients(x_fake, x[t], theta_d)",
    "The discriminator's gradients get fakes as real samples, and real samples as fakes: x_real comes first.",
)
generator_stays_the_first = of(
    {"history = {": "first_g = theta_g\nhistory = {", "generator(z_d[t], theta_g)": "generator(z_d[t], first_g)"},
    "The fakes come from the untrained generator; make them with the theta_g of this iteration.",
)
one_iteration_short = of("range(len(x))", "range(len(x) - 1)", "One iteration is missing.")
results_swapped = of(
    "return theta_g, theta_d",
    "return theta_d, theta_g",
    "The results come in another order than theta_g, theta_d, history.",
)
only_last_values = of(
    "theta_d, history",
    "theta_d, {name: values[-1] for name, values in history.items()}",
    "The history holds only the last values; keep a list with one for each iteration.",
)
parameters_changed_in_place = of(
    {
        STEP_D: f"theta_d.update({STEP_D.removeprefix('theta_d = ')})",
        STEP_G: f"theta_g.update({STEP_G.removeprefix('theta_g = ')})",
    },
    "The parameters that were handed in are changed. Keep new dicts, and leave the old ones alone.",
)
discriminator_recorded_after = of(
    f"{JUDGED_D}\n{RECORD_D}\n{STEP_D}",
    f"{STEP_D}\n{JUDGED_D}\n{RECORD_D}",
    "The discriminator's objective is recorded after its step; it belongs before it.",
)
generator_recorded_after = of(
    TURN_G, f"{STEP_G}\n{JUDGED_G}\n{RECORD_G}", "The generator's objective is recorded after its step, not before."
)
steps_with_rate_of_one = of("theta_d), alpha)", "theta_d), 1.0)", "The learning rate is not used; hand it on to both.")
first_iteration_only = of(
    STEP_G, f"{STEP_G}\nreturn theta_g, theta_d, history", "One iteration is made: `return` stands inside the loop."
)
history_not_returned = of("theta_d, history", "theta_d", "The history is not returned; it comes third.")
discriminator_steps_twice = of(STEP_D, f"{STEP_D}\n{STEP_D}", "The discriminator takes two steps in each iteration.")
histories_exchanged = of(
    {'{"discriminator": [], "generator"': '{"generator": [], "discriminator"'}
    | {'history["discriminator"]': 'history["generator"]', 'history["generator"]': 'history["discriminator"]'},
    "The two lists are under each other's name.",
)
neither_updated = of(
    {
        "theta_d = discriminator_step": "discriminator_step",
        "theta_g = generator_step": "generator_step",
    },
    "Neither network changes: keep what each step returns.",
)
all_turns_of_one_first = of(
    TURN_G,
    "for t in range(len(x) if t == len(x) - 1 else 0):\n    " + TURN_G.replace("\n", "\n    "),
    "The discriminator has all its turns before the generator has any; they take turns.",
)
generators_noise_for_both = of(
    "z_d[t]", "z_g[t]", "The discriminator learns from the generator's noise; its own step takes z_d."
)
fakes_made_once = of(
    "x_fake = generator(z_d[t], theta_g)",
    "x_fake = x_fake if t else generator(z_d[t], theta_g)",
    "The discriminator's fakes are made once; in each iteration the generator makes new ones.",
)
