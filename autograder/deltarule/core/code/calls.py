"""Calling a student's function, and what became of the call."""

import ast
import builtins
import contextlib
import copy
import inspect
import io
import linecache
import os
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice, zip_longest
from operator import eq
from types import FrameType
from typing import Any, Generic, Literal, Protocol, TypeVar

import numpy as np

from deltarule.core.distributions import CheckGenerator
from deltarule.core.errors import UserError
from deltarule.core.exceptions.comprehensions import forget_names, names_in
from deltarule.core.exceptions.crashes import explained
from deltarule.core.exceptions.spots import function_name, is_own, is_part_of
from deltarule.core.exceptions.stalls import Stalled, whereabouts
from deltarule.core.kinds import Member, Record, Stream, kind_of
from deltarule.core.limits import MAX_EXCEPTION_MESSAGE, MAX_EXCEPTION_NAME, MAX_FRAMES, MAX_OWN_WORDS, MAX_PRINTED
from deltarule.core.text import counted, read_code
from deltarule.core.values import Opaque, describe, handed_over, map_leaves, plain

from .stubs import is_begun, is_left_behind

Trouble = Literal["error", "not_started", "waiting", "timeout", "crashed"]
F_co = TypeVar("F_co", covariant=True)
_OTHER_NAME = "ufunc '"
"""How NumPy's words begin where it calls a sign by a name that nobody wrote, ``bitwise_xor`` or ``matmul``, and speaks
of loops and casting: beside an explanation, they say nothing."""
_DEBUGGER_LEFT = ("_pytest.outcomes", "Exit")


_CELLS: dict[str, str] = {}
"""What the cells of an open notebook are called, by their made-up files."""


@dataclass(frozen=True)
class Step:
    """Something done with what a call gave: it is called, or an attribute of the name `attribute` is.

    Without `args`, which is never so for what gave itself, the attribute is read and not called.
    """

    attribute: str
    args: tuple[Any, ...] | None
    kwargs: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """One call, and what is looked at of what becomes of it.

    Attributes:
        args: the arguments by place.
        kwargs: those by name.
        steps: what is done with what it gives. If there are any, their values are looked at in its place.
        printed: whether what is printed is looked at in place of values.
        changes: the arguments that are looked at after the call, beside its value, by parameter or by place.
        raises: the class of the exception that is expected, by its name; a subclass will do.
    """

    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    printed: bool = False
    changes: tuple[str | int, ...] = ()
    raises: str = ""

    def then(self, *args: Any, **kwargs: Any) -> "Case":
        """Call what the function gave, too: ``case(2).then(3).then(4)`` asks ``f(2)(3)`` and ``f(2)(4)``."""
        return self.followed_by(Step("", *plain_arguments(args, kwargs)))

    def followed_by(self, step: Step) -> "Case":
        """Do a step more."""
        return replace(self, steps=(*self.steps, step))


def case(*args: Any, **kwargs: Any) -> Case:
    """Write down the arguments of one call: ``case(X, params)`` stands for ``f(X, params)``."""
    return Case(*plain_arguments(args, kwargs))


