# %% [markdown]
# # One neuron, and the functions that switch it on
#
# Everything in this course is built from one small part, the artificial neuron. It does three things: it weighs its
# inputs, adds them up, and decides with an *activation function* how strongly to answer. In this unit you write that
# neuron and the activation functions that the chapter names: sigmoid, tanh, ReLU and softmax, each with its slope.
#
# Ten functions are yours to write. Each has a cell of its own, with a docstring that says what goes in and what
# comes out; replace the line `raise NotImplementedError()` by your code. Below each stands a cell that checks it
# and tells you what is wrong. Run it as often as you like.
#
# **Shapes.** Samples come as rows: `x` is $(N, D)$, that is $N$ samples with $D$ inputs each, or $(D,)$ for a single
# sample on its own. A neuron has one weight for each input, so `w` is $(D,)$, and one bias `b`, a number.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

# %% [markdown]
# ## Weigh and add up
#
# Not all inputs matter equally. A weight says how much one of them counts: a large weight makes its input loud, a
# weight near 0 makes it silent, and a negative one turns it into a reason against. The bias $b$ says how ready the
# neuron is to answer before it has seen anything.
#
# $$z = x_1 w_1 + x_2 w_2 + \dots + x_D w_D + b$$
#
# With one input this is $z = x w + b$, a straight line of slope $w$ that meets the axis at $b$: linear regression.
#
# One line of NumPy can serve both shapes of `x`. A single sample gives a single number; $N$ samples give $N$ numbers,
# and that stays so for $N = 1$.


# %%
# Hint: Which of NumPy's operations multiplies pairs and adds the products up, all at once?
# Hint: `@` does it for one sample and for many: the last axis of `x` meets the only axis of `w`.
# Hint: Once the products are added up, `b` comes on top. It is one number and fits any shape.
def weighted_sum(x, w, b):
    """Weigh the inputs, add them up, add the bias: z = x1 w1 + ... + xD wD + b.

    Args:
        x: (N, D), one sample a row; or (D,), one sample on its own.
        w: (D,), one weight for each input.
        b: the bias, one number.

    Returns:
        z: (N,), one number for each sample; for an `x` of shape (D,) a scalar.

    Chapter: "Biological and artificial neurons".
    """
    ### BEGIN SOLUTION
    return x @ w + b
    ### END SOLUTION


# %% [markdown]
# ## The neuron
#
# Up to here the neuron is no more than linear regression. What makes the difference is the activation function $f$,
# also called transfer function. It bends the straight answer:
#
# $$y = f(z)$$
#
# Which function that is, the caller decides, so `activation` is an argument like any other: a function that takes
# an array and returns one of the same shape. `neuron(x, w, b, np.tanh)` and `neuron(x, w, b, lambda z: z**2)` must
# both work.


# %%
# Hint: A neuron does two things, one after the other. You have written the first of them already.
# Hint: Compute z with `weighted_sum`, and give it a name of its own.
# Hint: `activation` is a function, though nobody calls it by its own name here: call it with z alone, and return what
#     it gives.
def neuron(x, w, b, activation):
    """Answer as an artificial neuron does: y = f(z), where z is the weighted sum.

    Args:
        x: (N, D), one sample a row; or (D,), one sample on its own.
        w: (D,), one weight for each input.
        b: the bias, one number.
        activation: f, any function of arrays that works entry by entry.

    Returns:
        y, of the shape of z: (N,), or a scalar for an `x` of shape (D,).

    Your own `weighted_sum` may be used; an error in it costs no point here.

    Chapter: "Biological and artificial neurons".
    """
    ### BEGIN SOLUTION
    z = weighted_sum(x, w, b)
    return activation(z)
    ### END SOLUTION


# %% [markdown]
# ## Numbers that are too large
#
# The functions below work entry by entry, on arrays of any shape and on plain numbers. They should also survive large
# inputs, and that takes care, because the exponential grows so fast. Have a look:

