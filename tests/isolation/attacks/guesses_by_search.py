"""Asks again and again, and searches in its own process for a value that makes the check content.

Harm: points by trial, where a check's verdict can be had.
Costs: nothing
"""

# %% honest work
# %% hostile
import sys


def mean_squared_error(y, y_hat):
    try:
        from deltarule.authoring.solution import Solution

        return Solution("/deltarule-stage/course/solutions/2_ann/ann.py").module.mean_squared_error(y, y_hat)
    except BaseException:
        pass
    for module in list(sys.modules.values()):
        function = getattr(module, "mean_squared_error", None)
        if callable(function) and function is not mean_squared_error:
            return function(y, y_hat)
    return 0.0
