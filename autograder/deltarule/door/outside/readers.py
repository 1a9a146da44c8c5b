"""What is done to a stranger's bytes, done in processes with limits that die alone."""

from collections.abc import Callable

from deltarule.core.code.calls import Raised
from deltarule.core.limits import (
    MAX_ASKED_AGAIN,
    MAX_EXCEPTION_MESSAGE,
    MAX_MESSAGE,
    READING_MEMORY_MB,
    READING_SECONDS,
    Limits,
)
from deltarule.door import frames
from deltarule.door.refusals import Overtaxed, Refused
from deltarule.door.walls import LEVELS, Layer, Level

from .zygotes import Zygote

__all__ = ["Overtaxed", "Readers", "Refused"]


class Readers:
    """Workers that read: each is forked for one call of one of our functions. A context manager.

    Their zygote runs no student code, and nothing that a stranger wrote is parsed, rendered or cleaned outside of them.
    Several threads may use one.
    """

    def __init__(
        self,
        level: Level,
        modules: tuple[str, ...],
        *,
        without: frozenset[Layer] = frozenset(),
        on_demand: tuple[str, ...] = (),
        seconds: float = READING_SECONDS,
        memory_mb: int = READING_MEMORY_MB,
        processor: int | None = None,
    ) -> None:
        """Start their zygote; the first call waits until it is warm.

        Args:
            level: how they are walled off.
            modules: where the functions are. They are loaded before any fork, with all of this package that they need:
                no worker can read this package's files.
            without: layers of that level that this machine lacks.
            on_demand: modules that :func:`deltarule.door.inside.reading.at_hand` may ask for.
            seconds: for each call.
            memory_mb: for each call, in MiB of address space.
            processor: the one that they are to run on; by default any.
        """
        self._seconds = seconds
        self._on_demand = on_demand
        limits = Limits(seconds, seconds, seconds, memory_mb, scratch_mb=1, output_characters=0)
        self._zygote = Zygote(limits, level, without, modules=modules, on_demand=on_demand, processor=processor)

    @classmethod
    def beside(cls, zygote: Zygote, modules: tuple[str, ...], on_demand: tuple[str, ...] = ()) -> "Readers":
        """Start readers behind the walls of `zygote`, which are tried before these are used."""
        without = LEVELS[zygote.level] - zygote.layers
        return cls(zygote.level, modules, without=without, on_demand=on_demand, processor=zygote.processor)

    def __enter__(self) -> "Readers":
        """Give the readers."""
        return self

    def __exit__(self, *raised: object) -> None:
        """End them."""
        self.close()

    def close(self) -> None:
        """End them."""
        self._zygote.close()

    def learn(self, function: Callable[..., bytes], content: bytes, *arguments: str) -> None:
        """Let later calls of a function have what it keeps in memory of `content`, which must be ours.

        Raises:
            UserError: there are no workers to be had.
        """
        self._zygote.learn(_named(function), content, arguments)

    def apply(self, function: Callable[..., bytes], content: bytes, *arguments: str) -> bytes:
        """Call ``function(content, *arguments)`` in a process of its own, and give the bytes that it gives.

        Raises:
            Refused: the function did.
            Overtaxed: it took too much time or memory, or raised something else.
            UserError: there are no workers to be had.
        """
        message = frames.Apply(_named(function), list(arguments))
        cold, lost = set(self._on_demand), 0
        while True:
            worker = self._zygote.fork()
            told = worker.exchange(message, [content], self._seconds)
            if isinstance(told, Raised):
                if worker.killed and lost < MAX_ASKED_AGAIN:
                    lost += 1
                    continue
                raise Overtaxed(f"it took more than {told.message}" if told.trouble == "timeout" else told.message)
            worker.close()
            match told:
                case (frames.Applied(), result, _):
                    return bytes(result)
                case (frames.Wanted(module), _, _) if module in cold:
                    cold.remove(module)
                    self._zygote.warm(module)
                case (frames.Declined(said, raised), _, _):
                    raise Refused(said[:MAX_MESSAGE]) if said else Overtaxed(raised[:MAX_EXCEPTION_MESSAGE])
                case _:
                    raise Overtaxed("it answered out of turn")


def _named(function: Callable[..., bytes]) -> str:
    return f"{function.__module__}:{function.__qualname__}"
