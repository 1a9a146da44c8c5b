"""Ends the process when it is called, in every way there is.

Harm: a grader that takes the exit code for a mark, or loses the marks of the other functions.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import sys


def mean_squared_error(y, y_hat):
    os._exit(0)


def numerical_gradient(f, w, eps=1e-5):
    try:
        sys.exit(0)
    finally:
        os.abort()
