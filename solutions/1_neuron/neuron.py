# %% [markdown]
# # One neuron, and the functions that switch it on
#
# **About.** All of this course is built from one small part, the artificial neuron. You write it here, and the
# *activation functions* that decide how strongly it answers: sigmoid, tanh, ReLU and softmax, each with its slope.
#
# **It builds on** unit 0, the NumPy that the course needs. **After it** you can say what a neuron computes, why it
# needs a bend, and how steep each bend is. Unit 2 makes a network of it that learns.
#
# **Where the course comes from.** It follows the order of topics of one chapter, "Deep Learning Foundations" in
# S. Ravichandiran, *Deep Reinforcement Learning with Python*, second edition, 2020. Where a text says "the chapter",
# it means that one. You don't need it: every word, drawing and exercise here is the course's own.

# %% [markdown]
# **How to work.** Ten functions are yours to write. Each has a cell of its own, with a docstring that says what goes
# in and what comes out, and an example that you can check on paper. Replace the line `raise NotImplementedError()` by
# your code. Below each function stands a cell that checks it and tells you what is wrong. Run it as often as you like.
#
# **Shapes.** Samples come as rows: `x` is $(N, D)$, that is $N$ samples with $D$ inputs each, or $(D,)$ for a single
# sample on its own. A neuron has one weight for each input, so `w` is $(D,)$, and one bias `b`, a number.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    SEED = 4  # what is drawn below begins here; try another

