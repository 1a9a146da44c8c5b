"""What students of unit 8 answer wrongly, and the sentence that helps each of them."""

import numpy as np

from autograder.checking import mistake


def correlated(kernel):
    """Slide another kernel over the image of the question."""
    image = np.array([[2, 0, 1, 3], [1, 4, -1, 2], [0, 3, 2, 1]])
    return [[np.sum(image[i : i + 2, j : j + 2] * kernel) for j in range(3)] for i in range(2)]


# --- neuron_by_hand -------------------------------------------------------------------------------------------------


@mistake("neuron_by_hand", "Something that every neuron adds to its sum is missing in z.")
def neuron_without_bias():
    return {"z": -4.5, "y": 0}


@mistake("neuron_by_hand", "The sum is passed on as it is. What does ReLU make of a number below 0?")
def neuron_without_activation():
    return {"z": -4.25, "y": -4.25}


@mistake("neuron_by_hand", "ReLU doesn't drop the sign. Look at its curve left of 0.")
def neuron_absolute_value():
    return {"z": -4.25, "y": 4.25}


@mistake("neuron_by_hand", "The bias went in with the wrong sign.")
def neuron_bias_subtracted():
    return {"z": -4.75, "y": 0}


@mistake("neuron_by_hand", "A minus sign was lost: check each of the three products.")
def neuron_minus_lost():
    return {"z": -0.25, "y": 0}


@mistake("neuron_by_hand", "A minus sign was lost: check each of the three products.")
def neuron_other_minus_lost():
    return {"z": 3.75, "y": 3.75}


@mistake("neuron_by_hand", "z is right, but y is what a sigmoid would pass on.")
def neuron_sigmoid():
    return {"z": -4.25, "y": 1 / (1 + np.exp(4.25))}


# --- number_of_layers -----------------------------------------------------------------------------------------------


@mistake("number_of_layers", "The input layer computes nothing. Does the chapter count it?")
def layers_with_input():
    return 6


@mistake("number_of_layers", "Which layer computes something, besides the hidden ones?")
def layers_hidden_only():
    return 4


@mistake("number_of_layers", "Every hidden layer counts by itself, not all of them as one.")
def layers_by_kind():
    return 3


@mistake("number_of_layers", "Every hidden layer counts by itself, not all of them as one.")
def layers_hidden_and_output_as_kinds():
    return 2


@mistake("number_of_layers", "These are neurons. The question is about layers.")
def layers_neurons():
    return 8 + 8 + 6 + 4 + 3


@mistake("number_of_layers", "These are neurons. The question is about layers.")
def layers_all_neurons():
    return 9 + 8 + 8 + 6 + 4 + 3


# --- output_neurons -------------------------------------------------------------------------------------------------


@mistake("output_neurons", "With one of two classes, does the second probability tell anything new?")
def outputs_two_for_binary():
    return {"fraud": 2, "letters": 26, "temperature": 1}


@mistake("output_neurons", "A network that names one of many classes gives a probability for each.")
def outputs_one_for_all():
    return {"fraud": 1, "letters": 1, "temperature": 1}


@mistake("output_neurons", "Letters are not written in bits here: a probability for each is wanted.")
def outputs_bits():
    return {"fraud": 1, "letters": 5, "temperature": 1}


@mistake("output_neurons", "Each letter has a neuron of its own, the last one too.")
def outputs_one_less():
    return {"fraud": 1, "letters": 25, "temperature": 1}


@mistake("output_neurons", "No neuron is needed for what is not a letter.")
def outputs_one_more():
    return {"fraud": 1, "letters": 27, "temperature": 1}


# --- which_activation -----------------------------------------------------------------------------------------------


@mistake("which_activation", "Two are swapped: which of them has values that depend on all neurons of the layer?")
def activation_probabilities_swapped():
    return {"spam": "softmax", "species": "sigmoid", "signal": "tanh", "length": "relu"}


@mistake("which_activation", "Look at the ranges again: which function has no upper bound?")
def activation_ranges_swapped():
    return {"spam": "sigmoid", "species": "softmax", "signal": "relu", "length": "tanh"}


@mistake("which_activation", "Two curves look like an S. Their ranges differ.")
def activation_s_curves_swapped():
    return {"spam": "tanh", "species": "softmax", "signal": "sigmoid", "length": "relu"}


@mistake("which_activation", "One of these outputs must be able to grow as large as need be; a probability must not.")
def activation_length_by_sigmoid():
    return {"spam": "relu", "species": "softmax", "signal": "tanh", "length": "sigmoid"}


# --- activations_at_zero --------------------------------------------------------------------------------------------


@mistake("activations_at_zero", "Does the sigmoid go through the origin?")
def zero_sigmoid_at_zero():
    return {"sigmoid": 0, "tanh": 0, "sigmoid_slope": 0.25, "tanh_slope": 1}


@mistake("activations_at_zero", "tanh is steeper than the sigmoid: its range is twice as wide, and more.")
def zero_slopes_alike():
    return {"sigmoid": 0.5, "tanh": 0, "sigmoid_slope": 0.25, "tanh_slope": 0.25}


@mistake("activations_at_zero", "The sigmoid is flatter than that. Its slope can be had from its value.")
def zero_sigmoid_slope_one():
    return {"sigmoid": 0.5, "tanh": 0, "sigmoid_slope": 1, "tanh_slope": 1}


@mistake("activations_at_zero", "That is the sigmoid's value once more. Its slope has a second factor.")
def zero_sigmoid_slope_is_value():
    return {"sigmoid": 0.5, "tanh": 0, "sigmoid_slope": 0.5, "tanh_slope": 1}


@mistake("activations_at_zero", "The curves are not flat there: a slope of 0 they have far out, at both ends.")
def zero_flat():
    return {"sigmoid": 0.5, "tanh": 0, "sigmoid_slope": 0, "tanh_slope": 0}


@mistake("activations_at_zero", "tanh is centred elsewhere than the sigmoid.")
def zero_tanh_like_sigmoid():
    return {"sigmoid": 0.5, "tanh": 0.5, "sigmoid_slope": 0.25, "tanh_slope": 1}


