"""The checks of unit 0: the NumPy of this course.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k shares``.
"""

import numpy as np

from deltarule import array_of, asks, case, check, describe, expect, generator, leaves_arguments, recognising

EIGHTH = 1 / 8
"""The unit is there to practise: all eight functions together are worth one point."""

SHAPES = [(3, 4), (3, 3), (4, 2), (1, 5), (5, 1)]


def apart(rng, *shape):
    """Draw numbers of both signs, of which no two are alike and none is near zero."""
    size = int(np.prod(shape))
    return ((rng.permutation(size) + rng.uniform(0.2, 0.8, size)) * (-1) ** np.arange(size)).reshape(shape)


def tables(rng):
    """Draw tables of many shapes, of large numbers and of tiny ones, and one with a zero."""
    for shape in SHAPES:
        yield apart(rng, *shape)
    yield -1e4 * rng.uniform(1, 2, (3, 2))
    yield 1e-5 * rng.uniform(0.1, 1, (2, 3))
    yield np.array([[0.0, 3, -2], [5, -7, 11]]) * rng.integers(1, 4)


@asks("in_rows", points=EIGHTH)
def test_in_rows_values(rng):
    """The numbers in rows of the given width, in the order in which one reads."""
    yield case(np.array([1.0, 2, 3, 4, 5, 6]), 3)
    for table in tables(rng):
        yield case(table.ravel(), table.shape[1])


@asks("column_means", points=EIGHTH)
def test_column_means_values(rng):
    """One mean for each column, over all rows, for tables of any shape."""
    yield case(np.array([[1.0, 10.0], [3.0, 30.0]]))
    for table in tables(rng):
        yield case(table)
    yield case(rng.integers(-9, 10, (4, 3)))


@asks("differences", points=EIGHTH)
def test_differences_values(rng):
    """Row i, column j holds a[i] - b[j], also where both are of one length or one of them is a single number."""
    yield case(np.array([10.0, 20]), np.array([1.0, 2, 3]))
    for table in tables(rng):
        yield case(table[:, 0], 2.5 * table[-1])
    yield case(rng.integers(-9, 10, 4), apart(rng, 3))
    yield case(apart(rng, 3), rng.integers(-9, 10, 4))


@asks("shares", points=EIGHTH)
def test_shares_values(rng):
    """Each number divided by the sum of its row, for tables of any shape."""
    yield case(np.array([[1.0, 3.0], [1.0, 1.0]]))
    for table in tables(rng):
        yield case(np.abs(table) + 1e-6)
    yield case(rng.integers(1, 10, (4, 3)))
    yield case(np.array([[3e4, 1.0, 0.2], [1.0, 2.0, 3.0]]) * rng.uniform(0.5, 1, 3))  # a tiny share beside a large one


@asks("both_products", points=EIGHTH, parts=("entrywise", "matrix"))
def test_both_products_values(rng):
    """The entrywise product first, then the matrix product, each with A on the left."""
    yield case(np.array([[1.0, 2], [0, 1]]), np.array([[3.0, 0], [1, 1]]))
    for n in (3, 2, 4, 1):
        yield case(apart(rng, n, n), apart(rng, n, n))
    yield case(rng.integers(-9, 10, (3, 3)), apart(rng, 3, 3))
    yield case(apart(rng, 3, 3), rng.integers(-9, 10, (3, 3)))
    yield case(-100 * rng.uniform(1, 2, (3, 3)), 100 * rng.uniform(1, 2, (3, 3)))
    yield case(1e-3 * rng.uniform(0.1, 1, (3, 3)), 1e-2 * rng.uniform(0.1, 1, (3, 3)))


@asks("patch", points=EIGHTH)
def test_patch_values(rng):
    """From row `top` and column `left` on, `size` rows and columns, of which every `step`-th is taken."""
    yield case(np.array([[1.0, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]), 0, 1, 3, 2)
    for top, left, size, step in [(1, 2, 3, 1), (2, 0, 5, 2), (0, 3, 4, 3), (2, 1, 1, 1), (1, 4, 4, 2)]:
        yield case(apart(rng, 7, 8), top, left, size, step)
    yield case(apart(rng, 1, 6), 0, 2, 1, 1)
    yield case(apart(rng, 6, 1), 3, 0, 1, 2)
    yield case(np.arange(36.0).reshape(6, 6), 0, 0, 5, 2)
    yield case(-1e4 * rng.uniform(1, 2, (6, 6)), 1, 2, 3, 2)
    yield case(1e-5 * rng.uniform(0.1, 1, (5, 6)), 2, 1, 3, 2)


@asks("chosen", points=EIGHTH)
def test_chosen_values(rng):
    """From each row the number in the column that its label says, for tables of any shape."""
    yield case(np.array([[5.0, 6, 7], [1, 2, 3]]), np.array([2, 0]))
    for table in tables(rng):
        n, k = table.shape
        yield case(table, (np.arange(n) + 1 + rng.integers(0, k)) % k)


def order_of(new_x, new_y, x, y):
    """Give the places that shuffled samples come from, or fail where one is missing or has another's answer."""
    places = np.argmin(np.abs(y - new_y[:, np.newaxis]), axis=1)
    expect(np.unique(places).size == len(y) and np.array_equal(y[places], new_y), "not every answer is there once")
    same = np.allclose(np.sort(new_x, axis=0), np.sort(x, axis=0), 1e-6, 0)
    expect(same, "x doesn't hold the same samples any more: bring its rows into another order, whole")
    expect(np.allclose(new_x, x[places], 1e-6, 0), "samples and answers don't belong together any more: use one order")
    return places


@check("shuffled", points=EIGHTH)
def test_shuffled_keeps_pairs(student, reference, rng):
    """All samples, each with its own answer, in an order that `rng` decides; the arguments stay as they are."""
    samples = [apart(rng, 200, 2), -1e-5 * rng.uniform(0.1, 1, (20, 20)), apart(rng, 25, 1), apart(rng, 1, 3)]
    pairs = [(x, rng.permutation(len(x))) for x in samples]
    with recognising(student.shuffled, reference.shuffled, [case(*pair, generator(rng)) for pair in pairs[:2]]):
        for x, y in pairs:
            state, orders = generator(rng), []
            for each in (state, state, generator(rng)):
                result = student.shuffled(x, y, each)
                expect(
                    isinstance(result, tuple) and len(result) == 2,
                    f"shuffled should return a tuple of two arrays, but returns {describe(result)}",
                )
                new_x, new_y = array_of(result[0], x.shape, "x"), array_of(result[1], y.shape, "y")
                orders.append(order_of(new_x, new_y, x, y))
            one, again, other = orders
            expect(np.array_equal(one, again), "two runs with one seed give different orders: draw from rng alone")
            if len(x) > 1:
                expect(not np.array_equal(one, np.arange(len(x))), "the order is the old one")
                still = max(np.sum(np.abs(np.diff(one)) == 1), np.sum(one == np.arange(len(x))))  # 2 and 1 are usual
                expect(
                    still <= 20, "many samples stand where they stood, or next to the same ones: shuffle all of them"
                )
                expect(not np.array_equal(one, other), "the order is the same for every seed: draw it from rng")
    cases = [case(*pairs[2], generator(rng))]
    with recognising(student.shuffled, reference.shuffled, cases, frozen=True):
        leaves_arguments(student.shuffled, cases)
