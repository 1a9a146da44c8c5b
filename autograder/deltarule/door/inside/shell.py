"""A worker that runs a notebook: IPython's shell without the kernel, showing what a kernel would show."""

import asyncio
import builtins
import contextlib
import contextvars
import getpass
import io
import multiprocessing.context
import multiprocessing.synchronize
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.ultratb import VerboseTB
from traitlets import Any as AnyTrait
from traitlets import Type
from traitlets.config import Config

from deltarule.core.code.stubs import show_unwritten_functions_calmly
from deltarule.door.frames import Open, Opened, Ran, Reader, Run, receive, send
from deltarule.door.outputs import Error, ExecuteResult

from .transcript import Printer, Transcript, display, sendable

_INLINE = "module://matplotlib_inline.backend_inline"
_ENVIRONMENT = {  # as a kernel has it
    "MPLBACKEND": _INLINE,
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "FORCE_COLOR": "1",
    "CLICOLOR_FORCE": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
}


_FRONTENDS = ("autosave", "clear", "connect_info", "less", "man", "more", "qtconsole", "store", "subshell")
"""Magics of the kernel's that concern a person at a screen, or another session: here they have no effect."""


class _Hook(DisplayHook):
    """Shows the value of a cell's last line."""

    def start_displayhook(self) -> None:
        self._data: dict[str, Any] = {}
        self._metadata: dict[str, Any] = {}

    def write_output_prompt(self) -> None:
        """Show no prompt: a notebook has its own."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        self._data, self._metadata = format_dict, md_dict or {}

    def finish_displayhook(self) -> None:
        if self._data:
            self.shell.transcript.show(ExecuteResult(self._data, self._metadata, self.prompt_count))


class _Publisher(DisplayPublisher):
    """Shows what is displayed on the way."""

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **more: Any,
    ) -> None:
        self._validate_data(data, metadata)
        self.shell.transcript.show(display(data, metadata or {}, transient or {}, update))

    def clear_output(self, wait: bool = False) -> None:
        self.shell.transcript.clear(bool(wait))


class NotebookShell(InteractiveShell):
    """IPython's shell, whose outputs go into a transcript."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    transcript = AnyTrait()
    shown_traceback: Sequence[str] | None = None

    def init_magics(self) -> None:
        """Know the kernel's magics, too."""
        super().init_magics()
        self.db = dict[str, Any]()  # what %cd and others remember: there is no profile to keep it in
        for name in _FRONTENDS:
            self.register_magic_function(lambda line: None, "line", name)
        self.kernel = SimpleNamespace(shell=self)  # code asks for it to see whether it is in a notebook

    def init_ipython_dir(self, ipython_dir: Any) -> None:
        """Have none: a worker keeps nothing."""

    def init_profile_dir(self, profile_dir: Any) -> None:
        """Have none: a worker keeps nothing."""

    def init_virtualenv(self) -> None:
        """Look for none: packages are those of the grader's Python."""

    def init_hooks(self) -> None:
        """Let pagers show nothing, as they do where nobody looks."""
        super().init_hooks()
        self.set_hook("show_in_pager", lambda *args, **more: None, 99)

    def enable_gui(self, gui: Any = None) -> None:
        """Take no notice: nothing is shown in windows."""

    def ask_exit(self) -> None:
        """Take no notice of ``exit()``: the cells after it are run."""

    def set_next_input(self, text: str, replace: bool = False) -> None:
        """Take no notice: there is nobody to type it to."""

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.transcript.show(Error(str(etype.__name__), _text(evalue), stb))
        self.shown_traceback = stb


NotebookShell.__name__ = "ZMQInteractiveShell"  # code compares the name to see whether it is in a notebook


