# %% [markdown]
# # A convolutional network from scratch
#
# A picture is a grid of numbers. A fully connected layer would forget the grid: it treats the pixel next door like
# one in the far corner. A convolutional network looks at small neighbourhoods instead, with the same few weights
# everywhere. In this unit you build all of its layers, forwards and backwards, put them together, and teach the
# network to read handwritten digits.
#
# Thirteen functions are yours to write. Each has a cell of its own, with a docstring that says what goes in and
# what comes out; replace the line `raise NotImplementedError()` by your code. Below each stands a cell that checks
# it and tells you what is wrong. Run it as often as you like.
#
# **Shapes.** A batch of pictures is `x`, of shape $(N, H, W, C)$: $N$ pictures, each of height $H$, width $W$ and
# $C$ channels (1 for grey, 3 for red, green and blue). Height always comes before width, and nothing has to be square.
#
# The pictures and the digits come with scikit-learn; it is needed for the cells that show something
# (`pip install scikit-learn`), but not for your functions.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

# %% [markdown]
# From an earlier unit, the softmax is given. It does well with scores of ordinary size; for large ones
# `np.exp` overflows.


# %%
def softmax(z):
    """Turn rows of scores into rows of probabilities; `z` is (N, K), its entries not too far from 0."""
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


# %% [markdown]
# ## How far can a filter slide?
#
# A *filter* (or *kernel*) is a small grid of weights. It slides over the picture, and at each stop gives one number.
# The *stride* $s$ is how many pixels it moves on each time. Along one side of $n$ pixels, a filter $f$ pixels long
# makes
#
# $$n' = \left\lfloor \frac{n - f}{s} \right\rfloor + 1 \quad\text{stops (valid)} \qquad\qquad
#   n' = \left\lceil \frac n s \right\rceil \quad\text{stops (same)}$$
#
# With **valid** padding it stays inside; pixels at the end that no whole stop covers are dropped. With **same** padding
# the picture gets a rim of zeros, just wide enough for $\lceil n / s \rceil$ stops: at stride 1 the result is as
# large as the picture.


