"""Stays in C code that never gives the interpreter back: a regular expression, a huge power, a sort.

Harm: a deadline kept by a thread or a signal handler of the same process never comes.
Costs: nothing
"""

# %% honest work
# %% hostile
import re


def mean_squared_error(y, y_hat):
    re.match(r"(a*)*b", "a" * 60)


def numerical_gradient(f, w, eps=1e-5):
    return 7 ** (7**11)
