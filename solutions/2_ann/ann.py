# %% [markdown]
# # A neural network from scratch
#
# In this unit you build a two-layer network out of nothing but NumPy, teach it the XOR gate, and watch it learn.
# A two-layer network has one hidden layer and one output layer; the input layer computes nothing and isn't counted.
#
# Nine functions are yours to write. Each has a cell of its own, with a docstring that says what goes in and what
# comes out; replace the line `raise NotImplementedError()` by your code. Below each stands a cell that checks it
# and tells you what is wrong. Run it as often as you like.
#
# **Shapes.** One row is one sample: `X` is $(N, D)$, a hidden layer of $H$ neurons gives $(N, H)$, the output is
# $(N, K)$. A weight matrix has as many rows as the layer it comes from has neurons, and as many columns as the
# layer it leads to:
#
# | | shape | |
# |---|---|---|
# | $W_{xh}$ | $(D, H)$ | input to hidden |
# | $b_h$ | $(1, H)$ | bias of the hidden layer |
# | $W_{hy}$ | $(H, K)$ | hidden to output |
# | $b_y$ | $(1, K)$ | bias of the output layer |
#
# All four travel together in a dict called `params`, under the keys `Wxh`, `bh`, `Why` and `by`.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

# %% [markdown]
# The activation function of both layers is the sigmoid, and its slope is needed on the way back. They are given:


# %%
def sigmoid(z):
    """Squash every entry of `z` into (0, 1): 1 / (1 + exp(-z))."""
    return 1 / (1 + np.exp(-z))


def sigmoid_derivative(z):
    """The slope of the sigmoid at every entry of `z`."""
    return np.exp(-z) / (1 + np.exp(-z)) ** 2


# %% [markdown]
# ## Where to begin
#
# Nobody knows beforehand which input matters, so the weights start at random. They can't all start at the same
# value: equal neurons get equal gradients, and would stay equal for ever. Biases have no such trouble and start at 0.


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

    Chapter: "Building a neural network from scratch".
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
# All four values are needed again on the way back, so return all four.


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

    Chapter: "Forward propagation in ANNs".
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
# A cost function turns all the errors of a network into one number. The one that training minimises here adds up
# squared errors over every sample and every output; the factor one half is there to cancel the 2 that
# differentiation brings down.
#
# $$J = \frac 1 2 \sum (y - \hat y)^2$$


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

    Chapter: "Building a neural network from scratch".
    """
    ### BEGIN SOLUTION
    return 0.5 * np.sum((y - y_hat) ** 2)
    ### END SOLUTION


# %% [markdown]
# A sum grows with the number of samples. To compare two data sets of different size, use the mean:
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

    Chapter: "Forward propagation in ANNs".
    """
    ### BEGIN SOLUTION
    return np.mean((y - y_hat) ** 2)
    ### END SOLUTION


# %% [markdown]
# ## Backward: who is to blame?
#
# To lower $J$ we need its slope with respect to every weight. The chain rule gives it, from the output backwards.
# Call the slope of the cost with respect to a layer's weighted sum its *delta*:
#
# $$\delta_2 = \frac{\partial J}{\partial z_2} = -(y - \hat y)\,\sigma'(z_2) \qquad
#   \delta_1 = \frac{\partial J}{\partial z_1} = \delta_2 W_{hy}^\top \,\sigma'(z_1)$$
#
# (products without a matrix are entry by entry). A weight's slope is then what came in times the delta it led to:
#
# $$\frac{\partial J}{\partial W_{hy}} = a_1^\top \delta_2 \qquad \frac{\partial J}{\partial W_{xh}} = X^\top \delta_1$$
#
# A bias adds the same number to every sample, so its slope is the delta summed over the samples.


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

    Chapter: "How does a neural network learn?", equations (1) to (4).
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
# The gradient points uphill, so gradient descent goes the other way; the learning rate $\alpha$ says how far:
#
# $$\text{weight} = \text{weight} - \alpha \cdot \text{gradient}$$
#
# Read the chapter's listing of this step with care: one of its two versions pairs each weight with the other one's
# gradient.


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

    Chapter: "How does a neural network learn?", equations (5) and (6).
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
# Measuring on both sides matters: the error shrinks with $\varepsilon^2$ rather than with $\varepsilon$.


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

    Chapter: "How does a neural network learn?" (what a gradient is).
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
    rng = np.random.default_rng(0)
    X_small, y_small = rng.standard_normal((4, 3)), rng.uniform(size=(4, 2))
    params_small = initialize_parameters(3, 5, 2, rng)
    formula = backward_prop(X_small, y_small, params_small, *forward_prop(X_small, params_small))
    for name, weight in params_small.items():
        measured = numerical_gradient(
            lambda w, name=name: cost_function(y_small, forward_prop(X_small, {**params_small, name: w})[3]), weight
        )
        print(f"d{name}: largest difference {np.abs(measured - formula['d' + name]).max():.1e}")

