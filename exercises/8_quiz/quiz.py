# %% [markdown]
# # Questions
#
# The whole course once more, in questions. Nothing is asked that the units before haven't taught; each question says
# at its end which of them did. There are two kinds.
#
# **Free answers.** Write your answer in place of the line that says so. A person reads it. A few sentences of your
# own are worth more than a page that is copied.
#
# **Short answers.** A function without arguments, whose docstring is the question. Replace the line
# `raise NotImplementedError()` by `return` and your answer, and run the cell below it: it says whether the answer is
# right. You may type a result, or have Python compute it.
#
# - Numbers count to six digits: rather than round `2 / 3` yourself, return `2 / 3`. It makes no difference whether
#   a number is an int or a float.
# - A shape is a tuple or a list, such as `(8, 3)`. A matrix is a list of rows, or an array.
# - Words are strings. Capital letters and spaces don't matter, spelling does.
# - Where several things are asked, the answer is a dict, and each part of it earns points of its own.
#
# The conventions are those of the other units: a weight matrix is (neurons in this layer, neurons in the next one),
# a bias of unit 2 is a row, an image is height x width x channels, time steps count from 0.

# %%
import numpy as np

# %% [markdown]
# Python is at hand as a calculator, NumPy too:

# %%
if __name__ == "__main__":
    print(2 / 3, 17 // 5, 17 % 5, np.log(10), np.zeros((4, 2)).shape)


# %% [markdown]
# ## Neurons and layers

# %%
def neuron_by_hand():
    """A neuron has the weights (0.5, 1, -1) and the bias 0.25, and sees the input (3, -2, 4).

    What is its weighted sum, and what does it pass on if its activation is ReLU?

    Returns:
        A dict of two numbers: `z`, the weighted sum with the bias, and `y`, the output.

    Taught in unit 1: `weighted_sum`, `relu`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def number_of_layers():
    """A network has 9 inputs, hidden layers of 8, 8, 6 and 4 neurons, and 3 outputs. How many layers has it?

    Count as unit 2 does, where a network with one hidden layer is a "two-layer network".

    Returns:
        An int.

    Taught in unit 2, at its beginning.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def output_neurons():
    """How many neurons does the output layer need for each of these tasks?

    - `fraud`: is a payment honest or not? One probability is enough.
    - `letters`: which of 26 letters is in the picture? A probability for each is wanted.
    - `temperature`: how warm will it be tomorrow, in degrees?

    Returns:
        A dict of three ints: `fraud`, `letters`, `temperature`.

    Taught in unit 1, at its end.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Activation functions

# %% [markdown] question="activation"
# **What is an activation function?** Say where in a neuron it stands, what it is for, and what a network would be
# without one. Give two examples with the range of values that each can return. (Unit 1.)
#
# YOUR ANSWER HERE

# %%
def which_activation():
    """Which activation suits each of these neurons? Choose among "sigmoid", "tanh", "relu" and "softmax".

    - `spam`: the only output neuron, the probability that a message is spam.
    - `species`: nine output neurons, the probabilities of nine species of which exactly one is right.
    - `signal`: a hidden neuron whose output lies between -1 and 1, centred on 0.
    - `length`: an output neuron for a length in metres: never negative, but as large as need be.

    Returns:
        A dict of four words: `spam`, `species`, `signal`, `length`. Each word is used once.

    Taught in unit 1: `sigmoid`, `tanh`, `relu`, `softmax`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def activations_at_zero():
    """What are the values of the sigmoid and of tanh at z = 0, and how steep are the two curves there?

    Returns:
        A dict of four numbers: `sigmoid`, `tanh` (the values), `sigmoid_slope`, `tanh_slope` (the derivatives).

    Taught in unit 1: `sigmoid`, `tanh` and their derivatives.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown] question="softmax"
# **Define the softmax function.** Give its formula and say what the letters mean, name two properties of what it
# returns, and say where in a network it is used, and for which kind of task. (Unit 1.)
#
# YOUR ANSWER HERE

# %%
def softmax_of_equal_scores():
    """Eight classes all have the score 3.5. What probability does the softmax give to the first of them?

    Returns:
        A number.

    Taught in unit 1: `softmax`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def softmax_ratio():
    """The score of class A is higher than that of class B by ln 3. How many times as probable as B is A?

    There are other classes, too, with scores unknown. ln is the natural logarithm, `np.log`.

    Returns:
        A number: the probability of A divided by that of B.

    Taught in unit 1: `softmax`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Forward propagation

# %%
def weight_shapes():
    """A two-layer network has 7 inputs, 3 hidden neurons and 4 outputs. It is given 12 samples at once.

    Returns:
        A dict of five shapes: `Wxh` (input to hidden), `bh`, `Why` (hidden to output), `by`, each bias a row as in
        unit 2, and `y_hat`, the predictions for all 12 samples.

    Taught in unit 2: `initialize_parameters`, `forward_prop`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def number_of_parameters():
    """A network has 12 inputs, one hidden layer of 7 neurons, and 3 outputs. How many numbers does it learn?

    Count the weights of both layers, and a bias for every neuron that has one.

    Returns:
        An int.

    Taught in unit 2: `initialize_parameters`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## How a network learns

# %%
def step_by_hand():
    """A weight is 1.5, the slope of the cost there is -2, the learning rate is 0.1. What is the weight after one step?

    Returns:
        A number.

    Taught in unit 2: `update_parameters`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# In the book that this course follows, the first listings of the update move each of the two weight matrices along the
# gradient of the other one. (Unit 2 repairs that program.) The next two questions are about the error. As in unit 2,
# `delta1` and `delta2` are the slopes of the cost with respect to `z1` (N, H) and `z2` (N, K).

# %%
def right_gradients():
    """Along which of these should `Wxh` be moved, and along which `Why`?

    a. `X.T @ delta1`
    b. `X.T @ delta2`
    c. `a1.T @ delta1`
    d. `a1.T @ delta2`

    Returns:
        A dict of two letters: `Wxh`, `Why`.

    Taught in unit 2: `backward_prop`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def what_the_swap_does():
    """What happens if the update is run as first listed, each weight matrix with the gradient of the other one?

    Take D inputs, H hidden neurons and K outputs, and think of NumPy's broadcasting. Choose among

    - "error": NumPy raises an error;
    - "reshaped": it runs, but a weight matrix comes out with another shape;
    - "silent": it runs, and both shapes stay, so that nothing tells of the wrong numbers.

    Returns:
        A dict of three words: `first` for D = 3, H = 5, K = 2; `second` for D = 6, H = 6, K = 1; `third` for
        D = 4, H = 4, K = 4.

    Taught in unit 2: `backward_prop`; broadcasting in unit 0: `differences`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Epochs, batches and better descent

# %% [markdown] question="epoch"
# **What is an epoch?** Tell it from an iteration, say how the batch size links the two, and make an example with
# numbers of your own. (Unit 3.)
#
# YOUR ANSWER HERE

# %%
def iterations_in_epoch():
    """A training set of 7,350 samples is used in batches of 500, none left out. Training lasts 20 epochs.

    Returns:
        A dict of three ints: `per_epoch`, the iterations in one epoch; `last_batch`, the samples in an epoch's last
        batch; `all_epochs`, the iterations of the whole training.

    Taught in unit 3: `iterations_per_epoch`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def momentum_by_hand():
    """A weight is 2, its velocity 3, its gradient now -0.5. Take one step of descent with momentum.

    As in unit 3, v = beta v + dw and then w = w - alpha v, here with beta = 0.9 and alpha = 0.2.

    Returns:
        A dict of two numbers: `v` and `w` after the step.

    Taught in unit 3: `momentum_step`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Recurrent networks

# %% [markdown] question="rnn_applications"
# **What are some applications of RNNs?** Name three. For one of them, say what the sequence is, what goes in and comes
# out at a time step, and why a feedforward network would not do. (Unit 4.)
#
# YOUR ANSWER HERE

# %%
def rnn_memory():
    """Besides the current input, what does an RNN use at each time step to carry the context of all earlier words?

    Choose among "previous input", "previous target", "previous hidden state" and "learning rate".

    Returns:
        One of these strings.

    Taught in unit 4: `rnn_step`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def rnn_steps():
    """An RNN reads a sentence of 11 words, one word at a time step, and is unrolled over it.

    Returns:
        A dict of three ints: `hidden_states`, how many hidden states are computed (the initial one is given, not
        computed); `last_step`, the number of the last time step, where the first is t = 0; `weight_matrices`, how
        many different weight matrices the unrolled network has (there are no biases).

    Taught in unit 4: `rnn_forward`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def rnn_shapes():
    """An RNN reads one-hot characters out of 27, has 40 hidden neurons and predicts one of 27 characters.

    It is given 8 sequences of 15 characters at once.

    Returns:
        A dict of four shapes: `U` (input to hidden), `W` (hidden to hidden), `V` (hidden to output), and `h`, all
        hidden states: sequences, then time steps, then neurons.

    Taught in unit 4: `rnn_forward`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def rnn_parameters():
    """How many numbers does the network of the last question learn? It has no biases.

    Returns:
        An int.

    Taught in unit 4: `rnn_forward`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown] question="vanishing_gradients"
