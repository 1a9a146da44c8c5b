"""What students of unit 4 get wrong, and the sentence that helps each of them."""

import numpy as np

from autograder.checking import mistake

from .rnn import (
    clip_gradients,
    cross_entropy,
    hidden_gradient_norms,
    one_hot,
    rnn_forward,
    rnn_output,
    rnn_step,
    softmax,
)

# --- one_hot -----------------------------------------------------------------------------------------------------


@mistake(
    "one_hot",
    "The last axis is as long as the largest index demands; it has num_classes entries, whether all occur or not.",
)
def classes_counted(indices, num_classes):
    return np.eye(int(np.max(indices)) + 1)[indices]


@mistake("one_hot", "The axes are flattened. The indices keep their axes, and the new one comes after them.")
def axes_flattened(indices, num_classes):
    return np.eye(num_classes)[np.ravel(indices)]


@mistake("one_hot", "The new axis comes first; it should be the last one.")
def new_axis_first(indices, num_classes):
    return np.moveaxis(np.eye(num_classes)[indices], -1, 0)


@mistake("one_hot", "The 1 is one place too far left: classes count from 0, not from 1.")
def counted_from_one(indices, num_classes):
    return np.eye(num_classes)[np.asarray(indices) - 1]


@mistake("one_hot", "Zeros and ones are the wrong way round.")
def zeros_and_ones_inverted(indices, num_classes):
    return 1 - np.eye(num_classes)[indices]


@mistake("one_hot", "The class's number stands at its place; a 1 belongs there.")
def number_in_place(indices, num_classes):
    return np.eye(num_classes)[indices] * np.asarray(indices)[..., np.newaxis]


@mistake("one_hot", "Every row has a 1 for each class that occurs anywhere. Each index has a row of its own.")
def all_rows_alike(indices, num_classes):
    out = np.zeros((*np.shape(indices), num_classes))
    out[..., np.ravel(indices)] = 1
    return out


@mistake("one_hot", "A loop over len(indices) sees one axis only; indices may have any number of axes.")
def one_axis_only(indices, num_classes):
    out = np.zeros((len(indices), num_classes))
    for i in range(len(indices)):
        out[i, indices[i]] = 1
    return out


# --- rnn_step ----------------------------------------------------------------------------------------------------


@mistake("rnn_step", "The tanh is missing.")
def step_without_tanh(x_t, h_prev, U, W):
    return x_t @ U + h_prev @ W


@mistake("rnn_step", "The state before is not used, so nothing is remembered.")
def memory_unused(x_t, h_prev, U, W):
    return np.tanh(x_t @ U)


@mistake("rnn_step", "The input is not used.")
def input_unused(x_t, h_prev, U, W):
    return np.tanh(h_prev @ W)


@mistake("rnn_step", "The state before is added as it is; it goes through its weights W first.")
def memory_unweighted(x_t, h_prev, U, W):
    return np.tanh(x_t @ U + h_prev)


@mistake(
    "rnn_step",
    "W is transposed. It has one row for each neuron that it comes from, so h_prev stands on its left.",
)
def step_with_w_transposed(x_t, h_prev, U, W):
    return np.tanh(x_t @ U + h_prev @ W.T)


@mistake("rnn_step", "The sigmoid was used; hidden states go through tanh.")
def step_with_sigmoid(x_t, h_prev, U, W):
    return 1 / (1 + np.exp(-(x_t @ U + h_prev @ W)))


@mistake("rnn_step", "Only the input's part goes through tanh. Add both parts first.")
def tanh_of_input_only(x_t, h_prev, U, W):
    return np.tanh(x_t @ U) + h_prev @ W


@mistake("rnn_step", "Each part has a tanh of its own. Add both first, then take one tanh.")
def tanh_of_each(x_t, h_prev, U, W):
    return np.tanh(x_t @ U) + np.tanh(h_prev @ W)


@mistake("rnn_step", "The two parts are multiplied; they are added.")
def parts_multiplied(x_t, h_prev, U, W):
    return np.tanh((x_t @ U) * (h_prev @ W))


@mistake("rnn_step", "The products are taken entry by entry; weights need the matrix product, @ or np.dot.")
def step_entrywise(x_t, h_prev, U, W):
    return np.tanh(x_t * U + h_prev * W)


@mistake("rnn_step", "U and W have changed places: U belongs to the input, W to the state before.")
def step_weights_swapped(x_t, h_prev, U, W):
    return np.tanh(x_t @ W + h_prev @ U)


@mistake("rnn_step", "The state before is changed in place. Make a new array: a + b, not a += b.")
def step_in_place(x_t, h_prev, U, W):
    h_prev[:] = np.tanh(x_t @ U + h_prev @ W)
    return h_prev


# --- rnn_output --------------------------------------------------------------------------------------------------


@mistake("rnn_output", "These are the scores; the softmax that makes them probabilities is missing.")
def scores_only(h_t, V):
    return h_t @ V


@mistake(
    "rnn_output",
    "The probabilities add up to 1 down the columns. Each row is one sequence: normalise along the last axis.",
)
def softmax_over_batch(h_t, V):
    return softmax((h_t @ V).T).T


