"""Recorded answers: written down while the checks run on the reference, and replayed by turn to a submission.

A recording made with the public seed is part of the students' kit; one made with a secret seed serves a cohort. What
a check may ask is what it asked while recording: so nothing of the solutions runs, or is at hand, while student code
does, and a check can ask the reference only about inputs of its own, never about what a student returned.

An archive holds an index in JSON and all numbers in one array. The index has, for each check, its questions in turn:
``function`` and its ``parameters``, ``asked`` (a fingerprint of the arguments), ``values``, ``mistakes`` (by name, the
digests of the parts that are wrong) and ``helpers`` (for each function that the reference calls meanwhile: what it was
asked, and what it said).
"""

import copy
import io
import itertools
import json
import math
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol, cast

import numpy as np

from deltarule.core.code.calls import Case, Functions, Outcome, Returned, StandIn, case
from deltarule.core.comparison import equal_entries
from deltarule.core.errors import UserError
from deltarule.core.findings.diagnosis import Evidence, Finding, Known, Print, diagnose
from deltarule.core.findings.fingerprints import ROUNDED, Digest, Fingerprint, fingerprint_of_values
from deltarule.core.findings.parts import Place, parts_of
from deltarule.core.kinds import KINDS
from deltarule.core.limits import MAX_MET
from deltarule.core.values import exactly, map_leaves

from .reference import Answers, Question, ReferenceFunction, Source, T, reference_of

ROUNDING = 0.25
"""By what share of a student's tolerance recordings of two machines may differ: training makes much of a rounding."""


class Lookup(Protocol):
    """Knows the mistakes, where the recording doesn't."""

    def known(self, question: Question, right: Sequence[Outcome], at: tuple[str, int]) -> Sequence[Known]:
        """Give the mistakes of the function that a question is about, the one at that place of a check."""
        ...

    def sentence(self, name: str) -> str | None:
        """Give the sentence for a mistake."""
        ...


FurtherSearch = Callable[[str, Sequence[Evidence]], Mapping[str, str]]
"""Looks for mistakes of a function that nobody knows beforehand: gives their sentences by name."""

Otherwise = Callable[[str], StandIn]
"""Gives, for a function's name, what answers calls that the recording doesn't know; NotImplemented stands for the
student's own."""


class AskedOtherwise(UserError):  # noqa: N818 - it says what a check did
    """A check asks something else than it asked when its answers were recorded."""

    def __init__(self, title: str, check: str) -> None:
        """Say of which recording, and keep the name of the `check`."""
        super().__init__(f"The recorded answers {title} do not belong to {check}: {_MEND}.")
        self.check = check