# %%
if __name__ == "__main__":
    with np.errstate(over="ignore", invalid="ignore"):
        big = np.exp(1000.0)
        print("exp(1000)             =", big)
        print("exp(-1000)            =", np.exp(-1000.0))
        print("exp(1000) / exp(1000) =", big / big)

# %% [markdown]
# `inf` is a number too large for the computer, `nan` means "not a number", and once a `nan` is in a network it
# spreads to every weight. The exponential of a large *negative* number is harmless: it is 0. So a good plan is to
# write each formula such that only $e^{-|z|}$, which is never above 1, has to be computed.
#
# What counts is the value that you return: if it is finite and right, a warning from NumPy on the way costs nothing.

# %% [markdown]
# ## Sigmoid
#
# An S-shaped curve that squeezes every number into the range from 0 to 1, so its answer can be read as a probability.
# It is also called the logistic function. It only ever rises, and at $z = 0$ it is exactly one half.
#
# $$\sigma(z) = \frac 1 {1 + e^{-z}} = \frac{e^z}{1 + e^z}$$
#
# The two forms are equal. Which one is safe for a large positive $z$, and which for a large negative one?


# %%
# Hint: What does exp(-z) become for z = -1000? The formula has two forms; which of them is harmless for which sign of
#     z?
# Hint: Compute one exponential that is never above 1: that of minus the absolute value of z.
# Hint: Both forms have the same denominator, 1 + that exponential. The numerator is 1 where z is not negative, and
#     the exponential elsewhere: np.where chooses entry by entry.
def sigmoid(z):
    """Squeeze every entry of `z` into the range from 0 to 1: 1 / (1 + exp(-z)).

    Args:
        z: an array of any shape, or one number.

    Returns:
        Floats in the shape of `z`; a scalar for one number. Finite and right
        at z = 1000 and z = -1000, too.

    Chapter: "The sigmoid function".
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(z))  # never above 1
    return np.where(z >= 0, 1, small) / (1 + small)
    ### END SOLUTION


# %% [markdown]
# To learn, a network needs to know how steep its activation is. The slope of the sigmoid can be had from the sigmoid
# itself:
#
# $$\sigma'(z) = \sigma(z)\,\bigl(1 - \sigma(z)\bigr)$$


# %%
# Hint: The slope can be written with the value of the sigmoid alone; no other exponential is needed.
# Hint: Compute the sigmoid once, and keep it in a variable.
# Hint: The slope is the product of that value and what is missing from it to 1.
def sigmoid_derivative(z):
    """The slope of the sigmoid at every entry of `z`: sigmoid(z) (1 - sigmoid(z)).

    Args:
        z: where to take the slope (before the activation, not its result):
            an array of any shape, or one number.

    Returns:
        Floats in the shape of `z`; a scalar for one number. Finite and right
        at z = 1000 and z = -1000, too.

    Your own `sigmoid` may be used; an error in it costs no point here.

    Chapter: "The sigmoid function" (its slope).
    """
    ### BEGIN SOLUTION
    s = sigmoid(z)
    return s * (1 - s)
    ### END SOLUTION


# %% [markdown]
# ## tanh
#
# The hyperbolic tangent has the same S shape, but it runs from -1 to +1 and has its centre at 0, where the sigmoid
# has one half.
#
# $$\tanh(z) = \frac{1 - e^{-2z}}{1 + e^{-2z}}$$
#
# It is odd: $\tanh(-z) = -\tanh(z)$. That helps with large numbers. (NumPy has one ready-made. You may use it, but
# you'll learn more if you don't.)


# %%
# Hint: What overflows for z = -1000? The function is odd: tanh(-z) is -tanh(z), so half of it is enough.
# Hint: Work with the absolute value of z: exp(-2 |z|) is never above 1.
# Hint: (1 - e) / (1 + e), with that exponential as e, is right for z >= 0. The sign of z, from np.sign, puts the
#     other half right.
def tanh(z):
    """Squeeze every entry of `z` into the range from -1 to 1: (1 - exp(-2z)) / (1 + exp(-2z)).

    Args:
        z: an array of any shape, or one number.

    Returns:
        Floats in the shape of `z`; a scalar for one number. Finite and right
        at z = 1000 and z = -1000, too.

    Chapter: "The tanh function".
    """
    ### BEGIN SOLUTION
    small = np.exp(-2 * np.abs(z))  # never above 1
    return np.sign(z) * (1 - small) / (1 + small)
    ### END SOLUTION


# %% [markdown]
# Its slope, again from the function itself:
#
# $$\tanh'(z) = 1 - \tanh(z)^2$$


# %%
# Hint: The slope can be written with the value of tanh alone.
# Hint: At z = 0, where tanh is 0, the slope is 1; far away, where tanh is 1 or -1, it is 0.
# Hint: Take what tanh gives, square it, and see how much is missing to 1.
def tanh_derivative(z):
    """The slope of tanh at every entry of `z`: 1 - tanh(z)^2.

    Args:
        z: where to take the slope (before the activation, not its result):
            an array of any shape, or one number.

    Returns:
        Floats in the shape of `z`; a scalar for one number. Finite and right
        at z = 1000 and z = -1000, too.

    Your own `tanh` may be used; an error in it costs no point here.

    Chapter: "The tanh function" (its slope).
    """
    ### BEGIN SOLUTION
    return 1 - tanh(z) ** 2
    ### END SOLUTION


# %% [markdown]
# ## ReLU
#
# The rectified linear unit is as simple as can be. It lets positive numbers through and stops negative ones:
#
# $$\text{ReLU}(z) = \max(0, z) = \begin{cases} 0 & z < 0 \\ z & z \ge 0 \end{cases}$$


# %%
# Hint: For each entry the larger of two numbers is wanted.
# Hint: `if z > 0` decides once for a whole array. What decides entry by entry?
# Hint: np.max finds the largest entry of an array; its sister np.maximum compares two arrays, or an array and a
#     number, entry by entry.
def relu(z):
    """Let what is positive through; everything else becomes 0: max(0, z), entry by entry.

    Args:
        z: an array of any shape, or one number.
            It stays as it is.

    Returns:
        Numbers in the shape of `z`; a scalar for one number.

    Chapter: "The Rectified Linear Unit function".
    """
    ### BEGIN SOLUTION
    return np.maximum(0.0, z)
    ### END SOLUTION


# %% [markdown]
# Its slope is 1 to the right of zero and 0 to the left. Exactly at zero the curve has a corner, and no slope that all
# could agree upon. We choose 0 there.


# %%
# Hint: The slope has two values only. Where does it change?
# Hint: At z = 0 itself it counts as 0: is the comparison to be > or >=?
# Hint: np.where takes a condition and two values, and chooses entry by entry. Let the values be floats.
def relu_derivative(z):
    """The slope of ReLU at every entry of `z`: 1 where z > 0, else 0. At z = 0 it is 0.

    Args:
        z: where to take the slope: an array of any shape, or one
            number. It stays as it is.

    Returns:
        Zeros and ones in the shape of `z`; a scalar for one number. True and
        False pass for 1 and 0.

    Chapter: "The Rectified Linear Unit function" (its slope).
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, 1.0, 0.0)
    ### END SOLUTION


