"""What students of unit 8 answer wrongly, and the sentence that helps each of them."""

import numpy as np

from deltarule import wrong_answers

of = wrong_answers("neuron_by_hand")
neuron_without_bias = of({"z": -4.5}, "Something that every neuron adds to its sum is missing in z.")
neuron_without_activation = of({"y": -4.25}, "The sum is passed on as it is. What does ReLU make of a number below 0?")
neuron_absolute_value = of({"y": 4.25}, "ReLU doesn't drop the sign. Look at its curve left of 0.")
neuron_bias_subtracted = of({"z": -4.75}, "The bias went in with the wrong sign.")
neuron_minus_lost = of({"z": -0.25}, "A minus sign was lost: check each of the three products.")
neuron_other_minus_lost = of({"z": 3.75, "y": 3.75}, "A minus sign was lost: check each of the three products.")
neuron_sigmoid = of({"y": 1 / (1 + np.exp(4.25))}, "z is right, but y is what a sigmoid would pass on.")

of = wrong_answers("number_of_layers")
layers_with_input = of(6, "The input layer computes nothing. Does unit 2 count it?")
layers_hidden_only = of(4, "Which layer computes something, besides the hidden ones?")
layers_by_kind = of(3, "Every hidden layer counts by itself, not all of them as one.")
layers_hidden_and_output_as_kinds = of(2, "Every hidden layer counts by itself, not all of them as one.")
layers_neurons = of(8 + 8 + 6 + 4 + 3, "These are neurons. The question is about layers.")
layers_all_neurons = of(9 + 8 + 8 + 6 + 4 + 3, "These are neurons. The question is about layers.")

of = wrong_answers("output_neurons")
outputs_two_for_binary = of({"fraud": 2}, "With one of two classes, does the second probability tell anything new?")
outputs_one_for_all = of({"letters": 1}, "A network that names one of many classes gives a probability for each.")
outputs_bits = of({"letters": 5}, "Letters are not written in bits here: a probability for each is wanted.")
outputs_one_less = of({"letters": 25}, "Each letter has a neuron of its own, the last one too.")
outputs_one_more = of({"letters": 27}, "No neuron is needed for what is not a letter.")

of = wrong_answers("which_activation")
activation_probabilities_swapped = of(
    {"spam": "softmax", "species": "sigmoid"},
    "Two are swapped: which of them has values that depend on all neurons of the layer?",
)
activation_ranges_swapped = of(
    {"signal": "relu", "length": "tanh"}, "Look at the ranges again: which function has no upper bound?"
)
activation_curves_swapped = of({"spam": "tanh", "signal": "sigmoid"}, "Two curves look like an S. Their ranges differ.")
activation_length_by_sigmoid = of(
    {"spam": "relu", "length": "sigmoid"},
    "One of these outputs must be able to grow as large as need be; a probability must not.",
)

of = wrong_answers("activations_at_zero")
zero_sigmoid_at_zero = of({"sigmoid": 0}, "Does the sigmoid go through the origin?")
zero_slopes_alike = of({"tanh_slope": 0.25}, "tanh is steeper than the sigmoid: its range is twice as wide, and more.")
zero_sigmoid_steep = of({"sigmoid_slope": 1}, "The sigmoid is flatter than that. Its slope can be had from its value.")
zero_slope_is_half = of({"sigmoid_slope": 0.5}, "That is the sigmoid's value once more. Its slope has a second factor.")
zero_tanh_flat = of({"tanh_slope": 0}, "That is tanh's value once more. Its slope is 1 less the square of that.")
zero_flat = of(
    {"sigmoid_slope": 0, "tanh_slope": 0},
    "The curves are not flat there: a slope of 0 they have far out, at both ends.",
)
zero_tanh_like_sigmoid = of({"tanh": 0.5}, "tanh is centred elsewhere than the sigmoid.")
zero_values_swapped = of({"sigmoid": 0, "tanh": 0.5}, "The two values are swapped: which curve is centred on 0?")
zero_tanh_slope_half = of({"tanh_slope": 0.5}, "tanh is steeper than that. Its slope can be had from its value.")
zero_mixed = of({"sigmoid": 0, "tanh": 0.5, "sigmoid_slope": 1, "tanh_slope": 0.25}, "The two functions are mixed up.")

