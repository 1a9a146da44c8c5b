"""Comparing what a function returned with what was expected, in words.

Correct is judged on meaning: a scalar may be a Python number or a 0-d array, several values a tuple or a list,
and what was computed in float32 is right. The words never hold the expected array.

What a student returned may be anything, of any size: types, lengths and shapes are looked at first, and nothing is
computed unless they are the expected ones, whose size is the author's.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from deltarule.core.text import counted, noun

from .disclosure import is_hidden
from .kinds import Record, Stream, order
from .limits import MAX_INTEGER, MAX_SHOWN
from .values import Opaque, describe, no_array, shape_made_of, shown

TOLERANCE = (1e-4, 1e-6)
"""What an entry may be off: relative to itself, or to the array's largest entry, because entries that are small where
larger ones cancel carry the larger ones' rounding. It leaves room for what was computed in float32, whatever dtype it
comes back in, and none for rounding to float16 or to four digits."""

TINY = 1e-12
"""Absolute tolerance where everything expected is zero."""


def difference(
    actual: Any,
    expected: Any,
    *,
    name: str = "the result",
    parts: Sequence[str] = (),
    exact: bool = False,
) -> str | None:
    """Say how `actual` differs from `expected`, or return None where it does not.

    Where cases are hidden, it isn't said by how much a number is off, nor what a text should be.

    Args:
        actual: what the student's function returned, in plain values.
        expected: what it should have returned, in plain values, too.
        name: what to call the value in the sentence.
        parts: what to call the items, where `expected` is a tuple.
        exact: whether a dict may hold no other keys, and a list is no tuple, no generator and no set that can't change.
    """
    return _Comparing(name, exact, parts).problem(actual, expected)


def same_form(actual: Any, expected: Any) -> bool:
    """Whether a value is built as `expected` is: the same keys, as many items, arrays of the same shapes."""
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            key in actual and same_form(actual[key], value) for key, value in expected.items()
        )
    if isinstance(expected, _SEQUENCES) or (isinstance(expected, Record) and isinstance(actual, _SEQUENCES)):
        if isinstance(actual, np.ndarray) and actual.ndim:
            actual = list(actual)
        is_sequence = isinstance(actual, (*_SEQUENCES, Record)) and len(actual) == len(expected)
        return is_sequence and all(map(same_form, actual, expected))
    if isinstance(expected, _NUMBERS):
        return isinstance(actual, _NUMBERS) and np.shape(actual) == np.shape(expected)
    return type(actual) is type(expected)


def _is_single(value: Any) -> bool:
    """Whether a value is one, not several: lists of unlike lengths have no number of axes."""
    return not isinstance(value, _SEQUENCES) and np.ndim(value) == 0


def numbers_in(value: Any) -> np.ndarray:
    """Give all numbers of nested values, in a row, a dict's by its keys; what is no number is left out."""
    if isinstance(value, dict):
        value = [value[key] for key in sorted(value, key=repr)]
    if isinstance(value, (*_SEQUENCES, Record)):
        return np.concatenate([np.zeros(0), *map(numbers_in, value)])
    return np.ravel(np.asarray(value)) if isinstance(value, _NUMBERS) and not _is_large(value) else np.zeros(0)


_NUMBERS = (np.ndarray, np.generic, float, int, complex)
_SEQUENCES = (list, tuple, range, Stream)