@mistake(
    "rnn_output",
    "All probabilities together add up to 1. Each row is one sequence, with probabilities of its own.",
)
def softmax_over_all(h_t, V):
    scores = np.exp(h_t @ V)
    return scores / scores.sum()


@mistake("rnn_output", "The sigmoid was used; the classes exclude each other, which is what the softmax is for.")
def output_by_sigmoid(h_t, V):
    return 1 / (1 + np.exp(-(h_t @ V)))


@mistake("rnn_output", "The scores are divided by their sum; the exponential before that is missing.")
def output_without_exp(h_t, V):
    scores = h_t @ V
    return scores / scores.sum(axis=-1, keepdims=True)


@mistake("rnn_output", "There is a second tanh: the hidden state has been through it already.")
def second_tanh(h_t, V):
    return softmax(np.tanh(h_t) @ V)


@mistake("rnn_output", "The scores go through tanh before the softmax; they go in as they are.")
def scores_through_tanh(h_t, V):
    return softmax(np.tanh(h_t @ V))


@mistake("rnn_output", "The softmax is taken of the hidden state. First come the weights V, then the softmax.")
def softmax_before_weights(h_t, V):
    return softmax(h_t) @ V


@mistake("rnn_output", "This is the number of the likeliest class; the probabilities of all classes were asked.")
def likeliest_class(h_t, V):
    return np.argmax(h_t @ V, axis=-1)


@mistake("rnn_output", "These are logarithms of the probabilities; leave the logarithm to the loss.")
def logarithms(h_t, V):
    return np.log(softmax(h_t @ V))


# --- rnn_forward -------------------------------------------------------------------------------------------------


@mistake("rnn_forward", "The first step starts from zeros; it starts from h_init.")
def starts_from_zeros(x, h_init, U, W, V):
    return rnn_forward(x, np.zeros_like(h_init), U, W, V)


@mistake("rnn_forward", "Every step starts from h_init. Hand each step's state on to the next.")
def state_not_carried(x, h_init, U, W, V):
    h = np.tanh(x @ U + (h_init @ W)[:, np.newaxis])
    return h, softmax(h @ V)


@mistake("rnn_forward", "Only the state of the last step and its output are returned; those of all steps were asked.")
def only_last_step(x, h_init, U, W, V):
    h, y_hat = rnn_forward(x, h_init, U, W, V)
    return h[:, -1], y_hat[:, -1]


@mistake("rnn_forward", "All states but only the last output are returned; there is an output at every step.")
def only_last_output(x, h_init, U, W, V):
    h, y_hat = rnn_forward(x, h_init, U, W, V)
    return h, y_hat[:, -1]


@mistake("rnn_forward", "Time is the first axis of what is returned; it is the second one: (N, T, H) and (N, T, K).")
def time_first(x, h_init, U, W, V):
    h, y_hat = rnn_forward(x, h_init, U, W, V)
    return h.swapaxes(0, 1), y_hat.swapaxes(0, 1)


@mistake("rnn_forward", "The loop runs over the sequences as if they were time. Time is the second axis of x.")
def loop_over_batch(x, h_init, U, W, V):
    h, y_hat = [], []
    state = h_init
    for n in range(x.shape[0]):
        state = np.tanh(x[n] @ U + state @ W)
        h.append(state)
        y_hat.append(softmax(state @ V))
    return np.stack(h), np.stack(y_hat)


@mistake("rnn_forward", "The first memory h_init is among the states; they begin with the state after the first input.")
def init_included(x, h_init, U, W, V):
    h, y_hat = rnn_forward(x, h_init, U, W, V)
    return np.concatenate([h_init[:, np.newaxis], h], axis=1), y_hat


@mistake("rnn_forward", "The states are one step late: h[:, t] should be the state after input t, not before it.")
def states_before(x, h_init, U, W, V):
    h, y_hat = rnn_forward(x, h_init, U, W, V)
    return np.concatenate([h_init[:, np.newaxis], h[:, :-1]], axis=1), y_hat


@mistake("rnn_forward", "Each output is read off the state of the step before; it comes from the step's own state.")
def output_of_state_before(x, h_init, U, W, V):
    h, _ = rnn_forward(x, h_init, U, W, V)
    before = np.concatenate([h_init[:, np.newaxis], h[:, :-1]], axis=1)
    return h, softmax(before @ V)


@mistake("rnn_forward", "The sequences are read backwards; time runs from 0 to T - 1.")
def read_backwards(x, h_init, U, W, V):
    h, y_hat = rnn_forward(x[:, ::-1], h_init, U, W, V)
    return h[:, ::-1], y_hat[:, ::-1]


@mistake("rnn_forward", "The output is handed on in place of the hidden state.")
def output_carried(x, h_init, U, W, V):
    h, y_hat = [], []
    state = h_init
    for t in range(x.shape[1]):
        state = rnn_step(x[:, t], state, U, W)
        h.append(state)
        state = rnn_output(state, V)
        y_hat.append(state)
    return np.stack(h, axis=1), np.stack(y_hat, axis=1)


