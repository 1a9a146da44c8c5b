# %% [markdown]
# # A recurrent network from scratch
#
# *The sun rises in the ____.* You know the missing word, because you have read the whole sentence. A network that is
# shown only the last word, *the*, has no chance. In this unit you build a network that remembers: it reads one word at
# a time, and hands what it has seen so far on to the next step.
#
# Nine functions are yours to write. Each has a cell of its own, with a docstring that says what goes in and what
# comes out; replace the line `raise NotImplementedError()` by your code. Below each stands a cell that checks it
# and tells you what is wrong. Run it as often as you like.
#
# **Shapes.** A batch of sequences has three axes: which sequence, which time step, which entry. So `x` is $(N, T, D)$,
# and `x[:, t]`, the inputs of all sequences at time $t$, is $(N, D)$. Time counts from $0$ to $T - 1$. There are three
# weight matrices, and every time step uses the same three:
#
# | | shape | |
# |---|---|---|
# | $U$ | $(D, H)$ | input to hidden |
# | $W$ | $(H, H)$ | hidden to hidden, from one step to the next |
# | $V$ | $(H, K)$ | hidden to output |
#
# There are no biases. Before the first word there is no memory yet, so the network is given a first one, `h_init`,
# of shape $(N, H)$.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

# %% [markdown]
# The output of the network is a probability for every class, which is what the softmax is for. It is given. It does
# well with scores of ordinary size; for large ones `np.exp` overflows.


# %%
def softmax(z):
    """Turn scores, none of them far from 0, into probabilities, along the last axis of `z`."""
    return np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)


# %% [markdown]
# ## Words as numbers
#
# A network can't read. So the words of a language are numbered, and the word with number $i$ becomes a row of zeros
# with a single 1 at place $i$. That is called *one-hot*. A sentence is a row of numbers, and becomes a matrix; a batch
# of sentences becomes an array with three axes. The new axis always comes last.


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

    Chapter: "Recurrent neural networks" (words as inputs).
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
        h_t: (N, H), tanh(x_t U + h_prev W).

    Chapter: "Forward propagation in RNNs".
    """
    ### BEGIN SOLUTION
    return np.tanh(x_t @ U + h_prev @ W)
    ### END SOLUTION


# %% [markdown]
# The prediction is read off the hidden state:
#
# $$\hat y_t = \text{softmax}(h_t V)$$
#
# One trap: the given `softmax` fails when scores are in the hundreds, because `np.exp` does. But adding one number to
# all scores of a row leaves its probabilities as they are, so you can move each row's scores to where it works.


# %%
# Hint: Scores first, then probabilities: which function of this file makes the one of the other?
# Hint: The scores are the state times V. softmax goes along the last axis.
# Hint: If exp of the scores overflows, take the largest score of each row off first, with keepdims=True.
def rnn_output(h_t, V):
    """Compute the output of one time step.

    Args:
        h_t: (N, H), the hidden state of this step.
        V: (H, K), hidden to output.

    Returns:
        y_hat_t: (N, K), softmax(h_t V); each row adds up to 1. Finite and
        right however large the scores are.

    Chapter: "Forward propagation in RNNs".
    """
    ### BEGIN SOLUTION
    scores = h_t @ V
    return softmax(scores - scores.max(axis=-1, keepdims=True))
    ### END SOLUTION


# %% [markdown]
# ## The network, unrolled
#
# Drawn out in time, the network is a chain: the state of each step is the memory of the next. The first step starts
# from $h_{\text{init}}$. Keep every state, not only the last one: the way back needs them all.


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

    Chapter: "Forward propagation in RNNs" (the unrolled network).
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
# At each step the network says how likely it finds every class, and then the true one, $y_t$, is revealed.
# Cross-entropy is its surprise: $0$ where it was certain and right, large where it was certain and wrong. The loss of
# a sequence is the sum over its steps; the loss of a batch is the mean over its sequences.
#
# $$L_t = -\sum_{k} y_{t,k} \log \hat y_{t,k} \qquad L = \frac 1 N \sum_{n=1}^N \sum_{t=0}^{T-1} L_t$$
#
# Another trap: $\log 0$ is minus infinity, and a computer may well round a tiny probability to 0. So probabilities are
# kept from falling below a very small number.


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

    Chapter: "Backpropagation" of recurrent networks (the loss).
    """
    ### BEGIN SOLUTION
    return -np.sum(y * np.log(np.maximum(y_hat, 1e-12))) / len(y)
    ### END SOLUTION


# %% [markdown]
# ## Backward through time
#
# Name the weighted sums: $a_t = x_t U + h_{t-1} W$ inside the tanh, and $s_t = h_t V$ inside the softmax. Softmax and
# cross-entropy together have a slope that is pleasantly simple:
#
# $$\frac{\partial L}{\partial s_t} = \frac 1 N (\hat y_t - y_t)$$
#
# A hidden state matters in two ways: it makes this step's output, and it is the memory of the next step. So its
# gradient is a sum of two parts, and the second one arrives from the future. That is why we walk from the last step to
# the first; the last step has no future, and there the second part is zero.
#
# $$\frac{\partial L}{\partial h_t} =
#   \frac{\partial L}{\partial s_t} V^\top + \frac{\partial L}{\partial a_{t+1}} W^\top
#   \qquad \frac{\partial L}{\partial a_t} = \frac{\partial L}{\partial h_t} \,(1 - h_t^2)$$
#
# ($1 - h_t^2$ is the slope of the tanh, entry by entry.) As every step uses the same weights, their gradients add up
# over time:
#
# $$\frac{\partial L}{\partial U} = \sum_t x_t^\top \frac{\partial L}{\partial a_t} \qquad
#   \frac{\partial L}{\partial W} = \sum_t h_{t-1}^\top \frac{\partial L}{\partial a_t} \qquad
#   \frac{\partial L}{\partial V} = \sum_t h_t^\top \frac{\partial L}{\partial s_t}$$
#
# with $h_{\text{init}}$ in the place of $h_{-1}$.


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

    Chapter: "Backpropagation" of recurrent networks.
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
    rng = np.random.default_rng(0)
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

