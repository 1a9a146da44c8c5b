"""What students of unit 4 get wrong, and the sentence that helps each of them."""

from deltarule import changes

# --- one_hot -----------------------------------------------------------------------------------------------------
of = changes("one_hot")
HOT = "return np.eye(num_classes)[np.asarray(indices)]"

classes_counted = of(
    "(num_classes)", "(np.max(indices) + 1)", "The last axis has num_classes entries, whether all classes occur or not."
)
axes_flattened = of(
    "np.asarray", "np.ravel", "The axes are flattened. The indices keep their axes, and the new one comes after them."
)
new_axis_first = of(
    HOT, "return np.array([1.0 * (indices == k) for k in range(num_classes)])", "The new axis should be the last one."
)
counted_from_one = of("(indices)", "(indices) - 1", "The 1 is a place too far left: classes count from 0, not from 1.")
zeros_and_ones_inverted = of("np.eye", "1 - np.eye", "Zeros and ones are the wrong way round.")
number_in_place = of(
    "np.eye(num_classes)", "np.diag(np.arange(num_classes) * 1.0)", "The class's number stands where a 1 belongs."
)
all_rows_alike = of(
    HOT,
    "out = np.zeros((*indices.shape, num_classes))\nout[..., indices.ravel()] = 1\nreturn out",
    "Every row has a 1 for each class that occurs anywhere. Each index has a row of its own.",
)
one_axis_only = of(
    HOT,
    """
    out = np.zeros((len(indices), num_classes))
    for i in range(len(indices)):
        out[i, indices[i]] = 1
    return out
    """,
    "A loop over len(indices) sees one axis only; indices may have any number of axes.",
)
counted_too_far = of(
    "np.eye(num_classes)", "np.eye(num_classes, k=1)", "The 1 is a place too far right: classes count from 0."
)
ones_and_minus_ones = of(
    "np.eye(num_classes)", "(2 * np.eye(num_classes) - 1)", "The other places hold -1; they should hold 0."
)

# --- rnn_step ----------------------------------------------------------------------------------------------------
of = changes("rnn_step")
SUM = "x_t @ U + h_prev @ W"

step_without_tanh = of("np.tanh", "", "The tanh is missing.")
memory_unused = of(" + h_prev @ W", "", "The state before is not used, so nothing is remembered.")
input_unused = of("x_t @ U + ", "", "The input is not used.")
memory_unweighted = of("h_prev @ W", "h_prev", "The state before is added as it is; its weights W come first.")
step_with_w_transposed = of(
    "@ W", "@ W.T", "W is transposed. Its rows belong to the state that comes in, so h_prev stands on its left."
)
step_with_sigmoid = of(
    f"np.tanh({SUM})", f"1 / (1 + np.exp(-({SUM})))", "The sigmoid was used; hidden states go through tanh."
)
tanh_of_input_only = of(
    " + h_prev @ W)", ") + h_prev @ W", "Only the input's part goes through tanh. Add both parts first."
)
tanh_of_each = of(" + h", ") + np.tanh(h", "Each part has a tanh of its own. Add both first, then take one tanh.")
parts_multiplied = of(SUM, "(x_t @ U) * (h_prev @ W)", "The two parts are multiplied; they are added.")
step_entrywise = of("@", "*", "The products are taken entry by entry; weights need the matrix product, @ or np.dot.")
step_weights_swapped = of(
    SUM, "x_t @ W + h_prev @ U", "U and W have changed places: U belongs to the input, W to the state before."
)
step_in_place = of(
    f"return np.tanh({SUM})",
    f"h_prev[:] = np.tanh({SUM})\nreturn h_prev",
    "The state before is changed in place. Make a new array: a + b, not a += b.",
)
step_with_relu = of("np.tanh(", "np.maximum(0, ", "A ReLU was used; hidden states go through tanh.")
tanh_twice = of({"np.tanh(": "np.tanh(np.tanh(", "@ W)": "@ W))"}, "The tanh is taken twice.")
step_with_softmax = of(f"np.tanh({SUM})", f"softmax({SUM})", "A softmax was taken; hidden states go through tanh.")
memory_subtracted = of("+ h_prev", "- h_prev", "The part of the state before is subtracted; it is added.")
memory_on_top = of("np.tanh(", "h_prev + np.tanh(", "The state before is added on top; it enters through W alone.")
step_slope = of(f"np.tanh({SUM})", f"1 - np.tanh({SUM}) ** 2", "This is the slope of the tanh; the state is asked.")