@mistake("activations_at_zero", "The two functions are mixed up.")
def zero_swapped():
    return {"sigmoid": 0, "tanh": 0.5, "sigmoid_slope": 1, "tanh_slope": 0.25}


# --- softmax_of_equal_scores ----------------------------------------------------------------------------------------


@mistake("softmax_of_equal_scores", "That is not below 1 yet: divide by what makes all eight add up to 1.")
def equal_exponential_alone():
    return np.exp(3.5)


@mistake("softmax_of_equal_scores", "The sigmoid looks at one score by itself; the softmax at all of them.")
def equal_sigmoid():
    return 1 / (1 + np.exp(-3.5))


@mistake("softmax_of_equal_scores", "All eight would be certain at once. What must they add up to?")
def equal_one():
    return 1


@mistake("softmax_of_equal_scores", "That would do for two classes.")
def equal_half():
    return 1 / 2


@mistake("softmax_of_equal_scores", "The denominator has all the classes in it, the first one too.")
def equal_score_over_sum_of_others():
    return 1 / 7


@mistake("softmax_of_equal_scores", "A score of 3.5 is not a probability, nor is its share in the number of classes.")
def equal_scores_as_powers_of_nothing():
    return 3.5 / 8


@mistake("softmax_of_equal_scores", "A probability lies between 0 and 1; this is in percent.")
def equal_percent():
    return 12.5


# --- softmax_ratio --------------------------------------------------------------------------------------------------


@mistake("softmax_ratio", "That is the difference of the scores. The softmax takes their exponentials.")
def ratio_of_scores():
    return np.log(3)


@mistake("softmax_ratio", "The exponential was taken once too often.")
def ratio_exponential_of_ratio():
    return np.exp(3)


@mistake("softmax_ratio", "The other way round: A has the higher score.")
def ratio_inverted():
    return 1 / 3


@mistake("softmax_ratio", "A difference of scores becomes a ratio of probabilities, without adding anything.")
def ratio_plus_one():
    return 1 + np.log(3)


@mistake("softmax_ratio", "That is the share of A if there were just these two classes. A ratio is asked.")
def ratio_as_share():
    return 3 / 4


@mistake("softmax_ratio", "The softmax takes powers of e, not of 10.")
def ratio_by_ten():
    return 10 ** np.log(3)


# --- weight_shapes --------------------------------------------------------------------------------------------------


@mistake("weight_shapes", "Rows belong to the layer that a weight comes from, columns to the layer it leads to.")
def shapes_transposed():
    return {"Wxh": (3, 7), "bh": (1, 3), "Why": (4, 3), "by": (1, 4), "y_hat": (12, 4)}


@mistake("weight_shapes", "Each bias is a row of a matrix here, as in unit 2, so its shape has two numbers.")
def shapes_flat_biases():
    return {"Wxh": (7, 3), "bh": (3,), "Why": (3, 4), "by": (4,), "y_hat": (12, 4)}


@mistake("weight_shapes", "A column would be added along the wrong axis: one row is one sample.")
def shapes_column_biases():
    return {"Wxh": (7, 3), "bh": (3, 1), "Why": (3, 4), "by": (4, 1), "y_hat": (12, 4)}


@mistake("weight_shapes", "The predictions are asked for all the samples, not for one.")
def shapes_one_sample():
    return {"Wxh": (7, 3), "bh": (1, 3), "Why": (3, 4), "by": (1, 4), "y_hat": (1, 4)}


@mistake("weight_shapes", "One row is one sample, in the predictions too.")
def shapes_predictions_transposed():
    return {"Wxh": (7, 3), "bh": (1, 3), "Why": (3, 4), "by": (1, 4), "y_hat": (4, 12)}


@mistake("weight_shapes", "Everything lies on its side. In this course one row is one sample.")
def shapes_everything_transposed():
    return {"Wxh": (3, 7), "bh": (3, 1), "Why": (4, 3), "by": (4, 1), "y_hat": (4, 12)}


@mistake("weight_shapes", "A bias belongs to the neurons that a layer leads to.")
def shapes_biases_of_the_layer_before():
    return {"Wxh": (7, 3), "bh": (1, 7), "Why": (3, 4), "by": (1, 3), "y_hat": (12, 4)}


@mistake("weight_shapes", "All samples share one row of biases: the network doesn't know how many will come.")
def shapes_bias_for_each_sample():
    return {"Wxh": (7, 3), "bh": (12, 3), "Why": (3, 4), "by": (12, 4), "y_hat": (12, 4)}


@mistake("weight_shapes", "The number of samples has no place in the weights.")
def shapes_samples_in_weights():
    return {"Wxh": (12, 3), "bh": (1, 3), "Why": (3, 4), "by": (1, 4), "y_hat": (12, 4)}


@mistake("weight_shapes", "The second matrix starts where the first one ends.")
def shapes_output_from_input():
    return {"Wxh": (7, 3), "bh": (1, 3), "Why": (7, 4), "by": (1, 4), "y_hat": (12, 4)}


# --- number_of_parameters -------------------------------------------------------------------------------------------


@mistake("number_of_parameters", "These are the weights. What else does a neuron learn?")
def parameters_without_biases():
    return 12 * 7 + 7 * 3


@mistake("number_of_parameters", "These are neurons. Each connection between two of them has a weight.")
def parameters_neurons():
    return 12 + 7 + 3


@mistake("number_of_parameters", "The input layer computes nothing and has no bias.")
def parameters_bias_for_inputs():
    return 12 * 7 + 7 * 3 + 12 + 7 + 3


@mistake("number_of_parameters", "Every neuron has a bias of its own, not every layer.")
def parameters_one_bias_a_layer():
    return 12 * 7 + 7 * 3 + 2


@mistake("number_of_parameters", "The output neurons add something, too.")
def parameters_without_output_bias():
    return 12 * 7 + 7 + 7 * 3


@mistake("number_of_parameters", "The two weight matrices add up, they are not multiplied.")
def parameters_all_multiplied():
    return 12 * 7 * 3


@mistake("number_of_parameters", "Inputs and outputs are not connected directly.")
def parameters_with_shortcut():
    return 12 * 7 + 7 + 7 * 3 + 3 + 12 * 3


@mistake("number_of_parameters", "That is the first layer only.")
def parameters_first_layer():
    return 12 * 7 + 7


