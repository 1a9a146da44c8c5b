"""What students of unit 3 get wrong, and the sentence that helps each of them."""

from deltarule import changes

IN_PLACE = "An argument is changed in place. Build new arrays: w = w - ..., not w -= ..."
EPS_IN_ROOT = "eps is added inside the root; it stands outside."
EPS_LEFT_OUT = "eps is left out, so that a weight whose slopes were all 0 gets 0 / 0."
EPS_FIXED = "eps is fixed inside; use the one that was passed in."
NOT_SQUARED = "The gradient enters the mean of squares without being squared."
ABSOLUTE = "The gradient's size enters the mean of squares, but not squared."
FACTOR_SQUARED = "The factor was squared along with the gradient; a bracket is in the wrong place."
ROOT_MISSING = "The root is missing: the step divides by the mean square."
BRACKET_MISSING = "eps is added to the quotient: a bracket around the divisor is missing."
ZERO_IS_NONE = "A beta of 0 is taken for one that wasn't passed, and the default used; 0 is a number like any other."
DEFAULT_EPS = "A default was changed: eps is 1e-8."

# --- iterations_per_epoch ----------------------------------------------------------------------------------------
of = changes("iterations_per_epoch")
COUNT = "full + 1 if left_over else full"

rounded_down = of(COUNT, "full", "Samples that don't fill a batch are forgotten; they make one more iteration.")
rounded_to_nearest = of(
    COUNT,
    "round(num_samples / batch_size)",
    "Samples that don't fill half a batch are rounded away; they make an iteration too.",
)
always_one_more = of(
    COUNT, "full + 1", "One too many where the batches come out even: then there is no partial batch to add."
)
even_one_short = of(COUNT, "(num_samples - 1) // batch_size", "One is missing where the batches come out even.")
ceil_numpy = of(
    COUNT,
    "np.ceil(num_samples / batch_size)",
    "The number is right, but it is a float (np.ceil gives one); make it an integer.",
)
quotient = of(
    COUNT, "num_samples / batch_size", "The plain quotient need not be a whole number; an iteration can't be half done."
)
upside_down = of(
    COUNT, "-(-batch_size // num_samples)", "The quotient is upside down: the samples are shared out to the batches."
)
left_over_one_by_one = of(
    COUNT, "full + left_over", "The samples left over are added one by one; together they make one iteration."
)
at_least_one = of(COUNT, "max(1, full)", "This is right only while full batches can be made and nothing is left over.")
one_sample_each = of(
    COUNT, "num_samples", "An iteration passes batch_size samples, not one; this is the number of samples."
)
remainder = of(COUNT, "left_over", "These are the samples left over; the number of batches is asked.")
condition_turned = of(
    COUNT,
    "full if left_over else full + 1",
    "The condition is turned round: one is added where the batches come out even, none where samples are left over.",
)

# --- minibatches -------------------------------------------------------------------------------------------------
of = changes("minibatches")
ORDER = "order = rng.permutation(len(X))"
UNSHUFFLED = "order = np.arange(len(X))"
NUMBER = "iterations_per_epoch(len(X), batch_size)"
ROWS = "rows = order[i * batch_size : (i + 1) * batch_size]"
LOOP = f"for i in range({NUMBER}):\n    {ROWS}"
GATHERED = "batches.append((X[rows], y[rows]))"

