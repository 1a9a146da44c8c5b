"""What students of unit 7 get wrong, and the sentence that helps each of them."""

import numpy as np

from autograder.checking import mistake

from .gan import (
    discriminator,
    discriminator_gradients,
    discriminator_objective,
    discriminator_step,
    generator,
    generator_gradients,
    generator_objective,
    generator_step,
    non_saturating_generator_loss,
    optimal_discriminator,
    sample_noise,
    sigmoid,
    train_gan,
    value_at_optimum,
)

# --- sample_noise ------------------------------------------------------------------------------------------------


@mistake("sample_noise", "A uniform distribution was used. The normal one has a method of its own on the generator.")
def noise_uniform(num_samples, noise_dim, rng):
    return rng.random((num_samples, noise_dim))


@mistake("sample_noise", "A uniform distribution around 0 was used; normal noise has no ends.")
def noise_uniform_around_zero(num_samples, noise_dim, rng):
    return rng.uniform(-1, 1, (num_samples, noise_dim))


@mistake("sample_noise", "The noise lies on its side: one row is one sample.")
def noise_transposed(num_samples, noise_dim, rng):
    return rng.standard_normal((noise_dim, num_samples))


@mistake("sample_noise", "There is one row of noise, used for every sample. Each sample needs noise of its own.")
def noise_repeated(num_samples, noise_dim, rng):
    return np.tile(rng.standard_normal((1, noise_dim)), (num_samples, 1))


@mistake("sample_noise", "Each sample has one number, repeated. Draw noise_dim numbers for each.")
def noise_one_number_a_row(num_samples, noise_dim, rng):
    return np.tile(rng.standard_normal((num_samples, 1)), (1, noise_dim))


@mistake("sample_noise", "The generator that was passed in is not used, so no state of it gives other noise.")
def noise_of_fixed_seed(num_samples, noise_dim, rng):
    return np.random.default_rng(0).standard_normal((num_samples, noise_dim))


@mistake("sample_noise", "The noise is scaled down; its variance should be 1.")
def noise_scaled_down(num_samples, noise_dim, rng):
    return 0.1 * rng.standard_normal((num_samples, noise_dim))


@mistake("sample_noise", "The noise is a flat vector; its shape is (num_samples, noise_dim).")
def noise_flat(num_samples, noise_dim, rng):
    return rng.standard_normal(num_samples * noise_dim)


# --- generator ---------------------------------------------------------------------------------------------------


@mistake("generator", "The hidden layer has no activation, and two linear layers are no more than one.")
def generator_linear(z, theta_g):
    return (z @ theta_g["W1"] + theta_g["b1"]) @ theta_g["W2"] + theta_g["b2"]


@mistake("generator", "The output goes through a tanh; here the output layer is linear, for samples of any size.")
def generator_output_tanh(z, theta_g):
    return np.tanh(generator(z, theta_g))


@mistake(
    "generator",
    "The output goes through a sigmoid; that belongs to the discriminator. Samples aren't probabilities.",
)
def generator_output_sigmoid(z, theta_g):
    return sigmoid(generator(z, theta_g))


@mistake("generator", "The hidden layer has a sigmoid where a tanh was asked.")
def generator_hidden_sigmoid(z, theta_g):
    return sigmoid(z @ theta_g["W1"] + theta_g["b1"]) @ theta_g["W2"] + theta_g["b2"]


@mistake("generator", "The hidden layer has a ReLU where a tanh was asked.")
def generator_hidden_relu(z, theta_g):
    return np.maximum(z @ theta_g["W1"] + theta_g["b1"], 0) @ theta_g["W2"] + theta_g["b2"]


@mistake("generator", "The hidden layer's bias b1 is missing.")
def generator_without_b1(z, theta_g):
    return generator(z, {**theta_g, "b1": 0 * theta_g["b1"]})


@mistake("generator", "The output layer's bias b2 is missing.")
def generator_without_b2(z, theta_g):
    return generator(z, {**theta_g, "b2": 0 * theta_g["b2"]})


@mistake("generator", "The bias b1 is added after the tanh; it belongs inside.")
def generator_bias_outside(z, theta_g):
    return (np.tanh(z @ theta_g["W1"]) + theta_g["b1"]) @ theta_g["W2"] + theta_g["b2"]


@mistake("generator", "The hidden layer is returned; the output layer is missing.")
def generator_hidden_layer(z, theta_g):
    return np.tanh(z @ theta_g["W1"] + theta_g["b1"])


# --- discriminator -----------------------------------------------------------------------------------------------


@mistake(
    "discriminator",
    "This is the score. The discriminator's answer is a probability: put the score through the sigmoid.",
)
def discriminator_score(x, theta_d):
    return generator(x, theta_d)


@mistake("discriminator", "The output goes through a tanh, which isn't a probability; it needs the sigmoid.")
def discriminator_output_tanh(x, theta_d):
    return np.tanh(generator(x, theta_d))


@mistake("discriminator", "The hidden layer has a sigmoid where a tanh was asked.")
def discriminator_hidden_sigmoid(x, theta_d):
    return sigmoid(sigmoid(x @ theta_d["W1"] + theta_d["b1"]) @ theta_d["W2"] + theta_d["b2"])


