# %% [markdown]
# # A recurrent network from scratch
#
# *The sun rises in the ____.* You know the missing word, because you have read the whole sentence. A network that is
# shown only the last word, *the*, has no chance. In this unit you build a network with a memory: it reads one word at a
# time, and hands what it has seen so far on to the next step. It learns to finish sentences, and to write.
#
# **It builds on** unit 1 (tanh, softmax) and unit 2 (the chain rule, the backward pass). **After it** you can follow a
# gradient back through time, say why it vanishes or explodes, and keep it from exploding. Unit 5 mends the vanishing.
#
# Nine functions are yours to write: replace each line `raise NotImplementedError()` by your code. The cell below each
# function checks it and tells you what is wrong. Run it as often as you like.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    SEED = 0

# %% [markdown]
# ## A network with a memory
#
# The network of unit 2 is a *feedforward* network: each sample goes straight from the input to the output, and the next
# one finds no trace of it. Every input is looked at by itself. For a picture that is fine. For a sentence it isn't,
# since there the order matters, and what came before.
#
# A *recurrent neural network*, RNN for short, has a loop. What its hidden layer gives at one time step, the *hidden
# state*, comes back to the hidden layer at the next time step, beside the next input.
#
# ![Left: input, hidden, output in one line. Right: a loop at hidden, too](drawings/feedforward_and_recurrent.svg)
#
# Why carry the hidden state, and not simply look at the last input as well? In *the sun rises in the* ____ the current
# word is *the* and the one before is *in*. In *the snow falls in the* ____ they are the same two, and the missing word
# is another. What tells the sentences apart lies further back. The previous input is one word. The previous hidden
# state was made of that word and of the hidden state before it, which was made of an earlier word, and so on back to
# the beginning. So it can hold something of every word so far: it is the network's memory of the context.
#
# Wherever the order of things matters, such a network may be of use:
#
# | use | what goes in, step by step | what comes out |
# |---|---|---|
# | forecasts, such as a town's need of electricity | what was used each hour | what the next hour will use |
# | writing text | the letters or words so far | at each step, how likely each next one is |
# | the mood of a review (sentiment analysis) | its words | after the last one: pleased or not |
# | translation | the words of a sentence | the words of another language, one by one |
# | speech recognition | slices of sound, a hundredth of a second each | letters |
# | a line of text for a video | its pictures | words that describe it |
#
# ## Shapes
#
# A batch of sequences has three axes: which sequence, which time step, which entry. So `x` is $(N, T, D)$, and
# `x[:, t]`, the inputs of all sequences at time $t$, is $(N, D)$. Time counts from $0$ to $T - 1$. There are three
# weight matrices, and every time step uses the same three:
#
# | | shape | |
# |---|---|---|
# | $U$ | $(D, H)$ | input to hidden |
# | $W$ | $(H, H)$ | hidden to hidden, from one step to the next |
# | $V$ | $(H, K)$ | hidden to output |
#
# There are no biases. Before the first word there is no memory yet, so the network is given a first one, `h_init`,
# of shape $(N, H)$; it holds random numbers, or zeros.
#
# The output of the network is a probability for every class, which is what the softmax is for. It is given, in a form
# that copes with large scores: the largest one of each row is taken off first. Then $e^z$ isn't divided by the sum $S$
# of the row, but $\log S$ is taken off $z$. That is the same, for $e^z / S = e^{z - \log S}$.


# %%
def softmax(z):
    """Turn scores into probabilities, along the last axis of `z`."""
    z = z - np.max(z, axis=-1, keepdims=True)
    return np.exp(z - np.log(np.sum(np.exp(z), axis=-1, keepdims=True)))


# %% [markdown]
# ## Words as numbers
#
# A network can't read. So the words of a language are numbered, and the word with number $i$ becomes a row of zeros
# with a single 1 at place $i$. That is called *one-hot*. A sentence is a row of numbers, and becomes a matrix; a batch
# of sentences becomes an array with three axes. The new axis always comes last.
#
# `np.eye(3)` makes the identity, a 3 x 3 matrix with ones on its diagonal. And an array that is indexed with an array
# of numbers gives the rows of these numbers, as in unit 3; the numbers may have any number of axes.


# %%
# Hint: Each class number becomes a row of zeros with a single 1: where does the 1 stand?
# Hint: The identity matrix holds all such rows already: row k is that of class k.
# Hint: An array can be indexed with an array of numbers, of any shape: each number is replaced by that row. np.eye
#     makes the identity.
def one_hot(indices, num_classes):
    """Write class numbers as rows of zeros with a single 1.

    Args:
        indices: integers from 0 to num_classes - 1, an array of any shape: one
            of no axes, too, or of length 0.
        num_classes: K, how many classes there are. Not all of them need occur.

    Returns:
        An array of shape indices.shape + (K,): along the last axis it is 1 at
        the class's own place and 0 elsewhere. An array of no axes gives (K,).

    Example:
        >>> one_hot(np.array([2, 0]), 3)
        array([[0., 0., 1.], [1., 0., 0.]])
    """
    ### BEGIN SOLUTION
    return np.eye(num_classes)[np.asarray(indices)]
    ### END SOLUTION


