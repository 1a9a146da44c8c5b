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
    ### BEGIN SOLUTION
    z = 3 * 0.5 + (-2) * 1 + 4 * (-1) + 0.25
    return {"z": z, "y": max(0, z)}
    ### END SOLUTION


# %%
def number_of_layers():
    """A network has 9 inputs, hidden layers of 8, 8, 6 and 4 neurons, and 3 outputs. How many layers has it?

    Count as unit 2 does, where a network with one hidden layer is a "two-layer network".

    Returns:
        An int.

    Taught in unit 2, at its beginning.
    """
    ### BEGIN SOLUTION
    hidden, output = 4, 1
    return hidden + output
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return {"fraud": 1, "letters": 26, "temperature": 1}
    ### END SOLUTION


# %% [markdown]
# ## Activation functions

# %% [markdown] question="activation" points=4
# **What is an activation function?** Say where in a neuron it stands, what it is for, and what a network would be
# without one. Give two examples with the range of values that each can return. (Unit 1.)
#
# ### BEGIN SOLUTION
# A neuron first forms a weighted sum of its inputs and adds its bias, $z = x_1 w_1 + \dots + x_D w_D + b$. The
# activation function $f$ is then applied to $z$, and $y = f(z)$ is what the neuron passes on. It is there to make the
# network non-linear. Without it a neuron is nothing but linear regression, and since a linear function of a linear
# function is linear again, any number of layers would be worth no more than one: XOR, or a picture, could not be
# learnt. A good activation function is also differentiable (nearly) everywhere, for gradient descent needs its slope.
# Examples: the sigmoid returns values between 0 and 1, so that they can be read as probabilities; tanh returns values
# between -1 and 1, centred on 0; ReLU returns 0 for negative $z$ and $z$ itself otherwise, so anything from 0 up.
#
# **Rubric.**
# - 1 point: it is applied to the weighted sum plus bias, and its result is the neuron's output.
# - 1 point: its purpose is to bring in non-linearity.
# - 1 point: without it the network is only linear (linear regression), however many layers it has.
# - 1 point: two functions with their right ranges (half a point each).
# ### END SOLUTION

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
    ### BEGIN SOLUTION
    return {"spam": "sigmoid", "species": "softmax", "signal": "tanh", "length": "relu"}
    ### END SOLUTION


# %%
def activations_at_zero():
    """What are the values of the sigmoid and of tanh at z = 0, and how steep are the two curves there?

    Returns:
        A dict of four numbers: `sigmoid`, `tanh` (the values), `sigmoid_slope`, `tanh_slope` (the derivatives).

    Taught in unit 1: `sigmoid`, `tanh` and their derivatives.
    """
    ### BEGIN SOLUTION
    sigmoid, tanh = 1 / (1 + np.exp(0)), np.tanh(0)
    return {"sigmoid": sigmoid, "tanh": tanh, "sigmoid_slope": sigmoid * (1 - sigmoid), "tanh_slope": 1 - tanh**2}
    ### END SOLUTION


# %% [markdown] question="softmax" points=4
# **Define the softmax function.** Give its formula and say what the letters mean, name two properties of what it
# returns, and say where in a network it is used, and for which kind of task. (Unit 1.)
#
# ### BEGIN SOLUTION
# For a vector of scores $z = (z_1, \dots, z_K)$, one for each of $K$ classes, the softmax is
#
# $$\text{softmax}(z)_i = \frac{e^{z_i}}{\sum_{j=1}^K e^{z_j}}$$
#
# Every value lies between 0 and 1, and all $K$ together add up to 1, so that they can be read as the probabilities of
# the classes. The order stays: the largest score gets the largest probability. Adding the same number to all scores
# changes nothing, which is how one avoids overflow: subtract the largest score first. The softmax generalises the
# sigmoid, which is the case of two classes with one score held at 0. It is applied in the last layer of a network that
# chooses one of several classes (multi-class classification), for instance one of ten digits.
#
# **Rubric.**
# - 1 point: the exponential of a score in the numerator, and the letters explained.
# - 1 point: the sum of all the exponentials in the denominator.
# - 1 point: values between 0 and 1 that sum to 1, thus probabilities (half a point for one of the two properties).
# - 1 point: the output layer, for multi-class classification.
# ### END SOLUTION

