"""Returns arrays of objects, whose elements act when they are compared or unpickled.

Harm: code of the student's run by the grader.
Costs: nothing
"""

# %% honest work
# %% hostile
class Trap:
    def __reduce__(self):
        return (print, ("pwned-object_arrays",))

    def _act(self, *other):
        open("/tmp/pwned-object_arrays", "w").close()
        return True

    __eq__ = __float__ = __bool__ = __sub__ = __rsub__ = _act
    __hash__ = None


def mean_squared_error(y, y_hat):
    return np.array([Trap(), Trap()], dtype=object)


def numerical_gradient(f, w, eps=1e-5):
    return np.array([(Trap(), 1.0)], dtype=[("a", "O"), ("b", "f8")])