# %% [markdown]
# ## One step through time
#
# The new memory is made of two things: what comes in now, and the memory of the step before. Each has its own weights.
#
# $$h_t = \tanh(x_t U + h_{t-1} W)$$
#
# Letters beside each other, such as $x_t U$, stand for the matrix product, `@` in NumPy. `np.tanh` goes entry by entry.


# %%
# Hint: The new state is made of two things: what comes in now, and what was there before. Each has a matrix.
# Hint: Samples are rows, so that the matrices stand to the right of `@`. The two products are added, not put beside
#     each other.
# Hint: The activation comes last, around the whole sum: tanh.
def rnn_step(x_t, h_prev, U, W):
    """Compute the hidden state of one time step.

    Args:
        x_t: (N, D), the inputs at this step.
        h_prev: (N, H), the hidden state of the step before.
        U: (D, H), input to hidden.
        W: (H, H), hidden to hidden.

    Returns:
        h_t: (N, H), the hidden state of this step, each entry between -1 and 1.

    Example:
        >>> x_t, h_prev = np.array([[2.0]]), np.array([[0.5, -0.5]])
        >>> U, W = np.array([[1.0, 0.5]]), np.array([[1.0, 0.0], [3.0, 2.0]])
        >>> rnn_step(x_t, h_prev, U, W)  # tanh of 1 and of 0
        array([[0.76159416, 0.]])
    """
    ### BEGIN SOLUTION
    return np.tanh(x_t @ U + h_prev @ W)
    ### END SOLUTION


# %% [markdown]
# The prediction is read off the hidden state:
#
# $$\hat y_t = \text{softmax}(h_t V)$$
#
# The numbers $h_t V$ are the scores of the classes, a row for each sequence. They may be large, in the hundreds and
# above.


# %%
# Hint: Scores first, then probabilities: which function of this file makes the one of the other?
# Hint: The scores are the state times V. softmax goes along the last axis.
# Hint: The given softmax copes with large scores. One of your own has to take the largest score of each row off first,
#     with keepdims=True.
def rnn_output(h_t, V):
    """Compute the output of one time step.

    Args:
        h_t: (N, H), the hidden state of this step.
        V: (H, K), hidden to output.

    Returns:
        y_hat_t: (N, K), probabilities; each row adds up to 1. Finite and
        right however large the scores are.

    Example:
        >>> rnn_output(np.array([[0.0], [1.0]]), np.array([[1.0, 0.0]]))  # scores (0, 0) and (1, 0)
        array([[0.5, 0.5], [0.73105858, 0.26894142]])
    """
    ### BEGIN SOLUTION
    scores = h_t @ V
    return softmax(scores)
    ### END SOLUTION


# %% [markdown]
# ## The network, unrolled
#
# A loop is hard to follow, so one draws the network once for every time step, side by side. That is called *unrolling*
# it. A sentence of $T$ words makes $T$ copies, with numbers from $0$ to $T - 1$, and a chain: the state of each step is
# the memory of the next.
#
# ![Copies of one network side by side, each hands its hidden state on to the next](drawings/unrolled.svg)
#
# The first step starts from $h_{\text{init}}$, and the others go on from there:
#
# $$h_0 = \tanh(x_0 U + h_{\text{init}} W) \qquad h_1 = \tanh(x_1 U + h_0 W) \qquad h_2 = \tanh(x_2 U + h_1 W)$$
#
# All copies have the same $U$, $W$ and $V$. Keep every state, not only the last one: the way back needs them all. A
# list of arrays, one for each step, is put together by `np.stack(states, axis=1)`, which makes the steps axis 1.
#
# **Think:** a network with $D = 10$, $H = 20$ and $K = 10$ reads sentences of 6 words. How many numbers does it learn,
# and how many would it be for sentences of 60 words?
#
# <details><summary>Answer</summary>
#
# $U$ has $10 \cdot 20 = 200$ numbers, $W$ has $20 \cdot 20 = 400$ and $V$ has $20 \cdot 10 = 200$: 800 in all. For 60
# words it is the same 800, only used more often. So one network can read sentences of any length.
#
# </details>


# %%
# Hint: A loop over time: which axis of x is the time?
# Hint: Step t sees x[:, t] and the state that the step before gave; the first one sees h_init.
# Hint: Gather states and outputs in lists, and put each together with np.stack; the time is to be axis 1.
def rnn_forward(x, h_init, U, W, V):
    """Run through whole sequences, from the first step to the last.

    Args:
        x: (N, T, D), a batch of sequences, T at least 1.
        h_init: (N, H), the hidden state before the first step.
        U: (D, H), input to hidden.
        W: (H, H), hidden to hidden.
        V: (H, K), hidden to output.

    Returns:
        (h, y_hat), of shapes (N, T, H) and (N, T, K): the hidden state and the
        output of every step. `h_init` is not among them.

    Example:
        >>> x, h_init = np.array([[[1.0], [0.5]]]), np.array([[0.5]])
        >>> U, W, V = np.array([[2.0]]), np.array([[-4.0]]), np.array([[1.0, 1.0]])
        >>> rnn_forward(x, h_init, U, W, V)  # tanh(2 - 2), then tanh(1 + 0)
        (array([[[0.], [0.76159416]]]), array([[[0.5, 0.5], [0.5, 0.5]]]))
    """
    ### BEGIN SOLUTION
    states, outputs = [], []
    h_t = h_init
    for t in range(x.shape[1]):
        h_t = rnn_step(x[:, t], h_t, U, W)
        states.append(h_t)
        outputs.append(rnn_output(h_t, V))
    return np.stack(states, axis=1), np.stack(outputs, axis=1)
    ### END SOLUTION


