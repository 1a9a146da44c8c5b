"""The checks of 9_capstone."""

import numpy as np

from deltarule import (
    agree,
    array_of,
    asks,
    case,
    check,
    describe,
    expect,
    fits_the_slope,
    fulfils,
    generator,
    measured,
    steady,
)

STROKES = {
    0: "51 22 25 27 59 77 85 72 51",
    1: "33 51 59",
    2: "23 41 61 73 65 29 89",
    3: "21 51 73 55 77 69 28",
    4: "69 61 26 86",
    5: "71 31 34 64 76 69 28",
    6: "71 33 26 49 69 77 65 36",
    7: "21 81 55 49",
    8: "55 33 51 73 55 37 59 77 55",
    9: "74 45 33 41 72 74 69",
}
"""Where the pen turns, digit by digit: tenths to the right and down."""
SIDE, BENDS = 10, 40


def draw_digits(rng, count):
    """Draw digits in a shaky hand: pictures (count, 10, 10, 1) of levels from 0 to 9, and what they are."""
    labels = rng.permutation(np.arange(count) % 10)
    pen = np.empty((count, BENDS, 2))
    for digit, turns in STROKES.items():
        corners = np.array([[int(turn[0]), int(turn[1])] for turn in turns.split()]) / 10 - 0.5
        corners = corners + 0.028 * rng.standard_normal((np.sum(labels == digit), *corners.shape))
        at = np.linspace(0, corners.shape[1] - 1, BENDS)
        before = np.minimum(at.astype(int), corners.shape[1] - 2)
        part = (at - before)[:, None]
        pen[labels == digit] = corners[:, before] * (1 - part) + corners[:, before + 1] * part
    pen *= rng.uniform(0.65, 1, (count, 1, 2))
    pen[:, :, 0] += 0.15 * rng.standard_normal((count, 1)) * pen[:, :, 1]
    turn = 0.12 * rng.standard_normal(count)
    pen = np.einsum("npi,ijn->npj", pen, np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]]))
    pen = (SIDE - 1) / 2 + (SIDE - 2) * pen + rng.uniform(-1, 1, (count, 1, 2))
    place = np.arange(SIDE)
    across, down = ((place[:, None] - pen[:, None, :, axis]) ** 2 for axis in (0, 1))
    near = (down[:, :, None] + across[:, None]).min(axis=3)
    ink = np.exp(-near / (2 * rng.uniform(0.5, 0.9, (count, 1, 1)) ** 2)) * rng.uniform(0.6, 1, (count, 1, 1))
    paper = ink + 0.05 * rng.standard_normal(ink.shape)
    return np.rint(9 * np.clip(paper, 0, 1)).astype(int)[..., None], labels


@asks("read_digits", points=2, parts=("x", "y"))
def test_read_digits_values(rng):
    """Pictures (N, side, side, 1) of the pixels divided by 9, row by row, and one-hot classes, ten of them."""
    yield case(["1 0909"], 2)
    yield case(["7 0123\n", "2 4321\n"], 2)  # nothing in it is black
    for count, side, end in ((1, 3, ""), (3, 2, "\n"), (12, 4, "\n"), (5, 1, "")):
        labels, pixels = rng.integers(0, 10, count), rng.integers(0, 10, (count, side**2))
        pixels[:, 0] = np.arange(count) % 10
        yield case([f"{label} {''.join(map(str, row))}{end}" for label, row in zip(labels, pixels, strict=True)], side)


@asks("batches", points=1, untouched=1)
def test_batches_values(rng):
    """The order in pieces of batch_size, as they come; the last has what is left, and is never empty."""
    yield case(np.array([4, 1, 0, 3, 2]), 2)
    for count, size in ((6, 2), (7, 3), (3, 5), (4, 4), (1, 1), (5, 1)):
        yield case(5000 + rng.permutation(count), size)