# %%
def softmax_of_equal_scores():
    """Eight classes all have the score 3.5. What probability does the softmax give to the first of them?

    Returns:
        A number.

    Taught in unit 1: `softmax`.
    """
    ### BEGIN SOLUTION
    return np.exp(3.5) / sum(np.exp(3.5) for _ in range(8))
    ### END SOLUTION


# %%
def softmax_ratio():
    """The score of class A is higher than that of class B by ln 3. How many times as probable as B is A?

    There are other classes, too, with scores unknown. ln is the natural logarithm, `np.log`.

    Returns:
        A number: the probability of A divided by that of B.

    Taught in unit 1: `softmax`.
    """
    ### BEGIN SOLUTION
    return np.exp(np.log(3))  # the sum in the denominator is the same for both and cancels
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    N, D, H, K = 12, 7, 3, 4
    return {"Wxh": (D, H), "bh": (1, H), "Why": (H, K), "by": (1, K), "y_hat": (N, K)}
    ### END SOLUTION


# %%
def number_of_parameters():
    """A network has 12 inputs, one hidden layer of 7 neurons, and 3 outputs. How many numbers does it learn?

    Count the weights of both layers, and a bias for every neuron that has one.

    Returns:
        An int.

    Taught in unit 2: `initialize_parameters`.
    """
    ### BEGIN SOLUTION
    return 12 * 7 + 7 + 7 * 3 + 3
    ### END SOLUTION


# %% [markdown]
# ## How a network learns

# %%
def step_by_hand():
    """A weight is 1.5, the slope of the cost there is -2, the learning rate is 0.1. What is the weight after one step?

    Returns:
        A number.

    Taught in unit 2: `update_parameters`.
    """
    ### BEGIN SOLUTION
    return 1.5 - 0.1 * (-2)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return {"Wxh": "a", "Why": "d"}  # what came into the layer, times the slope at what it led to
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    answers = {}
    for name, D, H, K in [("first", 3, 5, 2), ("second", 6, 6, 1), ("third", 4, 4, 4)]:
        Wxh, Why = np.ones((D, H)), np.ones((H, K))
        try:
            difference = Wxh - Why  # a gradient has its weight's shape
            answers[name] = "silent" if difference.shape == Wxh.shape == Why.shape else "reshaped"
        except ValueError:
            answers[name] = "error"
    return answers
    ### END SOLUTION


# %% [markdown]
# ## Epochs, batches and better descent

# %% [markdown] question="epoch" points=3
# **What is an epoch?** Tell it from an iteration, say how the batch size links the two, and make an example with
# numbers of your own. (Unit 3.)
#
# ### BEGIN SOLUTION
# An epoch is one pass over the whole training set: every sample has been through the network once, forward and
# backward. The batch size is how many samples are taken in one go, and an iteration is one such pass, forward and
# backward, with one batch, after which the weights are updated once. So an epoch takes (number of samples) / (batch
# size) iterations, rounded up, as the last batch may be smaller. With 1,000 samples and batches of 300, an epoch has
# four iterations, the last one with 100 samples, and ten epochs make forty updates. If the batch is the whole set, an
# epoch is a single iteration. Training usually takes many epochs.
#
# **Rubric.**
# - 1 point: an epoch is one pass (forward and backward) over all training samples.
# - 1 point: an iteration is one pass with one batch (one update), the batch size being its number of samples.
# - 1 point: a right example, or the formula (half a point where a division with a remainder is not rounded up).
# ### END SOLUTION

# %%
def iterations_in_epoch():
    """A training set of 7,350 samples is used in batches of 500, none left out. Training lasts 20 epochs.

    Returns:
        A dict of three ints: `per_epoch`, the iterations in one epoch; `last_batch`, the samples in an epoch's last
        batch; `all_epochs`, the iterations of the whole training.

    Taught in unit 3: `iterations_per_epoch`.
    """
    ### BEGIN SOLUTION
    full, rest = divmod(7350, 500)
    per_epoch = full + (1 if rest else 0)
    return {"per_epoch": per_epoch, "last_batch": rest or 500, "all_epochs": 20 * per_epoch}
    ### END SOLUTION