of = wrong_answers("softmax_of_equal_scores")
equal_exponential_alone = of(np.exp(3.5), "That is not below 1 yet: divide by what makes all eight add up to 1.")
equal_sigmoid = of(1 / (1 + np.exp(-3.5)), "The sigmoid looks at one score by itself; the softmax at all of them.")
equal_one = of(1, "All eight would be certain at once. What must they add up to?")
equal_half = of(1 / 2, "That would do for two classes.")
equal_score_over_sum_of_others = of(1 / 7, "The denominator has all the classes in it, the first one too.")
equal_score_as_share = of(3.5 / 8, "A score of 3.5 is not a probability, nor is its share in the number of classes.")
equal_rounded = of(0.13, "Rounded too far: give it to six digits, or have Python compute it.")
equal_percent = of(12.5, "A probability lies between 0 and 1; this is in percent.")

of = wrong_answers("softmax_ratio")
ratio_of_scores = of(np.log(3), "That is the difference of the scores. The softmax takes their exponentials.")
ratio_exponential_of_ratio = of(np.exp(3), "The exponential was taken once too often.")
ratio_inverted = of(1 / 3, "The other way round: A has the higher score.")
ratio_plus_one = of(1 + np.log(3), "A difference of scores becomes a ratio of probabilities, without adding anything.")
ratio_as_share = of(3 / 4, "That is the share of A if there were just these two classes. A ratio is asked.")
ratio_by_ten = of(10 ** np.log(3), "The softmax takes powers of e, not of 10.")

of = wrong_answers("weight_shapes")
shapes_transposed = of(
    {"Wxh": (3, 7), "Why": (4, 3)},
    "Rows belong to the layer that a weight comes from, columns to the layer it leads to.",
)
shapes_flat_biases = of(
    {"bh": (3,), "by": (4,)}, "Each bias is a row of a matrix here, as in unit 2, so its shape has two numbers."
)
shapes_column = of({"bh": (3, 1), "by": (4, 1)}, "A column would be added along the wrong axis: one row is one sample.")
shapes_one_sample = of({"y_hat": (1, 4)}, "The predictions are asked for all the samples, not for one.")
shapes_predictions_transposed = of({"y_hat": (4, 12)}, "One row is one sample, in the predictions too.")
shapes_everything_transposed = of(
    {"Wxh": (3, 7), "bh": (3, 1), "Why": (4, 3), "by": (4, 1), "y_hat": (4, 12)},
    "Everything lies on its side. In this course one row is one sample.",
)
shapes_biases_of_layer_before = of({"bh": (1, 7), "by": (1, 3)}, "A bias belongs to the neurons that a layer leads to.")
shapes_bias_for_each_sample = of(
    {"bh": (12, 3), "by": (12, 4)}, "All samples share one row of biases: the network doesn't know how many will come."
)
shapes_samples_in_weights = of({"Wxh": (12, 3)}, "The number of samples has no place in the weights.")
shapes_output_from_input = of({"Why": (7, 4)}, "The second matrix starts where the first one ends.")

of = wrong_answers("number_of_parameters")
parameters_without_biases = of(12 * 7 + 7 * 3, "These are the weights. What else does a neuron learn?")
parameters_neurons = of(12 + 7 + 3, "These are neurons. Each connection between two of them has a weight.")
parameters_bias_for_inputs = of(12 * 7 + 7 * 3 + 12 + 7 + 3, "The input layer computes nothing and has no bias.")
parameters_one_bias_a_layer = of(12 * 7 + 7 * 3 + 2, "Every neuron has a bias of its own, not every layer.")
parameters_without_output_bias = of(12 * 7 + 7 + 7 * 3, "The output neurons add something, too.")
parameters_all_multiplied = of(12 * 7 * 3, "The two weight matrices add up, they are not multiplied.")
parameters_with_shortcut = of(12 * 7 + 7 + 7 * 3 + 3 + 12 * 3, "Inputs and outputs are not connected directly.")
parameters_first_weights = of(12 * 7, "These are the weights of the first layer alone.")
parameters_first_layer = of(12 * 7 + 7, "That is the first layer only.")

of = wrong_answers("step_by_hand")
step_uphill = of(1.5 - 0.2, "This step goes uphill. Watch the two signs.")
step_without_learning_rate = of(1.5 + 2, "The learning rate is missing.")
step_uphill_without_rate = of(1.5 - 2, "The learning rate is missing, and the step goes uphill.")
step_learning_rate_alone = of(1.5 + 0.1, "The step depends on how steep the slope is, too.")
step_learning_rate_alone_downwards = of(1.5 - 0.1, "The step depends on the slope, too, and on its sign.")
step_change_only = of(0.2, "That is the change. The new weight is asked.")
step_change_downwards = of(-0.2, "The new weight is asked, not the change.")
step_weight_scaled = of(0.1 * 1.5 + 2, "The weight itself is not multiplied by the learning rate.")

