"""Raises exceptions that raise again when they are read, or have no text, or are chained in a circle.

Harm: the worker, or the grader, ends in the middle.
Costs: nothing
"""

# %% honest work
# %% hostile
class Deep(BaseException):
    def __str__(self):
        raise Deep

    @property
    def __traceback__(self):
        raise KeyboardInterrupt

    __repr__ = __str__

    def __getattribute__(self, name):
        raise Deep


def mean_squared_error(y, y_hat):
    raise Deep


def numerical_gradient(f, w, eps=1e-5):
    one, other = ValueError("\ud800 lone surrogate"), KeyError()
    one.__cause__, other.__cause__ = other, one
    raise one