# %%
# Hint: "valid": how often can a filter of width f move on before it hangs over the edge? "same": zeros are added
#     until every stop has room.
# Hint: "valid": the first stop takes f pixels, each further one takes `stride` more. Count the first stop, too.
# Hint: "same": the size depends on n and the stride alone, rounded up. Whole numbers: `//` rounds down, and -(-a //
#     b) rounds up.
def output_size(n, f, stride=1, padding="valid"):
    """Count the stops of a filter along one side of a picture.

    Args:
        n: pixels along this side.
        f: the filter's length along it; with "valid" at most n.
        stride: pixels from one stop to the next; it may be larger than f.
        padding: "valid" or "same".

    Returns:
        The number of stops, an int.

    Chapter: "Strides" and "Padding".
    """
    ### BEGIN SOLUTION
    if padding == "same":
        return -(-n // stride)
    return (n - f) // stride + 1
    ### END SOLUTION


# %% [markdown]
# ## A rim of zeros
#
# For $n'$ stops a side needs $(n' - 1)\,s + f$ pixels. What it lacks is filled up with zeros:
#
# $$p = \max\bigl((n' - 1)\,s + f - n,\; 0\bigr)$$
#
# Half of them go before the picture and half after. When $p$ is odd, the odd one goes after: at the bottom, or on the
# right.


# %%
# Hint: How many pixels are needed along a side for all stops, and how many are there?
# Hint: The stops need (stops - 1) * stride + f pixels; output_size tells how many stops there are. What is missing is
#     added, and never less than 0.
# Hint: Half of it goes before, rounded down, the rest after. np.pad takes a pair for each axis: the samples and the
#     channels get (0, 0).
def pad_same(x, fh, fw, stride):
    """Put the rim of zeros around pictures that "same" padding needs.

    Args:
        x: (N, H, W, C), the pictures.
        fh, fw: height and width of the filter.
        stride: pixels from one stop to the next, in both directions.

    Returns:
        (N, H + p_h, W + p_w, C), where p = max((ceil(n / stride) - 1) stride + f - n, 0) for each of the two sides.
        p // 2 zeros stand before the picture, the others after it. Nothing is ever cut off.

    Chapter: "Padding".
    """
    ### BEGIN SOLUTION
    rim = [(0, 0)]
    for n, f in ((x.shape[1], fh), (x.shape[2], fw)):
        stops = output_size(n, f, stride, "same")
        p = max((stops - 1) * stride + f - n, 0)
        rim.append((p // 2, p - p // 2))
    return np.pad(x, [*rim, (0, 0)])
    ### END SOLUTION


# %% [markdown]
# ## Slide, multiply, sum
#
# At each stop, multiply every weight of the filter by the pixel under it and add up the products:
#
# $$y_{ij} = \sum_{u} \sum_{v} \text{image}_{\,i s + u,\; j s + v} \cdot \text{kernel}_{\,u v}$$
#
# The kernel is *not* turned round first, as it is in a mathematician's convolution.


# %%
# Hint: At every stop: cut out a window, multiply it with the kernel entry by entry, add up.
# Hint: How many stops there are, output_size says, for rows and columns each. Two loops, or one over np.ndindex.
# Hint: The window of stop (i, j) begins at i * stride and j * stride and is as large as the kernel. The kernel isn't
#     turned around.
def convolve2d(image, kernel, stride=1):
    """Slide one kernel over one grey picture, without padding.

    Args:
        image: (H, W).
        kernel: (FH, FW), no larger than the image.
        stride: pixels from one stop to the next, in both directions.

    Returns:
        (H', W'), the feature map: image[i stride + u, j stride + v] kernel[u, v], summed over u and v.

    Chapter: "Convolutional layers".
    """
    ### BEGIN SOLUTION
    rows = output_size(image.shape[0], kernel.shape[0], stride, "valid")
    columns = output_size(image.shape[1], kernel.shape[1], stride, "valid")
    feature_map = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        window = image[i * stride : i * stride + kernel.shape[0], j * stride : j * stride + kernel.shape[1]]
        feature_map[i, j] = np.sum(window * kernel)
    return feature_map
    ### END SOLUTION


# %% [markdown]
# What does a filter see? One that weighs a pixel against its neighbours answers 0 wherever the picture is even, and
# lights up at edges. Add the picture itself to that, and the edges stand out: the picture is sharpened.

# %%
if __name__ == "__main__":
    from sklearn.datasets import load_sample_image

    colour = load_sample_image("china.jpg")[20:340, 60:540] / 255
    grey = colour.mean(axis=2)
    edges = np.array([[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]])
    sharpen = np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]])
    pictures = {
        "The picture": grey,
        "Edges": np.abs(convolve2d(grey, edges)),
        "Sharpened": convolve2d(grey, sharpen),
    }
    figure, axes = plt.subplots(1, 3, figsize=(12, 3.1), layout="constrained")
    for axis, (title, picture) in zip(axes, pictures.items()):
        axis.imshow(picture, cmap="gray", vmin=0, vmax=0.6 if title == "Edges" else 1)
        axis.set_title(f"{title}, {picture.shape[0]} x {picture.shape[1]}")
        axis.axis("off")
    plt.show()

# %% [markdown]
# ## A whole layer of filters
#
# A colour picture has three channels, and one filter is never enough. So the weights `w` of a layer have the shape
# $(F_H, F_W, C, K)$: $K$ filters, each as deep as the picture. Each adds up over all channels and adds its bias; the
# $K$ feature maps become the channels of the result.
#
# $$y_{n i j k} = b_k + \sum_{u, v, c} x_{n,\; i s + u,\; j s + v,\; c} \; w_{u v c k}$$


