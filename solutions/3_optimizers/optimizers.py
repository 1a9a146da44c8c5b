# %% [markdown]
# # Batches, epochs and better descent
#
# Plain gradient descent feeds every sample through the network before each update, and walks straight down the
# slope. Both can be done better: by updating after a few samples only, and by remembering the slopes of earlier steps.
# In this unit you cut a data set into batches, write four ways to take a step, and let the four race each other.
#
# Six functions are yours to write. Each has a cell of its own, with a docstring that says what goes in and what
# comes out; replace the line `raise NotImplementedError()` by your code. Below each stands a cell that checks it
# and tells you what is wrong. Run it as often as you like.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

# %% [markdown]
# ## Three words to keep apart
#
# - An **iteration** is one pass forward, one pass back, and the update that follows.
# - The **batch size** is how many samples take part in one iteration.
# - An **epoch** is over when the network has seen every sample once.
#
# So 12,000 samples in batches of 6,000 make an epoch of 2 iterations: the first passes 6,000 samples, the second
# passes the other 6,000. Samples that are left over and don't fill a batch still want to be seen. They make a
# smaller batch of their own, and that is an iteration too.


# %%
# Hint: Every sample has to be seen once. Into how many batches does the data set fall, if the last may be smaller?
# Hint: 10 samples in batches of 4 are 4, 4 and 2: three iterations. 8 samples in batches of 4 are two.
# Hint: Divide with `//`, look at the rest with `%`, and count one more where there is a rest.
def iterations_per_epoch(num_samples, batch_size):
    """Count the iterations that it takes to see every sample once.

    Args:
        num_samples: N, at least 1.
        batch_size: samples in an iteration, at least 1; it may be larger than N.

    Returns:
        An integer (not a float). A last batch that is only partly filled counts.

    Chapter: the terms at the end of "How does a neural network learn?".
    """
    ### BEGIN SOLUTION
    full, left_over = divmod(num_samples, batch_size)
    return full + 1 if left_over else full
    ### END SOLUTION


# %%
if __name__ == "__main__":
    print("12,000 samples in batches of 6,000:", iterations_per_epoch(12_000, 6_000), "iterations an epoch")
    print("12,000 samples in batches of 64:", iterations_per_epoch(12_000, 64), "iterations an epoch")

# %% [markdown]
# ## Batches
#
# How much is seen before an update has a name of its own:
#
# | samples in a batch | |
# |---|---|
# | all of them | (full-batch) gradient descent |
# | one | stochastic gradient descent |
# | a few | mini-batch gradient descent |
#
# Data often lie in some order: all the zeros, then all the ones. A batch cut out of such a set would tell the network
# about one class only. So the set is shuffled first, once, from end to end, and then cut from the front. A sample
# and its target have to travel together.


# %%
# Hint: Shuffle first, then cut. X and y have to stay together row by row.
# Hint: Shuffle the numbers of the rows, once: rng.permutation gives them in random order. X and y are then both taken
#     in that order.
# Hint: Batch i takes the numbers from i * batch_size up to the next batch's first; a slice that reaches beyond the
#     end just stops there.
def minibatches(X, y, batch_size, rng):
    """Shuffle a data set and cut it into batches: one epoch's worth.

    Args:
        X: the samples, N of them along the first axis: (N, D), or with more
            axes, as images have. It stays as it is.
        y: their targets, y[i] for X[i]: (N,), (N, K), or with more axes. It
            stays as it is.
        batch_size: samples in a batch, at least 1; where it is larger than N,
            one batch holds everything (shuffled all the same).
        rng: a numpy.random.Generator, the only source of randomness: the same
            state gives the same batches. The order of draws is up to you.

    Returns:
        A list of pairs (X_batch, y_batch) of arrays. Each sample is in exactly
        one of them. Every batch has batch_size rows, except that the last one
        has those that are left over; no batch is empty. Only the first axis
        gets shorter: y_batch has as many axes as y.

    Chapter: the terms at the end of "How does a neural network learn?".
    """
    ### BEGIN SOLUTION
    order = rng.permutation(len(X))
    batches = []
    for i in range(iterations_per_epoch(len(X), batch_size)):
        rows = order[i * batch_size : (i + 1) * batch_size]
        batches.append((X[rows], y[rows]))
    return batches
    ### END SOLUTION


