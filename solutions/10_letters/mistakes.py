"""What students of unit 10 get wrong, and the sentence that helps each of them."""

import numpy as np

from deltarule import changes, mistake

from .letters import lstm_backward, lstm_forward, softmax

of = changes("letters_to_numbers")
counted_from_one = of("alphabet.index(letter)", "1 + alphabet.index(letter)", "The first letter's number is 0, not 1.")
by_code = of("alphabet.index(letter)", "ord(letter)", "These are character codes; the place in `alphabet` was asked.")
from_the_letter_a = of(
    "alphabet.index(letter)", "ord(letter) - 97", "This counts on from the letter a; the place in `alphabet` was asked."
)
sorted_alphabet = of(
    "alphabet.index(letter)",
    "sorted(alphabet).index(letter)",
    "The alphabet is sorted first; the places count as they are, whatever the order.",
)
as_they_come = of(
    "alphabet.index(letter)",
    "list(dict.fromkeys(text)).index(letter)",
    "The letters are numbered as they first come in the text; their places in `alphabet` count.",
)
first_place_in_the_text = of(
    "alphabet.index(letter)",
    "text.index(letter)",
    "This is where the letter first stands in the text, not in `alphabet`.",
)
own_alphabet = of(
    "alphabet.index(letter)",
    "sorted(set(text)).index(letter)",
    "The letters are numbered by an alphabet of the text's own; the one that is given counts.",
)
all_small = of(
    "alphabet.index(letter)",
    "alphabet.lower().index(letter.lower())",
    "Capital letters are taken for small ones; each letter of the alphabet has a place of its own.",
)
one_hot_at_once = of(
    "np.array([alphabet.index(letter) for letter in text])",
    "np.eye(len(alphabet))[[alphabet.index(letter) for letter in text]]",
    "These are one-hot rows; numbers were asked.",
)

of = changes("passages")
not_shifted = of(
    "numbers[1 : count * length + 1]", "numbers[: count * length]", "y is x itself; it should be one letter further on."
)
whole_passage_on = of(
    "return x.reshape(count, length), y.reshape(count, length)",
    "return x.reshape(count, length), np.roll(x, -length).reshape(count, length)",
    "y is the next passage; it should be the same one, one letter further on.",
)
last_wraps_round = of(
    "numbers[1 : count * length + 1]",
    "np.roll(numbers[: count * length], -1)",
    "The last answer is the first letter of the text; it should be the one that comes next.",
)
last_passage_lost = of(
    "(len(numbers) - 1) // length",
    "len(numbers) // length - 1",
    "The last passage is lost.",
)
answers_run_in_circles = of(
    "y.reshape(count, length)",
    "np.roll(x.reshape(count, length), -1, axis=1)",
    "Each passage ends with its own first letter as an answer; the last letter's answer stands in the next passage.",
)
one_passage_too_many = of(
    "(len(numbers) - 1) // length",
    "len(numbers) // length",
    "Where the text ends with a passage, there is one passage too many: its last letter has no next one.",
)
next_one_forgotten = of(
    {
        "(len(numbers) - 1) // length": "len(numbers) // length",
        "numbers[1 : count * length + 1]": "np.append(numbers[1:], 0)[: count * length]",
    },
    "Where the text ends with a passage, its last letter has no next one: that passage is to be dropped.",
)
down_the_columns = of(
    "return x.reshape(count, length), y.reshape(count, length)",
    "return x.reshape(length, count).T, y.reshape(length, count).T",
    "The text runs down the columns; each passage is a row.",
)


@mistake("passages", "The passages overlap: each should begin where the one before it ends.")
def overlapping(numbers, length):
    starts = range(len(numbers) - length)
    return (
        np.array([numbers[start : start + length] for start in starts]),
        np.array([numbers[start + 1 : start + length + 1] for start in starts]),
    )


@mistake("passages", "A letter is skipped after each passage: each should begin where the one before it ends.")
def with_gaps(numbers, length):
    starts = range(0, len(numbers) - length, length + 1)
    return (
        np.array([numbers[start : start + length] for start in starts]),
        np.array([numbers[start + 1 : start + length + 1] for start in starts]),
    )