# %% [markdown]
# ## The neuron in your head
#
# A brain has nearly a hundred billion nerve cells. Each of them listens to thousands of others:
#
# - a **synapse** is where one cell touches the next and passes its signal on, stronger or weaker;
# - the **dendrites** are branches that gather these signals;
# - the **soma**, the body of the cell, adds them up;
# - the **axon** is the long fibre that carries the cell's answer away, to muscles or to the synapses of other cells.
#
# ![A nerve cell: dendrites gather, the soma adds up, the axon carries the answer on](drawings/biological_neuron.svg)
#
# The artificial neuron borrows that plan, and no more. Its inputs are the signals, its *weights* are the synapses, a
# sum stands for the soma, and an *activation function* decides what leaves along the axon.
#
# ![An artificial neuron: inputs times weights, added up with the bias to z, then y = f(z)](drawings/neuron.svg)
#
# **Why "deep learning", and why now?** *Machine learning* lets a program find its numbers from examples. *Deep*
# learning does so with neurons in many layers. The idea is old: artificial neurons are of 1943, one that learns is of
# 1957. Two things were missing, and came around 2010: data by the million, and processors fast enough to go through it.

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
# NumPy's `@` multiplies pairs of numbers and adds the products up, along the last axis of what stands to its left. So
# one line can serve both shapes of `x`. A single sample gives a single number; $N$ samples give $N$ numbers, and that
# stays so for $N = 1$.
#
# **Think:** what does a neuron compute whose weights are all $1/D$ and whose bias is 0?
#
# <details><summary>Answer</summary>
#
# The mean of its inputs. Each counts as much as any other, and together the weights make 1.
#
# </details>


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

    Example:
        >>> weighted_sum(np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0.5, 2.0]), 1.0)
        array([5.5, 0.5])
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
# Which function that is, the caller decides. So `activation` is an argument like any other: a function that takes an
# array and returns one of the same shape. `neuron(x, w, b, np.tanh)` must work, and so must
# `neuron(x, w, b, lambda z: z**2)`, with a function that is made on the spot.


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

    Example:
        >>> neuron(np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([0.5, 2.0]), -3.0, np.abs)
        array([1.5, 3.5])

    Your own `weighted_sum` may be used; an error in it costs no point here.
    """
    ### BEGIN SOLUTION
    z = weighted_sum(x, w, b)
    return activation(z)
    ### END SOLUTION


# %% [markdown]
# ## Why bend at all?
#
# Because without a bend, many neurons are worth no more than one. Let one neuron compute $h = 2x + 1$, and the next
# one $z = 3h - 4$. Put the first into the second:
#
# $$z = 3\,(2x + 1) - 4 = 6x - 1$$
#
# A single neuron of weight 6 and bias -1 does the same. With whole layers it is no different: a layer multiplies by a
# matrix of weights and adds biases, and
#
# $$(x\,W_1 + b_1)\,W_2 + b_2 = x\,(W_1 W_2) + (b_1 W_2 + b_2)$$
#
# is one layer again, with the weights $W_1 W_2$ and the biases $b_1 W_2 + b_2$. Linear layers *collapse* into one, a
# hundred of them as well as two. An activation function that isn't a straight line stands between the layers and
# keeps them apart. It is all that lets a network draw anything but straight lines.
#
# ![Two linear layers give a straight line; with a bend between them, a curve](drawings/linear_layers_collapse.svg)

# %% [markdown]
# ## Numbers that are too large
#
# The functions below work entry by entry, on arrays of any shape and on plain numbers. So do NumPy's own: `np.exp`
# takes the exponential of each entry, `np.abs` drops its sign, `np.sign` keeps nothing but the sign (-1, 0 or 1), and
# `np.where(condition, a, b)` chooses entry by entry between `a` and `b`.
#
# They should also survive large inputs, and that takes care, because the exponential grows so fast. Have a look:

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
    """Squeeze every entry of `z` into the range from 0 to 1, along the curve of an S.

    Args:
        z: an array of any shape, or one number.

    Returns:
        Floats in the shape of `z`; a scalar for one number. Finite and right
        at z = 1000 and z = -1000, too.

    Example:
        >>> sigmoid(np.log(np.array([1.0, 3.0, 9.0])))  # exp(z) is 1, 3 and 9
        array([0.5 , 0.75, 0.9 ])
    """
    ### BEGIN SOLUTION
    small = np.exp(-np.abs(z))  # never above 1
    return np.where(z >= 0, 1, small) / (1 + small)
    ### END SOLUTION


# %% [markdown]
# ## How steep is a curve?
#
# To learn, a network needs to know how steep its activation is. The *slope* of $f$ at a place $z$, also called its
# *derivative*, says how fast $f$ changes there. It is written $f'(z)$ or $\frac{df}{dz}$. When $z$ moves by a small
# step, $f$ changes by about the slope times that step. Take $f(z) = z^2$ at $z = 3$. A step of 0.01 leads from 9 to
# $3.01^2 = 9.0601$: a change of 0.0601, about 6 times the step. The smaller the step, the closer to 6, and 6 is the
# slope. Where a slope is negative, the curve falls; where it is 0, the curve is flat.
#
# These slopes are all that this unit and the next one need:
#
# | | slope | |
# |---|---|---|
# | $a z + b$ | $a$ | a straight line is equally steep everywhere; a number alone has the slope 0 |
# | $z^2$ | $2z$ | as above: 6 at $z = 3$ |
# | $1/z$ | $-1/z^2$ | it falls: the slope is $-1$ at $z = 1$, and $-1/4$ at $z = 2$ |
# | $e^z$ | $e^z$ | the exponential is as steep as it is high |
# | $\log z$ | $1/z$ | the natural logarithm |
#
# The slope of a sum is the sum of the slopes. And where one step follows another, the **chain rule** says: the slopes
# along the way multiply. If $u$ changes 3 times as fast as $z$, and $f$ twice as fast as $u$, then $f$ changes 6 times
# as fast as $z$:
#
# $$\frac{df}{dz} = \frac{df}{du} \cdot \frac{du}{dz}$$
#
# An example by hand is $f = e^{-z}$. The first step is $u = -z$, of slope $-1$. The second is $f = e^u$, of slope
# $e^u$. So the slope of $e^{-z}$ is $e^u \cdot (-1) = -e^{-z}$.
#
# A function of several numbers has a slope along each of them: that one moves alone, and all others stay as they are.
# Such a slope is written with a round letter, $\frac{\partial f}{\partial z}$.

# %% [markdown]
# ## The slope of the sigmoid
#
# Step by step for the sigmoid: call the denominator $u = 1 + e^{-z}$. Its slope is $-e^{-z}$, for the 1 adds nothing.
# Then $\sigma = 1/u$, of slope $-1/u^2$, and by the chain rule the slopes of the two steps multiply:
#
# $$\sigma'(z) = \frac{d\sigma}{du} \cdot \frac{du}{dz}
#   = \Bigl(-\frac 1 {u^2}\Bigr) \cdot \bigl(-e^{-z}\bigr) = \frac{e^{-z}}{(1 + e^{-z})^2}$$
#
# Write that as a product of two fractions. The first is the sigmoid. In the second, add 1 above and take it away again:
#
# $$\frac{e^{-z}}{(1 + e^{-z})^2} = \frac 1 {1 + e^{-z}} \cdot \frac{e^{-z}}{1 + e^{-z}}
#   \qquad\text{and}\qquad
#   \frac{e^{-z}}{1 + e^{-z}} = \frac{(1 + e^{-z}) - 1}{1 + e^{-z}} = 1 - \sigma(z)$$
#
# So the slope can be had from the sigmoid itself, without another exponential:
#
# $$\sigma'(z) = \sigma(z)\,\bigl(1 - \sigma(z)\bigr)$$
#
# **Think:** where is the sigmoid steepest, and how steep is it there?
#
# <details><summary>Answer</summary>
#
# At $z = 0$, where $\sigma = 1/2$: the slope is $1/2 \cdot 1/2 = 1/4$. Two numbers that add up to 1 have their largest
# product when they are equal. To both sides one factor goes to 0, and the slope with it.
#
# </details>


# %%
# Hint: The slope can be written with the value of the sigmoid alone; no other exponential is needed.
# Hint: Compute the sigmoid once, and keep it in a variable.
# Hint: The slope is the product of that value and what is missing from it to 1.
def sigmoid_derivative(z):
    """The slope of the sigmoid at every entry of `z`.

    Args:
        z: where to take the slope (before the activation, not its result):
            an array of any shape, or one number.

    Returns:
        Floats in the shape of `z`; a scalar for one number. Finite and right
        at z = 1000 and z = -1000, too.

    Example:
        >>> sigmoid_derivative(np.log(np.array([1.0, 3.0, 9.0])))  # the sigmoid is 1/2, 3/4 and 9/10
        array([0.25  , 0.1875, 0.09  ])

    Your own `sigmoid` may be used; an error in it costs no point here.
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
    """Squeeze every entry of `z` into the range from -1 to 1: the hyperbolic tangent.

    Args:
        z: an array of any shape, or one number.

    Returns:
        Floats in the shape of `z`; a scalar for one number. Finite and right
        at z = 1000 and z = -1000, too.

    Example:
        >>> tanh(np.log(np.array([1.0, 2.0, 3.0])))  # exp(-2z) is 1, 1/4 and 1/9
        array([0. , 0.6, 0.8])
    """
    ### BEGIN SOLUTION
    small = np.exp(-2 * np.abs(z))  # never above 1
    return np.sign(z) * (1 - small) / (1 + small)
    ### END SOLUTION