of = wrong_answers("right_gradients")
gradients_written_out = of(
    {"Wxh": "X.T @ delta1", "Why": "a1.T @ delta2"}, "Give the letter in front of each product, not the product itself."
)
gradients_as_first_listed = of(
    {"Wxh": "d", "Why": "a"}, "That is the error itself. Whose shape is (D, H), and what came into that layer?"
)
gradients_deltas_swapped = of(
    {"Wxh": "b", "Why": "c"},
    "The inputs of the two layers are right, the slopes are not: where does each matrix lead to?",
)
gradients_inputs_swapped = of(
    {"Wxh": "c", "Why": "b"}, "The slopes are right. Look again at what comes into each of the two layers."
)
gradients_one_for_both = of({"Why": "a"}, "The two matrices differ in shape, so one gradient can't be that of both.")
gradients_output_for_both = of({"Wxh": "d"}, "The two matrices differ in shape, so one gradient can't be that of both.")
gradients_same_input = of({"Why": "b"}, "Not both layers see the network's input.")
gradients_same_slope = of({"Why": "c"}, "The slope at the hidden layer doesn't serve for the output layer.")

of = wrong_answers("what_the_swap_does")
swap_always_an_error = of(
    {"second": "error", "third": "error"},
    "NumPy raises no error where one of two lengths is 1, or where they are equal.",
)
swap_never_seen = of(
    {"first": "silent", "second": "silent"}, "Write down the two shapes in each case. Can NumPy always combine them?"
)
swap_one_column_as_error = of({"second": "error"}, "An axis of length 1 is stretched to fit the other array.")
swap_one_column_as_silent = of(
    {"second": "silent"}, "For the second, write down the shape of each difference, of `Why` in particular."
)
swap_always_reshaped = of({"first": "reshaped", "third": "reshaped"}, "Broadcasting stretches axes of length 1 only.")
swap_first_as_reshaped = of(
    {"first": "reshaped"}, "Broadcasting stretches axes of length 1 only: look at the first case again."
)
swap_square_as_reshaped = of({"third": "reshaped"}, "In the third case, what are the shapes of the two matrices?")

of = wrong_answers("iterations_in_epoch")
epoch_last_batch_forgotten = of(
    {"per_epoch": 14, "all_epochs": 280}, "Samples are left over after the last full batch. They are used, too."
)
epoch_last_batch_dropped = of(
    {"per_epoch": 14, "last_batch": 500, "all_epochs": 280},
    "The last batch isn't full, but none of its samples is left out.",
)
epoch_fraction = of(
    {"per_epoch": 14.7, "all_epochs": 294}, "There is no part of an iteration: a smaller batch takes one, too."
)
epoch_total_from_fraction = of({"all_epochs": 294}, "Round before you multiply: each epoch ends with a smaller batch.")
epoch_last_batch_full = of({"last_batch": 500}, "Count the samples in the full batches. How many are left?")
epoch_missing_samples = of({"last_batch": 150}, "These are the samples that the last batch lacks. How many has it?")
epoch_batch_size_as_iterations = of(
    {"per_epoch": 500, "all_epochs": 10_000},
    "The batch size says how many samples an iteration takes, not how many iterations there are.",
)
epoch_one_iteration_a_sample = of(
    {"per_epoch": 7350, "last_batch": 1, "all_epochs": 147_000}, "An iteration takes a whole batch, not one sample."
)
epoch_one_more = of(
    {"per_epoch": 16, "all_epochs": 320}, "One too many: how many full batches are there, and what is left?"
)
epoch_count_alone_for_all = of({"all_epochs": 15}, "One epoch was counted twice, the whole training never.")

