"""Right versions of a unit's functions, from a worker that holds the reference alone."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType, TracebackType
from typing import Any

from deltarule.core.code.calls import Case, Raised, StandIn
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
        self._worker = RemoteSubmission(zygote, reference, title, data=data)

    def __enter__(self) -> "Assistant":
        """Give the assistant."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """End its worker."""
        self._worker.close()

    def stand_in(self, name: str) -> StandIn:
        """Give the right version of the function `name`; NotImplemented where it can't answer."""

        def function(*args: Any, **kwargs: Any) -> Any:
            (outcome,) = self._worker.ask(name, [Case(args, kwargs)], False, {})
            return NotImplemented if isinstance(outcome, Raised) else outcome.value

        return function
