"""The reference as a check sees it: the right answers, whether they are computed now or were written down before."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from deltarule.core.code.calls import Case, Functions, Outcome, Raised, StandIn, Step
from deltarule.core.disclosure import told
from deltarule.core.errors import UserError
from deltarule.core.values import summarise

T = TypeVar("T")


class Saw(Protocol):
    """Takes note of what a student's function gave, for the diagnosis: see :mod:`deltarule.core.findings.diagnosis`."""

    def __call__(
        self, given: Sequence[Outcome], names: Sequence[str] = (), judged: bool = False, only: str | None = None
    ) -> None:
        """Take note of what became of each call.

        Args:
            given: what became of it.
            names: those of a tuple's values.
            judged: whether a property was looked at, which other answers than the reference's have, too.
            only: the one of `names` that was asked for, if one was.
        """
        ...


@dataclass(frozen=True)
class Answers:
    """What the reference answers to a list of cases.

    Attributes:
        parameters: the names of the function's parameters.
        outcomes: what became of each call.
        saw: takes note of what the student's function gave.
        helpers: gives right versions of the unit's other graded functions that the reference's own calls, and of what
            the student's is known to call besides: of all, or of those alone that have lost points.
    """

    parameters: Sequence[str]
    outcomes: list[Outcome]
    saw: Saw
    helpers: Callable[[bool], dict[str, StandIn]]


@dataclass(frozen=True)
class Question:
    """What a check asks the reference.

    Attributes:
        function: the function to call.
        cases: the arguments of each call.
        frozen: whether changed arguments are to be noticed.
        mistakes: whether the listed mistakes' answers are wanted.
        sealed: whether the answer is wanted as seals, by which one can compare but not read it.
    """

    function: str
    cases: Sequence[Case]
    frozen: bool = False
    mistakes: bool = True
    sealed: bool = False


class Source(Protocol):
    """Where answers come from."""

    def answer(self, question: Question) -> Answers:
        """Answer a question."""
        ...

    def once(self, make: Callable[[], T]) -> T:
        """See :meth:`ReferenceFunction.once`."""
        return make()


def reference_of(source: Source) -> Functions["ReferenceFunction"]:
    """Give the reference that answers from `source`: ``reference.length(v)``."""
    return Functions(lambda name: ReferenceFunction(name, source))


def unasked(name: str, outcome: Raised) -> UserError:
    """Say what to do where the reference's function `name` raised what no check asks for."""
    return UserError(
        f"The reference {name} raised {outcome.kind}: {outcome.message.rstrip('.')}; mend the solution, draw other "
        "arguments, or, where it is to raise that, let a check of its own ask for it by raises=."
    )


class ReferenceFunction:
    """One function of the reference."""

    def __init__(self, name: str, source: Source) -> None:
        """Name the function `name` of `source`."""
        self.name = name
        self._source = source

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Answer one call."""
        (outcome,) = self._source.answer(Question(self.name, [Case(args, kwargs)], mistakes=False)).outcomes
        if isinstance(outcome, Raised):
            raise unasked(self.name, outcome)
        return outcome.value

    def once(self, make: Callable[[], T]) -> T:
        """Give what `make` makes, which may ask the reference and draw, but knows nothing of the student.

        Where many submissions are asked the same it is made for the first, and given to all. It isn't to be changed,
        and the check draws nothing after it.
        """
        return self._source.once(make)

    def answer(self, cases: Sequence[Case], *, frozen: bool = False) -> Answers:
        """Answer every case, say what each listed mistake answers, and give right versions of what it calls."""
        return self._source.answer(Question(self.name, cases, frozen))

    def sealed(self) -> Answers:
        """Answer a call without arguments in seals."""
        return self._source.answer(Question(self.name, [Case(())], sealed=True))


def describe_case(parameters: Sequence[str], arguments: Case) -> str:
    """Name the arguments of a call, with their shapes, for a message."""
    named = [*zip(parameters, arguments.args, strict=False), *arguments.kwargs.items()]
    given = ", ".join(f"{name} {summarise(value)}" for name, value in named)
    return told("; then ".join([given, *map(told_step, arguments.steps)]))


def told_step(step: Step) -> str:
    """Say what was done in a step."""
    if step.args is None:
        return f".{step.attribute}"
    given = [*map(summarise, step.args), *(f"{name}={summarise(value)}" for name, value in step.kwargs.items())]
    return f"{f'.{step.attribute}' if step.attribute else 'what it gives, called with '}({', '.join(given)})"