of = wrong_answers("momentum_by_hand")
RATE = "The learning rate belongs into the step, not into the velocity."
momentum_averaged = of(
    {"v": 2.65, "w": 2 - 0.2 * 2.65}, "In this course's rule the new gradient has no factor of its own in the velocity."
)
momentum_uphill = of({"w": 2.44}, "The velocity is right, but the step goes uphill.")
momentum_old_velocity = of({"w": 1.4}, "The step uses the velocity of before. Update it first.")
momentum_without_beta = of({"v": 2.5, "w": 1.5}, "The old velocity loses a part of itself at each step.")
momentum_gradient_subtracted = of({"v": 3.2, "w": 1.36}, "The gradient is added to the velocity, with its own sign.")
momentum_without_learning_rate = of({"w": 2 - 2.2}, "The learning rate is missing in the step.")
momentum_plain_step = of({"w": 2.1}, "The weight took an ordinary step. Where did the velocity go?")
momentum_learning_rate_twice = of({"v": 2.6, "w": 2 - 0.2 * 2.6}, RATE)
momentum_rate_in_velocity = of({"v": 2.6, "w": 2 - 2.6}, RATE)

of = wrong_answers("rnn_memory")
memory_previous_input = of("previous input", "That tells of one word before, and of none of those before it.")
memory_previous_target = of("previous target", "The right answer is not known when the network is used.")
memory_rate = of("learning rate", "That is one number, the same at each step. What changes with every word read?")
memory_underscored = of("previous_hidden_state", "Use one of the four strings, word for word.")
memory_abbreviated = of("hidden state", "Use one of the four strings, word for word.")

of = wrong_answers("rnn_steps")
steps_initial_state_counted = of({"hidden_states": 12}, "The initial hidden state is given, not computed.")
steps_counted_from_one = of({"last_step": 11}, "Time steps count from 0: which number has the last one then?")
steps_one_state_less = of({"hidden_states": 10}, "The first word leads to a hidden state, too.")
steps_matrices_for_each = of({"weight_matrices": 33}, "The unrolled network uses the same weights at every time step.")
steps_one_matrix_each = of({"weight_matrices": 11}, "The unrolled network uses the same weights at every time step.")
steps_feedforward_matrices = of({"weight_matrices": 2}, "That would be a feedforward network. What makes it recurrent?")
steps_one_matrix_in_all = of({"weight_matrices": 1}, "Input, memory and output have a matrix each.")
steps_single_state = of({"hidden_states": 1}, "The hidden state is computed anew at every time step.")

of = wrong_answers("rnn_shapes")
rnn_shapes_transposed = of({"U": (40, 27), "V": (27, 40)}, "Rows belong to the layer that a weight comes from.")
rnn_shapes_time_first = of({"h": (15, 8, 40)}, "The question says the order of the axes of h: sequences come first.")
rnn_shapes_last_state = of({"h": (8, 40)}, "All hidden states are asked, not those of one time step.")
rnn_shapes_outputs = of({"h": (8, 15, 27)}, "h holds hidden neurons, not predictions.")
rnn_shapes_initial_state = of({"h": (8, 16, 40)}, "The initial hidden state isn't among the states of the time steps.")
rnn_shapes_time_in_weights = of({"U": (15, 40), "V": (40, 15)}, "The length of a sequence has no place in the weights.")
rnn_shapes_recurrent_as_input = of({"W": (27, 40)}, "W leads from the hidden layer to the hidden layer.")
rnn_shapes_mixed = of({"W": (40, 27), "V": (40, 40)}, "U, W and V are mixed up: the question says what each leads to.")
rnn_shapes_axes_reversed = of({"h": (40, 15, 8)}, "One row is one sequence: the number of neurons comes last.")

of = wrong_answers("rnn_parameters")
rnn_parameters_for_each_step = of(
    15 * (27 * 40 + 40 * 40 + 40 * 27), "The same matrices are used at every time step; they are learnt once."
)
rnn_parameters_without_loop = of(27 * 40 + 40 * 27, "One matrix is missing: the one that makes the network recurrent.")
rnn_parameters_no_output = of(27 * 40 + 40 * 40, "One matrix is missing: how does the network come to a prediction?")
rnn_parameters_with_biases = of(27 * 40 + 40 * 40 + 40 * 27 + 40 + 27, "This network has no biases.")
rnn_parameters_with_hidden_bias = of(27 * 40 + 40 * 40 + 40 * 27 + 40, "This network has no biases.")
rnn_parameters_one_number_recurrent = of(
    27 * 40 + 40 + 40 * 27, "Every hidden neuron is connected to every hidden neuron, not just to itself."
)
rnn_parameters_for_each_sequence = of(8 * (27 * 40 + 40 * 40 + 40 * 27), "All sequences go through the same network.")

