"""The systems and formats, a line each."""

from importlib import import_module

from deltarule.core.errors import UserError

from .archive import Archive
from .system import Source, System

FILES = (
    "spreadsheet",
    "gradescope",
    "gradescope_autograder",
    "moodle",
    "canvas",
    "autolab",
    "classroom",
)
"""The files of this room that offer a ``SYSTEM``. A download is of the first that recognises it: surest names first."""


def systems() -> list[System]:
    """List the systems in their order."""
    return [import_module(f".{file}", __package__).SYSTEM for file in FILES]


def sources() -> dict[str, tuple[System, Source]]:
    """List the systems that hand something out, by name, each with how that is read."""
    return {system.name: (system, system.source) for system in systems() if system.source}


def formats() -> dict[str, System]:
    """List what can be exported, by name."""
    return {system.name: system for system in systems() if system.export or system.package}


def recognise(archive: Archive) -> str:
    """Name the system that an archive comes from.

    Raises:
        UserError: it comes from none of them.
    """
    for name, (_, source) in sources().items():
        if source.recognises(archive):
            return name
    raise UserError(
        f"{archive.name} holds nothing named as these systems name submissions: "
        f"{', '.join(system.title for system, _ in sources().values())}; give the archive as it was handed out."
    )
