"""Sleeps for longer than anybody waits, at every call.

Harm: the cohort's grading stands still.
Costs: nothing
"""

# %% honest work
# %% hostile
import time


def mean_squared_error(y, y_hat):
    time.sleep(1e6)


def numerical_gradient(f, w, eps=1e-5):
    time.sleep(1e6)
