"""The checks of unit 7: two networks in a game.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k train_gan``.
"""

import numpy as np

from deltarule import (
    array_of,
    asks,
    case,
    check,
    expect,
    fits_the_slope,
    fulfils,
    generator,
    not_standard_normal,
    recognising,
)

SHAPES = [(4, 2, 5, 3), (1, 3, 2, 4), (6, 1, 4, 2), (3, 5, 3, 1), (2, 2, 2, 2)]  # N, in, H, out
GAME = ("theta_g", "theta_d", "history")
LEAST = np.log(1.2e-7) / np.log(1e-12)
"""How much of what a sure and wrong answer counts in the reference it counts with the largest guard against log 0."""
SURE = "a probability of which one is sure is 0 or 1"


def draw_theta(rng, num_input, num_hidden, num_output, **scales):
    """Draw parameters, none of them near zero: a bias of zero hides that it was forgotten.

    Weights are scaled by the number of inputs: where a tanh is at its end, gradients are all rounding.
    """
    shapes = {"W1": (num_input, num_hidden), "b1": (num_hidden,), "W2": (num_hidden, num_output), "b2": (num_output,)}
    theta = {name: rng.choice([-1, 1], shape) * rng.uniform(0.2, 1, shape) for name, shape in shapes.items()}
    fans = {"W1": num_input, "W2": num_hidden}
    return {name: scales.get(name, 1.0) * value / fans.get(name, 1) for name, value in theta.items()}


def theta_of(W1, b1, W2, b2):
    """Give the parameters of a network of one input, one hidden neuron and one output."""
    return {"W1": np.array([[W1]]), "b1": np.array([b1]), "W2": np.array([[W2]]), "b2": np.array([b2])}


def draw_probabilities(rng, n, low=0.05, high=0.95):
    """Draw n outputs of a discriminator."""
    return rng.uniform(low, high, (n, 1))


def noise_cases(rng):
    """Draw calls by which a wrong way of drawing is recognised."""
    return [case(3, 4, generator(rng)), case(5, 2, generator(rng))]


@check("sample_noise", points=1)
def test_sample_noise_distribution(student, reference, rng):
    """The noise is standard normal: mean 0, variance 1, and its bell shape; (num_samples, noise_dim)."""
    with recognising(student.sample_noise, reference.sample_noise, noise_cases(rng)):
        for shape in [(4, 3), (1, 5), (6, 1), (3, 3), (300, 200)]:
            noise = student.sample_noise(*shape, generator(rng))
            noise = array_of(noise, shape, f"the noise for {shape[0]} samples of {shape[1]} numbers")
        alike = "numbers come more than once in the noise: are they repeated, rounded or cut off?"
        expect(np.unique(np.abs(noise)).size > 0.99 * noise.size, alike)
        problem = not_standard_normal(noise)
        expect(not problem, f"the noise holds thousands of numbers: {problem}")
        expect(abs(noise.mean()) > 1e-9, "the mean of the noise is exactly 0: leave the numbers as they are drawn")


@check("sample_noise", points=1)
def test_sample_noise_generator(student, reference, rng):
    """All randomness comes from rng: the same state gives the same noise, another state gives other noise."""
    with recognising(student.sample_noise, reference.sample_noise, noise_cases(rng)):
        one, another = generator(rng), generator(rng)
        first, again, other = (
            array_of(student.sample_noise(6, 5, state), (6, 5), "the noise") for state in (one, one, another)
        )
        expect(np.array_equal(first, again), "the noise differs between two runs of one state: draw from rng alone")
        expect(not np.any(first == other), "the noise is the same whatever rng's state: draw it from rng")


def turned(by_name):
    """Give the same dict from its end to its beginning: what is in it goes by its names."""
    return dict(reversed(by_name.items()))


