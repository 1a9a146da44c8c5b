"""Answers in which right versions of other functions took part, kept for the next function of the same text.

Where right versions stand in for all that is wrong of what a function calls, its text alone decides what it asks of
them and what it answers, whoever wrote it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from deltarule.core.code.calls import Case, Outcome, Returned, StandIn
from deltarule.core.comparison import numbers_in
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_HEARD, MAX_REHEARSED
from deltarule.core.recent import Recent
from deltarule.core.values import duplicate
from deltarule.door.forms import Packer, WireError

Key = tuple[str, frozenset[tuple[str, str]], frozenset[str], bytes]


@dataclass
class Rehearsal:
    """A question that is asked with stand-ins, and what these are asked meanwhile.

    Attributes:
        calls: what they are asked, as far as there is room.
        left: the functions of which the student's own was called, where the right version had no answer.
        room: for numbers in what they are asked; below 0 where there was too little.
    """

    calls: list[tuple[str, Case]] = field(default_factory=list)
    left: set[str] = field(default_factory=set)
    room: int = MAX_HEARD

    def told(self, stand_ins: Mapping[str, StandIn]) -> dict[str, StandIn]:
        """Give the stand-ins, each of which writes down what it is asked."""
        return {name: self._told(name, stand_in) for name, stand_in in stand_ins.items()}

    def _told(self, name: str, stand_in: StandIn) -> StandIn:
        def function(*args: Any, **kwargs: Any) -> Any:
            self.room -= 1 + numbers_in([args, list(kwargs.values())]).size
            if self.room >= 0:
                self.calls.append((name, Case(*duplicate((args, kwargs)))))
            value = stand_in(*args, **kwargs)
            if value is NotImplemented:
                self.left.add(name)
            return value

        return function


class Rehearsed:
    """What came of questions with stand-ins, of one unit on one seed: those that were of use last."""

    def __init__(self, room: int = MAX_REHEARSED) -> None:
        """Know nothing yet, and have `room` for so many numbers."""
        self._kept = Recent[Key, tuple[list[Outcome], list[tuple[str, Case]]]](room)

    @staticmethod
    def key(
        function: str,
        text: frozenset[tuple[str, str]],
        cases: Sequence[Case],
        frozen: bool,
        stand_ins: Mapping[str, Any],
    ) -> Key | None:
        """Give what decides the answers to a question, where `text` is all that does of the function; or None."""
        callbacks = list[Callable[..., Any]]()
        packer = Packer(callbacks)
        try:
            header = msgspec.msgpack.encode([frozen, [packer.case(item) for item in cases]])
        except (WireError, OverflowError, ValueError, RecursionError):
            return None
        if callbacks:  # what these answer is another's affair
            return None
        question = hashlib.blake2b(header)
        for buffer in packer.buffers:
            question.update(buffer)
        return function, text, frozenset(stand_ins), question.digest()

    def again(self, key: Key, stand_ins: Mapping[str, StandIn]) -> list[Outcome] | None:
        """Give the answers, after asking the stand-ins what they were asked; None where they aren't known."""
        kept = self._kept.find(key)
        if kept is None:
            return None
        outcomes, calls = kept
        for name, asked in calls:
            args, kwargs = duplicate((asked.args, asked.kwargs))
            try:
                stand_ins[name](*args, **kwargs)
            except UserError:
                raise
            except Exception:
                continue  # the function has met it, too
        return [_copied(outcome) for outcome in outcomes]

    def keep(self, key: Key, outcomes: Sequence[Outcome], rehearsal: Rehearsal) -> None:
        """Keep what came of a question, if the function's text and right versions alone decided it."""
        decided = not rehearsal.left and all(isinstance(item, Returned) or item.repeatable for item in outcomes)
        if decided and rehearsal.room >= 0:
            values = [item.value for item in outcomes if isinstance(item, Returned)]
            size = len(outcomes) + numbers_in(values).size + MAX_HEARD - rehearsal.room
            self._kept.keep(key, ([_copied(item) for item in outcomes], rehearsal.calls), size)


def _copied(outcome: Outcome) -> Outcome:
    return replace(outcome, value=duplicate(outcome.value)) if isinstance(outcome, Returned) else outcome
