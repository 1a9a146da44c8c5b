"""The checks of unit 3: batches, epochs and better descent.

Each check's docstring says what it asks. Run them with ``pytest``, one function's with ``pytest -k adam_step``.
"""

import numpy as np

from autograder.checking import (
    CallFailed,
    CheckFailed,
    agree,
    case,
    check,
    expect,
    recognising,
    untouched,
)

SHAPES = [(3, 2), (4,), (), (2, 1, 3), (1,)]  # of weights
FEW_SHAPES = [(2, 3), ()]
STILL = np.array([1.3, 0.0, -0.6])  # a gradient; one weight gets no push


@check("iterations_per_epoch", points=2)
def test_iterations_per_epoch_values(student, reference, rng):
    """As many iterations as it takes to see every sample once, as an integer: 12,000 in batches of 6,000 take 2."""
    pairs = [(12_000, 6_000), (7, 3), (8, 3), (9, 3), (10, 3), (1, 1), (6, 1)]
    for batch_size in rng.integers(4, 40, 4):
        full, left_over = int(rng.integers(3, 30)), int(rng.integers(1, batch_size))
        pairs += [(full * int(batch_size), int(batch_size)), (full * int(batch_size) + left_over, int(batch_size))]
    agree(student.iterations_per_epoch, reference.iterations_per_epoch, [case(*pair) for pair in pairs])


@check("iterations_per_epoch", points=1)
def test_iterations_per_epoch_of_few_samples(student, reference, rng):
    """Where the batch is larger than the set, or just as large, one iteration sees it all."""
    pairs = [(5, 8), (1, 32), (10, 10), (9, 10), (11, 10), (int(rng.integers(50, 90)), 100)]
    agree(student.iterations_per_epoch, reference.iterations_per_epoch, [case(*pair) for pair in pairs])


def draw_set(rng, N, x_shape=(2,), y_shape=(1,)):
    """Draw a data set in which every number occurs once, so that no two rows are alike."""
    x_size, y_size = N * int(np.prod(x_shape)), N * int(np.prod(y_shape))
    X = (1.0 + rng.permutation(x_size)).reshape(N, *x_shape)
    y = -(1.0 + rng.permutation(y_size)).reshape(N, *y_shape)
    return X, y


def draw_batching(rng, N, batch_size, x_shape=(2,), y_shape=(1,)):
    """Draw the arguments of minibatches."""
    return case(*draw_set(rng, N, x_shape, y_shape), batch_size, np.random.default_rng(int(rng.integers(10**6))))


def check_batches(student, cases, verify, stand_ins, *, frozen=False):
    """Fail unless `verify` holds for the lists of pairs that minibatches gives for the cases.

    Where it fails, it is asked again with a right iterations_per_epoch in place of the student's own.
    """
    try:
        verify(batches_of(student, cases, frozen))
    except (CheckFailed, CallFailed) as failure:
        if isinstance(failure, CallFailed) and failure.outcome.trouble == "not_started":
            raise
        verify(batches_of(student, cases, frozen, stand_ins))


def right_iterations(reference, cases):
    """Give an iterations_per_epoch that is right for the sizes of the cases, and has no answer to others."""
    sizes = [(len(arguments.args[0]), arguments.args[2]) for arguments in cases]
    known = {size: int(reference.iterations_per_epoch(*size)) for size in dict.fromkeys(sizes)}

    def iterations_per_epoch(num_samples, batch_size):
        try:
            return known.get((int(num_samples), int(batch_size)), NotImplemented)
        except (TypeError, ValueError):
            return NotImplemented

    return {"iterations_per_epoch": iterations_per_epoch}


def batches_of(student, cases, frozen, stand_ins=None):
    """Ask for the batches of every case; give lists of pairs of arrays."""
    outcomes = student.minibatches.observe(cases, frozen=frozen, stand_ins=stand_ins)
    for outcome, arguments in zip(outcomes, cases, strict=True):
        if not hasattr(outcome, "value"):
            if frozen and "read-only" in outcome.message:
                raise CheckFailed("minibatches changes an argument; work on a copy instead")
            raise CallFailed("minibatches", outcome)
        if outcome.modified:
            raise CheckFailed(f"minibatches changes its argument {outcome.modified[0]}; work on a copy instead")
        expect_pairs(outcome.value, arguments)
    return [outcome.value for outcome in outcomes]