# %% [markdown]
# ## Side by side
#
# The three curves, and below each of them the slope. Note how both S-curves go flat on the outside: there the slope
# is almost 0, and a neuron that sits there hardly learns. ReLU keeps its slope of 1 however large $z$ gets.

# %%
if __name__ == "__main__":
    z = np.linspace(-6, 6, 601)
    curves = [
        ("sigmoid", sigmoid, sigmoid_derivative),
        ("tanh", tanh, tanh_derivative),
        ("ReLU", relu, relu_derivative),
    ]
    figure, axes = plt.subplots(2, 3, figsize=(10, 5), sharex=True)
    for (name, function, derivative), (above, below) in zip(curves, axes.T):
        above.plot(z, function(z), color="tab:blue")
        above.set_title(name)
        below.plot(z, derivative(z), color="tab:orange")
        below.set_ylim(-0.05, 1.1)
        below.set_xlabel("z")
        for panel in (above, below):
            panel.grid(alpha=0.3)
    axes[0, 0].set_ylabel("activation f(z)")
    axes[1, 0].set_ylabel("slope f'(z)")
    figure.tight_layout()
    plt.show()

# %% [markdown]
# ## Softmax
#
# The sigmoid turns one score into one probability. With $K$ classes to choose from there are $K$ scores, and softmax
# turns them into $K$ probabilities: all positive, and together exactly 1.
#
# $$\text{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
#
# The scores of one sample lie along the **last** axis. There may be any number of axes before it: none, the samples,
# or samples and time steps.
#
# And large scores? Only the distances between them matter: add the same number to all scores of a sample, and every
# numerator and the denominator grow by the same factor. So you are free to move them to where the exponential is
# safe. Each sample may need a move of its own.


