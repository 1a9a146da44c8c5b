"""Cells that carry nbgrader's marks without being a cell that nbgrader knows."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import CheckCellMetadata, NbGraderPreprocessor


class Strays(NbGraderPreprocessor):
    """Makes plain cells of copies of a cell, and of cells whose name is no cell's.

    nbgrader takes their names away and then refuses the submission, because the rest of their marks is not in order:
    a student who splits or copies a cell would have no marks at all.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Take their marks away."""
        for cell in nb.cells:
            if not cell.metadata.get("nbgrader", {}).get("grade_id"):
                cell.metadata.pop("nbgrader", None)
        return nb, resources


def before_the_check(steps: list[type]) -> list[type]:
    """Put :class:`Strays` into nbgrader's steps, before the one that refuses them."""
    at = steps.index(CheckCellMetadata) if CheckCellMetadata in steps else len(steps)
    return [*steps[:at], Strays, *steps[at:]]
