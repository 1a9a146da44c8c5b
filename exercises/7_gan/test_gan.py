"""The checks of unit 7: two networks in a game.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k train_gan``.
"""

import copy

import numpy as np

from autograder.checking import (
    CallFailed,
    CheckFailed,
    agree,
    case,
    check,
    compare,
    expect,
    gradient_agrees,
    leaves_arguments,
    recognising,
    untouched,
)

SHAPES = [(4, 2, 5, 3), (1, 3, 2, 4), (6, 1, 4, 2), (3, 5, 3, 1), (2, 2, 2, 2)]  # N, in, H, out
GAMES = [(5, 2, 3, 4, 6, 3), (1, 3, 4, 2, 5, 2), (3, 4, 1, 5, 2, 6), (2, 1, 7, 3, 3, 1), (4, 3, 3, 3, 3, 3)]
# N_real, noise dim, H_g, D, H_d, N_fake
MILD = 0.6
"""A scale of parameters at which no neuron is stuck at an end of its tanh, where gradients are all rounding."""
NETWORKS = (
    "generator",
    "discriminator",
    "discriminator_objective",
    "generator_objective",
    "discriminator_gradients",
    "generator_gradients",
    "discriminator_step",
    "generator_step",
)


def draw_theta(rng, num_input, num_hidden, num_output, scale=1.0):
    """Draw parameters, none of them zero: a bias of zero hides that it was forgotten."""
    shapes = {"W1": (num_input, num_hidden), "b1": (num_hidden,), "W2": (num_hidden, num_output), "b2": (num_output,)}
    return {name: scale * rng.standard_normal(shape) for name, shape in shapes.items()}


def draw_probabilities(rng, n):
    """Draw n outputs of a discriminator, none of them near the middle by habit."""
    return rng.uniform(0.02, 0.98, (n, 1))


class Helped:
    """A student's function, with right stand-ins of the check's own for others that it may call.

    A recorded stand-in knows the questions that the reference asks, and those alone. These know more: each row of
    them, in any batch, and what is drawn from a generator.
    """

    def __init__(self, function, *, always=False, **stand_ins):
        """Let `stand_ins` help `function` whenever stand-ins are wanted, or `always`."""
        self.name = function.name
        self._function = function
        self._always = always
        self._stand_ins = stand_ins

    def observe(self, cases, *, frozen=False, stand_ins=None):
        """Call the function; see :class:`autograder.student.calling.Function`."""
        helpers = None if stand_ins is None and not self._always else {**(stand_ins or {}), **self._stand_ins}
        return self._function.observe(cases, frozen=frozen, stand_ins=helpers)

    def __call__(self, *args):
        """Call the function once and return its value."""
        (outcome,) = self.observe([case(*args)])
        if not hasattr(outcome, "value"):
            raise CallFailed(self.name, outcome)
        return outcome.value


class KnownRows:
    """Right answers to a function that treats each row of its input alone."""

    def __init__(self):
        """Begin without any."""
        self._answers = {}

    def learn(self, rows, theta, answers):
        """Remember the answer to every row, for the parameters `theta`."""
        self._answers.update({self._key(row, theta): answer for row, answer in zip(rows, answers, strict=True)})
        return answers

    def recall(self, rows, theta):
        """Answer a batch of rows, each of which is known; NotImplemented where one isn't."""
        try:
            return np.array([self._answers[self._key(row, theta)] for row in rows])
        except (KeyError, TypeError, ValueError, AttributeError):
            return NotImplemented

    def _key(self, row, theta):
        """Tell rows apart, but not by the last digits: another order of summation changes those."""
        return tuple(np.round(np.concatenate([np.ravel(part) for part in (row, *theta.values())]), 9) + 0.0)


@check("sample_noise", points=1)
def test_sample_noise_distribution(student, reference, rng):
    """The noise is standard normal: mean 0, variance 1, and its bell shape; (num_samples, noise_dim)."""
    with recognising(student.sample_noise, reference.sample_noise, noise_cases(rng)):
        for shape in [(4, 3), (1, 5), (6, 1)]:
            noise = student.sample_noise(*shape, rng)
            expect(
                isinstance(noise, np.ndarray) and noise.shape == shape,
                f"{shape[0]} samples of {shape[1]} numbers should be an array of shape {shape}",
            )
        noise = student.sample_noise(300, 200, rng)
        expect(isinstance(noise, np.ndarray) and noise.shape == (300, 200), "300 samples of 200 should be (300, 200)")
        problem = not_standard_normal(noise)
        expect(not problem, f"sample_noise: {problem}")


