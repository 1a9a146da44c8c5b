"""Calling a student's function, and what became of the call."""

import copy
import inspect
import linecache
import os
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Literal, Protocol

import numpy as np

from .values import Opaque, map_leaves, plain

Trouble = Literal["error", "not_started", "timeout", "crashed"]

MAX_MESSAGE = 500
"""Characters kept of a message that a student's exception carries."""

MAX_NAME = 80
"""Characters kept of the name of an exception's class."""

MAX_FRAMES = 3
"""Lines of the student's code shown on the way to an exception: the innermost ones."""


@dataclass(frozen=True)
class Case:
    """The arguments of one call."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)


def case(*args: Any, **kwargs: Any) -> Case:
    """Write down the arguments of one call: ``case(X, params)`` stands for ``f(X, params)``."""
    return Case(args, kwargs)


@dataclass(frozen=True)
class Returned:
    """The function came back with `value`; `modified` names the arguments that it had changed by then."""

    value: Any
    modified: tuple[str, ...] = ()


@dataclass(frozen=True)
class Raised:
    """The function did not come back with a value.

    ``trouble`` is a check's status; ``kind`` the exception's class; ``where`` the lines of the student's own
    code on the way to it; ``exception`` the object itself where the code ran in this process (a debugger wants it).
    """

    trouble: Trouble
    kind: str
    message: str
    where: str = ""
    exception: BaseException | None = None


Outcome = Returned | Raised


StandIn = Callable[..., Any]
"""A right version of another function, in the student's place of it; answers NotImplemented where it can't."""


class CallFailed(Exception):  # noqa: N818 - it reports an outcome, it is no defect
    """A call to the student's function `name` gave no value; `outcome` says why."""

    def __init__(self, name: str, outcome: Raised) -> None:
        """Keep both; the student's own exception, where there is one, becomes the cause."""
        super().__init__(f"{name} raised {outcome.kind}: {outcome.message}")
        self.name = name
        self.outcome = outcome
        self.__cause__ = outcome.exception


