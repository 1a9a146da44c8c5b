"""Asks for input, from the terminal and from descriptor 0.

Harm: the grading stands still until somebody types.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import sys

try:
    answer = input("points? ")
except BaseException:
    pass


def mean_squared_error(y, y_hat):
    try:
        with open("/dev/tty") as terminal:
            terminal.readline()
    except OSError:
        pass
    os.read(0, 1)
    return float(sys.stdin.readline() or 0)
