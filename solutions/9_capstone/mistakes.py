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

whole_divided = of("/ 9", "// 9", "The quotient is cut down to whole numbers, so that all but black becomes 0.")
black_for_white = of("return x", "x = 1 - x\nreturn x", "Black and white are exchanged: 0 stays 0, and 9 becomes 1.")
pixels_in_a_row = of(
    "x.reshape(-1, side, side, 1)", "x", "The pixels are still in a row: a picture is (side, side, 1)."
)
line_break_read = of(
    "line.split()", 'line.split(" ")', "A line may end with a line break, which is no pixel; split() alone drops it."
)
last_character_cut = of(
    "line.split() for",
    "(line[0], line[2:-1]) for",
    "Each line loses its last character; only some end with a line break.",
)
pixels_as_one_number = of(
    "[int(level) for level in row]", "int(row)", "All pixels of a line are read as one long number; each is a digit."
)
first_line_alone = of("in lines))", "in lines[:1]))", "Only the first line is read: is `return` inside the loop?")
first_line_left_out = of("in lines))", "in lines[1:]))", "The first line is left out; it is a digit like the others.")

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

as_many_batches_as_samples_in_one = of(
    "[order[start : start + batch_size] for start in range(0, len(order), batch_size)]",
    "np.array_split(order, batch_size)",
    "batch_size is how many samples make a batch, not how many batches there are.",
)
one_sample_short = of(
    "start + batch_size]", "start + batch_size - 1]", "Each batch lacks its last one: the end of a slice isn't in it."
)
end_stays = of("start : start + batch_size", "start : batch_size", "A batch's end doesn't move on with its start.")
order_sorted = of("order[start", "np.sort(order)[start", "The order is sorted first; it stays as it is.")
made_one_array = of(
    "return [order[start : start + batch_size] for start in range(0, len(order), batch_size)]",
    "return np.array([order[start : start + batch_size] for start in range(0, len(order), batch_size)])",
    "One array is made of all batches; they may differ in length, so leave them in a list.",
)
first_batch_alone = of("range(0, len(order), batch_size)", "[0]", "There is one batch alone: is `return` in the loop?")
begun_at_one = of("range(0,", "range(1,", "The first sample is left out: begin at 0.")
one_sample_too_many = of(
    "start + batch_size]", "start + batch_size + 1]", "Each batch has one sample too many, which begins the next one."
)
equal_pieces_demanded = of(
    "[order[start : start + batch_size] for start in range(0, len(order), batch_size)]",
    "np.split(order, len(order) // batch_size)",
    "np.split wants pieces of one size; the last batch may be smaller.",
)
cut_by_reshape = of(
    "[order[start : start + batch_size] for start in range(0, len(order), batch_size)]",
    "list(order.reshape(-1, batch_size))",
    "reshape wants batches of one size; the last may be smaller.",
)
two_batches = of(
    "[order[start : start + batch_size] for start in range(0, len(order), batch_size)]",
    "[order[:batch_size], order[batch_size:]]",
    "The order is cut once, into two; go on until nothing is left.",
)

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


@mistake(
    "shifted",
    "A negative place counts from the end, so that some pixels come in again on the other side; check for it.",
)
def wrapped_on_one_side(x, moves):
    moved = np.zeros(x.shape)
    for n, i, j in np.ndindex(x.shape[:3]):
        row, column = i - moves[n, 0], j - moves[n, 1]
        if row < x.shape[1] and column < x.shape[2]:
            moved[n, i, j] = x[n, row, column]
    return moved


@mistake("shifted", "The edge is drawn out where zeros should come in.")
def edge_drawn_out(x, moves):
    moved = np.zeros(x.shape)
    for n, i, j in np.ndindex(x.shape[:3]):
        row, column = np.clip(i - moves[n, 0], 0, x.shape[1] - 1), np.clip(j - moves[n, 1], 0, x.shape[2] - 1)
        moved[n, i, j] = x[n, row, column]
    return moved