@check("sample_noise", points=1)
def test_sample_noise_generator(student, reference, rng):
    """All randomness comes from rng: the same state gives the same noise, another state gives other noise."""
    with recognising(student.sample_noise, reference.sample_noise, noise_cases(rng)):
        first, again, other = (student.sample_noise(6, 5, np.random.default_rng(seed)) for seed in (11, 11, 12))
        expect(np.array_equal(first, again), "the noise differs between two runs of one seed: use rng alone")
        expect(not np.any(first == other), "the noise is the same whatever rng's state: draw it from rng")
        expect(np.unique(np.abs(first)).size == first.size, "numbers come twice in the noise; draw each anew")


def not_standard_normal(noise):
    """Say what speaks against thousands of numbers being standard normal; bounds are ten standard errors wide."""
    if noise.size < 10_000:
        return f"there are only {noise.size} numbers where there should be thousands"
    error = 10 / np.sqrt(noise.size)
    within = np.mean(np.abs(noise) < 1)
    if not abs(noise.mean()) < error:
        return f"the mean of the noise is {noise.mean():.3f}, not near 0"
    if not abs(noise.std() - 1) < error:
        return f"the standard deviation of the noise is {noise.std():.3f}, not near 1"
    if not abs(within - 0.6827) < error:
        return f"{within:.0%} of the noise lies within 1 of zero; a bell curve has 68 % there"
    return None


def noise_cases(rng):
    """Calls by which a wrong way of drawing is recognised."""
    return [case(3, 4, np.random.default_rng(int(rng.integers(1000)))) for _ in range(2)]


@check("generator", points=2)
def test_generator_values(student, reference, rng):
    """G(z) = tanh(z W1 + b1) W2 + b2, one row a sample, for N = 1 and more."""
    cases = [case(rng.standard_normal((N, K)), draw_theta(rng, K, H, D)) for N, K, H, D in SHAPES]
    agree(student.generator, reference.generator, cases)


@check("generator", points=1)
def test_generator_leaves_its_arguments(student, reference, rng):
    """z and theta_g stay as they are."""
    untouched(student.generator, reference.generator, [case(rng.standard_normal((3, 2)), draw_theta(rng, 2, 4, 3))])


@check("discriminator", points=2)
def test_discriminator_values(student, reference, rng):
    """D(x) = sigmoid(tanh(x W1 + b1) W2 + b2), of shape (N, 1), for N = 1 and more."""
    cases = [case(rng.standard_normal((N, D)), draw_theta(rng, D, H, 1)) for N, D, H, _ in SHAPES]
    agree(student.discriminator, reference.discriminator, cases)


@check("discriminator", points=1)
def test_discriminator_leaves_its_arguments(student, reference, rng):
    """x and theta_d stay as they are."""
    untouched(
        student.discriminator, reference.discriminator, [case(rng.standard_normal((3, 2)), draw_theta(rng, 2, 4, 1))]
    )


@check("discriminator_objective", points=2)
def test_discriminator_objective_values(student, reference, rng):
    """Mean log D(x) over the real samples, plus mean log(1 - D) over the fakes, however many there are of each."""
    sizes = [(4, 4), (1, 1), (5, 2), (1, 3), (3, 1)]
    cases = [case(draw_probabilities(rng, n), draw_probabilities(rng, m)) for n, m in sizes]
    agree(student.discriminator_objective, reference.discriminator_objective, [*cases, case(*nearly_sure(rng))])


@check("discriminator_objective", points=1)
def test_discriminator_objective_at_the_ends(student, reference, rng):
    """Finite at probabilities of exactly 0 and 1: below -10 for a sure and wrong answer, 0 for a sure and right one."""
    zero, one, half = np.zeros((1, 1)), np.ones((1, 1)), np.full((1, 1), 0.5)
    cases = [case(zero, half), case(half, one), case(zero, one), case(one, zero)]
    cases.append(case(np.zeros((3, 1)), np.ones((2, 1))))
    with recognising(student.discriminator_objective, reference.discriminator_objective, cases):
        wrong_real, wrong_fake, wrong, right, several = values_of(student.discriminator_objective, cases)
        for value, when in [(wrong_real, "D = 0 for a real sample"), (wrong_fake, "D = 1 for a fake")]:
            expect(value < -10, f"discriminator_objective is {value:.4g} at {when}; it should be below -10")
        for value, count in [(wrong, "both answers"), (several, "all five answers")]:
            expect(value < -20, f"discriminator_objective is {value:.4g} where {count} are sure and wrong: below -20")
        expect(abs(right) < 1e-6, f"discriminator_objective is {right:.4g} where both are sure and right, not 0")


