# %% [markdown]
# # A neural network from scratch
#
# **About.** One neuron draws one line. Here you put neurons into two layers, with nothing but NumPy, and teach them the
# XOR gate, which no single neuron can learn. You find out how a network learns at all: by asking of each of its
# weights how the error would change with it, and by taking a small step downhill.
#
# **It builds on** unit 1: the neuron, the sigmoid with its slope, the chain rule. **After it** you can write down the
# gradient of a network factor by factor, measure whether it is right, train the network, and say what the learning rate
# does. In unit 3 the steps get cleverer; units 4 to 7 use the same way back through other networks.

# %% [markdown]
# **How to work.** Ten functions are yours to write. Each has a cell of its own, with a docstring that says what goes
# in and what comes out, and an example that you can check on paper. Replace the line `raise NotImplementedError()` by
# your code. Below each function stands a cell that checks it and tells you what is wrong. Run it as often as you like.
#
# ![A network: an input layer, a hidden layer, an output layer, a weight on every line between](drawings/network.svg)
#
# **Layers** are counted without the input layer, which computes nothing: one hidden layer and one output layer make a
# two-layer network.
#
# **Shapes.** One row is one sample: `X` is $(N, D)$, a hidden layer of $H$ neurons gives $(N, H)$, the output is
# $(N, K)$. A weight matrix has as many rows as the layer it comes from has neurons, and as many columns as the
# layer it leads to. So the columns of what comes in meet the rows of the weights, as the matrix product wants it:
#
# | | shape | |
# |---|---|---|
# | $W_{xh}$ | $(D, H)$ | input to hidden |
# | $b_h$ | $(1, H)$ | bias of the hidden layer |
# | $W_{hy}$ | $(H, K)$ | hidden to output |
# | $b_y$ | $(1, K)$ | bias of the output layer |
#
# All four travel together in a dict called `params`, under the keys `Wxh`, `bh`, `Why` and `by`. Together they hold
# $DH + H + HK + K$ numbers, and these are what the network learns.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    SEED = 3  # what is drawn below begins here; try another

# %% [markdown]
# The activation function of both layers is the sigmoid, and its slope is needed on the way back. Here they are, in a
# form that is safe for large numbers, too: the sigmoid is a tanh, moved and halved, as you saw in unit 1.


# %%
def sigmoid(z):
    """Squeeze every entry of `z` into the range from 0 to 1: 1 / (1 + exp(-z)), however large `z` is."""
    return 0.5 * (1 + np.tanh(0.5 * z))


def sigmoid_derivative(z):
    """The slope of the sigmoid at every entry of `z`: sigmoid(z) (1 - sigmoid(z))."""
    s, rest = sigmoid(z), sigmoid(-z)  # together they are 1
    return s * rest


# %% [markdown]
# ## Where to begin
#
# Nobody knows beforehand which input matters, so the weights start at random. They can't all start at the same
# value: equal neurons get equal gradients, and would stay equal for ever. Biases have no such trouble and start at 0.
#
# In NumPy, `rng.standard_normal(shape)` draws numbers from the bell curve around 0, as many as the shape holds;
# `np.zeros(shape)` gives zeros. A shape is a tuple, such as `(1, 5)`.


# %%
# Hint: Four arrays in a dict. Which two layers does each weight lie between, and how long is each bias?
# Hint: Weights lead from rows to columns: Wxh has a row for each input and a column for each hidden neuron. Biases
#     are rows, (1, number of neurons).
# Hint: rng.standard_normal takes a shape and draws all its numbers; Wxh comes first, Why second. Biases are np.zeros
#     of their shape.
def initialize_parameters(num_input, num_hidden, num_output, rng):
    """Draw the first weights of a two-layer network; its biases are zero.

    Args:
        num_input: D, neurons in the input layer.
        num_hidden: H, neurons in the hidden layer.
        num_output: K, neurons in the output layer.
        rng: a numpy.random.Generator, the only source of randomness: the same
            state gives the same weights. The order of draws is up to you.

    Returns:
        The dict `Wxh` (D, H), `bh` (1, H), `Why` (H, K), `by` (1, K). Weights
        come from the standard normal distribution (mean 0, variance 1).

    Example:
        >>> params = initialize_parameters(2, 3, 1, np.random.default_rng(0))
        >>> {name: array.shape for name, array in params.items()}
        {"Wxh": (2, 3), "bh": (1, 3), "Why": (3, 1), "by": (1, 1)}
    """
    ### BEGIN SOLUTION
    return {
        "Wxh": rng.standard_normal((num_input, num_hidden)),
        "bh": np.zeros((1, num_hidden)),
        "Why": rng.standard_normal((num_hidden, num_output)),
        "by": np.zeros((1, num_output)),
    }
    ### END SOLUTION


# %% [markdown]
# ## Forward: from input to prediction
#
# Every layer does the same two things: a weighted sum of what comes in, then the activation.
#
# $$z_1 = X W_{xh} + b_h \qquad a_1 = \sigma(z_1) \qquad z_2 = a_1 W_{hy} + b_y \qquad \hat y = \sigma(z_2)$$
#
# `@` is the matrix product. A bias is a row, $(1, H)$; NumPy's `+` adds it to every row of $(N, H)$ by itself. All four
# values are needed again on the way back, so return all four.