@mistake("shifted", "What leaves comes back, as with np.roll, and down and right are exchanged, too.")
def rolled_across(x, moves):
    return np.array([np.roll(picture, move[::-1], axis=(0, 1)) for picture, move in zip(x, moves, strict=True)])


of = changes("shifted")
old_picture_below = of(
    "np.zeros(x.shape)", "x.astype(float)", "The old picture is still there below; begin with zeros."
)
white_comes_in = of("np.zeros(x.shape)", "np.ones(x.shape)", "Ones come in; it should be zeros.")

down_alone = of(
    "moved = np", "moves = moves * [1, 0]\nmoved = np", "Pictures move up and down alone, not to the sides."
)
right_alone = of(
    "moved = np", "moves = moves * [0, 1]\nmoved = np", "Pictures move to the sides alone, not up and down."
)
first_channel_alone = of(
    "= kept", "= kept * (np.arange(x.shape[3]) == 0)", "The first channel alone is moved; all are."
)
first_row_and_column_lost = of(
    "in zip(moved, x, moves)",
    "in zip(moved, x * np.outer(np.arange(height) > 0, np.arange(width) > 0)[:, :, None], moves)",
    "The first row and the first column are lost: a place of 0 is inside, too.",
)
cut_to_whole_numbers = of("np.zeros(x.shape)", "np.zeros(x.shape, int)", "The pixels are cut to whole numbers.")


@mistake("shifted", "All pictures are rolled as the first one moves: each has its own move, and zeros should come in.")
def rolled_as_the_first(x, moves):
    return np.roll(x, moves[0], axis=(1, 2))


@mistake("shifted", "A rim is put around the pictures and stays there; cut out a part that is as large as they were.")
def rim_left(x, moves):
    return np.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)])


@mistake("shifted", "A rim of one pixel is too narrow for larger moves.")
def rim_of_one(x, moves):
    padded, (height, width) = np.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)]), x.shape[1:3]
    cut = [padded[n, 1 - down :, 1 - right :][:height, :width] for n, (down, right) in enumerate(moves)]
    return np.array(cut)


@mistake("shifted", "The moves are added to the pixels' values; they say where the pixels go.")
def added_to_values(x, moves):
    return x + moves.sum(axis=1)[:, None, None, None]


@mistake(
    "shifted", "A slice that begins below 0 counts from the end: moves up or to the left need slices of their own."
)
def negative_beginnings(x, moves):
    moved = np.zeros(x.shape)
    for n, (down, right) in enumerate(moves):
        moved[n, down:, right:] = x[n, : x.shape[1] - down, : x.shape[2] - right]
    return moved


@mistake("shifted", "[:-0] is empty: where a picture doesn't move along an axis, nothing of it is left.")
def minus_zero(x, moves):
    moved = np.zeros(x.shape)
    for n, (down, right) in enumerate(moves):
        moved[n, down:, right:] = x[n, :-down, :-right]
    return moved


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