# %% [markdown]
# ## What the batch size does
#
# The gradient of a batch is an estimate of the gradient of the whole set: right on average, but noisy. How noisy?
# Below is a straight line $\hat y = w_1 x + w_0$ with 4,096 samples. Its weights stay where they are, and the gradient
# of the mean squared error is taken on every batch of three epochs: one dot for each batch. The cross is the gradient
# of the whole set.

# %%
if __name__ == "__main__":

    def line_gradient(w, x, target):
        """The gradient of the mean squared error of a straight line, with respect to its slope and its intercept."""
        error = w[0] * x[:, 0] + w[1] - target
        return 2 * np.array([np.mean(error * x[:, 0]), np.mean(error)])

    rng = np.random.default_rng(0)
    x_line = rng.uniform(-1, 1, (4096, 1))
    y_line = 1.5 * x_line[:, 0] + 0.5 + rng.standard_normal(4096)
    w_line = np.array([0.5, 0.2])
    whole = line_gradient(w_line, x_line, y_line)
    clouds = {}
    for size in (1, 4, 16, 64, 256):
        batches = [batch for _ in range(3) for batch in minibatches(x_line, y_line, size, rng)]
        clouds[size] = np.array([line_gradient(w_line, *batch) for batch in batches])
    figure, panels = plt.subplots(1, 3, figsize=(9, 3.6), sharex=True, sharey=True)
    for panel, size in zip(panels, (4, 16, 64)):
        panel.scatter(*clouds[size].T, s=6, alpha=0.4)
        panel.plot(*whole, "kx", markersize=9, markeredgewidth=2)
        panel.set_title(f"batches of {size}")
        panel.set_xlabel("slope along $w_1$")
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("slope along $w_0$")
    figure.tight_layout()
    plt.show()

# %% [markdown]
# The cloud shrinks, but ever more slowly: to halve the noise takes four times as many samples. That is the
# $1/\sqrt{\text{batch size}}$ of any mean. So the first few samples of a batch buy a lot, the last few buy
# little, and that is why small batches pay.

# %%
if __name__ == "__main__":
    sizes = np.array(list(clouds))
    noise = [np.sqrt(np.mean(np.sum((cloud - whole) ** 2, axis=1))) for cloud in clouds.values()]
    plt.figure(figsize=(6, 3.5))
    plt.loglog(sizes, noise, "o", label="measured")
    plt.loglog(sizes, noise[0] / np.sqrt(sizes), "--", label=r"$\propto 1 / \sqrt{\mathrm{batch\ size}}$")
    plt.xticks(sizes, sizes)
    plt.title("How far a batch's gradient is off")
    plt.xlabel("batch size")
    plt.ylabel("typical distance")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ## Gradient descent
#
# Now for the step itself. This is the one you know; $\alpha$ is the learning rate and $\partial J / \partial w$ the
# gradient, `dw` in code:
#
# $$w = w - \alpha\, \frac{\partial J}{\partial w}$$
#
# It has no memory. The other three have some: an array as large as `w` that goes in with each step and comes out
# new. Before the first step it is all zeros, and whoever calls keeps it from one step to the next.


# %%
# Hint: Which way is downhill, and how far does one go?
# Hint: The gradient points uphill; alpha says how much of it is one step.
# Hint: Give a new array: an in-place `-=` would change the caller's w as well.
def gradient_descent_step(w, dw, alpha):
    """Take one step of gradient descent.

    Args:
        w: the weights, an array of any shape, () included. It stays as it is.
        dw: the gradient of the cost, shaped like `w`.
        alpha: the learning rate.

    Returns:
        The new w, of the same shape: w - alpha dw.

    Chapter: "How does a neural network learn?", the weight update rule.
    """
    ### BEGIN SOLUTION
    return w - alpha * dw
    ### END SOLUTION


