"""Hints on a function, from vague to concrete: written in the solution file, packed in the kit, given one at a time.

Packed, so that nobody reads the last one while looking for the first.
"""

import base64
import json
import zlib
from collections.abc import Mapping, Sequence

from deltarule.core.course import Unit
from deltarule.core.errors import UserError

from .example import has_example
from .progress import keep, read_kept


def pack(hints: Mapping[str, Sequence[str]]) -> bytes:
    """Pack hints by function; nothing where there is none."""
    if not hints:
        return b""
    packed = base64.b64encode(zlib.compress(json.dumps(hints).encode(), 9)).decode()
    return "\n".join([packed[i : i + 76] for i in range(0, len(packed), 76)] + [""]).encode()


def hints_for(unit: Unit, function: str) -> list[str]:
    """Give the hints on a function, the vaguest first; none where there is none.

    Raises:
        UserError: the file that holds them is damaged.
    """
    if not unit.hints.is_file():
        return []
    try:
        found = json.loads(zlib.decompress(base64.b64decode(unit.hints.read_bytes())))
        return [str(hint) for hint in found.get(function, [])]
    except (OSError, ValueError, zlib.error, AttributeError, TypeError) as error:
        raise UserError(f"{unit.hints} is damaged; unpack the kit's copy of it again.") from error


def next_hint(unit: Unit, function: str) -> tuple[list[str], bool]:
    """Give the hints that the student has seen and one more, counted in the kit's own folder.

    Where nothing can be written there, all are given: the first one would come for ever.

    Returns:
        The hints up to the next, and whether it is new.

    Raises:
        UserError: there is no hint on it, or the file that holds them is damaged.
    """
    hints = hints_for(unit, function)
    if not hints:
        shown = f"; `deltarule show {function}` shows an example" if has_example(unit, function) else ""
        raise UserError(f"There is no hint on {function} of {unit.name}{shown}.")
    log = read_kept(unit.root, "hints")
    seen = log.get(f"{unit.assignment}/{function}", 0)
    seen = seen if isinstance(seen, int) and not isinstance(seen, bool) and 0 <= seen <= len(hints) else 0
    if seen == len(hints):
        return hints, False
    written = keep(unit.root, "hints", {**log, f"{unit.assignment}/{function}": seen + 1})
    return hints[: seen + 1] if written else hints, True