# --- rnn_output --------------------------------------------------------------------------------------------------
of = changes("rnn_output")
SOFTMAX = "softmax(scores)"
MOVED = "scores - scores.max(axis=-1, keepdims=True)"

scores_only = of(SOFTMAX, "scores", "These are the scores; the softmax that makes them probabilities is missing.")
scores_overflow = of(
    SOFTMAX,
    "np.exp(scores) / np.exp(scores).sum(axis=-1, keepdims=True)",
    "np.exp overflows for large scores. Call the given softmax, or move each row's scores near 0 first.",
)
scores_clipped = of(
    "(scores)", "(np.clip(scores, -500, 500))", "Clipping large scores changes the probabilities; moving them doesn't."
)
scores_moved_together = of(
    SOFTMAX,
    "np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum(axis=-1, keepdims=True)",
    "The largest score of all is subtracted. Each row needs its own: along the last axis.",
)
softmax_over_batch = of(
    SOFTMAX, "np.exp(scores) / np.exp(scores).sum(axis=0)", "Each row should add up to 1, not each column."
)
moved_softmax_over_batch = of(
    SOFTMAX,
    "np.exp(scores - scores.max(axis=0)) / np.exp(scores - scores.max(axis=0)).sum(axis=0)",
    "Each row should add up to 1, not each column.",
)
softmax_over_all = of(
    SOFTMAX, "np.exp(scores) / np.exp(scores).sum()", "Each row should add up to 1, not all rows together."
)
output_by_sigmoid = of(
    SOFTMAX, "1 / (1 + np.exp(-scores))", "The sigmoid was used; classes that exclude each other need the softmax."
)
output_without_exp = of(
    SOFTMAX, "scores / scores.sum(axis=-1, keepdims=True)", "The exponential before dividing by the sum is missing."
)
second_tanh = of("h_t @ V", "np.tanh(h_t) @ V", "There is a second tanh: the hidden state has been through it already.")
scores_through_tanh = of(
    "h_t @ V", "np.tanh(h_t @ V)", "The scores go through tanh before the softmax; they go in as they are."
)
softmax_before_weights = of(
    SOFTMAX, "softmax(h_t) @ V", "The softmax is taken of the hidden state. First come the weights V."
)
likeliest_class = of(
    SOFTMAX, "np.argmax(scores, axis=-1)", "This is the likeliest class; the probabilities of all were asked."
)
logarithms = of(SOFTMAX, f"np.log({SOFTMAX})", "These are logarithms of the probabilities; leave those to the loss.")
output_axis_lost = of(
    SOFTMAX, "np.exp(scores) / np.exp(scores).sum(axis=-1)", "The sums have lost their axis; keepdims=True keeps it."
)
scores_moved_by_mean = of(
    f"return {SOFTMAX}",
    "e = np.exp(scores - scores.mean(axis=-1, keepdims=True))\nreturn e / e.sum(axis=-1, keepdims=True)",
    "With the mean subtracted, scores far above it still overflow.",
)
output_of_negative = of("(scores)", "(-scores)", "The highest score gets the smallest share: mind the sign.")
scores_through_relu = of("h_t @ V", "np.maximum(h_t @ V, 0)", "The scores go through a ReLU; they go in as they are.")
winner_takes_all = of(
    SOFTMAX,
    "(scores == scores.max(axis=-1, keepdims=True)).astype(float)",
    "This gives all to the winner. The others have a share, too.",
)
softmax_twice = of(SOFTMAX, f"softmax({SOFTMAX})", "The softmax is taken twice.")
output_not_divided = of(SOFTMAX, f"np.exp({MOVED})", "The exponentials are not divided by their sum yet.")

# --- rnn_forward -------------------------------------------------------------------------------------------------
of = changes("rnn_forward")
STEP = "h_t = rnn_step(x[:, t], h_t, U, W)"
KEPT = "states.append(h_t)"
OUTPUT = "outputs.append(rnn_output(h_t, V))"
STACKED = "return np.stack(states, axis=1), np.stack(outputs, axis=1)"

