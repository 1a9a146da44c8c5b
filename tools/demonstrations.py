"""What a unit shows, run as a notebook: its demonstrations and the claims about them, without the checks."""

import re

from kernels import run_notebook
from nbformat import NotebookNode

from deltarule.authoring.building.products import CLAIM, solved
from deltarule.core.course import DEMONSTRATION, Unit
from deltarule.core.errors import UserError

_SEED = re.compile(r"^SEED = .*$", re.MULTILINE)


def demonstrated(unit: Unit, seed: int | None = None) -> NotebookNode:
    """Run a unit's solved notebook, without its check cells; what a cell raises is among its outputs.

    Args:
        unit: the unit.
        seed: takes the place of what its line ``SEED = ...`` says; None leaves it.

    Raises:
        UserError: the solution can't be read, or has no such line.
    """
    notebook = solved(unit)
    notebook.cells = [cell for cell in notebook.cells if not cell.metadata.get("nbgrader", {}).get("grade")]
    if seed is not None:
        if not draws(unit):
            raise UserError(f"{unit.solution} has no line SEED = ...; write one, and draw from default_rng(SEED).")
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.source = _SEED.sub(f"SEED = {seed}", cell.source)
    run_notebook(notebook, unit.exercise.parent, allow_errors=True)
    return notebook


def draws(unit: Unit) -> bool:
    """Whether a unit has a seed that can be another."""
    return any(_SEED.search(cell.source) for cell in solved(unit).cells if cell.cell_type == "code")


def broken(notebook: NotebookNode) -> list[tuple[str, str]]:
    """Name what failed in a notebook that was run: claims, or the first lines of other cells, and what they raised."""
    return [
        (
            cell.metadata["proves"] if tagged(cell, CLAIM) else cell.source.split("\n")[0],
            f"{output.ename}: {output.evalue}".strip(": ").split("\n")[0],
        )
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    ]


def pictures_in(cell: NotebookNode) -> list[str]:
    """Give the pictures that a cell drew, in base64; none of a claim's."""
    if not tagged(cell, DEMONSTRATION):
        return []
    return [output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {})]


def printed_in(cell: NotebookNode) -> str:
    """Give what a cell printed; nothing of a claim's."""
    if not tagged(cell, DEMONSTRATION):
        return ""
    return "".join(output.text for output in cell.outputs if output.output_type == "stream" and output.name == "stdout")


def tagged(cell: NotebookNode, tag: str) -> bool:
    """Whether a cell has a tag."""
    return tag in cell.metadata.get("tags", [])
