# %% [markdown]
# # Arrays: the NumPy of this course
#
# All units compute with NumPy's arrays, and a network is little else than arrays whose shapes fit. This unit has the
# tools that the others take for granted: a few lines to try for each, and a function of one line or two to write.
#
# **What it builds on.** Python: functions, lists, loops. No mathematics, and no other unit.
#
# **What you can do after it.** Tell the shape of what you compute before you run it, add up along the axis that you
# mean, let arrays of different shapes meet, tell the two products of matrices apart, cut out pieces, and draw random
# numbers.
#
# Eight functions are yours: replace `raise NotImplementedError()` by your code and run the cell below it, which
# checks it. The unit is there to practise: all of it is worth one point. If you know NumPy, a quarter of an hour is
# enough.

# %%
import numpy as np

# %% [markdown]
# ## Shapes
#
# An array is a block of numbers, all of one kind (its `dtype`: whole numbers, floats, truth values). Its `shape` says
# how long it is along each of its *axes*: `(6,)` is a row of six numbers, `(2, 3)` a table of two rows and three
# columns, `(10, 2, 3)` ten such tables, and `()` a single number.
#
# `reshape` lays the same numbers out in another shape, in the order in which one reads: along the first row, then
# along the second. One length may be left to NumPy: write -1 for it. `np.arange(6)` gives the numbers from 0 to 5.
#
# **Try:** what are the shapes of `numbers.reshape(3, -1)` and of `numbers.reshape(6, 1)`? What does `reshape(4, -1)`
# say?

# %%
if __name__ == "__main__":
    SEED = 0
    numbers = np.arange(6)
    table = numbers.reshape(2, 3)
    print(numbers, "has the shape", numbers.shape)
    print(table, "has the shape", table.shape)
    print(len(table), "rows,", table.size, "numbers,", table.ndim, "axes")


# %% [markdown]
# `(6,)`, `(1, 6)` and `(6, 1)` are three different shapes: a row of numbers, a table of one row, a table of one
# column. Many errors come from taking one of them for another, so print shapes often.