# --- step_by_hand ---------------------------------------------------------------------------------------------------


@mistake("step_by_hand", "This step goes uphill. Watch the two signs.")
def step_uphill():
    return 1.5 - 0.2


@mistake("step_by_hand", "The learning rate is missing.")
def step_without_learning_rate():
    return 1.5 + 2


@mistake("step_by_hand", "The learning rate is missing, and the step goes uphill.")
def step_uphill_without_rate():
    return 1.5 - 2


@mistake("step_by_hand", "The step depends on how steep the slope is, too.")
def step_learning_rate_alone():
    return 1.5 + 0.1


@mistake("step_by_hand", "The step depends on the slope, too, and on its sign.")
def step_learning_rate_alone_downwards():
    return 1.5 - 0.1


@mistake("step_by_hand", "That is the change. The new weight is asked.")
def step_change_only():
    return 0.2


@mistake("step_by_hand", "The new weight is asked, not the change.")
def step_change_downwards():
    return -0.2


@mistake("step_by_hand", "The weight itself is not multiplied by the learning rate.")
def step_weight_scaled():
    return 0.1 * 1.5 + 2


# --- right_gradients ------------------------------------------------------------------------------------------------


@mistake("right_gradients", "That is the error itself. Whose shape is (D, H), and what came into that layer?")
def gradients_as_first_listed():
    return {"Wxh": "d", "Why": "a"}


@mistake(
    "right_gradients",
    "The inputs of the two layers are right, the slopes are not: where does each matrix lead to?",
)
def gradients_deltas_swapped():
    return {"Wxh": "b", "Why": "c"}


@mistake("right_gradients", "The slopes are right. Look again at what comes into each of the two layers.")
def gradients_inputs_swapped():
    return {"Wxh": "c", "Why": "b"}


@mistake("right_gradients", "The two matrices differ in shape, so one gradient can't be that of both.")
def gradients_one_for_both():
    return {"Wxh": "a", "Why": "a"}


@mistake("right_gradients", "The two matrices differ in shape, so one gradient can't be that of both.")
def gradients_output_for_both():
    return {"Wxh": "d", "Why": "d"}


@mistake("right_gradients", "Not both layers see the network's input.")
def gradients_same_input():
    return {"Wxh": "a", "Why": "b"}


@mistake("right_gradients", "The slope at the hidden layer doesn't serve for the output layer.")
def gradients_same_slope():
    return {"Wxh": "a", "Why": "c"}


# --- what_the_swap_does ---------------------------------------------------------------------------------------------


@mistake("what_the_swap_does", "NumPy raises no error where one of two lengths is 1, or where they are equal.")
def swap_always_an_error():
    return {"first": "error", "second": "error", "third": "error"}


@mistake("what_the_swap_does", "Write down the two shapes in each case. Can NumPy always combine them?")
def swap_never_seen():
    return {"first": "silent", "second": "silent", "third": "silent"}


@mistake("what_the_swap_does", "An axis of length 1 is stretched to fit the other array.")
def swap_one_column_as_error():
    return {"first": "error", "second": "error", "third": "silent"}


@mistake("what_the_swap_does", "For the second, write down the shape of each difference, of `Why` in particular.")
def swap_one_column_as_silent():
    return {"first": "error", "second": "silent", "third": "silent"}


@mistake("what_the_swap_does", "Broadcasting stretches axes of length 1 only.")
def swap_always_reshaped():
    return {"first": "reshaped", "second": "reshaped", "third": "reshaped"}


@mistake("what_the_swap_does", "Broadcasting stretches axes of length 1 only: look at the first case again.")
def swap_first_as_reshaped():
    return {"first": "reshaped", "second": "reshaped", "third": "silent"}


@mistake("what_the_swap_does", "In the third case, what are the shapes of the two matrices?")
def swap_square_as_reshaped():
    return {"first": "error", "second": "reshaped", "third": "reshaped"}


# --- iterations_in_epoch --------------------------------------------------------------------------------------------


@mistake("iterations_in_epoch", "Samples are left over after the last full batch. They are used, too.")
def epoch_last_batch_forgotten():
    return {"per_epoch": 14, "last_batch": 350, "all_epochs": 280}


@mistake("iterations_in_epoch", "The last batch isn't full, but none of its samples is left out.")
def epoch_last_batch_dropped():
    return {"per_epoch": 14, "last_batch": 500, "all_epochs": 280}


@mistake("iterations_in_epoch", "There is no part of an iteration: a smaller batch takes one, too.")
def epoch_fraction():
    return {"per_epoch": 14.7, "last_batch": 350, "all_epochs": 294}


@mistake("iterations_in_epoch", "Round before you multiply: each epoch ends with a smaller batch.")
def epoch_total_from_fraction():
    return {"per_epoch": 15, "last_batch": 350, "all_epochs": 294}


@mistake("iterations_in_epoch", "Count the samples in the full batches. How many are left?")
def epoch_last_batch_full():
    return {"per_epoch": 15, "last_batch": 500, "all_epochs": 300}


@mistake("iterations_in_epoch", "These are the samples that the last batch lacks. How many has it?")
def epoch_missing_samples():
    return {"per_epoch": 15, "last_batch": 150, "all_epochs": 300}


@mistake(
    "iterations_in_epoch",
    "The batch size says how many samples an iteration takes, not how many iterations there are.",
)
def epoch_batch_size_as_iterations():
    return {"per_epoch": 500, "last_batch": 350, "all_epochs": 10_000}


@mistake("iterations_in_epoch", "An iteration takes a whole batch, not one sample.")
def epoch_one_iteration_a_sample():
    return {"per_epoch": 7350, "last_batch": 1, "all_epochs": 147_000}


@mistake("iterations_in_epoch", "One epoch was counted twice, the whole training never.")
def epoch_count_alone_for_all():
    return {"per_epoch": 15, "last_batch": 350, "all_epochs": 15}


# --- momentum_by_hand -----------------------------------------------------------------------------------------------


@mistake("momentum_by_hand", "In this course's rule the new gradient has no factor of its own in the velocity.")
def momentum_averaged():
    return {"v": 2.65, "w": 2 - 0.2 * 2.65}


