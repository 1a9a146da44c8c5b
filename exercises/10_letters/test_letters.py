"""The checks of 10_letters."""

from typing import NamedTuple

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

LETTERS = "abcdefghijklmnopqrstuvwxyz ,."


@asks("letters_to_numbers", points=1)
def test_letters_to_numbers_values(rng):
    """Each letter's place in the alphabet, counted from 0, whatever order that has."""
    yield case("abba", "ab")
    for count, length in ((5, 9), (29, 40), (3, 1), (12, 5)):
        alphabet = rng.permutation(list(LETTERS))[:count].tolist()
        chosen = [alphabet[-1], *rng.choice(alphabet, length - 1)]
        yield case("".join(chosen), "".join(alphabet))
    yield case("the lamp, the hill.", "".join(rng.permutation(list(LETTERS))))
    yield case("The tin at The Inn.", "".join(rng.permutation(list(f"{LETTERS}TI"))))


@asks("passages", points=2, untouched=1, parts=("x", "y"))
def test_passages_values(rng):
    """Passages without a gap from the beginning, and at each letter the next one; what is left over is dropped."""
    yield case(np.array([5, 6, 7, 8, 9, 4]), 2)
    for count, length in ((13, 3), (12, 3), (14, 3), (7, 6), (8, 7), (5, 1), (2, 1), (33, 8)):
        yield case(rng.permutation(40)[:count], length)


@asks("bits_per_letter", points=1)
def test_bits_per_letter_values(rng):
    """The mean of -log2 of what was given to the letters that came, for arrays of any shape."""
    yield case(np.array([0.5, 0.25]))
    for shape in ((1,), (7,), (1, 4), (2, 3), (4, 4), (2, 1, 3)):
        yield case(rng.uniform(0.05, 1, shape))
    yield case(10.0 ** -rng.uniform(3, 12, 5))
    yield case(10.0 ** -rng.uniform(20, 200, 5))  # whose product is too small for a number
    yield case(1 - 1e-5 * rng.uniform(1, 2, 3))
    yield case(np.ones(3))


@asks("bigram_bits", points=3)
def test_bigram_bits_values(rng):
    """Pairs are counted in what was seen, each once more, and the new text is measured by the letter before."""
    yield case(np.array([0, 1, 0]), np.array([0, 1, 2]), 3)
    for num_letters, seen, new in ((3, 40, 9), (5, 25, 25), (2, 30, 2), (12, 8, 30), (4, 1, 6), (40, 90, 500)):
        odds = rng.dirichlet(np.ones(num_letters - 1))  # the last letter is never seen
        text = rng.choice(num_letters - 1, seen, p=odds)
        yield case(text, np.append(rng.integers(num_letters, size=new - 1), num_letters - 1), num_letters)
    letter, other = rng.permutation(3)[:2]
    yield case(np.full(3000, letter), np.array([letter, other]), 3)  # what never came, and what always came
    yield case(np.full(40_000, letter), np.full(5, letter), 3)


LEARNT = ("loss", "grads")


def network(rng, N, T, K, H, unused=0):
    """Draw passages and a network; the last `unused` letters occur nowhere. Letters come back in every draw."""
    shapes = {"U": (K, 4 * H), "W": (H, 4 * H), "b": (4 * H,), "V": (H, K), "bv": (K,)}
    params = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    x, y = rng.integers(K - unused, size=(2, N, T))
    return x, y, params


def problem(rng, *shape):
    """Draw passages and a network."""
    return case(*network(rng, *shape))


def networks(reference, rng):
    """Draw passages and networks of all shapes."""
    for shape in ((2, 3, 4, 2), (1, 5, 3, 3, 1), (3, 1, 2, 1), (4, 4, 4, 4), (3, 6, 7, 2, 2)):
        yield steady(reference.letter_loss_and_gradients, problem, rng, *shape).args


def undecided():
    """The example: a network that finds both letters equally probable, and a letter that comes twice."""
    params = {"U": np.zeros((2, 4)), "W": np.zeros((1, 4)), "b": np.zeros(4)}
    params |= {"V": np.array([[1.0, -1.0]]), "bv": np.zeros(2)}
    return case(np.array([[0, 0]]), np.array([[1, 1]]), params)


def sure_and_wrong(x, y, params):
    """A network that is certain of the first letter, where the others come."""
    return case(x, np.maximum(y, 1), {**params, "bv": 200.0 * (np.arange(len(params["bv"])) == 0)})


def costs_much(results):
    """Fail unless the losses, of probabilities of 0, are large numbers, but numbers."""
    for value, _ in results:
        loss = float(array_of(value, (), "the loss"))
        said = f"the loss is {loss:.3g} where the letter that comes has a probability of 0"
        expect(np.isfinite(loss) and loss > 15.9, f"{said}: it should be large, above 15.9, but finite")