# %%
# Hint: A network of two layers is the same step twice: weigh and add up, then the sigmoid.
# Hint: Samples are rows, so the samples stand to the left of `@` and the weights to its right. The bias of shape (1,
#     n) is added to every row by itself.
# Hint: The second layer's input is what the first gives, a1, not X. Return all four, in the order of the docstring.
def forward_prop(X, params):
    """Propagate samples from the input layer to the output layer.

    Args:
        X: (N, D), one sample a row.
        params: dict of `Wxh` (D, H), `bh` (1, H), `Why` (H, K), `by` (1, K).

    Returns:
        (z1, a1, z2, y_hat), of shapes (N, H), (N, H), (N, K), (N, K).

    Example:
        >>> params = {"Wxh": np.array([[1.0]]), "bh": np.array([[-3.0]]),
        ...           "Why": np.array([[8.0]]), "by": np.array([[-4.0]])}
        >>> forward_prop(np.array([[3.0]]), params)  # z1 = 3 * 1 - 3 and z2 = 0.5 * 8 - 4
        (array([[0.]]), array([[0.5]]), array([[0.]]), array([[0.5]]))
    """
    ### BEGIN SOLUTION
    z1 = X @ params["Wxh"] + params["bh"]
    a1 = sigmoid(z1)
    z2 = a1 @ params["Why"] + params["by"]
    y_hat = sigmoid(z2)
    return z1, a1, z2, y_hat
    ### END SOLUTION


# %% [markdown]
# ## How wrong is it?
#
# A cost function, also called loss function, turns all the errors of a network into one number. The one that training
# minimises here adds up squared errors over every sample and every output. The factor one half is there to cancel the
# 2 that differentiation brings down.
#
# $$J = \frac 1 2 \sum (y - \hat y)^2$$
#
# `** 2` squares entry by entry; `np.sum` without an axis adds up all entries, whatever the shape.
#
# **Think:** one network is off by 0.1 on each of ten samples; another is off by 1 on one of them, and right on all
# others. Which of them costs more?
#
# <details><summary>Answer</summary>
#
# The second: $\frac 1 2 \cdot 1^2 = 0.5$, against $\frac 1 2 \cdot 10 \cdot 0.1^2 = 0.05$, although all its errors
# together are as large. Squares punish what is far off.
#
# </details>


# %%
# Hint: How far off is each entry? Make it positive, then add up.
# Hint: The difference of y and y_hat, squared entry by entry: `** 2`.
# Hint: One sum over everything, no mean, and the one half in front, which later cancels the 2 of the slope.
def cost_function(y, y_hat):
    """Half the sum of squared errors, over all samples and all outputs.

    Args:
        y: (N, K), the targets.
        y_hat: (N, K), the predictions.

    Returns:
        J, one number.

    Example:
        >>> cost_function(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.5, 0.5], [1.0, 1.0]]))
        0.75
    """
    ### BEGIN SOLUTION
    return 0.5 * np.sum((y - y_hat) ** 2)
    ### END SOLUTION


# %% [markdown]
# A sum grows with the number of samples. To compare two data sets of different size, use the mean (`np.mean`):
#
# $$\text{MSE} = \frac 1 N \sum_{i=1}^N (y_i - \hat y_i)^2$$


# %%
# Hint: It is like the cost, but a mean instead of half a sum: how many numbers is it a mean of?
# Hint: Square the differences first, then take the mean; not the other way around.
# Hint: np.mean without an axis goes over all entries. If the result looks far too large, look at the shapes: (N,)
#     minus (N, 1) is an N x N table.
def mean_squared_error(y, y_hat):
    """The mean over the samples of the squared error.

    Args:
        y: (N, 1), the targets.
        y_hat: (N, 1), the predictions.

    Returns:
        One number.

    Example:
        >>> mean_squared_error(np.array([[1.0], [0.0]]), np.array([[0.5], [1.0]]))
        0.625
    """
    ### BEGIN SOLUTION
    return np.mean((y - y_hat) ** 2)
    ### END SOLUTION


# %% [markdown]
# ## Downhill, in fog
#
# Inputs and targets are given; what a network can change is its weights and biases. Think of the cost as a landscape:
# each place is a choice of weights, and its height is the cost. You stand somewhere on a hill, at the weights that
# were drawn, in fog. You want to go down, and feel the slope under your feet only.
#
# ![The cost over one weight is a bowl; the slope of its tangent says which way is down](drawings/bowl_and_tangent.svg)
#
# That slope is again the derivative, the slope of the tangent. With many weights there is one for each, and all of them
# together are the **gradient**. It points uphill, so *gradient descent* goes the other way, again and again:
#
# $$\text{weight} = \text{weight} - \alpha \cdot \text{gradient}$$
#
# The **learning rate** $\alpha$ says how far it goes at a time. In the drawing $J = w^2$ and $\alpha = 0.25$: from
# $w = 2$, where the slope is 4, it goes to $2 - 0.25 \cdot 4 = 1$. It is called a *first-order* method, for it looks at
# first derivatives and at nothing else.
#
# ![A landscape with two valleys: a local minimum, and the global minimum, which is lower](drawings/minima.svg)
#
# A place that is lower than all around it is a **local minimum**; the lowest of all is the **global minimum**. In fog
# one can't tell them apart: in both the slope is 0, and one stays.

