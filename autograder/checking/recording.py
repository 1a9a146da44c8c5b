"""Recorded answers: written down while the checks run on the reference, and replayed by turn to a submission.

A recording made with the public seed is part of the students' kit; one made with a secret seed serves a cohort. What
a check may ask is what it asked while recording: so nothing of the solutions runs, or is at hand, while student code
does, and a check can ask the reference only about inputs of its own, never about what a student returned.
"""

import copy
import io
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from autograder.errors import UserError
from autograder.student.calling import Case, Outcome, Returned, StandIn
from autograder.student.loading import LoadedCode
from autograder.student.values import map_leaves, plain

from .mistakes import Fingerprint, fingerprint, fingerprint_of_values
from .reference import Answers, Listed, LiveReference, Question, Reference


@dataclass
class Recorder:
    """A source that writes down what the live reference answers, check by check."""

    source: LiveReference
    calls: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    sentences: dict[str, str] = field(default_factory=dict)
    numbers: list[np.ndarray] = field(default_factory=list)
    size: int = 0
    _check: str = ""

    def begin(self, check: str) -> Reference:
        """Give the reference for one check."""
        self._check = check
        self.calls[check] = []
        return Reference(self)

    def parameters(self, function: str) -> list[str]:
        """See :class:`Source`."""
        return self.source.parameters(function)

    def answer(self, question: Question) -> Answers:
        """See :class:`Source`."""
        answers = self.source.answer(question)
        right = [fingerprint(outcome) for outcome in answers.outcomes]
        wrong = [
            (name, sentence, prints)
            for name, sentence, prints in answers.mistakes()
            if not all(a.matches(b) for a, b in zip(prints, right, strict=True))
        ]
        self.sentences.update({name: sentence for name, sentence, _ in wrong})
        self.calls[self._check].append(
            {
                "function": question.function,
                "parameters": self.parameters(question.function),
                "asked": _packed(_asked(question.cases)) if question.mistakes else None,
                "values": [self._pack(outcome.value) for outcome in answers.outcomes if isinstance(outcome, Returned)],
                "mistakes": {name: [_packed(item) for item in prints] for name, _, prints in wrong},
                "uses": {
                    name: {"parameters": self.parameters(name), "defaults": self.source.defaults(name), "told": told}
                    for name, told in self._record_uses(question, answers.stand_ins()).items()
                },
            }
        )
        return answers

    def _record_uses(self, question: Question, stand_ins: dict[str, StandIn]) -> dict[str, list[Any]]:
        """Write down what the function asks of the others while it answers."""
        told: dict[str, list[Any]] = {name: [] for name in stand_ins}

        def telling(name: str, stand_in: StandIn) -> StandIn:
            def function(*args: Any, **kwargs: Any) -> Any:
                asked = _packed(
                    _asked([_by_position(Case(args, kwargs), self.parameters(name), self.source.defaults(name))])
                )
                value = stand_in(*args, **kwargs)
                states = [item.bit_generator.state for item in _generators(args, kwargs)]
                told[name].append([asked, self._pack(plain(value)), states])
                return value

            return function

        if stand_ins:
            telling_ones = {name: telling(name, stand_in) for name, stand_in in stand_ins.items()}
            LoadedCode(self.source.module, "").observe(question.function, question.cases, stand_ins=telling_ones)
            for name, further in question.uses.items():
                for item in further:
                    telling_ones[name](*item.args, **item.kwargs)
        return told

    def save(self) -> bytes:
        """Give the recording as an ``.npz`` archive, the same bytes for the same answers."""
        index = json.dumps({"calls": self.calls, "sentences": self.sentences})
        flat = np.concatenate([array.ravel() for array in self.numbers]) if self.numbers else np.zeros(0)
        buffer = io.BytesIO()
        np.savez_compressed(buffer, index=np.frombuffer(index.encode(), np.uint8), numbers=flat)
        return buffer.getvalue()

    def _pack(self, value: Any) -> Any:
        """Write a value as JSON, its numbers as places in the flat array."""
        if isinstance(value, dict):
            return {"dict": {key: self._pack(item) for key, item in value.items()}}
        if isinstance(value, list | tuple):
            return {type(value).__name__: [self._pack(item) for item in value]}
        if isinstance(value, np.ndarray):
            self.numbers.append(value.astype(np.float64))
            start, self.size = self.size, self.size + value.size
            return {"array": [start, list(value.shape), value.dtype.str]}
        return {"is": value}