# %%
# Hint: It is convolve2d for many pictures, channels and filters: which sums go over what?
# Hint: Pad first, if it is "same". At each stop, window (N, fh, fw, C) and filters (fh, fw, C, K) give (N, K): the
#     sum goes over the window's rows, columns and channels.
# Hint: np.einsum or np.tensordot do that in one line. Each filter has one bias, which is added once at each stop, not
#     once a channel.
def conv_forward(x, w, b, stride=1, padding="valid"):
    """Convolve a batch of pictures with K filters.

    Args:
        x: (N, H, W, C), the pictures.
        w: (FH, FW, C, K), the filters.
        b: (K,), one bias for each.
        stride: pixels from one stop to the next, in both directions.
        padding: "valid", or "same" for the rim of zeros of `pad_same`.

    Returns:
        (N, H', W', K), the feature maps; H' and W' as `output_size` says.

    Chapter: "Convolutional layers".
    """
    ### BEGIN SOLUTION
    fh, fw, _, num_filters = w.shape
    if padding == "same":
        x = pad_same(x, fh, fw, stride)
    rows = output_size(x.shape[1], fh, stride, "valid")
    columns = output_size(x.shape[2], fw, stride, "valid")
    maps = np.zeros((len(x), rows, columns, num_filters))
    for i, j in np.ndindex(rows, columns):
        window = x[:, i * stride : i * stride + fh, j * stride : j * stride + fw]
        maps[:, i, j] = np.einsum("nuvc,uvck->nk", window, w) + b
    return maps
    ### END SOLUTION


# %% [markdown]
# Six filters over a colour picture, with stride 2. Red is where a filter answers above zero, blue where below.
# Filters that look for edges in different directions find different parts of the same flower. (The thin lines along the
# border are the rim of zeros: to a filter, the picture's end is an edge as well.)

# %%
if __name__ == "__main__":
    flower = load_sample_image("flower.jpg")[40:400, 100:580] / 255
    across, both = np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 1.0])
    grids = {
        "left to right": np.outer(across, both),
        "top to bottom": np.outer(both, across),
        "along one diagonal": np.array([[-2.0, -1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 1.0, 2.0]]),
        "along the other": np.array([[0.0, 1.0, 2.0], [-1.0, 0.0, 1.0], [-2.0, -1.0, 0.0]]),
        "all edges": 2 * edges,
    }
    filters = np.stack([np.repeat(grid[:, :, None] / 3, 3, axis=2) for grid in grids.values()], axis=3)
    red_not_green = np.zeros((3, 3, 3, 1))
    red_not_green[1, 1, :, 0] = [2.0, -2.0, 0.0]
    filters = np.concatenate([filters, red_not_green], axis=3)
    maps = conv_forward(flower[None], filters, np.zeros(6), stride=2, padding="same")
    print(f"picture {flower.shape}, filters {filters.shape}, feature maps {maps.shape[1:]}")
    figure, axes = plt.subplots(2, 3, figsize=(11, 5.9), layout="constrained")
    for k, (axis, title) in enumerate(zip(axes.flat, [*grids, "red, not green"])):
        axis.imshow(maps[0, :, :, k], cmap="RdBu_r", vmin=-1.2, vmax=1.2)
        axis.set_title(title)
        axis.axis("off")
    figure.suptitle("Six feature maps")
    plt.show()

# %% [markdown]
# ## Backwards through a convolution
#
# Nobody chooses the filters of a network by hand: they start at random and are learnt. For that we need the slope of
# the loss with respect to everything that went in, given `dout`, its slope with respect to everything that came out.
#
# One output $y_{nijk}$ used the weight $w_{uvck}$ on the pixel $x_{n,\,is+u,\,js+v,\,c}$. So the slope of the output
# goes to that weight, times the pixel; and to that pixel, times the weight. A weight works at every stop of every
# picture, and a pixel can lie under several stops, so everything that arrives at one place *adds up*:
#
# $$\mathrm{d}w_{uvck} = \sum_{n, i, j} x_{n,\,is+u,\,js+v,\,c}\;\mathrm{d}y_{nijk} \qquad
#   \mathrm{d}x_{n,\,is+u,\,js+v,\,c} \mathrel{+}= \sum_k w_{uvck}\,\mathrm{d}y_{nijk} \qquad
#   \mathrm{d}b_k = \sum_{n, i, j} \mathrm{d}y_{nijk}$$
#
# With "same" padding, all this happens on the padded picture; the rim is cut off at the end. A pixel that no stop
# covers has a slope of 0.