# %% [markdown]
# ## Momentum
#
# Let a ball roll down instead. It has a velocity $v$; friction leaves $\beta$ of it from one step to the next, and the
# slope adds to it. Where slopes keep pointing the same way it gathers speed, up to $1 / (1 - \beta)$ gradients' worth;
# where they point to and fro they cancel.
#
# $$v = \beta v + \frac{\partial J}{\partial w} \qquad w = w - \alpha v$$
#
# The step is taken with the new velocity.


# %%
# Hint: Two things change here, one after the other: the velocity, then the weights.
# Hint: The new velocity is what beta leaves of the old one, and the gradient on top; it is not multiplied by 1 - beta
#     here.
# Hint: The weights move with the new velocity, not with the gradient, and alpha stands there alone. Return both,
#     weights first.
def momentum_step(w, dw, v, alpha, beta=0.9):
    """Take one step of gradient descent with momentum.

    Args:
        w: the weights, an array of any shape, () included. It stays as it is.
        dw: the gradient of the cost, shaped like `w`.
        v: the velocity that the step before returned, shaped like `w`; zeros
            before the first step. It stays as it is.
        alpha: the learning rate.
        beta: how much of the velocity is left after a step.

    Returns:
        (w, v), both new: v = beta v + dw, then w = w - alpha v.

    Chapter: "How does a neural network learn?" (its other variants of gradient
    descent); the formula is Polyak's of 1964.
    """
    ### BEGIN SOLUTION
    v = beta * v + dw
    w = w - alpha * v
    return w, v
    ### END SOLUTION


# %% [markdown]
# ## RMSprop
#
# A learning rate that suits a steep direction is far too small for a flat one. RMSprop gives each weight a rate of its
# own: it keeps a running mean $s$ of the *squared* gradient, and divides by the root of it. What is left of the
# gradient has a size near 1 everywhere.
#
# $$s = \beta s + (1 - \beta) \left(\frac{\partial J}{\partial w}\right)^2 \qquad
#   w = w - \alpha\, \frac{1}{\sqrt s + \varepsilon}\, \frac{\partial J}{\partial w}$$
#
# The small $\varepsilon$ stands outside the root. It keeps the division possible where all gradients so far were 0.
# The name is short for *root mean square* and *propagation*.


# %%
# Hint: Each weight has a step length of its own, from how large its gradients have been lately.
# Hint: s is a running mean of the squared gradients: beta of what it was, and the rest, 1 - beta, of the new square.
# Hint: Divide the step by the root of the new s. eps is added to the root, outside of it.
def rmsprop_step(w, dw, s, alpha, beta=0.9, eps=1e-8):
    """Take one step of RMSprop.

    Args:
        w: the weights, an array of any shape, () included. It stays as it is.
        dw: the gradient of the cost, shaped like `w`.
        s: the running mean of the squared gradient that the step before
            returned, shaped like `w`; zeros before the first step. It stays as
            it is.
        alpha: the learning rate.
        beta: the weight of the past in the running mean.
        eps: added to the root.

    Returns:
        (w, s), both new: s = beta s + (1 - beta) dw^2, entry by entry, then
        w = w - alpha dw / (sqrt(s) + eps).

    Chapter: "How does a neural network learn?" (its other variants of gradient
    descent); the formula is from Hinton's lectures of 2012.
    """
    ### BEGIN SOLUTION
    s = beta * s + (1 - beta) * dw**2
    w = w - alpha * dw / (np.sqrt(s) + eps)
    return w, s
    ### END SOLUTION