@mistake("rnn_forward", "The probabilities are normalised over time, too. Each step has probabilities of its own.")
def softmax_over_time(x, h_init, U, W, V):
    h, _ = rnn_forward(x, h_init, U, W, V)
    scores = np.exp(h @ V)
    return h, scores / scores.sum(axis=1, keepdims=True)


@mistake("rnn_forward", "The last step is missing: the loop ends too early.")
def last_step_missing(x, h_init, U, W, V):
    h, y_hat = rnn_forward(x, h_init, U, W, V)
    return h[:, :-1], y_hat[:, :-1]


@mistake("rnn_forward", "y_hat comes first; the order is h, y_hat.")
def forward_order_reversed(x, h_init, U, W, V):
    return rnn_forward(x, h_init, U, W, V)[::-1]


@mistake("rnn_forward", "Only the outputs are returned. The way back needs the hidden states as well.")
def only_outputs(x, h_init, U, W, V):
    return rnn_forward(x, h_init, U, W, V)[1]


@mistake(
    "rnn_forward",
    "All entries of time hold the last state: the same array is filled again and again. Keep a new one each step.",
)
def same_array_kept(x, h_init, U, W, V):
    h, y_hat = rnn_forward(x, h_init, U, W, V)
    return np.repeat(h[:, -1:], x.shape[1], axis=1), y_hat


@mistake("rnn_forward", "The states are written into h_init itself; start from a copy, or make a new array each step.")
def forward_in_place(x, h_init, U, W, V):
    h, y_hat = [], []
    for t in range(x.shape[1]):
        h_init[:] = np.tanh(x[:, t] @ U + h_init @ W)
        h.append(h_init.copy())
        y_hat.append(softmax(h_init @ V))
    return np.stack(h, axis=1), np.stack(y_hat, axis=1)


# --- cross_entropy -----------------------------------------------------------------------------------------------


@mistake("cross_entropy", "The minus is missing: logarithms of probabilities are negative, and a loss is not.")
def minus_missing(y, y_hat):
    return -cross_entropy(y, y_hat)


@mistake("cross_entropy", "The sum is not divided by the number of sequences, N.")
def entropy_is_sum(y, y_hat):
    return cross_entropy(y, y_hat) * len(y)


@mistake(
    "cross_entropy",
    "The average is taken over time as well. Over time the losses add up; only over the sequences they are averaged.",
)
def averaged_over_time(y, y_hat):
    return cross_entropy(y, y_hat) / y.shape[1]


@mistake(
    "cross_entropy",
    "np.mean averages over every axis; add up over time and classes, average over the sequences only.",
)
def averaged_over_all(y, y_hat):
    return cross_entropy(y, y_hat) * len(y) / y.size


@mistake("cross_entropy", "The sum is averaged over time instead of over the sequences.")
def averaged_over_time_only(y, y_hat):
    return cross_entropy(y, y_hat) * len(y) / y.shape[1]


@mistake("cross_entropy", "A probability of 0 gives log(0). Keep the probabilities from falling below a small number.")
def log_of_zero(y, y_hat):
    with np.errstate(all="ignore"):
        return -np.sum(y * np.log(y_hat)) / len(y)


@mistake(
    "cross_entropy",
    "A true class with probability 0 costs infinity. Keep the probabilities from falling below a small number.",
)
def infinity_for_zero(y, y_hat):
    with np.errstate(all="ignore"):
        return -np.sum(np.log(np.sum(y * y_hat, axis=-1))) / len(y)


@mistake(
    "cross_entropy",
    "Where the true class has probability 0 the loss counts nothing. That is the worst answer there is: it costs most.",
)
def zeros_forgiven(y, y_hat):
    with np.errstate(all="ignore"):
        surprise = y * np.log(y_hat)
    return -np.sum(np.where(y_hat > 0, surprise, 0)) / len(y)


@mistake("cross_entropy", "This is the entropy of y_hat itself; the true classes weigh the logarithms.")
def entropy_of_prediction(y, y_hat):
    return -np.sum(y_hat * np.log(np.maximum(y_hat, 1e-12))) / len(y)


@mistake("cross_entropy", "y and y_hat have changed places: the logarithm is of the probabilities.")
def logarithm_of_truth(y, y_hat):
    return -np.sum(y_hat * np.log(np.maximum(y, 1e-12))) / len(y)


@mistake(
    "cross_entropy",
    "The classes that are not true count, too, as if each were a yes or no of its own. Leave the second part out.",
)
def binary_cross_entropy(y, y_hat):
    p = np.clip(y_hat, 1e-12, 1 - 1e-12)
    return -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / len(y)


@mistake("cross_entropy", "These are squared errors; the loss here is the cross-entropy.")
def squared_errors(y, y_hat):
    return np.sum((y - y_hat) ** 2) / len(y)


@mistake("cross_entropy", "This is a logarithm to base 2 or 10; np.log is the natural one.")
def logarithm_to_base_2(y, y_hat):
    return cross_entropy(y, y_hat) / np.log(2)


@mistake("cross_entropy", "There is one loss for each sequence. Average them, so that one number is left.")
def loss_of_each_sequence(y, y_hat):
    return -np.sum(y * np.log(np.maximum(y_hat, 1e-12)), axis=(1, 2))