# %%
def momentum_by_hand():
    """A weight is 2, its velocity 3, its gradient now -0.5. Take one step of descent with momentum.

    As in unit 3, v = beta v + dw and then w = w - alpha v, here with beta = 0.9 and alpha = 0.2.

    Returns:
        A dict of two numbers: `v` and `w` after the step.

    Taught in unit 3: `momentum_step`.
    """
    ### BEGIN SOLUTION
    v = 0.9 * 3 + (-0.5)
    w = 2 - 0.2 * v
    return {"v": v, "w": w}
    ### END SOLUTION


# %% [markdown]
# ## Recurrent networks

# %% [markdown] question="rnn_applications" points=3
# **What are some applications of RNNs?** Name three. For one of them, say what the sequence is, what goes in and comes
# out at a time step, and why a feedforward network would not do. (Unit 4.)
#
# ### BEGIN SOLUTION
# RNNs serve wherever the order of the data matters: translating text, telling the mood of a review (sentiment
# analysis), generating text, recognising speech, describing videos, forecasting time series such as prices or the
# weather. Take text generation: the sequence is a sentence, at each time step one letter or word goes in (one-hot), and
# the probabilities of the next one come out. A feedforward network takes every input by itself. From the word *the*
# alone nobody could say what follows. An RNN also gets its own previous hidden state, a memory that sums up all that
# it has read so far; it uses the same weights at every step, and so copes with sequences of any length.
#
# **Rubric.**
# - 1 point: three applications on sequential data (half a point for two).
# - 1 point: for one of them, the sequence, and its input and output at a time step.
# - 1 point: a feedforward network treats inputs independently; an RNN carries context in its hidden state.
# ### END SOLUTION

# %%
def rnn_memory():
    """Besides the current input, what does an RNN use at each time step to carry the context of all earlier words?

    Choose among "previous input", "previous target", "previous hidden state" and "learning rate".

    Returns:
        One of these strings.

    Taught in unit 4: `rnn_step`.
    """
    ### BEGIN SOLUTION
    return "previous hidden state"
    ### END SOLUTION


# %%
def rnn_steps():
    """An RNN reads a sentence of 11 words, one word at a time step, and is unrolled over it.

    Returns:
        A dict of three ints: `hidden_states`, how many hidden states are computed (the initial one is given, not
        computed); `last_step`, the number of the last time step, where the first is t = 0; `weight_matrices`, how
        many different weight matrices the unrolled network has (there are no biases).

    Taught in unit 4: `rnn_forward`.
    """
    ### BEGIN SOLUTION
    T = 11
    return {"hidden_states": T, "last_step": T - 1, "weight_matrices": len(["U", "W", "V"])}
    ### END SOLUTION


# %%
def rnn_shapes():
    """An RNN reads one-hot characters out of 27, has 40 hidden neurons and predicts one of 27 characters.

    It is given 8 sequences of 15 characters at once.

    Returns:
        A dict of four shapes: `U` (input to hidden), `W` (hidden to hidden), `V` (hidden to output), and `h`, all
        hidden states: sequences, then time steps, then neurons.

    Taught in unit 4: `rnn_forward`.
    """
    ### BEGIN SOLUTION
    N, T, D, H, K = 8, 15, 27, 40, 27
    return {"U": (D, H), "W": (H, H), "V": (H, K), "h": (N, T, H)}
    ### END SOLUTION


# %%
def rnn_parameters():
    """How many numbers does the network of the last question learn? It has no biases.

    Returns:
        An int.

    Taught in unit 4: `rnn_forward`.
    """
    ### BEGIN SOLUTION
    return 27 * 40 + 40 * 40 + 40 * 27  # the same three matrices at every time step
    ### END SOLUTION


# %% [markdown] question="vanishing_gradients" points=4
# **Explain the vanishing gradient problem.** What vanishes, and why? What does a network fail to learn on account of
# it, and what can be done? Say also whether it is a problem of RNNs alone. (Units 4 and 5.)
#
# ### BEGIN SOLUTION
# Backpropagation through time multiplies, for each step that it goes back, by the recurrent weights and by the slope of
# the activation function. The slope of the sigmoid is at most 1/4, that of tanh at most 1 and mostly less. A product
# of many factors below 1 shrinks exponentially, so hardly anything of the gradient reaches the early time steps: ten
# factors of 0.5 leave a thousandth. The weights then learn nearly nothing about how an early input bears on a late
# output: the network has no long memory, and can't use a fact from several sentences ago. It is not a problem of RNNs
# alone: any deep network with many sigmoid or tanh layers has it. Remedies: ReLU, whose slope is 1 for positive
# inputs, and above all the LSTM, whose cell state is passed on by addition and gates, so that the gradient can
# survive many steps.
#
# **Rubric.**
# - 1 point: gradients become ever smaller on the way back through time steps (or layers).
# - 1 point: because factors below 1, slopes of sigmoid or tanh among them, are multiplied over and over.
# - 1 point: so long-term dependencies are not learnt, and other deep networks have the problem, too (half a point
#   each).
# - 1 point: a remedy: LSTM (or GRU), or ReLU.
# ### END SOLUTION

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
    ### BEGIN SOLUTION
    return (1.6 * 0.25) ** 6
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return {"forget_gate": "c", "input_gate": "e", "candidate_state": "a", "output_gate": "b"}
    ### END SOLUTION