# %%
# Hint: What does exp make of a score of 1000? Softmax stays the same if one number is taken off all scores.
# Hint: Take the largest score of each row off, so that no exponential is above 1; then divide each by the sum of its
#     row.
# Hint: Largest and sum go along the last axis: axis=-1. With keepdims=True they keep an axis of length 1, so that
#     they line up with the rows again.
def softmax(z):
    """Turn scores into probabilities, along the last axis: exp(z_i) / sum_j exp(z_j).

    Args:
        z: (..., K), the scores: (K,) for one sample,
            (N, K), (N, T, K) or any other number of axes. It stays as it is.

    Returns:
        (..., K), the probabilities; along the last axis they add up to 1.
        Finite and right for scores of 1000 and -1000, too, even together.

    Chapter: "The softmax function".
    """
    ### BEGIN SOLUTION
    e = np.exp(z - z.max(axis=-1, keepdims=True))  # never above 1
    return e / e.sum(axis=-1, keepdims=True)
    ### END SOLUTION


# %% [markdown]
# Scores become probabilities: the highest score gets the largest share, but the others keep theirs. Where all scores
# move up by 5, nothing changes. Where they are twice as far apart, the winner takes most, but never all.

# %%
if __name__ == "__main__":
    animals = ["cat", "dog", "owl", "fox"]
    scores = np.array([2.0, 1.0, -1.0, 0.5])
    panels = [("the scores", scores), ("all higher by 5", scores + 5), ("twice as far apart", 2 * scores)]
    figure, axes = plt.subplots(2, 3, figsize=(10, 5), sharey="row")
    for (name, given), (above, below) in zip(panels, axes.T):
        above.bar(animals, given, color="tab:blue")
        above.axhline(0, color="black", linewidth=0.8)
        above.set_title(name)
        probabilities = softmax(given)
        bars = below.bar(animals, probabilities, color="tab:orange")
        below.bar_label(bars, [f"{p:.1%}" for p in probabilities])
        below.set_ylim(0, 1.1)
    axes[0, 0].set_ylabel("score z")
    axes[1, 0].set_ylabel("probability softmax(z)")
    figure.tight_layout()
    plt.show()

# %% [markdown]
# Softmax doesn't work entry by entry: raise one score, and *every* probability changes, because all of them share
# the same denominator. So its slope isn't one number for each entry but a whole table, the *Jacobian*. Row $i$ and
# column $j$ say how probability $i$ answers to score $j$. With $s = \text{softmax}(z)$:
#
# $$J_{ij} = \frac{\partial s_i}{\partial z_j} =
#   \begin{cases} s_i\,(1 - s_i) & i = j \\ -s_i\,s_j & i \ne j \end{cases}$$
#
# On the diagonal you meet the slope of the sigmoid again. Every row adds up to 0: what one class wins, the others
# lose.