@check("discriminator_objective", points=1)
def test_discriminator_objective_leaves_its_arguments(student, reference, rng):
    """d_real and d_fake stay as they are."""
    cases = [case(draw_probabilities(rng, 3), draw_probabilities(rng, 2))]
    untouched(student.discriminator_objective, reference.discriminator_objective, cases)


@check("generator_objective", points=2)
def test_generator_objective_values(student, reference, rng):
    """Mean log(1 - D(G(z))) over the fakes, as one number."""
    cases = [case(draw_probabilities(rng, n)) for n in (4, 1, 7)]
    agree(student.generator_objective, reference.generator_objective, [*cases, case(nearly_sure(rng)[1])])


@check("generator_objective", points=1)
def test_generator_objective_at_the_ends(student, reference, rng):
    """Finite at a probability of exactly 1, where it is below -10; 0 at a probability of 0."""
    cases = [case(np.ones((1, 1))), case(np.ones((3, 1))), case(np.zeros((2, 1)))]
    with recognising(student.generator_objective, reference.generator_objective, cases):
        one, several, zero = values_of(student.generator_objective, cases)
        for value in (one, several):
            expect(value < -10, f"generator_objective is {value:.4g} where D is 1 for every fake, not below -10")
        expect(abs(zero) < 1e-6, f"generator_objective is {zero:.4g} where D is 0 for every fake, not 0")


@check("generator_objective", points=1)
def test_generator_objective_leaves_its_argument(student, reference, rng):
    """d_fake stays as it is."""
    untouched(student.generator_objective, reference.generator_objective, [case(draw_probabilities(rng, 3))])


@check("non_saturating_generator_loss", points=2)
def test_non_saturating_generator_loss_values(student, reference, rng):
    """Minus the mean of log D(G(z)) over the fakes, as one number."""
    cases = [case(draw_probabilities(rng, n)) for n in (4, 1, 7)]
    cases.append(case(nearly_sure(rng)[0]))
    agree(student.non_saturating_generator_loss, reference.non_saturating_generator_loss, cases)


@check("non_saturating_generator_loss", points=1)
def test_non_saturating_generator_loss_at_the_ends(student, reference, rng):
    """Finite at a probability of exactly 0, where it is above 10; 0 at a probability of 1."""
    cases = [case(np.zeros((1, 1))), case(np.zeros((3, 1))), case(np.ones((2, 1)))]
    with recognising(student.non_saturating_generator_loss, reference.non_saturating_generator_loss, cases):
        zero, several, one = values_of(student.non_saturating_generator_loss, cases)
        for value in (zero, several):
            expect(value > 10, f"non_saturating_generator_loss is {value:.4g} where D is 0 for all fakes, not above 10")
        expect(abs(one) < 1e-6, f"non_saturating_generator_loss is {one:.4g} where D is 1 for every fake, not 0")


@check("non_saturating_generator_loss", points=1)
def test_non_saturating_generator_loss_leaves_its_argument(student, reference, rng):
    """d_fake stays as it is."""
    cases = [case(draw_probabilities(rng, 3))]
    untouched(student.non_saturating_generator_loss, reference.non_saturating_generator_loss, cases)


def nearly_sure(rng):
    """Draw outputs close to 0 and to 1, where clipping too early shows."""
    return rng.uniform(0.002, 0.004, (3, 1)), 1 - rng.uniform(0.002, 0.004, (4, 1))


def values_of(function, cases):
    """Call a function with a single number as its answer, and give the numbers; fail where one is not finite."""
    values = []
    for arguments in cases:
        value = function(*arguments.args)
        compare(0.0 * np.nan_to_num(value), 0.0, "the result")  # one number, whatever its value
        expect(np.isfinite(value), f"{function.name} is {float(value)} at probabilities of exactly 0 or 1")
        values.append(float(value))
    return values