# %%
# Hint: Go over the same stops as forwards. At each, dout[:, i, j] is (N, K): whom does it concern?
# Hint: It concerns the filters, through the window that they saw, and the pixels of that window, through the filters.
#     Both add up over the stops, with +=: windows overlap.
# Hint: Sum up dx in an array as large as the padded picture, and cut the rim off at the end, half of it rounded down
#     before. db is the sum of dout over samples, rows and columns.
def conv_backward(dout, x, w, stride=1, padding="valid"):
    """The gradients of a convolution, from the gradient of its output.

    Args:
        dout: (N, H', W', K), the gradient with respect to the output of `conv_forward`.
        x: (N, H, W, C), the pictures that went in.
        w: (FH, FW, C, K), the filters.
        stride, padding: as they were in `conv_forward`.

    Returns:
        (dx, dw, db): (N, H, W, C), (FH, FW, C, K) and (K,).

    Chapter: "Convolutional layers" (the filters are learnt by backpropagation).
    """
    ### BEGIN SOLUTION
    (fh, fw), (height, width) = w.shape[:2], x.shape[1:3]
    padded = pad_same(x, fh, fw, stride) if padding == "same" else x
    rows = output_size(padded.shape[1], fh, stride, "valid")
    columns = output_size(padded.shape[2], fw, stride, "valid")
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), dout.sum(axis=(0, 1, 2))
    for i, j in np.ndindex(rows, columns):
        window = np.s_[:, i * stride : i * stride + fh, j * stride : j * stride + fw]
        dw += np.einsum("nuvc,nk->uvck", padded[window], dout[:, i, j])
        dpadded[window] += np.einsum("nk,uvck->nuvc", dout[:, i, j], w)
    top, left = (padded.shape[1] - height) // 2, (padded.shape[2] - width) // 2
    dx = dpadded[:, top : top + height, left : left + width]
    return dx, dw, db
    ### END SOLUTION


# %% [markdown]
# ## Pooling: keep what matters
#
# Feature maps are large. Pooling slides a window over each channel on its own and keeps one number of each stop: the
# largest, the average or the sum. It has no weights, and windows that don't fit are dropped.


# %%
# Hint: One number for each window, each channel by itself. What is it in each of the three modes?
# Hint: The stops are those of a "valid" convolution with a filter of `size`.
# Hint: np.max, np.mean and np.sum take axis=(1, 2): over the window's rows and columns, not over samples or channels.
def pool_forward(x, size, stride, mode):
    """Shrink feature maps: one number for each window.

    Args:
        x: (N, H, W, C).
        size: height and width of the window, one int; it fits into x.
        stride: pixels from one window to the next, one int for both directions. Windows overlap where it is smaller
            than `size`, and leave pixels out where it is larger.
        mode: "max", "average" or "sum".

    Returns:
        (N, H', W', C), with H' and W' as `output_size` says for "valid".

    Chapter: "Pooling layers".
    """
    ### BEGIN SOLUTION
    rows, columns = output_size(x.shape[1], size, stride, "valid"), output_size(x.shape[2], size, stride, "valid")
    pooled = np.zeros((len(x), rows, columns, x.shape[3]))
    for i, j in np.ndindex(rows, columns):
        window = x[:, i * stride : i * stride + size, j * stride : j * stride + size]
        pooled[:, i, j] = {"max": np.max, "average": np.mean, "sum": np.sum}[mode](window, axis=(1, 2))
    return pooled
    ### END SOLUTION


# %% [markdown]
# The map of all edges, pooled in three ways, 12 x 12 pixels to one. A twelfth of the size each way, and still a
# flower. (The sum is the average on another scale: look at the colour bars.)

# %%
if __name__ == "__main__":
    edge_map = np.maximum(maps[:, :, :, 4:5], 0)
    figure, axes = plt.subplots(1, 4, figsize=(13, 2.6), layout="constrained")
    drawn = axes[0].imshow(edge_map[0, :, :, 0], cmap="magma", vmax=0.8)
    axes[0].set_title(f"the map, {edge_map.shape[1]} x {edge_map.shape[2]}")
    figure.colorbar(drawn, ax=axes[0], fraction=0.035)
    for axis, mode in zip(axes[1:], ("max", "average", "sum")):
        pooled = pool_forward(edge_map, 12, 12, mode)[0, :, :, 0]
        drawn = axis.imshow(pooled, cmap="magma")
        axis.set_title(f"{mode}, {pooled.shape[0]} x {pooled.shape[1]}")
        figure.colorbar(drawn, ax=axis, fraction=0.035)
    for axis in axes:
        axis.axis("off")
    plt.show()