starts_from_zeros = of(
    "h_t = h_init", "h_t = np.zeros_like(h_init)", "The first step starts from zeros; it starts from h_init."
)
state_not_carried = of("h_t, U", "h_init, U", "Every step starts from h_init. Hand each step's state on to the next.")
only_last_step = of(
    STACKED,
    "return states[-1], outputs[-1]",
    "Only the state of the last step and its output are returned; those of all steps were asked.",
)
only_last_output = of(
    "np.stack(outputs, axis=1)", "outputs[-1]", "Only the last output is returned; there is one at every step."
)
time_first = of(
    "axis=1", "axis=0", "Time is the first axis of what is returned; it is the second one: (N, T, H) and (N, T, K)."
)
loop_over_batch = of(
    {"x.shape[1]": "x.shape[0]", "x[:, t]": "x[t]", "axis=1": "axis=0"},
    "The loop runs over the sequences as if they were time. Time is the second axis of x.",
)
init_included = of(
    "states, outputs = []",
    "states, outputs = [h_init]",
    "The first memory h_init is among the states; they begin with the state after the first input.",
)
init_in_place_of_first = of(
    {
        "states, outputs = [], []": "states, outputs = [h_init], [np.zeros((len(x), V.shape[1]))]",
        "range(x.shape[1])": "range(1, x.shape[1])",
    },
    "h_init stands in the place of the first state; the first input makes one of it, as each input does.",
)
init_and_its_output = of(
    {
        "states, outputs = [], []": "states, outputs = [h_init], [rnn_output(h_init, V)]",
        "range(x.shape[1])": "range(1, x.shape[1])",
    },
    "h_init stands in the place of the first state; the first input makes one of it, as each input does.",
)
states_before = of(
    f"{STEP}\n{KEPT}",
    f"{KEPT}\n{STEP}",
    "The states are one step late: h[:, t] should be the state after input t, not before it.",
)
output_of_state_before = of(
    f"{STEP}\n{KEPT}\n{OUTPUT}",
    f"{OUTPUT}\n{STEP}\n{KEPT}",
    "Each output is read off the state of the step before; it comes from the step's own state.",
)
read_backwards = of(
    {"range(x.shape[1])": "reversed(range(x.shape[1]))", "(states": "(states[::-1]", "(outputs": "(outputs[::-1]"},
    "The sequences are read backwards; time runs from 0 to T - 1.",
)
output_carried = of(
    OUTPUT, "h_t = rnn_output(h_t, V)\noutputs.append(h_t)", "The output is handed on in place of the hidden state."
)
softmax_over_time = of(
    {"rnn_output(h_t, V)": "np.exp(h_t @ V)", "(outputs, axis=1)": "(outputs, axis=1) / sum(outputs)[:, np.newaxis]"},
    "The probabilities are normalised over time, too. Each step has probabilities of its own.",
)
last_step_missing = of("x.shape[1]", "x.shape[1] - 1", "The last step is missing: the loop ends too early.")
forward_order_reversed = of(
    STACKED, "return np.stack(outputs, axis=1), np.stack(states, axis=1)", "y_hat is returned first; h belongs there."
)
only_outputs = of(
    "np.stack(states, axis=1), ", "", "Only the outputs are returned. The way back needs the hidden states as well."
)
same_array_kept = of(
    {"h_t = h_init": "h_t = h_init.copy()", "h_t = rnn_step": "h_t[:] = rnn_step"},
    "All entries of time hold the last state: the same array is filled again and again. Keep a new one each step.",
)
forward_in_place = of(
    {"h_t = rnn_step": "h_t[:] = rnn_step", KEPT: "states.append(h_t.copy())"},
    "The states are written into h_init itself; start from a copy, or make a new array each step.",
)
forward_without_tanh = of(
    "rnn_step(x[:, t], h_t, U, W)", "x[:, t] @ U + h_t @ W", "The tanh is missing from the hidden states."
)
forward_with_w_transposed = of("h_t, U, W)", "h_t, U, W.T)", "W is transposed; its rows belong to the state before.")
forward_without_memory = of("h_t, U", "0 * h_t, U", "No step looks at the state before, so nothing is remembered.")
forward_without_softmax = of("rnn_output(h_t, V)", "h_t @ V", "The softmax of the scores is missing from y_hat.")
forward_by_sigmoid = of(
    "rnn_output(h_t, V)", "1 / (1 + np.exp(-h_t @ V))", "The outputs are sigmoids; each step's classes share a softmax."
)
first_input_only = of("x[:, t]", "x[:, 0]", "Every step reads the first input; step t reads its own, x[:, t].")
outputs_time_first = of(
    "np.stack(outputs, axis=1)", "np.stack(outputs)", "y_hat has time as its first axis; it is the second one."
)
steps_joined = of(
    STACKED,
    "return np.concatenate(states, axis=1), np.concatenate(outputs, axis=1)",
    "The steps stand side by side in one long axis; time needs an axis of its own: (N, T, H) and (N, T, K).",
)

