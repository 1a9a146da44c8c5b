"""The checks of unit 3: batches, epochs and better descent.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k adam_step``.
"""

import numpy as np

from deltarule import asks, case, check, describe, expect, fulfils, generator, untouched

SHAPES = [(3, 2), (4,), (), (2, 1, 3), (1, 3), (3, 3), (1,)]  # of weights
FEW_SHAPES = [(2, 3), ()]
STILL = np.array([1.3, 0.0, -0.6])  # a gradient; one weight gets no push


@asks("iterations_per_epoch", points=1)
def test_iterations_per_epoch_values(rng):
    """As many iterations as it takes to see every sample once, as an integer: 12,000 in batches of 6,000 take 2."""
    yield from (case(*pair) for pair in [(10, 4), (12_000, 6_000), (7, 3), (8, 3), (9, 3), (1, 1), (6, 1), (99_999, 4)])
    for batch_size in map(int, rng.integers(4, 40, 4)):
        full, left_over = int(rng.integers(3, 30)), int(rng.integers(1, batch_size))
        yield case(full * batch_size, batch_size)
        yield case(full * batch_size + left_over, batch_size)


@asks("iterations_per_epoch", points=1)
def test_iterations_per_epoch_of_few_samples(rng):
    """Where the batch is larger than the set, or just as large, one iteration sees it all."""
    return [case(*pair) for pair in [(5, 8), (1, 32), (10, 10), (9, 10), (11, 10), (int(rng.integers(50, 90)), 100)]]


def draw_rows(rng, *shape, size=1.0):
    """Draw numbers far apart from each other, so that no two rows are alike; whole ones, from 0 on, of size 0."""
    numbers = rng.permutation(int(np.prod(shape))).reshape(shape)
    return size * (numbers + rng.uniform(0.2, 0.8, shape)) if size else numbers


def batching_case(rng, N, batch_size, x_shape=(2,), y_shape=(1,), size=1.0):
    """Draw the arguments of minibatches."""
    return case(draw_rows(rng, N, *x_shape, size=size), -draw_rows(rng, N, *y_shape), batch_size, generator(rng))


def judge_batches(student, reference, cases, judge):
    """Fail unless `judge` is content with the batches that minibatches gives, case by case."""

    def judge_values(values):
        judge([batches_in(value, *item.args[:2]) for value, item in zip(values, cases, strict=True)])

    fulfils(student.minibatches, reference.minibatches, cases, judge_values)


def batches_in(batches, X, y):
    """Give the batches that a call returned; fail unless they are pairs of arrays that go with X and y."""
    wanted = "minibatches should return a list of pairs (X_batch, y_batch) of arrays"
    expect(batches is not None, f"{wanted}, but returns None: is a `return` missing?")
    expect(isinstance(batches, list | tuple) and batches, f"{wanted}, but returns {describe(batches)}")
    for place, pair in enumerate(batches):
        pairs = isinstance(pair, list | tuple) and len(pair) == 2
        held = pairs and all(isinstance(part, np.ndarray) and part.dtype.kind in "iuf" for part in pair)
        given = f"a pair of {describe(pair[0])} and {describe(pair[1])}" if pairs else describe(pair)
        expect(held, f"{wanted}, but item {place} of what it returns is {given}")
        for name, part, whole in zip("Xy", pair, (X, y), strict=True):
            right = part.ndim == whole.ndim and part.shape[1:] == whole.shape[1:]
            expect(right, f"{name}_batch has the shape {part.shape}; of {whole.shape} only the first axis gets shorter")
    return batches


def rows_taken(batches, X):
    """Say which rows of X the batches hold, in their order."""
    count = sum(len(X_batch) for X_batch, _ in batches)
    expect(count == len(X), f"there are {count} rows in the batches of {len(X)} samples")
    samples = np.concatenate([X_batch for X_batch, _ in batches])
    firsts, own = (array.reshape(len(X), -1)[:, 0] for array in (samples, X))
    return np.argmin(np.abs(firsts[:, None] - own), axis=1)


