"""Returns an array whose class answers every comparison and every ufunc as the student likes.

Harm: points for a function that is wrong.
Costs: nothing
"""

# %% honest work
# %% hostile
class Same(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.zeros(self.shape).view(np.ndarray) if "sub" in ufunc.__name__ else np.ones(self.shape, bool)

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __eq__(self, other):
        return np.ones(self.shape, bool)


def mean_squared_error(y, y_hat):
    return np.zeros(()).view(Same)


def numerical_gradient(f, w, eps=1e-5):
    return np.zeros(np.shape(w)).view(Same)
