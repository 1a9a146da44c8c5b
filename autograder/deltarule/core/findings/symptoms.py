"""How a wrong part of a result differs from the right one: transposed, a sign, a factor, a step, cut to integers.

Each symptom is looked for in all wrong cases at once, and only one that all of them show is said. No sentence holds a
number of a case: sizes and small factors alone.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from deltarule.core.limits import MAX_FINGERPRINTED, MAX_ROUNDED_DIGITS
from deltarule.core.text import counted, listed

RTOL = 1e-5
"""Within this share of the largest entry two arrays are the same: the rest is rounding."""


@dataclass(frozen=True)
class Sample:
    """One case's wrong value of a part.

    Attributes:
        given: what the student's function gave.
        right: what is right.
        arguments: the arguments of the call, by name.
        others: the right values of the result's other parts, by name.
    """

    given: np.ndarray
    right: np.ndarray
    arguments: Mapping[str, Any]
    others: Mapping[str, Any]


def symptom(part: str, samples: Sequence[Sample]) -> str | None:
    """Say how a part is wrong, in one sentence, or give None where nothing plain is to be seen.

    Args:
        part: what to call it.
        samples: its wrong values, of every case that has one.
    """
    if not samples or any(max(sample.given.size, sample.right.size) > MAX_FINGERPRINTED for sample in samples):
        return None
    if _all(samples, lambda s: _same(s.given, s.right)):
        return None  # the numbers are right, and what holds them isn't
    finite = [sample for sample in samples if not _all([sample], BROKEN[0])]
    if finite and len(finite) < len(samples):
        said, broken = symptom(part, finite), BROKEN[1].format(part=part)
        first, second = (said, broken) if finite[0] is samples[0] else (broken, said)  # that one is reported
        return f"{first} In other cases {_inside(second, part)}" if first and second else None
    sentence = next(filter(None, _looks(samples, _all(samples, partial(_is_new_version, name=part)))), None)
    return sentence.format(part=part) if sentence else None


def told_together(said: Mapping[str, str]) -> list[str]:
    """Give what is said of each part; once of several of which the same is said, where there are words for that."""
    alike = {name: next((one for one in OF_SEVERAL if one.format(part=name) == said[name]), "") for name in said}
    found = list[str]()
    for name, one in alike.items():
        names = [other for other in alike if one and alike[other] == one]
        found.append(OF_SEVERAL[one].format(parts=listed(names)) if len(names) > 1 else said[name])
    return list(dict.fromkeys(found))


def _inside(sentence: str, part: str) -> str:
    """Let a sentence go on from some words before it; a part's name stays as it is."""
    return sentence if sentence.startswith(part) else f"{sentence[0].lower()}{sentence[1:]}"


def _looks(samples: Sequence[Sample], weights: bool) -> Iterator[str | None]:
    """Look at a part in one way after the other, the plainest first; `weights` have no order along their axes."""
    yield _first(samples, [TRANSPOSED])
    same = [sample.given.shape == sample.right.shape for sample in samples]
    if not any(same):
        yield _argument(samples)
        yield _first(samples, OF_OTHER_SHAPE)
    numeric = all(s.given.dtype.kind in "iuf" and s.right.dtype.kind in "iuf" for s in samples)
    if not all(same) or not numeric:
        return
    if not all(np.isfinite(sample.given).all() for sample in samples):
        yield _first(samples, [BROKEN])
        return
    rich = any(np.unique(sample.right).size > 1 for sample in samples) or len(samples) > 2
    yield _first(samples, OF_ANY_NUMBER)
    yield _factor(samples) if rich else None
    yield _argument(samples)
    yield _term(samples)
    yield _other_part(samples)
    if rich:
        yield _whole(samples)
        yield _rounded(samples)
        yield _first(samples, OF_MANY_NUMBERS)
        for axis in range(0 if weights else max(sample.right.ndim for sample in samples)):
            yield _along(samples, axis)
        yield _clipped(samples)
        yield _first(samples, IN_PLACES)