# **Explain the vanishing gradient problem.** What vanishes, and why? What does a network fail to learn on account of
# it, and what can be done? Say also whether it is a problem of RNNs alone. (Units 4 and 5.)
#
# YOUR ANSWER HERE

# %%
def vanishing_by_hand():
    """The hidden state of an RNN is a single number, its recurrent weight is 1.6, and the slope of its activation
    is 0.25 at every step. The gradient with respect to the state at t = 6 is 1. What is it with respect to the state
    at t = 0?

    The loss looks at the last state, t = 6, only.

    Returns:
        A number.

    Taught in unit 4: `hidden_gradient_norms`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## LSTM

# %%
def gate_duties():
    """What does each part of an LSTM cell do?

    a. It proposes new content, with values between -1 and 1.
    b. It decides how much of the cell state is shown as the hidden state at this step.
    c. It decides how much of the old cell state stays.
    d. It turns scores into probabilities that add up to 1.
    e. It decides how much of the new content goes into the cell state.

    Returns:
        A dict of four letters: `forget_gate`, `input_gate`, `candidate_state`, `output_gate`. One is left over.

    Taught in unit 5: `forget_gate`, `input_gate`, `candidate_state`, `output_gate`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def cell_by_hand():
    """The old cell state of an LSTM cell with one unit is 4. Its gates are f = 0.25, i = 0.5, o = 0.5, and the
    candidate is g = -0.6. What are the new cell state and the new hidden state?

    Returns:
        A dict of two numbers: `c` and `h`.

    Taught in unit 5: `cell_state`, `hidden_state`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def gate_settings():
    """Gates lie between 0 and 1. At which of these two ends should the forget gate f and the input gate i be, so that

    - (keep) the cell state stays exactly as it was, whatever the input;
    - (replace) nothing is left of the old cell state, and the candidate takes its place?

    Returns:
        A dict of four numbers, 0 or 1: `keep_f`, `keep_i`, `replace_f`, `replace_i`.

    Taught in unit 5: `cell_state`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Convolutional networks