class Recording:
    """Recorded answers. They serve any number of submissions: all are asked the same questions.

    A function that fails is asked again with right versions of the functions that it calls. These know the calls that
    the reference makes; what answers others depends on where the checks run (see :data:`Otherwise`).

    Attributes:
        title: what to call it.
        given: the functions that were handed out whole, their texts by their names.
    """

    def __init__(
        self, archive: bytes, title: str, lookup: "Lookup | None" = None, search: "FurtherSearch | None" = None
    ) -> None:
        """Read a recording out of the bytes of its archive; `title` is what to call it.

        Where it has no mistakes, `lookup` knows them; `search` looks for further ones.

        Raises:
            UserError: it is damaged.
        """
        try:
            with np.load(io.BytesIO(archive), allow_pickle=False) as arrays:
                index = json.loads(arrays["index"].tobytes().decode())
                self._numbers = arrays["numbers"]
            self._calls: dict[str, list[dict[str, Any]]] = index["calls"]
            self._sentences: dict[str, str] = index["sentences"]
            self.given: dict[str, str] = index.get("given", {})
            self.lookup = lookup
            self._search = search
        except Exception as error:  # whatever zipfile, NumPy and json make of a damaged archive
            raise UserError(f"The recorded answers {title} are damaged; {_MEND}.") from error
        self.title = title
        self._ready: dict[str, list[_Entry]] = {}
        self._made: dict[str, dict[int, tuple[Any, int]]] = {}

    @classmethod
    def read(cls, path: Path) -> "Recording":
        """Read a recording from a file.

        Raises:
            UserError: the file is missing or damaged.
        """
        try:
            return cls(path.read_bytes(), str(path))
        except OSError as error:
            raise UserError(f"The recorded answers {path} cannot be read; {_MEND}.") from error

    def begin(
        self,
        check: str,
        otherwise: Otherwise | None = None,
        witness: Callable[[Evidence], None] = lambda seen: None,
        sound: Collection[str] = (),
        own: Mapping[str, Collection[str]] = MappingProxyType({}),
    ) -> Functions[ReferenceFunction]:
        """Give the reference for one check, at its first answer.

        Args:
            check: its name.
            otherwise: what answers calls that aren't recorded, if not the student's own function.
            witness: is told what the student gives.
            sound: functions of the student's that have passed all their checks.
            own: the functions graded before that each of the student's calls, whatever the reference calls.
        """
        made = self._made.setdefault(check, {})
        entries = self._entries(check)
        return reference_of(_Replay(self.title, check, entries, made, otherwise or _own, witness, sound, own))

    def _entries(self, check: str) -> "list[_Entry]":
        if check not in self._ready:
            calls = self._calls.get(check, [])
            self._ready[check] = [_Entry(self, check, place, recorded) for place, recorded in enumerate(calls)]
        return self._ready[check]

    @cached_property
    def leans_on(self) -> Mapping[str, Collection[str]]:
        """The graded functions that each one calls, itself or through others."""
        found: dict[str, set[str]] = {}
        for recorded in itertools.chain.from_iterable(self._calls.values()):
            found.setdefault(recorded["function"], set()).update(recorded["helpers"])
        return found

    def same_answers(self, other: "Recording") -> bool:
        """Whether two recordings answer alike, up to the rounding by which machines differ."""
        return _close(self._calls, other._calls) and bool(
            (self._sentences, self.given) == (other._sentences, other.given)
            and self._numbers.shape == other._numbers.shape
            and all(_rounded_alike(self.unpack(item), other.unpack(item)) for item in _arrays_in(self._calls))
        )

    def unpack(self, packed: dict[str, Any]) -> Any:
        """Read a value back."""
        ((kind, content),) = packed.items()
        if kind == "kind":
            name, parts = content
            return KINDS[name].made(self.unpack(parts))
        if kind == "dict":
            return {key: self.unpack(item) for key, item in content.items()}
        if kind in ("list", "tuple"):
            items = [self.unpack(item) for item in content]
            return tuple(items) if kind == "tuple" else items
        if kind == "complex":
            pairs, shape, dtype = content
            return _fixed(self.unpack(pairs).view(np.complex128).reshape(shape).astype(dtype))
        if kind == "integers":
            numbers, shape, dtype = content
            return _fixed(np.array(numbers, dtype).reshape(shape))
        if kind == "array":
            start, shape, dtype = content
            return _fixed(self._numbers[start : start + math.prod(shape)].reshape(shape).astype(dtype))
        return content

    def prints_of(self, mistake: str, function: str) -> list[Print]:
        """Give what a listed mistake answers to each question about its function; nothing where it is right."""
        about = [entry for check in self._calls for entry in self._entries(check) if entry.function == function]
        return [
            {item.name: item.prints for item in entry.known}.get(mistake, {}) for entry in about if entry.is_compared
        ]

    def diagnose(self, function: str, asked: Sequence[Evidence]) -> Finding | None:
        """Make one finding of all that was asked of a function.

        See :func:`deltarule.core.findings.diagnosis.diagnose`.
        """
        sentence = self.lookup.sentence if self.lookup else self._sentences.get
        further = self._search
        if further is None:
            return diagnose(function, asked, sentence)
        return diagnose(function, asked, sentence, partial(further, function))


class _Replay(Source):
    """The answers of one check, in turn."""

    def __init__(
        self,
        title: str,
        check: str,
        entries: "Sequence[_Entry]",
        made: dict[int, tuple[Any, int]],
        otherwise: Otherwise,
        witness: Callable[[Evidence], None],
        sound: Collection[str],
        own: Mapping[str, Collection[str]],
    ) -> None:
        self._sound, self._own = sound, own
        self._witness = witness
        self._title = title
        self._check = check
        self._entries = entries
        self._asked = 0
        self._made = made
        self._otherwise = otherwise

    def answer(self, question: Question) -> Answers:
        """See :meth:`deltarule.core.checking.reference.Source.answer`."""
        entry = self._entries[self._asked] if self._asked < len(self._entries) else None
        if entry is None or not entry.answers(question):
            raise AskedOtherwise(self._title, self._check)
        self._asked += 1
        right = entry.outcomes()

        def saw(
            given: Sequence[Outcome], names: Sequence[str] = (), judged: bool = False, only: str | None = None
        ) -> None:
            """See :class:`deltarule.core.checking.reference.Saw`."""
            known = partial(entry.looked_up, question, right)
            asked, frozen = question.cases, question.frozen
            self._witness(Evidence(entry.parameters, asked, right, given, known, names, frozen, judged, only))

        def helpers(all_of_them: bool) -> dict[str, StandIn]:
            return entry.helpers(self._otherwise, () if all_of_them else self._sound, self._own)

        return Answers(entry.parameters, right, saw, helpers)

    def once(self, make: Callable[[], T]) -> T:
        """Make something for the first submission; give it to the others, as far on in the answers as it was then."""
        at = self._asked
        if at not in self._made:
            self._made[at] = make(), self._asked
        made, self._asked = self._made[at]
        return cast(T, made)