# %% [markdown]
# ## Backward: who is to blame?
#
# To lower $J$ we need its slope along every weight, $\partial J / \partial W$: how $J$ changes when that weight alone
# moves a little. No weight occurs in the formula of $J$ itself. But $J$ depends on $\hat y$, which depends on $z_2$,
# which depends on $W_{hy}$. The **chain rule** of unit 1 again multiplies the slopes along that way:
#
# $$\frac{\partial J}{\partial W_{hy}} = \frac{\partial J}{\partial \hat y} \cdot
#   \frac{\partial \hat y}{\partial z_2} \cdot \frac{\partial z_2}{\partial W_{hy}}$$
#
# Factor by factor:
#
# - $J = \frac 1 2 \sum (y - \hat y)^2$, so $\dfrac{\partial J}{\partial \hat y} = -(y - \hat y)$. The 2 of the square
#   cancels the one half; the minus is that of $-\hat y$.
# - $\hat y = \sigma(z_2)$, so $\dfrac{\partial \hat y}{\partial z_2} = \sigma'(z_2)$.
# - $z_2 = a_1 W_{hy} + b_y$, so $\dfrac{\partial z_2}{\partial W_{hy}} = a_1$: what came in.
#
# The first two together say how the cost changes with the weighted sum of a layer. That is the layer's *delta*:
#
# $$\delta_2 = \frac{\partial J}{\partial z_2} = -(y - \hat y) \odot \sigma'(z_2) \qquad\qquad
#   \frac{\partial J}{\partial W_{hy}} = a_1^\top \delta_2$$
#
# Here $\odot$ multiplies entry by entry, in NumPy `*`. Two letters side by side are a matrix product, `@`, and
# $^\top$ swaps rows and columns, `.T`. The matrix product adds up what all the samples say about a weight, and gives
# the shape of $W_{hy}$: $(H, N)$ times $(N, K)$ is $(H, K)$.
#
# The way to $W_{xh}$ is longer, and begins with the same two factors:
#
# $$\frac{\partial J}{\partial W_{xh}} = \underbrace{\frac{\partial J}{\partial \hat y} \cdot
#   \frac{\partial \hat y}{\partial z_2}}_{\delta_2} \cdot \frac{\partial z_2}{\partial a_1} \cdot
#   \frac{\partial a_1}{\partial z_1} \cdot \frac{\partial z_1}{\partial W_{xh}}$$
#
# - $z_2 = a_1 W_{hy} + b_y$, so $\dfrac{\partial z_2}{\partial a_1} = W_{hy}$: what went forward through these weights
#   comes back through them.
# - $a_1 = \sigma(z_1)$, so $\dfrac{\partial a_1}{\partial z_1} = \sigma'(z_1)$.
# - $z_1 = X W_{xh} + b_h$, so $\dfrac{\partial z_1}{\partial W_{xh}} = X$.
#
# $$\delta_1 = \frac{\partial J}{\partial z_1} = (\delta_2 W_{hy}^\top) \odot \sigma'(z_1) \qquad\qquad
#   \frac{\partial J}{\partial W_{xh}} = X^\top \delta_1$$
#
# A bias adds the same number to every sample; its last factor is 1. So its slope is the delta, added up over the
# samples: `delta.sum(axis=0, keepdims=True)`, which stays a row.
#
# This way back is called **backpropagation**. Here it is with numbers, for a small network and one sample:
#
# ![A network with two hidden neurons on the sample (1, 0): values forward, slopes backward](drawings/xor_graph.svg)
#
# **Think:** two weights of the drawing have the gradient 0. Why?
#
# <details><summary>Answer</summary>
#
# They lead from the second input, which is 0 in this sample. $X^\top \delta_1$ multiplies by it: a weight through which
# nothing went is not to blame.
#
# </details>