# %% [markdown]
# ## Backwards through pooling
#
# Who had a say in an output gets its slope:
#
# - **sum**: every pixel of the window counts in full, so each gets the whole slope;
# - **average**: each counts for one in $\text{size}^2$, and gets that share;
# - **max**: only the largest pixel was heard, so it gets everything. Where several are equally large, the first one
#   in reading order (row by row, from left to right) gets it all.
#
# Windows may overlap: then a pixel gets something from several of them, and it adds up.


# %%
# Hint: Each window gets one number back. To which of its pixels does it go, in each mode?
# Hint: "sum": to all in full; "average": to all, divided by how many they are; "max": to the largest alone, the first
#     of them if there are several.
# Hint: Windows may overlap, so add with +=. For "max", unroll each window's pixels in reading order, so that
#     np.argmax finds the first of the largest, for each sample and channel by itself.
def pool_backward(dout, x, size, stride, mode):
    """The gradient of pooling, from the gradient of its output.

    Args:
        dout: (N, H', W', C), the gradient with respect to the output of `pool_forward`.
        x: (N, H, W, C), what went in.
        size, stride, mode: as they were in `pool_forward`.

    Returns:
        dx: (N, H, W, C). Overlapping windows add up; a tie gives all to the first maximum in row-major order; a pixel
        in no window has 0.

    Chapter: "Pooling layers".
    """
    ### BEGIN SOLUTION
    rows, columns = output_size(x.shape[1], size, stride, "valid"), output_size(x.shape[2], size, stride, "valid")
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(rows, columns):
        window = np.s_[:, i * stride : i * stride + size, j * stride : j * stride + size]
        pixels = x[window].reshape(len(x), size**2, -1)  # in reading order; argmax gives the first of the largest
        largest = np.arange(size**2)[:, None] == np.argmax(pixels, axis=1, keepdims=True)
        share = {"max": largest.reshape(x[window].shape), "average": 1 / size**2, "sum": 1}[mode]
        dx[window] += share * dout[:, i : i + 1, j : j + 1]
    return dx
    ### END SOLUTION


# %% [markdown]
# ## From maps to answers
#
# Convolution and pooling find features; a fully connected layer decides what they mean. It wants one row for each
# picture, so the maps are unrolled first, in the order in which NumPy stores them (*row-major*: the last axis runs
# fastest).


# %%
# Hint: A row for each picture: which axis stays?
# Hint: The entries keep their order; nothing is transposed.
# Hint: reshape takes the number of pictures, and -1 for whatever is left; that works for a batch of one, too.
def flatten(x):
    """Unroll the maps of each picture into one row.

    Args:
        x: (N, H, W, C).

    Returns:
        (N, H W C), each row in row-major order: channels run fastest, then columns, then rows.

    Chapter: "Fully connected layers".
    """
    ### BEGIN SOLUTION
    return x.reshape(len(x), -1)
    ### END SOLUTION


# %%
# Hint: Every output weighs all inputs: which product does that?
# Hint: Samples are rows, so that they stand to the left of the weights.
# Hint: The bias has an entry for each output, and is added to every row by itself.
def fully_connected_forward(x, w, b):
    """A weighted sum of everything, for every output: x w + b.

    Args:
        x: (N, D), one row for each picture.
        w: (D, K), the weights.
        b: (K,), the biases.

    Returns:
        (N, K).

    Chapter: "Fully connected layers".
    """
    ### BEGIN SOLUTION
    return x @ w + b
    ### END SOLUTION


# %% [markdown]
# On the way back, with $\mathrm{d}y$ for `dout`:
#
# $$\mathrm{d}x = \mathrm{d}y\, w^\top \qquad \mathrm{d}w = x^\top \mathrm{d}y \qquad
#   \mathrm{d}b = \sum_n \mathrm{d}y_n$$