class Function(Protocol):
    """One of the student's functions, here or behind the door."""

    name: str

    def observe(
        self, cases: Sequence[Case], *, frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        """Call the function once a case, all in one message, and say what became of each call.

        Every call gets copies of its arguments. With `frozen`, arrays are read-only and changed containers are
        noticed, so that a function that touches an argument, even for a moment, is found out. While the calls
        last, `stand_ins` take the place of the student's other functions of those names.
        """
        ...


def value_of(function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call `function` once and return its value.

    Raises:
        CallFailed: there is none.
    """
    (outcome,) = function.observe([Case(args, kwargs)])
    if isinstance(outcome, Raised):
        raise CallFailed(function.name, outcome)
    return outcome.value


def call(
    name: str,
    function: Callable[..., Any],
    arguments: Case,
    frozen: bool,
    namespace: dict[str, Any],
    interruptible: bool = True,
) -> Outcome:
    """Call `function` with copies of `arguments`; `namespace` is the student's own, whose lines are worth naming.

    Where it is `interruptible`, a KeyboardInterrupt is passed on.
    """
    args, kwargs = _copied(arguments, frozen)
    try:
        value = function(*args, **kwargs)
    except BaseException as error:  # SystemExit and the like are the student's, too
        if interruptible and isinstance(error, KeyboardInterrupt):
            raise
        return _uncallable(name, function, arguments, error) or raised(name, error, namespace)
    return Returned(plain(value), _modified(function, arguments, args, kwargs) if frozen else ())


def _uncallable(name: str, function: Callable[..., Any], arguments: Case, error: BaseException) -> Raised | None:
    """Recognise a call that failed because the function takes other arguments."""
    if not isinstance(error, TypeError) or (error.__traceback__ and error.__traceback__.tb_next):
        return None
    try:
        signature = inspect.signature(function)
        shown = str(signature)
    except Exception:  # there is none, or a default that can't be shown
        return None
    try:
        signature.bind(*arguments.args, **arguments.kwargs)
    except TypeError as mismatch:
        count = len(arguments.args) + len(arguments.kwargs)
        message = f"it is called with {count} arguments, but is written as {name}{shown[:MAX_MESSAGE]}: {mismatch}"
        return Raised("error", "TypeError", message, exception=error)
    return None


def raised(name: str, error: BaseException, namespace: dict[str, Any]) -> Raised:
    """Describe an exception that left the student's function `name`, or a cell where `name` is empty."""
    own = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_globals is namespace]
    if isinstance(error, NotImplementedError):
        stub = own[-1][0].f_code.co_name if own else name
        if stub == name:
            return Raised("not_started", "NotImplementedError", "", exception=error)
        if stub == "<module>":
            return Raised("error", "NotImplementedError", _text(error), exception=error)
        return Raised("error", "NotImplementedError", f"it calls {stub}, which is not started", exception=error)
    if isinstance(error, SyntaxError) and not own:
        place = f"{_shown(error.filename)}, line {error.lineno}: {_cut((error.text or '').strip())}"
        return Raised("error", type(error).__name__, _cut(str(error.msg)), place, error)
    # A comprehension is a frame of its own on the line of its function.
    own = [item for item, inner in zip_longest(own, own[1:]) if inner is None or item[1] != inner[1]]
    frames = traceback.StackSummary.extract(iter(own[-MAX_FRAMES:]))
    where = "\n".join(
        f"{_shown(frame.filename)}, line {frame.lineno}, in {frame.name}: {_cut(frame.line or '')}" for frame in frames
    )
    return Raised("error", plain(type(error).__name__[:MAX_NAME]), _text(error), where, error)


def remember_source(filename: str, text: str) -> None:
    """Let tracebacks show the lines of code that stands in no file."""
    lines = text.splitlines(keepends=True)
    linecache.cache[filename] = (len(text), None, lines, filename)


def _shown(filename: str | None) -> str:
    """Name a file without its folders; an IPython cell, whose file is a made-up one, is "this notebook"."""
    name = os.path.basename(filename or "")
    return (
        name if (name.endswith(".py") and "ipykernel" not in (filename or "")) or ".ipynb" in name else "this notebook"
    )


def _text(error: BaseException) -> str:
    try:
        return _cut(str(plain(str(error))))
    except BaseException:  # an exception of the student's own class, with a __str__ that raises
        return ""


def _cut(text: str) -> str:
    return text if len(text) <= MAX_MESSAGE else text[:MAX_MESSAGE] + " ..."


def _copied(arguments: Case, frozen: bool) -> tuple[tuple[Any, ...], dict[str, Any]]:
    def copied(leaf: Any) -> Any:
        if isinstance(leaf, np.ndarray):
            leaf = leaf.copy()
            leaf.flags.writeable = not frozen
        elif isinstance(leaf, np.random.Generator):
            leaf = np.random.Generator(copy.copy(leaf.bit_generator))
        return leaf

    return map_leaves(copied, arguments.args), map_leaves(copied, arguments.kwargs)


def _modified(
    function: Callable[..., Any], arguments: Case, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[str, ...]:
    """Name the arguments that no longer equal what was handed in."""
    names = _parameter_names(function)
    pairs = [(next(names, f"argument {i}"), *pair) for i, pair in enumerate(zip(arguments.args, args, strict=True), 1)]
    pairs += [(key, arguments.kwargs[key], kwargs[key]) for key in kwargs]
    return tuple(name for name, before, after in pairs if not _same(before, after))


def _parameter_names(function: Callable[..., Any]) -> Iterator[str]:
    try:
        yield from inspect.signature(function).parameters
    except ValueError:
        return


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return isinstance(after, np.ndarray) and before.shape == after.shape and before.tobytes() == after.tobytes()
    if isinstance(before, np.random.Generator) or callable(before) or isinstance(before, Opaque):
        return True
    if type(before) is not type(after):
        return False
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(before[key], after[key]) for key in before)
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(_same, before, after))
    return bool(before == after or before != before)