@asks("shifted", points=2, untouched=1)
def test_shifted_values(rng):
    """Each picture by its own move, down and to the right; zeros come in, and what leaves is lost."""
    yield case(np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1), np.array([[1, 0]]))
    everywhere = np.array([(down, right) for down in (-1, 0, 1) for right in (-1, 0, 1)])
    yield case(rng.uniform(1, 2, (9, 3, 4, 2)), rng.permutation(everywhere))
    yield case(rng.standard_normal((4, 5, 3, 1)), np.array([[2, -2], [-3, 1], [0, 3], [5, 0]]))
    yield case(rng.integers(1, 9, (2, 2, 2, 1)), np.array([[0, 1], [1, -1]]))
    yield case(1e4 * rng.standard_normal((1, 4, 4, 1)), np.array([[0, 0]]))
    yield case(rng.uniform(1, 2, (1, 3, 4, 2)), np.array([[-1, 2]]))
    yield case(rng.uniform(1, 2, (2, 2, 3, 1)), np.array([[1, 1], [1, 1]]))
    yield case(-1e-5 * rng.uniform(1, 2, (3, 3, 3, 3)), rng.integers(-1, 2, (3, 2)))


def filtered(x, filters, bias):
    """A "same" convolution with all filters."""
    fh, fw = filters.shape[:2]
    top, left = (fh - 1) // 2, (fw - 1) // 2
    padded = np.pad(x, [(0, 0), (top, fh - 1 - top), (left, fw - 1 - left), (0, 0)])
    seen = np.lib.stride_tricks.sliding_window_view(padded, (fh, fw), axis=(1, 2))
    return np.einsum("nijcuv,uvck->nijk", seen, filters) + bias


def pooled(maps):
    """The largest of each 2 by 2 of what is above zero."""
    rows, columns = maps.shape[1] // 2, maps.shape[2] // 2
    blocks = maps[:, : 2 * rows, : 2 * columns].reshape(len(maps), rows, 2, columns, 2, -1)
    return np.maximum(blocks.max(axis=(2, 4)), 0)