# %%
# Hint: Three gradients, each of the shape of what it belongs to. The shapes tell almost everything.
# Hint: dx goes back through the weights, turned round; dw is made of the input and dout.
# Hint: Whatever is summed over is the axis that both have in common: put it in the middle of `@` with .T. For the
#     bias, add dout up over the samples.
def fully_connected_backward(dout, x, w):
    """The gradients of a fully connected layer, from the gradient of its output.

    Args:
        dout: (N, K), the gradient with respect to x w + b.
        x: (N, D), what went in.
        w: (D, K), the weights.

    Returns:
        (dx, dw, db): (N, D), (D, K) and (K,).

    Chapter: "Fully connected layers".
    """
    ### BEGIN SOLUTION
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
    ### END SOLUTION


# %% [markdown]
# ## The whole network
#
# $$x \;\to\; \text{convolution (same)} \;\to\; \text{ReLU} \;\to\; \text{max pooling } 2 \times 2 \;\to\;
#   \text{flatten} \;\to\; \text{fully connected} \;\to\; \text{softmax} \;\to\; \hat y$$
#
# ReLU keeps what is above zero and turns the rest into zero. The weights travel in a dict:
#
# | | shape | |
# |---|---|---|
# | `Wc` | $(F_H, F_W, C, F)$ | the filters |
# | `bc` | $(F,)$ | their biases |
# | `Wd` | $(\lfloor H/2 \rfloor \lfloor W/2 \rfloor F,\; K)$ | the fully connected (*dense*) layer |
# | `bd` | $(K,)$ | its biases |
#
# One trap: the given `softmax` fails when scores are in the hundreds, because `np.exp` does. But adding one number
# to all scores of a picture leaves its probabilities as they are, so you can move the scores to where it works.


# %%
# Hint: Picture to maps, to smaller maps, to a row, to scores, to probabilities: you have a function for almost each.
# Hint: The convolution is "same" with stride 1; pooling takes the largest of 2 x 2, with stride 2. ReLU comes between
#     the two.
# Hint: After flatten come the dense layer with Wd and bd, and softmax of its scores, along the classes. Take the
#     largest score of each row off first, so that exp doesn't overflow.
def cnn_forward(x, params):
    """Send pictures through the network: how probable is each class?

    Args:
        x: (N, H, W, C), the pictures.
        params: dict of `Wc` (FH, FW, C, F), `bc` (F,), `Wd` ((H//2)(W//2)F, K), `bd` (K,).

    Returns:
        (N, K), probabilities: convolution ("same", stride 1), ReLU, max pooling (size 2, stride 2), flatten, fully
        connected, softmax. They are finite, and right, however large the scores are.

    Chapter: "The architecture of CNNs".
    """
    ### BEGIN SOLUTION
    maps = np.maximum(conv_forward(x, params["Wc"], params["bc"], 1, "same"), 0)
    features = flatten(pool_forward(maps, 2, 2, "max"))
    scores = fully_connected_forward(features, params["Wd"], params["bd"])
    return softmax(scores - scores.max(axis=1, keepdims=True))
    ### END SOLUTION


# %% [markdown]
# ## How wrong, and who is to blame?
#
# The cross-entropy looks at the probability that each picture's true class was given:
#
# $$L = -\frac 1 N \sum_{n} \sum_{k} y_{nk} \log \hat y_{nk}$$
#
# A right answer given for certain costs nothing; a wrong one given for certain costs a lot. (It must not cost
# infinitely much: keep the logarithm away from exactly 0.)
#
# Softmax and cross-entropy together have a simple slope with respect to the scores: $(\hat y - y) / N$. From
# there walk back through all the layers, each with the backward function you have written. The slope of ReLU is 1
# where its input was above 0, else 0.