@mistake("discriminator", "The hidden layer has no activation.")
def discriminator_hidden_linear(x, theta_d):
    return sigmoid((x @ theta_d["W1"] + theta_d["b1"]) @ theta_d["W2"] + theta_d["b2"])


@mistake("discriminator", "The hidden layer's bias b1 is missing.")
def discriminator_without_b1(x, theta_d):
    return discriminator(x, {**theta_d, "b1": 0 * theta_d["b1"]})


@mistake("discriminator", "The output layer's bias b2 is missing.")
def discriminator_without_b2(x, theta_d):
    return discriminator(x, {**theta_d, "b2": 0 * theta_d["b2"]})


@mistake("discriminator", "The wrong way round: 1 stands for real, 0 for fake.")
def discriminator_inverted(x, theta_d):
    return 1 - discriminator(x, theta_d)


@mistake("discriminator", "The last axis is gone; the answer has the shape (N, 1).")
def discriminator_flat(x, theta_d):
    return discriminator(x, theta_d)[:, 0]


@mistake(
    "discriminator",
    "The probability is cut at one half. Leave it as it is: the logarithm of a 0 or 1 teaches nothing.",
)
def discriminator_cut(x, theta_d):
    return (discriminator(x, theta_d) >= 0.5).astype(float)


# --- discriminator_objective -------------------------------------------------------------------------------------


def log(p):
    """The logarithm, safe at 0 as in the reference."""
    return np.log(np.maximum(p, 1e-12))


@mistake("discriminator_objective", "The sign is wrong: this is the loss to be minimised; the objective is maximised.")
def discriminator_objective_negative(d_real, d_fake):
    return -discriminator_objective(d_real, d_fake)


@mistake("discriminator_objective", "The fakes enter with log D; they should enter with log(1 - D).")
def fakes_as_real(d_real, d_fake):
    return np.mean(log(d_real)) + np.mean(log(d_fake))


@mistake("discriminator_objective", "Real and fake are the wrong way round: D should be high for real samples.")
def real_and_fake_swapped(d_real, d_fake):
    return discriminator_objective(d_fake, d_real)


@mistake("discriminator_objective", "The half with the fakes is missing.")
def objective_of_real_only(d_real, d_fake):
    return np.mean(log(d_real))


@mistake("discriminator_objective", "The half with the real samples is missing.")
def objective_of_fake_only(d_real, d_fake):
    return np.mean(log(1 - d_fake))


@mistake("discriminator_objective", "The two halves are subtracted; they are added.")
def halves_subtracted(d_real, d_fake):
    return np.mean(log(d_real)) - np.mean(log(1 - d_fake))


@mistake("discriminator_objective", "These are sums over the samples; each half is a mean.")
def objective_sums(d_real, d_fake):
    return np.sum(log(d_real)) + np.sum(log(1 - d_fake))


@mistake(
    "discriminator_objective",
    "Both halves are thrown together into one mean. Each is a mean over its own samples.",
)
def one_mean_for_all(d_real, d_fake):
    return np.mean(np.concatenate([log(d_real), log(1 - d_fake)]))


@mistake("discriminator_objective", "This is half of it: the two means are added, not averaged.")
def mean_of_the_halves(d_real, d_fake):
    return 0.5 * discriminator_objective(d_real, d_fake)


@mistake("discriminator_objective", "The logarithm is taken of the mean; take the mean of the logarithms.")
def log_of_means(d_real, d_fake):
    return log(np.mean(d_real)) + log(1 - np.mean(d_fake))


@mistake(
    "discriminator_objective",
    "At probabilities of 0 and 1 it is infinite or NaN. Keep the logarithm's argument away from 0.",
)
def objective_not_safe(d_real, d_fake):
    return np.mean(np.log(d_real)) + np.mean(np.log(1 - d_fake))


@mistake(
    "discriminator_objective",
    "Infinite logarithms are made 0, so that a sure and wrong answer looks like a perfect one.",
)
def infinite_made_zero(d_real, d_fake):
    logs = [np.log(d_real), np.log(1 - d_fake)]
    return sum(np.mean(np.where(np.isfinite(part), part, 0.0)) for part in logs)


@mistake("discriminator_objective", "Only one of the two logarithms is kept away from 0.")
def only_real_safe(d_real, d_fake):
    return np.mean(log(d_real)) + np.mean(np.log(1 - d_fake))


# --- generator_objective -----------------------------------------------------------------------------------------


@mistake("generator_objective", "This is the non-saturating loss; the objective here is the mean of log(1 - D).")
def objective_non_saturating(d_fake):
    return non_saturating_generator_loss(d_fake)


@mistake("generator_objective", "This is the mean of log D; the objective is the mean of log(1 - D).")
def objective_of_log_d(d_fake):
    return np.mean(log(d_fake))


@mistake("generator_objective", "The sign is wrong: the generator minimises log(1 - D) itself.")
def generator_objective_negative(d_fake):
    return -generator_objective(d_fake)


@mistake("generator_objective", "This is a sum over the samples; a mean was asked.")
def generator_objective_sum(d_fake):
    return np.sum(log(1 - d_fake))


