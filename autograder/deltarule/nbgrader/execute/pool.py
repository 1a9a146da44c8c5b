"""Zygotes and readers for a run of nbgrader: started for the first notebook, kept for the next, ended at exit."""

import atexit
import threading

from deltarule.core.limits import Limits
from deltarule.door.outside.probe import open_zygote
from deltarule.door.outside.readers import Readers
from deltarule.door.outside.zygotes import Zygote
from deltarule.door.walls import Layer, Level
from deltarule.nbgrader.apart import readers_beside

_lock = threading.Lock()
_zygotes: dict[tuple[Limits, Level | None, bool], Zygote] = {}
_readers: dict[frozenset[Layer], Readers] = {}


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


def shared_readers(zygote: Zygote) -> Readers:
    """Give readers of notebooks behind the walls of `zygote`."""
    with _lock:
        if zygote.layers not in _readers:
            _readers[zygote.layers] = readers_beside(zygote)
        return _readers[zygote.layers]


@atexit.register
def end_zygotes() -> None:
    """End every zygote and its workers."""
    with _lock:
        while _readers:
            _readers.popitem()[1].close()
        while _zygotes:
            _zygotes.popitem()[1].close()