of = wrong_answers("vanishing_by_hand")
vanishing_one_step_more = of((1.6 * 0.25) ** 7, "Count the steps once more: from t = 6 to t = 5 is one.")
vanishing_one_step_less = of((1.6 * 0.25) ** 5, "Count the steps once more: from t = 6 to t = 5 is one.")
vanishing_one_step_only = of(1.6 * 0.25, "That is a single step back.")
vanishing_slope_alone = of(0.25**6, "The recurrent weight is a factor, too.")
vanishing_weight_alone = of(1.6**6, "The slope of the activation is a factor, too.")
vanishing_rounded = of(0.0041, "Rounded too far: give it to six digits, or have Python compute it.")
vanishing_rounded_further = of(0.004, "Rounded too far: give it to six digits, or have Python compute it.")
vanishing_added = of(6 * 1.6 * 0.25, "By the chain rule the steps' factors are multiplied, not added.")
vanishing_weight_once = of(1.6 * 0.25**6, "The weight is met at every step, not once.")
vanishing_slope_once = of(1.6**6 * 0.25, "The slope is met at every step, not once.")
vanishing_factors_added = of((1.6 + 0.25) ** 6, "In one step, weight and slope are multiplied with each other.")

of = wrong_answers("gate_duties")
duties_forget_and_input_swapped = of(
    {"forget_gate": "e", "input_gate": "c"},
    "Two gates are swapped: one looks after the old content, one after the new.",
)
duties_input_and_candidate_swapped = of(
    {"input_gate": "a", "candidate_state": "e"},
    "Content is one thing, how much of it is taken is another. Which of them uses tanh?",
)
duties_forget_and_output_swapped = of(
    {"forget_gate": "b", "output_gate": "c"}, "Two gates are swapped: what is kept need not be what is shown."
)
duties_output_as_softmax = of(
    {"output_gate": "d"}, "The output gate is inside the cell. Predictions are made later, outside of it."
)
duties_input_and_output_swapped = of(
    {"input_gate": "b", "output_gate": "e"},
    "Two gates are swapped: one lets something into the memory, one lets something out.",
)
duties_candidate_and_output_swapped = of(
    {"candidate_state": "b", "output_gate": "a"}, "One of these is no gate: which one has values that can be negative?"
)

of = wrong_answers("cell_by_hand")
cell_gates_swapped = of(
    {"c": 0.5 * 4 - 0.25 * 0.6, "h": 0.5 * np.tanh(1.85)},
    "The two gates are swapped: which one belongs to the old cell state?",
)
cell_forget_as_share_lost = of(
    {"c": 0.75 * 4 - 0.5 * 0.6, "h": 0.5 * np.tanh(2.7)},
    "The forget gate is the share that stays, not the share that goes.",
)
cell_without_candidate = of({"c": 1, "h": 0.5 * np.tanh(1)}, "Nothing new has come in.")
cell_new_whole = of({"c": 1 - 0.6, "h": 0.5 * np.tanh(0.4)}, "The candidate came in whole. One gate has a say in that.")
cell_old_state_whole = of(
    {"c": 4 - 0.3, "h": 0.5 * np.tanh(3.7)}, "The old cell state stayed whole. One gate has a say in that."
)
cell_hidden_without_tanh = of({"h": 0.35}, "The cell state is squashed before the output gate lets it through.")
cell_hidden_without_gate = of({"h": np.tanh(0.7)}, "One gate has a say in what is shown.")
cell_hidden_tanh_last = of({"h": np.tanh(0.35)}, "First squash, then multiply by the gate.")
cell_minus_lost = of({"c": 1.3, "h": 0.5 * np.tanh(1.3)}, "The candidate is negative.")
cell_hidden_by_sigmoid = of(
    {"h": 0.5 / (1 + np.exp(-0.7))}, "The cell state is squashed by another function: one centred on 0."
)
cell_hidden_rounded = of({"h": 0.3}, "Rounded too far: give it to six digits, or have Python compute it.")
cell_hidden_to_three_digits = of({"h": 0.302}, "Rounded too far: give it to six digits, or have Python compute it.")
cell_hidden_is_cell = of({"h": 0.7}, "That is the cell state. It is squashed, and one gate has a say in what is shown.")
cell_hidden_from_old_state = of({"h": 0.5 * np.tanh(4)}, "The hidden state is made of the new cell state.")

