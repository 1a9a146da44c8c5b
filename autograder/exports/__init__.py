"""Exports: the records in the formats of other systems, a small reader of the records each.

Every one takes a :class:`~autograder.exports.request.Request` and gives an :class:`~autograder.exports.request.Export`.
"""

from collections.abc import Callable

from . import autolab, canvas, classroom, gradescope, moodle, table
from .request import Export, Request

FORMATS: dict[str, Callable[[Request], Export]] = {
    "csv": table.to_csv,
    "canvas": canvas.to_canvas,
    "moodle": moodle.to_moodle,
    "gradescope": gradescope.to_gradescope,
    "autolab": autolab.to_autolab,
    "classroom": classroom.to_classroom,
}

AUTOGRADER = "gradescope-autograder"
"""The one that holds no records: what Gradescope itself runs, :mod:`autograder.exports.gradescope_autograder`."""
