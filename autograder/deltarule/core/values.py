"""The values that pass between checks and student code.

``None``, booleans, numbers, strings, numeric arrays, lists, tuples, dicts, and what :mod:`deltarule.core.kinds` adds.
Whatever else a function returns becomes an :class:`Opaque` that says what it was.
"""

import copy
import dataclasses
import datetime
import enum
from collections.abc import Callable, Hashable, ItemsView, Iterable, Iterator, KeysView, Mapping, ValuesView
from dataclasses import dataclass, field
from itertools import islice
from types import BuiltinFunctionType, CoroutineType, FunctionType, MethodDescriptorType, MethodType
from typing import Any

import numpy as np

from deltarule.core.text import counted

from .kinds import KINDS, Kind, Member, Record, Stream, Unfit, find_kind, order
from .limits import MAX_ALL_ITEMS, MAX_DEPTH, MAX_INTEGER_BITS, MAX_ITEMS, MAX_SHOWN

FUNCTIONS = (FunctionType, BuiltinFunctionType, MethodType, MethodDescriptorType, np.ufunc, type(np.sum))
"""What is called a function: Python's, and NumPy's, whose types have names that say nothing to a beginner."""
_MAX_NAMED = 20
"""Keys of a dict that are named."""
_TYPES = {
    int: "an int",
    bool: "a bool",
    float: "a float",
    complex: "a complex number",
    str: "a string",
    bytes: "bytes",
    datetime.timedelta: "a timedelta",
}


@dataclass(frozen=True)
class Opaque:
    """Something that a student's function returned and that no check can use; ``what`` describes it."""

    what: str


def plain(value: Any, *, lent: bool = False) -> Any:
    """Rebuild `value` out of base types and the plain types of :mod:`deltarule.core.kinds`.

    Subclasses are dropped: an array subclass with an ``==`` of its own comes out as an ordinary array.
    NumPy scalars become 0-d arrays, so that their dtype is kept. What can be gone through once is gone through, and
    what it raises then is raised here.

    Args:
        value: anything.
        lent: whether functions and generators of random numbers, which may be lent to a student, stay as they are.
    """
    try:
        return _Rebuilding(lent).of(value, 0)
    except _Broken as broken:
        raise broken.error  # noqa: B904 - it is the cause
    except MemoryError:
        raise  # it says nothing of the value
    except Exception:  # a class of the student's, whose own methods raise
        return Opaque("something that can't be read")


