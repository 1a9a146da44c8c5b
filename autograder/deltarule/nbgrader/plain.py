"""A submitted notebook without anything but what grading needs of it, in the notebook format whatever it was before.

It is made in a process with limits (:mod:`deltarule.nbgrader.apart`). What nbgrader then parses, validates, copies and
writes has a bounded size, one level of nesting, and no field that a student could fill with what isn't meant for it.
"""

import re
from collections.abc import Iterator
from typing import Any, Literal

import msgspec

from deltarule.core.code import grade_ids
from deltarule.core.limits import (
    MAX_GRADE_ID,
    MAX_KERNEL_NAME,
    MAX_PLAIN_CELLS,
    MAX_PLAIN_CHARACTERS,
    MAX_TAGS_OF_CELL,
)
from deltarule.door.refusals import Refused
from deltarule.grading.contents import notebook_of, refusing_what_is_broken

from .sanitizer import joined

_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")


class PlainCell(msgspec.Struct, omit_defaults=True):
    """A cell; its fields are the notebook format's."""

    cell_type: Literal["code", "markdown", "raw"]
    id: str
    source: str
    metadata: dict[str, Any]
    attachments: dict[str, dict[str, str]] | None = None


class PlainNotebook(msgspec.Struct):
    """A notebook; its fields are the notebook format's."""

    cells: list[PlainCell]
    metadata: dict[str, dict[str, str]]
    nbformat: Literal[4] = 4
    nbformat_minor: Literal[5] = 5


def plain_notebook(content: bytes, name: str) -> bytes:
    """Give the notebook `name`, packed as a :class:`PlainNotebook`.

    Of a cell's metadata its tags are kept, and the name and type that nbgrader noted; of its attachments, pictures; no
    outputs.

    Raises:
        Refused: it is no notebook, or larger than one can be.
    """
    with refusing_what_is_broken(name):
        notebook = notebook_of(content, name)
        cells = list(_cells(notebook["cells"]))
    if sum(len(cell.source) for cell in cells) > MAX_PLAIN_CHARACTERS or len(cells) > MAX_PLAIN_CELLS:
        raise Refused(f"{name} has more text or cells than anybody could write; take out what isn't your work.")
    return msgspec.msgpack.encode(PlainNotebook(cells, _kernel(notebook)))


def _cells(found: list[dict[str, Any]]) -> Iterator[PlainCell]:
    used = set[str]()
    for number, cell in enumerate(found, 1):
        kind = cell["cell_type"]
        source = "".join(cell["source"]).encode("utf-8", "replace").decode()
        known = cell.get("id")
        if not isinstance(known, str) or not _ID.fullmatch(known) or known in used:
            known = f"handed-in-{number}"
        used.add(known)
        yield PlainCell(
            kind if kind in ("code", "markdown") else "raw", known, source, _metadata(cell), _attachments(cell)
        )


def _metadata(cell: dict[str, Any]) -> dict[str, Any]:
    kept = dict[str, Any]()
    metadata = cell.get("metadata")
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    if isinstance(tags, list):
        plain = dict.fromkeys(tag for tag in tags[:MAX_TAGS_OF_CELL] if isinstance(tag, str) and 0 < len(tag) < 100)
        kept["tags"] = [joined(tag) for tag in plain if "," not in tag]
    grade_id = joined(grade_ids.grade_id_of(cell))
    if 0 < len(grade_id) <= MAX_GRADE_ID:
        noted = grade_ids.type_of(cell)
        kept["nbgrader"] = {"grade_id": grade_id} | ({"cell_type": noted} if noted in ("code", "markdown") else {})
    return kept


def _attachments(cell: dict[str, Any]) -> dict[str, dict[str, str]] | None:
    attachments = cell.get("attachments")
    if cell["cell_type"] == "code" or not isinstance(attachments, dict):
        return None
    pictures = {
        joined(name): {kind: joined(data.get(kind)) for kind in _PICTURES if data.get(kind)}
        for name, data in attachments.items()
        if isinstance(data, dict)
    }
    return {name: kept for name, kept in pictures.items() if kept} or None


def _kernel(notebook: dict[str, Any]) -> dict[str, dict[str, str]]:
    metadata = notebook.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    if not isinstance(kernel, dict):
        return {}
    named = {key: kernel.get(key) for key in ("name", "display_name", "language")}
    kept = {key: joined(value)[:MAX_KERNEL_NAME] for key, value in named.items() if isinstance(value, str)}
    return {"kernelspec": kept} if {"name", "display_name"} <= kept.keys() else {}
