"""What students of unit 5 get wrong, and the sentence that helps each of them."""

from deltarule import changes

NO_STATE = "The previous hidden state plays no part; this layer looks at it as well as at the input."
NO_INPUT = "The input plays no part; this layer looks at it as well as at the previous hidden state."
NOT_ACTIVATED = "There is no activation, so the gate isn't between 0 and 1."
SOFTMAX = "\nreturn np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)"
IN_PLACE_C = "c_prev itself is overwritten: *= and += work in place. Build a new array."
ORDER = "The two states come in the wrong order: the hidden one is the first."
ENTRYWISE = "The products are taken entry by entry; weights need the matrix product, @ or np.dot."
BIAS_SUBTRACTED = "The bias is subtracted; in the weighted sum it is added."
ONE_BIAS = "All biases are added to every entry; each entry has a bias of its own."
UNWEIGHTED = "The previous hidden state is added as it is; its weights come first."
MULTIPLIED = "The two parts are multiplied; they are added."
BIAS_TWICE = "The bias is added twice; once is enough for both products."
EXCHANGED = "The input meets the weights of the state, and the state those of the input; U is for the input."
BRACKET_SQUARED = "The whole bracket is squared; the tanh's slope is 1 minus a square."
ONE_PART_ALONE = "The activation is around one part alone; it goes around the whole sum."
BY_BOTH = "The weighted sum goes through a tanh before the sigmoid; the gate has the sigmoid alone."

# --- forget_gate -------------------------------------------------------------------------------------------------
of = changes("forget_gate")

forget_bias_missing = of(" + bf", "", "The bias bf is missing.")
forget_without_state = of(" + h_prev @ Wf", "", NO_STATE)
forget_without_input = of("x_t @ Uf + ", "", NO_INPUT)
forget_by_tanh = of("sigmoid", "np.tanh", "This is a tanh. A gate is a share between 0 and 1.")
forget_not_activated = of("sigmoid", "", NOT_ACTIVATED)
forget_is_share_lost = of("sigmoid", "1 - sigmoid", "In spite of its name this gate says how much is kept, not lost.")
forget_transposed = of("Wf +", "Wf.T +", "Wf is transposed; its rows belong to the entries of h_prev, as they are.")
forget_entrywise = of("@", "*", ENTRYWISE)
forget_bias_outside = of(" + bf)", ") + bf", "The bias is added outside the sigmoid; it belongs to the weighted sum.")
forget_bias_subtracted = of("+ bf", "- bf", BIAS_SUBTRACTED)
forget_bias_one_number = of("+ bf", "+ bf.sum()", ONE_BIAS)
forget_state_unweighted = of("h_prev @ Wf", "h_prev", UNWEIGHTED)
forget_parts_multiplied = of("x_t @ Uf + h_prev @ Wf", "(x_t @ Uf) * (h_prev @ Wf)", MULTIPLIED)
forget_by_two_sigmoids = of(
    " + h_prev @ Wf + bf)", ") + sigmoid(h_prev @ Wf) + bf", "Each part has a sigmoid of its own; add up first."
)
forget_by_relu = of("sigmoid(", "np.maximum(0, ", "This is a ReLU. A gate is a share between 0 and 1: a sigmoid.")
forget_by_both = of({"sigmoid(": "sigmoid(np.tanh(", "+ bf)": "+ bf))"}, BY_BOTH)
forget_by_two_sigmoids_in_a_row = of({"sigmoid(": "sigmoid(sigmoid(", "+ bf)": "+ bf))"}, "The sigmoid is taken twice.")
forget_by_softmax = of(
    {"return sigmoid": "z = ", "+ bf)": "+ bf)" + SOFTMAX}, "This is a softmax. Each entry has a gate of its own."
)
forget_bias_twice = of("+ bf", "+ 2 * bf", BIAS_TWICE)
forget_weights_exchanged = of({"x_t @": "h_prev @", "h_prev @": "x_t @"}, EXCHANGED)

forget_of_state_alone = of("sigmoid(x_t @ Uf + ", "x_t @ Uf + sigmoid(", ONE_PART_ALONE)

# --- input_gate --------------------------------------------------------------------------------------------------
of = changes("input_gate")

input_bias_missing = of(" + bi", "", "The bias bi is missing.")
input_without_state = of(" + h_prev @ Wi", "", NO_STATE)
input_without_input = of("x_t @ Ui + ", "", NO_INPUT)
input_by_tanh = of("sigmoid", "np.tanh", "This is a tanh. What comes through a gate is a share between 0 and 1.")
input_not_activated = of("sigmoid", "", NOT_ACTIVATED)
input_by_two_sigmoids = of(
    " + h_prev @ Wi + bi)", ") + sigmoid(h_prev @ Wi) + bi", "Each part has a sigmoid of its own; add up first."
)
input_transposed = of("Wi +", "Wi.T +", "Wi is transposed; its rows belong to the entries of h_prev, as they are.")
input_entrywise = of("@", "*", ENTRYWISE)
input_bias_outside = of(" + bi)", ") + bi", "The bias is added outside the sigmoid; it belongs to the weighted sum.")
input_by_softmax = of(
    {"return sigmoid": "z = ", "+ bi)": "+ bi)" + SOFTMAX},
    "This is a softmax: the entries share out 1 among them. Each entry has a gate of its own.",
)
input_turned_round = of("sigmoid", "1 - sigmoid", "The gate is turned round: 1 means that all comes in.")
input_bias_subtracted = of("+ bi", "- bi", BIAS_SUBTRACTED)
input_bias_one_number = of("+ bi", "+ bi.sum()", ONE_BIAS)
input_state_unweighted = of("h_prev @ Wi", "h_prev", UNWEIGHTED)
input_parts_multiplied = of("x_t @ Ui + h_prev @ Wi", "(x_t @ Ui) * (h_prev @ Wi)", MULTIPLIED)
input_by_relu = of("sigmoid(", "np.maximum(0, ", "This is a ReLU. A gate is a share between 0 and 1: a sigmoid.")
input_by_both = of({"sigmoid(": "sigmoid(np.tanh(", "+ bi)": "+ bi))"}, BY_BOTH)
input_by_two_sigmoids_in_a_row = of({"sigmoid(": "sigmoid(sigmoid(", "+ bi)": "+ bi))"}, "The sigmoid is taken twice.")
input_bias_twice = of("+ bi", "+ 2 * bi", BIAS_TWICE)
input_weights_exchanged = of({"x_t @": "h_prev @", "h_prev @": "x_t @"}, EXCHANGED)

input_of_state_alone = of("sigmoid(x_t @ Ui + ", "x_t @ Ui + sigmoid(", ONE_PART_ALONE)

