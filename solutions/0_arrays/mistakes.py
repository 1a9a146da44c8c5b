"""What students of unit 0 get wrong, and the sentence that helps each of them."""

from deltarule import changes

of = changes("in_rows")
sides_swapped = of("-1, width", "width, -1", "There are `width` rows; each row should be `width` long.")
down_the_columns = of("-1, width)", "width, -1).T", "The numbers run down the columns, not along the rows.")
one_row = of("-1, width", "1, -1", "All numbers stand in one row. How long should a row be?")

unchanged = of(
    "numbers.reshape(-1, width)", "numbers", "These are the numbers as they came: return what reshape gives."
)
first_row_again = of(
    "numbers.reshape(-1, width)",
    "np.tile(numbers[:width], (len(numbers) // width, 1))",
    "Every row is the first one: each goes on where the one before it ends.",
)
overlapping_rows = of(
    "numbers.reshape(-1, width)",
    "np.array([numbers[i : i + width] for i in range(len(numbers) // width)])",
    "The rows overlap: each should begin where the one before it ends.",
)

of = changes("column_means")
means_of_rows = of("axis=0", "axis=1", "These are the means of the rows. Which axis should be gone?")
one_mean = of("axis=0", "", "This is one mean of all numbers: say along which axis to go.")
sums_of_columns = of("x.mean", "x.sum", "These are the sums of the columns, not their means.")

one_less = of("x.mean(axis=0)", "x.sum(axis=0) / (len(x) - 1)", "The sums are divided by N - 1; the mean divides by N.")
by_columns = of("x.mean(axis=0)", "x.sum(axis=0) / x.shape[1]", "The sums are divided by the number of columns, D.")
by_all_entries = of(
    "x.mean(axis=0)", "x.sum(axis=0) / x.size", "The sums are divided by N D; each is one of N numbers."
)
divided_to_whole = of("x.mean(axis=0)", "x.sum(axis=0) // len(x)", "// drops what is behind the point; divide by /.")
last_row_alone = of("x.mean(axis=0)", "x[-1] / len(x)", "Only the last row counts: the rows add up (+=) first.")
first_row_left_out = of(
    "x.mean(axis=0)", "x[1:].sum(axis=0) / len(x)", "The first row is left out of the sum: 0 is one."
)
medians = of("x.mean(axis=0)", "np.median(x, axis=0)", "These are medians, the numbers in the middle; take means.")

of = changes("differences")
other_way_round = of("a[:, np.newaxis] - b", "b[:, np.newaxis] - a", "a and b are the wrong way round.")
lying = of("a[:, np.newaxis] - b", "a - b[:, np.newaxis]", "The table lies on its side: a goes down the rows.")
signs_swapped = of("a[:, np.newaxis] - b", "b - a[:, np.newaxis]", "Every sign is wrong: b is subtracted from a.")
in_the_form_of_b = of(
    "return a[:, np.newaxis] - b",
    """
    table = np.zeros((len(a), len(b)), dtype=b.dtype)
    table[...] = a[:, np.newaxis] - b
    return table
    """,
    "The table has the dtype of b: where b is whole, the decimals of a are cut off.",
)

of = changes("shares")
shares_of_columns = of("axis=1", "axis=0", "Each column adds up to 1. It is the rows that should.")
shares_of_all = of("axis=1, ", "", "All numbers together add up to 1. Each row should, by itself.")
axis_gone = of(", keepdims=True", "", "The sums are a row, (N,), and meet the columns: let the axis stay, (N, 1).")
of_the_largest = of("x.sum", "x.max", "Each row is divided by its largest number; divide by its sum.")

by_softmax = of(
    "x / x.sum", "np.exp(x) / np.exp(x).sum", "There is an exponential in here; divide the numbers themselves."
)
by_length = of(
    "x.sum(axis=1, keepdims=True)",
    "np.sqrt((x**2).sum(axis=1, keepdims=True))",
    "Each row is divided by the root of the sum of its squares; divide by its sum.",
)
sum_runs_on = of(
    "x.sum(axis=1, keepdims=True)",
    "np.cumsum(x.sum(axis=1, keepdims=True), axis=0)",
    "The sum runs on from row to row: begin it anew in each row.",
)
sums_themselves = of("x / x.sum", "x.sum", "These are the sums of the rows; divide each row by its sum.")