Look = tuple[Callable[[Sample], Any], str]
"""What a wrong value looks like, and what to say where all do."""


def _right_in_places(sample: Sample) -> bool:
    return sample.right.size > 3 and bool(_near(sample.given, sample.right).any())


TRANSPOSED: Look = (
    lambda s: s.right.ndim > 1 and _same(s.given, s.right.T),
    "{part} is transposed: it lies on its side, its axes in the other order.",
)
BROKEN: Look = (
    lambda s: not np.isfinite(s.given).all() and np.isfinite(s.right).all(),
    "{part} holds NaN or infinity: see what is divided by zero, overflows, or is a log or a root of what has none.",
)
OF_OTHER_SHAPE: list[Look] = [
    (
        lambda s: s.given.size == s.right.size and _same(s.given.reshape(s.right.shape), s.right),
        "The numbers of {part} are right, its shape is not: see which axes it should have.",
    ),
    (
        lambda s: s.right.size > 0 and _same(s.given, s.right.sum()),
        "{part} is added up to one number: an axis is missing in the sum.",
    ),
    (
        lambda s: s.right.size > 0 and _same(s.given, s.right.mean()),
        "{part} is averaged to one number: an axis is missing in the mean.",
    ),
    (
        lambda s: _summed(s.given, s.right),
        "{part} is added up along one of its axes already; its entries belong apart.",
    ),
    (
        lambda s: _summed(s.right, s.given),
        "{part} is not added up yet: it still has an entry for each of what should be summed.",
    ),
    (
        lambda s: s.right.ndim > 0 and s.given.shape[1:] == s.right.shape and s.given.size != s.right.size,
        "{part} has grown an axis, its first: does a row of shape (N,) meet a column of shape (N, 1) somewhere? That "
        "makes an N x N array.",
    ),
]
OF_SEVERAL = {
    "{part} is zero throughout.": "{parts} are zero throughout.",
    "{part} is added up to one number: an axis is missing in the sum.": "{parts} are added up to one number each: an "
    "axis is missing in the sum.",
    "{part} is added up along one of its axes already; its entries belong apart.": "{parts} are added up along one of "
    "their axes already; their entries belong apart.",
}
"""What is said of several parts, by what is said of one."""
OF_ANY_NUMBER: list[Look] = [
    (lambda s: s.given.size == 1 and not s.given.any(), "{part} is zero."),
    (lambda s: not s.given.any(), "{part} is zero throughout."),
    (lambda s: _same(s.given, -s.right), "{part} has the wrong sign."),
]
OF_MANY_NUMBERS: list[Look] = [
    (lambda s: (s.right < 0).any() and _same(s.given, np.abs(s.right)), "{part} has lost its signs."),
    (lambda s: _same(s.given, s.right**2), "{part} is the square of what it should be."),
    (
        lambda s: (s.right >= 0).all() and _same(s.given**2, s.right),
        "{part} is the root of what it should be.",
    ),
    (
        lambda s: (s.right > 0).all() and _same(s.given, np.log(s.right)),
        "{part} is the logarithm of what it should be.",
    ),
    (
        lambda s: (s.given > 0).all() and _same(np.log(s.given), s.right),
        "{part} is e to the power of what it should be.",
    ),
    (
        lambda s: (s.right != 0).all() and _same(s.given * s.right, np.ones(s.right.shape)),
        "{part} is one divided by what it should be.",
    ),
    (lambda s: _same(s.given, 1 - s.right), "{part} is 1 minus what it should be."),
]
IN_PLACES: list[Look] = [
    (
        lambda s: s.right.size > 2 and _same(np.sort(s.given, axis=None), np.sort(s.right, axis=None)),
        "{part} holds the right numbers in the wrong places.",
    ),
    (
        lambda s: s.right.size > 1 and np.ptp(s.given - s.right) <= 10 * RTOL * _size(s.right),
        "Every entry of {part} is off by the same amount: something is added, or left out, that is one number.",
    ),
    (
        lambda s: _right_in_places(s) and not s.given[~_near(s.given, s.right)].any(),
        "Some entries of {part} are zero that shouldn't be; the others are right.",
    ),
    (
        lambda s: _right_in_places(s) and not s.right[~_near(s.given, s.right)].any(),
        "Some entries of {part} should be zero and are not; the others are right.",
    ),
]


