"""What nbgrader shows of a submission to this course: without what a browser would run."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.converters import Autograde
from nbgrader.preprocessors import NbGraderPreprocessor

from deltarule.core.course import Course, Unit
from deltarule.nbgrader.sanitizer import harmless_markdown, harmless_outputs

from . import course_cells


class Harmless(NbGraderPreprocessor):
    """Cleans the notebooks of a course's own units, once their marks are in the gradebook.

    nbgrader's formgrader and feedback render a student's Markdown and HTML as they are, scripts and all. Notebooks of
    other courses are left as they are: their outputs may be meant to be HTML.
    """

    def preprocess(self, nb: NotebookNode, resources: dict[str, Any]) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean every cell that the student wrote, and every output that the grader didn't."""
        own = own_unit(self, resources)
        if own is None:
            return nb, resources
        handed_out = {cell.source.strip() for cell in nbformat.read(own.notebook, as_version=4).cells}
        for cell in nb.cells:
            if cell.cell_type == "code":
                if course_cells.function_of(cell) is None:
                    cell.outputs = [nbformat.from_dict(output) for output in harmless_outputs(cell.outputs)]
            elif cell.source.strip() not in handed_out:
                cell.cell_type = "markdown"  # a raw cell goes into a page as it is
                cell.source = harmless_markdown(cell.source, cell.pop("attachments", None))
        return nb, resources


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
