"""What went wrong in one function, made of all that its checks asked: where, how, and which mistake.

A name is said only where the mistake's answers are the student's in everything that the checks asked of the function,
part by part. Two errors in different parts are two names. What has no name is told by where it shows and how it looks.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any

import numpy as np

from deltarule.core.code.calls import Case, Outcome, Raised, Returned
from deltarule.core.comparison import difference, numbers_in, with_arrays
from deltarule.core.text import capitalised, listed

from .conditions import condition
from .fingerprints import Digest, digest, fingerprint, fingerprint_of_values
from .maps import Map, first_map
from .parts import Place, named, parts_of
from .symptoms import Sample, symptom, told_together

DERIVED = "derived_"
"""What the names of mistakes begin with that nobody listed."""

MIN_DIFFERENT = 4
"""Where one number stands throughout, so many different ones have to be right: fewer may be one by chance."""

MIN_NUMBERS = 2
"""A part is recognised by itself only where its cases hold as many different numbers: one may agree by chance."""

Print = Digest | dict[Place, Digest]
"""What stands for a mistake's answers to a question: a digest of each part that isn't right in every case, or one of
the whole where its form isn't."""

PrintsOf = Callable[[int | None], Print]
"""Gives the print of a mistake's answers to a question: to the case at a place alone, or to all."""


class Known:
    """A mistake that somebody listed, or that was derived from the solution, and what it answers to one question.

    Attributes:
        name: its name.
    """

    def __init__(self, name: str, prints: "Print | PrintsOf") -> None:
        """Know a mistake by the prints of its answers, or by what gives them when they are needed."""
        self.name = name
        self._prints_of = cache(prints) if callable(prints) else None
        self._prints: Print = {} if callable(prints) else prints

    @property
    def prints(self) -> Print:
        """The prints of its answers."""
        return self._prints_of(None) if self._prints_of else self._prints

    def print_at(self, place: int) -> Print | None:
        """The print of its answer to the case at a place; None where that is no sooner had than those of all."""
        return self._prints_of(place) if self._prints_of else None


@dataclass(frozen=True)
class Evidence:
    """What was asked of a function, in one question of one check, and what came back.

    Attributes:
        parameters: the names of the function's parameters.
        cases: the arguments of each call.
        right: what is right.
        given: what the student's function gave.
        known: gives what known mistakes answer.
        names: what to call the values of a tuple.
        frozen: whether changed arguments were to be noticed.
        judged: whether properties were looked at, so that other answers than `right` are right, too.
        only: the one of `names` that was asked for, if one was: nothing is said, by this question, of the others.
    """

    parameters: Sequence[str]
    cases: Sequence[Case]
    right: Sequence[Outcome]
    given: Sequence[Outcome]
    known: Callable[[], Sequence[Known]]
    names: Sequence[str] = ()
    frozen: bool = False
    judged: bool = False
    only: str | None = None

    def asks_for(self, place: Place) -> bool:
        """Whether a part is looked at, and not only what stands beside it."""
        if self.only is None or self.only not in self.names or not place:
            return True
        return place[0] == list(self.names).index(self.only)


@dataclass(frozen=True)
class Named:
    """A mistake that a student made, and the sentence for whoever made it."""

    name: str
    sentence: str


@dataclass(frozen=True)
class Finding:
    """What went wrong in one function.

    Attributes:
        function: the function.
        right: the parts of its result that are right, where there is one right answer.
        wrong: those that aren't, from the output backwards as they are listed; empty where the result is one value.
        where: under which condition it goes wrong, or empty.
        how: a sentence on each wrong part of which something plain is to be seen.
        mistakes: what was recognised.
        map: where the first wrong part is wrong, of which that shows something.
    """

    function: str
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    where: str = ""
    how: list[str] = field(default_factory=list)
    mistakes: list[Named] = field(default_factory=list)
    map: Map | None = None

    def lines(self) -> list[str]:
        """Say it, a sentence a line: what the student reads."""
        said = []
        if self.right and self.wrong:
            said.append(
                f"{listed(self.right)} {'is' if len(self.right) == 1 else 'are'} right; "
                f"{listed(self.wrong)} {'is' if len(self.wrong) == 1 else 'are'} not."
            )
        if self.where:
            said.append(f"Of what was asked, it goes wrong {self.where}, and nowhere else.")
        if self.mistakes:
            return [*said, *(f"Hint: {item.sentence}" for item in self.mistakes)]
        return [*said, *self.how]


