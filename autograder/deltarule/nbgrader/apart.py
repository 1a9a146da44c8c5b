"""Strangers' notebooks, read, rendered and cleaned apart: in processes with limits that die alone."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import msgspec
import nbformat
from nbformat import NotebookNode

from deltarule.core.limits import READING_MEMORY_MB, READING_SECONDS
from deltarule.door.outside.readers import Overtaxed, Readers, Refused
from deltarule.door.outside.zygotes import Zygote
from deltarule.door.walls import LEVELS, Level, missing
from deltarule.grading import contents
from deltarule.grading.handin import Unreadable

from . import plain, sheet
from .plain import PlainNotebook
from .sheet import HandedIn, Purpose

T = TypeVar("T")
MODULES = (contents.__name__, plain.__name__, sheet.__name__)
"""What readers load to read notebooks."""

ON_DEMAND = (*contents.ON_DEMAND, sheet.RENDERER)
"""What they load once one of them needs it."""


def readers_beside(zygote: Zygote) -> Readers:
    """Start what reads notebooks, behind the walls of `zygote`, which were tried."""
    return Readers.beside(zygote, MODULES, ON_DEMAND)


def readers_at(level: Level) -> Readers:
    """Start what reads notebooks, behind the walls of `level`, which were tried."""
    return Readers(level, MODULES, without=frozenset(missing()) & LEVELS[level], on_demand=ON_DEMAND)


def read_sheet(readers: Readers, content: bytes, name: str, purpose: Purpose) -> list[HandedIn]:
    """Give the cells of the file `name` to show. What can't be rendered in time is shown as it was typed.

    Raises:
        Unreadable: it isn't what its name says, or takes too much even so.
        UserError: there are no readers to be had.
    """

    def applied(purpose: Purpose) -> list[HandedIn]:
        crossing = replace(purpose, texts=dict.fromkeys(purpose.texts, ""))
        packed = readers.apply(sheet.sheet_of, content, name, msgspec.json.encode(crossing).decode())
        return [_filled(cell, purpose.texts) for cell in msgspec.msgpack.decode(packed, type=list[HandedIn])]

    def in_time() -> list[HandedIn]:
        try:
            return applied(purpose)
        except (Overtaxed, msgspec.DecodeError):
            return applied(replace(purpose, plain=True))

    return _readable(in_time, name)


def _filled(cell: HandedIn, texts: Mapping[str, str]) -> HandedIn:
    """Put the text into a cell that was handed out as it is."""
    text = texts.get(cell.given, "")
    return replace(cell, source=text, page=text, given="") if cell.given else cell


def read_plain(readers: Readers, content: bytes, name: str) -> NotebookNode:
    """Give the notebook `name` as one that is in the format of notebooks, and of a bounded size.

    Raises:
        Unreadable: it isn't a notebook, or takes too much to read.
        UserError: there are no readers to be had.
    """
    packed = _readable(lambda: readers.apply(plain.plain_notebook, content, name), name)
    notebook: NotebookNode = nbformat.from_dict(msgspec.to_builtins(msgspec.msgpack.decode(packed, type=PlainNotebook)))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def _readable(read: Callable[[], T], name: str) -> T:
    try:
        return read()
    except Refused as error:
        raise Unreadable(str(error)) from error
    except (Overtaxed, msgspec.DecodeError) as error:
        raise Unreadable(
            f"{name} could not be read in {READING_SECONDS:g} seconds and {READING_MEMORY_MB} MB ({error}); "
            "save it again in Jupyter, without outputs."
        ) from error