# %%
def in_rows(numbers, width):
    """Lay numbers out in rows that are `width` long, in the order in which one reads.

    Args:
        numbers: (N,), where N is a multiple of `width`.
        width: how many numbers make a row.

    Returns:
        A table of shape (N / width, width).

    Example:
        >>> in_rows(np.array([1.0, 2, 3, 4, 5, 6]), 3)
        array([[1., 2., 3.], [4., 5., 6.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Along an axis
#
# `sum`, `mean`, `max` and their like take all numbers together, unless `axis` says along which axis to go. That axis
# is then gone from the shape. Axes count from 0, and -1 is the last one. In a table, axis 0 goes *down* the rows, and
# axis 1 goes *across* the columns:
#
# ```
#               axis 1 →
#   axis 0   [[0,  1,  2],
#     ↓       [3,  4,  5]]     sum(axis=0): [3, 5, 7]     sum(axis=1): [3, 12]
# ```
#
# From (2, 3), `axis=0` takes the 2 and leaves (3,); `axis=1` takes the 3 and leaves (2,).
#
# **Try:** which `axis` gives the largest number of each row? What shape has `np.zeros((10, 2, 3)).sum(axis=1)`?

# %%
if __name__ == "__main__":
    print("all:   ", table.sum())
    print("axis 0:", table.sum(axis=0))
    print("axis 1:", table.sum(axis=1))


# %%
def column_means(x):
    """Take the mean of each column.

    Args:
        x: (N, D), N samples in rows, with D measurements each.

    Returns:
        Shape (D,): for each measurement its mean over all samples.

    Example:
        >>> column_means(np.array([[1.0, 10.0], [3.0, 30.0]]))
        array([ 2., 20.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Shapes that meet: broadcasting
#
# `+`, `-`, `*`, `/`, `**` and the comparisons work entry by entry. Two arrays of one shape give a third one of that
# shape. Where the shapes differ, NumPy writes them one above the other, *from the right*. Two lengths fit where they
# are equal or one of them is 1, and a length that is missing on the left counts as 1. What has the length 1 is
# repeated:
#
# ```
#   (2, 3)      (2, 3)      (2, 3)      (4, 1)
#      (3,)     (2, 1)         (2,)        (3,)
#   ------      ------      ------      ------
#   (2, 3)      (2, 3)       error      (4, 3)
# ```
#
# So a row of three numbers is added to every row of a table, as it stands. To get a *column*, put an axis of length 1
# after the first: `a[:, np.newaxis]` makes (4,) into (4, 1). The colon means "all of this axis".
#
# **Try:** what becomes of `table + np.array([10, 20])`? Make the two numbers a column, so that each goes to its row.

# %%
if __name__ == "__main__":
    print(table + np.array([10, 20, 30]))
    tens, ones = np.array([10, 20, 30, 40]), np.array([1, 2, 3])
    print(tens[:, np.newaxis].shape, "and", ones.shape, "give", (tens[:, np.newaxis] + ones).shape)
    print(tens[:, np.newaxis] + ones)


# %%
def differences(a, b):
    """Subtract every number of `b` from every number of `a`.

    Args:
        a: (N,).
        b: (K,).

    Returns:
        A table of shape (N, K). Row i, column j holds a[i] - b[j].

    Example:
        >>> differences(np.array([10.0, 20]), np.array([1.0, 2, 3]))
        array([[ 9.,  8.,  7.], [19., 18., 17.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# **Think:** a table of shape (3, 3) is divided by its row sums, `x / x.sum(axis=1)`. There is no error. Is it right?
#
# <details><summary>Answer</summary>
#
# No. The sums have the shape (3,), so they are taken for a row: column j is divided by the sum of row j. With a table
# of shape (2, 3) there would have been an error, which is luckier. Test with tables that aren't square.
#
# </details>
#
# ## An axis that stays: keepdims
#
# With `keepdims=True` the axis that `sum` goes along isn't gone; its length becomes 1. The sums of the rows then
# stand in a column of shape (N, 1), which fits the table that they come from.
#
# **Try:** subtract from each row its largest number. What comes out of it without `keepdims`?

# %%
if __name__ == "__main__":
    print("gone: ", table.sum(axis=1).shape)
    print("stays:", table.sum(axis=1, keepdims=True).shape)
    print(table.sum(axis=1, keepdims=True))


# %%
def shares(x):
    """Divide each row by its sum, so that it says what share each number has.

    Args:
        x: (N, K), all numbers above 0.

    Returns:
        Shape (N, K). Each row adds up to 1.

    Example:
        >>> shares(np.array([[1.0, 3.0], [1.0, 1.0]]))
        array([[0.25, 0.75], [0.5 , 0.5 ]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Two products
#
# Two products of matrices occur everywhere in this course, and they have nothing in common but the name.
#
# The **entrywise product** $A \odot B$ multiplies what stands in the same place: $(A \odot B)_{ij} = A_{ij} B_{ij}$.
# Both have one shape (or broadcast), and so has the result. In NumPy it is `A * B`.
#
# The **matrix product** $A B$, without a sign between, takes row i of $A$ and column j of $B$, multiplies them pair
# by pair and adds up: $(A B)_{ij} = \sum_k A_{ik} B_{kj}$. The inner lengths have to be equal, and the outer ones
# remain: (N, D) and (D, K) give (N, K). In NumPy it is `A @ B`. With a vector, (N, D) `@` (D,) is (N,): one sum for
# each row.
#
# `A.T` is the transpose: rows become columns, (N, D) becomes (D, N).
#
# **Try:** which of `prices @ baskets`, `prices.T @ baskets` and `prices * baskets` are errors? Say it before you run
# them.

# %%
if __name__ == "__main__":
    baskets = np.array([[2, 0, 1], [1, 3, 0]])  # two baskets: how many apples, pears, plums
    prices = np.array([[5, 6], [4, 4], [1, 2]])  # what each costs in two shops
    print(baskets.shape, "@", prices.shape, "is", (baskets @ prices).shape)
    print(baskets @ prices)  # what each basket costs in each shop
    print(baskets * prices.T)  # entry by entry, which here means nothing


# %%
def both_products(A, B):
    """Multiply two square matrices entry by entry, and as matrices.

    Args:
        A: (N, N).
        B: (N, N).

    Returns:
        A tuple of two arrays of shape (N, N): the entrywise product of A and B, and the matrix product A B.

    Example:
        >>> both_products(np.array([[1.0, 2], [0, 1]]), np.array([[3.0, 0], [1, 1]]))
        (array([[3., 0.], [0., 1.]]), array([[5., 2.], [1., 1.]]))
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Slices and steps
#
# `x[2]` is the third number, as places count from 0, and `x[-1]` is the last one. A slice `x[start:stop:step]` begins
# at `start`, ends *before* `stop`, and goes on by `step`; what is left out means "from the beginning", "to the end",
# "by one". `x[3 : 3 + 4]` holds four numbers. A table takes a slice for each axis, rows first: `image[0:2, 1:3]`.
#
# **Try:** the last two rows of `image`; every second column; the columns from right to left, with a step of -1.

# %%
if __name__ == "__main__":
    image = np.arange(30).reshape(5, 6)
    print(image)
    print("two rows, columns 1 and 2:\n", image[0:2, 1:3])
    print("every other row, every third column:\n", image[::2, ::3])
    corner = image[:2, :2]  # no copy: it looks into the same numbers
    corner[0, 0] = 100
    print("image[0, 0] is now", image[0, 0])


# %% [markdown]
# A slice is a window on the array, no copy: if you change the slice, you change the array. In this course a function
# leaves its arguments as they are, so compute something new (`x = x - 1`) or work on `x.copy()`, rather than write `x
# -= 1`.

# %%
def patch(image, top, left, size, step):
    """Cut a square piece out of an image, and of it take every `step`-th row and column.

    Args:
        image: (height, width).
        top: the piece's first row.
        left: its first column.
        size: how many rows and columns of the image the piece covers; it lies within the image.
        step: 1 for all of its rows and columns, 2 for every other one, beginning with the first.

    Returns:
        The rows and columns that were taken.

    Example:
        >>> patch(np.array([[1.0, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]), 0, 1, 3, 2)
        array([[ 2.,  4.], [10., 12.]])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Choosing by arrays
#
# Square brackets take arrays, too. `x[[2, 0, 0]]` takes these entries of a row of numbers, or these rows of a table,
# in this order. Two arrays, one for each axis, go *together*: `table[[0, 1], [2, 0]]` holds `table[0, 2]` and
# `table[1, 0]`, not a block.
#
# An array of truth values chooses where it is true: `x[x > 0]`. And `np.where(x > 0, x, 0)` builds an array that has,
# entry by entry, the one value where the condition holds and the other one where it doesn't.
#
# **Try:** swap the two rows of `table` by one pair of square brackets. Count the entries above 2: `(table >
# 2).sum()`.

# %%
if __name__ == "__main__":
    print("rows 1, 0, 1:\n", table[[1, 0, 1]])
    print("one of each row:", table[[0, 1], [2, 0]])
    print("above 2:", table[table > 2])
    print("at most 2:\n", np.where(table > 2, 2, table))


# %%
def chosen(scores, labels):
    """Take one number from each row.

    Args:
        scores: (N, K).
        labels: (N,), whole numbers from 0 to K - 1: which column to take from each row.

    Returns:
        Shape (N,). Entry n is scores[n, labels[n]].

    Example:
        >>> chosen(np.array([[5.0, 6, 7], [1, 2, 3]]), np.array([2, 0]))
        array([7., 1.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Random numbers: Generator
#
# `rng = np.random.default_rng(0)` makes a *generator* of random numbers. From one *seed*, here 0, come the same
# numbers every time, so that an experiment can be repeated. Each draw moves the generator on, and the next one is
# different.
#
# | draw | gives |
# | --- | --- |
# | `rng.standard_normal((2, 3))` | numbers around 0, mostly between -2 and 2, in a table of this shape |
# | `rng.uniform(-1, 1, 5)` | five numbers from -1 up to 1, each as likely as the other |
# | `rng.integers(0, 10, 5)` | five whole numbers from 0 to 9 |
# | `rng.permutation(5)` | the numbers from 0 to 4 in random order |
#
# A function that draws gets `rng` as an argument, and draws from nothing else: whoever calls it chooses the seed.
#
# **Try:** run the cell again, then with another seed. Draw a thousand normal numbers: what are their `mean()` and
# `std()`?

# %%
if __name__ == "__main__":
    rng, twin = np.random.default_rng(SEED), np.random.default_rng(SEED)
    first, second, again = rng.permutation(5), rng.standard_normal(3), twin.permutation(5)
    print("an order:", first, " the twin's:", again)
    print("then:    ", second, " the twin's:", twin.standard_normal(3))


# %% [markdown]
# **Think:** a training set is a table `x` with a sample in each row, and `y` with the right answer for each. Somebody
# shuffles it by `x[rng.permutation(len(x))]` and `y[rng.permutation(len(y))]`. What is wrong?
#
# <details><summary>Answer</summary>
#
# These are two draws, so two different orders: samples and answers don't belong together any more. Draw once, keep
# the order under a name, and use it twice.
#
# </details>

# %%
def shuffled(x, y, rng):
    """Bring samples and their answers into a random order, the same one for both.

    Args:
        x: (N, D), one sample a row.
        y: (N,), the answer that belongs to each.
        rng: the generator that decides on the order.

    Returns:
        A tuple of two new arrays, (N, D) and (N,): all the samples, and with each its answer.
        `x` and `y` stay as they are.

    Example:
        >>> x, y = shuffled(np.array([[1.0], [2], [3]]), np.array([10.0, 20, 30]), np.random.default_rng(0))
        >>> y - 10 * x[:, 0]
        array([0., 0., 0.])
    """
    # YOUR CODE HERE
    raise NotImplementedError()

# %% [markdown]
# ## What else will come
#
# | tool | what it does |
# | --- | --- |
# | `np.zeros((2, 3))`, `np.ones(4)`, `np.eye(3)` | arrays to begin with; the last is the unit matrix |
# | `np.zeros_like(x)` | zeros in the shape of `x`, *and of its dtype*: if `x` is whole, decimals are cut off |
# | `np.linspace(0, 1, 5)` | five numbers from 0 to 1, evenly spaced |
# | `np.exp`, `np.log`, `np.sqrt`, `np.tanh`, `np.abs` | functions, entry by entry |
# | `np.maximum(x, y)` | the larger of the two, entry by entry; `np.max(x)` is the largest number of one array |
# | `np.argmax(x, axis=1)` | for each row the *place* of its largest number |
# | `np.stack([a, b])`, `np.concatenate([a, b])` | lay arrays along a new axis, or one after the other along the first |
# | `np.ndindex(2, 3)` | in a loop, all places of this shape: `(0, 0)`, `(0, 1)`, ... |
#
# Each is named again where it is first needed, and `help(np.argmax)` tells the rest. On to unit 1, the single neuron.