Search = Callable[[Sequence[Evidence]], Mapping[str, str]]
"""Looks further, for mistakes that are not known beforehand: gives their sentences by name."""


def _nowhere(asked: Sequence[Evidence]) -> Mapping[str, str]:
    return {}


def diagnose(
    function: str, asked: Sequence[Evidence], sentence: Callable[[str], str | None], search: Search = _nowhere
) -> Finding | None:
    """Make one finding of all that was asked of a function; None where all of it is right, or nothing can be said.

    Args:
        function: its name.
        asked: every question that its checks put, those that went well included: they speak against a mistake.
        sentence: gives the sentence for a mistake.
        search: looks further where no known mistake fits.
    """
    names = next((evidence.names for evidence in asked if evidence.names), ())
    questions = [_Question(replace(evidence, names=evidence.names or names)) for evidence in asked]
    if not any(question.wrong for question in questions):
        return None
    compared = _compared(questions)
    seen = compared if _is_seen(compared) else []
    parts = _parts(compared)
    told = [question for question in questions if not question.evidence.judged]
    if any(question.wrong for question in told):  # what is judged depends on what may be chosen, too
        questions, asked = told, [question.evidence for question in told]
    mistakes: Mapping[str, str | None] = {name: sentence(name) for name in _names(questions, sentence)}
    if _is_blank(questions) or _raises_alike(questions) or _wants_arrays_alone(questions):
        mistakes = {name: said for name, said in mistakes.items() if not name.startswith(DERIVED)}
    else:
        mistakes = mistakes or search(asked)
    own = f"{function}: "  # said above it already
    finding = Finding(
        function,
        [name for name, wrong in parts.items() if not wrong and name],
        [name for name, wrong in parts.items() if wrong and name],
        _where(compared),
        _how(seen),
        [Named(name, capitalised(said.removeprefix(own))) for name, said in mistakes.items() if said],
        _map(seen),
    )
    return finding if finding.lines() else None


def _compared(questions: Sequence["_Question"]) -> list["_Question"]:
    """Give the questions whose one right answer is the reference's: none that is judged by a property.

    Nor one that looks at arguments alone, of a function that is judged so elsewhere.
    """
    judged = any(question.evidence.judged for question in questions)
    return [item for item in questions if not item.evidence.judged and not (judged and item.evidence.frozen)]


def _is_blank(questions: Sequence["_Question"]) -> bool:
    """Whether every wrong part is one number throughout, wherever several are right: nobody has begun with it."""
    parts, wrong = dict[str, tuple[set[float], set[float]]](), set[str]()
    for question in questions:
        for case in question.cases:
            if case.right is None or not isinstance(case.given, Returned) or not isinstance(case.wanted, Returned):
                return False
            mine, theirs = parts_of(case.given.value), parts_of(case.wanted.value)
            for place, well in case.right.items():
                name = named(place, question.evidence.names)
                given, wanted = parts.setdefault(name, (set(), set()))
                given |= _few(mine[place])
                wanted |= _few(theirs[place])
                wrong |= set() if well else {name}
    throughout = {name for name, (given, wanted) in parts.items() if len(given) == 1 and len(wanted) >= MIN_DIFFERENT}
    return bool(wrong) and wrong <= throughout


def _raises_alike(questions: Sequence["_Question"]) -> bool:
    """Whether all that goes wrong is one exception, of one message: it is told, and many slips lead to it."""
    raised = set[tuple[str, str]]()
    for case in (case for question in questions for case in question.cases if _goes_wrong(case)):
        if not isinstance(case.given, Raised):
            return False
        raised.add((case.given.kind, case.given.message))
    return len(raised) < 2


def _wants_arrays_alone(questions: Sequence["_Question"]) -> bool:
    """Whether all that goes wrong is right but for lists or tuples that should be arrays: it is told, and how."""
    return not any(
        isinstance(case.given, Raised)
        or isinstance(case.wanted, Raised)
        or case.given.modified
        or difference(with_arrays(case.given.value, case.wanted.value), case.wanted.value)
        for question in questions
        for case in question.cases
        if _goes_wrong(case)
    )


def _few(value: Any) -> set[float]:
    """Give the first different numbers of a value; none of what holds none."""
    return set(np.unique(numbers_in(value))[:MIN_DIFFERENT].tolist())