# %% [markdown]
# Its slope can be had from the function itself, too. For tanh is a sigmoid that was stretched and moved:
# $\tanh(z) = 2\,\sigma(2z) - 1$. So its slope is $2 \cdot 2 \cdot \sigma(2z)\,\bigl(1 - \sigma(2z)\bigr)$. Put in
# $\sigma(2z) = (1 + \tanh(z)) / 2$, and the fours cancel:
#
# $$\tanh'(z) = \bigl(1 + \tanh(z)\bigr)\bigl(1 - \tanh(z)\bigr) = 1 - \tanh(z)^2$$


# %%
# Hint: The slope can be written with the value of tanh alone.
# Hint: At z = 0, where tanh is 0, the slope is 1; far away, where tanh is 1 or -1, it is 0.
# Hint: Take what tanh gives, square it, and see how much is missing to 1.
def tanh_derivative(z):
    """The slope of tanh at every entry of `z`.

    Args:
        z: where to take the slope (before the activation, not its result):
            an array of any shape, or one number.

    Returns:
        Floats in the shape of `z`; a scalar for one number. Finite and right
        at z = 1000 and z = -1000, too.

    Example:
        >>> tanh_derivative(np.log(np.array([1.0, 2.0, 3.0])))  # tanh is 0, 0.6 and 0.8
        array([1.  , 0.64, 0.36])

    Your own `tanh` may be used; an error in it costs no point here.
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
#
# `np.maximum` compares entry by entry and keeps the larger of the two.


# %%
# Hint: For each entry the larger of two numbers is wanted.
# Hint: `if z > 0` decides once for a whole array. What decides entry by entry?
# Hint: np.max finds the largest entry of an array; its sister np.maximum compares two arrays, or an array and a
#     number, entry by entry.
def relu(z):
    """Let what is positive through; everything else becomes 0.

    Args:
        z: an array of any shape, or one number.
            It stays as it is.

    Returns:
        Numbers in the shape of `z`; a scalar for one number.

    Example:
        >>> relu(np.array([-1.0, 0.0, 2.0]))
        array([0., 0., 2.])
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

    Example:
        >>> relu_derivative(np.array([-1.0, 0.5, 2.0]))
        array([0., 1., 1.])
    """
    ### BEGIN SOLUTION
    return np.where(z > 0, 1.0, 0.0)
    ### END SOLUTION


# %% [markdown]
# ## Side by side
#
# The three curves, and below each of them the slope. Note how both S-curves go flat on the outside: there the slope
# is almost 0, and a neuron that sits there hardly learns. ReLU keeps its slope of 1 however large $z$ gets.
#
# In a deep network it is worse: on the way back through the layers their slopes multiply, and so do the weights. The
# slope of the sigmoid is never above $1/4$, so the slopes of ten layers make a millionth at most. Unless large weights
# make up for it, hardly anything is left. Such *vanishing gradients* come back in unit 4; ReLU is a remedy.

# %%
if __name__ == "__main__":
    z = np.linspace(-6, 6, 601)
    curves = [
        ("sigmoid", sigmoid, sigmoid_derivative),
        ("tanh", tanh, tanh_derivative),
        ("ReLU", relu, relu_derivative),
    ]
    figure, axes = plt.subplots(2, 3, figsize=(8.5, 4.5), sharex=True)
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

# %% proves="both S-curves go flat on the outside, the sigmoid is never steeper than 1/4, and ReLU keeps its slope"
if __name__ == "__main__":
    assert max(sigmoid_derivative(6.0), tanh_derivative(6.0), sigmoid_derivative(-6.0), tanh_derivative(-6.0)) < 0.01
    assert sigmoid_derivative(z).max() <= 0.25
    assert 0.25**10 < 1e-6
    assert relu_derivative(np.array([6.0, 1000.0])).tolist() == [1, 1]
    assert np.allclose(tanh(z), 2 * sigmoid(2 * z) - 1)

# %% [markdown]
# ![What you should see: the curves of sigmoid, tanh and ReLU, and below each of them its slope](seen/curves.png)

# %% [markdown]
# ## Softmax
#
# The sigmoid turns one score into one probability. With $K$ classes to choose from there are $K$ scores, and softmax
# turns them into $K$ probabilities: all positive, and together exactly 1.
#
# $$\text{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
#
# Softmax is the sigmoid for many: with two classes, one of which has the score 0, it *is* the sigmoid.
#
# The scores of one sample lie along the **last** axis, in NumPy `axis=-1`. There may be any number of axes before it:
# none, the samples, or samples and time steps. Sums and maxima along an axis lose it; `keepdims=True` keeps it, with a
# length of 1, so that each row meets its own sum.
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
    """Turn scores into probabilities, along the last axis: positive numbers that add up to 1.

    Args:
        z: (..., K), the scores: (K,) for one sample,
            (N, K), (N, T, K) or any other number of axes. It stays as it is.

    Returns:
        (..., K), the probabilities; along the last axis they add up to 1.
        Finite and right for scores of 1000 and -1000, too, even together.

    Example:
        >>> softmax(np.log(np.array([[1.0, 2.0, 1.0], [3.0, 3.0, 2.0]])))  # exp(z) adds up to 4 and to 8
        array([[0.25 , 0.5  , 0.25 ],
               [0.375, 0.375, 0.25 ]])
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
    figure, axes = plt.subplots(2, 3, figsize=(8.5, 4.5), sharey="row")
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