# %%
def convolution_by_hand():
    """Slide the kernel over the image by one pixel at a time, without padding. What is the feature map?

        image       kernel
        2 0  1 3    1 -1
        1 4 -1 2    0  2
        0 3  2 1

    Convolution is that of unit 6: multiply entry by entry and add up; the kernel is not turned.

    Returns:
        A matrix, as a list of rows.

    Taught in unit 6: `convolve2d`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def convolution_sizes():
    """A square image is 20 pixels wide, the kernel 4 x 4. How wide is the feature map?

    - `valid`: "valid" padding, stride 1;
    - `valid_stride`: "valid" padding, stride 3;
    - `same_stride`: "same" padding, stride 3.

    Returns:
        A dict of three ints: `valid`, `valid_stride`, `same_stride`.

    Taught in unit 6: `output_size`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def feature_map_shape():
    """A colour image is 18 pixels high and 30 wide, and has 3 channels. A convolutional layer with 12 filters of
    size 4 x 4 works on it with stride 1 and "valid" padding. What is the shape of its feature maps together?

    Returns:
        A shape: height, width, depth.

    Taught in unit 6: `conv_forward`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def filter_parameters():
    """A convolutional layer has 10 filters of size 5 x 3 and works on images of 64 x 48 pixels and 3 channels.

    How many numbers does it learn? Each filter has one bias.

    Returns:
        An int.

    Taught in unit 6: `conv_forward`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown] question="pooling"
