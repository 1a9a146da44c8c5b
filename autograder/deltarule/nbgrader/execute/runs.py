"""A notebook run in a worker, and what its cells then show."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_output

from deltarule.core.limits import MAX_NOTEBOOK_OUTPUT_BYTES, MAX_OUTPUT_STRUCTURE, Limits
from deltarule.door.outputs import Output
from deltarule.door.outside.cell_runs import CellRun, RemoteNotebook
from deltarule.door.walls import Level

from .pool import shared_zygote


@dataclass(frozen=True)
class Code:
    """A cell to run: its place in the notebook, its number among those run, its source, and how long it may take."""

    index: int
    count: int
    source: str
    seconds: float | None


@dataclass(frozen=True)
class Task:
    """A notebook to run, and what surrounds it. Two equal tasks are the same work, whoever asks."""

    cells: tuple[Code, ...]
    files: Mapping[str, bytes]
    environment: Mapping[str, str]
    limits: Limits
    isolation: Level | None
    calmly: bool = False

    def key(self) -> str:
        """Name the task by its contents."""
        digest = hashlib.sha256()
        for part in (self.cells, sorted(self.environment.items()), self.limits, self.isolation, self.calmly):
            digest.update(repr(part).encode("utf-8", "backslashreplace"))
        for name, content in sorted(self.files.items()):
            digest.update(f"\0{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


def run(task: Task) -> list[CellRun]:
    """Run a notebook: one result a cell.

    Raises:
        UserError: workers cannot be had here.
    """
    zygote = shared_zygote(task.limits, task.isolation, notebooks=True)
    with RemoteNotebook(zygote, task.files, task.environment, calmly=task.calmly) as notebook:
        return [
            notebook.run(cell.source.encode("utf-8", "replace").decode(), cell.count, cell.seconds)
            for cell in task.cells
        ]


class Screen:
    """Puts what cells showed into a notebook, as nbclient does with what a kernel sends.

    Each output is checked against the notebook format's schema on the way in.
    """

    def __init__(self, notebook: NotebookNode) -> None:
        """Show in `notebook`."""
        self._cells = notebook.cells
        self._client = NotebookClient(notebook, record_timing=False)
        self._structure = MAX_OUTPUT_STRUCTURE
        self._updated = MAX_NOTEBOOK_OUTPUT_BYTES

    def show(self, index: int, outputs: Sequence[Output]) -> None:
        """Show `outputs` below cell number `index`."""
        cell = self._cells[index]
        cell.outputs = []
        self._client.clear_before_next_output = False
        for output in outputs:
            try:
                self._client.process_message(self._message(output), cell, index)
            except (nbformat.ValidationError, msgspec.DecodeError, RecursionError):
                self._note(cell, "an output is left out: it is not in the format of notebooks")
            except _TooMuchError:
                self._note(cell, "an output is left out: there is too much in it")

    def _note(self, cell: NotebookNode, note: str) -> None:
        cell.outputs.append(new_output("stream", name="stdout", text=f"[{note}]\n"))

    def _message(self, output: Output) -> dict[str, Any]:
        content = {name: getattr(output, name) for name in output.__struct_fields__}
        kind = str(output.__struct_config__.tag)
        if "data" in content:
            parts = [*content["data"].values(), *content["metadata"].values()]
            size = sum(len(bytes(part) if isinstance(part, msgspec.Raw) else part) for part in parts)
            replaced = size * self._copies(content.get("display_id"))
            self._updated -= replaced
            if replaced and self._updated < 0:
                raise _TooMuchError
            for part in ("data", "metadata"):
                content[part] = {name: self._value(value) for name, value in content[part].items()}
        if content.get("display_id") is not None:
            content["transient"] = {"display_id": content.pop("display_id")}
        return {"msg_type": kind, "header": {"msg_type": kind}, "parent_header": {}, "content": content}

    def _copies(self, display_id: str | None) -> int:
        """Count the outputs that something displayed under this name takes the place of."""
        shown = self._client._display_id_map.get(display_id, {}) if display_id else {}
        return sum(map(len, shown.values()))

    def _value(self, value: str | msgspec.Raw) -> Any:
        if not isinstance(value, msgspec.Raw):
            return value
        text = bytes(value)
        self._structure -= text.count(b"[") + text.count(b"{")
        if self._structure < 0:
            raise _TooMuchError
        return msgspec.json.decode(text)


class _TooMuchError(Exception):
    """What is displayed has more parts, or takes the place of more, than a notebook's should."""