never_shuffled = of(ORDER, UNSHUFFLED, "The samples come in the order in which they were. Shuffle them first.")
seed_fixed = of(
    "rng.permutation",
    "np.random.default_rng(0).permutation",
    "The generator that was passed in is not used, so no state of it gives another order.",
)
shuffled_apart = of(
    ORDER,
    f"X, y = rng.permutation(X), rng.permutation(y)\n{UNSHUFFLED}",
    "X and y are shuffled each in its own way, so samples lose their targets. Both need one order.",
)
targets_not_shuffled = of(
    ORDER, f"X = rng.permutation(X)\n{UNSHUFFLED}", "X is shuffled and y is not, so samples lose their targets."
)
shuffled_in_place = of(
    ORDER,
    f"{ORDER}\nX[:], y[:] = X[order], y[order]\n{UNSHUFFLED}",
    "X and y themselves are changed. Leave them as they are; indexing makes shuffled copies.",
)
shuffled_apart_in_place = of(
    ORDER,
    f"rng.shuffle(X)\nrng.shuffle(y)\n{UNSHUFFLED}",
    "rng.shuffle changes X and y themselves. Leave them as they are; shuffle row numbers instead.",
)
last_batch_dropped = of(
    NUMBER, "len(X) // batch_size", "The samples left over at the end are dropped; they make a smaller last batch."
)
last_batch_joined = of(
    {
        NUMBER: "max(1, len(X) // batch_size)",
        ROWS: f"{ROWS}\nif len(X) < (i + 2) * batch_size:\n    rows = order[i * batch_size :]",
    },
    "The samples left over are added to the last full batch; they make a batch of their own.",
)
last_batch_filled_up = of(
    ORDER,
    f"{ORDER}\norder = np.resize(order, {NUMBER} * batch_size)",
    "The last batch is filled up with samples that were already seen; it should be smaller.",
)
empty_last_batch = of(
    NUMBER, "len(X) // batch_size + 1", "Where the batches come out even there is an empty one at the end."
)
equal_batches = of(
    LOOP,
    f"for rows in np.array_split(order, {NUMBER}):",
    "The batches are of nearly equal size; all but the last should have batch_size rows.",
)
size_is_count = of(
    LOOP,
    "for rows in np.array_split(order, batch_size):",
    "batch_size is the number of rows in a batch, not the number of batches.",
)
drawn_with_replacement = of(
    {ORDER: "", ROWS: "rows = rng.integers(len(X), size=min(batch_size, len(X) - i * batch_size))"},
    "Each batch is drawn from the whole set: samples come twice or never. Shuffle once, then cut.",
)
shuffled_for_each_batch = of(
    {ORDER: "", "order[i": "rng.permutation(len(X))[i"},
    "The set is shuffled for each batch: samples come twice or never. Shuffle once, then cut.",
)
single_batch_in_order = of(
    ORDER,
    f"{ORDER}\nif batch_size == len(X):\n    {UNSHUFFLED}",
    "A single batch of all samples is not shuffled; it is shuffled all the same.",
)
batches_shuffled = of(
    {
        ORDER: UNSHUFFLED,
        "return batches": """
        full = len(X) // batch_size
        return [batches[i] for i in rng.permutation(full)] + batches[full:]
        """,
    },
    "Only whole batches are shuffled; inside each nothing has moved. Shuffle the samples.",
)
shuffled_inside_batches = of(
    {ORDER: UNSHUFFLED, ROWS: f"{ROWS}\nrows = rng.permutation(rows)"},
    "Samples only move inside their batch, which always holds the same ones. Shuffle, then cut.",
)
two_lists = of(
    "return batches",
    "return [X_batch for X_batch, _ in batches], [y_batch for _, y_batch in batches]",
    "These are all the X first and all the y after; each batch should be a pair of the two.",
)
samples_only = of(
    "(X[rows], y[rows])", "X[rows]", "Only the samples are returned; each belongs together with its target."
)
pairs_reversed = of(
    "X[rows], y[rows]", "y[rows], X[rows]", "The pairs are the wrong way round: first X_batch, then y_batch."
)
yielded = of(
    {"batches = []": "", GATHERED: "yield X[rows], y[rows]", "return batches": ""},
    "This is a generator, which can be gone through only once. Gather the batches in a list.",
)
first_batch_only = of(
    GATHERED,
    f"{GATHERED}\nreturn batches",
    "Only the first batch is returned: the `return` stands inside the loop, or there is no loop.",
)
targets_in_a_column = of(
    "y[rows]",
    "y[rows].reshape(len(rows), -1)",
    "y_batch was given a second axis, or had its axes changed; it keeps those of y.",
)
targets_flat = of("y[rows]", "y[rows].ravel()", "y_batch has lost its axes; it keeps those of y.")
cut_across = of(
    {"len(X)": "X.shape[-1]", "X[rows], y[rows]": "X[..., rows], y[..., rows]"},
    "The cut goes through the last axis; the samples lie along the first.",
)
batches_overlap = of(
    "i * batch_size : (i + 1) * batch_size",
    "i : i + batch_size",
    "The batches overlap: each begins one sample after the last. They begin batch_size apart.",
)
last_row_of_each_lost = of(
    "(i + 1) * batch_size]", "(i + 1) * batch_size - 1]", "Each batch is a row short: a slice leaves its end out."
)
first_batch_lost = of("range(", "range(1, ", "The first batch is missing: counting starts at 0.")
shuffle_gives_nothing = of(
    ORDER,
    f"order = rng.shuffle(np.arange(len(X)))\nX, y = X[order], y[order]\n{UNSHUFFLED}",
    "rng.shuffle gives None: it shuffles what it is handed. rng.permutation gives the order.",
)
turned_round = of(ORDER, f"{UNSHUFFLED}[::-1]", "The samples are turned round, last to first; they should be shuffled.")
list_begun_anew = of(
    ROWS, f"batches = []\n{ROWS}", "Only the last batch is returned: the list is begun anew in every round."
)
ends_with_the_first = of(
    "(i + 1) * batch_size]",
    "batch_size]",
    "After the first batch all are empty: a slice names where it ends, not its length.",
)