@dataclass(frozen=True)
class _Comparing:
    """Compares two values; see :func:`difference`."""

    name: str
    exact: bool = False
    parts: Sequence[str] = ()

    def problem(self, actual: Any, expected: Any) -> str | None:
        if actual is None and expected is not None:
            return f"{self.name} is None: is a `return` missing?"
        compare = _HOW.get(type(expected))
        if compare is None and isinstance(expected, np.generic):
            compare = _Comparing.number
        return (compare or _Comparing.other)(self, actual, expected)

    def named(self, name: str) -> "_Comparing":
        """Compare something in this value."""
        return replace(self, name=name, parts=())

    def mapping(self, actual: Any, expected: dict[Any, Any]) -> str | None:
        if not isinstance(actual, dict):
            return f"{self.name} should be {describe(expected)}, but is {describe(actual)}{_boxed(actual, expected)}"
        for key in expected:
            if key not in actual:
                return f"{self.name} lacks the key {_quoted(key)}; it is {describe(actual)}"
        if self.exact and len(actual) > len(expected):
            other = next(key for key in actual if key not in expected)
            return f"{self.name} has the key {_quoted(other)}, which was not asked for"
        return _first(
            self.named(key if isinstance(key, str) else f"{self.name} at {shown(key)}").problem(actual[key], value)
            for key, value in expected.items()
        )

    def sequence(self, actual: Any, expected: Any) -> str | None:
        if isinstance(actual, Record) and actual._ordered and not self.exact:
            actual = tuple(actual)
        if not self.exact and isinstance(actual, np.ndarray) and actual.shape == (len(expected),):
            if all(map(_is_single, expected)):
                actual = list(actual)  # an array of numbers does where a list of numbers was asked
        elif self.exact and isinstance(actual, _SEQUENCES) and type(actual) is not type(expected):
            return f"{self.name} should be {describe(expected)}, but is {describe(actual)}"
        listed = f" ({', '.join(self.parts)})" if self.parts else ""
        wanted = f"{self.name} should be {counted(len(expected), 'value')}{listed}"
        if isinstance(actual, np.ndarray) and actual.ndim == 1 and all(map(_is_single, expected)):
            return f"{wanted}, but there {noun(len(actual), 'is', 'are')} {len(actual)}"
        if not isinstance(actual, _SEQUENCES):
            return f"{wanted}, but is {describe(actual)}"
        if len(actual) != len(expected):
            return f"{wanted}, but there {noun(len(actual), 'is', 'are')} {len(actual)}"
        names = self.parts or [f"item {i} of {self.name}" for i in range(len(expected))]
        return _first(
            self.named(part).problem(got, want) for got, want, part in zip(actual, expected, names, strict=True)
        )

    def group(self, actual: Any, expected: set[Any] | frozenset[Any]) -> str | None:
        if not isinstance(actual, set | frozenset) or (self.exact and type(actual) is not type(expected)):
            how = "; make it one with set(...)" if isinstance(actual, _SEQUENCES) else ""
            return f"{self.name} should be a {type(expected).__name__}, but is {describe(actual)}{how}"
        missing = 0
        for got, want in _aligned(actual, expected):
            if want is _NOTHING:
                return f"{self.name} holds {_quoted(got)}, which does not belong there"
            missing += got is _NOTHING
        if missing:
            return f"{self.name} lacks {'some' if is_hidden() else missing} of its items"
        return None

    def record(self, actual: Any, expected: Record) -> str | None:
        names = [field for field, _ in expected._fields]
        if expected._ordered and isinstance(actual, list | tuple) and not self.exact and len(actual) == len(names):
            actual = Record(expected._class, tuple(zip(names, actual, strict=True)))
        if not isinstance(actual, Record) or actual._class != expected._class:
            return f"{self.name} should be {describe(expected)}, but is {describe(actual)}"
        given = dict(actual._fields)
        if missing := [field for field in names if field not in given]:
            return f"{self.name} lacks the field {missing[0]}; it is {describe(actual)}"
        if self.exact and len(given) > len(names):
            return f"{self.name} should be {describe(expected)}, but is {describe(actual)}"
        of = "" if self.name == "the result" else f" of {self.name}"
        return _first(self.named(f"{field}{of}").problem(given[field], want) for field, want in expected._fields)

    def text(self, actual: Any, expected: str | bytes) -> str | None:
        if type(actual) is not type(expected):
            return f"{self.name} should be {describe(expected)}, but is {describe(actual)}{_boxed(actual, expected)}"
        if actual == expected:
            return None
        pairs = enumerate(zip(actual, expected, strict=False))
        at = next((i for i, (got, want) in pairs if got != want), min(len(actual), len(expected)))
        got, want = _from(actual, at), _from(expected, at)
        unit = "byte" if isinstance(expected, bytes) else "character"
        place = f"{unit} {at + 1}"
        if isinstance(actual, str) and (line := actual.count("\n", 0, at)):
            place = f"line {line + 1}, {unit} {at - actual.rindex(chr(10), 0, at)}"
        if not want:
            return f"{self.name} goes on with {got} at {place}, where it should end"
        if not got:
            return f"{self.name} ends at {place}, where {'more' if is_hidden() else want} should follow"
        return f"{self.name} has {got} at {place}, where {'something else' if is_hidden() else want} should be"

    def number(self, actual: Any, expected: Any) -> str | None:
        if _is_large(expected):
            return self.large(actual, expected)
        if _is_large(actual):
            kind = np.asarray(expected).dtype.kind if np.ndim(expected) == 0 else ""
            if kind in ("i", "u"):
                return self.large(actual, int(expected))
            actual = _as_float(actual) if kind in ("f", "c") else Opaque(shown(actual))
        elif isinstance(actual, Fraction | Decimal) and type(expected) in (int, float) and not self.exact:
            actual = _as_float(actual) if type(expected) is float or actual != expected else expected
        return self.array(actual, np.asarray(expected))

    def large(self, actual: Any, expected: int) -> str | None:
        if isinstance(actual, np.ndarray) and not actual.ndim and actual.dtype.kind in "iu":
            actual = int(actual)
        if type(actual) is not int:
            return f"{self.name} should be {describe(expected)}, but is {describe(actual)}"
        if actual == expected:
            return None
        return f"{self.name} is {shown(actual)}, too {'large' if actual > expected else 'small'}"

    def rational(self, actual: Any, expected: Fraction | Decimal) -> str | None:
        if isinstance(actual, int) and not isinstance(actual, bool) and not self.exact:
            actual = type(expected)(actual)
        if type(actual) is not type(expected):
            return f"{self.name} should be {describe(expected)}, but is {describe(actual)}"
        if str(actual) == str(expected) or (order(actual)[0] == order(expected)[0] == 1 and actual == expected):
            return None
        return f"{self.name} is {shown(actual)}, which is not what was asked"

    def moment(self, actual: Any, expected: Any) -> str | None:
        if type(actual) is not type(expected):
            return f"{self.name} should be {describe(expected)}, but is {describe(actual)}"
        if actual == expected:
            return None
        try:
            later = actual > expected
        except TypeError:  # one with a time zone, the other without
            return f"{self.name} is {shown(actual)}, which is not what was asked: is its time zone?"
        words = ("long", "short") if isinstance(expected, datetime.timedelta) else ("late", "early")
        return f"{self.name} is {shown(actual)}, too {words[0] if later else words[1]}"

    def other(self, actual: Any, expected: Any) -> str | None:
        if type(actual) is not type(expected) or actual != expected:
            return f"{self.name} is {describe(actual)}, which is not what was asked"
        return None

    def array(self, actual: Any, expected: np.ndarray) -> str | None:
        if problem := self._not_numeric(actual, expected):
            return problem
        array = np.asarray(actual)
        if array.shape != expected.shape:
            return f"{self.name} should be {_wanted(expected)}, but is {describe(actual)}"
        if expected.dtype.kind in "iu" and array.dtype.kind not in "iu":
            if not expected.ndim:
                return f"{self.name} should be a whole number, but is {describe(actual)}"
            return f"{self.name} should hold integers, but its dtype is {array.dtype}"
        return self._values(array, expected)

    def _not_numeric(self, actual: Any, expected: np.ndarray) -> str | None:
        wanted = _wanted(expected)
        if isinstance(actual, list | tuple):
            return f"{self.name} should be {wanted}, but is {_unmade(actual, expected)}"
        if not isinstance(actual, _NUMBERS):
            return f"{self.name} should be {wanted}, but is {describe(actual)}"
        kind = np.asarray(actual).dtype.kind
        if kind == "c" and expected.dtype.kind != "c":
            return f"{self.name} holds complex numbers; real ones were asked"
        if kind == "b" and expected.dtype.kind != "b" and not expected.ndim:
            return f"{self.name} should be {wanted}, but is {describe(actual) if np.ndim(actual) else 'a bool'}"
        if kind != "b" and expected.dtype.kind == "b":
            if not expected.ndim:
                return f"{self.name} should be {wanted}, but is {describe(actual)}"
            return f"{self.name} should hold True and False, but its dtype is {np.asarray(actual).dtype}"
        return None

    def _values(self, actual: np.ndarray, expected: np.ndarray) -> str | None:
        if actual.dtype == expected.dtype and actual.tobytes() == expected.tobytes():  # nearly always, and found fast
            return None
        right = equal_entries(actual, expected)
        if right.all():
            return None
        where = tuple(int(index) for index in np.unravel_index(int(np.argmin(right)), right.shape))
        place = f"{self.name} at {list(where)}" if where else self.name
        rest = f" ({int((~right).sum())} of {right.size} entries differ)" if right.size > 1 else ""
        if actual.dtype.kind == "b":
            truth = bool(actual[where])
            if expected.dtype.kind != "b":
                return f"{place} is {truth}, where a number was asked{rest}"
            return f"{place} is {truth}, and should be {not truth}{rest}"
        number = complex if expected.dtype.kind == "c" else float
        got = number(actual[where])
        off = got - number(expected[where])
        if not np.isfinite(got):
            return f"{place} is {got}, which is not a finite number{rest}"
        if not np.isfinite(off) or isinstance(off, complex):
            return f"{place} is {got:.6g}, which is not what was asked{rest}"
        direction, amount = "large" if off > 0 else "small", "" if is_hidden() else f" by {abs(off):.3g}"
        return f"{place} is {got:.6g}, too {direction}{amount}{rest}"


