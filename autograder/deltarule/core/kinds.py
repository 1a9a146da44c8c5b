"""The kinds of values beside the plainest ones, each written as what it is made of.

``None``, booleans, numbers of 64 bits, texts, arrays, lists, tuples, and dicts whose keys are texts go as they are. Any
other kind is one entry of :data:`KINDS`: what a value of it is made of, which are simpler values, and how it is made of
them again, within bounds. Who rebuilds, sends, records, digests or sorts values knows that table and no kind by name.
"""

import datetime
import enum
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from .limits import MAX_ALIKE, MAX_FRACTION_BITS, MAX_INTEGER, MAX_INTEGER_BITS, MAX_ITEMS, MAX_MOMENT


class Unfit(ValueError):  # noqa: N818 - it says what a value is
    """A value is beyond the bounds; the text says what it is."""


@dataclass(frozen=True)
class Record:
    """An object of a class with named fields: a dataclass's, or a named tuple's, which has an order.

    Its fields are its attributes: ``point.x``.
    """

    _class: str
    _fields: tuple[tuple[str, Any], ...]
    _ordered: bool = False

    def __getattr__(self, name: str) -> Any:
        """Give the field `name`."""
        for field, value in self.__dict__.get("_fields", ()):
            if field == name:
                return value
        raise AttributeError(f"{self.__dict__.get('_class')} has no field {name!r}")

    def __iter__(self) -> Iterator[Any]:
        """Give the values of the fields."""
        return iter([value for _, value in self._fields])

    def __len__(self) -> int:
        """Count the fields."""
        return len(self._fields)

    def __getitem__(self, index: int) -> Any:
        """Give the value of a field by its place."""
        return self._fields[index][1]


@dataclass(frozen=True)
class Member:
    """A member of an enumeration, by the names of both."""

    enumeration: str
    name: str


@dataclass(frozen=True)
class Stream:
    """What a generator, or anything else that can be gone through once, yields."""

    items: tuple[Any, ...]

    def __iter__(self) -> Iterator[Any]:
        """Give what it yields."""
        return iter(self.items)

    def __len__(self) -> int:
        """Count what it yields."""
        return len(self.items)


@dataclass(frozen=True)
class Kind:
    """A kind of value.

    Attributes:
        type: the type of its plain values.
        fits: whether a value of anybody's is of this kind.
        parts: what it is made of: simpler values, the same for equal ones.
        made: makes it of them; raises :class:`Unfit`, or whatever its own type does, where that can't be.
        layers: how many containers deep in its parts its own contents lie.
    """

    type: type
    fits: Callable[[Any], bool]
    parts: Callable[[Any], Any]
    made: Callable[[Any], Any]
    layers: int = 1


def kind_of(value: Any) -> str | None:
    """Name the kind of a plain value; None where it goes as it is."""
    kind = type(value)
    if kind is int:
        return "int" if abs(value) > MAX_INTEGER else None
    if kind is dict:
        return None if all(type(key) is str for key in value) else "dict"
    return _NAMES.get(kind)


def find_kind(value: Any) -> Kind | None:
    """Find the kind of any value, a student's own class's too; None where it has none."""
    return next((kind for kind in KINDS.values() if kind.fits(value)), None)


def order(value: Any) -> tuple[Any, ...]:
    """Give what plain values that can be hashed are sorted by, whatever their kinds."""
    if isinstance(value, int | float | Fraction):
        return (1, value) if value == value else (2,)
    if isinstance(value, Decimal):
        return (1, Fraction(value)) if value.is_finite() else (2, str(value))
    if isinstance(value, str):
        return (3, value)
    if isinstance(value, list | tuple):
        return (4, tuple(map(order, value)))
    if isinstance(value, dict):
        return (5, tuple((key, order(item)) for key, item in value.items()))
    name = kind_of(value)
    return (6, name, order(KINDS[name].parts(value))) if name else (7, type(value).__name__, str(value)[:100])


def _is_a(*types: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, types)


def _integer(text: str) -> int:
    if len(text) > MAX_INTEGER_BITS // 4 + 3:
        raise Unfit(f"an integer of more than {MAX_INTEGER_BITS:,} bits")
    return int(text, 16)


def _unboxed(value: Any) -> Any:
    """Give NumPy's scalars in what can be hashed as Python's: as arrays they couldn't be."""
    if isinstance(value, np.generic) and not isinstance(value, str | bytes):
        return value.item()
    if type(value) is tuple:
        return tuple(map(_unboxed, value))
    return value


def _sorted(items: Collection[Any]) -> list[Any]:
    return sorted(map(_unboxed, _few(items)), key=order)


def _few(items: Any) -> Any:
    if len(items) > MAX_ITEMS:
        raise Unfit(f"a {type(items).__name__} of {len(items):,} items")
    return items


def _hashed(items: list[Any], what: str) -> list[Any]:
    """Give items that can be looked up quickly: a stranger may choose such as all hash alike.

    Raises:
        Unfit: they do, or they can't be hashed.
    """
    try:
        hashes = list(map(hash, items))
    except TypeError:
        raise Unfit(f"{what} of what can't be hashed") from None
    hashes.sort()
    if any(one == other for one, other in zip(hashes, hashes[MAX_ALIKE:], strict=False)):
        raise Unfit(f"{what} of items that are too much alike")
    return items