@mistake("generator_objective", "The logarithm is taken of the mean; take the mean of the logarithms.")
def generator_log_of_mean(d_fake):
    return log(1 - np.mean(d_fake))


@mistake("generator_objective", "The logarithm is missing.")
def generator_log_missing(d_fake):
    return np.mean(1 - d_fake)


@mistake("generator_objective", "At a probability of 1 it is infinite. Keep the logarithm's argument away from 0.")
def generator_objective_not_safe(d_fake):
    return np.mean(np.log(1 - d_fake))


@mistake("generator_objective", "There is one value a sample; take their mean.")
def generator_objective_not_averaged(d_fake):
    return log(1 - d_fake)


# --- non_saturating_generator_loss -------------------------------------------------------------------------------


@mistake("non_saturating_generator_loss", "The minus is missing: a loss that is minimised must fall as D rises.")
def loss_without_minus(d_fake):
    return np.mean(log(d_fake))


@mistake(
    "non_saturating_generator_loss",
    "This is generator_objective, log(1 - D); the non-saturating loss is built on log D.",
)
def loss_saturating(d_fake):
    return generator_objective(d_fake)


@mistake(
    "non_saturating_generator_loss",
    "This is minus log(1 - D), which grows as the fakes get better; it needs log D.",
)
def loss_of_one_minus_d(d_fake):
    return -generator_objective(d_fake)


@mistake("non_saturating_generator_loss", "This is a sum over the samples; a mean was asked.")
def loss_sum(d_fake):
    return -np.sum(log(d_fake))


@mistake("non_saturating_generator_loss", "The logarithm is taken of the mean; take the mean of the logarithms.")
def loss_log_of_mean(d_fake):
    return -log(np.mean(d_fake))


@mistake(
    "non_saturating_generator_loss",
    "At a probability of 0 it is infinite. Keep the logarithm's argument away from 0.",
)
def loss_not_safe(d_fake):
    return -np.mean(np.log(d_fake))


@mistake("non_saturating_generator_loss", "The clip sets in far too early: it should change nothing above 1e-8.")
def loss_clipped_early(d_fake):
    return -np.mean(np.log(np.clip(d_fake, 0.01, 0.99)))


# --- optimal_discriminator ---------------------------------------------------------------------------------------


@mistake("optimal_discriminator", "This is the fakes' share; D* is the share of the real samples.")
def share_of_the_fakes(p_r, p_g):
    return optimal_discriminator(p_g, p_r)


@mistake("optimal_discriminator", "Where both densities are 0 the fraction is 0/0. D* is 0.5 there.")
def nothing_by_nothing(p_r, p_g):
    return np.divide(p_r, np.add(p_r, p_g))


@mistake("optimal_discriminator", "Where both densities are 0 the answer is 0; it should be 0.5.")
def zero_where_nothing(p_r, p_g):
    total = np.add(p_r, p_g)
    return np.where(total > 0, optimal_discriminator(p_r, p_g), 0.0)


@mistake(
    "optimal_discriminator",
    "A small number is added below the line. It gives 0, not 0.5, where both densities are 0.",
)
def epsilon_below_the_line(p_r, p_g):
    return p_r / (np.add(p_r, p_g) + 1e-8)


@mistake("optimal_discriminator", "This is the ratio of the two; D* is a share of their sum.")
def ratio_of_the_two(p_r, p_g):
    return np.where(np.add(p_r, p_g) == 0, 0.5, np.divide(p_r, p_g))


@mistake("optimal_discriminator", "The sum runs over all points; D* is worked out at every point alone.")
def sum_over_all_points(p_r, p_g):
    return p_r / np.sum(np.add(p_r, p_g))


@mistake("optimal_discriminator", "This is 1 where real samples are likelier, else 0; D* is a probability in between.")
def decided_by_the_larger(p_r, p_g):
    return np.where(np.equal(p_r, p_g), 0.5, np.greater(p_r, p_g) * 1.0)


@mistake(
    "optimal_discriminator",
    "0.5 is what D* is at the end of the game, where p_r = p_g; elsewhere it is a fraction.",
)
def always_one_half(p_r, p_g):
    return np.full(np.shape(p_r), 0.5)


# --- value_at_optimum --------------------------------------------------------------------------------------------


@mistake("value_at_optimum", "Points of probability 0 give NaN: 0 times log 0 counts as 0 here.")
def zeros_not_left_out(p_r, p_g):
    d_star = optimal_discriminator(p_r, p_g)
    return np.sum(p_r * np.log(d_star)) + np.sum(p_g * np.log(1 - d_star))


@mistake("value_at_optimum", "The sign is wrong: the value of the game is negative.")
def value_negative(p_r, p_g):
    return -value_at_optimum(p_r, p_g)


@mistake(
    "value_at_optimum",
    "The logarithms are averaged without their probabilities: log D* is weighted by p_r, log(1 - D*) by p_g.",
)
def not_weighted(p_r, p_g):
    d_star = np.clip(optimal_discriminator(p_r, p_g), 1e-12, 1 - 1e-12)
    return np.mean(np.log(d_star)) + np.mean(np.log(1 - d_star))


