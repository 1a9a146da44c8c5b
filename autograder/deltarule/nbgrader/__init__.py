"""nbgrader: its gradebook (``book``), and notebooks run in workers for any nbgrader course (``execute``).

- ``sanitizer``: students' text and outputs without what a browser would run or fetch;
- ``sheet``, ``plain``: what is shown of a submitted file, and a submitted notebook as nbgrader may have it;
- ``apart``: has these made in processes with limits, which die alone.

What a course's ``nbgrader_config.py`` names is here, and loaded when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from deltarule.core import light  # noqa: F401 - before any module here imports nbformat

if TYPE_CHECKING:
    from .execute.executor import PREPROCESSORS, SANITIZERS
    from .execute.notebooks import PlainNotebooks

__all__ = ["PREPROCESSORS", "SANITIZERS", "PlainNotebooks"]

_HOMES = {"PREPROCESSORS": "executor", "SANITIZERS": "executor", "PlainNotebooks": "notebooks"}


def __getattr__(name: str) -> Any:
    """Load what is asked for from the file that it is in."""
    if name in _HOMES:
        return getattr(import_module(f".execute.{_HOMES[name]}", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