guard_too_large = of(
    "np.maximum(y_hat, 1e-30)", "(y_hat + 1e-3)", "The small number is too large: it changes the loss."
)
loss_averaged_over_classes = of(
    "np.maximum(y_hat, 1e-30))) / len(x)",
    "np.maximum(y_hat, 1e-30))) / y.size",
    "The loss is averaged over the classes, too; it is divided by N alone.",
)
loss_without_minus = of("-np.sum", "np.sum", "The loss is below zero: a minus belongs in front.")
loss_base_ten = of("np.log(", "np.log10(", "A logarithm to base 10 was taken; np.log is the natural one.")
both_relus_forgotten = of({" * (z2 > 0)": "", " * (z1 > 0)": ""}, "On the way back, both ReLUs let everything through.")
slope_at_zero = of(
    {"z2 > 0": "z2 >= 0", "z1 > 0": "z1 >= 0"}, "The ReLUs' slope at exactly 0 is taken as 1; it is 0 there."
)
slope_of_gradients = of(
    {
        "pool_backward(ds2, a2) * (z2 > 0)": "np.maximum(pool_backward(ds2, a2), 0)",
        "pool_backward(ds1, a1) * (z1 > 0)": "np.maximum(pool_backward(ds1, a1), 0)",
    },
    "The slopes themselves go through the ReLU; what counts is where its input was above 0.",
)
relu_for_slope = of({"(z2 > 0)": "a2", "(z1 > 0)": "a1"}, "The ReLUs themselves stand where their slopes should.")
dense_bias_one_number = of("dscores.sum(axis=0)", "dscores.sum()", "dbd is one number; keep the classes apart.")
dense_weights_on_their_side = of("features.T @ dscores", "dscores.T @ features", "dWd lies on its side.")
layers_exchanged = of(
    {'"dW1": dW1': '"dW1": dW2', '"dW2": dW2': '"dW2": dW1', '"db1": db1': '"db1": db2', '"db2": db2': '"db2": db1'},
    "The gradients of the two convolutions are in each other's place.",
)
scores_overflow = of(
    "reader_forward(x, params)",
    "np.exp(features @ params['Wd'] + params['bd'])\ny_hat = y_hat / y_hat.sum(axis=1, keepdims=True)",
    "np.exp overflows for large scores; take the largest of each row off first.",
)
dense_averaged_twice = of(
    {"features.T @ dscores": "features.T @ dscores / len(x)", "dscores.sum(axis=0)": "dscores.sum(axis=0) / len(x)"},
    "dWd and dbd are divided by N twice: the slope of the scores has it already.",
)
softmax_slope_twice = of(
    "(y_hat - y)", "(y_hat - y) * y_hat * (1 - y_hat)", "The softmax's slope enters twice: y_hat - y has it already."
)
share_for_loss = of(
    "loss = -np.sum(y * np.log(np.maximum(y_hat, 1e-30))) / len(x)",
    "loss = np.mean(np.argmax(y_hat, axis=1) == np.argmax(y, axis=1))",
    "The loss is the share of right answers; it should be the cross-entropy.",
)

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

last_array_alone = of(
    "sum(weight.size for weight in params.values())",
    "[*params.values()][-1].size",
    "Only the last array counts: use +=.",
)
first_array_alone = of(
    "sum(weight.size for weight in params.values())",
    "next(iter(params.values())).size",
    "Only the first array counts: does `return` stand inside the loop?",
)
largest_alone = of("int(sum(", "int(max(", "Only the largest array counts; add them up.")
axes_counted = of("weight.size", "weight.ndim", "This counts the axes; the entries are counted.")
bytes_counted = of("weight.size", "weight.nbytes", "These are bytes; the entries are counted.")
zeros_left_out = of(
    "weight.size", "np.count_nonzero(weight)", "Entries that are 0 aren't counted; they are learnt, too."
)
different_ones_counted = of("weight.size", "np.unique(weight).size", "Entries that are alike are counted once.")
count_as_float = of("int(sum(", "float(sum(", "The number is a float; an int was asked.")
first_and_last_axis = of(
    "weight.size",
    "weight.shape[0] * weight.shape[-1]",
    "Two axes of each array are multiplied; it may have one, or four.",
)
entries_added_up = of(
    "return int(sum(weight.size for weight in params.values()))",
    "return sum(weight.sum() for weight in params.values())",
    "The entries themselves are added up; how many they are was asked.",
)

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

divided_by_entries = of(
    "np.mean(np.argmax(y_hat, axis=1) == np.argmax(y, axis=1))",
    "np.sum(np.argmax(y_hat, axis=1) == np.argmax(y, axis=1)) / y.size",
    "This is divided by all entries; it is by the number of samples.",
)
divided_by_classes = of(
    "np.mean(np.argmax(y_hat, axis=1) == np.argmax(y, axis=1))",
    "np.sum(np.argmax(y_hat, axis=1) == np.argmax(y, axis=1)) / len(y[0])",
    "This is divided by the number of classes; it is by that of the samples.",
)