class _Broken(Exception):  # noqa: N818 - it carries an error
    """What was gone through raised an `error` of its own."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error


@dataclass(frozen=True)
class _Rebuilding:
    """Rebuilds values; see :func:`plain`."""

    lent: bool
    around: set[int] = field(default_factory=set)
    """The containers that are being rebuilt, by identity: one that lies in itself is nested without end, and often."""
    room: Iterator[int] = field(default_factory=lambda: iter(range(MAX_ALL_ITEMS)))
    """For what is still to be rebuilt: a list of ten lists that are one and the same, and so on, is 10**16 lists."""

    def of(self, value: Any, depth: int) -> Any:
        """Rebuild a value that lies in `depth` others."""
        if depth > MAX_DEPTH or id(value) in self.around:
            return Opaque(f"containers nested more than {MAX_DEPTH} deep")
        if next(self.room, None) is None:
            return Opaque(f"more than {MAX_ALL_ITEMS:,} items in all")
        if value is None or isinstance(value, bool | Opaque):
            return value
        if isinstance(value, np.ndarray | np.generic) and not isinstance(value, str | bytes):
            array = _plain_array(np.array(value, subok=False))
            # What is lent stays what it is: a scalar can't be written to, and a student's code may rely on it.
            return array[()] if self.lent and isinstance(value, np.generic) and not isinstance(array, Opaque) else array
        if isinstance(value, int):
            number = int(value)
            bits = number.bit_length()
            return number if bits <= MAX_INTEGER_BITS else Opaque(f"an integer of more than {MAX_INTEGER_BITS:,} bits")
        if isinstance(value, float):
            return float(value)
        if isinstance(value, str):
            return _plain_text(value)
        if self.lent and (callable(value) or isinstance(value, np.random.Generator)):
            return value
        self.around.add(id(value))
        try:
            return self._container(value, depth)
        finally:
            self.around.discard(id(value))

    def _container(self, value: Any, depth: int) -> Any:
        """Rebuild what holds others, or is none of the base types."""
        if isinstance(value, Iterator | KeysView | ValuesView | ItemsView):
            return self._made(KINDS["stream"], [self.of(item, depth + 1) for item in _told(value)])
        if isinstance(value, list | tuple) and not hasattr(value, "_fields"):
            return self._items(value, depth)
        if isinstance(value, dict) and all(isinstance(key, str) for key in value) and len(value) <= MAX_ITEMS:
            return {_plain_text(key): self.of(item, depth + 1) for key, item in value.items()}
        if kind := find_kind(value):
            try:
                parts = kind.parts(value)
            except Unfit as unfit:
                return Opaque(str(unfit))
            return self._made(kind, self.of(parts, depth + 1 - kind.layers))
        return Opaque(_named(value))

    def _items(self, value: list[Any] | tuple[Any, ...], depth: int) -> Any:
        if len(value) > MAX_ITEMS:
            return Opaque(f"a {type(value).__name__} of {len(value):,} items")
        items = [self.of(item, depth + 1) for item in value]
        return tuple(items) if isinstance(value, tuple) else items

    def _made(self, kind: Kind, parts: Any) -> Any:
        if isinstance(parts, Opaque):
            return parts
        try:
            return kind.made(parts)
        except Unfit as unfit:
            return Opaque(str(unfit))


def _told(values: Iterable[Any]) -> Iterator[Any]:
    """Give what can be gone through once, some more of it than is allowed; what it raises is its own."""
    try:
        yield from islice(values, MAX_ITEMS + 1)
    except Exception as error:
        raise _Broken(error) from error


def opaque_in(value: Any) -> Opaque | None:
    """Find something in a plain value that no check can use."""
    if isinstance(value, Opaque):
        return value
    if isinstance(value, dict):
        value = [*value.keys(), *value.values()]
    is_container = isinstance(value, list | tuple | set | frozenset | Record | Stream)
    return next(filter(None, map(opaque_in, value)), None) if is_container else None


def describe(value: Any) -> str:
    """Say in a few words what `value` is: its shape for an array, its type otherwise."""
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return value.what
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, np.ndarray | np.generic) and not isinstance(value, str | bytes):
        return f"a scalar ({value.dtype})"
    if isinstance(value, Stream):
        return f"a generator of {counted(len(value), 'item')}"
    if isinstance(value, list | tuple | set | frozenset | range):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, dict) and not value:
        return "an empty dict"
    if isinstance(value, dict):
        keys = [shown(key) for key in sorted(value, key=order)[:_MAX_NAMED]]
        more = ["..."] if len(value) > _MAX_NAMED else []
        return f"a dict with the key{'' if len(value) == 1 else 's'} {', '.join(keys + more)}"
    if isinstance(value, Record):
        return f"{_with_article(value._class)} with {', '.join(name for name, _ in value._fields) or 'no fields'}"
    if isinstance(value, Member):
        return f"{value.enumeration}.{value.name}"[:MAX_SHOWN]
    return _TYPES.get(type(value), _with_article(type(value).__name__))


def no_array(value: list[Any] | tuple[Any, ...]) -> str:
    """Say why np.array makes no array of numbers of a list or tuple; nothing where it does."""
    if not all(isinstance(item, np.ndarray | int | float | complex) for item in _items_in(value)):
        return "whose items aren't all numbers"
    return "whose rows aren't equally long" if shape_made_of(value) is None else ""


def _items_in(value: Any) -> Iterator[Any]:
    """Give what lies in lists and tuples, however deep."""
    for item in value:
        yield from _items_in(item) if isinstance(item, list | tuple) else (item,)


def shape_made_of(value: Any) -> tuple[int, ...] | None:
    """Give the shape of the array that lists, tuples and arrays make; None where they are ragged."""
    if not isinstance(value, list | tuple):
        return tuple(np.shape(value))
    shapes = set(map(shape_made_of, value)) or {()}
    shape = shapes.pop()
    return None if shapes or shape is None else (len(value), *shape)


def shown(value: Any) -> str:
    """Show a small value as it would be typed, a long one in part; a text is its own name."""
    if isinstance(value, int) and value.bit_length() > 4 * MAX_SHOWN:
        return f"an integer of {value.bit_length():,} bits"
    if isinstance(value, str | bytes):
        text = value if isinstance(value, str) and value.isprintable() else repr(value[:MAX_SHOWN])
    elif isinstance(value, list | tuple | set | frozenset | range | Stream | dict | Record):
        text = summarise(value)
    elif isinstance(value, Member):
        text = describe(value)
    else:
        text = str(value)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}..."


def summarise(value: Any) -> str:
    """Give an argument in one short phrase for a message: numbers as they are, arrays by shape."""
    if isinstance(value, np.ndarray) and value.ndim:
        return str(value.shape)
    if isinstance(value, np.random.Generator):
        return "a generator"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} {summarise(item)}" for key, item in value.items()) + "}"
    if isinstance(value, Record):
        fields = ", ".join(f"{name}={summarise(item)}" for name, item in value._fields)
        return f"{value._class[:MAX_SHOWN]}({fields})"
    if isinstance(value, list | tuple | range | Stream | set | frozenset):
        items = sorted(value, key=order) if isinstance(value, set | frozenset) else value
        some = [summarise(item) for item in islice(items, 4)] + (["..."] if len(items) > 4 else [])
        begin, end = "{}" if isinstance(value, set | frozenset) else "()" if isinstance(value, tuple) else "[]"
        return begin + ", ".join(some) + ("," if isinstance(value, tuple) and len(some) == 1 else "") + end
    if isinstance(value, np.ndarray | float) and not np.iscomplexobj(value):
        return f"{float(value):.6g}"
    if callable(value):
        return "a function"
    if isinstance(value, str | bytes):
        return repr(value[:MAX_SHOWN]) + ("..." if len(value) > MAX_SHOWN else "")
    return shown(value)


def _key(key: Any) -> str:
    return key if isinstance(key, str) else summarise(key)


def map_leaves(function: Callable[[Any], Any], value: Any, whole: Callable[[Any], Any] = lambda whole: whole) -> Any:
    """Apply `function` to every leaf of nested values, keeping the nesting, and `whole` to every record and stream."""

    def mapped(item: Any) -> Any:
        return map_leaves(function, item, whole)

    if isinstance(value, dict):
        return {key if isinstance(key, str) else mapped(key): mapped(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return type(value)(map(mapped, value))
    if isinstance(value, Record):
        fields = tuple((name, mapped(item)) for name, item in value._fields)
        return whole(Record(value._class, fields, value._ordered))
    if isinstance(value, Stream):
        return whole(Stream(tuple(map(mapped, value.items))))
    return function(value)


def duplicate(value: Any) -> Any:
    """Copy nested values: who changes arrays in the copy, or draws from generators, changes nothing else."""

    def copied(leaf: Any) -> Any:
        if isinstance(leaf, np.ndarray):
            return leaf.copy()
        return copy.deepcopy(leaf) if isinstance(leaf, np.random.Generator) else leaf

    return map_leaves(copied, value)


def exactly(value: Any) -> Hashable:
    """Give what the very same nested values alone give, to the last bit; of others, such as a generator, no two do."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes()
    if isinstance(value, dict):
        return tuple((key, exactly(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return (type(value), *map(exactly, value))
    if isinstance(value, bool | int | float | str | np.generic) or value is None:
        return type(value), repr(value)
    return object()


def handed_over(value: Any, namespace: Mapping[str, Any]) -> Any:
    """Give a record, a stream or a member as student code knows it: an object of its own class of that name.

    Where `namespace`, the student's, has no such class, a record has its fields as attributes all the same.
    """
    if isinstance(value, Stream):
        return iter(value.items)
    if isinstance(value, Member):
        own = namespace.get(value.enumeration)
        return own[value.name] if isinstance(own, enum.EnumMeta) else value
    if isinstance(value, Record):
        own, fields = namespace.get(value._class), dict(value._fields)
        if isinstance(own, type) and (issubclass(own, tuple) if value._ordered else dataclasses.is_dataclass(own)):
            return own(**fields)
    return value


def _plain_array(array: np.ndarray) -> Any:
    if array.dtype.kind not in "biufc":
        return Opaque(f"an array of dtype {array.dtype}")
    if array.dtype.itemsize > (16 if array.dtype.kind == "c" else 8):
        return array.astype(np.complex128 if array.dtype.kind == "c" else np.float64)
    if not array.dtype.isnative:
        return array.astype(array.dtype.newbyteorder("="))
    return array


def _plain_text(text: str) -> str:
    """Give a base string that UTF-8 can carry."""
    return str.__str__(text).encode("utf-8", "replace").decode("utf-8")


def _named(value: Any) -> str:
    """Say what a value is that no check can use: of a function, that it was given back and not called."""
    if isinstance(value, type):
        return "a class"
    if isinstance(value, FUNCTIONS):
        return "a function that wasn't called"
    if isinstance(value, CoroutineType):
        return "a coroutine: is the `async` before its def too many?"
    return _with_article(type(value).__name__)


def _with_article(name: str) -> str:
    printable = "".join(character for character in name if character.isprintable())[:60]
    return f"{'an' if printable[:1].lower() in 'aeiou' else 'a'} {printable}"