@mistake("momentum_by_hand", "The velocity is right, but the step goes uphill.")
def momentum_uphill():
    return {"v": 2.2, "w": 2.44}


@mistake("momentum_by_hand", "The step uses the velocity of before. Update it first.")
def momentum_old_velocity():
    return {"v": 2.2, "w": 1.4}


@mistake("momentum_by_hand", "The old velocity loses a part of itself at each step.")
def momentum_without_beta():
    return {"v": 2.5, "w": 1.5}


@mistake("momentum_by_hand", "The gradient is added to the velocity, with its own sign.")
def momentum_gradient_subtracted():
    return {"v": 3.2, "w": 1.36}


@mistake("momentum_by_hand", "The learning rate is missing in the step.")
def momentum_without_learning_rate():
    return {"v": 2.2, "w": 2 - 2.2}


@mistake("momentum_by_hand", "The weight took an ordinary step. Where did the velocity go?")
def momentum_plain_step():
    return {"v": 2.2, "w": 2.1}


@mistake("momentum_by_hand", "The learning rate belongs into the step, not into the velocity.")
def momentum_learning_rate_twice():
    return {"v": 2.6, "w": 2 - 0.2 * 2.6}


@mistake("momentum_by_hand", "The learning rate belongs into the step, not into the velocity.")
def momentum_rate_in_velocity():
    return {"v": 2.6, "w": 2 - 2.6}


# --- rnn_memory -----------------------------------------------------------------------------------------------------


@mistake("rnn_memory", "That tells of one word before, and of none of those before it.")
def memory_previous_input():
    return "previous input"


@mistake("rnn_memory", "The right answer is not known when the network is used.")
def memory_previous_target():
    return "previous target"


@mistake("rnn_memory", "That is one number, the same at each step. What changes with every word read?")
def memory_learning_rate():
    return "learning rate"


@mistake("rnn_memory", "Use one of the four strings, word for word.")
def memory_abbreviated():
    return "hidden state"


# --- rnn_steps ------------------------------------------------------------------------------------------------------


@mistake("rnn_steps", "The initial hidden state is given, not computed.")
def steps_initial_state_counted():
    return {"hidden_states": 12, "last_step": 10, "weight_matrices": 3}


@mistake("rnn_steps", "Time steps count from 0: which number has the last one then?")
def steps_counted_from_one():
    return {"hidden_states": 11, "last_step": 11, "weight_matrices": 3}


@mistake("rnn_steps", "The first word leads to a hidden state, too.")
def steps_one_state_less():
    return {"hidden_states": 10, "last_step": 10, "weight_matrices": 3}


@mistake("rnn_steps", "The unrolled network uses the same weights at every time step.")
def steps_matrices_for_each():
    return {"hidden_states": 11, "last_step": 10, "weight_matrices": 33}


@mistake("rnn_steps", "The unrolled network uses the same weights at every time step.")
def steps_one_matrix_for_each():
    return {"hidden_states": 11, "last_step": 10, "weight_matrices": 11}


@mistake("rnn_steps", "That would be a feedforward network. What makes it recurrent?")
def steps_feedforward_matrices():
    return {"hidden_states": 11, "last_step": 10, "weight_matrices": 2}


@mistake("rnn_steps", "The hidden state is computed anew at every time step.")
def steps_single_state():
    return {"hidden_states": 1, "last_step": 10, "weight_matrices": 3}


# --- rnn_shapes -----------------------------------------------------------------------------------------------------


@mistake("rnn_shapes", "Rows belong to the layer that a weight comes from.")
def rnn_shapes_transposed():
    return {"U": (40, 27), "W": (40, 40), "V": (27, 40), "h": (8, 15, 40)}


@mistake("rnn_shapes", "The question says the order of the axes of h: sequences come first.")
def rnn_shapes_time_first():
    return {"U": (27, 40), "W": (40, 40), "V": (40, 27), "h": (15, 8, 40)}


@mistake("rnn_shapes", "All hidden states are asked, not those of one time step.")
def rnn_shapes_last_state():
    return {"U": (27, 40), "W": (40, 40), "V": (40, 27), "h": (8, 40)}


@mistake("rnn_shapes", "h holds hidden neurons, not predictions.")
def rnn_shapes_outputs():
    return {"U": (27, 40), "W": (40, 40), "V": (40, 27), "h": (8, 15, 27)}


@mistake("rnn_shapes", "The initial hidden state isn't among the states of the time steps.")
def rnn_shapes_initial_state():
    return {"U": (27, 40), "W": (40, 40), "V": (40, 27), "h": (8, 16, 40)}


@mistake("rnn_shapes", "The length of a sequence has no place in the weights.")
def rnn_shapes_time_in_weights():
    return {"U": (15, 40), "W": (40, 40), "V": (40, 15), "h": (8, 15, 40)}


@mistake("rnn_shapes", "W leads from the hidden layer to the hidden layer.")
def rnn_shapes_recurrent_as_input():
    return {"U": (27, 40), "W": (27, 40), "V": (40, 27), "h": (8, 15, 40)}


@mistake("rnn_shapes", "U, W and V are mixed up: the question says what each leads to.")
def rnn_shapes_roles_mixed():
    return {"U": (27, 40), "W": (40, 27), "V": (40, 40), "h": (8, 15, 40)}


@mistake("rnn_shapes", "One row is one sequence: the number of neurons comes last.")
def rnn_shapes_axes_reversed():
    return {"U": (27, 40), "W": (40, 40), "V": (40, 27), "h": (40, 15, 8)}


# --- rnn_parameters -------------------------------------------------------------------------------------------------


@mistake("rnn_parameters", "The same matrices are used at every time step; they are learnt once.")
def rnn_parameters_for_each_step():
    return 15 * (27 * 40 + 40 * 40 + 40 * 27)


@mistake("rnn_parameters", "One matrix is missing: the one that makes the network recurrent.")
def rnn_parameters_without_recurrence():
    return 27 * 40 + 40 * 27


@mistake("rnn_parameters", "One matrix is missing: how does the network come to a prediction?")
def rnn_parameters_without_output():
    return 27 * 40 + 40 * 40


@mistake("rnn_parameters", "This network has no biases.")
def rnn_parameters_with_biases():
    return 27 * 40 + 40 * 40 + 40 * 27 + 40 + 27


