"""Which of a student's own functions other functions may be judged with: those whose own checks pass."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from deltarule.core.code.calls import Function, Functions, StandIn, Unanswered

from .checks import Check
from .recording import Otherwise, Recording


def own_if_right(
    checks: Sequence[Check],
    student: Functions[Function],
    recording: Recording,
    seed: int,
    known: Mapping[str, bool] = MappingProxyType({}),
) -> Otherwise:
    """Say what answers a call that the recording doesn't know: the student's own function, where its checks pass.

    Where they don't, the call is :class:`~deltarule.core.code.calls.Unanswered`, and the check that made it waits:
    nobody can say whose error it is.

    Args:
        checks: the checks of the unit.
        student: the student's functions.
        recording: the right answers.
        seed: what the checks draw from.
        known: whether functions are right, of those whose checks needn't be run for that.
    """
    right = dict(known)

    def otherwise(name: str) -> StandIn:
        if name not in right:
            right[name] = True  # while its own checks run
            own = [check for check in checks if check.function == name]
            results = (check.run(student, recording.begin(check.name, otherwise), seed) for check in own)
            right[name] = all(result.status == "passed" for result in results)  # the first that isn't decides it

        def stand_in(*args: object, **kwargs: object) -> object:
            if not right[name]:
                raise Unanswered(name)
            return NotImplemented

        return stand_in

    return otherwise