# %%
# Hint: Go backwards: first how the cost changes with z2, then with z1; the parameters' gradients follow from those
#     two.
# Hint: delta2 is the slope of the cost at y_hat times the sigmoid's slope at z2. Then delta1: send delta2 back
#     through Why, and multiply by the sigmoid's slope at z1.
# Hint: A weight's gradient is what went into its layer, transposed, times that layer's delta: its shape is the
#     weight's own. A bias gets the sum of the deltas over the samples, with keepdims so that it stays a row.
def backward_prop(X, y, params, z1, a1, z2, y_hat):
    """The gradients of `cost_function` with respect to all parameters.

    Args:
        X: (N, D), the samples.
        y: (N, K), their targets.
        params: dict of `Wxh` (D, H), `bh` (1, H), `Why` (H, K), `by` (1, K).
        z1, a1, z2, y_hat: what `forward_prop` returned for `X` and `params`.

    Returns:
        The dict `dWxh`, `dbh`, `dWhy`, `dby`; each has the shape of its parameter.

    Example:
        >>> params = {"Wxh": np.array([[1.0]]), "bh": np.array([[-3.0]]),
        ...           "Why": np.array([[8.0]]), "by": np.array([[-4.0]])}
        >>> X, y, half, zero = np.array([[3.0]]), np.array([[1.0]]), np.array([[0.5]]), np.array([[0.0]])
        >>> backward_prop(X, y, params, zero, half, zero, half)  # delta2 = -0.5 * 0.25, delta1 = delta2 * 8 * 0.25
        {"dWxh": array([[-0.75]]), "dbh": array([[-0.25]]), "dWhy": array([[-0.0625]]), "dby": array([[-0.125]])}
    """
    ### BEGIN SOLUTION
    delta2 = -(y - y_hat) * sigmoid_derivative(z2)
    delta1 = (delta2 @ params["Why"].T) * sigmoid_derivative(z1)
    return {
        "dWxh": X.T @ delta1,
        "dbh": delta1.sum(axis=0, keepdims=True),
        "dWhy": a1.T @ delta2,
        "dby": delta2.sum(axis=0, keepdims=True),
    }
    ### END SOLUTION


# %% [markdown]
# ## One step downhill
#
# Each parameter moves against its own gradient, and $\alpha$ says how far:
#
# $$\text{weight} = \text{weight} - \alpha \cdot \text{gradient}$$
#
# `params.items()` gives the names of a dict with what they stand for, to go through in a loop.
#
# **Think:** the gradient of a weight is negative. Which way does the weight go?
#
# <details><summary>Answer</summary>
#
# Up. A negative slope falls to the right, so down is to the right, and minus a negative number is a step up.
#
# </details>


# %%
# Hint: Downhill is against the gradient. How far one goes, alpha says.
# Hint: The gradient of params["Wxh"] is grads["dWxh"]: a loop over the names serves all four.
# Hint: Build a new dict, and compute each new array with `-`, not with `-=`: the arrays that came in stay as they
#     are.
def update_parameters(params, grads, alpha):
    """Take one step of gradient descent.

    Args:
        params: dict of `Wxh`, `bh`, `Why`, `by`. It stays as it is.
        grads: dict of `dWxh`, `dbh`, `dWhy`, `dby`, of the same shapes.
        alpha: the learning rate.

    Returns:
        A new dict `Wxh`, `bh`, `Why`, `by`: weight - alpha x gradient.

    Example:
        >>> params = {"Wxh": np.array([[1.0]]), "bh": np.array([[-3.0]]),
        ...           "Why": np.array([[8.0]]), "by": np.array([[-4.0]])}
        >>> grads = {"dWxh": np.array([[-0.75]]), "dbh": np.array([[-0.25]]),
        ...          "dWhy": np.array([[-0.0625]]), "dby": np.array([[-0.125]])}
        >>> update_parameters(params, grads, 2.0)
        {"Wxh": array([[2.5]]), "bh": array([[-2.5]]), "Why": array([[8.125]]), "by": array([[-3.75]])}
    """
    ### BEGIN SOLUTION
    return {name: weight - alpha * grads["d" + name] for name, weight in params.items()}
    ### END SOLUTION


# %% [markdown]
# ## Don't trust, measure
#
# A formula for a gradient is easy to get wrong. The slope of any function can also be *measured*: nudge one weight
# up and down by a small $\varepsilon$ and look what the function does.
#
# $$\frac{\partial f}{\partial w_i} \approx \frac{f(w + \varepsilon e_i) - f(w - \varepsilon e_i)}{2 \varepsilon}$$
#
# Here $e_i$ is 1 at entry $i$ and 0 elsewhere, so one weight is nudged at a time. Measuring on both sides matters: the
# error shrinks with $\varepsilon^2$ rather than with $\varepsilon$.
#
# `np.ndindex(w.shape)` goes through the places of all entries, whatever the shape; `np.zeros_like(w)` gives zeros in
# the shape of `w`.


# %%
# Hint: A slope can be measured: go a little to the right and a little to the left of the place, and see how f
#     changes.
# Hint: Do that for one entry of w at a time, all others staying where they are. np.ndindex(w.shape) gives the places
#     of all entries, whatever the shape.
# Hint: w plus and w minus have to be two arrays of their own, or copies. The distance between the two places is twice
#     eps.
def numerical_gradient(f, w, eps=1e-5):
    """Measure the gradient of a function by central differences.

    Args:
        f: takes an array shaped like `w` and returns one number.
        w: where to measure; an array of any shape. It stays as it is, all the
            time: `f` may be looking at the same array.
        eps: the size of the nudge.

    Returns:
        An array like `w`: the slope of `f` along each entry.

    Example:
        >>> numerical_gradient(lambda w: np.sum(w**2), np.array([1.0, -2.0]))
        array([ 2., -4.])
    """
    ### BEGIN SOLUTION
    w = np.asarray(w, dtype=float)
    slope = np.zeros_like(w)
    for i in np.ndindex(w.shape):
        nudge = np.zeros_like(w)
        nudge[i] = eps
        slope[i] = (f(w + nudge) - f(w - nudge)) / (2 * eps)
    return slope
    ### END SOLUTION