# --- cross_entropy -----------------------------------------------------------------------------------------------
of = changes("cross_entropy")
GUARDED = "np.maximum(y_hat, 1e-12)"
SURPRISE = f"y * np.log({GUARDED})"

minus_missing = of("-np", "np", "The minus is missing: logarithms of probabilities are negative, and a loss is not.")
entropy_is_sum = of(" / len(y)", "", "The sum is not divided by the number of sequences, N.")
averaged_over_time = of(
    "len(y)", "len(y) / y.shape[1]", "Over time the losses add up; only over the sequences they are averaged."
)
averaged_over_all = of(
    {"np.sum": "np.mean", " / len(y)": ""},
    "np.mean averages over every axis; add up over time and classes, average over the sequences only.",
)
averaged_over_time_only = of("len(y)", "y.shape[1]", "The sum is averaged over time instead of over the sequences.")
log_of_zero = of(
    GUARDED, "y_hat", "A probability of 0 gives log(0). Keep the probabilities from falling below a small number."
)
infinity_for_zero = of(
    SURPRISE, "np.log(np.sum(y * y_hat, axis=-1))", "A true class with probability 0 costs infinity; add a guard."
)
zeros_forgiven = of(
    GUARDED, "np.where(y_hat > 0, y_hat, 1)", "A true class with probability 0 counts nothing. It should cost most."
)
guard_too_large = of(
    "1e-12", "1e-3", "The small number is too large: improbable and impossible cost the same. It is at most 1e-7."
)
entropy_of_prediction = of(
    "y *", "y_hat *", "This is the entropy of y_hat itself; the true classes y weigh the logarithms."
)
logarithm_of_truth = of(
    SURPRISE, "y_hat * np.log(np.maximum(y, 1e-12))", "y and y_hat have changed places: the log is of y_hat."
)
binary_cross_entropy = of(
    SURPRISE,
    f"{SURPRISE} + (1 - y) * np.log(np.maximum(1 - y_hat, 1e-12))",
    "The classes that are not true count, too, as if each were a yes or no of its own. Leave the second part out.",
)
squared_errors = of(
    f"-np.sum({SURPRISE})", "np.sum((y - y_hat) ** 2)", "These are squared errors; the loss here is the cross-entropy."
)
logarithm_to_base_2 = of("np.log", "np.log2", "This is a logarithm to base 2; np.log is the natural one.")
loss_of_each_sequence = of(
    {f"{SURPRISE}) / len(y)": f"{SURPRISE}, axis=(1, 2))"}, "There is one loss for each sequence. Average them."
)
loss_of_each_step = of(
    SURPRISE, f"{SURPRISE}, axis=(0, 2)", "There is one loss for each step. Add them up, so that one number is left."
)
loss_of_last_step = of(
    {"y *": "y[:, -1] *", "y_hat,": "y_hat[:, -1],"}, "Only the last step's loss is counted; every step has one."
)
softmax_again = of(GUARDED, "softmax(y_hat)", "The softmax is taken once more; y_hat holds probabilities already.")
logarithm_to_base_10 = of("np.log", "np.log10", "This is a logarithm to base 10; np.log is the natural one.")
logarithm_of_product = of(
    SURPRISE,
    "np.log(np.maximum(y * y_hat, 1e-12))",
    "The logarithm is of y y_hat, where every class but the true one is 0; it is of y_hat, and y goes in outside.",
)
entropy_without_logarithm = of(f"np.log({GUARDED})", "y_hat", "The logarithm is missing.")
logarithm_of_rest = of(
    GUARDED, "np.maximum(1 - y_hat, 1e-12)", "The logarithm is of 1 - y_hat; it is of y_hat, at the true class."
)
averaged_over_classes = of(
    "/ len(y)", "/ (len(y) * y.shape[2])", "Over classes the terms add up; they are not averaged."
)
loss_of_first_sequence = of(
    {"y *": "y[0] *", "y_hat,": "y_hat[0],", " / len(y)": ""}, "Only the first sequence counts; average over all."
)
entropy_halved = of("-np.sum", "-0.5 * np.sum", "There is a one half, which belongs to squared errors; leave it out.")

# --- rnn_backward ------------------------------------------------------------------------------------------------
of = changes("rnn_backward")
ERROR = "ds = (y_hat - y) / len(x)"
SLOPE = "1 - h[:, t] ** 2"
BEFORE = "h_before[:, t].T"
FUTURE = " + from_the_future"

