# %% [markdown]
# # A convolutional network from scratch
#
# **About.** A picture is a grid of numbers, and what lies near a pixel matters more to it than what lies far away. A
# *convolutional neural network*, CNN for short, looks at small neighbourhoods, with the same few weights everywhere.
# You write all of its layers, forwards and backwards, and teach it to read handwriting.
#
# **It builds on** units 0 (slices, `axis`, `@`), 1 (ReLU, softmax), 2 (the backward pass), 3 (batches) and 4 (the
# cross-entropy). **After it** you can work out a convolution on paper, say what shape each layer gives, what pooling is
# good for, and why one puts data aside that the network never learns from.

# %% [markdown]
# Thirteen functions are yours to write. Each has a cell of its own, with a docstring that says what goes in and what
# comes out, and an example that you can check on paper. Replace the line `raise NotImplementedError()` by your code.
# Below each stands a cell that checks it and tells you what is wrong. Run it as often as you like.
#
# The pictures and the digits come with scikit-learn; it is needed for the cells that show something
# (`pip install scikit-learn`), but not for your functions.

# %%
import numpy as np

# %%
if __name__ == "__main__":
    import matplotlib.pyplot as plt

    SEED = 0  # what is drawn at random below begins here; try another

# %% [markdown]
# ## What a picture is to a computer
#
# A grey picture has one number for each *pixel*, from 0 for black to 255 for white. A colour picture has three: how
# much red, green and blue (RGB). Each of these layers is called a *channel*. So a colour picture of 11 by 11 pixels is
# an array of shape $(11, 11, 3)$, which is $11 \cdot 11 \cdot 3 = 363$ numbers. In grey it is $(11, 11, 1)$, 121
# numbers. Before a network sees them, they are usually divided by 255, so that they lie between 0 and 1.
#
# ![A grey 7 and its numbers from 0 to 255; a colour picture and its three channels](drawings/picture_as_numbers.svg)
#
# **Shapes.** A batch of pictures is `x`, of shape $(N, H, W, C)$: $N$ pictures, each of height $H$, width $W$ and
# $C$ channels. Height always comes before width, and nothing has to be square.
#
# Is there a horse in the picture? A network of fully connected layers, as in unit 2, would unroll the grid into one
# long row, and forget it: a pixel next door would be like one in the far corner. Each neuron would need a weight for
# every pixel, 120,000 of them at 200 by 200 in colour. And what it has learnt about ears in one corner, it would have
# to learn again for every other place.
#
# A CNN has three kinds of layers instead. **Convolutional layers** find features: first edges, then what edges make up,
# legs and manes. **Pooling layers** make what they found smaller. **Fully connected layers** come last, and decide.
#
# The softmax of unit 1 is given, in a form that is safe for large scores.


# %%
def softmax(z):
    """Turn rows of scores into rows of probabilities, however large the scores are; `z` is (N, K)."""
    below = z.T - np.max(z, axis=1)  # a column for each picture; no entry is above 0, so that np.exp stays small
    return (np.exp(below) / np.sum(np.exp(below), axis=0)).T


# %% [markdown]
# ## Slide, multiply, sum
#
# A *filter*, or *kernel*, is a small grid of weights. Lay it on the picture, multiply each weight by the pixel under
# it, and add up the products: that is one number. Move it on, and do it again. The numbers of all stops make a new
# grid, the *feature map*. Here are a picture of 3 by 3 and a filter of 2 by 2; it has four stops.
#
# ![Four stops of a filter of 2 by 2 on a picture of 3 by 3, each with its sum](drawings/sliding_kernel.svg)
#
# - top left: $1 \cdot 1 + 2 \cdot 0 + 3 \cdot 2 + 1 \cdot (-1) = 6$
# - one to the right: $2 \cdot 1 + 0 \cdot 0 + 1 \cdot 2 + 2 \cdot (-1) = 2$
# - down, and back to the left: $3 \cdot 1 + 1 \cdot 0 + 0 \cdot 2 + 2 \cdot (-1) = 1$
# - one to the right: $1 \cdot 1 + 2 \cdot 0 + 2 \cdot 2 + 1 \cdot (-1) = 4$
#
# $$\begin{pmatrix} 1 & 2 & 0 \\ 3 & 1 & 2 \\ 0 & 2 & 1 \end{pmatrix} \quad\text{and}\quad
#   \begin{pmatrix} 1 & 0 \\ 2 & -1 \end{pmatrix} \quad\text{give}\quad
#   \begin{pmatrix} 6 & 2 \\ 1 & 4 \end{pmatrix}$$
#
# This is called a *convolution*. You will write it soon. First: how many stops are there?

