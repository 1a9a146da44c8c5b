"""The zygote: loads NumPy once, then forks a worker on every request.

Started as ``python -I -m deltarule.door.inside.zygote FD SETTINGS`` from a clean process, behind the outer wall if
there is one, with a socket to the grader as its one descriptor. It never runs student code. Requests are one byte and
an argument; see :func:`main`.
"""

import contextlib
import ctypes
import gc
import os
import random
import signal
import socket
import sys
from collections.abc import Collection
from importlib import import_module
from pathlib import Path
from types import FrameType

import msgspec

from deltarule.core.code.rules import enforced
from deltarule.core.exceptions.comprehensions import keep_names
from deltarule.door.control import END, FORK, LEARN, PID, PLOTTING, SHOW, STATUS, WARM, Settings

from .confinement import Confinement

_PR_SET_CHILD_SUBREAPER = 36


def main() -> None:
    """Serve the grader until it hangs up.

    ``FORK`` with a descriptor and the number of a folder here: fork a worker that serves the descriptor and may write
    in the folder; answers the process's number, with a pidfd.
    ``END`` and a number: kill that worker and whatever it started; answers its wait status.
    ``WARM`` and a number: load that one of the modules on demand; answers a byte.
    ``SHOW`` and a number of bytes, which follow: the paths that workers forked from now on can read, as JSON.
    ``LEARN`` and a number of bytes: a call of one of our functions with what is ours, in MessagePack, for what stays
    of it in memory.
    """
    workers: dict[int, int] = {}
    shown: tuple[str, ...] = ()
    control = socket.socket(fileno=int(sys.argv[1]))
    settings = msgspec.json.decode(sys.argv[2], type=Settings)
    # What a worker leaves behind becomes a child of this process, and is found there.
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)
    from .reading import learn, serve_reading
    from .worker import serve

    confinement = Confinement(settings)
    _warm_up(settings)
    if settings.processor is not None:  # which others take meanwhile
        os.sched_setaffinity(0, {settings.processor})
    processors = sorted(os.sched_getaffinity(0))
    control.sendall(b"R")
    while True:
        request, descriptors, _, _ = socket.recv_fds(control, 1 + PID.size, 1)
        if not request:
            return
        if request[:1] == FORK:
            # A processor each: threads of one's can't keep another's work from being done in time.
            busy = list(workers.values())
            processor = min(processors, key=lambda each: (busy.count(each), random.random()))
            pid = os.fork()
            if pid == 0:
                control.close()
                if not (settings.notebooks or settings.modules):
                    os.sched_setaffinity(0, {processor})
                try:
                    confinement.show(shown)
                    _become_worker(descriptors[0])
                    confinement.enter(Path.cwd() / str(PID.unpack(request[1:])[0]))
                except OSError as error:
                    os._exit(error.errno or 1)
                if settings.modules:
                    serve_reading(socket.socket(fileno=3))
                else:
                    serve(socket.socket(fileno=3), settings.output_characters)
                os._exit(0)
            os.close(descriptors[0])
            workers[pid] = processor
            handle = os.pidfd_open(pid)
            socket.send_fds(control, [PID.pack(pid)], [handle])
            os.close(handle)
        elif request[:1] == END:
            (pid,) = PID.unpack(request[1:])
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    kill(pid, signal.SIGKILL)
            status = int(signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):  # a worker without walls may have taken it away
                status = os.waitpid(pid, 0)[1]
            workers.pop(pid, None)
            _end_strays(workers)
            control.sendall(STATUS.pack(status))
        elif request[:1] == SHOW:
            (size,) = PID.unpack(request[1:])
            shown = msgspec.json.decode(_received(control, size), type=tuple[str, ...])
            confinement.prepare(shown)
        elif request[:1] == LEARN:
            (size,) = PID.unpack(request[1:])
            learn(*msgspec.msgpack.decode(_received(control, size), type=tuple[str, bytes, list[str]]))
            gc.freeze()
        elif request[:1] == WARM:
            _load(settings.on_demand[PID.unpack(request[1:])[0]], settings)
            gc.freeze()
            control.sendall(b"R")


def _received(control: socket.socket, size: int) -> bytes:
    """Take what follows a request."""
    return control.recv(size, socket.MSG_WAITALL)


def _end_strays(workers: Collection[int]) -> None:
    """Kill and reap every child that is no worker, until there is none: killing one may leave others of its own."""
    while True:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        strays = [int(child) for child in children if int(child) not in workers]
        if not strays:
            return
        for stray in strays:
            with contextlib.suppress(ProcessLookupError, ChildProcessError):
                os.kill(stray, signal.SIGKILL)
                os.waitpid(stray, 0)


def _become_worker(descriptor: int) -> None:
    """Keep nothing of the zygote's but the memory: one descriptor, a group of its own, default signals."""
    os.setpgid(0, 0)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    with contextlib.suppress(OSError):  # where memory runs out, a worker is to go, and no grader
        score = os.open("/proc/self/oom_score_adj", os.O_WRONLY)  # a Path costs each fork many a page
        os.write(score, b"1000")
        os.close(score)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.dup2(descriptor, 3)
    os.closerange(4, 1024)


def _warm_up(settings: Settings) -> None:
    """Load what submissions import, or what reads them, so that a fork has it."""
    if settings.modules:
        for module in settings.modules:
            import_module(module)
    else:
        import numpy as np

        np.random.default_rng(0).standard_normal(2) @ np.ones(2)
        keep_names()  # which has Python look at all code anew
    if settings.notebooks:
        from .shell import warm_up

        _load(PLOTTING, settings)
        warm_up()
    gc.collect()
    gc.freeze()


def _load(module: str, settings: Settings) -> None:
    """Load a module, if it is there, and none that some submissions may not have."""
    with contextlib.suppress(ImportError), enforced(settings.unwanted):
        import_module(module)


def _stop(number: int, frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _stop)
    for ours in (signal.SIGINT, signal.SIGHUP):  # Ctrl-C, and the end of a terminal, is for the grader, which hangs up
        signal.signal(ours, signal.SIG_IGN)
    main()