# %% [markdown]
# Do the formula and the measurement agree? Below, the largest difference for each of the four gradients, on a small
# network with random data. Anything near $10^{-10}$ is rounding; anything near $1$ is a mistake.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(SEED)
    X_small, y_small = rng.standard_normal((4, 3)), rng.uniform(size=(4, 2))
    params_small = initialize_parameters(3, 5, 2, rng)
    formula = backward_prop(X_small, y_small, params_small, *forward_prop(X_small, params_small))
    differences = {}
    for name, weight in params_small.items():
        measured = numerical_gradient(
            lambda w, name=name: cost_function(y_small, forward_prop(X_small, {**params_small, name: w})[3]), weight
        )
        differences[name] = np.abs(measured - formula["d" + name]).max()
        print(f"d{name}: largest difference {differences[name]:.1e}")

# %% proves="the formula and the measurement agree up to rounding"
if __name__ == "__main__":
    assert max(differences.values()) < 1e-8

# %% [markdown]
# ![What you should see](seen/gradients.txt)
#
# ## Two valleys
#
# A slope that is measured is enough to go down. Here is a cost of one weight, $J(w) = (w^2 - 1)^2 + 0.3\,w$, with two
# valleys. From both sides gradient descent starts high up. With small steps it ends in the valley that it comes to
# first: from the left in the global minimum, from the right in the local one. With large steps it leaps over the first
# valley and ends in the other: the one from the right is lucky, the one from the left now misses the lowest place.

# %%
if __name__ == "__main__":

    def valleys(w):
        """A cost of one weight, with two valleys."""
        return float(np.sum((w**2 - 1) ** 2 + 0.3 * w))

    line, ends = np.linspace(-1.75, 1.75, 200), {}
    figure, axes = plt.subplots(1, 2, figsize=(8.5, 3.5), sharey=True)
    for panel, alpha in zip(axes, (0.02, 0.2)):
        panel.plot(line, [valleys(w) for w in line], color="silver", linewidth=4)
        for start, colour, side in [(-1.6, "tab:blue", "left"), (1.6, "tab:orange", "right")]:
            way = [np.array([start])]
            for _ in range(60):
                way.append(way[-1] - alpha * numerical_gradient(valleys, way[-1]))
            ends[alpha, start] = way[-1][0]
            heights = [valleys(w) for w in way]
            panel.plot(np.ravel(way), heights, ".--", color=colour, linewidth=1, label=f"from the {side}")
            panel.plot(way[-1], heights[-1], "o", color=colour, markersize=11)
        panel.set_title(f"$\\alpha$ = {alpha:g}")
        panel.set_xlabel("weight w")
    axes[0].set_ylabel("cost J")
    axes[0].legend(title="large dot: where it ends", loc="upper center")
    figure.tight_layout()
    plt.show()

# %% proves="small steps end in the first valley, large ones leap over it into the other"
if __name__ == "__main__":
    assert ends[0.02, -1.6] < -1
    assert ends[0.02, 1.6] > 0.9
    assert ends[0.2, -1.6] > 0.9
    assert ends[0.2, 1.6] < -1
    assert valleys(ends[0.2, 1.6]) < valleys(ends[0.2, -1.6])

# %% [markdown]
# ![What you should see: two ways into two valleys, in small steps and in large ones](seen/two_valleys.png)

# %% [markdown]
# ## Learning
#
# Put together: forward, cost, backward, update, over and over. Feeding all samples at once before each update is
# called *full-batch* gradient descent. `costs.append(cost)` puts a number at the end of a list.


# %%
# Hint: You have written all pieces already; what is their order within one iteration?
# Hint: Forward, cost, backward, update. Each iteration begins with the parameters that the last one gave.
# Hint: Keep the cost before the update in a list: so there are as many costs as iterations, and the first belongs to
#     the parameters that came in.
def train(X, y, params, alpha, num_iterations):
    """Train a two-layer network by full-batch gradient descent.

    Args:
        X: (N, D), the samples.
        y: (N, K), their targets.
        params: the first weights and biases, as `initialize_parameters` draws
            them. They stay as they are.
        alpha: the learning rate.
        num_iterations: how many updates.

    Returns:
        (params, costs): the trained parameters, and a list with one cost for
        each iteration, taken before that iteration's update.

    Example:
        >>> params = {"Wxh": np.array([[1.0]]), "bh": np.array([[-3.0]]),
        ...           "Why": np.array([[8.0]]), "by": np.array([[-4.0]])}
        >>> train(np.array([[3.0]]), np.array([[1.0]]), params, alpha=2.0, num_iterations=1)
        (
            {"Wxh": array([[2.5]]), "bh": array([[-2.5]]), "Why": array([[8.125]]), "by": array([[-3.75]])},
            [0.125],
        )
    """
    ### BEGIN SOLUTION
    costs = []
    for _ in range(num_iterations):
        z1, a1, z2, y_hat = forward_prop(X, params)
        costs.append(cost_function(y, y_hat))
        grads = backward_prop(X, y, params, z1, a1, z2, y_hat)
        params = update_parameters(params, grads, alpha)
    return params, costs
    ### END SOLUTION