of = wrong_answers("gate_settings")
settings_forget_reversed = of(
    {"keep_f": 0, "replace_f": 1}, "The forget gate multiplies the old cell state. What does a 0 make of it?"
)
settings_both_open = of({"keep_i": 1}, "New content would be added to the old one.")
settings_input = of({"keep_i": 1, "replace_i": 0}, "The input gate multiplies the candidate. What does a 0 make of it?")
settings_all_reversed = of(
    {"keep_f": 0, "keep_i": 1, "replace_f": 1, "replace_i": 0},
    "Each gate is a share of what it lets through: 0 lets nothing through.",
)
settings_replace_adds = of({"replace_f": 1}, "In the second case, is nothing left of the old cell state?")
settings_empty = of({"replace_i": 0}, "In the second case, the cell state is empty now. Does anything take its place?")
settings_keep_empties = of({"keep_f": 0}, "In the first case, what is left of the old cell state?")

of = wrong_answers("convolution_by_hand")


def correlated(kernel):
    """Slide another kernel over the image of the question."""
    image = np.array([[2, 0, 1, 3], [1, 4, -1, 2], [0, 3, 2, 1]])
    return [[np.sum(image[i : i + 2, j : j + 2] * kernel) for j in range(3)] for i in range(2)]


convolution_kernel_turned = of(
    correlated([[2, 0], [-1, 1]]), "The kernel was turned by half a circle. Unit 6 lays it on as it is."
)
convolution_kernel_transposed = of(correlated([[1, 0], [-1, 2]]), "Rows and columns of the kernel are swapped.")
convolution_stride_two = of([[10, 2]], "The kernel was slid by two pixels. The stride is 1.")
convolution_minus_lost = of(correlated([[1, 1], [0, 2]]), "A minus sign in the kernel was lost.")
kernel_mean = of([[2.5, -0.75, 0.5], [0.75, 2.25, -0.25]], "Add up the products; don't divide by how many there are.")
convolution_one_row = of([[10, -3, 2]], "The kernel also slides downwards.")
convolution_transposed_map = of([[10, 3], [-3, 9], [2, -1]], "Rows and columns of the feature map are swapped.")
convolution_flat = of([10, -3, 2, 3, 9, -1], "A matrix is asked: a list of rows.")
convolution_padded = of(
    [[10, -3, 2, 3], [3, 9, -1, 2], [-3, 1, 1, 1]],
    "Zeros were put around the image. Without padding the feature map is smaller than the image.",
)
convolution_largest_product = of([[8, 0, 4], [6, 4, 2]], "Add up the products, rather than take the largest one.")

of = wrong_answers("convolution_sizes")
sizes_without_plus_one = of(
    {"valid": 16, "valid_stride": 5},
    "A kernel that fits just once gives a map of width 1. What does your formula give there?",
)
sizes_valid_rounded_up = of({"valid_stride": 7}, 'With "valid" padding, a window that sticks out is left away.')
sizes_same_rounded_down = of({"same_stride": 6}, 'With "same" padding, zeros are added so that no pixel is left away.')
sizes_same_as_image = of({"same_stride": 20}, '"same" keeps the width only if the stride is 1.')
sizes_no_stride = of({"valid_stride": 17, "same_stride": 20}, "The stride is ignored: it was 3 in two of the cases.")
sizes_without_kernel = of({"valid": 20, "valid_stride": 7}, 'With "valid" padding the width of the kernel matters.')
sizes_fraction = of(
    {"valid_stride": 16 / 3 + 1, "same_stride": 20 / 3}, "There is no part of a pixel: round, and think which way."
)
sizes_one_more = of({"valid": 18}, "Subtract the whole width of the kernel first: the window already covers that much.")
sizes_areas = of(
    {"valid": 17**2, "valid_stride": 6**2, "same_stride": 7**2}, "The width is asked, not the number of pixels."
)

of = wrong_answers("feature_map_shape")
map_width_first = of((27, 15, 12), "Height comes first.")
map_depth_of_image = of((15, 27, 3), "The depth of the feature maps isn't that of the image.")
map_depth_multiplied = of((15, 27, 36), "A filter is as deep as the image and adds up over its channels.")
map_without_plus_one = of((14, 26, 12), "At how many places does a filter fit? Try a small case.")
map_same_padding = of((18, 30, 12), "Without padding the feature map is smaller than the image.")
map_without_depth = of((15, 27), "Each filter makes a feature map of its own; depth is missing.")
map_depth_first = of((12, 15, 27), "The order is height, width, depth.")
map_one_filter = of((15, 27, 1), "There is more than one filter.")
map_depth_shrunk = of((15, 27, 9), "The filters don't slide along the depth.")
map_one_more = of((16, 28, 12), "The window already covers its whole size: subtract all of it first.")
map_stride_of_the_kernel = of((4, 7, 12), "The stride is 1: the windows overlap.")