# --- gradient_descent_step ---------------------------------------------------------------------------------------
of = changes("gradient_descent_step")
NEW = "w - alpha * dw"

climbs = of("w - alpha", "w + alpha", "This climbs: the gradient points uphill, so it is subtracted.")
rate_not_used = of("alpha * ", "", "The learning rate is not used.")
rate_divides = of(
    NEW, "w - dw / alpha", "The gradient is divided by the learning rate; a larger rate makes a longer step."
)
step_alone = of(NEW, "alpha * dw", "This is the step alone; subtract it from the weights.")
change_alone = of(NEW, "-alpha * dw", "This is the change of the weights; the new weights were asked.")
difference_turned = of(NEW, "alpha * dw - w", "The difference is the wrong way round.")
sign_only = of("* dw", "* np.sign(dw)", "Only the sign of the gradient is used, not its size.")
gradient_normalised = of("* dw", "* dw / np.linalg.norm(dw)", "The gradient was scaled to length 1; take it as it is.")
bracket_misplaced = of(
    NEW, "alpha * (w - dw)", "The learning rate multiplies the weights too; a bracket is in the wrong place."
)
gradient_averaged = of(
    "* dw", "* np.mean(dw)", "The gradient is averaged over all weights; each weight goes along its own."
)
weights_in_place = of(
    f"return {NEW}", "w -= alpha * dw\nreturn w", "w is changed in place. Build a new array: w = w - ..., not w -= ..."
)
gradient_squared = of("* dw", "* dw**2", "The gradient is squared, so that its sign is lost.")
rate_twice = of("alpha * dw", "alpha * alpha * dw", "The learning rate enters twice.")
weights_shrunk = of(NEW, "w * (1 - alpha * dw)", "The weights are multiplied; the step is subtracted from them.")
gradient_summed = of("* dw", "* np.sum(dw)", "The gradient is summed over all weights; each weight goes along its own.")
gradient_without_sign = of("* dw", "* np.abs(dw)", "The gradient's sign is lost; it says which way is downhill.")
gradient_for_weights = of(NEW, "dw - alpha * w", "w and dw are in each other's place.")

# --- momentum_step -----------------------------------------------------------------------------------------------
of = changes("momentum_step")
VELOCITY, STEP = "v = beta * v + dw", "w = w - alpha * v"