@mistake("cross_entropy", "There is one loss for each step. Add them up, so that one number is left.")
def loss_of_each_step(y, y_hat):
    return -np.sum(y * np.log(np.maximum(y_hat, 1e-12)), axis=(0, 2)) / len(y)


@mistake("cross_entropy", "Only the last step's loss is counted; every step has one.")
def loss_of_last_step(y, y_hat):
    return cross_entropy(y[:, -1:], y_hat[:, -1:])


@mistake("cross_entropy", "The softmax is taken once more; y_hat holds probabilities already.")
def softmax_again(y, y_hat):
    return cross_entropy(y, softmax(y_hat))


# --- rnn_backward ------------------------------------------------------------------------------------------------


def gradients(
    x,
    y,
    h_init,
    h,
    y_hat,
    U,
    W,
    V,
    ds=None,
    slope=lambda h, t: 1 - h[:, t] ** 2,
    back=lambda da, W: da @ W.T,
    down=lambda ds, V: ds @ V.T,
    before=None,
    steps=None,
):
    """The right gradients, but for the parts that a mistake puts in place of them."""
    ds = (y_hat - y) / len(x) if ds is None else ds
    before = np.concatenate([h_init[:, np.newaxis], h[:, :-1]], axis=1) if before is None else before
    dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
    from_the_future = np.zeros_like(h_init)
    for t in reversed(range(x.shape[1])) if steps is None else steps:
        da = (down(ds[:, t], V) + from_the_future) * slope(h, t)
        dU += x[:, t].T @ da
        dW += before[:, t].T @ da
        dV += h[:, t].T @ ds[:, t]
        from_the_future = back(da, W)
    return dU, dW, dV


@mistake("rnn_backward", "The slope of the tanh, 1 - h^2, is missing.")
def tanh_slope_missing(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, slope=lambda h, t: 1.0)


@mistake("rnn_backward", "The tanh is taken again inside its slope: h has been through it already.")
def tanh_slope_of_h(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, slope=lambda h, t: 1 - np.tanh(h[:, t]) ** 2)


@mistake("rnn_backward", "The slope of the sigmoid, h (1 - h), stands where that of the tanh belongs.")
def sigmoid_slope(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, slope=lambda h, t: h[:, t] * (1 - h[:, t]))


@mistake("rnn_backward", "The slope of the tanh is 1 - h^2; here h isn't squared.")
def slope_not_squared(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, slope=lambda h, t: 1 - h[:, t])


@mistake("rnn_backward", "The slope of the tanh is taken at the step before; a step's slope comes from its own state.")
def slope_of_state_before(x, y, h_init, h, y_hat, U, W, V):
    before = np.concatenate([h_init[:, np.newaxis], h[:, :-1]], axis=1)
    return gradients(x, y, h_init, h, y_hat, U, W, V, slope=lambda h, t: 1 - before[:, t] ** 2)


@mistake(
    "rnn_backward",
    "Nothing arrives from the future: a state also matters as the memory of the next step, through W.",
)
def path_through_time_missing(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, back=lambda da, W: 0.0)


@mistake("rnn_backward", "The gradient is cut off after one step back; follow it to the first step.")
def truncated(x, y, h_init, h, y_hat, U, W, V):
    ds = (y_hat - y) / len(x)
    before = np.concatenate([h_init[:, np.newaxis], h[:, :-1]], axis=1)
    da = (ds @ V.T) * (1 - h**2)
    da[:, :-1] += (da[:, 1:] @ W.T) * (1 - h[:, :-1] ** 2)
    return np.einsum("ntd,nth->dh", x, da), np.einsum("ntg,nth->gh", before, da), np.einsum("nth,ntk->hk", h, ds)


@mistake("rnn_backward", "Only the last step's error is carried back; every step has an error of its own.")
def last_error_only(x, y, h_init, h, y_hat, U, W, V):
    ds = (y_hat - y) / len(x)
    ds[:, :-1] = 0
    return gradients(x, y, h_init, h, y_hat, U, W, V, ds=ds)


@mistake("rnn_backward", "The gradients are not divided by N, but the loss is averaged over the N sequences.")
def batch_not_averaged(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, ds=y_hat - y)


@mistake("rnn_backward", "The gradients are divided by T as well; over time the loss is a sum.")
def time_averaged(x, y, h_init, h, y_hat, U, W, V):
    return tuple(grad / x.shape[1] for grad in gradients(x, y, h_init, h, y_hat, U, W, V))


@mistake(
    "rnn_backward",
    "dU and dW are not divided by N, dV is. The 1/N enters once, at the outputs, and all three inherit it.",
)
def only_output_averaged(x, y, h_init, h, y_hat, U, W, V):
    dU, dW, dV = gradients(x, y, h_init, h, y_hat, U, W, V)
    return dU * len(x), dW * len(x), dV


@mistake("rnn_backward", "1/N is multiplied in on every step back; it enters once, at the outputs.")
def averaged_each_step(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, back=lambda da, W: da @ W.T / len(x))