@mistake("passages", "y has only the letter after each passage; every letter in it needs the one that comes next.")
def one_answer_each(numbers, length):
    count = (len(numbers) - 1) // length
    return numbers[: count * length].reshape(count, length), numbers[length : count * length + 1 : length]


of = changes("bits_per_letter")
natural_logarithm = of("np.log2", "np.log", "This is the natural logarithm; bits are counted with np.log2.")
decimal_logarithm = of("np.log2", "np.log10", "This counts decimal digits; bits are counted with np.log2.")
summed = of("np.mean(", "np.sum(", "This is the sum; the mean was asked.")
negative = of("-np.mean", "np.mean", "A surprise is never below 0: the sign is missing.")
of_the_product = of(
    "np.mean(np.log2(probabilities))",
    "np.log2(np.prod(probabilities)) / np.size(probabilities)",
    "The product of many probabilities is too small for a number, and becomes 0; add up their logarithms.",
)
never_below = of(
    "np.log2(probabilities)",
    "np.log2(np.maximum(probabilities, 1e-12))",
    "Probabilities below 1e-12 are taken for 1e-12; they are above 0 here, so that each has a logarithm.",
)
mean_first = of(
    "-np.mean(np.log2(probabilities))",
    "-np.log2(np.mean(probabilities))",
    "The logarithm comes first, and then the mean: each letter has a surprise of its own.",
)
weighted = of(
    "np.mean(np.log2(probabilities))",
    "np.mean(probabilities * np.log2(probabilities))",
    "Each letter counts once: don't multiply by its probability.",
)

weighted_sum = of(
    "np.mean(np.log2(probabilities))",
    "np.sum(probabilities * np.log2(probabilities))",
    "Each letter counts once: don't multiply by its probability, and take the mean.",
)
by_the_first_axis = of(
    "np.mean(np.log2(probabilities))",
    "np.sum(np.log2(probabilities)) / len(probabilities)",
    "len counts along the first axis alone; .size counts all entries.",
)

of = changes("bigram_bits")
never_seen_is_impossible = of(
    "np.ones(", "np.zeros(", "Begin to count at 1: a pair that was never seen must be possible."
)
axis_lost = of(", keepdims=True", "", "The sums have lost their axis, and divide columns; keepdims=True keeps it.")
summed_over_pairs = of(
    "bits_per_letter(probabilities[new[:-1], new[1:]])",
    "-np.sum(np.log2(probabilities[new[:-1], new[1:]]))",
    "This is the sum over all pairs; the mean was asked.",
)
by_letters_not_pairs = of(
    "bits_per_letter(probabilities[new[:-1], new[1:]])",
    "-np.sum(np.log2(probabilities[new[:-1], new[1:]])) / len(new)",
    "The sum is divided by the number of letters, L; there are L - 1 pairs.",
)
last_pair_left_out = of(
    "(seen[:-1], seen[1:])",
    "(seen[:-2], seen[1:-1])",
    "The last pair of `seen` is left out: all letters but the last begin one.",
)
not_one_more = of("np.ones(", "1e-9 + np.zeros(", "Begin to count at 1: a pair that was never seen must be possible.")
one_not_in_the_sum = of(
    "counts.sum(axis=1, keepdims=True)",
    "np.maximum(counts.sum(axis=1, keepdims=True) - num_letters, 1)",
    "The ones that were added belong to the sum of the row, too: a row should add up to 1.",
)
each_pair_once = of(
    "np.add.at(counts, (seen[:-1], seen[1:]), 1)",
    "counts[seen[:-1], seen[1:]] += 1",
    "With arrays as indices, += counts each pair once, however often it comes; np.add.at counts all.",
)
by_the_letter_after = of(
    "(seen[:-1], seen[1:])", "(seen[1:], seen[:-1])", "The counts are turned round: the row is the letter before."
)
of_the_whole_table = of(
    "counts.sum(axis=1, keepdims=True)", "counts.sum()", "Each row is divided by its own sum, not by that of the table."
)
of_the_column = of(
    "axis=1",
    "axis=0",
    "Each pair is divided by how often its second letter comes; divide by how often its first one does.",
)
looked_up_turned_round = of(
    "probabilities[new[:-1], new[1:]]",
    "probabilities[new[1:], new[:-1]]",
    "The new pairs are looked up turned round: the row is the letter before.",
)
in_nats = of(
    "bits_per_letter(probabilities[new[:-1], new[1:]])",
    "-np.mean(np.log(probabilities[new[:-1], new[1:]]))",
    "This is the natural logarithm; bits are counted with np.log2.",
)
measured_on_the_seen = of(
    "probabilities[new[:-1], new[1:]]", "probabilities[seen[:-1], seen[1:]]", "Measure on `new`, not on `seen` itself."
)
letters_alone = of(
    "probabilities[new[:-1], new[1:]]",
    "((np.bincount(seen, minlength=num_letters) + 1) / (len(seen) + num_letters))[new[1:]]",
    "This is how frequent each letter is by itself; count pairs, so that the letter before is looked at.",
)
every_pair_with_every = of(
    "probabilities[new[:-1], new[1:]]",
    "probabilities[np.ix_(new[:-1], new[1:])]",
    "Every letter is paired with every other one; pair each with the one after it alone.",
)
counted_in_the_new = of(
    "(seen[:-1], seen[1:])", "(new[:-1], new[1:])", "Count in `seen`: the new text is not known before it is shown."
)
counted_in_both = of(
    "np.add.at(counts, (seen[:-1], seen[1:]), 1)",
    "np.add.at(counts, (seen[:-1], seen[1:]), 1); np.add.at(counts, (new[:-1], new[1:]), 1)",
    "Count in `seen` alone: the new text is not known before it is shown.",
)
pairs_apart = of(
    "(seen[:-1], seen[1:])",
    "(seen[: len(seen) // 2 * 2 : 2], seen[1::2])",
    "The pairs overlap: every letter but the last begins one.",
)