# --- candidate_state ---------------------------------------------------------------------------------------------
of = changes("candidate_state")

candidate_by_sigmoid = of("np.tanh", "sigmoid", "This is a sigmoid. The candidate is no gate: it may be negative.")
candidate_bias_missing = of(" + bg", "", "The bias bg is missing.")
candidate_without_state = of(" + h_prev @ Wg", "", NO_STATE)
candidate_without_input = of("x_t @ Ug + ", "", NO_INPUT)
candidate_not_activated = of("np.tanh", "", "There is no activation: the candidate can be of any size.")
candidate_bias_outside = of(" + bg)", ") + bg", "The bias is added outside the tanh; it belongs to the weighted sum.")
candidate_transposed = of("Wg +", "Wg.T +", "Wg is transposed; its rows belong to the entries of h_prev, as they are.")
candidate_entrywise = of("@", "*", ENTRYWISE)
candidate_by_relu = of("np.tanh(", "np.maximum(0, ", "This is a ReLU; the candidate's activation is the tanh.")
candidate_bias_subtracted = of("+ bg", "- bg", BIAS_SUBTRACTED)
candidate_bias_one_number = of("+ bg", "+ bg.sum()", ONE_BIAS)
candidate_state_unweighted = of("h_prev @ Wg", "h_prev", UNWEIGHTED)
candidate_parts_multiplied = of("x_t @ Ug + h_prev @ Wg", "(x_t @ Ug) * (h_prev @ Wg)", MULTIPLIED)
candidate_by_two_tanhs = of(
    " + h_prev @ Wg + bg)", ") + np.tanh(h_prev @ Wg) + bg", "Each part has a tanh of its own; add up first."
)
candidate_by_both = of(
    {"np.tanh(": "np.tanh(sigmoid(", "+ bg)": "+ bg))"}, "A sigmoid comes before the tanh; it has no place here."
)
candidate_by_two_tanhs_in_a_row = of({"np.tanh(": "np.tanh(np.tanh(", "+ bg)": "+ bg))"}, "The tanh is taken twice.")
candidate_bias_twice = of("+ bg", "+ 2 * bg", BIAS_TWICE)
candidate_weights_exchanged = of({"x_t @": "h_prev @", "h_prev @": "x_t @"}, EXCHANGED)

candidate_of_state_alone = of("np.tanh(x_t @ Ug + ", "x_t @ Ug + np.tanh(", ONE_PART_ALONE)
candidate_biased_outside_of_state_alone = of(
    "np.tanh(x_t @ Ug + h_prev @ Wg + bg)", "x_t @ Ug + np.tanh(h_prev @ Wg) + bg", ONE_PART_ALONE
)

# --- output_gate -------------------------------------------------------------------------------------------------
of = changes("output_gate")

output_bias_missing = of(" + bo", "", "The bias bo is missing.")
output_without_state = of(" + h_prev @ Wo", "", NO_STATE)
output_without_input = of("x_t @ Uo + ", "", NO_INPUT)
output_by_tanh = of("sigmoid", "np.tanh", "This is a tanh. That is the cell state's; the gate is a sigmoid.")
output_by_both = of({"sigmoid(": "sigmoid(np.tanh(", "+ bo)": "+ bo))"}, BY_BOTH)
output_by_softmax = of(
    {"return sigmoid": "z = ", "+ bo)": "+ bo)" + SOFTMAX},
    "This is a softmax. The gate is no prediction: each entry is a share of its own.",
)
output_not_activated = of("sigmoid", "", NOT_ACTIVATED)
output_transposed = of("Wo +", "Wo.T +", "Wo is transposed; its rows belong to the entries of h_prev, as they are.")
output_entrywise = of("@", "*", ENTRYWISE)
output_bias_outside = of(" + bo)", ") + bo", "The bias is added outside the sigmoid; it belongs to the weighted sum.")
output_bias_subtracted = of("+ bo", "- bo", BIAS_SUBTRACTED)
output_bias_one_number = of("+ bo", "+ bo.sum()", ONE_BIAS)
output_state_unweighted = of("h_prev @ Wo", "h_prev", UNWEIGHTED)
output_parts_multiplied = of("x_t @ Uo + h_prev @ Wo", "(x_t @ Uo) * (h_prev @ Wo)", MULTIPLIED)
output_by_two_sigmoids = of(
    " + h_prev @ Wo + bo)", ") + sigmoid(h_prev @ Wo) + bo", "Each part has a sigmoid of its own; add up first."
)
output_by_relu = of("sigmoid(", "np.maximum(0, ", "This is a ReLU. A gate is a share between 0 and 1: a sigmoid.")
output_by_two_sigmoids_in_a_row = of({"sigmoid(": "sigmoid(sigmoid(", "+ bo)": "+ bo))"}, "The sigmoid is taken twice.")
output_turned_round = of("sigmoid", "1 - sigmoid", "The gate is turned round: 1 means that all is shown.")
output_bias_twice = of("+ bo", "+ 2 * bo", BIAS_TWICE)
output_weights_exchanged = of({"x_t @": "h_prev @", "h_prev @": "x_t @"}, EXCHANGED)

output_of_state_alone = of("sigmoid(x_t @ Uo + ", "x_t @ Uo + sigmoid(", ONE_PART_ALONE)

# --- cell_state --------------------------------------------------------------------------------------------------
of = changes("cell_state")