# %%
# Hint: The result is a K x K table: row i tells how probability i changes with each score. What stands on its
#     diagonal, and what beside it?
# Hint: Compute s = softmax(z) once. Beside the diagonal each entry is minus a product of two probabilities.
# Hint: np.outer makes all products of two vectors, np.diag a matrix with a vector on its diagonal: one taken from the
#     other gives all slopes.
def softmax_jacobian(z):
    """The slopes of softmax: how each probability changes with each score.

    Args:
        z: (K,), the scores of one sample (scores, not probabilities).

    Returns:
        (K, K): entry [i, j] is the slope of softmax(z)[i] along z[j], which is
        s_i (1 - s_i) for i = j and -s_i s_j elsewhere, where s = softmax(z).
        Finite and right for scores of 1000 and -1000, too.

    Your own `softmax` may be used; an error in it costs no point here.

    Chapter: "The softmax function" (its slope).
    """
    ### BEGIN SOLUTION
    s = softmax(z)
    return np.diag(s) - np.outer(s, s)
    ### END SOLUTION


# %% [markdown]
# Is that so? Nudge each score a little and look what the probabilities do. The largest difference below should be
# around $10^{-11}$.

# %%
if __name__ == "__main__":
    nudges = 1e-5 * np.eye(len(scores))
    measured = (softmax(scores + nudges) - softmax(scores - nudges)).T / 2e-5
    print("largest difference:", f"{np.abs(measured - softmax_jacobian(scores)).max():.0e}")

# %% [markdown]
# ## A neuron draws a line
#
# What can a single neuron do? Give it two inputs and the sigmoid. It answers one half exactly where $z = 0$:
#
# $$x_1 w_1 + x_2 w_2 + b = 0$$
#
# That is a straight line. On one side of it the neuron answers more than one half, on the other side less, so it
# tells two kinds of points apart. Below, the weights were picked by hand. They form an arrow that stands at a
# right angle on the line and points to the side of the larger answers; the bias moves the line along that arrow
# without turning it.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(4)
    blue, red = rng.normal((-1, 1), 0.6, (30, 2)), rng.normal((1, -0.6), 0.6, (30, 2))
    w = np.array([1.5, -1.0])
    side = np.linspace(-3, 3, 200)
    grid_1, grid_2 = np.meshgrid(side, side)
    points = np.column_stack([grid_1.ravel(), grid_2.ravel()])
    figure, axes = plt.subplots(1, 2, figsize=(10, 4.6), sharey=True, layout="constrained")
    for panel, b in zip(axes, (0.3, -2.5)):
        answers = neuron(points, w, b, sigmoid).reshape(grid_1.shape)
        shades = panel.contourf(grid_1, grid_2, answers, levels=20, cmap="RdBu_r", vmin=-0.3, vmax=1.3)
        panel.contour(grid_1, grid_2, answers, levels=[0.5], colors="black")
        panel.scatter(*blue.T, color="navy", edgecolors="white")
        panel.scatter(*red.T, color="darkred", edgecolors="white")
        foot = -b * w / (w @ w)
        panel.annotate("", foot + w / 2, foot, arrowprops={"arrowstyle": "->", "linewidth": 2.5, "mutation_scale": 20})
        right = (neuron(red, w, b, sigmoid) > 0.5).sum() + (neuron(blue, w, b, sigmoid) < 0.5).sum()
        panel.set_title(f"b = {b:g}: {right} of {len(red) + len(blue)} points right")
        panel.set_xlabel("first input")
        panel.set_aspect("equal")
    axes[0].set_ylabel("second input")
    figure.colorbar(shades, ax=axes, label="answer of the neuron", ticks=[0, 0.25, 0.5, 0.75, 1])
    plt.show()

# %% [markdown]
# ## From one neuron to a network
#
# One line is all that a single neuron can draw, so neurons work in layers. The *input layer* only hands the inputs
# on. One or more *hidden layers* find patterns in them; with many of these a network is called deep. The *output
# layer* gives the answer, and the question decides its size: one neuron for yes or no, one for each class where there
# are several (that is where softmax belongs), one without a bend in it for a quantity. Neurons are joined to those of
# the neighbouring layers, never to those of their own.
#
# In the next unit you build such a network, and it learns what no single neuron can.