def answers_of(asked: Sequence[Evidence]) -> tuple[Digest, ...]:
    """Digest what was answered to each question; nothing where all of it is right.

    Of functions that answer alike, all digests match.
    """
    pairs = (pair for evidence in asked for pair in zip(evidence.given, evidence.right, strict=True))
    if not any(goes_wrong(*pair) for pair in pairs):
        return ()
    return tuple(digest([fingerprint(outcome) for outcome in evidence.given]) for evidence in asked)


class _Question:
    """A question's evidence, taken apart."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        pairs = zip(evidence.given, evidence.right, strict=True)
        self.cases = [_taken_apart(*pair, evidence.asks_for) for pair in pairs]
        self.wrong = any(map(_goes_wrong, self.cases))

    @cached_property
    def prints(self) -> Print:
        """What was given, as a mistake's answers are known."""
        return _prints(self.cases)

    @cached_property
    def known(self) -> dict[str, Known]:
        """The known mistakes, by name."""
        return {item.name: item for item in self.evidence.known()}

    def is_as(self, name: str) -> bool:
        """Whether what was given is what the mistake `name` answers: rightly, where it isn't known to answer wrong."""
        if self._first and name in self.known:
            place, given = self._first
            known = self.known[name].print_at(place)
            if known is not None and not alike(self._asked_of(known), given):
                return False
        return alike(self.answer_of(name), self.prints)

    @cached_property
    def _first(self) -> tuple[int, Print] | None:
        """The place of the first case that went wrong, and what was given there."""
        wrong = ((place, _prints([case])) for place, case in enumerate(self.cases) if _goes_wrong(case))
        return next(wrong, None)

    def answer_of(self, name: str) -> Print:
        """Give what the mistake `name` answers: nothing where it isn't known to answer wrong."""
        return self._asked_of(self.known[name].prints) if name in self.known else {}

    def _asked_of(self, prints: Print) -> Print:
        if isinstance(prints, Digest):
            return prints
        return {place: printed for place, printed in prints.items() if self.evidence.asks_for(place)}


def alike(one: Print, other: Print) -> bool:
    """Whether two prints are of the same answers to a question, up to rounding."""
    if isinstance(one, Digest) or isinstance(other, Digest):
        return isinstance(one, Digest) and isinstance(other, Digest) and one.matches(other)
    return one.keys() == other.keys() and all(one[at].matches(other[at]) for at in one)


@dataclass(frozen=True)
class _Case:
    """One call: whether each part is right, by its place; nothing of parts where the form is not as it should be.

    Those `beside` are parts that the question doesn't ask for.
    """

    given: Outcome
    wanted: Outcome
    right: dict[Place, bool] | None
    beside: dict[Place, bool] = field(default_factory=dict)


def _taken_apart(given: Outcome, wanted: Outcome, asks_for: Callable[[Place], bool] = lambda place: True) -> _Case:
    if not (isinstance(given, Returned) and isinstance(wanted, Returned)) or given.modified:
        return _Case(given, wanted, None)
    mine, theirs = parts_of(wanted.value), parts_of(given.value)
    if mine.keys() != theirs.keys():
        return _Case(given, wanted, None)
    right = {place: difference(theirs[place], mine[place]) is None for place in mine}
    asked = {place: well for place, well in right.items() if asks_for(place)}
    return _Case(given, wanted, asked, {place: well for place, well in right.items() if place not in asked})


def _goes_wrong(case: _Case) -> bool:
    return case.right is None or not all(case.right.values())


def goes_wrong(given: Outcome, wanted: Outcome) -> bool:
    """Whether a call went wrong in any part, or changed an argument."""
    return _goes_wrong(_taken_apart(given, wanted))


def prints_of(outcomes: Sequence[Outcome], right: Sequence[Outcome]) -> Print:
    """Digest a mistake's answers to a question: nothing where all are right."""
    return _prints([_taken_apart(*pair) for pair in zip(outcomes, right, strict=True)])


def _prints(cases: Sequence[_Case]) -> Print:
    if len({None if case.right is None else tuple(case.right) for case in cases} - {None}) != 1 or not _formed(cases):
        kinds = {case.given.kind if isinstance(case.given, Raised) else "" for case in cases}
        title = kinds.pop() if len(kinds) == 1 else ""
        return digest([fingerprint(case.given) for case in cases], title) if any(map(_goes_wrong, cases)) else {}
    values = [parts_of(case.given.value) for case in cases if isinstance(case.given, Returned)]
    wrong = [at for at in cases[0].right or () if not all((case.right or {})[at] for case in cases)]
    return {at: digest([fingerprint_of_values(value[at]) for value in values]) for at in wrong}