gates_exchanged = of(
    {"f_t * c": "i_t * c", "i_t * g": "f_t * g"},
    "The two gates have changed places: f_t is for the old memory, i_t for the candidate.",
)
input_gate_unused = of("i_t * ", "", "The input gate is not used: the whole candidate comes in.")
forget_gate_unused = of("f_t * ", "", "The forget gate is not used: the old memory stays whole.")
everything_forgotten = of(
    "c_prev + i_t * g_t", "(c_prev + i_t * g_t)", "The forget gate closes on the new as well; it is for the old memory."
)
old_memory_lost = of(" * c_prev", "", "The old memory is lost: f_t has to be multiplied by c_prev.")
share_lost = of("f_t * c", "(1 - f_t) * c", "The old memory is multiplied by 1 - f_t; f_t is the share that stays.")
gates_coupled = of(
    "i_t * g_t", "(1 - f_t) * g_t", "The candidate is let in by 1 - f_t, as in another kind of cell; here by i_t."
)
memory_squeezed = of(
    {"return f_t": "return np.tanh(f_t", "* g_t": "* g_t)"},
    "A tanh squeezes the memory at every step; the way along the cell state has no activation.",
)
candidate_squeezed_twice = of("i_t * g_t", "i_t * np.tanh(g_t)", "The candidate has been through a tanh already.")
memory_by_matrix_products = of("*", "@", "These are matrix products; each entry has gates of its own.")
memory_overwritten = of(
    {"return f_t * c_prev +": "c_prev *= f_t\nc_prev +=", " * g_t": " * g_t\nreturn c_prev"}, IN_PLACE_C
)
gates_unused = of("f_t * c_prev + i_t * g_t", "c_prev + g_t", "Neither gate is used: each multiplies what it lets in.")
only_new_memory = of("f_t * c_prev + ", "", "The old memory is left out: what the forget gate lets through is added.")
only_old_memory = of(" + i_t * g_t", "", "Nothing new comes in: add what the input gate lets through of the candidate.")
candidate_lost = of(" * g_t", "", "The candidate is lost: i_t has to be multiplied by g_t.")
candidate_subtracted = of("+ i_t", "- i_t", "The new is subtracted; it is added to what is kept.")
gates_coupled_by_input = of("f_t * c", "(1 - i_t) * c", "The old is kept by 1 - i_t, as in another kind of cell.")
gates_as_summands = of(
    {"f_t * c": "f_t + c", "i_t * g": "i_t + g"}, "The gates are added. A gate is a share, so it multiplies."
)
parts_multiplied = of("c_prev + i", "c_prev * i", "Old and new are multiplied; they are added.")
gates_squeezed_again = of(
    {"f_t *": "sigmoid(f_t) *", "i_t *": "sigmoid(i_t) *"},
    "The gates go through a sigmoid again; they are shares already.",
)

# --- hidden_state ------------------------------------------------------------------------------------------------
of = changes("hidden_state")

tanh_missing = of("np.tanh(c_t)", "c_t", "The tanh of the cell state is missing.")
output_gate_unused = of("o_t * ", "", "The output gate is not used: all of the cell state is shown.")
gate_inside = of(
    "o_t * np.tanh(", "np.tanh(o_t * ", "The gate is inside the tanh; squeeze the cell state first, then gate it."
)
tanh_of_the_gate = of("o_t * np.tanh(c_t)", "np.tanh(o_t) * c_t", "The tanh belongs to the cell state, not the gate.")
sigmoid_of_the_cell = of(
    "np.tanh", "sigmoid", "The cell state goes through a sigmoid; what is shown may be negative, so it is the tanh."
)
gate_added = of("o_t *", "o_t +", "The gate is added. A gate is a share, so it multiplies.")
shown_by_matrix_product = of("*", "@", "This is a matrix product; each entry has a gate of its own.")
cell_overwritten = of("np.tanh(c_t)", "np.tanh(c_t, out=c_t)", "c_t itself is overwritten; build a new array.")
cell_state_shown = of("o_t * np.tanh(c_t)", "c_t", "This is the cell state itself: squeeze it first, then gate it.")
shown_tanh_twice = of("np.tanh(c_t)", "np.tanh(np.tanh(c_t))", "The tanh is taken twice.")
gate_squeezed_again = of("o_t *", "sigmoid(o_t) *", "The gate goes through a sigmoid again; it is a share already.")
gate_turned_round = of("o_t *", "(1 - o_t) *", "The gate is turned round: 1 means that all is shown.")
shown_by_relu = of("np.tanh(c_t)", "np.maximum(c_t, 0)", "This is a ReLU; the cell state is shown through the tanh.")
gate_by_tanh = of("o_t *", "np.tanh(o_t) *", "The gate goes through a tanh, too; it is a share already.")
shown_slope = of("np.tanh(c_t)", "(1 - np.tanh(c_t) ** 2)", "This is the slope of the tanh; the tanh itself is shown.")

# --- lstm_step ---------------------------------------------------------------------------------------------------
of = changes("lstm_step")
RETURNED = "return h_t, c_t, gates"
NEW_CELL = 'c_t = cell_state(c_prev, gates["f"], gates["i"], gates["g"])'

states_swapped = of(RETURNED, "return c_t, h_t, gates", ORDER)
gates_not_returned = of(RETURNED, "return h_t, c_t", "The gates are not returned; the way back needs them.")
gates_in_a_tuple = of(
    RETURNED,
    "return h_t, c_t, tuple(gates.values())",
    "The gates come one after the other; they should be a dict, each under its name.",
)
i_and_g_exchanged = of(
    RETURNED,
    'return h_t, c_t, {**gates, "i": gates["g"], "g": gates["i"]}',
    "In the dict i and g are in each other's place: g is the candidate.",
)
candidate_left_out = of(
    RETURNED, "return h_t, c_t, {k: gates[k] for k in 'fio'}", "The candidate is missing from the dict of gates."
)
old_cell_shown = of("hidden_state(c_t", "hidden_state(c_prev", "The old cell state is shown; show the new one.")
layers_look_at_cell = of(
    "x_t, h_prev, params", "x_t, c_prev, params", "The layers look at c_prev; it should be h_prev."
)
cell_from_hidden = of(
    "cell_state(c_prev", "cell_state(h_prev", "The forget gate thins out h_prev; it should be c_prev."
)
weights_f_and_i_exchanged = of(
    {'"f": forget': '"i": forget', '"i": input': '"f": input'},
    "f and i have each other's name, or each other's weights.",
)
arguments_f_and_i_exchanged = of(
    'gates["f"], gates["i"]', 'gates["i"], gates["f"]', "f and i are in each other's place in the call of cell_state."
)
weights_i_and_o_exchanged = of(
    {'"i": input': '"o": input', '"o": output': '"i": output'},
    "i and o have each other's name, or each other's weights.",
)
candidate_as_gate = of("candidate_state(", "input_gate(", "The candidate goes through a sigmoid, like a gate.")
output_gate_looks_at_new = of(
    "h_t =",
    'gates["o"] = output_gate(x_t, c_t, params["Uo"], params["Wo"], params["bo"])\nh_t =',
    "The output gate looks at a state of this step; all four layers look at h_prev.",
)
step_overwrites_cell = of(NEW_CELL, 'c_prev *= gates["f"]\nc_prev += gates["i"] * gates["g"]\nc_t = c_prev', IN_PLACE_C)
SHOWN = 'hidden_state(c_t, gates["o"])'