class Recording:
    """Recorded answers. They serve any number of submissions: all are asked the same questions."""

    def __init__(self, archive: bytes, title: str) -> None:
        """Read a recording out of the bytes of its archive; `title` is what to call it.

        Raises:
            UserError: it is damaged.
        """
        try:
            with np.load(io.BytesIO(archive), allow_pickle=False) as arrays:
                index = json.loads(arrays["index"].tobytes().decode())
                self._numbers = arrays["numbers"]
            self._calls: dict[str, list[dict[str, Any]]] = index["calls"]
            self._sentences: dict[str, str] = index["sentences"]
        except Exception as error:  # whatever zipfile, NumPy and json make of a damaged archive
            raise UserError(f"The recorded answers {title} are damaged; unpack the kit again.") from error
        self.title = title
        self._ready: dict[str, list[_Call]] = {}

    @classmethod
    def read(cls, path: Path) -> "Recording":
        """Read a recording from a file.

        Raises:
            UserError: the file is missing or damaged.
        """
        try:
            return cls(path.read_bytes(), str(path))
        except OSError as error:
            raise UserError(f"The recorded answers {path} cannot be read; unpack the kit again.") from error

    def begin(self, check: str) -> Reference:
        """Give the reference for one check, at its first answer."""
        if check not in self._ready:
            self._ready[check] = [_Call(self, recorded) for recorded in self._calls.get(check, [])]
        return Reference(_Replay(self.title, check, iter(self._ready[check])))

    def same_answers(self, other: "Recording") -> bool:
        """Whether two recordings answer alike, up to the rounding by which machines differ."""
        return _close(self._calls, other._calls) and bool(
            self._sentences == other._sentences
            and self._numbers.shape == other._numbers.shape
            and np.allclose(self._numbers, other._numbers, rtol=1e-9, atol=1e-12, equal_nan=True)
        )

    def unpack(self, packed: dict[str, Any]) -> Any:
        """Read a value back."""
        ((kind, content),) = packed.items()
        if kind == "dict":
            return {key: self.unpack(item) for key, item in content.items()}
        if kind in ("list", "tuple"):
            items = [self.unpack(item) for item in content]
            return tuple(items) if kind == "tuple" else items
        if kind == "array":
            start, shape, dtype = content
            array = self._numbers[start : start + math.prod(shape)].reshape(shape).astype(dtype)
            array.flags.writeable = False  # it answers the next submission, too
            return array
        return content

    def sentence(self, name: str) -> str:
        """Give the sentence of the mistake `name`."""
        return self._sentences[name]


class _Call:
    """One recorded call, read from the archive when it is first needed."""

    def __init__(self, recording: Recording, recorded: dict[str, Any]) -> None:
        self._recording = recording
        self._recorded = recorded
        self.function: str = recorded["function"]
        self.parameters: list[str] = recorded["parameters"]

    @cached_property
    def asked(self) -> Fingerprint | None:
        return _unpacked(self._recorded["asked"]) if self._recorded["asked"] else None

    @cached_property
    def _values(self) -> list[Any]:
        return [self._recording.unpack(value) for value in self._recorded["values"]]

    def outcomes(self) -> list[Outcome]:
        """Give the outcomes, in lists and dicts of the asker's own."""
        return [Returned(map_leaves(lambda leaf: leaf, value)) for value in self._values]

    @cached_property
    def mistakes(self) -> list[Listed]:
        return [
            (name, self._recording.sentence(name), [_unpacked(item) for item in prints])
            for name, prints in self._recorded["mistakes"].items()
        ]

    @cached_property
    def stand_ins(self) -> dict[str, StandIn]:
        return {name: self._stand_in(**recorded) for name, recorded in self._recorded["uses"].items()}

    def _stand_in(self, parameters: list[str], defaults: dict[str, Any], told: list[Any]) -> StandIn:
        known = [(_unpacked(asked), value, states) for asked, value, states in told]

        def function(*args: Any, **kwargs: Any) -> Any:
            asked = _asked([_by_position(Case(args, kwargs), parameters, defaults)])
            for question, value, states in known:
                if question.matches(asked):
                    for generator, state in zip(_generators(args, kwargs), states, strict=True):
                        generator.bit_generator.state = state
                    return map_leaves(copy.copy, self._recording.unpack(value))  # the caller's to change
            return NotImplemented

        return function


@dataclass
class _Replay:
    """The calls of one check, in turn."""

    title: str
    check: str
    calls: Iterator[_Call]
    _parameters: list[str] = field(default_factory=list)

    def parameters(self, function: str) -> list[str]:
        return self._parameters

    def answer(self, question: Question) -> Answers:
        call = next(self.calls, None)
        asked = call.asked if call else None
        if call is None or call.function != question.function or (asked and not asked.matches(_asked(question.cases))):
            raise UserError(
                f"The recorded answers {self.title} do not belong to {self.check}: "
                "unpack the kit again, and if you installed an earlier one, run `pip install .` in the new one."
            )
        self._parameters = call.parameters
        return Answers(call.outcomes(), lambda: call.mistakes, lambda: call.stand_ins)


def _asked(cases: Sequence[Case]) -> Fingerprint:
    return fingerprint_of_values([[list(arguments.args), arguments.kwargs] for arguments in cases])


def _by_position(arguments: Case, parameters: Sequence[str], defaults: Mapping[str, Any]) -> Case:
    """Write every argument by position, the defaults too: all ways of writing a call are one call."""
    args, rest = list(arguments.args), {**defaults, **arguments.kwargs}
    for name in parameters[len(args) :]:
        if name not in rest:
            break
        args.append(rest[name])
    taken = set(parameters[: len(args)])
    return Case(tuple(args), {name: value for name, value in arguments.kwargs.items() if name not in taken})


def _generators(args: Sequence[Any], kwargs: Mapping[str, Any]) -> list[np.random.Generator]:
    return [item for item in [*args, *kwargs.values()] if isinstance(item, np.random.Generator)]


def _packed(item: Fingerprint) -> list[Any]:
    return [item.shape, *item.sums]


def _unpacked(packed: list[Any]) -> Fingerprint:
    return Fingerprint(packed[0], tuple(packed[1:]))


def _close(one: Any, other: Any) -> bool:
    """Compare nested JSON, numbers up to rounding."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-9 * max(abs(one), abs(other), 1.0)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_close(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_close, one, other))
    return bool(one == other)