# %% [markdown]
# ## How far can a filter slide?
#
# The *stride* $s$ is how many pixels a filter moves on each time, to the right and downwards. A small stride looks
# closely. A large one gives a smaller map, and takes less time to compute.
#
# ![A filter of 3 by 3 on a picture of 5 by 5: nine stops at stride 1, four at stride 2](drawings/stride.svg)
#
# What if the last stop would hang over the edge? There are two ways out. With **valid** padding the filter stays
# inside, and pixels at the end that no whole stop covers are dropped. With **same** padding (or *zero padding*) the
# picture gets a rim of zeros, just wide enough. At stride 1 the map is then as large as the picture.
#
# ![A picture of 6 by 6: valid drops the last row and column; same adds zeros for them](drawings/padding.svg)
#
# Along one side of $n$ pixels, a filter $f$ pixels long makes
#
# $$n' = \left\lfloor \frac{n - f}{s} \right\rfloor + 1 \quad\text{stops (valid)} \qquad\qquad
#   n' = \left\lceil \frac n s \right\rceil \quad\text{stops (same)}$$
#
# The lower brackets $\lfloor\;\rfloor$ round down, as `a // b` does in Python. The upper ones $\lceil\;\rceil$ round
# up.


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

    Example:
        >>> output_size(6, 3, stride=2, padding="same")
        3
        >>> output_size(6, 3, stride=2)
        2
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
#
# `np.pad(x, [(1, 2), (0, 0)])` adds zeros: for each axis a pair says how many come before it and how many after.


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

    Example:
        >>> x = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1)
        >>> pad_same(x, 3, 2, 1)
        array([[[[0.], [0.], [0.]],
                [[1.], [2.], [0.]],
                [[3.], [4.], [0.]],
                [[0.], [0.], [0.]]]])
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
# ## Convolution
#
# At each stop, multiply the window entry by entry with the kernel and add up:
#
# $$y_{ij} = \text{the sum of all entries of } \text{window}_{ij} \odot \text{kernel}
#   = \sum_{u} \sum_{v} \text{image}_{\,i s + u,\; j s + v} \cdot \text{kernel}_{\,u v}$$
#
# The kernel is *not* turned round first, as it is in a mathematician's convolution.
#
# In NumPy, `image[2:5, 0:3]` cuts out rows 2 to 4 of columns 0 to 2, and `*` multiplies entry by entry. The loop
# `for i, j in np.ndindex(rows, columns):` goes through all stops, like two loops in one.


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

    Example:
        >>> image = np.array([[1.0, 2.0, 0.0], [3.0, 1.0, 2.0], [0.0, 2.0, 1.0]])
        >>> convolve2d(image, np.array([[1.0, 0.0], [2.0, -1.0]]))
        array([[6., 2.],
               [1., 4.]])
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
#
# $$\text{edges: } \begin{pmatrix} 0 & -1 & 0 \\ -1 & 4 & -1 \\ 0 & -1 & 0 \end{pmatrix} \qquad
#   \text{sharpen: } \begin{pmatrix} 0 & -1 & 0 \\ -1 & 5 & -1 \\ 0 & -1 & 0 \end{pmatrix}$$

# %%
if __name__ == "__main__":
    from sklearn.datasets import load_sample_image

    grey = load_sample_image("china.jpg")[20:340:2, 60:540:2].mean(axis=2) / 255
    edges = np.array([[0.0, -1.0, 0.0], [-1.0, 4.0, -1.0], [0.0, -1.0, 0.0]])
    sharpen = np.array([[0.0, -1.0, 0.0], [-1.0, 5.0, -1.0], [0.0, -1.0, 0.0]])
    pictures = {
        "the picture": grey,
        "edges, without sign": np.abs(convolve2d(grey, edges)),
        "sharpened": convolve2d(grey, sharpen),
    }
    figure, axes = plt.subplots(1, 3, figsize=(8.3, 2.7), layout="constrained")
    for axis, (title, picture) in zip(axes, pictures.items()):
        drawn = axis.imshow(picture, cmap="gray", vmin=0, vmax=0.8 if title.startswith("edges") else 1)
        axis.set_title(f"{title}, {picture.shape[0]} x {picture.shape[1]}", fontsize=10)
        axis.axis("off")
        figure.colorbar(drawn, ax=axis, orientation="horizontal", shrink=0.7, ticks=[0, 0.4, 0.8])
    plt.show()

# %% [markdown]
# ![What you should see: a temple; its edges, white on black; and the temple sharpened](seen/edges.png)
#
# **Think:** what does each of the two filters make of an even grey wall, all of whose pixels are 0.5?
#
# <details><summary>Answer</summary>
#
# Add up the weights. Those of the edge filter make 0, so the wall becomes black: $0 \cdot 0.5 = 0$. Those of the other
# make 1, so the wall stays as it was.
#
# </details>

# %% proves="an even wall gives 0, or stays as it is; sharpening adds the edges to the picture"
if __name__ == "__main__":
    wall = np.full((5, 6), 0.5)
    assert np.allclose(convolve2d(wall, edges), 0)
    assert np.allclose(convolve2d(wall, sharpen), 0.5)
    difference = pictures["sharpened"] - grey[1:-1, 1:-1]
    assert np.allclose(np.abs(difference), pictures["edges, without sign"])
    assert pictures["sharpened"].std() > 1.1 * grey.std()

# %% [markdown]
# ## A whole layer of filters
#
# A colour picture has three channels, and one filter is never enough. So the weights `w` of a layer have the shape
# $(F_H, F_W, C, K)$: $K$ filters, each as deep as the picture. Each adds up over all channels and adds its bias. The
# $K$ feature maps become the channels of the result: seven filters make it seven deep.
#
# $$y_{n i j k} = b_k + \sum_{u, v, c} x_{n,\; i s + u,\; j s + v,\; c} \; w_{u v c k}$$
#
# A layer has $K\,(F_H F_W C + 1)$ numbers to learn, however large the picture is.
#
# In NumPy, `np.einsum("uv,uvk->k", a, b)` names each axis with a letter. It multiplies what has the same letters, and
# adds up over the letters that are missing after the arrow, here u and v. Your window has more axes than `a`.


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

    Example:
        >>> x = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1)
        >>> w = np.array([[1.0, 1.0], [1.0, -1.0]]).reshape(1, 2, 1, 2)  # left + right, left - right
        >>> conv_forward(x, w, np.array([0.0, 10.0]))
        array([[[[3., 9.]],
                [[7., 9.]]]])
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
# Six filters over a colour picture, with stride 2. Beside each filter is what comes out of it: red where it answers
# above zero, blue where below. Filters that look for edges in different directions find different parts of the same
# flower. The last one asks for a colour: red minus green. (For red its weight is 2, as drawn, and for green it is -2.
# The other filters have the same weights for all three colours.)