step_tanh_missing = of(SHOWN, 'gates["o"] * c_t', "The tanh of the cell state is missing from h_t.")
step_shown_through_itself = of(
    SHOWN, 'hidden_state(gates["o"], c_t)', "c_t and o are in each other's place in the call of hidden_state."
)
step_output_gate_unused = of(SHOWN, "np.tanh(c_t)", "The output gate is not used: all of the cell state is shown.")
step_gate_inside = of(
    SHOWN, 'np.tanh(gates["o"] * c_t)', "The output gate is inside the tanh: first squeeze, then gate."
)
step_forget_gate_unused = of(NEW_CELL, 'c_t = c_prev + gates["i"] * gates["g"]', "The forget gate is not used for c_t.")
step_input_gate_unused = of(NEW_CELL, 'c_t = gates["f"] * c_prev + gates["g"]', "The input gate is not used for c_t.")
step_share_lost = of(
    NEW_CELL,
    'c_t = (1 - gates["f"]) * c_prev + gates["i"] * gates["g"]',
    "The old memory is multiplied by 1 - f; f is the share that stays.",
)
step_old_memory_left_out = of(NEW_CELL, 'c_t = gates["i"] * gates["g"]', "The old memory is left out of the new one.")
step_memory_squeezed = of(
    NEW_CELL,
    NEW_CELL.replace("= ", "= np.tanh(", 1) + ")",
    "A tanh squeezes c_t itself; on the cell's way there is none.",
)
step_biases_missing = of(
    {f'params["b{k}"]': f'0 * params["b{k}"]' for k in "figo"}, "The biases of all four layers are missing."
)
step_states_unseen = of("x_t, h_prev, params", "x_t, 0 * h_prev, params", "No layer looks at h_prev; all four do.")
step_inputs_unseen = of("x_t, h_prev, params", "0 * x_t, h_prev, params", "No layer looks at the input; all four do.")
weights_f_and_o_exchanged = of(
    {'"f": forget': '"o": forget', '"o": output': '"f": output'}, "f and o have each other's name or weights."
)
forget_gate_of_input_weights = of(
    'params["Uf"], params["Wf"], params["bf"]',
    'params["Ui"], params["Wi"], params["bi"]',
    "The forget gate is made with the input gate's weights.",
)
input_gate_of_forget_weights = of(
    'params["Ui"], params["Wi"], params["bi"]',
    'params["Uf"], params["Wf"], params["bf"]',
    "The input gate is made with the forget gate's weights.",
)
candidate_of_input_weights = of(
    'params["Ug"], params["Wg"], params["bg"]',
    'params["Ui"], params["Wi"], params["bi"]',
    "The candidate is made with the input gate's weights.",
)
output_gate_of_forget_weights = of(
    'params["Uo"], params["Wo"], params["bo"]',
    'params["Uf"], params["Wf"], params["bf"]',
    "The output gate is made with the forget gate's weights.",
)
weights_g_and_o_exchanged = of(
    {f'params["{part}{k}"]': f'params["{part}{other}"]' for part in "UWb" for k, other in ("go", "og")},
    "The candidate and the output gate are made with each other's weights.",
)
step_hidden_only = of(RETURNED, "return h_t", "Only h_t is returned; the next step needs c_t, the way back the gates.")
step_memory_returned_squeezed = of(
    RETURNED, "return h_t, np.tanh(c_t), gates", "c_t is returned squeezed; the tanh is for what is shown, h_t."
)
candidate_of_forget_weights = of(
    'params["Ug"], params["Wg"], params["bg"]',
    'params["Uf"], params["Wf"], params["bf"]',
    "The candidate is made with the forget gate's weights.",
)
all_of_forget_weights = of(
    {f'params["{part}{k}"]': f'params["{part}f"]' for part in "UWb" for k in "igo"},
    "All four layers are made with the forget gate's weights; each has its own.",
)

step_memory_given_last = of(
    NEW_CELL,
    'c_t = cell_state(gates["f"], gates["i"], gates["g"], c_prev)',
    "cell_state is called with c_prev as the last argument; it is the first.",
)

# --- lstm_forward ------------------------------------------------------------------------------------------------
of = changes("lstm_forward")
GIVEN = "x[:, t], h_t, c_t"
FIRST = "h_t, c_t = h_init, c_init"
STACKED = "{name: np.stack(gate, axis=1) for name, gate in gates.items()}"
ALL_STACKED = f"np.stack(h, axis=1), np.stack(c, axis=1), {STACKED}"

nothing_carried = of(GIVEN, "x[:, t], h_init, c_init", "No state is carried on: each step starts from the first ones.")
hidden_not_carried = of(GIVEN, "x[:, t], h_init, c_t", "The hidden state is not carried on: each step is given h_init.")
cell_not_carried = of(GIVEN, "x[:, t], h_t, c_init", "The cell state is not carried on: every step is given c_init.")
states_change_places = of(GIVEN, "x[:, t], c_t, h_t", "lstm_step is given the two states in each other's place.")
results_unpacked_swapped = of(
    "h_t, c_t, gates_t", "c_t, h_t, gates_t", "What lstm_step returns is taken in the wrong order."
)
starts_at_zero = of(FIRST, "h_t, c_t = 0 * h_init, 0 * c_init", "Both states start at zero, not at h_init and c_init.")
hidden_starts_at_zero = of(FIRST, "h_t, c_t = 0 * h_init, c_init", "The hidden state starts at zero, not at h_init.")
cell_starts_at_zero = of(FIRST, "h_t, c_t = h_init, 0 * c_init", "The cell state starts at zero, not at c_init.")
first_states_exchanged = of(FIRST, "h_t, c_t = c_init, h_init", "h_init and c_init are in each other's place.")
time_first = of("axis=1", "axis=0", "The first axis of the results is time; it should be the sequences, then time.")
backwards_in_time = of(
    "range(x.shape[1])", "reversed(range(x.shape[1]))", "The sequence is run from its end to its beginning."
)
last_step_only = of(
    ALL_STACKED, "h_t, c_t, gates_t", "Only the last step's states and gates are returned; keep those of every step."
)
first_states_returned = of(
    "[], [],", "[h_init], [c_init],", "The first states are returned, too; start with those after the first step."
)
gates_of_last_step = of(STACKED, "gates_t", "The gates are those of the last step alone; stack those of every step.")
gates_as_list = of(
    {
        'gates = [], [], {"f": [], "i": [], "g": [], "o": []}': "gates = [], [], []",
        "for name, gate in gates.items():\n    gate.append(gates_t[name])": "gates.append(gates_t)",
        STACKED: "gates",
    },
    "The gates are a list of dicts, one a step; make it one dict of arrays (N, T, H).",
)
sequences_swapped = of({"h.append(h_t)": "h.append(c_t)", "c.append(c_t)": "c.append(h_t)"}, ORDER)
last_step_missing = of("range(x.shape[1])", "range(x.shape[1] - 1)", "The last step is not taken: T steps are wanted.")
first_state_overwritten = of(
    {"h_t, c_t, gates_t =": "h_t[:], c_t, gates_t =", "h.append(h_t)": "h.append(h_t.copy())"},
    "h_init itself is overwritten, step by step. Keep the state in a new array.",
)
STEP_BY_STEP = "h_t, c_t, gates_t ="

