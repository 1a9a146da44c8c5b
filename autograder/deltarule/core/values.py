"""The values that pass between checks and student code.

``None``, booleans, numbers, strings, numeric arrays, and lists, tuples and string-keyed dicts of them.
Whatever else a function returns becomes an :class:`Opaque` that says what it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from .limits import MAX_DEPTH, MAX_INTEGER, MAX_ITEMS


@dataclass(frozen=True)
class Opaque:
    """Something that a student's function returned and that no check can use; ``what`` describes it."""

    what: str


def plain(value: Any) -> Any:
    """Rebuild `value` out of base types alone.

    Subclasses are dropped: an array subclass with an ``==`` of its own comes out as an ordinary array.
    NumPy scalars become 0-d arrays, so that their dtype is kept.
    """
    try:
        return _rebuilt(value, 0)
    except Exception:  # a class of the student's, whose own methods raise
        return Opaque("something that can't be read")


def _rebuilt(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        return Opaque(f"containers nested more than {MAX_DEPTH} deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, np.ndarray | np.generic) and not isinstance(value, str):
        return _plain_array(np.array(value, subok=False))
    if isinstance(value, int):
        number = int(value)
        return number if abs(number) <= MAX_INTEGER else Opaque("an integer of more than 64 bits")
    if isinstance(value, float):
        return float(value)
    if isinstance(value, complex):
        return complex(value)
    if isinstance(value, str):
        return _plain_text(value)
    if isinstance(value, list | tuple):
        if len(value) > MAX_ITEMS:
            return Opaque(f"a {type(value).__name__} of {len(value):,} items")
        items = [_rebuilt(item, depth + 1) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    if isinstance(value, dict):
        if all(isinstance(key, str) for key in value) and len(value) <= MAX_ITEMS:
            return {_plain_text(key): _rebuilt(item, depth + 1) for key, item in value.items()}
        return Opaque("a dict whose keys are not all strings")
    return Opaque(_with_article(type(value).__name__))


def describe(value: Any) -> str:
    """Say in a few words what `value` is: its shape for an array, its type otherwise."""
    if value is None:
        return "None"
    if isinstance(value, Opaque):
        return value.what
    if isinstance(value, np.ndarray) and value.ndim:
        return f"an array of shape {value.shape}"
    if isinstance(value, np.ndarray):
        return f"a scalar ({value.dtype})"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)}"
    if isinstance(value, dict):
        return f"a dict with the keys {', '.join(sorted(value)) or '(none)'}"
    return {bool: "a bool", int: "an int", float: "a float", complex: "a complex number", str: "a string"}.get(
        type(value), _with_article(type(value).__name__)
    )


def summarise(value: Any) -> str:
    """Give an argument in one short phrase for a message: numbers as they are, arrays by shape."""
    if isinstance(value, np.ndarray) and value.ndim:
        return str(value.shape)
    if isinstance(value, np.random.Generator):
        return "a generator"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} {summarise(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        shown = [summarise(item) for item in value[:4]] + (["..."] if len(value) > 4 else [])
        return "[" + ", ".join(shown) + "]"
    if isinstance(value, np.ndarray | float):
        return f"{float(value):.6g}"
    if callable(value):
        return "a function"
    return repr(value)


def map_leaves(function: Callable[[Any], Any], value: Any) -> Any:
    """Apply `function` to every leaf of nested lists, tuples and dicts, keeping the nesting."""
    if isinstance(value, dict):
        return {key: map_leaves(function, item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        items = [map_leaves(function, item) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return function(value)


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


def _with_article(name: str) -> str:
    printable = "".join(character for character in name if character.isprintable())[:60]
    return f"{'an' if printable[:1].lower() in 'aeiou' else 'a'} {printable}"
