"""How much work a call is, in steps of a plain loop that is run beside it: of no clock's seconds, of no machine's."""

import gc
import time
from collections.abc import Callable


def costs_at_most(most: float, call: Callable[[], object]) -> bool:
    """Say whether `call` costs no more than a loop of `most` million steps, in one of three tries.

    A bound is ten times what is seen, or more, and less than what the fault would cost that it is there for.
    What other tests left in memory is not collected meanwhile.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        return any(_seconds(call) < most * 10 * _seconds(_steps) for _ in range(3))
    finally:
        if collecting:
            gc.enable()


def _steps() -> None:
    for _ in range(10**5):
        pass


def _seconds(call: Callable[[], object]) -> float:
    begun = time.process_time()
    call()
    return time.process_time() - begun