first_inputs_only = of("x[:, t]", "x[:, 0]", "Every step reads the first input; step t reads its own, x[:, t].")
forward_tanh_missing = of(
    "h.append(h_t)", 'h_t = gates_t["o"] * c_t\nh.append(h_t)', "The tanh of the cell state is missing from every h_t."
)
forward_gates_not_returned = of(ALL_STACKED, "np.stack(h, axis=1), np.stack(c, axis=1)", "The gates are not returned.")
hidden_states_only = of(
    ALL_STACKED, "np.stack(h, axis=1)", "The cell states and gates are not returned; all three are asked."
)
steps_joined = of(
    "np.stack", "np.concatenate", "The steps stand in one long axis; time needs one of its own: (N, T, H)."
)
same_arrays_kept = of(
    {FIRST: "h_t, c_t = h_init.copy(), c_init.copy()", STEP_BY_STEP: "h_t[:], c_t[:], gates_t ="},
    "All steps hold the last states: the same arrays are filled again and again. Keep new ones each step.",
)
first_cell_overwritten = of(
    {STEP_BY_STEP: "h_t, c_t[:], gates_t =", "c.append(c_t)": "c.append(c_t.copy())"},
    "c_init itself is overwritten, step by step. Keep the state in a new array.",
)
hidden_for_cell = of(
    GIVEN, "x[:, t], h_t, h_t", "lstm_step is given the hidden state twice; the second should be the cell state."
)
cells_kept_squeezed = of(
    "c.append(c_t)", "c.append(np.tanh(c_t))", "c holds the tanh of each cell state; keep it as it is."
)
ZEROS = '{k: [0 * h_init] for k in "figo"}'
first_step_missing = of(
    {
        '[], [], {"f": [], "i": [], "g": [], "o": []}': f"[0 * h_init], [0 * c_init], {ZEROS}",
        "range(x.shape[1])": "range(1, x.shape[1])",
    },
    "The first step is not taken: counting starts at 0.",
)
last_step_left_zero = of(
    {
        "range(x.shape[1])": "range(x.shape[1] - 1)",
        "return np": "for kept in (h, c, *gates.values()):\n    kept.append(0 * h_init)\nreturn np",
    },
    "The last step is not taken, so that its place holds zeros: range(T) ends with T - 1 already.",
)

ONE_LATE = "np.stack([h_init, *h[:-1]], axis=1), np.stack([c_init, *c[:-1]], axis=1)"
states_one_step_late = of(
    "np.stack(h, axis=1), np.stack(c, axis=1)",
    ONE_LATE,
    "h and c stand one step late: each step's place holds the state before it, not the one after.",
)
states_of_last_step = of(
    "np.stack(h, axis=1), np.stack(c, axis=1)",
    "h_t, c_t",
    "h and c are those of the last step alone; keep those of every step.",
)
time_last = of("axis=1", "axis=2", "The last axis of the results is time; it should be the second: (N, T, H).")
sequences_for_steps = of(
    {"x[:, t]": "x[t]", "range(x.shape[1])": "range(len(x))"},
    "The loop runs over the sequences: x[t] is all of one. Step t of all of them is x[:, t].",
)
as_many_steps_as_sequences = of(
    "range(x.shape[1])", "range(len(x))", "The loop has as many rounds as there are sequences; the steps are axis 1."
)
one_list_for_all_gates = of(
    '{"f": [], "i": [], "g": [], "o": []}',
    'dict.fromkeys("figo", [])',
    "All four gates share one list, so that each holds everything; each needs a list of its own.",
)
first_step_alone = of(
    "return np",
    "for kept in (h, c, *gates.values()):\n    kept[1:] = [0 * h_init] * (len(kept) - 1)\nreturn np",
    "All but the first step is zeros: is `return` inside the loop?",
)

# --- lstm_step_backward ------------------------------------------------------------------------------------------
of = changes("lstm_step_backward")
CELL = "dc_t + dh_t * o * (1 - shown**2)"
FACTORS = "dc * c_prev, dc * g, dc * i, dc * f"
BIAS = "delta.sum(axis=0)"
BACK = "return dx_t, dh_prev, dc_prev, grads"
SENT_X, SENT_H = 'dx_t + delta @ params["U" + k].T', 'dh_prev + delta @ params["W" + k].T'