@check("optimal_discriminator", points=2)
def test_optimal_discriminator_values(student, reference, rng):
    """D* = p_r / (p_r + p_g) entry by entry, for arrays of any shape and for single numbers, however small."""
    shapes = [(5,), (1,), (2, 3), (3, 1, 2), ()]
    cases = [case(rng.uniform(0.1, 2, shape), rng.uniform(0.1, 2, shape)) for shape in shapes]
    cases.append(case(rng.uniform(1, 2, 4) * 1e-9, rng.uniform(1, 2, 4) * 1e-9))
    cases.append(case(float(rng.uniform(0.1, 2)), float(rng.uniform(0.1, 2))))
    agree(student.optimal_discriminator, reference.optimal_discriminator, cases)


@check("optimal_discriminator", points=2)
def test_optimal_discriminator_at_zero(student, reference, rng):
    """0 where only fakes turn up, 1 where only real samples do, and 0.5 where both densities are 0."""
    p_r, p_g = rng.uniform(0.1, 2, (3, 3)), rng.uniform(0.1, 2, (3, 3))
    p_r[0, 1:] = p_g[2, :2] = p_r[1, 1] = p_g[1, 1] = 0
    cases = [case(p_r, p_g), case(p_r[1], p_g[1]), case(np.zeros(2), np.zeros(2)), case(0.0, 0.0), case(0.0, 0.7)]
    agree(student.optimal_discriminator, reference.optimal_discriminator, [*cases, case(np.array(0.0), np.array(0.0))])


@check("optimal_discriminator", points=1)
def test_optimal_discriminator_leaves_its_arguments(student, reference, rng):
    """p_r and p_g stay as they are."""
    p_r, p_g = rng.uniform(0.1, 2, (2, 4))
    p_r[2] = p_g[2] = 0
    untouched(student.optimal_discriminator, reference.optimal_discriminator, [case(p_r, p_g)])


def draw_distribution(rng, size):
    """Draw probabilities of `size` points; they add up to 1."""
    weights = rng.uniform(0.1, 1, size)
    return weights / weights.sum()


def with_optimum(student, reference, cases):
    """Give the student's value_at_optimum, helped by a right optimal_discriminator."""
    known = KnownRows()
    for arguments in cases:
        for pair in (arguments.args, arguments.args[::-1]):
            known.learn(np.column_stack(pair), {}, reference.optimal_discriminator(*pair))

    def optimal_discriminator(p_r, p_g):
        if np.shape(p_r) != np.shape(p_g):
            return NotImplemented
        values = known.recall(np.column_stack([np.ravel(p_r), np.ravel(p_g)]), {})
        return values if values is NotImplemented else values.reshape(np.shape(p_r))

    return Helped(student.value_at_optimum, optimal_discriminator=optimal_discriminator)


@check("value_at_optimum", points=2)
def test_value_at_optimum_values(student, reference, rng):
    """Sum of p_r log D* plus sum of p_g log(1 - D*); -log 4 where the two distributions are the same.

    Your own optimal_discriminator may be used; an error in it costs no point here.
    """
    cases = [case(draw_distribution(rng, size), draw_distribution(rng, size)) for size in (2, 5, 9)]
    same = draw_distribution(rng, 6)
    cases += [case(same, same.copy()), case(np.ones(1), np.ones(1))]
    agree(with_optimum(student, reference, cases), reference.value_at_optimum, cases, uses=["optimal_discriminator"])


@check("value_at_optimum", points=2)
def test_value_at_optimum_with_zeros(student, reference, rng):
    """Points of probability 0 add nothing, in either distribution or in both; the value stays finite.

    Your own optimal_discriminator may be used; an error in it costs no point here.
    """
    p_r, p_g, shared = (draw_distribution(rng, size) for size in (3, 4, 2))
    cases = [
        case(np.array([*p_r, 0, 0]), np.array([0, *p_g])),
        case(np.array([0, *p_g, 0]), np.array([*p_r, 0, 0, 0])),
        case(np.array([0, *shared, 0, 0]), np.array([0, *shared[::-1], 0, 0])),
        case(np.array([*shared, 0]), np.array([*shared, 0])),
    ]
    agree(with_optimum(student, reference, cases), reference.value_at_optimum, cases, uses=["optimal_discriminator"])


@check("value_at_optimum", points=1)
def test_value_at_optimum_leaves_its_arguments(student, reference, rng):
    """p_r and p_g stay as they are.

    Your own optimal_discriminator may be used; an error in it costs no point here.
    """
    p_r, p_g = draw_distribution(rng, 3), draw_distribution(rng, 3)
    cases = [case(np.array([0, *p_r]), np.array([*p_g, 0]))]
    function = with_optimum(student, reference, cases)
    agree(function, reference.value_at_optimum, cases, frozen=True, uses=["optimal_discriminator"])