@mistake("value_at_optimum", "The half with the fakes is missing.")
def value_of_real_only(p_r, p_g):
    return np.sum(p_r * np.log(np.where(p_r > 0, optimal_discriminator(p_r, p_g), 1.0)))


@mistake("value_at_optimum", "Both halves are weighted by p_r; the second belongs to the fakes, p_g.")
def both_weighted_by_real(p_r, p_g):
    d_star = np.clip(optimal_discriminator(p_r, p_g), 1e-12, 1 - 1e-12)
    return np.sum(p_r * (np.log(d_star) + np.log(1 - d_star)))


@mistake("value_at_optimum", "These are means over the points; the probabilities already weigh them, so add up.")
def value_means(p_r, p_g):
    return value_at_optimum(p_r, p_g) / np.size(p_r)


@mistake("value_at_optimum", "Logarithms to the base 2 were taken; the natural ones were asked.")
def value_base_two(p_r, p_g):
    return value_at_optimum(p_r, p_g) / np.log(2)


@mistake("value_at_optimum", "-log 4 is the value where p_r = p_g; elsewhere it is larger.")
def always_minus_log_four(p_r, p_g):
    return -np.log(4)


@mistake("value_at_optimum", "The logarithms have each other's weights: log D* belongs to p_r, log(1 - D*) to p_g.")
def weights_exchanged(p_r, p_g):
    d_star = np.clip(optimal_discriminator(p_r, p_g), 1e-12, 1 - 1e-12)
    return np.sum(p_g * np.log(d_star)) + np.sum(p_r * np.log(1 - d_star))


# --- discriminator_gradients -------------------------------------------------------------------------------------


def gradients_of_d(x_real, x_fake, theta_d, deltas=None, slope=None):
    """The right gradients, but for the parts that a mistake puts in place of them.

    `deltas` takes D for the real and for the fake samples, `slope` the hidden activation.
    """
    x = np.concatenate([x_real, x_fake])
    h = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
    d_real, d_fake = discriminator(x_real, theta_d), discriminator(x_fake, theta_d)
    right = (1 - d_real) / len(x_real), -d_fake / len(x_fake)
    delta2 = np.concatenate(deltas(d_real, d_fake) if deltas else right)
    delta1 = (delta2 @ theta_d["W2"].T) * (slope(h) if slope else 1 - h**2)
    return {"dW1": x.T @ delta1, "db1": delta1.sum(axis=0), "dW2": h.T @ delta2, "db2": delta2.sum(axis=0)}


@mistake(
    "discriminator_gradients",
    "The sign is wrong: these point downhill, as for a loss. The objective is maximised.",
)
def gradients_of_d_downhill(x_real, x_fake, theta_d):
    return {name: -grad for name, grad in discriminator_gradients(x_real, x_fake, theta_d).items()}


@mistake("discriminator_gradients", "Only the real samples count here; the fakes belong to the objective too.")
def gradients_of_real_only(x_real, x_fake, theta_d):
    return gradients_of_d(x_real, x_fake, theta_d, lambda real, fake: ((1 - real) / len(real), 0 * fake))


@mistake("discriminator_gradients", "Only the fakes count here; the real samples belong to the objective too.")
def gradients_of_fake_only(x_real, x_fake, theta_d):
    return gradients_of_d(x_real, x_fake, theta_d, lambda real, fake: (0 * real, -fake / len(fake)))


@mistake("discriminator_gradients", "The half with the fakes has the wrong sign: their scores should go down.")
def fakes_pushed_up(x_real, x_fake, theta_d):
    return gradients_of_d(x_real, x_fake, theta_d, lambda real, fake: ((1 - real) / len(real), fake / len(fake)))


@mistake(
    "discriminator_gradients",
    "These are gradients of sums; each half of the objective is a mean over its own samples.",
)
def gradients_of_sums(x_real, x_fake, theta_d):
    return gradients_of_d(x_real, x_fake, theta_d, lambda real, fake: (1 - real, -fake))


@mistake(
    "discriminator_gradients",
    "Both halves are divided by the number of real samples; there can be more or fewer fakes.",
)
def both_by_number_of_real(x_real, x_fake, theta_d):
    return gradients_of_d(x_real, x_fake, theta_d, lambda real, fake: ((1 - real) / len(real), -fake / len(real)))


@mistake(
    "discriminator_gradients",
    "Both halves are divided by the number of all samples; each has a number of its own.",
)
def both_by_number_of_all(x_real, x_fake, theta_d):
    def deltas(real, fake):
        number = len(real) + len(fake)
        return (1 - real) / number, -fake / number

    return gradients_of_d(x_real, x_fake, theta_d, deltas)


@mistake("discriminator_gradients", "The sigmoid's slope enters twice: 1 - D and -D have it in them already.")
def sigmoid_slope_twice(x_real, x_fake, theta_d):
    def deltas(real, fake):
        return (1 - real) * real * (1 - real) / len(real), -fake * fake * (1 - fake) / len(fake)

    return gradients_of_d(x_real, x_fake, theta_d, deltas)


@mistake(
    "discriminator_gradients",
    "The sigmoid's slope is missing: these are slopes with respect to D, not to the score before it.",
)
def sigmoid_slope_missing(x_real, x_fake, theta_d):
    def deltas(real, fake):
        return 1 / real / len(real), -1 / (1 - fake) / len(fake)

    return gradients_of_d(x_real, x_fake, theta_d, deltas)


