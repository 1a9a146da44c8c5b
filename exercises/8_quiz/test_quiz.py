"""The checks of unit 8: the short questions. A person grades the free answers.

Each check's docstring says what it asks. Run them with ``pytest``, one question's with ``pytest -k number_of_layers``.
"""

from autograder.checking import check, same_answer


def same_parts(student, reference, *parts):
    """Compare several entries of a dict."""
    for part in parts:
        same_answer(student, reference, part=part)


@check("neuron_by_hand", points=1)
def test_neuron_by_hand_sum(student, reference):
    """`z`: every input times its weight, added up, and the bias."""
    same_answer(student.neuron_by_hand, reference.neuron_by_hand, part="z")


@check("neuron_by_hand", points=1)
def test_neuron_by_hand_output(student, reference):
    """`y`: what the neuron passes on."""
    same_answer(student.neuron_by_hand, reference.neuron_by_hand, part="y")


@check("number_of_layers", points=1)
def test_number_of_layers(student, reference):
    """The number of layers, counted as the chapter does."""
    same_answer(student.number_of_layers, reference.number_of_layers)


@check("output_neurons", points=1)
def test_output_neurons_one_answer(student, reference):
    """`fraud` and `temperature`: the size of the output layer."""
    same_parts(student.output_neurons, reference.output_neurons, "fraud", "temperature")


@check("output_neurons", points=1)
def test_output_neurons_many_classes(student, reference):
    """`letters`: the size of the output layer."""
    same_answer(student.output_neurons, reference.output_neurons, part="letters")


@check("which_activation", points=1)
def test_which_activation_probabilities(student, reference):
    """`spam` and `species`: the activations whose outputs are probabilities."""
    same_parts(student.which_activation, reference.which_activation, "spam", "species")


@check("which_activation", points=1)
def test_which_activation_others(student, reference):
    """`signal` and `length`: the other two activations."""
    same_parts(student.which_activation, reference.which_activation, "signal", "length")


@check("activations_at_zero", points=1)
def test_activations_at_zero_values(student, reference):
    """`sigmoid` and `tanh`: the values at 0."""
    same_parts(student.activations_at_zero, reference.activations_at_zero, "sigmoid", "tanh")


@check("activations_at_zero", points=1)
def test_activations_at_zero_slopes(student, reference):
    """`sigmoid_slope` and `tanh_slope`: the derivatives at 0."""
    same_parts(student.activations_at_zero, reference.activations_at_zero, "sigmoid_slope", "tanh_slope")


@check("softmax_of_equal_scores", points=1)
def test_softmax_of_equal_scores(student, reference):
    """The probability of one of eight classes with equal scores."""
    same_answer(student.softmax_of_equal_scores, reference.softmax_of_equal_scores)


@check("softmax_ratio", points=1)
def test_softmax_ratio(student, reference):
    """The probability of A divided by that of B."""
    same_answer(student.softmax_ratio, reference.softmax_ratio)


@check("weight_shapes", points=1)
def test_weight_shapes_weights(student, reference):
    """`Wxh` and `Why`: the shapes of the weight matrices."""
    same_parts(student.weight_shapes, reference.weight_shapes, "Wxh", "Why")


@check("weight_shapes", points=1)
def test_weight_shapes_biases(student, reference):
    """`bh` and `by`: the shapes of the biases, each a row."""
    same_parts(student.weight_shapes, reference.weight_shapes, "bh", "by")


@check("weight_shapes", points=1)
def test_weight_shapes_predictions(student, reference):
    """`y_hat`: the shape of the predictions for all samples."""
    same_answer(student.weight_shapes, reference.weight_shapes, part="y_hat")


@check("number_of_parameters", points=2)
def test_number_of_parameters(student, reference):
    """The number of all weights and biases of the network."""
    same_answer(student.number_of_parameters, reference.number_of_parameters)


@check("step_by_hand", points=1)
def test_step_by_hand(student, reference):
    """The weight after one step of gradient descent."""
    same_answer(student.step_by_hand, reference.step_by_hand)


@check("right_gradients", points=1)
def test_right_gradients_hidden(student, reference):
    """`Wxh`: the letter of its gradient."""
    same_answer(student.right_gradients, reference.right_gradients, part="Wxh")


@check("right_gradients", points=1)
def test_right_gradients_output(student, reference):
    """`Why`: the letter of its gradient."""
    same_answer(student.right_gradients, reference.right_gradients, part="Why")


