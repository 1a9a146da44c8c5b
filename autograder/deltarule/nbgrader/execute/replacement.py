"""The notebook that stands in the place of one that nobody can read."""

from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from deltarule.nbgrader.book.graded_notebook import missing_text

from .labels import marks_of

_KEY = "deltarule_unreadable"


def replacement(names: dict[str, Any], reason: str) -> NotebookNode:
    """Make a notebook of the cells that count, in which nothing is answered; `reason` says why.

    Args:
        names: nbgrader's of the notebook, with the gradebook's address.
        reason: a sentence.
    """
    with Gradebook(names["db_url"]) as book:
        known = book.find_notebook(names["notebook"], names["assignment"])
        marks = marks_of(known)
        cells = [
            {
                "cell_type": cell.cell_type,
                "id": f"missing-{number}",
                "metadata": {"nbgrader": marks[cell.name]},
                "source": missing_text(cell.cell_type),
                **({"outputs": [], "execution_count": None} if cell.cell_type == "code" else {}),
            }
            for number, cell in enumerate(known.source_cells, 1)
        ]
    notebook: NotebookNode = nbformat.from_dict(
        {"cells": cells, "metadata": {_KEY: reason}, "nbformat": 4, "nbformat_minor": 5}
    )
    return notebook


def take_reason(notebook: NotebookNode) -> str | None:
    """Say why the notebook that was submitted could not be read, if this one stands in its place; only once."""
    reason: str | None = notebook.metadata.pop(_KEY, None)
    return reason