# %% [markdown]
# ## Learning
#
# Put together: forward, cost, backward, update, over and over. Feeding all samples at once before each update is
# called *full-batch* gradient descent.


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

    Chapter: "Building a neural network from scratch".
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
# The output is a number between 0 and 1. To answer yes or no, cut it in the middle.


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

    Chapter: "Input, hidden and output layers" (binary classification).
    """
    ### BEGIN SOLUTION
    y_hat = forward_prop(X, params)[3]
    return (y_hat >= 0.5).astype(int)
    ### END SOLUTION


# %% [markdown]
# ## XOR, learnt
#
# XOR answers 1 when exactly one of its two inputs is 1. No single neuron can do it: a neuron draws one straight
# line, and no straight line has (0, 1) and (1, 0) on one side and (0, 0) and (1, 1) on the other. Five hidden neurons
# can.

# %%
if __name__ == "__main__":
    X = np.array([[0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0]])
    y = np.array([[1.0], [1.0], [0.0], [0.0]])
    first = initialize_parameters(2, 5, 1, np.random.default_rng(3))
    params, costs = train(X, y, first, alpha=1.0, num_iterations=5000)
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

# %% [markdown]
# What has the network drawn? Ask it for every point of the square. The black line is where its output is exactly
# one half: the *decision boundary*.

# %%
if __name__ == "__main__":
    side = np.linspace(-0.5, 1.5, 200)
    grid_x, grid_y = np.meshgrid(side, side)
    points = np.column_stack([grid_x.ravel(), grid_y.ravel()])
    surface = forward_prop(points, params)[3].reshape(grid_x.shape)
    plt.figure(figsize=(5, 4.2))
    plt.contourf(grid_x, grid_y, surface, levels=20, cmap="RdBu_r", vmin=0, vmax=1)
    plt.colorbar(label="output of the network")
    plt.contour(grid_x, grid_y, surface, levels=[0.5], colors="black")
    plt.scatter(X[:, 0], X[:, 1], c=y[:, 0], cmap="RdBu_r", edgecolors="black", s=120)
    plt.title("The decision boundary of XOR")
    plt.xlabel("first input")
    plt.ylabel("second input")
    plt.show()

# %% [markdown]
# ## Three learning rates
#
# The same network, the same first weights, three step sizes. A small step is safe and slow; a larger one arrives
# sooner; too large a step leaps across the valley and need not arrive at all.

# %%
if __name__ == "__main__":
    plt.figure(figsize=(6, 3.5))
    for alpha in (0.05, 1.0, 30.0):
        _, costs_alpha = train(X, y, first, alpha, num_iterations=2000)
        plt.plot(costs_alpha, label=f"$\\alpha$ = {alpha:g}")
    plt.title("What the learning rate does")
    plt.xlabel("iteration")
    plt.ylabel("cost J")
    plt.legend()
    plt.grid(alpha=0.3)
    plt.show()