@check("letter_loss_and_gradients", points=1)
def test_letter_loss(student, reference, rng):
    """The cross-entropy of the letters that come, averaged over all; at a probability of 0 large, but finite."""
    drawn = [case(*network) for network in networks(reference, rng)]
    x, y, params = network(rng, 2, 4, 3, 2)
    # Certain of what doesn't come, certain that it doesn't, and so certain that what comes has a probability of 0.
    sure, right, impossible = (
        case(x, np.maximum(y, 1), {**params, "bv": np.array([score, 0.0, 0.0])}) for score in (20.0, -900.0, 5000.0)
    )
    function, solution = student.letter_loss_and_gradients, reference.letter_loss_and_gradients
    agree(function, solution, [undecided(), *drawn, sure, right], parts=LEARNT, only="loss")
    fulfils(function, solution, [impossible], costs_much)


@asks("letter_loss_and_gradients", points=4, untouched=1, parts=LEARNT, only="grads")
def test_letter_gradients(reference, rng):
    """The gradients of the loss for all five, each of its parameter's shape, for N = 1 and more."""
    yield undecided()
    drawn = list(networks(reference, rng))
    yield from (case(*one) for one in drawn)
    x, y, params = drawn[0]
    yield case(x, y, {**params, "U": 1e-4 * params["U"], "W": 1e-4 * params["W"], "b": 1e-4 * params["b"]})
    yield sure_and_wrong(x, y, params)
    yield sure_and_wrong(x, y, {**params, "V": 40 * params["V"]})


@fits_the_slope(
    "letter_loss_and_gradients",
    points=1,
    output=lambda reference, at, x, y, _: reference.letter_loss_and_gradients(x, y, at)[0],
    at=lambda rng, x, y, params: params,
    named=lambda result: result[1],
    parts=LEARNT,
    only="grads",
)
def test_letter_gradients_fit_the_slope(reference, rng):
    """The gradients predict how the loss changes when the parameters are nudged in a random direction."""
    yield case(*next(networks(reference, rng)))


@asks("sharpened", points=1.5, untouched=0.5)
def test_sharpened_values(rng):
    """The probabilities to the power 1 / temperature, divided by their sum along the last axis."""
    yield case(np.array([0.75, 0.25]), 0.5)
    for shape, temperature in (
        ((5,), 0.7),
        ((3, 4), 2.0),
        ((4, 4), 0.4),
        ((1, 6), 1.0),
        ((2, 1, 3), 1.5),
        ((300,), 0.5),
    ):
        powers = rng.uniform(0.1, 1, shape)
        yield case(powers / powers.sum(axis=-1, keepdims=True), temperature)
    yield case(np.array([0.04, 0.9, 0.06]), 0.3)
    few = np.array([0.0, 0.1, 0.2, 0.3, 0.4])
    yield case(rng.permutation(few), 0.5)
    yield case(rng.permutation(few), 100.0)
    yield case(np.array([rng.permutation(few), rng.permutation(few)]), 0.001)
    yield case(np.full((2, 4), 0.25), 0.0005)
    yield case(np.array([[0.04, 0.9, 0.06], rng.permutation([0.3, 0.34, 0.36])]), 0.001)  # unlike largest ones
    yield case(np.array([0.4998, 0.5002]), 0.001)  # nearly a tie: the smaller one has its share
    yield case(np.array([rng.permutation([0.9, 0.1, 0.0]), rng.permutation([0.34, 0.33, 0.33])]), 0.0013)


# --- the capstone ------------------------------------------------------------------------------------------------
TRAINED_ON, HIDDEN, BUDGET = 4000, 2000, 10_000
NUM_LETTERS, PASSAGE = 18, 50
WHOLE = "what the whole file trains is measured on a text that is drawn anew"


class Measured(NamedTuple):
    """Bits per letter on the hidden text: of the network, and of those who count in the text that it learnt from."""

    network: float
    by_frequency: float
    by_letter_before: float
    by_two_before: float


def draw_words(rng, count):
    """Draw words of three to five letters, no two the same: vowels and consonants by turns, as tuples of numbers."""
    vowels, consonants = np.arange(2, 6), np.arange(6, NUM_LETTERS)
    words = []
    while len(words) < count:
        first, length = rng.integers(2), rng.integers(3, 6)
        word = tuple(int(rng.choice((vowels, consonants)[(first + place) % 2])) for place in range(length))
        if word not in words:
            words.append(word)
    return words


def another_world(rng, count):
    """Draw a language, and a text of `count` letters in it, as numbers.

    A sentence is a phrase, a verb and a phrase. A phrase is an article, perhaps an adjective, and a noun; nouns are of
    two kinds, each with articles of its own, so that it pays to remember. What stands for what is drawn as well:
    weights from elsewhere read nothing then.
    """
    words = draw_words(rng, 30)
    articles, nouns, verbs, adjectives = (words[:2], words[2:4]), (words[4:10], words[10:16]), words[16:24], words[24:]

    def phrase():
        kind = rng.integers(2)
        described = [adjectives[rng.integers(6)]] if rng.random() < 0.4 else []
        return [articles[kind][rng.integers(2)], *described, nouns[kind][rng.integers(6)]]

    text, blank, stop = [], 0, 1
    while len(text) < count:
        for word in (*phrase(), verbs[rng.integers(8)], *phrase()):
            text += [*word, blank]
        text[-1:] = [stop, blank]
    return rng.permutation(NUM_LETTERS)[np.array(text[:count])]


