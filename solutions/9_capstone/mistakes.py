"""What students of unit 9 get wrong, and the sentence that helps each of them."""

import numpy as np

from deltarule import changes, mistake

of = changes("read_digits")
not_divided = of("for row in pixels]) / 9", "for row in pixels])", "The pixels still go from 0 to 9; divide them by 9.")
divided_by_ten = of("/ 9", "/ 10", "Black is 9, and should become 1: divide by 9, not by 10.")
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

of = changes("batches")
last_dropped = of(
    "len(order), batch_size)", "len(order) - batch_size + 1, batch_size)", "What is left at the end is lost."
)
own_indices = of(
    "order[start : start + batch_size]",
    "np.arange(len(order))[start : start + batch_size]",
    "The batches count from 0 on; they should hold what stands in `order`.",
)
steps_of_one = of(", batch_size)]", ")]", "Each batch begins one sample after the last one: they overlap.")

of = changes("shifted")
axes_exchanged = of("(down, right) in", "(right, down) in", "Down and right are exchanged: down comes first.")
wrong_way = of(
    "for picture, old, (down, right) in zip(moved, x, moves)",
    "for picture, old, (down, right) in zip(moved, x, -moves)",
    "The pictures move the other way: a positive number goes down, or to the right.",
)


@mistake("shifted", "What leaves on one side comes back on the other, as with np.roll; zeros should come in.")
def rolled(x, moves):
    return np.array([np.roll(picture, move, axis=(0, 1)) for picture, move in zip(x, moves, strict=True)])


of = changes("reader_loss_and_gradients")
loss_summed = of(
    "np.maximum(y_hat, 1e-30))) / len(x)", "np.maximum(y_hat, 1e-30)))", "The loss is a sum; take the mean."
)
slope_summed = of("(y_hat - y) / len(x)", "y_hat - y", "The gradients are those of the sum; divide by N.")
second_relu_forgotten = of(" * (z2 > 0)", "", "On the way back, the second ReLU lets everything through.")
first_relu_forgotten = of(" * (z1 > 0)", "", "On the way back, the first ReLU lets everything through.")
slope_upside_down = of("(y_hat - y)", "(y - y_hat)", "All gradients have the wrong sign: it is y_hat - y.")
dense_bias_summed_over_classes = of("dscores.sum(axis=0)", "dscores.mean(axis=0)", "dbd is a sum over the samples.")

of = changes("count_parameters")
arrays_counted = of("weight.size for weight", "1 for weight", "This counts the arrays, not their entries.")
rows_counted = of("weight.size", "(len(weight) if weight.ndim else 1)", "This counts rows; every entry counts.")

of = changes("accuracy")
counted = of("np.mean(", "np.sum(", "This is how many are right; their share was asked.")
along_the_samples = of("axis=1", "axis=0", "np.argmax looks along the samples; each row is a sample, so axis=1.")

of = changes("early_stop")
last_of_the_lowest = of(
    "int(np.argmin(losses))",
    "len(losses) - 1 - int(np.argmin(losses[::-1]))",
    "Of several losses that are equally low, the first one counts: a later one is no lower.",
)
highest_is_best = of("np.argmin", "np.argmax", "The best epoch is the one with the lowest loss, not the highest.")
one_too_late = of(
    ">= patience", "> patience", "It stops one epoch too late: `patience` epochs without a lower loss do."
)
best_counted_too = of(
    "len(losses) - 1 - best", "len(losses) - best", "The best epoch itself counts; only those after it do."
)