def _first(samples: Sequence[Sample], looks: Sequence[Look]) -> str | None:
    return next((sentence for holds, sentence in looks if _all(samples, holds)), None)


def _argument(samples: Sequence[Sample]) -> str | None:
    for name in samples[0].arguments if any(sample.given.size > 1 for sample in samples) else ():
        if _all(samples, partial(_is_argument, name=name)):
            return f"{{part}} is what was handed in as {name}, unchanged."
    return None


def _term(samples: Sequence[Sample]) -> str | None:
    for name in samples[0].arguments:
        if _all(samples, partial(_lacks, name=name)):
            return f"{{part}} lacks {name}: it should be added."
    return None


def _whole(samples: Sequence[Sample]) -> str | None:
    """Recognise fractions that were brought to whole numbers; where all are small, zero may be anything."""
    sizeable = any(_size(sample.right) >= 1 for sample in samples)
    if all(
        (s.right != np.trunc(s.right)).any() and (s.given.dtype.kind in "iu" or (sizeable and _cut(s))) for s in samples
    ):
        return (
            "{part} holds whole numbers where fractions belong: is //, int, a rounding or an array of integers on the "
            "way?"
        )
    return None


def _rounded(samples: Sequence[Sample]) -> str | None:
    """Recognise numbers that were rounded, as one does to read them."""
    if all((sample.given == np.trunc(sample.given)).all() for sample in samples):
        return None  # another way leads to whole numbers, too
    for digits in range(1, MAX_ROUNDED_DIGITS + 1):
        if _all(samples, partial(_has_digits, digits=digits)):
            return f"{{part}} is rounded to {counted(digits, 'digit')} behind the point: return it as it is."
    return None


def _has_digits(sample: Sample, digits: int) -> bool:
    return bool(np.array_equal(sample.given, np.round(sample.right, digits)))


def _other_part(samples: Sequence[Sample]) -> str | None:
    for name in samples[0].others if any(sample.right.size > 1 for sample in samples) else ():
        if _all(samples, partial(_is_other, name=name)):
            return f"{{part}} is what {name} should be."
    return None


def _is_argument(sample: Sample, name: str) -> bool:
    return _same_value(sample.given, sample.arguments.get(name))


def _is_new_version(sample: Sample, name: str) -> bool:
    """Whether a part is an argument of its name, after a step or a training: weights."""
    return name in sample.arguments and np.shape(sample.arguments[name]) == sample.right.shape


def _is_other(sample: Sample, name: str) -> bool:
    return _same_value(sample.given, sample.others.get(name))


def _lacks(sample: Sample, name: str) -> bool:
    return sample.right.size > 1 and _is_term(sample.right - sample.given, sample.arguments.get(name))


