"""Which of a student's own functions other functions may be judged with: those whose own checks pass."""

from collections.abc import Sequence

from .calls import Function, Functions, StandIn, Unanswered
from .checks import Check, check_all
from .recording import Otherwise, Recording


def own_if_right(checks: Sequence[Check], student: Functions[Function], recording: Recording, seed: int) -> Otherwise:
    """Say what answers a call that the recording doesn't know: the student's own function, where its checks pass.

    Where they don't, the call is :class:`~deltarule.core.calls.Unanswered`, and the check that made it waits: nobody
    can say whose error it is.
    """
    right: dict[str, bool] = {}

    def otherwise(name: str) -> StandIn:
        if name not in right:
            right[name] = True  # while its own checks run
            own = [check for check in checks if check.function == name]
            results = check_all(own, student, recording, seed, otherwise=otherwise)
            right[name] = all(result.status == "passed" for result in results)

        def stand_in(*args: object, **kwargs: object) -> object:
            if not right[name]:
                raise Unanswered(name)
            return NotImplemented

        return stand_in

    return otherwise