def _mapping(pairs: list[Any]) -> dict[Any, Any]:
    _hashed([key for key, _ in pairs], "a dict")
    return {key: value for key, value in pairs}  # noqa: C416 - each is a pair, or this fails


def _range(parts: list[int]) -> range:
    made = range(*parts)
    if max(map(abs, parts)) > MAX_INTEGER or len(made) > MAX_ITEMS:
        raise Unfit(f"a range of more than {MAX_ITEMS:,} numbers")
    return made


def _fraction(parts: list[int]) -> Fraction:
    if max(number.bit_length() for number in parts) > MAX_FRACTION_BITS:
        raise Unfit(f"a fraction of more than {MAX_FRACTION_BITS:,} bits")
    return Fraction(*parts)


def _decimal(text: str) -> Decimal:
    if len(text) > MAX_FRACTION_BITS // 4:
        raise Unfit("a decimal of too many digits")
    number = Decimal(text)
    if number.is_finite() and abs(number.adjusted()) > MAX_FRACTION_BITS // 4:
        raise Unfit("a decimal of too many digits")
    return number


def _moment(of: Any) -> Callable[[str], Any]:
    def made(text: str) -> Any:
        if len(text) > MAX_MOMENT:
            raise Unfit("a moment in too many words")
        return of.fromisoformat(text)

    return made


def _stream(items: list[Any]) -> Stream:
    if len(items) > MAX_ITEMS:
        raise Unfit(f"a generator of more than {MAX_ITEMS:,} items")
    return Stream(tuple(items))


def _record(parts: list[Any]) -> Record:
    name, ordered, names, values = parts
    if not (isinstance(name, str) and all(isinstance(field, str) for field in names)):
        raise Unfit("a record without names")
    return Record(name, tuple(zip(names, values, strict=True)), bool(ordered))


def _is_record(value: Any) -> bool:
    named = isinstance(value, tuple) and isinstance(getattr(value, "_fields", None), tuple)
    return not isinstance(value, type) and (named or is_dataclass(value)) and not isinstance(value, Stream | Member)


def _record_parts(value: Any) -> list[Any]:
    """Take an object of a class with fields apart: those by which objects of it are compared."""
    if isinstance(value, Record):
        names = [name for name, _ in value._fields]
        return [value._class, value._ordered, names, list(value)]
    ordered = isinstance(value, tuple)
    names = list(value._fields) if ordered else [field.name for field in fields(value) if field.compare]
    return [type(value).__name__, ordered, names, [getattr(value, name) for name in names]]


def _member_parts(value: Any) -> list[str]:
    if isinstance(value, Member):
        return [value.enumeration, value.name]
    return [type(value).__name__, str(value.name)]


def _member(parts: list[str]) -> Member:
    enumeration, name = parts
    if not (isinstance(enumeration, str) and isinstance(name, str)):
        raise Unfit("a member without a name")
    return Member(enumeration, name)


KINDS: dict[str, Kind] = {
    "int": Kind(int, lambda value: False, hex, _integer),
    "complex": Kind(complex, _is_a(complex), lambda c: [c.real, c.imag], lambda parts: complex(*map(float, parts))),
    "bytes": Kind(bytes, _is_a(bytes), lambda b: bytes(b).decode("latin-1"), lambda text: text.encode("latin-1")),
    "record": Kind(Record, _is_record, _record_parts, _record, 2),
    "dict": Kind(dict, _is_a(dict), lambda d: [(_unboxed(key), item) for key, item in _few(d).items()], _mapping, 2),
    "set": Kind(set, _is_a(set), _sorted, lambda items: set(_hashed(items, "a set"))),
    "frozenset": Kind(frozenset, _is_a(frozenset), _sorted, lambda items: frozenset(_hashed(items, "a set"))),
    "range": Kind(range, _is_a(range), lambda r: [r.start, r.stop, r.step], _range),
    "stream": Kind(Stream, _is_a(Stream), lambda stream: list(stream.items), _stream),
    "datetime": Kind(
        datetime.datetime,
        _is_a(datetime.datetime),
        datetime.datetime.isoformat,
        _moment(datetime.datetime),
    ),
    "date": Kind(datetime.date, _is_a(datetime.date), datetime.date.isoformat, _moment(datetime.date)),
    "time": Kind(datetime.time, _is_a(datetime.time), datetime.time.isoformat, _moment(datetime.time)),
    "timedelta": Kind(
        datetime.timedelta,
        _is_a(datetime.timedelta),
        lambda span: [span.days, span.seconds, span.microseconds],
        lambda parts: datetime.timedelta(*parts),
    ),
    "fraction": Kind(Fraction, _is_a(Fraction), lambda f: [f.numerator, f.denominator], _fraction),
    "decimal": Kind(Decimal, _is_a(Decimal), lambda number: str(Decimal(number)), _decimal),
    "member": Kind(Member, _is_a(Member, enum.Enum), _member_parts, _member),
}
"""Every kind, by the name under which it is sent and recorded. A value that fits several is of the first."""

_NAMES = {kind.type: name for name, kind in KINDS.items()}