@mistake("rnn_parameters", "This network has no biases.")
def rnn_parameters_with_hidden_bias():
    return 27 * 40 + 40 * 40 + 40 * 27 + 40


@mistake("rnn_parameters", "Every hidden neuron is connected to every hidden neuron, not just to itself.")
def rnn_parameters_one_number_recurrent():
    return 27 * 40 + 40 + 40 * 27


@mistake("rnn_parameters", "All sequences go through the same network.")
def rnn_parameters_for_each_sequence():
    return 8 * (27 * 40 + 40 * 40 + 40 * 27)


# --- vanishing_by_hand ----------------------------------------------------------------------------------------------


@mistake("vanishing_by_hand", "Count the steps once more: from t = 6 to t = 5 is one.")
def vanishing_one_step_more():
    return (1.6 * 0.25) ** 7


@mistake("vanishing_by_hand", "Count the steps once more: from t = 6 to t = 5 is one.")
def vanishing_one_step_less():
    return (1.6 * 0.25) ** 5


@mistake("vanishing_by_hand", "That is a single step back.")
def vanishing_one_step_only():
    return 1.6 * 0.25


@mistake("vanishing_by_hand", "The recurrent weight is a factor, too.")
def vanishing_slope_alone():
    return 0.25**6


@mistake("vanishing_by_hand", "The slope of the activation is a factor, too.")
def vanishing_weight_alone():
    return 1.6**6


@mistake("vanishing_by_hand", "By the chain rule the steps' factors are multiplied, not added.")
def vanishing_added():
    return 6 * 1.6 * 0.25


@mistake("vanishing_by_hand", "The weight is met at every step, not once.")
def vanishing_weight_once():
    return 1.6 * 0.25**6


@mistake("vanishing_by_hand", "The slope is met at every step, not once.")
def vanishing_slope_once():
    return 1.6**6 * 0.25


@mistake("vanishing_by_hand", "In one step, weight and slope are multiplied with each other.")
def vanishing_factors_added():
    return (1.6 + 0.25) ** 6


# --- gate_duties ----------------------------------------------------------------------------------------------------


@mistake("gate_duties", "Two gates are swapped: one looks after the old content, one after the new.")
def duties_forget_and_input_swapped():
    return {"forget_gate": "e", "input_gate": "c", "candidate_state": "a", "output_gate": "b"}


@mistake("gate_duties", "Content is one thing, how much of it is taken is another. Which of them uses tanh?")
def duties_input_and_candidate_swapped():
    return {"forget_gate": "c", "input_gate": "a", "candidate_state": "e", "output_gate": "b"}


@mistake("gate_duties", "Two gates are swapped: what is kept need not be what is shown.")
def duties_forget_and_output_swapped():
    return {"forget_gate": "b", "input_gate": "e", "candidate_state": "a", "output_gate": "c"}


@mistake("gate_duties", "The output gate is inside the cell. Predictions are made later, outside of it.")
def duties_output_as_softmax():
    return {"forget_gate": "c", "input_gate": "e", "candidate_state": "a", "output_gate": "d"}


@mistake("gate_duties", "Two gates are swapped: one lets something into the memory, one lets something out.")
def duties_input_and_output_swapped():
    return {"forget_gate": "c", "input_gate": "b", "candidate_state": "a", "output_gate": "e"}


@mistake("gate_duties", "One of these is no gate: which one has values that can be negative?")
def duties_candidate_and_output_swapped():
    return {"forget_gate": "c", "input_gate": "e", "candidate_state": "b", "output_gate": "a"}


# --- cell_by_hand ---------------------------------------------------------------------------------------------------


@mistake("cell_by_hand", "The two gates are swapped: which one belongs to the old cell state?")
def cell_gates_swapped():
    return {"c": 0.5 * 4 - 0.25 * 0.6, "h": 0.5 * np.tanh(1.85)}


@mistake("cell_by_hand", "The forget gate is the share that stays, not the share that goes.")
def cell_forget_as_share_lost():
    return {"c": 0.75 * 4 - 0.5 * 0.6, "h": 0.5 * np.tanh(2.7)}


@mistake("cell_by_hand", "Nothing new has come in.")
def cell_without_candidate():
    return {"c": 1, "h": 0.5 * np.tanh(1)}


@mistake("cell_by_hand", "The candidate came in whole. One gate has a say in that.")
def cell_input_gate_ignored():
    return {"c": 1 - 0.6, "h": 0.5 * np.tanh(0.4)}


@mistake("cell_by_hand", "The old cell state stayed whole. One gate has a say in that.")
def cell_old_state_whole():
    return {"c": 4 - 0.3, "h": 0.5 * np.tanh(3.7)}


@mistake("cell_by_hand", "The cell state is squashed before the output gate lets it through.")
def cell_hidden_without_tanh():
    return {"c": 0.7, "h": 0.35}


@mistake("cell_by_hand", "One gate has a say in what is shown.")
def cell_hidden_without_gate():
    return {"c": 0.7, "h": np.tanh(0.7)}


@mistake("cell_by_hand", "First squash, then multiply by the gate.")
def cell_hidden_tanh_last():
    return {"c": 0.7, "h": np.tanh(0.35)}


@mistake("cell_by_hand", "The candidate is negative.")
def cell_minus_lost():
    return {"c": 1.3, "h": 0.5 * np.tanh(1.3)}


@mistake("cell_by_hand", "The cell state is squashed by another function: one centred on 0.")
def cell_hidden_by_sigmoid():
    return {"c": 0.7, "h": 0.5 / (1 + np.exp(-0.7))}


@mistake("cell_by_hand", "The hidden state is made of the new cell state.")
def cell_hidden_from_old_state():
    return {"c": 0.7, "h": 0.5 * np.tanh(4)}


# --- gate_settings --------------------------------------------------------------------------------------------------


@mistake("gate_settings", "The forget gate multiplies the old cell state. What does a 0 make of it?")
def settings_forget_reversed():
    return {"keep_f": 0, "keep_i": 0, "replace_f": 1, "replace_i": 1}


@mistake("gate_settings", "New content would be added to the old one.")
def settings_both_open():
    return {"keep_f": 1, "keep_i": 1, "replace_f": 0, "replace_i": 1}