of = changes("both_products")
entrywise_twice = of("A @ B", "A * B", "Both are the entrywise product; the second should be the matrix product.")
matrix_twice = of("A * B", "A @ B", "Both are the matrix product; the first should be the entrywise one.")
products_swapped = of("A * B, A @ B", "A @ B, A * B", "The two products are in the wrong order: entrywise first.")
b_on_the_left = of("A @ B", "B @ A", "In the matrix product the order matters: A stands on the left.")
transposed = of("A @ B", "A @ B.T", "B goes in as it is: `@` takes the rows of A and the columns of B.")
last_product_alone = of(
    "A @ B",
    "np.outer(A[:, -1], B[-1])",
    "Of the products of each row and column the last alone is kept: add them up (+=).",
)
b_overwritten = of(
    "return A * B, A @ B",
    "matrix = A @ B\nB *= A\nreturn B, matrix",
    "`*=` writes into the array that it is given, and can't where that is whole: `A * B` makes a new one.",
)

of = changes("patch")
without_step = of(" : step", "", "Every row and column is taken; take every `step`-th.")
stops_at_size = of({"top + size": "size", "left + size": "size"}, "A slice ends before its stop, not after its length.")
one_too_many = of("+ size", "+ size + 1", "One too many: a slice from 2 to 2 + 3 holds three already.")
rows_and_columns = of({"top : top": "left : left", "left : left": "top : top"}, "Rows come first, then columns.")
times_step = of("size : step", "size * step : step", "`size` counts the image's rows, not those that are taken.")

one_too_few = of("+ size", "+ size - 1", "One too few: a slice from 2 to 2 + 3 holds 2, 3 and 4.")
step_for_rows = of(
    "left + size : step", "left + size", "The step is taken for the rows alone; take it for the columns, too."
)
step_for_columns = of(
    "top + size : step", "top + size", "The step is taken for the columns alone; take it for the rows, too."
)
to_the_end = of({"top + size": "", "left + size": ""}, "The slices run to the end of the image; they end after `size`.")
all_columns = of(", left : left + size : step", "", "The rows are cut, and all columns stay; cut these, too.")

of = changes("chosen")
a_block = of("np.arange(len(labels))", ":", "This takes all labels from every row: name the rows by an array, too.")
rows_by_labels = of("[np.arange(len(labels)), labels]", "[labels, 0]", "The labels say the columns, not the rows.")
largest = of("scores[np.arange(len(labels)), labels]", "scores.max(axis=1)", "These are the rows' largest numbers.")

columns_of_largest = of(
    "scores[np.arange(len(labels)), labels]",
    "scores.argmax(axis=1)",
    "These are the places of the rows' largest numbers; the numbers that the labels name were asked.",
)
counted_from_one = of("), labels]", "), labels - 1]", "The labels count from 0 as they are: don't subtract 1.")
diagonal = of(
    "scores[np.arange(len(labels)), labels]", "np.diag(scores)", "This is the diagonal; the labels aren't used."
)
labels_themselves = of(
    "scores[np.arange(len(labels)), labels]", "labels", "These are the labels; the scores in their columns were asked."
)

of = changes("shuffled")
two_orders = of("y[order]", "y[rng.permutation(len(y))]", "x and y get two different orders: draw once.")
samples_alone = of("y[order]", "y", "Only x is shuffled; its answers stand where they stood.")
not_shuffled = of("x[order], y[order]", "x.copy(), y.copy()", "The order is the old one: use the one that you drew.")
only_turned = of(
    "rng.permutation(len(x))",
    "np.roll(np.arange(len(x)), rng.integers(1, max(2, len(x))))",
    "All samples have moved on by as many places: each still stands next to the ones that it stood next to.",
)
half_of_them = of(
    "return x[order]",
    "order = np.append(rng.permutation(len(x) // 2), np.arange(len(x) // 2, len(x)))\nreturn x[order]",
    "Only the first half is shuffled; the other samples stand where they stood.",
)
shuffled_in_place = of(
    "return x[order], y[order]",
    "x[:], y[:] = x[order], y[order]\nreturn x, y",
    "x and y themselves are changed: x[order] makes a new array; return that.",
)
nothing_given_back = of(
    "rng.permutation(len(x))",
    "rng.shuffle(np.arange(len(x)))",
    "rng.shuffle gives nothing back: it changes the order in what it is given. rng.permutation gives an order.",
)
answers_alone = of("x[order]", "x", "Only y is shuffled; the samples stand where they stood.")
columns_shuffled = of(
    {"permutation(len(x))": "permutation(x.shape[1])", "x[order], y[order]": "x[:, order], y"},
    "The columns of x are shuffled; its rows are the samples.",
)
backwards = of("x[order], y[order]", "x[::-1], y[::-1]", "This is the old order, backwards: use the one that you drew.")
with_repeats = of("rng.permutation(len(x))", "rng.integers(0, len(x), len(x))", "Some come twice, others never.")
