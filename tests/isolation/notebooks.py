"""Attacks that are notebooks. Each function changes an honest one, given as its JSON, and gives what is handed in."""

from typing import Any

Notebook = dict[str, Any]


def magics(book: Notebook) -> Notebook:
    """Runs shells and files by magics.

    Harm: anything that the instructor can do.
    Costs: nothing
    """
    touch = "touch /tmp/pwned-magics"
    return _with(
        book,
        *(f"!{touch}", f"x = !{touch}", f"%sx {touch}", f"%%bash\n{touch}", f"%%script sh\n{touch}"),
        *(
            "%%writefile /tmp/pwned-magics\nx",
            "%run /deltarule-stage/course/solutions/2_ann/ann.py",
            "%load_ext autoreload",
        ),
        *("%cd /deltarule-stage/course", "get_ipython().system('" + touch + "')"),
    )


def slow_to_read(book: Notebook) -> Notebook:
    """Holds lines on which a search for magics never ends, and more magics than their line feeds tell.

    Harm: the grader hangs before anything is run.
    Costs: nothing
    """
    return _with(book, " " * 200_000 + "x", "%a\r" * 20_000, "%a\x0c" * 20_000, "a" * 30_000 + "?", "a?" * 10_000)


def reset_all(book: Notebook) -> Notebook:
    """Empties the name space by a magic, at the end.

    Harm: its own functions, unless a magic is not obeyed.
    Costs: everything
    """
    return _with(book, "%reset -f")


def ast_transformers(book: Notebook) -> Notebook:
    """Empties every cell that comes after it, so that no check raises.

    Harm: full marks where silence counts as right.
    Costs: nothing
    """
    return _with(
        book,
        "import ast\nclass Nothing(ast.NodeTransformer):\n    def visit_Module(self, node):\n        node.body = []\n"
        "        return node\nget_ipython().ast_transformers.append(Nothing())",
        "get_ipython().input_transformers_cleanup.append(lambda lines: [])",
    )


def cell_hooks(book: Notebook) -> Notebook:
    """Hooks into the shell: what is shown, what is run after a cell, what becomes of an error.

    Harm: full marks where what a cell shows is its mark.
    Costs: nothing
    """
    return _with(
        book,
        "shell = get_ipython()\nshell.set_custom_exc((BaseException,), lambda *a, **k: None)\n"
        "shell.showtraceback = lambda *a, **k: None\n"
        "shell.events.register('post_run_cell', lambda *a: None)",
        "import sys\nsys.displayhook = lambda value: None\nget_ipython().display_formatter.formatters['text/plain']"
        ".for_type(float, lambda value, printer, cycle: printer.text('3.0'))",
    )


def input_in_cells(book: Notebook) -> Notebook:
    """Asks for input in cells.

    Harm: the grading stands still until somebody types.
    Costs: nothing
    """
    return _with(book, "name = input('points? ')", "import getpass\ngetpass.getpass()")


def cells_that_raise(book: Notebook) -> Notebook:
    """Holds cells that raise, exit and cannot be read, between the others.

    Harm: all that comes after them, where a notebook stops at an error.
    Costs: nothing
    """
    return _with(book, "raise SystemExit(0)", "1 +", "raise KeyboardInterrupt", "assert False", "exit", "quit()")


def cell_that_ends_the_process(book: Notebook) -> Notebook:
    """Ends the process that runs the cells.

    Harm: the grades of the whole submission, where they are read off the outputs.
    Costs: everything
    """
    return _with(book, "import os\nos._exit(0)")


def cell_that_hangs(book: Notebook) -> Notebook:
    """Holds a cell that never ends.

    Harm: the cohort's grading stands still.
    Costs: everything
    """
    return _with(book, "while True:\n    try:\n        while True: pass\n    except BaseException: pass")


def duplicate_ids(book: Notebook) -> Notebook:
    """Copies every cell, with its ids.

    Harm: points twice, or an error for the instructor.
    Costs: nothing
    """
    return {**book, "cells": [cell for cell in book["cells"] for _ in range(2)]}


def check_cells_removed(book: Notebook) -> Notebook:
    """Takes the check cells out.

    Harm: no check, no fault.
    Costs: nothing
    """
    return {**book, "cells": [cell for cell in book["cells"] if not _is_check(cell)]}


def check_cells_edited(book: Notebook) -> Notebook:
    """Has every check cell say its full points.

    Harm: full marks.
    Costs: nothing
    """
    return _each(book, lambda cell: {**cell, "source": str(float(_points(cell)))} if _is_check(cell) else cell)


def check_cells_copied(book: Notebook) -> Notebook:
    """Adds check cells of its own, worth a thousand points each.

    Harm: points that there are not.
    Costs: nothing
    """
    more = [
        {**cell, "id": f"more-{number}", "source": "1000.0", "metadata": _graded(f"more_{number}", 1000)}
        for number, cell in enumerate(cell for cell in book["cells"] if _is_check(cell))
    ]
    return {**book, "cells": [*book["cells"], *more]}


