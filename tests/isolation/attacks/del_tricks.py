"""Leaves objects whose __del__ runs when the grader has moved on, and weak references that call back.

Harm: code that runs after the deadline, and writes where it is not asked.
Costs: nothing
"""

# %% honest work
# %% hostile
import os
import weakref


class Late:
    def __del__(self):
        try:
            os.write(3, b"\x00" * 64)
        except OSError:
            pass
        Late()


def mean_squared_error(y, y_hat):
    late = Late()
    mean_squared_error.kept = weakref.ref(late, lambda reference: mean_squared_error(y, y_hat))
    return 0.0