# %% proves="scores that all move by 5 change nothing; twice as far apart, the winner takes most and never all"
if __name__ == "__main__":
    assert np.allclose(softmax(scores + 5), softmax(scores))
    assert softmax(scores).max() < softmax(2 * scores).max()
    assert 0.5 < softmax(2 * scores).max() < 1
    assert np.isclose(softmax(np.array([1.5, 0.0]))[0], sigmoid(1.5))

# %% [markdown]
# ![What you should see: bars of scores, and below them bars of the probabilities that they become](seen/softmax.png)

# %% [markdown]
# Softmax doesn't work entry by entry: raise one score, and *every* probability changes, because all of them share
# the same denominator. So its slope isn't one number for each entry but a whole table, the *Jacobian*. Row $i$ and
# column $j$ say how probability $i$ answers to score $j$. With $s = \text{softmax}(z)$:
#
# $$J_{ij} = \frac{\partial s_i}{\partial z_j} =
#   \begin{cases} s_i\,(1 - s_i) & i = j \\ -s_i\,s_j & i \ne j \end{cases}$$
#
# It comes from the logarithm, $\log s_i = z_i - \log \sum_k e^{z_k}$. Move $z_j$ alone: the first term has the slope 1
# where $j = i$, else 0. The second has, by the chain rule, $1 / \sum_k e^{z_k}$ times $e^{z_j}$, which is $s_j$. And by
# the same rule the slope of $\log s_i$ is that of $s_i$ divided by $s_i$. So $J_{ij}$ is $s_i$ times $(1 - s_j)$ where
# $j = i$, and $s_i$ times $(0 - s_j)$ elsewhere.
#
# On the diagonal you meet the slope of the sigmoid again. And all sums are 0, for two reasons:
#
# - **Every column** adds up to 0. It says what all the probabilities do when one score moves. They add up to 1 before
#   and after, so what some of them win, the others lose.
# - **Every row** adds up to 0. Move all scores by the same amount, and probability $i$ changes by the sum of its row
#   times that amount. But such a move changes nothing, as you saw.
#
# `np.outer(a, b)` is the table of all products $a_i b_j$; `np.diag(a)` is a table with `a` on its diagonal, else 0.
#
# **Think:** two classes are equally probable, and all others as good as out. What does the table say of the two?
#
# <details><summary>Answer</summary>
#
# $1/4$ on the diagonal, $-1/4$ beside it. A small step up of one score brings its class a quarter of that step, and
# takes as much from the other. It is the sigmoid at its steepest.
#
# </details>


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

    Example:
        >>> softmax_jacobian(np.log(np.array([1.0, 3.0])))  # the probabilities are 1/4 and 3/4
        array([[ 0.1875, -0.1875],
               [-0.1875,  0.1875]])

    Your own `softmax` may be used; an error in it costs no point here.
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

