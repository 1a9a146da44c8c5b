"""Grows lists and dicts of small objects, as an accident would.

Harm: the machine swaps, or the kernel kills somebody else.
Costs: nothing
"""

# %% honest work
# %% hostile
def mean_squared_error(y, y_hat):
    kept = []
    for i in range(30_000_000):
        kept.append([i])
    raise RuntimeError("pwned-memory_small: all of it was there to take")