class _Entry:
    """One recorded question, read from the archive when it is first needed."""

    def __init__(self, recording: Recording, check: str, place: int, recorded: dict[str, Any]) -> None:
        self._recording = recording
        self._recorded = recorded
        self._at = (check, place)
        self.function: str = recorded["function"]
        self.parameters: list[str] = recorded["parameters"]
        self._known_cases: Sequence[Case] | None = None
        self._met: dict[tuple[str, Hashable], int] = {}

    def answers(self, question: Question) -> bool:
        """Whether this was the question."""
        if question.function != self.function:
            return False
        asked = self._recorded["asked"]
        if asked is None or self._known_cases is question.cases:
            return True
        same = read_print(asked).matches(print_of_cases(question.cases))
        self._known_cases = question.cases if same else None  # the next submission is asked the very same
        return same

    @cached_property
    def _values(self) -> list[Any]:
        return [self._recording.unpack(packed) for packed in self._recorded["values"]]

    def outcomes(self) -> list[Outcome]:
        """Give the right outcomes; containers are the caller's own, arrays can't be written to."""
        return [Returned(map_leaves(lambda leaf: leaf, value)) for value in self._values]

    @property
    def is_compared(self) -> bool:
        """Whether a student's answers are held against this."""
        return self._recorded["asked"] is not None

    def looked_up(self, question: Question, right: Sequence[Outcome]) -> Sequence[Known]:
        """Give the known mistakes, from wherever they are."""
        lookup = self._recording.lookup
        return lookup.known(question, right, self._at) if lookup else self.known

    @cached_property
    def known(self) -> list[Known]:
        """What known mistakes answer, as recorded here."""
        places = list(parts_of(self._values[0])) if self._values else []
        return [Known(name, _read(packed, places)) for name, packed in self._recorded["mistakes"].items()]

    def helpers(
        self, otherwise: Otherwise, sound: Collection[str], own: Mapping[str, Collection[str]]
    ) -> dict[str, StandIn]:
        """Give right versions of what the function calls, but for what is `sound` and calls nothing that isn't.

        It calls what the reference's does, and what the student's `own` does besides. What calls something wrong is
        asked in its place: one question for all that it would ask.
        """
        leans_on = self._recording.leans_on
        called = dict.fromkeys([*self._recorded["helpers"], *sorted(own.get(self.function, ()))])
        wrong = {name for name in called if name not in sound}
        return {
            name: self._helper(name, otherwise(name))
            for name in called
            if name in wrong or not wrong.isdisjoint([*leans_on.get(name, ()), *own.get(name, ())])
        }

    def _helper(self, name: str, otherwise: StandIn) -> StandIn:
        if name not in self._recorded["helpers"]:
            return otherwise
        told, recorded = self._told[name], self._recorded["helpers"][name]
        turn = 0

        def function(*args: Any, **kwargs: Any) -> Any:
            nonlocal turn
            given = name, exactly((args, kwargs))
            if given not in self._met:
                asked = prints_of_call(by_position(case(*args, **kwargs), recorded["parameters"], recorded["defaults"]))
                order = (*range(turn, len(told)), *range(turn))  # most are asked in the order of the recording
                place = next((place for place in order if _is_same_call(told[place][0], asked)), None)
                if place is None:
                    return otherwise(*args, **kwargs)
                if len(self._met) < MAX_MET:
                    self._met[given] = place
            else:
                place = self._met[given]
            turn = place + 1
            return map_leaves(copy.copy, self._recording.unpack(told[place][1]))  # the caller's to change

        return function

    @cached_property
    def _told(self) -> dict[str, list[tuple[list[Fingerprint], Any]]]:
        """What each helper was asked while the answers were recorded, and what it said."""
        helpers = self._recorded["helpers"].items()
        return {
            name: [([read_print(part) for part in asked], value) for asked, value in recorded["told"]]
            for name, recorded in helpers
        }


