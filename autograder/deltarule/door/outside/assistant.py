"""Right versions of a unit's functions, from a worker that holds the reference alone."""

import ast
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType, TracebackType
from typing import Any

from deltarule.core.code.calls import Case, Raised, StandIn, built_in
from deltarule.core.code.cells import Cell

from .remote import RemoteSubmission
from .zygotes import Zygote


class Assistant:
    """Answers calls that no recording knows, while a submission is graded. A context manager.

    A right function may call wrong ones of the same file in a form that the reference doesn't use. The worker that
    answers in their place is started when it is first needed, and knows nothing of any check or submission.
    """

    def __init__(
        self, zygote: Zygote, reference: Sequence[Cell], title: str, data: Mapping[str, bytes] = MappingProxyType({})
    ) -> None:
        """Run the `reference`, a unit's solution, in a worker of `zygote`.

        Its `title` is what to call it, `data` the files that it may open.
        """
        self._worker = RemoteSubmission(zygote, reference, title, data=data, ours=True)
        self._reference = reference

    def __enter__(self) -> "Assistant":
        """Give the assistant."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End its worker."""
        self._worker.close()

    def stand_in(self, name: str) -> StandIn:
        """Give the right version of the function `name`; NotImplemented where it can't answer.

        It raises what the reference's text says that it raises.
        """

        def function(*args: Any, **kwargs: Any) -> Any:
            (outcome,) = self._worker.ask(name, [Case(args, kwargs)], False, {})
            if not isinstance(outcome, Raised):
                return outcome.value
            meant = outcome.trouble == "error" and outcome.kind in self._raised.get(name, ())
            if meant and (error := built_in(outcome.kind, outcome.message)):
                raise error
            return NotImplemented

        return function

    @cached_property
    def _raised(self) -> Mapping[str, Collection[str]]:
        """The exceptions that each function of the reference raises by a statement of its own."""
        found = dict[str, set[str]]()
        for definition in (node for cell in self._reference for node in ast.parse(cell.source).body):
            if isinstance(definition, ast.FunctionDef):
                raised = [item.exc for item in ast.walk(definition) if isinstance(item, ast.Raise)]
                called = [item.func if isinstance(item, ast.Call) else item for item in raised]
                found[definition.name] = {item.id for item in called if isinstance(item, ast.Name)}
        return found