@check("minibatches", points=2)
def test_minibatches_hold_the_whole_set(student, reference, rng):
    """Each sample is in exactly one batch, beside its own target, whatever the number of y's axes."""
    cases = [
        batching_case(rng, 7, 3),
        batching_case(rng, 6, 2, y_shape=(), size=0),
        batching_case(rng, 5, 4, x_shape=(1,), y_shape=(3,), size=-300.0),
        batching_case(rng, 9, 2, x_shape=(2, 3, 1), y_shape=(2, 2)),
        batching_case(rng, 5, 9, x_shape=(5,), size=1e-6),
        batching_case(rng, 1, 1, x_shape=(3,), y_shape=(2,)),
    ]

    def judge(answers):
        for batches, (X, y, *_) in zip(answers, (item.args for item in cases), strict=True):
            rows = rows_taken(batches, X)
            expect(len(np.unique(rows)) == len(X), "some samples come twice, and others in no batch")
            for name, parts, whole in zip("Xy", zip(*batches, strict=True), (X, y), strict=True):
                right = sum(map(len, parts)) == len(whole)
                right = right and np.allclose(np.concatenate(parts), whole[rows], rtol=1e-5, atol=0)
                expect(right, f"{name}_batch does not hold whole rows of {name}, a sample's beside its own target's")

    judge_batches(student, reference, cases, judge)


@check("minibatches", points=2)
def test_minibatches_sizes(student, reference, rng):
    """Every batch has batch_size rows, but the last one those that are left over, and no batch is empty."""
    sizes = {(10, 4): [4, 4, 2], (9, 3): [3, 3, 3], (5, 1): [1] * 5, (6, 6): [6], (3, 8): [3], (1, 2): [1]}

    def judge(answers):
        for batches, ((N, batch_size), wanted) in zip(answers, sizes.items(), strict=True):
            got = [(len(X_batch), len(y_batch)) for X_batch, y_batch in batches]
            problem = f"{N} samples in batches of {batch_size} should make batches of {wanted} rows"
            problem += f", but X's are of {[rows for rows, _ in got]} and y's of {[rows for _, rows in got]}"
            expect(got == [(rows, rows) for rows in wanted], problem)

    cases = [batching_case(rng, N, batch_size, y_shape=() if N % 2 else (2,)) for N, batch_size in sizes]
    judge_batches(student, reference, cases, judge)


@check("minibatches", points=3)
def test_minibatches_are_shuffled(student, reference, rng):
    """The set is shuffled from end to end by rng: the same state gives the same order, another state another one."""
    places, X, y = np.arange(400), draw_rows(rng, 400, 1, size=0), draw_rows(rng, 400, size=0)
    one, other, third = (generator(rng) for _ in range(3))

    def judge(answers):
        orders = [rows_taken(batches, X) for batches in answers]
        for order in orders:
            expect(not np.array_equal(order, places), "the samples come in the order in which they were: shuffle them")
            early = abs(np.corrcoef(places, order)[0, 1]) > 0.5  # ten standard errors
            expect(not early, "a sample's old place still tells its batch: shuffle the whole set, from end to end")
            still = max(np.sum(np.abs(np.diff(order)) == 1), np.sum(order == places))  # 2 and 1 are usual
            expect(still <= 20, "many samples are still next to the ones they were next to: shuffle sample by sample")
        first, again, elsewhere, *_ = orders
        expect(np.array_equal(first, again), "the order differs between two runs of one state of rng: use rng alone")
        expect(np.sum(first == elsewhere) <= 20, "the order is the same whatever rng's state: draw it from rng")

    drawn = [(20, one), (20, one), (20, other), (400, third), (500, third)]
    cases = [case(X, y, batch_size, state) for batch_size, state in drawn]
    judge_batches(student, reference, cases, judge)


@check("minibatches", points=1)
def test_minibatches_leaves_its_arguments(student, reference, rng):
    """X and y stay as they are."""
    cases = [batching_case(rng, 8, 3), batching_case(rng, 5, 2, y_shape=())]
    untouched(student.minibatches, reference.minibatches, cases)