# %%
def cell_by_hand():
    """The old cell state of an LSTM cell with one unit is 4. Its gates are f = 0.25, i = 0.5, o = 0.5, and the
    candidate is g = -0.6. What are the new cell state and the new hidden state?

    Returns:
        A dict of two numbers: `c` and `h`.

    Taught in unit 5: `cell_state`, `hidden_state`.
    """
    ### BEGIN SOLUTION
    c = 0.25 * 4 + 0.5 * (-0.6)
    return {"c": c, "h": 0.5 * np.tanh(c)}
    ### END SOLUTION


# %%
def gate_settings():
    """Gates lie between 0 and 1. At which of these two ends should the forget gate f and the input gate i be, so that

    - (keep) the cell state stays exactly as it was, whatever the input;
    - (replace) nothing is left of the old cell state, and the candidate takes its place?

    Returns:
        A dict of four numbers, 0 or 1: `keep_f`, `keep_i`, `replace_f`, `replace_i`.

    Taught in unit 5: `cell_state`.
    """
    ### BEGIN SOLUTION
    return {"keep_f": 1, "keep_i": 0, "replace_f": 0, "replace_i": 1}  # c = f c_prev + i g
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    image = np.array([[2, 0, 1, 3], [1, 4, -1, 2], [0, 3, 2, 1]])
    kernel = np.array([[1, -1], [0, 2]])
    return [[np.sum(image[i : i + 2, j : j + 2] * kernel) for j in range(3)] for i in range(2)]
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    n, f, stride = 20, 4, 3
    return {"valid": n - f + 1, "valid_stride": (n - f) // stride + 1, "same_stride": int(np.ceil(n / stride))}
    ### END SOLUTION


# %%
def feature_map_shape():
    """A colour image is 18 pixels high and 30 wide, and has 3 channels. A convolutional layer with 12 filters of
    size 4 x 4 works on it with stride 1 and "valid" padding. What is the shape of its feature maps together?

    Returns:
        A shape: height, width, depth.

    Taught in unit 6: `conv_forward`.
    """
    ### BEGIN SOLUTION
    return (18 - 4 + 1, 30 - 4 + 1, 12)
    ### END SOLUTION


# %%
def filter_parameters():
    """A convolutional layer has 10 filters of size 5 x 3 and works on images of 64 x 48 pixels and 3 channels.

    How many numbers does it learn? Each filter has one bias.

    Returns:
        An int.

    Taught in unit 6: `conv_forward`.
    """
    ### BEGIN SOLUTION
    return 10 * (5 * 3 * 3 + 1)  # a filter is as deep as its input, and is the same at every place
    ### END SOLUTION


# %% [markdown] question="pooling" points=3
# **Which types of pooling are there?** Name and explain three, and say what pooling is for and what becomes of height,
# width and depth. (Unit 6.)
#
# ### BEGIN SOLUTION
# Pooling slides a window over each feature map, with a given stride, and puts one number in place of each window:
# *max pooling* its largest value, *average pooling* the mean of its values, *sum pooling* their sum. Height and width
# shrink (by half for a 2 x 2 window with stride 2), while the depth stays, since each feature map is pooled by itself.
# Pooling has nothing to learn. It is used after convolutions to keep what matters of the features and drop the rest:
# less computation in the layers that follow, and less dependence on where exactly a feature lies (translation
# invariance). It is also called downsampling or subsampling.
#
# **Rubric.**
# - 1 point: max, average and sum pooling named (half a point for two).
# - 1 point: what each makes of a window (half a point for two right ones).
# - 1 point: smaller height and width, the depth unchanged, and one good reason: less computation, or invariance to
#   small shifts (half a point for either the sizes or the reason).
# ### END SOLUTION

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
    ### BEGIN SOLUTION
    x = np.array([[1, -3, 2, 0, 5, 1], [4, 2, 1, 1, -1, 3], [0, 6, -2, -4, 2, 2], [3, -1, -5, -1, 7, 1]])
    windows = [[x[i : i + 2, j : j + 2] for j in (0, 2, 4)] for i in (0, 2)]
    return {
        "max": [[window.max() for window in row] for row in windows],
        "average": [[window.mean() for window in row] for row in windows],
        "sum": [[window.sum() for window in row] for row in windows],
    }
    ### END SOLUTION


# %%
def pooled_shape():
    """Feature maps of height 22, width 15 and depth 6 are max-pooled with a 3 x 3 window and stride 2.

    Windows that don't fit are dropped. What shape comes out?

    Returns:
        A shape: height, width, depth.

    Taught in unit 6: `pool_forward`.
    """
    ### BEGIN SOLUTION
    return ((22 - 3) // 2 + 1, (15 - 3) // 2 + 1, 6)
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    side = 24  # "same" padding keeps it
    side = side // 2
    side = side - 3 + 1
    side = side // 2
    return side * side * 16
    ### END SOLUTION


# %% [markdown]
# ## Generative adversarial networks

# %% [markdown] question="gan" points=4
# **Explain the generator and the discriminator of a GAN.** What goes into each, what comes out, what does each try to
# achieve, and how do the two learn from one another? When is the game over? (Unit 7.)
#
# ### BEGIN SOLUTION
# Both are neural networks. The *generator* $G$ takes random noise $z$, drawn from a normal or uniform distribution,
# and turns it into a new sample, a fake image say. It learns, without ever writing it down as a formula, the
# distribution of the training data (an implicit density model). The *discriminator* $D$ takes an image, real or fake,
# and returns the probability that it is real: a binary classifier. $D$ wants to tell the two apart, and climbs the
# objective $\mathbb E_{x \sim P_r} \log D(x) + \mathbb E_{z \sim P_z} \log(1 - D(G(z)))$; $G$ wants to fool $D$, and
# descends on the second term, its gradient coming through $D$ by backpropagation. It is a game of forger and police,
# in which each makes the other better. It is over when the generator's distribution equals the real one: then $D$ can
# do no better than answer 0.5 everywhere.
#
# **Rubric.**
# - 1 point: the generator: noise in, fake sample out; it learns the distribution of the training data.
# - 1 point: the discriminator: real and fake samples in, the probability of being real out.
# - 1 point: the opposite aims (max and min of one objective), both trained by backpropagation, in turn.
# - 1 point: the end: both distributions are equal, and the discriminator returns 0.5.
# ### END SOLUTION

# %%
def gan_goals():
    """What does each of the two networks of a GAN wish, and which way does it go on the common objective?

    Returns:
        A dict of five. Numbers, 0 or 1: `d_real`, what the discriminator wishes to return for a real image; `d_fake`,
        what it wishes to return for a fake one; `g_fake`, what the generator wishes it to return for a fake one.
        Words, "ascent" or "descent": `d_step`, `g_step`, by which each updates its parameters.

    Taught in unit 7: `discriminator_objective`, `generator_objective`.
    """
    ### BEGIN SOLUTION
    return {"d_real": 1, "d_fake": 0, "g_fake": 1, "d_step": "ascent", "g_step": "descent"}
    ### END SOLUTION


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
    ### BEGIN SOLUTION
    return {"first": 0.3 / (0.3 + 0.1), "second": 0.2 / (0.2 + 0.3), "third": 0 / (0 + 0.4)}
    ### END SOLUTION


# %%
def equilibrium():
    """The generator has learnt the real distribution exactly, and the discriminator is the best possible one.

    What does the discriminator return, and what is the value of the objective, E log D(x) + E log(1 - D(G(z)))? The
    logarithm is the natural one.

    Returns:
        A dict of two numbers: `d` and `value`.

    Taught in unit 7: `optimal_discriminator`, `value_at_optimum`.
    """
    ### BEGIN SOLUTION
    d = 0.5
    return {"d": d, "value": np.log(d) + np.log(1 - d)}
    ### END SOLUTION