def discriminator_cases(rng, games):
    """Draw the arguments of discriminator_gradients, with another number of real samples than of fakes."""
    return [
        case(rng.standard_normal((N_real, D)), rng.standard_normal((N_fake, D)), draw_theta(rng, D, H, 1, MILD))
        for N_real, _, _, D, H, N_fake in games
    ]


def generator_cases(rng, games):
    """Draw the arguments of generator_gradients."""
    return [
        case(rng.standard_normal((N, K)), draw_theta(rng, K, H_g, D, MILD), draw_theta(rng, D, H_d, 1, MILD))
        for N, K, H_g, D, H_d, _ in games
    ]


def with_networks(function, reference, cases, *, always=False):
    """Give the student's gradient function, helped by right networks."""
    made, judged = KnownRows(), KnownRows()
    for arguments in cases:
        *samples, theta_d = arguments.args
        if function.name == "generator_gradients":
            z, theta_g = samples
            samples = [made.learn(z, theta_g, reference.generator(z, theta_g))]
        for x in samples:
            judged.learn(x, theta_d, reference.discriminator(x, theta_d))

    def generator(z, theta_g):
        return made.recall(z, theta_g)

    def discriminator(x, theta_d):
        return judged.recall(x, theta_d)

    return Helped(function, always=always, generator=generator, discriminator=discriminator)


@check("discriminator_gradients", points=4)
def test_discriminator_gradients_values(student, reference, rng):
    """The gradient of discriminator_objective for W1, b1, W2 and b2, each of its parameter's shape; N_fake may differ.

    Your own discriminator may be used; an error in it costs no point here.
    """
    cases = discriminator_cases(rng, GAMES)
    function = with_networks(student.discriminator_gradients, reference, cases)
    agree(function, reference.discriminator_gradients, cases, uses=["discriminator"])


@check("discriminator_gradients", points=2)
def test_discriminator_gradients_fit_the_slope(student, reference, rng):
    """The gradients predict how discriminator_objective changes when theta_d is nudged in a random direction.

    Your own discriminator may be used; an error in it costs no point here.
    """
    cases = discriminator_cases(rng, [(1, 0, 0, 2, 3, 3), (5, 0, 0, 3, 2, 2)])
    for arguments in cases:
        arguments.args[2]["b2"] += 2.0  # a discriminator that leans to one side: its two halves don't cancel
    function = with_networks(student.discriminator_gradients, reference, cases, always=True)
    with recognising(student.discriminator_gradients, reference.discriminator_gradients, cases):
        for arguments in cases:
            x_real, x_fake, theta_d = arguments.args

            def objective(nudged, x_real=x_real, x_fake=x_fake):
                judged = (reference.discriminator(x, nudged) for x in (x_real, x_fake))
                return reference.discriminator_objective(*judged)

            gradient_agrees(function(*arguments.args), objective, theta_d, rng, directions=2)


@check("discriminator_gradients", points=1)
def test_discriminator_gradients_leaves_its_arguments(student, reference, rng):
    """x_real, x_fake and theta_d stay as they are.

    Your own discriminator may be used; an error in it costs no point here.
    """
    cases = discriminator_cases(rng, [(4, 0, 0, 2, 3, 5)])
    function = with_networks(student.discriminator_gradients, reference, cases)
    agree(function, reference.discriminator_gradients, cases, frozen=True, uses=["discriminator"])


@check("generator_gradients", points=4)
def test_generator_gradients_values(student, reference, rng):
    """The gradient of generator_objective, through the discriminator, for the generator's W1, b1, W2 and b2.

    Your own generator and discriminator may be used; an error in those costs no point here.
    """
    cases = generator_cases(rng, GAMES)
    function = with_networks(student.generator_gradients, reference, cases)
    agree(function, reference.generator_gradients, cases, uses=["generator", "discriminator"])


@check("generator_gradients", points=2)
def test_generator_gradients_fit_the_slope(student, reference, rng):
    """The gradients predict how generator_objective changes when theta_g is nudged in a random direction.

    Your own generator and discriminator may be used; an error in those costs no point here.
    """
    cases = generator_cases(rng, [(1, 2, 3, 3, 2, 0), (4, 3, 2, 2, 3, 0)])
    function = with_networks(student.generator_gradients, reference, cases, always=True)
    with recognising(student.generator_gradients, reference.generator_gradients, cases):
        for arguments in cases:
            z, theta_g, theta_d = arguments.args

            def objective(nudged, z=z, theta_d=theta_d):
                return reference.generator_objective(reference.discriminator(reference.generator(z, nudged), theta_d))

            gradient_agrees(function(*arguments.args), objective, theta_g, rng, directions=2)