path_through_h_missing = of(CELL, "dc_t", "What reaches c_t through h_t is missing; two ways join there.")
next_cell_ignored = of("dc_t + ", "", "dc_t is not used: what reaches the cell state from the next step is lost.")
cell_slope_missing = of(" * (1 - shown**2)", "", "From h_t into the cell state, the tanh's slope is missing.")
cell_slope_of_c = of("shown**2", "c_t**2", "The tanh's slope is taken as 1 - c_t^2: square the tanh of c_t, not c_t.")
cell_slope_of_h = of("shown**2", "(o * shown) ** 2", "The tanh's slope is built on h_t; it is that of tanh(c_t).")
output_gate_missing = of("dh_t * o * ", "dh_t * ", "From h_t into the cell state, the output gate is missing.")
next_cell_through_h = of(
    "dc_t + dh_t * o", "(dc_t + dh_t) * o", "dc_t goes through o and the slope; it has reached c_t already."
)
candidate_slope_of_sigmoid = of(
    "(1 - g**2)", "g * (1 - g)", "The candidate's slope is taken as a sigmoid's; its activation is the tanh."
)
candidate_slope_of_tanh_g = of("g**2", "np.tanh(g) ** 2", "g is a tanh already: its slope needs no other.")
candidate_slope_missing = of(
    " * (1 - g**2)", "", "The candidate's slope is missing: from g_t the way goes on through its tanh."
)
NO_SLOPES = {" * f * (1 - f)": "", " * i * (1 - i)": "", " * o * (1 - o)": ""}
gate_slopes_missing = of(NO_SLOPES, "The slopes of the three sigmoids are missing.")
all_slopes_missing = of(
    {**NO_SLOPES, " * (1 - g**2)": ""}, "All four slopes are missing: the gradients stop at the gates."
)
gate_slopes_of_sigmoid_of_gate = of(
    {f"{k} * (1 - {k})": f"sigmoid({k}) * (1 - sigmoid({k}))" for k in "fio"},
    "The gates are put through the sigmoid once more; their slope is s(1 - s) of the gate itself.",
)
gate_slopes_of_tanh = of(
    {f"{k} * (1 - {k})": f"(1 - {k}**2)" for k in "fio"},
    "The gates' slope is taken as a tanh's, 1 - s^2; their activation is the sigmoid.",
)
forget_from_new_cell = of("dc * c_prev", "dc * c_t", "The forget gate was multiplied by c_prev, not by c_t.")
candidate_through_forget_gate = of(
    "dc * i", "dc * f", "The candidate's gradient is built on f; the gate that lets the candidate in is i."
)
own_factor_kept = of(
    FACTORS, "dc * c_prev, dc * i, dc * g, dc * f", "In i times g, each factor's gradient is built on the other factor."
)
factors_of_f_and_i_exchanged = of(
    FACTORS, "dc * g, dc * c_prev, dc * i, dc * f", "The gradients of f and i are built on each other's factor."
)
sent_back_by_input_gate = of(
    "dc * f", "dc * i", "What goes back to c_prev is multiplied by i; the old memory came in through f."
)
sent_back_unforgotten = of("dc * f", "dc", "What goes back to c_prev isn't multiplied by the forget gate.")
sent_back_before_joining = of(
    "dc * f", "dc_t * f", "dc_prev is built on dc_t alone; the way through h_t goes back, too."
)
output_from_bare_cell = of("dh_t * shown", "dh_t * c_t", "The output gate was multiplied by tanh(c_t), not by c_t.")
output_from_cell_gradient = of(
    f"do = dh_t * shown\ndc = {CELL}", f"dc = {CELL}\ndo = dc * shown", "The output gate is reached from h_t alone."
)
bias_not_summed = of(BIAS, "delta", "The bias gradients have one row a sample; they add up.")
bias_mean = of(BIAS, "delta.mean(axis=0)", "The bias gradients are means over the samples; they add up.")
bias_keeps_an_axis = of(
    BIAS, "delta.sum(axis=0, keepdims=True)", "The bias gradients have an axis too many; a bias has one."
)
averaged_over_samples = of(
    {".T @ delta": ".T @ delta / len(x_t)", BIAS: "delta.mean(axis=0)"},
    "The weights' gradients are averaged over the samples; dh_t and dc_t have any average in them already.",
)
weights_from_new_state = of(
    "h_prev.T", "(o * shown).T", "The gradients of W are built on h_t; the layers looked at h_prev."
)
recurrent_gradients_transposed = of(
    "h_prev.T @ delta", "delta.T @ h_prev", "The gradients of W are transposed: rows belong to h_prev."
)
recurrent_weights_not_transposed = of(
    'params["W" + k].T', 'params["W" + k]', "On the way back to h_prev the matrices W have to be transposed."
)
only_one_layer_sent_back = of(
    {"dx_t + ": "", "dh_prev + ": ""}, "dx_t and dh_prev come from one layer only; those of all four add up."
)
candidate_not_sent_back = of(
    {SENT_X: f'{SENT_X} * (k != "g")', SENT_H: f'{SENT_H} * (k != "g")'},
    "In dx_t and dh_prev the candidate's term is missing: four add up, not three.",
)
inputs_and_states_swapped = of(BACK, "return dh_prev, dx_t, dc_prev, grads", "dx_t and dh_prev have changed places.")
states_gradients_swapped = of(BACK, "return dx_t, dc_prev, dh_prev, grads", "dh_prev and dc_prev have changed places.")
next_cell_overwritten = of("dc = dc_t + ", "dc = dc_t\ndc += ", "dc_t itself is changed by +=; build a new array.")
cell_slope_not_squared = of("shown**2", "shown", "The tanh's slope is 1 - tanh^2; here tanh(c_t) isn't squared.")
cell_slope_of_sigmoid = of(
    "(1 - shown**2)", "shown * (1 - shown)", "From h_t into the cell state, a sigmoid's slope stands for the tanh's."
)
cell_slope_at_tanh = of(
    "shown**2", "np.tanh(shown) ** 2", "The tanh is taken twice inside its slope on the way into c_t."
)
candidate_slope_not_squared = of("g**2", "g", "The candidate's slope is 1 - g^2; here g isn't squared.")
gate_slopes_half = of(
    {f"{k} * (1 - {k})": f"(1 - {k})" for k in "fio"}, "Of the three sigmoids' slopes one factor is missing: s (1 - s)."
)
gates_for_slopes = of(
    {f"{k} * (1 - {k})": k for k in "fio"}, "The gates themselves stand where the slopes of their sigmoids should."
)
bias_one_number = of(BIAS, "delta.sum()", "Each bias gradient is one number; sum over samples, keep entries apart.")
bias_over_entries = of(BIAS, "delta.sum(axis=1)", "The bias gradients are summed over entries; sum over the samples.")
input_gradients_transposed = of(
    "x_t.T @ delta", "delta.T @ x_t", "The gradients of U are transposed: rows belong to x_t."
)
weights_averaged = of(
    ".T @ delta", ".T @ delta / len(x_t)", "The weights' gradients are averaged over the samples; they add up."
)
bias_gradients_missing = of(f'grads["db" + k] = {BIAS}', "", "The gradients of the biases are missing from the dict.")
step_gradients_without_d = of({f'"d{part}" + k': f'"{part}" + k' for part in "UWb"}, "The keys lack a d in front: dUf.")
output_delta_from_cell = of(
    "do * o * (1 - o)", "dc * o * (1 - o)", "The output gate is reached from h_t alone, through tanh(c_t)."
)
sent_back_by_output_gate = of("dc * f", "dc * o", "What goes back to c_prev is multiplied by o; it came in through f.")
step_gradients_first = of(BACK, "return grads, dx_t, dh_prev, dc_prev", "The order is dx_t, dh_prev, dc_prev, grads.")
path_through_h_bare = of(
    CELL,
    "dc_t + dh_t",
    "dh_t comes into the cell state through the output gate and the tanh's slope; both are missing.",
)
cell_slope_bracket_squared = of("(1 - shown**2)", "(1 - shown) ** 2", BRACKET_SQUARED)
cell_slope_plus = of(
    "(1 - shown**2)", "(1 + shown**2)", "The tanh's slope is 1 minus the square of tanh(c_t), not plus."
)
candidate_slope_bracket_squared = of("(1 - g**2)", "(1 - g) ** 2", BRACKET_SQUARED)
recurrent_gradients_from_input = of(
    "h_prev.T @ delta", "x_t.T @ delta", "The gradients of W are built on x_t; the layers weigh h_prev with W."
)

