"""The names that wrong functions are given, measured: how many have one, how many would without the author's list.

Every figure is made of what the checks ask: a wrong function answers all their questions about it, and what a student
with these answers would be told is looked at.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

from deltarule.authoring.building.recorder import Recorder, recording_of
from deltarule.authoring.mistakes.blanks import blanks_of, is_blank
from deltarule.authoring.mistakes.derivations import derived
from deltarule.authoring.mistakes.listed import Mistake, mistakes_of
from deltarule.authoring.solution import Solution, unheard
from deltarule.core.checking.checks import PUBLIC_SEED, Check, load_checks
from deltarule.core.checking.recording import Recording
from deltarule.core.checking.reference import Answers, Question, ReferenceFunction, Source, reference_of
from deltarule.core.code.calls import Functions, Outcome
from deltarule.core.code.student import local_student
from deltarule.core.course import Unit
from deltarule.core.findings.diagnosis import Evidence, Finding, Known, Print, alike, diagnose, prints_of

Body = Callable[..., Any]


@dataclass(frozen=True)
class Gap:
    """A slip that a check catches, and whose answers no listed mistake gives: something that an author could list."""

    rule: str
    function: str
    sentence: str


@dataclass
class Naming:
    """What a unit's wrong functions are called.

    Attributes:
        derived: changes derived from the solution.
        caught: those that some check catches.
        named: those of them that have a name.
        placed: those that have none, but of which it is told where or how they are wrong.
        listed: mistakes that the author lists, of those that show in answers.
        found: those that the rules would have named if nobody had listed them.
        unfound: those that they wouldn't have.
        blanks: answers that are no attempt and no listed mistake either: noise, zeros, another function's.
        misnamed: those of them that were given a name, each with it.
        gaps: what an author could list.
        doubles: listed mistakes of a function that give the same answers to all that is asked, and say different
            things of them.
    """

    derived: int = 0
    caught: int = 0
    named: int = 0
    placed: int = 0
    listed: int = 0
    found: int = 0
    unfound: list[str] = field(default_factory=list)
    blanks: int = 0
    misnamed: list[str] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    doubles: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was given a name that is no mistake."""
        return not self.misnamed

    def add(self, other: "Naming") -> None:
        """Add another's figures."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)


def naming(unit: Unit, seed: int = PUBLIC_SEED) -> Naming:
    """Measure the names of a unit's functions; a quiz's questions have none but the listed ones.

    Raises:
        UserError: the unit's solution, checks or lists cannot be loaded.
    """
    solution, checks = Solution.of(unit), load_checks(unit.checks)
    recording, listed, total = recording_of(unit, seed), mistakes_of(unit, solution), Naming()
    asked = _questions(solution, checks, seed)
    for function in dict.fromkeys(check.function for check in checks):
        if solution.parameters(function):
            own = [item for item in listed if item.function == function]
            total.add(_Examination(solution, function, asked[function], own, checks, recording, seed).naming())
    return total


class _Examination:
    """One function's questions, and what wrong versions of it answer."""

    def __init__(
        self,
        solution: Solution,
        function: str,
        questions: Sequence[Question],
        listed: Sequence[Mistake],
        checks: Sequence[Check],
        recording: Recording,
        seed: int,
    ) -> None:
        self._solution, self._function, self._questions = solution, function, questions
        changes = list(derived(solution, function))
        self._listed, self._made = listed, [item.mistake(function) for item in changes]
        self._rules = {item.name: item.lapse.rule for item in changes}
        self._checks = [check for check in checks if check.function == function]
        self._recording, self._seed = recording, seed
        self._right = [solution.outcomes(question) for question in questions]

    def naming(self) -> Naming:
        """Measure."""
        return self._of_derived(self._of_blanks(self._of_listed(Naming(doubles=list(self._doubles())))))

    def _doubles(self) -> Iterator[str]:
        """Find listed mistakes that can't be told apart, so that the first alone is ever named."""
        left = [item for item in self._listed if any(self._prints[item.name])]
        while left:
            prints = self._prints[left[0].name]
            same = [item for item in left if all(map(alike, prints, self._prints[item.name]))]
            left = [item for item in left if item not in same]
            if len({item.sentence for item in same}) > 1:
                yield f"{self._function} / {', '.join(item.name for item in same)}"

    def _of_derived(self, found: Naming) -> Naming:
        for item in self._derived:
            found.derived += 1
            answers = self._answers[item.name]
            finding = self._finding(answers, self._known)
            if finding or self._is_caught(item.body):
                found.caught += 1
                found.named += bool(finding and finding.mistakes)
                found.placed += bool(finding and not finding.mistakes)
                alone = self._finding(answers, self._listed)
                if not (alone and alone.mistakes):
                    found.gaps.append(Gap(self._rules[item.name], self._function, item.sentence))
        return found

    def _of_listed(self, found: Naming) -> Naming:
        for item in self._listed:
            if any(self._prints[item.name]):
                found.listed += 1
                finding = self._finding(self._answers[item.name], self._known[len(self._listed) :])
                if finding and finding.mistakes:
                    found.found += 1
                else:
                    found.unfound.append(f"{self._function} / {item.name}: {item.sentence}")
        return found

    def _of_blanks(self, found: Naming) -> Naming:
        for what, answers in self._blanks.items():
            prints = self._printed(answers)
            listed = any(prints == self._prints[item.name] for item in self._listed)
            if any(prints) and not listed:
                found.blanks += 1
                finding = self._finding(answers, self._known)
                if finding and finding.mistakes:
                    names = ", ".join(item.name for item in finding.mistakes)
                    found.misnamed.append(f"{self._function}: {what} is called {names}")
        return found

    def _finding(self, given: Sequence[Sequence[Outcome]], known: Sequence[Mistake]) -> Finding | None:
        """Give what a student with these answers is told, where these mistakes are `known`."""
        return diagnose(
            self._function,
            [self._evidence(i, answers, known) for i, answers in enumerate(given)],
            {item.name: item.sentence for item in known}.get,
        )

    def _evidence(self, i: int, given: Sequence[Outcome], known: Sequence[Mistake]) -> Evidence:
        question = self._questions[i]
        return Evidence(
            self._solution.parameters(self._function),
            question.cases,
            self._right[i],
            given,
            lambda: [Known(item.name, prints) for item in known if (prints := self._prints[item.name][i])],
        )

    @cached_property
    def _answers(self) -> Mapping[str, list[list[Outcome]]]:
        answers = {item.name: self._attempted(item.body) for item in self._made}
        found = {name: given for name, given in answers.items() if given is not None}
        return {item.name: self._given(item.body) for item in self._listed} | found

    @cached_property
    def _derived(self) -> list[Mistake]:
        """The changes that were made and come back: the others no student's answers could be held against."""
        return [item for item in self._made if item.name in self._answers]

    @cached_property
    def _blanks(self) -> Mapping[str, list[list[Outcome]]]:
        answers = {what: self._attempted(body) for what, body in blanks_of(self._solution, self._function)}
        return {what: given for what, given in answers.items() if given is not None}

    @cached_property
    def _prints(self) -> Mapping[str, list[Print]]:
        return {name: self._printed(given) for name, given in self._answers.items()}

    @cached_property
    def _known(self) -> list[Mistake]:
        """The mistakes that can be named: derived ones that answer like no attempt are none."""
        blank = [self._printed(answers) for answers in self._blanks.values()]
        right = list(chain.from_iterable(self._right))
        return [
            *self._listed,
            *(
                item
                for item in self._derived
                if self._prints[item.name] not in blank
                and not is_blank(list(chain.from_iterable(self._answers[item.name])), right)
            ),
        ]

    def _printed(self, given: Sequence[Sequence[Outcome]]) -> list[Print]:
        return [prints_of(*pair) for pair in zip(given, self._right, strict=True)]

    def _given(self, body: Body) -> list[list[Outcome]]:
        return [self._solution.outcomes(question, body) for question in self._questions]

    def _attempted(self, body: Body) -> list[list[Outcome]] | None:
        """Give what a version answers that nobody wrote, or None where it doesn't come back."""
        found = list[list[Outcome]]()
        for question in self._questions:
            if (outcomes := self._solution.attempted(question, body)) is None:
                return None
            found.append(outcomes)
        return found

    def _is_caught(self, body: Body) -> bool:
        """Whether a check that looks at properties catches what no answer shows."""
        results = self._solution.graded({self._function: body}, self._checks, self._recording, self._seed)
        return any(result.status != "passed" for result in results)


def _questions(solution: Solution, checks: Sequence[Check], seed: int) -> dict[str, list[Question]]:
    """Run the checks on the solution, and write down what they ask of the function that each is about."""
    recorder = Recorder(solution, [], [check.function for check in checks])
    student = local_student(solution.loaded(solution.path.name))
    found: dict[str, list[Question]] = {check.function: [] for check in checks}
    for check in checks:
        recorder.begin(check.name)
        source = _Listening(recorder)
        with unheard():
            check.run(student, source.reference(), seed)
        found[check.function] += [
            item for item in source.asked if item.function == check.function and item.mistakes and not item.sealed
        ]
    return found


class _Listening(Source):
    """A source that hands every question on, and keeps it."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self.asked = list[Question]()

    def reference(self) -> Functions[ReferenceFunction]:
        """Give the reference whose questions come here."""
        return reference_of(self)

    def answer(self, question: Question) -> Answers:
        """See :meth:`deltarule.core.checking.reference.Source.answer`."""
        self.asked.append(question)
        return self._recorder.answer(question)