@mistake("rnn_backward", "dW is built on each step's own state; what W was fed is the state before.")
def w_from_own_state(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, before=h)


@mistake("rnn_backward", "h_init is left out of dW: at the first step it is the state before.")
def init_left_out(x, y, h_init, h, y_hat, U, W, V):
    before = np.concatenate([np.zeros_like(h_init)[:, np.newaxis], h[:, :-1]], axis=1)
    return gradients(x, y, h_init, h, y_hat, U, W, V, before=before)


@mistake(
    "rnn_backward",
    "At the first step h[:, t - 1] is h[:, -1], the last state. The state before the first is h_init.",
)
def wraps_around(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, before=np.roll(h, 1, axis=1))


@mistake("rnn_backward", "dW is built on h_init at every step; only at the first step it is the state before.")
def w_from_init(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, before=np.repeat(h_init[:, np.newaxis], h.shape[1], axis=1))


@mistake("rnn_backward", "On the way back W has to be transposed: forward h @ W, backward through W.T.")
def back_without_transpose(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, back=lambda da, W: da @ W)


@mistake("rnn_backward", "dW is transposed: rows belong to the state before, columns to the step's own.")
def dw_transposed(x, y, h_init, h, y_hat, U, W, V):
    dU, dW, dV = gradients(x, y, h_init, h, y_hat, U, W, V)
    return dU, dW.T, dV


@mistake("rnn_backward", "All three gradients are transposed; each has the shape of its weights.")
def all_transposed(x, y, h_init, h, y_hat, U, W, V):
    return tuple(grad.T for grad in gradients(x, y, h_init, h, y_hat, U, W, V))


@mistake("rnn_backward", "The sign is wrong: these gradients point downhill. The error is y_hat - y.")
def backward_sign_flipped(x, y, h_init, h, y_hat, U, W, V):
    return tuple(-grad for grad in gradients(x, y, h_init, h, y_hat, U, W, V))


@mistake(
    "rnn_backward",
    "The gradients of the steps replace one another. Each step uses the same weights, so they add up: +=, not =.",
)
def not_accumulated(x, y, h_init, h, y_hat, U, W, V):
    ds = np.zeros_like(y_hat)
    ds[:] = (y_hat - y) / len(x)
    before = np.concatenate([h_init[:, np.newaxis], h[:, :-1]], axis=1)
    from_the_future = 0.0
    for t in reversed(range(x.shape[1])):
        da = (ds[:, t] @ V.T + from_the_future) * (1 - h[:, t] ** 2)
        dU, dW, dV = x[:, t].T @ da, before[:, t].T @ da, h[:, t].T @ ds[:, t]
        from_the_future = da @ W.T
    return dU, dW, dV


@mistake(
    "rnn_backward",
    "What arrives from the future piles up: hand on each step's own gradient alone, it holds all later ones already.",
)
def future_piles_up(x, y, h_init, h, y_hat, U, W, V):
    piled = [0.0]

    def back(da, W):
        piled[0] = piled[0] + da @ W.T
        return piled[0]

    return gradients(x, y, h_init, h, y_hat, U, W, V, back=back)


@mistake(
    "rnn_backward",
    "The loop runs forward in time. What a step needs comes from the next one, so start at the last.",
)
def loop_forward(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, steps=range(x.shape[1]))


@mistake("rnn_backward", "The gradient is handed back before the slope of the tanh is multiplied in.")
def handed_back_without_slope(x, y, h_init, h, y_hat, U, W, V):
    ds = (y_hat - y) / len(x)
    before = np.concatenate([h_init[:, np.newaxis], h[:, :-1]], axis=1)
    dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
    from_the_future = np.zeros_like(h_init)
    for t in reversed(range(x.shape[1])):
        dh = ds[:, t] @ V.T + from_the_future
        da = dh * (1 - h[:, t] ** 2)
        dU += x[:, t].T @ da
        dW += before[:, t].T @ da
        dV += h[:, t].T @ ds[:, t]
        from_the_future = dh @ W.T
    return dU, dW, dV


@mistake(
    "rnn_backward",
    "The slope of the tanh reaches the error alone; what arrives from the future goes through the tanh, too.",
)
def slope_of_error_only(x, y, h_init, h, y_hat, U, W, V):
    ds = (y_hat - y) / len(x)
    before = np.concatenate([h_init[:, np.newaxis], h[:, :-1]], axis=1)
    dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
    from_the_future = np.zeros_like(h_init)
    for t in reversed(range(x.shape[1])):
        da = (ds[:, t] @ V.T) * (1 - h[:, t] ** 2) + from_the_future
        dU += x[:, t].T @ da
        dW += before[:, t].T @ da
        dV += h[:, t].T @ ds[:, t]
        from_the_future = da @ W.T
    return dU, dW, dV


@mistake(
    "rnn_backward",
    "The error is multiplied by y_hat (1 - y_hat), a sigmoid's slope. Softmax and cross-entropy together need none.",
)
def slope_at_the_output(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, ds=(y_hat - y) * y_hat * (1 - y_hat) / len(x))