@check("generator_gradients", points=1)
def test_generator_gradients_leaves_its_arguments(student, reference, rng):
    """z, theta_g and theta_d stay as they are.

    Your own generator and discriminator may be used; an error in those costs no point here.
    """
    cases = generator_cases(rng, [(3, 2, 4, 3, 2, 0)])
    function = with_networks(student.generator_gradients, reference, cases)
    agree(function, reference.generator_gradients, cases, frozen=True, uses=["generator", "discriminator"])


def draw_step(rng, *shape):
    """Draw parameters, gradients of their shapes and a learning rate."""
    grads = {f"d{name}": gradient for name, gradient in draw_theta(rng, *shape).items()}
    return case(draw_theta(rng, *shape), grads, float(rng.uniform(0.1, 0.9)))


@check("discriminator_step", points=2)
def test_discriminator_step_values(student, reference, rng):
    """Gradient ascent, for each of the four: parameter + alpha x its own gradient."""
    cases = [draw_step(rng, *shape) for shape in [(3, 3, 1), (2, 5, 1), (4, 1, 1), (1, 1, 1)]]
    agree(student.discriminator_step, reference.discriminator_step, cases)


@check("discriminator_step", points=1)
def test_discriminator_step_leaves_its_arguments(student, reference, rng):
    """The new parameters come in a new dict of new arrays; theta_d and grads stay as they are."""
    untouched(student.discriminator_step, reference.discriminator_step, [draw_step(rng, 3, 4, 1)])


@check("generator_step", points=2)
def test_generator_step_values(student, reference, rng):
    """Gradient descent, for each of the four: parameter - alpha x its own gradient."""
    cases = [draw_step(rng, *shape) for shape in [(3, 3, 3), (2, 5, 4), (4, 1, 2), (1, 1, 1)]]
    agree(student.generator_step, reference.generator_step, cases)


@check("generator_step", points=1)
def test_generator_step_leaves_its_arguments(student, reference, rng):
    """The new parameters come in a new dict of new arrays; theta_g and grads stay as they are."""
    untouched(student.generator_step, reference.generator_step, [draw_step(rng, 3, 4, 2)])


GAME = ("theta_g", "theta_d", "history")
ORDERS = (
    "real noise again",
    "noise real again",
    "noise again real",
    "again noise real",
    "real again noise",
    "real noise",
    "noise real",
)
"""In which order an iteration may draw: `again` is fresh noise for the generator's step; without, it uses the same."""


def training_case(rng, N, K, H_g, D, H_d, alpha, iterations):
    """Draw a small game."""
    centre = rng.standard_normal(D)
    return case(
        lambda n, rng: centre + 0.5 * rng.standard_normal((n, D)),
        draw_theta(rng, K, H_g, D),
        draw_theta(rng, D, H_d, 1),
        alpha,
        iterations,
        N,
        np.random.default_rng(int(rng.integers(1000))),
    )


def check_training(student, reference, rng, shapes, *, only=None, frozen=False):
    """Fail unless train_gan plays as the reference does, or draws in another order and still plays right.

    First it is held against the reference. Another order of draws is then looked for: the usual ones are followed
    with the student's own functions. Whatever is left is held against a game in which nothing of the noise counts
    but its signs, so that all the games there are can be played.
    """
    cases = [training_case(rng, *shape) for shape in shapes]
    signed = [SignedGame(reference, rng, *shape) for shape in [(3, 1, (1e12, -3e12, 1e-12)), (1, 2, (1e12, -3e12))]]
    train = Helped(student.train_gan, sample_noise=standard_normal)
    try:
        agree(train, reference.train_gan, cases, parts=GAME, only=only, frozen=frozen, uses=NETWORKS)
    except CheckFailed as failure:
        if failure.mistake or failure.status != "failed":
            raise
        train = Helped(student.train_gan, always=True, sample_noise=standard_normal)
        try:
            if not all(plays_in_some_order(student, train, arguments, only) for arguments in cases):
                plays_with_any_draws(student, train, signed, only)
            leaves_arguments(train, cases if frozen else [])
        except Exception:  # whatever went wrong on the way, the first failure says it best
            raise failure from None