# %% [markdown]
# ## Adam
#
# Adam does both: a running mean $m$ of the gradient, like a velocity, and a running mean $v$ of its square, like
# RMSprop's.
#
# $$m = \beta_1 m + (1 - \beta_1) \frac{\partial J}{\partial w} \qquad
#   v = \beta_2 v + (1 - \beta_2) \left(\frac{\partial J}{\partial w}\right)^2$$
#
# Both begin at zero, and that makes them too small at first: after one step $m$ is only $1 - \beta_1$ times the
# gradient. After $t$ steps what they lack is exactly known, so it can be put right:
#
# $$\hat m = \frac{m}{1 - \beta_1^t} \qquad \hat v = \frac{v}{1 - \beta_2^t} \qquad
#   w = w - \alpha\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon}$$
#
# Here $\beta^t$ is $\beta$ to the power $t$, and $t$ counts the steps from 1. Only the step uses the corrected
# means. What is handed on to the next step is $m$ and $v$ as they were before the correction.


# %%
# Hint: Adam is momentum and RMSprop together: which of m and v is which?
# Hint: m is a running mean of the gradient, v one of its square, each with a beta of its own. Both begin at 0 and are
#     too small at first.
# Hint: To mend that, divide each by 1 minus its beta to the power t, in variables of their own: what is returned is m
#     and v as they were before. eps is added to the root.
def adam_step(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    """Take one step of Adam.

    Args:
        w: the weights, an array of any shape, () included. It stays as it is.
        dw: the gradient of the cost, shaped like `w`.
        m: the running mean of the gradient that the step before returned,
            shaped like `w`; zeros before the first step. It stays as it is.
        v: likewise, of the squared gradient.
        t: which step this is, an integer: 1 for the first.
        alpha: the learning rate.
        beta1: the weight of the past in m.
        beta2: the weight of the past in v.
        eps: added to the root.

    Returns:
        (w, m, v), all new: m = beta1 m + (1 - beta1) dw and v = beta2 v +
        (1 - beta2) dw^2, entry by entry and not corrected; then with
        m_hat = m / (1 - beta1^t) and v_hat = v / (1 - beta2^t)
        w = w - alpha m_hat / (sqrt(v_hat) + eps).

    Chapter: "How does a neural network learn?" (its other variants of gradient
    descent); the formula is Kingma and Ba's of 2015.
    """
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    w = w - alpha * m_hat / (np.sqrt(v_hat) + eps)
    return w, m, v
    ### END SOLUTION


# %% [markdown]
# ## A race down one valley
#
# All four start at one place and take as many steps. Everyone's memory begins at zero and is kept from step to step.

# %%
if __name__ == "__main__":

    def race(gradient, start, num_steps, alphas):
        """Let each of the four descend from `start`; return their paths, one row a step."""
        zero = np.zeros_like(start)
        memory = {"momentum": zero, "RMSprop": zero, "Adam": (zero, zero)}
        paths = {name: [start] for name in alphas}
        for t in range(1, num_steps + 1):
            for name, path in paths.items():
                w, dw, alpha = path[-1], gradient(path[-1]), alphas[name]
                if name == "gradient descent":
                    w = gradient_descent_step(w, dw, alpha)
                elif name == "momentum":
                    w, memory[name] = momentum_step(w, dw, memory[name], alpha)
                elif name == "RMSprop":
                    w, memory[name] = rmsprop_step(w, dw, memory[name], alpha)
                else:
                    w, *memory[name] = adam_step(w, dw, *memory[name], t, alpha)
                path.append(w)
        return {name: np.array(path) for name, path in paths.items()}

    colors = {"gradient descent": "tab:blue", "momentum": "tab:orange", "RMSprop": "tab:green", "Adam": "tab:red"}

# %% [markdown]
# The valley is $J = \frac 1 2 (w_1^2 + 30\, w_2^2)$: thirty times as steep across as along. Across, a learning rate
# above $2/30$ would make gradient descent climb the far wall higher each time, so it has to stay below, and that is
# hardly enough to move along.

# %%
if __name__ == "__main__":
    steepness = np.array([1.0, 30.0])
    start = np.array([-4.0, 1.5])
    alphas = {"gradient descent": 0.06, "momentum": 0.015, "RMSprop": 0.15, "Adam": 0.3}
    paths = race(lambda w: steepness * w, start, 40, alphas)
    side_1, side_2 = np.meshgrid(np.linspace(-4.6, 2.2, 200), np.linspace(-2, 2, 200))
    height = 0.5 * (side_1**2 + 30 * side_2**2)
    figure, panels = plt.subplots(2, 2, figsize=(9, 5.6), sharex=True, sharey=True)
    for panel, (name, path) in zip(panels.ravel(), paths.items()):
        panel.contour(side_1, side_2, height, levels=np.geomspace(0.3, 70, 10), colors="lightgray", linewidths=0.9)
        panel.plot(*path.T, ".-", color=colors[name], linewidth=1.2, markersize=5)
        panel.plot(0, 0, "k*", markersize=10)
        panel.set_title(f"{name}, $\\alpha$ = {alphas[name]:g}")
    for panel in panels[1]:
        panel.set_xlabel("$w_1$")
    for panel in panels[:, 0]:
        panel.set_ylabel("$w_2$")
    figure.suptitle("Forty steps down one narrow valley (the star is the bottom)")
    figure.tight_layout()
    plt.show()

# %% [markdown]
# Gradient descent bounces from wall to wall and creeps along. Momentum bounces as well, but the bounces cancel and the
# way along adds up; it even rolls past the bottom and has to come back. RMSprop and Adam divide each slope by its own
# size, so that the steep direction counts no more than the flat one: their first step is as long along as across.

# %% [markdown]
# ## A race on XOR
#
# The same four on a small network: five hidden neurons with tanh, and an output without an activation. All its weights
# lie in one flat vector `w`, and the function below gives both the cost and the gradient, just as flat. A column of
# ones stands in for the biases.

# %%
if __name__ == "__main__":
    inputs = np.array([[0.0, 0.0, 1.0], [0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 1.0]])
    targets = np.array([0.0, 1.0, 1.0, 0.0])

    def cost_and_gradient(w):
        """The mean squared error on XOR of the network whose 21 weights are `w`, and its gradient."""
        into, out = w[:15].reshape(3, 5), w[15:]
        hidden = np.column_stack([np.tanh(inputs @ into), np.ones(4)])
        error = hidden @ out - targets
        back = np.outer(error, out[:5]) * (1 - hidden[:, :5] ** 2)
        return np.mean(error**2), np.concatenate([(inputs.T @ back).ravel(), hidden.T @ error]) / 2


# %%
if __name__ == "__main__":
    start = 0.5 * np.random.default_rng(1).standard_normal(21)
    alphas = {"gradient descent": 0.1, "momentum": 0.1, "RMSprop": 0.01, "Adam": 0.01}
    paths = race(lambda w: cost_and_gradient(w)[1], start, 600, alphas)
    plt.figure(figsize=(6.5, 4))
    for name, path in paths.items():
        costs = [cost_and_gradient(w)[0] for w in path]
        plt.semilogy(costs, color=colors[name], label=f"{name}, $\\alpha$ = {alphas[name]:g}")
    plt.title("XOR: four ways to learn it")
    plt.xlabel("iteration")
    plt.ylabel("mean squared error")
    plt.ylim(1e-8, 100)
    plt.legend(ncols=2, loc="upper center")
    plt.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# Momentum and Adam learn XOR long before gradient descent does. RMSprop is off to a good start and then gets stuck:
# where a slope becomes small, the root of its mean square does too, so its steps stay about as long as $\alpha$ and
# leap to and fro across the bottom. Adam's longer memory ($\beta_2 = 0.999$) still knows the large slopes, and lets its
# steps shrink. None of the four is best everywhere: change the learning rates, and another one wins.