# %%
# Hint: Go forwards and keep what every layer gives; then backwards, a layer at a time.
# Hint: At the scores the gradient is (y_hat - y) / N. Then dense layer, pooling, ReLU, convolution: the first, second
#     and last have a function of yours.
# Hint: Between dense layer and pooling the row becomes maps again, in the shape of what pooling gave. ReLU lets
#     through only where the convolution's result was above 0.
def cnn_loss_and_gradients(x, y, params):
    """The loss of the network on a batch, and its gradients.

    Args:
        x: (N, H, W, C), the pictures.
        y: (N, K), their classes, one-hot.
        params: dict of `Wc`, `bc`, `Wd`, `bd`, as for `cnn_forward`.

    Returns:
        (loss, grads): the cross-entropy averaged over the N pictures, one number, and the dict `dWc`, `dbc`, `dWd`,
        `dbd`, each of its parameter's shape. Where the true class was given a probability of 0 the loss is large, but
        finite.

    Chapter: "The architecture of CNNs".
    """
    ### BEGIN SOLUTION
    conv = conv_forward(x, params["Wc"], params["bc"], 1, "same")
    maps = np.maximum(conv, 0)
    pooled = pool_forward(maps, 2, 2, "max")
    features = flatten(pooled)
    y_hat = cnn_forward(x, params)
    loss = -np.sum(y * np.log(np.maximum(y_hat, 1e-30))) / len(x)

    dscores = (y_hat - y) / len(x)
    dfeatures, dWd, dbd = fully_connected_backward(dscores, features, params["Wd"])
    dmaps = pool_backward(dfeatures.reshape(pooled.shape), maps, 2, 2, "max")
    _, dWc, dbc = conv_backward(dmaps * (conv > 0), x, params["Wc"], 1, "same")
    return loss, {"dWc": dWc, "dbc": dbc, "dWd": dWd, "dbd": dbd}
    ### END SOLUTION


# %% [markdown]
# Does the formula agree with a measurement? Nudge each weight of a small network both ways, and compare: anything
# near $10^{-9}$ is rounding, anything near $1$ is a mistake.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(0)
    x_small, y_small = rng.standard_normal((3, 5, 6, 2)), np.eye(3)[[2, 0, 1]]
    shapes = {"Wc": (3, 2, 2, 4), "bc": (4,), "Wd": (2 * 3 * 4, 3), "bd": (3,)}
    params_small = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    for name, weight in params_small.items():
        formula, measured = cnn_loss_and_gradients(x_small, y_small, params_small)[1]["d" + name], np.zeros_like(weight)
        for i in np.ndindex(weight.shape):
            nudge = np.zeros_like(weight)
            nudge[i] = 1e-5
            ahead, behind = (
                cnn_loss_and_gradients(x_small, y_small, {**params_small, name: nudged})[0]
                for nudged in (weight + nudge, weight - nudge)
            )
            measured[i] = (ahead - behind) / 2e-5
        print(f"d{name}: largest difference {np.abs(measured - formula).max():.1e}")

# %% [markdown]
# ## Learning
#
# Minibatch gradient descent: in each *epoch* take all samples in a new random order, cut that into batches, and take
# one step down the gradient of each batch in turn. If the number of samples doesn't divide, the last batch is smaller.
#
# The random orders are drawn outside and handed in, one for each epoch: `[2, 0, 1]` means first sample 2, then 0,
# then 1.


# %%
# Hint: Two loops: over the epochs, and within each over its batches.
# Hint: Each epoch has an order of its own: the rows of a batch are taken from it, in x and y alike. Update after
#     every batch, not after every epoch.
# Hint: An epoch's loss is the mean over its samples. The last batch may be smaller: weigh each batch's loss with its
#     number of samples.
def train_cnn(x, y, params, alpha, orders, batch_size):
    """Train the network by minibatch gradient descent.

    Args:
        x: (N, H, W, C), the pictures.
        y: (N, K), their classes, one-hot.
        params: the dict to start from. It stays as it is, and so do its arrays.
        alpha: the learning rate.
        orders: for each epoch an array of the N indices, the order in which it takes the samples: a list of arrays, or
            one array (epochs, N). Without any, the parameters come back as they came.
        batch_size: samples in a batch; the last one of an epoch has what is left. It may be larger than N.

    Returns:
        (params, losses): the trained parameters, and a list with one number for each epoch: the mean over its
        samples of their batch's loss, each taken before that batch's update. (A batch of 3 counts three times as much
        as a batch of 1.)

    Chapter: "The architecture of CNNs".
    """
    ### BEGIN SOLUTION
    losses = []
    for order in orders:
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            loss, grads = cnn_loss_and_gradients(x[batch], y[batch], params)
            total += loss * len(batch)
            params = {name: weight - alpha * grads["d" + name] for name, weight in params.items()}
        losses.append(total / len(x))
    return params, losses
    ### END SOLUTION