def _factor(samples: Sequence[Sample]) -> str | None:
    """Recognise one factor in all entries of each case: the same in all, or the length of an axis."""
    factors = []
    for sample in samples:
        if not sample.right.any():
            return None
        place = np.unravel_index(np.argmax(np.abs(sample.right)), sample.right.shape)
        factor = float(sample.given[place] / sample.right[place])
        if not factor or not _same(sample.given, factor * sample.right):
            return None
        factors.append(factor)
    plain = {
        2.0: "twice",
        0.5: "half",
        4.0: "four times",
        0.25: "a quarter of",
        -2.0: "minus twice",
        -0.5: "minus half",
    }
    for known, said in plain.items():
        if _all_near(factors, [known] * len(factors)) and (len(factors) > 1 or samples[0].right.size > 1):
            return f"{{part}} is {said} what it should be."
    for name, axis in _axes(samples):
        lengths = [float(np.shape(sample.arguments[name])[axis]) for sample in samples]
        if len(set(lengths)) < 2 and len(factors) < 2 and lengths[0] < 3:
            continue
        rows = _counted_along(samples, name, axis)
        if _all_near(factors, lengths):
            return f"{{part}} is too large by a factor, {rows}: is there a sum where a mean belongs?"
        if _all_near(factors, [1 / length for length in lengths]):
            return f"{{part}} is too small by a factor, {rows}: is there a mean where a sum belongs?"
        if _all_near(factors, [-length for length in lengths]) or _all_near(
            factors, [-1 / length for length in lengths]
        ):
            return f"{{part}} has the wrong sign, and is off by a factor, {rows}."
    for name in _numbers(samples):
        values = [float(sample.arguments[name]) for sample in samples]
        if all(values) and len(set(values)) > 1:
            if _all_near(factors, values):
                return f"{{part}} has the factor {name} once too often."
            if _all_near(factors, [1 / value for value in values]):
                return f"{{part}} lacks the factor {name}."
    if len(samples) > 1 and len(set(np.round(factors, 6))) == 1 and any(sample.right.size > 1 for sample in samples):
        return "{part} is right but for one factor, the same for all entries."
    if all(sample.right.size > 2 for sample in samples):
        return "{part} is right but for a factor, one number in each case."
    return None


def _axes(samples: Sequence[Sample]) -> Iterator[tuple[str, int]]:
    """Give the axes that an argument has in every case, by the argument's name and the axis' number."""
    for axis in range(4):
        for name in samples[0].arguments:
            arrays = [sample.arguments.get(name) for sample in samples]
            if all(isinstance(array, np.ndarray) and array.ndim > axis and array.shape[axis] > 0 for array in arrays):
                yield name, axis


def _counted_along(samples: Sequence[Sample], name: str, axis: int) -> str:
    """Say what the length of an argument's axis is the number of."""
    if axis:
        return f"the length of axis {axis} of {name}"
    flat = all(np.ndim(sample.arguments[name]) == 1 for sample in samples)
    return f"the number of {'entries' if flat else 'rows'} of {name}"


def _numbers(samples: Sequence[Sample]) -> Iterator[str]:
    """Name the arguments that are one number in every case."""
    for name in samples[0].arguments:
        values = [sample.arguments.get(name) for sample in samples]
        if all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
            yield name


def _along(samples: Sequence[Sample], axis: int) -> str | None:
    """Look along one axis: turned round, one step off, the first or the last left out."""

    def agree(mine: slice, right: slice) -> bool:
        return _all(samples, lambda s: _same(_cut_out(s.given, axis, mine), _cut_out(s.right, axis, right)))

    def zero(mine: slice) -> bool:
        return not any(_cut_out(sample.given, axis, mine).any() for sample in samples)

    lengths = [sample.right.shape[axis] if sample.right.ndim > axis else 0 for sample in samples]
    if min(lengths) < 2:
        return None
    of = _named_axis(samples, axis)
    if agree(slice(None, None, -1), slice(None)):
        return f"{{part}} runs backwards along {of}."
    front, back, first, last = slice(None, -1), slice(1, None), slice(None, 1), slice(-1, None)
    if agree(front, front) and (zero(last) or min(lengths) > 2):
        end = ", which is zero: is it that a loop stops one early?" if zero(last) else "."
        return f"All of {{part}} is right but for the end of {of}{end}"
    if agree(back, back) and (zero(first) or min(lengths) > 2):
        start = ", which is zero: is it that a loop starts one late?" if zero(first) else "."
        return f"All of {{part}} is right but for the beginning of {of}{start}"
    if min(lengths) > 2:
        if agree(back, front):
            return f"{{part}} is one step late along {of}: each entry is what the one before it should be."
        if agree(front, back):
            return f"{{part}} is one step early along {of}: each entry is what the one after it should be."
        begins, ends = agree(first, first), agree(last, last)
        if ends and not begins:
            return f"{{part}} is right at the end of {of}, and goes wrong somewhere before it."
        if begins and not ends:
            return f"{{part}} is right at the beginning of {of}, and goes wrong somewhere after it."
    return None


