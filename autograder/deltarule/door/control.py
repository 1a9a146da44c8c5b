"""What a grader and its zygote say to each other: settings at the start, then requests of a byte and a number."""

import struct

import msgspec

from .walls import Layer

PID = struct.Struct(">q")
STATUS = struct.Struct(">i")
FORK, END, WARM, SHOW, LEARN = b"F", b"E", b"W", b"S", b"L"
PLOTTING = "deltarule.door.inside.plotting"
"""What a zygote loads once a submission names matplotlib: that takes as long as all else."""


class Settings(msgspec.Struct, frozen=True):
    """What the grader tells its zygote about workers.

    Attributes:
        layers: the layers of isolation to put up.
        user: whose the worker is to be, by number, and their group's; None to leave it as it is.
        memory_mb: address space, in MiB.
        cpu_seconds: of all threads together.
        file_mb: the size of any one file, in MiB.
        output_characters: kept of what one call prints.
        notebooks: whether to load IPython before any fork.
        filter: seccomp's program in base64, or empty.
        modules: what workers that read have loaded, in place of all that student code imports; they run none.
        on_demand: what they have loaded besides once one of them has asked for it, or is about to need it.
        unwanted: modules that some submissions may not have, and which are therefore not loaded before a fork.
        processor: the one that all of it runs on; None for any.
    """

    layers: frozenset[Layer]
    user: tuple[int, int] | None
    memory_mb: int
    cpu_seconds: int
    file_mb: int
    output_characters: int
    notebooks: bool
    filter: str
    modules: tuple[str, ...] = ()
    on_demand: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    processor: int | None = None
