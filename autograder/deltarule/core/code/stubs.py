"""Functions as they were handed out: a docstring and ``raise NotImplementedError()``.

In a notebook, what such a function costs the cells below it is said in a line.
"""

import ast
import inspect
import linecache
import textwrap
from collections.abc import Sequence
from traceback import walk_tb
from types import CodeType
from typing import Any

from deltarule.core.exceptions.spots import function_name
from deltarule.core.text import read_code


def is_stub(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether nothing stands in a function but its docstring and ``raise NotImplementedError()``, or not even that."""
    return all(map(_raises_not_implemented, _statements(function.body)))


def is_begun(code: CodeType) -> bool:
    """Whether a function that was compiled to `code` is known to have been written; see :func:`is_stub`."""
    function = _source_of(code)
    return function is not None and not is_stub(function)


def is_as_handed_out(code: CodeType) -> bool:
    """Whether a function that was compiled to `code` is known to raise NotImplementedError, and to do nothing else."""
    function = _source_of(code)
    return isinstance(function, ast.FunctionDef) and bool(_statements(function.body)) and is_stub(function)


def is_left_behind(code: CodeType, line: int) -> bool:
    """Whether that line of a function is a ``raise NotImplementedError()`` of its body, and no branch's own."""
    function = _source_of(code)
    inside = line - code.co_firstlineno + 1
    return function is not None and any(
        item.lineno == inside and _raises_not_implemented(item) for item in function.body
    )


def _source_of(code: CodeType) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """Read the function that was compiled to `code`, its lines counted from its first; None where that can't be had."""
    try:
        lines = inspect.getblock(linecache.getlines(code.co_filename)[code.co_firstlineno - 1 :])
        (found,) = read_code(textwrap.dedent("".join(lines))).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    return found if isinstance(found, ast.FunctionDef | ast.AsyncFunctionDef) else None


def _statements(body: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Give what a body does, without docstrings, ``...`` and ``pass``."""
    return [
        item
        for item in body
        if not isinstance(item, ast.Pass) and not (isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant))
    ]


def _raises_not_implemented(statement: ast.stmt) -> bool:
    raised = statement.exc if isinstance(statement, ast.Raise) else None
    raised = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


_unwritten: list[str] = []
"""The unwritten functions that cells ran into in this session; each check cell asks for the calm anew."""


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

    def written(shell: Any, name: str) -> bool:
        code = getattr(shell.user_ns.get(name), "__code__", None)
        return isinstance(code, CodeType) and is_begun(code)

    def say(shell: Any, kind: Any, error: Any, traceback: Any, tb_offset: Any = None) -> None:
        *_, (frame, at) = walk_tb(traceback)
        line = None
        if isinstance(error, NotImplementedError) and not is_begun(frame.f_code):
            _unwritten.append(frame.f_code.co_name)
            line = f"Not yet: {_unwritten[-1]} is not started."
        elif isinstance(error, NotImplementedError) and is_left_behind(frame.f_code, at):
            _unwritten.append(frame.f_code.co_name)
            line = f"Not yet: line {at} of {_unwritten[-1]}'s cell still says raise NotImplementedError(): delete it."
        elif function_name(frame.f_code) == "<module>" and (
            left := [name for name in _unwritten if not written(shell, name)]
        ):
            line = f"Not yet: {error}, because {left[-1]} is not started."
        if line:
            vars(error)["_render_traceback_"] = lambda: [line]  # IPython shows this in place of a traceback
        shell.showtraceback((kind, error, traceback), tb_offset=1)

    shell.set_custom_exc((NotImplementedError, NameError), say)