def _named_axis(samples: Sequence[Sample], axis: int) -> str:
    most = max(sample.right.ndim for sample in samples)
    if most == 1:
        return "its entries"
    return "its rows (axis 0)" if axis == 0 else "its columns (axis 1)" if most == 2 else f"axis {axis}"


def _clipped(samples: Sequence[Sample]) -> str | None:
    """Recognise entries that were held within bounds."""
    wrong = [~_near(sample.given, sample.right) for sample in samples]
    if not all(
        0 < mask.sum() < mask.size
        and (np.abs(sample.given[mask]) < np.abs(sample.right[mask])).all()
        and np.ptp(np.abs(sample.given[mask])) <= RTOL * _size(sample.given)
        and np.abs(sample.given[mask]).min() >= np.abs(sample.given).max() * (1 - RTOL) > 0
        for sample, mask in zip(samples, wrong, strict=True)
    ):
        return None
    return "The largest entries of {part} are held at a bound that nobody asked for."


def _all(samples: Sequence[Sample], holds: Callable[[Sample], bool]) -> bool:
    try:
        with np.errstate(all="ignore"):
            return all(bool(holds(sample)) for sample in samples)
    except (TypeError, ValueError, IndexError, FloatingPointError):
        return False


def _all_near(factors: Sequence[float], wanted: Sequence[float]) -> bool:
    return all(abs(a - b) <= RTOL * abs(b) for a, b in zip(factors, wanted, strict=True))


def _size(array: np.ndarray) -> float:
    return float(np.abs(array).max(initial=0.0))


def _near(given: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.asarray(np.abs(given - right) <= RTOL * max(_size(right), 1e-300))


def _same(given: np.ndarray, right: Any) -> bool:
    right = np.asarray(right)
    kind = complex if "c" in (given.dtype.kind, right.dtype.kind) else float
    return given.shape == right.shape and bool(_near(given.astype(kind), right.astype(kind)).all())


def _same_value(given: np.ndarray, value: Any) -> bool:
    return isinstance(value, np.ndarray) and value.ndim > 0 and value.dtype.kind in "iuf" and _same(given, value)


def _is_term(lacking: np.ndarray, value: Any) -> bool:
    """Whether what lacks is an argument, spread over the shape as NumPy does."""
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "iuf" or not value.any() or value.size < 2:
        return False
    if value.ndim > lacking.ndim or any(
        n not in (1, m) for n, m in zip(value.shape[::-1], lacking.shape[::-1], strict=False)
    ):
        return False
    return _same(lacking, np.broadcast_to(value, lacking.shape))


def _summed(small: np.ndarray, large: np.ndarray) -> bool:
    """Whether one array is the other, added up along one axis."""
    if small.size > large.size or large.ndim == 0:  # as many where the axis has one entry
        return False
    return any(
        np.asarray(summed).shape == small.shape and _same(small, summed)
        for axis in range(large.ndim)
        for summed in (large.sum(axis=axis), large.sum(axis=axis, keepdims=True))
    )


def _cut_out(array: np.ndarray, axis: int, which: slice) -> np.ndarray:
    return array[(slice(None),) * axis + (which,)]


def _cut(sample: Sample) -> bool:
    """Whether every fraction is brought to a whole number beside it, up or down."""
    whole = bool((sample.given == np.trunc(sample.given)).all())
    return whole and bool((np.abs(sample.given - sample.right) < 1).all())