tanh_slope_missing = of(f" * ({SLOPE})", "", "The slope of the tanh, 1 - h^2, is missing.")
tanh_slope_of_h = of(
    SLOPE, "1 - np.tanh(h[:, t]) ** 2", "The tanh is taken again inside its slope: h has been through it already."
)
sigmoid_slope = of(
    f"({SLOPE})", "h[:, t] * (1 - h[:, t])", "The slope of the sigmoid stands where that of the tanh belongs."
)
slope_not_squared = of(SLOPE, "1 - h[:, t]", "The slope of the tanh is 1 - h^2; here h isn't squared.")
slope_of_state_before = of(
    SLOPE, "1 - h_before[:, t] ** 2", "The slope is taken at the step before; it comes from a step's own state."
)
slope_of_state_before_round_the_end = of(
    SLOPE, "1 - h[:, t - 1] ** 2", "The slope is taken at the step before; it comes from a step's own state."
)
path_through_time_missing = of(
    FUTURE, "", "Nothing arrives from the future: a state also matters as the memory of the next step, through W."
)
truncated = of(
    "da @",
    f"(ds[:, t] @ V.T * ({SLOPE})) @",
    "The gradient is cut off after one step back; follow it to the first step.",
)
FROM_HERE, FROM_LATER = "from_the_future = np.zeros_like(h_init)", "from_the_future = da @ W.T"
truncated_later = of(
    {
        FROM_HERE: f"carried = []\n{FROM_HERE}",
        FROM_LATER: f"""
        carried = [(part * ({SLOPE})) @ W.T for part in [ds[:, t] @ V.T, *carried]][:4]
        from_the_future = sum(carried)
        """,
    },
    "Each error is followed back for a few steps, and then cut off; follow it to the first step, however far that is.",
)
last_error_only = of(
    ERROR, f"{ERROR}\nds[:, :-1] = 0", "Only the last step's error is carried back; every step has an error of its own."
)
batch_not_averaged = of(
    " / len(x)", "", "The gradients are not divided by N, but the loss is averaged over the N sequences."
)
time_averaged = of("len(x)", "len(x) / x.shape[1]", "The gradients are divided by T, too; over time the loss is a sum.")
only_output_averaged = of(
    {ERROR: "ds = y_hat - y", ".T @ ds[:, t]": ".T @ ds[:, t] / len(x)"},
    "dU and dW are not divided by N, dV is. The 1/N enters once, at the outputs, and all three inherit it.",
)
averaged_each_step = of(
    "da @ W.T", "da @ W.T / len(x)", "1/N is multiplied in on every step back; it enters once, at the outputs."
)
w_from_own_state = of(BEFORE, "h[:, t].T", "dW is built on each step's own state; what W was fed is the state before.")
init_left_out = of("h_init[:,", "0 * h_init[:,", "h_init is left out of dW: at the first step it is the state before.")
wraps_around = of(
    BEFORE, "h[:, t - 1].T", "At the first step h[:, t - 1] is the last state. The state before the first is h_init."
)
w_from_init = of(BEFORE, "h_init.T", "dW is built on h_init at every step; only at the first it is the state before.")
back_without_transpose = of("W.T", "W", "On the way back W has to be transposed: forward h @ W, backward through W.T.")
dw_transposed = of(f"{BEFORE} @ da", "da.T @ h_before[:, t]", "dW is transposed: its rows belong to the state before.")
all_transposed = of(
    "return dU, dW, dV", "return dU.T, dW.T, dV.T", "All three are transposed; each has the shape of its weights."
)
backward_sign_flipped = of(
    "y_hat - y", "y - y_hat", "The sign is wrong: these gradients point downhill. The error is y_hat - y."
)
not_accumulated = of(
    "+=", "=", "The steps' gradients replace one another. Each step uses the same weights, so they add up: +=, not =."
)
U_not_accumulated = of(
    "dU +=", "dU =", "dU holds one step alone: each step uses the same U, so they add up: +=, not =."
)
W_not_accumulated = of(
    "dW +=", "dW =", "dW holds one step alone: each step uses the same W, so they add up: +=, not =."
)
V_not_accumulated = of(
    "dV +=", "dV =", "dV holds one step alone: each step uses the same V, so they add up: +=, not =."
)
returned_in_the_loop = of(
    "from_the_future = da @ W.T", "return dU, dW, dV", "The return stands inside the loop, which ends after one step."
)
future_piles_up = of(
    "= da", "+= da", "What arrives from the future piles up: a step's own gradient holds all later ones already."
)
loop_forward = of(
    "reversed(range(x.shape[1]))", "range(x.shape[1])", "The loop runs forward in time; start at the last step."
)
handed_back_without_slope = of(
    "da @ W.T", "dh @ W.T", "The gradient is handed back before the slope of the tanh is multiplied in."
)
slope_of_error_only = of(
    {FUTURE: "", f"dh * ({SLOPE})": f"dh * ({SLOPE}){FUTURE}"},
    "The slope of the tanh reaches the error alone; what arrives from the future goes through the tanh, too.",
)
slope_at_the_output = of(
    "- y)",
    "- y) * y_hat * (1 - y_hat)",
    "The error is multiplied by y_hat (1 - y_hat), a sigmoid's slope. Softmax and cross-entropy together need none.",
)
softmax_left_out = of(
    "(y_hat - y)", "-y / y_hat", "This is the gradient with respect to y_hat; the softmax before it is left out."
)
backward_order_reversed = of("return dU, dW, dV", "return dV, dW, dU", "The order is dU, dW, dV.")
backward_in_place = of(
    ERROR, "y_hat -= y\nds = y_hat / len(x)", "y_hat is changed in place. Make a new array: a - b, not a -= b."
)
v_from_state_before = of(
    "h[:, t].T", "h_before[:, t].T", "dV is built on the state before; the output is read off the step's own."
)
u_from_input_before = of("x[:, t].T", "x[:, t - 1].T", "dU is built on the input before; U was fed the step's own.")
v_from_sums = of("h[:, t].T @ ds", "np.arctanh(h[:, t]).T @ ds", "dV is built on the sum before the tanh; V was fed h.")
output_weights_averaged_twice = of(
    ".T @ ds[:, t]", ".T @ ds[:, t] / len(x)", "dV is divided by N twice; ds has the 1/N in it already."
)
gradients_clipped = of(
    "return dU, dW, dV",
    "return np.clip(dU, -5, 5), np.clip(dW, -5, 5), np.clip(dV, -5, 5)",
    "The entries are clipped at -5 and 5. Clipping comes afterwards and is a function of its own.",
)
truth_not_subtracted = of("(y_hat - y)", "y_hat", "The true classes are missing from the error: it is y_hat - y.")
first_step_left_out = of(
    "reversed(range(x.shape[1]))", "range(x.shape[1] - 1, 0, -1)", "The first step is left out: 0 is a step, too."
)
last_step_left_out = of(
    "reversed(range(x.shape[1]))", "reversed(range(x.shape[1] - 1))", "The last step is left out: it is T - 1."
)