of = changes("letter_loss_and_gradients")
loss_summed_over_steps = of(
    "np.log(np.maximum(y_hat, 1e-30))) / y.size",
    "np.log(np.maximum(y_hat, 1e-30))) / len(y)",
    "The loss is divided by N; divide by all N T letters.",
)
loss_summed = of(
    "np.log(np.maximum(y_hat, 1e-30))) / y.size",
    "np.log(np.maximum(y_hat, 1e-30)))",
    "The loss is a sum: take the mean.",
)
logarithm_of_zero = of(
    "np.log(np.maximum(y_hat, 1e-30))",
    "np.log(y_hat)",
    "Where a probability is 0, its logarithm is minus infinity, and 0 times that is nan.",
)
infinite_where_impossible = of(
    "one_hot[y] * np.log(np.maximum(y_hat, 1e-30))",
    "np.log(y_hat[one_hot[y] == 1])",
    "Where the letter that comes has a probability of 0 the loss is infinite; keep 0 away from the logarithm.",
)
loss_in_bits = of("np.log(", "np.log2(", "The loss is in bits; it is asked with the natural logarithm.")
slope_per_passage = of(
    "(y_hat - one_hot[y]) / y.size",
    "(y_hat - one_hot[y]) / len(y)",
    "The gradients are divided by N; divide by all N T letters.",
)
slope_summed = of("(y_hat - one_hot[y]) / y.size", "y_hat - one_hot[y]", "The gradients are those of the sum.")
slope_upside_down = of(
    "(y_hat - one_hot[y])", "(one_hot[y] - y_hat)", "All gradients have the wrong sign: it is y_hat - y."
)
answers_from_x = of("one_hot[y]", "one_hot[x]", "The answers are taken from x; y has the letters that come next.")
biases_forgotten = of(' + params["b"]', "", "The biases b of the layers are missing.")
scores_without_bias = of(' + params["bv"]', "", "The bias bv of the scores is missing.")
bias_of_letters_averaged = of("dz.sum(axis=0)", "dz.mean(axis=0)", "db is a sum over all letters, not a mean.")
score_bias_averaged = of("dscores.sum(axis=0)", "dscores.mean(axis=0)", "dbv is a sum over all letters, not a mean.")
letters_of_y = of("one_hot[x.ravel()].T", "one_hot[y.ravel()].T", "dU adds up over where each letter of x stood.")