def expect_pairs(batches, arguments):
    """Fail unless `batches` is a list of pairs of arrays that go with X and y."""
    wanted = "minibatches should return a list of pairs (X_batch, y_batch)"
    X, y = arguments.args[:2]
    expect(batches is not None, f"{wanted}, but returns None: is a `return` missing?")
    expect(isinstance(batches, list | tuple), f"{wanted}, but returns something else")
    expect(len(batches), f"{wanted}, but returns an empty one")
    for i, pair in enumerate(batches):
        expect(
            isinstance(pair, list | tuple) and len(pair) == 2 and all(is_numeric(part) for part in pair),
            f"{wanted}, but its item {i} is not a pair of arrays",
        )
        for name, batch, all_rows in (("X_batch", pair[0], X), ("y_batch", pair[1], y)):
            expect(
                batch.ndim == all_rows.ndim and batch.shape[1:] == all_rows.shape[1:],
                f"{name} should have the axes of {name[0]}, {all_rows.shape}, but for the first one; "
                f"in item {i} it is of shape {batch.shape}",
            )


def is_numeric(value):
    """Whether `value` is an array of real numbers."""
    return isinstance(value, np.ndarray) and value.dtype.kind in "iuf"


def rows_of(batches, X):
    """Say which rows of X the batches hold, in their order, one after the other."""
    samples = flat_rows([batch for batch, _ in batches], X)
    expect(len(samples) <= len(X), f"there are {len(samples)} rows in the batches of {len(X)} samples")
    return np.argmin(np.abs(samples[:, :1] - flat_rows([X], X)[:, 0]), axis=1)


def flat_rows(arrays, like):
    """Put the rows of all arrays one below the other, each as long as a row of `like`."""
    return np.concatenate([array.reshape(len(array), like[0].size) for array in arrays])


def expect_whole_set(batches, arguments):
    """Fail unless every sample is there once, whole, and with its own target."""
    X, y = arguments.args[:2]
    rows = rows_of(batches, X)
    missing = len(X) - len(np.unique(rows))
    expect(len(rows) == len(X) or not missing, f"{missing} of {len(X)} samples are in no batch")
    expect(not missing, "some samples come twice, and others in no batch")
    samples, targets = (flat_rows([pair[part] for pair in batches], like) for part, like in ((0, X), (1, y)))
    expect(np.allclose(samples, flat_rows([X], X)[rows], 1e-3), "X_batch does not hold whole rows of X as they were")
    expect(
        np.allclose(targets, flat_rows([y], y)[rows], 1e-3),
        "samples and targets have lost each other: y_batch should hold the rows of y that go with those of X_batch",
    )


@check("minibatches", points=2)
def test_minibatches_hold_the_whole_set(student, reference, rng):
    """Each sample is in exactly one batch, beside its own target, whatever the number of y's axes.

    Your own iterations_per_epoch may be used; an error in it costs no point here.
    """
    cases = [
        draw_batching(rng, 7, 3),
        draw_batching(rng, 6, 2, y_shape=()),
        draw_batching(rng, 5, 4, x_shape=(1,), y_shape=(3,)),
        draw_batching(rng, 9, 2, x_shape=(2, 3, 1), y_shape=(2, 2)),
        draw_batching(rng, 4, 9, x_shape=(5,)),
        draw_batching(rng, 1, 1, x_shape=(3,), y_shape=(2,)),
    ]

    def verify(answers):
        for batches, arguments in zip(answers, cases, strict=True):
            expect_whole_set(batches, arguments)

    stand_ins = right_iterations(reference, cases)
    with recognising(student.minibatches, reference.minibatches, cases):
        check_batches(student, cases, verify, stand_ins)