@mistake("gate_settings", "The input gate multiplies the candidate. What does a 0 make of it?")
def settings_input_reversed():
    return {"keep_f": 1, "keep_i": 1, "replace_f": 0, "replace_i": 0}


@mistake("gate_settings", "Each gate is a share of what it lets through: 0 lets nothing through.")
def settings_all_reversed():
    return {"keep_f": 0, "keep_i": 1, "replace_f": 1, "replace_i": 0}


@mistake("gate_settings", "In the second case, is nothing left of the old cell state?")
def settings_replace_adds():
    return {"keep_f": 1, "keep_i": 0, "replace_f": 1, "replace_i": 1}


@mistake("gate_settings", "In the second case, the cell state is empty now. Does anything take its place?")
def settings_replace_empties():
    return {"keep_f": 1, "keep_i": 0, "replace_f": 0, "replace_i": 0}


@mistake("gate_settings", "In the first case, what is left of the old cell state?")
def settings_keep_empties():
    return {"keep_f": 0, "keep_i": 0, "replace_f": 0, "replace_i": 1}


# --- convolution_by_hand --------------------------------------------------------------------------------------------


@mistake("convolution_by_hand", "The kernel was turned by half a circle. The chapter lays it on as it is.")
def convolution_kernel_turned():
    return correlated([[2, 0], [-1, 1]])


@mistake("convolution_by_hand", "Rows and columns of the kernel are swapped.")
def convolution_kernel_transposed():
    return correlated([[1, 0], [-1, 2]])


@mistake("convolution_by_hand", "The kernel was slid by two pixels. The stride is 1.")
def convolution_stride_two():
    return [[10, 2]]


@mistake("convolution_by_hand", "A minus sign in the kernel was lost.")
def convolution_minus_lost():
    return correlated([[1, 1], [0, 2]])


@mistake("convolution_by_hand", "Add up the products; don't divide by how many there are.")
def convolution_mean():
    return [[2.5, -0.75, 0.5], [0.75, 2.25, -0.25]]


@mistake("convolution_by_hand", "The kernel also slides downwards.")
def convolution_one_row():
    return [[10, -3, 2]]


@mistake("convolution_by_hand", "Rows and columns of the feature map are swapped.")
def convolution_transposed_map():
    return [[10, 3], [-3, 9], [2, -1]]


@mistake("convolution_by_hand", "A matrix is asked: a list of rows.")
def convolution_flat():
    return [10, -3, 2, 3, 9, -1]


@mistake(
    "convolution_by_hand",
    "Zeros were put around the image. Without padding the feature map is smaller than the image.",
)
def convolution_padded():
    return [[10, -3, 2, 3], [3, 9, -1, 2], [-3, 1, 1, 1]]


@mistake("convolution_by_hand", "Add up the products, rather than take the largest one.")
def convolution_largest_product():
    return [[8, 0, 4], [6, 4, 2]]


# --- convolution_sizes ----------------------------------------------------------------------------------------------


@mistake("convolution_sizes", "A kernel that fits just once gives a map of width 1. What does your formula give there?")
def sizes_without_plus_one():
    return {"valid": 16, "valid_stride": 5, "same_stride": 7}


@mistake("convolution_sizes", 'With "valid" padding, a window that sticks out is left away.')
def sizes_valid_rounded_up():
    return {"valid": 17, "valid_stride": 7, "same_stride": 7}


@mistake("convolution_sizes", 'With "same" padding, zeros are added so that no pixel is left away.')
def sizes_same_rounded_down():
    return {"valid": 17, "valid_stride": 6, "same_stride": 6}


@mistake("convolution_sizes", '"same" keeps the width only if the stride is 1.')
def sizes_same_as_image():
    return {"valid": 17, "valid_stride": 6, "same_stride": 20}


@mistake("convolution_sizes", "The stride is ignored: it was 3 in two of the cases.")
def sizes_stride_ignored():
    return {"valid": 17, "valid_stride": 17, "same_stride": 20}


@mistake("convolution_sizes", 'With "valid" padding the width of the kernel matters.')
def sizes_valid_without_kernel():
    return {"valid": 20, "valid_stride": 7, "same_stride": 7}


@mistake("convolution_sizes", "There is no part of a pixel: round, and think which way.")
def sizes_fraction():
    return {"valid": 17, "valid_stride": 16 / 3 + 1, "same_stride": 20 / 3}


@mistake("convolution_sizes", "Subtract the whole width of the kernel first: the window already covers that much.")
def sizes_one_too_many():
    return {"valid": 18, "valid_stride": 6, "same_stride": 7}


@mistake("convolution_sizes", "The width is asked, not the number of pixels.")
def sizes_areas():
    return {"valid": 17**2, "valid_stride": 6**2, "same_stride": 7**2}


# --- feature_map_shape ----------------------------------------------------------------------------------------------


@mistake("feature_map_shape", "Height comes first.")
def map_width_first():
    return (27, 15, 12)


@mistake("feature_map_shape", "The depth of the feature maps isn't that of the image.")
def map_depth_of_image():
    return (15, 27, 3)


@mistake("feature_map_shape", "A filter is as deep as the image and adds up over its channels.")
def map_depth_multiplied():
    return (15, 27, 36)


@mistake("feature_map_shape", "At how many places does a filter fit? Try a small case.")
def map_without_plus_one():
    return (14, 26, 12)


@mistake("feature_map_shape", "Without padding the feature map is smaller than the image.")
def map_same_padding():
    return (18, 30, 12)


@mistake("feature_map_shape", "Each filter makes a feature map of its own; depth is missing.")
def map_without_depth():
    return (15, 27)


@mistake("feature_map_shape", "The order is height, width, depth.")
def map_depth_first():
    return (12, 15, 27)


@mistake("feature_map_shape", "There is more than one filter.")
def map_one_filter():
    return (15, 27, 1)


@mistake("feature_map_shape", "The filters don't slide along the depth.")
def map_depth_shrunk():
    return (15, 27, 9)


@mistake("feature_map_shape", "The stride is 1: the windows overlap.")
def map_stride_of_the_kernel():
    return (4, 7, 12)


# --- filter_parameters ----------------------------------------------------------------------------------------------


