"""Commands of ours, started warm: forked from a process that has imported what they import.

A cold start takes two to four seconds, nearly all of it Jupyter's packages; the tests start hundreds. What a command
does is the same, in a process of its own with its own arguments, environment, folder and streams; that it also starts
cold is what ``test_cold_starts.py`` is for.
"""

import contextlib
import gc
import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from select import select

COMMANDS = {"deltarule": "deltarule.core.selfcheck.command:main", "nbgrader": "nbgrader.apps.nbgraderapp:main"}
_SIZE = 4


class Starter:
    """The process that commands are forked from, seen from the tests."""

    def __init__(self):
        self._ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(theirs.fileno())], pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL
            )
        self._environment = dict(os.environ)

    def can(self, command, environment):
        """Whether a command is ours, and Python itself would start no other way for its environment."""
        mine, asked = (
            {name: value for name, value in values.items() if name.startswith(("PYTHON", "LD_", "OPENBLAS", "LC_"))}
            for values in (self._environment, environment)
        )
        return command in COMMANDS and mine == asked

    def run(self, command, arguments, *, cwd, input, timeout, env):
        """Run a command to its end; as :func:`subprocess.run` does, with text."""
        told = json.dumps([command, list(map(str, arguments)), str(cwd), env]).encode()
        with tempfile.TemporaryFile() as typed, tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as errors:
            typed.write(input.encode())
            typed.seek(0)
            reading, writing = os.pipe()
            with open(reading, "rb") as status:
                descriptors = [typed.fileno(), said.fileno(), errors.fileno(), writing]
                socket.send_fds(self._ours, [len(told).to_bytes(_SIZE, "big")], descriptors)
                os.close(writing)
                self._ours.sendall(told)
                pid = int.from_bytes(status.read(_SIZE), "big")
                code = self._wait(status, pid, [command, *arguments], timeout)
            out, err = (self._text(file) for file in (said, errors))
        return subprocess.CompletedProcess([command, *arguments], code, out, err)

    def _wait(self, status, pid, command, timeout):
        if not select([status], [], [], timeout)[0]:
            os.killpg(pid, signal.SIGKILL)
            raise subprocess.TimeoutExpired(command, timeout)
        return os.waitstatus_to_exitcode(int.from_bytes(status.read(_SIZE), "big"))

    @staticmethod
    def _text(file):
        file.seek(0)
        return file.read().decode().replace("\r\n", "\n")


# --- from here on, in the process that forks -------------------------------------------------------------------------


def serve(control):
    """Fork a command at every request, until the tests hang up."""
    here = str(Path(__file__).parent)
    sys.path[:] = [path for path in sys.path if path != here]
    _import_all()
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait
    while True:
        size, descriptors, _, _ = socket.recv_fds(control, _SIZE, 4)
        if not size:
            return
        asked = json.loads(control.recv(int.from_bytes(size, "big"), socket.MSG_WAITALL))
        if not os.fork():
            control.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            *streams, status = descriptors
            pid = os.fork()
            if not pid:
                os.close(status)
                _become(*asked, streams)
            os.write(status, pid.to_bytes(_SIZE, "big"))
            os.write(status, os.waitpid(pid, 0)[1].to_bytes(_SIZE, "big"))
            os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


def _import_all():
    """Import what the commands do; what isn't installed stays so."""
    import importlib
    import pkgutil

    import deltarule.commands

    more = ["deltarule.nbgrader.book.book", "deltarule.nbgrader.book.extract", "deltarule.nbgrader.execute.executor"]
    more += ["nbgrader.apps.nbgraderapp", "nbgrader.apps", "nbgrader.converters", "nbconvert.exporters.html"]
    names = [f"deltarule.commands.{module.name}" for module in pkgutil.iter_modules(deltarule.commands.__path__)]
    for name in [*names, *more]:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    from deltarule.door import walls

    walls._searched()  # what is installed stays so, too, while the tests run


def _become(command, arguments, cwd, environment, streams):
    """Be the command, to its end."""
    import atexit
    from importlib import import_module

    os.setsid()
    for number, descriptor in enumerate(streams):
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    tempfile.tempdir = None
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - they stay to the end
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = io.TextIOWrapper(open(2, "wb", 0, closefd=False), "utf-8", "backslashreplace", write_through=True)  # noqa: SIM115
    sys.argv = [str(Path(sys.executable).parent / command), *arguments]
    module, _, name = COMMANDS[command].partition(":")
    code = 0
    try:
        getattr(import_module(module), name)()
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else int(error.code is not None)
        if isinstance(error.code, str):
            print(error.code, file=sys.stderr)
    except KeyboardInterrupt:
        code = -signal.SIGINT
    except BaseException:
        import traceback

        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    if code < 0:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    os._exit(code & 0xFF)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