@mistake("discriminator_gradients", "The slope of the hidden layer's tanh is missing.")
def tanh_slope_missing(x_real, x_fake, theta_d):
    return gradients_of_d(x_real, x_fake, theta_d, slope=np.ones_like)


@mistake("discriminator_gradients", "The sigmoid's slope stands where the tanh's should: that one is 1 - h^2.")
def sigmoid_slope_for_tanh(x_real, x_fake, theta_d):
    return gradients_of_d(x_real, x_fake, theta_d, slope=lambda h: h * (1 - h))


@mistake("discriminator_gradients", "The tanh stands where its slope should.")
def tanh_for_its_slope(x_real, x_fake, theta_d):
    return gradients_of_d(x_real, x_fake, theta_d, slope=lambda h: h)


@mistake("discriminator_gradients", "The bias gradients have one row a sample; sum them over the samples.")
def biases_of_d_not_summed(x_real, x_fake, theta_d):
    grads = discriminator_gradients(x_real, x_fake, theta_d)
    d_real, d_fake = discriminator(x_real, theta_d), discriminator(x_fake, theta_d)
    delta2 = np.concatenate([(1 - d_real) / len(x_real), -d_fake / len(x_fake)])
    h = np.tanh(np.concatenate([x_real, x_fake]) @ theta_d["W1"] + theta_d["b1"])
    return {**grads, "db1": (delta2 @ theta_d["W2"].T) * (1 - h**2), "db2": delta2}


@mistake("discriminator_gradients", "The bias gradients have kept the axis of the samples; b1 and b2 have one axis.")
def biases_of_d_with_an_axis(x_real, x_fake, theta_d):
    grads = discriminator_gradients(x_real, x_fake, theta_d)
    return {**grads, "db1": grads["db1"][None], "db2": grads["db2"][None]}


@mistake(
    "discriminator_gradients",
    "D should answer 1 for real samples and 0 for fakes; here it is taught the opposite.",
)
def labels_swapped(x_real, x_fake, theta_d):
    return gradients_of_d(x_real, x_fake, theta_d, lambda real, fake: (-real / len(real), (1 - fake) / len(fake)))


# --- generator_gradients -----------------------------------------------------------------------------------------


def gradients_of_g(z, theta_g, theta_d, delta=None, slope_d=None, slope_g=None):
    """The right gradients, but for the parts that a mistake puts in place of them.

    `delta` takes D for the fakes, `slope_d` and `slope_g` the hidden activations of the two networks.
    """
    h_g = np.tanh(z @ theta_g["W1"] + theta_g["b1"])
    x = h_g @ theta_g["W2"] + theta_g["b2"]
    h_d = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
    d = discriminator(x, theta_d)
    delta_d2 = delta(d) if delta else -d / len(z)
    delta_d1 = (delta_d2 @ theta_d["W2"].T) * (slope_d(h_d) if slope_d else 1 - h_d**2)
    delta_g2 = delta_d1 @ theta_d["W1"].T
    delta_g1 = (delta_g2 @ theta_g["W2"].T) * (slope_g(h_g) if slope_g else 1 - h_g**2)
    return {"dW1": z.T @ delta_g1, "db1": delta_g1.sum(axis=0), "dW2": h_g.T @ delta_g2, "db2": delta_g2.sum(axis=0)}


@mistake(
    "generator_gradients",
    "The sign is wrong: along these the objective falls. The minus comes later, in the step.",
)
def gradients_of_g_downhill(z, theta_g, theta_d):
    return {name: -grad for name, grad in generator_gradients(z, theta_g, theta_d).items()}


@mistake(
    "generator_gradients",
    "This is the gradient of the non-saturating loss; it should be that of mean log(1 - D).",
)
def gradients_of_non_saturating_loss(z, theta_g, theta_d):
    return gradients_of_g(z, theta_g, theta_d, lambda d: -(1 - d) / len(d))


@mistake("generator_gradients", "The scores start at 1 - D, which belongs to log D. The objective has log(1 - D).")
def gradients_of_mean_log_d(z, theta_g, theta_d):
    return gradients_of_g(z, theta_g, theta_d, lambda d: (1 - d) / len(d))


@mistake("generator_gradients", "This is the discriminator's gradient; in the generator's turn theta_g is asked for.")
def gradients_for_theta_d(z, theta_g, theta_d):
    x = generator(z, theta_g)
    return gradients_of_d(x[:0], x, theta_d, lambda real, fake: (real, -fake / len(fake)))


@mistake(
    "generator_gradients",
    "The way back stops before the discriminator: its hidden layer and W1 still lie between D and x.",
)
def not_through_the_discriminator(z, theta_g, theta_d):
    h = np.tanh(z @ theta_g["W1"] + theta_g["b1"])
    delta2 = np.tile(-discriminator(generator(z, theta_g), theta_d) / len(z), theta_g["b2"].size)
    delta1 = (delta2 @ theta_g["W2"].T) * (1 - h**2)
    return {"dW1": z.T @ delta1, "db1": delta1.sum(axis=0), "dW2": h.T @ delta2, "db2": delta2.sum(axis=0)}


