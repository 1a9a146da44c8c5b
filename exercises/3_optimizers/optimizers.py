# %% [markdown]
# # Batches, epochs and better descent
#
# In unit 2 a network learnt with plain gradient descent: it looked at every sample, took one step downhill, and looked
# again. That can be done better twice over. A few samples are often enough for a good step, and straight down the slope
# is not always the best way. In this unit you cut a data set into batches, write four ways to take a step, and let the
# four race each other.
#
# **It builds on** unit 2: the cost, its gradient, the learning rate. **After it** you can say what an epoch, a batch
# and an iteration are, and you have written the optimizers that most networks are trained with. Units 6 and 7 use
# batches.
#
# Six functions are yours to write: replace each line `raise NotImplementedError()` by your code. The cell below each
# function checks it and tells you what is wrong. Run it as often as you like.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    SEED = 0


# %% [markdown]
# ## The words of training
#
# You know the two ways through a network from unit 2:
#
# - The **forward pass** goes from the input layer to the output layer. Samples go in, predictions come out.
# - The **backward pass** goes from the output layer back to the input layer. It gives the gradient of the cost for
#   every weight.
#
# Three more words say how often that is done, and with how much:
#
# - The **batch size** is how many samples go through the network together.
# - An **iteration** is one forward pass and one backward pass with one batch, and the update of the weights that
#   follows.
# - An **epoch** is over when the network has seen every sample once.
#
# So 12,000 samples in batches of 6,000 make an epoch of 2 iterations: the first passes 6,000 samples, the second
# passes the other 6,000. Training lasts for many epochs; three of them would be 6 iterations here, with 6 updates.
#
# ![12,000 samples in two batches: two passes there and back make an epoch](drawings/epoch_and_batches.svg)
#
# Samples that are left over and don't fill a batch want to be seen, too. They make a smaller batch of their own, and
# that is an iteration like any other.
#
# Two operators of Python are of use here. `//` divides and drops what is left over, `%` gives just that: `7 // 3` is 2
# and `7 % 3` is 1.
#
# **Think:** 1,200 samples are used in batches of 500, for 10 epochs. How many updates is that, and how large is the
# last batch of an epoch?
#
# <details><summary>Answer</summary>
#
# An epoch has 3 iterations, with batches of 500, 500 and 200 samples. Ten epochs have 30 iterations, and each updates
# the weights once: 30 updates.
#
# </details>

