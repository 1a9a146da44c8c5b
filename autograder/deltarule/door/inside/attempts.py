"""What a hostile submission would try, and what an honest one needs: run in a worker like any submission.

A function that comes back has got through. What it returns is for people; whether it did what it says is for the
grader's side to see.
"""

import ctypes
import importlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time


def read(path: str) -> str:
    with open(path, "rb") as file:
        return f"it read {len(file.read(64))} bytes"


def write(path: str) -> str:
    with open(path, "ab") as file:
        file.write(b"!")
    return "it wrote"


def connect(port: int) -> str:
    with socket.socket() as connection:
        connection.connect(("127.0.0.1", port))
    return "it connected"


def start() -> str:
    return f"/bin/true ended with {subprocess.run(['/bin/true']).returncode}"


def fork() -> str:
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return "it forked"


def send_signal(pid: int) -> str:
    os.kill(pid, signal.SIGTERM)
    return "it signalled"


def trace(pid: int) -> str:
    libc = ctypes.CDLL(None, use_errno=True)
    attach, detach = 16, 17
    if libc.ptrace(attach, pid, None, None) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    os.waitpid(pid, 0)
    libc.ptrace(detach, pid, None, None)
    return "it attached"


def take_memory(mb: int) -> str:
    taken = bytearray(mb * 2**20)
    return f"it took {len(taken) // 2**20} MiB"


def fill(mb: int) -> str:
    block = os.urandom(2**20)  # which no file system makes smaller
    for number in range(mb):
        with open(f"filler{number}", "wb") as file:
            file.write(block)
    return f"it wrote {mb} MiB"


def outlive() -> str:
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(60)
        os._exit(0)
    return "it left a process behind"


def import_more() -> str:
    name = next(name for name in ("wave", "netrc", "mailbox", "imaplib") if name not in sys.modules)
    return importlib.import_module(name).__name__


def save() -> str:
    with open("mine.txt", "w") as file:
        return f"it wrote {file.write('mine')} characters"


def run_thread() -> str:
    thread = threading.Thread(target=time.time)
    thread.start()
    thread.join()
    return "it ran"
