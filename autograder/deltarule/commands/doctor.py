"""What isolation this machine gives, found out by trying."""

import argparse

from rich.console import Console

from deltarule.core.course import Course
from deltarule.door.outside.probe import examine
from deltarule.reports.terminal import isolation_tables

ONLY_TELLS = True
"""It stops where nobody listens any more: there is nothing else to it."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes: nothing."""


def run(options: argparse.Namespace) -> int:
    """Find out, by trying, what isolation this machine gives."""
    course = Course.around()  # outside of one its own files are not among what is tried
    with Console(stderr=True).status("trying ..."):
        diagnosis = examine(course)
    for part in isolation_tables(diagnosis):
        Console(highlight=False).print(part)
    return 0 if diagnosis.level else 1