# %% proves="the table is what one measures; its rows and its columns add up to 0"
if __name__ == "__main__":
    table = softmax_jacobian(scores)
    assert np.abs(measured - table).max() < 1e-9
    assert np.abs(table.sum(axis=0)).max() < 1e-12
    assert np.abs(table.sum(axis=1)).max() < 1e-12

# %% [markdown]
# ![What you should see](seen/jacobian.txt)
#
# ## A neuron draws a line
#
# What can a single neuron do? Give it two inputs and the sigmoid. It answers one half exactly where $z = 0$:
#
# $$x_1 w_1 + x_2 w_2 + b = 0$$
#
# That is a straight line. On one side of it the neuron answers more than one half, on the other side less. So it
# tells two kinds of points apart. Below, the weights were picked by hand. They form an arrow that stands at a right
# angle on the line and points to the side of the larger answers. The bias moves the line along that arrow without
# turning it: with a bias of 0.3 nearly all points are on their side, with -2.5 many of them aren't.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(SEED)
    blue, red = rng.normal((-1, 1), 0.6, (30, 2)), rng.normal((1, -0.6), 0.6, (30, 2))
    w = np.array([1.5, -1.0])
    side = np.linspace(-3, 3, 200)
    grid_1, grid_2 = np.meshgrid(side, side)
    points = np.column_stack([grid_1.ravel(), grid_2.ravel()])
    right = {}
    figure, axes = plt.subplots(1, 2, figsize=(8.3, 3.8), sharey=True, layout="constrained")
    for panel, b in zip(axes, (0.3, -2.5)):
        answers = neuron(points, w, b, sigmoid).reshape(grid_1.shape)
        shades = panel.contourf(grid_1, grid_2, answers, levels=20, cmap="RdBu_r", vmin=-0.3, vmax=1.3)
        panel.contour(grid_1, grid_2, answers, levels=[0.5], colors="black")
        panel.scatter(*blue.T, color="navy", edgecolors="white")
        panel.scatter(*red.T, color="darkred", edgecolors="white")
        foot = -b * w / (w @ w)
        panel.annotate("", foot + w / 2, foot, arrowprops={"arrowstyle": "->", "linewidth": 2.5, "mutation_scale": 20})
        right[b] = (neuron(red, w, b, sigmoid) > 0.5).sum() + (neuron(blue, w, b, sigmoid) < 0.5).sum()
        panel.set_title(f"b = {b:g}: {right[b]} of {len(red) + len(blue)} points right")
        panel.set_xlabel("first input")
        panel.set_aspect("equal")
    axes[0].set_ylabel("second input")
    figure.colorbar(shades, ax=axes, label="answer of the neuron", ticks=[0, 0.25, 0.5, 0.75, 1])
    plt.show()