# %% [markdown]
# ## How surprised is it?
#
# At each step the network says how likely it finds every class, and then the true one, $y_t$, is revealed, one-hot.
# Cross-entropy is its surprise: $0$ where it was certain and right, large where it was certain and wrong. The loss of
# a sequence is the sum over its steps; the loss of a batch is the mean over its sequences.
#
# ![A loss at each step of the unrolled network, all added up to one loss L](drawings/losses_through_time.svg)
#
# $$L_t = -\sum_{k} y_{t,k} \log \hat y_{t,k} \qquad L = \frac 1 N \sum_{n=1}^N \sum_{t=0}^{T-1} L_t$$
#
# Since $y_t$ is 1 at the true class and 0 elsewhere, the sum over $k$ leaves one term: minus the logarithm of the
# probability of the true class.
#
# A trap: $\log 0$ is minus infinity, and a computer may well round a tiny probability to 0. So probabilities are kept
# from falling below a very small number. `np.log` is the natural logarithm, and `np.maximum(a, 0.5)` gives the larger
# of the two for every entry of `a`.
#
# **Think:** before it has learnt anything, a network gives each of 16 words the same probability. What is the loss of a
# sentence with 5 steps?
#
# <details><summary>Answer</summary>
#
# At each step the true word has the probability $1/16$, which costs $-\log(1/16) = \log 16 \approx 2.77$. Five steps
# cost $5 \log 16 \approx 13.9$. You will see a curve start there below.
#
# </details>


# %%
# Hint: Only the probability that was given to the right class counts: y is 1 there, and 0 elsewhere.
# Hint: Multiply y with the logarithm of y_hat, and add everything up. A y_hat of 0 has no logarithm: don't let it be
#     less than something tiny.
# Hint: The sum goes over samples, time and classes, but is divided by the number of samples alone, not by the steps.
#     And the sign: a loss is not negative.
def cross_entropy(y, y_hat):
    """The cross-entropy of whole sequences: summed over time, averaged over the batch.

    It is always finite: probabilities below 1e-12 count as 1e-12. (Another
    small number above 0 will do as well, as long as it is at most 1e-7, and so
    will adding it. A true class with probability 0 costs its sequence at least 16.)

    Args:
        y: (N, T, K), the true classes, one-hot.
        y_hat: (N, T, K), the probabilities that the network gave.

    Returns:
        L, one number: -sum(y log(y_hat)) over N, T and K, divided by N.

    Example:
        >>> y = np.array([[[1.0, 0.0], [1.0, 0.0]]])
        >>> y_hat = np.array([[[0.5, 0.5], [0.25, 0.75]]])
        >>> cross_entropy(y, y_hat)  # log 2 + log 4
        2.0794415
    """
    ### BEGIN SOLUTION
    return -np.sum(y * np.log(np.maximum(y_hat, 1e-12))) / len(y)
    ### END SOLUTION


# %% [markdown]
# ## Backward through time
#
# The loss depends on the weights by a chain of steps, so its slopes come from the chain rule, as in unit 2: one factor
# for each step of the chain. Give all the steps names:
#
# $$a_t = x_t U + h_{t-1} W \qquad h_t = \tanh(a_t) \qquad s_t = h_t V \qquad \hat y_t = \text{softmax}(s_t)$$
#
# **From the loss to the scores.** Take one sequence and one step, and leave $t$ out. Let $c$ be the true class. The
# logarithm undoes the exponential of the softmax:
#
# $$L = -\log \hat y_c = -\log \frac{e^{s_c}}{\sum_j e^{s_j}} = -s_c + \log \sum_j e^{s_j}$$
#
# How does $L$ change with one score $s_k$? The first part, $-s_c$, has the slope $-1$ if $k$ is the true class, else
# $0$. That is $-y_k$. The logarithm of the sum has the slope one over the sum, times the slope of the sum, which is
# $e^{s_k}$:
#
# $$\frac{\partial L}{\partial s_k} = -y_k + \frac{e^{s_k}}{\sum_j e^{s_j}} = \hat y_k - y_k$$
#
# The softmax itself is back, and all that remains is the error. If the probabilities are $(0.7, 0.2, 0.1)$ and the
# second class is the true one, the slopes are $(0.7, -0.8, 0.1)$. For a batch the loss is a mean over $N$ sequences, so
#
# $$\frac{\partial L}{\partial s_t} = \frac 1 N (\hat y_t - y_t)$$
#
# **From the scores to the state.** A hidden state matters in two ways: it makes this step's scores, through $V$, and it
# is the memory of the next step, through $W$. So its gradient is a sum of two parts, and the second one arrives from
# the future. That is why we walk from the last step to the first, along the red arrows of the drawing above. The last
# step has no future; there the second part is zero.
#
# $$\frac{\partial L}{\partial h_t} =
#   \frac{\partial L}{\partial s_t} V^\top + \frac{\partial L}{\partial a_{t+1}} W^\top$$
#
# **Through the tanh.** Its slope is $1 - \tanh^2$, and $h_t$ is the tanh already. The sign $\odot$ is the product entry
# by entry, `*` in NumPy:
#
# $$\frac{\partial L}{\partial a_t} = \frac{\partial L}{\partial h_t} \odot (1 - h_t \odot h_t)$$
#
# **To the weights.** The gradient of a matrix is what came into it, transposed, times the slope at what came out. As
# every step uses the same weights, the steps' gradients add up:
#
# $$\frac{\partial L}{\partial U} = \sum_t x_t^\top \frac{\partial L}{\partial a_t} \qquad
#   \frac{\partial L}{\partial W} = \sum_t h_{t-1}^\top \frac{\partial L}{\partial a_t} \qquad
#   \frac{\partial L}{\partial V} = \sum_t h_t^\top \frac{\partial L}{\partial s_t}$$
#
# with $h_{\text{init}}$ in the place of $h_{-1}$.
#
# In NumPy `.T` transposes, `np.zeros_like(U)` makes zeros to add to, and `reversed(range(T))` counts down from $T - 1$
# to $0$.