# --- hidden_gradient_norms ---------------------------------------------------------------------------------------
of = changes("hidden_gradient_norms")
SLOPED = f"dh * ({SLOPE})"
NORM = "np.sqrt(np.sum(dh**2))"
NOTED = f"norms[t] = {NORM}"
BACK = f"dh = ({SLOPED}) @ W.T"

norms_without_slope = of(SLOPED, "dh", "The slope of the tanh, 1 - h^2, is missing.")
norms_slope_of_h = of(
    "h[:, t]", "np.tanh(h[:, t])", "The tanh is taken again inside its slope: h has been through it already."
)
norms_slope_of_state_before = of(
    "h[:, t]", "h[:, t - 1]", "The slope is taken at the step that the gradient goes to, not at the one it comes from."
)
norms_without_transpose = of("W.T", "W", "On the way back W has to be transposed: forward h @ W, backward through W.T.")
norms_without_w = of(" @ W.T", "", "The gradient doesn't pass through W on its way back.")
norms_reversed = of(
    "return norms", "return norms[::-1]", "The norms are in the order of the way back; entry t belongs to step t."
)
norms_squared = of(NORM, "np.sum(dh**2)", "These are squares of norms; take the root.")
norms_largest_entry = of(
    NORM, "np.abs(dh).max()", "The largest entry was taken; the L2 norm is the root of the sum of squares."
)
norms_absolute = of(
    NORM, "np.abs(dh).sum()", "The absolute values are added up; the L2 norm is the root of the sum of squares."
)
norms_root_mean_square = of("np.sum", "np.mean", "The squares are averaged; the L2 norm adds them up.")
norms_of_each_sequence = of(
    {"np.zeros(h.shape[1])": "np.zeros((h.shape[1], len(h)))", "dh**2": "dh**2, axis=1"},
    "There is one norm for each sequence; take one over the whole batch.",
)
norms_averaged = of(
    NORM, "np.mean(np.sqrt(np.sum(dh**2, axis=1)))", "The sequences' norms are averaged; take one over the whole batch."
)
norms_spectral = of(
    NORM, "np.linalg.norm(dh, 2)", "For a matrix, ord=2 is the spectral norm. Without ord it is that of all entries."
)
norms_before_tanh = of(
    f"{NOTED}\n{BACK}",
    f"dh = {SLOPED}\n{NOTED}\ndh = dh @ W.T",
    "These are the norms of dL/da, before the tanh; those of dL/dh were asked.",
)
norms_one_late = of(
    f"{NOTED}\n{BACK}", f"{BACK}\n{NOTED}", "The norms are one step late: the last one is that of dh_last itself."
)
norms_relative = of(
    "return norms", "return norms / norms[-1]", "The norms are divided by the last one; they were asked as they are."
)
loss_at_every_step = of(
    BACK, BACK.replace("= ", "= dh_last + "), "dh_last enters at every step; the loss reads the last state alone."
)
norms_in_place = of(
    BACK, f"dh *= {SLOPE}\ndh = dh @ W.T", "dh_last is changed in place. Make a new array: a = a * b, not a *= b."
)
norms_sigmoid_slope = of(
    f"({SLOPE})", "h[:, t] * (1 - h[:, t])", "The slope of the sigmoid stands where that of the tanh belongs."
)
norms_slope_not_squared = of(SLOPE, "1 - h[:, t]", "The slope of the tanh is 1 - h^2; here h isn't squared.")
norms_slope_after_w = of(BACK, f"dh = (dh @ W.T) * ({SLOPE})", "The slope comes after W; back, the tanh is met first.")
norms_loop_forward = of("reversed(range(h.shape[1]))", "range(h.shape[1])", "The loop runs forward; start at the end.")
norms_over_batch = of(NORM, f"{NORM} / len(h)", "The norms are divided by N; the norm of all entries was asked.")
norms_before_last = of(
    "reversed(range(h.shape[1]))",
    "reversed(range(h.shape[1] - 1))",
    "The last step is left out, and the others are one late.",
)