# %% [markdown]
# The output is a number between 0 and 1. To answer yes or no, cut it in the middle. A comparison such as `a >= 0.5`
# gives True and False, entry by entry; `.astype(int)` makes 1 and 0 of them.


# %%
# Hint: What the network answers are probabilities. Where is the border between 0 and 1?
# Hint: forward_prop gives four arrays; one of them is the answer.
# Hint: A comparison of an array gives True and False, entry by entry; .astype(int) makes 1 and 0 of them. At exactly
#     0.5 it should be 1.
def predict(X, params):
    """Classify samples: 1 where the network's output is at least 0.5, else 0.

    Args:
        X: (N, D), the samples.
        params: dict of `Wxh` (D, H), `bh` (1, H), `Why` (H, K), `by` (1, K).

    Returns:
        (N, K), an array of integers, 0 or 1.

    Example:
        >>> params = {"Wxh": np.array([[1.0]]), "bh": np.array([[-3.0]]),
        ...           "Why": np.array([[8.0]]), "by": np.array([[-4.0]])}
        >>> predict(np.array([[4.0], [2.0]]), params)  # z2 is above 0 for the first sample, below for the second
        array([[1],
               [0]])
    """
    ### BEGIN SOLUTION
    y_hat = forward_prop(X, params)[3]
    return (y_hat >= 0.5).astype(int)
    ### END SOLUTION


# %% [markdown]
# ## XOR, learnt
#
# XOR answers 1 when exactly one of its two inputs is 1:
#
# | first input | second input | XOR |
# |---|---|---|
# | 0 | 1 | 1 |
# | 1 | 0 | 1 |
# | 1 | 1 | 0 |
# | 0 | 0 | 0 |
#
# No single neuron can do it: a neuron draws one straight line, and no straight line has (0, 1) and (1, 0) on one side
# and (0, 0) and (1, 1) on the other. Five hidden neurons can.

# %%
if __name__ == "__main__":
    X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
    y = np.array([[1.0], [1.0], [0.0], [0.0]])
    first = initialize_parameters(2, 5, 1, np.random.default_rng(SEED))
    params, costs = train(X, y, first, alpha=1.0, num_iterations=3000)
    for inputs, output, answer in zip(X, forward_prop(X, params)[3], predict(X, params)):
        print(f"{inputs[0]:.0f} xor {inputs[1]:.0f}: {output[0]:.3f}, so {answer[0]}")

# %%
if __name__ == "__main__":
    plt.figure(figsize=(6, 3.5))
    plt.plot(costs)
    plt.title("The cost while XOR is learnt")
    plt.xlabel("iteration")
    plt.ylabel("cost J")
    plt.grid(alpha=0.3)
    plt.show()

# %% proves="five hidden neurons learn XOR, and the cost falls with every step"
if __name__ == "__main__":
    assert (predict(X, params) == y).all()
    assert np.abs(forward_prop(X, params)[3] - y).max() < 0.05
    assert (np.diff(costs) < 0).all()
    assert costs[500] < 0.05

# %% [markdown]
# ![What you should see: the cost falls within some hundred iterations, then creeps towards 0](seen/xor_cost.png)
#
# ![And before it](seen/xor_answers.txt)
#
# What has the network drawn? Ask it for every point of the square. The black line is where its output is exactly
# one half: the *decision boundary*. One straight line couldn't do it, and it isn't one.

# %%
if __name__ == "__main__":
    side = np.linspace(-0.5, 1.5, 200)
    grid_x, grid_y = np.meshgrid(side, side)
    points = np.column_stack([grid_x.ravel(), grid_y.ravel()])
    surface = forward_prop(points, params)[3].reshape(grid_x.shape)
    plt.figure(figsize=(5.4, 4.4))
    plt.contourf(grid_x, grid_y, surface, levels=np.linspace(0, 1, 21), cmap="RdBu_r", vmin=-0.3, vmax=1.3)
    plt.colorbar(label="output of the network", ticks=[0, 0.25, 0.5, 0.75, 1])
    plt.contour(grid_x, grid_y, surface, levels=[0.5], colors="black")
    for (x_1, x_2), (answer,) in zip(X, y):
        plt.scatter(x_1, x_2, s=330, color="white", edgecolors="black", linewidths=1.5, zorder=3)
        plt.text(x_1, x_2, f"{answer:.0f}", ha="center", va="center", weight="bold", zorder=4)
    plt.xticks([-0.5, 0, 0.5, 1, 1.5])
    plt.yticks([-0.5, 0, 0.5, 1, 1.5])
    plt.title("The decision boundary of XOR")
    plt.xlabel("first input")
    plt.ylabel("second input")
    plt.show()