# %%
# Hint: Go through time backwards. Through which two ways does h at step t act on the cost?
# Hint: It acts through the output of its own step, and through the next state. The gradient of the scores is (y_hat -
#     y) / N; V carries it to h, and what comes from the step after is added.
# Hint: Multiply by the slope of tanh, which is 1 - h^2. U's gradient takes x of this step, W's takes the state before
#     (h_init at the first), V's takes h; all three add up over time. W then carries the gradient to the step before.
def rnn_backward(x, y, h_init, h, y_hat, U, W, V):
    """The gradients of `cross_entropy` with respect to the weights, back through all of time.

    Args:
        x: (N, T, D), a batch of sequences, T at least 1.
        y: (N, T, K), the true classes, one-hot.
        h_init: (N, H), the hidden state before the first step.
        h, y_hat: (N, T, H) and (N, T, K), what `rnn_forward` returned.
        U, W, V: (D, H), (H, H) and (H, K), the weights.

    Returns:
        (dU, dW, dV), each of the shape of its weights.

    Example:
        >>> x, y = np.array([[[1.0], [0.0]]]), np.array([[[1.0, 0.0], [1.0, 0.0]]])
        >>> h_init, U = np.array([[0.5]]), np.array([[2.0]])
        >>> W, V = np.array([[-4.0]]), np.array([[1.0, 3.0]])
        >>> h, y_hat = np.zeros((1, 2, 1)), np.full((1, 2, 2), 0.5)  # what rnn_forward gives for them
        >>> rnn_backward(x, y, h_init, h, y_hat, U, W, V)
        (array([[-3.]]), array([[-1.5]]), array([[0., 0.]]))
    """
    ### BEGIN SOLUTION
    ds = (y_hat - y) / len(x)
    h_before = np.concatenate([h_init[:, np.newaxis], h[:, :-1]], axis=1)
    dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
    from_the_future = np.zeros_like(h_init)
    for t in reversed(range(x.shape[1])):
        dh = ds[:, t] @ V.T + from_the_future
        da = dh * (1 - h[:, t] ** 2)
        dU += x[:, t].T @ da
        dW += h_before[:, t].T @ da
        dV += h[:, t].T @ ds[:, t]
        from_the_future = da @ W.T
    return dU, dW, dV
    ### END SOLUTION


# %% [markdown]
# Formulas are easy to get wrong, and slopes can be measured: nudge a matrix a little along a random direction, look how
# the loss changes, and compare with what the gradient says about that direction. The two columns should agree.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(SEED)
    N, T, D, H, K = 3, 5, 4, 6, 2
    x, y = rng.standard_normal((N, T, D)), one_hot(rng.integers(K, size=(N, T)), K)
    h_init = rng.standard_normal((N, H))
    weights = {"U": rng.normal(0, 0.5, (D, H)), "W": rng.normal(0, 0.5, (H, H)), "V": rng.normal(0, 0.5, (H, K))}

    def loss_at(weights):
        return cross_entropy(y, rnn_forward(x, h_init, **weights)[1])

    gradients = rnn_backward(x, y, h_init, *rnn_forward(x, h_init, **weights), **weights)
    for (name, weight), gradient in zip(weights.items(), gradients):
        nudge = 1e-5 * rng.standard_normal(weight.shape)
        measured = loss_at({**weights, name: weight + nudge}) - loss_at({**weights, name: weight - nudge})
        print(f"{name}: measured {measured / 2e-5:+.8f}, from the formula {np.sum(gradient * nudge) / 1e-5:+.8f}")

# %% proves="the gradients of rnn_backward are the slopes of cross_entropy"
if __name__ == "__main__":
    for (name, weight), gradient in zip(weights.items(), gradients):
        nudge = 1e-5 * np.random.default_rng(SEED).standard_normal(weight.shape)
        measured = loss_at({**weights, name: weight + nudge}) - loss_at({**weights, name: weight - nudge})
        assert np.isclose(measured, 2 * np.sum(gradient * nudge), rtol=1e-5, atol=1e-12)