def standard_normal(num_samples, noise_dim, rng):
    """Draw noise as a right sample_noise may."""
    return rng.standard_normal((num_samples, noise_dim))


def part_of(game, only):
    """Take the part of a game that a check is about, or all of it; it must be three values."""
    expect(isinstance(game, list | tuple) and len(game) == 3, "train_gan should return theta_g, theta_d, history")
    return list(game) if only is None else game[GAME.index(only)]


def is_same(actual, expected):
    """Whether two values are the same up to rounding."""
    try:
        compare(actual, expected, "the result")
    except CheckFailed:
        return False
    return True


def play(student, theta_g, theta_d, alpha, batches):
    """Play a game with the student's own functions; `batches` gives each iteration's real samples and both noises."""
    history = {"discriminator": [], "generator": []}
    for real, noise, again in batches:
        fake = student.generator(noise, theta_g)
        judged = [student.discriminator(x, theta_d) for x in (real, fake)]
        history["discriminator"].append(student.discriminator_objective(*judged))
        theta_d = student.discriminator_step(theta_d, student.discriminator_gradients(real, fake, theta_d), alpha)
        judged = student.discriminator(student.generator(again, theta_g), theta_d)
        history["generator"].append(student.generator_objective(judged))
        theta_g = student.generator_step(theta_g, student.generator_gradients(again, theta_g, theta_d), alpha)
    return theta_g, theta_d, history


def plays_in_some_order(student, train, arguments, only):
    """Whether the student's game is one that their own functions play, with the draws in a usual order."""
    sample_real, theta_g, theta_d, alpha, iterations, N, rng = arguments.args
    actual = part_of(train(*arguments.args), only)

    def batches(order):
        own = copy.deepcopy(rng)
        for _ in range(iterations):
            drawn = {}
            for what in order.split():
                drawn[what] = sample_real(N, own) if what == "real" else own.standard_normal((N, len(theta_g["W1"])))
            yield drawn["real"], drawn["noise"], drawn.get("again", drawn["noise"])

    games = (play(student, theta_g, theta_d, alpha, batches(order)) for order in ORDERS)
    return any(is_same(actual, part_of(game, only)) for game in games)


class SignedGame:
    """A game in which the generator hears nothing but the signs of its noise.

    Its hidden neurons have weights that are huge (they are at -1 or 1, whatever the noise's size) or as good as none.
    So a batch of noise counts only by how many of its rows are on the positive side, in whatever way it was drawn,
    and the reference can play every game that can come about.
    """

    def __init__(self, reference, rng, N, iterations, scales):
        """Draw the game, and let the reference play it with all the signs there are."""
        self.along, self.real = rng.uniform(0.5, 1, 2), rng.standard_normal((N, 3))
        self.theta_g, self.theta_d = draw_theta(rng, 2, len(scales), 3), draw_theta(rng, 3, 2, 1)
        self.theta_g["W1"] = np.outer(self.along, scales)
        self.N, self.iterations, self.alpha = N, iterations, 0.5
        draws, states = np.random.default_rng(int(rng.integers(1000))), {}
        while len(states) < (N + 1) ** (2 * iterations):
            state = draws.bit_generator.state
            noise = draws.standard_normal((2 * iterations, N, 2))  # two batches an iteration, as the reference draws
            states.setdefault(tuple((noise @ self.along > 0).sum(axis=1)), state)
        self.games = {}
        for counts in sorted(states):
            draws.bit_generator.state = states[counts]
            self.games[counts] = reference.train_gan(*self.arguments(draws))

    def arguments(self, rng):
        """Give the arguments of train_gan."""
        return self._sample_real, self.theta_g, self.theta_d, self.alpha, self.iterations, self.N, rng

    def _sample_real(self, n, rng):
        return np.resize(self.real, (n, 3))

    def own_games(self, student):
        """Let the student's own functions play it with all the signs there are."""
        for counts in self.games:
            batches = [np.where(np.arange(self.N)[:, None] < count, self.along, -self.along) for count in counts]
            turns = zip([self.real] * self.iterations, batches[::2], batches[1::2], strict=True)
            yield counts, play(student, self.theta_g, self.theta_d, self.alpha, turns)

    def counts(self, game, games, only):
        """Say with which numbers of positive rows `game` is one of `games`; fail where it is none of them."""
        found = [counts for counts, other in games.items() if is_same(heard(game, only), heard(other, only))]
        expect(found, "a step does not follow the gradients")
        return found


