"""Python files of percent cells, read and written: a comment in one is a comment, whatever it begins with.

Jupytext would make commands of a notebook's of comments such as ``# %d is filled in``, ``# ? why`` and ``# !ls``.
"""

import jupytext
from nbformat import NotebookNode

_FORMAT = {"extension": ".py", "format_name": "percent", "comment_magics": False}


def cells_of(text: str) -> list[NotebookNode]:
    """Give the cells of a Python file's text."""
    cells: list[NotebookNode] = jupytext.reads(text, fmt=dict(_FORMAT)).cells
    return cells


def text_of_cells(notebook: NotebookNode) -> str:
    """Give a notebook as a Python file's text; its metadata says which of its cells' words are kept."""
    text: str = jupytext.writes(notebook, fmt=dict(_FORMAT))
    return text