# %% [markdown]
# ## What becomes of a gradient on its way back
#
# Suppose that the loss looks at the last state alone. How much of its gradient reaches the first step? On each step
# back it is multiplied by the slope of the tanh, which is never above 1, and by $W^\top$:
#
# $$\frac{\partial L}{\partial h_{t-1}} = \left( \frac{\partial L}{\partial h_t} \,(1 - h_t^2) \right) W^\top$$
#
# Multiply often enough, and it matters very much whether each step makes the gradient a little smaller or a little
# larger.


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

    Chapter: "Backpropagation" of recurrent networks (the vanishing gradient).
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
    rng = np.random.default_rng(1)
    T, H = 60, 50
    x, dh_last = rng.standard_normal((1, T, 3)), rng.standard_normal((1, H))
    U, V, W = rng.normal(0, 0.1, (3, H)), np.zeros((H, 2)), rng.normal(0, 1 / np.sqrt(H), (H, H))
    plt.figure(figsize=(6.5, 4))
    for size, scale in (("small", 0.4), ("medium", 1.0), ("large", 3.0)):
        h, _ = rnn_forward(x, np.zeros((1, H)), U, scale * W, V)
        norms = hidden_gradient_norms(h, scale * W, dh_last)
        plt.semilogy(norms, label=f"{size} W ({scale:g} times)")
        print(f"{size:>6} W: {norms[0] / norms[-1]:.1e} of the gradient is left at the first step")
    plt.title("The gradient of the last state, seen from earlier steps")
    plt.xlabel("time step t")
    plt.ylabel(r"norm of $\partial L / \partial h_t$")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()

# %% [markdown]
# With the small $W$ the gradient *vanishes*: the first steps learn nothing from what happens at the end, and the
# network can't remember for long. The next unit's LSTM is built to mend that. With the large $W$ it *explodes*.
#
# ## Keeping a gradient in bounds
#
# One huge gradient can throw the weights far away and undo all that was learnt. The cure for explosions is crude and
# works well: where the gradients together are too long, shorten them. All by the same factor, so that they keep their
# direction:
#
# $$g = \sqrt{\sum_i \lVert g_i \rVert^2} \qquad g_i \leftarrow g_i \cdot \frac{m}{g} \quad \text{where } g > m$$
#
# Here $g$ is the length of all of them taken together as one long vector, and $m$ the longest that we allow.


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

    Chapter: "Backpropagation" of recurrent networks (gradients through time).
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
# that one in as the next input. Taking the most likely one each time is called *greedy*.


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

    Chapter: "Recurrent neural networks" (predicting the next word).
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
# the next one. Note the last question of all five: after *the*, what comes? The answer is in the words before.
#
# Each round goes forward, measures the loss, goes backward, clips, and takes one step downhill.

# %%
if __name__ == "__main__":

    def learn(x, y, num_hidden, alpha, num_iterations, max_norm, rng, look=None):
        """Train on whole sequences; call `look` with the round's number and the weights before each step."""
        N, _, D = x.shape
        weights = [
            rng.normal(0, 0.1, (D, num_hidden)),
            rng.normal(0, 1 / np.sqrt(num_hidden), (num_hidden, num_hidden)),
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
    h_init, weights, losses = learn(x, y, 16, 0.3, 400, 1.0, np.random.default_rng(0))
    plt.figure(figsize=(6, 3.5))
    plt.plot(losses)
    plt.axhline(np.log(len(sentences)), color="black", linestyle="--", label="log 5")
    plt.title("Learning five sentences")
    plt.xlabel("iteration")
    plt.ylabel("loss of a sentence")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()

# %% [markdown]
# The loss doesn't go down to 0, and it can't: nobody who has read only *the* can know which of the five sentences it
# will be. One of five equally likely things is a surprise of $\log 5$, and that is where the loss comes to rest.
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

# %% [markdown]
# How sure is it? Each row below is a sentence read up to the blank. In every one of them the last word read is *the*; a
# network without memory would give five equal rows.

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
        if i in (0, 20, 40, 60, 80, 120, 399):
            written = generate(spelled[0, 0], len(text) - 1, h_init, *weights)
            print(f"after {i:3} steps: {text[0]}{''.join(letters[k] for k in written)}")

    h_init, weights, clipped = learn(x, y, 40, 0.1, 400, 1.0, np.random.default_rng(0), write)

# %% [markdown]
# And without clipping? The same start and the same learning rate, but the gradients may be as long as they like:

# %%
if __name__ == "__main__":
    _, _, free = learn(x, y, 40, 0.1, 400, np.inf, np.random.default_rng(0))
    plt.figure(figsize=(6, 3.5))
    plt.plot(free, label="not clipped", color="tab:red", linewidth=0.8)
    plt.plot(clipped, label="clipped to 1", color="tab:blue")
    plt.title("What clipping does")
    plt.xlabel("iteration")
    plt.ylabel("loss of the sentence")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()
