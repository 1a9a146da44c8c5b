"""nbgrader: its gradebook (``book``), and notebooks run in workers for any nbgrader course (``execute``).

``sanitizer`` takes out of students' text and outputs what a browser would run.

What a course's ``nbgrader_config.py`` names is here, and loaded when it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .execute.executor import PREPROCESSORS, SANITIZERS

__all__ = ["PREPROCESSORS", "SANITIZERS"]


def __getattr__(name: str) -> Any:
    """Load what is asked for from the file that it is in."""
    if name in __all__:
        return getattr(import_module(".execute.executor", __name__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
