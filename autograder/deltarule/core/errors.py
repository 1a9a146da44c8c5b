"""What went wrong, said to the person at the keyboard."""

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


class UserError(Exception):
    """Bad input that the user can mend: one sentence saying what is wrong and what to do.

    The command prints it without a traceback and exits with 2. A notebook shows it alone, too.
    """

    def _render_traceback_(self) -> list[str]:
        """Give IPython what to show in place of a traceback."""
        return [str(self)]


def together(doing: Iterable[Callable[[], T]]) -> list[T]:
    """Do one after the other, also after one that fails, and give what each gave.

    Raises:
        UserError: some failed; all that they said, a line each.
    """
    done, said = list[T](), list[str]()
    for do in doing:
        try:
            done.append(do())
        except UserError as error:
            said.append(str(error))
    refuse(said)
    return done


def refuse(slips: Iterable[str]) -> None:
    """Tell slips all at once.

    Raises:
        UserError: there are any.
    """
    if said := list(dict.fromkeys(slips)):
        raise UserError("\n".join(said))