@mistake("generator_gradients", "These are gradients of a sum; the objective is a mean over the samples.")
def gradients_of_g_sum(z, theta_g, theta_d):
    return {name: len(z) * grad for name, grad in generator_gradients(z, theta_g, theta_d).items()}


@mistake("generator_gradients", "The sigmoid's slope enters twice: -D has it in it already.")
def sigmoid_slope_twice_for_g(z, theta_g, theta_d):
    return gradients_of_g(z, theta_g, theta_d, lambda d: -d * d * (1 - d) / len(d))


@mistake(
    "generator_gradients",
    "The sigmoid's slope is missing: -1 / (1 - D) is the slope with respect to D, not to its score.",
)
def sigmoid_slope_missing_for_g(z, theta_g, theta_d):
    return gradients_of_g(z, theta_g, theta_d, lambda d: -1 / (1 - d) / len(d))


@mistake("generator_gradients", "The slope of the tanh in the discriminator's hidden layer is missing.")
def tanh_slope_of_d_missing(z, theta_g, theta_d):
    return gradients_of_g(z, theta_g, theta_d, slope_d=np.ones_like)


@mistake("generator_gradients", "The slope of the tanh in the generator's hidden layer is missing.")
def tanh_slope_of_g_missing(z, theta_g, theta_d):
    return gradients_of_g(z, theta_g, theta_d, slope_g=np.ones_like)


@mistake("generator_gradients", "The slope of the tanh is missing in both hidden layers.")
def tanh_slopes_missing(z, theta_g, theta_d):
    return gradients_of_g(z, theta_g, theta_d, slope_d=np.ones_like, slope_g=np.ones_like)


@mistake("generator_gradients", "The generator's output is treated as if it had a tanh; it is linear.")
def tanh_slope_at_the_output(z, theta_g, theta_d):
    h_g = np.tanh(z @ theta_g["W1"] + theta_g["b1"])
    x = h_g @ theta_g["W2"] + theta_g["b2"]
    h_d = np.tanh(x @ theta_d["W1"] + theta_d["b1"])
    delta_d1 = (-discriminator(x, theta_d) / len(z) @ theta_d["W2"].T) * (1 - h_d**2)
    delta_g2 = (delta_d1 @ theta_d["W1"].T) * (1 - x**2)
    delta_g1 = (delta_g2 @ theta_g["W2"].T) * (1 - h_g**2)
    return {"dW1": z.T @ delta_g1, "db1": delta_g1.sum(axis=0), "dW2": h_g.T @ delta_g2, "db2": delta_g2.sum(axis=0)}


@mistake(
    "generator_gradients",
    "The bias gradients are means over the samples; a bias reaches every sample, so they add up.",
)
def biases_of_g_mean(z, theta_g, theta_d):
    grads = generator_gradients(z, theta_g, theta_d)
    return {**grads, "db1": grads["db1"] / len(z), "db2": grads["db2"] / len(z)}


@mistake("generator_gradients", "The bias gradients have kept the axis of the samples; b1 and b2 have one axis.")
def biases_of_g_with_an_axis(z, theta_g, theta_d):
    grads = generator_gradients(z, theta_g, theta_d)
    return {**grads, "db1": grads["db1"][None], "db2": grads["db2"][None]}


@mistake("generator_gradients", "The gradients for the two biases are missing from the dict.")
def biases_of_g_left_out(z, theta_g, theta_d):
    grads = generator_gradients(z, theta_g, theta_d)
    return {"dW1": grads["dW1"], "dW2": grads["dW2"]}


# --- discriminator_step and generator_step -----------------------------------------------------------------------


@mistake("discriminator_step", "This descends; the discriminator maximises, so its gradient is added.")
def discriminator_descends(theta_d, grads, alpha):
    return generator_step(theta_d, grads, alpha)


@mistake("discriminator_step", "The learning rate is not used.")
def discriminator_rate_unused(theta_d, grads, alpha):
    return discriminator_step(theta_d, grads, 1.0)


@mistake("discriminator_step", "The biases are not updated.")
def discriminator_biases_not_updated(theta_d, grads, alpha):
    return {**discriminator_step(theta_d, grads, alpha), "b1": theta_d["b1"], "b2": theta_d["b2"]}


@mistake(
    "discriminator_step",
    "The parameters are changed in place. Build new arrays in a new dict: a + b, not a += b.",
)
def discriminator_changed_in_place(theta_d, grads, alpha):
    for name in theta_d:
        theta_d[name] += alpha * grads["d" + name]
    return theta_d


@mistake("discriminator_step", "The new arrays are put into the dict that was passed in; make a new dict.")
def discriminator_dict_changed(theta_d, grads, alpha):
    for name in theta_d:
        theta_d[name] = theta_d[name] + alpha * grads["d" + name]
    return theta_d


@mistake("discriminator_step", "Only the steps are returned; add them to the parameters.")
def discriminator_only_steps(theta_d, grads, alpha):
    return {name: alpha * grads["d" + name] for name in theta_d}