@mistake(
    "letter_loss_and_gradients",
    "dU has one place of each letter alone; all add up, however often it comes, which dU[x] += dz doesn't do.",
)
def each_letter_once(x, y, params):
    one_hot = np.eye(len(params["bv"]))
    h, kept = lstm_forward(params["U"][x] + params["b"], params["W"])
    y_hat = softmax(h @ params["V"] + params["bv"])
    loss = -np.sum(one_hot[y] * np.log(np.maximum(y_hat, 1e-30))) / y.size
    dscores = (y_hat - one_hot[y]) / y.size
    dz, dW = lstm_backward(dscores @ params["V"].T, kept, params["W"])
    dU = np.zeros_like(params["U"])
    dU[x] += dz
    dV = np.tensordot(h, dscores, axes=((0, 1), (0, 1)))
    return loss, {"dU": dU, "dW": dW, "db": dz.sum(axis=(0, 1)), "dV": dV, "dbv": dscores.sum(axis=(0, 1))}


of = changes("sharpened")
to_the_power_itself = of(
    "** (1 / temperature)", "** temperature", "The exponent is 1 / temperature: a low temperature sharpens."
)
not_that_cold = of(
    "(1 / temperature)",
    "(1 / max(temperature, 0.01))",
    "Temperatures below 0.01 are taken for 0.01; they may be asked, too.",
)
scaled_in_place = of(
    "(probabilities / probabilities.max(axis=-1, keepdims=True))",
    "np.divide(probabilities, probabilities.max(axis=-1, keepdims=True), out=probabilities)",
    "The probabilities that were passed in are written over; make a new array.",
)
not_normalised = of(
    "return powers / powers.sum(axis=-1, keepdims=True)",
    "return powers",
    "They don't add up to 1: divide by the sum.",
)
over_all_rows = of(
    "powers.sum(axis=-1, keepdims=True)",
    "powers.sum()",
    "Each row has to add up to 1, not all of them together.",
)
all_over_the_first_axis = of(
    "axis=-1", "axis=0", "This goes along the first axis; each row, along the last axis, has to add up to 1."
)
over_axis_one = of(
    "axis=-1", "axis=1", "The axis is fixed to 1, which fits (N, K) only. The last axis is -1, however many there are."
)
over_the_first_axis = of(
    "powers.sum(axis=-1, keepdims=True)",
    "powers.sum(axis=0)",
    "This adds up along the first axis; each row, along the last axis, has to add up to 1.",
)
largest_of_all = of(
    "probabilities.max(axis=-1, keepdims=True)",
    "probabilities.max()",
    "The largest probability of all divides every row, and some rows become 0; each row needs its own largest one.",
)
to_the_power_of_the_rest = of(
    "** (1 / temperature)", "** (1 - temperature)", "The exponent is 1 / temperature, not 1 - temperature."
)
whole_exponent = of("1 / temperature", "1 // temperature", "// gives a whole number; the exponent is 1 / temperature.")
turned_exponent = of(
    "** (1 / temperature)", "** (-1 / temperature)", "The exponent is 1 / temperature, without a minus."
)
largest_first_forgotten = of(
    "(probabilities / probabilities.max(axis=-1, keepdims=True)) ** (1 / temperature)",
    "probabilities ** (1 / temperature)",
    "For low temperatures all powers become 0. Divide by the largest probability first.",
)


@mistake("sharpened", "This is a softmax of probabilities; a softmax is for scores. Raise them to a power.")
def softmax_of_probabilities(probabilities, temperature):
    return softmax(probabilities / temperature)


@mistake("sharpened", "All goes to the most probable letter; that is what temperatures close to 0 do.")
def greedy(probabilities, temperature):
    return np.eye(probabilities.shape[-1])[probabilities.argmax(axis=-1)]
