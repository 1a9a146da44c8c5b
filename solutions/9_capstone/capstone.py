# %% [markdown]
# # A reader of your own
#
# **About.** Everything so far had one right answer. This unit has a goal instead: a network that reads digits which it
# has never seen, as many as it can, with a budget of parameters and of seconds. How it learns is up to you.
#
# **It builds on** unit 3 (batches, Adam) and unit 6 (convolution, pooling, held-out digits). **After it** you have
# trained a network as it is done everywhere: load, look, build, train, stop in time, and measure honestly.

# %% [markdown]
# Eight functions are yours to write. The first seven are small tools with one right answer each. The last one,
# `train_reader`, puts them together. Replace each line `raise NotImplementedError()` by your code; below each function
# stands a cell that checks it.
#
# What you have already written in units 3 and 6 is given here, so that you can begin at once: Adam, convolution, max
# pooling. You may replace any of it with your own. The given ones are faster: all windows are laid side by side as the
# rows of a matrix, and one product per picture does the rest.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    SEED = 0  # what is drawn at random below begins here; try another


# %%
def windows(x, fh, fw):
    """Lay the windows of a "same" convolution side by side: (N, H, W, C) gives (N, H W, fh fw C)."""
    top, left = (fh - 1) // 2, (fw - 1) // 2
    padded = np.pad(x, [(0, 0), (top, fh - 1 - top), (left, fw - 1 - left), (0, 0)])
    views = np.lib.stride_tricks.sliding_window_view(padded, (fh, fw), axis=(1, 2))
    return views.transpose(0, 1, 2, 4, 5, 3).reshape(len(x), x.shape[1] * x.shape[2], -1)


def conv_forward(x, w, b):
    """Convolve (N, H, W, C) with filters `w` (FH, FW, C, K), padding "same": (N, H, W, K)."""
    rows = windows(x, *w.shape[:2]) @ w.reshape(-1, w.shape[3])
    return rows.reshape(*x.shape[:3], -1) + b


def conv_backward(dout, x, w):
    """The gradients (dx, dw, db) of `conv_forward`, from that of its output."""
    (fh, fw, channels, maps), (height, width) = w.shape, x.shape[1:3]
    rows = dout.reshape(len(x), -1, maps)
    dw = (windows(x, fh, fw).transpose(0, 2, 1) @ rows).sum(axis=0).reshape(w.shape)
    parts = (rows @ w.reshape(-1, maps).T).reshape(*x.shape[:3], fh, fw, channels)
    dpadded = np.zeros((len(x), height + fh - 1, width + fw - 1, channels), parts.dtype)
    for u, v in np.ndindex(fh, fw):
        dpadded[:, u : u + height, v : v + width] += parts[:, :, :, u, v]
    top, left = (fh - 1) // 2, (fw - 1) // 2
    return dpadded[:, top : top + height, left : left + width], dw, dout.sum(axis=(0, 1, 2))


def pool_forward(x):
    """The largest of each 2 by 2 pixels; an odd row or column at the end is dropped."""
    height, width = x.shape[1] // 2 * 2, x.shape[2] // 2 * 2
    upper = np.maximum(x[:, 0:height:2, 0:width:2], x[:, 0:height:2, 1:width:2])
    return np.maximum(upper, np.maximum(x[:, 1:height:2, 0:width:2], x[:, 1:height:2, 1:width:2]))


def pool_backward(dout, x):
    """The gradient of `pool_forward`: the first of the largest gets it all."""
    height, width = x.shape[1] // 2 * 2, x.shape[2] // 2 * 2
    dx, largest, free = np.zeros_like(x), pool_forward(x), np.ones(dout.shape, dtype=bool)
    for u, v in np.ndindex(2, 2):
        first = free & (x[:, u:height:2, v:width:2] == largest)
        dx[:, u:height:2, v:width:2] = dout * first
        free &= ~first
    return dx


