"""What nbgrader notes in cells, as the gradebook has it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry, Notebook
from nbgrader.nbgraderformat import MetadataValidator
from nbgrader.preprocessors import NbGraderPreprocessor

from deltarule.core.code import grade_ids

from .screen import converter_of


class Labels(NbGraderPreprocessor):
    """Labels cells anew: of all that nbgrader noted in a cell, its name alone is the student's to hand in.

    nbgrader takes the rest from the notebook and refuses the submission where it is not in order, or all submissions
    after it where it is of another version of nbgrader: a student who copies or splits a cell would have no marks. So a
    cell is what the gradebook says of its name, the last of its copies at that; copies, and cells whose name is no
    cell's, are plain ones. The tags of a cell that students may not change are its author's, too: one of them has it
    not run, and another that its exceptions count for nothing.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Label every cell."""
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as book:
            try:
                marks = marks_of(book.find_notebook(names["notebook"], names["assignment"]))
            except MissingEntry:  # nbgrader will say so
                return nb, resources
        tags = self._authors_tags(names)
        for cell in reversed(nb.cells):
            name = grade_ids.grade_id_of(cell)
            cell.metadata.pop("nbgrader", None)
            if name in marks:
                cell.metadata["nbgrader"] = marks.pop(name)
                self._restore(cell)
                if cell.metadata.nbgrader["locked"] and tags is not None:
                    cell.metadata.pop("tags", None)
                    cell.metadata.update(tags.get(name, {}))
        return nb, resources

    def _authors_tags(self, names: dict[str, Any]) -> Mapping[str, dict[str, Any]] | None:
        """Give what the source notebook's cells have of tags, by their names; None where it isn't at hand."""
        converter = converter_of(self)
        if converter is None:
            return None
        courses = converter.coursedir
        folder = courses.format_path(courses.source_directory, ".", names["assignment"])
        path = Path(folder, f"{names['notebook']}.ipynb")
        try:
            return _tags_in(path, path.stat().st_mtime_ns)
        except (OSError, ValueError):  # nbgrader knows the cells from its gradebook
            return None

    def _restore(self, cell: NotebookNode) -> None:
        """Give a cell the type again that it was handed out with."""
        kind = cell.metadata.nbgrader["cell_type"]
        if cell.cell_type != kind:
            self.log.warning("Cell %s had become a %s cell.", cell.metadata.nbgrader["grade_id"], cell.cell_type)
            for key in ("attachments",) if kind == "code" else ("outputs", "execution_count"):
                cell.pop(key, None)
            cell.cell_type = kind
            if kind == "code":
                cell.outputs, cell.execution_count = [], None


@lru_cache(maxsize=16)
def _tags_in(path: Path, changed: int) -> Mapping[str, dict[str, Any]]:
    cells = nbformat.read(path, as_version=4).cells
    return {grade_ids.grade_id_of(cell): {"tags": cell.metadata["tags"]} for cell in cells if cell.metadata.get("tags")}


def marks_of(notebook: Notebook) -> dict[str, NotebookNode]:
    """Give what nbgrader notes in each cell of a source notebook, by its name."""
    graded = {cell.name: cell.max_score for cell in notebook.grade_cells}
    tasks = {cell.name: cell.max_score for cell in notebook.task_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    points = {**graded, **tasks}
    return {
        cell.name: NotebookNode(
            schema_version=MetadataValidator.schema_version,
            grade_id=cell.name,
            cell_type=cell.cell_type,
            grade=cell.name in graded,
            solution=cell.name in solutions,
            task=cell.name in tasks,
            locked=cell.locked,
            **({"checksum": cell.checksum} if cell.checksum else {}),
            **({"points": points[cell.name]} if cell.name in points else {}),
        )
        for cell in notebook.source_cells
    }