# %% [markdown]
# ![What you should see](seen/gradients.txt)
#
# With the gradients known, all three matrices go downhill by the rule of unit 2, and the network learns:
#
# $$U = U - \alpha \frac{\partial L}{\partial U} \qquad W = W - \alpha \frac{\partial L}{\partial W} \qquad
#   V = V - \alpha \frac{\partial L}{\partial V}$$
#
# ## What becomes of a gradient on its way back
#
# Suppose that the loss looks at the last state alone. How much of its gradient reaches the first step? On each step
# back it is multiplied by the slope of the tanh, which is never above 1, and by $W^\top$:
#
# $$\frac{\partial L}{\partial h_{t-1}} =
#   \left( \frac{\partial L}{\partial h_t} \odot (1 - h_t \odot h_t) \right) W^\top$$
#
# Multiply often enough, and it matters very much whether each step makes the gradient a little smaller or a little
# larger. If each step halves it, ten steps leave a thousandth.
#
# **Think:** a network has a single hidden neuron, $W$ is the number 0.8, and the slope of its tanh is 0.5 at every
# step. How much of the gradient is left after 5 steps back?
#
# <details><summary>Answer</summary>
#
# Each step multiplies by $0.8 \cdot 0.5 = 0.4$, and $0.4^5 = 0.01024$: about one hundredth.
#
# </details>
#
# To measure it, take the L2 norm: the root (`np.sqrt`) of the sum (`np.sum`) of the squares of all entries.


# %%
# Hint: The gradient begins at the last step, as dh_last, and is carried back one step at a time.
# Hint: Write the norm of what arrives at step t down before you carry it on. The norm is the root of the sum of all
#     squares.
# Hint: One step back: multiply by the slope of tanh at h of that step, 1 - h^2, then go through W the other way
#     round, that is, with its transpose.
def hidden_gradient_norms(h, W, dh_last):
    """Measure how large the gradient still is at every step, on its way back in time.

    The loss reads the last hidden state alone: earlier ones matter only for
    what they pass on.

    Args:
        h: (N, T, H), the hidden states that `rnn_forward` returned, T at least 1.
        W: (H, H), hidden to hidden.
        dh_last: (N, H), the gradient of the loss with respect to the last state.

    Returns:
        (T,): at t the L2 norm of dL/dh_t, the root of the sum of the squares of
        all its N x H entries. The last one is the norm of `dh_last`.

    Example:
        >>> h, W = np.array([[[0.5, 0.0], [0.0, 0.5]]]), np.array([[1.0, 0.5], [2.0, 0.0]])
        >>> hidden_gradient_norms(h, W, np.array([[3.0, 4.0]]))
        array([7.5, 5.])
    """
    ### BEGIN SOLUTION
    norms = np.zeros(h.shape[1])
    dh = dh_last
    for t in reversed(range(h.shape[1])):
        norms[t] = np.sqrt(np.sum(dh**2))
        dh = (dh * (1 - h[:, t] ** 2)) @ W.T
    return norms
    ### END SOLUTION


# %% [markdown]
# Below, the same network three times, with a small, a medium and a large $W$. The vertical axis counts in powers of
# ten, so a straight line means: the same factor at every step.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(SEED + 1)
    T, H = 60, 50
    x, dh_last = rng.standard_normal((1, T, 3)), rng.standard_normal((1, H))
    U, V, W = rng.normal(0, 0.1, (3, H)), np.zeros((H, 2)), rng.normal(0, 1 / np.sqrt(H), (H, H))
    plt.figure(figsize=(6.5, 4))
    left = {}
    for size, scale in (("small", 0.4), ("medium", 0.9), ("large", 3.0)):
        h, _ = rnn_forward(x, np.zeros((1, H)), U, scale * W, V)
        norms = hidden_gradient_norms(h, scale * W, dh_last)
        left[size] = norms[0] / norms[-1]
        plt.semilogy(norms, label=f"{size} W ({scale:g} times)")
        print(f"{size:>6} W: {left[size]:.1e} of the gradient is left at the first step")
    plt.title("The gradient of the last state, seen from earlier steps")
    plt.xlabel("time step t")
    plt.ylabel(r"norm of $\partial L / \partial h_t$")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ![What you should see: three lines that part; to the left one rises and two fall](seen/vanishing.png)
#
# ![And in numbers](seen/left_over.txt)
#
# With the small $W$ the gradient *vanishes*: the first steps learn nothing from what happens at the end. A fact from
# early in a sequence is not learnt to matter much later, and so the network doesn't remember for long. With the large
# $W$ the gradient *explodes*: $W^\top$ makes it longer by more than the slopes make it shorter.

# %% proves="a small W makes the gradient vanish, a large one makes it explode"
if __name__ == "__main__":
    assert left["small"] < 1e-15
    assert left["small"] < left["medium"] < 0.5
    assert left["large"] > 1e3

# %% [markdown]
# Time steps are not to blame: what counts is how many factors are multiplied. A feedforward network with many hidden
# layers has the same trouble. There each layer multiplies the gradient by its own weights and by the slope of its
# activation. The slope of the sigmoid is never above $1/4$. That of tanh is 1 at 0 and less elsewhere. That of ReLU is
# exactly 1 wherever the neuron answers at all, so ReLU is one remedy. Below, a gradient goes back through 30 layers,
# with the same weights for both activations.

