"""Takes gigabytes at once, and writes to each page.

Harm: the machine swaps, or the kernel kills somebody else.
Costs: nothing
"""

# %% honest work
# %% hostile
def mean_squared_error(y, y_hat):
    kept = []
    for _ in range(12):
        kept.append(np.ones(2**25))
    raise RuntimeError("pwned-memory_large: three gigabytes were there to take")