# %%
def iterations_per_epoch(num_samples, batch_size):
    """Count the iterations that it takes to see every sample once.

    Args:
        num_samples: N, at least 1.
        batch_size: samples in an iteration, at least 1; it may be larger than N.

    Returns:
        An integer (not a float). A last batch that is only partly filled counts.

    Example:
        >>> iterations_per_epoch(10, 4)
        3
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %%
if __name__ == "__main__":
    print("12,000 samples in batches of 6,000:", iterations_per_epoch(12_000, 6_000), "iterations an epoch")
    print("12,000 samples in batches of 64:", iterations_per_epoch(12_000, 64), "iterations an epoch")


# %% [markdown]
# ![What you should see](seen/iterations.txt)
#
# ## Batches
#
# There are names for how much is seen before an update:
#
# | samples in a batch | name |
# |---|---|
# | all of them | (full-batch) gradient descent |
# | one | stochastic gradient descent, SGD |
# | a few, such as 32 | mini-batch gradient descent; often called SGD as well |
#
# Data often lie in some order: all the zeros, then all the ones. A batch cut out of such a set would tell the network
# about one class only. So the set is shuffled first, once, from end to end, and then cut from the front. A sample
# and its target have to travel together. For the next epoch the set is shuffled anew.
#
# Three tools of NumPy are of use here. `rng` is a generator of random numbers, and `rng.permutation(5)` gives the
# numbers from 0 to 4 in random order. An array can be indexed with an array of numbers: `X[np.array([3, 0])]` holds row
# 3 and then row 0 of `X`. And `a[4:8]` is a slice, the entries 4, 5, 6 and 7 of `a`; where `a` ends earlier, the slice
# does, too.

# %%
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

    Example:
        >>> X, y = np.array([[1.0], [2.0], [3.0], [4.0], [5.0]]), np.array([10.0, 20.0, 30.0, 40.0, 50.0])
        >>> batches = minibatches(X, y, 2, np.random.default_rng(0))
        >>> [len(X_batch) for X_batch, y_batch in batches]
        [2, 2, 1]
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## What the batch size does
#
# The gradient of a batch is an estimate of the gradient of the whole set: right on average, but noisy. How noisy?
# Below, a straight line $\hat y = w_1 x + w_0$ is fitted to 4,096 samples. For now its weights stay where they are, and
# the gradient of the mean squared error is taken on every batch of three epochs: one dot for each batch. The cross is
# the gradient of the whole set.

# %%
if __name__ == "__main__":

    def line_gradient(w, x, target):
        """The gradient of the mean squared error of a straight line, with respect to its slope and its intercept."""
        error = w[0] * x[:, 0] + w[1] - target
        return 2 * np.array([np.mean(error * x[:, 0]), np.mean(error)])

    rng = np.random.default_rng(SEED)
    x_line = rng.uniform(-1, 1, (4096, 1))
    y_line = 1.5 * x_line[:, 0] + 0.5 + rng.standard_normal(4096)
    w_line = np.array([0.5, 0.2])
    whole = line_gradient(w_line, x_line, y_line)
    clouds = {}
    for size in (1, 4, 16, 64, 256):
        batches = [batch for _ in range(3) for batch in minibatches(x_line, y_line, size, rng)]
        clouds[size] = np.array([line_gradient(w_line, *batch) for batch in batches])
    figure, panels = plt.subplots(1, 3, figsize=(8.4, 3.6), sharex=True, sharey=True)
    for panel, size in zip(panels, (4, 16, 64)):
        panel.scatter(*clouds[size].T, s=6, alpha=0.4)
        panel.plot(*whole, "kx", markersize=9, markeredgewidth=2)
        panel.set_title(f"batches of {size}")
        panel.set_xlabel("slope along $w_1$")
        panel.grid(alpha=0.3)
    panels[0].set_ylabel("slope along $w_0$")
    figure.suptitle("The gradients of single batches, and of the whole set (cross)")
    figure.tight_layout()
    plt.show()

# %% [markdown]
# ![What you should see: three clouds around one cross, each half as wide as the last](seen/batch_clouds.png)
#
# Every cloud has its centre at the cross. It shrinks as batches grow, but ever more slowly: to halve the noise takes
# four times as many samples. That is the $1/\sqrt{\text{batch size}}$ of any mean.

# %%
if __name__ == "__main__":
    sizes = np.array(list(clouds))
    noise = [np.sqrt(np.mean(np.sum((cloud - whole) ** 2, axis=1))) for cloud in clouds.values()]
    plt.figure(figsize=(6, 3.5))
    plt.loglog(sizes, noise, "o", label="measured")
    plt.loglog(sizes, noise[0] / np.sqrt(sizes), "--", label=r"$\propto 1 / \sqrt{\mathrm{batch\ size}}$")
    plt.minorticks_off()
    plt.xticks(sizes, sizes)
    plt.yticks([0.1, 0.3, 1, 3], ["0.1", "0.3", "1", "3"])
    plt.title("How far a batch's gradient is off")
    plt.xlabel("batch size")
    plt.ylabel("typical distance")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()


# %% [markdown]
# ![What you should see: five dots along a falling dashed line](seen/batch_noise.png)
#
# ## Gradient descent
#
# Now for the step itself. This is the one you know from unit 2; $\alpha$ is the learning rate and $g$ the gradient,
# `dw` in code:
#
# $$w = w - \alpha\, g \qquad \text{where} \quad g = \frac{\partial J}{\partial w}$$
#
# Everything in the steps of this unit happens entry by entry: `*`, `/`, `**` and `np.sqrt` take every weight on its
# own, so `w` may have any shape.

# %%
def gradient_descent_step(w, dw, alpha):
    """Take one step of gradient descent.

    Args:
        w: the weights, an array of any shape, () included. It stays as it is.
        dw: the gradient of the cost, shaped like `w`.
        alpha: the learning rate.

    Returns:
        The new w, of the same shape.

    Example:
        >>> gradient_descent_step(np.array([1.0, 2.0]), np.array([0.5, -4.0]), 0.5)
        array([0.75, 4.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# Do small batches pay? Let the line learn, from the same start and at the same learning rate, with batches of three
# sizes. Each sees every sample three times. Below is how far the cost of the whole set lies above the lowest that a
# straight line can have.

# %%
if __name__ == "__main__":

    def line_cost(w):
        """The mean squared error of a straight line on the whole set."""
        return np.mean((w[0] * x_line[:, 0] + w[1] - y_line) ** 2)

    lowest = line_cost(np.polyfit(x_line[:, 0], y_line, 1))
    above = {}
    for size in (4096, 256, 16):
        w = np.array([-1.0, -1.0])
        above[size] = [line_cost(w) - lowest]
        for _ in range(3):
            for batch in minibatches(x_line, y_line, size, rng):
                w = gradient_descent_step(w, line_gradient(w, *batch), 0.1)
                above[size].append(line_cost(w) - lowest)
    plt.figure(figsize=(6.5, 3.8))
    for size, costs in above.items():
        updates = len(costs) - 1
        marker = "o-" if size == 4096 else "-"
        plt.semilogy(np.linspace(0, 3, len(costs)), costs, marker, label=f"batches of {size:,}: {updates} updates")
    plt.title("Three epochs with batches of three sizes")
    plt.xlabel("epoch")
    plt.ylabel("cost above the lowest")
    plt.ylim(top=300)  # room for the legend
    plt.legend()
    plt.grid(alpha=0.3)
    plt.tight_layout()
    plt.show()


# %% [markdown]
# ![What you should see: the smaller the batches, the earlier the cost comes down](seen/batch_sizes.png)
#
# They do pay. The whole set gives 3 fine gradients, and so 3 updates. Batches of 256 give 48 rough ones, which is far
# better. Batches of 16 are down before a quarter of the first epoch is over. Then their noise shows: the cost jumps up
# and down and gets no better. So neither the largest nor the smallest batch is best here. Small ones want a smaller
# learning rate, at least towards the end.

# %% [markdown]
# ## Momentum
#
# Gradient descent has no memory. The other three steps have some: an array, shaped like `w`, that goes in with each
# step and comes out new. Before the first step it is all zeros, and whoever calls keeps it from one step to the next.
#
# Let a ball roll down. It has a velocity $v$. Friction leaves $\beta$ of it from one step to the next, and the slope
# adds to it. Where slopes keep pointing the same way the ball gathers speed; where they point to and fro they cancel.
#
# $$v = \beta v + g \qquad w = w - \alpha v$$
#
# The step is taken with the new velocity. (The formula is Polyak's, of 1964.)
#
# **Think:** the slope is 1 at every step, and $\beta = 0.9$. How fast does the ball get at last?
#
# <details><summary>Answer</summary>
#
# The velocity is 1, then 1.9, then 2.71, and so on. It stops growing when friction takes away as much as the slope
# adds, that is when $v = 0.9\, v + 1$. So $v = 1 / (1 - 0.9) = 10$: the steps are ten times as long as those of plain
# gradient descent. That is why momentum often goes with a smaller learning rate.
#
# </details>

# %%
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
        (w, v), both new: the weights after the step, and the velocity that
        took them there.

    Example:
        >>> w, dw, v = np.array([1.0, 2.0]), np.array([1.0, -1.0]), np.array([4.0, 6.0])
        >>> momentum_step(w, dw, v, alpha=0.25, beta=0.5)
        (array([0.25, 1.5]), array([3., 2.]))
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## RMSprop
#
# A learning rate that suits a steep direction is far too small for a flat one. RMSprop gives each weight a rate of its
# own: it keeps a running mean $s$ of the *squared* gradient, and divides by the root of it. What is left of the
# gradient has a size near 1 everywhere.
#
# A running mean is a mean that forgets: at each step it keeps $\beta$ of what it was, and takes $1 - \beta$ of what is
# new. With $\beta = 0.9$ it looks back over about ten steps.
#
# $$s = \beta s + (1 - \beta)\, g \odot g \qquad w = w - \alpha\, \frac{g}{\sqrt s + \varepsilon}$$
#
# The sign $\odot$ is the product entry by entry: $g \odot g$ holds the square of each entry of $g$, `dw**2` in code.
# Root and quotient go entry by entry as well; the root is `np.sqrt`. The small $\varepsilon$, `eps`, stands outside the
# root. It keeps the division possible where all gradients so far were 0. The name is short for *root mean square* and
# *propagation*. (Hinton presented it in his lectures of 2012.)

# %%
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
        (w, s), both new: the weights after the step, and the running mean of
        squares that it was divided by, this gradient included. `eps` is added
        to the root, not below it.

    Example:
        >>> w, dw, s = np.array([1.0, 2.0]), np.array([2.0, -8.0]), np.array([14.0, 34.0])
        >>> rmsprop_step(w, dw, s, alpha=2.0, beta=0.5, eps=1.0)
        (array([0., 4.]), array([9., 49.]))
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Adam
#
# Adam does both: a running mean $m$ of the gradient, like a velocity, and a running mean $v$ of its square, like
# RMSprop's $s$.
#
# $$m = \beta_1 m + (1 - \beta_1)\, g \qquad v = \beta_2 v + (1 - \beta_2)\, g \odot g$$
#
# Both begin at zero, and that makes them too small at first. If the gradient were $g$ at every step, $m$ would be
# $(1 - \beta_1)\, g$ after one step, $(1 - \beta_1)(1 + \beta_1)\, g = (1 - \beta_1^2)\, g$ after two, and
# $(1 - \beta_1^t)\, g$ after $t$ steps. So the factor that it lacks is known, and can be put right:
#
# $$\hat m = \frac{m}{1 - \beta_1^t} \qquad \hat v = \frac{v}{1 - \beta_2^t} \qquad
#   w = w - \alpha\, \frac{\hat m}{\sqrt{\hat v} + \varepsilon}$$
#
# Here $\beta^t$ is $\beta$ to the power $t$, `beta**t`, and $t$ counts the steps from 1. Only the step uses the
# corrected means. What is handed on to the next step is $m$ and $v$ as they were before the correction. (Adam is by
# Kingma and Ba, 2015; the name comes from *adaptive moments*.)
#
# **Think:** how long is Adam's very first step for a weight whose gradient is 1000, and for one whose gradient is
# 0.001? Leave $\varepsilon$ out.
#
# <details><summary>Answer</summary>
#
# At $t = 1$ the correction undoes the factor: $\hat m = g$ and $\hat v = g \odot g$. So $\hat m / \sqrt{\hat v}$ is
# $+1$ or $-1$, and both weights move by $\alpha$. Only the sign of the gradient counts for the first step.
#
# </details>

# %%
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
        (w, m, v), all new: the weights after the step, and both running means,
        this gradient included, as the next step needs them: not corrected. The
        step itself is taken with corrected ones, and `eps` is added to the root.

    Example:
        >>> w, dw = np.array([1.0, 2.0]), np.array([3.0, -1.0])
        >>> adam_step(w, dw, np.zeros(2), np.zeros(2), 1, alpha=2.0, beta1=0.5, beta2=0.75, eps=1.0)
        (array([-0.5, 3.]), array([1.5, -0.5]), array([2.25, 0.25]))
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## A race down one valley
#
# All four start at one place and take as many steps. Everyone's memory begins at zero and is kept from step to step.
# The function below holds the race: `gradient` is a function that gives the slopes at any place.

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
    figure, panels = plt.subplots(2, 2, figsize=(8.4, 5.4), sharex=True, sharey=True)
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
# ![What you should see: four paths to the star: a zigzag, wide waves, and two smooth curves](seen/valley.png)
#
# Gradient descent bounces from wall to wall at every step and creeps along. Momentum swings as well, but along the
# valley its speed adds up; it even rolls past the bottom and has to come back. RMSprop and Adam divide each slope by
# its own size, so that the steep direction counts no more than the flat one: their first step is as long along as
# across. RMSprop goes down to the bottom and not past it. Adam has a velocity, as momentum does: it rolls past the
# bottom and turns back.

# %% [markdown]
# ## A race on XOR
#
# The same four on a small network that learns XOR, as in unit 2: five hidden neurons with tanh, and an output without
# an activation. All its weights lie in one flat vector `w`. The function below gives both the cost and the gradient,
# just as flat. A column of ones stands in for the biases. The batch is all of the four samples, so an iteration is an
# epoch.

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
    start = 0.5 * np.random.default_rng(SEED + 1).standard_normal(21)
    alphas = {"gradient descent": 0.1, "momentum": 0.1, "RMSprop": 0.02, "Adam": 0.02}
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
    plt.tight_layout()
    plt.show()

# %% [markdown]
# ![What you should see: momentum and Adam fall far and early, RMSprop gets stuck](seen/xor_race.png)
#
# Momentum and Adam learn XOR long before gradient descent does. RMSprop is off to a good start and then gets stuck:
# where a slope becomes small, the root of its mean square does too, so its steps stay about as long as $\alpha$ and
# leap to and fro across the bottom. Adam's longer memory ($\beta_2 = 0.999$) still knows the large slopes, and lets its
# steps shrink. But none of the four is best everywhere. At a learning rate of 0.001 momentum comes last here: change
# the rates, and another one wins.