@check("what_the_swap_does", points=1)
def test_what_the_swap_does_first(student, reference):
    """`first`: what happens for D = 3, H = 5, K = 2."""
    same_answer(student.what_the_swap_does, reference.what_the_swap_does, part="first")


@check("what_the_swap_does", points=1)
def test_what_the_swap_does_second(student, reference):
    """`second`: what happens for D = 6, H = 6, K = 1."""
    same_answer(student.what_the_swap_does, reference.what_the_swap_does, part="second")


@check("what_the_swap_does", points=1)
def test_what_the_swap_does_third(student, reference):
    """`third`: what happens for D = 4, H = 4, K = 4."""
    same_answer(student.what_the_swap_does, reference.what_the_swap_does, part="third")


@check("iterations_in_epoch", points=1)
def test_iterations_in_epoch_one(student, reference):
    """`per_epoch`: the iterations in which every sample is used once."""
    same_answer(student.iterations_in_epoch, reference.iterations_in_epoch, part="per_epoch")


@check("iterations_in_epoch", points=1)
def test_iterations_in_epoch_last_batch(student, reference):
    """`last_batch`: the number of samples in the last batch of an epoch."""
    same_answer(student.iterations_in_epoch, reference.iterations_in_epoch, part="last_batch")


@check("iterations_in_epoch", points=1)
def test_iterations_in_epoch_all(student, reference):
    """`all_epochs`: the iterations of the whole training."""
    same_answer(student.iterations_in_epoch, reference.iterations_in_epoch, part="all_epochs")


@check("momentum_by_hand", points=1)
def test_momentum_by_hand_velocity(student, reference):
    """`v`: the velocity after the step."""
    same_answer(student.momentum_by_hand, reference.momentum_by_hand, part="v")


@check("momentum_by_hand", points=1)
def test_momentum_by_hand_weight(student, reference):
    """`w`: the weight after the step."""
    same_answer(student.momentum_by_hand, reference.momentum_by_hand, part="w")


@check("rnn_memory", points=1)
def test_rnn_memory(student, reference):
    """What carries the context of the earlier words."""
    same_answer(student.rnn_memory, reference.rnn_memory)


@check("rnn_steps", points=1)
def test_rnn_steps_states(student, reference):
    """`hidden_states`: how many are computed."""
    same_answer(student.rnn_steps, reference.rnn_steps, part="hidden_states")


@check("rnn_steps", points=1)
def test_rnn_steps_last(student, reference):
    """`last_step`: the number of the last time step, counted from 0."""
    same_answer(student.rnn_steps, reference.rnn_steps, part="last_step")


@check("rnn_steps", points=1)
def test_rnn_steps_matrices(student, reference):
    """`weight_matrices`: how many different ones there are."""
    same_answer(student.rnn_steps, reference.rnn_steps, part="weight_matrices")


@check("rnn_shapes", points=1)
def test_rnn_shapes_weights(student, reference):
    """`U`, `W` and `V`: the shapes of the weight matrices."""
    same_parts(student.rnn_shapes, reference.rnn_shapes, "U", "W", "V")


@check("rnn_shapes", points=1)
def test_rnn_shapes_states(student, reference):
    """`h`: the shape of all hidden states."""
    same_answer(student.rnn_shapes, reference.rnn_shapes, part="h")


@check("rnn_parameters", points=1)
def test_rnn_parameters(student, reference):
    """The number of all weights of the recurrent network."""
    same_answer(student.rnn_parameters, reference.rnn_parameters)


@check("vanishing_by_hand", points=2)
def test_vanishing_by_hand(student, reference):
    """What is left of the gradient at the first time step."""
    same_answer(student.vanishing_by_hand, reference.vanishing_by_hand)


@check("gate_duties", points=1)
def test_gate_duties_memory(student, reference):
    """`forget_gate` and `output_gate`: what each of them does."""
    same_parts(student.gate_duties, reference.gate_duties, "forget_gate", "output_gate")


@check("gate_duties", points=1)
def test_gate_duties_new_content(student, reference):
    """`input_gate` and `candidate_state`: what each of them does."""
    same_parts(student.gate_duties, reference.gate_duties, "input_gate", "candidate_state")


@check("cell_by_hand", points=1)
def test_cell_by_hand_cell_state(student, reference):
    """`c`: the new cell state."""
    same_answer(student.cell_by_hand, reference.cell_by_hand, part="c")


@check("cell_by_hand", points=1)
def test_cell_by_hand_hidden_state(student, reference):
    """`h`: the new hidden state."""
    same_answer(student.cell_by_hand, reference.cell_by_hand, part="h")


