"""An example of a function, small enough to work through by hand: what goes in, what comes out, what is right."""

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import FunctionType
from typing import Any

import numpy as np

from deltarule.core.checking.checks import PUBLIC_SEED, Check, called_before, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.checking.trust import Trust
from deltarule.core.code.call_graph import calls_of
from deltarule.core.code.calls import Case, Functions, Outcome, Raised, Returned, StandIn
from deltarule.core.code.given import changed_given, told_of_given
from deltarule.core.code.loader import LoadedCode
from deltarule.core.code.student import LocalFunction, local_student
from deltarule.core.code.work import load_work
from deltarule.core.comparison import difference
from deltarule.core.course import Course, Unit
from deltarule.core.errors import UserError
from deltarule.core.findings.diagnosis import Evidence, goes_wrong
from deltarule.core.findings.parts import named
from deltarule.core.kinds import Member, Record, Stream
from deltarule.core.limits import MAX_EXAMPLE_NUMBERS, MAX_PRINTED, MAX_SHOWN, MIN_EXAMPLE_NUMBERS
from deltarule.core.values import Opaque, describe, map_leaves, plain, shown

from .debugger import breakpoints
from .docstrings import example_in
from .guesses import meant
from .progress import staying

_NOTHING_GOES_IN = "to be called with, as it takes nothing; its docstring says what it is asked"


@dataclass(frozen=True)
class Example:
    """One call of a function.

    Attributes:
        unit: its unit.
        function: its name.
        code: the student's code.
        parameters: the names of the arguments that stand by place.
        arguments: what it is called with.
        given: what the student's function gives.
        right: what is right; None where that isn't to be told.
        printed: what the student's function printed.
        names: what to call the values of a tuple.
        passes: whether all checks of the function pass.
        wrong: the graded functions before it that it calls and that aren't right themselves, where the value isn't.
        changed: a sentence on each given function that it calls and that was changed, unless the value is right.
    """

    unit: Unit
    function: str
    code: LoadedCode
    parameters: Sequence[str]
    arguments: Case
    given: Outcome
    right: Any
    printed: str
    names: Sequence[str] = ()
    passes: bool = True
    wrong: Sequence[str] = ()
    changed: Sequence[str] = ()

    def parts(self) -> list[tuple[str, Any, Any]] | None:
        """Give the values of a tuple or a dict one by one: name, what is given, what is right; None for others."""
        if not isinstance(self.given, Returned) or type(self.given.value) is not type(self.right):
            return None
        mine, right = self.given.value, self.right
        if isinstance(right, dict) and mine.keys() == right.keys():
            return [(str(key), mine[key], right[key]) for key in right]
        if isinstance(right, tuple) and len(mine) == len(right):
            return [(named((i,), self.names), *pair) for i, pair in enumerate(zip(mine, right, strict=True))]
        return None

    @property
    def differs(self) -> bool:
        """Whether what is given isn't what is right."""
        if self.right is None or not goes_wrong(self.given, Returned(self.right)):
            return False
        # What is gone through, a generator say, has other parts than a list of the same items.
        if isinstance(self.given, Raised) or self.given.modified:
            return True
        return difference(self.given.value, self.right) is not None

    def named(self) -> Iterator[tuple[str, Any]]:
        """Give the arguments with their names."""
        yield from zip([*self.parameters, *[""] * len(self.arguments.args)], self.arguments.args, strict=False)
        yield from self.arguments.kwargs.items()


def example_of(unit: Unit, function: str) -> Example:
    """Choose a call of a function, and make it: the one in its docstring, else the smallest that its checks make.

    Where a function has many right answers, the call that its docstring makes on the way goes before those of its
    checks. The right value is told where the docstring tells it, or its numbers are drawn: what is asked alike in
    grading is not, nor is one of many.

    Raises:
        UserError: none is small enough to look at, or the function takes nothing; or the work or the answers can't be
            read.
    """
    checks = load_checks(unit.checks)
    recording = Recording.read(unit.answers)
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), warnings.catch_warnings(), breakpoints(), staying():
        warnings.simplefilter("ignore")
        code = load_work(unit, dict.fromkeys(item.function for item in checks))
        calls = list(_calls(checks, function, code, recording))
        chosen = _from_docstring(function, code, calls) or _smallest(calls) or _within_docstring(function, code)
        chosen = chosen or _smallest(list(_without_answers(checks, function, code, recording)))
        if not chosen:
            why = "that is small enough to look at" if takes_something(code, function) else _NOTHING_GOES_IN
            raise UserError(f"{function} of {unit.name} has no example {why}.")
        printed.seek(0)
        printed.truncate()
        student = local_student(code)
        (given,) = student.__getattr__(function).observe([chosen.arguments])
        said = printed.getvalue()[:MAX_PRINTED]
        parameters, arguments, told = chosen.parameters, chosen.arguments, chosen.told
        found = Example(unit, function, code, parameters, arguments, given, told, said, chosen.names)
        trust = Trust(checks, student, recording, PUBLIC_SEED)
        if isinstance(given, Returned) and not found.differs:
            found = replace(found, passes=trust.is_right(function))
        if found.right is None or found.differs:
            changed = told_of_given(changed_given([function], code.cells, recording.given), code.cells)
            found = replace(found, changed=changed)
        if found.differs:
            called = called_before(checks, calls_of(code.cells))[function]
            found = replace(found, wrong=[name for name in sorted(called) if not trust.is_right(name)])
    return found


