"""What students of unit 9 get wrong, and the sentence that helps each of them."""

import numpy as np

from deltarule import changes, mistake

of = changes("read_digits")
not_divided = of("for row in pixels]) / 9", "for row in pixels])", "The pixels still go from 0 to 9; divide them by 9.")
divided_by_ten = of("/ 9", "/ 10", "Black is 9, and should become 1: divide by 9, not by 10.")
divided_by_255 = of("/ 9", "/ 255", "Black is 9 here, not 255, and should become 1.")
divided_by_the_largest = of(
    "return x", "x = x / x.max()\nreturn x", "The pixels are divided by the largest that occurs; black is 9 in any set."
)
channel_first = of(
    "x.reshape(-1, side, side, 1)", "x.reshape(-1, 1, side, side)", "The channel's axis comes second; it is the last."
)
columns_first = of(
    "x.reshape(-1, side, side, 1)",
    "x.reshape(-1, side, side, 1).transpose(0, 2, 1, 3)",
    "Pictures lie on their side: pixels come row by row.",
)
channel_missing = of("side, side, 1)", "side, side)", "The last axis is missing: a grey picture has one channel.")
labels_as_they_are = of(
    "np.eye(10)[[int(label) for label in labels]]",
    "np.array([int(label) for label in labels])",
    "The classes are numbers; one-hot rows were asked, ten wide.",
)
classes_as_many_as_occur = of(
    "np.eye(10)",
    "np.eye(max(int(label) for label in labels) + 1)",
    "The rows are as wide as the largest class that occurs; there are always ten classes.",
)
classes_one_early = of(
    "[int(label) for", "[int(label) - 1 for", "Each 1 stands one place too early: class 0 has the first place."
)

of = changes("batches")
last_dropped = of(
    "len(order), batch_size)", "len(order) - batch_size + 1, batch_size)", "What is left at the end is lost."
)
own_indices = of(
    "order[start : start + batch_size]",
    "np.arange(len(order))[start : start + batch_size]",
    "The batches count from 0 on; they should hold what stands in `order`.",
)
pieces_of_equal_size = of(
    "[order[start : start + batch_size] for start in range(0, len(order), batch_size)]",
    "np.array_split(order, -(-len(order) // batch_size))",
    "The batches are of nearly equal size; all but the last should hold batch_size.",
)
empty_batch_last = of(
    "range(0, len(order), batch_size)",
    "range(0, len(order) + 1, batch_size)",
    "Where the order comes out even there is an empty batch at the end.",
)
steps_of_one = of(", batch_size)]", ")]", "Each batch begins one sample after the last one: they overlap.")

of = changes("shifted")
axes_exchanged = of("(down, right) in", "(right, down) in", "Down and right are exchanged: down comes first.")
wrong_way = of(
    "for picture, old, (down, right) in zip(moved, x, moves)",
    "for picture, old, (down, right) in zip(moved, x, -moves)",
    "The pictures move the other way: a positive number goes down, or to the right.",
)
one_move_for_all = of(
    "zip(moved, x, moves)",
    "zip(moved, x, [moves[0]] * len(x))",
    "All pictures move as the first one does; each has a move of its own.",
)
moves_without_sign = of(
    "zip(moved, x, moves)",
    "zip(moved, x, np.abs(moves))",
    "Negative moves go down and to the right as well; they lead up, and to the left.",
)


@mistake("shifted", "What leaves on one side comes back on the other, as with np.roll; zeros should come in.")
def rolled(x, moves):
    return np.array([np.roll(picture, move, axis=(0, 1)) for picture, move in zip(x, moves, strict=True)])


of = changes("reader_loss_and_gradients")
loss_summed = of(
    "np.maximum(y_hat, 1e-30))) / len(x)", "np.maximum(y_hat, 1e-30)))", "The loss is a sum; take the mean."
)
loss_not_finite = of(
    "np.maximum(y_hat, 1e-30)", "y_hat", "At a probability of 0 the loss is infinite or nan; keep it away from the log."
)
loss_capped = of(
    "1e-30", "1e-5", "Probabilities below 1e-5 cost no more than 1e-5 does; guard the logarithm with a smaller number."
)
slope_summed = of("(y_hat - y) / len(x)", "y_hat - y", "The gradients are those of the sum; divide by N.")
second_relu_forgotten = of(" * (z2 > 0)", "", "On the way back, the second ReLU lets everything through.")
first_relu_forgotten = of(" * (z1 > 0)", "", "On the way back, the first ReLU lets everything through.")
slope_upside_down = of("(y_hat - y)", "(y - y_hat)", "All gradients have the wrong sign: it is y_hat - y.")
dense_bias_summed_over_classes = of("dscores.sum(axis=0)", "dscores.mean(axis=0)", "dbd is a sum over the samples.")

of = changes("count_parameters")
arrays_counted = of("weight.size for weight", "1 for weight", "This counts the arrays, not their entries.")
rows_counted = of("weight.size", "(len(weight) if weight.ndim else 1)", "This counts rows; every entry counts.")
weights_counted_alone = of(
    "for weight in params.values()",
    'for name, weight in params.items() if name.startswith("W")',
    "Biases aren't counted; they are learnt, too, and any name may stand in the dict.",
)
each_size_once = of(
    "sum(weight.size for weight in params.values())",
    "sum({weight.size for weight in params.values()})",
    "Arrays of one size are counted once; each of them counts.",
)
sides_added = of("weight.size", "sum(weight.shape)", "The lengths of the axes are added up; the entries are counted.")

of = changes("accuracy")
percent = of("np.mean(", "100 * np.mean(", "This is in percent; a share goes from 0 to 1.")
entries_compared = of(
    "np.argmax(y_hat, axis=1) == np.argmax(y, axis=1)",
    "np.round(y_hat) == y",
    "Entries are compared, each by itself; it is a whole row that is right or wrong.",
)
probability_averaged = of(
    "np.argmax(y_hat, axis=1) == np.argmax(y, axis=1)",
    "np.sum(y_hat * y, axis=1)",
    "This is how probable the true classes are on average; a sample is right or wrong.",
)
counted = of("np.mean(", "np.sum(", "This is how many are right; their share was asked.")
along_the_samples = of("axis=1", "axis=0", "np.argmax looks along the samples; each row is a sample, so axis=1.")

of = changes("early_stop")
last_of_the_lowest = of(
    "int(np.argmin(losses))",
    "len(losses) - 1 - int(np.argmin(losses[::-1]))",
    "Of several losses that are equally low, the first one counts: a later one is no lower.",
)
lowest_loss_returned = of("return best", "return min(losses)", "best is the lowest loss itself; its place was asked.")
rises_in_a_row = of(
    "len(losses) - 1 - best >= patience",
    "len(losses) > patience and all(np.diff(losses)[-patience:] > 0)",
    "It waits for losses that rise one after the other; what counts is that none was lower than the best.",
)
highest_is_best = of("np.argmin", "np.argmax", "The best epoch is the one with the lowest loss, not the highest.")
lower_by_a_little_ignored = of(
    "int(np.argmin(losses))",
    "next(i for i, loss in enumerate(losses) if loss <= min(losses) + 1e-6)",
    "A loss that is lower by 1e-6 or less isn't taken for lower; the lowest counts, by however little.",
)
one_too_late = of(
    ">= patience", "> patience", "It stops one epoch too late: `patience` epochs without a lower loss do."
)
best_counted_too = of(
    "len(losses) - 1 - best", "len(losses) - best", "The best epoch itself counts; only those after it do."
)