running_mean = of(
    "+ dw", "+ (1 - beta) * dw", "The gradient is weighted by 1 - beta. Here it enters the velocity whole."
)
rate_in_velocity = of(
    {"+ dw": "+ alpha * dw", "alpha * v": "v"},
    "The learning rate went into the velocity; here it only scales the step.",
)
velocity_downhill = of(
    {"+ dw": "- alpha * dw", "- alpha * v": "+ v"},
    "This velocity points downhill and holds the learning rate: not the convention asked for.",
)
step_before_velocity = of(
    f"{VELOCITY}\n{STEP}",
    f"{STEP}\n{VELOCITY}",
    "The step is taken with the velocity of before; take it with the new one.",
)
step_along_gradient = of(
    "alpha * v", "alpha * dw", "The velocity is remembered but not used: the step goes along the gradient alone."
)
velocity_not_kept = of(
    {"v = beta": "new = beta", "alpha * v": "alpha * new"}, "The velocity is returned as it came in, so it never grows."
)
nesterov = of(
    "alpha * v", "alpha * (dw + beta * v)", "This is Nesterov's momentum, which looks ahead. Plain momentum was asked."
)
beta_on_gradient = of(
    "beta * v + dw", "v + beta * dw", "beta multiplies the gradient; it is the old velocity that friction wears down."
)
no_friction = of("beta * v", "v", "The old velocity is kept whole. Friction leaves only beta of it.")
beta_turned = of("beta * v", "(1 - beta) * v", "1 - beta of the old velocity is kept, where it should be beta.")
momentum_beta_fixed = of("beta * v", "0.9 * v", "beta is fixed inside; use the one that was passed in.")
velocity_turned = of(
    "+ dw", "- dw", "The gradient enters the velocity with a minus, and the step has another: this climbs."
)
momentum_climbs = of("w - alpha", "w + alpha", "This climbs: the velocity points uphill, so it is subtracted.")
momentum_without_rate = of("alpha * v", "v", "The learning rate is missing from the step.")
momentum_swapped = of("return w, v", "return v, w", "w and v come in the wrong order.")
momentum_weights_only = of(
    "return w, v", "return w", "Only the weights are returned; the next step needs the velocity too."
)
momentum_in_place = of({VELOCITY: "v *= beta\nv += dw", "w = w -": "w -="}, IN_PLACE)
momentum_zero_is_none = of(VELOCITY, f"beta = beta or 0.9\n{VELOCITY}", ZERO_IS_NONE)
momentum_default_changed = of(
    "beta=0.9", "beta=0.99", "The default of beta is 0.9; the first line of the function was changed."
)
momentum_rate_twice = of("+ dw", "+ alpha * dw", "The learning rate enters twice, in the velocity and in the step.")
momentum_beta_twice = of("alpha * v", "alpha * beta * v", "beta enters twice: friction is in the new velocity already.")
momentum_gradient_twice = of(
    "alpha * v", "alpha * (v + dw)", "The gradient enters twice: the new velocity holds it already."
)
velocity_of_sign = of("+ dw", "+ np.sign(dw)", "Only the sign of the gradient is used, not its size.")
momentum_step_alone = of("w = w - alpha * v", "w = -alpha * v", "This is the change of the weights; add it to them.")
step_returned_as_velocity = of(
    "return w, v", "return w, alpha * v", "The step is handed on as velocity: v holds no learning rate."
)
both_turned = of(
    VELOCITY,
    "v = (1 - beta) * v + beta * dw",
    "1 - beta of the old velocity is kept, and beta of the gradient enters: beta goes with the velocity alone.",
)
old_velocity_subtracted = of(VELOCITY, "v = dw - beta * v", "The old velocity is subtracted; it is added.")
gradient_squared_in_velocity = of("+ dw", "+ dw**2", "The gradient enters squared, so that its sign is lost.")
weights_not_moved = of(
    STEP, STEP.replace("w =", "new ="), "The weights are returned as they came in: the new ones are not handed on."
)
velocity_downhill_subtracted = of(
    "+ dw", "- alpha * dw", "This velocity points downhill, and is subtracted all the same: two minuses climb."
)
beta_for_rate = of(
    {"beta * v": "alpha * v", "alpha * v": "beta * v"},
    "alpha and beta are in each other's place: beta leaves some of the velocity, alpha scales the step.",
)
gradient_worn_down = of(
    "beta * v + dw", "beta * (v + dw)", "beta wears down the new gradient, too: it belongs to the old velocity alone."
)

# --- rmsprop_step ------------------------------------------------------------------------------------------------
of = changes("rmsprop_step")
MEAN, STEP = "s = beta * s + (1 - beta) * dw**2", "w = w - alpha * dw / (np.sqrt(s) + eps)"