# %%
if __name__ == "__main__":
    flower = load_sample_image("flower.jpg")[40:400:2, 100:580:2] / 255
    across, both = np.array([1.0, 2.0, 1.0]), np.array([-1.0, 0.0, 1.0])
    grids = {
        "left to right": np.outer(across, both),
        "top to bottom": np.outer(both, across),
        "one diagonal": np.array([[-2.0, -1.0, 0.0], [-1.0, 0.0, 1.0], [0.0, 1.0, 2.0]]),
        "the other": np.array([[0.0, 1.0, 2.0], [-1.0, 0.0, 1.0], [-2.0, -1.0, 0.0]]),
        "all edges": 2 * edges,
    }
    filters = np.stack([np.repeat(grid[:, :, None] / 3, 3, axis=2) for grid in grids.values()], axis=3)
    red_not_green = np.zeros((3, 3, 3, 1))
    red_not_green[1, 1, :, 0] = [2.0, -2.0, 0.0]
    filters = np.concatenate([filters, red_not_green], axis=3)
    maps = conv_forward(flower[None], filters, np.zeros(6), stride=2, padding="same")
    print(f"picture {flower.shape}, filters {filters.shape}, feature maps {maps.shape[1:]}")
    places = [["flower", f"filter {k}", f"map {k}", f"filter {k + 3}", f"map {k + 3}"] for k in range(3)]
    figure, axes = plt.subplot_mosaic(
        places, width_ratios=[2, 0.8, 2, 0.8, 2], figsize=(8.3, 3.7), layout="constrained"
    )
    axes["flower"].imshow(flower)
    axes["flower"].set_title("the flower", fontsize=10)
    for k, title in enumerate([*grids, "red, not green"]):
        axes[f"filter {k}"].imshow(filters[:, :, 0, k], cmap="RdBu_r", vmin=-2, vmax=2)
        drawn = axes[f"map {k}"].imshow(maps[0, :, :, k], cmap="RdBu_r", vmin=-1.2, vmax=1.2)
        axes[f"map {k}"].set_title(title, fontsize=10)
    for axis in axes.values():
        axis.set_xticks([])
        axis.set_yticks([])
    figure.colorbar(drawn, ax=[axes[f"map {k}"] for k in range(3, 6)], label="answer")
    plt.show()

# %% [markdown]
# ![What you should see: a flower, six filters, and beside each the feature map it gives](seen/feature_maps.png)
#
# ![And in numbers](seen/shapes.txt)
#
# The thin lines at the right and at the bottom aren't part of the flower. They are the rim of zeros. Here
# $p = 1$, and the odd zero goes after the picture. To a filter, the step from the picture down to 0 is an edge as well.
#
# **Think:** a layer has 8 filters of 3 by 3 over a colour picture of 200 by 200. How many numbers does it learn? How
# many would a fully connected layer of 8 neurons learn from the same picture?
#
# <details><summary>Answer</summary>
#
# The filters: $8 \cdot (3 \cdot 3 \cdot 3 + 1) = 224$. The neurons: $8 \cdot (200 \cdot 200 \cdot 3 + 1) = 960{,}008$.
#
# </details>

# %% proves="other directions find other parts; the lines at the right and at the bottom are the rim"
if __name__ == "__main__":
    sides, ups = (np.abs(maps[0, :, :, k]) for k in (0, 1))
    assert np.corrcoef(sides[:-1, :-1].ravel(), ups[:-1, :-1].ravel())[0, 1] < 0.7
    assert sides[:, -1].mean() > 2 * sides[:, :-1].mean()
    assert ups[-1].mean() > 2 * ups[:-1].mean()
    assert np.allclose(maps[:, :-1, :-1], conv_forward(flower[None], filters, np.zeros(6), stride=2))

# %% [markdown]
# ## Backwards through a convolution
#
# Nobody chooses the filters of a network by hand. One says how many there are and how large, they start at random, and
# gradient descent finds their weights. For that we need the slope of the loss with respect to everything that went in,
# given `dout`, its slope with respect to everything that came out.
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
#
# In NumPy, a slice can stand on the left as well: `dx[:, 0:3, 2:5] += part` adds to that part of `dx`. And
# `a.sum(axis=(0, 2))` adds up over axes 0 and 2, and keeps the others.


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

    Example:
        >>> x = np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1)
        >>> w, dout = np.array([1.0, -1.0]).reshape(1, 2, 1, 1), np.array([1.0, 2.0]).reshape(1, 2, 1, 1)
        >>> conv_backward(dout, x, w)
        (array([[[[1.], [-1.]], [[2.], [-2.]]]]), array([[[[7.]], [[10.]]]]), array([3.]))
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
# Feature maps are large, and mostly they say "nothing here". *Pooling* slides a window over each map on its own and
# keeps one number of each stop: the largest, the average or the sum. It has no weights. Windows that don't fit are
# dropped.
#
# ![A map of 4 by 4, pooled to 2 by 2: by the largest, the average and the sum](drawings/pooling.svg)
#
# It is good for two things. The maps get smaller, which is called *downsampling* or *subsampling*: the layers behind
# have less to compute and less to learn. And it matters less where exactly a feature lies. When the picture moves by a
# pixel, the largest number of a window mostly stays in the window, and the pooled map hardly changes. That is called
# *translation invariance*: moving (translation) changes nothing (invariance). It holds for small moves only.
#
# In NumPy, `np.max(window, axis=(1, 2))` takes the largest over rows and columns, and keeps pictures and channels
# apart. `np.mean` and `np.sum` work alike.


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

    Example:
        >>> x = np.array([[1.0, 3.0, 2.0, 0.0], [5.0, 3.0, 4.0, 2.0]]).reshape(1, 2, 4, 1)
        >>> pool_forward(x, 2, 2, "average")
        array([[[[3.], [2.]]]])
        >>> pool_forward(x, 2, 2, "max")
        array([[[[5.], [4.]]]])
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
# The map of all edges, pooled in three ways, 3 by 3 pixels to one: a ninth of the numbers, and still a flower. (The
# bright line at the right and at the bottom is the rim of zeros again.) The sum is the average on another scale;
# compare their colour bars.

