"""Other functions in the place of a student's own, for a while, whatever these are reached by.

A function may be called by another name, out of a list, as a default argument, or by what is wrapped around it: all of
them hold the one object. So it is the object that answers otherwise meanwhile, by other code. What is no plain function
is replaced under its name alone.
"""

import inspect
import types
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

from deltarule.core.exceptions.spots import STANDING_IN
from deltarule.core.values import handed_over, map_leaves

from .calls import StandIn


@contextmanager
def standing_in(stand_ins: Mapping[str, StandIn], namespace: dict[str, Any]) -> Iterator[None]:
    """Let `stand_ins` answer in place of the functions of those names in a submission's `namespace`.

    Where one has no answer, the student's own function answers, if there is one.
    """
    before = {name: namespace[name] for name in stand_ins if name in namespace}
    functions = {name: before[name] for name in {id(before[name]): name for name in reversed(before)}.values()}
    functions = {name: function for name, function in functions.items() if _is_own_function(function, namespace)}
    own = before | {name: _copy(function) for name, function in functions.items()}
    added = list[str]()
    try:
        for name, stand_in in stand_ins.items():
            answering = _answering(name, stand_in, own, namespace)
            place = f"right {name}" if name in functions else name  # no name of the student's has a space
            namespace[place] = answering
            added.append(place)
            if name in functions:
                _let_answer(functions[name], place)
        yield
    finally:
        for name, function in functions.items():
            _take_over(function, own[name])
        for place in added:
            namespace.pop(place, None)
        namespace.update(before)


def _is_own_function(value: Any, namespace: Mapping[str, Any]) -> bool:
    return type(value) is types.FunctionType and value.__globals__ is namespace


def _answering(name: str, stand_in: StandIn, own: Mapping[str, Any], namespace: Mapping[str, Any]) -> StandIn:
    """Answer with `stand_in`, and with the student's own function, if there is one, where that has no answer."""

    busy = False

    def whole(value: Any) -> Any:
        return handed_over(value, namespace)

    def asked(*args: Any, **kwargs: Any) -> Any:
        nonlocal busy
        busy = True
        try:
            return stand_in(*args, **kwargs)
        finally:
            busy = False

    def function(*args: Any, **kwargs: Any) -> Any:
        if busy:  # the stand-in is built on the very function that it stands in for
            return own[name](*args, **kwargs)
        value = asked(*args, **kwargs)
        if value is NotImplemented and kwargs and (placed := _by_place(own.get(name), args, kwargs)) is not None:
            value = asked(*placed)
        if value is not NotImplemented:
            return map_leaves(whole, value, whole)
        if name not in own:
            raise NameError(f"name {name!r} is not defined")  # as it would be without a stand-in
        return own[name](*args, **kwargs)

    return function


def _by_place(function: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Sequence[Any] | None:
    """Give the arguments of a call of a student's own function by place: its parameters may have other names.

    None where the call doesn't fit it, or there is no such function.
    """
    try:
        bound = inspect.signature(function).bind(*args, **kwargs)
    except (TypeError, ValueError):
        return None
    bound.apply_defaults()
    return bound.args


def _copy(function: types.FunctionType) -> types.FunctionType:
    """Give another function that does what this one does."""
    copied = types.FunctionType(function.__code__, function.__globals__, closure=function.__closure__)
    _take_over(copied, function)
    vars(copied).update(vars(function))
    return copied


def _take_over(function: types.FunctionType, other: types.FunctionType) -> None:
    """Let a function do what another does that closes over as much."""
    function.__code__, function.__defaults__ = other.__code__, other.__defaults__
    function.__kwdefaults__ = other.__kwdefaults__


def _let_answer(function: types.FunctionType, place: str) -> None:
    """Let a function hand all its arguments to what lies at a place of its module."""
    closed_over = len(function.__code__.co_freevars)
    function.__code__ = _handing_over(closed_over).replace(co_names=(place,), co_name=function.__name__)
    function.__defaults__ = function.__kwdefaults__ = None


@cache
def _handing_over(closed_over: int) -> types.CodeType:
    """Compile code that hands all arguments over, and closes over so many variables: as the code that it replaces."""
    names = [f"_{number}" for number in range(closed_over)]
    text = f"""
def around({", ".join(names)}):
    def function(*args, **kwargs):
        if 0: {", ".join(names) or None}
        return answering(*args, **kwargs)
    return function
"""
    made: dict[str, Any] = {}
    exec(compile(text, STANDING_IN, "exec"), made)
    code: types.CodeType = made["around"](*names).__code__
    return code
