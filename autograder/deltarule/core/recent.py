"""What was of use last, as far as there is room."""

from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """Values by key, each of a size; where they are too large together, those go that were of use longest ago."""

    def __init__(self, room: int) -> None:
        """Keep values of `room` together."""
        self._room = room
        self._kept: dict[K, tuple[V, int]] = {}

    def find(self, key: K) -> V | None:
        """Give the value of a key, which is of use with that; None where there is none."""
        if key not in self._kept:
            return None
        self._kept[key] = kept = self._kept.pop(key)
        return kept[0]

    def keep(self, key: K, value: V, size: int) -> None:
        """Keep a value, unless it is larger than all the room."""
        self._room += self._kept.pop(key, (None, 0))[1] - size
        self._kept[key] = value, size
        while self._room < 0:
            _, gone = self._kept.pop(next(iter(self._kept)))
            self._room += gone