eps_in_root = of("np.sqrt(s) + eps", "np.sqrt(s + eps)", EPS_IN_ROOT)
eps_left_out = of(" + eps", "", EPS_LEFT_OUT)
root_missing = of("np.sqrt(s)", "s", ROOT_MISSING)
bracket_missing = of("(np.sqrt(s) + eps)", "np.sqrt(s) + eps", BRACKET_MISSING)
rmsprop_eps_fixed = of("+ eps", "+ 1e-8", EPS_FIXED)
rmsprop_beta_fixed = of(MEAN, "s = 0.9 * s + 0.1 * dw**2", "beta is fixed inside; use the one that was passed in.")
gradient_not_squared = of("dw**2", "dw", NOT_SQUARED)
gradient_absolute = of("dw**2", "np.abs(dw)", ABSOLUTE)
factor_squared = of("(1 - beta) * dw**2", "((1 - beta) * dw) ** 2", FACTOR_SQUARED)
square_enters_whole = of("(1 - beta) * ", "", "The squared gradient enters whole; a running mean takes 1 - beta of it.")
adagrad = of(MEAN, "s = s + dw**2", "All squared gradients are added up, as in Adagrad. RMSprop keeps a running mean.")
rmsprop_beta_turned = of(
    MEAN,
    "s = (1 - beta) * s + beta * dw**2",
    "beta and 1 - beta are the wrong way round: beta is the weight of the past.",
)
mean_over_weights = of(
    "dw**2", "np.mean(dw**2)", "The mean is taken over all weights; each weight has a mean of its own, over the steps."
)
step_with_old_mean = of(
    f"{MEAN}\n{STEP}", f"{STEP}\n{MEAN}", "The step divides by the mean square of before; take the new one."
)
mean_not_kept = of(
    {"s = beta": "new = beta", "np.sqrt(s)": "np.sqrt(new)"},
    "The mean square is returned as it came in, so nothing is remembered.",
)
root_returned = of(
    "return w, s", "return w, np.sqrt(s)", "The root is returned in place of s; hand on the mean square itself."
)
multiplied_by_root = of("dw /", "dw *", "The step is multiplied by the root; it is divided by it.")
gradient_missing = of("alpha * dw /", "alpha /", "The gradient is missing from the step; only its size is in the root.")
step_not_divided = of(" / (np.sqrt(s) + eps)", "", "The mean square is remembered but not used in the step.")
rmsprop_climbs = of("w - alpha", "w + alpha", "This climbs: the gradient points uphill, so the step is subtracted.")
rmsprop_without_rate = of("alpha * dw", "dw", "The learning rate is missing from the step.")
rmsprop_swapped = of("return w, s", "return s, w", "w and s come in the wrong order.")
rmsprop_weights_only = of("return w, s", "return w", "Only the weights are returned; the next step needs s too.")
rmsprop_in_place = of({MEAN: "s *= beta\ns += (1 - beta) * dw**2", "w = w -": "w -="}, IN_PLACE)
rmsprop_zero_is_none = of(MEAN, f"beta = beta or 0.9\n{MEAN}", ZERO_IS_NONE)
rmsprop_default_beta = of("beta=0.9", "beta=0.99", "A default was changed: beta is 0.9.")
rmsprop_default_eps = of("eps=1e-8", "eps=1e-7", DEFAULT_EPS)
sum_squared = of(
    MEAN, "s = (beta * s + (1 - beta) * dw) ** 2", "All of the mean is squared; square the gradient alone."
)
divided_by_own_size = of(
    "np.sqrt(s)", "np.sqrt(dw**2)", "The step divides by the gradient's own size; it should be the mean's root."
)
rmsprop_step_alone = of("w = w - alpha", "w = -alpha", "This is the change of the weights; add it to them.")
rmsprop_rate_divides = of(
    "alpha * dw /", "dw / alpha /", "The step is divided by the learning rate; a larger rate makes a longer step."
)
weights_divided = of(
    "w - alpha * dw /", "(w - alpha * dw) /", "The weights are divided, too: a bracket is in the wrong place."
)
mean_for_gradient = of(
    "alpha * dw /", "alpha * s /", "The mean square stands where the gradient should; it belongs in the root alone."
)
rate_in_mean = of("(1 - beta) * dw**2", "alpha * dw**2", "The learning rate weighs the square; 1 - beta should.")
gradient_doubled = of("dw**2", "dw * 2", "dw * 2 is twice the gradient; its square is dw ** 2.")
complement_without_brackets = of(
    "(1 - beta) * dw**2", "1 - beta * dw**2", "1 - beta needs brackets: here beta alone multiplies the square."
)
power_before_half = of(
    "np.sqrt(s)", "s**1 / 2", "s ** 1 / 2 is half of s, as the power comes first: write np.sqrt(s) or s ** 0.5."
)

