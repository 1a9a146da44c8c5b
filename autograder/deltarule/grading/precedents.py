"""Like is judged like, once: a check of functions that were met before, text for text, isn't run again.

Students write many a short function alike. Where a function is known by its text (:mod:`deltarule.core.code.pure`),
what became of a check follows from the texts of the functions that it asked, and of what took part: right versions of
what they call may have taken the place of the student's own.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from deltarule.core.checking.checks import Check, Standing, Verdict
from deltarule.core.code.call_graph import reached
from deltarule.core.code.calls import Returned
from deltarule.core.code.pure import KnownText
from deltarule.core.comparison import numbers_in
from deltarule.core.limits import MAX_MET_TEXTS, MAX_PRECEDENTS, PRECEDENT_SIZE
from deltarule.core.recent import Recent
from deltarule.door.outside.remote import RemoteSubmission
from deltarule.door.outside.workers import Asked

_Key = tuple[str, frozenset[tuple[Asked, frozenset[tuple[str, str]]]], Standing]


class Precedents:
    """What became of a unit's checks on one seed, by the texts of the functions that they asked."""

    def __init__(self, leans_on: Mapping[str, Collection[str]], room: int = MAX_PRECEDENTS) -> None:
        """Know nothing yet.

        Args:
            leans_on: the graded functions that each graded one's reference calls. Right versions stand in for those
                that aren't sound, and for what the student's own calls besides.
            room: for how many numbers in all that was answered there is room.
        """
        self._leans_on = leans_on
        self._kept = Recent[_Key, Verdict](room)
        self._met = Recent[tuple[str, str], bool](MAX_MET_TEXTS)
        self._asked: dict[str, list[frozenset[Asked]]] = {}

    def find(self, check: str, standing: Standing, known: KnownText) -> Verdict | None:
        """Give what became of a check on functions of texts that are `known`; None where nobody can tell."""
        for asked in self._asked.get(check, ()):
            key = self._key(check, asked, standing, known)
            if key and (verdict := self._kept.find(key)):
                return verdict
        return None

    def meet(self, check: Check, known: KnownText) -> bool:
        """Note the text of what a check is about; whether it was met before, so that it is worth learning from."""
        text = known.functions.get(check.function) if known.still else None
        if text is None:
            return False
        met = bool(self._met.find((check.name, text.digest)))
        self._met.keep((check.name, text.digest), True, 1)
        return met

    def keep(self, check: str, asked: frozenset[Asked], standing: Standing, known: KnownText, verdict: Verdict) -> None:
        """Keep what became of a check that `asked` this, if texts alone decided it."""
        key = self._key(check, asked, standing, known)
        if key is None or not _follows_from_texts(verdict):
            return
        before = self._asked.setdefault(check, [])
        if asked not in before:
            before.append(asked)
        given = [outcome.value for seen in verdict.evidence for outcome in seen.given if isinstance(outcome, Returned)]
        self._kept.keep(key, verdict, PRECEDENT_SIZE + numbers_in(given).size)

    def _key(self, check: str, asked: frozenset[Asked], standing: Standing, known: KnownText) -> _Key | None:
        """Give what decides what becomes of a check.

        That is the texts of all that takes part, which of the student's own helpers are sound, where any take part,
        and for what right versions would stand in.
        """
        texts, helpers, names = dict[Asked, frozenset[tuple[str, str]]](), set[str](), set[str]()
        for name, right in asked:
            if (text := known.of(name, right)) is None:
                return None
            texts[name, right] = text
            own = reached(name, known.calls)
            leans_on = own.intersection(self._leans_on).union(self._leans_on.get(name, ()))
            helpers |= leans_on if leans_on - right else set()
            names |= {name, *own}
        offered = frozenset((name, called) for name, called in standing.offered if name in names and called)
        return check, frozenset(texts.items()), Standing(standing.sound & helpers, offered=offered)


@dataclass(frozen=True)
class Hearing:
    """One submission's turn."""

    precedents: Precedents
    submission: RemoteSubmission

    def judge(self, check: Check, standing: Standing, run: Callable[[], Verdict]) -> Verdict:
        """See :data:`deltarule.core.checking.checks.Judge`."""
        submission = self.submission
        if verdict := self.precedents.find(check.name, standing, submission.known):
            return verdict
        submission.begin(alone=self.precedents.meet(check, submission.known))
        verdict = run()
        if submission.is_exemplary:
            self.precedents.keep(check.name, submission.asked, standing, submission.known, verdict)
        return verdict


def _follows_from_texts(verdict: Verdict) -> bool:
    """Whether what became of a check says nothing of time, of memory, or of a place in a file."""
    outcomes = [outcome for seen in verdict.evidence for outcome in seen.given]
    return verdict.result.status in ("passed", "failed", "not_started", "waiting") and all(
        isinstance(outcome, Returned) or outcome.repeatable for outcome in outcomes
    )