_HOW: dict[type, Callable[[_Comparing, Any, Any], str | None]] = {
    dict: _Comparing.mapping,
    **dict.fromkeys(_SEQUENCES, _Comparing.sequence),
    **dict.fromkeys((set, frozenset), _Comparing.group),
    Record: _Comparing.record,
    **dict.fromkeys((str, bytes), _Comparing.text),
    **dict.fromkeys((np.ndarray, bool, int, float, complex), _Comparing.number),
    **dict.fromkeys((Fraction, Decimal), _Comparing.rational),
    **dict.fromkeys((datetime.date, datetime.datetime, datetime.time, datetime.timedelta), _Comparing.moment),
}
"""How values of each type that may be expected are compared; any other has to be equal."""

_NOTHING = object()


def _aligned(actual: Iterable[Any], expected: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Pair the items of two sets in their order; what has no other in the other set is beside :data:`_NOTHING`."""
    ours, theirs = sorted(actual, key=order), sorted(expected, key=order)
    i = j = 0
    while i < len(ours) or j < len(theirs):
        if i < len(ours) and j < len(theirs) and difference(ours[i], theirs[j]) is None:
            yield ours[i], theirs[j]
            i, j = i + 1, j + 1
        elif j == len(theirs) or (i < len(ours) and order(ours[i]) < order(theirs[j])):
            yield ours[i], _NOTHING
            i += 1
        else:
            yield _NOTHING, theirs[j]
            j += 1


def _wanted(expected: np.ndarray) -> str:
    """Say what was asked, where that is an array or one number."""
    if expected.ndim:
        return f"an array of shape {expected.shape}"
    return "True or False" if expected.dtype.kind == "b" else "a single number"


def _unmade(actual: list[Any] | tuple[Any, ...], expected: np.ndarray) -> str:
    """Say what stands where an array or a number was asked, and how it becomes that, or why it doesn't."""
    said = describe(actual)
    if not expected.ndim or _boxed(actual, expected):
        return f"{said}{_boxed(actual, expected)}"
    if trouble := no_array(actual):
        return f"{said} {trouble}"
    shape = shape_made_of(actual)
    makes = f"{said}, which makes one of shape {shape}"
    return f"a {type(actual).__name__}; make it one with np.array" if shape == expected.shape else makes


def with_arrays(actual: Any, expected: Any) -> Any:
    """Give a value, with arrays made of the lists and tuples that stand in it where arrays were asked."""
    if isinstance(expected, np.ndarray):
        made = np.array(actual) if isinstance(actual, list | tuple) and not no_array(actual) else None
        return actual if made is None or made.dtype.kind == "O" else made  # of integers too large for one
    if isinstance(expected, dict) and isinstance(actual, dict):
        return {key: with_arrays(value, expected.get(key)) for key, value in actual.items()}
    if isinstance(expected, list | tuple) and isinstance(actual, list | tuple) and len(actual) == len(expected):
        return [with_arrays(*pair) for pair in zip(actual, expected, strict=True)]
    return actual


def _boxed(actual: Any, expected: Any) -> str:
    """Say what to take away where a list or tuple holds nothing but what was asked."""
    if not (isinstance(actual, list | tuple) and len(actual) == 1 and same_form(actual[0], expected)):
        return ""
    return ": is a comma too many behind it?" if isinstance(actual, tuple) else ": are its [ ] too many?"


def _is_large(value: Any) -> bool:
    return type(value) is int and abs(value) > MAX_INTEGER


def _as_float(number: int | Fraction | Decimal) -> float:
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _quoted(value: Any) -> str:
    return repr(value[:MAX_SHOWN]) if isinstance(value, str | bytes) else shown(value)


def _from(text: Any, start: int) -> str:
    """Show what a text holds from a place on; nothing where it ends."""
    return repr(text[start : start + 20]) if start < len(text) else ""


def equal_entries(actual: np.ndarray, expected: np.ndarray, room: float = 1.0) -> np.ndarray:
    """Say of each entry whether it is right; integers and truth values are exactly, or not at all.

    An entry may be off by `room` times the tolerance.
    """
    if expected.dtype.kind in "biu":
        return np.asarray(actual == expected)
    rtol, atol = (room * tolerance for tolerance in TOLERANCE)
    finite = np.abs(expected[np.isfinite(expected)])
    scale = float(finite.max()) if finite.size else 0.0
    with np.errstate(invalid="ignore", over="ignore"):
        near = np.abs(actual - expected) <= rtol * np.abs(expected) + atol * scale + (TINY if scale == 0 else 0.0)
        same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
    return np.asarray((near & np.isfinite(expected)) | same)


def _first(problems: Iterable[str | None]) -> str | None:
    return next((problem for problem in problems if problem), None)