# --- clip_gradients ----------------------------------------------------------------------------------------------
of = changes("clip_gradients")
SQUARES = "np.sum(grad**2)"
OVER_ALL = "for grad in grads"
JOINT = f"np.sqrt(sum({SQUARES} {OVER_ALL}))"
SHORT = " if norm > max_norm else 1.0"
CLIPPED = "return [scale * grad for grad in grads]"

clipped_one_by_one = of(
    "scale * grad",
    "min(1, max_norm / np.linalg.norm(grad)) * grad",
    "Every array is clipped by its own norm; one norm over all of them decides, and one factor scales them.",
)
entries_clipped = of(
    "scale * grad", "np.clip(grad, -max_norm, max_norm)", "Entries are cut one by one. Scale all by one factor."
)
always_scaled = of(
    "norm > max_norm", "norm > 0", "Short gradients are stretched to max_norm; those should stay as they are."
)
scaled_without_asking = of(
    SHORT, "", "Everything is scaled, even what is short enough, and zeros are divided by their norm, 0."
)
comparison_reversed = of(
    "norm > max_norm", "norm < max_norm", "The comparison is the wrong way round: scale long gradients."
)
norm_without_root = of("np.sqrt", "", "The root is missing from the norm.")
norms_added = of(
    JOINT, f"sum(np.sqrt({SQUARES}) {OVER_ALL})", "Norms are added up. Add up all squares, then take one root."
)
largest_norm = of(
    JOINT, f"max(np.sqrt({SQUARES}) {OVER_ALL})", "The largest norm decides; the joint norm takes all arrays together."
)
norm_of_absolutes = of(
    JOINT, f"sum(np.sum(np.abs(grad)) {OVER_ALL})", "Absolute values are added up (the L1 norm); L2 takes squares."
)
norm_of_means = of("np.sum", "np.mean", "The squares are averaged; the L2 norm adds them up.")
down_to_one = of(
    "max_norm / norm", "1 / norm", "Long gradients are brought down to length 1; max_norm is missing from the factor."
)
divided_by_bound = of(
    "max_norm / norm", "1 / max_norm", "Long gradients are divided by max_norm. Divide by their norm, then multiply."
)
factor_upside_down = of(
    "max_norm / norm", "norm / max_norm", "The factor is upside down: it should be max_norm over the norm."
)
norm_spectral = of(
    SQUARES, "np.linalg.norm(grad, 2) ** 2", "For a matrix, ord=2 is the spectral norm. Square all entries and add up."
)
joined = of(
    CLIPPED,
    "return np.concatenate([scale * grad.ravel() for grad in grads])",
    "All arrays come back as one long vector; give back a list of arrays, shaped as they were.",
)
clipped_in_place = of(
    CLIPPED,
    "for grad in grads:\n    grad *= scale\nreturn grads",
    "The arrays are scaled in place. Make new ones: a * b, not a *= b.",
)
list_changed = of(
    CLIPPED,
    "for i in range(len(grads)):\n    grads[i] = scale * grads[i]\nreturn grads",
    "New arrays are put into the list that was passed in; make a new list.",
)
norm_of_a_list = of(
    JOINT,
    "np.linalg.norm(grads)",
    "np.linalg.norm takes one array; these are several. Add up the squares of all of them.",
)
first_norm_decides = of(JOINT, "np.sqrt(np.sum(grads[0] ** 2))", "The first array's norm decides; take all together.")
last_norm_decides = of(JOINT, "np.sqrt(np.sum(grads[-1] ** 2))", "The last array's norm decides; take all together.")
norm_of_largest_entry = of(
    JOINT, f"max(np.abs(grad).max() {OVER_ALL})", "The largest entry decides; the L2 norm takes all squares."
)
norm_of_sums = of(SQUARES, "np.sum(grad) ** 2", "Sums are squared. Square each entry first, then add up.")
multiplied_by_bound = of(
    "max_norm / norm", "max_norm", "Long gradients are multiplied by max_norm; divide them by their norm, too."
)
long_ones_dropped = of("max_norm / norm", "0.0", "Long gradients become zero; they are made shorter, not left out.")