@mistake(
    "rnn_backward",
    "The gradient with respect to y_hat is used as that of the scores; the softmax between them is left out.",
)
def softmax_left_out(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V, ds=-y / y_hat / len(x))


@mistake("rnn_backward", "The order is dU, dW, dV.")
def backward_order_reversed(x, y, h_init, h, y_hat, U, W, V):
    return gradients(x, y, h_init, h, y_hat, U, W, V)[::-1]


@mistake("rnn_backward", "y_hat is changed in place. Make a new array for the error: a - b, not a -= b.")
def backward_in_place(x, y, h_init, h, y_hat, U, W, V):
    y_hat -= y
    return gradients(x, y, h_init, h, y_hat, U, W, V, ds=y_hat / len(x))


# --- hidden_gradient_norms ---------------------------------------------------------------------------------------


def norms_back(h, W, dh_last, slope=lambda h, t: 1 - h[:, t] ** 2, back=lambda da, W: da @ W.T, norm=np.linalg.norm):
    """The right norms, but for the parts that a mistake puts in place of them."""
    norms, dh = [], dh_last
    for t in reversed(range(h.shape[1])):
        norms.append(norm(dh))
        dh = back(dh * slope(h, t), W)
    return np.array(norms[::-1])


@mistake("hidden_gradient_norms", "The slope of the tanh, 1 - h^2, is missing.")
def norms_without_slope(h, W, dh_last):
    return norms_back(h, W, dh_last, slope=lambda h, t: 1.0)


@mistake("hidden_gradient_norms", "The tanh is taken again inside its slope: h has been through it already.")
def norms_slope_of_h(h, W, dh_last):
    return norms_back(h, W, dh_last, slope=lambda h, t: 1 - np.tanh(h[:, t]) ** 2)


@mistake(
    "hidden_gradient_norms",
    "The slope is taken at the step that the gradient goes to; it goes through the tanh of the step it comes from.",
)
def norms_slope_of_state_before(h, W, dh_last):
    return norms_back(h, W, dh_last, slope=lambda h, t: 1 - h[:, t - 1] ** 2)


@mistake("hidden_gradient_norms", "On the way back W has to be transposed: forward h @ W, backward through W.T.")
def norms_without_transpose(h, W, dh_last):
    return norms_back(h, W, dh_last, back=lambda da, W: da @ W)


@mistake("hidden_gradient_norms", "The gradient doesn't pass through W on its way back.")
def norms_without_w(h, W, dh_last):
    return norms_back(h, W, dh_last, back=lambda da, W: da)


@mistake("hidden_gradient_norms", "The norms are in the order of the way back; entry t belongs to step t.")
def norms_reversed(h, W, dh_last):
    return hidden_gradient_norms(h, W, dh_last)[::-1]


@mistake("hidden_gradient_norms", "These are squares of norms; take the root.")
def norms_squared(h, W, dh_last):
    return hidden_gradient_norms(h, W, dh_last) ** 2


@mistake("hidden_gradient_norms", "The largest entry was taken; the L2 norm is the root of the sum of squares.")
def norms_largest_entry(h, W, dh_last):
    return norms_back(h, W, dh_last, norm=lambda dh: np.abs(dh).max())


@mistake("hidden_gradient_norms", "The absolute values are added up; the L2 norm is the root of the sum of squares.")
def norms_absolute(h, W, dh_last):
    return norms_back(h, W, dh_last, norm=lambda dh: np.abs(dh).sum())


@mistake("hidden_gradient_norms", "The squares are averaged; the L2 norm adds them up.")
def norms_root_mean_square(h, W, dh_last):
    return norms_back(h, W, dh_last, norm=lambda dh: np.sqrt(np.mean(dh**2)))


@mistake("hidden_gradient_norms", "There is one norm for each sequence; take one over the whole batch.")
def norms_of_each_sequence(h, W, dh_last):
    return norms_back(h, W, dh_last, norm=lambda dh: np.linalg.norm(dh, axis=1))


@mistake(
    "hidden_gradient_norms",
    "The norms of the sequences are averaged; take one norm over all entries of the batch.",
)
def norms_averaged(h, W, dh_last):
    return norms_back(h, W, dh_last, norm=lambda dh: np.linalg.norm(dh, axis=1).mean())


@mistake(
    "hidden_gradient_norms",
    "For a matrix, ord=2 of np.linalg.norm is the spectral norm. Without ord it takes all entries as one vector.",
)
def norms_spectral(h, W, dh_last):
    return norms_back(h, W, dh_last, norm=lambda dh: np.linalg.norm(dh, 2))


@mistake("hidden_gradient_norms", "These are the norms before the tanh, of dL/da; those of dL/dh were asked.")
def norms_before_tanh(h, W, dh_last):
    norms, da = [], dh_last * (1 - h[:, -1] ** 2)
    for t in reversed(range(h.shape[1])):
        norms.append(np.linalg.norm(da))
        da = (da @ W.T) * (1 - h[:, t - 1] ** 2)
    return np.array(norms[::-1])