@mistake("discriminator_step", "The new parameters are under the gradients' names; the keys are W1, b1, W2, b2.")
def discriminator_keys_of_gradients(theta_d, grads, alpha):
    return {"d" + name: value for name, value in discriminator_step(theta_d, grads, alpha).items()}


@mistake("generator_step", "This climbs; the generator minimises, so its gradient is subtracted.")
def generator_ascends(theta_g, grads, alpha):
    return discriminator_step(theta_g, grads, alpha)


@mistake("generator_step", "The learning rate is not used.")
def generator_rate_unused(theta_g, grads, alpha):
    return generator_step(theta_g, grads, 1.0)


@mistake("generator_step", "The biases are not updated.")
def generator_biases_not_updated(theta_g, grads, alpha):
    return {**generator_step(theta_g, grads, alpha), "b1": theta_g["b1"], "b2": theta_g["b2"]}


@mistake("generator_step", "The parameters are changed in place. Build new arrays in a new dict: a - b, not a -= b.")
def generator_changed_in_place(theta_g, grads, alpha):
    for name in theta_g:
        theta_g[name] -= alpha * grads["d" + name]
    return theta_g


@mistake("generator_step", "The new arrays are put into the dict that was passed in; make a new dict.")
def generator_dict_changed(theta_g, grads, alpha):
    for name in theta_g:
        theta_g[name] = theta_g[name] - alpha * grads["d" + name]
    return theta_g


@mistake("generator_step", "Only the steps are returned; subtract them from the parameters.")
def generator_only_steps(theta_g, grads, alpha):
    return {name: alpha * grads["d" + name] for name in theta_g}


@mistake("generator_step", "Only the gradient's sign is used; a step is alpha times the gradient itself.")
def generator_step_of_sign(theta_g, grads, alpha):
    return {name: parameter - alpha * np.sign(grads["d" + name]) for name, parameter in theta_g.items()}


# --- train_gan ---------------------------------------------------------------------------------------------------


def players(theta_g, theta_d, alpha, batch_size, rng, history):
    """Give the two moves of a right game: each takes both networks, records, and returns its own network's new ones."""
    noise_dim = theta_g["W1"].shape[0]

    def move_d(theta_g, theta_d, x_real):
        x_fake = generator(sample_noise(batch_size, noise_dim, rng), theta_g)
        judged = discriminator(x_real, theta_d), discriminator(x_fake, theta_d)
        history["discriminator"].append(discriminator_objective(*judged))
        return discriminator_step(theta_d, discriminator_gradients(x_real, x_fake, theta_d), alpha)

    def move_g(theta_g, theta_d):
        z = sample_noise(batch_size, noise_dim, rng)
        history["generator"].append(generator_objective(discriminator(generator(z, theta_g), theta_d)))
        return generator_step(theta_g, generator_gradients(z, theta_g, theta_d), alpha)

    return move_d, move_g


def game(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng, turn):
    """Play a game in which an iteration is what ``turn(move_d, move_g, theta_g, theta_d)`` makes of the two moves."""
    history = {"discriminator": [], "generator": []}
    move_d, move_g = players(theta_g, theta_d, alpha, batch_size, rng, history)
    for _ in range(num_iterations):
        theta_g, theta_d = turn(lambda g, d: move_d(g, d, sample_real(batch_size, rng)), move_g, theta_g, theta_d)
    return theta_g, theta_d, history