def counted_bits(seen, hidden, before):
    """Bits per letter of who counts what came after each `before` letters in `seen`, each once more."""

    def runs(text):
        return tuple(text[i : len(text) - before + i] for i in range(before + 1))

    counts = np.ones((NUM_LETTERS,) * (before + 1))
    np.add.at(counts, runs(seen), 1)
    chances = counts / counts.sum(axis=-1, keepdims=True)
    return -np.log2(chances[runs(hidden)]).mean()


def forward_bits(x, y, params):
    """Bits per letter of the network of the unit, computed on this side; infinite where it overflows."""
    size = len(params["W"])
    h = c = np.zeros((len(x), size))
    surprise = []
    for t in range(x.shape[1]):
        sums = params["U"][x[:, t]] + params["b"] + h @ params["W"]
        f, i, o = (0.5 + 0.5 * np.tanh(0.5 * sums[:, k * size : (k + 1) * size]) for k in range(3))
        c = f * c + i * np.tanh(sums[:, 3 * size :])
        h = o * np.tanh(c)
        scores = h @ params["V"] + params["bv"]
        scores = scores - scores.max(axis=1, keepdims=True)
        surprise.append(np.log(np.exp(scores).sum(axis=1)) - scores[np.arange(len(x)), y[:, t]])
    bits = np.mean(surprise) / np.log(2)
    return bits if np.isfinite(bits) else np.inf


def checked(given):
    """Give the parameters that came back as arrays of the network's shapes; fail where they are something else."""
    names = ("U", "W", "b", "V", "bv")
    found = isinstance(given, dict) and all(isinstance(given.get(name), np.ndarray) for name in names)
    wanted = f"train_writer should return a dict of the arrays {', '.join(names)}"
    expect(found, f"{wanted}, but returns {describe(given)}")
    params = {name: given[name] for name in names}
    size = sum(weight.size for weight in params.values())
    expect(size <= BUDGET, f"train_writer: the network has more than {BUDGET:,} parameters")
    expect(params["W"].ndim == 2 and len(params["W"]) > 0, "train_writer: W should have two axes, and a cell at least")
    cells = len(params["W"])
    shapes = {
        "U": (NUM_LETTERS, 4 * cells),
        "W": (cells, 4 * cells),
        "b": (4 * cells,),
        "V": (cells, NUM_LETTERS),
        "bv": (NUM_LETTERS,),
    }
    params = {name: array_of(params[name], shape, name) for name, shape in shapes.items()}
    expect(all(np.isfinite(weight).all() for weight in params.values()), "train_writer: parameters are nan or infinite")
    return params


def bits_of(student, rng):
    """Train the student's network, and give what is measured on the hidden text."""
    text = another_world(rng, TRAINED_ON + HIDDEN + 1)
    seen, hidden = text[:TRAINED_ON], text[TRAINED_ON:]
    x, y = hidden[:-1].reshape(-1, PASSAGE), hidden[1:].reshape(-1, PASSAGE)
    params = checked(student.train_writer(seen, NUM_LETTERS, generator(rng)))
    with np.errstate(all="ignore"):  # a network may overflow; it knows nothing then
        bits = forward_bits(x, y, params)
    return Measured(bits, *(counted_bits(seen, hidden, before) for before in range(3)))


@check("train_writer", points=2, whole=WHOLE)
def test_train_writer_learns(student, rng):
    """Fewer bits per letter on a hidden text than by the letters' frequency, with at most 10,000 parameters."""
    bits = measured(student, bits_of, rng)
    expect(bits.network < bits.by_frequency, "train_writer: who knows how frequent each letter is takes no more bits")


@check("train_writer", points=2, whole=WHOLE)
def test_train_writer_beats_the_letter_before(student, rng):
    """Fewer bits than by the letter before."""
    bits = measured(student, bits_of, rng)
    expect(bits.network < bits.by_letter_before, "train_writer: who looks at the letter before takes no more bits")


@check("train_writer", points=2, whole=WHOLE)
def test_train_writer_beats_two_letters_before(student, rng):
    """Fewer bits than by the two letters before."""
    bits = measured(student, bits_of, rng)
    expect(bits.network < bits.by_two_before, "train_writer: who looks at the two letters before takes no more bits")


@check("train_writer", points=2, whole=WHOLE)
def test_train_writer_knows_words(student, rng):
    """At most half as many bits as by the letter before."""
    bits = measured(student, bits_of, rng)
    share = min(bits.network / bits.by_letter_before, 0.99)
    whole = int(np.ceil(100 * share - 1e-9))  # rounded to the nearest, it might be the bound that it goes beyond
    expect(share <= 0.5, f"train_writer: it takes {whole}% of the bits by the letter before, and may take 50%")