@check("minibatches", points=2)
def test_minibatches_sizes(student, reference, rng):
    """Every batch has batch_size rows, but the last one those that are left over, and no batch is empty.

    Your own iterations_per_epoch may be used; an error in it costs no point here.
    """
    sizes = {(10, 4): [4, 4, 2], (9, 3): [3, 3, 3], (5, 1): [1] * 5, (6, 6): [6], (3, 8): [3], (1, 2): [1]}
    cases = [draw_batching(rng, N, batch_size, y_shape=() if N % 2 else (2,)) for N, batch_size in sizes]

    def verify(answers):
        for batches, (N, batch_size), wanted in zip(answers, sizes, sizes.values(), strict=True):
            for name, part in (("X", 0), ("y", 1)):
                got = [len(pair[part]) for pair in batches]
                expect(
                    got == wanted,
                    f"{N} samples in batches of {batch_size} should make {wanted} rows; of {name} there are {got}",
                )

    stand_ins = right_iterations(reference, cases)
    with recognising(student.minibatches, reference.minibatches, cases):
        check_batches(student, cases, verify, stand_ins)


@check("minibatches", points=2)
def test_minibatches_are_shuffled(student, reference, rng):
    """The set is shuffled from end to end by rng: the same state gives the same order, another state another one.

    Your own iterations_per_epoch may be used; an error in it costs no point here.
    """
    N = 400
    X, y = draw_set(rng, N, x_shape=(1,), y_shape=())
    seed = int(rng.integers(10**6))
    seeds = [(20, seed), (20, seed), (20, seed + 1), (500, seed + 2)]
    cases = [case(X, y, batch_size, np.random.default_rng(seed)) for batch_size, seed in seeds]

    def verify(answers):
        orders = [rows_of(batches, X) for batches in answers]
        for order in orders:
            expect(len(order) == N, f"{len(order)} of {N} samples are in the batches")
            problem = not_shuffled(order)
            expect(not problem, problem)
        first, again, elsewhere, _ = orders
        expect(np.array_equal(first, again), "the order differs between two runs of one state of rng: use rng alone")
        expect(np.sum(first == elsewhere) <= 20, "the order is the same whatever rng's state: draw it from rng")

    small = [draw_batching(rng, 8, 3, y_shape=()), draw_batching(rng, 6, 2), draw_batching(rng, 5, 7)]
    stand_ins = right_iterations(reference, cases)
    with recognising(student.minibatches, reference.minibatches, small):
        check_batches(student, cases, verify, stand_ins)


def not_shuffled(order):
    """Say what speaks against `order` being a random one of hundreds; by chance nothing ever does."""
    places = np.arange(len(order))
    neighbours = int(np.sum(np.abs(np.diff(order)) == 1))
    if np.array_equal(order, places):
        return "the samples come in the order in which they were: shuffle them"
    if abs(np.corrcoef(places, order)[0, 1]) > 10 / np.sqrt(len(order)):
        return "early samples are still in early batches: shuffle the whole set, from end to end"
    if neighbours > 20 or np.sum(order == places) > 20:
        return "many samples are still next to the ones they were next to: shuffle sample by sample"
    return None


@check("minibatches", points=1)
def test_minibatches_leaves_its_arguments(student, reference, rng):
    """X and y stay as they are.

    Your own iterations_per_epoch may be used; an error in it costs no point here.
    """
    cases = [draw_batching(rng, 8, 3), draw_batching(rng, 5, 2, y_shape=())]

    def verify(answers):
        for batches, arguments in zip(answers, cases, strict=True):
            expect_whole_set(batches, arguments)

    stand_ins = right_iterations(reference, cases)
    try:
        agree(student.minibatches, reference.minibatches, cases, frozen=True, uses=["iterations_per_epoch"])
    except CheckFailed as failure:
        if failure.status == "not_started":
            raise
        try:  # another order of draws is no mistake
            check_batches(student, cases, verify, stand_ins, frozen=True)
        except CheckFailed as problem:
            problem.mistake, problem.hint = failure.mistake, failure.hint
            raise


def draw(rng, shape):
    """Draw an array of any shape, one without an axis too."""
    return np.asarray(rng.standard_normal(shape))