def metadata_claims(book: Notebook) -> Notebook:
    """Claims points in the metadata of cells and of the notebook.

    Harm: points that there are not.
    Costs: nothing
    """
    claim = {"points": 1000, "score": 1000, "grade": 1000, "manual_score": 1000}

    def claiming(cell: Notebook) -> Notebook:
        marks = cell["metadata"].get("nbgrader")
        if not marks:
            return {**cell, "metadata": {**cell["metadata"], **claim}}
        return {**cell, "metadata": {"nbgrader": {**marks, "points": 1000} if marks["grade"] else marks, **claim}}

    return {**_each(book, claiming), "metadata": {**book["metadata"], **claim, "nbgrader": claim}}


def outputs_prewritten(book: Notebook) -> Notebook:
    """Hands in outputs that claim full marks, and pages of script.

    Harm: full marks, where outputs are believed; a script in the feedback page.
    Costs: nothing
    """
    script = "<script>document.title='pwned'</script>"

    def claiming(cell: Notebook) -> Notebook:
        if cell["cell_type"] != "code":
            return cell
        data = {"text/plain": str(float(_points(cell))), "text/html": script, "application/javascript": "alert(1)"}
        output = {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1}
        return {**cell, "outputs": [output], "execution_count": 1}

    return _each(book, claiming)


def markdown_script(book: Notebook) -> Notebook:
    """Writes scripts into text cells.

    Harm: they run in the formgrader and in the feedback page, with the instructor's rights.
    Costs: nothing
    """
    script = "<script>document.title='pwned'</script><img src=x onerror=alert(1)>[x](javascript:alert(1))"
    return _each(book, lambda cell: {**cell, "source": script} if cell["cell_type"] == "markdown" else cell)


def own_function_marked_as_check(book: Notebook) -> Notebook:
    """Marks its own cells as the instructor's locked checks.

    Harm: the cell is taken for the instructor's, and its points with it.
    Costs: mean_squared_error numerical_gradient
    """

    def marked(cell: Notebook) -> Notebook:
        if cell.get("id") in ("mean_squared_error", "numerical_gradient"):
            return {**cell, "metadata": _graded(f"check_{cell['id']}", 6), "source": "6.0"}
        return cell

    return _each(book, marked)


def another_kernel(book: Notebook) -> Notebook:
    """Names another kernel, by a path.

    Harm: a program of the student's choice is started.
    Costs: nothing
    """
    kernel = {"name": "../../../../tmp/pwned", "display_name": "sh", "language": "bash", "argv": ["sh", "-c", "id"]}
    return {**book, "metadata": {"kernelspec": kernel, "language_info": {"name": "bash"}}}


def cells_deleted(book: Notebook) -> Notebook:
    """Takes out the cell of a function that others use.

    Harm: the checks of all others, where the notebook stops at an error.
    Costs: forward_prop
    """
    return {**book, "cells": [cell for cell in book["cells"] if cell.get("id") != "forward_prop"]}


def cells_of_wrong_types(book: Notebook) -> Notebook:
    """Holds cells that are no cells: numbers, lists, no type, no source.

    Harm: the grader stumbles, and the cohort with it.
    Costs: everything
    """
    odd = [{}, {"cell_type": "code"}, {"cell_type": "code", "source": 7, "metadata": []}, None, 3, []]
    return {**book, "cells": [*book["cells"], *odd], "metadata": []}


def attachments_that_climb_out(book: Notebook) -> Notebook:
    """Holds attachments and outputs whose names are paths out of the folder.

    Harm: files written where the student says.
    Costs: nothing
    """
    data = {"../../../../../../../tmp/pwned-attachments_that_climb_out.png": {"image/png": "iVBORw0KGgo="}}
    return _each(book, lambda cell: {**cell, "attachments": data} if cell["cell_type"] == "markdown" else cell)


def old_format(book: Notebook) -> Notebook:
    """Claims to be of a format of the future, and of none.

    Harm: the grader stumbles, and the cohort with it.
    Costs: everything
    """
    return {**book, "nbformat": -3, "nbformat_minor": {"x": 1}, "worksheets": [{"cells": 3}]}


def _with(book: Notebook, *sources: str) -> Notebook:
    """Put cells of those sources before the first check of a function that is not right."""
    place = next(i for i, cell in enumerate(book["cells"]) if cell.get("id") == "check_mean_squared_error")
    new = [
        {
            "cell_type": "code",
            "id": f"hostile-{i}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": text,
        }
        for i, text in enumerate(sources)
    ]
    return {**book, "cells": [*book["cells"][:place], *new, *book["cells"][place:]]}


def _each(book: Notebook, change: Any) -> Notebook:
    return {**book, "cells": [change(cell) for cell in book["cells"]]}


def _is_check(cell: Notebook) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def _points(cell: Notebook) -> float:
    return float(cell["metadata"].get("nbgrader", {}).get("points", 3))


def _graded(name: str, points: float) -> Notebook:
    marks = {"grade": True, "solution": False, "locked": True, "task": False, "schema_version": 3}
    return {"nbgrader": {**marks, "grade_id": name, "points": points}}