# **Which types of pooling are there?** Name and explain three, and say what pooling is for and what becomes of height,
# width and depth. (Unit 6.)
#
# YOUR ANSWER HERE

# %%
def pooling_by_hand():
    """Pool this feature map with a window of 2 x 2 and stride 2.

        1 -3  2  0  5 1
        4  2  1  1 -1 3
        0  6 -2 -4  2 2
        3 -1 -5 -1  7 1

    Returns:
        A dict of three matrices: `max`, `average`, `sum`.

    Taught in unit 6: `pool_forward`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def pooled_shape():
    """Feature maps of height 22, width 15 and depth 6 are max-pooled with a 3 x 3 window and stride 2.

    Windows that don't fit are dropped. What shape comes out?

    Returns:
        A shape: height, width, depth.

    Taught in unit 6: `pool_forward`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def flattened_length():
    """A grey image of 24 x 24 pixels goes through these layers:

    1. convolution, 8 filters of 3 x 3, stride 1, "same" padding;
    2. max pooling, 2 x 2, stride 2;
    3. convolution, 16 filters of 3 x 3, stride 1, "valid" padding;
    4. max pooling, 2 x 2, stride 2.

    How long is the vector that is left after flattening?

    Returns:
        An int.

    Taught in unit 6: `output_size`, `pool_forward`, `flatten`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Generative adversarial networks

# %% [markdown] question="gan"
# **Explain the generator and the discriminator of a GAN.** What goes into each, what comes out, what does each try to
# achieve, and how do the two learn from one another? When is the game over? (Unit 7.)
#
# YOUR ANSWER HERE

# %%
def gan_goals():
    """What does each of the two networks of a GAN wish, and which way does it go on the common objective?

    Returns:
        A dict of five. Numbers, 0 or 1: `d_real`, what the discriminator wishes to return for a real image; `d_fake`,
        what it wishes to return for a fake one; `g_fake`, what the generator wishes it to return for a fake one.
        Words, "ascent" or "descent": `d_step`, `g_step`, by which each updates its parameters.

    Taught in unit 7: `discriminator_objective`, `generator_objective`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def discriminator_at_points():
    """At three points the real density p_r and the generator's density p_g are known. What does the best possible
    discriminator return there?

    - `first`: p_r = 0.3, p_g = 0.1
    - `second`: p_r = 0.2, p_g = 0.3
    - `third`: p_r = 0, p_g = 0.4

    Returns:
        A dict of three numbers: `first`, `second`, `third`.

    Taught in unit 7: `optimal_discriminator`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
def equilibrium():
    """The generator has learnt the real distribution exactly, and the discriminator is the best possible one.

    What does the discriminator return, and what is the value of the objective, E log D(x) + E log(1 - D(G(z)))? The
    logarithm is the natural one.

    Returns:
        A dict of two numbers: `d` and `value`.

    Taught in unit 7: `optimal_discriminator`, `value_at_optimum`.
    """
    # YOUR CODE HERE
    raise NotImplementedError()