inputs_overwritten = of("dx_t + ", "", "dx_t comes from one layer only: = overwrites where those of all four add up.")
hidden_overwritten = of(
    "dh_prev + ", "", "dh_prev comes from one layer only: = overwrites where those of all four add up."
)
inputs_sent_back_by_recurrent_weights = of(
    'params["U" + k].T', 'params["W" + k].T', "dx_t goes back through W; x_t was weighed with U."
)
hidden_sent_back_by_input_weights = of(
    'params["W" + k].T', 'params["U" + k].T', "dh_prev goes back through U; h_prev was weighed with W."
)
output_from_next_cell = of(
    "dh_t * shown", "dc_t * shown", "do is built on dc_t; the output gate is reached from h_t alone."
)
forget_slope_missing = of(" * f * (1 - f)", "", "The slope of the forget gate's sigmoid is missing.")
input_slope_missing = of(" * i * (1 - i)", "", "The slope of the input gate's sigmoid is missing.")
output_slope_missing = of(" * o * (1 - o)", "", "The slope of the output gate's sigmoid is missing.")

# --- lstm_backward -----------------------------------------------------------------------------------------------
of = changes("lstm_backward")
ARRIVING = "dh[:, t] + dh_next"
H_PREV, C_PREV = "h[:, t - 1] if t > 0 else h_init", "c[:, t - 1] if t > 0 else c_init"
BACKWARD = "reversed(range(x.shape[1]))"
SENT_BACK = "dx[:, t], dh_next, dc_next,"
ADDED = "grads = {name: grad + grads_t[name] for name, grad in grads.items()}"
BACK = "return dx, dh_next, dc_next, grads"
LISTED = {"dx = np.zeros(x.shape)": "dx = []", "dx[:, t], dh": "dx_t, dh", ADDED: f"{ADDED}\ndx.append(dx_t)"}

next_hidden_not_added = of(
    ARRIVING, "dh[:, t]", "What the next step sends back to h_t is not added; the loss reaches h_t that way, too."
)
only_last_loss = of(
    ARRIVING, "dh_next if t < x.shape[1] - 1 else dh[:, t]", "The loss reads h at every step, not at the last alone."
)
first_hidden_for_previous = of(
    H_PREV, "h_init", "Each step is given h_init where it should be given the hidden state of the step before."
)
first_cell_for_previous = of(
    C_PREV, "c_init", "Each step is given c_init where it should be given the cell state of the step before."
)
next_cell_dropped = of("dh_t, dc_next", "dh_t, 0 * dc_next", "What reaches c_t from the next step is dropped.")
next_cell_not_passed = of(
    SENT_BACK, "dx[:, t], dh_next, _,", "The gradient along the cell state is lost: every step is given zero for dc_t."
)
nothing_passed_on = of(
    SENT_BACK, "dx[:, t], _, _,", "Neither gradient is passed on: each step is treated as if no other came after it."
)
forget_gate_twice = of(
    ADDED,
    f'{ADDED}\ndc_next = dc_next * gates_t["f"]',
    "The forget gate is applied to dc once more; lstm_step_backward has done it already.",
)
passed_on_swapped = of(
    SENT_BACK, "dx[:, t], dc_next, dh_next,", "The gradients of the two states change places on the way back."
)
forward_in_time = of(
    BACKWARD, "range(x.shape[1])", "The steps are taken from the first to the last; back is from the last to the first."
)
not_summed_over_time = of(
    "grad + ", "", "The weights' gradients are the first step's alone: = overwrites where the steps should add up."
)
averaged_over_time = of(
    "grads_t[name]", "grads_t[name] / x.shape[1]", "The weights' gradients are averaged over the steps; they add up."
)
averaged_over_sequences = of(
    "grads_t[name]", "grads_t[name] / len(x)", "The weights' gradients are averaged over the sequences; they add up."
)
own_hidden_for_previous = of(
    H_PREV, "h[:, t]", "Each step is given its own h_t where it should be given the hidden state of the step before."
)
own_cell_for_previous = of(
    C_PREV, "c[:, t]", "Each step is given its own c_t where it should be given the cell state of the step before."
)
own_states_for_previous = of(
    {H_PREV: "h[:, t]", C_PREV: "c[:, t]"},
    "Each step is given its own states where it should be given those of the step before.",
)
wraps_around = of(
    {H_PREV: "h[:, t - 1]", C_PREV: "c[:, t - 1]"},
    "At the first step, index t - 1 is -1: the last step. The states before the first are h_init and c_init.",
)
started_from_zeros = of(
    {"else h_init": "else 0 * h_init", "else c_init": "else 0 * c_init"},
    "The first step is treated as if it had started from zeros; it started from h_init and c_init.",
)
first_states_everywhere = of(
    {H_PREV: "h_init", C_PREV: "c_init"}, "Every step is given h_init and c_init; the first alone started there."
)
first_step_left_out = of(BACKWARD, "range(x.shape[1] - 1, 0, -1)", "The first step is left out: 0 is a step, too.")
inputs_in_reverse = of(
    {**LISTED, "return dx": "return np.stack(dx, axis=1)"},
    "The steps of dx stand in the order in which they were found, the last first; turn them round.",
)
inputs_time_first = of(
    {**LISTED, "return dx": "return np.array(dx[::-1])"}, "The first axis of dx is time; it should be the sequences."
)
first_gradients_swapped = of(BACK, "return dx, dc_next, dh_next, grads", "dh_init and dc_init have changed places.")
hidden_gradient_of_first_step = of(
    BACK, "return dx, dh_t, dc_next, grads", "dh_init is what reaches the first step, not what it sends back."
)
loss_gradient_overwritten = of(
    "dh_t = dh[:, t] +", "dh_t = dh[:, t]\ndh_t +=", "dh itself is changed by +=; build a new array."
)
hidden_started_from_zeros = of(
    "else h_init", "else 0 * h_init", "The first step is treated as if its hidden state had been zero; it was h_init."
)
cell_started_from_zeros = of(
    "else c_init", "else 0 * c_init", "The first step is treated as if its cell state had been zero; it was c_init."
)
cut_off_after_five_steps = of(
    BACKWARD,
    "reversed(range(max(0, x.shape[1] - 5), x.shape[1]))",
    "Only the last five steps are gone back through; go back to the first.",
)
cut_off_every_eight_steps = of(
    "dh_t = dh[:, t] + dh_next",
    "if t % 8 == 7:\n    dh_next, dc_next = 0 * dh_next, 0 * dc_next\ndh_t = dh[:, t] + dh_next",
    "What comes back is dropped every eight steps; carry it on to the first.",
)
last_step_left_out = of(BACKWARD, "reversed(range(x.shape[1] - 1))", "The last step is left out: it is T - 1.")
previous_cell_for_own = of(
    "c_prev, c[:, t]", "c_prev, c_prev", "Each step is given c of the step before twice; c_t is its own."
)
gates_of_step_before = of("gate[:, t]", "gate[:, t - 1]", "Each step is given the gates of the step before.")
inputs_of_step_before = of(
    "dc_next, x[:, t]", "dc_next, x[:, t - 1]", "Each step is given the input of the step before; it read its own."
)
gradients_clipped = of(
    BACK,
    "return dx, dh_next, dc_next, {name: np.clip(grad, -5, 5) for name, grad in grads.items()}",
    "The weights' gradients are clipped at -5 and 5; clipping comes afterwards and isn't asked here.",
)
first_gradients_zero = of(
    BACK, "return dx, 0 * dh_next, 0 * dc_next, grads", "dh_init and dc_init are zero; the first step sends both back."
)
weights_gradients_only = of(BACK, "return grads", "Only the weights' gradients are returned; dx and others come first.")
loss_piles_up = of(
    ARRIVING, "dh[:, t:].sum(axis=1) + dh_next", "Later steps' dh is added at t, too; it arrives through dh_next alone."
)
sums_begin_at_weights = of(
    "np.zeros(weight.shape)", "weight", "The sums over the steps begin at the weights themselves; they begin at zero."
)
gradients_without_d = of(
    {'"d" + name: np': "name: np", "grads_t[name]": 'grads_t["d" + name]'}, "The keys lack a d in front: dUf."
)

