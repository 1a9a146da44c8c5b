"""Two mistakes at once: both changes made to one function, where they don't meet in its text."""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations, islice
from typing import Any

from deltarule.authoring.solution import Solution
from deltarule.core.errors import UserError
from deltarule.core.limits import MAX_PAIRS

from .changes import Change, compiled


def pairs_of(
    function: str, changes: Mapping[str, Change], solution: Solution
) -> Iterator[tuple[tuple[str, str], Callable[..., Any]]]:
    """Make every pair of a function's listed changes: both names, and the function with both.

    Changes of one piece, or whose pieces meet, can't be made at once; of very many pairs only the first are made.
    """
    found = (
        ((one, other), _both(function, changes[one], changes[other], solution))
        for one, other in combinations(changes, 2)
    )
    yield from islice(((names, body) for names, body in found if body), MAX_PAIRS)


def _both(function: str, one: Change, other: Change, solution: Solution) -> Callable[..., Any] | None:
    if one.pieces.keys() & other.pieces.keys():
        return None
    try:
        text = Change(function, {**one.pieces, **other.pieces}, "", one.place).source(solution)
        # Two changes to a loop's condition may make it endless.
        return None if "while " in text else compiled(text, function, solution)
    except UserError:  # they meet, or are no Python together
        return None