@mistake(
    "train_gan",
    "The generator plays against the old discriminator; hand it the parameters that were just updated.",
)
def discriminator_not_updated_first(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    def turn(move_d, move_g, theta_g, theta_d):
        new_d = move_d(theta_g, theta_d)
        return move_g(theta_g, theta_d), new_d

    return game(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng, turn)


@mistake("train_gan", "The generator moves first; the discriminator should.")
def generator_first(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    def turn(move_d, move_g, theta_g, theta_d):
        theta_g = move_g(theta_g, theta_d)
        return theta_g, move_d(theta_g, theta_d)

    return game(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng, turn)


@mistake("train_gan", "Ascent and descent are exchanged: the discriminator climbs, the generator goes down.")
def ascent_and_descent_exchanged(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    return train_gan(sample_real, theta_g, theta_d, -alpha, num_iterations, batch_size, rng)


@mistake("train_gan", "Both networks climb; the generator should go down.")
def both_ascend(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    def turn(move_d, move_g, theta_g, theta_d):
        theta_d = move_d(theta_g, theta_d)
        moved = move_g(theta_g, theta_d)
        return {name: 2 * theta_g[name] - moved[name] for name in theta_g}, theta_d

    return game(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng, turn)


@mistake("train_gan", "Both networks go down; the discriminator should climb.")
def both_descend(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    def turn(move_d, move_g, theta_g, theta_d):
        moved = move_d(theta_g, theta_d)
        theta_d = {name: 2 * theta_d[name] - moved[name] for name in theta_d}
        return move_g(theta_g, theta_d), theta_d

    return game(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng, turn)


@mistake("train_gan", "The generator's parameters never change: keep what generator_step returns.")
def generator_never_updated(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    def turn(move_d, move_g, theta_g, theta_d):
        theta_d = move_d(theta_g, theta_d)
        move_g(theta_g, theta_d)
        return theta_g, theta_d

    return game(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng, turn)


@mistake("train_gan", "The discriminator's parameters never change: keep what discriminator_step returns.")
def discriminator_never_updated(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    def turn(move_d, move_g, theta_g, theta_d):
        move_d(theta_g, theta_d)
        return move_g(theta_g, theta_d), theta_d

    return game(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng, turn)


@mistake("train_gan", "The objectives are recorded after the steps; each belongs before its own step.")
def recorded_after_the_steps(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    noise_dim, history = theta_g["W1"].shape[0], {"discriminator": [], "generator": []}
    for _ in range(num_iterations):
        x_real = sample_real(batch_size, rng)
        x_fake = generator(sample_noise(batch_size, noise_dim, rng), theta_g)
        theta_d = discriminator_step(theta_d, discriminator_gradients(x_real, x_fake, theta_d), alpha)
        judged = discriminator(x_real, theta_d), discriminator(x_fake, theta_d)
        history["discriminator"].append(discriminator_objective(*judged))
        z = sample_noise(batch_size, noise_dim, rng)
        theta_g = generator_step(theta_g, generator_gradients(z, theta_g, theta_d), alpha)
        history["generator"].append(generator_objective(discriminator(generator(z, theta_g), theta_d)))
    return theta_g, theta_d, history


@mistake(
    "train_gan",
    "The generator's objective is recorded against the old discriminator; its step meets the updated one.",
)
def recorded_against_the_old_discriminator(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    noise_dim, history = theta_g["W1"].shape[0], {"discriminator": [], "generator": []}
    for _ in range(num_iterations):
        x_real = sample_real(batch_size, rng)
        x_fake = generator(sample_noise(batch_size, noise_dim, rng), theta_g)
        judged = discriminator(x_real, theta_d), discriminator(x_fake, theta_d)
        history["discriminator"].append(discriminator_objective(*judged))
        z = sample_noise(batch_size, noise_dim, rng)
        history["generator"].append(generator_objective(discriminator(generator(z, theta_g), theta_d)))
        theta_d = discriminator_step(theta_d, discriminator_gradients(x_real, x_fake, theta_d), alpha)
        theta_g = generator_step(theta_g, generator_gradients(z, theta_g, theta_d), alpha)
    return theta_g, theta_d, history


@mistake(
    "train_gan",
    "The generator follows the non-saturating loss; here its gradients are those of generator_objective.",
)
def steps_of_non_saturating_loss(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    noise_dim, history = theta_g["W1"].shape[0], {"discriminator": [], "generator": []}
    move_d, _ = players(theta_g, theta_d, alpha, batch_size, rng, history)
    for _ in range(num_iterations):
        theta_d = move_d(theta_g, theta_d, sample_real(batch_size, rng))
        z = sample_noise(batch_size, noise_dim, rng)
        history["generator"].append(generator_objective(discriminator(generator(z, theta_g), theta_d)))
        theta_g = generator_step(theta_g, gradients_of_non_saturating_loss(z, theta_g, theta_d), alpha)
    return theta_g, theta_d, history


@mistake("train_gan", "One iteration is missing.")
def one_iteration_short(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    return train_gan(sample_real, theta_g, theta_d, alpha, num_iterations - 1, batch_size, rng)


@mistake("train_gan", "One iteration too many was played.")
def one_iteration_more(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    return train_gan(sample_real, theta_g, theta_d, alpha, num_iterations + 1, batch_size, rng)


@mistake("train_gan", "The real samples are drawn once, before the loop; every iteration needs new ones.")
def real_drawn_once(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    x_real = sample_real(batch_size, rng)
    return train_gan(lambda n, rng: x_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng)


@mistake("train_gan", "The generator learns from one sample of noise; its batch has batch_size of them.")
def generator_batch_of_one(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    noise_dim, history = theta_g["W1"].shape[0], {"discriminator": [], "generator": []}
    move_d, _ = players(theta_g, theta_d, alpha, batch_size, rng, history)
    for _ in range(num_iterations):
        theta_d = move_d(theta_g, theta_d, sample_real(batch_size, rng))
        z = sample_noise(1, noise_dim, rng)
        history["generator"].append(generator_objective(discriminator(generator(z, theta_g), theta_d)))
        theta_g = generator_step(theta_g, generator_gradients(z, theta_g, theta_d), alpha)
    return theta_g, theta_d, history


@mistake("train_gan", "The results come in another order than theta_g, theta_d, history.")
def results_swapped(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    new_g, new_d, history = train_gan(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng)
    return new_d, new_g, history


@mistake("train_gan", "The history holds only the last values; keep a list with one for each iteration.")
def only_last_values(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    new_g, new_d, history = train_gan(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng)
    return new_g, new_d, {name: values[-1] for name, values in history.items()}


@mistake("train_gan", "The parameters that were handed in are changed. Keep new dicts, and leave the old ones alone.")
def parameters_changed_in_place(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng):
    new_g, new_d, history = train_gan(sample_real, theta_g, theta_d, alpha, num_iterations, batch_size, rng)
    theta_g.update(new_g)
    theta_d.update(new_d)
    return theta_g, theta_d, history
