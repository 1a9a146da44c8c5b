"""Which of a student's own functions other functions may be judged with: those whose own checks pass."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from deltarule.core.code.calls import Function, Functions, StandIn, Unanswered

from .checks import Check
from .recording import Recording


class Trust:
    """Which of a student's functions are right, found out once somebody asks: those whose own checks pass."""

    def __init__(
        self,
        checks: Sequence[Check],
        student: Functions[Function],
        recording: Recording,
        seed: int,
        known: Mapping[str, bool] = MappingProxyType({}),
    ) -> None:
        """Know nothing yet.

        Args:
            checks: the checks of the unit.
            student: the student's functions.
            recording: the right answers.
            seed: what the checks draw from.
            known: whether functions are right, of those whose checks needn't be run for that.
        """
        self._checks, self._student, self._recording, self._seed = checks, student, recording, seed
        self._right = dict(known)

    def is_right(self, name: str) -> bool:
        """Whether a function's own checks pass."""
        if name not in self._right:
            self._right[name] = True  # while its own checks run
            own = [check for check in self._checks if check.function == name]
            results = (
                check.run(self._student, self._recording.begin(check.name, self.otherwise), self._seed) for check in own
            )
            self._right[name] = all(result.status == "passed" for result in results)  # the first that isn't decides it
        return self._right[name]

    def otherwise(self, name: str) -> StandIn:
        """Answer a call that the recording doesn't know with the student's own function, where that is right.

        Where it isn't, the call is :class:`~deltarule.core.code.calls.Unanswered`, and the check that made it waits:
        nobody can say whose error it is.
        """
        right = self.is_right(name)

        def stand_in(*args: object, **kwargs: object) -> object:
            if not right:
                raise Unanswered(name)
            return NotImplemented

        return stand_in