last_loss_twice = of(
    "dh_next, dc_next = np.zeros(h_init.shape)",
    "dh_next, dc_next = dh[:, -1]",
    "dh of the last step counts twice: nothing comes back to it, so begin with zeros.",
)
backward_as_many_steps_as_sequences = of(
    BACKWARD, "reversed(range(len(x)))", "The loop has as many rounds as there are sequences; the steps are axis 1."
)

# --- memory_retention --------------------------------------------------------------------------------------------
of = changes("memory_retention")
LOOP = """
retention = np.ones(f.shape)
for t in reversed(range(f.shape[1] - 1)):
    retention[:, t] = retention[:, t + 1] * f[:, t + 1]
"""

own_gate_counted = of(
    LOOP,
    "retention = np.cumprod(f[:, ::-1], axis=1)[:, ::-1]",
    "The gate of step t itself is in the product; it acts before c_t is there. Only later gates count.",
)
gates_before = of(LOOP, "retention = np.cumprod(f, axis=1)", "These are the gates up to step t; those after it count.")
left_of_first = of(
    {"reversed(range(f.shape[1] - 1))": "range(1, f.shape[1])", "t + 1": "t - 1"},
    "This is what is left of the first memory; the product should run to the end.",
)
next_gate_alone = of("retention[:, t + 1] * ", "", "Only the next step's gate counts; every later one should.")
all_gates = of(
    LOOP,
    "retention = np.ones(f.shape) * np.prod(f, axis=1, keepdims=True)",
    "Every step has the product of all gates; those up to t had no hand in what was written at t.",
)
gates_added = of("] * f", "] + f", "The gates are added up; shares of shares multiply.")
along_the_sequences = of(
    {"f.shape[1]": "f.shape[0]", "[:, t": "[t"}, "The product runs over the sequences; time is the second axis."
)
along_the_entries = of(
    {"f.shape[1]": "f.shape[2]", "[:, t": "[:, :, t"}, "The product runs over the entries; time is the second axis."
)
not_turned_back = of(
    LOOP,
    "retention = np.ones(f.shape)\nretention[:, 1:] = np.cumprod(f[:, :0:-1], axis=1)",
    "The steps are the wrong way round: turn the product back after turning the gates.",
)
nothing_at_the_end = of(
    {"np.ones": "np.zeros", "retention[:, t + 1] * f[:, t + 1]": "f[:, t + 1 :].prod(axis=1)"},
    "The last step is 0. Nothing is forgotten after it, and the product of nothing is 1.",
)
by_division = of(
    LOOP,
    "product = np.cumprod(f, axis=1)\nretention = product[:, -1:] / product",
    "Dividing one product by another fails where a gate is 0: that gives nan. Multiply from the end instead.",
)
gates_clipped = of(
    "* f[:, t + 1]",
    "* np.maximum(f[:, t + 1], 1e-3)",
    "Small gates are replaced by a constant; 0 should wipe everything out.",
)
averaged_over_entries = of(
    "return retention", "return retention.mean(axis=2)", "These are averages; each entry has a share of its own."
)
gates_overwritten = of(
    LOOP,
    "retention = f\nf[:, :-1], f[:, -1:] = f[:, 1:], 1\nf[:] = np.cumprod(f[:, ::-1], axis=1)[:, ::-1]",
    "f itself is changed. Collect the products in a new array.",
)
shares_lost = of("* f[:, t + 1]", "* (1 - f[:, t + 1])", "f is the share that stays; here those lost are multiplied.")
last_gate_left_out = of(
    "reversed(range(f.shape[1] - 1))", "reversed(range(f.shape[1] - 2))", "The last step's gate is left out; it counts."
)
mean_of_gates = of(
    LOOP,
    "retention = np.ones(f.shape)\nfor t in range(f.shape[1] - 1):\n    retention[:, t] = f[:, t + 1 :].mean(axis=1)",
    "This is the mean of the later gates; shares of shares multiply.",
)
later_gates_added = of(
    LOOP,
    "retention = np.zeros(f.shape)\nfor t in range(f.shape[1]):\n    retention[:, t] = f[:, t + 1 :].sum(axis=1)",
    "The later gates are added up; shares of shares multiply.",
)
next_gate_left_out = of(
    "retention[:, t + 1] * f[:, t + 1]",
    "f[:, t + 2 :].prod(axis=1)",
    "The gate of the very next step is left out; it counts.",
)
last_gate_at_the_end = of(
    "np.ones(f.shape)",
    "np.ones(f.shape)\nretention[:, -1] = f[:, -1]",
    "The last step begins with its own gate; nothing comes after it, so there it is 1.",
)
one_product_for_all = of(
    LOOP,
    "retention = np.prod(f, axis=1)",
    "This is one product of all gates; each step has its own, of the gates after it.",
)
begun_with_zeros = of(
    "np.ones", "np.zeros", "This is 0 everywhere, as a product is that begins with zeros; begin with ones."
)
own_gates_multiplied_into_place = of(
    LOOP,
    "retention = f\nfor t in reversed(range(f.shape[1] - 1)):\n    retention[:, t] = retention[:, t + 1] * f[:, t]\n",
    "f itself is overwritten, and each step's own gate counts; fill an array of ones from the end.",
)