@asks("generator", points=2, untouched=1)
def test_generator_values(rng):
    """G(z) = tanh(z W1 + b1) W2 + b2, one row a sample, for N = 1 and more."""
    yield case(np.array([[0.0], [20.0]]), theta_of(1.0, 0.0, 3.0, 0.5))
    for N, K, H, D in SHAPES:
        yield case(rng.standard_normal((N, K)), draw_theta(rng, K, H, D))
    yield case(rng.integers(-2, 3, (4, 3)), draw_theta(rng, 3, 2, 2))  # noise of whole numbers
    yield case(-200 * rng.uniform(0.5, 1, (3, 2)), draw_theta(rng, 2, 4, 3, W1=1 / 200, W2=300, b2=300))
    yield case(np.zeros((2, 3)), draw_theta(rng, 3, 4, 2, W2=1e-5, b2=1e-5))
    yield case(1e5 * rng.choice([-1.0, 1.0], (3, 2)), turned(draw_theta(rng, 2, 4, 3)))


@asks("discriminator", points=2, untouched=1)
def test_discriminator_values(rng):
    """D(x) = sigmoid(tanh(x W1 + b1) W2 + b2), of shape (N, 1), for N = 1 and more."""
    yield case(np.array([[0.0], [20.0]]), theta_of(1.0, 0.0, np.log(3), 0.0))
    for N, D, H, _ in SHAPES:
        x, theta_d = rng.standard_normal((N, D)), draw_theta(rng, D, H, 1)
        yield case(x, theta_d)
        yield case(x, {**theta_d, "W2": -theta_d["W2"], "b2": -theta_d["b2"]})  # what looked real looks fake
    yield case(rng.integers(-2, 3, (4, 3)), draw_theta(rng, 3, 2, 1))  # samples of whole numbers
    yield case(-200 * rng.uniform(0.5, 1, (3, 2)), draw_theta(rng, 2, 4, 1, W1=1 / 200))
    yield case(np.zeros((2, 3)), {**draw_theta(rng, 3, 2, 1, W2=1e-3), "b2": np.array([-12.0])})  # surely fake
    yield case(1e5 * rng.choice([-1.0, 1.0], (3, 2)), turned(draw_theta(rng, 2, 4, 1)))


@asks("discriminator_objective", points=2, untouched=1)
def test_discriminator_objective_values(rng):
    """Mean log D(x) over the real samples, plus mean log(1 - D) over the fakes, however many there are of each."""
    yield case(np.exp([[-1.0], [-3.0]]), 1 - np.exp([[-4.0]]))
    for n, m in [(4, 4), (1, 1), (5, 2), (1, 3), (3, 1)]:
        yield case(draw_probabilities(rng, n), draw_probabilities(rng, m))
    yield case(draw_probabilities(rng, 3, 0.004, 0.006), 1 - draw_probabilities(rng, 4, 0.004, 0.006))
    yield case(1 - draw_probabilities(rng, 2, 0.004, 0.006), draw_probabilities(rng, 3, 0.004, 0.006))


def count_at_the_ends(student, reference, cases):
    """Fail unless sure answers count: far from 0 where they are wrong, nothing where they are right."""
    expected = [reference(*item.args) for item in cases]

    def counts(values):
        for value, right in zip(values, expected, strict=True):
            value = float(array_of(value, (), "the result"))
            expect(np.isfinite(value), f"{student.name} is {value} at probabilities of exactly 0 or 1")
            told = f"{student.name} is {value:.4g} where sure answers are"
            expect(abs(right) > 1e-6 or abs(value) < 1e-6, f"{told} right, not 0")
            bound = f"{'below' if right < 0 else 'above'} {LEAST * right:.4g}"
            expect(abs(right) < 1e-6 or value / right > LEAST, f"{told} wrong; here it should be {bound}")

    fulfils(student, reference, cases, counts)