# %% [markdown]
# ![What you should see: the four points of XOR, ones parted from zeros by the black line](seen/xor_boundary.png)
#
# ## Four learning rates
#
# The same network, the same first weights, four step sizes.
#
# - 0.05 is safe, and slow: after 1,000 iterations the cost is still above 0.3.
# - 1 arrives in a few hundred iterations, and goes down with every one of them.
# - 10 arrives sooner still. But its steps are so long that some of them lead uphill; the cost leaps.
# - 100 is too large. The first steps throw the weights so far that every sigmoid is where it is flat. There the slopes
#   are as good as 0, and there is no way back: the network gives all four samples the same answer, for ever. Two of
#   them are wrong by 1, so $J = \frac 1 2 (1 + 1) = 1$.

# %%
if __name__ == "__main__":
    ends, histories = {}, {}
    plt.figure(figsize=(7, 4))
    for alpha in (0.05, 1.0, 10.0, 100.0):
        ends[alpha], histories[alpha] = train(X, y, first, alpha, num_iterations=1000)
        plt.plot(histories[alpha], label=f"$\\alpha$ = {alpha:g}")
    plt.title("What the learning rate does")
    plt.xlabel("iteration")
    plt.ylabel("cost J")
    plt.legend(loc="center right", bbox_to_anchor=(1, 0.7))
    plt.grid(alpha=0.3)
    plt.show()

# %% proves="0.05 is slow, 1 goes down steadily, 10 arrives sooner and leaps, 100 doesn't arrive"
if __name__ == "__main__":
    arrived = {alpha: np.argmax(np.array(history) < 0.05) for alpha, history in histories.items()}
    assert histories[0.05][-1] > 0.3
    assert (np.diff(histories[1.0]) < 0).all()
    assert 0 < arrived[10.0] < arrived[1.0] < 500
    assert (np.diff(histories[10.0]) > 0.001).any()
    assert np.allclose(histories[100.0][-100:], 1, atol=0.01)
    assert np.ptp(predict(X, ends[100.0])) == 0

# %% [markdown]
# ![What you should see: four curves of the cost, one for each learning rate](seen/learning_rates.png)

# %% [markdown]
# ## The book's program, repaired
#
# Programs that learn XOR are in many books, and some of them don't work. The three pieces below were written for this
# course, but the faults in them are real ones: each stands in the program of the chapter that the course follows, or
# in the listings that lead to it. Read each of them, and find what is wrong before you open the answer.
#
# **The way forward.** `X` and `y` are XOR, `rng` is a generator.
#
# ```python
# Wxh, bh = rng.standard_normal((2, 5)), np.zeros((1, 5))
# Why, by = rng.standard_normal((5, 1)), np.zeros((1, 1))
#
# def forward(samples):
#     hidden = sigmoid(x @ Wxh + bh)
#     return hidden, sigmoid(hidden @ Why + by)
# ```
#
# **Think:** what happens at the first call of `forward(X)`?
#
# <details><summary>Answer</summary>
#
# A NameError: `x` was never set. What comes in is called `samples`. It is worse where an `x` happens to be left over
# from another cell of a notebook: then the program runs, on the wrong samples. Names that a function takes from
# outside are a trap; what it needs should be handed to it, as `params` is to yours.
#
# </details>
#
# **The way back, and a step.** Note how the slope of the sigmoid is had without `z`: it is `s * (1 - s)`, and `s` is
# what the layer gave.
#
# ```python
# def improved(hidden, output):
#     delta2 = (output - y) * output * (1 - output)
#     delta1 = (delta2 @ Why.T) * hidden * (1 - hidden)
#     return Wxh - alpha * hidden.T @ delta2, Why - alpha * X.T @ delta1
# ```
#
# **Think:** which gradient belongs to which weights? And what does NumPy say to it?
#
# <details><summary>Answer</summary>
#
# They are swapped. `hidden.T @ delta2` has the shape of `Why` and belongs to it; `X.T @ delta1` belongs to `Wxh`. With
# 2 inputs, 5 hidden neurons and 1 output the shapes (2, 5) and (5, 1) don't fit, and NumPy raises a ValueError. But
# where shapes happen to fit, or to broadcast, it runs and says nothing. Print the shapes: a gradient has the shape of
# its weights.
#
# </details>
#
# **The loop.** It comes after the other two were mended, and it runs to its end.
#
# ```python
# alpha, cost = 0.01, []
# for i in range(5000):
#     hidden, output = forward(X)
#     delta2 = (output - y) * output * (1 - output)
#     delta1 = (delta2 @ Why.T) * hidden * (1 - hidden)
#     Wxh = Wxh - alpha * X.T @ delta1
#     Why = Why - alpha * hidden.T @ delta2
#     cost.append(0.5 * np.sum((y - output) ** 2))
# ```
#
# **Think:** two things are wrong with it. Which of them keeps it from learning XOR?
#
# <details><summary>Answer</summary>
#
# The biases never move: they are used, and no line updates them. And the learning rate is too small: after 5,000
# iterations the cost is still above 0.3. It is the rate that keeps XOR from being learnt. Without its biases this
# network learns XOR nevertheless, as you'll see below: at (0, 0) each hidden neuron answers one half, and that does for
# a bias. So no training shows this fault. Measuring does: `numerical_gradient` says that the slope along `by` isn't 0,
# and the program takes it to be.
#
# </details>
#
# Now mend it. Write one iteration of the loop as a function, for any network of two layers and any learning rate. What
# it needs is handed to it, and what it finds is handed back.


