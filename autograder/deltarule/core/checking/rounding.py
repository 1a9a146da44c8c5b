"""Cases whose answers don't hang on rounding.

Where large terms cancel, or many steps amplify, what float32 leaves may be further off than an answer may be: on one
seed of thirty a right function would lose points for it.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from deltarule.core.code.calls import Case
from deltarule.core.comparison import equal_entries, numbers_in
from deltarule.core.errors import UserError
from deltarule.core.findings.parts import parts_of
from deltarule.core.limits import MAX_UNSTEADY_DRAWS
from deltarule.core.values import describe, map_leaves

from .reference import ReferenceFunction

ROOM = 0.25
"""The share of what an answer may be off that the reference's own rounding takes at most."""


def steady(function: ReferenceFunction, draw: Callable[..., Case], *args: Any, **kwargs: Any) -> Case:
    """Draw a case until the reference answers in float32 as it does in float64.

    Args:
        function: the reference's function that the case is for.
        draw: draws a case, ``draw(*args, **kwargs)``; a generator of random numbers is among its arguments.
        args: its arguments by place.
        kwargs: its arguments by name.

    Raises:
        UserError: rounding spoils whatever is drawn, or it is no case.
    """
    for _ in range(MAX_UNSTEADY_DRAWS):
        drawn = draw(*args, **kwargs)
        if not isinstance(drawn, Case):
            raise UserError(f"What draws for {function.name} gives {describe(drawn)}; let it give case(...).")
        rounded = [map_leaves(_in_float32, given) for given in (list(drawn.args), drawn.kwargs)]
        if _agree(function(*rounded[0], **rounded[1]), function(*drawn.args, **drawn.kwargs)):
            return drawn
    raise UserError(
        f"Of {MAX_UNSTEADY_DRAWS} cases that were drawn for {function.name}, float32 gets none right; "
        "draw smaller numbers, or let it take fewer steps."
    )


def _in_float32(leaf: Any) -> Any:
    return leaf.astype(np.float32) if isinstance(leaf, np.ndarray) and leaf.dtype == np.float64 else leaf


def _agree(rounded: Any, exact: Any) -> bool:
    mine, theirs = parts_of(rounded), parts_of(exact)
    return mine.keys() == theirs.keys() and all(_is_near(mine[place], theirs[place]) for place in mine)


def _is_near(rounded: Any, exact: Any) -> bool:
    one, other = numbers_in(rounded), numbers_in(exact)
    return one.shape == other.shape and bool(equal_entries(one, other, ROOM).all())
