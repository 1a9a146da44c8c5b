"""What students of unit 3 get wrong, and the sentence that helps each of them."""

import numpy as np

from autograder.checking import mistake

from .optimizers import adam_step, minibatches, momentum_step, rmsprop_step

# --- iterations_per_epoch ----------------------------------------------------------------------------------------


@mistake("iterations_per_epoch", "Samples that don't fill a batch are forgotten; they make one more iteration.")
def rounded_down(num_samples, batch_size):
    return num_samples // batch_size


@mistake("iterations_per_epoch", "Samples that don't fill half a batch are rounded away; they make an iteration too.")
def rounded_to_nearest(num_samples, batch_size):
    return round(num_samples / batch_size)


@mistake("iterations_per_epoch", "One too many where the batches come out even: then there is no partial batch to add.")
def always_one_more(num_samples, batch_size):
    return num_samples // batch_size + 1


@mistake("iterations_per_epoch", "One is missing where the batches come out even.")
def even_one_short(num_samples, batch_size):
    return (num_samples - 1) // batch_size


@mistake("iterations_per_epoch", "The number is right, but it is a float (np.ceil gives one); make it an integer.")
def ceil_numpy(num_samples, batch_size):
    return np.ceil(num_samples / batch_size)


@mistake("iterations_per_epoch", "The plain quotient need not be a whole number; an iteration can't be half done.")
def quotient(num_samples, batch_size):
    return num_samples / batch_size