@mistake("hidden_gradient_norms", "The norms are one step late: the last one is that of dh_last itself.")
def norms_one_late(h, W, dh_last):
    norms, dh = [], dh_last
    for t in reversed(range(h.shape[1])):
        dh = (dh * (1 - h[:, t] ** 2)) @ W.T
        norms.append(np.linalg.norm(dh))
    return np.array(norms[::-1])


@mistake("hidden_gradient_norms", "The norms are divided by the last one; they were asked as they are.")
def norms_relative(h, W, dh_last):
    return hidden_gradient_norms(h, W, dh_last) / np.linalg.norm(dh_last)


@mistake("hidden_gradient_norms", "dh_last enters at every step; the loss reads the last state alone.")
def loss_at_every_step(h, W, dh_last):
    return norms_back(h, W, dh_last, back=lambda da, W: dh_last + da @ W.T)


@mistake("hidden_gradient_norms", "dh_last is changed in place. Make a new array on each step: a = a * b, not a *= b.")
def norms_in_place(h, W, dh_last):
    norms = []
    for t in reversed(range(h.shape[1])):
        norms.append(np.linalg.norm(dh_last))
        dh_last *= 1 - h[:, t] ** 2
        dh_last = dh_last @ W.T
    return np.array(norms[::-1])


# --- clip_gradients ----------------------------------------------------------------------------------------------


@mistake(
    "clip_gradients",
    "Every array is clipped by its own norm; one norm over all of them decides, and one factor scales them.",
)
def clipped_one_by_one(grads, max_norm):
    return [clip_gradients([grad], max_norm)[0] for grad in grads]


@mistake(
    "clip_gradients",
    "Entries are cut at max_norm one by one, which changes the direction. Scale all by one factor.",
)
def entries_clipped(grads, max_norm):
    return [np.clip(grad, -max_norm, max_norm) for grad in grads]


@mistake("clip_gradients", "Short gradients are stretched to max_norm; those that are short enough stay as they are.")
def always_scaled(grads, max_norm):
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [grad * (max_norm / norm) if norm > 0 else grad for grad in grads]


@mistake("clip_gradients", "Everything is scaled, even what is short enough, and zeros are divided by their norm, 0.")
def scaled_without_asking(grads, max_norm):
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    with np.errstate(all="ignore"):
        return [grad * (max_norm / norm) for grad in grads]


@mistake("clip_gradients", "The comparison is the wrong way round: long gradients are scaled, not short ones.")
def comparison_reversed(grads, max_norm):
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [grad * (max_norm / norm) if 0 < norm < max_norm else grad for grad in grads]


@mistake("clip_gradients", "The root is missing from the norm.")
def norm_without_root(grads, max_norm):
    norm = sum(np.sum(grad**2) for grad in grads)
    return [grad * (max_norm / norm) if norm > max_norm else grad for grad in grads]


@mistake(
    "clip_gradients",
    "The norms of the arrays are added up; the joint norm is the root of the sum of all squares.",
)
def norms_added(grads, max_norm):
    norm = sum(np.sqrt(np.sum(grad**2)) for grad in grads)
    return [grad * (max_norm / norm) if norm > max_norm else grad for grad in grads]


@mistake("clip_gradients", "The largest of the arrays' norms decides; the joint norm takes all arrays together.")
def largest_norm(grads, max_norm):
    norm = max(np.sqrt(np.sum(grad**2)) for grad in grads)
    return [grad * (max_norm / norm) if norm > max_norm else grad for grad in grads]


@mistake("clip_gradients", "Absolute values are added up (the L1 norm); the L2 norm is the root of the sum of squares.")
def norm_of_absolutes(grads, max_norm):
    norm = sum(np.sum(np.abs(grad)) for grad in grads)
    return [grad * (max_norm / norm) if norm > max_norm else grad for grad in grads]


@mistake("clip_gradients", "The squares are averaged; the L2 norm adds them up.")
def norm_of_means(grads, max_norm):
    norm = np.sqrt(sum(np.mean(grad**2) for grad in grads))
    return [grad * (max_norm / norm) if norm > max_norm else grad for grad in grads]


@mistake("clip_gradients", "Long gradients are brought down to length 1; max_norm is missing from the factor.")
def down_to_one(grads, max_norm):
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [grad / norm if norm > max_norm else grad for grad in grads]


@mistake("clip_gradients", "Long gradients are divided by max_norm. Divide by their norm, and multiply by max_norm.")
def divided_by_bound(grads, max_norm):
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [grad / max_norm if norm > max_norm else grad for grad in grads]


@mistake("clip_gradients", "The factor is upside down: it should be max_norm over the norm.")
def factor_upside_down(grads, max_norm):
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    return [grad * (norm / max_norm) if norm > max_norm else grad for grad in grads]


@mistake("clip_gradients", "For a matrix, ord=2 of np.linalg.norm is the spectral norm. Square all entries and add up.")
def norm_spectral(grads, max_norm):
    norm = np.sqrt(sum(np.linalg.norm(grad, 2) ** 2 if grad.ndim == 2 else np.sum(grad**2) for grad in grads))
    return [grad * (max_norm / norm) if norm > max_norm else grad for grad in grads]