def heard(game, only):
    """Take the part of a signed game that a check is about, without the weights on the noise: its size counts there."""
    theta_g, theta_d, history = part_of(game, None)
    theta_g = {name: value for name, value in theta_g.items() if name != "W1"} if isinstance(theta_g, dict) else theta_g
    return part_of((theta_g, theta_d, history), only)


def plays_with_any_draws(student, train, signed, only):
    """Fail unless the student's games are among those that can come about, from noise that is normal and new."""
    right = True
    for one in signed:
        games = [train(*one.arguments(np.random.default_rng(seed))) for seed in range(40 if one.N > 1 else 5)]
        try:
            found = [one.counts(game, one.games, only) for game in games]
        except CheckFailed:  # an error in another function: is the game right but for that?
            own = dict(one.own_games(student))
            found, right = [one.counts(game, own, only) for game in games], False
        for step, part in enumerate(("theta_d", "theta_g")):
            if one.N > 1 and only in (part, "history", None):
                mixed = any(0 < counts[step] < one.N for several in found for counts in several)
                expect(mixed, "all fakes of a batch are the same")
    if right:
        draws_anew(train)


def draws_anew(train):
    """Fail unless noise and real samples are drawn from rng, anew in each iteration, the noise from a bell curve."""
    rng = np.random.default_rng(5)

    def sample_real(n, rng):
        return rng.standard_normal((n, 2))

    def played(theta_g, alpha, iterations, seed):
        return train(sample_real, theta_g, theta_d, alpha, iterations, 1, np.random.default_rng(seed))

    theta_g, theta_d = draw_theta(rng, 40, 3, 2), draw_theta(rng, 2, 3, 1)
    theta_g["W1"] /= 40
    expect(is_same(played(theta_g, 0.5, 2, 1), played(theta_g, 0.5, 2, 1)), "two games from the same state differ")
    values = played(theta_g, 0.0, 6, 2)[2]["generator"]
    expect(np.unique(np.round(values, 9)).size == 6, "the noise is not drawn anew in each iteration")
    deaf = {**theta_g, "W2": 1e-12 * theta_g["W2"]}
    values = played(deaf, 0.0, 6, 3)[2]["discriminator"]
    expect(np.unique(np.round(values, 9)).size == 6, "the real samples are not drawn anew in each iteration")
    noise = []
    for seed in range(300):
        after = played(theta_g, 1.0, 1, seed)[0]
        steps, loudest = after["b1"] - theta_g["b1"], np.argmax(np.abs(after["b1"] - theta_g["b1"]))
        noise.append((after["W1"] - theta_g["W1"])[:, loudest] / steps[loudest])
        compare(after["W1"] - theta_g["W1"], np.outer(noise[-1], steps), "the step of W1")
    expect(np.unique(np.abs(noise)).size > 0.999 * np.size(noise), "numbers come twice in the noise")
    problem = not_standard_normal(np.array(noise))
    expect(not problem, f"train_gan: {problem}")


@check("train_gan", points=2)
def test_train_gan_teaches_the_discriminator(student, reference, rng):
    """In each iteration theta_d takes one step up its gradient, on a batch of real samples and one of fakes.

    Your own functions may be used; an error in those costs no point here.
    """
    check_training(student, reference, rng, [(3, 2, 4, 3, 5, 0.3, 3), (1, 3, 2, 1, 4, 0.5, 1)], only="theta_d")


@check("train_gan", points=2)
def test_train_gan_teaches_the_generator(student, reference, rng):
    """In each iteration theta_g takes one step down its gradient, through the theta_d that was updated just before.

    Your own functions may be used; an error in those costs no point here.
    """
    check_training(student, reference, rng, [(4, 3, 2, 2, 3, 0.4, 3), (1, 1, 3, 4, 2, 0.3, 1)], only="theta_g")


@check("train_gan", points=2)
def test_train_gan_records_the_objectives(student, reference, rng):
    """Two lists, `discriminator` and `generator`: in each iteration either objective just before its own step.

    Your own functions may be used; an error in those costs no point here.
    """
    check_training(student, reference, rng, [(3, 2, 3, 2, 4, 0.5, 4), (2, 1, 2, 3, 3, 0.4, 1)], only="history")


@check("train_gan", points=1)
def test_train_gan_leaves_its_arguments(student, reference, rng):
    """theta_g and theta_d stay as they are.

    Your own functions may be used; an error in those costs no point here.
    """
    check_training(student, reference, rng, [(3, 2, 3, 2, 4, 0.4, 2)], frozen=True)