@mistake("iterations_per_epoch", "The quotient is upside down: the samples are shared out to the batches.")
def upside_down(num_samples, batch_size):
    return -(-batch_size // num_samples)


@mistake("iterations_per_epoch", "The samples left over are added one by one; together they make one iteration.")
def left_over_one_by_one(num_samples, batch_size):
    return num_samples // batch_size + num_samples % batch_size


@mistake("iterations_per_epoch", "This is right only while full batches can be made and nothing is left over.")
def at_least_one(num_samples, batch_size):
    return max(1, num_samples // batch_size)


@mistake("iterations_per_epoch", "An iteration passes batch_size samples, not one; this is the number of samples.")
def one_sample_each(num_samples, batch_size):
    return num_samples


# --- minibatches -------------------------------------------------------------------------------------------------


def cut(X, y, batch_size, order):
    """Cut the samples, taken in `order`, into batches."""
    starts = range(0, len(order), batch_size)
    return [(X[order[i : i + batch_size]], y[order[i : i + batch_size]]) for i in starts]


@mistake("minibatches", "The samples come in the order in which they were. Shuffle them first.")
def never_shuffled(X, y, batch_size, rng):
    return cut(X, y, batch_size, np.arange(len(X)))


@mistake("minibatches", "The generator that was passed in is not used, so no state of it gives another order.")
def seed_fixed(X, y, batch_size, rng):
    return cut(X, y, batch_size, np.random.default_rng(0).permutation(len(X)))


@mistake("minibatches", "X and y are shuffled each in its own way, so samples lose their targets. Both need one order.")
def shuffled_apart(X, y, batch_size, rng):
    X, y = rng.permutation(X), rng.permutation(y)
    return cut(X, y, batch_size, np.arange(len(X)))


@mistake("minibatches", "X is shuffled and y is not, so samples lose their targets.")
def targets_not_shuffled(X, y, batch_size, rng):
    X = rng.permutation(X)
    return cut(X, y, batch_size, np.arange(len(X)))


@mistake("minibatches", "X and y themselves are changed. Leave them as they are; indexing makes shuffled copies.")
def shuffled_in_place(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[:], y[:] = X[order], y[order]
    return cut(X.copy(), y.copy(), batch_size, np.arange(len(X)))


@mistake("minibatches", "rng.shuffle changes X and y themselves. Leave them as they are; shuffle row numbers instead.")
def shuffled_apart_in_place(X, y, batch_size, rng):
    rng.shuffle(X)
    rng.shuffle(y)
    return cut(X, y, batch_size, np.arange(len(X)))


@mistake("minibatches", "The samples left over at the end are dropped; they make a smaller last batch.")
def last_batch_dropped(X, y, batch_size, rng):
    return [pair for pair in minibatches(X, y, batch_size, rng) if len(pair[0]) == batch_size]


@mistake("minibatches", "The samples left over are added to the last full batch; they make a batch of their own.")
def last_batch_joined(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    ends = [batch_size * i for i in range(1, max(1, len(X) // batch_size))]
    return [(X[rows], y[rows]) for rows in np.split(order, ends)]


@mistake("minibatches", "The last batch is filled up with samples that were already seen; it should be smaller.")
def last_batch_filled_up(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    order = np.resize(order, -(-len(X) // batch_size) * batch_size)
    return cut(X, y, batch_size, order)


@mistake("minibatches", "Where the batches come out even there is an empty one at the end.")
def empty_last_batch(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    parts = [order[i * batch_size : (i + 1) * batch_size] for i in range(len(X) // batch_size + 1)]
    return [(X[rows], y[rows]) for rows in parts]


@mistake("minibatches", "The batches are of nearly equal size; all but the last should have batch_size rows.")
def equal_batches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    return [(X[rows], y[rows]) for rows in np.array_split(order, -(-len(X) // batch_size))]


@mistake("minibatches", "batch_size is the number of rows in a batch, not the number of batches.")
def size_is_count(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    return [(X[rows], y[rows]) for rows in np.array_split(order, batch_size)]


@mistake("minibatches", "Each batch is drawn from the whole set: samples come twice or never. Shuffle once, then cut.")
def drawn_with_replacement(X, y, batch_size, rng):
    sizes = [len(rows) for _, rows in cut(X, y, batch_size, np.arange(len(X)))]
    parts = [rng.integers(len(X), size=size) for size in sizes]
    return [(X[rows], y[rows]) for rows in parts]


@mistake("minibatches", "The set is shuffled for each batch: samples come twice or never. Shuffle once, then cut.")
def shuffled_for_each_batch(X, y, batch_size, rng):
    batches = []
    for i in range(0, len(X), batch_size):
        rows = rng.permutation(len(X))[i : i + batch_size]
        batches.append((X[rows], y[rows]))
    return batches


@mistake("minibatches", "Only whole batches are shuffled; inside each nothing has moved. Shuffle the samples.")
def batches_shuffled(X, y, batch_size, rng):
    batches = cut(X, y, batch_size, np.arange(len(X)))
    full, rest = (batches[:-1], batches[-1:]) if len(X) % batch_size else (batches, [])
    return [full[i] for i in rng.permutation(len(full))] + rest


@mistake("minibatches", "Samples only move inside their batch, which always holds the same ones. Shuffle, then cut.")
def shuffled_inside_batches(X, y, batch_size, rng):
    order = np.arange(len(X))
    parts = [rng.permutation(order[i : i + batch_size]) for i in range(0, len(X), batch_size)]
    return [(X[rows], y[rows]) for rows in parts]


@mistake("minibatches", "These are all the X first and all the y after; each batch should be a pair of the two.")
def two_lists(X, y, batch_size, rng):
    batches = minibatches(X, y, batch_size, rng)
    return [X_batch for X_batch, _ in batches], [y_batch for _, y_batch in batches]


@mistake("minibatches", "Only the samples are returned; each belongs together with its target.")
def samples_only(X, y, batch_size, rng):
    return [X_batch for X_batch, _ in minibatches(X, y, batch_size, rng)]


@mistake("minibatches", "The pairs are the wrong way round: first X_batch, then y_batch.")
def pairs_reversed(X, y, batch_size, rng):
    return [(y_batch, X_batch) for X_batch, y_batch in minibatches(X, y, batch_size, rng)]


@mistake("minibatches", "This is a generator, which can be gone through only once. Gather the batches in a list.")
def yielded(X, y, batch_size, rng):
    yield from minibatches(X, y, batch_size, rng)


@mistake("minibatches", "Only the first batch is returned: the `return` stands inside the loop, or there is no loop.")
def first_batch_only(X, y, batch_size, rng):
    return minibatches(X, y, batch_size, rng)[:1]


@mistake("minibatches", "y_batch was given a second axis, or had its axes changed; it keeps those of y.")
def targets_in_a_column(X, y, batch_size, rng):
    return [(X_batch, y_batch.reshape(len(y_batch), -1)) for X_batch, y_batch in minibatches(X, y, batch_size, rng)]


@mistake("minibatches", "y_batch has lost its axes; it keeps those of y.")
def targets_flat(X, y, batch_size, rng):
    return [(X_batch, y_batch.ravel()) for X_batch, y_batch in minibatches(X, y, batch_size, rng)]


@mistake("minibatches", "The cut goes through the last axis; the samples lie along the first.")
def cut_across(X, y, batch_size, rng):
    order = rng.permutation(X.shape[-1])
    starts = range(0, len(order), batch_size)
    return [(X[..., order[i : i + batch_size]], y[..., order[i : i + batch_size]]) for i in starts]


# --- gradient_descent_step ---------------------------------------------------------------------------------------


@mistake("gradient_descent_step", "This climbs: the gradient points uphill, so it is subtracted.")
def climbs(w, dw, alpha):
    return w + alpha * dw


@mistake("gradient_descent_step", "The learning rate is not used.")
def rate_not_used(w, dw, alpha):
    return w - dw


@mistake("gradient_descent_step", "The gradient is divided by the learning rate; a larger rate makes a longer step.")
def rate_divides(w, dw, alpha):
    return w - dw / alpha


@mistake("gradient_descent_step", "This is the step alone; subtract it from the weights.")
def step_alone(w, dw, alpha):
    return alpha * dw


@mistake("gradient_descent_step", "This is the change of the weights; the new weights were asked.")
def change_alone(w, dw, alpha):
    return -alpha * dw


@mistake("gradient_descent_step", "The difference is the wrong way round.")
def difference_turned(w, dw, alpha):
    return alpha * dw - w


@mistake("gradient_descent_step", "Only the sign of the gradient is used, not its size.")
def sign_only(w, dw, alpha):
    return w - alpha * np.sign(dw)


@mistake("gradient_descent_step", "The gradient was scaled to length 1; take it as it is.")
def gradient_normalised(w, dw, alpha):
    return w - alpha * dw / np.sqrt(np.sum(dw**2))


@mistake("gradient_descent_step", "The learning rate multiplies the weights too; a bracket is in the wrong place.")
def bracket_misplaced(w, dw, alpha):
    return alpha * (w - dw)


@mistake("gradient_descent_step", "The gradient is averaged over all weights; each weight goes along its own.")
def gradient_averaged(w, dw, alpha):
    return w - alpha * np.mean(dw)


@mistake("gradient_descent_step", "w is changed in place. Build a new array: w = w - ..., not w -= ...")
def weights_in_place(w, dw, alpha):
    w -= alpha * dw
    return w


# --- momentum_step -----------------------------------------------------------------------------------------------


@mistake("momentum_step", "The gradient is weighted by 1 - beta. Here it enters the velocity whole.")
def running_mean(w, dw, v, alpha, beta=0.9):
    v = beta * v + (1 - beta) * dw
    return w - alpha * v, v


@mistake("momentum_step", "The learning rate went into the velocity; here it only scales the step.")
def rate_in_velocity(w, dw, v, alpha, beta=0.9):
    v = beta * v + alpha * dw
    return w - v, v


@mistake("momentum_step", "This velocity points downhill and holds the learning rate: not the convention asked for.")
def velocity_downhill(w, dw, v, alpha, beta=0.9):
    v = beta * v - alpha * dw
    return w + v, v


@mistake("momentum_step", "The step is taken with the velocity of before; take it with the new one.")
def step_before_velocity(w, dw, v, alpha, beta=0.9):
    return w - alpha * v, beta * v + dw


@mistake("momentum_step", "The velocity is remembered but not used: the step goes along the gradient alone.")
def step_along_gradient(w, dw, v, alpha, beta=0.9):
    return w - alpha * dw, beta * v + dw


@mistake("momentum_step", "The velocity is returned as it came in, so it never grows.")
def velocity_not_kept(w, dw, v, alpha, beta=0.9):
    return w - alpha * (beta * v + dw), v


@mistake("momentum_step", "This is Nesterov's momentum, which looks ahead. Plain momentum was asked.")
def nesterov(w, dw, v, alpha, beta=0.9):
    v = beta * v + dw
    return w - alpha * (dw + beta * v), v


@mistake("momentum_step", "beta multiplies the gradient; it is the old velocity that friction wears down.")
def beta_on_gradient(w, dw, v, alpha, beta=0.9):
    v = v + beta * dw
    return w - alpha * v, v


@mistake("momentum_step", "The old velocity is kept whole. Friction leaves only beta of it.")
def no_friction(w, dw, v, alpha, beta=0.9):
    v = v + dw
    return w - alpha * v, v


@mistake("momentum_step", "1 - beta of the old velocity is kept, where it should be beta.")
def beta_turned(w, dw, v, alpha, beta=0.9):
    v = (1 - beta) * v + dw
    return w - alpha * v, v


@mistake("momentum_step", "beta is fixed inside; use the one that was passed in.")
def momentum_beta_fixed(w, dw, v, alpha, beta=0.9):
    v = 0.9 * v + dw
    return w - alpha * v, v


@mistake("momentum_step", "The gradient enters the velocity with a minus, and the step has another: this climbs.")
def velocity_turned(w, dw, v, alpha, beta=0.9):
    v = beta * v - dw
    return w - alpha * v, v


@mistake("momentum_step", "This climbs: the velocity points uphill, so it is subtracted.")
def momentum_climbs(w, dw, v, alpha, beta=0.9):
    v = beta * v + dw
    return w + alpha * v, v


@mistake("momentum_step", "The learning rate is missing from the step.")
def momentum_without_rate(w, dw, v, alpha, beta=0.9):
    v = beta * v + dw
    return w - v, v


@mistake("momentum_step", "w and v come in the wrong order.")
def momentum_swapped(w, dw, v, alpha, beta=0.9):
    return momentum_step(w, dw, v, alpha, beta)[::-1]


@mistake("momentum_step", "Only the weights are returned; the next step needs the velocity too.")
def momentum_weights_only(w, dw, v, alpha, beta=0.9):
    return momentum_step(w, dw, v, alpha, beta)[0]


@mistake("momentum_step", "An argument is changed in place. Build new arrays: w = w - ..., not w -= ...")
def momentum_in_place(w, dw, v, alpha, beta=0.9):
    v *= beta
    v += dw
    w -= alpha * v
    return w, v


@mistake("momentum_step", "The default of beta is 0.9; the first line of the function was changed.")
def momentum_default_changed(w, dw, v, alpha, beta=0.99):
    return momentum_step(w, dw, v, alpha, beta)


# --- rmsprop_step ------------------------------------------------------------------------------------------------


def rms(w, dw, s, alpha, beta, eps, root=lambda s, eps: np.sqrt(s) + eps, mean=None):
    """The right step of RMSprop, but for the parts that a mistake puts in place of them."""
    s = beta * s + (1 - beta) * dw**2 if mean is None else mean
    return w - alpha * dw / root(s, eps), s


@mistake("rmsprop_step", "eps is added inside the root; it stands outside.")
def eps_in_root(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, root=lambda s, eps: np.sqrt(s + eps))


@mistake("rmsprop_step", "eps is left out, so that a weight whose slopes were all 0 gets 0 / 0.")
def eps_left_out(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, root=lambda s, eps: np.sqrt(s))


@mistake("rmsprop_step", "The root is missing: the gradient is divided by its mean square.")
def root_missing(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, root=lambda s, eps: s + eps)


@mistake("rmsprop_step", "eps is added to the quotient: a bracket around the divisor is missing.")
def bracket_missing(w, dw, s, alpha, beta=0.9, eps=1e-8):
    new = beta * s + (1 - beta) * dw**2
    return w - (alpha * dw / np.sqrt(new) + eps), new


@mistake("rmsprop_step", "eps is fixed inside; use the one that was passed in.")
def rmsprop_eps_fixed(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, 1e-8)


@mistake("rmsprop_step", "beta is fixed inside; use the one that was passed in.")
def rmsprop_beta_fixed(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, 0.9, eps)


@mistake("rmsprop_step", "The gradient enters the mean without being squared.")
def gradient_not_squared(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, mean=beta * s + (1 - beta) * dw)


@mistake("rmsprop_step", "The gradient's size enters the mean, but not squared.")
def gradient_absolute(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, mean=beta * s + (1 - beta) * np.abs(dw))


@mistake("rmsprop_step", "The factor 1 - beta was squared along with the gradient; a bracket is in the wrong place.")
def factor_squared(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, mean=beta * s + ((1 - beta) * dw) ** 2)


@mistake("rmsprop_step", "The squared gradient enters whole; a running mean takes 1 - beta of it.")
def square_enters_whole(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, mean=beta * s + dw**2)


@mistake("rmsprop_step", "All squared gradients are added up, as in Adagrad. RMSprop keeps a running mean.")
def adagrad(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, mean=s + dw**2)


@mistake("rmsprop_step", "beta and 1 - beta are the wrong way round: beta is the weight of the past.")
def rmsprop_beta_turned(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, mean=(1 - beta) * s + beta * dw**2)


@mistake("rmsprop_step", "The mean is taken over all weights; each weight has a mean of its own, over the steps.")
def mean_over_weights(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, mean=beta * s + (1 - beta) * np.mean(dw**2))


@mistake("rmsprop_step", "The step divides by the mean square of before; take the new one.")
def step_with_old_mean(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, mean=s)[0], beta * s + (1 - beta) * dw**2


@mistake("rmsprop_step", "The mean square is returned as it came in, so nothing is remembered.")
def mean_not_kept(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps)[0], s


@mistake("rmsprop_step", "The root is returned in place of s; hand on the mean square itself.")
def root_returned(w, dw, s, alpha, beta=0.9, eps=1e-8):
    w, s = rms(w, dw, s, alpha, beta, eps)
    return w, np.sqrt(s)


@mistake("rmsprop_step", "The step is multiplied by the root; it is divided by it.")
def multiplied_by_root(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, root=lambda s, eps: 1 / (np.sqrt(s) + eps))


@mistake("rmsprop_step", "The gradient is missing from the step; only its size is in the root.")
def gradient_missing(w, dw, s, alpha, beta=0.9, eps=1e-8):
    s = beta * s + (1 - beta) * dw**2
    return w - alpha / (np.sqrt(s) + eps), s


@mistake("rmsprop_step", "The mean square is remembered but not used in the step.")
def step_not_divided(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps, root=lambda s, eps: 1.0)


@mistake("rmsprop_step", "This climbs: the gradient points uphill, so the step is subtracted.")
def rmsprop_climbs(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, -alpha, beta, eps)


@mistake("rmsprop_step", "w and s come in the wrong order.")
def rmsprop_swapped(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps)[::-1]


@mistake("rmsprop_step", "Only the weights are returned; the next step needs s too.")
def rmsprop_weights_only(w, dw, s, alpha, beta=0.9, eps=1e-8):
    return rms(w, dw, s, alpha, beta, eps)[0]


@mistake("rmsprop_step", "An argument is changed in place. Build new arrays: w = w - ..., not w -= ...")
def rmsprop_in_place(w, dw, s, alpha, beta=0.9, eps=1e-8):
    s *= beta
    s += (1 - beta) * dw**2
    w -= alpha * dw / (np.sqrt(s) + eps)
    return w, s


@mistake("rmsprop_step", "A default was changed: beta is 0.9.")
def rmsprop_default_beta(w, dw, s, alpha, beta=0.99, eps=1e-8):
    return rmsprop_step(w, dw, s, alpha, beta, eps)


@mistake("rmsprop_step", "A default was changed: eps is 1e-8.")
def rmsprop_default_eps(w, dw, s, alpha, beta=0.9, eps=1e-7):
    return rmsprop_step(w, dw, s, alpha, beta, eps)


# --- adam_step ---------------------------------------------------------------------------------------------------


def adam(w, dw, m, v, t, alpha, beta1, beta2, eps, first=None, second=None, by1=None, by2=None, ahead=None, root=None):
    """The right step of Adam, but for the parts that a mistake puts in place of them.

    These are the two means, what corrects them, what is above the stroke and what is below.
    """
    m = beta1 * m + (1 - beta1) * dw if first is None else first
    v = beta2 * v + (1 - beta2) * dw**2 if second is None else second
    m_hat = m / (1 - beta1**t if by1 is None else by1)
    v_hat = v / (1 - beta2**t if by2 is None else by2)
    above = m_hat if ahead is None else ahead
    return w - alpha * above / (np.sqrt(v_hat) + eps if root is None else root(v_hat)), m, v


@mistake("adam_step", "The means are not corrected, so that the first steps go astray.")
def not_corrected(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, by1=1, by2=1)


@mistake("adam_step", "Only m is corrected; v began at zero just as well.")
def only_m_corrected(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, by2=1)


@mistake("adam_step", "Only v is corrected; m began at zero just as well.")
def only_v_corrected(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, by1=1)


@mistake("adam_step", "The corrected means are returned. They serve this step only; hand on m and v uncorrected.")
def corrected_returned(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    w, m, v = adam(w, dw, m, v, t, alpha, beta1, beta2, eps)
    return w, m / (1 - beta1**t), v / (1 - beta2**t)


@mistake("adam_step", "beta is not raised to the power t: the correction is that of the first step for ever.")
def power_missing(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, by1=1 - beta1, by2=1 - beta2)


@mistake("adam_step", "beta is multiplied by t; it is raised to the power t.")
def times_for_power(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, by1=1 - beta1 * t, by2=1 - beta2 * t)


@mistake("adam_step", "The whole of 1 - beta is raised to the power t; it is 1 minus the power of beta.")
def difference_raised(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, by1=(1 - beta1) ** t, by2=(1 - beta2) ** t)


@mistake("adam_step", "t is raised by one before it is used; it already counts from 1.")
def counts_from_two(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t + 1, alpha, beta1, beta2, eps)


@mistake("adam_step", "t is lowered by one before it is used; it counts from 1, and with 0 you divide by zero.")
def counts_from_zero(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    by1, by2 = (np.float64(1 - beta ** (t - 1)) for beta in (beta1, beta2))
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, by1=by1, by2=by2)


@mistake("adam_step", "The means are multiplied by 1 - beta to the t; to make them larger, divide.")
def correction_multiplies(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, by1=1 / (1 - beta1**t), by2=1 / (1 - beta2**t))


@mistake("adam_step", "Both means are corrected with beta1; v has beta2.")
def corrected_with_one_beta(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, by2=1 - beta1**t)


@mistake("adam_step", "beta1 and beta2 are the wrong way round: beta1 goes with m, beta2 with v.")
def betas_swapped(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta2, beta1, eps)


@mistake("adam_step", "beta1 is used for both means; v has beta2.")
def beta1_for_both(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta1, eps)


@mistake("adam_step", "The betas are fixed inside; use those that were passed in.")
def adam_betas_fixed(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, 0.9, 0.999, eps)


@mistake("adam_step", "eps is fixed inside; use the one that was passed in.")
def adam_eps_fixed(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, 1e-8)


@mistake("adam_step", "The gradient is not squared on its way into v.")
def adam_not_squared(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, second=beta2 * v + (1 - beta2) * dw)


@mistake("adam_step", "v is built on m squared; it is the running mean of the gradient squared.")
def second_mean_of_m(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    first = beta1 * m + (1 - beta1) * dw
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, second=beta2 * v + (1 - beta2) * first**2)


@mistake("adam_step", "The gradient enters m whole; a running mean takes 1 - beta1 of it.")
def first_mean_is_velocity(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, first=beta1 * m + dw)


@mistake("adam_step", "beta and 1 - beta are the wrong way round in both means: beta is the weight of the past.")
def adam_betas_turned(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    first, second = (1 - beta1) * m + beta1 * dw, (1 - beta2) * v + beta2 * dw**2
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, first=first, second=second)


@mistake("adam_step", "eps is added inside the root; it stands outside.")
def adam_eps_in_root(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, root=lambda v_hat: np.sqrt(v_hat + eps))


@mistake("adam_step", "eps is added before v is corrected; correct v first, then add eps to its root.")
def eps_before_correction(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    by1 = (1 - beta1**t) / np.sqrt(1 - beta2**t)
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, by1=by1, by2=1)


@mistake("adam_step", "eps is left out, so that a weight whose slopes were all 0 gets 0 / 0.")
def adam_eps_left_out(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, 0.0)


@mistake("adam_step", "The root is missing: the step divides by the mean square.")
def adam_root_missing(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, root=lambda v_hat: v_hat + eps)


@mistake("adam_step", "The step is made of the gradient, as in RMSprop; Adam's goes along the corrected m.")
def step_of_gradient(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, ahead=dw)


@mistake("adam_step", "The step is made of the m and v of before; take the new ones.")
def step_of_old_means(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    below = np.sqrt(v / (1 - beta2**t)) + eps
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps, ahead=m / (1 - beta1**t), root=lambda _: below)


@mistake("adam_step", "m and v are returned as they came in, so nothing is remembered.")
def means_not_kept(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps)[0], m, v


@mistake("adam_step", "This climbs: the step is subtracted.")
def adam_climbs(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, -alpha, beta1, beta2, eps)


@mistake("adam_step", "The learning rate is missing from the step.")
def adam_without_rate(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, 1.0, beta1, beta2, eps)


@mistake("adam_step", "The values come in another order than w, m, v.")
def means_swapped(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    w, m, v = adam(w, dw, m, v, t, alpha, beta1, beta2, eps)
    return w, v, m


@mistake("adam_step", "Only the weights are returned; the next step needs m and v too.")
def adam_weights_only(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam(w, dw, m, v, t, alpha, beta1, beta2, eps)[0]


@mistake("adam_step", "t is returned as well; whoever calls keeps count. Only w, m and v were asked.")
def count_returned(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    return (*adam(w, dw, m, v, t, alpha, beta1, beta2, eps), t + 1)


@mistake("adam_step", "An argument is changed in place. Build new arrays: w = w - ..., not w -= ...")
def adam_in_place(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-8):
    m *= beta1
    m += (1 - beta1) * dw
    v *= beta2
    v += (1 - beta2) * dw**2
    w -= alpha * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w, m, v


@mistake("adam_step", "A default was changed: alpha is 0.001.")
def adam_default_alpha(w, dw, m, v, t, alpha=0.01, beta1=0.9, beta2=0.999, eps=1e-8):
    return adam_step(w, dw, m, v, t, alpha, beta1, beta2, eps)


@mistake("adam_step", "A default was changed: beta2 is 0.999.")
def adam_default_beta2(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.99, eps=1e-8):
    return adam_step(w, dw, m, v, t, alpha, beta1, beta2, eps)


@mistake("adam_step", "A default was changed: eps is 1e-8.")
def adam_default_eps(w, dw, m, v, t, alpha=0.001, beta1=0.9, beta2=0.999, eps=1e-7):
    return adam_step(w, dw, m, v, t, alpha, beta1, beta2, eps)
