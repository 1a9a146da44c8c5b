"""The student's code in this process: self-checks in pytest and in a notebook."""

import sys
import types
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .calling import Case, Outcome, StandIn, value_of
from .loading import LoadedCode, cells_of_python, load
from .rules import broken_rules


class LocalStudent:
    """A student whose functions are attributes: ``student.forward_prop``."""

    def __init__(self, code: LoadedCode) -> None:
        """Stand in front of `code`."""
        self._code = code

    def notes(self) -> list[str]:
        """Give a sentence on each rule that the code breaks."""
        return broken_rules(self._code.cells, self._code.forbidden)

    def __getattr__(self, name: str) -> "LocalFunction":
        """Give the function `name`, whether or not the student has written one."""
        return LocalFunction(name, self._code)


class LocalFunction:
    """One function of a :class:`LocalStudent`."""

    def __init__(self, name: str, code: LoadedCode) -> None:
        """Name the function `name` in `code`."""
        self.name = name
        self._code = code

    def observe(
        self, cases: Sequence[Case], *, frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        """See :meth:`autograder.student.calling.Function.observe`."""
        return self._code.observe(self.name, cases, frozen, stand_ins)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """See :func:`autograder.student.calling.value_of`."""
        return value_of(self, args, kwargs)


def load_file(path: Path, forbidden: Sequence[str] = ()) -> LoadedCode:
    """Load a student's ``.py`` file as a module of its own name; `forbidden` modules can't be imported in it.

    Raises:
        OSError: the file cannot be read.
        UnicodeDecodeError: it is not text.
    """
    module = types.ModuleType(path.stem)
    module.__file__ = str(path)
    sys.modules[path.stem] = module  # dataclasses and pickle look a class's module up there
    return load(cells_of_python(path.read_text("utf-8-sig"), str(path)), module, path.name, forbidden)