def _formed(cases: Sequence[_Case]) -> bool:
    """Whether every result has the parts that it should have."""
    return all(case.right is not None for case in cases)


def _names(questions: Sequence[_Question], sentence: Callable[[str], str | None]) -> list[str]:
    """Recognise the mistake, or the mistakes; what has no sentence is no attempt at an answer."""
    candidates = dict.fromkeys(name for question in questions if question.wrong for name in question.known)
    telling = sorted(questions, key=lambda question: not question.wrong)  # most are out by the first
    for name in candidates:
        if all(question.is_as(name) for question in telling):
            return [name]
    return _names_by_part(questions, list(filter(sentence, candidates)))


def _names_by_part(questions: Sequence[_Question], candidates: Sequence[str]) -> list[str]:
    """Recognise two errors in different parts: each explains parts that nothing else does, and none that is right.

    Of a quiz's question, each is there as a whole: its sentence is about these answers together.
    """
    quiz = not any(question.evidence.parameters for question in questions)
    given = [question.prints for question in questions]
    wrong = {at for prints in given if isinstance(prints, dict) for at in prints}
    if any(isinstance(prints, Digest) for prints in given):
        return []
    explained, amiss = dict[str, frozenset[Place]](), dict[str, int]()
    for name in candidates if len(wrong) > 1 else ():
        answers = list[Mapping[Place, Digest]]()
        for question in questions:
            known = question.answer_of(name)
            if isinstance(known, Digest) or not known.keys() <= wrong:
                break  # it is out, whatever it answers to the others
            answers.append(known)
        else:
            touched = {at for known in answers for at in known}
            explained[name] = frozenset(at for at in touched if _recognised(questions, answers, at))
            amiss[name] = len(touched) - len(explained[name])
            if quiz and amiss[name]:
                explained[name] = frozenset()
    chosen, left = list[str](), set(wrong)
    while left:
        # Of those that explain most, the one that explains most of what it touches.
        order = sorted(explained, key=lambda name: (-len(explained[name] & left), amiss[name]))
        best = order[0] if order else ""
        if not best or not explained[best] & left:
            break
        rivals = [name for name in order if explained[name] & left == explained[best] & left]
        if amiss[best] and sum(amiss[name] == amiss[best] for name in rivals) > 1:
            break  # two that may be meant
        chosen.append(best)
        left -= explained[best]
    return chosen if not left and len(chosen) > 1 else []


def _recognised(questions: Sequence[_Question], answers: Sequence[Any], at: Place) -> bool:
    """Whether a part is as a mistake has it in every question, and not by chance: an answer to a quiz is none."""
    numbers, quiz = set[complex](), not any(question.evidence.parameters for question in questions)
    for question, known in zip(questions, answers, strict=True):
        given: Any = question.prints
        if (at in known) != (at in given) or (at in known and not known[at].matches(given[at])):
            return False
        if at in known:
            for case in question.cases:
                value = parts_of(case.given.value)[at] if isinstance(case.given, Returned) else None
                if isinstance(value, np.ndarray | float | int) and not isinstance(value, bool):
                    numbers.update(np.unique(np.asarray(value, dtype=complex))[: MIN_NUMBERS + 1].tolist())
    return quiz or len(numbers - {0j}) >= MIN_NUMBERS


def _parts(questions: Sequence[_Question]) -> dict[str, bool]:
    """Say of each part that every result has, by name, whether it is wrong anywhere."""
    found, common, looked = dict[str, bool](), set[str](), False
    for question in questions:
        for case in question.cases:
            if case.right is None:
                return {}
            here = {named(place, question.evidence.names) for place in (*case.right, *case.beside)}
            common = common & here if looked else here
            looked = True
            for place, well in case.right.items():
                name = named(place, question.evidence.names)
                found[name] = found.get(name, False) or not well
    return {name: wrong for name, wrong in found.items() if name in common}