def network(rng, N, H, W, C, f, F1, g, F2, K):
    """Draw pictures, classes and a network; the first filter of each layer finds nothing, so that the ReLU shows."""
    shapes = {"W1": (*f, C, F1), "b1": F1, "W2": (*g, F1, F2), "b2": F2, "Wd": (H // 4 * (W // 4) * F2, K), "bd": K}
    params = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    for name in ("W1", "W2", "Wd"):
        params[name] *= 1.5 / np.sqrt(np.prod(params[name].shape[:-1]))
    params["b1"][0], params["b2"][0] = -30.0, -60.0
    params["b2"][1:] += 2
    return rng.standard_normal((N, H, W, C)), np.eye(K)[(np.arange(N) + rng.integers(K)) % K], params


def is_smooth(x, params):
    """Whether no number is near the kink of a ReLU, no two near a tie, and no class nearly certain."""
    first = filtered(x, params["W1"], params["b1"])
    second = filtered(pooled(first), params["W2"], params["b2"])
    clear = (
        np.abs(maps).min() > 1e-3 and np.diff(np.sort(maps[..., 1:].ravel())).min() > 1e-5 for maps in (first, second)
    )
    return np.ptp(forward(x, params), axis=1).max() < 5 and all(clear)


def smooth_problem(rng, *shape):
    """Draw pictures, classes and a network whose loss has a slope."""
    drawn = network(rng, *shape)
    while not is_smooth(drawn[0], drawn[2]):
        drawn = network(rng, *shape)
    return case(*drawn)


SHAPES = (
    (2, 4, 5, 2, (3, 3), 3, (2, 3), 2, 3),
    (1, 6, 4, 1, (2, 2), 2, (3, 3), 3, 4),
    (3, 5, 7, 1, (1, 3), 2, (1, 1), 2, 2),
    (4, 4, 4, 4, (4, 4), 4, (4, 4), 4, 4),
)


def networks(reference, rng):
    """Draw pictures, classes and networks of all shapes, whose scores are moderate."""
    for shape in SHAPES:
        yield steady(reference.reader_loss_and_gradients, smooth_problem, rng, *shape).args


def all_alike():
    """One picture that is even, and a network that finds both classes equally probable."""
    one, zero = np.ones((1, 1, 1, 1)), np.zeros(1)
    params = {"W1": one, "b1": zero, "W2": one, "b2": zero, "Wd": np.array([[1.0, 1.0]]), "bd": np.zeros(2)}
    return case(np.full((1, 4, 4, 1), 2.0), np.array([[1.0, 0.0]]), params)


def bright(x, y, params):
    """Pictures of large numbers, and filters that are as much smaller."""
    return case(300 * x, y, {**params, "W1": params["W1"] / 300})


def dark(x, y, params):
    """Pictures of small numbers, which the second layer makes larger."""
    return case(1e-4 * x, y, {**params, "b1": 1e-4 * params["b1"], "W2": 1e4 * params["W2"]})


def negative(x, y, params):
    """Pictures of numbers below zero, filters that turn them round, and classes in whole numbers."""
    return case(-np.abs(x) - 0.1, y.astype(int), {**params, "W1": -np.abs(params["W1"])})


def black(x, y, params, first, second):
    """Pictures of nothing, in which each layer finds the same everywhere: its bias."""
    biases = {"b1": np.full_like(params["b1"], first), "b2": np.full_like(params["b2"], second)}
    return case(np.zeros_like(x), y, {**params, **biases})


def changed(change, rng, *shape):
    """Draw a problem, and change it."""
    return change(*smooth_problem(rng, *shape).args)


def sure_and_wrong(x, y, params):
    """A network that gives each true class a probability of nearly nothing."""
    return case(x[:1], y[:1], {**params, "bd": 200.0 - 400.0 * y[0]})


LEARNT = ("loss", "grads")


def costs_much(results):
    """Fail unless the losses, of probabilities of 0, are large numbers, but numbers."""
    for value, _ in results:
        loss = float(array_of(value, (), "the loss"))
        said = f"the loss is {loss:.3g} where the true class has a probability of 0"
        expect(np.isfinite(loss) and loss > 15.9, f"{said}: it should be large, above 15.9, but finite")


@check("reader_loss_and_gradients", points=1)
def test_reader_loss(student, reference, rng):
    """The cross-entropy of the true classes, averaged over the N pictures; at a probability of 0 large, but finite."""
    drawn = [case(*network) for network in networks(reference, rng)]
    x, y, params = drawn[1].args
    impossible = case(x, y, {**params, "bd": 5000.0 - 10000.0 * y[0]})
    function, right = student.reader_loss_and_gradients, reference.reader_loss_and_gradients
    agree(function, right, [all_alike(), *drawn], parts=LEARNT, only="loss")
    fulfils(function, right, [impossible], costs_much)


@asks("reader_loss_and_gradients", points=4, untouched=1, parts=LEARNT, only="grads")
def test_reader_gradients(reference, rng):
    """The gradients of the loss for all six, each of its parameter's shape, for N = 1 and more; at 0 a ReLU has 0."""
    yield all_alike()
    yield from (case(*drawn) for drawn in networks(reference, rng))
    for change, shape in ((bright, SHAPES[0]), (dark, SHAPES[0]), (sure_and_wrong, SHAPES[1]), (negative, SHAPES[0])):
        yield steady(reference.reader_loss_and_gradients, changed, change, rng, *shape)
    for found in ((0.0, 0.5), (0.0, 0.0), (0.0, -0.5), (-0.5, 0.5)):
        yield black(*smooth_problem(rng, *SHAPES[0]).args, *found)


@fits_the_slope(
    "reader_loss_and_gradients",
    points=1,
    output=lambda reference, at, x, y, _: reference.reader_loss_and_gradients(x, y, at)[0],
    at=lambda rng, x, y, params: params,
    named=lambda result: result[1],
    parts=LEARNT,
    only="grads",
)
def test_reader_gradients_fit_the_slope(reference, rng):
    """The gradients predict how the loss changes when the parameters are nudged in a random direction."""
    yield case(*next(networks(reference, rng)))


@asks("count_parameters", points=1)
def test_count_parameters_values(rng):
    """All entries of all arrays, of any names and shapes, together."""
    yield case({"W": np.zeros((2, 3)), "b": np.zeros(3)})
    for shapes in ([(2, 3, 4), (5,), ()], [(7,)], [(1, 1), (3, 0), (6, 2)], [(2, 2, 3, 4), (4,), (4, 9), (9,)]):
        yield case({f"p{i}": rng.standard_normal((*shape, rng.integers(1, 5))) for i, shape in enumerate(shapes)})
    for scale in (1e4, 1e-6):
        yield case({"many": scale * rng.standard_normal((41, 51)), "few": -scale * rng.uniform(1, 2, (2, 2))})
    yield case({"few": -rng.integers(1, 9, (3, 3))})
    yield case({name: rng.standard_normal((2, 5)) for name in ("U", "W")})  # as many of one as of the other


@asks("accuracy", points=1, untouched=1)
def test_accuracy_values(rng):
    """The share of rows where the largest probability stands at the 1, for N = 1 and more."""
    yield case(np.array([[0.5, 0.25, 0.25], [0.25, 0.5, 0.25]]), np.array([[1, 0, 0], [0, 0, 1]]))
    least_is_right_once = np.array([[0.6, 0.3, 0.1], [0.2, 0.7, 0.1]])
    yield case(least_is_right_once, np.array([[1, 0, 0], [0, 0, 1]]))
    for N, K, right in ((1, 3, 1), (1, 4, 0), (7, 3, 5), (7, 4, 1), (9, 2, 2), (4, 4, 1), (40, 10, 30)):
        truth, y_hat = rng.integers(0, K, N), rng.uniform(0, 1, (N, K))
        said = (truth + (np.arange(N) >= right) * rng.integers(1, K, N)) % K
        y_hat[np.arange(N), said] += 1.5
        order = rng.permutation(N)
        yield case((y_hat / y_hat.sum(axis=1, keepdims=True))[order], np.eye(K)[truth[order]])
    yield case(np.array([[0.4, 0.4, 0.2], [0.2, 0.4, 0.4], [0.4, 0.2, 0.4]]), np.eye(3)[[0, 2, 2]])
    certain = np.eye(4)[rng.permutation(4)] + 1e-6
    yield case(certain / certain.sum(axis=1, keepdims=True), np.eye(4)[[0, 1, 2, 2]])


@asks("early_stop", points=2, untouched=1, parts=("best", "stop"))
def test_early_stop_values(rng):
    """The first of the lowest losses, and whether `patience` epochs or more came after it."""
    yield case([3.0, 1.0, 2.0, 1.5], 2)
    for count, best in ((1, 0), (5, 0), (5, 4), (6, 3), (8, 2), (7, 3)):
        losses = rng.uniform(2, 3, count)
        losses[best] = rng.uniform(0, 1)
        for patience in dict.fromkeys((1, count - 1 - best, count - best)):
            if patience:
                yield case(losses.tolist(), patience)
    yield case([*losses.tolist(), losses[3]], 2)  # as low again, which is no lower
    for scale in (1e4, 1e-6):
        losses = scale * rng.uniform(1, 1.4, 14)
        losses[12] = 0.5 * scale
        yield case(losses.tolist(), 1)
    yield case([2, 0, 3, 1], 2)


# --- the capstone ------------------------------------------------------------------------------------------------
TRAINED_ON, HIDDEN, BUDGET = 600, 500, 4000
WHOLE = "what the whole file trains is measured on digits that are drawn anew"


def another_world(rng, x, labels):
    """Mirror or turn all pictures alike, and rename the classes: weights from elsewhere read nothing then."""
    turned = np.rot90(x[:, :: rng.choice([1, -1])], rng.integers(4), axes=(1, 2))
    return turned / 9, rng.permutation(10)[labels]


def forward(x, params):
    """What the network of the unit makes of pictures, computed on this side: the scores of the classes."""
    for layer in "12":
        x = pooled(filtered(x, params["W" + layer], params["b" + layer]))
    return x.reshape(len(x), -1) @ params["Wd"] + params["bd"]


def checked(given):
    """Give the parameters that came back as arrays of the network's shapes; fail where they are something else."""
    names = ("W1", "b1", "W2", "b2", "Wd", "bd")
    found = isinstance(given, dict) and all(isinstance(given.get(name), np.ndarray) for name in names)
    wanted = f"train_reader should return a dict of the arrays {', '.join(names)}"
    expect(found, f"{wanted}, but returns {describe(given)}")
    params = {name: given[name] for name in names}
    size = sum(weight.size for weight in params.values())
    expect(size <= BUDGET, f"train_reader: the network has more than {BUDGET:,} parameters")
    first, second = params["W1"].shape, params["W2"].shape
    expect(len(first) == len(second) == 4, "train_reader: W1 and W2 should have four axes")
    sides = (*first[:2], *second[:2])
    expect(max(sides) <= SIDE, "train_reader: no filter may be larger than the pictures")
    expect(min(*sides, first[3], second[3]) > 0, "train_reader: W1 and W2 should have a filter at least")
    shapes = {
        "W1": (*first[:2], 1, first[3]),
        "b1": (first[3],),
        "W2": (*second[:2], first[3], second[3]),
        "b2": (second[3],),
        "Wd": ((SIDE // 4) ** 2 * second[3], 10),
        "bd": (10,),
    }
    params = {name: array_of(params[name], shape, name) for name, shape in shapes.items()}
    expect(all(np.isfinite(weight).all() for weight in params.values()), "train_reader: parameters are nan or infinite")
    return params


def share_read(student, rng):
    """Train the student's network, and give the share of hidden digits that it reads."""
    x, labels = another_world(rng, *draw_digits(rng, TRAINED_ON + HIDDEN))
    params = checked(student.train_reader(x[:TRAINED_ON], np.eye(10)[labels[:TRAINED_ON]], generator(rng)))
    with np.errstate(all="ignore"):  # a network may overflow; it reads little then
        answers = [forward(x[start : start + 50], params).argmax(axis=1) for start in range(TRAINED_ON, len(x), 50)]
    return float(np.mean(np.concatenate(answers) == labels[TRAINED_ON:]))


def reads(student, rng, bound):
    """Fail unless the student's network reads at least this share of the hidden digits."""
    share = measured(student, share_read, rng)
    whole = int(100 * share + 1e-9)  # rounded to the nearest, it might be the bound that it falls short of
    expect(share >= bound, f"train_reader reads {whole}% of the hidden digits; at least {bound:.0%} are asked here")


@check("train_reader", points=2, whole=WHOLE)
def test_train_reader_learns(student, rng):
    """At least 50 % of 500 hidden digits are read, by a network of at most 4,000 parameters."""
    reads(student, rng, 0.5)


@check("train_reader", points=2, whole=WHOLE)
def test_train_reader_reads_most(student, rng):
    """At least 70 % are read, about as many as softmax regression reads."""
    reads(student, rng, 0.7)


@check("train_reader", points=2, whole=WHOLE)
def test_train_reader_beats_pixels(student, rng):
    """At least 80 % are read, more than softmax regression reads."""
    reads(student, rng, 0.8)


@check("train_reader", points=2, whole=WHOLE)
def test_train_reader_reads_well(student, rng):
    """At least 85 % are read."""
    reads(student, rng, 0.85)
