"""In a notebook, what an unwritten function costs the cells below it is said in a line."""

from traceback import walk_tb
from typing import Any


def show_unwritten_functions_calmly() -> None:
    """Where a cell runs into an unwritten function, say so in a line instead of a traceback.

    So do the cells below it that miss what it would have computed.
    """
    try:
        from IPython.core.getipython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is None:
        return
    unwritten: list[str] = []

    def say(shell: Any, kind: Any, error: Any, traceback: Any, tb_offset: Any = None) -> None:
        *_, (frame, _) = walk_tb(traceback)
        line = None
        if isinstance(error, NotImplementedError):
            unwritten.append(frame.f_code.co_name)
            line = f"Not yet: {unwritten[-1]} is not started."
        elif unwritten and frame.f_code.co_name == "<module>":
            line = f"Not yet: {error}, because {unwritten[-1]} is not started."
        if line:
            vars(error)["_render_traceback_"] = lambda: [line]  # IPython shows this in place of a traceback
        shell.showtraceback((kind, error, traceback), tb_offset=1)

    shell.set_custom_exc((NotImplementedError, NameError), say)