# %% proves="the arrow stands on the line and points to larger answers; the bias moves the line and doesn't turn it"
if __name__ == "__main__":
    along = np.array([w[1], -w[0]])  # at a right angle to the arrow
    for b in (0.3, -2.5):
        on_the_line = -b * w / (w @ w) + np.outer([-1.0, 0.0, 1.0], along)
        assert np.allclose(neuron(on_the_line, w, b, sigmoid), 0.5)
        assert (neuron(on_the_line + 0.1 * w, w, b, sigmoid) > 0.5).all()
    assert right[0.3] >= 54
    assert right[-2.5] <= 50

# %% [markdown]
# ![What you should see: blue and red points, and the line between them for two biases](seen/a_neuron_draws_a_line.png)

# %% [markdown]
# ## From one neuron to a network
#
# One line is all that a single neuron can draw. So neurons work in layers:
#
# - The **input layer** hands the inputs on. It has one neuron for each of them, and computes nothing.
# - One or more **hidden layers** find patterns in them. With many of these a network is called *deep*.
# - The **output layer** gives the answer. The question decides its size: one neuron with a sigmoid for yes or no, one
#   for each class where there are several (that is where softmax belongs), and one without a bend for a quantity, such
#   as a temperature. A quantity that can't be negative, such as a price, may take a ReLU: it answers 0 or more.
#
# Neurons are joined to those of the neighbouring layers, never to those of their own. Neurons are also called *nodes*
# or *units*, and activation functions *transfer functions*. In the next unit you build such a network, and it learns
# what no single neuron can.