@mistake("filter_parameters", "Something that each filter adds is missing.")
def filter_without_bias():
    return 10 * 5 * 3 * 3


@mistake("filter_parameters", "A filter is as deep as what it works on.")
def filter_without_channels():
    return 10 * (5 * 3 + 1)


@mistake("filter_parameters", "Each filter has a bias of its own.")
def filter_one_bias_for_all():
    return 10 * 5 * 3 * 3 + 1


@mistake("filter_parameters", "A filter adds up over the channels first, and then adds one bias.")
def filter_bias_for_each_channel():
    return 10 * (5 * 3 + 1) * 3


@mistake("filter_parameters", "The same filter is used at every place: the size of the image doesn't matter.")
def filter_at_every_pixel():
    return 64 * 48 * 10 * (5 * 3 * 3 + 1)


@mistake("filter_parameters", "That would be a fully connected layer.")
def filter_fully_connected():
    return 64 * 48 * 3 * 10 + 10


@mistake("filter_parameters", "That is one filter.")
def filter_single():
    return 5 * 3 * 3 + 1


@mistake("filter_parameters", "A filter is as deep as what it works on, and adds a bias.")
def filter_without_channels_and_bias():
    return 10 * 5 * 3


# --- pooling_by_hand ------------------------------------------------------------------------------------------------


@mistake("pooling_by_hand", "Two of the three are swapped.")
def pooling_average_and_sum_swapped():
    return {"max": [[4, 2, 5], [6, -1, 7]], "average": [[4, 4, 8], [8, -12, 12]], "sum": [[1, 1, 2], [2, -3, 3]]}


@mistake("pooling_by_hand", "Divide by the number of values in a window for one of them.")
def pooling_sum_for_average():
    return {"max": [[4, 2, 5], [6, -1, 7]], "average": [[4, 4, 8], [8, -12, 12]], "sum": [[4, 4, 8], [8, -12, 12]]}


@mistake("pooling_by_hand", "For the sum, don't divide.")
def pooling_average_for_sum():
    return {"max": [[4, 2, 5], [6, -1, 7]], "average": [[1, 1, 2], [2, -3, 3]], "sum": [[1, 1, 2], [2, -3, 3]]}


@mistake("pooling_by_hand", "The largest value is asked, not the one that is largest without its sign.")
def pooling_largest_size():
    return {"max": [[4, 2, 5], [6, -5, 7]], "average": [[1, 1, 2], [2, -3, 3]], "sum": [[4, 4, 8], [8, -12, 12]]}


@mistake("pooling_by_hand", "The largest value of each window is asked, not the smallest.")
def pooling_smallest():
    return {"max": [[-3, 0, -1], [-1, -5, 1]], "average": [[1, 1, 2], [2, -3, 3]], "sum": [[4, 4, 8], [8, -12, 12]]}


@mistake("pooling_by_hand", "All values of one window are negative. Which of them is the largest?")
def pooling_max_not_below_zero():
    return {"max": [[4, 2, 5], [6, 0, 7]], "average": [[1, 1, 2], [2, -3, 3]], "sum": [[4, 4, 8], [8, -12, 12]]}


@mistake("pooling_by_hand", "A window of 2 x 2 holds more than two values.")
def pooling_halved():
    return {"max": [[4, 2, 5], [6, -1, 7]], "average": [[2, 2, 4], [4, -6, 6]], "sum": [[4, 4, 8], [8, -12, 12]]}


@mistake("pooling_by_hand", "The values are added with their signs.")
def pooling_sizes_added():
    return {"max": [[4, 2, 5], [6, -1, 7]], "average": [[2.5, 1, 2.5], [2.5, 3, 3]], "sum": [[10, 4, 10], [10, 12, 12]]}


@mistake("pooling_by_hand", "Rows and columns of the result are swapped.")
def pooling_transposed():
    return {"max": [[4, 6], [2, -1], [5, 7]], "average": [[1, 2], [1, -3], [2, 3]], "sum": [[4, 8], [4, -12], [8, 12]]}


@mistake("pooling_by_hand", "The window moves on by two, in both directions.")
def pooling_stride_one():
    x = np.array([[1, -3, 2, 0, 5, 1], [4, 2, 1, 1, -1, 3], [0, 6, -2, -4, 2, 2], [3, -1, -5, -1, 7, 1]])
    windows = np.lib.stride_tricks.sliding_window_view(x, (2, 2))
    return {"max": windows.max((2, 3)), "average": windows.mean((2, 3)), "sum": windows.sum((2, 3))}


@mistake("pooling_by_hand", "Matrices are asked: lists of rows.")
def pooling_flat():
    return {"max": [4, 2, 5, 6, -1, 7], "average": [1, 1, 2, 2, -3, 3], "sum": [4, 4, 8, 8, -12, 12]}


@mistake("pooling_by_hand", "That is the whole feature map at once. Each window gives one value.")
def pooling_whole_map():
    return {"max": 7, "average": 1, "sum": 24}


# --- pooled_shape ---------------------------------------------------------------------------------------------------


@mistake("pooled_shape", "The depth is not pooled: each feature map is pooled by itself.")
def pooled_depth_too():
    return (10, 7, 2)


@mistake("pooled_shape", "Count the places where the whole window fits: one that sticks out is dropped.")
def pooled_rounded_up():
    return (11, 7, 6)


@mistake("pooled_shape", "Height comes first.")
def pooled_width_first():
    return (7, 10, 6)


@mistake("pooled_shape", "The window's first place counts, too.")
def pooled_without_plus_one():
    return (9, 6, 6)


@mistake("pooled_shape", "The window's size matters, not the stride alone.")
def pooled_by_stride_alone():
    return (11, 8, 6)


@mistake("pooled_shape", "The windows overlap: the stride is smaller than the window.")
def pooled_by_window():
    return (7, 5, 6)


@mistake("pooled_shape", "The stride is 2.")
def pooled_stride_one():
    return (20, 13, 6)


@mistake("pooled_shape", "The depth is missing.")
def pooled_without_depth():
    return (10, 7)


@mistake("pooled_shape", "Each feature map is pooled by itself; they are not merged.")
def pooled_depth_one():
    return (10, 7, 1)


# --- flattened_length -----------------------------------------------------------------------------------------------