one_place_for_all = of(
    "np.argmax(y_hat, axis=1) == np.argmax(y, axis=1)",
    "np.argmax(y_hat) == np.argmax(y)",
    "Without an axis np.argmax looks through everything; each row has an answer of its own.",
)
more_than_half_asked = of(
    "np.argmax(y_hat, axis=1) == np.argmax(y, axis=1)",
    "np.sum(y_hat * y, axis=1) > 0.5",
    "A class needn't have more than one half: it has to be the most probable.",
)
last_of_ties = of(
    "np.argmax(y_hat, axis=1)",
    "y.shape[1] - 1 - np.argmax(y_hat[:, ::-1], axis=1)",
    "Of classes that are equally probable the last counts; it is the first one.",
)
any_of_ties = of(
    "np.argmax(y_hat, axis=1) == np.argmax(y, axis=1)",
    "y_hat.max(axis=1) == np.sum(y_hat * y, axis=1)",
    "Where several classes are equally probable, any of them counts as right; it is the first one.",
)
first_row_alone = of(
    "np.mean(np.argmax(y_hat, axis=1) == np.argmax(y, axis=1))",
    "(np.argmax(y_hat[0]) == np.argmax(y[0])) / len(y)",
    "Only the first row is looked at: does `return` stand inside the loop?",
)
least_probable = of("np.argmax(y_hat", "np.argmin(y_hat", "This is the least probable class; take the most probable.")
largest_compared = of(
    "np.argmax",
    "np.max",
    "This is 0 everywhere, as it is where the largest numbers are compared; their places count: np.argmax.",
)
share_cut = of(
    "np.mean(np.argmax(y_hat, axis=1) == np.argmax(y, axis=1))",
    "np.sum(np.argmax(y_hat, axis=1) == np.argmax(y, axis=1)) // len(y)",
    "The share is cut down to 0 or 1: // rounds down, / divides.",
)
answers_one_by_one = of(
    "np.mean(np.argmax(y_hat, axis=1) == np.argmax(y, axis=1))",
    "np.argmax(y_hat, axis=1) == np.argmax(y, axis=1)",
    "This says of each sample whether it is right; the share of those was asked.",
)

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
exactly_as_many = of(">= patience", "== patience", "It stops after exactly `patience` epochs; after more of them, too.")
counted_from_one = of("return best,", "return best + 1,", "The epochs are counted from 1; an index begins at 0.")
stop_alone = of("return best, ", "return ", "Only whether to stop is returned; the best epoch comes first.")
lower_than_the_one_before = of(
    "int(np.argmin(losses))",
    "max([0, *(i for i in range(1, len(losses)) if losses[i] < losses[i - 1])])",
    "Each loss is compared with the one before; compare it with the lowest so far.",
)
lowest_begins_at_one = of(
    "int(np.argmin(losses))",
    "int(np.argmin([min(loss, 1.0) for loss in losses]))",
    "Losses of 1 and more are never the lowest: begin with the first loss, or with infinity.",
)
goes_on_where_it_should_stop = of(">= patience", "< patience", "True and false are exchanged.")


@mistake("early_stop", "It ends where patience first ran out; the losses after that are to be looked at, too.")
def ended_at_once(losses, patience):
    best = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        elif epoch - best >= patience:
            return best, True
    return best, False


of = changes("early_stop")
last_two_compared = of(
    "len(losses) - 1 - best >= patience",
    "losses[-1] > losses[len(losses) - 2]",
    "The last two losses alone are compared; what counts is how long ago the best was.",
)
losses_sorted = of(
    "best = int", "losses.sort()\nbest = int", "The losses are sorted first, in place; their order is the epochs'."
)
