"""Exceptions in a beginner's words: which arrays don't fit, and where; what was None; what was meant by a name.

What happened is told from the operation that failed and from what its names stood for (see
:mod:`deltarule.core.exceptions.spots`), and as little as can be from Python's and NumPy's own words, which change.
Of values, only shapes are told: a hidden case's numbers are nobody's business.
"""

import ast
from collections import Counter, deque
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

import numpy as np

from deltarule.core.limits import MAX_SHOWN

from .misfits import (
    casting,
    in_pieces,
    indexed,
    misfit_index,
    misfit_operands,
    ragged,
    read_only,
    reshaped,
    too_large,
    truth,
    zero,
)
from .misnomers import missing_attribute, missing_key, missing_module, missing_name
from .misuses import asked, asserted, bits, ended, miscalled, no_items, nothing, one_number, types, used_up
from .sayings import MAX_NAMED, say, told_operands
from .spots import Spot, function_name, is_own, source
from .syntax import unreadable

_MAX_ENTRIES = 60  # of a traceback, looked at for functions that call each other
_FEW_CALLS = 5  # of one function among these: it needn't be what goes so deep


def explained(error: BaseException, own_words: str, namespace: dict[str, Any]) -> str | None:
    """Say what an exception is about; None where nothing can be added to its `own_words`.

    Whatever the student's classes are up to, it raises nothing.

    Args:
        error: what was raised.
        own_words: what it says itself.
        namespace: the student's own, whose frames are looked at.
    """
    try:
        return _explained(error, own_words, namespace)
    except BaseException:  # a class of the student's that is not what it seems
        return None


def _explained(error: BaseException, own_words: str, namespace: dict[str, Any]) -> str | None:
    own = _entries(error, namespace)
    if isinstance(error, SyntaxError):
        return None if own else unreadable(error)
    if not own:
        return None
    if isinstance(error, RecursionError):
        return _recursion(own)
    spot = Spot(error, own)
    if isinstance(spot.node, ast.Raise):
        return None  # the student's own words
    for kinds, recognise in _RECOGNISERS:
        if isinstance(error, kinds) and (said := recognise(error, own_words, spot)):
            return said
    return None


def _entries(error: BaseException, namespace: dict[str, Any]) -> Sequence[TracebackType]:
    """Give the innermost entries of a traceback that are the student's own."""
    entries = deque[TracebackType](maxlen=_MAX_ENTRIES)
    entry = error.__traceback__
    while entry is not None:
        if is_own(entry.tb_frame, namespace):
            entries.append(entry)
        entry = entry.tb_next
    return entries


def _recursion(own: Sequence[TracebackType]) -> str | None:
    """Functions that call themselves or each other too deep; None where it is something else that goes so deep."""
    calls = Counter(entry.tb_frame.f_code for entry in own)
    repeated = {entry.tb_frame.f_code for entry in list(own)[-20:] if calls[entry.tb_frame.f_code] > _FEW_CALLS}
    if not repeated:
        return None
    codes = sorted(repeated, key=lambda code: code.co_firstlineno)
    names = list(dict.fromkeys(function_name(code)[:MAX_SHOWN] for code in codes))[:MAX_NAMED]
    functions = (
        f"{names[0]} calls itself" if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} call each other"
    )
    return say("too deep", functions=functions)


def _fallback(error: BaseException, own_words: str, spot: Spot) -> str | None:
    """What nothing is known of: the operation, and the shapes in it."""
    node = spot.node
    if not isinstance(node, ast.BinOp | ast.Call | ast.Subscript | ast.Compare | ast.AugAssign | ast.UnaryOp):
        return None
    found = [item for item in spot.names(node) if spot.shape(item)]
    return say("fallback", operation=source(node), operands=told_operands(spot, found)) if found else None


_Kinds = tuple[type[BaseException], ...]
_RECOGNISERS: tuple[tuple[_Kinds, Callable[[BaseException, str, Spot], str | None]], ...] = (
    ((NameError,), missing_name),
    ((KeyError,), missing_key),
    ((ImportError,), missing_module),
    ((TypeError, AttributeError), nothing),
    ((AttributeError,), missing_attribute),
    ((IndexError, np.exceptions.AxisError), misfit_index),
    ((ValueError,), truth),
    ((ValueError,), read_only),
    ((ValueError, MemoryError), too_large),
    ((ValueError, TypeError), ragged),
    ((ValueError,), reshaped),
    ((TypeError,), casting),
    ((TypeError,), in_pieces),
    ((ValueError,), misfit_operands),
    ((ValueError, TypeError), no_items),
    ((TypeError,), one_number),
    ((TypeError,), miscalled),
    ((TypeError,), indexed),
    ((TypeError,), bits),
    ((TypeError,), types),
    ((ZeroDivisionError,), zero),
    ((StopIteration, RuntimeError), used_up),
    ((AssertionError,), asserted),
    ((EOFError, OSError, NotImplementedError), asked),
    ((SystemExit,), ended),
    ((ValueError, TypeError, IndexError, ArithmeticError), _fallback),
)
"""What is tried in turn, by the class of the exception; the first that has something to say is heard."""