def draw_steps(rng, step, memories, *settings, num_steps=3, shapes=SHAPES, counts=False):
    """Draw several consecutive steps for weights of every shape: what one step returned goes into the next.

    The steps of all weights take turns, so that nothing can be remembered but what is passed. It is the reference's
    answer that is passed on: no input depends on the student's.

    Args:
        rng: draws weights and gradients.
        step: the reference's function.
        memories: how many arrays a step hands on besides the weights; zeros before the first step.
        settings: what follows them in the call.
        num_steps: how many steps.
        shapes: the shapes of the weights.
        counts: whether the number of the step comes before `settings`.
    """
    states = [(draw(rng, shape), *(np.zeros(shape) for _ in range(memories))) for shape in shapes]
    cases = []
    for t in range(1, num_steps + 1):
        for i, (w, *memory) in enumerate(states):
            dw = draw(rng, w.shape)
            cases.append(case(w, dw, *memory, *([t] if counts else []), *settings))
            if t < num_steps:
                states[i] = step(*cases[-1].args)
    return cases


def draw_later(rng, shape, memories):
    """Draw the arguments of a step in the middle of training: weights, gradient, and memories from before."""
    w, dw, *before = (draw(rng, shape) for _ in range(2 + memories))
    before[-1] = np.asarray(before[-1] ** 2 + 0.1)  # a mean of squares is positive
    return w, dw, *before


@check("gradient_descent_step", points=2)
def test_gradient_descent_step_values(student, reference, rng):
    """w - alpha dw, for weights of any shape."""
    cases = [
        case(draw(rng, shape), draw(rng, shape), alpha)
        for shape, alpha in zip(SHAPES, (0.3, 2.5, 0.7, 0.05, 1.4), strict=True)
    ]
    agree(student.gradient_descent_step, reference.gradient_descent_step, cases)


@check("gradient_descent_step", points=1)
def test_gradient_descent_step_leaves_its_arguments(student, reference, rng):
    """w and dw stay as they are."""
    cases = [case(draw(rng, shape), draw(rng, shape), 0.4) for shape in FEW_SHAPES]
    untouched(student.gradient_descent_step, reference.gradient_descent_step, cases)


@check("momentum_step", points=1)
def test_momentum_step_velocity(student, reference, rng):
    """The velocity that is returned: beta v + dw. It is zeros at first, and later what the step before returned."""
    cases = draw_steps(rng, reference.momentum_step, 1, 0.3, 0.7, shapes=FEW_SHAPES)
    agree(student.momentum_step, reference.momentum_step, cases, parts=("w", "v"), only="v")


@check("momentum_step", points=2)
def test_momentum_step_values(student, reference, rng):
    """Both values over several steps, for weights of any shape: the new w goes along the new velocity."""
    cases = [
        *draw_steps(rng, reference.momentum_step, 1, 0.4, 0.6),
        case(*draw_later(rng, (2, 3), 1), 1.7, beta=0.25),
        case(*draw_later(rng, (3,), 1), 0.2, beta=0.0),
    ]
    agree(student.momentum_step, reference.momentum_step, cases, parts=("w", "v"))


@check("momentum_step", points=1)
def test_momentum_step_default(student, reference, rng):
    """Where no beta is passed it is 0.9."""
    cases = [case(*draw_later(rng, shape, 1), 0.5) for shape in [(2, 2), (3,), ()]]
    agree(student.momentum_step, reference.momentum_step, cases, parts=("w", "v"))


@check("momentum_step", points=1)
def test_momentum_step_leaves_its_arguments(student, reference, rng):
    """w, dw and v stay as they are."""
    cases = [case(*draw_later(rng, shape, 1), 0.5, 0.8) for shape in FEW_SHAPES]
    untouched(student.momentum_step, reference.momentum_step, cases, parts=("w", "v"))


@check("rmsprop_step", points=1)
def test_rmsprop_step_mean_square(student, reference, rng):
    """The mean square that is returned: beta s + (1 - beta) dw^2. It is zeros at first, later what was returned."""
    cases = draw_steps(rng, reference.rmsprop_step, 1, 0.3, 0.7, 0.1, shapes=FEW_SHAPES)
    agree(student.rmsprop_step, reference.rmsprop_step, cases, parts=("w", "s"), only="s")