def _is_same_call(one: Sequence[Fingerprint], other: Sequence[Fingerprint]) -> bool:
    """Whether what was asked is the same but for rounding: whoever measures a slope asks for what lies close by."""
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(mine.matches(theirs, ROUNDED) for mine, theirs in pairs)


def _fixed(array: np.ndarray) -> np.ndarray:
    """Give an array that can't be written to: it answers the next submission, too."""
    array.flags.writeable = False
    return array


def _read(packed: Any, places: Sequence[Place]) -> Print:
    """Read back what :func:`write_digests` wrote, of answers whose right parts lie at `places`."""
    if isinstance(packed, list):
        return Digest(packed[0], tuple(packed[1:]))
    return {places[int(number)]: Digest(item[0], tuple(item[1:])) for number, item in packed.items()}


def write_digests(prints: Print, right: Sequence[Outcome]) -> Any:
    """Write down a mistake's answers to a question as JSON has them: parts by their number in the first right one."""

    def written(item: Digest) -> list[Any]:
        return [item.shape, *(float(f"{number:.8g}") for number in item.sums)]

    if isinstance(prints, Digest):
        return written(prints)
    first = next((outcome.value for outcome in right if isinstance(outcome, Returned)), None)
    places = list(parts_of(first))
    return {str(places.index(place)): written(item) for place, item in prints.items()}


def _own(name: str) -> StandIn:
    """Leave calls that the recording doesn't know to the student's own function."""
    return lambda *args, **kwargs: NotImplemented


def print_of_cases(cases: Sequence[Case]) -> Fingerprint:
    """Digest the arguments of calls."""
    return fingerprint_of_values([_asked(item) for item in cases])


def _asked(item: Case) -> list[Any]:
    steps = [[step.attribute, list(step.args or ()), step.kwargs] for step in item.steps]
    return [list(item.args), item.kwargs, *steps]


def prints_of_call(arguments: Case) -> list[Fingerprint]:
    """Digest the arguments of one call, each by itself: large ones don't hide small ones beside them."""
    parts = [*arguments.args, arguments.kwargs]
    single = ([{key: value} for key, value in sorted(part.items())] if _has_names(part) else [part] for part in parts)
    return [fingerprint_of_values(part) for group in single for part in group]


def _has_names(part: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(key, str) for key in part)


def by_position(arguments: Case, parameters: Sequence[str], defaults: Mapping[str, Any]) -> Case:
    """Write every argument by position, the defaults too: all ways of writing a call are one call."""
    args, rest = list(arguments.args), {**defaults, **arguments.kwargs}
    for name in parameters[len(args) :]:
        if name not in rest:
            break
        args.append(rest[name])
    taken = set(parameters[: len(args)])
    return Case(tuple(args), {name: value for name, value in arguments.kwargs.items() if name not in taken})


def write_print(item: Fingerprint) -> list[Any]:
    """Write a fingerprint as JSON has it."""
    return [item.shape, *item.sums]


def read_print(packed: list[Any]) -> Fingerprint:
    """Read back what :func:`write_print` wrote."""
    return Fingerprint(packed[0], tuple(packed[1:]))


_MEND = (
    "in a kit, unpack it again, and if you installed an earlier one, run `pip install .` in the new one; "
    "in a course, run `deltarule build`"
)


def _arrays_in(packed: Any) -> Iterator[dict[str, Any]]:
    """Find the arrays of floats in what is recorded, as :meth:`Recording.unpack` takes them."""
    if isinstance(packed, dict) and isinstance(packed.get("array"), list):
        yield packed
    elif isinstance(packed, dict | list):
        for item in packed.values() if isinstance(packed, dict) else packed:
            yield from _arrays_in(item)


def _rounded_alike(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two arrays differ by no more than machines do: by far less than what a student's may be off by."""
    return bool(one.dtype == other.dtype and equal_entries(one, other, ROUNDING).all())


def _close(one: Any, other: Any) -> bool:
    """Compare nested JSON, numbers up to rounding."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= 1e-6 * max(abs(one), abs(other), 1.0)  # digests have eight digits
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_close(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_close, one, other))
    return bool(one == other)
