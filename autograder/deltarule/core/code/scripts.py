"""Scripts of calls: an object of a student's class is made and driven, and what each call gives is looked at."""

from collections.abc import Sequence
from typing import Any

from .calls import Case, Step, case, plain_arguments


class Script:
    """A call, and what is done with the object that it makes, written down as it would be done.

    ``made(10).deposit(5).balance`` stands for ``account = Account(10)``, ``account.deposit(5)`` and
    ``account.balance``. It has no names of its own, so that methods may have any.
    """

    def __init__(self, begun: Case, steps: Sequence[Step] = ()) -> None:
        """Do `steps` after the call `begun`."""
        self.__begun = begun
        self.__steps = tuple(steps)

    def __getattr__(self, name: str) -> "Script":
        """Read the attribute `name` of the object; or call that method, where a call follows."""
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)  # what Python itself asks an object for
        return Script(self.__begun, (*self.__steps, Step(name, None)))

    def __getitem__(self, name: str) -> "Script":
        """Do the same for a method whose name Python asks for itself: ``made(3)["__len__"]()``."""
        return Script(self.__begun, (*self.__steps, Step(name, None)))

    __iter__ = None
    """A script is no list of cases."""

    def __call__(self, *args: Any, **kwargs: Any) -> "Script":
        """Call the method that was named last; where none was, what was made."""
        name, before = "", self.__steps
        if before and before[-1].args is None:
            name, before = before[-1].attribute, before[:-1]
        return Script(self.__begun, (*before, Step(name, *plain_arguments(args, kwargs))))

    def _as_case(self) -> Case:
        return Case(self.__begun.args, self.__begun.kwargs, self.__steps)


def made(*args: Any, **kwargs: Any) -> Script:
    """Begin a script: the object is made of these arguments."""
    return Script(case(*args, **kwargs))


def as_case(item: object) -> object:
    """Give the case that a script stands for; anything else as it is."""
    return item._as_case() if isinstance(item, Script) else item