def has_example(unit: Unit, function: str) -> bool:
    """Whether a function has an example to be shown."""
    try:
        example_of(unit, function)
    except UserError:
        return False
    return True


def example(function: str) -> tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]:
    """Give the student's function and the arguments of its example: ``f, args, kwargs = example("length")``.

    Raises:
        UserError: see :func:`example_of`; or there is no such function.
    """
    wanted = meant(Course.find(), function.split())
    if wanted.unit is None or wanted.function is None:
        raise UserError(f"{function!r} is no function of a unit.")
    found = example_of(wanted.unit, wanted.function)
    if not callable(own := getattr(found.code.module, found.function, None)):
        raise UserError(f"{found.function} isn't defined yet.")
    args, kwargs = (
        map_leaves(lambda leaf: leaf.copy() if isinstance(leaf, np.ndarray) else leaf, found.arguments.args),
        dict(found.arguments.kwargs),
    )
    return own, tuple(args), kwargs


def takes_something(code: LoadedCode, function: str) -> bool:
    """Whether a function of a student's takes arguments; so it is held of one that isn't there."""
    own = getattr(getattr(code.module, function, None), "__code__", None)
    return bool(getattr(own, "co_argcount", 1))


@dataclass(frozen=True)
class _Call:
    """A call that a check makes, or a docstring shows: then everyone knows what is right."""

    check: Check | None
    parameters: Sequence[str]
    arguments: Case
    right: Any
    names: Sequence[str]

    @property
    def told(self) -> Any:
        """What is right, where that is to be told."""
        is_public = not self.check or (_is_drawn(self.arguments) and not self.check.fixed)
        return self.right if is_public else None

    @property
    def size(self) -> int:
        """How many numbers go in and come out."""
        return _count([self.arguments.args, self.arguments.kwargs, self.right])

    def order(self) -> tuple[bool, int]:
        """Give what examples are sorted by, the best first: the smallest that isn't too small, else the largest."""
        too_small = self.size < MIN_EXAMPLE_NUMBERS
        return too_small, -self.size if too_small else self.size


def _smallest(calls: Sequence[_Call]) -> _Call | None:
    return min((item for item in calls if item.size <= MAX_EXAMPLE_NUMBERS), key=_Call.order, default=None)


def _from_docstring(function: str, code: LoadedCode, calls: Sequence[_Call]) -> _Call | None:
    """Give the call that a function's docstring shows; None where it shows none that can be made by itself."""
    namespace = vars(code.module)
    try:
        found = example_in(namespace[function].__doc__)
        arguments = found.arguments(function, namespace) if found else None
        right = plain(found.written(namespace)) if found and arguments else None
    except Exception:  # the student's file is theirs to change
        return None
    if arguments is None or right is None:
        return None
    own = namespace[function]
    parameters = own.__code__.co_varnames if isinstance(own, FunctionType) else ()
    return _Call(None, parameters, arguments, right, next((item.names for item in calls), ()))


def _within_docstring(function: str, code: LoadedCode) -> _Call | None:
    """Give the first call that a function's docstring makes on the way to what it shows; None where it makes none."""
    namespace = vars(code.module)
    try:
        found = example_in(namespace[function].__doc__)
        arguments = found.first_arguments(function, namespace) if found else None
    except Exception:  # the student's file is theirs to change
        return None
    own = namespace.get(function)
    parameters = own.__code__.co_varnames if isinstance(own, FunctionType) else ()
    call = _Call(None, parameters, arguments, None, ()) if arguments else None
    return call if call and call.size <= MAX_EXAMPLE_NUMBERS else None