# %%
# Hint: Go through the three listings once more, and write down what each of them has to become.
# Hint: All that the function may use is X, y, params and alpha, and functions: yours, or lines of the listings with
#     their names mended.
# Hint: Four gradients, each taken with the old parameters and each for its own parameter. Then all four move, the two
#     biases as well, into a new dict.
def repaired_step(X, y, params, alpha):
    """Make one iteration of the program: forward, backward, and one step for every weight and every bias.

    Args:
        X: (N, D), the samples.
        y: (N, K), their targets.
        params: dict of `Wxh` (D, H), `bh` (1, H), `Why` (H, K), `by` (1, K). It stays as it is.
        alpha: the learning rate.

    Returns:
        A new dict `Wxh`, `bh`, `Why`, `by`: the parameters after the step.

    Example:
        >>> params = {"Wxh": np.array([[1.0]]), "bh": np.array([[-3.0]]),
        ...           "Why": np.array([[8.0]]), "by": np.array([[-4.0]])}
        >>> repaired_step(np.array([[3.0]]), np.array([[1.0]]), params, 2.0)
        {"Wxh": array([[2.5]]), "bh": array([[-2.5]]), "Why": array([[8.125]]), "by": array([[-3.75]])}

    Write it in one piece, or call your own `forward_prop`, `backward_prop` and
    `update_parameters`; an error in them costs no point here.
    """
    ### BEGIN SOLUTION
    z1, a1, z2, y_hat = forward_prop(X, params)
    grads = backward_prop(X, y, params, z1, a1, z2, y_hat)
    return update_parameters(params, grads, alpha)
    ### END SOLUTION


# %% [markdown]
# Both programs, from the same first weights: the third listing as it stands, the same with a rate of 1, and yours with
# a rate of 1. As listed, XOR isn't learnt. With the larger rate the listing learns XOR without its biases.

# %%
if __name__ == "__main__":

    def as_listed(X, y, params, alpha):
        """The third listing: the biases stay where they are."""
        mended = repaired_step(X, y, params, alpha)
        return {**mended, "bh": params["bh"], "by": params["by"]}

    fallen = {}
    plt.figure(figsize=(7, 4))
    for title, step, alpha, iterations in [
        ("as listed, $\\alpha$ = 0.01", as_listed, 0.01, 5000),
        ("as listed, $\\alpha$ = 1", as_listed, 1.0, 1500),
        ("repaired, $\\alpha$ = 1", repaired_step, 1.0, 1500),
    ]:
        moved, fallen[title] = first, []
        for _ in range(iterations):
            fallen[title].append(cost_function(y, forward_prop(X, moved)[3]))
            moved = step(X, y, moved, alpha)
        plt.plot(range(1, iterations + 1), fallen[title], label=title)
    plt.xscale("log")
    plt.xlabel("iteration")
    plt.ylabel("cost J")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.show()

# %% proves="as listed XOR isn't learnt; with a larger rate it is, with the biases and without"
if __name__ == "__main__":
    listed, faster, repaired = fallen.values()
    assert listed[-1] > 0.3
    assert faster[-1] < 0.02
    assert repaired[-1] < 0.02
    by_slope = numerical_gradient(lambda by: cost_function(y, forward_prop(X, {**first, "by": by})[3]), first["by"])
    assert np.abs(by_slope).max() > 0.001

# %% [markdown]
# ![What you should see: as listed the cost stays above 0.3; the two others fall to 0](seen/repaired.png)

# %% [markdown]
# ## Something to turn
#
# Turn the learning rate and the number of hidden neurons. With one hidden neuron XOR can't be learnt, whatever the
# rate: one neuron draws one line, and what comes after it can only move that line.

# %%
if __name__ == "__main__":
    train(X, y, first, alpha=1.0, num_iterations=1)  # there is nothing to turn before it is written

    def turned(exponent=0.0, hidden=5):
        """Train on XOR with another rate and another number of hidden neurons, and draw the cost."""
        start = initialize_parameters(2, hidden, 1, np.random.default_rng(SEED))
        trained, history = train(X, y, start, 10**exponent, num_iterations=1000)
        plt.figure(figsize=(6, 3))
        plt.plot(history)
        plt.title(f"$\\alpha$ = {10**exponent:.2g}, {hidden} hidden: {(predict(X, trained) == y).sum()} of 4 right")
        plt.xlabel("iteration")
        plt.ylabel("cost J")
        plt.ylim(0, 1.1)
        plt.show()

    try:
        from ipywidgets import interact
    except ImportError:
        print("There are two sliders here once ipywidgets is there: pip install ipywidgets")
    else:
        interact(turned, exponent=(-2.0, 2.0, 0.25), hidden=(1, 8))

# %% proves="with one hidden neuron XOR isn't learnt"
if __name__ == "__main__":
    alone = initialize_parameters(2, 1, 1, np.random.default_rng(SEED))
    for alpha in (0.1, 1.0, 10.0):
        assert (predict(X, train(X, y, alone, alpha, num_iterations=500)[0]) == y).sum() < 4