of = wrong_answers("filter_parameters")
filter_without_bias = of(10 * 5 * 3 * 3, "Something that each filter adds is missing.")
filter_without_channels = of(10 * (5 * 3 + 1), "A filter is as deep as what it works on.")
filter_one_bias_for_all = of(10 * 5 * 3 * 3 + 1, "Each filter has a bias of its own.")
filter_bias_by_channel = of(10 * (5 * 3 + 1) * 3, "A filter adds up over the channels first, and then adds one bias.")
filter_at_every_pixel = of(
    64 * 48 * 10 * (5 * 3 * 3 + 1), "The same filter is used at every place: the size of the image doesn't matter."
)
filter_fully_connected = of(64 * 48 * 3 * 10 + 10, "That would be a fully connected layer.")
filter_single = of(5 * 3 * 3 + 1, "That is one filter.")
filter_without_channels_and_bias = of(10 * 5 * 3, "A filter is as deep as what it works on, and adds a bias.")

of = wrong_answers("pooling_by_hand")
POOLED = np.array([[1, -3, 2, 0, 5, 1], [4, 2, 1, 1, -1, 3], [0, 6, -2, -4, 2, 2], [3, -1, -5, -1, 7, 1]])
WINDOWS = np.lib.stride_tricks.sliding_window_view(POOLED, (2, 2))
pooling_average_and_sum_swapped = of(
    {"average": [[4, 4, 8], [8, -12, 12]], "sum": [[1, 1, 2], [2, -3, 3]]}, "Two of the three are swapped."
)
pooling_sum_for_average = of(
    {"average": [[4, 4, 8], [8, -12, 12]]}, "Divide by the number of values in a window for one of them."
)
pooling_average_for_sum = of({"sum": [[1, 1, 2], [2, -3, 3]]}, "For the sum, don't divide.")
pooling_largest_size = of(
    {"max": [[4, 2, 5], [6, -5, 7]]}, "The largest value is asked, not the one that is largest without its sign."
)
pooling_least = of({"max": [[-3, 0, -1], [-1, -5, 1]]}, "The largest value of each window is asked, not the smallest.")
pooling_max_not_below_zero = of(
    {"max": [[4, 2, 5], [6, 0, 7]]}, "All values of one window are negative. Which of them is the largest?"
)
pooling_halved = of({"average": [[2, 2, 4], [4, -6, 6]]}, "A window of 2 x 2 holds more than two values.")
pooling_sizes_added = of(
    {"average": [[2.5, 1, 2.5], [2.5, 3, 3]], "sum": [[10, 4, 10], [10, 12, 12]]},
    "The values are added with their signs.",
)
pooling_transposed = of(
    {"max": [[4, 6], [2, -1], [5, 7]], "average": [[1, 2], [1, -3], [2, 3]], "sum": [[4, 8], [4, -12], [8, 12]]},
    "Rows and columns of the result are swapped.",
)
pooling_stride_one = of(
    {"max": WINDOWS.max((2, 3)), "average": WINDOWS.mean((2, 3)), "sum": WINDOWS.sum((2, 3))},
    "The window moves on by two, in both directions.",
)
pooling_flat = of(
    {"max": [4, 2, 5, 6, -1, 7], "average": [1, 1, 2, 2, -3, 3], "sum": [4, 4, 8, 8, -12, 12]},
    "Matrices are asked: lists of rows.",
)
pooling_whole_map = of(
    {"max": 7, "average": 1, "sum": 24}, "That is the whole feature map at once. Each window gives one value."
)

of = wrong_answers("pooled_shape")
pooled_depth_too = of((10, 7, 2), "The depth is not pooled: each feature map is pooled by itself.")
pooled_depth_halved = of((10, 7, 3), "The depth is not pooled: each feature map is pooled by itself.")
pooled_rounded_up = of((11, 7, 6), "Count the places where the whole window fits: one that sticks out is dropped.")
pooled_width_first = of((7, 10, 6), "Height comes first.")
pooled_without_plus_one = of((9, 6, 6), "The window's first place counts, too.")
pooled_by_stride_alone = of((11, 8, 6), "The window's size matters, not the stride alone.")
pooled_by_window = of((7, 5, 6), "The windows overlap: the stride is smaller than the window.")
pooled_stride_one = of((20, 13, 6), "The stride is 2.")
pooled_without_depth = of((10, 7), "The depth is missing.")
pooled_depth_one = of((10, 7, 1), "Each feature map is pooled by itself; they are not merged.")