def plain_arguments(args: Sequence[Any], kwargs: Mapping[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Give arguments as they can cross; functions and generators of random numbers as they are."""
    plain_ones = (plain(value, lent=True) for value in args)
    return tuple(plain_ones), {name: plain(value, lent=True) for name, value in kwargs.items()}


@dataclass(frozen=True)
class Returned:
    """The function came back with `value`; `modified` names the arguments that it had changed by then.

    Where arrays that lie in an argument were written into, it says so: ``the arrays in params``.
    """

    value: Any
    modified: tuple[str, ...] = ()


@dataclass(frozen=True)
class Raised:
    """The function did not come back with a value.

    ``trouble`` is a check's status; ``kind`` the exception's class, or nothing where there is no
    function to call; ``where`` the lines of the student's own
    code on the way to it; ``exception`` the object itself where the code ran in this process (a debugger wants it);
    ``explanation`` what it is about, in a beginner's words, where that is known.
    """

    trouble: Trouble
    kind: str
    message: str
    where: str = ""
    exception: BaseException | None = None
    explanation: str = ""

    @property
    def repeatable(self) -> bool:
        """Whether a function of the same text would say the same: it names no place, and isn't about time or memory."""
        return not self.where and self.trouble not in ("timeout", "crashed") and self.kind != MemoryError.__name__

    @property
    def reason(self) -> str:
        """What is said of it: the explanation, and after it in short what the exception says itself."""
        short = " ".join(self.message.split())
        if not self.explanation or short in self.explanation or short.startswith(_OTHER_NAME):
            return self.explanation or self.message
        return f"{self.explanation} ({short if len(short) <= MAX_OWN_WORDS else short[:MAX_OWN_WORDS] + ' ...'})"


Outcome = Returned | Raised


StandIn = Callable[..., Any]
"""A right version of another function, in the student's place of it; answers NotImplemented where it can't."""


class Unanswered(BaseException):
    """A function calls another one that is wrong, in a way to which no right answer is known here.

    It is no ``Exception``, so that a student's ``except Exception`` lets it through.
    """

    def __init__(self, name: str) -> None:
        """Keep the `name` of the function that was called."""
        super().__init__(name)
        self.name = name


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

        Every call gets copies of its arguments. With `frozen`, a function that touches an argument, even for a
        moment, is found out: :attr:`Returned.modified` names it. While the calls last, `stand_ins` take the place of
        the student's other functions of those names.
        """
        ...

    def beside(self, name: str) -> "Function":
        """Give another of the student's functions, to be called where none but it is."""
        ...

    def only_computes(self, without: Collection[str]) -> bool:
        """Whether it is known to do nothing but compute, in all that it calls but for the functions `without`.

        What it answers then follows from its text and from what those answer it.
        """
        ...


class Functions(Generic[F_co]):
    """Functions as attributes, whatever they are called: ``student.length``. It has no names of its own."""

    def __init__(self, function: Callable[[str], F_co]) -> None:
        """Give `function(name)` for the attribute `name`."""
        self.__function = function

    def __getattr__(self, name: str) -> F_co:
        """Give the function `name`, whether or not anybody has written one."""
        return self.__function(name)


def value_of(function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Call `function` once and return its value.

    Raises:
        CallFailed: there is none.
    """
    (outcome,) = function.observe([case(*args, **kwargs)])
    return value_in(outcome, function.name)


def value_in(outcome: Outcome, name: str) -> Any:
    """Give what a call of the function `name` returned.

    Raises:
        CallFailed: it returned nothing.
    """
    if isinstance(outcome, Raised):
        raise CallFailed(name, outcome)
    return outcome.value


def call(
    name: str,
    function: Callable[..., Any],
    arguments: Case,
    frozen: bool,
    namespace: dict[str, Any],
    interruptible: bool = True,
    explain: bool = True,
) -> Outcome:
    """Call `function` with copies of `arguments`; `namespace` is the student's own, whose lines are worth naming.

    Where it is `interruptible`, what ends all is passed on: Ctrl-C, or a debugger that is left. What it raises is put
    into a beginner's words if somebody will read them: `explain`.
    """
    places = _places_of(arguments.changes, function, arguments)
    try:
        args, kwargs = _copied(arguments, lambda place: frozen and place not in places, namespace)
        value = _given(function, arguments, args, kwargs, places, namespace)
    except UserError:
        raise
    except BaseException as error:  # SystemExit and the like are the student's, too
        if interruptible and _ends_all(error):
            raise
        if frozen and _writes(error):
            outcome = call(name, function, arguments, False, namespace, interruptible, explain)
            written = _written(function, arguments, namespace)
            return Returned(outcome.value, written) if isinstance(outcome, Returned) and written else outcome
        if uncallable := _uncallable(name, function, arguments, error):
            return uncallable
        outcome = raised(name, error, namespace, explain)
        return Returned(expected_error(arguments.raises)) if _is_expected(error, outcome, arguments.raises) else outcome
    modified = _modified(function, arguments, args, kwargs, places) if frozen else ()
    return Returned(value, modified)


def _given(
    function: Callable[..., Any],
    arguments: Case,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    places: Sequence[int | str],
    namespace: Mapping[str, Any],
) -> Any:
    """Call a function, do what follows, and give what is to be looked at."""
    kept = _Kept()
    with contextlib.redirect_stdout(kept) if arguments.printed else contextlib.nullcontext():
        found = function(*args, **kwargs)
        if arguments.steps:
            value: Any = [plain(_stepped(found, step, namespace)) for step in arguments.steps]
        else:
            value = plain(found)
    if arguments.printed:
        return kept.getvalue()
    if arguments.changes:
        return [value, *(plain(args[place] if isinstance(place, int) else kwargs[place]) for place in places)]
    return value


def _stepped(found: Any, step: Step, namespace: Mapping[str, Any]) -> Any:
    """Do a step with what a function gave."""
    if not step.attribute and not callable(found):
        raise TypeError(f"it gives {describe(plain(found))}, where a function was asked")
    target = getattr(found, step.attribute) if step.attribute else found
    if step.args is None:
        return target
    args, kwargs = _copied(Case(step.args, step.kwargs), lambda _: False, namespace)
    return target(*args, **kwargs)


class _Kept(io.StringIO):
    """Keeps what is printed, as far as there is room."""

    def write(self, text: str) -> int:
        """Keep a text."""
        super().write(str.__str__(text)[: max(0, MAX_PRINTED - self.tell())])
        return len(text)


def expected_error(kind: str) -> Any:
    """Give the value that stands for an exception that was expected: one of the class `kind`, or of a subclass."""
    return Member("exception", kind)


def _is_expected(error: BaseException, outcome: "Raised", kind: str) -> bool:
    """Whether an exception is one of the class `kind`, and none of a function that isn't written yet."""
    unwritten = outcome.trouble != "error" or (isinstance(error, NotImplementedError) and kind != "NotImplementedError")
    return not unwritten and kind in [base.__name__ for base in type(error).__mro__]


def _places_of(names: Sequence[str | int], function: Callable[..., Any], arguments: Case) -> tuple[int | str, ...]:
    """Say where arguments stand that are named by their parameters."""
    known = list(_parameter_names(function)) if names else []
    return tuple(known.index(name) if name in known and name not in arguments.kwargs else name for name in names)


def _ends_all(error: BaseException) -> bool:
    """Whether somebody at the keyboard wants an end of it: by Ctrl-C, or by leaving pytest's debugger."""
    return isinstance(error, KeyboardInterrupt) or (type(error).__module__, type(error).__name__) == _DEBUGGER_LEFT


def _writes(error: BaseException) -> bool:
    """Whether this is NumPy's word on writing into an array that can't be written to."""
    return isinstance(error, ValueError) and "read-only" in _text(error)


def _written(function: Callable[..., Any], arguments: Case, namespace: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the arguments whose arrays the function writes into, even for a moment: frozen alone, each makes it fail."""
    found = []
    places: list[tuple[int | str, Any]] = [*enumerate(arguments.args), *arguments.kwargs.items()]
    for place, value in places:
        try:
            args, kwargs = _copied(arguments, partial(eq, place), namespace)
            plain(function(*args, **kwargs))
        except BaseException as error:
            if _writes(error):
                shown = _name_at(place, function)
                found.append(f"the arrays in {shown}" if isinstance(value, list | tuple | dict) else shown)
    return tuple(found)


def _uncallable(name: str, function: Callable[..., Any], arguments: Case, error: BaseException) -> Raised | None:
    """Recognise a call that failed because the function takes other arguments."""
    if not isinstance(error, TypeError) or sum(1 for _ in traceback.walk_tb(error.__traceback__)) > 2:
        return None  # something further inside raised it
    try:
        signature = inspect.signature(function)
        shown = str(signature)
    except Exception:  # there is none, or a default that can't be shown
        return None
    try:
        signature.bind(*arguments.args, **arguments.kwargs)
    except TypeError as mismatch:
        count = len(arguments.args) + len(arguments.kwargs)
        written = f"{name}{shown[:MAX_EXCEPTION_MESSAGE]}"
        message = f"it is called with {counted(count, 'argument')}, but is written as {written}: {mismatch}"
        return Raised("error", "TypeError", message, exception=error)
    return None


def raised(name: str, error: BaseException, namespace: dict[str, Any], explain: bool = True) -> Raised:
    """Describe an exception that left the student's function `name`, or a cell where `name` is empty.

    With `explain` it is said what it is about, too; see :mod:`deltarule.core.exceptions.crashes`.
    """
    own = [(frame, line) for frame, line in traceback.walk_tb(error.__traceback__) if is_own(frame, namespace)]
    if isinstance(error, Unanswered):
        return Raised("waiting", "", str(error))
    if isinstance(error, Stalled):
        return Raised("timeout", "", "", _places(own), error, whereabouts(name, own))
    if isinstance(error, NotImplementedError):
        stub = own[-1][0].f_code.co_name if own else name
        if stub == "<module>":
            return Raised("error", "NotImplementedError", _text(error), exception=error)
        if not own or not is_begun(own[-1][0].f_code):
            if stub == name:
                return Raised("not_started", "NotImplementedError", "", exception=error)
            if own and own[-1][0].f_code.co_qualname == f"{name}.{stub}":  # a method of the class that is asked
                return Raised("not_started", "NotImplementedError", f"{name}.{stub}", exception=error)
            return Raised("error", "NotImplementedError", f"it calls {stub}, which is not started", exception=error)
        frame, line = own[-1]
        if is_left_behind(frame.f_code, line):
            of = "" if stub == name else f"it calls {stub}: "
            said = f"{of}there is code now, but line {line} still says raise NotImplementedError(): delete it"
            return Raised("error", "NotImplementedError", said, _places(own), error)
    if isinstance(error, SyntaxError) and not own:
        # Of an f-string, Python may tell a piece that it made of it, or nothing.
        text = linecache.getline(error.filename or "", error.lineno or 0) or error.text or ""
        text = text.replace("\0", "").strip()
        place = f"{_shown(error.filename)}, line {error.lineno}{f': {_cut(text)}' if text else ''}"
        said = _cut(str(error.msg))
        return Raised("error", type(error).__name__, said, place, error, explained(error, said, namespace) or "")
    miscalled = _miscalled(*own[-1], error) if own and isinstance(error, TypeError) else None
    said = miscalled or _text(error)
    explanation = "" if miscalled or not explain else explained(error, said, namespace) or ""
    if isinstance(error, MemoryError):
        _let_go(error, [frame for frame, _ in own])
    return Raised("error", plain(type(error).__name__[:MAX_EXCEPTION_NAME]), said, _places(own), error, explanation)


def _let_go(error: BaseException, own: Sequence[FrameType]) -> None:
    """Let what filled the memory go, of which the frames of an exception still know: the next call may need it."""
    forget_names(error)
    traceback.clear_frames(error.__traceback__)
    for frame in own:
        _ = frame.f_locals  # up to Python 3.12, what was once asked for stays until it is asked for again


def built_in(kind: str, said: str) -> Exception | None:
    """Give an exception of the built-in class of that name; None where there is none that is made of a text."""
    found = vars(builtins).get(kind)
    try:
        return found(said) if isinstance(found, type) and issubclass(found, Exception) else None
    except TypeError:  # UnicodeDecodeError, ExceptionGroup
        return None


def takes(function: Callable[..., Any], count: int) -> str | None:
    """Say how many arrays one of NumPy's elementwise functions takes, where it is called with `count`, another number.

    NumPy's own word is about the type of "return arrays": what comes after the last array is where to write to.
    """
    if not isinstance(function, np.ufunc) or count == function.nin:
        return None
    return f"takes {counted(function.nin, 'array')}, but is called with {count}"


def _miscalled(frame: FrameType, line: int, error: TypeError) -> str | None:
    """Say which call of a line has the wrong number of arguments; see :func:`takes`."""
    try:
        tree = read_code(linecache.getline(frame.f_code.co_filename, line).strip())
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=arguments):
                if said := takes(names_in(frame, error).get(name, len), len(arguments)):
                    return f"{name} {said}"
    return None


def _places(own: list[tuple[FrameType, int]]) -> str:
    """Name the last of the student's own lines on the way to an exception."""
    own = [item for item, inner in zip_longest(own, own[1:]) if inner is None or not _goes_on(item, inner)]
    own = own[-MAX_FRAMES:]
    names = [function_name(frame.f_code) for frame, _ in own]
    return "\n".join(
        f"{_shown(entry.filename)}, line {entry.lineno}, in {name}: {_cut(entry.line or '')}"
        for name, entry in zip(names, traceback.StackSummary.extract(iter(own)), strict=True)
    )


def _goes_on(outer: tuple[FrameType, int], inner: tuple[FrameType, int]) -> bool:
    """Whether a frame and line on the way say no more than those after them: the same line, or its comprehension's."""
    return outer[1] == inner[1] or is_part_of(inner[0].f_code, outer[0].f_code)


def remember_source(filename: str, text: str) -> None:
    """Let tracebacks show the lines of code that stands in no file."""
    lines = lines_of_code(text)
    linecache.cache[filename] = (len(text), None, lines, filename)


def lines_of_code(text: str) -> list[str]:
    """Cut a text into lines where Python does: a form feed, say, ends none."""
    return list(io.StringIO(text, newline=None))


def name_cells(names: Mapping[str, str]) -> None:
    """Have lines of what a kernel has run told by the cell: `names` has what each text is called."""
    for filename, kept in list(linecache.cache.items()):
        if "ipykernel" in filename and len(kept) == 4 and (name := names.get("".join(kept[2]).strip())):
            _CELLS[filename] = name


def _shown(filename: str | None) -> str:
    """Name a file without its folders, an IPython cell, whose file is a made-up one, as :func:`name_cells` has it."""
    if filename in _CELLS:
        return _CELLS[filename]
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
    return text if len(text) <= MAX_EXCEPTION_MESSAGE else text[:MAX_EXCEPTION_MESSAGE] + " ..."


def _copied(
    arguments: Case, frozen: Callable[[int | str], bool], namespace: Mapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Copy arguments, objects of classes as the student's own `namespace` has them.

    Arrays of those that are `frozen`, by place or name, can't be written to.
    """

    def whole(value: Any) -> Any:
        return handed_over(value, namespace)

    def copied(place: int | str, value: Any) -> Any:
        def of_leaf(leaf: Any) -> Any:
            if isinstance(leaf, np.ndarray):
                leaf = leaf.copy()
                leaf.flags.writeable = not frozen(place)
            elif isinstance(leaf, CheckGenerator):
                raise UserError("The check's own rng is among the arguments of a call; pass generator(rng) instead.")
            elif isinstance(leaf, np.random.Generator):
                leaf = np.random.Generator(copy.copy(leaf.bit_generator))
            return whole(leaf)

        return map_leaves(of_leaf, value, whole)

    args = tuple(copied(place, value) for place, value in enumerate(arguments.args))
    return args, {name: copied(name, value) for name, value in arguments.kwargs.items()}


def _modified(
    function: Callable[..., Any],
    arguments: Case,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
    meant: Sequence[int | str],
) -> tuple[str, ...]:
    """Name the arguments that no longer equal what was handed in, but for those that are `meant` to be changed."""
    pairs: list[tuple[int | str, Any, Any]] = [
        *((i, *pair) for i, pair in enumerate(zip(arguments.args, args, strict=True))),
        *((key, arguments.kwargs[key], kwargs[key]) for key in kwargs),
    ]
    changed = [place for place, before, after in pairs if place not in meant and not _same(before, after)]
    return tuple(_name_at(place, function) for place in changed)


def _name_at(place: int | str, function: Callable[..., Any]) -> str:
    """Name the argument at a place."""
    return (
        place
        if isinstance(place, str)
        else next(islice(_parameter_names(function), place, None), f"argument {place + 1}")
    )


def _parameter_names(function: Callable[..., Any]) -> Iterator[str]:
    try:
        yield from inspect.signature(function).parameters
    except ValueError:
        return


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return isinstance(after, np.ndarray) and before.shape == after.shape and before.tobytes() == after.tobytes()
    if isinstance(before, np.random.Generator | Opaque | Stream) or callable(before):
        return True
    if isinstance(before, Record):
        after = plain(after)
        is_record = isinstance(after, Record) and after._class == before._class and len(after) == len(before)
        return is_record and all(map(_same, before, after))
    if kind_of(before):
        return bool(before == plain(after) or before != before)
    if type(before) is not type(after):
        return False
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(before[key], after[key]) for key in before)
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(_same, before, after))
    return bool(before == after or before != before)