@check("discriminator_objective", points=1, fixed=SURE)
def test_discriminator_objective_at_the_ends(student, reference):
    """Finite at probabilities of exactly 0 and 1: below -15.9 for a sure and wrong answer, 0 for one sure and right."""
    zero, one, half = np.zeros((1, 1)), np.ones((1, 1)), np.full((1, 1), 0.5)
    pairs = [(zero, half), (half, one), (zero, one), (one, zero), (np.zeros((3, 1)), np.ones((2, 1)))]
    pairs.append((np.array([[0.0], [1.0]]), np.array([[0.0], [1.0], [0.0]])))
    cases = [case(*pair) for pair in pairs]
    count_at_the_ends(student.discriminator_objective, reference.discriminator_objective, cases)


def judged_fakes(rng, end):
    """Draw what a discriminator says of fakes, some of it near the `end` where the logarithm is steep, or the other."""
    yield case(np.abs(end - np.exp([[-1.0], [-3.0]])))
    for n in (4, 1, 7):
        yield case(draw_probabilities(rng, n))
    for low, high in [(0.004, 0.006), (0.994, 0.996)]:
        yield case(np.abs(end - draw_probabilities(rng, 3, low, high)))


def sure_fakes():
    """Give what a discriminator says of fakes of which it is sure."""
    return [case(np.array(d)[:, None]) for d in ([0.0], [1.0], [1.0, 1.0, 1.0], [0.0, 0.0], [0.0, 1.0, 0.0])]


@asks("generator_objective", points=1, untouched=1)
def test_generator_objective_values(rng):
    """Mean log(1 - D(G(z))) over the fakes, as one number."""
    return judged_fakes(rng, end=1)


@check("generator_objective", points=1, fixed=SURE)
def test_generator_objective_at_the_ends(student, reference):
    """Finite at a probability of exactly 1, where it is below -15.9; 0 at a probability of 0."""
    count_at_the_ends(student.generator_objective, reference.generator_objective, sure_fakes())


@asks("non_saturating_generator_loss", points=1, untouched=1)
def test_non_saturating_generator_loss_values(rng):
    """Minus the mean of log D(G(z)) over the fakes, as one number."""
    return judged_fakes(rng, end=0)


@check("non_saturating_generator_loss", points=1, fixed=SURE)
def test_non_saturating_generator_loss_at_the_ends(student, reference):
    """Finite at a probability of exactly 0, where it is above 15.9; 0 at a probability of 1."""
    count_at_the_ends(student.non_saturating_generator_loss, reference.non_saturating_generator_loss, sure_fakes())


@asks("optimal_discriminator", points=2)
def test_optimal_discriminator_values(rng):
    """D* = p_r / (p_r + p_g) entry by entry, for arrays of any shape and for single numbers, however small."""
    yield case(np.array([3.0, 1.0, 1.0]), np.array([1.0, 1.0, 3.0]))
    for shape in [(5,), (1,), (2, 3), (3, 1, 2), (), (3, 3), (1, 4)]:
        yield case(rng.uniform(0.1, 2, shape), rng.uniform(0.1, 2, shape))
    for scale in (1e-25, 1e-9, 300.0):
        yield case(scale * rng.uniform(1, 2, 4), scale * rng.uniform(1, 2, 4))
    yield case(1e-5 * rng.uniform(1, 2, (2, 2)), rng.uniform(1, 2, (2, 2)))
    yield case(rng.integers(1, 9, (2, 3)), rng.integers(1, 9, (2, 3)))
    yield case(np.float64(rng.uniform(0.1, 2)), np.float64(rng.uniform(0.1, 2)))


@asks("optimal_discriminator", points=2, untouched=1)
def test_optimal_discriminator_at_zero(rng):
    """0 where only fakes turn up, 1 where only real samples do, and 0.5 where both densities are 0."""
    p_r, p_g = rng.uniform(0.1, 2, (3, 3)), rng.uniform(0.1, 2, (3, 3))
    p_r[0, 1:] = p_g[2, :2] = p_r[1, 1] = p_g[1, 1] = 0
    yield case(p_r, p_g)
    yield case(p_r[1], p_g[1])
    yield case(np.zeros(2), np.zeros(2))
    for pair in [(0.0, 0.0), (0.0, 0.7), (0.7, 0.0)]:
        yield case(*map(np.float64, pair))