def _calls(checks: Sequence[Check], function: str, code: LoadedCode, recording: Recording) -> Iterator[_Call]:
    """Give the plain calls that the checks of a function make, with what alone is right."""
    student = local_student(code)
    sound = {check.function for check in checks}  # as if they were: then all that is asked is seen
    for check in checks:
        if check.function != function:
            continue
        seen = list[Evidence]()
        check.run(student, recording.begin(check.name, None, seen.append, sound), PUBLIC_SEED)
        for evidence in seen:
            if evidence.judged or evidence.frozen:  # by properties, or by its arguments: other values are right, too
                continue
            for arguments, right in zip(evidence.cases, evidence.right, strict=True):
                plain = not (arguments.steps or arguments.printed or arguments.changes or arguments.raises)
                if plain and (arguments.args or arguments.kwargs) and isinstance(right, Returned):
                    yield _Call(check, evidence.parameters, arguments, right.value, evidence.names)


def _without_answers(checks: Sequence[Check], function: str, code: LoadedCode, recording: Recording) -> Iterator[_Call]:
    """Give the calls whose answers are judged otherwise than by a right one: those with many right answers."""
    seen = list[Case]()
    student = Functions(lambda name: _Watched(name, code, seen if name == function else []))
    for check in checks:
        if check.function == function:
            check.run(student, recording.begin(check.name), PUBLIC_SEED)
    own = getattr(code.module, function, None)
    parameters = own.__code__.co_varnames if isinstance(own, FunctionType) else ()
    for arguments in seen:
        call = _Call(check, parameters, arguments, None, ())
        if (arguments.args or arguments.kwargs) and not arguments.steps and call.size <= MAX_EXAMPLE_NUMBERS:
            yield call


class _Watched(LocalFunction):
    """A function of a student's whose calls are noted."""

    def __init__(self, name: str, code: LoadedCode, seen: list[Case]) -> None:
        super().__init__(name, code)
        self._seen = seen

    def observe(
        self, cases: Sequence[Case], *, frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        self._seen += cases
        return super().observe(cases, frozen=frozen, stand_ins=stand_ins)


def _leaves(value: Any) -> list[Any]:
    found: list[Any] = []
    map_leaves(found.append, value)
    return found


def _count(value: Any) -> int:
    return sum(leaf.size if isinstance(leaf, np.ndarray) else 1 for leaf in _leaves(value))


def _is_drawn(arguments: Case) -> bool:
    """Whether a call's numbers were drawn, by their looks: some aren't whole, nor half or a tenth of a whole one."""
    numbers = [
        np.asarray(leaf, dtype=float).ravel()
        for leaf in _leaves([arguments.args, arguments.kwargs])
        if isinstance(leaf, np.ndarray | float) and np.asarray(leaf).dtype.kind == "f"
    ]
    flat = np.concatenate(numbers) if numbers else np.zeros(0)
    flat = flat[np.isfinite(flat)]
    return bool(np.any(np.round(flat, 4) != flat))


def lines_of_raised(outcome: Raised) -> list[str]:
    """Say what became of a call that gave nothing."""
    if outcome.trouble == "not_started":
        return ["nothing: it is not started"]
    if outcome.trouble == "timeout":
        return [f"nothing: it ran into the time limit ({outcome.message}); {outcome.explanation}"]
    raised = f"it raised {outcome.kind}: " if outcome.kind else ""  # of none, it wasn't there to be called
    return [f"nothing: {raised}{outcome.reason}", *outcome.where.splitlines()]


def written(value: Any) -> str:
    """Write a value for people: arrays with their shapes, numbers with four digits."""
    if isinstance(value, np.ndarray):
        body = np.array2string(value, precision=4, suppress_small=True, separator=", ", threshold=100)
        return f"{body}  {value.shape}" if value.ndim else body
    if isinstance(value, bool | np.bool_):
        return str(bool(value))
    if isinstance(value, float | np.floating):
        return f"{float(value):.6g}"
    if isinstance(value, dict):
        return (
            "{"
            + ",\n ".join(f"{key!r}: {_shifted(written(item), len(repr(key)) + 3)}" for key, item in value.items())
            + "}"
        )
    if isinstance(value, tuple | list):
        opened, closed = ("(", ",)" if len(value) == 1 else ")") if isinstance(value, tuple) else ("[", "]")
        plain = len(str(value)) <= MAX_SHOWN and all(isinstance(item, int | float | str) for item in value)
        return opened + (", " if plain else ",\n ").join(_shifted(written(item), 1) for item in value) + closed
    if isinstance(value, Opaque):
        return value.what
    if isinstance(value, Stream | Record | Member):
        return f"{describe(value)}: {shown(value)}" if isinstance(value, Stream) else shown(value)
    if callable(value):
        return f"the function {getattr(value, '__name__', 'given')}"
    if isinstance(value, np.random.Generator):
        return "a generator of random numbers"
    return repr(value)


def _shifted(text: str, columns: int) -> str:
    return text.replace("\n", "\n" + " " * columns)