# --- generate ----------------------------------------------------------------------------------------------------
of = changes("generate")
CHOICE = "int(np.argmax(rnn_output(h_t, V)))"

start_included = of(
    {"classes = []": "classes = [start]", "range(length)": "range(length - 1)"},
    "start is in the list; the list begins with the first class that the network itself finds.",
)
start_in_front = of("classes = []", "classes = [start]", "start is in the list, which has one class too many.")
answer_not_fed_back = of("[current]", "[start]", "start goes in at every step; feed each answer back in as the next.")
memory_not_carried = of("h_t, U", "h_init, U", "Every step starts from h_init; hand the hidden state on.")
memory_from_zeros = of("= h_init", "= np.zeros_like(h_init)", "The first step starts from zeros; start from h_init.")
probabilities_fed_back = of(
    {
        "for _": "x_t = one_hot(np.array([start]), U.shape[0])\nfor _",
        "x_t = one_hot(np.array([current]), U.shape[0])\nh_t": "h_t",
        f"current = {CHOICE}": "x_t = rnn_output(h_t, V)\ncurrent = int(np.argmax(x_t))",
    },
    "The probabilities are fed back in; the next input is the likeliest class, one-hot.",
)
least_likely = of("argmax", "argmin", "The least likely class was taken.")
largest_of_hidden = of(
    "rnn_output(h_t, V)", "h_t", "The largest entry of the hidden state was taken; the classes are in the output."
)
one_class_short = of("range(length)", "range(length - 1)", "One class is missing.")
one_class_more = of("range(length)", "range(length + 1)", "One class too many was generated.")
only_last_class = of(
    "return classes", "return current", "Only the last class is returned; keep a list with one for each step."
)
arrays_of_one = of(
    {"np.array([current])": "current", CHOICE: "np.argmax(rnn_output(h_t, V), axis=1)"},
    "Each item is an array with one class in it; an item is one integer.",
)
probabilities_listed = of(
    "append(current)", "append(np.max(rnn_output(h_t, V)))", "A probability is in the list; the class was asked."
)
floats_listed = of("append(current)", "append(float(current))", "The classes are floats; integers were asked.")
generate_in_place = of(
    "h_t = rnn_step", "h_t[:] = rnn_step", "The states are written into h_init itself; make a new array each step."
)
classes_from_one = of("append(current)", "append(current + 1)", "The classes are counted from 1; they count from 0.")
input_not_read = of("rnn_step(x_t,", "rnn_step(0 * x_t,", "What was chosen is not read: every input is zero.")
generate_without_tanh = of("rnn_step(x_t, h_t, U, W)", "x_t @ U + h_t @ W", "The tanh is missing from the states.")