def draw_distribution(rng, size):
    """Draw probabilities of `size` points; they add up to 1."""
    weights = rng.uniform(0.3, 1, size)
    return weights / weights.sum()


@asks("value_at_optimum", points=2)
def test_value_at_optimum_values(rng):
    """Sum of p_r log D* plus sum of p_g log(1 - D*); -log 4 where the two distributions are the same."""
    yield case(np.array([0.75, 0.25]), np.array([0.25, 0.75]))
    for size in (2, 5, 9, 300):
        yield case(draw_distribution(rng, size), draw_distribution(rng, size))
    same = draw_distribution(rng, 6)
    yield case(same, same.copy())
    yield case(np.ones(1), np.ones(1))
    yield case(np.array([0.96, 0.03, 0.01]), np.array([0.01, 0.02, 0.97]))  # nearly apart: the value is nearly 0


@asks("value_at_optimum", points=2, untouched=1)
def test_value_at_optimum_with_zeros(rng):
    """Points of probability 0 add nothing, in either distribution or in both; the value stays finite."""
    p_r, p_g, shared = (draw_distribution(rng, size) for size in (3, 4, 2))
    yield case(np.array([*p_r, 0, 0]), np.array([0, *p_g]))
    yield case(np.array([0, *p_g, 0]), np.array([*p_r, 0, 0, 0]))
    yield case(np.array([0, *shared, 0, 0]), np.array([0, *shared[::-1], 0, 0]))
    yield case(np.array([*shared, 0]), np.array([*shared, 0]))
    yield case(np.array([0, 1, 0]), np.array([0, 1, 0]))  # whole numbers


def judging_case(rng, N_real, N_fake, D, H, *, lean=2.0, **scales):
    """Draw samples and a discriminator that leans to one side, so that real samples and fakes don't cancel."""
    theta_d = draw_theta(rng, D, H, 1, **scales)
    theta_d["b2"] = lean + theta_d["b2"] / 4
    return case(rng.standard_normal((N_real, D)), rng.standard_normal((N_fake, D)), theta_d)


@asks("discriminator_gradients", points=6, untouched=1)
def test_discriminator_gradients_values(rng):
    """The gradient of discriminator_objective for W1, b1, W2 and b2, each of its parameter's shape; N_fake may differ.

    Samples may be of any size, and gradients too.
    """
    yield case(np.array([[2.0]]), np.array([[-1.0]]), theta_of(0.0, 0.0, 4.0, np.log(3)))
    for shape in [(5, 3, 4, 6), (1, 2, 2, 5), (3, 6, 5, 2), (2, 1, 3, 3), (4, 3, 3, 1), (3, 3, 3, 3)]:
        yield judging_case(rng, *shape)
    # Large gradients, for a discriminator that is steep and wrong, and for samples that are far away.
    yield judging_case(rng, 4, 3, 3, 4, lean=-8, W1=1 / 1000, b1=1 / 1000, W2=1000)
    _, x_fake, theta_d = judging_case(rng, 1, 4, 3, 2, lean=-8, W1=1 / 300, W2=3).args
    yield case(-300 * rng.uniform(0.5, 1, (3, 3)), 300 * x_fake, theta_d)
    yield case(3e-4 * rng.uniform(0.5, 1, (3, 3)), 3e-4 * x_fake, draw_theta(rng, 3, 2, 1, W2=0.3))
    yield case(np.array([[0, 1, -2], [2, 0, 1]]), rng.integers(-2, 3, (4, 3)), turned(draw_theta(rng, 3, 4, 1)))