def adam(params, grads, memory, alpha):
    """One step of Adam for a dict of parameters; `memory` is {} before the first. Gives (params, memory), both new."""
    t, m, v = memory.get("t", 0) + 1, {}, {}
    stepped = {}
    for name, weight in params.items():
        slope = grads["d" + name]
        m[name] = 0.9 * memory.get("m", {}).get(name, 0.0) + 0.1 * slope
        v[name] = 0.999 * memory.get("v", {}).get(name, 0.0) + 0.001 * slope**2
        stepped[name] = weight - alpha * m[name] / (1 - 0.9**t) / (np.sqrt(v[name] / (1 - 0.999**t)) + 1e-8)
    return stepped, {"t": t, "m": m, "v": v}


# %% [markdown]
# ## Loading
#
# Data mostly comes as a file. `digits.txt` lies beside this notebook and holds 1,000 digits, a line for each. First
# comes the digit, then a blank, then 100 pixels of 10 by 10, row by row, each from 0 (white) to 9 (black). (No person
# wrote them: a program drew each with a shaky hand. It turned, slanted, bent and moved them. So there can be new ones
# whenever they are needed.)
#
# `line.split()` cuts a line at its blanks, and a text can be looped over, character by character.


# %%
# Hint: Each line has two parts, the class and the pixels.
# Hint: int("7") is 7; [int(character) for character in "012"] is [0, 1, 2].
# Hint: Divide the pixels by 9 and reshape them to (N, side, side, 1). np.eye(10)[labels] makes one-hot rows.
def read_digits(lines, side):
    """Turn lines of text into pictures and classes.

    Args:
        lines: a list of N texts, each a digit, a blank and side x side pixels from 0 to 9, row by row. A line may end
            with a line break.
        side: height and width of the pictures.

    Returns:
        (x, y): the pictures, (N, side, side, 1), between 0 and 1; and their classes, one-hot, (N, 10).

    Example:
        >>> read_digits(["1 0909"], 2)
        (array([[[[0.], [1.]], [[0.], [1.]]]]), array([[0., 1., 0., 0., 0., 0., 0., 0., 0., 0.]]))
    """
    ### BEGIN SOLUTION
    labels, pixels = zip(*(line.split() for line in lines))
    x = np.array([[int(level) for level in row] for row in pixels]) / 9
    return x.reshape(-1, side, side, 1), np.eye(10)[[int(label) for label in labels]]
    ### END SOLUTION


# %%
if __name__ == "__main__":
    with open("digits.txt") as file:
        pictures, classes = read_digits(file.readlines(), 10)
    figure, axes = plt.subplots(3, 10, figsize=(8.4, 2.9), layout="constrained")
    for axis, picture, row in zip(axes.flat, pictures, classes):
        axis.imshow(picture[:, :, 0], cmap="gray_r")
        axis.set_title(row.argmax(), fontsize=10)
        axis.axis("off")
    plt.show()

# %% [markdown]
# ![What you should see: thirty digits in a shaky hand, slanted, turned and moved](seen/digits.png)

# %% [markdown]
# ## Batches
#
# In each epoch the network takes all samples in a new random order, cut into batches, as in unit 3.