@check("rmsprop_step", points=3)
def test_rmsprop_step_values(student, reference, rng):
    """Both values over several steps, for weights of any shape: w - alpha dw / (sqrt(s) + eps), with the new s."""
    cases = [
        *draw_steps(rng, reference.rmsprop_step, 1, 0.4, 0.6, 0.1),
        case(*draw_later(rng, (2, 3), 1), 1.7, eps=0.3, beta=0.25),
        case(*draw_later(rng, (3,), 1), 0.2, beta=0.95, eps=0.05),
        case(rng.standard_normal(3), STILL, np.zeros(3), 0.5, 0.8, 0.2),
    ]
    agree(student.rmsprop_step, reference.rmsprop_step, cases, parts=("w", "s"))


@check("rmsprop_step", points=1)
def test_rmsprop_step_defaults(student, reference, rng):
    """Where no beta is passed it is 0.9, and eps is 1e-8. A weight whose slopes were all 0 stays where it is."""
    tiny = 1e-8 * rng.uniform(0.5, 3, 4)
    cases = [
        case(*draw_later(rng, (2, 2), 1), 0.5),
        case(rng.standard_normal(3), STILL, np.zeros(3), 0.5),
        case(rng.standard_normal(4), tiny, np.zeros(4), 0.5),
    ]
    agree(student.rmsprop_step, reference.rmsprop_step, cases, parts=("w", "s"))


@check("rmsprop_step", points=1)
def test_rmsprop_step_leaves_its_arguments(student, reference, rng):
    """w, dw and s stay as they are."""
    cases = [case(*draw_later(rng, shape, 1), 0.5, 0.8, 0.1) for shape in FEW_SHAPES]
    untouched(student.rmsprop_step, reference.rmsprop_step, cases, parts=("w", "s"))


ADAM = ("w", "m", "v")


@check("adam_step", points=2)
def test_adam_step_running_means(student, reference, rng):
    """The m and the v that are returned: running means of dw and of dw^2, from zeros on, not corrected."""
    cases = draw_steps(rng, reference.adam_step, 2, 0.3, 0.8, 0.6, 0.1, shapes=FEW_SHAPES, counts=True)
    agree(student.adam_step, reference.adam_step, cases, parts=ADAM, only="m")
    agree(student.adam_step, reference.adam_step, cases, parts=ADAM, only="v")


@check("adam_step", points=3)
def test_adam_step_values(student, reference, rng):
    """All three values over several steps from t = 1 on, and much later, for weights of any shape."""
    cases = [
        *draw_steps(rng, reference.adam_step, 2, 0.4, 0.7, 0.9, 0.1, counts=True),
        case(*draw_later(rng, (2, 3), 2), 12, alpha=1.5, eps=0.3, beta2=0.95, beta1=0.85),
        case(*draw_later(rng, (3,), 2), 2000, 0.2, 0.5, 0.9, eps=0.05),
        case(rng.standard_normal(3), STILL, np.zeros(3), np.zeros(3), 1, 0.5, 0.8, 0.7, 0.2),
    ]
    agree(student.adam_step, reference.adam_step, cases, parts=ADAM)


@check("adam_step", points=1)
def test_adam_step_defaults(student, reference, rng):
    """By default alpha is 0.001, beta1 0.9, beta2 0.999 and eps 1e-8. A weight whose slopes were all 0 stays put."""
    tiny = 1e-8 * rng.uniform(0.5, 3, 4)
    w, *others = draw_later(rng, (2, 2), 2)
    cases = [
        case(1e-3 * w, *others, 3),
        case(1e-3 * rng.standard_normal(3), STILL, np.zeros(3), np.zeros(3), 1),
        case(1e-3 * rng.standard_normal(4), tiny, np.zeros(4), np.zeros(4), 1),
    ]
    agree(student.adam_step, reference.adam_step, cases, parts=ADAM)


@check("adam_step", points=1)
def test_adam_step_leaves_its_arguments(student, reference, rng):
    """w, dw, m and v stay as they are."""
    cases = [case(*draw_later(rng, shape, 2), 2, 0.5, 0.8, 0.9, 0.1) for shape in FEW_SHAPES]
    untouched(student.adam_step, reference.adam_step, cases, parts=ADAM)