# %%
if __name__ == "__main__":

    def norms_by_layer(activation, slope, layers, a, da):
        """Send `a` forward through all layers and the gradient `da` back; return its norm at each layer."""
        answers = [a]
        for weight in layers:
            answers.append(activation(answers[-1] @ weight))
        norms = [np.linalg.norm(da)]
        for weight, a in zip(layers[::-1], answers[:0:-1]):
            da = (da * slope(a)) @ weight.T
            norms.append(np.linalg.norm(da))
        return norms[::-1]

    rng = np.random.default_rng(SEED)
    layers = [rng.normal(0, np.sqrt(2 / 50), (50, 50)) for _ in range(30)]
    sample, da = rng.standard_normal((2, 1, 50))
    by_layer = {
        "sigmoid": norms_by_layer(lambda z: 1 / (1 + np.exp(-z)), lambda a: a * (1 - a), layers, sample, da),
        "ReLU": norms_by_layer(lambda z: np.maximum(0, z), lambda a: 1.0 * (a > 0), layers, sample, da),
    }
    plt.figure(figsize=(6.5, 3.8))
    for name, norms in by_layer.items():
        plt.semilogy(norms, ".-", label=name)
    plt.title("A gradient on its way back through 30 layers")
    plt.xlabel("layer")
    plt.ylabel("norm of the gradient")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ![What you should see: ReLU stays level, the sigmoid's line falls steeply to the left](seen/deep_layers.png)
#
# The sigmoid leaves next to nothing for the first layers, ReLU keeps the gradient in its range. In an RNN, where one
# matrix is applied again and again, a ReLU may let the states themselves grow without bound. So RNNs mostly stay with
# tanh, and the better remedy is another cell: the LSTM of the next unit, which is built to remember.

# %% proves="the gradient vanishes in a deep sigmoid network, and not with ReLU"
if __name__ == "__main__":
    assert by_layer["sigmoid"][0] < 1e-12 * by_layer["sigmoid"][-1]
    assert 1e-2 < by_layer["ReLU"][0] / by_layer["ReLU"][-1] < 1e2

# %% [markdown]
# ## Keeping a gradient in bounds
#
# One huge gradient can throw the weights far away and undo all that was learnt. The cure for explosions is crude and
# works well: where the gradients together are too long, shorten them. All by the same factor, so that they keep their
# direction:
#
# $$g = \sqrt{\sum_i \lVert g_i \rVert^2} \qquad g_i \leftarrow g_i \cdot \frac{m}{g} \quad \text{where } g > m$$
#
# Here $g_i$ is one of the arrays, $\lVert g_i \rVert^2$ the sum of its squares, $g$ the length of all of them taken
# together as one long vector, and $m$ the longest that we allow.


# %%
# Hint: Shorten all arrays by one factor, so that they keep their direction together.
# Hint: The length is that of all arrays as one long vector: the root of the sum of all their squares.
# Hint: Only if that length is above max_norm is there anything to do; the factor is then the ratio of the two. Return
#     new arrays in a list, in both cases.
def clip_gradients(grads, max_norm):
    """Shorten gradients together, where together they are too long.

    Args:
        grads: a list of arrays, of any shapes. It stays as it is.
        max_norm: the largest joint L2 norm that is allowed; above 0.

    Returns:
        A list of arrays of the same shapes. Where the joint norm (the root of
        the sum of the squares of all entries of all arrays) is above
        `max_norm`, all are scaled by one factor so that it becomes `max_norm`;
        else, and where all of them are zero, they come back as they were.

    Example:
        >>> clip_gradients([np.array([3.0, 0.0]), np.array([[4.0]])], 2.5)
        [array([1.5, 0.]), array([[2.]])]
    """
    ### BEGIN SOLUTION
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    scale = max_norm / norm if norm > max_norm else 1.0
    return [scale * grad for grad in grads]
    ### END SOLUTION


# %% [markdown]
# ## Letting it speak
#
# A network that predicts the next word can write: give it a word, take the word that it finds most likely, and feed
# that one in as the next input. Taking the most likely one each time is called *greedy*. `np.argmax` gives the place of
# the largest entry, which is the number of the word.


# %%
# Hint: The network reads its own writing: what does each step need from the one before?
# Hint: Each step needs the class that was chosen and the state. The class goes in as a row of one_hot, so that x_t
#     has the shape (1, D).
# Hint: The next class is the most probable one, np.argmax of the output, as an int. `start` itself is not part of
#     what is returned.
def generate(start, length, h_init, U, W, V):
    """Let the network write: feed each of its answers back in as its next input.

    Args:
        start: the class of the first input, an integer. It goes in one-hot.
        length: how many classes to generate, 0 or more.
        h_init: (1, H), the hidden state before `start` is read.
        U: (D, H), input to hidden.
        W: (H, H), hidden to hidden.
        V: (H, D), hidden to output: what comes out can go in, so K = D.

    Returns:
        A list of `length` integers, the most likely class of each step in turn.
        `start` is not among them; for length 0 the list is empty.

    Example:
        >>> h_init, U = np.array([[0.0]]), np.array([[1.0], [-1.0]])
        >>> W, V = np.array([[1.5]]), np.array([[-1.0, 1.0]])
        >>> generate(0, 3, h_init, U, W, V)
        [1, 1, 0]
    """
    ### BEGIN SOLUTION
    classes = []
    h_t, current = h_init, start
    for _ in range(length):
        x_t = one_hot(np.array([current]), U.shape[0])
        h_t = rnn_step(x_t, h_t, U, W)
        current = int(np.argmax(rnn_output(h_t, V)))
        classes.append(current)
    return classes
    ### END SOLUTION


# %% [markdown]
# ## Learning a small language
#
# Now everything comes together. Here are five sentences. Each is read word by word, and the answer to every word is
# the next one. Note the last question of all five: after *in the*, what comes? The answer is in the words before.
#
# Each round goes forward, measures the loss, goes backward, clips, and takes one step downhill. For comparison there is
# a network without memory: its $W$ is held at zero, so that it is a feedforward network, which sees one word at a time.

# %%
if __name__ == "__main__":

    def learn(x, y, num_hidden, alpha, num_iterations, max_norm, rng, look=None, memory=True):
        """Train on whole sequences; call `look` with the round's number and the weights before each step."""
        N, _, D = x.shape
        weights = [
            rng.normal(0, 0.1, (D, num_hidden)),
            memory * rng.normal(0, 1 / np.sqrt(num_hidden), (num_hidden, num_hidden)),
            rng.normal(0, 0.1, (num_hidden, D)),
        ]
        h_init = rng.normal(0, 0.1, (1, num_hidden))
        start = np.repeat(h_init, N, axis=0)  # every sequence starts from the same memory
        losses = []
        for i in range(num_iterations):
            if look:
                look(i, h_init, *weights)
            h, y_hat = rnn_forward(x, start, *weights)
            losses.append(cross_entropy(y, y_hat))
            grads = list(rnn_backward(x, y, start, h, y_hat, *weights))
            grads[1] = memory * grads[1]  # without memory W stays zero
            grads = clip_gradients(grads, max_norm)
            weights = [weight - alpha * grad for weight, grad in zip(weights, grads)]
        return h_init, weights, losses


# %%
if __name__ == "__main__":
    sentences = [
        "the sun rises in the east",
        "the sun sets in the west",
        "the snow falls in the winter",
        "the roses bloom in the summer",
        "the stars shine in the night",
    ]
    words = sorted(set(" ".join(sentences).split()))
    numbers = np.array([[words.index(word) for word in sentence.split()] for sentence in sentences])
    x, y = one_hot(numbers[:, :-1], len(words)), one_hot(numbers[:, 1:], len(words))
    h_init, weights, losses = learn(x, y, 16, 0.3, 400, 1.0, np.random.default_rng(SEED))
    _, forgetful, without = learn(x, y, 16, 0.3, 400, 1.0, np.random.default_rng(SEED), memory=False)
    plt.figure(figsize=(6, 3.5))
    plt.plot(without, color="tab:orange", label="without memory")
    plt.plot(losses, color="tab:blue", label="with memory")
    plt.axhline(np.log(len(sentences)), color="black", linestyle="--", label="log 5")
    plt.title("Learning five sentences")
    plt.xlabel("iteration")
    plt.ylabel("loss of a sentence")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ![What you should see: with memory the loss comes down to log 5, without it stays well above](seen/five_sentences.png)
#
# Both start near $5 \log 16$, since there are 16 words. With memory the loss doesn't go down to 0, and it can't: nobody
# who has read only *the* can know which of the five sentences it will be. One of five equally likely things is a
# surprise of $\log 5$, and that is where the loss comes to rest. Without memory every *the* is the same riddle, the
# last one of a sentence as well as the first.
#
# But the blank at the end can be filled. Let the network read a sentence up to the word before the last, keep its
# memory, and let it go on from there:

# %%
if __name__ == "__main__":

    def complete(beginning, length):
        read = np.array([[words.index(word) for word in beginning.split()]])
        memory = h_init
        if read.shape[1] > 1:  # the last word read goes in as the start of what is generated
            memory = rnn_forward(one_hot(read[:, :-1], len(words)), h_init, *weights)[0][:, -1]
        return " ".join(words[i] for i in generate(int(read[0, -1]), length, memory, *weights))

    for sentence in sentences:
        beginning = sentence.rsplit(" ", 1)[0]
        print(f"{beginning} ____  ->  {complete(beginning, 1)}")
    print(f"the snow ____ ____ ____ ____  ->  {complete('the snow', 4)}")

# %% proves="the loss of five sentences ends near log 5, and all blanks are filled"
if __name__ == "__main__":
    assert abs(losses[0] - 5 * np.log(16)) < 0.3
    assert abs(losses[-1] - np.log(5)) < 0.1
    assert without[-1] > 2 * losses[-1]
    for sentence in sentences:
        assert complete(sentence.rsplit(" ", 1)[0], 1) == sentence.split()[-1]
    assert complete("the snow", 4) == "falls in the winter"

# %% [markdown]
# ![What you should see](seen/blanks.txt)
#
# How sure is it? Each row below is a sentence read up to the blank. In every one of them the last words read are *in
# the*; the network without memory gives five equal rows.

# %%
if __name__ == "__main__":
    h, y_hat = rnn_forward(x, np.repeat(h_init, len(x), axis=0), *weights)
    candidates = [sentence.split()[-1] for sentence in sentences]
    blank = y_hat[:, -1][:, [words.index(word) for word in candidates]]
    plt.figure(figsize=(6.5, 3.6))
    plt.imshow(blank, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for (row, column), probability in np.ndenumerate(blank):
        color = "white" if probability > 0.5 else "black"
        plt.text(column, row, f"{probability:.2f}", ha="center", va="center", color=color)
    plt.xticks(range(len(candidates)), candidates)
    plt.yticks(range(len(sentences)), [sentence.rsplit(" ", 1)[0] + " ..." for sentence in sentences])
    plt.title("What fills the blank, and how likely")
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ![What you should see: numbers close to 1 along the diagonal, close to 0 elsewhere](seen/blank.png)
#
# It is nearly certain of all five.

# %% proves="with memory each blank is nearly certain; without it all five rows are equal"
if __name__ == "__main__":
    assert blank.diagonal().min() > 0.9
    _, alike = rnn_forward(x, np.repeat(h_init, len(x), axis=0), *forgetful)
    assert np.allclose(alike[:, -1], alike[0, -1])

# %% [markdown]
# ## The same, letter by letter
#
# Nothing in the network knows what a word is. Number the letters instead, the space among them, and let it learn one
# sentence of 25 letters. In it the same letter is followed now by this, now by that: an *e* by a space, an *s* or an
# *a*. So the network has to remember where it is. Every now and then we let it write, starting from *t*.

# %%
if __name__ == "__main__":
    text = "the sun rises in the east"
    letters = sorted(set(text))
    spelled = np.array([[letters.index(letter) for letter in text]])
    x, y = one_hot(spelled[:, :-1], len(letters)), one_hot(spelled[:, 1:], len(letters))

    def write(i, h_init, *weights):
        if i in (0, 20, 40, 60, 80, 120, 199):
            written = generate(spelled[0, 0], len(text) - 1, h_init, *weights)
            print(f"after {i:3} steps: {text[0]}{''.join(letters[k] for k in written)}")

    h_init, weights, clipped = learn(x, y, 40, 0.1, 200, 1.0, np.random.default_rng(SEED), write)

# %% proves="the network learns to write the sentence letter by letter"
if __name__ == "__main__":
    written = generate(spelled[0, 0], len(text) - 1, h_init, *weights)
    assert text[0] + "".join(letters[k] for k in written) == text

# %% [markdown]
# ![What you should see](seen/spelling.txt)
#
# And without clipping? The same start and the same learning rate, but the gradients may be as long as they like. On the
# left are the first eight iterations of both, on the right all 200 with clipping:

# %%
if __name__ == "__main__":
    _, _, free = learn(x, y, 40, 0.1, 200, np.inf, np.random.default_rng(SEED))
    figure, (left, right) = plt.subplots(1, 2, figsize=(8.2, 3.5))
    left.plot(free[:8], "o-", label="not clipped", color="tab:red")
    left.plot(clipped[:8], "o-", label="clipped to 1", color="tab:blue")
    right.plot(clipped, label="clipped to 1", color="tab:blue")
    left.set(title="The first eight iterations", ylabel="loss of the sentence")
    right.set(title="All 200, clipped")
    for axes in (left, right):
        axes.set_xlabel("iteration")
        axes.set_ylim(bottom=0)
        axes.legend()
        axes.grid(alpha=0.3)
    figure.tight_layout()
    plt.show()

# %% [markdown]
# ![What you should see: not clipped, the loss leaps up; clipped, it falls to 0](seen/clipping.png)
#
# Without clipping single gradients are so long that a step throws the weights far away. Within eight iterations the
# loss leaps to more than twice what it was before anything was learnt, later to more than three times. Mostly it
# doesn't settle in these 200 steps; now and then a leap happens to end in a good place. With clipping it comes down
# close to 0 each time.
#
# Why are only eight iterations of it drawn? Computers round, and two of them may round the last digit differently. Each
# leap makes such a difference many times larger, and after some ten iterations the two losses have nothing in common.
# With clipping they stay the same. Draw all of `free`, and see what your computer makes of it.
#
# You now have a network that remembers, for a while. How to make it remember for long is what the next unit is about.

# %% proves="without clipping the loss leaps early and doesn't settle; with it, it comes down, however one rounds"
if __name__ == "__main__":
    assert clipped[-1] < 0.2
    assert max(free[:8]) > 2 * free[0]
    assert max(free) > 3 * free[0]
    assert np.mean(free[-100:]) > 5 * np.mean(clipped[-100:])
    rounded = x * (1 + 1e-15)  # as another computer might
    _, _, again = learn(rounded, y, 40, 0.1, 200, 1.0, np.random.default_rng(SEED))
    assert np.allclose(again, clipped, rtol=1e-6)
    _, _, again = learn(rounded, y, 40, 0.1, 200, np.inf, np.random.default_rng(SEED))
    assert np.allclose(again[:8], free[:8], rtol=0.01)
    assert not np.allclose(again, free, rtol=0.5)
