"""What nbgrader shows of a submission to this course: without what a browser would run or fetch."""

import json
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.preprocessors import NbGraderPreprocessor

from deltarule.core.code import grade_ids
from deltarule.core.course import Course, Unit
from deltarule.core.limits import MAX_OWN_CELLS
from deltarule.door.outside.readers import Readers
from deltarule.grading.handin import Unreadable
from deltarule.nbgrader.apart import read_sheet
from deltarule.nbgrader.book.answers import handed_out
from deltarule.nbgrader.sanitizer import Room, harmless_markdown
from deltarule.nbgrader.sheet import UNCOLOURED, HandedIn, Purpose

from . import course_cells

READERS = "deltarule_readers"
"""Where nbgrader's resources have what reads a notebook of a course's own, until that is shown."""

_KEPT = ("kernelspec", "language_info")


class Harmless(NbGraderPreprocessor):
    """Cleans the notebooks of a course's own units, once their marks are in the gradebook.

    nbgrader's formgrader and feedback render a student's Markdown and HTML as they are, scripts and all. Notebooks of
    other courses are left as they are: their outputs may be meant to be HTML.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Make every cell anew but the grader's own."""
        readers, own = resources.pop(READERS, None), own_unit(self, resources)
        if own is None or readers is None:
            return nb, resources
        counts = {grade_ids.grade_id_of(cell) for cell in course_cells.handed_out_cells(own)} - {""}
        room, kept = MAX_OWN_CELLS, []
        for cell, shown in zip(nb.cells, _shown(nb, own, readers), strict=False):
            room -= grade_ids.grade_id_of(cell) not in counts
            if room >= 0 or grade_ids.grade_id_of(cell) in counts:
                kept.append(cell if course_cells.function_of(cell) else _harmless(cell, shown))
        nb.cells = kept
        nb.metadata = NotebookNode({key: nb.metadata[key] for key in _KEPT if key in nb.metadata})
        return nb, resources


def _shown(nb: NotebookNode, own: Unit, readers: Readers) -> list[HandedIn]:
    texts = handed_out(cell.source for cell in course_cells.handed_out_cells(own))
    try:
        return read_sheet(readers, json.dumps(nb).encode(), own.notebook.name, Purpose(texts))
    except Unreadable:
        room = Room()
        return [
            HandedIn(
                cell.cell_type,
                cell.source,
                page=harmless_markdown(cell.source, room=room, as_typed=True),
                coloured=False,
            )
            for cell in nb.cells
        ]


def _harmless(cell: NotebookNode, shown: HandedIn) -> NotebookNode:
    """Make a cell anew of what may be shown of it: nothing else in it is looked at."""
    made: dict[str, Any] = {key: cell[key] for key in ("id",) if key in cell}
    made["metadata"] = {key: cell.metadata[key] for key in ("nbgrader",) if key in cell.metadata}
    if cell.cell_type == "code":
        made |= {"cell_type": "code", "source": shown.code, "outputs": shown.outputs}
        made["execution_count"] = cell.get("execution_count")
        made["metadata"] |= {} if shown.coloured else UNCOLOURED
    else:  # a raw cell goes into a page as it is
        made |= {"cell_type": "markdown", "source": shown.page}
    harmless: NotebookNode = nbformat.from_dict(made)
    return harmless


def own_unit(preprocessor: NbGraderPreprocessor, resources: dict[str, Any]) -> Unit | None:
    """Find the unit that a notebook belongs to, from nbgrader's root: a submission may hold a course of its own."""
    converter = converter_of(preprocessor)
    if converter is None or "nbgrader" not in resources:
        return None
    names = resources["nbgrader"]
    return Course.own_unit(Path(converter.coursedir.root), names["assignment"], names["notebook"])


def converter_of(preprocessor: NbGraderPreprocessor) -> Autograde | None:
    """Find the run of ``nbgrader autograde`` that a preprocessor belongs to."""
    converter = getattr(preprocessor.parent, "parent", None)
    return converter if isinstance(converter, Autograde) else None