of = wrong_answers("flattened_length")
flattened_one_map = of(5 * 5, "That is one feature map of the last layer. How many are there?")
flattened_depths_times = of(5 * 5 * 8 * 16, "A filter of the second convolution adds up over all maps that come in.")
flattened_depths_added = of(5 * 5 * (8 + 16), "Only the filters of the last convolution decide on the depth.")
flattened_first_depth = of(5 * 5 * 8, "Which of the two convolutions comes last?")
flattened_sizes_added = of(5 + 5 + 16, "Height, width and depth are multiplied.")
flattened_second_same = of(6 * 6 * 16, "The second convolution has no padding.")
flattened_first_valid = of(4 * 4 * 16, "The first convolution keeps height and width.")
flattened_one_side = of(5 * 16, "Height and width both count.")
flattened_last_pool_forgotten = of(10 * 10 * 16, "One more pooling layer comes after the second convolution.")
flattened_first_pool_forgotten = of(11 * 11 * 16, "The first pooling layer was left out.")
flattened_without_pooling = of(22 * 22 * 16, "Both pooling layers were left out.")

of = wrong_answers("gan_goals")
goals_steps_swapped = of(
    {"d_step": "descent", "g_step": "ascent"}, "Both work on one objective. Which network wants it to be large?"
)
goals_steps_in_two_words = of(
    {"d_step": "gradient ascent", "g_step": "gradient descent"}, 'One word each is asked: "ascent" or "descent".'
)
goals_both_descend = of({"d_step": "descent"}, "The two networks go opposite ways on their common objective.")
goals_both_ascend = of({"g_step": "ascent"}, "The two networks go opposite ways on their common objective.")
goals_honest_generator = of({"g_fake": 0}, "The generator wants to fool the discriminator, not to help it.")
goals_probability_of_fake = of(
    {"d_real": 0, "d_fake": 1, "g_fake": 0},
    "The discriminator returns the probability that an image is real, not that it is fake.",
)
goals_fooled_discriminator = of({"d_fake": 1}, "Does the discriminator wish to be fooled?")
goals_equilibrium = of(
    {"d_real": 0.5, "d_fake": 0.5, "g_fake": 0.5}, "That is how the game ends, not what each of them wishes."
)

of = wrong_answers("discriminator_at_points")
points_probability_of_fake = of(
    {"first": 0.25, "second": 0.6, "third": 1},
    "The discriminator returns the probability that a sample is real, not that it is fake.",
)
points_ratio = of(
    {"first": 3, "second": 2 / 3}, "That is the ratio of the densities. A probability is a share of both together."
)
points_real_density = of(
    {"first": 0.3, "second": 0.2}, "A density is not a probability yet: compare it with both densities together."
)
points_difference = of(
    {"first": 0.3 - 0.1, "second": 0.2 - 0.3, "third": -0.4},
    "Densities are compared by their share, not by their difference.",
)
points_verdict = of({"first": 1, "second": 0}, "The best discriminator returns a probability, not a verdict.")
points_equilibrium = of({"first": 0.5, "second": 0.5, "third": 0.5}, "That is so only where both densities are equal.")
points_undecided_without_real = of({"third": 0.5}, "At the third point, can a sample be real at all?")

of = wrong_answers("equilibrium")
equilibrium_all_real = of({"d": 1, "value": 0}, "Some of the samples are still fake, and the discriminator knows it.")
equilibrium_never_real = of({"d": 0, "value": 0}, "Real samples look the same as fake ones. Can it be certain?")
equilibrium_one_term = of({"value": np.log(0.5)}, "The objective has two terms.")
equilibrium_sign_lost = of({"value": np.log(4)}, "Look at the sign: what is the logarithm of a number below 1?")
equilibrium_base_two = of({"value": -2}, "The logarithm is the natural one, not that of base 2.")
equilibrium_base_ten = of({"value": -np.log10(4)}, "The logarithm is the natural one, not that of base 10.")
equilibrium_nothing_gained = of(
    {"value": 0}, "A draw is not a value of 0 here: put the discriminator's answer into both terms."
)
equilibrium_without_logarithm = of({"value": 1}, "The logarithms are missing.")
equilibrium_rounded = of({"value": -1.386}, "Give the value to six digits, or have Python compute it.")
equilibrium_rounded_further = of({"value": -1.39}, "Give the value to six digits, or have Python compute it.")
