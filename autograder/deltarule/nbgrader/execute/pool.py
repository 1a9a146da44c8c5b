"""Zygotes for a run of nbgrader: started when the first notebook is come to, kept for the next, ended at exit."""

import atexit
import threading

from deltarule.core.limits import Limits
from deltarule.door.outside.probe import open_zygote
from deltarule.door.outside.zygotes import Zygote
from deltarule.door.walls import Level

_lock = threading.Lock()
_zygotes: dict[tuple[Limits, Level | None, bool], Zygote] = {}


def shared_zygote(limits: Limits, isolation: Level | None, *, notebooks: bool) -> Zygote:
    """Give the zygote whose workers have `limits` and `isolation`, with IPython loaded where it is for `notebooks`.

    Raises:
        UserError: student code can't be walled off like that here.
    """
    key = (limits, isolation, notebooks)
    with _lock:
        if key not in _zygotes:
            _zygotes[key] = open_zygote(limits, isolation, notebooks=notebooks)
        return _zygotes[key]


@atexit.register
def end_zygotes() -> None:
    """End every zygote and its workers."""
    with _lock:
        while _zygotes:
            _zygotes.popitem()[1].close()