# %%
# Hint: The order is cut into pieces.
# Hint: How many pieces are there, and which of them may be shorter than the others?
# Hint: order[start : start + batch_size] is one of them; a slice may reach beyond the end.
def batches(order, batch_size):
    """Cut an order into batches.

    Args:
        order: (N,), the indices of samples.
        batch_size: how many make a batch.

    Returns:
        A list of arrays, in order; the last one has what is left, which is never nothing.

    Example:
        >>> batches(np.array([4, 1, 0, 3, 2]), 2)
        [array([4, 1]), array([0, 3]), array([2])]
    """
    ### BEGIN SOLUTION
    return [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
    ### END SOLUTION


# %% [markdown]
# ## More digits out of the same
#
# A 3 that is moved by a pixel is still a 3. So each picture can be shown a little moved each time, which makes new data
# of old. That is called *augmentation*. In unit 6 the networks read fewer digits as soon as these had moved by a pixel.
# Moved pictures to learn from help against that.


# %%
# Hint: Make zeros of the shape of x, and copy from each picture what stays in it.
# Hint: A picture that moves down by 1 has row i of the old one in its row i + 1. What leaves is lost, nothing comes
#     back in on the other side.
# Hint: Rows down: to H + down come from 0: to H where down is positive. Or put a rim of zeros around the picture, wide
#     enough, and cut out another part of it.
def shifted(x, moves):
    """Move each picture by whole pixels; zeros come in.

    Args:
        x: (N, H, W, C), the pictures.
        moves: (N, 2), integers: for each picture, how many pixels down and how many to the right. Negative ones go up
            and to the left. None is larger than the picture.

    Returns:
        (N, H, W, C), a new array.

    Example:
        >>> shifted(np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1), np.array([[1, 0]]))
        array([[[[0.], [0.]], [[1.], [2.]]]])
    """
    ### BEGIN SOLUTION
    height, width = x.shape[1:3]
    moved = np.zeros(x.shape)
    for picture, old, (down, right) in zip(moved, x, moves):
        kept = old[max(0, -down) : height - max(0, down), max(0, -right) : width - max(0, right)]
        picture[max(0, down) : height + min(0, down), max(0, right) : width + min(0, right)] = kept
    return moved
    ### END SOLUTION


# %% [markdown]
# ## The network
#
# $$x \to \text{conv} \to \text{ReLU} \to \text{pool} \to \text{conv} \to \text{ReLU} \to \text{pool} \to
#   \text{flatten} \to \text{fully connected} \to \text{softmax} \to \hat y$$
#
# Two convolutions, both "same". The second looks at what the first has found. Pooling halves height and width each
# time, and drops what is left over: 10, 5, 2. You choose how many filters there are and how large they are.
#
# | | shape | |
# |---|---|---|
# | `W1`, `b1` | $(F_H, F_W, C, F_1)$, $(F_1,)$ | the first filters |
# | `W2`, `b2` | $(G_H, G_W, F_1, F_2)$, $(F_2,)$ | the second ones, each as deep as there are first ones |
# | `Wd`, `bd` | $(h\,w\,F_2,\;K)$, $(K,)$ | the fully connected layer, on $h$ by $w$ numbers a map |


# %%
def first_params(shape, first, second, size, rng):
    """Draw parameters for pictures of shape (H, W, C): `first` and `second` filters of size by size; ten classes."""
    height, width, channels = shape
    shapes = {
        "W1": (size, size, channels, first),
        "W2": (size, size, first, second),
        "Wd": (height // 4 * (width // 4) * second, 10),
    }
    weights = {name: rng.standard_normal(shape) * np.sqrt(2 / np.prod(shape[:-1])) for name, shape in shapes.items()}
    return {**weights, "b1": np.zeros(first), "b2": np.zeros(second), "bd": np.zeros(10)}


def reader_forward(x, params):
    """Send pictures (N, H, W, C) through the network: (N, K), the probabilities of the classes."""
    for layer in "12":
        x = pool_forward(np.maximum(conv_forward(x, params["W" + layer], params["b" + layer]), 0))
    scores = x.reshape(len(x), -1) @ params["Wd"] + params["bd"]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


# %% [markdown]
# The way back is that of unit 6, with one stretch more. From the scores it goes through the fully connected layer, the
# pooling, the ReLU, and then through the second convolution. What comes out there is the slope of the *first* pooled
# maps. So its `dx` is needed this time.


# %%
# Hint: Go forwards a layer at a time and keep what each gives; reader_forward shows the order. Then go back.
# Hint: At the scores the slope is (y_hat - y) / N. In each of the two blocks: pool_backward, times where the ReLU let
#     through, conv_backward.
# Hint: After the dense layer, reshape to the second pooled maps. conv_backward of the second layer gives the slope of
#     the first pooled maps; that of the first layer is asked for dw and db alone.
def reader_loss_and_gradients(x, y, params):
    """The loss of the network on a batch, and its gradients.

    Args:
        x: (N, H, W, C), the pictures.
        y: (N, K), their classes, one-hot.
        params: dict of `W1`, `b1`, `W2`, `b2`, `Wd`, `bd`.

    Returns:
        (loss, grads): the cross-entropy averaged over the N pictures, one number; and the dict `dW1`, `db1`, `dW2`,
        `db2`, `dWd`, `dbd`, each of its parameter's shape. Where the true class was given a probability of 0 the loss
        is large, above 15.9, but finite.

    Example:
        >>> x, y, one = np.full((1, 4, 4, 1), 2.0), np.array([[1.0, 0.0]]), np.ones((1, 1, 1, 1))
        >>> params = {"W1": one, "b1": np.zeros(1), "W2": one, "b2": np.zeros(1), "Wd": np.array([[1.0, 1.0]])}
        >>> loss, grads = reader_loss_and_gradients(x, y, {**params, "bd": np.zeros(2)})
        >>> loss  # both classes are equally probable: log 2
        0.69314718
        >>> grads["dWd"], grads["dbd"]  # 2 arrives
        (array([[-1., 1.]]), array([-0.5, 0.5]))
        >>> params = {**params, "Wd": np.array([[1.0, 0.0]]), "bd": np.array([0.0, 2.0])}  # equally probable again
        >>> loss, grads = reader_loss_and_gradients(x, y, params)
        >>> grads["dW2"], grads["db2"], grads["dW1"]  # -0.5 goes back, to one place of each map; 2 had arrived there
        (array([[[[-1.]]]]), array([-0.5]), array([[[[-1.]]]]))
    """
    ### BEGIN SOLUTION
    z1 = conv_forward(x, params["W1"], params["b1"])
    a1 = np.maximum(z1, 0)
    s1 = pool_forward(a1)
    z2 = conv_forward(s1, params["W2"], params["b2"])
    a2 = np.maximum(z2, 0)
    s2 = pool_forward(a2)
    features = s2.reshape(len(x), -1)
    y_hat = reader_forward(x, params)
    loss = -np.sum(y * np.log(np.maximum(y_hat, 1e-30))) / len(x)

    dscores = (y_hat - y) / len(x)
    ds2 = (dscores @ params["Wd"].T).reshape(s2.shape)
    ds1, dW2, db2 = conv_backward(pool_backward(ds2, a2) * (z2 > 0), s1, params["W2"])
    _, dW1, db1 = conv_backward(pool_backward(ds1, a1) * (z1 > 0), x, params["W1"])
    return loss, {
        "dW1": dW1,
        "db1": db1,
        "dW2": dW2,
        "db2": db2,
        "dWd": features.T @ dscores,
        "dbd": dscores.sum(axis=0),
    }
    ### END SOLUTION


# %% [markdown]
# ## The budget
#
# A larger network reads better, and costs more. Here it may have **4,000 parameters**, all numbers that are learnt.


# %%
# Hint: What does the network learn? Count that.
# Hint: Every entry of every array is one parameter.
# Hint: An array's `size` is how many entries it has.
def count_parameters(params):
    """Count the numbers that a network has to learn.

    Args:
        params: dict of arrays, of any names and shapes.

    Returns:
        How many entries they have together, an int.

    Example:
        >>> count_parameters({"W": np.zeros((2, 3)), "b": np.zeros(3)})
        9
    """
    ### BEGIN SOLUTION
    return int(sum(weight.size for weight in params.values()))
    ### END SOLUTION


# %% [markdown]
# ## How good is it?
#
# The loss is what a network learns by. What one wants to know is how many digits it reads: the *accuracy*. The class
# with the highest probability is the answer. In NumPy, `np.argmax(a, axis=1)` says for each row where the largest
# number stands, and the mean of true and false is the share of what is true.


# %%
# Hint: What does a network answer that gives several probabilities?
# Hint: In each row, compare where the largest probability stands with where the 1 stands.
# Hint: np.argmax(..., axis=1) for both, and the mean of where they are the same.
def accuracy(y_hat, y):
    """The share of samples whose most probable class is the right one.

    Args:
        y_hat: (N, K), probabilities.
        y: (N, K), the true classes, one-hot.

    Returns:
        One number from 0 to 1. Of several classes that are equally probable, the first counts.

    Example:
        >>> accuracy(np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]]), np.array([[1, 0, 0], [0, 0, 1]]))
        0.5
    """
    ### BEGIN SOLUTION
    return np.mean(np.argmax(y_hat, axis=1) == np.argmax(y, axis=1))
    ### END SOLUTION


# %% [markdown]
# ## When to stop
#
# Unit 6 showed the held-out loss fall, and rise again. *Early stopping* keeps the parameters of the epoch where it was
# lowest, and gives up when it hasn't been lower for some epochs. How many is called the *patience*.


# %%
# Hint: Where is the lowest loss so far, and how long ago is that?
# Hint: np.argmin names the first of several that are equally low.
# Hint: Between the best epoch and the last one lie len(losses) - 1 - best epochs without a lower loss.
def early_stop(losses, patience):
    """Say which epoch was best so far, and whether to stop.

    Args:
        losses: the held-out loss after each epoch so far, one or more.
        patience: epochs without a lower loss after which one gives up, 1 or more.

    Returns:
        (best, stop): the index of the lowest loss, the first of several, an int; and whether `patience` epochs or more
        have come after it, True or False.

    Example:
        >>> early_stop([3.0, 1.0, 2.0, 1.5], 2)
        (1, True)
    """
    ### BEGIN SOLUTION
    best = int(np.argmin(losses))
    return best, len(losses) - 1 - best >= patience
    ### END SOLUTION


# %% [markdown]
# ## The capstone
#
# Now put it together. `train_reader` gets 600 pictures with their classes, and gives back the parameters of a network.
# What it reads of 500 **hidden digits** is measured:
#
# - The hidden pictures and their classes never reach your code. Your parameters are handed over, and the check sends
#   the hidden pictures through the network above by itself.
# - The digits of your self-check and those of grading are others. In both they are mirrored or turned, all alike, and
#   the classes are renamed (what is called a 3 may be a 7). So weights that were learnt at home read nothing.
# - A network with more than 4,000 parameters earns nothing. Training may take 10 seconds of one processor, or what your
#   course says; what takes longer earns nothing, either.
#
# | share of the hidden digits that is read | points |
# |---|---|
# | at least 50 % | 2 |
# | at least 70 % | 2 more |
# | at least 80 % | 2 more |
# | at least 85 % | 2 more |
#
# What can be reached? *Guessing* reads 10 %. *Softmax regression*, pixels and one fully connected layer, reads 72 to
# 75 % on five draws of the digits, and 67 to 79 % on a hundred: 80 % need a convolution. The reference has 8 and 24
# filters, 2,802 parameters. It reads 93 to 95 % on the five draws and 88 to 97 % on the hundred, in about two seconds.
# It isn't the best possible: there is room above it, but no more points.
#
# A network near a bound may fall on either side of it, as the digits are others each time. With 500 of them, one or two
# in a hundred more or less mean nothing. Errors in your functions above cost points here, too: it is the whole that is
# measured. Ideas, the most useful first: Adam; a held-out part to stop by; moved pictures; a learning rate that falls;
# more filters, as far as the budget goes.
#
# **Think:** may one try ten networks, keep the one that reads most hidden digits, and report that number?
#
# <details><summary>Answer</summary>
#
# The number is too good. Of ten networks that are equally good, the luckiest was chosen, by the very digits that should
# have told how good it is. New digits would show it; that is why each grading draws its own.
#
# </details>


# %%
# Hint: Set some pictures aside, draw first parameters, loop over epochs and batches; after each epoch note the loss on
#     what is set aside, and the parameters.
# Hint: A permutation of all places splits. Adam at 0.01 with batches of 20 learns enough in ten epochs. Hand the
#     memory on from step to step.
# Hint: Return the parameters of the best epoch. rng.integers(-1, 2, (n, 2)) moves n pictures by a pixel at most.
def train_reader(x, y, rng):
    """Train a network that reads digits.

    Args:
        x: (N, H, W, 1), the pictures, between 0 and 1.
        y: (N, 10), their classes, one-hot.
        rng: what draws everything that is random.

    Returns:
        The parameters, a dict of `W1`, `b1`, `W2`, `b2`, `Wd`, `bd`: at most 4,000 numbers, for `reader_forward`.

    Example:
        >>> x, y = np.zeros((20, 4, 4, 1)), np.eye(10)[np.arange(20) % 10]
        >>> sorted(train_reader(x, y, np.random.default_rng(0)))
        ['W1', 'W2', 'Wd', 'b1', 'b2', 'bd']
    """
    ### BEGIN SOLUTION
    order = rng.permutation(len(x))
    held_out, seen = order[: len(x) // 10], order[len(x) // 10 :]
    params, memory = first_params(x.shape[1:], 8, 24, 3, rng), {}
    losses, kept = [], []
    for epoch in range(12):
        for batch in batches(rng.permutation(seen), 20):
            moved = shifted(x[batch], rng.integers(-1, 2, (len(batch), 2)))
            _, grads = reader_loss_and_gradients(moved, y[batch], params)
            params, memory = adam(params, grads, memory, 0.01 * (1 - epoch / 12))
        losses.append(reader_loss_and_gradients(x[held_out], y[held_out], params)[0])
        kept.append(params)
        best, stop = early_stop(losses, 5)
        if stop:
            break
    return kept[best]
    ### END SOLUTION


# %% [markdown]
# Here it learns from the first 600 digits of your file. The other 400 play the hidden ones. Beside it stands softmax
# regression, and the bounds of the table as lines.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(SEED)
    x, y, new_x, new_y = pictures[:600], classes[:600], pictures[600:], classes[600:]
    params = train_reader(x, y, rng)
    y_hat = reader_forward(new_x, params)

    w, b = np.zeros((100, 10)), np.zeros(10)  # softmax regression, by gradient descent
    for _ in range(40):
        for batch in batches(rng.permutation(600), 30):
            rows = x[batch].reshape(-1, 100)
            powers = np.exp(rows @ w + b)
            slope = (powers / powers.sum(axis=1, keepdims=True) - y[batch]) / len(batch)
            w, b = w - 0.3 * rows.T @ slope, b - 0.3 * slope.sum(axis=0)
    shares = {
        "guessing": 0.1,
        "softmax regression": accuracy(new_x.reshape(-1, 100) @ w + b, new_y),
        "your network": accuracy(y_hat, new_y),
    }
    print(f"{count_parameters(params):,} parameters; {shares['your network']:.1%} of 400 new digits are read")
    figure, axis = plt.subplots(figsize=(7, 2.4), layout="constrained")
    for row, share in enumerate(shares.values()):
        axis.barh(row, share, 0.6, color="tab:blue")
        axis.text(share + 0.01, row, f"{share:.0%}", va="center")
    for bound in (0.5, 0.7, 0.8, 0.85):
        axis.axvline(bound, color="tab:orange", linestyle=":")
    axis.set_yticks(range(3), shares)
    axis.invert_yaxis()
    axis.set_xlim(0, 1.1)
    axis.set_xlabel("new digits read correctly (dotted: the bounds)")
    plt.show()

# %% [markdown]
# ![What you should see: bars; the network is far ahead of softmax regression, beyond all bounds](seen/scale.png)
#
# ![And in numbers](seen/reader.txt)

# %% proves="the network reads far more than softmax regression does, and more than the highest bound"
if __name__ == "__main__":
    assert 0.65 < shares["softmax regression"] < 0.8
    assert shares["your network"] > 0.85
    assert count_parameters(params) == 2802

# %%
if __name__ == "__main__":
    trust = (y_hat * new_y).sum(axis=1)
    figure, axes = plt.subplots(1, 8, figsize=(8.4, 1.6), layout="constrained")
    for axis, i in zip(axes, np.argsort(trust)):
        axis.imshow(new_x[i, :, :, 0], cmap="gray_r")
        axis.set_title(f"{y_hat[i].argmax()} (it is {new_y[i].argmax()})", fontsize=10)
        axis.axis("off")
    plt.show()

# %% [markdown]
# ![What you should see: the eight digits that it was most wrong about](seen/misread.png)
#
# These are the eight that it was most wrong about. Look at such digits before you change anything: would more data
# help, or a move, or can't they be read by anybody?