# %% [markdown]
# ## Reading handwriting
#
# 1,797 digits that people wrote by hand, each a picture of 8 x 8 pixels. A fifth of them are put aside: the network
# never sees them while it learns, so they tell how it does on digits that are new to it.

# %%
if __name__ == "__main__":
    from sklearn.datasets import load_digits

    digits = load_digits()
    images, labels = digits.images[:, :, :, None] / 16, digits.target
    rng = np.random.default_rng(1)
    order = rng.permutation(len(images))
    held_out, seen = order[:360], order[360:]
    params = {
        "Wc": rng.standard_normal((3, 3, 1, 8)) * np.sqrt(2 / 9),
        "bc": np.zeros(8),
        "Wd": rng.standard_normal((4 * 4 * 8, 10)) * np.sqrt(1 / 128),
        "bd": np.zeros(10),
    }
    orders = [rng.permutation(len(seen)) for _ in range(30)]
    params, losses = train_cnn(images[seen], np.eye(10)[labels[seen]], params, alpha=0.2, orders=orders, batch_size=32)
    probabilities = cnn_forward(images[held_out], params)
    answers = probabilities.argmax(axis=1)
    accuracy = np.mean(answers == labels[held_out])
    print(f"{len(seen)} digits learnt; {accuracy:.1%} of {len(held_out)} new ones read correctly")

# %%
if __name__ == "__main__":
    plt.figure(figsize=(6, 3.5), layout="constrained")
    plt.semilogy(range(1, len(losses) + 1), losses)
    plt.title("The loss while digits are learnt")
    plt.xlabel("epoch")
    plt.ylabel("cross-entropy")
    plt.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# Some of the new digits, with the network's answer and how sure it is. In the last row, digits that it misread (or was
# least sure of): would you have known them?

# %%
if __name__ == "__main__":
    trust = probabilities[np.arange(len(held_out)), labels[held_out]]
    shown = [*range(16), *np.argsort(trust)[:8]]
    figure, axes = plt.subplots(3, 8, figsize=(11, 5), layout="constrained")
    for axis, i in zip(axes.flat, shown):
        right = answers[i] == labels[held_out[i]]
        axis.imshow(images[held_out[i], :, :, 0], cmap="gray_r")
        axis.set_title(
            f"{answers[i]}, {probabilities[i].max():.0%}" + ("" if right else f"\n(it is {labels[held_out[i]]})"),
            color="black" if right else "crimson",
            fontsize=10,
        )
        axis.axis("off")
    figure.suptitle("New digits, and what the network reads")
    plt.show()

# %% [markdown]
# And these are the filters that it has taught itself, each above the feature map that it makes of one digit. Nobody
# told them what to look for; yet each answers to other parts of the digit.

# %%
if __name__ == "__main__":
    digit = images[held_out[:1]]
    maps = np.maximum(conv_forward(digit, params["Wc"], params["bc"], 1, "same"), 0)
    bound = np.abs(params["Wc"]).max()
    figure, axes = plt.subplots(2, 9, figsize=(12, 3.2), layout="constrained")
    axes[0, 0].axis("off")
    axes[1, 0].imshow(digit[0, :, :, 0], cmap="gray_r")
    axes[1, 0].set_title("the digit", fontsize=10)
    for k in range(8):
        axes[0, k + 1].imshow(params["Wc"][:, :, 0, k], cmap="RdBu_r", vmin=-bound, vmax=bound)
        axes[0, k + 1].set_title(f"filter {k + 1}", fontsize=10)
        axes[1, k + 1].imshow(maps[0, :, :, k], cmap="magma")
    for axis in axes.flat:
        axis.set_xticks([])
        axis.set_yticks([])
    plt.show()
