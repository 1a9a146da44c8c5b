"""The reference: the right answers, as a check asks for them, and the solutions that they come from."""

import importlib
import inspect
import sys
import types
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from autograder.errors import UserError
from autograder.student.calling import Case, Outcome, Raised, Returned, StandIn, call
from autograder.student.values import map_leaves, summarise

from .mistakes import Alternative, Fingerprint, Mistake, fingerprint
from .sealing import seal

Listed = tuple[str, str, list[Fingerprint]]
"""A mistake's name, its sentence, and the fingerprints of its outcomes, a case each."""


@dataclass(frozen=True)
class Answers:
    """What the reference answers to a list of cases; when asked, what every listed mistake would, and stand-ins."""

    outcomes: list[Outcome]
    mistakes: Callable[[], list[Listed]]
    stand_ins: Callable[[], dict[str, StandIn]]


@dataclass(frozen=True)
class Question:
    """What a check asks the reference: a function, the cases, and what it wants to know besides.

    Attributes:
        function: the function to call.
        cases: the arguments of each call.
        frozen: whether arguments must stay untouched.
        uses: the functions for which stand-ins are wanted, with calls that they should know besides the reference's.
        mistakes: whether the listed mistakes' answers are wanted.
        sealed: whether the answer is wanted as seals, by which one can compare but not read it.
    """

    function: str
    cases: Sequence[Case]
    frozen: bool = False
    uses: Mapping[str, Sequence[Case]] = field(default_factory=dict)
    mistakes: bool = True
    sealed: bool = False


class Source(Protocol):
    """Where answers come from."""

    def parameters(self, function: str) -> list[str]:
        """Name the parameters of `function`."""
        ...

    def answer(self, question: Question) -> Answers:
        """Answer a question."""
        ...


class Reference:
    """The reference as a check sees it: ``reference.forward_prop(X, params)``."""

    def __init__(self, source: Source) -> None:
        """Answer from `source`."""
        self._source = source

    def __getattr__(self, name: str) -> "ReferenceFunction":
        """Give the reference's function `name`."""
        return ReferenceFunction(name, self._source)


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
            raise UserError(f"The reference {self.name} raised {outcome.kind}: {outcome.message}.")
        return outcome.value

    def answer(
        self, cases: Sequence[Case], *, frozen: bool = False, uses: Mapping[str, Sequence[Case]] | None = None
    ) -> Answers:
        """Answer every case, say what each listed mistake answers, and give stand-ins for the functions it `uses`."""
        return self._source.answer(Question(self.name, cases, frozen, uses or {}))

    def sealed(self) -> Answers:
        """Answer a call without arguments in seals."""
        return self._source.answer(Question(self.name, [Case(())], sealed=True))

    def describe(self, arguments: Case) -> str:
        """Name the arguments of a call, with their shapes, for a message."""
        named = [*zip(self._source.parameters(self.name), arguments.args, strict=False), *arguments.kwargs.items()]
        return ", ".join(f"{name} {summarise(value)}" for name, value in named)


@dataclass
class LiveReference:
    """The solutions, imported. Mistakes are run only when they are asked about."""

    module: types.ModuleType
    listed: list[Mistake] = field(default_factory=list)

    def parameters(self, function: str) -> list[str]:
        """See :class:`Source`."""
        return list(inspect.signature(getattr(self.module, function)).parameters)

    def defaults(self, function: str) -> dict[str, Any]:
        """Give the defaults that `function` has for its last parameters, those that JSON can hold."""
        given = inspect.signature(getattr(self.module, function)).parameters.values()
        return {item.name: item.default for item in given if isinstance(item.default, int | float | str)}

    def answer(self, question: Question) -> Answers:
        """See :class:`Source`."""
        known = [item for item in self.listed if item.function == question.function and question.mistakes]
        return Answers(
            self._run(getattr(self.module, question.function), question),
            lambda: [(item.name, item.sentence, self._prints(item, question)) for item in known],
            lambda: {name: getattr(self.module, name) for name in question.uses},
        )

    def _prints(self, item: Mistake, question: Question) -> list[Fingerprint]:
        return [fingerprint(outcome) for outcome in self._run(item.body, question)]

    def _run(self, function: Callable[..., Any], question: Question) -> list[Outcome]:
        with np.errstate(all="ignore"):
            outcomes = [
                call(question.function, function, arguments, question.frozen, vars(self.module))
                for arguments in question.cases
            ]
        return [_handed_out(outcome, question) for outcome in outcomes]


def _handed_out(outcome: Outcome, question: Question) -> Outcome:
    """Make an answer what a recording makes of it: arrays that can't be written to, or seals."""
    if not isinstance(outcome, Returned):
        return outcome

    def protected(leaf: Any) -> Any:
        if isinstance(leaf, np.ndarray):
            leaf.flags.writeable = False
        return leaf

    if question.sealed:
        return Returned(seal(outcome.value, question.function))
    return Returned(map_leaves(protected, outcome.value), outcome.modified)


def load_solution(path: Path) -> types.ModuleType:
    """Import a solution file as an ordinary module.

    Its folder becomes a package of a private name, so that a solution and a student's file of the same name
    never meet in ``sys.modules``, and mistakes can say ``from .ann import sigmoid``.

    Raises:
        UserError: the file is missing or cannot be imported.
    """
    package = f"deltarule_solution_{zlib.crc32(str(path.parent).encode()):x}"
    if package not in sys.modules:
        parent = types.ModuleType(package)
        parent.__path__ = [str(path.parent)]
        sys.modules[package] = parent
    try:
        return importlib.import_module(f"{package}.{path.stem}")
    except Exception as error:
        raise UserError(f"{path} could not be imported: {type(error).__name__}: {error}") from error


def listed_in(path: Path, kind: type[Mistake] | type[Alternative]) -> list[Any]:
    """Read the mistakes or the alternatives that a file lists, in its order; none where there is no file."""
    if not path.is_file():
        return []
    module = load_solution(path)
    return [value.listed for value in vars(module).values() if isinstance(getattr(value, "listed", None), kind)]