def draw_step(rng, shape, *powers, size=1.0):
    """Draw a step in the middle of training: weights, gradient, and memories of the gradient or of its square."""
    w, dw, *before = (np.asarray(size * rng.standard_normal(shape)) for _ in range(2 + len(powers)))
    return w, dw, *(np.asarray(m**2 + 0.1 * size**2) if p == 2 else m for m, p in zip(before, powers, strict=True))


def draw_steps(rng, powers, *settings, shapes=SHAPES, counts=False):
    """Draw three steps for weights of every shape, none of which gives away what another should return.

    Memories are zeros at first. All weights take turns, so that nothing is remembered but what is passed. Where the
    step `counts`, its number is passed before the settings. No setting is what another lacks to 1: with an alpha of
    1 - beta, one mistake would look like another.
    """
    for t in (1, 2, 3):
        for shape in shapes:
            w, dw, *memories = draw_step(rng, shape, *powers)
            memories = [np.zeros(shape)] * len(powers) if t == 1 else memories
            yield case(w, dw, *memories, *([t] if counts else []), *settings)


def unusual_steps(rng, *powers):
    """Draw steps with large numbers, tiny ones, negative weights, and a gradient of whole numbers; give alphas, too."""
    yield *draw_step(rng, (4, 3), *powers, size=300.0), 70.0
    yield *draw_step(rng, (4, 3), *powers, size=1e-6), 1e-6
    w, _, *memories = draw_step(rng, (2, 4), *powers)
    yield -np.abs(w), np.array([[1, -2, 0, 3], [5, 4, -1, 2]]), *memories, 0.8


@asks("gradient_descent_step", points=1, untouched=1)
def test_gradient_descent_step_values(rng):
    """w - alpha dw, for weights of any shape."""
    yield case(np.array([1.0, 2.0]), np.array([0.5, -4.0]), 0.5)
    for shape, alpha in zip(SHAPES, (0.3, 2.5, 0.7, 0.05, 1.4, 0.6, 3.0), strict=True):
        yield case(*draw_step(rng, shape), alpha)
    yield from (case(*step) for step in unusual_steps(rng))


@asks("momentum_step", points=1, parts=("w", "v"), only="v")
def test_momentum_step_velocity(rng):
    """The velocity that is returned: beta v + dw. It is zeros at first, and later what the step before returned."""
    yield case(np.array([1.0, 2.0]), np.array([1.0, -1.0]), np.array([4.0, 6.0]), alpha=0.25, beta=0.5)
    yield from draw_steps(rng, (1,), 0.3, 0.6, shapes=FEW_SHAPES)


@asks("momentum_step", points=2, untouched=1, parts=("w", "v"))
def test_momentum_step_values(rng):
    """Both values over several steps, for weights of any shape: the new w goes along the new velocity."""
    yield from draw_steps(rng, (1,), 0.4, 0.7)
    yield case(*draw_step(rng, (2, 3), 1), 1.7, beta=0.25)
    yield case(*draw_step(rng, (3,), 1), 0.2, beta=0.0)
    yield from (case(*step, 0.7) for step in unusual_steps(rng, 1))


@asks("momentum_step", points=1, parts=("w", "v"))
def test_momentum_step_default(rng):
    """Where no beta is passed it is 0.9."""
    return [case(*draw_step(rng, shape, 1), 0.5) for shape in [(2, 2), (3,), ()]]


@asks("rmsprop_step", points=1, parts=("w", "s"), only="s")
def test_rmsprop_step_mean_square(rng):
    """The mean square that is returned: beta s + (1 - beta) dw^2. It is zeros at first, later what was returned."""
    yield case(np.array([1.0, 2.0]), np.array([2.0, -8.0]), np.array([14.0, 34.0]), alpha=2.0, beta=0.5, eps=1.0)
    yield from draw_steps(rng, (2,), 0.3, 0.8, 0.1, shapes=FEW_SHAPES)