class NotebookRunner:
    """The shell, and the loop in which its cells run, as they do in a kernel."""

    def __init__(self, characters: int, environment: dict[str, str]) -> None:
        """Start a shell that shows up to `characters` printed in a cell."""
        os.environ.update(_ENVIRONMENT)
        os.environ.update(environment)
        self.transcript = Transcript(characters)
        sys.stdout = Printer(self.transcript, "stdout")
        sys.stderr = Printer(self.transcript, "stderr")
        sys.path.insert(0, "")  # what lies beside the notebook can be imported
        sys.argv = ["notebook"]
        builtins.input = _no_input("raw_input")
        getpass.getpass = _no_input("getpass")
        _give_pools_of_threads_a_lock()
        sys.breakpointhook = lambda *args, **more: None  # as a kernel's, while no debugger is attached
        config = Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}, "IPKernelApp": {}})
        self.shell: Any = NotebookShell.instance(config=config, transcript=self.transcript)
        if "matplotlib" in sys.modules:
            self.shell.enable_matplotlib("inline")
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._context = contextvars.copy_context()  # of all cells: NumPy's and decimal's settings are in it

    def run(self, source: str, count: int) -> tuple[str, Error | None]:
        """Run a cell as number `count`; give its outputs as JSON, and the exception that ended it."""
        self.transcript.begin()
        self.shell.execution_count = count
        self.shell.shown_traceback = None
        task = self._loop.create_task(self._run(source), context=self._context)
        interrupt: KeyboardInterrupt | None = None
        error: BaseException | None = None
        with _interruptible():
            try:
                error = self._loop.run_until_complete(task)
            except KeyboardInterrupt as signalled:  # it came while an async cell waited
                interrupt = signalled
            if interrupt is not None:
                task.cancel()
                with contextlib.suppress(BaseException):
                    error = self._loop.run_until_complete(task)
                error = error or interrupt
        if error is None:
            return self.transcript.take(), None
        shown = [sendable(str(line))[-2000:] for line in self.shell.shown_traceback or []]
        return self.transcript.take(), Error(sendable(type(error).__name__)[:200], _text(error)[:1000], shown[-1:])

    async def _run(self, source: str) -> BaseException | None:
        shell, trouble = self.shell, None
        try:
            transformed = shell.transform_cell(source)
        except Exception:
            transformed, trouble = source, sys.exc_info()
        known = {"transformed_cell": transformed, "preprocessing_exc_tuple": trouble}
        if shell.should_run_async(source, **known):
            try:
                # A task of its own: as in a kernel, what it sets in the context is gone after it.
                result = await self._loop.create_task(shell.run_cell_async(source, store_history=True, **known))
            finally:
                shell.events.trigger("post_execute")
            shell.events.trigger("post_run_cell", result)
        else:
            result = shell.run_cell(source, store_history=True)
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error


def serve_notebook(connection: socket.socket, reader: Reader, first: Open, buffers: memoryview, limit: int) -> None:
    """Be a notebook's worker: lay out its files, then run the cells that the grader sends, until it hangs up."""
    for name, size in first.files:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(buffers[:size])
        buffers = buffers[size:]
    runner = NotebookRunner(limit, first.environment)
    if first.unwritten_calmly:
        show_unwritten_functions_calmly()
    me = os.getpid()
    send(connection, Opened(), [])
    while True:
        try:
            message, _ = receive(reader)
        except (EOFError, OSError):
            return
        if isinstance(message, Run):
            outputs, error = runner.run(message.source, message.count)
            if os.getpid() != me:  # a fork of the student's: one answer is enough
                os._exit(0)
            trouble = None if error is None else (error.ename, error.evalue, error.traceback)
            send(connection, Ran(message.id, outputs, trouble), [])


def warm_up() -> None:
    """Do once what every shell does for the first time: show a plot and a traceback."""
    for name in ("IPython.core.completer", "IPython.core.magics"):
        import_module(name)
    with contextlib.suppress(ImportError):
        import_module("matplotlib_inline.backend_inline")
        from matplotlib import pyplot

        pyplot.plot([0, 1])
        pyplot.savefig(io.BytesIO(), format="png")
        pyplot.close()
    try:
        raise ValueError
    except ValueError as error:
        VerboseTB(theme_name="neutral").structured_traceback(type(error), error, error.__traceback__)


def _give_pools_of_threads_a_lock() -> None:
    """Let multiprocessing's locks be threads' where processes have no memory to share: a ThreadPool asks for one."""
    try:
        multiprocessing.Lock()
    except OSError:
        context: Any = multiprocessing.context.BaseContext
        context.Lock = lambda self: threading.Lock()


def _no_input(name: str) -> Any:
    def asked(prompt: Any = "", stream: Any = None) -> NoReturn:
        raise StdinNotImplementedError(f"{name} was called, but this frontend does not support input requests.")

    return asked


@contextlib.contextmanager
def _interruptible() -> Iterator[None]:
    """Let the grader's SIGINT raise KeyboardInterrupt, and leave it without effect once the cell is over."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def _text(error: BaseException) -> str:
    try:
        return sendable(str(error))
    except BaseException:  # a class of the student's, with a __str__ that raises
        return ""
