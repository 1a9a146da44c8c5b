"""Right answers to unit 0 in other forms: each must keep every point."""

import numpy as np

from deltarule import alternative


@alternative("in_rows")
def rows_by_slices(numbers, width):
    return np.array([numbers[i : i + width] for i in range(0, len(numbers), width)])


@alternative("in_rows")
def rows_into_an_array(numbers, width):
    table = np.zeros((len(numbers) // width, width))
    for place, number in enumerate(numbers):
        table[place // width, place % width] = number
    return table


@alternative("column_means")
def means_by_sums(x):
    return sum(x) / len(x)


@alternative("column_means")
def means_column_by_column(x):
    return np.array([np.mean(column) for column in x.T])


@alternative("differences")
def differences_by_loops(a, b):
    return np.array([[one - other for other in b] for one in a])


@alternative("differences")
def differences_ready_made(a, b):
    return np.subtract.outer(a, b)


@alternative("differences")
def differences_of_a_reshaped_column(a, b):
    return a.reshape(-1, 1) - b[None, :]


@alternative("shares")
def shares_row_by_row(x):
    return np.array([row / row.sum() for row in x])


@alternative("shares")
def shares_of_a_transpose(x):
    return (x.T / np.sum(x, axis=1)).T


@alternative("shares")
def shares_by_a_product(x):
    return x / (x @ np.ones((x.shape[1], 1)))


@alternative("both_products")
def products_by_name(A, B):
    return np.multiply(A, B), np.dot(A, B)


@alternative("both_products")
def products_by_loops(A, B):
    places = range(len(A))
    matrix = [[sum(A[i, k] * B[k, j] for k in places) for j in places] for i in places]
    return np.array([[A[i, j] * B[i, j] for j in places] for i in places]), np.array(matrix)


@alternative("patch")
def patch_in_two_steps(image, top, left, size, step):
    piece = image[top : top + size, left : left + size]
    return piece[::step, ::step].copy()


@alternative("patch")
def patch_pixel_by_pixel(image, top, left, size, step):
    places = range(0, size, step)
    return np.array([[image[top + i, left + j] for j in places] for i in places])


@alternative("chosen")
def chosen_row_by_row(scores, labels):
    return np.array([row[label] for row, label in zip(scores, labels, strict=True)])


@alternative("chosen")
def chosen_by_one_hot(scores, labels):
    return np.sum(scores * np.eye(scores.shape[1])[labels], axis=1)


@alternative("chosen")
def chosen_along_an_axis(scores, labels):
    return np.take_along_axis(scores, labels[:, np.newaxis], axis=1)[:, 0]


@alternative("shuffled")
def shuffled_places(x, y, rng):
    places = np.arange(len(x))
    rng.shuffle(places)
    return x[places], y[places]


@alternative("shuffled")
def shuffled_by_keys(x, y, rng):
    order = np.argsort(rng.uniform(size=len(y)))
    return np.take(x, order, axis=0), y[order]


@alternative("shuffled")
def shuffled_as_one_table(x, y, rng):
    table = rng.permutation(np.column_stack([x, y]))
    return table[:, :-1], table[:, -1]