@mistake("clip_gradients", "All arrays come back as one long vector; give back a list of arrays, shaped as they were.")
def joined(grads, max_norm):
    return np.concatenate([grad.ravel() for grad in clip_gradients(grads, max_norm)])


@mistake("clip_gradients", "The arrays are scaled in place. Make new ones: a * b, not a *= b.")
def clipped_in_place(grads, max_norm):
    norm = np.sqrt(sum(np.sum(grad**2) for grad in grads))
    if norm > max_norm:
        for grad in grads:
            grad *= max_norm / norm
    return grads


@mistake("clip_gradients", "New arrays are put into the list that was passed in; make a new list.")
def list_changed(grads, max_norm):
    clipped = clip_gradients(grads, max_norm)
    for i in range(len(grads)):
        grads[i] = clipped[i]
    return grads


# --- generate ----------------------------------------------------------------------------------------------------


def speak(start, length, h_init, U, W, V, carry=True, feed=True, choose=np.argmax):
    """The right way to generate, but for the parts that a mistake changes."""
    classes, h_t, current = [], h_init, start
    for _ in range(length):
        new = rnn_step(one_hot(np.array([current]), U.shape[0]), h_t, U, W)
        h_t = new if carry else h_t
        classes.append(int(choose(rnn_output(new, V))))
        current = classes[-1] if feed else current
    return classes


@mistake("generate", "start is in the list; the list begins with the first class that the network itself finds.")
def start_included(start, length, h_init, U, W, V):
    return [start, *speak(start, length - 1, h_init, U, W, V)][:length]


@mistake("generate", "start is in the list, which has one class too many.")
def start_in_front(start, length, h_init, U, W, V):
    return [start, *speak(start, length, h_init, U, W, V)]


@mistake("generate", "start goes in at every step; feed each answer back in as the next input.")
def answer_not_fed_back(start, length, h_init, U, W, V):
    return speak(start, length, h_init, U, W, V, feed=False)


@mistake("generate", "Every step starts from h_init; hand the hidden state on.")
def memory_not_carried(start, length, h_init, U, W, V):
    return speak(start, length, h_init, U, W, V, carry=False)


@mistake("generate", "The first step starts from zeros; it starts from h_init.")
def memory_from_zeros(start, length, h_init, U, W, V):
    return speak(start, length, np.zeros_like(h_init), U, W, V)


@mistake("generate", "The probabilities are fed back in; the next input is the likeliest class, one-hot.")
def probabilities_fed_back(start, length, h_init, U, W, V):
    classes, h_t, x_t = [], h_init, one_hot(np.array([start]), U.shape[0])
    for _ in range(length):
        h_t = rnn_step(x_t, h_t, U, W)
        x_t = rnn_output(h_t, V)
        classes.append(int(np.argmax(x_t)))
    return classes


@mistake("generate", "The least likely class was taken.")
def least_likely(start, length, h_init, U, W, V):
    return speak(start, length, h_init, U, W, V, choose=np.argmin)


@mistake("generate", "The largest entry of the hidden state was taken; the classes are in the output.")
def largest_of_hidden(start, length, h_init, U, W, V):
    classes, h_t, current = [], h_init, start
    for _ in range(length):
        h_t = rnn_step(one_hot(np.array([current]), U.shape[0]), h_t, U, W)
        current = int(np.argmax(h_t)) % U.shape[0]
        classes.append(current)
    return classes


@mistake("generate", "One class is missing.")
def one_class_short(start, length, h_init, U, W, V):
    return speak(start, length - 1, h_init, U, W, V)


@mistake("generate", "One class too many was generated.")
def one_class_more(start, length, h_init, U, W, V):
    return speak(start, length + 1, h_init, U, W, V)


@mistake("generate", "Only the last class is returned; keep a list with one for each step.")
def only_last_class(start, length, h_init, U, W, V):
    return speak(start, max(length, 1), h_init, U, W, V)[-1]


@mistake("generate", "Each item is an array with one class in it; an item is one integer.")
def arrays_of_one(start, length, h_init, U, W, V):
    return [np.array([k]) for k in speak(start, length, h_init, U, W, V)]


@mistake("generate", "The likeliest class's probability is in the list; its number was asked.")
def probabilities_listed(start, length, h_init, U, W, V):
    classes, h_t, current = [], h_init, start
    for _ in range(length):
        h_t = rnn_step(one_hot(np.array([current]), U.shape[0]), h_t, U, W)
        y_hat = rnn_output(h_t, V)
        current = int(np.argmax(y_hat))
        classes.append(float(np.max(y_hat)))
    return classes


@mistake("generate", "The classes are floats; integers were asked.")
def floats_listed(start, length, h_init, U, W, V):
    return [float(k) for k in speak(start, length, h_init, U, W, V)]


@mistake(
    "generate",
    "The hidden states are written into h_init itself; start from a copy, or make a new array each step.",
)
def generate_in_place(start, length, h_init, U, W, V):
    classes, current = [], start
    for _ in range(length):
        h_init[:] = rnn_step(one_hot(np.array([current]), U.shape[0]), h_init, U, W)
        current = int(np.argmax(rnn_output(h_init, V)))
        classes.append(current)
    return classes