@mistake("flattened_length", "That is one feature map of the last layer. How many are there?")
def flattened_one_map():
    return 5 * 5


@mistake("flattened_length", "A filter of the second convolution adds up over all maps that come in.")
def flattened_depths_multiplied():
    return 5 * 5 * 8 * 16


@mistake("flattened_length", "Only the filters of the last convolution decide on the depth.")
def flattened_depths_added():
    return 5 * 5 * (8 + 16)


@mistake("flattened_length", "Which of the two convolutions comes last?")
def flattened_first_depth():
    return 5 * 5 * 8


@mistake("flattened_length", "Height, width and depth are multiplied.")
def flattened_sizes_added():
    return 5 + 5 + 16


@mistake("flattened_length", "The second convolution has no padding.")
def flattened_second_same():
    return 6 * 6 * 16


@mistake("flattened_length", "The first convolution keeps height and width.")
def flattened_first_valid():
    return 4 * 4 * 16


@mistake("flattened_length", "Height and width both count.")
def flattened_one_side():
    return 5 * 16


@mistake("flattened_length", "One more pooling layer comes after the second convolution.")
def flattened_last_pool_forgotten():
    return 10 * 10 * 16


@mistake("flattened_length", "The first pooling layer was left out.")
def flattened_first_pool_forgotten():
    return 11 * 11 * 16


@mistake("flattened_length", "Both pooling layers were left out.")
def flattened_without_pooling():
    return 22 * 22 * 16


# --- gan_goals ------------------------------------------------------------------------------------------------------


@mistake("gan_goals", "Both work on one objective. Which network wants it to be large?")
def goals_steps_swapped():
    return {"d_real": 1, "d_fake": 0, "g_fake": 1, "d_step": "descent", "g_step": "ascent"}


@mistake("gan_goals", "The two networks go opposite ways on their common objective.")
def goals_both_descend():
    return {"d_real": 1, "d_fake": 0, "g_fake": 1, "d_step": "descent", "g_step": "descent"}


@mistake("gan_goals", "The two networks go opposite ways on their common objective.")
def goals_both_ascend():
    return {"d_real": 1, "d_fake": 0, "g_fake": 1, "d_step": "ascent", "g_step": "ascent"}


@mistake("gan_goals", "The generator wants to fool the discriminator, not to help it.")
def goals_honest_generator():
    return {"d_real": 1, "d_fake": 0, "g_fake": 0, "d_step": "ascent", "g_step": "descent"}


@mistake("gan_goals", "The discriminator returns the probability that an image is real, not that it is fake.")
def goals_probability_of_fake():
    return {"d_real": 0, "d_fake": 1, "g_fake": 0, "d_step": "ascent", "g_step": "descent"}


@mistake("gan_goals", "Does the discriminator wish to be fooled?")
def goals_fooled_discriminator():
    return {"d_real": 1, "d_fake": 1, "g_fake": 1, "d_step": "ascent", "g_step": "descent"}


@mistake("gan_goals", "That is how the game ends, not what each of them wishes.")
def goals_equilibrium():
    return {"d_real": 0.5, "d_fake": 0.5, "g_fake": 0.5, "d_step": "ascent", "g_step": "descent"}


# --- discriminator_at_points ----------------------------------------------------------------------------------------


@mistake(
    "discriminator_at_points",
    "The discriminator returns the probability that a sample is real, not that it is fake.",
)
def points_probability_of_fake():
    return {"first": 0.25, "second": 0.6, "third": 1}


@mistake("discriminator_at_points", "That is the ratio of the densities. A probability is a share of both together.")
def points_ratio():
    return {"first": 3, "second": 2 / 3, "third": 0}


@mistake("discriminator_at_points", "A density is not a probability yet: compare it with both densities together.")
def points_real_density():
    return {"first": 0.3, "second": 0.2, "third": 0}


@mistake("discriminator_at_points", "Densities are compared by their share, not by their difference.")
def points_difference():
    return {"first": 0.3 - 0.1, "second": 0.2 - 0.3, "third": -0.4}


@mistake("discriminator_at_points", "The best discriminator returns a probability, not a verdict.")
def points_verdict():
    return {"first": 1, "second": 0, "third": 0}


@mistake("discriminator_at_points", "That is so only where both densities are equal.")
def points_equilibrium():
    return {"first": 0.5, "second": 0.5, "third": 0.5}


@mistake("discriminator_at_points", "At the third point, can a sample be real at all?")
def points_undecided_without_real():
    return {"first": 0.75, "second": 0.4, "third": 0.5}


# --- equilibrium ----------------------------------------------------------------------------------------------------


@mistake("equilibrium", "Some of the samples are still fake, and the discriminator knows it.")
def equilibrium_all_real():
    return {"d": 1, "value": 0}


@mistake("equilibrium", "Real samples look the same as fake ones. Can it be certain?")
def equilibrium_never_real():
    return {"d": 0, "value": 0}


@mistake("equilibrium", "The objective has two terms.")
def equilibrium_one_term():
    return {"d": 0.5, "value": np.log(0.5)}


@mistake("equilibrium", "Look at the sign: what is the logarithm of a number below 1?")
def equilibrium_sign_lost():
    return {"d": 0.5, "value": np.log(4)}


@mistake("equilibrium", "The logarithm is the natural one, not that of base 2.")
def equilibrium_base_two():
    return {"d": 0.5, "value": -2}


@mistake("equilibrium", "The logarithm is the natural one, not that of base 10.")
def equilibrium_base_ten():
    return {"d": 0.5, "value": -np.log10(4)}


@mistake("equilibrium", "A draw is not a value of 0 here: put the discriminator's answer into both terms.")
def equilibrium_nothing_gained():
    return {"d": 0.5, "value": 0}


@mistake("equilibrium", "The logarithms are missing.")
def equilibrium_without_logarithm():
    return {"d": 0.5, "value": 1}


@mistake("equilibrium", "Give the value to six digits, or have Python compute it.")
def equilibrium_rounded():
    return {"d": 0.5, "value": -1.386}


@mistake("equilibrium", "Give the value to six digits, or have Python compute it.")
def equilibrium_rounded_further():
    return {"d": 0.5, "value": -1.39}