@asks("rmsprop_step", points=3, untouched=1, parts=("w", "s"))
def test_rmsprop_step_values(rng):
    """Both values over several steps, for weights of any shape: w - alpha dw / (sqrt(s) + eps), with the new s."""
    yield from draw_steps(rng, (2,), 0.4, 0.7, 0.1)
    yield case(*draw_step(rng, (2, 3), 2), 1.7, eps=0.3, beta=0.25)
    yield case(*draw_step(rng, (3,), 2), 0.2, beta=0.95, eps=0.07)
    yield case(*draw_step(rng, (2, 2), 2), 0.3, beta=0.0, eps=0.2)
    yield from (case(*step, 0.7) for step in unusual_steps(rng, 2))


@asks("rmsprop_step", points=1, parts=("w", "s"))
def test_rmsprop_step_defaults(rng):
    """Where no beta is passed it is 0.9, and eps is 1e-8. A weight whose slopes were all 0 stays where it is."""
    yield case(*draw_step(rng, (2, 2), 2), 0.5)
    yield case(rng.standard_normal(3), STILL, np.zeros(3), 0.5)
    yield case(rng.standard_normal(4), 1e-8 * rng.uniform(0.5, 3, 4), np.zeros(4), 0.5)


@asks("adam_step", points=1, parts=("w", "m", "v"), only="m")
def test_adam_step_running_mean(rng):
    """The m that is returned: a running mean of dw, from zeros on, not corrected."""
    settings = {"alpha": 2.0, "beta1": 0.5, "beta2": 0.75, "eps": 1.0}
    yield case(np.array([1.0, 2.0]), np.array([3.0, -1.0]), np.zeros(2), np.zeros(2), 1, **settings)
    yield from draw_steps(rng, (1, 2), 0.3, 0.8, 0.6, 0.1, shapes=FEW_SHAPES, counts=True)


@asks("adam_step", points=1, parts=("w", "m", "v"), only="v")
def test_adam_step_mean_square(rng):
    """The v that is returned: a running mean of dw^2, from zeros on, not corrected."""
    return draw_steps(rng, (1, 2), 0.3, 0.8, 0.6, 0.1, shapes=FEW_SHAPES, counts=True)


@asks("adam_step", points=4, untouched=1, parts=("w", "m", "v"))
def test_adam_step_values(rng):
    """All three values over several steps from t = 1 on, and much later, for weights of any shape."""
    yield from draw_steps(rng, (1, 2), 0.4, 0.7, 0.8, 0.1, counts=True)
    yield case(*draw_step(rng, (2, 3), 1, 2), 12, alpha=1.5, eps=0.3, beta2=0.95, beta1=0.85)
    yield case(*draw_step(rng, (3,), 1, 2), 2000, 0.2, 0.6, 0.9, eps=0.05)
    yield from (case(*draw_step(rng, (4,), 1, 2), 2, 0.3, *betas, 0.1) for betas in [(0.0, 0.8), (0.7, 0.0)])
    yield case(rng.standard_normal(3), STILL, np.zeros(3), np.zeros(3), 1, 0.6, 0.8, 0.7, 0.1)
    yield from (case(*step, 3, alpha, 0.7, 0.9) for *step, alpha in unusual_steps(rng, 1, 2))


@asks("adam_step", points=1, parts=("w", "m", "v"))
def test_adam_step_defaults(rng):
    """By default alpha is 0.001, beta1 0.9, beta2 0.999 and eps 1e-8. A weight whose slopes were all 0 stays put."""
    w, *others = draw_step(rng, (2, 2), 1, 2)
    yield case(1e-3 * w, *others, 3)
    yield case(1e-3 * rng.standard_normal(3), STILL, np.zeros(3), np.zeros(3), 1)
    yield case(1e-3 * rng.standard_normal(4), 1e-8 * rng.uniform(0.5, 3, 4), np.zeros(4), np.zeros(4), 1)