def _where(questions: Sequence[_Question]) -> str:
    """Find the condition under which the function goes wrong, over all that was asked.

    A case of which another part than was asked for is wrong is neither. Where what goes wrong elsewhere should be zero,
    or empty, in all that go right, these show nothing: nearly every slip is right there.
    """
    right, wrong = list[Mapping[str, Any]](), list[Mapping[str, Any]]()
    amiss = {
        at for question in questions for case in question.cases for at, well in (case.right or {}).items() if not well
    }
    telling = False
    for question in questions:
        for arguments, case in zip(question.evidence.cases, question.cases, strict=True):
            if _goes_wrong(case) or all(case.beside.values()):
                (wrong if _goes_wrong(case) else right).append(_by_name(question.evidence.parameters, arguments))
                telling = telling or not (_goes_wrong(case) or (amiss and _is_zero_at(case.wanted, amiss)))
    return (condition(right, wrong) if telling else None) or ""


def _is_zero_at(wanted: Outcome, places: Collection[Place]) -> bool:
    """Whether numbers are wanted in some parts, none of them other than zero."""
    parts = parts_of(wanted.value) if isinstance(wanted, Returned) else {}
    values = [parts[at] for at in places if at in parts]
    return bool(values) and all(_is_numeric(value) and not np.any(value) for value in values)


def _is_seen(questions: Sequence[_Question]) -> bool:
    """Whether the first case that went wrong, which is the one that is reported, has values to be looked at.

    Where it raised, say, how the values of others look would read as said of it.
    """
    wrong = (case for question in questions for case in question.cases if _goes_wrong(case))
    first = next(wrong, None)
    return first is not None and first.right is not None


def _how(questions: Sequence[_Question]) -> list[str]:
    """Say of each wrong part how it is wrong, where that is plain."""
    samples = dict[str, list[Sample]]()
    for question in questions:
        for arguments, case in zip(question.evidence.cases, question.cases, strict=True):
            for place, sample in _samples(
                _by_name(question.evidence.parameters, arguments), case, question.evidence.names
            ):
                samples.setdefault(named(place, question.evidence.names), []).append(sample)
    said = {name or "the result": symptom(name or "the result", found) for name, found in samples.items()}
    return list(map(capitalised, told_together({name: sentence for name, sentence in said.items() if sentence})))


def _map(questions: Sequence[_Question]) -> Map | None:
    """Map the first result of which that shows something."""
    return first_map(
        (named(place, question.evidence.names), sample.given, sample.right)
        for question in questions
        for arguments, case in zip(question.evidence.cases, question.cases, strict=True)
        for place, sample in _samples({}, case, question.evidence.names)
    )


def _samples(arguments: Mapping[str, Any], case: _Case, names: Sequence[str]) -> list[tuple[Place, Sample]]:
    if not (isinstance(case.given, Returned) and isinstance(case.wanted, Returned)) or case.right is None:
        return []
    mine, theirs = parts_of(case.wanted.value), parts_of(case.given.value)
    found = []
    for place, well in case.right.items():
        if not place and names:
            continue  # several numbers, each with a name: no row of numbers
        if not well and _is_numeric(mine[place]) and _is_numeric(theirs[place]) and _holds(theirs[place], mine[place]):
            others = {named(at, names): value for at, value in mine.items() if at != place}
            found.append((place, Sample(np.asarray(theirs[place]), np.asarray(mine[place]), arguments, others)))
    return found


def _is_numeric(value: Any) -> bool:
    """Whether a part is an array, or numbers in a row."""
    if isinstance(value, list | tuple):
        single = all(isinstance(item, np.ndarray | int | float) and np.ndim(item) == 0 for item in value)
        return single and np.asarray(value).dtype.kind in "biuf"  # an integer of many digits fits in no array
    return isinstance(value, np.ndarray | int | float) and np.asarray(value).dtype.kind in "biuf"


def _holds(given: Any, right: Any) -> bool:
    """Whether a part's numbers may be held against the right ones: of a list of another shape, that is what is told."""
    return not isinstance(given, list | tuple) or np.shape(given) == np.shape(right)


def _by_name(parameters: Sequence[str], arguments: Case) -> dict[str, Any]:
    """Name the arguments of a call, and the entries of those that are dicts with names."""
    found = dict[str, Any]()
    for name, value in [*zip(parameters, arguments.args, strict=False), *arguments.kwargs.items()]:
        if isinstance(value, dict) and all(isinstance(key, str) for key in value):
            found.update(value)
        else:
            found[name] = value
    return found