@fits_the_slope(
    "discriminator_gradients",
    points=2,
    output=lambda reference, theta_d, x_real, x_fake, _: reference.discriminator_objective(
        reference.discriminator(x_real, theta_d), reference.discriminator(x_fake, theta_d)
    ),
    at=lambda rng, x_real, x_fake, theta_d: theta_d,
)
def test_discriminator_gradients_fit_the_slope(rng):
    """The gradients predict how discriminator_objective changes when theta_d is nudged in a random direction."""
    return [judging_case(rng, *shape) for shape in [(1, 3, 2, 3), (5, 2, 3, 2)]]


def making_case(rng, N, K, H_g, D, H_d, *, noise=1.0, lean=0.0, g=None, d=None):
    """Draw noise, all of it negative where `noise` is, and both networks; `g` and `d` scale the parameters of one.

    A discriminator that leans to one side finds the fakes real, or fake.
    """
    z = noise * (rng.standard_normal((N, K)) if noise > 0 else rng.uniform(0.5, 1, (N, K)))
    theta_g, theta_d = draw_theta(rng, K, H_g, D, **(g or {})), draw_theta(rng, D, H_d, 1, **(d or {}))
    return case(z, theta_g, {**theta_d, "b2": theta_d["b2"] + lean})


@asks("generator_gradients", points=6, untouched=1)
def test_generator_gradients_values(rng):
    """The gradient of generator_objective, through the discriminator, for the generator's W1, b1, W2 and b2.

    Noise may be of any size, and gradients too.
    """
    yield case(np.array([[1.0], [3.0]]), theta_of(0.0, 0.0, 2.0, 0.0), theta_of(4.0, 0.0, 1.0, 0.0))
    for shape in [(5, 2, 3, 4, 6), (1, 3, 4, 2, 5), (3, 4, 1, 5, 2), (2, 1, 5, 3, 3), (4, 3, 3, 3, 1), (3, 3, 3, 3, 3)]:
        yield making_case(rng, *shape)
    # Large gradients for the generator's first layer, and for its second: a discriminator that is steep and fooled.
    far, steep = {"W1": 1 / 200, "b1": 1 / 200, "W2": 4000}, {"W1": 1 / 4000, "b1": 1 / 4000, "W2": 4000}
    yield making_case(rng, 4, 2, 3, 2, 3, lean=5, g=far, d=steep)
    close = {"W2": 1 / 9000, "b2": 1 / 9000}
    yield making_case(rng, 4, 2, 3, 2, 3, lean=5, g=close, d={"W1": 60, "b1": 1 / 100, "W2": 100})
    yield making_case(rng, 4, 2, 3, 2, 3, noise=-200, g={"W1": 1 / 200})
    yield making_case(rng, 4, 2, 3, 2, 3, noise=1e-3, lean=2)
    networks = (turned(draw_theta(rng, *shape)) for shape in ((3, 4, 2), (2, 3, 1)))
    yield case(np.array([[0, 1, -2], [2, 0, 1]]), *networks)


@fits_the_slope(
    "generator_gradients",
    points=2,
    output=lambda reference, theta_g, z, _, theta_d: reference.generator_objective(
        reference.discriminator(reference.generator(z, theta_g), theta_d)
    ),
    at=lambda rng, z, theta_g, theta_d: theta_g,
)
def test_generator_gradients_fit_the_slope(rng):
    """The gradients predict how generator_objective changes when theta_g is nudged in a random direction."""
    return [making_case(rng, *shape) for shape in [(1, 2, 3, 3, 2), (4, 3, 2, 2, 3)]]


