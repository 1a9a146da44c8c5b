"""The student's code in this process: self-checks in pytest and in a notebook."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from .calls import Case, Functions, Outcome, StandIn, value_of
from .cells import cells_of_python
from .loader import LoadedCode, empty_module, load


def local_student(code: LoadedCode) -> Functions["LocalFunction"]:
    """Give the functions of `code`: ``student.length``."""
    return Functions(lambda name: LocalFunction(name, code))


class LocalFunction:
    """One function of a student's, in this process."""

    def __init__(self, name: str, code: LoadedCode) -> None:
        """Name the function `name` in `code`."""
        self.name = name
        self._code = code

    def observe(
        self, cases: Sequence[Case], *, frozen: bool = False, stand_ins: Mapping[str, StandIn] | None = None
    ) -> list[Outcome]:
        """See :meth:`deltarule.core.code.calls.Function.observe`."""
        return self._code.observe(self.name, cases, frozen, stand_ins)

    def beside(self, name: str) -> "LocalFunction":
        """See :meth:`deltarule.core.code.calls.Function.beside`."""
        return LocalFunction(name, self._code)

    def only_computes(self, without: Collection[str]) -> bool:
        """See :meth:`deltarule.core.code.calls.Function.only_computes`; nobody has looked."""
        return False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """See :func:`deltarule.core.code.calls.value_of`."""
        return value_of(self, args, kwargs)


def load_file(path: Path, forbidden: Sequence[str] = ()) -> LoadedCode:
    """Load a student's ``.py`` file as a module; `forbidden` modules can't be imported in it.

    Raises:
        OSError: the file cannot be read.
        UnicodeDecodeError: it is not text.
    """
    module = empty_module(path.stem, str(path))
    return load(cells_of_python(path.read_text("utf-8-sig"), str(path)), module, path.name, forbidden)
