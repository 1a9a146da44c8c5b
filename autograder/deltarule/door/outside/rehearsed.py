"""Answers in which right versions of other functions took part, kept for the next function of the same text.

Where right versions stand in for all that is wrong of what a function calls, its text alone decides what it asks of
them and what it answers, whoever wrote it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from deltarule.core.code.calls import Case, Outcome, Returned
from deltarule.core.comparison import numbers_in
from deltarule.core.limits import MAX_ANSWERED, MAX_REHEARSED
from deltarule.core.recent import Recent
from deltarule.core.values import duplicate
from deltarule.door.forms import Packer, WireError

from .workers import Answered

Key = tuple[str, frozenset[tuple[str, str]], frozenset[str], bytes]


class Rehearsed:
    """What came of questions with stand-ins, of one unit on one seed: those that were of use last.

    Attributes:
        answered: what right versions answered meanwhile.
    """

    def __init__(self, room: int = MAX_REHEARSED) -> None:
        """Know nothing yet, and have `room` for so many numbers."""
        self._kept = Recent[Key, list[Outcome]](room)
        self.answered = Answered(MAX_ANSWERED)

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

    def again(self, key: Key) -> list[Outcome] | None:
        """Give the answers; None where they aren't known."""
        kept = self._kept.find(key)
        return None if kept is None else [_copied(outcome) for outcome in kept]

    def keep(self, key: Key, outcomes: Sequence[Outcome]) -> None:
        """Keep the answers to a question that the function's text and right versions alone decided."""
        if all(isinstance(item, Returned) or item.repeatable for item in outcomes):
            values = [item.value for item in outcomes if isinstance(item, Returned)]
            self._kept.keep(key, [_copied(item) for item in outcomes], len(outcomes) + numbers_in(values).size)


def _copied(outcome: Outcome) -> Outcome:
    return replace(outcome, value=duplicate(outcome.value)) if isinstance(outcome, Returned) else outcome