def step_cases(rng, *outputs):
    """Draw parameters, gradients of their shapes and a learning rate, for networks of so many outputs."""
    by_hand = theta_of(2.0, 4.0, -2.0, 0.0)
    yield case(theta_of(1.0, 0.0, 2.0, 3.0), {f"d{name}": slope for name, slope in by_hand.items()}, 0.5)
    shapes = zip([(3, 3), (2, 5), (4, 1), (1, 1), (2, 3)], [1, 1, 300, 1e-5, 1], outputs, strict=True)
    for (num_input, num_hidden), scale, num_output in shapes:
        theta, slopes = (draw_theta(rng, num_input, num_hidden, num_output) for _ in range(2))
        grads = {f"d{name}": scale * slope for name, slope in slopes.items()}
        yield case({name: scale * value for name, value in theta.items()}, grads, float(rng.uniform(1.1, 2)))
    whole = {name: rng.integers(-1, 2, value.shape) for name, value in grads.items()}
    whole["dW1"][0] = 0
    yield case({**theta, "W1": -np.abs(theta["W1"])}, turned(whole), float(rng.uniform(0.1, 0.9)))


@asks("discriminator_step", points=1, untouched=1)
def test_discriminator_step_values(rng):
    """Gradient ascent, for each of the four: parameter + alpha x its own gradient, as new arrays in a new dict."""
    return step_cases(rng, 1, 1, 1, 1, 1)


@asks("generator_step", points=1, untouched=1)
def test_generator_step_values(rng):
    """Gradient descent, for each of the four: parameter - alpha x its own gradient, as new arrays in a new dict."""
    return step_cases(rng, 3, 4, 2, 1, 2)


def training_case(rng, T, N, K, H_g, D, H_d, alpha, *, x=None, g=None, d=None):
    """Draw a small game; the real samples lie around a point of their own."""
    z_d, z_g = rng.standard_normal((2, T, N, K))
    _, theta_g, theta_d = making_case(rng, N, K, H_g, D, H_d, g=g, d=d).args
    real = rng.choice([-1, 1], D) + 0.5 * rng.standard_normal((T, N, D)) if x is None else x
    return case(real, z_d, z_g, theta_g, theta_d, alpha)


def training_cases(rng):
    """Draw games, among them one of a single iteration, one of single samples, and samples of all sizes."""
    ones = np.ones((1, 1, 1))
    yield case(0 * ones, ones, ones, theta_of(0.0, 0.0, 2.0, 0.0), theta_of(4.0, 0.0, 1.0, 0.0), 0.5)
    for shape in [(3, 2, 2, 4, 3, 5, 0.3), (1, 3, 3, 2, 1, 4, 0.5), (2, 1, 1, 3, 4, 2, 0.4), (2, 2, 2, 2, 2, 2, 0.6)]:
        yield training_case(rng, *shape)
    yield training_case(rng, 12, 2, 2, 3, 2, 3, 0.05)
    yield training_case(rng, 3, 3, 2, 4, 2, 5, 0.4, x=rng.integers(-2, 3, (3, 3, 2)))  # whole numbers
    far, near = -300 * rng.uniform(0.5, 1, (1, 3, 2)), np.zeros((1, 2, 2))
    yield training_case(rng, 1, 3, 2, 3, 2, 4, 1e-5, x=far, g={"b2": 300}, d={"W1": 1 / 300})
    yield training_case(rng, 1, 2, 2, 3, 2, 3, 0.3, x=near, g={"W2": 1e-5, "b2": 1e-5}, d={"W1": 1e-4})


@asks("train_gan", points=2, untouched=1, parts=GAME, only="theta_d")
def test_train_gan_teaches_the_discriminator(rng):
    """In each iteration theta_d takes one step up its gradient, on its own real samples and fakes made from its z_d."""
    return training_cases(rng)


@asks("train_gan", points=2, parts=GAME, only="theta_g")
def test_train_gan_teaches_the_generator(rng):
    """In each iteration theta_g takes one step down its gradient, through the theta_d that was updated just before."""
    return training_cases(rng)


@asks("train_gan", points=2, parts=GAME, only="history")
def test_train_gan_records_the_objectives(rng):
    """Two lists, `discriminator` and `generator`: in each iteration either objective just before its own step."""
    return training_cases(rng)