@check("gate_settings", points=1)
def test_gate_settings_keep(student, reference):
    """`keep_f` and `keep_i`: the gates that keep the cell state."""
    same_parts(student.gate_settings, reference.gate_settings, "keep_f", "keep_i")


@check("gate_settings", points=1)
def test_gate_settings_replace(student, reference):
    """`replace_f` and `replace_i`: the gates that replace the cell state."""
    same_parts(student.gate_settings, reference.gate_settings, "replace_f", "replace_i")


@check("convolution_by_hand", points=2)
def test_convolution_by_hand(student, reference):
    """The feature map, row by row."""
    same_answer(student.convolution_by_hand, reference.convolution_by_hand)


@check("convolution_sizes", points=1)
def test_convolution_sizes_valid(student, reference):
    """`valid`: the width with "valid" padding and stride 1."""
    same_answer(student.convolution_sizes, reference.convolution_sizes, part="valid")


@check("convolution_sizes", points=1)
def test_convolution_sizes_valid_stride(student, reference):
    """`valid_stride`: the width with "valid" padding and stride 3."""
    same_answer(student.convolution_sizes, reference.convolution_sizes, part="valid_stride")


@check("convolution_sizes", points=1)
def test_convolution_sizes_same_stride(student, reference):
    """`same_stride`: the width with "same" padding and stride 3."""
    same_answer(student.convolution_sizes, reference.convolution_sizes, part="same_stride")


@check("feature_map_shape", points=2)
def test_feature_map_shape(student, reference):
    """Height, width and depth of the feature maps."""
    same_answer(student.feature_map_shape, reference.feature_map_shape)


@check("filter_parameters", points=2)
def test_filter_parameters(student, reference):
    """The number of weights and biases of the convolutional layer."""
    same_answer(student.filter_parameters, reference.filter_parameters)


@check("pooling_by_hand", points=1)
def test_pooling_by_hand_max(student, reference):
    """`max`: the feature map after max pooling."""
    same_answer(student.pooling_by_hand, reference.pooling_by_hand, part="max")


@check("pooling_by_hand", points=1)
def test_pooling_by_hand_average(student, reference):
    """`average`: the feature map after average pooling."""
    same_answer(student.pooling_by_hand, reference.pooling_by_hand, part="average")


@check("pooling_by_hand", points=1)
def test_pooling_by_hand_sum(student, reference):
    """`sum`: the feature map after sum pooling."""
    same_answer(student.pooling_by_hand, reference.pooling_by_hand, part="sum")


@check("pooled_shape", points=2)
def test_pooled_shape(student, reference):
    """Height, width and depth after pooling."""
    same_answer(student.pooled_shape, reference.pooled_shape)


@check("flattened_length", points=2)
def test_flattened_length(student, reference):
    """The length of the vector that goes into the fully connected layer."""
    same_answer(student.flattened_length, reference.flattened_length)


@check("gan_goals", points=1)
def test_gan_goals_discriminator(student, reference):
    """`d_real` and `d_fake`: what the discriminator wishes to return."""
    same_parts(student.gan_goals, reference.gan_goals, "d_real", "d_fake")


@check("gan_goals", points=1)
def test_gan_goals_generator(student, reference):
    """`g_fake`: what the generator wishes the discriminator to return."""
    same_answer(student.gan_goals, reference.gan_goals, part="g_fake")


@check("gan_goals", points=1)
def test_gan_goals_steps(student, reference):
    """`d_step` and `g_step`: the way each goes."""
    same_parts(student.gan_goals, reference.gan_goals, "d_step", "g_step")


@check("discriminator_at_points", points=1)
def test_discriminator_at_points_both_densities(student, reference):
    """`first` and `second`: where both densities are above 0."""
    same_parts(student.discriminator_at_points, reference.discriminator_at_points, "first", "second")


@check("discriminator_at_points", points=1)
def test_discriminator_at_points_fakes_only(student, reference):
    """`third`: where the real density is 0."""
    same_answer(student.discriminator_at_points, reference.discriminator_at_points, part="third")


@check("equilibrium", points=1)
def test_equilibrium_discriminator(student, reference):
    """`d`: what the discriminator returns."""
    same_answer(student.equilibrium, reference.equilibrium, part="d")


@check("equilibrium", points=1)
def test_equilibrium_value(student, reference):
    """`value`: the value of the objective."""
    same_answer(student.equilibrium, reference.equilibrium, part="value")