# %%
if __name__ == "__main__":
    edge_map = np.maximum(maps[:, :, :, 4:5], 0)
    small = {mode: pool_forward(edge_map, 3, 3, mode) for mode in ("max", "average", "sum")}
    figure, axes = plt.subplots(1, 4, figsize=(8.3, 2.3), layout="constrained")
    for axis, (title, picture) in zip(axes, {"the map": edge_map, **small}.items()):
        drawn = axis.imshow(picture[0, :, :, 0], cmap="magma", vmin=0, vmax=np.quantile(picture, 0.99))
        axis.set_title(f"{title}, {picture.shape[1]} x {picture.shape[2]}", fontsize=10)
        axis.axis("off")
        figure.colorbar(drawn, ax=axis, orientation="horizontal", shrink=0.8)
    plt.show()

    def change(before, after):
        """How much of the numbers is another after a move, as a share of all."""
        return np.abs(after - before).sum() / np.abs(before).sum()

    dot = np.zeros((1, 6, 6, 1))
    dot[0, 1, 0], dot[0, 3, 3], dot[0, 5, 1] = 1.0, 1.0, 1.0
    moved_dot = np.roll(dot, 1, axis=2)  # everything goes one pixel to the right
    pooled_change = change(pool_forward(dot, 3, 3, "max"), pool_forward(moved_dot, 3, 3, "max"))
    moved_share = change(dot, moved_dot)
    print(f"three dots move by a pixel: the map changes by {moved_share:.0%}, the pooled map by {pooled_change:.0%}")

# %% [markdown]
# ![What you should see: the flower's edges, and three smaller maps that still show them](seen/pooled.png)
#
# ![And in numbers](seen/moved.txt)
#
# **Think:** where must a dot lie, so that a move to the right by one pixel *does* change the pooled map?
#
# <details><summary>Answer</summary>
#
# In the last column of its window: then it moves into the next window. With windows of 3 by 3, that is one dot in
# three. So the invariance is never complete, and larger windows have more of it.
#
# </details>

# %% proves="the sum is the average times 9; dots may move within their windows, and not out of them"
if __name__ == "__main__":
    assert np.allclose(small["sum"], 9 * small["average"])
    assert pooled_change == 0
    assert moved_share == 2  # each dot is gone from its place, and new at another
    last = np.zeros((1, 6, 6, 1))
    last[0, 1, 2] = 1.0
    assert change(pool_forward(last, 3, 3, "max"), pool_forward(np.roll(last, 1, axis=2), 3, 3, "max")) == 2

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
#
# In NumPy, `np.argmax(a, axis=1)` says where along an axis the largest number stands; of several it names the first.


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

    Example:
        >>> x = np.array([[1.0, 3.0, 2.0, 0.0], [5.0, 3.0, 4.0, 2.0]]).reshape(1, 2, 4, 1)
        >>> dout = np.array([10.0, 20.0]).reshape(1, 1, 2, 1)
        >>> pool_backward(dout, x, 2, 2, "average")
        array([[[[2.5], [2.5], [5.], [5.]],
                [[2.5], [2.5], [5.], [5.]]]])
        >>> pool_backward(dout, x, 2, 2, "max")
        array([[[[0.], [0.], [0.], [0.]],
                [[10.], [0.], [20.], [0.]]]])
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
# Convolution and pooling find features; they don't say what they mean. For that a fully connected layer comes last, a
# small network like those of unit 2. It wants one row for each picture, so the maps are unrolled first, in the order in
# which NumPy stores them (*row-major*: the last axis runs fastest).
#
# In NumPy, `x.reshape(5, -1)` arranges the same numbers in 5 rows; the -1 stands for whatever is left.


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

    Example:
        >>> flatten(np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0], [7.0, 8.0]]).reshape(2, 2, 1, 2))
        array([[1., 2., 3., 4.],
               [5., 6., 7., 8.]])
    """
    ### BEGIN SOLUTION
    return x.reshape(len(x), -1)
    ### END SOLUTION


# %% [markdown]
# A fully connected layer gives every output a weighted sum of everything. `x @ w` is the matrix product, and `b` is
# added to each row by broadcasting.


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

    Example:
        >>> x, w = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, -1.0], [3.0, 0.5, 0.0]])
        >>> fully_connected_forward(x, w, np.array([0.0, 1.0, 2.0]))
        array([[7., 2., 1.]])
    """
    ### BEGIN SOLUTION
    return x @ w + b
    ### END SOLUTION