# --- adam_step ---------------------------------------------------------------------------------------------------
of = changes("adam_step")
MEANS = "m = beta1 * m + (1 - beta1) * dw\nv = beta2 * v + (1 - beta2) * dw**2"
CORRECTED = "m_hat = m / (1 - beta1**t)\nv_hat = v / (1 - beta2**t)"
RETURNED = "return w, m, v"

not_corrected = of(CORRECTED, "m_hat, v_hat = m, v", "The means are not corrected, so that the first steps go astray.")
only_m_corrected = of(" / (1 - beta2**t)", "", "Only m is corrected; v began at zero just as well.")
only_v_corrected = of(" / (1 - beta1**t)", "", "Only v is corrected; m began at zero just as well.")
corrected_returned = of(
    RETURNED,
    "return w, m_hat, v_hat",
    "The corrected means are returned. They serve this step only; hand on m and v uncorrected.",
)
power_missing = of("**t", "", "beta is not raised to the power t: the correction is that of the first step for ever.")
times_for_power = of("**t", " * t", "beta is multiplied by t; it is raised to the power t.")
difference_raised = of(
    "**t)", ") ** t", "The whole of 1 - beta is raised to the power t; it is 1 minus the power of beta."
)
counts_from_two = of("**t", "** (t + 1)", "The power is t + 1, of the step after; t already counts from 1.")
counts_from_zero = of(
    "**t", "** (t - 1)", "The power is t - 1, of the step before; t counts from 1, and with 0 you divide by zero."
)
correction_multiplies = of(
    {"m / (": "m * (", "v / (": "v * ("}, "The means are multiplied by 1 - beta to the t; to make them larger, divide."
)
corrected_with_one_beta = of("beta2**t", "beta1**t", "Both means are corrected with beta1; v has beta2.")
betas_swapped = of(
    f"{MEANS}\n{CORRECTED}",
    f"{MEANS}\n{CORRECTED}".replace("beta1", "beta3").replace("beta2", "beta1").replace("beta3", "beta2"),
    "beta1 and beta2 are the wrong way round: beta1 goes with m, beta2 with v.",
)
beta1_for_both = of({"beta2 *": "beta1 *", "- beta2": "- beta1"}, "beta1 is used for both means; v has beta2.")
beta1_in_v = of(
    {"beta2 * v": "beta1 * v", "(1 - beta2) *": "(1 - beta1) *"},
    "beta1 is used in v's running mean, and beta2 in its correction alone; v has beta2 in both.",
)
adam_betas_fixed = of(
    MEANS, f"beta1, beta2 = 0.9, 0.999\n{MEANS}", "The betas are fixed inside; use those that were passed in."
)
adam_eps_fixed = of("+ eps", "+ 1e-8", EPS_FIXED)
adam_not_squared = of("dw**2", "dw", NOT_SQUARED)
adam_absolute = of("dw**2", "np.abs(dw)", ABSOLUTE)
adam_factor_squared = of("(1 - beta2) * dw**2", "((1 - beta2) * dw) ** 2", FACTOR_SQUARED)
second_mean_of_m = of("dw**2", "m**2", "v is built on m squared; it is the running mean of the gradient squared.")
first_mean_is_velocity = of("(1 - beta1) * ", "", "The gradient enters m whole; a running mean takes 1 - beta1 of it.")
square_enters_v_whole = of(
    "(1 - beta2) * ", "", "The squared gradient enters v whole; a running mean takes 1 - beta2 of it."
)
adam_betas_turned = of(
    MEANS,
    "m = (1 - beta1) * m + beta1 * dw\nv = (1 - beta2) * v + beta2 * dw**2",
    "beta and 1 - beta are the wrong way round in both means: beta is the weight of the past.",
)
adam_eps_in_root = of("np.sqrt(v_hat) + eps", "np.sqrt(v_hat + eps)", EPS_IN_ROOT)
eps_before_correction = of(
    "alpha * m_hat / (np.sqrt(v_hat) + eps)",
    "alpha * np.sqrt(1 - beta2**t) * m_hat / (np.sqrt(v) + eps)",
    "eps is added before v is corrected; correct v first, then add eps to its root.",
)
adam_eps_left_out = of(" + eps", "", EPS_LEFT_OUT)
adam_bracket_missing = of("(np.sqrt(v_hat) + eps)", "np.sqrt(v_hat) + eps", BRACKET_MISSING)
adam_root_missing = of("np.sqrt(v_hat)", "v_hat", ROOT_MISSING)
step_of_gradient = of(
    "* m_hat", "* dw", "The step is made of the gradient, as in RMSprop; Adam's goes along the corrected m."
)
step_of_old_means = of(
    f"{MEANS}\n{CORRECTED}", f"{CORRECTED}\n{MEANS}", "The step is made of the m and v of before; take the new ones."
)
means_not_kept = of(
    {"m = beta1": "new_m = beta1", "v = beta2": "new_v = beta2", "= m /": "= new_m /", "= v /": "= new_v /"},
    "m and v are returned as they came in, so nothing is remembered.",
)
adam_climbs = of("w - alpha", "w + alpha", "This climbs: the step is subtracted.")
adam_without_rate = of("alpha * m_hat", "m_hat", "The learning rate is missing from the step.")
means_swapped = of(RETURNED, "return w, v, m", "The values come in another order than w, m, v.")
adam_weights_only = of(RETURNED, "return w", "Only the weights are returned; the next step needs m and v too.")
count_returned = of(
    RETURNED, "return w, m, v, t + 1", "t is returned as well; whoever calls keeps count. Only w, m and v were asked."
)
adam_in_place = of(
    {"m = beta1 * m + (": "m *= beta1\nm += (", "v = beta2 * v + (": "v *= beta2\nv += (", "w = w -": "w -="}, IN_PLACE
)
adam_zero_is_none = of("m = beta1 * m", "beta1, beta2 = beta1 or 0.9, beta2 or 0.999\nm = beta1 * m", ZERO_IS_NONE)
adam_default_alpha = of("alpha=0.001", "alpha=0.01", "A default was changed: alpha is 0.001.")
adam_default_beta1 = of("beta1=0.9", "beta1=0.99", "A default was changed: beta1 is 0.9.")
adam_default_beta2 = of("beta2=0.999", "beta2=0.99", "A default was changed: beta2 is 0.999.")
adam_default_eps = of("eps=1e-8", "eps=1e-7", DEFAULT_EPS)
corrected_with_other_beta = of("beta1**t", "beta2**t", "Both means are corrected with beta2; m has beta1.")
adam_multiplied_by_root = of("m_hat / (np", "m_hat * (np", "The step is multiplied by the root; it is divided by it.")
adam_not_divided = of(" / (np.sqrt(v_hat) + eps)", "", "v is remembered but not used: the step divides by its root.")
adam_step_alone = of("w = w - alpha", "w = -alpha", "This is the change of the weights; add it to them.")
adam_root_returned = of(RETURNED, "return w, m, np.sqrt(v)", "The root of v is returned; hand on v itself.")
m_squared_for_v = of("np.sqrt(v_hat)", "np.sqrt(m_hat**2)", "The step divides by the size of m; it should be v's root.")
corrected_after_root = of(
    "np.sqrt(v_hat)", "np.sqrt(v) / (1 - beta2**t)", "v is corrected after its root is taken; correct it before."
)
correction_added = of(
    {"1 - beta1**t": "1 + beta1**t", "1 - beta2**t": "1 + beta2**t"},
    "The powers are added to 1; subtract them from it.",
)
corrections_crossed = of(
    {"beta1**t": "beta2**t", "beta2**t": "beta1**t"}, "m is corrected with beta2 and v with beta1; each has its own."
)
both_enter_whole = of(
    {"(1 - beta1) * ": "", "(1 - beta2) * ": ""},
    "Gradient and square enter whole; a running mean takes 1 - beta of each.",
)
corrected_m_returned = of(
    RETURNED, "return w, m_hat, v", "The corrected m serves this step only; hand on m uncorrected."
)
corrected_v_returned = of(
    RETURNED, "return w, m, v_hat", "The corrected v serves this step only; hand on v uncorrected."
)
beta2_for_both = of({"beta1 *": "beta2 *", "- beta1": "- beta2"}, "beta2 is used for both means; m has beta1.")
adam_gradient_doubled = of("dw**2", "dw * 2", "dw * 2 is twice the gradient; its square is dw ** 2.")
adam_complements_without_brackets = of(
    {"(1 - beta1) * dw": "1 - beta1 * dw", "(1 - beta2) * dw**2": "1 - beta2 * dw**2"},
    "1 - beta needs brackets in both means: here beta alone multiplies what comes in.",
)