# %% [markdown]
# On the way back, with $\mathrm{d}y$ for `dout`, and with matrix products:
#
# $$\mathrm{d}x = \mathrm{d}y\, w^\top \qquad \mathrm{d}w = x^\top \mathrm{d}y \qquad
#   \mathrm{d}b = \sum_n \mathrm{d}y_n$$
#
# `w.T` turns rows into columns; `a.sum(axis=0)` adds up down the rows.


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

    Example:
        >>> x, w = np.array([[1.0, 2.0]]), np.array([[1.0, 0.0, -1.0], [3.0, 0.5, 0.0]])
        >>> fully_connected_backward(np.array([[1.0, 2.0, 0.0]]), x, w)
        (array([[1., 4.]]), array([[1., 2., 0.], [2., 4., 0.]]), array([1., 2., 0.]))
    """
    ### BEGIN SOLUTION
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
    ### END SOLUTION


# %% [markdown]
# ## Several layers
#
# A CNN may have many convolutional layers. The first finds edges. The second looks at the maps of the first, so it can
# find corners and curves, and so on to ears and wheels. A pooling layer may follow each of them, or only every second
# or third. How long is the row after flattening? Follow the shape, layer by layer, for a picture of $(20, 20, 3)$:
#
# | layer | shape | why |
# |---|---|---|
# | convolution, 6 filters of 5 by 5, valid | $(16, 16, 6)$ | $(20 - 5) / 1 + 1 = 16$; 6 filters make 6 maps |
# | max pooling, 2 by 2, stride 2 | $(8, 8, 6)$ | half of 16; pooling leaves the depth alone |
# | convolution, 12 filters of 3 by 3, valid | $(6, 6, 12)$ | $(8 - 3) / 1 + 1 = 6$; each of the 12 filters is 6 deep |
# | max pooling, 2 by 2, stride 2 | $(3, 3, 12)$ | half of 6 |
# | flatten | $(108)$ | $3 \cdot 3 \cdot 12$ |
#
# Your functions know nothing of how many there are, so they can be stacked as they are:

# %%
if __name__ == "__main__":
    stack = np.random.default_rng(SEED).random((1, 20, 20, 3))
    print("picture", stack.shape)
    for size, depth in ((5, 6), (3, 12)):
        stack = conv_forward(stack, np.zeros((size, size, stack.shape[3], depth)), np.zeros(depth))
        print(f"{depth} filters of {size} x {size}:", stack.shape)
        stack = pool_forward(np.maximum(stack, 0), 2, 2, "max")
        print("pooled:", stack.shape)
    print("flattened:", flatten(stack).shape)

# %% proves="the row is 108 long"
if __name__ == "__main__":
    assert flatten(stack).shape == (1, 108)

# %% [markdown]
# ![What you should see](seen/stack.txt)
#
# ## The whole network
#
# Yours has one layer of each kind, which is enough for small digits:
#
# $$x \;\to\; \text{convolution (same)} \;\to\; \text{ReLU} \;\to\; \text{max pooling } 2 \times 2 \;\to\;
#   \text{flatten} \;\to\; \text{fully connected} \;\to\; \text{softmax} \;\to\; \hat y$$
#
# ![A digit goes through convolution, pooling, flattening and a fully connected layer](drawings/whole_network.svg)
#
# (Eight filters are drawn; there may be any number.) ReLU keeps what is above zero and turns the rest into zero:
# `np.maximum(z, 0)`. Softmax makes probabilities of ten scores. (For one question with yes or no, "is it a horse?", one
# score and a sigmoid would do.) The weights travel in a dict:
#
# | | shape | |
# |---|---|---|
# | `Wc` | $(F_H, F_W, C, F)$ | the filters |
# | `bc` | $(F,)$ | their biases |
# | `Wd` | $(\lfloor H/2 \rfloor \lfloor W/2 \rfloor F,\; K)$ | the fully connected (*dense*) layer |
# | `bd` | $(K,)$ | its biases |


# %%
# Hint: Picture to maps, to smaller maps, to a row, to scores, to probabilities: you have a function for almost each.
# Hint: The convolution is "same" with stride 1; pooling takes the largest of 2 x 2, with stride 2. ReLU comes between
#     the two.
# Hint: After flatten come the dense layer with Wd and bd, and softmax of its scores. The given softmax copes with large
#     scores. One of your own has to take the largest score of each row off first, with keepdims=True.
def cnn_forward(x, params):
    """Send pictures through the network: how probable is each class?

    Args:
        x: (N, H, W, C), the pictures.
        params: dict of `Wc` (FH, FW, C, F), `bc` (F,), `Wd` ((H//2)(W//2)F, K), `bd` (K,).

    Returns:
        (N, K), probabilities: convolution ("same", stride 1), ReLU, max pooling (size 2, stride 2), flatten, fully
        connected, softmax. They are finite, and right, however large the scores are.

    Example:
        >>> x, Wc = np.array([[1.0, -2.0], [3.0, 0.0]]).reshape(1, 2, 2, 1), np.ones((1, 1, 1, 1))
        >>> params = {"Wc": Wc, "bc": np.zeros(1), "Wd": np.array([[2.0, 0.0]]), "bd": np.array([0.0, 6.0])}
        >>> cnn_forward(x, params)  # the largest is 3, both scores are 6
        array([[0.5, 0.5]])
    """
    ### BEGIN SOLUTION
    maps = np.maximum(conv_forward(x, params["Wc"], params["bc"], 1, "same"), 0)
    features = flatten(pool_forward(maps, 2, 2, "max"))
    scores = fully_connected_forward(features, params["Wd"], params["bd"])
    return softmax(scores)
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
# Softmax and cross-entropy together have a simple slope with respect to the scores: $(\hat y - y) / N$. (Unit 4
# derives it; the $N$ comes from the mean.) From there walk back through all the layers, each with the backward function
# you have written. The slope of ReLU is 1 where its input was above 0, else 0. So, entry by entry,
#
# $$\mathrm{d}z = \mathrm{d}a \odot (z > 0)$$
#
# where $z > 0$ counts as 1 if it is true, and as 0 if not. NumPy does the same: `z > 0` can be a factor of a product.


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
        `dbd`, each of its parameter's shape. Where the true class was given a probability of 0 the loss is large,
        above 15.9, but finite.

    Example:
        >>> x, Wc = np.array([[1.0, -2.0], [3.0, 0.0]]).reshape(1, 2, 2, 1), np.ones((1, 1, 1, 1))
        >>> params = {"Wc": Wc, "bc": np.zeros(1), "Wd": np.array([[2.0, 0.0]]), "bd": np.array([0.0, 6.0])}
        >>> cnn_loss_and_gradients(x, np.array([[1.0, 0.0]]), params)  # the loss is log 2
        (0.6931471805599453,
         {"dWc": array([[[[-3.]]]]), "dbc": array([-1.]),
          "dWd": array([[-1.5, 1.5]]), "dbd": array([-0.5, 0.5])})
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
# below $10^{-7}$ is rounding, anything near $1$ is a mistake.

# %%
if __name__ == "__main__":
    rng = np.random.default_rng(SEED)
    x_small, y_small = rng.standard_normal((3, 5, 6, 2)), np.eye(3)[[2, 0, 1]]
    shapes = {"Wc": (3, 2, 2, 2), "bc": (2,), "Wd": (2 * 3 * 2, 3), "bd": (3,)}
    params_small = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    differences = {}
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
        differences[name] = np.abs(measured - formula).max()
        print(f"d{name}: largest difference {differences[name]:.1e}")

# %% proves="formula and measurement agree"
if __name__ == "__main__":
    assert max(differences.values()) < 1e-7

# %% [markdown]
# ![What you should see](seen/gradients.txt)
#
# ## Learning
#
# Minibatch gradient descent: in each *epoch* take all samples in a new random order, cut that into batches, and take
# one step down the gradient of each batch in turn. If the number of samples doesn't divide, the last batch is smaller.
#
# The random orders are drawn outside, by `rng.permutation(N)`, and handed in, one for each epoch: `[2, 0, 1]` means
# first sample 2, then 0, then 1. `x[order[0:32]]` takes the first 32 samples of that order.


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

    Example:
        >>> x, Wc = np.array([[1.0, -2.0], [3.0, 0.0]]).reshape(1, 2, 2, 1), np.ones((1, 1, 1, 1))
        >>> params = {"Wc": Wc, "bc": np.zeros(1), "Wd": np.array([[2.0, 0.0]]), "bd": np.array([0.0, 6.0])}
        >>> train_cnn(x, np.array([[1.0, 0.0]]), params, 1.0, [np.array([0])], 1)
        ({"Wc": array([[[[4.]]]]), "bc": array([1.]),
          "Wd": array([[3.5, -1.5]]), "bd": array([0.5, 5.5])}, [0.6931471805599453])
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
# 1,797 digits that people wrote by hand, each a grey picture of 8 by 8 pixels. A fifth of them are put aside, *held
# out*: the network never learns from them, so they tell how it does on digits that are new to it.
#
# The network gets two filters of 5 by 5, and no more, so that each has to be a good one. They start small and at
# random. In the last epochs the steps are smaller, so that the loss settles.

# %%
if __name__ == "__main__":
    from sklearn.datasets import load_digits

    digits = load_digits()
    images, labels = digits.images[:, :, :, None] / 16, digits.target
    classes = np.eye(10)[labels]
    rng = np.random.default_rng(SEED)
    shuffled = rng.permutation(len(images))
    held_out, seen = shuffled[:360], shuffled[360:]
    start = {
        "Wc": 0.1 * rng.standard_normal((5, 5, 1, 2)),
        "bc": np.zeros(2),
        "Wd": 0.1 * rng.standard_normal((4 * 4 * 2, 10)),
        "bd": np.zeros(10),
    }

    def score(probabilities, y):
        """The cross-entropy of probabilities, and the share of them that are right."""
        loss = -np.mean(np.log(np.maximum((y * probabilities).sum(axis=1), 1e-12)))
        return loss, np.mean(probabilities.argmax(axis=1) == y.argmax(axis=1))

    def learn(x, y, params, rates, batch_size, every=1):
        """Train for `every` epochs at each rate; then note the loss, and loss and accuracy on the held-out digits."""
        history = []
        for alpha in rates:
            orders = [rng.permutation(len(x)) for _ in range(every)]
            params, losses = train_cnn(x, y, params, alpha, orders, batch_size)
            history.append((losses[-1], *score(cnn_forward(images[held_out], params), classes[held_out])))
        return params, np.array(history)

    rates = [0.35] * 10 + [0.1] * 4
    params, history = learn(images[seen], classes[seen], start, rates, 40)
    accuracy = history[-1, 2]
    print(f"{len(seen)} digits learnt; {accuracy:.1%} of {len(held_out)} new ones read correctly")

# %%
if __name__ == "__main__":
    figure, axis = plt.subplots(figsize=(6, 3.4), layout="constrained")
    epochs = range(1, len(history) + 1)
    axis.semilogy(epochs, history[:, 0], "o-", label="digits that it learns from")
    axis.semilogy(epochs, history[:, 1], "s--", label="digits held out")
    axis.set_xlabel("epoch")
    axis.set_ylabel("cross-entropy")
    axis.legend()
    axis.grid(alpha=0.3)
    plt.show()

# %% [markdown]
# ![What you should see: both curves fall together, and end close to each other](seen/curves.png)
#
# ![And in numbers](seen/digits.txt)
#
# Both curves fall. What the network learns from some digits helps it with others: it *generalises*. (At first the
# held-out loss is the lower one. It is measured after an epoch, the other on the way through it.) Look at the second
# curve whenever you train something. The first alone can't tell learning from learning by heart, as you will see below.
#
# Here are some of the new digits, with the network's answer and how sure it is. In the last row are digits that it
# misread (or was least sure of): would you have known them?

# %% proves="about nineteen new digits in twenty are read; the held-out loss falls along and ends close by"
if __name__ == "__main__":
    assert 0.92 < accuracy < 0.99
    assert history[-1, 0] < 0.3 * history[0, 0]
    assert history[-1, 1] < 0.3 * history[0, 1]
    assert 0.8 < history[-1, 1] / history[-1, 0] < 3

# %%
if __name__ == "__main__":
    probabilities = cnn_forward(images[held_out], params)
    answers = probabilities.argmax(axis=1)
    trust = probabilities[np.arange(len(held_out)), labels[held_out]]
    figure, axes = plt.subplots(3, 8, figsize=(8.3, 4.2), layout="constrained")
    for axis, i in zip(axes.flat, [*range(16), *np.argsort(trust)[:8]]):
        right = answers[i] == labels[held_out[i]]
        axis.imshow(images[held_out[i], :, :, 0], cmap="gray_r")
        axis.set_title(
            f"{answers[i]}, {probabilities[i].max():.0%}" + ("" if right else f"\n(it is {labels[held_out[i]]})"),
            color="black" if right else "crimson",
            fontsize=10,
        )
        axis.axis("off")
    plt.show()

# %% [markdown]
# ![What you should see: 24 handwritten digits with answers; those misread are in red](seen/digits.png)
#
# ## What is learnt, and what convolving is good for
#
# A number such as 96 % says little by itself. Compare it with a *baseline*, something simpler that does the same:
#
# - **frozen filters**: the same network, whose two filters stay as random as they began (but made three times as
#   large, which helps it). Only the fully connected layer learns.
# - **softmax regression**: no filters at all. The pixels go straight to the fully connected layer.
#
# Both get three times as many epochs as the network had. Then the test is made harder: all digits are moved by one
# pixel, an eighth of the picture. It is done four times, once up, down, to the left and to the right, and the mean of
# the four counts. None of the three has ever learnt from a digit that lay there.

# %%
if __name__ == "__main__":
    rimmed = np.pad(images[held_out], [(0, 0), (1, 1), (1, 1), (0, 0)])
    moved = np.concatenate([rimmed[:, i : i + 8, j : j + 8] for i, j in ((2, 1), (0, 1), (1, 2), (1, 0))])
    new = (images[held_out], classes[held_out]), (moved, np.tile(classes[held_out], (4, 1)))

    def features(x):
        """What the frozen filters find."""
        z = conv_forward(x, 3 * start["Wc"], start["bc"], padding="same")
        return flatten(pool_forward(np.maximum(z, 0), 2, 2, "max"))

    def regression(of):
        """Train a fully connected layer and a softmax on what `of` makes of pictures; score both kinds of digits."""
        x, y, w, b = of(images[seen]), classes[seen], np.zeros((of(images[:1]).shape[1], 10)), np.zeros(10)
        for alpha in np.repeat(rates, 3):
            order = rng.permutation(len(x))
            for batch in np.split(order, range(40, len(x), 40)):
                y_hat = softmax(fully_connected_forward(x[batch], w, b))
                _, dw, db = fully_connected_backward((y_hat - y[batch]) / len(batch), x[batch], w)
                w, b = w - alpha * dw, b - alpha * db
        return [score(softmax(fully_connected_forward(of(x), w, b)), y) for x, y in new]

    results = {
        "convolutional network": [score(cnn_forward(x, params), y) for x, y in new],
        "frozen filters": regression(features),
        "softmax regression": regression(flatten),
    }
    figure, axis = plt.subplots(figsize=(7, 3), layout="constrained")
    for row, (name, (still, shifted)) in enumerate(results.items()):
        print(f"{name:22} {still[1]:.1%} right, loss {still[0]:.2f}; moved by a pixel {shifted[1]:.1%} right")
        for place, (_, share), colour in ((-0.2, still, "tab:blue"), (0.2, shifted, "tab:orange")):
            axis.barh(row + place, share, 0.36, color=colour)
            axis.text(share + 0.01, row + place, f"{share:.0%}", va="center")
    axis.set_yticks(range(3), results)
    axis.invert_yaxis()
    axis.set_xlim(0, 1.1)
    axis.set_xlabel("new digits read correctly (blue: as they are, orange: moved by one pixel)")
    plt.show()

# %% [markdown]
# ![What you should see: bars; the convolutional network is ahead on moved digits](seen/baselines.png)
#
# ![In numbers](seen/baselines.txt)
#
# Three things can be read off.
#
# - **Learning the filters pays.** With frozen filters the loss on new digits is far higher, about twice as high or
#   more, and more of them are misread.
# - **On digits in the middle of the picture, pixels alone do as well.** Every digit lies at the same place there, so
#   one weight for each pixel is enough. Whoever shows only this number hasn't shown what convolution is for.
# - **When digits move, the convolutional network keeps more than the others.** Its filters are the same everywhere, so
#   a stroke is a stroke wherever it lies, and pooling forgives a pixel. But it is far from perfect: the fully
#   connected layer behind still asks where a feature is. More layers, and moved digits to learn from, help further.
#
# And these are the two filters: as they began, as they are now, and what they find in a digit. The *cosine* compares
# two grids: 1 means the same up to size, 0 means nothing in common.

# %% proves="learnt filters beat frozen ones; pixels alone do as well, until digits move by a pixel"
if __name__ == "__main__":
    (own, own_moved), (frozen, frozen_moved), (pixels, pixels_moved) = results.values()
    assert frozen[0] > 1.8 * own[0]
    assert frozen[1] < own[1]
    assert abs(own[1] - pixels[1]) < 0.04
    assert 0.8 > own_moved[1] > max(frozen_moved[1], pixels_moved[1]) + 0.01

# %%
if __name__ == "__main__":
    digit = images[held_out[:1]]
    found = np.maximum(conv_forward(digit, params["Wc"], params["bc"], padding="same"), 0)
    pairs = [(start["Wc"][:, :, 0, k], params["Wc"][:, :, 0, k]) for k in range(2)]
    cosines = [(a * b).sum() / np.sqrt((a**2).sum() * (b**2).sum()) for a, b in pairs]
    bound = max(np.abs(after).max() for _, after in pairs)
    figure, axes = plt.subplots(2, 4, figsize=(8, 4), layout="constrained")
    for k, (before, after) in enumerate(pairs):
        grids = (before, after, digit[0, :, :, 0], found[0, :, :, k])
        titles = (
            f"filter {k + 1}, as it began",
            f"learnt, cosine {cosines[k]:.2f}",
            "the digit",
            "what it finds there",
        )
        for axis, grid, title in zip(axes[k], grids, titles):
            filters_look = {"cmap": "RdBu_r", "vmin": -bound, "vmax": bound}
            looks = filters_look if len(grid) == 5 else {"cmap": "gray_r" if grid is grids[2] else "magma", "vmin": 0}
            figure.colorbar(axis.imshow(grid, **looks), ax=axis, shrink=0.6)
            axis.set_title(title, fontsize=10)
            axis.set_xticks([])
            axis.set_yticks([])
    plt.show()

# %% [markdown]
# ![What you should see: two pale random filters, and two strong ones with dark and light strokes](seen/filters.png)
#
# The filters have grown, and they look unlike their beginnings. Where a red and a blue stripe lie side by side, the
# filter looks for an edge in that direction. Nobody told them to.

# %% proves="the filters have grown and turned away from their start"
if __name__ == "__main__":
    assert np.mean(cosines) < 0.7
    assert max(cosines) < 0.9
    assert all(np.linalg.norm(after) > 1.3 * np.linalg.norm(before) for before, after in pairs)

# %% [markdown]
# ## Learning by heart
#
# The same network again, with 80 digits only to learn from. And as happens when people label things by the thousand,
# some labels are wrong: here one in ten.

# %%
if __name__ == "__main__":
    few = seen[:80]
    noisy = classes[few].copy()
    noisy[:8] = np.roll(noisy[:8], 1, axis=1)  # each of these eight is called one more than it is
    by_heart, overfitted = learn(images[few], noisy, start, [0.3] * 40, 40, every=4)
    epochs, lowest = np.arange(4, 161, 4), overfitted[:, 1].argmin()
    figure, axis = plt.subplots(figsize=(6, 3.4), layout="constrained")
    axis.plot(epochs, overfitted[:, 0], label="80 digits that it learns from")
    axis.plot(epochs, overfitted[:, 1], "--", label="digits held out")
    axis.plot(epochs[lowest], overfitted[lowest, 1], "ko", label="lowest")
    axis.set_xlabel("epoch")
    axis.set_ylabel("cross-entropy")
    axis.legend()
    axis.grid(alpha=0.3)
    plt.show()
    for when, (_, loss, share) in (("lowest", overfitted[lowest]), ("at the end", overfitted[-1])):
        print(f"held-out loss {when}: {loss:.2f}; {share:.1%} of the new digits read correctly")

# %% [markdown]
# ![What you should see: one loss falls to the end; the held-out one falls, then rises again](seen/overfitting.png)
#
# ![And in numbers](seen/overfitting.txt)
#
# At first both losses fall. Then they part. The network learns its 80 digits by heart, the wrong labels among them. On
# new digits its loss rises again: it is surer and surer of its mistakes. That is called **overfitting**. The training
# loss alone would have told you that all is well. What helps:
#
# - **more data**: with 1,437 digits, above, the curves stayed together;
# - **early stopping**: keep the parameters of the epoch where the held-out loss was lowest;
# - **a smaller network**, which has no room to learn things by heart. Sharing the filters' weights does that, too.
#
# Whoever picks the best epoch by the held-out digits has used them to choose. An honest final number needs a third set,
# the *test set*, that nothing was chosen by.
#
# **Think:** a friend's network reads all 80 of its training digits correctly. What does that say about new digits?
#
# <details><summary>Answer</summary>
#
# Hardly anything. A list of the 80 pictures with their labels would do the same, and read no new digit at all.
#
# </details>

# %% proves="by heart: the training loss falls on, the held-out loss rises again"
if __name__ == "__main__":
    on_seen, on_new = (np.convolve(losses, np.ones(3) / 3, "valid") for losses in overfitted[:, :2].T)
    assert on_new.argmin() < 30
    assert on_new[-1] > 1.1 * on_new.min()
    assert on_seen[-1] < 0.5 * on_seen[on_new.argmin()]
    assert overfitted[:, 2].max() < accuracy - 0.05  # with more digits it learns more

# %% [markdown]
# ## To turn
#
# With ipywidgets installed, this cell has sliders: the weight in the middle of a kernel, those beside it, and the
# stride. Look for a kernel that blurs, one that finds edges, and one that turns white to black.

# %%
if __name__ == "__main__":

    def look(middle=4.0, beside=-1.0, stride=1):
        """Show a kernel and what it makes of the temple."""
        kernel = np.array([[0.0, beside, 0.0], [beside, middle, beside], [0.0, beside, 0.0]])
        picture = convolve2d(grey[::2, ::2], kernel, stride)
        figure, (left, right) = plt.subplots(1, 2, figsize=(7, 2.6), width_ratios=[1, 2.5], layout="constrained")
        left.imshow(kernel, cmap="RdBu_r", vmin=-5, vmax=5)
        left.set_title(f"the weights add up to {kernel.sum():g}", fontsize=10)
        for (i, j), weight in np.ndenumerate(kernel):
            left.text(j, i, f"{weight:g}", ha="center", va="center")
        figure.colorbar(right.imshow(picture, cmap="gray"), ax=right)
        right.set_title(f"feature map, {picture.shape[0]} x {picture.shape[1]}", fontsize=10)
        for axis in (left, right):
            axis.axis("off")
        plt.show()

    try:
        from ipywidgets import interact
    except ImportError:
        print("There are three sliders here once ipywidgets is there: pip install ipywidgets")
    else:
        interact(look, middle=(-5.0, 5.0, 0.5), beside=(-1.0, 1.0, 0.25), stride=(1, 6))
